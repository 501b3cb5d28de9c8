/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transfers by a descriptor that carries the messages of a channel rpmsg-i2c: a kernel's /dev/rpmsgN, or the
 * socket of a board's endpoint. This program is then the host's end of the channel.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <copro/rpmsg.h>

#include "cli/i2c.h"
#include "cli/message.h"
#include "cli/rpmsg.h"
#include "host/packet_socket.h"

#define NS_PER_S   UINT64_C(1000000000)
#define NS_PER_MS  UINT64_C(1000000)
#define PS_A_NS	   UINT64_C(1000)
#define GREET_NS   (2 * NS_PER_S)
#define PAYLOAD	   (RPMSG_BUFFER_SIZE - RPMSG_HEADER_SIZE)
#define LOOK_AGAIN 100 /* ms: a descriptor that is full is not always said to be free again */

struct stream {
	char path[RPMSG_PATH];
	int fd;
	bool socket;
	bool made; /* a device for this command */
	bool full;
	bool gone;
	struct i2c_session *session;
	uint32_t left; /* transfers */
};

/* ---- where it is ---- */

static const char *root_of(const struct i2c_options *options)
{
	const char *root = options->target.root;

	return root && strcmp(root, "/") != 0 ? root : "";
}

/* The channels of the service, of the kernel: an adapter each. */
json_t *i2c_stream_adapters(const struct i2c_options *options)
{
	json_t *found = json_array();
	json_t *list = rpmsg_kernel_list(root_of(options));
	const json_t *channel;
	size_t index;

	json_array_foreach(json_object_get(list, "channels"), index, channel)
	{
		const char *service = json_string_value(json_object_get(channel, "service"));

		if (service && !strcmp(service, RPMSG_I2C_SERVICE))
			json_array_append_new(
				found, json_pack("{s:i, s:s, s:O, s:O}", "number",
						 (int)json_array_size(found), "name", "", "dst",
						 json_object_get(channel, "dst"), "driver",
						 json_object_get(channel, "driver")));
	}
	if (!list) {
		json_decref(found);
		return NULL;
	}
	json_decref(list);
	return json_pack("{s:o}", "adapters", found);
}

static int channel_open(const struct i2c_options *options, uint32_t bus, struct stream *stream)
{
	json_t *list = i2c_stream_adapters(options);
	const json_t *adapter = json_array_get(json_object_get(list, "adapters"), bus);
	const json_t *driver = json_object_get(adapter, "driver");
	char where[64];
	int status = CLI_FAILED;

	(void)snprintf(where, sizeof(where), "%s::0x%llx", RPMSG_I2C_SERVICE,
		       (unsigned long long)json_integer_value(json_object_get(adapter, "dst")));
	if (list && !adapter)
		cli_error(
			"there is no channel %s with number %u: `copro i2c list --on kernel` shows "
			"those that there are",
			RPMSG_I2C_SERVICE, bus);
	else if (list && json_is_string(driver))
		cli_error("the kernel's driver %s has that bus: use its /dev/i2c-N with i2c-tools",
			  json_string_value(driver));
	else if (list)
		status = rpmsg_kernel_open(root_of(options), where, stream->path, &stream->fd);
	stream->made = status == CLI_OK;
	json_decref(list);
	return status;
}

static bool any_board(const struct board_entry *board)
{
	(void)board;
	return true;
}

static int endpoint_open(const struct i2c_options *options, struct stream *stream)
{
	struct board_entry board;
	unsigned long number;
	int status;

	if (!i2c_number(options->endpoint, 999, &number))
		return cli_usage("i2c", "--endpoint is the N of rpmsgN, not \"%s\"",
				 options->endpoint);
	if (target_kind(&options->target, NULL) == TARGET_KERNEL)
		return rpmsg_kernel_open(root_of(options), options->endpoint, stream->path,
					 &stream->fd);
	status = target_find_board(&options->target, any_board, &board);
	if (status)
		return status;
	if ((size_t)snprintf(stream->path, sizeof(stream->path), "%s/rpmsg%lu", board.path,
			     number) >= sizeof(stream->path))
		return cli_error("%s: the name is too long", board.path);
	stream->socket = true;
	stream->fd = packet_connect(stream->path);
	if (stream->fd < 0)
		return cli_error("%s: %s; `copro rpmsg list` shows the endpoints", stream->path,
				 strerror(-stream->fd));
	return CLI_OK;
}

