/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The state machine as a table: everything that can be asked for, in every state and in the middle of
 * every change of state. What is forbidden changes nothing; whatever was asked, a stop and a start work
 * afterwards.
 */
#include "host/rproc_fixture.h"

#define DEAF_TO_SHUTDOWN 4u
#define DEAF_TO_DETACH	 8u

/* States, and what lies between them. */
enum situation {
	OFFLINE,
	RUNNING,
	STOPPING,
	CRASHED,
	BACKING_OFF, /* crashed, and started again later */
	READING, /* crashed, and started again when its coredump was read */
	DETACHED,
	ATTACHING,
	ATTACHED,
	DETACHING,
	STOPPING_ATTACHED,
	SITUATIONS
};

enum deed {
	START,
	STOP,
	ATTACH,
	DETACH,
	SET_FIRMWARE,
	CRASH,
	RECOVER,
	SET_COREDUMP,
	STOP_NOW,
	COREDUMP_DONE,
	DEEDS
};

/* What a deed says, and the state right after it. */
struct outcome {
	int status;
	enum rproc_state state;
};

#define OK(state_)                                                                                 \
	{                                                                                          \
		0, RPROC_##state_                                                                  \
	}
#define NO(status_, state_)                                                                        \
	{                                                                                          \
		-(status_), RPROC_##state_                                                         \
	}

