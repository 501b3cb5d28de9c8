/* SPDX-License-Identifier: BSD-3-Clause */
/* What is generated says what it is made from; the command and the compilers are asked in tests/cli. */
#include "assign/fixture.h"

#include "assign/generate.h"
#include "assign/generate_seal.h"
#include "dt/dt.h"
#include "soc/assignable.h"

#define TEXT_MAX (1u << 20)

static struct generated generated_of(const char *text)
{
	const struct generate_options options = {.base = NULL};
	struct read_file file = read_text(text);
	struct generated generated;

	assert_non_null(file.assignment);
	assert_int_equal(assignment_generate(file.assignment, &options, &generated), 0);
	read_free(&file);
	return generated;
}

static const char *text_of(const struct generated *generated, enum generated_kind kind)
{
	return generated->files[kind].text.text;
}

static void assert_has(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("there is no \"%s\" in:\n%s", what, text);
}

/* ---- the seal ---- */

static void test_seal(void **state)
{
	struct emit out = {.text = NULL};
	char *copy;

	(void)state;
	seal_make(&out, "pump.yaml", "one\ntwo\n");
	assert_int_equal(seal_look(out.text, out.length), SEAL_WHOLE);
	assert_has(out.text, "from pump.yaml: change that");
	copy = malloc(out.length + 1);
	assert_non_null(copy);
	for (size_t i = 0; i < out.length; i++) {
		memcpy(copy, out.text, out.length + 1);
		copy[i] ^= 1;
		assert_int_not_equal(seal_look(copy, out.length), SEAL_WHOLE);
		/* Cut there. */
		assert_int_not_equal(seal_look(out.text, i), SEAL_WHOLE);
	}
	assert_int_equal(seal_look("int mine;\n", 10), SEAL_FOREIGN);
	assert_int_equal(seal_look("", 0), SEAL_FOREIGN);
	free(copy);
	emit_free(&out);
}

/* ---- every clock that Linux holds ---- */

/* All that has a node below m4_system_resources, given to the M4, whatever the rules say of it. */
static char *everything_for_m4(const struct dt *dt, int resources)
{
	char *text = calloc(1, TEXT_MAX);
	size_t used;

	assert_non_null(text);
	used = (size_t)snprintf(text, TEXT_MAX, "chip: STM32MP157CAC\nperipherals:\n");
	for (int node = dt_child(dt, resources); node != DT_NONE; node = dt_sibling(dt, node)) {
		const struct soc_peripheral *soc;
		uint32_t address;

		if (dt_cell(dt, node, "reg", 0, &address))
			continue;
		soc = soc_peripheral_find(address);
		assert_non_null(soc);
		used += (size_t)snprintf(text + used, TEXT_MAX - used, "  %s: m4\n", soc->name);
	}
	return text;
}

/* "<&rcc 141>" and so on, and the names, as in the node. */
static void node_expect(const struct dt *dt, int node, const char *text)
{
	const char *name, *end, *place;
	char what[128];
	uint32_t cell;

	snprintf(what, sizeof(what), ": %s {", dt_name(dt, node));
	place = strstr(text, "m4_system_resources {");
	assert_non_null(place);
	place = strstr(place, what);
	if (!place)
		fail_msg("there is no node %s", dt_name(dt, node));
	end = strstr(place, "};");
	assert_non_null(end);
	for (size_t i = 1; !dt_cell(dt, node, "clocks", i, &cell); i += 2) {
		snprintf(what, sizeof(what), "<&rcc %u>", cell);
		place = strstr(place, what);
		if (!place || place > end)
			fail_msg("%s has no clock %u", dt_name(dt, node), cell);
	}
	for (size_t i = 0; (name = dt_string(dt, node, "clock-names", i)); i++) {
		snprintf(what, sizeof(what), "\"%s\"", name);
		place = strstr(place, what);
		if (!place || place > end)
			fail_msg("%s has no clock-name %s", dt_name(dt, node), name);
	}
}

