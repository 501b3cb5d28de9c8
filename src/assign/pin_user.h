/* SPDX-License-Identifier: BSD-3-Clause */
/* Who uses a pin, and for what. */
#ifndef COPRO_ASSIGN_PIN_USER_H
#define COPRO_ASSIGN_PIN_USER_H

#include "assign/assignment.h"
#include "soc/pin.h"

struct pin_user {
	const char *what; /* the signal or the label; NULL: nobody uses it */
	enum assignment_context context;
};

/* The first user that the assignment names. */
struct pin_user pin_user(const struct assignment *assignment, const struct soc_pin *pin);

#endif
