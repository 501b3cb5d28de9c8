/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A serial port over RPMsg. Each becomes a tty on the host: Linux's rpmsg_tty driver makes
 * /dev/ttyRPMSGn of every channel whose service is "rpmsg-tty" (drivers/tty/rpmsg_tty.c).
 *
 * A message is a piece of a byte stream; its borders mean nothing. The host must send first: until
 * then the port does not know whom to answer (-ENOTCONN).
 *
 * Nothing here waits. When the host is slow, transmit answers -EAGAIN and tx_ready() follows; a
 * received message can be held until then, which in turn makes the host wait, and nothing is lost.
 * Context: as copro/rpmsg.h says. Who knows ST's VIRT_UART_ functions: copro/virt_uart_st.h.
 */
#ifndef COPRO_VIRT_UART_H
#define COPRO_VIRT_UART_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>
#include <copro/rpmsg.h>

#define VIRT_UART_SERVICE "rpmsg-tty"

struct virt_uart;

/* May lie in read-only memory; must outlive the port. All but `receive` may be NULL. */
struct virt_uart_config {
	/* Service name; NULL: VIRT_UART_SERVICE. */
	const char *name;
	/* Bytes came: message->length of them at message->data, until this returns or, after
	 * virt_uart_hold(), until virt_uart_release(). Required. */
	void (*receive)(struct virt_uart *uart, const struct rpmsg_message *message);
	/* After an -EAGAIN: transmit may work again. */
	void (*tx_ready)(struct virt_uart *uart);
	/* The host's tty is there (its first message came) or has gone. What is held is stale then. */
	void (*connected)(struct virt_uart *uart, bool connected);
};

/* Provided by the caller, from init to deinit. */
struct virt_uart {
	struct rpmsg_endpoint endpoint;
	struct rpmsg_endpoint_config service; /* private */
	const struct virt_uart_config *config;
	void *context; /* the caller's */
	bool waiting; /* private: owed a tx_ready() */
	bool due; /* private */
};

/* Makes a port and announces it, now or when the link is up. 0; -EINVAL. */
COPRO_MUST_CHECK int virt_uart_init(struct virt_uart *uart, struct rpmsg *rpmsg,
				    const struct virt_uart_config *config);

/* Withdraws the service: the host's tty goes away. 0; -EAGAIN: no buffer for the withdrawal, the port
 * is still there: call again later. Not from this port's own callbacks. */
COPRO_MUST_CHECK int virt_uart_deinit(struct virt_uart *uart);

/* Sends `length` bytes as one message, all or nothing. 0; -EAGAIN: tx_ready() follows; -EMSGSIZE:
 * longer than virt_uart_room(); -ENOTCONN: the host has not spoken yet; -ENODEV: the link is down. */
COPRO_MUST_CHECK int virt_uart_transmit(struct virt_uart *uart, const void *data, uint32_t length);

/* Sends as much of `length` bytes as there are buffers for, in as many messages as it takes. Returns
 * the bytes that were sent, which may be fewer (tx_ready() follows); with none sent, the error of
 * virt_uart_transmit(). length: at most INT32_MAX. */
COPRO_MUST_CHECK int virt_uart_write(struct virt_uart *uart, const void *data, uint32_t length);

/* The longest message in bytes; 0 when the link is down. */
uint32_t virt_uart_room(const struct virt_uart *uart);

/* Keeps a received message beyond its callback, and gives it back. rpmsg_hold(), rpmsg_release(). */
COPRO_MUST_CHECK int virt_uart_hold(struct virt_uart *uart, const struct rpmsg_message *message);
void virt_uart_release(struct virt_uart *uart, const struct rpmsg_message *message);

/* Tells the ports of an instance that waited for a send buffer. To be called from the instance's
 * tx_ready(), or to be it: the context is then the `struct rpmsg`. */
void virt_uart_tx_ready(void *rpmsg);

#endif
