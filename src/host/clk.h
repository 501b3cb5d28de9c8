/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clocks as Linux on the Cortex-A7 keeps them (its common clock framework over the STM32MP1 clock
 * driver): who holds which clock, what is switched on for whom, and what is switched off because
 * nobody holds it.
 *
 * Two kinds of state are kept apart. What the clock tree *is* - parents, dividers, gates, rates - is
 * read from the RCC registers whenever it is asked for, so that what the trusted firmware or the M4
 * wrote is seen. Who *holds* a clock is this program's own.
 *
 * A clock is a number from 0 to clk_count() - 1; the numbers are this program's, the binding's are
 * translated by clk_by_binding(). Every clock has one gate at most, and one parent at a time: the
 * kernel clocks of a pair of peripherals (usart3_k, uart5_k) are gates below the selector that they
 * share (uart35_ker).
 *
 * Registers are accessed as whoever opened `rcc`: a register that RCC_TZCR keeps for the secure world
 * is not written, and the calls say -EACCES where that matters.
 *
 * Not thread safe. Several trees are independent of each other.
 */
#ifndef COPRO_HOST_CLK_H
#define COPRO_HOST_CLK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "core/mmio.h"
#include "dt/dt.h"
#include "host/error.h"

#define CLK_NONE       (-1)
#define CLK_HOLDER_MAX 64u /* a holder's name with its NUL; longer ones are cut */

struct clk_tree;

/* One holder's handle on one clock. */
struct clk;

struct clk_config {
	struct mmio rcc; /* opened as the non-secure A7 */
	/* What the SCMI server in the secure world does for Linux goes through here. NULL: there is none,
	 * and what is protected stays as it is. Copied. */
	const struct mmio *scmi;
	/* clk_set_rate() changes nothing that Linux's driver would not change: the selectors of kernel
	 * clocks stay, and no other holder is asked. */
	bool as_linux;
	/* One line, without newline, for each clock that is switched off as unused and for each refusal.
	 * May be NULL. */
	void (*log)(void *context, const char *line);
	void *context;
};

/* Claims the clocks that Linux's driver marks critical for the holder "linux: critical".
 * 0, -ENOMEM. */
COPRO_MUST_CHECK int clk_tree_create(struct clk_tree **tree, const struct clk_config *config);
/* All handles must have been put. NULL is fine. */
void clk_tree_destroy(struct clk_tree *tree);

/* ---- which clock ---- */

int clk_count(void);
const char *clk_name(int clock); /* "usart3_k", "pll4_q", "hse"; "?" for none. Never NULL */
int clk_by_name(const char *name); /* CLK_NONE if there is none */

/* By the numbers of dt-bindings/clock/stm32mp1-clks.h: of the RCC's clocks, and of those that an SCMI
 * server offers in its place. -EINVAL: out of range; -ENOENT: no clock has this number. */
COPRO_MUST_CHECK int clk_by_binding(uint32_t id);
COPRO_MUST_CHECK int clk_by_scmi(uint32_t id);

/*
 * The clock that entry `index` of a list of clock specifiers ("clocks", "assigned-clocks") of a node
 * names. -ENOENT: no such entry; -ENXIO: it is no clock of this chip's tree (a fixed clock of the
 * board, an audio codec's); -EINVAL: a malformed list, an id that no clock has, or a
 * clock of the board that is made from itself. `error` (may be
 * NULL) names node and id for the latter two.
 */
COPRO_MUST_CHECK int clk_from_dt(const struct dt *dt, int node, const char *list, size_t index,
				 struct host_error *error);

/* ---- holding ---- */

/* A handle, for example for "linux: serial@4000f000" or "m4: i2c5". Nothing is switched on yet.
 * 0, -EINVAL: no such clock, -ENOMEM. */
COPRO_MUST_CHECK int clk_get(struct clk_tree *tree, int clock, const char *holder,
			     struct clk **clk);
/* Disables as often as was enabled. NULL is fine. */
void clk_put(struct clk *clk);

