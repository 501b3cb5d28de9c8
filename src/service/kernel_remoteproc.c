/* SPDX-License-Identifier: BSD-3-Clause */
/* Words and errors: Documentation/ABI/testing/sysfs-class-remoteproc of Linux, its remoteproc_sysfs.c and
 * remoteproc_debugfs.c. */
#include "service/kernel_remoteproc.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/firmware_install.h"

#define CLASS	   "class/remoteproc"
#define PREFIX	   "remoteproc"
#define STM32_NAME "m4"
#define DEBUG_MAX  (16u * 1024u * 1024u)

/* ---- which one ---- */

static bool is_remoteproc(const char *name)
{
	const char *number = name + strlen(PREFIX);

	return !strncmp(name, PREFIX, strlen(PREFIX)) && *number &&
	       strspn(number, "0123456789") == strlen(number) &&
	       strlen(name) < sizeof(((struct kernel_remoteproc *)NULL)->name);
}

static int paths_make(struct kernel_remoteproc *remoteproc, const char *name)
{
	char directory[KERNEL_PATH];
	int rc = kernel_path(directory, remoteproc->files.sys, CLASS);

	if (!rc)
		rc = kernel_path(remoteproc->sysfs, directory, name);
	if (!rc)
		rc = kernel_path(directory, remoteproc->files.sys, "kernel/debug/" PREFIX);
	if (!rc)
		rc = kernel_path(remoteproc->debugfs, directory, name);
	(void)snprintf(remoteproc->name, sizeof(remoteproc->name), "%s", name);
	return rc;
}

static bool is_meant(const struct kernel_remoteproc *remoteproc, const char *which)
{
	char word[KERNEL_WORD];

	if (!strcmp(remoteproc->name, which) || !strcmp(remoteproc->name + strlen(PREFIX), which))
		return true;
	return !kernel_remoteproc_get(remoteproc, "name", word, NULL) && !strcmp(word, which);
}

struct found {
	struct kernel_remoteproc meant;
	unsigned matches;
	struct kernel_remoteproc any;
	unsigned count;
	char names[96]; /* for a message */
};

static int look_at(struct found *found, const struct kernel_files *files, const char *name,
		   const char *which)
{
	struct kernel_remoteproc one = {.files = *files};
	const size_t used = strlen(found->names);
	int rc = paths_make(&one, name);

	if (rc)
		return rc;
	found->any = one;
	found->count++;
	(void)snprintf(found->names + used, sizeof(found->names) - used, "%s%s", used ? ", " : "",
		       name);
	if (is_meant(&one, which)) {
		found->meant = one;
		found->matches++;
	}
	return 0;
}

static int choose(struct kernel_remoteproc *remoteproc, const struct found *found,
		  const char *which, const char *root, struct host_error *error)
{
	if (!found->count)
		return host_error_set(
			error, -ENODEV, "no-remoteproc",
			"is the driver loaded, and does the device tree have the node?",
			"%s: the kernel has no remoteproc", root);
	if (found->matches == 1)
		*remoteproc = found->meant;
	else if (!which && found->count == 1)
		*remoteproc = found->any;
	else if (which && !found->matches)
		return host_error_set(error, -ENODEV, "no-remoteproc", "name one of them",
				      "there is no remoteproc %s, only %s", which, found->names);
	else
		return host_error_set(error, -ENODEV, "which-remoteproc",
				      "name one with --remoteproc", "there are several: %s",
				      found->names);
	return 0;
}

int kernel_remoteproc_open(struct kernel_remoteproc *remoteproc, const char *root,
			   const char *which, struct host_error *error)
{
	struct found found = {.count = 0};
	char directory[KERNEL_PATH];
	struct kernel_files files;
	struct dirent *entry;
	DIR *listing = NULL;
	int rc = kernel_files_find(&files, root);

	if (!rc)
		rc = kernel_path(directory, files.sys, CLASS);
	if (!rc) {
		listing = opendir(directory);
		if (!listing)
			rc = -errno;
	}
	while (!rc && listing && (entry = readdir(listing))) {
		if (is_remoteproc(entry->d_name))
			rc = look_at(&found, &files, entry->d_name, which ? which : STM32_NAME);
	}
	if (listing)
		closedir(listing);
	if (rc && rc != -ENOENT)
		return host_error_set(error, rc, "no-remoteproc", "", "%s: %s", root,
				      strerror(-rc));
	return choose(remoteproc, &found, which, root, error);
}

