/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An SPI bus and what hangs on it: controllers, targets. (The manual's words are master and slave.)
 *
 * It works on frames, not on edges: a controller shifts 4 to 32 bits out and as many in. A frame is known at
 * both ends from its first bit on, with the time at which its last one is over, and so is the answer, unless
 * a target has to ask for it elsewhere (SPI_HOLD): then the clock stands still until it is there.
 *
 * The select line NSS is a level that a controller may drive. A target that is selected by another pin
 * looks at that one itself (board/parts/spi_place.h).
 *
 * A bus belongs to one timeline. All calls are for the board's thread, in or between slices; a callback in a
 * slice must not run the board.
 */
#ifndef COPRO_BOARD_SPI_BUS_H
#define COPRO_BOARD_SPI_BUS_H

#include <stdbool.h>
#include <stdint.h>

struct board;
struct device;
struct spi_bus;
struct spi_controller;
struct spi_target;

/* CPOL and CPHA. */
#define SPI_MODE_CPHA 1u
#define SPI_MODE_CPOL 2u

struct spi_frame {
	uint64_t start, end; /* ps: of the first bit, and after the last one */
	uint32_t data; /* on MOSI; bit `bits - 1` goes over the wire first */
	uint8_t bits; /* 4 to 32 */
	uint8_t mode; /* SPI_MODE_ */
	bool driven; /* false: a controller that only receives; `data` is 0 */
};

/* What comes back on MISO. */
struct spi_answer {
	uint32_t data; /* bit `bits - 1` came first */
	bool driven; /* false: nobody drives the line */
};

/* ---- targets ---- */

enum spi_response {
	SPI_SILENT, /* it does not drive MISO: not selected, or it has nothing to say */
	SPI_DRIVES,
	SPI_HOLD /* the answer comes by spi_target_answer() */
};

/* `nss` may be NULL. */
struct spi_target_ops {
	/* A frame begins. With SPI_DRIVES *data is what the target sends meanwhile. */
	enum spi_response (*frame)(struct spi_target *target, const struct spi_frame *frame,
				   uint32_t *data);
	/* The level of NSS, as the controllers drive it: when the target is attached and when it changes. Not
	 * driven it is high. */
	void (*nss)(struct spi_target *target, bool driven, bool level);
};

struct spi_target {
	const struct spi_target_ops *ops;
	void *context;
	const char *name; /* "flash": for messages */
	/* Of the same device: what that one does is not told to the target. May be NULL. */
	struct spi_controller *own;
	/* The bus's own: */
	struct spi_bus *bus;
	struct spi_target *next;
	struct spi_controller *waits; /* for this target's answer; NULL: nobody */
	bool nss_driven, nss_level; /* as last told */
};

void spi_target_attach(struct spi_target *target, struct spi_bus *bus);
/* Not attached: nothing happens. A frame that waits for it ends without its answer. */
void spi_target_detach(struct spi_target *target);
/* Ends an SPI_HOLD. Ignored when none is due. */
void spi_target_answer(struct spi_target *target, const struct spi_answer *answer);

/* ---- controllers ---- */

struct spi_controller {
	/* The answer to a frame that was held. */
	void (*answered)(struct spi_controller *controller, const struct spi_answer *answer);
	void *context;
	const char *name;
	/* The bus's own: */
	struct spi_bus *bus;
	struct spi_controller *next;
	unsigned holds; /* targets that it waits for */
	uint8_t bits; /* of that frame, */
	uint32_t sent; /* what it says, */
	struct spi_answer answer; /* and what has come of the answer */
	bool nss_driven, nss_level;
};

void spi_controller_attach(struct spi_controller *controller, struct spi_bus *bus);
void spi_controller_detach(struct spi_controller *controller);
/* Tells all targets of a frame. True: *answer is there; false: it comes by `answered`. One at a time. */
__attribute__((warn_unused_result)) bool spi_controller_frame(struct spi_controller *controller,
							      const struct spi_frame *frame,
							      struct spi_answer *answer);
/* A frame that waits for an answer is waited for no longer. */
void spi_controller_cancel(struct spi_controller *controller);
/* What the controller does to NSS. */
void spi_controller_nss(struct spi_controller *controller, bool driven, bool level);

/* ---- buses ---- */

struct spi_bus {
	struct spi_target *targets;
	struct spi_controller *controllers;
	bool looped; /* MOSI is joined to MISO */
};

/* The bus of an SPI block, "SPI4"; NULL: there is no such block. */
struct spi_bus *board_spi_bus(struct board *board, const char *name);
struct spi_bus *spi_bus_of(struct device *device); /* NULL: it is none */

/* Joins the lines of two SPI blocks of one board: SCK with SCK, MISO with MISO, MOSI with MOSI, NSS with NSS. A
 * block joined to itself has a plug in which MOSI is joined to MISO. 0; -ENODEV: there is no such block;
 * -EBUSY: either is joined to another one already. */
__attribute__((warn_unused_result)) int board_spi_join(struct board *board, const char *spi,
						       const char *other);

#endif
