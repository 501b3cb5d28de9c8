/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/reader.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define KEYS_MAX  64u
#define WORDS_MAX 256u

const char *const reader_contexts[] = {"unused", "a7-secure", "a7", "m4", "shared", NULL};
const char *const reader_isolations[] = {"open", "readable", "isolated", NULL};
const char *const reader_pulls[] = {"none", "up", "down", NULL};
const char *const reader_drives[] = {"push-pull", "open-drain", NULL};
const char *const reader_speeds[] = {"low", "medium", "high", "very-high", NULL};
const char *const reader_directions[] = {"input", "output", NULL};
const char *const reader_levels[] = {"low", "high", NULL};
const char *const reader_edges[] = {"none", "rising", "falling", "both", NULL};

struct assignment_origin reader_origin(const struct reader *reader, const struct yaml_node *node)
{
	return (struct assignment_origin){.file = reader->file,
					  .line = node->line,
					  .column = node->column,
					  .board = reader->board};
}

void reader_no_memory(struct reader *reader)
{
	reader->failed = true;
}

void reader_wrong(struct reader *reader, const struct yaml_node *node, const char *format, ...)
{
	const struct assignment_origin at = reader_origin(reader, node);
	struct finding *finding = finding_add(reader->findings, "FILE003", &at);
	char text[FINDING_TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	finding_what(finding, "%s", text);
	finding_why(finding, "nothing is guessed: a value that is not understood would be lost");
}

static size_t words_join(const char *const *words, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (; *words && used < size; words++) {
		int length = snprintf(text + used, size - used, "%s%s",
				      used ? words[1] ? ", " : " or " : "", *words);

		used += length > 0 ? (size_t)length : 0;
	}
	return used;
}

void reader_suggest(struct finding *finding, const char *word, const char *const *words)
{
	const char *nearest = yaml_nearest(word, words);
	char text[FINDING_TEXT - 40];

	if (nearest) {
		finding_do(finding, "did you mean %s?", nearest);
		return;
	}
	words_join(words, text, sizeof(text));
	finding_do(finding, "write %s", text);
}

static const struct reader_key *key_find(const struct reader_key *keys, const char *name)
{
	for (; name && keys->name; keys++) {
		if (!strcmp(keys->name, name))
			return keys;
	}
	return NULL;
}

static void key_unknown(struct reader *reader, const struct yaml_node *key, const char *of,
			const struct reader_key *keys)
{
	const struct assignment_origin at = reader_origin(reader, key);
	struct finding *finding = finding_add(reader->findings, "FILE002", &at);
	const char *words[KEYS_MAX] = {NULL};

	for (size_t i = 0; keys[i].name && i + 1 < KEYS_MAX; i++)
		words[i] = keys[i].name;
	finding_what(finding, "%s has no key \"%s\"", of, key->text);
	finding_why(finding, "nothing is skipped over: a key that is misspelled would be lost");
	reader_suggest(finding, key->text, words);
}

void reader_mapping(struct reader *reader, const struct yaml_node *node, const char *of,
		    const struct reader_key *keys, void *target)
{
	if (node->kind != YAML_MAPPING) {
		reader_wrong(reader, node,
			     "%s is described by keys and values, such as \"%s: ...\"", of,
			     keys[0].name);
		return;
	}
	for (const struct yaml_node *value = node->first; value; value = value->next) {
		const struct reader_key *key = key_find(keys, yaml_string(value->key));

		if (key)
			key->read(reader, value, target);
		else
			key_unknown(reader, value->key, of, keys);
	}
}

int reader_word(struct reader *reader, const struct yaml_node *node, const char *what,
		const char *const *words)
{
	const char *text = yaml_string(node);
	struct assignment_origin at;
	struct finding *finding;
	char all[FINDING_TEXT - 100];

	for (int i = 0; text && words[i]; i++) {
		if (!strcasecmp(text, words[i]))
			return i;
	}
	at = reader_origin(reader, node);
	finding = finding_add(reader->findings, "FILE003", &at);
	words_join(words, all, sizeof(all));
	if (text)
		finding_what(finding, "%s cannot be \"%s\"", what, text);
	else
		finding_what(finding, "%s is one word", what);
	finding_why(finding, "it is %s", all);
	reader_suggest(finding, text ? text : "", words);
	return -EINVAL;
}

void reader_choice(struct reader *reader, const struct yaml_node *node, const char *what,
		   const char *const *words, struct assignment_choice *choice)
{
	int value = reader_word(reader, node, what, words);

	if (value >= 0)
		*choice = (struct assignment_choice){value, reader_origin(reader, node)};
}

static const char *const truths[] = {"false", "true", "no", "yes", "off", "on", NULL};

int reader_truth(const char *text)
{
	for (int i = 0; truths[i]; i++) {
		if (!strcasecmp(text, truths[i]))
			return i & 1;
	}
	return -1;
}

void reader_flag(struct reader *reader, const struct yaml_node *node, const char *what,
		 struct assignment_flag *flag)
{
	int value = reader_word(reader, node, what, truths);

	if (value >= 0)
		*flag = (struct assignment_flag){value & 1, reader_origin(reader, node)};
}

/* The factor that a unit stands for; 0: none such. */
static uint64_t unit_factor(const char *unit, enum reader_unit of)
{
	static const struct {
		const char *name;
		enum reader_unit of;
		uint64_t factor;
	} units[] = {
		{"hz", READER_HZ, 1},	       {"khz", READER_HZ, 1000},
		{"mhz", READER_HZ, 1000000},   {"b", READER_BYTES, 1},
		{"k", READER_BYTES, 1024},     {"kb", READER_BYTES, 1024},
		{"kib", READER_BYTES, 1024},   {"m", READER_BYTES, 1048576},
		{"mb", READER_BYTES, 1048576}, {"mib", READER_BYTES, 1048576},
	};

	while (*unit == ' ')
		unit++;
	if (!*unit)
		return 1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (units[i].of == of && !strcasecmp(units[i].name, unit))
			return units[i].factor;
	}
	return 0;
}

