/* SPDX-License-Identifier: BSD-3-Clause */
/* Oscillators and PLLs of the chip, and what feeds a peripheral: `clock: hsi`, `clock: 64 MHz`, or
 * `{source: pll4_q, rate: 74.25 MHz}`. */
#include <ctype.h>
#include <string.h>

#include "assign/reader.h"
#include "soc/clock_source.h"

#define RATE_MAX 1000000000u /* Hz */

/* ---- of a peripheral ---- */

static void source_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;
	const char *names[SOC_CLOCKS] = {NULL};
	const char *text = yaml_string(node);
	enum soc_clock clock = text ? soc_clock_by_name(text) : SOC_CLOCK_NONE;
	struct assignment_origin at;
	struct finding *finding;

	for (int i = SOC_CLOCK_HSI; i < SOC_CLOCKS; i++)
		names[i - 1] = soc_clock_name((enum soc_clock)i);
	if (clock != SOC_CLOCK_NONE) {
		peripheral->clock.source =
			(struct assignment_choice){(int)clock, reader_origin(reader, node)};
		return;
	}
	at = reader_origin(reader, node);
	finding = finding_add(reader->findings, "FILE003", &at);
	finding_what(finding, "there is no clock \"%s\"", text ? text : "");
	finding_why(finding,
		    "clocks are named as in the reference manual, in small letters: hsi, hse, "
		    "csi, lse, lsi, pll3_q, pclk1, per");
	if (text && yaml_nearest(text, names))
		finding_do(finding, "did you mean %s?", yaml_nearest(text, names));
}

static void rate_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;
	struct assignment_number number;

	if (reader_number(reader, node, "a rate", READER_HZ, 1, RATE_MAX, &number))
		return;
	peripheral->clock.wanted = number.value;
	peripheral->clock.rate.origin = number.origin;
}

const struct reader_key reader_clock_keys[] = {
	{"source", source_read, NULL},
	{"rate", rate_read, NULL},
	{NULL, NULL, NULL},
};

void read_peripheral_clock(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;
	const char *text = yaml_string(node);

	if (node->kind == YAML_MAPPING)
		reader_mapping(reader, node, "a clock", reader_clock_keys, peripheral);
	else if (text && isdigit((unsigned char)text[0]))
		rate_read(reader, node, peripheral);
	else
		source_read(reader, node, peripheral);
}

/* ---- of the chip ---- */

#define NUMBER(part, what, least, most)                                                            \
	static void part##_read(struct reader *reader, const struct yaml_node *node, void *target) \
	{                                                                                          \
		struct assignment_pll *pll = target;                                               \
                                                                                                   \
		reader_number(reader, node, what, READER_PLAIN, least, most, &pll->part);          \
	}

/* RM0436, RCC PLLx configuration registers: what fits into the fields. */
NUMBER(m, "the divider m of a PLL", 1, 64)
NUMBER(n, "the factor n of a PLL", 25, 200)
NUMBER(fraction, "the fraction of a PLL", 0, 8191)
NUMBER(p, "the divider p of a PLL", 1, 128)
NUMBER(q, "the divider q of a PLL", 1, 128)
NUMBER(r, "the divider r of a PLL", 1, 128)

const struct reader_key reader_pll_keys[] = {
	{"m", m_read, NULL}, {"n", n_read, NULL}, {"fraction", fraction_read, NULL},
	{"p", p_read, NULL}, {"q", q_read, NULL}, {"r", r_read, NULL},
	{NULL, NULL, NULL},
};

static void oscillator_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	/* In the order of enum assignment_oscillator. RM0436, RCC, oscillators. */
	static const struct {
		const char *name;
		uint64_t least, most, usual;
	} limits[ASSIGNMENT_OSCILLATORS] = {
		{"hse", 8000000, 48000000, SOC_HSE_HZ},
		{"hsi", SOC_HSI_HZ, SOC_HSI_HZ, SOC_HSI_HZ},
		{"csi", SOC_CSI_HZ, SOC_CSI_HZ, SOC_CSI_HZ},
		{"lse", SOC_LSE_HZ, SOC_LSE_HZ, SOC_LSE_HZ},
		{"lsi", SOC_LSI_HZ, SOC_LSI_HZ, SOC_LSI_HZ},
	};
	struct assignment_clocks *clocks = target;
	const char *text = yaml_string(node);
	int which = 0;

	while (which < ASSIGNMENT_OSCILLATORS && strcmp(limits[which].name, node->key->text) != 0)
		which++;
	if (which == ASSIGNMENT_OSCILLATORS)
		return;
	if (text && reader_truth(text) >= 0)
		clocks->oscillators[which] = (struct assignment_number){
			reader_truth(text) ? limits[which].usual : 0, reader_origin(reader, node)};
	else
		reader_number(reader, node, "the rate of an oscillator, in place of on and off,",
			      READER_HZ, limits[which].least, limits[which].most,
			      &clocks->oscillators[which]);
}

static void pll_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_clocks *clocks = target;

	reader_mapping(reader, node, "a PLL", reader_pll_keys,
		       &clocks->plls[node->key->text[3] - '1']);
}

const struct reader_key reader_clocks_keys[] = {
	{"hse", oscillator_read, NULL}, {"hsi", oscillator_read, NULL},
	{"csi", oscillator_read, NULL}, {"lse", oscillator_read, NULL},
	{"lsi", oscillator_read, NULL}, {"pll1", pll_read, NULL},
	{"pll2", pll_read, NULL},	{"pll3", pll_read, NULL},
	{"pll4", pll_read, NULL},	{NULL, NULL, NULL},
};

void read_clocks(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment *assignment = target;

	reader_mapping(reader, node, "the clock tree", reader_clocks_keys, &assignment->clocks);
}
