/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions: which is next, entry and return (ARM DDI 0403 B1.5).
 *
 * Registers are pushed and popped between two runs of the engine. The floating-point registers are
 * always pushed at once; what a program can see of lazy stacking is only that FPCCR.LSPACT is 0.
 */
#include "board/cortex_m/internal.h"

#include <string.h>

#define EXC_RETURN_BITS	  UINT32_C(0xFFFFFFE0)
#define EXC_RETURN_BASIC  0x10u /* no floating-point frame */
#define EXC_RETURN_THREAD 0x08u
#define EXC_RETURN_PSP	  0x04u

#define BASIC_WORDS    8u
#define EXTENDED_WORDS 26u /* S0-S15, FPSCR, one reserved */

void exceptions_reset(struct cortex_m *core)
{
	memset(core->priority, 0, sizeof(core->priority));
	memset(core->enabled, 0, sizeof(core->enabled));
	memset(core->pending, 0, sizeof(core->pending));
	memset(core->active, 0, sizeof(core->active));
	/* Lines are the devices': those that are high stay so, and pend. */
	memcpy(core->pending, core->level, sizeof(core->pending));
	if (core->nmi_level)
		bit_put(core->pending, EXC_NMI, true);
	exceptions_changed(core);
}

int exception_priority(const struct cortex_m *core, unsigned number)
{
	if (number <= EXC_HARD_FAULT)
		return (int)number - 4;
	/* cppcheck-suppress arrayIndexOutOfBoundsCond; exceptions end at 255 */
	return core->priority[number];
}

int exception_group_priority(const struct cortex_m *core, int priority)
{
	if (priority < 0)
		return priority;
	return priority & ~((2 << core->aircr_prigroup) - 1);
}

bool exception_enabled(const struct cortex_m *core, unsigned number)
{
	switch (number) {
	case EXC_MEM_MANAGE:
		return core->shcsr >> 16 & 1;
	case EXC_BUS_FAULT:
		return core->shcsr >> 17 & 1;
	case EXC_USAGE_FAULT:
		return core->shcsr >> 18 & 1;
	default:
		return number < EXC_IRQ0 || bit_test(core->enabled, number);
	}
}

void exceptions_changed(struct cortex_m *core)
{
	int best = PRIORITY_NONE;

	core->active_priority = PRIORITY_NONE;
	core->active_count = 0;
	core->candidate = 0;
	for (unsigned word = 0; word < EXC_COUNT / 32; word++) {
		uint32_t bits = core->active[word];

		for (; bits; bits &= bits - 1) {
			unsigned number = word * 32 + (unsigned)__builtin_ctz(bits);
			int group =
				exception_group_priority(core, exception_priority(core, number));

			core->active_count++;
			if (group < core->active_priority)
				core->active_priority = group;
		}
		/* Equal priorities: the lowest number comes first (B1.5.4). */
		bits = core->pending[word] & (word ? core->enabled[word] : ~UINT32_C(0));
		for (; bits; bits &= bits - 1) {
			unsigned number = word * 32 + (unsigned)__builtin_ctz(bits);
			int priority = exception_priority(core, number);

			if (priority < best && exception_enabled(core, number)) {
				best = priority;
				core->candidate = number;
			}
		}
	}
	core->candidate_priority =
		best == PRIORITY_NONE ? PRIORITY_NONE : exception_group_priority(core, best);
	map_follow(core); /* the MPU may be off at negative priorities */
	if (core->candidate)
		core_look_around(core);
}

static int boosted_priority(const struct cortex_m *core, bool primask)
{
	int priority = core->active_priority;

	if (core->basepri) {
		int base = exception_group_priority(core, (int)core->basepri);

		if (base < priority)
			priority = base;
	}
	if (primask && priority > 0)
		priority = 0;
	if (core->faultmask && priority > -1)
		priority = -1;
	return priority;
}

int execution_priority(const struct cortex_m *core)
{
	return boosted_priority(core, core->primask);
}

bool exception_due(const struct cortex_m *core)
{
	return core->candidate && core->candidate_priority < execution_priority(core);
}

bool exception_masked(const struct cortex_m *core)
{
	return (core->basepri &&
		core->candidate_priority >= exception_group_priority(core, (int)core->basepri)) ||
	       (core->faultmask && core->candidate_priority >= -1);
}

