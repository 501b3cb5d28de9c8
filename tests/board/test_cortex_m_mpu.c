/* SPDX-License-Identifier: BSD-3-Clause */
/* MPU and privilege of the virtual Cortex-M4, and rights that a firewall sets from outside. */
#include "cortex_m_rig.h"

#include <errno.h>

static void test_program(void **state)
{
	struct rig rig;

	(void)state;
	rig_open(&rig);
	rig_run_checks(&rig, "cortex_m_mpu");
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
