/* SPDX-License-Identifier: BSD-3-Clause */
/* A resource manager over a tree in source, the registers of an RCC, and a firmware at the other end. */
#ifndef COPRO_TESTS_HOST_SRM_FIXTURE_H
#define COPRO_TESTS_HOST_SRM_FIXTURE_H

#include "dt/tree.h"

#include "host/echo_firmware.h"
#include "host/elf_builder.h"
#include "host/fake_rcc.h"
#include "host/srm.h"

struct srm_rig {
	_Alignas(64) struct fake fake; /* has the memory with the rings */
	struct tree tree;
	struct fake_rcc rcc;
	struct clk_tree *clocks;
	struct regulator_tree *regulators;
	struct claims claims;
	struct srm_host *srm;
	struct host_error error;

	struct echo_firmware firmware;
	struct test_image image;
	struct rpmsg_driver *drivers[1];
	struct rproc_resources resources;
	struct remoteproc *rproc;
};

/* Children of m4_system_resources around which a tree like the DK boards' is put. Labels to use: rcc,
 * sound (a clock of another chip), exti, gpioa, gpiob, pmic (an interrupt controller of another chip),
 * vdda (2.9 V), audio (1.75 to 2.5 V), button_pins (PA14), two_pins (PA14, PB3, of two groups). */
void srm_rig_make(struct srm_rig *rig, const char *children, bool as_linux);
/* Over a tree made before. */
void srm_rig_open(struct srm_rig *rig, bool as_linux);
/* The counts of all clocks and regulators and the number of claims must be those of the beginning. */
void srm_rig_assert_returned(const struct srm_rig *rig);
void srm_rig_free(struct srm_rig *rig);

/* A coprocessor whose firmware, which echoes nothing, announces "rproc-srm". */
void srm_rig_boot(struct srm_rig *rig);
/* The firmware sends, and the last thing that it got is `answer`. */
void srm_rig_ask(struct srm_rig *rig, const void *request, uint32_t length);

/* The device of a Linux driver that holds the same. */
void srm_rig_linux_has(struct srm_rig *rig, enum claim_kind kind, uint32_t number,
		       const char *path);

unsigned srm_rig_count(const struct srm_rig *rig, const char *clock);
/* The first line of a kind that has this text, NULL if there is none. */
const char *srm_rig_said(const struct srm_rig *rig, enum host_event_kind kind, const char *text);

#endif
