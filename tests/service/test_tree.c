/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the tree say and take: each word in each state, with Linux's errors. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tree_rig.h"

/* ---- what is there ---- */

static void has_the_directories_of_linux(void **state)
{
	struct control_config config = {0};
	struct tree_rig *rig = tree_rig_make(&config, NULL);
	char target[256];
	struct tree_ref ref;

	(void)state;
	assert_string_equal(tree_rig_list(rig, ""), "bus class dev firmware kernel lib sys ");
	assert_string_equal(tree_rig_list(rig, "class"), "devcoredump remoteproc ");
	assert_string_equal(tree_rig_list(rig, SYSFS), "coredump firmware name recovery state ");
	assert_string_equal(tree_rig_list(rig, DEBUGFS),
			    "carveout_memories coredump crash name recovery resource_table ");
	assert_string_equal(tree_rig_list(rig, "class/devcoredump"), "");
	assert_string_equal(tree_rig_list(rig, "bus/rpmsg/devices"), "");
	assert_string_equal(tree_rig_list(rig, "dev"), "");
	assert_int_equal(tree_find(rig->tree, "lib/firmware", &ref), 0);
	assert_int_equal(tree_target(rig->tree, ref, target, sizeof(target)), 0);
	assert_string_equal(target, "../firmware");
	assert_int_equal(tree_target(rig->tree, ref, target, 5), -ENAMETOOLONG);
	assert_int_equal(tree_find(rig->tree, "firmware", &ref), 0);
	assert_int_equal(tree_target(rig->tree, ref, target, sizeof(target)), 0);
	assert_string_equal(target, COPRO_FIRMWARE_DIR);
	assert_int_equal(tree_find(rig->tree, "sys", &ref), 0);
	assert_int_equal(tree_target(rig->tree, ref, target, sizeof(target)), 0);
	assert_string_equal(target, ".");
	assert_int_equal(tree_find(rig->tree, "nothing", &ref), -ENOENT);
	assert_int_equal(tree_find(rig->tree, SYSFS "state/x", &ref), -ENOTDIR);
	assert_int_equal(tree_find(rig->tree, DEBUGFS "trace0", &ref), -ENOENT);
	tree_rig_free(rig);
}

static void has_the_modes_and_sizes_of_linux(void **state)
{
	static const struct {
		const char *path;
		mode_t mode;
		uint64_t size;
	} files[] = {
		{SYSFS "state", S_IFREG | 0644, 4096},
		{SYSFS "firmware", S_IFREG | 0644, 4096},
		{SYSFS "recovery", S_IFREG | 0644, 4096},
		{SYSFS "coredump", S_IFREG | 0644, 4096},
		{SYSFS "name", S_IFREG | 0444, 4096},
		{DEBUGFS "crash", S_IFREG | 0200, 0},
		{DEBUGFS "recovery", S_IFREG | 0600, 0},
		{DEBUGFS "coredump", S_IFREG | 0600, 0},
		{DEBUGFS "name", S_IFREG | 0400, 0},
		{DEBUGFS "resource_table", S_IFREG | 0400, 0},
		{DEBUGFS "carveout_memories", S_IFREG | 0400, 0},
		{DEBUGFS "trace0", S_IFREG | 0400, 0},
		{"dev/ttyRPMSG0", S_IFLNK | 0777, 0},
		{"bus/rpmsg/devices", S_IFDIR | 0755, 0},
	};
	struct control_config config = {0};
	struct tree_rig *rig = tree_rig_make(&config, NULL);
	struct tree_attributes attributes;
	struct tree_ref ref;

	(void)state;
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), 5);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		assert_int_equal(tree_find(rig->tree, files[i].path, &ref), 0);
		assert_int_equal(tree_attributes(rig->tree, ref, &attributes), 0);
		assert_int_equal(attributes.mode, files[i].mode);
		assert_int_equal(attributes.size, files[i].size);
	}
	tree_rig_free(rig);
}

