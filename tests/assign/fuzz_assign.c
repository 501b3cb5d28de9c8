/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as an assignment file: findings, or an assignment that can be checked and shown. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "assign/check.h"
#include "assign/read.h"
#include "assign/report.h"
#include "assign/show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere;
	struct assignment *assignment = NULL;
	struct findings findings = {.list = NULL};
	int rc = assignment_read(&assignment, "fuzz.yaml", data, size, &findings);

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	require(nowhere != NULL);
	/* Who refuses says why. */
	require(rc != -EINVAL || findings_count(&findings, FINDING_ERROR));
	require(rc || assignment);
	if (assignment) {
		assignment_check(assignment, &findings);
		assignment_show(assignment, size % 8 == 0, nowhere);
		/* Long to print, and the same again and again. */
		if (size % 8 == 0)
			json_decref(assignment_json(assignment, true));
	}
	findings_sort(&findings);
	for (size_t i = 0; i < findings.count; i++)
		require(findings.list[i].what && rule_find(findings.list[i].code));
	report_text(&findings, nowhere);
	if (size % 8 == 0)
		json_decref(report_sarif(&findings, "0"));
	assignment_free(assignment);
	findings_free(&findings);
	return 0;
}
