/* SPDX-License-Identifier: BSD-3-Clause */
/* Hardware semaphores (RM0436, "HSEM"). */
#include "board/models.h"
#include "soc/irq.h"
#include "soc/regs/exti.h"
#include "soc/regs/hsem.h"

#define CORES 2u

/* RM0436, HSEM register map. What device_write() may do to a register is `writable`; R, RLR, ICR
 * and CR act instead of storing, see hsem_write() and hsem_read(). */
static const struct device_register hsem_registers[] = {
	{.name = "R", .offset = HSEM_R(0), .count = HSEM_SEMAPHORES},
	{.name = "RLR", .offset = HSEM_RLR(0), .count = HSEM_SEMAPHORES},
	{.name = "CnIER", .offset = 0x100, .writable = 0xFFFFFFFF, .count = CORES, .stride = 0x10},
	{.name = "CnICR", .offset = 0x104, .count = CORES, .stride = 0x10},
	{.name = "CnISR", .offset = 0x108, .count = CORES, .stride = 0x10},
	{.name = "CnMISR", .offset = 0x10C, .count = CORES, .stride = 0x10},
	{.name = "CR", .offset = HSEM_CR},
	{.name = "KEYR", .offset = HSEM_KEYR, .writable = HSEM_KEY_MASK},
	{.name = "HWCFGR2", .offset = HSEM_HWCFGR2, .reset = 0x00000021},
	{.name = "HWCFGR1", .offset = HSEM_HWCFGR1, .reset = 0x00000220},
	{.name = "VERR", .offset = HSEM_VERR, .reset = 0x00000020},
	{.name = "IPIDR", .offset = HSEM_IPIDR, .reset = 0x00100072},
	{.name = "SIDR", .offset = HSEM_SIDR, .reset = 0xA3C5DD01},
	{0},
};

static uint32_t core_of(const struct device_access *access)
{
	return access->initiator == SOC_M4 ? HSEM_CORE_M4 : HSEM_CORE_A7;
}

static uint32_t owner_word(uint32_t core, uint32_t process)
{
	return HSEM_LOCK | core << HSEM_COREID_SHIFT | process;
}

static void hsem_update(struct device *hsem)
{
	bool level[CORES + 1];
	uint32_t core;

	for (core = HSEM_CORE_A7; core <= HSEM_CORE_M4; core++) {
		const uint32_t set = HSEM_INTERRUPT(core);
		const uint32_t pending =
			device_word(hsem, set + HSEM_ISR) & device_word(hsem, set + HSEM_IER);

		device_set_word(hsem, set + HSEM_MISR, pending);
		level[core] = pending != 0;
	}
	device_a7_irq(hsem, SOC_SPI_HSEM_IT1, level[HSEM_CORE_A7]);
	device_m4_irq(hsem, SOC_IRQ_HSEM_IT2, level[HSEM_CORE_M4]);
	device_exti(hsem, EXTI_LINE_HSEM_C1, level[HSEM_CORE_A7]);
	device_exti(hsem, EXTI_LINE_HSEM_C2, level[HSEM_CORE_M4]);
}

/* A release is remembered for both cores, whoever waits for it. */
static void hsem_release(struct device *hsem, unsigned id)
{
	uint32_t core;

	device_set_word(hsem, HSEM_R(id), 0);
	for (core = HSEM_CORE_A7; core <= HSEM_CORE_M4; core++) {
		const uint32_t status = HSEM_INTERRUPT(core) + HSEM_ISR;

		device_set_word(hsem, status, device_word(hsem, status) | 1u << id);
	}
}

/* RM0436, HSEM lock procedures: in one step, by a read. */
static uint32_t hsem_read_lock(struct device *hsem, unsigned id, uint32_t core)
{
	if (!(device_word(hsem, HSEM_R(id)) & HSEM_LOCK))
		device_set_word(hsem, HSEM_R(id), owner_word(core, 0));
	return device_word(hsem, HSEM_R(id));
}

/* RM0436, HSEM lock procedures: in two steps, and unlock. */
static void hsem_write_lock(struct device *hsem, unsigned id, uint32_t core, uint32_t value)
{
	const uint32_t now = device_word(hsem, HSEM_R(id));
	const uint32_t process = value & HSEM_PROCID_MASK;

	if ((value & HSEM_COREID_MASK) >> HSEM_COREID_SHIFT != core) {
		device_note(hsem, "semaphore %u written with core id %u by core %u: ignored", id,
			    (unsigned)((value & HSEM_COREID_MASK) >> HSEM_COREID_SHIFT),
			    (unsigned)core);
		return;
	}
	if (value & HSEM_LOCK) {
		if (!(now & HSEM_LOCK))
			device_set_word(hsem, HSEM_R(id), owner_word(core, process));
		return;
	}
	if (now == owner_word(core, process)) {
		hsem_release(hsem, id);
		hsem_update(hsem);
	} else if (now & HSEM_LOCK) {
		device_note(hsem,
			    "semaphore %u released by core %u, process %u, which does not hold it",
			    id, (unsigned)core, (unsigned)process);
	}
}

/* RM0436, HSEM clear by key: frees all that a core holds, whoever asks. */
static void hsem_clear(struct device *hsem, uint32_t value)
{
	unsigned id;

	if ((value ^ device_word(hsem, HSEM_KEYR)) & HSEM_KEY_MASK) {
		device_note(hsem, "semaphores not cleared: the key is not that of KEYR");
		return;
	}
	for (id = 0; id < HSEM_SEMAPHORES; id++) {
		const uint32_t now = device_word(hsem, HSEM_R(id));

		if ((now & HSEM_LOCK) && !((now ^ value) & HSEM_COREID_MASK))
			hsem_release(hsem, id);
	}
	hsem_update(hsem);
}

static uint32_t hsem_read(struct device *hsem, const struct device_access *access)
{
	if (access->offset >= HSEM_RLR(0) && access->offset < HSEM_RLR(HSEM_SEMAPHORES)) {
		const unsigned id = (access->offset - HSEM_RLR(0)) / 4;

		return access->peek ? device_word(hsem, HSEM_R(id))
				    : hsem_read_lock(hsem, id, core_of(access));
	}
	return device_read(hsem, access);
}

static void hsem_write(struct device *hsem, const struct device_access *access, uint32_t value)
{
	uint32_t core;

	value &= access->mask;
	if (access->offset < HSEM_R(HSEM_SEMAPHORES)) {
		hsem_write_lock(hsem, access->offset / 4, core_of(access), value);
		return;
	}
	if (access->offset == HSEM_CR) {
		hsem_clear(hsem, value);
		return;
	}
	for (core = HSEM_CORE_A7; core <= HSEM_CORE_M4; core++) {
		const uint32_t set = HSEM_INTERRUPT(core);

		if (access->offset == set + HSEM_ICR) {
			device_set_word(hsem, set + HSEM_ISR,
					device_word(hsem, set + HSEM_ISR) & ~value);
			hsem_update(hsem);
			return;
		}
	}
	device_write(hsem, access, value);
	hsem_update(hsem);
}

/* To read from RLR is to lock. */
static bool hsem_steady(const struct device *hsem, uint32_t offset)
{
	(void)hsem;
	return offset < HSEM_RLR(0) || offset >= HSEM_RLR(HSEM_SEMAPHORES);
}

const struct device_model hsem_model = {
	.model = "hsem",
	.registers = hsem_registers,
	.ops = {.reset = hsem_update,
		.read = hsem_read,
		.steady = hsem_steady,
		.write = hsem_write},
};
