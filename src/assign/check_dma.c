/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams of DMA1 and DMA2, and interrupts. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "assign/checks.h"
#include "assign/names.h"
#include "soc/assignable.h"
#include "soc/dma_request.h"
#include "soc/irq.h"

#define LIST_TEXT   160u
#define PRIORITIES  16u /* four bits are there (RM0436, NVIC) */
#define CONTROLLERS 2u
#define STREAMS	    8u

struct streams {
	const struct assignment_dma *users[CONTROLLERS + 1][STREAMS];
};

static void requests_list(const struct soc_peripheral *peripheral, char text[LIST_TEXT])
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral);
	unsigned cursor = 0;
	size_t used = 0;
	int number;

	text[0] = '\0';
	while ((number = soc_assignable_request(assignable, &cursor)) >= 0 && used < LIST_TEXT)
		used += (size_t)snprintf(text + used, LIST_TEXT - used, "%s%s", used ? ", " : "",
					 soc_dma_request_name((unsigned)number));
}

static void request_check(const struct assignment_peripheral *peripheral,
			  const struct assignment_dma *dma, struct findings *findings)
{
	struct finding *finding;
	char text[LIST_TEXT];

	finding = finding_add(findings, "DMA003", &dma->origin);
	finding_what(finding, "there is no DMA request %s", dma->request);
	requests_list(peripheral->soc, text);
	finding_why(finding, "the requests of %s at the multiplexer are %s", peripheral->soc->name,
		    text[0] ? text : "none");
	finding_do(finding, text[0] ? "name one of these" : "leave `dma:` out");
}

static void stream_claim(struct streams *streams, const struct assignment_dma *dma,
			 struct findings *findings)
{
	const struct assignment_dma **user = &streams->users[dma->controller][dma->stream];
	struct finding *finding;

	if (!*user) {
		*user = dma;
		return;
	}
	finding = finding_add(findings, "DMA001", &dma->origin);
	finding_other(finding, &(*user)->origin);
	finding_what(finding, "stream %u of DMA%u serves %s and %s", dma->stream, dma->controller,
		     (*user)->request, dma->request);
	finding_why(finding, "a stream has one channel of DMAMUX1, which selects one request");
	finding_do(finding, "give one of them another stream, or write `auto`");
}

static void owner_check(const struct assignment *assignment,
			const struct assignment_peripheral *peripheral,
			const struct assignment_dma *dma, struct findings *findings)
{
	const struct assignment_peripheral *controller =
		assignment_peripheral(assignment, dma->controller == 1 ? "DMA1" : "DMA2");
	struct finding *finding;

	if (!controller || controller->context.value == peripheral->context.value)
		return;
	finding = finding_add(findings, "DMA002", &dma->origin);
	finding_other(finding, check_at(controller));
	finding_what(finding, "%s is %s, but DMA%u, which is to serve its %s, is %s",
		     peripheral->soc->name,
		     assignment_context_name((enum assignment_context)peripheral->context.value),
		     dma->controller, dma->request,
		     assignment_context_name((enum assignment_context)controller->context.value));
	finding_why(finding,
		    "the registers of a controller hold all of its streams, and it works with "
		    "the rights of its owner");
	finding_do(finding, "give DMA%u to %s as well, or take a stream of the other controller",
		   dma->controller,
		   assignment_context_name((enum assignment_context)peripheral->context.value));
}

static void none_free(const struct assignment *assignment,
		      const struct assignment_peripheral *peripheral,
		      const struct assignment_dma *dma, struct findings *findings)
{
	struct finding *finding = finding_add(findings, "DMA004", &dma->origin);
	const char *context =
		assignment_context_name((enum assignment_context)peripheral->context.value);

	(void)assignment;
	finding_what(finding, "there is no stream for %s", dma->request);
	if (dma->controller)
		finding_why(finding, "the 8 streams of DMA%u are taken", dma->controller);
	else
		finding_why(finding, "neither DMA1 nor DMA2 is that of %s", context);
	if (dma->controller)
		finding_do(finding, "leave out a request that can do without, or take the other "
				    "controller");
	else
		finding_do(finding, "add `DMA2: %s` to the peripherals", context);
}

