/* SPDX-License-Identifier: BSD-3-Clause */
/* I2C5's errors, SMBus time-outs and packet error code, and its requests to DMA (RM0436, "I2C"): literal
 * addresses and values. */
#include "i2c_rig.h"

#include <string.h>

#include "board/board_internal.h"

#define CR1	 0x40015000u
#define CR2	 0x40015004u
#define TIMEOUTR 0x40015014u
#define ISR	 0x40015018u
#define ICR	 0x4001501Cu
#define PECR	 0x40015020u
#define RXDR	 0x40015024u
#define TXDR	 0x40015028u

#define T_CR1  0x40012000u
#define T_CR2  0x40012004u
#define T_OAR1 0x40012008u
#define T_ISR  0x40012018u
#define T_ICR  0x4001201Cu
#define T_PECR 0x40012020u
#define T_RXDR 0x40012024u
#define T_TXDR 0x40012028u

#define TXE	0x00000001u
#define TXIS	0x00000002u
#define RXNE	0x00000004u
#define ADDR	0x00000008u
#define NACKF	0x00000010u
#define STOPF	0x00000020u
#define BERR	0x00000100u
#define ARLO	0x00000200u
#define PECERR	0x00000800u
#define TIMEOUT 0x00001000u
#define BUSY	0x00008000u

#define PECEN 0x00800000u
#define SBC   0x00010000u

#define RD_WRN	  0x00000400u
#define START	  0x00002000u
#define STOP	  0x00004000u
#define NBYTES(n) ((uint32_t)(n) << 16)
#define AUTOEND	  0x02000000u
#define PECBYTE	  0x04000000u

static int turned_on(void **state)
{
	struct i2c_rig *rig;

	if (i2c_rig_open(state))
		return -1;
	rig = *state;
	set(rig, 0x40015010, TIMING_100K);
	set(rig, CR1, 0x00000081); /* ERRIE */
	return 0;
}

static void add(struct i2c_rig *rig, struct i2c_fault fault)
{
	assert_int_equal(i2c_bus_fault(rig->bus, &fault), 0);
}

static bool error_irq(const struct i2c_rig *rig)
{
	return board_m4_irq_level(rig->f->board, I2C5_ER);
}

static void a_bus_error(void **state)
{
	struct i2c_rig *rig = *state;

	add(rig,
	    (struct i2c_fault){.kind = I2C_FAULT_STOP, .address = I2C_ANY, .bytes = 1, .count = 1});
	set(rig, CR2, 0xA0 | NBYTES(3) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 1);
	i2c_rig_wait(rig, I2C5_BASE, BERR);
	assert_int_equal(reg(rig, ISR), TXE | BERR);
	assert_true(error_irq(rig));
	set(rig, ICR, BERR);
	assert_int_equal(reg(rig, ISR), TXE);
	assert_false(error_irq(rig));
}

/* After a START that nobody made the bus looks busy until PE = 0. */
static void a_misplaced_start_leaves_it_busy(void **state)
{
	struct i2c_rig *rig = *state;

	add(rig, (struct i2c_fault){.kind = I2C_FAULT_START, .address = I2C_ANY, .count = 1});
	set(rig, CR2, 0xA0 | NBYTES(3) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, BERR);
	assert_int_equal(reg(rig, ISR), TXE | BERR | BUSY);
	set(rig, ICR, BERR);
	set(rig, CR2, 0xA0 | AUTOEND | START);
	i2c_rig_pass(rig, 50 * PS_PER_MS);
	assert_int_equal(reg(rig, ISR), TXE | BUSY);
	set(rig, CR1, 0);
	set(rig, CR1, 1);
	assert_int_equal(reg(rig, ISR), TXE);
	set(rig, CR2, 0xA0 | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR), TXE | STOPF);
}

static void a_lost_arbitration(void **state)
{
	struct i2c_rig *rig = *state;

	add(rig,
	    (struct i2c_fault){
		    .kind = I2C_FAULT_ARBITRATION, .address = I2C_ANY, .bytes = 2, .count = 1});
	set(rig, CR2, 0xA0 | NBYTES(3) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 1);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 2);
	i2c_rig_wait(rig, I2C5_BASE, ARLO);
	assert_int_equal(reg(rig, ISR), TXE | ARLO | BUSY);
	assert_true(error_irq(rig));
	i2c_rig_pass(rig, PS_PER_MS);
	assert_int_equal(reg(rig, ISR), TXE | ARLO);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 -> 01 ACK|"
				      "I2C5 loses arbitration|STOP|");
}

/* SDA is held low on an idle bus: BUSY, and nothing starts until pulses of the clock and a STOP by a pin, or
 * PE = 0 once SDA is free, have ended that. */
