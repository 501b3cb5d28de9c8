/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands of gdb's `monitor`: what a debugger of the Cortex-M4 wants to know of the board around it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "board/debug.h"
#include "machine/event_log.h"
#include "machine/fault.h"
#include "machine/gdb_target.h"
#include "machine/machine_internal.h"
#include "machine/status.h"
#include "soc/irq.h"

/* System Control Space (ARM DDI 0403, B3.2.2, B3.4.3). */
#define NVIC_ISER 0xE000E100u
#define NVIC_ISPR 0xE000E200u
#define NVIC_IABR 0xE000E300u
#define NVIC_IPR  0xE000E400u
#define XPSR_IPSR 0x1FFu

static struct cortex_m *core_of(const struct gdb_target *target)
{
	return board_core(target->machine->board);
}

static void print_time(FILE *out, uint64_t ps)
{
	fprintf(out, "%" PRIu64 ".%09" PRIu64 " s", ps / PS_PER_S, ps % PS_PER_S / PS_PER_NS);
}

/* " (main+0x12)", or nothing. */
static void print_place(const struct gdb_target *target, FILE *out, uint32_t address)
{
	const struct machine *machine = target->machine;
	uint32_t into = 0;
	const char *symbol =
		machine->has_image ? elf_image_symbol(&machine->image, address, &into) : NULL;
	char name[STATUS_NAME];

	if (symbol)
		fprintf(out, " (%s+0x%" PRIx32 ")",
			event_log_escape(name, sizeof(name), symbol, strlen(symbol)), into);
}

/* ---- status, time ---- */

static enum gdb_action monitor_time(struct gdb_target *target, const char *argument, FILE *out)
{
	(void)argument;
	fputs("virtual time: ", out);
	print_time(out, machine_now(target->machine));
	fprintf(out, "\ninstructions since reset: %" PRIu64 "\n", cortex_m_cycles(core_of(target)));
	return GDB_ANSWER;
}

static void print_core(struct gdb_target *target, FILE *out)
{
	struct machine *machine = target->machine;
	struct cortex_m *core = core_of(target);
	const uint32_t pc = cortex_m_get(core, CORTEX_M_PC);

	if (!board_m4_running(machine->board)) {
		fputs("Cortex-M4: in reset\n", out);
		return;
	}
	fprintf(out, "Cortex-M4: halted at 0x%08" PRIx32, pc);
	print_place(target, out, pc);
	if (cortex_m_asleep(core))
		fprintf(out, ", asleep%s",
			board_m4_stopped(machine->board) ? " (SLEEPDEEP: its clock may stop)" : "");
	fprintf(out, ", exception %" PRIu32 "\n", cortex_m_get(core, CORTEX_M_XPSR) & XPSR_IPSR);
}

static enum gdb_action monitor_status(struct gdb_target *target, const char *argument, FILE *out)
{
	struct machine *machine = target->machine;
	struct cortex_m *core = core_of(target);

	(void)argument;
	if (machine_has_host(machine)) {
		const struct remoteproc *rproc = machine_remoteproc(machine);

		fprintf(out, "remoteproc: %s since ", rproc_state_name(remoteproc_state(rproc)));
		print_time(out, remoteproc_state_since(rproc) * PS_PER_NS);
		fputs("\n", out);
	} else {
		fputs("remoteproc: no Linux runs on the Cortex-A7\n", out);
	}
	fputs("virtual time: ", out);
	print_time(out, machine_now(machine));
	fputs(", stands still\n", out);
	print_core(target, out);
	fprintf(out, "breakpoints: %zu; watchpoints: %zu\n", cortex_m_breakpoints(core),
		cortex_m_watches(core));
	fprintf(out, "catch fault: %s; halt-on-start: %s\n", target->catch_fault ? "on" : "off",
		target->halt_on_start ? "on" : "off");
	return GDB_ANSWER;
}

/* ---- switches ---- */

