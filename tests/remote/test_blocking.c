/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls that wait, over a port made of POSIX threads: real ones, so that ThreadSanitizer sees what
 * an RTOS would do. The host is a thread of its own.
 */
#include "../core/pair.h"

#include <pthread.h>
#include <time.h>

#include <copro/blocking.h>

#define HOST_ADDRESS 0x400u
#define LONG_MS	     20000u

/* What a port needs, as futexes have it: one lock for all words. */
struct waiting {
	pthread_mutex_t lock;
	pthread_mutex_t words;
	pthread_cond_t changed;
};

static struct pair pair;
static struct waiting waiting;
static struct blocking blocking;
static struct blocking_slot slots[PAIR_NUM];
static struct blocking_endpoint ports[2];
static struct pair_endpoint ttys[2];

static void port_lock(void *context)
{
	(void)context;
	pthread_mutex_lock(&waiting.lock);
}

static void port_unlock(void *context)
{
	(void)context;
	pthread_mutex_unlock(&waiting.lock);
}

static uint64_t port_now(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

static int port_wait(void *context, const volatile uint32_t *word, uint32_t seen, uint64_t deadline)
{
	struct timespec until = {.tv_sec = (time_t)(deadline / 1000u),
				 .tv_nsec = (long)(deadline % 1000u) * 1000000};
	int status = 0;

	(void)context;
	pthread_mutex_lock(&waiting.words);
	while (__atomic_load_n(word, __ATOMIC_SEQ_CST) == seen && status == 0) {
		if (deadline == COPRO_NO_DEADLINE)
			status = pthread_cond_wait(&waiting.changed, &waiting.words);
		else
			status = pthread_cond_timedwait(&waiting.changed, &waiting.words, &until);
	}
	pthread_mutex_unlock(&waiting.words);
	return status ? -ETIMEDOUT : 0;
}

static void port_wake(void *context, const volatile uint32_t *word)
{
	(void)context;
	(void)word;
	pthread_mutex_lock(&waiting.words);
	pthread_cond_broadcast(&waiting.changed);
	pthread_mutex_unlock(&waiting.words);
}

/* The host's doorbell; the other one is not heard, the host polls. */
static void host_rings(void *context, uint32_t queue)
{
	(void)context;
	(void)queue;
	blocking_event(&blocking);
}

static int setup(void **state)
{
	pthread_mutexattr_t recursive;
	pthread_condattr_t monotonic;

	(void)state;
	pthread_mutexattr_init(&recursive);
	pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&waiting.lock, &recursive);
	pthread_mutex_init(&waiting.words, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&waiting.changed, &monotonic);

	memset(&blocking, 0, sizeof(blocking));
	memset(ttys, 0, sizeof(ttys));
	pair_init(&pair, PAIR_NUM, 0);
	pair.host_port.notify = host_rings;
	pair.remote_port.lock = port_lock;
	pair.remote_port.unlock = port_unlock;
	pair.remote_port.now = port_now;
	pair.remote_port.wait = port_wait;
	pair.remote_port.wake = port_wake;
	pair.remote_config.context = &blocking;
	pair.remote_config.tx_ready = blocking_event;
	pair.remote_config.link = blocking_link;
	pair.remote_config.fault = NULL;
	pair.remote_config.name_service = NULL;
	assert_int_equal(blocking_init(&blocking, &pair.remote.rpmsg, slots, PAIR_NUM), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(blocking_endpoint_create(&ports[i], &blocking, "rpmsg-tty",
							  RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY),
				 0);
	return 0;
}

static void make_ttys(void)
{
	for (uint32_t i = 0; i < 2; i++)
		assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &ttys[i].endpoint,
						       &pair_silent, HOST_ADDRESS + i,
						       ports[i].endpoint.address, NULL),
				 0);
}

static void start(void)
{
	pair_start(&pair);
	pair_settle(&pair);
	make_ttys();
}

static uint64_t in(uint32_t ms)
{
	return blocking_deadline(&blocking, ms);
}

static void needs_a_port_that_waits(void **state)
{
	struct copro_port *port = &pair.remote_port;

	(void)state;
	assert_int_equal(blocking_init(&blocking, &pair.remote.rpmsg, slots, 0), -EINVAL);
	port->wait = NULL;
	assert_int_equal(blocking_init(&blocking, &pair.remote.rpmsg, slots, 1), -ENOSYS);
	port->wait = port_wait;
	port->lock = NULL;
	assert_int_equal(blocking_init(&blocking, &pair.remote.rpmsg, slots, 1), -ENOSYS);
	port->lock = port_lock;
	port->now = NULL;
	assert_int_equal(blocking_init(&blocking, &pair.remote.rpmsg, slots, 1), -ENOSYS);
}

