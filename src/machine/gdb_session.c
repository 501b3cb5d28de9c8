/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/gdb_session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine/fault.h"

#define INPUT_SIZE 4096u
/* Bytes that belong to no packet, and damaged packets one after the other: that is not gdb. */
#define JUNK_MAX    4096u
#define DAMAGED_MAX 16u
/* Who does not take a reply for so long has hung. */
#define STALL_MS     10000u
#define KEEPALIVE_S  60u
#define CONSOLE_PART 1000u /* characters of an O packet */

/* A reply on its way, or the last one, in case it is asked for again. */
struct output {
	uv_write_t request;
	struct gdb_session *session;
	size_t length;
	size_t room;
	char data[];
};

enum session_state {
	SESSION_NEW, /* no packet came yet: the machine knows nothing of it */
	SESSION_HALTING, /* the first packet waits for the machine to freeze */
	SESSION_STOPPED, /* frozen, packets are answered */
	SESSION_RUNNING, /* gdb waits for a stop reply */
	SESSION_SETTLING, /* gdb waits for a reply that needs the machine to run a little */
	SESSION_CLOSED
};

struct gdb_session {
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} peer;
	uv_timer_t stall;
	struct gdb_target *target;
	struct gdb_session_owner owner;
	bool tcp;
	enum session_state state;
	bool no_ack;
	bool reading;
	bool writing;
	bool leaving; /* when what is being written is out */
	bool late; /* frozen, but text for the terminal is still being written */
	unsigned handles; /* open or closing */
	unsigned junk;
	unsigned damaged;
	size_t input_length;
	size_t input_at;
	struct output *output;
	struct gdb_parser parser;
	struct gdb_reply reply;
	uint8_t input[INPUT_SIZE];
};

static void session_process(struct gdb_session *session);
static void session_report(struct gdb_session *session);

/* ---- the end ---- */

static void handle_closed(uv_handle_t *handle)
{
	struct gdb_session *session = handle->data;

	if (--session->handles)
		return;
	free(session->output);
	free(session);
}

void gdb_session_close(struct gdb_session *session)
{
	enum session_state state;

	if (!session || session->state == SESSION_CLOSED)
		return;
	state = session->state;
	session->state = SESSION_CLOSED;
	if (state != SESSION_NEW)
		gdb_target_detach(session->target);
	uv_close(&session->peer.handle, handle_closed);
	uv_close((uv_handle_t *)&session->stall, handle_closed);
}

/* Nothing of the session may be used afterwards but its state. */
static void session_leave(struct gdb_session *session)
{
	if (session->state == SESSION_CLOSED)
		return;
	gdb_session_close(session);
	session->owner.left(session->owner.context);
}

/* ---- output ---- */

static void stalled(uv_timer_t *timer)
{
	session_leave(timer->data);
}

static void written(uv_write_t *request, int status)
{
	struct output *output = request->data;
	struct gdb_session *session = output->session;

	session->writing = false;
	if (session->state == SESSION_CLOSED)
		return;
	uv_timer_stop(&session->stall);
	if (status || session->leaving) {
		session_leave(session);
		return;
	}
	if (session->late)
		session_report(session);
	session_process(session);
}

static void output_write(struct gdb_session *session)
{
	struct output *output = session->output;
	uv_buf_t buffer = uv_buf_init(output->data, (unsigned)output->length);

	output->request.data = output;
	output->session = session;
	session->writing = true;
	if (uv_write(&output->request, &session->peer.stream, &buffer, 1, written) ||
	    uv_timer_start(&session->stall, stalled, STALL_MS, 0))
		session_leave(session);
}

/* Makes room for a new output of so many bytes. False: there is no memory, and the session ends. */
static bool output_begin(struct gdb_session *session, size_t room)
{
	free(session->output);
	session->output = malloc(sizeof(*session->output) + room);
	if (!session->output) {
		session_leave(session);
		return false;
	}
	session->output->length = 0;
	session->output->room = room;
	return true;
}

static void output_frame(struct gdb_session *session, const struct gdb_reply *reply)
{
	struct output *output = session->output;

	if (reply->length + GDB_FRAME_BYTES <= output->room - output->length)
		output->length += gdb_frame(reply, output->data + output->length);
}