static bool read_switch(const char *text, bool *on, FILE *out)
{
	if (strcmp(text, "on") && strcmp(text, "off")) {
		fprintf(out, "\"%s\": say on or off\n", text);
		return false;
	}
	*on = !strcmp(text, "on");
	return true;
}

static enum gdb_action monitor_catch(struct gdb_target *target, const char *argument, FILE *out)
{
	if (strncmp(argument, "fault ", 6)) {
		fputs("what can be caught is: fault; say `monitor catch fault on` or `off`\n", out);
		return GDB_ANSWER;
	}
	if (read_switch(argument + 6, &target->catch_fault, out))
		gdb_target_set_catches(target);
	return GDB_ANSWER;
}

static enum gdb_action monitor_halt_on_start(struct gdb_target *target, const char *argument,
					     FILE *out)
{
	if (read_switch(argument, &target->halt_on_start, out))
		gdb_target_set_catches(target);
	return GDB_ANSWER;
}

/* ---- reset ---- */

static enum gdb_action monitor_reset(struct gdb_target *target, const char *argument, FILE *out)
{
	struct machine *machine = target->machine;
	struct host_error error = {.text = ""};
	int rc;

	(void)argument;
	if (!machine->has_image || !machine_has_host(machine)) {
		fputs("no firmware has been started yet\n", out);
		return GDB_ANSWER;
	}
	/* Time stands: the firmware cannot be asked to stop, and is not waited for. */
	if (!remoteproc_stop(machine_remoteproc(machine), NULL, NULL))
		remoteproc_stop_now(machine_remoteproc(machine));
	rc = machine_start(machine, machine->firmware, machine->firmware_size, &error);
	if (rc) {
		fprintf(out, "the firmware does not start: %s\n",
			error.text[0] ? error.text : strerror(-rc));
		return GDB_ANSWER;
	}
	fputs("the firmware was stopped and loaded again; it is halted at its first instruction\n"
	      "(`maintenance flush register-cache` makes gdb look at it)\n",
	      out);
	cortex_m_resume(core_of(target));
	machine_thaw(machine);
	machine_freeze(machine);
	return GDB_SETTLE;
}

/* ---- faults, interrupts ---- */

static enum gdb_action monitor_faults(struct gdb_target *target, const char *argument, FILE *out)
{
	const struct machine *machine = target->machine;
	struct cortex_m_fault fault;
	char text[FAULT_TEXT];

	(void)argument;
	cortex_m_last_fault(core_of(target), &fault);
	if (!fault.count) {
		fputs("no fault since the last reset\n", out);
	} else {
		fault_describe(&fault, machine->has_image ? &machine->image : NULL, text);
		fprintf(out, "%s\n%" PRIu64 " since the last reset; stacked by this one:\n", text,
			fault.count);
		fprintf(out, "  pc %08" PRIx32, fault.pc);
		print_place(target, out, fault.pc);
		fprintf(out, "\n  lr %08" PRIx32, fault.lr);
		print_place(target, out, fault.lr & ~1u);
		fprintf(out, "\n  xpsr %08" PRIx32 "  sp %08" PRIx32 "\n", fault.xpsr, fault.sp);
	}
	fprintf(out,
		"CFSR %08" PRIx32 "  HFSR %08" PRIx32 "  MMFAR %08" PRIx32 "  BFAR %08" PRIx32 "\n",
		fault.cfsr, fault.hfsr, fault.mmfar, fault.bfar);
	return GDB_ANSWER;
}

static const char *system_exception(unsigned number)
{
	static const char *const names[] = {
		[2] = "NMI",	       [3] = "HardFault",  [4] = "MemManage",
		[5] = "BusFault",      [6] = "UsageFault", [11] = "SVCall",
		[12] = "DebugMonitor", [14] = "PendSV",	   [15] = "SysTick",
	};

	return number < sizeof(names) / sizeof(names[0]) && names[number] ? names[number] : "?";
}

