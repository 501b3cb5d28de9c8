/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes to ttys that echo, reads back, and compares every byte.
 *
 *   bench_tty_load BYTES SMALLEST LARGEST TTY...
 *
 * BYTES in all, in writes of SMALLEST to LARGEST bytes, on all ttys at once. Prints bytes a second
 * (each way) and writes a second; exits with 1 when a byte is lost, changed or late by 10 s.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TTYS_MAX 8
#define WINDOW	 65536u /* bytes that may be on their way */
#define LATE_MS	 10000

struct line {
	int fd;
	uint64_t to_send, sent, received;
	uint32_t left; /* of the write under way */
};

static uint32_t random_state = 1;

static uint32_t next_random(void)
{
	random_state = random_state * 1664525u + 1013904223u;
	return random_state >> 8;
}

/* Byte number n of every stream; 251 is prime to all buffer sizes. */
static uint8_t byte_at(uint64_t n)
{
	return (uint8_t)(n % 251);
}

static int fail(const char *what)
{
	fprintf(stderr, "bench_tty_load: %s\n", what);
	exit(1);
}

static uint64_t send_some(struct line *line, uint32_t smallest, uint32_t largest)
{
	uint8_t data[65536];
	uint64_t writes = 0;

	while (line->sent < line->to_send && line->sent - line->received < WINDOW) {
		uint32_t i;
		ssize_t done;

		if (!line->left) {
			line->left = smallest + next_random() % (largest - smallest + 1);
			if (line->left > line->to_send - line->sent)
				line->left = (uint32_t)(line->to_send - line->sent);
			writes++;
		}
		for (i = 0; i < line->left; i++)
			data[i] = byte_at(line->sent + i);
		done = write(line->fd, data, line->left);
		if (done < 0 && errno == EAGAIN)
			break;
		if (done < 0)
			fail(strerror(errno));
		line->sent += (uint64_t)done;
		line->left -= (uint32_t)done;
	}
	return writes;
}

static void receive_some(struct line *line)
{
	uint8_t data[65536];
	ssize_t got = read(line->fd, data, sizeof(data));
	ssize_t i;

	if (got < 0 && errno != EAGAIN)
		fail(strerror(errno));
	for (i = 0; i < got; i++) {
		if (data[i] != byte_at(line->received++))
			fail("a byte is not the one that was sent");
	}
}

int main(int argc, char **argv)
{
	struct line lines[TTYS_MAX];
	struct pollfd polls[TTYS_MAX];
	uint64_t total, writes = 0;
	uint32_t smallest, largest;
	int count = argc - 4;
	int i, busy = 1;
	struct timespec from, to;
	double seconds;

	if (count < 1 || count > TTYS_MAX)
		fail("usage: bench_tty_load BYTES SMALLEST LARGEST TTY...");
	total = strtoull(argv[1], NULL, 10);
	smallest = (uint32_t)strtoul(argv[2], NULL, 10);
	largest = (uint32_t)strtoul(argv[3], NULL, 10);
	if (!smallest || largest < smallest || largest > 65536)
		fail("sizes go from 1 to 65536");
	for (i = 0; i < count; i++) {
		lines[i] = (struct line){.fd = open(argv[4 + i], O_RDWR | O_NOCTTY | O_NONBLOCK),
					 .to_send = total / (uint64_t)count};
		if (lines[i].fd < 0)
			fail(argv[4 + i]);
	}
	clock_gettime(CLOCK_MONOTONIC, &from);
	while (busy) {
		for (i = 0; i < count; i++) {
			short out = lines[i].sent < lines[i].to_send &&
						    lines[i].sent - lines[i].received < WINDOW
					    ? POLLOUT
					    : 0;

			polls[i] =
				(struct pollfd){.fd = lines[i].fd, .events = (short)(POLLIN | out)};
		}
		if (poll(polls, (nfds_t)count, LATE_MS) == 0)
			fail("nothing came back for 10 s");
		busy = 0;
		for (i = 0; i < count; i++) {
			if (polls[i].revents & POLLIN)
				receive_some(&lines[i]);
			if (polls[i].revents & POLLOUT)
				writes += send_some(&lines[i], smallest, largest);
			busy |= lines[i].received < lines[i].to_send;
		}
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	printf("%.0f %.0f\n", (double)(total / (uint64_t)count * (uint64_t)count) / seconds,
	       (double)writes / seconds);
	return 0;
}
