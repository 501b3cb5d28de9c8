/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reset and clock control (RM0436, "Reset and clock control (RCC)").
 *
 * Oscillators, PLLs, selectors and dividers are ready at once. A selector aimed at a clock that does
 * not run reports "not ready", and the M4 keeps its former clock, as the glitch-free switch does. What
 * feeds the MPU, AXI or MCU clock cannot be switched off: the bit stays set, so that the M4's clock
 * never stops under it (RM0436, RCC_OCENCLRR and RCC_PLLxCR; stm32mp1xx_hal_rcc.h of ST's Cube says the
 * same of HSI, CSI, HSE and the PLLs).
 *
 * The M4's reset (MCURST, SYSRESETREQ) resets the core with NVIC and SysTick. The MC_ enable bits
 * are RCC's own and keep their value until a system reset: a firmware that is started again finds
 * its clocks as the last one left them, and peripherals keep their state until their RCC reset bit
 * is used.
 */
#include "board/board_internal.h"
#include "board/models.h"
#include "board/rcc_registers.h"
#include "soc/clock_secure.h"
#include "soc/regs/rcc.h"

/* What has become ready, as CIFR numbers it, when last looked at. */
struct rcc_state {
	uint32_t ready;
};

static bool rcc_write_refused(struct device *rcc, const struct device_access *access)
{
	return access->initiator != SOC_A7_SECURE &&
	       soc_clock_secure(device_word(rcc, RCC_TZCR), access->offset);
}

static bool clock_runs(struct device *rcc, enum soc_clock clock)
{
	struct soc_clock_registers registers = board_clock_registers(rcc->board);

	return soc_clock_rate(&registers, clock) != 0;
}

static uint32_t rcc_oscillators_ready(struct device *rcc)
{
	uint32_t ready = RCC_OCRDYR_HSIDIVRDY | RCC_OCRDYR_MPUCKRDY | RCC_OCRDYR_AXICKRDY;

	if (clock_runs(rcc, SOC_CLOCK_HSI))
		ready |= RCC_OCRDYR_HSIRDY;
	if (clock_runs(rcc, SOC_CLOCK_CSI))
		ready |= RCC_OCRDYR_CSIRDY;
	if (clock_runs(rcc, SOC_CLOCK_HSE))
		ready |= RCC_OCRDYR_HSERDY;
	return ready;
}

/* The selector of the reference clock of each PLL. */
static bool pll_source_runs(struct device *rcc, uint32_t selector, bool csi)
{
	switch (device_word(rcc, selector) & 3u) {
	case 0:
		return clock_runs(rcc, SOC_CLOCK_HSI);
	case 1:
		return clock_runs(rcc, SOC_CLOCK_HSE);
	case 2:
		return csi && clock_runs(rcc, SOC_CLOCK_CSI);
	default:
		return false;
	}
}

static bool pll_ready(struct device *rcc, uint32_t control)
{
	uint32_t selector = RCC_RCK12SELR;

	if (control == RCC_PLL3CR)
		selector = RCC_RCK3SELR;
	else if (control == RCC_PLL4CR)
		selector = RCC_RCK4SELR;
	return (device_word(rcc, control) & RCC_PLLCR_PLLON) &&
	       pll_source_runs(rcc, selector, selector != RCC_RCK12SELR);
}

