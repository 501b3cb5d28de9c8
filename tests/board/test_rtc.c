/* SPDX-License-Identifier: BSD-3-Clause */
/* The real-time clock as the manual says (RM0436, "RTC"), with literal addresses. */
#include "fixture.h"

#include "board/debug.h"
#include "board/exti.h"

#define RTC   0x5C004000
#define TR    0x00
#define DR    0x04
#define SSR   0x08
#define ICSR  0x0C
#define PRER  0x10
#define WUTR  0x14
#define CR    0x18
#define SMCR  0x20
#define WPR   0x24
#define CALR  0x28
#define SHIFT 0x2C
#define ALRMA 0x40
#define ALRMB 0x48
#define SR    0x50
#define MISR  0x54
#define SCR   0x5C

#define INIT	0x80u
#define INITF	0x40u
#define RSF	0x20u
#define INITS	0x10u
#define SHPF	0x08u
#define WUTWF	0x04u
#define ALRAWF	0x01u
#define RECALPF 0x10000u

#define BYPSHAD 0x20u
#define FMT	0x40u
#define ALRAE	0x100u
#define ALRBE	0x200u
#define WUTE	0x400u
#define ALRAIE	0x1000u
#define ALRBIE	0x2000u
#define WUTIE	0x4000u

#define PWR_CR1 0x50001000
#define BDCR	0x50000140

#define MS     UINT64_C(1000000000)
#define SECOND (1000 * MS)
#define TICK   UINT64_C(30517579) /* ps, no less than a period of 32768 Hz */

static uint32_t get(struct fixture *f, uint32_t offset)
{
	return rd(f, SOC_M4, RTC + offset);
}

static void set(struct fixture *f, uint32_t offset, uint32_t value)
{
	wr(f, SOC_M4, RTC + offset, value);
}

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

/* RTCAPBEN of both, PWR_CR1.DBP, RCC_BDCR: LSE, which takes 2 s to start, for the RTC, RTCCKEN; the keys */
static int open_rtc(void **state)
{
	struct fixture *f;

	if (fixture_engineering(state))
		return -1;
	f = *state;
	wr(f, SOC_A7_SECURE, 0x50000208, 1u << 8);
	wr(f, SOC_M4, 0x50000288, 1u << 8);
	wr(f, SOC_A7_SECURE, PWR_CR1, 0x100);
	wr(f, SOC_A7_SECURE, BDCR, 1u << 20 | 1u << 16 | 1);
	pass(f, 5 * SECOND);
	set(f, WPR, 0xCA);
	set(f, WPR, 0x53);
	return 0;
}

static void init_begin(struct fixture *f)
{
	set(f, ICSR, INIT);
	for (unsigned i = 0; i < 4 && !(get(f, ICSR) & INITF); i++)
		pass(f, TICK);
	assert_int_equal(get(f, ICSR) & INITF, INITF);
}

/* It counts 4 ticks after INIT is cleared: here from then on. */
static void init_end(struct fixture *f)
{
	set(f, ICSR, 0);
	pass(f, 4 * TICK);
}

static void set_calendar(struct fixture *f, uint32_t date, uint32_t time)
{
	init_begin(f);
	set(f, DR, date);
	set(f, TR, time);
	init_end(f);
	pass(f, MS); /* away from the edge */
}

static void assert_calendar(struct fixture *f, uint32_t date, uint32_t time)
{
	assert_int_equal(get(f, TR), time);
	assert_int_equal(get(f, DR), date);
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7_SECURE, BDCR, 1u << 31);
	wr(f, SOC_A7_SECURE, BDCR, 0);
	assert_int_equal(get(f, TR), 0);
	assert_int_equal(get(f, DR), 0x2101);
	assert_int_equal(get(f, ICSR) & ~RSF, 7);
	assert_int_equal(get(f, PRER), 0x007F00FF);
	assert_int_equal(get(f, WUTR), 0xFFFF);
	assert_int_equal(get(f, CR), 0);
	assert_int_equal(get(f, SMCR), 0xE00F);
	assert_int_equal(get(f, SR), 0);
	assert_int_equal(get(f, 0x3F0), 0x01031111);
	assert_int_equal(get(f, 0x3F4), 0x00000010);
	assert_int_equal(get(f, 0x3F8), 0x00120033);
	assert_int_equal(get(f, 0x3FC), 0xA3C5DD01);
	/* without a clock it stands still, and does not come to init mode */
	set(f, WPR, 0xCA);
	set(f, WPR, 0x53);
	set(f, ICSR, INIT);
	pass(f, 100 * SECOND);
	assert_int_equal(get(f, ICSR) & (INIT | INITF), INIT);
	assert_calendar(f, 0x2101, 0);
}

