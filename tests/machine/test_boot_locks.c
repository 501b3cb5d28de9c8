/* SPDX-License-Identifier: BSD-3-Clause */
/* What Linux configures and the Cortex-M4 too: pins and the edges of EXTI, under semaphores 0 and 1
 * whatever the tree says. */
#include "machine/boot_rig.h"

#include "soc/regs/rcc.h"

#define RCC   0x50000000u
#define EXTI  0x5000D000u
#define HSEM0 0x4C000000u
#define HSEM1 0x4C000004u
#define BY_A7 0x80000100u
#define BY_M4 0x80000200u
#define PINS  "/soc/pinctrl@50002000"
#define PINSZ "/soc/pinctrl@54004000"

static const struct boot_tree own = {NULL, 0};

/* Looks at the semaphores when a register is written that they guard. */
static struct {
	const struct mmio_bus *bus;
	unsigned pins, edges, ports, unguarded;
} watch;

static bool is_held(uint32_t semaphore)
{
	return watch.bus->read(watch.bus->context, semaphore, 4) == BY_A7;
}

static uint32_t watched_read(void *context, uint32_t address, unsigned size)
{
	(void)context;
	return watch.bus->read(watch.bus->context, address, size);
}

static void watched_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	const uint32_t offset = address & 0x3FF;
	const bool bank = (address >= 0x50002000 && address < EXTI) ||
			  (address >= 0x54004000 && address < 0x54005000);

	(void)context;
	if (bank && (offset < 0x10 || offset == 0x20 || offset == 0x24)) {
		watch.pins++;
		watch.unguarded += !is_held(HSEM0);
	} else if (address >= EXTI + 0x60 && address < EXTI + 0x70) {
		watch.ports++;
		watch.unguarded += !is_held(HSEM0);
	} else if (address >= EXTI && address < EXTI + 0x60) {
		watch.edges++;
		watch.unguarded += !is_held(HSEM1);
	}
	watch.bus->write(watch.bus->context, address, size, value);
}

static struct rig *rig_watched(struct boot_tree tree)
{
	static const struct mmio_bus bus = {NULL, watched_read, watched_write};
	struct rig *rig = rig_make();

	memset(&watch, 0, sizeof(watch));
	watch.bus = rig->normal.bus;
	rig->normal.bus = &bus;
	rig_boot(rig, own, tree);
	rig->normal.bus = watch.bus;
	return rig;
}

static void each_is_set_under_its_lock(void **state)
{
	struct rig *rig = rig_watched(own);

	(void)state;
	assert_no_warnings(rig);
	assert_true(watch.pins > 50);
	assert_true(watch.edges >= 4);
	assert_true(watch.ports >= 1);
	assert_int_equal(watch.unguarded, 0);
	assert_int_equal(rig_read(rig, HSEM0), 0);
	assert_int_equal(rig_read(rig, HSEM1), 0);
	/* I2C1 on PD12: alternate function 5, open drain. */
	assert_int_equal(rig_read(rig, 0x50005000) >> 24 & 3, 2);
	assert_int_equal(rig_read(rig, 0x50005004) >> 12 & 1, 1);
	assert_int_equal(rig_read(rig, 0x50005024) >> 16 & 15, 5);
	/* The power supply's chip on PA0, falling; the coprocessor's watchdog on line 68, rising. */
	assert_int_equal(rig_read(rig, EXTI + 0x60) & 0xFF, 0);
	assert_int_equal(rig_read(rig, EXTI + 0x04) & 1, 1);
	assert_int_equal(rig_read(rig, EXTI + 0x00) & 1, 0);
	assert_int_equal(rig_read(rig, EXTI + 0x40) >> 4 & 1, 1);
	/* I2C5 is the M4's: its pins, PA11 and PA12, stay as after reset. */
	assert_int_equal(rig_read(rig, 0x50002000) >> 22 & 15, 15);
	rig_free(rig);
}

/* As mainline has it: no hwlocks. */
static void without_hwlocks_the_locks_are_taken_and_it_is_told(void **state)
{
	struct boot_tree pins = tree_with(tree_own(BOOT_LINUX), PINS, "hwlocks", NULL, 0);
	struct boot_tree both =
		tree_with(pins, "/soc/interrupt-controller@5000d000", "hwlocks", NULL, 0);
	struct rig *rig = rig_watched(pins);

	(void)state;
	assert_int_equal(rig_warnings(rig), 1);
	assert_warned(rig, "the tree gives the pins no hwlocks: its Linux would take no semaphore");
	assert_warned(rig, "0 is taken here all the same");
	assert_int_equal(watch.unguarded, 0);
	rig_free(rig);

	rig = rig_watched(both);
	assert_int_equal(rig_warnings(rig), 1);
	assert_warned(rig, "the tree gives pins and EXTI no hwlocks");
	assert_warned(rig, "0 and 1 are taken here all the same");
	assert_true(watch.pins > 50);
	assert_int_equal(watch.unguarded, 0);
	rig_free(rig);
	free((void *)pins.data);
	free((void *)both.data);
}

static void another_semaphore_than_firmware_takes_is_told(void **state)
{
	const struct boot_tree tree = tree_own(BOOT_LINUX);
	struct boot_tree other;
	uint32_t cells[3];
	struct rig *rig;
	struct dt dt;

	(void)state;
	assert_int_equal(dt_open(&dt, tree.data, tree.size, NULL), 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(dt_cell(&dt, dt_find(&dt, PINSZ), "hwlocks", i, &cells[i]), 0);
	cells[1] = 5;
	other = tree_with_cells(tree, PINSZ, "hwlocks", cells, 3);
	rig = rig_watched(other);
	assert_int_equal(rig_warnings(rig), 1);
	assert_warned(rig, "pinctrl@54004000: hwlocks names semaphore 5; 0 is taken");
	assert_int_equal(watch.unguarded, 0);
	rig_free(rig);
	free((void *)other.data);
}

/* A firmware that a boot loader started holds them: it keeps them, and what they guard. */
static void a_lock_that_is_held_is_left_alone(void **state)
{
	struct rig *rig = rig_make();
	const struct mmio m4 = {board_port(rig->board, SOC_M4), 0};

	(void)state;
	assert_int_equal(rig_tfa(rig, tree_own(BOOT_TFA)), 0);
	assert_int_equal(rig_bootloader(rig, tree_own(BOOT_LINUX)), 0);
	mmio_write32(m4, HSEM0, BY_M4);
	mmio_write32(m4, HSEM1, BY_M4);
	assert_int_equal(rig_linux(rig), 0);
	assert_warned(rig, "i2c@40012000: its pins stay as they are: semaphore 0 is taken");
	assert_warned(rig, "its interrupts stay as they are: semaphore 1 is taken");
	assert_int_equal(rig_read(rig, HSEM0), BY_M4);
	assert_int_equal(rig_read(rig, HSEM1), BY_M4);
	assert_int_equal(rig_read(rig, 0x50005000) >> 24 & 3, 3);
	assert_int_equal(rig_read(rig, EXTI + 0x40), 0);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_set_under_its_lock),
		cmocka_unit_test(without_hwlocks_the_locks_are_taken_and_it_is_told),
		cmocka_unit_test(another_semaphore_than_firmware_takes_is_told),
		cmocka_unit_test(a_lock_that_is_held_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
