/* SPDX-License-Identifier: BSD-3-Clause */
/* A bus lent to the host: both ends of the channel in one process, over a bus that does one thing at a time. */
#include "../core/pair.h"

#include <stdlib.h>

#include <copro/i2c_proxy.h>

#include "core/rpmsg_i2c.h"
#include "fake_i2c.h"
#include "host/i2c_session.h"

#define REQUESTS  4u
#define TRANSFERS 24u
#define BIG	  65535u

static struct pair pair;
static struct fake_i2c fake;
static struct i2c_queue queue;
static struct i2c_proxy proxy;
static I2C_PROXY_MEMORY(memory, 8, REQUESTS, 1024);
static struct i2c_session *session;
static struct rpmsg_endpoint host_endpoint;
static uint64_t now;
static unsigned faults;
static unsigned answers; /* messages from the proxy */
static uint8_t last_answer[512];
static uint32_t last_length;
static unsigned connected, disconnected;
static bool deaf; /* the session hears nothing */

static bool allow(struct i2c_proxy *which, uint16_t address, uint16_t flags, uint16_t length)
{
	(void)which;
	return address != 0x48 || flags || !length;
}

static void on_connected(struct i2c_proxy *which, bool there)
{
	(void)which;
	if (there)
		connected++;
	else
		disconnected++;
}

static struct i2c_proxy_config config;

/* ---- the host ---- */

static int host_send(void *context, const void *data, uint32_t length)
{
	(void)context;
	return rpmsg_send(&host_endpoint, data, length);
}

static void host_fault(void *context, const char *text)
{
	(void)context;
	(void)text;
	faults++;
}

static void host_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	(void)endpoint;
	answers++;
	last_length = message->length;
	memcpy(last_answer, message->data, message->length);
	if (session && !deaf)
		i2c_session_receive(session, message->data, message->length);
}

static const struct rpmsg_endpoint_config host_config = {.receive = host_receive};

static void host_tx_ready(void *context)
{
	(void)context;
	if (session)
		i2c_session_pump(session);
}

static const struct i2c_session_config session_config = {
	.send = host_send, .payload = RPMSG_BUFFER_SIZE - RPMSG_HEADER_SIZE, .fault = host_fault};

/* ---- both ---- */

/* One round of everything; the bus does up to `steps` things. True: something happened. */
static bool turn(unsigned steps)
{
	const unsigned before = answers;
	bool moved = false;

	pair_settle(&pair);
	i2c_proxy_poll(&proxy, now);
	pair_settle(&pair);
	if (session)
		i2c_session_pump(session);
	for (; steps && fake_i2c_step(&fake); steps--)
		moved = true;
	return moved || answers != before;
}

static void settle(void)
{
	for (unsigned idle = 0; idle < 3;)
		idle = turn(50) ? 0 : idle + 1;
}

static void channel_up(void)
{
	pair_start(&pair);
	pair_settle(&pair);
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &host_endpoint, &host_config,
					       0x400, pair.host_end.ns_address, NULL),
			 0);
}

static void greet(void)
{
	assert_int_equal(i2c_session_create(&session, &session_config), 0);
	settle();
	assert_non_null(i2c_session_info(session));
}

static int setup(void **state)
{
	(void)state;
	now = 1000;
	faults = answers = connected = disconnected = 0;
	deaf = false;
	config = (struct i2c_proxy_config){I2C_PROXY_CONFIG(memory), .name = "i2c5",
					   .bus_hz = 400000, .priority = I2C_PRIORITY_LOW,
					   .connected = on_connected};
	pair_init(&pair, PAIR_NUM, 0);
	pair.host_config.rpmsg.tx_ready = host_tx_ready;
	fake_i2c_init(&fake, &queue);
	memset(&proxy, 0, sizeof(proxy));
	assert_int_equal(rpmsg_remote_init(&pair.remote, &pair.remote_config, &pair.table.vdev), 0);
	assert_int_equal(i2c_proxy_init(&proxy, &pair.remote.rpmsg, &queue, &config), 0);
	channel_up();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	i2c_session_destroy(session);
	session = NULL;
	return 0;
}

