/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whose a peripheral is, asked before its initialisation: the firewall (RM0436, ETZPC) knows what the
 * boot chain decided from its device tree. A firmware that asks stops with an error it can print,
 * instead of a bus fault, or of two drivers on one peripheral.
 *
 *	static struct peripheral i2c5;
 *	int status = peripheral_request(&i2c5, 0x40015000);
 *
 *	if (status)
 *		remote_log("I2C5: %s", peripheral_error_text(status));
 *
 * The rule:  isolated for the M4         granted
 *            open, and not locked        granted: nobody has said otherwise
 *            open, and locked            the A7's: so ST's software marks what Linux has
 *            secure                      refused
 *            not behind the firewall     granted (GPIO, EXTI, RCC, ...). Both processors reach them,
 *                                        and copro/resource_lock.h is for that; RTC, TAMP and RCC
 *                                        have protections of their own, which are not asked here
 *
 * Nothing here stops an access: the firewall itself does that. Any context; what is requested is kept
 * in one list, so that two drivers of one firmware do not take the same peripheral.
 */
#ifndef COPRO_PERIPHERAL_H
#define COPRO_PERIPHERAL_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

enum peripheral_owner {
	PERIPHERAL_UNGUARDED, /* not behind the firewall */
	PERIPHERAL_OPEN, /* nobody's: whoever asks first */
	PERIPHERAL_M4, /* this processor's alone */
	PERIPHERAL_A7, /* open and locked */
	PERIPHERAL_SECURE /* the A7's secure world */
};

/* A peripheral in use. Provided by the caller, from request to release; zeroed before the first. All
 * members are private. */
struct peripheral {
	struct peripheral *next;
	uint32_t base;
};

struct peripheral_status {
	enum peripheral_owner owner;
	bool locked; /* the assignment cannot change before the chip's next reset */
	bool requested; /* by this firmware */
};

/*
 * May this processor use the peripheral at `base` (its address in RM0436's memory map; a RAM bank's will
 * do as well)? 0; -EPERM: it is the A7's; -EACCES: it is secure; -ENXIO: there is no peripheral;
 * -ENODEV: the firewall cannot be asked.
 */
COPRO_MUST_CHECK int peripheral_check(uint32_t base);

/* The same, and marks it as used. Also -EBUSY: this firmware uses it already. */
COPRO_MUST_CHECK int peripheral_request(struct peripheral *peripheral, uint32_t base);

/* By the name that ST's headers give it ("I2C5", "GPIOA"). Errors as above; -ENXIO: no such name. Brings
 * the table of all names along, 4.6 KB. */
COPRO_MUST_CHECK int peripheral_request_name(struct peripheral *peripheral, const char *name);

/* Gives back what was requested. Ignored when it was not. */
void peripheral_release(struct peripheral *peripheral);

/* How things stand. 0; -ENXIO, -ENODEV as above. */
COPRO_MUST_CHECK int peripheral_status(uint32_t base, struct peripheral_status *status);

/* Words for a log: of a status above ("reserved for the A7"), and of an owner ("M4"). Never NULL. */
const char *peripheral_error_text(int status);
const char *peripheral_owner_text(enum peripheral_owner owner);

#endif
