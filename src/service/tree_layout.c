/* SPDX-License-Identifier: BSD-3-Clause */
/* What is where: a machine's /sys, with the rest of a root that its users' scripts look at. */
#include <errno.h>

#include "service/tree_internal.h"

#define DIRECTORY(n, c)                                                                            \
	{                                                                                          \
		.name = (n), .mode = S_IFDIR | 0755, .children = (c)                               \
	}
#define LINK(n, t)                                                                                 \
	{                                                                                          \
		.name = (n), .mode = S_IFLNK | 0777, .link = (t)                                   \
	}
#define END                                                                                        \
	{                                                                                          \
		.mode = 0                                                                          \
	}

static int firmware_target(struct tree *tree, uint64_t instance, char *target, size_t size)
{
	int length;

	(void)instance;
	if (!tree->config.firmware)
		return -ENOENT;
	length = snprintf(target, size, "%s", tree->config.firmware);
	return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

static const struct tree_entry remoteprocs[] = {DIRECTORY("remoteproc0", tree_sysfs_files), END};
static const struct tree_entry classes[] = {DIRECTORY("devcoredump", tree_devcoredumps),
					    DIRECTORY("remoteproc", remoteprocs), END};

static const struct tree_entry debug_remoteprocs[] = {DIRECTORY("remoteproc0", tree_debugfs_files),
						      END};
static const struct tree_entry debug[] = {DIRECTORY("remoteproc", debug_remoteprocs), END};
static const struct tree_entry kernel[] = {DIRECTORY("debug", debug), END};

static const struct tree_entry rpmsg_bus[] = {DIRECTORY("devices", tree_rpmsg_devices), END};
static const struct tree_entry buses[] = {DIRECTORY("rpmsg", rpmsg_bus), END};

static const struct tree_entry lib[] = {LINK("firmware", "../firmware"), END};

static const struct tree_entry root[] = {
	DIRECTORY("bus", buses),
	DIRECTORY("class", classes),
	DIRECTORY("dev", tree_ttys),
	{.name = "firmware", .mode = S_IFLNK | 0777, .target = firmware_target},
	DIRECTORY("kernel", kernel),
	DIRECTORY("lib", lib),
	LINK("sys", "."),
	END,
};

const struct tree_entry tree_layout = {.mode = S_IFDIR | 0755, .children = root};