/* WFI ends also by an exception that only PRIMASK keeps from being taken (B1.5.19). */
bool exception_wakes(const struct cortex_m *core)
{
	bool primask = core->wait_for_event && core->primask;

	return core->candidate && core->candidate_priority < boosted_priority(core, primask);
}

void cortex_m_watch_exceptions(struct cortex_m *core,
			       void (*exception)(void *context, unsigned number, bool entry))
{
	core->signals.exception = exception;
}

void exception_set_pending(struct cortex_m *core, unsigned number, bool pending)
{
	bool was = bit_test(core->pending, number);

	if (was == pending)
		return;
	bit_put(core->pending, number, pending);
	if (pending && core->scr & SCR_SEVONPEND)
		core_set_event(core);
	exceptions_changed(core);
}

/* --- Frames --------------------------------------------------------------------------------- */

struct frame {
	uint32_t words[EXTENDED_WORDS]; /* r0-r3, r12, lr, pc, xpsr, s0-s15, fpscr, reserved */
};

static enum access_result frame_transfer(struct cortex_m *core, uint32_t sp, struct frame *frame,
					 unsigned words, bool write, bool privileged)
{
	for (unsigned i = 0; i < words; i++) {
		struct access access = {
			.address = sp + 4 * i,
			.size = 4,
			.write = write,
			.value = frame->words[i],
		};
		enum access_result result = access_data(core, &access, privileged);

		if (result != ACCESS_OK)
			return result;
		frame->words[i] = (uint32_t)access.value;
	}
	return ACCESS_OK;
}

static const int frame_registers[6] = {UC_ARM_REG_R0, UC_ARM_REG_R1,  UC_ARM_REG_R2,
				       UC_ARM_REG_R3, UC_ARM_REG_R12, UC_ARM_REG_LR};

static void frame_gather(struct cortex_m *core, struct frame *frame, uint32_t xpsr, unsigned words)
{
	for (unsigned i = 0; i < 6; i++)
		frame->words[i] = engine_get(core, frame_registers[i]);
	frame->words[6] = core->pc & ~UINT32_C(1);
	frame->words[7] = xpsr;
	if (words == BASIC_WORDS)
		return;
	for (unsigned i = 0; i < 16; i++)
		frame->words[8 + i] = engine_get(core, UC_ARM_REG_S0 + (int)i);
	frame->words[24] = engine_get(core, UC_ARM_REG_FPSCR);
	frame->words[25] = 0;
}

static void frame_spread(struct cortex_m *core, const struct frame *frame, unsigned words)
{
	for (unsigned i = 0; i < 6; i++)
		engine_set(core, frame_registers[i], frame->words[i]);
	core->pc = frame->words[6] & ~UINT32_C(1);
	if (words == BASIC_WORDS)
		return;
	for (unsigned i = 0; i < 16; i++)
		engine_set(core, UC_ARM_REG_S0 + (int)i, frame->words[8 + i]);
	engine_set(core, UC_ARM_REG_FPSCR, frame->words[24]);
}

static uint32_t *stack_in_use(struct engine_mode *mode)
{
	bool process = !(mode->xpsr & XPSR_IPSR) && mode->control & CONTROL_SPSEL;

	return process ? &mode->psp : &mode->msp;
}

static unsigned reported_fault(unsigned number)
{
	return number >= EXC_HARD_FAULT && number <= EXC_USAGE_FAULT ? number : 0;
}

