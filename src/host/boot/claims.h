/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Linux's drivers use: which node holds which peripheral, clock, regulator, pin and interrupt.
 * Pins belong to one holder; the others may have several.
 */
#ifndef COPRO_HOST_CLAIMS_H
#define COPRO_HOST_CLAIMS_H

#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

enum claim_kind {
	CLAIM_PERIPHERAL, /* number: its address */
	CLAIM_CLOCK, /* number: of host/clk.h; handle: struct clk */
	CLAIM_REGULATOR, /* number: of host/regulator.h; handle: struct regulator */
	CLAIM_PIN, /* number: 16 * port + pin, port A being 0 and Z 25 */
	CLAIM_INTERRUPT /* number: the GIC's SPI; or CLAIM_EXTI_LINE + n for a line that leads to none */
};

#define CLAIM_EXTI_LINE 0x1000u
#define CLAIM_PINS	(26u * 16u)
#define CLAIM_PIN_NAME	8u

struct claim {
	enum claim_kind kind;
	uint32_t number;
	const char *holder; /* path of its node */
	void *handle;
};

/* Zeroed before first use. */
struct claims {
	struct claim *items;
	size_t count;
	size_t room;
	char **holders; /* what items[].holder points to */
	size_t holder_count;
};

/* Remembers a holder's name; NULL: no memory. */
const char *claims_holder(struct claims *claims, const char *path);

/* 0, -ENOMEM. The same thing twice for one holder is one claim. */
COPRO_MUST_CHECK int claims_add(struct claims *claims, const struct claim *claim);

/* The first claim on a thing after `after` (NULL: from the start), NULL: there is none. */
const struct claim *claims_find(const struct claims *claims, enum claim_kind kind, uint32_t number,
				const struct claim *after);

/* Takes back all that a holder has claimed since there were `count` claims; the handles are the
 * caller's to put before. */
void claims_cut(struct claims *claims, size_t count);
void claims_free(struct claims *claims);

/* "PA14". Returns `name`. */
const char *claims_pin_name(uint32_t pin, char name[CLAIM_PIN_NAME]);

#endif
