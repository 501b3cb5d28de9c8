/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/import_tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "assign/read.h"
#include "soc/boards.h"

#define COMPATIBLES 16u /* strings of the root that are looked at */

void import_list_add(struct import_list *list, const char *name)
{
	const char *before = list->used ? ", " : "";
	const size_t length = strlen(before) + strlen(name);

	if (list->full || list->used + length + sizeof(" and more") > sizeof(list->text)) {
		if (!list->full)
			snprintf(list->text + list->used, sizeof(list->text) - list->used,
				 " and more");
		list->full = true;
		return;
	}
	snprintf(list->text + list->used, sizeof(list->text) - list->used, "%s%s", before, name);
	list->used += length;
}

const char *import_list_text(const struct import_list *list)
{
	return list->text;
}

/* ---- board and chip ---- */

static const struct soc_board *board_of(const struct dt *dt)
{
	const char *name;

	for (size_t i = 0; i < COMPATIBLES && (name = dt_string(dt, DT_ROOT, "compatible", i));
	     i++) {
		const struct soc_board *board = soc_board_by_name(name);
		const char *comma = strchr(name, ',');

		/* "st,stm32mp157c-dk2-scmi" is that board with other clocks. */
		if (!board && comma && !strncmp(name, "st,", 3))
			board = soc_board_by_name(comma + 1);
		if (board)
			return board;
	}
	return NULL;
}

/* "AC" by the pin controller's st,package (Linux, dt-bindings/pinctrl/stm32-pinfunc.h). */
static const char *package_of(const struct dt *dt)
{
	static const struct {
		uint32_t number;
		const char *letters;
	} packages[] = {{1, "AA"}, {2, "AB"}, {4, "AC"}, {8, "AD"}};
	uint32_t number;

	for (int node = dt_next(dt, DT_NONE); node != DT_NONE; node = dt_next(dt, node)) {
		if (dt_cell(dt, node, "st,package", 0, &number))
			continue;
		for (size_t i = 0; i < sizeof(packages) / sizeof(packages[0]); i++) {
			if (packages[i].number == number)
				return packages[i].letters;
		}
	}
	return "";
}

/* False: the root is of no chip of the family. */
static bool chip_of(const struct dt *dt, char *chip, size_t room)
{
	static const unsigned lines[] = {157, 153, 151};
	/* CRYP1 is what the chips C and F have, and A and D do not. */
	const bool crypto = dt_find(dt, "/soc/cryp@54001000") != DT_NONE;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char name[32];

		snprintf(name, sizeof(name), "st,stm32mp%u", lines[i]);
		if (!dt_compatible(dt, DT_ROOT, name))
			continue;
		snprintf(chip, room, "STM32MP%u%c%s", lines[i], crypto ? 'C' : 'A', package_of(dt));
		return true;
	}
	return false;
}

int import_tree_board(struct import *import, const struct dt *dt, const char *whose)
{
	const struct soc_board *board = board_of(dt);
	char chip[ASSIGNMENT_NAME_MAX];

	if (!board && !chip_of(dt, chip, sizeof(chip))) {
		import_note(import,
			    "%s's tree is none of an STM32MP15: its root is compatible with %s",
			    whose,
			    dt_string(dt, DT_ROOT, "compatible", 0)
				    ? dt_string(dt, DT_ROOT, "compatible", 0)
				    : "nothing");
		return -EINVAL;
	}
	if (!board && !import->board[0] && !import->chip[0]) {
		snprintf(import->chip, sizeof(import->chip), "%s", chip);
		import_note(import,
			    "the board of %s's tree is not known; its chip is taken for an %s",
			    whose, chip);
	} else if (board && !import->board[0] && !import->chip[0]) {
		snprintf(import->board, sizeof(import->board), "%s", board->name);
	} else if (board && import->board[0] && strcmp(import->board, board->name) != 0) {
		import_note(import, "%s's tree is of %s, but what else is imported is of %s", whose,
			    board->name, import->board);
	}
	return 0;
}

int import_tree_usual(const struct import *import, struct assignment **usual)
{
	char text[IMPORT_BOARD + sizeof("board: \n")];
	struct findings findings = {0};
	int rc;

	*usual = NULL;
	if (import->board[0])
		snprintf(text, sizeof(text), "board: %s\n", import->board);
	else
		snprintf(text, sizeof(text), "chip: %s\n", import->chip);
	rc = assignment_read(usual, import->from, text, strlen(text), &findings);
	findings_free(&findings);
	return rc == -ENOMEM ? rc : 0;
}
