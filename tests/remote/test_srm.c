/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The client of Linux's resource manager against conversations written down byte for byte, as ST's
 * firmware and Linux driver hold them (res_mgr.c, rproc_srm_core.c): calling back, and waiting.
 */
#include "../core/pair.h"

#include <copro/srm.h>

#define HOST_ADDRESS 0x400u
#define BYTES	     76u

/* Zeros, and numbers as they lie in memory. */
#define Z4  "\0\0\0\0"
#define Z8  Z4 Z4
#define Z12 Z8 Z4
#define Z16 Z8 Z8
#define Z24 Z16 Z8

#define GET	  Z4
#define SET	  "\x01\0\0\0"
#define ERROR	  "\xFF\0\0\0"
#define CLOCK	  Z4
#define REGULATOR "\x01\0\0\0"
#define DEVICE	  "40010000" Z24 /* UART4 */
#define LED	  "led" Z24 Z4 "\0"
#define BY_NAME	  "\xFF\xFF\xFF\xFF"

#define MHZ_64	"\x00\x90\xD0\x03" /* 64 000 000 */
#define MHZ_100 "\x00\xE1\xF5\x05"
#define MV_1800 "\x08\x07\0\0"
#define MV_3300 "\xE4\x0C\0\0"

static struct pair pair;
static struct srm srm;
static struct srm_request request;

/* Linux: what it expects, and what it answers. */
static struct {
	struct rpmsg_endpoint endpoint;
	const char *expected;
	const char *answer;
	uint32_t length; /* of the answer */
	unsigned asked;
	bool silent;
} linux_end;

static struct {
	unsigned calls;
	int status;
	unsigned ready, gone;
} seen;

static void linux_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	assert_int_equal(message->length, BYTES);
	if (linux_end.expected)
		assert_memory_equal(message->data, linux_end.expected, BYTES);
	linux_end.asked++;
	if (!linux_end.silent)
		assert_int_equal(rpmsg_send(endpoint, linux_end.answer, linux_end.length), 0);
}

static const struct rpmsg_endpoint_config linux_config = {.receive = linux_receive};

static void done(struct srm_request *which, int status)
{
	assert_ptr_equal(which, &request);
	seen.calls++;
	seen.status = status;
}

static void ready(struct srm *which, bool is_ready)
{
	assert_ptr_equal(which, &srm);
	seen.ready += is_ready;
	seen.gone += !is_ready;
}

static const struct srm_config config = {.ready = ready};

static int setup(void **state)
{
	(void)state;
	memset(&linux_end, 0, sizeof(linux_end));
	memset(&seen, 0, sizeof(seen));
	linux_end.length = BYTES;
	request = (struct srm_request){
		.base = 0x40010000, .done = done, .deadline = COPRO_NO_DEADLINE};
	pair_init(&pair, PAIR_NUM, 0);
	pair.remote_config.name_service = NULL;
	return 0;
}

/* Its driver is probed by the announcement, and says an empty hello. */
static void linux_probes(uint32_t address)
{
	pair_settle(&pair);
	assert_string_equal(pair.host_end.ns_name, "rproc-srm");
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &linux_end.endpoint, &linux_config,
					       HOST_ADDRESS, address, NULL),
			 0);
	assert_int_equal(rpmsg_send(&linux_end.endpoint, "", 0), 0);
}

static void start(void)
{
	assert_int_equal(srm_init(&srm, &pair.remote.rpmsg, &config), 0);
	pair_start(&pair);
	linux_probes(srm.endpoint.address);
	pair_settle(&pair);
	assert_true(srm_ready(&srm));
}

static void converse(const char *ask, const char *answer)
{
	linux_end.expected = ask;
	linux_end.answer = answer;
	seen.calls = 0;
	assert_int_equal(srm_start(&srm, &request), 0);
	/* Not from within the call. */
	assert_int_equal(seen.calls, 0);
	pair_settle(&pair);
	assert_int_equal(seen.calls, 1);
}

