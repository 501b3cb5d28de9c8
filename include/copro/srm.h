/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asking Linux for a clock rate or a regulator: the client of the host's system resource manager, over
 * the RPMsg service "rproc-srm" of ST's Linux. Linux holds what its device tree says this processor
 * needs; which of the device's clocks or supplies is meant is said by index or name, as listed there.
 *
 *	static struct srm srm;
 *	static struct srm_request request = {.base = 0x40015000, .resource = SRM_CLOCK, .done = got_it};
 *
 *	srm_init(&srm, remote_rpmsg(&remote), NULL);
 *	... when srm_ready(&srm) ...
 *	request.deadline = remote_ticks() + SRM_DEADLINE_MS;
 *	status = srm_start(&srm, &request);
 *	... in the main loop: remote_poll(), srm_poll(&srm, remote_ticks()) ...
 *
 * Three ways to the same thing:
 *   srm_start()           calls back; nothing waits
 *   srm_transfer()        waits, in a program without threads, and lets the rest of the stack work
 *   srm_transfer_wait()   waits, in a program with threads (copro/blocking.h)
 *
 * One request at a time: the answers have no number. What a request ends with:
 *   0            done; `got` has the values that hold now
 *   -EBUSY       Linux did not do it, or not quite: `got` differs from `asked`. Another user of the
 *                clock holds it, or its rate cannot be had exactly
 *   -ENODEV      Linux knows no such device, clock or regulator
 *   -EPROTO      what came is no answer to this
 *   -ETIMEDOUT   none came by the deadline. One that comes too late is thrown away
 *   -ENOTCONN    the link went away
 *
 * Context: that of the instance's other calls (copro/rpmsg.h).
 */
#ifndef COPRO_SRM_H
#define COPRO_SRM_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/blocking.h>
#include <copro/compiler.h>
#include <copro/rpmsg.h>

#define SRM_DEADLINE_MS 1000u /* what ST's firmware allows Linux */
#define SRM_BY_NAME	0xFFFFFFFFu

enum srm_resource { SRM_CLOCK, SRM_REGULATOR };

struct srm_clock {
	uint32_t hz;
};

struct srm_regulator {
	bool enable;
	uint32_t mv; /* got: what it gives now */
	uint32_t min_mv; /* asked: the range to choose from; 0 and 0: as it is */
	uint32_t max_mv;
};

union srm_values {
	struct srm_clock clock;
	struct srm_regulator regulator;
};

/* Provided by the caller, from srm_start() to `done`. Zeroed, then filled in as far as needed. */
struct srm_request {
	uint32_t base; /* of the peripheral (RM0436, memory map) */
	const char
		*device; /* or the name of a device that is none, up to 31 characters; NULL: base */
	uint32_t index; /* of the clock or supply among the device's, from 0; or SRM_BY_NAME: */
	const char *name; /* up to 15 characters */
	enum srm_resource resource;
	bool set; /* false: only tell */
	union srm_values asked; /* with `set` */
	union srm_values got; /* after 0 and -EBUSY */
	/* For srm_start(): it is over. The request may be started again from here. */
	void (*done)(struct srm_request *request, int status);
	void *context; /* the caller's */
	uint64_t deadline; /* on the clock of srm_poll(); COPRO_NO_DEADLINE */
};

/* ---- calling back ---- */

struct srm;

struct srm_config {
	/* Linux is there (true) or has gone. May be NULL. */
	void (*ready)(struct srm *srm, bool ready);
};

/* Provided by the caller. All members are private. */
struct srm {
	struct rpmsg_endpoint endpoint;
	const struct srm_config *config;
	struct srm_request *request;
	bool owed; /* an answer to one that was given up may still come */
	bool dropped; /* one was thrown away since the present request began */
};

/* Announces the service, and returns at once. config: may be NULL; kept while in use. Errors:
 * rpmsg_endpoint_create(). */
COPRO_MUST_CHECK int srm_init(struct srm *srm, struct rpmsg *rpmsg,
			      const struct srm_config *config);

/* Withdraws it; a request under way ends with -ENOTCONN. 0; -EAGAIN: no send buffer, nothing was done. */
COPRO_MUST_CHECK int srm_deinit(struct srm *srm);

/* True when Linux's resource manager is there and can be asked. */
bool srm_ready(const struct srm *srm);

/*
 * Sends a request; `done` follows from rpmsg_poll() or srm_poll(), never from within this call. 0;
 * -EALREADY: another one is under way; -EINVAL: a name is too long, or missing; -ENOTCONN: Linux is
 * not there; -EAGAIN: no send buffer. The request is then not under way.
 */
COPRO_MUST_CHECK int srm_start(struct srm *srm, struct srm_request *request);

/* Ends a request whose deadline has passed. now: milliseconds, on the clock of the deadlines. */
void srm_poll(struct srm *srm, uint64_t now);

/* Gives up the request under way, if there is one; `done` is not called. */
void srm_cancel(struct srm *srm);

/* ---- waiting, without threads ---- */

/*
 * Waits until Linux is there, asks, and waits for the answer: `ms` milliseconds in all (10 000 at most),
 * by the cycle counter of this core. remote_poll() runs meanwhile, and with it all other callbacks. Not
 * from a callback. The request's `done` and deadline are not looked at. Returns what the request ends
 * with, or an error of srm_start().
 */
COPRO_MUST_CHECK int srm_transfer(struct srm *srm, struct srm_request *request, uint32_t ms);

/* ---- waiting, with threads ---- */

/* Provided by the caller. All members are private. */
struct srm_channel {
	struct blocking_endpoint endpoint;
	uint32_t busy;
	bool owed;
	uint16_t epoch; /* of the link on which it is owed */
};

/* Announces the service, for an instance that threads share. Errors: blocking_endpoint_create(). */
COPRO_MUST_CHECK int srm_channel_init(struct srm_channel *channel, struct blocking *blocking);

/* Asks and waits for the answer until `deadline` (blocking_deadline()). Returns what the request ends with,
 * or -EALREADY: another thread is at it; -EINVAL. */
COPRO_MUST_CHECK int srm_transfer_wait(struct srm_channel *channel, struct srm_request *request,
				       uint64_t deadline);

#endif
