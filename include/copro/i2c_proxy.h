/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An I2C bus of this processor's, lent to the host: over the RPMsg service "rpmsg-i2c" the host asks for
 * transfers, which take their turn among the firmware's own (copro/i2c.h). docs/wire-format.md has every
 * byte, docs/i2c.md tells the whole.
 *
 *	static struct i2c_proxy proxy;
 *	static I2C_PROXY_MEMORY(memory, 8, 4, 2048);
 *	static const struct i2c_proxy_config config = {
 *		I2C_PROXY_CONFIG(memory), .name = "i2c5", .bus_hz = 400000, .priority = I2C_PRIORITY_LOW,
 *	};
 *
 *	status = i2c_proxy_init(&proxy, remote_rpmsg(&remote), i2c_chip_queue(&bus), &config);
 *	... in the main loop: remote_poll(), i2c_poll(), i2c_proxy_poll(&proxy, remote_ticks()) ...
 *
 * What the host sends stays in its message buffer until the bus has taken it, and what is read is handed on
 * while the rest comes, so a transfer may be far longer than the memory here. Nothing that the host
 * sends, or leaves out, holds the bus for longer than I2C_STUCK_MS.
 *
 * When the host goes, what waits is forgotten, and the transfer under way ended after its byte.
 */
#ifndef COPRO_I2C_PROXY_H
#define COPRO_I2C_PROXY_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>
#include <copro/i2c.h>
#include <copro/rpmsg.h>

#define I2C_PROXY_SERVICE "rpmsg-i2c"

struct i2c_proxy;

/* A request of the host's. All members are private. */
struct i2c_proxy_request {
	struct i2c_transfer transfer; /* of the group that begins with it */
	struct i2c_proxy *proxy;
	uint16_t tag;
	uint16_t address;
	uint16_t length;
	uint16_t came; /* of what is to be written */
	uint16_t moved; /* by the bus */
	uint16_t stored; /* of what was read: lies in the ring, or was sent */
	uint16_t sent;
	uint16_t chunks; /* of its data that lie here */
	uint8_t flags;
	uint8_t status;
	volatile bool over;
};

/* A message of the host's whose data the bus has not taken yet. Private. */
struct i2c_proxy_chunk {
	struct rpmsg_message message;
	const uint8_t *data;
	uint16_t length;
	uint16_t request; /* index */
};

/* May lie in read-only memory; must outlive the proxy. */
struct i2c_proxy_config {
	const char *name; /* of the bus, for people: up to 15 characters */
	uint32_t bus_hz; /* likewise: 0 is not known */
	uint8_t priority; /* enum i2c_priority of the host's transfers */
	/* Longest request in bytes, and longest transfer, all requests of a group together; 0: no limit of its
	 * own. What is longer is refused: so the firmware says how long its own transfers may have to wait. */
	uint16_t length_max;
	uint32_t total_max;
	/* Memory: I2C_PROXY_CONFIG(). */
	struct i2c_proxy_chunk *chunks;
	uint16_t
		window; /* number of chunks, 1 to 128: message buffers of the host's that are kept at a time */
	struct i2c_proxy_request *requests;
	uint16_t request_count; /* 1 to 128 */
	uint8_t *ring; /* for what was read and not sent yet */
	uint16_t ring_size; /* a power of two, 16 to 32768 */
	/* May the host do this? `flags` are I2C_MSG_READ and I2C_MSG_TEN_BIT. A transfer of which one message
	 * is not allowed is not begun, or ended there. NULL: everything. */
	bool (*allow)(struct i2c_proxy *proxy, uint16_t address, uint16_t flags, uint16_t length);
	/* The host's adapter is there, or has gone. May be NULL. */
	void (*connected)(struct i2c_proxy *proxy, bool connected);
};

/* Memory for a proxy: keeps `window` of the host's message buffers, at most half of those that the link has;
 * so many requests; bytes for what was read. */
#define I2C_PROXY_MEMORY(memory, buffers, requests_, bytes)                                        \
	struct {                                                                                   \
		struct i2c_proxy_chunk chunks[buffers];                                            \
		struct i2c_proxy_request requests[requests_];                                      \
		uint8_t ring[bytes];                                                               \
	} memory

#define I2C_PROXY_CONFIG(memory)                                                                   \
	.chunks = (memory).chunks, .window = sizeof((memory).chunks) / sizeof((memory).chunks[0]), \
	.requests = (memory).requests,                                                             \
	.request_count = sizeof((memory).requests) / sizeof((memory).requests[0]),                 \
	.ring = (memory).ring, .ring_size = sizeof((memory).ring)

struct i2c_proxy_statistics {
	uint32_t requests; /* that were answered */
	uint32_t failed; /* of those */
	uint32_t malformed; /* messages that were none */
};

/* Provided by the caller. Members other than `statistics` and `context` are private. */
struct i2c_proxy {
	struct rpmsg_endpoint endpoint;
	struct i2c_queue *queue;
	const struct i2c_proxy_config *config;
	void *context; /* the caller's */
	struct i2c_proxy_statistics statistics;
	/* Requests, oldest first: `count` of them from `first` on, modulo their number. */
	uint16_t first;
	uint16_t count;
	uint16_t answered; /* of them; they stay until their group is off the bus */
	uint16_t active; /* the one on the bus */
	/* The last group, while not all of it has come. */
	uint16_t group_first;
	uint16_t group_count; /* requests of it that came; 0: there is none */
	uint32_t group_total;
	uint64_t group_since;
	bool group_fresh; /* something of it came since the last poll */
	bool group_begun; /* it was submitted */
	bool group_dead; /* it will not be */
	/* Chunks, in the same way. The bus is done with `chunk_taken` of them, and at work on the next one if
	 * it is `lent`. */
	uint16_t chunk_first;
	uint16_t chunk_count;
	uint16_t chunk_taken;
	bool chunk_lent;
	/* Free-running positions in the ring, and how many bytes from `ring_in` on the bus fills. */
	uint16_t ring_in;
	uint16_t ring_out;
	uint16_t run;
	uint16_t hello_tag;
	uint16_t finished; /* messages that are done with since HELLO */
	uint16_t told; /* that the host knows of */
	bool hello; /* is owed an answer */
	bool drains; /* what the last host left */
	bool there; /* an answer was given */
	bool starved; /* the bus waits for the host */
};

/* Announces the service. -EINVAL: something in the configuration; or as rpmsg_endpoint_create(). */
COPRO_MUST_CHECK int i2c_proxy_init(struct i2c_proxy *proxy, struct rpmsg *rpmsg,
				    struct i2c_queue *queue, const struct i2c_proxy_config *config);

/* Answers what is done, after each wake-up. now: milliseconds, by the clock of i2c_poll(). In the context of
 * the instance's other calls, with interrupts on. */
void i2c_proxy_poll(struct i2c_proxy *proxy, uint64_t now);

/* True while the host's adapter is there. */
static inline bool i2c_proxy_is_connected(const struct i2c_proxy *proxy)
{
	return proxy->there;
}

#endif
