/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/show.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "assign/checks.h"
#include "assign/names.h"
#include "assign/reader.h"
#include "soc/assignable.h"

#define COMMENT_COLUMN 38

bool assignment_shows(const struct assignment_peripheral *peripheral, bool all)
{
	return all || assignment_given(&peripheral->origin);
}

/* A line of YAML, and where its value is from. */
static void line(FILE *file, const struct assignment_origin *origin, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void line(FILE *file, const struct assignment_origin *origin, const char *format, ...)
{
	char text[ASSIGNMENT_ORIGIN_TEXT];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(file, format, arguments);
	va_end(arguments);
	if (origin)
		fprintf(file, "%*s# %s", length < COMMENT_COLUMN ? COMMENT_COLUMN - length : 1, "",
			assignment_origin_text(origin, text));
	fputc('\n', file);
}

static void size_line(FILE *file, const struct assignment_number *size)
{
	if (size->value && size->value % 1024 == 0)
		line(file, &size->origin, "    size: %" PRIu64 "K", size->value / 1024);
	else
		line(file, &size->origin, "    size: %" PRIu64, size->value);
}

static void pad_lines(FILE *file, const struct assignment_pad *pad, const char *indent)
{
	char name[ASSIGNMENT_PIN_NAME];

	line(file, &pad->origin, "%spin: %s", indent, assignment_pad_name(pad, name));
	line(file, &pad->pull.origin, "%spull: %s", indent, reader_pulls[pad->pull.value]);
	line(file, &pad->drive.origin, "%sdrive: %s", indent, reader_drives[pad->drive.value]);
	line(file, &pad->speed.origin, "%sspeed: %s", indent, reader_speeds[pad->speed.value]);
}

static void pins_show(FILE *file, const struct assignment_peripheral *peripheral)
{
	if (peripheral->pin_count)
		line(file, NULL, "    pins:");
	for (size_t i = 0; i < peripheral->pin_count; i++) {
		const struct assignment_pin *pin = &peripheral->pins[i];

		line(file, &pin->origin, "      %s:", pin->signal);
		pad_lines(file, &pin->pad, "        ");
	}
}

static void dma_show(FILE *file, const struct assignment_peripheral *peripheral)
{
	if (peripheral->dma_count)
		line(file, NULL, "    dma:");
	for (size_t i = 0; i < peripheral->dma_count; i++) {
		const struct assignment_dma *dma = &peripheral->dma[i];

		if (dma->controller && dma->stream < 8)
			line(file, &dma->origin, "      %s: DMA%u/%u", dma->request,
			     dma->controller, dma->stream);
		else
			line(file, &dma->origin, "      %s: auto", dma->request);
	}
}

static void supplies_show(FILE *file, const struct assignment_peripheral *peripheral)
{
	if (peripheral->supply_count)
		line(file, NULL, "    supplies:");
	for (size_t i = 0; i < peripheral->supply_count; i++)
		line(file, &peripheral->supplies[i].origin, "      %s: %s",
		     peripheral->supplies[i].name, peripheral->supplies[i].regulator);
}

static void clock_show(FILE *file, const struct assignment_peripheral *peripheral)
{
	const struct assignment_clock *clock = &peripheral->clock;
	char rate[CHECK_RATE];

	if (clock->source.value == SOC_CLOCK_NONE)
		return;
	line(file, NULL, "    clock:");
	line(file, &clock->source.origin, "      source: %s",
	     soc_clock_name((enum soc_clock)clock->source.value));
	if (clock->rate.value)
		line(file, &clock->rate.origin, "      rate: %s",
		     check_rate(clock->rate.value, rate));
	else
		line(file, NULL, "      # off");
}

static void peripheral_show(FILE *file, const struct assignment_peripheral *peripheral)
{
	const char *name = peripheral->soc->name;

	if (peripheral->context.value == ASSIGNMENT_UNUSED) {
		line(file, &peripheral->context.origin, "  %s: unused", name);
		return;
	}
	line(file, NULL, "  %s:", name);
	line(file, &peripheral->context.origin, "    context: %s",
	     assignment_context_name((enum assignment_context)peripheral->context.value));
	line(file, &peripheral->isolation.origin, "    isolation: %s",
	     assignment_isolation_name((enum assignment_isolation)peripheral->isolation.value));
	line(file, &peripheral->lock.origin, "    lock: %s",
	     peripheral->lock.value ? "true" : "false");
	clock_show(file, peripheral);
	if (assignment_m4_uses(peripheral) && peripheral->soc->irq_count)
		line(file, &peripheral->priority.origin, "    priority: %" PRIu64,
		     peripheral->priority.value);
	pins_show(file, peripheral);
	dma_show(file, peripheral);
	supplies_show(file, peripheral);
}

static void gpio_show(FILE *file, const struct assignment_gpio *gpio)
{
	line(file, &gpio->origin, "  %s:", gpio->label);
	pad_lines(file, &gpio->pad, "    ");
	line(file, &gpio->context.origin, "    context: %s",
	     assignment_context_name((enum assignment_context)gpio->context.value));
	line(file, &gpio->direction.origin, "    direction: %s",
	     reader_directions[gpio->direction.value]);
	if (gpio->direction.value == ASSIGNMENT_OUTPUT)
		line(file, &gpio->high.origin, "    level: %s", reader_levels[gpio->high.value]);
	line(file, &gpio->active_low.origin, "    active: %s",
	     reader_levels[!gpio->active_low.value]);
	line(file, &gpio->edge.origin, "    interrupt: %s", reader_edges[gpio->edge.value]);
}

static void oscillator_show(FILE *file, const char *name, const struct assignment_number *rate)
{
	char text[CHECK_RATE];

	line(file, &rate->origin, "  %s: %s", name,
	     rate->value ? check_rate(rate->value, text) : "off");
}

static void pll_show(FILE *file, unsigned number, const struct assignment_pll *pll)
{
	line(file, NULL, "  pll%u:", number);
	line(file, &pll->m.origin, "    m: %" PRIu64, pll->m.value);
	line(file, &pll->n.origin, "    n: %" PRIu64, pll->n.value);
	line(file, &pll->fraction.origin, "    fraction: %" PRIu64, pll->fraction.value);
	line(file, &pll->p.origin, "    p: %" PRIu64, pll->p.value);
	line(file, &pll->q.origin, "    q: %" PRIu64, pll->q.value);
	line(file, &pll->r.origin, "    r: %" PRIu64, pll->r.value);
}

static void clocks_show(FILE *file, const struct assignment_clocks *clocks)
{
	static const char *const names[ASSIGNMENT_OSCILLATORS] = {"hse", "hsi", "csi", "lse",
								  "lsi"};
	char text[CHECK_RATE];

	fputs("\nclocks:\n", file);
	for (int i = 0; i < ASSIGNMENT_OSCILLATORS; i++)
		oscillator_show(file, names[i], &clocks->oscillators[i]);
	for (unsigned i = 0; i < 4; i++)
		pll_show(file, i + 1, &clocks->plls[i]);
	fputs("  # What comes of it:\n", file);
	for (int clock = SOC_CLOCK_PLL1_P; clock <= SOC_CLOCK_PER; clock++)
		fprintf(file, "  #   %-8s%s\n", soc_clock_name((enum soc_clock)clock),
			clocks->rates[clock] ? check_rate(clocks->rates[clock], text) : "off");
}

static void memory_show(FILE *file, const struct assignment *assignment)
{
	fputs("\nmemory:\n", file);
	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];

		line(file, &region->origin, "  %s:", region->name);
		line(file, &region->bank.origin, "    bank: %s",
		     soc_memory((enum soc_memory_id)region->bank.value)->name);
		line(file, &region->address.origin, "    address: 0x%08" PRIX64,
		     region->address.value);
		size_line(file, &region->size);
		line(file, &region->context.origin, "    context: %s",
		     assignment_context_name((enum assignment_context)region->context.value));
	}
}

