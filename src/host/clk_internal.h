/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files that make up the clock tree share. */
#ifndef COPRO_HOST_CLK_INTERNAL_H
#define COPRO_HOST_CLK_INTERNAL_H

#include "host/clk.h"
#include "soc/clock.h"
#include "soc/clock_gates.h"

/* Clocks of soc/clock.h first, then the gated ones of the peripherals. */
#define CLK_INNER   ((int)SOC_CLOCKS - 1)
#define CLK_NODES   256
#define CLK_LOG_MAX 160u

struct clk {
	struct clk_tree *tree;
	struct clk *next; /* on the same clock */
	int clock;
	unsigned enabled;
	char holder[CLK_HOLDER_MAX];
};

struct clk_tree {
	struct clk_config config;
	struct mmio scmi; /* valid if config.scmi */
	unsigned count[CLK_NODES]; /* how often enabled */
	int fed_by[CLK_NODES]; /* the parent that is enabled for it while `count` is not 0 */
	struct clk *holders[CLK_NODES];
	struct clk *critical[CLK_NODES];
};

/* A gate: offset 0 means none. */
struct clk_gate {
	uint16_t offset;
	uint8_t bit;
	bool pair; /* a set and a clear register */
	bool m4; /* has a twin for the M4 */
};

struct clk_gate clk_gate_of(int clock);
/* Flags of soc/clock_gates.h. */
unsigned clk_flags(int clock);
/* The clock of soc/clock.h that has its rate: itself, or what a gate stands behind. */
enum soc_clock clk_source(int clock);
int clk_number(enum soc_clock clock);
/* The peripheral's row, NULL for an inner clock. */
const struct soc_clock_leaf *clk_leaf(int clock);

/* How soc/clock.h looks at this tree's registers. */
struct soc_clock_registers clk_registers(const struct clk_tree *tree);

/* Does RCC_TZCR keep the register at `offset` for the secure world? */
bool clk_secure(const struct clk_tree *tree, uint32_t offset);

/* Writes a field of a register as far as RCC_TZCR lets us. 0; -EACCES, and nothing is changed. */
COPRO_MUST_CHECK int clk_write_field(struct clk_tree *tree, uint32_t offset, uint32_t mask,
				     uint32_t value);

COPRO_MUST_CHECK int clk_node_enable(struct clk_tree *tree, int clock);
void clk_node_disable(struct clk_tree *tree, int clock);

void clk_log(const struct clk_tree *tree, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