/* Pushes the frame and sets LR; what goes wrong is left pending (B1.5.6, PushStack). */
static void push_frame(struct cortex_m *core, struct engine_mode *mode, unsigned number)
{
	uint32_t *sp = stack_in_use(mode);
	bool fpu = mode->control & CONTROL_FPCA;
	unsigned words = fpu ? EXTENDED_WORDS : BASIC_WORDS;
	uint32_t align = core->ccr & CCR_STKALIGN || fpu ? *sp & 4 : 0;
	uint32_t bottom = (*sp - 4 * words) & ~align;
	uint32_t exc_return = EXC_RETURN_BITS | 1;
	enum access_result result;
	struct frame frame;

	frame_gather(core, &frame, (mode->xpsr & ~XPSR_ALIGN) | (align ? XPSR_ALIGN : 0), words);
	result = frame_transfer(core, bottom, &frame, words, true, core_privileged(core));
	if (fpu && core->fpccr & FPCCR_LSPEN)
		core->fpcar = bottom + 0x20;
	if (reported_fault(number))
		fault_report(core, number, frame.words[6], frame.words[5], bottom, frame.words[7]);
	*sp = bottom;
	if (!fpu)
		exc_return |= EXC_RETURN_BASIC;
	if (!(mode->xpsr & XPSR_IPSR))
		exc_return |= EXC_RETURN_THREAD;
	if (sp == &mode->psp)
		exc_return |= EXC_RETURN_PSP;
	engine_set(core, UC_ARM_REG_LR, exc_return);
	if (result == ACCESS_MPU)
		fault_derived(core, EXC_MEM_MANAGE, CFSR_MSTKERR, 0);
	else if (result != ACCESS_OK)
		fault_derived(core, EXC_BUS_FAULT, CFSR_STKERR, 0);
}

/* Of what is to be taken and what went wrong on the way, the more urgent one; the other stays
 * pending (B1.5.7, derived exceptions). */
static unsigned most_urgent(struct cortex_m *core, unsigned number)
{
	unsigned other = core->candidate;

	if (!other || exception_priority(core, other) >= exception_priority(core, number))
		return number;
	exception_set_pending(core, number, true);
	return other;
}

/* Goes to a handler: ExceptionTaken() of B1.5.6. LR and the stacks are set. */
static void take(struct cortex_m *core, struct engine_mode *mode, unsigned number)
{
	uint32_t vector;

	number = most_urgent(core, number);
	if (access_fetch_vector(core, core->vtor + 4 * number, &vector) != ACCESS_OK) {
		if (execution_priority(core) < 0 || number <= EXC_HARD_FAULT) {
			core_lockup(core);
			return;
		}
		core->hfsr |= HFSR_VECTTBL;
		fault_report(core, EXC_HARD_FAULT, core->pc, engine_get(core, UC_ARM_REG_LR),
			     *stack_in_use(mode), mode->xpsr);
		number = EXC_HARD_FAULT;
		if (access_fetch_vector(core, core->vtor + 4 * number, &vector) != ACCESS_OK) {
			core_lockup(core);
			return;
		}
	}
	bit_put(core->pending, number, false);
	bit_put(core->active, number, true);
	engine_clear_exclusive(core);
	mode->xpsr =
		(mode->xpsr & ~(XPSR_IPSR | XPSR_IT | XPSR_T)) | number | (vector & 1 ? XPSR_T : 0);
	mode->control &= CONTROL_NPRIV; /* main stack, no floating-point context */
	engine_set_mode(core, mode);
	core->pc = vector & ~UINT32_C(1);
	exceptions_changed(core);
	core_set_event(core);
	if (reported_fault(number))
		debug_catch(core, CORTEX_M_CATCH_FAULT, CORTEX_M_HALT_FAULT);
	if (core->signals.exception)
		core->signals.exception(core->signals.context, number, true);
}

void exception_enter(struct cortex_m *core, unsigned number)
{
	struct engine_mode mode;

	core->went_on = false;
	engine_get_mode(core, &mode);
	push_frame(core, &mode, number);
	take(core, &mode, number);
}

/* --- Return --------------------------------------------------------------------------------- */

/* Is this value, in this situation, a way back? (B1.5.8) */
static bool return_allowed(const struct cortex_m *core, uint32_t exc_return)
{
	uint32_t kind = exc_return & 0xF;

	if ((exc_return & EXC_RETURN_BITS) != EXC_RETURN_BITS ||
	    !bit_test(core->active, core->ipsr))
		return false;
	if (kind == 1)
		return core->active_count > 1;
	if (kind != 9 && kind != 0xD)
		return false;
	return core->active_count == 1 || core->ccr & CCR_NONBASETHRDENA;
}

static void deactivate(struct cortex_m *core)
{
	unsigned number = core->ipsr;

	bit_put(core->active, number, false);
	if (number != EXC_NMI && core->faultmask) {
		core->faultmask = 0;
		engine_write_masks(core);
	}
	/* A line that is still high pends again (B3.4.1). */
	if (bit_test(core->level, number))
		bit_put(core->pending, number, true);
	exceptions_changed(core);
	if (core->signals.exception)
		core->signals.exception(core->signals.context, number, false);
}

