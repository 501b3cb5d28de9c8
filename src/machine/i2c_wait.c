/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/i2c_wait.h"

#include <errno.h>

#define STEP (100 * PS_PER_US)

struct waiting {
	struct machine *machine;
	int status;
	bool over;
};

static void done(struct i2c_host_transfer *transfer, int status)
{
	struct waiting *waiting = transfer->context;

	waiting->status = status;
	waiting->over = true;
	machine_end(waiting->machine);
}

static struct i2c_adapter *adapter_of(struct machine *machine, uint32_t number)
{
	struct i2c_adapter_set *set = machine_i2c(machine);

	return set ? i2c_adapter_find(set, number) : NULL;
}

int machine_i2c_transfer(struct machine *machine, uint32_t number, struct i2c_host_msg *messages,
			 uint32_t count, uint64_t timeout)
{
	struct i2c_adapter *adapter = adapter_of(machine, number);
	const uint64_t until = machine_now(machine) + timeout;
	struct waiting waiting = {.machine = machine};
	struct i2c_host_transfer transfer = {.messages = messages,
					     .count = count,
					     .deadline = until / PS_PER_NS,
					     .done = done,
					     .context = &waiting};
	int status = adapter ? i2c_adapter_submit(adapter, &transfer) : -ENODEV;

	while (!status && !waiting.over && machine_now(machine) < until + PS_PER_MS)
		status = machine_run(machine, until + PS_PER_MS);
	if (status || waiting.over)
		return status ? status : waiting.status;
	/* Nothing of it stays behind. */
	adapter = adapter_of(machine, number);
	if (adapter)
		i2c_adapter_cancel(adapter, &transfer);
	return -ETIMEDOUT;
}

int machine_i2c_ready(struct machine *machine, uint32_t number, uint64_t timeout)
{
	const uint64_t until = machine_now(machine) + timeout;
	struct i2c_adapter_info info = {.remote = NULL};
	int status = 0;

	while (!status && machine_now(machine) < until) {
		const struct i2c_adapter *adapter = adapter_of(machine, number);

		if (adapter)
			i2c_adapter_info(adapter, &info);
		if (info.remote)
			return 0;
		status = machine_run(machine, machine_now(machine) + STEP);
	}
	return status ? status : -ETIMEDOUT;
}
