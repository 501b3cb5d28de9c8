/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/diff.h"

#include <inttypes.h>
#include <string.h>

#include "assign/pin_user.h"

struct diff {
	const struct assignment *before, *after;
	struct emit *out;
	size_t count;
};

#define SAID(diff, ...)                                                                            \
	do {                                                                                       \
		emit((diff)->out, __VA_ARGS__);                                                    \
		(diff)->count++;                                                                   \
	} while (0)

static const char *context_of(const struct assignment_choice *choice)
{
	return assignment_context_name((enum assignment_context)choice->value);
}

/* ---- peripherals ---- */

static void clock_diff(struct diff *diff, const char *name, const struct assignment_clock *before,
		       const struct assignment_clock *after)
{
	if (before->source.value == after->source.value && before->rate.value == after->rate.value)
		return;
	SAID(diff, "%s: clock %s %" PRIu64 " Hz -> %s %" PRIu64 " Hz\n", name,
	     soc_clock_name((enum soc_clock)before->source.value), before->rate.value,
	     soc_clock_name((enum soc_clock)after->source.value), after->rate.value);
}

static const struct assignment_dma *dma_of(const struct assignment_peripheral *peripheral,
					   const char *request)
{
	for (size_t i = 0; i < peripheral->dma_count; i++) {
		if (!strcmp(peripheral->dma[i].request, request))
			return &peripheral->dma[i];
	}
	return NULL;
}

static void dma_diff(struct diff *diff, const struct assignment_peripheral *before,
		     const struct assignment_peripheral *after)
{
	const char *name = before->soc->name;

	for (size_t i = 0; i < before->dma_count; i++) {
		const struct assignment_dma *was = &before->dma[i];
		const struct assignment_dma *is = dma_of(after, was->request);

		if (!is)
			SAID(diff, "%s: request %s: DMA%u stream %u -> none\n", name, was->request,
			     (unsigned)was->controller, (unsigned)was->stream);
		else if (is->controller != was->controller || is->stream != was->stream)
			SAID(diff, "%s: request %s: DMA%u stream %u -> DMA%u stream %u\n", name,
			     was->request, (unsigned)was->controller, (unsigned)was->stream,
			     (unsigned)is->controller, (unsigned)is->stream);
	}
	for (size_t i = 0; i < after->dma_count; i++) {
		const struct assignment_dma *is = &after->dma[i];

		if (!dma_of(before, is->request))
			SAID(diff, "%s: request %s: none -> DMA%u stream %u\n", name, is->request,
			     (unsigned)is->controller, (unsigned)is->stream);
	}
}

static void both_diff(struct diff *diff, const struct assignment_peripheral *before,
		      const struct assignment_peripheral *after)
{
	const char *name = before->soc->name;

	if (before->context.value != after->context.value)
		SAID(diff, "%s: %s -> %s\n", name, context_of(&before->context),
		     context_of(&after->context));
	if (before->isolation.value != after->isolation.value)
		SAID(diff, "%s: firewall %s -> %s\n", name,
		     assignment_isolation_name((enum assignment_isolation)before->isolation.value),
		     assignment_isolation_name((enum assignment_isolation)after->isolation.value));
	if (before->lock.value != after->lock.value)
		SAID(diff, "%s: firewall entry %s\n", name,
		     after->lock.value ? "is locked now" : "is locked no longer");
	/* Whoever does not use it has no say in its clock. */
	if (before->context.value != ASSIGNMENT_UNUSED && after->context.value != ASSIGNMENT_UNUSED)
		clock_diff(diff, name, &before->clock, &after->clock);
	dma_diff(diff, before, after);
}

static void peripherals_diff(struct diff *diff)
{
	for (size_t i = 0; i < diff->before->peripheral_count; i++) {
		const struct assignment_peripheral *before = &diff->before->peripherals[i];
		const struct assignment_peripheral *after =
			assignment_peripheral(diff->after, before->soc->name);

		if (after)
			both_diff(diff, before, after);
		else if (before->context.value != ASSIGNMENT_UNUSED)
			SAID(diff, "%s: %s -> the chip has none\n", before->soc->name,
			     context_of(&before->context));
	}
	for (size_t i = 0; i < diff->after->peripheral_count; i++) {
		const struct assignment_peripheral *after = &diff->after->peripherals[i];

		if (!assignment_peripheral(diff->before, after->soc->name) &&
		    after->context.value != ASSIGNMENT_UNUSED)
			SAID(diff, "%s: the chip had none -> %s\n", after->soc->name,
			     context_of(&after->context));
	}
}

