/* SPDX-License-Identifier: BSD-3-Clause */
/* Who may use what (RM0436, "Extended TrustZone protection controller (ETZPC)", table of the peripherals
 * behind it; encoding of st,decprot: TF-A, include/dt-bindings/soc/st,stm32-etzpc.h). */
#ifndef DTS_FIREWALL_H
#define DTS_FIREWALL_H

#define DECPROT(id, mode, lock) ((id) << 16 | (mode) << 8 | (lock))

#define S_RW	      0 /* the secure world alone */
#define NS_R_S_W      1 /* all may read, the secure world writes */
#define MCU_ISOLATION 2 /* the Cortex-M4 alone */
#define NS_RW	      3 /* all */

#define UNLOCK 0
#define LOCK   1 /* until the next reset */

#define GUARD_STGEN   0x00
#define GUARD_BKPSRAM 0x01
#define GUARD_IWDG1   0x02
#define GUARD_USART1  0x03
#define GUARD_SPI6    0x04
#define GUARD_I2C4    0x05
#define GUARD_RNG1    0x07
#define GUARD_HASH1   0x08
#define GUARD_CRYP1   0x09
#define GUARD_DDRCTRL 0x0a
#define GUARD_DDRPHYC 0x0b
#define GUARD_I2C6    0x0c
#define GUARD_TIM2    0x10
#define GUARD_TIM3    0x11
#define GUARD_TIM4    0x12
#define GUARD_TIM5    0x13
#define GUARD_TIM6    0x14
#define GUARD_TIM7    0x15
#define GUARD_TIM12   0x16
#define GUARD_TIM13   0x17
#define GUARD_TIM14   0x18
#define GUARD_LPTIM1  0x19
#define GUARD_WWDG1   0x1a
#define GUARD_SPI2    0x1b
#define GUARD_SPI3    0x1c
#define GUARD_SPDIFRX 0x1d
#define GUARD_USART2  0x1e
#define GUARD_USART3  0x1f
#define GUARD_UART4   0x20
#define GUARD_UART5   0x21
#define GUARD_I2C1    0x22
#define GUARD_I2C2    0x23
#define GUARD_I2C3    0x24
#define GUARD_I2C5    0x25
#define GUARD_CEC     0x26
#define GUARD_DAC     0x27
#define GUARD_UART7   0x28
#define GUARD_UART8   0x29
#define GUARD_MDIOS   0x2c
#define GUARD_TIM1    0x30
#define GUARD_TIM8    0x31
#define GUARD_USART6  0x33
#define GUARD_SPI1    0x34
#define GUARD_SPI4    0x35
#define GUARD_TIM15   0x36
#define GUARD_TIM16   0x37
#define GUARD_TIM17   0x38
#define GUARD_SPI5    0x39
#define GUARD_SAI1    0x3a
#define GUARD_SAI2    0x3b
#define GUARD_SAI3    0x3c
#define GUARD_DFSDM   0x3d
#define GUARD_FDCAN   0x3e
#define GUARD_LPTIM2  0x40
#define GUARD_LPTIM3  0x41
#define GUARD_LPTIM4  0x42
#define GUARD_LPTIM5  0x43
#define GUARD_SAI4    0x44
#define GUARD_VREFBUF 0x45
#define GUARD_DCMI    0x46
#define GUARD_CRC2    0x47
#define GUARD_ADC     0x48
#define GUARD_HASH2   0x49
#define GUARD_RNG2    0x4a
#define GUARD_CRYP2   0x4b
#define GUARD_SRAM1   0x50
#define GUARD_SRAM2   0x51
#define GUARD_SRAM3   0x52
#define GUARD_SRAM4   0x53
#define GUARD_RETRAM  0x54
#define GUARD_OTG     0x55
#define GUARD_SDMMC3  0x56
#define GUARD_DLYBSD3 0x57
#define GUARD_DMA1    0x58
#define GUARD_DMA2    0x59
#define GUARD_DMAMUX1 0x5a
#define GUARD_FMC     0x5b
#define GUARD_QSPI    0x5c
#define GUARD_DLYBQ   0x5d
#define GUARD_ETH     0x5e

#endif
