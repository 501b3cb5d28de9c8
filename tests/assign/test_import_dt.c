/* SPDX-License-Identifier: BSD-3-Clause */
/* Device trees become assignment files: the virtual DK2's own, Debian's where they are (tests/dt/fetch-debian-trees),
 * and those of other chips do not. */
#include "assign/fixture.h"

#include <glob.h>
#include <libfdt.h>

#include "assign/import.h"
#include "assign/import_linux.h"
#include "assign/import_tfa.h"

struct loaded_tree {
	char *bytes;
	struct dt dt;
};

static struct loaded_tree *tree_load(const char *path)
{
	struct loaded_tree *tree = calloc(1, sizeof(*tree));
	FILE *file = fopen(path, "rb");
	size_t size;

	assert_non_null(tree);
	assert_non_null(file);
	tree->bytes = malloc(DT_SIZE_MAX);
	assert_non_null(tree->bytes);
	size = fread(tree->bytes, 1, DT_SIZE_MAX, file);
	fclose(file);
	assert_int_equal(dt_open(&tree->dt, tree->bytes, size, NULL), 0);
	return tree;
}

static void tree_free(struct loaded_tree *tree)
{
	free(tree->bytes);
	free(tree);
}

#define TREES	  COPRO_BINARY_DIR "/dts/"
#define LINUX_DTB TREES "stm32mp157c-dk2.dtb"
#define TFA_DTB	  TREES "stm32mp157c-dk2-tfa.dtb"

static void take(struct import *import, const char *path,
		 int (*importer)(struct import *import, const struct dt *dt))
{
	struct loaded_tree *tree = tree_load(path);

	assert_int_equal(importer(import, &tree->dt), 0);
	tree_free(tree);
}

static bool is_noted(const struct import *import, const char *text)
{
	for (size_t i = 0; i < import->note_count; i++) {
		if (strstr(import->notes[i], text))
			return true;
	}
	return false;
}

static char *written(struct import *import)
{
	struct emit out = {0};
	char *text;

	assert_int_equal(import_write(import, &out), 0);
	text = strdup(out.text);
	assert_non_null(text);
	emit_free(&out);
	return text;
}

/* ---- the virtual DK2's ---- */

static void pins_same(const struct assignment_peripheral *one,
		      const struct assignment_peripheral *other)
{
	if (one->pin_count != other->pin_count)
		fail_msg("%s has %zu pins, not %zu", one->soc->name, one->pin_count,
			 other->pin_count);
	for (size_t i = 0; i < one->pin_count; i++) {
		assert_string_equal(one->pins[i].signal, other->pins[i].signal);
		assert_int_equal(one->pins[i].pad.port, other->pins[i].pad.port);
		assert_int_equal(one->pins[i].pad.number, other->pins[i].pad.number);
	}
}

static void test_dk2(void **state)
{
	char *text = source_file("tests/assign/dk2.yaml");
	struct read_file want = read_good(text);
	struct import *import = import_new("dk2");
	struct read_file got;
	char *made;

	(void)state;
	assert_non_null(import);
	take(import, LINUX_DTB, import_linux);
	take(import, TFA_DTB, import_tfa);
	assert_string_equal(import->board, "stm32mp157c-dk2");
	assert_int_equal(import->rpmsg, 1);
	/* The clocks are ST's. */
	assert_false(is_noted(import, "st,clksrc"));
	assert_false(is_noted(import, "st,pkcs"));
	made = written(import);
	got = read_text(made);
	if (got.rc || !got.assignment)
		fail_msg("not read back:\n%s", made);
	for (size_t i = 0; i < want.assignment->peripheral_count; i++) {
		const struct assignment_peripheral *one = &got.assignment->peripherals[i];
		const struct assignment_peripheral *other = &want.assignment->peripherals[i];

		if (one->context.value != other->context.value ||
		    one->isolation.value != other->isolation.value ||
		    one->lock.value != other->lock.value ||
		    one->clock.source.value != other->clock.source.value)
			fail_msg("%s is not as in dk2.yaml:\n%s", one->soc->name, made);
		pins_same(one, other);
	}
	assert_int_equal(got.assignment->gpio_count, want.assignment->gpio_count);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(got.assignment->clocks.plls[i].n.value,
				 want.assignment->clocks.plls[i].n.value);
	read_free(&got);
	read_free(&want);
	import_free(import);
	free(made);
	free(text);
}

/* Two that Linux's tree leaves to Linux, and the firewall gives to the M4. */
static void test_contradiction(void **state)
{
	struct import *import = import_new("dk2");

	(void)state;
	assert_non_null(import);
	take(import, LINUX_DTB, import_linux);
	assert_true(is_noted(import, "I2C5: Linux's tree holds it for the M4, and enables "));
	import_peripheral(import, "I2C5")->context = ASSIGNMENT_A7;
	take(import, TFA_DTB, import_tfa);
	assert_true(is_noted(import,
			     "I2C5: TF-A's firewall has it M4-isolated, but elsewhere it is "
			     "for a7"));
	assert_int_equal(import_peripheral(import, "I2C5")->context, ASSIGNMENT_M4);
	assert_int_equal(import_peripheral(import, "I2C5")->isolation, ASSIGNMENT_ISOLATED);
	import_free(import);
}

