/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/dma_request.h"

#include <stddef.h>
#include <string.h>

static const char *const names[SOC_DMA_REQUESTS] = {
#define X(number, name) [number] = #name,
	SOC_DMA_REQUEST_LIST(X)
#undef X
};

const char *soc_dma_request_name(unsigned request)
{
	return request < SOC_DMA_REQUESTS ? names[request] : NULL;
}

int soc_dma_request_by_name(const char *name)
{
	for (unsigned request = 0; request < SOC_DMA_REQUESTS; request++) {
		if (names[request] && !strcmp(names[request], name))
			return (int)request;
	}
	return -1;
}