static void writing_is_protected(void **state)
{
	struct fixture *f = *state;

	set(f, WUTR, 0x1234);
	assert_int_equal(get(f, WUTR), 0x1234);
	/* any other key closes it, and the second one alone does not open */
	set(f, WPR, 0xFF);
	set(f, WUTR, 0x4321);
	set(f, ICSR, INIT);
	set(f, WPR, 0x53);
	set(f, WUTR, 0x4321);
	set(f, WPR, 0xCA);
	set(f, WPR, 0x54);
	set(f, WPR, 0x53);
	set(f, WUTR, 0x4321);
	assert_int_equal(get(f, WUTR), 0x1234);
	assert_int_equal(get(f, ICSR) & INIT, 0);
	assert_int_equal(fixture_noted(f, "RTC", "WPR"), 2);
	/* PWR_CR1.DBP protects keys, too */
	set(f, WPR, 0xCA);
	set(f, WPR, 0x53);
	wr(f, SOC_A7_SECURE, PWR_CR1, 0);
	set(f, WUTR, 0x4321);
	assert_int_equal(get(f, WUTR), 0x1234);
	assert_int_equal(fixture_noted(f, "RTC", "DBP"), 1);
	wr(f, SOC_A7_SECURE, PWR_CR1, 0x100);
	set(f, WUTR, 0x4321);
	assert_int_equal(get(f, WUTR), 0x4321);
	/* the secure world takes it: SMCR.DECPROT */
	set(f, SMCR, 0);
	assert_int_equal(get(f, SMCR), 0xE00F);
	wr(f, SOC_A7_SECURE, RTC + SMCR, 0x600F);
	set(f, WUTR, 0x1234);
	assert_int_equal(get(f, WUTR), 0x4321);
	wr(f, SOC_A7_SECURE, RTC + WUTR, 0x1234);
	assert_int_equal(get(f, WUTR), 0x1234);
	/* dates only in init mode */
	wr(f, SOC_A7_SECURE, RTC + TR, 0x123456);
	assert_int_equal(fixture_noted(f, "RTC", "initialization mode"), 1);
}

static void init_takes_two_ticks(void **state)
{
	struct fixture *f = *state;
	uint32_t word;

	pass(f, MS);
	set(f, ICSR, INIT);
	assert_int_equal(get(f, ICSR) & (INIT | INITF | RSF), INIT);
	pass(f, TICK);
	assert_int_equal(get(f, ICSR) & INITF, 0);
	pass(f, TICK + 1);
	assert_int_equal(get(f, ICSR) & INITF, INITF);
	word = get(f, TR);
	get(f, DR);
	pass(f, 100 * SECOND);
	assert_int_equal(get(f, TR), word);
	set(f, TR, 0x000100);
	set(f, DR, 0x262101);
	assert_int_equal(get(f, ICSR) & INITS, INITS);
	set(f, ICSR, 0);
	assert_int_equal(get(f, ICSR) & (INIT | INITF | RSF), 0);
	pass(f, 6 * TICK);
	assert_int_equal(get(f, ICSR) & (INIT | INITF | RSF), RSF);
	pass(f, SECOND - 3 * TICK);
	assert_int_equal(get(f, TR), 0x000100);
	get(f, DR);
	pass(f, 2 * TICK);
	assert_int_equal(get(f, TR), 0x000101);
	get(f, DR);
	/* RSF is cleared by writing 0, and comes again */
	set(f, ICSR, 0);
	assert_int_equal(get(f, ICSR) & RSF, 0);
	pass(f, 3 * TICK);
	assert_int_equal(get(f, ICSR) & RSF, RSF);
}

