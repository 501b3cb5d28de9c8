/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels and endpoints: what there is, making and removing endpoints, and round trips to one. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "machine/ping.h"
#include "machine/rpmsg_report.h"
#include "service/api_internal.h"

#define PING_TRIPS     1000
#define PING_BYTES     16
#define PING_TRIPS_MAX 100000 /* of one request */
#define PS_PER_SECOND  1e12

#define EXAMPLE "docs/rpmsg.md has an example"

/* ---- bodies ---- */

/* A whole number in its limits; what it was before when there is none. False: it was answered. */
static bool number_take(struct http_exchange *exchange, const json_t *body, const char *name,
			uint32_t most, uint32_t *number)
{
	const json_t *value = json_object_get(body, name);

	if (!value || json_is_null(value))
		return true;
	if (json_is_integer(value) && json_integer_value(value) >= 0 &&
	    json_integer_value(value) <= (json_int_t)most) {
		*number = (uint32_t)json_integer_value(value);
		return true;
	}
	api_complain(exchange, HTTP_UNPROCESSABLE, -EINVAL, "number", "",
		     "%s is not a number from 0 to %" PRIu32, name, most);
	return false;
}

static bool seconds_take(struct http_exchange *exchange, const json_t *body, const char *name,
			 uint64_t *ps)
{
	const json_t *value = json_object_get(body, name);

	if (!value)
		return true;
	if (json_is_number(value) && json_number_value(value) > 0 &&
	    json_number_value(value) < 1000) {
		*ps = (uint64_t)(json_number_value(value) * PS_PER_SECOND);
		return true;
	}
	api_complain(exchange, HTTP_UNPROCESSABLE, -EINVAL, "number", "",
		     "%s is not a number of seconds between 0 and 1000", name);
	return false;
}

/* ---- the list ---- */

API_HANDLER(api_get_rpmsg)
{
	(void)argument;
	(void)number;
	api_answer(exchange, HTTP_OK, rpmsg_report_list(control_machine(api->control)));
}

/* ---- endpoints ---- */

static struct rpmsg_char_set *endpoints(struct api *api, struct http_exchange *exchange)
{
	struct rpmsg_char_set *set = machine_endpoints(control_machine(api->control));

	if (!set)
		api_complain(exchange, HTTP_CONFLICT, -EHOSTDOWN, "no-host", "reset the board",
			     "no Linux runs on the board");
	return set;
}

static void create_refused(struct http_exchange *exchange, const struct rpmsg_char_request *request,
			   int rc)
{
	switch (-rc) {
	case EINVAL:
		api_complain(exchange, HTTP_UNPROCESSABLE, rc, "name", "",
			     "the name of an endpoint has 1 to %u characters", RPMSG_NAME_SIZE - 1);
		break;
	case ENODEV:
		api_complain(exchange, HTTP_CONFLICT, rc, "no-link", "start a firmware first",
			     "there is no link to the firmware");
		break;
	case EADDRINUSE:
		api_complain(exchange, HTTP_CONFLICT, rc, "address", "leave src out",
			     "address 0x%" PRIx32 " is taken", request->src);
		break;
	case EBUSY:
		api_complain(exchange, HTTP_CONFLICT, rc, "busy",
			     "`copro rpmsg list` tells which; give its address as dst to reach "
			     "it nevertheless",
			     "channel %.31s has a driver", request->name);
		break;
	case ENOSPC:
		api_complain(exchange, HTTP_CONFLICT, rc, "count", "remove one",
			     "there are %u endpoints, and no more can be", RPMSG_CHAR_COUNT);
		break;
	default:
		api_error(exchange, HTTP_UNAVAILABLE, rc, NULL);
		break;
	}
}

