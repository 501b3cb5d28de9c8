/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asks Linux's resource manager for the clock of I2C5, for the supply of what hangs on it, and for what
 * nobody declared; says how long an answer takes; and goes on until it is stopped, or told to lock up.
 */
#include <stdbool.h>

#include <copro/remote.h>
#include <copro/srm.h>

#include "remote/cortex_m.h"
#include "srm_run.h"

#define I2C5   0x40015000u
#define SPI6   0x5C001000u
#define TURNS  16u
#define CSI_HZ 4000000u
#define HSI_HZ 64000000u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(16, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[32];
static struct remote remote;
static struct srm srm;

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static void clock(const char *what, struct srm_request request)
{
	int status = srm_transfer(&srm, &request, SRM_DEADLINE_MS);

	remote_log("%s: error %d, %u Hz", what, -status, (unsigned int)request.got.clock.hz);
}

static void regulator(const char *what, struct srm_request request)
{
	int status;

	request.base = I2C5;
	request.resource = SRM_REGULATOR;
	status = srm_transfer(&srm, &request, SRM_DEADLINE_MS);
	remote_log("%s: error %d, %s, %u mV", what, -status,
		   request.got.regulator.enable ? "on" : "off",
		   (unsigned int)request.got.regulator.mv);
}

static bool over;
static int ended;

static void answered(struct srm_request *request, int status)
{
	(void)request;
	ended = status;
	over = true;
}

/* As a program does that has other things to do, and nothing just now. */
static int ask_and_sleep(struct srm_request *request)
{
	int status = srm_start(&srm, request);

	over = status != 0;
	while (!over) {
		remote_poll();
		if (!over)
			remote_idle();
	}
	return status ? status : ended;
}

static void round_trips(const char *what, bool set, bool waits)
{
	struct srm_request request = {.base = I2C5, .set = set, .done = answered};
	uint32_t shortest = UINT32_MAX, longest = 0;
	int status = 0;

	request.deadline = COPRO_NO_DEADLINE;
	for (unsigned int i = 0; i < TURNS && !status; i++) {
		uint32_t start = cortex_m_cycles();
		uint32_t cycles;

		/* To and fro, so that Linux has something to do. */
		request.asked.clock.hz = i % 2 ? HSI_HZ : CSI_HZ;
		status = waits ? srm_transfer(&srm, &request, SRM_DEADLINE_MS)
			       : ask_and_sleep(&request);
		cycles = cortex_m_cycles() - start;
		shortest = cycles < shortest ? cycles : shortest;
		longest = cycles > longest ? cycles : longest;
	}
	remote_log("round trip %s: error %d, %u to %u cycles", what, -status,
		   (unsigned int)shortest, (unsigned int)longest);
}

static void converse(void)
{
	clock("get", (struct srm_request){.base = I2C5});
	clock("set", (struct srm_request){.base = I2C5, .set = true, .asked.clock.hz = CSI_HZ});
	clock("by name", (struct srm_request){.base = I2C5, .index = SRM_BY_NAME, .name = "i"});
	clock("no such clock", (struct srm_request){.base = I2C5, .index = 1});
	clock("undeclared", (struct srm_request){.base = SPI6});
	regulator("supply", (struct srm_request){.index = 0});
	regulator("supply off", (struct srm_request){.set = true});
	round_trips("get", false, false);
	round_trips("set", true, false);
	round_trips("get, waiting", false, true);
	round_trips("set, waiting", true, true);
	remote_log("done");
}

int main(void)
{
	const volatile uint32_t *orders = (const volatile uint32_t *)SRM_RUN_ORDERS;

	remote_log_init(log_text, sizeof(log_text));
	if (remote_init(&remote, &config) || srm_init(&srm, remote_rpmsg(&remote), NULL))
		return 1;
	for (bool said = false;;) {
		remote_poll();
		if (!said && srm_ready(&srm)) {
			converse();
			said = true;
		}
		if (*orders == SRM_RUN_LOCK_UP)
			__asm volatile("cpsid f\n\tudf #0");
		remote_idle();
	}
}