/* ---- transfers ---- */

struct job {
	struct i2c_host_transfer transfer;
	struct i2c_host_msg messages[REQUESTS];
	unsigned done;
	int status;
};

static struct job jobs[TRANSFERS];

static void job_done(struct i2c_host_transfer *transfer, int status)
{
	struct job *job = transfer->context;

	job->done++;
	job->status = status;
}

static struct job *job_new(unsigned number, uint32_t count)
{
	struct job *job = &jobs[number];

	*job = (struct job){
		.transfer = {.count = count, .deadline = I2C_NO_DEADLINE, .done = job_done}};
	job->transfer.messages = job->messages;
	job->transfer.context = job;
	return job;
}

static void submit(struct job *job)
{
	assert_int_equal(i2c_session_submit(session, &job->transfer), 0);
	assert_int_equal(job->done, 0);
}

static void expect(struct job *job, int status)
{
	settle();
	assert_int_equal(job->done, 1);
	assert_int_equal(job->status, status);
}

static struct job *job_read(unsigned number, uint16_t address, uint8_t *data, uint16_t length)
{
	struct job *job = job_new(number, 1);

	job->messages[0] = (struct i2c_host_msg){
		.address = address, .read = true, .length = length, .data = data};
	return job;
}

static struct job *job_write(unsigned number, uint16_t address, uint8_t *data, uint16_t length)
{
	struct job *job = job_new(number, 1);

	job->messages[0] =
		(struct i2c_host_msg){.address = address, .length = length, .data = data};
	return job;
}

/* ---- ---- */

static void says_what_it_can_do(void **state)
{
	const struct rpmsg_i2c_info *info;

	(void)state;
	greet();
	info = i2c_session_info(session);
	assert_string_equal(info->name, "i2c5");
	assert_int_equal(info->bus_hz, 400000);
	assert_int_equal(info->window, 8);
	assert_int_equal(info->requests, REQUESTS);
	assert_int_equal(info->length_max, 65535);
	assert_int_equal(info->features, RPMSG_I2C_F_ZERO_LENGTH | RPMSG_I2C_F_TEN_BIT);
	assert_int_equal(connected, 1);
	assert_true(i2c_proxy_is_connected(&proxy));
}

static void writes_and_reads(void **state)
{
	uint8_t position[] = {0x12, 0x34};
	uint8_t bytes[] = {0, 0, 1, 2, 3};
	uint8_t got[16];
	struct job *job;

	(void)state;
	greet();
	fake.memory[0][0x1234] = 0xAB;
	job = job_new(0, 2);
	job->messages[0] = (struct i2c_host_msg){.address = 0x50, .length = 2, .data = position};
	job->messages[1] = (struct i2c_host_msg){
		.address = 0x50, .read = true, .length = sizeof(got), .data = got};
	submit(job);
	expect(job, 0);
	assert_int_equal(got[0], 0xAB);
	assert_int_equal(job->messages[1].moved, sizeof(got));
	assert_int_equal(fake.stops, 1); /* a repeated START between */
	job = job_write(1, 0x51, bytes, sizeof(bytes));
	submit(job);
	expect(job, 0);
	assert_memory_equal(fake.memory[1], "\1\2\3", 3);
	assert_int_equal(faults, 0);
	assert_int_equal(proxy.statistics.requests, 3);
}

