/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * General-purpose I/O bank (RM0436, "GPIO"). A pin in alternate function mode is joined to signals of
 * peripherals (pin_wire.h); where no model has the signal, it is a wire that nobody drives.
 */
#include "board/gpio.h"

#include <errno.h>
#include <stdlib.h>

#include "board/board.h"
#include "board/exti.h"
#include "board/models.h"
#include "board/pin_wire.h"
#include "soc/regs/gpio.h"

/* Signals that share an alternate function of a pin and that one peripheral or two have. */
#define JOINTS 2u

#define NOT_ALTERNATE 0xFFu

struct gpio_watcher {
	unsigned pin;
	void (*changed)(void *context, bool level, uint64_t when);
	void *context;
	struct gpio_watcher *next;
};

struct gpio_state {
	struct device *exti; /* NULL until it was needed */
	struct pin_joint joints[GPIO_PINS][JOINTS];
	uint8_t functions
		[GPIO_PINS]; /* the alternate functions that they are for, or NOT_ALTERNATE */
	struct gpio_watcher *watchers;
	uint16_t watched; /* pins that have one */
	uint32_t wires; /* levels as the watchers know them */
	uint32_t sensed; /* what EXTI was last told; IDR itself is reset with the block */
	uint16_t driven; /* pins that something outside drives, */
	uint16_t outside; /* and how */
	uint16_t lock_pins; /* of the lock sequence under way */
	unsigned lock_step;
};

/* RM0436, GPIO register map. */
static const struct device_register gpio_registers[] = {
	{.name = "MODER", .offset = GPIO_MODER, .reset = 0xFFFFFFFF, .writable = 0xFFFFFFFF},
	{.name = "OTYPER", .offset = GPIO_OTYPER, .writable = 0x0000FFFF},
	{.name = "OSPEEDR", .offset = GPIO_OSPEEDR, .writable = 0xFFFFFFFF},
	{.name = "PUPDR", .offset = GPIO_PUPDR, .writable = 0xFFFFFFFF},
	{.name = "IDR", .offset = GPIO_IDR},
	{.name = "ODR", .offset = GPIO_ODR, .writable = 0x0000FFFF},
	{.name = "BSRR", .offset = GPIO_BSRR},
	{.name = "LCKR", .offset = GPIO_LCKR},
	{.name = "AFRL", .offset = GPIO_AFRL, .writable = 0xFFFFFFFF},
	{.name = "AFRH", .offset = GPIO_AFRH, .writable = 0xFFFFFFFF},
	{.name = "BRR", .offset = GPIO_BRR},
	{.name = "SECCFGR", .offset = GPIO_SECCFGR, .reset = 0x000000FF, .writable = 0x000000FF},
	{.name = "HWCFGR10", .offset = GPIO_HWCFGR10, .reset = 0x00011240},
	{.name = "HWCFGR9", .offset = GPIO_HWCFGR9, .reset = 0x000000FF},
	{.name = "HWCFGR8", .offset = 0x3D0},
	{.name = "HWCFGR7", .offset = GPIO_HWCFGR7, .reset = 0xFFFFFFFF},
	{.name = "HWCFGR6", .offset = GPIO_HWCFGR6, .reset = 0xFFFFFFFF},
	{.name = "HWCFGR5-0", .offset = 0x3DC, .count = 6},
	{.name = "VERR", .offset = GPIO_VERR, .reset = 0x00000040},
	{.name = "IPIDR", .offset = GPIO_IPIDR, .reset = 0x000F0002},
	{.name = "SIDR", .offset = GPIO_SIDR, .reset = 0xA3C5DD01},
	{0},
};

/* One bit a pin becomes `width` bits a pin, for pins first ... first + 32 / width - 1. */
static uint32_t spread(uint32_t pins, unsigned first, unsigned width)
{
	const uint32_t field = (1u << width) - 1;
	uint32_t mask = 0;
	unsigned pin;

	for (pin = 0; pin < 32 / width; pin++)
		mask |= (pins >> (first + pin) & 1) * (field << pin * width);
	return mask;
}

/* The bits of a register that belong to `pins`. */
static uint32_t pin_bits(uint32_t offset, uint32_t pins)
{
	switch (offset) {
	case GPIO_MODER:
	case GPIO_OSPEEDR:
	case GPIO_PUPDR:
		return spread(pins, 0, 2);
	case GPIO_AFRL:
		return spread(pins, 0, 4);
	case GPIO_AFRH:
		return spread(pins, 8, 4);
	case GPIO_BSRR:
		return pins | pins << 16;
	case GPIO_OTYPER:
	case GPIO_IDR:
	case GPIO_ODR:
	case GPIO_LCKR:
	case GPIO_BRR:
		return pins;
	default:
		return 0;
	}
}

