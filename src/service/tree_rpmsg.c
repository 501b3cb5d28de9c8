/* SPDX-License-Identifier: BSD-3-Clause */
/* /sys/bus/rpmsg/devices (drivers/rpmsg/rpmsg_core.c), and the ttys of its channels (rpmsg_tty.c). */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "host/rpmsg_bus.h"
#include "host/text.h"
#include "host/tty.h"
#include "service/tree_internal.h"

/* ---- channels ---- */

/* A channel as a number: its vdev, its address there, and which of those that have the same. */
static uint64_t instance_of(uint32_t vdev, uint32_t dst, uint32_t among)
{
	return ((uint64_t)among << 34) | ((uint64_t)vdev << 32) | dst;
}

static uint32_t among_equals(const struct rpmsg_channel *first, const struct rpmsg_channel *channel)
{
	uint32_t count = 0;

	for (; first != channel; first = first->next) {
		if (first->dst == channel->dst)
			count++;
	}
	return count;
}

/* The index-th over all vdevs, NULL past the last. */
static const struct rpmsg_channel *channel_at(const struct tree *tree, uint32_t index,
					      uint64_t *instance, uint32_t *vdev)
{
	const struct remoteproc *rproc = tree_remoteproc(tree);

	for (*vdev = 0; rproc && *vdev < RPROC_VDEVS; (*vdev)++) {
		const struct rpmsg_bus *bus = remoteproc_bus(rproc, *vdev);
		const struct rpmsg_channel *first = bus ? rpmsg_bus_channels(bus) : NULL;

		for (const struct rpmsg_channel *at = first; at; at = at->next) {
			if (index--)
				continue;
			*instance = instance_of(*vdev, at->dst, among_equals(first, at));
			return at;
		}
	}
	return NULL;
}

static const struct rpmsg_channel *channel_of(const struct tree *tree, uint64_t instance)
{
	const struct rpmsg_channel *channel;
	uint64_t at = 0;
	uint32_t vdev;

	for (uint32_t i = 0; (channel = channel_at(tree, i, &at, &vdev)); i++) {
		if (at == instance)
			return channel;
	}
	return NULL;
}

/* A name that a firmware gave, as one that a directory and a terminal can have. */
static void service_name(const struct rpmsg_channel *channel, char *name, size_t size)
{
	(void)text_clean(name, size, channel->name, strnlen(channel->name, sizeof(channel->name)));
	for (char *c = name; *c; c++) {
		if (*c == '/')
			*c = '!'; /* as the kernel does with names of devices */
	}
}

/* virtio0.rpmsg-tty.-1.1024: the address here is given when the driver comes, which is after the name, and
 * addresses are printed with a sign. */
static bool channel_member(struct tree *tree, uint32_t index, struct tree_member *member)
{
	char name[4 * RPMSG_NAME_SIZE];
	uint32_t vdev;
	const struct rpmsg_channel *channel = channel_at(tree, index, &member->instance, &vdev);

	if (!channel)
		return false;
	service_name(channel, name, sizeof(name));
	(void)snprintf(member->name, sizeof(member->name), "virtio%" PRIu32 ".%s.-1.%" PRId32, vdev,
		       name, (int32_t)channel->dst);
	return true;
}

static int show_announce(struct tree *tree, uint64_t instance, FILE *out)
{
	(void)instance;
	(void)tree;
	/* Whether this end announced it: the firmware did. */
	(void)fputs("false\n", out);
	return 0;
}

static int show_dst(struct tree *tree, uint64_t instance, FILE *out)
{
	const struct rpmsg_channel *channel = channel_of(tree, instance);

	if (!channel)
		return -ENOENT;
	(void)fprintf(out, "0x%" PRIx32 "\n", channel->dst);
	return 0;
}

static int show_src(struct tree *tree, uint64_t instance, FILE *out)
{
	const struct rpmsg_channel *channel = channel_of(tree, instance);

	if (!channel)
		return -ENOENT;
	(void)fprintf(out, "0x%" PRIx32 "\n", channel->src);
	return 0;
}

static int show_service(struct tree *tree, uint64_t instance, FILE *out, const char *before)
{
	const struct rpmsg_channel *channel = channel_of(tree, instance);
	char name[4 * RPMSG_NAME_SIZE];

	if (!channel)
		return -ENOENT;
	(void)text_clean(name, sizeof(name), channel->name,
			 strnlen(channel->name, sizeof(channel->name)));
	(void)fprintf(out, "%s%s\n", before, name);
	return 0;
}

static int show_name(struct tree *tree, uint64_t instance, FILE *out)
{
	return show_service(tree, instance, out, "");
}

static int show_modalias(struct tree *tree, uint64_t instance, FILE *out)
{
	return show_service(tree, instance, out, "rpmsg:");
}

static const struct tree_entry device_files[] = {
	{.name = "announce", .mode = S_IFREG | 0444, .flags = TREE_SYSFS, .show = show_announce},
	{.name = "dst", .mode = S_IFREG | 0444, .flags = TREE_SYSFS, .show = show_dst},
	{.name = "modalias", .mode = S_IFREG | 0444, .flags = TREE_SYSFS, .show = show_modalias},
	{.name = "name", .mode = S_IFREG | 0444, .flags = TREE_SYSFS, .show = show_name},
	{.name = "src", .mode = S_IFREG | 0444, .flags = TREE_SYSFS, .show = show_src},
	{.mode = 0},
};

const struct tree_entry tree_rpmsg_devices[] = {
	{.mode = S_IFDIR | 0755, .member = channel_member, .children = device_files},
	{.mode = 0},
};

/* ---- ttys ---- */

static struct tty *tty_of(const struct tree *tree, uint64_t number)
{
	struct tty_set *ttys = machine_ttys(control_machine(tree->config.control));

	return ttys ? tty_set_find(ttys, (uint32_t)number) : NULL;
}

static bool tty_member(struct tree *tree, uint32_t index, struct tree_member *member)
{
	for (uint32_t number = 0; number < TTY_COUNT; number++) {
		if (!tty_of(tree, number) || index--)
			continue;
		member->instance = number;
		(void)snprintf(member->name, sizeof(member->name), "ttyRPMSG%" PRIu32, number);
		return true;
	}
	return false;
}

/* The pty itself: a link of the board's own on the way to it may be a relative one. */
static int tty_target(struct tree *tree, uint64_t instance, char *target, size_t size)
{
	const struct tty *tty = tty_of(tree, instance);
	char path[PATH_MAX];
	int length;

	if (!tty || !realpath(tty_path(tty), path))
		return -ENOENT;
	length = snprintf(target, size, "%s", path);
	return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

const struct tree_entry tree_ttys[] = {
	{.mode = S_IFLNK | 0777, .member = tty_member, .target = tty_target},
	{.mode = 0},
};
