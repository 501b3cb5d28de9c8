/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gated clocks of the peripherals and the numbers of all clocks, as Linux's device tree binding
 * names them (dt-bindings/clock/stm32mp1-clks.h), and what Linux's clock driver does with each of them
 * when nobody uses it (drivers/clk/stm32/clk-stm32mp1.c).
 */
#ifndef COPRO_SOC_CLOCK_GATES_H
#define COPRO_SOC_CLOCK_GATES_H

#include <stddef.h>
#include <stdint.h>

#include "soc/clock.h"

/* How Linux treats a clock. */
#define SOC_CLOCK_CRITICAL 0x01u /* held from the start (CLK_IS_CRITICAL) */
#define SOC_CLOCK_KEEP	   0x02u /* not switched off as unused (CLK_IGNORE_UNUSED) */
/* Needs its parent to be touched (CLK_OPS_PARENT_ENABLE): when unused ones are switched off, the parents
 * are enabled for it and disabled again, and go off with it if nobody else holds them. */
#define SOC_CLOCK_PARENT   0x04u
#define SOC_CLOCK_REPARENT 0x08u /* its selector follows a rate that is asked for */
#define SOC_CLOCK_PASS	   0x10u /* a rate that is asked for is asked of the parent */
#define SOC_CLOCK_KERNEL                                                                           \
	0x20u /* a kernel clock below a selector of its own or shared with its pair */
#define SOC_CLOCK_FIXED	  0x40u /* its divider stays (read-only in Linux) */
#define SOC_CLOCK_A7_ONLY 0x80u /* there is no MC_ twin of the gate */

/* Clocks with a number up to this exist in the binding; there are holes. */
#define SOC_CLOCK_BINDINGS 232u
#define SOC_CLOCK_SCMI	   21u
#define SOC_NO_BINDING	   0xFFu

/* A clock that one bit of MP_xxxENSETR opens for a peripheral; the M4's bit is at RCC_EN_MC_OFFSET. A
 * bus clock and a kernel clock of one peripheral share the bit. */
struct soc_clock_leaf {
	const char *name; /* "usart3_k" */
	uint8_t binding;
	uint8_t source; /* enum soc_clock: has the rate of it */
	uint8_t bit;
	uint8_t flags;
	uint16_t gate; /* RCC offset of the set register; cleared at RCC_CLRR_OFFSET from there */
};

const struct soc_clock_leaf *soc_clock_leaves(size_t *count);

/* SOC_CLOCK_ flags of a clock of soc/clock.h. */
unsigned soc_clock_flags(enum soc_clock clock);
/* The one that has this number in the binding, SOC_CLOCK_NONE for none: it may be a leaf's. */
enum soc_clock soc_clock_bound(uint32_t binding);
/* The binding's number of what an SCMI server offers as number `id`; SOC_NO_BINDING for none. */
uint32_t soc_clock_scmi(uint32_t id);

#endif
