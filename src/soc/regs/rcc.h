/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reset and clock control (RM0436, "Reset and clock control (RCC)", RCC registers): offsets from
 * 0x5000_0000 and bits.
 *
 * MP_ registers belong to the Cortex-A7 (MPU), MC_ registers to the Cortex-M4 (MCU). Registers whose
 * name ends in SETR set bits by writing 1, the CLRR register 4 bytes further clears them; both read
 * the present state.
 */
#ifndef COPRO_SOC_REGS_RCC_H
#define COPRO_SOC_REGS_RCC_H

#include <stdint.h>

/* Mostly secure: written by the secure world only while TZCR.TZEN is set. */
#define RCC_TZCR	    0x000
#define RCC_TZCR_TZEN	    (1u << 0)
#define RCC_TZCR_MCKPROT    (1u << 1)
#define RCC_OCENSETR	    0x00C
#define RCC_OCENCLRR	    0x010
#define RCC_HSICFGR	    0x018
#define RCC_CSICFGR	    0x01C
#define RCC_MPCKSELR	    0x020
#define RCC_ASSCKSELR	    0x024
#define RCC_RCK12SELR	    0x028
#define RCC_MPCKDIVR	    0x02C
#define RCC_AXIDIVR	    0x030
#define RCC_APB4DIVR	    0x03C
#define RCC_APB5DIVR	    0x040
#define RCC_RTCDIVR	    0x044
#define RCC_MSSCKSELR	    0x048
#define RCC_PLL1CR	    0x080
#define RCC_PLL2CR	    0x094
#define RCC_I2C46CKSELR	    0x0C0
#define RCC_SPI6CKSELR	    0x0C4
#define RCC_UART1CKSELR	    0x0C8
#define RCC_RNG1CKSELR	    0x0CC
#define RCC_CPERCKSELR	    0x0D0
#define RCC_STGENCKSELR	    0x0D4
#define RCC_DDRITFCR	    0x0D8
#define RCC_MP_BOOTCR	    0x100
#define RCC_MP_SREQSETR	    0x104
#define RCC_MP_SREQCLRR	    0x108
#define RCC_MP_GCR	    0x10C
#define RCC_MP_GCR_BOOT_MCU (1u << 0) /* 0: the M4 is held after reset ("hold boot") */
#define RCC_MP_APRSTCR	    0x110
#define RCC_MP_APRSTSR	    0x114
#define RCC_BDCR	    0x140
#define RCC_RDLSICR	    0x144

/* Oscillators (OCENSETR, OCENCLRR). */
#define RCC_OCEN_HSION	  (1u << 0)
#define RCC_OCEN_HSIKERON (1u << 1)
#define RCC_OCEN_CSION	  (1u << 4)
#define RCC_OCEN_CSIKERON (1u << 5)
#define RCC_OCEN_DIGBYP	  (1u << 7)
#define RCC_OCEN_HSEON	  (1u << 8)
#define RCC_OCEN_HSEKERON (1u << 9)
#define RCC_OCEN_HSEBYP	  (1u << 10)
#define RCC_OCEN_HSECSSON (1u << 11)

/* Selectors and dividers say in bit 31 that the new setting is in force. */
#define RCC_READY (1u << 31)

#define RCC_HSICFGR_HSIDIV  0x3u
#define RCC_MSSCKSELR_HSI   0u
#define RCC_MSSCKSELR_HSE   1u
#define RCC_MSSCKSELR_CSI   2u
#define RCC_MSSCKSELR_PLL3P 3u

/* A PLL is five registers: CR, CFGR1, CFGR2, FRACR, CSGR. */
#define RCC_PLLCR	      0x00
#define RCC_PLLCFGR1	      0x04
#define RCC_PLLCFGR2	      0x08
#define RCC_PLLFRACR	      0x0C
#define RCC_PLLCSGR	      0x10
#define RCC_PLLCR_PLLON	      (1u << 0)
#define RCC_PLLCR_PLLRDY      (1u << 1)
#define RCC_PLLCR_SSCG_CTRL   (1u << 2)
#define RCC_PLLCR_DIVPEN      (1u << 4)
#define RCC_PLLCR_DIVQEN      (1u << 5)
#define RCC_PLLCR_DIVREN      (1u << 6)
#define RCC_PLLCFGR1_DIVN(n)  ((uint32_t)(n)) /* multiplies by n + 1 */
#define RCC_PLLCFGR1_DIVM(m)  ((uint32_t)(m) << 16) /* divides by m + 1 */
#define RCC_PLLCFGR1_IFRGE    (1u << 24) /* PLL3, PLL4: reference from 8 to 16 MHz */
#define RCC_PLLCFGR2_DIVP(p)  ((uint32_t)(p))
#define RCC_PLLCFGR2_DIVQ(q)  ((uint32_t)(q) << 8)
#define RCC_PLLCFGR2_DIVR(r)  ((uint32_t)(r) << 16)
#define RCC_PLLFRACR_FRACV(f) ((uint32_t)(f) << 3) /* in 1/8192 */
#define RCC_PLLFRACR_FRACLE   (1u << 16)

