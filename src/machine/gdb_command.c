/* SPDX-License-Identifier: BSD-3-Clause */
/* What each packet of gdb asks of the target ("Debugging with GDB", E.2 to E.4). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "board/debug.h"
#include "machine/gdb_target.h"

/* gdb shows the number of an error and nothing else: ours are errno's. */
#define ERROR_SYNTAX   "E16"
#define ERROR_ADDRESS  "E0e"
#define ERROR_NO_SPACE "E1c"

#define READ_MAX    (GDB_PACKET_MAX / 2)
#define MONITOR_MAX 512u

static struct board *board_of(const struct gdb_target *target)
{
	return machine_board(target->machine);
}

static struct cortex_m *core_of(const struct gdb_target *target)
{
	return board_core(board_of(target));
}

static bool starts(const char *packet, const char *with)
{
	return !strncmp(packet, with, strlen(with));
}

/* "A,B", up to `end`. */
static bool read_pair(const char **at, uint32_t *a, uint32_t *b, char end)
{
	if (!gdb_read_number(at, a) || *(*at)++ != ',' || !gdb_read_number(at, b) || **at != end)
		return false;
	if (end)
		(*at)++;
	return true;
}

/* ---- registers ---- */

static void register_read(struct gdb_target *target, size_t number, struct gdb_reply *reply)
{
	const struct gdb_register *reg = &gdb_registers[number];

	for (unsigned i = 0; i < reg->words; i++) {
		uint32_t value =
			cortex_m_get(core_of(target), (enum cortex_m_register)(reg->first + i));

		gdb_reply_hex(reply, &value, sizeof(value));
	}
}

static void register_write(struct gdb_target *target, size_t number, const uint8_t *bytes)
{
	const struct gdb_register *reg = &gdb_registers[number];

	for (unsigned i = 0; i < reg->words; i++) {
		uint32_t value;

		memcpy(&value, bytes + 4 * i, sizeof(value));
		cortex_m_set(core_of(target), (enum cortex_m_register)(reg->first + i), value);
	}
}

static void registers_read(struct gdb_target *target, struct gdb_reply *reply)
{
	for (size_t i = 0; i < gdb_register_count; i++)
		register_read(target, i, reply);
}

static void registers_write(struct gdb_target *target, const char *digits, size_t length,
			    struct gdb_reply *reply)
{
	size_t bytes = 0;
	uint8_t values[512];
	const uint8_t *at = values;

	for (size_t i = 0; i < gdb_register_count; i++)
		bytes += 4u * gdb_registers[i].words;
	if (length != 2 * bytes || bytes > sizeof(values) ||
	    !gdb_read_bytes(digits, length, values)) {
		gdb_reply_print(reply, ERROR_SYNTAX);
		return;
	}
	for (size_t i = 0; i < gdb_register_count; i++) {
		register_write(target, i, at);
		at += 4u * gdb_registers[i].words;
	}
	gdb_reply_print(reply, "OK");
}

/* pN, PN=... */
static void register_command(struct gdb_target *target, const char *packet, const char *end,
			     struct gdb_reply *reply)
{
	const char *at = packet + 1;
	uint8_t value[8];
	uint32_t number;
	size_t digits;

	if (!gdb_read_number(&at, &number) || number >= gdb_register_count) {
		gdb_reply_print(reply, ERROR_SYNTAX);
		return;
	}
	if (packet[0] == 'p') {
		register_read(target, number, reply);
		return;
	}
	digits = 8u * gdb_registers[number].words;
	if (*at++ != '=' || (size_t)(end - at) != digits || !gdb_read_bytes(at, digits, value)) {
		gdb_reply_print(reply, ERROR_SYNTAX);
		return;
	}
	register_write(target, number, value);
	gdb_reply_print(reply, "OK");
}

/* ---- memory ---- */