/* A deed without answer says 0. */
static const struct outcome outcomes[SITUATIONS][DEEDS] = {
	[OFFLINE] = {[START] = OK(RUNNING),
		     [STOP] = NO(EINVAL, OFFLINE),
		     [ATTACH] = NO(EINVAL, OFFLINE),
		     [DETACH] = NO(EINVAL, OFFLINE),
		     [SET_FIRMWARE] = OK(OFFLINE),
		     [CRASH] = OK(OFFLINE),
		     [RECOVER] = NO(EINVAL, OFFLINE),
		     [SET_COREDUMP] = OK(OFFLINE),
		     [STOP_NOW] = OK(OFFLINE),
		     [COREDUMP_DONE] = OK(OFFLINE)},
	[RUNNING] = {[START] = NO(EBUSY, RUNNING),
		     [STOP] = OK(RUNNING), /* and soon offline */
		     [ATTACH] = NO(EINVAL, RUNNING),
		     [DETACH] = NO(EINVAL, RUNNING),
		     [SET_FIRMWARE] = NO(EBUSY, RUNNING),
		     [CRASH] = OK(CRASHED),
		     [RECOVER] = NO(EINVAL, RUNNING),
		     [SET_COREDUMP] = OK(RUNNING),
		     [STOP_NOW] = OK(RUNNING),
		     [COREDUMP_DONE] = OK(RUNNING)},
	[STOPPING] = {[START] = NO(EBUSY, RUNNING),
		      [STOP] = NO(EALREADY, RUNNING),
		      [ATTACH] = NO(EALREADY, RUNNING),
		      [DETACH] = NO(EALREADY, RUNNING),
		      [SET_FIRMWARE] = NO(EBUSY, RUNNING),
		      [CRASH] = OK(OFFLINE), /* nobody is left to answer */
		      [RECOVER] = NO(EINVAL, RUNNING),
		      [SET_COREDUMP] = OK(RUNNING),
		      [STOP_NOW] = OK(OFFLINE),
		      [COREDUMP_DONE] = OK(RUNNING)},
	[CRASHED] = {[START] = NO(EBUSY, CRASHED),
		     [STOP] = OK(OFFLINE),
		     [ATTACH] = NO(EINVAL, CRASHED),
		     [DETACH] = NO(EINVAL, CRASHED),
		     [SET_FIRMWARE] = NO(EBUSY, CRASHED),
		     [CRASH] = OK(CRASHED),
		     [RECOVER] = OK(CRASHED), /* and soon running */
		     [SET_COREDUMP] = NO(EBUSY, CRASHED),
		     [STOP_NOW] = OK(CRASHED),
		     [COREDUMP_DONE] = OK(CRASHED)},
	[BACKING_OFF] = {[START] = NO(EBUSY, CRASHED),
			 [STOP] = OK(OFFLINE),
			 [ATTACH] = NO(EINVAL, CRASHED),
			 [DETACH] = NO(EINVAL, CRASHED),
			 [SET_FIRMWARE] = NO(EBUSY, CRASHED),
			 [CRASH] = OK(CRASHED),
			 [RECOVER] = OK(CRASHED),
			 [SET_COREDUMP] = NO(EBUSY, CRASHED),
			 [STOP_NOW] = OK(CRASHED),
			 [COREDUMP_DONE] = OK(CRASHED)},
	[READING] = {[START] = NO(EBUSY, CRASHED),
		     [STOP] = OK(OFFLINE),
		     [ATTACH] = NO(EINVAL, CRASHED),
		     [DETACH] = NO(EINVAL, CRASHED),
		     [SET_FIRMWARE] = NO(EBUSY, CRASHED),
		     [CRASH] = OK(CRASHED),
		     [RECOVER] = OK(CRASHED),
		     [SET_COREDUMP] = NO(EBUSY, CRASHED),
		     [STOP_NOW] = OK(CRASHED),
		     [COREDUMP_DONE] = OK(CRASHED)}, /* and soon running */
	[DETACHED] = {[START] = NO(EBUSY, DETACHED),
		      [STOP] = OK(DETACHED), /* and soon offline */
		      [ATTACH] = OK(ATTACHED),
		      [DETACH] = NO(EINVAL, DETACHED),
		      [SET_FIRMWARE] = NO(EBUSY, DETACHED),
		      [CRASH] = OK(DETACHED),
		      [RECOVER] = NO(EINVAL, DETACHED),
		      [SET_COREDUMP] = OK(DETACHED),
		      [STOP_NOW] = OK(DETACHED),
		      [COREDUMP_DONE] = OK(DETACHED)},
	[ATTACHING] = {[START] = NO(EBUSY, DETACHED),
		       [STOP] = NO(EALREADY, DETACHED),
		       [ATTACH] = NO(EALREADY, DETACHED),
		       [DETACH] = NO(EALREADY, DETACHED),
		       [SET_FIRMWARE] = NO(EBUSY, DETACHED),
		       [CRASH] = OK(CRASHED),
		       [RECOVER] = NO(EINVAL, DETACHED),
		       [SET_COREDUMP] = OK(DETACHED),
		       [STOP_NOW] = OK(DETACHED),
		       [COREDUMP_DONE] = OK(DETACHED)},
	[ATTACHED] = {[START] = NO(EBUSY, ATTACHED),
		      [STOP] = OK(ATTACHED), /* and soon offline */
		      [ATTACH] = NO(EINVAL, ATTACHED),
		      [DETACH] = OK(ATTACHED), /* and soon detached */
		      [SET_FIRMWARE] = NO(EBUSY, ATTACHED),
		      [CRASH] = OK(CRASHED),
		      [RECOVER] = NO(EINVAL, ATTACHED),
		      [SET_COREDUMP] = OK(ATTACHED),
		      [STOP_NOW] = OK(ATTACHED),
		      [COREDUMP_DONE] = OK(ATTACHED)},
	[DETACHING] = {[START] = NO(EBUSY, ATTACHED),
		       [STOP] = NO(EALREADY, ATTACHED),
		       [ATTACH] = NO(EALREADY, ATTACHED),
		       [DETACH] = NO(EALREADY, ATTACHED),
		       [SET_FIRMWARE] = NO(EBUSY, ATTACHED),
		       [CRASH] = OK(OFFLINE),
		       [RECOVER] = NO(EINVAL, ATTACHED),
		       [SET_COREDUMP] = OK(ATTACHED),
		       [STOP_NOW] = OK(DETACHED),
		       [COREDUMP_DONE] = OK(ATTACHED)},
	[STOPPING_ATTACHED] = {[START] = NO(EBUSY, ATTACHED),
			       [STOP] = NO(EALREADY, ATTACHED),
			       [ATTACH] = NO(EALREADY, ATTACHED),
			       [DETACH] = NO(EALREADY, ATTACHED),
			       [SET_FIRMWARE] = NO(EBUSY, ATTACHED),
			       [CRASH] = OK(OFFLINE),
			       [RECOVER] = NO(EINVAL, ATTACHED),
			       [SET_COREDUMP] = OK(ATTACHED),
			       [STOP_NOW] = OK(OFFLINE),
			       [COREDUMP_DONE] = OK(ATTACHED)},
};

