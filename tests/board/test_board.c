/* SPDX-License-Identifier: BSD-3-Clause */
/* The board as a whole: running the M4 in virtual time, start, stop, sleep, attention. */
#include "fixture.h"

#include <string.h>

#define A7 SOC_A7
#define M4 SOC_M4
#define US UINT64_C(1000000)

#define CODE 0x38000400u /* as the A7 sees it; the M4 at 0x00000400 */

static const uint16_t wfi_loop[] = {
	0xBF30, /* wfi */
	0xE7FD, /* b . - 2 */
};

/* Channel 1 of the IPCC's C2 side: SCR bit 16. */
static const uint16_t ring_and_sleep[] = {
	0x4802, /* ldr r0, [pc, #8] */
	0xF44F, 0x3180, /* mov.w r1, #0x10000 */
	0x6081, /* str r1, [r0, #8] */
	0xBF30, /* wfi */
	0xE7FD, /* b . - 2 */
	0x1010, 0x4C00,
};

static const uint16_t count_in_memory[] = {
	0xF04F, 0x2010, /* mov.w r0, #0x10001000 */
	0x2100, /* movs r1, #0 */
	0x3101, /* adds r1, #1 */
	0x6001, /* str r1, [r0] */
	0xE7FC, /* b . - 4 */
};

static const uint16_t read_nowhere[] = {
	0xF04F, 0x40C0, /* mov.w r0, #0x60000000 */
	0x6801, /* ldr r1, [r0] */
	0xE7FE, /* b . */
};

/* AIRCR.SYSRESETREQ */
static const uint16_t reset_itself[] = {
	0x4801, /* ldr r0, [pc, #4] */
	0x4902, /* ldr r1, [pc, #8] */
	0x6001, /* str r1, [r0] */
	0xE7FE, /* b . */
	0xED0C, 0xE000, 0x0004, 0x05FA,
};

/* SCR.SLEEPDEEP; NVIC_ISER3 bit 7 is IRQ 103, IPCC_RX1. */
static const uint16_t sleep_deeply[] = {
	0xB672, /* cpsid i */
	0x4804, /* ldr r0, [pc, #16] */
	0x2104, /* movs r1, #4 */
	0x6001, /* str r1, [r0] */
	0x4803, /* ldr r0, [pc, #12] */
	0x2180, /* movs r1, #0x80 */
	0x6001, /* str r1, [r0] */
	0xBF30, /* wfi */
	0xE7FE, /* b . */
	0x0000, 0xED10, 0xE000, 0xE10C, 0xE000,
};

static void load(struct fixture *f, const uint16_t *code, size_t size)
{
	void *place = board_memory(f->board, A7, CODE, (uint32_t)size);

	assert_non_null(place);
	memcpy(place, code, size);
	board_memory_changed(f->board, A7, CODE, (uint32_t)size);
	wr(f, A7, 0x38000000, 0x10002000);
	wr(f, A7, 0x38000004, 0x00000401);
}

/* As Linux starts it. */
static void start(struct fixture *f)
{
	wr(f, A7, 0x5000010C, 1);
	wr(f, A7, 0x5000010C, 0);
}

#define RUN(f, code)                                                                               \
	do {                                                                                       \
		load(f, code, sizeof(code));                                                       \
		start(f);                                                                          \
	} while (0)

static void a_held_m4_is_idle(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(board_run(f->board, 5 * US), BOARD_IDLE);
	assert_int_equal(board_timeline(f->board)->now, 0);
	assert_false(board_m4_running(f->board));
	assert_false(board_m4_stopped(f->board));
}

static void count_fired(void *context)
{
	++*(unsigned *)context;
}

static void idle_time_jumps_to_events(void **state)
{
	struct fixture *f = *state;
	unsigned fired = 0;
	struct timeline_event event = {.name = "test", .fire = count_fired, .context = &fired};

	RUN(f, wfi_loop);
	timeline_arm(board_timeline(f->board), &event, 3 * US);
	assert_int_equal(board_run(f->board, 2 * US), BOARD_IDLE);
	assert_int_equal(fired, 0);
	assert_true(board_timeline(f->board)->now < US);
	assert_int_equal(board_run(f->board, 10 * US), BOARD_IDLE);
	assert_int_equal(fired, 1);
	assert_int_equal(board_timeline(f->board)->now, 3 * US);
	/* Due at the very end counts as before it. */
	timeline_arm(board_timeline(f->board), &event, 10 * US);
	assert_int_equal(board_run(f->board, 10 * US), BOARD_TIME);
	assert_int_equal(fired, 2);
	assert_int_equal(board_timeline(f->board)->now, 10 * US);
}

