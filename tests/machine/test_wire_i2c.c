/* SPDX-License-Identifier: BSD-3-Clause */
/* An I2C bus over two boards: a controller on the one reaches a target on the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "board/i2c_bus.h"
#include "machine/firmware.h"
#include "machine/pair.h"
#include "machine/wire.h"

#define ADDRESS	    0x29
#define TEN_ADDRESS 0x30F
#define BIT	    (2500 * PS_PER_NS) /* 400 kHz */
#define BYTES	    8u

/* Takes and gives bytes, and may be slow. */
struct memory {
	struct i2c_target target;
	struct timeline *timeline;
	struct timeline_event ready;
	uint64_t hold; /* ps for each byte; 0: it answers at once */
	uint16_t address;
	bool ten_bit;
	uint8_t bytes[BYTES];
	unsigned written, read, ends;
	uint8_t next;
};

static enum i2c_answer memory_address(struct i2c_target *target, const struct i2c_address *address)
{
	const struct memory *memory = target->context;

	return address->value == memory->address && address->ten_bit == memory->ten_bit ? I2C_ACK
											: I2C_NACK;
}

static enum i2c_answer memory_head(struct i2c_target *target, unsigned high)
{
	const struct memory *memory = target->context;

	return memory->ten_bit && high == memory->address >> 8 ? I2C_ACK : I2C_NACK;
}

static void memory_ready(void *context)
{
	struct memory *memory = context;

	i2c_target_answer(&memory->target, I2C_ACK, memory->next);
}

static enum i2c_answer memory_answer(struct memory *memory)
{
	if (!memory->hold)
		return I2C_ACK;
	timeline_arm(memory->timeline, &memory->ready,
		     timeline_now(memory->timeline) + memory->hold);
	return I2C_HOLD;
}

static enum i2c_answer memory_write(struct i2c_target *target, uint8_t byte)
{
	struct memory *memory = target->context;

	if (memory->written == BYTES)
		return I2C_NACK;
	memory->bytes[memory->written++] = byte;
	return memory_answer(memory);
}

static enum i2c_answer memory_read(struct i2c_target *target, uint8_t *byte)
{
	struct memory *memory = target->context;

	memory->next = (uint8_t)(0xA0 + memory->read++);
	*byte = memory->next;
	return memory_answer(memory);
}

static void memory_end(struct i2c_target *target, enum i2c_end end)
{
	struct memory *memory = target->context;

	(void)end;
	memory->ends++;
}

static const struct i2c_target_ops memory_ops = {.address = memory_address,
						 .head = memory_head,
						 .write = memory_write,
						 .read = memory_read,
						 .end = memory_end};

/* One transfer: an address, bytes to write, and after a repeated START bytes to read. */
struct transfer {
	struct i2c_controller controller;
	uint8_t out[2 + BYTES + 1]; /* with the address, one or two bytes */
	unsigned out_count, sent;
	uint8_t again; /* the address for reading; 0: nothing is read */
	unsigned in_count, received;
	uint8_t in[BYTES];
	bool again_sent;
	unsigned refused_at; /* the byte, from 1; 0: none */
	enum i2c_outcome last;
	bool over;
};

static void transfer_on(struct transfer *transfer)
{
	struct i2c_controller *controller = &transfer->controller;

	if (transfer->sent < transfer->out_count)
		assert_true(i2c_controller_send(controller, transfer->out[transfer->sent++]));
	else if (transfer->again && !transfer->again_sent)
		assert_true(i2c_controller_start(controller));
	else if (transfer->received < transfer->in_count)
		assert_true(i2c_controller_receive(controller));
	else
		assert_true(i2c_controller_stop(controller));
}

static void transfer_done(struct i2c_controller *controller, enum i2c_outcome outcome, uint8_t byte)
{
	struct transfer *transfer = controller->context;

	transfer->last = outcome;
	switch (outcome) {
	case I2C_STARTED:
		if (!transfer->sent) {
			transfer_on(transfer);
			break;
		}
		transfer->again_sent = true;
		assert_true(i2c_controller_send(controller, transfer->again));
		break;
	case I2C_RECEIVED:
		transfer->in[transfer->received++] = byte;
		assert_true(i2c_controller_acknowledge(controller,
						       transfer->received < transfer->in_count));
		break;
	case I2C_SENT:
	case I2C_ACKNOWLEDGED:
		transfer_on(transfer);
		break;
	case I2C_REFUSED:
		transfer->refused_at = transfer->sent;
		assert_true(i2c_controller_stop(controller));
		break;
	default:
		transfer->over = true;
	}
}

