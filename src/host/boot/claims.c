/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/boot/claims.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 256u

const char *claims_holder(struct claims *claims, const char *path)
{
	char **grown;
	char *name;

	if (claims->holder_count && !strcmp(claims->holders[claims->holder_count - 1], path))
		return claims->holders[claims->holder_count - 1];
	grown = realloc(claims->holders, (claims->holder_count + 1) * sizeof(*grown));
	if (!grown)
		return NULL;
	claims->holders = grown;
	name = strdup(path);
	if (!name)
		return NULL;
	claims->holders[claims->holder_count++] = name;
	return name;
}

int claims_add(struct claims *claims, const struct claim *claim)
{
	const struct claim *other = NULL;
	struct claim *grown;

	while ((other = claims_find(claims, claim->kind, claim->number, other))) {
		if (other->holder == claim->holder && !claim->handle)
			return 0;
	}
	if (claims->count == claims->room) {
		grown = realloc(claims->items, (claims->room + ROOM) * sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		claims->items = grown;
		claims->room += ROOM;
	}
	claims->items[claims->count++] = *claim;
	return 0;
}

const struct claim *claims_find(const struct claims *claims, enum claim_kind kind, uint32_t number,
				const struct claim *after)
{
	for (size_t i = after ? (size_t)(after - claims->items) + 1 : 0; i < claims->count; i++) {
		if (claims->items[i].kind == kind && claims->items[i].number == number)
			return &claims->items[i];
	}
	return NULL;
}

void claims_cut(struct claims *claims, size_t count)
{
	if (count < claims->count)
		claims->count = count;
}

void claims_free(struct claims *claims)
{
	for (size_t i = 0; i < claims->holder_count; i++)
		free(claims->holders[i]);
	free(claims->holders);
	free(claims->items);
	*claims = (struct claims){0};
}

const char *claims_pin_name(uint32_t pin, char name[CLAIM_PIN_NAME])
{
	if (pin < CLAIM_PINS)
		(void)snprintf(name, CLAIM_PIN_NAME, "P%c%u", (char)('A' + pin / 16),
			       (unsigned)(pin % 16));
	else
		strcpy(name, "?");
	return name;
}
