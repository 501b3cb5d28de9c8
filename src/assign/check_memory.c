/* SPDX-License-Identifier: BSD-3-Clause */
/* Do the regions fit into the RAM banks, and beside each other? */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "assign/checks.h"

#define PAGE	     4096u
#define VECTORS_SIZE 664u /* 16 exceptions and 150 interrupts of 4 bytes */
#define BUFFER_SIZE  512u /* of Linux's virtio_rpmsg_bus */
#define BUFFERS_MOST 256u /* each way: it has 512 */
#define SEMAPHORES   32u

static const struct soc_memory *bank_of(const struct assignment_region *region)
{
	return soc_memory((enum soc_memory_id)region->bank.value);
}

/* The region's place in the bank's cells, whichever of its two addresses is written. */
static uint32_t offset_of(const struct assignment_region *region)
{
	const struct soc_memory *bank = bank_of(region);
	uint32_t offset = (uint32_t)region->address.value - bank->da;

	if (offset >= bank->size && bank->alias != SOC_NO_ADDRESS &&
	    (uint32_t)region->address.value - bank->alias < bank->size)
		offset = (uint32_t)region->address.value - bank->alias;
	return offset;
}

static const struct assignment_origin *region_at(const struct assignment_region *region)
{
	if (assignment_given(&region->address.origin))
		return &region->address.origin;
	if (assignment_given(&region->size.origin))
		return &region->size.origin;
	return assignment_given(&region->bank.origin) ? &region->bank.origin : &region->origin;
}

/* The largest other region in the bank that the file speaks of. */
static const struct assignment_region *neighbour(const struct assignment *assignment,
						 const struct assignment_region *region)
{
	const struct assignment_region *largest = NULL;

	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *other = &assignment->regions[i];

		if (other != region && other->bank.value == region->bank.value &&
		    assignment_given(&other->origin) &&
		    (!largest || other->size.value > largest->size.value))
			largest = other;
	}
	return largest;
}

/* Linux's remoteproc finds memory of the coprocessor by its device address, or not at all. */
static bool reach_check(const struct assignment_region *region, struct findings *findings)
{
	struct finding *finding;
	uint32_t pa;

	if (soc_da_to_pa((uint32_t)region->address.value, 1, &pa))
		return true;
	finding = finding_add(findings, "MEM007", region_at(region));
	finding_what(finding, "Linux cannot find %s at 0x%08" PRIX64, region->name,
		     region->address.value);
	finding_why(finding,
		    "it translates the M4's addresses by `dma-ranges`: RETRAM at 0, SRAM1 to "
		    "SRAM4 at 0x10000000 and again at 0x30000000");
	finding_do(finding, "take an address of these, or a bank and no address");
	return false;
}

static bool inside_check(const struct assignment *assignment,
			 const struct assignment_region *region, struct findings *findings)
{
	const struct assignment_region *other = neighbour(assignment, region);
	const struct soc_memory *bank = bank_of(region);
	uint32_t offset = offset_of(region);
	struct finding *finding;

	if (!region->size.value) {
		finding = finding_add(findings, "MEM003", region_at(region));
		if (other)
			finding_other(finding, region_at(other));
		finding_what(finding, "there is no room left for %s in %s", region->name,
			     bank->name);
		finding_why(finding,
			    "the bank has %" PRIu32 " KB, and the other regions in it take "
			    "them all",
			    bank->size / 1024);
		finding_do(finding, "give them sizes, or put %s into another bank", region->name);
		return false;
	}
	if (offset < bank->size && region->size.value <= bank->size - offset)
		return true;
	if (!reach_check(region, findings))
		return false;
	finding = finding_add(findings, "MEM002", region_at(region));
	finding_what(finding, "%s (0x%08" PRIX64 ", %" PRIu64 " bytes) is not inside %s",
		     region->name, region->address.value, region->size.value, bank->name);
	finding_why(finding,
		    "%s is 0x%08" PRIX32 " to 0x%08" PRIX32 "; each bank has a firewall entry of "
		    "its own, so a region stays in one",
		    bank->name, bank->da, bank->da + bank->size - 1);
	finding_do(finding, "make it smaller, or put it into another bank");
	return false;
}

static void overlap_check(const struct assignment_region *one,
			  const struct assignment_region *other, struct findings *findings)
{
	uint64_t start = offset_of(one), next = offset_of(other);
	struct finding *finding;

	if (one->bank.value != other->bank.value || start >= next + other->size.value ||
	    next >= start + one->size.value)
		return;
	finding = finding_add(findings, "MEM001", region_at(other));
	finding_other(finding, region_at(one));
	finding_what(finding, "%s and %s lie over each other in %s", one->name, other->name,
		     bank_of(one)->name);
	finding_why(
		finding,
		"%s is 0x%08" PRIX64 " to 0x%08" PRIX64 ", %s is 0x%08" PRIX64 " to 0x%08" PRIX64,
		one->name, one->address.value, one->address.value + one->size.value - 1,
		other->name, other->address.value, other->address.value + other->size.value - 1);
	finding_do(finding, "leave out the addresses, and they are put one after the other");
}

