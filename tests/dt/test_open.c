/* SPDX-License-Identifier: BSD-3-Clause */
/* What dt_open() refuses, and why; and trees that are cut or damaged at every byte. */
#include "dt/tree.h"

#include <time.h>

#include "visit.h"

static const char sound[] =
	"/dts-v1/; /memreserve/ 0x1000 0x10; / { #address-cells = <1>; #size-cells = <1>;\n"
	"	aliases { s = \"/soc/x@10\"; };\n"
	"	soc { #address-cells = <1>; #size-cells = <1>; ranges = <0 0x40000000 0x1000>;\n"
	"		x@10 { reg = <0x10 4>; clocks = <2 3>, <2 4>; phandle = <1>; };\n"
	"		y { #clock-cells = <1>; phandle = <2>; status = \"okay\"; }; }; };\n";

/* A structure block written by hand. */
struct block {
	uint8_t blob[8192] __attribute__((aligned(8)));
	size_t size;
};

static void put_cell(uint8_t *bytes, uint32_t cell)
{
	const fdt32_t swapped = cpu_to_fdt32(cell);

	memcpy(bytes, &swapped, 4);
}

#define STRUCTURE 0x38 /* after the header and an empty list of reservations */
static const char strings[] = "phandle\0linux,phandle\0a\0b\0bad name\0ends";
enum { PHANDLE = 0, LINUX_PHANDLE = 8, A = 22, B = 24, BAD = 26, ENDS = 35 };

static void put(struct block *block, uint32_t cell)
{
	assert_true(block->size + 4 <= sizeof(block->blob));
	put_cell(block->blob + block->size, cell);
	block->size += 4;
}

static void put_node(struct block *block, const char *name)
{
	const size_t length = strlen(name) + 1;

	put(block, FDT_BEGIN_NODE);
	assert_true(block->size + length + 4 <= sizeof(block->blob));
	memcpy(block->blob + block->size, name, length);
	block->size = (block->size + length + 3) & ~3u;
}

static void put_property(struct block *block, uint32_t name, uint32_t value)
{
	put(block, FDT_PROP);
	put(block, 4);
	put(block, name);
	put(block, value);
}

static void start(struct block *block)
{
	memset(block, 0, sizeof(*block));
	block->size = STRUCTURE;
}

/* The header around what was put. */
static void finish(struct block *block)
{
	const size_t structure = block->size - STRUCTURE;

	memcpy(block->blob + block->size, strings, sizeof(strings) - 1);
	fdt_set_magic(block->blob, FDT_MAGIC);
	fdt_set_totalsize(block->blob, (uint32_t)(block->size + sizeof(strings) - 1));
	fdt_set_off_dt_struct(block->blob, STRUCTURE);
	fdt_set_off_dt_strings(block->blob, (uint32_t)block->size);
	fdt_set_off_mem_rsvmap(block->blob, 0x28);
	fdt_set_version(block->blob, 17);
	fdt_set_last_comp_version(block->blob, 16);
	fdt_set_size_dt_strings(block->blob, sizeof(strings) - 1);
	fdt_set_size_dt_struct(block->blob, (uint32_t)structure);
	block->size += sizeof(strings) - 1;
}

static void assert_refused(const void *blob, size_t size, const char *why)
{
	struct dt_error error;
	struct dt dt;

	if (dt_open(&dt, blob, size, &error) == 0)
		fail_msg("taken, and should be refused: %s", why);
	if (!strstr(error.text, why))
		fail_msg("\"%s\" says nothing of \"%s\"", error.text, why);
	assert_null(dt.blob);
	assert_int_equal(dt_open(&dt, blob, size, NULL), -EINVAL);
}

static void assert_block_refused(struct block *block, const char *why)
{
	finish(block);
	assert_refused(block->blob, block->size, why);
}

static void a_sound_tree_is_taken(void **state)
{
	struct tree tree;

	(void)state;
	tree_bytes(&tree, sound);
	assert_int_equal(dt_open(&tree.dt, tree.blob, tree.size, NULL), 0);
	assert_int_equal(tree.dt.size, tree.size);
	visit_all(&tree.dt);
	tree_free(&tree);
}

