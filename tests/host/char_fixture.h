/* SPDX-License-Identifier: BSD-3-Clause */
/* A running firmware with endpoints in a directory of their own, and programs that connect to them. */
#ifndef COPRO_TESTS_HOST_CHAR_FIXTURE_H
#define COPRO_TESTS_HOST_CHAR_FIXTURE_H

#include "host/rproc_fixture.h"

#include <sys/types.h>

#include "host/rpmsg_char.h"

/* What char_recv() returns besides a length. */
#define CHAR_NOTHING (-1)
#define CHAR_END     (-2)
#define CHAR_RESET   (-3)

extern struct rpmsg_char_set *chars;
extern char char_directory[64];

/* For cmocka: a firmware with a channel "rpmsg-raw", one "rpmsg_chrdev", one "other", one "rpmsg-raw". */
int char_set_up(void **state);
/* Also checks that nothing is left behind. */
int char_tear_down(void **state);

/* The socket of an endpoint. */
const char *char_path(uint32_t number);
/* As a program would; -errno when it is refused. */
int char_connect(uint32_t number);
/* The same, and lets the host notice. */
int char_open(uint32_t number);
/* Lets the host notice, too. */
void char_close(int fd);
void char_send(int fd, const void *data, size_t length);
/* One packet: its length, or one of the above. */
int char_recv(int fd, void *data, size_t room);

struct rpmsg_char_info char_info(uint32_t number);
/* The firmware stops, or its start again, and everybody has settled. */
void char_stop(void);

#endif