static void page_check(const struct assignment_region *region, struct findings *findings)
{
	struct finding *finding;

	if (region->context.value != ASSIGNMENT_SHARED && region->context.value != ASSIGNMENT_A7)
		return;
	if (region->address.value % PAGE == 0 && region->size.value % PAGE == 0)
		return;
	finding = finding_add(findings, "MEM004", region_at(region));
	finding_what(finding, "%s (0x%08" PRIX64 ", %" PRIu64 " bytes) is not whole pages",
		     region->name, region->address.value, region->size.value);
	finding_why(finding, "Linux reserves and maps memory by pages of 4 KB");
	finding_do(finding, "begin it at a multiple of 4K, and give it a size that is one");
}

static void vectors_check(const struct assignment *assignment, struct findings *findings)
{
	const struct assignment_region *vectors = assignment_region(assignment, ASSIGNMENT_VECTORS);
	struct finding *finding;

	if (!vectors ||
	    (vectors->address.value == SOC_RETRAM_DA && vectors->size.value >= VECTORS_SIZE))
		return;
	finding = finding_add(findings, "MEM005", region_at(vectors));
	if (vectors->address.value != SOC_RETRAM_DA)
		finding_what(finding, "the vectors are at 0x%08" PRIX64 ", not at address 0",
			     vectors->address.value);
	else
		finding_what(finding, "the vectors have %" PRIu64 " bytes, and need %u",
			     vectors->size.value, VECTORS_SIZE);
	finding_why(finding,
		    "the M4 takes its stack and its first instruction from address 0, which is "
		    "RETRAM; 16 exceptions and 150 interrupts have a word each");
	finding_do(finding, "write `vectors: RETRAM`, which is the default");
}

/* The bytes that the rings of a vdev take (Linux, include/uapi/linux/virtio_ring.h). */
static uint64_t ring_size(const struct assignment_rpmsg *rpmsg)
{
	const uint64_t entries = rpmsg->buffers.value, align = rpmsg->align.value;
	const uint64_t available = 16 * entries + 2 * (3 + entries);

	return (available + align - 1) / align * align + 2 * 3 + 8 * entries;
}

static void room_check(const struct assignment *assignment, enum assignment_use use, uint64_t need,
		       struct findings *findings)
{
	const struct assignment_region *region = assignment_region(assignment, use);
	struct finding *finding;

	if (!region || !region->size.value || region->size.value >= need)
		return;
	finding = finding_add(findings, "MEM006", region_at(region));
	finding_other(finding, &assignment->rpmsg.buffers.origin);
	finding_what(finding, "%s has %" PRIu64 " bytes, and needs %" PRIu64, region->name,
		     region->size.value, need);
	if (use == ASSIGNMENT_BUFFERS)
		finding_why(finding,
			    "%" PRIu64 " buffers in each direction, of %" PRIu64 " bytes each",
			    assignment->rpmsg.buffers.value, assignment->rpmsg.size.value);
	else
		finding_why(finding, "a ring of %" PRIu64 " entries takes that much",
			    assignment->rpmsg.buffers.value);
	finding_do(finding, "make the region larger, or write fewer `buffers:` below `rpmsg:`");
}

void check_memory(const struct assignment *assignment, struct findings *findings)
{
	bool inside[ASSIGNMENT_REGIONS] = {false};

	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];

		inside[i] = inside_check(assignment, region, findings);
		if (inside[i])
			page_check(region, findings);
		for (size_t j = 0; inside[i] && j < i; j++) {
			if (inside[j])
				overlap_check(&assignment->regions[j], region, findings);
		}
	}
	vectors_check(assignment, findings);
	if (!assignment->rpmsg.enabled.value)
		return;
	room_check(assignment, ASSIGNMENT_VRING0, ring_size(&assignment->rpmsg), findings);
	room_check(assignment, ASSIGNMENT_VRING1, ring_size(&assignment->rpmsg), findings);
	room_check(assignment, ASSIGNMENT_BUFFERS,
		   2 * assignment->rpmsg.buffers.value * assignment->rpmsg.size.value, findings);
}

/* ---- messages and semaphores ---- */

static bool power_of_two(uint64_t value)
{
	return value && !(value & (value - 1));
}