/* From one second to the next; weekdays 1 (Monday) to 7. */
static void the_calendar_goes_on(void **state)
{
	static const uint32_t all[][4] = {
		{0x0026F129, 0x00235959, 0x00263130, 0x00000000},
		{0x00246228, 0x00235959, 0x00248229, 0x00000000}, /* a leap year */
		{0x00248229, 0x00235959, 0x0024A301, 0x00000000},
		{0x00234228, 0x00235959, 0x00236301, 0x00000000},
		{0x00004229, 0x00235959, 0x00006301, 0x00000000}, /* 2000, too */
		{0x00999231, 0x00195959, 0x00999231, 0x00200000},
		{0x00999231, 0x00235959, 0x0000A101, 0x00000000},
		{0x00263130, 0x00095959, 0x00263130, 0x00100000},
	};
	struct fixture *f = *state;

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		set_calendar(f, all[i][0], all[i][1]);
		assert_calendar(f, all[i][0], all[i][1]);
		pass(f, SECOND);
		assert_calendar(f, all[i][2], all[i][3]);
	}
	assert_int_equal(f->notes, 0);
	/* a hundred days at once */
	set_calendar(f, 0x00262101, 0x00123456);
	pass(f, 100 * UINT64_C(86400) * SECOND);
	assert_calendar(f, 0x00266411, 0x00123456);
}

static void half_days(void **state)
{
	struct fixture *f = *state;

	init_begin(f);
	set(f, CR, FMT);
	set(f, DR, 0x00262101);
	set(f, TR, 0x00115959);
	init_end(f);
	assert_int_equal(get(f, TR), 0x00115959);
	get(f, DR);
	pass(f, SECOND);
	assert_calendar(f, 0x00262101, 0x00520000); /* PM */
	pass(f, 3600 * SECOND);
	assert_calendar(f, 0x00262101, 0x00410000);
	pass(f, 11 * 3600 * SECOND);
	assert_calendar(f, 0x00264102, 0x00120000);
}

