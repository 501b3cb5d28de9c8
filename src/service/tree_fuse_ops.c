/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests of the kernel, answered from the tree. Nothing is cached there: each path is looked up anew and
 * each read asks. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "service/tree_fuse_internal.h"

/* A file or directory that somebody has open. */
struct tree_file {
	struct tree_file **link; /* what points to this */
	struct tree_file *next;
	struct tree_ref ref;
	bool big;
	bool live;
	bool shown;
	char *text; /* as it was when it was read from offset 0 */
	size_t length;
	struct tree_listed *listed; /* of a directory, when it was opened */
	size_t listed_count;
};

struct tree_listed {
	struct tree_ref ref;
	mode_t mode;
	char name[TREE_NAME];
};

/* ---- what there is ---- */

static int attributes_get(struct tree_mount *mount, struct tree_ref ref, struct stat *status)
{
	struct tree_attributes attributes;
	int rc = tree_attributes(mount->tree, ref, &attributes);

	memset(status, 0, sizeof(*status));
	if (rc)
		return rc;
	status->st_ino = tree_fuse_number(ref);
	status->st_mode = attributes.mode;
	/* Of directories 1 too: how many there are in one is not counted. */
	status->st_nlink = 1;
	status->st_uid = geteuid();
	status->st_gid = getegid();
	status->st_size = (off_t)attributes.size;
	status->st_blksize = TREE_PAGE;
	status->st_atim = status->st_mtim = status->st_ctim = mount->since;
	return 0;
}

static void op_lookup(fuse_req_t request, fuse_ino_t parent, const char *name)
{
	struct tree_mount *mount = tree_fuse_mount(request);
	struct fuse_entry_param entry = {.generation = 0};
	struct tree_ref found = TREE_ROOT;
	int rc = tree_lookup(mount->tree, tree_fuse_ref(parent), name, &found);

	if (!rc)
		rc = attributes_get(mount, found, &entry.attr);
	entry.ino = tree_fuse_number(found);
	if (rc)
		(void)fuse_reply_err(request, -rc);
	else
		(void)fuse_reply_entry(request, &entry);
}

static void op_getattr(fuse_req_t request, fuse_ino_t number, struct fuse_file_info *info)
{
	struct stat status;
	int rc = attributes_get(tree_fuse_mount(request), tree_fuse_ref(number), &status);

	(void)info;
	if (rc)
		(void)fuse_reply_err(request, -rc);
	else
		(void)fuse_reply_attr(request, &status, 0);
}

/* A shell's `>` truncates, and `touch` sets times: neither changes anything. */
static void op_setattr(fuse_req_t request, fuse_ino_t number, struct stat *wanted, int what,
		       struct fuse_file_info *info)
{
	(void)wanted;
	if (what & (FUSE_SET_ATTR_MODE | FUSE_SET_ATTR_UID | FUSE_SET_ATTR_GID))
		(void)fuse_reply_err(request, EPERM);
	else
		op_getattr(request, number, info);
}

static void op_readlink(fuse_req_t request, fuse_ino_t number)
{
	char target[PATH_MAX];
	int rc = tree_target(tree_fuse_mount(request)->tree, tree_fuse_ref(number), target,
			     sizeof(target));

	if (rc)
		(void)fuse_reply_err(request, -rc);
	else
		(void)fuse_reply_readlink(request, target);
}

/* ---- open, and closed ---- */

static struct tree_file *file_new(struct tree_mount *mount, struct tree_ref ref)
{
	struct tree_file *file = calloc(1, sizeof(*file));

	if (!file)
		return NULL;
	file->ref = ref;
	file->next = mount->files;
	if (file->next)
		file->next->link = &file->next;
	file->link = &mount->files;
	mount->files = file;
	return file;
}

static void file_free(struct tree_file *file)
{
	*file->link = file->next;
	if (file->next)
		file->next->link = file->link;
	free(file->text);
	free(file->listed);
	free(file);
}

static struct tree_file *file_of(const struct fuse_file_info *info)
{
	return (struct tree_file *)(uintptr_t)info->fh; // NOLINT(performance-no-int-to-ptr)
}

