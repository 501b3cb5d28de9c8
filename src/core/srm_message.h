/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What travels between the coprocessor and the host's system resource manager, as in ST's Linux
 * (rproc_srm_core.c, rproc_srm_dev.c) and ST's firmware (res_mgr.c): 76 bytes each way, in the byte order
 * of both processors, which is little-endian. The remote asks, the host answers with the same message,
 * the values replaced by those that hold now. First of all the host sends an empty message, which
 * tells its address.
 */
#ifndef COPRO_CORE_SRM_MESSAGE_H
#define COPRO_CORE_SRM_MESSAGE_H

#include <stdint.h>

#define SRM_SERVICE	"rproc-srm"
#define SRM_DEVICE_SIZE 32u /* with a NUL */
#define SRM_NAME_SIZE	16u
#define SRM_INDEX_NONE	0xFFFFFFFFu /* look for the name instead */

enum srm_message_type { SRM_MESSAGE_GET = 0, SRM_MESSAGE_SET = 1, SRM_MESSAGE_ERROR = 0xFF };
enum srm_resource_type { SRM_TYPE_CLOCK = 0, SRM_TYPE_REGULATOR = 1, SRM_TYPE_ERROR = 0xFF };

struct srm_message_clock {
	uint32_t index;
	char name[SRM_NAME_SIZE];
	uint32_t rate; /* Hz */
};

struct srm_message_regulator {
	uint32_t index;
	char name[SRM_NAME_SIZE];
	uint32_t enable;
	uint32_t current_mv; /* in answers */
	uint32_t min_mv; /* in requests; 0 and 0: the voltage stays */
	uint32_t max_mv;
};

struct srm_message {
	uint32_t type; /* enum srm_message_type */
	/* A peripheral's address in hexadecimal, lower case, without 0x ("40015000"), or the name of a
	 * device that is not one. */
	char device[SRM_DEVICE_SIZE];
	uint32_t resource; /* enum srm_resource_type */
	union {
		struct srm_message_clock clock;
		struct srm_message_regulator regulator;
	};
};

_Static_assert(sizeof(struct srm_message) == 76, "no padding");

#endif
