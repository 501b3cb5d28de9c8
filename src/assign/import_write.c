/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From what was found to an assignment file. The reader itself tells what the defaults are: a file with the
 * owners alone is read, and only what that does not come to already is written. What the reader then does not take is
 * left out, item by item, until it takes the rest.
 *
 * Three files are written: what the board alone brings, the owners that differ from those, and all of it.
 */
#include <errno.h>
#include <stdlib.h>

#include "assign/import_lines.h"
#include "assign/read.h"

#define FILE_NAME "imported.yaml"
#define ROUNDS	  12u /* of leaving out what the reader does not take */

/* ---- what the reader does not take ---- */

static void item_note(const struct writer *writer, const struct item *item,
		      const struct finding *finding)
{
	struct import *import = writer->import;
	const char *what = finding->what ? finding->what : finding->code;

	switch (item->kind) {
	case ITEM_PIN:
		import_note(import, "pin %s of %s: %s",
			    import->peripherals[item->index].pins[item->part].pad.pin->name,
			    import->peripherals[item->index].soc->name, what);
		break;
	case ITEM_PERIPHERAL:
	case ITEM_FIELD:
	case ITEM_DMA:
		import_note(import, "%s: %s", import->peripherals[item->index].soc->name, what);
		break;
	case ITEM_GPIO:
		import_note(import, "%s: %s", import->gpio[item->index].label, what);
		break;
	default:
		import_note(import, "%s", what);
	}
}

/* True when something was left out, so that it is worth another try. */
static bool drop_errors(struct writer *writer, const struct findings *findings)
{
	bool any = false;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		const struct item *item;

		if (finding->severity != FINDING_ERROR || !finding->at.line ||
		    finding->at.line > writer->line_count)
			continue;
		item = &writer->items[finding->at.line - 1];
		if (item->kind == ITEM_OTHER ||
		    item_is_dropped(writer, item->kind, item->index, item->part))
			continue;
		item_note(writer, item, finding);
		if (!items_add(&writer->dropped, &writer->dropped_count, &writer->dropped_room,
			       *item))
			writer->failed = true;
		any = true;
	}
	return any;
}

/* Reads what is written: *assignment or NULL. 0; -ENOMEM; -EAGAIN: something was left out. */
static int file_try(struct writer *writer, struct assignment **assignment)
{
	struct findings findings = {0};
	int rc;

	*assignment = NULL;
	if (writer->out->failed || writer->failed)
		return -ENOMEM;
	rc = assignment_read(assignment, FILE_NAME, writer->out->text, writer->out->length,
			     &findings);
	if (rc != -ENOMEM && drop_errors(writer, &findings))
		rc = -EAGAIN;
	else if (rc == -EINVAL)
		rc = 0;
	findings_free(&findings);
	return writer->failed ? -ENOMEM : rc;
}

/* Writes and reads until the reader takes it. */
static int file_settle(struct writer *writer, struct assignment **assignment)
{
	int rc = -EAGAIN;

	for (unsigned round = 0; rc == -EAGAIN && round < ROUNDS; round++) {
		import_lines(writer);
		rc = file_try(writer, assignment);
		if (rc == -EAGAIN) {
			assignment_free(*assignment);
			*assignment = NULL;
		}
	}
	return rc == -EAGAIN ? 0 : rc;
}

static void notes_write(const struct import *import, struct emit *out)
{
	if (!import->note_count)
		return;
	emit_text(out, "\n# Not carried over:\n");
	for (size_t i = 0; i < import->note_count; i++)
		emit(out, "#   %s\n", import->notes[i]);
	if (import->notes_lost)
		emit_text(out, "#   and more\n");
}

/* A controller that serves somebody belongs to him where nothing else is said. */
static void controllers_give(struct import *import)
{
	for (size_t i = 0; i < import->peripheral_count; i++) {
		const struct import_peripheral *said = &import->peripherals[i];

		for (size_t k = 0; k < said->dma_count && said->context > ASSIGNMENT_UNUSED; k++) {
			struct import_peripheral *controller = import_peripheral(
				import, said->dma[k].controller == 1 ? "DMA1" : "DMA2");

			if (controller->context == IMPORT_UNSAID)
				controller->context = said->context;
		}
	}
}

int import_write(struct import *import, struct emit *out)
{
	struct writer writer = {.import = import, .out = out};
	struct assignment *base = NULL;
	struct assignment *owners = NULL;
	struct assignment *all = NULL;
	struct emit body = {0};
	int rc;

	if (!import->board[0] && !import->chip[0])
		return -EINVAL;
	controllers_give(import);
	writer.out = &body;
	rc = file_settle(&writer, &base);
	writer.base = base;
	if (!rc && base)
		rc = file_settle(&writer, &owners);
	if (!rc && owners) {
		writer.defaults = owners;
		rc = file_settle(&writer, &all);
	}
	if (!rc) {
		emit_text(out, "# Imported by `copro assign import` from ");
		for (const char *at = import->from; *at; at++)
			emit(out, "%c", (unsigned char)*at < 0x20 ? '?' : *at);
		emit_text(out, ".\n");
		emit_text(out, body.text);
		notes_write(import, out);
	}
	if (!rc && out->failed)
		rc = -ENOMEM;
	emit_free(&body);
	assignment_free(base);
	assignment_free(owners);
	assignment_free(all);
	free(writer.items);
	free(writer.dropped);
	return rc;
}
