/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A part on an SPI bus: where, by its node, and its chip select. The bus is its parent's, `reg` says which of
 * the parent's `cs-gpios` selects it, or NSS of the SPI block itself (Linux's spi-controller.yaml). What a
 * controller sends while it is selected comes bit by bit, in whatever frames it was sent.
 */
#ifndef COPRO_BOARD_PARTS_SPI_CHIP_H
#define COPRO_BOARD_PARTS_SPI_CHIP_H

#include <stdbool.h>
#include <stdint.h>

#include "board/spi_bus.h"
#include "dt/dt.h"

struct device;
struct part;
struct spi_chip;

struct spi_chip_ops {
	void (*select)(struct spi_chip *chip);
	void (*deselect)(struct spi_chip *chip);
	/* A bit comes, and one goes out at the same time, where it drives its output. */
	bool (*bit)(struct spi_chip *chip, bool in, bool *drives);
};

struct spi_chip {
	const struct spi_chip_ops *ops;
	void *context;
	/* Its own: */
	struct spi_target target;
	struct device *gpio; /* of the chip select; NULL: NSS of the SPI block */
	unsigned pin;
	bool active_high;
	bool selected;
};

/* `ops`, `context` are set. 0; -ENOMEM; -EINVAL with `error` filled in. */
__attribute__((warn_unused_result)) int spi_chip_attach(struct spi_chip *chip, struct part *part,
							const struct dt *dt, int node,
							struct dt_error *error);
/* Also without spi_chip_attach(). */
void spi_chip_detach(struct spi_chip *chip);

#endif
