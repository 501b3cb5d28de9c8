/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * I2C interface as the bus's controller (RM0436, I2C master mode): START with its address, NBYTES bytes
 * one way, then a STOP (AUTOEND), more bytes (RELOAD), or whatever the software wants next.
 */
#include "board/i2c.h"

/* UM10204, 3.1.11. */
#define TEN_BIT_HEAD 0xF0u

static void controller_hold(struct device *i2c, enum i2c_step step, uint32_t flag)
{
	struct i2c_state *state = i2c->state;

	state->step = step;
	state->flags |= flag;
	i2c_stretch(i2c, true);
}

static void controller_stop(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	state->step = I2C_STEP_STOPPING;
	state->flags &= ~(I2C_ISR_TXIS | I2C_ISR_TC | I2C_ISR_TCR);
	i2c_stretch(i2c, false);
	i2c_controller_stop(&state->controller);
}

static void controller_start(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	if (!i2c_pins_joined(&state->pins))
		device_note(i2c,
			    "starts a transfer while no pin carries %s_SCL, or none %s_SDA: on "
			    "a board nothing would be on the bus",
			    i2c->name, i2c->name);
	state->step = I2C_STEP_STARTING;
	state->readdress = false;
	state->flags &= ~I2C_ISR_TC;
	i2c_stretch(i2c, false);
	i2c_controller_start(&state->controller);
}

static void controller_send(struct device *i2c, enum i2c_step step, uint8_t byte)
{
	struct i2c_state *state = i2c->state;

	state->step = step;
	i2c_stretch(i2c, false);
	i2c_pec_add(i2c, byte);
	i2c_controller_send(&state->controller, byte);
}

/* NBYTES bytes are over. */
static void controller_block_done(struct device *i2c)
{
	if (i2c_cr2(i2c, I2C_CR2_RELOAD))
		controller_hold(i2c, I2C_STEP_RELOAD, I2C_ISR_TCR);
	else if (i2c_cr2(i2c, I2C_CR2_AUTOEND))
		controller_stop(i2c);
	else if (i2c_cr2(i2c, I2C_CR2_START))
		controller_start(i2c);
	else
		controller_hold(i2c, I2C_STEP_COMPLETE, I2C_ISR_TC);
}

static void controller_transmit(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	if (i2c_is_pec_byte(i2c)) {
		i2c_clear_cr2(i2c, I2C_CR2_PECBYTE);
		state->left--;
		controller_send(i2c, I2C_STEP_SENDING, state->pec);
	} else if (state->tx_full) {
		state->tx_full = false;
		state->left--;
		controller_send(i2c, I2C_STEP_SENDING, state->tx);
	} else {
		controller_hold(i2c, I2C_STEP_NEEDS_DATA, I2C_ISR_TXIS);
	}
}

static void controller_receive(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	state->step = I2C_STEP_RECEIVING;
	i2c_stretch(i2c, false);
	i2c_controller_receive(&state->controller);
}

/* After the address, and after each byte. A STOP that comes too late for a NACK takes one more byte, which
 * gets it (assumed: the target has SDA until then). */
static void controller_next(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	i2c_stretch_over(i2c);
	if (i2c_cr2(i2c, I2C_CR2_STOP) && !state->target_sends) {
		controller_stop(i2c);
	} else if (i2c_cr2(i2c, I2C_CR2_STOP)) {
		controller_receive(i2c);
	} else if (!state->left) {
		controller_block_done(i2c);
	} else if (i2c_cr2(i2c, I2C_CR2_RD_WRN)) {
		controller_receive(i2c);
	} else {
		controller_transmit(i2c);
	}
}

/* The received byte goes into RXDR, which has room, and is answered. */
static void controller_accept(struct device *i2c, uint8_t byte)
{
	struct i2c_state *state = i2c->state;
	bool more;

	if (i2c_is_pec_byte(i2c)) {
		i2c_clear_cr2(i2c, I2C_CR2_PECBYTE);
		if (byte != state->pec)
			state->flags |= I2C_ISR_PECERR;
	}
	i2c_pec_add(i2c, byte);
	i2c_fill_rxdr(i2c, byte);
	state->left -= state->left > 0;
	more = (state->left || i2c_cr2(i2c, I2C_CR2_RELOAD)) && !i2c_cr2(i2c, I2C_CR2_STOP);
	state->target_sends = more;
	state->step = I2C_STEP_ANSWERING;
	i2c_stretch(i2c, false);
	i2c_controller_acknowledge(&state->controller, more);
}

static uint8_t ten_bit_head(const struct device *i2c, bool read)
{
	const uint32_t address = device_word(i2c, I2C_CR2) & I2C_CR2_SADD_MASK;

	return (uint8_t)(TEN_BIT_HEAD | (address >> 8) << 1 | read);
}

/* The START is on the bus: the first byte of the address, by CR2. */
static void controller_started(struct device *i2c)
{
	struct i2c_state *state = i2c->state;
	const uint32_t cr2 = device_word(i2c, I2C_CR2);
	const bool read = cr2 & I2C_CR2_RD_WRN;

	if (!(cr2 & I2C_CR2_ADD10))
		controller_send(i2c, I2C_STEP_ADDRESS, (uint8_t)((cr2 & 0xFE) | read));
	else if (read && (state->readdress || (cr2 & I2C_CR2_HEAD10R)))
		controller_send(i2c, I2C_STEP_ADDRESS, ten_bit_head(i2c, true));
	else
		controller_send(i2c, I2C_STEP_HEAD, ten_bit_head(i2c, false));
}