/* ---- attributes ---- */

static const char *access_remedy(int rc)
{
	return rc == -EACCES || rc == -EPERM ? "be root" : "";
}

int kernel_remoteproc_get(const struct kernel_remoteproc *remoteproc, const char *attribute,
			  char text[KERNEL_WORD], struct host_error *error)
{
	char path[KERNEL_PATH];
	int rc = kernel_path(path, remoteproc->sysfs, attribute);

	if (!rc)
		rc = kernel_read(path, text, KERNEL_WORD);
	if (!rc)
		return 0;
	return host_error_set(error, rc, "attribute", access_remedy(rc), "%s: %s", path,
			      strerror(-rc));
}

int kernel_remoteproc_set(const struct kernel_remoteproc *remoteproc, const char *attribute,
			  const char *word, struct host_error *error)
{
	char path[KERNEL_PATH];
	int rc = kernel_path(path, remoteproc->sysfs, attribute);

	if (!rc)
		rc = kernel_write(path, word);
	if (!rc)
		return 0;
	if (rc == -EBUSY)
		return host_error_set(error, rc, "busy", "stop it first",
				      "%s: its %s cannot be changed now", remoteproc->name,
				      attribute);
	return host_error_set(error, rc, "attribute", access_remedy(rc), "%s: %s", path,
			      strerror(-rc));
}

/* ---- the state ---- */

static int start_failed(const struct kernel_remoteproc *remoteproc, int rc,
			struct host_error *error)
{
	char firmware[KERNEL_WORD] = "?";

	if (kernel_remoteproc_get(remoteproc, "firmware", firmware, NULL))
		strcpy(firmware, "?");
	switch (rc) {
	case -EBUSY:
		return host_error_set(error, rc, "busy", "stop it first, or restart it",
				      "%s runs already", remoteproc->name);
	case -ENOENT:
		return host_error_set(error, rc, "firmware-missing", "load it with `copro load`",
				      "the kernel does not find the firmware %.64s in %.80s",
				      firmware, remoteproc->files.firmware);
	case -EINVAL:
		return host_error_set(error, rc, "firmware-refused",
				      "`dmesg` says why; `copro inspect` explains a file",
				      "the kernel does not start the firmware %.64s", firmware);
	default:
		return host_error_set(error, rc, "start", "`dmesg` says more",
				      "%s does not start %.64s: %s", remoteproc->name, firmware,
				      strerror(-rc));
	}
}

static int state_write(const struct kernel_remoteproc *remoteproc, const char *word,
		       struct host_error *error)
{
	char path[KERNEL_PATH], state[KERNEL_WORD] = "?";
	int rc = kernel_path(path, remoteproc->sysfs, "state");

	if (!rc)
		rc = kernel_write(path, word);
	if (!rc)
		return 0;
	if (rc == -EACCES || rc == -EPERM)
		return host_error_set(error, rc, "access", "be root", "%s: %s", path,
				      strerror(-rc));
	if (!strcmp(word, "start"))
		return start_failed(remoteproc, rc, error);
	if (kernel_remoteproc_get(remoteproc, "state", state, NULL))
		strcpy(state, "?");
	if (rc == -EINVAL)
		return host_error_set(error, rc, "state", "", "%s is %.32s: it cannot %s",
				      remoteproc->name, state, word);
	return host_error_set(error, rc, word, "`dmesg` says more", "%s does not %s: %s",
			      remoteproc->name, word, strerror(-rc));
}

