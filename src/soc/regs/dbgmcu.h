/* SPDX-License-Identifier: BSD-3-Clause */
/* Debug unit of the chip (RM0436, "DBGMCU"): offsets from 0x5008_1000. */
#ifndef COPRO_SOC_REGS_DBGMCU_H
#define COPRO_SOC_REGS_DBGMCU_H

#define DBGMCU_IDCODE	     0x00
#define DBGMCU_IDCODE_DEV_ID 0x500u /* STM32MP15x */
#define DBGMCU_IDCODE_REV_B  0x2000u
#define DBGMCU_IDCODE_REV_Z  0x2001u
#define DBGMCU_CR	     0x04
#define DBGMCU_APB4FZ1	     0x2C
#define DBGMCU_APB4FZ2	     0x30
#define DBGMCU_APB1FZ1	     0x34
#define DBGMCU_APB1FZ2	     0x38
#define DBGMCU_APB2FZ1	     0x3C
#define DBGMCU_APB2FZ2	     0x40
#define DBGMCU_APB3FZ1	     0x44
#define DBGMCU_APB3FZ2	     0x48
#define DBGMCU_APB5FZ1	     0x4C
#define DBGMCU_APB5FZ2	     0x50

#endif
