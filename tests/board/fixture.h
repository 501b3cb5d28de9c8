/* SPDX-License-Identifier: BSD-3-Clause */
/* A board whose notes and A7 interrupts are kept, and accesses by literal addresses. */
#ifndef COPRO_TESTS_BOARD_FIXTURE_H
#define COPRO_TESTS_BOARD_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "board/board.h"
#include "board/device.h"
#include "core/mmio.h"

#define FIXTURE_NOTES 64

struct fixture {
	struct board *board;
	unsigned notes;
	struct {
		enum board_note_kind kind;
		char source[16];
		char text[256];
	} note[FIXTURE_NOTES];
	unsigned a7_irqs; /* rising edges */
	unsigned last_spi;
};

/* cmocka setup and teardown: *state is a struct fixture. */
int fixture_dk2(void **state);
int fixture_engineering(void **state);
/* The same with a configuration of the test's own; its signals are replaced. */
int fixture_configured(void **state, struct board_config config);
int fixture_done(void **state);

/* How many notes of this source contain `text`. */
unsigned fixture_noted(const struct fixture *fixture, const char *source, const char *text);

uint32_t rd(struct fixture *fixture, enum soc_initiator initiator, uint32_t address);
void wr(struct fixture *fixture, enum soc_initiator initiator, uint32_t address, uint32_t value);
/* 8 and 16 bits */
uint32_t rd_size(struct fixture *fixture, enum soc_initiator initiator, uint32_t address,
		 unsigned size);
void wr_size(struct fixture *fixture, enum soc_initiator initiator, uint32_t address, unsigned size,
	     uint32_t value);

#endif