static void what_is_no_time(void **state)
{
	static const uint32_t times[] = {0x240000, 0x006000, 0x000060, 0x0A0000, 0x00000F};
	static const uint32_t dates[] = {0x260101, 0x262001, 0x263301, 0x262100,
					 0x262132, 0x262230, 0xA62101};
	struct fixture *f = *state;

	init_begin(f);
	set(f, TR, 0x123456);
	set(f, DR, 0x262101);
	for (unsigned i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		set(f, TR, times[i]);
	for (unsigned i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
		set(f, DR, dates[i]);
	assert_calendar(f, 0x262101, 0x123456);
	assert_int_equal(fixture_noted(f, "RTC", "which is none"), 1);
}

/* SSR counts down from PREDIV_S; a look at it or at TR holds what is above until DR is read. */
static void shadow_registers(void **state)
{
	struct fixture *f = *state;
	uint32_t word;

	set_calendar(f, 0x00264331, 0x00235959);
	pass(f, 500 * MS - MS);
	assert_int_equal(get(f, SSR), 0x7F);
	pass(f, 750 * MS);
	assert_int_equal(get(f, SSR), 0xBF);
	assert_int_equal(get(f, TR), 0x00235959);
	assert_int_equal(get(f, DR), 0x00264331);
	assert_calendar(f, 0x00266401, 0x00000000);
	get(f, TR);
	pass(f, SECOND);
	/* a debugger's look holds nothing, and lets nothing go */
	assert_int_equal(board_debug_read(f->board, RTC + DR, &word, 4), 0);
	assert_calendar(f, 0x00266401, 0x00000000);
	assert_int_equal(board_debug_read(f->board, RTC + TR, &word, 4), 0);
	assert_int_equal(word, 0x00000001);
	assert_calendar(f, 0x00266401, 0x00000001);
	/* not with BYPSHAD */
	set(f, CR, BYPSHAD);
	assert_int_equal(get(f, ICSR) & RSF, 0);
	get(f, TR);
	pass(f, SECOND);
	assert_int_equal(get(f, TR), 0x00000002);
	set(f, CR, 0);
	pass(f, 3 * TICK);
	assert_int_equal(get(f, ICSR) & RSF, RSF);
}

static void prescalers(void **state)
{
	struct fixture *f = *state;

	init_begin(f);
	set(f, PRER, 0x00010FFF); /* 2 * 4096 are a quarter of 32768 */
	set(f, TR, 0x000000);
	init_end(f);
	pass(f, 10 * SECOND + MS);
	assert_int_equal(get(f, TR), 0x000040);
	get(f, DR);
	/* BDCR.RTCCKEN: without its clock it stands still */
	wr(f, SOC_A7_SECURE, BDCR, 1u << 16 | 1);
	pass(f, 10 * SECOND);
	assert_int_equal(get(f, TR), 0x000040);
	get(f, DR);
	wr(f, SOC_A7_SECURE, BDCR, 1u << 20 | 1u << 16 | 1);
	pass(f, SECOND);
	assert_int_equal(get(f, TR), 0x000044);
	get(f, DR);
	/* and without that of its registers it goes on */
	wr(f, SOC_A7_SECURE, 0x50000388, 1u << 8);
	wr(f, SOC_A7_SECURE, 0x50000208 + 4, 1u << 8);
	wr(f, SOC_M4, 0x50000288 + 4, 1u << 8);
	pass(f, 10 * SECOND);
	wr(f, SOC_M4, 0x50000288, 1u << 8);
	assert_int_equal(get(f, TR), 0x000124);
}

/* On a date and a time; IRQ 3 and EXTI line 19, which wakes the M4. */
static void alarms(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, 0x5000D0C0, 1u << 19); /* EXTI_C2IMR1 */
	set_calendar(f, 0x00262101, 0x00101010);
	set(f, ALRMA, 0x03111213); /* 3rd, 11:12:13 */
	set(f, CR, ALRAE | ALRAIE);
	assert_int_equal(get(f, ICSR) & ALRAWF, 0);
	pass(f, (2 * 86400 + 3600 + 2 * 60 + 3) * SECOND - 2 * MS);
	assert_int_equal(get(f, SR), 0);
	assert_false(board_m4_irq_level(f->board, 3));
	pass(f, 2 * MS);
	assert_true(board_m4_irq_level(f->board, 3));
	assert_true(board_a7_irq_level(f->board, 3));
	assert_true(exti_wakes_m4(board_device(f->board, "EXTI")));
	assert_calendar(f, 0x00266103, 0x00111213);
	assert_int_equal(get(f, SR), 1);
	assert_int_equal(get(f, MISR), 1);
	set(f, SCR, 1);
	assert_int_equal(get(f, SR), 0);
	assert_false(board_m4_irq_level(f->board, 3));
	/* next month */
	pass(f, 30 * UINT64_C(86400) * SECOND);
	assert_false(board_m4_irq_level(f->board, 3));
	pass(f, UINT64_C(86400) * SECOND);
	assert_true(board_m4_irq_level(f->board, 3));
	assert_calendar(f, 0x0026C203, 0x00111213);
	set(f, CR, 0);
	assert_false(board_m4_irq_level(f->board, 3));
	assert_int_equal(get(f, SR), 1);
	assert_int_equal(get(f, ICSR) & ALRAWF, 0);
	pass(f, 2 * TICK);
	assert_int_equal(get(f, ICSR) & ALRAWF, ALRAWF);
}

static void alarm_masks(void **state)
{
	struct fixture *f = *state;
	unsigned times = 0;

	/* B: each minute at 30 seconds; A: on Tuesdays at noon */
	set_calendar(f, 0x00262101, 0x00101000);
	set(f, ALRMB, 0x80808030);
	set(f, ALRMA, 0x42120000);
	set(f, CR, ALRBE | ALRBIE | ALRAE | ALRAIE);
	for (unsigned i = 0; i < 600; i++) {
		pass(f, SECOND);
		times += board_m4_irq_level(f->board, 3);
		set(f, SCR, 2);
	}
	assert_int_equal(times, 10);
	assert_int_equal(get(f, SR), 0);
	set(f, CR, ALRAE | ALRAIE);
	pass(f, 86400 * SECOND);
	assert_int_equal(get(f, SR), 0);
	pass(f, 2 * 3600 * SECOND);
	assert_true(board_m4_irq_level(f->board, 3));
	assert_int_equal(get(f, TR) >> 16, 0x12);
	assert_int_equal(get(f, DR), 0x00264102);
	/* never: the 0th */
	set(f, CR, 0);
	set(f, SCR, 3);
	set(f, ALRMA, 0x00120000);
	set(f, CR, ALRAE | ALRAIE);
	assert_true(timeline_next(board_timeline(f->board)) == TIMELINE_NEVER);
}

/* ALRMASSR: of SSR, which counts from 255 down, the low bits MASKSS says. */
static void alarms_in_a_second(void **state)
{
	struct fixture *f = *state;
	unsigned times = 0;

	set_calendar(f, 0x00262101, 0x00101000);
	set(f, ALRMA, 0x80808080);
	set(f, ALRMA + 4, 0x0F00003F); /* each second at 63: after 192 steps */
	set(f, CR, ALRAE | ALRAIE);
	pass(f, 749 * MS - MS);
	assert_false(board_m4_irq_level(f->board, 3));
	pass(f, 2 * MS);
	assert_true(board_m4_irq_level(f->board, 3));
	set(f, CR, 0);
	set(f, SCR, 1);
	/* 6 bits: four times a second */
	set(f, ALRMA + 4, 0x06000001);
	set(f, CR, ALRAE | ALRAIE);
	for (unsigned i = 0; i < 4000; i++) {
		pass(f, MS / 2);
		times += board_m4_irq_level(f->board, 3);
		set(f, SCR, 1);
	}
	assert_int_equal(times, 8);
	/* SSR is never 16383; and 200 is over for this second */
	set(f, ALRMA + 4, 0x0F003FFF);
	assert_true(timeline_next(board_timeline(f->board)) == TIMELINE_NEVER);
	pass(f, (get(f, SSR) + 156) % 256 * SECOND / 256);
	assert_in_range(get(f, SSR), 99, 101);
	set(f, ALRMA + 4, 0x0F0000C8);
	set(f, SCR, 1);
	pass(f, SECOND / 2);
	assert_int_equal(get(f, SR), 0);
	pass(f, SECOND / 2);
	assert_int_equal(get(f, SR), 1);
}

/* Without an interrupt nothing is armed, and the flag is there when somebody looks. */
static void alarms_are_polled(void **state)
{
	struct fixture *f = *state;

	set_calendar(f, 0x00262101, 0x00101000);
	set(f, ALRMA, 0x80808030);
	set(f, CR, ALRAE);
	assert_true(timeline_next(board_timeline(f->board)) == TIMELINE_NEVER);
	pass(f, 29 * SECOND);
	assert_int_equal(get(f, SR), 0);
	pass(f, SECOND);
	assert_int_equal(get(f, SR), 1);
	assert_int_equal(get(f, MISR), 0);
	set(f, CR, ALRAE | ALRAIE);
	assert_true(board_m4_irq_level(f->board, 3));
	/* Setting the calendar to after it is no match. */
	set(f, CR, ALRAE);
	set(f, SCR, 1);
	init_begin(f);
	set(f, TR, 0x00101131);
	assert_int_equal(get(f, SR), 0);
	init_end(f);
	assert_int_equal(get(f, SR), 0);
}

static void wakes_up(void **state)
{
	static const struct {
		uint32_t clock, count;
		uint64_t ps;
	} all[] = {
		{0, 2047, SECOND}, /* 16 */
		{1, 2047, SECOND / 2}, {2, 0xFFFF, 8 * SECOND}, {3, 1, 4 * SECOND / 32768 + 1},
		{4, 0, SECOND},	       {5, 59, 60 * SECOND},	{6, 0, 65537 * SECOND},
	};
	struct fixture *f = *state;

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(get(f, ICSR) & WUTWF, WUTWF);
		set(f, WUTR, all[i].count);
		set(f, CR, all[i].clock);
		set(f, CR, all[i].clock | WUTE | WUTIE);
		assert_int_equal(get(f, ICSR) & WUTWF, 0);
		for (unsigned j = 0; j < 3; j++) {
			pass(f, all[i].ps - (j ? 0 : TICK));
			assert_int_equal(board_m4_irq_level(f->board, 3), j != 0);
			set(f, SCR, 4);
			assert_false(board_m4_irq_level(f->board, 3));
		}
		/* polled, after several periods */
		set(f, CR, all[i].clock | WUTE);
		pass(f, 3 * all[i].ps);
		assert_int_equal(get(f, SR), 4);
		set(f, SCR, 4);
		assert_int_equal(get(f, SR), 0);
		set(f, CR, 0);
		assert_int_equal(get(f, ICSR) & WUTWF, 0);
		pass(f, 3 * TICK);
		set(f, SCR, 4);
	}
}

