/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines that are kept, the newest of them, and told to whoever follows.
 *
 * A follower has a queue of its own. What does not fit because it does not read is lost to it alone, and
 * it is told how many lines that were as soon as there is room again.
 */
#ifndef COPRO_SERVICE_API_LOG_H
#define COPRO_SERVICE_API_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#define API_LOG_KEPT  131072u /* bytes */
#define API_LINE_MAX  32768u /* a longer one is lost: a crash report takes some KB */
#define API_FOLLOWERS 64u /* of one log */

struct http_exchange;
struct api_follower;

struct api_log {
	char *bytes; /* whole lines */
	size_t used;
	struct api_follower *followers;
	unsigned follower_count;
	/* The line that says that so many were lost. Its length, at most `room`. */
	size_t (*lost)(char *line, size_t room, uint64_t count);
};

/* 0, -ENOMEM. */
COPRO_MUST_CHECK int api_log_open(struct api_log *log,
				  size_t (*lost)(char *line, size_t room, uint64_t count));
/* After all exchanges are over. */
void api_log_close(struct api_log *log);

/* `line` ends with a newline. */
void api_log_add(struct api_log *log, const char *line, size_t length);
void api_log_clear(struct api_log *log);

/* Makes the exchange a stream of the log: what was kept, if `kept`, then what comes. 0; -EUSERS: too many
 * follow; -ENOMEM: it is still to be answered. */
COPRO_MUST_CHECK int api_log_follow(struct api_log *log, struct http_exchange *exchange,
				    const char *type, bool kept);

#endif
