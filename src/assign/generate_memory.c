/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Linux reserves for the coprocessor. The names of the nodes are those of ST's boards: Linux's driver
 * finds the rings and the buffers of messages by them (drivers/remoteproc/stm32_rproc.c).
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "assign/generator.h"
#include "soc/boards.h"

#define BLOCKS_MAX (2u * ASSIGNMENT_REGIONS)

struct block {
	char label[GENERATOR_ID * 2];
	uint32_t address; /* as the A7 sees it */
	uint32_t size;
	const struct assignment_region *region; /* the first in it */
	const struct assignment_region *other; /* the second, NULL: none */
};

struct blocks {
	struct block list[BLOCKS_MAX];
	size_t count;
};

static void block_add(struct blocks *blocks, const struct block *block)
{
	if (blocks->count < BLOCKS_MAX)
		blocks->list[blocks->count++] = *block;
}

static bool block_of(const struct assignment_region *region, const char *label, struct block *block)
{
	*block = (struct block){.size = (uint32_t)region->size.value, .region = region};
	snprintf(block->label, sizeof(block->label), "%s", label);
	return region->size.value &&
	       soc_da_to_pa((uint32_t)region->address.value, block->size, &block->address);
}

/* SRAM1 to SRAM4 are at two addresses, and firmware may be linked to either. */
static void alias_add(struct blocks *blocks, const struct block *block, const char *label)
{
	struct block alias = *block;

	if (block->address < SOC_SRAM_BASE || block->address >= SOC_SRAM_BASE + SOC_SRAM_SIZE)
		return;
	alias.address += SOC_SRAM_ALIAS - SOC_SRAM_BASE;
	snprintf(alias.label, sizeof(alias.label), "%s", label);
	block_add(blocks, &alias);
}

/* Code and data are one block where they touch. */
static void firmware_add(struct blocks *blocks, const struct assignment *assignment)
{
	const struct assignment_region *code = assignment_region(assignment, ASSIGNMENT_CODE);
	const struct assignment_region *data = assignment_region(assignment, ASSIGNMENT_DATA);
	struct block first, second;
	bool two = data && block_of(data, "mcuram3", &second);

	if (!code || !block_of(code, "mcuram2", &first))
		return;
	if (two && first.address + first.size == second.address) {
		first.size += second.size;
		first.other = data;
		two = false;
	}
	block_add(blocks, &first);
	alias_add(blocks, &first, "mcuram");
	if (!two)
		return;
	block_add(blocks, &second);
	alias_add(blocks, &second, "mcuram4");
}

static void blocks_find(const struct generator *generator, struct blocks *blocks)
{
	static const struct {
		enum assignment_use use;
		const char *label;
	} named[] = {{ASSIGNMENT_VRING0, "vdev0vring0"},
		     {ASSIGNMENT_VRING1, "vdev0vring1"},
		     {ASSIGNMENT_BUFFERS, "vdev0buffer"}};
	const struct assignment *assignment = generator->assignment;
	const struct assignment_region *vectors = assignment_region(assignment, ASSIGNMENT_VECTORS);
	struct block block;

	blocks->count = 0;
	if (vectors && block_of(vectors, "retram", &block))
		block_add(blocks, &block);
	firmware_add(blocks, assignment);
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		const struct assignment_region *region =
			assignment_region(assignment, named[i].use);

		if (region && block_of(region, named[i].label, &block))
			block_add(blocks, &block);
	}
	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];
		char name[GENERATOR_ID], label[GENERATOR_ID * 2];

		if (region->use != ASSIGNMENT_OTHER ||
		    !assignment_has_m4((enum assignment_context)region->context.value))
			continue;
		snprintf(label, sizeof(label), "%s_%s", generator->lower,
			 generator_lower(region->name, name));
		if (block_of(region, label, &block))
			block_add(blocks, &block);
	}
}

/* ---- what was there ---- */

/* Does any node but the coprocessor's have this memory? */
static bool used_elsewhere(const struct dt *base, int coprocessor, int memory)
{
	struct dt_args args;

	for (int node = dt_next(base, DT_NONE); node != DT_NONE; node = dt_next(base, node)) {
		if (node == coprocessor || !dt_has(base, node, "memory-region"))
			continue;
		for (size_t i = 0;
		     i < DT_LIST_MAX && !dt_args(base, node, "memory-region", NULL, i, &args);
		     i++) {
			if (args.node == memory)
				return true;
		}
	}
	return false;
}

