/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "soc/assignable.h"
#include "soc/dma_request.h"
#include "yaml/yaml_tree.h"

#define NAMES_MAX  256u
#define NAME_BYTES 32u

const struct soc_peripheral *peripheral_named(const char *name)
{
	const struct soc_assignable *assignable = soc_assignable_by_name(name);

	return assignable ? soc_assignable_peripheral(assignable) : NULL;
}

const struct soc_assignable *peripheral_assignable(const struct soc_peripheral *peripheral)
{
	size_t count;
	const struct soc_assignable *all = soc_assignables(&count);
	const struct soc_peripheral *first = soc_peripherals(&count);

	/* One row for each, in the same order. */
	return &all[peripheral - first];
}

const char *peripheral_nearest(const char *name)
{
	const char *words[NAMES_MAX + 1] = {NULL};
	char upper[NAME_BYTES] = "";
	size_t count;
	const struct soc_peripheral *all = soc_peripherals(&count);

	for (size_t i = 0; name[i] && i + 1 < sizeof(upper); i++)
		upper[i] = (char)toupper((unsigned char)name[i]);
	for (size_t i = 0; i < count && i < NAMES_MAX; i++)
		words[i] = all[i].name;
	return yaml_nearest(upper, words);
}

bool peripheral_has_signal(const struct soc_peripheral *peripheral, const char *signal)
{
	return soc_assignable_of_signal(signal) == peripheral_assignable(peripheral);
}

/* "PREFIX_name" if there is such a signal. */
static bool joined(const char *prefix, size_t length, const char *name, char out[SOC_SIGNAL_MAX])
{
	char whole[2 * SOC_SIGNAL_MAX];

	if (length >= SOC_SIGNAL_MAX || strlen(name) >= SOC_SIGNAL_MAX)
		return false;
	snprintf(whole, sizeof(whole), "%.*s_%s", (int)length, prefix, name);
	return soc_signal_spell(whole, out) && soc_signal_exists(out);
}

bool peripheral_signal(const struct soc_peripheral *peripheral, const char *name,
		       char out[SOC_SIGNAL_MAX])
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral);
	const char *prefix = assignable->prefixes ? assignable->prefixes : assignable->name;

	if (soc_signal_spell(name, out) && soc_signal_exists(out) &&
	    peripheral_has_signal(peripheral, out))
		return true;
	while (*prefix) {
		size_t length = strcspn(prefix, " ");

		if (joined(prefix, length, name, out))
			return true;
		prefix += length;
		prefix += strspn(prefix, " ");
	}
	snprintf(out, SOC_SIGNAL_MAX, "%s_%.16s", peripheral->name, name);
	return false;
}

int peripheral_request(const struct soc_peripheral *peripheral, const char *text, const char **name)
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral);
	unsigned cursor = 0;
	int number;

	*name = NULL;
	while ((number = soc_assignable_request(assignable, &cursor)) >= 0) {
		const char *whole = soc_dma_request_name((unsigned)number);
		const char *rest = strchr(whole, '_');

		if (strcasecmp(whole, text) != 0 && !(rest && !strcasecmp(rest + 1, text)))
			continue;
		*name = whole;
		return number;
	}
	return -1;
}
