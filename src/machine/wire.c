/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/wire_internal.h"

struct wire {
	const struct wire_kind *kind;
	void *state;
};

static const struct wire_kind *const kinds[] = {&wire_i2c, &wire_spi, &wire_can, &wire_uart,
						&wire_pin};

/* "A=B", or "A" for the same on both. False: neither. */
static bool names_split(const char *what, char names[2][WIRE_NAME])
{
	const char *equals = strchr(what, '=');
	const size_t first = equals ? (size_t)(equals - what) : strlen(what);
	const char *second = equals ? equals + 1 : what;

	if (!first || first >= WIRE_NAME || !*second || strlen(second) >= WIRE_NAME)
		return false;
	memcpy(names[0], what, first);
	names[0][first] = '\0';
	memcpy(names[1], second, strlen(second) + 1);
	return true;
}

int wire_create(struct wire **wire, const char *what, struct board *first, struct board *second,
		char error[WIRE_ERROR])
{
	struct board *const boards[2] = {first, second};
	char names[2][WIRE_NAME];
	struct wire *made;
	int rc = -ENOENT;

	if (!names_split(what, names)) {
		snprintf(error, WIRE_ERROR,
			 "a wire is one name, or two as in UART7=USART3, not \"%.32s\"", what);
		return -EINVAL;
	}
	made = calloc(1, sizeof(*made));
	if (!made)
		return -ENOMEM;
	for (size_t i = 0; rc == -ENOENT && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		made->kind = kinds[i];
		rc = kinds[i]->join(&made->state, boards, (const char(*)[WIRE_NAME])names, error);
	}
	if (rc == -ENOENT) {
		snprintf(error, WIRE_ERROR,
			 "%s is nothing that a wire connects: UARTs (UART7), I2C, SPI and CAN "
			 "buses (I2C5, SPI4, FDCAN1) and pins (PE8) are",
			 names[0]);
		rc = -EINVAL;
	}
	if (rc) {
		free(made);
		return rc;
	}
	*wire = made;
	return 0;
}

void wire_destroy(struct wire *wire)
{
	if (!wire)
		return;
	wire->kind->part(wire->state);
	free(wire);
}
