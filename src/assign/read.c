/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assign/board.h"
#include "assign/chip.h"
#include "assign/defaults.h"
#include "assign/names.h"
#include "assign/reader.h"
#include "soc/boards.h"

#define BOARDS_MAX 64u

static void name_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment *assignment = target;
	const char *name = reader_name(reader, node, "the name", ASSIGNMENT_NAME_MAX - 1);

	if (name && reader_identifier(reader, node, "the name", name))
		assignment->name = (struct assignment_text){name, reader_origin(reader, node)};
}

static void chip_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment *assignment = target;
	const char *name = reader_name(reader, node, "a chip", ASSIGNMENT_NAME_MAX - 1);

	if (name)
		assignment->chip = (struct assignment_text){name, reader_origin(reader, node)};
}

static void package_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment *assignment = target;
	const char *name = reader_name(reader, node, "a package", ASSIGNMENT_NAME_MAX - 1);

	if (name)
		assignment->package = (struct assignment_text){name, reader_origin(reader, node)};
}

/* Has been read before everything else. */
static void board_skip(struct reader *reader, const struct yaml_node *node, void *target)
{
	(void)reader;
	(void)node;
	(void)target;
}

const struct reader_key reader_file_keys[] = {
	{"name", name_read, NULL},
	{"board", board_skip, NULL},
	{"chip", chip_read, NULL},
	{"package", package_read, NULL},
	{"peripherals", read_peripherals, NULL},
	{"gpio", read_gpio, NULL},
	{"clocks", read_clocks, NULL},
	{"memory", read_memory, NULL},
	{"rpmsg", read_rpmsg, NULL},
	{"locks", read_locks, NULL},
	{NULL, NULL, NULL},
};

static void file_read(struct reader *reader, const struct yaml_node *root)
{
	if (yaml_is_null(root))
		reader_wrong(reader, root, "the file says nothing");
	else
		reader_mapping(reader, root, "an assignment", reader_file_keys, reader->assignment);
}

static int board_unknown(struct reader *reader, const struct yaml_node *node, const char *name)
{
	const struct assignment_origin at = reader_origin(reader, node);
	struct finding *finding = finding_add(reader->findings, "CHIP001", &at);
	const char *names[BOARDS_MAX + 1] = {NULL};
	size_t count;
	const struct soc_board *boards = soc_boards(&count);

	for (size_t i = 0; i < count && i < BOARDS_MAX; i++)
		names[i] = boards[i].name;
	finding_what(finding, "the board \"%s\" is not known", name);
	finding_why(finding,
		    "what a board has has to be known here; for one of your own, name its chip");
	if (yaml_nearest(name, names))
		finding_do(finding, "did you mean %s?", yaml_nearest(name, names));
	else
		finding_do(finding, "write `chip:` and a part such as STM32MP157CAC in its place");
	return -EINVAL;
}

/* What the board's Linux and trusted firmware have comes first, and what the file says after it. */
static int board_file_read(struct reader *reader, const char *name)
{
	struct board_file file = board_file(name);
	struct reader board = *reader;
	struct yaml_tree *tree = NULL;
	int rc;

	/* Of some no more is known than their chip. */
	if (!file.bytes)
		return 0;
	board.file = arena_print(reader->assignment->arena, "%s.yaml", name);
	board.board = true;
	if (!board.file)
		return -ENOMEM;
	rc = yaml_read(file.bytes, file.size, &tree, NULL);
	if (!rc)
		file_read(&board, yaml_root(tree));
	yaml_tree_free(tree);
	reader->failed = reader->failed || board.failed;
	return rc;
}

static int board_read(struct reader *reader, const struct yaml_node *node)
{
	struct assignment *assignment = reader->assignment;
	const char *name = yaml_string(node) ? yaml_string(node) : "";
	const struct soc_board *board = soc_board_by_name(name);

	if (!board)
		return board_unknown(reader, node, name);
	assignment->board = (struct assignment_text){board->name, reader_origin(reader, node)};
	assignment->chip = (struct assignment_text){board->chip, reader_origin(reader, node)};
	return board_file_read(reader, board->name);
}