static void base_delete(struct generator *generator)
{
	const struct dt *base = generator->options->base;
	const int coprocessor = generator_coprocessor_node(generator);
	char path[DT_PATH_MAX];
	struct dt_args args;

	for (size_t i = 0; coprocessor >= 0 && i < DT_LIST_MAX &&
			   !dt_args(base, coprocessor, "memory-region", NULL, i, &args);
	     i++) {
		if (!used_elsewhere(base, coprocessor, args.node))
			emit(generator->out, "/delete-node/ &{%s};\n",
			     dt_path(base, args.node, path));
	}
}

static bool has_block(const struct blocks *blocks, const char *label, uint32_t address)
{
	for (size_t i = 0; i < blocks->count; i++) {
		if (!strcmp(blocks->list[i].label, label) && blocks->list[i].address == address)
			return true;
	}
	return false;
}

static bool is_st_board(const struct assignment *assignment)
{
	const struct soc_board *board =
		assignment->board.value ? soc_board_by_name(assignment->board.value) : NULL;

	return board && !strncmp(board->compatible, "st,", 3);
}

/* What all of ST's boards have (Linux, stm32mp15xx-dkx.dtsi, stm32mp157c-ed1.dts), where it is in the way:
 * a node of the same name is changed below, and needs not go. */
static void board_delete(struct generator *generator, const struct blocks *blocks)
{
	static const struct {
		const char *label;
		uint32_t address;
	} usual[] = {
		{"mcuram2", 0x10000000},     {"vdev0vring0", 0x10040000},
		{"vdev0vring1", 0x10041000}, {"vdev0buffer", 0x10042000},
		{"mcuram", 0x30000000},	     {"retram", 0x38000000},
	};

	if (!is_st_board(generator->assignment)) {
		emit_text(
			generator->out,
			"/* What the tree reserves for its coprocessor already, and is not here, stays;\n"
			" * `copro assign generate --base` takes it away. */\n");
		return;
	}
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		if (!has_block(blocks, usual[i].label, usual[i].address))
			emit(generator->out, "/delete-node/ &%s;\n", usual[i].label);
	}
}

/* ---- the nodes ---- */

static void block_write(struct generator *generator, const struct block *block)
{
	char node[GENERATOR_ID * 2];

	snprintf(node, sizeof(node), "%s", block->label);
	for (char *byte = node; *byte; byte++)
		*byte = *byte == '_' ? '-' : *byte;
	emit(generator->out, "\n\t\t%s: %s@%" PRIx32 " {\n", block->label, node, block->address);
	emit_text(generator->out, "\t\t\tcompatible = \"shared-dma-pool\";\n");
	generator_line(generator, &block->region->address.origin,
		       "\t\t\treg = <0x%" PRIx32 " 0x%" PRIx32 ">;", block->address, block->size);
	emit(generator->out, "\t\t\t/* %s%s%s */\n", block->region->name,
	     block->other ? " and " : "", block->other ? block->other->name : "");
	emit_text(generator->out, "\t\t\tno-map;\n\t\t};\n");
}

void generate_reserved_memory(struct generator *generator)
{
	struct blocks blocks;

	blocks_find(generator, &blocks);
	emit_text(generator->out, "/* ---- the coprocessor's memory ---- */\n\n");
	if (generator->options->base)
		base_delete(generator);
	else if (!generator->options->overlay)
		board_delete(generator, &blocks);
	generator_root(generator);
	emit_text(generator->out, "\treserved-memory {\n"
				  "\t\t#address-cells = <1>;\n"
				  "\t\t#size-cells = <1>;\n");
	/* dtc cannot know of an overlay what the cells of the root are; the tree has it already. */
	if (!generator->options->overlay)
		emit_text(generator->out, "\t\tranges;\n");
	for (size_t i = 0; i < blocks.count; i++)
		block_write(generator, &blocks.list[i]);
	emit_text(generator->out, "\t};\n};\n\n");
}

void generate_memory_region(struct generator *generator, const char *indent)
{
	struct blocks blocks;

	blocks_find(generator, &blocks);
	for (size_t i = 0; i < blocks.count; i++)
		emit(generator->out, "%s%s<&%s>%s\n", indent,
		     i ? "\t\t" : "memory-region = ", blocks.list[i].label,
		     i + 1 == blocks.count ? ";" : ",");
}
