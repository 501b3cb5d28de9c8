/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An I2C block of the STM32MP157 and its pins, as a bus for copro/i2c.h.
 *
 *	static struct i2c_chip bus;
 *	static const struct i2c_chip_config config = {
 *		.name = "I2C5", .bus_hz = 400000, .rise_ns = 100, .fall_ns = 20,
 *		.scl = {'A', 11, 4}, .sda = {'A', 12, 4},
 *	};
 *
 *	void I2C5_EV_IRQHandler(void) { i2c_chip_interrupt(&bus); }
 *	void I2C5_ER_IRQHandler(void) { i2c_chip_interrupt(&bus); }
 *
 *	status = i2c_chip_open(&bus, &config);
 *	... in the main loop: i2c_poll(i2c_chip_queue(&bus), remote_ticks()) ...
 *
 * The kernel clock is taken as it is: SCL is computed from it, and so is to be opened anew when it has
 * changed. Whose the block is is asked of the firewall; the pins are set up under the lock that Linux
 * takes, too (copro/resource_lock.h), and compared with what is set already.
 */
#ifndef COPRO_REMOTE_I2C_CHIP_H
#define COPRO_REMOTE_I2C_CHIP_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>
#include <copro/i2c.h>
#include <copro/peripheral.h>

#include "drivers/i2c.h"

struct i2c_chip_pin {
	char bank; /* 'A' to 'K', 'Z'; 0: none, and a bus that is stuck is not clocked free */
	uint8_t number;
	uint8_t alternate; /* the block's function at that pin, 0 to 15 */
};

/* May lie in read-only memory; must outlive the bus. */
struct i2c_chip_config {
	const char *name; /* "I2C1" to "I2C6", as ST's headers have it */
	uint32_t bus_hz; /* at most 1 000 000 */
	uint16_t rise_ns; /* of the lines, at most, as the board has them */
	uint16_t fall_ns;
	uint8_t digital_filter; /* 0 to 15 clocks */
	struct i2c_chip_pin scl;
	struct i2c_chip_pin sda;
};

/* How the pins stood before: what the resource manager of the host sets up from its device tree. */
enum i2c_chip_pins {
	I2C_CHIP_PINS_NONE, /* the configuration names none */
	I2C_CHIP_PINS_AGREED, /* they were as they are to be */
	I2C_CHIP_PINS_SET /* nobody had set them up, or otherwise: they are now */
};

/* Provided by the caller. All members are private. */
struct i2c_chip {
	struct i2c_queue queue;
	struct i2c_port port;
	struct i2c i2c;
	const struct i2c_chip_config *config;
	struct peripheral peripheral;
	uint32_t kernel_hz;
	uint32_t timingr;
	enum i2c_chip_pins pins;
};

/*
 * Takes the block into use: its clock, its pins, its interrupts. resource_lock_init() comes first. Thread
 * context. 0; -ENXIO: no such block; -EPERM, -EACCES, -EBUSY, -ENODEV: peripheral_request(); -ENODEV: it has
 * no kernel clock; -EINVAL, -ERANGE: that bus rate cannot be had from it; or as resource_lock().
 */
COPRO_MUST_CHECK int i2c_chip_open(struct i2c_chip *chip, const struct i2c_chip_config *config);

/* Gives it back. No transfer waits. */
void i2c_chip_close(struct i2c_chip *chip);

/* From the handlers of both its interrupts. */
void i2c_chip_interrupt(struct i2c_chip *chip);

static inline struct i2c_queue *i2c_chip_queue(struct i2c_chip *chip)
{
	return &chip->queue;
}

/* As opened: the kernel clock in Hz, one period of SCL in ps, edges not included, how the pins stood. */
static inline uint32_t i2c_chip_kernel_hz(const struct i2c_chip *chip)
{
	return chip->kernel_hz;
}

static inline enum i2c_chip_pins i2c_chip_pins(const struct i2c_chip *chip)
{
	return chip->pins;
}

uint64_t i2c_chip_period_ps(const struct i2c_chip *chip);

#endif