/* What sysfs does not open for it, debugfs opens and then refuses. */
static void refuses_what_is_not_for_that(void **state)
{
	struct control_config config = {0};
	struct tree_rig *rig = tree_rig_make(&config, NULL);
	struct tree_attributes attributes;
	struct tree_ref ref;
	char *text;
	size_t length;

	(void)state;
	assert_int_equal(tree_rig_write(rig, SYSFS "name", "x"), -EACCES);
	assert_int_equal(tree_rig_write(rig, DEBUGFS "name", "x"), -EINVAL);
	assert_int_equal(tree_rig_write(rig, "class", "x"), -EISDIR);
	assert_int_equal(tree_find(rig->tree, SYSFS "name", &ref), 0);
	assert_int_equal(tree_attributes(rig->tree, ref, &attributes), 0);
	assert_true(attributes.not_written);
	assert_false(attributes.not_read);
	assert_int_equal(tree_find(rig->tree, DEBUGFS "crash", &ref), 0);
	assert_int_equal(tree_attributes(rig->tree, ref, &attributes), 0);
	assert_false(attributes.not_read);
	assert_int_equal(tree_show(rig->tree, ref, &text, &length), -EINVAL);
	tree_rig_free(rig);
}

/* ---- state ---- */

enum where { OFFLINE, RUNNING, CRASHED, DETACHED, ATTACHED, WHERES };

static struct tree_rig *rig_in(enum where where, unsigned kernel)
{
	struct control_config config = {.recovery_disabled = true, .kernel = kernel};
	const bool early = where == DETACHED || where == ATTACHED;
	struct tree_rig *rig = tree_rig_make(&config, early ? "tty-echo.elf" : NULL);
	static const enum rproc_state states[] = {RPROC_OFFLINE, RPROC_RUNNING, RPROC_CRASHED,
						  RPROC_DETACHED, RPROC_ATTACHED};

	if (where == RUNNING || where == CRASHED)
		assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), 5);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	if (where == CRASHED)
		assert_int_equal(tree_rig_write(rig, DEBUGFS "crash", "2\n"), 2);
	if (where == DETACHED)
		assert_int_equal(tree_rig_write(rig, SYSFS "state", "detach"), 6);
	assert_int_equal(tree_rig_state(rig), states[where]);
	rig->states[0] = '\0';
	return rig;
}

struct word {
	const char *text;
	int expected[WHERES]; /* 0: success */
	const char *then[WHERES]; /* the state afterwards */
};

static const char *const same[WHERES] = {"offline", "running", "crashed", "detached", "attached"};

static void takes_each_word_in_each_state(void **state)
{
	static const struct word words[] = {
		{"start\n",
		 {0, -EBUSY, -EBUSY, 0, -EBUSY},
		 {"running", "running", "crashed", "attached", "attached"}},
		{"stop\n",
		 {-EINVAL, 0, 0, 0, 0},
		 {"offline", "offline", "offline", "offline", "offline"}},
		{"detach\n",
		 {-EINVAL, -EINVAL, -EINVAL, -EINVAL, 0},
		 {"offline", "running", "crashed", "detached", "detached"}},
	};
	static const char *const wrong[] = {"",	       "\n",	 "restart",   "attach",
					    "offline", "starts", "star",      " start",
					    "start ",  "START",	 "start\n\n", "start\nstop"};
	char name[64];

	(void)state;
	for (int where = OFFLINE; where < WHERES; where++) {
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			struct tree_rig *rig = rig_in((enum where)where, 0);
			const int expected = words[i].expected[where];
			const ssize_t result = tree_rig_write(rig, SYSFS "state", words[i].text);

			assert_int_equal(result,
					 expected ? expected : (ssize_t)strlen(words[i].text));
			(void)snprintf(name, sizeof(name), "%s\n", words[i].then[where]);
			assert_string_equal(tree_rig_read(rig, SYSFS "state"), name);
			tree_rig_free(rig);
		}
		{
			struct tree_rig *rig = rig_in((enum where)where, 0);

			for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
				assert_int_equal(tree_rig_write(rig, SYSFS "state", wrong[i]),
						 -EINVAL);
			(void)snprintf(name, sizeof(name), "%s\n", same[where]);
			assert_string_equal(tree_rig_read(rig, SYSFS "state"), name);
			assert_string_equal(rig->states, "");
			tree_rig_free(rig);
		}
	}
}