/* ---- changed trees ---- */

struct changed {
	char bytes[256 * 1024];
	struct dt dt;
};

static struct changed *changed_open(const char *path)
{
	struct loaded_tree *tree = tree_load(path);
	struct changed *changed = calloc(1, sizeof(*changed));

	assert_non_null(changed);
	assert_int_equal(fdt_open_into(tree->bytes, changed->bytes, sizeof(changed->bytes)), 0);
	tree_free(tree);
	return changed;
}

static void changed_done(struct changed *changed)
{
	assert_int_equal(fdt_pack(changed->bytes), 0);
	assert_int_equal(dt_open(&changed->dt, changed->bytes, fdt_totalsize(changed->bytes), NULL),
			 0);
}

static void test_foreign(void **state)
{
	int (*const importers[])(struct import *, const struct dt *) = {import_linux, import_tfa};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct changed *changed = changed_open(i ? TFA_DTB : LINUX_DTB);
		struct import *import = import_new("foreign");

		assert_int_equal(fdt_setprop_string(changed->bytes, 0, "compatible",
						    "raspberrypi,4-model-b"),
				 0);
		changed_done(changed);
		assert_int_equal(importers[i](import, &changed->dt), -EINVAL);
		assert_int_equal(import->note_count, 1);
		assert_true(is_noted(import, "raspberrypi,4-model-b"));
		import_free(import);
		free(changed);
	}
}

static void test_firewall(void **state)
{
	static const uint32_t cells[] = {
		0x00030001, /* USART1: secure, locked */
		0x00050100, /* I2C4: may be read */
		0x00100200, /* TIM2: the M4's */
		0x00200301, /* UART4: open, locked */
		0x00200200, /* a second entry does not count */
		0x00110000, /* TIM3 cannot be secure */
		0x005F0300, /* nothing is there */
		0xFFFF0300,
	};
	struct changed *changed = changed_open(TFA_DTB);
	struct import *import = import_new("tfa");
	const int node = fdt_path_offset(changed->bytes, "/soc/etzpc@5c007000");
	fdt32_t value[sizeof(cells) / sizeof(cells[0])];

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		value[i] = cpu_to_fdt32(cells[i]);
	assert_int_equal(fdt_setprop(changed->bytes, node, "st,decprot", value, sizeof(value)), 0);
	changed_done(changed);
	assert_int_equal(import_tfa(import, &changed->dt), 0);
	assert_int_equal(import_peripheral(import, "USART1")->context, ASSIGNMENT_A7_SECURE);
	assert_int_equal(import_peripheral(import, "USART1")->isolation, ASSIGNMENT_ISOLATED);
	assert_int_equal(import_peripheral(import, "USART1")->lock, 1);
	assert_int_equal(import_peripheral(import, "I2C4")->isolation, ASSIGNMENT_READABLE);
	assert_int_equal(import_peripheral(import, "TIM2")->context, ASSIGNMENT_M4);
	assert_int_equal(import_peripheral(import, "UART4")->context, ASSIGNMENT_A7);
	assert_int_equal(import_peripheral(import, "UART4")->lock, 1);
	assert_int_equal(import_peripheral(import, "TIM3")->context, IMPORT_UNSAID);
	assert_true(is_noted(import, "TIM3 cannot be secure-only"));
	assert_true(is_noted(import, "nothing is behind 0xFFFF"));
	assert_true(is_noted(import, "st,decprot does not name"));
	assert_true(is_noted(import, "RNG1"));
	import_free(import);
	free(changed);
}

static void test_clocks(void **state)
{
	struct changed *changed = changed_open(TFA_DTB);
	struct import *import = import_new("tfa");
	const int rcc = fdt_path_offset(changed->bytes, "/soc/rcc@50000000");
	const fdt32_t cells[] = {cpu_to_fdt32(0x8EC4), /* UART35: HSE */
				 cpu_to_fdt32(0x04000123)};

	(void)state;
	assert_int_equal(fdt_setprop(changed->bytes, rcc, "st,pkcs", cells, sizeof(cells)), 0);
	assert_int_equal(fdt_setprop_u32(changed->bytes,
					 fdt_path_offset(changed->bytes, "/clocks/clk-hse"),
					 "clock-frequency", 26000000),
			 0);
	changed_done(changed);
	assert_int_equal(import_tfa(import, &changed->dt), 0);
	assert_int_equal(import_peripheral(import, "USART3")->source, SOC_CLOCK_HSE);
	assert_int_equal(import_peripheral(import, "UART5")->source, SOC_CLOCK_HSE);
	assert_int_equal(import_peripheral(import, "USART2")->source, IMPORT_UNSAID);
	assert_int_equal(import->oscillators[ASSIGNMENT_HSE], 26000000);
	assert_int_equal(import->plls[3].m, 4);
	assert_int_equal(import->plls[3].n, 99);
	assert_int_equal(import->plls[0].fraction, 0x800);
	assert_true(is_noted(import, "1 entries of st,pkcs are no clock sources"));
	import_free(import);
	free(changed);
}

