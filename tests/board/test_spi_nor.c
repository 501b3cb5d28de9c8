/* SPDX-License-Identifier: BSD-3-Clause */
/* The flash on SPI5, as the data sheet of W25Q16JV says, by a master whose chip select is PF6. */
#include "spi_rig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/dts/trees.h"
#include "board/parts/kinds.h"

#define FLASH_SIZE 0x200000u

static struct {
	struct spi_rig *rig;
	struct dt_copy tree;
	int node;
	struct part part;
	bool attached;
	char folder[64];
	char file[96];
} bench;

static int open_bench(void **state)
{
	struct spi_rig *rig;
	struct dt dt;

	memset(&bench, 0, sizeof(bench));
	strcpy(bench.folder, "/tmp/copro-nor-XXXXXX");
	if (!mkdtemp(bench.folder) || spi_rig_open(state))
		return -1;
	snprintf(bench.file, sizeof(bench.file), "%s/flash.bin", bench.folder);
	rig = *state;
	bench.rig = rig;
	assert_int_equal(dt_open(&dt, trees_linux().data, trees_linux().size, NULL), 0);
	assert_int_equal(dt_copy_make(&bench.tree, &dt), 0);
	bench.node = dt_find(&bench.tree.dt, "&flash");
	assert_true(bench.node >= 0);
	set(rig, 0x50000AA8, 0x00000020); /* RCC_MC_AHB4ENSETR.GPIOFEN */
	set(rig, 0x50007018, 0x00000040); /* GPIOF_BSRR: PF6 high */
	set(rig, 0x50007020,
	    0x50000000); /* GPIOF_AFRL, AFRH: PF7 is SPI5_SCK, PF8 MISO, PF9 MOSI */
	set(rig, 0x50007024, 0x00000055);
	set(rig, 0x50007000, 0xFFFA9FFF); /* GPIOF_MODER */
	return 0;
}

static int close_bench(void **state)
{
	if (bench.attached) {
		bench.part.kind->detach(&bench.part);
		free(bench.part.state);
	}
	dt_copy_free(&bench.tree);
	unlink(bench.file);
	rmdir(bench.folder);
	return spi_rig_close(state);
}

static int attach(struct dt_error *error)
{
	struct dt_error ignored;
	int rc;

	bench.part =
		(struct part){.kind = &spi_nor_part, .board = bench.rig->f->board, .name = "flash"};
	bench.part.state = calloc(1, spi_nor_part.state_size);
	assert_non_null(bench.part.state);
	rc = spi_nor_part.attach(&bench.part, &bench.tree.dt, bench.node, error ? error : &ignored);
	bench.attached = !rc;
	if (rc)
		free(bench.part.state);
	return rc;
}

/* 16 Mbit/s. */
static void make(void)
{
	assert_int_equal(attach(NULL), 0);
	spi_rig_master(bench.rig, SPI5, 0x10070007, CFG2_MASTER, 0);
	set(bench.rig, SPI5 + CR1, SSI | SPE | CSTART);
}

static void select_flash(bool selected)
{
	set(bench.rig, 0x50007018, selected ? 0x00400000 : 0x00000040);
}

static uint8_t exchange(uint8_t out)
{
	set8(bench.rig, SPI5 + TXDR, out);
	spi_rig_pass(bench.rig, 500 * PS_PER_NS);
	return (uint8_t)reg8(bench.rig, SPI5 + RXDR);
}

/* One instruction: bytes out, then bytes in. */
static void talk(const uint8_t *out, size_t outs, uint8_t *in, size_t ins)
{
	select_flash(true);
	for (size_t i = 0; i < outs; i++)
		assert_int_equal(exchange(out[i]), 0); /* it floats */
	for (size_t i = 0; i < ins; i++)
		in[i] = exchange(0);
	select_flash(false);
}

static uint8_t status(void)
{
	uint8_t byte;

	talk((const uint8_t[]){0x05}, 1, &byte, 1);
	return byte;
}

static void simple(uint8_t instruction)
{
	talk(&instruction, 1, NULL, 0);
}

static void wait_ready(uint64_t ps)
{
	spi_rig_pass(bench.rig, ps - 10 * PS_PER_US);
	assert_int_equal(status() & 3, 3);
	spi_rig_pass(bench.rig, 10 * PS_PER_US);
	assert_int_equal(status() & 3, 0);
}

static void program(uint32_t at, const char *text)
{
	uint8_t out[4 + 300] = {0x02, (uint8_t)(at >> 16), (uint8_t)(at >> 8), (uint8_t)at};

	memcpy(out + 4, text, strlen(text));
	simple(0x06);
	talk(out, 4 + strlen(text), NULL, 0);
}

