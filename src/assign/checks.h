/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules by what they are about: each looks at one assignment and adds findings. */
#ifndef COPRO_ASSIGN_CHECKS_H
#define COPRO_ASSIGN_CHECKS_H

#include "assign/assignment.h"

void check_owners(const struct assignment *assignment, struct findings *findings);
void check_firewall(const struct assignment *assignment, struct findings *findings);
void check_pins(const struct assignment *assignment, struct findings *findings);
void check_gpio(const struct assignment *assignment, struct findings *findings);
void check_clocks(const struct assignment *assignment, struct findings *findings);
void check_pll(const struct assignment *assignment, struct findings *findings);
void check_dma(const struct assignment *assignment, struct findings *findings);
void check_interrupts(const struct assignment *assignment, struct findings *findings);
void check_memory(const struct assignment *assignment, struct findings *findings);
void check_rpmsg(const struct assignment *assignment, struct findings *findings);

/* Where a peripheral is spoken of: where the file names it. */
const struct assignment_origin *check_at(const struct assignment_peripheral *peripheral);
/* A value's own place if the file has it, else the peripheral's. */
const struct assignment_origin *check_or(const struct assignment_origin *own,
					 const struct assignment_peripheral *peripheral);
/* "74.25 MHz", "32768 Hz" */
#define CHECK_RATE 32u
const char *check_rate(uint64_t rate, char text[CHECK_RATE]);

#endif
