/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RPMsg of the Linux that runs on this computer, or of a copy of its /sys and /dev: channels in
 * /sys/bus/rpmsg/devices, endpoints in /sys/class/rpmsg and /dev (drivers/rpmsg/rpmsg_core.c,
 * rpmsg_char.c, rpmsg_ctrl.c).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/rpmsg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/rpmsg.h"

#define NAME_ROOM    32u
#define NODE_TRIES   100u /* until udev has made a node */
#define NODE_STEP_NS 20000000L
#define ADDRESS_NONE 0xFFFFFFFFll

static const char devices[] = "/sys/bus/rpmsg/devices";
static const char class[] = "/sys/class/rpmsg";

/* The first line of a file, "" if it cannot be read. */
static void line_read(const char *directory, const char *entry, const char *file, char *line,
		      size_t room)
{
	char path[PATH_MAX];
	FILE *opened;

	line[0] = '\0';
	snprintf(path, sizeof(path), "%s/%s/%s", directory, entry, file);
	opened = fopen(path, "r");
	if (!opened)
		return;
	if (fgets(line, (int)room, opened))
		line[strcspn(line, "\n")] = '\0';
	fclose(opened);
}

/* Decimal or with 0x; null for none. */
static json_t *address_read(const char *directory, const char *entry, const char *file)
{
	char line[NAME_ROOM];
	char *end;
	long long value;

	line_read(directory, entry, file, line, sizeof(line));
	value = strtoll(line, &end, 0);
	if (end == line || *end || value < 0 || value == ADDRESS_NONE)
		return json_null();
	return json_integer(value);
}

static json_t *text_read(const char *directory, const char *entry, const char *file)
{
	char line[2 * NAME_ROOM];

	line_read(directory, entry, file, line, sizeof(line));
	return json_string(line);
}

/* The name of the driver that has a device. */
static json_t *driver_read(const char *directory, const char *entry)
{
	char path[PATH_MAX];
	char target[PATH_MAX];
	const char *name;
	ssize_t length;

	snprintf(path, sizeof(path), "%s/%s/driver", directory, entry);
	length = readlink(path, target, sizeof(target) - 1);
	if (length <= 0)
		return json_null();
	target[length] = '\0';
	name = strrchr(target, '/');
	return json_string(name ? name + 1 : target);
}

static json_t *channel_read(const char *directory, const char *entry)
{
	unsigned vdev = 0;

	/* "virtio0.rpmsg-tty.1024.1025" */
	(void)rpmsg_number(entry, "virtio", '.', &vdev);
	return json_pack("{s:o, s:i, s:o, s:o, s:o, s:n}", "service",
			 text_read(directory, entry, "name"), "vdev", (int)vdev, "src",
			 address_read(directory, entry, "src"), "dst",
			 address_read(directory, entry, "dst"), "driver",
			 driver_read(directory, entry), "tty");
}

static json_t *endpoint_read(const char *directory, const char *entry)
{
	char path[PATH_MAX];
	unsigned number;

	if (!rpmsg_number(entry, "rpmsg", '\0', &number))
		return NULL; /* rpmsg_ctrlN */
	snprintf(path, sizeof(path), "/dev/%s", entry);
	return json_pack("{s:i, s:o, s:s, s:o, s:o}", "number", (int)number, "service",
			 text_read(directory, entry, "name"), "path", path, "src",
			 address_read(directory, entry, "src"), "dst",
			 address_read(directory, entry, "dst"));
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* What `read_one` makes of each entry of root/directory. NULL: there is no such directory. */
static json_t *list_read(const char *root, const char *directory,
			 json_t *(*read_one)(const char *directory, const char *entry))
{
	struct dirent **entries;
	char path[PATH_MAX];
	json_t *list;
	int count;

	snprintf(path, sizeof(path), "%s%s", root, directory);
	count = scandir(path, &entries, not_hidden, versionsort);
	if (count < 0)
		return NULL;
	list = json_array();
	for (int i = 0; i < count; i++) {
		json_t *one = read_one(path, entries[i]->d_name);

		if (one)
			json_array_append_new(list, one);
		free(entries[i]);
	}
	free(entries);
	return list;
}

json_t *rpmsg_kernel_list(const char *root)
{
	json_t *channels = list_read(root, devices, channel_read);
	json_t *endpoints;

	if (!channels) {
		cli_error("%s%s: %s; is this a Linux with a coprocessor that has RPMsg?", root,
			  devices, strerror(errno));
		return NULL;
	}
	endpoints = list_read(root, class, endpoint_read);
	return json_pack("{s:o, s:o}", "channels", channels, "endpoints",
			 endpoints ? endpoints : json_array());
}

/* ---- opening ---- */

static int open_said(const char *path, int *fd)
{
	*fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (*fd >= 0)
		return CLI_OK;
	if (errno == EBUSY)
		return cli_error("%s: another program has it open", path);
	return cli_error("%s: %s", path, strerror(errno));
}

/* The address of a part of NAME:SRC:DST. False: it is none. */
static bool address_parse(const char *text, char stop, uint32_t *address)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 0);

	if (*text < '0' || *text > '9' || *end != stop || value > UINT32_MAX)
		return false;
	*address = (uint32_t)value;
	return true;
}

