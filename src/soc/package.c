/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/package.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "soc/ball_table.h"
#include "soc/pin.h"

/* The rows of a grid: letters that look like figures or like each other are left out (JEDEC MS-034). */
#define ROW_LETTERS "ABCDEFGHJKLMNPRTUVWY"

static const struct soc_package_info packages[SOC_PACKAGES] = {
	[SOC_PACKAGE_AA] = {"AA", "LFBGA448", 448, 22, 0, 18, 176, 800, 0},
	[SOC_PACKAGE_AB] = {"AB", "LFBGA354", 354, 19, 0, 16, 98, 800, 0},
	[SOC_PACKAGE_AC] = {"AC", "TFBGA361", 361, 23, 9, 12, 148, 500, 650},
	[SOC_PACKAGE_AD] = {"AD", "TFBGA257", 257, 19, 9, 10, 98, 500, 650},
};

static bool known(enum soc_package package)
{
	return package >= SOC_PACKAGE_AA && package < SOC_PACKAGES;
}

const struct soc_package_info *soc_package(enum soc_package package)
{
	return known(package) ? &packages[package] : NULL;
}

int soc_package_by_name(const char *name)
{
	for (int i = 0; i < SOC_PACKAGES; i++) {
		if (!strcasecmp(packages[i].letters, name) || !strcasecmp(packages[i].name, name))
			return i;
	}
	return -1;
}

/* The number of a letter among the rows, -1: it names none. */
static int row_of(char letter)
{
	const char *found = strchr(ROW_LETTERS, toupper((unsigned char)letter));

	return letter && found ? (int)(found - ROW_LETTERS) : -1;
}

int soc_ball_place(enum soc_package package, const char *ball, struct soc_ball_place *place)
{
	const int letters = (int)strlen(ROW_LETTERS);
	unsigned grid, column = 0;
	int row;

	if (!known(package))
		return -EINVAL;
	place->inner = ball[0] == '1';
	if (place->inner)
		ball++;
	grid = place->inner ? packages[package].inner_grid : packages[package].grid;
	row = row_of(*ball++);
	/* After Y comes AA. */
	if (row == 0 && row_of(*ball) >= 0)
		row = letters + row_of(*ball++);
	if (row < 0 || !isdigit((unsigned char)*ball) || *ball == '0')
		return -EINVAL;
	for (; *ball; ball++) {
		if (!isdigit((unsigned char)*ball) || column > grid)
			return -EINVAL;
		column = column * 10 + (unsigned)(*ball - '0');
	}
	if ((unsigned)row >= grid || column > grid)
		return -EINVAL;
	place->row = (unsigned)row;
	place->column = column - 1;
	return 0;
}

/* From the middle of a grid to one of its rows or columns. */
static int from_middle(unsigned index, unsigned grid, unsigned pitch)
{
	return ((int)index * 2 - (int)(grid - 1)) * (int)pitch / 2;
}

int soc_ball_position(enum soc_package package, const char *ball, int *x, int *y)
{
	struct soc_ball_place place;
	const int result = soc_ball_place(package, ball, &place);
	unsigned grid, pitch;

	if (result)
		return result;
	grid = place.inner ? packages[package].inner_grid : packages[package].grid;
	pitch = place.inner ? packages[package].inner_pitch : packages[package].pitch;
	*x = from_middle(place.column, grid, pitch);
	*y = from_middle(place.row, grid, pitch);
	return 0;
}

/* The ball of a table's name by its number, NULL after the last. */
static const char *pad_ball(const struct soc_pad *pad, enum soc_package package, size_t number)
{
	return number ? NULL : pad->balls[package];
}

static const char *supply_ball(const struct soc_supply *supply, enum soc_package package,
			       size_t number)
{
	const char *const *list = supply->balls[package];

	for (size_t i = 0; list && list[i]; i++) {
		if (i == number)
			return list[i];
	}
	return NULL;
}

const char *soc_ball_dedicated(enum soc_package package, size_t index, const char **name)
{
	if (!known(package))
		return NULL;
	for (size_t i = 0; i < soc_pads_count; i++) {
		if (!soc_pads[i].balls[package])
			continue;
		if (!index--) {
			*name = soc_pads[i].name;
			return soc_pads[i].balls[package];
		}
	}
	for (size_t i = 0; i < soc_supplies_count; i++) {
		const char *ball;

		*name = soc_supplies[i].name;
		for (size_t k = 0; (ball = supply_ball(&soc_supplies[i], package, k)); k++) {
			if (!index--)
				return ball;
		}
	}
	return NULL;
}

/* What is no pin. */
static const char *dedicated_name(enum soc_package package, const char *ball)
{
	for (size_t i = 0; i < soc_pads_count; i++) {
		if (soc_pads[i].balls[package] && !strcasecmp(soc_pads[i].balls[package], ball))
			return soc_pads[i].name;
	}
	for (size_t i = 0; i < soc_supplies_count; i++) {
		const char *const *list = soc_supplies[i].balls[package];

		for (; list && *list; list++) {
			if (!strcasecmp(*list, ball))
				return soc_supplies[i].name;
		}
	}
	return NULL;
}

const char *soc_ball_name(enum soc_package package, const char *ball)
{
	const struct soc_pin *pin = soc_pin_by_ball(package, ball);

	if (pin)
		return pin->name;
	return known(package) ? dedicated_name(package, ball) : NULL;
}

const char *soc_ball_next(enum soc_package package, const char *name, size_t *cursor)
{
	const struct soc_pin *pin = soc_pin_by_name(name);
	const size_t number = (*cursor)++;

	if (!known(package))
		return NULL;
	if (pin)
		return number ? NULL : pin->balls[package];
	for (size_t i = 0; i < soc_pads_count; i++) {
		if (!strcasecmp(soc_pads[i].name, name))
			return pad_ball(&soc_pads[i], package, number);
	}
	for (size_t i = 0; i < soc_supplies_count; i++) {
		if (!strcasecmp(soc_supplies[i].name, name))
			return supply_ball(&soc_supplies[i], package, number);
	}
	return NULL;
}
