/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The status of a machine: that of its chip and its Linux (host/status.h), and what only a virtual board
 * counts. Plain data.
 */
#ifndef COPRO_MACHINE_STATUS_H
#define COPRO_MACHINE_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/status.h"
#include "machine/machine.h"

/* Accesses that the firewall refused, from one place. */
struct machine_refusal {
	const char *initiator; /* "M4" */
	const char *name; /* of the peripheral or memory */
	uint32_t address; /* of the first access */
	uint32_t pc; /* of the M4's instruction; 0: another initiator */
	char function[STATUS_NAME]; /* that pc is in; "": not known */
	bool write;
	bool execute;
	uint64_t count;
};

enum machine_core_state {
	MACHINE_CORE_HELD, /* in reset */
	MACHINE_CORE_RUNS,
	MACHINE_CORE_SLEEPS, /* WFI or WFE */
	MACHINE_CORE_STOPPED /* the same with SCR.SLEEPDEEP: its clock may stop */
};

struct machine_status {
	struct status chip;
	enum machine_core_state core;
	uint32_t pc; /* where the M4 is, unless held */
	char function[STATUS_NAME]; /* that pc is in; "": not known */
	uint64_t instructions; /* executed by the M4, over all starts */
	uint64_t faults; /* taken by the M4 since its start */
	uint64_t refused; /* accesses, since power-on */
	struct machine_refusal *refusals; /* most accesses first; 256 places at most */
	size_t refusal_count;
};

/* Not from callbacks of the machine. Changes nothing. 0, -ENOMEM. */
COPRO_MUST_CHECK int machine_status_take(struct machine_status *status, struct machine *machine);
/* Also of a zeroed one, or of one that machine_status_take() failed for. */
void machine_status_free(struct machine_status *status);

/* "in reset", "runs", "sleeps", "stopped" */
const char *machine_core_state_name(enum machine_core_state state);

#endif
