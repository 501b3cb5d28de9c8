/* SPDX-License-Identifier: BSD-3-Clause */
#include "calls.h"

#include <stddef.h>

#include <copro/lock_resource_st.h>
#include <copro/peripheral.h>
#include <copro/remote.h>
#include <copro/res_mgr_st.h>
#include <copro/resource_lock.h>
#include <copro/system_resources.h>

#include "remote/cortex_m.h"
#include "remote/startup.h"

#define calls ((struct calls *)CALLS_ADDRESS)

static struct peripheral slots[CALLS_SLOTS];
static uint32_t unlocked;

void resource_on_unlock(uint32_t locks)
{
	unlocked |= locks;
}

/* Any exception of this core will do for being in one. */
void PendSV_Handler(void)
{
	calls->result = resource_lock((int)calls->arguments[0], calls->arguments[1]);
}

static int in_interrupt(void)
{
	int status = resource_trylock((int)calls->arguments[0]);

	if (status)
		return status;
	SCB_ICSR = SCB_ICSR_PENDSVSET;
	cortex_m_sync();
	resource_unlock((int)calls->arguments[0]);
	return calls->result;
}

static int status_call(void)
{
	struct peripheral_status status = {.owner = PERIPHERAL_SECURE};
	int rc = peripheral_status(calls->arguments[0], &status);

	calls->out[0] = status.owner;
	calls->out[1] = status.locked;
	calls->out[2] = status.requested;
	return rc;
}

static void say(const char *text)
{
	size_t i;

	for (i = 0; text[i] && i + 1 < sizeof(calls->text); i++)
		calls->text[i] = text[i];
	calls->text[i] = '\0';
}

static int clocks_setup(uint32_t which)
{
	struct system_clocks clocks = system_clocks_dk2;

	if (which == 1)
		clocks.n = 30;
	if (which == 2)
		clocks.p = 0;
	return system_clocks_setup(&clocks);
}

static int context_call(uint32_t id)
{
	ResMgr_Ctx_t context = {.Flags = 0};
	ResMgr_Status_t status = ResMgr_GetResContext(id, &context);

	calls->out[0] = context.Flags;
	calls->out[1] = context.State;
	calls->out[2] = (uint32_t)context.pHandle;
	return (int)status;
}

static int call(uint32_t function, uint32_t a, uint32_t b)
{
	switch (function) {
	case CALL_PERIPHERAL_CHECK:
		return peripheral_check(a);
	case CALL_PERIPHERAL_REQUEST:
		return peripheral_request(&slots[b], a);
	case CALL_PERIPHERAL_REQUEST_NAME:
		return peripheral_request_name(&slots[a], calls->text);
	case CALL_PERIPHERAL_RELEASE:
		peripheral_release(&slots[a]);
		return 0;
	case CALL_PERIPHERAL_STATUS:
		return status_call();
	case CALL_PERIPHERAL_ERROR_TEXT:
		say(peripheral_error_text((int)a));
		return 0;
	case CALL_LOCK_INIT:
		return resource_lock_init(a);
	case CALL_LOCK_OF:
		return resource_lock_of(a);
	case CALL_LOCK_TRY:
		return resource_trylock((int)a);
	case CALL_LOCK:
		return resource_lock((int)a, b);
	case CALL_LOCK_IN_INTERRUPT:
		return in_interrupt();
	case CALL_UNLOCK:
		return resource_unlock((int)a);
	case CALL_LOCK_HOLDER:
		return resource_lock_holder((int)a);
	case CALL_LOCK_NOTIFY:
		calls->out[0] = unlocked;
		return resource_lock_notify((int)a);
	case CALL_SYSTEM_BOOT: {
		enum system_boot boot = system_boot();

		say(system_boot_text(boot));
		return (int)boot;
	}
	case CALL_CLOCKS_SETUP:
		return clocks_setup(a);
	case CALL_CORE_HZ:
		return (int)remote_core_hz();
	case CALL_RESMGR_INIT:
		return (int)ResMgr_Init(NULL, NULL);
	case CALL_RESMGR_DEINIT:
		return (int)ResMgr_DeInit();
	case CALL_RESMGR_REQUEST:
		return (int)ResMgr_Request(a, b, 0, calls);
	case CALL_RESMGR_RELEASE:
		return (int)ResMgr_Release(a, 0);
	case CALL_RESMGR_CONTEXT:
		return context_call(a);
	case CALL_PERIPH_LOCK:
		return (int)Periph_Lock((void *)a, b);
	case CALL_PERIPH_UNLOCK:
		PERIPH_UNLOCK((void *)a);
		return 0;
	case CALL_LOCK_UP:
		/* A fault while the fault handlers are off, in a handler of the highest kind. */
		__asm volatile("cpsid f\n\tudf #0");
		return 0;
	default:
		return -1;
	}
}

int main(void)
{
	calls->go = 0;
	calls->ready++;
	for (;;) {
		uint32_t function = calls->go;
		uint32_t start;

		if (!function)
			continue;
		start = cortex_m_cycles();
		calls->result = call(function, calls->arguments[0], calls->arguments[1]);
		calls->cycles = cortex_m_cycles() - start;
		calls->go = 0;
	}
}
