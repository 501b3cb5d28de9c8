/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the virtual Cortex-M4 share. Nothing here is for the outside.
 *
 * engine.c     runs instructions (Unicorn) and says why it stopped; engine_state.c has its registers
 * map.c        memories and their rights in the engine
 * block.c      what is known of each translated block: its length and what to watch in it
 * decode.c     Thumb-2, as far as that knowledge needs it
 * watch.c      instructions that the engine would execute although they fault
 * spin.c       loops that wait: their turns are counted, not executed; spin_count.c: also if they count, with
 *              spin_instruction.c and spin_condition.c for what a turn does to what moves
 * replay.c     finds the instruction of a block that made a given access
 * access.c     every data access that is not a plain one to memory
 * exception.c  priorities, entry and return
 * fault.c      from what went wrong to a fault exception, escalation, lock-up
 * nvic.c, scs.c, scb.c, systick.c, mpu.c, dwt.c  the registers at 0xE0000000
 * core.c       life cycle, the run loop; slice.c time; sleep.c
 * debug.c      halting, stepping, breakpoints; debug_watch.c watchpoints
 */
#ifndef COPRO_BOARD_CORTEX_M_INTERNAL_H
#define COPRO_BOARD_CORTEX_M_INTERNAL_H

#include "board/cortex_m/architecture.h"
#include "board/cortex_m/cortex_m.h"

#include <unicorn/unicorn.h>

#define unlikely(x) __builtin_expect(!!(x), 0)

/* How an access ends other than well. */
enum access_result {
	ACCESS_OK,
	ACCESS_BUS, /* BusFault */
	ACCESS_MPU, /* MemManage */
	ACCESS_UNALIGNED /* UsageFault */
};

/* What has to be done about a block beyond counting it. */
enum block_flag {
	BLOCK_MASKS = 1, /* MSR or CPS: masks and CONTROL may be different after it */
	BLOCK_SEV = 2,
	BLOCK_EXCLUSIVE = 4, /* LDREX: there may be a reservation after it */
	BLOCK_SNAPSHOT = 8, /* registers must be kept at its start to tell its accesses apart */
	BLOCK_FPU = 16,
	BLOCK_DIVIDE = 32,
	BLOCK_STRICT = 64, /* LDM, LDRD, VLDR ...: must be aligned (A3.2.1) */
	BLOCK_IT_OPEN = 128, /* begins or ends inside an IT block */
	/* Looked at each time such a block runs. */
	BLOCK_ACTIONS = BLOCK_MASKS | BLOCK_SEV | BLOCK_EXCLUSIVE | BLOCK_SNAPSHOT | BLOCK_IT_OPEN,
	/* Looked at only while CPACR or CCR ask for it. */
	BLOCK_CONDITIONAL = BLOCK_FPU | BLOCK_DIVIDE | BLOCK_STRICT
};

/* engine_keep_registers() */
#define ENGINE_KEPT_FLAGS 15u
#define ENGINE_KEPT	  16u

#define BLOCK_REGISTER_FLAGS 16 /* in `registers`: APSR */

struct block {
	uint32_t address; /* odd: entry unused */
	uint16_t size;
	uint16_t instructions;
	uint8_t flags;
	uint8_t it_out; /* ITSTATE behind it */
	uint16_t bases; /* registers that must be multiples of 4 when it begins */
	uint32_t registers; /* to keep at its start, with BLOCK_SNAPSHOT: 17 bits */
	bool steady; /* each run adds the same to every one of them (block_steps()) */
	uint8_t watched; /* flags whose instructions have hooks (watch.c) */
	uint8_t runs; /* while fpu_bases are looked at */
	uint16_t fpu_bases; /* the same of floating-point accesses */
};

struct watch {
	uint32_t address;
	uc_hook hook;
};

#define BLOCK_COUNT 16384u

enum engine_event {
	ENGINE_NONE, /* so far */
	ENGINE_STOPPED, /* at a block's start: core->stop says why */
	ENGINE_SVC,
	ENGINE_EXC_RETURN, /* core->pc is the EXC_RETURN value */
	ENGINE_WFI,
	ENGINE_WFE,
	ENGINE_YIELD,
	ENGINE_BKPT,
	ENGINE_UNDEFINED,
	ENGINE_NOCP,
	ENGINE_INVSTATE,
	ENGINE_DIVIDE,
	ENGINE_DATA, /* core->access is the refused access */
	ENGINE_FETCH,
	ENGINE_HALT /* breakpoint or step: the instruction at core->pc has not run */
};

