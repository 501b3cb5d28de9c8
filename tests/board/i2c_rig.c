/* SPDX-License-Identifier: BSD-3-Clause */
#include "i2c_rig.h"

#include <stdlib.h>
#include <string.h>

static enum i2c_answer target_address(struct i2c_target *target, const struct i2c_address *address)
{
	struct i2c_rig_target *self = target->context;

	if (address->value != self->address || address->ten_bit != self->ten_bit)
		return I2C_NACK;
	return self->hold_address ? I2C_HOLD : I2C_ACK;
}

static enum i2c_answer target_head(struct i2c_target *target, unsigned high)
{
	struct i2c_rig_target *self = target->context;

	return self->ten_bit && self->address >> 8 == high ? I2C_ACK : I2C_NACK;
}

static enum i2c_answer target_write(struct i2c_target *target, uint8_t byte)
{
	struct i2c_rig_target *self = target->context;

	if (self->written_count >= self->accepts)
		return I2C_NACK;
	assert_true(self->written_count < sizeof(self->written));
	self->written[self->written_count++] = byte;
	return self->hold_write ? I2C_HOLD : I2C_ACK;
}

static enum i2c_answer target_read(struct i2c_target *target, uint8_t *byte)
{
	struct i2c_rig_target *self = target->context;

	*byte = self->memory[self->read_count++ % sizeof(self->memory)];
	return self->hold_read ? I2C_HOLD : I2C_ACK;
}

static void target_end(struct i2c_target *target, enum i2c_end end)
{
	struct i2c_rig_target *self = target->context;

	self->ends++;
	self->last_end = end;
}

static const struct i2c_target_ops target_ops = {.address = target_address,
						 .head = target_head,
						 .write = target_write,
						 .read = target_read,
						 .end = target_end};

void i2c_rig_target_init(struct i2c_rig_target *target, uint16_t address)
{
	memset(target, 0, sizeof(*target));
	target->target.ops = &target_ops;
	target->target.context = target;
	target->target.name = "target";
	target->address = address;
	target->accepts = sizeof(target->written);
	for (unsigned i = 0; i < sizeof(target->memory); i++)
		target->memory[i] = (uint8_t)(0xA0 + i);
}

static void keep_event(struct i2c_observer *observer, const struct i2c_event *event)
{
	struct i2c_rig *rig = observer->context;
	const size_t used = strlen(rig->log);

	assert_true(used + 80 < sizeof(rig->log));
	i2c_event_text(event, rig->log + used, 79);
	strcat(rig->log, "|");
	if (!used)
		rig->first = event->from;
	assert_true(event->to >= rig->last);
	assert_true(event->to >= event->from);
	rig->last = event->to;
	rig->stretched += event->stretched;
}

void i2c_rig_clear(struct i2c_rig *rig)
{
	rig->log[0] = '\0';
	rig->first = 0;
	rig->last = 0;
	rig->stretched = 0;
}

/* PA11 and PA12 are I2C5_SCL and I2C5_SDA in alternate function 4. */
void i2c_rig_pins(struct i2c_rig *rig, uint32_t moder)
{
	wr(rig->f, SOC_M4, 0x50000AA8, 0x00000001); /* RCC_MC_AHB4ENSETR.GPIOAEN */
	wr(rig->f, SOC_M4, 0x50002024, 0x00044000); /* GPIOA_AFRH */
	wr(rig->f, SOC_M4, 0x50002004, 0x00001800); /* GPIOA_OTYPER: open drain */
	wr(rig->f, SOC_M4, 0x50002000, moder);
}

int i2c_rig_open(void **state)
{
	struct i2c_rig *rig = calloc(1, sizeof(*rig));
	void *fixture = NULL;

	if (!rig || fixture_engineering(&fixture)) {
		free(rig);
		return -1;
	}
	rig->f = fixture;
	/* RCC_MC_APB1ENSETR: I2C1EN, I2C2EN, I2C5EN. */
	wr(rig->f, SOC_M4, 0x50000A80, 0x01600000);
	i2c_rig_pins(rig, 0xFABFFFFF);
	rig->bus = board_i2c_bus(rig->f->board, "I2C5");
	i2c_rig_target_init(&rig->target, 0x50);
	i2c_target_attach(&rig->target.target, rig->bus);
	rig->observer.event = keep_event;
	rig->observer.context = rig;
	i2c_bus_observe(rig->bus, &rig->observer);
	*state = rig;
	return 0;
}

int i2c_rig_close(void **state)
{
	struct i2c_rig *rig = *state;
	void *fixture = rig->f;

	i2c_bus_unobserve(rig->bus, &rig->observer);
	i2c_target_detach(&rig->target.target);
	fixture_done(&fixture);
	free(rig);
	return 0;
}

void i2c_rig_pass(struct i2c_rig *rig, uint64_t ps)
{
	struct timeline *timeline = board_timeline(rig->f->board);

	timeline_advance(timeline, timeline->now + ps);
}

uint32_t i2c_rig_wait(struct i2c_rig *rig, uint32_t base, uint32_t flags)
{
	for (unsigned i = 0; i < 100000; i++) {
		const uint32_t isr = reg(rig, base + 0x18);

		if (isr & flags)
			return isr;
		i2c_rig_pass(rig, 10 * PS_PER_US);
	}
	fail_msg("ISR 0x%08x never has 0x%08x", reg(rig, base + 0x18), flags);
	return 0;
}