/* As much as can be read from there on. */
static uint32_t read_some(struct board *board, uint32_t address, uint8_t *data, uint32_t size)
{
	uint32_t done = 0;

	if (!board_debug_read(board, address, data, size))
		return size;
	while (done < size) {
		uint32_t step = 4 - (address + done) % 4;

		if (step > size - done)
			step = size - done;
		if (board_debug_read(board, address + done, data + done, step))
			break;
		done += step;
	}
	return done;
}

static void memory_read(struct gdb_target *target, const char *packet, struct gdb_reply *reply)
{
	const char *at = packet + 1;
	uint8_t data[READ_MAX];
	uint32_t address, size, done;

	if (!read_pair(&at, &address, &size, '\0')) {
		gdb_reply_print(reply, ERROR_SYNTAX);
		return;
	}
	if (size > READ_MAX)
		size = READ_MAX;
	done = read_some(board_of(target), address, data, size);
	if (!done && size)
		gdb_reply_print(reply, ERROR_ADDRESS);
	else
		gdb_reply_hex(reply, data, done);
}

/* MADDRESS,SIZE:digits and XADDRESS,SIZE:bytes */
static void memory_write(struct gdb_target *target, const char *packet, const char *end,
			 struct gdb_reply *reply)
{
	const char *at = packet + 1;
	uint8_t data[GDB_PACKET_MAX];
	uint32_t address, size;
	size_t given;

	if (!read_pair(&at, &address, &size, ':')) {
		gdb_reply_print(reply, ERROR_SYNTAX);
		return;
	}
	given = (size_t)(end - at);
	if (packet[0] == 'M' ? given != 2ull * size || !gdb_read_bytes(at, given, data)
			     : given != size) {
		gdb_reply_print(reply, ERROR_SYNTAX);
		return;
	}
	if (packet[0] == 'X')
		memcpy(data, at, given);
	if (board_debug_write(board_of(target), address, data, size))
		gdb_reply_print(reply, ERROR_ADDRESS);
	else
		gdb_reply_print(reply, "OK");
}

/* ---- breakpoints and watchpoints ---- */

/* Z and z: type,address,kind; said twice they mean the same. */
static void point_command(struct gdb_target *target, const char *packet, struct gdb_reply *reply)
{
	static const enum cortex_m_watch kinds[] = {CORTEX_M_WATCH_WRITE, CORTEX_M_WATCH_READ,
						    CORTEX_M_WATCH_ACCESS};
	const char *at = packet + 3;
	unsigned type = (unsigned)(packet[1] - '0');
	bool set = packet[0] == 'Z';
	uint32_t address, kind;
	int rc = 0;

	if (packet[1] < '0' || packet[1] > '4')
		return; /* not known: an empty reply */
	/* Conditions and commands come behind a semicolon: gdb was not told that they are understood. */
	if (packet[2] != ',' || !read_pair(&at, &address, &kind, '\0')) {
		gdb_reply_print(reply, ERROR_SYNTAX);
		return;
	}
	if (type >= 2)
		rc = gdb_watch_change(target, set, kinds[type - 2], address, kind);
	else if (set)
		rc = gdb_point_set(target, address & ~1u, type == 1);
	else
		gdb_point_clear(target, address & ~1u, type == 1);
	gdb_reply_print(reply, !rc ? "OK" : rc == -ENOSPC ? ERROR_NO_SPACE : ERROR_SYNTAX);
}

/* ---- running ---- */

/* The core does not go behind a BKPT of the program by itself. */
static bool behind_bkpt(struct gdb_target *target)
{
	struct cortex_m *core = core_of(target);
	const uint32_t pc = cortex_m_get(core, CORTEX_M_PC);
	struct cortex_m_halt halt;

	cortex_m_last_halt(core, &halt);
	if (!cortex_m_halted(core) || halt.reason != CORTEX_M_HALT_BKPT || pc != target->stop_pc)
		return false;
	cortex_m_set(core, CORTEX_M_PC, pc + 2);
	return true;
}

