/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a generated file shows that nobody has changed it: its second line has a checksum of all other
 * lines. It guards against forgetting, not against deceit. Ends of lines may be CR LF.
 */
#ifndef COPRO_ASSIGN_GENERATE_SEAL_H
#define COPRO_ASSIGN_GENERATE_SEAL_H

#include <stddef.h>

#include "assign/emit.h"

enum seal_state {
	SEAL_WHOLE, /* as it was generated */
	SEAL_CHANGED, /* generated, and changed since */
	SEAL_FOREIGN /* not generated, or by a program that seals in another way */
};

/* Puts the two first lines in front of `body`: what it is and what it was made from, and the seal. */
void seal_make(struct emit *out, const char *source, const char *body);
enum seal_state seal_look(const char *text, size_t size);

#endif
