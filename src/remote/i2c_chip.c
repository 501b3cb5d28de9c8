/* SPDX-License-Identifier: BSD-3-Clause */
/* An I2C block of the chip: clock, pins, interrupts, and how a stuck bus is freed (RM0436; UM10204, "Bus
 * clear"). */
#include "remote/i2c_chip.h"

#include <errno.h>

#include <copro/remote.h>
#include <copro/resource_lock.h>

#include "drivers/gpio.h"
#include "drivers/i2c_timing.h"
#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"
#include "soc/clock.h"
#include "soc/peripheral.h"

#define CLEAR_PULSES	9u /* a target that sends has let SDA go by then */
#define HALF_PULSES_S	200000u /* 100 kHz: any target follows */
#define CORE_HZ_DEFAULT 209000000u

static uint32_t rcc_read(const void *context, uint32_t offset)
{
	(void)context;
	return mmio_read32(chip_rcc(), offset);
}

static const struct soc_peripheral *block_of(const struct i2c_chip *chip)
{
	return soc_peripheral_by_name(chip->config->name);
}

static struct i2c_timing timing_of(const struct i2c_chip *chip)
{
	return (struct i2c_timing){.kernel_hz = chip->kernel_hz,
				   .bus_hz = chip->config->bus_hz,
				   .rise_ns = chip->config->rise_ns,
				   .fall_ns = chip->config->fall_ns,
				   .digital_filter = chip->config->digital_filter};
}

/* ---- pins ---- */

static struct mmio bank_of(const struct i2c_chip_pin *pin)
{
	return (struct mmio){.base = gpio_bank_address(pin->bank)};
}

static void bank_clock(const struct i2c_chip_pin *pin)
{
	if (pin->bank == 'Z')
		rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB5ENSETR, 1u);
	else
		rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB4ENSETR, 1u << (pin->bank - 'A'));
}

/* Alternate function, open drain. */
static bool pin_is_set(const struct i2c_chip_pin *pin)
{
	const struct mmio bank = bank_of(pin);
	const uint32_t half = pin->number < 8 ? GPIO_AFRL : GPIO_AFRH;

	return (mmio_read32(bank, GPIO_MODER) >> 2 * pin->number & 3u) == GPIO_MODE_ALTERNATE &&
	       (mmio_read32(bank, GPIO_OTYPER) >> pin->number & 1u) &&
	       (mmio_read32(bank, half) >> 4 * (pin->number % 8u) & 15u) == pin->alternate;
}

static int pin_set(const struct i2c_chip_pin *pin, uint8_t mode)
{
	const struct gpio_pin wanted = {.mode = mode, .open_drain = 1, .alternate = pin->alternate};

	return gpio_configure(bank_of(pin), pin->number, &wanted);
}

/* Both pins, under the lock of the banks. */
static int pins_set(const struct i2c_chip_config *config, uint8_t mode)
{
	int status = resource_lock(RESOURCE_LOCK_GPIO, RESOURCE_LOCK_US);

	if (status)
		return status;
	status = pin_set(&config->scl, mode);
	if (!status)
		status = pin_set(&config->sda, mode);
	resource_unlock(RESOURCE_LOCK_GPIO);
	return status;
}

static int pins_setup(struct i2c_chip *chip)
{
	const struct i2c_chip_config *config = chip->config;

	chip->pins = I2C_CHIP_PINS_NONE;
	if (!config->scl.bank || !config->sda.bank)
		return 0;
	if (!gpio_bank_address(config->scl.bank) || !gpio_bank_address(config->sda.bank))
		return -EINVAL;
	bank_clock(&config->scl);
	bank_clock(&config->sda);
	chip->pins = I2C_CHIP_PINS_AGREED;
	if (pin_is_set(&config->scl) && pin_is_set(&config->sda))
		return 0;
	chip->pins = I2C_CHIP_PINS_SET;
	return pins_set(config, GPIO_MODE_ALTERNATE);
}

/* ---- a stuck bus ---- */

static void wait_half(uint32_t cycles)
{
	const uint32_t start = cortex_m_cycles();

	while (cortex_m_cycles() - start < cycles)
		;
}

static void drive(const struct i2c_chip_pin *pin, bool high)
{
	const uint16_t bit = (uint16_t)(1u << pin->number);

	gpio_drive(bank_of(pin), high ? bit : 0, high ? 0 : bit);
}

static bool is_high(const struct i2c_chip_pin *pin)
{
	return gpio_levels(bank_of(pin)) >> pin->number & 1u;
}

/* SCL by hand until SDA is let go, and a STOP. */
static void clock_free(const struct i2c_chip_config *config, uint32_t half)
{
	for (uint32_t i = 0; i < CLEAR_PULSES && !is_high(&config->sda); i++) {
		drive(&config->scl, false);
		wait_half(half);
		drive(&config->scl, true);
		wait_half(half);
	}
	drive(&config->scl, false);
	wait_half(half);
	drive(&config->sda, false);
	wait_half(half);
	drive(&config->scl, true);
	wait_half(half);
	drive(&config->sda, true);
	wait_half(half);
}

