/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A firmware that shares the chip with manners: it asks whose a peripheral is before it touches it, locks
 * a GPIO bank while it configures a pin, and asks Linux for the rate of a clock instead of changing it.
 * What it was told is in its log.
 */
#include <copro/peripheral.h>
#include <copro/remote.h>
#include <copro/resource_lock.h>
#include <copro/srm.h>

#include "drivers/gpio.h"
#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"

#define BUFFERS	  16u
#define I2C5	  0x40015000u
#define LED_BANK  'H' /* PH7, LED7 of the DK2 */
#define LED_PIN	  7u
#define LED_CLOCK (1u << 7)
#define WANTED_HZ 10000000u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

/* ---- whose is it? ---- */

static const char *const names[] = {"I2C5", "TIM1", "UART4", "USART1", "GPIOH"};

#define NAMES (sizeof(names) / sizeof(names[0]))

static struct peripheral peripherals[NAMES];

static void request_peripherals(void)
{
	for (uint32_t i = 0; i < NAMES; i++)
		remote_log(
			"%s: %s", names[i],
			peripheral_error_text(peripheral_request_name(&peripherals[i], names[i])));
}

/* ---- one pin of a bank that Linux has pins in too ---- */

static int led_setup(void)
{
	static const struct gpio_pin output = {.mode = GPIO_MODE_OUTPUT};
	const struct mmio bank = {.base = gpio_bank_address(LED_BANK)};
	int status = resource_lock(RESOURCE_LOCK_GPIO, RESOURCE_LOCK_US);

	if (status)
		return status;
	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB4ENSETR, LED_CLOCK);
	status = gpio_configure(bank, LED_PIN, &output);
	resource_unlock(RESOURCE_LOCK_GPIO);
	if (!status)
		gpio_drive(bank, 1u << LED_PIN, 0);
	return status;
}

static void log_led(void)
{
	int status = resource_lock_init(remote_core_hz());

	if (!status)
		status = led_setup();
	if (status)
		remote_log("P%c%u: error %d, the lock's holder is %d", LED_BANK, LED_PIN, -status,
			   resource_lock_holder(RESOURCE_LOCK_GPIO));
	else
		remote_log("P%c%u: on", LED_BANK, LED_PIN);
}

/* ---- its clock ---- */

static struct srm srm;
static uint32_t asked_at; /* cycles */

static void ask(struct srm_request *request);

static void answered(struct srm_request *request, int status)
{
	uint32_t cycles = cortex_m_cycles() - asked_at;

	remote_log("I2C5 clock %s: error %d, %u Hz, %u cycles", request->set ? "set" : "get",
		   -status, (unsigned int)request->got.clock.hz, (unsigned int)cycles);
	if (request->set || status)
		return;
	request->set = true;
	request->asked.clock.hz = WANTED_HZ;
	ask(request);
}

static void ask(struct srm_request *request)
{
	int status;

	request->deadline = remote_ticks() + SRM_DEADLINE_MS;
	asked_at = cortex_m_cycles();
	status = srm_start(&srm, request);
	if (status)
		remote_log("I2C5 clock: not asked, error %d", -status);
}

static void linux_there(struct srm *which, bool ready)
{
	static struct srm_request request;

	(void)which;
	remote_log("resource manager: %s", ready ? "there" : "gone");
	if (!ready)
		return;
	request = (struct srm_request){.base = I2C5, .resource = SRM_CLOCK, .done = answered};
	ask(&request);
}

static const struct srm_config srm_config = {.ready = linux_there};

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("resources " COPRO_VERSION);
	request_peripherals();
	log_led();
	if (remote_init(&remote, &config) || remote_ticks_start() ||
	    srm_init(&srm, remote_rpmsg(&remote), &srm_config)) {
		remote_log("no mailbox");
		return 1;
	}
	for (;;) {
		remote_poll();
		srm_poll(&srm, remote_ticks());
		remote_idle();
	}
}
