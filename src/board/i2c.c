/* SPDX-License-Identifier: BSD-3-Clause */
/* I2C interface: registers, flags, interrupts and requests (RM0436, "I2C"). */
#include "board/i2c.h"

#include <stdio.h>

#include "board/board.h"
#include "board/models.h"
#include "soc/dma_request.h"
#include "soc/peripheral.h"

#define ERRORS                                                                                     \
	(I2C_ISR_BERR | I2C_ISR_ARLO | I2C_ISR_OVR | I2C_ISR_PECERR | I2C_ISR_TIMEOUT |            \
	 I2C_ISR_ALERT)
/* Set by software, cleared by hardware: writing 0 does nothing. */
#define CR2_COMMANDS (I2C_CR2_START | I2C_CR2_STOP | I2C_CR2_NACK | I2C_CR2_PECBYTE)
/* RM0436, I2C_CR1: to be programmed while PE = 0. */
#define CR1_FIXED      (I2C_CR1_DNF_MASK | I2C_CR1_ANFOFF | I2C_CR1_NOSTRETCH)
#define PEC_POLYNOMIAL 0x07u /* SMBus 3.0, 6.4.1.1: x^8 + x^2 + x + 1 */

/* RM0436, I2C register map. */
static const struct device_register i2c_registers[] = {
	{.name = "CR1", .offset = I2C_CR1, .writable = 0x00FFDFFF},
	{.name = "CR2", .offset = I2C_CR2, .writable = 0x07FFFFFF},
	{.name = "OAR1", .offset = I2C_OAR1, .writable = 0x000087FF},
	{.name = "OAR2", .offset = I2C_OAR2, .writable = 0x000087FE},
	{.name = "TIMINGR", .offset = I2C_TIMINGR, .writable = 0xF0FFFFFF},
	{.name = "TIMEOUTR", .offset = I2C_TIMEOUTR, .writable = 0x8FFF9FFF},
	{.name = "ISR", .offset = I2C_ISR, .reset = I2C_ISR_TXE},
	{.name = "ICR", .offset = I2C_ICR},
	{.name = "PECR", .offset = I2C_PECR},
	{.name = "RXDR", .offset = I2C_RXDR},
	{.name = "TXDR", .offset = I2C_TXDR},
	{.name = "HWCFGR", .offset = I2C_HWCFGR, .reset = 0x00000111},
	{.name = "VERR", .offset = I2C_VERR, .reset = 0x00000012},
	{.name = "IPIDR", .offset = I2C_IPIDR, .reset = 0x00130012},
	{.name = "SIDR", .offset = I2C_SIDR, .reset = 0xA3C5DD01},
	{0},
};

/* RM0436, I2C interrupt requests. */
static const struct {
	uint32_t enable, flags;
} event_interrupts[] = {
	{I2C_CR1_TXIE, I2C_ISR_TXIS},	 {I2C_CR1_RXIE, I2C_ISR_RXNE},
	{I2C_CR1_ADDRIE, I2C_ISR_ADDR},	 {I2C_CR1_NACKIE, I2C_ISR_NACKF},
	{I2C_CR1_STOPIE, I2C_ISR_STOPF}, {I2C_CR1_TCIE, I2C_ISR_TC | I2C_ISR_TCR},
};

void i2c_update(struct device *i2c)
{
	struct i2c_state *state = i2c->state;
	const uint32_t isr = state->flags | (state->tx_full ? 0 : I2C_ISR_TXE);
	const bool error = i2c_cr1(i2c, I2C_CR1_ERRIE) && (isr & ERRORS);
	bool event = false;
	size_t i;

	for (i = 0; i < sizeof(event_interrupts) / sizeof(event_interrupts[0]); i++)
		event |= i2c_cr1(i2c, event_interrupts[i].enable) &&
			 (isr & event_interrupts[i].flags);
	device_set_word(i2c, I2C_ISR, isr);
	device_set_word(i2c, I2C_PECR, state->pec);
	device_m4_irq(i2c, state->event_irq, event);
	device_a7_irq(i2c, state->event_irq, event);
	device_m4_irq(i2c, state->error_irq, error);
	device_a7_irq(i2c, state->error_irq, error);
	device_exti(i2c, state->exti, event);
	if (state->dma_tx >= 0)
		device_dma_request(i2c, (unsigned)state->dma_tx,
				   i2c_cr1(i2c, I2C_CR1_TXDMAEN) && (isr & I2C_ISR_TXIS));
	if (state->dma_rx >= 0)
		device_dma_request(i2c, (unsigned)state->dma_rx,
				   i2c_cr1(i2c, I2C_CR1_RXDMAEN) && (isr & I2C_ISR_RXNE));
}

void i2c_fill_rxdr(struct device *i2c, uint8_t byte)
{
	struct i2c_state *state = i2c->state;

	device_set_word(i2c, I2C_RXDR, byte);
	state->flags |= I2C_ISR_RXNE;
}

