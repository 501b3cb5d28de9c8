/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A Cortex-M4 (r0p1) with FPU, MPU, NVIC and SysTick, as the ARMv7-M Architecture Reference Manual
 * (ARM DDI 0403) and the Cortex-M4 Technical Reference Manual (ARM 100166) describe it.
 *
 * Instructions are executed by Unicorn; exceptions, priorities, faults, the System Control Space
 * and sleeping are modelled here. One instruction takes one cycle. The core knows nothing of the
 * chip around it: it is given memories, a bus for all else, and a timeline.
 *
 * Where it differs from the processor:
 *  - Interrupts are taken between blocks of straight-line code; a barrier (ISB) ends a block.
 *  - Floating-point registers are stacked at once: FPCCR.LSPACT is always 0. A new context starts with
 *    FPSCR 0 whatever FPDSCR says. While FPCCR.ASPEN is clear, CONTROL.FPCA reads 1.
 *  - CCR.UNALIGN_TRP is stored only. LDM, LDRD, VLDR and their stores at unaligned addresses fault if
 *    their base register was not computed in the same block (watch.c says more).
 *  - LDRT, STRT and their kin access with the privilege of the program.
 *  - CCR.BFHFNMIGN does not cover memory that a firewall refuses.
 *  - What is behind the bus is executed from copies (cortex_m_bus.fetch), which loads see, too.
 *  - BusFaults are always precise. CYCCNT counts instructions, and not those skipped in sleep.
 *  - Code that the program itself writes through another address of the same memory than the one it
 *    executes is not noticed. Translation notices stores through the same address.
 *  - The DWT's comparators, FPB, ITM and TPIU are stored and read back; MPU attributes other than
 *    rights and XN have no effect.
 *
 * Not thread safe; every function is called by the thread that runs the board.
 */
#ifndef COPRO_BOARD_CORTEX_M_H
#define COPRO_BOARD_CORTEX_M_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/timeline.h"

struct cortex_m;

/* A memory that the core executes from and accesses directly. Two memories may share `host`
 * (aliases); both sizes and addresses are multiples of 4096. */
struct cortex_m_memory {
	const char *name;
	uint32_t address;
	uint32_t size;
	uint8_t *host;
};

/* Everything that is not memory. Called in the middle of a slice: must not run the core. */
struct cortex_m_bus {
	void *context;
	/* size 1, 2 or 4, naturally aligned. 0, or -EFAULT for a bus error (precise BusFault). */
	int (*read)(void *context, uint32_t address, unsigned size, uint32_t *value);
	int (*write)(void *context, uint32_t address, unsigned size, uint32_t value);
	/* True when reading there has no effect, and gives the same until an event of the timeline or a write.
	 * NULL: nothing is like that. */
	bool (*steady)(void *context, uint32_t address);
	/* An instruction is fetched where no memory is: copies `size` bytes, a multiple of 4, from `address`, which
	 * are executed from and read until cortex_m_forget_fetched(). 0, or -EFAULT: a bus error. NULL: always that. */
	int (*fetch)(void *context, uint32_t address, uint8_t *bytes, uint32_t size);
};

/* What the core tells its surroundings; any may be NULL. Called in the middle of a slice. */
struct cortex_m_signals {
	void *context;
	void (*sysresetreq)(void *context); /* AIRCR.SYSRESETREQ was written */
	void (*lockup)(void *context);
	void (*event_out)(void *context); /* SEV was executed (TXEV) */
	void (*sleep)(void *context, bool asleep,
		      bool deep); /* WFI, WFE, sleep-on-exit; deep: SCR.SLEEPDEEP */
	void (*exception)(void *context, unsigned number,
			  bool entry); /* entry and return, for logs */
	/* A guest's mistake or a thing that is not emulated: said once a place. */
	void (*note)(void *context, const char *text);
};

/* Access rights of a memory, for firewalls. */
enum cortex_m_access {
	CORTEX_M_NO_ACCESS = 0,
	CORTEX_M_READ = 1,
	CORTEX_M_WRITE = 2,
	CORTEX_M_EXECUTE = 4
};

struct cortex_m_config {
	const struct cortex_m_memory *memories;
	size_t memory_count;
	struct cortex_m_bus bus;
	/* An access to memory was refused by what cortex_m_protect() said, and ends in a bus error.
	 * `context` is the bus's. May be NULL. In the middle of a slice, as the bus's calls. */
	void (*refused)(void *context, uint32_t address, enum cortex_m_access access);
	struct cortex_m_signals signals;
	struct timeline *timeline;
	unsigned irq_count; /* external interrupts, at most 240 */
	unsigned priority_bits; /* 4 on STM32 */
	uint32_t cycle_ps; /* length of a core cycle in ps; changed by cortex_m_set_cycle() */
	uint32_t systick_calib; /* SYST_CALIB as the chip ties it */
};