#define RCC_BDCR_LSEON	   (1u << 0)
#define RCC_BDCR_LSEBYP	   (1u << 1)
#define RCC_BDCR_LSERDY	   (1u << 2)
#define RCC_BDCR_RTCSRC(s) ((uint32_t)(s) << 16)
#define RCC_BDCR_RTCCKEN   (1u << 20)
#define RCC_BDCR_VSWRST	   (1u << 31)
#define RCC_RDLSICR_LSION  (1u << 0)
#define RCC_RDLSICR_LSIRDY (1u << 1)

/* Peripheral resets: SETR, CLRR at +4. */
#define RCC_APB4RSTSETR	  0x180
#define RCC_APB5RSTSETR	  0x188
#define RCC_AHB5RSTSETR	  0x190
#define RCC_AHB6RSTSETR	  0x198
#define RCC_TZAHB6RSTSETR 0x1A0
#define RCC_APB1RSTSETR	  0x980
#define RCC_APB2RSTSETR	  0x988
#define RCC_APB3RSTSETR	  0x990
#define RCC_AHB2RSTSETR	  0x998
#define RCC_AHB3RSTSETR	  0x9A0
#define RCC_AHB4RSTSETR	  0x9A8

/* Clock enables: SETR, CLRR at +4, the sleep enables (LPEN) at +0x100, MC_ at MP_ + 0x80. */
#define RCC_MP_APB4ENSETR   0x200
#define RCC_MP_APB5ENSETR   0x208
#define RCC_MP_AHB5ENSETR   0x210
#define RCC_MP_AHB6ENSETR   0x218
#define RCC_MP_TZAHB6ENSETR 0x220
#define RCC_MC_APB4ENSETR   0x280
#define RCC_MC_APB5ENSETR   0x288
#define RCC_MC_AHB5ENSETR   0x290
#define RCC_MC_AHB6ENSETR   0x298
#define RCC_MP_APB1ENSETR   0xA00
#define RCC_MP_APB2ENSETR   0xA08
#define RCC_MP_APB3ENSETR   0xA10
#define RCC_MP_AHB2ENSETR   0xA18
#define RCC_MP_AHB3ENSETR   0xA20
#define RCC_MP_AHB4ENSETR   0xA28
#define RCC_MP_MLAHBENSETR  0xA38
#define RCC_MC_APB1ENSETR   0xA80
#define RCC_MC_APB2ENSETR   0xA88
#define RCC_MC_APB3ENSETR   0xA90
#define RCC_MC_AHB2ENSETR   0xA98
#define RCC_MC_AHB3ENSETR   0xAA0
#define RCC_MC_AHB4ENSETR   0xAA8
#define RCC_MC_AXIMENSETR   0xAB0
#define RCC_MC_MLAHBENSETR  0xAB8
#define RCC_EN_MC_OFFSET    0x080
#define RCC_EN_LPEN_OFFSET  0x100
#define RCC_CLRR_OFFSET	    0x004

#define RCC_APB3EN_SYSCFGEN  (1u << 11)
#define RCC_AHB3EN_HSEMEN    (1u << 11)
#define RCC_AHB3EN_IPCCEN    (1u << 12)
#define RCC_AHB4EN_GPIOS     0x7FFu /* A to K, one bit each */
#define RCC_AHB5EN_GPIOZEN   (1u << 0)
#define RCC_APB5EN_RTCAPBEN  (1u << 8)
#define RCC_APB5EN_TZC1EN    (1u << 11)
#define RCC_APB5EN_TZC2EN    (1u << 12)
#define RCC_APB5EN_TZPCEN    (1u << 13)
#define RCC_APB5EN_BSECEN    (1u << 16)
#define RCC_APB5EN_STGENEN   (1u << 20)
#define RCC_MLAHBEN_RETRAMEN (1u << 4)

