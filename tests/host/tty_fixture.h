/* SPDX-License-Identifier: BSD-3-Clause */
/* A running firmware with terminals in a directory of their own, and programs that open them. */
#ifndef COPRO_TESTS_HOST_TTY_FIXTURE_H
#define COPRO_TESTS_HOST_TTY_FIXTURE_H

#include "host/rproc_fixture.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "host/tty.h"

/* What the listener heard. */
struct tty_heard {
	uint8_t bytes[1 << 20];
	size_t length;
	unsigned created;
	unsigned removed;
};

extern struct tty_set *set;
extern struct tty_heard heard;

/* For cmocka: a firmware with one rpmsg-tty; with one of each dialect. */
int tty_set_up(void **state);
int tty_set_up_two(void **state);
/* Also checks that nothing is left behind. */
int tty_tear_down(void **state);

/* The link of a tty. */
const char *tty_link_path(uint32_t number);
/* As a program would, and lets the host notice. */
int tty_open_link(uint32_t number);
void tty_close_link(int fd);
size_t tty_read_all(int fd, void *data, size_t room);
/* The firmware knows us after the first message. */
void tty_introduce(uint32_t number);
/* Bytes that look random. */
void tty_fill(uint8_t *data, size_t length, uint32_t seed);

#endif
