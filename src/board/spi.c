/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SPI with packets and a transfer size (RM0436, "SPI"), without its I2S mode.
 *
 * Frames take their time in virtual time (spi_bus.h). Where the manual leaves something open, it says
 * "assumed" beside it, and docs/board.md has the list.
 */
#include <errno.h>
#include <stdio.h>

#include "board/board_internal.h"
#include "board/models.h"
#include "board/spi_internal.h"

/* RM0436, SPI register map. HWCFGR reads 0 in ST's description of the chip. */
static const struct device_register spi_registers[] = {
	{.name = "CR1", .offset = SPI_CR1, .writable = 0x0001F901},
	{.name = "CR2", .offset = SPI_CR2, .writable = 0xFFFFFFFF},
	{.name = "CFG1", .offset = SPI_CFG1, .reset = 0x00070007, .writable = 0x705FDFFF},
	{.name = "CFG2", .offset = SPI_CFG2, .writable = 0xF7FE80FF},
	{.name = "IER", .offset = SPI_IER, .writable = SPI_IER_WRITABLE},
	{.name = "SR", .offset = SPI_SR, .reset = SPI_SR_TXC | SPI_SR_TXP},
	{.name = "IFCR", .offset = SPI_IFCR},
	{.name = "TXDR", .offset = SPI_TXDR},
	{.name = "RXDR", .offset = SPI_RXDR},
	{.name = "CRCPOLY", .offset = SPI_CRCPOLY, .reset = 0x00000107, .writable = 0xFFFFFFFF},
	{.name = "TXCRC", .offset = SPI_TXCRC},
	{.name = "RXCRC", .offset = SPI_RXCRC},
	{.name = "UDRDR", .offset = SPI_UDRDR, .writable = 0xFFFFFFFF},
	{.name = "I2SCFGR", .offset = SPI_I2SCFGR, .writable = 0x03FF7FBF},
	{.name = "HWCFGR", .offset = SPI_HWCFGR},
	{.name = "VERR", .offset = SPI_VERR, .reset = 0x00000011},
	{.name = "IPIDR", .offset = SPI_IPIDR, .reset = 0x00130022},
	{.name = "SIDR", .offset = SPI_SIDR, .reset = 0xA3C5DD01},
	{0},
};

/* RM0436, SPI implementation: what SPI4 to SPI6 have not. */
static uint32_t missing_bits(const struct device *spi, uint32_t offset)
{
	if (spi_is_full(spi))
		return 0;
	switch (offset) {
	case SPI_CFG1:
		return 0x00100010; /* CRCSIZE and DSIZE: no more than 16 */
	case SPI_CRCPOLY:
	case SPI_UDRDR:
		return 0xFFFF0000;
	case SPI_I2SCFGR:
		return 0xFFFFFFFF;
	default:
		return 0;
	}
}

/* A write to bits that are protected now changes nothing. */
static void write_protected(struct device *spi, const struct device_access *access, uint32_t value,
			    uint32_t fixed)
{
	struct device_access allowed = *access;

	if ((value ^ device_word(spi, access->offset)) & access->mask & fixed)
		device_note(spi, "CFG1, CFG2, CRCPOLY or UDRDR written while SPE (or IOLOCK) is "
				 "set: ignored");
	allowed.mask &= ~fixed & ~missing_bits(spi, access->offset);
	device_write(spi, &allowed, value);
}

static void write_configuration(struct device *spi, const struct device_access *access,
				uint32_t value)
{
	const uint32_t dma = SPI_CFG1_TXDMAEN | SPI_CFG1_RXDMAEN;
	const bool locked = access->offset == SPI_CFG2 && spi_cr1(spi, SPI_CR1_IOLOCK);
	uint32_t fixed = spi_cr1(spi, SPI_CR1_SPE) || locked ? UINT32_MAX : 0;

	if (access->offset == SPI_CFG1)
		fixed &= ~dma;
	write_protected(spi, access, value, fixed);
	if (!spi_cr1(spi, SPI_CR1_SPE))
		spi_crc_reset(spi);
	if (access->offset == SPI_CFG2) {
		spi_select_drive(spi, false);
		spi_select_update(spi);
	}
}