/* Where it is when nothing more is asked and a second has passed, if that differs from the state before
 * the deed; what a deed changes at once is in the table above. */
static enum rproc_state later(enum situation situation, enum deed deed, enum rproc_state now)
{
	if (now == RPROC_OFFLINE)
		return RPROC_OFFLINE;
	if (deed == STOP &&
	    (situation == RUNNING || situation == DETACHED || situation == ATTACHED))
		return RPROC_OFFLINE;
	if (deed == DETACH && situation == ATTACHED)
		return RPROC_DETACHED;
	switch (situation) {
	case STOPPING:
	case STOPPING_ATTACHED:
		return RPROC_OFFLINE;
	case DETACHING:
		return RPROC_DETACHED;
	case ATTACHING:
		return deed == CRASH ? RPROC_CRASHED : RPROC_ATTACHED;
	case BACKING_OFF:
		return RPROC_RUNNING;
	case CRASHED:
		return deed == RECOVER ? RPROC_RUNNING : RPROC_CRASHED;
	case READING:
		return deed == COREDUMP_DONE ? RPROC_RUNNING : RPROC_CRASHED;
	default:
		return now;
	}
}

static unsigned told; /* how often a waiter was called */
static unsigned kept; /* coredumps */

static void on_done(void *context)
{
	assert_ptr_equal(context, &fake);
	told++;
}

static int keep(void *context, enum rproc_coredump mode)
{
	(void)context;
	kept++;
	return mode == RPROC_COREDUMP_INLINE ? -EINPROGRESS : 0;
}

static const struct rproc_coredump_keeper keeper = {.keep = keep};

static int give(void *context, const void **data, size_t *size, struct host_error *error)
{
	(void)context;
	(void)error;
	*data = image.bytes;
	*size = image.size;
	return 0;
}

static const struct rproc_firmware_source source = {.request = give};
static const char *const services[] = {"some-service", NULL};

/* As the boot loader leaves one that it has started; `up`: as a host leaves it that died. */
static void leave_running(bool up)
{
	struct resource_table_rpmsg *live = fake_at(&fake, TEST_TABLE_DA);

	*live = table;
	if (up)
		live->vdev.status = 7;
	fake.bkp17 = TEST_TABLE_DA;
	fake.bkp18 = 2;
	fake.running = true;
}

static void create(struct remoteproc_config config, bool running, bool up)
{
	fake_init(&fake);
	fake.bkp18 = 0;
	told = 0;
	kept = 0;
	echo_init(&firmware, &fake, services);
	test_table_init(&table);
	test_image_make(&image, &table, sizeof(table));
	if (running)
		leave_running(up);
	config.platform = &fake.platform;
	config.source = &source;
	config.coredump = &keeper;
	assert_int_equal(remoteproc_create(&rproc, &config), 0);
	fake.rproc = rproc;
	if (running)
		fake.firmware.started(fake.firmware.context);
}

static void start(void)
{
	struct host_error error;

	if (remoteproc_start(rproc, &error))
		fail_msg("%s: %s: %s", error.code, error.place, error.text);
	fake_settle(&fake);
}

static void crash(void)
{
	remoteproc_report_crash(rproc, "a test");
}

