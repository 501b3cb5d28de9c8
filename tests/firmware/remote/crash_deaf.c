/* SPDX-License-Identifier: BSD-3-Clause */
/* Has a tty, and after the first message an endless loop with interrupts off: no doorbell is heard. */
#include "crash.h"

#include <stdbool.h>

static uint8_t buffer_state[32];
static struct remote remote;
static struct rpmsg_endpoint endpoint;
static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static bool answered;

static FRAME void wait_for_ever(void)
{
	while (!crash_variable)
		continue;
}

static void receive(struct rpmsg_endpoint *from, const struct rpmsg_message *message)
{
	(void)message;
	if (!answered && !rpmsg_send(from, "last words", 10))
		answered = true;
	/* The answer leaves when the poll is over; the doorbell of the next message finds nobody. */
	cortex_m_interrupts_off();
}

static const struct rpmsg_endpoint_config service = {.name = "rpmsg-tty", .receive = receive};

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	if (remote_init(&remote, &config) ||
	    rpmsg_endpoint_create(remote_rpmsg(&remote), &endpoint, &service, RPMSG_ADDRESS_ANY,
				  RPMSG_ADDRESS_ANY, NULL))
		return 1;
	for (;;) {
		remote_poll();
		if (answered)
			wait_for_ever();
		remote_idle();
	}
}
