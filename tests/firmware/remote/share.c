/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shares GPIO banks and the clock of its UART with Linux, as it is told: configures its pins under the
 * lock, asks Linux for a rate, and sends lines at what rate there is.
 */
#include "share.h"

#include <errno.h>

#include <copro/peripheral.h>
#include <copro/remote.h>
#include <copro/resource_lock.h>
#include <copro/srm.h>

#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"
#include "soc/regs/usart.h"

#define share	   ((struct share *)SHARE_ADDRESS)
#define UART5	   0x40011000u
#define UART5_GATE (1u << 17)
#define BANKS	   (1u << ('C' - 'A') | 1u << ('F' - 'A'))

static char log_text[1024];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(16, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[32];
static struct remote remote;
static struct srm srm;

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

/* ---- pins ---- */

static const struct share_pin pins[SHARE_M4_COUNT] = SHARE_M4_PINS;
static struct gpio_pin left[SHARE_M4_COUNT]; /* as they were configured last */

static struct mmio bank_of(uint32_t which)
{
	return (struct mmio){.base = gpio_bank_address(pins[which].bank)};
}

static void pins_look(void)
{
	for (uint32_t i = 0; i < SHARE_M4_COUNT; i++)
		left[i] = share_look(bank_of(i), pins[i].number);
}

/* A call, after which the core can be stopped: in gpio_configure(), reading and writing are one block of
 * instructions to the virtual board, which stops it between blocks. */
static __attribute__((noinline)) uint32_t read_word(struct mmio bank, uint32_t offset)
{
	return mmio_read32(bank, offset);
}

static void set_field(struct mmio bank, uint32_t offset, unsigned pin, unsigned width,
		      uint32_t value)
{
	const unsigned shift = pin * width;
	const uint32_t mask = ((1u << width) - 1) << shift;
	const uint32_t word = read_word(bank, offset);

	mmio_write32(bank, offset, (word & ~mask) | value << shift);
}

static void configure(struct mmio bank, unsigned pin, const struct gpio_pin *pin_config)
{
	set_field(bank, pin < 8 ? GPIO_AFRL : GPIO_AFRH, pin % 8, 4, pin_config->alternate);
	set_field(bank, GPIO_OTYPER, pin, 1, pin_config->open_drain);
	set_field(bank, GPIO_OSPEEDR, pin, 2, pin_config->speed);
	set_field(bank, GPIO_PUPDR, pin, 2, pin_config->pull);
	set_field(bank, GPIO_MODER, pin, 2, pin_config->mode);
}

static void pin_change(uint32_t which, uint32_t n)
{
	const struct mmio bank = bank_of(which);

	if (!share_same(share_look(bank, pins[which].number), left[which]))
		share->lost++;
	left[which] = share_config(n);
	configure(bank, pins[which].number, &left[which]);
}

static int locked_change(uint32_t which, uint32_t n)
{
	int status = resource_lock(RESOURCE_LOCK_GPIO, RESOURCE_LOCK_US);

	if (status)
		return status;
	pin_change(which, n);
	return resource_unlock(RESOURCE_LOCK_GPIO);
}

static int change_pins(uint32_t rounds, bool locked)
{
	int status = 0;

	share->lost = 0;
	pins_look();
	for (uint32_t i = 0; i < rounds && !status; i++) {
		const uint32_t which = i % SHARE_M4_COUNT;
		const uint32_t n = i / SHARE_M4_COUNT;

		if (locked)
			status = locked_change(which, n);
		else
			pin_change(which, n);
	}
	return status;
}

/* ---- the clock, and what runs on it ---- */

static int ask(bool set, uint32_t hz)
{
	struct srm_request request = {.base = UART5, .resource = SRM_CLOCK, .set = set};
	int status;

	request.asked.clock.hz = hz;
	status = srm_transfer(&srm, &request, SRM_DEADLINE_MS);
	share->value = request.got.clock.hz;
	return status;
}

static int say(uint32_t divider)
{
	const struct mmio uart = {.base = UART5};
	uint32_t start;

	mmio_write32(uart, USART_CR1, 0);
	mmio_write32(uart, USART_BRR, divider);
	mmio_write32(uart, USART_CR1, USART_CR1_FIFOEN | USART_CR1_TE | USART_CR1_UE);
	start = cortex_m_cycles();
	for (const char *c = SHARE_LINE; *c; c++)
		mmio_write32(uart, USART_TDR, (uint32_t)*c);
	while (!(mmio_read32(uart, USART_ISR) & USART_ISR_TC))
		;
	share->value = cortex_m_cycles() - start;
	return 0;
}

static int obey(uint32_t order)
{
	switch (order) {
	case SHARE_PINS:
	case SHARE_PINS_UNLOCKED:
		return change_pins(share->argument, order == SHARE_PINS);
	case SHARE_GET:
	case SHARE_SET:
		return ask(order == SHARE_SET, share->argument);
	case SHARE_SAY:
		return say(share->argument);
	default:
		return -EINVAL;
	}
}

static int begin(void)
{
	static struct peripheral uart5;
	int status = peripheral_request(&uart5, UART5);

	if (!status)
		status = resource_lock_init(remote_core_hz());
	if (!status)
		status = remote_init(&remote, &config);
	if (!status)
		status = srm_init(&srm, remote_rpmsg(&remote), NULL);
	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB4ENSETR, BANKS);
	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_APB1ENSETR, UART5_GATE);
	return status;
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	share->go = 0;
	share->result = begin();
	share->ready = 1;
	for (;;) {
		uint32_t order = share->go;

		remote_poll();
		if (!order)
			continue;
		share->result = obey(order);
		share->go = 0;
	}
}