static void enter(enum situation situation, bool as_linux)
{
	const bool running = situation >= DETACHED;

	create((struct remoteproc_config){.as_linux = as_linux}, running, situation == ATTACHING);
	switch (situation) {
	case RUNNING:
		start();
		break;
	case STOPPING:
		start();
		fake.firmware.deaf = DEAF_TO_SHUTDOWN;
		assert_int_equal(remoteproc_stop(rproc, on_done, &fake), 0);
		break;
	case CRASHED:
		start();
		crash();
		break;
	case BACKING_OFF:
		remoteproc_set_recovery(rproc, true);
		start();
		crash();
		fake_advance(&fake, 1);
		crash();
		fake_settle(&fake);
		break;
	case READING:
		remoteproc_set_recovery(rproc, true);
		assert_int_equal(remoteproc_set_coredump(rproc, RPROC_COREDUMP_INLINE), 0);
		start();
		crash();
		fake_settle(&fake);
		assert_int_equal(kept, 1);
		break;
	case ATTACHING:
		assert_int_equal(remoteproc_attach(rproc, on_done, &fake, NULL), 0);
		assert_int_equal(told, 0);
		break;
	case ATTACHED:
	case DETACHING:
	case STOPPING_ATTACHED:
		assert_int_equal(remoteproc_attach(rproc, NULL, NULL, NULL), 0);
		fake_settle(&fake);
		break;
	default:
		break;
	}
	if (situation == DETACHING) {
		fake.firmware.deaf = DEAF_TO_DETACH;
		assert_int_equal(remoteproc_detach(rproc, on_done, &fake), 0);
	}
	if (situation == STOPPING_ATTACHED) {
		fake.firmware.deaf = DEAF_TO_SHUTDOWN;
		assert_int_equal(remoteproc_stop(rproc, on_done, &fake), 0);
	}
}

static int do_it(enum deed deed)
{
	switch (deed) {
	case START:
		return remoteproc_start(rproc, NULL);
	case STOP:
		return remoteproc_stop(rproc, on_done, &fake);
	case ATTACH:
		return remoteproc_attach(rproc, on_done, &fake, NULL);
	case DETACH:
		return remoteproc_detach(rproc, on_done, &fake);
	case SET_FIRMWARE:
		return remoteproc_set_firmware(rproc, image.bytes, image.size);
	case CRASH:
		crash();
		return 0;
	case RECOVER:
		return remoteproc_recover(rproc);
	case SET_COREDUMP:
		return remoteproc_set_coredump(rproc, RPROC_COREDUMP_ENABLED);
	case STOP_NOW:
		remoteproc_stop_now(rproc);
		return 0;
	case COREDUMP_DONE:
		remoteproc_coredump_done(rproc);
		return 0;
	default:
		return -ENOSYS;
	}
}

static void life_goes_on(void)
{
	fake.firmware.deaf = 0;
	remoteproc_set_recovery(rproc, false);
	if (remoteproc_state(rproc) != RPROC_OFFLINE) {
		assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
		fake_advance(&fake, 1000);
	}
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	fake_forget_events(&fake);
	start();
	assert_int_equal(remoteproc_state(rproc), RPROC_RUNNING);
	assert_non_null(fake_event(&fake, HOST_EVENT_CHANNEL_CREATED, "some-service"));
	remoteproc_destroy(rproc);
	fake_check_clean(&fake);
}

static void every_deed_in_every_situation(void **state)
{
	(void)state;
	for (unsigned situation = 0; situation < SITUATIONS; situation++) {
		for (unsigned deed = 0; deed < DEEDS; deed++) {
			const struct outcome *expected = &outcomes[situation][deed];
			enum rproc_state now;
			int status;

			enter(situation, false);
			status = do_it(deed);
			now = remoteproc_state(rproc);
			if (status != expected->status || now != expected->state)
				fail_msg("situation %u, deed %u: %d and %s, expected %d and %s",
					 situation, deed, status, rproc_state_name(now),
					 expected->status, rproc_state_name(expected->state));
			fake_advance(&fake, 1000);
			if (remoteproc_state(rproc) != later(situation, deed, now))
				fail_msg("situation %u, deed %u: later %s, expected %s", situation,
					 deed, rproc_state_name(remoteproc_state(rproc)),
					 rproc_state_name(later(situation, deed, now)));
			life_goes_on();
		}
	}
}

/* A remoteproc that goes away in the middle of anything leaves nothing behind. */
static void every_situation_may_be_the_last(void **state)
{
	(void)state;
	for (unsigned situation = 0; situation < SITUATIONS; situation++) {
		const bool detached = situation == DETACHED || situation == ATTACHING;

		enter(situation, false);
		told = 0;
		remoteproc_destroy(rproc);
		assert_int_equal(told, 0);
		assert_int_equal(fake.running, detached);
		fake_check_clean(&fake);
	}
}

