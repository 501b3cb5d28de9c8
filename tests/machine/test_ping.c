/* SPDX-License-Identifier: BSD-3-Clause */
/* Round trips to real firmware, hop by hop, and as many messages as go. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/firmware.h"
#include "machine/ping.h"
#include "machine/rpmsg_load.h"

#define SECOND PS_PER_S

static const char *const services[] = {"rpmsg-sink", "rpmsg-source", "rpmsg-tty",
				       "rpmsg-client-sample", NULL};

struct rig {
	struct firmware firmware;
	struct witness witness;
	struct machine *machine;
};

static struct rig rig;

static void start(const char *name)
{
	rig.firmware = firmware_load(name);
	rig.witness = (struct witness){0};
	rig.machine =
		witness_machine(&rig.witness, (struct machine_config){.rpmsg_services = services});
	assert_int_equal(machine_start(rig.machine, rig.firmware.data, rig.firmware.size, NULL), 0);
	assert_int_equal(machine_run(rig.machine, SECOND / 10), 0);
}

static void end(void)
{
	machine_destroy(rig.machine);
	firmware_free(&rig.firmware);
}

static void finished(void *context)
{
	machine_end(context);
}

static struct ping *ping(struct ping_config config)
{
	struct ping *made = NULL;

	config.machine = rig.machine;
	config.endpoint = rpmsg_char_first(machine_endpoints(rig.machine));
	if (!config.interval)
		config.interval = PS_PER_MS;
	config.timeout = SECOND / 10;
	config.finished = finished;
	config.context = rig.machine;
	assert_int_equal(ping_start(&made, &config), 0);
	assert_int_equal(machine_run(rig.machine, TIMELINE_NEVER), 0);
	assert_true(ping_is_done(made));
	return made;
}

/* Every point is seen, in its order, and the hops add up. */
static void check(const struct ping *made, uint32_t wanted)
{
	const struct ping_sample *samples;
	struct ping_result result;
	double cycles = 0;
	double ns = 0;
	uint32_t count;

	assert_int_equal(ping_result(made, &result), 0);
	assert_int_equal(result.status, 0);
	assert_int_equal(result.sent, wanted);
	assert_int_equal(result.received, wanted);
	assert_int_equal(result.lost, 0);
	assert_int_equal(result.strange, 0);
	samples = ping_samples(made, &count);
	assert_int_equal(count, wanted);
	for (uint32_t i = 0; i < count; i++) {
		for (unsigned point = 1; point < PING_POINTS; point++) {
			assert_true(samples[i].at[point] >= samples[i].at[point - 1]);
			assert_true(samples[i].wall[point] >= samples[i].wall[point - 1]);
		}
		assert_int_equal(samples[i].seen, (1u << PING_POINTS) - 1);
		/* The A7 takes no virtual time to ring. */
		assert_int_equal(samples[i].at[PING_RANG], samples[i].at[PING_SENT]);
		/* Virtual time goes by whole cycles of the M4. */
		for (unsigned point = PING_ENTERED; point < PING_ANSWERED; point++)
			assert_int_equal((samples[i].at[point + 1] - samples[i].at[point]) %
						 samples[i].cycle,
					 0);
		assert_true(samples[i].at[PING_TAKEN] > samples[i].at[PING_ENTERED]);
		assert_true(samples[i].at[PING_ANSWERED] > samples[i].at[PING_TAKEN]);
	}
	for (unsigned hop = 0; hop < PING_HOPS; hop++) {
		assert_int_equal(result.hops[hop].seen, wanted);
		assert_true(result.hops[hop].cycles.least <= result.hops[hop].cycles.median);
		assert_true(result.hops[hop].cycles.median <= result.hops[hop].cycles.most);
		cycles += result.hops[hop].cycles.mean;
		ns += result.hops[hop].ns.mean;
	}
	assert_true(cycles > result.hops[PING_TOTAL].cycles.mean * 0.999 &&
		    cycles < result.hops[PING_TOTAL].cycles.mean * 1.001);
	assert_true(ns > result.hops[PING_TOTAL].ns.mean * 0.999 &&
		    ns < result.hops[PING_TOTAL].ns.mean * 1.001);
}

static void hops_add_up(void **state)
{
	static const struct {
		const char *firmware;
		uint32_t size;
	} trips[] = {{"rpmsg-echo", 0}, {"rpmsg-echo", 496}, {"echo-min", 16},
		     {"echo-min", 496}, {"tty-echo", 1},     {"tty-echo-threads", 100}};

	(void)state;
	for (size_t i = 0; i < sizeof(trips) / sizeof(trips[0]); i++) {
		struct ping *made;

		start(trips[i].firmware);
		made = ping((struct ping_config){.count = 200, .size = trips[i].size});
		check(made, 200);
		ping_destroy(made);
		end();
	}
}

