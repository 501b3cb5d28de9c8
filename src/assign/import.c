/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/import.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assign/names.h"

static void peripheral_unsaid(struct import_peripheral *peripheral,
			      const struct soc_peripheral *soc)
{
	*peripheral = (struct import_peripheral){.soc = soc,
						 .context = IMPORT_UNSAID,
						 .isolation = IMPORT_UNSAID,
						 .lock = IMPORT_UNSAID,
						 .source = IMPORT_UNSAID,
						 .priority = IMPORT_UNSAID};
}

struct import *import_new(const char *from)
{
	struct import *import = calloc(1, sizeof(*import));
	size_t count;
	const struct soc_peripheral *all = soc_peripherals(&count);

	if (!import)
		return NULL;
	import->from = from;
	import->peripherals = calloc(count, sizeof(*import->peripherals));
	if (!import->peripherals) {
		free(import);
		return NULL;
	}
	import->peripheral_count = count;
	for (size_t i = 0; i < count; i++)
		peripheral_unsaid(&import->peripherals[i], &all[i]);
	for (size_t i = 0; i < ASSIGNMENT_OSCILLATORS; i++)
		import->oscillators[i] = IMPORT_UNSAID;
	for (size_t i = 0; i < sizeof(import->plls) / sizeof(import->plls[0]); i++)
		import->plls[i] = (struct import_pll){IMPORT_UNSAID, IMPORT_UNSAID, IMPORT_UNSAID,
						      IMPORT_UNSAID, IMPORT_UNSAID, IMPORT_UNSAID};
	import->rpmsg = IMPORT_UNSAID;
	import->rpmsg_buffers = IMPORT_UNSAID;
	return import;
}

void import_free(struct import *import)
{
	if (!import)
		return;
	free(import->peripherals);
	free(import);
}

struct import_peripheral *import_peripheral(struct import *import, const char *name)
{
	const struct soc_peripheral *soc = peripheral_named(name);
	size_t count;

	return soc ? &import->peripherals[soc - soc_peripherals(&count)] : NULL;
}

struct import_pad import_pad(const struct soc_pin *pin)
{
	return (struct import_pad){pin, IMPORT_UNSAID, IMPORT_UNSAID, IMPORT_UNSAID};
}

bool import_pin(struct import *import, struct import_peripheral *peripheral, const char *signal,
		const struct import_pad *pad)
{
	struct import_pin *pin = peripheral->pins;
	struct import_pin *end = pin + peripheral->pin_count;

	while (pin < end && strcmp(pin->signal, signal) != 0)
		pin++;
	if (pin == peripheral->pins + IMPORT_PINS) {
		import_note(import, "%s has more than %u pins: %s is left out",
			    peripheral->soc->name, IMPORT_PINS, signal);
		return false;
	}
	if (pin == end)
		peripheral->pin_count++;
	snprintf(pin->signal, sizeof(pin->signal), "%s", signal);
	pin->pad = *pad;
	return true;
}

/* ---- labels ---- */

static bool label_taken(const struct import *import, const char *label)
{
	for (size_t i = 0; i < import->gpio_count; i++) {
		if (!strcasecmp(import->gpio[i].label, label))
			return true;
	}
	return false;
}

/* As C and the file take one: letters, digits and '_', a letter first. */
static void label_clean(char *out, size_t room, const char *label)
{
	size_t used = 0;

	for (; *label && used + 1 < room; label++) {
		const unsigned char byte = (unsigned char)*label;
		const bool good = byte < 0x80 && isalnum(byte);

		if (!used && good && isdigit(byte) && used + 2 < room)
			out[used++] = 'P';
		if (good)
			out[used++] = (char)byte;
		else if (used && out[used - 1] != '_')
			out[used++] = '_';
	}
	while (used && out[used - 1] == '_')
		used--;
	out[used] = '\0';
}

struct import_gpio *import_gpio(struct import *import, const char *label,
				const struct import_pad *pad)
{
	char clean[ASSIGNMENT_NAME_MAX];
	struct import_gpio *gpio;

	if (import->gpio_count == IMPORT_GPIO) {
		import_note(import, "there are more than %u pins of software: %s is left out",
			    IMPORT_GPIO, label);
		return NULL;
	}
	label_clean(clean, sizeof(clean), label);
	if (!*clean || label_taken(import, clean))
		snprintf(clean, sizeof(clean), "%s", pad->pin->name);
	if (label_taken(import, clean))
		snprintf(clean, sizeof(clean), "%s_%zu", pad->pin->name, import->gpio_count);
	if (*label && strcmp(clean, label) != 0)
		import_note(import, "the label %s of %s is %s here", label, pad->pin->name, clean);
	gpio = &import->gpio[import->gpio_count++];
	*gpio = (struct import_gpio){.pad = *pad,
				     .context = IMPORT_UNSAID,
				     .direction = IMPORT_UNSAID,
				     .high = IMPORT_UNSAID,
				     .active_low = IMPORT_UNSAID,
				     .edge = IMPORT_UNSAID};
	snprintf(gpio->label, sizeof(gpio->label), "%s", clean);
	return gpio;
}

/* ---- notes ---- */

void import_note(struct import *import, const char *format, ...)
{
	char text[IMPORT_TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	for (char *at = text; *at; at++) {
		if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7F)
			*at = '?';
	}
	for (size_t i = 0; i < import->note_count; i++) {
		if (!strcmp(import->notes[i], text))
			return;
	}
	if (import->note_count == IMPORT_NOTES) {
		import->notes_lost = true;
		return;
	}
	memcpy(import->notes[import->note_count++], text, sizeof(text));
}
