/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions of the remote room, called on the Cortex-M4 by a test on the other side: it fills in a
 * call, sets `go`, and lets the core run until that is 0 again. */
#ifndef COPRO_TESTS_FIRMWARE_CALLS_H
#define COPRO_TESTS_FIRMWARE_CALLS_H

#include <stdint.h>

#define CALLS_ADDRESS 0x10050000u /* SRAM4 */
#define CALLS_SLOTS   8u

enum calls_function {
	CALL_PERIPHERAL_CHECK = 1, /* base */
	CALL_PERIPHERAL_REQUEST, /* base, slot */
	CALL_PERIPHERAL_REQUEST_NAME, /* slot, text */
	CALL_PERIPHERAL_RELEASE, /* slot */
	CALL_PERIPHERAL_STATUS, /* base; out: owner, locked, requested */
	CALL_PERIPHERAL_ERROR_TEXT, /* status; text */
	CALL_LOCK_INIT, /* rate of the core in Hz */
	CALL_LOCK_OF, /* base */
	CALL_LOCK_TRY, /* lock */
	CALL_LOCK, /* lock, us */
	CALL_LOCK_IN_INTERRUPT, /* lock, us: held by the thread that was interrupted */
	CALL_UNLOCK, /* lock */
	CALL_LOCK_HOLDER, /* lock */
	CALL_LOCK_NOTIFY, /* lock; out: releases told so far, as a bitmap */
	CALL_SYSTEM_BOOT, /* text */
	CALL_CLOCKS_SETUP, /* 0: as a DK2's; 1: another PLL setting; 2: an impossible one */
	CALL_CORE_HZ,
	CALL_RESMGR_INIT,
	CALL_RESMGR_DEINIT,
	CALL_RESMGR_REQUEST, /* id, flags; the handle is the address of the calls */
	CALL_RESMGR_RELEASE, /* id */
	CALL_RESMGR_CONTEXT, /* id; out: flags, state, handle */
	CALL_PERIPH_LOCK, /* base, ms */
	CALL_PERIPH_UNLOCK, /* base */
	CALL_LOCK_UP /* the end of this core */
};

struct calls {
	volatile uint32_t go; /* enum calls_function, 0: done */
	uint32_t arguments[2];
	int32_t result;
	uint32_t out[3];
	uint32_t cycles; /* that the call took */
	uint32_t ready; /* the firmware has started */
	char text[64];
};

#endif
