/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/import_lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool items_add(struct item **list, size_t *count, size_t *room, struct item item)
{
	if (*count == *room) {
		const size_t more = *room ? *room * 2 : 256;
		struct item *grown = realloc(*list, more * sizeof(**list));

		if (!grown)
			return false;
		*list = grown;
		*room = more;
	}
	(*list)[(*count)++] = item;
	return true;
}

bool item_is_dropped(const struct writer *writer, enum item_kind kind, size_t index, size_t part)
{
	for (size_t i = 0; i < writer->dropped_count; i++) {
		const struct item *item = &writer->dropped[i];

		if (item->kind == kind && item->index == index && item->part == part)
			return true;
	}
	return false;
}

/* The end of a line, and what it was about. */
static void line_end(struct writer *writer, enum item_kind kind, size_t index, size_t part)
{
	const struct item item = {kind, index, part};

	emit_text(writer->out, "\n");
	if (!items_add(&writer->items, &writer->line_count, &writer->line_room, item))
		writer->failed = true;
}

/* ---- words ---- */

static const char *pull_word(int pull)
{
	static const char *const words[] = {"none", "up", "down"};

	return words[pull];
}

static const char *drive_word(int drive)
{
	return drive == ASSIGNMENT_OPEN_DRAIN ? "open-drain" : "push-pull";
}

static const char *speed_word(int speed)
{
	static const char *const words[] = {"low", "medium", "high", "very-high"};

	return words[speed];
}

static const char *edge_word(int edge)
{
	static const char *const words[] = {"none", "rising", "falling", "both"};

	return words[edge];
}

static bool differs(int said, int usual)
{
	return said != IMPORT_UNSAID && said != usual;
}

/* "USART3_TX" is TX of USART3. */
static const char *short_name(const struct soc_peripheral *soc, const char *name)
{
	const size_t length = strlen(soc->name);

	return !strncmp(name, soc->name, length) && name[length] == '_' ? name + length + 1 : name;
}

/* ---- pins ---- */

static const struct assignment_pin *default_pin(const struct assignment_peripheral *usual,
						const char *signal)
{
	for (size_t i = 0; usual && i < usual->pin_count; i++) {
		if (!strcmp(usual->pins[i].signal, signal))
			return &usual->pins[i];
	}
	return NULL;
}

static bool pad_same(const struct import_pad *said, const struct assignment_pad *usual)
{
	return said->pin->port == usual->port && said->pin->number == usual->number &&
	       !differs(said->pull, usual->pull.value) &&
	       !differs(said->drive, usual->drive.value) &&
	       !differs(said->speed, usual->speed.value);
}

/* True when the pins are those that the peripheral would have anyway. */
static bool pins_same(const struct import_peripheral *said,
		      const struct assignment_peripheral *usual)
{
	if (!said->pin_count)
		return true;
	if (!usual || said->pin_count != usual->pin_count)
		return false;
	for (size_t i = 0; i < said->pin_count; i++) {
		const struct assignment_pin *pin = default_pin(usual, said->pins[i].signal);

		if (!pin || !pad_same(&said->pins[i].pad, &pin->pad))
			return false;
	}
	return true;
}

static void pad_options(struct emit *out, const struct import_pad *pad)
{
	if (differs(pad->pull, ASSIGNMENT_PULL_NONE))
		emit(out, ", pull: %s", pull_word(pad->pull));
	if (differs(pad->drive, ASSIGNMENT_PUSH_PULL))
		emit(out, ", drive: %s", drive_word(pad->drive));
	if (differs(pad->speed, ASSIGNMENT_SPEED_LOW))
		emit(out, ", speed: %s", speed_word(pad->speed));
}

static bool pad_is_plain(const struct import_pad *pad)
{
	return !differs(pad->pull, ASSIGNMENT_PULL_NONE) &&
	       !differs(pad->drive, ASSIGNMENT_PUSH_PULL) &&
	       !differs(pad->speed, ASSIGNMENT_SPEED_LOW);
}

