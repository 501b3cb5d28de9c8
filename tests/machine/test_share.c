/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A firmware and Linux share the chip, from the boot on: pins of the same GPIO banks, and the clock of two
 * UARTs. USART3 is Linux's, UART5 is the Cortex-M4's; one selector feeds both (RM0436, RCC_UART35CKSELR).
 * The Cortex-M4 runs in the middle of the host's accesses to the banks, as long as a seed says.
 */
#include "machine/boot_rig.h"

#include <errno.h>
#include <libfdt.h>
#include <stdio.h>

#include "../firmware/remote/share.h"
#include "machine/firmware.h"
#include "machine/machine.h"
#include "soc/regs/hsem.h"
#include "soc/regs/usart.h"

#define NODE	      "/ahb/m4@10000000/m4_system_resources/serial@40011000"
#define FIREWALL      "/soc/etzpc@5c007000"
#define DECPROT_UART5 0x21u /* RM0436, ETZPC, peripherals behind it */
#define ISOLATED      2u

#define ROUNDS	     6000u /* of each processor */
#define TURNS_MAX    1000000u
#define INSTRUCTIONS 320u
#define CYCLE_PS     UINT64_C(4788) /* an instruction at 208.877929 MHz */
#define CORE_HZ	     208877929u
#define HSI_HZ	     64000000u
#define CSI_HZ	     4000000u
#define DIVIDER	     556u /* 115200 baud of HSI */

static struct firmware firmware;
static struct machine *machine;
static struct boot_tree tfa_tree, linux_tree;
static struct share *m4;
static char said[16384]; /* "kind: text" of each event */
static uint64_t line_end; /* of the last line of USART3: when it was out */

static void on_event(void *context, const struct machine_event *event)
{
	const size_t used = strlen(said);

	(void)context;
	if (!strcmp(event->kind, "uart-line") && !strcmp(event->name, "USART3"))
		line_end = event->time;
	snprintf(said + used, sizeof(said) - used, "%s %s: %.*s%s\n", event->kind,
		 event->name ? event->name : "", event->data ? (int)event->length : 0,
		 event->data ? (const char *)event->data : "", event->text ? event->text : "");
}

#define assert_said(what)                                                                          \
	do {                                                                                       \
		if (!strstr(said, what))                                                           \
			fail_msg("not said: %s\n%s", what, said);                                  \
	} while (0)

/* ---- the trees ---- */

/* UART5 is the Cortex-M4's alone. */
static struct boot_tree tfa_with_uart5(void)
{
	const struct boot_tree own = tree_own(BOOT_TFA);
	int size;
	const fdt32_t *cells =
		fdt_getprop(own.data, fdt_path_offset(own.data, FIREWALL), "st,decprot", &size);
	uint32_t changed[128];
	unsigned found = 0;
	size_t count;

	assert_non_null(cells);
	count = (size_t)size / 4;
	assert_true(count <= sizeof(changed) / sizeof(changed[0]));
	for (size_t i = 0; i < count; i++) {
		changed[i] = fdt32_to_cpu(cells[i]);
		if (changed[i] >> 16 != DECPROT_UART5)
			continue;
		changed[i] = DECPROT_UART5 << 16 | ISOLATED << 8;
		found++;
	}
	assert_int_equal(found, 1);
	return tree_with_cells(own, FIREWALL, "st,decprot", changed, count);
}

static struct boot_tree linux_with_uarts(bool linux_has_one)
{
	const struct boot_tree tree = tree_with_text(tree_own(BOOT_LINUX), NODE, "status", "okay");
	struct boot_tree both;

	if (!linux_has_one)
		return tree;
	both = tree_with_text(tree, "/soc/bus@5c007000/serial@4000f000", "status", "okay");
	free((void *)tree.data);
	return both;
}

/* ---- a life ---- */

static struct linux_system *linux_of(void)
{
	return machine_linux(machine);
}

static void run_us(unsigned us)
{
	assert_int_equal(machine_run(machine, machine_now(machine) + us * PS_PER_US), 0);
}

static void power(bool linux_has_one)
{
	struct host_error error = {.text = ""};
	struct machine_config config = {.event = on_event, .error = &error};

	tfa_tree = tfa_with_uart5();
	linux_tree = linux_with_uarts(linux_has_one);
	config.tfa_tree = tfa_tree;
	config.linux_tree = linux_tree;
	said[0] = '\0';
	if (machine_create(&machine, &config))
		fail_msg("it does not boot: %s", error.text);
	m4 = board_memory(machine_board(machine), SOC_M4, SHARE_ADDRESS, sizeof(*m4));
	assert_non_null(m4);
}

