/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of the EXTI and the Cortex-A7's interrupts behind them (RM0436, "EXTI", events input mapping;
 * Linux, drivers/irqchip/irq-stm32-exti.c). */
#ifndef COPRO_SOC_EXTI_LINE_H
#define COPRO_SOC_EXTI_LINE_H

#define SOC_NO_SPI 0xFFFFu

/* The GIC SPI that a line leads to, SOC_NO_SPI: none. */
unsigned soc_exti_spi(unsigned line);

#endif
