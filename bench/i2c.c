/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How much of a bus the host gets through the proxy: reads of an EEPROM at 400 kHz in virtual time, by the
 * firmware i2c-bridge alone and then by the host, one at a time and eight under way. Prints a line a length: bytes;
 * bytes a millisecond of each; the host's share in percent. The 2 bytes of a position are not counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/i2c_wait.h"

#define EEPROM	  0x50
#define COUNT	  40u
#define UNDER_WAY 8u
#define LENGTH	  4096u
#define LOAD	  "i2c-load"
#define IMAGE_MAX (1u << 20)

struct pair {
	uint32_t count;
	uint32_t value;
};

struct job {
	struct i2c_host_transfer transfer;
	struct i2c_host_msg messages[2];
	uint8_t position[2];
	uint8_t data[LENGTH];
};

static struct machine *machine;
static struct pair answer;
static bool answered;
static struct job jobs[UNDER_WAY];
static unsigned left, begun, failed;
static uint64_t ended;

static void on_event(void *context, const struct machine_event *event)
{
	(void)context;
	if (!strcmp(event->kind, "message-received") && event->length == sizeof(answer)) {
		memcpy(&answer, event->data, sizeof(answer));
		answered = true;
		machine_end(machine);
	}
}

static uint64_t alone_us(uint32_t length)
{
	const struct pair asked = {COUNT, length};

	answered = false;
	if (raw_send(machine_raw(machine), LOAD, &asked, sizeof(asked)))
		return 0;
	while (!answered) {
		if (machine_run(machine, machine_now(machine) + 10 * PS_PER_S) || !answered)
			return 0;
	}
	return answer.count ? 0 : answer.value;
}

static void submit(struct job *job)
{
	begun++;
	if (i2c_adapter_submit(i2c_adapter_find(machine_i2c(machine), 0), &job->transfer))
		failed++;
}

static void done(struct i2c_host_transfer *transfer, int status)
{
	failed += status != 0;
	if (begun < COUNT)
		submit(COPRO_CONTAINER_OF(transfer, struct job, transfer));
	if (!--left) {
		ended = machine_now(machine);
		machine_end(machine);
	}
}

static uint64_t host_us(uint32_t length, unsigned under_way)
{
	const uint64_t before = machine_now(machine);

	left = COUNT;
	begun = 0;
	for (unsigned i = 0; i < under_way; i++) {
		struct job *job = &jobs[i];

		job->messages[0] = (struct i2c_host_msg){
			.address = EEPROM, .length = 2, .data = job->position};
		job->messages[1] = (struct i2c_host_msg){.address = EEPROM,
							 .read = true,
							 .length = (uint16_t)length,
							 .data = job->data};
		job->transfer = (struct i2c_host_transfer){.messages = job->messages,
							   .count = 2,
							   .deadline = I2C_NO_DEADLINE,
							   .done = done};
		submit(job);
	}
	if (machine_run(machine, before + 20 * PS_PER_S) || left)
		return 0;
	return (ended - before) / PS_PER_US;
}

static double rate(uint32_t length, uint64_t us)
{
	return us ? (double)COUNT * length * 1000.0 / (double)us : 0;
}

int main(int argc, char **argv)
{
	static const uint32_t lengths[] = {1, 16, 64, 254, 1024, LENGTH};
	static const char *const raw[] = {LOAD, NULL};
	const struct machine_config config = {.event = on_event, .raw_services = raw};
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
	void *image = malloc(IMAGE_MAX);
	struct host_error error = {.text = ""};
	size_t size;

	if (!file || !image) {
		fprintf(stderr, "usage: bench_i2c i2c-bridge.elf\n");
		return 1;
	}
	size = fread(image, 1, IMAGE_MAX, file);
	fclose(file);
	if (machine_create(&machine, &config) || machine_start(machine, image, size, &error) ||
	    machine_i2c_ready(machine, 0, PS_PER_S)) {
		fprintf(stderr, "bench_i2c: %s\n", error.text);
		return 1;
	}
	puts("bytes  M4 alone  host, 1  host, 8  percent");
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		const double alone = rate(lengths[i], alone_us(lengths[i]));
		const double one = rate(lengths[i], host_us(lengths[i], 1));
		const double many = rate(lengths[i], host_us(lengths[i], UNDER_WAY));

		printf("%5u  %8.2f  %7.2f  %7.2f  %5.1f %5.1f\n", lengths[i], alone, one, many,
		       one / alone * 100, many / alone * 100);
	}
	machine_destroy(machine);
	free(image);
	return failed ? 1 : 0;
}
