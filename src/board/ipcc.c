/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Inter-processor communication controller (RM0436, "IPCC").
 *
 * Both register sets answer to both processors: the manual keeps them apart by convention only.
 */
#include "board/ipcc.h"

#include <errno.h>

#include "board/board.h"
#include "board/models.h"
#include "soc/irq.h"
#include "soc/regs/exti.h"
#include "soc/regs/ipcc.h"

enum { SIDE_A7, SIDE_M4, SIDES };

#define CR_BITS (IPCC_CR_RXOIE | IPCC_CR_TXFIE)
#define MR_BITS (IPCC_CHANNEL_MASK | IPCC_CHANNEL_MASK << IPCC_UPPER_SHIFT)

/* A doorbell that goes astray comes back after that long. */
#define AGAIN_PS PS_PER_US

/* A channel in one direction. */
struct ipcc_bell {
	struct device *ipcc;
	unsigned side; /* who rings it */
	uint32_t bit;
	struct doorbell_fault fault;
	bool again; /* it is rung once more when it has been cleared */
	struct timeline_event late;
};

struct ipcc_state {
	struct ipcc_bell bells[SIDES][DOORBELL_CHANNELS];
};

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

static void ipcc_ring(struct device *ipcc, unsigned side, uint32_t set)
{
	const uint32_t own = IPCC_SIDE(side) + IPCC_TOSR;
	const uint32_t rang = set & ~device_word(ipcc, own);

	if (rang)
		device_doorbell(ipcc, side == SIDE_M4, rang, 0);
	device_set_word(ipcc, own, device_word(ipcc, own) | set);
	ipcc_update(ipcc);
	if (side == SIDE_M4 && rang)
		device_attention(ipcc);
}

static void bell_late(void *context)
{
	struct ipcc_bell *bell = context;

	ipcc_ring(bell->ipcc, bell->side, bell->bit);
}

static void bell_arm(struct ipcc_bell *bell, uint64_t delay)
{
	struct timeline *timeline = device_timeline(bell->ipcc);

	bell->late = (struct timeline_event){
		.name = "late doorbell", .fire = bell_late, .context = bell};
	timeline_arm(timeline, &bell->late, timeline_now(timeline) + delay);
}

/* What is left of the doorbells that a side rings now. */
static uint32_t bells_go_astray(struct device *ipcc, unsigned side, uint32_t set)
{
	struct ipcc_state *state = ipcc->state;
	uint32_t rings = set & ~side_word(ipcc, side, IPCC_TOSR);

	for (unsigned i = 0; rings && i < DOORBELL_CHANNELS; i++) {
		struct ipcc_bell *bell = &state->bells[side][i];

		if (!(rings >> i & 1) || !bell->fault.times)
			continue;
		bell->fault.times--;
		bell->again = bell->fault.kind == DOORBELL_FAULT_DUPLICATE;
		if (bell->again)
			continue;
		set &= ~(1u << i);
		if (bell->fault.kind == DOORBELL_FAULT_DELAY && !bell->late.armed)
			bell_arm(bell, bell->fault.delay);
	}
	return set;
}

/* The other side has cleared these. */
static void bells_come_again(struct device *ipcc, unsigned side, uint32_t cleared)
{
	struct ipcc_state *state = ipcc->state;

	for (unsigned i = 0; cleared && i < DOORBELL_CHANNELS; i++) {
		struct ipcc_bell *bell = &state->bells[side][i];

		if (!(cleared >> i & 1) || !bell->again)
			continue;
		bell->again = false;
		if (!bell->late.armed)
			bell_arm(bell, AGAIN_PS);
	}
}

int board_doorbell_fault(struct board *board, const struct doorbell_fault *fault)
{
	struct device *ipcc = board_device(board, "IPCC");
	struct ipcc_state *state = ipcc ? ipcc->state : NULL;
	const unsigned side = fault->to_m4 ? SIDE_A7 : SIDE_M4;
	struct ipcc_bell *bell;

	if (!state || !fault->channel || fault->channel > DOORBELL_CHANNELS ||
	    !doorbell_fault_name(fault->kind))
		return -EINVAL;
	bell = &state->bells[side][fault->channel - 1];
	bell->ipcc = ipcc;
	bell->side = side;
	bell->bit = 1u << (fault->channel - 1);
	bell->fault = *fault;
	return 0;
}

const char *doorbell_fault_name(enum doorbell_fault_kind kind)
{
	static const char *const names[] = {[DOORBELL_FAULT_DROP] = "drop",
					    [DOORBELL_FAULT_DELAY] = "delay",
					    [DOORBELL_FAULT_DUPLICATE] = "duplicate"};

	return (unsigned)kind < sizeof(names) / sizeof(names[0]) ? names[kind] : NULL;
}

/* SCR of a side: its lower half clears flags of the other side, its upper half sets own ones. */
static void ipcc_set_clear(struct device *ipcc, unsigned side, uint32_t value)
{
	const uint32_t own = IPCC_SIDE(side) + IPCC_TOSR;
	const uint32_t other = IPCC_SIDE(1 - side) + IPCC_TOSR;
	const uint32_t before = device_word(ipcc, own);
	const uint32_t set =
		bells_go_astray(ipcc, side, value >> IPCC_UPPER_SHIFT & IPCC_CHANNEL_MASK);
	const uint32_t clear = value & IPCC_CHANNEL_MASK;

	device_doorbell(ipcc, side == SIDE_M4, set & ~before, clear & device_word(ipcc, other));
	bells_come_again(ipcc, 1 - side, clear & device_word(ipcc, other));
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

/* A doorbell on its way is gone with the chip's registers. */
static void ipcc_reset(struct device *ipcc)
{
	struct ipcc_state *state = ipcc->state;

	for (unsigned i = 0; i < SIDES * DOORBELL_CHANNELS; i++) {
		struct ipcc_bell *bell =
			&state->bells[i / DOORBELL_CHANNELS][i % DOORBELL_CHANNELS];

		bell->again = false;
		timeline_disarm(device_timeline(ipcc), &bell->late);
	}
	ipcc_update(ipcc);
}

const struct device_model ipcc_model = {
	.model = "ipcc",
	.registers = ipcc_registers,
	.ops = {.reset = ipcc_reset, .write = ipcc_write},
	.state_size = sizeof(struct ipcc_state),
};
