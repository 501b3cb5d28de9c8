/* SPDX-License-Identifier: BSD-3-Clause */
/* Each way to crash is told apart, and reported with what the firmware was doing. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crash_rig.h"

struct expectation {
	const char *firmware;
	enum crash_cause cause;
	const char *reason; /* how it begins */
	/* innermost first; "<": called by, "~": inlined into, "!": interrupted */
	const char *functions;
	const char *line; /* somewhere in the text */
};

static const struct expectation expectations[] = {
	{"crash_fault", CRASH_BUS_FAULT, "BusFault at 0x",
	 "remote_unhandled ! read_sensor ~ inner < outer < Reset_Handler",
	 "CFSR.PRECISERR: bus error accessing data"},
	{"crash_lockup", CRASH_LOCKUP, "the Cortex-M4 locked up: BusFault at 0x",
	 "worse < HardFault_Handler ! BusFault_Handler ! main < Reset_Handler",
	 "HFSR.FORCED: a fault that could not be taken as itself"},
	{"crash_watchdog", CRASH_WATCHDOG, "the window watchdog WWDG1 reset it",
	 "stuck < main < Reset_Handler", "the watchdog runs"},
	{"crash_window", CRASH_WATCHDOG, "the window watchdog WWDG1 reset it",
	 "cortex_m_wait_for_interrupt ~ main < Reset_Handler", "too early"},
	{"crash_reset", CRASH_LOCAL_RESET, "the firmware reset its processor",
	 "cortex_m_sync ~ restart < main < Reset_Handler", "about to reset"},
	{"crash_panic", CRASH_PANIC, "panic: only 4 channels of IPCC",
	 "remote_unhandled ! copro_panic < check_mailbox < main < Reset_Handler",
	 "check_mailbox+0x"},
	{"crash_assertion", CRASH_ASSERTION,
	 "assertion failed: crash_assertion.c:7: length <= sizeof(log_text)",
	 "remote_unhandled ! copro_assertion_failed < append < PendSV_Handler ! pend < main < "
	 "Reset_Handler",
	 "at crash_assertion.c:7"},
	{"crash_thread", CRASH_HARD_FAULT, "HardFault at 0x",
	 "remote_unhandled ! load < PendSV_Handler ! thread_work < thread_main < main", NULL},
	/* 120 bytes of text, and no log */
	{"crash_early", CRASH_PANIC,
	 "panic: 01234567890123456789012345678901234567890123456789012345678901234567890123456789"
	 "012345678901234567890123456789012",
	 "remote_unhandled ! copro_panic < main < Reset_Handler", NULL},
	{"crash_interrupt", CRASH_UNHANDLED, "interrupt 55 has no handler", "remote_unhandled ! ",
	 "stopped: interrupt 55 has no handler"},
	{"crash_handler", CRASH_WATCHDOG, "the window watchdog WWDG1 reset it",
	 "BusFault_Handler ! read_word < measure < main < Reset_Handler",
	 "CFSR.PRECISERR: bus error accessing data"},
	/* Not even the fault could be stacked where it should. */
	{"crash_stack", CRASH_LOCKUP, "the Cortex-M4 locked up", "remote_unhandled", NULL},
};

static void each_cause(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
		const struct expectation *expected = &expectations[i];
		const struct crash_report *report;
		struct crash_rig rig;
		char *text;

		crash_rig_run(&rig, expected->firmware, false);
		report = machine_last_crash(rig.machine);
		assert_non_null(report);
		if (rig.crashes != 1 || rig.reports != 1)
			fail_msg("%s: %u crashes, %u reports", expected->firmware, rig.crashes,
				 rig.reports);
		text = crash_rig_text(report);
		if (report->cause != expected->cause ||
		    strncmp(report->reason, expected->reason, strlen(expected->reason)) ||
		    strncmp(rig.reason, expected->reason, strlen(expected->reason)) ||
		    strncmp(crash_rig_functions(report), expected->functions,
			    strlen(expected->functions)) ||
		    (expected->line && !strstr(text, expected->line)))
			fail_msg("%s: %s: %s\n%s", expected->firmware, rig.reason,
				 crash_rig_functions(report), text);
		assert_false(report->backtrace.cut);
		free(text);
		crash_rig_done(&rig);
	}
}

/* BusFault is off: the first of the two is a HardFault already, and the one to be mended. */
static void each_fault_of_a_lock_up_is_told(void **state)
{
	struct crash_rig rig;
	const char *name;
	uint32_t into;

	(void)state;
	crash_rig_run(&rig, "crash_lockup", false);
	assert_int_equal(machine_last_crash(rig.machine)->cause, CRASH_LOCKUP);
	assert_in_range(rig.faults, 2, 3);
	name = elf_image_symbol(machine_image(rig.machine), rig.fault_pc[0], &into);
	assert_string_equal(name, "main");
	name = elf_image_symbol(machine_image(rig.machine), rig.fault_pc[rig.faults - 1], &into);
	assert_string_equal(name, "worse");
	crash_rig_done(&rig);
}

/* RCC_MP_GCR.BOOT_MCU, as nobody leaves it under Linux: the firmware starts again and again. */
static void a_reset_that_starts_again_is_no_crash(void **state)
{
	const struct mmio_bus *a7;
	struct crash_rig rig;

	(void)state;
	crash_rig_load(&rig, "crash_reset", false);
	a7 = board_port(machine_board(rig.machine), SOC_A7_SECURE);
	a7->write(a7->context, 0x5000010C, 4, 1);
	assert_int_equal(machine_run(rig.machine, machine_now(rig.machine) + PS_PER_MS), 0);
	assert_int_equal(rig.crashes, 0);
	assert_null(machine_last_crash(rig.machine));
	crash_rig_done(&rig);
}

