/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine's status while things happen: buffers on their way, locks of the host, isolation, a stop. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <setjmp.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "machine/firmware.h"
#include "machine/status.h"
#include "soc/regs/etzpc.h"

#define MS	  (1000 * PS_PER_US)
#define ETZPC	  0x5C007000u
#define USART3_ID 0x1Fu
#define SRAM4_ID  0x53u

static struct firmware firmware;
static struct witness witness;
static struct machine *machine;
static struct machine_status status;

static int load(void **state)
{
	(void)state;
	firmware = firmware_load("tty-echo");
	return 0;
}

static int unload(void **state)
{
	(void)state;
	firmware_free(&firmware);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	memset(&witness, 0, sizeof(witness));
	memset(&status, 0, sizeof(status));
	machine = witness_machine(&witness, (struct machine_config){.pace = MACHINE_FAST});
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	machine_status_free(&status);
	machine_destroy(machine);
	return 0;
}

static void start(void)
{
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_run(machine, machine_now(machine) + MS), 0);
}

static void take(void)
{
	machine_status_free(&status);
	assert_int_equal(machine_status_take(&status, machine), 0);
}

static const struct status_peripheral *peripheral(const char *name)
{
	for (size_t i = 0; i < status.chip.peripheral_count; i++) {
		if (!strcmp(status.chip.peripherals[i].name, name))
			return &status.chip.peripherals[i];
	}
	fail_msg("there is no %s", name);
	return NULL;
}

static unsigned held_for_m4(void)
{
	unsigned count = 0;

	for (size_t i = 0; i < status.chip.resource_count; i++)
		count += status.chip.resources[i].by == STATUS_M4;
	return count;
}

static void expect_buffers(uint32_t received, uint32_t sent)
{
	take();
	assert_int_equal(status.chip.link_count, 1);
	assert_int_equal(status.chip.links[0].usage.buffers, 16);
	assert_int_equal(status.chip.links[0].usage.received, received);
	assert_int_equal(status.chip.links[0].usage.sent, sent);
}

static void from_start_to_stop(void **state)
{
	(void)state;
	take();
	assert_int_equal(status.chip.m4_state, RPROC_OFFLINE);
	assert_int_equal(status.core, MACHINE_CORE_HELD);
	assert_int_equal(status.chip.firmware_size, 0);
	assert_int_equal(status.chip.channel_count, 0);
	assert_int_equal(held_for_m4(), 0);
	assert_int_equal(machine_run(machine, 3 * MS), 0);
	start();
	take();
	assert_int_equal(status.chip.m4_state, RPROC_RUNNING);
	assert_int_equal(status.chip.m4_since, 3000000);
	assert_int_equal(status.chip.now, 4000000);
	assert_int_equal(status.core, MACHINE_CORE_SLEEPS);
	assert_string_equal(status.function, "remote_idle");
	assert_int_equal(status.chip.firmware_size, firmware.size);
	assert_int_equal(status.chip.channel_count, 2);
	assert_string_equal(status.chip.channels[1].tty, "ttyRPMSG1");
	assert_true(held_for_m4() > 10);
	assert_int_equal(machine_stop(machine), 0);
	take();
	assert_int_equal(status.chip.m4_state, RPROC_OFFLINE);
	assert_true(status.chip.m4_since > 4000000);
	assert_int_equal(status.core, MACHINE_CORE_HELD);
	assert_int_equal(status.chip.channel_count, 0);
	assert_int_equal(status.chip.link_count, 0);
	assert_int_equal(held_for_m4(), 0);
}

/* What was sent and the firmware has not looked at; then the answers, which a program that has the tty
 * open does not read. */
