/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An assignment: who owns what of a chip, with every default filled in. It is read from a text file
 * (read.h), from a CubeMX project or from device trees (import_*.h), checked by the rules (check.h), and
 * turned into device trees and C (generate_*.h).
 *
 * Each value knows where it comes from: a place in a file, or the reason for a default. All text and all
 * lists belong to the assignment and live as long as it does. The lists are in a fixed order whatever the
 * order of the file: peripherals as in soc/peripheral.h, gpio by port and number, regions by address.
 *
 * A value may be impossible (a pin that the peripheral does not have): that is for the rules to say. What
 * is an enum, an index or a pointer here is valid all the same.
 */
#ifndef COPRO_ASSIGN_ASSIGNMENT_H
#define COPRO_ASSIGN_ASSIGNMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "assign/finding.h"
#include "soc/clock.h"
#include "soc/memory.h"
#include "soc/peripheral.h"

#define ASSIGNMENT_PINS	      64u /* of one peripheral */
#define ASSIGNMENT_DMA	      16u
#define ASSIGNMENT_SUPPLIES   8u
#define ASSIGNMENT_GPIO	      184u /* every pin once */
#define ASSIGNMENT_REGIONS    32u
#define ASSIGNMENT_SERVICES   16u
#define ASSIGNMENT_NAME_MAX   32u /* bytes of a name with its NUL */
#define ASSIGNMENT_ANY_STREAM 0xFFu /* none of the controller's streams was free */
#define ASSIGNMENT_GUARDS     96u /* identifiers of the firewall */

/* ---- values ---- */

struct assignment_choice {
	int value; /* of the enum named beside it */
	struct assignment_origin origin;
};

struct assignment_flag {
	bool value;
	struct assignment_origin origin;
};

struct assignment_number {
	uint64_t value;
	struct assignment_origin origin;
};

struct assignment_text {
	const char *value;
	struct assignment_origin origin;
};

enum assignment_context {
	ASSIGNMENT_UNUSED, /* nobody's: Linux does not drive it, and the firewall leaves it open */
	ASSIGNMENT_A7_SECURE,
	ASSIGNMENT_A7, /* Linux */
	ASSIGNMENT_M4,
	ASSIGNMENT_SHARED, /* both Linux and the M4, by a protocol or a semaphore */
	ASSIGNMENT_CONTEXTS
};

/* "unused", "a7-secure", "a7", "m4", "shared" */
const char *assignment_context_name(enum assignment_context context);

enum assignment_isolation {
	ASSIGNMENT_OPEN, /* all may access it: ETZPC_OPEN */
	ASSIGNMENT_READABLE, /* the others may read it: ETZPC_SECURE_WRITE */
	ASSIGNMENT_ISOLATED, /* nobody else: ETZPC_SECURE or ETZPC_MCU_ISOLATION */
	ASSIGNMENT_ISOLATIONS
};

/* "open", "readable", "isolated" */
const char *assignment_isolation_name(enum assignment_isolation isolation);

/* ---- pins ---- */

enum assignment_pull { ASSIGNMENT_PULL_NONE, ASSIGNMENT_PULL_UP, ASSIGNMENT_PULL_DOWN };
enum assignment_drive { ASSIGNMENT_PUSH_PULL, ASSIGNMENT_OPEN_DRAIN };
/* As OSPEEDR and Linux's slew-rate count them. */
enum assignment_speed {
	ASSIGNMENT_SPEED_LOW,
	ASSIGNMENT_SPEED_MEDIUM,
	ASSIGNMENT_SPEED_HIGH,
	ASSIGNMENT_SPEED_VERY_HIGH
};
enum assignment_direction { ASSIGNMENT_INPUT, ASSIGNMENT_OUTPUT };
enum assignment_edge {
	ASSIGNMENT_NO_EDGE,
	ASSIGNMENT_RISING,
	ASSIGNMENT_FALLING,
	ASSIGNMENT_BOTH_EDGES
};

#define ASSIGNMENT_AF_GPIO    0xFEu
#define ASSIGNMENT_AF_ANALOG  0xFDu
#define ASSIGNMENT_AF_UNKNOWN 0xFFu /* the pin has no such signal: a rule says so */

