/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/generated_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assign/generate_seal.h"
#include "cli/line_diff.h"
#include "cli/message.h"
#include "cli/output_file.h"

#define COMPARED_MAX (16u << 20) /* of a file that is compared */

enum file_state {
	FILE_ABSENT,
	FILE_SAME,
	FILE_OLD, /* generated and not changed since */
	FILE_CHANGED, /* changed by hand */
	FILE_FOREIGN /* never generated */
};

struct target {
	const struct generated_file *file;
	char *path;
	char *temporary; /* NULL: not written */
	char *there; /* what is there now; NULL: nothing */
	size_t size;
	enum file_state state;
	bool named; /* the temporary file has the name now */
};

struct targets {
	struct target list[GENERATED_FILES];
};

static void targets_free(struct targets *targets)
{
	for (int i = 0; i < GENERATED_FILES; i++) {
		if (targets->list[i].temporary)
			unlink(targets->list[i].temporary);
		free(targets->list[i].temporary);
		free(targets->list[i].path);
		free(targets->list[i].there);
	}
}

static char *path_join(const char *directory, const char *before, const char *name,
		       const char *after)
{
	size_t size = strlen(directory) + strlen(before) + strlen(name) + strlen(after) + 2;
	char *path = malloc(size);

	if (path)
		snprintf(path, size, "%s/%s%s%s", directory, before, name, after);
	return path;
}

/* ---- what is there ---- */

