/* SPDX-License-Identifier: BSD-3-Clause */
/* A firmware on a virtual board whose firewall is as an assignment has it: what does it touch that it was
 * not given? */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/assign.h"
#include "cli/boot_trees.h"
#include "cli/message.h"
#include "machine/debug_info.h"
#include "machine/machine.h"
#include "soc/regs/etzpc.h"
#include "soc/regs/rcc.h"

#define TOUCHES	  64u
#define TEXT_SIZE 256u
#define PLACES	  4u

/* One place of the firmware that touches something. */
struct touch {
	const struct assignment_peripheral *peripheral;
	uint32_t pc; /* 0: not known */
	char text[TEXT_SIZE]; /* what the board said */
};

struct run_check {
	const struct assignment *assignment;
	struct findings *findings;
	struct assignment_origin at; /* the firmware's file */
	struct machine *machine;
	struct touch touches[TOUCHES];
	size_t touch_count;
	char crash[TEXT_SIZE]; /* "": it did not */
};

static bool is_m4s(const struct assignment_peripheral *peripheral)
{
	return assignment_m4_uses(peripheral);
}

/* The board tells once for each place. */
static void touch_add(struct run_check *check, const struct machine_event *event)
{
	const struct assignment_peripheral *peripheral =
		event->name ? assignment_peripheral(check->assignment, event->name) : NULL;
	struct touch *touch = &check->touches[check->touch_count];

	if (!peripheral || is_m4s(peripheral) || check->touch_count == TOUCHES ||
	    strncmp(event->text, "the M4 ", 7) != 0)
		return;
	touch->peripheral = peripheral;
	touch->pc = event->pc;
	snprintf(touch->text, sizeof(touch->text), "%s", event->text);
	check->touch_count++;
}

static void on_event(void *context, const struct machine_event *event)
{
	struct run_check *check = context;

	if (!strcmp(event->kind, "guest-note") && event->text)
		touch_add(check, event);
	if (!strcmp(event->kind, "crash") && !check->crash[0]) {
		snprintf(check->crash, sizeof(check->crash), "%s",
			 event->text ? event->text : "it ended in a fault");
		machine_end(check->machine);
	}
}

/* ---- the board ---- */

/* As the trusted firmware would from the generated tree. */
static void firewall_set(struct run_check *check)
{
	const struct mmio etzpc = {
		.bus = board_port(machine_board(check->machine), SOC_A7_SECURE),
		.base = soc_peripheral_by_name("ETZPC")->base,
	};

	for (unsigned id = 0; id < ASSIGNMENT_GUARDS; id++) {
		const struct assignment_guard *guard = &check->assignment->guards[id];
		uint32_t modes = mmio_read32(etzpc, ETZPC_DECPROT_OFFSET(id));

		if (!guard->name)
			continue;
		modes &= ~(3u << ETZPC_DECPROT_SHIFT(id));
		modes |= (uint32_t)guard->mode << ETZPC_DECPROT_SHIFT(id);
		mmio_write32(etzpc, ETZPC_DECPROT_OFFSET(id), modes);
		if (guard->lock)
			mmio_write32(etzpc, ETZPC_LOCK_OFFSET(id), ETZPC_LOCK_BIT(id));
	}
}

/* ---- what was seen ---- */

/* "in main() at main.c:42", as far as the file tells. */
static const char *place_text(struct debug_info *info, uint32_t pc, char text[TEXT_SIZE])
{
	struct debug_place places[PLACES];
	const char *name;

	memset(places, 0, sizeof(places));
	text[0] = '\0';
	if (!info || !pc || !debug_info_places(info, pc, places, PLACES))
		return text;
	name = strrchr(places[0].file, '/') ? strrchr(places[0].file, '/') + 1 : places[0].file;
	if (places[0].function[0] && places[0].line)
		snprintf(text, TEXT_SIZE, " in %.90s() at %.90s:%u", places[0].function, name,
			 places[0].line);
	else if (places[0].function[0])
		snprintf(text, TEXT_SIZE, " in %.90s()", places[0].function);
	else
		snprintf(text, TEXT_SIZE, " at 0x%08" PRIX32, pc);
	return text;
}

