/* SPDX-License-Identifier: BSD-3-Clause */
/* Every tree of an STM32MP15 board that Debian's kernel package has (fetch-debian-trees). Exit status
 * 77, skipped, where there are none. */
#include "dt/tree.h"

#include <glob.h>

#include "visit.h"

static glob_t trees;

static void all_are_read_and_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < trees.gl_pathc; i++) {
		struct tree tree;
		uint32_t address, size;
		int m4;

		tree_read(&tree, trees.gl_pathv[i]);
		visit_all(&tree.dt);
		m4 = dt_next_compatible(&tree.dt, DT_NONE, "st,stm32mp1-m4");
		assert_true(m4 > 0);
		assert_int_equal(dt_reg(&tree.dt, m4, 2, &address, &size), 0);
		assert_int_equal(address, 0x38000000);
		assert_int_equal(size, 0x10000);
		assert_int_equal(dt_reg(&tree.dt, dt_find(&tree.dt, "/soc/serial@40010000"), 0,
					&address, &size),
				 0);
		assert_int_equal(address, 0x40010000);
		/* through the ranges of the pin controller */
		assert_int_equal(dt_reg(&tree.dt,
					dt_find(&tree.dt, "/soc/pinctrl@50002000/gpio@50003000"), 0,
					&address, &size),
				 0);
		assert_int_equal(address, 0x50003000);
		tree_free(&tree);
	}
}

static void all_compile_to_themselves_when_printed(void **state)
{
	(void)state;
	for (size_t i = 0; i < trees.gl_pathc; i++) {
		struct tree tree;

		tree_read(&tree, trees.gl_pathv[i]);
		assert_round_trip(&tree.dt);
		tree_free(&tree);
	}
}

/* One large tree, cut and damaged here and there; test_open.c does it everywhere to a small one. */
static void a_damaged_one_is_refused_or_answers(void **state)
{
	struct tree tree;
	uint8_t *bytes;

	(void)state;
	tree_read(&tree, trees.gl_pathv[0]);
	bytes = tree.blob;
	for (size_t at = 0; at < tree.size; at += 4999) {
		const uint8_t was = bytes[at];
		struct dt_error error;
		struct dt dt;

		assert_int_equal(dt_open(&dt, bytes, at, &error), -EINVAL);
		bytes[at] ^= 0x41;
		if (dt_open(&dt, bytes, tree.size, &error) == 0)
			visit_all(&dt);
		bytes[at] = was;
	}
	tree_free(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_read_and_answer),
		cmocka_unit_test(all_compile_to_themselves_when_printed),
		cmocka_unit_test(a_damaged_one_is_refused_or_answers),
	};
	int status;

	if (glob(COPRO_DEBIAN_TREES "/stm32mp15*.dtb", 0, NULL, &trees)) {
		puts("no trees in " COPRO_DEBIAN_TREES);
		return 77;
	}
	status = cmocka_run_group_tests(tests, NULL, NULL);
	globfree(&trees);
	return status;
}
