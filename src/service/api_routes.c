/* SPDX-License-Identifier: BSD-3-Clause */
/* All requests that are understood: docs/api.md explains each. */
#include "service/api_internal.h"

const struct api_route api_routes[] = {
	{"GET", "/v1/board", api_get_board, 0},
	{"POST", "/v1/board/reset", api_ask, CONTROL_RESET},
	{"POST", "/v1/board/shutdown", api_shutdown, 0},
	{"GET", "/v1/remoteproc", api_get_remoteproc, 0},
	{"POST", "/v1/remoteproc/start", api_ask, CONTROL_START},
	{"POST", "/v1/remoteproc/stop", api_ask, CONTROL_STOP},
	{"POST", "/v1/remoteproc/restart", api_ask, CONTROL_RESTART},
	{"POST", "/v1/remoteproc/attach", api_ask, CONTROL_ATTACH},
	{"POST", "/v1/remoteproc/detach", api_ask, CONTROL_DETACH},
	{"POST", "/v1/remoteproc/recover", api_ask, CONTROL_RECOVER},
	{"POST", "/v1/remoteproc/crash", api_crash, 0},
	{"PUT", "/v1/remoteproc/firmware", api_put_firmware, 0},
	{"PUT", "/v1/remoteproc/recovery", api_put_recovery, 0},
	{"PUT", "/v1/remoteproc/coredump", api_put_coredump, 0},
	{"GET", "/v1/trace/#", api_get_trace, 0},
	{"GET", "/v1/events", api_get_events, 0},
	{"GET", "/v1/boot-log", api_get_boot_log, 0},
	{"GET", "/v1/crash", api_get_crash, 0},
	{"GET", "/v1/coredump", api_get_coredump, 0},
	{"GET", "/v1/status", api_get_status, 0},
	{"GET", "/v1/ttys", api_get_ttys, 0},
	{"GET", "/v1/rpmsg", api_get_rpmsg, 0},
	{"POST", "/v1/rpmsg/endpoints", api_post_endpoint, 0},
	{"DELETE", "/v1/rpmsg/endpoints/#", api_delete_endpoint, 0},
	{"POST", "/v1/rpmsg/ping", api_post_ping, 0},
	{"POST", "/v1/gdb", api_post_gdb, 0},
	{"DELETE", "/v1/gdb", api_delete_gdb, 0},
	{NULL, NULL, NULL, 0},
};
