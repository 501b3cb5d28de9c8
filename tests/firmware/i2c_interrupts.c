/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transfers by interrupts between I2C5 and I2C1, whose wires the test on the host has joined, as a driver does
 * them (RM0436, "I2C"): 300 bytes each way with NBYTES reloaded, a repeated START, a 10-bit address, an address that is nobody's,
 * and a bus that is stuck and clocked free at its pins.
 *
 * check() is cortex_m_check.h's. RESULTS[2] is 1 at the end; through RESULTS[3] the host is asked to hold SDA
 * low for so many clocks, and writes 0 when it does.
 */
#include "cortex_m_check.h"

VECTORS;

#define CONTROLLER 0x40015000u /* I2C5 */
#define TARGET	   0x40012000u /* I2C1 */
#define CR1(base)  REG((base) + 0x00)
#define CR2(base)  REG((base) + 0x04)
#define OAR1(base) REG((base) + 0x08)
#define TIMINGR(b) REG((b) + 0x10)
#define ISR(base)  REG((base) + 0x18)
#define ICR(base)  REG((base) + 0x1C)
#define RXDR(base) REG((base) + 0x24)
#define TXDR(base) REG((base) + 0x28)

#define TXE   (1u << 0)
#define TXIS  (1u << 1)
#define RXNE  (1u << 2)
#define ADDR  (1u << 3)
#define NACKF (1u << 4)
#define STOPF (1u << 5)
#define TC    (1u << 6)
#define TCR   (1u << 7)
#define BUSY  (1u << 15)
#define DIR   (1u << 16)

#define RD_WRN	(1u << 10)
#define ADD10	(1u << 11)
#define START	(1u << 13)
#define NBYTES	16
#define RELOAD	(1u << 24)
#define AUTOEND (1u << 25)

#define PE	   (1u << 0)
#define INTERRUPTS 0xFEu

#define I2C1_EV 31
#define I2C5_EV 107

#define GPIOA 0x50002000u
#define SCL   (1u << 11)
#define SDA   (1u << 12)

#define LENGTH 300

static volatile struct {
	uint8_t *data;
	unsigned left; /* bytes that are to be moved after this NBYTES */
	uint32_t address; /* CR2's bits of it */
	int then_read; /* TC: a repeated START that reads as many bytes */
	unsigned nacks, reloads;
	int done;
} controller;

static volatile struct {
	uint8_t data[LENGTH];
	unsigned count;
	unsigned addressed;
	uint32_t code; /* ADDCODE and DIR, of the last */
	int done;
} target;

static uint8_t out[LENGTH], in[LENGTH];

/* The next NBYTES, at most 255, with more to come. */
static uint32_t next_block(void)
{
	const unsigned bytes = controller.left > 255 ? 255 : controller.left;

	controller.left -= bytes;
	if (controller.left)
		return bytes << NBYTES | RELOAD;
	return bytes << NBYTES | (controller.then_read ? 0 : AUTOEND);
}

static void controller_event(void)
{
	const uint32_t isr = ISR(CONTROLLER);

	if (isr & NACKF) {
		ICR(CONTROLLER) = NACKF;
		controller.nacks++;
	} else if (isr & RXNE) {
		*controller.data++ = (uint8_t)RXDR(CONTROLLER);
	} else if (isr & TXIS) {
		TXDR(CONTROLLER) = *controller.data++;
	} else if (isr & TCR) {
		controller.reloads++;
		CR2(CONTROLLER) = controller.address | next_block();
	} else if (isr & TC) {
		const unsigned bytes = (unsigned)controller.then_read;

		controller.then_read = 0;
		controller.left = bytes;
		controller.data = in;
		controller.address |= RD_WRN;
		CR2(CONTROLLER) = controller.address | next_block() | START;
	} else if (isr & STOPF) {
		ICR(CONTROLLER) = STOPF;
		controller.done = 1;
	}
}

static void target_event(void)
{
	const uint32_t isr = ISR(TARGET);

	if (isr & NACKF) {
		ICR(TARGET) = NACKF;
	} else if (isr & RXNE) {
		const uint8_t byte = (uint8_t)RXDR(TARGET);

		if (target.count < LENGTH)
			target.data[target.count] = byte;
		target.count++;
	} else if (isr & ADDR) {
		target.addressed++;
		target.code = isr >> 16 & 0xFF;
		target.count = 0;
		ICR(TARGET) = ADDR;
	} else if (isr & STOPF) {
		ISR(TARGET) = TXE; /* what was written and not sent */
		ICR(TARGET) = STOPF;
		target.done = 1;
	} else if (isr & TXIS) {
		TXDR(TARGET) = target.count < LENGTH ? target.data[target.count] : 0;
		target.count++;
	}
}

static void interrupt_enable(unsigned irq)
{
	REG(0xE000E100 + irq / 32 * 4) = 1u << irq % 32;
}

static void transfer(uint32_t address, uint8_t *data, unsigned length)
{
	controller.data = data;
	controller.left = length;
	controller.address = address;
	controller.done = 0;
	target.done = 0;
	CR2(CONTROLLER) = address | next_block() | START;
}

/* Sleeps until the transfer is over. */
static void finish(int with_target)
{
	for (;;) {
		ASM("cpsid i");
		if (controller.done && (!with_target || target.done))
			break;
		ASM("wfi");
		ASM("cpsie i");
		ASM("isb");
	}
	ASM("cpsie i");
}