static void a_stuck_bus_is_clocked_free(void **state)
{
	struct i2c_rig *rig = *state;

	add(rig, (struct i2c_fault){.kind = I2C_FAULT_SDA_LOW, .pulses = 9});
	assert_int_equal(reg(rig, ISR), TXE | BUSY);
	set(rig, CR2, 0xA0 | AUTOEND | START);
	i2c_rig_pass(rig, 50 * PS_PER_MS);
	assert_int_equal(reg(rig, ISR), TXE | BUSY);
	set(rig, CR1, 0);
	set(rig, CR1, 1);
	set(rig, CR2, 0xA0 | AUTOEND | START);
	i2c_rig_pass(rig, 50 * PS_PER_MS);
	assert_int_equal(reg(rig, ISR) & STOPF, 0);
	for (unsigned i = 0; i < 9; i++) {
		i2c_bus_drive(rig->bus, false, true);
		i2c_bus_drive(rig->bus, true, true);
	}
	i2c_bus_drive(rig->bus, false, false);
	i2c_bus_drive(rig->bus, true, false);
	i2c_bus_drive(rig->bus, true, true); /* a STOP */
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR), TXE | STOPF);
}

/* tTIMEOUT = (TIMEOUTA + 1) x 2048 clocks of 64 MHz: 0x61 makes 3.136 ms. A controller sends a STOP then. */
static void a_target_holds_too_long(void **state)
{
	struct i2c_rig *rig = *state;

	rig->target.hold_write = true;
	set(rig, TIMEOUTR, 0x00008061);
	/* What is enabled is fixed. */
	set(rig, TIMEOUTR, 0x00009FFF);
	assert_int_equal(reg(rig, TIMEOUTR), 0x00008061);
	set(rig, CR2, 0xA0 | NBYTES(3) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 1);
	i2c_rig_pass(rig, 81 * PS_PER_US + 3136 * PS_PER_US - 5 * PS_PER_US);
	assert_int_equal(reg(rig, ISR) & TIMEOUT, 0);
	i2c_rig_pass(rig, 10 * PS_PER_US);
	assert_int_equal(reg(rig, ISR) & TIMEOUT, TIMEOUT);
	assert_true(error_irq(rig));
	i2c_target_answer(&rig->target.target, I2C_ACK, 0);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 -> 01 ACK|I2C5 STOP|");
	set(rig, ICR, TIMEOUT | STOPF);
	assert_int_equal(reg(rig, ISR), TXE);
}

/* TEXTEN: what the block itself holds the clock. 0x0F: 16 x 2048 clocks, 512 us. */
static void it_holds_too_long_itself(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, TIMEOUTR, 0x800F0000);
	set(rig, CR2, 0xA0 | NBYTES(3) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	i2c_rig_pass(rig, 490 * PS_PER_US);
	assert_int_equal(reg(rig, ISR) & TIMEOUT, 0);
	i2c_rig_pass(rig, 30 * PS_PER_US);
	assert_int_equal(reg(rig, ISR) & TIMEOUT, TIMEOUT);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 STOP|");
}

/* A target lets the lines go: the controller gets no answer. */
static void a_target_times_out(void **state)
{
	struct i2c_rig *rig = *state;

	i2c_bus_join(rig->bus, board_i2c_bus(rig->f->board, "I2C1"));
	set(rig, T_OAR1, 0x00008000 | 0x21 << 1);
	set(rig, 0x40012014, 0x800F0000);
	set(rig, T_CR1, 1);
	set(rig, CR2, 0x42 | NBYTES(1) | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, TIMEOUT);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR) & NACKF, NACKF);
}

/* TIDLE: both lines high for (TIMEOUTA + 1) x 4 clocks: 0x3FF makes 64 us. */
static void an_idle_bus_is_found(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, TIMEOUTR, 0x000093FF);
	i2c_rig_pass(rig, 63 * PS_PER_US);
	assert_int_equal(reg(rig, ISR), TXE);
	i2c_rig_pass(rig, 2 * PS_PER_US);
	assert_int_equal(reg(rig, ISR), TXE | TIMEOUT);
}

/* SMBus 3.0, 6.4.1.1: x^8 + x^2 + x + 1, bit by bit. */
static uint8_t crc8(const uint8_t *bytes, size_t count)
{
	unsigned crc = 0;

	for (size_t i = 0; i < count; i++) {
		for (unsigned bit = 8; bit-- > 0;) {
			const unsigned top = (crc >> 7 & 1) ^ (bytes[i] >> bit & 1u);

			crc = (crc << 1 & 0xFF) ^ (top ? 7 : 0);
		}
	}
	return (uint8_t)crc;
}

