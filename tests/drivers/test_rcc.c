/* SPDX-License-Identifier: BSD-3-Clause */
/* The RCC driver against literal register accesses (RM0436, RCC registers). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "drivers/rcc.h"

#define LOG 16u

static struct {
	struct mmio_bus bus;
	uint32_t words[0x400];
	uint32_t log[LOG][2]; /* writes */
	unsigned count, taken;
} block;

static uint32_t block_read(void *context, uint32_t address, unsigned size)
{
	(void)context;
	assert_int_equal(size, 4);
	return block.words[(address - 0x50000000) / 4];
}

static void block_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	(void)context;
	assert_int_equal(size, 4);
	assert_true(block.count < LOG);
	block.log[block.count][0] = address;
	block.log[block.count++][1] = value;
}

static struct mmio opened(void)
{
	block.bus = (struct mmio_bus){NULL, block_read, block_write};
	block.count = block.taken = 0;
	for (unsigned i = 0; i < 0x400; i++)
		block.words[i] = 0;
	return (struct mmio){&block.bus, 0x50000000};
}

/* The next write that was made. */
static void wrote(uint32_t address, uint32_t value)
{
	assert_true(block.taken < block.count);
	assert_int_equal(block.log[block.taken][0], address);
	assert_int_equal(block.log[block.taken++][1], value);
}

static void wrote_nothing_more(void)
{
	assert_int_equal(block.taken, block.count);
}

static void each_core_has_its_own_enables(void **state)
{
	struct mmio rcc = opened();

	(void)state;
	rcc_enable(rcc, RCC_A7, RCC_MP_APB1ENSETR, 1u << 24);
	wrote(0x50000A00, 1u << 24);
	rcc_enable(rcc, RCC_M4, RCC_MP_APB1ENSETR, 1u << 24);
	wrote(0x50000A80, 1u << 24);
	rcc_disable(rcc, RCC_M4, RCC_MP_APB5ENSETR, 1u << 13);
	wrote(0x5000028C, 1u << 13);
	rcc_reset(rcc, RCC_APB1RSTSETR, 1u << 24);
	wrote(0x50000980, 1u << 24);
	wrote(0x50000984, 1u << 24);
	wrote_nothing_more();
}

/* PLL3 of the DK2: 24 MHz / 2 * (34 + 6660 / 8192) / 2 = 208.9 MHz. */
static void starts_a_pll(void **state)
{
	const struct rcc_pll pll = {.source = 1,
				    .m = 2,
				    .n = 34,
				    .fraction = 0x1A04,
				    .p = 2,
				    .q = 17,
				    .r = 37,
				    .fast = true};
	struct mmio rcc = opened();

	(void)state;
	assert_int_equal(rcc_pll_start(rcc, RCC_PLL3CR, &pll), 0);
	wrote(0x50000820, 1);
	wrote(0x50000884, 0x01010021);
	wrote(0x50000888, 0x00241001);
	wrote(0x5000088C, 0x0000D020);
	wrote(0x5000088C, 0x0001D020);
	wrote(0x50000880, 1);
	wrote_nothing_more();

	assert_false(rcc_pll_ready(rcc, RCC_PLL3CR));
	block.words[0x880 / 4] = 3;
	assert_true(rcc_pll_ready(rcc, RCC_PLL3CR));
	rcc_pll_outputs(rcc, RCC_PLL3CR, RCC_PLLCR_DIVPEN);
	wrote(0x50000880, 0x13);
	assert_int_equal(rcc_pll_start(rcc, RCC_PLL3CR, &pll), -EBUSY);
	assert_false(rcc_pll_runs_as(rcc, RCC_PLL3CR, &pll));
	block.words[0x820 / 4] = 0x80000001;
	block.words[0x884 / 4] = 0x01010021;
	block.words[0x888 / 4] = 0x00241001;
	block.words[0x88C / 4] = 0x0001D020;
	assert_true(rcc_pll_runs_as(rcc, RCC_PLL3CR, &pll));
	block.words[0x888 / 4] = 0x00241002;
	assert_false(rcc_pll_runs_as(rcc, RCC_PLL3CR, &pll));
	wrote_nothing_more();
}

static void refuses_what_no_pll_does(void **state)
{
	const struct rcc_pll good = {.m = 1, .n = 25, .p = 1, .q = 1, .r = 1};
	struct rcc_pll bad;
	struct mmio rcc = opened();

	(void)state;
	assert_int_equal(rcc_pll_start(rcc, RCC_PLL1CR, &good), -EINVAL);
	bad = good;
	bad.m = 65;
	assert_int_equal(rcc_pll_start(rcc, RCC_PLL3CR, &bad), -EINVAL);
	bad = good;
	bad.n = 201;
	assert_int_equal(rcc_pll_start(rcc, RCC_PLL4CR, &bad), -EINVAL);
	bad = good;
	bad.q = 0;
	assert_int_equal(rcc_pll_start(rcc, RCC_PLL4CR, &bad), -EINVAL);
	bad = good;
	bad.fraction = 8192;
	assert_int_equal(rcc_pll_start(rcc, RCC_PLL4CR, &bad), -EINVAL);
	wrote_nothing_more();
}

static void tells_what_is_in_force(void **state)
{
	struct mmio rcc = opened();

	(void)state;
	rcc_oscillators_start(rcc, RCC_OCEN_HSEON);
	wrote(0x5000000C, 0x100);
	assert_false(rcc_oscillators_ready(rcc, RCC_OCRDYR_HSERDY));
	block.words[0x808 / 4] = 0x105;
	assert_true(rcc_oscillators_ready(rcc, RCC_OCRDYR_HSERDY | RCC_OCRDYR_HSIRDY));
	assert_false(rcc_oscillators_ready(rcc, RCC_OCRDYR_HSERDY | RCC_OCRDYR_CSIRDY));

	rcc_select(rcc, RCC_MSSCKSELR, RCC_MSSCKSELR_PLL3P);
	wrote(0x50000048, 3);
	block.words[0x48 / 4] = 3;
	assert_false(rcc_selected(rcc, RCC_MSSCKSELR, RCC_MSSCKSELR_PLL3P));
	block.words[0x48 / 4] = 0x80000003;
	assert_true(rcc_selected(rcc, RCC_MSSCKSELR, RCC_MSSCKSELR_PLL3P));
	assert_false(rcc_selected(rcc, RCC_MSSCKSELR, RCC_MSSCKSELR_HSE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_core_has_its_own_enables),
		cmocka_unit_test(starts_a_pll),
		cmocka_unit_test(refuses_what_no_pll_does),
		cmocka_unit_test(tells_what_is_in_force),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
