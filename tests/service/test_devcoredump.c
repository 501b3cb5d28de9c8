/* SPDX-License-Identifier: BSD-3-Clause */
/* Coredumps that are kept for whoever comes for them: each mode, as the tree's files show it. */
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tree_rig.h"

#define DUMPS "class/devcoredump"

/* What the memory was at the moment that the dump was made. */
struct witness {
	struct control_listener listener;
	struct tree_rig *rig;
	uint8_t *memory; /* all segments, one behind the other */
	size_t size;
	struct rproc_segment segments[RPROC_SEGMENTS];
	uint32_t count;
	unsigned dumps;
	unsigned notes;
};

static void look(struct witness *witness)
{
	struct remoteproc *rproc = machine_remoteproc(witness->rig->machine);
	uint8_t *to;

	witness->count = remoteproc_segments(rproc, witness->segments);
	witness->size = 0;
	for (uint32_t i = 0; i < witness->count; i++)
		witness->size += witness->segments[i].size;
	free(witness->memory);
	to = witness->memory = malloc(witness->size);
	assert_non_null(to);
	for (uint32_t i = 0; i < witness->count; i++) {
		const struct rproc_segment *segment = &witness->segments[i];

		if (segment->memory)
			memcpy(to, segment->memory, segment->size);
		else
			memset(to, 0xFF, segment->size);
		to += segment->size;
	}
}

static void on_event(struct control_listener *listener, const struct machine_event *event)
{
	struct witness *witness = COPRO_CONTAINER_OF(listener, struct witness, listener);

	if (!strcmp(event->kind, "coredump")) {
		witness->dumps++;
		if (strstr(event->text, "bytes"))
			look(witness);
	}
	if (!strcmp(event->kind, "note") && strstr(event->text, "coredump cannot be kept"))
		witness->notes++;
}

static void witness_begin(struct witness *witness, struct tree_rig *rig)
{
	memset(witness, 0, sizeof(*witness));
	witness->rig = rig;
	witness->listener.event = on_event;
	control_listen(rig->control, &witness->listener);
}

static void witness_end(struct witness *witness)
{
	control_unlisten(witness->rig->control, &witness->listener);
	free(witness->memory);
}

/* Reads it in pieces of that many bytes, at most `limit` of them. */
static ssize_t read_data(struct tree_rig *rig, const char *path, uint8_t *data, size_t piece,
			 size_t limit)
{
	struct tree_ref ref;
	size_t done = 0;
	ssize_t count;
	int rc = tree_find(rig->tree, path, &ref);

	if (rc)
		return rc;
	do {
		count = tree_read(rig->tree, ref, data + done,
				  piece < limit - done ? piece : limit - done, done);
		if (count > 0)
			done += (size_t)count;
	} while (count > 0 && done < limit);
	return count < 0 ? count : (ssize_t)done;
}

static void close_data(struct tree_rig *rig, const char *path)
{
	struct tree_ref ref;

	assert_int_equal(tree_find(rig->tree, path, &ref), 0);
	tree_closed(rig->tree, ref);
}

static void check_dump(const uint8_t *dump, size_t size, const struct witness *witness)
{
	const size_t headers = sizeof(Elf32_Ehdr) + witness->count * sizeof(Elf32_Phdr);
	Elf32_Ehdr header;
	Elf32_Phdr program;

	assert_int_equal(size, headers + witness->size);
	memcpy(&header, dump, sizeof(header));
	assert_int_equal(header.e_type, ET_CORE);
	assert_int_equal(header.e_machine, EM_NONE);
	assert_int_not_equal(header.e_entry, 0);
	assert_int_equal(header.e_phnum, witness->count);
	for (uint32_t i = 0; i < witness->count; i++) {
		memcpy(&program, dump + sizeof(header) + i * sizeof(program), sizeof(program));
		assert_int_equal(program.p_vaddr, witness->segments[i].da);
		assert_int_equal(program.p_filesz, witness->segments[i].size);
	}
	assert_memory_equal(dump + headers, witness->memory, witness->size);
}

static struct tree_rig *rig_running(enum rproc_coredump mode, uint64_t keep_ms)
{
	struct control_config config = {.coredump = mode};
	struct tree_rig *rig = tree_rig_make_keeping(&config, NULL, keep_ms);

	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), 5);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	return rig;
}

static void crash(struct tree_rig *rig)
{
	assert_int_equal(tree_rig_write(rig, DEBUGFS "crash", "1"), 1);
	tree_rig_settle(rig, 10 * PS_PER_MS);
}

#define ROOM (4u << 20)

static void copies_the_memory(void **state)
{
	static const size_t pieces[] = {ROOM, 4096, 1000};
	struct tree_rig *rig = rig_running(RPROC_COREDUMP_ENABLED, DEVCOREDUMP_KEEP_MS);
	uint8_t *dump = malloc(ROOM);
	struct witness witness;
	ssize_t size;

	(void)state;
	assert_non_null(dump);
	witness_begin(&witness, rig);
	crash(rig);
	assert_string_equal(rig->states, "running crashed offline running ");
	assert_string_equal(tree_rig_list(rig, DUMPS), "devcd1 ");
	assert_string_equal(tree_rig_list(rig, DUMPS "/devcd1"), "data failing_device ");
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		size = read_data(rig, DUMPS "/devcd1/data", dump, pieces[i], ROOM);
		assert_true(size > 0);
		check_dump(dump, (size_t)size, &witness);
		close_data(rig, DUMPS "/devcd1/data");
	}
	/* It is there until somebody says that it is not wanted, and there is no other. */
	crash(rig);
	tree_rig_settle(rig, PS_PER_S); /* the second in a row waits */
	assert_int_equal(witness.dumps, 1);
	assert_int_equal(witness.notes, 1);
	assert_string_equal(tree_rig_list(rig, DUMPS), "devcd1 ");
	assert_int_equal(tree_rig_write(rig, DUMPS "/devcd1/data", "whatever"), 8);
	assert_string_equal(tree_rig_list(rig, DUMPS), "");
	assert_int_equal(read_data(rig, DUMPS "/devcd1/data", dump, ROOM, ROOM), -ENOENT);
	crash(rig);
	tree_rig_settle(rig, PS_PER_S);
	assert_string_equal(tree_rig_list(rig, DUMPS), "devcd2 ");
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "running\n");
	free(dump);
	witness_end(&witness);
	tree_rig_free(rig);
}

