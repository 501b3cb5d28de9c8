/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/board_tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"

int board_tree_resolve(struct board_tree *tree, const char *directory)
{
	char here[PATH_MAX] = "";
	int length;

	if (!directory)
		return CLI_OK;
	/* Not realpath(): what a dead board left there does not answer. */
	if (directory[0] != '/' && !getcwd(here, sizeof(here)))
		return cli_error("--mount %s: %s", directory, strerror(errno));
	length = snprintf(tree->directory, sizeof(tree->directory), "%s%s%s", here,
			  here[0] ? "/" : "", directory);
	if (length < 0 || (size_t)length >= sizeof(tree->directory))
		return cli_error("--mount %s: %s", directory, strerror(ENAMETOOLONG));
	return CLI_OK;
}

int board_tree_prepare(struct board_tree *tree, struct machine_config *machine)
{
	int rc;

	if (!tree->directory[0])
		return CLI_OK;
	rc = devcoredump_create(&tree->dumps, DEVCOREDUMP_KEEP_MS);
	if (rc)
		return cli_error("%s", strerror(-rc));
	machine->coredump = devcoredump_keeper(tree->dumps);
	return CLI_OK;
}

int board_tree_open(struct board_tree *tree, struct control *control, const char *const *own_paths)
{
	const struct tree_mount_config config = {
		.tree = {.control = control, .dumps = tree->dumps, .firmware = own_paths[0]},
		.own_paths = own_paths};
	struct host_error error;
	int rc;

	if (!tree->directory[0])
		return CLI_OK;
	rc = devcoredump_bind(tree->dumps, control);
	if (rc)
		return cli_error("%s", strerror(-rc));
	/* So that there is something to copy firmware to. */
	if (mkdir(own_paths[0], 0755) && errno != EEXIST)
		return cli_error("%s: %s", own_paths[0], strerror(errno));
	rc = tree_mount(&tree->mount, &config, tree->directory, &error);
	if (!rc)
		return CLI_OK;
	(void)cli_error("--mount: %s%s%s", error.text, error.remedy[0] ? "; " : "", error.remedy);
	if (rc != -EOPNOTSUPP)
		return CLI_FAILED;
	/* Nobody could fetch a coredump: the recovery does not wait for that. */
	devcoredump_unbind(tree->dumps);
	return CLI_OK;
}

void board_tree_close(struct board_tree *tree)
{
	tree_unmount(tree->mount);
	tree->mount = NULL;
	devcoredump_unbind(tree->dumps);
}

void board_tree_free(struct board_tree *tree)
{
	devcoredump_destroy(tree->dumps);
	tree->dumps = NULL;
}
