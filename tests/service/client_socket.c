/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/client_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/board_directory.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>

#define LIMIT_NS UINT64_C(10000000000)

int client_connect(const char *directory, const char *name)
{
	struct sockaddr_un address;
	int folder;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	assert_int_equal(board_directory_address(&address, directory, name, &folder), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	if (folder >= 0)
		close(folder);
	return fd;
}

void client_send(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

bool client_receive(uv_loop_t *loop, int fd, const char *text, char *data, size_t room)
{
	const uint64_t end = uv_hrtime() + LIMIT_NS;
	size_t used = 0;

	data[0] = '\0';
	while (uv_hrtime() < end && used + 1 < room) {
		ssize_t count = recv(fd, data + used, room - used - 1, 0);

		if (count > 0) {
			used += (size_t)count;
			data[used] = '\0';
		}
		if (text && memmem(data, used, text, strlen(text)))
			return true;
		if (!count || (count < 0 && errno != EAGAIN))
			return !text;
		if (count < 0) {
			uv_run(loop, UV_RUN_NOWAIT);
			usleep(100);
		}
	}
	return false;
}