/* ---- pins ---- */

static void use_say(struct emit *out, const struct pin_user *use)
{
	if (use->what)
		emit(out, "%s (%s)", use->what, assignment_context_name(use->context));
	else
		emit_text(out, "free");
}

static void pins_diff(struct diff *diff)
{
	for (size_t i = 0; i < soc_pin_count(); i++) {
		const struct soc_pin *pin = soc_pin_at(i);
		const struct pin_user before = pin_user(diff->before, pin);
		const struct pin_user after = pin_user(diff->after, pin);

		if ((!before.what && !after.what) ||
		    (before.what && after.what && !strcmp(before.what, after.what) &&
		     before.context == after.context))
			continue;
		emit(diff->out, "%s: ", pin->name);
		use_say(diff->out, &before);
		emit_text(diff->out, " -> ");
		use_say(diff->out, &after);
		emit_text(diff->out, "\n");
		diff->count++;
	}
}

/* ---- memory and RPMsg ---- */

static const struct assignment_region *region_named(const struct assignment *assignment,
						    const char *name)
{
	for (size_t i = 0; i < assignment->region_count; i++) {
		if (!strcmp(assignment->regions[i].name, name))
			return &assignment->regions[i];
	}
	return NULL;
}

static void region_say(struct emit *out, const struct assignment_region *region)
{
	if (region)
		emit(out, "%" PRIu64 " bytes at 0x%08" PRIx64 " (%s)", region->size.value,
		     region->address.value, context_of(&region->context));
	else
		emit_text(out, "none");
}

static void region_diff(struct diff *diff, const struct assignment_region *before,
			const struct assignment_region *after)
{
	if (before && after && before->address.value == after->address.value &&
	    before->size.value == after->size.value &&
	    before->context.value == after->context.value)
		return;
	emit(diff->out, "memory %s: ", before ? before->name : after->name);
	region_say(diff->out, before);
	emit_text(diff->out, " -> ");
	region_say(diff->out, after);
	emit_text(diff->out, "\n");
	diff->count++;
}

static void memory_diff(struct diff *diff)
{
	for (size_t i = 0; i < diff->before->region_count; i++)
		region_diff(diff, &diff->before->regions[i],
			    region_named(diff->after, diff->before->regions[i].name));
	for (size_t i = 0; i < diff->after->region_count; i++) {
		if (!region_named(diff->before, diff->after->regions[i].name))
			region_diff(diff, NULL, &diff->after->regions[i]);
	}
}

static void number_diff(struct diff *diff, const char *what, const struct assignment_number *before,
			const struct assignment_number *after)
{
	if (before->value != after->value)
		SAID(diff, "rpmsg: %s %" PRIu64 " -> %" PRIu64 "\n", what, before->value,
		     after->value);
}

static void rpmsg_diff(struct diff *diff)
{
	const struct assignment_rpmsg *before = &diff->before->rpmsg;
	const struct assignment_rpmsg *after = &diff->after->rpmsg;

	if (before->enabled.value != after->enabled.value)
		SAID(diff, "rpmsg: %s\n", after->enabled.value ? "off -> on" : "on -> off");
	if (!before->enabled.value || !after->enabled.value)
		return;
	number_diff(diff, "buffers", &before->buffers, &after->buffers);
	number_diff(diff, "buffer size", &before->size, &after->size);
	number_diff(diff, "trace bytes", &before->trace, &after->trace);
}

size_t assignment_diff(const struct assignment *before, const struct assignment *after,
		       struct emit *out)
{
	struct diff diff = {before, after, out, 0};

	if (strcmp(before->chip.value, after->chip.value) != 0)
		SAID(&diff, "chip: %s -> %s\n", before->chip.value, after->chip.value);
	if (before->package.value && after->package.value &&
	    strcmp(before->package.value, after->package.value) != 0)
		SAID(&diff, "package: %s -> %s\n", before->package.value, after->package.value);
	peripherals_diff(&diff);
	pins_diff(&diff);
	memory_diff(&diff);
	rpmsg_diff(&diff);
	return diff.count;
}
