/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/parts/spi_chip.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board/board.h"
#include "board/gpio.h"
#include "board/parts/part.h"
#include "soc/peripheral.h"

/* ---- chip select ---- */

static void chip_select(struct spi_chip *chip, bool selected)
{
	if (chip->selected == selected)
		return;
	chip->selected = selected;
	if (selected)
		chip->ops->select(chip);
	else
		chip->ops->deselect(chip);
}

static void pin_changed(void *context, bool level, uint64_t when)
{
	struct spi_chip *chip = context;

	(void)when;
	chip_select(chip, level == chip->active_high);
}

static void nss_changed(struct spi_target *target, bool driven, bool level)
{
	struct spi_chip *chip = target->context;

	if (!chip->gpio)
		chip_select(chip, driven && level == chip->active_high);
}

/* ---- bits ---- */

static enum spi_response chip_frame(struct spi_target *target, const struct spi_frame *frame,
				    uint32_t *data)
{
	struct spi_chip *chip = target->context;
	/* It floats up to the bit with which it begins to answer. */
	bool drives = false;

	*data = 0;
	if (!chip->selected)
		return SPI_SILENT;
	for (unsigned i = frame->bits; i--;) {
		bool driven = false;
		const bool bit = chip->ops->bit(chip, frame->data >> i & 1, &driven);

		drives |= driven;
		*data = *data << 1 | (driven && bit);
	}
	return drives ? SPI_DRIVES : SPI_SILENT;
}

static const struct spi_target_ops chip_ops = {.frame = chip_frame, .nss = nss_changed};

/* ---- from the tree ---- */

static int chip_refuse(const struct dt *dt, int node, struct dt_error *error, const char *why)
{
	char path[DT_PATH_MAX];

	snprintf(error->text, sizeof(error->text), "%.120s: %s", dt_path(dt, node, path), why);
	return -EINVAL;
}

static struct spi_bus *bus_of(struct board *board, const struct dt *dt, int parent)
{
	const struct soc_peripheral *controller;
	uint32_t base;

	if (parent < 0 || dt_reg(dt, parent, 0, &base, NULL))
		return NULL;
	controller = soc_peripheral_find(base);
	return controller ? board_spi_bus(board, controller->name) : NULL;
}

static int find_select(struct spi_chip *chip, struct board *board, const struct dt *dt, int node,
		       struct dt_error *error)
{
	const int parent = dt_parent(dt, node);
	const struct soc_peripheral *bank = NULL;
	struct dt_args args = {.node = DT_NONE};
	uint32_t select, address;
	int rc;

	if (dt_cell(dt, node, "reg", 0, &select))
		return chip_refuse(dt, node, error, "reg does not say which chip select is its");
	chip->active_high = dt_has(dt, node, "spi-cs-high");
	rc = dt_args(dt, parent, "cs-gpios", "#gpio-cells", select, &args);
	if (rc == -EINVAL)
		return chip_refuse(dt, node, error, "its parent's cs-gpios is malformed");
	/* An entry of <0>, and a bus without the list: the block's own. */
	if (rc && (select == 0 || dt_has(dt, parent, "cs-gpios")))
		return 0;
	if (rc)
		return chip_refuse(dt, node, error, "an SPI block has one chip select of its own");
	if (!dt_reg(dt, args.node, 0, &address, NULL))
		bank = soc_peripheral_find(address);
	if (!bank || strncmp(bank->name, "GPIO", strlen("GPIO")) != 0 || args.count < 2 ||
	    args.cells[0] > 15)
		return chip_refuse(dt, node, error, "its chip select is no pin of this chip");
	chip->gpio = board_device(board, bank->name);
	chip->pin = args.cells[0];
	return 0;
}

int spi_chip_attach(struct spi_chip *chip, struct part *part, const struct dt *dt, int node,
		    struct dt_error *error)
{
	struct spi_bus *bus = bus_of(part->board, dt, dt_parent(dt, node));
	int rc;

	if (!bus)
		return chip_refuse(dt, node, error,
				   "is not below an SPI controller that is modelled");
	rc = find_select(chip, part->board, dt, node, error);
	if (rc)
		return rc;
	if (chip->gpio)
		rc = gpio_watch(chip->gpio, chip->pin, pin_changed, chip);
	if (rc)
		return rc;
	chip->target = (struct spi_target){.ops = &chip_ops, .context = chip, .name = part->name};
	spi_target_attach(&chip->target, bus);
	/* The pull-up that a chip select has on the board. */
	if (chip->gpio)
		gpio_input(chip->gpio, chip->pin, !chip->active_high);
	return 0;
}

void spi_chip_detach(struct spi_chip *chip)
{
	if (!chip->target.bus)
		return;
	spi_target_detach(&chip->target);
	if (chip->gpio)
		gpio_unwatch(chip->gpio, chip->pin, pin_changed, chip);
}