/* The block writer itself: what it writes is refused for what is wrong with it, and for nothing else. */
static void a_block_by_hand_is_taken(void **state)
{
	struct block block;
	struct dt dt;

	(void)state;
	start(&block);
	put_node(&block, "");
	put(&block, FDT_NOP);
	put_property(&block, A, 1);
	put_property(&block, PHANDLE, 1);
	put_property(&block, LINUX_PHANDLE, 1);
	put_node(&block, "a@1");
	put_property(&block, LINUX_PHANDLE, 2);
	put(&block, FDT_END_NODE);
	put(&block, FDT_NOP);
	put(&block, FDT_END_NODE);
	put(&block, FDT_END);
	finish(&block);
	assert_int_equal(dt_open(&dt, block.blob, block.size, NULL), 0);
	assert_int_equal(dt_by_phandle(&dt, 1), DT_ROOT);
	assert_int_equal(dt_by_phandle(&dt, 2), dt_find(&dt, "/a@1"));
	visit_all(&dt);
}

static void headers(void **state)
{
	static const struct {
		unsigned offset;
		uint32_t value;
		const char *why;
	} cases[] = {
		{0x00, 0xEDFE0DD0, "starts with 0xedfe0dd0"}, /* the other byte order */
		{0x04, DT_SIZE_MAX + 1, "cut off"},
		{0x04, 0x20, "the header is wrong"},
		{0x08, 0xFFFFFFF0, "the header is wrong"},
		{0x08, STRUCTURE + 2, "a block does not start"},
		{0x0C, 0xFFFFFFF0, "the header is wrong"},
		{0x10, 0xFFFFFFF0, "the header is wrong"},
		{0x10, 0x2C, "a block does not start"},
		{0x14, 16, "version 16"},
		{0x18, 18, "version 17"},
		{0x20, 0xFFFFFFF0, "the header is wrong"},
		{0x24, 0xFFFFFFF0, "the header is wrong"},
		{0x24, 4, "a node's name does not end"},
		{0x24, 0, "the structure block has no end"},
	};
	struct block block, changed;

	(void)state;
	start(&block);
	put_node(&block, "");
	put(&block, FDT_END_NODE);
	put(&block, FDT_END);
	finish(&block);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		changed = block;
		put_cell(changed.blob + cases[i].offset, cases[i].value);
		assert_refused(changed.blob, changed.size, cases[i].why);
	}
	assert_refused(block.blob, 0, "0 bytes are too few");
	assert_refused(block.blob, 39, "39 bytes are too few");
	assert_refused(block.blob, block.size - 1, "cut off");
	memmove(changed.blob + 4, block.blob, block.size);
	assert_refused(changed.blob + 4, block.size, "multiple of 8");
}

static void a_tree_of_more_than_the_most(void **state)
{
	uint8_t *blob = calloc(1, DT_SIZE_MAX + 8);
	struct block block;
	struct dt dt;

	(void)state;
	assert_non_null(blob);
	start(&block);
	put_node(&block, "");
	put(&block, FDT_END_NODE);
	put(&block, FDT_END);
	finish(&block);
	memcpy(blob, block.blob, block.size);
	fdt_set_totalsize(blob, DT_SIZE_MAX);
	assert_int_equal(dt_open(&dt, blob, DT_SIZE_MAX + 8, NULL), 0);
	fdt_set_totalsize(blob, DT_SIZE_MAX + 1);
	assert_refused(blob, DT_SIZE_MAX + 8, "bytes are more than");
	free(blob);
}

static void reservations_that_do_not_end(void **state)
{
	struct block block;

	(void)state;
	start(&block);
	put_node(&block, "");
	put(&block, FDT_END_NODE);
	put(&block, FDT_END);
	finish(&block);
	fdt_set_off_mem_rsvmap(block.blob, (uint32_t)(block.size & ~7u));
	assert_refused(block.blob, block.size, "the tree is not sound");
}

