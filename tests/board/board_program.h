/* SPDX-License-Identifier: BSD-3-Clause */
/* Programs of tests/firmware that test the whole board from inside, with check() of cortex_m_check.h. */
#ifndef COPRO_TESTS_BOARD_PROGRAM_H
#define COPRO_TESTS_BOARD_PROGRAM_H

#include "board/board.h"

#define PROGRAM_RESULTS 0x1001F000u

/* Puts NAME.elf into the board's memory and starts the M4. */
void board_program_load(struct board *board, const char *name);
/* Runs until the program has set the third word of its results, and reports each check() that failed. The
 * test fails if one did, or if it takes more than `ps`. */
void board_program_check(struct board *board, const char *name, uint64_t ps);
/* A word of the program's memory. */
uint32_t board_program_word(struct board *board, uint32_t address);

#endif
