/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the proxy share: i2c_proxy.c (what the host sends), i2c_proxy_bus.c (what the bus is
 * given, in interrupt context), i2c_proxy_answer.c (what the host is told).
 *
 * What interrupt and thread both change is changed under the lock of the queue's port: the rows of requests
 * and chunks. Requests that are `over`, and chunks that are taken, are the thread's alone.
 */
#ifndef COPRO_REMOTE_I2C_PROXY_INTERNAL_H
#define COPRO_REMOTE_I2C_PROXY_INTERNAL_H

#include <copro/i2c_proxy.h>

#include "core/rpmsg_i2c.h"

#define PROXY_REQUEST_MORE 0x80u /* beside I2C_MSG_READ and I2C_MSG_TEN_BIT */

static inline uint32_t proxy_lock(struct i2c_proxy *proxy)
{
	return proxy->queue->port->lock(proxy->queue->port->context);
}

static inline void proxy_unlock(struct i2c_proxy *proxy, uint32_t lock)
{
	proxy->queue->port->unlock(proxy->queue->port->context, lock);
}

/* The index of the request that comes `ahead` after another one. */
static inline uint16_t proxy_index(const struct i2c_proxy *proxy, uint16_t from, uint16_t ahead)
{
	return (uint16_t)((from + ahead) % proxy->config->request_count);
}

/* How many requests are older. */
static inline uint16_t proxy_age(const struct i2c_proxy *proxy, uint16_t index)
{
	const uint16_t count = proxy->config->request_count;

	return (uint16_t)((index + count - proxy->first) % count);
}

static inline struct i2c_proxy_chunk *proxy_chunk(const struct i2c_proxy *proxy, uint16_t number)
{
	return &proxy->config->chunks[(proxy->chunk_first + number) % proxy->config->window];
}

/* ---- i2c_proxy_bus.c ---- */

extern const struct i2c_source i2c_proxy_source;
/* Ends requests that are not over, `count` of them from `index` on: the first with `status`, the others
 * as skipped. Under the lock. */
void i2c_proxy_fail(struct i2c_proxy *proxy, uint16_t index, uint16_t count, uint8_t status);
/* The transfer of a group is over. */
void i2c_proxy_transfer_done(struct i2c_transfer *transfer, int status);
/* Passes over chunks that nobody wants any more. Under the lock. */
void i2c_proxy_skip_chunks(struct i2c_proxy *proxy);

/* ---- i2c_proxy_answer.c ---- */

/* Answers a message that does not become a request. */
void i2c_proxy_refuse(struct i2c_proxy *proxy, uint16_t tag, uint8_t status);

/* ---- i2c_proxy.c ---- */

/* Gives what is under way up, without answers. */
void i2c_proxy_drop(struct i2c_proxy *proxy);
/* A group that does not get on. */
void i2c_proxy_watch_group(struct i2c_proxy *proxy, uint64_t now);

#endif