static void pins_write(struct writer *writer, size_t index)
{
	const struct import_peripheral *said = &writer->import->peripherals[index];

	emit_text(writer->out, "    pins:");
	line_end(writer, ITEM_PERIPHERAL, index, 0);
	for (size_t i = 0; i < said->pin_count; i++) {
		const struct import_pin *pin = &said->pins[i];

		if (item_is_dropped(writer, ITEM_PIN, index, i))
			continue;
		emit(writer->out, "      %s: ", short_name(said->soc, pin->signal));
		if (pad_is_plain(&pin->pad)) {
			emit_text(writer->out, pin->pad.pin->name);
		} else {
			emit(writer->out, "{pin: %s", pin->pad.pin->name);
			pad_options(writer->out, &pin->pad);
			emit_text(writer->out, "}");
		}
		line_end(writer, ITEM_PIN, index, i);
	}
}

/* ---- the rest of a peripheral ---- */

static bool dma_same(const struct import_peripheral *said,
		     const struct assignment_peripheral *usual)
{
	if (!said->dma_count)
		return true;
	if (!usual || said->dma_count != usual->dma_count)
		return false;
	for (size_t i = 0; i < said->dma_count; i++) {
		bool found = false;

		for (size_t k = 0; k < usual->dma_count; k++)
			found |= !strcmp(usual->dma[k].request, said->dma[i].request) &&
				 usual->dma[k].controller == said->dma[i].controller &&
				 usual->dma[k].stream == said->dma[i].stream;
		if (!found)
			return false;
	}
	return true;
}

static void dma_write(struct writer *writer, size_t index)
{
	const struct import_peripheral *said = &writer->import->peripherals[index];

	emit_text(writer->out, "    dma:");
	line_end(writer, ITEM_PERIPHERAL, index, 0);
	for (size_t i = 0; i < said->dma_count; i++) {
		if (item_is_dropped(writer, ITEM_DMA, index, i))
			continue;
		emit(writer->out, "      %s: DMA%d/%d", short_name(said->soc, said->dma[i].request),
		     said->dma[i].controller, said->dma[i].stream);
		line_end(writer, ITEM_DMA, index, i);
	}
}

/* Everything that is said of it, and whether it is worth a line. */
struct wanted {
	bool context, pins, dma;
	bool fields[FIELDS];
};

static size_t kept(const struct writer *writer, enum item_kind kind, size_t index, size_t count)
{
	size_t left = 0;

	for (size_t i = 0; i < count; i++)
		left += !item_is_dropped(writer, kind, index, i);
	return left;
}

static struct wanted peripheral_wanted(const struct writer *writer, size_t index,
				       const struct assignment_peripheral *usual)
{
	const struct import_peripheral *said = &writer->import->peripherals[index];
	const struct assignment_peripheral *board =
		writer->base ? assignment_peripheral(writer->base, said->soc->name) : NULL;
	struct wanted wanted = {.context = board && differs(said->context, board->context.value)};

	if (!writer->defaults)
		return wanted;
	if (usual && said->context == IMPORT_UNSAID && usual->context.value == ASSIGNMENT_UNUSED)
		return wanted;
	wanted.pins = !pins_same(said, usual) && kept(writer, ITEM_PIN, index, said->pin_count);
	wanted.dma = !dma_same(said, usual) && kept(writer, ITEM_DMA, index, said->dma_count);
	if (!usual)
		return wanted;
	wanted.fields[FIELD_ISOLATION] = differs(said->isolation, usual->isolation.value);
	wanted.fields[FIELD_LOCK] = differs(said->lock, usual->lock.value);
	wanted.fields[FIELD_CLOCK] =
		said->source > SOC_CLOCK_NONE && said->source != usual->clock.source.value;
	wanted.fields[FIELD_PRIORITY] = said->context == ASSIGNMENT_M4 &&
					differs(said->priority, (int)usual->priority.value);
	for (size_t i = 0; i < FIELDS; i++)
		wanted.fields[i] &= !item_is_dropped(writer, ITEM_FIELD, index, i);
	return wanted;
}

static void field_write(struct writer *writer, size_t index, enum item_field field)
{
	const struct import_peripheral *said = &writer->import->peripherals[index];

	switch (field) {
	case FIELD_ISOLATION:
		emit(writer->out, "    isolation: %s",
		     assignment_isolation_name((enum assignment_isolation)said->isolation));
		break;
	case FIELD_LOCK:
		emit(writer->out, "    lock: %s", said->lock ? "true" : "false");
		break;
	case FIELD_CLOCK:
		emit(writer->out, "    clock: %s", soc_clock_name((enum soc_clock)said->source));
		break;
	case FIELD_PRIORITY:
		emit(writer->out, "    priority: %d", said->priority);
		break;
	case FIELDS:
		break;
	}
	line_end(writer, ITEM_FIELD, index, field);
}

