/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What was found in a project or in device trees of somebody else's, on its way to an assignment file: who has
 * what, as far as it is said there, and notes of what could not be carried over.
 *
 * The importers (import_ioc.h, import_linux.h, import_tfa.h) fill it in, one after the other; import_write()
 * makes the YAML of it, with what differs from the defaults of its board and no more.
 */
#ifndef COPRO_ASSIGN_IMPORT_H
#define COPRO_ASSIGN_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "assign/assignment.h"
#include "assign/emit.h"
#include "soc/pin.h"

#define IMPORT_PINS   64u /* of one peripheral */
#define IMPORT_DMA    16u
#define IMPORT_GPIO   184u
#define IMPORT_NOTES  400u
#define IMPORT_TEXT   240u /* bytes of a note with its NUL */
#define IMPORT_BOARD  64u /* bytes of a board's name with its NUL */
#define IMPORT_UNSAID (-1)

/* Each member that is an int may be IMPORT_UNSAID. */
struct import_pad {
	const struct soc_pin *pin; /* NULL: none */
	int pull; /* enum assignment_pull */
	int drive; /* enum assignment_drive */
	int speed; /* enum assignment_speed */
};

struct import_pin {
	char signal[SOC_SIGNAL_MAX]; /* as soc/pin.h spells it */
	struct import_pad pad;
};

struct import_dma {
	char request[SOC_SIGNAL_MAX]; /* as soc/dma_request.h spells it */
	int controller; /* 1, 2 */
	int stream; /* 0 to 7 */
};

struct import_peripheral {
	const struct soc_peripheral *soc;
	int context; /* enum assignment_context */
	int isolation; /* enum assignment_isolation */
	int lock; /* 0, 1 */
	int source; /* enum soc_clock that feeds its kernel clock */
	int priority; /* 0 to 15, at the M4 */
	struct import_pin pins[IMPORT_PINS];
	size_t pin_count;
	struct import_dma dma[IMPORT_DMA];
	size_t dma_count;
};

struct import_gpio {
	char label[ASSIGNMENT_NAME_MAX];
	struct import_pad pad;
	int context; /* enum assignment_context */
	int direction; /* enum assignment_direction */
	int high; /* 0, 1: an output's first level */
	int active_low; /* 0, 1 */
	int edge; /* enum assignment_edge */
};

struct import_pll {
	int m, n, fraction, p, q, r;
};

struct import {
	const char *from; /* the file, for messages */
	char name[ASSIGNMENT_NAME_MAX]; /* "": of the file that is written */
	char board[IMPORT_BOARD]; /* of soc/boards.h; "": none */
	char chip[ASSIGNMENT_NAME_MAX]; /* "STM32MP157CAC"; "": of the board */
	struct import_peripheral
		*peripherals; /* one for each of soc_peripherals(), in that order */
	size_t peripheral_count;
	struct import_gpio gpio[IMPORT_GPIO];
	size_t gpio_count;
	int64_t oscillators[ASSIGNMENT_OSCILLATORS]; /* Hz, 0: off; IMPORT_UNSAID */
	struct import_pll plls[4];
	int rpmsg; /* 0, 1 */
	int rpmsg_buffers;
	char notes[IMPORT_NOTES][IMPORT_TEXT];
	size_t note_count;
	bool notes_lost; /* there were more */
};

/* Nothing said. NULL without memory; for import_free(). */
struct import *import_new(const char *from);
void import_free(struct import *import); /* NULL is allowed */

/* By any name that people use (assign/names.h); NULL: the family has none. */
struct import_peripheral *import_peripheral(struct import *import, const char *name);

/* A pin of a peripheral; said before it is replaced. False: there is no room, which is noted. */
bool import_pin(struct import *import, struct import_peripheral *peripheral, const char *signal,
		const struct import_pad *pad);
/* A pin of software; a label that is taken, or is none that a file can have, is changed and noted. NULL: there is no
 * room, which is noted. All members but label and pad are unsaid. */
struct import_gpio *import_gpio(struct import *import, const char *label,
				const struct import_pad *pad);
/* A pad of which nothing is said. */
struct import_pad import_pad(const struct soc_pin *pin);

/* Something that is not carried over: one line, made safe for a terminal; the same one twice is kept once. */
void import_note(struct import *import, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The assignment file: what is said and differs from what the file would mean without it, and the notes as comments.
 * It is read back, and what the reader does not take is left out and noted. 0; -ENOMEM; -EINVAL: there is neither a
 * board nor a chip.
 */
COPRO_MUST_CHECK int import_write(struct import *import, struct emit *out);

#endif
