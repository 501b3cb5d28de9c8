/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as the live resource table of a firmware that runs already: attached to and let go again, by
 * both policies. Nothing in front of the table is written, and by ours nothing behind it. */
#include "fuzz_platform.h"

#define TABLE_DA 0x10020000u
#define AROUND	 64u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void attach_and_detach(bool as_linux)
{
	const struct remoteproc_config config = {.platform = &fuzz_host, .as_linux = as_linux};
	struct remoteproc *rproc;
	struct host_error error;

	memset(&error, 0, sizeof(error));
	fuzz_timer = NULL;
	if (remoteproc_create(&rproc, &config) || remoteproc_state(rproc) != RPROC_DETACHED)
		abort();
	if (remoteproc_attach(rproc, NULL, NULL, &error)) {
		fuzz_refused(&error);
		if (remoteproc_state(rproc) != RPROC_DETACHED)
			abort();
	} else {
		/* A link that somebody left up has time to go down. */
		if (remoteproc_state(rproc) != RPROC_ATTACHED && fuzz_timer)
			fuzz_timer->expired(fuzz_timer);
		if (remoteproc_state(rproc) != RPROC_ATTACHED)
			abort();
		remoteproc_mailbox_interrupt(rproc);
		remoteproc_poll_trace(rproc);
		if (remoteproc_detach(rproc, NULL, NULL))
			abort();
		remoteproc_stop_now(rproc);
		if (remoteproc_state(rproc) != RPROC_DETACHED)
			abort();
	}
	remoteproc_destroy(rproc);
}

/* Two bytes say where the table is, so that it may also lie at the end of its region. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t before[AROUND];
	uint8_t *memory;
	uint32_t da = TABLE_DA;
	uint32_t room;

	if (size < 2 || size > 1026)
		return 0;
	/* SRAM2 ends at 0x10040000. */
	da += (uint32_t)(data[0] | data[1] << 8) * 2u;
	room = 0x10040000u - da;
	size = size - 2 < room ? size - 2 : room;
	memset(fuzz_memory, 0, sizeof(fuzz_memory));
	memory = fuzz_at(NULL, da, 1);
	memset(memory - AROUND, 0xA5, AROUND);
	memcpy(memory, data + 2, size);
	memcpy(before, memory - AROUND, AROUND);
	fuzz_table = da;
	attach_and_detach(false);
	if (memcmp(before, memory - AROUND, AROUND))
		abort();
	memcpy(memory, data + 2, size);
	attach_and_detach(true);
	return 0;
}
