/* SPDX-License-Identifier: BSD-3-Clause */
/* A clock tree over a register file, for tests of it. Offsets and bits are literals of RM0436, "RCC
 * registers"; clock numbers those of dt-bindings/clock/stm32mp1-clks.h. */
#ifndef COPRO_TESTS_HOST_CLK_RIG_H
#define COPRO_TESTS_HOST_CLK_RIG_H

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "host/clk.h"
#include "host/fake_rcc.h"

#define PLL4CR	  0x894
#define PLL3CR	  0x880
#define OCENSETR  0x00C
#define MP_APB1EN 0xA00
#define MC_APB1EN 0xA80
#define MP_APB5EN 0x208
#define UART35SEL 0x8EC
#define USART3EN  (1u << 15)
#define UART5EN	  (1u << 17)

static struct fake_rcc rcc;
static struct clk_tree *tree;
static char log_text[8192];

static inline void keep_log(void *context, const char *line)
{
	(void)context;
	(void)snprintf(log_text + strlen(log_text), sizeof(log_text) - strlen(log_text), "%s\n",
		       line);
}

static inline void make_tree(const struct clk_config *more)
{
	struct clk_config config = {.log = keep_log};

	if (more)
		config = *more;
	config.rcc = fake_rcc_mmio(&rcc);
	assert_int_equal(clk_tree_create(&tree, &config), 0);
}

static inline int setup(void **state)
{
	(void)state;
	log_text[0] = '\0';
	fake_rcc_dk2(&rcc);
	make_tree(NULL);
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	clk_tree_destroy(tree);
	tree = NULL;
	return 0;
}

static inline int bound(uint32_t id)
{
	int clock = clk_by_binding(id);

	assert_true(clock >= 0);
	return clock;
}

static inline struct clk *get(uint32_t id, const char *holder)
{
	struct clk *clk = NULL;

	assert_int_equal(clk_get(tree, bound(id), holder, &clk), 0);
	return clk;
}

static inline struct clk *get_parent(uint32_t id, const char *holder)
{
	struct clk *clk = NULL;

	assert_int_equal(clk_get(tree, clk_parent(tree, bound(id)), holder, &clk), 0);
	return clk;
}

static inline uint64_t rate(const char *name)
{
	return clk_rate(tree, clk_by_name(name));
}

static inline unsigned count(const char *name)
{
	return clk_enable_count(tree, clk_by_name(name));
}

#endif