/* RM0436, RTC smooth digital calibration: CALM takes pulses of 2^20, CALP gives 512. */
static void calibration(void **state)
{
	struct fixture *f = *state;

	set_calendar(f, 0x00262101, 0x00000000);
	set(f, CALR, 0x000001FF);
	assert_int_equal(get(f, ICSR) & RECALPF, RECALPF);
	set(f, CALR, 0);
	assert_int_equal(get(f, CALR), 0x1FF);
	assert_int_equal(fixture_noted(f, "RTC", "RECALPF"), 1);
	pass(f, 20 * MS);
	assert_int_equal(get(f, ICSR) & RECALPF, 0);
	/* 487.1 ppm slower: 48.7 of 100000 s */
	pass(f, 100000 * SECOND);
	assert_int_equal(get(f, TR), 0x00034551);
	get(f, DR);
	set_calendar(f, 0x00262101, 0x00000000);
	set(f, CALR, 0x00008000);
	/* 488.5 ppm faster */
	pass(f, 100000 * SECOND);
	assert_int_equal(get(f, TR), 0x00034728);
}

static void shifts(void **state)
{
	struct fixture *f = *state;

	set_calendar(f, 0x00262101, 0x00000010);
	pass(f, 500 * MS);
	set(f, SHIFT, 0x40); /* a quarter of a second later */
	assert_int_equal(get(f, ICSR) & (SHPF | RSF), SHPF);
	set(f, SHIFT, 0x40);
	assert_int_equal(fixture_noted(f, "RTC", "SHPF"), 1);
	pass(f, 10 * MS);
	assert_int_equal(get(f, ICSR) & (SHPF | RSF), RSF);
	assert_in_range(get(f, SSR), 0xBB, 0xBD);
	get(f, DR);
	pass(f, 500 * MS);
	assert_int_equal(get(f, TR), 0x00000010);
	get(f, DR);
	/* a second less a quarter further */
	set(f, SHIFT, 0x80000040);
	pass(f, 10 * MS);
	assert_int_equal(get(f, TR), 0x00000011);
	get(f, DR);
	/* summer time */
	set(f, CR, 1u << 16);
	assert_int_equal(get(f, CR), 0);
	assert_int_equal(get(f, TR) >> 8, 0x0100);
	get(f, DR);
	set(f, CR, 1u << 17);
	assert_calendar(f, 0x00262101, 0x00000011);
	set(f, CR, 1u << 17); /* not from midnight on */
	assert_calendar(f, 0x00262101, 0x00000011);
}

