/* SPDX-License-Identifier: BSD-3-Clause */
/* SCL and SDA of I2C5 at PA11 and PA12: a stuck bus is seen there, and clocked free. */
#include "i2c_rig.h"

#include <string.h>

#define CR1 0x40015000u
#define CR2 0x40015004u
#define ISR 0x40015018u
#define ICR 0x4001501Cu

#define GPIOA_MODER 0x50002000u
#define GPIOA_IDR   0x50002010u
#define GPIOA_BSRR  0x50002018u

#define SCL 0x0800u
#define SDA 0x1000u

#define TXE	0x00000001u
#define STOPF	0x00000020u
#define BUSY	0x00008000u
#define START	0x00002000u
#define RD_WRN	0x00000400u
#define AUTOEND 0x02000000u

#define OUTPUTS	  0xFD7FFFFFu
#define ALTERNATE 0xFABFFFFFu

static int turned_on(void **state)
{
	struct i2c_rig *rig;

	if (i2c_rig_open(state))
		return -1;
	rig = *state;
	set(rig, 0x40015010, TIMING_100K);
	set(rig, CR1, 1);
	i2c_rig_pass(rig, PS_PER_US);
	return 0;
}

static uint32_t lines(struct i2c_rig *rig)
{
	return reg(rig, GPIOA_IDR) & (SCL | SDA);
}

static void lines_are_pulled_up(void **state)
{
	struct i2c_rig *rig = *state;
	struct i2c_fault fault = {.kind = I2C_FAULT_SDA_LOW};

	assert_int_equal(lines(rig), SCL | SDA);
	assert_int_equal(i2c_bus_fault(rig->bus, &fault), 0);
	assert_int_equal(lines(rig), SCL);
	fault.kind = I2C_FAULT_SCL_LOW;
	assert_int_equal(i2c_bus_fault(rig->bus, &fault), 0);
	assert_int_equal(lines(rig), 0);
	i2c_bus_mend(rig->bus, I2C_FAULT_SDA_LOW);
	assert_int_equal(lines(rig), SDA);
	i2c_bus_mend_all(rig->bus);
	assert_int_equal(lines(rig), SCL | SDA);
	assert_int_equal(reg(rig, ISR) & BUSY,
			 BUSY); /* while SCL was low SDA rose: no STOP was seen */
}

/* What a driver does: nine clocks with SDA let go, until it is high, then a STOP. */
static void a_stuck_target_is_clocked_free(void **state)
{
	struct i2c_rig *rig = *state;
	unsigned clocks = 0;

	/* The controller is turned off in the middle of a byte that is 00010000. */
	rig->target.memory[0] = 0x10;
	set(rig, CR2, 0xA0 | RD_WRN | 1u << 16 | AUTOEND | START);
	i2c_rig_pass(rig, 110 * PS_PER_US);
	set(rig, CR1, 0);
	assert_int_equal(lines(rig), SCL);
	set(rig, GPIOA_BSRR, SCL | SDA);
	set(rig, GPIOA_MODER, OUTPUTS);
	while (!(lines(rig) & SDA) && clocks < 9) {
		set(rig, GPIOA_BSRR, SCL << 16);
		assert_int_equal(lines(rig) & SCL, 0);
		set(rig, GPIOA_BSRR, SCL);
		clocks++;
	}
	assert_int_equal(clocks, 2);
	set(rig, GPIOA_BSRR, SCL << 16);
	set(rig, GPIOA_BSRR, SDA << 16);
	assert_int_equal(lines(rig), 0);
	set(rig, GPIOA_BSRR, SCL);
	set(rig, GPIOA_BSRR, SDA);
	assert_int_equal(lines(rig), SCL | SDA);
	assert_int_equal(rig->target.last_end, I2C_END_ERROR);
	set(rig, GPIOA_MODER, ALTERNATE);
	set(rig, CR1, 1);
	set(rig, CR2, 0xA0 | AUTOEND | START);
	i2c_rig_wait(rig, I2C5_BASE, STOPF);
	assert_int_equal(reg(rig, ISR), TXE | STOPF);
}

/* Another interface of the chip sees what a pin makes of the wires. */
static void a_pin_makes_conditions(void **state)
{
	struct i2c_rig *rig = *state;

	i2c_bus_join(rig->bus, board_i2c_bus(rig->f->board, "I2C1"));
	set(rig, 0x40012000, 1);
	set(rig, GPIOA_BSRR, SCL | SDA);
	set(rig, GPIOA_MODER, OUTPUTS);
	assert_int_equal(reg(rig, 0x40012018) & BUSY, 0);
	set(rig, GPIOA_BSRR, SDA << 16);
	assert_int_equal(reg(rig, 0x40012018) & BUSY, BUSY);
	set(rig, GPIOA_BSRR, SDA);
	assert_int_equal(reg(rig, 0x40012018) & BUSY, 0);
	/* SDA moves while SCL is low: nothing. */
	set(rig, GPIOA_BSRR, SCL << 16);
	set(rig, GPIOA_BSRR, SDA << 16);
	set(rig, GPIOA_BSRR, SDA);
	set(rig, GPIOA_BSRR, SCL);
	assert_int_equal(reg(rig, 0x40012018) & BUSY, 0);
}

/* The lines can move to other pins: PD1 and PD0. */
static void other_pins(void **state)
{
	struct i2c_rig *rig = *state;
	const struct i2c_fault fault = {.kind = I2C_FAULT_SDA_LOW};

	set(rig, 0x50000AA8, 0x00000008); /* GPIODEN */
	set(rig, GPIOA_MODER, 0xFFFFFFFF);
	set(rig, 0x50005020, 0x00000044); /* AFRL */
	set(rig, 0x50005000, 0xFFFFFFFA);
	i2c_rig_pass(rig, PS_PER_US);
	assert_int_equal(reg(rig, 0x50005010) & 3, 3);
	assert_int_equal(i2c_bus_fault(rig->bus, &fault), 0);
	assert_int_equal(reg(rig, 0x50005010) & 3, 2);
	assert_int_equal(lines(rig), 0);
	i2c_bus_mend_all(rig->bus);
	assert_int_equal(reg(rig, 0x50005010) & 3, 3);
	assert_int_equal(lines(rig), 0);
}

static void a_transfer_without_pins_is_told(void **state)
{
	struct i2c_rig *rig = *state;

	set(rig, GPIOA_MODER, 0xFFFFFFFF);
	for (unsigned i = 0; i < 2; i++) {
		set(rig, CR2, 0xA0 | AUTOEND | START);
		i2c_rig_wait(rig, I2C5_BASE, STOPF);
		set(rig, ICR, STOPF);
	}
	assert_int_equal(fixture_noted(rig->f, "I2C5", "no pin carries I2C5_SCL"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, turned_on, i2c_rig_close)
		T(lines_are_pulled_up),
		T(a_stuck_target_is_clocked_free),
		T(a_pin_makes_conditions),
		T(other_pins),
		T(a_transfer_without_pins_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
