/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/pin.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "soc/pin_table.h"

#define PORT_PINS 16u /* a port has at most */

/* Pads that are no pins but have signals of peripherals. */
static const struct {
	const char *pad;
	const char *signal;
} pads[] = {
	{"ANA0", "ADC1_INP0"},
	{"ANA0", "ADC1_INN1"},
	{"ANA0", "ADC2_INP0"},
	{"ANA0", "ADC2_INN1"},
	{"ANA1", "ADC1_INP1"},
	{"ANA1", "ADC2_INP1"},
	{"USB_DM1", "USBH_HS1_DM"},
	{"USB_DP1", "USBH_HS1_DP"},
	{"USB_DM2", "USBH_HS2_DM"},
	{"USB_DP2", "USBH_HS2_DP"},
	{"USB_DM2", "USB_OTG_HS_DM"},
	{"USB_DP2", "USB_OTG_HS_DP"},
	{"OTG_VBUS", "USB_OTG_HS_VBUS"},
	{"DSIHOST_CKN", "DSIHOST_CKN"},
	{"DSIHOST_CKP", "DSIHOST_CKP"},
	{"DSIHOST_D0N", "DSIHOST_D0N"},
	{"DSIHOST_D0P", "DSIHOST_D0P"},
	{"DSIHOST_D1N", "DSIHOST_D1N"},
	{"DSIHOST_D1P", "DSIHOST_D1P"},
	{"JTDI", "DEBUG_JTDI"},
	{"JTCK-SWCLK", "DEBUG_JTCK-SWCLK"},
	{"NJTRST", "DEBUG_JTRST"},
	{"JTDO-TRACESWO", "DEBUG_JTDO-SWO"},
	{"JTMS-SWDIO", "DEBUG_JTMS-SWDIO"},
};

size_t soc_pin_count(void)
{
	return soc_pins_a_d_count + soc_pins_e_h_count + soc_pins_i_z_count;
}

const struct soc_pin *soc_pin_at(size_t index)
{
	if (index < soc_pins_a_d_count)
		return &soc_pins_a_d[index];
	index -= soc_pins_a_d_count;
	if (index < soc_pins_e_h_count)
		return &soc_pins_e_h[index];
	index -= soc_pins_e_h_count;
	return index < soc_pins_i_z_count ? &soc_pins_i_z[index] : NULL;
}

/* All ports but the last two are full, so the pins before one can be counted. */
const struct soc_pin *soc_pin(char port, unsigned number)
{
	const char *letter = port ? strchr(SOC_PORTS, port) : NULL;
	const struct soc_pin *pin;
	size_t index;

	if (!letter || number >= PORT_PINS)
		return NULL;
	index = (size_t)(letter - SOC_PORTS) * PORT_PINS + number;
	if (port == 'Z')
		index = soc_pin_count() - 8 + number;
	pin = soc_pin_at(index);
	return pin && pin->port == port && pin->number == number ? pin : NULL;
}

const struct soc_pin *soc_pin_by_name(const char *name)
{
	unsigned number = 0;

	if (toupper((unsigned char)name[0]) != 'P' || !isalpha((unsigned char)name[1]) ||
	    !isdigit((unsigned char)name[2]) || (name[2] == '0' && name[3]))
		return NULL;
	for (const char *digit = name + 2; *digit; digit++) {
		if (!isdigit((unsigned char)*digit) || number > PORT_PINS)
			return NULL;
		number = number * 10 + (unsigned)(*digit - '0');
	}
	return soc_pin((char)toupper((unsigned char)name[1]), number);
}

const struct soc_pin *soc_pin_by_ball(enum soc_package package, const char *ball)
{
	const struct soc_pin *pin;

	if (!soc_package(package))
		return NULL;
	for (size_t i = 0; (pin = soc_pin_at(i)); i++) {
		if (pin->balls[package] && !strcasecmp(pin->balls[package], ball))
			return pin;
	}
	return NULL;
}

unsigned soc_pin_dt_number(const struct soc_pin *pin)
{
	return (unsigned)(pin->port - 'A') * PORT_PINS + pin->number;
}

const struct soc_pin *soc_pin_by_dt_number(unsigned number)
{
	return number / PORT_PINS <= 'Z' - 'A'
		       ? soc_pin((char)('A' + number / PORT_PINS), number % PORT_PINS)
		       : NULL;
}

const char *soc_pin_af_signal(const struct soc_pin *pin, unsigned af)
{
	if (af == SOC_PIN_EVENTOUT)
		return "EVENTOUT";
	for (const struct soc_pin_signal *signal = pin->signals; signal->name; signal++) {
		if (signal->af == af)
			return signal->name;
	}
	return NULL;
}

const char *soc_pin_signal(char port, unsigned number, unsigned af)
{
	const struct soc_pin *pin = soc_pin(port, number);

	return pin ? soc_pin_af_signal(pin, af) : NULL;
}

static int af_of(const struct soc_pin *pin, const char *spelt)
{
	for (const struct soc_pin_signal *signal = pin->signals; signal->name; signal++) {
		if (!strcmp(signal->name, spelt))
			return signal->af;
	}
	return !strcmp(spelt, "EVENTOUT") ? (int)SOC_PIN_EVENTOUT : -ENOENT;
}

int soc_pin_af(const struct soc_pin *pin, const char *signal)
{
	char spelt[SOC_SIGNAL_MAX];

	return soc_signal_spell(signal, spelt) ? af_of(pin, spelt) : -ENOENT;
}

bool soc_pin_has_signal(char port, unsigned number, const char *signal, unsigned *af)
{
	const struct soc_pin *pin = soc_pin(port, number);
	const int found = pin ? soc_pin_af(pin, signal) : -ENOENT;

	if (found < 0)
		return false;
	*af = (unsigned)found;
	return true;
}

bool soc_pin_find_signal(const char *signal, size_t *cursor, struct soc_pin_use *use)
{
	char spelt[SOC_SIGNAL_MAX];
	const struct soc_pin *pin;

	if (!soc_signal_spell(signal, spelt))
		return false;
	while ((pin = soc_pin_at(*cursor))) {
		const int af = af_of(pin, spelt);

		(*cursor)++;
		if (af >= 0) {
			use->pin = pin;
			use->af = (unsigned)af;
			return true;
		}
	}
	return false;
}

const char *soc_pad_of_signal(const char *signal)
{
	char spelt[SOC_SIGNAL_MAX];

	if (!soc_signal_spell(signal, spelt))
		return NULL;
	for (size_t i = 0; i < sizeof(pads) / sizeof(pads[0]); i++) {
		if (!strcmp(pads[i].signal, spelt))
			return pads[i].pad;
	}
	return NULL;
}

bool soc_signal_exists(const char *signal)
{
	struct soc_pin_use use;
	size_t cursor = 0;

	return soc_pin_find_signal(signal, &cursor, &use) || soc_pad_of_signal(signal);
}
