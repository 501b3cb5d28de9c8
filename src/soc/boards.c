/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/boards.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "soc/clock.h"

#define ST(name, chip, ...)                                                                        \
	{                                                                                          \
		name, "st," name, chip, SOC_HSE_HZ, SOC_LSE_HZ,                                    \
		{                                                                                  \
			__VA_ARGS__                                                                \
		}                                                                                  \
	}
#define OTHER(name, compatible, chip)                                                              \
	{                                                                                          \
		name, compatible, chip, SOC_HSE_HZ, SOC_LSE_HZ,                                    \
		{                                                                                  \
			NULL, NULL                                                                 \
		}                                                                                  \
	}

/* clang-format off */
static const struct soc_board boards[] = {
	ST("stm32mp157a-dk1", "STM32MP157AAC", soc_wires_dk, NULL),
	ST("stm32mp157c-dk2", "STM32MP157CAC", soc_wires_dk, soc_wires_dk2),
	ST("stm32mp157c-ed1", "STM32MP157CAA", soc_wires_ed1, NULL),
	ST("stm32mp157c-ev1", "STM32MP157CAA", soc_wires_ed1, soc_wires_ev1),
	ST("stm32mp157d-dk1", "STM32MP157DAC", soc_wires_dk, NULL),
	ST("stm32mp157f-dk2", "STM32MP157FAC", soc_wires_dk, soc_wires_dk2),
	ST("stm32mp157f-ed1", "STM32MP157FAA", soc_wires_ed1, NULL),
	ST("stm32mp157f-ev1", "STM32MP157FAA", soc_wires_ed1, soc_wires_ev1),
	OTHER("stm32mp151a-prtt1a", "prt,prtt1a", "STM32MP151AAD"),
	OTHER("stm32mp151a-prtt1c", "prt,prtt1c", "STM32MP151AAD"),
	OTHER("stm32mp151a-prtt1s", "prt,prtt1s", "STM32MP151AAD"),
	OTHER("stm32mp153c-dhcom-drc02", "dh,stm32mp153c-dhcom-drc02", "STM32MP153CAA"),
	OTHER("stm32mp153c-dhcor-drc-compact", "dh,stm32mp153c-dhcor-drc-compact", "STM32MP153CAC"),
	OTHER("stm32mp157a-dhcor-avenger96", "arrow,stm32mp157a-avenger96", "STM32MP157AAC"),
	OTHER("stm32mp157a-avenger96", "arrow,stm32mp157a-avenger96", "STM32MP157AAC"),
	OTHER("stm32mp157a-icore-stm32mp1-ctouch2", "engicam,icore-stm32mp1-ctouch2",
	      "STM32MP157AAA"),
	OTHER("stm32mp157a-icore-stm32mp1-ctouch2-of10", "engicam,icore-stm32mp1-ctouch2-of10",
	      "STM32MP157AAA"),
	OTHER("stm32mp157a-icore-stm32mp1-edimm2.2", "engicam,icore-stm32mp1-edimm2.2",
	      "STM32MP157AAA"),
	OTHER("stm32mp157a-iot-box", "shiratech,stm32mp157a-iot-box", "STM32MP157AAC"),
	OTHER("stm32mp157a-microgea-stm32mp1-microdev2.0",
	      "engicam,microgea-stm32mp1-microdev2.0", "STM32MP157AAA"),
	OTHER("stm32mp157a-microgea-stm32mp1-microdev2.0-of7",
	      "engicam,microgea-stm32mp1-microdev2.0-of7", "STM32MP157AAA"),
	OTHER("stm32mp157a-stinger96", "shiratech,stm32mp157a-stinger96", "STM32MP157AAC"),
	OTHER("stm32mp157c-dhcom-pdk2", "dh,stm32mp157c-dhcom-pdk2", "STM32MP157CAA"),
	OTHER("stm32mp157c-dhcom-picoitx", "dh,stm32mp157c-dhcom-picoitx", "STM32MP157CAA"),
	OTHER("stm32mp157c-emsbc-argon", "emtrion,stm32mp157c-emsbc-argon", "STM32MP157CAC"),
	OTHER("stm32mp157c-lxa-mc1", "lxa,stm32mp157c-mc1", "STM32MP157CAC"),
	OTHER("stm32mp157c-odyssey", "seeed,stm32mp157c-odyssey", "STM32MP157CAC"),
};
/* clang-format on */

#define COUNT (sizeof(boards) / sizeof(boards[0]))

const struct soc_board *soc_boards(size_t *count)
{
	*count = COUNT;
	return boards;
}

static bool is_called(const char *own, const char *name)
{
	static const char *const endings[] = {"",     "-scmi",	   ".dts",
					      ".dtb", "-scmi.dts", "-scmi.dtb"};
	const size_t length = strlen(own);

	if (strncasecmp(own, name, length))
		return false;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (!strcasecmp(name + length, endings[i]))
			return true;
	}
	return false;
}

const struct soc_board *soc_board_by_name(const char *name)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (is_called(boards[i].name, name) || is_called(boards[i].compatible, name))
			return &boards[i];
	}
	return NULL;
}

const struct soc_wire *soc_board_wire_next(const struct soc_board *board, size_t *cursor)
{
	size_t index = (*cursor)++;

	for (size_t i = 0; i < sizeof(board->wires) / sizeof(board->wires[0]); i++) {
		for (const struct soc_wire *wire = board->wires[i]; wire && wire->pin; wire++) {
			if (!index--)
				return wire;
		}
	}
	return NULL;
}

const struct soc_wire *soc_board_wire(const struct soc_board *board, const char *pin,
				      size_t *cursor)
{
	const struct soc_wire *wire;

	while ((wire = soc_board_wire_next(board, cursor))) {
		if (!strcasecmp(wire->pin, pin))
			return wire;
	}
	return NULL;
}
