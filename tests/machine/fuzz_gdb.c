/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes from a debugger: cut into packets as a connection does it, each obeyed by a machine that runs
 * for a moment when it is told to. Afterwards the debugger is gone, and so is all that it set.
 */
#include <stdlib.h>

#include "board/debug.h"
#include "machine/gdb_target.h"

#define RUN_PS (20 * PS_PER_US)
#define RUNS   8u /* an input; what comes behind is not obeyed */

#define RCC_MP_GCR 0x5000010Cu

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzzed {
	struct machine *machine;
	struct gdb_target target;
	struct gdb_parser parser;
	struct gdb_reply reply;
};

static void on_frozen(void *context)
{
	struct fuzzed *fuzzed = context;

	if (gdb_target_frozen(&fuzzed->target))
		machine_end(fuzzed->machine);
}

static void on_event(void *context, const struct machine_event *event)
{
	(void)context;
	(void)event;
}

/* A chip whose firmware counts in memory. */
static struct machine *machine_make(void)
{
	const struct machine_config config = {.engineering_boot = true, .event = on_event};
	static const uint32_t vectors[] = {0x10008000, 0x10000001};
	/* ldr r0,[pc,#4]; adds r1,#1; str r1,[r0]; b . - 6; .word 0x10001000 */
	static const uint16_t code[] = {0x4801, 0x3101, 0x6001, 0xE7FB, 0x1000, 0x1000};
	struct machine *made;
	const struct mmio_bus *bus;

	if (machine_create(&made, &config) ||
	    board_debug_write(machine_board(made), 0, vectors, sizeof(vectors)) ||
	    board_debug_write(machine_board(made), 0x10000000, code, sizeof(code)))
		abort();
	bus = board_port(machine_board(made), SOC_A7_SECURE);
	bus->write(bus->context, RCC_MP_GCR, 4, 1);
	return made;
}

/* Until it freezes by itself, or is made to. */
static void run(struct fuzzed *fuzzed)
{
	struct machine *machine = fuzzed->machine;

	if (machine_run(machine, machine_now(machine) + RUN_PS))
		abort();
	for (unsigned i = 0; i < 1000 && !machine_frozen(machine); i++) {
		machine_freeze(machine);
		if (machine_run(machine, machine_now(machine) + RUN_PS))
			abort();
	}
	if (!machine_frozen(machine))
		abort();
}

static void obey(struct fuzzed *fuzzed, const uint8_t *data, size_t size)
{
	unsigned runs = 0;

	while (size && runs < RUNS) {
		enum gdb_action action;
		enum gdb_token token;
		char *text;
		size_t used = gdb_parser_take(&fuzzed->parser, data, size, &token);

		data += used;
		size -= used;
		if (token != GDB_TOKEN_PACKET)
			continue;
		gdb_reply_clear(&fuzzed->reply);
		action = gdb_target_command(&fuzzed->target, fuzzed->parser.packet,
					    fuzzed->parser.length, &fuzzed->reply, &text);
		free(text);
		if (fuzzed->reply.full)
			abort();
		if (action == GDB_LEAVE || action == GDB_LEAVE_SILENTLY)
			return;
		if (action == GDB_ANSWER)
			continue;
		run(fuzzed);
		gdb_reply_clear(&fuzzed->reply);
		gdb_target_stop_reply(&fuzzed->target, &fuzzed->reply, false);
		runs++;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzzed fuzzed;
	const struct machine_debugger debugger = {on_frozen, NULL, &fuzzed};
	struct cortex_m *core;

	fuzzed.machine = machine_make();
	core = board_core(machine_board(fuzzed.machine));
	gdb_target_init(&fuzzed.target, fuzzed.machine);
	gdb_parser_init(&fuzzed.parser);
	machine_set_debugger(fuzzed.machine, &debugger);
	gdb_target_attach(&fuzzed.target);
	machine_freeze(fuzzed.machine);
	run(&fuzzed);
	obey(&fuzzed, data, size);
	gdb_target_detach(&fuzzed.target);
	if (cortex_m_breakpoints(core) || cortex_m_watches(core) || cortex_m_halted(core) ||
	    machine_frozen(fuzzed.machine))
		abort();
	machine_destroy(fuzzed.machine);
	return 0;
}
