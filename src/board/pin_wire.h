/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals of peripherals at the chip's pins. A pin in alternate function mode is joined to the signals
 * that its AFR selects (RM0436, "GPIO", alternate functions): what the peripheral drives is on the
 * pin, and what is on the pin the peripheral senses. The model of a peripheral knows its signals by
 * name and no pin; a GPIO bank knows its pins and no peripheral.
 *
 * An output that nobody watches need not be kept: `refresh` brings it up to date when somebody looks.
 */
#ifndef COPRO_BOARD_PIN_WIRE_H
#define COPRO_BOARD_PIN_WIRE_H

#include <stdbool.h>
#include <stdint.h>

struct board;
struct device;
struct pin_joint;

#define PIN_SIGNAL_NAME 20u /* bytes, with the NUL */

struct pin_signal {
	char name[PIN_SIGNAL_NAME]; /* "TIM3_CH2" */
	struct device *device; /* whose signal it is */
	unsigned number; /* the model's own meaning */
	/* The level at its pin, when it was joined and when it changed at the time `when` (ps, not
	 * later than now). NULL: the peripheral does not listen. */
	void (*sensed)(struct pin_signal *signal, bool level, uint64_t when);
	/* Somebody looks now: call pin_signal_drive() if it is not up to date. NULL: it always is. */
	void (*refresh)(struct pin_signal *signal);
	/* pin_signal_watched() may be another. NULL: does not matter. */
	void (*watched)(struct pin_signal *signal);

	/* pin_wire.c's own */
	bool driven, level; /* by the peripheral */
	unsigned watchers; /* pins that it is joined to and that somebody watches */
	struct pin_joint *joints;
	struct pin_signal *next;
};

/* A signal at a pin. */
struct pin_joint {
	struct pin_signal *signal; /* NULL: none */
	struct device *gpio;
	unsigned pin;
	bool watched;
	struct pin_joint *next;
};

/* Makes a signal known, once; it is its owner's and lives as long as the board. */
void pin_signal_add(struct board *board, struct pin_signal *signal);

/* What the peripheral drives since `when`; not driven, the pin is as if it were an input. */
void pin_signal_drive(struct pin_signal *signal, bool driven, bool level, uint64_t when);

/* Changes of the output have to be exact in time: somebody watches a pin of it. */
bool pin_signal_watched(const struct pin_signal *signal);

/* Is it at any pin? */
bool pin_signal_joined(const struct pin_signal *signal);

/* Of all known signals, which does alternate function `af` bring to a pin? `index` 0 is the first, 1 the
 * second where several share one (TIM2_CH1 and TIM2_ETR); NULL: no more. */
struct pin_signal *pin_signal_at(struct board *board, unsigned port, unsigned pin, unsigned af,
				 unsigned index);

/* For the GPIO bank: joins a signal to a pin whose level is `level`, and parts it again. */
void pin_join(struct pin_joint *joint, struct pin_signal *signal, bool level, uint64_t when);
void pin_part(struct pin_joint *joint);
void pin_watch(struct pin_joint *joint, bool watched);

/* Before and after EXTI listens to other pins: what is at pins that nobody watched is brought up to date, so
 * that it is no edge; and pins are watched from now on, or no more. */
void pins_refresh(struct board *board);
void pins_listen(struct board *board);

#endif
