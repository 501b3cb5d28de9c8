/* SPDX-License-Identifier: BSD-3-Clause */
/* Names that people write in files, given to everything in src/soc that reads one: it finds what has the
 * name, or nothing. Aborts where an answer contradicts the question. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "soc/assignable.h"
#include "soc/boards.h"
#include "soc/chip.h"
#include "soc/clock_source.h"
#include "soc/dma_request.h"
#include "soc/pin.h"

static void want(int holds)
{
	if (!holds)
		abort();
}

static void try_pins(const char *name)
{
	const struct soc_pin *pin = soc_pin_by_name(name);
	const char *pad = soc_pad_of_signal(name);
	char spelt[SOC_SIGNAL_MAX];
	struct soc_pin_use use;
	size_t cursor = 0;

	want(!pin || !strcasecmp(pin->name, name));
	while (soc_pin_find_signal(name, &cursor, &use))
		want(soc_pin_af(use.pin, name) == (int)use.af);
	want(soc_signal_spell(name, spelt) || (!pad && !cursor));
	want(strlen(spelt) < SOC_SIGNAL_MAX);
}

static void try_packages(const char *name)
{
	struct soc_ball_place place;

	want(soc_package_by_name(name) < SOC_PACKAGES);
	for (int i = 0; i < SOC_PACKAGES; i++) {
		const enum soc_package package = (enum soc_package)i;
		const char *what = soc_ball_name(package, name);
		size_t cursor = 0;

		if (soc_ball_place(package, name, &place) == 0) {
			const struct soc_package_info *info = soc_package(package);
			const unsigned grid = place.inner ? info->inner_grid : info->grid;

			want(place.row < grid && place.column < grid);
		} else {
			want(!what);
		}
		while (soc_ball_next(package, name, &cursor))
			want(cursor < soc_package(package)->balls);
	}
}

static void try_others(const char *name)
{
	const struct soc_assignable *row = soc_assignable_by_name(name);
	const struct soc_board *board = soc_board_by_name(name);
	const struct soc_clock_mux *mux;
	char whole[SOC_CLOCK_SOURCE_MAX], part[SOC_CHIP_NAME];
	struct soc_chip chip;
	unsigned value;

	if (row)
		want(soc_assignable_peripheral(row)->base != 0);
	if (soc_chip_by_name(name, &chip) == 0) {
		want(!strncasecmp(name, soc_chip_name(&chip, part), strlen(part)));
		(void)soc_chip_has(&chip, name);
		(void)soc_chip_has_signal(&chip, name);
	}
	if (soc_clock_source_by_name(name, &mux, &value))
		want(!strncasecmp(soc_clock_source_name(mux, value, whole), name, strlen(name)));
	mux = soc_clock_mux(SOC_CLOCK_UART35);
	want(soc_clock_mux_value(mux, name) <= 7);
	(void)soc_assignable_of_signal(name);
	(void)soc_clock_by_name(name);
	(void)soc_dma_request_by_name(name);
	if (board)
		want(soc_chip_by_name(board->chip, &chip) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Of exactly its size, so that a sanitizer sees what is read behind it. */
	char *name = malloc(size + 1);

	if (!name)
		return 0;
	if (size)
		memcpy(name, data, size);
	name[size] = '\0';
	try_pins(name);
	try_packages(name);
	try_others(name);
	free(name);
	return 0;
}
