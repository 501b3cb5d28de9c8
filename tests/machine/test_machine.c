/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine/firmware.h"
#include "machine/machine.h"

#define SECOND	  PS_PER_S
#define TTY_BYTES 300000u

static uint64_t cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint64_t wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static unsigned open_files(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void test_boot(void **state)
{
	struct firmware firmware = firmware_load("tty-echo");
	struct witness witness = {.end_at_ttys = 2};
	struct machine *machine = witness_machine(&witness, (struct machine_config){0});
	struct machine_statistics statistics;

	(void)state;
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_run(machine, SECOND), 0);
	assert_int_equal(witness.running, 1);
	assert_int_equal(witness.channels, 2);
	assert_int_equal(witness.ttys, 2);
	assert_true(witness.lines >= 1);
	assert_true(machine_now(machine) < SECOND / 1000);
	machine_statistics(machine, &statistics);
	assert_true(statistics.instructions > 1000 && statistics.instructions < 100000);

	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(witness.offline, 1);
	assert_int_equal(remoteproc_state(machine_remoteproc(machine)), RPROC_OFFLINE);
	/* The firmware answers the shutdown doorbell: no need to wait for half a second. */
	assert_true(machine_now(machine) < SECOND / 1000);
	assert_null(tty_set_find(machine_ttys(machine), 0));
	assert_int_equal(machine_stop(machine), 0);
	machine_destroy(machine);
	firmware_free(&firmware);
}

/* Random bytes through both ttys at once come back whole and in order. */
static void test_echo(void **state)
{
	static const size_t sizes[] = {1, 2, 16, 495, 496, 497, 1000, 4096};
	struct firmware firmware = firmware_load("tty-echo");
	struct witness witness = {.end_at_ttys = 2};
	struct machine *machine = witness_machine(&witness, (struct machine_config){0});
	uint8_t *sent[2];
	size_t length = 0;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		sent[i] = malloc(TTY_BYTES);
		witness.received[i] = malloc(TTY_BYTES);
		assert_non_null(sent[i]);
		assert_non_null(witness.received[i]);
		for (size_t k = 0; k < TTY_BYTES; k++)
			sent[i][k] = (uint8_t)(k * (i + 7) + (k >> 8));
	}
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_run(machine, SECOND), 0);
	for (unsigned turn = 0; length + 4096 < TTY_BYTES; turn++) {
		size_t size = sizes[turn % (sizeof(sizes) / sizeof(sizes[0]))];

		for (unsigned i = 0; i < 2; i++)
			assert_int_equal(tty_inject(tty_set_find(machine_ttys(machine), i),
						    sent[i] + length, size),
					 0);
		length += size;
	}
	witness.end_at_bytes = 2 * length;
	assert_int_equal(machine_run(machine, machine_now(machine) + SECOND), 0);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(witness.length[i], length);
		assert_memory_equal(witness.received[i], sent[i], length);
		free(sent[i]);
		free(witness.received[i]);
	}
	machine_destroy(machine);
	firmware_free(&firmware);
}

/* Started and stopped again and again, in one machine and in new ones, with nothing left over. */
static void test_cycles(void **state)
{
	const char *given = getenv("COPRO_CYCLES");
	unsigned cycles = given ? (unsigned)strtoul(given, NULL, 10) : 1000;
	struct firmware firmware = firmware_load("tty-echo");
	struct witness witness = {.end_at_ttys = 2};
	struct machine *machine = witness_machine(&witness, (struct machine_config){0});
	uint64_t end = wall_ms() + 60000;
	unsigned files = open_files();
	unsigned done = 0;

	(void)state;
	while (done < cycles && wall_ms() < end) {
		assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
		assert_int_equal(machine_run(machine, machine_now(machine) + SECOND), 0);
		assert_int_equal(witness.ttys, 2);
		witness.end_at_bytes = witness.bytes + 5;
		assert_int_equal(
			tty_inject(tty_set_find(machine_ttys(machine), done % 2), "hello", 5), 0);
		assert_int_equal(machine_run(machine, machine_now(machine) + SECOND), 0);
		done++;
		assert_int_equal(witness.bytes, 5 * done);
		assert_int_equal(machine_stop(machine), 0);
		witness.ttys = 0;
	}
	assert_int_equal(witness.running, done);
	assert_int_equal(witness.offline, done);
	assert_int_equal(open_files(), files);
	print_message("%u cycles\n", done);
	/* Under a sanitizer fewer fit into the time, never that few. */
	assert_true(done == cycles || done >= 100);
	machine_destroy(machine);
	for (unsigned i = 0; i < 20; i++) {
		witness = (struct witness){.end_at_ttys = 1};
		machine = witness_machine(&witness, (struct machine_config){0});
		assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
		assert_int_equal(machine_run(machine, SECOND), 0);
		machine_destroy(machine); /* without being stopped */
	}
	assert_true(open_files() < files);
	firmware_free(&firmware);
}

