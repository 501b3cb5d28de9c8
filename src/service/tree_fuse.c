/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "machine/machine_debug.h"
#include "service/tree_fuse_internal.h"

#define TURNS 32 /* requests before the Cortex-M4 has a slice again */

/* ---- the loop ---- */

/* Somebody else unmounted it. */
static void ended(struct tree_mount *mount)
{
	struct machine_event event = {.time = machine_now(mount->machine),
				      .level = MACHINE_EVENT_INFO,
				      .source = "machine",
				      .kind = "tree-unmounted",
				      .name = mount->directory,
				      .text = "the file tree was unmounted"};

	(void)uv_poll_stop(&mount->poll);
	machine_tell(mount->machine, &event);
}

static void serve(struct machine_work *work)
{
	struct tree_mount *mount = COPRO_CONTAINER_OF(work, struct tree_mount, work);
	int rc = 0;

	for (int i = 0; i < TURNS; i++) {
		rc = fuse_session_receive_buf(mount->session, &mount->buffer);
		if (rc == -EAGAIN)
			return;
		if (rc > 0)
			fuse_session_process_buf(mount->session, &mount->buffer);
		else if (rc != -EINTR)
			break;
	}
	if (fuse_session_exited(mount->session) || (rc <= 0 && rc != -EINTR))
		ended(mount);
	else
		machine_queue(mount->machine, &mount->work);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
	struct tree_mount *mount = poll->data;

	(void)status;
	(void)events;
	/* While a debugger has halted all there are no slices, and nothing is in the middle of anything: who
	 * only looks need not wait. */
	if (machine_frozen(mount->machine))
		serve(&mount->work);
	else
		machine_queue(mount->machine, &mount->work);
}

static int loop_enter(struct tree_mount *mount)
{
	const int fd = fuse_session_fd(mount->session);
	const int flags = fcntl(fd, F_GETFL);
	int rc;

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK))
		return -errno;
	rc = uv_poll_init(machine_loop(mount->machine), &mount->poll, fd);
	if (rc)
		return rc;
	mount->poll.data = mount;
	mount->polling = true;
	mount->work.run = serve;
	return uv_poll_start(&mount->poll, UV_READABLE, on_ready);
}

/* ---- whether there is FUSE ---- */

static bool in_path(const char *program)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];

	while (path && *path) {
		const size_t length = strcspn(path, ":");

		(void)snprintf(file, sizeof(file), "%.*s/%s", (int)length, path, program);
		if (!access(file, X_OK))
			return true;
		path += length + (path[length] == ':');
	}
	return false;
}

static int unavailable(struct host_error *error, const char *remedy, const char *why)
{
	return host_error_set(error, -EOPNOTSUPP, "fuse-unavailable", remedy,
			      "there is no file tree: %.180s", why);
}

static int check_fuse(struct host_error *error)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);

	if (fd < 0 && (errno == ENOENT || errno == ENODEV || errno == ENXIO))
		return unavailable(error,
				   "load the module fuse, or give /dev/fuse to the container",
				   "this system has no /dev/fuse");
	if (fd < 0)
		return unavailable(error, "run as root, or give the user a right to it",
				   "/dev/fuse may not be opened");
	close(fd);
	if (geteuid() && !in_path("fusermount3"))
		return unavailable(error, "install the package fuse3",
				   "there is no fusermount3, which mounts for users");
	return 0;
}

/* What the library and fusermount3 have to say goes to the standard error: taken from there for the time of
 * the mount, its first line is the reason. */
static int mount_quietly(struct tree_mount *mount, char reason[128])
{
	int text = memfd_create("reason", MFD_CLOEXEC);
	int saved = dup(STDERR_FILENO);
	ssize_t length = 0;
	int rc;

	fflush(stderr);
	if (text >= 0 && saved >= 0)
		(void)dup2(text, STDERR_FILENO);
	rc = fuse_session_mount(mount->session, mount->directory);
	fflush(stderr);
	if (text >= 0 && saved >= 0)
		(void)dup2(saved, STDERR_FILENO);
	if (text >= 0)
		length = pread(text, reason, 127, 0);
	reason[length > 0 ? length : 0] = '\0';
	reason[strcspn(reason, "\n")] = '\0';
	if (saved >= 0)
		close(saved);
	if (text >= 0)
		close(text);
	return rc;
}

/* ---- the whole ---- */

static int session_open(struct tree_mount *mount, struct host_error *error)
{
	char *arguments[] = {"copro", "-o",
			     "fsname=" TREE_SUBTYPE ",subtype=" TREE_SUBTYPE
			     ",default_permissions"};
	struct fuse_args args = FUSE_ARGS_INIT(3, arguments);
	char reason[128];
	int rc = 0;

	mount->session = fuse_session_new(&args, &tree_fuse_ops, sizeof(tree_fuse_ops), mount);
	fuse_opt_free_args(&args);
	if (!mount->session)
		return host_error_set(error, -ENOMEM, "memory", "", "there is no memory left");
	if (mount_quietly(mount, reason))
		rc = unavailable(error, "", reason[0] ? reason : "mounting is not allowed");
	return rc;
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void mount_free(struct tree_mount *mount)
{
	if (mount->session)
		fuse_session_destroy(mount->session);
	free(mount->buffer.mem);
	tree_destroy(mount->tree);
	if (mount->polling)
		uv_close((uv_handle_t *)&mount->poll, on_closed);
	else
		free(mount);
}

int tree_mount(struct tree_mount **result, const struct tree_mount_config *config,
	       const char *directory, struct host_error *error)
{
	struct tree_mount *mount = calloc(1, sizeof(*mount));
	int rc;

	if (!mount)
		return host_error_set(error, -ENOMEM, "memory", "", "there is no memory left");
	mount->machine = control_machine(config->tree.control);
	(void)clock_gettime(CLOCK_REALTIME, &mount->since);
	rc = tree_mount_point(config, directory, mount->directory, error);
	if (!rc)
		rc = check_fuse(error);
	if (!rc && tree_create(&mount->tree, &config->tree))
		rc = host_error_set(error, -ENOMEM, "memory", "", "there is no memory left");
	if (!rc)
		rc = session_open(mount, error);
	if (rc) {
		mount_free(mount);
		return rc;
	}
	rc = loop_enter(mount);
	if (rc) {
		tree_unmount(mount);
		return host_error_set(error, rc, "loop", "", "the file tree cannot be served: %s",
				      strerror(-rc));
	}
	*result = mount;
	return 0;
}

void tree_unmount(struct tree_mount *mount)
{
	if (!mount)
		return;
	machine_unqueue(mount->machine, &mount->work);
	if (mount->polling)
		(void)uv_poll_stop(&mount->poll);
	tree_fuse_end_writes(mount);
	tree_fuse_close_files(mount);
	fuse_session_unmount(mount->session);
	mount_free(mount);
}

const char *tree_mount_directory(const struct tree_mount *mount)
{
	return mount->directory;
}
