/* SPDX-License-Identifier: BSD-3-Clause */
/* I2C5 as the bus's controller, as the manual says (RM0436, "I2C"): literal addresses and values. */
#include "i2c_rig.h"

#include <string.h>

#define CR1	 0x40015000u
#define CR2	 0x40015004u
#define OAR1	 0x40015008u
#define TIMINGR	 0x40015010u
#define TIMEOUTR 0x40015014u
#define ISR	 0x40015018u
#define ICR	 0x4001501Cu
#define PECR	 0x40015020u
#define RXDR	 0x40015024u
#define TXDR	 0x40015028u

#define TXE   0x00000001u
#define TXIS  0x00000002u
#define RXNE  0x00000004u
#define NACKF 0x00000010u
#define STOPF 0x00000020u
#define TC    0x00000040u
#define TCR   0x00000080u
#define BERR  0x00000100u
#define ARLO  0x00000200u
#define BUSY  0x00008000u

#define RD_WRN	  0x00000400u
#define ADD10	  0x00000800u
#define HEAD10R	  0x00001000u
#define START	  0x00002000u
#define STOP	  0x00004000u
#define NBYTES(n) ((uint32_t)(n) << 16)
#define RELOAD	  0x01000000u
#define AUTOEND	  0x02000000u

static void turn_on(struct i2c_rig *rig)
{
	set(rig, TIMINGR, TIMING_100K);
	set(rig, CR1, 0x00000001);
}

static void reset_values(void **state)
{
	struct i2c_rig *rig = *state;

	assert_int_equal(reg(rig, CR1), 0);
	assert_int_equal(reg(rig, CR2), 0);
	assert_int_equal(reg(rig, OAR1), 0);
	assert_int_equal(reg(rig, 0x4001500C), 0);
	assert_int_equal(reg(rig, TIMINGR), 0);
	assert_int_equal(reg(rig, TIMEOUTR), 0);
	assert_int_equal(reg(rig, ISR), 0x00000001);
	assert_int_equal(reg(rig, PECR), 0);
	assert_int_equal(reg(rig, RXDR), 0);
	assert_int_equal(reg(rig, TXDR), 0);
	assert_int_equal(reg(rig, 0x400153F0), 0x00000111);
	assert_int_equal(reg(rig, 0x400153F4), 0x00000012);
	assert_int_equal(reg(rig, 0x400153F8), 0x00130012);
	assert_int_equal(reg(rig, 0x400153FC), 0xA3C5DD01);
	/* Reserved bits stay 0; commands do while the block is off. */
	set(rig, CR2, 0xFFFFFFFF);
	assert_int_equal(reg(rig, CR2), 0x03FF1FFF);
	set(rig, TIMINGR, 0xFFFFFFFF);
	assert_int_equal(reg(rig, TIMINGR), 0xF0FFFFFF);
}

static void bytes_are_written(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | NBYTES(2) | AUTOEND | START);
	assert_int_equal(reg(rig, CR2) & START, START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	assert_int_equal(reg(rig, ISR), TXE | TXIS | BUSY);
	assert_int_equal(reg(rig, CR2) & START, 0);
	set(rig, TXDR, 0x12);
	assert_int_equal(reg(rig, ISR), TXE | BUSY);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x34);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR), TXE | STOPF);
	set(rig, ICR, STOPF);
	assert_int_equal(reg(rig, ISR), TXE);
	assert_string_equal(rig->log,
			    "I2C5 START|I2C5 writes 0x50 ACK|I2C5 -> 12 ACK|I2C5 -> 34 ACK|"
			    "I2C5 STOP|");
	assert_int_equal(rig->target.written_count, 2);
	assert_int_equal(rig->target.last_end, I2C_END_STOP);
	assert_int_equal(rig->f->notes, 0);
}

static void bytes_are_read(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | RD_WRN | NBYTES(3) | AUTOEND | START);
	for (unsigned i = 0; i < 3; i++) {
		i2c_rig_wait(rig, I2C5_BASE, RXNE);
		assert_int_equal(reg(rig, RXDR), 0xA0 + i);
		assert_int_equal(reg(rig, ISR) & RXNE, 0);
	}
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_string_equal(rig->log,
			    "I2C5 START|I2C5 reads 0x50 ACK|I2C5 <- a0 ACK|I2C5 <- a1 ACK|"
			    "I2C5 <- a2 NACK|I2C5 STOP|");
}

