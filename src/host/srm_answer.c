/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests and their answers, as ST's Linux gives them (rproc_srm_core.c, rproc_srm_dev.c). */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host/srm_internal.h"
#include "host/text.h"

#define SHOWN (4u * SRM_DEVICE_SIZE) /* each byte may become "\xNN" */
#define UV    1000u /* in a millivolt */

/* A request at work: the message becomes its answer. */
struct request {
	struct srm_host *srm;
	struct srm_message *message;
	struct srm_remark *remark;
	struct srm_device *device;
};

static void remark(const struct request *request, bool fault, const char *code, const char *format,
		   ...) __attribute__((format(printf, 4, 5)));

static void remark(const struct request *request, bool fault, const char *code, const char *format,
		   ...)
{
	va_list arguments;

	request->remark->code = code;
	request->remark->fault = fault;
	va_start(arguments, format);
	(void)vsnprintf(request->remark->text, sizeof(request->remark->text), format, arguments);
	va_end(arguments);
}

/* The text of a field that may lack its end, for people. */
static const char *shown(char text[SHOWN], const char *field, size_t size)
{
	(void)text_clean(text, SHOWN, field, strnlen(field, size));
	return text;
}

/* ---- which device ---- */

/* The address after the @, or the name of a device that has none; or all of it. */
static bool is_whole_name(const struct srm_device *device, const char *id)
{
	const char *at = strchr(device->name, '@');

	return !strcmp(id, device->name) || (at && !strcmp(id, at + 1));
}

static bool is_meant(const struct srm_host *srm, const struct srm_device *device, const char *id)
{
	char name[SRM_LINUX_NAME];

	if (!srm->config.as_linux)
		return is_whole_name(device, id);
	return strstr(srm_linux_name(srm, device, name), id) != NULL;
}

static struct srm_device *device_find(struct srm_host *srm, const char *id)
{
	if (!srm->held || !memchr(id, '\0', SRM_DEVICE_SIZE))
		return NULL;
	for (size_t i = 0; i < srm->count; i++) {
		if (!srm->devices[i].left_out && is_meant(srm, &srm->devices[i], id))
			return &srm->devices[i];
	}
	return NULL;
}

/* ---- which of its clocks or supplies ---- */

static bool has_name(const struct srm_need *need, const char *name)
{
	const size_t length =
		need->kind == CLAIM_REGULATOR ? need->name_length : strlen(need->name);
	const char *end = memchr(name, '\0', SRM_NAME_SIZE);

	return end && (size_t)(end - name) == length && !memcmp(name, need->name, length);
}

static struct srm_need *need_find(const struct request *request, enum claim_kind kind,
				  uint32_t index, const char *name, uint32_t *found)
{
	uint32_t number = 0;

	for (size_t i = 0; i < request->device->count; i++) {
		struct srm_need *need = &request->device->needs[i];

		if (need->kind != kind)
			continue;
		*found = number;
		if (index == SRM_INDEX_NONE ? has_name(need, name) : index == number)
			return need;
		number++;
	}
	return NULL;
}

static int nothing_found(const struct request *request, const char *what, uint32_t index,
			 const char *name)
{
	char text[SHOWN];

	if (index == SRM_INDEX_NONE)
		remark(request, true, "srm-resource", "%s has no %s \"%s\" (rproc-srm)",
		       request->device->name, what, shown(text, name, SRM_NAME_SIZE));
	else
		remark(request, true, "srm-resource", "%s has no %s number %" PRIu32 " (rproc-srm)",
		       request->device->name, what, index);
	return -ENOENT;
}

static void put_name(char field[SRM_NAME_SIZE], const char *name, size_t length)
{
	if (length > SRM_NAME_SIZE - 1)
		length = SRM_NAME_SIZE - 1;
	memset(field, 0, SRM_NAME_SIZE);
	memcpy(field, name, length);
}

/* ---- clocks ---- */

/* 0 also when the rate is not quite, or not at all, what was asked for: the answer says it. */
static int clock_set(const struct request *request, const struct srm_need *need, uint32_t hz)
{
	struct clk_tree *clocks = request->srm->config.clocks;
	const uint64_t before = clk_open_rate(clocks, need->number);
	struct clk *clk;
	int status;

	if (!hz || before == hz)
		return 0;
	if (clk_get(clocks, need->number, request->device->holder, &clk))
		return -ENOMEM;
	status = clk_set_rate(clk, hz);
	clk_put(clk);
	if (status == -EBUSY)
		remark(request, false, "srm-refused",
		       "%s: %s stays at %" PRIu64 " Hz, not %" PRIu32 ": another uses it",
		       request->device->name, clk_name(need->number), before, hz);
	else if (status)
		remark(request, false, "srm-refused", "%s: %s cannot be set: %s",
		       request->device->name, clk_name(need->number),
		       status == -EACCES ? "it is kept for the secure world"
					 : "its new source does not run");
	else if (clk_open_rate(clocks, need->number) == before)
		remark(request, false, "srm-set",
		       "%s: %s stays at %" PRIu64 " Hz, the nearest to %" PRIu32,
		       request->device->name, clk_name(need->number), before, hz);
	else
		remark(request, false, "srm-set",
		       "%s: %s from %" PRIu64 " to %" PRIu64 " Hz, %" PRIu32 " asked for",
		       request->device->name, clk_name(need->number), before,
		       clk_open_rate(clocks, need->number), hz);
	return status == -EBUSY ? 0 : status;
}