static void erase(uint8_t instruction, uint32_t at)
{
	simple(0x06);
	talk((const uint8_t[]){instruction, (uint8_t)(at >> 16), (uint8_t)(at >> 8), (uint8_t)at},
	     4, NULL, 0);
}

static void expect(uint32_t at, const char *text)
{
	const uint8_t out[4] = {0x03, (uint8_t)(at >> 16), (uint8_t)(at >> 8), (uint8_t)at};
	char in[300] = "";

	talk(out, 4, (uint8_t *)in, strlen(text));
	assert_memory_equal(in, text, strlen(text));
}

static const char *property(const char *name)
{
	static char value[PART_VALUE_MAX];

	assert_int_equal(spi_nor_part.get(&bench.part, name, value, sizeof(value)), 0);
	return value;
}

static void identifies_itself(void **state)
{
	uint8_t in[10];

	(void)state;
	make();
	assert_string_equal(property("size"), "2097152");
	talk((const uint8_t[]){0x9F}, 1, in, 3);
	assert_memory_equal(in, "\xEF\x40\x15", 3);
	talk((const uint8_t[]){0x90, 0, 0, 0}, 4, in, 3);
	assert_memory_equal(in, "\xEF\x14\xEF", 3);
	talk((const uint8_t[]){0x90, 0, 0, 1}, 4, in, 2);
	assert_memory_equal(in, "\x14\xEF", 2);
	talk((const uint8_t[]){0xAB, 0, 0, 0}, 4, in, 1);
	assert_int_equal(in[0], 0x14);
	talk((const uint8_t[]){0x4B, 0, 0, 0, 0}, 5, in, 8);
	assert_memory_not_equal(in, "\0\0\0\0\0\0\0", 8);
	talk((const uint8_t[]){0x5A, 0, 0, 0, 0}, 5, in, 4);
	assert_memory_equal(in, "SFDP", 4);
	talk((const uint8_t[]){0x5A, 0, 0, 0x34, 0}, 5, in, 4); /* 16 Mbit */
	assert_memory_equal(in, "\xFF\xFF\xFF\x00", 4);
	/* not selected */
	assert_int_equal(exchange(0x9F), 0);
	assert_int_equal(exchange(0), 0);
	assert_int_equal(bench.rig->f->notes, 0);
}

static void is_programmed_and_erased(void **state)
{
	(void)state;
	make();
	expect(0x123456, "\xFF\xFF");
	/* without WEL nothing happens */
	talk((const uint8_t[]){0x02, 0x12, 0x34, 0x56, 0x00}, 5, NULL, 0);
	assert_int_equal(status(), 0);
	expect(0x123456, "\xFF");
	simple(0x06);
	assert_int_equal(status(), 0x02);
	simple(0x04);
	assert_int_equal(status(), 0x00);
	program(0x123456, "Hello");
	assert_int_equal(status(), 0x03);
	assert_string_equal(property("state"), "busy");
	wait_ready(400 * PS_PER_US);
	expect(0x123456, "Hello\xFF");
	/* bits go to 0 only */
	program(0x123456, "\x0F");
	spi_rig_pass(bench.rig, PS_PER_MS);
	expect(0x123456, "\x08"
			 "ello");
	/* beyond its page it begins again there */
	program(0x1234FE, "abcd");
	spi_rig_pass(bench.rig, PS_PER_MS);
	expect(0x1234FE, "ab\xFF");
	expect(0x123400, "cd\xFF");
	/* a fast read has a dummy byte */
	{
		uint8_t in[2];

		talk((const uint8_t[]){0x0B, 0x12, 0x34, 0xFE, 0x00}, 5, in, 2);
		assert_memory_equal(in, "ab", 2);
	}
	erase(0x20, 0x123456);
	assert_int_equal(status(), 0x03);
	wait_ready(45 * PS_PER_MS);
	expect(0x123400, "\xFF\xFF");
	expect(0x123456, "\xFF\xFF");
	assert_string_equal(property("programs"), "3");
	assert_string_equal(property("erases"), "1");
}

