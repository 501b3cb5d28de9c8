/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a device tree: refused with a reason, or answering whatever is asked. */
#include "visit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dt_error error;
	uint8_t *exact;
	struct dt dt;

	if (size > 65536)
		return 0;
	/* Aligned as malloc() does it. */
	exact = malloc(size ? size : 1);
	if (!exact)
		return 0;
	if (size)
		memcpy(exact, data, size);
	if (dt_open(&dt, exact, size, &error) == 0)
		visit_all(&dt);
	else
		visit_require(*error.text != 0);
	free(exact);
	return 0;
}
