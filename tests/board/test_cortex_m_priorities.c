/* SPDX-License-Identifier: BSD-3-Clause */
/* Masks and escalation in the virtual Cortex-M4, as a program on it sees them. */
#include "cortex_m_rig.h"

static void test_program(void **state)
{
	struct rig rig;

	(void)state;
	rig_open(&rig);
	rig_run_checks(&rig, "cortex_m_priorities");
	assert_int_equal(rig.lockups, 0);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