static uint32_t two_bits(const struct device *gpio, uint32_t offset, unsigned pin)
{
	return device_word(gpio, offset) >> pin * 2 & 3;
}

static const struct pin_signal *gpio_driver(const struct gpio_state *state, unsigned pin)
{
	unsigned i;

	for (i = 0; i < JOINTS; i++) {
		const struct pin_signal *signal = state->joints[pin][i].signal;

		if (signal && signal->driven)
			return signal;
	}
	return NULL;
}

/* What the chip itself drives at a pin as far as the banks know it. False: nothing. */
static bool gpio_chip_level(const struct device *gpio, unsigned pin, bool *high)
{
	const struct gpio_state *state = gpio->state;
	const bool open_drain = device_word(gpio, GPIO_OTYPER) >> pin & 1;
	const struct pin_signal *driver = NULL;
	bool drives = two_bits(gpio, GPIO_MODER, pin) == GPIO_MODE_OUTPUT;

	*high = device_word(gpio, GPIO_ODR) >> pin & 1;
	if (state->functions[pin] != NOT_ALTERNATE)
		driver = gpio_driver(state, pin);
	if (driver) {
		*high = driver->level;
		drives = true;
	}
	return drives && !(open_drain && *high);
}

/* The level on the wire as far as the banks know it. */
static bool gpio_wire(const struct device *gpio, unsigned pin)
{
	const struct gpio_state *state = gpio->state;
	bool high;

	if (gpio_chip_level(gpio, pin, &high))
		return high;
	if (state->driven >> pin & 1)
		return state->outside >> pin & 1;
	return two_bits(gpio, GPIO_PUPDR, pin) == GPIO_PULL_UP;
}

/* Peripherals whose outputs are at these pins bring them up to date. */
static void gpio_refresh(const struct device *gpio, uint32_t pins)
{
	const struct gpio_state *state = gpio->state;
	unsigned pin, i;

	for (pin = 0; pin < GPIO_PINS; pin++) {
		if (!(pins >> pin & 1) || state->functions[pin] == NOT_ALTERNATE)
			continue;
		for (i = 0; i < JOINTS; i++) {
			struct pin_signal *signal = state->joints[pin][i].signal;

			if (signal && signal->refresh)
				signal->refresh(signal);
		}
	}
}

bool gpio_level(const struct device *gpio, unsigned pin)
{
	if (pin >= GPIO_PINS)
		return false;
	gpio_refresh(gpio, 1u << pin);
	return gpio_wire(gpio, pin);
}

bool gpio_drives(const struct device *gpio, unsigned pin)
{
	bool high;

	return pin < GPIO_PINS && gpio_chip_level(gpio, pin, &high);
}

static struct device *gpio_exti(struct device *gpio)
{
	struct gpio_state *state = gpio->state;

	if (!state->exti)
		state->exti = board_device(gpio->board, "EXTI");
	return state->exti;
}

/* A wire has changed: whoever senses it is told. */
static void gpio_tell(struct device *gpio, unsigned pin, bool level, uint64_t when)
{
	struct gpio_state *state = gpio->state;
	struct gpio_watcher *watcher, *next;
	unsigned i;

	for (i = 0; state->functions[pin] != NOT_ALTERNATE && i < JOINTS; i++) {
		struct pin_signal *signal = state->joints[pin][i].signal;

		if (signal && signal->sensed)
			signal->sensed(signal, level, when);
	}
	for (watcher = state->watched >> pin & 1 ? state->watchers : NULL; watcher;
	     watcher = next) {
		next = watcher->next;
		if (watcher->pin == pin)
			watcher->changed(watcher->context, level, when);
	}
}

static void gpio_update(struct device *gpio, uint32_t pins, uint64_t when)
{
	struct gpio_state *state = gpio->state;
	uint32_t wires = 0, sensed = 0, changed;
	unsigned pin;

	for (pin = 0; pin < GPIO_PINS; pin++) {
		const uint32_t bit = pins & 1u << pin;

		if (!bit || !gpio_wire(gpio, pin))
			continue;
		wires |= bit;
		/* RM0436, GPIO analog configuration: the input is cut off and reads as 0. */
		if (two_bits(gpio, GPIO_MODER, pin) != GPIO_MODE_ANALOG)
			sensed |= bit;
	}
	changed = (state->sensed ^ sensed) & pins;
	state->sensed ^= changed;
	device_set_word(gpio, GPIO_IDR, state->sensed);
	for (pin = 0; changed >> pin; pin++) {
		if (changed >> pin & 1)
			exti_gpio_input(gpio_exti(gpio), pin, gpio->instance, sensed >> pin & 1);
	}
	changed = (state->wires ^ wires) & pins;
	state->wires ^= changed;
	for (pin = 0; changed >> pin; pin++) {
		if (changed >> pin & 1)
			gpio_tell(gpio, pin, wires >> pin & 1, when);
	}
}

