/* SPDX-License-Identifier: BSD-3-Clause */
/* Can each pin be what it is to be, and only that? */
#include <stdio.h>
#include <string.h>

#include "assign/checks.h"
#include "assign/chip.h"
#include "assign/names.h"
#include "soc/assignable.h"
#include "soc/boards.h"
#include "soc/pin.h"

#define PORTS	  26u
#define LIST_TEXT 160u

/* Who has a pin. */
struct pin_user {
	const struct assignment_origin *origin; /* NULL: nobody */
	const char *name; /* the signal or label */
	const char *owner; /* the context */
	/* Whose analog input it is; NULL: none. Both converters of a block may look at one pin. */
	const struct assignment_peripheral *analog;
};

struct pin_users {
	struct pin_user pins[PORTS][16];
};

/* Adds a word to a list with a limit on its length. */
static void list_add(char text[LIST_TEXT], const char *word)
{
	size_t used = strlen(text);

	if (used + strlen(word) + 8 < LIST_TEXT)
		snprintf(text + used, LIST_TEXT - used, "%s%s", used ? ", " : "", word);
	else if (used && strcmp(text + used - 3, "...") != 0)
		snprintf(text + used, LIST_TEXT - used, ", ...");
}

static void pin_claim(struct pin_users *users, const struct assignment_pad *pad,
		      const struct pin_user *claim, struct findings *findings)
{
	struct pin_user *user = &users->pins[pad->port - 'A'][pad->number];
	char name[ASSIGNMENT_PIN_NAME];
	struct finding *finding;

	if (!user->origin) {
		*user = *claim;
		return;
	}
	/* The one that the user wrote is where he will look. */
	if (!strcmp(claim->name, user->name) && claim->owner == user->owner)
		return;
	if (claim->analog && claim->analog == user->analog)
		return;
	finding = finding_add(findings, "PIN001", claim->origin);
	finding_other(finding, user->origin);
	finding_what(finding, "%s is used twice: as %s (%s) and as %s (%s)",
		     assignment_pad_name(pad, name), user->name, user->owner, claim->name,
		     claim->owner);
	finding_why(finding,
		    "a pin has one function at a time: who sets it up last takes it from the "
		    "other");
	finding_do(finding, "move one of the two to another pin, or give up what is not needed");
}

/* ---- the pin and the signal ---- */

static void functions_list(const struct soc_pin *pin, char text[LIST_TEXT])
{
	text[0] = '\0';
	for (const struct soc_pin_signal *signal = pin->signals; signal->name; signal++)
		list_add(text, signal->name);
}

static void pins_list(const struct assignment *assignment, const char *signal, char text[LIST_TEXT])
{
	struct soc_pin_use use;
	size_t cursor = 0;

	text[0] = '\0';
	while (soc_pin_find_signal(signal, &cursor, &use)) {
		if (use.pin->balls[chip_of(assignment).package])
			list_add(text, use.pin->name);
	}
}

static void signals_list(const struct soc_peripheral *peripheral, char text[LIST_TEXT])
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral);
	const char *signal;
	size_t cursor = 0;

	text[0] = '\0';
	while ((signal = soc_assignable_signal(assignable, &cursor)))
		list_add(text, signal);
}

static void function_check(const struct assignment *assignment,
			   const struct assignment_peripheral *peripheral,
			   const struct assignment_pin *pin, struct findings *findings)
{
	const struct soc_pin *soc = soc_pin(pin->pad.port, pin->pad.number);
	char name[ASSIGNMENT_PIN_NAME];
	char text[LIST_TEXT];
	struct finding *finding;

	if (pin->function != ASSIGNMENT_AF_UNKNOWN || !soc)
		return;
	assignment_pad_name(&pin->pad, name);
	finding = finding_add(findings, "PIN002", &pin->origin);
	if (!soc_signal_exists(pin->signal)) {
		finding_what(finding, "%s has no signal %s on %s", peripheral->soc->name,
			     strchr(pin->signal, '?') ? "at all" : pin->signal, name);
		signals_list(peripheral->soc, text);
		finding_why(finding, "its signals are %s", text[0] ? text : "none: it has no pins");
		pins_list(assignment, pin->signal, text);
		finding_do(finding, "name one of its signals");
		return;
	}
	finding_what(finding, "%s cannot be %s", name, pin->signal);
	functions_list(soc, text);
	finding_why(finding, "the alternate functions of %s are %s", name, text[0] ? text : "none");
	pins_list(assignment, pin->signal, text);
	finding_do(finding, "%s is on %s", pin->signal, text[0] ? text : "no pin of this package");
}

static void package_check(const struct assignment *assignment, const struct assignment_pad *pad,
			  const char *signal, struct findings *findings)
{
	const struct soc_pin *soc = soc_pin(pad->port, pad->number);
	enum soc_package package = chip_of(assignment).package;
	char name[ASSIGNMENT_PIN_NAME];
	char text[LIST_TEXT] = "";
	struct finding *finding;

	if (!soc || soc->balls[package])
		return;
	finding = finding_add(findings, "PIN003", &pad->origin);
	finding_other(finding, &assignment->package.origin);
	finding_what(finding, "%s has no %s", soc_package(package)->name,
		     assignment_pad_name(pad, name));
	finding_why(finding,
		    "the package has %u of the chip's %zu pins, and none of its balls leads to "
		    "this one",
		    soc_package(package)->pins, soc_pin_count());
	if (signal)
		pins_list(assignment, signal, text);
	if (text[0])
		finding_do(finding, "in this package %s is on %s", signal, text);
	else
		finding_do(finding,
			   "take a pin that the package has, or the package that has the pin");
}

