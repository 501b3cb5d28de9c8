/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree as a file system that real programs use while the board runs. Skipped where there is no FUSE. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include <cmocka.h>

#include "service/tree_fuse.h"
#include "tree_rig.h"

struct mounted {
	struct tree_rig *rig;
	struct tree_mount *mount;
	char directory[64];
	bool ended; /* the script */
	int64_t status;
};

static struct tree_mount_config mount_config(const struct tree_rig *rig)
{
	return (struct tree_mount_config){.tree = {.control = rig->control,
						   .dumps = rig->dumps,
						   .firmware = COPRO_FIRMWARE_DIR}};
}

/* False: there is no FUSE. */
static bool mounted_make(struct mounted *mounted, const char *firmware)
{
	struct control_config config = {.firmware = firmware};
	struct tree_mount_config mount;
	struct host_error error;
	int rc;

	memset(mounted, 0, sizeof(*mounted));
	config.machine.pace = MACHINE_REAL_TIME;
	mounted->rig = tree_rig_make(&config, NULL);
	strcpy(mounted->directory, "/tmp/copro-tree-XXXXXX");
	assert_non_null(mkdtemp(mounted->directory));
	mount = mount_config(mounted->rig);
	rc = tree_mount(&mounted->mount, &mount, mounted->directory, &error);
	if (rc == -EOPNOTSUPP) {
		print_message("%s\n", error.text);
		rmdir(mounted->directory);
		tree_rig_free(mounted->rig);
		return false;
	}
	assert_int_equal(rc, 0);
	return true;
}

static void mounted_free(struct mounted *mounted)
{
	tree_unmount(mounted->mount);
	/* It is empty and not mounted any more. */
	assert_int_equal(rmdir(mounted->directory), 0);
	tree_rig_free(mounted->rig);
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
	struct mounted *mounted = process->data;

	mounted->ended = true;
	mounted->status = signal ? -signal : status;
	machine_end(mounted->rig->machine);
	uv_close((uv_handle_t *)process, NULL);
}

