/* SPDX-License-Identifier: BSD-3-Clause */
/* Whose a peripheral is that the file does not name, and what follows from whose it is. */
#include <string.h>

#include "assign/defaults.h"
#include "assign/names.h"
#include "soc/assignable.h"
#include "soc/firewall.h"
#include "soc/regs/etzpc.h"

#define PRIORITY 8u /* the middle of 16 */

/* What has no use of its own, and whose it is part of. */
static const struct {
	const char *part;
	const char *of;
} parts[] = {
	{"FDCAN_CCU", "FDCAN1"},    {"SRAMCAN", "FDCAN1"},     {"DLYB_SDMMC1", "SDMMC1"},
	{"DLYB_SDMMC2", "SDMMC2"},  {"DLYB_SDMMC3", "SDMMC3"}, {"DLYB_QUADSPI", "QUADSPI"},
	{"USBH_OHCI", "USBH_EHCI"},
};

static struct assignment_peripheral *find(struct assignment *assignment, const char *name)
{
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (!strcmp(assignment->peripherals[i].soc->name, name))
			return &assignment->peripherals[i];
	}
	return NULL;
}

/* A part whose whole is not used may belong to what shares its firewall entry (FDCAN2). */
static void part_default(struct assignment *assignment, struct assignment_peripheral *peripheral,
			 const char *of)
{
	struct assignment_peripheral *whole = find(assignment, of);

	if (whole && whole->context.value == ASSIGNMENT_UNUSED && !strcmp(of, "FDCAN1"))
		whole = find(assignment, "FDCAN2");
	if (!whole)
		return;
	choice_default(&peripheral->context, whole->context.value,
		       "it is a part of what has that context");
	if (peripheral->soc->etzpc_id == whole->soc->etzpc_id &&
	    whole->soc->etzpc_id != SOC_NO_ETZPC)
		choice_default(&peripheral->isolation, whole->isolation.value,
			       "it is behind the same firewall entry");
	flag_default(&peripheral->lock,
		     whole->lock.value && peripheral->soc->etzpc_id != SOC_NO_ETZPC,
		     "it is a part of what is locked or not");
}

/* What is the chip's own belongs to all that may have it. */
static void context_default(struct assignment_peripheral *peripheral)
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
	const unsigned contexts = assignable->contexts;
	const bool one = !(contexts & (contexts - 1));

	if ((assignable->flags & SOC_ASSIGN_SYSTEM) && one && contexts == SOC_CONTEXT_A7_SECURE)
		choice_default(&peripheral->context, ASSIGNMENT_A7_SECURE,
			       "it is the trusted firmware's on every board");
	if ((assignable->flags & SOC_ASSIGN_SYSTEM) && !one)
		choice_default(&peripheral->context, ASSIGNMENT_SHARED, "it is the whole chip's");
	if (!strcmp(assignable->name, "DMAMUX1"))
		choice_default(&peripheral->context, ASSIGNMENT_SHARED,
			       "DMA1 and DMA2 both get their requests from it");
	choice_default(&peripheral->context, ASSIGNMENT_UNUSED, "the file does not name it");
}

static void isolation_default(struct assignment_peripheral *peripheral)
{
	const bool guarded = peripheral->soc->etzpc_id != SOC_NO_ETZPC;
	const bool securable = guarded && soc_firewall_securable(peripheral->soc->etzpc_id);
	struct assignment_choice *isolation = &peripheral->isolation;

	switch ((enum assignment_context)peripheral->context.value) {
	case ASSIGNMENT_M4:
		if (guarded)
			choice_default(isolation, ASSIGNMENT_ISOLATED,
				       "what is the M4's alone is kept from Linux");
		break;
	case ASSIGNMENT_A7_SECURE:
		if (securable && assignment_given(&peripheral->origin))
			choice_default(isolation, ASSIGNMENT_ISOLATED,
				       "what is the secure world's is kept from the others");
		break;
	case ASSIGNMENT_A7:
		choice_default(isolation, ASSIGNMENT_OPEN,
			       "the firewall does not keep the M4 from what is Linux's");
		break;
	default:
		choice_default(isolation, ASSIGNMENT_OPEN, "nobody is kept from it");
		break;
	}
	choice_default(isolation, ASSIGNMENT_OPEN,
		       guarded ? "nobody asks for more" : "no firewall entry stands before it");
}

static bool is_part(const struct assignment_peripheral *peripheral, const char **of)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!strcmp(parts[i].part, peripheral->soc->name)) {
			*of = parts[i].of;
			return true;
		}
	}
	return false;
}

