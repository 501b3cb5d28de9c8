/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A board whose FDCAN1 and FDCAN2 are at their pins, and a node of the test's own on the bus of FDCAN1.
 *
 * The kernel clock is HSE, 24 MHz: with NBTP = 0x00000E07 a bit takes 24 of its clocks, 1 us, with DBTP = 0x00000300 6 of
 * them, 250 ns.
 */
#ifndef COPRO_TESTS_BOARD_CAN_RIG_H
#define COPRO_TESTS_BOARD_CAN_RIG_H

#include "board/can_bus.h"
#include "board/timeline.h"
#include "fixture.h"

/* RM0436, memory map and FDCAN register map. */
#define FDCAN1 0x4400E000u
#define FDCAN2 0x4400F000u
#define CCU    0x44010000u
#define RAM    0x44011000u

#define DBTP   0x00Cu
#define TEST   0x010u
#define RWD    0x014u
#define CCCR   0x018u
#define NBTP   0x01Cu
#define TSCC   0x020u
#define TSCV   0x024u
#define TOCC   0x028u
#define TOCV   0x02Cu
#define ECR    0x040u
#define PSR    0x044u
#define TDCR   0x048u
#define IR     0x050u
#define IE     0x054u
#define ILS    0x058u
#define ILE    0x05Cu
#define GFC    0x080u
#define SIDFC  0x084u
#define XIDFC  0x088u
#define XIDAM  0x090u
#define HPMS   0x094u
#define NDAT1  0x098u
#define NDAT2  0x09Cu
#define RXF0C  0x0A0u
#define RXF0S  0x0A4u
#define RXF0A  0x0A8u
#define RXBC   0x0ACu
#define RXF1C  0x0B0u
#define RXF1S  0x0B4u
#define RXF1A  0x0B8u
#define RXESC  0x0BCu
#define TXBC   0x0C0u
#define TXFQS  0x0C4u
#define TXESC  0x0C8u
#define TXBRP  0x0CCu
#define TXBAR  0x0D0u
#define TXBCR  0x0D4u
#define TXBTO  0x0D8u
#define TXBCF  0x0DCu
#define TXBTIE 0x0E0u
#define TXBCIE 0x0E4u
#define TXEFC  0x0F0u
#define TXEFS  0x0F4u
#define TXEFA  0x0F8u

/* CCCR */
#define INIT  0x00000001u
#define CCE   0x00000002u
#define ASM   0x00000004u
#define CSA   0x00000008u
#define CSR   0x00000010u
#define MON   0x00000020u
#define DAR   0x00000040u
#define TEST_ 0x00000080u
#define FDOE  0x00000100u
#define BRSE  0x00000200u
#define TXP   0x00004000u
#define NISO  0x00008000u

#define LBCK 0x00000010u /* TEST */

/* IR */
#define RF0N 0x00000001u
#define RF0W 0x00000002u
#define RF0F 0x00000004u
#define RF0L 0x00000008u
#define HPM  0x00000100u
#define TC   0x00000200u
#define TCF  0x00000400u
#define TFE  0x00000800u
#define TEFN 0x00001000u
#define TEFW 0x00002000u
#define TEFF 0x00004000u
#define TEFL 0x00008000u
#define TSW  0x00010000u
#define TOO  0x00040000u
#define DRX  0x00080000u
#define ELO  0x00400000u
#define EP   0x00800000u
#define EW   0x01000000u
#define BO   0x02000000u
#define PEA  0x08000000u
#define PED  0x10000000u
#define ARA  0x20000000u

#define FDCAN1_IT0 19
#define FDCAN1_IT1 21
#define FDCAN2_IT0 20
#define FDCAN_CAL  63

#define BIT	PS_PER_US
#define NBTP_1M 0x00000E07u
#define DBTP_4M 0x00000300u

/*
 * The message RAM as the rig lays it out, in words from its start; FDCAN2 has the same 0x400 words further on.
 * 0x000: 4 standard filters, 0x010: 4 extended ones, 0x040: Rx FIFO 0 of 3 elements of 18 words, 0x080: Rx FIFO 1,
 * 3 of 18, 0x0C0: Rx buffers of 18 words, 0x140: 4 Tx events, 0x180: Tx buffers of 18 words.
 */
#define STD_WORD   0x000u
#define EXT_WORD   0x010u
#define FIFO0_WORD 0x040u
#define FIFO1_WORD 0x080u
#define RXB_WORD   0x0C0u
#define EVENT_WORD 0x140u
#define TXB_WORD   0x180u
#define ELEMENT	   18u

struct can_rig {
	struct fixture *f;
	struct can_bus *bus; /* of FDCAN1 */
	struct can_node node;
	bool acknowledges;
	struct can_answer answer; /* besides: an error */
	struct can_frame send[8];
	unsigned sends, sent; /* how many there are; how many have gone */
	unsigned tries; /* of frames of its own */
	unsigned frames; /* heard without an error */
	unsigned failed; /* and with one */
	enum can_error error; /* of the last one */
	struct can_frame heard[16];
	uint64_t when; /* ps: the end of the last one */
};

/* cmocka setup and teardown: *state is a struct can_rig. PA11 and PA12 are FDCAN1_RX and TX, PB12 and PB13 those of
 * FDCAN2. */
int can_rig_open(void **state);
int can_rig_close(void **state);
void can_rig_pass(struct can_rig *rig, uint64_t ps);

static inline uint32_t reg(struct can_rig *rig, uint32_t address)
{
	return rd(rig->f, SOC_M4, address);
}

static inline void set(struct can_rig *rig, uint32_t address, uint32_t value)
{
	wr(rig->f, SOC_M4, address, value);
}

/* A word of the message RAM of a block. */
static inline uint32_t ram(struct can_rig *rig, uint32_t base, unsigned word)
{
	return reg(rig, RAM + (base == FDCAN2 ? 0x1000 : 0) + 4 * word);
}

static inline void set_ram(struct can_rig *rig, uint32_t base, unsigned word, uint32_t value)
{
	set(rig, RAM + (base == FDCAN2 ? 0x1000 : 0) + 4 * word, value);
}

/* INIT and CCE are set, bit times and the layout are written: 3 elements in each Rx FIFO, 2 dedicated Tx buffers and a
 * FIFO of 3, 4 events, 64 bytes everywhere, no filters. */
void can_rig_configure(struct can_rig *rig, uint32_t base);
/* Leaves the configuration with these bits of CCCR (without INIT and CCE), and waits until it is on the bus. */
void can_rig_start(struct can_rig *rig, uint32_t base, uint32_t cccr);
/* Both, in external loop back mode. */
void can_rig_loop(struct can_rig *rig, uint32_t base, uint32_t cccr);
/* A Tx buffer: the element's first two words, and up to eight bytes. */
void can_rig_buffer(struct can_rig *rig, uint32_t base, unsigned buffer, uint32_t first,
		    uint32_t second, uint32_t low, uint32_t high);
/* The node sends this, in candump's words. */
void can_rig_send(struct can_rig *rig, const char *frame);

#endif
