/* SPDX-License-Identifier: BSD-3-Clause */
/* Bodies of several members. */
#include <errno.h>
#include <string.h>

#include "service/api_internal.h"

json_t *api_body_object(struct http_exchange *exchange, const char *remedy)
{
	size_t length;
	const void *body = http_exchange_body(exchange, &length);
	json_error_t why;
	json_t *root =
		length ? json_loadb(body, length, JSON_REJECT_DUPLICATES, &why) : json_object();

	if (json_is_object(root))
		return root;
	api_complain(exchange, HTTP_BAD_REQUEST, -EINVAL, "body", remedy,
		     "the body cannot be used: %s", root ? "it is no object" : why.text);
	json_decref(root);
	return NULL;
}

bool api_body_has_only(struct http_exchange *exchange, json_t *body, const char *const *names,
		       const char *remedy)
{
	const json_t *value;
	const char *key;

	json_object_foreach(body, key, value)
	{
		const char *const *name = names;

		while (*name && strcmp(*name, key) != 0)
			name++;
		if (*name)
			continue;
		api_complain(exchange, HTTP_BAD_REQUEST, -EINVAL, "body", remedy,
			     "\"%.40s\" is no member of this body", key);
		return false;
	}
	return true;
}