static void buffers_on_their_way(void **state)
{
	static uint8_t text[200 * 1024];
	struct tty *tty;
	int fd;

	(void)state;
	start();
	expect_buffers(0, 0);
	tty = tty_set_find(machine_ttys(machine), 0);
	assert_non_null(tty);
	fd = open(tty_path(tty), O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(fd >= 0);
	assert_int_equal(machine_run(machine, machine_now(machine) + MS), 0);
	memset(text, 'x', sizeof(text));
	assert_int_equal(tty_inject(tty, text, 1200), 0);
	expect_buffers(0, 3);
	assert_int_equal(machine_run(machine, machine_now(machine) + MS), 0);
	expect_buffers(0, 0);
	assert_int_equal(tty_inject(tty, text, sizeof(text)), 0);
	expect_buffers(0, 16);
	assert_int_equal(machine_run(machine, machine_now(machine) + 100 * MS), 0);
	take();
	assert_int_equal(status.chip.links[0].usage.received, 16);
	close(fd);
}

static void locks_of_the_host_have_a_name(void **state)
{
	struct hwspinlock_device *locks = machine_locks(machine);

	(void)state;
	start();
	assert_int_equal(hwspin_trylock(locks, 1, "pinctrl"), 0);
	assert_int_equal(hwspin_trylock(locks, 31, NULL), 0);
	take();
	assert_int_equal(status.chip.semaphore_count, 2);
	assert_int_equal(status.chip.semaphores[0].id, 1);
	assert_string_equal(status.chip.semaphores[0].core, "A7");
	assert_string_equal(status.chip.semaphores[0].purpose, "EXTI");
	assert_string_equal(status.chip.semaphores[0].user, "pinctrl");
	assert_int_equal(status.chip.semaphores[1].id, 31);
	assert_null(status.chip.semaphores[1].purpose);
	assert_int_equal(hwspin_unlock(locks, 1), 0);
	assert_int_equal(hwspin_unlock(locks, 31), 0);
	take();
	assert_int_equal(status.chip.semaphore_count, 0);
}

static void mode_set(unsigned id, unsigned mode)
{
	const struct mmio_bus *secure = board_port(machine_board(machine), SOC_A7_SECURE);
	const uint32_t address = ETZPC + ETZPC_DECPROT_OFFSET(id);
	uint32_t value = secure->read(secure->context, address, 4);

	value &= ~(3u << ETZPC_DECPROT_SHIFT(id));
	secure->write(secure->context, address, 4, value | mode << ETZPC_DECPROT_SHIFT(id));
}

/* What the registers say counts, not what the trees said. */
static void the_firewall_is_read_anew(void **state)
{
	(void)state;
	take();
	assert_string_equal(peripheral("USART3")->mode, "open");
	assert_int_equal(peripheral("USART3")->users, 0);
	mode_set(USART3_ID, ETZPC_MCU_ISOLATION);
	mode_set(SRAM4_ID, ETZPC_MCU_ISOLATION);
	take();
	assert_string_equal(peripheral("USART3")->mode, "M4-isolated");
	assert_int_equal(peripheral("USART3")->users, STATUS_M4);
	assert_string_equal(peripheral("SRAM4")->mode, "M4-isolated");
	assert_true(peripheral("SRAM4")->memory);
	assert_string_equal(peripheral("SRAM3")->mode, "open");
	assert_int_equal(status.refused, 0);
}

#define RCC_MP_APB5ENCLRR 0x5000020Cu /* RM0436 */
#define APB5_ETZPC	  (1u << 13)

/* Who cannot look must not say that all is open. */
static void without_a_clock_the_firewall_does_not_answer(void **state)
{
	const struct mmio_bus *secure = board_port(machine_board(machine), SOC_A7_SECURE);

	(void)state;
	take();
	assert_true(status.chip.firewall);
	secure->write(secure->context, RCC_MP_APB5ENCLRR, 4, APB5_ETZPC);
	take();
	assert_false(status.chip.firewall);
	assert_true(peripheral("TIM2")->guarded);
	assert_null(peripheral("TIM2")->mode);
	assert_string_equal(peripheral("TIM2")->m4_node, "timer@40000000");
}

static void refusals_are_counted(void **state)
{
	const struct mmio_bus *bus = board_port(machine_board(machine), SOC_A7);

	(void)state;
	mode_set(USART3_ID, ETZPC_MCU_ISOLATION);
	(void)bus->read(bus->context, 0x4000F000, 4);
	for (int i = 0; i < 3; i++)
		bus->write(bus->context, 0x4000F004, 4, 0);
	take();
	assert_int_equal(status.refused, 4);
	assert_int_equal(status.refusal_count, 2);
	assert_int_equal(status.refusals[0].count, 3);
	assert_int_equal(status.refusals[0].address, 0x4000F004);
	assert_true(status.refusals[0].write);
	assert_string_equal(status.refusals[0].name, "USART3");
	assert_string_equal(status.refusals[0].initiator, "A7");
	assert_int_equal(status.refusals[1].count, 1);
	assert_false(status.refusals[1].write);
	/* To look is not to touch. */
	take();
	assert_int_equal(status.refused, 4);
}

/* Once taken it stays what it was. */
static void a_status_is_a_copy(void **state)
{
	(void)state;
	start();
	take();
	machine_destroy(machine);
	assert_string_equal(status.chip.channels[0].name, "rpmsg-tty");
	assert_string_equal(peripheral("UART4")->linux_node, "serial@40010000");
	assert_string_equal(status.chip.model, "copro virtual STM32MP157C-DK2");
	machine = NULL;
}

static void without_linux(void **state)
{
	struct machine_config config = {.engineering_boot = true};

	(void)state;
	machine_destroy(machine);
	machine = witness_machine(&witness, config);
	take();
	assert_false(status.chip.linux_runs);
	assert_int_equal(status.chip.resource_count, 0);
	assert_string_equal(peripheral("USART3")->linux_node, "");
	assert_int_equal(status.chip.m4_hz, 64000000);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(from_start_to_stop),
		T(buffers_on_their_way),
		T(locks_of_the_host_have_a_name),
		T(the_firewall_is_read_anew),
		T(without_a_clock_the_firewall_does_not_answer),
		T(refusals_are_counted),
		T(a_status_is_a_copy),
		T(without_linux),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
