/* SPDX-License-Identifier: BSD-3-Clause */
#include "exclusion.h"

#include <errno.h>

#include <copro/resource_lock.h>

#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"
#include "remote/startup.h"

#define exclusion ((struct exclusion *)EXCLUSION_ADDRESS)
#define GPIOE	  (1u << 4)

static const uint32_t offsets[EXCLUSION_REGISTERS] = EXCLUSION_OFFSETS;
static uint16_t counts[EXCLUSION_REGISTERS];

static void update(uint32_t which)
{
	volatile uint32_t *word = &CORTEX_M_REGISTER(EXCLUSION_BANK + offsets[which]);
	uint32_t value = *word;

	if (value >> 16 != counts[which])
		exclusion->lost++;
	counts[which]++;
	*word = (value & 0xFFFFu) | (uint32_t)counts[which] << 16;
}

static void locked_update(uint32_t which)
{
	int status;

	do {
		status = resource_lock(RESOURCE_LOCK_GPIO, RESOURCE_LOCK_US);
		if (status == -ETIMEDOUT)
			exclusion->timeouts++;
		else if (status)
			exclusion->errors++;
	} while (status);
	update(which);
	if (resource_unlock(RESOURCE_LOCK_GPIO))
		exclusion->errors++;
}

int main(void)
{
	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB4ENSETR, GPIOE);
	if (resource_lock_init(0))
		exclusion->errors++;
	exclusion->ready = 1;
	for (;;) {
		uint32_t rounds = exclusion->go;

		for (uint32_t i = 0; i < rounds; i++) {
			if (exclusion->locked)
				locked_update(i % EXCLUSION_REGISTERS);
			else
				update(i % EXCLUSION_REGISTERS);
			exclusion->done++;
		}
		if (rounds)
			exclusion->go = 0;
	}
}