/* A return that cannot be: UsageFault instead of it, on the same frame or a new one. */
static void return_fails(struct cortex_m *core, struct engine_mode *mode, uint32_t exc_return,
			 uint32_t lr)
{
	uint32_t sp = *stack_in_use(mode);

	engine_set(core, UC_ARM_REG_LR, lr);
	core->pc = exc_return & ~UINT32_C(1);
	fault_report(core, EXC_USAGE_FAULT, core->pc, lr, sp, mode->xpsr);
	fault_derived(core, EXC_USAGE_FAULT, CFSR_INVPC, 0);
	if (core->state == CORE_LOCKUP)
		return;
	take(core, mode, core->candidate);
}

/* The frame stays where it is for the next exception, which is due already: tail-chaining (B1.5.12). */
static void chain(struct cortex_m *core, struct engine_mode *mode, uint32_t exc_return)
{
	unsigned number = core->candidate;
	uint32_t sp = exc_return & EXC_RETURN_PSP ? mode->psp : mode->msp;
	bool privileged = !(exc_return & EXC_RETURN_THREAD) || !(mode->control & CONTROL_NPRIV);
	struct frame frame = {0};

	if (reported_fault(number)) {
		(void)frame_transfer(core, sp, &frame, BASIC_WORDS, false, privileged);
		fault_report(core, number, frame.words[6], frame.words[5], sp, frame.words[7]);
	}
	engine_set(core, UC_ARM_REG_LR, exc_return);
	take(core, mode, number);
}

void exception_return(struct cortex_m *core, uint32_t exc_return)
{
	bool thread = exc_return & EXC_RETURN_THREAD;
	bool process = exc_return & EXC_RETURN_PSP;
	bool fpu = !(exc_return & EXC_RETURN_BASIC);
	unsigned words = fpu ? EXTENDED_WORDS : BASIC_WORDS;
	struct engine_mode mode;
	enum access_result result;
	struct frame frame;
	uint32_t *sp, bottom, align;

	engine_get_mode(core, &mode);
	if (!return_allowed(core, exc_return)) {
		deactivate(core);
		return_fails(core, &mode, exc_return, exc_return);
		return;
	}
	deactivate(core);
	if (exception_due(core) && !core->debug.step) {
		chain(core, &mode, exc_return);
		return;
	}
	engine_clear_exclusive(core);
	sp = process ? &mode.psp : &mode.msp;
	bottom = *sp;
	result = frame_transfer(core, bottom, &frame, words, false,
				!thread || !(mode.control & CONTROL_NPRIV));
	if (result != ACCESS_OK) {
		bool mpu = result == ACCESS_MPU;

		fault_report(core, mpu ? EXC_MEM_MANAGE : EXC_BUS_FAULT, exc_return & ~UINT32_C(1),
			     exc_return, bottom, mode.xpsr);
		engine_set(core, UC_ARM_REG_LR, exc_return);
		fault_derived(core, mpu ? EXC_MEM_MANAGE : EXC_BUS_FAULT,
			      mpu ? CFSR_MUNSTKERR : CFSR_UNSTKERR, 0);
		if (core->state != CORE_LOCKUP)
			take(core, &mode, core->candidate);
		return;
	}
	align = frame.words[7] & XPSR_ALIGN && (core->ccr & CCR_STKALIGN || fpu) ? 4 : 0;
	*sp = (bottom + 4 * words) | align;
	frame_spread(core, &frame, words);
	mode.xpsr = frame.words[7] & ~XPSR_ALIGN;
	mode.control = (mode.control & CONTROL_NPRIV) | (process ? CONTROL_SPSEL : 0) |
		       (fpu ? CONTROL_FPCA : 0);
	if (thread != !(mode.xpsr & XPSR_IPSR)) {
		/* The frame and the value disagree: the frame goes back where it was. */
		*sp = bottom;
		mode.xpsr = (mode.xpsr & ~XPSR_IPSR) | core->ipsr;
		return_fails(core, &mode, exc_return, exc_return);
		return;
	}
	engine_set_mode(core, &mode);
	core_set_event(core);
	core->sleep_on_exit = thread && core->active_count == 0 && core->scr & SCR_SLEEPONEXIT;
}