/* RXDR is not read: the clock is held before the answer to the next byte. */
static void a_full_rxdr_holds_the_clock(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | RD_WRN | NBYTES(3) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, RXNE);
	i2c_rig_pass(rig, 5 * PS_PER_MS);
	assert_string_equal(rig->log, "I2C5 START|I2C5 reads 0x50 ACK|I2C5 <- a0 ACK|");
	assert_int_equal(reg(rig, RXDR), 0xA0);
	assert_int_equal(reg(rig, ISR) & RXNE, RXNE);
	assert_int_equal(reg(rig, RXDR), 0xA1);
	i2c_rig_wait(rig, I2C5_BASE, RXNE);
	assert_true(rig->stretched > 4 * PS_PER_MS && rig->stretched < 5 * PS_PER_MS);
	assert_int_equal(reg(rig, RXDR), 0xA2);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
}

/* One bit is (0xBC + 1 + 0x7D + 1) x 2 clocks of 64 MHz, and 2 x (2 clocks + 50 ns) until its edges are sensed:
 * 9.84375 us + 0.1625 us. START to STOP of an address and 10 bytes: 99 bits, 1 high time, 1 bit for STOP. */
static void scl_has_its_rate(void **state)
{
	struct i2c_rig *rig = *state;
	const double bit = 9843750.0 + 162500.0;
	const double expected = 99 * bit + (3937500.0 + 81250.0) + bit;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | NBYTES(10) | AUTOEND | START);
	for (unsigned i = 0; i < 10; i++) {
		while (!(reg(rig, ISR) & TXIS))
			i2c_rig_pass(rig, 1000);
		set(rig, TXDR, i);
	}
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_true((double)(rig->last - rig->first) > 0.999 * expected);
	assert_true((double)(rig->last - rig->first) < 1.001 * expected);
}

/* The digital filter adds DNF clocks to each edge, and without the analog one 50 ns are gone. */
static void filters_take_time(void **state)
{
	struct i2c_rig *rig = *state;
	const double bit = 9843750.0 + 2 * (2 + 15) * 15625.0;
	const double expected = 18 * bit + (3937500.0 + 17 * 15625.0) + bit;

	set(rig, TIMINGR, TIMING_100K);
	set(rig, CR1, 0x00001F01); /* PE, ANFOFF, DNF = 15 */
	set(rig, CR2, 0x000000A0 | RD_WRN | NBYTES(1) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_true((double)(rig->last - rig->first) > 0.999 * expected);
	assert_true((double)(rig->last - rig->first) < 1.001 * expected);
}

static void an_absent_target_is_no_answer(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR2, 0x000000A2 | NBYTES(2) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR), TXE | NACKF | STOPF);
	assert_int_equal(reg(rig, CR2) & START, 0);
	set(rig, ICR, NACKF | STOPF);
	assert_int_equal(reg(rig, ISR), TXE);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x51 NACK|I2C5 STOP|");
}

static void a_refused_byte_ends_the_transfer(void **state)
{
	struct i2c_rig *rig = *state;

	rig->target.accepts = 1;
	turn_on(rig);
	set(rig, CR2, 0x000000A0 | NBYTES(4) | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x11);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x22);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR), TXE | NACKF | STOPF);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 -> 11 ACK|"
				      "I2C5 -> 22 NACK|I2C5 STOP|");
}

/* AUTOEND = 0: TC, then what the software wants. */
static void write_then_read_with_a_repeated_start(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR1, 0x00000041); /* TCIE */
	set(rig, CR2, 0x000000A0 | NBYTES(1) | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x07);
	i2c_rig_wait(rig, I2C5_BASE, TC);
	assert_true(board_m4_irq_level(rig->f->board, I2C5_EV));
	i2c_rig_pass(rig, PS_PER_MS);
	set(rig, CR2, 0x000000A0 | RD_WRN | NBYTES(1) | START);
	assert_int_equal(reg(rig, ISR) & TC, 0);
	assert_false(board_m4_irq_level(rig->f->board, I2C5_EV));
	i2c_rig_wait(rig, I2C5_BASE, RXNE);
	assert_int_equal(reg(rig, RXDR), 0xA0);
	i2c_rig_wait(rig, I2C5_BASE, TC);
	set(rig, CR2, reg(rig, CR2) | STOP);
	assert_int_equal(reg(rig, ISR) & TC, 0);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, CR2) & STOP, 0);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 -> 07 ACK|"
				      "I2C5 repeated START|I2C5 reads 0x50 ACK|I2C5 <- a0 NACK|"
				      "I2C5 STOP|");
}

