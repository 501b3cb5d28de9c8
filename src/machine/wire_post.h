/* SPDX-License-Identifier: BSD-3-Clause */
/* What happens on one board, on its way to the other one: kept until that has come to its time. */
#ifndef COPRO_MACHINE_WIRE_POST_H
#define COPRO_MACHINE_WIRE_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/timeline.h"

/* A wire has few of them under way: what an I2C bus does waits for the answer, and a UART's character
 * lasts longer than a turn. Pins may change more often; then the last ones count. */
#define WIRE_POSTS 64u

struct wire_post {
	struct timeline *timeline; /* of the board where it happens again */
	struct timeline_event event;
	/* Called at its time, on that board. */
	void (*happen)(void *context, uint32_t what);
	void *context;
	struct {
		uint64_t when;
		uint32_t what;
	} posts[WIRE_POSTS];
	unsigned first, count;
};

void wire_post_init(struct wire_post *post, struct timeline *timeline,
		    void (*happen)(void *context, uint32_t what), void *context);
void wire_post_close(struct wire_post *post);
/* In the order of `when`, ps. False: no room, it is lost. */
bool wire_post(struct wire_post *post, uint64_t when, uint32_t what);

#endif
