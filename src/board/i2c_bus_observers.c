/* SPDX-License-Identifier: BSD-3-Clause */
/* Who is told what happens on an I2C bus, and how it reads. */
#include <inttypes.h>
#include <stdio.h>

#include "board/i2c_bus_internal.h"

void i2c_bus_observe(struct i2c_bus *bus, struct i2c_observer *observer)
{
	struct i2c_observer **place = &bus->observers;

	while (*place)
		place = &(*place)->next;
	*place = observer;
	observer->next = NULL;
}

void i2c_bus_unobserve(struct i2c_bus *bus, struct i2c_observer *observer)
{
	struct i2c_observer **place;

	for (place = &bus->observers; *place; place = &(*place)->next) {
		if (*place == observer) {
			*place = observer->next;
			return;
		}
	}
}

void i2c_observers_tell(struct i2c_bus *bus, enum i2c_event_kind kind, const char *controller)
{
	const uint64_t now = timeline_now(bus->timeline);
	const struct i2c_event event = {
		.kind = kind,
		.from = kind >= I2C_EVENT_ABANDONED ? now : bus->begun,
		.to = now,
		.stretched = kind >= I2C_EVENT_ABANDONED ? 0 : bus->held,
		.controller = controller,
		.address = bus->address,
		.byte = bus->byte,
		.acknowledged = bus->acknowledge,
	};

	for (struct i2c_observer *observer = bus->observers; observer; observer = observer->next)
		observer->event(observer, &event);
}

const char *i2c_event_text(const struct i2c_event *event, char *text, size_t room)
{
	static const char *const words[] = {
		[I2C_EVENT_START] = "START",
		[I2C_EVENT_RESTART] = "repeated START",
		[I2C_EVENT_STOP] = "STOP",
		[I2C_EVENT_LOST] = "loses arbitration",
		[I2C_EVENT_ERROR] = "bus error",
		[I2C_EVENT_ABANDONED] = "abandons the bus",
		[I2C_EVENT_SDA_LOW] = "SDA stuck low",
		[I2C_EVENT_SDA_FREE] = "SDA free",
		[I2C_EVENT_SCL_LOW] = "SCL stuck low",
		[I2C_EVENT_SCL_FREE] = "SCL free",
	};
	const char *who = event->controller ? event->controller : "";
	const char *space = event->controller ? " " : "";
	const char *answer = event->acknowledged ? "ACK" : "NACK";

	switch (event->kind) {
	case I2C_EVENT_ADDRESS:
		snprintf(text, room, "%s%s%s 0x%0*x %s", who, space,
			 event->address.read ? "reads" : "writes", event->address.ten_bit ? 3 : 2,
			 event->address.value, answer);
		break;
	case I2C_EVENT_WRITE:
	case I2C_EVENT_READ:
		snprintf(text, room, "%s%s%s %02" PRIx8 " %s", who, space,
			 event->kind == I2C_EVENT_READ ? "<-" : "->", event->byte, answer);
		break;
	default:
		snprintf(text, room, "%s%s%s", who, space,
			 (unsigned)event->kind < sizeof(words) / sizeof(words[0])
				 ? words[event->kind]
				 : "?");
		break;
	}
	return text;
}
