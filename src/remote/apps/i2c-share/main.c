/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One I2C bus, two processors: I2C5 is the Cortex-M4's, which reads a temperature sensor on it 100 times a
 * second, and lends it to the host, which reads and writes an EEPROM. docs/i2c.md tells the story.
 *
 * The firewall says whose the block is, the resource manager of Linux what its clock is and which pins it has;
 * the LED's bank is Linux's as well, and configured under the lock that both take.
 */
#include <copro/i2c_proxy.h>
#include <copro/peripheral.h>
#include <copro/remote.h>
#include <copro/resource_lock.h>
#include <copro/srm.h>

#include "drivers/gpio.h"
#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"
#include "remote/i2c_chip.h"

#define BUFFERS	  16u
#define I2C5	  0x40015000u
#define SENSOR	  0x48u /* LM75 */
#define PERIOD_MS 10u
#define REPORT_MS 1000u
#define LED_BANK  'H' /* PH7, LED7 of the DK2 */
#define LED_PIN	  7u
#define LED_CLOCK (1u << 7)
#define WAIT_SRM  200u /* ms for a Linux with a resource manager to show up */
#define US_PER_MS 1000u
/* 5.8 ms at 400 kHz, with its address: the sensor is read in time behind the longest transfer of the host's. */
#define HOST_BYTES 256u

static char log_text[4096];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

/* ---- the bus ---- */

static struct i2c_chip bus;

static const struct i2c_chip_config bus_config = {
	.name = "I2C5",
	.bus_hz = 400000,
	.rise_ns = 100,
	.fall_ns = 20,
	.scl = {'A', 11, 4},
	.sda = {'A', 12, 4},
};

void I2C5_EV_IRQHandler(void);
void I2C5_ER_IRQHandler(void);

void I2C5_EV_IRQHandler(void)
{
	i2c_chip_interrupt(&bus);
}

void I2C5_ER_IRQHandler(void)
{
	i2c_chip_interrupt(&bus);
}

static I2C_PROXY_MEMORY(proxy_memory, 8, 8, 2048);
static struct i2c_proxy proxy;

/* The host may point at the sensor's registers and read them; what they hold is the firmware's. */
static bool allow(struct i2c_proxy *which, uint16_t address, uint16_t flags, uint16_t length)
{
	(void)which;
	return address != SENSOR || flags || length <= 1;
}

static void connected(struct i2c_proxy *which, bool there)
{
	(void)which;
	remote_log("host's adapter: %s", there ? "there" : "gone");
}

static const struct i2c_proxy_config proxy_config = {
	I2C_PROXY_CONFIG(proxy_memory), .name = "i2c5",		 .bus_hz = 400000,
	.priority = I2C_PRIORITY_LOW,	.total_max = HOST_BYTES, .allow = allow,
	.connected = connected,
};

/* ---- the sensor, in interrupt context ---- */

static struct {
	uint8_t raw[2];
	uint32_t due_us; /* when the one under way was to begin */
	uint32_t taken;
	uint32_t missed; /* the one before was not over */
	uint32_t failed;
	uint32_t longest_us; /* from due to done */
	uint32_t shortest_us;
} samples = {.shortest_us = UINT32_MAX};

/* The host may have pointed the sensor elsewhere since. */
static uint8_t temperature_register;

static struct i2c_msg sensor_messages[] = {
	{.address = SENSOR, .length = 1, .data = &temperature_register},
	{.address = SENSOR, .flags = I2C_MSG_READ, .length = 2, .data = samples.raw},
};

/* By the millisecond tick and what has gone of the next one. */
static uint32_t now_us(void)
{
	return (uint32_t)remote_ticks() * US_PER_MS +
	       (SYST_RVR - SYST_CVR) * US_PER_MS / (SYST_RVR + 1u);
}

static void sampled(struct i2c_transfer *transfer, int status)
{
	const uint32_t took = now_us() - samples.due_us;

	(void)transfer;
	if (status) {
		samples.failed++;
		return;
	}
	samples.taken++;
	if (took > samples.longest_us)
		samples.longest_us = took;
	if (took < samples.shortest_us)
		samples.shortest_us = took;
}

static struct i2c_transfer sample = {
	.messages = sensor_messages, .count = 2, .priority = I2C_PRIORITY_HIGH, .done = sampled};

static volatile bool sampling;

void remote_on_tick(void)
{
	if (!sampling || remote_ticks() % PERIOD_MS)
		return;
	if (!i2c_transfer_is_over(&sample)) {
		samples.missed++;
		return;
	}
	samples.due_us = now_us();
	if (i2c_submit(i2c_chip_queue(&bus), &sample))
		samples.failed++;
}

