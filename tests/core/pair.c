/* SPDX-License-Identifier: BSD-3-Clause */
#include "pair.h"

static void notify(void *context, uint32_t queue)
{
	struct pair_end *end = context;

	end->notified[queue]++;
}

static void on_tx_ready(void *context)
{
	((struct pair_end *)context)->tx_ready++;
}

static void on_link(void *context, bool up)
{
	struct pair_end *end = context;

	if (up)
		end->link_up++;
	else
		end->link_down++;
}

static void on_fault(void *context, enum rpmsg_fault fault, uint32_t detail)
{
	struct pair_end *end = context;

	end->faults[fault]++;
	end->fault_detail = detail;
}

static void on_name_service(void *context, const char *name, uint32_t address, bool create)
{
	struct pair_end *end = context;

	if (create)
		end->ns_create++;
	else
		end->ns_destroy++;
	strcpy(end->ns_name, name);
	end->ns_address = address;
}

static struct rpmsg_config end_config(struct pair *pair, struct pair_end *end,
				      struct copro_port *port)
{
	port->context = end;
	port->notify = notify;
	end->pair = pair;
	return (struct rpmsg_config){.port = port,
				     .map = &pair->map,
				     .buffer_state = end->state,
				     .buffer_state_size = sizeof(end->state),
				     .context = end,
				     .name_service = on_name_service,
				     .tx_ready = on_tx_ready,
				     .fault = on_fault,
				     .link = on_link};
}

void pair_init(struct pair *pair, uint32_t num, uint32_t buffers)
{
	static char trace[64];

	memset(pair, 0, sizeof(*pair));
	memset(pair->memory, 0xA5, sizeof(pair->memory));
	pair->table = (struct resource_table_rpmsg)RESOURCE_TABLE_RPMSG(num, trace, 64, "log");
	pair->region = (struct shm_region){PAIR_DA, PAIR_SIZE, pair->memory};
	pair->map = (struct shm_map){&pair->region, 1};
	pair->host_config.rpmsg = end_config(pair, &pair->host_end, &pair->host_port);
	pair->host_config.vring[0] = pair->memory + PAIR_VRING0;
	pair->host_config.vring[1] = pair->memory + PAIR_VRING1;
	pair->host_config.num[0] = num;
	pair->host_config.num[1] = num;
	pair->host_config.align[0] = 16;
	pair->host_config.align[1] = 16;
	pair->host_config.buffers_da = PAIR_DA + PAIR_BUFFER;
	pair->host_config.buffers = buffers;
	pair->host_config.name_service = true;
	pair->remote_config = end_config(pair, &pair->remote_end, &pair->remote_port);
	assert_int_equal(rpmsg_remote_init(&pair->remote, &pair->remote_config, &pair->table.vdev),
			 0);
	rpmsg_remote_follow_announcements(&pair->remote);
}

void pair_start(struct pair *pair)
{
	assert_int_equal(rpmsg_host_start(&pair->host, &pair->host_config), 0);
	pair->table.vring[0].da = PAIR_DA + PAIR_VRING0;
	pair->table.vring[1].da = PAIR_DA + PAIR_VRING1;
	pair->table.vdev.gfeatures = 1;
	pair->table.vdev.status = 7;
	rpmsg_host_ready(&pair->host);
}

void pair_stop(struct pair *pair)
{
	rpmsg_host_stop(&pair->host);
	pair->table.vdev.status = 0;
}

void pair_settle(struct pair *pair)
{
	int again;
	unsigned rounds = 0;

	do {
		int remote = rpmsg_poll(&pair->remote.rpmsg, 0);
		int host = rpmsg_payload_size(&pair->host.rpmsg) ? rpmsg_poll(&pair->host.rpmsg, 0)
								 : 0;

		again = remote > 0 || host > 0;
		assert_true(++rounds < 10000);
	} while (again);
}

static struct pair_endpoint *own(struct rpmsg_endpoint *endpoint)
{
	return COPRO_CONTAINER_OF(endpoint, struct pair_endpoint, endpoint);
}

static void receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct pair_endpoint *self = own(endpoint);

	self->received++;
	self->src = message->src;
	self->length = message->length;
	memcpy(self->data, message->data, message->length);
	for (; self->hold; self->hold--) {
		assert_int_equal(rpmsg_hold(endpoint->rpmsg, message), 0);
		self->held = *message;
	}
	if (self->echo)
		self->echo_status =
			rpmsg_send_to(endpoint, message->src, message->data, message->length);
}

static void bind(struct rpmsg_endpoint *endpoint)
{
	own(endpoint)->bound++;
}

static void unbind(struct rpmsg_endpoint *endpoint)
{
	own(endpoint)->unbound++;
}

const struct rpmsg_endpoint_config pair_silent = {
	.receive = receive, .bind = bind, .unbind = unbind};
const struct rpmsg_endpoint_config pair_service = {
	.name = "service", .receive = receive, .bind = bind, .unbind = unbind};

void pair_create(struct rpmsg *rpmsg, struct pair_endpoint *self,
		 const struct rpmsg_endpoint_config *config, uint32_t address, uint32_t peer)
{
	memset(self, 0, sizeof(*self));
	assert_int_equal(rpmsg_endpoint_create(rpmsg, &self->endpoint, config, address, peer, NULL),
			 0);
}

void pair_connect(struct pair *pair, struct pair_endpoint *host, struct pair_endpoint *remote)
{
	pair_init(pair, PAIR_NUM, 0);
	pair_create(&pair->remote.rpmsg, remote, &pair_service, RPMSG_ADDRESS_ANY,
		    RPMSG_ADDRESS_ANY);
	pair_start(pair);
	pair_settle(pair);
	assert_int_equal(pair->host_end.ns_create, 1);
	pair_create(&pair->host.rpmsg, host, &pair_silent, RPMSG_ADDRESS_ANY,
		    pair->host_end.ns_address);
}