static bool irq_bit(struct gdb_target *target, uint32_t base, unsigned irq)
{
	uint32_t word = 0;

	(void)board_debug_read(target->machine->board, base + irq / 32 * 4, &word, sizeof(word));
	return word >> irq % 32 & 1;
}

static void print_irq(struct gdb_target *target, FILE *out, unsigned irq)
{
	const bool enabled = irq_bit(target, NVIC_ISER, irq);
	const bool pending = irq_bit(target, NVIC_ISPR, irq);
	const bool active = irq_bit(target, NVIC_IABR, irq);
	const char *name = soc_irq_name(irq);
	uint8_t priority = 0;

	if (!enabled && !pending && !active)
		return;
	(void)board_debug_read(target->machine->board, NVIC_IPR + irq, &priority, 1);
	fprintf(out, "  %3u %-16s priority 0x%02x%s%s%s%s\n", irq, name ? name : "?", priority,
		enabled ? " enabled" : "", pending ? " pending" : "", active ? " active" : "",
		board_m4_irq_level(target->machine->board, irq) ? " line-high" : "");
}

static enum gdb_action monitor_irq(struct gdb_target *target, const char *argument, FILE *out)
{
	struct cortex_m *core = core_of(target);
	const unsigned active = cortex_m_get(core, CORTEX_M_XPSR) & XPSR_IPSR;
	const char *name = active >= 16 ? soc_irq_name(active - 16) : system_exception(active);

	(void)argument;
	if (active)
		fprintf(out, "in the handler of exception %u (%s)\n", active, name ? name : "?");
	else
		fputs("in Thread mode\n", out);
	fprintf(out, "PRIMASK %" PRIu32 "  BASEPRI 0x%02" PRIx32 "  FAULTMASK %" PRIu32 "\n",
		cortex_m_get(core, CORTEX_M_PRIMASK), cortex_m_get(core, CORTEX_M_BASEPRI),
		cortex_m_get(core, CORTEX_M_FAULTMASK));
	fputs("interrupts that are enabled, pending or active:\n", out);
	for (unsigned irq = 0; irq < SOC_IRQ_COUNT; irq++)
		print_irq(target, out, irq);
	return GDB_ANSWER;
}

/* ---- peripherals ---- */

static void print_register(struct gdb_target *target, FILE *out, const struct device *device,
			   uint32_t offset, const char *name)
{
	uint32_t word = 0;

	fprintf(out, "  +0x%03" PRIx32 " %-20s ", offset, name);
	if (board_debug_read(target->machine->board, device->base + offset, &word, sizeof(word)))
		fputs("the firewall refuses\n", out);
	else
		fprintf(out, "0x%08" PRIx32 "\n", word);
}

/* The row of the table that a word belongs to, and its place among several alike. */
static const struct device_register *register_at(const struct device *device, uint32_t offset,
						 uint32_t *index)
{
	const struct device_register *reg = device->model->registers;

	for (; reg && reg->name; reg++) {
		const uint32_t stride = reg->stride ? reg->stride : 4;
		const uint32_t count = reg->count ? reg->count : 1;

		*index = (offset - reg->offset) / stride;
		if (offset >= reg->offset && (offset - reg->offset) % stride == 0 && *index < count)
			return reg;
	}
	return NULL;
}

static void print_device(struct gdb_target *target, FILE *out, const struct device *device)
{
	fprintf(out, "%s at 0x%08" PRIx32 "%s\n", device->name, device->base,
		device->in_reset ? ", held in reset" : "");
	if (!device->model->registers)
		fputs("  not modelled: its words are stored and read back\n", out);
	for (uint32_t offset = 0; offset < device->size; offset += 4) {
		uint32_t index;
		const struct device_register *reg = register_at(device, offset, &index);
		char name[32];

		if (!reg)
			continue;
		if (reg->count > 1)
			snprintf(name, sizeof(name), "%s[%" PRIu32 "]", reg->name, index);
		else
			snprintf(name, sizeof(name), "%s", reg->name);
		print_register(target, out, device, offset, name);
	}
}

