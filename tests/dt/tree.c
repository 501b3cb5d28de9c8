/* SPDX-License-Identifier: BSD-3-Clause */
#include "dt/tree.h"

#include <stdio.h>
#include <unistd.h>

static void read_all(struct tree *tree, FILE *file)
{
	static uint8_t buffer[4u << 20];

	assert_non_null(file);
	tree->size = fread(buffer, 1, sizeof(buffer), file);
	assert_true(tree->size < sizeof(buffer));
	tree->blob = malloc(tree->size ? tree->size : 1);
	assert_non_null(tree->blob);
	memcpy(tree->blob, buffer, tree->size);
}

void tree_bytes(struct tree *tree, const char *source)
{
	char path[] = "/tmp/copro-tree-XXXXXX";
	const int descriptor = mkstemp(path);
	char command[256];
	FILE *pipe;
	int status;

	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, source, strlen(source)), strlen(source));
	close(descriptor);
	snprintf(command, sizeof(command), "%s -qq -I dts -O dtb %s", COPRO_DTC, path);
	pipe = popen(command, "r");
	read_all(tree, pipe);
	status = pclose(pipe);
	unlink(path);
	if (status != 0)
		fail_msg("dtc does not compile this:\n%s", source);
}

static void open_tree(struct tree *tree)
{
	struct dt_error error;

	if (dt_open(&tree->dt, tree->blob, tree->size, &error))
		fail_msg("refused: %s", error.text);
}

void tree_make(struct tree *tree, const char *source)
{
	tree_bytes(tree, source);
	open_tree(tree);
}

void tree_read(struct tree *tree, const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file)
		fail_msg("cannot open %s", path);
	read_all(tree, file);
	fclose(file);
	open_tree(tree);
}

void tree_free(struct tree *tree)
{
	free(tree->blob);
	*tree = (struct tree){0};
}

static void text_write(void *context, const char *bytes, size_t length)
{
	struct text *text = context;

	if (text->length + length >= text->capacity) {
		text->capacity = 2 * (text->length + length + 1);
		text->bytes = realloc(text->bytes, text->capacity);
		assert_non_null(text->bytes);
	}
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = 0;
}

struct dt_sink text_sink(struct text *text)
{
	return (struct dt_sink){text_write, text};
}

void text_free(struct text *text)
{
	free(text->bytes);
	*text = (struct text){0};
}

static void assert_same_property(const void *left, int left_at, const void *right, int right_at)
{
	const char *names[2];
	int sizes[2];
	const void *values[2] = {fdt_getprop_by_offset(left, left_at, &names[0], &sizes[0]),
				 fdt_getprop_by_offset(right, right_at, &names[1], &sizes[1])};

	assert_non_null(values[0]);
	assert_non_null(values[1]);
	assert_string_equal(names[0], names[1]);
	if (sizes[0] != sizes[1])
		fail_msg("%s: %d bytes, then %d", names[0], sizes[0], sizes[1]);
	assert_memory_equal(values[0], values[1], (size_t)sizes[0]);
}

static int next_tag(const void *blob, int *at, int *next)
{
	uint32_t tag;

	do {
		*at = *next;
		tag = fdt_next_tag(blob, *at, next);
	} while (tag == FDT_NOP);
	return (int)tag;
}

void assert_same_tree(const void *left, const void *right)
{
	int left_next = 0, right_next = 0, left_at, right_at, tag;
	const int count = fdt_num_mem_rsv(left);

	assert_int_equal(count, fdt_num_mem_rsv(right));
	for (int i = 0; i < count; i++) {
		uint64_t address[2], size[2];

		assert_int_equal(fdt_get_mem_rsv(left, i, &address[0], &size[0]), 0);
		assert_int_equal(fdt_get_mem_rsv(right, i, &address[1], &size[1]), 0);
		assert_int_equal(address[0], address[1]);
		assert_int_equal(size[0], size[1]);
	}
	do {
		tag = next_tag(left, &left_at, &left_next);
		assert_int_equal(tag, next_tag(right, &right_at, &right_next));
		if (tag == FDT_BEGIN_NODE)
			assert_string_equal(fdt_get_name(left, left_at, NULL),
					    fdt_get_name(right, right_at, NULL));
		else if (tag == FDT_PROP)
			assert_same_property(left, left_at, right, right_at);
	} while (tag != FDT_END);
}

void assert_round_trip(const struct dt *dt)
{
	struct text text = {0};
	const struct dt_sink sink = text_sink(&text);
	struct tree again;

	dt_print(dt, &sink);
	tree_make(&again, text.bytes);
	assert_same_tree(dt->blob, again.blob);
	tree_free(&again);
	text_free(&text);
}
