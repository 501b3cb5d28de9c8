/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests, in builds with COPRO_INTERLEAVE only: a function that runs at each access to shared
 * memory that is ordered against another one (core/barrier.h). It plays the other processor.
 */
#ifndef COPRO_CORE_INTERLEAVE_H
#define COPRO_CORE_INTERLEAVE_H

/* Sets the function for the calling thread; NULL for none. It is not called from within itself. */
void core_set_interleave(void (*run)(void *context), void *context);

#endif