/* The data access that is being made or was refused. */
struct access {
	uint32_t address;
	unsigned size;
	bool write;
	enum access_result result;
	uint64_t value; /* size 8: two words at once */
};

enum core_state { CORE_HELD, CORE_RESET, CORE_RUNNING, CORE_SLEEPING, CORE_LOCKUP };

struct page_rights {
	uint8_t firewall; /* enum cortex_m_access as cortex_m_protect() says */
	uint8_t mapped; /* what the engine enforces now; PAGE_TRAPPED: every access is ours */
};
#define PAGE_TRAPPED 0x80
#define PAGE_SIZE    4096u
/* Holds a CLREX that only engine_clear_exclusive() reaches: to the guest nothing is here. The last page
 * that the default memory map lets execute, and no memory's. */
#define ENGINE_PAGE UINT32_C(0x9FFFF000)

struct memory {
	struct cortex_m_memory area;
	struct page_rights *pages;
	uint8_t *code; /* a byte for each CODE_GRAIN bytes: some of it may have been translated */
	bool fetched; /* of fetched.c */
};

#define CODE_GRAIN 64u

/* Bytes that are fetched at once, and how many such copies there are. */
#define FETCHED_CHUNK UINT32_C(0x10000)
#define FETCHED_MOST  64u

struct mpu {
	uint32_t ctrl;
	uint32_t rnr;
	uint32_t rbar[8];
	uint32_t rasr[8];
};

/* What of the MPU holds, for whom: rights of a page are the same as long as this is. */
enum mpu_view { MPU_OFF, MPU_PRIVILEGED, MPU_UNPRIVILEGED };

struct systick {
	uint32_t ctrl;
	uint32_t load;
	uint32_t loaded; /* what it counts down from now: `load` may have been written since */
	uint64_t zero_at; /* ps at which the counter reaches 0 next, while it runs */
	uint32_t stopped_at; /* its value while it does not run */
	bool frozen; /* in deep sleep, where its clock stands still */
	struct timeline_event event;
};

#define DEBUG_BREAKPOINTS 32u
#define DEBUG_WATCHPOINTS 16u

struct watchpoint {
	uint32_t address;
	uint32_t size;
	enum cortex_m_watch kind;
};

struct debug {
	bool on;
	bool halted;
	bool halt_request;
	bool step;
	bool stepped; /* the instruction to be stepped has begun */
	uint8_t catches; /* enum cortex_m_catch */
	enum cortex_m_halt_reason request; /* with halt_request: why */
	struct cortex_m_halt halt; /* of the last one */
	uint32_t resume_pc; /* where, and at which cycle, it went on: no breakpoint there */
	uint64_t resume_cycles;
	bool resume_access; /* nor a watchpoint: it was told of */
	struct watch breakpoints[DEBUG_BREAKPOINTS];
	size_t breakpoint_count;
	struct watchpoint watchpoints[DEBUG_WATCHPOINTS];
	size_t watchpoint_count;
	uc_hook watch_hook;
	uc_hook step_hook;
	struct { /* a step that has left its place, for a handler or for sleep */
		bool on;
		bool done; /* once a step */
		bool then_step; /* back there, the instruction is still to be executed */
		uint32_t pc, ipsr; /* where it comes back to */
	} aside;
};

struct cortex_m {
	/* What the block hook needs, together. */
	uint64_t cycles; /* executed, with the current block as a whole */
	uint64_t limit; /* the block hook looks around when cycles reach this */
	struct block *blocks;
	const struct block *block;
	const struct block *kept_block; /* a steady one whose registers were kept, or NULL */
	uint8_t look_at; /* flags of blocks that the block hook must look at */

	struct spin *spin;

	/* Configuration. */
	struct memory *memories;
	size_t memory_count;
	struct cortex_m_bus bus;
	void (*refused)(void *context, uint32_t address, enum cortex_m_access access);
	struct cortex_m_signals signals;
	struct timeline *timeline;
	unsigned irq_count;
	uint8_t priority_mask;
	uint32_t cycle_ps;
	uint32_t systick_calib;

