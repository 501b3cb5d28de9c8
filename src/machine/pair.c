/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/pair.h"

#include <errno.h>
#include <poll.h>

#include "board/cortex_m/cortex_m.h"

/* So long both are left alone in real time while nothing is due. */
#define NAP PS_PER_MS

/* Until when nothing happens on a board that nobody wakes from outside. */
static uint64_t board_quiet_until(struct machine *machine)
{
	struct board *board = machine_board(machine);

	if (board_m4_running(board) && !cortex_m_sleeps_on(board_core(board)))
		return machine_now(machine);
	return timeline_next(board_timeline(board));
}

static uint64_t turn_end(const struct pair *pair, uint64_t now, uint64_t until)
{
	const uint64_t first = board_quiet_until(pair->machines[0]);
	const uint64_t second = board_quiet_until(pair->machines[1]);
	const uint64_t quiet = first < second ? first : second;
	uint64_t end = now + PAIR_TURN;

	/* Both asleep: but what comes from outside is not to wait for long. */
	if (quiet > end)
		end = quiet < now + NAP ? quiet : now + NAP;
	return end < until ? end : until;
}

/* Waits until the clock on the wall is as far, or until somebody outside wants something. */
static int pair_wait(struct pair *pair, uint64_t now)
{
	const uint64_t due = now > PACE_AHEAD ? now - PACE_AHEAD : 0;
	struct pollfd watched[2];
	uint64_t ahead;
	unsigned i;

	(void)pace_late(&pair->pace, uv_hrtime(), now);
	ahead = pace_wait_ms(&pair->pace, uv_hrtime(), now, due);
	if (!ahead)
		return 0;
	for (i = 0; i < 2; i++)
		watched[i] = (struct pollfd){.fd = uv_backend_fd(machine_loop(pair->machines[i])),
					     .events = POLLIN};
	if (poll(watched, 2, (int)ahead) < 0 && errno != EINTR)
		return -errno;
	return 0;
}

int pair_run(struct pair *pair, uint64_t until)
{
	uint64_t now = machine_now(pair->machines[0]);

	pair->pace = (struct pace){.real_time = pair->real_time};
	while (now < until) {
		const uint64_t end = turn_end(pair, now, until);

		for (unsigned i = 0; i < 2; i++) {
			const int rc = machine_run(pair->machines[i], end);

			if (rc || machine_was_ended(pair->machines[i]) ||
			    machine_now(pair->machines[i]) < end)
				return rc;
		}
		now = end;
		if (pair->real_time) {
			const int rc = pair_wait(pair, now);

			if (rc)
				return rc;
		}
	}
	return 0;
}
