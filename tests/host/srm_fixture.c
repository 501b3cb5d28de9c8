/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/srm_fixture.h"

#define SOURCE_MAX 16384u

static const char before[] =
	"/dts-v1/;\n"
	"/ {\n"
	"	#address-cells = <1>; #size-cells = <1>;\n"
	"	rcc: rcc@50000000 { compatible = \"st,stm32mp1-rcc\"; #clock-cells = <1>; };\n"
	"	sound: sound-clock { compatible = \"fixed-clock\"; #clock-cells = <0>; };\n"
	"	exti: exti@5000d000 { compatible = \"st,stm32mp1-exti\"; #interrupt-cells = <2>; };\n"
	"	gpioa: gpio@50002000 { st,bank-name = \"GPIOA\"; #interrupt-cells = <2>; };\n"
	"	gpiob: gpio@50003000 { st,bank-name = \"GPIOB\"; #interrupt-cells = <2>; };\n"
	"	button_pins: button { pins { pinmux = <0x0e00>; }; };\n"
	"	two_pins: two { a { pinmux = <0x0e00>; }; b { pinmux = <0x1301>; }; };\n"
	"	odd_pins: odd { pins { pinmux = <0xf0000>; }; };\n"
	"	vin: vin { compatible = \"regulator-fixed\"; regulator-name = \"vin\";\n"
	"		regulator-min-microvolt = <5000000>; regulator-max-microvolt = <5000000>;\n"
	"		regulator-always-on; };\n"
	"	pmic: pmic { #interrupt-cells = <2>; regulators {\n"
	"		compatible = \"st,stpmic1-regulators\"; ldo1-supply = <&vin>; ldo5-supply = <&vin>;\n"
	"		audio: ldo1 { regulator-name = \"v1v8_audio\";\n"
	"			regulator-min-microvolt = <1700000>; regulator-max-microvolt = <2500000>; };\n"
	"		vdda: ldo5 { regulator-name = \"vdda\";\n"
	"			regulator-min-microvolt = <2900000>; regulator-max-microvolt = <2900000>; };\n"
	"		off: ldo6 { regulator-name = \"off\"; status = \"disabled\"; };\n"
	"	}; };\n"
	"	m4@10000000 { compatible = \"st,stm32mp1-m4\"; reg = <0x10000000 0x40000>;\n"
	"		m4_system_resources { compatible = \"rproc-srm-core\";\n"
	"			#address-cells = <1>; #size-cells = <1>;\n";
static const char after[] = "}; }; };\n";

static void nothing_said(void *context, const char *line)
{
	(void)context;
	(void)line;
}

void srm_rig_open(struct srm_rig *rig, bool as_linux)
{
	const struct regulator_config regulators = {.log = nothing_said};
	struct clk_config clocks = {.as_linux = as_linux, .log = nothing_said};
	struct srm_host_config config = {.as_linux = as_linux};

	fake_init(&rig->fake);
	fake_rcc_dk2(&rig->rcc);
	clocks.rcc = fake_rcc_mmio(&rig->rcc);
	assert_int_equal(clk_tree_create(&rig->clocks, &clocks), 0);
	assert_int_equal(regulator_tree_create(&rig->regulators, &rig->tree.dt, &regulators), 0);
	config.platform = &rig->fake.platform;
	config.dt = &rig->tree.dt;
	config.rproc = dt_next_compatible(&rig->tree.dt, DT_NONE, "st,stm32mp1-m4");
	config.clocks = rig->clocks;
	config.regulators = rig->regulators;
	config.claims = &rig->claims;
	/* A tree that a test has spoilt may have lost the node. */
	if (config.rproc >= 0)
		assert_int_equal(srm_host_create(&rig->srm, &config), 0);
}