static void peripheral_write(struct writer *writer, size_t index)
{
	const struct import_peripheral *said = &writer->import->peripherals[index];
	const struct assignment_peripheral *usual =
		writer->defaults ? assignment_peripheral(writer->defaults, said->soc->name) : NULL;
	const struct wanted wanted = peripheral_wanted(writer, index, usual);
	const char *context =
		said->context == IMPORT_UNSAID
			? NULL
			: assignment_context_name((enum assignment_context)said->context);
	bool more = wanted.pins || wanted.dma;

	for (size_t i = 0; i < FIELDS; i++)
		more |= wanted.fields[i];
	if (!wanted.context && !more)
		return;
	emit(writer->out, "  %s:", said->soc->name);
	if (!more) {
		emit(writer->out, " %s", context);
		line_end(writer, ITEM_PERIPHERAL, index, 0);
		return;
	}
	line_end(writer, ITEM_PERIPHERAL, index, 0);
	if (context) {
		emit(writer->out, "    context: %s", context);
		line_end(writer, ITEM_PERIPHERAL, index, 0);
	}
	for (size_t i = 0; i < FIELDS; i++) {
		if (wanted.fields[i])
			field_write(writer, index, (enum item_field)i);
	}
	if (wanted.pins)
		pins_write(writer, index);
	if (wanted.dma)
		dma_write(writer, index);
}

/* ---- pins of software ---- */

static const struct assignment_gpio *gpio_at(const struct assignment *assignment,
					     const struct soc_pin *pin)
{
	for (size_t i = 0; assignment && i < assignment->gpio_count; i++) {
		const struct assignment_gpio *gpio = &assignment->gpio[i];

		if (gpio->pad.port == pin->port && gpio->pad.number == pin->number)
			return gpio;
	}
	return NULL;
}

static void gpio_write(struct writer *writer, size_t index)
{
	const struct import_gpio *said = &writer->import->gpio[index];
	const struct assignment_gpio *usual = gpio_at(writer->defaults, said->pad.pin);
	const bool output = said->direction == ASSIGNMENT_OUTPUT;

	/* The board has it, by a name of its own. */
	if (usual && (said->context == IMPORT_UNSAID || said->context == usual->context.value))
		return;
	if (usual) {
		emit(writer->out, "  %s: unused", usual->label);
		line_end(writer, ITEM_GPIO, index, 0);
	}
	emit(writer->out, "  %s: {pin: %s", said->label, said->pad.pin->name);
	if (differs(said->context, ASSIGNMENT_M4))
		emit(writer->out, ", context: %s",
		     assignment_context_name((enum assignment_context)said->context));
	if (output)
		emit_text(writer->out, ", direction: output");
	if (output && said->high == 1)
		emit_text(writer->out, ", level: high");
	if (said->active_low == 1)
		emit_text(writer->out, ", active: low");
	if (!output && differs(said->edge, ASSIGNMENT_NO_EDGE))
		emit(writer->out, ", interrupt: %s", edge_word(said->edge));
	pad_options(writer->out, &said->pad);
	emit_text(writer->out, "}");
	line_end(writer, ITEM_GPIO, index, 0);
}

/* ---- clocks ---- */

static void hz_write(struct emit *out, int64_t hz)
{
	if (!hz)
		emit_text(out, "off");
	else if (hz % 1000000 == 0)
		emit(out, "%" PRId64 " MHz", hz / 1000000);
	else
		emit(out, "%" PRId64, hz);
}

static bool pll_differs(const struct import_pll *said, const struct assignment_pll *usual)
{
	return differs(said->m, (int)usual->m.value) || differs(said->n, (int)usual->n.value) ||
	       differs(said->fraction, (int)usual->fraction.value) ||
	       differs(said->p, (int)usual->p.value) || differs(said->q, (int)usual->q.value) ||
	       differs(said->r, (int)usual->r.value);
}

static void number_write(struct emit *out, const char **before, const char *name, int value)
{
	if (value == IMPORT_UNSAID)
		return;
	emit(out, "%s%s: %d", *before, name, value);
	*before = ", ";
}

