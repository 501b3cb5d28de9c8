/* SPDX-License-Identifier: BSD-3-Clause */
/* listen and send: one endpoint, the socket of a board that runs or a device of this computer's Linux. */
#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/escape.h"
#include "cli/message.h"
#include "cli/rpmsg.h"
#include "host/packet_socket.h"
#include "machine/event_log.h"

#define MESSAGE_MAX    65536u
#define WAIT_STEP_MS   20
#define ANSWER_TIMEOUT (5 * PS_PER_S)
#define TAKEN_STEP_NS  500000L

struct talk {
	const struct rpmsg_options *options;
	char path[RPMSG_PATH];
	int fd;
	bool device; /* of a kernel, not a socket */
	bool made; /* a device for this command */
	long number; /* of the endpoint that a board made for it; -1: none */
	int timeout_ms; /* -1: none */
	uint32_t received;
	char *bytes; /* MESSAGE_MAX of a message */
	char *shown; /* the same escaped */
};

static volatile sig_atomic_t signal_caught;

static void signal_note(int number)
{
	signal_caught = number;
}

/* ---- where it is ---- */

static void pause_a_moment(void)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};

	nanosleep(&step, NULL);
}

static bool is_number(const char *text)
{
	return *text && strlen(text) <= 3 && strspn(text, "0123456789") == strlen(text);
}

static int connect_to(struct talk *talk)
{
	uint64_t waited = 0;

	do {
		talk->fd = packet_connect(talk->path);
		if (talk->fd >= 0)
			return CLI_OK;
		if (talk->fd != -ENOENT && talk->fd != -ECONNREFUSED && talk->fd != -EAGAIN)
			break;
		if (waited < talk->options->wait)
			pause_a_moment();
		waited += WAIT_STEP_MS * PS_PER_MS;
	} while (waited <= talk->options->wait && !signal_caught);
	if (talk->fd == -ENOENT)
		return cli_error("%s: there is no such endpoint; has the firmware announced its "
				 "channel? `copro rpmsg list` shows what there is",
				 talk->path);
	if (talk->fd == -ECONNREFUSED)
		return cli_error("%s: the board that made it is gone", talk->path);
	return cli_error("%s: %s", talk->path, strerror(-talk->fd));
}

/* An address of NAME:SRC:DST into the request; left out when it is empty. False: it is none. */
static bool address_put(json_t *request, const char *key, const char *text, char stop)
{
	char *end;
	unsigned long long value;

	if (*text == stop)
		return true;
	value = strtoull(text, &end, 0);
	if (*text < '0' || *text > '9' || *end != stop || value >= RPMSG_ADDRESS_ANY)
		return false;
	json_object_set_new(request, key, json_integer((json_int_t)value));
	return true;
}

/* What POST /v1/rpmsg/endpoints takes, from NAME or NAME:SRC:DST. NULL: it is neither. */
static json_t *request_of(const char *where)
{
	const char *src = strchr(where, ':');
	const char *dst = src ? strchr(src + 1, ':') : NULL;
	json_t *request = json_object();
	size_t length = src ? (size_t)(src - where) : strlen(where);

	json_object_set_new(request, "name", json_stringn(where, length));
	if (!src || (dst && address_put(request, "src", src + 1, ':') &&
		     address_put(request, "dst", dst + 1, '\0')))
		return request;
	json_decref(request);
	return NULL;
}

/* Has an endpoint made for this command. */
static int make_endpoint(struct talk *talk, const char *where)
{
	json_t *request = request_of(where);
	json_t *reply = NULL;
	const char *path;
	int status;

	if (!request)
		return cli_usage("rpmsg",
				 "%s: an endpoint is N, NAME, or NAME:SRC:DST, such as x::0x401",
				 where);
	status = rpmsg_ask(talk->options, "POST", "/v1/rpmsg/endpoints", request, &reply);
	json_decref(request);
	if (status)
		return status;
	talk->number = (long)json_integer_value(json_object_get(reply, "number"));
	path = json_string_value(json_object_get(reply, "path"));
	/* One that waits for its channel has a socket only then. */
	if (path)
		(void)snprintf(talk->path, sizeof(talk->path), "%s", path);
	else
		(void)snprintf(talk->path + strlen(talk->path),
			       sizeof(talk->path) - strlen(talk->path), "/rpmsg%ld", talk->number);
	json_decref(reply);
	return CLI_OK;
}

