/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Digital-to-analog converter DAC1 (RM0436, "Digital-to-analog converter (DAC)"): two channels, whose outputs
 * are at pins and inside the chip (board/analog.h).
 *
 * Assumed: what is held is put out at once, without settling and without the limits of the buffer; a channel
 * that is off drives nothing, and keeps DOR; all names of a channel's DHR show the same number; what the
 * generators add to it ends at the end of the scale. Sample and hold mode holds without loss.
 */
#include "board/analog.h"
#include "board/board_internal.h"
#include "board/models.h"
#include "soc/regs/dac.h"

/* RM0436, DAC register map. The calibration of production is made up. */
static const struct device_register dac_registers[] = {
	{.name = "CR", .offset = DAC_CR, .writable = 0x7FFFFFFF},
	{.name = "SWTRIGR", .offset = DAC_SWTRIGR},
	{.name = "DHR12R1", .offset = DAC_DHR12R1, .writable = 0x00000FFF},
	{.name = "DHR12L1", .offset = DAC_DHR12L1, .writable = 0x0000FFF0},
	{.name = "DHR8R1", .offset = DAC_DHR8R1, .writable = 0x000000FF},
	{.name = "DHR12R2", .offset = DAC_DHR12R2, .writable = 0x00000FFF},
	{.name = "DHR12L2", .offset = DAC_DHR12L2, .writable = 0x0000FFF0},
	{.name = "DHR8R2", .offset = DAC_DHR8R2, .writable = 0x000000FF},
	{.name = "DHR12RD", .offset = DAC_DHR12RD, .writable = 0x0FFF0FFF},
	{.name = "DHR12LD", .offset = DAC_DHR12LD, .writable = 0xFFF0FFF0},
	{.name = "DHR8RD", .offset = DAC_DHR8RD, .writable = 0x0000FFFF},
	{.name = "DOR", .offset = DAC_DOR1, .count = DAC_CHANNELS},
	{.name = "SR", .offset = DAC_SR, .write_1_clears = 0x20002000},
	{.name = "CCR", .offset = DAC_CCR, .reset = 0x00100010, .writable = 0x001F001F},
	{.name = "MCR", .offset = DAC_MCR, .writable = 0x00070007},
	{.name = "SHSR", .offset = DAC_SHSR1, .writable = 0x000003FF, .count = DAC_CHANNELS},
	{.name = "SHHR", .offset = DAC_SHHR, .reset = 0x00010001, .writable = 0x03FF03FF},
	{.name = "SHRR", .offset = DAC_SHRR, .reset = 0x00010001, .writable = 0x00FF00FF},
	{.name = "HWCFGR0", .offset = DAC_HWCFGR0, .reset = 0x00001111},
	{.name = "VERR", .offset = DAC_VERR, .reset = 0x00000031},
	{.name = "IPIDR", .offset = DAC_IPIDR, .reset = 0x00110011},
	{.name = "SIDR", .offset = DAC_SIDR, .reset = 0xA3C5DD01},
	{0},
};

#define FACTORY_TRIM 0x10u /* at which the buffer has no offset, as CCR has it after reset */
#define NOISE_SEED   0xAAAu /* RM0436, "Noise generation" */

struct dac_channel {
	struct device *device;
	unsigned number; /* 0, 1 */
	uint16_t held; /* DHR, 12 bits */
	uint16_t noise; /* the shift register */
	uint16_t triangle;
	bool falling; /* the triangle */
	bool requested; /* from DMA, and not written yet */
	struct trigger_listener trigger;
};

struct dac_state {
	struct dac_channel channels[DAC_CHANNELS];
};

/* ---- of one channel ---- */

static uint32_t dac_bits(const struct dac_channel *channel, uint32_t offset)
{
	return device_word(channel->device, offset) >> (channel->number * DAC_CHANNEL_SHIFT);
}

static uint32_t dac_wave(const struct dac_channel *channel)
{
	return dac_bits(channel, DAC_CR) >> DAC_CR_WAVE_SHIFT & DAC_CR_WAVE_MASK;
}

