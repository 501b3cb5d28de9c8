/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the files of the API. A route is a row of api_routes.c and a function; a file holds those of one
 * subject.
 */
#ifndef COPRO_SERVICE_API_INTERNAL_H
#define COPRO_SERVICE_API_INTERNAL_H

#include <jansson.h>

#include "service/api.h"
#include "service/api_log.h"
#include "service/api_route.h"
#include "service/http_server.h"

struct api_waiting;

/* The forms of a core file. */
enum api_core_form { API_CORE_GDB, API_CORE_KERNEL, API_CORE_FORMS };

/* A file in memory. */
struct api_core {
	char *data;
	size_t size;
};

struct api {
	struct api_config config;
	struct control *control;
	struct http_server *server;
	struct api_log traces[RPROC_TRACES]; /* what the firmware logged */
	struct api_log events; /* as JSON lines */
	struct api_log boot; /* what the stages of the boot chain told */
	struct api_core cores[API_CORE_FORMS]; /* of the last crash; without data: there is none */
	struct api_waiting *waiting; /* requests that are not done */
};

/* One row a request that is understood; ends with a NULL method. */
extern const struct api_route api_routes[];

/* ---- answers ---- */

/* Takes the object, which may be NULL: there is no memory. */
void api_answer(struct http_exchange *exchange, enum http_status status, json_t *object);
void api_answer_text(struct http_exchange *exchange, const char *type, const char *text,
		     size_t length);
/* {"error": {"code", "place", "text", "remedy", "errno"}} */
void api_error(struct http_exchange *exchange, enum http_status status, int rc,
	       const struct host_error *error);
/* The same, where code, remedy and text are at hand. */
void api_complain(struct http_exchange *exchange, enum http_status status, int rc, const char *code,
		  const char *remedy, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
/* For what control.h returned, with the status that fits. */
void api_refuse(struct http_exchange *exchange, int rc, const struct host_error *error);

/* ---- api_state.c ---- */

/* The answer to GET /v1/remoteproc, and to all that changes something of it. */
void api_answer_remoteproc(struct api *api, struct http_exchange *exchange);

/* ---- api_follow.c: what a follower is told who does not read ---- */

size_t api_lost_event(char *line, size_t room, uint64_t count);
size_t api_lost_text(char *line, size_t room, uint64_t count);

/* ---- api_wait.c ---- */

/* The exchanges that wait for the end of the board are answered. */
void api_wait_end(struct api *api);

/* ---- api_coredump.c ---- */

/* The firmware has crashed: what its memory was goes away with its recovery. */
void api_coredump_keep(struct api *api, const struct machine_event *event);
void api_coredump_close(struct api *api);

/* ---- api_object.c: bodies of several members; `remedy` says where to read on ---- */

/* The object of a body, {} for none; NULL: it was answered. */
json_t *api_body_object(struct http_exchange *exchange, const char *remedy);
/* Whether the object has no members but those; NULL ends. False: it was answered. */
bool api_body_has_only(struct http_exchange *exchange, json_t *body, const char *const *names,
		       const char *remedy);

/* ---- handlers, by file ---- */

/* `argument` is that of the row, `number` what stood for '#' in the path. */
#define API_HANDLER(name)                                                                          \
	void name(struct api *api, struct http_exchange *exchange, int argument, unsigned number)

API_HANDLER(api_get_board); /* api_state.c */
API_HANDLER(api_get_remoteproc);
API_HANDLER(api_get_status);
API_HANDLER(api_get_ttys);
API_HANDLER(api_ask); /* api_wait.c; the argument is an enum control_verb */
API_HANDLER(api_shutdown);
API_HANDLER(api_put_firmware); /* api_settings.c */
API_HANDLER(api_put_recovery);
API_HANDLER(api_put_coredump);
API_HANDLER(api_crash);
API_HANDLER(api_get_trace); /* api_follow.c */
API_HANDLER(api_get_events);
API_HANDLER(api_get_boot_log);
API_HANDLER(api_get_rpmsg); /* api_rpmsg.c */
API_HANDLER(api_post_endpoint);
API_HANDLER(api_delete_endpoint);
API_HANDLER(api_post_ping);
API_HANDLER(api_get_parts); /* api_parts.c */
API_HANDLER(api_put_part);
API_HANDLER(api_get_i2c); /* api_i2c.c */
API_HANDLER(api_post_i2c);
API_HANDLER(api_post_gdb); /* api_gdb.c */
API_HANDLER(api_delete_gdb);
API_HANDLER(api_get_coredump); /* api_coredump.c */
API_HANDLER(api_get_crash);

#endif
