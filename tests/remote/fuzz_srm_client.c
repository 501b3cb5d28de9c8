/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as the answer to a request. The first byte says which request: set or get, clock or regulator, by
 * name or number, of a device or an address; the next twelve what is asked for; the rest is the answer.
 * Only what answers the request may change what was got, and nothing else of it may change.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "remote/srm_codec.h"

#define ASKED 12u

static void check(int good)
{
	if (!good)
		abort();
}

static struct srm_request request_of(const uint8_t *data)
{
	struct srm_request request = {.base = 0x40015000, .index = 1};
	uint32_t asked[ASKED / 4];

	memcpy(asked, data + 1, ASKED);
	request.set = data[0] & 1;
	if (data[0] & 4) {
		request.index = SRM_BY_NAME;
		request.name = "vcc";
	}
	if (data[0] & 8)
		request.device = "led";
	if (data[0] & 2) {
		request.resource = SRM_REGULATOR;
		request.asked.regulator = (struct srm_regulator){
			.enable = asked[0] & 1, .min_mv = asked[1], .max_mv = asked[2]};
	} else {
		request.asked.clock.hz = asked[0];
	}
	return request;
}

static bool is_as_asked(const struct srm_request *request)
{
	const struct srm_regulator *asked = &request->asked.regulator;
	const struct srm_regulator *got = &request->got.regulator;

	if (request->resource == SRM_CLOCK)
		return request->got.clock.hz == request->asked.clock.hz;
	return got->enable == asked->enable &&
	       ((!asked->min_mv && !asked->max_mv) ||
		(got->mv >= asked->min_mv && got->mv <= asked->max_mv));
}

/* It answers: the same message, with the values of now. */
static void check_echo(const struct srm_message *sent, const void *data, bool by_name)
{
	struct srm_message answer;

	memcpy(&answer, data, sizeof(answer));
	check(answer.type == sent->type && answer.resource == sent->resource);
	check(!strncmp(answer.device, sent->device, SRM_DEVICE_SIZE));
	check(by_name || answer.clock.index == sent->clock.index);
}

static void answer(const struct srm_request *request, const void *data, size_t length)
{
	struct srm_request after = *request;
	struct srm_message sent;
	int status;

	check(!srm_encode(&sent, request));
	memset(&after.got, 0xA5, sizeof(after.got));
	status = srm_decode(&after, data, (uint32_t)length);
	check(length == sizeof(sent) || status == -EPROTO);
	check(after.base == request->base && after.index == request->index &&
	      after.set == request->set && after.resource == request->resource &&
	      after.device == request->device && after.name == request->name &&
	      !memcmp(&after.asked, &request->asked, sizeof(after.asked)));
	switch (status) {
	case 0:
		check_echo(&sent, data, request->index == SRM_BY_NAME);
		check(!request->set || is_as_asked(&after));
		break;
	case -EBUSY:
		check_echo(&sent, data, request->index == SRM_BY_NAME);
		check(request->set && !is_as_asked(&after));
		break;
	default:
		check(status == -EPROTO || status == -ENODEV);
		for (size_t i = 0; i < sizeof(after.got); i++)
			check(((const uint8_t *)&after.got)[i] == 0xA5);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct srm_request request;
	struct srm_message sent;
	uint8_t *exact;
	size_t length;

	if (size < 1 + ASKED)
		return 0;
	request = request_of(data);
	/* Linux that says nothing new. */
	check(!srm_encode(&sent, &request));
	answer(&request, &sent, sizeof(sent));
	length = size - 1 - ASKED;
	exact = malloc(length ? length : 1);
	check(exact != NULL);
	memcpy(exact, data + 1 + ASKED, length);
	answer(&request, exact, length);
	free(exact);
	return 0;
}
