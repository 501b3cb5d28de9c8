/* SPDX-License-Identifier: BSD-3-Clause */
/* The files in which a Linux kernel shows its remoteprocs, below some root: of this machine, of a tree
 * that looks like one. */
#ifndef COPRO_SERVICE_KERNEL_FILES_H
#define COPRO_SERVICE_KERNEL_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include <copro/compiler.h>

#define KERNEL_PATH 512u

/*
 * Two shapes: a whole root, with sys/class/remoteproc, dev/ and lib/firmware/ in it; or what is below
 * /sys, with class/remoteproc, and dev/ and firmware/ beside it.
 */
struct kernel_files {
	char sys[KERNEL_PATH]; /* what is /sys */
	char dev[KERNEL_PATH];
	char firmware[KERNEL_PATH];
};

/* 0; -ENOENT: there is no class/remoteproc; -ENAMETOOLONG. */
COPRO_MUST_CHECK int kernel_files_find(struct kernel_files *files, const char *root);

/* "A/B" in a buffer of KERNEL_PATH. 0, -ENAMETOOLONG. */
COPRO_MUST_CHECK int kernel_path(char path[KERNEL_PATH], const char *directory, const char *name);

/* What a file says, without the newline at its end. 0; -EFBIG; what open() and read() say. */
COPRO_MUST_CHECK int kernel_read(const char *path, char *text, size_t room);
/* The same of any length, malloc()ed, with a NUL. At most `most` bytes. */
COPRO_MUST_CHECK int kernel_read_all(const char *path, size_t most, char **data, size_t *length);
/* A word, in one write. 0, or what the kernel says. */
COPRO_MUST_CHECK int kernel_write(const char *path, const char *word);

#endif
