/* SPDX-License-Identifier: BSD-3-Clause */
/* The part that talks to Linux: only in programs that do. */
#include "remote/res_mgr_st.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <copro/remote.h>
#include <copro/srm.h>

static struct {
	struct srm srm;
	bool open;
} config;

int res_mgr_config_close(void)
{
	int status = config.open ? srm_deinit(&config.srm) : 0;

	if (!status)
		config.open = false;
	return status;
}

static bool config_open(void)
{
	struct remote *remote = remote_first();

	if (!config.open && remote)
		config.open = srm_init(&config.srm, remote_rpmsg(remote), NULL) == 0;
	return config.open;
}

static bool request_of(struct srm_request *request, uint32_t id, const char *name, ResSystem_t type,
		       const ResConfig_t *in)
{
	*request = (struct srm_request){
		.resource = type == RESMGR_CLOCK ? SRM_CLOCK : SRM_REGULATOR,
		/* Both kinds begin with these. */
		.index = in->clock.index,
		.name = (const char *)in->clock.name,
	};
	if (id == RESMGR_ID_NONE) {
		request->device = name;
		return name != NULL;
	}
	request->base = res_mgr_address(id);
	return request->base != RES_MGR_NO_ADDRESS;
}

static void give_out(const struct srm_request *request, const ResConfig_t *in, ResConfig_t *out)
{
	const struct srm_regulator *got = &request->got.regulator;

	*out = *in;
	if (request->resource == SRM_CLOCK) {
		out->clock.rate = request->got.clock.hz;
		return;
	}
	out->regu.enable = got->enable;
	out->regu.curr_voltage_mv = got->mv;
	out->regu.min_voltage_mv = got->min_mv;
	out->regu.max_voltage_mv = got->max_mv;
}

static ResMgr_Status_t transfer(struct srm_request *request, const ResConfig_t *in,
				ResConfig_t *out)
{
	int status;

	if (!config_open())
		return RESMGR_ERROR;
	status = srm_transfer(&config.srm, request, SRM_DEADLINE_MS);
	/* Answered, if only with what Linux left as it was. */
	if (status && status != -EBUSY)
		return RESMGR_ERROR;
	give_out(request, in, out);
	return RESMGR_OK;
}

ResMgr_Status_t ResMgr_SetConfig(uint32_t id, char *id_name, ResSystem_t res_type,
				 ResConfig_t *config_in, ResConfig_t *config_out)
{
	struct srm_request request;

	if (!request_of(&request, id, id_name, res_type, config_in))
		return RESMGR_ERROR;
	request.set = true;
	if (res_type == RESMGR_CLOCK)
		request.asked.clock.hz = config_in->clock.rate;
	else
		request.asked.regulator = (struct srm_regulator){
			.enable = config_in->regu.enable != 0,
			.min_mv = config_in->regu.min_voltage_mv,
			.max_mv = config_in->regu.max_voltage_mv,
		};
	return transfer(&request, config_in, config_out);
}

ResMgr_Status_t ResMgr_GetConfig(uint32_t id, char *id_name, ResSystem_t res_type,
				 ResConfig_t *config_in, ResConfig_t *config_out)
{
	struct srm_request request;

	if (!request_of(&request, id, id_name, res_type, config_in))
		return RESMGR_ERROR;
	return transfer(&request, config_in, config_out);
}