static void wait_cycles(uint32_t cycles)
{
	const uint32_t begin = DWT_CYCCNT;

	while (DWT_CYCCNT - begin < cycles)
		;
}

static void pins(uint32_t mode)
{
	REG(GPIOA) = (REG(GPIOA) & ~(0xFu << 22)) | (mode | mode << 2) << 22;
}

static void open(void)
{
	REG(0x50000A80) = 1u << 21 | 1u << 24; /* RCC_MC_APB1ENSETR: I2C1EN, I2C5EN */
	REG(0x50000AA8) = 1u; /* RCC_MC_AHB4ENSETR: GPIOAEN */
	REG(GPIOA + 0x24) = 0x00044000; /* AFRH: PA11, PA12 are I2C5's */
	REG(GPIOA + 0x04) = SCL | SDA; /* open drain */
	pins(2);
	DEMCR = 1u << 24;
	DWT_CTRL = 1;
	set_vector(16 + I2C1_EV, target_event);
	set_vector(16 + I2C5_EV, controller_event);
	interrupt_enable(I2C1_EV);
	interrupt_enable(I2C5_EV);
	TIMINGR(CONTROLLER) = 0x00602173; /* 400 kbit/s at 64 MHz */
	CR1(CONTROLLER) = INTERRUPTS | PE;
	OAR1(TARGET) = 1u << 15 | 0x21 << 1;
	CR1(TARGET) = INTERRUPTS | PE;
}

static void writes_300_bytes(void)
{
	unsigned wrong = 0;

	for (unsigned i = 0; i < LENGTH; i++)
		out[i] = (uint8_t)(i * 7);
	transfer(0x21 << 1, out, LENGTH);
	finish(1);
	check(controller.reloads, 1);
	check(controller.nacks, 0);
	check(target.count, LENGTH);
	check(target.code, 0x21 << 1);
	for (unsigned i = 0; i < LENGTH; i++)
		wrong += target.data[i] != (uint8_t)(i * 7);
	check(wrong, 0);
	check(ISR(CONTROLLER), TXE);
}

static void reads_300_bytes(void)
{
	unsigned wrong = 0;

	for (unsigned i = 0; i < LENGTH; i++)
		target.data[i] = (uint8_t)(i * 5 + 1);
	transfer(0x21 << 1 | RD_WRN, in, LENGTH);
	finish(1);
	check(controller.reloads, 2);
	check(target.code, 0x21 << 1 | 1);
	for (unsigned i = 0; i < LENGTH; i++)
		wrong += in[i] != (uint8_t)(i * 5 + 1);
	check(wrong, 0);
}

static void writes_then_reads(void)
{
	out[0] = 0x5A;
	target.addressed = 0;
	controller.then_read = 3;
	transfer(0x21 << 1, out, 1);
	finish(1);
	check(target.addressed, 2);
	check(target.code, 0x21 << 1 | 1);
	check(in[0], 0x5A);
	check(in[1], 6);
	check(in[2], 11);
}

static void finds_nobody(void)
{
	controller.nacks = 0;
	transfer(0x22 << 1, out, 2);
	finish(0);
	check(controller.nacks, 1);
	check(ISR(CONTROLLER) & (NACKF | STOPF | BUSY), 0);
}

static void uses_ten_bits(void)
{
	OAR1(TARGET) = 0;
	OAR1(TARGET) = 1u << 15 | 1u << 10 | 0x2C5;
	transfer(0x2C5 | ADD10, out, 4);
	finish(1);
	check(target.count, 4);
	check(target.code, 0x7A << 1);
	check(target.data[0], 0x5A);
	target.addressed = 0;
	transfer(0x2C5 | ADD10 | RD_WRN, in, 2);
	finish(1);
	check(target.addressed, 2);
	check(in[0], 0x5A);
	OAR1(TARGET) = 0;
	OAR1(TARGET) = 1u << 15 | 0x21 << 1;
}

static void recovers_the_bus(void)
{
	unsigned clocks = 0;

	RESULTS[3] = 7;
	while (RESULTS[3])
		;
	check(ISR(CONTROLLER) & BUSY, BUSY);
	transfer(0x21 << 1, out, 1);
	wait_cycles(64000);
	check(controller.done, 0);
	check(REG(GPIOA + 0x10) & (SCL | SDA), SCL);
	CR1(CONTROLLER) = 0;
	REG(GPIOA + 0x18) = SCL | SDA;
	pins(1);
	while (!(REG(GPIOA + 0x10) & SDA) && clocks < 9) {
		REG(GPIOA + 0x18) = SCL << 16;
		wait_cycles(320);
		REG(GPIOA + 0x18) = SCL;
		wait_cycles(320);
		clocks++;
	}
	check(clocks, 7);
	REG(GPIOA + 0x18) = SCL << 16;
	REG(GPIOA + 0x18) = SDA << 16;
	wait_cycles(320);
	REG(GPIOA + 0x18) = SCL;
	wait_cycles(320);
	REG(GPIOA + 0x18) = SDA;
	pins(2);
	CR1(CONTROLLER) = INTERRUPTS | PE;
	transfer(0x21 << 1, out, 1);
	finish(1);
	check(target.count, 1);
	check(target.data[0], 0x5A);
}

void reset(void)
{
	open();
	writes_300_bytes();
	reads_300_bytes();
	writes_then_reads();
	finds_nobody();
	uses_ten_bits();
	recovers_the_bus();
	RESULTS[2] = 1;
	for (;;)
		ASM("wfi");
}