/* Text for gdb's terminal, in as many packets as it takes. */
static void output_console(struct gdb_session *session, const char *text)
{
	struct gdb_reply part;
	size_t left = strlen(text);

	while (left) {
		size_t length = left < CONSOLE_PART ? left : CONSOLE_PART;

		gdb_reply_clear(&part);
		gdb_reply_print(&part, "O");
		gdb_reply_hex(&part, text, length);
		output_frame(session, &part);
		text += length;
		left -= length;
	}
}

static size_t console_room(const char *text)
{
	const size_t length = strlen(text);

	return 2 * length + (length / CONSOLE_PART + 1) * (GDB_FRAME_BYTES + 1);
}

/* One write for all: acknowledgement, text for the terminal, reply. */
static void session_send(struct gdb_session *session, const char *text)
{
	if (!output_begin(session, console_room(text) + session->reply.length + GDB_FRAME_BYTES))
		return;
	output_console(session, text);
	output_frame(session, &session->reply);
	output_write(session);
}

/* Acknowledgements are small and never asked for again: they go out apart, or not at all. */
static void session_acknowledge(struct gdb_session *session, const char *sign)
{
	uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)sign, 1);

	if (!session->no_ack)
		(void)uv_try_write(&session->peer.stream, &buffer, 1);
}

void gdb_session_say(struct gdb_session *session, const char *text)
{
	if (session->state != SESSION_RUNNING || session->writing ||
	    !output_begin(session, console_room(text)))
		return;
	output_console(session, text);
	output_write(session);
}

/* ---- packets ---- */

/* The machine is frozen: the debugger gets what it waits for. */
static void session_report(struct gdb_session *session)
{
	char text[FAULT_TEXT + 64] = "";

	session->late = session->writing;
	if (session->writing)
		return;
	if (session->state == SESSION_RUNNING) {
		gdb_target_explain(session->target, text, sizeof(text));
		gdb_reply_clear(&session->reply);
		gdb_target_stop_reply(session->target, &session->reply, false);
	}
	session->state = SESSION_STOPPED;
	session_send(session, text);
}

static void packet_answer(struct gdb_session *session)
{
	struct gdb_parser *parser = &session->parser;
	enum gdb_action action;
	char *text = NULL;

	gdb_reply_clear(&session->reply);
	if (!strcmp(parser->packet, "QStartNoAckMode")) {
		gdb_reply_print(&session->reply, "OK");
		action = GDB_ANSWER;
		session->no_ack = true;
	} else {
		action = gdb_target_command(session->target, parser->packet, parser->length,
					    &session->reply, &text);
	}
	if (session->reply.full) {
		gdb_reply_clear(&session->reply);
		gdb_reply_print(&session->reply, "E1c");
	}
	switch (action) {
	case GDB_RUN:
		session->state = SESSION_RUNNING;
		break;
	case GDB_SETTLE:
		session->state = SESSION_SETTLING;
		break;
	case GDB_LEAVE_SILENTLY:
		session_leave(session);
		break;
	case GDB_LEAVE:
		session->leaving = true;
		session_send(session, text ? text : "");
		break;
	case GDB_ANSWER:
		session_send(session, text ? text : "");
		break;
	}
	/* What was printed before the machine ran is told at once, the reply later. */
	if (action == GDB_SETTLE && text && output_begin(session, console_room(text))) {
		output_console(session, text);
		output_write(session);
	}
	free(text);
}

static void packet_take(struct gdb_session *session)
{
	session_acknowledge(session, "+");
	session->junk = 0;
	session->damaged = 0;
	switch (session->state) {
	case SESSION_NEW:
		session->state = SESSION_HALTING;
		session->owner.came(session->owner.context);
		gdb_target_attach(session->target);
		if (machine_frozen(session->target->machine))
			gdb_session_frozen(session);
		else
			machine_freeze(session->target->machine);
		break;
	case SESSION_STOPPED:
		packet_answer(session);
		break;
	default: /* gdb sends nothing but Ctrl-C to what runs */
		break;
	}
}