static void the_packet_error_code_is_sent(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t message[] = {0xA0, 0x12, 0x34};

	set(rig, CR1, 0);
	set(rig, CR1, PECEN | 1);
	set(rig, CR2, 0xA0 | NBYTES(3) | PECBYTE | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x12);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x34);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(rig->target.written_count, 3);
	assert_int_equal(rig->target.written[2], crc8(message, 3));
	assert_int_equal(reg(rig, CR2) & PECBYTE, 0);
}

static void the_packet_error_code_is_checked(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t message[] = {0xA1, 0xA0};

	set(rig, CR1, 0);
	set(rig, CR1, PECEN | 0x81);
	rig->target.memory[1] = crc8(message, 2);
	for (unsigned wrong = 0; wrong < 2; wrong++) {
		rig->target.read_count = 0;
		rig->target.memory[1] ^= (uint8_t)wrong;
		set(rig, CR2, 0xA0 | RD_WRN | NBYTES(2) | PECBYTE | AUTOEND | START);
		i2c_rig_wait(rig, I2C5_BASE, RXNE);
		assert_int_equal(reg(rig, RXDR), 0xA0);
		assert_int_equal(reg(rig, PECR), crc8(message, 2));
		i2c_rig_wait(rig, I2C5_BASE, RXNE);
		reg(rig, RXDR);
		i2c_rig_wait(rig, I2C5_BASE, STOPF);
		assert_int_equal(reg(rig, ISR) & PECERR, wrong ? PECERR : 0);
		assert_int_equal(error_irq(rig), wrong);
		set(rig, ICR, STOPF | PECERR);
	}
}

/* A target with SBC answers a wrong code with a NACK. */
static void a_target_checks_the_packet_error_code(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t message[] = {0x42, 0x99};

	i2c_bus_join(rig->bus, board_i2c_bus(rig->f->board, "I2C1"));
	set(rig, T_OAR1, 0x00008000 | 0x21 << 1);
	set(rig, T_CR1, PECEN | SBC | 1);
	for (unsigned wrong = 0; wrong < 2; wrong++) {
		set(rig, CR2, 0x42 | NBYTES(2) | AUTOEND | START);
		i2c_rig_wait(rig, I2C1_BASE, ADDR);
		set(rig, T_CR2, NBYTES(2) | PECBYTE);
		set(rig, T_ICR, ADDR);
		i2c_rig_wait(rig, I2C5_BASE, TXIS);
		set(rig, TXDR, 0x99);
		i2c_rig_wait(rig, I2C1_BASE, RXNE);
		assert_int_equal(reg(rig, T_RXDR), 0x99);
		i2c_rig_wait(rig, I2C5_BASE, TXIS);
		set(rig, TXDR, crc8(message, 2) ^ wrong);
		i2c_rig_wait(rig, I2C5_BASE, STOPF);
		assert_int_equal(reg(rig, ISR) & NACKF, wrong ? NACKF : 0);
		assert_int_equal(reg(rig, T_ISR) & PECERR, wrong ? PECERR : 0);
		reg(rig, T_RXDR);
		set(rig, ICR, STOPF | NACKF);
		set(rig, T_ICR, STOPF | PECERR);
	}
}

static bool requested(const struct i2c_rig *rig, unsigned request)
{
	return rig->f->board->dma_lines[request / 64] >> request % 64 & 1;
}

/* DMAMUX inputs 115 and 116 are I2C5_RX and I2C5_TX. */
static void dma_is_asked(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, CR1, 0x0000C001); /* TXDMAEN, RXDMAEN */
	set(rig, CR2, 0xA0 | NBYTES(1) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	assert_true(requested(rig, 116));
	assert_false(requested(rig, 115));
	set(rig, TXDR, 1);
	assert_false(requested(rig, 116));
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	set(rig, ICR, STOPF);
	set(rig, CR2, 0xA0 | RD_WRN | NBYTES(1) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, RXNE);
	assert_true(requested(rig, 115));
	reg(rig, RXDR);
	assert_false(requested(rig, 115));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, turned_on, i2c_rig_close)
		T(a_bus_error),
		T(a_misplaced_start_leaves_it_busy),
		T(a_lost_arbitration),
		T(a_stuck_bus_is_clocked_free),
		T(a_target_holds_too_long),
		T(it_holds_too_long_itself),
		T(a_target_times_out),
		T(an_idle_bus_is_found),
		T(the_packet_error_code_is_sent),
		T(the_packet_error_code_is_checked),
		T(a_target_checks_the_packet_error_code),
		T(dma_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