struct bench {
	struct witness witnesses[2];
	struct machine *machines[2];
	struct wire *wire;
	struct pair pair;
	struct memory memory; /* on the second board */
	struct transfer transfers[2];
};

static struct i2c_bus *bus_of(const struct bench *bench, unsigned board)
{
	return board_i2c_bus(machine_board(bench->machines[board]), "I2C5");
}

static int bench_open(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	char error[WIRE_ERROR];

	for (unsigned i = 0; i < 2; i++) {
		struct i2c_controller *controller = &bench->transfers[i].controller;

		bench->machines[i] =
			witness_machine(&bench->witnesses[i], (struct machine_config){0});
		bench->pair.machines[i] = bench->machines[i];
		controller->done = transfer_done;
		controller->context = &bench->transfers[i];
		controller->name = "test";
		controller->times = (struct i2c_times){BIT, BIT, BIT, BIT, BIT};
		i2c_controller_attach(controller, bus_of(bench, i));
	}
	bench->memory.target.ops = &memory_ops;
	bench->memory.target.context = &bench->memory;
	bench->memory.target.name = "memory";
	bench->memory.timeline = board_timeline(machine_board(bench->machines[1]));
	bench->memory.ready.fire = memory_ready;
	bench->memory.ready.context = &bench->memory;
	bench->memory.address = ADDRESS;
	i2c_target_attach(&bench->memory.target, bus_of(bench, 1));
	assert_int_equal(wire_create(&bench->wire, "I2C5", machine_board(bench->machines[0]),
				     machine_board(bench->machines[1]), error),
			 0);
	*state = bench;
	return 0;
}

static int bench_close(void **state)
{
	struct bench *bench = *state;

	i2c_target_detach(&bench->memory.target);
	timeline_disarm(bench->memory.timeline, &bench->memory.ready);
	for (unsigned i = 0; i < 2; i++)
		i2c_controller_detach(&bench->transfers[i].controller);
	wire_destroy(bench->wire);
	for (unsigned i = 0; i < 2; i++)
		machine_destroy(bench->machines[i]);
	free(bench);
	return 0;
}

/* Does a transfer of the first board, and returns how long it took in bits, rounded down. */
static uint64_t transfer_run(struct bench *bench)
{
	struct transfer *transfer = &bench->transfers[0];
	const uint64_t begun = machine_now(bench->machines[0]);
	uint64_t bits;

	assert_true(i2c_controller_start(&transfer->controller));
	for (unsigned i = 0; !transfer->over && i < 10000; i++)
		assert_int_equal(
			pair_run(&bench->pair, machine_now(bench->machines[0]) + PAIR_TURN), 0);
	assert_true(transfer->over);
	bits = (machine_now(bench->machines[0]) - begun) / BIT;
	/* The STOP reaches the other board a turn later. */
	assert_int_equal(pair_run(&bench->pair, machine_now(bench->machines[0]) + 4 * PAIR_TURN),
			 0);
	return bits;
}

static void transfer_set(struct transfer *transfer, const uint8_t *out, unsigned count,
			 uint8_t again, unsigned in_count)
{
	memcpy(transfer->out, out, count);
	transfer->out_count = count;
	transfer->again = again;
	transfer->in_count = in_count;
}

static void test_write(void **state)
{
	static const uint8_t out[] = {ADDRESS << 1, 1, 2, 3};
	struct bench *bench = *state;
	uint64_t bits;

	transfer_set(&bench->transfers[0], out, sizeof(out), 0, 0);
	bits = transfer_run(bench);
	assert_int_equal(bench->transfers[0].last, I2C_STOPPED);
	assert_int_equal(bench->transfers[0].refused_at, 0);
	assert_int_equal(bench->memory.written, 3);
	assert_memory_equal(bench->memory.bytes, out + 1, 3);
	assert_int_equal(bench->memory.ends, 1);
	/* 4 bytes of 9 bits, START and STOP, and two turns a byte at most for the other board */
	assert_in_range(bits, 4 * 9 + 2, 4 * 9 + 2 + 4 * 2 * (PAIR_TURN / BIT) + 4);
	assert_false(i2c_bus_busy(bus_of(bench, 1)));
}

static void test_write_then_read(void **state)
{
	static const uint8_t out[] = {ADDRESS << 1, 9};
	static const uint8_t in[] = {0xA0, 0xA1, 0xA2};
	struct bench *bench = *state;

	transfer_set(&bench->transfers[0], out, sizeof(out), ADDRESS << 1 | 1, 3);
	transfer_run(bench);
	assert_int_equal(bench->transfers[0].last, I2C_STOPPED);
	assert_int_equal(bench->memory.bytes[0], 9);
	assert_memory_equal(bench->transfers[0].in, in, sizeof(in));
	assert_int_equal(bench->memory.ends, 2);
}

