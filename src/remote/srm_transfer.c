/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for the resource manager in a program without threads. */
#include <copro/srm.h>

#include <errno.h>

#include <copro/remote.h>

#include "remote/cortex_m.h"

#define LONGEST_MS 10000u

/* Time that passes, past the 32 bits of the counter. */
struct span {
	uint32_t last;
	uint64_t left; /* cycles */
};

static bool span_over(struct span *span)
{
	uint32_t now = cortex_m_cycles();
	uint32_t passed = now - span->last;

	span->last = now;
	span->left = passed < span->left ? span->left - passed : 0;
	return !span->left;
}

struct transfer {
	struct srm_request request; /* a copy, whose `done` is ours */
	int status;
	bool over;
};

static void transfer_done(struct srm_request *request, int status)
{
	struct transfer *transfer = COPRO_CONTAINER_OF(request, struct transfer, request);

	transfer->status = status;
	transfer->over = true;
}

static int transfer_begin(struct srm *srm, struct transfer *transfer, struct span *span)
{
	int status;

	for (;;) {
		status = srm_start(srm, &transfer->request);
		/* Not there yet, or no send buffer: both can change. */
		if (status != -ENOTCONN && status != -EAGAIN)
			return status;
		if (span_over(span))
			return status == -EAGAIN ? -ETIMEDOUT : status;
		remote_poll();
	}
}

int srm_transfer(struct srm *srm, struct srm_request *request, uint32_t ms)
{
	struct transfer transfer = {.request = *request};
	struct span span = {.last = cortex_m_cycles()};
	int status;

	span.left = (uint64_t)(remote_core_hz() / 1000u) * (ms < LONGEST_MS ? ms : LONGEST_MS);
	transfer.request.done = transfer_done;
	transfer.request.deadline = COPRO_NO_DEADLINE;
	status = transfer_begin(srm, &transfer, &span);
	if (status)
		return status;
	do {
		remote_poll();
	} while (!transfer.over && !span_over(&span));
	if (!transfer.over) {
		srm_cancel(srm);
		return -ETIMEDOUT;
	}
	request->got = transfer.request.got;
	return transfer.status;
}
