/* SPDX-License-Identifier: BSD-3-Clause */
/* I2C1 as a target of I2C5, the two joined (RM0436, "I2C", slave mode): literal addresses and values. */
#include "i2c_rig.h"

#include <string.h>

/* I2C5: the controller. */
#define CR1  0x40015000u
#define CR2  0x40015004u
#define ISR  0x40015018u
#define ICR  0x4001501Cu
#define RXDR 0x40015024u
#define TXDR 0x40015028u

/* I2C1: the target. */
#define T_CR1  0x40012000u
#define T_CR2  0x40012004u
#define T_OAR1 0x40012008u
#define T_OAR2 0x4001200Cu
#define T_ISR  0x40012018u
#define T_ICR  0x4001201Cu
#define T_RXDR 0x40012024u
#define T_TXDR 0x40012028u

#define TXE	   0x00000001u
#define TXIS	   0x00000002u
#define RXNE	   0x00000004u
#define ADDR	   0x00000008u
#define NACKF	   0x00000010u
#define STOPF	   0x00000020u
#define TC	   0x00000040u
#define TCR	   0x00000080u
#define ARLO	   0x00000200u
#define OVR	   0x00000400u
#define BUSY	   0x00008000u
#define DIR	   0x00010000u
#define ADDCODE(a) ((uint32_t)(a) << 17)

#define SBC	  0x00010000u
#define NOSTRETCH 0x00020000u
#define GCEN	  0x00080000u

#define RD_WRN	  0x00000400u
#define ADD10	  0x00000800u
#define START	  0x00002000u
#define STOP	  0x00004000u
#define NACK	  0x00008000u
#define NBYTES(n) ((uint32_t)(n) << 16)
#define RELOAD	  0x01000000u
#define AUTOEND	  0x02000000u

static int join(void **state)
{
	struct i2c_rig *rig;

	if (i2c_rig_open(state))
		return -1;
	rig = *state;
	i2c_bus_join(rig->bus, board_i2c_bus(rig->f->board, "I2C1"));
	set(rig, 0x40015010, TIMING_100K);
	set(rig, CR1, 1);
	set(rig, T_OAR1, 0x00008000 | 0x21 << 1);
	set(rig, T_CR1, 1);
	return 0;
}

static void it_receives(void **state)
{
	struct i2c_rig *rig = *state;

	assert_ptr_equal(board_i2c_bus(rig->f->board, "I2C1"), rig->bus);
	set(rig, CR2, 0x42 | NBYTES(2) | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	assert_int_equal(reg(rig, T_ISR), TXE | ADDR | BUSY | ADDCODE(0x21));
	/* SCL is held until ADDR is cleared. */
	i2c_rig_pass(rig, 5 * PS_PER_MS);
	assert_int_equal(reg(rig, ISR) & TXIS, 0);
	set(rig, T_ICR, ADDR);
	assert_int_equal(reg(rig, T_ISR) & ADDR, 0);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x81);
	i2c_rig_wait(rig, I2C1_BASE, RXNE);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x82);
	/* RXDR is full: the second byte is not acknowledged before it was read. */
	i2c_rig_pass(rig, 5 * PS_PER_MS);
	assert_int_equal(reg(rig, ISR) & STOPF, 0);
	assert_int_equal(reg(rig, T_RXDR), 0x81);
	assert_int_equal(reg(rig, T_RXDR), 0x82);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, T_ISR), TXE | STOPF | ADDCODE(0x21));
	set(rig, T_ICR, STOPF);
	assert_int_equal(reg(rig, T_ISR), TXE | ADDCODE(0x21));
	assert_string_equal(rig->log,
			    "I2C5 START|I2C5 writes 0x21 ACK|I2C5 -> 81 ACK|I2C5 -> 82 ACK|"
			    "I2C5 STOP|");
}