static void file_reply(fuse_req_t request, struct tree_file *file, struct fuse_file_info *info)
{
	info->fh = (uintptr_t)file;
	/* The one who wanted it may be gone: then nobody will close it. */
	if (fuse_reply_open(request, info) == -ENOENT)
		file_free(file);
}

static void op_open(fuse_req_t request, fuse_ino_t number, struct fuse_file_info *info)
{
	struct tree_mount *mount = tree_fuse_mount(request);
	const int way = info->flags & O_ACCMODE;
	struct tree_attributes attributes;
	struct tree_file *file;
	int rc = tree_attributes(mount->tree, tree_fuse_ref(number), &attributes);

	if (!rc && ((way != O_WRONLY && attributes.not_read) ||
		    (way != O_RDONLY && attributes.not_written)))
		rc = -EACCES;
	file = rc ? NULL : file_new(mount, tree_fuse_ref(number));
	if (!file) {
		(void)fuse_reply_err(request, rc ? -rc : ENOMEM);
		return;
	}
	file->big = attributes.big;
	file->live = attributes.live;
	info->direct_io = 1;
	file_reply(request, file, info);
}

static void op_release(fuse_req_t request, fuse_ino_t number, struct fuse_file_info *info)
{
	tree_closed(tree_fuse_mount(request)->tree, tree_fuse_ref(number));
	file_free(file_of(info));
	(void)fuse_reply_err(request, 0);
}

/* ---- reading ---- */

static void read_part(fuse_req_t request, struct tree_mount *mount, struct tree_ref ref,
		      size_t size, off_t offset)
{
	char *data = malloc(size ? size : 1);
	ssize_t done = data ? tree_read(mount->tree, ref, data, size, (uint64_t)offset) : -ENOMEM;

	if (done < 0)
		(void)fuse_reply_err(request, (int)-done);
	else
		(void)fuse_reply_buf(request, data, (size_t)done);
	free(data);
}

static int file_show(struct tree_mount *mount, struct tree_file *file)
{
	free(file->text);
	file->text = NULL;
	file->length = 0;
	file->shown = true;
	return tree_show(mount->tree, file->ref, &file->text, &file->length);
}

static void op_read(fuse_req_t request, fuse_ino_t number, size_t size, off_t offset,
		    struct fuse_file_info *info)
{
	struct tree_mount *mount = tree_fuse_mount(request);
	struct tree_file *file = file_of(info);
	size_t rest;
	int rc = 0;

	if (file->big) {
		read_part(request, mount, tree_fuse_ref(number), size, offset);
		return;
	}
	if (!offset || !file->shown || file->live)
		rc = file_show(mount, file);
	if (rc) {
		(void)fuse_reply_err(request, -rc);
		return;
	}
	rest = (size_t)offset < file->length ? file->length - (size_t)offset : 0;
	(void)fuse_reply_buf(request, rest ? file->text + offset : NULL, size < rest ? size : rest);
}

/* ---- directories ---- */

static int directory_list(struct tree_mount *mount, struct tree_file *file)
{
	struct tree_attributes attributes;
	struct tree_listed *more;
	struct tree_listed one;
	int rc = 0;

	for (uint32_t i = 0; !rc; i++) {
		rc = tree_list(mount->tree, file->ref, i, &one.ref, one.name);
		if (!rc)
			rc = tree_attributes(mount->tree, one.ref, &attributes);
		if (rc)
			break;
		one.mode = attributes.mode;
		more = realloc(file->listed, (file->listed_count + 1) * sizeof(one));
		if (!more)
			return -ENOMEM;
		file->listed = more;
		file->listed[file->listed_count++] = one;
	}
	return rc == -ENOENT ? 0 : rc;
}

static void op_opendir(fuse_req_t request, fuse_ino_t number, struct fuse_file_info *info)
{
	struct tree_mount *mount = tree_fuse_mount(request);
	struct tree_file *file = file_new(mount, tree_fuse_ref(number));
	int rc = file ? directory_list(mount, file) : -ENOMEM;

	if (!rc) {
		file_reply(request, file, info);
		return;
	}
	if (file)
		file_free(file);
	(void)fuse_reply_err(request, -rc);
}

/* The `index`-th: itself, where it is in, and what is in it. False past the last. */
static bool directory_at(const struct tree_mount *mount, const struct tree_file *file, size_t index,
			 struct stat *status, const char **name)
{
	static const char *const dots[] = {".", ".."};