static void token_take(struct gdb_session *session, enum gdb_token token)
{
	switch (token) {
	case GDB_TOKEN_PACKET:
		packet_take(session);
		break;
	case GDB_TOKEN_DAMAGED:
		session_acknowledge(session, "-");
		if (++session->damaged > DAMAGED_MAX)
			session_leave(session);
		break;
	case GDB_TOKEN_NAK:
		if (++session->damaged > DAMAGED_MAX)
			session_leave(session);
		else if (session->output && session->state == SESSION_STOPPED)
			output_write(session);
		break;
	case GDB_TOKEN_INTERRUPT:
		if (session->state == SESSION_RUNNING)
			machine_freeze(session->target->machine);
		break;
	case GDB_TOKEN_TOO_LONG:
		session_leave(session);
		break;
	case GDB_TOKEN_JUNK:
		if (++session->junk > JUNK_MAX)
			session_leave(session);
		break;
	case GDB_TOKEN_ACK:
	case GDB_TOKEN_NONE:
		break;
	}
}

void gdb_session_frozen(struct gdb_session *session)
{
	switch (session->state) {
	case SESSION_HALTING:
		session->state = SESSION_STOPPED;
		(void)gdb_target_frozen(session->target);
		packet_answer(session);
		break;
	case SESSION_RUNNING:
	case SESSION_SETTLING:
		if (gdb_target_frozen(session->target))
			session_report(session);
		break;
	default:
		break;
	}
}

/* ---- input ---- */

/* While a reply is being written, or the machine is on its way to an answer, nothing more is looked at. */
static bool session_busy(const struct gdb_session *session)
{
	return session->writing || session->state == SESSION_HALTING ||
	       session->state == SESSION_SETTLING || session->state == SESSION_CLOSED;
}

static void input_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	struct gdb_session *session = handle->data;

	(void)suggested;
	*buffer = uv_buf_init((char *)session->input, sizeof(session->input));
}

static void input_came(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
	struct gdb_session *session = stream->data;

	(void)buffer;
	if (length < 0) {
		session_leave(session);
		return;
	}
	session->input_at = 0;
	session->input_length = (size_t)length;
	session_process(session);
}

static void session_process(struct gdb_session *session)
{
	while (!session_busy(session) && session->input_at < session->input_length) {
		enum gdb_token token;

		session->input_at +=
			gdb_parser_take(&session->parser, session->input + session->input_at,
					session->input_length - session->input_at, &token);
		token_take(session, token);
	}
	if (session->state == SESSION_CLOSED)
		return;
	if (session->input_at < session->input_length) {
		if (session->reading)
			uv_read_stop(&session->peer.stream);
		session->reading = false;
	} else if (!session->reading) {
		session->reading = true;
		if (uv_read_start(&session->peer.stream, input_room, input_came))
			session_leave(session);
	}
}

/* ---- the beginning ---- */

int gdb_session_open(struct gdb_session **opened, struct gdb_target *target, bool tcp,
		     const struct gdb_session_owner *owner)
{
	uv_loop_t *loop = machine_loop(target->machine);
	struct gdb_session *session = calloc(1, sizeof(*session));
	int rc;

	if (!session)
		return -ENOMEM;
	session->target = target;
	session->owner = *owner;
	session->tcp = tcp;
	gdb_parser_init(&session->parser);
	rc = tcp ? uv_tcp_init(loop, &session->peer.tcp)
		 : uv_pipe_init(loop, &session->peer.pipe, 0);
	if (rc) {
		free(session);
		return rc;
	}
	session->handles = 1;
	session->peer.handle.data = session;
	rc = uv_timer_init(loop, &session->stall);
	if (rc) {
		uv_close(&session->peer.handle, handle_closed);
		return rc;
	}
	session->handles = 2;
	session->stall.data = session;
	*opened = session;
	return 0;
}

uv_stream_t *gdb_session_stream(struct gdb_session *session)
{
	return &session->peer.stream;
}

int gdb_session_start(struct gdb_session *session)
{
	if (session->tcp) {
		(void)uv_tcp_nodelay(&session->peer.tcp, 1);
		(void)uv_tcp_keepalive(&session->peer.tcp, 1, KEEPALIVE_S);
	}
	session->reading = true;
	return uv_read_start(&session->peer.stream, input_room, input_came);
}