/* FDCAN1 and FDCAN2 have one entry: what is said of one of them holds for the other. */
static void twin_default(struct assignment *assignment, const char *one, const char *other)
{
	struct assignment_peripheral *a = find(assignment, one);
	struct assignment_peripheral *b = find(assignment, other);

	if (a && b && assignment_given(&a->isolation.origin))
		choice_default(&b->isolation, a->isolation.value,
			       "it is behind the same firewall entry");
	if (a && b && assignment_given(&a->lock.origin))
		flag_default(&b->lock, a->lock.value, "it is behind the same firewall entry");
}

void resolve_peripherals(struct assignment *assignment)
{
	const char *of;

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (!is_part(&assignment->peripherals[i], &of))
			context_default(&assignment->peripherals[i]);
	}
	twin_default(assignment, "FDCAN1", "FDCAN2");
	twin_default(assignment, "FDCAN2", "FDCAN1");
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (!is_part(&assignment->peripherals[i], &of))
			isolation_default(&assignment->peripherals[i]);
	}
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (is_part(&assignment->peripherals[i], &of))
			part_default(assignment, &assignment->peripherals[i], of);
		isolation_default(&assignment->peripherals[i]);
	}
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		flag_default(&peripheral->lock, false, "it can be opened or closed later");
		number_default(&peripheral->priority, PRIORITY, "in the middle of 0 to 15");
		/* What a board does with something is over when nobody uses it. */
		if (peripheral->context.value == ASSIGNMENT_UNUSED) {
			peripheral->pin_count = 0;
			peripheral->dma_count = 0;
		}
	}
}

/* ---- the firewall ---- */

static uint8_t guard_mode(const struct assignment_peripheral *peripheral)
{
	bool secure = peripheral->context.value == ASSIGNMENT_A7_SECURE;

	switch ((enum assignment_isolation)peripheral->isolation.value) {
	case ASSIGNMENT_ISOLATED:
		if (peripheral->context.value == ASSIGNMENT_M4)
			return ETZPC_MCU_ISOLATION;
		return secure ? ETZPC_SECURE : ETZPC_OPEN;
	case ASSIGNMENT_READABLE:
		return secure ? ETZPC_SECURE_WRITE : ETZPC_OPEN;
	default:
		return ETZPC_OPEN;
	}
}

void resolve_guards(struct assignment *assignment)
{
	for (unsigned id = 0; id < ASSIGNMENT_GUARDS; id++) {
		struct assignment_guard *guard = &assignment->guards[id];

		guard->name = soc_firewall_guarded(id);
		guard->mode = ETZPC_OPEN;
		guard->context = ASSIGNMENT_SHARED;
		guard->origin = origin_default("Linux loads the firmware there");
	}
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];
		struct assignment_guard *guard;

		if (peripheral->soc->etzpc_id >= ASSIGNMENT_GUARDS)
			continue;
		guard = &assignment->guards[peripheral->soc->etzpc_id];
		/* The first behind an entry counts, unless only another one was given. */
		if (strcmp(guard->name, peripheral->soc->name) != 0 &&
		    (assignment_given(&guard->origin) || !assignment_given(&peripheral->origin)))
			continue;
		guard->name = peripheral->soc->name;
		guard->mode = guard_mode(peripheral);
		guard->lock = peripheral->lock.value;
		guard->context = (enum assignment_context)peripheral->context.value;
		guard->origin = assignment_given(&peripheral->origin) ? peripheral->origin
								      : peripheral->context.origin;
	}
}

/* ---- DMA ---- */

/* Which controller serves a context: the one that is its own. */
static uint8_t controller_of(struct assignment *assignment, int context)
{
	static const char *const names[] = {"DMA1", "DMA2"};

	for (uint8_t i = 0; i < 2; i++) {
		if (find(assignment, names[i])->context.value == context)
			return (uint8_t)(i + 1);
	}
	return 0;
}

void resolve_dma(struct assignment *assignment)
{
	bool taken[3][8] = {{false}};

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		for (size_t j = 0; j < peripheral->dma_count; j++) {
			if (peripheral->dma[j].stream < 8)
				taken[peripheral->dma[j].controller][peripheral->dma[j].stream] =
					true;
		}
	}
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		for (size_t j = 0; j < peripheral->dma_count; j++) {
			struct assignment_dma *dma = &peripheral->dma[j];

			if (!dma->controller)
				dma->controller =
					controller_of(assignment, peripheral->context.value);
			for (uint8_t stream = 0; dma->controller && dma->stream > 7 && stream < 8;
			     stream++) {
				if (!taken[dma->controller][stream])
					dma->stream = stream;
			}
			if (dma->stream < 8)
				taken[dma->controller][dma->stream] = true;
		}
	}
}
