/* SPDX-License-Identifier: BSD-3-Clause */
/* Boards whose Linux and trusted firmware are known: assignment files that are part of the program, boards/NAME.yaml. */
#ifndef COPRO_ASSIGN_BOARD_H
#define COPRO_ASSIGN_BOARD_H

#include <stddef.h>

/* As scripts/embed.cmake makes it from the file. */
struct board_file {
	const unsigned char *bytes;
	size_t size;
};

struct board_file board_stm32mp157c_dk2(void);

/* By the board's name in soc/boards.h; without bytes: its Linux is not known. */
struct board_file board_file(const char *name);

#endif
