/* SPDX-License-Identifier: BSD-3-Clause */
/* Pins of one bank that both processors set up, and the interrupts of pins. */
#include <stdio.h>

#include "assign/checks.h"

#define PORTS 26u
#define LINES 16u

/* The first pin of each side in a bank. */
struct bank_users {
	const struct assignment_origin *a7;
	const struct assignment_origin *m4;
};

static void bank_use(struct bank_users banks[PORTS], const struct assignment_pad *pad, int context)
{
	struct bank_users *bank = &banks[pad->port - 'A'];

	if (assignment_has_a7((enum assignment_context)context) && !bank->a7)
		bank->a7 = &pad->origin;
	if (assignment_has_m4((enum assignment_context)context) && !bank->m4)
		bank->m4 = &pad->origin;
}

static void banks_check(const struct assignment *assignment, struct findings *findings)
{
	struct bank_users banks[PORTS] = {{NULL, NULL}};

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		for (size_t j = 0; j < peripheral->pin_count; j++)
			bank_use(banks, &peripheral->pins[j].pad, peripheral->context.value);
	}
	for (size_t i = 0; i < assignment->gpio_count; i++)
		bank_use(banks, &assignment->gpio[i].pad, assignment->gpio[i].context.value);
	for (unsigned port = 0; port < PORTS; port++) {
		struct finding *finding;

		if (!banks[port].a7 || !banks[port].m4)
			continue;
		finding = finding_add(findings, "GPIO001", banks[port].m4);
		finding_other(finding, banks[port].a7);
		finding_what(finding, "Linux and the M4 both set up pins of GPIO%c, without a lock",
			     (char)('A' + port));
		finding_why(finding,
			    "a bank's mode, pull, speed and function registers hold all of its "
			    "pins: one side's read, change and write undoes the other's");
		finding_do(finding,
			   "write `locks: {gpio: 0}`, which is the default, or take pins of "
			   "another bank");
	}
}

/* ---- EXTI ---- */

static void line_twice(const struct assignment_gpio *one, const struct assignment_gpio *other,
		       struct findings *findings)
{
	char first[ASSIGNMENT_PIN_NAME], second[ASSIGNMENT_PIN_NAME];
	struct finding *finding = finding_add(findings, "EXTI001", &other->edge.origin);

	finding_other(finding, &one->edge.origin);
	finding_what(finding, "%s (%s) and %s (%s) both want EXTI line %u",
		     assignment_pad_name(&one->pad, first), one->label,
		     assignment_pad_name(&other->pad, second), other->label, one->pad.number);
	finding_why(finding,
		    "the pins of one number in all ports share one line, and EXTICR chooses one "
		    "port for it");
	finding_do(finding, "take a pin of another number for one of them, or poll it");
}

static bool has_edge(const struct assignment_gpio *gpio)
{
	return gpio->edge.value != ASSIGNMENT_NO_EDGE;
}

static void lines_check(const struct assignment *assignment, struct findings *findings)
{
	const struct assignment_gpio *lines[LINES] = {NULL};

	for (size_t i = 0; i < assignment->gpio_count; i++) {
		const struct assignment_gpio *gpio = &assignment->gpio[i];

		if (!has_edge(gpio))
			continue;
		/* One pin twice is another rule's. */
		if (lines[gpio->pad.number] && lines[gpio->pad.number]->pad.port != gpio->pad.port)
			line_twice(lines[gpio->pad.number], gpio, findings);
		else
			lines[gpio->pad.number] = gpio;
	}
}

static void exti_lock_check(const struct assignment *assignment, struct findings *findings)
{
	const struct assignment_gpio *a7 = NULL, *m4 = NULL;
	struct finding *finding;

	for (size_t i = 0; i < assignment->gpio_count; i++) {
		const struct assignment_gpio *gpio = &assignment->gpio[i];

		if (has_edge(gpio) && gpio->context.value == ASSIGNMENT_A7)
			a7 = gpio;
		if (has_edge(gpio) && gpio->context.value == ASSIGNMENT_M4)
			m4 = gpio;
		if (has_edge(gpio) && gpio->context.value == ASSIGNMENT_SHARED) {
			finding = finding_add(findings, "EXTI003", &gpio->edge.origin);
			finding_what(finding,
				     "the interrupt of %s would be that of both processors",
				     gpio->label);
			finding_why(finding,
				    "the pending bit of a line is one for both: who clears it "
				    "first takes the edge from the other");
			finding_do(finding,
				   "give it to one side, which can tell the other by RPMsg");
		}
	}
	if (!a7 || !m4 || assignment->exti_lock.value != ASSIGNMENT_NO_LOCK)
		return;
	finding = finding_add(findings, "EXTI002", &m4->edge.origin);
	finding_other(finding, &a7->edge.origin);
	finding_what(finding, "Linux (%s) and the M4 (%s) both set up EXTI lines, without a lock",
		     a7->label, m4->label);
	finding_why(finding,
		    "EXTICR, RTSR and FTSR hold several lines each: one side's read, change and "
		    "write undoes the other's");
	finding_do(finding, "write `locks: {exti: 1}`, which is the default");
}

void check_gpio(const struct assignment *assignment, struct findings *findings)
{
	if (assignment->gpio_lock.value == ASSIGNMENT_NO_LOCK)
		banks_check(assignment, findings);
	lines_check(assignment, findings);
	exti_lock_check(assignment, findings);
}
