/* SPDX-License-Identifier: BSD-3-Clause */
/* A bus error three calls deep, one of them inlined. With memory that is not there. */
#include "crash.h"

static uint32_t read_sensor(uint32_t address)
{
	return REG(address);
}

static FRAME uint32_t inner(uint32_t depth)
{
	uint32_t value = read_sensor(0x50FF0000u + depth);

	crash_variable = value;
	not_a_tail();
	return value + depth;
}

static FRAME uint32_t outer(uint32_t depth)
{
	uint32_t value = inner(depth + 4);

	not_a_tail();
	return value ^ crash_variable;
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("about to read a sensor");
	crash_variable = 0xC0FFEE;
	return (int)outer(0);
}
