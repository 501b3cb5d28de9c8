/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/etzpc.h"

#include <errno.h>

#define PAGE 0x1000u

/* Consecutive pages of the address map. */
struct span {
	uint32_t base;
	uint16_t pages;
	uint8_t id; /* of the first page */
	uint8_t step; /* what each further page adds to it */
};

#define NONE ETZPC_UNGUARDED

/* RM0436, memory map and ETZPC "Peripheral and memory identifiers". Most numbers follow the addresses;
 * the test beside this holds it against soc/peripheral.h, page by page. */
/* clang-format off */
static const struct span spans[] = {
	{0x00000000, 0x10, 0x54, 0}, /* RETRAM, for the Cortex-M4 */
	{0x10000000, 0x20, 0x50, 0}, /* SRAM1 to SRAM4 */
	{0x10020000, 0x20, 0x51, 0},
	{0x10040000, 0x10, 0x52, 0},
	{0x10050000, 0x10, 0x53, 0},
	{0x30000000, 0x20, 0x50, 0}, /* and their alias */
	{0x30020000, 0x20, 0x51, 0},
	{0x30040000, 0x10, 0x52, 0},
	{0x30050000, 0x10, 0x53, 0},
	{0x38000000, 0x10, 0x54, 0}, /* RETRAM, for the A7 */
	{0x40000000, 26,   0x10, 1}, /* TIM2 to UART8 */
	{0x4001C000, 1,    0x2C, 0}, /* MDIOS */
	{0x44000000, 2,    0x30, 1}, /* TIM1, TIM8 */
	{0x44003000, 12,   0x33, 1}, /* USART6 to FDCAN1 */
	{0x4400F000, 5,    0x3E, 0}, /* FDCAN2, CCU, message RAM */
	{0x48000000, 3,    0x58, 1}, /* DMA1, DMA2, DMAMUX1 */
	{0x48003000, 1,    0x48, 0}, /* ADC1, ADC2 */
	{0x48004000, 2,    0x56, 1}, /* SDMMC3, its delay block */
	{0x49000000, 0x40, 0x55, 0}, /* USB OTG */
	{0x4C000000, 2,    NONE, 0}, /* HSEM, IPCC */
	{0x4C002000, 2,    0x49, 1}, /* HASH2, RNG2 */
	{0x4C004000, 1,    0x47, 0}, /* CRC2 */
	{0x4C005000, 1,    0x4B, 0}, /* CRYP2 */
	{0x4C006000, 1,    0x46, 0}, /* DCMI */
	{0x50000000, 14,   NONE, 0}, /* RCC, PWR, GPIO A to K, EXTI */
	{0x50020000, 1,    NONE, 0}, /* SYSCFG */
	{0x50021000, 4,    0x40, 1}, /* LPTIM2 to LPTIM5 */
	{0x50025000, 1,    0x45, 0}, /* VREFBUF */
	{0x50027000, 1,    0x44, 0}, /* SAI4 */
	{0x50028000, 3,    NONE, 0}, /* DTS, PMB, HDP */
	{0x50081000, 1,    NONE, 0}, /* DBGMCU */
	{0x54000000, 1,    0x01, 0}, /* backup RAM */
	{0x54001000, 1,    0x09, 0}, /* CRYP1 */
	{0x54002000, 1,    0x08, 0}, /* HASH1 */
	{0x54003000, 1,    0x07, 0}, /* RNG1 */
	{0x54004000, 1,    NONE, 0}, /* GPIO Z */
	{0x58000000, 1,    NONE, 0}, /* MDMA */
	{0x58002000, 3,    0x5B, 1}, /* FMC, QUADSPI, its delay block */
	{0x58005000, 5,    NONE, 0}, /* SDMMC1, SDMMC2, their delay blocks, CRC1 */
	{0x5800A000, 2,    0x5E, 0}, /* ETH */
	{0x5800C000, 2,    NONE, 0}, /* USB host */
	{0x59000000, 0x40, NONE, 0}, /* GPU */
	{0x5A000000, 3,    NONE, 0}, /* DSI, LTDC, IWDG2 */
	{0x5A003000, 2,    0x0A, 1}, /* DDRCTRL, DDRPHYC */
	{0x5A005000, 3,    NONE, 0}, /* STGENR, USBPHYC, DDRPERFM */
	{0x5C000000, 3,    0x03, 1}, /* USART1, SPI6, I2C4 */
	{0x5C003000, 1,    0x02, 0}, /* IWDG1 */
	{0x5C004000, 4,    NONE, 0}, /* RTC, BSEC, TZC, ETZPC */
	{0x5C008000, 1,    0x00, 0}, /* STGENC */
	{0x5C009000, 1,    0x0C, 0}, /* I2C6 */
	{0x5C00A000, 1,    NONE, 0}, /* TAMP */
};
/* clang-format on */

int etzpc_find(uint32_t address)
{
	for (unsigned i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		const uint32_t page = (address - spans[i].base) / PAGE;

		/* An address below the span wraps to a page past any. */
		if (page < spans[i].pages)
			return (int)(spans[i].id + page * spans[i].step);
	}
	return -ENXIO;
}
