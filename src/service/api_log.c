/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/api_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "service/http_server.h"

#define LOST_MAX   128u
#define QUEUE_ROOM (2u * API_LOG_KEPT)

struct api_follower {
	struct api_log *log;
	struct http_exchange *exchange;
	uint64_t lost; /* lines that it has not been told of */
	struct api_follower *next;
};

int api_log_open(struct api_log *log, size_t (*lost)(char *line, size_t room, uint64_t count))
{
	*log = (struct api_log){.bytes = malloc(API_LOG_KEPT), .lost = lost};
	return log->bytes ? 0 : -ENOMEM;
}

void api_log_close(struct api_log *log)
{
	free(log->bytes);
	log->bytes = NULL;
}

void api_log_clear(struct api_log *log)
{
	log->used = 0;
}

/* Forgets the oldest lines: a quarter at once, so that it is not done for each line. */
static void log_make_room(struct api_log *log, size_t length)
{
	const size_t least = API_LOG_KEPT / 4 > length ? API_LOG_KEPT / 4 : length;
	const char *end;
	size_t gone;

	if (API_LOG_KEPT - log->used >= length)
		return;
	end = least < log->used ? memchr(log->bytes + least, '\n', log->used - least) : NULL;
	gone = end ? (size_t)(end - log->bytes) + 1 : log->used;
	memmove(log->bytes, log->bytes + gone, log->used - gone);
	log->used -= gone;
}

static void follower_tell(struct api_follower *follower, const char *line, size_t length)
{
	char both[LOST_MAX + API_LINE_MAX];
	size_t first = 0;

	if (follower->lost)
		first = follower->log->lost(both, LOST_MAX, follower->lost);
	memcpy(both + first, line, length);
	if (http_stream_put(follower->exchange, both, first + length))
		follower->lost = 0;
	else
		follower->lost++;
}

void api_log_add(struct api_log *log, const char *line, size_t length)
{
	if (length > API_LINE_MAX)
		return;
	for (struct api_follower *follower = log->followers; follower; follower = follower->next)
		follower_tell(follower, line, length);
	log_make_room(log, length);
	memcpy(log->bytes + log->used, line, length);
	log->used += length;
}

static void follower_over(void *context)
{
	struct api_follower *follower = context;
	struct api_follower **at = &follower->log->followers;

	while (*at && *at != follower)
		at = &(*at)->next;
	if (*at)
		*at = follower->next;
	follower->log->follower_count--;
	free(follower);
}

int api_log_follow(struct api_log *log, struct http_exchange *exchange, const char *type, bool kept)
{
	struct api_follower *follower;
	int rc;

	if (log->follower_count == API_FOLLOWERS)
		return -EUSERS;
	follower = calloc(1, sizeof(*follower));
	if (!follower)
		return -ENOMEM;
	rc = http_stream_begin(exchange, type, QUEUE_ROOM);
	if (rc) {
		free(follower);
		return rc;
	}
	follower->log = log;
	follower->exchange = exchange;
	follower->next = log->followers;
	log->followers = follower;
	log->follower_count++;
	http_exchange_when_over(exchange, follower_over, follower);
	/* The queue is empty, and larger than that. */
	if (kept && log->used && !http_stream_put(exchange, log->bytes, log->used))
		follower->lost++;
	return 0;
}