static int socket_open(struct talk *talk, const char *where)
{
	const struct rpmsg_options *options = talk->options;
	struct board_entry board;
	int status = CLI_OK;
	size_t length;

	if (options->directory && !is_number(where))
		return cli_usage("rpmsg",
				 "with --tty-dir, N is the number in rpmsgN, such as 0, not \"%s\"",
				 where);
	if (!options->directory)
		status = rpmsg_running(options, &board);
	if (status)
		return status;
	length = (size_t)snprintf(talk->path, sizeof(talk->path), "%s",
				  options->directory ? options->directory : board.path);
	if (length + 16 > sizeof(talk->path))
		return cli_error("%s: the name is too long", options->directory);
	if (is_number(where))
		(void)snprintf(talk->path + length, sizeof(talk->path) - length, "/rpmsg%lu",
			       strtoul(where, NULL, 10));
	else
		status = make_endpoint(talk, where);
	return status ? status : connect_to(talk);
}

static int device_open(struct talk *talk, const char *where)
{
	talk->device = true;
	talk->made = strchr(where, ':');
	if (!is_number(where) && !strchr(where, ':'))
		return cli_usage("rpmsg",
				 "give the number in /dev/rpmsgN, or NAME:SRC:DST to have an "
				 "endpoint made, not \"%s\"",
				 where);
	return rpmsg_kernel_open(rpmsg_root(talk->options), where, talk->path, &talk->fd);
}

/* ---- one message ---- */

static enum packet_result receive(struct talk *talk, size_t *length)
{
	ssize_t count;

	if (!talk->device)
		return packet_receive(talk->fd, talk->bytes, MESSAGE_MAX, length);
	count = read(talk->fd, talk->bytes, MESSAGE_MAX);
	if (count < 0)
		return errno == EAGAIN || errno == EINTR ? PACKET_LATER : PACKET_ENDED;
	*length = (size_t)count;
	return PACKET_DONE;
}

static void print(struct talk *talk, size_t length)
{
	if (talk->options->raw)
		fwrite(talk->bytes, 1, length, stdout);
	else
		puts(event_log_escape(talk->shown, 4 * MESSAGE_MAX, talk->bytes, length));
	fflush(stdout);
}

/* Why the connection ended. The socket goes before its endpoint does: if it is there, only we were not
 * wanted. */