/* Digits after the point, as parts of a factor: ".5" of 1000000 is 500000. False: it is no whole number, or
 * has more digits than anybody needs. */
static bool fraction_scale(const char *digits, uint64_t factor, uint64_t *value)
{
	uint64_t number = 0, scale = 1;

	for (; isdigit((unsigned char)*digits); digits++) {
		if (scale >= 1000000000)
			return false;
		number = 10 * number + (uint64_t)(*digits - '0');
		scale *= 10;
	}
	*value = number * factor / scale;
	return number * factor % scale == 0;
}

/* True if the text is a number with a unit that fits into 48 bits. */
static bool number_parse(const char *text, enum reader_unit unit, uint64_t *value)
{
	const bool hexadecimal = text[0] == '0' && (text[1] | 0x20) == 'x';
	const char *after = text;
	const char *digits;
	uint64_t whole, factor, part = 0;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	whole = strtoull(text, &end, hexadecimal ? 16 : 10);
	if (errno || whole > (UINT64_C(1) << 40))
		return false;
	after = end;
	digits = after + 1;
	if (*after == '.' && !hexadecimal) {
		after += 1 + strspn(after + 1, "0123456789");
		factor = unit_factor(after, unit);
		if (!factor || !isdigit((unsigned char)*digits) ||
		    !fraction_scale(digits, factor, &part))
			return false;
	} else {
		factor = unit_factor(after, unit);
	}
	*value = whole * factor + part;
	return factor != 0;
}

int reader_number(struct reader *reader, const struct yaml_node *node, const char *what,
		  enum reader_unit unit, uint64_t least, uint64_t most,
		  struct assignment_number *number)
{
	static const char *const examples[] = {"16", "64 MHz", "4K"};
	const char *text = yaml_string(node);
	uint64_t value = 0;

	if (!text || !number_parse(text, unit, &value)) {
		reader_wrong(reader, node, "%s is a number, such as %s, not \"%s\"", what,
			     examples[unit], text ? text : "");
		return -EINVAL;
	}
	if (value < least || value > most) {
		reader_wrong(reader, node, "%s is from %" PRIu64 " to %" PRIu64 ", not %" PRIu64,
			     what, least, most, value);
		return -EINVAL;
	}
	*number = (struct assignment_number){value, reader_origin(reader, node)};
	return 0;
}

const char *reader_name(struct reader *reader, const struct yaml_node *node, const char *what,
			size_t most)
{
	const char *text = yaml_string(node);
	const char *copy;

	if (!text || !*text || strlen(text) > most) {
		reader_wrong(reader, node, "%s is a name of 1 to %zu characters", what, most);
		return NULL;
	}
	for (const char *byte = text; *byte; byte++) {
		if (!isgraph((unsigned char)*byte)) {
			reader_wrong(reader, node,
				     "%s has no spaces and no letters beyond ASCII: \"%s\"", what,
				     text);
			return NULL;
		}
	}
	copy = arena_text(reader->assignment->arena, text);
	if (!copy)
		reader_no_memory(reader);
	return copy;
}

bool reader_identifier(struct reader *reader, const struct yaml_node *node, const char *what,
		       const char *text)
{
	bool fine = isalpha((unsigned char)text[0]);

	for (const char *byte = text; *byte; byte++)
		fine = fine && (isalnum((unsigned char)*byte) || *byte == '_' || *byte == '-');
	if (!fine)
		reader_wrong(reader, node,
			     "%s is made of letters, digits, _ and -, and starts with a letter; "
			     "\"%s\" is not",
			     what, text);
	return fine;
}