	/* Running. */
	uc_engine *uc;
	uc_hook hooks[8];
	unsigned drops; /* grains of translated code, by this engine */
	enum core_state state;
	uint64_t budget; /* the slice ends when cycles reach this */
	uint64_t until; /* the same in ps */
	uint64_t base_ps; /* timeline->now of a slice is counted from here ... */
	uint64_t base_cycles; /* ... */
	uint64_t reset_cycles; /* cycles at the last reset */
	bool in_slice;
	bool in_engine;
	bool in_access; /* a callback of the engine makes core->access */
	bool in_engine_page; /* runs an instruction of ours */
	bool reserved; /* LDREX was executed, and no exception since */
	bool end_slice;
	bool hold_request, release_request; /* made in the middle of a slice */
	bool deny_stores; /* the instructions behind a refused store in an IT block */
	uint32_t pc; /* next instruction, when the engine does not run */
	uint8_t it; /* ITSTATE at the start of the current block */
	uint8_t after; /* flags of the current block to be handled behind it */
	uint8_t watch; /* BLOCK_CONDITIONAL flags that are watched now */
	bool watch_wanted, watch_drop;
	struct watch *watches;
	size_t watch_count;
	uint32_t kept[17]; /* registers at the block's start, or of a steady block: ... */
	uint64_t kept_cycles; /* ... when cycles were these, one or more runs of it ago */
	uint64_t io_log[8]; /* what devices gave to reads of the block */
	size_t io_count;
	uint64_t io_block; /* the block, by the cycles at its end */
	uint64_t accesses; /* made so far */
	bool went_on; /* WFI, WFE or YIELD was executed, and nothing came of it */
	bool searching; /* a loop that waits is looked for: */
	uint64_t effects; /* accesses since it is, but for reads that another read can stand for */
	struct { /* the last one whose time was asked for */
		uint64_t block; /* by the cycles at its end */
		uint64_t access;
		uint32_t offset; /* in the block */
		unsigned before; /* instructions before it */
	} timed;
	enum engine_event event;
	uint32_t event_pc; /* engine hooks: where */
	struct access access;
	uint32_t fault_registers[ENGINE_KEPT];

	/* Processor state, as far as it is not only in the engine. */
	uint32_t ipsr;
	uint32_t control; /* nPRIV and SPSEL; FPCA is the engine's, or, while that is kept at 1: */
	uint32_t fpca;
	bool fpca_kept, fpu_stale;
	uint32_t primask, basepri, faultmask;
	bool event_register;
	bool sleep_on_exit;
	bool wait_for_event; /* asleep in WFE, not WFI */

	/* Exceptions, by number. */
	uint8_t priority[EXC_COUNT];
	uint32_t enabled[EXC_COUNT / 32];
	uint32_t pending[EXC_COUNT / 32];
	uint32_t active[EXC_COUNT / 32];
	uint32_t level[EXC_COUNT / 32];
	bool nmi_level;
	int active_priority; /* of the active exceptions, grouped; PRIORITY_NONE */
	unsigned active_count;
	unsigned candidate; /* highest pending and enabled; 0 */
	int candidate_priority; /* grouped */

	/* Registers. */
	uint32_t vtor, aircr_prigroup, scr, ccr, shcsr, cpacr;
	uint32_t cfsr, hfsr, dfsr, mmfar, bfar;
	uint32_t fpccr, fpcar, fpdscr;
	uint32_t demcr, dcrdr, actlr;
	uint32_t dwt_ctrl;
	uint64_t cyccnt_offset; /* CYCCNT without the cycles executed */
	uint32_t dwt[1024], itm[1024], tpiu[1024], fpb[1024];
	struct mpu mpu;
	bool rights_stale; /* page rights must be brought to the engine */
	unsigned fetched; /* memories of fetched.c */
	bool fetched_stale; /* they are to be dropped */
	uint64_t pieces; /* of the address space that are regions of their own (map.c) */
	uint32_t fetch_at; /* where a fetch failed; NO_FETCH: at the pc */
	enum mpu_view rights_view; /* whose rights the engine has */
	struct systick systick;
	struct debug debug;

	struct cortex_m_fault faults[CORTEX_M_FAULTS]; /* the last one first */
	uint32_t note_places[64];
	size_t note_count;
};

/* bits in arrays of words */
static inline bool bit_test(const uint32_t *words, unsigned n)
{
	return (words[n / 32] >> (n % 32)) & 1;
}

static inline void bit_put(uint32_t *words, unsigned n, bool value)
{
	uint32_t mask = UINT32_C(1) << (n % 32);

	if (value)
		words[n / 32] |= mask;
	else
		words[n / 32] &= ~mask;
}

