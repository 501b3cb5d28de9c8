/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/boot/pins.h"

#include "drivers/gpio.h"
#include "drivers/rcc.h"

/* STM32_PINMUX(port, pin, mode): mode 0 a GPIO, 1 to 16 an alternate function, 17 analog, 18 reserved
 * for the other core (include/dt-bindings/pinctrl/stm32-pinfunc.h). */
#define PINMUX_PORT(cell)   ((cell) >> 12)
#define PINMUX_LETTER(cell) ((char)('A' + PINMUX_PORT(cell)))
#define PINMUX_PIN(cell)    ((cell) >> 8 & 15u)
#define PINMUX_NUMBER(cell) ((cell) >> 8)
#define PINMUX_MODE(cell)   ((cell)&0xFFu)
#define PINMUX_GPIO	    0u
#define PINMUX_ANALOG	    17u

static void bank_clock(const struct stage *stage, uint32_t address)
{
	const struct soc_peripheral *bank = soc_peripheral_find(address);

	if (bank && bank->enable)
		rcc_enable(stage_block(stage, "RCC"), RCC_A7, bank->enable, 1u << bank->enable_bit);
}

/* What the properties of a group say of all its pins. */
static struct gpio_pin common(const struct dt *dt, int node)
{
	struct gpio_pin config = {
		.pull = dt_has(dt, node, "bias-pull-up")     ? GPIO_PULL_UP
			: dt_has(dt, node, "bias-pull-down") ? GPIO_PULL_DOWN
							     : GPIO_PULL_NONE,
		.open_drain = dt_has(dt, node, "drive-open-drain"),
	};
	uint32_t speed;

	if (!dt_cell(dt, node, "slew-rate", 0, &speed))
		config.speed = speed & 3u;
	return config;
}

/* The secure world may keep pins of bank Z (RM0436, GPIOZ_SECCFGR); a write to them would be lost. */
static bool is_secure(struct mmio bank, uint32_t cell)
{
	return PINMUX_LETTER(cell) == 'Z' &&
	       mmio_read32(bank, GPIO_SECCFGR) & 1u << PINMUX_PIN(cell);
}

/* An output is at its level before it drives. */
static uint8_t gpio_mode(const struct dt *dt, int node, struct mmio bank, unsigned pin)
{
	const bool high = dt_has(dt, node, "output-high");
	const uint16_t bit = (uint16_t)(1u << pin);

	if (!high && !dt_has(dt, node, "output-low"))
		return GPIO_MODE_INPUT;
	gpio_drive(bank, high ? bit : 0, high ? 0 : bit);
	return GPIO_MODE_OUTPUT;
}

static void node_configure(const struct stage *stage, int node, struct pins_outcome *outcome)
{
	const struct dt *dt = &stage->dt;
	struct gpio_pin config = common(dt, node);
	uint32_t cell;

	for (size_t i = 0; !dt_cell(dt, node, "pinmux", i, &cell); i++) {
		const struct mmio bank = {
			stage->port->bus,
			PINMUX_PORT(cell) < 26 ? gpio_bank_address(PINMUX_LETTER(cell)) : 0};
		const unsigned mode = PINMUX_MODE(cell);

		if (!bank.base || mode > PINMUX_ANALOG)
			continue;
		bank_clock(stage, bank.base);
		config.alternate = 0;
		if (mode == PINMUX_GPIO) {
			config.mode = gpio_mode(dt, node, bank, PINMUX_PIN(cell));
		} else if (mode == PINMUX_ANALOG) {
			config.mode = GPIO_MODE_ANALOG;
		} else {
			config.mode = GPIO_MODE_ALTERNATE;
			config.alternate = (uint8_t)(mode - 1);
		}
		if (!is_secure(bank, cell) && !gpio_configure(bank, PINMUX_PIN(cell), &config))
			outcome->done++;
		else if (outcome->refused++ == 0)
			outcome->first_refused = PINMUX_NUMBER(cell);
	}
}

void pins_configure(const struct stage *stage, int group, struct pins_outcome *outcome)
{
	const struct dt *dt = &stage->dt;

	node_configure(stage, group, outcome);
	for (int child = dt_child(dt, group); child >= 0; child = dt_sibling(dt, child))
		node_configure(stage, child, outcome);
}
