/* SPDX-License-Identifier: BSD-3-Clause */
/* Cells of an interrupt (Linux, bindings/interrupt-controller/arm,gic.yaml) and of a pin
 * (bindings/pinctrl/st,stm32-pinctrl.yaml; RM0436, alternate functions). */
#ifndef DTS_INTERRUPTS_H
#define DTS_INTERRUPTS_H

#define GIC_SPI 0 /* of a peripheral */
#define GIC_PPI 1 /* of each processor */

#define IRQ_EDGE_RISING	 1
#define IRQ_EDGE_FALLING 2
#define IRQ_LEVEL_HIGH	 4
#define IRQ_LEVEL_LOW	 8
#define IRQ_CPUS(count)	 (((1 << (count)) - 1) << 8)

/* "mode" of a pin: 0 a GPIO, 1 to 16 an alternate function, 17 analog. */
#define PIN(bank, number, mode) ((((bank) - 'A') * 16 + (number)) << 8 | (mode))
#define GPIO			0
#define AF(number)		((number) + 1)
#define ANALOG			17

#define ACTIVE_HIGH 0
#define ACTIVE_LOW  1

#endif