static int info_parse(const char *where, struct rpmsg_endpoint_info *info)
{
	const char *src = strchr(where, ':');
	const char *dst = src ? strchr(src + 1, ':') : NULL;
	const size_t length = src ? (size_t)(src - where) : 0;

	memset(info, 0, sizeof(*info));
	info->src = RPMSG_ADDRESS_ANY;
	if (!dst || !length || length >= sizeof(info->name) ||
	    (dst != src + 1 && !address_parse(src + 1, ':', &info->src)) ||
	    !address_parse(dst + 1, '\0', &info->dst))
		return cli_usage("rpmsg",
				 "%s: an endpoint to make is NAME:SRC:DST, such as "
				 "rpmsg-raw::0x401; without SRC the kernel chooses",
				 where);
	memcpy(info->name, where, length);
	return CLI_OK;
}

static bool is_among(const json_t *list, const json_t *wanted)
{
	const json_t *one;
	size_t index;

	json_array_foreach(list, index, one)
	{
		if (json_equal(one, wanted))
			return true;
	}
	return false;
}

/* The endpoint of that name that was not there before: the kernel does not say which number it gave. */
static int number_of_new(const char *root, const char *name, const json_t *before)
{
	json_t *after = list_read(root, class, endpoint_read);
	const json_t *endpoint;
	size_t index;
	int found = -1;

	json_array_foreach(after, index, endpoint)
	{
		if (!is_among(before, endpoint) &&
		    !strcmp(json_string_value(json_object_get(endpoint, "service")), name))
			found = (int)json_integer_value(json_object_get(endpoint, "number"));
	}
	json_decref(after);
	return found;
}

static int ask_for(const char *root, struct rpmsg_endpoint_info *info, const char *where,
		   char path[RPMSG_PATH])
{
	int status;
	int fd;

	snprintf(path, RPMSG_PATH, "%s/dev/rpmsg_ctrl0", root);
	status = open_said(path, &fd);
	if (status)
		return status;
	if (ioctl(fd, RPMSG_CREATE_EPT_IOCTL, info))
		status = cli_error("%s: the endpoint %s cannot be made: %s", path, where,
				   strerror(errno));
	close(fd);
	return status;
}

static int make_endpoint(const char *root, const char *where, char path[RPMSG_PATH], int *fd)
{
	const struct timespec step = {.tv_nsec = NODE_STEP_NS};
	struct rpmsg_endpoint_info info;
	int status = info_parse(where, &info);
	json_t *before;
	int number;

	if (status)
		return status;
	before = list_read(root, class, endpoint_read);
	status = ask_for(root, &info, where, path);
	number = status ? -1 : number_of_new(root, info.name, before);
	json_decref(before);
	if (status)
		return status;
	if (number < 0)
		return cli_error("the kernel made endpoint %s, and %s%s does not have it", where,
				 root, class);
	snprintf(path, RPMSG_PATH, "%s/dev/rpmsg%d", root, number);
	/* The node may take a moment: udev makes it. */
	for (unsigned i = 0; i < NODE_TRIES && access(path, F_OK); i++)
		nanosleep(&step, NULL);
	return open_said(path, fd);
}

void rpmsg_kernel_destroy(int fd)
{
	/* Who cannot do that leaves it to the kernel, which removes it with the channel. */
	(void)ioctl(fd, RPMSG_DESTROY_EPT_IOCTL);
}

int rpmsg_kernel_open(const char *root, const char *where, char path[RPMSG_PATH], int *fd)
{
	*fd = -1;
	if (strchr(where, ':'))
		return make_endpoint(root, where, path, fd);
	snprintf(path, RPMSG_PATH, "%s/dev/rpmsg%s", root, where);
	return open_said(path, fd);
}
