/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults in words; a file of its own, so that firmware without a log does not carry the words. */
#include <copro/rpmsg.h>

const char *rpmsg_fault_text(enum rpmsg_fault fault)
{
	switch (fault) {
	case RPMSG_FAULT_AVAIL_INDEX:
		return "an index or entry of the available ring that is impossible";
	case RPMSG_FAULT_USED_INDEX:
		return "an index of the used ring that is impossible";
	case RPMSG_FAULT_DESCRIPTOR:
		return "a descriptor whose address is not that of a buffer";
	case RPMSG_FAULT_USED_ID:
		return "a used buffer that it does not have";
	case RPMSG_FAULT_LENGTH:
		return "a message whose length does not fit its buffer";
	case RPMSG_FAULT_NO_ENDPOINT:
		return "a message to an address where nobody listens";
	case RPMSG_FAULT_NAME_SERVICE:
		return "a malformed name service announcement";
	case RPMSG_FAULT_VRING:
		return "a ring that cannot be used where and as it is described";
	}
	return "an unknown fault";
}
