/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the resource manager share: srm.c (its life), srm_tree.c (what is declared),
 * srm_claim.c (taking and giving back), srm_answer.c (requests), srm_service.c (the channel). */
#ifndef COPRO_HOST_SRM_INTERNAL_H
#define COPRO_HOST_SRM_INTERNAL_H

#include "core/srm_message.h"
#include "host/srm.h"

#define SRM_TOLD_MAX 16u /* lines about one channel */

/* One thing that a device needs. */
struct srm_need {
	enum claim_kind kind;
	int number; /* as of a claim. A clock that is none of this chip's tree: CLK_NONE */
	const char *name; /* clock-names, or the property of a supply; in the tree. "" without */
	size_t name_length; /* of a supply, without "-supply" */
	/* While it is held: */
	struct clk *feeder; /* what feeds the clock. Enabled */
	struct regulator *regulator;
	bool enabled; /* the regulator, by this device */
};

struct srm_device {
	int node;
	const char *name; /* of its node, in the tree: "timer@40000000" */
	char holder[CLK_HOLDER_MAX]; /* "m4: timer@40000000" */
	struct srm_need *needs;
	size_t count;
	bool left_out; /* of this start: its node is wrong, or its peripheral Linux's as well */
	bool faulty;
	struct host_error fault;
};

struct srm_host {
	struct srm_host_config config;
	int node; /* of the manager, in the tree */
	struct srm_device *devices; /* in the order of the tree */
	size_t count;
	bool held;
	size_t claims_before; /* how many there were */
	struct rpmsg_driver driver;
};

/* ---- srm_tree.c ---- */

/* Finds the devices and what they need. 0, -ENOMEM: srm_tree_free() cleans up. */
COPRO_MUST_CHECK int srm_tree_read(struct srm_host *srm);
void srm_tree_free(struct srm_host *srm);

#define SRM_LINUX_NAME 256u

/* What Linux calls the device (of_device_make_bus_id), as much of its end as fits: somewhere in `name`. */
const char *srm_linux_name(const struct srm_host *srm, const struct srm_device *device,
			   char name[SRM_LINUX_NAME]);

/* ---- srm_answer.c ---- */

/* What is to be said of a request, by a code; empty: nothing. */
struct srm_remark {
	const char *code; /* NULL: nothing */
	bool fault; /* the firmware's */
	char text[200];
};

/* The answer to `length` bytes of a message. */
void srm_answer(struct srm_host *srm, const void *data, size_t length, struct srm_message *answer,
		struct srm_remark *remark);

/* ---- srm_service.c ---- */

void srm_service_init(struct srm_host *srm);

#endif