/* ---- what is said ---- */

static void init_does_not_wait(void **state)
{
	(void)state;
	/* No link, and nobody there: it says so, and goes on. */
	assert_int_equal(srm_init(&srm, &pair.remote.rpmsg, &config), 0);
	assert_false(srm_ready(&srm));
	assert_int_equal(srm_start(&srm, &request), -ENOTCONN);
	pair_start(&pair);
	pair_settle(&pair);
	assert_false(srm_ready(&srm));
	assert_int_equal(srm_start(&srm, &request), -ENOTCONN);
	assert_int_equal(seen.ready, 0);
	linux_probes(srm.endpoint.address);
	pair_settle(&pair);
	assert_true(srm_ready(&srm));
	assert_int_equal(seen.ready, 1);
	assert_int_equal(seen.calls, 0);
}

static void clock_get(void **state)
{
	(void)state;
	start();
	converse(GET DEVICE CLOCK Z4 Z16 Z4 Z12, GET DEVICE CLOCK Z4 Z16 MHZ_64 Z12);
	assert_int_equal(seen.status, 0);
	assert_int_equal(request.got.clock.hz, 64000000);
}

static void clock_set(void **state)
{
	(void)state;
	start();
	request.set = true;
	request.index = 1;
	request.asked.clock.hz = 100000000;
	converse(SET DEVICE CLOCK "\x01\0\0\0" Z16 MHZ_100 Z12,
		 SET DEVICE CLOCK "\x01\0\0\0" Z16 MHZ_100 Z12);
	assert_int_equal(seen.status, 0);
	assert_int_equal(request.got.clock.hz, 100000000);
	/* Another user of it forbids: Linux answers with what it left as it was. */
	converse(SET DEVICE CLOCK "\x01\0\0\0" Z16 MHZ_100 Z12,
		 SET DEVICE CLOCK "\x01\0\0\0" Z16 MHZ_64 Z12);
	assert_int_equal(seen.status, -EBUSY);
	assert_int_equal(request.got.clock.hz, 64000000);
}

static void clock_by_name(void **state)
{
	(void)state;
	start();
	request.index = SRM_BY_NAME;
	request.name = "ck_ker";
	converse(GET DEVICE CLOCK BY_NAME "ck_ker" Z8 "\0\0" Z4 Z12,
		 GET DEVICE CLOCK "\x01\0\0\0"
				  "ck_ker" Z8 "\0\0" MHZ_64 Z12);
	assert_int_equal(seen.status, 0);
	assert_int_equal(request.got.clock.hz, 64000000);
}

static void regulator_get_and_set(void **state)
{
	(void)state;
	start();
	request.device = "led";
	request.resource = SRM_REGULATOR;
	converse(GET LED REGULATOR Z4 Z16 Z16, GET LED REGULATOR Z4 Z16 Z4 MV_3300 Z8);
	assert_int_equal(seen.status, 0);
	assert_false(request.got.regulator.enable);
	assert_int_equal(request.got.regulator.mv, 3300);

	request.set = true;
	request.asked.regulator = (struct srm_regulator){.enable = true};
	converse(SET LED REGULATOR Z4 Z16 "\x01\0\0\0" Z12,
		 SET LED REGULATOR Z4 Z16 "\x01\0\0\0" MV_3300 Z8);
	assert_int_equal(seen.status, 0);
	assert_true(request.got.regulator.enable);

	request.asked.regulator.min_mv = 1800;
	request.asked.regulator.max_mv = 1800;
	converse(SET LED REGULATOR Z4 Z16 "\x01\0\0\0" Z4 MV_1800 MV_1800,
		 SET LED REGULATOR Z4 Z16 "\x01\0\0\0" MV_1800 MV_1800 MV_1800);
	assert_int_equal(seen.status, 0);
	assert_int_equal(request.got.regulator.mv, 1800);
	/* The voltage, then the state, are not what was asked for. */
	converse(SET LED REGULATOR Z4 Z16 "\x01\0\0\0" Z4 MV_1800 MV_1800,
		 SET LED REGULATOR Z4 Z16 "\x01\0\0\0" MV_3300 MV_1800 MV_1800);
	assert_int_equal(seen.status, -EBUSY);
	converse(SET LED REGULATOR Z4 Z16 "\x01\0\0\0" Z4 MV_1800 MV_1800,
		 SET LED REGULATOR Z4 Z16 Z4 MV_1800 MV_1800 MV_1800);
	assert_int_equal(seen.status, -EBUSY);
	assert_false(request.got.regulator.enable);
}