static int changed_path(struct changed *changed, const char *path)
{
	const int node = fdt_path_offset(changed->bytes, path);

	assert_true(node > 0);
	return node;
}

/* What the board's file gives to Linux and its tree does not enable is nobody's, and ST's RSVD of a pin is the signal
 * that the node's peripheral has there. */
static void test_linux(void **state)
{
	struct changed *changed = changed_open(LINUX_DTB);
	struct loaded_tree *tree = tree_load(LINUX_DTB);
	struct import *import = import_new("linux");
	int usart2 = dt_find(&tree->dt, "&usart2");
	int spi4 = dt_find(&tree->dt, "&spi4_pins");
	const fdt32_t cells[] = {
		cpu_to_fdt32((4 * 16 + 12) << 8 | 18), /* PE12 */
		cpu_to_fdt32((4 * 16 + 3) << 8 | 6)}; /* PE3: AF5 is none of SPI4 */
	char usart2_path[DT_PATH_MAX], pins_path[DT_PATH_MAX];

	(void)state;
	dt_path(&tree->dt, usart2, usart2_path);
	dt_path(&tree->dt, dt_child(&tree->dt, spi4), pins_path);
	assert_int_equal(fdt_setprop_string(changed->bytes, changed_path(changed, usart2_path),
					    "status", "disabled"),
			 0);
	assert_int_equal(fdt_setprop(changed->bytes, changed_path(changed, pins_path), "pinmux",
				     cells, sizeof(cells)),
			 0);
	changed_done(changed);
	assert_int_equal(import_linux(import, &changed->dt), 0);
	assert_int_equal(import_peripheral(import, "USART2")->context, ASSIGNMENT_UNUSED);
	assert_int_equal(import_peripheral(import, "USART3")->context, IMPORT_UNSAID);
	assert_string_equal(import_peripheral(import, "SPI4")->pins[0].signal, "SPI4_SCK");
	assert_true(is_noted(import, "PE3 of spi@"));
	import_free(import);
	tree_free(tree);
	free(changed);
}

static void damaged_import(const char *path, size_t step)
{
	struct loaded_tree *tree = tree_load(path);
	const size_t size = tree->dt.size;

	for (size_t at = 40; at < size; at += step) {
		const char was = tree->bytes[at];
		struct import *import = import_new("damaged");
		struct emit out = {0};
		struct dt dt;

		tree->bytes[at] = (char)(was ^ 0x41);
		if (!dt_open(&dt, tree->bytes, size, NULL)) {
			const int linux_rc = import_linux(import, &dt);
			const int tfa_rc = import_tfa(import, &dt);

			assert_true(linux_rc == 0 || linux_rc == -EINVAL);
			assert_int_equal(linux_rc, tfa_rc);
			assert_int_equal(import_write(import, &out), linux_rc);
		}
		tree->bytes[at] = was;
		emit_free(&out);
		import_free(import);
	}
	tree_free(tree);
}

static void test_damaged(void **state)
{
	(void)state;
	damaged_import(LINUX_DTB, 499);
	damaged_import(TFA_DTB, 101);
}

/* ---- Debian's ---- */

static void test_debian(void **state)
{
	glob_t trees;

	(void)state;
	if (glob(COPRO_DEBIAN_TREES "/stm32mp15*.dtb", 0, NULL, &trees)) {
		puts("no trees in " COPRO_DEBIAN_TREES);
		skip();
	}
	for (size_t i = 0; i < trees.gl_pathc; i++) {
		struct import *import = import_new(trees.gl_pathv[i]);
		struct read_file file;
		char *text;

		assert_non_null(import);
		take(import, trees.gl_pathv[i], import_linux);
		if (!import->board[0])
			fail_msg("%s: the board is not known", trees.gl_pathv[i]);
		assert_int_equal(import_peripheral(import, "UART4")->context, ASSIGNMENT_A7);
		text = written(import);
		file = read_text(text);
		if (file.rc)
			fail_msg("%s is not read back:\n%s", trees.gl_pathv[i], text);
		/* These boards work, so nothing on them contradicts itself. */
		assignment_check(file.assignment, &file.findings);
		for (size_t k = 0; k < file.findings.count; k++) {
			if (file.findings.list[k].severity == FINDING_ERROR)
				fail_msg("%s: %s\n%s", trees.gl_pathv[i],
					 file.findings.list[k].what, text);
		}
		read_free(&file);
		import_free(import);
		free(text);
	}
	globfree(&trees);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dk2),	cmocka_unit_test(test_contradiction),
		cmocka_unit_test(test_foreign), cmocka_unit_test(test_firewall),
		cmocka_unit_test(test_clocks),	cmocka_unit_test(test_debian),
		cmocka_unit_test(test_linux),	cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