void i2c_pec_add(struct device *i2c, uint8_t byte)
{
	struct i2c_state *state = i2c->state;
	uint8_t pec = (uint8_t)(state->pec ^ byte);

	if (!i2c_cr1(i2c, I2C_CR1_PECEN))
		return;
	for (unsigned bit = 0; bit < 8; bit++)
		pec = (uint8_t)((unsigned)pec << 1 ^ (pec & 0x80u ? PEC_POLYNOMIAL : 0u));
	state->pec = pec;
}

bool i2c_is_pec_byte(const struct device *i2c)
{
	const struct i2c_state *state = i2c->state;

	return state->left == 1 && i2c_cr1(i2c, I2C_CR1_PECEN) && i2c_cr2(i2c, I2C_CR2_PECBYTE) &&
	       !i2c_cr2(i2c, I2C_CR2_RELOAD);
}

/* RM0436, I2C software reset (PE = 0): lines are let go, flags and commands are as after reset, the
 * configuration stays. */
static void i2c_disable(struct device *i2c)
{
	struct i2c_state *state = i2c->state;
	struct i2c_bus *bus = state->controller.bus;

	i2c_timing_stop(i2c);
	i2c_controller_abandon(&state->controller);
	state->wait = I2C_WAIT_NOTHING;
	i2c_target_detach(&state->target);
	i2c_target_attach(&state->target, bus);
	state->step = I2C_STEP_IDLE;
	state->flags = 0;
	state->tx_full = false;
	state->pec = 0;
	i2c_clear_cr2(i2c, CR2_COMMANDS);
}

static void i2c_write_cr1(struct device *i2c, const struct device_access *access, uint32_t value)
{
	const uint32_t before = device_word(i2c, I2C_CR1);
	uint32_t changed;

	device_write(i2c, access, value);
	changed = before ^ device_word(i2c, I2C_CR1);
	if ((before & I2C_CR1_PE) && (changed & CR1_FIXED) && !(changed & I2C_CR1_PE))
		device_note(i2c, "CR1.DNF, ANFOFF or NOSTRETCH changed while PE is set");
	if (changed & before & I2C_CR1_PE)
		i2c_disable(i2c);
	i2c_retime(i2c);
	i2c_watch_idle(i2c);
}

static void i2c_write_cr2(struct device *i2c, const struct device_access *access, uint32_t value)
{
	const uint32_t commands = device_word(i2c, I2C_CR2) & CR2_COMMANDS;

	device_write(i2c, access, value);
	device_set_word(i2c, I2C_CR2, device_word(i2c, I2C_CR2) | commands);
	if (!i2c_cr1(i2c, I2C_CR1_PE)) {
		if (value & (I2C_CR2_START | I2C_CR2_STOP))
			device_note(i2c, "START or STOP while the block is off (CR1.PE): lost");
		i2c_clear_cr2(i2c, CR2_COMMANDS);
		return;
	}
	i2c_target_cr2_written(i2c);
	i2c_controller_kick(i2c);
}

/* A register whose fields are fixed while their enable bit is set. */
static void i2c_write_fixed(struct device *i2c, const struct device_access *access, uint32_t value,
			    uint32_t enable, uint32_t fields)
{
	const uint32_t before = device_word(i2c, access->offset);

	device_write(i2c, access, value);
	if (before & enable)
		device_set_word(i2c, access->offset,
				(device_word(i2c, access->offset) & ~fields) | (before & fields));
}

static void i2c_write_timeoutr(struct device *i2c, const struct device_access *access,
			       uint32_t value)
{
	const uint32_t before = device_word(i2c, I2C_TIMEOUTR);
	uint32_t fixed = 0;

	if (before & I2C_TIMEOUTR_TIMOUTEN)
		fixed |= I2C_TIMEOUTR_TIMEOUTA_MASK | I2C_TIMEOUTR_TIDLE;
	if (before & I2C_TIMEOUTR_TEXTEN)
		fixed |= I2C_TIMEOUTR_TIMEOUTB_MASK;
	device_write(i2c, access, value);
	device_set_word(i2c, I2C_TIMEOUTR,
			(device_word(i2c, I2C_TIMEOUTR) & ~fixed) | (before & fixed));
	i2c_watch_idle(i2c);
}

static void i2c_write_icr(struct device *i2c, uint32_t value)
{
	struct i2c_state *state = i2c->state;

	state->flags &= ~(value & I2C_ICR_FLAGS & ~I2C_ISR_ADDR);
	if (value & I2C_ISR_ADDR)
		i2c_target_addr_cleared(i2c);
}

static void i2c_write_isr(struct device *i2c, uint32_t value)
{
	struct i2c_state *state = i2c->state;

	if (value & I2C_ISR_TXE)
		state->tx_full = false;
	if ((value & I2C_ISR_TXIS) && i2c_cr1(i2c, I2C_CR1_PE | I2C_CR1_NOSTRETCH))
		state->flags |= I2C_ISR_TXIS;
}

static void i2c_write_txdr(struct device *i2c, uint32_t value)
{
	struct i2c_state *state = i2c->state;

	if (!i2c_cr1(i2c, I2C_CR1_PE)) {
		device_note(i2c, "data written to TXDR while the block is off (CR1.PE): lost");
		return;
	}
	if (state->tx_full) {
		device_note(i2c, "data written to TXDR while it is full: lost");
		return;
	}
	device_set_word(i2c, I2C_TXDR, value & 0xFF);
	state->tx = (uint8_t)value;
	state->tx_full = true;
	state->flags &= ~I2C_ISR_TXIS;
	i2c_controller_txdr_written(i2c);
	i2c_target_txdr_written(i2c);
}