/* A pin as the registers set it up. */
struct assignment_pad {
	char port; /* 'A' to 'K', 'Z' */
	uint8_t number; /* 0 to 15 */
	struct assignment_choice pull; /* enum assignment_pull */
	struct assignment_choice drive; /* enum assignment_drive */
	struct assignment_choice speed; /* enum assignment_speed */
	struct assignment_origin origin; /* where the pin is named */
};

struct assignment_pin {
	const char *signal; /* as soc/pin.h spells it: "USART3_TX" */
	uint8_t function; /* alternate function 0 to 15, or ASSIGNMENT_AF_ */
	struct assignment_pad pad;
	struct assignment_origin origin; /* where the signal is named; else of the pin */
};

/* A pin that software reads or drives. */
struct assignment_gpio {
	const char *label; /* "LED_ORANGE" */
	struct assignment_pad pad;
	struct assignment_choice context;
	struct assignment_choice direction; /* enum assignment_direction */
	struct assignment_flag high; /* an output's first level */
	struct assignment_flag active_low;
	/* Not ASSIGNMENT_NO_EDGE: the pin has the EXTI line of its number. */
	struct assignment_choice edge; /* enum assignment_edge */
	struct assignment_origin origin; /* of the label */
};

/* ---- peripherals ---- */

/* A request of the peripheral that a stream of DMA1 or DMA2 serves. */
struct assignment_dma {
	const char *request; /* as soc/dma_request.h spells it: "USART3_RX" */
	int number; /* at the multiplexer (soc/dma_request.h); -1: the peripheral has none such */
	uint8_t controller; /* 1 or 2; 0: none is free */
	uint8_t stream; /* 0 to 7, or ASSIGNMENT_ANY_STREAM */
	struct assignment_origin origin;
};

/* A regulator that must be on for what hangs on the peripheral. */
struct assignment_supply {
	const char *name; /* "vref": the property of the node is "vref-supply" */
	const char *regulator; /* the label of its node in Linux's tree: "vdda" */
	struct assignment_origin origin;
};

struct assignment_clock {
	struct assignment_choice source; /* enum soc_clock that feeds it; SOC_CLOCK_NONE: none */
	uint64_t wanted; /* Hz asked for; 0: none was */
	struct assignment_number rate; /* Hz that it gets; 0: the source is off */
};

struct assignment_peripheral {
	const struct soc_peripheral *soc;
	struct assignment_choice context; /* enum assignment_context */
	struct assignment_choice isolation; /* enum assignment_isolation */
	struct assignment_flag
		lock; /* the firewall's entry cannot be changed until the next reset */
	struct assignment_clock clock;
	struct assignment_number priority; /* in the M4's NVIC, 0 (first) to 15 */
	struct assignment_pin *pins; /* in the order of the signals' names */
	size_t pin_count;
	struct assignment_dma *dma;
	size_t dma_count;
	struct assignment_supply *supplies;
	size_t supply_count;
	struct assignment_origin origin; /* where the file names it; a default: it does not */
};

/* ---- clocks ---- */

enum assignment_oscillator {
	ASSIGNMENT_HSE,
	ASSIGNMENT_HSI,
	ASSIGNMENT_CSI,
	ASSIGNMENT_LSE,
	ASSIGNMENT_LSI,
	ASSIGNMENT_OSCILLATORS
};

/* PLLn = reference / m * (n + fraction / 8192) / p, q, r; for PLL1 and PLL2 that is the rate after the
 * halving which all of their outputs have. */
struct assignment_pll {
	struct assignment_number m, n, fraction, p, q, r;
};

struct assignment_clocks {
	/* The rate in Hz; 0: off. */
	struct assignment_number oscillators[ASSIGNMENT_OSCILLATORS];
	struct assignment_pll plls[4];
	/* Rates of all clocks with the selectors as the peripherals ask for them, by enum soc_clock. */
	uint64_t rates[SOC_CLOCKS];
	/* What each selector takes, by enum soc_clock; SOC_CLOCK_NONE where there is no selector. */
	uint8_t sources[SOC_CLOCKS];
};

/* ---- memory ---- */