static void recover(void *context)
{
	struct i2c_chip *chip = context;
	const struct i2c_chip_config *config = chip->config;
	const uint32_t core_hz = remote_core_hz();
	const uint32_t half = (core_hz ? core_hz : CORE_HZ_DEFAULT) / HALF_PULSES_S;

	if (chip->pins != I2C_CHIP_PINS_NONE) {
		/* High first: an output that begins low would be one more edge. */
		drive(&config->scl, true);
		drive(&config->sda, true);
		if (!pins_set(config, GPIO_MODE_OUTPUT))
			clock_free(config, half);
		/* Without the lock there was no change to undo. */
		(void)!pins_set(config, GPIO_MODE_ALTERNATE);
	}
	i2c_reset(&chip->i2c);
}

/* ---- the queue's port ---- */

static enum i2c_next client_message(void *context, struct i2c_message *message)
{
	struct i2c_chip *chip = context;

	return (enum i2c_next)i2c_queue_message(&chip->queue, message);
}

static uint16_t client_bytes(void *context, uint8_t **data, uint16_t wanted)
{
	struct i2c_chip *chip = context;

	return i2c_queue_bytes(&chip->queue, data, wanted);
}

static void client_message_done(void *context, uint16_t moved, int status)
{
	struct i2c_chip *chip = context;

	i2c_queue_message_done(&chip->queue, moved, status);
	remote_wake();
}

static void client_done(void *context, int status)
{
	struct i2c_chip *chip = context;

	i2c_queue_done(&chip->queue, status);
	remote_wake();
}

static const struct i2c_client client = {client_message, client_bytes, client_message_done,
					 client_done};

static void port_begin(void *context)
{
	struct i2c_chip *chip = context;

	/* The queue begins one when none is under way, and one that has a message. */
	(void)!i2c_begin(&chip->i2c, &client, chip);
}

static void port_resume(void *context)
{
	struct i2c_chip *chip = context;

	i2c_resume(&chip->i2c);
}

static void port_abort(void *context, int status)
{
	struct i2c_chip *chip = context;

	i2c_abort(&chip->i2c, status);
}

static void port_halt(void *context)
{
	struct i2c_chip *chip = context;

	i2c_close(&chip->i2c);
}

static uint32_t port_progress(void *context)
{
	struct i2c_chip *chip = context;

	return i2c_progress(&chip->i2c);
}

static uint32_t port_lock(void *context)
{
	(void)context;
	return cortex_m_save();
}

static void port_unlock(void *context, uint32_t state)
{
	(void)context;
	cortex_m_restore(state);
}

/* ---- ---- */

static int clock_setup(struct i2c_chip *chip, const struct soc_peripheral *block)
{
	const struct soc_clock_registers rcc = {.read = rcc_read};
	struct i2c_timing timing;

	rcc_enable(chip_rcc(), RCC_M4, block->enable, 1u << block->enable_bit);
	chip->kernel_hz = (uint32_t)soc_clock_rate(&rcc, (enum soc_clock)block->clock);
	if (!chip->kernel_hz)
		return -ENODEV;
	timing = timing_of(chip);
	return i2c_timing_compute(&timing, &chip->timingr);
}

static void interrupts_on(const struct soc_peripheral *block)
{
	for (uint32_t i = 0; i < block->irq_count; i++)
		nvic_enable(block->irqs[i]);
}

int i2c_chip_open(struct i2c_chip *chip, const struct i2c_chip_config *config)
{
	const struct soc_peripheral *block = soc_peripheral_by_name(config->name);
	int status;

	if (!block)
		return -ENXIO;
	*chip = (struct i2c_chip){.config = config};
	chip->port = (struct i2c_port){.context = chip,
				       .begin = port_begin,
				       .resume = port_resume,
				       .abort = port_abort,
				       .halt = port_halt,
				       .recover = recover,
				       .progress = port_progress,
				       .lock = port_lock,
				       .unlock = port_unlock};
	i2c_queue_init(&chip->queue, &chip->port);
	status = peripheral_request(&chip->peripheral, block->base);
	if (status)
		return status;
	status = clock_setup(chip, block);
	if (!status)
		status = pins_setup(chip);
	if (!status)
		status = i2c_open(&chip->i2c, (struct mmio){.base = block->base}, chip->timingr,
				  config->digital_filter, false);
	if (status) {
		peripheral_release(&chip->peripheral);
		return status;
	}
	interrupts_on(block);
	return 0;
}

void i2c_chip_close(struct i2c_chip *chip)
{
	const struct soc_peripheral *block = block_of(chip);

	i2c_close(&chip->i2c);
	rcc_disable(chip_rcc(), RCC_M4, block->enable, 1u << block->enable_bit);
	peripheral_release(&chip->peripheral);
}

void i2c_chip_interrupt(struct i2c_chip *chip)
{
	i2c_interrupt(&chip->i2c);
}

uint64_t i2c_chip_period_ps(const struct i2c_chip *chip)
{
	const struct i2c_timing timing = timing_of(chip);

	return i2c_timing_period_ps(&timing, chip->timingr);
}
