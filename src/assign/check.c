/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/check.h"

#include <inttypes.h>
#include <stdio.h>

#include "assign/checks.h"

const struct assignment_origin *check_at(const struct assignment_peripheral *peripheral)
{
	return assignment_given(&peripheral->origin) ? &peripheral->origin
						     : &peripheral->context.origin;
}

const struct assignment_origin *check_or(const struct assignment_origin *own,
					 const struct assignment_peripheral *peripheral)
{
	return assignment_given(own) ? own : check_at(peripheral);
}

const char *check_rate(uint64_t rate, char text[CHECK_RATE])
{
	static const struct {
		uint64_t factor;
		const char *unit;
	} units[] = {{1000000, "MHz"}, {1000, "kHz"}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (rate >= units[i].factor) {
			snprintf(text, CHECK_RATE, "%.6g %s",
				 (double)rate / (double)units[i].factor, units[i].unit);
			return text;
		}
	}
	snprintf(text, CHECK_RATE, "%" PRIu64 " Hz", rate);
	return text;
}

void assignment_check(const struct assignment *assignment, struct findings *findings)
{
	check_owners(assignment, findings);
	check_firewall(assignment, findings);
	check_pins(assignment, findings);
	check_gpio(assignment, findings);
	check_pll(assignment, findings);
	check_clocks(assignment, findings);
	check_dma(assignment, findings);
	check_interrupts(assignment, findings);
	check_memory(assignment, findings);
	check_rpmsg(assignment, findings);
}
