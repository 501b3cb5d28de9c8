/* SPDX-License-Identifier: BSD-3-Clause */
/* Who is next on a bus: the order, its fairness over random traffic with faults, and what a stuck bus does. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_i2c.h"

#define USERS  12u
#define ROUNDS 40000u

static struct fake_i2c fake;
static struct i2c_queue queue;

struct user {
	struct i2c_transfer transfer;
	struct i2c_msg messages[3];
	uint8_t bytes[3][24];
	bool under_way;
	bool cancelled_on_bus;
	unsigned asked_at; /* how many transfers had begun by then */
	unsigned order; /* among those of its priority */
	unsigned done;
	unsigned failed;
	int status;
};

static struct user users[USERS];
static unsigned begun; /* transfers that were on the bus, and whose end was told */
static unsigned cancelled;
static unsigned served_at[I2C_PRIORITIES]; /* how many had begun by then */
static unsigned next_order[I2C_PRIORITIES];
static unsigned last_done[I2C_PRIORITIES];
static unsigned longest_wait[I2C_PRIORITIES];

static int setup(void **state)
{
	(void)state;
	memset(users, 0, sizeof(users));
	memset(next_order, 0, sizeof(next_order));
	memset(last_done, 0, sizeof(last_done));
	memset(longest_wait, 0, sizeof(longest_wait));
	memset(served_at, 0, sizeof(served_at));
	begun = cancelled = 0;
	fake_i2c_init(&fake, &queue);
	return 0;
}

static void done(struct i2c_transfer *transfer, int status)
{
	struct user *user = transfer->context;
	const uint8_t priority = transfer->priority;
	/* As the first of its class. */
	const unsigned since =
		user->asked_at > served_at[priority] ? user->asked_at : served_at[priority];

	assert_true(user->under_way);
	user->under_way = false;
	user->status = status;
	user->done++;
	user->failed += status != 0;
	if (status == -ECANCELED && !user->cancelled_on_bus) {
		cancelled++;
		return;
	}
	/* Among equals, who came first. */
	assert_true(user->order > last_done[priority]);
	last_done[priority] = user->order;
	if (begun - since > longest_wait[priority])
		longest_wait[priority] = begun - since;
	served_at[priority] = ++begun;
}

static void ask(struct user *user, uint8_t priority, uint16_t messages)
{
	user->transfer.messages = user->messages;
	user->transfer.count = messages;
	user->transfer.priority = priority;
	user->transfer.done = done;
	user->transfer.context = user;
	for (unsigned i = 0; i < 3; i++)
		user->messages[i].data = user->bytes[i];
	user->under_way = true;
	user->cancelled_on_bus = false;
	user->asked_at = begun;
	user->order = ++next_order[priority];
	assert_int_equal(i2c_submit(&queue, &user->transfer), 0);
}

static void run(void)
{
	while (fake_i2c_step(&fake))
		;
}

/* ---- ---- */

static void does_a_transfer(void **state)
{
	struct user *user = &users[0];

	(void)state;
	fake.memory[0][0x1234] = 0xAB;
	user->messages[0] = (struct i2c_msg){.address = 0x50, .length = 2};
	user->messages[1] = (struct i2c_msg){.address = 0x50, .flags = I2C_MSG_READ, .length = 1};
	memcpy(user->bytes[0], "\x12\x34", 2);
	ask(user, I2C_PRIORITY_NORMAL, 2);
	assert_int_equal(i2c_submit(&queue, &user->transfer), -EBUSY);
	run();
	assert_int_equal(user->done, 1);
	assert_int_equal(user->status, 0);
	assert_int_equal(user->bytes[1][0], 0xAB);
	assert_int_equal(user->messages[0].moved, 2);
	assert_int_equal(user->messages[1].moved, 1);
	assert_int_equal(fake.stops, 1);
	assert_int_equal(queue.statistics.transfers, 1);
}

static void refuses_what_is_no_transfer(void **state)
{
	struct i2c_msg message = {.address = 0x50, .length = 1};
	struct i2c_transfer transfer = {.messages = &message, .count = 1};

	(void)state;
	assert_int_equal(i2c_submit(&queue, &transfer), -EINVAL); /* no memory */
	message = (struct i2c_msg){.address = 0x50, .flags = I2C_MSG_READ};
	assert_int_equal(i2c_submit(&queue, &transfer), -EINVAL); /* reads nothing */
	message = (struct i2c_msg){.address = 0x50};
	transfer.priority = I2C_PRIORITIES;
	assert_int_equal(i2c_submit(&queue, &transfer), -EINVAL);
	transfer = (struct i2c_transfer){.messages = &message};
	assert_int_equal(i2c_submit(&queue, &transfer), -EINVAL); /* no messages */
}

