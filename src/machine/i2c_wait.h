/* SPDX-License-Identifier: BSD-3-Clause */
/* A transfer on an I2C adapter of a machine's host, waited for: the machine runs until it is over. For programs
 * that own the machine and have nothing else to do meanwhile. */
#ifndef COPRO_MACHINE_I2C_WAIT_H
#define COPRO_MACHINE_I2C_WAIT_H

#include <stdint.h>

#include <copro/compiler.h>

#include "machine/machine.h"

/*
 * The messages with no STOP between them, on adapter `number`. timeout: ps of virtual time. Not from a callback
 * of the machine's. 0, or what a transfer ends with (host/i2c_session.h); -ENODEV: there is no such adapter; or
 * as machine_run().
 */
COPRO_MUST_CHECK int machine_i2c_transfer(struct machine *machine, uint32_t number,
					  struct i2c_host_msg *messages, uint32_t count,
					  uint64_t timeout);

/* Runs until there is an adapter and it can be used. 0; -ETIMEDOUT; or as machine_run(). */
COPRO_MUST_CHECK int machine_i2c_ready(struct machine *machine, uint32_t number, uint64_t timeout);

#endif