void srm_rig_make(struct srm_rig *rig, const char *children, bool as_linux)
{
	static char source[SOURCE_MAX];

	memset(rig, 0, sizeof(*rig));
	assert_true(snprintf(source, sizeof(source), "%s%s%s", before, children, after) <
		    (int)sizeof(source));
	tree_make(&rig->tree, source);
	srm_rig_open(rig, as_linux);
}

void srm_rig_assert_returned(const struct srm_rig *rig)
{
	for (int clock = 0; clock < clk_count(); clock++) {
		const struct clk *clk = NULL;

		while ((clk = clk_next(rig->clocks, clock, clk))) {
			if (strncmp(clk_holder(clk), "m4:", 3) == 0)
				fail_msg("%s still holds %s", clk_holder(clk), clk_name(clock));
		}
	}
	for (int i = 0; i < regulator_count(rig->regulators); i++)
		assert_null(regulator_next(rig->regulators, i, NULL));
	for (size_t i = 0; i < rig->claims.count; i++) {
		if (strncmp(rig->claims.items[i].holder, "m4:", 3) == 0)
			fail_msg("%s still has a claim", rig->claims.items[i].holder);
	}
}

void srm_rig_free(struct srm_rig *rig)
{
	remoteproc_destroy(rig->rproc);
	fake_check_clean(&rig->fake);
	srm_host_destroy(rig->srm);
	srm_rig_assert_returned(rig);
	claims_free(&rig->claims);
	clk_tree_destroy(rig->clocks);
	regulator_tree_destroy(rig->regulators);
	tree_free(&rig->tree);
}

/* ---- the other end ---- */

static int prepare(void *context, struct host_error *error)
{
	return srm_host_claim(context, error);
}

static void unprepare(void *context)
{
	srm_host_return(context);
}

void srm_rig_boot(struct srm_rig *rig)
{
	static const char *const names[] = {"rproc-srm", NULL};
	struct remoteproc_config config = {.platform = &rig->fake.platform, .driver_count = 1};
	struct resource_table_rpmsg table;

	assert_non_null(rig->srm);
	rig->drivers[0] = srm_host_driver(rig->srm);
	rig->resources = (struct rproc_resources){prepare, unprepare, rig->srm};
	config.drivers = rig->drivers;
	config.resources = &rig->resources;
	echo_init(&rig->firmware, &rig->fake, names);
	rig->firmware.mute = true;
	test_table_init(&table);
	test_image_make(&rig->image, &table, sizeof(table));
	assert_int_equal(remoteproc_create(&rig->rproc, &config), 0);
	rig->fake.rproc = rig->rproc;
	assert_int_equal(remoteproc_set_firmware(rig->rproc, rig->image.bytes, rig->image.size), 0);
	if (remoteproc_start(rig->rproc, &rig->error))
		fail_msg("%s", rig->error.text);
	fake_settle(&rig->fake);
}

void srm_rig_ask(struct srm_rig *rig, const void *request, uint32_t length)
{
	const uint32_t answers = rig->firmware.services[0].messages;

	assert_int_equal(echo_send(&rig->firmware, 0, request, length), 0);
	fake_settle(&rig->fake);
	assert_int_equal(rig->firmware.services[0].messages, answers + 1);
}

/* ---- looking ---- */

void srm_rig_linux_has(struct srm_rig *rig, enum claim_kind kind, uint32_t number, const char *path)
{
	const struct claim claim = {.kind = kind, .number = number, .holder = path};

	assert_int_equal(claims_add(&rig->claims, &claim), 0);
}

unsigned srm_rig_count(const struct srm_rig *rig, const char *clock)
{
	const int number = clk_by_name(clock);

	assert_true(number >= 0);
	return clk_enable_count(rig->clocks, number);
}

const char *srm_rig_said(const struct srm_rig *rig, enum host_event_kind kind, const char *text)
{
	for (uint32_t i = 0; i < rig->fake.event_count; i++) {
		if (rig->fake.events[i].kind == kind && strstr(rig->fake.events[i].text, text))
			return rig->fake.events[i].text;
	}
	return NULL;
}
