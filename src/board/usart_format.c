/* SPDX-License-Identifier: BSD-3-Clause */
/* The format of a character and the time it takes (RM0436, "USART"). */
#include "board/rate.h"
#include "board/usart_internal.h"

/* RM0436, USART character description: data bits with the parity bit. */
static unsigned usart_data_bits(const struct device *usart)
{
	const uint32_t bits = device_word(usart, USART_CR1) & (USART_CR1_M0 | USART_CR1_M1);

	return bits == USART_CR1_M0 ? 9 : bits == USART_CR1_M1 ? 7 : 8;
}

/* Without the parity bit, which takes the place of the highest data bit. */
uint32_t usart_data_mask(const struct device *usart)
{
	return (1u << (usart_data_bits(usart) - cr1(usart, USART_CR1_PCE))) - 1;
}

/* RM0436, USART baud rate generation: the time of `half_bits` / 2 bits in ps, 0: no bit rate. */
uint64_t usart_time(struct device *usart, uint64_t half_bits)
{
	static const uint16_t prescaler[16] = {1,  2,  4,   6,	 8,   10,  12,	16,
					       32, 64, 128, 256, 256, 256, 256, 256};
	const uint32_t brr = device_word(usart, USART_BRR);
	const bool over8 = cr1(usart, USART_CR1_OVER8);
	const uint32_t divider = over8 ? (brr & 0xFFF0) | (brr & 7) << 1 : brr;
	const uint64_t hz = device_clock_hz(usart) * (over8 ? 2 : 1);
	const uint64_t clocks =
		half_bits * divider * prescaler[device_word(usart, USART_PRESC) & 0xF];

	if (hz == 0 || divider < 16)
		return 0;
	return rate_ps(clocks, 2 * hz);
}

uint64_t usart_character_time(struct device *usart)
{
	static const uint8_t stop[4] = {2, 1, 4, 3};
	const uint32_t cr2 = device_word(usart, USART_CR2);
	const unsigned half_bits = 2 * (1 + usart_data_bits(usart)) +
				   stop[(cr2 & USART_CR2_STOP_MASK) >> USART_CR2_STOP_SHIFT];

	return usart_time(usart, half_bits);
}