/* Global resets and their causes. */
#define RCC_BR_RSTSCLRR		  0x400
#define RCC_MP_GRSTCSETR	  0x404
#define RCC_MP_GRSTCSETR_MPSYSRST (1u << 0)
#define RCC_MP_GRSTCSETR_MCURST	  (1u << 1)
#define RCC_MP_RSTSCLRR		  0x408
#define RCC_MP_IWDGFZSETR	  0x40C
#define RCC_MP_IWDGFZCLRR	  0x410
#define RCC_MP_CIER		  0x414
#define RCC_MP_CIFR		  0x418
#define RCC_PWRLPDLYCR		  0x41C
#define RCC_MP_RSTSSETR		  0x420
#define RCC_MC_RSTSCLRR		  0xC00
#define RCC_MC_CIER		  0xC14
#define RCC_MC_CIFR		  0xC18
#define RCC_RSTF_POR		  (1u << 0)
#define RCC_RSTF_BOR		  (1u << 1)
#define RCC_RSTF_PAD		  (1u << 2)
#define RCC_RSTF_HCSS		  (1u << 3)
#define RCC_RSTF_VCORE		  (1u << 4)
#define RCC_RSTF_MCU		  (1u << 5) /* MC_RSTSCLRR only */
#define RCC_RSTF_MPSYS		  (1u << 6)
#define RCC_RSTF_MCSYS		  (1u << 7)
#define RCC_RSTF_IWDG1		  (1u << 8)
#define RCC_RSTF_IWDG2		  (1u << 9)
#define RCC_RSTF_WWDG1		  (1u << 10) /* MC_RSTSCLRR only */

/* Ready interrupts (CIER enables, CIFR flags, cleared by writing 1). */
#define RCC_CI_LSIRDY  (1u << 0)
#define RCC_CI_LSERDY  (1u << 1)
#define RCC_CI_HSIRDY  (1u << 2)
#define RCC_CI_HSERDY  (1u << 3)
#define RCC_CI_CSIRDY  (1u << 4)
#define RCC_CI_PLL1RDY (1u << 8)
#define RCC_CI_PLL2RDY (1u << 9)
#define RCC_CI_PLL3RDY (1u << 10)
#define RCC_CI_PLL4RDY (1u << 11)
#define RCC_CI_LSECSS  (1u << 16)
#define RCC_CI_WKUP    (1u << 20)

/* Clocks of the MCU domain, and kernel clocks. */
#define RCC_MCO1CFGR	     0x800
#define RCC_MCO2CFGR	     0x804
#define RCC_OCRDYR	     0x808
#define RCC_OCRDYR_HSIRDY    (1u << 0)
#define RCC_OCRDYR_HSIDIVRDY (1u << 2)
#define RCC_OCRDYR_CSIRDY    (1u << 4)
#define RCC_OCRDYR_HSERDY    (1u << 8)
#define RCC_OCRDYR_MPUCKRDY  (1u << 23)
#define RCC_OCRDYR_AXICKRDY  (1u << 24)
#define RCC_OCRDYR_CKREST    (1u << 25)
#define RCC_DBGCFGR	     0x80C
#define RCC_RCK3SELR	     0x820
#define RCC_RCK4SELR	     0x824
#define RCC_TIMG1PRER	     0x828
#define RCC_TIMG2PRER	     0x82C
#define RCC_MCUDIVR	     0x830
#define RCC_APB1DIVR	     0x834
#define RCC_APB2DIVR	     0x838
#define RCC_APB3DIVR	     0x83C
#define RCC_PLL3CR	     0x880
#define RCC_PLL4CR	     0x894
#define RCC_I2C12CKSELR	     0x8C0
#define RCC_I2C35CKSELR	     0x8C4
#define RCC_SAI1CKSELR	     0x8C8
#define RCC_SAI2CKSELR	     0x8CC
#define RCC_SAI3CKSELR	     0x8D0
#define RCC_SAI4CKSELR	     0x8D4
#define RCC_SPI2S1CKSELR     0x8D8
#define RCC_SPI2S23CKSELR    0x8DC
#define RCC_SPI45CKSELR	     0x8E0
#define RCC_UART6CKSELR	     0x8E4
#define RCC_UART24CKSELR     0x8E8
#define RCC_UART35CKSELR     0x8EC
#define RCC_UART78CKSELR     0x8F0
#define RCC_SDMMC12CKSELR    0x8F4
#define RCC_SDMMC3CKSELR     0x8F8
#define RCC_ETHCKSELR	     0x8FC
#define RCC_QSPICKSELR	     0x900
#define RCC_FMCCKSELR	     0x904
#define RCC_FDCANCKSELR	     0x90C
#define RCC_SPDIFCKSELR	     0x914
#define RCC_CECCKSELR	     0x918
#define RCC_USBCKSELR	     0x91C
#define RCC_RNG2CKSELR	     0x920
#define RCC_DSICKSELR	     0x924
#define RCC_ADCCKSELR	     0x928
#define RCC_LPTIM45CKSELR    0x92C
#define RCC_LPTIM23CKSELR    0x930
#define RCC_LPTIM1CKSELR     0x934
#define RCC_VERR	     0xFF4
#define RCC_IPIDR	     0xFF8
#define RCC_SIDR	     0xFFC

#endif
