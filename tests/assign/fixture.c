/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/fixture.h"

#include "assign/report.h"
#include "assign/show.h"

struct read_file read_text(const char *text)
{
	struct read_file file = {.assignment = NULL};

	file.rc =
		assignment_read(&file.assignment, "test.yaml", text, strlen(text), &file.findings);
	assert_int_not_equal(file.rc, -ENOMEM);
	return file;
}

struct read_file read_good(const char *text)
{
	struct read_file file = read_text(text);

	if (file.rc || file.findings.count)
		report_text(&file.findings, stderr);
	assert_int_equal(file.rc, 0);
	assert_int_equal(file.findings.count, 0);
	assert_non_null(file.assignment);
	return file;
}

void read_free(struct read_file *file)
{
	assignment_free(file->assignment);
	findings_free(&file->findings);
	file->assignment = NULL;
}

const struct finding *finding_of(const struct read_file *file, const char *code)
{
	for (size_t i = 0; i < file->findings.count; i++) {
		if (!strcmp(file->findings.list[i].code, code))
			return &file->findings.list[i];
	}
	return NULL;
}

char *source_file(const char *path)
{
	char whole[512];
	char *text;
	FILE *file;
	long size;

	snprintf(whole, sizeof(whole), "%s/%s", COPRO_SOURCE_DIR, path);
	file = fopen(whole, "r");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	rewind(file);
	text = calloc(1, (size_t)size + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)size, file), size);
	fclose(file);
	return text;
}

char *shown(const struct assignment *assignment, bool all)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	assignment_show(assignment, all, file);
	fclose(file);
	return text;
}

void golden(const char *name, const char *text)
{
	char path[512];
	char *expected;

	snprintf(path, sizeof(path), "%s/tests/assign/golden/%s", COPRO_SOURCE_DIR, name);
	if (getenv("COPRO_WRITE_GOLDEN")) {
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fputs(text, file);
		fclose(file);
	}
	snprintf(path, sizeof(path), "tests/assign/golden/%s", name);
	expected = source_file(path);
	assert_string_equal(text, expected);
	free(expected);
}
