/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/target.h"

#define KEY_END	      0x1d /* Ctrl-] */
#define CHUNK	      4096u
#define WAIT_STEP_MS  20
#define TTY_NAME_SIZE (KERNEL_PATH + 32)

struct tty_options {
	struct target_options target;
	const char *directory;
	uint64_t timeout;
	uint64_t wait;
};

static const struct cli_option tty_table[] = {
	TARGET_OPTIONS(struct tty_options),
	{.name = "tty-dir",
	 .argument = "DIR",
	 .help = "the directory given to `copro run --tty-dir`; default: that\n"
		 "of the board",
	 .type = CLI_TEXT,
	 .target = offsetof(struct tty_options, directory)},
	{.name = "timeout",
	 .argument = "S",
	 .help = "after the end of a piped input: end when nothing came\n"
		 "from the tty for this long; default 1 s",
	 .type = CLI_SECONDS,
	 .target = offsetof(struct tty_options, timeout)},
	{.name = "wait",
	 .argument = "S",
	 .help = "wait this long for the tty to appear; default: not at all",
	 .type = CLI_SECONDS,
	 .target = offsetof(struct tty_options, wait)},
	{.name = NULL}};

/* Bytes on their way from one end to the other. */
struct flow {
	int from;
	int to;
	bool ended; /* no more comes from `from` */
	size_t start;
	size_t end;
	char bytes[CHUNK];
};

struct bridge {
	struct flow in; /* keyboard or pipe to tty */
	struct flow out; /* tty to screen or pipe */
	bool keyboard;
	int quiet_ms;
};

static volatile sig_atomic_t signal_caught;

static void signal_note(int number)
{
	signal_caught = number;
}

/* Returns how many bytes came, 0 when there are none now, -EPIPE at the end, or another error. */
static int flow_read(struct flow *flow)
{
	ssize_t count = read(flow->from, flow->bytes, CHUNK);

	if (count < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : errno == EIO ? -EPIPE : -errno;
	if (!count)
		return -EPIPE;
	flow->start = 0;
	flow->end = (size_t)count;
	return (int)count;
}

static int flow_write(struct flow *flow)
{
	ssize_t count = write(flow->to, flow->bytes + flow->start, flow->end - flow->start);

	if (count < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	flow->start += (size_t)count;
	return 0;
}

static bool flow_pending(const struct flow *flow)
{
	return flow->start < flow->end;
}

/* Cuts the input at Ctrl-]. */
static void bridge_watch_key(struct bridge *bridge)
{
	const char *key = memchr(bridge->in.bytes, KEY_END, bridge->in.end);

	if (bridge->keyboard && key) {
		bridge->in.end = (size_t)(key - bridge->in.bytes);
		bridge->in.ended = true;
		bridge->quiet_ms = 0;
	}
}

/* Returns 0 at an end that was asked for, also by the reader of our output, who has seen enough;
 * -EPIPE when the board has ended; or another error. */
static int bridge_run(struct bridge *bridge)
{
	struct flow *in = &bridge->in;
	struct flow *out = &bridge->out;

	while (!signal_caught) {
		struct pollfd fds[4] = {
			{.fd = in->ended || flow_pending(in) ? -1 : in->from, .events = POLLIN},
			{.fd = flow_pending(in) ? in->to : -1, .events = POLLOUT},
			{.fd = flow_pending(out) ? -1 : out->from, .events = POLLIN},
			/* Without events: tells of a reader who is gone. */
			{.fd = flow_pending(out) || !flow_pending(in) ? out->to : -1,
			 .events = flow_pending(out) ? POLLOUT : 0}};
		bool draining = in->ended && !flow_pending(in);
		bool others;
		int rc = poll(fds, 4, draining ? bridge->quiet_ms : -1);

		if (rc < 0 && errno != EINTR)
			return -errno;
		if (!rc && draining)
			return 0;
		if (rc < 0)
			continue;
		/* What is there to be sent is sent even when nobody reads the answer. */
		others = fds[0].revents || fds[1].revents || fds[2].revents;
		if (fds[2].revents) {
			rc = flow_read(out);
			if (rc < 0)
				return rc;
		}
		if (fds[0].revents) {
			rc = flow_read(in);
			if (rc == -EPIPE)
				in->ended = true;
			else if (rc < 0)
				return rc;
			else
				bridge_watch_key(bridge);
		}
		if (fds[1].revents) {
			rc = flow_write(in);
			if (rc)
				return rc == -EIO ? -EPIPE : rc;
		}
		if (flow_pending(out) && fds[3].revents) {
			rc = flow_write(out);
			if (rc)
				return rc == -EPIPE ? 0 : rc;
		} else if (fds[3].revents && !others) {
			return fds[3].revents & POLLNVAL ? -EBADF : 0;
		}
	}
	return 0;
}

/* Opens the tty, waiting for it to appear where that is asked for. A descriptor or -errno. */
static int tty_open(const char *path, uint64_t wait)
{
	struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};
	uint64_t waited = 0;

	for (;;) {
		int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

		if (fd >= 0 || errno != ENOENT || waited >= wait || signal_caught)
			return fd >= 0 ? fd : -errno;
		nanosleep(&step, NULL);
		waited += WAIT_STEP_MS * PS_PER_MS;
	}
}

static bool any_board(const struct board_entry *board)
{
	(void)board;
	return true;
}

/* Lets a board come up, for as long as is waited for the tty. */
static void board_wait(const struct tty_options *options)
{
	struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};
	uint64_t waited = 0;

	while (waited < options->wait && !signal_caught && !target_board_runs(&options->target)) {
		nanosleep(&step, NULL);
		waited += WAIT_STEP_MS * PS_PER_MS;
	}
}

