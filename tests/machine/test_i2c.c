/* SPDX-License-Identifier: BSD-3-Clause */
/* One I2C bus, two processors: firmware, proxy, adapter, and the parts on the virtual DK2's I2C5. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "board/i2c_bus.h"
#include "machine/firmware.h"
#include "machine/i2c_wait.h"

#define EEPROM	    0x50
#define SENSOR	    0x48
#define PAGE	    32u /* of a 24C64 */
#define EEPROM_SIZE 8192u
#define WRITE_CYCLE (6 * PS_PER_MS)
#define MANY	    16u
#define BIT_PS	    UINT64_C(2500000) /* 400 kHz */
#define LONGEST	    65535u

static struct firmware firmware;
static struct machine *machine;
static char last_report[256];

/* ---- a machine ---- */

static void on_event(void *context, const struct machine_event *event)
{
	(void)context;
	if (!strcmp(event->kind, "trace") && strstr(event->text, " samples, "))
		(void)snprintf(last_report, sizeof(last_report), "%s", event->text);
	if (getenv("I2C_TEST_VERBOSE") && event->text)
		fprintf(stderr, "%s: %s\n", event->kind, event->text);
}

static void start(const char *name)
{
	const struct machine_config config = {.event = on_event};

	last_report[0] = '\0';
	firmware = firmware_load(name);
	assert_int_equal(machine_create(&machine, &config), 0);
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_i2c_ready(machine, 0, PS_PER_S), 0);
}

static int teardown(void **state)
{
	(void)state;
	machine_destroy(machine);
	firmware_free(&firmware);
	machine = NULL;
	return 0;
}

static void pass(uint64_t ps)
{
	assert_int_equal(machine_run(machine, machine_now(machine) + ps), 0);
}

/* ---- transfers ---- */

static int transfer(struct i2c_host_msg *messages, uint32_t count)
{
	return machine_i2c_transfer(machine, 0, messages, count, 3 * PS_PER_S);
}

static int eeprom_write(uint16_t position, const void *data, uint16_t length)
{
	uint8_t bytes[2 + PAGE] = {(uint8_t)(position >> 8), (uint8_t)position};
	struct i2c_host_msg message = {
		.address = EEPROM, .length = (uint16_t)(2 + length), .data = bytes};
	int status;

	memcpy(bytes + 2, data, length);
	status = transfer(&message, 1);
	pass(WRITE_CYCLE);
	return status;
}

static int eeprom_read(uint16_t position, void *data, uint16_t length)
{
	uint8_t bytes[2] = {(uint8_t)(position >> 8), (uint8_t)position};
	struct i2c_host_msg messages[2] = {
		{.address = EEPROM, .length = 2, .data = bytes},
		{.address = EEPROM, .read = true, .length = length, .data = data}};

	return transfer(messages, 2);
}

/* ---- ---- */

static void writes_and_reads_an_eeprom(void **state)
{
	uint8_t data[200];

	(void)state;
	start("i2c-share");
	assert_int_equal(eeprom_write(0x100, "between two processors", 22), 0);
	assert_int_equal(eeprom_read(0x100, data, sizeof(data)), 0);
	assert_memory_equal(data, "between two processors\xFF", 23);
	/* In its write cycle nobody is there. */
	assert_int_equal(eeprom_read(0x1FFF, data, 2), 0);
}

static void tells_who_is_not_there(void **state)
{
	uint8_t byte = 0;
	struct i2c_host_msg message = {.address = 0x22};

	(void)state;
	start("i2c-share");
	assert_int_equal(transfer(&message, 1), -ENXIO);
	message = (struct i2c_host_msg){.address = 0x22, .read = true, .length = 1, .data = &byte};
	assert_int_equal(transfer(&message, 1), -ENXIO);
	message = (struct i2c_host_msg){.address = SENSOR};
	assert_int_equal(transfer(&message, 1), 0);
	message = (struct i2c_host_msg){.address = 0x222, .ten_bit = true};
	assert_int_equal(transfer(&message, 1), -ENXIO);
	message = (struct i2c_host_msg){
		.address = 0x222, .ten_bit = true, .read = true, .length = 1, .data = &byte};
	assert_int_equal(transfer(&message, 1), -ENXIO);
}

/* ---- many under way, and the firmware's samples ---- */

struct job {
	struct i2c_host_transfer transfer;
	struct i2c_host_msg messages[2];
	uint8_t position[2];
	uint8_t data[254];
};

static unsigned jobs_done, jobs_failed;
static bool again;

static void job_submit(struct job *job)
{
	struct i2c_adapter *adapter = i2c_adapter_find(machine_i2c(machine), 0);

	job->transfer.deadline = I2C_NO_DEADLINE;
	assert_int_equal(i2c_adapter_submit(adapter, &job->transfer), 0);
}