/* The same figures each time, and no more once it is over. */
static void is_the_same_each_time(void **state)
{
	struct ping_result results[2];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct ping *made;

		start("tty-echo");
		made = ping((struct ping_config){.count = 50, .size = 64});
		assert_int_equal(ping_result(made, &results[i]), 0);
		ping_destroy(made);
		/* Nobody times any more, and the endpoint is free. */
		made = ping((struct ping_config){.count = 5, .size = 64});
		check(made, 5);
		ping_destroy(made);
		end();
	}
	for (unsigned hop = 0; hop <= PING_TOTAL; hop++)
		assert_memory_equal(&results[0].hops[hop].cycles, &results[1].hops[hop].cycles,
				    sizeof(struct ping_figures));
	assert_true(results[0].mhz > 200 && results[0].mhz < 210);
}

/* No answer comes: tty-echo says nothing to an empty message. */
static void counts_what_is_lost(void **state)
{
	struct ping_result result;
	struct ping *made;

	(void)state;
	start("tty-echo");
	made = ping((struct ping_config){.count = 3, .size = 0});
	assert_int_equal(ping_result(made, &result), 0);
	assert_int_equal(result.sent, 3);
	assert_int_equal(result.lost, 3);
	assert_int_equal(result.received, 0);
	ping_destroy(made);
	made = ping((struct ping_config){.count = 3, .size = 497});
	assert_int_equal(ping_result(made, &result), 0);
	assert_int_equal(result.status, -EMSGSIZE);
	ping_destroy(made);
	end();
}

/* The endpoint goes in the middle, and a ping is given up in the middle. */
static void ends_with_the_endpoint(void **state)
{
	struct ping_config config = {
		.count = 1000, .size = 4, .interval = PS_PER_MS, .timeout = SECOND};
	struct ping_result result;
	struct ping *made = NULL;

	(void)state;
	start("rpmsg-echo");
	config.machine = rig.machine;
	config.endpoint = rpmsg_char_first(machine_endpoints(rig.machine));
	config.finished = finished;
	config.context = rig.machine;
	assert_int_equal(ping_start(&made, &config), 0);
	assert_int_equal(machine_run(rig.machine, machine_now(rig.machine) + 10 * PS_PER_MS), 0);
	assert_int_equal(machine_stop(rig.machine), 0);
	assert_int_equal(ping_result(made, &result), 0);
	assert_int_equal(result.status, -ENODEV);
	assert_true(result.received > 5 && result.received < 15);
	ping_destroy(made);

	assert_int_equal(machine_start(rig.machine, rig.firmware.data, rig.firmware.size, NULL), 0);
	assert_int_equal(machine_run(rig.machine, machine_now(rig.machine) + SECOND / 10), 0);
	config.endpoint = rpmsg_char_first(machine_endpoints(rig.machine));
	assert_int_equal(ping_start(&made, &config), 0);
	assert_int_equal(machine_run(rig.machine, machine_now(rig.machine) + 10 * PS_PER_MS), 0);
	ping_destroy(made);
	config.count = 0;
	assert_int_equal(ping_start(&made, &config), -EINVAL);
	end();
}

static struct rpmsg_char *endpoint_of(const char *service)
{
	struct rpmsg_char *endpoint = rpmsg_char_first(machine_endpoints(rig.machine));
	struct rpmsg_char_info info;

	for (; endpoint; endpoint = rpmsg_char_next(endpoint)) {
		rpmsg_char_info(endpoint, &info);
		if (!strcmp(info.name, service))
			return endpoint;
	}
	fail_msg("there is no %s", service);
	return NULL;
}

static void load(const char *service, enum rpmsg_load_kind kind, uint32_t count, uint32_t size,
		 uint32_t window)
{
	struct rpmsg_load_config config = {.machine = rig.machine,
					   .endpoint = endpoint_of(service),
					   .kind = kind,
					   .count = count,
					   .size = size,
					   .window = window,
					   .timeout = SECOND,
					   .finished = finished,
					   .context = rig.machine};
	struct rpmsg_load_result result;
	struct rpmsg_load *made = NULL;

	assert_int_equal(rpmsg_load_start(&made, &config), 0);
	assert_int_equal(machine_run(rig.machine, TIMELINE_NEVER), 0);
	rpmsg_load_result(made, &result);
	assert_int_equal(result.status, 0);
	assert_int_equal(result.messages, count);
	assert_true(result.virtual_ps > 0 && result.wall_ns > 0 && result.instructions > 0);
	rpmsg_load_destroy(made);
}

/* 10 000 messages each way and both, none is missing and all are in order. */
static void carries_all_messages(void **state)
{
	static const uint32_t sizes[] = {4, 64, 496};

	(void)state;
	start("rpmsg-echo");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		load("rpmsg-raw", RPMSG_LOAD_ECHO, 10000, sizes[i], 16);
		load("rpmsg-sink", RPMSG_LOAD_SINK, 10000, sizes[i], 16);
		load("rpmsg-source", RPMSG_LOAD_SOURCE, 10000, sizes[i], 16);
	}
	load("rpmsg-raw", RPMSG_LOAD_ECHO, 1000, 0, 1);
	load("rpmsg-raw", RPMSG_LOAD_ECHO, 1000, 3, 100);
	end();
	start("tty-echo");
	load("rpmsg-tty", RPMSG_LOAD_ECHO, 10000, 100, 16);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hops_add_up),		cmocka_unit_test(is_the_same_each_time),
		cmocka_unit_test(counts_what_is_lost),	cmocka_unit_test(ends_with_the_endpoint),
		cmocka_unit_test(carries_all_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