static void addresses_have_no_leading_zeros(void **state)
{
	(void)state;
	start();
	request.base = 0x5C00A;
	converse(GET "5c00a" Z24 "\0\0\0" CLOCK Z24 Z12, GET "5c00a" Z24 "\0\0\0" CLOCK Z24 Z12);
	assert_int_equal(seen.status, 0);
	request.base = 0;
	converse(GET "0" Z24 Z4 "\0\0\0" CLOCK Z24 Z12, GET "0" Z24 Z4 "\0\0\0" CLOCK Z24 Z12);
	assert_int_equal(seen.status, 0);
}

/* ---- what goes wrong ---- */

static void linux_does_not_know(void **state)
{
	(void)state;
	start();
	converse(NULL, ERROR DEVICE CLOCK Z24 Z12);
	assert_int_equal(seen.status, -ENODEV);
	converse(NULL, GET DEVICE ERROR Z24 Z12);
	assert_int_equal(seen.status, -ENODEV);
}

static void no_answer_at_all(void **state)
{
	static const char *const wrong[] = {
		"\x02\0\0\0" DEVICE CLOCK Z24 Z12, /* an unknown type */
		SET DEVICE CLOCK Z24 Z12, /* not what was asked */
		GET DEVICE REGULATOR Z24 Z12,
		GET DEVICE "\x07\0\0\0" Z24 Z12,
		GET "40011000" Z24 CLOCK Z24 Z12, /* another device */
		GET "4001000040010000400100004001000!" CLOCK Z24 Z12, /* a name without its end */
		GET DEVICE CLOCK "\x01\0\0\0" Z16 Z4 Z12, /* another clock of it */
	};
	static const uint32_t lengths[] = {1, 4, 75, 77, 128, 496};
	static const char bytes[496];

	(void)state;
	start();
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		converse(NULL, wrong[i]);
		if (seen.status != -EPROTO)
			fail_msg("answer %u: %d", i, seen.status);
	}
	for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		linux_end.length = lengths[i];
		converse(NULL, bytes);
		if (seen.status != -EPROTO)
			fail_msg("%u bytes: %d", lengths[i], seen.status);
	}
	/* And none of it hurts. */
	linux_end.length = BYTES;
	converse(NULL, GET DEVICE CLOCK Z4 Z16 MHZ_64 Z12);
	assert_int_equal(seen.status, 0);
}

static void wrong_use(void **state)
{
	(void)state;
	start();
	linux_end.silent = true;
	request.device = "a name of thirty-two characters!";
	assert_int_equal(srm_start(&srm, &request), -EINVAL);
	request.device = "";
	assert_int_equal(srm_start(&srm, &request), -EINVAL);
	request.device = NULL;
	request.index = SRM_BY_NAME;
	assert_int_equal(srm_start(&srm, &request), -EINVAL);
	request.name = "sixteen letters!";
	assert_int_equal(srm_start(&srm, &request), -EINVAL);
	request.name = "fifteen letters";
	assert_int_equal(srm_start(&srm, &request), 0);
	assert_int_equal(srm_start(&srm, &request), -EALREADY);
	/* An empty message is no answer, and what nobody asked for is none either. */
	assert_int_equal(rpmsg_send(&linux_end.endpoint, "", 0), 0);
	pair_settle(&pair);
	assert_int_equal(seen.calls, 0);
	srm_cancel(&srm);
	srm_cancel(&srm);
	assert_int_equal(rpmsg_send(&linux_end.endpoint, "what?", 5), 0);
	assert_int_equal(rpmsg_send(&linux_end.endpoint, "what?", 5), 0);
	pair_settle(&pair);
	assert_int_equal(seen.calls, 0);
}

