/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a message of a virtual I2C bus: what is accepted is what encoding it gives again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/rpmsg_i2c.h"

#define ROOM 1024u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rpmsg_i2c_message message;
	uint8_t again[ROOM];

	if (size > ROOM || rpmsg_i2c_decode(&message, data, (uint32_t)size))
		return 0;
	if (message.data < data || message.data + message.data_length > data + size)
		abort();
	if (message.version == 0)
		return 0; /* a greeting, which encoding gives its version */
	if (rpmsg_i2c_encode(again, ROOM, &message) != (int)size || memcmp(again, data, size) != 0)
		abort();
	return 0;
}
