/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/board_log.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static FILE *file_open(const char *path)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "a");

	if (fd >= 0 && !file)
		close(fd);
	return file;
}

int board_log_open(struct board_log *log, const char *directory)
{
	log->path[0] = '\0';
	log->log.least = MACHINE_EVENT_INFO;
	log->log.file = stdout;
	if (!directory)
		return 0;
	if ((size_t)snprintf(log->path, sizeof(log->path), "%s/log", directory) >=
	    sizeof(log->path))
		return -ENAMETOOLONG;
	log->log.file = file_open(log->path);
	return log->log.file ? 0 : -errno;
}

void board_log_close(struct board_log *log)
{
	if (log->path[0] && log->log.file)
		fclose(log->log.file);
	log->log.file = NULL;
}

static void log_rotate(struct board_log *log)
{
	char old[sizeof(log->path) + 2];

	(void)snprintf(old, sizeof(old), "%s.1", log->path);
	fclose(log->log.file);
	(void)rename(log->path, old);
	log->log.file = file_open(log->path);
}

/* Whoever read it has had enough: that is no failure of the board. */
static void log_give_up(struct board_log *log)
{
	if (!log->path[0])
		(void)!freopen("/dev/null", "w", stdout);
	board_log_close(log);
}

void board_log_write(struct board_log *log, const struct machine_event *event)
{
	if (!log->log.file)
		return;
	event_log_write(&log->log, event);
	if (log->log.failed)
		log_give_up(log);
	else if (log->path[0] && ftell(log->log.file) > BOARD_LOG_MAX)
		log_rotate(log);
}
