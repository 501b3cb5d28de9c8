/* SPDX-License-Identifier: BSD-3-Clause */
/* What came of a scenario, as continuous integration reads it: JUnit's XML. */
#include <inttypes.h>

#include "board/duration.h"
#include "machine/scenario_internal.h"

/* Characters that XML 1.0 has no way to write become `?`, as does what is not ASCII. */
static void text_write(FILE *file, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '&':
			fputs("&amp;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		default:
			fputc(*text < ' ' || *text > '~' ? '?' : *text, file);
			break;
		}
	}
}

static void step_write(const struct scenario *scenario, size_t index, FILE *file)
{
	static const char *const reasons[] = {
		[SCENARIO_NO_REASON] = "failed",    [SCENARIO_TOO_LATE] = "too-late",
		[SCENARIO_CAME] = "came",	    [SCENARIO_NO_CHANNEL] = "no-channel",
		[SCENARIO_NOT_TAKEN] = "not-taken", [SCENARIO_NOT_DONE] = "not-done",
		[SCENARIO_ENDED] = "ended"};
	const struct scenario_step *step = &scenario->config.plan->steps[index];
	const struct scenario_outcome *outcome = &scenario->states[index].outcome;
	char took[DURATION_TEXT];

	fprintf(file, "    <testcase name=\"%zu: ", index + 1);
	text_write(file, step->name ? step->name : step->words);
	fputs("\" classname=\"", file);
	text_write(file, scenario->config.plan->name);
	fprintf(file, "\" time=\"%s\"", duration_seconds(took, outcome->ended - outcome->begun));
	if (outcome->result == SCENARIO_DONE) {
		fputs("/>\n", file);
		return;
	}
	fputs(">\n      ", file);
	if (outcome->result == SCENARIO_FAILED)
		fprintf(file, "<failure type=\"%s\" message=\"", reasons[outcome->reason]);
	else
		fputs("<skipped message=\"", file);
	if (outcome->result == SCENARIO_FAILED && step->line)
		fprintf(file, "line %u, column %u: ", step->line, step->column);
	text_write(file, outcome->why);
	fputs("\"/>\n    </testcase>\n", file);
}

void scenario_write_junit(const struct scenario *scenario, FILE *file)
{
	const size_t count = scenario->config.plan->count;
	const uint64_t now = scenario->machine ? machine_now(scenario->machine) : 0;
	size_t skipped = 0;
	char took[DURATION_TEXT];

	for (size_t i = 0; i < count; i++)
		skipped += scenario->states[i].outcome.result == SCENARIO_SKIPPED;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"",
	      file);
	text_write(file, scenario->config.plan->name);
	fprintf(file,
		"\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"%s\">\n",
		count, scenario_failures(scenario), skipped,
		duration_seconds(took, now - scenario->started));
	for (size_t i = 0; i < count; i++)
		step_write(scenario, i, file);
	fputs("  </testsuite>\n</testsuites>\n", file);
}