static void rpmsg_show(FILE *file, const struct assignment_rpmsg *rpmsg)
{
	if (!rpmsg->enabled.value) {
		fputc('\n', file);
		line(file, &rpmsg->enabled.origin, "rpmsg: false");
		return;
	}
	fputc('\n', file);
	line(file, &rpmsg->enabled.origin, "rpmsg:");
	line(file, &rpmsg->buffers.origin, "  buffers: %" PRIu64, rpmsg->buffers.value);
	line(file, &rpmsg->size.origin, "  size: %" PRIu64, rpmsg->size.value);
	line(file, &rpmsg->align.origin, "  align: %" PRIu64, rpmsg->align.value);
	line(file, &rpmsg->trace.origin, "  trace: %" PRIu64, rpmsg->trace.value);
	fputs("  services:\n", file);
	for (size_t i = 0; i < rpmsg->service_count; i++)
		line(file, &rpmsg->services[i].origin, "    - %s", rpmsg->services[i].value);
}

static void lock_show(FILE *file, const char *name, const struct assignment_number *lock)
{
	if (lock->value == ASSIGNMENT_NO_LOCK)
		line(file, &lock->origin, "  %s: off", name);
	else
		line(file, &lock->origin, "  %s: %" PRIu64, name, lock->value);
}

void assignment_show(const struct assignment *assignment, bool all, FILE *file)
{
	line(file, &assignment->name.origin, "name: %s", assignment->name.value);
	if (assignment->board.value)
		line(file, &assignment->board.origin, "board: %s", assignment->board.value);
	line(file, &assignment->chip.origin, "chip: %s", assignment->chip.value);
	line(file, &assignment->package.origin, "package: %s", assignment->package.value);
	fputs("\nperipherals:\n", file);
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (assignment_shows(&assignment->peripherals[i], all))
			peripheral_show(file, &assignment->peripherals[i]);
	}
	if (assignment->gpio_count)
		fputs("\ngpio:\n", file);
	for (size_t i = 0; i < assignment->gpio_count; i++)
		gpio_show(file, &assignment->gpio[i]);
	clocks_show(file, &assignment->clocks);
	memory_show(file, assignment);
	rpmsg_show(file, &assignment->rpmsg);
	fputs("\nlocks:\n", file);
	lock_show(file, "gpio", &assignment->gpio_lock);
	lock_show(file, "exti", &assignment->exti_lock);
}
