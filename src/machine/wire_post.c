/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/wire_post.h"

static void post_due(void *context)
{
	struct wire_post *post = context;
	const uint32_t what = post->posts[post->first].what;

	post->first = (post->first + 1) % WIRE_POSTS;
	post->count--;
	if (post->count)
		timeline_arm(post->timeline, &post->event, post->posts[post->first].when);
	post->happen(post->context, what);
}

void wire_post_init(struct wire_post *post, struct timeline *timeline,
		    void (*happen)(void *context, uint32_t what), void *context)
{
	*post = (struct wire_post){.timeline = timeline, .happen = happen, .context = context};
	post->event.name = "wire";
	post->event.fire = post_due;
	post->event.context = post;
}

void wire_post_close(struct wire_post *post)
{
	if (post->timeline)
		timeline_disarm(post->timeline, &post->event);
}

bool wire_post(struct wire_post *post, uint64_t when, uint32_t what)
{
	const unsigned last = (post->first + post->count) % WIRE_POSTS;

	if (post->count == WIRE_POSTS)
		return false;
	post->posts[last].when = when;
	post->posts[last].what = what;
	if (!post->count++)
		timeline_arm(post->timeline, &post->event, when);
	return true;
}