static void rings_check(const struct assignment_rpmsg *rpmsg, struct findings *findings)
{
	struct finding *finding;

	if (!power_of_two(rpmsg->buffers.value) || rpmsg->buffers.value > BUFFERS_MOST) {
		finding = finding_add(findings, "RPM001", &rpmsg->buffers.origin);
		finding_what(finding, "there cannot be %" PRIu64 " buffers", rpmsg->buffers.value);
		finding_why(finding,
			    "the entries of a virtio ring are a power of two, and Linux has 256 "
			    "buffers for each direction at most");
		finding_do(finding, "write 16, 32, 64, 128 or 256");
	}
	if (rpmsg->size.value != BUFFER_SIZE) {
		finding = finding_add(findings, "RPM002", &rpmsg->size.origin);
		finding_what(finding, "buffers of %" PRIu64 " bytes are not Linux's",
			     rpmsg->size.value);
		finding_why(finding,
			    "its virtio_rpmsg_bus has buffers of 512 bytes, whatever the firmware "
			    "says");
		finding_do(finding, "leave the size out, unless your kernel has another "
				    "MAX_RPMSG_BUF_SIZE");
	}
	if (!power_of_two(rpmsg->align.value)) {
		finding = finding_add(findings, "RPM003", &rpmsg->align.origin);
		finding_what(finding, "the rings cannot be aligned to %" PRIu64 " bytes",
			     rpmsg->align.value);
		finding_why(finding,
			    "the used ring begins at a multiple of it that is computed with a "
			    "mask: it is a power of two");
		finding_do(finding, "write 16, or 4096");
	}
}

static void services_check(const struct assignment_rpmsg *rpmsg, struct findings *findings)
{
	for (size_t i = 0; i < rpmsg->service_count; i++) {
		for (size_t j = 0; j < i; j++) {
			struct finding *finding;

			if (strcmp(rpmsg->services[i].value, rpmsg->services[j].value) != 0)
				continue;
			finding = finding_add(findings, "RPM004", &rpmsg->services[i].origin);
			finding_other(finding, &rpmsg->services[j].origin);
			finding_what(finding, "the service %s is there twice",
				     rpmsg->services[i].value);
			finding_why(finding,
				    "a program on Linux finds a service by its name, and would "
				    "get one of the two");
			finding_do(finding, "leave one out, or name it otherwise");
		}
	}
}

static void needed_check(const struct assignment *assignment, const char *name, const char *what,
			 struct findings *findings)
{
	const struct assignment_peripheral *peripheral = assignment_peripheral(assignment, name);
	struct finding *finding;

	if (!peripheral || peripheral->context.value == ASSIGNMENT_SHARED)
		return;
	finding = finding_add(findings, "RPM005", check_at(peripheral));
	finding_what(finding, "%s is not shared, but %s", name, what);
	finding_why(finding, "both processors use it, each its own part of it");
	finding_do(finding, "write `%s: shared`, which is the default", name);
}

static void lock_check(const struct assignment *assignment, const struct assignment_number *lock,
		       const char *what, struct findings *findings)
{
	struct finding *finding;

	if (lock->value == ASSIGNMENT_NO_LOCK || lock->value < SEMAPHORES)
		return;
	finding = finding_add(findings, "HSEM001", &lock->origin);
	(void)assignment;
	finding_what(finding, "%s cannot have semaphore %" PRIu64, what, lock->value);
	finding_why(finding, "HSEM has 32 semaphores, 0 to 31");
	finding_do(finding,
		   "write one of these; ST's firmware and kernels have 0 for GPIO and 1 for "
		   "EXTI");
}

void check_rpmsg(const struct assignment *assignment, struct findings *findings)
{
	const struct assignment_number *gpio = &assignment->gpio_lock;
	const struct assignment_number *exti = &assignment->exti_lock;
	struct finding *finding;

	if (assignment->rpmsg.enabled.value) {
		rings_check(&assignment->rpmsg, findings);
		services_check(&assignment->rpmsg, findings);
		needed_check(assignment, "IPCC", "messages go by its mailbox", findings);
	}
	lock_check(assignment, gpio, "GPIO", findings);
	lock_check(assignment, exti, "EXTI", findings);
	if (gpio->value != ASSIGNMENT_NO_LOCK || exti->value != ASSIGNMENT_NO_LOCK)
		needed_check(assignment, "HSEM", "GPIO or EXTI are guarded by its semaphores",
			     findings);
	if (gpio->value != exti->value || gpio->value == ASSIGNMENT_NO_LOCK)
		return;
	finding = finding_add(findings, "HSEM002", &exti->origin);
	finding_other(finding, &gpio->origin);
	finding_what(finding, "GPIO and EXTI have one semaphore, %" PRIu64, gpio->value);
	finding_why(finding, "who holds the one and asks for the other waits for himself");
	finding_do(finding, "take two, such as 0 and 1, which are the default");
}
