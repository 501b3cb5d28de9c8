/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * I2C interface as a target of the bus (RM0436, I2C slave mode): own addresses, and the bytes one way or the
 * other while it is addressed. It holds the clock where the software has to act, unless CR1.NOSTRETCH says
 * that it must not: then what comes too late is an overrun or underrun.
 */
#include "board/i2c.h"

#define GENERAL_CALL  0x00u
#define SMBUS_HOST    0x08u /* SMBus 3.0, table of reserved addresses */
#define SMBUS_ALERT   0x0Cu
#define SMBUS_DEFAULT 0x61u
#define TEN_BIT_HEAD  0x78u /* as ADDCODE shows it: 11110 and bits 9:8 */
#define NOTHING	      0xFFu /* what a released SDA reads as */

/* RM0436, I2C_OAR2: masked bits are not compared; with a mask the reserved addresses do not match. */
static bool matches_oa2(const struct device *i2c, unsigned address)
{
	const uint32_t oar2 = device_word(i2c, I2C_OAR2);
	const unsigned mask = (oar2 & I2C_OAR2_OA2MSK_MASK) >> I2C_OAR2_OA2MSK_SHIFT;
	const unsigned reserved = address >> 3;

	if (!(oar2 & I2C_OAR2_OA2EN))
		return false;
	if (mask && (reserved == 0 || reserved == 0xF))
		return false;
	return (address ^ (oar2 & I2C_OAR2_OA2_MASK) >> 1) >> mask == 0;
}

static bool matches_oa1(const struct device *i2c, const struct i2c_address *address)
{
	const uint32_t oar1 = device_word(i2c, I2C_OAR1);
	const bool ten_bit = oar1 & I2C_OAR1_OA1MODE;

	if (!(oar1 & I2C_OAR1_OA1EN) || ten_bit != address->ten_bit)
		return false;
	return ten_bit ? (oar1 & I2C_OAR1_OA1_MASK) == address->value
		       : (oar1 >> 1 & 0x7Fu) == address->value;
}

static bool matches_fixed(const struct device *i2c, const struct i2c_address *address)
{
	switch (address->value) {
	case GENERAL_CALL:
		return i2c_cr1(i2c, I2C_CR1_GCEN) && !address->read;
	case SMBUS_HOST:
		return i2c_cr1(i2c, I2C_CR1_SMBHEN);
	case SMBUS_ALERT:
		return i2c_cr1(i2c, I2C_CR1_ALERTEN) && !i2c_cr1(i2c, I2C_CR1_SMBHEN);
	case SMBUS_DEFAULT:
		return i2c_cr1(i2c, I2C_CR1_SMBDEN);
	default:
		return false;
	}
}

static bool target_listens(const struct device *i2c)
{
	const struct i2c_state *state = i2c->state;

	return i2c_cr1(i2c, I2C_CR1_PE) && !i2c_controller_owns(&state->controller);
}

static enum i2c_answer target_head(struct i2c_target *target, unsigned high)
{
	const struct device *i2c = target->context;
	const uint32_t oar1 = device_word(i2c, I2C_OAR1);
	const bool mine = (oar1 & I2C_OAR1_OA1EN) && (oar1 & I2C_OAR1_OA1MODE) &&
			  (oar1 & I2C_OAR1_OA1_MASK) >> 8 == high;

	return mine && target_listens(i2c) ? I2C_ACK : I2C_NACK;
}

static enum i2c_answer target_wait(struct device *i2c, enum i2c_wait wait)
{
	struct i2c_state *state = i2c->state;

	state->wait = wait;
	i2c_stretch(i2c, true);
	i2c_update(i2c);
	return I2C_HOLD;
}

static void target_answer(struct device *i2c, enum i2c_answer answer, uint8_t byte)
{
	struct i2c_state *state = i2c->state;

	state->wait = I2C_WAIT_NOTHING;
	i2c_stretch(i2c, false);
	i2c_target_answer(&state->target, answer, byte);
}

static bool is_counted(const struct device *i2c)
{
	return i2c_cr1(i2c, I2C_CR1_SBC);
}

/* TXDR is empty: is more wanted? */
static void target_want_data(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	if (!state->tx_full && (!is_counted(i2c) || state->left > 0) && !i2c_is_pec_byte(i2c))
		state->flags |= I2C_ISR_TXIS;
}

