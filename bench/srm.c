/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long Linux's resource manager keeps a firmware busy: test firmware srm_run on the virtual DK2, whose
 * host answers in no virtual time. Prints a line for each way to ask: shortest, longest of several, in
 * cycles of the Cortex-M4, and its name. From srm_start() to `done`, asleep in between; waiting: from
 * srm_transfer() to its return.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/timeline.h"
#include "machine/machine.h"

#define ROUND_TRIP "round trip "
#define IMAGE_MAX  (1u << 20)

static unsigned found;

static void on_event(void *context, const struct machine_event *event)
{
	unsigned shortest, longest;
	char name[32];

	(void)context;
	if (!strcmp(event->kind, "trace") &&
	    sscanf(event->text, ROUND_TRIP "%31[^:]: error 0, %u to %u cycles", name, &shortest,
		   &longest) == 3) {
		printf("%u %u %s\n", shortest, longest, name);
		found++;
	}
}

int main(void)
{
	const struct machine_config config = {.event = on_event};
	FILE *file = fopen(COPRO_TEST_FIRMWARE_DIR "/srm_run.elf", "rb");
	void *image = malloc(IMAGE_MAX);
	struct host_error error = {.text = ""};
	struct machine *machine;
	size_t size;

	if (!file || !image) {
		perror("bench_srm: srm_run.elf");
		return 1;
	}
	size = fread(image, 1, IMAGE_MAX, file);
	fclose(file);
	if (machine_create(&machine, &config) || machine_start(machine, image, size, &error) ||
	    machine_run(machine, 100 * PS_PER_MS)) {
		fprintf(stderr, "bench_srm: %s\n", error.text);
		return 1;
	}
	machine_destroy(machine);
	free(image);
	return found == 4 ? 0 : 1;
}
