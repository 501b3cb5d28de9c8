/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/srm.h"

#include <errno.h>
#include <stdlib.h>

#include "host/srm_internal.h"

/* The manager's node below the coprocessor's, DT_NONE: there is none. */
static int manager_of(const struct dt *dt, int rproc)
{
	for (int node = dt_child(dt, rproc); node >= 0; node = dt_sibling(dt, node)) {
		if (dt_compatible(dt, node, "rproc-srm-core") && dt_available(dt, node))
			return node;
	}
	return DT_NONE;
}

int srm_host_create(struct srm_host **srm, const struct srm_host_config *config)
{
	const int node = manager_of(config->dt, config->rproc);
	struct srm_host *made;

	*srm = NULL;
	if (node < 0)
		return 0;
	made = calloc(1, sizeof(*made));
	if (!made)
		return -ENOMEM;
	made->config = *config;
	made->node = node;
	srm_service_init(made);
	if (srm_tree_read(made)) {
		srm_host_destroy(made);
		return -ENOMEM;
	}
	/* Linux registers its driver with the first device. */
	if (made->count)
		*srm = made;
	else
		srm_host_destroy(made);
	return 0;
}

void srm_host_destroy(struct srm_host *srm)
{
	if (!srm)
		return;
	srm_host_return(srm);
	srm_tree_free(srm);
	free(srm);
}

struct rpmsg_driver *srm_host_driver(struct srm_host *srm)
{
	return &srm->driver;
}
