/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/assignable.h"

#include <string.h>
#include <strings.h>

#include "soc/assignable_table.h"
#include "soc/dma_request.h"
#include "soc/pin.h"

/* The next word of a list separated by `between`; NULL after the last. */
static const char *word_next(const char *list, char between, size_t *length)
{
	const char *end;

	while (*list == between)
		list++;
	end = strchr(list, between);
	*length = end ? (size_t)(end - list) : strlen(list);
	return *length ? list : NULL;
}

/* Is `name` one of the words, in capitals or not? */
static bool word_in(const char *list, char between, const char *name, size_t name_length)
{
	size_t length;

	for (const char *word = list; (word = word_next(word, between, &length)); word += length) {
		if (length == name_length && !strncasecmp(word, name, length))
			return true;
	}
	return false;
}

static const char *list_or_name(const struct soc_assignable *assignable, const char *list)
{
	return list ? list : assignable->name;
}

/* What of a name of the form PREFIX, PREFIX_REST follows one of the prefixes; NULL: it has another. The
 * longest counts, so that "USB_OTG_HS" is not taken for "USB". */
static const char *rest_after(const char *prefixes, const char *name)
{
	const char *rest = NULL;
	size_t length;

	for (const char *word = prefixes; (word = word_next(word, ' ', &length)); word += length) {
		if (strncmp(name, word, length) || (name[length] && name[length] != '_'))
			continue;
		if (!rest || name + length > rest)
			rest = name + length;
	}
	return rest;
}

const struct soc_assignable *soc_assignables(size_t *count)
{
	*count = soc_assignable_row_count;
	return soc_assignable_rows;
}

static bool has_name(const struct soc_assignable *row, const char *name)
{
	const size_t length = strlen(name);
	const bool m4 = (row->flags & SOC_ASSIGN_M4_NODE) && !strncasecmp(name, "m4_", 3);

	return !strcasecmp(row->name, name) || (row->guard && !strcasecmp(row->guard, name)) ||
	       (row->label && !strcasecmp(row->label, m4 ? name + 3 : name)) ||
	       word_in(list_or_name(row, row->cube), ' ', name, length);
}

const struct soc_assignable *soc_assignable_by_name(const char *name)
{
	for (size_t i = 0; i < soc_assignable_row_count; i++) {
		if (!strcasecmp(soc_assignable_rows[i].name, name))
			return &soc_assignable_rows[i];
	}
	for (size_t i = 0; i < soc_assignable_row_count; i++) {
		if (has_name(&soc_assignable_rows[i], name))
			return &soc_assignable_rows[i];
	}
	return NULL;
}

static const char *signal_rest(const struct soc_assignable *assignable, const char *signal)
{
	return rest_after(list_or_name(assignable, assignable->prefixes), signal);
}

const struct soc_assignable *soc_assignable_of_signal(const char *signal)
{
	char spelt[SOC_SIGNAL_MAX];

	if (!soc_signal_spell(signal, spelt))
		return NULL;
	for (size_t i = 0; i < soc_assignable_row_count; i++) {
		if (signal_rest(&soc_assignable_rows[i], spelt))
			return &soc_assignable_rows[i];
	}
	return NULL;
}

const struct soc_peripheral *soc_assignable_peripheral(const struct soc_assignable *assignable)
{
	size_t count;
	const struct soc_peripheral *peripherals = soc_peripherals(&count);

	/* The two tables have the same order; the test makes sure of it. */
	return &peripherals[assignable - soc_assignable_rows];
}

bool soc_assignable_allows(const struct soc_assignable *assignable, unsigned context)
{
	return (assignable->contexts & context) != 0;
}

bool soc_assignable_isolatable(const struct soc_assignable *assignable, unsigned context)
{
	const unsigned id = soc_assignable_peripheral(assignable)->etzpc_id;

	if (id == SOC_NO_ETZPC)
		return false;
	return context == SOC_CONTEXT_M4 ||
	       (context == SOC_CONTEXT_A7_SECURE && soc_firewall_securable(id));
}

const char *soc_context_name(unsigned context)
{
	switch (context) {
	case SOC_CONTEXT_A7_SECURE:
		return "Cortex-A7 secure";
	case SOC_CONTEXT_A7:
		return "Cortex-A7";
	case SOC_CONTEXT_M4:
		return "Cortex-M4";
	default:
		return "?";
	}
}

/* Has a pin before this signal of this pin the same signal? */
static bool seen_before(size_t pin_index, const char *name)
{
	for (size_t i = 0; i < pin_index; i++) {
		for (const struct soc_pin_signal *s = soc_pin_at(i)->signals; s->name; s++) {
			if (!strcmp(s->name, name))
				return true;
		}
	}
	return false;
}

/* The cursor counts the signals of all pins. */
const char *soc_assignable_signal(const struct soc_assignable *assignable, size_t *cursor)
{
	const struct soc_pin *pin;
	size_t number = 0;

	for (size_t i = 0; (pin = soc_pin_at(i)); i++) {
		for (const struct soc_pin_signal *s = pin->signals; s->name; s++) {
			if (number++ < *cursor || !signal_rest(assignable, s->name) ||
			    seen_before(i, s->name))
				continue;
			*cursor = number;
			return s->name;
		}
	}
	return NULL;
}

int soc_assignable_request(const struct soc_assignable *assignable, unsigned *cursor)
{
	const char *prefixes = list_or_name(assignable, assignable->requests);

	while (*cursor < SOC_DMA_REQUESTS) {
		const unsigned request = (*cursor)++;
		const char *name = soc_dma_request_name(request);

		if (name && rest_after(prefixes, name))
			return (int)request;
	}
	return -1;
}

bool soc_assignable_need(const struct soc_assignable *assignable, size_t *cursor, const char **need,
			 size_t *length)
{
	if (!assignable->needs)
		return false;
	*need = word_next(assignable->needs + *cursor, ' ', length);
	if (!*need)
		return false;
	*cursor = (size_t)(*need - assignable->needs) + *length;
	return true;
}

bool soc_need_met(const struct soc_assignable *assignable, const char *need, size_t length,
		  const char *signal)
{
	char spelt[SOC_SIGNAL_MAX], alternatives[SOC_SIGNAL_MAX];
	const char *rest;

	if (!soc_signal_spell(signal, spelt) || length >= sizeof(alternatives))
		return false;
	memcpy(alternatives, need, length);
	alternatives[length] = '\0';
	rest = signal_rest(assignable, spelt);
	if (!rest)
		return false;
	/* CEC has one signal, of its own name. */
	rest = *rest ? rest + 1 : spelt;
	return word_in(alternatives, '|', rest, strlen(rest));
}
