/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/ping.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine/machine_internal.h"
#include "soc/irq.h"

/* Exception number of an interrupt (ARM DDI 0403, B1.5.2). */
#define EXCEPTION_OF_IRQ(irq) (16u + (irq))

struct ping {
	struct ping_config config;
	struct rpmsg_char_user user;
	struct board_observer observer;
	struct timeline_event timer; /* the next message, or the end of waiting for an answer */
	struct ping_sample *samples;
	struct ping_sample now; /* the one under way */
	uint32_t doorbell; /* channels that the A7 rang for it */
	bool waiting; /* for an answer */
	bool blocked; /* for a send buffer */
	bool open;
	bool done;
	uint32_t sent;
	uint32_t received;
	uint32_t lost;
	uint32_t strange;
	int status;
	uint8_t data[PING_SIZE_MAX];
};

/* ---- points ---- */

static bool seen(const struct ping *ping, enum ping_point point)
{
	return ping->now.seen & 1u << point;
}

static void see(struct ping *ping, enum ping_point point)
{
	ping->now.at[point] = machine_now(ping->config.machine);
	ping->now.wall[point] = uv_hrtime();
	ping->now.seen |= 1u << point;
}

static void on_exception(void *context, unsigned number, bool entry)
{
	struct ping *ping = context;

	if (entry && number == EXCEPTION_OF_IRQ(SOC_IRQ_IPCC_RX1) && seen(ping, PING_RANG) &&
	    !seen(ping, PING_ENTERED) && !seen(ping, PING_TAKEN))
		see(ping, PING_ENTERED);
}

static void on_doorbell(void *context, bool m4, uint32_t rang, uint32_t cleared)
{
	struct ping *ping = context;

	if (!m4 && rang && !seen(ping, PING_RANG)) {
		ping->doorbell = rang;
		see(ping, PING_RANG);
	}
	if (m4 && (cleared & ping->doorbell) && !seen(ping, PING_TAKEN)) {
		see(ping, PING_TAKEN);
		/* What rang before that was not for this message. */
		ping->now.seen &= ~(1u << PING_ANSWERED);
	}
	/* The host answers each ring at once: it is the last one that brought the answer. */
	if (m4 && rang && seen(ping, PING_RANG))
		see(ping, PING_ANSWERED);
}

/* ---- messages ---- */

static void arm(struct ping *ping, uint64_t delay)
{
	struct timeline *timeline = board_timeline(ping->config.machine->board);

	timeline_arm(timeline, &ping->timer, timeline_now(timeline) + delay);
}

static void finish(struct ping *ping, int status)
{
	struct board *board = ping->config.machine->board;

	if (ping->done)
		return;
	ping->done = true;
	ping->status = status;
	timeline_disarm(board_timeline(board), &ping->timer);
	board_observe(board, NULL);
	if (ping->open)
		rpmsg_char_close(ping->config.endpoint);
	ping->open = false;
	ping->config.finished(ping->config.context);
}

static void next_or_finish(struct ping *ping)
{
	ping->waiting = false;
	board_observe(ping->config.machine->board, NULL);
	if (ping->sent == ping->config.count)
		finish(ping, 0);
	else
		arm(ping, ping->config.interval);
}

/* Each differs from the one before, if there is anything in it. */
static void fill(struct ping *ping)
{
	for (uint32_t i = 0; i < ping->config.size; i++)
		ping->data[i] = (uint8_t)(ping->sent * 151u + (ping->sent >> 8) + i);
}

static void try_to_send(struct ping *ping)
{
	int status = rpmsg_char_send(ping->config.endpoint, ping->data, ping->config.size);

	ping->blocked = status == -EAGAIN;
	if (status && status != -EAGAIN)
		finish(ping, status);
}

static void send_next(struct ping *ping)
{
	fill(ping);
	ping->sent++;
	ping->waiting = true;
	ping->doorbell = 0;
	ping->now = (struct ping_sample){.cycle = board_m4_cycle(ping->config.machine->board)};
	board_observe(ping->config.machine->board, &ping->observer);
	arm(ping, ping->config.timeout);
	see(ping, PING_SENT);
	try_to_send(ping);
}

static void on_timer(void *context)
{
	struct ping *ping = context;

	if (ping->waiting) {
		ping->lost++;
		next_or_finish(ping);
	} else {
		send_next(ping);
		machine_host_returned(ping->config.machine);
	}
}

static struct ping *ping_of(struct rpmsg_char_user *user)
{
	return COPRO_CONTAINER_OF(user, struct ping, user);
}

static void keep_sample(struct ping *ping)
{
	struct ping_sample *now = &ping->now;

	for (unsigned point = PING_RANG; point < PING_POINTS; point++) {
		if (now->seen & 1u << point)
			continue;
		now->at[point] = now->at[point - 1];
		now->wall[point] = now->wall[point - 1];
	}
	ping->samples[ping->received++] = *now;
}