static void touch_tell(struct run_check *check, const struct touch *touch, struct debug_info *info)
{
	const struct assignment_peripheral *peripheral = touch->peripheral;
	const bool nobodys = peripheral->context.value == ASSIGNMENT_UNUSED;
	struct finding *finding =
		finding_add(check->findings, nobodys ? "RUN003" : "RUN001", &check->at);
	char place[TEXT_SIZE];

	place_text(info, touch->pc, place);
	finding_other(finding, assignment_given(&peripheral->origin) ? &peripheral->origin
								     : &peripheral->context.origin);
	finding_what(finding, "the firmware touches %s, which is %s,%s", peripheral->soc->name,
		     nobodys ? "nobody's"
			     : assignment_context_name(
				       (enum assignment_context)peripheral->context.value),
		     place[0] ? place : " by its clock");
	if (touch->text[0])
		finding_why(finding, "on the virtual board %s", touch->text);
	else
		finding_why(finding, "it switches the clock of %s on for the M4 (RCC_MC_xxxENSETR)",
			    peripheral->soc->name);
	finding_do(finding, "give it to m4, or let the firmware leave it alone");
}

/* A clock that the M4 switches on for itself: it uses what is behind it, whatever the firewall says. */
static void clocks_look(struct run_check *check)
{
	const struct mmio rcc = {
		.bus = board_port(machine_board(check->machine), SOC_A7_SECURE),
		.base = soc_peripheral_by_name("RCC")->base,
	};

	for (size_t i = 0; i < check->assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &check->assignment->peripherals[i];
		const struct soc_peripheral *soc = peripheral->soc;
		bool seen = is_m4s(peripheral) || !soc->enable || check->touch_count == TOUCHES;

		for (size_t j = 0; j < check->touch_count; j++)
			seen = seen || check->touches[j].peripheral == peripheral;
		if (seen ||
		    !(mmio_read32(rcc, soc->enable + RCC_EN_MC_OFFSET) >> soc->enable_bit & 1u))
			continue;
		check->touches[check->touch_count++] = (struct touch){.peripheral = peripheral};
	}
}

static void findings_make(struct run_check *check, const struct firmware_file *firmware)
{
	struct debug_info *info = NULL;
	struct elf_image image;
	struct finding *finding;

	if (elf_image_open(&image, firmware->data, firmware->size, NULL) ||
	    debug_info_open(&info, &image))
		info = NULL;
	for (size_t i = 0; i < check->touch_count; i++)
		touch_tell(check, &check->touches[i], info);
	debug_info_close(info);
	if (!check->crash[0])
		return;
	finding = finding_add(check->findings, "RUN002", &check->at);
	finding_what(finding, "the firmware crashes: %s", check->crash);
	finding_why(finding, "on the virtual board, with the firewall as assigned");
	finding_do(finding, "see `copro run %s` for where and why", firmware->path);
}

static int board_run_firmware(struct run_check *check, const struct firmware_file *firmware,
			      uint64_t duration)
{
	struct host_error error = {.text = ""};
	int rc;

	firewall_set(check);
	rc = machine_start(check->machine, firmware->data, firmware->size, &error);
	if (rc && error.text[0])
		return firmware_file_error(firmware, &error);
	if (rc)
		return cli_error("%s: it does not start: %s", firmware->path, strerror(-rc));
	rc = machine_run(check->machine, machine_now(check->machine) + duration);
	if (rc)
		return cli_error("the event loop failed: %s", strerror(-rc));
	clocks_look(check);
	/* What it does when it is asked to stop belongs to it. */
	rc = check->crash[0] ? 0 : machine_stop(check->machine);
	return rc && rc != -EHOSTDOWN
		       ? cli_error("the firmware cannot be stopped: %s", strerror(-rc))
		       : CLI_OK;
}

int assign_run_check(const struct assignment *assignment, const struct firmware_file *firmware,
		     const char *dtb, uint64_t duration, struct findings *findings)
{
	struct run_check *check = calloc(1, sizeof(*check));
	struct boot_trees trees = {.error = {.text = ""}};
	struct machine_config config = {
		.pace = MACHINE_FAST,
		.strict = true,
		.firmware_name = firmware->path,
		.event = on_event,
		.context = check,
	};
	int status;
	int rc;

	if (!check)
		return cli_error("not enough memory");
	check->assignment = assignment;
	check->findings = findings;
	check->at = (struct assignment_origin){.file = firmware->path};
	status = boot_trees_read(&trees, dtb, NULL);
	if (!status) {
		boot_trees_use(&trees, &config);
		rc = machine_create(&check->machine, &config);
		status = rc ? boot_trees_error(&trees, rc) : CLI_OK;
	}
	if (!status)
		status = board_run_firmware(check, firmware, duration);
	if (!status)
		findings_make(check, firmware);
	machine_destroy(check->machine);
	boot_trees_free(&trees);
	free(check);
	return status;
}
