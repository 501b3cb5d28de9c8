/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/echo_firmware.h"

#include "host/elf_builder.h"

static void on_notify(void *context, uint32_t queue)
{
	const struct echo_firmware *firmware = context;

	fake_ring_a7(firmware->fake, queue);
}

/* Answers what waits, in order; what cannot be sent stays. */
static void answer(struct echo_service *service)
{
	struct rpmsg *link = &service->firmware->remote.rpmsg;

	while (service->count && !service->firmware->hog) {
		struct rpmsg_message *message = &service->backlog[service->first];
		int status = 0;

		if (!service->firmware->mute)
			status = rpmsg_send(&service->endpoint, message->data, message->length);
		if (status == -EAGAIN)
			return;
		rpmsg_release(link, message);
		service->first = (service->first + 1) % ECHO_BACKLOG;
		service->count--;
	}
}

static void on_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct echo_service *service = endpoint->context;

	service->messages++;
	service->bytes += message->length;
	if (message->length > service->longest)
		service->longest = message->length;
	memcpy(service->last, message->data, message->length);
	assert_true(service->count < ECHO_BACKLOG);
	assert_int_equal(rpmsg_hold(endpoint->rpmsg, message), 0);
	service->backlog[(service->first + service->count++) % ECHO_BACKLOG] = *message;
	answer(service);
}

static void on_tx_ready(void *context)
{
	struct echo_firmware *firmware = context;
	uint32_t i;

	for (i = 0; i < firmware->service_count; i++)
		answer(&firmware->services[i]);
}

static void on_unbind(struct rpmsg_endpoint *endpoint)
{
	struct echo_service *service = endpoint->context;

	service->count = 0;
}

static void on_started(void *context)
{
	struct echo_firmware *firmware = context;
	uint32_t i;

	assert_int_equal(rpmsg_remote_init(&firmware->remote, &firmware->config,
					   fake_at(firmware->fake, firmware->vdev_da)),
			 0);
	for (i = 0; i < firmware->service_count; i++) {
		struct echo_service *service = &firmware->services[i];

		service->count = 0;
		service->endpoint.context = service;
		assert_int_equal(rpmsg_endpoint_create(&firmware->remote.rpmsg, &service->endpoint,
						       &service->config, RPMSG_ADDRESS_ANY,
						       RPMSG_ADDRESS_ANY, NULL),
				 0);
	}
}

static void on_doorbell(void *context, uint32_t channels)
{
	struct echo_firmware *firmware = context;

	if (channels & 4)
		firmware->acknowledged++;
	(void)rpmsg_poll(&firmware->remote.rpmsg, 0);
}

void echo_init(struct echo_firmware *firmware, struct fake *fake, const char *const *services)
{
	memset(firmware, 0, sizeof(*firmware));
	firmware->fake = fake;
	firmware->vdev_da = TEST_TABLE_DA + (uint32_t)offsetof(struct resource_table_rpmsg, vdev);
	firmware->region.da = 0x10040000;
	firmware->region.size = 0x10000;
	firmware->region.va = fake_at(fake, 0x10040000);
	firmware->map.regions = &firmware->region;
	firmware->map.count = 1;
	firmware->port.context = firmware;
	firmware->port.notify = on_notify;
	firmware->config.port = &firmware->port;
	firmware->config.map = &firmware->map;
	firmware->config.buffer_state = firmware->state;
	firmware->config.buffer_state_size = sizeof(firmware->state);
	firmware->config.context = firmware;
	firmware->config.tx_ready = on_tx_ready;
	for (; *services; services++) {
		struct echo_service *service = &firmware->services[firmware->service_count++];

		service->firmware = firmware;
		service->config.name = *services;
		service->config.receive = on_receive;
		service->config.unbind = on_unbind;
	}
	fake->firmware.started = on_started;
	fake->firmware.doorbell = on_doorbell;
	fake->firmware.context = firmware;
}

int echo_send(struct echo_firmware *firmware, uint32_t service, const void *data, uint32_t length)
{
	return rpmsg_send(&firmware->services[service].endpoint, data, length);
}

void echo_release(struct echo_firmware *firmware)
{
	firmware->hog = false;
	on_tx_ready(firmware);
	(void)rpmsg_poll(&firmware->remote.rpmsg, 0);
}
