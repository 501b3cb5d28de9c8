/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Life cycle and the run loop.
 */
#include "board/cortex_m/engine_stores.h"
#include "board/cortex_m/internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Notes ---------------------------------------------------------------------------------- */

void core_note(struct cortex_m *core, uint32_t place, const char *format, ...)
{
	char text[160];
	va_list arguments;

	/* What a debugger does between slices is nobody's mistake. */
	if (!core->signals.note || !core->in_slice)
		return;
	for (size_t i = 0; i < core->note_count; i++)
		if (core->note_places[i] == place)
			return;
	if (core->note_count == sizeof(core->note_places) / sizeof(core->note_places[0]))
		return; /* enough was said */
	core->note_places[core->note_count++] = place;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	core->signals.note(core->signals.context, text);
}

/* --- Life ----------------------------------------------------------------------------------- */

static int compare_memories(const void *left, const void *right)
{
	const struct memory *a = left, *b = right;

	return a->area.address < b->area.address ? -1 : a->area.address > b->area.address;
}

static int copy_memories(struct cortex_m *core, const struct cortex_m_config *config)
{
	core->memories = calloc(config->memory_count + FETCHED_MOST, sizeof(*core->memories));
	if (!core->memories)
		return -ENOMEM;
	core->memory_count = config->memory_count;
	for (size_t i = 0; i < config->memory_count; i++) {
		const struct cortex_m_memory *area = &config->memories[i];

		if (!area->host || !area->size || area->address % PAGE_SIZE ||
		    area->size % PAGE_SIZE || area->size > UINT32_C(0xFFFFF000) - area->address ||
		    ENGINE_PAGE - area->address < area->size)
			return -EINVAL;
		core->memories[i].area = *area;
	}
	qsort(core->memories, core->memory_count, sizeof(*core->memories), compare_memories);
	for (size_t i = 0; i < core->memory_count; i++) {
		struct memory *memory = &core->memories[i];
		size_t pages = memory->area.size / PAGE_SIZE;

		if (i && memory->area.address - memory[-1].area.address < memory[-1].area.size)
			return -EINVAL;
		memory->pages = calloc(pages, sizeof(*memory->pages));
		memory->code = calloc(memory->area.size / CODE_GRAIN, sizeof(*memory->code));
		if (!memory->pages || !memory->code)
			return -ENOMEM;
		for (size_t page = 0; page < pages; page++)
			memory->pages[page] = (struct page_rights){.firewall = 7, .mapped = 7};
	}
	return 0;
}

static void reset_registers(struct cortex_m *core)
{
	scb_reset(core);
	engine_reset(core);
	exceptions_reset(core);
	mpu_reset(core);
	systick_reset(core);
	dwt_reset(core);
	core->event_register = false;
	core->sleep_on_exit = false;
	core->wait_for_event = false;
	core->reset_cycles = core->cycles;
	memset(core->faults, 0, sizeof(core->faults));
	core_watch(core);
}

int cortex_m_create(struct cortex_m **out, const struct cortex_m_config *config)
{
	struct cortex_m *core;
	int error = -ENOMEM;

	*out = NULL;
	if (!config->timeline || !config->cycle_ps || config->irq_count > EXC_COUNT - EXC_IRQ0 ||
	    config->priority_bits < 3 || config->priority_bits > 8)
		return -EINVAL;
	core = calloc(1, sizeof(*core));
	if (!core)
		return -ENOMEM;
	core->bus = config->bus;
	core->refused = config->refused;
	core->signals = config->signals;
	core->timeline = config->timeline;
	core->irq_count = config->irq_count;
	core->priority_mask = (uint8_t)(0xFF << (8 - config->priority_bits));
	core->cycle_ps = config->cycle_ps;
	core->systick_calib = config->systick_calib;
	core->blocks = calloc(BLOCK_COUNT, sizeof(*core->blocks));
	if (core->blocks) {
		for (size_t i = 0; i < BLOCK_COUNT; i++)
			core->blocks[i].address = 1;
		error = copy_memories(core, config);
	}
	engine_prepare_stores();
	if (!error)
		error = engine_open(core);
	if (!error)
		error = spin_open(core);
	if (error) {
		cortex_m_destroy(core);
		return error;
	}
	systick_init(core);
	core->state = CORE_HELD;
	reset_registers(core);
	slice_connect(core);
	*out = core;
	return 0;
}

void cortex_m_destroy(struct cortex_m *core)
{
	if (!core)
		return;
	slice_disconnect(core);
	if (core->systick.event.armed)
		timeline_disarm(core->timeline, &core->systick.event);
	spin_close(core);
	engine_close(core);
	for (size_t i = 0; i < core->memory_count; i++) {
		if (core->memories[i].fetched)
			free(core->memories[i].area.host);
		free(core->memories[i].pages);
		free(core->memories[i].code);
	}
	free(core->memories);
	free(core->blocks);
	free(core->watches);
	free(core);
}

static void hold(struct cortex_m *core)
{
	core->state = CORE_HELD;
	core->release_request = false;
	engine_renew(core);
	reset_registers(core);
}

/* Both may be called by a device in the middle of a slice: then they happen at its end. */
void cortex_m_hold(struct cortex_m *core)
{
	if (core->in_slice) {
		core->hold_request = true;
		core->release_request = false;
		cortex_m_end_slice(core);
		return;
	}
	hold(core);
}

void cortex_m_release(struct cortex_m *core)
{
	if (core->in_slice && core->hold_request)
		core->release_request = true;
	else if (core->state == CORE_HELD)
		core->state = CORE_RESET;
}

