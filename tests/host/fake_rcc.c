/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/fake_rcc.h"

#include <string.h>

/* Set registers whose clear register follows. */
static bool is_clear_register(uint32_t offset)
{
	static const struct {
		uint16_t first;
		uint16_t end;
	} runs[] = {
		{0x180, 0x228}, {0x280, 0x2A0}, {0x300, 0x328}, {0x380, 0x3A0}, {0x980, 0x9B0},
		{0xA00, 0xA40}, {0xA80, 0xAC0}, {0xB00, 0xB40}, {0xB80, 0xBC0},
	};

	if (offset == 0x010)
		return true;
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		if (offset >= runs[i].first && offset < runs[i].end)
			return offset & 4u;
	}
	return false;
}

static bool is_set_register(uint32_t offset)
{
	return offset == 0x00C || is_clear_register(offset + 4);
}

/* The ones that the tests need: the oscillators, I2C46CKSELR to STGENCKSELR, PLL1, PLL2, the gates of
 * APB5 and AHB5; with MCKPROT the MCU's selector and PLL3. */
static bool is_secure(uint32_t tzcr, uint32_t offset)
{
	if (!(tzcr & 1u))
		return false;
	if (offset < 0x048 || (offset >= 0x080 && offset < 0x0DC) ||
	    (offset >= 0x208 && offset < 0x218))
		return true;
	return (tzcr & 2u) &&
	       (offset == 0x048 || offset == 0x820 || (offset >= 0x828 && offset < 0x840) ||
		(offset >= 0x880 && offset < 0x894));
}

static bool is_pll(uint32_t offset)
{
	return offset == 0x080 || offset == 0x094 || offset == 0x880 || offset == 0x894;
}

static uint32_t fake_read(void *context, uint32_t address, unsigned size)
{
	const struct fake_rcc_port *port = context;
	const struct fake_rcc *rcc = port->rcc;
	const uint32_t offset = address & 0xFFFu;
	uint32_t word = rcc->words[offset / 4];

	(void)size;
	if (is_pll(offset) && (word & 1u) && !rcc->pll_broken)
		word |= 2u;
	return is_clear_register(offset) ? rcc->words[offset / 4 - 1] : word;
}

static void fake_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	const struct fake_rcc_port *port = context;
	struct fake_rcc *rcc = port->rcc;
	const uint32_t offset = address & 0xFFFu;

	(void)size;
	if ((!port->secure && is_secure(rcc->words[0], offset)) ||
	    (offset == 0x140 && rcc->bdcr_locked)) {
		rcc->refused++;
		return;
	}
	rcc->writes++;
	if (is_clear_register(offset))
		rcc->words[offset / 4 - 1] &= ~value;
	else if (is_set_register(offset))
		rcc->words[offset / 4] |= value;
	else
		rcc->words[offset / 4] = is_pll(offset) ? value & ~2u : value;
}

static void port_make(struct fake_rcc_port *port, struct fake_rcc *rcc, bool secure)
{
	port->rcc = rcc;
	port->secure = secure;
	port->bus = (struct mmio_bus){.context = port, .read = fake_read, .write = fake_write};
}

struct mmio fake_rcc_mmio(struct fake_rcc *rcc)
{
	return (struct mmio){.bus = &rcc->port.bus, .base = 0x50000000};
}

struct mmio fake_rcc_secure_mmio(struct fake_rcc *rcc)
{
	return (struct mmio){.bus = &rcc->secure_port.bus, .base = 0x50000000};
}

void fake_rcc_dk2(struct fake_rcc *rcc)
{
	static const uint32_t settings[][2] = {
		/* HSI, CSI, HSE, LSE for the RTC, LSI. */
		{0x00C, 0x111},
		{0x140, 1u << 20 | 1u << 16 | 1},
		{0x144, 1},
		/* PLL1 650 MHz; PLL2 266.5, 533, 533; PLL3 208.878, 24.574, 11.291; PLL4 99, 74.25, 74.25. */
		{0x028, 1},
		{0x820, 1},
		{0x824, 1},
		{0x080, 0x11},
		{0x084, 2u << 16 | 80},
		{0x08C, 0x800u << 3 | 1u << 16},
		{0x094, 0x71},
		{0x098, 2u << 16 | 65},
		{0x09C, 1},
		{0x0A0, 0x1400u << 3 | 1u << 16},
		{0x880, 0x71},
		{0x884, 1u << 16 | 33},
		{0x888, 36u << 16 | 16u << 8 | 1},
		{0x88C, 0x1A04u << 3 | 1u << 16},
		{0x894, 0x71},
		{0x898, 3u << 16 | 98},
		{0x89C, 7u << 16 | 7u << 8 | 5},
		{0x020, 2},
		{0x024, 2},
		{0x048, 3},
		/* APB1 to APB4 a half, APB5 a quarter. */
		{0x834, 1},
		{0x838, 1},
		{0x83C, 1},
		{0x03C, 1},
		{0x040, 2},
		/* Kernel clocks: PER HSE, STGEN HSE, SDMMC PLL4_P, SPI2S PLL3_Q, I2C and UART HSI. */
		{0x0D0, 2},
		{0x0D4, 1},
		{0x8F4, 2},
		{0x8F8, 2},
		{0x8D8, 1},
		{0x8DC, 1},
		{0x8E0, 2},
		{0x0C4, 2},
		{0x8C0, 2},
		{0x8C4, 2},
		{0x0C0, 2},
		{0x0C8, 2},
		{0x8E8, 2},
		{0x8EC, 2},
		{0x8E4, 2},
		{0x8F0, 2},
		{0x928, 1},
		{0x90C, 3},
		/* RTC's, TZC's, TZPC's, BSEC's and STGEN's gates. */
		{0x208, 1u << 8 | 1u << 11 | 1u << 12 | 1u << 13 | 1u << 16 | 1u << 20},
	};

	memset(rcc, 0, sizeof(*rcc));
	port_make(&rcc->port, rcc, false);
	port_make(&rcc->secure_port, rcc, true);
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		rcc->words[settings[i][0] / 4] = settings[i][1];
}
