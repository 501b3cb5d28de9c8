/* SPDX-License-Identifier: BSD-3-Clause */
#include "core/interleave.h"

#include "core/barrier.h"

#if defined(COPRO_INTERLEAVE) && COPRO_INTERLEAVE

static _Thread_local struct {
	void (*run)(void *context);
	void *context;
	int busy;
} other;

void core_set_interleave(void (*run)(void *context), void *context)
{
	other.run = run;
	other.context = context;
}

void core_interleave(void)
{
	if (!other.run || other.busy)
		return;
	other.busy = 1;
	other.run(other.context);
	other.busy = 0;
}

#endif