static void tells_what_failed(void **state)
{
	uint8_t bytes[40] = {0};
	struct job *job;

	(void)state;
	greet();
	job = job_write(0, 0x20, bytes, 4);
	submit(job);
	expect(job, -ENXIO);
	assert_int_equal(job->messages[0].status, RPMSG_I2C_NACK_ADDRESS);
	/* Of a group: the first, the second, and what was skipped. */
	job = job_new(0, 3);
	for (unsigned i = 0; i < 3; i++)
		job->messages[i] = (struct i2c_host_msg){
			.address = i == 1 ? 0x21 : 0x50, .length = 2, .data = bytes};
	submit(job);
	expect(job, -ENXIO);
	assert_int_equal(job->messages[0].status, RPMSG_I2C_OK);
	assert_int_equal(job->messages[1].status, RPMSG_I2C_NACK_ADDRESS);
	assert_int_equal(job->messages[2].status, RPMSG_I2C_SKIPPED);
	/* In the middle of the data. */
	job = job_write(0, 0x50, bytes, 10);
	submit(job);
	settle();
	job = job_write(0, 0x50, bytes, 10);
	submit(job);
	turn(4);
	fake.fail = -EIO;
	expect(job, -EIO);
	assert_int_equal(job->messages[0].status, RPMSG_I2C_NACK_DATA);
	assert_int_equal(job->messages[0].moved, 3);
	fake.fail = -EAGAIN;
	job = job_write(0, 0x50, bytes, 10);
	submit(job);
	expect(job, -EAGAIN);
	fake.fail = -EPROTO;
	job = job_write(0, 0x50, bytes, 10);
	submit(job);
	expect(job, -EPROTO);
	job = job_write(0, 0x50, bytes, 10);
	submit(job);
	expect(job, 0);
}

static void probes_with_nothing(void **state)
{
	struct job *job;

	(void)state;
	greet();
	job = job_write(0, 0x50, NULL, 0);
	submit(job);
	expect(job, 0);
	job = job_write(0, 0x22, NULL, 0);
	submit(job);
	expect(job, -ENXIO);
	job = job_read(0, 0x50, NULL, 0);
	assert_int_equal(i2c_session_submit(session, &job->transfer), -EOPNOTSUPP);
}

static void moves_what_is_longer_than_all_memory(void **state)
{
	static uint8_t written[BIG], got[BIG];
	uint8_t position[2] = {0, 0};
	struct job *job;

	(void)state;
	greet();
	for (unsigned i = 2; i < BIG; i++)
		written[i] = (uint8_t)(i * 7 + i / 256);
	job = job_write(0, 0x50, written, BIG);
	submit(job);
	expect(job, 0);
	assert_memory_equal(fake.memory[0], written + 2, BIG - 2);
	job = job_new(1, 2);
	job->messages[0] = (struct i2c_host_msg){.address = 0x50, .length = 2, .data = position};
	job->messages[1] =
		(struct i2c_host_msg){.address = 0x50, .read = true, .length = BIG, .data = got};
	submit(job);
	expect(job, 0);
	assert_memory_equal(got, written + 2, BIG - 2);
	/* A group that writes more than the window holds, twice. */
	job = job_new(2, 2);
	job->messages[0] = (struct i2c_host_msg){.address = 0x50, .length = 9000, .data = written};
	job->messages[1] = (struct i2c_host_msg){.address = 0x51, .length = 9000, .data = written};
	submit(job);
	expect(job, 0);
	assert_memory_equal(fake.memory[1], written + 2, 8998);
	assert_int_equal(faults, 0);
	assert_int_equal(proxy.statistics.malformed, 0);
	assert_int_equal(fake.recovered, 0);
}

