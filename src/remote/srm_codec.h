/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests as the wire has them, and what an answer says. Pure. */
#ifndef COPRO_REMOTE_SRM_CODEC_H
#define COPRO_REMOTE_SRM_CODEC_H

#include <copro/srm.h>

#include "core/srm_message.h"

/* 0; -EINVAL: a name is too long, or missing. */
COPRO_MUST_CHECK int srm_encode(struct srm_message *message, const struct srm_request *request);

/*
 * Looks at what came for a request, and fills in request->got. `data` lies in memory that the peer may
 * change. 0; -EBUSY, -ENODEV, -EPROTO: see copro/srm.h.
 */
COPRO_MUST_CHECK int srm_decode(struct srm_request *request, const void *data, uint32_t length);

#endif
