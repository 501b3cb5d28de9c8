/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/own_directory.h"

#include <errno.h>
#include <string.h>

#include "cli/message.h"
#include "service/board_directory.h"

static const char *reason(int rc)
{
	switch (-rc) {
	case EPERM:
		return "it is somebody else's, or others may write to it";
	case ENOTDIR:
		return "it is not a directory";
	default:
		return strerror(-rc);
	}
}

int own_directory_open(struct board_directory *directory, const char *name)
{
	const int rc = board_directory_open(directory, name);

	if (!rc)
		return CLI_OK;
	if (rc == -EINVAL)
		return cli_usage("board",
				 "--name takes small letters, digits, '_', '.' and '-', 32 at "
				 "most and not digits alone, not \"%s\"",
				 name);
	if (rc == -EBUSY)
		return cli_error("a board named %s runs already; `copro shutdown --board %s` ends "
				 "it, --name gives another name",
				 name, name);
	return cli_error("%s: the directory of the board cannot be made: %s; set XDG_RUNTIME_DIR "
			 "to a directory of yours",
			 directory->path, reason(rc));
}

int own_boards_unreadable(int rc)
{
	return cli_error("the boards that run cannot be looked for in $XDG_RUNTIME_DIR/copro, or "
			 "/tmp/copro-UID: %s; set XDG_RUNTIME_DIR to a directory of yours",
			 reason(rc));
}