static void start(void)
{
	struct host_error error;
	unsigned turns = 0;

	m4->ready = 0;
	if (machine_start(machine, firmware.data, firmware.size, &error))
		fail_msg("%s", error.text);
	while (!m4->ready && turns++ < 1000)
		run_us(10);
	assert_true(m4->ready);
	assert_int_equal(m4->result, 0);
}

static void power_off(void)
{
	machine_destroy(machine);
	free((void *)tfa_tree.data);
	free((void *)linux_tree.data);
}

static void order(enum share_order what, uint32_t argument)
{
	m4->argument = argument;
	m4->go = what;
}

static void wait_done(void)
{
	unsigned turns = 0;

	while (m4->go && turns++ < 100000)
		run_us(10);
	assert_int_equal(m4->go, 0);
}

static int obeyed(enum share_order what, uint32_t argument)
{
	order(what, argument);
	wait_done();
	return m4->result;
}

/* ---- pins ---- */

/* Linux's, of the SD card and of I2C1. */
static const struct share_pin ours[] = {{'C', 8},  {'C', 9},  {'C', 10},
					{'C', 11}, {'C', 12}, {'F', 15}};
static const struct share_pin theirs[SHARE_M4_COUNT] = SHARE_M4_PINS;
static const char banks[] = {'C', 'F'};

#define OURS (sizeof(ours) / sizeof(ours[0]))

static struct gpio_pin left[OURS]; /* as the host configured them last */
static uint32_t seed_state;
static unsigned contended; /* looks at a lock that the Cortex-M4 had */

static uint32_t next_random(void)
{
	seed_state ^= seed_state << 13;
	seed_state ^= seed_state >> 17;
	seed_state ^= seed_state << 5;
	return seed_state;
}

/* The Cortex-M4 has a turn, unless the host is faster this time. */
static void other_side(void)
{
	struct timeline *timeline = board_timeline(machine_board(machine));
	uint64_t until = timeline->now + CYCLE_PS * (1 + next_random() % INSTRUCTIONS);

	if (next_random() % 4)
		return;
	/* What is due is the machine's to do, not in the middle of an access. */
	if (timeline_next(timeline) <= timeline->now)
		return;
	if (until >= timeline_next(timeline))
		until = timeline_next(timeline) - 1;
	if (until > timeline->now)
		(void)board_run(machine_board(machine), until);
}

static uint32_t slow_read(void *context, uint32_t address, unsigned size)
{
	const struct mmio_bus *bus = board_port(machine_board(machine), SOC_A7);

	(void)context;
	other_side();
	return bus->read(bus->context, address, size);
}

static void slow_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	const struct mmio_bus *bus = board_port(machine_board(machine), SOC_A7);

	(void)context;
	other_side();
	bus->write(bus->context, address, size, value);
}

static const struct mmio_bus slow_bus = {.read = slow_read, .write = slow_write};

static struct mmio bank_of(char letter)
{
	return (struct mmio){board_port(machine_board(machine), SOC_A7), gpio_bank_address(letter)};
}

/* Returns 1 if it was lost what the host did to this pin before, or now. */
static uint32_t change(size_t which, uint32_t n)
{
	const struct mmio bank = {&slow_bus, gpio_bank_address(ours[which].bank)};
	const unsigned pin = ours[which].number;
	bool lost = !share_same(share_look(bank, pin), left[which]);

	left[which] = share_config(n);
	return (gpio_configure(bank, pin, &left[which]) != 0) | lost;
}

static void lock(void)
{
	unsigned turns = 0;

	while (hwspin_trylock(machine_locks(machine), HSEM_ID_GPIO, "test") == -EBUSY) {
		contended++;
		if (turns++ > TURNS_MAX)
			fail_msg("the M4 does not give the lock back");
		other_side();
	}
}

static void unlock(void)
{
	assert_int_equal(hwspin_unlock(machine_locks(machine), HSEM_ID_GPIO), 0);
}

struct gpio_state {
	struct gpio_pin pins[sizeof(banks)][GPIO_PINS];
};

static struct gpio_state look(void)
{
	struct gpio_state state;

	for (size_t i = 0; i < sizeof(banks); i++) {
		for (unsigned pin = 0; pin < GPIO_PINS; pin++)
			state.pins[i][pin] = share_look(bank_of(banks[i]), pin);
	}
	return state;
}