static void refuses_what_it_does_not_do(void **state)
{
	static uint8_t bytes[200];
	struct job *job;

	(void)state;
	config.length_max = 100;
	config.total_max = 120;
	config.allow = allow;
	greet();
	job = job_write(0, 0x50, bytes, 101);
	assert_int_equal(i2c_session_submit(session, &job->transfer), -EOPNOTSUPP);
	job = job_new(0, 2);
	job->messages[0] = (struct i2c_host_msg){.address = 0x50, .length = 61, .data = bytes};
	job->messages[1] = (struct i2c_host_msg){.address = 0x50, .length = 60, .data = bytes};
	assert_int_equal(i2c_session_submit(session, &job->transfer), -EOPNOTSUPP);
	job = job_write(0, 0x48, bytes, 1);
	submit(job);
	expect(job, -EACCES);
	job = job_read(0, 0x48, bytes, 2);
	submit(job);
	expect(job, 0);
	job = job_write(0, 0x48, bytes, 0);
	submit(job);
	expect(job, 0);
	/* Denied in the middle: nothing of it is done. */
	fake.address_count = 0;
	job = job_new(0, 3);
	for (unsigned i = 0; i < 3; i++)
		job->messages[i] = (struct i2c_host_msg){
			.address = i == 1 ? 0x48 : 0x50, .length = 2, .data = bytes};
	submit(job);
	expect(job, -EACCES);
	assert_int_equal(job->messages[0].status, RPMSG_I2C_SKIPPED);
	assert_int_equal(fake.address_count, 0);
}

/* ---- many at once, and the firmware's own ---- */

static struct i2c_transfer own;
static struct i2c_msg own_message;
static uint8_t own_bytes[2];
static unsigned own_done, own_failed, own_longest, own_since;

static void own_over(struct i2c_transfer *transfer, int status)
{
	(void)transfer;
	own_done++;
	own_failed += status != 0;
	if (fake.stops - own_since > own_longest)
		own_longest = fake.stops - own_since;
}

static void keeps_many_under_way(void **state)
{
	static uint8_t bytes[TRANSFERS][700];

	(void)state;
	greet();
	own_done = own_failed = own_longest = 0;
	own_message = (struct i2c_msg){
		.address = 0x48, .flags = I2C_MSG_READ, .length = 2, .data = own_bytes};
	own = (struct i2c_transfer){.messages = &own_message,
				    .count = 1,
				    .priority = I2C_PRIORITY_HIGH,
				    .done = own_over};
	for (unsigned i = 0; i < TRANSFERS; i++) {
		bytes[i][0] = (uint8_t)i;
		submit(i % 2 ? job_read(i, 0x50, bytes[i], 700)
			     : job_write(i, 0x51, bytes[i], 700));
	}
	for (unsigned i = 0; i < 4000; i++) {
		if (i2c_transfer_is_over(&own) && i % 20 == 0) {
			own_since = fake.stops;
			assert_int_equal(i2c_submit(&queue, &own), 0);
		}
		turn(20);
	}
	settle();
	for (unsigned i = 0; i < TRANSFERS; i++) {
		assert_int_equal(jobs[i].done, 1);
		assert_int_equal(jobs[i].status, 0);
	}
	assert_true(own_done > 50);
	assert_int_equal(own_failed, 0);
	/* The STOP of the one under way, and its own. */
	assert_int_equal(own_longest, 2);
	assert_int_equal(faults, 0);
}

/* ---- giving up ---- */

static void keeps_a_deadline(void **state)
{
	static uint8_t bytes[6000];
	struct job *first, *second;

	(void)state;
	greet();
	first = job_write(0, 0x50, bytes, sizeof(bytes));
	first->transfer.deadline = 50;
	second = job_write(1, 0x51, bytes, 10);
	submit(first);
	submit(second);
	turn(100);
	assert_int_equal(i2c_session_deadline(session), 50);
	i2c_session_expire(session, 49);
	assert_int_equal(first->done, 0);
	i2c_session_expire(session, 50);
	assert_int_equal(first->status, -ETIMEDOUT);
	/* The bus is let go in the middle, and the next one is done as if nothing had been. */
	expect(second, 0);
	assert_true(fake.bytes < 1000);
	assert_int_equal(proxy.count, 0);
	assert_int_equal(proxy.chunk_count, 0);
}

