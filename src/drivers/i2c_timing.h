/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How fast an I2C block clocks its bus: from rates and edges to TIMINGR, and back (RM0436, "I2C timings"
 * and "I2C master initialization"; the limits are those of UM10204, "Characteristics of the SDA and SCL bus
 * lines").
 */
#ifndef COPRO_DRIVERS_I2C_TIMING_H
#define COPRO_DRIVERS_I2C_TIMING_H

#include <stdbool.h>
#include <stdint.h>

#include "copro/compiler.h"

#define I2C_BUS_HZ_MAX 1000000u /* Fast-mode Plus */

struct i2c_timing {
	uint32_t kernel_hz; /* of the block's kernel clock */
	/* SCL is never faster, and as little slower as can be: not even on a bus whose edges take no time. By
	 * their time a real one is slower. */
	uint32_t bus_hz;
	uint16_t rise_ns; /* of SCL and SDA, at most, as the board has them: for set-up and hold */
	uint16_t fall_ns;
	uint8_t digital_filter; /* CR1.DNF, 0 to 15 */
	bool analog_filter_off; /* CR1.ANFOFF */
};

/*
 * What to write to TIMINGR. 0; -EINVAL: a rate of 0 or above I2C_BUS_HZ_MAX, edges longer than the bus's
 * mode allows, a filter that does not exist; -ERANGE: no setting reaches that with this kernel clock.
 */
COPRO_MUST_CHECK int i2c_timing_compute(const struct i2c_timing *timing, uint32_t *timingr);

/* One period of SCL in ps with a TIMINGR, synchronization included, edges not. 0: the clock does not run. */
uint64_t i2c_timing_period_ps(const struct i2c_timing *timing, uint32_t timingr);

#endif
