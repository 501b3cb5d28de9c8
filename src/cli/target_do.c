/* SPDX-License-Identifier: BSD-3-Clause */
/* What is asked of a board or kernel, in one word each. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/firmware_file.h"
#include "cli/message.h"
#include "cli/target.h"
#include "host/elf_image.h"
#include "service/firmware_install.h"

#define PATH_ROOM 320u

const char *const target_crash_words[] = {"mmufault", "watchdog", "fatal-error", NULL};

int target_error(const struct target *target, const struct host_error *error, int rc)
{
	const bool placed = error->place[0];

	if (!error->text[0])
		return cli_error("%s%s", strerror(-rc),
				 target->kind == TARGET_KERNEL ? "; `dmesg` may say more" : "");
	return cli_error("%s%s%s%s%s", error->place, placed ? ": " : "", error->text,
			 error->remedy[0] ? "; " : "", error->remedy);
}

/* ---- the state ---- */

static int kernel_state(const struct kernel_remoteproc *kernel, json_t **state,
			struct host_error *error)
{
	/* Kernels before 5.11 have fewer in sysfs: what is missing is null. */
	static const char *const attributes[] = {"name", "state", "firmware", "recovery",
						 "coredump"};
	char word[KERNEL_WORD];
	int rc;

	*state = json_object();
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		rc = kernel_remoteproc_get(kernel, attributes[i], word, error);
		if (rc && !strcmp(attributes[i], "state")) {
			json_decref(*state);
			return rc;
		}
		json_object_set_new(*state, attributes[i], rc ? json_null() : json_string(word));
	}
	return 0;
}

int target_state(const struct target *target, json_t **state)
{
	struct host_error error = {.text = ""};
	int rc;

	if (target->kind == TARGET_KERNEL)
		rc = kernel_state(&target->kernel, state, &error);
	else
		rc = client_ask(target->client, "GET", "/v1/remoteproc", NULL, state, &error);
	return rc ? target_error(target, &error, rc) : CLI_OK;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

int target_show_state(const struct target *target, const struct target_options *options)
{
	json_t *state;
	int status = target_state(target, &state);

	if (status)
		return status;
	if (options->json) {
		(void)json_dumpf(state, stdout, JSON_PRESERVE_ORDER);
		putchar('\n');
	} else {
		printf("%s: %s (%s)\n", text_of(state, "name"), text_of(state, "state"),
		       text_of(state, "firmware"));
	}
	json_decref(state);
	return CLI_OK;
}

/* ---- verbs ---- */

/* A kernel that counts starts takes as many stops, and does not say that one was not enough. */
static int stop_check(const struct target *target)
{
	json_t *state;
	int status = target_state(target, &state);

	if (status)
		return status;
	if (!strcmp(text_of(state, "state"), "running") ||
	    !strcmp(text_of(state, "state"), "attached"))
		status = cli_error("%s is still %s: it was started more than once; stop it again",
				   text_of(state, "name"), text_of(state, "state"));
	json_decref(state);
	return status;
}

static int ask(const struct target *target, enum control_verb verb, struct host_error *error)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/v1/%s/%s",
		       verb == CONTROL_RESET ? "board" : "remoteproc", control_verb_name(verb));
	if (target->kind == TARGET_KERNEL)
		return kernel_remoteproc_do(&target->kernel, verb, error);
	return client_ask(target->client, "POST", path, NULL, NULL, error);
}

int target_do(const struct target *target, enum control_verb verb)
{
	struct host_error error = {.text = ""};
	const int rc = ask(target, verb, &error);

	if (rc)
		return target_error(target, &error, rc);
	return verb == CONTROL_STOP ? stop_check(target) : CLI_OK;
}

static bool is_offline(const struct target *target, int *status)
{
	json_t *state;
	bool offline;

	*status = target_state(target, &state);
	if (*status)
		return false;
	offline = !strcmp(text_of(state, "state"), "offline");
	json_decref(state);
	return offline;
}

int target_make_offline(const struct target *target)
{
	struct host_error error = {.text = ""};
	int rc, status;

	if (is_offline(target, &status) || status)
		return status;
	rc = ask(target, CONTROL_STOP, &error);
	if (!rc)
		return stop_check(target);
	/* Somebody else's stop may have been under way. */
	if (is_offline(target, &status) || status)
		return status;
	return target_error(target, &error, rc);
}

int target_crash(const struct target *target, enum rproc_crash type)
{
	struct host_error error = {.text = ""};
	json_t *body;
	int rc;

	if (target->kind == TARGET_KERNEL) {
		rc = kernel_remoteproc_crash(&target->kernel, type, &error);
	} else {
		body = json_pack("{ss}", "type", target_crash_words[type]);
		rc = client_ask(target->client, "POST", "/v1/remoteproc/crash", body, NULL, &error);
		json_decref(body);
	}
	return rc ? target_error(target, &error, rc) : CLI_OK;
}

/* ---- firmware ---- */

int target_load_check(const struct target *target, const char *path)
{
	struct host_error error = {.text = ""};
	struct firmware_file file;
	struct elf_image image;
	int status = firmware_file_read(&file, path);

	if (status)
		return status;
	/* What no virtual board can load is not copied to one. A kernel may take what is signed. */
	if (target->kind == TARGET_VIRTUAL && elf_image_open(&image, file.data, file.size, &error))
		status = firmware_file_error(&file, &error);
	firmware_file_free(&file);
	return status;
}

static int virtual_load(const struct target *target, const char *path, struct host_error *error)
{
	char directory[PATH_ROOM];
	json_t *body;
	int rc;

	(void)snprintf(directory, sizeof(directory), "%s/firmware", target->board.path);
	rc = firmware_install(directory, path, error);
	if (rc)
		return rc;
	body = json_pack("{ss}", "firmware", firmware_install_name(path));
	if (!body)
		return host_error_set(error, -EINVAL, "name", "rename it",
				      "%s: its name is not UTF-8 text", path);
	rc = client_ask(target->client, "PUT", "/v1/remoteproc/firmware", body, NULL, error);
	json_decref(body);
	return rc;
}

int target_load(const struct target *target, const char *path)
{
	struct host_error error = {.text = ""};
	json_t *state = NULL;
	int rc, status;

	if (target->kind == TARGET_KERNEL) {
		rc = kernel_remoteproc_load(&target->kernel, path, &error);
		return rc ? target_error(target, &error, rc) : CLI_OK;
	}
	status = target_state(target, &state);
	if (status)
		return status;
	if (strcmp(text_of(state, "state"), "offline") != 0)
		status = cli_error("%s is %s: its firmware cannot be changed; stop it first, or "
				   "give --start",
				   text_of(state, "name"), text_of(state, "state"));
	json_decref(state);
	if (status)
		return status;
	rc = virtual_load(target, path, &error);
	return rc ? target_error(target, &error, rc) : CLI_OK;
}
