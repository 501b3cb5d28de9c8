/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers, GPIO and their clocks by the manual's addresses (RM0436), for programs that test them. */
#ifndef COPRO_TESTS_TIM_REGISTERS_H
#define COPRO_TESTS_TIM_REGISTERS_H

#include "dma_registers.h"

#define RCC_MC_APB2ENSETR REG(0x50000A88)
#define RCC_MC_AHB4ENSETR REG(0x50000AA8)

#define TIM1 0x44000000u
#define TIM2 0x40000000u
#define TIM3 0x40001000u
#define TIM4 0x40002000u
#define TIM6 0x40004000u

#define TIM_CR1(tim)   REG((tim) + 0x00)
#define TIM_CR2(tim)   REG((tim) + 0x04)
#define TIM_SMCR(tim)  REG((tim) + 0x08)
#define TIM_DIER(tim)  REG((tim) + 0x0C)
#define TIM_SR(tim)    REG((tim) + 0x10)
#define TIM_EGR(tim)   REG((tim) + 0x14)
#define TIM_CCMR1(tim) REG((tim) + 0x18)
#define TIM_CCER(tim)  REG((tim) + 0x20)
#define TIM_CNT(tim)   REG((tim) + 0x24)
#define TIM_PSC(tim)   REG((tim) + 0x28)
#define TIM_ARR(tim)   REG((tim) + 0x2C)
#define TIM_RCR(tim)   REG((tim) + 0x30)
#define TIM_CCR1(tim)  REG((tim) + 0x34)
#define TIM_CCR2(tim)  REG((tim) + 0x38)
#define TIM_BDTR(tim)  REG((tim) + 0x44)
#define TIM_DCR(tim)   REG((tim) + 0x48)
#define TIM_DMAR(tim)  REG((tim) + 0x4C)

#define PORT(letter)	    (0x50002000u + 0x1000u * ((letter) - 'A'))
#define GPIO_MODER(port)    REG((port) + 0x00)
#define GPIO_OTYPER(port)   REG((port) + 0x04)
#define GPIO_IDR(port)	    REG((port) + 0x10)
#define GPIO_BSRR(port)	    REG((port) + 0x18)
#define GPIO_AFR(port, pin) REG((port) + 0x20 + (pin) / 8 * 4)

static inline void pin_mode(uint32_t port, unsigned pin, uint32_t mode)
{
	GPIO_MODER(port) = (GPIO_MODER(port) & ~(3u << 2 * pin)) | mode << 2 * pin;
}

static inline void pin_alternate(uint32_t port, unsigned pin, uint32_t af)
{
	GPIO_AFR(port, pin) = (GPIO_AFR(port, pin) & ~(0xFu << pin % 8 * 4)) | af << pin % 8 * 4;
	pin_mode(port, pin, 2);
}

#endif
