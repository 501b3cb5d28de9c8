/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/import_ioc.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "assign/import_ioc_parts.h"
#include "assign/names.h"
#include "soc/assignable.h"
#include "soc/boards.h"
#include "soc/chip.h"

#define LINE_SHOWN 40u /* bytes of the first line that a message shows */

/* ---- words ---- */

void ioc_words_add(struct ioc_words *words, const char *word)
{
	const size_t length = strlen(word);
	const char *at = words->text;

	while (words->used && (at = strstr(at, word)) != NULL) {
		if ((at == words->text || at[-1] == ' ') && (!at[length] || at[length] == ','))
			return;
		at += length ? length : 1;
		if (!*at)
			break;
	}
	/* " and NNNNNN more" needs room as well. */
	if (words->left_out || words->used + length + 24 >= sizeof(words->text)) {
		words->left_out++;
		return;
	}
	words->used +=
		(size_t)snprintf(words->text + words->used, sizeof(words->text) - words->used,
				 "%s%s", words->used ? ", " : "", word);
}

const char *ioc_words_end(struct ioc_words *words)
{
	if (words->left_out)
		snprintf(words->text + words->used, sizeof(words->text) - words->used, "%s%zu more",
			 words->used ? " and " : "", words->left_out);
	return words->text;
}

bool ioc_next(const char **cursor, char separator, char word[IOC_WORD])
{
	const char *from = *cursor;
	size_t length;

	while (*from == separator || *from == ' ')
		from++;
	if (!*from)
		return false;
	for (length = 0; from[length] && from[length] != separator; length++)
		;
	*cursor = from + length;
	while (length && from[length - 1] == ' ')
		length--;
	snprintf(word, IOC_WORD, "%.*s", (int)(length < IOC_WORD ? length : IOC_WORD - 1), from);
	return true;
}

const char *ioc_get(const struct ioc *ioc, const char *group, const char *key)
{
	char whole[3 * IOC_WORD];

	if ((size_t)snprintf(whole, sizeof(whole), "%s.%s", group, key) >= sizeof(whole))
		return NULL;
	return properties_get(&ioc->properties, whole);
}

/* ---- contexts ---- */

static const struct {
	const char *name;
	enum assignment_context context;
	unsigned bit;
} contexts[] = {
	{"CortexA7S", ASSIGNMENT_A7_SECURE, SOC_CONTEXT_A7_SECURE},
	{"CortexA7NS", ASSIGNMENT_A7, SOC_CONTEXT_A7},
	{"CortexM4", ASSIGNMENT_M4, SOC_CONTEXT_M4},
};

#define CONTEXTS (sizeof(contexts) / sizeof(contexts[0]))

static int context_of(unsigned bits)
{
	for (size_t i = 0; i < CONTEXTS; i++) {
		if (bits == contexts[i].bit)
			return (int)contexts[i].context;
	}
	if (bits & SOC_CONTEXT_M4)
		return ASSIGNMENT_SHARED;
	return bits ? ASSIGNMENT_A7 : IMPORT_UNSAID;
}

int ioc_context(const char *list)
{
	char word[IOC_WORD];
	unsigned bits = 0;

	while (ioc_next(&list, ',', word)) {
		for (size_t i = 0; i < CONTEXTS; i++)
			bits |= strcmp(word, contexts[i].name) ? 0 : contexts[i].bit;
	}
	return context_of(bits);
}

bool ioc_maybe_m4(const struct import_peripheral *peripheral)
{
	return peripheral->context == ASSIGNMENT_M4 || peripheral->context == ASSIGNMENT_SHARED;
}

/* Who lists a peripheral and who of them initialises it: SOC_CONTEXT_ bits. */
struct listed {
	unsigned by, initialised;
};

static bool one_bit(unsigned bits)
{
	return bits && !(bits & (bits - 1));
}

static void context_decide(struct ioc *ioc, struct import_peripheral *peripheral,
			   const struct listed *listed)
{
	const struct soc_assignable *can = peripheral_assignable(peripheral->soc);
	const char *name = peripheral->soc->name;
	unsigned bits = one_bit(listed->initialised) ? listed->initialised : listed->by;

	if (!listed->by || can->flags & SOC_ASSIGN_SYSTEM)
		return;
	for (size_t i = 0; i < CONTEXTS; i++) {
		if (bits & contexts[i].bit && !soc_assignable_allows(can, contexts[i].bit))
			import_note(ioc->import, "%s cannot be given to the %s, which lists it",
				    name, soc_context_name(contexts[i].bit));
	}
	bits &= can->contexts;
	peripheral->context = context_of(bits);
	if (one_bit(bits) || !bits)
		return;
	if (peripheral->context == ASSIGNMENT_SHARED && !(can->flags & SOC_ASSIGN_SHARED))
		peripheral->context = bits & SOC_CONTEXT_A7 ? ASSIGNMENT_A7 : ASSIGNMENT_A7_SECURE;
	import_note(ioc->import,
		    "%s is in the lists of several contexts and none alone initialises it: "
		    "'%s' is a guess",
		    name, assignment_context_name((enum assignment_context)peripheral->context));
}

