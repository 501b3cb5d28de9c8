/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of the trusted firmware (tfa.c). */
#ifndef COPRO_HOST_BOOT_TFA_H
#define COPRO_HOST_BOOT_TFA_H

#include "host/boot/stage.h"

/* Starts oscillators, PLLs, bus and kernel clocks as the rcc node says (st,clksrc, st,clkdiv, st,pkcs,
 * st,pll@N; bindings/clock/st,stm32mp1-rcc.txt of TF-A); what the tree does not say is as on an
 * STM32MP157C-DK2. Returns where they are from, for a line of the log. */
const char *tfa_clocks_start(struct stage *tfa);

/* Gives peripherals to their owners as st,decprot says, locks what it locks, and tells the result.
 * `clocks`: of tfa_clocks_start(). */
void tfa_firewall_set(struct stage *tfa, const char *clocks);

#endif
