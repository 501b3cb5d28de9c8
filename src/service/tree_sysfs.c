/* SPDX-License-Identifier: BSD-3-Clause */
/* /sys/class/remoteproc/remoteproc0 (drivers/remoteproc/remoteproc_sysfs.c). */
#include <errno.h>
#include <string.h>

#include "service/tree_internal.h"

/* The device's name: that of its node in the tree, without the unit address. */
static const char device_name[] = "m4";

static const char *const coredump_words[] = {
	[RPROC_COREDUMP_DISABLED] = "disabled",
	[RPROC_COREDUMP_ENABLED] = "enabled",
	[RPROC_COREDUMP_INLINE] = "inline",
};

const char *tree_coredump_word(enum rproc_coredump mode)
{
	return (size_t)mode < sizeof(coredump_words) / sizeof(coredump_words[0])
		       ? coredump_words[mode]
		       : NULL;
}

/* ---- shown ---- */

int tree_show_name(struct tree *tree, uint64_t instance, FILE *out)
{
	(void)tree;
	(void)instance;
	(void)fprintf(out, "%s\n", device_name);
	return 0;
}

int tree_show_recovery(struct tree *tree, uint64_t instance, FILE *out)
{
	(void)instance;
	(void)fprintf(out, "%s\n", control_recovery(tree->config.control) ? "enabled" : "disabled");
	return 0;
}

int tree_show_coredump(struct tree *tree, uint64_t instance, FILE *out)
{
	(void)instance;
	(void)fprintf(out, "%s\n", tree_coredump_word(control_coredump(tree->config.control)));
	return 0;
}

static int show_state(struct tree *tree, uint64_t instance, FILE *out)
{
	const struct remoteproc *rproc = tree_remoteproc(tree);

	(void)instance;
	if (!rproc)
		return -EHOSTDOWN;
	(void)fprintf(out, "%s\n", rproc_state_name(remoteproc_state(rproc)));
	return 0;
}

static int show_firmware(struct tree *tree, uint64_t instance, FILE *out)
{
	(void)instance;
	(void)fprintf(out, "%s\n", control_firmware(tree->config.control));
	return 0;
}

/* ---- stored ---- */

static int store_state(struct tree *tree, uint64_t instance, struct tree_store *store,
		       const char *text)
{
	static const enum control_verb verbs[] = {CONTROL_START, CONTROL_STOP, CONTROL_DETACH};

	(void)instance;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (tree_is_word(text, control_verb_name(verbs[i])))
			return tree_ask(tree, store, verbs[i]);
	}
	return -EINVAL;
}

/* The first line; in Linux too, nobody looks whether there is such a file before the start. */
static int store_firmware(struct tree *tree, uint64_t instance, struct tree_store *store,
			  const char *text)
{
	char name[CONTROL_NAME_MAX + 2];
	size_t length = strcspn(text, "\n");

	(void)instance;
	(void)store;
	/* What is too long stays so, for control_set_firmware() has the say which error comes first. */
	if (length >= sizeof(name))
		length = sizeof(name) - 1;
	memcpy(name, text, length);
	name[length] = '\0';
	return control_set_firmware(tree->config.control, name, NULL);
}

static int store_recovery(struct tree *tree, uint64_t instance, struct tree_store *store,
			  const char *text)
{
	struct control *control = tree->config.control;

	(void)instance;
	if (tree_is_word(text, "disabled")) {
		control_set_recovery(control, false);
		return 0;
	}
	if (tree_is_word(text, "enabled"))
		control_set_recovery(control, true);
	else if (!tree_is_word(text, "recover"))
		return -EINVAL;
	return tree_ask_heedless(tree, store, CONTROL_RECOVER);
}

static int store_coredump(struct tree *tree, uint64_t instance, struct tree_store *store,
			  const char *text)
{
	const struct remoteproc *rproc = tree_remoteproc(tree);

	(void)instance;
	(void)store;
	/* Before the word is looked at, as Linux. */
	if (rproc && remoteproc_state(rproc) == RPROC_CRASHED)
		return -EBUSY;
	for (enum rproc_coredump mode = RPROC_COREDUMP_DISABLED; tree_coredump_word(mode); mode++) {
		if (tree_is_word(text, tree_coredump_word(mode)))
			return control_set_coredump(tree->config.control, mode);
	}
	return -EINVAL;
}

const struct tree_entry tree_sysfs_files[] = {
	{.name = "coredump",
	 .mode = S_IFREG | 0644,
	 .flags = TREE_SYSFS,
	 .show = tree_show_coredump,
	 .store = store_coredump},
	{.name = "firmware",
	 .mode = S_IFREG | 0644,
	 .flags = TREE_SYSFS,
	 .show = show_firmware,
	 .store = store_firmware},
	{.name = "name", .mode = S_IFREG | 0444, .flags = TREE_SYSFS, .show = tree_show_name},
	{.name = "recovery",
	 .mode = S_IFREG | 0644,
	 .flags = TREE_SYSFS,
	 .show = tree_show_recovery,
	 .store = store_recovery},
	{.name = "state",
	 .mode = S_IFREG | 0644,
	 .flags = TREE_SYSFS,
	 .show = show_state,
	 .store = store_state},
	{.mode = 0},
};
