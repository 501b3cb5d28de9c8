/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/hwspinlock.h"

#include <errno.h>
#include <stdlib.h>

#include "soc/regs/hsem.h"
#include "soc/regs/rcc.h"

/* Linux's driver relaxes for 50 ns; a look costs more here, and a holder needs longer than that. */
#define RETRY_NS  UINT64_C(1000)
#define NS_PER_US UINT64_C(1000)

static const char unnamed[] = "host";

struct hwspinlock_device {
	const struct host_platform *platform;
	struct hsem hsem;
	/* Who on this host holds a lock, NULL: nobody. The hardware does not tell them apart. */
	const char *users[HWSPINLOCKS];
};

int hwspinlock_device_create(struct hwspinlock_device **result,
			     const struct host_platform *platform, struct mmio hsem)
{
	struct hwspinlock_device *device = calloc(1, sizeof(*device));
	int status;

	if (!device)
		return -ENOMEM;
	device->platform = platform;
	mmio_write32(platform->rcc, RCC_MP_AHB3ENSETR, RCC_AHB3EN_HSEMEN);
	status = hsem_init(&device->hsem, hsem, HSEM_A7);
	if (status) {
		free(device);
		return status;
	}
	*result = device;
	return 0;
}

void hwspinlock_device_destroy(struct hwspinlock_device *device)
{
	if (!device)
		return;
	for (unsigned id = 0; id < HWSPINLOCKS; id++) {
		if (device->users[id])
			(void)hwspin_unlock(device, id);
	}
	free(device);
}

/* In two steps, as Linux's driver does it. */
int hwspin_trylock_raw(struct hwspinlock_device *device, unsigned id)
{
	return hsem_trylock_process(&device->hsem, id, 0);
}

int hwspin_trylock(struct hwspinlock_device *device, unsigned id, const char *user)
{
	int status;

	if (id >= HWSPINLOCKS)
		return -EINVAL;
	if (device->users[id])
		return -EBUSY;
	status = hwspin_trylock_raw(device, id);
	if (status == 0)
		device->users[id] = user ? user : unnamed;
	return status;
}

int hwspin_unlock(struct hwspinlock_device *device, unsigned id)
{
	if (id >= HWSPINLOCKS)
		return -EINVAL;
	/* Whatever the hardware says: who gives it back no longer counts on it. */
	device->users[id] = NULL;
	return hsem_unlock(&device->hsem, id);
}

static void wait_again(struct hwspin_wait *wait)
{
	const struct host_platform *platform = wait->device->platform;
	uint64_t next = platform->now(platform->context) + RETRY_NS;

	platform->timer_arm(platform->context, &wait->timer,
			    next < wait->deadline ? next : wait->deadline);
}

static void wait_expired(struct host_timer *timer)
{
	struct hwspin_wait *wait = COPRO_CONTAINER_OF(timer, struct hwspin_wait, timer);
	const struct host_platform *platform = wait->device->platform;
	int status = hwspin_trylock(wait->device, wait->id, wait->user);

	if (status && platform->now(platform->context) < wait->deadline) {
		wait_again(wait);
		return;
	}
	wait->waiting = false;
	wait->done(wait, status ? -ETIMEDOUT : 0);
}

int hwspin_lock_timeout(struct hwspinlock_device *device, struct hwspin_wait *wait, unsigned id,
			const char *user, uint32_t timeout_us)
{
	const struct host_platform *platform = device->platform;
	int status;

	if (wait->waiting)
		return -EALREADY;
	status = hwspin_trylock(device, id, user);
	if (status != -EBUSY)
		return status;
	wait->device = device;
	wait->id = id;
	wait->user = user;
	wait->deadline = platform->now(platform->context) + timeout_us * NS_PER_US;
	wait->timer.name = "hwspinlock";
	wait->timer.expired = wait_expired;
	wait->waiting = true;
	wait_again(wait);
	return -EINPROGRESS;
}

void hwspin_cancel(struct hwspin_wait *wait)
{
	const struct host_platform *platform;

	if (!wait->waiting)
		return;
	platform = wait->device->platform;
	platform->timer_disarm(platform->context, &wait->timer);
	wait->waiting = false;
}

const char *hwspin_core_name(unsigned core)
{
	static const char *const names[] = {NULL,     "A7",	"M4",	  "core 3",
					    "core 4", "core 5", "core 6", "core 7"};

	return core < sizeof(names) / sizeof(names[0]) ? names[core] : "another core";
}

int hwspin_owner(const struct hwspinlock_device *device, unsigned id,
		 struct hwspinlock_owner *owner)
{
	struct hsem_owner holder;
	int status = hsem_owner(&device->hsem, id, &holder);

	if (status)
		return status;
	*owner = (struct hwspinlock_owner){.core = holder.core,
					   .process = holder.process,
					   .name = hwspin_core_name(holder.core)};
	if (holder.core == HSEM_A7)
		owner->user = device->users[id];
	return 0;
}

const char *hwspin_purpose(unsigned id)
{
	if (id == HSEM_ID_GPIO)
		return "GPIO";
	return id == HSEM_ID_EXTI ? "EXTI" : NULL;
}

uint32_t hwspin_recover(struct hwspinlock_device *device, enum hsem_core core)
{
	uint32_t held = hsem_release_core(&device->hsem, core);

	for (unsigned id = 0; id < HWSPINLOCKS; id++) {
		const char *purpose = hwspin_purpose(id);

		if (!(held & 1u << id))
			continue;
		host_say(device->platform, HOST_EVENT_NOTE, HWSPINLOCK_NOTE_FREED,
			 "hardware semaphore %u%s%s%s was still held by the %s: freed; what it "
			 "guards may be half changed",
			 id, purpose ? " (" : "", purpose ? purpose : "", purpose ? ")" : "",
			 hwspin_core_name(core));
	}
	return held;
}