static void on_message(struct rpmsg_char_user *user, const struct rpmsg_message *message)
{
	struct ping *ping = ping_of(user);

	if (!ping->waiting || message->length != ping->config.size ||
	    memcmp(message->data, ping->data, ping->config.size) != 0) {
		ping->strange++;
		return;
	}
	see(ping, PING_RECEIVED);
	keep_sample(ping);
	next_or_finish(ping);
}

static void on_tx_ready(struct rpmsg_char_user *user)
{
	struct ping *ping = ping_of(user);

	if (ping->blocked && ping->waiting)
		try_to_send(ping);
}

static void on_gone(struct rpmsg_char_user *user)
{
	struct ping *ping = ping_of(user);

	ping->open = false;
	finish(ping, -ENODEV);
}

/* ---- ---- */

int ping_start(struct ping **result, const struct ping_config *config)
{
	struct ping *ping;
	int status;

	if (!config->count || config->count > PING_COUNT_MAX || config->size > PING_SIZE_MAX)
		return -EINVAL;
	ping = calloc(1, sizeof(*ping));
	if (!ping)
		return -ENOMEM;
	ping->samples = calloc(config->count, sizeof(*ping->samples));
	ping->config = *config;
	ping->user = (struct rpmsg_char_user){on_message, on_tx_ready, on_gone};
	ping->observer = (struct board_observer){ping, on_exception, on_doorbell};
	ping->timer = (struct timeline_event){.name = "ping", .fire = on_timer, .context = ping};
	status = ping->samples ? rpmsg_char_open(config->endpoint, &ping->user) : -ENOMEM;
	if (status) {
		free(ping->samples);
		free(ping);
		return status;
	}
	ping->open = true;
	arm(ping, config->interval);
	*result = ping;
	return 0;
}

void ping_destroy(struct ping *ping)
{
	if (!ping)
		return;
	if (!ping->done) {
		timeline_disarm(board_timeline(ping->config.machine->board), &ping->timer);
		board_observe(ping->config.machine->board, NULL);
		if (ping->open)
			rpmsg_char_close(ping->config.endpoint);
	}
	free(ping->samples);
	free(ping);
}

bool ping_is_done(const struct ping *ping)
{
	return ping->done;
}

const struct ping_sample *ping_samples(const struct ping *ping, uint32_t *count)
{
	*count = ping->received;
	return ping->samples;
}

/* ---- figures ---- */

const char *ping_hop_name(unsigned hop)
{
	static const char *const names[PING_HOPS + 1] = {
		"host queue", "doorbell", "interrupt entry", "firmware", "back", "round trip"};

	return hop <= PING_TOTAL ? names[hop] : NULL;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return (left > right) - (left < right);
}

static struct ping_figures figures(double *values, uint32_t count)
{
	struct ping_figures result = {.mean = 0};

	for (uint32_t i = 0; i < count; i++)
		result.mean += values[i] / count;
	qsort(values, count, sizeof(*values), compare);
	result.least = values[0];
	result.most = values[count - 1];
	result.median = (values[(count - 1) / 2] + values[count / 2]) / 2;
	return result;
}

static void summarise(const struct ping *ping, unsigned hop, double *values,
		      struct ping_hop *result)
{
	unsigned from = hop == PING_TOTAL ? PING_SENT : hop;
	unsigned to = hop == PING_TOTAL ? PING_RECEIVED : hop + 1;
	const struct ping_sample *sample = ping->samples;

	for (uint32_t i = 0; i < ping->received; i++, sample++) {
		values[i] = (double)(sample->at[to] - sample->at[from]) / (double)sample->cycle;
		result->seen += sample->seen >> to & 1;
	}
	result->cycles = figures(values, ping->received);
	for (uint32_t i = 0; i < ping->received; i++)
		values[i] = (double)(ping->samples[i].wall[to] - ping->samples[i].wall[from]);
	result->ns = figures(values, ping->received);
}

int ping_result(const struct ping *ping, struct ping_result *result)
{
	double *values;

	*result = (struct ping_result){
		.sent = ping->sent,
		.received = ping->received,
		.lost = ping->lost,
		.strange = ping->strange,
		.status = ping->status,
		.mhz = 1e6 / board_m4_cycle(ping->config.machine->board),
	};
	if (!ping->received)
		return 0;
	values = malloc(ping->received * sizeof(*values));
	if (!values)
		return -ENOMEM;
	for (unsigned hop = 0; hop <= PING_TOTAL; hop++)
		summarise(ping, hop, values, &result->hops[hop]);
	free(values);
	return 0;
}
