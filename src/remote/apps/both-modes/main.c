/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One image for all ways in which this processor is started: where no Linux is, it sets up the clock
 * tree itself; where one is, it takes the clocks as they are. The log says which it was, and what runs at
 * which rate. Then it echoes on a virtual UART, for whoever is there or comes later.
 */
#include <copro/remote.h>
#include <copro/system_resources.h>
#include <copro/virt_uart.h>

#include "remote/chip.h"
#include "soc/clock.h"

#define BUFFERS 16u
#define TICKS	10u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

static struct virt_uart uart;
static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static void echo(struct virt_uart *from, const struct rpmsg_message *message)
{
	if (virt_uart_transmit(from, message->data, message->length))
		remote_log("%u bytes not answered", message->length);
}

static const struct virt_uart_config uart_config = {.receive = echo};

static uint32_t rcc_read(const void *context, uint32_t offset)
{
	(void)context;
	return mmio_read32(chip_rcc(), offset);
}

static void log_rates(void)
{
	static const enum soc_clock clocks[] = {SOC_CLOCK_HSE,	 SOC_CLOCK_PLL3_P, SOC_CLOCK_MCU,
						SOC_CLOCK_PCLK1, SOC_CLOCK_PCLK2,  SOC_CLOCK_PCLK3};
	const struct soc_clock_registers rcc = {.read = rcc_read};

	for (uint32_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++)
		remote_log("%s %u Hz", soc_clock_name(clocks[i]),
			   (unsigned int)soc_clock_rate(&rcc, clocks[i]));
}

static void setup_clocks(void)
{
	enum system_boot boot = system_boot();
	int status;

	remote_log("started by: %s", system_boot_text(boot));
	if (boot == SYSTEM_BOOT_LINUX) {
		remote_log("clock tree: Linux's, left as it is");
		return;
	}
	status = system_clocks_setup(&system_clocks_dk2);
	if (status)
		remote_log("clock tree: not set up, error %d", -status);
	else
		remote_log("clock tree: set up here");
}

/* That the rate is what the registers say: so many milliseconds by SysTick. */
static void log_ticks(void)
{
	if (remote_ticks_start()) {
		remote_log("no tick");
		return;
	}
	while (remote_ticks() < TICKS)
		remote_idle();
	remote_log("%u ticks", TICKS);
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("both-modes " COPRO_VERSION);
	setup_clocks();
	log_rates();
	log_ticks();
	if (remote_init(&remote, &config) ||
	    virt_uart_init(&uart, remote_rpmsg(&remote), &uart_config)) {
		remote_log("no mailbox");
		return 1;
	}
	for (;;) {
		remote_poll();
		remote_idle();
	}
}
