/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware gives up. */
#include "crash.h"

static FRAME void check_mailbox(int channels)
{
	if (channels < 6)
		copro_panic("only %d channels of %s", channels, "IPCC");
	not_a_tail();
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("about to panic");
	check_mailbox(4);
	return 0;
}
