/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/pin_wire.h"

#include <string.h>

#include "board/board_internal.h"
#include "board/gpio.h"
#include "soc/pin.h"

void pin_signal_add(struct board *board, struct pin_signal *signal)
{
	signal->next = board->pin_signals;
	board->pin_signals = signal;
}

void pin_signal_drive(struct pin_signal *signal, bool driven, bool level, uint64_t when)
{
	struct pin_joint *joint;

	if (signal->driven == driven && (signal->level == level || !driven))
		return;
	signal->driven = driven;
	signal->level = level;
	for (joint = signal->joints; joint; joint = joint->next)
		gpio_driven(joint->gpio, joint->pin, when);
}

bool pin_signal_watched(const struct pin_signal *signal)
{
	return signal->watchers;
}

bool pin_signal_joined(const struct pin_signal *signal)
{
	return signal->joints;
}

struct pin_signal *pin_signal_at(struct board *board, unsigned port, unsigned pin, unsigned af,
				 unsigned index)
{
	const struct soc_pin *at = soc_pin(SOC_PORTS[port], pin);
	const struct soc_pin_signal *one;

	for (one = at ? at->signals : NULL; one && one->name; one++) {
		struct pin_signal *signal = one->af == af ? board->pin_signals : NULL;

		while (signal && strcmp(signal->name, one->name) != 0)
			signal = signal->next;
		if (signal && !index--)
			return signal;
	}
	return NULL;
}

void pin_join(struct pin_joint *joint, struct pin_signal *signal, bool level, uint64_t when)
{
	joint->signal = signal;
	joint->next = signal->joints;
	signal->joints = joint;
	if (signal->refresh)
		signal->refresh(signal);
	if (signal->sensed)
		signal->sensed(signal, level, when);
}

void pin_part(struct pin_joint *joint)
{
	struct pin_joint **at;

	if (!joint->signal)
		return;
	pin_watch(joint, false);
	for (at = &joint->signal->joints; *at != joint; at = &(*at)->next)
		;
	*at = joint->next;
	joint->signal = NULL;
}

void pin_watch(struct pin_joint *joint, bool watched)
{
	struct pin_signal *signal = joint->signal;

	if (!signal || joint->watched == watched)
		return;
	joint->watched = watched;
	signal->watchers = watched ? signal->watchers + 1 : signal->watchers - 1;
	if (signal->watched)
		signal->watched(signal);
}

void pins_refresh(struct board *board)
{
	struct pin_signal *signal;

	for (signal = board->pin_signals; signal; signal = signal->next) {
		if (signal->joints && signal->refresh)
			signal->refresh(signal);
	}
}

void pins_listen(struct board *board)
{
	const struct pin_signal *signal;
	const struct pin_joint *joint;

	for (signal = board->pin_signals; signal; signal = signal->next) {
		for (joint = signal->joints; joint; joint = joint->next)
			gpio_listen(joint->gpio, joint->pin);
	}
}
