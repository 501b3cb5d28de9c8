/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/table.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS	  6u
#define CELL_SIZE 512u
#define GAP	  2u

/* A table is made twice: to measure its columns, and to write it. */
struct table {
	struct emit *out; /* NULL: measure */
	enum table_form form;
	size_t widths[COLUMNS];
	unsigned columns;
	unsigned row;
};

/* A line of Markdown has no cell with a bar in it. */
static void cell_markdown(struct emit *out, const char *cell)
{
	emit_text(out, " ");
	for (; *cell; cell++)
		emit(out, *cell == '|' ? "\\%c" : "%c", *cell);
	emit_text(out, " |");
}

static void rule_markdown(const struct table *table)
{
	emit_text(table->out, "|");
	for (unsigned i = 0; i < table->columns; i++)
		emit_text(table->out, " --- |");
	emit_text(table->out, "\n");
}

static void row_text(const struct table *table, const char *const cells[COLUMNS])
{
	size_t column = 0;

	for (unsigned i = 0; i < table->columns; i++) {
		const bool last = i + 1 == table->columns;

		emit_text(table->out, cells[i]);
		column += table->widths[i] + GAP;
		if (!last)
			emit_column(table->out, column);
	}
	emit_text(table->out, "\n");
}

/* The first row is the heading. */
static void row(struct table *table, const char *const cells[COLUMNS])
{
	if (!table->out) {
		for (unsigned i = 0; i < table->columns; i++) {
			const size_t width = strlen(cells[i]);

			if (width > table->widths[i])
				table->widths[i] = width;
		}
		return;
	}
	if (table->form == TABLE_TEXT) {
		row_text(table, cells);
		return;
	}
	emit_text(table->out, "|");
	for (unsigned i = 0; i < table->columns; i++)
		cell_markdown(table->out, cells[i]);
	emit_text(table->out, "\n");
	if (!table->row++)
		rule_markdown(table);
}

static void add(char *cell, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One more of the things in a cell, with a comma before it where it is not the first. */
static void add(char *cell, const char *format, ...)
{
	size_t length = strlen(cell);
	va_list arguments;

	if (length && length + 2 < CELL_SIZE) {
		memcpy(cell + length, ", ", 3);
		length += 2;
	}
	va_start(arguments, format);
	vsnprintf(cell + length, CELL_SIZE - length, format, arguments);
	va_end(arguments);
}

static const char *or_dash(const char *cell)
{
	return *cell ? cell : "-";
}

static void hz_text(char *cell, uint64_t hz)
{
	if (hz % 1000000 == 0)
		add(cell, "%" PRIu64 " MHz", hz / 1000000);
	else if (hz >= 1000000)
		add(cell, "%.6g MHz", (double)hz / 1e6);
	else if (hz % 1000 == 0)
		add(cell, "%" PRIu64 " kHz", hz / 1000);
	else
		add(cell, "%" PRIu64 " Hz", hz);
}

/* ---- peripherals ---- */

static void peripheral_row(struct table *table, const struct assignment_peripheral *peripheral)
{
	char clock[CELL_SIZE] = "", pins[CELL_SIZE] = "", dma[CELL_SIZE] = "";
	const enum soc_clock source = (enum soc_clock)peripheral->clock.source.value;
	const size_t prefix = strlen(peripheral->soc->name);

	if (source != SOC_CLOCK_NONE) {
		hz_text(clock, peripheral->clock.rate.value);
		snprintf(clock + strlen(clock), CELL_SIZE - strlen(clock), " (%s)",
			 soc_clock_name(source));
	}
	for (size_t i = 0; i < peripheral->pin_count; i++) {
		const struct assignment_pin *pin = &peripheral->pins[i];
		const char *signal = pin->signal;
		char name[ASSIGNMENT_PIN_NAME];

		if (!strncmp(signal, peripheral->soc->name, prefix) && signal[prefix] == '_')
			signal += prefix + 1;
		add(pins, "%s %s", assignment_pad_name(&pin->pad, name), signal);
	}
	for (size_t i = 0; i < peripheral->dma_count; i++) {
		const struct assignment_dma *stream = &peripheral->dma[i];

		if (stream->controller)
			add(dma, "DMA%u.%u %s", (unsigned)stream->controller,
			    (unsigned)stream->stream, stream->request);
	}
	row(table,
	    (const char *const[COLUMNS]){
		    peripheral->soc->name,
		    assignment_context_name((enum assignment_context)peripheral->context.value),
		    assignment_isolation_name(
			    (enum assignment_isolation)peripheral->isolation.value),
		    or_dash(clock), or_dash(pins), or_dash(dma)});
}

/* Not what nobody uses, nor what both processors always have. */
static bool peripheral_matters(const struct assignment_peripheral *peripheral)
{
	const struct assignment_choice *context = &peripheral->context;

	return context->value != ASSIGNMENT_UNUSED &&
	       (context->value != ASSIGNMENT_SHARED || assignment_given(&context->origin));
}

static void peripherals_write(struct table *table, const struct assignment *assignment, bool all)
{
	row(table, (const char *const[COLUMNS]){"peripheral", "owner", "firewall", "clock", "pins",
						"DMA"});
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		if (all || peripheral_matters(peripheral))
			peripheral_row(table, peripheral);
	}
}

