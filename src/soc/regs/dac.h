/* SPDX-License-Identifier: BSD-3-Clause */
/* Digital-to-analog converter (RM0436, "Digital-to-analog converter (DAC)"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_DAC_H
#define COPRO_SOC_REGS_DAC_H

#define DAC_CHANNELS 2u

#define DAC_CR	    0x00
#define DAC_SWTRIGR 0x04
#define DAC_DHR12R1 0x08
#define DAC_DHR12L1 0x0C
#define DAC_DHR8R1  0x10
#define DAC_DHR12R2 0x14
#define DAC_DHR12L2 0x18
#define DAC_DHR8R2  0x1C
#define DAC_DHR12RD 0x20
#define DAC_DHR12LD 0x24
#define DAC_DHR8RD  0x28
#define DAC_DOR1    0x2C /* and 4 further that of channel 2 */
#define DAC_SR	    0x34
#define DAC_CCR	    0x38
#define DAC_MCR	    0x3C
#define DAC_SHSR1   0x40
#define DAC_SHSR2   0x44
#define DAC_SHHR    0x48
#define DAC_SHRR    0x4C
#define DAC_HWCFGR0 0x3F0
#define DAC_VERR    0x3F4
#define DAC_IPIDR   0x3F8
#define DAC_SIDR    0x3FC

/* Of channel 1; those of channel 2 are 16 bits further in all registers that both share. */
#define DAC_CHANNEL_SHIFT 16u
#define DAC_CR_EN	  (1u << 0)
#define DAC_CR_TEN	  (1u << 1)
#define DAC_CR_TSEL_SHIFT 2
#define DAC_CR_TSEL_MASK  0xFu
#define DAC_CR_WAVE_SHIFT 6
#define DAC_CR_WAVE_MASK  3u
#define DAC_WAVE_NOISE	  1u /* 2 and 3: a triangle */
#define DAC_CR_MAMP_SHIFT 8
#define DAC_CR_MAMP_MASK  0xFu
#define DAC_CR_DMAEN	  (1u << 12)
#define DAC_CR_DMAUDRIE	  (1u << 13)
#define DAC_CR_CEN	  (1u << 14)
#define DAC_SR_DMAUDR	  (1u << 13)
#define DAC_SR_CAL_FLAG	  (1u << 14)
#define DAC_CCR_OTRIM	  0x1Fu
#define DAC_MCR_MODE	  7u

#define DAC_FULL 4095u

#endif
