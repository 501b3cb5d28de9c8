/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * I2C adapters of the host whose bus is the coprocessor's: each channel of service "rpmsg-i2c" becomes one,
 * i2c-0, i2c-1, ... (the lowest free number), and goes with its channel.
 *
 * Nothing here waits: a transfer ends in a callback, at the latest when its deadline passes or the
 * channel goes. Several may be under way, those of one adapter in the order in which they were made.
 */
#ifndef COPRO_HOST_I2C_ADAPTER_H
#define COPRO_HOST_I2C_ADAPTER_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/i2c_session.h"
#include "host/platform.h"
#include "host/rpmsg_bus.h"

#define I2C_ADAPTER_COUNT 16u /* of a set, at a time */
/* What Linux's core allows a transfer (struct i2c_adapter.timeout): a second. */
#define I2C_ADAPTER_TIMEOUT_NS (1000 * HOST_NS_PER_MS)

struct i2c_adapter_set;
struct i2c_adapter;

/* 0, -ENOMEM. */
COPRO_MUST_CHECK int i2c_adapter_set_create(struct i2c_adapter_set **set,
					    const struct host_platform *platform);
/* After every bus that knows the driver is gone. NULL is allowed. */
void i2c_adapter_set_destroy(struct i2c_adapter_set *set);

/* The driver to give to a remoteproc. */
struct rpmsg_driver *i2c_adapter_set_driver(struct i2c_adapter_set *set);

/* By its number, NULL if there is none; the first and the next, by number. */
struct i2c_adapter *i2c_adapter_find(struct i2c_adapter_set *set, uint32_t number);
struct i2c_adapter *i2c_adapter_first(struct i2c_adapter_set *set);
struct i2c_adapter *i2c_adapter_next(struct i2c_adapter *adapter);

struct i2c_adapter_info {
	uint32_t number;
	uint32_t vdev;
	uint32_t src; /* of its channel: here, and there */
	uint32_t dst;
	const struct rpmsg_i2c_info
		*remote; /* NULL: it has not said yet. Valid while the adapter is */
	uint64_t transfers; /* that ended well, since it was made */
	uint64_t failed;
	uint32_t under_way;
};

void i2c_adapter_info(const struct i2c_adapter *adapter, struct i2c_adapter_info *info);

/*
 * Begins a transfer (host/i2c_session.h, with its errors). transfer->deadline is in ns of virtual time, as
 * host_platform.now() has it. `done` may submit again, and is not called from within this call.
 */
COPRO_MUST_CHECK int i2c_adapter_submit(struct i2c_adapter *adapter,
					struct i2c_host_transfer *transfer);
/* Ends it with -ECANCELED, if it is not over. */
void i2c_adapter_cancel(struct i2c_adapter *adapter, struct i2c_host_transfer *transfer);

#endif
