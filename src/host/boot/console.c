/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pin is configured by reading, modifying and writing registers that hold the fields of sixteen pins,
 * of both processors: the pin controller's drivers of U-Boot and Linux take semaphore 0 for it
 * (drivers/pinctrl/pinctrl_stm32.c, hwlocks), and so does firmware of ST's distribution.
 */
#include "host/boot/console.h"

#include <string.h>

#include "drivers/hsem.h"
#include "host/boot/claims.h"
#include "host/boot/pins.h"
#include "soc/regs/hsem.h"

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

void console_open(struct stage *stage, const struct etzpc *etzpc)
{
	const struct dt *dt = &stage->dt;
	const int node = console_node(dt);
	struct dt_args group;
	struct hsem hsem;
	struct pins_outcome pins = {.done = 0};
	char name[CLAIM_PIN_NAME];

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
	pins_configure(stage, group.node, &pins);
	(void)hsem_unlock(&hsem, HSEM_ID_GPIO);
	if (pins.refused)
		stage_warn(stage, "pin %s of the console cannot be configured",
			   claims_pin_name(pins.first_refused, name));
	stage_detail(stage, "console %s: %u pins, configured under semaphore %u", dt_name(dt, node),
		     pins.done, HSEM_ID_GPIO);
}
