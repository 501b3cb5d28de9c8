/* SPDX-License-Identifier: BSD-3-Clause */
/* A firmware over generated C: it takes what tests/assign/boot.yaml gives it, uses it, asks for what is
 * others', and answers on a tty. */
#include "assigned.h"

#include <copro/peripheral.h>
#include <copro/remote.h>
#include <copro/virt_uart.h>

#include "core/mmio.h"
#include "remote/cortex_m.h"
#include "soc/regs/i2c.h"
#include "soc/regs/tim.h"

#define SENSOR	 0x48u /* the virtual DK2 has an LM75 there */
#define TIMING	 0x10707DBCu /* 100 kHz of 64 MHz */
#define LOOKS	 200000u
#define READINGS 2000u
#define UART4	 0x40010000u
#define SPI6	 0x5C001000u

static struct remote remote;
static struct virt_uart uart;

/* ---- what is its own ---- */

static void bus_setup(void)
{
	const struct mmio i2c = {.base = ASSIGNED_I2C5_BASE};

	mmio_write32(i2c, I2C_TIMINGR, TIMING);
	mmio_write32(i2c, I2C_CR1, I2C_CR1_PE);
}

static int sensor_read(uint8_t *degrees)
{
	const struct mmio i2c = {.base = ASSIGNED_I2C5_BASE};

	mmio_write32(i2c, I2C_CR2,
		     SENSOR << 1 | 1u << I2C_CR2_NBYTES_SHIFT | I2C_CR2_RD_WRN | I2C_CR2_AUTOEND |
			     I2C_CR2_START);
	for (uint32_t i = 0; i < LOOKS; i++) {
		uint32_t state = mmio_read32(i2c, I2C_ISR);

		if (state & I2C_ISR_NACKF)
			return 1;
		if (state & I2C_ISR_RXNE) {
			*degrees = (uint8_t)mmio_read32(i2c, I2C_RXDR);
			return 0;
		}
	}
	return 2;
}

static void log_sensor(void)
{
	uint8_t degrees = 0;
	int status = assigned_take(ASSIGNED_I2C5);

	if (!status)
		bus_setup();
	/* The sensor's first conversion takes it 100 ms. */
	for (uint32_t i = 0; i < READINGS && !status && !degrees; i++)
		status = sensor_read(&degrees);
	remote_log("I2C5: %s, error %d, %u degrees", peripheral_error_text(0), status,
		   (unsigned int)degrees);
}

static void log_timer(void)
{
	const struct mmio timer = {.base = ASSIGNED_TIM3_BASE};
	int status = assigned_take(ASSIGNED_TIM3);
	uint32_t before;

	mmio_write32(timer, TIM_CR1, TIM_CR1_CEN);
	before = mmio_read32(timer, TIM_CNT);
	for (uint32_t i = 0; i < 100 && mmio_read32(timer, TIM_CNT) == before; i++)
		;
	remote_log("TIM3: %s, %s, %u Hz, priority %u", peripheral_error_text(status),
		   mmio_read32(timer, TIM_CNT) == before ? "stands still" : "counts",
		   (unsigned int)ASSIGNED_TIM3_HZ, (unsigned int)NVIC_IPR(ASSIGNED_IRQ_TIM3) >> 4);
}

/* ---- what is not ---- */

static void log_others(void)
{
	static struct peripheral others[2];

	remote_log("UART4: %s", peripheral_error_text(peripheral_request(&others[0], UART4)));
	remote_log("SPI6: %s", peripheral_error_text(peripheral_request(&others[1], SPI6)));
	remote_log("I2C5 again: %s", peripheral_error_text(assigned_take(ASSIGNED_I2C5)));
	remote_log("no such: error %d", -assigned_take(ASSIGNED_PERIPHERALS));
}

/* ---- messages ---- */

static void echo(struct virt_uart *from, const struct rpmsg_message *message)
{
	assigned_pin_set(ASSIGNED_PIN_LED_ORANGE, true);
	if (virt_uart_transmit(from, message->data, message->length))
		remote_log("not answered");
}

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, assigned_resource_table.vdev, assigned_buffer_state),
};

static const struct virt_uart_config uart_config = {.receive = echo};

void EXTI14_IRQHandler(void);

void EXTI14_IRQHandler(void)
{
	if (assigned_pin_edge(ASSIGNED_PIN_BUTTON))
		remote_log("button: %s",
			   assigned_pin_get(ASSIGNED_PIN_BUTTON) ? "pressed" : "released");
}

int main(void)
{
	remote_log_init(assigned_log, sizeof(assigned_log));
	remote_log("assigned: error %d", -assigned_init());
	log_sensor();
	log_timer();
	remote_log("USART3: error %d", -assigned_take(ASSIGNED_USART3));
	remote_log("LED: error %d", -assigned_pin_take(ASSIGNED_PIN_LED_ORANGE));
	remote_log("button: error %d", -assigned_pin_take(ASSIGNED_PIN_BUTTON));
	nvic_enable(ASSIGNED_PIN_BUTTON_IRQ);
	log_others();
	if (remote_init(&remote, &config) ||
	    virt_uart_init(&uart, remote_rpmsg(&remote), &uart_config))
		return 1;
	for (;;) {
		remote_poll();
		remote_idle();
	}
}