/* It belongs to the backup domain. */
static void resets(void **state)
{
	struct fixture *f = *state;

	set_calendar(f, 0x00262101, 0x00101000);
	board_system_reset(f->board);
	pass(f, 10 * SECOND);
	wr(f, SOC_A7_SECURE, 0x50000208, 1u << 8);
	wr(f, SOC_M4, 0x50000288, 1u << 8);
	assert_calendar(f, 0x00262101, 0x00101010);
	wr(f, SOC_A7_SECURE, PWR_CR1, 0x100);
	wr(f, SOC_A7_SECURE, BDCR, 1u << 31);
	assert_calendar(f, 0x2101, 0);
}

static void any_access_is_survived(void **state)
{
	struct fixture *f = *state;
	uint64_t seed = 1;

	for (unsigned i = 0; i < 30000; i++) {
		uint32_t random, value;

		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
		random = (uint32_t)(seed >> 32);
		value = random * 2654435761u;
		if (random & 0x10)
			set(f, ICSR, random & 0x20 ? INIT : 0);
		if (random & 1)
			wr_size(f, SOC_M4, RTC + (random >> 8) % 0x64, 1, value);
		else
			set(f, (random >> 8) % 0x19 * 4, random & 2 ? value : value & 0x00373F3F);
		if (!(random >> 20 & 0x3F)) {
			set(f, WPR, 0xCA);
			set(f, WPR, 0x53);
		}
		pass(f, (uint64_t)(random >> 16) << (random >> 4 & 0x1F));
		get(f, ICSR);
		value = get(f, TR);
		assert_in_range(value >> 8 & 0x7F, 0, 0x59);
		assert_in_range(value & 0x7F, 0, 0x59);
		value = get(f, DR);
		assert_in_range(value & 0x3F, 1, 0x31);
		assert_in_range(value >> 13 & 7, 1, 7);
		assert_int_equal(board_m4_irq_level(f->board, 3), get(f, MISR) != 0);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_rtc, fixture_done)
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(writing_is_protected),
		TEST(init_takes_two_ticks),
		TEST(the_calendar_goes_on),
		TEST(half_days),
		TEST(what_is_no_time),
		TEST(shadow_registers),
		TEST(prescalers),
		TEST(alarms),
		TEST(alarm_masks),
		TEST(alarms_in_a_second),
		TEST(alarms_are_polled),
		TEST(wakes_up),
		TEST(calibration),
		TEST(shifts),
		TEST(resets),
		TEST(any_access_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
