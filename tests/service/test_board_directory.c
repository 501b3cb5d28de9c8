/* SPDX-License-Identifier: BSD-3-Clause */
/* Boards by name: one lives, the dead leave nothing that is in the way. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "service/board_directory.h"
#include "service/http_server.h"

static char runtime[64];

static int setup(void **state)
{
	(void)state;
	strcpy(runtime, "/tmp/copro-test-XXXXXX");
	assert_non_null(mkdtemp(runtime));
	return setenv("XDG_RUNTIME_DIR", runtime, 1);
}

static int teardown(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/copro", runtime);
	rmdir(path);
	/* Everything was removed by whoever made it. */
	assert_int_equal(rmdir(runtime), 0);
	return 0;
}

static const char *inside(const struct board_directory *directory, const char *name)
{
	static char path[2 * BOARD_DIRECTORY_SIZE];

	snprintf(path, sizeof(path), "%s/%s", directory->path, name);
	return path;
}

static void write_file(const char *path)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static void test_names(void **state)
{
	static const char *const good[] = {
		"a", "board", "dk2-left", "x.y_z", "1a", "0-", "abcdefghijklmnopqrstuvwxyz012345"};
	static const char *const bad[] = {
		"",    "1",	   "4711", ".",	  "..",
		"-x",  "_x",	   "A",	   "a/b", "a b",
		"a\n", "\xc3\xa4", "../x", ".x",  "abcdefghijklmnopqrstuvwxyz0123456"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(board_name_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct board_directory directory;

		assert_false(board_name_valid(bad[i]));
		assert_int_equal(board_directory_open(&directory, bad[i]), -EINVAL);
	}
}

static void test_one_name_one_board(void **state)
{
	struct board_directory first, second, other;
	struct board_entry *entries, entry;
	size_t count;

	(void)state;
	assert_int_equal(board_directory_list(&entries, &count), 0);
	assert_int_equal(count, 0);
	assert_int_equal(board_directory_find(&entry, "one"), -ENOENT);
	assert_int_equal(board_directory_open(&first, "one"), 0);
	assert_int_equal(board_directory_open(&second, "one"), -EBUSY);
	assert_int_equal(board_directory_open(&other, NULL), 0);
	assert_int_equal(board_directory_open(&second, "all"), 0);
	assert_int_equal(board_directory_list(&entries, &count), 0);
	assert_int_equal(count, 3);
	assert_string_equal(entries[0].name, "all");
	assert_string_equal(entries[1].name, "one");
	assert_string_equal(entries[1].path, first.path);
	assert_int_equal(entries[1].pid, getpid());
	assert_int_equal(strtol(entries[2].name, NULL, 10), getpid());
	assert_false(entries[1].stays);
	free(entries);
	assert_int_equal(board_directory_find(&entry, "one"), 0);
	assert_true(board_directory_lives(first.path));
	board_directory_close(&first);
	assert_false(board_directory_lives(first.path));
	assert_int_equal(board_directory_find(&entry, "one"), -ENOENT);
	assert_int_equal(board_directory_open(&first, "one"), 0);
	board_directory_close(&first);
	board_directory_close(&second);
	board_directory_close(&other);
}

static void test_dead_board_is_taken_over(void **state)
{
	struct board_directory directory;
	struct board_entry entry;
	pid_t child = fork();
	int status;

	(void)state;
	if (!child) {
		if (board_directory_open(&directory, "one") ||
		    http_listen(directory.path, "api") < 0 ||
		    symlink("/dev/null", inside(&directory, "ttyRPMSG0")))
			_exit(1);
		write_file(inside(&directory, "log"));
		mkdir(inside(&directory, "firmware"), 0700);
		write_file(inside(&directory, "firmware/x.elf"));
		raise(SIGKILL);
	}
	waitpid(child, &status, 0);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(board_directory_find(&entry, "one"), -ENOENT);
	assert_int_equal(board_directory_open(&directory, "one"), 0);
	assert_int_equal(access(inside(&directory, "api"), F_OK), -1);
	assert_int_equal(access(inside(&directory, "firmware"), F_OK), -1);
	assert_int_equal(access(inside(&directory, "log"), F_OK), -1);
	status = http_listen(directory.path, "api");
	assert_true(status >= 0);
	assert_int_equal(board_directory_find(&entry, "one"), 0);
	assert_true(entry.stays);
	close(status);
	board_directory_close(&directory);
}

/* What dead boards without a name left goes when the next one comes. */
static void test_dead_process_is_removed(void **state)
{
	struct board_directory directory;
	char left[BOARD_DIRECTORY_SIZE];
	pid_t child = fork();

	(void)state;
	if (!child) {
		if (board_directory_open(&directory, NULL) ||
		    symlink("/dev/null", inside(&directory, "ttyRPMSG0")))
			_exit(1);
		raise(SIGKILL);
	}
	waitpid(child, NULL, 0);
	snprintf(left, sizeof(left), "%s/copro/%ld", runtime, (long)child);
	assert_int_equal(access(left, F_OK), 0);
	assert_int_equal(board_directory_open(&directory, NULL), 0);
	assert_int_equal(access(left, F_OK), -1);
	board_directory_close(&directory);
}

static void test_strange_files_stay(void **state)
{
	struct board_directory directory;

	(void)state;
	assert_int_equal(board_directory_open(&directory, "one"), 0);
	write_file(inside(&directory, "mine"));
	board_directory_close(&directory);
	assert_int_equal(access(inside(&directory, "mine"), F_OK), 0);
	assert_int_equal(unlink(inside(&directory, "mine")), 0);
	assert_int_equal(rmdir(directory.path), 0);
}

static void test_parent_of_others(void **state)
{
	struct board_directory directory;
	struct board_entry *entries;
	char parent[128];
	size_t count;

	(void)state;
	snprintf(parent, sizeof(parent), "%s/copro", runtime);
	assert_int_equal(mkdir(parent, 0700), 0);
	assert_int_equal(chmod(parent, 0777), 0);
	assert_int_equal(board_directory_open(&directory, "one"), -EPERM);
	assert_int_equal(board_directory_list(&entries, &count), -EPERM);
	assert_int_equal(rmdir(parent), 0);
	assert_int_equal(symlink("/tmp", parent), 0);
	assert_int_equal(board_directory_open(&directory, "one"), -ENOTDIR);
	assert_int_equal(unlink(parent), 0);
}

/* Many at once, again and again: at each time one of them has the name. */
static void test_race(void **state)
{
	enum { BOARDS = 6, TURNS = 40 };
	pid_t children[BOARDS];
	int status;

	(void)state;
	for (int i = 0; i < BOARDS; i++) {
		children[i] = fork();
		if (children[i])
			continue;
		for (int turn = 0; turn < TURNS; turn++) {
			struct board_directory directory;
			int rc = board_directory_open(&directory, turn % 2 ? "one" : NULL);
			int fd;

			if (rc == -EBUSY && turn % 2)
				continue;
			if (rc)
				_exit(1);
			fd = open(inside(&directory, "once"), O_CREAT | O_EXCL | O_CLOEXEC, 0600);
			if (fd < 0)
				_exit(2);
			close(fd);
			unlink(inside(&directory, "once"));
			board_directory_close(&directory);
		}
		_exit(0);
	}
	for (int i = 0; i < BOARDS; i++) {
		waitpid(children[i], &status, 0);
		assert_int_equal(status, 0);
	}
}

/* A path that is longer than a socket's address. */
static void test_long_path(void **state)
{
	char deep[256], component[101];
	struct board_directory directory;
	struct sockaddr_un address;
	int listener, folder, fd;

	(void)state;
	memset(component, 'x', sizeof(component) - 1);
	component[sizeof(component) - 1] = '\0';
	snprintf(deep, sizeof(deep), "%s/%s", runtime, component);
	assert_int_equal(mkdir(deep, 0700), 0);
	assert_int_equal(setenv("XDG_RUNTIME_DIR", deep, 1), 0);
	assert_int_equal(board_directory_open(&directory, "one"), 0);
	listener = http_listen(directory.path, "api");
	assert_true(listener >= 0);
	assert_int_equal(http_listen(directory.path, "api"), -EADDRINUSE);
	assert_int_equal(board_directory_address(&address, directory.path, "api", &folder), 0);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
	close(folder);
	close(listener);
	board_directory_close(&directory);
	snprintf(deep + strlen(deep), sizeof(deep) - strlen(deep), "/copro");
	assert_int_equal(rmdir(deep), 0);
	*strrchr(deep, '/') = '\0';
	assert_int_equal(rmdir(deep), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_name_one_board, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dead_board_is_taken_over, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dead_process_is_removed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_strange_files_stay, setup, teardown),
		cmocka_unit_test_setup_teardown(test_parent_of_others, setup, teardown),
		cmocka_unit_test_setup_teardown(test_race, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_path, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