static enum gdb_action monitor_peripherals(struct gdb_target *target, const char *argument,
					   FILE *out)
{
	const struct board *board = target->machine->board;
	const struct device *device;

	for (size_t i = 0; (device = board_debug_device(board, i)); i++) {
		if (!argument[0]) {
			fprintf(out, "%-14s%s", device->name, i % 5 == 4 ? "\n" : "");
		} else if (!strcasecmp(device->name, argument)) {
			print_device(target, out, device);
			return GDB_ANSWER;
		}
	}
	if (argument[0])
		fprintf(out, "there is no peripheral %s: `monitor peripherals` lists them\n",
			argument);
	else
		fputs("\n", out);
	return GDB_ANSWER;
}

/* ---- trace ---- */

static enum gdb_action monitor_trace(struct gdb_target *target, const char *argument, FILE *out)
{
	size_t first =
		target->trace_count > GDB_TRACE_LINES ? target->trace_count - GDB_TRACE_LINES : 0;

	(void)argument;
	if (!target->trace_count)
		fputs("the firmware has logged nothing since the debugger's server began\n", out);
	for (size_t i = first; i < target->trace_count; i++)
		fprintf(out, "%s\n", target->trace[i % GDB_TRACE_LINES]);
	return GDB_ANSWER;
}

/* ---- the table ---- */

static enum gdb_action monitor_help(struct gdb_target *target, const char *argument, FILE *out);

static const struct {
	const char *name;
	const char *argument; /* NULL: it takes none */
	bool optional;
	const char *help;
	enum gdb_action (*run)(struct gdb_target *target, const char *argument, FILE *out);
} commands[] = {
	{"help", NULL, false, "this list", monitor_help},
	{"status", NULL, false, "remoteproc, virtual time, where the Cortex-M4 is", monitor_status},
	{"time", NULL, false, "virtual time and instructions executed", monitor_time},
	{"trace", NULL, false, "the last lines of the firmware's log", monitor_trace},
	{"faults", NULL, false, "the last fault in words, and the fault status registers",
	 monitor_faults},
	{"irq", NULL, false, "interrupts that are enabled, pending or active", monitor_irq},
	{"peripherals", "NAME", true, "registers of a peripheral; without NAME, their names",
	 monitor_peripherals},
	{"reset", NULL, false, "stop the firmware, load it again, halt at its first instruction",
	 monitor_reset},
	{"catch", "fault on|off", false, "halt when a fault is taken; on at first", monitor_catch},
	{"halt-on-start", "on|off", false,
	 "halt at the first instruction whenever the core leaves reset; off at first",
	 monitor_halt_on_start},
};

static enum gdb_action monitor_help(struct gdb_target *target, const char *argument, FILE *out)
{
	(void)target;
	(void)argument;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		char usage[64];

		snprintf(usage, sizeof(usage), "%s%s%s%s%s", commands[i].name,
			 commands[i].argument ? " " : "", commands[i].optional ? "[" : "",
			 commands[i].argument ? commands[i].argument : "",
			 commands[i].optional ? "]" : "");
		fprintf(out, "%-22s %s\n", usage, commands[i].help);
	}
	return GDB_ANSWER;
}

enum gdb_action gdb_monitor(struct gdb_target *target, const char *line, FILE *out)
{
	size_t length = strcspn(line, " ");
	const char *argument = line + length + strspn(line + length, " ");
	char name[64];

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strlen(commands[i].name) != length || strncmp(commands[i].name, line, length))
			continue;
		if (argument[0] && !commands[i].argument)
			fprintf(out, "%s takes no argument\n", commands[i].name);
		else if (!argument[0] && commands[i].argument && !commands[i].optional)
			fprintf(out, "%s needs: %s\n", commands[i].name, commands[i].argument);
		else
			return commands[i].run(target, argument, out);
		return GDB_ANSWER;
	}
	fprintf(out, "there is no command \"%s\": `monitor help` lists them\n",
		event_log_escape(name, sizeof(name), line, length));
	return GDB_ANSWER;
}