/* RM0436, SPI_CR2: TSER is set only when it is 0; TSIZE while the block is off. */
static void write_cr2(struct device *spi, const struct device_access *access, uint32_t value)
{
	struct spi_state *state = spi->state;
	struct device_access allowed = *access;

	if (device_word(spi, SPI_CR2) & SPI_CR2_TSER_MASK)
		allowed.mask &= ~SPI_CR2_TSER_MASK;
	if (access->mask & SPI_CR2_TSER_MASK)
		state->flags &= ~SPI_SR_TSERF;
	if (spi_cr1(spi, SPI_CR1_SPE) &&
	    ((value ^ device_word(spi, SPI_CR2)) & access->mask & SPI_CR2_TSIZE_MASK))
		device_note(spi, "CR2.TSIZE changed while SPE is set: it is for the next transfer");
	device_write(spi, &allowed, value);
}

static void enable(struct device *spi)
{
	struct spi_state *state = spi->state;

	if (device_word(spi, SPI_I2SCFGR) & SPI_I2SCFGR_I2SMOD)
		device_note(spi, "I2S mode is not modelled");
	if (spi_packet(spi) > spi_fifo_frames(spi))
		device_note(spi, "a packet (CFG1.FTHLV) is larger than the FIFO");
	/* An edge of NSS that was before does not count. */
	state->nss_active = true;
	spi_transfer_begin(spi);
	spi_select_drive(spi, false);
}

/* RM0436, SPI_CR1: which bits can be set when. */
static uint32_t cr1_accepts(const struct device *spi, uint32_t value)
{
	const struct spi_state *state = spi->state;

	if (state->flags & SPI_SR_MODF)
		value &= ~(SPI_CR1_SPE | SPI_CR1_IOLOCK);
	if (!spi_cr1(spi, SPI_CR1_SPE))
		value &= ~(SPI_CR1_CSTART | SPI_CR1_CSUSP);
	return value;
}

static void write_cr1(struct device *spi, const struct device_access *access, uint32_t value)
{
	struct device_access allowed = *access;
	const uint32_t before = device_word(spi, SPI_CR1);
	const uint32_t asked = value & access->mask;
	const uint32_t taken = cr1_accepts(spi, asked);
	uint32_t after;

	if ((asked & ~taken & SPI_CR1_SPE) && !(before & SPI_CR1_SPE))
		device_note(spi, "CR1.SPE cannot be set while SR.MODF is");
	if (asked & ~taken & SPI_CR1_CSTART)
		device_note(spi, "CR1.CSTART written while SPE is not set yet: ignored");
	/* Set by software, cleared by hardware. */
	allowed.mask &= ~(SPI_CR1_CSTART | SPI_CR1_IOLOCK);
	device_write(spi, &allowed, taken);
	after = device_word(spi, SPI_CR1);
	if (!(before & SPI_CR1_SPE))
		after |= taken & SPI_CR1_IOLOCK;
	device_set_word(spi, SPI_CR1, after);
	if (before & ~after & SPI_CR1_SPE) {
		spi_stop(spi);
		spi_select_drive(spi, false);
	} else if (after & ~before & SPI_CR1_SPE) {
		enable(spi);
	} else if (!(after & SPI_CR1_SPE)) {
		spi_crc_reset(spi);
	}
	spi_select_update(spi);
	if (!spi_cr1(spi, SPI_CR1_SPE) || !spi_cfg2(spi, SPI_CFG2_MASTER))
		return;
	if ((taken & SPI_CR1_CSTART) && !spi_cr1(spi, SPI_CR1_CSTART)) {
		device_set_word(spi, SPI_CR1, device_word(spi, SPI_CR1) | SPI_CR1_CSTART);
		spi_controller_start(spi);
	}
	if (taken & SPI_CR1_CSUSP)
		spi_controller_suspend(spi);
	spi_controller_kick(spi);
}

static void write_ifcr(struct device *spi, uint32_t value)
{
	struct spi_state *state = spi->state;

	state->flags &= ~(value & SPI_IFCR_FLAGS);
	if (value & SPI_SR_UDR)
		state->underrun = false;
	/* After an automatic suspension the transfer goes on. */
	if (value & SPI_SR_SUSP)
		spi_controller_kick(spi);
}

