/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two threads, each with a port of its own, receive and send back with blocking calls that have
 * deadlines. Each also computes in floating point all the while, so that a context that was not
 * saved whole would show.
 */
#include <copro/blocking.h>
#include <copro/remote.h>
#include <copro/virt_uart.h>

#include <errno.h>
#include <stdbool.h>

#include "remote/threads.h"

#define BUFFERS	      16u
#define PORTS	      2u
#define STACK_SIZE    2048u
#define QUIET_MS      1000u
#define SEND_LIMIT_MS 5000u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

struct port {
	struct blocking_endpoint endpoint;
	struct thread thread;
	uint32_t number;
	uint32_t messages;
	uint32_t stack[STACK_SIZE / 4] __attribute__((aligned(8)));
};

static struct threads_remote shared;
static struct blocking blocking;
static struct blocking_slot slots[BUFFERS];
static struct port ports[PORTS];
static uint8_t buffer_state[2 * BUFFERS];

static void link_changed(void *context, bool up)
{
	remote_log("link %s", up ? "up" : "down");
	blocking_link(context, up);
}

static void report_fault(void *context, enum rpmsg_fault fault, uint32_t detail)
{
	(void)context;
	remote_log("host's mistake: %s (%u)", rpmsg_fault_text(fault), (unsigned int)detail);
}

static const struct remote_config config = {
	REMOTE_CONFIG(config, shared.remote, resource_table.vdev, buffer_state),
	THREADS_PORT,
	.rpmsg.context = &blocking,
	.rpmsg.tx_ready = blocking_event,
	.rpmsg.link = link_changed,
	.rpmsg.fault = report_fault,
	.doorbell = blocking_event,
	.doorbell_context = &blocking,
};

/*
 * Eight accumulators that stay in registers across a switch: in s16 to s31, which the hardware does not
 * save. The additions are exact (small whole numbers), so the sum is known beforehand.
 */
static bool float_work(float step, uint32_t rounds)
{
	float a = 0, b = 1, c = 2, d = 3, e = 4, f = 5, g = 6, h = 7;

	for (uint32_t i = 0; i < rounds; i++) {
		a += step;
		b += step;
		c += step;
		d += step;
		e += step;
		f += step;
		g += step;
		h += step;
		__asm volatile("" ::
				       : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9",
					 "s10", "s11", "s12", "s13", "s14", "s15");
	}
	return a + b + c + d + e + f + g + h == 8.0f * step * (float)rounds + 28.0f;
}

/* Nothing is given up while the host is slow: the message is still held, and the host has to wait. */
static int send_back(struct port *port, const struct rpmsg_message *message)
{
	bool told = false;
	int status;

	for (;;) {
		status = rpmsg_send_wait(&port->endpoint, message->data, message->length,
					 blocking_deadline(&blocking, SEND_LIMIT_MS));
		if (status != -ETIMEDOUT)
			return status;
		if (!told)
			remote_log("port %u: host takes nothing", (unsigned int)port->number);
		told = true;
	}
}

static void run_port(void *argument)
{
	struct port *port = argument;
	float step = (float)(port->number + 1);
	bool quiet = true;

	for (;;) {
		struct rpmsg_message message;
		int status = rpmsg_receive_wait(&port->endpoint, &message,
						blocking_deadline(&blocking, QUIET_MS));

		if (!float_work(step, 64))
			remote_log("port %u: floating-point context lost",
				   (unsigned int)port->number);
		if (status == -ETIMEDOUT) {
			if (!quiet)
				remote_log("port %u: quiet after %u messages",
					   (unsigned int)port->number,
					   (unsigned int)port->messages);
			quiet = true;
			continue;
		}
		quiet = false;
		port->messages++;
		status = message.length ? send_back(port, &message) : 0;
		if (status)
			remote_log("port %u: %u bytes not answered: error %d",
				   (unsigned int)port->number, message.length, -status);
		rpmsg_release(remote_rpmsg(&shared.remote), &message);
	}
}

static int start_port(struct port *port, uint32_t number)
{
	const struct thread_config thread = {
		.entry = run_port,
		.argument = port,
		.stack = port->stack,
		.stack_size = sizeof(port->stack),
		.priority = (uint8_t)(1 + number),
	};
	int status;

	port->number = number;
	status = blocking_endpoint_create(&port->endpoint, &blocking, VIRT_UART_SERVICE,
					  RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY);
	return status ? status : thread_create(&port->thread, &thread);
}

static int start(void)
{
	int status = remote_init(&shared.remote, &config);

	if (!status)
		status = blocking_init(&blocking, remote_rpmsg(&shared.remote), slots, BUFFERS);
	for (uint32_t i = 0; i < PORTS && !status; i++)
		status = start_port(&ports[i], i);
	return status ? status : threads_run();
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("tty-echo-threads " COPRO_VERSION ", %u threads", PORTS);
	remote_log("not started: error %d", -start());
	return 1;
}