/* What does not start leaves the machine as it was: the next firmware does. */
static void test_refused(void **state)
{
	struct firmware firmware = firmware_load("tty-echo");
	struct witness witness = {.end_at_ttys = 2};
	struct machine *machine = witness_machine(&witness, (struct machine_config){0});
	struct host_error error = {.text = ""};

	(void)state;
	assert_int_equal(machine_start(machine, "no firmware", 11, &error), -EINVAL);
	assert_true(error.text[0]);
	assert_int_equal(machine_run(machine, SECOND), 0);
	assert_int_equal(machine_now(machine), SECOND);
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, &error), 0);
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, &error), -EBUSY);
	assert_int_equal(machine_run(machine, 2 * SECOND), 0);
	assert_int_equal(witness.ttys, 2);
	machine_destroy(machine);
	firmware_free(&firmware);
}

/* Held to the wall clock, a sleeping board leaves the processor to others. */
static void test_real_time(void **state)
{
	struct firmware firmware = firmware_load("tty-echo");
	struct witness witness = {0};
	struct machine *machine =
		witness_machine(&witness, (struct machine_config){.pace = MACHINE_REAL_TIME});
	uint64_t wall = wall_ms();
	uint64_t cpu;

	(void)state;
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_run(machine, SECOND / 10), 0);
	assert_int_equal(witness.ttys, 2);
	cpu = cpu_ms();
	assert_int_equal(machine_run(machine, SECOND), 0);
	assert_true(wall_ms() - wall >= 990);
	assert_int_equal(machine_now(machine), SECOND);
	/* The figure to reach is 1 %; here the machine may be busy with other tests. */
	assert_true(cpu_ms() - cpu <= 90);
	machine_destroy(machine);
	firmware_free(&firmware);
}

/* Fast, with nothing due and nobody at the ttys: the machine waits, it does not spin. A byte that a
 * program writes to the pty wakes it. */
static void test_waits_for_the_outside(void **state)
{
	struct firmware firmware = firmware_load("tty-echo");
	struct witness witness = {.end_at_ttys = 2, .end_at_bytes = 1};
	struct machine *machine = witness_machine(&witness, (struct machine_config){0});
	uint64_t cpu;
	char byte = 0;
	int status;
	int fd;
	pid_t child;

	(void)state;
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_run(machine, TIMELINE_NEVER), 0);
	fd = open(tty_path(tty_set_find(machine_ttys(machine), 1)), O_RDWR | O_NOCTTY);
	assert_true(fd >= 0);
	child = fork();
	if (!child) {
		usleep(300000);
		_exit(write(fd, "x", 1) == 1 ? 0 : 1);
	}
	cpu = cpu_ms();
	assert_int_equal(machine_run(machine, TIMELINE_NEVER), 0);
	assert_true(cpu_ms() - cpu < 100);
	assert_int_equal(witness.length[1], 1);
	assert_int_equal(read(fd, &byte, 1), 1);
	assert_int_equal(byte, 'x');
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(machine_stop(machine), 0);
	close(fd);
	machine_destroy(machine);
	firmware_free(&firmware);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boot),	  cmocka_unit_test(test_echo),
		cmocka_unit_test(test_cycles),	  cmocka_unit_test(test_refused),
		cmocka_unit_test(test_real_time), cmocka_unit_test(test_waits_for_the_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
