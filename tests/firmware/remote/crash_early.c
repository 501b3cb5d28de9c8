/* SPDX-License-Identifier: BSD-3-Clause */
/* A panic before there is a log, with a text that is too long. */
#include "crash.h"

int main(void)
{
	copro_panic("%s%s%s", "0123456789012345678901234567890123456789",
		    "0123456789012345678901234567890123456789",
		    "0123456789012345678901234567890123456789");
}