static enum gdb_action go_on(struct gdb_target *target, bool step, struct gdb_reply *reply)
{
	if (behind_bkpt(target) && step) {
		gdb_target_stop_reply(target, reply, true);
		return GDB_ANSWER;
	}
	if (step)
		cortex_m_step(core_of(target));
	else
		cortex_m_resume(core_of(target));
	machine_thaw(target->machine);
	return GDB_RUN;
}

/* c, s, C and S: the last two with a signal, which the core knows nothing of; all with an address. */
static enum gdb_action run_command(struct gdb_target *target, const char *packet,
				   struct gdb_reply *reply)
{
	bool with_signal = packet[0] == 'C' || packet[0] == 'S';
	const char *at = packet + 1;
	uint32_t number;

	target->ranged = false;
	if (with_signal) {
		(void)gdb_read_number(&at, &number);
		if (*at == ';')
			at++;
	}
	if (gdb_read_number(&at, &number))
		cortex_m_set(core_of(target), CORTEX_M_PC, number);
	return go_on(target, packet[0] == 's' || packet[0] == 'S', reply);
}

/* vCont;ACTION[:THREAD][;...]: there is one thread, so the first action is its. */
static enum gdb_action vcont(struct gdb_target *target, const char *packet, struct gdb_reply *reply)
{
	const char *at = packet + strlen("vCont;");

	target->ranged = false;
	switch (*at) {
	case 'c':
	case 'C':
		return go_on(target, false, reply);
	case 's':
	case 'S':
		return go_on(target, true, reply);
	case 'r':
		at++;
		if (!gdb_read_number(&at, &target->range_begin) || *at++ != ',' ||
		    !gdb_read_number(&at, &target->range_end)) {
			gdb_reply_print(reply, ERROR_SYNTAX);
			return GDB_ANSWER;
		}
		target->ranged = true;
		return go_on(target, true, reply);
	case 't': /* it is stopped already */
		gdb_target_stop_reply(target, reply, true);
		return GDB_ANSWER;
	default:
		gdb_reply_print(reply, ERROR_SYNTAX);
		return GDB_ANSWER;
	}
}

/* ---- queries ---- */

static void xfer(const char *arguments, const char *object, struct gdb_reply *reply)
{
	const size_t size = strlen(object);
	const char *at = arguments;
	uint32_t offset, length;

	if (!read_pair(&at, &offset, &length, '\0') || offset > size) {
		gdb_reply_print(reply, ERROR_SYNTAX);
		return;
	}
	if (length > GDB_PACKET_MAX / 2 - 1)
		length = GDB_PACKET_MAX / 2 - 1;
	if (length > size - offset)
		length = (uint32_t)(size - offset);
	gdb_reply_print(reply, offset + length < size ? "m" : "l");
	(void)gdb_reply_binary(reply, object + offset, length);
}

static enum gdb_action monitor(struct gdb_target *target, const char *digits, size_t length,
			       struct gdb_reply *reply, char **output)
{
	enum gdb_action action = GDB_ANSWER;
	char line[MONITOR_MAX];
	size_t size = 0;
	FILE *out;

	if (length / 2 >= sizeof(line) || !gdb_read_bytes(digits, length, line)) {
		gdb_reply_print(reply, ERROR_SYNTAX);
		return GDB_ANSWER;
	}
	line[length / 2] = '\0';
	out = open_memstream(output, &size);
	if (!out) {
		gdb_reply_print(reply, "E0c");
		return GDB_ANSWER;
	}
	action = gdb_monitor(target, line, out);
	if (fclose(out)) {
		gdb_reply_print(reply, "E0c");
		return GDB_ANSWER;
	}
	gdb_reply_print(reply, "OK");
	return action;
}

static void thread_info(struct gdb_target *target, struct gdb_reply *reply)
{
	const char *text = !board_m4_running(board_of(target)) ? "Cortex-M4, in reset"
			   : cortex_m_asleep(core_of(target))  ? "Cortex-M4, sleeps"
							       : "Cortex-M4";

	gdb_reply_hex(reply, text, strlen(text));
}

