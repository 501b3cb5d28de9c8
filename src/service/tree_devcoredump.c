/* SPDX-License-Identifier: BSD-3-Clause */
/* /sys/class/devcoredump (drivers/base/devcoredump.c). */
#include <inttypes.h>

#include "service/devcoredump.h"
#include "service/tree_internal.h"

static bool dump_member(struct tree *tree, uint32_t index, struct tree_member *member)
{
	const uint32_t number = tree->config.dumps ? devcoredump_number(tree->config.dumps) : 0;

	if (!number || index)
		return false;
	member->instance = number;
	(void)snprintf(member->name, sizeof(member->name), "devcd%" PRIu32, number);
	return true;
}

static ssize_t read_data(struct tree *tree, uint64_t number, void *data, size_t size,
			 uint64_t offset)
{
	return devcoredump_read(tree->config.dumps, (uint32_t)number, data, size, offset);
}

static void close_data(struct tree *tree, uint64_t number)
{
	devcoredump_closed(tree->config.dumps, (uint32_t)number);
}

/* Whatever is written: it is not wanted any more. */
static int store_data(struct tree *tree, uint64_t number, struct tree_store *store,
		      const char *text)
{
	(void)store;
	(void)text;
	devcoredump_free(tree->config.dumps, (uint32_t)number);
	return 0;
}

/* To the device that crashed. */
static const struct tree_entry dump_files[] = {
	{.name = "data",
	 .mode = S_IFREG | 0600,
	 .read = read_data,
	 .closed = close_data,
	 .store = store_data},
	{.name = "failing_device", .mode = S_IFLNK | 0777, .link = "../../remoteproc/remoteproc0"},
	{.mode = 0},
};

const struct tree_entry tree_devcoredumps[] = {
	{.mode = S_IFDIR | 0755, .member = dump_member, .children = dump_files},
	{.mode = 0},
};