static void cancels_what_waits(void **state)
{
	static uint8_t bytes[400];

	(void)state;
	greet();
	for (unsigned i = 0; i < 6; i++)
		submit(job_write(i, 0x50, bytes, 400));
	turn(10);
	for (unsigned i = 1; i < 6; i += 2)
		i2c_session_cancel(session, &jobs[i].transfer);
	settle();
	for (unsigned i = 0; i < 6; i++) {
		assert_int_equal(jobs[i].done, 1);
		assert_int_equal(jobs[i].status, i % 2 ? -ECANCELED : 0);
	}
	assert_int_equal(proxy.count, 0);
	assert_int_equal(faults, 0);
}

static void ends_when_the_bus_is_stuck(void **state)
{
	static uint8_t bytes[16];
	struct job *first, *second;

	(void)state;
	greet();
	first = job_write(0, 0x50, bytes, sizeof(bytes));
	second = job_write(1, 0x50, bytes, sizeof(bytes));
	submit(first);
	submit(second);
	turn(5);
	fake.stuck = true;
	for (unsigned i = 0; i < 10; i++) {
		i2c_poll(&queue, now += 10);
		turn(20);
	}
	assert_int_equal(first->status, -ETIMEDOUT);
	assert_int_equal(first->messages[0].status, RPMSG_I2C_TIMEOUT);
	assert_int_equal(fake.recovered, 1);
	expect(second, 0);
}

/* ---- a host that goes ---- */

static void forgets_a_host_that_goes(void **state)
{
	static uint8_t bytes[5000];
	struct job *job;

	(void)state;
	for (unsigned steps = 0; steps < 60; steps++) {
		greet();
		submit(job_write(0, 0x50, bytes, sizeof(bytes)));
		submit(job_write(1, 0x51, bytes, 20));
		turn(steps);
		i2c_session_destroy(session);
		session = NULL;
		assert_int_equal(jobs[0].status, -ESHUTDOWN);
		pair_stop(&pair);
		pair_settle(&pair);
		settle();
		assert_false(i2c_proxy_is_connected(&proxy));
		assert_int_equal(proxy.count, 0);
		assert_null(queue.current);
		channel_up();
	}
	greet();
	job = job_write(2, 0x51, bytes, 20);
	submit(job);
	expect(job, 0);
	assert_int_equal(connected, 61);
	assert_int_equal(disconnected, 60);
	/* No buffer was lost on the way. */
	for (unsigned i = 0; i < 100; i++) {
		job = job_write(3, 0x50, bytes, 1000);
		submit(job);
		expect(job, 0);
	}
}

/* On the same link: a program that was killed, and the next one. */
static void begins_anew_with_a_greeting(void **state)
{
	static uint8_t bytes[5000];
	struct job *job;

	(void)state;
	for (unsigned steps = 0; steps < 100; steps++) {
		greet();
		submit(job_write(0, 0x50, bytes, sizeof(bytes)));
		turn(steps);
		i2c_session_destroy(session);
		session = NULL;
	}
	greet();
	job = job_write(2, 0x51, bytes, sizeof(bytes));
	submit(job);
	expect(job, 0);
}

/* ---- a host that is mad ---- */

static void send_bytes(const void *data, uint32_t length)
{
	for (unsigned i = 0; i < 100; i++) {
		int status = rpmsg_send(&host_endpoint, data, length);

		if (status != -EAGAIN) {
			assert_int_equal(status, 0);
			return;
		}
		turn(20);
	}
	fail();
}

static void send_message(const struct rpmsg_i2c_message *message)
{
	uint8_t bytes[RPMSG_BUFFER_SIZE - RPMSG_HEADER_SIZE];
	int length = rpmsg_i2c_encode(bytes, sizeof(bytes), message);

	assert_true(length > 0);
	send_bytes(bytes, (uint32_t)length);
}

static void expect_answer(uint16_t tag, uint8_t status)
{
	struct rpmsg_i2c_message answer;

	settle();
	assert_int_equal(rpmsg_i2c_decode(&answer, last_answer, last_length), 0);
	assert_int_equal(answer.kind, RPMSG_I2C_KIND_REPLY);
	assert_int_equal(answer.tag, tag);
	assert_int_equal(answer.status, status);
}

