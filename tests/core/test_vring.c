/* SPDX-License-Identifier: BSD-3-Clause */
/* Split virtqueues: layout with literal numbers (virtio 1.1, 2.6), both roles, every refusal. */
#include "pair.h"

#include "core/vring_device.h"
#include "core/vring_driver.h"

struct queue {
	uint8_t memory[0x3000] __attribute__((aligned(4096)));
	struct vring_window window;
	struct vring_driver driver;
	struct vring device;
};

static void queue_init(struct queue *queue, uint32_t num, uint16_t flags)
{
	memset(queue, 0, sizeof(*queue));
	queue->window =
		(struct vring_window){0x10040000, (sizeof(queue->memory) - 64) / 4, queue->memory};
	assert_int_equal(vring_init(&queue->driver.ring, queue->memory, num, 16), 0);
	queue->device = queue->driver.ring;
	vring_driver_reset(&queue->driver, num, 0x10041000, 64, flags);
}

static void test_layout(void **state)
{
	static uint8_t memory[8192] __attribute__((aligned(4096)));
	struct vring ring;

	(void)state;
	/* 16 entries: 16 * 16 + 2 * (3 + 16) = 294, up to 304; 6 + 8 * 16 = 134; 438 bytes in all. */
	assert_int_equal(vring_size(16, 16), 438);
	assert_int_equal(vring_size(16, 4096), 4096 + 134);
	assert_int_equal(vring_init(&ring, memory, 16, 16), 0);
	assert_ptr_equal(ring.desc, memory);
	assert_ptr_equal(ring.avail, memory + 256);
	assert_ptr_equal(ring.used, memory + 304);
	assert_int_equal(vring_init(&ring, memory, 16, 4096), 0);
	assert_ptr_equal(ring.used, memory + 4096);
	assert_int_equal(sizeof(struct vring_desc), 16);
	assert_int_equal(sizeof(struct vring_used_elem), 8);
}

static void test_layout_refusals(void **state)
{
	static uint8_t memory[4096] __attribute__((aligned(16)));
	static const struct {
		uint32_t num, align;
	} bad[] = {{0, 16}, {3, 16}, {65536, 16}, {0x80000000u, 16}, {0xFFFFFFFFu, 16}, {16, 0},
		   {16, 1}, {16, 2}, {16, 24},	  {16, 0x80000000u}, {16, 131072}};
	struct vring ring;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(vring_size(bad[i].num, bad[i].align), 0);
		assert_int_equal(vring_init(&ring, memory, bad[i].num, bad[i].align), -EINVAL);
	}
	assert_int_equal(vring_init(&ring, memory + 8, 16, 16), -EINVAL);
	assert_int_not_equal(vring_size(32768, 65536), 0);
}

static void test_shm_map(void **state)
{
	uint8_t low[16], high[32];
	const struct shm_region regions[] = {{0x1000, 16, low}, {0xFFFFFFE0u, 32, high}};
	const struct shm_map map = {regions, 2};

	(void)state;
	assert_ptr_equal(shm_va(&map, 0x1000, 16), low);
	assert_ptr_equal(shm_va(&map, 0x100F, 1), low + 15);
	assert_ptr_equal(shm_va(&map, 0x1010, 0), low + 16);
	assert_null(shm_va(&map, 0x100F, 2));
	assert_null(shm_va(&map, 0x0FFF, 1));
	assert_null(shm_va(&map, 0x1011, 0));
	assert_null(shm_va(&map, 0x1000, 0xFFFFFFFFu));
	assert_ptr_equal(shm_va(&map, 0xFFFFFFFFu, 1), high + 31);
	assert_null(shm_va(&map, 0xFFFFFFFFu, 2));
	assert_null(shm_va(&(const struct shm_map){regions, 0}, 0x1000, 1));
}

/* The id of the next offered buffer, or what the ring says. */
static int pop(struct vring *device)
{
	uintptr_t id = 0;
	int status = vring_device_pop(device, &id);

	return status ? status : (int)id;
}

/* 70 000 buffers through a ring of 4, so that all indices wrap at 65 535. */
static void test_wrap(void **state)
{
	struct queue queue;
	uint32_t id, length, i;

	(void)state;
	queue_init(&queue, 4, VRING_DESC_F_WRITE);
	for (i = 0; i < 70000; i++) {
		uint32_t mine = i % 4;

		vring_driver_add(&queue.driver, mine, 64);
		assert_int_equal(queue.driver.ring.avail->idx, (uint16_t)(i + 1));
		assert_true(vring_device_offered(&queue.device));
		assert_int_equal(pop(&queue.device), mine);
		assert_ptr_equal(vring_device_buffer(&queue.device, &queue.window, mine),
				 queue.memory + 0x1000 + 64 * mine);
		assert_int_equal(pop(&queue.device), -EAGAIN);
		assert_false(vring_device_offered(&queue.device));
		vring_device_push(&queue.device, mine, 7 + i % 9);
		assert_int_equal(vring_driver_take(&queue.driver, &id, &length), 0);
		assert_int_equal(id, mine);
		assert_int_equal(length, 7 + i % 9);
		assert_int_equal(vring_driver_take(&queue.driver, &id, &length), -EAGAIN);
	}
}

