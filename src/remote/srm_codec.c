/* SPDX-License-Identifier: BSD-3-Clause */
#include "remote/srm_codec.h"

#include <errno.h>
#include <string.h>

#define HEX_DIGITS 8u

static const char digits[] = "0123456789abcdef";

/* As printf's %x has it: no leading zeros. */
static void put_address(char *text, uint32_t address)
{
	uint32_t shift = 4 * (HEX_DIGITS - 1);

	while (shift && !(address >> shift))
		shift -= 4;
	for (;; shift -= 4) {
		*text++ = digits[address >> shift & 0xFu];
		if (!shift)
			break;
	}
	*text = '\0';
}

/* Into a field that is cleared already. False: it does not fit with its NUL. */
static bool put_name(char *field, uint32_t size, const char *name)
{
	uint32_t i;

	for (i = 0; name[i]; i++) {
		if (i == size - 1)
			return false;
		field[i] = name[i];
	}
	return i > 0;
}

static bool put_target(struct srm_message *message, const struct srm_request *request)
{
	/* Both kinds of body begin with these. */
	struct srm_message_clock *body = &message->clock;

	if (request->device) {
		if (!put_name(message->device, SRM_DEVICE_SIZE, request->device))
			return false;
	} else {
		put_address(message->device, request->base);
	}
	body->index = request->index;
	if (request->index != SRM_BY_NAME)
		return true;
	return request->name && put_name(body->name, SRM_NAME_SIZE, request->name);
}

int srm_encode(struct srm_message *message, const struct srm_request *request)
{
	const struct srm_regulator *regulator = &request->asked.regulator;

	memset(message, 0, sizeof(*message));
	message->type = request->set ? SRM_MESSAGE_SET : SRM_MESSAGE_GET;
	message->resource = request->resource == SRM_CLOCK ? SRM_TYPE_CLOCK : SRM_TYPE_REGULATOR;
	if (!put_target(message, request))
		return -EINVAL;
	if (!request->set)
		return 0;
	if (request->resource == SRM_CLOCK) {
		message->clock.rate = request->asked.clock.hz;
		return 0;
	}
	message->regulator.enable = regulator->enable;
	message->regulator.min_mv = regulator->min_mv;
	message->regulator.max_mv = regulator->max_mv;
	return 0;
}

/* The answer is the request with other values; of what was asked for by name, Linux tells the index. */
static bool answers(const struct srm_message *answer, const struct srm_request *request)
{
	struct srm_message sent;

	if (srm_encode(&sent, request))
		return false;
	return answer->type == sent.type && answer->resource == sent.resource &&
	       (request->index == SRM_BY_NAME || answer->clock.index == sent.clock.index) &&
	       strncmp(answer->device, sent.device, SRM_DEVICE_SIZE) == 0;
}

static bool take_clock(struct srm_request *request, const struct srm_message_clock *clock)
{
	request->got.clock.hz = clock->rate;
	return clock->rate == request->asked.clock.hz;
}

static bool take_regulator(struct srm_request *request,
			   const struct srm_message_regulator *regulator)
{
	const struct srm_regulator *asked = &request->asked.regulator;

	request->got.regulator = (struct srm_regulator){
		.enable = regulator->enable != 0,
		.mv = regulator->current_mv,
		.min_mv = regulator->min_mv,
		.max_mv = regulator->max_mv,
	};
	if ((regulator->enable != 0) != asked->enable)
		return false;
	if (!asked->min_mv && !asked->max_mv)
		return true;
	return regulator->current_mv >= asked->min_mv && regulator->current_mv <= asked->max_mv;
}

int srm_decode(struct srm_request *request, const void *data, uint32_t length)
{
	struct srm_message answer;
	bool as_asked;

	if (length != sizeof(answer))
		return -EPROTO;
	/* Once: what is checked is what is used. */
	memcpy(&answer, data, sizeof(answer));
	if (answer.type == SRM_MESSAGE_ERROR || answer.resource == SRM_TYPE_ERROR)
		return -ENODEV;
	if (!answers(&answer, request))
		return -EPROTO;
	if (request->resource == SRM_CLOCK)
		as_asked = take_clock(request, &answer.clock);
	else
		as_asked = take_regulator(request, &answer.regulator);
	return as_asked || !request->set ? 0 : -EBUSY;
}
