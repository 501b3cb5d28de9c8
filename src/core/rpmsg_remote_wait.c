/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a remote does when the ring has no send buffer: it takes one that was given back unsent, or asks for a
 * doorbell. A file of its own: firmware that never waits for a send buffer does not carry it.
 */
#include "core/rpmsg_internal.h"
#include "core/rpmsg_remote_wait.h"
#include "core/vring_device.h"

#define TX_QUEUE 0u

static struct rpmsg_remote *remote_of(struct rpmsg *rpmsg)
{
	return COPRO_CONTAINER_OF(rpmsg, struct rpmsg_remote, rpmsg);
}

static void watch(struct rpmsg *rpmsg, bool on)
{
	store_flags(&remote_of(rpmsg)->vring[TX_QUEUE].used->flags, on ? 0 : VRING_USED_NO_NOTIFY);
}

/* One that was given back unsent. Its descriptor is looked at anew: the driver may have changed it. */
static int take_spare(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	const struct rpmsg_remote *remote = remote_of(rpmsg);
	uint32_t id = rpmsg_take_spare(rpmsg);
	uint8_t *buffer = vring_device_buffer(&remote->vring[TX_QUEUE], &remote->window, id);

	if (!buffer) {
		rpmsg_fault(rpmsg, RPMSG_FAULT_DESCRIPTOR, id);
		rpmsg_role(rpmsg)->give_back(rpmsg, false, id);
		return -EAGAIN;
	}
	tx->data = buffer + RPMSG_HEADER_SIZE;
	tx->buffer = id;
	return 0;
}

int rpmsg_remote_no_buffer(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	const struct rpmsg_ops **ops = rpmsg_role_place(rpmsg);

	if (!rpmsg->payload)
		return -ENODEV; /* that look has shown that the ring is broken */
	if (rpmsg->spares && take_spare(rpmsg, tx) == 0)
		return 0;
	if (rpmsg->config->never_waits || *ops == &rpmsg_remote_waiting_ops)
		return -EAGAIN;
	*ops = &rpmsg_remote_waiting_ops;
	watch(rpmsg, true);
	full_barrier();
	/* Unless it was a bad one: one may have come before the driver could see that. */
	return tx->buffer == RPMSG_NO_BUFFER ? (*ops)->tx_get(rpmsg, tx) : -EAGAIN;
}

static bool tx_free(struct rpmsg *rpmsg)
{
	return rpmsg->spares || vring_device_offered(&remote_of(rpmsg)->vring[TX_QUEUE]);
}

int rpmsg_remote_poll_waiting(struct rpmsg *rpmsg)
{
	static const struct rpmsg_waiting remote = {&rpmsg_remote_ops, &rpmsg_remote_waiting_ops,
						    tx_free, watch};

	return rpmsg_poll_waiting(rpmsg, &remote);
}