static void a_higher_priority_waits_for_one(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		users[i].messages[0] = (struct i2c_msg){.address = 0x50, .length = 8};
		ask(&users[i], I2C_PRIORITY_LOW, 1);
	}
	fake_i2c_step(&fake);
	users[4].messages[0] =
		(struct i2c_msg){.address = 0x48, .flags = I2C_MSG_READ, .length = 2};
	ask(&users[4], I2C_PRIORITY_HIGH, 1);
	run();
	assert_int_equal(fake.addresses[0], 0x50);
	assert_int_equal(fake.addresses[1], 0x8048);
	assert_int_equal(fake.addresses[2], 0x50);
	assert_int_equal(longest_wait[I2C_PRIORITY_HIGH], 1);
}

/* ---- the property ---- */

static uint32_t random_state;

static unsigned random_below(unsigned limit)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % limit;
}

static void ask_randomly(struct user *user)
{
	static const uint16_t addresses[] = {0x50, 0x51, 0x48, 0x20};
	const uint16_t messages = (uint16_t)(1 + random_below(3));

	for (unsigned i = 0; i < messages; i++) {
		const bool read = random_below(2);

		user->messages[i] = (struct i2c_msg){
			.address = addresses[random_below(16) ? random_below(3) : 3],
			.flags = read ? I2C_MSG_READ : 0,
			.length = (uint16_t)(read + random_below(20))};
	}
	ask(user, (uint8_t)random_below(I2C_PRIORITIES), messages);
}

static void inject_randomly(void)
{
	static const int failures[] = {-ENXIO, -EIO, -EAGAIN, -EPROTO};

	if (!random_below(60))
		fake.fail = failures[random_below(4)];
	if (!random_below(400))
		fake.stuck = true;
	if (!random_below(80)) {
		struct user *user = &users[random_below(USERS)];

		if (user->under_way)
			i2c_cancel(&queue, &user->transfer);
		user->cancelled_on_bus = user->under_way;
	}
}

static unsigned under_way(uint8_t priority)
{
	unsigned count = 0;

	for (unsigned i = 0; i < USERS; i++)
		count += users[i].under_way && users[i].transfer.priority == priority;
	return count;
}

/*
 * Whatever comes, in whatever order, and fails in whatever way: each ends once, nobody comes into the
 * middle of a transfer (the bus asserts it), equals keep their order, and a first of its class waits at most
 * for the one on the bus, for as many as may pass it, and for the other classes' turn.
 */
static void is_fair_to_everybody(void **state)
{
	uint64_t now = 0;

	(void)state;
	for (random_state = 1; random_state <= 3; random_state++) {
		const uint32_t seed = random_state;
		unsigned asked = 0;

		setup(state);
		for (unsigned round = 0; round < ROUNDS; round++) {
			struct user *user = &users[random_below(USERS)];

			if (!user->under_way && random_below(3)) {
				ask_randomly(user);
				asked++;
			}
			inject_randomly();
			for (unsigned steps = random_below(12); steps; steps--)
				(void)fake_i2c_step(&fake);
			i2c_poll(&queue, now += random_below(4));
		}
		for (unsigned i = 0; i < 200; i++) {
			fake.stuck = false;
			run();
			i2c_poll(&queue, now += 10);
		}
		for (unsigned i = 0; i < I2C_PRIORITIES; i++) {
			assert_in_range(longest_wait[i], 1, 1 + I2C_PASSES + I2C_PRIORITIES - 1);
			assert_int_equal(under_way((uint8_t)i), 0);
		}
		assert_int_equal(begun + cancelled, asked);
		assert_true(asked > 5000);
		assert_true(queue.statistics.recoveries > 10);
		assert_int_equal(queue.statistics.transfers + queue.statistics.failed, asked);
		random_state = seed;
	}
}

