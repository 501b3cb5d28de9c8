/* SPDX-License-Identifier: BSD-3-Clause */
/* What of copro/peripheral.h costs memory for names: linked only by who uses it. */
#include <copro/peripheral.h>

#include <errno.h>

#include "soc/peripheral.h"

int peripheral_request_name(struct peripheral *peripheral, const char *name)
{
	const struct soc_peripheral *known = soc_peripheral_by_name(name);

	return known ? peripheral_request(peripheral, known->base) : -ENXIO;
}

const char *peripheral_error_text(int status)
{
	switch (status) {
	case 0:
		return "granted";
	case -EPERM:
		return "reserved for the A7";
	case -EACCES:
		return "reserved for the secure world";
	case -EBUSY:
		return "in use by this firmware already";
	case -ENXIO:
		return "no such peripheral";
	case -ENODEV:
		return "the firewall (ETZPC) does not answer";
	default:
		return "unknown error";
	}
}

const char *peripheral_owner_text(enum peripheral_owner owner)
{
	switch (owner) {
	case PERIPHERAL_UNGUARDED:
		return "not guarded";
	case PERIPHERAL_OPEN:
		return "open";
	case PERIPHERAL_M4:
		return "M4";
	case PERIPHERAL_A7:
		return "A7";
	case PERIPHERAL_SECURE:
		return "secure world";
	}
	return "?";
}
