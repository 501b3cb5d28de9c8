/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/fake_platform.h"

#include <poll.h>

#include "soc/memory.h"

#define SETTLE_MAX 2000000u

/* ---- registers, by the reference manual's offsets ---- */

static uint32_t bus_read(void *context, uint32_t address, unsigned size)
{
	struct fake *fake = context;

	assert_int_equal(size, 4);
	switch (address) {
	case FAKE_RCC + 0x10C:
		return fake->gcr;
	case FAKE_PWR + 0x14:
		return fake->mcucr;
	case FAKE_TAMP + 0x144:
		return fake->bkp17;
	case FAKE_TAMP + 0x148:
		return fake->bkp18;
	case FAKE_IPCC + 0x0:
		return fake->ipcc_cr;
	case FAKE_IPCC + 0x4:
		return fake->ipcc_mr;
	case FAKE_IPCC + 0xC:
		return fake->to_m4;
	case FAKE_IPCC + 0x10:
		return fake->m4_cr;
	case FAKE_IPCC + 0x14:
		return fake->m4_mr;
	case FAKE_IPCC + 0x1C:
		return fake->to_a7;
	case FAKE_IPCC + 0x3F0:
		return 6;
	default:
		return 0;
	}
}

static void ring_m4(struct fake *fake, uint32_t channels)
{
	uint32_t i;

	for (i = 0; i < 6; i++)
		fake->rang_m4[i] += channels >> i & 1u;
	fake->to_m4 |= channels;
}

static void write_gcr(struct fake *fake, uint32_t value)
{
	bool released = (value & 1) && !(fake->gcr & 1);

	fake->gcr = value;
	if (!released || fake->running)
		return;
	fake->running = true;
	fake->starts++;
	if (fake->firmware.started)
		fake->firmware.started(fake->firmware.context);
}

static void bus_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	struct fake *fake = context;

	assert_int_equal(size, 4);
	if (address < FAKE_IPCC || address >= FAKE_IPCC + 0x400) {
		fake->writes[fake->write_count % FAKE_WRITES].address = address;
		fake->writes[fake->write_count % FAKE_WRITES].value = value;
		fake->write_count++;
	}
	switch (address) {
	case FAKE_RCC + 0x10C:
		write_gcr(fake, value);
		break;
	case FAKE_RCC + 0x404:
		if (value & 2) {
			fake->running = false;
			fake->resets++;
		}
		break;
	case FAKE_PWR + 0x14:
		fake->mcucr = value;
		break;
	case FAKE_TAMP + 0x144:
		fake->bkp17 = value;
		break;
	case FAKE_TAMP + 0x148:
		fake->bkp18 = value;
		break;
	case FAKE_IPCC + 0x0:
		fake->ipcc_cr = value;
		break;
	case FAKE_IPCC + 0x4:
		fake->ipcc_mr = value;
		break;
	case FAKE_IPCC + 0x8:
		fake->to_a7 &= ~(value & 0x3F);
		ring_m4(fake, value >> 16 & 0x3F);
		break;
	case FAKE_IPCC + 0x18:
		fake->to_m4 &= ~(value & 0x3F);
		break;
	default:
		break;
	}
}

static bool interrupt(const struct fake *fake)
{
	uint32_t occupied = fake->to_a7 & ~fake->ipcc_mr;
	uint32_t free = ~fake->to_m4 & ~(fake->ipcc_mr >> 16) & 0x3F;

	return ((fake->ipcc_cr & 1) && occupied) || ((fake->ipcc_cr >> 16 & 1) && free);
}

void fake_ring_a7(struct fake *fake, uint32_t channel)
{
	fake->to_a7 |= 1u << channel;
}

/* ---- memory ---- */

static bool isolated(const struct fake *fake, const struct soc_memory *bank)
{
	return fake->isolated && strcmp(bank->name, fake->isolated) == 0;
}

