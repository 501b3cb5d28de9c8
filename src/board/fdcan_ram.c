/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The message RAM that both FDCAN share (RM0436, "FDCAN", message RAM). Where something is in it, the guest's
 * configuration says: every word is looked up by its number, and is there or not.
 */
#include "board/fdcan_internal.h"
#include "board/models.h"

static const struct device_register ram_registers[] = {
	{.name = "SRAMCAN", .offset = 0, .writable = 0xFFFFFFFF, .count = FDCAN_RAM_WORDS},
	{0},
};

static uint32_t *ram_word(struct device *fdcan, uint32_t word)
{
	struct device *ram = fdcan_state(fdcan)->ram;

	if (word < FDCAN_RAM_WORDS && word < ram->size / 4)
		return &ram->words[word];
	device_note(fdcan,
		    "an area of the message RAM is configured beyond its 10 KB: what is there "
		    "reads 0, and writes are lost");
	return NULL;
}

uint32_t fdcan_ram_read(struct device *fdcan, uint32_t word)
{
	const uint32_t *at = ram_word(fdcan, word);

	return at ? *at : 0;
}

void fdcan_ram_write(struct device *fdcan, uint32_t word, uint32_t value)
{
	uint32_t *at = ram_word(fdcan, word);

	if (at)
		*at = value;
}

/* RM0436, FDCAN_RXESC and FDCAN_TXESC. */
unsigned fdcan_element_words(uint32_t size)
{
	static const uint8_t words[8] = {2, 3, 4, 5, 6, 8, 12, 16};

	return words[size & FDCAN_ESC_MASK];
}

/* ---- FIFOs ---- */

void fdcan_fifo_push(struct fdcan_fifo *fifo, unsigned size)
{
	fifo->put = (fifo->put + 1) % size;
	fifo->fill++;
}

/* RM0436, FDCAN_RXF0A: the get index becomes the one behind `index`. One that is not in the FIFO leaves what is between
 * there and the put index. */
void fdcan_fifo_acknowledge(struct fdcan_fifo *fifo, unsigned size, unsigned index)
{
	if (!size || !fifo->fill)
		return;
	fifo->get = (index + 1) % size;
	fifo->fill = (fifo->put + size - fifo->get) % size;
}

uint32_t fdcan_fifo_status(const struct fdcan_fifo *fifo, unsigned size)
{
	return fifo->fill | fifo->get << FDCAN_FIFO_GET_SHIFT | fifo->put << FDCAN_FIFO_PUT_SHIFT |
	       (size && fifo->fill == size ? FDCAN_FIFO_FULL : 0);
}

const struct device_model sramcan_model = {.model = "sramcan", .registers = ram_registers};