static int attach(const struct kernel_remoteproc *remoteproc, const char *state,
		  struct host_error *error)
{
	if (strcmp(state, "detached") != 0)
		return host_error_set(error, -EINVAL, "state", "",
				      "%s is %.32s: only a detached one can be attached to",
				      remoteproc->name, state);
	return state_write(remoteproc, "start", error);
}

static int restart(const struct kernel_remoteproc *remoteproc, const char *state,
		   struct host_error *error)
{
	int rc = 0;

	if (strcmp(state, "offline") != 0 && strcmp(state, "detached") != 0)
		rc = state_write(remoteproc, "stop", error);
	return rc ? rc : state_write(remoteproc, "start", error);
}

int kernel_remoteproc_do(const struct kernel_remoteproc *remoteproc, enum control_verb verb,
			 struct host_error *error)
{
	char state[KERNEL_WORD];
	int rc = kernel_remoteproc_get(remoteproc, "state", state, error);

	if (rc)
		return rc;
	switch (verb) {
	case CONTROL_START:
	case CONTROL_STOP:
	case CONTROL_DETACH:
		return state_write(remoteproc, control_verb_name(verb), error);
	case CONTROL_ATTACH:
		return attach(remoteproc, state, error);
	case CONTROL_RESTART:
		return restart(remoteproc, state, error);
	case CONTROL_RECOVER:
		return kernel_remoteproc_set(remoteproc, "recovery", "recover", error);
	default:
		return host_error_set(error, -EOPNOTSUPP, "kernel", "reboot it",
				      "a kernel cannot %s the chip that it runs on",
				      control_verb_name(verb));
	}
}

/* ---- firmware and debugfs ---- */

int kernel_remoteproc_load(const struct kernel_remoteproc *remoteproc, const char *path,
			   struct host_error *error)
{
	char state[KERNEL_WORD];
	int rc = kernel_remoteproc_get(remoteproc, "state", state, error);

	if (rc)
		return rc;
	if (strcmp(state, "offline") != 0)
		return host_error_set(error, -EBUSY, "busy", "stop it first",
				      "%s is %.32s: its firmware cannot be changed",
				      remoteproc->name, state);
	rc = firmware_install(remoteproc->files.firmware, path, error);
	return rc ? rc
		  : kernel_remoteproc_set(remoteproc, "firmware", firmware_install_name(path),
					  error);
}

static int debug_failed(const struct kernel_remoteproc *remoteproc, const char *path, int rc,
			struct host_error *error)
{
	char debugfs[KERNEL_PATH], type[KERNEL_WORD];

	if (rc == -ENOENT && !kernel_path(debugfs, remoteproc->debugfs, "name") &&
	    kernel_read(debugfs, type, sizeof(type)) == -ENOENT)
		return host_error_set(error, rc, "debugfs",
				      "mount -t debugfs debugfs /sys/kernel/debug",
				      "%s is not there: debugfs is not mounted", path);
	if (rc == -ENOENT)
		return host_error_set(error, rc, "debugfs", "does its resource table have one?",
				      "%s: there is no such file now", path);
	return host_error_set(error, rc, "debugfs", access_remedy(rc), "%s: %s", path,
			      strerror(-rc));
}

int kernel_remoteproc_debug(const struct kernel_remoteproc *remoteproc, const char *name,
			    char **data, size_t *length, struct host_error *error)
{
	char path[KERNEL_PATH];
	int rc = kernel_path(path, remoteproc->debugfs, name);

	if (!rc)
		rc = kernel_read_all(path, DEBUG_MAX, data, length);
	return rc ? debug_failed(remoteproc, path, rc, error) : 0;
}

int kernel_remoteproc_crash(const struct kernel_remoteproc *remoteproc, enum rproc_crash type,
			    struct host_error *error)
{
	char path[KERNEL_PATH], number[16];
	int rc = kernel_path(path, remoteproc->debugfs, "crash");

	(void)snprintf(number, sizeof(number), "%d", (int)type);
	if (!rc)
		rc = kernel_write(path, number);
	return rc ? debug_failed(remoteproc, path, rc, error) : 0;
}