API_HANDLER(api_post_endpoint)
{
	static const char *const names[] = {"name", "src", "dst", "vdev", NULL};
	struct rpmsg_char_request request = {.src = RPMSG_ADDRESS_ANY, .dst = RPMSG_ADDRESS_ANY};
	struct rpmsg_char_set *set = endpoints(api, exchange);
	json_t *body = set ? api_body_object(exchange, EXAMPLE) : NULL;
	struct rpmsg_char *made = NULL;
	uint32_t vdev = 0;
	int rc;

	(void)argument;
	(void)number;
	if (body && api_body_has_only(exchange, body, names, EXAMPLE) &&
	    number_take(exchange, body, "src", RPMSG_ADDRESS_ANY - 1, &request.src) &&
	    number_take(exchange, body, "dst", RPMSG_ADDRESS_ANY - 1, &request.dst) &&
	    number_take(exchange, body, "vdev", RPROC_VDEVS - 1, &vdev)) {
		request.name = json_string_value(json_object_get(body, "name"));
		if (!request.name)
			request.name = "";
		rc = rpmsg_char_create(
			set,
			remoteproc_bus(machine_remoteproc(control_machine(api->control)), vdev),
			&request, &made);
		if (rc)
			create_refused(exchange, &request, rc);
		else
			api_answer(exchange, HTTP_OK, rpmsg_report_endpoint(made));
	}
	json_decref(body);
}

static void no_endpoint(struct http_exchange *exchange, unsigned number)
{
	api_complain(exchange, HTTP_NOT_FOUND, -ENOENT, "endpoint", "GET /v1/rpmsg lists them",
		     "there is no endpoint rpmsg%u", number);
}

API_HANDLER(api_delete_endpoint)
{
	struct rpmsg_char_set *set = endpoints(api, exchange);
	struct rpmsg_char *endpoint = set ? rpmsg_char_find(set, number) : NULL;

	(void)argument;
	if (!set)
		return;
	if (!endpoint)
		no_endpoint(exchange, number);
	else if (rpmsg_char_destroy(endpoint))
		api_complain(exchange, HTTP_CONFLICT, -EINVAL, "automatic", "",
			     "rpmsg%u was made by itself, and goes with its channel", number);
	else
		api_answer(exchange, HTTP_OK, json_object());
}

/* ---- ping ---- */

struct api_ping {
	struct api *api;
	struct http_exchange *exchange;
	struct ping *ping;
	char service[RPMSG_NAME_SIZE];
	uint32_t size;
	bool made; /* the endpoint, for this ping alone: */
	uint32_t number;
};

static void made_remove(struct api *api, uint32_t number)
{
	struct rpmsg_char_set *set = machine_endpoints(control_machine(api->control));
	struct rpmsg_char *endpoint = set ? rpmsg_char_find(set, number) : NULL;

	/* Another Linux may have another one there. */
	if (endpoint)
		(void)!rpmsg_char_destroy(endpoint);
}

/* It was answered and sent, or its client has gone. */
static void ping_over(void *context)
{
	struct api_ping *asked = context;

	ping_destroy(asked->ping);
	if (asked->made)
		made_remove(asked->api, asked->number);
	free(asked);
}

static void ping_finished(void *context)
{
	struct api_ping *asked = context;
	struct ping_result result;
	int rc = ping_result(asked->ping, &result);

	if (rc)
		api_error(asked->exchange, HTTP_UNAVAILABLE, rc, NULL);
	else if (result.status == -EMSGSIZE)
		api_complain(asked->exchange, HTTP_UNPROCESSABLE, result.status, "size", "",
			     "a message takes less than %" PRIu32 " bytes", asked->size);
	else if (result.status)
		api_complain(asked->exchange, HTTP_CONFLICT, result.status, "gone", "",
			     "the endpoint went after %" PRIu32 " round trips", result.received);
	else
		api_answer(asked->exchange, HTTP_OK,
			   rpmsg_report_ping(asked->service, asked->size, &result));
}

static void no_service(struct http_exchange *exchange, const char *service)
{
	api_complain(exchange, HTTP_NOT_FOUND, -ENOENT, "service", "GET /v1/rpmsg lists them",
		     "there is no endpoint, and no channel without driver, of service %.31s",
		     service ? service : "rpmsg-raw or any other");
}

/* An endpoint for the time of a ping, on a channel that no driver has. NULL: it was answered. */
static struct rpmsg_char *ping_make(struct api *api, struct http_exchange *exchange,
				    struct rpmsg_char_set *set, const char *service)
{
	const struct rpmsg_char_request request = {service, RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY};
	struct machine *machine = control_machine(api->control);
	struct rpmsg_char *made = NULL;
	struct rpmsg_char_info info;
	int rc = rpmsg_char_create(set, remoteproc_bus(machine_remoteproc(machine), 0), &request,
				   &made);

