/* SPDX-License-Identifier: BSD-3-Clause */
/* Programs at the endpoints of real firmware, while firmware and host come and go. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/packet_socket.h"
#include "machine/firmware.h"

static struct firmware firmware;
static struct witness witness;
static struct machine *machine;
static char directory[64];

static int set_up(void **state)
{
	(void)state;
	firmware = firmware_load("rpmsg-echo");
	memset(&witness, 0, sizeof(witness));
	(void)snprintf(directory, sizeof(directory), "/tmp/copro-test-endpoints-XXXXXX");
	assert_non_null(mkdtemp(directory));
	machine = witness_machine(&witness, (struct machine_config){.rpmsg_directory = directory,
								    .hands_over = true});
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	machine_destroy(machine);
	firmware_free(&firmware);
	/* No socket is left. */
	assert_int_equal(rmdir(directory), 0);
	return 0;
}

static void run_ms(uint64_t ms)
{
	assert_int_equal(machine_run(machine, machine_now(machine) + ms * PS_PER_MS), 0);
}

static void start(void)
{
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	run_ms(10);
}

static int client(unsigned number)
{
	char path[96];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/rpmsg%u", directory, number);
	fd = packet_connect(path);
	run_ms(1);
	return fd;
}

/* Sends and expects the same back. */
static void exchange(int fd, const char *text)
{
	char got[64];
	size_t length = 0;

	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
	run_ms(10);
	assert_int_equal(packet_receive(fd, got, sizeof(got), &length), PACKET_DONE);
	assert_int_equal(length, strlen(text));
	assert_memory_equal(got, text, length);
}

static void expect_end(int fd)
{
	char got[64];
	size_t length;

	assert_int_equal(packet_receive(fd, got, sizeof(got), &length), PACKET_ENDED);
	close(fd);
}

static void come_back_after_a_restart(void **state)
{
	struct rpmsg_char_request request = {"rpmsg-sink", 3000, RPMSG_ADDRESS_ANY};
	struct rpmsg_char *made = NULL;
	int echo;
	int sink;

	(void)state;
	start();
	assert_int_equal(rpmsg_char_create(machine_endpoints(machine),
					   remoteproc_bus(machine_remoteproc(machine), 0), &request,
					   &made),
			 0);
	for (unsigned i = 0; i < 3; i++) {
		struct rpmsg_char_info info;

		echo = client(0);
		sink = client(2);
		exchange(echo, "hello");
		rpmsg_char_info(rpmsg_char_find(machine_endpoints(machine), 2), &info);
		assert_int_equal(info.src, 3000);
		assert_true(info.open);
		assert_int_equal(machine_stop(machine), 0);
		expect_end(echo);
		expect_end(sink);
		assert_int_equal(client(0), -ENOENT);
		assert_int_equal(client(2), -ENOENT);
		start();
	}
	assert_int_equal(rpmsg_char_destroy(rpmsg_char_find(machine_endpoints(machine), 2)), 0);
}

/* The A7 is reset while programs are connected: they see the end, and the next Linux has endpoints of the
 * same numbers to the same firmware. */
static void survive_the_host(void **state)
{
	(void)state;
	start();
	for (unsigned i = 0; i < 5; i++) {
		int fd[2] = {client(0), client(1)};

		exchange(fd[0], "one");
		exchange(fd[1], "two");
		machine_abandon_host(machine);
		expect_end(fd[0]);
		expect_end(fd[1]);
		assert_null(machine_endpoints(machine));
		assert_int_equal(machine_boot_host(machine, NULL), 0);
		run_ms(10);
	}
}

/* It dies at any step of an exchange; whatever was under way, the next one works. */
static void survive_a_death_in_the_middle(void **state)
{
	(void)state;
	start();
	for (unsigned n = 1; n < 40; n++) {
		int fd = client(0);

		assert_true(fd >= 0);
		machine_kill_host_at(machine, n);
		assert_int_equal(send(fd, "under way", 9, MSG_NOSIGNAL), 9);
		run_ms(10);
		machine_kill_host_at(machine, 0);
		machine_abandon_host(machine);
		close(fd);
		assert_int_equal(machine_boot_host(machine, NULL), 0);
		run_ms(10);
		fd = client(0);
		exchange(fd, "as if nothing had been");
		close(fd);
		run_ms(1);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(come_back_after_a_restart),
		TEST(survive_the_host),
		TEST(survive_a_death_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
