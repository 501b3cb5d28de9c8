/* SPDX-License-Identifier: BSD-3-Clause */
#include "tree_rig.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const search[] = {COPRO_FIRMWARE_DIR, COPRO_TEST_FIRMWARE_DIR, NULL};

static void on_event(struct control_listener *listener, const struct machine_event *event)
{
	struct tree_rig *rig = COPRO_CONTAINER_OF(listener, struct tree_rig, listener);

	if (!strcmp(event->kind, "state"))
		(void)snprintf(rig->states + strlen(rig->states),
			       sizeof(rig->states) - strlen(rig->states), "%s ", event->text);
}

static void *file_read(const char *name, size_t *size)
{
	char path[512];
	char *bytes = malloc(1u << 20);
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", COPRO_FIRMWARE_DIR, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	assert_non_null(bytes);
	*size = fread(bytes, 1, 1u << 20, file);
	fclose(file);
	return bytes;
}

struct tree_rig *tree_rig_make(struct control_config *config, const char *early)
{
	return tree_rig_make_keeping(config, early, DEVCOREDUMP_KEEP_MS);
}

struct tree_rig *tree_rig_make_keeping(struct control_config *config, const char *early,
				       uint64_t keep_ms)
{
	struct tree_rig *rig = calloc(1, sizeof(*rig));
	struct tree_config tree = {.firmware = COPRO_FIRMWARE_DIR};

	assert_non_null(rig);
	assert_int_equal(devcoredump_create(&rig->dumps, keep_ms), 0);
	config->search = search;
	if (!config->firmware)
		config->firmware = "tty-echo.elf";
	config->machine.coredump = devcoredump_keeper(rig->dumps);
	if (early) {
		rig->early = file_read(early, &config->machine.early.size);
		config->machine.early.name = early;
		config->machine.early.data = rig->early;
	}
	rig->listener.event = on_event;
	assert_int_equal(control_create(&rig->control, config, &rig->listener), 0);
	assert_int_equal(devcoredump_bind(rig->dumps, rig->control), 0);
	rig->machine = control_machine(rig->control);
	tree.control = rig->control;
	tree.dumps = rig->dumps;
	assert_int_equal(tree_create(&rig->tree, &tree), 0);
	return rig;
}

void tree_rig_free(struct tree_rig *rig)
{
	tree_destroy(rig->tree);
	devcoredump_unbind(rig->dumps);
	control_destroy(rig->control);
	devcoredump_destroy(rig->dumps);
	free(rig->early);
	free(rig);
	(void)tree_rig_read(NULL, NULL);
}

void tree_rig_settle(struct tree_rig *rig, uint64_t ps)
{
	assert_int_equal(machine_run(rig->machine, machine_now(rig->machine) + ps), 0);
}

enum rproc_state tree_rig_state(const struct tree_rig *rig)
{
	return remoteproc_state(machine_remoteproc(rig->machine));
}

/* ---- writing ---- */

static void on_done(struct tree_store *store, ssize_t result)
{
	struct tree_write *write = COPRO_CONTAINER_OF(store, struct tree_write, store);

	assert_false(write->done);
	write->done = true;
	write->result = result;
	machine_end(write->machine);
}

void tree_rig_begin(struct tree_rig *rig, struct tree_write *write, const char *path,
		    const char *text, size_t length)
{
	struct tree_ref ref;
	ssize_t result;

	*write = (struct tree_write){.store = {.done = on_done}, .machine = rig->machine};
	assert_int_equal(tree_find(rig->tree, path, &ref), 0);
	result = tree_store(rig->tree, ref, &write->store, text, length);
	assert_false(write->done);
	if (result == -EINPROGRESS)
		return;
	write->done = true;
	write->result = result;
}

ssize_t tree_rig_await(struct tree_rig *rig, struct tree_write *write)
{
	const uint64_t limit = machine_now(rig->machine) + 20 * PS_PER_S;

	while (!write->done && machine_now(rig->machine) < limit)
		assert_int_equal(machine_run(rig->machine, limit), 0);
	assert_true(write->done);
	return write->result;
}

ssize_t tree_rig_write(struct tree_rig *rig, const char *path, const char *text)
{
	struct tree_write write;

	tree_rig_begin(rig, &write, path, text, strlen(text));
	return tree_rig_await(rig, &write);
}

/* ---- reading ---- */

const char *tree_rig_read(struct tree_rig *rig, const char *path)
{
	static char *text;
	struct tree_ref ref;
	size_t length;

	free(text);
	text = NULL;
	if (!rig || tree_find(rig->tree, path, &ref) || tree_show(rig->tree, ref, &text, &length))
		return NULL;
	return text;
}

const char *tree_rig_list(struct tree_rig *rig, const char *path)
{
	static char list[2048];
	char name[TREE_NAME];
	struct tree_ref directory;
	struct tree_ref child;
	struct tree_ref found;

	list[0] = '\0';
	assert_int_equal(tree_find(rig->tree, path, &directory), 0);
	for (uint32_t i = 0; !tree_list(rig->tree, directory, i, &child, name); i++) {
		/* What is listed is found, and is in that directory. */
		assert_int_equal(tree_lookup(rig->tree, directory, name, &found), 0);
		assert_int_equal(found.place, child.place);
		assert_int_equal(found.instance, child.instance);
		found = tree_parent(rig->tree, child);
		assert_int_equal(found.place, directory.place);
		assert_int_equal(found.instance, directory.instance);
		(void)snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s ", name);
	}
	return list;
}
