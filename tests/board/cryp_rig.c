/* SPDX-License-Identifier: BSD-3-Clause */
#include "cryp_rig.h"

#include <stdio.h>
#include <string.h>

#define BYTES_MAX 256u

/* RCC_MC_AHB3ENSETR.CRYP2EN, RCC_MP_AHB5ENSETR.CRYP1EN, RCC_MC_AHB2ENSETR: DMA2, DMAMUX */
int cryp_open(void **state)
{
	if (fixture_engineering(state))
		return -1;
	wr(*state, SOC_M4, 0x50000AA0, 1u << 4);
	wr(*state, SOC_A7_SECURE, 0x50000210, 1u << 4);
	wr(*state, SOC_M4, 0x50000A98, 0x6);
	return 0;
}

uint32_t cryp_get(struct fixture *f, uint32_t offset)
{
	return rd(f, SOC_M4, CRYP2 + offset);
}

void cryp_set(struct fixture *f, uint32_t offset, uint32_t value)
{
	wr(f, SOC_M4, CRYP2 + offset, value);
}

void cryp_pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

void cryp_wait_idle(struct fixture *f)
{
	unsigned waited = 0;

	while (cryp_get(f, SR) & BUSY) {
		cryp_pass(f, CLOCK);
		assert_true(++waited < 1000);
	}
}

unsigned cryp_bytes(const char *hex, uint8_t *bytes)
{
	unsigned count = 0, value;

	for (; *hex; hex += 2) {
		assert_true(count < BYTES_MAX);
		assert_int_equal(sscanf(hex, "%2x", &value), 1);
		bytes[count++] = (uint8_t)value;
	}
	return count;
}

static uint32_t big_endian(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

void cryp_set_key(struct fixture *f, const char *hex, unsigned last)
{
	uint8_t bytes[BYTES_MAX];
	const unsigned words = cryp_bytes(hex, bytes) / 4;
	const uint32_t first = K0LR + 4 * (2 * last + 2 - words);

	for (unsigned i = 0; i < words; i++)
		cryp_set(f, first + 4 * i, big_endian(bytes + 4 * i));
}

void cryp_set_iv(struct fixture *f, const char *hex)
{
	uint8_t bytes[BYTES_MAX];
	const unsigned words = cryp_bytes(hex, bytes) / 4;

	for (unsigned i = 0; i < words; i++)
		cryp_set(f, IV0LR + 4 * i, big_endian(bytes + 4 * i));
}

void cryp_feed(struct fixture *f, const char *hex)
{
	uint8_t bytes[BYTES_MAX];
	const unsigned count = cryp_bytes(hex, bytes);

	for (unsigned i = 0; i < count; i += 4) {
		uint32_t word;

		memcpy(&word, bytes + i, 4);
		cryp_set(f, DIN, word);
	}
}

void cryp_expect(struct fixture *f, const char *hex)
{
	const size_t length = strlen(hex);
	char text[2 * BYTES_MAX + 1] = "";

	for (size_t i = 0; i < length; i += 8) {
		uint32_t word;

		assert_int_equal(cryp_get(f, SR) & OFNE, OFNE);
		word = __builtin_bswap32(cryp_get(f, DOUT));
		snprintf(text + i, 9, "%08x", (unsigned)word);
	}
	/* what pads the last block does not matter */
	text[length] = '\0';
	assert_string_equal(text, hex);
}
