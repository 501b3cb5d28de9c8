/* SPDX-License-Identifier: BSD-3-Clause */
/* What is soldered around the chip: LEDs to look at, buttons to press, sensors to set. */
#include <errno.h>

#include "machine/part_report.h"
#include "service/api_internal.h"

#define EXAMPLE "docs/api.md has an example"

API_HANDLER(api_get_parts)
{
	(void)argument;
	(void)number;
	api_answer(exchange, HTTP_OK, part_report_list(control_machine(api->control)));
}

static void part_put(struct api *api, struct http_exchange *exchange, const json_t *body)
{
	const char *name = json_string_value(json_object_get(body, "part"));
	const char *property = json_string_value(json_object_get(body, "property"));
	const char *value = json_string_value(json_object_get(body, "value"));
	struct machine *machine = control_machine(api->control);
	struct host_error error = {.text = ""};
	int rc;

	if (!name || !property || !value) {
		api_complain(exchange, HTTP_BAD_REQUEST, -EINVAL, "body", EXAMPLE,
			     "part, property and value are each a string");
		return;
	}
	rc = machine_set_part(machine, name, property, value, &error);
	if (rc)
		api_error(exchange, HTTP_UNPROCESSABLE, rc, &error);
	else
		api_answer(exchange, HTTP_OK, part_report(machine, name));
}

API_HANDLER(api_put_part)
{
	static const char *const names[] = {"part", "property", "value", NULL};
	json_t *body = api_body_object(exchange, EXAMPLE);

	(void)argument;
	(void)number;
	if (body && api_body_has_only(exchange, body, names, EXAMPLE))
		part_put(api, exchange, body);
	json_decref(body);
}