static uint32_t spi_read(struct device *spi, const struct device_access *access)
{
	if (access->offset == SPI_RXDR) {
		const uint32_t value = spi_read_rxdr(spi, access);

		if (!access->peek)
			spi_update(spi);
		return value;
	}
	return device_read(spi, access);
}

static bool spi_steady(const struct device *spi, uint32_t offset)
{
	(void)spi;
	return offset != SPI_RXDR;
}

static void spi_write(struct device *spi, const struct device_access *access, uint32_t value)
{
	value &= access->mask;
	switch (access->offset) {
	case SPI_CR1:
		write_cr1(spi, access, value);
		break;
	case SPI_CR2:
		write_cr2(spi, access, value);
		break;
	case SPI_CFG1:
	case SPI_CFG2:
	case SPI_CRCPOLY:
	case SPI_UDRDR:
		write_configuration(spi, access, value);
		break;
	case SPI_I2SCFGR:
		write_protected(spi, access, value, 0);
		break;
	case SPI_IFCR:
		write_ifcr(spi, value);
		break;
	case SPI_TXDR:
		spi_write_txdr(spi, access, value);
		break;
	default:
		device_write(spi, access, value);
		break;
	}
	spi_update(spi);
}

static void spi_clock_changed(struct device *spi)
{
	struct spi_state *state = spi->state;

	state->hz = device_clock_hz(spi);
	spi_controller_retime(spi);
	spi_update(spi);
}

/* SPI6 has none. */
static int request_number(const struct device *spi, const char *direction)
{
	char name[16];

	snprintf(name, sizeof(name), "%.8s_%s", spi->name, direction);
	return soc_dma_request_by_name(name);
}

static void spi_init(struct device *spi)
{
	struct spi_state *state = spi->state;

	state->irq = soc_peripheral_by_name(spi->name)->irqs[0];
	/* RM0436, table of EXTI lines: 36 to 41. */
	state->exti = 35 + spi->instance;
	state->dma_rx = request_number(spi, "RX");
	state->dma_tx = request_number(spi, "TX");
	spi_pins_init(spi);
	spi_controller_init(spi);
	spi_target_init(spi);
}

static void spi_reset(struct device *spi)
{
	struct spi_state *state = spi->state;

	if (!state->step.fire)
		spi_init(spi);
	spi_stop(spi);
	state->flags = 0;
	spi_select_drive(spi, false);
	spi_select_update(spi);
}

static void spi_destroy(struct device *spi)
{
	struct spi_state *state = spi->state;

	timeline_disarm(device_timeline(spi), &state->step);
	timeline_disarm(device_timeline(spi), &state->arrived);
}

/* ---- the bus ---- */

struct spi_bus *spi_bus_of(struct device *device)
{
	struct spi_state *state = device->state;

	return device->model == &spi_model ? state->controller.bus : NULL;
}

struct spi_bus *board_spi_bus(struct board *board, const char *name)
{
	struct device *device = board_device(board, name);

	return device ? spi_bus_of(device) : NULL;
}

/* All that hangs on the one bus hangs on the other one then. */
static void bus_move(struct spi_bus *from, struct spi_bus *to)
{
	while (from->controllers) {
		struct spi_controller *controller = from->controllers;

		spi_controller_detach(controller);
		spi_controller_attach(controller, to);
	}
	while (from->targets) {
		struct spi_target *target = from->targets;

		spi_target_detach(target);
		spi_target_attach(target, to);
	}
}

int board_spi_join(struct board *board, const char *spi, const char *other)
{
	struct device *one = board_device(board, spi);
	struct device *two = board_device(board, other);
	struct spi_state *first, *second;

	if (!one || !two || !spi_bus_of(one) || !spi_bus_of(two))
		return -ENODEV;
	first = one->state;
	second = two->state;
	if (first->joined || second->joined)
		return -EBUSY;
	first->joined = true;
	second->joined = true;
	if (one == two)
		first->bus.looped = true;
	else
		bus_move(&second->bus, &first->bus);
	return 0;
}

const struct device_model spi_model = {
	.model = "spi",
	.registers = spi_registers,
	.ops = {.reset = spi_reset,
		.read = spi_read,
		.steady = spi_steady,
		.write = spi_write,
		.clock_changed = spi_clock_changed,
		.destroy = spi_destroy},
	.state_size = sizeof(struct spi_state),
};
