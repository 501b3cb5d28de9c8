/* SPDX-License-Identifier: BSD-3-Clause */
/* An endless loop with interrupts off: no doorbell is heard. */
#include "crash.h"

static uint8_t buffer_state[32];
static struct remote remote;
static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static FRAME void wait_for_ever(void)
{
	cortex_m_interrupts_off();
	while (!crash_variable)
		continue;
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	if (remote_init(&remote, &config))
		return 1;
	/* Up to the link, so that the host has channels to ring on. */
	while (!remote_poll() && remote.doorbell[0] == 0 && remote.doorbell[1] == 0)
		remote_idle();
	wait_for_ever();
	return 0;
}