static void target_addressed(struct device *i2c, const struct i2c_address *address)
{
	struct i2c_state *state = i2c->state;
	const unsigned code =
		address->ten_bit ? TEN_BIT_HEAD | address->value >> 8 : address->value;

	state->flags &= ~(I2C_ISR_ADDCODE_MASK | I2C_ISR_DIR);
	state->flags |= I2C_ISR_ADDR | code << I2C_ISR_ADDCODE_SHIFT;
	if (address->read)
		state->flags |= I2C_ISR_DIR;
	i2c_clear_cr2(i2c, I2C_CR2_NACK);
	state->sent_first = false;
	state->left = i2c_nbytes(i2c);
	i2c_pec_add(i2c, (uint8_t)(code << 1 | address->read));
}

static enum i2c_answer target_address(struct i2c_target *target, const struct i2c_address *address)
{
	struct device *i2c = target->context;

	if (!target_listens(i2c))
		return I2C_NACK;
	if (!matches_oa1(i2c, address) && (address->ten_bit || (!matches_oa2(i2c, address->value) &&
								!matches_fixed(i2c, address))))
		return I2C_NACK;
	target_addressed(i2c, address);
	if (!i2c_cr1(i2c, I2C_CR1_NOSTRETCH))
		return target_wait(i2c, I2C_WAIT_ADDR);
	if (address->read)
		target_want_data(i2c);
	i2c_update(i2c);
	return I2C_ACK;
}

void i2c_target_addr_cleared(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	state->flags &= ~I2C_ISR_ADDR;
	/* A START that waits for the bus is given up; one that is on the bus is not. */
	i2c_clear_cr2(i2c, I2C_CR2_START);
	if (state->step == I2C_STEP_STARTING && !i2c_controller_owns(&state->controller)) {
		i2c_controller_abandon(&state->controller);
		state->step = I2C_STEP_IDLE;
	}
	if (state->wait != I2C_WAIT_ADDR)
		return;
	state->left = i2c_nbytes(i2c);
	if (state->flags & I2C_ISR_DIR)
		target_want_data(i2c);
	target_answer(i2c, I2C_ACK, 0);
}

/* ---- the controller writes ---- */

static enum i2c_answer target_acknowledge(struct device *i2c)
{
	const bool refuses = i2c_cr2(i2c, I2C_CR2_NACK);

	i2c_clear_cr2(i2c, I2C_CR2_NACK);
	return refuses ? I2C_NACK : I2C_ACK;
}

/* The byte goes into RXDR, which has room. */
static enum i2c_answer target_accept(struct device *i2c, uint8_t byte)
{
	struct i2c_state *state = i2c->state;
	const bool is_pec = is_counted(i2c) && i2c_is_pec_byte(i2c);
	const bool wrong = is_pec && byte != state->pec;

	i2c_pec_add(i2c, byte);
	i2c_fill_rxdr(i2c, byte);
	if (is_counted(i2c) && state->left)
		state->left--;
	if (is_pec) {
		i2c_clear_cr2(i2c, I2C_CR2_PECBYTE);
		state->flags |= wrong ? I2C_ISR_PECERR : 0;
		return wrong ? I2C_NACK : I2C_ACK;
	}
	if (is_counted(i2c) && !state->left && i2c_cr2(i2c, I2C_CR2_RELOAD)) {
		state->flags |= I2C_ISR_TCR;
		return target_wait(i2c, I2C_WAIT_RELOAD);
	}
	return target_acknowledge(i2c);
}

static enum i2c_answer target_write(struct i2c_target *target, uint8_t byte)
{
	struct device *i2c = target->context;
	struct i2c_state *state = i2c->state;
	enum i2c_answer answer = I2C_NACK;

	if (!(state->flags & I2C_ISR_RXNE)) {
		answer = target_accept(i2c, byte);
	} else if (i2c_cr1(i2c, I2C_CR1_NOSTRETCH)) {
		state->flags |= I2C_ISR_OVR;
	} else {
		state->shift = byte;
		return target_wait(i2c, I2C_WAIT_ROOM);
	}
	i2c_update(i2c);
	return answer;
}

void i2c_target_rxdr_read(struct device *i2c)
{
	struct i2c_state *state = i2c->state;
	enum i2c_answer answer;

	if (state->wait != I2C_WAIT_ROOM)
		return;
	answer = target_accept(i2c, state->shift);
	if (answer != I2C_HOLD)
		target_answer(i2c, answer, 0);
}

/* ---- the controller reads ---- */

/* The next byte if there is one; I2C_HOLD: the software has to act first. */
static enum i2c_answer target_give(struct device *i2c, uint8_t *byte)
{
	struct i2c_state *state = i2c->state;
	const bool late = (state->flags & I2C_ISR_STOPF) && !state->sent_first &&
			  i2c_cr1(i2c, I2C_CR1_NOSTRETCH);

