/* SPDX-License-Identifier: BSD-3-Clause */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void keep_note(void *context, enum board_note_kind kind, const char *source, uint32_t pc,
		      const char *text)
{
	struct fixture *fixture = context;

	(void)pc;
	assert_true(fixture->notes < FIXTURE_NOTES);
	fixture->note[fixture->notes].kind = kind;
	snprintf(fixture->note[fixture->notes].source, sizeof(fixture->note[0].source), "%s",
		 source);
	snprintf(fixture->note[fixture->notes].text, sizeof(fixture->note[0].text), "%s", text);
	fixture->notes++;
}

static void keep_a7_irq(void *context, unsigned spi, bool level)
{
	struct fixture *fixture = context;

	fixture->a7_irqs += level;
	fixture->last_spi = spi;
}

int fixture_configured(void **state, struct board_config config)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	config.signals = (struct board_signals){
		.context = fixture, .note = keep_note, .a7_irq = keep_a7_irq};
	if (!fixture || board_create(&fixture->board, &config)) {
		free(fixture);
		return -1;
	}
	*state = fixture;
	return 0;
}

int fixture_dk2(void **state)
{
	return fixture_configured(state, (struct board_config){.engineering_boot = false});
}

int fixture_engineering(void **state)
{
	return fixture_configured(state, (struct board_config){.engineering_boot = true});
}

int fixture_done(void **state)
{
	struct fixture *fixture = *state;

	board_destroy(fixture->board);
	free(fixture);
	return 0;
}

unsigned fixture_noted(const struct fixture *fixture, const char *source, const char *text)
{
	unsigned count = 0;

	for (unsigned i = 0; i < fixture->notes; i++) {
		if (!strcmp(fixture->note[i].source, source) && strstr(fixture->note[i].text, text))
			count++;
	}
	return count;
}

uint32_t rd_size(struct fixture *fixture, enum soc_initiator initiator, uint32_t address,
		 unsigned size)
{
	const struct mmio_bus *bus = board_port(fixture->board, initiator);

	return bus->read(bus->context, address, size);
}

void wr_size(struct fixture *fixture, enum soc_initiator initiator, uint32_t address, unsigned size,
	     uint32_t value)
{
	const struct mmio_bus *bus = board_port(fixture->board, initiator);

	bus->write(bus->context, address, size, value);
}

uint32_t rd(struct fixture *fixture, enum soc_initiator initiator, uint32_t address)
{
	return rd_size(fixture, initiator, address, 4);
}

void wr(struct fixture *fixture, enum soc_initiator initiator, uint32_t address, uint32_t value)
{
	wr_size(fixture, initiator, address, 4, value);
}