/*
 * Switches on the clock and all that it comes from, up to PLL and oscillator. Counts.
 * 0; -EACCES: one of the gates is off and not this world's to open; -EIO: a PLL does not become ready
 * (its reference selector is set to nothing). On failure nothing is held.
 */
COPRO_MUST_CHECK int clk_enable(struct clk *clk);
/* The last one switches off. Without a matching clk_enable() nothing happens. */
void clk_disable(struct clk *clk);

const char *clk_holder(const struct clk *clk);

/*
 * The rate in Hz that clk_set_rate() would bring about: the highest not above `hz` that can be had, or
 * the lowest there is. The one it has now if nothing can be changed.
 */
uint64_t clk_round_rate(const struct clk *clk, uint64_t hz);
/*
 * What can change: dividers of the clock itself (PLL outputs, MCO, MCU and AXI clocks), the timers'
 * prescaler, the divider of the PLL output that LTDC's and DSI's pixel clocks come from, and, unless
 * as_linux, the selector of a kernel clock. PLLs themselves, APB dividers and oscillators stay.
 *
 * 0: the rate is now clk_round_rate()'s, which need not be what was asked for. -EBUSY: another holder
 * has enabled a clock whose rate would change with it. -EACCES: RCC_TZCR.
 */
COPRO_MUST_CHECK int clk_set_rate(struct clk *clk, uint64_t hz);
/* 0; -EINVAL: not one of the selector's inputs, or there is no selector; -EBUSY, -EACCES as above. */
COPRO_MUST_CHECK int clk_set_parent(struct clk *clk, int parent);

/* `assigned-clocks`, `-parents` and `-rates` of a node (Devicetree clock binding), as a driver core does
 * before a probe. Goes on after a failing entry and returns the first failure. */
COPRO_MUST_CHECK int clk_set_defaults(struct clk_tree *tree, const struct dt *dt, int node,
				      struct host_error *error);

/*
 * The end of Linux's boot: switches off, by register writes, every gate that is on, that nobody holds
 * and that Linux's driver does not exempt. Only the A7's own gates (MP_), PLL outputs, PLLs and
 * oscillators: the M4's gates (MC_) are not Linux's, but what feeds them is. Returns how many.
 */
unsigned clk_disable_unused(struct clk_tree *tree);

/* ---- looking ---- */

/* What feeds it as the registers are set; CLK_NONE for an oscillator or a selector set to nothing.
 * What a clock that the M4 gates by itself needs from Linux is held by holding its parent. */
int clk_parent(const struct clk_tree *tree, int clock);

/* In Hz, rounded down; 0 when it does not run. A gate counts as open if either processor opened it. */
uint64_t clk_rate(const struct clk_tree *tree, int clock);

/* The rate that it would have if all gates on the way were open: what Linux calls its rate. */
uint64_t clk_open_rate(const struct clk_tree *tree, int clock);

/* Can the M4 open it by itself (an MC_ bit)? */
bool clk_has_m4_gate(int clock);

/* Who has opened the clock's own gate. */
#define CLK_GATE_A7	1u /* MP_ bit, or the one gate of a PLL or an oscillator */
#define CLK_GATE_M4	2u /* MC_ bit */
#define CLK_GATE_NONE	4u /* it has no gate */
#define CLK_GATE_SECURE 8u /* and the gate is not the non-secure A7's to change */
unsigned clk_gate(const struct clk_tree *tree, int clock);

/* How often it is enabled, by its holders and for the clocks below it. */
unsigned clk_enable_count(const struct clk_tree *tree, int clock);

/* The handles on a clock, in the order in which they were got. NULL: from the first; NULL: no more. */
const struct clk *clk_next(const struct clk_tree *tree, int clock, const struct clk *after);
unsigned clk_enabled_by(const struct clk *clk); /* how often this holder has enabled it */

/*
 * Clocks that the M4 uses and that hang in the air: its MC_ gate is open, and one that feeds it (PLL
 * output, PLL, oscillator) is held by nobody, so that Linux is free to switch it off, or has done so.
 * *source: the first such one upwards. From CLK_NONE; CLK_NONE: no more.
 */
int clk_next_unheld(const struct clk_tree *tree, int after, int *source);

#endif