static void *memory(void *context, uint32_t pa, uint32_t length)
{
	struct fake *fake = context;
	uint32_t offset;
	const struct soc_memory *bank = soc_memory_find(SOC_A7, pa, &offset);

	if (fake->unreachable || !bank || length > bank->size - offset || isolated(fake, bank))
		return NULL;
	if (bank->da == SOC_RETRAM_DA)
		return fake->retram + offset;
	if (bank->da - SOC_SRAM_BASE >= SOC_SRAM_SIZE)
		return NULL;
	return fake->sram + (bank->da - SOC_SRAM_BASE) + offset;
}

static bool memory_denied(void *context, uint32_t pa, uint32_t length, char *text, size_t room)
{
	const struct fake *fake = context;
	const struct soc_memory *bank = soc_memory_find(SOC_A7, pa, NULL);

	(void)length;
	if (!bank || !isolated(fake, bank))
		return false;
	(void)snprintf(text, room, "%s, which is somebody else's", bank->name);
	return true;
}

static void memory_changed(void *context, uint32_t pa, uint32_t length)
{
	/* The one thing to check: what changed is memory of one bank. */
	assert_non_null(memory(context, pa, length));
}

void *fake_at(struct fake *fake, uint32_t da)
{
	return da < 0x10000 ? fake->retram + da : fake->sram + (da & 0xFFFFF);
}

/* ---- time ---- */

static uint64_t now(void *context)
{
	return ((struct fake *)context)->now;
}

static void timer_disarm(void *context, struct host_timer *timer)
{
	struct fake *fake = context;
	uint32_t i;

	for (i = 0; i < FAKE_TIMERS; i++) {
		if (fake->timers[i] == timer)
			fake->timers[i] = NULL;
	}
}

static void timer_arm(void *context, struct host_timer *timer, uint64_t when)
{
	struct fake *fake = context;
	uint32_t i = 0;

	assert_non_null(timer->expired);
	timer_disarm(context, timer);
	while (i < FAKE_TIMERS && fake->timers[i])
		i++;
	assert_true(i < FAKE_TIMERS);
	fake->timers[i] = timer;
	fake->when[i] = when;
}

static int earliest(const struct fake *fake)
{
	int found = -1;
	int i;

	for (i = 0; i < (int)FAKE_TIMERS; i++) {
		if (fake->timers[i] && (found < 0 || fake->when[i] < fake->when[found]))
			found = i;
	}
	return found;
}

/* ---- file descriptors ---- */

static int watch(void *context, struct host_watch *host_watch, unsigned events)
{
	struct fake *fake = context;
	uint32_t i;

	for (i = 0; i < FAKE_FDS && fake->watches[i] != host_watch; i++)
		;
	for (; i == FAKE_FDS || fake->watches[i] != host_watch;) {
		for (i = 0; i < FAKE_FDS && fake->watches[i]; i++)
			;
		assert_true(i < FAKE_FDS);
		fake->watches[i] = host_watch;
	}
	fake->watched[i] = events;
	return 0;
}

static void unwatch(void *context, struct host_watch *host_watch)
{
	struct fake *fake = context;
	uint32_t i;

	for (i = 0; i < FAKE_FDS; i++) {
		if (fake->watches[i] == host_watch)
			fake->watches[i] = NULL;
	}
}

static bool serve_fds(struct fake *fake)
{
	bool any = false;
	uint32_t i;

	for (i = 0; i < FAKE_FDS; i++) {
		struct pollfd poller = {.events = 0};
		unsigned events;

		if (!fake->watches[i] || !fake->watched[i])
			continue;
		events = fake->watched[i];
		poller.fd = fake->watches[i]->fd;
		if (events & HOST_WATCH_READ)
			poller.events |= POLLIN;
		if (events & HOST_WATCH_WRITE)
			poller.events |= POLLOUT;
		if (poll(&poller, 1, 0) <= 0)
			continue;
		fake->wakeups++;
		any = true;
		fake->watches[i]->ready(fake->watches[i], events);
	}
	return any;
}

/* ---- events ---- */

static void copy(char *to, size_t room, const char *from)
{
	(void)snprintf(to, room, "%s", from ? from : "");
}

