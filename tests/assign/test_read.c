/* SPDX-License-Identifier: BSD-3-Clause */
/* From the text of a file to an assignment: values, their origins, defaults, and what is refused. */
#include "assign/fixture.h"

#include "soc/firewall.h"
#include "soc/regs/etzpc.h"

#define CHIP "chip: STM32MP157CAA3\n"

static const char pump[] = "name: pump\n"
			   "board: stm32mp157c-dk2\n"
			   "peripherals:\n"
			   "  TIM2: m4\n"
			   "  i2c5: {context: m4, lock: yes}\n"
			   "  SPI4:\n"
			   "    context: m4\n"
			   "    pins:\n"
			   "      sck: {pin: pe12, speed: high}\n"
			   "      MISO: PE13\n"
			   "      SPI4_MOSI: PE14\n"
			   "    clock: {source: pll4_q, rate: 74.25 MHz}\n"
			   "    dma: {RX: DMA2/3, TX: auto}\n"
			   "    priority: 0x5\n"
			   "    supplies: {vcc: v3v3}\n"
			   "  DMA2: m4\n"
			   "gpio:\n"
			   "  LED: {pin: PH7, direction: output, level: high, active: low}\n"
			   "memory:\n"
			   "  log: {bank: SRAM4, offset: 0x1000, size: 2.5K}\n"
			   "rpmsg: {buffers: 32, services: [rpmsg-tty, rpmsg-raw]}\n"
			   "locks: {exti: 5}\n";

static void origin_is(const struct assignment_origin *origin, unsigned line, unsigned column)
{
	assert_true(assignment_given(origin));
	assert_string_equal(origin->file, "test.yaml");
	assert_int_equal(origin->line, line);
	assert_int_equal(origin->column, column);
}

static void test_values(void **state)
{
	struct read_file file = read_good(pump);
	const struct assignment *assignment = file.assignment;
	const struct assignment_peripheral *spi = assignment_peripheral(assignment, "SPI4");
	const struct assignment_peripheral *i2c = assignment_peripheral(assignment, "I2C5");
	char text[ASSIGNMENT_ORIGIN_TEXT];

	(void)state;
	assert_string_equal(assignment->name.value, "pump");
	assert_string_equal(assignment->chip.value, "STM32MP157CAC");
	assert_string_equal(assignment->package.value, "TFBGA361");

	assert_int_equal(spi->context.value, ASSIGNMENT_M4);
	origin_is(&spi->context.origin, 7, 14);
	assert_int_equal(spi->isolation.value, ASSIGNMENT_ISOLATED);
	assert_false(assignment_given(&spi->isolation.origin));
	assert_string_equal(assignment_origin_text(&spi->isolation.origin, text),
			    "default: what is the M4's alone is kept from Linux");
	assert_int_equal(spi->pin_count, 3);
	/* By the names of the signals: MISO, MOSI, SCK. */
	assert_string_equal(spi->pins[0].signal, "SPI4_MISO");
	assert_string_equal(spi->pins[1].signal, "SPI4_MOSI");
	assert_string_equal(spi->pins[2].signal, "SPI4_SCK");
	assert_int_equal(spi->pins[2].pad.port, 'E');
	assert_int_equal(spi->pins[2].pad.number, 12);
	assert_int_equal(spi->pins[2].function, 5);
	assert_int_equal(spi->pins[2].pad.speed.value, ASSIGNMENT_SPEED_HIGH);
	origin_is(&spi->pins[2].pad.speed.origin, 9, 31);
	origin_is(&spi->pins[2].origin, 9, 7);
	assert_int_equal(spi->clock.source.value, SOC_CLOCK_PLL4_Q);
	assert_int_equal(spi->clock.wanted, 74250000);
	assert_int_equal(spi->clock.rate.value, 74250000);
	assert_int_equal(spi->dma_count, 2);
	assert_int_equal(spi->dma[0].controller, 2);
	assert_int_equal(spi->dma[0].stream, 3);
	assert_string_equal(spi->dma[0].request, "SPI4_RX");
	assert_int_equal(spi->dma[1].controller, 2);
	assert_int_equal(spi->dma[1].stream, 0);
	assert_int_equal(spi->priority.value, 5);
	assert_string_equal(spi->supplies[0].name, "vcc");
	assert_string_equal(spi->supplies[0].regulator, "v3v3");

	/* The board's pins stay when the owner changes. */
	assert_int_equal(i2c->context.value, ASSIGNMENT_M4);
	assert_int_equal(i2c->pin_count, 2);
	assert_true(i2c->pins[0].pad.origin.board);
	assert_int_equal(i2c->pins[0].pad.drive.value, ASSIGNMENT_OPEN_DRAIN);
	assert_true(i2c->lock.value);

	assert_int_equal(assignment->rpmsg.buffers.value, 32);
	assert_int_equal(assignment->rpmsg.service_count, 2);
	assert_int_equal(assignment->gpio_lock.value, 0);
	assert_int_equal(assignment->exti_lock.value, 5);
	read_free(&file);
}