static uint64_t gpio_now(struct device *gpio)
{
	return timeline_now(device_timeline(gpio));
}

void gpio_driven(struct device *gpio, unsigned pin, uint64_t when)
{
	gpio_update(gpio, 1u << pin, when);
}

void gpio_listen(struct device *gpio, unsigned pin)
{
	struct gpio_state *state = gpio->state;
	const bool watched = state->watched >> pin & 1 ||
			     exti_gpio_listens(gpio_exti(gpio), pin, gpio->instance);
	unsigned i;

	for (i = 0; i < JOINTS; i++)
		pin_watch(&state->joints[pin][i], watched);
}

/* Joins the pins whose mode or alternate function has changed. */
static void gpio_join(struct device *gpio)
{
	struct gpio_state *state = gpio->state;
	unsigned pin, i;

	for (pin = 0; pin < GPIO_PINS; pin++) {
		const uint32_t afr =
			device_word(gpio, pin < 8 ? GPIO_AFRL : GPIO_AFRH) >> pin % 8 * 4;
		const bool alternate = two_bits(gpio, GPIO_MODER, pin) == GPIO_MODE_ALTERNATE;
		const uint8_t function = alternate ? afr & 0xF : NOT_ALTERNATE;

		if (state->functions[pin] == function)
			continue;
		for (i = 0; i < JOINTS; i++)
			pin_part(&state->joints[pin][i]);
		state->functions[pin] = function;
		for (i = 0; alternate && i < JOINTS; i++) {
			struct pin_signal *signal =
				pin_signal_at(gpio->board, gpio->instance, pin, function, i);

			if (!signal)
				break;
			state->joints[pin][i].gpio = gpio;
			state->joints[pin][i].pin = pin;
			pin_join(&state->joints[pin][i], signal, state->wires >> pin & 1,
				 gpio_now(gpio));
		}
		gpio_listen(gpio, pin);
	}
}

void gpio_input_at(struct device *gpio, unsigned pin, bool level, uint64_t when)
{
	struct gpio_state *state = gpio->state;

	if (pin >= GPIO_PINS)
		return;

	state->driven = (uint16_t)(state->driven | 1u << pin);
	state->outside = (uint16_t)((state->outside & ~(1u << pin)) | (unsigned)level << pin);
	gpio_update(gpio, 1u << pin, when);
}

void gpio_input(struct device *gpio, unsigned pin, bool level)
{
	gpio_input_at(gpio, pin, level, gpio_now(gpio));
}

void gpio_release(struct device *gpio, unsigned pin)
{
	struct gpio_state *state = gpio->state;

	if (pin >= GPIO_PINS)
		return;

	state->driven = (uint16_t)(state->driven & ~(1u << pin));
	gpio_update(gpio, 1u << pin, gpio_now(gpio));
}

int gpio_watch(struct device *gpio, unsigned pin,
	       void (*changed)(void *context, bool level, uint64_t when), void *context)
{
	struct gpio_state *state = gpio->state;
	struct gpio_watcher *watcher;

	if (pin >= GPIO_PINS)
		return -EINVAL;
	watcher = malloc(sizeof(*watcher));
	if (!watcher)
		return -ENOMEM;
	/* From now on it is told of changes only: what is at the pin has to be true first. */
	gpio_refresh(gpio, 1u << pin);
	*watcher = (struct gpio_watcher){pin, changed, context, state->watchers};
	state->watchers = watcher;
	state->watched = (uint16_t)(state->watched | 1u << pin);
	gpio_listen(gpio, pin);
	return 0;
}

void gpio_unwatch(struct device *gpio, unsigned pin,
		  void (*changed)(void *context, bool level, uint64_t when), void *context)
{
	struct gpio_state *state = gpio->state;
	struct gpio_watcher **at = &state->watchers;
	bool others = false;

	while (*at) {
		struct gpio_watcher *watcher = *at;

		if (watcher->pin == pin && watcher->changed == changed &&
		    watcher->context == context) {
			*at = watcher->next;
			free(watcher);
			continue;
		}
		others |= watcher->pin == pin;
		at = &watcher->next;
	}
	if (pin >= GPIO_PINS || others)
		return;
	state->watched = (uint16_t)(state->watched & ~(1u << pin));
	gpio_listen(gpio, pin);
}