/* ---- one pin of a bank that Linux has pins in too ---- */

static void led_setup(void)
{
	static const struct gpio_pin output = {.mode = GPIO_MODE_OUTPUT};
	const struct mmio bank = {.base = gpio_bank_address(LED_BANK)};
	int status = resource_lock(RESOURCE_LOCK_GPIO, RESOURCE_LOCK_US);

	if (!status) {
		rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB4ENSETR, LED_CLOCK);
		status = gpio_configure(bank, LED_PIN, &output);
		resource_unlock(RESOURCE_LOCK_GPIO);
	}
	remote_log("LED P%c%u: error %d, under the lock of the GPIO banks", LED_BANK, LED_PIN,
		   -status);
}

/* ---- reports ---- */

static void report(uint64_t now)
{
	static uint64_t next = REPORT_MS;
	const struct i2c_statistics *queue = &i2c_chip_queue(&bus)->statistics;
	const struct mmio bank = {.base = gpio_bank_address(LED_BANK)};
	const int32_t raw = (int16_t)((uint16_t)(samples.raw[0] << 8 | samples.raw[1])) / 32;

	if (!sampling || now < next)
		return;
	next = now + REPORT_MS;
	gpio_drive(bank, gpio_levels(bank) & 1u << LED_PIN ? 0 : 1u << LED_PIN, 1u << LED_PIN);
	remote_log(
		"%u samples, %d.%03u C, %u to %u us from due to done, %u missed, %u failed; host: "
		"%u requests, %u failed; %u recoveries",
		(unsigned int)samples.taken, (int)(raw / 8),
		(unsigned int)((raw < 0 ? -raw : raw) % 8 * 125), (unsigned int)samples.shortest_us,
		(unsigned int)samples.longest_us, (unsigned int)samples.missed,
		(unsigned int)samples.failed, (unsigned int)proxy.statistics.requests,
		(unsigned int)proxy.statistics.failed, (unsigned int)queue->recoveries);
}

/* ---- the bus begins when its clock is known ---- */

static void bus_begin(void)
{
	static const char *const pins[] = {"not given", "as Linux has set them", "set up here"};
	int status = i2c_chip_open(&bus, &bus_config);

	if (status) {
		remote_log("I2C5: %s (error %d)", peripheral_error_text(status), -status);
		return;
	}
	remote_log("I2C5: ours; kernel clock %u Hz, SCL %u ns, pins %s",
		   (unsigned int)i2c_chip_kernel_hz(&bus),
		   (unsigned int)(i2c_chip_period_ps(&bus) / 1000), pins[i2c_chip_pins(&bus)]);
	status = i2c_proxy_init(&proxy, remote_rpmsg(&remote), i2c_chip_queue(&bus), &proxy_config);
	if (status)
		remote_log("no service for the host: error %d", -status);
	sampling = true;
}

static struct srm srm;
static bool begun;

static void clock_told(struct srm_request *request, int status)
{
	remote_log("resource manager: I2C5's clock is %u Hz, error %d",
		   (unsigned int)request->got.clock.hz, -status);
	begun = true;
	bus_begin();
}

static void linux_there(struct srm *which, bool ready)
{
	static struct srm_request request = {
		.base = I2C5, .resource = SRM_CLOCK, .done = clock_told};

	(void)which;
	if (!ready || begun)
		return;
	request.deadline = remote_ticks() + SRM_DEADLINE_MS;
	begun = srm_start(&srm, &request) == 0;
}

static const struct srm_config srm_config = {.ready = linux_there};

static void begin_alone(uint64_t now)
{
	if (begun || now < WAIT_SRM)
		return;
	remote_log("no resource manager: clock and pins as they are");
	begun = true;
	bus_begin();
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("i2c-share " COPRO_VERSION);
	if (resource_lock_init(remote_core_hz()))
		remote_log("no semaphores");
	led_setup();
	if (remote_init(&remote, &config) || remote_ticks_start() ||
	    srm_init(&srm, remote_rpmsg(&remote), &srm_config)) {
		remote_log("no mailbox");
		return 1;
	}
	for (;;) {
		const uint64_t now = remote_ticks();

		remote_poll();
		srm_poll(&srm, now);
		begin_alone(now);
		if (sampling) {
			i2c_poll(i2c_chip_queue(&bus), now);
			i2c_proxy_poll(&proxy, now);
		}
		report(now);
		remote_idle();
	}
}
