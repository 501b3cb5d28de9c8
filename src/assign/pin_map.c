/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "assign/pin_user.h"
#include "assign/table.h"
#include "soc/package.h"
#include "soc/pin.h"

/* In units of the drawing. */
#define UNIT_UM	  12 /* a unit in um: balls 0.5 mm apart are 41 units apart */
#define MARGIN	  40
#define NAME_FITS 5u /* characters of a name in larger letters */
#define RADIUS	  16
#define LEGEND	  90

/* Colours that stay apart for colour-blind readers (Okabe and Ito), and dark text on each. */
static const char *const colours[ASSIGNMENT_CONTEXTS] = {"#f4f4f4", "#cc79a7", "#56b4e9", "#e69f00",
							 "#009e73"};
#define COLOUR_DEDICATED "#d0d0d0"

static void xml_text(struct emit *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			emit_text(out, "&lt;");
			break;
		case '>':
			emit_text(out, "&gt;");
			break;
		case '&':
			emit_text(out, "&amp;");
			break;
		case '"':
			emit_text(out, "&quot;");
			break;
		default:
			emit(out, "%c", *text);
		}
	}
}

struct map {
	const struct soc_package_info *info;
	enum soc_package package;
	struct emit *out;
};

static int map_size(const struct map *map)
{
	return 2 * MARGIN + (int)map->info->width * 1000 / UNIT_UM;
}

static void ball_draw(const struct map *map, const char *ball, const char *name, const char *what,
		      const char *owner, const char *colour)
{
	int x, y;

	if (soc_ball_position(map->package, ball, &x, &y))
		return;
	x = map_size(map) / 2 + x / UNIT_UM;
	y = map_size(map) / 2 + y / UNIT_UM;
	emit(map->out, "<g><title>%s: ", ball);
	xml_text(map->out, name);
	if (what) {
		emit_text(map->out, ", ");
		xml_text(map->out, what);
		emit(map->out, " (%s)", owner);
	}
	emit(map->out, "</title><circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\"/>", x, y, RADIUS,
	     colour);
	emit(map->out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y + (what ? 0 : 3),
	     strlen(name) > NAME_FITS ? "s" : "n");
	xml_text(map->out, name);
	emit_text(map->out, "</text>");
	if (what) {
		emit(map->out, "<text x=\"%d\" y=\"%d\" class=\"s\">", x, y + 7);
		xml_text(map->out, what);
		emit_text(map->out, "</text>");
	}
	emit_text(map->out, "</g>\n");
}

static void balls_draw(const struct map *map, const struct assignment *assignment)
{
	const char *name;
	const char *ball;

	for (size_t i = 0; (ball = soc_ball_dedicated(map->package, i, &name)); i++)
		ball_draw(map, ball, name, NULL, NULL, COLOUR_DEDICATED);
	for (size_t i = 0; i < soc_pin_count(); i++) {
		const struct soc_pin *pin = soc_pin_at(i);
		const struct pin_user user = pin_user(assignment, pin);

		if (pin->balls[map->package])
			ball_draw(map, pin->balls[map->package], pin->name, user.what,
				  assignment_context_name(user.context), colours[user.context]);
	}
}

/* The names of rows and columns, at the edge of the outer grid. */
static void grid_draw(const struct map *map)
{
	static const char letters[] = "ABCDEFGHJKLMNPRTUVWY";
	const unsigned count = sizeof(letters) - 1;
	char name[16];
	int x, y;

	for (unsigned i = 0; i < map->info->grid; i++) {
		snprintf(name, sizeof(name), "A%u", i + 1);
		if (!soc_ball_position(map->package, name, &x, &y))
			emit(map->out, "<text x=\"%d\" y=\"%d\" class=\"n\">%u</text>\n",
			     map_size(map) / 2 + x / UNIT_UM, MARGIN, i + 1);
		snprintf(name, sizeof(name), "%s%c1", i < count ? "" : "A", letters[i % count]);
		if (soc_ball_position(map->package, name, &x, &y))
			continue;
		name[strlen(name) - 1] = '\0';
		emit(map->out, "<text x=\"%d\" y=\"%d\" class=\"n\">%s</text>\n", MARGIN,
		     map_size(map) / 2 + y / UNIT_UM + 3, name);
	}
}

static void legend_draw(const struct map *map)
{
	static const char *const words[] = {"free pin", "A7 secure", "A7 (Linux)", "M4", "shared"};
	const int y = map_size(map) + 30;
	int x = MARGIN;

	for (unsigned i = 0; i < ASSIGNMENT_CONTEXTS; i++, x += 130)
		emit(map->out,
		     "<circle cx=\"%d\" cy=\"%d\" r=\"8\" fill=\"%s\"/><text x=\"%d\" y=\"%d\" "
		     "class=\"l\">%s</text>\n",
		     x, y, colours[i], x + 14, y + 4, words[i]);
	emit(map->out,
	     "<circle cx=\"%d\" cy=\"%d\" r=\"8\" fill=\"%s\"/><text x=\"%d\" y=\"%d\" "
	     "class=\"l\">no pin</text>\n",
	     x, y, COLOUR_DEDICATED, x + 14, y + 4);
}

int assignment_pin_map(const struct assignment *assignment, struct emit *out)
{
	const int package =
		assignment->package.value ? soc_package_by_name(assignment->package.value) : -1;
	struct map map = {.out = out};
	int size;

	if (package < 0)
		return -EINVAL;
	map.package = (enum soc_package)package;
	map.info = soc_package(map.package);
	size = map_size(&map);
	emit(out,
	     "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
	     "height=\"%d\" font-family=\"sans-serif\" text-anchor=\"middle\">\n"
	     "<style>.n{font-size:8px}.s{font-size:4.5px}.l{font-size:12px;text-anchor:start}"
	     ".t{font-size:16px}circle{stroke:#666;stroke-width:.5}</style>\n"
	     "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n"
	     "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"none\" "
	     "stroke=\"#666\"/>\n",
	     size, size + LEGEND, size, size + LEGEND, size, size + LEGEND, MARGIN / 2, MARGIN / 2,
	     size - MARGIN, size - MARGIN);
	emit(out, "<title>%s%s%s, %s, seen from above</title>\n",
	     assignment->name.value ? assignment->name.value : "",
	     assignment->name.value ? ": " : "", assignment->chip.value, map.info->name);
	grid_draw(&map);
	balls_draw(&map, assignment);
	legend_draw(&map);
	emit(out, "<text x=\"%d\" y=\"%d\" class=\"t\">%s %s, seen from above</text>\n", size / 2,
	     size + 70, assignment->chip.value, map.info->name);
	emit_text(out, "</svg>\n");
	return 0;
}