static void answers_nonsense(void **state)
{
	uint8_t bytes[32] = {RPMSG_I2C_VERSION, RPMSG_I2C_KIND_REQUEST, 7, 0, 2, 0, 0, 0, 0xA0};
	struct rpmsg_i2c_message message = {.kind = RPMSG_I2C_KIND_REQUEST, .tag = 8, .length = 4};

	(void)state;
	/* Before the greeting. */
	message.address = 0x50;
	send_message(&message);
	expect_answer(8, RPMSG_I2C_INVALID);
	greet();
	deaf = true;
	send_bytes(bytes, 3);
	expect_answer(0xFFFF, RPMSG_I2C_INVALID);
	send_bytes(bytes, 12);
	expect_answer(7, RPMSG_I2C_INVALID);
	bytes[0] = 9;
	send_bytes(bytes, 18);
	expect_answer(7, RPMSG_I2C_INVALID);
	/* A read of nothing. */
	message = (struct rpmsg_i2c_message){
		.kind = RPMSG_I2C_KIND_REQUEST, .tag = 9, .address = 0x50, .read = true};
	send_message(&message);
	expect_answer(9, RPMSG_I2C_UNSUPPORTED);
	/* A request whose data does not come, and then another one. */
	message = (struct rpmsg_i2c_message){
		.kind = RPMSG_I2C_KIND_REQUEST, .tag = 10, .address = 0x50, .length = 4};
	send_message(&message);
	message.tag = 11;
	message.length = 0;
	send_message(&message);
	settle();
	/* A group that is never finished: patience ends. */
	message.tag = 12;
	message.more = true;
	send_message(&message);
	for (unsigned i = 0; i < 150; i++) {
		now += 10;
		i2c_poll(&queue, now);
		turn(10);
	}
	expect_answer(12, RPMSG_I2C_STALLED);
	assert_null(queue.current);
}

/* A write so long that it is on the bus already, and then no more of it. */
static void does_not_wait_for_a_slow_host(void **state)
{
	static const uint8_t zeros[400];
	struct rpmsg_i2c_message message = {.kind = RPMSG_I2C_KIND_REQUEST,
					    .tag = 20,
					    .address = 0x50,
					    .length = 40000,
					    .data = zeros,
					    .data_length = 400};

	(void)state;
	greet();
	deaf = true;
	send_message(&message);
	for (unsigned i = 1; i < 4; i++) {
		message.kind = RPMSG_I2C_KIND_DATA;
		message.place = (uint16_t)(i * 400);
		send_message(&message);
	}
	settle();
	assert_int_equal(fake.bytes, 1601);
	for (unsigned i = 0; i < 8; i++) {
		now += 10;
		i2c_poll(&queue, now);
		turn(10);
	}
	expect_answer(20, RPMSG_I2C_STALLED);
	assert_int_equal(fake.recovered, 0); /* a STOP was enough */
	/* And what comes late is no harm. */
	message.place = 1600;
	send_message(&message);
	settle();
	assert_null(queue.current);
}

static uint32_t random_state = 7;

static uint32_t random_next(void)
{
	random_state = random_state * 1664525u + 1013904223u;
	return random_state >> 8;
}

/* Messages that are nearly right, in any order, to a bus that fails: nothing hangs, and a host that keeps to
 * the rules is served afterwards. */
