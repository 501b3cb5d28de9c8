/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Inter-processor communication controller (RM0436, "IPCC").
 *
 * Both register sets answer to both processors: the manual keeps them apart by convention only.
 */
#include "board/models.h"
#include "soc/irq.h"
#include "soc/regs/exti.h"
#include "soc/regs/ipcc.h"

enum { SIDE_A7, SIDE_M4, SIDES };

#define CR_BITS (IPCC_CR_RXOIE | IPCC_CR_TXFIE)
#define MR_BITS (IPCC_CHANNEL_MASK | IPCC_CHANNEL_MASK << IPCC_UPPER_SHIFT)

/* RM0436, IPCC register map. */
static const struct device_register ipcc_registers[] = {
	{.name = "CnCR", .offset = IPCC_CR, .writable = CR_BITS, .count = SIDES, .stride = 0x10},
	{.name = "CnMR",
	 .offset = IPCC_MR,
	 .reset = 0xFFFFFFFF,
	 .writable = MR_BITS,
	 .count = SIDES,
	 .stride = 0x10},
	{.name = "CnSCR", .offset = IPCC_SCR, .count = SIDES, .stride = 0x10},
	{.name = "CnTOCmSR", .offset = IPCC_TOSR, .count = SIDES, .stride = 0x10},
	{.name = "HWCFGR", .offset = IPCC_HWCFGR, .reset = IPCC_CHANNELS},
	{.name = "VERR", .offset = IPCC_VERR, .reset = 0x00000010},
	{.name = "IPIDR", .offset = IPCC_IPIDR, .reset = 0x00100071},
	{.name = "SIDR", .offset = IPCC_SIDR, .reset = 0xA3C5DD01},
	{0},
};

static uint32_t side_word(const struct device *ipcc, unsigned side, uint32_t offset)
{
	return device_word(ipcc, IPCC_SIDE(side) + offset);
}

/* RM0436, IPCC interrupts: both lines are levels, "channel free" included. */
static bool rx_level(const struct device *ipcc, unsigned side)
{
	const uint32_t occupied = side_word(ipcc, 1 - side, IPCC_TOSR);

	return (side_word(ipcc, side, IPCC_CR) & IPCC_CR_RXOIE) &&
	       (occupied & ~side_word(ipcc, side, IPCC_MR) & IPCC_CHANNEL_MASK);
}

static bool tx_level(const struct device *ipcc, unsigned side)
{
	const uint32_t occupied = side_word(ipcc, side, IPCC_TOSR);
	const uint32_t masked = side_word(ipcc, side, IPCC_MR) >> IPCC_UPPER_SHIFT;

	return (side_word(ipcc, side, IPCC_CR) & IPCC_CR_TXFIE) &&
	       (~occupied & ~masked & IPCC_CHANNEL_MASK);
}

static void ipcc_update(struct device *ipcc)
{
	const bool rx_a7 = rx_level(ipcc, SIDE_A7);
	const bool rx_m4 = rx_level(ipcc, SIDE_M4);

	device_a7_irq(ipcc, SOC_IRQ_IPCC_RX0, rx_a7);
	device_a7_irq(ipcc, SOC_IRQ_IPCC_TX0, tx_level(ipcc, SIDE_A7));
	device_m4_irq(ipcc, SOC_IRQ_IPCC_RX1, rx_m4);
	device_m4_irq(ipcc, SOC_IRQ_IPCC_TX1, tx_level(ipcc, SIDE_M4));
	device_exti(ipcc, EXTI_LINE_IPCC_C1, rx_a7);
	device_exti(ipcc, EXTI_LINE_IPCC_C2, rx_m4);
}

/* SCR of a side: its lower half clears flags of the other side, its upper half sets own ones. */
static void ipcc_set_clear(struct device *ipcc, unsigned side, uint32_t value)
{
	const uint32_t own = IPCC_SIDE(side) + IPCC_TOSR;
	const uint32_t other = IPCC_SIDE(1 - side) + IPCC_TOSR;
	const uint32_t before = device_word(ipcc, own);
	const uint32_t set = value >> IPCC_UPPER_SHIFT & IPCC_CHANNEL_MASK;
	const uint32_t clear = value & IPCC_CHANNEL_MASK;

	device_doorbell(ipcc, side == SIDE_M4, set & ~before, clear & device_word(ipcc, other));
	device_set_word(ipcc, own, before | set);
	device_set_word(ipcc, other, device_word(ipcc, other) & ~clear);
	ipcc_update(ipcc);
	if (side == SIDE_M4 && (set & ~before))
		device_attention(ipcc);
}

static void ipcc_write(struct device *ipcc, const struct device_access *access, uint32_t value)
{
	switch (access->offset) {
	case IPCC_SIDE(SIDE_A7) + IPCC_SCR:
		ipcc_set_clear(ipcc, SIDE_A7, value & access->mask);
		break;
	case IPCC_SIDE(SIDE_M4) + IPCC_SCR:
		ipcc_set_clear(ipcc, SIDE_M4, value & access->mask);
		break;
	default:
		device_write(ipcc, access, value);
		ipcc_update(ipcc);
		break;
	}
}

const struct device_model ipcc_model = {
	.model = "ipcc",
	.registers = ipcc_registers,
	.ops = {.reset = ipcc_update, .write = ipcc_write},
};