static int target_load(struct target *target, int file)
{
	struct stat status;
	ssize_t got;

	if (fstat(file, &status))
		return cli_error("%s: it cannot be read: %s", target->path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return cli_error("%s: it is in the way, and is no file", target->path);
	if (status.st_size > (off_t)COMPARED_MAX)
		return cli_error("%s: it is in the way, and far too large to be generated",
				 target->path);
	target->there = malloc((size_t)status.st_size + 1);
	if (!target->there)
		return cli_error("not enough memory");
	while ((got = read(file, target->there + target->size,
			   (size_t)status.st_size - target->size)) > 0)
		target->size += (size_t)got;
	return got < 0 ? cli_error("%s: it cannot be read: %s", target->path, strerror(errno)) : 0;
}

static void target_judge(struct target *target)
{
	const struct emit *text = &target->file->text;

	if (target->size == text->length && !memcmp(target->there, text->text, text->length)) {
		target->state = FILE_SAME;
		return;
	}
	switch (seal_look(target->there, target->size)) {
	case SEAL_WHOLE:
		target->state = FILE_OLD;
		break;
	case SEAL_CHANGED:
		target->state = FILE_CHANGED;
		break;
	case SEAL_FOREIGN:
		target->state = FILE_FOREIGN;
		break;
	}
}

static int target_look(struct target *target, const char *directory)
{
	int file, status;

	target->path = path_join(directory, "", target->file->name, "");
	if (!target->path)
		return cli_error("not enough memory");
	file = open(target->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (file < 0 && errno == ENOENT)
		return CLI_OK;
	if (file < 0)
		return cli_error("%s: it cannot be read: %s", target->path, strerror(errno));
	status = target_load(target, file);
	close(file);
	if (!status && target->there)
		target_judge(target);
	return status;
}

static int targets_look(struct targets *targets, const struct generated *generated,
			const char *directory)
{
	struct stat status;

	*targets = (struct targets){.list = {{.file = NULL}}};
	if (stat(directory, &status))
		return cli_error("%s: the files cannot be written there: %s", directory,
				 strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return cli_error("%s: the files cannot be written there: it is no folder",
				 directory);
	for (int i = 0; i < GENERATED_FILES; i++) {
		int rc;

		targets->list[i].file = &generated->files[i];
		rc = target_look(&targets->list[i], directory);
		if (rc)
			return rc;
	}
	return CLI_OK;
}

/* ---- telling ---- */

static int difference_print(const struct target *target)
{
	const struct line_diff_side before = {target->path, target->there, target->size};
	const struct line_diff_side after = {"what would be generated", target->file->text.text,
					     target->file->text.length};

	return line_diff_print(&before, &after, stdout) ? cli_error("not enough memory") : CLI_OK;
}

/* All differences are shown before it is told which files they are of. */
static int hands_tell(const struct targets *targets)
{
	int status = CLI_OK;

	for (int i = 0; i < GENERATED_FILES; i++) {
		if (targets->list[i].state >= FILE_CHANGED && difference_print(&targets->list[i]))
			return CLI_FAILED;
	}
	fflush(stdout);
	for (int i = 0; i < GENERATED_FILES; i++) {
		const struct target *target = &targets->list[i];

		if (target->state == FILE_CHANGED)
			status = cli_error("%s: it was changed by hand since it was generated",
					   target->path);
		if (target->state == FILE_FOREIGN)
			status =
				cli_error("%s: it was not generated by this program", target->path);
	}
	return status ? cli_error("nothing was written; --force overwrites what is there") : CLI_OK;
}

/* ---- writing ---- */

static int write_all(int file, const char *text, size_t size)
{
	const int rc = output_file_fill(file, text, size);

	if (rc)
		return rc;
	return fsync(file) && errno != EINVAL && errno != EROFS ? -errno : 0;
}

static int temporary_write(struct target *target, const char *directory, const char *text,
			   size_t size)
{
	const mode_t mask = umask(0);
	int file, rc;

	umask(mask);
	target->temporary = path_join(directory, ".", target->file->name, ".XXXXXX");
	if (!target->temporary)
		return cli_error("not enough memory");
	file = mkostemp(target->temporary, O_CLOEXEC);
	if (file < 0) {
		rc = errno;
		free(target->temporary);
		target->temporary = NULL;
		return cli_error("%s: the files cannot be written there: %s", directory,
				 strerror(rc));
	}
	rc = write_all(file, text, size);
	if (!rc && fchmod(file, 0666 & ~mask))
		rc = -errno;
	if (close(file) && !rc)
		rc = -errno;
	return rc ? cli_error("%s: it cannot be written: %s", target->path, strerror(-rc)) : CLI_OK;
}

static int temporary_name(struct target *target)
{
	if (rename(target->temporary, target->path))
		return cli_error("%s: it cannot be replaced: %s", target->path, strerror(errno));
	free(target->temporary);
	target->temporary = NULL;
	target->named = true;
	return CLI_OK;
}

/* Puts back what was there, as well as that is possible. */
static void names_undo(struct targets *targets, const char *directory)
{
	for (int i = 0; i < GENERATED_FILES; i++) {
		struct target *target = &targets->list[i];

		if (!target->named)
			continue;
		if (!target->there)
			unlink(target->path);
		else if (!temporary_write(target, directory, target->there, target->size))
			(void)temporary_name(target);
	}
}

static int temporaries_name(struct targets *targets, const char *directory)
{
	int status = CLI_OK;

	for (int i = 0; i < GENERATED_FILES && !status; i++) {
		if (targets->list[i].temporary)
			status = temporary_name(&targets->list[i]);
	}
	if (status)
		names_undo(targets, directory);
	return status;
}

static void done_print(const struct targets *targets)
{
	for (int i = 0; i < GENERATED_FILES; i++)
		printf("%s: %s\n", targets->list[i].path,
		       targets->list[i].state == FILE_SAME     ? "up to date"
		       : targets->list[i].state == FILE_ABSENT ? "written"
							       : "updated");
}

/* The folder itself, not those above it: a path that was mistyped is not made. */
static int directory_make(const char *directory, bool *made)
{
	*made = !mkdir(directory, 0777);
	if (*made || errno == EEXIST)
		return CLI_OK;
	return cli_error("%s: the folder cannot be made: %s%s", directory, strerror(errno),
			 errno == ENOENT ? "; make the one above it first" : "");
}

int generated_files_write(const struct generated *generated, const char *directory, bool force)
{
	struct targets targets;
	bool made;
	int status = directory_make(directory, &made);

	if (status)
		return status;
	status = targets_look(&targets, generated, directory);
	if (!status && !force)
		status = hands_tell(&targets);
	for (int i = 0; i < GENERATED_FILES && !status; i++) {
		if (targets.list[i].state != FILE_SAME)
			status = temporary_write(&targets.list[i], directory,
						 targets.list[i].file->text.text,
						 targets.list[i].file->text.length);
	}
	if (!status)
		status = temporaries_name(&targets, directory);
	if (!status)
		done_print(&targets);
	targets_free(&targets);
	if (status && made)
		(void)rmdir(directory);
	return status;
}

int generated_files_check(const struct generated *generated, const char *directory)
{
	static const char *const states[] = {
		[FILE_ABSENT] = "it is not there",
		[FILE_OLD] = "it is out of date",
		[FILE_CHANGED] = "it was changed by hand since it was generated",
		[FILE_FOREIGN] = "it was not generated by this program",
	};
	struct targets targets;
	int status = targets_look(&targets, generated, directory);
	bool fine = !status;

	for (int i = 0; i < GENERATED_FILES && !status; i++) {
		const struct target *target = &targets.list[i];

		if (target->state == FILE_SAME)
			continue;
		fine = false;
		if (target->there && difference_print(target))
			break;
		fflush(stdout);
		cli_error("%s: %s", target->path, states[target->state]);
	}
	targets_free(&targets);
	return fine ? CLI_OK : CLI_FAILED;
}
