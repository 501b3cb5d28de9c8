/* SPDX-License-Identifier: BSD-3-Clause */
/* The ways in which people and programs spell signals. */
#include <ctype.h>
#include <string.h>

#include "soc/pin.h"

/* In the reference manual and in Linux, pinctrl-stm32mp157.c; and here. The first that fits is taken,
 * so the longer of two stands first. */
static const struct {
	const char *theirs;
	const char *ours;
} prefixes[] = {
	{"LCD_", "LTDC_"},	    {"ETH1_RGMII_", "ETH1_"},	{"ETH1_GMII_", "ETH1_"},
	{"ETH1_RMII_", "ETH1_"},    {"ETH1_MII_", "ETH1_"},	{"ETH_RGMII_", "ETH1_"},
	{"ETH_GMII_", "ETH1_"},	    {"ETH_RMII_", "ETH1_"},	{"ETH_MII_", "ETH1_"},
	{"ETH_", "ETH1_"},	    {"HDP_", "HDP_"},		{"HDP", "HDP_HDP"},
	{"TRACE", "DEBUG_TRACE"},   {"DBTRG", "DEBUG_DBTRG"},	{"MCO", "RCC_MCO_"},
	{"OTG_FS_", "USB_OTG_FS_"}, {"OTG_HS_", "USB_OTG_HS_"}, {"DSI_", "DSIHOST_"},
};

bool soc_signal_spell(const char *name, char out[SOC_SIGNAL_MAX])
{
	char upper[SOC_SIGNAL_MAX];
	size_t length = strlen(name);
	size_t skip = 0, prefix = 0;
	const char *ours = "";

	out[0] = '\0';
	if (length >= sizeof(upper))
		return false;
	for (size_t i = 0; i <= length; i++)
		upper[i] = (char)toupper((unsigned char)name[i]);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!strncmp(upper, prefixes[i].theirs, strlen(prefixes[i].theirs))) {
			skip = strlen(prefixes[i].theirs);
			ours = prefixes[i].ours;
			prefix = strlen(ours);
			break;
		}
	}
	if (prefix + length - skip >= SOC_SIGNAL_MAX)
		return false;
	memcpy(out, ours, prefix);
	memcpy(out + prefix, upper + skip, length - skip + 1);
	return true;
}