/* Bits that the hardware adds to what is stored. */
static uint32_t rcc_status(struct device *rcc, uint32_t offset)
{
	switch (offset) {
	case RCC_OCRDYR:
		return rcc_oscillators_ready(rcc);
	case RCC_PLL1CR:
	case RCC_PLL2CR:
	case RCC_PLL3CR:
	case RCC_PLL4CR:
		return pll_ready(rcc, offset) ? RCC_PLLCR_PLLRDY : 0;
	case RCC_MPCKSELR:
		return clock_runs(rcc, SOC_CLOCK_MPU) ? RCC_READY : 0;
	case RCC_ASSCKSELR:
		return clock_runs(rcc, SOC_CLOCK_AXI) ? RCC_READY : 0;
	case RCC_MSSCKSELR:
		return clock_runs(rcc, SOC_CLOCK_MCU) ? RCC_READY : 0;
	case RCC_RCK12SELR:
		return pll_source_runs(rcc, offset, false) ? RCC_READY : 0;
	case RCC_RCK3SELR:
	case RCC_RCK4SELR:
		return pll_source_runs(rcc, offset, true) ? RCC_READY : 0;
	case RCC_MPCKDIVR:
	case RCC_AXIDIVR:
	case RCC_APB4DIVR:
	case RCC_APB5DIVR:
	case RCC_TIMG1PRER:
	case RCC_TIMG2PRER:
	case RCC_MCUDIVR:
	case RCC_APB1DIVR:
	case RCC_APB2DIVR:
	case RCC_APB3DIVR:
		return RCC_READY;
	case RCC_BDCR:
		return device_word(rcc, offset) & RCC_BDCR_LSEON ? RCC_BDCR_LSERDY : 0;
	case RCC_RDLSICR:
		return device_word(rcc, offset) & RCC_RDLSICR_LSION ? RCC_RDLSICR_LSIRDY : 0;
	default:
		return 0;
	}
}

/* Reserved words lie between the pairs: they are not pairs. */
static struct rcc_pair rcc_pair_at(const struct device *rcc, uint32_t offset)
{
	struct rcc_pair pair = rcc_pair_of(offset);

	return device_register_at(rcc, pair.set) ? pair : (struct rcc_pair){0, 0};
}

static uint32_t rcc_read(struct device *rcc, const struct device_access *access)
{
	struct rcc_pair pair = rcc_pair_at(rcc, access->offset);

	if (pair.clear && access->offset == pair.clear)
		return device_word(rcc, pair.set);
	return device_read(rcc, access) | rcc_status(rcc, access->offset);
}

static uint32_t rcc_ready(struct device *rcc)
{
	const struct {
		enum soc_clock clock;
		uint32_t bit;
	} oscillators[] = {
		{SOC_CLOCK_LSI, RCC_CI_LSIRDY}, {SOC_CLOCK_LSE, RCC_CI_LSERDY},
		{SOC_CLOCK_HSI, RCC_CI_HSIRDY}, {SOC_CLOCK_HSE, RCC_CI_HSERDY},
		{SOC_CLOCK_CSI, RCC_CI_CSIRDY},
	};
	static const uint16_t plls[] = {RCC_PLL1CR, RCC_PLL2CR, RCC_PLL3CR, RCC_PLL4CR};
	uint32_t ready = 0;

	for (size_t i = 0; i < sizeof(oscillators) / sizeof(oscillators[0]); i++) {
		if (clock_runs(rcc, oscillators[i].clock))
			ready |= oscillators[i].bit;
	}
	for (size_t i = 0; i < sizeof(plls) / sizeof(plls[0]); i++) {
		if (pll_ready(rcc, plls[i]))
			ready |= RCC_CI_PLL1RDY << i;
	}
	return ready;
}

static void rcc_drive_lines(struct device *rcc)
{
	uint32_t mp = device_word(rcc, RCC_MP_CIFR) & device_word(rcc, RCC_MP_CIER);
	uint32_t mc = device_word(rcc, RCC_MC_CIFR) & device_word(rcc, RCC_MC_CIER);

	device_a7_irq(rcc, SOC_IRQ_RCC, (mp & ~RCC_CI_WKUP) != 0);
	device_a7_irq(rcc, SOC_IRQ_RCC_WAKEUP, (mp & RCC_CI_WKUP) != 0);
	device_m4_irq(rcc, SOC_IRQ_RCC, (mc & ~RCC_CI_WKUP) != 0);
	device_m4_irq(rcc, SOC_IRQ_RCC_WAKEUP, (mc & RCC_CI_WKUP) != 0);
}