static void ask_at(uint64_t now)
{
	request.deadline = now + SRM_DEADLINE_MS;
	seen.calls = 0;
	assert_int_equal(srm_start(&srm, &request), 0);
	pair_settle(&pair);
}

static void late_answers_are_not_taken_for_others(void **state)
{
	(void)state;
	start();
	linux_end.silent = true;
	ask_at(0);
	srm_poll(&srm, 999);
	assert_int_equal(seen.calls, 0);
	srm_poll(&srm, 1000);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.status, -ETIMEDOUT);
	srm_poll(&srm, 5000);
	assert_int_equal(seen.calls, 1);

	/* The next asks for the same; what comes first belongs to the one that was given up. */
	ask_at(5000);
	assert_int_equal(rpmsg_send(&linux_end.endpoint, GET DEVICE CLOCK Z4 Z16 MHZ_64 Z12, BYTES),
			 0);
	pair_settle(&pair);
	assert_int_equal(seen.calls, 0);
	assert_int_equal(
		rpmsg_send(&linux_end.endpoint, GET DEVICE CLOCK Z4 Z16 MHZ_100 Z12, BYTES), 0);
	pair_settle(&pair);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.status, 0);
	assert_int_equal(request.got.clock.hz, 100000000);
}

/* The answer was lost, not late: one request pays for it, and no more. */
static void lost_answers_are_got_over(void **state)
{
	(void)state;
	start();
	linux_end.answer = GET DEVICE CLOCK Z4 Z16 MHZ_64 Z12;
	linux_end.silent = true;
	ask_at(0);
	srm_poll(&srm, 1000);
	linux_end.silent = false;
	ask_at(1000);
	assert_int_equal(seen.calls, 0);
	srm_poll(&srm, 2000);
	assert_int_equal(seen.status, -ETIMEDOUT);
	ask_at(2000);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.status, 0);
}

static void linux_goes_and_comes(void **state)
{
	(void)state;
	start();
	linux_end.silent = true;
	ask_at(0);
	pair_stop(&pair);
	pair_settle(&pair);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.status, -ENOTCONN);
	assert_int_equal(seen.gone, 1);
	assert_false(srm_ready(&srm));

	pair_start(&pair);
	linux_probes(srm.endpoint.address);
	pair_settle(&pair);
	assert_int_equal(seen.ready, 2);
	linux_end.silent = false;
	converse(NULL, GET DEVICE CLOCK Z4 Z16 MHZ_64 Z12);
	assert_int_equal(seen.status, 0);
	linux_end.silent = true;
	ask_at(0);
	assert_int_equal(srm_deinit(&srm), 0);
	assert_int_equal(seen.status, -ENOTCONN);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_destroy, 1);
}

/* ---- waiting ---- */

static struct blocking blocking;
static struct blocking_slot slots[PAIR_NUM];
static struct srm_channel channel;
static uint64_t clock_ms;
static unsigned late_ms; /* Linux answers only when so much has passed */

static void nothing(void *context)
{
	(void)context;
}

static uint64_t port_now(void *context)
{
	(void)context;
	return clock_ms;
}

/* While one waits, the others work: here, and for a millisecond. */
static int port_wait(void *context, const volatile uint32_t *word, uint32_t word_seen,
		     uint64_t deadline)
{
	(void)context;
	(void)word;
	(void)word_seen;
	clock_ms++;
	if (clock_ms >= late_ms && rpmsg_payload_size(&pair.host.rpmsg))
		(void)rpmsg_poll(&pair.host.rpmsg, 0);
	return clock_ms >= deadline ? -ETIMEDOUT : 0;
}

static void port_wake(void *context, const volatile uint32_t *word)
{
	(void)context;
	(void)word;
}