static void it_sends(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, CR2, 0x42 | RD_WRN | NBYTES(2) | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	assert_int_equal(reg(rig, T_ISR), TXE | ADDR | DIR | BUSY | ADDCODE(0x21));
	set(rig, T_ICR, ADDR);
	i2c_rig_wait(rig, I2C1_BASE, TXIS);
	i2c_rig_pass(rig, 5 * PS_PER_MS);
	set(rig, T_TXDR, 0x91);
	/* It has gone into the shift register; the next one can be written at once. */
	i2c_rig_wait(rig, I2C1_BASE, TXIS);
	set(rig, T_TXDR, 0x92);
	i2c_rig_wait(rig, I2C5_BASE, RXNE);
	assert_int_equal(reg(rig, RXDR), 0x91);
	i2c_rig_wait(rig, I2C1_BASE, TXIS);
	set(rig, T_TXDR, 0x93);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, RXDR), 0x92);
	/* The last byte was refused, and one too many was written: flush it. */
	assert_int_equal(reg(rig, T_ISR), NACKF | STOPF | DIR | ADDCODE(0x21));
	set(rig, T_ISR, TXE);
	set(rig, T_ICR, NACKF | STOPF);
	assert_int_equal(reg(rig, T_ISR), TXE | DIR | ADDCODE(0x21));
}

static void it_refuses_a_byte(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, CR2, 0x42 | NBYTES(3) | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	set(rig, T_ICR, ADDR);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x81);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	assert_int_equal(reg(rig, T_RXDR), 0x81);
	set(rig, T_CR2, NACK);
	set(rig, TXDR, 0x82);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR) & NACKF, NACKF);
	assert_int_equal(reg(rig, T_CR2) & NACK, 0);
	assert_int_equal(reg(rig, T_RXDR), 0x82);
}

/* NOSTRETCH: what is not read in time is lost and refused, what is not written in time is 0xFF. */
static void it_must_not_hold_the_clock(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, T_CR1, 0);
	set(rig, T_CR1, NOSTRETCH | 1);
	set(rig, CR2, 0x42 | NBYTES(2) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	assert_int_equal(reg(rig, T_ISR) & ADDR, ADDR);
	set(rig, T_ICR, ADDR);
	set(rig, TXDR, 0x81);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x82);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR) & NACKF, NACKF);
	assert_int_equal(reg(rig, T_ISR) & OVR, OVR);
	assert_int_equal(reg(rig, T_RXDR), 0x81);
	set(rig, T_ICR, OVR | STOPF);
	set(rig, ICR, NACKF | STOPF);

	/* TXIS is the software's to set, the first byte is there before the address. */
	set(rig, T_ISR, TXIS);
	assert_int_equal(reg(rig, T_ISR) & TXIS, TXIS);
	set(rig, T_TXDR, 0x71);
	set(rig, CR2, 0x42 | RD_WRN | NBYTES(2) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, RXNE);
	assert_int_equal(reg(rig, RXDR), 0x71);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, RXDR), 0xFF);
	assert_int_equal(reg(rig, T_ISR) & OVR, OVR);
	set(rig, ICR, STOPF);

	/* With STOPF still set the first byte is an underrun, whatever TXDR holds. */
	set(rig, T_ICR, ADDR | OVR | NACKF);
	set(rig, T_TXDR, 0x72);
	set(rig, CR2, 0x42 | RD_WRN | NBYTES(1) | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, RXDR), 0xFF);
	assert_int_equal(reg(rig, T_ISR) & (OVR | STOPF), OVR | STOPF);
}

/* SBC: each byte is looked at before it is answered. */
static void it_controls_each_byte(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, T_CR1, SBC | 1);
	set(rig, T_CR2, NBYTES(1) | RELOAD);
	set(rig, CR2, 0x42 | NBYTES(3) | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	set(rig, T_ICR, ADDR);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x81);
	i2c_rig_wait(rig, I2C1_BASE, TCR);
	assert_int_equal(reg(rig, T_ISR) & RXNE, RXNE);
	i2c_rig_pass(rig, 5 * PS_PER_MS);
	assert_int_equal(reg(rig, ISR) & TXIS, 0);
	assert_int_equal(reg(rig, T_RXDR), 0x81);
	set(rig, T_CR2, NBYTES(1) | RELOAD);
	assert_int_equal(reg(rig, T_ISR) & TCR, 0);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x82);
	i2c_rig_wait(rig, I2C1_BASE, TCR);
	set(rig, T_CR2, NBYTES(1) | RELOAD | NACK);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR) & NACKF, NACKF);
	assert_int_equal(reg(rig, T_RXDR), 0x82);
	set(rig, T_ICR, STOPF);
	set(rig, ICR, STOPF | NACKF);

	/* As a sender: TXIS NBYTES times, TCR, and so on. */
	set(rig, T_CR2, NBYTES(1) | RELOAD);
	set(rig, CR2, 0x42 | RD_WRN | NBYTES(2) | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	set(rig, T_ICR, ADDR);
	i2c_rig_wait(rig, I2C1_BASE, TXIS);
	set(rig, T_TXDR, 0x61);
	i2c_rig_wait(rig, I2C1_BASE, TCR);
	assert_int_equal(reg(rig, T_ISR) & TXIS, 0);
	set(rig, T_CR2, NBYTES(1));
	i2c_rig_wait(rig, I2C1_BASE, TXIS);
	set(rig, T_TXDR, 0x62);
	assert_int_equal(reg(rig, RXDR), 0x61);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, RXDR), 0x62);
}