/* Why cortex_m_run() came back. */
enum cortex_m_exit {
	CORTEX_M_BUDGET, /* the time given is used up */
	CORTEX_M_SLEEPING, /* WFI or WFE, nothing pending: call again after an interrupt or event */
	CORTEX_M_STOPPED, /* cortex_m_end_slice() */
	CORTEX_M_HALTED, /* debug: breakpoint, step done or cortex_m_halt() */
	CORTEX_M_LOCKUP, /* locked up: only a reset helps */
	CORTEX_M_HELD /* in reset */
};

/* 0, -ENOMEM, -EINVAL (memories overlap or are not page aligned), -ENODEV (engine missing). */
int cortex_m_create(struct cortex_m **core, const struct cortex_m_config *config);
void cortex_m_destroy(struct cortex_m *core);

/* Puts the core into reset and keeps it there (registers, SCS and pending state get reset values). */
void cortex_m_hold(struct cortex_m *core);
/* Leaves reset: SP and PC are fetched from address 0 and 4 when the core next runs. */
void cortex_m_release(struct cortex_m *core);

/* Runs until the time `until` (ps, absolute), or an exit. Advances timeline->now by the cycles
 * executed, but fires no events: that is the caller's. Returns at the next block boundary when
 * timeline_arm() made an event due earlier. */
enum cortex_m_exit cortex_m_run(struct cortex_m *core, uint64_t until);

/* Ends the running slice at the next block boundary (callable from bus callbacks). */
void cortex_m_end_slice(struct cortex_m *core);

/* What cortex_m_bus.fetch() has given is so no more. Callable from bus callbacks: from the next block on. */
void cortex_m_forget_fetched(struct cortex_m *core);

/* The level of an external interrupt line; an edge to true makes it pending, and a line still high
 * when its handler returns pends again (ARM DDI 0403 B3.4.1). */
void cortex_m_set_irq(struct cortex_m *core, unsigned irq, bool level);
void cortex_m_set_nmi(struct cortex_m *core, bool level);
/* RXEV: wakes WFE. */
void cortex_m_event_in(struct cortex_m *core);

void cortex_m_set_cycle(struct cortex_m *core, uint32_t cycle_ps);

/* Tells that memory was written from outside (a loader, another bus master): translated code in
 * this range of the core's addresses and in all aliases of it is dropped. */
void cortex_m_memory_changed(struct cortex_m *core, uint32_t address, size_t size);

/* Access rights of a memory range (page aligned), an OR of enum cortex_m_access. A refused access is a
 * bus error. They hold at once, and in the middle of a slice from the next block on. 0, -EINVAL. */
int cortex_m_protect(struct cortex_m *core, uint32_t address, size_t size, unsigned access);

/* Registers by DWARF/gdb number: 0-15 r0-pc, 16 xpsr, then CORTEX_M_MSP ... */
enum cortex_m_register {
	CORTEX_M_R0 = 0,
	CORTEX_M_SP = 13,
	CORTEX_M_LR = 14,
	CORTEX_M_PC = 15,
	CORTEX_M_XPSR = 16,
	CORTEX_M_MSP,
	CORTEX_M_PSP,
	CORTEX_M_PRIMASK,
	CORTEX_M_BASEPRI,
	CORTEX_M_FAULTMASK,
	CORTEX_M_CONTROL,
	CORTEX_M_FPSCR,
	CORTEX_M_S0 = 32 /* ... S31 = 63 */
};
uint32_t cortex_m_get(struct cortex_m *core, enum cortex_m_register reg);
void cortex_m_set(struct cortex_m *core, enum cortex_m_register reg, uint32_t value);

/*
 * For a debugger. While it is on, BKPT halts instead of being an exception, and DHCSR.C_DEBUGEN reads 1.
 * A halted core stays so, also over a reset, and cortex_m_run() returns CORTEX_M_HALTED at once, until
 * cortex_m_resume() or cortex_m_step(). Turning it off resumes, and takes breakpoints, watchpoints and
 * catches away.
 */
void cortex_m_set_debug(struct cortex_m *core, bool on);
bool cortex_m_debug(const struct cortex_m *core);
bool cortex_m_halted(const struct cortex_m *core);
void cortex_m_halt(struct cortex_m *core); /* at the next block boundary; callable in a slice */
void cortex_m_resume(struct cortex_m *core); /* a breakpoint at the pc itself does not hold it */
/*
 * The following runs execute one instruction and halt. An interrupt that is due first is served first,
 * with all that follows from it, so that a program which waits for one can be stepped; the instruction
 * itself is not interrupted. A step over WFI or WFE ends when the core has woken and is back behind it.
 */
void cortex_m_step(struct cortex_m *core);

