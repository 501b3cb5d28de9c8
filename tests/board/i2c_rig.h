/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A board with a target of the test's own on the bus of I2C5, and the bus's events as text.
 *
 * With every clock at its reset value the kernel clock of I2C1, I2C2, I2C3 and I2C5 is PCLK1, which is HSI at
 * 64 MHz.
 */
#ifndef COPRO_TESTS_BOARD_I2C_RIG_H
#define COPRO_TESTS_BOARD_I2C_RIG_H

#include "board/i2c_bus.h"
#include "board/timeline.h"
#include "fixture.h"

#define I2C1_BASE 0x40012000u
#define I2C2_BASE 0x40013000u
#define I2C5_BASE 0x40015000u

#define I2C5_EV 107
#define I2C5_ER 108
#define I2C1_EV 31
#define I2C1_ER 32

/* 100 kbit/s and 400 kbit/s at 64 MHz. */
#define TIMING_100K 0x10707DBCu
#define TIMING_400K 0x00602173u

/* A memory with a pointer of one byte. */
struct i2c_rig_target {
	struct i2c_target target;
	uint16_t address;
	bool ten_bit;
	bool hold_address, hold_write, hold_read; /* answers I2C_HOLD */
	unsigned accepts; /* bytes that it acknowledges after its address */
	uint8_t memory[256];
	uint8_t written[512];
	unsigned written_count, read_count, ends;
	enum i2c_end last_end;
};

struct i2c_rig {
	struct fixture *f;
	struct i2c_bus *bus; /* of I2C5 */
	struct i2c_rig_target target; /* 0x50 */
	struct i2c_observer observer;
	char log[16384]; /* "START|I2C5 writes 0x50 ACK|..." */
	uint64_t first, last; /* ps: begin of the first event, end of the last one */
	uint64_t stretched; /* of all events */
};

/* cmocka setup and teardown: *state is a struct i2c_rig; the clocks of I2C1, I2C2, I2C5 are on, I2C5 is at
 * its pins. */
int i2c_rig_open(void **state);
int i2c_rig_close(void **state);

/* GPIOA_MODER, as i2c_rig_open() has set it: 0xFABFFFFF, PA11 and PA12 in alternate function. */
void i2c_rig_pins(struct i2c_rig *rig, uint32_t moder);
void i2c_rig_target_init(struct i2c_rig_target *target, uint16_t address);
void i2c_rig_clear(struct i2c_rig *rig); /* the log */
void i2c_rig_pass(struct i2c_rig *rig, uint64_t ps);

/* A register of a block of the rig's, by the M4. */
static inline uint32_t reg(struct i2c_rig *rig, uint32_t address)
{
	return rd(rig->f, SOC_M4, address);
}

static inline void set(struct i2c_rig *rig, uint32_t address, uint32_t value)
{
	wr(rig->f, SOC_M4, address, value);
}

/* Lets time pass until ISR of the block at `base` has one of these flags; fails after 1 s of it. */
uint32_t i2c_rig_wait(struct i2c_rig *rig, uint32_t base, uint32_t flags);

#endif
