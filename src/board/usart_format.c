/* SPDX-License-Identifier: BSD-3-Clause */
/* The format of a character and the time it takes (RM0436, "USART"). */
#include "board/rate.h"
#include "board/usart_internal.h"

/* RM0436, USART character description. */
unsigned usart_data_bits(const struct device *usart)
{
	const uint32_t bits = device_word(usart, USART_CR1) & (USART_CR1_M0 | USART_CR1_M1);

	return bits == USART_CR1_M0 ? 9 : bits == USART_CR1_M1 ? 7 : 8;
}

uint32_t usart_data_mask(const struct device *usart)
{
	return (1u << (usart_data_bits(usart) - cr1(usart, USART_CR1_PCE))) - 1;
}

/* RM0436, USART baud rate generation. */
uint64_t usart_time(const struct device *usart, uint64_t half_bits)
{
	static const uint16_t prescaler[16] = {1,  2,  4,   6,	 8,   10,  12,	16,
					       32, 64, 128, 256, 256, 256, 256, 256};
	const struct usart_state *state = usart->state;
	const uint32_t brr = device_word(usart, USART_BRR);
	const bool over8 = cr1(usart, USART_CR1_OVER8);
	const uint32_t divider = over8 ? (brr & 0xFFF0) | (brr & 7) << 1 : brr;
	const uint64_t hz = state->hz * (over8 ? 2 : 1);
	const uint64_t clocks =
		half_bits * divider * prescaler[device_word(usart, USART_PRESC) & 0xF];

	if (hz == 0 || divider < 16)
		return 0;
	return rate_ps(clocks, 2 * hz);
}

uint64_t usart_character_time(const struct device *usart)
{
	static const uint8_t stop[4] = {2, 1, 4, 3};
	const uint32_t word = device_word(usart, USART_CR2);
	const unsigned half_bits = 2 * (1 + usart_data_bits(usart)) +
				   stop[(word & USART_CR2_STOP_MASK) >> USART_CR2_STOP_SHIFT];

	return usart_time(usart, half_bits);
}

/* The parity bit that belongs to data (RM0436, USART parity control). */
static unsigned parity_of(const struct device *usart, uint32_t data)
{
	return (unsigned)__builtin_parity(data) ^ cr1(usart, USART_CR1_PS);
}

/* RM0436, USART_CR2.MSBFIRST and DATAINV; the parity bit stays the last one. */
static uint32_t reorder(const struct device *usart, uint32_t data)
{
	const uint32_t mask = usart_data_mask(usart);
	uint32_t other = 0;

	if (cr2(usart, USART_CR2_DATAINV))
		data = ~data;
	data &= mask;
	if (!cr2(usart, USART_CR2_MSBFIRST))
		return data;
	for (uint32_t bit = 1, top = (mask + 1) >> 1; top; bit <<= 1, top >>= 1)
		other |= data & bit ? top : 0;
	return other;
}

uint16_t usart_encode(const struct device *usart, uint16_t data)
{
	const uint32_t mask = usart_data_mask(usart);
	uint32_t wire = reorder(usart, data);

	if (cr1(usart, USART_CR1_PCE))
		wire |= parity_of(usart, data & mask) ? mask + 1 : 0;
	return (uint16_t)wire;
}

uint16_t usart_decode(const struct device *usart, uint16_t wire, bool *good)
{
	const uint32_t mask = usart_data_mask(usart);
	const uint32_t data = reorder(usart, wire & mask);

	*good = !cr1(usart, USART_CR1_PCE) || parity_of(usart, data) == !!(wire & (mask + 1));
	return (uint16_t)data;
}

/* Level of the line at a time after the start bit's edge: idle behind the stop bit. */
static unsigned line_at(const struct uart_frame *frame, uint64_t when)
{
	const uint64_t bit = when / frame->bit;

	if (bit == 0)
		return 0;
	if (frame->faults & UART_BREAK)
		return bit > frame->bits + 1u;
	return bit <= frame->bits ? frame->data >> (bit - 1) & 1u : 1;
}

/* RM0436, USART receiver: in the middle of each of its own bits. */
uint16_t usart_sample(const struct device *usart, const struct uart_frame *frame, unsigned *faults)
{
	const uint64_t half = usart_time(usart, 1);
	const unsigned bits = usart_data_bits(usart);
	uint32_t data = 0;

	*faults = frame->faults;
	if (!frame->bit) {
		if (frame->faults & UART_BREAK)
			*faults |= UART_FRAMING;
		return frame->data;
	}
	for (unsigned i = 0; i < bits; i++)
		data |= line_at(frame, half * (2 * (i + 1) + 1)) << i;
	if (!line_at(frame, half * (2 * (bits + 1) + 1)))
		*faults |= UART_FRAMING;
	return (uint16_t)data;
}
