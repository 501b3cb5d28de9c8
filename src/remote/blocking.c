/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting, over nothing but struct copro_port. Each wait is: note the event count, try, and sleep
 * unless the count has moved on. What happens after the try moves it, so nothing is slept over.
 */
#include <copro/blocking.h>

#include <errno.h>
#include <stddef.h>

static const struct copro_port *port_of(const struct blocking *blocking)
{
	return blocking->rpmsg->config->port;
}

static void lock(const struct blocking *blocking)
{
	const struct copro_port *port = port_of(blocking);

	port->lock(port->context);
}

static void unlock(const struct blocking *blocking)
{
	const struct copro_port *port = port_of(blocking);

	port->unlock(port->context);
}

int blocking_init(struct blocking *blocking, struct rpmsg *rpmsg, struct blocking_slot *slots,
		  uint32_t count)
{
	const struct copro_port *port = rpmsg->config->port;

	if (!count)
		return -EINVAL;
	if (!port->lock || !port->unlock || !port->now || !port->wait || !port->wake)
		return -ENOSYS;
	blocking->rpmsg = rpmsg;
	blocking->free = NULL;
	blocking->dropped = 0;
	while (count--) {
		slots[count].next = blocking->free;
		blocking->free = &slots[count];
	}
	return rpmsg_share(rpmsg);
}

void blocking_event(void *context)
{
	struct blocking *blocking = context;
	const struct copro_port *port;

	/* A doorbell may ring before there is anyone to wake. */
	if (!blocking->rpmsg)
		return;
	port = port_of(blocking);
	__atomic_fetch_add(&blocking->events, 1, __ATOMIC_SEQ_CST);
	port->wake(port->context, &blocking->events);
}

void blocking_link(void *context, bool up)
{
	(void)up;
	blocking_event(context);
}

uint64_t blocking_deadline(const struct blocking *blocking, uint32_t ms)
{
	const struct copro_port *port = port_of(blocking);

	return port->now(port->context) + ms;
}

/* ---- endpoints: called back with the lock held ---- */

static struct blocking_endpoint *endpoint_of(struct rpmsg_endpoint *endpoint)
{
	return COPRO_CONTAINER_OF(endpoint, struct blocking_endpoint, endpoint);
}

static void queue_message(struct rpmsg_endpoint *from, const struct rpmsg_message *message)
{
	struct blocking_endpoint *endpoint = endpoint_of(from);
	struct blocking *blocking = endpoint->blocking;
	struct blocking_slot *slot = blocking->free;

	if (!slot || rpmsg_hold(blocking->rpmsg, message)) {
		blocking->dropped++;
		return;
	}
	blocking->free = slot->next;
	slot->message = *message;
	slot->next = NULL;
	if (endpoint->first)
		endpoint->last->next = slot;
	else
		endpoint->first = slot;
	endpoint->last = slot;
	/* The thread that polls need not be the one that waits for this. */
	blocking_event(blocking);
}

static struct blocking_slot *take_slot(struct blocking_endpoint *endpoint)
{
	struct blocking_slot *slot = endpoint->first;

	if (slot) {
		endpoint->first = slot->next;
		slot->next = endpoint->blocking->free;
		endpoint->blocking->free = slot;
	}
	return slot;
}

/* What the departed peer had sent is of no use to the next one, and its buffers may be gone. */
static void empty_queue(struct rpmsg_endpoint *from)
{
	struct blocking_endpoint *endpoint = endpoint_of(from);
	struct blocking_slot *slot;

	while ((slot = take_slot(endpoint)) != NULL)
		rpmsg_release(endpoint->blocking->rpmsg, &slot->message);
}

static void announce_bound(struct rpmsg_endpoint *from)
{
	blocking_event(endpoint_of(from)->blocking);
}

