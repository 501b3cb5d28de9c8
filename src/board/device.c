/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/device.h"

#include <inttypes.h>
#include <string.h>

#include "board/board_internal.h"
#include "board/dmamux.h"
#include "board/exti.h"
#include "board/models.h"
#include "board/usart.h"

const struct device_register *device_register_at(const struct device *device, uint32_t offset)
{
	const struct board_device *holder = (const struct board_device *)device;
	uint16_t index = offset < device->size ? holder->registers[offset / 4] : 0;

	return index ? &device->model->registers[index - 1] : NULL;
}

static void device_note_unknown(struct device *device, uint32_t offset)
{
	bool m4 = device->board->accessor == SOC_M4;

	/* A block without any model says so once, not once a register. What waits for it waits for ever: of
	 * the firmware that is worth a word. */
	if (!device->model->registers) {
		board_note(device->board, m4 ? BOARD_NOTE_NO_MODEL : BOARD_NOTE_NOT_MODELLED,
			   device->name, device->base + m4,
			   "%s is not modelled: its registers are stored and read back",
			   device->name);
		return;
	}
	board_note(device->board, BOARD_NOTE_NOT_MODELLED, device->name, device->base + offset,
		   "%s has no register at 0x%03" PRIx32 " here: it is stored and read back",
		   device->name, offset);
}

uint32_t device_read(struct device *device, const struct device_access *access)
{
	if (!device_register_at(device, access->offset))
		device_note_unknown(device, access->offset);
	return device_word(device, access->offset);
}

void device_write(struct device *device, const struct device_access *access, uint32_t value)
{
	const struct device_register *reg = device_register_at(device, access->offset);
	uint32_t word = device_word(device, access->offset);
	uint32_t writable = access->mask;

	if (reg) {
		writable &= reg->writable;
		word &= ~(value & reg->write_1_clears & access->mask);
	} else {
		device_note_unknown(device, access->offset);
	}
	device_set_word(device, access->offset, (word & ~writable) | (value & writable));
}

bool device_write_pair(struct device *device, const struct device_access *access, uint32_t value,
		       uint32_t set, uint32_t clear)
{
	uint32_t bits = value & access->mask & device_register_at(device, set)->writable;

	if (access->offset == set)
		device_set_word(device, set, device_word(device, set) | bits);
	else if (access->offset == clear)
		device_set_word(device, set, device_word(device, set) & ~bits);
	else
		return false;
	return true;
}

void device_reset(struct device *device)
{
	const struct device_register *reg = device->model->registers;

	memset(device->words, 0, device->size);
	for (; reg && reg->name; reg++) {
		uint32_t stride = reg->stride ? reg->stride : 4;
		uint32_t count = reg->count ? reg->count : 1;

		for (uint32_t i = 0; i < count; i++)
			device_set_word(device, reg->offset + i * stride, reg->reset);
	}
	if (device->model->ops.reset)
		device->model->ops.reset(device);
}

bool device_always_steady(const struct device *device, uint32_t offset)
{
	(void)device;
	(void)offset;
	return true;
}

struct timeline *device_timeline(struct device *device)
{
	return &device->board->timeline;
}

/* True if the level of line `number` is another than it was. */
static bool line_changes(uint64_t *lines, unsigned number, bool level)
{
	uint64_t bit = UINT64_C(1) << (number % 64);
	uint64_t *word = &lines[number / 64 % (SOC_SPI_COUNT / 64)];

	if (number >= SOC_SPI_COUNT || !!(*word & bit) == level)
		return false;
	*word ^= bit;
	return true;
}

static bool line_level(const uint64_t *lines, unsigned number)
{
	return number < SOC_SPI_COUNT && ((lines[number / 64] >> (number % 64)) & 1u);
}

void device_m4_irq(struct device *device, unsigned nvic, bool level)
{
	struct board *board = device->board;

	if (nvic >= SOC_IRQ_COUNT || !line_changes(board->m4_lines, nvic, level))
		return;
	board->m4_since[nvic] = timeline_now(&board->timeline);
	cortex_m_set_irq(board->core, nvic, level);
}

void device_a7_irq(struct device *device, unsigned spi, bool level)
{
	struct board *board = device->board;

	if (!line_changes(board->a7_lines, spi, level))
		return;
	if (board->config.signals.a7_irq)
		board->config.signals.a7_irq(board->config.signals.context, spi, level);
}

bool board_m4_irq_level(const struct board *board, unsigned nvic)
{
	return line_level(board->m4_lines, nvic);
}

bool board_m4_irq_since(const struct board *board, unsigned nvic, uint64_t *since)
{
	if (nvic >= SOC_IRQ_COUNT || !line_level(board->m4_lines, nvic))
		return false;
	*since = board->m4_since[nvic];
	return true;
}

bool board_a7_irq_level(const struct board *board, unsigned spi)
{
	return line_level(board->a7_lines, spi);
}

void device_exti(struct device *device, unsigned line, bool level)
{
	exti_line(device->board->exti, line, level);
}

uint64_t device_clock_hz(struct device *device)
{
	return board_device_hz(device->board, board_device_of(device));
}

void device_note(struct device *device, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	board_vnote(device->board, BOARD_NOTE_GUEST, device->name,
		    (uint64_t)device->base << 32 | board_pc(device->board), format, arguments);
	va_end(arguments);
}

void device_attention(struct device *device)
{
	board_attention(device->board);
}

void device_uart_line(struct device *device, const char *line, size_t length)
{
	const struct board_signals *signals = &device->board->config.signals;

	if (signals->uart_line)
		signals->uart_line(signals->context, device->name, line, length);
}

void device_uart_byte(struct device *device, uint8_t byte)
{
	const struct board_signals *signals = &device->board->config.signals;

	if (signals->uart_byte)
		signals->uart_byte(signals->context, device->name, byte);
}

/* Blocks that nobody has modelled. */
const struct device_model stored_model = {.model = "stored"};

void device_dma_request(struct device *device, unsigned request, bool level)
{
	struct board *board = device->board;
	uint64_t *lines = &board->dma_lines[request / 64];
	const uint64_t line = UINT64_C(1) << request % 64;

	if (level && (*lines & line))
		return;
	*lines = level ? *lines | line : *lines & ~line;
	dmamux_request(board->dmamux, request, level);
}