static void controller_sent(struct device *i2c)
{
	struct i2c_state *state = i2c->state;
	const bool reads = i2c_cr2(i2c, I2C_CR2_RD_WRN);

	if (state->step == I2C_STEP_HEAD) {
		controller_send(i2c, I2C_STEP_LOW, (uint8_t)device_word(i2c, I2C_CR2));
	} else if (state->step == I2C_STEP_LOW && reads) {
		state->step = I2C_STEP_STARTING;
		state->readdress = true;
		i2c_controller_start(&state->controller);
	} else {
		if (state->step != I2C_STEP_SENDING) {
			i2c_clear_cr2(i2c, I2C_CR2_START);
			state->left = i2c_nbytes(i2c);
			state->target_sends = reads && state->left;
		}
		controller_next(i2c);
	}
}

/* RM0436, I2C_CR2.START: the first byte of a 10-bit address that is not acknowledged is sent again until
 * the software gives up (ADDRCF); otherwise the STOP ends it. */
static void controller_refused(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	state->flags |= I2C_ISR_NACKF;
	if (state->step != I2C_STEP_HEAD)
		i2c_clear_cr2(i2c, I2C_CR2_START);
	controller_stop(i2c);
}

static void controller_stopped(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	state->step = I2C_STEP_IDLE;
	state->flags |= I2C_ISR_STOPF;
	i2c_clear_cr2(i2c, I2C_CR2_STOP | I2C_CR2_PECBYTE);
	i2c_controller_kick(i2c);
}

/* It drives the bus no longer, through no wish of its own. */
static void controller_ousted(struct device *i2c, uint32_t flag)
{
	struct i2c_state *state = i2c->state;

	state->step = I2C_STEP_IDLE;
	state->flags = (state->flags & ~(I2C_ISR_TXIS | I2C_ISR_TC | I2C_ISR_TCR)) | flag;
	i2c_stretch(i2c, false);
	i2c_clear_cr2(i2c, I2C_CR2_START | I2C_CR2_STOP);
}

void i2c_controller_done(struct i2c_controller *controller, enum i2c_outcome outcome, uint8_t byte)
{
	struct device *i2c = controller->context;
	struct i2c_state *state = i2c->state;

	switch (outcome) {
	case I2C_STARTED:
		controller_started(i2c);
		break;
	case I2C_SENT:
		controller_sent(i2c);
		break;
	case I2C_REFUSED:
		controller_refused(i2c);
		break;
	case I2C_RECEIVED:
		state->shift = byte;
		if (state->flags & I2C_ISR_RXNE)
			controller_hold(i2c, I2C_STEP_NEEDS_ROOM, 0);
		else
			controller_accept(i2c, byte);
		break;
	case I2C_ACKNOWLEDGED:
		controller_next(i2c);
		break;
	case I2C_STOPPED:
		controller_stopped(i2c);
		break;
	case I2C_LOST:
		controller_ousted(i2c, I2C_ISR_ARLO);
		break;
	case I2C_ERROR:
		controller_ousted(i2c, I2C_ISR_BERR);
		break;
	}
	i2c_update(i2c);
}

/* A bus that looks busy though nobody drives it has seen a START without its STOP: only a STOP, or PE = 0,
 * ends that. */
static bool controller_sees_bus_stuck(const struct device *i2c)
{
	const struct i2c_state *state = i2c->state;

	return (state->flags & I2C_ISR_BUSY) && !i2c_bus_busy(state->controller.bus);
}

void i2c_controller_kick(struct device *i2c)
{
	struct i2c_state *state = i2c->state;
	const bool stop = i2c_cr2(i2c, I2C_CR2_STOP);

	switch (state->step) {
	case I2C_STEP_IDLE:
		if (!i2c_cr2(i2c, I2C_CR2_START))
			i2c_clear_cr2(i2c, I2C_CR2_STOP);
		else if (!controller_sees_bus_stuck(i2c))
			controller_start(i2c);
		break;
	case I2C_STEP_NEEDS_DATA:
		if (stop)
			controller_stop(i2c);
		break;
	case I2C_STEP_NEEDS_ROOM:
		if (stop) {
			state->step = I2C_STEP_ANSWERING;
			state->target_sends = false;
			i2c_stretch(i2c, false);
			i2c_controller_acknowledge(&state->controller, false);
		}
		break;
	case I2C_STEP_COMPLETE:
		if (stop)
			controller_stop(i2c);
		else if (i2c_cr2(i2c, I2C_CR2_START))
			controller_start(i2c);
		break;
	case I2C_STEP_RELOAD:
		if (i2c_nbytes(i2c) || stop) {
			state->left = i2c_nbytes(i2c);
			state->flags &= ~I2C_ISR_TCR;
			controller_next(i2c);
		}
		break;
	default:
		break;
	}
}

void i2c_controller_txdr_written(struct device *i2c)
{
	const struct i2c_state *state = i2c->state;

	if (state->step == I2C_STEP_NEEDS_DATA)
		controller_transmit(i2c);
}

void i2c_controller_rxdr_read(struct device *i2c)
{
	const struct i2c_state *state = i2c->state;

	if (state->step == I2C_STEP_NEEDS_ROOM)
		controller_accept(i2c, state->shift);
}