static void test_held_clocks(void **state)
{
	struct dt *dt = calloc(1, sizeof(*dt));
	char *bytes = malloc(DT_SIZE_MAX);
	struct generated generated;
	unsigned compared = 0;
	char *text;
	FILE *file;
	int resources;

	(void)state;
	assert_non_null(dt);
	assert_non_null(bytes);
	file = fopen(COPRO_BINARY_DIR "/dts/stm32mp157c-dk2.dtb", "rb");
	assert_non_null(file);
	assert_int_equal(dt_open(dt, bytes, fread(bytes, 1, DT_SIZE_MAX, file), NULL), 0);
	fclose(file);
	resources = dt_find(dt, "&m4_system_resources");
	assert_true(resources >= 0);
	text = everything_for_m4(dt, resources);
	generated = generated_of(text);
	for (int node = dt_child(dt, resources); node != DT_NONE; node = dt_sibling(dt, node)) {
		const struct soc_peripheral *soc;
		uint32_t address;

		if (dt_cell(dt, node, "reg", 0, &address))
			continue;
		soc = soc_peripheral_find(address);
		/* What the M4 cannot have is in ST's list all the same. */
		if (!soc_assignable_allows(soc_assignable_by_name(soc->name), SOC_CONTEXT_M4))
			continue;
		/* One that is shared is held by whoever has the rest. */
		if (!strcmp(soc->name, "DMAMUX1"))
			continue;
		node_expect(dt, node, text_of(&generated, GENERATED_LINUX));
		compared++;
	}
	assert_true(compared > 50);
	generated_free(&generated);
	free(text);
	free(bytes);
	free(dt);
}

/* ---- single values ---- */

static void test_firewall(void **state)
{
	struct generated generated = generated_of("chip: STM32MP157CAC\n"
						  "peripherals:\n"
						  "  TIM2: m4\n"
						  "  TIM3: {context: m4, lock: true}\n"
						  "  CRYP1: a7-secure\n"
						  "  UART4: {context: a7, lock: true}\n");
	const char *text = text_of(&generated, GENERATED_TFA);

	(void)state;
	assert_has(text, "0x00100200\t/* TIM2, MCU_ISOLATION, UNLOCK, for m4; test.yaml:3:3 */");
	assert_has(text, "0x00110201\t/* TIM3, MCU_ISOLATION, LOCK, for m4; ");
	assert_has(text, "0x00090000\t/* CRYP1, S_RW, UNLOCK, for a7-secure; ");
	assert_has(text, "0x00200301\t/* UART4, NS_RW, LOCK, for a7; ");
	generated_free(&generated);
}

static void test_two_controllers(void **state)
{
	struct generated generated =
		generated_of("chip: STM32MP157CAC\n"
			     "peripherals:\n"
			     "  SPI1: {context: m4, pins: {SCK: PZ0, MISO: PZ1, MOSI: PA7}}\n");
	const char *text = text_of(&generated, GENERATED_LINUX);

	(void)state;
	assert_has(text, "&pinctrl {\n\ttest_spi1_pins: test-spi1-pins {");
	assert_has(text, "&pinctrl_z {\n\ttest_spi1_z_pins: test-spi1-z-pins {");
	assert_has(text, "pinctrl-0 = <&test_spi1_pins>, <&test_spi1_z_pins>;");
	generated_free(&generated);
}

/* Half of the multiplexer's channels go with a DMA controller. */
static void test_dma(void **state)
{
	struct generated generated = generated_of("chip: STM32MP157CAC\n"
						  "peripherals: {DMA1: a7, DMA2: m4}\n");
	const char *text = text_of(&generated, GENERATED_LINUX);

	(void)state;
	assert_has(text, "&dmamux1 {\n\tdma-masters = <&dma1>;");
	assert_has(text, "\tdma-channels = <8>;");
	generated_free(&generated);
	generated = generated_of("chip: STM32MP157CAC\nperipherals: {DMA1: m4, DMA2: a7}\n");
	assert_has(text_of(&generated, GENERATED_LINUX), "&dmamux1 {\n\tstatus = \"disabled\";");
	generated_free(&generated);
}

