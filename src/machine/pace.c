/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/pace.h"

#include "board/timeline.h"

#define NS_PER_MS UINT64_C(1000000)
/* A wait longer than that is cut; the caller looks again and waits on. */
#define WAIT_MAX_MS UINT64_C(3600000)

uint64_t pace_wall(struct pace *pace, uint64_t wall_ns, uint64_t now)
{
	if (!pace->started) {
		pace->started = true;
		pace->origin = wall_ns - now / PS_PER_NS;
	}
	return (wall_ns - pace->origin) * PS_PER_NS;
}

uint64_t pace_limit(struct pace *pace, uint64_t wall_ns, uint64_t now, uint64_t until)
{
	uint64_t limit = now + PACE_SLICE;

	if (pace->real_time) {
		uint64_t ahead = pace_wall(pace, wall_ns, now) + PACE_AHEAD;

		if (limit > ahead)
			limit = ahead > now ? ahead : now;
	}
	return limit < until ? limit : until;
}

uint64_t pace_late(struct pace *pace, uint64_t wall_ns, uint64_t now)
{
	uint64_t wall = pace_wall(pace, wall_ns, now);

	if (!pace->real_time || wall < now + PACE_LATE)
		return 0;
	pace->origin = wall_ns - now / PS_PER_NS;
	return wall - now;
}

uint64_t pace_wait_ms(struct pace *pace, uint64_t wall_ns, uint64_t now, uint64_t due)
{
	uint64_t wall = pace_wall(pace, wall_ns, now);
	uint64_t ns;

	if (due <= wall)
		return 0;
	ns = (due - wall) / PS_PER_NS + 1;
	return ns >= WAIT_MAX_MS * NS_PER_MS ? WAIT_MAX_MS : (ns + NS_PER_MS - 1) / NS_PER_MS;
}