/* RM0436, MAMP: so many bits of noise, or the triangle's height; from 11 on all. */
static uint16_t dac_amplitude(const struct dac_channel *channel)
{
	const uint32_t mamp = dac_bits(channel, DAC_CR) >> DAC_CR_MAMP_SHIFT & DAC_CR_MAMP_MASK;

	return (uint16_t)(mamp < 11 ? (2u << mamp) - 1 : DAC_FULL);
}

/* RM0436, MCR.MODEx: inside the chip only are 3 and 7, at the pin only 0, 2 and 4. */
static void dac_drive(struct dac_channel *channel)
{
	const uint32_t mode = dac_bits(channel, DAC_MCR) & DAC_MCR_MODE;
	const bool on = dac_bits(channel, DAC_CR) & DAC_CR_EN;
	const uint32_t code = device_word(channel->device, DAC_DOR1 + 4 * channel->number);

	analog_set_dac(channel->device->board, channel->number,
		       (struct analog_dac){.code = (uint16_t)code,
					   .at_pin = on && mode != 3 && mode != 7,
					   .inside = on && mode != 0 && mode != 2 && mode != 4});
}

static void dac_put_out(struct dac_channel *channel, uint32_t code)
{
	device_set_word(channel->device, DAC_DOR1 + 4 * channel->number,
			code < DAC_FULL ? code : DAC_FULL);
	dac_drive(channel);
}

/* The taps are those of the manual's figure as read: bits 0, 1, 4 and 6; a register of zeros gets a one. */
static uint16_t dac_noise(struct dac_channel *channel)
{
	const uint16_t now = channel->noise;
	const unsigned in = ((now ^ now >> 1 ^ now >> 4 ^ now >> 6) & 1u) | (now ? 0u : 1u);

	channel->noise = (uint16_t)(now >> 1 | in << 11);
	return now & dac_amplitude(channel);
}

static uint16_t dac_triangle(struct dac_channel *channel)
{
	const uint16_t now = channel->triangle, top = dac_amplitude(channel);

	if (now >= top)
		channel->falling = true;
	else if (!now)
		channel->falling = false;
	channel->triangle = (uint16_t)(channel->falling ? now - 1 : now + 1);
	return now;
}

static uint16_t dac_generated(struct dac_channel *channel)
{
	const uint32_t wave = dac_wave(channel);

	if (!wave)
		return 0;
	return wave == DAC_WAVE_NOISE ? dac_noise(channel) : dac_triangle(channel);
}

static void dac_triggered(struct dac_channel *channel)
{
	if (dac_bits(channel, DAC_CR) & DAC_CR_EN)
		dac_put_out(channel, (uint32_t)channel->held + dac_generated(channel));
}

/* ---- interrupts and DMA ---- */

static void dac_interrupt(struct device *device)
{
	const uint32_t enabled = device_word(device, DAC_CR) &
				 (DAC_CR_DMAUDRIE | DAC_CR_DMAUDRIE << DAC_CHANNEL_SHIFT);
	const bool level = device_word(device, DAC_SR) & enabled;

	device_m4_irq(device, SOC_IRQ_DAC, level);
	device_a7_irq(device, SOC_IRQ_DAC, level);
}

static void dac_request(struct dac_channel *channel, bool level)
{
	static const uint8_t requests[] = {SOC_DMA_DAC1, SOC_DMA_DAC2};

	channel->requested = level;
	device_dma_request(channel->device, requests[channel->number], level);
}

/* RM0436, "DMA requests": one for each trigger that is not software's; a second one before the first was
 * served is an underrun, after which there are none until its flag is cleared. */
static void dac_fetch(struct dac_channel *channel)
{
	struct device *device = channel->device;
	const uint32_t underrun = DAC_SR_DMAUDR << channel->number * DAC_CHANNEL_SHIFT;

	if (!(dac_bits(channel, DAC_CR) & DAC_CR_DMAEN) || (device_word(device, DAC_SR) & underrun))
		return;
	if (!channel->requested) {
		dac_request(channel, true);
		return;
	}
	device_set_word(device, DAC_SR, device_word(device, DAC_SR) | underrun);
	dac_request(channel, false);
	dac_interrupt(device);
}