/* ---- pins of software ---- */

static void gpio_write(struct table *table, const struct assignment *assignment, bool all)
{
	static const char *const edges[] = {"", ", rising edge", ", falling edge", ", both edges"};

	(void)all;
	row(table, (const char *const[COLUMNS]){"pin", "owner", "label", "use"});
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		const struct assignment_gpio *gpio = &assignment->gpio[i];
		char name[ASSIGNMENT_PIN_NAME];
		char use[CELL_SIZE];

		snprintf(use, sizeof(use), "%s%s%s",
			 gpio->direction.value == ASSIGNMENT_OUTPUT ? "output" : "input",
			 gpio->active_low.value ? ", active low" : "", edges[gpio->edge.value]);
		row(table,
		    (const char *const[COLUMNS]){
			    assignment_pad_name(&gpio->pad, name),
			    assignment_context_name((enum assignment_context)gpio->context.value),
			    gpio->label ? gpio->label : "-", use});
	}
}

/* ---- memory ---- */

static void memory_write(struct table *table, const struct assignment *assignment, bool all)
{
	(void)all;
	row(table, (const char *const[COLUMNS]){"memory", "owner", "bank", "address", "bytes"});
	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];
		char address[32], size[32];

		snprintf(address, sizeof(address), "0x%08" PRIx64, region->address.value);
		snprintf(size, sizeof(size), "%" PRIu64, region->size.value);
		row(table,
		    (const char *const[COLUMNS]){
			    region->name,
			    assignment_context_name((enum assignment_context)region->context.value),
			    soc_memory((enum soc_memory_id)region->bank.value)->name, address,
			    size});
	}
}

static void write_twice(const struct assignment *assignment, enum table_form form, bool all,
			unsigned columns, struct emit *out,
			void (*rows)(struct table *table, const struct assignment *assignment,
				     bool all))
{
	struct table table = {.form = form, .columns = columns};

	rows(&table, assignment, all);
	table.out = out;
	rows(&table, assignment, all);
}

void assignment_table(const struct assignment *assignment, enum table_form form, bool all,
		      struct emit *out)
{
	write_twice(assignment, form, all, 6, out, peripherals_write);
	if (assignment->gpio_count) {
		emit_text(out, "\n");
		write_twice(assignment, form, all, 4, out, gpio_write);
	}
	if (assignment->region_count) {
		emit_text(out, "\n");
		write_twice(assignment, form, all, 5, out, memory_write);
	}
}
