/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The loop: a slice of the Cortex-M4, then what the host has to do, then the outside.
 *
 * A doorbell ends a slice (the board does that), so that it is answered at its own time. When the
 * Cortex-M4 sleeps, the fast pace goes straight to the next event, and real time waits for it in
 * libuv; with no event at all both wait there, for as long as it takes. While a debugger has halted the
 * Cortex-M4, there is only the outside.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "machine/machine_internal.h"

#define WAIT_FOREVER_MS UINT64_C(3600000)
/* A mailbox line that stays active while the Cortex-M4 sleeps: so often it is looked at again. */
#define UNANSWERED_MAX 1000u
/* Doorbells that are answered at their own time in one slice's length of virtual time; a firmware that
 * rings more often than that waits for STORM_SLICE, so that it does not hold up the host. */
#define DOORBELLS_MAX 1000u
#define STORM_SLICE   (20 * PS_PER_US)

static void alarm_rang(uv_timer_t *timer)
{
	(void)timer;
}

static uint64_t wall_clock(void)
{
	return uv_hrtime();
}

/* Lets libuv look at what is outside, for at most so many milliseconds, and then its owners work. */
static int outside_poll(struct machine *machine, uint64_t wait_ms)
{
	int rc;

	if (!wait_ms) {
		uv_run(&machine->loop, UV_RUN_NOWAIT);
		return 0;
	}
	/* libuv looks at its timers before it waits. One that is over by then, because its clock was old
	 * or the millisecond just full, would leave it nothing to wait for but the outside: so the
	 * alarm repeats. */
	uv_update_time(&machine->loop);
	rc = uv_timer_start(&machine->alarm, alarm_rang, wait_ms, wait_ms);
	if (rc)
		return rc;
	uv_run(&machine->loop, UV_RUN_ONCE);
	return uv_timer_stop(&machine->alarm);
}

static void count_instructions(struct machine *machine)
{
	uint64_t cycles = cortex_m_cycles(board_core(machine->board));

	/* The core counts from its last reset. */
	if (cycles < machine->counted)
		machine->counted = 0;
	machine->statistics.instructions += cycles - machine->counted;
	machine->counted = cycles;
}

/* True when the firmware rings without measure. */
static bool doorbell_storm(struct machine *machine, uint64_t now)
{
	struct machine_event event = {
		.time = now,
		.level = MACHINE_EVENT_WARNING,
		.source = "machine",
		.kind = "doorbell-storm",
		.text = "the firmware rings more than 1000 doorbells in a millisecond: they "
			"are answered every 20 us"};

	if (now >= machine->rung_since + PACE_SLICE) {
		machine->rung_since = now;
		machine->rung = 0;
	}
	if (machine->rung < DOORBELLS_MAX)
		return false;
	if (!machine->storm_told)
		machine_tell(machine, &event);
	machine->storm_told = true;
	return true;
}

/* A slice of the Cortex-M4, ended by what the host has to do at once. */
static enum board_exit slice_run(struct machine *machine, uint64_t limit)
{
	struct timeline *timeline = board_timeline(machine->board);
	bool storm = doorbell_storm(machine, timeline->now);
	uint64_t least = storm ? timeline->now + STORM_SLICE : 0;
	enum board_exit exit;

	if (storm && limit > least)
		limit = least;
	do {
		exit = board_run(machine->board, limit);
	} while (exit == BOARD_ATTENTION && timeline->now < least && !machine->ended &&
		 !machine->crash.locked_up);
	return exit;
}

/* What the slice left to be told. */
static void host_look(struct machine *machine)
{
	if (machine_host_lives(machine))
		remoteproc_poll_trace(machine_remoteproc(machine));
	machine_crash_look(machine);
}

/* The host's share after a slice. True when there is more to do at this time. */
static bool host_serve(struct machine *machine)
{
	struct remoteproc *rproc = machine_host_lives(machine) ? machine_remoteproc(machine) : NULL;
	unsigned lines = rproc ? machine->mailbox : 0;

	host_look(machine);
	if (rproc && machine->watchdog) {
		remoteproc_watchdog_interrupt(rproc);
		machine_host_returned(machine);
	}
	machine_crash_serve(machine);
	answer_watch_serve(machine);
	if (!lines || !machine_host_lives(machine)) {
		machine->unanswered = 0;
		return false;
	}
	machine->statistics.doorbells++;
	machine->rung++;
	remoteproc_mailbox_interrupt(rproc);
	machine_host_returned(machine);
	machine->unanswered = machine->mailbox == lines ? machine->unanswered + 1 : 0;
	return true;
}

