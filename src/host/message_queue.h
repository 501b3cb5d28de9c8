/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages that wait, in their order, in a ring of bytes: each with its length before it. */
#ifndef COPRO_HOST_MESSAGE_QUEUE_H
#define COPRO_HOST_MESSAGE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#define MESSAGE_QUEUE_SIZE (64u * 1024u)

/* Zeroed before first use; nothing is to be freed. */
struct message_queue {
	uint8_t ring[MESSAGE_QUEUE_SIZE];
	uint32_t start;
	uint32_t used; /* bytes of the ring */
	uint32_t count; /* messages */
	uint32_t bytes; /* in them */
};

/* Adds a copy; false, and nothing is done, when there is no room. `length` fits into 16 bits. */
bool message_queue_add(struct message_queue *queue, const void *data, uint32_t length);

/* Where the oldest message lies, in at most two parts; how many, 0 with an empty message too. There is
 * one. Valid until the next add or drop. */
int message_queue_first(struct message_queue *queue, struct iovec part[2]);
/* Forgets the oldest message. There is one. */
void message_queue_drop(struct message_queue *queue);

#endif
