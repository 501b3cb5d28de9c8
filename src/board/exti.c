/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Extended interrupt and event controller (RM0436, "EXTI").
 *
 * A configurable line latches edges in RPR and FPR, which both processors share; only the masks are
 * per processor. A direct line has no edge detector: the block that drives it has an interrupt line
 * of its own, and EXTI only wakes a processor whose clock is stopped. The virtual M4 wakes by that
 * interrupt itself; where BASEPRI keeps it out, by the one with which the RCC tells that clocks are back.
 */
#include "board/exti.h"

#include "board/board_internal.h"
#include "board/models.h"
#include "board/pin_wire.h"
#include "soc/irq.h"
#include "soc/regs/exti.h"

enum { CORE_A7, CORE_M4 };

#define NONE 0xFFFFu

struct exti_state {
	uint32_t level[EXTI_BANKS]; /* of the inputs, after the GPIO multiplexer */
	uint16_t ports[EXTI_PORTS]; /* levels at the pins, before it */
};

static const uint32_t configurable[EXTI_BANKS] = {EXTI_CONFIGURABLE_0, EXTI_CONFIGURABLE_1,
						  EXTI_CONFIGURABLE_2};

/* RM0436, interrupt lists of GIC and NVIC: configurable lines that interrupt. */
static const struct {
	uint16_t line, nvic, spi;
} interrupts[] = {
	{0, SOC_IRQ_EXTI0, SOC_IRQ_EXTI0},
	{1, SOC_IRQ_EXTI1, SOC_IRQ_EXTI1},
	{2, SOC_IRQ_EXTI2, SOC_IRQ_EXTI2},
	{3, SOC_IRQ_EXTI3, SOC_IRQ_EXTI3},
	{4, SOC_IRQ_EXTI4, SOC_IRQ_EXTI4},
	{5, SOC_IRQ_EXTI5, SOC_IRQ_EXTI5},
	{6, SOC_IRQ_EXTI6, SOC_IRQ_EXTI6},
	{7, SOC_IRQ_EXTI7, SOC_IRQ_EXTI7},
	{8, SOC_IRQ_EXTI8, SOC_IRQ_EXTI8},
	{9, SOC_IRQ_EXTI9, SOC_IRQ_EXTI9},
	{10, SOC_IRQ_EXTI10, SOC_IRQ_EXTI10},
	{11, SOC_IRQ_EXTI11, SOC_IRQ_EXTI11},
	{12, SOC_IRQ_EXTI12, SOC_IRQ_EXTI12},
	{13, SOC_IRQ_EXTI13, SOC_IRQ_EXTI13},
	{14, SOC_IRQ_EXTI14, SOC_IRQ_EXTI14},
	{15, SOC_IRQ_EXTI15, SOC_IRQ_EXTI15},
	{16, SOC_IRQ_PVD_AVD, SOC_IRQ_PVD_AVD},
	{EXTI_LINE_C2_SEV, NONE, SOC_SPI_M4_SEV},
	{EXTI_LINE_C1_SEV, SOC_IRQ_MPU_SEV, NONE},
	{EXTI_LINE_WWDG1, NONE, SOC_SPI_M4_WWDG1_RESET},
	{EXTI_LINE_C2_RST, NONE, SOC_SPI_M4_SYSRESETREQ},
};