/* A flag is set when its source becomes ready while its interrupt is enabled. */
static void rcc_interrupts(struct device *rcc)
{
	struct rcc_state *state = rcc->state;
	uint32_t ready = rcc_ready(rcc);
	uint32_t became = ready & ~state->ready;
	uint32_t mp = device_word(rcc, RCC_MP_CIER);
	uint32_t mc = device_word(rcc, RCC_MC_CIER);

	state->ready = ready;
	device_set_word(rcc, RCC_MP_CIFR, device_word(rcc, RCC_MP_CIFR) | (became & mp));
	device_set_word(rcc, RCC_MC_CIFR, device_word(rcc, RCC_MC_CIFR) | (became & mc));
	rcc_drive_lines(rcc);
}

/* The wake-up from CStop has a line of its own, so that clocks can be restored before all else. */
void rcc_m4_left_cstop(struct device *rcc)
{
	uint32_t enabled = device_word(rcc, RCC_MC_CIER) & RCC_CI_WKUP;

	device_set_word(rcc, RCC_MC_CIFR, device_word(rcc, RCC_MC_CIFR) | enabled);
	rcc_drive_lines(rcc);
}

static bool pll_locked_register(uint32_t offset, uint32_t *control)
{
	static const uint16_t plls[] = {RCC_PLL1CR, RCC_PLL2CR, RCC_PLL3CR, RCC_PLL4CR};

	for (size_t i = 0; i < sizeof(plls) / sizeof(plls[0]); i++) {
		*control = plls[i];
		if (offset == plls[i] + (uint32_t)RCC_PLLCFGR1)
			return true;
	}
	return false;
}

static void rcc_write_backup_domain(struct device *rcc, const struct device_access *access,
				    uint32_t value)
{
	if (!pwr_backup_writable(rcc->board->pwr)) {
		device_note(rcc, "RCC_BDCR is written while PWR_CR1.DBP protects it: ignored");
		return;
	}
	device_write(rcc, access, value);
	if (device_word(rcc, RCC_BDCR) & RCC_BDCR_VSWRST) {
		/* The switched domain is reset: oscillator, RTC, tamper and backup registers. */
		device_set_word(rcc, RCC_BDCR, RCC_BDCR_VSWRST);
		device_reset(board_device(rcc->board, "RTC"));
		device_reset(board_device(rcc->board, "TAMP"));
	}
}

static void rcc_write_boot(struct device *rcc, const struct device_access *access, uint32_t value)
{
	device_write(rcc, access, value);
	if (rcc_m4_boots(rcc))
		board_m4_release(rcc->board);
}

static void rcc_write_global_reset(struct device *rcc, uint32_t value)
{
	if (value & RCC_MP_GRSTCSETR_MCURST)
		board_m4_reset(rcc->board, RCC_RSTF_MCU);
	if (value & RCC_MP_GRSTCSETR_MPSYSRST)
		board_chip_reset(rcc->board, RCC_RSTF_MPSYS);
	if (value & ~(RCC_MP_GRSTCSETR_MCURST | RCC_MP_GRSTCSETR_MPSYSRST))
		device_note(rcc, "a reset of a core of the A7 is asked for (RCC_MP_GRSTCSETR): "
				 "not modelled");
}

/* MPU, AXI and MCU clock, one bit each, if it runs. */
static unsigned system_clocks(struct device *rcc)
{
	static const enum soc_clock clocks[] = {SOC_CLOCK_MPU, SOC_CLOCK_AXI, SOC_CLOCK_MCU};
	unsigned running = 0;

	for (unsigned i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++)
		running |= clock_runs(rcc, clocks[i]) ? 1u << i : 0;
	return running;
}

/* Registers that start and stop oscillators and PLLs. */
static bool rcc_starts_sources(uint32_t offset)
{
	return offset == RCC_OCENCLRR || offset == RCC_PLL1CR || offset == RCC_PLL2CR ||
	       offset == RCC_PLL3CR || offset == RCC_PLL4CR;
}

