/* SPDX-License-Identifier: BSD-3-Clause */
#include "remote/cortex_m.h"
#include "remote/startup.h"

int main(void)
{
	for (;;)
		cortex_m_wait_for_interrupt();
}