	if (is_counted(i2c) && !state->left) {
		if (i2c_cr2(i2c, I2C_CR2_RELOAD)) {
			state->flags |= I2C_ISR_TCR;
			return target_wait(i2c, I2C_WAIT_RELOAD);
		}
		*byte = NOTHING;
		return I2C_ACK;
	}
	if (is_counted(i2c) && i2c_is_pec_byte(i2c)) {
		i2c_clear_cr2(i2c, I2C_CR2_PECBYTE);
		*byte = state->pec;
	} else if (state->tx_full && !late) {
		*byte = state->tx;
		state->tx_full = false;
	} else if (i2c_cr1(i2c, I2C_CR1_NOSTRETCH)) {
		state->flags |= I2C_ISR_OVR;
		*byte = NOTHING;
	} else {
		state->flags |= I2C_ISR_TXIS;
		return target_wait(i2c, I2C_WAIT_DATA);
	}
	state->sent_first = true;
	if (is_counted(i2c))
		state->left--;
	i2c_pec_add(i2c, *byte);
	target_want_data(i2c);
	return I2C_ACK;
}

static enum i2c_answer target_read(struct i2c_target *target, uint8_t *byte)
{
	struct device *i2c = target->context;
	const enum i2c_answer answer = target_give(i2c, byte);

	i2c_update(i2c);
	return answer;
}

static void target_give_waiting(struct device *i2c)
{
	uint8_t byte = NOTHING;

	if (target_give(i2c, &byte) != I2C_HOLD)
		target_answer(i2c, I2C_ACK, byte);
}

void i2c_target_txdr_written(struct device *i2c)
{
	const struct i2c_state *state = i2c->state;

	if (state->wait == I2C_WAIT_DATA)
		target_give_waiting(i2c);
}

static void target_read_done(struct i2c_target *target, bool acknowledged)
{
	struct device *i2c = target->context;
	struct i2c_state *state = i2c->state;

	if (acknowledged)
		return;
	state->flags |= I2C_ISR_NACKF;
	i2c_update(i2c);
}

/* ---- both ---- */

void i2c_target_cr2_written(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	if (state->wait != I2C_WAIT_RELOAD || !i2c_nbytes(i2c))
		return;
	state->left = i2c_nbytes(i2c);
	state->flags &= ~I2C_ISR_TCR;
	if (state->flags & I2C_ISR_DIR)
		target_give_waiting(i2c);
	else
		target_answer(i2c, target_acknowledge(i2c), 0);
}

static void target_end(struct i2c_target *target, enum i2c_end end)
{
	struct device *i2c = target->context;
	struct i2c_state *state = i2c->state;

	/* During the address phase a bus error is nobody's. */
	if (end == I2C_END_ERROR && state->wait != I2C_WAIT_ADDR)
		state->flags |= I2C_ISR_BERR;
	if (end == I2C_END_STOP) {
		state->flags |= I2C_ISR_STOPF;
		i2c_clear_cr2(i2c, I2C_CR2_NACK | I2C_CR2_PECBYTE);
	}
	state->wait = I2C_WAIT_NOTHING;
	i2c_stretch(i2c, false);
	if (end != I2C_END_START)
		i2c_stretch_over(i2c);
	i2c_update(i2c);
}

void i2c_target_release(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	if (state->wait == I2C_WAIT_NOTHING)
		return;
	target_answer(i2c, I2C_NACK, NOTHING);
}

static void target_see(struct i2c_target *target, enum i2c_sight sight)
{
	struct device *i2c = target->context;
	struct i2c_state *state = i2c->state;

	if (!i2c_cr1(i2c, I2C_CR1_PE))
		return;
	switch (sight) {
	case I2C_SEEN_START:
		if (!(state->flags & I2C_ISR_BUSY))
			state->pec = 0;
		state->flags |= I2C_ISR_BUSY;
		i2c_watch_idle(i2c);
		break;
	case I2C_SEEN_STOP:
		state->flags &= ~I2C_ISR_BUSY;
		i2c_watch_idle(i2c);
		i2c_controller_kick(i2c);
		break;
	case I2C_SEEN_CLOCK_LOW:
	case I2C_SEEN_CLOCK_RUNS:
		i2c_clock_low(i2c, sight == I2C_SEEN_CLOCK_LOW);
		return;
	case I2C_SEEN_ERROR:
		return;
	}
	i2c_update(i2c);
}

const struct i2c_target_ops i2c_own_target = {
	.address = target_address,
	.head = target_head,
	.write = target_write,
	.read = target_read,
	.read_done = target_read_done,
	.end = target_end,
	.see = target_see,
};
