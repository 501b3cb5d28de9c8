/* SPDX-License-Identifier: BSD-3-Clause */
/* Which request is which: a table of methods and paths, in which '#' stands for a number. */
#ifndef COPRO_SERVICE_API_ROUTE_H
#define COPRO_SERVICE_API_ROUTE_H

#include <stddef.h>

#include <copro/compiler.h>

struct api;
struct http_exchange;

struct api_route {
	const char *method;
	const char *path; /* "/v1/trace/#" */
	void (*handle)(struct api *api, struct http_exchange *exchange, int argument,
		       unsigned number);
	int argument;
};

#define API_NUMBER_MAX 999u /* of what '#' stands for */
#define API_ALLOW_SIZE 64u

/* The row for a request, its number in *number. NULL: `allow` has the methods that the path has, "GET,
 * PUT", and is empty when there is no such path. */
COPRO_MUST_CHECK const struct api_route *api_route_find(const struct api_route *table,
							const char *method, const char *path,
							unsigned *number,
							char allow[API_ALLOW_SIZE]);

#endif
