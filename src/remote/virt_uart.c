/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/virt_uart.h>

#include <errno.h>
#include <stddef.h>

static struct virt_uart *uart_of(struct rpmsg_endpoint *endpoint)
{
	return COPRO_CONTAINER_OF(endpoint, struct virt_uart, endpoint);
}

static void uart_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct virt_uart *uart = uart_of(endpoint);

	/* A host may introduce itself with an empty message: an address, but no bytes. */
	if (message->length)
		uart->config->receive(uart, message);
}

static void uart_bind(struct rpmsg_endpoint *endpoint)
{
	struct virt_uart *uart = uart_of(endpoint);

	if (uart->config->connected)
		uart->config->connected(uart, true);
}

static void uart_unbind(struct rpmsg_endpoint *endpoint)
{
	struct virt_uart *uart = uart_of(endpoint);

	uart->waiting = false;
	uart->due = false;
	if (uart->config->connected)
		uart->config->connected(uart, false);
}

int virt_uart_init(struct virt_uart *uart, struct rpmsg *rpmsg,
		   const struct virt_uart_config *config)
{
	if (!config->receive)
		return -EINVAL;
	uart->config = config;
	uart->waiting = false;
	uart->due = false;
	uart->service = (struct rpmsg_endpoint_config){
		.name = config->name ? config->name : VIRT_UART_SERVICE,
		.receive = uart_receive,
		.bind = uart_bind,
		.unbind = uart_unbind,
	};
	return rpmsg_endpoint_create(rpmsg, &uart->endpoint, &uart->service, RPMSG_ADDRESS_ANY,
				     RPMSG_ADDRESS_ANY, NULL);
}

int virt_uart_deinit(struct virt_uart *uart)
{
	return rpmsg_endpoint_destroy(&uart->endpoint);
}

int virt_uart_transmit(struct virt_uart *uart, const void *data, uint32_t length)
{
	int status = rpmsg_send(&uart->endpoint, data, length);

	if (status == -EAGAIN)
		uart->waiting = true;
	return status;
}

int virt_uart_write(struct virt_uart *uart, const void *data, uint32_t length)
{
	const uint8_t *bytes = data;
	uint32_t room = virt_uart_room(uart);
	uint32_t sent = 0;
	int status = 0;

	if (length > INT32_MAX)
		return -EMSGSIZE;
	if (!room)
		return -ENODEV;
	while (sent < length) {
		uint32_t piece = length - sent < room ? length - sent : room;

		status = virt_uart_transmit(uart, bytes + sent, piece);
		if (status)
			break;
		sent += piece;
	}
	return sent ? (int)sent : status;
}

uint32_t virt_uart_room(const struct virt_uart *uart)
{
	return rpmsg_payload_size(uart->endpoint.rpmsg);
}

int virt_uart_hold(struct virt_uart *uart, const struct rpmsg_message *message)
{
	return rpmsg_hold(uart->endpoint.rpmsg, message);
}

void virt_uart_release(struct virt_uart *uart, const struct rpmsg_message *message)
{
	rpmsg_release(uart->endpoint.rpmsg, message);
}

static struct virt_uart *next_uart(struct rpmsg_endpoint *endpoint)
{
	/* Other endpoints of the instance are not ours to cast. */
	while (endpoint && endpoint->config->receive != uart_receive)
		endpoint = endpoint->next;
	return endpoint ? uart_of(endpoint) : NULL;
}

void virt_uart_tx_ready(void *context)
{
	struct rpmsg *rpmsg = context;
	struct virt_uart *uart;

	/* First all that wait now: one that finds no buffer waits again, for the next time. */
	for (uart = next_uart(rpmsg->endpoints); uart; uart = next_uart(uart->endpoint.next)) {
		uart->due = uart->waiting;
		uart->waiting = false;
	}
	/* A callback may make and remove ports: each search starts anew. */
	for (uart = next_uart(rpmsg->endpoints); uart;) {
		if (!uart->due) {
			uart = next_uart(uart->endpoint.next);
			continue;
		}
		uart->due = false;
		if (uart->config->tx_ready)
			uart->config->tx_ready(uart);
		uart = next_uart(rpmsg->endpoints);
	}
}
