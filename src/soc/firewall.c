/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/firewall.h"

#include "soc/regs/etzpc.h"

#define NONE 0u
#define READ SOC_MAY_READ
#define BOTH (SOC_MAY_READ | SOC_MAY_WRITE)

#define RAM_FIRST_ID 0x50u /* SRAM1 */
#define RAM_LAST_ID  0x54u /* RETRAM */

/* RM0436, ETZPC, DECPROT field. That the M4 may read what is secure-write is assumed: it is a
 * non-secure master. */
static const uint8_t rights[4][SOC_WORLDS] = {
	[ETZPC_SECURE] = {BOTH, NONE, NONE},
	[ETZPC_SECURE_WRITE] = {BOTH, READ, READ},
	[ETZPC_MCU_ISOLATION] = {NONE, NONE, BOTH},
	[ETZPC_OPEN] = {BOTH, BOTH, BOTH},
};

unsigned soc_firewall_rights(unsigned mode, enum soc_world world)
{
	return rights[mode & 3][world];
}

const char *soc_firewall_mode_name(unsigned mode)
{
	static const char *const names[] = {"secure-only", "secure-write", "M4-isolated", "open"};

	return names[mode & 3];
}

bool soc_firewall_securable(unsigned id)
{
	return id < ETZPC_SECURE_IDS || (id >= RAM_FIRST_ID && id <= RAM_LAST_ID);
}

unsigned soc_firewall_effective(unsigned id, unsigned mode)
{
	bool secure = mode == ETZPC_SECURE || mode == ETZPC_SECURE_WRITE;

	return secure && !soc_firewall_securable(id) ? ETZPC_OPEN : mode;
}