/* True if the target acknowledges an address. */
static bool answers(struct i2c_rig *rig, unsigned address)
{
	uint32_t isr = 0;

	i2c_rig_clear(rig);
	set(rig, CR2, address << 1 | AUTOEND | START);
	while (!(isr & STOPF)) {
		i2c_rig_pass(rig, 10 * PS_PER_US);
		isr = reg(rig, ISR);
		if (reg(rig, T_ISR) & ADDR) {
			assert_int_equal(reg(rig, T_ISR) >> 17 & 0x7F, address);
			set(rig, T_ICR, ADDR);
		}
	}
	set(rig, ICR, STOPF | NACKF);
	set(rig, T_ICR, STOPF);
	return !(isr & NACKF);
}

static void own_addresses(void **state)
{
	struct i2c_rig *rig = *state;

	i2c_target_detach(&rig->target.target);
	assert_true(answers(rig, 0x21));
	assert_false(answers(rig, 0x20));
	/* An enabled address is fixed. */
	set(rig, T_OAR1, 0x00008000 | 0x33 << 1);
	assert_int_equal(reg(rig, T_OAR1), 0x00008000 | 0x21 << 1);
	set(rig, T_OAR1, 0);
	set(rig, T_OAR1, 0x00008000 | 0x33 << 1);
	assert_true(answers(rig, 0x33));

	/* OAR2 with each of its masks. */
	set(rig, T_OAR1, 0);
	for (unsigned mask = 0; mask < 8; mask++) {
		set(rig, T_OAR2, 0);
		set(rig, T_OAR2, 0x00008000 | mask << 8 | 0x55 << 1);
		for (unsigned address = 0; address < 128; address++) {
			const bool reserved = mask && (address < 8 || address >= 0x78);
			const bool ten_bit_head = address >= 0x78 && address < 0x7C;

			if (ten_bit_head)
				continue;
			assert_int_equal(answers(rig, address),
					 !reserved && address >> mask == 0x55u >> mask);
		}
	}
	set(rig, T_OAR2, 0);
	assert_false(answers(rig, 0x00));
	set(rig, T_CR1, GCEN | 1);
	assert_true(answers(rig, 0x00));
	set(rig, T_CR1, 0x00100001); /* SMBHEN */
	assert_true(answers(rig, 0x08));
	set(rig, T_CR1, 0x00200001); /* SMBDEN */
	assert_true(answers(rig, 0x61));
	set(rig, T_CR1, 0x00400001); /* ALERTEN */
	assert_true(answers(rig, 0x0C));
	set(rig, T_CR1, 1);
	assert_false(answers(rig, 0x61));
}

static void a_ten_bit_address_of_its_own(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, T_OAR1, 0);
	set(rig, T_OAR1, 0x00008400 | 0x1C3); /* OA1EN, OA1MODE */
	set(rig, CR2, 0x1C3 | ADD10 | RD_WRN | NBYTES(1) | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	assert_int_equal(reg(rig, T_ISR) & (DIR | ADDCODE(0x7F)), ADDCODE(0x79));
	set(rig, T_ICR, ADDR);
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	assert_int_equal(reg(rig, T_ISR) & (DIR | ADDCODE(0x7F)), DIR | ADDCODE(0x79));
	set(rig, T_ICR, ADDR);
	i2c_rig_wait(rig, I2C1_BASE, TXIS);
	set(rig, T_TXDR, 0xE7);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, RXDR), 0xE7);
}

