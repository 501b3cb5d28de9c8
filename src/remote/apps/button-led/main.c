/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A button and an LED: each press of USER1 (PA14) turns LED7 (PH7) on or off and is told on a virtual
 * UART; whatever the host sends there is answered with how things stand.
 *
 * The pin interrupts by its line of the EXTI. A contact bounces when it closes and when it opens, so a
 * falling edge counts only when the last edge of either kind is QUIET_MS ago. The banks and the EXTI are both processors': their configuration is changed under the
 * locks that Linux takes, too.
 */
#include <copro/remote.h>
#include <copro/resource_lock.h>
#include <copro/virt_uart.h>

#include "drivers/exti.h"
#include "drivers/gpio.h"
#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"
#include "soc/irq.h"

#include <stdarg.h>

#define BUFFERS	    16u
#define BUTTON_BANK 'A'
#define BUTTON_PIN  14u
#define LED_BANK    'H'
#define LED_PIN	    7u
#define BANK_CLOCKS (1u << 0 | 1u << 7) /* A and H, in RCC's AHB4 registers */
#define QUIET_MS    5u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;
static struct virt_uart uart;

static volatile uint32_t presses; /* counted by the interrupt */
static uint64_t quiet_until; /* ms; the interrupt's */
static uint32_t told;
static bool is_on;

static struct mmio exti(void)
{
	return (struct mmio){.base = 0x5000D000u};
}

static struct mmio led_bank(void)
{
	return (struct mmio){.base = gpio_bank_address(LED_BANK)};
}

void EXTI14_IRQHandler(void);
void EXTI14_IRQHandler(void)
{
	const uint64_t now = remote_ticks();
	const bool fell = exti_falling_take(exti(), BUTTON_PIN);

	(void)exti_rising_take(exti(), BUTTON_PIN);
	if (fell && now >= quiet_until)
		presses++;
	quiet_until = now + QUIET_MS;
}

static int pins_setup(void)
{
	static const struct gpio_pin button = {.mode = GPIO_MODE_INPUT, .pull = GPIO_PULL_UP};
	static const struct gpio_pin led = {.mode = GPIO_MODE_OUTPUT};
	const struct mmio button_bank = {.base = gpio_bank_address(BUTTON_BANK)};
	int status = resource_lock(RESOURCE_LOCK_GPIO, RESOURCE_LOCK_US);

	if (status)
		return status;
	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB4ENSETR, BANK_CLOCKS);
	status = gpio_configure(button_bank, BUTTON_PIN, &button);
	if (!status)
		status = gpio_configure(led_bank(), LED_PIN, &led);
	resource_unlock(RESOURCE_LOCK_GPIO);
	return status;
}

static int edge_setup(void)
{
	int status = resource_lock(RESOURCE_LOCK_EXTI, RESOURCE_LOCK_US);

	if (status)
		return status;
	status = exti_pin_choose(exti(), BUTTON_PIN, BUTTON_BANK);
	if (!status)
		status = exti_falling_listen(exti(), EXTI_M4, BUTTON_PIN);
	if (!status)
		status = exti_rising_listen(exti(), EXTI_M4, BUTTON_PIN);
	resource_unlock(RESOURCE_LOCK_EXTI);
	if (!status)
		nvic_enable(SOC_IRQ_EXTI14);
	return status;
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
	char text[64];
	va_list arguments;
	size_t length;

	va_start(arguments, format);
	length = remote_format(text, sizeof(text), format, arguments);
	va_end(arguments);
	/* Without a host, or with one that does not read, it is in the log alone. */
	(void)!virt_uart_transmit(&uart, text, (uint32_t)length);
}

static void answer(struct virt_uart *which, const struct rpmsg_message *message)
{
	(void)which;
	(void)message;
	say("LED %s, %u presses\n", is_on ? "on" : "off", (unsigned int)told);
}

static void take_presses(void)
{
	while (told != presses) {
		told++;
		is_on = !is_on;
		gpio_drive(led_bank(), is_on ? 1u << LED_PIN : 0, is_on ? 0 : 1u << LED_PIN);
		remote_log("press %u: LED %s", (unsigned int)told, is_on ? "on" : "off");
		say("press %u\n", (unsigned int)told);
	}
}

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static const struct virt_uart_config uart_config = {.receive = answer};

int main(void)
{
	int status;

	remote_log_init(log_text, sizeof(log_text));
	remote_log("button-led " COPRO_VERSION);
	if (remote_init(&remote, &config) || remote_ticks_start() ||
	    virt_uart_init(&uart, remote_rpmsg(&remote), &uart_config)) {
		remote_log("no mailbox");
		return 1;
	}
	status = resource_lock_init(remote_core_hz());
	if (!status)
		status = pins_setup();
	if (!status)
		status = edge_setup();
	if (status) {
		remote_log("no button or LED: error %d", -status);
		return 1;
	}
	for (;;) {
		remote_poll();
		take_presses();
		remote_idle();
	}
}
