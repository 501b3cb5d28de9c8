/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the FDCAN model share: fdcan.c (registers), fdcan_ram.c (the message RAM), fdcan_filter.c (acceptance),
 * fdcan_receive.c and fdcan_transmit.c (FIFOs and buffers), fdcan_protocol.c (the node on the bus, errors),
 * fdcan_time.c (timestamps and time-out) and fdcan_ccu.c (the clock calibration unit). What hangs on the bus is in
 * board/can_bus.h.
 *
 * "M_CAN" is Bosch's M_CAN user's manual, revision 3.2.
 */
#ifndef COPRO_BOARD_FDCAN_INTERNAL_H
#define COPRO_BOARD_FDCAN_INTERNAL_H

#include "board/can_bus.h"
#include "board/device.h"
#include "board/pin_wire.h"
#include "soc/regs/fdcan.h"

/* How the core stands to the bus. */
enum fdcan_activity {
	FDCAN_STOPPED, /* CCCR.INIT */
	FDCAN_INTEGRATING, /* waits for 11 recessive bits */
	FDCAN_RECOVERING, /* from bus-off: for 129 times 11 of them */
	FDCAN_ON
};

/* A FIFO of the message RAM; `size` comes from its configuration. */
struct fdcan_fifo {
	unsigned get, put, fill;
};

enum fdcan_pin { FDCAN_PIN_TX, FDCAN_PIN_RX, FDCAN_PINS };

/* The header of the Tx buffer that is sent, for the event. */
struct fdcan_sending {
	bool active; /* it is on the bus */
	unsigned buffer;
	uint32_t words[FDCAN_ELEMENT_HEADER];
	uint16_t stamp;
};

struct fdcan_state {
	struct can_bus bus; /* its own; `outside` is another one where they are joined */
	struct can_bus inside; /* of the internal loop back mode */
	struct can_bus *outside;
	struct can_node node;
	bool joined;
	struct pin_signal pins[FDCAN_PINS];
	unsigned irqs[2];
	struct device *ram, *ccu;

	enum fdcan_activity activity;
	struct timeline_event
		joins; /* the end of FDCAN_INTEGRATING, and of 11 bits of FDCAN_RECOVERING */
	unsigned sequences; /* of 11 recessive bits, in bus-off recovery */
	unsigned tec, rec; /* error counters */
	bool bus_off;
	uint64_t resumes; /* ps: does not send before */
	bool receiving; /* a frame of somebody else's */
	uint16_t stamp; /* of that one's first bit */

	struct fdcan_sending sending;
	uint32_t cancelled; /* requested for what is on the bus */
	struct fdcan_fifo tx; /* from the first buffer behind the dedicated ones on */
	struct fdcan_fifo events;
	struct fdcan_fifo rx[2];

	/* Counters of nominal bit times, TSCC.TCP + 1 each. */
	uint64_t tick; /* ps; 0: they stand */
	uint64_t since; /* ps: both counters are known as they were then */
	uint64_t stamps; /* ticks that the timestamp counter had, with its wraps */
	uint64_t wraps_told;
	struct timeline_event wraps;
	bool counts_down; /* the time-out counter */
	uint32_t left; /* where it stood */
	struct timeline_event timeout;
};

static inline struct fdcan_state *fdcan_state(const struct device *fdcan)
{
	return fdcan->state;
}

static inline bool fdcan_cccr(const struct device *fdcan, uint32_t bits)
{
	return (device_word(fdcan, FDCAN_CCCR) & bits) == bits;
}

static inline uint32_t fdcan_field(const struct device *fdcan, uint32_t offset, unsigned shift,
				   uint32_t mask)
{
	return device_word(fdcan, offset) >> shift & mask;
}

/* Where the area of a configuration register begins in the message RAM, in words. */
static inline uint32_t fdcan_start(const struct device *fdcan, uint32_t offset)
{
	return fdcan_field(fdcan, offset, FDCAN_START_SHIFT, FDCAN_START_MASK);
}

/* Loop back mode: it hears what it sends, and nobody else. */
bool fdcan_is_looped(const struct device *fdcan);

/* ---- fdcan.c ---- */

/* Sets flags of IR. */
void fdcan_flag(struct device *fdcan, uint32_t flags);
/* Something has changed: status registers and interrupts follow. */
void fdcan_update(struct device *fdcan);

