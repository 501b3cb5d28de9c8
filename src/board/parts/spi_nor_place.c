/* SPDX-License-Identifier: BSD-3-Clause */
/* The flash at an SPI bus, on one line each way, or at a bank of QUADSPI. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "board/board.h"
#include "board/parts/spi_nor.h"
#include "soc/peripheral.h"

/* ---- SPI ---- */

static uint64_t now_of(const struct nor *nor)
{
	return timeline_now(board_timeline(nor->part->board));
}

static void chip_select(struct spi_chip *chip)
{
	struct nor *nor = chip->context;

	nor_begin(nor, now_of(nor));
}

static void chip_deselect(struct spi_chip *chip)
{
	struct nor *nor = chip->context;

	nor_end(nor, now_of(nor));
}

static bool chip_bit(struct spi_chip *chip, bool in, bool *drives)
{
	struct nor *nor = chip->context;
	const struct quadspi_beat beat = {.when = now_of(nor), .levels = in, .driven = 1};
	uint8_t driven;
	const uint8_t levels = nor_beat(nor, &beat, &driven);

	*drives = driven & 2;
	return levels & 2;
}

static const struct spi_chip_ops chip_ops = {
	.select = chip_select,
	.deselect = chip_deselect,
	.bit = chip_bit,
};

/* ---- QUADSPI ---- */

static void bank_select(struct quadspi_target *target, uint64_t when)
{
	nor_begin(target->context, when);
}

static void bank_deselect(struct quadspi_target *target, uint64_t when)
{
	nor_end(target->context, when);
}

static uint8_t bank_beat(struct quadspi_target *target, const struct quadspi_beat *beat,
			 uint8_t *driven)
{
	return nor_beat(target->context, beat, driven);
}

/* Between two commands only time changes what a register reads as. */
static uint64_t bank_steady(struct quadspi_target *target)
{
	const struct nor *nor = target->context;

	if (!nor->command || nor->command->action != NOR_READ_STATUS)
		return 0;
	return nor->now < nor->ready_at ? nor->ready_at : TIMELINE_NEVER;
}

static const struct quadspi_target_ops bank_ops = {
	.select = bank_select,
	.deselect = bank_deselect,
	.beat = bank_beat,
	.steady = bank_steady,
};

/* ---- from the tree ---- */

bool nor_place_is_quad(const struct dt *dt, int node)
{
	const struct soc_peripheral *controller = NULL;
	const int parent = dt_parent(dt, node);
	uint32_t base;

	if (parent >= 0 && !dt_reg(dt, parent, 0, &base, NULL))
		controller = soc_peripheral_find(base);
	return controller && !strcmp(controller->name, "QUADSPI");
}

static int refuse(const struct dt *dt, int node, struct dt_error *error, const char *why)
{
	char path[DT_PATH_MAX];

	snprintf(error->text, sizeof(error->text), "%.120s: %s", dt_path(dt, node, path), why);
	return -EINVAL;
}

static int attach_bank(struct nor *nor, const struct dt *dt, int node, struct dt_error *error)
{
	uint32_t bank;

	if (dt_cell(dt, node, "reg", 0, &bank) || bank >= QUADSPI_BANKS)
		return refuse(dt, node, error, "reg does not say which bank of QUADSPI is its");
	nor->target.ops = &bank_ops;
	nor->target.context = nor;
	nor->target.name = nor->part->name;
	if (quadspi_target_attach(&nor->target, board_quadspi_bus(nor->part->board), bank))
		return refuse(dt, node, error, "another part is at its bank of QUADSPI");
	return 0;
}

int nor_place_attach(struct nor *nor, const struct dt *dt, int node, struct dt_error *error)
{
	if (nor_place_is_quad(dt, node))
		return attach_bank(nor, dt, node, error);
	nor->chip.ops = &chip_ops;
	nor->chip.context = nor;
	return spi_chip_attach(&nor->chip, nor->part, dt, node, error);
}

void nor_place_detach(struct nor *nor)
{
	spi_chip_detach(&nor->chip);
	quadspi_target_detach(&nor->target);
}