static void who_waits_is_told_once(void **state)
{
	(void)state;
	enter(RUNNING, false);
	assert_int_equal(remoteproc_stop(rproc, on_done, &fake), 0);
	fake_advance(&fake, 1000);
	assert_int_equal(told, 1);
	remoteproc_destroy(rproc);
	enter(STOPPING, false);
	fake_advance(&fake, 499);
	assert_int_equal(told, 0);
	fake_advance(&fake, 2);
	assert_int_equal(told, 1);
	remoteproc_destroy(rproc);
	enter(DETACHING, false);
	fake_advance(&fake, 199);
	assert_int_equal(told, 0);
	fake_advance(&fake, 2);
	assert_int_equal(told, 1);
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, "detach-timeout"));
	remoteproc_destroy(rproc);
	enter(ATTACHING, false);
	fake_advance(&fake, 2);
	assert_int_equal(told, 1);
	remoteproc_destroy(rproc);
	/* A crash is an end too. */
	enter(STOPPING, false);
	crash();
	assert_int_equal(told, 1);
	remoteproc_destroy(rproc);
	enter(ATTACHING, false);
	crash();
	assert_int_equal(told, 1);
	fake_advance(&fake, 2);
	assert_int_equal(told, 1);
	remoteproc_destroy(rproc);
	fake_check_clean(&fake);
}

/* A host that died has left its link up. It is gone; the next one that lets go leaves it down. */
static void a_link_that_was_left_up_is_put_back_down(void **state)
{
	const struct resource_table_rpmsg *live;

	(void)state;
	enter(ATTACHING, false);
	live = fake_at(&fake, TEST_TABLE_DA);
	fake_advance(&fake, 2);
	assert_int_equal(live->vdev.status, 7);
	assert_int_equal(remoteproc_detach(rproc, NULL, NULL), 0);
	fake_advance(&fake, 1);
	assert_int_equal(remoteproc_state(rproc), RPROC_DETACHED);
	assert_int_equal(live->vdev.status, 0);
	remoteproc_destroy(rproc);
}

static void a_log_out_of_reach_is_refused(void **state)
{
	struct resource_table_rpmsg *live;
	struct host_error error;

	(void)state;
	enter(DETACHED, false);
	live = fake_at(&fake, TEST_TABLE_DA);
	live->trace.da = 0x10001000u; /* in SRAM1 */
	fake.isolated = "SRAM1";
	assert_int_equal(remoteproc_attach(rproc, on_done, &fake, &error), -EFAULT);
	assert_string_equal(error.code, "memory-denied");
	assert_int_equal(remoteproc_state(rproc), RPROC_DETACHED);
	assert_int_equal(told, 0);
	remoteproc_destroy(rproc);
}

/* Nothing is done to memory that the firewall takes while an attach waits: the rings, the table, the log. */
static void memory_may_go_during_an_attach(void **state)
{
	static const char *const banks[] = {"SRAM1", "SRAM2", "SRAM3"};

	(void)state;
	for (size_t i = 0; i < sizeof(banks) / sizeof(banks[0]); i++) {
		struct resource_table_rpmsg *live;
		uint8_t before[sizeof(fake.sram)];

		enter(DETACHED, false);
		live = fake_at(&fake, TEST_TABLE_DA);
		live->vdev.status = 7;
		live->trace.da = 0x10001000u;
		assert_int_equal(remoteproc_attach(rproc, on_done, &fake, NULL), 0);
		assert_int_equal(told, 0);
		memcpy(before, fake.sram, sizeof(before));
		fake.isolated = banks[i];
		remoteproc_memory_rights_changed(rproc);
		fake_advance(&fake, 10);
		assert_int_equal(remoteproc_state(rproc), RPROC_CRASHED);
		assert_int_equal(told, 1);
		assert_memory_equal(before, fake.sram, sizeof(before));
		assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
		assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
		remoteproc_destroy(rproc);
	}
	/* Nor is anything left over when that was the last that happened. */
	enter(ATTACHING, false);
	fake.isolated = "SRAM3";
	remoteproc_memory_rights_changed(rproc);
	remoteproc_destroy(rproc);
	fake_check_clean(&fake);
}