static void structures(void **state)
{
	struct block block;

	(void)state;
	start(&block);
	put(&block, FDT_END);
	assert_block_refused(&block, "the root does not end");
	start(&block);
	put(&block, FDT_NOP);
	put_node(&block, "");
	assert_block_refused(&block, "does not start with its root");
	start(&block);
	put_node(&block, "root");
	assert_block_refused(&block, "does not start with its root");
	start(&block);
	put_property(&block, A, 1);
	assert_block_refused(&block, "a property outside of all nodes");
	start(&block);
	put(&block, FDT_END_NODE);
	assert_block_refused(&block, "a node ends that did not start");
	start(&block);
	put_node(&block, "");
	put(&block, FDT_END);
	assert_block_refused(&block, "the root does not end");
	start(&block);
	put_node(&block, "");
	put(&block, FDT_END_NODE);
	put_node(&block, "");
	assert_block_refused(&block, "more after the root's end");
	start(&block);
	put_node(&block, "");
	put(&block, FDT_END_NODE);
	assert_block_refused(&block, "the structure block has no end");
	start(&block);
	put_node(&block, "");
	put(&block, 5);
	assert_block_refused(&block, "/: the structure block holds a tag that does not exist");
	start(&block);
	put_node(&block, "");
	put_node(&block, "a");
	put(&block, FDT_END_NODE);
	put_property(&block, A, 1);
	assert_block_refused(&block, "/: after a child comes property a");
}

static void properties(void **state)
{
	struct block block;

	(void)state;
	start(&block);
	put_node(&block, "");
	put(&block, FDT_PROP);
	put(&block, 4);
	assert_block_refused(&block, "ends in a property");
	start(&block);
	put_node(&block, "");
	put(&block, FDT_PROP);
	put(&block, 5);
	put(&block, A);
	put(&block, 0);
	assert_block_refused(&block, "longer than the structure block");
	start(&block);
	put_node(&block, "");
	put(&block, FDT_PROP);
	put(&block, 0xFFFFFFFF);
	put(&block, A);
	assert_block_refused(&block, "longer than the structure block");
	start(&block);
	put_node(&block, "");
	put_property(&block, sizeof(strings) - 1, 1);
	assert_block_refused(&block, "outside the strings block");
	start(&block);
	put_node(&block, "");
	put_property(&block, ENDS, 1);
	assert_block_refused(&block, "name does not end");
	start(&block);
	put_node(&block, "");
	put_property(&block, BAD, 1);
	assert_block_refused(&block, "a property's name is not one: bad name");
	start(&block);
	put_node(&block, "");
	put_property(&block, A - 1, 1);
	assert_block_refused(&block, "a property's name is not one:");
}

static void names(void **state)
{
	static const char *const bad[] = {"",	     "a b", "@1",   "a@1@2", "a/b",
					  "\x1b[2J", "a\"", "\xff", "a{",    "a:b"};
	char name[400] = {0};
	struct block block;
	struct dt_error error;
	struct dt dt;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		start(&block);
		put_node(&block, "");
		put_node(&block, "soc");
		put_node(&block, bad[i]);
		finish(&block);
		assert_int_equal(dt_open(&dt, block.blob, block.size, &error), -EINVAL);
		assert_non_null(strstr(error.text, "/soc: a node's name is not one:"));
		for (const char *text = error.text; *text; text++)
			assert_true(*text >= 0x20 && *text < 0x7F);
	}
	memset(name, 'n', sizeof(name) - 1);
	start(&block);
	put_node(&block, "");
	put_node(&block, name);
	assert_block_refused(&block, "a node's name is too long");
	start(&block);
	put_node(&block, "");
	put_node(&block, "123456789");
	name[DT_PATH_MAX - 11] = 0;
	put_node(&block, name);
	assert_block_refused(&block, "the path is too long of node nnn");
	/* one less fits */
	start(&block);
	put_node(&block, "");
	put_node(&block, "123456789");
	name[DT_PATH_MAX - 12] = 0;
	put_node(&block, name);
	put(&block, FDT_END_NODE);
	put(&block, FDT_END_NODE);
	put(&block, FDT_END_NODE);
	put(&block, FDT_END);
	finish(&block);
	assert_int_equal(dt_open(&dt, block.blob, block.size, NULL), 0);
	visit_all(&dt);
}

