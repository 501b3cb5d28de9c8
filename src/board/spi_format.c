/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames of an SPI block, the time they take, and their CRC (RM0436, "SPI"). */
#include "board/rate.h"
#include "board/spi_internal.h"

#define BITS_LEAST 4u /* shorter settings are taken for it */

static unsigned comm(const struct device *spi)
{
	return spi_cfg2_field(spi, SPI_CFG2_COMM_MASK, SPI_CFG2_COMM_SHIFT);
}

bool spi_transmits(const struct device *spi)
{
	return comm(spi) == SPI_COMM_FULL_DUPLEX || comm(spi) == SPI_COMM_TRANSMITTER ||
	       (comm(spi) == SPI_COMM_HALF_DUPLEX && spi_cr1(spi, SPI_CR1_HDDIR));
}

bool spi_receives(const struct device *spi)
{
	return comm(spi) == SPI_COMM_FULL_DUPLEX || comm(spi) == SPI_COMM_RECEIVER ||
	       (comm(spi) == SPI_COMM_HALF_DUPLEX && !spi_cr1(spi, SPI_CR1_HDDIR));
}

static unsigned at_least(unsigned bits)
{
	return bits < BITS_LEAST ? BITS_LEAST : bits;
}

unsigned spi_data_bits(const struct device *spi)
{
	return at_least(spi_cfg1_field(spi, SPI_CFG1_DSIZE_MASK, 0) + 1);
}

unsigned spi_crc_bits(const struct device *spi)
{
	return at_least(spi_cfg1_field(spi, SPI_CFG1_CRCSIZE_MASK, SPI_CFG1_CRCSIZE_SHIFT) + 1);
}

uint32_t spi_encode(const struct device *spi, uint32_t data, unsigned bits)
{
	uint32_t other = 0;

	if (bits < 32)
		data &= (1u << bits) - 1;
	/* RM0436, "SPI", TI mode: the order is fixed. */
	if (!spi_cfg2(spi, SPI_CFG2_LSBFRST) || spi_is_ti(spi))
		return data;
	for (unsigned i = 0; i < bits; i++)
		other |= (data >> i & 1) << (bits - 1 - i);
	return other;
}

/* The reverse of the reverse. */
uint32_t spi_decode(const struct device *spi, uint32_t wire, unsigned bits)
{
	return spi_encode(spi, wire, bits);
}

uint8_t spi_mode(const struct device *spi)
{
	uint8_t mode = 0;

	if (spi_is_ti(spi))
		return SPI_MODE_CPHA;
	if (spi_cfg2(spi, SPI_CFG2_CPHA))
		mode |= SPI_MODE_CPHA;
	if (spi_cfg2(spi, SPI_CFG2_CPOL))
		mode |= SPI_MODE_CPOL;
	return mode;
}

uint64_t spi_time(const struct device *spi, uint64_t bits)
{
	const struct spi_state *state = spi->state;
	const uint32_t mbr = spi_cfg1_field(spi, SPI_CFG1_MBR_MASK, SPI_CFG1_MBR_SHIFT);

	return state->hz ? rate_ps(bits * (2u << mbr), state->hz) : 0;
}

/* ---- CRC ---- */

/* Width of the CRC, one less than the length of the polynomial; 0: there is no polynomial. */
static unsigned crc_width(const struct device *spi)
{
	const uint32_t polynomial = device_word(spi, SPI_CRCPOLY);

	if (spi_cr1(spi, SPI_CR1_CRC33_17))
		return spi_is_full(spi) ? 32 : 16;
	return polynomial ? 31 - (unsigned)__builtin_clz(polynomial) : 0;
}

static uint32_t crc_mask(unsigned width)
{
	return width < 32 ? (1u << width) - 1 : UINT32_MAX;
}

uint32_t spi_crc_add(const struct device *spi, uint32_t crc, uint32_t wire, unsigned bits)
{
	const unsigned width = crc_width(spi);
	const uint32_t mask = crc_mask(width);
	const uint32_t polynomial = device_word(spi, SPI_CRCPOLY) & mask;

	if (!width || !spi_cfg1(spi, SPI_CFG1_CRCEN))
		return crc;
	while (bits--) {
		const uint32_t top = (crc >> (width - 1) ^ wire >> bits) & 1;

		crc = crc << 1 & mask;
		if (top)
			crc ^= polynomial;
	}
	return crc;
}

/* RM0436, SPI_CFG1.CRCSIZE: the most significant bits; behind a short one come zeros. Assumed: LSBFRST counts
 * for it as for data. */
uint32_t spi_crc_frame(const struct device *spi, uint32_t crc)
{
	const unsigned width = crc_width(spi);
	const unsigned bits = spi_crc_bits(spi);

	crc = bits >= width ? crc << (bits - width) : crc >> (width - bits);
	return spi_encode(spi, crc, bits);
}

void spi_crc_reset(struct device *spi)
{
	struct spi_state *state = spi->state;
	const uint32_t ones = spi_cfg1(spi, SPI_CFG1_CRCEN) ? crc_mask(crc_width(spi)) : 0;

	state->tx_crc = spi_cr1(spi, SPI_CR1_TCRCINI) ? ones : 0;
	state->rx_crc = spi_cr1(spi, SPI_CR1_RCRCINI) ? ones : 0;
}
