/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/defaults.h"

#include <errno.h>
#include <string.h>

#include "assign/arena.h"
#include "assign/chip.h"

#define GPIO_SEMAPHORE 0u /* as ST's firmware and kernels number them */
#define EXTI_SEMAPHORE 1u
#define RING_ENTRIES   16u
#define BUFFER_SIZE    512u
#define RING_ALIGN     16u
#define TRACE_SIZE     2048u

/* "pump" of "boards/pump.yaml": what is left is made of letters, digits, _ and -. */
static const char *name_of_file(struct arena *arena, const char *file)
{
	const char *base = strrchr(file, '/');
	char name[ASSIGNMENT_NAME_MAX] = "";
	size_t used = 0;

	base = base ? base + 1 : file;
	for (; *base && *base != '.' && used + 1 < sizeof(name); base++) {
		char byte = *base;
		bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';

		if (!letter && !used)
			continue;
		name[used++] = letter || (byte >= '0' && byte <= '9') || byte == '_' ? byte : '-';
	}
	return arena_text(arena, used ? name : "firmware");
}

static int name_resolve(struct assignment *assignment, const char *file)
{
	if (assignment->name.value)
		return 0;
	assignment->name.value = name_of_file(assignment->arena, file);
	assignment->name.origin = origin_default("the name of the file");
	return assignment->name.value ? 0 : -ENOMEM;
}

static void rpmsg_resolve(struct assignment_rpmsg *rpmsg)
{
	flag_default(&rpmsg->enabled, true, "the firmware talks to Linux");
	number_default(&rpmsg->buffers, RING_ENTRIES, "16 in each direction, as in ST's examples");
	number_default(&rpmsg->size, BUFFER_SIZE, "what Linux's virtio_rpmsg_bus has");
	number_default(&rpmsg->align, RING_ALIGN, "as in ST's examples");
	number_default(&rpmsg->trace, TRACE_SIZE, "2 KB of log, as in ST's examples");
	if (rpmsg->service_count || !rpmsg->enabled.value)
		return;
	rpmsg->services[0] = (struct assignment_text){
		"rpmsg-tty", origin_default("Linux makes a tty of it without more drivers")};
	rpmsg->service_count = 1;
}

static void locks_resolve(struct assignment *assignment)
{
	number_default(&assignment->gpio_lock, GPIO_SEMAPHORE,
		       "ST's firmware and kernels guard the GPIO banks with it");
	number_default(&assignment->exti_lock, EXTI_SEMAPHORE,
		       "ST's firmware and kernels guard EXTI with it");
}

int assignment_resolve(struct assignment *assignment, const char *file, struct findings *findings)
{
	int rc = name_resolve(assignment, file);

	if (!rc)
		rc = chip_resolve(assignment, file, findings);
	if (rc)
		return rc;
	rpmsg_resolve(&assignment->rpmsg);
	locks_resolve(assignment);
	resolve_peripherals(assignment);
	resolve_pins(assignment);
	resolve_guards(assignment);
	resolve_dma(assignment);
	resolve_clocks(assignment);
	resolve_memory(assignment);
	return 0;
}