static void nesting(void **state)
{
	struct block block;
	struct dt dt;

	(void)state;
	for (unsigned depth = 31; depth <= 33; depth++) {
		start(&block);
		put_node(&block, "");
		for (unsigned i = 1; i < depth; i++)
			put_node(&block, "n");
		for (unsigned i = 0; i < depth; i++)
			put(&block, FDT_END_NODE);
		put(&block, FDT_END);
		if (depth == 33) {
			assert_block_refused(&block, "nodes are nested too deep");
			continue;
		}
		finish(&block);
		assert_int_equal(dt_open(&dt, block.blob, block.size, NULL), 0);
		visit_all(&dt);
	}
}

static void what_is_there_twice(void **state)
{
	struct block block;

	(void)state;
	start(&block);
	put_node(&block, "");
	put_node(&block, "soc");
	put_property(&block, A, 1);
	put_property(&block, B, 1);
	put_property(&block, A, 2);
	put(&block, FDT_END_NODE);
	put(&block, FDT_END_NODE);
	put(&block, FDT_END);
	assert_block_refused(&block, "/soc: two properties are called a");
	start(&block);
	put_node(&block, "");
	for (unsigned i = 0; i < 3; i++) {
		put_node(&block, i == 1 ? "y" : "x");
		put(&block, FDT_END_NODE);
	}
	put(&block, FDT_END_NODE);
	put(&block, FDT_END);
	assert_block_refused(&block, "/: two children are called x");
	start(&block);
	put_node(&block, "");
	put_node(&block, "x");
	put_property(&block, PHANDLE, 0x1234);
	put(&block, FDT_END_NODE);
	put_node(&block, "y");
	put_property(&block, LINUX_PHANDLE, 0x1234);
	put(&block, FDT_END_NODE);
	put(&block, FDT_END_NODE);
	put(&block, FDT_END);
	assert_block_refused(&block, "two nodes have phandle 0x1234");
}

static void phandles_that_are_none(void **state)
{
	struct block block;

	(void)state;
	start(&block);
	put_node(&block, "");
	put_property(&block, PHANDLE, 0);
	assert_block_refused(&block, "/: 0 and -1 are none: phandle");
	start(&block);
	put_node(&block, "");
	put_property(&block, LINUX_PHANDLE, 0xFFFFFFFF);
	assert_block_refused(&block, "0 and -1 are none: linux,phandle");
	start(&block);
	put_node(&block, "");
	put_property(&block, LINUX_PHANDLE, 1);
	put_property(&block, PHANDLE, 2);
	assert_block_refused(&block, "/: phandle and linux,phandle differ");
	start(&block);
	put_node(&block, "");
	put(&block, FDT_PROP);
	put(&block, 0);
	put(&block, PHANDLE);
	assert_block_refused(&block, "/: not one cell: phandle");
}

/* Of `size` bytes and not one more. */
static bool opens_and_ends(const uint8_t *bytes, size_t size)
{
	uint8_t *exact = malloc(size ? size : 1);
	struct dt_error error;
	struct dt dt;
	bool opens;

	assert_non_null(exact);
	memcpy(exact, bytes, size);
	opens = dt_open(&dt, exact, size, &error) == 0;
	if (opens)
		visit_all(&dt);
	else
		assert_true(*error.text != 0);
	free(exact);
	return opens;
}

static void cut_at_every_byte(void **state)
{
	struct tree tree;

	(void)state;
	tree_make(&tree, sound);
	for (size_t size = 0; size < tree.size; size++)
		assert_false(opens_and_ends(tree.blob, size));
	/* And where the header says so. */
	for (size_t size = 0; size < tree.size; size++) {
		fdt_set_totalsize(tree.blob, (uint32_t)size);
		assert_false(opens_and_ends(tree.blob, size));
	}
	tree_free(&tree);
}