static bool one_of(const char *word, const char *const *words)
{
	for (; *words; words++) {
		if (!strcmp(word, *words))
			return true;
	}
	return false;
}

/* What has no context of its own here, or is handled elsewhere. */
static bool is_no_choice(const char *name)
{
	static const char *const names[] = {
		"RCC",	  "NVIC", "SYS",      "GPIO", "DMA", "MDMA",  "GIC",	   "DDR", "OPENAMP",
		"SYS_M4", "EXTI", "MDMA_A7S", "BSEC", "PWR", "ETZPC", "MDMA_A7NS", NULL};

	return one_of(name, names);
}

static void list_add(const struct ioc *ioc, struct listed *listed,
		     const struct import_peripheral *peripheral, unsigned bit, bool initialises)
{
	struct listed *of;

	if (!peripheral)
		return;
	of = &listed[peripheral - ioc->import->peripherals];
	of->by |= bit;
	of->initialised |= initialises ? bit : 0;
}

static void list_read(struct ioc *ioc, size_t context, struct listed *listed,
		      struct ioc_words *unknown)
{
	const char *list = ioc_get(ioc, contexts[context].name, "IPs");
	char word[IOC_WORD];

	while (list && ioc_next(&list, ',', word)) {
		char *mark = strchr(word, ':');
		const bool initialises = mark && !strcmp(mark, ":I");
		struct import_peripheral *peripheral;

		if (mark)
			*mark = '\0';
		if (!strcmp(word, "OPENAMP") && contexts[context].context == ASSIGNMENT_M4)
			ioc->import->rpmsg = 1;
		peripheral = is_no_choice(word) ? NULL : import_peripheral(ioc->import, word);
		if (peripheral) {
			list_add(ioc, listed, peripheral, contexts[context].bit, initialises);
			/* The host controller of USB is two peripherals. */
			if (!strncmp(word, "USBH_HS", 7))
				list_add(ioc, listed, import_peripheral(ioc->import, "USBH_EHCI"),
					 contexts[context].bit, initialises);
		} else if (!is_no_choice(word)) {
			ioc_words_add(unknown, word);
		}
	}
}

static int contexts_read(struct ioc *ioc)
{
	struct listed listed[256] = {{0, 0}};
	struct ioc_words unknown = {.used = 0};

	if (ioc->import->peripheral_count > sizeof(listed) / sizeof(listed[0]))
		return -EINVAL;
	for (size_t i = 0; i < CONTEXTS; i++)
		list_read(ioc, i, listed, &unknown);
	for (size_t i = 0; i < ioc->import->peripheral_count; i++)
		context_decide(ioc, &ioc->import->peripherals[i], &listed[i]);
	if (unknown.used || unknown.left_out)
		import_note(ioc->import, "not peripherals, and left to the programs: %s",
			    ioc_words_end(&unknown));
	return 0;
}

/* ---- chip and board ---- */

static int chip_read(struct ioc *ioc, const uint8_t *text, size_t size, char error[IMPORT_TEXT])
{
	static const char *const keys[] = {"CPN", "UserName", "Name"};
	struct soc_chip chip;
	char name[SOC_CHIP_NAME];
	const char *value = NULL;
	unsigned shown = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *said = ioc_get(ioc, "Mcu", keys[i]);

		value = said ? said : value;
		if (said && !soc_chip_by_name(said, &chip) && chip.package != SOC_PACKAGES) {
			snprintf(ioc->import->chip, sizeof(ioc->import->chip), "%s",
				 soc_chip_name(&chip, name));
			return 0;
		}
	}
	if (value) {
		snprintf(error, IMPORT_TEXT, "a project for %.40s: only STM32MP15 can be imported",
			 value);
	} else {
		while (shown < size && shown < LINE_SHOWN && text[shown] >= 0x20)
			shown++;
		snprintf(error, IMPORT_TEXT,
			 "not a CubeMX project: no Mcu.Name, line 1 is \"%.*s\"", (int)shown,
			 (const char *)text);
	}
	for (char *at = error; *at; at++) {
		if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7F)
			*at = '?';
	}
	return -EINVAL;
}

static void board_read(struct ioc *ioc)
{
	const char *said = properties_get(&ioc->properties, "board");
	char name[IOC_WORD] = "";
	const struct soc_board *board;

	if (!said || !*said || !strcmp(said, "custom"))
		return;
	for (size_t i = 0; said[i] && i + 1 < sizeof(name); i++)
		name[i] = (char)tolower((unsigned char)said[i]);
	board = soc_board_by_name(name);
	if (board)
		snprintf(ioc->import->board, sizeof(ioc->import->board), "%s", board->name);
	else
		import_note(ioc->import, "the board %.64s is not known", said);
}