/* A NUL ends a word, as the kernel's strings do. */
static void takes_words_up_to_a_nul(void **state)
{
	struct tree_rig *rig = rig_in(OFFLINE, 0);
	struct tree_write write;

	(void)state;
	tree_rig_begin(rig, &write, SYSFS "state", "start\0xyz", 9);
	assert_int_equal(tree_rig_await(rig, &write), 9);
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "running\n");
	tree_rig_free(rig);
}

/* As much as a page is looked at. */
static void takes_a_page_at_most(void **state)
{
	struct tree_rig *rig = rig_in(OFFLINE, 0);
	char *text = malloc(10000);
	struct tree_write write;

	(void)state;
	assert_non_null(text);
	memset(text, '\n', 10000);
	memcpy(text, "tty-echo-threads.elf", 20);
	tree_rig_begin(rig, &write, SYSFS "firmware", text, 10000);
	assert_int_equal(tree_rig_await(rig, &write), 4096);
	assert_string_equal(tree_rig_read(rig, SYSFS "firmware"), "tty-echo-threads.elf\n");
	free(text);
	tree_rig_free(rig);
}

static void counts_as_newer_kernels(void **state)
{
	struct tree_rig *rig = rig_in(RUNNING, CONTROL_KERNEL(5, 19));

	(void)state;
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start\n"), 6);
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "stop\n"), 5);
	assert_int_equal(tree_rig_state(rig), RPROC_RUNNING);
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "stop\n"), 5);
	assert_int_equal(tree_rig_state(rig), RPROC_OFFLINE);
	tree_rig_free(rig);
	rig = rig_in(ATTACHED, CONTROL_KERNEL(5, 19));
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start\n"), 6);
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "detach\n"), 7);
	assert_int_equal(tree_rig_state(rig), RPROC_ATTACHED);
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "detach\n"), 7);
	assert_int_equal(tree_rig_state(rig), RPROC_DETACHED);
	tree_rig_free(rig);
	rig = rig_in(RUNNING, CONTROL_KERNEL(5, 18));
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start\n"), -EBUSY);
	tree_rig_free(rig);
}

/* ---- on the way ---- */

/* A firmware that does not answer: the stop takes its 500 ms, and words come meanwhile. */
static void takes_words_while_it_stops(void **state)
{
	struct control_config config = {.firmware = "tick.elf"};
	struct tree_rig *rig = tree_rig_make(&config, NULL);
	struct tree_write stop;
	struct tree_write again;
	struct tree_write start;

	(void)state;
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), 5);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	tree_rig_begin(rig, &stop, SYSFS "state", "stop\n", 5);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	assert_false(stop.done);
	assert_string_equal(tree_rig_read(rig, SYSFS "state"), "running\n");
	assert_int_equal(tree_rig_write(rig, SYSFS "firmware", "other.elf"), -EBUSY);
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "nonsense"), -EINVAL);
	assert_int_equal(tree_rig_write(rig, SYSFS "recovery", "disabled\n"), 9);
	assert_false(stop.done);
	tree_rig_begin(rig, &again, SYSFS "state", "stop\n", 5);
	tree_rig_begin(rig, &start, SYSFS "state", "start\n", 6);
	assert_int_equal(tree_rig_await(rig, &stop), 5);
	assert_int_equal(tree_rig_await(rig, &again), -EINVAL);
	assert_int_equal(tree_rig_await(rig, &start), 6);
	assert_string_equal(rig->states, "running offline running ");
	tree_rig_free(rig);
}

