/* SPDX-License-Identifier: BSD-3-Clause */
#include "remote/res_mgr_st.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <copro/compiler.h>
#include <copro/peripheral.h>

/* The ids index it, as in ST's. */
static struct entry {
	struct peripheral peripheral;
	uint32_t flags;
	void *handle;
	bool assigned;
} entries[RESMGR_ID_RESMGR_TABLE];

__attribute__((weak)) int res_mgr_config_close(void)
{
	return 0;
}

static void release(struct entry *entry)
{
	if (entry->assigned)
		peripheral_release(&entry->peripheral);
	entry->assigned = false;
	entry->flags = 0;
	entry->handle = NULL;
}

ResMgr_Status_t ResMgr_Init(ResMgrSendMsg_t SendFunct, ResMgrCallback_t Callback)
{
	(void)SendFunct;
	(void)Callback;
	for (uint32_t id = 0; id < RESMGR_ID_RESMGR_TABLE; id++)
		release(&entries[id]);
	return RESMGR_OK;
}

ResMgr_Status_t ResMgr_DeInit(void)
{
	(void)ResMgr_Init(NULL, NULL);
	return res_mgr_config_close() ? RESMGR_BUSY : RESMGR_OK;
}

static ResMgr_Status_t status_of(int status)
{
	switch (status) {
	case 0:
		return RESMGR_OK;
	case -EPERM:
	case -EACCES:
	case -EBUSY:
		return RESMGR_BUSY;
	default:
		return RESMGR_ERROR;
	}
}

ResMgr_Status_t ResMgr_Request(uint32_t id, uint32_t flags, uint32_t prio, void *phandle)
{
	struct entry *entry;
	int status;

	(void)prio;
	if (id >= RESMGR_ID_RESMGR_TABLE ||
	    (flags & (RESMGR_FLAGS_INHERIT_HANDLE | RESMGR_FLAGS_ACCESS_PEND)))
		return RESMGR_ERROR;
	entry = &entries[id];
	status = peripheral_request(&entry->peripheral, res_mgr_address(id));
	if (status)
		return status_of(status);
	entry->assigned = true;
	entry->flags = flags;
	entry->handle = phandle;
	return RESMGR_OK;
}

ResMgr_Status_t ResMgr_Release(uint32_t id, uint32_t flags)
{
	(void)flags;
	if (id >= RESMGR_ID_RESMGR_TABLE)
		return RESMGR_ERROR;
	release(&entries[id]);
	return RESMGR_OK;
}

ResMgr_Status_t ResMgr_GetResContext(uint32_t id, ResMgr_Ctx_t *ctx)
{
	if (id >= RESMGR_ID_RESMGR_TABLE)
		return RESMGR_ERROR;
	ctx->Flags = entries[id].flags;
	ctx->State = entries[id].assigned ? RESMGR_STATE_ASSIGNED : RESMGR_STATE_RELEASED;
	ctx->pHandle = entries[id].handle;
	return RESMGR_OK;
}
