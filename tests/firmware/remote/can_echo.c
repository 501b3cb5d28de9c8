/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * FDCAN1 by the manual's addresses (RM0436, "FDCAN"), 500 kbit/s: each frame that comes is logged, and one with an even
 * identifier is answered with the next one, its data inverted. Each time USER1 (PA14) is pressed, a frame goes out.
 */
#include <stdbool.h>
#include <stdint.h>

#include <copro/remote.h>

#define REG(address) (*(volatile uint32_t *)(address))

#define RCC_FDCANCKSELR	  REG(0x5000090C)
#define RCC_MC_APB2ENSETR REG(0x50000A88)
#define RCC_MC_AHB4ENSETR REG(0x50000AA8)
#define GPIOA(offset)	  REG(0x50002000 + (offset))

#define FDCAN1(offset) REG(0x4400E000 + (offset))
#define RAM(word)      REG(0x44011000 + 4 * (word))
#define CCCR	       FDCAN1(0x018)
#define NBTP	       FDCAN1(0x01C)
#define PSR	       FDCAN1(0x044)
#define RXF0C	       FDCAN1(0x0A0)
#define RXF0S	       FDCAN1(0x0A4)
#define RXF0A	       FDCAN1(0x0A8)
#define TXBC	       FDCAN1(0x0C0)
#define TXFQS	       FDCAN1(0x0C4)
#define TXBAR	       FDCAN1(0x0D0)

#define TX_WORD 256u /* 8 elements of 4 words; the Rx FIFO has 32 of them before */

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(16, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[32];
static struct remote remote;
static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static void can_open(void)
{
	RCC_FDCANCKSELR = 0; /* HSE, 24 MHz */
	RCC_MC_APB2ENSETR = 1u << 24;
	RCC_MC_AHB4ENSETR = 1u;
	/* PA11, PA12: AF9; PA14: an input with a pull-up. */
	GPIOA(0x24) = (GPIOA(0x24) & 0xFFF00FFF) | 0x00099000;
	GPIOA(0x0C) = (GPIOA(0x0C) & ~(3u << 28)) | 1u << 28;
	GPIOA(0x00) = (GPIOA(0x00) & 0xCC3FFFFF) | 0x02800000;
	CCCR |= 1;
	CCCR |= 2;
	NBTP = 0x00010E07; /* a prescaler of 2, 24 quanta */
	RXF0C = 32u << 16;
	TXBC = 8u << 24 | 4 * TX_WORD;
	CCCR &= ~1u;
}

static void send(uint32_t first, uint32_t dlc, uint32_t low, uint32_t high)
{
	const uint32_t index = TXFQS >> 16 & 0x1F;

	if (TXFQS >> 21 & 1)
		return;
	RAM(TX_WORD + 4 * index) = first;
	RAM(TX_WORD + 4 * index + 1) = dlc;
	RAM(TX_WORD + 4 * index + 2) = low;
	RAM(TX_WORD + 4 * index + 3) = high;
	TXBAR = 1u << index;
}

static void receive(void)
{
	const uint32_t index = RXF0S >> 8 & 0x3F;
	const uint32_t first = RAM(4 * index), second = RAM(4 * index + 1);
	const uint32_t low = RAM(4 * index + 2), high = RAM(4 * index + 3);
	const uint32_t id = first & 1u << 30 ? first & 0x1FFFFFFF : first >> 18 & 0x7FF;

	RXF0A = index;
	remote_log("frame %x of %u: %08x", (unsigned)id, (unsigned)(second >> 16 & 0xF),
		   (unsigned)low);
	if (!(id & 1))
		send(first + (first & 1u << 30 ? 1 : 1u << 18), second & 0xF0000, ~low, ~high);
}

int main(void)
{
	bool before = false;

	if (remote_init(&remote, &config) || remote_ticks_start())
		return 1;
	remote_log_init(log_text, sizeof(log_text));
	can_open();
	for (;;) {
		const bool pressed = !(GPIOA(0x10) >> 14 & 1);

		remote_poll();
		if (pressed && !before)
			send(0x100u << 18, 0x20000, 0x00002211, 0);
		before = pressed;
		while (RXF0S & 0x7F)
			receive();
		/* A tick is a millisecond. */
		remote_idle();
	}
}
