/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/boot_trees.h"

#include <errno.h>
#include <string.h>

#include "cli/message.h"

int boot_trees_read(struct boot_trees *trees, const char *dtb, const char *tfa_dtb)
{
	int status = dtb ? tree_file_read(&trees->linux_file, dtb) : CLI_OK;

	return status || !tfa_dtb ? status : tree_file_read(&trees->tfa_file, tfa_dtb);
}

void boot_trees_free(struct boot_trees *trees)
{
	firmware_file_free(&trees->linux_file);
	firmware_file_free(&trees->tfa_file);
}

void boot_trees_use(struct boot_trees *trees, struct machine_config *config)
{
	config->linux_tree = (struct boot_tree){trees->linux_file.data, trees->linux_file.size};
	config->tfa_tree = (struct boot_tree){trees->tfa_file.data, trees->tfa_file.size};
	config->error = &trees->error;
}

int boot_trees_error(const struct boot_trees *trees, int rc)
{
	const bool tfa = !strcmp(trees->error.code, BOOT_TFA_TREE);
	struct firmware_file file = tfa ? trees->tfa_file : trees->linux_file;

	if (!trees->error.text[0] && rc == -ENODEV)
		return cli_error(
			"the virtual board cannot be made: the CPU engine does not start; is "
			"libunicorn 2.0.1 or later installed?");
	if (!trees->error.text[0])
		return cli_error("the virtual board cannot be made: %s", strerror(-rc));
	if (!strcmp(trees->error.code, MACHINE_PART))
		return cli_error("%s: %s%s%s", trees->error.place, trees->error.text,
				 trees->error.remedy[0] ? "; " : "", trees->error.remedy);
	if (!strcmp(trees->error.code, UART_PORT_ERROR))
		return cli_error("--uart: %s%s%s", trees->error.text,
				 trees->error.remedy[0] ? "; " : "", trees->error.remedy);
	if (!file.data)
		file.path = tfa ? "the built-in tree of the trusted firmware"
				: "the built-in tree of Linux";
	return firmware_file_error(&file, &trees->error);
}