static void expect(struct gpio_state *state, struct share_pin pin, struct gpio_pin config)
{
	state->pins[pin.bank == 'F'][pin.number] = config;
}

/* Which configuration was the last of pin `which` of `count` that take turns. */
static struct gpio_pin last_of(uint32_t which, uint32_t count)
{
	return share_config((ROUNDS - 1 - which) / count);
}

/* Both change their pins at the same time. Returns how many changes of the host's, and pins at the end,
 * are not as they were made. */
static uint32_t change_pins(bool locked)
{
	struct gpio_state expected, found;
	uint32_t lost = 0;

	contended = 0;
	expected = look();
	for (size_t i = 0; i < OURS; i++) {
		left[i] = share_look(bank_of(ours[i].bank), ours[i].number);
		expect(&expected, ours[i], last_of((uint32_t)i, OURS));
	}
	for (uint32_t i = 0; i < SHARE_M4_COUNT; i++)
		expect(&expected, theirs[i], last_of(i, SHARE_M4_COUNT));
	order(locked ? SHARE_PINS : SHARE_PINS_UNLOCKED, ROUNDS);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		/* Whoever only gives back and takes again lets nobody else in. */
		other_side();
		if (locked)
			lock();
		lost += change(i % OURS, i / OURS);
		if (locked)
			unlock();
	}
	wait_done();
	assert_int_equal(m4->result, 0);
	found = look();
	for (size_t i = 0; i < sizeof(banks); i++) {
		for (unsigned pin = 0; pin < GPIO_PINS; pin++)
			lost += !share_same(found.pins[i][pin], expected.pins[i][pin]);
	}
	print_message("%s: %u changes, %u lost seen by the host, %u by the M4, %u looks at a held "
		      "lock\n",
		      locked ? "locked" : "no lock", 2 * ROUNDS, lost, m4->lost, contended);
	return lost;
}

/* The trees give each side its pins. */
static void assert_holds(struct share_pin pin, bool m4_has_it)
{
	const struct claim *claim =
		claims_find(&linux_of()->claims, CLAIM_PIN,
			    16u * (uint32_t)(pin.bank - 'A') + pin.number, NULL);

	assert_non_null(claim);
	assert_int_equal(!strncmp(claim->holder, "m4: ", 4), m4_has_it);
}

/* ---- the clock ---- */

#define rate_of(clock) clk_rate(linux_of()->clocks, clk_by_name(clock))

/* Linux's driver's, NULL: it has none. */
static struct clk *usart3_of_linux(void)
{
	const struct claim *claim = claims_find(&linux_of()->claims, CLAIM_CLOCK,
						(uint32_t)clk_by_name("usart3_k"), NULL);

	return claim ? claim->handle : NULL;
}

struct level {
	unsigned clocks[256];
	size_t claims;
};

static struct level level_now(void)
{
	struct level level = {.claims = linux_of()->claims.count};

	for (int i = 0; i < clk_count(); i++)
		level.clocks[i] = clk_enable_count(linux_of()->clocks, i);
	return level;
}

static void assert_level(const struct level *expected)
{
	const struct level now = level_now();

	assert_memory_equal(&now, expected, sizeof(now));
}

static void assert_about(uint64_t found, uint64_t expected)
{
	if (found < expected || found > expected + expected / 50)
		fail_msg("%llu, not about %llu", (unsigned long long)found,
			 (unsigned long long)expected);
}

/* UART5's line takes the time on the wire, by the Cortex-M4's own count. */
static void assert_m4_line(uint32_t divider, uint32_t hz)
{
	said[0] = '\0';
	assert_int_equal(obeyed(SHARE_SAY, divider), 0);
	assert_about(m4->value, (uint64_t)SHARE_BITS * divider * CORE_HZ / hz);
	assert_said("uart-line UART5: wire");
}

/* And USART3's, in virtual time. */
static void assert_linux_line(uint32_t divider, uint32_t hz)
{
	const struct mmio uart = {board_port(machine_board(machine), SOC_A7), 0x4000F000};
	const uint64_t expected = (uint64_t)SHARE_BITS * divider * 1000000000u / hz; /* ns */
	uint64_t started;

	said[0] = '\0';
	mmio_write32(uart, USART_CR1, 0);
	mmio_write32(uart, USART_BRR, divider);
	mmio_write32(uart, USART_CR1, USART_CR1_FIFOEN | USART_CR1_TE | USART_CR1_UE);
	started = machine_now(machine);
	for (const char *c = SHARE_LINE; *c; c++)
		mmio_write32(uart, USART_TDR, (uint32_t)*c);
	run_us((unsigned)(expected / 1000) + 100);
	assert_said("uart-line USART3: wire");
	assert_about((line_end - started) / 1000, expected);
}