static void instructions_take_the_time_of_the_mcu_clock(void **state)
{
	struct fixture *f = *state;
	uint64_t now;

	RUN(f, count_in_memory);
	assert_int_equal(board_run(f->board, 1000 * US), BOARD_TIME);
	now = board_timeline(f->board)->now;
	assert_true(now >= 1000 * US && now < 1001 * US);
	/* 4787 ps a cycle, three instructions a round. */
	assert_in_range(rd(f, A7, 0x30001000), now / 4787 / 3 - 2, now / 4787 / 3);
	assert_in_range(cortex_m_cycles(board_core(f->board)), now / 4787 - 2, now / 4787 + 2);
}

/* TIM2 counts every MCU cycle (APB1 / 2, timer clock twice that): no drift against the core. */
static void timers_and_instructions_keep_their_ratio(void **state)
{
	struct fixture *f = *state;
	uint64_t cycles;
	uint32_t count;

	wr(f, M4, 0x50000A80, 1);
	RUN(f, count_in_memory);
	wr(f, M4, 0x40000000, 1);
	assert_int_equal(board_run(f->board, 20000 * US), BOARD_TIME);
	cycles = cortex_m_cycles(board_core(f->board));
	count = rd(f, M4, 0x40000024);
	assert_in_range(cycles, 4177000, 4179000);
	assert_in_range(count, cycles - 8, cycles + 8);
}

static void an_event_in_a_slice_fires_in_time(void **state)
{
	struct fixture *f = *state;
	unsigned fired = 0;
	struct timeline_event event = {.name = "test", .fire = count_fired, .context = &fired};

	RUN(f, count_in_memory);
	timeline_arm(board_timeline(f->board), &event, 7 * US);
	assert_int_equal(board_run(f->board, 6 * US), BOARD_TIME);
	assert_int_equal(fired, 0);
	assert_int_equal(board_run(f->board, 8 * US), BOARD_TIME);
	assert_int_equal(fired, 1);
}

static void a_doorbell_ends_the_slice(void **state)
{
	struct fixture *f = *state;

	/* The A7 listens to channel 1: C1MR bit 0, C1CR.RXOIE. */
	wr(f, A7, 0x4C001004, 0xFFFFFFFE);
	wr(f, A7, 0x4C001000, 0x1);
	RUN(f, ring_and_sleep);
	assert_int_equal(board_run(f->board, 1000 * US), BOARD_ATTENTION);
	assert_int_equal(f->a7_irqs, 1);
	assert_int_equal(f->last_spi, 100);
	assert_true(board_a7_irq_level(f->board, 100));
	assert_true(board_timeline(f->board)->now < US);
	assert_int_equal(board_run(f->board, 1000 * US), BOARD_IDLE);
	wr(f, A7, 0x4C001008, 0x1);
	assert_false(board_a7_irq_level(f->board, 100));
}

static void nothing_at_an_address_faults(void **state)
{
	struct fixture *f = *state;
	struct cortex_m_fault fault;

	RUN(f, read_nowhere);
	/* HardFault's vector is 0: the fault in it locks up. */
	while (board_run(f->board, 1000 * US) == BOARD_ATTENTION)
		;
	cortex_m_last_fault(board_core(f->board), &fault);
	assert_true(fault.count >= 1);
	assert_int_equal(fixture_noted(f, "bus", "0x60000000"), 1);
	/* A reset and another program: as new. */
	wr(f, A7, 0x50000404, 2);
	RUN(f, count_in_memory);
	assert_int_equal(board_run(f->board, board_timeline(f->board)->now + 10 * US), BOARD_TIME);
	assert_int_not_equal(rd(f, A7, 0x10001000), 0);
}