/* Runs a shell's script in the mount point, and the board beside it. Its exit status. */
static int64_t script(struct mounted *mounted, const char *text)
{
	char *arguments[] = {"sh", "-c", (char *)text, NULL};
	uv_stdio_container_t stdio[3] = {{.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
	uv_process_t process = {.data = mounted};
	uv_process_options_t options = {.file = "sh",
					.args = arguments,
					.cwd = "/",
					.exit_cb = on_exit_of,
					.stdio = stdio,
					.stdio_count = 3};

	stdio[2].flags = UV_INHERIT_FD;
	stdio[2].data.fd = STDERR_FILENO;
	assert_int_equal(setenv("ROOT", mounted->directory, 1), 0);
	mounted->ended = false;
	assert_int_equal(uv_spawn(machine_loop(mounted->rig->machine), &process, &options), 0);
	while (!mounted->ended)
		assert_int_equal(machine_run(mounted->rig->machine, TIMELINE_NEVER), 0);
	uv_run(machine_loop(mounted->rig->machine), UV_RUN_NOWAIT);
	return mounted->status;
}

static void serves_a_shell(void **state)
{
	struct mounted mounted;

	(void)state;
	if (!mounted_make(&mounted, NULL))
		skip();
	assert_int_equal(
		script(&mounted,
		       "set -e; cd $ROOT/sys/class/remoteproc/remoteproc0\n"
		       "[ $(cat state) = offline ]\n"
		       "echo start >state\n"
		       "[ $(cat state) = running ]\n"
		       "! (echo start >state) 2>/dev/null\n"
		       "! (echo nonsense >state) 2>/dev/null\n"
		       "grep -q tty-echo $ROOT/kernel/debug/remoteproc/remoteproc0/trace0\n"
		       "[ $(stat -c %a:%s state) = 644:4096 ]\n"
		       "[ -e $ROOT/lib/firmware/tty-echo.elf ]\n"
		       "[ $(ls $ROOT/dev | wc -l) = 2 ]\n"
		       "[ $(cat $ROOT/bus/rpmsg/devices/*1024/dst) = 0x400 ]\n"
		       "echo stop >state\n"
		       "[ $(cat state) = offline ]\n"),
		0);
	assert_string_equal(mounted.rig->states, "running offline ");
	mounted_free(&mounted);
}

/* The firmware does not answer: the stop takes half a second. */
static void outlives_a_killed_writer(void **state)
{
	struct mounted mounted;

	(void)state;
	if (!mounted_make(&mounted, "tick.elf"))
		skip();
	assert_int_equal(script(&mounted, "set -e; cd $ROOT/class/remoteproc/remoteproc0\n"
					  "echo start >state\n"
					  "(echo stop >state) 2>/dev/null & first=$!\n"
					  "sleep 0.1\n"
					  "(echo start >state) 2>/dev/null & second=$!\n"
					  "sleep 0.1; kill -9 $first $second\n"
					  "! wait $first 2>/dev/null; ! wait $second 2>/dev/null\n"
					  "while [ $(cat state) = running ]; do sleep 0.02; done\n"
					  "[ $(cat state) = offline ]\n"),
			 0);
	assert_string_equal(mounted.rig->states, "running offline ");
	mounted_free(&mounted);
}

/* The end of the board with a file open, a directory in use, and a writer that waits. */
static void goes_while_it_is_used(void **state)
{
	struct mounted mounted;
	char command[256];
	FILE *heard;

	(void)state;
	if (!mounted_make(&mounted, "tick.elf"))
		skip();
	assert_int_equal(script(&mounted, "echo start >$ROOT/class/remoteproc/remoteproc0/state"),
			 0);
	assert_int_equal(
		script(&mounted,
		       "cd $ROOT/class; exec 8<remoteproc/remoteproc0/state\n"
		       "(head -c 3 >/dev/null; sleep 0.5; ! cat 2>/dev/null) <&8 >/dev/null &\n"
		       "(echo stop >remoteproc/remoteproc0/state; echo $? >/tmp/copro-tree-$PPID) "
		       "2>/dev/null & sleep 0.1"),
		0);
	mounted_free(&mounted);
	/* The writer has heard that it is over. */
	(void)snprintf(command, sizeof(command),
		       "f=/tmp/copro-tree-%d; n=0; until [ -s $f ] || [ $n = 500 ]; do sleep 0.02; "
		       "n=$((n + 1)); done; cat $f; rm -f $f",
		       (int)getpid());
	heard = popen(command, "r");
	assert_non_null(heard);
	assert_non_null(fgets(command, sizeof(command), heard));
	pclose(heard);
	assert_string_not_equal(command, "0\n");
}

static void goes_on_when_it_is_unmounted(void **state)
{
	struct mounted mounted;

	(void)state;
	if (!mounted_make(&mounted, NULL))
		skip();
	assert_int_equal(script(&mounted, "umount $ROOT 2>/dev/null || fusermount3 -u $ROOT"), 0);
	tree_rig_settle(mounted.rig, 100 * PS_PER_MS);
	assert_int_equal(tree_rig_write(mounted.rig, SYSFS "state", "start"), 5);
	mounted_free(&mounted);
}

static void refuses_a_directory_that_is_not_fit(void **state)
{
	struct control_config config = {0};
	struct tree_rig *rig = tree_rig_make(&config, NULL);
	struct tree_mount_config mount = mount_config(rig);
	static const char *const own[] = {"/somewhere", COPRO_FIRMWARE_DIR, NULL};
	struct tree_mount *made = NULL;
	struct host_error error;

	(void)state;
	assert_int_equal(tree_mount(&made, &mount, "/no/such/directory", &error), -ENOENT);
	assert_non_null(strstr(error.text, "/no/such/directory"));
	assert_int_equal(tree_mount(&made, &mount, "/dev/null", &error), -ENOTDIR);
	assert_int_equal(tree_mount(&made, &mount, COPRO_FIRMWARE_DIR, &error), -ENOTEMPTY);
	assert_non_null(strstr(error.text, "not empty"));
	mount.own_paths = own;
	assert_int_equal(tree_mount(&made, &mount, COPRO_FIRMWARE_DIR, &error), -EINVAL);
	assert_int_equal(tree_mount(&made, &mount, COPRO_FIRMWARE_DIR "/..", &error), -EINVAL);
	assert_null(made);
	tree_rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serves_a_shell),
		cmocka_unit_test(outlives_a_killed_writer),
		cmocka_unit_test(goes_while_it_is_used),
		cmocka_unit_test(goes_on_when_it_is_unmounted),
		cmocka_unit_test(refuses_a_directory_that_is_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