	if (rc) {
		create_refused(exchange, &request, rc);
		return NULL;
	}
	rpmsg_char_info(made, &info);
	if (!info.waiting)
		return made;
	made_remove(api, info.number);
	no_service(exchange, service);
	return NULL;
}

/* By number, by the name of its service, or the first that is there. NULL: it was answered. */
static struct rpmsg_char *ping_target(struct api *api, struct http_exchange *exchange,
				      struct rpmsg_char_set *set, const json_t *body, bool *made)
{
	const char *service = json_string_value(json_object_get(body, "service"));
	struct rpmsg_char *endpoint = rpmsg_char_first(set);
	uint32_t wanted = UINT32_MAX;
	struct rpmsg_char_info info;

	*made = false;
	if (!number_take(exchange, body, "endpoint", API_NUMBER_MAX, &wanted))
		return NULL;
	for (; endpoint; endpoint = rpmsg_char_next(endpoint)) {
		rpmsg_char_info(endpoint, &info);
		if (wanted != UINT32_MAX
			    ? info.number == wanted
			    : !info.waiting && (!service || !strcmp(info.name, service)))
			return endpoint;
	}
	if (wanted != UINT32_MAX) {
		no_endpoint(exchange, wanted);
		return NULL;
	}
	if (!service) {
		no_service(exchange, NULL);
		return NULL;
	}
	*made = true;
	return ping_make(api, exchange, set, service);
}

static void ping_begin(struct api *api, struct http_exchange *exchange, struct rpmsg_char *endpoint,
		       bool made, struct ping_config *config)
{
	struct api_ping *asked = calloc(1, sizeof(*asked));
	struct rpmsg_char_info info;
	int rc = -ENOMEM;

	rpmsg_char_info(endpoint, &info);
	if (asked) {
		asked->api = api;
		asked->exchange = exchange;
		asked->size = config->size;
		asked->made = made;
		asked->number = info.number;
		memcpy(asked->service, info.name, strlen(info.name) + 1);
		config->machine = control_machine(api->control);
		config->endpoint = endpoint;
		config->finished = ping_finished;
		config->context = asked;
		rc = ping_start(&asked->ping, config);
	}
	if (!rc) {
		http_exchange_when_over(exchange, ping_over, asked);
		return;
	}
	free(asked);
	if (made)
		made_remove(api, info.number);
	if (rc == -EBUSY)
		api_complain(exchange, HTTP_CONFLICT, rc, "busy", "",
			     "another program has rpmsg%" PRIu32 " open", info.number);
	else if (rc == -ENOTCONN)
		api_complain(exchange, HTTP_CONFLICT, rc, "waiting", "",
			     "rpmsg%" PRIu32 " waits for its channel", info.number);
	else
		api_error(exchange, HTTP_UNAVAILABLE, rc, NULL);
}

API_HANDLER(api_post_ping)
{
	static const char *const names[] = {"endpoint",	  "service",   "count", "size",
					    "interval_s", "timeout_s", NULL};
	struct ping_config config = {.count = PING_TRIPS,
				     .size = PING_BYTES,
				     .interval = PS_PER_MS,
				     .timeout = PS_PER_S};
	struct rpmsg_char_set *set = endpoints(api, exchange);
	json_t *body = set ? api_body_object(exchange, EXAMPLE) : NULL;
	struct rpmsg_char *endpoint;
	bool made;

	(void)argument;
	(void)number;
	if (body && api_body_has_only(exchange, body, names, EXAMPLE) &&
	    number_take(exchange, body, "count", PING_TRIPS_MAX, &config.count) &&
	    number_take(exchange, body, "size", PING_SIZE_MAX, &config.size) &&
	    seconds_take(exchange, body, "interval_s", &config.interval) &&
	    seconds_take(exchange, body, "timeout_s", &config.timeout)) {
		if (!config.count)
			config.count = 1;
		endpoint = ping_target(api, exchange, set, body, &made);
		if (endpoint)
			ping_begin(api, exchange, endpoint, made, &config);
	}
	json_decref(body);
}
