/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transfers between SPI4 as master and SPI5 as slave, whose wires the test on the host has joined, as drivers do
 * them (RM0436, "SPI"): both by interrupts, in packets with a rest; both over DMA; and the master polled.
 *
 * check() is cortex_m_check.h's. RESULTS[2] is 1 at the end.
 */
#include "dma_registers.h"

VECTORS;

#define RCC_MC_APB2ENSETR REG(0x50000A88)
#define RCC_MC_AHB4ENSETR REG(0x50000AA8)

#define MASTER	   0x44005000u /* SPI4 */
#define SLAVE	   0x44009000u /* SPI5 */
#define CR1(base)  REG((base) + 0x00)
#define CR2(base)  REG((base) + 0x04)
#define CFG1(base) REG((base) + 0x08)
#define CFG2(base) REG((base) + 0x0C)
#define IER(base)  REG((base) + 0x10)
#define SR(base)   REG((base) + 0x14)
#define IFCR(base) REG((base) + 0x18)
#define TXDR	   0x20
#define RXDR	   0x30

#define RXP  0x001u
#define TXP  0x002u
#define EOT  0x008u
#define TXTF 0x010u
#define UDR  0x020u
#define OVR  0x040u
#define REST 0xE000u /* RXWNE, RXPLVL */

#define SPE    0x0001u
#define CSTART 0x0200u
#define SSI    0x1000u

#define MBR_1M	  0x50070007u /* 8 bits, 1 Mbit/s at 64 MHz */
#define MBR_8M	  0x20070007u
#define PACKET(n) (((n)-1u) << 5)
#define RXDMAEN	  0x4000u
#define TXDMAEN	  0x8000u
#define AS_MASTER 0x04400000u /* MASTER, SSM */
#define AS_SLAVE  0x04000000u

#define SPI4_IRQ 84
#define SPI5_IRQ 85
#define SPI4_RX	 83 /* requests */
#define SPI4_TX	 84
#define SPI5_RX	 85
#define SPI5_TX	 86

#define LENGTH 301u

/* One side of a transfer. */
static struct side {
	uint32_t base;
	unsigned packet; /* bytes, of one access; 0: DMA moves them */
	uint8_t out[LENGTH + 3], in[LENGTH + 3];
	volatile unsigned sent, received, interrupts, over;
	uint32_t errors;
} sides[2] = {{.base = MASTER}, {.base = SLAVE}};

static void put(struct side *side)
{
	if (side->packet == 4)
		REG(side->base + TXDR) = *(uint32_t *)(side->out + side->sent);
	else
		REG8(side->base + TXDR) = side->out[side->sent];
	side->sent += side->packet;
}

static void get(struct side *side)
{
	if (side->packet == 4)
		*(uint32_t *)(side->in + side->received) = REG(side->base + RXDR);
	else
		side->in[side->received] = REG8(side->base + RXDR);
	side->received += side->packet;
}

static void serve(struct side *side)
{
	const uint32_t sr = SR(side->base);

	side->interrupts++;
	side->errors |= sr & (UDR | OVR);
	if (side->packet && (sr & TXP) && (IER(side->base) & TXP))
		put(side);
	if (side->packet && (sr & RXP))
		get(side);
	if (!(sr & EOT))
		return;
	while (side->packet && (SR(side->base) & REST))
		get(side);
	IER(side->base) = 0;
	IFCR(side->base) = EOT | TXTF;
	side->over = 1;
}

static void master_irq(void)
{
	serve(&sides[0]);
}

static void slave_irq(void)
{
	serve(&sides[1]);
}

static void prepare(unsigned packet)
{
	for (unsigned i = 0; i < 2; i++) {
		struct side *side = &sides[i];

		CR1(side->base) = i ? 0 : SSI;
		IFCR(side->base) = 0xFF8;
		side->packet = packet;
		side->sent = side->received = side->interrupts = side->over = 0;
		side->errors = 0;
		for (unsigned k = 0; k < sizeof(side->in); k++) {
			side->out[k] = (uint8_t)((i ? 0xA5 : 0x3C) + 7 * k);
			side->in[k] = 0;
		}
	}
}

static void configure(unsigned which, uint32_t cfg1, uint32_t cfg2)
{
	CFG1(sides[which].base) = cfg1;
	CFG2(sides[which].base) = cfg2;
	CR2(sides[which].base) = LENGTH;
}

static void compare(void)
{
	for (unsigned i = 0; i < 2; i++) {
		unsigned wrong = 0;

		for (unsigned k = 0; k < LENGTH; k++)
			wrong += sides[i].in[k] != sides[!i].out[k];
		check(wrong, 0);
		check(sides[i].errors, 0);
		check(SR(sides[i].base) & (REST | UDR | OVR), 0);
		CR1(sides[i].base) = i ? 0 : SSI;
	}
	check(CR1(MASTER), SSI);
}