static void mcu_reset_stops_and_hold_boot_starts(void **state)
{
	struct fixture *f = *state;

	for (unsigned round = 1; round <= 20; round++) {
		RUN(f, count_in_memory);
		assert_true(board_m4_running(f->board));
		assert_int_equal(board_run(f->board, round * 10 * US), BOARD_TIME);
		assert_int_not_equal(rd(f, A7, 0x10001000), 0);
		wr(f, A7, 0x50000404, 2);
		assert_false(board_m4_running(f->board));
		wr(f, A7, 0x10001000, 0);
		assert_int_equal(board_run(f->board, round * 10 * US + US), BOARD_IDLE);
		assert_int_equal(rd(f, A7, 0x10001000), 0);
	}
}

/* The M4 resets itself: it stays down while hold-boot is asserted, and the A7 is told by EXTI line
 * 73, if its C1IMR3 lets it through with a rising edge. */
static void the_m4_resets_itself(void **state)
{
	struct fixture *f = *state;

	wr(f, A7, 0x5000D040, 1u << 9);
	wr(f, A7, 0x5000D0A0, 1u << 9);
	RUN(f, reset_itself);
	assert_int_equal(board_run(f->board, 100 * US), BOARD_ATTENTION);
	assert_false(board_m4_running(f->board));
	assert_int_equal(f->last_spi, 129);
	assert_int_equal(rd(f, A7, 0x50000C00) & 0x80, 0x80);
	assert_int_equal(board_run(f->board, 100 * US), BOARD_IDLE);
	/* With hold-boot released it starts again, and again. */
	wr(f, A7, 0x5000010C, 1);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(board_run(f->board, 100 * US), BOARD_ATTENTION);
		assert_true(board_m4_running(f->board));
	}
}

static void deep_sleep_is_cstop(void **state)
{
	struct fixture *f = *state;

	RUN(f, wfi_loop);
	assert_int_equal(board_run(f->board, US), BOARD_IDLE);
	assert_false(board_m4_stopped(f->board));
	assert_int_equal(rd(f, A7, 0x50001014) & 1u << 15, 0);
	wr(f, A7, 0x50000404, 2);
	RUN(f, sleep_deeply);
	assert_int_equal(board_run(f->board, 2 * US), BOARD_IDLE);
	assert_true(board_m4_running(f->board));
	assert_true(board_m4_stopped(f->board));
	assert_int_equal(rd(f, A7, 0x50001014) & 1u << 15, 1u << 15);
	/* Channel 1 of the IPCC wakes it; RCC_WAKEUP, NVIC 145, tells, since MC_CIER.WKUPIE is set. */
	wr(f, M4, 0x50000C14, 1u << 20);
	wr(f, M4, 0x4C001014, 0xFFFFFFFE);
	wr(f, M4, 0x4C001010, 1);
	assert_false(board_m4_irq_level(f->board, 145));
	wr(f, A7, 0x4C001008, 1u << 16);
	assert_true(board_m4_irq_level(f->board, 103));
	assert_int_equal(board_run(f->board, 3 * US), BOARD_TIME);
	assert_false(board_m4_stopped(f->board));
	assert_true(board_m4_irq_level(f->board, 145));
	wr(f, M4, 0x50000C18, 1u << 20);
	assert_false(board_m4_irq_level(f->board, 145));
	wr(f, A7, 0x50000404, 2);
	assert_false(board_m4_stopped(f->board));
}

/* Firmware that restores its clocks before all else keeps every interrupt but RCC_WAKEUP out by BASEPRI: that one
 * comes while the core still sleeps, by what EXTI lets through to the M4. */
static void exti_ends_cstop(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x50000C14, 1u << 20); /* RCC_MC_CIER: WKUPIE */
	RUN(f, sleep_deeply);
	assert_int_equal(board_run(f->board, 2 * US), BOARD_IDLE);
	assert_true(board_m4_stopped(f->board));
	wr(f, M4, 0x4C001014, 0xFFFFFFFE);
	wr(f, M4, 0x4C001010, 1);
	/* EXTI_C2IMR2: line 62 */
	wr(f, M4, 0x5000D0D0, 0xBFFFFFFF);
	wr(f, A7, 0x4C001008, 1u << 16);
	assert_true(board_m4_irq_level(f->board, 103));
	assert_false(board_m4_irq_level(f->board, 145));
	assert_true(board_m4_stopped(f->board));
	wr(f, M4, 0x5000D0D0, 0xFFFFFFFF);
	assert_true(board_m4_stopped(f->board));
	assert_true(board_m4_irq_level(f->board, 145));
}

