/* SPDX-License-Identifier: BSD-3-Clause */
#include "i2c_part.h"

#include <stdlib.h>
#include <string.h>

#include "board/dts/trees.h"

static void talk_done(struct i2c_controller *controller, enum i2c_outcome outcome, uint8_t byte)
{
	struct i2c_talk *talk = controller->context;

	talk->outcomes++;
	talk->last = outcome;
	talk->byte = byte;
}

void i2c_talk_open(struct i2c_talk *talk, struct i2c_rig *rig, const char *path)
{
	struct dt dt;

	memset(talk, 0, sizeof(*talk));
	talk->rig = rig;
	i2c_target_detach(&rig->target.target);
	assert_int_equal(dt_open(&dt, trees_linux().data, trees_linux().size, NULL), 0);
	assert_int_equal(dt_copy_make(&talk->tree, &dt), 0);
	talk->node = dt_find(&talk->tree.dt, path);
	assert_true(talk->node >= 0);
	talk->controller = (struct i2c_controller){
		.done = talk_done,
		.context = talk,
		.name = "talk",
		.times = {.bit = 2500 * PS_PER_NS,
			  .start = 600 * PS_PER_NS,
			  .restart = 3100 * PS_PER_NS,
			  .stop = 1900 * PS_PER_NS,
			  .free = 1300 * PS_PER_NS},
	};
	i2c_controller_attach(&talk->controller, rig->bus);
}

void i2c_talk_cell(struct i2c_talk *talk, const char *property, uint32_t value)
{
	assert_int_equal(dt_set_cell(&talk->tree, talk->node, property, value), 0);
}

void i2c_talk_string(struct i2c_talk *talk, const char *property, const char *value)
{
	assert_int_equal(dt_set_string(&talk->tree, talk->node, property, value), 0);
}

int i2c_talk_attach(struct i2c_talk *talk, const struct part_kind *kind, struct dt_error *error)
{
	struct dt_error ignored;
	int rc;

	talk->part = (struct part){.kind = kind, .board = talk->rig->f->board, .name = "part"};
	talk->part.state = calloc(1, kind->state_size);
	assert_non_null(talk->part.state);
	rc = kind->attach(&talk->part, &talk->tree.dt, talk->node, error ? error : &ignored);
	talk->attached = !rc;
	if (rc)
		free(talk->part.state);
	return rc;
}

void i2c_talk_close(struct i2c_talk *talk)
{
	if (talk->attached) {
		talk->part.kind->detach(&talk->part);
		free(talk->part.state);
	}
	i2c_controller_detach(&talk->controller);
	dt_copy_free(&talk->tree);
}

static enum i2c_outcome told(struct i2c_talk *talk)
{
	const unsigned before = talk->outcomes;

	for (unsigned i = 0; i < 1000 && talk->outcomes == before; i++)
		i2c_rig_pass(talk->rig, PS_PER_US);
	assert_int_equal(talk->outcomes, before + 1);
	i2c_rig_clear(talk->rig);
	return talk->last;
}

bool talk_send(struct i2c_talk *talk, uint8_t byte)
{
	assert_true(i2c_controller_send(&talk->controller, byte));
	return told(talk) == I2C_SENT;
}

bool talk_start(struct i2c_talk *talk, unsigned address, bool read)
{
	assert_true(i2c_controller_start(&talk->controller));
	assert_int_equal(told(talk), I2C_STARTED);
	return talk_send(talk, (uint8_t)(address << 1 | read));
}

uint8_t talk_receive(struct i2c_talk *talk, bool acknowledge)
{
	uint8_t byte;

	assert_true(i2c_controller_receive(&talk->controller));
	assert_int_equal(told(talk), I2C_RECEIVED);
	byte = talk->byte;
	assert_true(i2c_controller_acknowledge(&talk->controller, acknowledge));
	assert_int_equal(told(talk), I2C_ACKNOWLEDGED);
	return byte;
}

void talk_stop(struct i2c_talk *talk)
{
	assert_true(i2c_controller_stop(&talk->controller));
	assert_int_equal(told(talk), I2C_STOPPED);
}

void talk_abandon(struct i2c_talk *talk)
{
	i2c_controller_abandon(&talk->controller);
}

static void write_bytes(struct i2c_talk *talk, unsigned address, const uint8_t *bytes, size_t count)
{
	assert_true(talk_start(talk, address, false));
	for (size_t i = 0; i < count; i++)
		assert_true(talk_send(talk, bytes[i]));
}

void talk_write(struct i2c_talk *talk, unsigned address, const uint8_t *bytes, size_t count)
{
	write_bytes(talk, address, bytes, count);
	talk_stop(talk);
}

void talk_read(struct i2c_talk *talk, unsigned address, uint8_t *bytes, size_t count)
{
	assert_true(talk_start(talk, address, true));
	for (size_t i = 0; i < count; i++)
		bytes[i] = talk_receive(talk, i + 1 < count);
	talk_stop(talk);
}

void talk_write_read(struct i2c_talk *talk, unsigned address, const uint8_t *out, size_t outs,
		     uint8_t *in, size_t ins)
{
	write_bytes(talk, address, out, outs);
	talk_read(talk, address, in, ins);
}