static int clock_answer(const struct request *request)
{
	struct srm_message_clock *clock = &request->message->clock;
	uint32_t index = clock->index;
	const struct srm_need *need =
		need_find(request, CLAIM_CLOCK, clock->index, clock->name, &index);
	int status;

	if (!need)
		return nothing_found(request, "clock", clock->index, clock->name);
	if (need->number == CLK_NONE) {
		remark(request, true, "srm-resource",
		       "clock %" PRIu32 " of %s is not of this chip's clock tree (rproc-srm)",
		       index, request->device->name);
		return -ENXIO;
	}
	if (request->message->type == SRM_MESSAGE_SET) {
		status = clock_set(request, need, clock->rate);
		if (status)
			return status;
	}
	clock->index = index;
	put_name(clock->name, need->name, strlen(need->name));
	clock->rate = (uint32_t)clk_open_rate(request->srm->config.clocks, need->number);
	return 0;
}

/* ---- regulators ---- */

static int voltage_set(const struct request *request, const struct srm_need *need,
		       const struct srm_message_regulator *asked)
{
	const char *name = regulator_state(request->srm->config.regulators, need->number).name;
	int status = -EINVAL;

	if (!asked->min_mv && !asked->max_mv)
		return 0;
	if (asked->min_mv <= UINT32_MAX / UV && asked->max_mv <= UINT32_MAX / UV)
		status = regulator_set_voltage(need->regulator, asked->min_mv * UV,
					       asked->max_mv * UV);
	if (status)
		remark(request, status == -EINVAL, "srm-refused",
		       "%s: %s cannot be set to %" PRIu32 " to %" PRIu32 " mV: %s",
		       request->device->name, name, asked->min_mv, asked->max_mv,
		       status == -EBUSY ? "another's limits exclude it" : "it is out of range");
	return status;
}

static void regulator_switch(struct srm_need *need, bool enable)
{
	if (need->enabled == enable)
		return;
	if (enable)
		regulator_enable(need->regulator);
	else
		regulator_disable(need->regulator);
	need->enabled = enable;
}

/* The voltage first: if it is refused, nothing has changed. ST's Linux does it the other way round. */
static int regulator_set(const struct request *request, struct srm_need *need,
			 const struct srm_message_regulator *asked)
{
	const bool as_linux = request->srm->config.as_linux;
	int status;

	if (as_linux)
		regulator_switch(need, asked->enable != 0);
	status = voltage_set(request, need, asked);
	if (status == -EBUSY && !as_linux)
		return 0;
	if (!status)
		regulator_switch(need, asked->enable != 0);
	return status;
}

static int regulator_answer(const struct request *request)
{
	struct srm_message_regulator *regulator = &request->message->regulator;
	uint32_t index = regulator->index;
	struct srm_need *need =
		need_find(request, CLAIM_REGULATOR, regulator->index, regulator->name, &index);
	struct regulator_state state;
	int status;

	if (!need)
		return nothing_found(request, "regulator", regulator->index, regulator->name);
	if (request->message->type == SRM_MESSAGE_SET) {
		status = regulator_set(request, need, regulator);
		if (status)
			return status;
	}
	state = regulator_state(request->srm->config.regulators, need->number);
	*regulator = (struct srm_message_regulator){
		.index = index,
		.enable = need->enabled,
		.current_mv = state.microvolts / UV,
	};
	put_name(regulator->name, need->name, need->name_length);
	return 0;
}

/* ---- the message ---- */

static int message_answer(struct request *request)
{
	const struct srm_message *message = request->message;
	char text[SHOWN];

	request->device = device_find(request->srm, message->device);
	if (!request->device) {
		remark(request, true, "srm-device",
		       "\"%s\" is no device of " SRM_MANAGER " (rproc-srm)",
		       shown(text, message->device, SRM_DEVICE_SIZE));
		return -ENODEV;
	}
	if (message->type != SRM_MESSAGE_GET && message->type != SRM_MESSAGE_SET) {
		remark(request, true, "srm-type",
		       "a message about %s has the type %" PRIu32 " (rproc-srm)",
		       request->device->name, message->type);
		return -EINVAL;
	}
	switch (message->resource) {
	case SRM_TYPE_CLOCK:
		return clock_answer(request);
	case SRM_TYPE_REGULATOR:
		return regulator_answer(request);
	default:
		remark(request, true, "srm-type",
		       "a message about %s is of the resource type %" PRIu32 " (rproc-srm)",
		       request->device->name, message->resource);
		return -EINVAL;
	}
}

void srm_answer(struct srm_host *srm, const void *data, size_t length, struct srm_message *answer,
		struct srm_remark *remark_made)
{
	struct request request = {.srm = srm, .message = answer, .remark = remark_made};

	remark_made->code = NULL;
	memset(answer, 0, sizeof(*answer));
	/* Once: what is checked is what is used. */
	if (length)
		memcpy(answer, data, length < sizeof(*answer) ? length : sizeof(*answer));
	if (length < sizeof(*answer) || (length > sizeof(*answer) && !srm->config.as_linux)) {
		remark(&request, true, "srm-length",
		       "a message has %zu bytes, not the %zu of a request (rproc-srm)", length,
		       sizeof(*answer));
		answer->type = SRM_MESSAGE_ERROR;
		return;
	}
	if (message_answer(&request))
		answer->type = SRM_MESSAGE_ERROR;
}