static void test_guards(void **state)
{
	struct read_file file = read_good(pump);
	const struct assignment_guard *guards = file.assignment->guards;
	unsigned i2c5 = assignment_peripheral(file.assignment, "I2C5")->soc->etzpc_id;
	unsigned eth = assignment_peripheral(file.assignment, "ETH")->soc->etzpc_id;

	(void)state;
	assert_int_equal(guards[i2c5].mode, ETZPC_MCU_ISOLATION);
	assert_true(guards[i2c5].lock);
	assert_int_equal(guards[eth].mode, ETZPC_OPEN);
	assert_true(guards[eth].lock);
	assert_true(guards[eth].origin.board);
	for (unsigned id = 0; id < ASSIGNMENT_GUARDS; id++) {
		const char *guarded = soc_firewall_guarded(id);

		assert_int_equal(!guarded, !guards[id].name);
	}
	read_free(&file);
}

static void test_memory(void **state)
{
	struct read_file file = read_good(pump);
	const struct assignment *assignment = file.assignment;
	const struct assignment_region *buffers = assignment_region(assignment, ASSIGNMENT_BUFFERS);
	const struct assignment_region *log = assignment_region(assignment, ASSIGNMENT_OTHER);

	(void)state;
	/* 32 buffers of 512 bytes each way. */
	assert_int_equal(buffers->address.value, 0x10042000);
	assert_int_equal(buffers->size.value, 0x8000);
	assert_int_equal(log->address.value, 0x10051000);
	assert_int_equal(log->size.value, 2560);
	assert_int_equal(assignment_region(assignment, ASSIGNMENT_CODE)->size.value, 0x20000);
	assert_int_equal(assignment_region(assignment, ASSIGNMENT_VECTORS)->address.value, 0);
	for (size_t i = 1; i < assignment->region_count; i++)
		assert_true(assignment->regions[i - 1].address.value <
			    assignment->regions[i].address.value);
	read_free(&file);
}

/* Regions of one bank are put one after the other, and one without a size has the rest. */
static void test_memory_gaps(void **state)
{
	struct read_file file = read_good(CHIP "memory:\n"
					       "  code: RETRAM\n"
					       "  data: SRAM3\n"
					       "  vring1: {address: 0x10048000, size: 4K}\n");
	const struct assignment *assignment = file.assignment;
	const struct assignment_region *data = assignment_region(assignment, ASSIGNMENT_DATA);

	(void)state;
	assert_int_equal(assignment_region(assignment, ASSIGNMENT_VECTORS)->size.value, 1024);
	assert_int_equal(assignment_region(assignment, ASSIGNMENT_CODE)->address.value, 1024);
	assert_int_equal(assignment_region(assignment, ASSIGNMENT_CODE)->size.value, 63 * 1024);
	/* vring0 0-4K, buffers 4K-20K, vring1 32K-36K: 28K are left behind it. */
	assert_int_equal(data->address.value, 0x10049000);
	assert_int_equal(data->size.value, 28 * 1024);
	read_free(&file);
}

static void test_clocks(void **state)
{
	/* A rate alone moves the selector; the others on it get that as well. */
	struct read_file file = read_good(CHIP "peripherals:\n"
					       "  USART3: {context: m4, clock: 24 MHz}\n"
					       "  UART5: a7\n"
					       "  UART4: {context: m4, clock: hse}\n"
					       "clocks:\n"
					       "  hse: 25 MHz\n"
					       "  pll4: {m: 5, n: 96, p: 5, q: 8, r: 8}\n");
	const struct assignment *assignment = file.assignment;

	(void)state;
	/* No input has 24 MHz when the crystal has 25. */
	assert_int_equal(assignment_peripheral(assignment, "USART3")->clock.rate.value, 64000000);
	assert_int_equal(assignment_peripheral(assignment, "UART4")->clock.rate.value, 25000000);
	assert_int_equal(assignment->clocks.rates[SOC_CLOCK_PLL4_P], 96000000);
	read_free(&file);

	file = read_good(CHIP "peripherals:\n"
			      "  USART3: {context: m4, clock: 24 MHz}\n"
			      "  UART5: a7\n");
	assert_int_equal(assignment_peripheral(file.assignment, "USART3")->clock.source.value,
			 SOC_CLOCK_HSE);
	assert_int_equal(assignment_peripheral(file.assignment, "UART5")->clock.rate.value,
			 24000000);
	assert_string_equal(
		assignment_peripheral(file.assignment, "UART5")->clock.source.origin.why,
		"USART3, on the same selector, has it");
	read_free(&file);
}

