/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pin is configured by reading, modifying and writing registers that hold the fields of sixteen pins,
 * of both processors: the pin controller's drivers of U-Boot and Linux take semaphore 0 for it
 * (drivers/pinctrl/pinctrl_stm32.c, hwlocks), and so does firmware of ST's distribution.
 */
#include "host/boot/console.h"

#include <string.h>

#include "drivers/gpio.h"
#include "drivers/hsem.h"
#include "drivers/rcc.h"
#include "soc/regs/hsem.h"

/* STM32_PINMUX(port, pin, mode): mode 0 a GPIO, 1 to 16 an alternate function, 17 analog. */
#define PINMUX_LETTER(cell)    ((char)('A' + ((cell) >> 12)))
#define PINMUX_PIN(cell)       ((cell) >> 8 & 15u)
#define PINMUX_MODE(cell)      ((cell)&0xFFu)
#define PINMUX_ALTERNATE_FIRST 1u
#define PINMUX_ALTERNATE_LAST  16u

/* The node that stdout-path names, which may have settings after a colon (chosen, 3.6). */
static int console_node(const struct dt *dt)
{
	const char *name = dt_string(dt, dt_find(dt, "/chosen"), "stdout-path", 0);
	char path[DT_PATH_MAX];
	size_t length = name ? strcspn(name, ":") : 0;

	if (!length || length >= sizeof(path))
		return DT_NONE;
	memcpy(path, name, length);
	path[length] = '\0';
	return dt_find(dt, path);
}

/* True if the firewall leaves the UART to this world. */
static bool is_ours(const struct stage *stage, const struct etzpc *etzpc, int node)
{
	const struct soc_peripheral *uart = NULL;
	uint32_t address;

	if (!dt_reg(&stage->dt, node, 0, &address, NULL))
		uart = soc_peripheral_find(address);
	return uart &&
	       (uart->etzpc_id == SOC_NO_ETZPC || etzpc_mode(etzpc, uart->etzpc_id) == ETZPC_OPEN);
}

static void bank_clock(const struct stage *stage, uint32_t address)
{
	const struct soc_peripheral *bank = soc_peripheral_find(address);

	if (bank && bank->enable)
		rcc_enable(stage_block(stage, "RCC"), RCC_A7, bank->enable, 1u << bank->enable_bit);
}

/* One group of pins with common properties. */
static unsigned pins_configure(struct stage *stage, int group)
{
	const struct dt *dt = &stage->dt;
	struct gpio_pin config = {
		.mode = GPIO_MODE_ALTERNATE,
		.pull = dt_has(dt, group, "bias-pull-up")     ? GPIO_PULL_UP
			: dt_has(dt, group, "bias-pull-down") ? GPIO_PULL_DOWN
							      : GPIO_PULL_NONE,
		.open_drain = dt_has(dt, group, "drive-open-drain"),
	};
	unsigned done = 0;
	uint32_t speed;
	uint32_t cell;

	if (!dt_cell(dt, group, "slew-rate", 0, &speed))
		config.speed = speed & 3u;
	for (size_t i = 0; !dt_cell(dt, group, "pinmux", i, &cell); i++) {
		const uint32_t bank = cell >> 12 < 26 ? gpio_bank_address(PINMUX_LETTER(cell)) : 0;
		const struct mmio region = {stage->port->bus, bank};

		if (!bank || PINMUX_MODE(cell) < PINMUX_ALTERNATE_FIRST ||
		    PINMUX_MODE(cell) > PINMUX_ALTERNATE_LAST)
			continue;
		bank_clock(stage, bank);
		config.alternate = (uint8_t)(PINMUX_MODE(cell) - PINMUX_ALTERNATE_FIRST);
		if (gpio_configure(region, PINMUX_PIN(cell), &config))
			stage_warn(stage, "pin P%c%u of the console cannot be configured",
				   PINMUX_LETTER(cell), (unsigned)PINMUX_PIN(cell));
		else
			done++;
	}
	return done;
}

void console_open(struct stage *stage, const struct etzpc *etzpc)
{
	const struct dt *dt = &stage->dt;
	const int node = console_node(dt);
	struct dt_args group;
	struct hsem hsem;
	unsigned pins = 0;

	if (node < 0 || !dt_available(dt, node) || !is_ours(stage, etzpc, node))
		return;
	if (dt_args(dt, node, "pinctrl-0", NULL, 0, &group) ||
	    hsem_init(&hsem, stage_block(stage, "HSEM"), HSEM_A7))
		return;
	if (hsem_trylock(&hsem, HSEM_ID_GPIO)) {
		stage_warn(stage, "semaphore %u, which guards the pins, is taken: no console",
			   HSEM_ID_GPIO);
		return;
	}
	for (int child = dt_child(dt, group.node); child >= 0; child = dt_sibling(dt, child))
		pins += pins_configure(stage, child);
	(void)hsem_unlock(&hsem, HSEM_ID_GPIO);
	stage_detail(stage, "console %s: %u pins, configured under semaphore %u", dt_name(dt, node),
		     pins, HSEM_ID_GPIO);
}
