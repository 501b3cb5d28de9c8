/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two virtual UARTs that send back what they receive. Driven by interrupts alone: with nothing to do
 * the processor sleeps, and no tick wakes it.
 *
 * Nothing is lost when the host is slow to take the answers: a message that cannot be answered now is
 * held where it lies and answered, in order, when a send buffer is free. While messages are held the
 * host runs out of buffers for new ones, and whoever writes to either tty has to wait: both share the
 * buffers.
 */
#include <copro/remote.h>
#include <copro/virt_uart.h>

#include <errno.h>

#define BUFFERS 16u
#define UARTS	2u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

struct held {
	struct virt_uart *uart;
	struct rpmsg_message message;
};

/* What is to be answered, oldest first. Each is a buffer of the host's, of which there are BUFFERS:
 * it never overflows. */
static struct held held[BUFFERS];
static uint32_t held_first, held_count;

static struct virt_uart uarts[UARTS];
static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;

static unsigned int number_of(const struct virt_uart *uart)
{
	return (unsigned int)(uart - uarts);
}

static void hold(struct virt_uart *uart, const struct rpmsg_message *message)
{
	if (held_count == BUFFERS || virt_uart_hold(uart, message)) {
		remote_log("uart %u: %u bytes lost", number_of(uart), message->length);
		return;
	}
	held[(held_first + held_count++) % BUFFERS] =
		(struct held){.uart = uart, .message = *message};
}

/* False: not now, a send buffer has to come free first. */
static bool answer(struct virt_uart *uart, const struct rpmsg_message *message)
{
	int status = virt_uart_transmit(uart, message->data, message->length);

	if (status == -EAGAIN)
		return false;
	if (status)
		remote_log("uart %u: %u bytes not answered: error %d", number_of(uart),
			   message->length, -status);
	return true;
}

static void echo(struct virt_uart *uart, const struct rpmsg_message *message)
{
	/* Behind what already waits, or bytes would overtake each other. */
	if (held_count || !answer(uart, message))
		hold(uart, message);
}

/* The instance's: a send buffer is free. One queue for both ports, so that neither starves. */
static void answer_held(void *context)
{
	(void)context;
	while (held_count) {
		struct held *next = &held[held_first];

		if (!answer(next->uart, &next->message))
			return;
		virt_uart_release(next->uart, &next->message);
		held_first = (held_first + 1) % BUFFERS;
		held_count--;
	}
}

static void connected(struct virt_uart *uart, bool is_connected)
{
	remote_log("uart %u: %s", number_of(uart), is_connected ? "connected" : "gone");
}

static void link_changed(void *context, bool up)
{
	(void)context;
	remote_log("link %s", up ? "up" : "down");
	/* The buffers of the link that went are no longer there to be answered. */
	if (!up)
		held_count = 0;
}

static void report_fault(void *context, enum rpmsg_fault fault, uint32_t detail)
{
	(void)context;
	remote_log("host's mistake: %s (%u)", rpmsg_fault_text(fault), (unsigned int)detail);
}

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
	.rpmsg.tx_ready = answer_held,
	.rpmsg.link = link_changed,
	.rpmsg.fault = report_fault,
};

static const struct virt_uart_config uart_config = {
	.receive = echo,
	.connected = connected,
};

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("tty-echo " COPRO_VERSION ", %u ports", UARTS);
	if (remote_init(&remote, &config)) {
		remote_log("no mailbox");
		return 1;
	}
	for (uint32_t i = 0; i < UARTS; i++) {
		if (virt_uart_init(&uarts[i], remote_rpmsg(&remote), &uart_config)) {
			remote_log("no port %u", (unsigned int)i);
			return 1;
		}
	}
	for (;;) {
		remote_poll();
		remote_idle();
	}
}