/* NBYTES = 0: the address alone, as a look for who is there. */
static void an_address_alone(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR) & NACKF, 0);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 STOP|");
}

static void three_hundred_bytes_are_reloaded(void **state)
{
	struct i2c_rig *rig = *state;
	unsigned sent = 0;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | NBYTES(255) | RELOAD | START);
	while (sent < 255) {
		i2c_rig_wait(rig, I2C5_BASE, TXIS);
		set(rig, TXDR, sent++ & 0xFF);
	}
	i2c_rig_wait(rig, I2C5_BASE, TCR);
	assert_int_equal(reg(rig, ISR), TXE | TCR | BUSY);
	set(rig, CR2, 0x000000A0 | NBYTES(45) | AUTOEND);
	assert_int_equal(reg(rig, ISR) & TCR, 0);
	while (sent < 300) {
		i2c_rig_wait(rig, I2C5_BASE, TXIS);
		set(rig, TXDR, sent++ & 0xFF);
	}
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(rig->target.written_count, 300);
	for (unsigned i = 0; i < 300; i++)
		assert_int_equal(rig->target.written[i], i & 0xFF);
}

static void ten_bit_addresses(void **state)
{
	struct i2c_rig *rig = *state;
	struct i2c_rig_target far;

	i2c_rig_target_init(&far, 0x2A5);
	far.ten_bit = true;
	i2c_target_attach(&far.target, rig->bus);
	turn_on(rig);
	/* Write one byte, then read with the head alone after a repeated START. */
	set(rig, CR2, 0x000002A5 | ADD10 | NBYTES(1) | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x55);
	i2c_rig_wait(rig, I2C5_BASE, TC);
	set(rig, CR2, 0x000002A5 | ADD10 | HEAD10R | RD_WRN | NBYTES(1) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, RXDR), 0xA0);
	set(rig, ICR, STOPF);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x2a5 ACK|I2C5 -> 55 ACK|"
				      "I2C5 repeated START|I2C5 reads 0x2a5 ACK|I2C5 <- a0 NACK|"
				      "I2C5 STOP|");
	/* The whole sequence for a read. */
	i2c_rig_clear(rig);
	set(rig, CR2, 0x000002A5 | ADD10 | RD_WRN | NBYTES(1) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, RXDR), 0xA1);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x2a5 ACK|I2C5 repeated START|"
				      "I2C5 reads 0x2a5 ACK|I2C5 <- a1 NACK|I2C5 STOP|");
	set(rig, ICR, STOPF);
	/* Nobody with these two bits: sent again until ADDRCF. */
	i2c_rig_clear(rig);
	set(rig, CR2, 0x000001A5 | ADD10 | NBYTES(1) | AUTOEND | START);
	i2c_rig_pass(rig, 450 * PS_PER_US);
	assert_int_equal(reg(rig, ISR) & NACKF, NACKF);
	assert_int_equal(reg(rig, CR2) & START, START);
	set(rig, ICR, 0x00000008);
	assert_int_equal(reg(rig, CR2) & START, 0);
	i2c_rig_pass(rig, PS_PER_MS);
	i2c_rig_clear(rig);
	i2c_rig_pass(rig, PS_PER_MS);
	assert_string_equal(rig->log, "");
	assert_int_equal(reg(rig, ISR) & BUSY, 0);
	i2c_target_detach(&far.target);
}

static void events_interrupt(void **state)
{
	struct i2c_rig *rig = *state;
	struct board *board = rig->f->board;

	turn_on(rig);
	set(rig, CR1, 0x00000023); /* TXIE, STOPIE */
	set(rig, CR2, 0x000000A0 | NBYTES(1) | AUTOEND | START);
	assert_false(board_m4_irq_level(board, I2C5_EV));
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	assert_true(board_m4_irq_level(board, I2C5_EV));
	assert_true(board_a7_irq_level(board, I2C5_EV));
	set(rig, TXDR, 1);
	assert_false(board_m4_irq_level(board, I2C5_EV));
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_true(board_m4_irq_level(board, I2C5_EV));
	assert_false(board_m4_irq_level(board, I2C5_ER));
	set(rig, ICR, STOPF);
	assert_false(board_m4_irq_level(board, I2C5_EV));
	assert_false(board_a7_irq_level(board, I2C5_EV));
}

