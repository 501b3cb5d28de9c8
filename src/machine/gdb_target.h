/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The Cortex-M4 of a machine as a target of gdb: what each packet means, without sockets. gdb sees one
 * thread, 1, which is the core; the machine is frozen while it reads and changes things.
 */
#ifndef COPRO_MACHINE_GDB_TARGET_H
#define COPRO_MACHINE_GDB_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "machine/gdb_packet.h"
#include "machine/machine_debug.h"

#define GDB_POINTS	32u /* breakpoints, as many as the core has */
#define GDB_TRACE_LINES 40u
#define GDB_TRACE_SIZE	200u

struct gdb_point {
	uint32_t address;
	bool hardware;
};

struct gdb_target {
	struct machine *machine;
	bool catch_fault;
	bool halt_on_start;
	struct gdb_point points[GDB_POINTS];
	size_t point_count;
	uint32_t stop_pc; /* where it was when the machine froze */
	bool ranged; /* steps until the pc is outside [range_begin, range_end) */
	uint32_t range_begin, range_end;
	/* The last lines of the firmware's logs, for `monitor trace`. */
	char trace[GDB_TRACE_LINES][GDB_TRACE_SIZE];
	size_t trace_count; /* lines that came */
};

enum gdb_action {
	GDB_ANSWER, /* the reply is to be sent */
	GDB_RUN, /* nothing is sent until the machine freezes */
	GDB_SETTLE, /* the same, but then the reply, not why it stopped */
	GDB_LEAVE, /* the reply is to be sent, and then the connection closed */
	GDB_LEAVE_SILENTLY
};

void gdb_target_init(struct gdb_target *target, struct machine *machine);

/* A debugger has come: the core is in debug mode. It is not halted by that. */
void gdb_target_attach(struct gdb_target *target);
/* It has gone: breakpoints, watchpoints and catches too, and the machine goes on. */
void gdb_target_detach(struct gdb_target *target);

/* The machine has frozen. False: it is to go on, and does, because a step is not over. */
bool gdb_target_frozen(struct gdb_target *target);

/*
 * Does what a packet asks for; the machine is frozen. The packet ends with a NUL behind `length` bytes.
 * What `monitor` printed is handed over in *output (may be NULL after the call), which the caller frees.
 */
enum gdb_action gdb_target_command(struct gdb_target *target, const char *packet, size_t length,
				   struct gdb_reply *reply, char **output);

/* Why it stopped: a stop reply. `first`: for a debugger that has just come and interrupted nothing. */
void gdb_target_stop_reply(struct gdb_target *target, struct gdb_reply *reply, bool first);
/* The same in words, if there is more to say than gdb itself does; else "". FAULT_TEXT + 64 bytes. */
void gdb_target_explain(struct gdb_target *target, char *text, size_t size);

/* An event of the machine: lines of logs are kept. */
void gdb_target_event(struct gdb_target *target, const struct machine_event *event);

/* Tells the core what `catch_fault` and `halt_on_start` say. */
void gdb_target_set_catches(struct gdb_target *target);

/* gdb_points.c. 0; -ENOSPC; -EINVAL: not a range. */
COPRO_MUST_CHECK int gdb_point_set(struct gdb_target *target, uint32_t address, bool hardware);
void gdb_point_clear(struct gdb_target *target, uint32_t address, bool hardware);
COPRO_MUST_CHECK int gdb_watch_change(struct gdb_target *target, bool set, enum cortex_m_watch kind,
				      uint32_t address, uint32_t size);

/* gdb_describe.c: an object of qXfer, NULL: there is none of that name. Static text. */
const char *gdb_target_description(void);
/* Written to `text`, which is big enough with GDB_MAP_SIZE bytes. */
#define GDB_MAP_SIZE 1024u
void gdb_memory_map(char *text);

/* Registers of the core in the order of the description. */
struct gdb_register {
	uint16_t first; /* enum cortex_m_register */
	uint8_t words; /* 2: a double, of two registers that follow each other */
};
extern const struct gdb_register gdb_registers[];
extern const size_t gdb_register_count;

/* gdb_monitor.c: a line of `monitor`. Prints to the stream; GDB_SETTLE or GDB_ANSWER. */
enum gdb_action gdb_monitor(struct gdb_target *target, const char *line, FILE *out);

#endif
