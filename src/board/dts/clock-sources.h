/* SPDX-License-Identifier: BSD-3-Clause */
/* The trusted firmware's words for the clock tree (TF-A, docs of st,stm32mp1-rcc: st,clksrc, st,pkcs;
 * RM0436, RCC, the registers that select): a source is a register's offset and the value of its field. */
#ifndef DTS_CLOCK_SOURCES_H
#define DTS_CLOCK_SOURCES_H

#define SOURCE(selector, input) ((selector) << 4 | (input))

#define MPU   0x020
#define AXI   0x024
#define PLL12 0x028
#define MCU   0x048
#define RTC   0x140
#define MCO1  0x800
#define MCO2  0x804
#define PLL3  0x820
#define PLL4  0x824
#define OFF   0xf /* of MCO1 and MCO2 */

#define I2C46	0x0c0
#define SPI6	0x0c4
#define UART1	0x0c8
#define RNG1	0x0cc
#define CKPER	0x0d0
#define STGEN	0x0d4
#define I2C12	0x8c0
#define I2C35	0x8c4
#define SAI1	0x8c8
#define SAI2	0x8cc
#define SAI3	0x8d0
#define SAI4	0x8d4
#define SPI2S1	0x8d8
#define SPI2S23 0x8dc
#define SPI45	0x8e0
#define UART6	0x8e4
#define UART24	0x8e8
#define UART35	0x8ec
#define UART78	0x8f0
#define SDMMC12 0x8f4
#define SDMMC3	0x8f8
#define ETH	0x8fc
#define QSPI	0x900
#define FMC	0x904
#define FDCAN	0x90c
#define SPDIF	0x914
#define CEC	0x918
#define USBPHY	0x91c
#define RNG2	0x920
#define DSI	0x924
#define ADC	0x928
#define LPTIM45 0x92c
#define LPTIM23 0x930
#define LPTIM1	0x934

/* The second field of the register that selects for the USB PHY. */
#define SOURCE_USBO(input) (0x80000000 | SOURCE(USBPHY, input))

/* Which outputs of a PLL are on. */
#define PQR(p, q, r) ((p) | (q) << 1 | (r) << 2)

#endif