static void a_chip_reset_is_one_crash(void **state)
{
	const struct mmio_bus *secure;
	const struct crash_report *report;
	struct crash_rig rig;

	(void)state;
	crash_rig_load(&rig, "crash_iwdg", false);
	secure = board_port(machine_board(rig.machine), SOC_A7_SECURE);
	/* RCC_MP_APB4ENSETR: IWDG2APBEN */
	secure->write(secure->context, 0x50000200, 4, 1u << 15);
	crash_rig_go(&rig);
	report = machine_last_crash(rig.machine);
	assert_int_equal(rig.crashes, 1);
	assert_non_null(report);
	assert_int_equal(report->cause, CRASH_CHIP_RESET);
	assert_string_equal(report->reason, "the watchdog IWDG2 reset the whole chip");
	assert_non_null(strstr(crash_rig_functions(report), "main < Reset_Handler"));
	crash_rig_done(&rig);
}

/* The same place by searching the stack, and marked so. */
static void without_frame_information_callers_are_guessed(void **state)
{
	const struct crash_report *report;
	struct crash_rig rig;

	(void)state;
	crash_rig_run(&rig, "crash_fault", true);
	report = machine_last_crash(rig.machine);
	assert_non_null(report);
	assert_string_equal(crash_rig_functions(report),
			    "remote_unhandled ! read_sensor ~ inner < outer? < Reset_Handler?");
	crash_rig_done(&rig);
	crash_rig_run(&rig, "crash_lockup", true);
	report = machine_last_crash(rig.machine);
	assert_non_null(report);
	assert_non_null(strstr(crash_rig_functions(report), "HardFault_Handler?"));
	assert_non_null(strstr(crash_rig_functions(report), "main?"));
	crash_rig_done(&rig);
}

/* Not with who stands before the function that the task would return into. */
static void a_task_has_no_caller(void **state)
{
	const struct crash_report *report;
	struct crash_rig rig;

	(void)state;
	crash_rig_run(&rig, "crash_task", false);
	report = machine_last_crash(rig.machine);
	assert_non_null(report);
	assert_string_equal(crash_rig_functions(report), "remote_unhandled ! load < task");
	crash_rig_done(&rig);
}

static void the_interrupted_program_has_its_registers(void **state)
{
	const struct crash_report *report;
	struct crash_registers program;
	struct crash_rig rig;

	(void)state;
	crash_rig_run(&rig, "crash_thread", false);
	report = machine_last_crash(rig.machine);
	assert_non_null(report);
	program = crash_report_program(report);
	assert_int_equal(program.r[0], 0x50FF0000);
	assert_int_equal(program.r[15], report->fault.pc);
	assert_int_equal(program.r[14], report->fault.lr);
	assert_int_equal(program.xpsr & 0x1FF, 14);
	/* that of the thread was stacked when PendSV came */
	assert_int_equal(report->backtrace.entries[3].kind, BACKTRACE_INTERRUPTED);
	assert_in_range(report->backtrace.entries[3].sp, report->registers.psp + 0x68,
			report->registers.psp + 0x6C);
	crash_rig_done(&rig);
}

static void a_report_for_programs(void **state)
{
	struct crash_rig rig;
	json_t *json, *entry;

	(void)state;
	crash_rig_run(&rig, "crash_fault", false);
	json = crash_report_json(machine_last_crash(rig.machine));
	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(json, "cause")), "bus-fault");
	assert_string_equal(json_string_value(json_object_get(json, "linux")), "fatal error");
	assert_string_equal(json_string_value(json_object_get(json, "mode")), "BusFault");
	entry = json_object_get(json, "fault");
	assert_int_equal(json_integer_value(json_object_get(entry, "bfar")), 0x50FF0004);
	assert_int_equal(json_array_size(json_object_get(entry, "bits")), 2);
	entry = json_array_get(json_object_get(json, "backtrace"), 1);
	assert_string_equal(json_string_value(json_object_get(entry, "function")), "read_sensor");
	assert_string_equal(json_string_value(json_object_get(entry, "kind")), "interrupted");
	assert_int_equal(json_integer_value(json_object_get(entry, "line")), 7);
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(json, "interrupted"), "r0")), 4);
	assert_string_equal(json_string_value(json_array_get(json_object_get(json, "trace"), 0)),
			    "about to read a sensor");
	json_decref(json);
	crash_rig_done(&rig);
}

static void every_cause_has_its_words(void **state)
{
	(void)state;
	for (int i = 0; i < CRASH_CAUSES; i++) {
		assert_non_null(crash_cause_word((enum crash_cause)i));
		assert_non_null(crash_cause_linux((enum crash_cause)i));
	}
	assert_string_equal(crash_cause_linux(CRASH_WATCHDOG), "watchdog");
	assert_string_equal(crash_cause_linux(CRASH_USER_MMUFAULT), "mmufault");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_cause),
		cmocka_unit_test(each_fault_of_a_lock_up_is_told),
		cmocka_unit_test(a_reset_that_starts_again_is_no_crash),
		cmocka_unit_test(a_chip_reset_is_one_crash),
		cmocka_unit_test(without_frame_information_callers_are_guessed),
		cmocka_unit_test(a_task_has_no_caller),
		cmocka_unit_test(the_interrupted_program_has_its_registers),
		cmocka_unit_test(a_report_for_programs),
		cmocka_unit_test(every_cause_has_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