static inline bool core_privileged(const struct cortex_m *core)
{
	return core->ipsr != 0 || !(core->control & CONTROL_NPRIV);
}

/* core.c */
void core_note(struct cortex_m *core, uint32_t place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void core_lockup(struct cortex_m *core);

/* slice.c */
void slice_connect(struct cortex_m *core);
void slice_disconnect(struct cortex_m *core);
void slice_begin(struct cortex_m *core, uint64_t until);
void slice_end(struct cortex_m *core);
void core_look_around(struct cortex_m *core); /* soon: something changed that may end the slice */
uint64_t core_cycles_now(struct cortex_m *core);
uint64_t core_time(struct cortex_m *core);

/* sleep.c */
void core_set_event(struct cortex_m *core);
void core_fall_asleep(struct cortex_m *core, bool wait_for_event);
void core_wait_for_event(struct cortex_m *core);
bool core_wake_up(struct cortex_m *core);
void core_stop_sleeping(struct cortex_m *core);

/* engine.c */
int engine_open(struct cortex_m *core);
void engine_close(struct cortex_m *core);
/* Between slices, when the core is held in reset: gives back what the engine only collects. */
void engine_renew(struct cortex_m *core);
void engine_reset(struct cortex_m *core);
enum engine_event engine_run(struct cortex_m *core);
uint32_t engine_get(struct cortex_m *core, int reg);
void engine_set(struct cortex_m *core, int reg, uint32_t value);
/* R0 to LR, by number: in the engine's words, and their values. */
int engine_register_id(unsigned number);
uint32_t engine_register(struct cortex_m *core, unsigned number);
void engine_set_register(struct cortex_m *core, unsigned number, uint32_t value);
/* R0 to LR and APSR, all at once. Written, the flags are kept by the engine in one way only. */
void engine_keep_registers(struct cortex_m *core, uint32_t registers[ENGINE_KEPT]);
void engine_restore_registers(struct cortex_m *core, const uint32_t registers[ENGINE_KEPT]);
/* An exception takes the reservation of LDREX away (B1.5.6, B1.5.8). */
void engine_clear_exclusive(struct cortex_m *core);
void engine_drop_code(struct cortex_m *core, uint32_t address, size_t size);
/* Hooks on it have changed; what is known of the blocks stays true. */
void engine_translate_again(struct cortex_m *core, uint32_t address, size_t size);
/* Brings mode, CONTROL, both stack pointers and XPSR (all of it) to these values. */
struct engine_mode {
	uint32_t xpsr, control, msp, psp;
};
void engine_get_mode(struct cortex_m *core, struct engine_mode *mode);
void engine_set_mode(struct cortex_m *core, const struct engine_mode *mode);
/* FPCCR.ASPEN or CONTROL.FPCA was written. */
void engine_follow_fpccr(struct cortex_m *core);
void engine_read_masks(struct cortex_m *core);
void engine_write_masks(struct cortex_m *core);

/* fetched.c */
/* Copies what is around an address from behind the bus. False: it cannot be fetched from. */
bool fetched_add(struct cortex_m *core, uint32_t address);
void fetched_drop(struct cortex_m *core);
#define NO_FETCH UINT32_MAX

/* map.c */
/* A memory where I/O is, and the other way round. */
bool map_in(struct cortex_m *core, const struct cortex_m_memory *area, unsigned rights);
void map_out(struct cortex_m *core, const struct cortex_m_memory *area);
int map_memories(struct cortex_m *core);
/* Brings page rights to the engine after the MPU, privilege or cortex_m_protect() changed them. */
int map_rights(struct cortex_m *core);
/* The engine is new, and enforces nothing yet. */
void map_forget(struct cortex_m *core);
/* Code was translated: a write from outside drops it, and costs nothing where there is none. */
void map_mark_code(struct cortex_m *core, uint32_t address, uint32_t size);
/* The privilege, the priority or CONTROL may have changed: rights are stale if others hold now. */
void map_follow(struct cortex_m *core);
/* No store succeeds until map_rights() without on_access() being asked. */
void map_deny_stores(struct cortex_m *core);

/* engine.c */
/* The instruction that makes the access of a bus callback that is running now. */
uint32_t engine_access_pc(struct cortex_m *core);

/* In a hook: the instruction at `pc` of the current block is not to be executed. */
void engine_refuse(struct cortex_m *core, enum engine_event event, uint32_t pc);
/* Unicorn takes callbacks of all kinds as void *. */
#define CALLBACK(function) ((void *)(uintptr_t)(function))

/* watch.c */
/* CPACR or CCR were written: which instructions must be looked at before they run. */
void core_watch(struct cortex_m *core);
/* True when the block must not run before watch_install(). */
bool watch_block(struct cortex_m *core, struct block *block);
void watch_install(struct cortex_m *core);
void watch_drop_all(struct cortex_m *core);

/* spin.c */
int spin_open(struct cortex_m *core);
void spin_close(struct cortex_m *core);
/* The engine begins. The search does too, but behind a hint that was none, and may bring core->limit forward. */
void spin_restart(struct cortex_m *core);
/* In the block hook, which looks around: the block at `address` is about to run. May bring core->limit forward, and
 * core->cycles up to core->budget. */
void spin_look(struct cortex_m *core, uint32_t address, uint32_t size);

/* block.c, decode.c, replay.c */
void blocks_drop(struct cortex_m *core, uint32_t address, size_t size);
void block_fill(struct cortex_m *core, struct block *block, uint32_t address, uint32_t size);
/* What a run of a steady block adds to each of R0 to LR that was kept. */
void block_steps(struct cortex_m *core, const struct block *block, uint32_t steps[15]);

#define NO_INDEX 0xFF

struct instruction {
	uint32_t code; /* first halfword in the high half when long */
	unsigned length; /* 2 or 4 bytes */
	uint32_t reads; /* bit n: Rn may be read; 16: flags */
	uint32_t writes; /* may be written */
	uint8_t flags; /* enum block_flag */
	uint8_t load_size; /* 0, 1, 2, 4 (also several words) */
	uint8_t store_size;
	bool several; /* more than one access: registers change before the last */
	bool it; /* the IT instruction */
	/* Of an access: from R[base] + offset (+ R[index] << shift), so many bytes. */
	uint8_t base;
	uint8_t index; /* NO_INDEX */
	uint8_t shift;
	int16_t offset;
	uint16_t span;
	/* A register to which it does nothing but add a constant, or NO_INDEX. */
	uint8_t stepped;
	int16_t step;
};
void decode(const uint8_t *code, size_t available, struct instruction *instruction);
/* ITSTATE behind an instruction (ARM DDI 0403 A7.3.2). */
uint8_t it_advance(uint8_t it, const struct instruction *instruction);
/* The address of the instruction of core->block that makes `access`, the registers being as they
 * are when it is made. */
uint32_t replay_find(struct cortex_m *core, const struct access *access);
/* ITSTATE at an instruction of core->block and how many instructions come before it. */
void replay_locate(struct cortex_m *core, uint32_t pc, uint8_t *it, unsigned *before);
/* The first byte that an instruction accesses, the registers being as they are before it. */
uint32_t replay_address(struct cortex_m *core, const struct instruction *instruction, uint32_t pc);
/* Whether an instruction of core->block is executed, as far as an IT instruction has a say. */
bool replay_executes(struct cortex_m *core, uint32_t pc);

/* Whether an instruction of core->block behind `pc` stores something. */
bool replay_stores_behind(struct cortex_m *core, uint32_t pc);

/* How many instructions of core->block come before core->access; quick, and never less than it said
 * of an earlier access of the same block, but it may name an earlier one of several alike. */
unsigned replay_estimate(struct cortex_m *core);

/* access.c */
struct memory *memory_find(struct cortex_m *core, uint32_t address);
uint8_t *memory_place(struct cortex_m *core, uint32_t address, size_t size);
const uint8_t *memory_at(struct cortex_m *core, uint32_t address, size_t size);
/* One aligned access as the processor makes it. */
enum access_result access_data(struct cortex_m *core, struct access *access, bool privileged);
/* A firewall refused it: tells whoever wants to know. */
void access_tell_refused(const struct cortex_m *core, uint32_t address, unsigned right);
/* Without a look at the MPU. */
enum access_result access_plain(struct cortex_m *core, struct access *access);
enum access_result access_fetch_vector(struct cortex_m *core, uint32_t address, uint32_t *value);

/* exception.c */
void exceptions_reset(struct cortex_m *core);
void exceptions_changed(struct cortex_m *core); /* pending, enabled, priority or active bits */
int exception_priority(const struct cortex_m *core, unsigned number); /* -3 ... 255 */
int exception_group_priority(const struct cortex_m *core, int priority);
int execution_priority(const struct cortex_m *core);
bool exception_due(const struct cortex_m *core);
bool exception_wakes(const struct cortex_m *core);
/* Whether BASEPRI or FAULTMASK keep the candidate waiting: it is not VECTPENDING then (PM0214 4.4.3). */
bool exception_masked(const struct cortex_m *core);
void exception_set_pending(struct cortex_m *core, unsigned number, bool pending);
bool exception_enabled(const struct cortex_m *core, unsigned number);
/* Takes an exception, with core->pc as the return address. */
void exception_enter(struct cortex_m *core, unsigned number);
void exception_return(struct cortex_m *core, uint32_t exc_return);

/* fault.c */
void fault_take(struct cortex_m *core, unsigned exception, uint32_t cfsr);
void fault_access(struct cortex_m *core);
bool fault_ignored(struct cortex_m *core); /* core->access is to go on although it was refused */
void fault_fetch(struct cortex_m *core);
/* A fault while registers are pushed or popped or a vector is read: only made pending. */
void fault_derived(struct cortex_m *core, unsigned exception, uint32_t cfsr, uint32_t hfsr);
void fault_svc(struct cortex_m *core);
void fault_bkpt(struct cortex_m *core);
/* Says in core->faults what exception was taken, with the frame at sp. */
void fault_report(struct cortex_m *core, unsigned exception, uint32_t pc, uint32_t lr, uint32_t sp,
		  uint32_t xpsr);

/* nvic.c, scs.c, scb.c, systick.c, mpu.c, dwt.c: offsets are those from 0xE0000000 */
enum access_result ppb_read(struct cortex_m *core, uint32_t address, unsigned size, uint32_t *value,
			    bool privileged);
enum access_result ppb_write(struct cortex_m *core, uint32_t address, unsigned size, uint32_t value,
			     bool privileged);
uint32_t nvic_read(struct cortex_m *core, uint32_t offset);
void nvic_write(struct cortex_m *core, uint32_t offset, uint32_t value, uint32_t mask);
void nvic_trigger(struct cortex_m *core, uint32_t value);
bool scb_read(struct cortex_m *core, uint32_t offset, uint32_t *value);
bool scb_write(struct cortex_m *core, uint32_t offset, uint32_t value, uint32_t mask);
void scb_reset(struct cortex_m *core);
uint32_t systick_read(struct cortex_m *core, uint32_t offset);
void systick_write(struct cortex_m *core, uint32_t offset, uint32_t value);
void systick_init(struct cortex_m *core);
void systick_reset(struct cortex_m *core);
void systick_freeze(struct cortex_m *core, bool frozen);
/* Sets core->cycle_ps; the counter goes on from where it is. */
void systick_cycle_change(struct cortex_m *core, uint32_t cycle_ps);
uint32_t mpu_read(struct cortex_m *core, uint32_t offset);
void mpu_write(struct cortex_m *core, uint32_t offset, uint32_t value, uint32_t mask);
void mpu_reset(struct cortex_m *core);
enum mpu_view mpu_view(const struct cortex_m *core);
/* Rights of one byte of address space, an OR of enum cortex_m_access. */
unsigned mpu_rights(const struct cortex_m *core, uint32_t address, bool privileged);
/* The same of a page: bits that hold for all of it, and in *any those that hold for some of it. */
unsigned mpu_page_rights(const struct cortex_m *core, uint32_t page, bool privileged,
			 unsigned *any);
uint32_t dwt_read(struct cortex_m *core, uint32_t offset);
void dwt_write(struct cortex_m *core, uint32_t offset, uint32_t value);
uint32_t coredebug_read(struct cortex_m *core, uint32_t offset);
void coredebug_write(struct cortex_m *core, uint32_t offset, uint32_t value);
void dwt_reset(struct cortex_m *core);

/* debug.c */
bool debug_stops_at(struct cortex_m *core);
void debug_step_begin(struct cortex_m *core);
void debug_step_end(struct cortex_m *core);
/* Between two instructions, an exception being due or not: whether a step goes no further. */
bool debug_step_over(struct cortex_m *core);
void debug_halt(struct cortex_m *core, enum cortex_m_halt_reason reason);
/* At the next chance, if the debugger wants to catch that. */
void debug_catch(struct cortex_m *core, enum cortex_m_catch what, enum cortex_m_halt_reason reason);
/* In a hook: whether the program went on from this very instruction. */
bool debug_resumed_at(const struct cortex_m *core, uint32_t pc);

/* debug_watch.c */
void debug_watch_clear_all(struct cortex_m *core);

#endif
