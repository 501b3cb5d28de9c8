/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines inside the chip on which timers and EXTI start converters (RM0436, "ADC", tables of external triggers;
 * "DAC", trigger selection). Who listens says to which line; a timer that nobody hears does not send.
 */
#ifndef COPRO_BOARD_TRIGGER_H
#define COPRO_BOARD_TRIGGER_H

#include <stdbool.h>
#include <stdint.h>

struct board;
struct device;

/* Channel 0 is the timer's TRGO, 1 to 4 are OCxREF. */
#define TRIGGER_NONE		    0u
#define TRIGGER_TIM(timer, channel) ((unsigned)(timer) << 3 | (channel))
#define TRIGGER_TRGO(timer)	    TRIGGER_TIM(timer, 0)
#define TRIGGER_EXTI(line)	    (0x100u | (line)) /* a pulse at each edge that EXTI selects */

struct trigger_listener {
	void *context;
	/* The line has changed at `when` (ps), which is not later than now: in the middle of what happens to
	 * its source. */
	void (*edge)(void *context, bool level, uint64_t when);

	/* trigger.c's own */
	unsigned line;
	bool known;
	struct trigger_listener *next;
};

/* Listens to a line from now on, and to no other. The listener lives as long as the board. */
void trigger_listen(struct board *board, struct trigger_listener *listener, unsigned line);

/* Does anybody? And to which channels of a timer (bit n - 1)? */
bool trigger_heard(const struct board *board, unsigned line);
uint8_t trigger_heard_channels(const struct board *board, unsigned timer);

/* For the sources. A pulse is a rise and a fall. */
void trigger_send(struct board *board, unsigned line, bool level, uint64_t when);

/* tim_trigger.c: somebody begins to listen to a timer, or has stopped. */
void tim_listened(struct device *tim);

#endif
