/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pins and the edges of interrupts are set in registers that hold the fields of both processors. Linux's
 * drivers (drivers/pinctrl/stm32/pinctrl-stm32.c, drivers/irqchip/irq-stm32-exti.c) take the semaphore
 * that their node's hwlocks names; where there is none they take none. Here they are taken all the same:
 * firmware of ST's distribution counts on them.
 */

#include "drivers/rcc.h"
#include "host/boot/linux_internal.h"
#include "host/boot/pins.h"
#include "host/boot/wires.h"
#include "soc/regs/exti.h"
#include "soc/regs/hsem.h"
#include "soc/regs/rcc.h"

#define RISING	1u
#define FALLING 2u
#define HIGH	4u
#define LOW	8u

struct configuring {
	struct kernel *kernel;
	const char *path;
};

/* ---- the locks ---- */

/* Whether an enabled node of this kind has no lock, or another one than firmware takes for it. */
static bool lacks_lock(struct kernel *kernel, const char *compatible, unsigned expected)
{
	const struct dt *dt = &kernel->stage.dt;
	bool lacks = false;

	for (int node = dt_next_compatible(dt, DT_NONE, compatible); node >= 0;
	     node = dt_next_compatible(dt, node, compatible)) {
		struct dt_args args;

		if (!dt_available(dt, node))
			continue;
		if (dt_args(dt, node, "hwlocks", "#hwlock-cells", 0, &args) || !args.count)
			lacks = true;
		else if (args.cells[0] != expected)
			stage_warn(&kernel->stage,
				   "%s: hwlocks names semaphore %u; %u is taken, as firmware does",
				   dt_name(dt, node), (unsigned)args.cells[0], expected);
	}
	return lacks;
}

void kernel_locks_open(struct kernel *kernel)
{
	const bool pins = lacks_lock(kernel, "st,stm32mp157-pinctrl", HSEM_ID_GPIO) ||
			  lacks_lock(kernel, "st,stm32mp157-z-pinctrl", HSEM_ID_GPIO);
	const bool exti = lacks_lock(kernel, "st,stm32mp1-exti", HSEM_ID_EXTI);

	if (pins || exti)
		stage_warn(&kernel->stage,
			   "the tree gives %s no hwlocks: its Linux would take no semaphore for "
			   "what the M4 configures too; %s taken here all the same",
			   pins && exti ? "pins and EXTI"
			   : pins	? "the pins"
					: "EXTI",
			   pins && exti ? "0 and 1 are"
			   : pins	? "0 is"
					: "1 is");
	/* Linux's driver turns its clock on; a tree without the node has no such driver. */
	rcc_enable(stage_block(&kernel->stage, "RCC"), RCC_A7, RCC_MP_AHB3ENSETR,
		   RCC_AHB3EN_HSEMEN);
	kernel->locks = !hsem_init(&kernel->hsem, stage_block(&kernel->stage, "HSEM"), HSEM_A7);
}

static bool lock(const struct configuring *configuring, unsigned id, const char *what)
{
	struct kernel *kernel = configuring->kernel;

	if (kernel->locks && !hsem_trylock(&kernel->hsem, id))
		return true;
	stage_warn(&kernel->stage, "%s: its %s stay as they are: semaphore %u %s",
		   configuring->path, what, id, kernel->locks ? "is taken" : "does not answer");
	return false;
}

static void unlock(const struct configuring *configuring, unsigned id)
{
	(void)hsem_unlock(&configuring->kernel->hsem, id);
}

/* ---- pins ---- */

static int group_configure(void *context, int group)
{
	struct configuring *configuring = context;
	struct stage *stage = &configuring->kernel->stage;
	struct pins_outcome outcome = {.done = 0};
	char name[CLAIM_PIN_NAME];

	if (!lock(configuring, HSEM_ID_GPIO, "pins"))
		return 0;
	pins_configure(stage, group, &outcome);
	unlock(configuring, HSEM_ID_GPIO);
	/* What the secure world keeps (GPIO_SECCFGR) it has configured. */
	if (outcome.refused)
		stage_detail(stage, "%s: pin %s is not this world's to configure",
			     configuring->path, claims_pin_name(outcome.first_refused, name));
	return 0;
}

/* ---- edges ---- */

static bool has_edges(unsigned line)
{
	static const uint32_t configurable[EXTI_BANKS] = {EXTI_CONFIGURABLE_0, EXTI_CONFIGURABLE_1,
							  EXTI_CONFIGURABLE_2};

	return line < 32 * EXTI_BANKS && (configurable[line / 32] & 1u << line % 32);
}

static void bit_set(struct mmio exti, uint32_t offset, uint32_t bit, bool on)
{
	const uint32_t word = mmio_read32(exti, offset);

	mmio_write32(exti, offset, on ? word | bit : word & ~bit);
}

/* The bank that a line listens to. */
static void port_select(struct mmio exti, const struct wire_trigger *trigger)
{
	const uint32_t port = trigger->pin / 16;
	const uint32_t offset = EXTI_EXTICR(trigger->line / 4);
	const unsigned shift = 8 * (trigger->line % 4);
	const uint32_t word = mmio_read32(exti, offset);

	/* Z comes after K. */
	mmio_write32(exti, offset,
		     (word & ~(0xFFu << shift)) | (port < EXTI_PORTS ? port : EXTI_PORTS - 1)
							  << shift);
}

static int trigger_configure(void *context, const struct wire_trigger *trigger)
{
	struct configuring *configuring = context;
	const struct mmio exti = stage_block(&configuring->kernel->stage, "EXTI");
	const uint32_t bank = EXTI_BANK(trigger->line / 32);
	const uint32_t bit = 1u << trigger->line % 32;

	if (!has_edges(trigger->line))
		return 0;
	if (trigger->is_pin && lock(configuring, HSEM_ID_GPIO, "interrupts")) {
		port_select(exti, trigger);
		unlock(configuring, HSEM_ID_GPIO);
	}
	if (lock(configuring, HSEM_ID_EXTI, "interrupts")) {
		bit_set(exti, bank + EXTI_RTSR, bit, trigger->type & (RISING | HIGH));
		bit_set(exti, bank + EXTI_FTSR, bit, trigger->type & (FALLING | LOW));
		unlock(configuring, HSEM_ID_EXTI);
	}
	return 0;
}

/* ---- a device ---- */

void kernel_wires_configure(struct kernel *kernel, const struct walk *walk)
{
	static const char *const states[] = {"default", NULL};
	const struct dt *dt = &kernel->stage.dt;
	const int node = walk->levels[walk->depth].node;
	struct configuring configuring = {.kernel = kernel, .path = walk->path};
	const struct wire_visitor visitor = {
		.group = group_configure, .trigger = trigger_configure, .context = &configuring};

	/* What is wrong in them has been told. */
	(void)!wire_pins(dt, node, states, &visitor);
	(void)!wire_interrupts(dt, node, walk_interrupt_parent(walk), &visitor);
}
