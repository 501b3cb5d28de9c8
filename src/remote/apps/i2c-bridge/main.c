/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * I2C5 lent to the host whole, with transfers of any length: the Cortex-M4 does nothing on it by itself, but
 * for measurements, on the service "i2c-load": a message of two words, a number and a length, has it read so
 * many times so many bytes from the EEPROM, one behind the other, and is answered with two words: how
 * many of the reads failed, and how many microseconds it took.
 */
#include <copro/i2c_proxy.h>
#include <copro/peripheral.h>
#include <copro/remote.h>
#include <copro/resource_lock.h>

#include "remote/cortex_m.h"
#include "remote/i2c_chip.h"

#define BUFFERS	   16u
#define EEPROM	   0x50u
#define LENGTH_MAX 4096u
#define US_PER_MS  1000u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

/* ---- the bus, and the host's part of it ---- */

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

static const struct i2c_proxy_config proxy_config = {
	I2C_PROXY_CONFIG(proxy_memory),
	.name = "i2c5",
	.bus_hz = 400000,
	.priority = I2C_PRIORITY_NORMAL,
};

/* ---- measurements ---- */

/* Two words of a message. */
struct pair {
	uint32_t count;
	uint32_t value; /* bytes; microseconds */
};

static uint8_t position[2];
static uint8_t data[LENGTH_MAX];

static struct i2c_msg messages[] = {
	{.address = EEPROM, .length = sizeof(position), .data = position},
	{.address = EEPROM, .flags = I2C_MSG_READ, .data = data},
};

static struct {
	struct rpmsg_endpoint endpoint;
	uint32_t left;
	uint32_t failed;
	uint32_t began; /* us */
	uint32_t ended;
	volatile bool runs;
	bool owed; /* an answer */
} load;

static uint32_t now_us(void)
{
	return (uint32_t)remote_ticks() * US_PER_MS +
	       (SYST_RVR - SYST_CVR) * US_PER_MS / (SYST_RVR + 1u);
}

static void load_next(struct i2c_transfer *transfer, int status)
{
	load.failed += status != 0;
	if (--load.left && !i2c_submit(i2c_chip_queue(&bus), transfer))
		return;
	load.ended = now_us();
	load.runs = false;
}

static struct i2c_transfer transfer = {
	.messages = messages, .count = 2, .priority = I2C_PRIORITY_NORMAL, .done = load_next};

static void load_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	const struct pair *asked = message->data;

	(void)endpoint;
	if (message->length != sizeof(*asked) || load.owed)
		return;
	load.left = asked->count ? asked->count : 1;
	messages[1].length =
		(uint16_t)(asked->value && asked->value <= LENGTH_MAX ? asked->value : 1);
	load.failed = 0;
	load.owed = true;
	load.runs = true;
	load.began = now_us();
	if (i2c_submit(i2c_chip_queue(&bus), &transfer))
		load.runs = false;
}

static void load_answer(void)
{
	const struct pair answer = {load.failed, load.ended - load.began};

	if (load.owed && !load.runs)
		load.owed = rpmsg_send(&load.endpoint, &answer, sizeof(answer)) != 0;
}

static const struct rpmsg_endpoint_config load_service = {.name = "i2c-load",
							  .receive = load_receive};

/* ---- ---- */

static int services_offer(void)
{
	int status =
		i2c_proxy_init(&proxy, remote_rpmsg(&remote), i2c_chip_queue(&bus), &proxy_config);

	if (status)
		return status;
	return rpmsg_endpoint_create(remote_rpmsg(&remote), &load.endpoint, &load_service,
				     RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, NULL);
}

int main(void)
{
	int status;

	remote_log_init(log_text, sizeof(log_text));
	remote_log("i2c-bridge " COPRO_VERSION);
	if (resource_lock_init(remote_core_hz()) || remote_init(&remote, &config) ||
	    remote_ticks_start()) {
		remote_log("no mailbox, or no semaphores");
		return 1;
	}
	status = i2c_chip_open(&bus, &bus_config);
	if (!status)
		status = services_offer();
	if (status) {
		remote_log("I2C5: %s (error %d)", peripheral_error_text(status), -status);
		return 1;
	}
	remote_log("I2C5: SCL %u ns", (unsigned int)(i2c_chip_period_ps(&bus) / 1000));
	for (;;) {
		const uint64_t now = remote_ticks();

		remote_poll();
		i2c_poll(i2c_chip_queue(&bus), now);
		i2c_proxy_poll(&proxy, now);
		load_answer();
		remote_idle();
	}
}
