/* SPDX-License-Identifier: BSD-3-Clause */
/* Core files against bytes written down by hand (ELF specification 1.2; Linux, remoteproc_coredump.c). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "host/coredump.h"

struct file {
	uint8_t bytes[8192];
	size_t size;
	size_t room; /* -ENOSPC beyond it */
};

static int file_write(void *context, const void *data, size_t size)
{
	struct file *file = context;

	assert_true(size > 0);
	if (size > file->room - file->size)
		return -ENOSPC;
	memcpy(file->bytes + file->size, data, size);
	file->size += size;
	return 0;
}

static const uint8_t retram[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static const uint8_t sram[4] = {0xA, 0xB, 0xC, 0xD};

static const struct coredump_segment segments[] = {
	{0x00000000, 8, retram},
	{0x10040000, 5, NULL},
	{0x10000000, 4, sram},
};

/* e_ident to e_shstrndx; then p_type, p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_flags, p_align;
 * then memory. */
static const uint8_t expected[] = {
	0x7F, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 32 bits, LSB, version, no ABI */
	4, 0, 0, 0, /* ET_CORE, EM_NONE */
	1, 0, 0, 0, /* version */
	0xA9, 0x01, 0x00, 0x10, /* entry */
	52, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* phoff, shoff, flags */
	52, 0, 32, 0, 3, 0, 0, 0, 0, 0, 0, 0, /* ehsize, phentsize, phnum, no sections */
	/* 148 = 52 + 3 * 32 */
	1, 0, 0, 0, 148, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* PT_LOAD */
	8, 0, 0, 0, 8, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, /* RWX */
	1, 0, 0, 0, 156, 0, 0, 0, 0, 0, 4, 0x10, 0, 0, 4, 0x10, /**/
	5, 0, 0, 0, 5, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, /**/
	1, 0, 0, 0, 161, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0x10, /**/
	4, 0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, /**/
	1, 2, 3, 4, 5, 6, 7, 8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xA, 0xB, 0xC, 0xD};

static void the_kernels_form_byte_for_byte(void **state)
{
	struct file file = {.room = sizeof(file.bytes)};
	const struct coredump_sink sink = {&file, file_write};

	(void)state;
	assert_int_equal(coredump_write_kernel(&sink, segments, 3, 0x100001A9), 0);
	assert_int_equal(file.size, sizeof(expected));
	assert_memory_equal(file.bytes, expected, sizeof(expected));
	assert_int_equal(coredump_kernel_size(segments, 3), sizeof(expected));
}

static void a_large_segment_that_cannot_be_reached(void **state)
{
	static const struct coredump_segment large = {0x10000000, 3000, NULL};
	struct file file = {.room = sizeof(file.bytes)};
	const struct coredump_sink sink = {&file, file_write};

	(void)state;
	assert_int_equal(coredump_write_kernel(&sink, &large, 1, 0), 0);
	assert_int_equal(file.size, 84 + 3000);
	for (size_t i = 84; i < file.size; i++)
		assert_int_equal(file.bytes[i], 0xFF);
}

static uint32_t word(const struct file *file, size_t at)
{
	assert_true(at + 4 <= file->size);
	return (uint32_t)file->bytes[at] | (uint32_t)file->bytes[at + 1] << 8 |
	       (uint32_t)file->bytes[at + 2] << 16 | (uint32_t)file->bytes[at + 3] << 24;
}

static struct coredump_core a_core(void)
{
	struct coredump_core core = {.xpsr = 0x21000003,
				     .fpscr = 0x1234,
				     .msp = 0x10030000,
				     .psp = 0x10020000,
				     .control = 2,
				     .primask = 1,
				     .faultmask = 1,
				     .basepri = 0x40,
				     .cfsr = 0x8200,
				     .hfsr = 0x40000000,
				     .dfsr = 2,
				     .mmfar = 0x11,
				     .bfar = 0x50FF0000,
				     .afsr = 7,
				     .exception = 3,
				     .cause = "HardFault"};

	for (uint32_t i = 0; i < 16; i++)
		core.r[i] = 0x100 + i;
	for (uint32_t i = 0; i < 32; i++)
		core.s[i] = 0x200 + i;
	return core;
}

static void the_debuggers_form(void **state)
{
	static const struct coredump_segment aliased[] = {
		{0x10000000, 4, sram}, {0x30000000, 4, sram}, {0x00000000, 8, retram}};
	const struct coredump_core core = a_core();
	struct file file = {.room = sizeof(file.bytes)};
	const struct coredump_sink sink = {&file, file_write};
	const size_t notes = 52 + 4 * 32;
	const size_t vfp = notes + 20 + 148, ours = vfp + 20 + 260;
	size_t at, memory;

	(void)state;
	assert_int_equal(coredump_write_gdb(&sink, &core, COREDUMP_SIGNAL_BUS, aliased, 3), 0);
	assert_int_equal(word(&file, 16), 40 << 16 | 4); /* EM_ARM, ET_CORE */
	assert_int_equal(word(&file, 36), 0x05000000); /* EABI version 5 */
	assert_int_equal(file.bytes[44], 4);
	/* PT_NOTE */
	assert_int_equal(word(&file, 52), 4);
	assert_int_equal(word(&file, 56), notes);
	memory = notes + word(&file, 52 + 16);
	/* the alias points to the same bytes */
	assert_int_equal(word(&file, 84 + 4), memory);
	assert_int_equal(word(&file, 84 + 8), 0x10000000);
	assert_int_equal(word(&file, 116 + 4), memory);
	assert_int_equal(word(&file, 116 + 8), 0x30000000);
	assert_int_equal(word(&file, 148 + 4), memory + 4);
	assert_int_equal(file.size, memory + 12);
	assert_memory_equal(file.bytes + memory, sram, 4);
	assert_memory_equal(file.bytes + memory + 4, retram, 8);
	/* NT_PRSTATUS of 148 bytes: signal at 12, registers at 72 */
	assert_int_equal(word(&file, notes), 5);
	assert_int_equal(word(&file, notes + 4), 148);
	assert_int_equal(word(&file, notes + 8), 1);
	assert_memory_equal(file.bytes + notes + 12, "CORE\0\0\0\0", 8);
	at = notes + 20;
	assert_int_equal(word(&file, at + 12), 7);
	for (uint32_t i = 0; i < 16; i++)
		assert_int_equal(word(&file, at + 72 + 4 * i), 0x100 + i);
	assert_int_equal(word(&file, at + 72 + 64), 0x21000003);
	/* NT_ARM_VFP */
	assert_int_equal(word(&file, vfp + 4), 260);
	assert_int_equal(word(&file, vfp + 8), 0x400);
	assert_memory_equal(file.bytes + vfp + 12, "LINUX\0\0\0", 8);
	assert_int_equal(word(&file, vfp + 20 + 4 * 31), 0x21F);
	assert_int_equal(word(&file, vfp + 20 + 256), 0x1234);
	/* ours */
	assert_int_equal(word(&file, ours + 8), 1);
	assert_memory_equal(file.bytes + ours + 12, "COPRO\0\0\0", 8);
	at = ours + 20;
	{
		static const uint32_t words[] = {1,    0x10030000, 0x10020000, 2,	   1,
						 1,    0x40,	   0x8200,     0x40000000, 2,
						 0x11, 0x50FF0000, 7,	       3};

		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			assert_int_equal(word(&file, at + 4 * i), words[i]);
	}
	assert_string_equal((const char *)file.bytes + at + 56, "HardFault");
}

static void a_long_cause_is_cut(void **state)
{
	struct coredump_core core = a_core();
	struct file file = {.room = sizeof(file.bytes)};
	const struct coredump_sink sink = {&file, file_write};
	char cause[1000];

	(void)state;
	memset(cause, 'x', sizeof(cause) - 1);
	cause[sizeof(cause) - 1] = '\0';
	core.cause = cause;
	assert_int_equal(coredump_write_gdb(&sink, &core, 0, segments, 3), 0);
	core.cause = NULL;
	file.size = 0;
	assert_int_equal(coredump_write_gdb(&sink, &core, 0, segments, 3), 0);
}

/* A disk that is full after any number of bytes. */
static void what_the_sink_says_ends_it(void **state)
{
	const struct coredump_core core = a_core();
	struct file file = {.room = 0};
	const struct coredump_sink sink = {&file, file_write};

	(void)state;
	for (; file.room < sizeof(expected); file.room++) {
		file.size = 0;
		assert_int_equal(coredump_write_kernel(&sink, segments, 3, 0), -ENOSPC);
		assert_true(file.size <= file.room);
	}
	for (file.room = 0;; file.room++) {
		file.size = 0;
		if (!coredump_write_gdb(&sink, &core, 0, segments, 3))
			break;
		assert_true(file.room < sizeof(file.bytes));
	}
	assert_int_equal(file.room, file.size);
}

static void what_cannot_be_a_core_file(void **state)
{
	static const struct coredump_segment huge[] = {{0, UINT32_MAX, NULL}, {0, 1000, NULL}};
	const struct coredump_core core = a_core();
	struct file file = {.room = sizeof(file.bytes)};
	const struct coredump_sink sink = {&file, file_write};

	(void)state;
	assert_int_equal(coredump_write_kernel(&sink, segments, 0, 0), -ENODATA);
	assert_int_equal(coredump_write_gdb(&sink, &core, 0, segments, 0), -ENODATA);
	assert_int_equal(coredump_write_kernel(&sink, huge, 2, 0), -EFBIG);
	assert_int_equal(coredump_write_gdb(&sink, &core, 0, huge, 2), -EFBIG);
	assert_int_equal(coredump_write_kernel(&sink, segments, 0x10000, 0), -EFBIG);
	assert_int_equal(file.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernels_form_byte_for_byte),
		cmocka_unit_test(a_large_segment_that_cannot_be_reached),
		cmocka_unit_test(the_debuggers_form),
		cmocka_unit_test(a_long_cause_is_cut),
		cmocka_unit_test(what_the_sink_says_ends_it),
		cmocka_unit_test(what_cannot_be_a_core_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
