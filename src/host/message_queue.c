/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/message_queue.h"

#include <string.h>

#define LENGTH_SIZE 2u

static void put(struct message_queue *queue, const void *data, uint32_t length)
{
	uint32_t end = (queue->start + queue->used) % MESSAGE_QUEUE_SIZE;
	uint32_t part = MESSAGE_QUEUE_SIZE - end;

	if (part > length)
		part = length;
	memcpy(queue->ring + end, data, part);
	memcpy(queue->ring, (const uint8_t *)data + part, length - part);
	queue->used += length;
}

static void skip(struct message_queue *queue, uint32_t length)
{
	queue->start = (queue->start + length) % MESSAGE_QUEUE_SIZE;
	queue->used -= length;
}

static uint32_t first_length(const struct message_queue *queue)
{
	return queue->ring[queue->start] |
	       (uint32_t)queue->ring[(queue->start + 1) % MESSAGE_QUEUE_SIZE] << 8;
}

bool message_queue_add(struct message_queue *queue, const void *data, uint32_t length)
{
	const uint8_t prefix[LENGTH_SIZE] = {(uint8_t)length, (uint8_t)(length >> 8)};

	if (length > UINT16_MAX || length + LENGTH_SIZE > MESSAGE_QUEUE_SIZE - queue->used)
		return false;
	put(queue, prefix, LENGTH_SIZE);
	if (length)
		put(queue, data, length);
	queue->count++;
	queue->bytes += length;
	return true;
}

int message_queue_first(struct message_queue *queue, struct iovec part[2])
{
	uint32_t length = first_length(queue);
	uint32_t start = (queue->start + LENGTH_SIZE) % MESSAGE_QUEUE_SIZE;
	uint32_t until_end = MESSAGE_QUEUE_SIZE - start;

	part[0].iov_base = queue->ring + start;
	part[0].iov_len = length < until_end ? length : until_end;
	part[1].iov_base = queue->ring;
	part[1].iov_len = length - part[0].iov_len;
	return part[1].iov_len ? 2 : part[0].iov_len ? 1 : 0;
}

void message_queue_drop(struct message_queue *queue)
{
	uint32_t length = first_length(queue);

	skip(queue, LENGTH_SIZE + length);
	queue->count--;
	queue->bytes -= length;
}