static void forgets_a_writer_that_is_gone(void **state)
{
	struct control_config config = {.firmware = "tick.elf"};
	struct tree_rig *rig = tree_rig_make(&config, NULL);
	struct tree_write stop;
	struct tree_write start;

	(void)state;
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), 5);
	tree_rig_begin(rig, &stop, SYSFS "state", "stop\n", 5);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	tree_rig_begin(rig, &start, SYSFS "state", "start\n", 6);
	tree_withdraw(rig->tree, &start.store);
	tree_withdraw(rig->tree, &stop.store);
	tree_rig_settle(rig, PS_PER_S);
	assert_false(stop.done);
	assert_false(start.done);
	assert_string_equal(rig->states, "running offline ");
	tree_rig_free(rig);
}

/* ---- firmware ---- */

static void names_a_firmware(void **state)
{
	static const char *const wrong[] = {"", "\n", "/etc/passwd", "../x", "a/../b\n", "..\n"};
	struct tree_rig *rig = rig_in(OFFLINE, 0);
	char name[400];

	(void)state;
	assert_string_equal(tree_rig_read(rig, SYSFS "firmware"), "tty-echo.elf\n");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(tree_rig_write(rig, SYSFS "firmware", wrong[i]), -EINVAL);
	memset(name, 'x', sizeof(name));
	name[300] = '\0';
	assert_int_equal(tree_rig_write(rig, SYSFS "firmware", name), -EINVAL);
	name[255] = '\0';
	assert_int_equal(tree_rig_write(rig, SYSFS "firmware", name), 255);
	assert_int_equal(tree_rig_write(rig, SYSFS "firmware", "no-such.elf\nmore"), 16);
	assert_string_equal(tree_rig_read(rig, SYSFS "firmware"), "no-such.elf\n");
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), -ENOENT);
	assert_int_equal(tree_rig_write(rig, SYSFS "firmware", "tty-echo.elf\n"), 13);
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), 5);
	/* Busy comes before wrong. */
	assert_int_equal(tree_rig_write(rig, SYSFS "firmware", "\n"), -EBUSY);
	tree_rig_free(rig);
	rig = rig_in(ATTACHED, 0);
	assert_string_equal(tree_rig_read(rig, SYSFS "firmware"), "unknown\n");
	tree_rig_free(rig);
}

/* ---- recovery, coredump, crash ---- */

static void sets_the_recovery_by_sysfs(void **state)
{
	struct tree_rig *rig = rig_in(CRASHED, 0);

	(void)state;
	assert_string_equal(tree_rig_read(rig, SYSFS "recovery"), "disabled\n");
	assert_int_equal(tree_rig_write(rig, SYSFS "recovery", "e"), -EINVAL);
	assert_int_equal(tree_rig_write(rig, SYSFS "recovery", ""), -EINVAL);
	assert_int_equal(tree_rig_write(rig, SYSFS "recovery", "recover\n"), 8);
	assert_int_equal(tree_rig_state(rig), RPROC_RUNNING);
	assert_string_equal(tree_rig_read(rig, SYSFS "recovery"), "disabled\n");
	assert_int_equal(tree_rig_write(rig, DEBUGFS "crash", "1"), 1);
	assert_int_equal(tree_rig_write(rig, SYSFS "recovery", "enabled\n"), 8);
	assert_int_equal(tree_rig_state(rig), RPROC_RUNNING);
	assert_string_equal(tree_rig_read(rig, DEBUGFS "recovery"), "enabled\n");
	/* Of what has not crashed: nothing happens. */
	assert_int_equal(tree_rig_write(rig, SYSFS "recovery", "recover"), 7);
	tree_rig_free(rig);
}