/* The Cortex-M4 sleeps, nothing is due before `until` and the outside has been looked at: on to the
 * next event, when its time has come. */
static int idle_wait(struct machine *machine, uint64_t until)
{
	struct timeline *timeline = board_timeline(machine->board);
	uint64_t due = timeline_next(timeline);
	uint64_t now = timeline->now;
	uint64_t wall;
	int rc;

	if (due > until)
		due = until;
	if (!machine->pace.real_time && due != TIMELINE_NEVER) {
		timeline_advance(timeline, due);
		return 0;
	}
	/* What is queued is not slept over. */
	if (machine->work)
		return outside_poll(machine, 0);
	rc = outside_poll(machine, due == TIMELINE_NEVER
					   ? WAIT_FOREVER_MS
					   : pace_wait_ms(&machine->pace, wall_clock(), now, due));
	if (machine->pace.real_time) {
		/* What woke us happened now, not when the Cortex-M4 went to sleep. */
		wall = pace_wall(&machine->pace, wall_clock(), now);
		timeline_advance(timeline, wall < due ? wall : due);
	}
	return rc;
}

/* The Cortex-M4 is awake: let the outside in, and in real time wait for the clock. */
static int busy_wait(struct machine *machine)
{
	uint64_t now = board_timeline(machine->board)->now;
	uint64_t wall = wall_clock();
	uint64_t lost = pace_late(&machine->pace, wall, now);
	char text[128];
	struct machine_event event = {.time = now,
				      .level = MACHINE_EVENT_WARNING,
				      .source = "machine",
				      .kind = "late",
				      .text = text};

	if (lost && !machine->pace.said_late) {
		snprintf(text, sizeof(text),
			 "this computer cannot keep up with real time: virtual time is %" PRIu64
			 " ms late",
			 lost / PS_PER_MS);
		machine_tell(machine, &event);
	}
	if (lost)
		machine->pace.said_late = true;
	if (!machine->pace.real_time ||
	    pace_limit(&machine->pace, wall, now, TIMELINE_NEVER) >= now + PACE_SLICE / 2)
		return outside_poll(machine, 0);
	return outside_poll(machine, 1);
}

/* The Cortex-M4 has halted, and with it all the rest. A debugger may have let it go on at once. */
static int frozen_begin(struct machine *machine)
{
	host_look(machine);
	machine_frozen_now(machine);
	return machine->frozen ? 0 : outside_poll(machine, 0);
}

/* What the host would have done when the Cortex-M4 halted. */
static void frozen_end(struct machine *machine)
{
	machine->thawed = false;
	host_serve(machine);
	machine_watches_serve(machine);
}

static int machine_turn(struct machine *machine, uint64_t until)
{
	uint64_t now = board_timeline(machine->board)->now;
	uint64_t limit = pace_limit(&machine->pace, wall_clock(), now, until);
	enum board_exit exit = slice_run(machine, limit);
	bool more;
	int rc;

	count_instructions(machine);
	if (machine_freezes(machine, exit))
		return frozen_begin(machine);
	more = host_serve(machine);
	rc = machine_boot_again(machine);
	if (rc || machine->ended)
		return rc;
	if (exit != BOARD_IDLE || (more && machine->unanswered < UNANSWERED_MAX))
		rc = busy_wait(machine);
	else if (machine->pace.real_time)
		rc = idle_wait(machine, until);
	else
		rc = outside_poll(machine, 0);
	if (rc || machine_watches_serve(machine) || machine->pace.real_time || machine->ended)
		return rc;
	/* Fast, and nobody outside wants anything: only now time may jump. */
	if (exit == BOARD_IDLE && !more)
		rc = idle_wait(machine, until);
	machine_watches_serve(machine);
	return rc;
}

int machine_run(struct machine *machine, uint64_t until)
{
	const bool host = machine_host_lives(machine);
	int rc = 0;

	machine->pace.started = false;
	while (!rc && !machine->ended && board_timeline(machine->board)->now < until &&
	       machine_host_lives(machine) == host) {
		if (machine->thawed)
			frozen_end(machine);
		else if (machine->frozen)
			rc = outside_poll(machine, WAIT_FOREVER_MS);
		else
			rc = machine_turn(machine, until);
	}
	machine->was_ended = machine->ended;
	machine->ended = false;
	return rc;
}

bool machine_was_ended(const struct machine *machine)
{
	return machine->was_ended;
}
