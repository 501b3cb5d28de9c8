/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wall time of reading and checking an assignment file, and of generating all that follows from it: prints the median and the longest of many, in
 * microseconds.
 *
 *	bench_assign [FILE]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "assign/check.h"
#include "assign/generate.h"
#include "assign/read.h"

#define TIMES	      201
#define SIZE_MAX_FILE (1u << 20)

static int compare(const void *a, const void *b)
{
	const double *one = a;
	const double *other = b;

	return (*one > *other) - (*one < *other);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* How long it takes to make the text of all files. */
static double generate(const struct assignment *assignment)
{
	const struct generate_options options = {.base = NULL};
	struct generated generated;
	double started = now();
	int rc = assignment_generate(assignment, &options, &generated);
	double took = now() - started;

	if (rc)
		fprintf(stderr, "not generated: error %d\n", -rc);
	generated_free(&generated);
	return took;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : COPRO_SOURCE_DIR "/tests/assign/everything.yaml";
	static char text[SIZE_MAX_FILE];
	static double took[TIMES], generating[TIMES];
	FILE *file = fopen(path, "r");
	size_t size, errors = 0;

	if (!file) {
		perror(path);
		return 1;
	}
	size = fread(text, 1, sizeof(text), file);
	fclose(file);
	for (size_t i = 0; i < TIMES; i++) {
		struct findings findings = {.list = NULL};
		struct assignment *assignment = NULL;
		double started = now();
		int rc = assignment_read(&assignment, path, text, size, &findings);

		if (assignment)
			assignment_check(assignment, &findings);
		findings_sort(&findings);
		took[i] = now() - started;
		errors = findings_count(&findings, FINDING_ERROR) + (rc && !assignment);
		if (!errors)
			generating[i] = generate(assignment);
		assignment_free(assignment);
		findings_free(&findings);
	}
	qsort(took, TIMES, sizeof(took[0]), compare);
	qsort(generating, TIMES, sizeof(generating[0]), compare);
	printf("%s: %zu errors; read and checked in %.0f us (median), %.0f us (longest of %d)\n",
	       path, errors, took[TIMES / 2], took[TIMES - 1], TIMES);
	if (!errors)
		printf("generated in %.0f us (median), %.0f us (longest of %d)\n",
		       generating[TIMES / 2], generating[TIMES - 1], TIMES);
	return 0;
}