/* Both start at once for different targets: the higher address loses, and may be the one that is meant. */
static void a_loser_may_be_addressed(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, 0x40012010, TIMING_100K);
	set(rig, 0x40015008, 0x00008000 | 0x60 << 1); /* I2C5's own address */
	set(rig, CR2, 0x42 | NBYTES(1) | AUTOEND | START); /* I2C5 to 0x21, I2C1 */
	set(rig, T_CR2, 0xC0 | NBYTES(1) | AUTOEND | START); /* I2C1 to 0x60, I2C5 */
	i2c_rig_wait(rig, I2C1_BASE, ARLO);
	assert_int_equal(reg(rig, T_ISR) & (ARLO | ADDR), ARLO | ADDR);
	assert_int_equal(reg(rig, T_CR2) & START, 0);
	set(rig, T_ICR, ADDR | ARLO);
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x44);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, T_RXDR), 0x44);
	assert_string_equal(rig->log, "I2C5 START|I2C1 loses arbitration|I2C5 writes 0x21 ACK|"
				      "I2C5 -> 44 ACK|I2C5 STOP|");
}

/* The bus is busy for the other one, which starts after the STOP; unless it is addressed itself. */
static void a_start_waits(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, 0x40012010, TIMING_100K);
	set(rig, CR2, 0xA0 | NBYTES(1) | START); /* to the rig's target */
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	assert_int_equal(reg(rig, T_ISR) & BUSY, BUSY);
	set(rig, T_CR2, 0xA0 | AUTOEND | START);
	i2c_rig_pass(rig, 5 * PS_PER_MS);
	assert_int_equal(reg(rig, T_CR2) & START, START);
	set(rig, TXDR, 1);
	i2c_rig_wait(rig, I2C5_BASE, TC);
	set(rig, CR2, reg(rig, CR2) | STOP);
	i2c_rig_wait(rig, I2C1_BASE, STOPF);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x50 ACK|I2C5 -> 01 ACK|I2C5 STOP|"
				      "I2C1 START|I2C1 writes 0x50 ACK|I2C1 STOP|");
	set(rig, T_ICR, STOPF);
	set(rig, ICR, STOPF);
	i2c_rig_clear(rig);

	set(rig, CR2, 0x42 | NBYTES(0) | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, BUSY);
	i2c_rig_pass(rig, 50 * PS_PER_US);
	set(rig, T_CR2, 0xA0 | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	set(rig, T_ICR, ADDR);
	assert_int_equal(reg(rig, T_CR2) & START, 0);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	i2c_rig_pass(rig, 5 * PS_PER_MS);
	assert_string_equal(rig->log, "I2C5 START|I2C5 writes 0x21 ACK|I2C5 STOP|");
}

/* PE = 0 while it holds the clock: the controller gets no answer, and goes on. */
static void it_goes_away(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, CR2, 0x42 | NBYTES(2) | AUTOEND | START);
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	set(rig, T_CR1, 0);
	assert_int_equal(reg(rig, T_ISR), TXE);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR) & NACKF, NACKF);
}

static void events_interrupt(void **state)
{
	struct i2c_rig *rig = *state;
	struct board *board = rig->f->board;

	set(rig, T_CR1, 0x000000FF);
	set(rig, CR2, 0x42 | NBYTES(1) | AUTOEND | START);
	assert_false(board_m4_irq_level(board, I2C1_EV));
	i2c_rig_wait(rig, I2C1_BASE, ADDR);
	assert_true(board_m4_irq_level(board, I2C1_EV));
	set(rig, T_ICR, ADDR);
	assert_false(board_m4_irq_level(board, I2C1_EV));
	i2c_rig_wait(rig, I2C5_BASE, TXIS);
	set(rig, TXDR, 0x44);
	i2c_rig_wait(rig, I2C1_BASE, RXNE);
	assert_true(board_m4_irq_level(board, I2C1_EV));
	reg(rig, T_RXDR);
	assert_false(board_m4_irq_level(board, I2C1_EV));
	i2c_rig_wait(rig, I2C1_BASE, STOPF);
	assert_true(board_m4_irq_level(board, I2C1_EV));
	assert_false(board_m4_irq_level(board, I2C1_ER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, join, i2c_rig_close)
		T(it_receives),
		T(it_sends),
		T(it_refuses_a_byte),
		T(it_must_not_hold_the_clock),
		T(it_controls_each_byte),
		T(own_addresses),
		T(a_ten_bit_address_of_its_own),
		T(a_loser_may_be_addressed),
		T(a_start_waits),
		T(it_goes_away),
		T(events_interrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
