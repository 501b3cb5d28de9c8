/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RPMsg on the Cortex-M4 of an STM32MP15x: which mailbox channel is which doorbell (as Linux's
 * drivers/remoteproc/stm32_rproc.c has it), and sleeping between them.
 */
#include <copro/remote.h>

#include <errno.h>

#include "drivers/ipcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"
#include "remote/startup.h"
#include "soc/irq.h"
#include "soc/regs/ipcc.h"
#include "soc/regs/rcc.h"

#define CHANNEL(number)	 (1u << ((number)-1u))
#define CHANNEL_SHUTDOWN CHANNEL(REMOTE_CHANNEL_SHUTDOWN)
#define CHANNEL_DETACH	 CHANNEL(REMOTE_CHANNEL_DETACH)

/* The chip's part: there is one mailbox, and one interrupt handler that has no argument. */
static struct {
	struct ipcc ipcc;
	struct remote *first;
	volatile uint32_t rung;
} platform;

static const struct shm_region shared_memory[] = {
	{.da = 0x10040000u, .size = 0x20000u, .va = (void *)0x10040000u},
	{.da = 0x30040000u, .size = 0x20000u, .va = (void *)0x30040000u},
};

const struct shm_map remote_shm_map = {.regions = shared_memory, .count = 2};

__attribute__((weak)) void remote_on_shutdown(void)
{
}

__attribute__((weak)) void remote_on_detach(void)
{
}

struct remote *remote_first(void)
{
	return platform.first;
}

/* Linux acknowledges after it has looked at the queue. A ring before that could be cleared by the
 * acknowledgement of the one before, unseen: so it is made when the channel is free. */
COPRO_COLD static void ring_later(uint32_t channel)
{
	uint32_t primask = cortex_m_save();

	ipcc_tx_enable(&platform.ipcc, channel);
	cortex_m_restore(primask);
}

void remote_notify(void *context, uint32_t queue)
{
	const struct remote *remote = context;
	uint32_t channel = remote->doorbell[queue];

	if (COPRO_LIKELY(!(ipcc_busy(&platform.ipcc) & channel)))
		ipcc_ring(&platform.ipcc, channel);
	else
		ring_later(channel);
}

void IPCC_TX1_IRQHandler(void)
{
	uint32_t owed = ipcc_tx_interrupts(&platform.ipcc);

	ipcc_tx_disable(&platform.ipcc, owed);
	ipcc_ring(&platform.ipcc, owed);
}

/* The host resets this processor as soon as it sees the acknowledgement; until then nothing may run
 * that touches the bus, and nothing may wake it. */
static _Noreturn void shut_down(void)
{
	cortex_m_interrupts_off();
	remote_on_shutdown();
	nvic_disable_all();
	SCB_SCR |= SCB_SCR_SLEEPDEEP;
	ipcc_acknowledge(&platform.ipcc, CHANNEL_SHUTDOWN);
	for (;;)
		cortex_m_wait_for_interrupt();
}

void IPCC_RX1_IRQHandler(void)
{
	uint32_t rung = ipcc_rx_interrupts(&platform.ipcc);
	const struct remote *remote;

	if (rung & CHANNEL_SHUTDOWN)
		shut_down();
	if (rung & CHANNEL_DETACH)
		remote_on_detach();
	/* Before the rings are looked at: a doorbell that comes meanwhile interrupts again. */
	ipcc_acknowledge(&platform.ipcc, rung);
	platform.rung = 1;
	for (remote = platform.first; remote; remote = remote->next) {
		if (remote->config->doorbell)
			remote->config->doorbell(remote->config->doorbell_context);
	}
}

static int mailbox_init(void)
{
	const struct mmio ipcc = {.base = IPCC_BASE};
	int status;

	/* This core's own bit: the host's is gone when the host goes. */
	mmio_write32(chip_rcc(), RCC_MC_AHB3ENSETR, RCC_AHB3EN_IPCCEN);
	/* The host may have rung since it started this core. */
	status = ipcc_init(&platform.ipcc, ipcc, IPCC_C2, IPCC_KEEP_PENDING);
	if (status)
		return status;
	ipcc_rx_enable(&platform.ipcc, CHANNEL_SHUTDOWN | CHANNEL_DETACH);
	nvic_enable(SOC_IRQ_IPCC_RX1);
	nvic_enable(SOC_IRQ_IPCC_TX1);
	return 0;
}

int remote_start(struct remote *remote, const struct remote_config *config)
{
	struct remote **link = &platform.first;
	uint32_t primask;
	int status = 0;

	for (uint32_t queue = 0; queue < 2; queue++) {
		uint32_t channel = config->channel[queue];

		if (channel > IPCC_CHANNELS)
			return -EINVAL;
		if (!channel)
			channel = REMOTE_CHANNEL_VRING0 + queue;
		remote->doorbell[queue] = (uint8_t)CHANNEL(channel);
	}
	if (!platform.first)
		status = mailbox_init();
	if (status)
		return status;
	remote->config = config;
	remote->next = 0;
	primask = cortex_m_save();
	while (*link)
		link = &(*link)->next;
	*link = remote;
	ipcc_rx_enable(&platform.ipcc, (uint32_t)remote->doorbell[0] | remote->doorbell[1]);
	cortex_m_restore(primask);
	return 0;
}

uint32_t remote_poll(void)
{
	struct remote *remote;
	uint32_t handled = 0;

	platform.rung = 0;
	for (remote = platform.first; remote; remote = remote->next) {
		int status = rpmsg_poll(&remote->rpmsg.rpmsg, 0);

		if (status > 0)
			handled += (uint32_t)status;
	}
	return handled;
}

void remote_wake(void)
{
	platform.rung = 1;
}

void remote_idle(void)
{
	uint32_t primask = cortex_m_save();

	/* A doorbell after this look stays pending and ends the sleep, although it is served only
	 * when the mask is restored. */
	if (!platform.rung)
		cortex_m_wait_for_interrupt();
	cortex_m_restore(primask);
}