/* Why the core halted, what is told first being first where several are true. */
enum cortex_m_halt_reason {
	CORTEX_M_HALT_REQUEST, /* cortex_m_halt() */
	CORTEX_M_HALT_LOCKUP, /* caught; going on locks up */
	CORTEX_M_HALT_FAULT, /* caught; the pc is the first instruction of the handler */
	CORTEX_M_HALT_RESET, /* caught; the pc is the first instruction */
	CORTEX_M_HALT_BREAKPOINT,
	CORTEX_M_HALT_BKPT, /* the instruction; it is not gone behind */
	CORTEX_M_HALT_WATCH, /* the instruction at the pc is about to make the access */
	CORTEX_M_HALT_STEP
};

enum cortex_m_watch {
	CORTEX_M_WATCH_WRITE = 1,
	CORTEX_M_WATCH_READ = 2,
	CORTEX_M_WATCH_ACCESS = 3
};

struct cortex_m_halt {
	enum cortex_m_halt_reason reason;
	uint32_t
		address; /* CORTEX_M_HALT_WATCH: of the watchpoint's bytes that are accessed, the first */
	enum cortex_m_watch kind; /* the watchpoint's */
	bool write; /* the access */
};
/* Of the last halt. */
void cortex_m_last_halt(const struct cortex_m *core, struct cortex_m_halt *halt);

/* What else halts the core, an OR: the first instruction after a reset, fault exceptions (3 to 6) and
 * lock-up. As DEMCR.VC_CORERESET and the other VC_ bits of a debug probe. */
enum cortex_m_catch { CORTEX_M_CATCH_RESET = 1, CORTEX_M_CATCH_FAULT = 2 };
void cortex_m_catch(struct cortex_m *core, unsigned catches);
/* Before the instruction at this address. 0, -EEXIST, -ENOSPC (32 at most); -ENOENT. */
int cortex_m_breakpoint_set(struct cortex_m *core, uint32_t address);
int cortex_m_breakpoint_clear(struct cortex_m *core, uint32_t address);
/* Before an instruction of the program that accesses any of these bytes, memory or device; the stacking
 * of exceptions and other bus masters are not seen. While there is one, every instruction is looked at
 * and the program runs several times slower. 0; -EEXIST; -EINVAL: no bytes, or past the end of the address
 * space; -ENOSPC (16 at most); -ENOENT. */
int cortex_m_watch_set(struct cortex_m *core, uint32_t address, uint32_t size,
		       enum cortex_m_watch kind);
int cortex_m_watch_clear(struct cortex_m *core, uint32_t address, uint32_t size,
			 enum cortex_m_watch kind);
size_t cortex_m_breakpoints(const struct cortex_m *core); /* how many are set */
size_t cortex_m_watches(const struct cortex_m *core);
/* Memory and registers as privileged code sees them, without MPU; devices in words where the
 * alignment allows. Reading has no effect on the System Control Space. 0 or -EFAULT. Not in the middle of
 * a slice. */
int cortex_m_read_memory(struct cortex_m *core, uint32_t address, void *data, size_t size);
int cortex_m_write_memory(struct cortex_m *core, uint32_t address, const void *data, size_t size);

/* What happened, for reports. Valid after a fault, until the next reset. */
struct cortex_m_fault {
	unsigned exception; /* 3 HardFault .. 6 UsageFault; 0: none yet */
	uint32_t pc; /* the instruction */
	uint32_t lr, sp, xpsr; /* as stacked */
	uint32_t cfsr, hfsr, mmfar, bfar;
	uint64_t count; /* faults since reset */
	bool breakpoint; /* a BKPT that nobody took, of this number */
	uint8_t breakpoint_number;
};
#define CORTEX_M_FAULTS 4u /* so many are remembered */
void cortex_m_last_fault(const struct cortex_m *core, struct cortex_m_fault *fault);
/* The fault `back` before the last one (0: the last itself), with the status registers as they were when it
 * was taken; those of cortex_m_last_fault() are as they are now. false: there was none, or it is forgotten. */
bool cortex_m_fault_before(const struct cortex_m *core, unsigned back,
			   struct cortex_m_fault *fault);

/* Replaces cortex_m_signals.exception; NULL: nobody, which costs nothing. */
void cortex_m_watch_exceptions(struct cortex_m *core,
			       void (*exception)(void *context, unsigned number, bool entry));

/* In WFI or WFE. */
bool cortex_m_asleep(const struct cortex_m *core);
/* It is, and nothing is pending that wakes it when it next runs. */
bool cortex_m_sleeps_on(const struct cortex_m *core);

uint64_t cortex_m_cycles(struct cortex_m *core); /* since reset, without sleep */

/* Turns of a loop that only waits are counted and not executed, which makes no difference but in how long this
 * computer takes (spin.c). On at first; not in the middle of a slice. */
void cortex_m_set_skip(struct cortex_m *core, bool on);
uint64_t
cortex_m_skipped(const struct cortex_m *core); /* cycles since creation that were only counted */

#endif
