/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/rpmsg_load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine/machine_internal.h"

/* Two words of rpmsg-sink and rpmsg-source. */
struct pair {
	uint32_t count;
	uint32_t bytes;
};

struct rpmsg_load {
	struct rpmsg_load_config config;
	struct rpmsg_char_user user;
	struct timeline_event timer; /* the start, then the end of patience */
	bool started;
	bool asked; /* what this kind needs besides its messages was sent */
	bool open;
	bool done;
	uint32_t sent;
	uint32_t received;
	uint64_t began; /* ps */
	uint64_t wall_began; /* ns */
	uint64_t cycles_began;
	struct rpmsg_load_result result;
	uint8_t data[RPMSG_LOAD_SIZE_MAX];
};

static uint64_t cycles(const struct rpmsg_load *load)
{
	return cortex_m_cycles(board_core(load->config.machine->board));
}

static void arm(struct rpmsg_load *load, uint64_t delay)
{
	struct timeline *timeline = board_timeline(load->config.machine->board);

	timeline_arm(timeline, &load->timer, timeline_now(timeline) + delay);
}

static void finish(struct rpmsg_load *load, int status)
{
	struct timeline *timeline = board_timeline(load->config.machine->board);

	if (load->done)
		return;
	load->done = true;
	load->result.status = status;
	load->result.messages = load->config.kind == RPMSG_LOAD_SINK ? load->sent : load->received;
	load->result.virtual_ps = timeline_now(timeline) - load->began;
	load->result.wall_ns = uv_hrtime() - load->wall_began;
	load->result.instructions = cycles(load) - load->cycles_began;
	timeline_disarm(timeline, &load->timer);
	if (load->open)
		rpmsg_char_close(load->config.endpoint);
	load->open = false;
	load->config.finished(load->config.context);
}

/* ---- to the firmware ---- */

/* The number in front, so that each differs from those under way. */
static void fill(struct rpmsg_load *load, uint32_t number)
{
	uint32_t size = load->config.size;

	memcpy(load->data, &number, size < sizeof(number) ? size : sizeof(number));
}

/* False: later, or never. */
static bool send_one(struct rpmsg_load *load, const void *data, uint32_t length)
{
	int status = rpmsg_char_send(load->config.endpoint, data, length);

	if (status && status != -EAGAIN)
		finish(load, status);
	return status == 0;
}

static bool may_send(const struct rpmsg_load *load)
{
	if (load->done || load->sent == load->config.count)
		return false;
	return load->config.kind == RPMSG_LOAD_SINK ||
	       load->sent - load->received < load->config.window;
}

static void send_messages(struct rpmsg_load *load)
{
	while (may_send(load)) {
		fill(load, load->sent);
		if (!send_one(load, load->data, load->config.size))
			return;
		load->sent++;
	}
	/* An empty one asks how many there were. */
	if (load->config.kind == RPMSG_LOAD_SINK && !load->done && !load->asked)
		load->asked = send_one(load, "", 0);
}

static void send_request(struct rpmsg_load *load)
{
	const struct pair request = {load->config.count, load->config.size};

	if (!load->asked)
		load->asked = send_one(load, &request, sizeof(request));
}

static void pump(struct rpmsg_load *load)
{
	if (load->done || !load->started)
		return;
	if (load->config.kind == RPMSG_LOAD_SOURCE)
		send_request(load);
	else
		send_messages(load);
}

static void begin(struct rpmsg_load *load)
{
	load->started = true;
	load->began = machine_now(load->config.machine);
	load->wall_began = uv_hrtime();
	load->cycles_began = cycles(load);
	arm(load, load->config.timeout);
	pump(load);
}

static void on_timer(void *context)
{
	struct rpmsg_load *load = context;

	if (load->started) {
		finish(load, -ETIMEDOUT);
		return;
	}
	begin(load);
	machine_host_returned(load->config.machine);
}

/* ---- from the firmware ---- */

static struct rpmsg_load *load_of(struct rpmsg_char_user *user)
{
	return COPRO_CONTAINER_OF(user, struct rpmsg_load, user);
}

static bool is_next(struct rpmsg_load *load, const struct rpmsg_message *message)
{
	if (message->length != load->config.size)
		return false;
	fill(load, load->received);
	return memcmp(message->data, load->data, load->config.size) == 0;
}

static void on_count(struct rpmsg_load *load, const struct rpmsg_message *message)
{
	struct pair sunk;

	if (message->length != sizeof(sunk)) {
		finish(load, -EBADMSG);
		return;
	}
	memcpy(&sunk, message->data, sizeof(sunk));
	finish(load, load->asked && sunk.count == load->config.count &&
				     sunk.bytes == load->config.count * load->config.size
			     ? 0
			     : -EBADMSG);
}

static void on_message(struct rpmsg_char_user *user, const struct rpmsg_message *message)
{
	struct rpmsg_load *load = load_of(user);

	/* Of whoever had it open before. */
	if (!load->started)
		return;
	if (load->config.kind == RPMSG_LOAD_SINK) {
		on_count(load, message);
		return;
	}
	if (!is_next(load, message)) {
		finish(load, -EBADMSG);
		return;
	}
	if (++load->received == load->config.count) {
		finish(load, 0);
		return;
	}
	arm(load, load->config.timeout);
	pump(load);
}

static void on_tx_ready(struct rpmsg_char_user *user)
{
	struct rpmsg_load *load = load_of(user);

	if (load->started && !load->done)
		arm(load, load->config.timeout);
	pump(load);
}

static void on_gone(struct rpmsg_char_user *user)
{
	struct rpmsg_load *load = load_of(user);

	load->open = false;
	finish(load, -ENODEV);
}

/* ---- ---- */

static bool is_valid(const struct rpmsg_load_config *config)
{
	return config->count && config->count <= RPMSG_LOAD_COUNT_MAX &&
	       config->size <= RPMSG_LOAD_SIZE_MAX && config->window &&
	       (config->kind == RPMSG_LOAD_ECHO || config->size >= sizeof(uint32_t));
}

int rpmsg_load_start(struct rpmsg_load **result, const struct rpmsg_load_config *config)
{
	struct rpmsg_load *load;
	int status;

	if (!is_valid(config))
		return -EINVAL;
	load = calloc(1, sizeof(*load));
	if (!load)
		return -ENOMEM;
	load->config = *config;
	load->user = (struct rpmsg_char_user){on_message, on_tx_ready, on_gone};
	load->timer =
		(struct timeline_event){.name = "rpmsg load", .fire = on_timer, .context = load};
	status = rpmsg_char_open(config->endpoint, &load->user);
	if (status) {
		free(load);
		return status;
	}
	load->open = true;
	arm(load, 0);
	*result = load;
	return 0;
}

void rpmsg_load_destroy(struct rpmsg_load *load)
{
	if (!load)
		return;
	timeline_disarm(board_timeline(load->config.machine->board), &load->timer);
	if (load->open)
		rpmsg_char_close(load->config.endpoint);
	free(load);
}

void rpmsg_load_result(const struct rpmsg_load *load, struct rpmsg_load_result *result)
{
	*result = load->result;
}
