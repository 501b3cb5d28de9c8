/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A real kernel's remoteproc, by its files: sysfs for its state, debugfs for what it logs.
 *
 * Each step is one write of one word, and a firmware is put in its place by a rename: whoever is killed
 * in between leaves the kernel in a state of its own.
 */
#ifndef COPRO_SERVICE_KERNEL_REMOTEPROC_H
#define COPRO_SERVICE_KERNEL_REMOTEPROC_H

#include <stdbool.h>

#include <copro/compiler.h>

#include "host/error.h"
#include "service/control.h"
#include "service/kernel_files.h"

#define KERNEL_WORD 256u

struct kernel_remoteproc {
	struct kernel_files files;
	char name[16]; /* "remoteproc0" */
	char sysfs[KERNEL_PATH]; /* its directories */
	char debugfs[KERNEL_PATH];
};

/* One of those below `root`: by number or name ("m4"), or, for NULL, the only one, or the one named m4. 0, or a
 * negative errno value with *error: -ENODEV: there is none. */
COPRO_MUST_CHECK int kernel_remoteproc_open(struct kernel_remoteproc *remoteproc, const char *root,
					    const char *which, struct host_error *error);

/* What an attribute says: "state", "firmware", "name", "recovery", "coredump". */
COPRO_MUST_CHECK int kernel_remoteproc_get(const struct kernel_remoteproc *remoteproc,
					   const char *attribute, char text[KERNEL_WORD],
					   struct host_error *error);
COPRO_MUST_CHECK int kernel_remoteproc_set(const struct kernel_remoteproc *remoteproc,
					   const char *attribute, const char *word,
					   struct host_error *error);

/* -EOPNOTSUPP: CONTROL_RESET, which no kernel does. */
COPRO_MUST_CHECK int kernel_remoteproc_do(const struct kernel_remoteproc *remoteproc,
					  enum control_verb verb, struct host_error *error);

/* Copies a file to where the kernel looks for firmware, and names it to the kernel. -EBUSY unless
 * offline. */
COPRO_MUST_CHECK int kernel_remoteproc_load(const struct kernel_remoteproc *remoteproc,
					    const char *path, struct host_error *error);

COPRO_MUST_CHECK int kernel_remoteproc_crash(const struct kernel_remoteproc *remoteproc,
					     enum rproc_crash type, struct host_error *error);

/* A file of its debugfs directory ("trace0", "resource_table"), malloc()ed, with a NUL. */
COPRO_MUST_CHECK int kernel_remoteproc_debug(const struct kernel_remoteproc *remoteproc,
					     const char *name, char **data, size_t *length,
					     struct host_error *error);

/* The core file that the kernel keeps of it (kernel_coredump.c), malloc()ed, and its path, to which something
 * is written when it may go. -ENODATA: there is none. */
COPRO_MUST_CHECK int kernel_coredump_read(const struct kernel_remoteproc *remoteproc,
					  char path[KERNEL_PATH], char **data, size_t *length,
					  struct host_error *error);

#endif