static void event(void *context, const struct host_event *event)
{
	struct fake *fake = context;
	struct fake_event *kept;

	assert_true(event->kind <= HOST_EVENT_ENDPOINT_LOST);
	fake->kinds[event->kind]++;
	if (event->kind == HOST_EVENT_TTY_LOST)
		fake->lost += event->count;
	if (fake->event_count == FAKE_EVENTS)
		return;
	kept = &fake->events[fake->event_count++];
	kept->kind = event->kind;
	copy(kept->name, sizeof(kept->name), event->name);
	copy(kept->text, sizeof(kept->text), event->text);
	copy(kept->path, sizeof(kept->path), event->path);
	kept->number = event->number;
	kept->src = event->src;
	kept->dst = event->dst;
	kept->count = event->count;
	kept->length = event->length;
	if (event->data)
		memcpy(kept->data, event->data,
		       event->length < sizeof(kept->data) ? event->length : sizeof(kept->data));
}

const struct fake_event *fake_event(const struct fake *fake, enum host_event_kind kind,
				    const char *name)
{
	uint32_t i;

	for (i = 0; i < fake->event_count; i++) {
		if (fake->events[i].kind == kind &&
		    (!name || strcmp(fake->events[i].name, name) == 0))
			return &fake->events[i];
	}
	return NULL;
}

void fake_forget_events(struct fake *fake)
{
	fake->event_count = 0;
	fake->lost = 0;
	memset(fake->kinds, 0, sizeof(fake->kinds));
}

/* ---- ---- */

void fake_init(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->ipcc_mr = UINT32_MAX;
	fake->m4_cr = 1;
	fake->bkp18 = 0xFFFFFFFF;
	fake->bus = (struct mmio_bus){.context = fake, .read = bus_read, .write = bus_write};
	fake->platform = (struct host_platform){
		.context = fake,
		.rcc = {&fake->bus, FAKE_RCC},
		.pwr = {&fake->bus, FAKE_PWR},
		.tamp = {&fake->bus, FAKE_TAMP},
		.ipcc = {&fake->bus, FAKE_IPCC},
		.initiator = SOC_A7,
		.memory = memory,
		.memory_denied = memory_denied,
		.memory_changed = memory_changed,
		.now = now,
		.timer_arm = timer_arm,
		.timer_disarm = timer_disarm,
		.watch = watch,
		.unwatch = unwatch,
		.event = event,
	};
}

void fake_check_clean(struct fake *fake)
{
	uint32_t i;

	assert_int_equal(earliest(fake), -1);
	for (i = 0; i < FAKE_FDS; i++)
		assert_null(fake->watches[i]);
}

static bool step(struct fake *fake)
{
	uint32_t rang = fake->to_m4 & ~fake->firmware.deaf;
	bool any = false;
	int timer;

	if (fake->rproc && interrupt(fake)) {
		remoteproc_mailbox_interrupt(fake->rproc);
		any = true;
	}
	if (fake->running && fake->firmware.doorbell && rang) {
		fake->to_m4 &= ~rang;
		fake->firmware.doorbell(fake->firmware.context, rang);
		any = true;
	}
	timer = earliest(fake);
	if (timer >= 0 && fake->when[timer] <= fake->now) {
		struct host_timer *due = fake->timers[timer];

		fake->timers[timer] = NULL;
		due->expired(due);
		any = true;
	}
	return serve_fds(fake) || any;
}

void fake_settle(struct fake *fake)
{
	uint32_t i;

	for (i = 0; i < SETTLE_MAX; i++) {
		if (!step(fake))
			return;
	}
	fail_msg("there is no end to it");
}

void fake_advance(struct fake *fake, uint64_t ms)
{
	uint64_t until = fake->now + ms * HOST_NS_PER_MS;
	int timer;

	fake_settle(fake);
	while ((timer = earliest(fake)) >= 0 && fake->when[timer] <= until) {
		if (fake->when[timer] > fake->now)
			fake->now = fake->when[timer];
		fake_settle(fake);
	}
	fake->now = until;
}