/* ---- fdcan_ram.c ---- */

/* A word of the message RAM by its number; outside of it reads give 0 and writes are lost, with a word. */
uint32_t fdcan_ram_read(struct device *fdcan, uint32_t word);
void fdcan_ram_write(struct device *fdcan, uint32_t word, uint32_t value);
/* Words of data in an element, from a field of RXESC or TXESC. */
unsigned fdcan_element_words(uint32_t size);
/* A FIFO takes an element in, and gives up its oldest ones up to `index`. */
void fdcan_fifo_push(struct fdcan_fifo *fifo, unsigned size);
void fdcan_fifo_acknowledge(struct fdcan_fifo *fifo, unsigned size, unsigned index);
uint32_t fdcan_fifo_status(const struct fdcan_fifo *fifo, unsigned size);

/* ---- fdcan_filter.c ---- */

/* What is to be done with a received frame. */
struct fdcan_verdict {
	uint32_t store; /* FDCAN_STORE_: not FDCAN_STORE_DISABLED */
	unsigned filter; /* its index */
	unsigned buffer; /* of FDCAN_STORE_BUFFER */
	bool matched; /* else by GFC */
};

struct fdcan_verdict fdcan_filter(struct device *fdcan, const struct can_frame *frame);

/* ---- fdcan_receive.c ---- */

void fdcan_receive(struct device *fdcan, const struct can_frame *frame, uint16_t stamp);
void fdcan_write_rxfa(struct device *fdcan, unsigned fifo, uint32_t index);
void fdcan_receive_update(struct device *fdcan);
void fdcan_receive_reset(struct device *fdcan);

/* ---- fdcan_transmit.c ---- */

void fdcan_write_txbar(struct device *fdcan, uint32_t buffers);
void fdcan_write_txbcr(struct device *fdcan, uint32_t buffers);
void fdcan_write_txefa(struct device *fdcan, uint32_t index);
/* Asks for the bus if there is something to send. */
void fdcan_transmit_kick(struct device *fdcan);
/* The next one to be sent. */
bool fdcan_transmit_next(struct device *fdcan, struct can_frame *frame);
void fdcan_transmit_begun(struct device *fdcan, const struct can_frame *frame);
/* It is over; not sent: an error, or the arbitration was lost. */
void fdcan_transmit_over(struct device *fdcan, const struct can_frame *frame, bool sent);
void fdcan_transmit_update(struct device *fdcan);
void fdcan_transmit_reset(struct device *fdcan);

/* ---- fdcan_protocol.c ---- */

void fdcan_protocol_init(struct device *fdcan);
/* CCCR.INIT is cleared, or set. */
void fdcan_protocol_start(struct device *fdcan);
void fdcan_protocol_stop(struct device *fdcan);
/* The kernel clock or the bit times are others. */
void fdcan_protocol_retime(struct device *fdcan);
void fdcan_protocol_reset(struct device *fdcan);
/* PSR and ECR. */
void fdcan_protocol_update(struct device *fdcan);
/* Of the clock behind the CCU, in ps; 0: there is none. */
struct can_timing fdcan_timing(const struct device *fdcan);

/* ---- fdcan_time.c ---- */

void fdcan_time_init(struct device *fdcan);
/* The core starts or stops, or its bit time is another: the counters go on from here. */
void fdcan_time_retime(struct device *fdcan);
/* TOCV is TOP. */
void fdcan_time_preset(struct device *fdcan);
void fdcan_time_reset(struct device *fdcan);
uint32_t fdcan_time_stamp(struct device *fdcan);
uint32_t fdcan_time_left(struct device *fdcan);
void fdcan_write_tscv(struct device *fdcan);
void fdcan_write_tocv(struct device *fdcan);
/* A FIFO by its TOCC.TOS got its first element, or is empty. */
void fdcan_time_fifo(struct device *fdcan, uint32_t source, const struct fdcan_fifo *fifo);
/* Flags of what happened meanwhile. */
void fdcan_time_update(struct device *fdcan);

/* ---- fdcan_ccu.c ---- */

/* What the kernel clock is divided by. */
unsigned fdcan_ccu_divider(const struct device *ccu);

#endif
