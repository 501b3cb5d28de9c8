/* SPDX-License-Identifier: BSD-3-Clause */
/* May it be whose it is? */
#include <stdio.h>
#include <string.h>

#include "assign/checks.h"
#include "assign/chip.h"
#include "assign/names.h"
#include "soc/assignable.h"
#include "soc/regs/etzpc.h"

#define OWNERS_TEXT 64u

/* "a7-secure, a7 or m4" */
static const char *owners_text(unsigned contexts, char text[OWNERS_TEXT])
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {{SOC_CONTEXT_A7_SECURE, "a7-secure"},
		     {SOC_CONTEXT_A7, "a7"},
		     {SOC_CONTEXT_M4, "m4"}};
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(contexts & names[i].bit))
			continue;
		contexts &= ~names[i].bit;
		used += (size_t)snprintf(text + used, OWNERS_TEXT - used, "%s%s",
					 !used	    ? ""
					 : contexts ? ", "
						    : " or ",
					 names[i].name);
	}
	return text;
}

static unsigned context_bit(int context)
{
	switch (context) {
	case ASSIGNMENT_A7_SECURE:
		return SOC_CONTEXT_A7_SECURE;
	case ASSIGNMENT_A7:
		return SOC_CONTEXT_A7;
	case ASSIGNMENT_M4:
		return SOC_CONTEXT_M4;
	default:
		return 0;
	}
}

static void context_check(const struct assignment_peripheral *peripheral, struct findings *findings)
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
	unsigned bit = context_bit(peripheral->context.value);
	char owners[OWNERS_TEXT];
	struct finding *finding;

	if (!bit || soc_assignable_allows(assignable, bit) ||
	    !assignment_given(&peripheral->context.origin))
		return;
	finding = finding_add(findings, "OWN003", &peripheral->context.origin);
	finding_what(finding, "%s cannot be given to %s", assignable->name,
		     assignment_context_name((enum assignment_context)peripheral->context.value));
	finding_why(finding, "on this chip %s can be that of %s only", assignable->name,
		    owners_text(assignable->contexts, owners));
	finding_do(finding, "write one of these, or take another peripheral of its kind");
}

static void shared_check(const struct assignment_peripheral *peripheral, struct findings *findings)
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
	char owners[OWNERS_TEXT];
	struct finding *finding;

	if (peripheral->context.value != ASSIGNMENT_SHARED ||
	    (assignable->flags & SOC_ASSIGN_SHARED) ||
	    !assignment_given(&peripheral->context.origin))
		return;
	finding = finding_add(findings, "OWN004", &peripheral->context.origin);
	finding_what(finding, "%s cannot be shared", assignable->name);
	finding_why(finding,
		    "it has one set of registers, which two programs would set up differently, "
		    "and no hardware that lets them take turns");
	finding_do(finding, "give it to %s; the other side can ask for its service by RPMsg",
		   owners_text(assignable->contexts, owners));
}

/* FDCAN1 and FDCAN2: one entry of the firewall, so one owner. */
static void twins_check(const struct assignment *assignment, size_t index,
			struct findings *findings)
{
	const struct assignment_peripheral *one = &assignment->peripherals[index];

	if (one->soc->etzpc_id == SOC_NO_ETZPC || one->context.value == ASSIGNMENT_UNUSED)
		return;
	for (size_t i = index + 1; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *other = &assignment->peripherals[i];
		struct finding *finding;

		if (other->soc->etzpc_id != one->soc->etzpc_id ||
		    other->context.value == ASSIGNMENT_UNUSED ||
		    (other->context.value == one->context.value &&
		     other->isolation.value == one->isolation.value) ||
		    !assignment_given(&other->origin))
			continue;
		finding = finding_add(findings, "OWN002", check_at(other));
		finding_other(finding, check_at(one));
		finding_what(
			finding, "%s is for %s (%s) and %s for %s (%s)", one->soc->name,
			assignment_context_name((enum assignment_context)one->context.value),
			assignment_isolation_name((enum assignment_isolation)one->isolation.value),
			other->soc->name,
			assignment_context_name((enum assignment_context)other->context.value),
			assignment_isolation_name(
				(enum assignment_isolation)other->isolation.value));
		finding_why(
			finding,
			"both are behind one entry of the firewall (0x%02X), which has one mode",
			one->soc->etzpc_id);
		finding_do(finding, "give both of them to the same context");
	}
}

static void chip_check(const struct assignment *assignment, const struct soc_chip *chip,
		       const struct assignment_peripheral *peripheral, struct findings *findings)
{
	struct finding *finding;

	if (peripheral->context.value == ASSIGNMENT_UNUSED ||
	    !assignment_given(&peripheral->origin) || soc_chip_has(chip, peripheral->soc->name))
		return;
	finding = finding_add(findings, "OWN005", check_at(peripheral));
	finding_other(finding, &assignment->chip.origin);
	finding_what(finding, "the %s has no %s", assignment->chip.value, peripheral->soc->name);
	finding_why(finding,
		    "FDCAN is in STM32MP153 and 157, GPU and DSI are in STM32MP157, CRYP1 and "
		    "CRYP2 in parts with the letter C or F");
	finding_do(finding, "leave it out, or name the chip that has it");
}

