/* SPDX-License-Identifier: BSD-3-Clause */
/* /sys/kernel/debug/remoteproc/remoteproc0 (drivers/remoteproc/remoteproc_debugfs.c). */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "host/rproc_view.h"
#include "service/tree_internal.h"

#define RECOVERY_MAX 10u /* bytes that Linux takes */
#define COREDUMP_MAX 20u

/*
 * Whether these bytes are `word` as Linux compares here: over the length that was written, a newline at
 * the end for a NUL. So the beginning of a word is taken for it, unless there is a newline behind.
 */
static bool is_start_of(const char *text, size_t length, const char *word)
{
	char bytes[COREDUMP_MAX];

	memcpy(bytes, text, length);
	if (bytes[length - 1] == '\n')
		bytes[length - 1] = '\0';
	return !strncmp(bytes, word, length);
}

/* ---- recovery, coredump, crash ---- */

static int store_recovery(struct tree *tree, uint64_t instance, struct tree_store *store,
			  const char *text)
{
	struct control *control = tree->config.control;

	(void)instance;
	if (store->length < 1 || store->length > RECOVERY_MAX)
		return -EINVAL;
	if (is_start_of(text, store->length, "enabled")) {
		control_set_recovery(control, true);
		return tree_ask_heedless(tree, store, CONTROL_RECOVER);
	}
	if (is_start_of(text, store->length, "disabled"))
		control_set_recovery(control, false);
	else if (is_start_of(text, store->length, "recover"))
		return tree_ask_heedless(tree, store, CONTROL_RECOVER);
	/* Any other word too: Linux says nothing. */
	return 0;
}

static int store_coredump(struct tree *tree, uint64_t instance, struct tree_store *store,
			  const char *text)
{
	const struct remoteproc *rproc = tree_remoteproc(tree);

	(void)instance;
	if (store->length < 1 || store->length > COREDUMP_MAX)
		return -EINVAL;
	if (rproc && remoteproc_state(rproc) == RPROC_CRASHED)
		return -EBUSY;
	for (enum rproc_coredump mode = RPROC_COREDUMP_DISABLED; tree_coredump_word(mode); mode++) {
		if (is_start_of(text, store->length, tree_coredump_word(mode)))
			return control_set_coredump(tree->config.control, mode);
	}
	return -EINVAL;
}

/* An unsigned number as kstrtouint() with base 0 takes it: a plus sign, 0x, a 0 for octal, one newline at
 * the end, and nothing else. */
static int parse_type(const char *text, unsigned *type)
{
	unsigned long long value;
	char *end;

	if (*text == '+')
		text++;
	/* strtoull() would let blanks and a sign pass. */
	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, 0);
	if (*end == '\n')
		end++;
	if (*end)
		return -EINVAL;
	if (errno || value > UINT32_MAX)
		return -ERANGE;
	*type = (unsigned)value;
	return 0;
}

/* Linux reports a crash of whatever state, and then takes notice of one that runs only. */
static int store_crash(struct tree *tree, uint64_t instance, struct tree_store *store,
		       const char *text)
{
	unsigned type;
	int rc = parse_type(text, &type);

	(void)instance;
	(void)store;
	if (!rc)
		(void)!control_crash(tree->config.control, (enum rproc_crash)type);
	return rc;
}

/* ---- memory ---- */

static int show_carveouts(struct tree *tree, uint64_t instance, FILE *out)
{
	const struct remoteproc *rproc = tree_remoteproc(tree);
	struct carveout carveout;

	(void)instance;
	/* The virtual address is what a kernel shows that hides them. */
	for (uint32_t i = 0; rproc && rproc_view_carveout(rproc, i, &carveout); i++)
		(void)fprintf(out,
			      "Carveout memory entry:\n"
			      "\tName: %s\n"
			      "\tVirtual address: 00000000\n"
			      "\tDMA address: 0x%08" PRIx32 "\n"
			      "\tDevice address: 0x%" PRIx32 "\n"
			      "\tLength: 0x%" PRIx32 " Bytes\n\n",
			      carveout.name, carveout.pa, carveout.da, carveout.size);
	return 0;
}

/* ---- trace buffers ---- */

static bool trace_member(struct tree *tree, uint32_t index, struct tree_member *member)
{
	struct remoteproc *rproc = tree_remoteproc(tree);
	struct rproc_trace_view view;

	if (!rproc || !rproc_view_trace(rproc, index, &view))
		return false;
	member->instance = index;
	(void)snprintf(member->name, sizeof(member->name), "trace%" PRIu32, index);
	return true;
}

static int show_trace(struct tree *tree, uint64_t instance, FILE *out)
{
	struct remoteproc *rproc = tree_remoteproc(tree);
	struct rproc_trace_view view;

	if (!rproc || !rproc_view_trace(rproc, (uint32_t)instance, &view))
		return -ENOENT;
	if (view.memory)
		(void)fwrite(view.memory, 1, strnlen(view.memory, view.size), out);
	else
		(void)fprintf(out, "Trace trace%" PRIu64 " not available\n", instance);
	return 0;
}

const struct tree_entry tree_debugfs_files[] = {
	{.name = "carveout_memories", .mode = S_IFREG | 0400, .show = show_carveouts},
	{.name = "coredump",
	 .mode = S_IFREG | 0600,
	 .show = tree_show_coredump,
	 .store = store_coredump},
	{.name = "crash", .mode = S_IFREG | 0200, .store = store_crash},
	{.name = "name", .mode = S_IFREG | 0400, .show = tree_show_name},
	{.name = "recovery",
	 .mode = S_IFREG | 0600,
	 .show = tree_show_recovery,
	 .store = store_recovery},
	{.name = "resource_table", .mode = S_IFREG | 0400, .show = tree_show_table},
	{.mode = S_IFREG | 0400, .flags = TREE_LIVE, .member = trace_member, .show = show_trace},
	{.mode = 0},
};
