/* SPDX-License-Identifier: BSD-3-Clause */
/* One firmware finds out how it was started, and sets up clocks only where nobody else does. */
#include "caller.h"

#include <errno.h>
#include <string.h>

#include <copro/system_resources.h>

#include "soc/regs/rcc.h"
#include "soc/regs/tamp.h"

#define RCC  0x50000000u
#define TAMP 0x5C00A000u

#define HSI_HZ 64000000
/* 24 MHz / 2 * (34 + 6660 / 8192) / 2: RM0436, RCC, PLL3, with the DK2's values. */
#define DK2_HZ 208877929

static struct bench bench;

static int teardown(void **state)
{
	(void)state;
	assert_int_equal(bench.lockups, 0);
	bench_end(&bench);
	return 0;
}

static int core_hz(void)
{
	return caller_call(&bench, CALL_CORE_HZ, 0, 0);
}

static void boots_as(const char *text)
{
	(void)caller_call(&bench, CALL_SYSTEM_BOOT, 0, 0);
	assert_string_equal(caller_block(&bench)->text, text);
}

static void set_state(uint32_t value)
{
	mmio_write32(caller_registers(&bench, TAMP, true), TAMP_BKPR(TAMP_BKP_M4_STATE), value);
}

static void engineering_boot(void **state)
{
	struct mmio rcc;

	(void)state;
	caller_power(&bench, true);
	rcc = caller_registers(&bench, RCC, true);
	caller_start(&bench);
	boots_as("engineering boot");
	assert_int_equal(core_hz(), HSI_HZ);
	assert_int_equal(caller_call(&bench, CALL_CLOCKS_SETUP, 2, 0), -EINVAL);
	assert_int_equal(core_hz(), HSI_HZ);
	assert_int_equal(caller_call(&bench, CALL_CLOCKS_SETUP, 0, 0), 0);
	assert_int_equal(core_hz(), DK2_HZ);
	assert_int_equal(mmio_read32(rcc, RCC_APB1DIVR) & 7, 1);
	assert_int_equal(mmio_read32(rcc, RCC_APB3DIVR) & 7, 1);
	/* Once more changes nothing; other values are not forced upon a PLL that runs. */
	assert_int_equal(caller_call(&bench, CALL_CLOCKS_SETUP, 0, 0), 0);
	assert_int_equal(caller_call(&bench, CALL_CLOCKS_SETUP, 1, 0), -EBUSY);
	assert_int_equal(core_hz(), DK2_HZ);
}

/* Even with a debugger's mailbox open: the pins decide. */
static void engineering_boot_with_a_host(void **state)
{
	(void)state;
	caller_power(&bench, true);
	bench_listen(&bench);
	caller_start(&bench);
	boots_as("engineering boot");
}

static void under_linux(void **state)
{
	struct mmio rcc;
	uint32_t pll;

	(void)state;
	caller_power(&bench, false);
	bench_listen(&bench);
	rcc = caller_registers(&bench, RCC, true);
	caller_start(&bench);
	boots_as("Linux");
	pll = mmio_read32(rcc, RCC_PLL3CR);
	assert_int_equal(caller_call(&bench, CALL_CLOCKS_SETUP, 1, 0), -EPERM);
	assert_int_equal(mmio_read32(rcc, RCC_PLL3CR), pll);
	/* What a boot loader left there does not count while Linux listens. */
	set_state(TAMP_M4_STATE_CRUN);
	boots_as("Linux");
}

static void early_boot(void **state)
{
	(void)state;
	caller_power(&bench, false);
	set_state(TAMP_M4_STATE_CRUN);
	caller_start(&bench);
	boots_as("early boot");
	/* The trusted firmware has set them up: they are found good. */
	assert_int_equal(caller_call(&bench, CALL_CLOCKS_SETUP, 0, 0), 0);
	assert_int_equal(caller_call(&bench, CALL_CLOCKS_SETUP, 1, 0), -EBUSY);
	assert_int_equal(core_hz(), DK2_HZ);
	/* Then Linux comes. */
	bench_listen(&bench);
	boots_as("Linux");
	assert_int_equal(caller_call(&bench, CALL_CLOCKS_SETUP, 0, 0), -EPERM);
}

/* The boot loader lets the core go and then says so. */
static void early_boot_told_late(void **state)
{
	(void)state;
	caller_power(&bench, false);
	caller_start(&bench);
	caller_begin(&bench, CALL_SYSTEM_BOOT, 0, 0);
	bench_run(&bench, 100);
	assert_int_not_equal(caller_block(&bench)->go, 0);
	set_state(TAMP_M4_STATE_CRUN);
	assert_int_equal(caller_finish(&bench), SYSTEM_BOOT_EARLY);
}

/* Nobody says anything: for safety, that is a Linux without a mailbox. It takes its time, but ends. */
static void silence(void **state)
{
	(void)state;
	caller_power(&bench, false);
	caller_start(&bench);
	boots_as("Linux");
	assert_in_range(caller_block(&bench)->cycles, 190 * 208, 230 * 209);
}

/* An oscillator that never gets ready: an error, and the core goes on as it was. */
static void a_dead_crystal(void **state)
{
	struct mmio rcc;

	(void)state;
	caller_power(&bench, true);
	rcc = caller_registers(&bench, RCC, true);
	/* The secure world keeps the oscillators: the M4's write is without effect. */
	mmio_write32(rcc, RCC_TZCR, RCC_TZCR_TZEN);
	caller_start(&bench);
	assert_int_equal(caller_call(&bench, CALL_CLOCKS_SETUP, 0, 0), -ETIMEDOUT);
	assert_in_range(caller_block(&bench)->cycles, 99 * 64000, 102 * 64000);
	assert_int_equal(core_hz(), HSI_HZ);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(engineering_boot, teardown),
		cmocka_unit_test_teardown(engineering_boot_with_a_host, teardown),
		cmocka_unit_test_teardown(under_linux, teardown),
		cmocka_unit_test_teardown(early_boot, teardown),
		cmocka_unit_test_teardown(early_boot_told_late, teardown),
		cmocka_unit_test_teardown(silence, teardown),
		cmocka_unit_test_teardown(a_dead_crystal, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