static void job_done(struct i2c_host_transfer *over, int status)
{
	jobs_done++;
	jobs_failed += status != 0;
	if (again)
		job_submit(COPRO_CONTAINER_OF(over, struct job, transfer));
}

static void job_init(struct job *job, uint16_t length)
{
	memset(job, 0, sizeof(*job));
	job->messages[0] =
		(struct i2c_host_msg){.address = EEPROM, .length = 2, .data = job->position};
	job->messages[1] = (struct i2c_host_msg){
		.address = EEPROM, .read = true, .length = length, .data = job->data};
	job->transfer =
		(struct i2c_host_transfer){.messages = job->messages, .count = 2, .done = job_done};
}

/* Two seconds of the longest transfers the firmware takes, one behind the other: not a sample is lost, and
 * each waits for one transfer at most. */
static void samples_on_time_under_load(void **state)
{
	static struct job jobs[MANY];
	unsigned taken, shortest, longest, missed, failed, requests, host_failed, recoveries;
	int celsius, part;

	(void)state;
	start("i2c-share");
	jobs_done = jobs_failed = 0;
	again = true;
	for (unsigned i = 0; i < MANY; i++) {
		job_init(&jobs[i], 254);
		job_submit(&jobs[i]);
	}
	pass(3 * PS_PER_S);
	again = false;
	pass(PS_PER_S);
	assert_int_equal(sscanf(last_report,
				"%u samples, %d.%d C, %u to %u us from due to done, %u missed, %u "
				"failed; host: %u requests, %u failed; %u recoveries",
				&taken, &celsius, &part, &shortest, &longest, &missed, &failed,
				&requests, &host_failed, &recoveries),
			 10);
	assert_int_equal(celsius, 25);
	assert_true(taken >= 290);
	assert_int_equal(missed + failed + host_failed + recoveries, 0);
	assert_int_equal(jobs_failed, 0);
	/* Three seconds hold 3 000 000 / (258 bytes of 22.5 us) of them: nearly all. */
	assert_true(jobs_done > 430);
	/* A transfer of 254 bytes takes 259 bytes' time with its addresses, and one of the sensor's 5. */
	assert_in_range(longest, 150, (259 + 5) * 9 * BIT_PS / PS_PER_US + 100);
}

/* ---- long ones ---- */

static void moves_the_longest(void **state)
{
	uint8_t *data = malloc(LONGEST);
	uint8_t *image = malloc(EEPROM_SIZE);
	struct i2c_host_msg message = {.address = EEPROM, .length = LONGEST, .data = data};
	uint64_t before;

	(void)state;
	assert_non_null(data);
	assert_non_null(image);
	start("i2c-bridge");
	/* One write of 65 535 bytes: it goes round its page, and the last bytes stay. */
	memset(data, 0, LONGEST);
	for (unsigned i = 2; i < LONGEST; i++)
		data[i] = (uint8_t)(i >> 5);
	before = machine_now(machine);
	assert_int_equal(transfer(&message, 1), 0);
	assert_int_equal(message.moved, LONGEST);
	/* The bus was at it all the time: 9 bits a byte. */
	assert_in_range((machine_now(machine) - before) / PS_PER_MS,
			LONGEST * 9 * BIT_PS / PS_PER_MS,
			(LONGEST * 9 * BIT_PS / PS_PER_MS) * 102 / 100);
	pass(WRITE_CYCLE);
	for (unsigned i = 0; i < EEPROM_SIZE; i += PAGE) {
		uint8_t page[PAGE];

		memset(page, (int)(i / PAGE), sizeof(page));
		assert_int_equal(eeprom_write((uint16_t)i, page, PAGE), 0);
	}
	assert_int_equal(eeprom_read(0, data, LONGEST), 0);
	for (unsigned i = 0; i < LONGEST; i++)
		assert_int_equal(data[i], (i % EEPROM_SIZE) / PAGE & 0xFF);
	free(data);
	free(image);
}

/* ---- a bus in trouble ---- */

static struct i2c_bus *wire(void)
{
	return board_i2c_bus(machine_board(machine), "I2C5");
}

static void is_freed_by_clocks(void **state)
{
	const struct i2c_fault stuck = {.kind = I2C_FAULT_SDA_LOW, .pulses = 5};
	uint8_t data[8];

	(void)state;
	start("i2c-share");
	assert_int_equal(i2c_bus_fault(wire(), &stuck), 0);
	assert_int_equal(eeprom_read(0, data, sizeof(data)), -ETIMEDOUT);
	assert_true(i2c_bus_sda(wire()));
	assert_int_equal(eeprom_read(0, data, sizeof(data)), 0);
	pass(PS_PER_S);
	assert_non_null(strstr(last_report, "; 1 recoveries"));
}

