/* SPDX-License-Identifier: BSD-3-Clause */
/* A tree as source (Devicetree Specification 0.4, chapter 6). */
#include "dt/dt_print.h"

#include <inttypes.h>
#include <libfdt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "dt/dt_walk.h"

#define CELL 4u

void dt_print_text(const struct dt_printer *printer, const char *format, ...)
{
	/* The longest text at once is a name between a mark, tabs and a bracket. */
	char text[DT_PATH_MAX + 64];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length >= (int)sizeof(text))
		length = (int)sizeof(text) - 1;
	if (length > 0)
		printer->sink->write(printer->sink->context, text, (size_t)length);
}

static void print_start(const struct dt_printer *printer, unsigned depth)
{
	static const char tabs[] =
		"\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t";

	dt_print_text(printer, "%s%.*s", printer->mark, (int)depth, tabs);
}

static bool ends_with(const char *text, const char *end)
{
	const size_t length = strlen(text);

	return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* A tree does not say of what type its properties are. What can be read as text of some length, or has
 * a name that says it is text, is text: the bytes are the same either way. */
static bool is_text(const char *name, const uint8_t *value, size_t size)
{
	const bool named = ends_with(name, "names") || strcmp(name, "compatible") == 0;
	const size_t shortest = named || size % CELL ? 1 : 2;
	size_t length = 0;

	if (size == 0 || value[size - 1])
		return false;
	for (size_t i = 0; i < size; i++) {
		if (value[i] == 0) {
			if (length < shortest)
				return false;
			length = 0;
		} else if (value[i] < 0x20 || value[i] > 0x7E) {
			return false;
		} else {
			length++;
		}
	}
	return true;
}

static void print_string(const struct dt_printer *printer, const char *string)
{
	const struct dt_sink *sink = printer->sink;
	size_t length;

	sink->write(sink->context, "\"", 1);
	for (; *string; string += length) {
		length = strcspn(string, "\"\\");
		if (length) {
			sink->write(sink->context, string, length);
		} else {
			dt_print_text(printer, "\\%c", *string);
			length = 1;
		}
	}
	sink->write(sink->context, "\"", 1);
}

static void print_strings(const struct dt_printer *printer, const uint8_t *value, size_t size)
{
	for (size_t at = 0; at < size; at += strlen((const char *)value + at) + 1) {
		dt_print_text(printer, "%s", at ? ", " : "");
		print_string(printer, (const char *)value + at);
	}
}

static void print_value(const struct dt_printer *printer, const char *name, const uint8_t *value,
			size_t size)
{
	const size_t step = size % CELL ? 1 : CELL;

	if (is_text(name, value, size)) {
		print_strings(printer, value, size);
		return;
	}
	dt_print_text(printer, step == 1 ? "[" : "<");
	for (size_t at = 0; at < size; at += step) {
		const char *space = at ? " " : "";

		if (step == 1)
			dt_print_text(printer, "%s%02x", space, value[at]);
		else
			dt_print_text(printer, "%s0x%" PRIx32, space, dt_be32(value + at));
	}
	dt_print_text(printer, step == 1 ? "]" : ">");
}

void dt_print_property(const struct dt_printer *printer, const struct dt *dt, int offset,
		       unsigned depth)
{
	const char *name = NULL;
	int size = 0;
	const void *value = fdt_getprop_by_offset(dt->blob, offset, &name, &size);

	if (!value)
		return;
	print_start(printer, depth);
	dt_print_text(printer, "%s", name);
	if (size) {
		dt_print_text(printer, " = ");
		print_value(printer, name, value, (size_t)size);
	}
	dt_print_text(printer, ";\n");
}

void dt_print_node(const struct dt_printer *printer, const struct dt *dt, int node, unsigned depth)
{
	bool first = true;
	int offset;

	print_start(printer, depth);
	dt_print_text(printer, "%s {\n", node == DT_ROOT ? "/" : dt_name(dt, node));
	fdt_for_each_property_offset(offset, dt->blob, node)
	{
		dt_print_property(printer, dt, offset, depth + 1);
		first = false;
	}
	for (int child = dt_child(dt, node); child >= 0; child = dt_sibling(dt, child)) {
		if (!first)
			dt_print_text(printer, "%s\n", printer->mark);
		dt_print_node(printer, dt, child, depth + 1);
		first = false;
	}
	print_start(printer, depth);
	dt_print_text(printer, "};\n");
}

void dt_print_reservations(const struct dt_printer *printer, const struct dt *dt)
{
	const int count = fdt_num_mem_rsv(dt->blob);

	for (int i = 0; i < count; i++) {
		uint64_t address, size;

		if (fdt_get_mem_rsv(dt->blob, i, &address, &size) == 0)
			dt_print_text(printer,
				      "%s/memreserve/ 0x%016" PRIx64 " 0x%016" PRIx64 ";\n",
				      printer->mark, address, size);
	}
}

void dt_print(const struct dt *dt, const struct dt_sink *sink)
{
	const struct dt_printer printer = {.sink = sink, .mark = ""};

	dt_print_text(&printer, "/dts-v1/;\n\n");
	dt_print_reservations(&printer, dt);
	dt_print_node(&printer, dt, DT_ROOT, 0);
}