static enum gdb_action query(struct gdb_target *target, const char *packet, size_t length,
			     struct gdb_reply *reply, char **output)
{
	static const char features[] = "qXfer:features:read:target.xml:";
	static const char map[] = "qXfer:memory-map:read::";
	static const char command[] = "qRcmd,";
	char text[GDB_MAP_SIZE];

	if (starts(packet, "qSupported")) {
		gdb_reply_print(reply,
				"PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;"
				"qXfer:memory-map:read+;vContSupported+;swbreak+;hwbreak+",
				GDB_PACKET_MAX);
	} else if (starts(packet, features)) {
		xfer(packet + strlen(features), gdb_target_description(), reply);
	} else if (starts(packet, map)) {
		gdb_memory_map(text);
		xfer(packet + strlen(map), text, reply);
	} else if (starts(packet, command)) {
		return monitor(target, packet + strlen(command), length - strlen(command), reply,
			       output);
	} else if (!strcmp(packet, "qAttached")) {
		gdb_reply_print(reply, "1"); /* so that gdb detaches when it ends */
	} else if (!strcmp(packet, "qC")) {
		gdb_reply_print(reply, "QC1");
	} else if (!strcmp(packet, "qfThreadInfo")) {
		gdb_reply_print(reply, "m1");
	} else if (!strcmp(packet, "qsThreadInfo")) {
		gdb_reply_print(reply, "l");
	} else if (starts(packet, "qThreadExtraInfo,")) {
		thread_info(target, reply);
	} else if (starts(packet, "qSymbol:")) {
		gdb_reply_print(reply, "OK");
	}
	return GDB_ANSWER;
}

static enum gdb_action verbose(struct gdb_target *target, const char *packet,
			       struct gdb_reply *reply)
{
	if (starts(packet, "vCont;"))
		return vcont(target, packet, reply);
	if (!strcmp(packet, "vCont?")) {
		gdb_reply_print(reply, "vCont;c;C;s;S;t;r");
	} else if (starts(packet, "vKill")) {
		gdb_reply_print(reply, "OK");
		return GDB_LEAVE;
	}
	return GDB_ANSWER; /* vMustReplyEmpty and what else there is */
}

enum gdb_action gdb_target_command(struct gdb_target *target, const char *packet, size_t length,
				   struct gdb_reply *reply, char **output)
{
	const char *end = packet + length;

	*output = NULL;
	switch (packet[0]) {
	case '?':
		gdb_target_stop_reply(target, reply, true);
		return GDB_ANSWER;
	case 'g':
		registers_read(target, reply);
		return GDB_ANSWER;
	case 'G':
		registers_write(target, packet + 1, length - 1, reply);
		return GDB_ANSWER;
	case 'p':
	case 'P':
		register_command(target, packet, end, reply);
		return GDB_ANSWER;
	case 'm':
		memory_read(target, packet, reply);
		return GDB_ANSWER;
	case 'M':
	case 'X':
		memory_write(target, packet, end, reply);
		return GDB_ANSWER;
	case 'Z':
	case 'z':
		point_command(target, packet, reply);
		return GDB_ANSWER;
	case 'c':
	case 'C':
	case 's':
	case 'S':
		return run_command(target, packet, reply);
	case 'v':
		return verbose(target, packet, reply);
	case 'q':
		return query(target, packet, length, reply, output);
	case 'H': /* one thread */
	case 'T':
		gdb_reply_print(reply, "OK");
		return GDB_ANSWER;
	case 'D':
		gdb_reply_print(reply, "OK");
		return GDB_LEAVE;
	case 'k': /* the board stays; nobody waits for an answer */
		return GDB_LEAVE_SILENTLY;
	case 'R':
		gdb_reply_print(reply, "E.the board is not started anew by gdb: `monitor reset` "
				       "starts its firmware again");
		return GDB_ANSWER;
	default: /* not known: an empty reply */
		return GDB_ANSWER;
	}
}
