/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The cycle counter of the DWT (ARM DDI 0403 C1.8) and the Debug Control Block (C1.6). Comparators
 * and the trace macrocells are stored and read back.
 */
#include "board/cortex_m/internal.h"

#include <string.h>

enum { DWT_CTRL = 0x000, DWT_CYCCNT = 0x004, DWT_LSR = 0xFB4 };
enum { DHCSR = 0xDF0, DCRDR = 0xDF8, DEMCR = 0xDFC };

#define DWT_CTRL_RESET	  UINT32_C(0x40000000) /* four comparators */
#define DWT_CTRL_WRITABLE UINT32_C(0x007F1FFF)
#define CYCCNTENA	  1u
#define TRCENA		  (UINT32_C(1) << 24)
#define DEMCR_MON_PEND	  (UINT32_C(1) << 17) /* heeded with MON_EN clear too (C1.6.5) */
#define DEMCR_WRITABLE	  UINT32_C(0x010D07F1)
#define DHCSR_C_DEBUGEN	  (UINT32_C(1) << 0)
#define DHCSR_REGRDY	  (UINT32_C(1) << 16)
#define FPB_CTRL_RESET	  UINT32_C(0x00000260)

static bool counts(const struct cortex_m *core)
{
	return core->dwt_ctrl & CYCCNTENA && core->demcr & TRCENA;
}

static uint32_t cycle_count(struct cortex_m *core)
{
	uint64_t now = counts(core) ? core_cycles_now(core) : 0;

	return (uint32_t)(now + core->cyccnt_offset);
}

/* Keeps the value across a change of what makes it count. */
static void set_count(struct cortex_m *core, uint32_t value)
{
	core->cyccnt_offset = value - (counts(core) ? core_cycles_now(core) : 0);
}

void dwt_reset(struct cortex_m *core)
{
	core->demcr = 0;
	core->dwt_ctrl = DWT_CTRL_RESET;
	core->cyccnt_offset = 0;
	core->dcrdr = 0;
	memset(core->dwt, 0, sizeof(core->dwt));
	memset(core->itm, 0, sizeof(core->itm));
	memset(core->tpiu, 0, sizeof(core->tpiu));
	memset(core->fpb, 0, sizeof(core->fpb));
	core->fpb[0] = FPB_CTRL_RESET;
}

uint32_t dwt_read(struct cortex_m *core, uint32_t offset)
{
	switch (offset) {
	case DWT_CTRL:
		return core->dwt_ctrl;
	case DWT_CYCCNT:
		return cycle_count(core);
	case DWT_LSR:
		return 0;
	default:
		return core->dwt[offset / 4];
	}
}

void dwt_write(struct cortex_m *core, uint32_t offset, uint32_t value)
{
	uint32_t count = cycle_count(core);

	if (offset == DWT_CTRL) {
		core->dwt_ctrl = DWT_CTRL_RESET | (value & DWT_CTRL_WRITABLE);
		set_count(core, count);
	} else if (offset == DWT_CYCCNT) {
		set_count(core, value);
	} else {
		core->dwt[offset / 4] = value;
	}
}

uint32_t coredebug_read(struct cortex_m *core, uint32_t offset)
{
	switch (offset) {
	case DHCSR:
		return DHCSR_REGRDY | (core->debug.on ? DHCSR_C_DEBUGEN : 0);
	case DCRDR:
		return core->dcrdr;
	case DEMCR:
		return core->demcr |
		       (bit_test(core->pending, EXC_DEBUG_MONITOR) ? DEMCR_MON_PEND : 0);
	default:
		return 0;
	}
}

void coredebug_write(struct cortex_m *core, uint32_t offset, uint32_t value)
{
	uint32_t count = cycle_count(core);

	if (offset == DEMCR) {
		core->demcr = value & DEMCR_WRITABLE;
		set_count(core, count);
		exception_set_pending(core, EXC_DEBUG_MONITOR, value & DEMCR_MON_PEND);
	} else if (offset == DCRDR) {
		core->dcrdr = value;
	}
}
