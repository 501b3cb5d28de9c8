/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The chip's I2C interface (RM0436, "I2C"): what the files of its model share. i2c.c has the registers,
 * i2c_controller.c and i2c_target.c the two roles, i2c_timing.c the clock and the time-outs. (The manual's
 * words for the roles are master and slave.) What hangs on the bus is in board/i2c_bus.h.
 */
#ifndef COPRO_BOARD_I2C_H
#define COPRO_BOARD_I2C_H

#include "board/device.h"
#include "board/i2c_bus.h"
#include "board/i2c_pins.h"
#include "soc/regs/i2c.h"

/* What the controller is about. In those marked it holds SCL low until the software acts. */
enum i2c_step {
	I2C_STEP_IDLE, /* START may be waiting for BUSY to end */
	I2C_STEP_STARTING, /* for the bus, or the START itself */
	I2C_STEP_HEAD, /* first byte of a 10-bit address, for writing */
	I2C_STEP_LOW, /* its second byte */
	I2C_STEP_ADDRESS, /* the byte that ends the address */
	I2C_STEP_SENDING,
	I2C_STEP_NEEDS_DATA, /* held: TXIS */
	I2C_STEP_RECEIVING,
	I2C_STEP_NEEDS_ROOM, /* held: RXDR is full, the received byte waits */
	I2C_STEP_ANSWERING,
	I2C_STEP_COMPLETE, /* held: TC */
	I2C_STEP_RELOAD, /* held: TCR */
	I2C_STEP_STOPPING
};

/* What the target holds SCL low for. */
enum i2c_wait {
	I2C_WAIT_NOTHING,
	I2C_WAIT_ADDR, /* the software to clear ADDR */
	I2C_WAIT_DATA, /* TXDR to be written */
	I2C_WAIT_ROOM, /* RXDR to be read */
	I2C_WAIT_RELOAD /* NBYTES to be written */
};

struct i2c_state {
	struct i2c_bus bus; /* its own; controller.bus is another one where they are joined */
	struct i2c_controller controller;
	struct i2c_target target;
	struct i2c_pins pins;
	unsigned event_irq, error_irq, exti;
	int dma_rx, dma_tx; /* SOC_DMA_; -1: none */

	uint32_t flags; /* of ISR, all but TXE */
	bool tx_full; /* TXDR holds a byte */
	uint8_t tx;
	uint8_t shift; /* a received byte that RXDR has no room for */
	unsigned left; /* bytes of this NBYTES */
	uint8_t pec;

	enum i2c_step step;
	bool target_sends; /* a target has been told to go on sending: it has SDA until a NACK */
	bool readdress; /* 10-bit read: the repeated START comes before the last address byte */
	enum i2c_wait wait;
	bool sent_first; /* target: the first byte was given */

	struct timeline_event timeout; /* TIMEOUTA */
	struct timeline_event extended; /* TIMEOUTB */
	bool stretches;
	uint64_t stretch_since; /* ps */
	uint64_t stretched; /* ps of clock held by this block: a byte's, a message's for a target */
};

/* ---- i2c.c ---- */

static inline bool i2c_cr1(const struct device *i2c, uint32_t bits)
{
	return (device_word(i2c, I2C_CR1) & bits) == bits;
}

static inline bool i2c_cr2(const struct device *i2c, uint32_t bits)
{
	return (device_word(i2c, I2C_CR2) & bits) == bits;
}

static inline void i2c_clear_cr2(struct device *i2c, uint32_t bits)
{
	device_set_word(i2c, I2C_CR2, device_word(i2c, I2C_CR2) & ~bits);
}

static inline unsigned i2c_nbytes(const struct device *i2c)
{
	return (device_word(i2c, I2C_CR2) & I2C_CR2_NBYTES_MASK) >> I2C_CR2_NBYTES_SHIFT;
}

/* Flags or enables have changed: ISR, interrupts and requests follow. */
void i2c_update(struct device *i2c);
/* A byte goes into RXDR, which is empty. */
void i2c_fill_rxdr(struct device *i2c, uint8_t byte);
/* A byte of the message, addresses as well, as the packet error code counts it. */
void i2c_pec_add(struct device *i2c, uint8_t byte);
/* The byte on the wire is the message's packet error code. */
bool i2c_is_pec_byte(const struct device *i2c);

/* ---- i2c_controller.c ---- */

void i2c_controller_done(struct i2c_controller *controller, enum i2c_outcome outcome, uint8_t byte);
/* CR2 was written, BUSY has ended: goes on where that was waited for. */
void i2c_controller_kick(struct device *i2c);
void i2c_controller_txdr_written(struct device *i2c);
void i2c_controller_rxdr_read(struct device *i2c);

/* ---- i2c_target.c ---- */

extern const struct i2c_target_ops i2c_own_target;
void i2c_target_addr_cleared(struct device *i2c);
void i2c_target_cr2_written(struct device *i2c);
void i2c_target_txdr_written(struct device *i2c);
void i2c_target_rxdr_read(struct device *i2c);
/* Lets the bus go, as after a time-out. */
void i2c_target_release(struct device *i2c);

/* ---- i2c_timing.c ---- */

/* The times of SCL and SDA, from TIMINGR, CR1's filters and a kernel clock. All 0 without a clock. */
void i2c_times(uint64_t hz, uint32_t timingr, uint32_t cr1, struct i2c_times *times);
/* They are taken from the registers again. */
void i2c_retime(struct device *i2c);
void i2c_timing_init(struct device *i2c);
void i2c_timing_stop(struct device *i2c);
/* This block begins or ends to hold SCL low. */
void i2c_stretch(struct device *i2c, bool holds);
/* A byte or message is over for TIMEOUTB. */
void i2c_stretch_over(struct device *i2c);
/* SCL is held low by somebody, or runs. */
void i2c_clock_low(struct device *i2c, bool low);
/* TIMEOUTR or BUSY have changed: looks for an idle bus. */
void i2c_watch_idle(struct device *i2c);

#endif
