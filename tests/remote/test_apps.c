/* SPDX-License-Identifier: BSD-3-Clause */
/* The example firmware on the virtual board. */
#include "bench.h"

#include <string.h>

#include <copro/remote.h>

#define ECHOES 2000u

static struct bench bench;

static void begin(const char *name)
{
	bench_start(&bench, name);
	bench_run(&bench, 5000);
	bench_link_up(&bench);
	bench_run(&bench, 5000);
}

static void two_ports(void)
{
	assert_int_equal(bench.endpoint_count, 2);
	assert_string_equal(bench.endpoints[0].service, "rpmsg-tty");
	assert_string_equal(bench.endpoints[1].service, "rpmsg-tty");
}

static void end(void)
{
	assert_int_equal(bench.faults, 0);
	assert_int_equal(bench.lockups, 0);
	bench_end(&bench);
}

static void tty_echo_sleeps(void **state)
{
	uint64_t cycles;

	(void)state;
	begin("tty-echo.elf");
	two_ports();
	assert_non_null(strstr(bench_log(&bench), "tty-echo"));
	assert_non_null(strstr(bench_log(&bench), "link up\n"));
	bench_settle(&bench);
	/* Asleep, it does nothing at all. */
	cycles = cortex_m_cycles(board_core(bench.board));
	bench_run(&bench, 1000000);
	assert_int_equal(cortex_m_cycles(board_core(bench.board)), cycles);
	end();
}

static void echo_under_load(const char *name, bool acknowledge_last)
{
	begin(name);
	bench.acknowledge_last = acknowledge_last;
	assert_true(bench_echo(&bench, ECHOES));
	end();
}

static void tty_echo_loses_nothing(void **state)
{
	(void)state;
	echo_under_load("tty-echo.elf", false);
}

/* With the order of Linux a doorbell that is rung too early is lost, and silence follows. */
static void no_doorbell_is_lost(void **state)
{
	(void)state;
	echo_under_load("tty-echo.elf", true);
	echo_under_load("tty-echo-threads.elf", true);
}

static void threads_lose_nothing(void **state)
{
	(void)state;
	begin("tty-echo-threads.elf");
	two_ports();
	assert_true(bench_echo(&bench, ECHOES));
	bench_run(&bench, 1500000);
	assert_non_null(strstr(bench_log(&bench), "port 0: quiet after 2000 messages\n"));
	assert_non_null(strstr(bench_log(&bench), "port 1: quiet after 2000 messages\n"));
	assert_null(strstr(bench_log(&bench), "lost"));
	end();
}

/* Nobody takes the answers: the firmware holds what it cannot answer, the host runs out of buffers,
 * and all is there when the host reads again. */
static void slow_host_is_waited_for(void **state)
{
	uint32_t sent = 0;

	(void)state;
	begin("tty-echo.elf");
	ipcc_rx_disable(&bench.ipcc, 0x3F);
	for (int round = 0; round < 100; round++) {
		while (rpmsg_send(&bench.endpoints[0].endpoint, &sent, sizeof(sent)) == 0)
			sent++;
		board_run(bench.board, board_timeline(bench.board)->now + PS_PER_MS);
	}
	/* 16 answered, 16 held, and the send buffers that the held ones lie in are all. */
	assert_in_range(sent, 16, 48);
	bench_run(&bench, 100000);
	assert_int_equal(bench.endpoints[0].received, sent);
	assert_int_equal(bench.endpoints[0].disorder, 0);
	assert_null(strstr(bench_log(&bench), "lost"));
	end();
}

static void host_goes_and_comes(const char *name)
{
	begin(name);
	for (int round = 0; round < 20; round++) {
		two_ports();
		assert_true(bench_echo(&bench, 20));
		bench_link_down(&bench);
		assert_true(bench_ring(&bench, REMOTE_CHANNEL_DETACH));
		bench_link_up(&bench);
		bench_run(&bench, 5000);
	}
	end();
}

static void detach_and_attach(void **state)
{
	(void)state;
	host_goes_and_comes("tty-echo.elf");
	host_goes_and_comes("tty-echo-threads.elf");
}

static void shutdown_stops(const char *name)
{
	begin(name);
	bench_link_down(&bench);
	assert_true(bench_ring(&bench, REMOTE_CHANNEL_SHUTDOWN));
	bench_settle(&bench);
	assert_true(board_m4_stopped(bench.board));
	/* Nothing wakes it again. */
	ipcc_ring(&bench.ipcc, 0x3F);
	bench_settle(&bench);
	assert_true(board_m4_stopped(bench.board));
	end();
}

static void shutdown(void **state)
{
	(void)state;
	shutdown_stops("tty-echo.elf");
	shutdown_stops("tty-echo-threads.elf");
	shutdown_stops("echo-min.elf");
}

/* Start-up gives variables their first values again, although the loader does not. */
static void restart_without_loading(void **state)
{
	static const char *const names[] = {"tty-echo.elf", "tty-echo-threads.elf"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		begin(names[i]);
		assert_true(bench_echo(&bench, 50));
		bench_link_down(&bench);
		assert_true(bench_ring(&bench, REMOTE_CHANNEL_SHUTDOWN));
		bench_restart(&bench);
		bench_run(&bench, 5000);
		assert_null(strstr(bench_log(&bench), "link up"));
		bench_link_up(&bench);
		bench_run(&bench, 5000);
		two_ports();
		assert_true(bench_echo(&bench, 50));
		end();
	}
}

/* UDF #0 while interrupts are masked: a usage fault that escalates (ARM DDI 0403E, B1.5.14). An
 * exception without a handler ends in the log, with its place, and in sleep. */
static void fault_is_reported(void **state)
{
	char place[32];

	(void)state;
	begin("tty-echo.elf");
	bench_settle(&bench);
	snprintf(place, sizeof(place), "  pc %08x lr ",
		 (unsigned int)cortex_m_get(board_core(bench.board), CORTEX_M_PC));
	bench_patch(&bench, 0xDE00);
	ipcc_ring(&bench.ipcc, 1);
	bench_settle(&bench);
	assert_non_null(strstr(bench_log(&bench), "stopped: HardFault\n"));
	assert_non_null(strstr(bench_log(&bench), place));
	assert_non_null(strstr(bench_log(&bench), "  cfsr 00010000 hfsr 40000000\n"));
	end();
}

static void raw_echo(void **state)
{
	(void)state;
	begin("echo-min.elf");
	assert_int_equal(bench.endpoint_count, 1);
	assert_string_equal(bench.endpoints[0].service, "rpmsg-client-sample");
	assert_true(bench_echo(&bench, ECHOES));
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tty_echo_sleeps),
		cmocka_unit_test(tty_echo_loses_nothing),
		cmocka_unit_test(no_doorbell_is_lost),
		cmocka_unit_test(threads_lose_nothing),
		cmocka_unit_test(slow_host_is_waited_for),
		cmocka_unit_test(detach_and_attach),
		cmocka_unit_test(shutdown),
		cmocka_unit_test(raw_echo),
		cmocka_unit_test(restart_without_loading),
		cmocka_unit_test(fault_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
