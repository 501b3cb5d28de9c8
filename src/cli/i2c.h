/* SPDX-License-Identifier: BSD-3-Clause */
/* What the subcommands of `copro i2c` share. */
#ifndef COPRO_CLI_I2C_H
#define COPRO_CLI_I2C_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "cli/target.h"
#include "host/i2c_session.h"

struct i2c_options {
	struct target_options target;
	bool wide; /* positions of 16 bits */
	bool all; /* detect: reserved addresses as well */
	const char *endpoint; /* NULL: that of the bus */
	uint64_t timeout; /* ps; 0: a second */
	uint64_t first; /* dump */
	uint64_t length;
	bool length_given;
};

/* Each is given what follows its name. An enum cli_status. */
int i2c_list(const struct i2c_options *options, char **arguments, int count);
int i2c_detect(const struct i2c_options *options, char **arguments, int count);
int i2c_get(const struct i2c_options *options, char **arguments, int count);
int i2c_set(const struct i2c_options *options, char **arguments, int count);
int i2c_dump(const struct i2c_options *options, char **arguments, int count);
int i2c_transfer(const struct i2c_options *options, char **arguments, int count);

/* ---- i2c.c ---- */

/* A number up to `most`, as C writes it. False: it is none. */
bool i2c_number(const char *text, unsigned long most, unsigned long *number);
/* "0", "i2c-0"; an enum cli_status, and what is wrong was said. */
COPRO_MUST_CHECK int i2c_bus_argument(const char *text, uint32_t *bus);
COPRO_MUST_CHECK int i2c_address_argument(const char *text, struct i2c_host_msg *message);

/* ---- what a subcommand does: transfers ---- */

struct i2c_batch {
	struct i2c_batch_one {
		struct i2c_host_msg *messages; /* with memory for what is read */
		uint32_t count;
		int status; /* set: 0 or a negative errno value */
	} * each;
	uint32_t count;
};

/* Does them all, on the board or kernel that is meant. An enum cli_status: CLI_OK even if some failed. */
COPRO_MUST_CHECK int i2c_execute(const struct i2c_options *options, uint32_t bus,
				 struct i2c_batch *batch);
/* Says which message of a transfer failed, and how. Returns CLI_FAILED. */
int i2c_failed(uint32_t bus, const struct i2c_batch_one *one);

/* The adapters, as GET /v1/i2c has them. NULL: it was said why not. */
json_t *i2c_adapters(const struct i2c_options *options);

/* ---- i2c_board.c: a board that stays ---- */

COPRO_MUST_CHECK int i2c_board_execute(const struct i2c_options *options, uint32_t bus,
				       struct i2c_batch *batch);
json_t *i2c_board_adapters(const struct i2c_options *options);

/* ---- i2c_stream.c: a kernel's device, or the socket of a board's endpoint ---- */

COPRO_MUST_CHECK int i2c_stream_execute(const struct i2c_options *options, uint32_t bus,
					struct i2c_batch *batch);
json_t *i2c_stream_adapters(const struct i2c_options *options);

#endif
