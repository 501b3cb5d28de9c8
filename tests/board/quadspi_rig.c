/* SPDX-License-Identifier: BSD-3-Clause */
#include "quadspi_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/parts/part.h"

static const char tree[] =
	"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;"
	"spi@58003000 { compatible = \"st,stm32f469-qspi\"; #address-cells = <1>;"
	"reg = <0x58003000 0x1000>, <0x70000000 0x4000000>; #size-cells = <0>;"
	"flash0: flash@0 { compatible = \"jedec,spi-nor\"; reg = <0>; };"
	"flash1: flash@1 { compatible = \"winbond,w25q16\", \"jedec,spi-nor\"; reg = <1>; };"
	"flash2: flash@2 { compatible = \"jedec,spi-nor\"; reg = <2>; }; }; };";

/* ---- a target of the test's own ---- */

static void mock_select(struct quadspi_target *target, uint64_t when)
{
	struct quadspi_mock *mock = target->context;

	mock->selects++;
	mock->selected_at = when;
	mock->in_command = 0;
}

static void mock_deselect(struct quadspi_target *target, uint64_t when)
{
	struct quadspi_mock *mock = target->context;

	mock->deselects++;
	mock->deselected_at = when;
}

static uint8_t mock_beat(struct quadspi_target *target, const struct quadspi_beat *beat,
			 uint8_t *driven)
{
	struct quadspi_mock *mock = target->context;
	const unsigned number = mock->in_command++;

	if (mock->beats < RIG_BEATS)
		mock->beat[mock->beats++] = *beat;
	if (number < mock->answers_from || !mock->answer_count)
		return 0;
	*driven = mock->answer_lines;
	return mock->answer[(number - mock->answers_from) % mock->answer_count];
}

static uint64_t mock_steady(struct quadspi_target *target)
{
	const struct quadspi_mock *mock = target->context;

	return mock->steady;
}

static const struct quadspi_target_ops mock_ops = {
	.select = mock_select,
	.deselect = mock_deselect,
	.beat = mock_beat,
	.steady = mock_steady,
};

void quadspi_rig_answer(struct quadspi_rig *rig, unsigned bank, unsigned from, unsigned lines,
			const void *bytes, size_t count)
{
	struct quadspi_mock *mock = &rig->bank[bank];
	const uint8_t *byte = bytes;

	mock->answers_from = from;
	mock->answer_lines = (uint8_t)(lines == 1 ? 2 : (1u << lines) - 1);
	mock->answer_count = 0;
	for (size_t i = 0; i < 8 * count; i += lines) {
		const unsigned at = 8 - lines - (unsigned)(i % 8);
		const unsigned levels = (unsigned)byte[i / 8] >> at & ((1u << lines) - 1);

		mock->answer[mock->answer_count++] = (uint8_t)(lines == 1 ? levels << 1 : levels);
	}
}

uint32_t quadspi_rig_sent(const struct quadspi_rig *rig, unsigned bank, unsigned first,
			  unsigned count, unsigned lines)
{
	uint32_t value = 0;

	for (unsigned i = first; i < first + count; i++) {
		const struct quadspi_beat *beat = &rig->bank[bank].beat[i];
		const unsigned mask = (1u << lines) - 1;

		assert_true(i < rig->bank[bank].beats);
		assert_int_equal(beat->driven & mask, mask);
		value = value << lines | (beat->levels & mask);
	}
	return value;
}

/* ---- the board ---- */

