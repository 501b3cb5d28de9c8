/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/char_fixture.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct rpmsg_char_set *chars;
char char_directory[64];
static struct rpmsg_driver *driver;

int char_set_up(void **state)
{
	static const char *const names[] = {"rpmsg-raw", "rpmsg_chrdev", "other", "rpmsg-raw",
					    NULL};
	struct rpmsg_char_set_config config = {.platform = &fake.platform,
					       .directory = char_directory};

	(void)state;
	fake_init(&fake);
	(void)snprintf(char_directory, sizeof(char_directory), "/tmp/copro-test-char-XXXXXX");
	assert_non_null(mkdtemp(char_directory));
	assert_int_equal(rpmsg_char_set_create(&chars, &config), 0);
	driver = rpmsg_char_set_driver(chars);
	fixture_create(&driver, 1, names);
	return 0;
}

int char_tear_down(void **state)
{
	(void)state;
	remoteproc_destroy(rproc);
	rpmsg_char_set_destroy(chars);
	fake_check_clean(&fake);
	assert_int_equal(rmdir(char_directory), 0);
	return 0;
}

const char *char_path(uint32_t number)
{
	static char path[96];

	(void)snprintf(path, sizeof(path), "%s/rpmsg%u", char_directory, number);
	return path;
}

int char_connect(uint32_t number)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	static const int on = 1;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)), 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", char_path(number));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address))) {
		int status = -errno;

		close(fd);
		return status;
	}
	return fd;
}

int char_open(uint32_t number)
{
	int fd = char_connect(number);

	assert_true(fd >= 0);
	fake_settle(&fake);
	assert_true(char_info(number).open);
	return fd;
}

void char_close(int fd)
{
	close(fd);
	fake_settle(&fake);
}

void char_send(int fd, const void *data, size_t length)
{
	assert_int_equal(send(fd, data, length, MSG_NOSIGNAL), length);
	fake_settle(&fake);
}

int char_recv(int fd, void *data, size_t room)
{
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec part = {data, room};
	struct msghdr header = {.msg_iov = &part,
				.msg_iovlen = 1,
				.msg_control = control,
				.msg_controllen = sizeof(control)};
	ssize_t count;

	fake_settle(&fake);
	count = recvmsg(fd, &header, MSG_DONTWAIT);
	if (count < 0 && errno == ECONNRESET)
		return CHAR_RESET;
	if (count < 0) {
		assert_int_equal(errno, EAGAIN);
		return CHAR_NOTHING;
	}
	/* Who sent it comes with each packet, also an empty one. */
	return count || header.msg_controllen ? (int)count : CHAR_END;
}

struct rpmsg_char_info char_info(uint32_t number)
{
	struct rpmsg_char *endpoint = rpmsg_char_find(chars, number);
	struct rpmsg_char_info info;

	assert_non_null(endpoint);
	rpmsg_char_info(endpoint, &info);
	return info;
}

void char_stop(void)
{
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
}
