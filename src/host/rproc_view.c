/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/rproc_view.h"

#include "host/remoteproc_internal.h"

static bool has_resources(const struct remoteproc *rproc)
{
	return rproc->state != RPROC_OFFLINE && rproc->state != RPROC_DETACHED;
}

bool rproc_view_trace(struct remoteproc *rproc, uint32_t index, struct rproc_trace_view *view)
{
	const struct plan_trace *trace;

	if (!has_resources(rproc) || index >= rproc->plan.trace_count)
		return false;
	trace = &rproc->plan.traces[index];
	view->name = trace->name;
	view->da = trace->da;
	view->size = trace->size;
	view->memory = rproc_trace_memory(rproc, trace);
	return true;
}

bool rproc_view_carveout(const struct remoteproc *rproc, uint32_t index, struct carveout *view)
{
	if (!has_resources(rproc) || index >= rproc->carveouts.count)
		return false;
	*view = rproc->carveouts.items[index];
	return true;
}
