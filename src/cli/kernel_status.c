/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/kernel_status.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "-";
}

static int is_tty(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "ttyRPMSG", strlen("ttyRPMSG"));
}

/* The paths of its ttys, by name. */
static json_t *ttys_json(const struct kernel_files *files)
{
	json_t *list = json_array();
	struct dirent **entries;
	char path[KERNEL_PATH];
	int count = scandir(files->dev, &entries, is_tty, versionsort);

	for (int i = 0; i < count; i++) {
		if (!kernel_path(path, files->dev, entries[i]->d_name))
			json_array_append_new(list, json_string(path));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return list;
}

static void root_print(const struct target *target, const json_t *root)
{
	static const char *const keys[] = {"state", "firmware", "recovery", "coredump"};
	const json_t *state = json_object_get(root, "remoteproc");
	const json_t *ttys = json_object_get(root, "ttys");

	printf("Coprocessor  %s, %s\n", text_of(state, "name"), target->kernel.sysfs);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		printf("  %-9s  %s\n", keys[i], text_of(state, keys[i]));
	printf("\nTtys\n");
	if (!json_array_size(ttys))
		puts("  none");
	for (size_t i = 0; i < json_array_size(ttys); i++)
		printf("  %s\n", json_string_value(json_array_get(ttys, i)));
}

static void json_print(const json_t *object)
{
	(void)json_dumpf(object, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	putchar('\n');
}

int kernel_status_show(const struct target *target, bool json)
{
	json_t *root, *state;
	int status = target_state(target, &state);

	if (status)
		return status;
	root = json_pack("{so, so}", "remoteproc", state, "ttys", ttys_json(&target->kernel.files));
	if (!root)
		return cli_error("not enough memory");
	if (json)
		json_print(root);
	else
		root_print(target, root);
	json_decref(root);
	return CLI_OK;
}

int kernel_status_brief(const struct target *target, bool json)
{
	json_t *state;
	int status = target_state(target, &state);

	if (status)
		return status;
	if (json)
		json_print(state);
	else
		printf("%-9s  %-9s  %s\n", text_of(state, "name"), text_of(state, "state"),
		       text_of(state, "firmware"));
	json_decref(state);
	return CLI_OK;
}
