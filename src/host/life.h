/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A platform under which the host can die, as the Cortex-A7 does at a reset of its own: in the middle of
 * anything, with nothing put in order.
 *
 * Everything that the host does to the chip goes through here. From the moment of its death on nothing
 * of it arrives: registers read as 0 and are not written, nobody is told, no timer is armed, no file
 * watched. What the dead host's code still writes into shared memory, until it returns to whoever called
 * it, is undone by host_life_bury(). So no code of the host has to know that it can die.
 */
#ifndef COPRO_HOST_LIFE_H
#define COPRO_HOST_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/platform.h"

#define HOST_LIFE_BUSES	   2u
#define HOST_LIFE_MEMORIES 16u

struct host_life;

struct host_life_bus {
	struct host_life *life;
	const struct mmio_bus *outer;
	struct mmio_bus inner;
};

/* A memory as it was at the time of death. */
struct host_life_relic {
	void *memory;
	void *copy;
	uint32_t size;
};

struct host_life {
	const struct host_platform *outer;
	struct host_platform platform; /* for the host: the outer one, while it lives */
	struct host_life_bus buses[HOST_LIFE_BUSES];
	uint64_t steps; /* accesses to registers and what host_life_step() counts */
	uint64_t last; /* the step at which it dies; 0: none */
	bool dead;
	/* Before each step, while it lives; NULL: nobody. Tests let the other processor run. */
	void (*before)(void *context);
	void *before_context;
	struct host_life_relic relics[HOST_LIFE_MEMORIES];
};

/* `secure` is the bus of the secure world, for the requests that it carries out. */
void host_life_init(struct host_life *life, const struct host_platform *outer,
		    const struct mmio_bus *bus, const struct mmio_bus *secure);
/* The bus that the host uses in place of one of the two. */
const struct mmio_bus *host_life_bus(const struct host_life *life, const struct mmio_bus *outer);

/* It dies before its n-th step from now, n > 0; 0: it does not. */
void host_life_end_at(struct host_life *life, uint64_t n);
/* It dies now. One that is dead and buried is awake for another call, such as that which frees it. */
void host_life_end(struct host_life *life);
/* A step that is no access to a register, such as one to a ring. */
void host_life_step(struct host_life *life);

/* After the host has returned from whatever it was called for, and before anything else touches the
 * chip's memory: that is again as it was when the host died. Ignored while it lives. */
void host_life_bury(struct host_life *life);

#endif
