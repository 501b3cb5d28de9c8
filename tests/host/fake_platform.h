/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A platform for the application side made of plain memory, a clock that tests turn, and just enough
 * registers: the IPCC's doorbells, hold-boot, the MCU reset. A firmware is a struct of callbacks.
 */
#ifndef COPRO_TESTS_HOST_FAKE_PLATFORM_H
#define COPRO_TESTS_HOST_FAKE_PLATFORM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <cmocka.h>

#include "host/platform.h"
#include "host/remoteproc.h"

#define FAKE_RCC  0x50000000u
#define FAKE_PWR  0x50001000u
#define FAKE_TAMP 0x5C00A000u
#define FAKE_IPCC 0x4C001000u

#define FAKE_EVENTS 512u
#define FAKE_WRITES 64u
#define FAKE_FDS    40u
#define FAKE_TIMERS 80u

struct fake_event {
	enum host_event_kind kind;
	char name[64];
	char text[512];
	char path[256];
	uint32_t number;
	uint32_t src;
	uint32_t dst;
	uint64_t count;
	uint8_t data[64]; /* the beginning */
	size_t length;
};

struct fake_write {
	uint32_t address;
	uint32_t value;
};

/* What the Cortex-M4 does. `context` is the firmware's. */
struct fake_firmware {
	void (*started)(void *context);
	/* IPCC channels (bit 0: channel 1) that the A7 rang; already acknowledged. */
	void (*doorbell)(void *context, uint32_t channels);
	void *context;
	uint32_t deaf; /* channels that it never acknowledges */
};

struct fake {
	struct host_platform platform;
	struct mmio_bus bus;
	uint8_t retram[0x10000];
	uint8_t sram[0x60000];
	bool unreachable; /* memory() says no */
	const char
		*isolated; /* the name of a bank of which memory() says no, and why; NULL: none */

	struct remoteproc *rproc;
	struct fake_firmware firmware;
	bool running;
	unsigned starts;
	unsigned resets;

	uint32_t gcr;
	uint32_t mcucr;
	uint32_t bkp17;
	uint32_t bkp18;
	uint32_t ipcc_cr;
	uint32_t ipcc_mr;
	uint32_t m4_cr; /* of the M4's side */
	uint32_t m4_mr;
	uint32_t to_m4; /* C1TOC2SR */
	uint32_t to_a7; /* C2TOC1SR */
	unsigned rang_m4[6]; /* how often the A7 rang */
	struct fake_write writes[FAKE_WRITES]; /* the newest ones but IPCC masks */
	uint32_t write_count;

	uint64_t now;
	struct host_timer *timers[FAKE_TIMERS];
	uint64_t when[FAKE_TIMERS];
	struct host_watch *watches[FAKE_FDS];
	unsigned watched[FAKE_FDS];
	unsigned wakeups; /* callbacks of file descriptors */

	struct fake_event events[FAKE_EVENTS]; /* the first ones */
	uint32_t event_count;
	uint32_t kinds[HOST_EVENT_ENDPOINT_LOST + 1];
	uint64_t lost; /* sum of HOST_EVENT_TTY_LOST */
};

void fake_init(struct fake *fake);
/* Fails when something is still armed or watched. */
void fake_check_clean(struct fake *fake);

/* Memory at a device address. */
void *fake_at(struct fake *fake, uint32_t da);

/* Lets everybody act until nothing happens at this time. */
void fake_settle(struct fake *fake);
/* The same while `ms` of virtual time pass. */
void fake_advance(struct fake *fake, uint64_t ms);

/* The firmware rings the A7: channel 0 is the manual's 1. */
void fake_ring_a7(struct fake *fake, uint32_t channel);

/* The first event of a kind (and name, if not NULL), NULL if there is none. */
const struct fake_event *fake_event(const struct fake *fake, enum host_event_kind kind,
				    const char *name);
void fake_forget_events(struct fake *fake);

#endif
