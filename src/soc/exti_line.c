/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/exti_line.h"

#include <stddef.h>
#include <stdint.h>

#include "soc/irq.h"

static const struct {
	uint8_t line;
	uint8_t spi;
} lines[] = {
	{0, SOC_IRQ_EXTI0},	      {1, SOC_IRQ_EXTI1},      {2, SOC_IRQ_EXTI2},
	{3, SOC_IRQ_EXTI3},	      {4, SOC_IRQ_EXTI4},      {5, SOC_IRQ_EXTI5},
	{6, SOC_IRQ_EXTI6},	      {7, SOC_IRQ_EXTI7},      {8, SOC_IRQ_EXTI8},
	{9, SOC_IRQ_EXTI9},	      {10, SOC_IRQ_EXTI10},    {11, SOC_IRQ_EXTI11},
	{12, SOC_IRQ_EXTI12},	      {13, SOC_IRQ_EXTI13},    {14, SOC_IRQ_EXTI14},
	{15, SOC_IRQ_EXTI15},	      {16, SOC_IRQ_PVD_AVD},   {19, SOC_IRQ_RTC_WKUP_ALARM},
	{21, SOC_IRQ_I2C1_EV},	      {22, SOC_IRQ_I2C2_EV},   {23, SOC_IRQ_I2C3_EV},
	{24, SOC_IRQ_I2C4_EV},	      {25, SOC_IRQ_I2C5_EV},   {26, SOC_IRQ_USART1},
	{27, SOC_IRQ_USART2},	      {28, SOC_IRQ_USART3},    {29, SOC_IRQ_USART6},
	{30, SOC_IRQ_UART4},	      {31, SOC_IRQ_UART5},     {32, SOC_IRQ_UART7},
	{33, SOC_IRQ_UART8},	      {47, SOC_IRQ_LPTIM1},    {48, SOC_IRQ_LPTIM2},
	{50, SOC_IRQ_LPTIM3},	      {52, SOC_IRQ_LPTIM4},    {53, SOC_IRQ_LPTIM5},
	{54, SOC_IRQ_I2C6_EV},	      {61, SOC_IRQ_IPCC_RX0},  {65, SOC_SPI_M4_SEV},
	{68, SOC_SPI_M4_WWDG1_RESET}, {70, SOC_IRQ_ETH1_WKUP}, {73, SOC_SPI_M4_SYSRESETREQ},
};

unsigned soc_exti_spi(unsigned line)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (lines[i].line == line)
			return lines[i].spi;
	}
	return SOC_NO_SPI;
}