/* A deadline is kept, whether the link is there or not. */
static void receive_times_out(void **state)
{
	struct rpmsg_message message;
	uint64_t begin = port_now(NULL);

	(void)state;
	assert_int_equal(rpmsg_receive_wait(&ports[0], &message, in(30)), -ETIMEDOUT);
	assert_true(port_now(NULL) - begin >= 30);
	start();
	begin = port_now(NULL);
	assert_int_equal(rpmsg_receive_wait(&ports[0], &message, in(30)), -ETIMEDOUT);
	assert_true(port_now(NULL) - begin >= 30);
	/* 0: not at all */
	assert_int_equal(rpmsg_receive_wait(&ports[0], &message, 0), -ETIMEDOUT);
	assert_int_equal(rpmsg_ready_wait(&ports[0], 0), -ETIMEDOUT);
}

static void receive_in_order(void **state)
{
	struct rpmsg_message message;

	(void)state;
	start();
	for (int i = 0; i < 10; i++)
		assert_int_equal(rpmsg_send(&ttys[0].endpoint, &(char){(char)('a' + i)}, 1), 0);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(rpmsg_receive_wait(&ports[0], &message, in(LONG_MS)), 0);
		assert_int_equal(message.length, 1);
		assert_int_equal(*(const char *)message.data, 'a' + i);
		rpmsg_release(&pair.remote.rpmsg, &message);
	}
	assert_int_equal(rpmsg_receive_wait(&ports[1], &message, 0), -ETIMEDOUT);
	assert_int_equal(blocking.dropped, 0);
}

static void send_times_out_when_full(void **state)
{
	struct rpmsg_message message;
	int sent = 0;

	(void)state;
	start();
	assert_int_equal(rpmsg_send_wait(&ports[0], "x", 1, in(LONG_MS)), -ENOTCONN);
	assert_int_equal(rpmsg_send(&ttys[0].endpoint, "hello", 5), 0);
	assert_int_equal(rpmsg_receive_wait(&ports[0], &message, in(LONG_MS)), 0);
	rpmsg_release(&pair.remote.rpmsg, &message);
	while (rpmsg_send_wait(&ports[0], "x", 1, in(20)) == 0)
		sent++;
	assert_int_equal(sent, 16);
	pair_settle(&pair);
	assert_int_equal(rpmsg_send_wait(&ports[0], "x", 1, in(20)), 0);
	pair_stop(&pair);
	pair_settle(&pair);
	assert_int_equal(rpmsg_send_wait(&ports[0], "x", 1, in(LONG_MS)), -ENODEV);
}

/* With fewer slots than buffers, the loss is counted and the buffers go back. */
static void too_few_slots(void **state)
{
	struct rpmsg_message message;

	(void)state;
	assert_int_equal(blocking_init(&blocking, &pair.remote.rpmsg, slots, 2), 0);
	start();
	for (int i = 0; i < 5; i++)
		assert_int_equal(rpmsg_send(&ttys[0].endpoint, "x", 1), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(rpmsg_receive_wait(&ports[0], &message, in(LONG_MS)), 0);
		rpmsg_release(&pair.remote.rpmsg, &message);
	}
	assert_int_equal(rpmsg_receive_wait(&ports[0], &message, 0), -ETIMEDOUT);
	assert_int_equal(blocking.dropped, 3);
	for (int i = 0; i < 16; i++)
		assert_int_equal(rpmsg_send(&ttys[1].endpoint, "x", 1), 0);
}

/* The queue of a link that went is emptied; the wait goes on over the next. */
static void survives_the_link(void **state)
{
	struct rpmsg_message message;

	(void)state;
	start();
	assert_int_equal(rpmsg_send(&ttys[0].endpoint, "old", 3), 0);
	pair_settle(&pair);
	pair_stop(&pair);
	pair_settle(&pair);
	assert_int_equal(rpmsg_receive_wait(&ports[0], &message, 0), -ETIMEDOUT);
	assert_int_equal(rpmsg_ready_wait(&ports[0], in(10)), -ETIMEDOUT);
	memset(ttys, 0, sizeof(ttys));
	start();
	assert_int_equal(rpmsg_send(&ttys[0].endpoint, "new", 3), 0);
	assert_int_equal(rpmsg_receive_wait(&ports[0], &message, in(LONG_MS)), 0);
	assert_memory_equal(message.data, "new", 3);
	rpmsg_release(&pair.remote.rpmsg, &message);
}

