/* SPDX-License-Identifier: BSD-3-Clause */
/* A part on the bus of I2C5 of a rig, made from its node in the virtual DK2's tree, and a controller that
 * talks to it. */
#ifndef COPRO_TESTS_BOARD_I2C_PART_H
#define COPRO_TESTS_BOARD_I2C_PART_H

#include "board/parts/kinds.h"
#include "i2c_rig.h"

struct i2c_talk {
	struct i2c_rig *rig;
	struct dt_copy tree;
	int node;
	struct part part;
	bool attached;
	struct i2c_controller controller;
	unsigned outcomes;
	enum i2c_outcome last;
	uint8_t byte;
};

/* Opens the tree and finds the node; the part is not made yet, so that the node can be changed. */
void i2c_talk_open(struct i2c_talk *talk, struct i2c_rig *rig, const char *path);
void i2c_talk_cell(struct i2c_talk *talk, const char *property, uint32_t value);
void i2c_talk_string(struct i2c_talk *talk, const char *property, const char *value);
int i2c_talk_attach(struct i2c_talk *talk, const struct part_kind *kind, struct dt_error *error);
void i2c_talk_close(struct i2c_talk *talk);

/* One operation on the bus, 400 kbit/s. */
bool talk_start(struct i2c_talk *talk, unsigned address, bool read); /* true: acknowledged */
bool talk_send(struct i2c_talk *talk, uint8_t byte);
uint8_t talk_receive(struct i2c_talk *talk, bool acknowledge);
void talk_stop(struct i2c_talk *talk);
void talk_abandon(struct i2c_talk *talk);

/* Whole transfers; all of them are acknowledged. */
void talk_write(struct i2c_talk *talk, unsigned address, const uint8_t *bytes, size_t count);
void talk_read(struct i2c_talk *talk, unsigned address, uint8_t *bytes, size_t count);
/* Writes, then reads after a repeated START. */
void talk_write_read(struct i2c_talk *talk, unsigned address, const uint8_t *out, size_t outs,
		     uint8_t *in, size_t ins);

#endif
