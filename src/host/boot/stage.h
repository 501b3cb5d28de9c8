/* SPDX-License-Identifier: BSD-3-Clause */
/* What the stages share: telling, opening a tree, naming what the firewall guards. */
#ifndef COPRO_HOST_BOOT_STAGE_H
#define COPRO_HOST_BOOT_STAGE_H

#include "drivers/etzpc.h"
#include "dt/dt.h"
#include "host/boot/boot.h"
#include "soc/peripheral.h"

/* A stage at work. */
struct stage {
	enum boot_stage number;
	const struct boot_port *port;
	struct dt dt;
	unsigned warnings;
};

/* Checks the stage's tree. 0, -EINVAL with *error (may be NULL). */
COPRO_MUST_CHECK int stage_open(struct stage *stage, enum boot_stage number,
				const struct boot_port *port, struct boot_tree tree,
				struct host_error *error);

/* The registers of a block of the chip, through the stage's port. */
struct mmio stage_block(const struct stage *stage, const char *name);

void stage_say(const struct stage *stage, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void stage_detail(const struct stage *stage, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void stage_warn(struct stage *stage, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The peripheral or RAM with a number of the firewall: "TIM2", "SRAM3"; "?" for a reserved number. */
const char *guarded_name(unsigned id);
/* Whom a mode leaves it to: "the secure world alone", "the M4 alone", ... */
const char *mode_owner(unsigned mode);

/* A list of names that grows up to its room: "a, b, c and 3 more". Zeroed before first use. */
struct name_list {
	char text[160];
	size_t length;
	unsigned count;
	unsigned left_out;
};

void name_list_add(struct name_list *list, const char *name);
/* Ends the list; returns its text, "" when it is empty. */
const char *name_list_end(struct name_list *list);

#endif
