/* SPDX-License-Identifier: BSD-3-Clause */
/* Writes: some take virtual time, and their programs wait for the answer. */
#include <errno.h>
#include <stdlib.h>

#include "service/tree_fuse_internal.h"

struct tree_writer {
	struct tree_store store;
	struct tree_mount *mount;
	fuse_req_t request;
	struct tree_writer **link;
	struct tree_writer *next;
};

static void writer_free(struct tree_writer *writer)
{
	*writer->link = writer->next;
	if (writer->next)
		writer->next->link = writer->link;
	free(writer);
}

static void writer_reply(struct tree_writer *writer, ssize_t result)
{
	if (result < 0)
		(void)fuse_reply_err(writer->request, (int)-result);
	else
		(void)fuse_reply_write(writer->request, (size_t)result);
	writer_free(writer);
}

static void on_stored(struct tree_store *store, ssize_t result)
{
	writer_reply(COPRO_CONTAINER_OF(store, struct tree_writer, store), result);
}

/* A signal: the program does not wait any more, or is gone. */
static void on_interrupt(fuse_req_t request, void *data)
{
	struct tree_writer *writer = data;

	(void)request;
	tree_withdraw(writer->mount->tree, &writer->store);
	writer_reply(writer, -EINTR);
}

void tree_fuse_write(fuse_req_t request, fuse_ino_t number, const char *data, size_t size,
		     off_t offset, struct fuse_file_info *info)
{
	struct tree_mount *mount = tree_fuse_mount(request);
	struct tree_writer *writer = calloc(1, sizeof(*writer));
	ssize_t result;

	/* Each write is a word of its own, wherever it stands. */
	(void)offset;
	(void)info;
	if (!writer) {
		(void)fuse_reply_err(request, ENOMEM);
		return;
	}
	writer->store.done = on_stored;
	writer->mount = mount;
	writer->request = request;
	writer->next = mount->writers;
	if (writer->next)
		writer->next->link = &writer->next;
	writer->link = &mount->writers;
	mount->writers = writer;
	result = tree_store(mount->tree, tree_fuse_ref(number), &writer->store, data, size);
	if (result == -EINPROGRESS)
		fuse_req_interrupt_func(request, on_interrupt, writer);
	else
		writer_reply(writer, result);
}

void tree_fuse_end_writes(struct tree_mount *mount)
{
	struct tree_writer *next;

	for (struct tree_writer *writer = mount->writers; writer; writer = next) {
		next = writer->next;
		tree_withdraw(mount->tree, &writer->store);
		writer_reply(writer, -ENODEV);
	}
}
