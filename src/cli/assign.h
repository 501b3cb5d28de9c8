/* SPDX-License-Identifier: BSD-3-Clause */
/* What the subcommands of `copro assign` share. Each is a row of the table in assign.c and a file of its
 * own, assign_NAME.c. */
#ifndef COPRO_CLI_ASSIGN_H
#define COPRO_CLI_ASSIGN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "assign/assignment.h"
#include "cli/firmware_file.h"

struct assign_options {
	uint32_t given; /* a bit an option, by its place in enum assign_option (assign.c) */
	bool all;
	bool json;
	bool run;
	bool markdown;
	const char *svg;
	const char *sarif;
	const char *firmware;
	const char *dtb;
	const char *explain;
	uint64_t duration; /* ps of virtual time */
	const char *output;
	const char *linux_tree;
	const char *tfa_tree;
	const char *base;
	bool overlay;
	bool check;
	bool force;
};

/* An assignment file in memory, and what it was read to. */
struct assign_file {
	struct firmware_file file;
	struct assignment *assignment; /* NULL: it could not be made */
	struct findings findings; /* of reading it */
};

/* Reads a file. CLI_OK also when there are findings, for the caller to tell. An enum cli_status: what was
 * wrong has been said. */
COPRO_MUST_CHECK int assign_file_read(struct assign_file *file, const char *path);
/* The same for what can go on only with a file without errors: prints the errors of reading and of the
 * rules to the standard error, and is CLI_FAILED then. */
COPRO_MUST_CHECK int assign_file_read_checked(struct assign_file *file, const char *path);
void assign_file_free(struct assign_file *file);

/* Prints JSON, and gives it back; NULL is out of memory. An enum cli_status. */
int assign_json_print(json_t *json);

/* Each is given what follows its name. An enum cli_status. */
int assign_show(const struct assign_options *options, char **arguments, int count);
int assign_check(const struct assign_options *options, char **arguments, int count);
int assign_table_print(const struct assign_options *options, char **arguments, int count);
int assign_diff(const struct assign_options *options, char **arguments, int count);
int assign_import(const struct assign_options *options, char **arguments, int count);
int assign_generate(const struct assign_options *options, char **arguments, int count);

/* ---- assign_firmware.c, assign_run.c: what `check` looks at besides the file ---- */

/* Adds findings about a firmware, one that is run (with Linux's tree `dtb`, NULL: that of the virtual DK2), or
 * a tree. An enum cli_status: what was wrong has been said. */
COPRO_MUST_CHECK int assign_firmware_check(const struct assignment *assignment,
					   const struct firmware_file *firmware,
					   struct findings *findings);
COPRO_MUST_CHECK int assign_run_check(const struct assignment *assignment,
				      const struct firmware_file *firmware, const char *dtb,
				      uint64_t duration, struct findings *findings);
COPRO_MUST_CHECK int assign_dtb_check(const struct assignment *assignment, const char *path,
				      struct findings *findings);

#endif
