/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Its resource table is as short as its entries, as in ST's examples, and right behind it lies what the
 * firmware works with: a count of the messages it got.
 */
#include <copro/remote.h>

#include <stddef.h>

#define BUFFERS 16u

/* All in the table's section, where no linker places something else behind the table, and which the linker
 * script wants to be 1 KB long. */
#define TABLE_SIZE                                                                                 \
	(sizeof(struct resource_table_header) + sizeof(uint32_t) + sizeof(struct rsc_vdev) +       \
	 2 * sizeof(struct rsc_vring))

struct {
	struct resource_table_header header;
	uint32_t offset[1];
	struct rsc_vdev vdev;
	struct rsc_vring vring[2];
	volatile uint32_t messages;
	uint8_t other[RESOURCE_TABLE_SIZE - TABLE_SIZE - sizeof(uint32_t)];
} resource_table REMOTE_RESOURCE_TABLE = {
	.header = {.ver = 1, .num = 1},
	.offset = {sizeof(struct resource_table_header) + sizeof(uint32_t)},
	.vdev = {.type = RSC_VDEV,
		 .id = VIRTIO_ID_RPMSG,
		 .dfeatures = 1u << VIRTIO_RPMSG_F_NS,
		 .num_of_vrings = 2},
	.vring = {{.da = RSC_ADDR_ANY, .align = 16, .num = BUFFERS, .notifyid = 0},
		  {.da = RSC_ADDR_ANY, .align = 16, .num = BUFFERS, .notifyid = 1}},
};

static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;
static struct rpmsg_endpoint endpoint;

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static void count(struct rpmsg_endpoint *from, const struct rpmsg_message *message)
{
	resource_table.messages++;
	(void)!rpmsg_send(from, message->data, message->length);
}

static const struct rpmsg_endpoint_config service = {.name = "rpmsg-tty", .receive = count};

int main(void)
{
	if (remote_init(&remote, &config) ||
	    rpmsg_endpoint_create(remote_rpmsg(&remote), &endpoint, &service, RPMSG_ADDRESS_ANY,
				  RPMSG_ADDRESS_ANY, NULL))
		return 1;
	for (;;) {
		remote_poll();
		remote_idle();
	}
}