static void rcc_write_sources(struct device *rcc, const struct device_access *access,
			      uint32_t value, struct rcc_pair pair)
{
	const uint32_t stored = pair.clear ? pair.set : access->offset;
	const uint32_t before = device_word(rcc, stored);
	const unsigned running = system_clocks(rcc);

	if (pair.clear)
		device_write_pair(rcc, access, value, pair.set, pair.clear);
	else
		device_write(rcc, access, value);
	if (running & ~system_clocks(rcc)) {
		/* Bits that were set stay; what the same write sets is set. */
		device_set_word(rcc, stored, device_word(rcc, stored) | before);
		device_note(rcc,
			    "the %s switches off what feeds the MPU, AXI or MCU clock: it "
			    "stays on",
			    soc_initiator_name(access->initiator));
	}
}

static void rcc_write(struct device *rcc, const struct device_access *access, uint32_t value)
{
	struct rcc_pair pair = rcc_pair_at(rcc, access->offset);
	uint32_t control;

	if (rcc_write_refused(rcc, access)) {
		device_note(rcc,
			    "the %s writes an RCC register that TZCR keeps for the secure "
			    "world: ignored",
			    soc_initiator_name(access->initiator));
		return;
	}
	if (rcc_starts_sources(access->offset)) {
		rcc_write_sources(rcc, access, value, pair);
	} else if (pair.clear) {
		device_write_pair(rcc, access, value, pair.set, pair.clear);
	} else if (access->offset == RCC_MP_GCR) {
		rcc_write_boot(rcc, access, value);
	} else if (access->offset == RCC_MP_GRSTCSETR) {
		rcc_write_global_reset(rcc, value);
	} else if (access->offset == RCC_MP_RSTSSETR) {
		device_set_word(rcc, RCC_MP_RSTSCLRR, device_word(rcc, RCC_MP_RSTSCLRR) | value);
	} else if (access->offset == RCC_BDCR) {
		rcc_write_backup_domain(rcc, access, value);
	} else if (pll_locked_register(access->offset, &control) &&
		   (device_word(rcc, control) & RCC_PLLCR_PLLON)) {
		device_note(rcc, "a PLL's dividers are written while it runs: ignored");
	} else {
		device_write(rcc, access, value);
	}
	board_clocks_changed(rcc->board);
	rcc_interrupts(rcc);
}

static void rcc_reset(struct device *rcc)
{
	struct rcc_state *state = rcc->state;

	state->ready = RCC_CI_HSIRDY;
	rcc_interrupts(rcc);
}

void rcc_system_reset(struct device *rcc, uint32_t flag)
{
	static const uint16_t causes[] = {RCC_BR_RSTSCLRR, RCC_MP_RSTSCLRR, RCC_MC_RSTSCLRR};
	const uint32_t backup = device_word(rcc, RCC_BDCR);
	uint32_t kept[sizeof(causes) / sizeof(causes[0])];

	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		kept[i] = device_word(rcc, causes[i]);
	device_reset(rcc);
	device_set_word(rcc, RCC_BDCR, backup);
	/* A system reset pulls the pin NRST, which is a cause too. */
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		device_set_word(rcc, causes[i], kept[i] | flag | RCC_RSTF_PAD);
}

bool rcc_m4_boots(const struct device *rcc)
{
	return device_word(rcc, RCC_MP_GCR) & RCC_MP_GCR_BOOT_MCU;
}

void rcc_add_m4_reset_flag(struct device *rcc, uint32_t flag)
{
	device_set_word(rcc, RCC_MC_RSTSCLRR, device_word(rcc, RCC_MC_RSTSCLRR) | flag);
}

const struct device_model rcc_model = {
	.model = "rcc",
	.registers = rcc_registers,
	.ops = {.reset = rcc_reset,
		.read = rcc_read,
		.steady = device_always_steady,
		.write = rcc_write},
	.state_size = sizeof(struct rcc_state),
};
