/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/packet_socket.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 8

static int make_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

static int address_of(struct sockaddr_un *address, const char *path)
{
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(address->sun_path))
		return -ENAMETOOLONG;
	memcpy(address->sun_path, path, strlen(path));
	return 0;
}

/* 0 when nothing is there, or a socket whose owner is gone; -EBUSY, -EEXIST. */
static int look_at(const struct sockaddr_un *address)
{
	struct stat there;
	int status;
	int fd;

	if (lstat(address->sun_path, &there))
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(there.st_mode))
		return -EEXIST;
	fd = make_socket();
	if (fd < 0)
		return fd;
	status = connect(fd, (const struct sockaddr *)address, sizeof(*address));
	/* A socket of another kind is somebody else's, whoever it is. */
	if (status && errno == EPROTOTYPE)
		status = -EEXIST;
	else
		status = status && errno == ECONNREFUSED ? 0 : -EBUSY;
	(void)close(fd);
	return status;
}

/* The mode is set before the file exists: nobody else can connect in between. */
static int bind_at(struct packet_listener *listener, const char *path)
{
	struct sockaddr_un address;
	struct stat made;
	int status = address_of(&address, path);

	if (status)
		return status;
	(void)unlink(path);
	if (fchmod(listener->fd, 0600) ||
	    bind(listener->fd, (const struct sockaddr *)&address, sizeof(address)) ||
	    listen(listener->fd, BACKLOG))
		return -errno;
	if (lstat(path, &made))
		return -errno;
	listener->device = made.st_dev;
	listener->inode = made.st_ino;
	return 0;
}

/* In one step: whoever finds a socket there finds one that is listened to. */
static int listen_at(struct packet_listener *listener)
{
	struct sockaddr_un address;
	char *temporary;
	int status = address_of(&address, listener->path);

	if (status == 0)
		status = look_at(&address);
	if (status)
		return status;
	if (asprintf(&temporary, "%s.%ld", listener->path, (long)getpid()) < 0)
		return -ENOMEM;
	status = bind_at(listener, temporary);
	if (status == 0 && rename(temporary, listener->path))
		status = -errno;
	if (status && status != -ENAMETOOLONG)
		(void)unlink(temporary);
	free(temporary);
	return status;
}

int packet_listen(struct packet_listener *listener, const char *directory, const char *name)
{
	int status;

	memset(listener, 0, sizeof(*listener));
	listener->fd = make_socket();
	if (listener->fd < 0)
		return listener->fd;
	if (asprintf(&listener->path, "%s/%s", directory, name) < 0) {
		listener->path = NULL;
		status = -ENOMEM;
	} else {
		status = listen_at(listener);
	}
	if (status)
		packet_listener_close(listener);
	return status;
}

void packet_listener_hide(const struct packet_listener *listener)
{
	struct stat there;

	if (listener->path && listener->inode && lstat(listener->path, &there) == 0 &&
	    there.st_dev == listener->device && there.st_ino == listener->inode)
		(void)unlink(listener->path);
}

void packet_listener_close(struct packet_listener *listener)
{
	if (listener->fd < 0)
		return;
	packet_listener_hide(listener);
	(void)close(listener->fd);
	free(listener->path);
	listener->path = NULL;
	listener->fd = -1;
}

/* With each packet comes who sent it: by that an empty packet is told from the end. The descriptor; on
 * failure it is closed. */
static int tell_senders(int fd)
{
	static const int on = 1;
	int status;

	if (!setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)))
		return fd;
	status = -errno;
	(void)close(fd);
	return status;
}

int packet_accept(const struct packet_listener *listener)
{
	int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return errno == EWOULDBLOCK ? -EAGAIN : -errno;
	return tell_senders(fd);
}

int packet_connect(const char *path)
{
	struct sockaddr_un address;
	int status = address_of(&address, path);
	int fd;

	if (status)
		return status;
	fd = make_socket();
	if (fd < 0)
		return fd;
	if (!connect(fd, (const struct sockaddr *)&address, sizeof(address)))
		return tell_senders(fd);
	status = -errno;
	(void)close(fd);
	return status;
}

enum packet_result packet_receive(int fd, void *data, size_t room, size_t *length)
{
	/* No room for descriptors: those that somebody sends are closed. */
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec part = {.iov_base = data, .iov_len = room};

	for (;;) {
		struct msghdr header = {.msg_iov = &part,
					.msg_iovlen = 1,
					.msg_control = control,
					.msg_controllen = sizeof(control)};
		ssize_t count = recvmsg(fd, &header, MSG_DONTWAIT | MSG_TRUNC);

		if (count > 0 || (count == 0 && header.msg_controllen)) {
			*length = (size_t)count;
			return PACKET_DONE;
		}
		if (count == 0)
			return PACKET_ENDED;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return PACKET_LATER;
		/* The other end has closed without reading all; what it wrote before comes next. */
		if (errno != EINTR && errno != ECONNRESET)
			return PACKET_ENDED;
	}
}

enum packet_result packet_send(int fd, struct iovec *parts, int count)
{
	struct msghdr header = {.msg_iov = parts, .msg_iovlen = (size_t)count};

	while (sendmsg(fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS || errno == ENOMEM)
			return PACKET_LATER;
		if (errno != EINTR)
			return PACKET_ENDED;
	}
	return PACKET_DONE;
}

bool packet_hung_up(int fd)
{
	struct pollfd poller = {.fd = fd};

	return poll(&poller, 1, 0) > 0 && (poller.revents & (POLLHUP | POLLERR | POLLNVAL));
}
