/* SPDX-License-Identifier: BSD-3-Clause */
/* What the subcommands of `copro rpmsg` share. */
#ifndef COPRO_CLI_RPMSG_H
#define COPRO_CLI_RPMSG_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "cli/firmware_file.h"
#include "cli/target.h"
#include "machine/machine.h"

#define RPMSG_SIZES 16u
#define RPMSG_PATH  512u

#define RPMSG_BOARD_SERVICES 15u

struct rpmsg_options {
	uint32_t given; /* a bit an option, by its place in the table */
	bool json;
	bool raw;
	const char *directory;
	struct target_options target;
	const char *service;
	uint32_t count;
	uint32_t window;
	uint32_t sizes[RPMSG_SIZES];
	uint32_t size_count;
	uint64_t duration; /* ps, as the following */
	uint64_t interval;
	uint64_t timeout;
	uint64_t wait;
};

/* Each is given what follows its name. An enum cli_status. */
int rpmsg_list(const struct rpmsg_options *options, char **arguments, int count);
int rpmsg_listen(const struct rpmsg_options *options, char **arguments, int count);
int rpmsg_send_messages(const struct rpmsg_options *options, char **arguments, int count);
int rpmsg_ping(const struct rpmsg_options *options, char **arguments, int count);
int rpmsg_bench(const struct rpmsg_options *options, char **arguments, int count);

/* ---- rpmsg_list.c ---- */

/* The number in "rpmsg12", when nothing but `stop` follows it. */
bool rpmsg_number(const char *name, const char *prefix, char stop, unsigned *number);

/* ---- rpmsg_board.c: a board of one's own ---- */

struct rpmsg_board {
	struct firmware_file firmware;
	struct machine *machine;
	const char *const *awaited; /* services, one of which has to be announced; NULL ends */
	const char *services[RPMSG_BOARD_SERVICES + 1]; /* that become endpoints */
	struct rpmsg_char *endpoint; /* of the first of them that was */
	bool crashed;
};

/* Boots and starts the firmware; runs until one of the services is an endpoint, or, with none awaited, for
 * `duration` ps. The board does not move while it runs. An enum cli_status: what was wrong has been said. */
COPRO_MUST_CHECK int rpmsg_board_open(struct rpmsg_board *board, const char *firmware,
				      const char *const *awaited, uint64_t duration);
void rpmsg_board_close(struct rpmsg_board *board);
/* The services of examples that send messages back, for the above. */
extern const char *const rpmsg_echo_services[];
/* The endpoint of a service, NULL if there is none. */
struct rpmsg_char *rpmsg_board_endpoint(const struct rpmsg_board *board, const char *service);
/* Runs until machine_end(). An enum cli_status. */
COPRO_MUST_CHECK int rpmsg_board_run(struct rpmsg_board *board);

/* ---- rpmsg_running.c: a board that runs ---- */

/* Whether the kernel of this computer is meant, and where its files are, "" for those of this computer. */
bool rpmsg_is_kernel(const struct rpmsg_options *options);
const char *rpmsg_root(const struct rpmsg_options *options);
/* The board that is meant, waited for if that is asked for. An enum cli_status. */
COPRO_MUST_CHECK int rpmsg_running(const struct rpmsg_options *options, struct board_entry *board);
/* Asks the board that is meant, and stays, as client_ask(). An enum cli_status. */
COPRO_MUST_CHECK int rpmsg_ask(const struct rpmsg_options *options, const char *method,
			       const char *path, const json_t *body, json_t **reply);
/* Prints one object as JSON, and gives it back. */
int rpmsg_json_print(json_t *object);

/* ---- rpmsg_kernel.c: a Linux that runs on this computer ---- */

/* What rpmsg_report_list() says of a machine, found below `root`. NULL: there is none, and it was said. */
json_t *rpmsg_kernel_list(const char *root);
/* Opens an endpoint by its number, or by "NAME:SRC:DST", which is then made. *path is what was
 * opened. An enum cli_status: what was wrong has been said. */
COPRO_MUST_CHECK int rpmsg_kernel_open(const char *root, const char *where, char path[RPMSG_PATH],
				       int *fd);
/* Removes one that was made, while it is open. */
void rpmsg_kernel_destroy(int fd);

#endif