/* A peripheral whose key is there twice: yaml_read() tells no more of it than its text. True if it was
 * that. */
static bool owned_twice(struct reader *reader, const struct yaml_error *error)
{
	static const char before[] = "the key \"";
	static const char after[] = "\" is here for the second time, the first is in line ";
	struct assignment_origin at = {
		.file = reader->file, .line = error->line, .column = error->column};
	struct assignment_origin first = at;
	const char *end = strstr(error->text, after);
	struct finding *finding;
	char name[sizeof(error->text)];

	if (strncmp(error->text, before, sizeof(before) - 1) != 0 || !end)
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)(end - error->text - (long)(sizeof(before) - 1)),
		 error->text + sizeof(before) - 1);
	if (!peripheral_named(name))
		return false;
	first.line = (unsigned)strtoul(end + sizeof(after) - 1, NULL, 10);
	finding = finding_add(reader->findings, "OWN001", &at);
	finding_other(finding, &first);
	finding_what(finding, "%s is given to an owner twice", peripheral_named(name)->name);
	finding_why(finding,
		    "one context sets a peripheral up: its registers hold one set of values");
	finding_do(finding, "keep one of the two, or write `context: shared` where that can be");
	return true;
}

static int document_read(struct reader *reader, const void *text, size_t size)
{
	struct yaml_error error = {.text = ""};
	struct yaml_tree *tree = NULL;
	struct assignment_origin at;
	struct finding *finding;
	const struct yaml_node *board;
	int rc = yaml_read(text, size, &tree, &error);

	if (rc == -EINVAL && !owned_twice(reader, &error)) {
		at = (struct assignment_origin){
			.file = reader->file, .line = error.line, .column = error.column};
		finding = finding_add(reader->findings, "FILE001", &at);
		finding_what(finding, "the file is not YAML that can be read: %s", error.text);
		finding_why(finding, "it is one YAML document, without tags, anchors and aliases");
		finding_do(finding, "repair that line; spaces indent, and a value follows \": \"");
	}
	if (rc)
		return rc;
	board = yaml_get(yaml_root(tree), "board");
	if (board)
		rc = board_read(reader, board);
	if (!rc)
		file_read(reader, yaml_root(tree));
	yaml_tree_free(tree);
	return rc;
}

static struct assignment *assignment_create(void)
{
	struct arena *arena = arena_create();
	struct assignment *assignment = arena ? arena_alloc(arena, 1, sizeof(*assignment)) : NULL;
	const struct soc_peripheral *all;
	size_t count;

	if (!assignment) {
		arena_destroy(arena);
		return NULL;
	}
	assignment->arena = arena;
	all = soc_peripherals(&count);
	assignment->peripherals = arena_alloc(arena, count, sizeof(*assignment->peripherals));
	assignment->gpio = arena_alloc(arena, ASSIGNMENT_GPIO, sizeof(*assignment->gpio));
	assignment->regions = arena_alloc(arena, ASSIGNMENT_REGIONS, sizeof(*assignment->regions));
	if (!assignment->peripherals || !assignment->gpio || !assignment->regions) {
		assignment_free(assignment);
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		assignment->peripherals[i].soc = &all[i];
	assignment->peripheral_count = count;
	return assignment;
}

int assignment_read(struct assignment **assignment, const char *file, const void *text, size_t size,
		    struct findings *findings)
{
	struct reader reader = {.assignment = assignment_create(), .findings = findings};
	int rc;

	*assignment = NULL;
	if (!reader.assignment)
		return -ENOMEM;
	reader.file = arena_text(reader.assignment->arena, file);
	rc = reader.file ? document_read(&reader, text, size) : -ENOMEM;
	if (!rc)
		rc = assignment_resolve(reader.assignment, file, findings);
	if (!rc && reader.failed)
		rc = -ENOMEM;
	if (rc) {
		assignment_free(reader.assignment);
		return rc;
	}
	*assignment = reader.assignment;
	return findings_count(findings, FINDING_ERROR) ? -EINVAL : 0;
}
