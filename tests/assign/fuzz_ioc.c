/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a CubeMX project: a reason to refuse it, or what can be written as an assignment file. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "assign/import_ioc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct import *import = import_new("fuzz.ioc");
	struct emit out = {0};
	char error[IMPORT_TEXT];
	int rc;

	if (!import)
		abort();
	rc = import_ioc(import, data, size, error);
	/* Who refuses says why. */
	if ((rc == -EINVAL) != (error[0] != '\0'))
		abort();
	if (!rc && import_write(import, &out) == -EINVAL)
		abort();
	emit_free(&out);
	import_free(import);
	return 0;
}