/* RM0436, GPIO locking mechanism: LCKK 1, 0, 1 with the same pins freezes them until reset. */
static void gpio_lock(struct device *gpio, uint32_t value)
{
	struct gpio_state *state = gpio->state;
	const bool key = value & GPIO_LCKR_LCKK;
	const uint16_t pins = (uint16_t)value;

	if (device_word(gpio, GPIO_LCKR) & GPIO_LCKR_LCKK)
		return;

	if (state->lock_step > 0 && pins == state->lock_pins && key == (state->lock_step == 2))
		state->lock_step++;
	else
		state->lock_step = key;
	state->lock_pins = pins;
	device_set_word(gpio, GPIO_LCKR, state->lock_step == 3 ? pins | GPIO_LCKR_LCKK : pins);
}

static bool gpio_is_configuration(uint32_t offset)
{
	return offset <= GPIO_PUPDR || offset == GPIO_AFRL || offset == GPIO_AFRH;
}

/* Which bits of a word only the secure world may touch: those of secure pins (RM0436, GPIO Z). */
static uint32_t gpio_protected(const struct device *gpio, const struct device_access *access)
{
	if (access->initiator == SOC_A7_SECURE)
		return 0;
	return pin_bits(access->offset, device_word(gpio, GPIO_SECCFGR));
}

static uint32_t gpio_read(struct device *gpio, const struct device_access *access)
{
	if (access->offset == GPIO_IDR)
		gpio_refresh(gpio, 0xFFFF);
	return device_read(gpio, access) & ~gpio_protected(gpio, access);
}

/* IDR is another when a peripheral's output at a pin is another by now. */
static bool gpio_steady(const struct device *gpio, uint32_t offset)
{
	const struct gpio_state *state = gpio->state;

	for (unsigned pin = 0; offset == GPIO_IDR && pin < GPIO_PINS; pin++) {
		if (state->functions[pin] == NOT_ALTERNATE)
			continue;
		for (unsigned i = 0; i < JOINTS; i++)
			if (state->joints[pin][i].signal && state->joints[pin][i].signal->refresh)
				return false;
	}
	return true;
}

static void gpio_write(struct device *gpio, const struct device_access *access, uint32_t value)
{
	struct device_access allowed = *access;
	uint32_t odr = device_word(gpio, GPIO_ODR);
	uint32_t locked = 0;

	allowed.mask &= ~gpio_protected(gpio, access);
	if (value & access->mask & ~allowed.mask)
		device_note(gpio, "write to pins that the secure world keeps for itself: ignored");
	value &= allowed.mask;

	switch (access->offset) {
	case GPIO_BSRR:
		/* setting wins over resetting */
		odr = (odr & ~(value >> 16)) | (value & 0xFFFF);
		device_set_word(gpio, GPIO_ODR, odr);
		break;
	case GPIO_BRR:
		device_set_word(gpio, GPIO_ODR, odr & ~(value & 0xFFFF));
		break;
	case GPIO_LCKR:
		if (access->mask == 0xFFFFFFFF)
			gpio_lock(gpio, value);
		else
			device_note(gpio, "LCKR takes words only: ignored");
		break;
	case GPIO_SECCFGR:
		if (access->initiator == SOC_A7_SECURE && gpio->instance == GPIO_PORT_Z)
			device_write(gpio, access, value);
		else
			device_note(gpio, "SECCFGR is for the secure world on bank Z: ignored");
		break;
	default:
		if (gpio_is_configuration(access->offset) &&
		    (device_word(gpio, GPIO_LCKR) & GPIO_LCKR_LCKK))
			locked = pin_bits(access->offset, device_word(gpio, GPIO_LCKR) & 0xFFFF);
		if ((value ^ device_word(gpio, access->offset)) & allowed.mask & locked)
			device_note(gpio, "write to the configuration of locked pins: ignored");
		allowed.mask &= ~locked;
		device_write(gpio, &allowed, value);
		if (access->offset == GPIO_MODER || access->offset == GPIO_AFRL ||
		    access->offset == GPIO_AFRH)
			gpio_join(gpio);
		break;
	}
	gpio_update(gpio, 0xFFFF, gpio_now(gpio));
}

/* What is connected to the pins is not reset. */
static void gpio_reset(struct device *gpio)
{
	struct gpio_state *state = gpio->state;

	state->lock_step = 0;
	if (gpio->instance != GPIO_PORT_Z)
		device_set_word(gpio, GPIO_SECCFGR, 0);
	gpio_join(gpio);
	gpio_update(gpio, 0xFFFF, gpio_now(gpio));
}

static void gpio_destroy(struct device *gpio)
{
	struct gpio_state *state = gpio->state;

	while (state->watchers) {
		struct gpio_watcher *watcher = state->watchers;

		state->watchers = watcher->next;
		free(watcher);
	}
}

const struct device_model gpio_model = {
	.model = "gpio",
	.registers = gpio_registers,
	.ops = {.reset = gpio_reset,
		.read = gpio_read,
		.steady = gpio_steady,
		.write = gpio_write,
		.destroy = gpio_destroy},
	.state_size = sizeof(struct gpio_state),
};