/* A finding at a place, with a word of advice. */
static void refused(const char *text, const char *code, unsigned line, unsigned column,
		    const char *what, const char *action)
{
	struct read_file file = read_text(text);
	const struct finding *finding = finding_of(&file, code);

	assert_int_equal(file.rc, -EINVAL);
	if (!finding)
		fail_msg("no %s in: %s", code, text);
	assert_int_equal(finding->at.line, line);
	assert_int_equal(finding->at.column, column);
	if (!strstr(finding->what, what))
		fail_msg("\"%s\" does not say \"%s\"", finding->what, what);
	if (action && (!finding->action || !strstr(finding->action, action)))
		fail_msg("\"%s\" does not advise \"%s\"", finding->action, action);
	read_free(&file);
}

static void test_refused(void **state)
{
	(void)state;
	refused(CHIP "peripherlas: {}\n", "FILE002", 2, 1, "no key \"peripherlas\"",
		"did you mean peripherals?");
	refused(CHIP "peripherals: {USRT3: m4}\n", "FILE002", 2, 15, "no peripheral \"USRT3\"",
		"did you mean USART3?");
	refused(CHIP "peripherals: {TIM2: m5}\n", "FILE003", 2, 21, "cannot be \"m5\"",
		"did you mean m4?");
	refused(CHIP "peripherals: {TIM2: {contxt: m4}}\n", "FILE002", 2, 22, "no key \"contxt\"",
		"did you mean context?");
	refused(CHIP "peripherals: {TIM2: {clock: pll9_q}}\n", "FILE003", 2, 29,
		"no clock \"pll9_q\"", "did you mean pll");
	refused(CHIP "peripherals: {TIM2: {clock: 64 GHz}}\n", "FILE003", 2, 29,
		"such as 64 MHz, not \"64 GHz\"", NULL);
	refused(CHIP "peripherals: {ADC: {pins: [PF12]}}\n", "FILE003", 2, 28,
		"PF12 can be ADC1_INN2 or ADC1_INP6", NULL);
	refused(CHIP "peripherals: {SPI4: {dma: {RX: DMA3}}}\n", "FILE003", 2, 32, "not \"DMA3\"",
		NULL);
	refused(CHIP "gpio: {1LED: {pin: PA1}}\n", "FILE003", 2, 8, "starts with a letter", NULL);
	refused(CHIP "memory: {log: {offset: 4K}}\n", "FILE003", 2, 15, "in no bank", NULL);
	refused(CHIP "memory: {log: {size: -1}}\n", "FILE003", 2, 22, "not \"-1\"", NULL);
	refused(CHIP "clocks: {pll3: {n: 201}}\n", "FILE003", 2, 20, "from 25 to 200", NULL);
	refused(CHIP "rpmsg: {buffers: 99999999999999999999}\n", "FILE003", 2, 18, "such as 16",
		NULL);
	refused(CHIP "locks: {gpio: maybe}\n", "FILE003", 2, 15, "such as 16, not \"maybe\"", NULL);
	refused("board: stm32mp157c-dk3\n", "CHIP001", 1, 8, "\"stm32mp157c-dk3\" is not known",
		"did you mean stm32mp157c-dk2?");
	refused("chip: STM32MP157C\n", "CHIP001", 1, 7, "package of the chip", NULL);
	refused("peripherals: {}\n", "CHIP001", 0, 0, "neither board nor chip", NULL);
	refused("", "FILE003", 1, 1, "the file says nothing", NULL);
	refused("a: &x [1]\nb: [*x, *x]\n", "FILE001", 1, 4, "not YAML that can be read", NULL);
	refused(CHIP CHIP, "FILE001", 2, 1, "not YAML that can be read", NULL);
	refused("- 1\n", "FILE003", 1, 1, "described by keys and values", NULL);
}