static void test_out_of_order(void **state)
{
	static const uint16_t order[] = {2, 0, 3, 1};
	struct queue queue;
	uint32_t id, length, i;

	(void)state;
	queue_init(&queue, 4, 0);
	for (i = 0; i < 4; i++)
		vring_driver_add(&queue.driver, i, 10 + i);
	for (i = 0; i < 4; i++) {
		assert_int_equal(pop(&queue.device), i);
		assert_int_equal(queue.device.desc[i].len, 10 + i);
	}
	for (i = 0; i < 4; i++)
		vring_device_push(&queue.device, order[i], 100u + order[i]);
	for (i = 0; i < 4; i++) {
		assert_int_equal(vring_driver_take(&queue.driver, &id, &length), 0);
		assert_int_equal(id, order[i]);
		assert_int_equal(length, 100u + order[i]);
	}
}

static void test_device_refuses(void **state)
{
	/* The window: 0x3000 bytes from 0x10040000, buffers of 64. */
	static const uint32_t bad[] = {0x10043000, 0x1003FFFC, 0x10042FC4, 0x0,
				       0xFFFFFFFC, 0x10041002, 0x10041001};
	struct queue queue;
	size_t i;

	(void)state;
	queue_init(&queue, 4, 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		queue.driver.ring.desc[1].addr = bad[i];
		assert_null(vring_device_buffer(&queue.device, &queue.window, 1));
	}
	queue.driver.ring.desc[1].addr = 0x10042FC0; /* the last that fits */
	assert_ptr_equal(vring_device_buffer(&queue.device, &queue.window, 1),
			 queue.memory + 0x2FC0);

	vring_driver_add(&queue.driver, 0, 64);
	queue.driver.ring.avail->ring[0] = 4;
	assert_int_equal(pop(&queue.device), -EPROTO);
	queue.driver.ring.avail->ring[0] = 0xFFFF;
	assert_int_equal(pop(&queue.device), -EPROTO);
	queue_init(&queue, 4, 0);
	queue.driver.ring.avail->idx = 5;
	assert_int_equal(pop(&queue.device), -EPROTO);
	queue.driver.ring.avail->idx = 0xFFFF;
	assert_int_equal(pop(&queue.device), -EPROTO);
	queue.driver.ring.avail->idx = 4;
	assert_int_equal(pop(&queue.device), 0);
}

static void test_driver_refuses(void **state)
{
	struct queue queue;
	uint32_t id, length;

	(void)state;
	queue_init(&queue, 4, 0);
	vring_driver_add(&queue.driver, 0, 64);
	queue.driver.ring.used->idx = 2; /* more than was offered */
	assert_int_equal(vring_driver_take(&queue.driver, &id, &length), -EPROTO);
	queue.driver.ring.used->idx = 0xFFFF;
	assert_int_equal(vring_driver_take(&queue.driver, &id, &length), -EPROTO);

	queue_init(&queue, 4, 0);
	vring_driver_add(&queue.driver, 0, 64);
	vring_driver_add(&queue.driver, 1, 64);
	vring_driver_add(&queue.driver, 2, 64);
	vring_device_push(&queue.device, 3, 0); /* not offered */
	vring_device_push(&queue.device, 1, 5);
	vring_device_push(&queue.device, 1, 6); /* twice */
	assert_int_equal(vring_driver_take(&queue.driver, &id, &length), -EBADMSG);
	assert_int_equal(id, 3);
	assert_int_equal(vring_driver_take(&queue.driver, &id, &length), 0);
	assert_int_equal(id, 1);
	assert_int_equal(vring_driver_take(&queue.driver, &id, &length), -EBADMSG);
	queue.driver.ring.used->ring[3].id = 0x10000; /* would be 0 in 16 bits */
	queue.driver.ring.used->idx = 4;
	assert_int_equal(vring_driver_take(&queue.driver, &id, &length), -EPROTO);
	vring_driver_add(&queue.driver, 3, 64);
	assert_int_equal(vring_driver_take(&queue.driver, &id, &length), -EBADMSG);
	assert_int_equal(id, 0x10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),	       cmocka_unit_test(test_layout_refusals),
		cmocka_unit_test(test_shm_map),	       cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_out_of_order),   cmocka_unit_test(test_device_refuses),
		cmocka_unit_test(test_driver_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