static void destroy_gives_back(void **state)
{
	(void)state;
	start();
	for (int i = 0; i < 16; i++)
		assert_int_equal(rpmsg_send(&ttys[0].endpoint, "x", 1), 0);
	pair_settle(&pair);
	assert_int_equal(rpmsg_send(&ttys[1].endpoint, "x", 1), -EAGAIN);
	assert_int_equal(blocking_endpoint_destroy(&ports[0], in(LONG_MS)), 0);
	pair_settle(&pair);
	assert_int_equal(rpmsg_send(&ttys[1].endpoint, "x", 1), 0);
}

/* ---- threads ---- */

#define ROUNDS 3000u

static uint32_t finished;

/* Sends ROUNDS numbered messages to each port and takes the answers. */
static void *host_thread(void *unused)
{
	uint32_t sent[2] = {0, 0};

	(void)unused;
	while (__atomic_load_n(&finished, __ATOMIC_SEQ_CST) < 2) {
		for (int i = 0; i < 2; i++) {
			if (sent[i] < ROUNDS &&
			    rpmsg_send(&ttys[i].endpoint, &sent[i], sizeof(sent[i])) == 0)
				sent[i]++;
		}
		(void)rpmsg_poll(&pair.host.rpmsg, 0);
		sched_yield();
	}
	for (int i = 0; i < 100; i++)
		(void)rpmsg_poll(&pair.host.rpmsg, 0);
	return NULL;
}

static void *port_thread(void *argument)
{
	struct blocking_endpoint *port = argument;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct rpmsg_message message;
		uint32_t number;

		if (rpmsg_receive_wait(port, &message, in(LONG_MS)))
			return (void *)"receive";
		memcpy(&number, message.data, sizeof(number));
		if (message.length != sizeof(number) || number != i)
			return (void *)"order";
		if (rpmsg_send_wait(port, message.data, message.length, in(LONG_MS)))
			return (void *)"send";
		rpmsg_release(&pair.remote.rpmsg, &message);
	}
	__atomic_fetch_add(&finished, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void two_threads_echo(void **state)
{
	pthread_t host, threads[2];
	void *result;

	(void)state;
	start();
	finished = 0;
	pthread_create(&host, NULL, host_thread, NULL);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, port_thread, &ports[i]);
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], &result);
		if (result) {
			__atomic_store_n(&finished, 2, __ATOMIC_SEQ_CST);
			fail_msg("thread %d: %s", i, (const char *)result);
		}
	}
	pthread_join(host, NULL);
	for (int i = 0; i < 2; i++)
		assert_int_equal(ttys[i].received, ROUNDS);
	assert_int_equal(blocking.dropped, 0);
}

static void *late_host(void *unused)
{
	const struct timespec pause = {.tv_nsec = 20000000};

	(void)unused;
	nanosleep(&pause, NULL);
	return rpmsg_send(&ttys[0].endpoint, "late", 4) ? (void *)"send" : NULL;
}

static void sleeper_is_woken(void **state)
{
	struct rpmsg_message message;
	pthread_t host;
	void *result;

	(void)state;
	start();
	pthread_create(&host, NULL, late_host, NULL);
	assert_int_equal(rpmsg_receive_wait(&ports[0], &message, COPRO_NO_DEADLINE), 0);
	assert_memory_equal(message.data, "late", 4);
	pthread_join(host, &result);
	assert_null(result);
	assert_int_equal(rpmsg_ready_wait(&ports[0], COPRO_NO_DEADLINE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(needs_a_port_that_waits, setup),
		cmocka_unit_test_setup(receive_times_out, setup),
		cmocka_unit_test_setup(receive_in_order, setup),
		cmocka_unit_test_setup(send_times_out_when_full, setup),
		cmocka_unit_test_setup(too_few_slots, setup),
		cmocka_unit_test_setup(survives_the_link, setup),
		cmocka_unit_test_setup(destroy_gives_back, setup),
		cmocka_unit_test_setup(two_threads_echo, setup),
		cmocka_unit_test_setup(sleeper_is_woken, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