static void shows_the_memory_itself(void **state)
{
	struct tree_rig *rig = rig_running(RPROC_COREDUMP_INLINE, DEVCOREDUMP_KEEP_MS);
	uint8_t *dump = malloc(ROOM);
	struct witness witness;
	struct tree_write enable;
	ssize_t size;

	(void)state;
	assert_non_null(dump);
	witness_begin(&witness, rig);
	crash(rig);
	assert_string_equal(tree_rig_list(rig, DUMPS), "devcd1 ");
	tree_rig_settle(rig, 10 * PS_PER_S);
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "crashed\n");
	/* Who reads the beginning only has not read it. */
	assert_int_equal(read_data(rig, DUMPS "/devcd1/data", dump, 1000, 100000), 100000);
	close_data(rig, DUMPS "/devcd1/data");
	tree_rig_settle(rig, 10 * PS_PER_MS);
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "crashed\n");
	/* Who asks for the recovery waits with it. */
	tree_rig_begin(rig, &enable, SYSFS "recovery", "recover\n", 8);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	assert_false(enable.done);
	size = read_data(rig, DUMPS "/devcd1/data", dump, 65536, ROOM);
	assert_true(size > 0);
	check_dump(dump, (size_t)size, &witness);
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "crashed\n");
	close_data(rig, DUMPS "/devcd1/data");
	tree_rig_settle(rig, 10 * PS_PER_MS);
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "running\n");
	assert_int_equal(tree_rig_await(rig, &enable), 8);
	/* The file is still there for who frees it, and there is nothing in it. */
	assert_int_equal(read_data(rig, DUMPS "/devcd1/data", dump, ROOM, ROOM), -ENODATA);
	assert_int_equal(tree_rig_write(rig, DUMPS "/devcd1/data", "1"), 1);
	assert_string_equal(tree_rig_list(rig, DUMPS), "");
	free(dump);
	witness_end(&witness);
	tree_rig_free(rig);
}

static void goes_on_when_it_is_freed(void **state)
{
	struct tree_rig *rig = rig_running(RPROC_COREDUMP_INLINE, DEVCOREDUMP_KEEP_MS);

	(void)state;
	crash(rig);
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "crashed\n");
	assert_int_equal(tree_rig_write(rig, DUMPS "/devcd1/data", "1"), 1);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "running\n");
	assert_string_equal(tree_rig_list(rig, DUMPS), "");
	tree_rig_free(rig);
}

/* A stop, a reset of the chip and the end of the board take the memory away from an inline dump. */
static void goes_when_its_memory_goes(void **state)
{
	struct tree_rig *rig = rig_running(RPROC_COREDUMP_INLINE, DEVCOREDUMP_KEEP_MS);

	(void)state;
	crash(rig);
	assert_string_equal(tree_rig_list(rig, DUMPS), "devcd1 ");
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "stop"), 4);
	assert_string_equal(tree_rig_list(rig, DUMPS), "");
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), 5);
	tree_rig_settle(rig, 20 * PS_PER_S);
	crash(rig);
	assert_string_equal(tree_rig_list(rig, DUMPS), "devcd2 ");
	assert_int_equal(machine_reset(rig->machine, NULL), 0);
	assert_string_equal(tree_rig_list(rig, DUMPS), "");
	tree_rig_free(rig);
	/* At the end, too, nothing waits for it. */
	rig = rig_running(RPROC_COREDUMP_INLINE, DEVCOREDUMP_KEEP_MS);
	crash(rig);
	tree_rig_free(rig);
	/* A copy is a copy. */
	rig = rig_running(RPROC_COREDUMP_ENABLED, DEVCOREDUMP_KEEP_MS);
	crash(rig);
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "stop"), 4);
	assert_int_equal(machine_reset(rig->machine, NULL), 0);
	assert_string_equal(tree_rig_list(rig, DUMPS), "devcd1 ");
	tree_rig_free(rig);
}

static void keeps_it_for_some_time_only(void **state)
{
	struct tree_rig *rig = rig_running(RPROC_COREDUMP_INLINE, 20);

	(void)state;
	crash(rig);
	/* It ends when the time of the outside is over, however long that takes here. */
	while (*tree_rig_list(rig, DUMPS))
		tree_rig_settle(rig, PS_PER_MS);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "running\n");
	tree_rig_free(rig);
}

static void keeps_none_when_disabled(void **state)
{
	struct tree_rig *rig = rig_running(RPROC_COREDUMP_DISABLED, DEVCOREDUMP_KEEP_MS);

	(void)state;
	crash(rig);
	assert_string_equal(tree_rig_list(rig, DUMPS), "");
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "running\n");
	tree_rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_the_memory),
		cmocka_unit_test(shows_the_memory_itself),
		cmocka_unit_test(goes_on_when_it_is_freed),
		cmocka_unit_test(goes_when_its_memory_goes),
		cmocka_unit_test(keeps_it_for_some_time_only),
		cmocka_unit_test(keeps_none_when_disabled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