static void name_read(struct ioc *ioc)
{
	const char *said = ioc_get(ioc, "ProjectManager", "ProjectName");
	size_t length = 0;

	while (said && (isalnum((unsigned char)said[length]) ||
			(length && said[length] && strchr("-_", said[length]))))
		length++;
	if (said && length && !said[length] && isalpha((unsigned char)*said) &&
	    length < sizeof(ioc->import->name))
		memcpy(ioc->import->name, said, length + 1);
}

/* ---- what is left ---- */

/* Groups of keys that say nothing of their own, or are read. */
static bool is_read(const char *group)
{
	static const char *const groups[] = {
		"Mcu",	"MxCube",    "MxDb",	   "PCC",	 "PinOutPanel", "ProjectManager",
		"File", "BootROM",   "BootLoader", "CortexA7S",	 "CortexA7NS",	"CortexM4",
		"RCC",	"NVIC",	     "Dma",	   "SH",	 "CAD",		"DDR_A7",
		"GPIO", "Mcu_Board", "board",	   "ThirdParty", NULL};

	return one_of(group, groups) || !strncmp(group, "VP_", 3);
}

/* Keys that every group has, and that say nothing to people. */
static bool is_bookkeeping(const char *key)
{
	return !strcmp(key, "IPParameters") || !strncmp(key, "VirtualMode", 11) ||
	       !strncmp(key, "VirtualInstance", 15);
}

static void group_note(struct ioc *ioc, const char *group, struct ioc_words *keys)
{
	const struct import_peripheral *peripheral = import_peripheral(ioc->import, group);

	if (!keys->used && !keys->left_out)
		return;
	if (peripheral && peripheral->context != IMPORT_UNSAID)
		import_note(ioc->import, "%s: its parameters are the driver's: %s", group,
			    ioc_words_end(keys));
	else
		import_note(ioc->import, "%s is not carried over: %s", group, ioc_words_end(keys));
}

/* One note a group; the properties of one stand together. */
static void rest_note(struct ioc *ioc)
{
	const struct properties *all = &ioc->properties;
	char last[IOC_WORD] = "";
	struct ioc_words keys = {.used = 0};

	for (size_t i = 0; i < all->count; i++) {
		const char *key = all->list[i].key;
		const char *dot = strchr(key, '.');
		char group[IOC_WORD], word[IOC_WORD];

		if (!dot)
			continue;
		snprintf(group, sizeof(group), "%.*s",
			 (int)(dot - key < (int)IOC_WORD ? dot - key : (int)IOC_WORD - 1), key);
		/* Dedicated pads have keys as pins do, and no choice. */
		if (is_read(group) || ioc_pin(group) || ioc_get(ioc, group, "Signal"))
			continue;
		if (strcmp(group, last) != 0) {
			group_note(ioc, last, &keys);
			keys = (struct ioc_words){.used = 0};
			memcpy(last, group, sizeof(last));
		}
		snprintf(word, sizeof(word), "%.40s", dot + 1);
		if (!is_bookkeeping(word))
			ioc_words_add(&keys, word);
	}
	group_note(ioc, last, &keys);
}

static void line_note(void *context, unsigned line, const char *problem, const char *key)
{
	import_note(context, "line %u, %.40s, %s", line, key, problem);
}

int import_ioc(struct import *import, const void *text, size_t size, char error[IMPORT_TEXT])
{
	struct ioc ioc = {.import = import};
	unsigned line;
	int rc;

	error[0] = '\0';
	if (size > IMPORT_IOC_MAX) {
		snprintf(error, IMPORT_TEXT, "not a CubeMX project: larger than %zu bytes",
			 IMPORT_IOC_MAX);
		return -EINVAL;
	}
	if (!size) {
		snprintf(error, IMPORT_TEXT, "not a CubeMX project: it is empty");
		return -EINVAL;
	}
	rc = properties_read(&ioc.properties, text, size, line_note, import, &line);
	if (rc == -EINVAL)
		snprintf(error, IMPORT_TEXT, "not a CubeMX project: line %u is not text", line);
	if (rc)
		return rc;
	rc = chip_read(&ioc, text, size, error);
	if (!rc)
		rc = contexts_read(&ioc);
	if (!rc) {
		board_read(&ioc);
		name_read(&ioc);
		ioc_pins(&ioc);
		ioc_dma(&ioc);
		ioc_interrupts(&ioc);
		ioc_clocks(&ioc);
		rest_note(&ioc);
	}
	properties_free(&ioc.properties);
	return rc;
}