int blocking_endpoint_create(struct blocking_endpoint *endpoint, struct blocking *blocking,
			     const char *name, uint32_t address, uint32_t peer)
{
	endpoint->blocking = blocking;
	endpoint->first = NULL;
	endpoint->last = NULL;
	endpoint->config = (struct rpmsg_endpoint_config){
		.name = name,
		.receive = queue_message,
		.bind = announce_bound,
		.unbind = empty_queue,
	};
	return rpmsg_endpoint_create(blocking->rpmsg, &endpoint->endpoint, &endpoint->config,
				     address, peer, NULL);
}

/* ---- waiting ---- */

static int locked_try(struct blocking_endpoint *endpoint,
		      int (*attempt)(struct blocking_endpoint *endpoint, void *context),
		      void *context)
{
	int status;

	lock(endpoint->blocking);
	status = attempt(endpoint, context);
	unlock(endpoint->blocking);
	return status;
}

/* attempt: one try, with the lock held: 0, -EAGAIN for waiting on, or what ends the wait. */
static int wait_until(struct blocking_endpoint *endpoint,
		      int (*attempt)(struct blocking_endpoint *endpoint, void *context),
		      void *context, uint64_t deadline)
{
	struct blocking *blocking = endpoint->blocking;
	const struct copro_port *port = port_of(blocking);
	int waited = 0;

	for (;;) {
		uint32_t seen = __atomic_load_n(&blocking->events, __ATOMIC_SEQ_CST);
		int status = locked_try(endpoint, attempt, context);

		if (status == -EAGAIN) {
			/* A link that is down is followed, and waited for, like any other event. */
			(void)rpmsg_poll(blocking->rpmsg, 0);
			status = locked_try(endpoint, attempt, context);
		}
		if (status != -EAGAIN)
			return status;
		/* A wait that timed out is followed by one last try: what came just in time counts. */
		if (waited == -ETIMEDOUT)
			return waited;
		if (deadline <= port->now(port->context))
			return -ETIMEDOUT;
		waited = port->wait(port->context, &blocking->events, seen, deadline);
	}
}

static int try_receive(struct blocking_endpoint *endpoint, void *context)
{
	struct rpmsg_message *message = context;
	const struct blocking_slot *slot = take_slot(endpoint);

	if (!slot)
		return -EAGAIN;
	*message = slot->message;
	return 0;
}

int rpmsg_receive_wait(struct blocking_endpoint *endpoint, struct rpmsg_message *message,
		       uint64_t deadline)
{
	return wait_until(endpoint, try_receive, message, deadline);
}

struct outgoing {
	const void *data;
	uint32_t length;
};

static int try_send(struct blocking_endpoint *endpoint, void *context)
{
	const struct outgoing *outgoing = context;

	return rpmsg_send(&endpoint->endpoint, outgoing->data, outgoing->length);
}

int rpmsg_send_wait(struct blocking_endpoint *endpoint, const void *data, uint32_t length,
		    uint64_t deadline)
{
	struct outgoing outgoing = {.data = data, .length = length};

	return wait_until(endpoint, try_send, &outgoing, deadline);
}

static int try_ready(struct blocking_endpoint *endpoint, void *context)
{
	(void)context;
	return rpmsg_ready(&endpoint->endpoint) ? 0 : -EAGAIN;
}

int rpmsg_ready_wait(struct blocking_endpoint *endpoint, uint64_t deadline)
{
	return wait_until(endpoint, try_ready, NULL, deadline);
}

static int try_destroy(struct blocking_endpoint *endpoint, void *context)
{
	(void)context;
	return rpmsg_endpoint_destroy(&endpoint->endpoint);
}

int blocking_endpoint_destroy(struct blocking_endpoint *endpoint, uint64_t deadline)
{
	int status = wait_until(endpoint, try_destroy, NULL, deadline);

	if (status)
		return status;
	lock(endpoint->blocking);
	empty_queue(&endpoint->endpoint);
	unlock(endpoint->blocking);
	return 0;
}
