/* SPDX-License-Identifier: BSD-3-Clause */
/* Peripherals: `USART3: m4`, or a mapping of what is not to be the default. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assign/names.h"
#include "assign/reader.h"
#include "soc/dma_request.h"

#define PRIORITY_MAX 255u /* what NVIC_IPR takes; a rule knows how many there are */

static void owned_twice(struct reader *reader, const struct yaml_node *node,
			const struct assignment_peripheral *peripheral)
{
	const struct assignment_origin at = reader_origin(reader, node);
	struct finding *finding = finding_add(reader->findings, "OWN001", &at);

	finding_other(finding, &peripheral->origin);
	finding_what(finding, "%s is given to an owner twice", peripheral->soc->name);
	finding_why(finding,
		    "one context sets a peripheral up: its registers hold one set of values");
	finding_do(finding, "keep one of the two, or write `context: shared` where that can be");
}

/* ---- the keys of one ---- */

static void context_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;

	if (node->kind == YAML_SEQUENCE && node->count > 1) {
		owned_twice(reader, node, peripheral);
		return;
	}
	reader_choice(reader, node->kind == YAML_SEQUENCE && node->first ? node->first : node,
		      "the context of a peripheral", reader_contexts, &peripheral->context);
}

static void isolation_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;

	reader_choice(reader, node, "the isolation of a peripheral", reader_isolations,
		      &peripheral->isolation);
}

static void lock_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;

	reader_flag(reader, node, "the lock of a peripheral", &peripheral->lock);
}

static void priority_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;

	reader_number(reader, node, "an interrupt's priority", READER_PLAIN, 0, PRIORITY_MAX,
		      &peripheral->priority);
}

static void supplies_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;

	if (node->kind != YAML_MAPPING || node->count > ASSIGNMENT_SUPPLIES) {
		reader_wrong(reader, node,
			     "supplies are at most %u, each by its name: \"vref: vrefbuf\"",
			     ASSIGNMENT_SUPPLIES);
		return;
	}
	peripheral->supply_count = 0;
	peripheral->supplies = arena_alloc(reader->assignment->arena, node->count + 1,
					   sizeof(*peripheral->supplies));
	if (!peripheral->supplies) {
		reader_no_memory(reader);
		return;
	}
	for (const struct yaml_node *value = node->first; value; value = value->next) {
		struct assignment_supply *supply = &peripheral->supplies[peripheral->supply_count];

		supply->name = reader_name(reader, value->key, "a supply", ASSIGNMENT_NAME_MAX - 1);
		supply->regulator =
			reader_name(reader, value, "a regulator's label", ASSIGNMENT_NAME_MAX - 1);
		supply->origin = reader_origin(reader, value->key);
		if (supply->name && supply->regulator &&
		    reader_identifier(reader, value->key, "a supply's name", supply->name) &&
		    reader_identifier(reader, value, "a regulator's label", supply->regulator))
			peripheral->supply_count++;
	}
}

const struct reader_key reader_peripheral_keys[] = {
	{"context", context_read, reader_contexts},
	{"isolation", isolation_read, reader_isolations},
	{"lock", lock_read, NULL},
	{"pins", read_pins, NULL},
	{"clock", read_peripheral_clock, NULL},
	{"dma", read_dma, NULL},
	{"priority", priority_read, NULL},
	{"supplies", supplies_read, NULL},
	{NULL, NULL, NULL},
};

/* ---- DMA ---- */

/* "auto", "DMA2", "DMA2/3" */
static bool stream_read(struct reader *reader, const struct yaml_node *node,
			struct assignment_dma *dma)
{
	const char *text = yaml_string(node);
	const char *stream;
	unsigned long number;
	char *end;

	dma->controller = 0;
	dma->stream = ASSIGNMENT_ANY_STREAM;
	if (text && !strcasecmp(text, "auto"))
		return true;
	if (!text || strncasecmp(text, "DMA", 3) != 0 || (text[3] != '1' && text[3] != '2')) {
		reader_wrong(reader, node,
			     "a stream is \"auto\", a controller (DMA1, DMA2), or one of its "
			     "streams (DMA2/3), not \"%s\"",
			     text ? text : "");
		return false;
	}
	dma->controller = (uint8_t)(text[3] - '0');
	stream = text + 4;
	if (!*stream)
		return true;
	number = *stream == '/' && stream[1] ? strtoul(stream + 1, &end, 10) : ULONG_MAX;
	if (number > 7 || *end) {
		reader_wrong(reader, node,
			     "a controller has the streams 0 to 7: \"DMA%u/3\", not \"%s\"",
			     dma->controller, text);
		return false;
	}
	dma->stream = (uint8_t)number;
	return true;
}

