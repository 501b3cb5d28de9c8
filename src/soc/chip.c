/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/chip.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "soc/assignable.h"
#include "soc/peripheral.h"

#define FAMILY "STM32MP15"

/* What not all chips have. */
static const struct {
	const char *peripheral;
	size_t feature; /* the offset of a bool in struct soc_chip */
} optional[] = {
	{"CRYP1", offsetof(struct soc_chip, crypto)},
	{"CRYP2", offsetof(struct soc_chip, crypto)},
	{"FDCAN1", offsetof(struct soc_chip, fdcan)},
	{"FDCAN2", offsetof(struct soc_chip, fdcan)},
	{"FDCAN_CCU", offsetof(struct soc_chip, fdcan)},
	{"SRAMCAN", offsetof(struct soc_chip, fdcan)},
	{"GPU", offsetof(struct soc_chip, gpu)},
	{"DSI", offsetof(struct soc_chip, dsi)},
};

/* After the package: a digit or x for the temperature range, then letters for the packing. */
static bool is_suffix(const char *text)
{
	if (!*text)
		return true;
	if (!isdigit((unsigned char)*text) && tolower((unsigned char)*text) != 'x')
		return false;
	for (text++; *text; text++) {
		if (!isalpha((unsigned char)*text))
			return false;
	}
	return true;
}

int soc_chip_by_name(const char *name, struct soc_chip *chip)
{
	const size_t family = strlen(FAMILY);
	struct soc_chip read = {.package = SOC_PACKAGES, .m4_hz = 209000000u};
	char letters[3] = "";
	int package;

	if (strncasecmp(name, FAMILY, family))
		return -EINVAL;
	name += family;
	if (*name != '1' && *name != '3' && *name != '7')
		return -EINVAL;
	read.line = 150u + (unsigned)(*name++ - '0');
	read.variant = (char)toupper((unsigned char)*name);
	if (!read.variant || !strchr("ACDF", read.variant))
		return -EINVAL;
	name++;
	if (*name) {
		letters[0] = *name++;
		letters[1] = *name;
		package = soc_package_by_name(letters);
		if (package < 0 || !is_suffix(name + 1))
			return -EINVAL;
		read.package = (enum soc_package)package;
	}
	read.a7_cores = read.line == 151 ? 1 : 2;
	read.a7_hz = read.variant == 'D' || read.variant == 'F' ? 800000000u : 650000000u;
	read.crypto = read.variant == 'C' || read.variant == 'F';
	read.fdcan = read.line != 151;
	read.gpu = read.line == 157;
	read.dsi = read.line == 157;
	*chip = read;
	return 0;
}

const char *soc_chip_name(const struct soc_chip *chip, char name[SOC_CHIP_NAME])
{
	const struct soc_package_info *package = soc_package(chip->package);

	(void)snprintf(name, SOC_CHIP_NAME, "STM32MP%03u%c%s", chip->line % 1000, chip->variant,
		       package ? package->letters : "");
	return name;
}

static bool has_feature(const struct soc_chip *chip, const char *peripheral)
{
	for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++) {
		if (!strcmp(optional[i].peripheral, peripheral))
			return *(const bool *)((const char *)chip + optional[i].feature);
	}
	return true;
}

static bool has_port(const struct soc_chip *chip, char port)
{
	const struct soc_pin *pin;

	for (size_t i = 0; (pin = soc_pin_at(i)); i++) {
		if (pin->port == port && soc_chip_has_pin(chip, pin))
			return true;
	}
	return false;
}

bool soc_chip_has(const struct soc_chip *chip, const char *peripheral)
{
	if (!soc_peripheral_by_name(peripheral))
		return false;
	if (!strncmp(peripheral, "GPIO", 4))
		return has_port(chip, peripheral[4]);
	return has_feature(chip, peripheral);
}

bool soc_chip_has_pin(const struct soc_chip *chip, const struct soc_pin *pin)
{
	return !soc_package(chip->package) || pin->balls[chip->package];
}

bool soc_chip_has_signal(const struct soc_chip *chip, const char *signal)
{
	const struct soc_assignable *owner = soc_assignable_of_signal(signal);
	const char *pad = soc_pad_of_signal(signal);
	struct soc_pin_use use;
	size_t cursor = 0, ball = 0;

	if (owner && !has_feature(chip, owner->name))
		return false;
	while (soc_pin_find_signal(signal, &cursor, &use)) {
		if (soc_chip_has_pin(chip, use.pin))
			return true;
	}
	return pad && (!soc_package(chip->package) || soc_ball_next(chip->package, pad, &ball));
}
