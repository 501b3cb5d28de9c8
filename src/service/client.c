/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/client.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/api.h"
#include "service/board_directory.h"

#define REPLY_MAX (16u * 1024u * 1024u) /* bytes of an object: a status is below 100 KB */
#define URL_MAX	  256u
#define FAILED	  400 /* and above */

struct client {
	CURL *curl;
	int folder; /* by which the socket is reached, or -1 */
	struct sockaddr_un address;
	/* Of the present request. */
	bool (*take)(void *context, const void *data, size_t length);
	void *context;
	bool enough; /* said `take` */
	char *text; /* of a reply that is an object, or an error */
	size_t length;
};

static bool client_good(const struct client *client)
{
	long status = 0;

	(void)curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
	return status < FAILED;
}

static size_t write_take(char *data, size_t size, size_t count, void *context)
{
	struct client *client = context;
	const size_t length = size * count;
	char *text;

	if (client->take && client_good(client)) {
		client->enough = !client->take(client->context, data, length);
		return client->enough ? 0 : length;
	}
	if (length > REPLY_MAX - client->length)
		return 0;
	text = realloc(client->text, client->length + length);
	if (!text)
		return 0;
	memcpy(text + client->length, data, length);
	client->text = text;
	client->length += length;
	return length;
}

int client_open(struct client **client, const char *directory)
{
	struct client *made = calloc(1, sizeof(*made));
	int rc;

	if (!made)
		return -ENOMEM;
	made->folder = -1;
	rc = board_directory_address(&made->address, directory, API_SOCKET, &made->folder);
	if (!rc) {
		made->curl = curl_easy_init();
		if (!made->curl)
			rc = -ENOMEM;
	}
	if (rc) {
		client_close(made);
		return rc;
	}
	*client = made;
	return 0;
}

void client_close(struct client *client)
{
	if (!client)
		return;
	if (client->curl)
		curl_easy_cleanup(client->curl);
	if (client->folder >= 0)
		close(client->folder);
	free(client->text);
	free(client);
}

/* ---- what came ---- */

static void error_take(struct host_error *error, const json_t *told, int rc)
{
	const char *text = json_string_value(json_object_get(told, "text"));
	const char *code = json_string_value(json_object_get(told, "code"));
	const char *remedy = json_string_value(json_object_get(told, "remedy"));
	const char *place = json_string_value(json_object_get(told, "place"));

	(void)host_error_set(error, rc, code ? code : "", remedy, "%s", text ? text : "");
	if (place && place[0])
		host_error_place(error, "%s", place);
}

/* The value of a name such as "EBUSY". */
static int errno_of(const char *name)
{
	for (int value = 1; name && value < 200; value++) {
		const char *one = strerrorname_np(value);

		if (one && !strcmp(one, name))
			return value;
	}
	return EIO;
}

static int protocol_error(struct host_error *error, const char *what)
{
	return host_error_set(error, -EPROTO, "protocol",
			      "are the board and this program of the same version?",
			      "the board does not answer as one: %s", what);
}

static int reply_take(struct client *client, json_t **reply, struct host_error *error)
{
	json_error_t json;
	json_t *root = json_loadb(client->text ? client->text : "", client->length, 0, &json);
	const json_t *told;
	int rc;

	if (!root)
		return protocol_error(error, json.text);
	if (client_good(client)) {
		if (reply)
			*reply = root;
		else
			json_decref(root);
		return 0;
	}
	told = json_object_get(root, "error");
	rc = -errno_of(json_string_value(json_object_get(told, "errno")));
	if (told)
		error_take(error, told, rc);
	else
		rc = protocol_error(error, "an error without words");
	json_decref(root);
	return rc;
}

/* ---- requests ---- */

static int client_perform(struct client *client, const char *method, const char *path,
			  const char *body, struct host_error *error)
{
	struct curl_slist *headers = NULL;
	char url[URL_MAX];
	CURL *curl = client->curl;
	CURLcode rc;

	free(client->text);
	client->text = NULL;
	client->length = 0;
	client->enough = false;
	(void)snprintf(url, sizeof(url), "http://copro%s", path);
	curl_easy_reset(curl);
	headers = body ? curl_slist_append(NULL, "Content-Type: application/json") : NULL;
	(void)curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, client->address.sun_path);
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_take);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, client);
	/* A POST without a body says so, and does not wait for one. */
	if (body || strcmp(method, "GET") != 0)
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body ? body : "");
	if (headers)
		(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	rc = curl_easy_perform(curl);
	curl_slist_free_all(headers);
	if (rc == CURLE_OK || client->enough)
		return 0;
	if (rc == CURLE_COULDNT_CONNECT)
		return host_error_set(error, -ECONNREFUSED, "no-answer",
				      "start it again with `copro board`",
				      "the board does not answer");
	if (rc == CURLE_GOT_NOTHING || rc == CURLE_RECV_ERROR || rc == CURLE_PARTIAL_FILE)
		return host_error_set(error, -ECONNRESET, "ended", "", "the board has ended");
	return protocol_error(error, curl_easy_strerror(rc));
}

int client_ask(struct client *client, const char *method, const char *path, const json_t *body,
	       json_t **reply, struct host_error *error)
{
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	int rc;

	if (body && !text)
		return host_error_set(error, -EINVAL, "text", "",
				      "a name is not UTF-8 text: it cannot be sent");
	client->take = NULL;
	rc = client_perform(client, method, path, text, error);
	free(text);
	return rc ? rc : reply_take(client, reply, error);
}

int client_get(struct client *client, const char *path,
	       bool (*take)(void *context, const void *data, size_t length), void *context,
	       struct host_error *error)
{
	int rc;

	client->take = take;
	client->context = context;
	rc = client_perform(client, "GET", path, NULL, error);
	if (rc)
		return rc;
	if (client->enough)
		return -ECANCELED;
	return client_good(client) ? 0 : reply_take(client, NULL, error);
}