static void request_read(struct reader *reader, const struct yaml_node *name,
			 const struct yaml_node *stream, struct assignment_peripheral *peripheral)
{
	struct assignment_dma *dma = &peripheral->dma[peripheral->dma_count];
	const char *text = yaml_string(name);
	const char *request;

	*dma = (struct assignment_dma){.stream = ASSIGNMENT_ANY_STREAM,
				       .origin = reader_origin(reader, name)};
	if (!text || (stream && !stream_read(reader, stream, dma)))
		return;
	dma->number = peripheral_request(peripheral->soc, text, &request);
	/* A rule says so. */
	if (dma->number < 0)
		request = arena_print(reader->assignment->arena, "%s_%.16s", peripheral->soc->name,
				      text);
	dma->request = request;
	if (request)
		peripheral->dma_count++;
	else
		reader_no_memory(reader);
}

void read_dma(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;
	const bool scalar = node->kind == YAML_SCALAR;

	if (scalar && !strcmp(node->text, "none")) {
		peripheral->dma_count = 0;
		return;
	}
	if (scalar || node->count > ASSIGNMENT_DMA) {
		reader_wrong(reader, node,
			     "the DMA of a peripheral is a list of at most %u requests, such as "
			     "[RX, TX], or their streams, such as {RX: DMA2/0}",
			     ASSIGNMENT_DMA);
		return;
	}
	peripheral->dma_count = 0;
	peripheral->dma =
		arena_alloc(reader->assignment->arena, node->count + 1, sizeof(*peripheral->dma));
	if (!peripheral->dma) {
		reader_no_memory(reader);
		return;
	}
	for (const struct yaml_node *item = node->first; item; item = item->next)
		request_read(reader, node->kind == YAML_MAPPING ? item->key : item,
			     node->kind == YAML_MAPPING ? item : NULL, peripheral);
}

/* ---- all of them ---- */

static struct assignment_peripheral *peripheral_find(struct reader *reader,
						     const struct yaml_node *key)
{
	const char *name = yaml_string(key);
	const struct soc_peripheral *soc = name ? peripheral_named(name) : NULL;
	struct assignment *assignment = reader->assignment;
	struct assignment_origin at;
	struct finding *finding;
	const char *nearest;

	for (size_t i = 0; soc && i < assignment->peripheral_count; i++) {
		if (assignment->peripherals[i].soc == soc)
			return &assignment->peripherals[i];
	}
	at = reader_origin(reader, key);
	finding = finding_add(reader->findings, "FILE002", &at);
	nearest = name ? peripheral_nearest(name) : NULL;
	finding_what(finding, "there is no peripheral \"%s\"", key->text);
	finding_why(finding, "no chip of the STM32MP15 line has one of that name");
	if (nearest)
		finding_do(finding, "did you mean %s?", nearest);
	else
		finding_do(finding, "name it as ST's headers do: USART3");
	return NULL;
}

void read_peripherals(struct reader *reader, const struct yaml_node *node, void *target)
{
	(void)target;
	if (node->kind != YAML_MAPPING) {
		if (!yaml_is_null(node))
			reader_wrong(reader, node,
				     "peripherals are given by name, such as \"USART3: m4\"");
		return;
	}
	for (const struct yaml_node *value = node->first; value; value = value->next) {
		struct assignment_peripheral *peripheral = peripheral_find(reader, value->key);

		if (!peripheral)
			continue;
		if (peripheral->origin.file == reader->file) {
			owned_twice(reader, value->key, peripheral);
			continue;
		}
		peripheral->origin = reader_origin(reader, value->key);
		if (value->kind == YAML_MAPPING)
			reader_mapping(reader, value, peripheral->soc->name, reader_peripheral_keys,
				       peripheral);
		else
			context_read(reader, value, peripheral);
	}
}
