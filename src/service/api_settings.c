/* SPDX-License-Identifier: BSD-3-Clause */
/* What is set at once: the firmware of the next start, recovery, coredump, and a crash at will. */
#include <errno.h>
#include <string.h>

#include "service/api_body.h"
#include "service/api_internal.h"

#define WORD_MAX 32u

/* A word for each value, as Linux's files have them; NULL ends. */
static const char *const recovery_words[] = {"disabled", "enabled", NULL};
static const char *const coredump_words[] = {"disabled", "enabled", "inline", NULL};
static const char *const crash_words[] = {"mmufault", "watchdog", "fatal-error", NULL};

static void words_list(const char *const *words, char *text, size_t room)
{
	size_t used = 0;

	for (; *words && used < room; words++)
		used += (size_t)snprintf(text + used, room - used, "%s%s", used ? ", " : "give ",
					 *words);
}

/* The value of a body's word; `otherwise` for an empty body. Negative: it was answered. */
static int word_take(struct http_exchange *exchange, const char *key, const char *const *words,
		     int otherwise)
{
	struct host_error error = {.text = ""};
	char word[WORD_MAX], remedy[HOST_ERROR_REMEDY] = "";
	size_t length;
	const void *body = http_exchange_body(exchange, &length);
	int rc = api_body_text(body, length, key, word, sizeof(word), &error);

	if (rc == -ENOENT && otherwise >= 0)
		return otherwise;
	words_list(words, remedy, sizeof(remedy));
	if (rc == -ENOENT) {
		api_complain(exchange, HTTP_BAD_REQUEST, -EINVAL, "body", remedy,
			     "the body is empty");
		return -EINVAL;
	}
	if (rc) {
		api_error(exchange, HTTP_BAD_REQUEST, rc, &error);
		return rc;
	}
	for (int i = 0; words[i]; i++) {
		if (!strcmp(words[i], word))
			return i;
	}
	api_complain(exchange, HTTP_UNPROCESSABLE, -EINVAL, "word", remedy,
		     "\"%s\" is not a value of %s", word, key);
	return -EINVAL;
}

API_HANDLER(api_put_firmware)
{
	struct host_error error = {.text = ""};
	char name[CONTROL_NAME_MAX + 2]; /* one too long gets as far as who knows the limit */
	size_t length;
	const void *body = http_exchange_body(exchange, &length);
	int rc = api_body_text(body, length, "firmware", name, sizeof(name), &error);

	(void)argument;
	(void)number;
	if (rc == -ENOENT) {
		api_complain(exchange, HTTP_BAD_REQUEST, -EINVAL, "body",
			     "send {\"firmware\": \"NAME\"}", "the body is empty");
		return;
	}
	if (rc) {
		api_error(exchange, HTTP_BAD_REQUEST, rc, &error);
		return;
	}
	rc = control_set_firmware(api->control, name, &error);
	if (rc)
		api_refuse(exchange, rc, &error);
	else
		api_answer_remoteproc(api, exchange);
}

API_HANDLER(api_put_recovery)
{
	const int value = word_take(exchange, "recovery", recovery_words, -1);

	(void)argument;
	(void)number;
	if (value < 0)
		return;
	control_set_recovery(api->control, value == 1);
	api_answer_remoteproc(api, exchange);
}

API_HANDLER(api_put_coredump)
{
	const int value = word_take(exchange, "coredump", coredump_words, -1);

	(void)argument;
	(void)number;
	if (value < 0)
		return;
	if (control_set_coredump(api->control, (enum rproc_coredump)value))
		api_complain(exchange, HTTP_CONFLICT, -EBUSY, "busy", "recover or stop it first",
			     "the coprocessor is crashed: its coredump is under way");
	else
		api_answer_remoteproc(api, exchange);
}

API_HANDLER(api_crash)
{
	const int value = word_take(exchange, "type", crash_words, RPROC_CRASH_FATAL_ERROR);

	(void)argument;
	(void)number;
	if (value < 0)
		return;
	if (control_crash(api->control, (enum rproc_crash)value))
		api_complain(exchange, HTTP_CONFLICT, -EINVAL, "state", "start it first",
			     "only a coprocessor that runs can crash");
	else
		api_answer_remoteproc(api, exchange);
}