/* clang-format off */
#define BANK(n, lines, secure)                                                                  \
	{.name = "RTSR" #n, .offset = EXTI_BANK(n - 1) + EXTI_RTSR, .writable = (lines)},       \
	{.name = "FTSR" #n, .offset = EXTI_BANK(n - 1) + EXTI_FTSR, .writable = (lines)},       \
	{.name = "SWIER" #n, .offset = EXTI_BANK(n - 1) + EXTI_SWIER},                          \
	{.name = "RPR" #n, .offset = EXTI_BANK(n - 1) + EXTI_RPR, .write_1_clears = (lines)},   \
	{.name = "FPR" #n, .offset = EXTI_BANK(n - 1) + EXTI_FPR, .write_1_clears = (lines)},   \
	{.name = "TZENR" #n, .offset = EXTI_BANK(n - 1) + EXTI_TZENR, .writable = (secure)}

/* Masks of bank n, for both processors. */
#define MASKS(n, initial, implemented, events)                                                  \
	{.name = "CmIMR" #n, .offset = EXTI_IMR(CORE_A7, n - 1), .count = 2, .stride = 0x40,    \
	 .reset = (initial), .writable = (implemented)},                                        \
	{.name = "CmEMR" #n, .offset = EXTI_EMR(CORE_A7, n - 1), .count = 2, .stride = 0x40,    \
	 .writable = (events)}
/* clang-format on */

/* RM0436, EXTI register map. Direct lines come out of reset unmasked. */
static const struct device_register exti_registers[] = {
	BANK(1, EXTI_CONFIGURABLE_0, EXTI_SECURABLE_0),
	BANK(2, EXTI_CONFIGURABLE_1, EXTI_SECURABLE_1),
	BANK(3, EXTI_CONFIGURABLE_2, EXTI_SECURABLE_2),
	{.name = "EXTICR", .offset = EXTI_EXTICR(0), .writable = 0xFFFFFFFF, .count = 4},
	MASKS(1, 0xFFFE0000, 0xFFFFFFFF, EXTI_EVENT_0),
	MASKS(2, 0xFFFFFFFF, 0xFFFFFFFF, EXTI_EVENT_1),
	MASKS(3, 0x00000DE9, EXTI_IMPLEMENTED_2, EXTI_EVENT_2),
	{.name = "HWCFGR13", .offset = 0x3C0, .reset = 0x050EFFFF},
	{.name = "HWCFGR12", .offset = 0x3C4, .reset = 0x050EFFFF},
	{.name = "HWCFGR11", .offset = 0x3C8, .reset = 0x050EFFFF},
	{.name = "HWCFGR10", .offset = 0x3CC},
	{.name = "HWCFGR9", .offset = 0x3D0},
	{.name = "HWCFGR8", .offset = 0x3D4},
	{.name = "HWCFGR7", .offset = 0x3D8, .reset = 0x000EFFFF},
	{.name = "HWCFGR6", .offset = 0x3DC, .reset = 0x000EFFFF},
	{.name = "HWCFGR5", .offset = 0x3E0, .reset = 0x000EFFFF},
	{.name = "HWCFGR4", .offset = 0x3E4, .reset = 0x0001FFFF},
	{.name = "HWCFGR3", .offset = 0x3E8, .reset = 0x0001FFFF},
	{.name = "HWCFGR2", .offset = 0x3EC, .reset = 0x0001FFFF},
	{.name = "HWCFGR1", .offset = 0x3F0, .reset = 0x000B214B},
	{.name = "VERR", .offset = EXTI_VERR, .reset = 0x00000030},
	{.name = "IPIDR", .offset = EXTI_IPIDR, .reset = 0x000E0001},
	{.name = "SIDR", .offset = EXTI_SIDR, .reset = 0xA3C5DD01},
	{0},
};

bool exti_wakes_m4(const struct device *exti)
{
	const struct exti_state *state = exti->state;
	uint32_t bank, lines = 0;

	for (bank = 0; bank < EXTI_BANKS; bank++)
		lines |= ((state->level[bank] & ~configurable[bank]) |
			  device_word(exti, EXTI_BANK(bank) + EXTI_RPR) |
			  device_word(exti, EXTI_BANK(bank) + EXTI_FPR)) &
			 device_word(exti, EXTI_IMR(CORE_M4, bank));
	return lines;
}

static void exti_wake(struct device *exti)
{
	if (board_m4_stopped(exti->board) && exti_wakes_m4(exti))
		rcc_m4_left_cstop(exti->board->rcc);
}

static void exti_update(struct device *exti)
{
	unsigned i;

	for (i = 0; i < sizeof(interrupts) / sizeof(interrupts[0]); i++) {
		const uint32_t bank = interrupts[i].line / 32;
		const uint32_t bit = 1u << interrupts[i].line % 32;
		const uint32_t pending = (device_word(exti, EXTI_BANK(bank) + EXTI_RPR) |
					  device_word(exti, EXTI_BANK(bank) + EXTI_FPR)) &
					 bit;

		if (interrupts[i].nvic != NONE)
			device_m4_irq(exti, interrupts[i].nvic,
				      pending & device_word(exti, EXTI_IMR(CORE_M4, bank)));
		if (interrupts[i].spi != NONE)
			device_a7_irq(exti, interrupts[i].spi,
				      pending & device_word(exti, EXTI_IMR(CORE_A7, bank)));
	}
	exti_wake(exti);
}

/* RM0436: lines that start converters. The same pulses, assumed, too. */
#define EXTI_TRIGGERS (1u << 9 | 1u << 11 | 1u << 15)

static void exti_trigger(struct device *exti, uint32_t lines)
{
	const uint64_t now = timeline_now(device_timeline(exti));

	for (unsigned line = 0; line < 16; line++) {
		if (!(lines >> line & 1))
			continue;
		trigger_send(exti->board, TRIGGER_EXTI(line), true, now);
		trigger_send(exti->board, TRIGGER_EXTI(line), false, now);
	}
}

/* Edges that the triggers let through, or software's, of one bank. */
static void exti_latch(struct device *exti, uint32_t bank, uint32_t rising, uint32_t falling)
{
	const uint32_t rpr = EXTI_BANK(bank) + EXTI_RPR;
	const uint32_t fpr = EXTI_BANK(bank) + EXTI_FPR;

	if (!(rising | falling))
		return;

	device_set_word(exti, rpr, device_word(exti, rpr) | rising);
	device_set_word(exti, fpr, device_word(exti, fpr) | falling);
	exti_update(exti);
	if ((rising | falling) & device_word(exti, EXTI_EMR(CORE_M4, bank)))
		cortex_m_event_in(board_core(exti->board));
	/* Assumed: DMAMUX sees a pulse for each edge that is selected, whatever the masks say. */
	if (bank == 0 && ((rising | falling) & 1)) {
		device_dma_signal(exti, DMAMUX_EXTI0, true);
		device_dma_signal(exti, DMAMUX_EXTI0, false);
	}
	if (bank == 0 && ((rising | falling) & EXTI_TRIGGERS))
		exti_trigger(exti, (rising | falling) & EXTI_TRIGGERS);
}

static void exti_set_level(struct device *exti, unsigned line, bool level)
{
	struct exti_state *state = exti->state;
	const uint32_t bank = line / 32;
	const uint32_t bit = 1u << line % 32;

	if (level == !!(state->level[bank] & bit))
		return;

	state->level[bank] ^= bit;
	if (level)
		exti_latch(exti, bank,
			   bit & configurable[bank] &
				   device_word(exti, EXTI_BANK(bank) + EXTI_RTSR),
			   0);
	else
		exti_latch(exti, bank, 0,
			   bit & configurable[bank] &
				   device_word(exti, EXTI_BANK(bank) + EXTI_FTSR));
	if (level && (bit & ~configurable[bank]))
		exti_wake(exti);
}

void exti_line(struct device *exti, unsigned line, bool level)
{
	if (line >= 16 && line < EXTI_LINES)
		exti_set_level(exti, line, level);
}

static uint32_t exti_port(const struct device *exti, unsigned pin)
{
	return device_word(exti, EXTI_EXTICR(pin / 4)) >> pin % 4 * 8 & 0xFF;
}

void exti_gpio_input(struct device *exti, unsigned pin, unsigned port, bool level)
{
	struct exti_state *state = exti->state;

	if (pin > 15 || port >= EXTI_PORTS)
		return;

	state->ports[port] =
		(uint16_t)((state->ports[port] & ~(1u << pin)) | (unsigned)level << pin);
	if (exti_port(exti, pin) == port)
		exti_set_level(exti, pin, level);
}

bool exti_gpio_listens(const struct device *exti, unsigned pin, unsigned port)
{
	const uint32_t edges = device_word(exti, EXTI_RTSR) | device_word(exti, EXTI_FTSR);

	return pin <= 15 && edges >> pin & 1 && exti_port(exti, pin) == port;
}

/* The multiplexer was switched: its output may change, and that is an edge like any other. */
static void exti_select(struct device *exti)
{
	const struct exti_state *state = exti->state;
	unsigned pin;

	for (pin = 0; pin < 16; pin++) {
		const uint32_t port = exti_port(exti, pin);

		exti_set_level(exti, pin, port < EXTI_PORTS && state->ports[port] >> pin & 1);
	}
}

/* RM0436, EXTI security protection: which bits of a word only the secure world may touch. */
static uint32_t exti_protected(const struct device *exti, const struct device_access *access)
{
	if (access->initiator == SOC_A7_SECURE)
		return 0;
	if (access->offset < EXTI_BANK(EXTI_BANKS)) {
		if (access->offset % EXTI_BANK_SIZE == EXTI_TZENR)
			return 0xFFFFFFFF;
		return device_word(exti,
				   access->offset / EXTI_BANK_SIZE * EXTI_BANK_SIZE + EXTI_TZENR);
	}
	if (access->offset >= EXTI_EXTICR(0) && access->offset < EXTI_EXTICR(4)) {
		const uint32_t lines =
			device_word(exti, EXTI_TZENR) >> (access->offset - EXTI_EXTICR(0));
		uint32_t fields = 0;
		unsigned pin;

		for (pin = 0; pin < 4; pin++)
			fields |= (lines >> pin & 1) * (0xFFu << pin * 8);
		return fields;
	}
	if (access->offset >= EXTI_IMR(CORE_A7, 0) && access->offset < EXTI_IMR(2, 0)) {
		const uint32_t bank = access->offset % 0x40 / 0x10;

		return bank < EXTI_BANKS ? device_word(exti, EXTI_BANK(bank) + EXTI_TZENR) : 0;
	}
	return 0;
}

static uint32_t exti_read(struct device *exti, const struct device_access *access)
{
	const bool tzenr = access->offset < EXTI_BANK(EXTI_BANKS) &&
			   access->offset % EXTI_BANK_SIZE == EXTI_TZENR;
	const uint32_t value = device_read(exti, access);

	return tzenr ? value : value & ~exti_protected(exti, access);
}

/* Registers that say which pins matter. */
static bool exti_is_listening(uint32_t offset)
{
	return offset <= EXTI_FTSR || (offset >= EXTI_EXTICR(0) && offset < EXTI_EXTICR(4));
}

static void exti_write(struct device *exti, const struct device_access *access, uint32_t value)
{
	const uint32_t hidden = exti_protected(exti, access);
	struct device_access allowed = *access;

	if (value & access->mask & hidden)
		device_note(exti, "write to lines that the secure world keeps for itself: ignored");
	allowed.mask &= ~hidden;
	if (access->offset < EXTI_BANK(EXTI_BANKS) &&
	    access->offset % EXTI_BANK_SIZE == EXTI_SWIER) {
		const uint32_t bank = access->offset / EXTI_BANK_SIZE;

		exti_latch(exti, bank, value & allowed.mask & configurable[bank], 0);
		return;
	}
	if (!exti_is_listening(access->offset)) {
		device_write(exti, &allowed, value);
		exti_update(exti);
		return;
	}
	pins_refresh(exti->board);
	device_write(exti, &allowed, value);
	exti_select(exti);
	pins_listen(exti->board);
	exti_update(exti);
}

/* The inputs do not change by a reset of the block, but what the multiplexer lets through may. */
static void exti_reset(struct device *exti)
{
	exti_select(exti);
	pins_listen(exti->board);
	exti_update(exti);
}

const struct device_model exti_model = {
	.model = "exti",
	.registers = exti_registers,
	.ops = {.reset = exti_reset,
		.read = exti_read,
		.steady = device_always_steady,
		.write = exti_write},
	.state_size = sizeof(struct exti_state),
};