static void ends_on_a_clock_that_is_held(void **state)
{
	const struct i2c_fault stuck = {.kind = I2C_FAULT_SCL_LOW};
	struct i2c_host_msg message = {.address = EEPROM};

	(void)state;
	start("i2c-bridge");
	assert_int_equal(i2c_bus_fault(wire(), &stuck), 0);
	for (unsigned i = 0; i < 3; i++) {
		const uint64_t before = machine_now(machine);

		assert_int_equal(transfer(&message, 1), -ETIMEDOUT);
		assert_int_equal(message.status, RPMSG_I2C_TIMEOUT);
		assert_true(machine_now(machine) - before < 100 * PS_PER_MS);
	}
	i2c_bus_mend_all(wire());
	assert_int_equal(transfer(&message, 1), 0);
}

static void tells_each_failure(void **state)
{
	static const struct {
		struct i2c_fault fault;
		int status;
		unsigned moved;
	} cases[] = {
		{{.kind = I2C_FAULT_NACK_ADDRESS, .address = EEPROM, .count = 1}, -ENXIO, 0},
		{{.kind = I2C_FAULT_NACK_DATA, .address = EEPROM, .bytes = 3, .count = 1}, -EIO, 3},
		{{.kind = I2C_FAULT_ARBITRATION, .address = EEPROM, .bytes = 2, .count = 1},
		 -EAGAIN,
		 0xFFFF},
		{{.kind = I2C_FAULT_STOP, .address = EEPROM, .bytes = 2, .count = 1},
		 -EPROTO,
		 0xFFFF},
	};
	uint8_t bytes[10] = {0};
	struct i2c_host_msg message = {.address = EEPROM, .length = 10, .data = bytes};

	(void)state;
	start("i2c-bridge");
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(i2c_bus_fault(wire(), &cases[i].fault), 0);
		assert_int_equal(transfer(&message, 1), cases[i].status);
		if (cases[i].moved != 0xFFFF)
			assert_int_equal(message.moved, cases[i].moved);
		i2c_bus_mend_all(wire());
		pass(WRITE_CYCLE);
		assert_int_equal(transfer(&message, 1), 0);
		pass(WRITE_CYCLE);
	}
}

/* ---- a coprocessor that goes in the middle ---- */

static void ends_when_the_firmware_does(void **state)
{
	static struct job job;
	uint8_t byte;

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		struct i2c_host_msg message = {
			.address = EEPROM, .read = true, .length = 1, .data = &byte};

		if (!machine)
			start("i2c-bridge");
		jobs_done = jobs_failed = 0;
		again = false;
		job_init(&job, 254);
		job_submit(&job);
		pass(i * 700 * PS_PER_US);
		assert_int_equal(jobs_done, 0);
		assert_int_equal(machine_stop(machine), 0);
		assert_int_equal(jobs_done, 1);
		assert_int_equal(jobs_failed, 1);
		assert_null(i2c_adapter_first(machine_i2c(machine)));
		assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
		assert_int_equal(machine_i2c_ready(machine, 0, PS_PER_S), 0);
		assert_int_equal(transfer(&message, 1), 0);
	}
}

/* ---- how fast ---- */

static uint64_t load_alone_us(uint32_t count, uint32_t length)
{
	struct i2c_host_msg pair[2];
	uint8_t position[2] = {0, 0};
	uint8_t data[4096];
	uint64_t before = machine_now(machine);

	for (uint32_t i = 0; i < count; i++) {
		pair[0] = (struct i2c_host_msg){.address = EEPROM, .length = 2, .data = position};
		pair[1] = (struct i2c_host_msg){
			.address = EEPROM, .read = true, .length = (uint16_t)length, .data = data};
		assert_int_equal(transfer(pair, 2), 0);
	}
	return (machine_now(machine) - before) / PS_PER_US;
}

/* One at a time even: 95 % of what the wire takes. */
static void wastes_no_time(void **state)
{
	const uint64_t wire_us = 20 * (2 + 1 + 1 + 254) * 9 * BIT_PS / PS_PER_US;

	(void)state;
	start("i2c-bridge");
	assert_in_range(load_alone_us(20, 254), wire_us, wire_us * 100 / 95);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(writes_and_reads_an_eeprom, teardown),
		cmocka_unit_test_teardown(tells_who_is_not_there, teardown),
		cmocka_unit_test_teardown(samples_on_time_under_load, teardown),
		cmocka_unit_test_teardown(moves_the_longest, teardown),
		cmocka_unit_test_teardown(is_freed_by_clocks, teardown),
		cmocka_unit_test_teardown(ends_on_a_clock_that_is_held, teardown),
		cmocka_unit_test_teardown(tells_each_failure, teardown),
		cmocka_unit_test_teardown(ends_when_the_firmware_does, teardown),
		cmocka_unit_test_teardown(wastes_no_time, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