/* The other board's target holds its clock for a millisecond a byte: this board's controller waits. */
static void test_slow(void **state)
{
	static const uint8_t out[] = {ADDRESS << 1, 1, 2};
	struct bench *bench = *state;

	bench->memory.hold = PS_PER_MS;
	transfer_set(&bench->transfers[0], out, sizeof(out), ADDRESS << 1 | 1, 1);
	assert_true(transfer_run(bench) * BIT >= 3 * PS_PER_MS);
	assert_int_equal(bench->memory.written, 2);
	assert_int_equal(bench->transfers[0].in[0], 0xA0);
	assert_int_equal(bench->transfers[0].last, I2C_STOPPED);
}

static void test_nobody(void **state)
{
	static const uint8_t out[] = {0x21 << 1, 1};
	struct bench *bench = *state;

	transfer_set(&bench->transfers[0], out, sizeof(out), 0, 0);
	transfer_run(bench);
	assert_int_equal(bench->transfers[0].refused_at, 1);
	assert_int_equal(pair_run(&bench->pair, machine_now(bench->machines[0]) + 10 * PAIR_TURN),
			 0);
	assert_false(i2c_bus_busy(bus_of(bench, 0)));
	assert_false(i2c_bus_busy(bus_of(bench, 1)));
	assert_int_equal(bench->memory.ends, 0);
}

static void test_data_refused(void **state)
{
	static const uint8_t out[] = {ADDRESS << 1, 1, 2, 3, 4, 5, 6, 7, 8, 9};
	struct bench *bench = *state;

	transfer_set(&bench->transfers[0], out, sizeof(out), 0, 0);
	transfer_run(bench);
	assert_int_equal(bench->transfers[0].refused_at, 10);
	assert_int_equal(bench->memory.written, BYTES);
	assert_int_equal(bench->memory.ends, 1);
}

static void test_ten_bits(void **state)
{
	static const uint8_t out[] = {0xF0 | TEN_ADDRESS >> 8 << 1, TEN_ADDRESS & 0xFF, 7};
	struct bench *bench = *state;

	bench->memory.ten_bit = true;
	bench->memory.address = TEN_ADDRESS;
	transfer_set(&bench->transfers[0], out, sizeof(out), 0xF1 | TEN_ADDRESS >> 8 << 1, 2);
	transfer_run(bench);
	assert_int_equal(bench->transfers[0].last, I2C_STOPPED);
	assert_int_equal(bench->memory.bytes[0], 7);
	assert_int_equal(bench->transfers[0].in[1], 0xA1);
}

/* Both boards begin at once: one transfer comes through, nothing hangs, and then the other one can. */
static void test_both(void **state)
{
	static const uint8_t out[] = {ADDRESS << 1, 1};
	struct bench *bench = *state;

	for (unsigned i = 0; i < 2; i++) {
		transfer_set(&bench->transfers[i], out, sizeof(out), 0, 0);
		assert_true(i2c_controller_start(&bench->transfers[i].controller));
	}
	assert_int_equal(pair_run(&bench->pair, machine_now(bench->machines[0]) + PS_PER_MS), 0);
	assert_true(bench->transfers[0].over && bench->transfers[1].over);
	assert_true(bench->memory.written >= 1);
	assert_false(i2c_bus_busy(bus_of(bench, 0)));
	assert_false(i2c_bus_busy(bus_of(bench, 1)));
	bench->memory.written = 0;
	bench->transfers[0].over = false;
	bench->transfers[0].sent = 0;
	transfer_run(bench);
	assert_int_equal(bench->memory.written, 1);
}

/* The wire goes in the middle of a byte that the other board holds. */
static void test_parted(void **state)
{
	static const uint8_t out[] = {ADDRESS << 1, 1, 2};
	struct bench *bench = *state;

	bench->memory.hold = PS_PER_S;
	transfer_set(&bench->transfers[0], out, sizeof(out), 0, 0);
	assert_true(i2c_controller_start(&bench->transfers[0].controller));
	assert_int_equal(pair_run(&bench->pair, machine_now(bench->machines[0]) + PS_PER_MS), 0);
	assert_false(bench->transfers[0].over);
	wire_destroy(bench->wire);
	bench->wire = NULL;
	assert_int_equal(pair_run(&bench->pair, machine_now(bench->machines[0]) + PS_PER_MS), 0);
	assert_true(bench->transfers[0].over);
}

#define test(function) cmocka_unit_test_setup_teardown(function, bench_open, bench_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_write),  test(test_write_then_read), test(test_slow),
		test(test_nobody), test(test_data_refused),    test(test_ten_bits),
		test(test_both),   test(test_parted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