static void twice_check(const struct assignment_peripheral *peripheral, struct findings *findings)
{
	for (size_t i = 1; i < peripheral->pin_count; i++) {
		const struct assignment_pin *one = &peripheral->pins[i - 1];
		const struct assignment_pin *other = &peripheral->pins[i];
		char first[ASSIGNMENT_PIN_NAME], second[ASSIGNMENT_PIN_NAME];
		struct finding *finding;

		if (strcmp(one->signal, other->signal) != 0 ||
		    one->function == ASSIGNMENT_AF_UNKNOWN)
			continue;
		finding = finding_add(findings, "PIN006", &other->origin);
		finding_other(finding, &one->origin);
		finding_what(finding, "%s is on two pins, %s and %s", one->signal,
			     assignment_pad_name(&one->pad, first),
			     assignment_pad_name(&other->pad, second));
		finding_why(finding,
			    "an input would take its level from both of them, and an output "
			    "would drive both");
		finding_do(finding, "keep one of the two");
	}
}

static bool need_met(const struct assignment_peripheral *peripheral, const char *need,
		     size_t length)
{
	for (size_t i = 0; i < peripheral->pin_count; i++) {
		if (soc_need_met(peripheral_assignable(peripheral->soc), need, length,
				 peripheral->pins[i].signal))
			return true;
	}
	return false;
}

/* "TX or RX" of "TX|RX" */
static void need_text(const char *need, size_t length, char text[LIST_TEXT])
{
	size_t used = 0;

	for (size_t i = 0; i < length && used + 8 < LIST_TEXT; i++) {
		if (need[i] == '|')
			used += (size_t)snprintf(text + used, LIST_TEXT - used, " or ");
		else
			text[used++] = need[i];
	}
	text[used] = '\0';
}

static void needs_check(const struct assignment_peripheral *peripheral, struct findings *findings)
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
	struct finding *finding;
	char text[LIST_TEXT];
	const char *need;
	size_t cursor = 0, length;

	/* What Linux has without its pins being said here is Linux's affair; what cannot be the M4's has
	 * been told. */
	if (peripheral->context.value != ASSIGNMENT_M4 ||
	    !soc_assignable_allows(assignable, SOC_CONTEXT_M4))
		return;
	while (soc_assignable_need(assignable, &cursor, &need, &length)) {
		if (need_met(peripheral, need, length))
			continue;
		finding = finding_add(findings, "PIN005", check_at(peripheral));
		need_text(need, length, text);
		finding_what(finding, "%s has no pin for %s", assignable->name, text);
		finding_why(finding, "without it nothing of %s is seen outside the chip",
			    assignable->name);
		finding_do(finding,
			   "add it to `pins:`; the firmware sets up only the pins that are "
			   "there");
	}
}

/* ---- the board ---- */

/* Does something on the board need another signal there? A connector does not. */
static void wire_check(const struct assignment *assignment, const struct assignment_pad *pad,
		       const char *signal, struct findings *findings)
{
	const struct soc_board *board =
		assignment->board.value ? soc_board_by_name(assignment->board.value) : NULL;
	const struct soc_wire *other = NULL, *wire;
	char name[ASSIGNMENT_PIN_NAME];
	struct finding *finding;
	size_t cursor = 0;

	/* What the board's own file says of its pins is right. */
	if (!board || pad->origin.board)
		return;
	assignment_pad_name(pad, name);
	while ((wire = soc_board_wire(board, name, &cursor))) {
		if (!wire->signal || !strcmp(wire->signal, signal))
			return;
		other = wire;
	}
	if (!other)
		return;
	finding = finding_add(findings, "PIN007", &pad->origin);
	finding_what(finding, "%s is to be %s, but on this board it leads to the %s", name, signal,
		     other->part);
	finding_why(finding, "that needs %s there", other->signal);
	finding_do(finding,
		   "take a pin that leads to a connector, or see in the board's manual what a "
		   "solder bridge can change");
}

void check_pins(const struct assignment *assignment, struct findings *findings)
{
	struct pin_users users = {.pins = {{{.origin = NULL}}}};

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		for (size_t j = 0; j < peripheral->pin_count; j++) {
			const struct assignment_pin *pin = &peripheral->pins[j];
			const struct pin_user claim = {
				&pin->origin, pin->signal,
				assignment_context_name(
					(enum assignment_context)peripheral->context.value),
				pin->function == ASSIGNMENT_AF_ANALOG ? peripheral : NULL};

			function_check(assignment, peripheral, pin, findings);
			package_check(assignment, &pin->pad, pin->signal, findings);
			wire_check(assignment, &pin->pad, pin->signal, findings);
			pin_claim(&users, &pin->pad, &claim, findings);
		}
		twice_check(peripheral, findings);
		needs_check(peripheral, findings);
	}
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		const struct assignment_gpio *gpio = &assignment->gpio[i];
		const struct pin_user claim = {
			&gpio->origin, gpio->label,
			assignment_context_name((enum assignment_context)gpio->context.value),
			NULL};

		package_check(assignment, &gpio->pad, NULL, findings);
		wire_check(assignment, &gpio->pad, "GPIO", findings);
		pin_claim(&users, &gpio->pad, &claim, findings);
	}
}
