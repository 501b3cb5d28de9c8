/* SPDX-License-Identifier: BSD-3-Clause */
/* Debug unit (RM0436, "Microcontroller debug unit (DBGMCU)"): identity, and freeze bits that are
 * stored, since a debugger here stops virtual time as a whole. */
#include "soc/regs/dbgmcu.h"

#include "board/models.h"

#define APB1_FREEZE 0x003C07FFu
#define APB2_FREEZE 0x000081C3u
#define APB3_FREEZE 0x0000001Eu
#define APB4_FREEZE 0x00000004u
#define APB5_FREEZE 0x0000021Cu

/* RM0436, DBGMCU register map. For each bus a register for CPU1 and one for CPU2. */
static const struct device_register dbgmcu_registers[] = {
	{.name = "IDCODE",
	 .offset = DBGMCU_IDCODE,
	 .reset = DBGMCU_IDCODE_REV_B << 16 | DBGMCU_IDCODE_DEV_ID},
	{.name = "CR", .offset = DBGMCU_CR, .writable = 0x11000007},
	{.name = "APB4FZ", .offset = DBGMCU_APB4FZ1, .writable = APB4_FREEZE, .count = 2},
	{.name = "APB1FZ", .offset = DBGMCU_APB1FZ1, .writable = APB1_FREEZE, .count = 2},
	{.name = "APB2FZ", .offset = DBGMCU_APB2FZ1, .writable = APB2_FREEZE, .count = 2},
	{.name = "APB3FZ", .offset = DBGMCU_APB3FZ1, .writable = APB3_FREEZE, .count = 2},
	{.name = "APB5FZ", .offset = DBGMCU_APB5FZ1, .writable = APB5_FREEZE, .count = 2},
	{0},
};

const struct device_model dbgmcu_model = {.model = "dbgmcu", .registers = dbgmcu_registers};