static void test_memory(void **state)
{
	struct generated generated =
		generated_of("chip: STM32MP157CAC\n"
			     "memory:\n"
			     "  code: {bank: SRAM1, size: 64K}\n"
			     "  data: {bank: SRAM3, size: 32K}\n"
			     "  heap: {bank: SRAM2, size: 16K}\n"
			     "  trail: {bank: SRAM4, size: 4K, context: a7}\n");
	const char *text = text_of(&generated, GENERATED_LINUX);

	(void)state;
	/* Apart: a block each, and each at its other address, too. */
	assert_has(text, "mcuram2: mcuram2@10000000 {");
	assert_has(text, "mcuram: mcuram@30000000 {");
	assert_has(text, "mcuram3: mcuram3@10040000 {");
	assert_has(text, "mcuram4: mcuram4@30040000 {");
	assert_has(text, "test_heap: test-heap@10020000 {");
	assert_has(text, "vdev0vring0: vdev0vring0@10048000 {");
	assert_null(strstr(text, "trail"));
	text = text_of(&generated, GENERATED_LINKER);
	assert_has(text, "\tCODE (rx) : ORIGIN = 0x10000000, LENGTH = 0x10000 ");
	assert_has(text, "\tHEAP : ORIGIN = 0x10020000, LENGTH = 0x4000 ");
	assert_has(text, "__heap_region_end = 0x10024000;");
	text = text_of(&generated, GENERATED_SOURCE);
	assert_has(text, ".da = 0x10048000u, .align = 16, .num = TEST_BUFFERS, .notifyid = 0");
	generated_free(&generated);
}

/* A label that the tree may not have must not be named. */
static void test_boards(void **state)
{
	static const char memory[] = "memory: {vring0: {bank: SRAM4, size: 4K}}\n";
	static const char gone[] = "/delete-node/ &vdev0vring0;";
	struct generated generated;
	char text[256];

	(void)state;
	snprintf(text, sizeof(text), "board: stm32mp157c-ev1\n%s", memory);
	generated = generated_of(text);
	assert_has(text_of(&generated, GENERATED_LINUX), gone);
	assert_null(strstr(text_of(&generated, GENERATED_LINUX), "/delete-node/ &retram;"));
	generated_free(&generated);
	snprintf(text, sizeof(text), "board: stm32mp157a-iot-box\n%s", memory);
	generated = generated_of(text);
	assert_null(strstr(text_of(&generated, GENERATED_LINUX), "/delete-node/"));
	generated_free(&generated);
}

static void test_hostile_name(void **state)
{
	static const char text[] = "chip: STM32MP157CAC\nperipherals: {TIM2: m4}\n";
	const struct generate_options options = {.base = NULL};
	struct findings findings = {.list = NULL};
	struct assignment *assignment;
	struct generated generated;

	(void)state;
	/* A file may be called so, and a comment must not end there. */
	assert_int_equal(assignment_read(&assignment, "inside*/\\\n*/x*/int y; .yaml", text,
					 sizeof(text) - 1, &findings),
			 0);
	assert_int_equal(assignment_generate(assignment, &options, &generated), 0);
	for (int kind = 0; kind < GENERATED_FILES; kind++) {
		const char *made = generated.files[kind].text.text;

		assert_null(strstr(made, "*/x"));
		assert_null(strstr(made, "*/int"));
		assert_null(strstr(made, "inside*"));
	}
	generated_free(&generated);
	assignment_free(assignment);
	findings_free(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seal),	 cmocka_unit_test(test_held_clocks),
		cmocka_unit_test(test_firewall), cmocka_unit_test(test_two_controllers),
		cmocka_unit_test(test_dma),	 cmocka_unit_test(test_memory),
		cmocka_unit_test(test_boards),	 cmocka_unit_test(test_hostile_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