/* What was understood is there, beside what was not. */
static void test_goes_on(void **state)
{
	struct read_file file = read_text(CHIP "peripherals: {TIM2: m4, FOO: m4, TIM3: m4}\n"
					       "memory: {code: SRAM9}\n");

	(void)state;
	assert_int_equal(file.rc, -EINVAL);
	assert_int_equal(file.findings.count, 2);
	assert_non_null(file.assignment);
	assert_int_equal(assignment_peripheral(file.assignment, "TIM3")->context.value,
			 ASSIGNMENT_M4);
	read_free(&file);
}

/* The same peripheral twice is no matter of YAML; any other key is. */
static void test_twice(void **state)
{
	struct read_file file =
		read_text(CHIP "peripherals:\n  USART3: m4\n  TIM2: m4\n  USART3: a7\n");
	const struct finding *finding = finding_of(&file, "OWN001");

	(void)state;
	assert_non_null(finding);
	assert_int_equal(finding->at.line, 5);
	assert_int_equal(finding->other.line, 3);
	read_free(&file);
	refused(CHIP "peripherals: {usart3: m4, USART3: a7}\n", "OWN001", 2, 27,
		"USART3 is given to an owner twice", NULL);
	refused(CHIP "peripherals: {USART3: {context: [m4, a7]}}\n", "OWN001", 2, 33,
		"USART3 is given to an owner twice", NULL);
	refused(CHIP "gpio: {A: PA1, A: PA2}\n", "FILE001", 2, 16, "second time", NULL);
}

/* As many regions as there may be, and the six that there always are. */
static void test_many_regions(void **state)
{
	char text[2048] = CHIP "memory:\n";
	struct read_file file;

	(void)state;
	for (unsigned i = 0; i < 26; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "  r%u: {bank: SRAM4, size: 16}\n", i);
	file = read_good(text);
	for (int use = ASSIGNMENT_VECTORS; use < ASSIGNMENT_OTHER; use++)
		assert_non_null(assignment_region(file.assignment, (enum assignment_use)use));
	read_free(&file);
	strcat(text, "  more: SRAM4\n");
	refused(text, "FILE003", 29, 3, "at most 26 regions", NULL);
}

/* No text from a file reaches a terminal as anything but text. */
static void test_hostile_text(void **state)
{
	struct read_file file = read_text(CHIP "\"\\e[2J\\x07\": 1\n");
	const struct finding *finding = finding_of(&file, "FILE002");

	(void)state;
	assert_non_null(finding);
	assert_null(strchr(finding->what, '\x1b'));
	assert_non_null(strstr(finding->what, "?[2J?"));
	read_free(&file);
}

/* What is told after the assignment has gone. */
static void test_findings_outlive(void **state)
{
	struct read_file file = read_text(CHIP "peripherals: {FOO: m4, LTDC: m4}\n");

	(void)state;
	assignment_check(file.assignment, &file.findings);
	assignment_free(file.assignment);
	file.assignment = NULL;
	findings_sort(&file.findings);
	assert_int_equal(file.findings.count, 2);
	assert_string_equal(file.findings.list[0].at.file, "test.yaml");
	assert_string_equal(file.findings.list[1].code, "OWN003");
	read_free(&file);
}

static void test_cut_everywhere(void **state)
{
	char *text = source_file("tests/assign/everything.yaml");
	size_t length = strlen(text);

	(void)state;
	/* Each piece in memory of its own size, so that a sanitizer sees what is read behind it. */
	for (size_t cut = 0; cut <= length; cut += cut < 2000 ? 1 : 7) {
		char *piece = malloc(cut ? cut : 1);
		struct assignment *assignment = NULL;
		struct findings findings = {.list = NULL};
		int rc;

		assert_non_null(piece);
		memcpy(piece, text, cut);
		rc = assignment_read(&assignment, "cut.yaml", piece, cut, &findings);
		assert_int_not_equal(rc, -ENOMEM);
		assert_true(rc == 0 || findings_count(&findings, FINDING_ERROR) > 0);
		if (assignment)
			assignment_check(assignment, &findings);
		assignment_free(assignment);
		findings_free(&findings);
		free(piece);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_guards),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_memory_gaps),
		cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_many_regions),
		cmocka_unit_test(test_findings_outlive),
		cmocka_unit_test(test_cut_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
