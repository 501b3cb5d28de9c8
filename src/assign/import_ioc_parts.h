/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of import_ioc.c: for its own use. */
#ifndef COPRO_ASSIGN_IMPORT_IOC_PARTS_H
#define COPRO_ASSIGN_IMPORT_IOC_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "assign/import.h"
#include "assign/properties.h"

#define IOC_WORD 64u /* bytes of a name in a project that may mean something, with its end */

struct ioc {
	struct import *import;
	struct properties properties;
};

/* Names for one note. */
struct ioc_words {
	char text[IMPORT_TEXT / 2];
	size_t used;
	size_t left_out;
};

/* A word more, unless it is there; those that have no room are counted. */
void ioc_words_add(struct ioc_words *words, const char *word);
/* "A, B and 3 more"; "" if there are none. */
const char *ioc_words_end(struct ioc_words *words);

/* The next of a list that is separated by `separator`, without blanks around it, cut to IOC_WORD; false: there is
 * none. *cursor is the list at first. */
bool ioc_next(const char **cursor, char separator, char word[IOC_WORD]);

/* The value of "group.key". NULL: there is none. */
const char *ioc_get(const struct ioc *ioc, const char *group, const char *key);

/* Whose something is that a list of contexts ("CortexA7S,CortexM4") names: an enum assignment_context;
 * ASSIGNMENT_SHARED: Linux's and the M4's; IMPORT_UNSAID: of none that is there at run time. */
int ioc_context(const char *list);

/* Is it used at the M4, or not said to be another's? */
bool ioc_maybe_m4(const struct import_peripheral *peripheral);

/* "PC14-OSC32_IN" and the like. NULL: not a pin. */
const struct soc_pin *ioc_pin(const char *name);

/* Pins of peripherals and of software. */
void ioc_pins(struct ioc *ioc);
/* The PLLs, oscillators and sources of kernel clocks; after all that says what is used. */
void ioc_clocks(struct ioc *ioc);
/* Streams of DMA1 and DMA2. */
void ioc_dma(struct ioc *ioc);
/* Priorities in the M4's NVIC. */
void ioc_interrupts(struct ioc *ioc);

#endif
