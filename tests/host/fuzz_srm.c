/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any messages to the resource manager, one after the other: a byte says how long the next one is. The first
 * byte chooses how ST's Linux or good sense answers. Each answer is the request with other values, or
 * an error; all that was held comes back.
 */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "host/srm_internal.h"

#define TREE_SIZE 4096
#define RCC_WORDS 0x400u
#define PHANDLE	  1u

static uint32_t rcc_words[RCC_WORDS];

static uint32_t rcc_read(void *context, uint32_t address, unsigned size)
{
	(void)context;
	(void)size;
	return rcc_words[(address & 0xFFFu) / 4];
}

static void rcc_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	(void)context;
	(void)size;
	rcc_words[(address & 0xFFFu) / 4] = value;
}

static void no_event(void *context, const struct host_event *event)
{
	(void)context;
	(void)event;
}

static void check(int good)
{
	if (!good)
		abort();
}

/* An I2C with a clock and a supply, and a device that is none. */
static void tree_write(void *blob)
{
	const uint32_t clocks[] = {cpu_to_fdt32(PHANDLE), cpu_to_fdt32(141)};

	check(!fdt_create(blob, TREE_SIZE) && !fdt_finish_reservemap(blob) &&
	      !fdt_begin_node(blob, ""));
	check(!fdt_begin_node(blob, "rcc") &&
	      !fdt_property_string(blob, "compatible", "st,stm32mp1-rcc") &&
	      !fdt_property_u32(blob, "#clock-cells", 1) &&
	      !fdt_property_u32(blob, "phandle", PHANDLE) && !fdt_end_node(blob));
	check(!fdt_begin_node(blob, "supply") &&
	      !fdt_property_string(blob, "compatible", "regulator-fixed") &&
	      !fdt_property_u32(blob, "regulator-min-microvolt", 1800000) &&
	      !fdt_property_u32(blob, "regulator-max-microvolt", 3300000) &&
	      !fdt_property_u32(blob, "phandle", PHANDLE + 1) && !fdt_end_node(blob));
	check(!fdt_begin_node(blob, "m4") && !fdt_begin_node(blob, SRM_MANAGER) &&
	      !fdt_property_string(blob, "compatible", "rproc-srm-core"));
	check(!fdt_begin_node(blob, "i2c@40015000") &&
	      !fdt_property_string(blob, "compatible", "rproc-srm-dev") &&
	      !fdt_property(blob, "clocks", clocks, sizeof(clocks)) &&
	      !fdt_property_string(blob, "clock-names", "i") &&
	      !fdt_property_u32(blob, "vcc-supply", PHANDLE + 1) && !fdt_end_node(blob));
	check(!fdt_begin_node(blob, "led") &&
	      !fdt_property_string(blob, "compatible", "rproc-srm-dev") && !fdt_end_node(blob));
	check(!fdt_end_node(blob) && !fdt_end_node(blob) && !fdt_end_node(blob) &&
	      !fdt_finish(blob));
}

static void message(struct srm_host *srm, const uint8_t *data, size_t length)
{
	uint8_t *exact = malloc(length ? length : 1);
	struct srm_message asked = {.type = 0};
	struct srm_message answer;
	struct srm_remark remark;

	check(exact != NULL);
	memcpy(exact, data, length);
	memcpy(&asked, data, length < sizeof(asked) ? length : sizeof(asked));
	srm_answer(srm, exact, length, &answer, &remark);
	free(exact);
	check(answer.type == asked.type || answer.type == SRM_MESSAGE_ERROR);
	check(!memcmp(answer.device, asked.device, SRM_DEVICE_SIZE));
	check(answer.resource == asked.resource);
	if (answer.type == SRM_MESSAGE_ERROR) {
		asked.type = answer.type;
		check(!memcmp(&answer, &asked, sizeof(asked)) && remark.code && remark.text[0]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct mmio_bus bus = {.read = rcc_read, .write = rcc_write};
	static const struct host_platform platform = {.event = no_event};
	_Alignas(8) static uint8_t blob[TREE_SIZE];
	const bool as_linux = size && data[0] & 1;
	const struct clk_config clock_config = {.rcc = {&bus, 0x50000000}, .as_linux = as_linux};
	const struct regulator_config regulator_config = {.log = NULL};
	struct claims claims = {.items = NULL};
	struct srm_host_config config = {
		.platform = &platform, .claims = &claims, .as_linux = as_linux};
	struct regulator_tree *regulators;
	struct clk_tree *clocks;
	struct srm_host *srm;
	struct dt dt;

	memset(rcc_words, 0, sizeof(rcc_words));
	rcc_words[0x00C / 4] = 0x11; /* HSI and CSI run; */
	rcc_words[0x8C4 / 4] = 2; /* I2C5 is on HSI */
	tree_write(blob);
	check(!dt_open(&dt, blob, fdt_totalsize(blob), NULL));
	check(!clk_tree_create(&clocks, &clock_config));
	check(!regulator_tree_create(&regulators, &dt, &regulator_config));
	config.dt = &dt;
	config.rproc = dt_find(&dt, "/m4");
	config.clocks = clocks;
	config.regulators = regulators;
	check(!srm_host_create(&srm, &config) && srm && !srm_host_claim(srm, NULL));
	for (size_t at = 1; at < size;) {
		const size_t rest = size - at - 1;
		const size_t length = data[at] < rest ? data[at] : rest;

		message(srm, data + at + 1, length);
		at += 1 + length;
	}
	srm_host_return(srm);
	check(!claims.count && !regulator_next(regulators, 0, NULL) &&
	      !clk_next(clocks, clk_by_name("i2c35_ker"), NULL));
	srm_host_destroy(srm);
	claims_free(&claims);
	regulator_tree_destroy(regulators);
	clk_tree_destroy(clocks);
	return 0;
}