void check_owners(const struct assignment *assignment, struct findings *findings)
{
	const struct soc_chip chip = chip_of(assignment);

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		chip_check(assignment, &chip, &assignment->peripherals[i], findings);
		context_check(&assignment->peripherals[i], findings);
		shared_check(&assignment->peripherals[i], findings);
		twins_check(assignment, i, findings);
	}
}

/* ---- the firewall ---- */

static void isolation_check(const struct assignment_peripheral *peripheral,
			    struct findings *findings)
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
	const unsigned bit = context_bit(peripheral->context.value);
	const bool isolatable = bit && soc_assignable_isolatable(assignable, bit);
	struct finding *finding;

	if (peripheral->isolation.value == ASSIGNMENT_OPEN || isolatable ||
	    peripheral->context.value == ASSIGNMENT_UNUSED)
		return;
	finding =
		finding_add(findings, "FW001", check_or(&peripheral->isolation.origin, peripheral));
	finding_what(finding, "%s cannot be kept for %s alone", assignable->name,
		     assignment_context_name((enum assignment_context)peripheral->context.value));
	if (peripheral->soc->etzpc_id == SOC_NO_ETZPC)
		finding_why(finding, "%s is not behind the firewall of this chip (ETZPC)",
			    assignable->name);
	else if (bit == SOC_CONTEXT_A7_SECURE)
		finding_why(finding,
			    "its firewall entry (0x%02X) has no secure mode: those below 0x0D "
			    "have one",
			    peripheral->soc->etzpc_id);
	else
		finding_why(finding,
			    "the firewall has modes for the secure world alone, for the M4 "
			    "alone, and for all");
	finding_do(finding, "write `isolation: open`, or leave it out");
}

static void readable_check(const struct assignment_peripheral *peripheral,
			   struct findings *findings)
{
	struct finding *finding;

	if (peripheral->isolation.value != ASSIGNMENT_READABLE ||
	    peripheral->context.value != ASSIGNMENT_M4)
		return;
	finding =
		finding_add(findings, "FW002", check_or(&peripheral->isolation.origin, peripheral));
	finding_what(finding, "%s cannot be readable for Linux while it is the M4's",
		     peripheral->soc->name);
	finding_why(finding,
		    "the firewall's mode in which the others may read is for what the secure "
		    "world writes");
	finding_do(finding, "write `isolation: isolated` or `isolation: open`");
}

static void open_check(const struct assignment_peripheral *peripheral, struct findings *findings)
{
	struct finding *finding;

	if (peripheral->context.value != ASSIGNMENT_M4 ||
	    peripheral->isolation.value != ASSIGNMENT_OPEN ||
	    !assignment_given(&peripheral->isolation.origin))
		return;
	if (peripheral->lock.value) {
		finding = finding_add(findings, "FW004",
				      check_or(&peripheral->lock.origin, peripheral));
		finding_what(finding, "%s is the M4's, open, and locked", peripheral->soc->name);
		finding_why(finding, "to the firmware's resource manager an entry that is open and "
				     "locked says that the peripheral is Linux's: it refuses it");
		finding_do(finding, "write `isolation: isolated`, or `lock: false`");
		return;
	}
	finding = finding_add(findings, "FW003", &peripheral->isolation.origin);
	finding_what(finding, "%s is the M4's, but open to Linux", peripheral->soc->name);
	finding_why(finding,
		    "the boot loader and Linux go by the firewall: a driver that is enabled by "
		    "mistake will use it");
	finding_do(finding,
		   "leave `isolation: open` out, unless Linux is to look at its registers");
}

static void lock_check(const struct assignment_peripheral *peripheral, struct findings *findings)
{
	struct finding *finding;

	if (!peripheral->lock.value || peripheral->soc->etzpc_id != SOC_NO_ETZPC ||
	    !assignment_given(&peripheral->lock.origin))
		return;
	finding = finding_add(findings, "FW005", &peripheral->lock.origin);
	finding_what(finding, "%s has no firewall entry that could be locked",
		     peripheral->soc->name);
	finding_why(finding, "it is not behind the firewall of this chip (ETZPC)");
	finding_do(finding, "leave the lock out");
}

void check_firewall(const struct assignment *assignment, struct findings *findings)
{
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		isolation_check(&assignment->peripherals[i], findings);
		readable_check(&assignment->peripherals[i], findings);
		open_check(&assignment->peripherals[i], findings);
		lock_check(&assignment->peripherals[i], findings);
	}
}