static void erases_areas(void **state)
{
	(void)state;
	make();
	program(0x000000, "A");
	spi_rig_pass(bench.rig, PS_PER_MS);
	program(0x007FFF, "B");
	spi_rig_pass(bench.rig, PS_PER_MS);
	program(0x008000, "C");
	spi_rig_pass(bench.rig, PS_PER_MS);
	program(0x01FFFF, "D");
	spi_rig_pass(bench.rig, PS_PER_MS);
	erase(0x52, 0x001234);
	wait_ready(120 * PS_PER_MS);
	expect(0x000000, "\xFF");
	expect(0x007FFF, "\xFF"
			 "C");
	erase(0xD8, 0x00FFFF);
	wait_ready(150 * PS_PER_MS);
	expect(0x008000, "\xFF");
	expect(0x01FFFF, "D");
	/* a byte too many, and one in the middle of which it ends */
	simple(0x06);
	talk((const uint8_t[]){0xD8, 0x01, 0xFF, 0xFF, 0x00}, 5, NULL, 0);
	assert_int_equal(status(), 0x02);
	simple(0x06);
	simple(0xC7);
	assert_int_equal(status(), 0x03);
	spi_rig_pass(bench.rig, 4999 * PS_PER_MS);
	assert_int_equal(status(), 0x03);
	spi_rig_pass(bench.rig, 2 * PS_PER_MS);
	expect(0x01FFFF, "\xFF");
	/* reading goes on at the beginning after the end */
	program(0x000000, "first");
	spi_rig_pass(bench.rig, PS_PER_MS);
	program(0x1FFFFE, "ab");
	spi_rig_pass(bench.rig, PS_PER_MS);
	expect(0x1FFFFE, "abfirst");
}

static void hears_little_while_busy(void **state)
{
	uint8_t in[3];

	(void)state;
	make();
	program(0, "x");
	talk((const uint8_t[]){0x9F}, 1, in, 3);
	assert_memory_equal(in, "\0\0\0", 3);
	assert_int_equal(fixture_noted(bench.rig->f, "flash", "while it writes"), 1);
	spi_rig_pass(bench.rig, PS_PER_MS);
	talk((const uint8_t[]){0x9F}, 1, in, 3);
	assert_memory_equal(in, "\xEF\x40\x15", 3);
	simple(0xB9);
	assert_string_equal(property("state"), "powered-down");
	talk((const uint8_t[]){0x9F}, 1, in, 3);
	assert_memory_equal(in, "\0\0\0", 3);
	simple(0xAB);
	spi_rig_pass(bench.rig, 3 * PS_PER_US);
	talk((const uint8_t[]){0x9F}, 1, in, 1);
	assert_int_equal(in[0], 0xEF);
	simple(0x06);
	simple(0x99); /* not armed */
	assert_int_equal(status(), 0x02);
	simple(0x66);
	simple(0x99);
	assert_int_equal(status(), 0x01);
	spi_rig_pass(bench.rig, 30 * PS_PER_US);
	assert_int_equal(status(), 0x00);
	simple(0x42);
	assert_int_equal(fixture_noted(bench.rig->f, "flash", "0x42 is not modelled"), 1);
	/* its answer would come on two lines */
	talk((const uint8_t[]){0x3B, 0, 0, 0, 0}, 5, in, 1);
	assert_int_equal(in[0], 0);
	assert_int_equal(
		fixture_noted(bench.rig->f, "flash", "on lines that the controller drives"), 1);
}

static void write_status(uint8_t value)
{
	simple(0x06);
	talk((const uint8_t[]){0x01, value}, 2, NULL, 0);
	spi_rig_pass(bench.rig, 11 * PS_PER_MS);
}

static void protects_blocks(void **state)
{
	(void)state;
	make();
	simple(0x06);
	talk((const uint8_t[]){0x01, 0x04}, 2, NULL, 0); /* BP 001: the upper 1/32 */
	wait_ready(10 * PS_PER_MS);
	assert_int_equal(status(), 0x04);
	program(0x1EFFFF, "a");
	assert_int_equal(status() & 1, 1);
	spi_rig_pass(bench.rig, PS_PER_MS);
	program(0x1F0000, "b");
	assert_int_equal(status() & 1, 0);
	expect(0x1EFFFF, "a\xFF");
	write_status(0x24); /* TB: the lower one */
	erase(0x20, 0x00F000);
	assert_int_equal(status() & 1, 0);
	erase(0x20, 0x010000);
	assert_int_equal(status() & 1, 1);
	spi_rig_pass(bench.rig, 50 * PS_PER_MS);
	write_status(0x64); /* SEC: 4 KB of it */
	erase(0x20, 0x000000);
	assert_int_equal(status() & 1, 0);
	erase(0x20, 0x001000);
	assert_int_equal(status() & 1, 1);
	spi_rig_pass(bench.rig, 50 * PS_PER_MS);
	write_status(0x18); /* BP 110: all */
	simple(0x06);
	simple(0x60);
	assert_int_equal(status() & 1, 0);
	/* /WP with SRP: the register is as it is */
	write_status(0x80);
	assert_int_equal(status(), 0x80);
	assert_int_equal(spi_nor_part.set(&bench.part, "write-protect", "on"), 0);
	write_status(0x00);
	assert_int_equal(status() & 0xFC, 0x80);
	assert_int_equal(spi_nor_part.set(&bench.part, "write-protect", "off"), 0);
	write_status(0x00);
	assert_int_equal(status(), 0x00);
	assert_int_equal(spi_nor_part.set(&bench.part, "write-protect", "maybe"), -EINVAL);
}