/* The setting is for what comes by itself. */
static void a_recovery_that_was_asked_for_begins(void **state)
{
	(void)state;
	enter(CRASHED, false);
	assert_int_equal(remoteproc_recover(rproc), 0);
	remoteproc_set_recovery(rproc, false);
	fake_settle(&fake);
	assert_int_equal(remoteproc_state(rproc), RPROC_RUNNING);
	crash();
	fake_advance(&fake, 20000);
	assert_int_equal(remoteproc_state(rproc), RPROC_CRASHED);
	remoteproc_destroy(rproc);
}

/* Hold-boot: asserted while Linux watches, released when it lets go (stm32_rproc_attach, _detach). */
static void hold_boot_follows(void **state)
{
	(void)state;
	enter(DETACHED, false);
	fake.gcr = 1;
	assert_int_equal(remoteproc_attach(rproc, NULL, NULL, NULL), 0);
	assert_int_equal(fake.gcr & 1, 0);
	assert_int_equal(fake.resets, 0);
	assert_int_equal(fake.starts, 0);
	fake_settle(&fake);
	assert_int_equal(remoteproc_detach(rproc, NULL, NULL), 0);
	fake_advance(&fake, 1);
	assert_int_equal(remoteproc_state(rproc), RPROC_DETACHED);
	assert_int_equal(fake.gcr & 1, 1);
	assert_int_equal(fake.resets, 0);
	assert_int_equal(fake.rang_m4[3], 1);
	remoteproc_destroy(rproc);
}

static void as_linux_a_detached_one_is_not_stopped(void **state)
{
	(void)state;
	enter(DETACHED, true);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), -EINVAL);
	assert_int_equal(remoteproc_state(rproc), RPROC_DETACHED);
	assert_true(fake.running);
	remoteproc_destroy(rproc);
}

/* What another host would need to attach is there exactly while there is something to attach to. */
static void word_is_left_for_another_host(void **state)
{
	(void)state;
	create((struct remoteproc_config){.hands_over = true}, false, false);
	start();
	assert_int_equal(fake.bkp18, 2);
	assert_int_equal(fake.bkp17, TEST_TABLE_DA);
	fake.firmware.deaf = DEAF_TO_SHUTDOWN;
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	assert_int_equal(fake.bkp18, 0);
	fake_advance(&fake, 1000);
	fake.firmware.deaf = 0;
	start();
	assert_int_equal(fake.bkp18, 2);
	crash();
	assert_int_equal(fake.bkp18, 5);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	assert_int_equal(fake.bkp18, 0);
	remoteproc_destroy(rproc);
}

static void only_crun_is_something_to_attach_to(void **state)
{
	(void)state;
	for (uint32_t value = 0; value < 8; value++) {
		create((struct remoteproc_config){.as_linux = true}, true, false);
		remoteproc_destroy(rproc);
		fake.bkp18 = value;
		assert_int_equal(
			remoteproc_create(&rproc,
					  &(struct remoteproc_config){.platform = &fake.platform}),
			0);
		assert_int_equal(remoteproc_state(rproc),
				 value == 2 ? RPROC_DETACHED : RPROC_OFFLINE);
		remoteproc_destroy(rproc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_deed_in_every_situation),
		cmocka_unit_test(every_situation_may_be_the_last),
		cmocka_unit_test(who_waits_is_told_once),
		cmocka_unit_test(a_link_that_was_left_up_is_put_back_down),
		cmocka_unit_test(a_log_out_of_reach_is_refused),
		cmocka_unit_test(memory_may_go_during_an_attach),
		cmocka_unit_test(a_recovery_that_was_asked_for_begins),
		cmocka_unit_test(hold_boot_follows),
		cmocka_unit_test(as_linux_a_detached_one_is_not_stopped),
		cmocka_unit_test(word_is_left_for_another_host),
		cmocka_unit_test(only_crun_is_something_to_attach_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