/* ---- messages ---- */

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static int stream_send(void *context, const void *data, uint32_t length)
{
	struct stream *stream = context;
	ssize_t count = write(stream->fd, data, length);

	if (count == (ssize_t)length)
		return 0;
	stream->full = count < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOMEM);
	stream->gone = !stream->full;
	return stream->full ? -EAGAIN : -EIO;
}

static bool receive_one(struct stream *stream)
{
	uint8_t message[PAYLOAD];
	size_t length = 0;
	ssize_t count;

	if (stream->socket) {
		switch (packet_receive(stream->fd, message, sizeof(message), &length)) {
		case PACKET_DONE:
			break;
		case PACKET_LATER:
			return false;
		default:
			stream->gone = true;
			return false;
		}
	} else {
		count = read(stream->fd, message, sizeof(message));
		if (count <= 0) {
			stream->gone = count == 0 || (errno != EAGAIN && errno != EINTR);
			return false;
		}
		length = (size_t)count;
	}
	i2c_session_receive(stream->session, message, (uint32_t)length);
	return true;
}

/* Until something happens, or `until` is there. */
static void wait_for(struct stream *stream, uint64_t until)
{
	struct pollfd poller = {.fd = stream->fd, .events = POLLIN};
	const uint64_t now = now_ns();
	uint64_t ms = until > now ? (until - now) / NS_PER_MS + 1 : 0;

	if (stream->full) {
		poller.events |= POLLOUT;
		ms = ms < LOOK_AGAIN ? ms : LOOK_AGAIN;
	}
	if (poll(&poller, 1, ms > 60000 ? 60000 : (int)ms) < 0 && errno != EINTR)
		stream->gone = true;
	stream->full = false;
	while (!stream->gone && receive_one(stream))
		;
	i2c_session_pump(stream->session);
}

/* ---- transfers ---- */

struct job {
	struct stream *stream;
	struct i2c_batch_one *one;
	struct i2c_host_transfer transfer;
};

static void job_done(struct i2c_host_transfer *transfer, int status)
{
	struct job *job = transfer->context;

	job->one->status = status;
	job->stream->left--;
}

static void jobs_begin(struct stream *stream, struct job *jobs, struct i2c_batch *batch,
		       uint64_t deadline)
{
	stream->left = batch->count;
	for (uint32_t i = 0; i < batch->count; i++) {
		jobs[i] = (struct job){.stream = stream, .one = &batch->each[i]};
		jobs[i].transfer = (struct i2c_host_transfer){.messages = batch->each[i].messages,
							      .count = batch->each[i].count,
							      .deadline = deadline,
							      .done = job_done,
							      .context = &jobs[i]};
		batch->each[i].status = i2c_session_submit(stream->session, &jobs[i].transfer);
		if (batch->each[i].status)
			stream->left--;
	}
}

static int greet(struct stream *stream)
{
	const uint64_t until = now_ns() + GREET_NS;

	while (!i2c_session_info(stream->session) && !stream->gone && now_ns() < until)
		wait_for(stream, until);
	if (stream->gone)
		return cli_error("%s: it is gone, or another program has it open", stream->path);
	if (!i2c_session_info(stream->session))
		return cli_error("%s: no answer: is that an endpoint of service %s?", stream->path,
				 RPMSG_I2C_SERVICE);
	return CLI_OK;
}

static int run(struct stream *stream, const struct i2c_options *options, struct i2c_batch *batch)
{
	const uint64_t timeout = options->timeout ? options->timeout / PS_A_NS : NS_PER_S;
	struct job *jobs = calloc(batch->count, sizeof(*jobs));

	if (!jobs)
		return cli_error("not enough memory");
	jobs_begin(stream, jobs, batch, now_ns() + timeout);
	while (stream->left && !stream->gone) {
		wait_for(stream, i2c_session_deadline(stream->session));
		i2c_session_expire(stream->session, now_ns());
	}
	i2c_session_down(stream->session);
	free(jobs);
	return CLI_OK;
}

int i2c_stream_execute(const struct i2c_options *options, uint32_t bus, struct i2c_batch *batch)
{
	struct stream stream = {.fd = -1};
	const struct i2c_session_config config = {
		.context = &stream, .send = stream_send, .payload = PAYLOAD};
	int status = options->endpoint ? endpoint_open(options, &stream)
				       : channel_open(options, bus, &stream);

	if (!status && i2c_session_create(&stream.session, &config))
		status = cli_error("not enough memory");
	if (!status)
		status = greet(&stream);
	if (!status)
		status = run(&stream, options, batch);
	i2c_session_destroy(stream.session);
	if (stream.made)
		rpmsg_kernel_destroy(stream.fd);
	if (stream.fd >= 0)
		close(stream.fd);
	return status;
}
