/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What may be chosen in the clock tree, in the words of TF-A's device tree: `st,clksrc` for the tree and
 * `st,pkcs` for the peripherals' kernel clocks, CLK_UART35_HSI (TF-A, include/dt-bindings/clock/
 * stm32mp15-clksrc.h; the selectors themselves are in soc/clock.c).
 *
 * Write the words, not the numbers: TF-A from 2.12 on numbers the sources in another way than TF-A
 * before it and U-Boot, and has all of them in st,clksrc. The words are the same but for CLK_MCO2_PLL4P,
 * which it calls CLK_MCO2_PLL4; both are read here.
 */
#ifndef COPRO_SOC_CLOCK_SOURCE_H
#define COPRO_SOC_CLOCK_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "soc/clock.h"
#include "soc/peripheral.h"

#define SOC_CLOCK_SOURCE_MAX 32u /* bytes that CLK_..._... takes, with its end */

struct soc_clock_mux {
	enum soc_clock clock; /* whose selector (soc_clock_selector); PLL1 stands for PLL12 */
	const char *name; /* "UART35" */
	bool kernel; /* in st,pkcs; else in st,clksrc */
	uint8_t off; /* the value that the word DISABLED has; 0xFF: there is no such word */
	/* By value. NULL: no such value. An input whose clock is not known here (a pin, a PHY) has a
	 * word too. */
	const char *inputs[SOC_CLOCK_INPUTS];
};

const struct soc_clock_mux *soc_clock_muxes(size_t *count);

/* Of a kernel clock or a clock of the tree; NULL: it has no selector. */
const struct soc_clock_mux *soc_clock_mux(enum soc_clock clock);

/*
 * The one that chooses a peripheral's kernel clock; NULL: it has no choice. Peripherals of which this is the
 * same one (USART3 and UART5) have the same source: who sets it sets it for all of them.
 */
const struct soc_clock_mux *soc_clock_mux_of(const struct soc_peripheral *peripheral);

/* By name, "UART35", in capitals or not; NULL: there is none. */
const struct soc_clock_mux *soc_clock_mux_by_name(const char *name);

/* The value that selects an input: by TF-A's word ("PLL4Q", "CKPER"), by Linux's or this program's
 * name of the clock ("pll4_q", "ck_per"), or "DISABLED". -1: it is not an input. */
int soc_clock_mux_value(const struct soc_clock_mux *mux, const char *input);

/* The clock that a value selects; SOC_CLOCK_NONE: none known here. */
enum soc_clock soc_clock_mux_input(const struct soc_clock_mux *mux, unsigned value);

/* Writes "CLK_UART35_HSI" and returns `name`; NULL: no such value. */
const char *soc_clock_source_name(const struct soc_clock_mux *mux, unsigned value,
				  char name[SOC_CLOCK_SOURCE_MAX]);

/* Reads one; false: no such source. */
bool soc_clock_source_by_name(const char *name, const struct soc_clock_mux **mux, unsigned *value);

/* The number that stands for it in st,clksrc and st,pkcs of TF-A before 2.12 and of U-Boot: the selector's
 * offset in RCC and the value; bit 31 for the second field of a register that has two. */
uint32_t soc_clock_source_cell(const struct soc_clock_mux *mux, unsigned value);

/*
 * A clock by its name: this program's ("pll4_q", "uart35_ker"), Linux's ("ck_hsi", "ck_per"), or TF-A's
 * word for it ("PLL4Q", "CKPER", "ACLK", "HCLK2"); in capitals or not. SOC_CLOCK_NONE: there is none.
 */
enum soc_clock soc_clock_by_name(const char *name);

/* What Linux's clock driver calls a clock that is no peripheral's ("ck_hsi", "pll4_q", "pclk1"); NULL
 * for kernel clocks, which it knows by peripheral (soc/clock_gates.h). */
const char *soc_clock_linux_name(enum soc_clock clock);

#endif