/* The directory of the ttys, found or given, in `directory` of KERNEL_PATH. */
static int tty_directory(const struct tty_options *options, char *directory)
{
	const char *root = options->target.root ? options->target.root : "/";
	struct board_entry board = {.path = ""};
	struct kernel_files kernel;
	int status;

	if (options->directory && strlen(options->directory) >= KERNEL_PATH)
		return cli_error("--tty-dir %s: the name is too long", options->directory);
	if (options->directory) {
		strcpy(directory, options->directory);
		return CLI_OK;
	}
	if (target_kind(&options->target, NULL) == TARGET_KERNEL) {
		if (kernel_files_find(&kernel, root))
			return cli_error("%s: the kernel has no remoteproc", root);
		strcpy(directory, kernel.dev);
		return CLI_OK;
	}
	board_wait(options);
	status = target_find_board(&options->target, any_board, &board);
	if (!status)
		strcpy(directory, board.path);
	return status;
}

static int tty_connect(const char *path, int fd, const struct tty_options *options)
{
	struct sigaction action = {.sa_handler = signal_note};
	struct bridge bridge = {.in = {.from = STDIN_FILENO, .to = fd},
				.out = {.from = fd, .to = STDOUT_FILENO},
				.keyboard = isatty(STDIN_FILENO),
				.quiet_ms = (int)(options->timeout / PS_PER_MS)};
	struct termios saved;
	struct termios raw;
	int rc;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (bridge.keyboard && !tcgetattr(STDIN_FILENO, &saved)) {
		fprintf(stderr, "copro: connected to %s; Ctrl-] ends\r\n", path);
		raw = saved;
		cfmakeraw(&raw);
		raw.c_oflag |=
			OPOST | ONLCR; /* firmware that ends lines with \n alone reads well */
		tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	}
	rc = bridge_run(&bridge);
	if (bridge.keyboard) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
		fputc('\n', stderr);
	}
	if (rc == -EPIPE && bridge.keyboard)
		fprintf(stderr, "copro: the board has ended\n");
	if (rc == -EPIPE && (flow_pending(&bridge.in) || !bridge.in.ended) && !bridge.keyboard)
		return cli_error("%s: the board ended before all input was written", path);
	if (rc && rc != -EPIPE)
		return cli_error("%s: %s", path, strerror(-rc));
	return signal_caught ? CLI_FAILED : CLI_OK;
}

static int tty_run(const struct cli_command *command, char **arguments, int count)
{
	struct tty_options options = {.timeout = PS_PER_S};
	char directory[KERNEL_PATH];
	char path[TTY_NAME_SIZE];
	const char *number;
	int status;
	int fd;
	int rc;

	rc = cli_command_parse(command, &options, arguments, count);
	if (rc < 0)
		return CLI_MISUSED;
	number = rc ? arguments[0] : "0";
	if (!*number || strlen(number) > 3 || strspn(number, "0123456789") != strlen(number))
		return cli_usage("tty", "N is the number in ttyRPMSGN, such as 0, not \"%s\"",
				 number);
	status = tty_directory(&options, directory);
	if (status)
		return status;
	(void)snprintf(path, sizeof(path), "%s/ttyRPMSG%lu", directory, strtoul(number, NULL, 10));
	fd = tty_open(path, options.wait);
	if (fd == -ENOENT)
		return cli_error(
			"%s: there is no such tty; has the firmware announced its channel? "
			"`ls %s` shows what there is",
			path, directory);
	if (fd < 0)
		return cli_error("%s: %s", path, strerror(-fd));
	status = tty_connect(path, fd, &options);
	close(fd);
	return status;
}

const struct cli_command cli_tty = {
	.name = "tty",
	.arguments = "[N]",
	.summary = "connect this terminal to a tty of a running board",
	.text = "Connects the terminal to ttyRPMSGN (default 0) of the board that `copro run` or `copro\n"
		"board` runs elsewhere, or of this machine's kernel. Keys go to the firmware as they are;\n"
		"Ctrl-] ends.\n\n"
		"In a pipe, the standard input goes to the tty and what comes back to the standard\n"
		"output, until the input has ended and the tty has been quiet for --timeout.",
	.examples =
		"copro tty                        type to the first tty\n"
		"copro tty 1 --tty-dir /tmp/ttys  the second tty, where the links are in /tmp/ttys\n"
		"echo hello | copro tty           send a line and show what comes back",
	.options = tty_table,
	.most_arguments = 1,
	.run = tty_run,
};