static void dac_edge(void *context, bool level, uint64_t when)
{
	struct dac_channel *channel = context;

	(void)when;
	if (!level || !(dac_bits(channel, DAC_CR) & DAC_CR_EN))
		return;
	dac_triggered(channel);
	dac_fetch(channel);
}

/* RM0436, TSELx: 0 is software's; 11 and 12 are LPTIM1 and LPTIM2. */
static void dac_listen(struct dac_channel *channel)
{
	static const uint16_t lines[DAC_CR_TSEL_MASK + 1] = {
		[1] = TRIGGER_TRGO(1), [2] = TRIGGER_TRGO(2),  [3] = TRIGGER_TRGO(4),
		[4] = TRIGGER_TRGO(5), [5] = TRIGGER_TRGO(6),  [6] = TRIGGER_TRGO(7),
		[7] = TRIGGER_TRGO(8), [8] = TRIGGER_TRGO(15), [13] = TRIGGER_EXTI(9),
	};
	const uint32_t cr = dac_bits(channel, DAC_CR);
	const unsigned selection = cr >> DAC_CR_TSEL_SHIFT & DAC_CR_TSEL_MASK;
	const bool listens = (cr & DAC_CR_EN) && (cr & DAC_CR_TEN);

	if (listens && selection && !lines[selection])
		device_note(
			channel->device,
			"channel %u waits for trigger %u, which is not modelled: it never comes",
			channel->number + 1, selection);
	trigger_listen(channel->device->board, &channel->trigger,
		       listens ? lines[selection] : TRIGGER_NONE);
}

/* ---- registers ---- */

/* A DHR was written: without a trigger it is put out. */
static void dac_hold(struct dac_channel *channel, uint32_t code)
{
	const uint32_t cr = dac_bits(channel, DAC_CR);

	channel->held = (uint16_t)(code & DAC_FULL);
	if (channel->requested)
		dac_request(channel, false);
	if ((cr & DAC_CR_EN) && !(cr & DAC_CR_TEN))
		dac_put_out(channel, channel->held);
}

static uint32_t dac_held(const struct dac_state *state, uint32_t offset)
{
	const uint32_t one = state->channels[0].held, two = state->channels[1].held;

	switch (offset) {
	case DAC_DHR12R1:
		return one;
	case DAC_DHR12L1:
		return one << 4;
	case DAC_DHR8R1:
		return one >> 4;
	case DAC_DHR12R2:
		return two;
	case DAC_DHR12L2:
		return two << 4;
	case DAC_DHR8R2:
		return two >> 4;
	case DAC_DHR12RD:
		return one | two << 16;
	case DAC_DHR12LD:
		return one << 4 | two << 20;
	default:
		return one >> 4 | two >> 4 << 8;
	}
}

static bool dac_is_holding(uint32_t offset)
{
	return offset >= DAC_DHR12R1 && offset <= DAC_DHR8RD;
}

static void dac_write_held(struct device *device, const struct device_access *access,
			   uint32_t value)
{
	struct dac_state *state = device->state;
	struct dac_channel *one = &state->channels[0], *two = &state->channels[1];
	uint32_t word;

	device_set_word(device, access->offset, dac_held(state, access->offset));
	device_write(device, access, value);
	word = device_word(device, access->offset);
	switch (access->offset) {
	case DAC_DHR12R1:
		dac_hold(one, word);
		break;
	case DAC_DHR12L1:
		dac_hold(one, word >> 4);
		break;
	case DAC_DHR8R1:
		dac_hold(one, word << 4);
		break;
	case DAC_DHR12R2:
		dac_hold(two, word);
		break;
	case DAC_DHR12L2:
		dac_hold(two, word >> 4);
		break;
	case DAC_DHR8R2:
		dac_hold(two, word << 4);
		break;
	case DAC_DHR12RD:
		dac_hold(one, word);
		dac_hold(two, word >> 16);
		break;
	case DAC_DHR12LD:
		dac_hold(one, word >> 4);
		dac_hold(two, word >> 20);
		break;
	default:
		dac_hold(one, (word & 0xFF) << 4);
		dac_hold(two, word >> 8 << 4);
		break;
	}
}

