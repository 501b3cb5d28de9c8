/* SPDX-License-Identifier: BSD-3-Clause */
/* Code as ST's examples have it: asks Linux for a clock and a regulator, and waits for the answers. */
#include <string.h>

#include <copro/remote.h>
#include <copro/res_mgr_st.h>

static char log_text[1024];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(16, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[32];
static struct remote remote;

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static void clock_config(void)
{
	ResConfig_t in, out;
	ResMgr_Status_t status;

	memset(&in, 0, sizeof(in));
	memset(&out, 0, sizeof(out));
	strcpy((char *)in.clock.name, "ck_ker");
	in.clock.index = 0xFFFFFFFF;
	status = ResMgr_GetConfig(RESMGR_ID_UART4, NULL, RESMGR_CLOCK, &in, &out);
	remote_log("get %d %u", (int)status, (unsigned int)out.clock.rate);
	in.clock.rate = 1000000;
	status = ResMgr_SetConfig(RESMGR_ID_UART4, NULL, RESMGR_CLOCK, &in, &out);
	remote_log("set %d %u %s", (int)status, (unsigned int)out.clock.rate,
		   (const char *)out.clock.name);
}

static void regulator_config(void)
{
	ResConfig_t in, out;
	ResMgr_Status_t status;
	char led[] = "led";

	memset(&in, 0, sizeof(in));
	memset(&out, 0, sizeof(out));
	in.regu.enable = 1;
	in.regu.min_voltage_mv = 1800;
	in.regu.max_voltage_mv = 1900;
	status = ResMgr_SetConfig(RESMGR_ID_NONE, led, RESMGR_REGU, &in, &out);
	remote_log("regulator %d %u %u", (int)status, (unsigned int)out.regu.enable,
		   (unsigned int)out.regu.curr_voltage_mv);
	status = ResMgr_SetConfig(RESMGR_ENTRY_NBR, NULL, RESMGR_REGU, &in, &out);
	remote_log("no id %d", (int)status);
	status = ResMgr_GetConfig(RESMGR_ID_NONE, NULL, RESMGR_REGU, &in, &out);
	remote_log("no name %d", (int)status);
}

int main(void)
{
	ResConfig_t in, out;

	memset(&in, 0, sizeof(in));
	remote_log_init(log_text, sizeof(log_text));
	remote_log("init %d", (int)ResMgr_Init(NULL, NULL));
	/* No instance yet. */
	remote_log("early %d",
		   (int)ResMgr_GetConfig(RESMGR_ID_UART4, NULL, RESMGR_CLOCK, &in, &out));
	if (remote_init(&remote, &config))
		return 1;
	clock_config();
	regulator_config();
	remote_log("deinit %d", (int)ResMgr_DeInit());
	for (;;) {
		remote_poll();
		remote_idle();
	}
}