static uint32_t i2c_read(struct device *i2c, const struct device_access *access)
{
	struct i2c_state *state = i2c->state;
	const uint32_t value = device_read(i2c, access);

	if (access->offset == I2C_RXDR && !access->peek && (state->flags & I2C_ISR_RXNE)) {
		state->flags &= ~I2C_ISR_RXNE;
		i2c_controller_rxdr_read(i2c);
		i2c_target_rxdr_read(i2c);
		i2c_update(i2c);
	}
	return value;
}

static bool i2c_steady(const struct device *i2c, uint32_t offset)
{
	(void)i2c;
	return offset != I2C_RXDR;
}

static void i2c_write(struct device *i2c, const struct device_access *access, uint32_t value)
{
	value &= access->mask;
	switch (access->offset) {
	case I2C_CR1:
		i2c_write_cr1(i2c, access, value);
		break;
	case I2C_CR2:
		i2c_write_cr2(i2c, access, value);
		break;
	case I2C_OAR1:
		i2c_write_fixed(i2c, access, value, I2C_OAR1_OA1EN,
				I2C_OAR1_OA1_MASK | I2C_OAR1_OA1MODE);
		break;
	case I2C_OAR2:
		i2c_write_fixed(i2c, access, value, I2C_OAR2_OA2EN,
				I2C_OAR2_OA2_MASK | I2C_OAR2_OA2MSK_MASK);
		break;
	case I2C_TIMINGR:
		if (i2c_cr1(i2c, I2C_CR1_PE))
			device_note(i2c, "TIMINGR written while PE is set");
		device_write(i2c, access, value);
		i2c_retime(i2c);
		break;
	case I2C_TIMEOUTR:
		i2c_write_timeoutr(i2c, access, value);
		break;
	case I2C_ISR:
		i2c_write_isr(i2c, value);
		break;
	case I2C_ICR:
		i2c_write_icr(i2c, value);
		break;
	case I2C_TXDR:
		i2c_write_txdr(i2c, value);
		break;
	default:
		device_write(i2c, access, value);
		break;
	}
	i2c_update(i2c);
}

static void i2c_clock_changed(struct device *i2c)
{
	i2c_retime(i2c);
}

static int i2c_dma(const struct device *i2c, const char *direction)
{
	char name[16];

	snprintf(name, sizeof(name), "%.8s_%s", i2c->name, direction);
	return soc_dma_request_by_name(name);
}

/* RM0436, table of EXTI lines: 21 to 25 are I2C1 to I2C5, 54 is I2C6. */
static unsigned i2c_exti(const struct device *i2c)
{
	return i2c->instance == 6 ? 54 : 20 + i2c->instance;
}

static void i2c_init(struct device *i2c)
{
	struct i2c_state *state = i2c->state;
	const struct soc_peripheral *peripheral = soc_peripheral_by_name(i2c->name);

	state->event_irq = peripheral->irqs[0];
	state->error_irq = peripheral->irqs[1];
	state->exti = i2c_exti(i2c);
	state->dma_rx = i2c_dma(i2c, "RX");
	state->dma_tx = i2c_dma(i2c, "TX");
	state->controller.name = i2c->name;
	state->controller.context = i2c;
	state->controller.done = i2c_controller_done;
	state->target.name = i2c->name;
	state->target.context = i2c;
	state->target.ops = &i2c_own_target;
	i2c_bus_init(&state->bus, device_timeline(i2c));
	i2c_controller_attach(&state->controller, &state->bus);
	i2c_target_attach(&state->target, &state->bus);
	i2c_pins_init(&state->pins, i2c, &state->bus);
	i2c_timing_init(i2c);
}

static void i2c_reset(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	if (!state->controller.done)
		i2c_init(i2c);
	i2c_disable(i2c);
	i2c_retime(i2c);
	i2c_update(i2c);
}

static void i2c_destroy(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	if (!state->controller.done)
		return;
	i2c_timing_stop(i2c);
	i2c_pins_destroy(&state->pins);
	timeline_disarm(device_timeline(i2c), &state->bus.event);
}

struct i2c_bus *i2c_bus_of(struct device *device)
{
	struct i2c_state *state = device->state;

	return device->model == &i2c_model ? state->controller.bus : NULL;
}

struct i2c_bus *board_i2c_bus(struct board *board, const char *name)
{
	struct device *device = board_device(board, name);

	return device ? i2c_bus_of(device) : NULL;
}

const struct device_model i2c_model = {
	.model = "i2c",
	.registers = i2c_registers,
	.ops = {.reset = i2c_reset,
		.read = i2c_read,
		.steady = i2c_steady,
		.write = i2c_write,
		.clock_changed = i2c_clock_changed,
		.destroy = i2c_destroy},
	.state_size = sizeof(struct i2c_state),
};