static bool is_in_use(const struct talk *talk)
{
	int fd = talk->device || talk->received ? -1 : packet_connect(talk->path);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int ended(const struct talk *talk)
{
	if (is_in_use(talk))
		return cli_error("%s: another program has it open", talk->path);
	if (talk->options->count)
		return cli_error("%s: the endpoint is gone, after %u of %u messages", talk->path,
				 talk->received, talk->options->count);
	fprintf(stderr, "copro: %s: the endpoint is gone\n", talk->path);
	return CLI_OK;
}

static int not_sent(const struct talk *talk)
{
	return cli_error(is_in_use(talk) ? "%s: another program has it open"
					 : "%s: the endpoint is gone",
			 talk->path);
}

/* Prints what comes, until it is enough. */
static int receive_all(struct talk *talk)
{
	struct pollfd poller = {.fd = talk->fd, .events = POLLIN};
	uint32_t count = talk->options->count;
	size_t length;

	while (!signal_caught && !ferror(stdout) && (!count || talk->received < count)) {
		enum packet_result result = receive(talk, &length);
		int rc;

		if (result == PACKET_ENDED)
			return ended(talk);
		if (result == PACKET_DONE) {
			talk->received++;
			print(talk, length);
			continue;
		}
		rc = poll(&poller, 1, talk->timeout_ms);
		if (!rc && count)
			return cli_error("%s: nothing came for %.3g s, after %u of %u messages",
					 talk->path, talk->timeout_ms / 1e3, talk->received, count);
		if (!rc)
			return CLI_OK;
	}
	return count && talk->received < count ? CLI_FAILED : CLI_OK;
}

/* Waits until it is taken. An enum cli_status. */
static int send_one(struct talk *talk, const char *bytes, size_t length)
{
	struct pollfd poller = {.fd = talk->fd, .events = POLLOUT};

	if (!talk->device && length > RAW_MESSAGE_MAX)
		return cli_error("a text has %zu bytes, and a message takes at most %u", length,
				 RAW_MESSAGE_MAX);
	while (write(talk->fd, bytes, length) < 0) {
		if (errno == EPIPE || errno == ECONNRESET)
			return not_sent(talk);
		if (errno == EMSGSIZE)
			return cli_error("%s: %zu bytes are more than a message takes", talk->path,
					 length);
		if (errno != EAGAIN && errno != EINTR)
			return cli_error("%s: %s", talk->path, strerror(errno));
		if (signal_caught)
			return CLI_FAILED;
		if (!poll(&poller, 1, talk->timeout_ms))
			return cli_error("%s: the firmware takes nothing", talk->path);
	}
	return CLI_OK;
}

/* What was written lies in the socket until the board reads it, which it does not do for two programs at
 * once: nothing was sent before that. An enum cli_status. */
static int wait_until_taken(struct talk *talk)
{
	const struct timespec step = {.tv_nsec = TAKEN_STEP_NS};
	int64_t left = talk->timeout_ms * INT64_C(1000000);
	int waiting = 0;

	if (talk->device)
		return CLI_OK;
	while (!ioctl(talk->fd, SIOCOUTQ, &waiting) && waiting && left > 0 && !signal_caught) {
		nanosleep(&step, NULL);
		left -= TAKEN_STEP_NS;
	}
	if (packet_hung_up(talk->fd) && !talk->options->count)
		return not_sent(talk);
	return waiting ? cli_error("%s: the firmware takes nothing", talk->path) : CLI_OK;
}

/* ---- the commands ---- */

static int talk_open(struct talk *talk, const struct rpmsg_options *options, const char *where,
		     uint64_t timeout)
{
	const struct sigaction action = {.sa_handler = signal_note};

	*talk = (struct talk){.options = options, .fd = -1, .number = -1, .timeout_ms = -1};
	if (timeout != UINT64_MAX)
		talk->timeout_ms =
			(int)(timeout / PS_PER_MS < 1000000000 ? timeout / PS_PER_MS : 1000000000);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	talk->bytes = malloc(MESSAGE_MAX);
	talk->shown = malloc(4 * MESSAGE_MAX);
	if (!talk->bytes || !talk->shown)
		return cli_error("not enough memory");
	return rpmsg_is_kernel(options) ? device_open(talk, where) : socket_open(talk, where);
}

static void talk_close(struct talk *talk)
{
	char path[64];

	if (talk->fd >= 0 && talk->made)
		rpmsg_kernel_destroy(talk->fd);
	if (talk->fd >= 0)
		close(talk->fd);
	if (talk->number >= 0) {
		(void)snprintf(path, sizeof(path), "/v1/rpmsg/endpoints/%ld", talk->number);
		/* With the board gone it has nothing left to remove. */
		if (target_exists(&talk->options->target))
			(void)!rpmsg_ask(talk->options, "DELETE", path, NULL, NULL);
	}
	free(talk->bytes);
	free(talk->shown);
}

int rpmsg_listen(const struct rpmsg_options *options, char **arguments, int count)
{
	struct talk talk;
	int status = talk_open(&talk, options, count ? arguments[0] : "0",
			       options->timeout ? options->timeout : UINT64_MAX);

	if (!status)
		status = receive_all(&talk);
	talk_close(&talk);
	return status;
}

static int send_texts(struct talk *talk, char **texts, int count)
{
	int status = CLI_OK;

	for (int i = 0; i < count && !status; i++) {
		char *bytes = malloc(strlen(texts[i]) + 1);
		size_t length;

		if (!bytes)
			return cli_error("not enough memory");
		if (cli_unescape(texts[i], bytes, &length))
			status = send_one(talk, bytes, length);
		else
			status = cli_usage("rpmsg",
					   "%s: a backslash is written \\\\; known are \\n \\r \\t "
					   "\\e \\0 \\xHH",
					   texts[i]);
		free(bytes);
	}
	return status;
}

/* Each line without its end is a message. */
static int send_lines(struct talk *talk)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	int status = CLI_OK;

	while (!status && !signal_caught && (length = getline(&line, &room, stdin)) >= 0) {
		if (length && line[length - 1] == '\n')
			length--;
		status = send_one(talk, line, (size_t)length);
	}
	free(line);
	return status;
}

int rpmsg_send_messages(const struct rpmsg_options *options, char **arguments, int count)
{
	struct talk talk;
	int status = talk_open(&talk, options, arguments[0],
			       options->timeout ? options->timeout : ANSWER_TIMEOUT);

	if (!status)
		status =
			count > 1 ? send_texts(&talk, arguments + 1, count - 1) : send_lines(&talk);
	if (!status)
		status = wait_until_taken(&talk);
	if (!status && options->count)
		status = receive_all(&talk);
	talk_close(&talk);
	return status;
}
