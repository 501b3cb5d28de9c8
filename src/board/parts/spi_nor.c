/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A serial NOR flash of the W25Q family (data sheets of W25Q80DV, W25Q16JV to W25Q128JV) or an MX25L51245G (its data
 * sheet), by Linux's binding jedec,spi-nor.yaml: on one data line each way, or on one, two or four at QUADSPI.
 */
#include "board/parts/spi_nor.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/board.h"
#include "board/parts/kinds.h"

#define W25Q(name, capacity, chip)                                                                 \
	{                                                                                          \
		"winbond," name, NOR_WINBOND, 0xEF, 0x40, capacity, 400, 10000, 3, 30, 45, 120,    \
			150, chip                                                                  \
	}

static const struct nor_kind kinds[] = {
	W25Q("w25q80", 20, 2),
	W25Q("w25q16", 21, 5),
	W25Q("w25q32", 22, 10),
	W25Q("w25q64", 23, 20),
	W25Q("w25q128", 24, 40),
	{"macronix,mx25l51245g", NOR_MACRONIX, 0xC2, 0x20, 26, 250, 40000, 30, 40, 30, 180, 380,
	 200},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* What a flash is that the tree does not say, on SPI and on QUADSPI: there it is that of the STM32MP157C-EV1. */
#define DEFAULT_KIND (&kinds[KINDS - 2])
#define DEFAULT_QUAD (&kinds[KINDS - 1])

static const char *const nor_compatible[] = {"jedec,spi-nor", NULL};

/* ---- from the tree ---- */

static int nor_attach(struct part *part, const struct dt *dt, int node, struct dt_error *error)
{
	struct nor *nor = part->state;
	int rc;

	nor->part = part;
	nor->file = -1;
	nor->kind = nor_place_is_quad(dt, node) ? DEFAULT_QUAD : DEFAULT_KIND;
	for (size_t i = 0; i < KINDS; i++) {
		if (dt_compatible(dt, node, kinds[i].compatible))
			nor->kind = &kinds[i];
	}
	nor->size = 1u << nor->kind->capacity;
	nor->memory = calloc(1, nor->size);
	if (!nor->memory)
		return -ENOMEM;
	nor_forget(nor);
	rc = nor_place_attach(nor, dt, node, error);
	if (rc)
		free(nor->memory);
	return rc;
}

static void nor_detach(struct part *part)
{
	struct nor *nor = part->state;

	nor_place_detach(nor);
	if (nor->file >= 0)
		close(nor->file);
	free(nor->memory);
}

/* ---- for people ---- */

static int nor_set(struct part *part, const char *property, const char *value)
{
	struct nor *nor = part->state;

	if (!strcmp(property, "file"))
		return nor_open_file(nor, value);
	if (!strcmp(value, "on"))
		nor->write_protect = true;
	else if (!strcmp(value, "off"))
		nor->write_protect = false;
	else
		return -EINVAL;
	return 0;
}

static int nor_get(struct part *part, const char *property, char *value, size_t room)
{
	struct nor *nor = part->state;

	nor->now = timeline_now(board_timeline(part->board));
	if (!strcmp(property, "state"))
		snprintf(value, room, "%s",
			 nor_is_busy(nor) ? "busy"
			 : nor->asleep	  ? "powered-down"
					  : "ready");
	else if (!strcmp(property, "file"))
		snprintf(value, room, "%s", nor->path);
	else if (!strcmp(property, "write-protect"))
		snprintf(value, room, "%s", nor->write_protect ? "on" : "off");
	else if (!strcmp(property, "size"))
		snprintf(value, room, "%" PRIu32, nor->size);
	else if (!strcmp(property, "programs"))
		snprintf(value, room, "%" PRIu64, nor->programs);
	else
		snprintf(value, room, "%" PRIu64, nor->erases);
	return 0;
}

static const struct part_property nor_properties[] = {
	{.name = "state", .unit = "ready, busy while it writes or erases, or powered-down"},
	{.name = "file",
	 .unit = "a file of as many bytes as `size` says, or one that is still to be made",
	 .writable = true},
	{.name = "write-protect", .unit = "on or off: the pin /WP is low", .writable = true},
	{.name = "size", .unit = "bytes"},
	{.name = "programs", .unit = "a number of pages programmed since power-on"},
	{.name = "erases", .unit = "a number of erases since power-on"},
	{0},
};

const struct part_kind spi_nor_part = {
	.kind = "flash",
	.compatible = nor_compatible,
	.properties = nor_properties,
	.state_size = sizeof(struct nor),
	.attach = nor_attach,
	.detach = nor_detach,
	.set = nor_set,
	.get = nor_get,
};