/* ARM DDI 0403 B1.5.5: the first words of memory, VTOR being 0. */
static void leave_reset(struct cortex_m *core)
{
	struct engine_mode mode = {.xpsr = 0};
	uint32_t sp, pc;

	core->state = CORE_RUNNING;
	if (access_fetch_vector(core, core->vtor, &sp) != ACCESS_OK ||
	    access_fetch_vector(core, core->vtor + 4, &pc) != ACCESS_OK) {
		core->hfsr |= HFSR_VECTTBL;
		core_lockup(core);
		return;
	}
	mode.msp = sp & ~UINT32_C(3);
	mode.xpsr = pc & 1 ? XPSR_T : 0;
	engine_set_mode(core, &mode);
	core->pc = pc & ~UINT32_C(1);
	debug_catch(core, CORTEX_M_CATCH_RESET, CORTEX_M_HALT_RESET);
}

void core_lockup(struct cortex_m *core)
{
	core->state = CORE_LOCKUP;
	debug_catch(core, CORTEX_M_CATCH_FAULT, CORTEX_M_HALT_LOCKUP);
	if (core->signals.lockup)
		core->signals.lockup(core->signals.context);
}

/* --- The run loop --------------------------------------------------------------------------- */

static void handle(struct cortex_m *core, enum engine_event event)
{
	switch (event) {
	case ENGINE_NONE:
	case ENGINE_STOPPED:
	case ENGINE_YIELD:
		break;
	case ENGINE_SVC:
		fault_svc(core);
		break;
	case ENGINE_EXC_RETURN:
		/* In Thread mode this is a branch to where nothing may be executed (B1.5.8). */
		if (core->ipsr)
			exception_return(core, core->pc);
		else
			fault_fetch(core);
		break;
	case ENGINE_WFI:
		core_fall_asleep(core, false);
		break;
	case ENGINE_WFE:
		core_wait_for_event(core);
		break;
	case ENGINE_BKPT:
		if (core->debug.on)
			debug_halt(core, CORTEX_M_HALT_BKPT);
		else
			fault_bkpt(core);
		break;
	case ENGINE_HALT: /* whose hook has said why */
		core->debug.halted = true;
		break;
	case ENGINE_UNDEFINED:
		fault_take(core, EXC_USAGE_FAULT, CFSR_UNDEFINSTR);
		break;
	case ENGINE_NOCP:
		fault_take(core, EXC_USAGE_FAULT, CFSR_NOCP);
		break;
	case ENGINE_INVSTATE:
		fault_take(core, EXC_USAGE_FAULT, CFSR_INVSTATE);
		break;
	case ENGINE_DIVIDE:
		fault_take(core, EXC_USAGE_FAULT, CFSR_DIVBYZERO);
		break;
	case ENGINE_DATA:
		fault_access(core);
		break;
	case ENGINE_FETCH:
		fault_fetch(core);
		break;
	}
}

/* Everything that may happen between two instructions. False: the slice is over. */
static bool between(struct cortex_m *core, enum cortex_m_exit *exit)
{
	if (core->hold_request) {
		*exit = CORTEX_M_HELD;
		return false;
	}
	if (core->debug.halted || core->debug.halt_request) {
		if (!core->debug.halted)
			debug_halt(core, core->debug.request);
		*exit = CORTEX_M_HALTED;
		return false;
	}
	if (core->state == CORE_LOCKUP) {
		*exit = CORTEX_M_LOCKUP;
		return false;
	}
	if (core->state == CORE_SLEEPING && !core_wake_up(core)) {
		*exit = CORTEX_M_SLEEPING;
		return false;
	}
	if (core->cycles >= core->budget) {
		*exit = CORTEX_M_BUDGET;
		return false;
	}
	if (core->end_slice) {
		*exit = CORTEX_M_STOPPED;
		return false;
	}
	if ((core->debug.step || core->debug.aside.on) && debug_step_over(core)) {
		*exit = CORTEX_M_HALTED;
		return false;
	}
	if (exception_due(core) && !core->debug.step) {
		core->sleep_on_exit = false;
		exception_enter(core, core->candidate);
		return between(core, exit);
	}
	if (core->sleep_on_exit) {
		core->sleep_on_exit = false;
		core_fall_asleep(core, false);
		return between(core, exit);
	}
	if (core->fpu_stale)
		engine_follow_fpccr(core);
	if (core->watch_drop)
		watch_drop_all(core);
	if (core->watch_wanted)
		watch_install(core);
	if (core->fetched_stale)
		fetched_drop(core);
	if (core->rights_stale && map_rights(core) != 0)
		core_note(core, 1, "page rights could not be set: out of memory");
	return true;
}

static enum cortex_m_exit run(struct cortex_m *core)
{
	enum cortex_m_exit exit;

	core->went_on = false;
	if (core->state == CORE_RESET)
		leave_reset(core);
	while (between(core, &exit)) {
		bool step = core->debug.step;
		enum engine_event event;

		if (step)
			debug_step_begin(core);
		event = engine_run(core);
		handle(core, event);
		core->went_on =
			core->state == CORE_RUNNING &&
			(event == ENGINE_WFI || event == ENGINE_WFE || event == ENGINE_YIELD);
		if (step)
			debug_step_end(core);
	}
	return exit;
}

enum cortex_m_exit cortex_m_run(struct cortex_m *core, uint64_t until)
{
	enum cortex_m_exit exit;

	if (core->state == CORE_HELD)
		return CORTEX_M_HELD;
	slice_begin(core, until);
	exit = run(core);
	slice_end(core);
	if (core->hold_request) {
		bool release = core->release_request;

		core->hold_request = false;
		hold(core);
		if (release)
			core->state = CORE_RESET;
	}
	return exit;
}