static void dac_control(struct dac_channel *channel, uint32_t before)
{
	const uint32_t cr = dac_bits(channel, DAC_CR);

	before >>= channel->number * DAC_CHANNEL_SHIFT;
	if (!dac_wave(channel)) {
		channel->noise = NOISE_SEED;
		channel->triangle = 0;
		channel->falling = false;
	}
	if (!(cr & DAC_CR_DMAEN) && (before & DAC_CR_DMAEN))
		dac_request(channel, false);
	if ((cr & DAC_CR_EN) && !(cr & DAC_CR_TEN) &&
	    (!(before & DAC_CR_EN) || (before & DAC_CR_TEN)))
		dac_put_out(channel, channel->held);
	dac_drive(channel);
	dac_listen(channel);
}

static void dac_software(struct dac_channel *channel)
{
	const uint32_t cr = dac_bits(channel, DAC_CR);

	if ((cr & DAC_CR_TEN) && !(cr >> DAC_CR_TSEL_SHIFT & DAC_CR_TSEL_MASK))
		dac_triggered(channel);
}

/* RM0436, MODEx: written while the channel is off. */
static void dac_mode_note(struct dac_channel *channel, uint32_t before)
{
	const uint32_t mode = dac_bits(channel, DAC_MCR) & DAC_MCR_MODE;

	before = before >> channel->number * DAC_CHANNEL_SHIFT & DAC_MCR_MODE;
	if (mode != before && (dac_bits(channel, DAC_CR) & (DAC_CR_EN | DAC_CR_CEN)))
		device_note(
			channel->device,
			"MCR.MODE%u is written while the channel is on, which the manual forbids",
			channel->number + 1);
}

static void dac_write(struct device *device, const struct device_access *access, uint32_t value)
{
	struct dac_state *state = device->state;
	const uint32_t before = device_word(device, access->offset);

	if (dac_is_holding(access->offset)) {
		dac_write_held(device, access, value);
		return;
	}
	device_write(device, access, value);
	for (unsigned i = 0; i < DAC_CHANNELS; i++) {
		struct dac_channel *channel = &state->channels[i];

		if (access->offset == DAC_CR)
			dac_control(channel, before);
		if (access->offset == DAC_SWTRIGR && (value & access->mask) >> i & 1)
			dac_software(channel);
		if (access->offset == DAC_MCR) {
			dac_mode_note(channel, before);
			dac_drive(channel);
		}
	}
	dac_interrupt(device);
}

/* RM0436, CAL_FLAG: while it is calibrated, has the trimming come to where the offset ends? */
static uint32_t dac_status(const struct device *device)
{
	const struct dac_state *state = device->state;
	uint32_t word = device_word(device, DAC_SR);

	for (unsigned i = 0; i < DAC_CHANNELS; i++) {
		const struct dac_channel *channel = &state->channels[i];

		if ((dac_bits(channel, DAC_CR) & DAC_CR_CEN) &&
		    (dac_bits(channel, DAC_CCR) & DAC_CCR_OTRIM) >= FACTORY_TRIM)
			word |= DAC_SR_CAL_FLAG << i * DAC_CHANNEL_SHIFT;
	}
	return word;
}

static uint32_t dac_read(struct device *device, const struct device_access *access)
{
	if (dac_is_holding(access->offset))
		return dac_held(device->state, access->offset);
	return access->offset == DAC_SR ? dac_status(device) : device_read(device, access);
}

static void dac_reset(struct device *device)
{
	struct dac_state *state = device->state;

	for (unsigned i = 0; i < DAC_CHANNELS; i++) {
		struct dac_channel *channel = &state->channels[i];

		channel->device = device;
		channel->number = i;
		channel->held = 0;
		channel->trigger.context = channel;
		channel->trigger.edge = dac_edge;
		dac_request(channel, false);
		dac_control(channel, 0);
	}
	dac_interrupt(device);
}

const struct device_model dac_model = {
	.model = "dac",
	.registers = dac_registers,
	.ops = {.reset = dac_reset, .read = dac_read, .write = dac_write},
	.state_size = sizeof(struct dac_state),
};
