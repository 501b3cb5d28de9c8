/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whose a peripheral may be: the contexts each may be given to, whether one or several at a time, and
 * by what names the programs of each side call it.
 *
 * Sources: contexts, and what several may use at a time: ST's public data of the chip
 * (STM32_open_pin_data, mcu/STM32MP157CAAx.xml, the contexts of each IP; for DMA, DMAMUX, GPIO, EXTI,
 * SYSCFG and what that file does not have, the pages of the peripherals in the STM32 MPU wiki and
 * RM0436); names of the firewall: TF-A, plat/st/stm32mp1/stm32mp1_def.h; labels: Linux,
 * stm32mp151.dtsi, stm32mp153.dtsi, stm32mp157.dtsi, stm32mp15xc.dtsi; nodes of the coprocessor: ST's
 * Linux, stm32mp15-m4-srm.dtsi; EXTI lines: RM0436, EXTI, events input mapping.
 *
 * What a chip of the line does not have is in soc/chip.h; addresses, firewall ids, clocks and interrupts
 * are in soc/peripheral.h.
 */
#ifndef COPRO_SOC_ASSIGNABLE_H
#define COPRO_SOC_ASSIGNABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "soc/firewall.h"
#include "soc/peripheral.h"

/* Contexts, one bit each. */
#define SOC_CONTEXT_A7_SECURE (1u << SOC_WORLD_SECURE)
#define SOC_CONTEXT_A7	      (1u << SOC_WORLD_NON_SECURE)
#define SOC_CONTEXT_M4	      (1u << SOC_WORLD_MCU)

#define SOC_NO_EXTI 0xFFu

/* Several contexts may have it at a time: each uses channels, registers or bits of its own, or they
 * take turns under a hardware semaphore. Without it: one context at a time. */
#define SOC_ASSIGN_SHARED 0x01u
/* The chip's own: it is no choice who has it, all of `contexts` do (RCC, PWR, EXTI, GPIO, ...). */
#define SOC_ASSIGN_SYSTEM 0x02u
/* A boot stage may use it before Linux runs (the boot ROM or the first stage boot loader). */
#define SOC_ASSIGN_BOOT 0x04u
/* ST's Linux has a node m4_LABEL for it below the coprocessor's m4_system_resources. */
#define SOC_ASSIGN_M4_NODE 0x08u

struct soc_assignable {
	const char *name; /* as in soc/peripheral.h: "USART3" */
	uint8_t contexts; /* SOC_CONTEXT_ bits */
	uint8_t flags; /* SOC_ASSIGN_ bits */
	uint8_t exti; /* the EXTI line of its wake-up event; SOC_NO_EXTI. RTC: of alarms and wake-up;
		       * IPCC and HSEM: the A7's, the M4's is the next */
	const char *
		guard; /* "USART3" in TF-A's STM32MP1_ETZPC_USART3_ID; NULL: not behind the firewall */
	const char *label; /* of its node in Linux's tree: "usart3"; NULL: none there */
	const char *node; /* and the node's name before the '@': "serial" */
	/* Lists, separated by spaces; NULL: the name alone. */
	const char *prefixes; /* of its signals (soc/pin.h): "SPI1 I2S1" */
	const char *cube; /* what STM32CubeMX calls it, or its parts: "ADC1 ADC2" */
	const char *requests; /* of its DMA requests' names (soc/dma_request.h): "DAC1 DAC2" */
	/* Signals without which it is of no use, "SCL SDA"; of "TX|RX" one is enough. NULL: it works
	 * without pins, or with some of many. */
	const char *needs;
};

/* All of them, in the order of soc_peripherals(), one for each there. */
const struct soc_assignable *soc_assignables(size_t *count);

/*
 * By any of its names: the table's, STM32CubeMX's, TF-A's, Linux's label, the label of the M4's
 * node; in capitals or not. NULL: there is none. Where a name is that of several (TT_FDCAN, USBH_HS1)
 * it is the first.
 */
const struct soc_assignable *soc_assignable_by_name(const char *name);

/* The peripheral of a signal: SPI1 for "I2S1_CK", ADC12 for "ADC2_INP3". NULL: of none. */
const struct soc_assignable *soc_assignable_of_signal(const char *signal);

/* The row of soc/peripheral.h; never NULL for a row of the table. */
const struct soc_peripheral *soc_assignable_peripheral(const struct soc_assignable *assignable);

/* May this context, one SOC_CONTEXT_ bit, have it? */
bool soc_assignable_allows(const struct soc_assignable *assignable, unsigned context);

/* Can the firewall keep the other contexts out when it belongs to this one? By MCU isolation for the
 * M4, by a secure mode for the secure world, never for the A7's non-secure world. */
bool soc_assignable_isolatable(const struct soc_assignable *assignable, unsigned context);

/* The name of a context for people: "Cortex-A7 secure", "Cortex-A7", "Cortex-M4"; "?". */
const char *soc_context_name(unsigned context);

/* Its signals, each once, whatever pin has it: start with *cursor = 0 and call until NULL. */
const char *soc_assignable_signal(const struct soc_assignable *assignable, size_t *cursor);

/* Its DMA requests: start with *cursor = 0 and call until negative. */
int soc_assignable_request(const struct soc_assignable *assignable, unsigned *cursor);

/*
 * The next of the needs: *cursor = 0 at the start; false after the last. `need` and `length` are one
 * need, "TX|RX", which is not ended by '\0'.
 */
bool soc_assignable_need(const struct soc_assignable *assignable, size_t *cursor, const char **need,
			 size_t *length);

/* Does a signal of this peripheral ("USART3_TX") satisfy a need ("TX|RX")? */
bool soc_need_met(const struct soc_assignable *assignable, const char *need, size_t length,
		  const char *signal);

#endif
