/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A device model: a table of registers and three functions.
 *
 * The table says what the reference manual's register map says: reset value, which bits can be
 * written, which are cleared by writing 1. device_read() and device_write() do all that follows
 * from the table; a model adds what is peculiar to its block. A register that is not in the table
 * is stored and read back, with one note.
 *
 * A guest's mistake is noted once a place and never ends the program.
 */
#ifndef COPRO_BOARD_DEVICE_H
#define COPRO_BOARD_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/timeline.h"
#include "soc/initiator.h"
#include "soc/regs/dmamux.h"

struct board;
struct device;

/* One register, or `count` alike ones at `stride` bytes. */
struct device_register {
	const char *name;
	uint32_t offset;
	uint32_t reset;
	uint32_t writable; /* bits that take what is written */
	uint32_t write_1_clears; /* bits that writing 1 clears */
	uint32_t count; /* 0 and 1: one register */
	uint32_t stride; /* bytes between alike registers; 0 with count > 1 means 4 */
};

/* An access to one 32-bit word of a device. Narrow accesses arrive with the lanes in `mask`;
 * `value` is already shifted into its lanes. */
struct device_access {
	enum soc_initiator initiator;
	uint32_t offset; /* from the device's base, a multiple of 4 */
	uint32_t mask; /* byte lanes: 0xFFFFFFFF for a word */
	/* A debugger's look: what reading changes in the device (a lock that is taken, a character that is
	 * removed) is left undone. */
	bool peek;
};

struct device_ops {
	/* After the table's reset values were stored. May be NULL. */
	void (*reset)(struct device *device);
	/* May be NULL: the table alone. Returns the word at access->offset. */
	uint32_t (*read)(struct device *device, const struct device_access *access);
	/* True when reading the register has no effect and gives the same until an event of the timeline or a
	 * write: a loop that polls it need not be executed to its end. NULL: no register is like that if there
	 * is `read`, and all are if not. */
	bool (*steady)(const struct device *device, uint32_t offset);
	/* May be NULL: the table alone. */
	void (*write)(struct device *device, const struct device_access *access, uint32_t value);
	/* The clocks of this device changed (rate or gate): recompute what hangs on time. May be NULL. */
	void (*clock_changed)(struct device *device);
	void (*destroy)(struct device *device);
};

struct device_model {
	const char *model; /* "ipcc", for notes */
	const struct device_register *registers; /* ends with name NULL */
	struct device_ops ops;
	size_t state_size; /* bytes of the model's own state, zeroed at creation */
};

struct device {
	const struct device_model *model;
	struct board *board;
	const char *name; /* "USART3" */
	uint32_t base;
	uint32_t size; /* bytes, a multiple of 4 */
	unsigned instance; /* which of several alike blocks; the model's own meaning */
	uint32_t *words; /* size / 4 stored registers */
	void *state;
	bool in_reset; /* held by its RCC reset bit */
	struct device *next;
};

/* What the table says, for models that treat only some registers themselves. */
uint32_t device_read(struct device *device, const struct device_access *access);
void device_write(struct device *device, const struct device_access *access, uint32_t value);
void device_reset(struct device *device);
/* For device_ops.steady: what is read follows from what was written and from events. */
bool device_always_steady(const struct device *device, uint32_t offset);

static inline uint32_t device_word(const struct device *device, uint32_t offset)
{
	return device->words[offset / 4];
}

static inline void device_set_word(struct device *device, uint32_t offset, uint32_t value)
{
	device->words[offset / 4] = value;
}

/* What a model may ask of its surroundings (board.c). */
struct timeline *device_timeline(struct device *device);
/* Level of an interrupt line of this chip: `nvic` is the M4's number, or the A7's GIC SPI number. */
void device_m4_irq(struct device *device, unsigned nvic, bool level);
void device_a7_irq(struct device *device, unsigned spi, bool level);
/* An event line into EXTI (RM0436 table of EXTI lines). */
void device_exti(struct device *device, unsigned line, bool level);
/*
 * Level of a request line into the DMA multiplexer (SOC_DMA_ of soc/dma_request.h). The DMA serves it later,
 * by an event of the timeline, through the bus as any other initiator: a model may raise and drop it
 * in the middle of an access. A line that is high when it was served asks again. A line that rises and
 * falls in the same instant is a pulse and asks once; a request that was not served yet is withdrawn when
 * the line falls later, or is set low once more.
 */
void device_dma_request(struct device *device, unsigned request, bool level);
/* Level of a line that synchronises or triggers the DMA multiplexer. */
void device_dma_signal(struct device *device, enum dmamux_signal signal, bool level);
/* Kernel clock of this device in Hz as RCC is set now, 0 when it does not run (soc/clock.h). Clocks that
 * derive from the MCU clock are on the grid of its whole picoseconds a cycle, so that timers do not
 * drift against instructions: 208 899 101 Hz where soc_clock_rate() says 208 877 929. */
uint64_t device_clock_hz(struct device *device);
/* Says something about what the guest did: once for each format and place of the M4's program. */
void device_note(struct device *device, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A doorbell to the host side was rung: the running slice ends, the host is served next. */
void device_attention(struct device *device);
/* The IPCC: see board_observer.doorbell. */
void device_doorbell(struct device *device, bool m4, uint32_t rang, uint32_t cleared);

#endif