/* One of low priority against a bus that is never without others: it is passed over I2C_PASSES times. */
static void nobody_starves(void **state)
{
	unsigned rounds = 0;

	(void)state;
	users[0].messages[0] = (struct i2c_msg){.address = 0x51, .length = 3};
	for (unsigned i = 1; i < 4; i++) {
		users[i].messages[0] = (struct i2c_msg){.address = 0x50, .length = 3};
		ask(&users[i], I2C_PRIORITY_HIGH, 1);
	}
	ask(&users[0], I2C_PRIORITY_LOW, 1);
	while (users[0].under_way && rounds++ < 1000) {
		for (unsigned i = 1; i < 4; i++) {
			if (!users[i].under_way)
				ask(&users[i], I2C_PRIORITY_HIGH, 1);
		}
		assert_true(fake_i2c_step(&fake));
	}
	assert_false(users[0].under_way);
	assert_true(longest_wait[I2C_PRIORITY_LOW] <= 1 + I2C_PASSES);
	assert_true(longest_wait[I2C_PRIORITY_LOW] >= I2C_PASSES);
}

/* ---- a stuck bus, and giving up ---- */

static void recovers_a_stuck_bus(void **state)
{
	uint64_t now = 1000;

	(void)state;
	users[0].messages[0] = (struct i2c_msg){.address = 0x50, .length = 8};
	users[1].messages[0] = (struct i2c_msg){.address = 0x51, .length = 8};
	ask(&users[0], I2C_PRIORITY_HIGH, 1);
	ask(&users[1], I2C_PRIORITY_HIGH, 1);
	fake_i2c_step(&fake);
	fake.stuck = true;
	i2c_poll(&queue, now);
	i2c_poll(&queue, now += I2C_STUCK_MS - 1);
	assert_false(users[0].done);
	i2c_poll(&queue, now += 1); /* a STOP */
	assert_int_equal(fake.recovered, 0);
	i2c_poll(&queue, now += 10); /* which does not come */
	assert_int_equal(fake.recovered, 1);
	assert_int_equal(users[0].status, -ETIMEDOUT);
	assert_true(users[1].under_way);
	run();
	assert_int_equal(users[1].status, 0);
	assert_int_equal(users[1].done, 1);
	assert_int_equal(queue.statistics.recoveries, 1);
}

/* Slow is not stuck. */
static void is_patient_with_a_slow_bus(void **state)
{
	uint64_t now = 0;

	(void)state;
	users[0].messages[0] = (struct i2c_msg){.address = 0x50, .length = 20};
	ask(&users[0], I2C_PRIORITY_HIGH, 1);
	while (users[0].under_way) {
		i2c_poll(&queue, now += I2C_STUCK_MS - 1);
		assert_true(fake_i2c_step(&fake));
	}
	assert_int_equal(users[0].status, 0);
	i2c_poll(&queue, now += 100000);
	i2c_poll(&queue, now += 100000);
	assert_int_equal(fake.recovered, 0);
}

static void cancels(void **state)
{
	(void)state;
	users[0].messages[0] = (struct i2c_msg){.address = 0x50, .length = 8};
	users[1].messages[0] = (struct i2c_msg){.address = 0x51, .length = 8};
	ask(&users[0], I2C_PRIORITY_HIGH, 1);
	ask(&users[1], I2C_PRIORITY_HIGH, 1);
	for (unsigned i = 0; i < 4; i++)
		fake_i2c_step(&fake);
	i2c_cancel(&queue, &users[1].transfer);
	assert_int_equal(users[1].status, -ECANCELED);
	i2c_cancel(&queue, &users[1].transfer);
	i2c_cancel(&queue, &users[0].transfer);
	assert_true(users[0].under_way); /* until STOP */
	run();
	assert_int_equal(users[0].status, -ECANCELED);
	assert_int_equal(users[0].messages[0].moved, 3);
	assert_int_equal(users[1].done, 1);
	assert_int_equal(fake.stops, 1);
	assert_int_equal(fake.address_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(does_a_transfer, setup),
		cmocka_unit_test_setup(refuses_what_is_no_transfer, setup),
		cmocka_unit_test_setup(a_higher_priority_waits_for_one, setup),
		cmocka_unit_test_setup(is_fair_to_everybody, setup),
		cmocka_unit_test_setup(nobody_starves, setup),
		cmocka_unit_test_setup(recovers_a_stuck_bus, setup),
		cmocka_unit_test_setup(is_patient_with_a_slow_bus, setup),
		cmocka_unit_test_setup(cancels, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