static void by_interrupts(unsigned packet)
{
	prepare(packet);
	configure(1, MBR_1M | PACKET(packet), AS_SLAVE);
	configure(0, MBR_1M | PACKET(packet), AS_MASTER);
	for (unsigned i = 2; i--;) {
		CR1(sides[i].base) |= SPE;
		IER(sides[i].base) = RXP | TXP | EOT | UDR | OVR;
	}
	/* A slave has its data before the master begins. */
	while (sides[1].sent < 8)
		;
	CR1(MASTER) |= CSTART;
	while (!sides[0].over || !sides[1].over)
		ASM("wfi");
	check(sides[0].sent, (LENGTH + packet - 1) / packet * packet);
	check(sides[1].sent, (LENGTH + packet - 1) / packet * packet);
	check(sides[0].interrupts >= LENGTH / packet, 1);
	compare();
}

static void stream(unsigned number, unsigned request, uint32_t peripheral, void *memory,
		   uint32_t direction)
{
	DMA_CR(DMA1, number) &= ~EN;
	DMAMUX_CCR(number) = request;
	DMA_PAR(DMA1, number) = peripheral;
	DMA_M0AR(DMA1, number) = (uint32_t)memory;
	DMA_NDTR(DMA1, number) = LENGTH;
	DMA_FCR(DMA1, number) = 0;
	DMA_CR(DMA1, number) = MINC | direction | EN;
}

static void over_dma(void)
{
	prepare(0);
	DMA_IFCR(DMA1, 0) = 0xFFFFFFFF;
	configure(1, MBR_8M | RXDMAEN, AS_SLAVE);
	configure(0, MBR_8M | RXDMAEN, AS_MASTER);
	stream(0, SPI4_RX, MASTER + RXDR, sides[0].in, 0);
	stream(1, SPI4_TX, MASTER + TXDR, sides[0].out, TO_PERIPHERAL);
	stream(2, SPI5_RX, SLAVE + RXDR, sides[1].in, 0);
	stream(3, SPI5_TX, SLAVE + TXDR, sides[1].out, TO_PERIPHERAL);
	for (unsigned i = 2; i--;) {
		CFG1(sides[i].base) |= TXDMAEN;
		IER(sides[i].base) = EOT;
		CR1(sides[i].base) |= SPE;
	}
	while (DMA_NDTR(DMA1, 3) > LENGTH - 8)
		;
	CR1(MASTER) |= CSTART;
	while (!sides[0].over || !sides[1].over)
		ASM("wfi");
	while (DMA_NDTR(DMA1, 0) || DMA_NDTR(DMA1, 2))
		;
	/* TCIF of streams 0 to 3 */
	check(DMA_ISR(DMA1, 0) & 0x08200820, 0x08200820);
	check(sides[0].interrupts, 1);
	check(sides[1].interrupts, 1);
	compare();
}

/* The slave over DMA, the master by hand, without a size: as simple drivers do. */
static void polled(void)
{
	prepare(1);
	DMA_IFCR(DMA1, 0) = 0xFFFFFFFF;
	configure(1, MBR_8M | RXDMAEN, AS_SLAVE);
	configure(0, MBR_8M, AS_MASTER);
	CR2(MASTER) = 0;
	stream(2, SPI5_RX, SLAVE + RXDR, sides[1].in, 0);
	stream(3, SPI5_TX, SLAVE + TXDR, sides[1].out, TO_PERIPHERAL);
	CFG1(SLAVE) |= TXDMAEN;
	CR1(SLAVE) |= SPE;
	while (DMA_NDTR(DMA1, 3) > LENGTH - 8)
		;
	CR1(MASTER) |= SPE;
	CR1(MASTER) |= CSTART;
	while (sides[0].received < LENGTH) {
		put(&sides[0]);
		while (!(SR(MASTER) & RXP))
			;
		get(&sides[0]);
	}
	while (!(SR(SLAVE) & EOT))
		;
	check(SR(MASTER) & 0x1000, 0x1000); /* TXC */
	check(CR1(MASTER) & CSTART, CSTART);
	while (DMA_NDTR(DMA1, 2))
		;
	compare();
}

void reset(void)
{
	RCC_MC_AHB2ENSETR = 7;
	RCC_MC_APB2ENSETR = 3u << 9; /* SPI4EN, SPI5EN */
	RCC_MC_AHB4ENSETR = 1u << 4; /* GPIOEEN */
	REG(0x50006024) = 0x05550000; /* PE12, PE13, PE14: SPI4 */
	REG(0x50006000) = 0xEABFFFFF;
	set_vector(16 + SPI4_IRQ, master_irq);
	set_vector(16 + SPI5_IRQ, slave_irq);
	REG(0xE000E108) = 1u << (SPI4_IRQ - 64) | 1u << (SPI5_IRQ - 64);
	by_interrupts(1);
	by_interrupts(4);
	over_dma();
	polled();
	finished();
}
