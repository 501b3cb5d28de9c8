/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines of the extended interrupt controller that have an edge detector (RM0436, "EXTI"): those of GPIO
 * pins, 0 to 15, and of other blocks, such as the two by which the Cortex-M4's own resets reach the Cortex-A7.
 *
 * One source for both processors. The edge selection and the pending bits are shared by the two, the mask
 * is each processor's own. What is changed is read and written back: a caller whose counterpart may change the
 * selection at the same time holds HSEM_ID_EXTI around it, as Linux does (drivers/irqchip/
 * irq-stm32mp-exti.c, hwlocks).
 */
#ifndef COPRO_DRIVERS_EXTI_H
#define COPRO_DRIVERS_EXTI_H

#include <stdbool.h>

#include "copro/compiler.h"
#include "core/mmio.h"

enum exti_core { EXTI_A7, EXTI_M4 };

/*
 * A rising edge of the line is latched from now on, and interrupts this core; what was latched before is
 * cleared. regs is the whole block (0x5000_D000), which has no clock gate of its own.
 * 0; -EINVAL: there is no such line, or it has no edge detector.
 */
COPRO_MUST_CHECK int exti_rising_listen(struct mmio regs, enum exti_core core, unsigned line);

/* The same of falling edges. */
COPRO_MUST_CHECK int exti_falling_listen(struct mmio regs, enum exti_core core, unsigned line);

/* Line n of 0 to 15 follows pin n of one bank, 'A' to 'K' or 'Z', for both cores: before exti_..._listen(). 0;
 * -EINVAL: there is no such line or bank. */
COPRO_MUST_CHECK int exti_pin_choose(struct mmio regs, unsigned line, char bank);

/* The line interrupts this core no more. The edge selection stays: the other core may want it. */
void exti_ignore(struct mmio regs, enum exti_core core, unsigned line);

/* True when a rising edge was latched; it is cleared, and the interrupt goes away. Any context. */
bool exti_rising_take(struct mmio regs, unsigned line);
bool exti_falling_take(struct mmio regs, unsigned line);

#endif