/* PF10 is QUADSPI_CLK, PB6 BK1_NCS, PF8, PF9, PF7, PF6 BK1_IO0 to 3; PC0 BK2_NCS, PH2, PH3, PG10, PG7 BK2_IO0 to 3. */
static void join_pins(struct quadspi_rig *rig)
{
	set(rig, 0x50000AA8, 0x000000F6); /* RCC_MC_AHB4ENSETR: GPIOB, C, E to H */
	set(rig, 0x50007020, 0x99000000); /* GPIOF_AFRL: PF6, PF7 */
	set(rig, 0x50007024, 0x000009AA); /* GPIOF_AFRH: PF8, PF9, PF10 */
	set(rig, 0x50007000, 0xFFEAAFFF); /* GPIOF_MODER */
	set(rig, 0x50003020, 0x0A000000); /* GPIOB_AFRL: PB6 */
	set(rig, 0x50003000, 0xFFFFEFFF);
	set(rig, 0x50004020, 0x0000000A); /* GPIOC_AFRL: PC0 */
	set(rig, 0x50004000, 0xFFFFFFFE);
	set(rig, 0x50009020, 0x00009900); /* GPIOH_AFRL: PH2, PH3 */
	set(rig, 0x50009000, 0xFFFFFFAF);
	set(rig, 0x50008020, 0xB0000000); /* GPIOG_AFRL: PG7 */
	set(rig, 0x50008024, 0x00000B00); /* GPIOG_AFRH: PG10 */
	set(rig, 0x50008000, 0xFFEFBFFF);
}

static int open_board(void **state)
{
	struct quadspi_rig *rig = calloc(1, sizeof(*rig));
	void *fixture = NULL;

	if (!rig || fixture_engineering(&fixture)) {
		free(rig);
		return -1;
	}
	rig->f = fixture;
	rig->bus = board_quadspi_bus(rig->f->board);
	set(rig, 0x50000298, 0x00004000); /* RCC_MC_AHB6ENSETR.QSPIEN */
	*state = rig;
	return 0;
}

int quadspi_rig_open(void **state)
{
	struct quadspi_rig *rig;

	if (open_board(state))
		return -1;
	rig = *state;
	join_pins(rig);
	for (unsigned bank = 0; bank < 2; bank++) {
		struct quadspi_target *target = &rig->bank[bank].target;

		*target = (struct quadspi_target){
			.ops = &mock_ops, .context = &rig->bank[bank], .name = "mock"};
		assert_int_equal(quadspi_target_attach(target, rig->bus, bank), 0);
	}
	return 0;
}

static void passed_over(void *context, const char *text)
{
	struct quadspi_rig *rig = context;

	assert_non_null(strstr(text, "flash@2"));
	assert_non_null(strstr(text, "which bank"));
	rig->bank[0].beats++;
}

int quadspi_rig_open_parts(void **state)
{
	struct parts_listener listener = {.passed_over = passed_over};
	char path[] = "/tmp/copro-qspi-XXXXXX";
	char command[256];
	uint8_t blob[4096];
	struct quadspi_rig *rig;
	struct dt dt;
	size_t size;
	FILE *stream;

	if (open_board(state))
		return -1;
	rig = *state;
	join_pins(rig);
	stream = fdopen(mkstemp(path), "w");
	assert_non_null(stream);
	assert_int_equal(fwrite(tree, 1, sizeof(tree) - 1, stream), sizeof(tree) - 1);
	fclose(stream);
	snprintf(command, sizeof(command), "%s -qq -@ -I dts -O dtb %s", COPRO_DTC, path);
	stream = popen(command, "r");
	assert_non_null(stream);
	size = fread(blob, 1, sizeof(blob), stream);
	assert_int_equal(pclose(stream), 0);
	remove(path);
	assert_int_equal(dt_open(&dt, blob, size, NULL), 0);
	listener.context = rig;
	assert_int_equal(parts_create(&rig->parts, rig->f->board, &dt, &listener), 0);
	assert_int_equal(rig->bank[0].beats, 1); /* flash@2 */
	return 0;
}

int quadspi_rig_close(void **state)
{
	struct quadspi_rig *rig = *state;
	void *fixture = rig->f;

	parts_destroy(rig->parts);
	if (fixture_done(&fixture))
		return -1;
	free(rig);
	return 0;
}

void quadspi_rig_pass(struct quadspi_rig *rig, uint64_t ps)
{
	struct timeline *timeline = board_timeline(rig->f->board);

	timeline_advance(timeline, timeline_now(timeline) + ps);
}
