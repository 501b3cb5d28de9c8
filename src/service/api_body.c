/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/api_body.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static int refuse(struct host_error *error, const char *key, const char *what)
{
	char remedy[HOST_ERROR_REMEDY];

	(void)snprintf(remedy, sizeof(remedy), "send {\"%s\": \"...\"}", key);
	(void)host_error_set(error, -EINVAL, "body", remedy, "%s", what);
	host_error_place(error, "body");
	return -EINVAL;
}

static int text_take(json_t *root, const char *key, char *value, size_t room,
		     struct host_error *error)
{
	const json_t *text = json_object_get(root, key);
	const size_t length = json_string_length(text);

	if (!json_is_object(root))
		return refuse(error, key, "it is not an object");
	if (!text || json_object_size(root) != 1)
		return refuse(error, key, "it has another member than it should");
	if (!json_is_string(text))
		return refuse(error, key, "the value is not a string");
	if (length >= room)
		return refuse(error, key, "the value is too long");
	/* jansson refuses \u0000 in a string. */
	memcpy(value, json_string_value(text), length + 1);
	return 0;
}

int api_body_text(const void *body, size_t length, const char *key, char *value, size_t room,
		  struct host_error *error)
{
	json_error_t json;
	json_t *root;
	char what[HOST_ERROR_TEXT];
	int rc;

	if (!length)
		return -ENOENT;
	root = json_loadb(body, length, JSON_REJECT_DUPLICATES, &json);
	if (!root) {
		(void)snprintf(what, sizeof(what), "it is not JSON: %s in line %d", json.text,
			       json.line);
		return refuse(error, key, what);
	}
	rc = text_take(root, key, value, room, error);
	json_decref(root);
	return rc;
}