static void pll_write(struct writer *writer, size_t number)
{
	const struct import_pll *said = &writer->import->plls[number];
	const char *before = "";

	emit(writer->out, "  pll%zu: {", number + 1);
	number_write(writer->out, &before, "m", said->m);
	number_write(writer->out, &before, "n", said->n);
	number_write(writer->out, &before, "fraction", said->fraction);
	number_write(writer->out, &before, "p", said->p);
	number_write(writer->out, &before, "q", said->q);
	number_write(writer->out, &before, "r", said->r);
	emit_text(writer->out, "}");
	line_end(writer, ITEM_CLOCKS, ASSIGNMENT_OSCILLATORS + number, 0);
}

static void clocks_head(struct writer *writer, bool *begun)
{
	if (*begun)
		return;
	*begun = true;
	emit_text(writer->out, "\nclocks:");
	line_end(writer, ITEM_OTHER, 0, 0);
	/* the empty line */
	if (!items_add(&writer->items, &writer->line_count, &writer->line_room,
		       (struct item){ITEM_OTHER, 0, 0}))
		writer->failed = true;
}

static void clocks_write(struct writer *writer)
{
	static const char *const names[ASSIGNMENT_OSCILLATORS] = {"hse", "hsi", "csi", "lse",
								  "lsi"};
	const struct import *import = writer->import;
	const struct assignment_clocks *usual;
	bool begun = false;

	if (!writer->defaults)
		return;
	usual = &writer->defaults->clocks;
	for (size_t i = 0; i < ASSIGNMENT_OSCILLATORS; i++) {
		const int64_t said = import->oscillators[i];

		if (said == IMPORT_UNSAID || (uint64_t)said == usual->oscillators[i].value ||
		    item_is_dropped(writer, ITEM_CLOCKS, i, 0))
			continue;
		clocks_head(writer, &begun);
		emit(writer->out, "  %s: ", names[i]);
		hz_write(writer->out, said);
		line_end(writer, ITEM_CLOCKS, i, 0);
	}
	for (size_t i = 0; i < 4; i++) {
		if (!pll_differs(&import->plls[i], &usual->plls[i]) ||
		    item_is_dropped(writer, ITEM_CLOCKS, ASSIGNMENT_OSCILLATORS + i, 0))
			continue;
		clocks_head(writer, &begun);
		pll_write(writer, i);
	}
}

/* ---- the file ---- */

static void blank(struct writer *writer)
{
	line_end(writer, ITEM_OTHER, 0, 0);
}

static void head_write(struct writer *writer)
{
	const struct import *import = writer->import;

	if (import->board[0])
		emit(writer->out, "board: %s", import->board);
	else
		emit(writer->out, "chip: %s", import->chip);
	line_end(writer, ITEM_OTHER, 0, 0);
	if (import->name[0]) {
		emit(writer->out, "name: %s", import->name);
		line_end(writer, ITEM_OTHER, 0, 0);
	}
}

/* A heading only where something stands below it. */
static void section(struct writer *writer, const char *heading, size_t count,
		    void (*write)(struct writer *writer, size_t index), enum item_kind kind)
{
	const size_t length = writer->out->length;
	const size_t lines = writer->line_count;
	size_t before;

	blank(writer);
	emit_text(writer->out, heading);
	line_end(writer, ITEM_OTHER, 0, 0);
	before = writer->line_count;
	for (size_t i = 0; i < count; i++) {
		if (!item_is_dropped(writer, kind, i, 0))
			write(writer, i);
	}
	if (writer->line_count > before || !writer->out->text)
		return;
	writer->out->length = length;
	writer->out->text[length] = '\0';
	writer->line_count = lines;
}

void import_lines(struct writer *writer)
{
	const struct import *import = writer->import;

	writer->out->length = 0;
	writer->line_count = 0;
	head_write(writer);
	section(writer, "peripherals:", import->peripheral_count, peripheral_write,
		ITEM_PERIPHERAL);
	if (!writer->defaults)
		return;
	section(writer, "gpio:", import->gpio_count, gpio_write, ITEM_GPIO);
	clocks_write(writer);
	if (import->rpmsg == 0) {
		blank(writer);
		emit_text(writer->out, "rpmsg: false");
		line_end(writer, ITEM_RPMSG, 0, 0);
	} else if (differs(import->rpmsg_buffers, (int)writer->defaults->rpmsg.buffers.value) &&
		   !item_is_dropped(writer, ITEM_RPMSG, 0, 0)) {
		blank(writer);
		emit(writer->out, "rpmsg: {buffers: %d}", import->rpmsg_buffers);
		line_end(writer, ITEM_RPMSG, 0, 0);
	}
}