/* Beginnings of words count, unless a newline follows; anything else is taken in silence. */
static void sets_the_recovery_by_debugfs(void **state)
{
	static const struct {
		const char *text;
		ssize_t result;
		const char *then;
	} writes[] = {
		{"enabled\n", 8, "enabled\n"},	  {"d", 1, "disabled\n"},
		{"e\n", 2, "disabled\n"},	  {"e", 1, "enabled\n"},
		{"dis", 3, "disabled\n"},	  {"enabledx", 8, "disabled\n"},
		{"nonsense", 8, "disabled\n"},	  {"\n", 1, "disabled\n"},
		{"", -EINVAL, "disabled\n"},	  {"enabled", 7, "enabled\n"},
		{"disabled\n", 9, "disabled\n"},  {"12345678901", -EINVAL, "disabled\n"},
		{"1234567890", 10, "disabled\n"},
	};
	struct tree_rig *rig = rig_in(RUNNING, 0);

	(void)state;
	for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++) {
		assert_int_equal(tree_rig_write(rig, DEBUGFS "recovery", writes[i].text),
				 writes[i].result);
		assert_string_equal(tree_rig_read(rig, SYSFS "recovery"), writes[i].then);
	}
	assert_int_equal(tree_rig_write(rig, DEBUGFS "crash", "0"), 1);
	assert_int_equal(tree_rig_state(rig), RPROC_CRASHED);
	assert_int_equal(tree_rig_write(rig, DEBUGFS "recovery", "r"), 1);
	assert_int_equal(tree_rig_state(rig), RPROC_RUNNING);
	tree_rig_free(rig);
}

static void sets_the_coredump(void **state)
{
	struct tree_rig *rig = rig_in(RUNNING, 0);

	(void)state;
	assert_string_equal(tree_rig_read(rig, SYSFS "coredump"), "disabled\n");
	assert_int_equal(tree_rig_write(rig, SYSFS "coredump", "inline\n"), 7);
	assert_string_equal(tree_rig_read(rig, DEBUGFS "coredump"), "inline\n");
	assert_int_equal(tree_rig_write(rig, SYSFS "coredump", "default"), -EINVAL);
	assert_int_equal(tree_rig_write(rig, SYSFS "coredump", "en"), -EINVAL);
	assert_int_equal(tree_rig_write(rig, DEBUGFS "coredump", "en"), 2);
	assert_string_equal(tree_rig_read(rig, SYSFS "coredump"), "enabled\n");
	assert_int_equal(tree_rig_write(rig, DEBUGFS "coredump", "en\n"), -EINVAL);
	assert_int_equal(tree_rig_write(rig, DEBUGFS "coredump", ""), -EINVAL);
	assert_int_equal(tree_rig_write(rig, DEBUGFS "coredump", "disabled\n"), 9);
	assert_int_equal(tree_rig_write(rig, DEBUGFS "coredump", "123456789012345678901"), -EINVAL);
	assert_int_equal(tree_rig_write(rig, DEBUGFS "crash", "0"), 1);
	assert_int_equal(tree_rig_write(rig, SYSFS "coredump", "enabled"), -EBUSY);
	assert_int_equal(tree_rig_write(rig, SYSFS "coredump", "nonsense"), -EBUSY);
	assert_int_equal(tree_rig_write(rig, DEBUGFS "coredump", "enabled"), -EBUSY);
	tree_rig_free(rig);
}

