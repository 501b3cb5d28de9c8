/* SPDX-License-Identifier: BSD-3-Clause */
/* The values that a scenario is made of. */
#include <errno.h>
#include <string.h>

#include "board/duration.h"
#include "host/raw.h"
#include "host/tty.h"
#include "machine/scenario_plan_internal.h"

int scenario_read_string(struct scenario_reader *reader, const struct yaml_node *node,
			 const char **text)
{
	*text = yaml_string(node);
	if (*text && **text)
		return 0;
	(void)yaml_error_at(reader->error, node, "a word belongs here");
	return -EINVAL;
}

int scenario_read_duration(struct scenario_reader *reader, const struct yaml_node *node,
			   uint64_t *ps)
{
	const char *text = yaml_string(node);
	const int rc = text ? duration_read(text, ps) : -EINVAL;

	if (!rc)
		return 0;
	if (rc == -ERANGE)
		return yaml_error_at(reader->error, node, "%.40s is too long a time", text);
	return yaml_error_at(reader->error, node,
			     "a time such as 20ms, 1.5s or 100us belongs here%s%.40s",
			     text && *text ? ", not " : "", text ? text : "");
}

int scenario_read_number(struct scenario_reader *reader, const struct yaml_node *node,
			 uint64_t most, uint64_t *number)
{
	if (!yaml_number(node, most, number))
		return 0;
	return yaml_error_at(reader->error, node, "a number from 0 to %llu belongs here",
			     (unsigned long long)most);
}

int scenario_read_bool(struct scenario_reader *reader, const struct yaml_node *node, bool *value)
{
	if (!yaml_bool(node, value))
		return 0;
	return yaml_error_at(reader->error, node, "true or false belongs here");
}

static int bytes_read(struct scenario_reader *reader, const struct yaml_node *node,
		      const void **text, size_t *length)
{
	unsigned char *bytes;
	size_t count = 0;

	if (node->kind != YAML_SEQUENCE || !node->count)
		return yaml_error_at(reader->error, node,
				     "a list of numbers such as [0x01, 255] belongs here");
	bytes = scenario_memory(reader->plan, node->count);
	if (!bytes)
		return -ENOMEM;
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		uint64_t byte;
		int rc = scenario_read_number(reader, item, UINT8_MAX, &byte);

		if (rc)
			return rc;
		bytes[count++] = (unsigned char)byte;
	}
	*text = bytes;
	*length = count;
	return 0;
}

int scenario_read_text(struct scenario_reader *reader, const struct yaml_node *mapping,
		       const void **text, size_t *length)
{
	const struct yaml_node *node = yaml_get(mapping, "text");
	const struct yaml_node *bytes = yaml_get(mapping, "bytes");

	if (node && bytes)
		return yaml_error_at(reader->error, bytes->key,
				     "text and bytes exclude each other");
	if (bytes)
		return bytes_read(reader, bytes, text, length);
	if (!node)
		return yaml_error_at(reader->error, mapping, "there is neither text nor bytes");
	if (node->kind != YAML_SCALAR || !node->length)
		return yaml_error_at(reader->error, node, "a text belongs here");
	*text = node->text;
	*length = node->length;
	return 0;
}

int scenario_read_tty(struct scenario_reader *reader, const struct yaml_node *node,
		      uint32_t *number)
{
	uint64_t read;
	int rc = scenario_read_number(reader, node, TTY_COUNT - 1, &read);

	if (!rc)
		*number = (uint32_t)read;
	return rc;
}

int scenario_read_service(struct scenario_reader *reader, const struct yaml_node *node, bool talks,
			  const char **service)
{
	const char **place = reader->plan->services;
	int rc = scenario_read_string(reader, node, service);

	if (rc)
		return rc;
	if (strlen(*service) >= RPMSG_NAME_SIZE)
		return yaml_error_at(reader->error, node,
				     "the name of a service has at most %u letters",
				     RPMSG_NAME_SIZE - 1);
	while (talks && *place && strcmp(*place, *service) != 0)
		place++;
	/* There is room for two a step. */
	if (talks && !*place)
		*place = *service;
	return 0;
}