enum assignment_use {
	ASSIGNMENT_VECTORS,
	ASSIGNMENT_CODE,
	ASSIGNMENT_DATA,
	ASSIGNMENT_VRING0, /* M4 to A7 */
	ASSIGNMENT_VRING1, /* A7 to M4 */
	ASSIGNMENT_BUFFERS,
	ASSIGNMENT_OTHER, /* of a name of its own */
	ASSIGNMENT_USES
};

/* A piece of a RAM bank. */
struct assignment_region {
	const char *name; /* "code" */
	enum assignment_use use;
	struct assignment_choice bank; /* enum soc_memory_id */
	struct assignment_number address; /* as the M4 sees it */
	struct assignment_number size; /* bytes */
	struct assignment_choice context; /* of ASSIGNMENT_OTHER: who uses it; else m4 or shared */
	struct assignment_origin origin;
};

struct assignment_rpmsg {
	struct assignment_flag enabled;
	struct assignment_number buffers; /* in each direction: entries of a vring */
	struct assignment_number size; /* bytes of a buffer, its header included */
	struct assignment_number align; /* of the used ring */
	struct assignment_number trace; /* bytes of the firmware's log; 0: none */
	struct assignment_text services[ASSIGNMENT_SERVICES];
	size_t service_count;
};

/* ---- all of it ---- */

/* A semaphore of HSEM that guards registers which both processors write; ASSIGNMENT_NO_LOCK: none. */
#define ASSIGNMENT_NO_LOCK 0xFFu

/* What the firewall's entry of one identifier becomes. */
struct assignment_guard {
	const char
		*name; /* of the first peripheral or the RAM bank behind it; NULL: there is none */
	uint8_t mode; /* ETZPC_SECURE ... ETZPC_OPEN */
	bool lock;
	enum assignment_context context;
	struct assignment_origin origin;
};

struct assignment {
	struct assignment_text name; /* for the files that are generated: "pump" */
	struct assignment_text board; /* "stm32mp157c-dk2"; value NULL: none */
	struct assignment_text chip; /* "STM32MP157CAC" (soc/chip.h) */
	struct assignment_text package; /* "TFBGA361" */

	struct assignment_peripheral *peripherals; /* all that the chip has, in soc's order */
	size_t peripheral_count;
	struct assignment_gpio *gpio;
	size_t gpio_count;
	struct assignment_clocks clocks;
	struct assignment_region *regions;
	size_t region_count;
	struct assignment_rpmsg rpmsg;
	struct assignment_number gpio_lock; /* a semaphore's number, or ASSIGNMENT_NO_LOCK */
	struct assignment_number exti_lock;
	struct assignment_guard guards[ASSIGNMENT_GUARDS];

	struct arena *arena; /* where all of it lives */
};

/* Also takes NULL. */
void assignment_free(struct assignment *assignment);

/* By its name in soc/peripheral.h, NULL if the chip has none. */
const struct assignment_peripheral *assignment_peripheral(const struct assignment *assignment,
							  const char *name);
/* The first region of a use, NULL if there is none. */
const struct assignment_region *assignment_region(const struct assignment *assignment,
						  enum assignment_use use);
/* Does the context include Linux, or the M4? Of a shared peripheral ask the following two: one that is
 * shared by the secure world and Linux is not the M4's. */
bool assignment_has_a7(enum assignment_context context);
bool assignment_has_m4(enum assignment_context context);
bool assignment_a7_uses(const struct assignment_peripheral *peripheral);
bool assignment_m4_uses(const struct assignment_peripheral *peripheral);

/* "PB10" in a buffer. Returns it. */
#define ASSIGNMENT_PIN_NAME 8u
const char *assignment_pad_name(const struct assignment_pad *pad, char name[ASSIGNMENT_PIN_NAME]);

/* "pins.yaml:12:9", or "default: why" in a buffer. Returns it. */
#define ASSIGNMENT_ORIGIN_TEXT 320u
const char *assignment_origin_text(const struct assignment_origin *origin,
				   char text[ASSIGNMENT_ORIGIN_TEXT]);
/* Was it written in a file, rather than filled in? */
bool assignment_given(const struct assignment_origin *origin);

#endif
