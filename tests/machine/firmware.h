/* SPDX-License-Identifier: BSD-3-Clause */
/* For tests of the machine: example firmware in memory, and what a machine told. */
#ifndef COPRO_TESTS_MACHINE_FIRMWARE_H
#define COPRO_TESTS_MACHINE_FIRMWARE_H

#include <stddef.h>
#include <stdint.h>

#include "machine/machine.h"

struct firmware {
	void *data;
	size_t size;
};

/* Reads NAME.elf of the example or the test firmware; fails the test when it is not there. */
struct firmware firmware_load(const char *name);
void firmware_free(struct firmware *firmware);

/* How often each kind of event came, and what ttys said. */
struct witness {
	struct machine *machine;
	unsigned running;
	unsigned offline;
	unsigned crashed;
	unsigned channels;
	unsigned ttys;
	unsigned lines;
	unsigned faults;
	unsigned crashes; /* told by the remoteproc or, without host, by the machine */
	unsigned chip_resets;
	/* machine_end() when so many ttys are there, or so many bytes came from ttys; 0: never. */
	unsigned end_at_ttys;
	size_t end_at_bytes;
	size_t bytes;
	uint8_t *received[2]; /* what ttyRPMSG0 and 1 said, if given */
	size_t length[2];
};

/* A machine whose events go to the witness. */
struct machine *witness_machine(struct witness *witness, struct machine_config config);

#endif