/* PE = 0 in the middle: commands and flags are gone, the configuration stays. */
static void pe_resets(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | NBYTES(2) | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x5A);
	i2c_rig_pass(rig, 30 * PS_PER_US);
	set(rig, CR1, 0);
	assert_int_equal(reg(rig, ISR), TXE);
	assert_int_equal(reg(rig, CR2), 0x000000A0 | NBYTES(2));
	assert_int_equal(reg(rig, TIMINGR), TIMING_100K);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 abandons the bus|");
	i2c_rig_clear(rig);
	set(rig, CR1, 1);
	set(rig, CR2, 0x000000A0 | NBYTES(0) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(rig->target.ends, 2);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 STOP|");
}

/* STOP in the middle: after the byte that is under way. */
static void a_stop_ends_early(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | NBYTES(9) | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x5A);
	i2c_rig_pass(rig, 30 * PS_PER_US);
	set(rig, CR2, reg(rig, CR2) | STOP);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	set(rig, ICR, STOPF);
	set(rig, CR2, 0x000000A0 | RD_WRN | NBYTES(9) | START);
	i2c_rig_wait(rig, I2C5_BASE, RXNE);
	assert_int_equal(reg(rig, RXDR), 0xA0);
	set(rig, CR2, reg(rig, CR2) | STOP);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 -> 5a ACK|I2C5 STOP|"
				      "I2C5 START|I2C5 reads 0x50 ACK|I2C5 <- a0 ACK|"
				      "I2C5 <- a1 NACK|I2C5 STOP|");
}

/* START while the STOP is on the wire: the next transfer, which that STOP is not for. */
static void a_start_behind_a_stop(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | NBYTES(1) | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x11);
	i2c_rig_wait(rig, I2C5_BASE, TC);
	set(rig, CR2, 0x000000A0 | NBYTES(1) | STOP);
	set(rig, CR2, 0x000000A0 | NBYTES(1) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x22);
	i2c_rig_pass(rig, PS_PER_MS);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 -> 11 ACK|I2C5 STOP|"
				      "I2C5 START|I2C5 writes 0x50 ACK|I2C5 -> 22 ACK|I2C5 STOP|");
}

static void txdr_is_flushed(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, TXDR, 0x99);
	assert_int_equal(reg(rig, ISR) & TXE, 0);
	set(rig, ISR, TXE);
	assert_int_equal(reg(rig, ISR) & TXE, TXE);
	set(rig, TXDR, 0x01);
	set(rig, TXDR, 0x02);
	assert_int_equal(fixture_noted(rig->f, "I2C5", "TXDR while it is full"), 1);
}

/* Without its kernel clock the block stands still, and goes on when it is back. */
static void no_clock_no_transfer(void **state)
{
	struct i2c_rig *rig = *state;

	turn_on(rig);
	set(rig, CR2, 0x000000A0 | NBYTES(2) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x01);
	i2c_rig_pass(rig, 20 * PS_PER_US);
	wr(rig->f, SOC_M4, 0x50000A84, 0x01000000); /* RCC_MC_APB1ENCLRR.I2C5EN */
	i2c_rig_pass(rig, 20 * PS_PER_MS);
	assert_int_equal(rig->target.written_count, 0);
	wr(rig->f, SOC_M4, 0x50000A80, 0x01000000);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	assert_int_equal(rig->target.written_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, i2c_rig_open, i2c_rig_close)
		T(reset_values),
		T(bytes_are_written),
		T(bytes_are_read),
		T(a_full_rxdr_holds_the_clock),
		T(scl_has_its_rate),
		T(filters_take_time),
		T(an_absent_target_is_no_answer),
		T(a_refused_byte_ends_the_transfer),
		T(write_then_read_with_a_repeated_start),
		T(an_address_alone),
		T(three_hundred_bytes_are_reloaded),
		T(ten_bit_addresses),
		T(events_interrupt),
		T(pe_resets),
		T(a_stop_ends_early),
		T(a_start_behind_a_stop),
		T(txdr_is_flushed),
		T(no_clock_no_transfer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
