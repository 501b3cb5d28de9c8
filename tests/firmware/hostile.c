/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A firmware that does one thing wrong, for tests of the host: which one, a test writes into the word
 * behind "MODE" in the file (tests/cli/images.py).
 *
 * The rings are worked by hand (virtio 1.1, 2.6): the firmware's own code would not do such things.
 */
#include <stdint.h>

enum mode {
	MODE_WAITS, /* for ever, without a word */
	MODE_FAULTS, /* at once, and stays in its handler */
	MODE_LOCKS_UP,
	MODE_LOOPS, /* for ever */
	MODE_FLOODS, /* with messages to an address where nobody listens, without end */
	MODE_USED_ID, /* returns a buffer that it does not have */
	MODE_USED_LENGTH, /* claims to have written 4 GB */
	MODE_USED_INDEX, /* claims to have used 1000 buffers */
	MODE_LENGTH, /* a message longer than its buffer */
	MODE_DESCRIPTORS, /* points the host's descriptors anywhere */
	MODE_NAME, /* announces a name that does not end */
	MODE_CHANNELS, /* announces 10 000 channels */
	MODE_KICKS, /* rings without end, with nothing to say */
	MODE_NS_LENGTH, /* an announcement that is too short */
	MODE_TRACE, /* logs every kind of byte */
	MODE_ENDS_IN_FAULT, /* announces a terminal, then reads where nothing is */
	MODE_TABLE, /* overwrites its resource table while the host uses it */
	MODE_FIREWALL /* opens itself everything, and uses what is the Cortex-A7's */
};

/* A table of one vdev with two rings, and a trace buffer (Linux, include/linux/remoteproc.h). */
__attribute__((section(".resource_table"), used)) volatile uint32_t table[] = {
	1, 2, 0, 0, 24, 24 + 28 + 40,
	/* vdev: type, id, notifyid, dfeatures, gfeatures, config_len, status and number of rings */
	3, 7, 0, 1, 0, 0, 0x200,
	/* each ring: da, align, num, notifyid, pa */
	0xFFFFFFFF, 16, 16, 0, 0, 0xFFFFFFFF, 16, 16, 1, 0,
	/* trace: type, da, len, reserved, name */
	2, 0x1001E000, 0x100, 0, 0x74736F68, 0x00656C69, 0, 0, 0, 0, 0, 0};
#define STATUS	  (((volatile uint8_t *)table)[48])
#define DRIVER_OK 4u
#define VRING0_DA table[13]
#define TRACE	  ((volatile char *)0x1001E000)

__attribute__((section(".data"), used)) static volatile const uint32_t chosen[2] = {0x45444F4D, 0};

/* RM0436: RCC MC_AHB3ENSETR, IPCC C2SCR with the bit that rings channel 1 */
#define REG(address)   (*(volatile uint32_t *)(address))
#define MC_AHB3ENSETR  REG(0x50000AA0)
#define MC_AHB3_IPCCEN (1u << 12)
#define IPCC_C2SCR     REG(0x4C001018)
#define IPCC_CH1S      (1u << 16)
#define ETZPC	       ((volatile uint32_t *)0x5C007000)
#define UART4_ISR      REG(0x4001001C)
#define USART1_ISR     REG(0x5C00001C)

#define NUM 16u

struct descriptor {
	uint32_t addr, addr_high, len;
	uint16_t flags, next;
};

struct ring {
	volatile struct descriptor *desc;
	volatile uint16_t *avail; /* flags, idx, ring */
	volatile uint16_t *used; /* flags, idx, then pairs of words */
	uint16_t last;
};

struct header {
	uint32_t src, dst, reserved;
	uint16_t len, flags;
};

static void kick(void)
{
	__asm__ volatile("dmb" ::: "memory");
	IPCC_C2SCR = IPCC_CH1S;
}

static void ring_open(struct ring *ring)
{
	while (!(STATUS & DRIVER_OK))
		;
	MC_AHB3ENSETR = MC_AHB3_IPCCEN;
	ring->desc = (volatile struct descriptor *)VRING0_DA;
	ring->avail = (volatile uint16_t *)(VRING0_DA + 16 * NUM);
	ring->used = (volatile uint16_t *)((VRING0_DA + 16 * NUM + 4 + 2 * NUM + 2 + 15) & ~15u);
	ring->last = 0;
}

static void push(struct ring *ring, uint32_t id, uint32_t length)
{
	volatile uint32_t *element = (volatile uint32_t *)(ring->used + 2);
	uint16_t index = ring->used[1];

	element[2 * (index % NUM)] = id;
	element[2 * (index % NUM) + 1] = length;
	__asm__ volatile("dmb" ::: "memory");
	ring->used[1] = (uint16_t)(index + 1);
	kick();
}

/* Waits for a buffer of the host's and returns its id. */
static uint32_t take(struct ring *ring)
{
	while (ring->avail[1] == ring->last)
		;
	return ring->avail[2 + ring->last++ % NUM];
}