static int setup_waiting(void **state)
{
	setup(state);
	clock_ms = 0;
	late_ms = 0;
	memset(&blocking, 0, sizeof(blocking));
	pair.remote_port.lock = nothing;
	pair.remote_port.unlock = nothing;
	pair.remote_port.now = port_now;
	pair.remote_port.wait = port_wait;
	pair.remote_port.wake = port_wake;
	pair.remote_config.context = &blocking;
	pair.remote_config.tx_ready = blocking_event;
	pair.remote_config.link = blocking_link;
	assert_int_equal(blocking_init(&blocking, &pair.remote.rpmsg, slots, PAIR_NUM), 0);
	assert_int_equal(srm_channel_init(&channel, &blocking), 0);
	pair_start(&pair);
	linux_probes(channel.endpoint.endpoint.address);
	return 0;
}

static int transfer(uint32_t ms)
{
	return srm_transfer_wait(&channel, &request, blocking_deadline(&blocking, ms));
}

static void waiting_for_the_answer(void **state)
{
	(void)state;
	linux_end.expected = GET DEVICE CLOCK Z4 Z16 Z4 Z12;
	linux_end.answer = GET DEVICE CLOCK Z4 Z16 MHZ_64 Z12;
	assert_int_equal(transfer(1000), 0);
	assert_int_equal(request.got.clock.hz, 64000000);
	linux_end.answer = ERROR DEVICE CLOCK Z24 Z12;
	assert_int_equal(transfer(1000), -ENODEV);
	linux_end.length = 75;
	assert_int_equal(transfer(1000), -EPROTO);
	request.device = "";
	assert_int_equal(transfer(1000), -EINVAL);
	channel.busy = 1;
	assert_int_equal(transfer(1000), -EALREADY);
}

static void waiting_ends_at_the_deadline(void **state)
{
	(void)state;
	linux_end.silent = true;
	assert_int_equal(transfer(1000), -ETIMEDOUT);
	assert_in_range(clock_ms, 1000, 1002);
	/* The late answer, and then its own. */
	linux_end.silent = false;
	linux_end.answer = GET DEVICE CLOCK Z4 Z16 MHZ_100 Z12;
	assert_int_equal(rpmsg_send(&linux_end.endpoint, GET DEVICE CLOCK Z4 Z16 MHZ_64 Z12, BYTES),
			 0);
	assert_int_equal(transfer(1000), 0);
	assert_int_equal(request.got.clock.hz, 100000000);
	/* Owed on a link that is gone is owed by nobody. */
	linux_end.silent = true;
	assert_int_equal(transfer(1000), -ETIMEDOUT);
	pair_stop(&pair);
	assert_int_equal(transfer(10), -ENOTCONN);
	pair_settle(&pair);
	assert_int_equal(transfer(10), -ETIMEDOUT);
	pair_start(&pair);
	linux_probes(channel.endpoint.endpoint.address);
	linux_end.silent = false;
	assert_int_equal(transfer(1000), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(init_does_not_wait, setup),
		cmocka_unit_test_setup(clock_get, setup),
		cmocka_unit_test_setup(clock_set, setup),
		cmocka_unit_test_setup(clock_by_name, setup),
		cmocka_unit_test_setup(regulator_get_and_set, setup),
		cmocka_unit_test_setup(addresses_have_no_leading_zeros, setup),
		cmocka_unit_test_setup(linux_does_not_know, setup),
		cmocka_unit_test_setup(no_answer_at_all, setup),
		cmocka_unit_test_setup(wrong_use, setup),
		cmocka_unit_test_setup(late_answers_are_not_taken_for_others, setup),
		cmocka_unit_test_setup(lost_answers_are_got_over, setup),
		cmocka_unit_test_setup(linux_goes_and_comes, setup),
		cmocka_unit_test_setup(waiting_for_the_answer, setup_waiting),
		cmocka_unit_test_setup(waiting_ends_at_the_deadline, setup_waiting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