static void survives_a_mad_host(void **state)
{
	static uint8_t zeros[RPMSG_BUFFER_SIZE];
	struct job *job;

	(void)state;
	greet();
	deaf = true;
	for (unsigned i = 0; i < 20000; i++) {
		struct rpmsg_i2c_message message = {
			.kind = (enum rpmsg_i2c_kind)(random_next() % 16 ? 3 + random_next() % 2
									 : 1 + random_next() % 7),
			.tag = (uint16_t)(random_next() % 8),
			.length =
				(uint16_t)(random_next() % 4 ? random_next() % 64 : random_next()),
			.place = (uint16_t)(random_next() % 3 * 16),
			.address = (uint16_t)(random_next() % 2 ? 0x50 : random_next() % 0x70),
			.read = random_next() % 2,
			.more = random_next() % 2,
			.data = zeros,
			.info = {.window = 1, .requests = 1, .group_max = 1}};
		uint8_t bytes[RPMSG_BUFFER_SIZE - RPMSG_HEADER_SIZE];
		int length;

		if (!message.read)
			message.data_length = (uint16_t)(random_next() % 33);
		if (message.kind == RPMSG_I2C_KIND_HELLO && random_next() % 8)
			continue;
		length = rpmsg_i2c_encode(bytes, sizeof(bytes), &message);
		assert_true(length > 0);
		if (random_next() % 32 == 0)
			bytes[random_next() % (uint32_t)length] = (uint8_t)random_next();
		send_bytes(bytes, random_next() % 64 ? (uint32_t)length
						     : random_next() % (uint32_t)length);
		if (random_next() % 100 == 0)
			fake.fail = random_next() % 2 ? -EIO : -EAGAIN;
		if (random_next() % 1000 == 0)
			fake.stuck = true;
		now += random_next() % 8;
		i2c_poll(&queue, now);
		turn(random_next() % 40);
	}
	i2c_session_destroy(session);
	session = NULL;
	for (unsigned i = 0; i < 300; i++) {
		now += 10;
		i2c_poll(&queue, now);
		turn(1000);
	}
	deaf = false;
	fake.fail = 0;
	greet();
	for (unsigned i = 0; i < 50; i++) {
		job = job_write(0, 0x50, zeros, 500);
		submit(job);
		expect(job, 0);
	}
}

static void wants_a_good_configuration(void **state)
{
	static struct i2c_proxy other;
	struct i2c_proxy_config bad = config;

	(void)state;
	bad.ring_size = 1000;
	assert_int_equal(i2c_proxy_init(&other, &pair.remote.rpmsg, &queue, &bad), -EINVAL);
	bad = config;
	bad.window = 0;
	assert_int_equal(i2c_proxy_init(&other, &pair.remote.rpmsg, &queue, &bad), -EINVAL);
	bad = config;
	bad.name = NULL;
	assert_int_equal(i2c_proxy_init(&other, &pair.remote.rpmsg, &queue, &bad), -EINVAL);
	bad = config;
	bad.priority = I2C_PRIORITIES;
	assert_int_equal(i2c_proxy_init(&other, &pair.remote.rpmsg, &queue, &bad), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(says_what_it_can_do, setup, teardown),
		cmocka_unit_test_setup_teardown(writes_and_reads, setup, teardown),
		cmocka_unit_test_setup_teardown(tells_what_failed, setup, teardown),
		cmocka_unit_test_setup_teardown(probes_with_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(moves_what_is_longer_than_all_memory, setup,
						teardown),
		cmocka_unit_test_setup_teardown(refuses_what_it_does_not_do, setup, teardown),
		cmocka_unit_test_setup_teardown(keeps_many_under_way, setup, teardown),
		cmocka_unit_test_setup_teardown(keeps_a_deadline, setup, teardown),
		cmocka_unit_test_setup_teardown(cancels_what_waits, setup, teardown),
		cmocka_unit_test_setup_teardown(ends_when_the_bus_is_stuck, setup, teardown),
		cmocka_unit_test_setup_teardown(forgets_a_host_that_goes, setup, teardown),
		cmocka_unit_test_setup_teardown(begins_anew_with_a_greeting, setup, teardown),
		cmocka_unit_test_setup_teardown(answers_nonsense, setup, teardown),
		cmocka_unit_test_setup_teardown(does_not_wait_for_a_slow_host, setup, teardown),
		cmocka_unit_test_setup_teardown(survives_a_mad_host, setup, teardown),
		cmocka_unit_test_setup_teardown(wants_a_good_configuration, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