static void send(struct ring *ring, struct header header, const uint8_t *data, uint32_t length)
{
	uint32_t id = take(ring);
	volatile uint8_t *to = (volatile uint8_t *)ring->desc[id].addr;
	const uint8_t *from = (const uint8_t *)&header;

	for (uint32_t i = 0; i < sizeof(header); i++)
		to[i] = from[i];
	for (uint32_t i = 0; i < length; i++)
		to[sizeof(header) + i] = data[i];
	push(ring, id, sizeof(header) + length);
}

/* Name service (Linux, include/linux/rpmsg/ns.h): name, address, flags. */
static void announce(struct ring *ring, uint32_t address, const char *name, uint32_t filler,
		     uint32_t length)
{
	struct header header = {.src = address, .dst = 53, .len = (uint16_t)length};
	uint8_t body[40];

	for (uint32_t i = 0; i < 32; i++) {
		body[i] = *name ? (uint8_t)*name : (uint8_t)filler;
		name += *name != 0;
	}
	for (uint32_t i = 0; i < 4; i++) {
		body[32 + i] = (uint8_t)(address >> 8 * i);
		body[36 + i] = 0;
	}
	send(ring, header, body, length);
}

static void sleep_for_ever(void)
{
	for (;;)
		__asm__ volatile("wfi");
}

static void write_trace(void)
{
	static const char text[] = "\033[31mred\001\377\n\xc3\xa4 is fine\nand no end";

	for (uint32_t i = 0; i < sizeof(text); i++)
		TRACE[i] = text[i];
}

static void use_everything(void)
{
	for (uint32_t word = 0; word < 15; word++)
		ETZPC[word] = 0xFFFFFFFF;
	(void)UART4_ISR;
	(void)USART1_ISR;
}

static void many_channels(struct ring *ring)
{
	for (uint32_t i = 0; i < 10000; i++) {
		char name[] = "channel-00000";
		uint32_t rest = i;

		for (uint32_t digit = 12; digit > 7; digit--, rest /= 10)
			name[digit] = (char)('0' + rest % 10);
		announce(ring, 1024 + i, name, 0, 40);
	}
}

static void misbehave(struct ring *ring)
{
	const struct header plain = {.src = 1024, .dst = 99, .len = 4};
	uint32_t id;

	switch (chosen[1]) {
	case MODE_FLOODS:
		for (;;)
			send(ring, plain, (const uint8_t *)"flow", 4);
	case MODE_USED_ID:
		push(ring, 0xFFFF0003, 16);
		break;
	case MODE_USED_LENGTH:
		push(ring, take(ring), 0xFFFFFFFF);
		break;
	case MODE_USED_INDEX:
		ring->used[1] = (uint16_t)(ring->used[1] + 1000);
		kick();
		break;
	case MODE_LENGTH:
		send(ring, (struct header){.src = 1024, .dst = 53, .len = 0xFFFF},
		     (const uint8_t *)"long", 4);
		break;
	case MODE_DESCRIPTORS:
		id = take(ring);
		for (uint32_t i = 0; i < NUM; i++) {
			ring->desc[i].addr = 0xFFFFFFF0 - 0x1000 * i;
			ring->desc[i].addr_high = i;
			ring->desc[i].len = 0xFFFFFFFF;
			ring->desc[i].flags = 0xFFFF;
			ring->desc[i].next = 0xFFFF;
		}
		push(ring, id, 512);
		break;
	case MODE_NAME:
		announce(ring, 1024, "rpmsg-tty", 'x', 40);
		break;
	case MODE_CHANNELS:
		many_channels(ring);
		break;
	case MODE_KICKS:
		for (;;)
			kick();
	case MODE_NS_LENGTH:
		announce(ring, 1024, "rpmsg-tty", 0, 17);
		break;
	case MODE_ENDS_IN_FAULT:
		announce(ring, 1024, "rpmsg-tty", 0, 40);
		(void)REG(0x60000000);
		break;
	case MODE_TABLE:
		for (uint32_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
			table[i] = 0xFFFFFFFF;
		kick();
		break;
	}
}

void reset(void);
void hard_fault(void);

void reset(void)
{
	struct ring ring;

	switch (chosen[1]) {
	case MODE_FAULTS:
	case MODE_LOCKS_UP:
		__asm__ volatile("udf #0");
		break;
	case MODE_LOOPS:
		for (;;)
			;
	case MODE_TRACE:
		write_trace();
		break;
	case MODE_FIREWALL:
		use_everything();
		break;
	case MODE_WAITS:
		break;
	default:
		ring_open(&ring);
		misbehave(&ring);
		break;
	}
	sleep_for_ever();
}

void hard_fault(void)
{
	if (chosen[1] == MODE_LOCKS_UP)
		__asm__ volatile("udf #1");
	for (;;)
		;
}

extern uint32_t __stack_top;

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
	&__stack_top, reset, hard_fault, hard_fault, hard_fault, hard_fault, hard_fault,
};
