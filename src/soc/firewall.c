/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/firewall.h"

#include <stddef.h>

#include "soc/memory.h"
#include "soc/peripheral.h"
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

const char *soc_firewall_guarded(unsigned id)
{
	size_t count;
	const struct soc_peripheral *peripherals = soc_peripherals(&count);

	if (id == SOC_NO_ETZPC)
		return NULL;
	for (int i = 0; i < SOC_MEMORIES; i++) {
		const struct soc_memory *memory = soc_memory((enum soc_memory_id)i);

		if (memory->etzpc_id == id)
			return memory->name;
	}
	for (size_t i = 0; i < count; i++) {
		if (peripherals[i].etzpc_id == id)
			return peripherals[i].name;
	}
	return NULL;
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
