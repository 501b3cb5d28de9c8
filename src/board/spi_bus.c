/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/spi_bus.h"

#include <stddef.h>

/* ---- NSS ---- */

/* What a target sees of NSS. Several that drive it are a wired AND. */
static void nss_tell(struct spi_target *target)
{
	const struct spi_controller *controller;
	bool driven = false, level = true;

	for (controller = target->bus->controllers; controller; controller = controller->next) {
		if (controller == target->own || !controller->nss_driven)
			continue;
		driven = true;
		level &= controller->nss_level;
	}
	if (target->nss_driven == driven && target->nss_level == level)
		return;
	target->nss_driven = driven;
	target->nss_level = level;
	if (target->ops->nss)
		target->ops->nss(target, driven, level);
}

static void nss_tell_all(const struct spi_bus *bus)
{
	struct spi_target *target;

	for (target = bus->targets; target; target = target->next)
		nss_tell(target);
}

void spi_controller_nss(struct spi_controller *controller, bool driven, bool level)
{
	if (controller->nss_driven == driven && controller->nss_level == level)
		return;
	controller->nss_driven = driven;
	controller->nss_level = level;
	nss_tell_all(controller->bus);
}

/* ---- frames ---- */

static void answer_add(struct spi_controller *controller, uint32_t data)
{
	struct spi_answer *answer = &controller->answer;

	answer->data = answer->driven ? answer->data & data : data;
	answer->driven = true;
}

/* The plug is a wire as any other: what a target drives is stronger than an open end, and meets what MOSI
 * drives. */
static void answer_settle(struct spi_controller *controller)
{
	struct spi_answer *answer = &controller->answer;

	if (controller->bus->looped)
		answer_add(controller, controller->sent);
	if (!answer->driven)
		answer->data = 0;
	else if (controller->bits < 32)
		answer->data &= (1u << controller->bits) - 1;
}

bool spi_controller_frame(struct spi_controller *controller, const struct spi_frame *frame,
			  struct spi_answer *answer)
{
	struct spi_target *target;

	controller->answer = (struct spi_answer){0};
	controller->bits = frame->bits;
	controller->sent = frame->data;
	controller->holds = 0;
	for (target = controller->bus->targets; target; target = target->next) {
		uint32_t data = 0;

		/* One that has not answered somebody else yet hears nothing of it. */
		if (target->own == controller || target->waits)
			continue;
		switch (target->ops->frame(target, frame, &data)) {
		case SPI_DRIVES:
			answer_add(controller, data);
			break;
		case SPI_HOLD:
			target->waits = controller;
			controller->holds++;
			break;
		default:
			break;
		}
	}
	if (controller->holds)
		return false;
	answer_settle(controller);
	*answer = controller->answer;
	return true;
}

void spi_target_answer(struct spi_target *target, const struct spi_answer *answer)
{
	struct spi_controller *controller = target->waits;

	if (!controller)
		return;
	target->waits = NULL;
	if (answer->driven)
		answer_add(controller, answer->data);
	if (--controller->holds)
		return;
	answer_settle(controller);
	controller->answered(controller, &controller->answer);
}

void spi_controller_cancel(struct spi_controller *controller)
{
	struct spi_target *target;

	for (target = controller->bus->targets; controller->holds && target;
	     target = target->next) {
		if (target->waits == controller)
			target->waits = NULL;
	}
	controller->holds = 0;
}

/* ---- who is there ---- */

void spi_target_attach(struct spi_target *target, struct spi_bus *bus)
{
	struct spi_target **last = &bus->targets;

	while (*last)
		last = &(*last)->next;
	*last = target;
	target->next = NULL;
	target->bus = bus;
	target->nss_driven = false;
	target->nss_level = true;
	nss_tell(target);
}

void spi_target_detach(struct spi_target *target)
{
	const struct spi_answer nothing = {0};
	struct spi_target **at;

	if (!target->bus)
		return;
	for (at = &target->bus->targets; *at != target; at = &(*at)->next)
		;
	*at = target->next;
	spi_target_answer(target, &nothing);
	target->bus = NULL;
}

void spi_controller_attach(struct spi_controller *controller, struct spi_bus *bus)
{
	controller->bus = bus;
	controller->next = bus->controllers;
	bus->controllers = controller;
	if (controller->nss_driven)
		nss_tell_all(bus);
}

void spi_controller_detach(struct spi_controller *controller)
{
	struct spi_bus *bus = controller->bus;
	struct spi_controller **at;

	if (!bus)
		return;
	spi_controller_cancel(controller);
	for (at = &bus->controllers; *at != controller; at = &(*at)->next)
		;
	*at = controller->next;
	controller->bus = NULL;
	nss_tell_all(bus);
}