static void damaged_at_every_byte(void **state)
{
	static const uint8_t patterns[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF};
	unsigned opened = 0, refused = 0;
	struct tree tree;
	uint8_t *bytes;

	(void)state;
	tree_make(&tree, sound);
	bytes = tree.blob;
	for (size_t at = 0; at < tree.size; at++) {
		const uint8_t was = bytes[at];

		for (size_t i = 0; i < sizeof(patterns); i++) {
			bytes[at] = was ^ patterns[i];
			if (opens_and_ends(bytes, tree.size))
				opened++;
			else
				refused++;
		}
		bytes[at] = 0;
		opens_and_ends(bytes, tree.size);
		bytes[at] = was;
	}
	/* Values may be anything, tags and names may not. */
	assert_true(opened > tree.size);
	assert_true(refused > tree.size);
	tree_free(&tree);
}

#define MANY 60000u

/* A root with MANY children, or with MANY properties, in an order that is not theirs. */
static size_t many(uint8_t *blob, bool children)
{
	const uint32_t names = STRUCTURE + 8 + MANY * 16 + 8;
	uint8_t *tag = blob + STRUCTURE + 8;

	put_cell(blob + STRUCTURE, FDT_BEGIN_NODE);
	for (uint32_t i = 0; i < MANY; i++, tag += 16) {
		const uint32_t number = i * 7919 % MANY;

		put_cell(tag, children ? FDT_BEGIN_NODE : FDT_PROP);
		if (children) {
			snprintf((char *)tag + 4, 8, "n%06u", number);
			put_cell(tag + 12, FDT_END_NODE);
		} else {
			put_cell(tag + 4, 4);
			put_cell(tag + 8, 8 * number);
		}
		snprintf((char *)blob + names + 8 * (size_t)i, 8, "p%06u", i);
	}
	put_cell(tag, FDT_END_NODE);
	put_cell(tag + 4, FDT_END);
	fdt_set_magic(blob, FDT_MAGIC);
	fdt_set_totalsize(blob, names + 8 * MANY);
	fdt_set_off_dt_struct(blob, STRUCTURE);
	fdt_set_size_dt_struct(blob, names - STRUCTURE);
	fdt_set_off_dt_strings(blob, names);
	fdt_set_size_dt_strings(blob, 8 * MANY);
	fdt_set_off_mem_rsvmap(blob, 0x28);
	fdt_set_version(blob, 17);
	fdt_set_last_comp_version(blob, 16);
	return names + 8 * MANY;
}

/* Comparing each with each would take minutes. */
static void a_crowd_does_not_take_long(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < 2; kind++) {
		uint8_t *blob = calloc(1, DT_SIZE_MAX);
		struct timespec before, after;
		struct dt_args args;
		uint32_t value;
		int node;
		size_t size;
		struct dt dt;

		assert_non_null(blob);
		size = many(blob, kind == 0);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
		assert_int_equal(dt_open(&dt, blob, size, NULL), 0);
		assert_int_equal(dt_by_phandle(&dt, 700), DT_NONE);
		assert_int_equal(dt_args(&dt, DT_ROOT, "p000001", NULL, 1, &args), -ENOENT);
		assert_int_equal(dt_reg(&dt, DT_ROOT, 0, &value, &value), -ENOENT);
		node = dt_find(&dt, "/n059999");
		assert_int_equal(node >= 0, kind == 0);
		assert_int_equal(dt_parent(&dt, node), kind == 0 ? DT_ROOT : DT_NONE);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
		assert_true(after.tv_sec - before.tv_sec < 10);
		free(blob);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_tree_is_taken),
		cmocka_unit_test(a_block_by_hand_is_taken),
		cmocka_unit_test(headers),
		cmocka_unit_test(a_tree_of_more_than_the_most),
		cmocka_unit_test(reservations_that_do_not_end),
		cmocka_unit_test(structures),
		cmocka_unit_test(properties),
		cmocka_unit_test(names),
		cmocka_unit_test(nesting),
		cmocka_unit_test(what_is_there_twice),
		cmocka_unit_test(phandles_that_are_none),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(damaged_at_every_byte),
		cmocka_unit_test(a_crowd_does_not_take_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
