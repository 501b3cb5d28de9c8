/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A serial port of the M4's for Linux: lines that come in at UART7 (PE7 and PE8 of the DK2, 115200 baud) go
 * to a virtual UART, and what the host writes there goes out at UART7.
 *
 * The interrupt moves characters between the UART and two rings; the main loop moves them on, so nothing
 * waits for anything. What finds a ring full is lost, and the log says how often.
 */
#include <copro/remote.h>
#include <copro/resource_lock.h>
#include <copro/virt_uart.h>

#include "drivers/gpio.h"
#include "drivers/rcc.h"
#include "drivers/usart.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"
#include "soc/clock.h"
#include "soc/irq.h"

#include <errno.h>

#define BUFFERS	   16u
#define BAUD	   115200u
#define UART_CLOCK (1u << 18) /* UART7, in RCC's APB1 registers */
#define BANK_CLOCK (1u << 4) /* bank E, in RCC's AHB4 registers */
#define RX_PIN	   7u
#define TX_PIN	   8u
#define PIN_UART7  7u /* alternate function of both (data sheet of the STM32MP157C) */
#define LINE_MOST  200u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;
static struct virt_uart port;

/* One side puts, the other takes; a size of a power of two lets the counters run over. */
#define RING 1024u

struct ring {
	uint8_t bytes[RING];
	volatile uint32_t put;
	volatile uint32_t taken;
	volatile uint32_t lost;
};

static struct ring from_uart, to_uart;

static void ring_put(struct ring *ring, uint8_t byte)
{
	if (ring->put - ring->taken == RING) {
		ring->lost++;
		return;
	}
	ring->bytes[ring->put % RING] = byte;
	ring->put++;
}

static struct mmio uart(void)
{
	return (struct mmio){.base = 0x40018000u};
}

void UART7_IRQHandler(void);
void UART7_IRQHandler(void)
{
	int character;

	while ((character = usart_read(uart())) != -EAGAIN) {
		if (character < 0)
			from_uart.lost++;
		else
			ring_put(&from_uart, (uint8_t)character);
	}
	while (to_uart.taken != to_uart.put &&
	       !usart_write(uart(), to_uart.bytes[to_uart.taken % RING]))
		to_uart.taken++;
	usart_listen(uart(), true, to_uart.taken != to_uart.put);
}

static void write_out(struct virt_uart *which, const struct rpmsg_message *message)
{
	const uint8_t *bytes = message->data;
	uint32_t state;

	(void)which;
	for (uint32_t i = 0; i < message->length; i++)
		ring_put(&to_uart, bytes[i]);
	state = cortex_m_save();
	usart_listen(uart(), true, true);
	cortex_m_restore(state);
}

/* Sends a line that is whole, or as long as a line may be. False: there is none, or no buffer for it. */
static bool line_send(void)
{
	char line[LINE_MOST];
	uint32_t length = 0;
	int status;

	while (length < LINE_MOST && from_uart.taken + length != from_uart.put) {
		line[length] = (char)from_uart.bytes[(from_uart.taken + length) % RING];
		if (line[length++] == '\n')
			break;
	}
	if (!length || (line[length - 1] != '\n' && length < LINE_MOST))
		return false;
	status = virt_uart_transmit(&port, line, length);
	if (status == -EAGAIN)
		return false;
	/* A host that is not there misses it. */
	from_uart.taken += length;
	return true;
}

static void losses_tell(void)
{
	static uint32_t told;
	const uint32_t lost = from_uart.lost + to_uart.lost;

	if (lost != told)
		remote_log("characters lost, %u times", (unsigned int)(lost - told));
	told = lost;
}

/* ---- setting it up ---- */

static uint32_t rcc_read(const void *context, uint32_t offset)
{
	(void)context;
	return mmio_read32(chip_rcc(), offset);
}

static int pins_setup(void)
{
	static const struct gpio_pin pin = {
		.mode = GPIO_MODE_ALTERNATE, .pull = GPIO_PULL_UP, .alternate = PIN_UART7};
	const struct mmio bank = {.base = gpio_bank_address('E')};
	int status = resource_lock(RESOURCE_LOCK_GPIO, RESOURCE_LOCK_US);

	if (status)
		return status;
	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB4ENSETR, BANK_CLOCK);
	status = gpio_configure(bank, RX_PIN, &pin);
	if (!status)
		status = gpio_configure(bank, TX_PIN, &pin);
	resource_unlock(RESOURCE_LOCK_GPIO);
	return status;
}

static int uart_setup(void)
{
	const struct soc_clock_registers rcc = {.read = rcc_read};
	uint32_t hz;
	int status;

	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_APB1ENSETR, UART_CLOCK);
	hz = (uint32_t)soc_clock_rate(&rcc, SOC_CLOCK_UART78);
	status = usart_open(uart(), hz, BAUD);
	if (status) {
		remote_log("UART7: no %u baud from %u Hz", BAUD, (unsigned int)hz);
		return status;
	}
	usart_listen(uart(), true, false);
	nvic_enable(SOC_IRQ_UART7);
	return 0;
}

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static const struct virt_uart_config port_config = {.receive = write_out};

int main(void)
{
	int status;

	remote_log_init(log_text, sizeof(log_text));
	remote_log("uart-bridge " COPRO_VERSION);
	if (remote_init(&remote, &config) ||
	    virt_uart_init(&port, remote_rpmsg(&remote), &port_config)) {
		remote_log("no mailbox");
		return 1;
	}
	status = resource_lock_init(remote_core_hz());
	if (!status)
		status = pins_setup();
	if (!status)
		status = uart_setup();
	if (status) {
		remote_log("no UART: error %d", -status);
		return 1;
	}
	for (;;) {
		remote_poll();
		while (line_send())
			continue;
		losses_tell();
		remote_idle();
	}
}