static void takes_numbers_for_crashes(void **state)
{
	static const struct {
		const char *text;
		int expected;
	} numbers[] = {
		{"0", 0},
		{"1\n", 0},
		{"0x2", 0},
		{"+2", 0},
		{"017\n", 0},
		{"4294967295", 0},
		{"", -EINVAL},
		{"\n", -EINVAL},
		{"x", -EINVAL},
		{"-1", -EINVAL},
		{" 1", -EINVAL},
		{"1 ", -EINVAL},
		{"1\n\n", -EINVAL},
		{"08", -EINVAL},
		{"0x", -EINVAL},
		{"4294967296", -ERANGE},
		{"99999999999999999999", -ERANGE},
		{"+-1", -EINVAL},
	};

	struct tree_rig *rig = rig_in(RUNNING, 0);

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const int expected = numbers[i].expected;

		assert_int_equal(tree_rig_write(rig, DEBUGFS "crash", numbers[i].text),
				 expected ? expected : (ssize_t)strlen(numbers[i].text));
		assert_int_equal(tree_rig_state(rig), expected ? RPROC_RUNNING : RPROC_CRASHED);
		assert_int_equal(tree_rig_write(rig, SYSFS "recovery", "recover"), 7);
		assert_int_equal(tree_rig_state(rig), RPROC_RUNNING);
	}
	/* Taken, and without effect. */
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "stop"), 4);
	assert_int_equal(tree_rig_write(rig, DEBUGFS "crash", "1\n"), 2);
	assert_int_equal(tree_rig_state(rig), RPROC_OFFLINE);
	tree_rig_free(rig);
}

/* ---- what debugfs shows ---- */

static void shows_the_log(void **state)
{
	struct tree_rig *rig = rig_in(RUNNING, 0);

	(void)state;
	assert_string_equal(tree_rig_list(rig, DEBUGFS),
			    "carveout_memories coredump crash name recovery resource_table "
			    "trace0 ");
	assert_non_null(strstr(tree_rig_read(rig, DEBUGFS "trace0"), "tty-echo"));
	assert_string_equal(tree_rig_read(rig, DEBUGFS "name"), "m4\n");
	assert_string_equal(tree_rig_read(rig, SYSFS "name"), "m4\n");
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "stop"), 4);
	assert_null(tree_rig_read(rig, DEBUGFS "trace0"));
	tree_rig_free(rig);
}

static void shows_memory_and_table(void **state)
{
	struct tree_rig *rig = rig_in(OFFLINE, 0);
	const char *text;

	(void)state;
	assert_string_equal(tree_rig_read(rig, DEBUGFS "resource_table"),
			    "No resource table found\n");
	assert_string_equal(tree_rig_read(rig, DEBUGFS "carveout_memories"), "");
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), 5);
	tree_rig_settle(rig, 10 * PS_PER_MS);
	text = tree_rig_read(rig, DEBUGFS "carveout_memories");
	assert_non_null(strstr(text, "Carveout memory entry:\n"
				     "\tName: retram\n"
				     "\tVirtual address: 00000000\n"
				     "\tDMA address: 0x38000000\n"
				     "\tDevice address: 0x0\n"
				     "\tLength: 0x10000 Bytes\n\n"));
	assert_non_null(strstr(text, "\tName: vdev0buffer\n"));
	text = tree_rig_read(rig, DEBUGFS "resource_table");
	assert_non_null(strstr(text, "Entry 0 is of type vdev\n  ID 7\n  Notify ID 0\n"
				     "  Device features 0x1\n  Guest features 0x1\n"
				     "  Config length 0x0\n  Status 0x7\n"
				     "  Number of vrings 2\n"
				     "  Reserved (should be zero) [0][0]\n\n"
				     "  Vring 0\n    Device Address 0x10040000\n"));
	assert_non_null(strstr(text, "Entry 1 is of type trace\n  Device Address 0x"));
	assert_non_null(strstr(text, "  Name cm4_log\n\n"));
	tree_rig_free(rig);
}

/* ---- channels ---- */