static void router_check(const struct assignment *assignment, struct findings *findings)
{
	const struct assignment_peripheral *router = assignment_peripheral(assignment, "DMAMUX1");
	static const char *const controllers[] = {"DMA1", "DMA2"};

	for (size_t i = 0; router && i < 2; i++) {
		const struct assignment_peripheral *controller =
			assignment_peripheral(assignment, controllers[i]);
		struct finding *finding;

		if (router->context.value == ASSIGNMENT_SHARED ||
		    router->context.value == ASSIGNMENT_UNUSED || !controller ||
		    controller->context.value == ASSIGNMENT_UNUSED ||
		    controller->context.value == router->context.value)
			continue;
		finding = finding_add(findings, "DMA005", check_at(router));
		finding_other(finding, check_at(controller));
		finding_what(
			finding, "DMAMUX1 is %s, but %s is %s",
			assignment_context_name((enum assignment_context)router->context.value),
			controllers[i],
			assignment_context_name(
				(enum assignment_context)controller->context.value));
		finding_why(finding, "both controllers get their requests from DMAMUX1; who cannot "
				     "reach it cannot select any");
		finding_do(finding, "write `DMAMUX1: shared`, which is the default");
	}
}

void check_dma(const struct assignment *assignment, struct findings *findings)
{
	struct streams streams = {.users = {{NULL}}};

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		for (size_t j = 0; j < peripheral->dma_count; j++) {
			const struct assignment_dma *dma = &peripheral->dma[j];

			if (dma->number < 0) {
				request_check(peripheral, dma, findings);
				continue;
			}
			if (!dma->controller || dma->stream >= STREAMS) {
				none_free(assignment, peripheral, dma, findings);
				continue;
			}
			stream_claim(&streams, dma, findings);
			owner_check(assignment, peripheral, dma, findings);
		}
	}
	router_check(assignment, findings);
}

/* ---- interrupts ---- */

static void priority_check(const struct assignment_peripheral *peripheral,
			   struct findings *findings)
{
	struct finding *finding;

	if (peripheral->priority.value < PRIORITIES)
		return;
	finding = finding_add(findings, "IRQ001", &peripheral->priority.origin);
	finding_what(finding, "the interrupt of %s cannot have priority %" PRIu64,
		     peripheral->soc->name, peripheral->priority.value);
	finding_why(finding,
		    "the M4 of this chip has 4 bits of priority: 0, which comes first, to 15");
	finding_do(finding, "write a number from 0 to 15");
}

/* One interrupt to both processors; IPCC and HSEM have one for each, and what is the whole chip's has its
 * own rules. */
static void shared_interrupt_check(const struct assignment_peripheral *peripheral,
				   struct findings *findings)
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
	struct finding *finding;

	if (peripheral->context.value != ASSIGNMENT_SHARED || !peripheral->soc->irq_count ||
	    !assignment_given(&peripheral->origin) || (assignable->flags & SOC_ASSIGN_SYSTEM) ||
	    !soc_assignable_allows(assignable, SOC_CONTEXT_M4))
		return;
	finding = finding_add(findings, "IRQ002", check_at(peripheral));
	finding_what(finding, "the interrupt of %s (%u, %s) reaches both processors",
		     peripheral->soc->name, peripheral->soc->irqs[0],
		     soc_irq_name(peripheral->soc->irqs[0]));
	finding_why(finding,
		    "its flags are there once: who clears one first takes the event from the "
		    "other");
	finding_do(finding, "let one side alone enable it in its interrupt controller");
}

void check_interrupts(const struct assignment *assignment, struct findings *findings)
{
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		priority_check(&assignment->peripherals[i], findings);
		shared_interrupt_check(&assignment->peripherals[i], findings);
	}
}
