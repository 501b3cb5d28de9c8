/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From what went wrong to the exception that says so (ARM DDI 0403 B1.5.7, B1.5.14, B1.5.15).
 */
#include "board/cortex_m/internal.h"

#include <string.h>

void fault_report(struct cortex_m *core, unsigned exception, uint32_t pc, uint32_t lr, uint32_t sp,
		  uint32_t xpsr)
{
	const uint64_t before = core->faults[0].count;

	memmove(core->faults + 1, core->faults, sizeof(core->faults) - sizeof(core->faults[0]));
	core->faults[0] = (struct cortex_m_fault){
		.exception = exception,
		.pc = pc,
		.lr = lr,
		.sp = sp,
		.xpsr = xpsr,
		.cfsr = core->cfsr,
		.hfsr = core->hfsr,
		.mmfar = core->mmfar,
		.bfar = core->bfar,
		.count = before + 1,
	};
}

void cortex_m_last_fault(const struct cortex_m *core, struct cortex_m_fault *fault)
{
	*fault = core->faults[0];
	fault->cfsr = core->cfsr;
	fault->hfsr = core->hfsr;
	fault->mmfar = core->mmfar;
	fault->bfar = core->bfar;
}

bool cortex_m_fault_before(const struct cortex_m *core, unsigned back, struct cortex_m_fault *fault)
{
	if (back >= CORTEX_M_FAULTS || !core->faults[back].exception)
		return false;
	*fault = core->faults[back];
	return true;
}

/* The exception a fault is taken as; 0: not even HardFault can be. */
static unsigned escalate(struct cortex_m *core, unsigned exception)
{
	int now = execution_priority(core);

	if (exception != EXC_HARD_FAULT) {
		int priority = exception_group_priority(core, exception_priority(core, exception));

		if (exception_enabled(core, exception) && priority < now)
			return exception;
		core->hfsr |= HFSR_FORCED;
	}
	return now > -1 ? EXC_HARD_FAULT : 0;
}

static void take_or_lock_up(struct cortex_m *core, unsigned exception)
{
	unsigned taken = escalate(core, exception);

	if (!taken) {
		fault_report(core, exception, core->pc, engine_get(core, UC_ARM_REG_LR),
			     engine_get(core, UC_ARM_REG_SP), engine_get(core, UC_ARM_REG_XPSR));
		core_lockup(core);
		return;
	}
	exception_enter(core, taken);
}

void fault_take(struct cortex_m *core, unsigned exception, uint32_t cfsr)
{
	core->cfsr |= cfsr;
	take_or_lock_up(core, exception);
}

void fault_derived(struct cortex_m *core, unsigned exception, uint32_t cfsr, uint32_t hfsr)
{
	unsigned taken;

	core->cfsr |= cfsr;
	core->hfsr |= hfsr;
	taken = escalate(core, exception);
	if (!taken) {
		core_lockup(core);
		return;
	}
	exception_set_pending(core, taken, true);
}

/*
 * At the priorities of HardFault and NMI, BusFaults of loads and stores can be made to do nothing but
 * show in the status registers: so programs probe addresses (CCR.BFHFNMIGN, B3.2.8). Not for memory,
 * which the engine would really access then.
 */
bool fault_ignored(struct cortex_m *core)
{
	struct access *access = &core->access;

	if (!(core->ccr & CCR_BFHFNMIGN) || execution_priority(core) >= 0 ||
	    memory_find(core, access->address) || access->address >= UINT32_C(0xFFFFF000))
		return false;
	core->bfar = access->address;
	core->cfsr |= CFSR_PRECISERR | CFSR_BFARVALID;
	access->value = 0;
	return true;
}

/* core->access was refused, and core->pc is the instruction. */
void fault_access(struct cortex_m *core)
{
	const struct access *access = &core->access;

	switch (access->result) {
	case ACCESS_MPU:
		core->mmfar = access->address;
		fault_take(core, EXC_MEM_MANAGE, CFSR_DACCVIOL | CFSR_MMARVALID);
		break;
	case ACCESS_UNALIGNED:
		fault_take(core, EXC_USAGE_FAULT, CFSR_UNALIGNED);
		break;
	case ACCESS_BUS:
	case ACCESS_OK:
		core->bfar = access->address;
		fault_take(core, EXC_BUS_FAULT, CFSR_PRECISERR | CFSR_BFARVALID);
		break;
	}
}

/* core->pc cannot be fetched from: by the memory map or MPU, or nothing is there (B3.1, B3.5). */
void fault_fetch(struct cortex_m *core)
{
	const struct memory *memory;
	uint32_t page;

	if (!(mpu_rights(core, core->pc, core_privileged(core)) & CORTEX_M_EXECUTE)) {
		fault_take(core, EXC_MEM_MANAGE, CFSR_IACCVIOL);
		return;
	}
	/* Of an instruction, or a block, its end may be elsewhere. */
	if (fetched_add(core, core->fetch_at == NO_FETCH ? core->pc : core->fetch_at))
		return;
	memory = memory_find(core, core->pc); /* copies may have gone */
	page = memory ? (core->pc - memory->area.address) / PAGE_SIZE : 0;
	if (memory && !(memory->pages[page].firewall & CORTEX_M_EXECUTE))
		access_tell_refused(core, core->pc, CORTEX_M_EXECUTE);
	fault_take(core, EXC_BUS_FAULT, CFSR_IBUSERR);
}

/* SVC is a synchronous exception: when it cannot be taken now, it is a HardFault (B1.5.15). */
void fault_svc(struct cortex_m *core)
{
	int priority = exception_group_priority(core, exception_priority(core, EXC_SVCALL));

	if (priority < execution_priority(core)) {
		exception_enter(core, EXC_SVCALL);
		return;
	}
	core->hfsr |= HFSR_FORCED;
	core->pc -= 2; /* a fault returns to its instruction, not behind it */
	take_or_lock_up(core, EXC_HARD_FAULT);
}

/* BKPT with no debugger: the debug monitor, if it is on and may run now, else HardFault (C1.6.1). */
void fault_bkpt(struct cortex_m *core)
{
	int priority = exception_group_priority(core, exception_priority(core, EXC_DEBUG_MONITOR));
	uint8_t code[2] = {0}; /* its number, and 0xBE */
	bool known;

	core->dfsr |= 2;
	if (core->demcr & DEMCR_MON_EN && priority < execution_priority(core)) {
		exception_enter(core, EXC_DEBUG_MONITOR);
		return;
	}
	core->hfsr |= HFSR_DEBUGEVT;
	known = !cortex_m_read_memory(core, core->pc, code, sizeof(code));
	take_or_lock_up(core, EXC_HARD_FAULT);
	core->faults[0].breakpoint = known;
	core->faults[0].breakpoint_number = code[0];
}
