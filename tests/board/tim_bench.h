/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers with their pins on a bench: literal addresses, a wire between two pins, and a recorder of a
 * pin's edges. With every clock at its reset value the timers count HSI, 64 MHz: 15 625 ps a clock.
 */
#ifndef COPRO_TESTS_BOARD_TIM_BENCH_H
#define COPRO_TESTS_BOARD_TIM_BENCH_H

#include "fixture.h"

#define CLOCK UINT64_C(15625)

#define TIM1  0x44000000
#define TIM2  0x40000000
#define TIM3  0x40001000
#define TIM4  0x40002000
#define TIM5  0x40003000
#define TIM6  0x40004000
#define TIM8  0x44001000
#define TIM12 0x40006000
#define TIM13 0x40007000
#define TIM15 0x44006000

#define CR1   0x00
#define CR2   0x04
#define SMCR  0x08
#define DIER  0x0C
#define SR    0x10
#define EGR   0x14
#define CCMR1 0x18
#define CCMR2 0x1C
#define CCER  0x20
#define CNT   0x24
#define PSC   0x28
#define ARR   0x2C
#define RCR   0x30
#define CCR1  0x34
#define CCR2  0x38
#define CCR3  0x3C
#define CCR4  0x40
#define BDTR  0x44
#define DCR   0x48
#define DMAR  0x4C
#define AF1   0x60
#define TISEL 0x68

/* cmocka setup: the timers and the GPIO banks have clocks. */
int bench_setup(void **state);

uint32_t get(struct fixture *f, uint32_t address);
void set(struct fixture *f, uint32_t address, uint32_t value);
void pass(struct fixture *f, uint64_t ps);
uint64_t now(struct fixture *f);
/* Nothing is armed. */
bool quiet(struct fixture *f);

/* Alternate function `af` on a pin. */
void alternate(struct fixture *f, char port, unsigned pin, unsigned af);
/* What GPIO's IDR says. */
bool reads(struct fixture *f, char port, unsigned pin);

/* From the first pin to the second, for as long as the board lives. */
struct wire {
	struct device *to;
	unsigned pin;
};
void wire(struct fixture *f, struct wire *wire, char port, unsigned pin, char to, unsigned to_pin);

#define EDGES 64

struct edges {
	unsigned count;
	uint64_t when[EDGES];
	bool level[EDGES];
};
void record(struct fixture *f, struct edges *edges, char port, unsigned pin);
/* What it watches the pin with. */
void edges_keep(void *context, bool level, uint64_t when);
/* Edge `index` was to `level`, so many clocks after `start`. */
void assert_edge(const struct edges *edges, unsigned index, bool level, uint64_t start,
		 uint64_t clocks);

#endif