static void engineering_boot_runs_on_hsi(void **state)
{
	struct fixture *f = *state;

	RUN(f, count_in_memory);
	assert_int_equal(board_run(f->board, 1000 * US), BOARD_TIME);
	assert_in_range(cortex_m_cycles(board_core(f->board)), 64000, 64010);
	/* Half the clock: MCUDIVR. */
	wr(f, A7, 0x50000830, 1);
	assert_int_equal(board_run(f->board, 2000 * US), BOARD_TIME);
	assert_in_range(cortex_m_cycles(board_core(f->board)), 96000, 96010);
}

static void power_on_forgets_everything(void **state)
{
	struct fixture *f = *state;

	RUN(f, count_in_memory);
	assert_int_equal(board_run(f->board, 10 * US), BOARD_TIME);
	wr(f, A7, 0x5C00A148, 2);
	wr(f, A7, 0x50000A00, 1);
	board_reset(f->board);
	assert_false(board_m4_running(f->board));
	assert_int_equal(rd(f, A7, 0x10001000), 0);
	assert_int_equal(rd(f, A7, 0x38000004), 0);
	assert_int_equal(rd(f, A7, 0x5C00A148), 0);
	assert_int_equal(rd(f, A7, 0x50000A00), 0);
	assert_int_equal(rd(f, M4, 0x50000048), 0x80000003);
	RUN(f, count_in_memory);
	assert_int_equal(board_run(f->board, 20 * US), BOARD_TIME);
	assert_int_not_equal(rd(f, A7, 0x10001000), 0);
}

static void devices_are_found_by_name(void **state)
{
	struct fixture *f = *state;

	assert_non_null(board_device(f->board, "IPCC"));
	assert_int_equal(board_device(f->board, "GPIOZ")->instance, 11);
	assert_int_equal(board_device(f->board, "USART3")->instance, 3);
	assert_null(board_device(f->board, "USART9"));
	assert_int_equal(board_uart_input(f->board, "USART9", "x", 1), 0);
	board_gpio_input(f->board, 'Q', 0, true);
	board_gpio_input(f->board, 'A', 99, true);
	/* PA0 as an input (MODER), high: GPIOA_IDR bit 0. */
	wr(f, A7, 0x50002000, 0xFFFFFFFC);
	board_gpio_input(f->board, 'A', 0, true);
	assert_int_equal(rd(f, A7, 0x50002010) & 1, 1);
	board_gpio_input(f->board, 'A', 0, false);
	assert_int_equal(rd(f, A7, 0x50002010) & 1, 0);
}

/* Two boards know nothing of each other. */
static void boards_are_independent(void **state)
{
	struct fixture *f = *state;
	struct board_config config = {.engineering_boot = true};
	struct board *other;

	assert_int_equal(board_create(&other, &config), 0);
	wr(f, A7, 0x10000000, 0x1234);
	assert_int_equal(*(uint32_t *)board_memory(other, A7, 0x10000000, 4), 0);
	board_destroy(other);
	assert_int_equal(rd(f, A7, 0x10000000), 0x1234);
}

int main(void)
{
#define DK2(test) cmocka_unit_test_setup_teardown(test, fixture_dk2, fixture_done)
	const struct CMUnitTest tests[] = {
		DK2(a_held_m4_is_idle),
		DK2(idle_time_jumps_to_events),
		DK2(instructions_take_the_time_of_the_mcu_clock),
		DK2(timers_and_instructions_keep_their_ratio),
		DK2(an_event_in_a_slice_fires_in_time),
		DK2(a_doorbell_ends_the_slice),
		DK2(nothing_at_an_address_faults),
		DK2(mcu_reset_stops_and_hold_boot_starts),
		DK2(the_m4_resets_itself),
		DK2(deep_sleep_is_cstop),
		DK2(exti_ends_cstop),
		cmocka_unit_test_setup_teardown(engineering_boot_runs_on_hsi, fixture_engineering,
						fixture_done),
		DK2(power_on_forgets_everything),
		DK2(devices_are_found_by_name),
		DK2(boards_are_independent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