static void shows_channels_and_ttys(void **state)
{
	struct tree_rig *rig = rig_in(RUNNING, 0);
	struct tree_ref ref;
	struct tree_ref tty;
	char target[256];

	(void)state;
	assert_string_equal(tree_rig_list(rig, "bus/rpmsg/devices"),
			    "virtio0.rpmsg-tty.-1.1024 virtio0.rpmsg-tty.-1.1025 ");
	assert_string_equal(tree_rig_list(rig, "bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1024"),
			    "announce dst modalias name src ");
	assert_string_equal(tree_rig_read(rig, "bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1024/src"),
			    "0x400\n");
	assert_string_equal(tree_rig_read(rig, "bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1024/dst"),
			    "0x400\n");
	assert_string_equal(tree_rig_read(rig, "bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1025/dst"),
			    "0x401\n");
	assert_string_equal(tree_rig_read(rig, "bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1024/name"),
			    "rpmsg-tty\n");
	assert_string_equal(
		tree_rig_read(rig, "bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1024/modalias"),
		"rpmsg:rpmsg-tty\n");
	assert_string_equal(
		tree_rig_read(rig, "bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1024/announce"),
		"false\n");
	assert_string_equal(tree_rig_list(rig, "dev"), "ttyRPMSG0 ttyRPMSG1 ");
	assert_int_equal(tree_find(rig->tree, "dev/ttyRPMSG1", &tty), 0);
	assert_int_equal(tree_target(rig->tree, tty, target, sizeof(target)), 0);
	assert_int_equal(strncmp(target, "/dev/pts/", 9), 0);
	/* What somebody still has in hand when it has gone. */
	assert_int_equal(tree_find(rig->tree, "bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1024", &ref),
			 0);
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "stop"), 4);
	assert_int_equal(tree_target(rig->tree, tty, target, sizeof(target)), -ENOENT);
	assert_int_equal(tree_lookup(rig->tree, ref, "src", &ref), -ENOENT);
	assert_string_equal(tree_rig_list(rig, "bus/rpmsg/devices"), "");
	assert_string_equal(tree_rig_list(rig, "dev"), "");
	tree_rig_free(rig);
}

/* ---- no Linux ---- */

static void tells_of_a_host_that_is_down(void **state)
{
	struct tree_rig *rig = rig_in(RUNNING, 0);
	struct tree_ref ref;
	char *text;
	size_t length;

	(void)state;
	machine_abandon_host(rig->machine);
	assert_int_equal(tree_find(rig->tree, SYSFS "state", &ref), 0);
	assert_int_equal(tree_show(rig->tree, ref, &text, &length), -EHOSTDOWN);
	assert_int_equal(tree_rig_write(rig, SYSFS "state", "start"), -EHOSTDOWN);
	assert_string_equal(tree_rig_list(rig, "bus/rpmsg/devices"), "");
	assert_string_equal(tree_rig_list(rig, "dev"), "");
	assert_string_equal(tree_rig_read(rig, DEBUGFS "resource_table"),
			    "No resource table found\n");
	assert_string_equal(tree_rig_read(rig, DEBUGFS "carveout_memories"), "");
	assert_int_equal(tree_rig_write(rig, DEBUGFS "crash", "1"), 1);
	tree_rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_directories_of_linux),
		cmocka_unit_test(has_the_modes_and_sizes_of_linux),
		cmocka_unit_test(refuses_what_is_not_for_that),
		cmocka_unit_test(takes_each_word_in_each_state),
		cmocka_unit_test(takes_words_up_to_a_nul),
		cmocka_unit_test(takes_a_page_at_most),
		cmocka_unit_test(counts_as_newer_kernels),
		cmocka_unit_test(takes_words_while_it_stops),
		cmocka_unit_test(forgets_a_writer_that_is_gone),
		cmocka_unit_test(names_a_firmware),
		cmocka_unit_test(sets_the_recovery_by_sysfs),
		cmocka_unit_test(sets_the_recovery_by_debugfs),
		cmocka_unit_test(sets_the_coredump),
		cmocka_unit_test(takes_numbers_for_crashes),
		cmocka_unit_test(shows_the_log),
		cmocka_unit_test(shows_memory_and_table),
		cmocka_unit_test(shows_channels_and_ttys),
		cmocka_unit_test(tells_of_a_host_that_is_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
