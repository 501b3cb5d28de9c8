/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The Memory Protection Unit: 8 regions (ARM DDI 0403 B3.5), and the default memory map (B3.1).
 */
#include "board/cortex_m/internal.h"

#include <string.h>

enum {
	MPU_TYPE = 0xD90,
	MPU_CTRL = 0xD94,
	MPU_RNR = 0xD98,
	MPU_RBAR = 0xD9C,
	MPU_RASR = 0xDA0,
	MPU_END = 0xDBC
};

#define REGIONS	      8u
#define CTRL_ENABLE   1u
#define CTRL_HFNMIENA 2u
#define CTRL_PRIVDEF  4u
#define RBAR_VALID    0x10u
#define RASR_ENABLE   1u
#define RASR_XN	      (UINT32_C(1) << 28)
#define RASR_WRITABLE UINT32_C(0x173FFF3F)

void mpu_reset(struct cortex_m *core)
{
	memset(&core->mpu, 0, sizeof(core->mpu));
	core->rights_stale = true;
}

uint32_t mpu_read(struct cortex_m *core, uint32_t offset)
{
	const struct mpu *mpu = &core->mpu;

	if (offset == MPU_TYPE)
		return REGIONS << 8;
	if (offset == MPU_CTRL)
		return mpu->ctrl;
	if (offset == MPU_RNR)
		return mpu->rnr;
	if (offset >= MPU_END)
		return 0;
	/* RBAR and RASR, and three times their aliases. */
	return offset & 4 ? mpu->rbar[mpu->rnr] | mpu->rnr : mpu->rasr[mpu->rnr];
}

/*
 * Page rights change between two blocks. A store behind the one that switches the MPU on may be in the same
 * block: it is looked at one by one, as a store to a page of which a part is protected. (B3.5 asks for a DSB
 * and an ISB; a Cortex-M4 does without for data, as its system control space is strongly ordered, and
 * programs count on it.)
 */
static void heed_at_once(struct cortex_m *core)
{
	if (core->in_access && core->mpu.ctrl & CTRL_ENABLE &&
	    replay_stores_behind(core, engine_access_pc(core)))
		map_deny_stores(core);
}

void mpu_write(struct cortex_m *core, uint32_t offset, uint32_t value, uint32_t mask)
{
	struct mpu *mpu = &core->mpu;

	value |= mpu_read(core, offset) & ~mask;
	if (offset == MPU_CTRL) {
		mpu->ctrl = value & 7;
	} else if (offset == MPU_RNR) {
		mpu->rnr = value % REGIONS;
	} else if (offset >= MPU_RBAR && offset < MPU_END && offset & 4) {
		if (value & RBAR_VALID)
			mpu->rnr = value % REGIONS;
		mpu->rbar[mpu->rnr] = value & ~UINT32_C(0x1F);
	} else if (offset >= MPU_RBAR && offset < MPU_END) {
		mpu->rasr[mpu->rnr] = value & RASR_WRITABLE;
	}
	core->rights_stale = true;
	heed_at_once(core);
	core_look_around(core);
}

/* B3.1, table B3-1: what is never executable. */
static unsigned default_rights(uint32_t address)
{
	bool execute = address < UINT32_C(0x40000000) ||
		       (address >= UINT32_C(0x60000000) && address < UINT32_C(0xA0000000));

	return CORTEX_M_READ | CORTEX_M_WRITE | (execute ? CORTEX_M_EXECUTE : 0);
}

/* RASR.AP and XN as rights (B3.5.9, table B3-15). */
static unsigned region_rights(uint32_t rasr, bool privileged)
{
	static const uint8_t rights[8][2] = {
		{0, 0}, {0, 3}, {1, 3}, {3, 3}, {0, 0}, {0, 1}, {1, 1}, {1, 1},
	};
	unsigned right = rights[rasr >> 24 & 7][privileged];

	if (right & CORTEX_M_READ && !(rasr & RASR_XN))
		right |= CORTEX_M_EXECUTE;
	return right;
}

/* Is the address in the region, with its size and its disabled eighths? */
static bool region_has(const struct mpu *mpu, unsigned region, uint32_t address)
{
	uint32_t rasr = mpu->rasr[region];
	unsigned bits = (rasr >> 1 & 0x1F) + 1; /* 2^bits bytes */
	uint32_t mask;

	if (!(rasr & RASR_ENABLE) || bits < 5)
		return false;
	mask = bits == 32 ? UINT32_MAX : (UINT32_C(1) << bits) - 1;
	if ((address & ~mask) != (mpu->rbar[region] & ~mask))
		return false;
	/* Regions of less than 256 bytes have no sub-regions. */
	return bits < 8 || !(rasr >> (8 + (address >> (bits - 3) & 7)) & 1);
}

enum mpu_view mpu_view(const struct cortex_m *core)
{
	if (!(core->mpu.ctrl & CTRL_ENABLE))
		return MPU_OFF;
	if (!(core->mpu.ctrl & CTRL_HFNMIENA) && execution_priority(core) < 0)
		return MPU_OFF;
	return core_privileged(core) ? MPU_PRIVILEGED : MPU_UNPRIVILEGED;
}

static bool mpu_off(const struct cortex_m *core, uint32_t address)
{
	if (mpu_view(core) == MPU_OFF)
		return true;
	/* The System Control Space is not under the MPU. */
	return address >= UINT32_C(0xE0000000) && address < UINT32_C(0xE0100000);
}

unsigned mpu_rights(const struct cortex_m *core, uint32_t address, bool privileged)
{
	unsigned map = default_rights(address);

	if (mpu_off(core, address))
		return map;
	/* The highest number wins where regions overlap. */
	for (unsigned region = REGIONS; region-- > 0;)
		if (region_has(&core->mpu, region, address))
			return region_rights(core->mpu.rasr[region], privileged) &
			       (map | (address < UINT32_C(0xE0000000) ? CORTEX_M_EXECUTE : 0));
	return privileged && core->mpu.ctrl & CTRL_PRIVDEF ? map : 0;
}

unsigned mpu_page_rights(const struct cortex_m *core, uint32_t page, bool privileged, unsigned *any)
{
	unsigned all = CORTEX_M_READ | CORTEX_M_WRITE | CORTEX_M_EXECUTE;
	bool whole = true;

	*any = 0;
	for (unsigned region = 0; region < REGIONS && whole; region++) {
		uint32_t rasr = core->mpu.rasr[region];
		unsigned bits = (rasr >> 1 & 0x1F) + 1;

		/* An eighth of 32 KiB is a page. */
		if (rasr & RASR_ENABLE && bits < 15 &&
		    (core->mpu.rbar[region] & ~((UINT32_C(1) << bits) - 1)) / PAGE_SIZE <=
			    page / PAGE_SIZE &&
		    (core->mpu.rbar[region] | ((UINT32_C(1) << bits) - 1)) / PAGE_SIZE >=
			    page / PAGE_SIZE)
			whole = false;
	}
	if (whole || mpu_off(core, page)) {
		*any = mpu_rights(core, page, privileged);
		return *any;
	}
	for (uint32_t at = page; at < page + PAGE_SIZE; at += 32) {
		unsigned rights = mpu_rights(core, at, privileged);

		all &= rights;
		*any |= rights;
	}
	return all;
}