#define assert_answer(status, hz)                                                                  \
	do {                                                                                       \
		assert_int_equal(status, 0);                                                       \
		assert_int_equal(m4->value, hz);                                                   \
	} while (0)
#define assert_refused(status, hz)                                                                 \
	do {                                                                                       \
		assert_int_equal(status, -EBUSY);                                                  \
		assert_int_equal(m4->value, hz);                                                   \
		assert_said("another uses it");                                                    \
	} while (0)

/* ---- the runs ---- */

static void a_bank_and_a_clock_are_shared(void **state)
{
	struct level boot;
	struct clk *usart3;

	(void)state;
	seed_state = 1;
	power(true);
	usart3 = usart3_of_linux();
	assert_non_null(usart3);
	assert_int_equal(rate_of("usart3_k"), HSI_HZ);
	boot = level_now();
	start();

	for (size_t i = 0; i < OURS; i++)
		assert_holds(ours[i], false);
	for (size_t i = 0; i < SHARE_M4_COUNT; i++)
		assert_holds(theirs[i], true);
	assert_int_equal(change_pins(true), 0);
	assert_int_equal(m4->lost, 0);
	/* Else they were never there at the same time. */
	assert_true(contended > ROUNDS / 20);

	/* Linux's USART3 is on: its rate, and so UART5's, stays. */
	assert_answer(obeyed(SHARE_GET, 0), HSI_HZ);
	assert_refused(obeyed(SHARE_SET, CSI_HZ), HSI_HZ);
	assert_m4_line(DIVIDER, HSI_HZ);
	assert_linux_line(DIVIDER, HSI_HZ);

	/* Linux lets go, as when the last program closes the tty: now it is the firmware's to choose. */
	clk_disable(usart3);
	assert_answer(obeyed(SHARE_SET, CSI_HZ), CSI_HZ);
	assert_int_equal(rate_of("uart5_k"), CSI_HZ);
	assert_m4_line(DIVIDER, CSI_HZ);
	assert_m4_line(DIVIDER / (HSI_HZ / CSI_HZ), CSI_HZ);

	/* Linux uses it again, as it finds it. */
	assert_int_equal(clk_enable(usart3), 0);
	assert_refused(obeyed(SHARE_SET, HSI_HZ), CSI_HZ);
	assert_linux_line(DIVIDER / (HSI_HZ / CSI_HZ), CSI_HZ);

	/* And keeps it when the firmware is gone. */
	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(rate_of("usart3_k"), CSI_HZ);
	/* Back on its old source, all is held as often as after the boot. */
	assert_int_equal(clk_set_parent(usart3, clk_by_name("hsi")), 0);
	assert_level(&boot);
	assert_linux_line(DIVIDER, HSI_HZ);
	power_off();
}

static void without_a_user_in_linux_the_rate_is_the_firmwares(void **state)
{
	struct level boot;

	(void)state;
	power(false);
	assert_null(usart3_of_linux());
	boot = level_now();
	start();
	assert_answer(obeyed(SHARE_GET, 0), HSI_HZ);
	assert_m4_line(DIVIDER, HSI_HZ);
	assert_answer(obeyed(SHARE_SET, CSI_HZ), CSI_HZ);
	assert_m4_line(DIVIDER, CSI_HZ);
	assert_answer(obeyed(SHARE_SET, HSI_HZ), HSI_HZ);
	assert_m4_line(DIVIDER, HSI_HZ);
	assert_int_equal(machine_stop(machine), 0);
	assert_level(&boot);
	power_off();
}

/* Or the run above would prove nothing. */
static void without_the_lock_changes_are_lost(void **state)
{
	(void)state;
	seed_state = 1;
	power(true);
	start();
	assert_true(change_pins(false) > 0);
	assert_true(m4->lost > 0);
	assert_int_equal(machine_stop(machine), 0);
	power_off();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bank_and_a_clock_are_shared),
		cmocka_unit_test(without_a_user_in_linux_the_rate_is_the_firmwares),
		cmocka_unit_test(without_the_lock_changes_are_lost),
	};
	int failed;

	firmware = firmware_load("../test-firmware/share");
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	firmware_free(&firmware);
	return failed;
}
