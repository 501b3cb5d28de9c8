/* SPDX-License-Identifier: BSD-3-Clause */
/* Debug information and stacks that are wrong give less, and always an end. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "firmware.h"
#include "machine/backtrace.h"

#define ROUNDS 400u

static uint32_t seed;

static uint32_t next_random(void)
{
	/* Numerical Recipes' linear congruential generator. */
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

/* A stack that holds return addresses into the code, EXC_RETURNs and noise, wherever it is read. */
static int read_noise(void *context, uint32_t address, void *data, uint32_t size)
{
	uint8_t *bytes = data;

	(void)context;
	if (address >= 0x60000000u)
		return -EFAULT;
	for (uint32_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)next_random();
	if (size >= 4 && next_random() % 4 == 0) {
		const uint32_t word = next_random() % 2 ? 0xFFFFFFE1u + next_random() % 32
							: 0x10000001u + next_random() % 0x400;

		memcpy(bytes, &word, sizeof(word));
	}
	return 0;
}

static int read_nothing(void *context, uint32_t address, void *data, uint32_t size)
{
	(void)context;
	(void)address;
	(void)data;
	(void)size;
	return -EFAULT;
}

static struct backtrace backtrace;

static void walk(struct firmware *firmware, int (*read)(void *, uint32_t, void *, uint32_t))
{
	struct backtrace_input input = {.frame = {.known = 0xFFFF}, .memory = {NULL, read}};
	char text[BACKTRACE_LINE];
	struct debug_info *info;
	struct elf_image image;

	if (elf_image_open(&image, firmware->data, firmware->size, NULL))
		return;
	assert_int_equal(debug_info_open(&info, &image), 0);
	for (unsigned i = 0; i < 16; i++) {
		for (unsigned r = 0; r < 16; r++)
			input.frame.r[r] = next_random();
		input.frame.r[13] = 0x10030000u + (next_random() & 0xFFCu);
		input.frame.r[15] = 0x10000000u + next_random() % 0x600;
		input.psp = 0x10020000u;
		input.xpsr = next_random() % 2 ? 3 : 0;
		input.fault_frame = next_random() % 2 ? input.frame.r[13] + 0x20 : 0;
		backtrace_walk(&backtrace, info, &input);
		assert_in_range(backtrace.count, 1, BACKTRACE_ENTRIES);
		for (size_t n = 0; n < backtrace.count; n++)
			backtrace_line(&backtrace, n, text);
	}
	debug_info_close(info);
}

static void a_stack_of_noise(void **state)
{
	struct firmware firmware = firmware_load("../test-firmware/crash_fault");

	(void)state;
	seed = 1;
	for (unsigned i = 0; i < ROUNDS; i++)
		walk(&firmware, read_noise);
	walk(&firmware, read_nothing);
	firmware_free(&firmware);
}

static void damaged_debug_information(void **state)
{
	struct firmware firmware = firmware_load("../test-firmware/crash_fault");
	struct firmware damaged = firmware_load("../test-firmware/crash_fault");
	/* Behind what is loaded: sections' contents, their names and headers. */
	const size_t first = firmware.size / 8;

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		seed = i;
		memcpy(damaged.data, firmware.data, firmware.size);
		for (unsigned n = 1 + next_random() % 64; n > 0; n--)
			((uint8_t *)damaged.data)[first + next_random() % (firmware.size - first)] =
				(uint8_t)next_random();
		walk(&damaged, read_noise);
	}
	/* A file that ends early. */
	for (size_t size = firmware.size; size > 64; size -= 61 + size / 64) {
		damaged.size = size;
		memcpy(damaged.data, firmware.data, size);
		walk(&damaged, read_noise);
	}
	damaged.size = firmware.size;
	firmware_free(&damaged);
	firmware_free(&firmware);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stack_of_noise),
		cmocka_unit_test(damaged_debug_information),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
