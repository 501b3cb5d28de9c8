/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/host.h"

#include <errno.h>
#include <stdlib.h>

#include "host/boot/linux.h"
#include "host/client_sample.h"
#include "host/life.h"

#define DRIVERS 6u

struct host {
	struct host_config config;
	struct host_life life;
	struct linux_system *system; /* NULL: not booted */
	struct tty_set *ttys;
	struct raw_set *raw;
	struct rpmsg_char_set *endpoints;
	struct rpmsg_driver client_sample;
	struct i2c_adapter_set *i2c;
	struct rproc_resources resources; /* what Linux keeps for the coprocessor */
	struct rpmsg_driver *drivers[DRIVERS]; /* the first that wants a service gets it */
	uint32_t driver_count;
	struct hwspinlock_device *locks; /* those between the two processors */
	struct remoteproc *rproc;
};

/* ---- boot ---- */

static int system_boot(struct host *host, struct host_error *error)
{
	const struct host_config *config = &host->config;
	const struct boot_port port = {
		.bus = host_life_bus(&host->life, config->bus),
		.monitor = host_life_bus(&host->life, config->monitor),
		.platform = &host->life.platform,
		.as_linux = config->as_linux,
	};
	int status = boot_linux(&port, config->tree, &host->system, error);

	if (status || config->boot_only || host->system->rproc.usable)
		return status;
	if (error)
		*error = host->system->rproc.why;
	return -ENODEV;
}

/* ---- drivers ---- */

static int resources_prepare(void *context, struct host_error *error)
{
	return srm_host_claim(context, error);
}

static void resources_unprepare(void *context)
{
	srm_host_return(context);
}

static void driver_add(struct host *host, struct rpmsg_driver *driver)
{
	host->drivers[host->driver_count++] = driver;
}

static int drivers_create(struct host *host)
{
	const struct host_config *config = &host->config;
	struct tty_set_config ttys = {.platform = &host->life.platform,
				      .directory = config->tty_directory,
				      .listener = config->tty_listener};
	const struct rpmsg_char_set_config endpoints = {.platform = &host->life.platform,
							.directory = config->rpmsg_directory,
							.services = config->rpmsg_services};
	int status = tty_set_create(&host->ttys, &ttys);

	if (!status && config->raw_services) {
		status = raw_set_create(&host->raw, config->raw_services);
		if (!status)
			driver_add(host, raw_set_driver(host->raw));
	}
	if (!status)
		status = rpmsg_char_set_create(&host->endpoints, &endpoints);
	if (!status)
		status = i2c_adapter_set_create(&host->i2c, &host->life.platform);
	if (status)
		return status;
	driver_add(host, rpmsg_char_set_driver(host->endpoints));
	client_sample_init(&host->client_sample);
	driver_add(host, tty_set_driver(host->ttys));
	driver_add(host, &host->client_sample);
	driver_add(host, i2c_adapter_set_driver(host->i2c));
	if (host->system && host->system->srm)
		driver_add(host, srm_host_driver(host->system->srm));
	return 0;
}

/* ---- the coprocessor ---- */

/* What an earlier Linux held when it died guards nothing any more. */
static int locks_create(struct host *host)
{
	const struct host_platform *platform = &host->life.platform;
	int status = hwspinlock_device_create(&host->locks, platform, platform->hsem);

	if (!status && host->config.hands_over)
		(void)hwspin_recover(host->locks, HSEM_A7);
	return status;
}

static int coprocessor_create(struct host *host)
{
	const struct host_config *config = &host->config;
	struct remoteproc_config rproc = {
		.platform = &host->life.platform,
		.drivers = host->drivers,
		.driver_count = host->driver_count,
		.locks = host->locks,
		.source = config->source,
		.coredump = config->coredump,
		.hands_over = config->hands_over,
		.recovery = config->recovery,
		.as_linux = config->as_linux,
	};

	if (host->system) {
		rproc.regions = host->system->rproc.regions;
		rproc.region_count = host->system->rproc.region_count;
		rproc.wiring = &host->system->rproc.wiring;
	}
	if (host->system && host->system->srm) {
		host->resources = (struct rproc_resources){resources_prepare, resources_unprepare,
							   host->system->srm};
		rproc.resources = &host->resources;
	}
	return remoteproc_create(&host->rproc, &rproc);
}

/* ---- the whole ---- */

int host_create(struct host **result, const struct host_config *config, struct host_error *error)
{
	struct host *host = calloc(1, sizeof(*host));
	int status = 0;

	if (!host)
		return -ENOMEM;
	host->config = *config;
	host_life_init(&host->life, config->platform, config->bus, config->monitor);
	if (config->tree.data)
		status = system_boot(host, error);
	if (!status && !config->boot_only) {
		status = drivers_create(host);
		if (!status)
			status = locks_create(host);
		if (!status)
			status = coprocessor_create(host);
	}
	if (status) {
		host_destroy(host);
		return status;
	}
	*result = host;
	return 0;
}

void host_destroy(struct host *host)
{
	if (!host)
		return;
	remoteproc_destroy(host->rproc);
	hwspinlock_device_destroy(host->locks);
	i2c_adapter_set_destroy(host->i2c);
	rpmsg_char_set_destroy(host->endpoints);
	raw_set_destroy(host->raw);
	tty_set_destroy(host->ttys);
	linux_free(host->system);
	free(host);
}

void host_abandon(struct host *host)
{
	struct host_life life;

	if (!host)
		return;
	host_life_end(&host->life);
	/* Its code puts in order what is its own; the chip hears nothing of that, and what it writes into
	 * shared memory is undone. */
	life = host->life;
	host_destroy(host);
	host_life_bury(&life);
}

void host_die_at(struct host *host, uint64_t n)
{
	host_life_end_at(&host->life, n);
}

void host_die(struct host *host)
{
	host_life_end(&host->life);
}

void host_watch_steps(struct host *host, void (*before)(void *context), void *context)
{
	host->life.before = before;
	host->life.before_context = context;
}

void host_step(struct host *host)
{
	host_life_step(&host->life);
}

uint64_t host_steps(const struct host *host)
{
	return host->life.steps;
}

bool host_bury(struct host *host)
{
	host_life_bury(&host->life);
	return host->life.dead;
}

bool host_is_dead(const struct host *host)
{
	return host->life.dead;
}

bool host_auto_boot(const struct host *host)
{
	return host->system && host->system->rproc.auto_boot;
}

struct remoteproc *host_remoteproc(struct host *host)
{
	return host->rproc;
}

struct hwspinlock_device *host_locks(struct host *host)
{
	return host->locks;
}

struct tty_set *host_ttys(struct host *host)
{
	return host->ttys;
}

struct raw_set *host_raw(struct host *host)
{
	return host->raw;
}

struct rpmsg_char_set *host_endpoints(struct host *host)
{
	return host->endpoints;
}

struct i2c_adapter_set *host_i2c(struct host *host)
{
	return host->i2c;
}

struct linux_system *host_linux(struct host *host)
{
	return host->system;
}
