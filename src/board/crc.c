/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The CRC calculation units (RM0436, "Cyclic redundancy check calculation unit (CRC)"): CRC1 of the A7,
 * CRC2 of the M4.
 *
 * DR holds the remainder as it is computed, most significant bit first; reversed for the reader by
 * REV_OUT. A calculation takes no time here, where the chip lets the bus wait.
 *
 * Assumed, as the manual does not say: bits of DR above the polynomial's size read as 0, REV_OUT reverses
 * within that size, and REV_IN within what was written where that is narrower.
 */
#include "soc/regs/crc.h"

#include "board/models.h"

/* RM0436, CRC register map; identification registers are not known. */
static const struct device_register crc_registers[] = {
	{.name = "DR", .offset = CRC_DR, .reset = CRC_INIT_DEFAULT},
	{.name = "IDR", .offset = CRC_IDR, .writable = 0xFFFFFFFF},
	{.name = "CR",
	 .offset = CRC_CR,
	 .writable = CRC_CR_POLYSIZE_MASK | CRC_CR_REV_IN_MASK | CRC_CR_REV_OUT},
	{.name = "INIT", .offset = CRC_INIT, .reset = CRC_INIT_DEFAULT, .writable = 0xFFFFFFFF},
	{.name = "POL", .offset = CRC_POL, .reset = CRC_POL_DEFAULT, .writable = 0xFFFFFFFF},
	{0},
};

static unsigned crc_size(const struct device *crc)
{
	static const uint8_t sizes[] = {32, 16, 8, 7};

	return sizes[(device_word(crc, CRC_CR) & CRC_CR_POLYSIZE_MASK) >> CRC_CR_POLYSIZE_SHIFT];
}

static uint32_t reversed(uint32_t value, unsigned bits)
{
	uint32_t turned = 0;

	for (unsigned i = 0; i < bits; i++)
		turned |= (value >> i & 1) << (bits - 1 - i);
	return turned;
}

/* Bits in reverse within each group of so many. */
static uint32_t reversed_within(uint32_t value, unsigned bits, unsigned group)
{
	uint32_t turned = 0;

	for (unsigned i = 0; i < bits; i += group)
		turned |= reversed(value >> i, group) << i;
	return turned;
}

/* What was written, `bits` wide, as it goes into the calculation. */
static uint32_t crc_input(const struct device *crc, uint32_t data, unsigned bits)
{
	static const uint8_t groups[] = {1, 8, 16, 32};
	const unsigned group =
		groups[(device_word(crc, CRC_CR) & CRC_CR_REV_IN_MASK) >> CRC_CR_REV_IN_SHIFT];

	return reversed_within(data, bits, group < bits ? group : bits);
}

static void crc_feed(struct device *crc, uint32_t data, unsigned bits)
{
	const unsigned size = crc_size(crc);
	const uint32_t mask = 0xFFFFFFFFu >> (32 - size);
	const uint32_t polynomial = device_word(crc, CRC_POL) & mask;
	uint32_t remainder = device_word(crc, CRC_DR) & mask;

	for (unsigned i = bits; i-- > 0;) {
		const bool out = (remainder >> (size - 1) ^ data >> i) & 1;

		remainder = (remainder << 1 & mask) ^ (out ? polynomial : 0);
	}
	device_set_word(crc, CRC_DR, remainder);
}

/* The data of an access to DR, by its lanes: 8, 16 or 32 bits. */
static void crc_write_data(struct device *crc, const struct device_access *access, uint32_t value)
{
	uint32_t lanes = access->mask;

	if (!lanes)
		return;
	while (!(lanes & 0xFF)) {
		lanes >>= 8;
		value >>= 8;
	}
	value &= lanes;
	if (lanes == 0xFF)
		crc_feed(crc, crc_input(crc, value, 8), 8);
	else if (lanes == 0xFFFF)
		crc_feed(crc, crc_input(crc, value, 16), 16);
	else
		crc_feed(crc, crc_input(crc, value, 32), 32);
}

static void crc_start(struct device *crc)
{
	device_set_word(crc, CRC_DR, device_word(crc, CRC_INIT));
}

static void crc_write(struct device *crc, const struct device_access *access, uint32_t value)
{
	if (access->offset == CRC_DR) {
		crc_write_data(crc, access, value);
		return;
	}
	device_write(crc, access, value);
	switch (access->offset) {
	case CRC_CR:
		if (value & access->mask & CRC_CR_RESET)
			crc_start(crc);
		break;
	case CRC_INIT:
		/* RM0436, CRC functional description: a write to INIT initializes DR, too. */
		crc_start(crc);
		break;
	case CRC_POL:
		if (!(device_word(crc, CRC_POL) & 1))
			device_note(crc, "an even polynomial is not supported by the chip");
		break;
	default:
		break;
	}
}

static uint32_t crc_read(struct device *crc, const struct device_access *access)
{
	const uint32_t word = device_read(crc, access);
	const unsigned size = crc_size(crc);

	if (access->offset != CRC_DR)
		return word;
	if (device_word(crc, CRC_CR) & CRC_CR_REV_OUT)
		return reversed(word, size);
	return word & 0xFFFFFFFFu >> (32 - size);
}

const struct device_model crc_model = {
	.model = "crc",
	.registers = crc_registers,
	.ops = {.read = crc_read, .write = crc_write},
};