	memset(status, 0, sizeof(*status));
	if (index < 2) {
		*name = dots[index];
		status->st_ino =
			tree_fuse_number(index ? tree_parent(mount->tree, file->ref) : file->ref);
		status->st_mode = S_IFDIR;
		return true;
	}
	index -= 2;
	if (index >= file->listed_count)
		return false;
	*name = file->listed[index].name;
	status->st_ino = tree_fuse_number(file->listed[index].ref);
	status->st_mode = file->listed[index].mode;
	return true;
}

static void op_readdir(fuse_req_t request, fuse_ino_t number, size_t size, off_t offset,
		       struct fuse_file_info *info)
{
	struct tree_mount *mount = tree_fuse_mount(request);
	char *entries = malloc(size ? size : 1);
	struct stat status;
	const char *name;
	size_t used = 0;

	(void)number;
	if (!entries) {
		(void)fuse_reply_err(request, ENOMEM);
		return;
	}
	for (size_t i = (size_t)offset; directory_at(mount, file_of(info), i, &status, &name);
	     i++) {
		size_t more = fuse_add_direntry(request, entries + used, size - used, name, &status,
						(off_t)i + 1);

		if (more > size - used)
			break;
		used += more;
	}
	(void)fuse_reply_buf(request, entries, used);
	free(entries);
}

static void op_releasedir(fuse_req_t request, fuse_ino_t number, struct fuse_file_info *info)
{
	(void)number;
	file_free(file_of(info));
	(void)fuse_reply_err(request, 0);
}

/* ---- what is not done here: as in sysfs ---- */

static void op_create(fuse_req_t request, fuse_ino_t parent, const char *name, mode_t mode,
		      struct fuse_file_info *info)
{
	(void)parent;
	(void)name;
	(void)mode;
	(void)info;
	(void)fuse_reply_err(request, EACCES);
}

static void op_mknod(fuse_req_t request, fuse_ino_t parent, const char *name, mode_t mode,
		     dev_t device)
{
	(void)parent;
	(void)name;
	(void)mode;
	(void)device;
	(void)fuse_reply_err(request, EPERM);
}

static void op_mkdir(fuse_req_t request, fuse_ino_t parent, const char *name, mode_t mode)
{
	(void)parent;
	(void)name;
	(void)mode;
	(void)fuse_reply_err(request, EPERM);
}

static void op_symlink(fuse_req_t request, const char *target, fuse_ino_t parent, const char *name)
{
	(void)target;
	(void)parent;
	(void)name;
	(void)fuse_reply_err(request, EPERM);
}

static void op_link(fuse_req_t request, fuse_ino_t number, fuse_ino_t parent, const char *name)
{
	(void)number;
	(void)parent;
	(void)name;
	(void)fuse_reply_err(request, EPERM);
}

static void op_remove(fuse_req_t request, fuse_ino_t parent, const char *name)
{
	(void)parent;
	(void)name;
	(void)fuse_reply_err(request, EPERM);
}

static void op_rename(fuse_req_t request, fuse_ino_t parent, const char *name,
		      fuse_ino_t new_parent, const char *new_name, unsigned flags)
{
	(void)parent;
	(void)name;
	(void)new_parent;
	(void)new_name;
	(void)flags;
	(void)fuse_reply_err(request, EPERM);
}

/* ---- the whole ---- */

void tree_fuse_close_files(struct tree_mount *mount)
{
	struct tree_file *next;

	for (struct tree_file *file = mount->files; file; file = next) {
		next = file->next;
		file_free(file);
	}
}

const struct fuse_lowlevel_ops tree_fuse_ops = {
	.lookup = op_lookup,
	.getattr = op_getattr,
	.setattr = op_setattr,
	.readlink = op_readlink,
	.open = op_open,
	.release = op_release,
	.read = op_read,
	.write = tree_fuse_write,
	.opendir = op_opendir,
	.readdir = op_readdir,
	.releasedir = op_releasedir,
	.create = op_create,
	.mknod = op_mknod,
	.mkdir = op_mkdir,
	.symlink = op_symlink,
	.link = op_link,
	.unlink = op_remove,
	.rmdir = op_remove,
	.rename = op_rename,
};
