/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/board.h"

#include <string.h>

static const struct {
	const char *name;
	struct board_file (*file)(void);
} boards[] = {
	{"stm32mp157c-dk2", board_stm32mp157c_dk2},
};

struct board_file board_file(const char *name)
{
	for (size_t i = 0; i < sizeof(boards) / sizeof(boards[0]); i++) {
		if (!strcmp(boards[i].name, name))
			return boards[i].file();
	}
	return (struct board_file){NULL, 0};
}