static void keeps_its_content(void **state)
{
	struct stat info;
	FILE *stream;
	char byte[6] = "";

	(void)state;
	make();
	assert_int_equal(spi_nor_part.set(&bench.part, "file", bench.file), 0);
	assert_int_equal(stat(bench.file, &info), 0);
	assert_int_equal(info.st_size, FLASH_SIZE);
	program(0x100, "kept!");
	spi_rig_pass(bench.rig, PS_PER_MS);
	program(0x2100, "gone");
	spi_rig_pass(bench.rig, PS_PER_MS);
	erase(0x20, 0x2000);
	assert_int_equal(spi_nor_part.set(&bench.part, "file", ""), 0);
	stream = fopen(bench.file, "rb");
	assert_non_null(stream);
	assert_int_equal(fseek(stream, 0x100, SEEK_SET), 0);
	assert_int_equal(fread(byte, 1, 5, stream), 5);
	assert_string_equal(byte, "kept!");
	assert_int_equal(fseek(stream, 0x2100, SEEK_SET), 0);
	assert_int_equal(fread(byte, 1, 1, stream), 1);
	assert_int_equal((uint8_t)byte[0], 0xFF);
	fclose(stream);
	assert_int_equal(truncate(bench.file, 100), 0);
	assert_int_equal(spi_nor_part.set(&bench.part, "file", bench.file), -EINVAL);
}

/* 16 and 32 bits in a frame are bytes as well. */
static void in_longer_frames(void **state)
{
	(void)state;
	make();
	program(0x000010, "0123456789");
	spi_rig_pass(bench.rig, PS_PER_MS);
	set(bench.rig, SPI5 + CR1, SSI);
	spi_rig_master(bench.rig, SPI5, 0x1007000F, CFG2_MASTER, 0);
	set(bench.rig, SPI5 + CR1, SSI | SPE | CSTART);
	select_flash(true);
	wr_size(bench.rig->f, SOC_M4, SPI5 + TXDR, 2, 0x0300);
	wr_size(bench.rig->f, SOC_M4, SPI5 + TXDR, 2, 0x0010);
	wr_size(bench.rig->f, SOC_M4, SPI5 + TXDR, 2, 0);
	wr_size(bench.rig->f, SOC_M4, SPI5 + TXDR, 2, 0);
	spi_rig_pass(bench.rig, 10 * PS_PER_US);
	assert_int_equal(reg(bench.rig, SPI5 + RXDR), 0);
	assert_int_equal(reg(bench.rig, SPI5 + RXDR), 0x32333031);
	select_flash(false);
}

/* The block's own NSS, where cs-gpios has <0>. */
static void selected_by_nss(void **state)
{
	const int parent = dt_parent(&bench.tree.dt, bench.node);

	(void)state;
	assert_int_equal(dt_set_cell(&bench.tree, parent, "cs-gpios", 0), 0);
	bench.node = dt_find(&bench.tree.dt, "&flash");
	assert_int_equal(attach(NULL), 0);
	spi_rig_master(bench.rig, SPI5, 0x10070007, 0x20400000, 4);
	set(bench.rig, SPI5 + TXDR, 0x0000009F);
	set(bench.rig, SPI5 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(bench.rig, 10 * PS_PER_US);
	assert_int_equal(reg(bench.rig, SPI5 + RXDR), 0x1540EF00);
}

static void bad_nodes(void **state)
{
	struct dt_error error;

	(void)state;
	assert_int_equal(dt_set_cell(&bench.tree, bench.node, "reg", 1), 0);
	bench.node = dt_find(&bench.tree.dt, "&flash");
	assert_int_equal(attach(&error), 0); /* behind the list: its own */
	close_bench(state);
	assert_int_equal(open_bench(state), 0);
	assert_int_equal(dt_set_string(&bench.tree, bench.node, "reg", "ab"), 0);
	bench.node = dt_find(&bench.tree.dt, "&flash");
	assert_int_equal(attach(&error), -EINVAL);
	assert_non_null(strstr(error.text, "reg does not say"));
	bench.node = dt_find(&bench.tree.dt, "&eeprom");
	assert_int_equal(attach(&error), -EINVAL);
	assert_non_null(strstr(error.text, "not below an SPI controller"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(identifies_itself, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(is_programmed_and_erased, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(erases_areas, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(hears_little_while_busy, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(protects_blocks, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(keeps_its_content, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(in_longer_frames, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(selected_by_nss, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(bad_nodes, open_bench, close_bench),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
