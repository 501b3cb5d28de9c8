/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/initiator.h"

const char *soc_initiator_name(enum soc_initiator initiator)
{
	switch (initiator) {
	case SOC_A7_SECURE:
		return "A7 secure";
	case SOC_A7:
		return "A7";
	case SOC_M4:
		return "M4";
	case SOC_DMA1:
		return "DMA1";
	case SOC_DMA2:
		return "DMA2";
	case SOC_INITIATORS:
		break;
	}
	return "?";
}
