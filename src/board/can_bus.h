/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A CAN bus and its nodes (ISO 11898-1), by frames in virtual time: who wants to send when the bus is free takes part in
 * the arbitration, and the lowest identifier goes on. Each node that hears the frame says at its first bit what it will
 * make of it: acknowledge it, or find an error in it. From that follows when the frame is over, and how.
 *
 * A frame takes the time of its bits, stuff bits as they fall. What differs from a bus of bits: errors are found at one of
 * two places (enum can_error_place), and a node that is ready to send one bit after another one waits for the
 * whole frame.
 *
 * A bus belongs to one timeline. All calls are for the board's thread, in or between slices.
 */
#ifndef COPRO_BOARD_CAN_BUS_H
#define COPRO_BOARD_CAN_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/timeline.h"

struct board;
struct device;
struct can_bus;
struct can_node;

/* ---- frames (can_frame.c) ---- */

#define CAN_DATA_MAX 64u
#define CAN_STD_MAX  0x7FFu
#define CAN_EXT_MAX  0x1FFFFFFFu
#define CAN_TEXT     160u /* of a frame as text, with the NUL */

struct can_frame {
	uint32_t id;
	bool extended; /* 29 bits, else 11 */
	bool remote; /* no data; not with `fd` */
	bool fd, brs, esi;
	bool non_iso; /* FD as Bosch had it before ISO 11898-1:2015 */
	uint8_t dlc; /* 0 to 15 */
	uint8_t data[CAN_DATA_MAX];
};

/* Bits of a frame, stuff bits among them. */
struct can_length {
	unsigned nominal; /* from SOF to the CRC delimiter, at the nominal bit rate */
	unsigned data; /* at that of the data phase */
};

/* Time of a bit in ps; `data` is for the data phase of frames with `brs`. */
struct can_timing {
	uint64_t nominal, data;
};

/* Bytes of data that a DLC stands for in this frame: none in a remote one. */
unsigned can_frame_bytes(const struct can_frame *frame);
unsigned can_dlc_bytes(unsigned dlc, bool fd);
struct can_length can_frame_length(const struct can_frame *frame);
/* The lower one wins the arbitration. */
uint64_t can_frame_priority(const struct can_frame *frame);
bool can_frame_equal(const struct can_frame *one, const struct can_frame *two);
/* As candump of Linux's can-utils writes it: 123#1122, 12345678#R2, 123##1AABB with BRS = 1 and ESI = 2. */
void can_frame_print(const struct can_frame *frame, char text[CAN_TEXT]);
/* 0; -EINVAL: it is none. */
__attribute__((warn_unused_result)) int can_frame_parse(struct can_frame *frame, const char *text);

/* ---- errors ---- */

/* By the numbers of FDCAN_PSR.LEC. */
enum can_error {
	CAN_NO_ERROR,
	CAN_STUFF_ERROR,
	CAN_FORM_ERROR,
	CAN_ACK_ERROR,
	CAN_BIT1_ERROR, /* sent recessive, read dominant */
	CAN_BIT0_ERROR,
	CAN_CRC_ERROR
};

enum can_error_place {
	CAN_EARLY, /* CAN_EARLY_BIT bits after SOF */
	CAN_LATE /* behind the ACK delimiter */
};

#define CAN_EARLY_BIT 20u

/* What a node makes of a frame. */
struct can_answer {
	bool acknowledges;
	enum can_error error; /* it finds one, */
	enum can_error_place place; /* there, */
	bool destroys; /* and says so with an active error flag */
};

/* What has become of a frame, for one node. */
struct can_outcome {
	enum can_error error;
	bool data_phase; /* it was seen in the data phase, or after that (FDCAN_PSR.DLEC) */
	uint64_t when, free; /* ps: now, and when the bus is free again */
};

/* ---- nodes ---- */

struct can_node_ops {
	/* The bus is free: what it sends. False: nothing after all. */
	bool (*next)(struct can_node *node, struct can_frame *frame);
	/* A frame of its own has begun. */
	void (*sends)(struct can_node *node, const struct can_frame *frame, uint64_t start);
	/* It has lost the arbitration: the frame that wins is heard now. */
	void (*lost)(struct can_node *node);
	/* Another's frame has begun. */
	struct can_answer (*hears)(struct can_node *node, const struct can_frame *frame,
				   const struct can_timing *timing, uint64_t start);
	/* For relays: somebody who heard its frame has left, or a relay says something else: can_node_others() is another.
	 * NULL: does not matter. */
	void (*changed)(struct can_node *node);
	/* A frame is over that it has sent or heard. */
	void (*over)(struct can_node *node, const struct can_frame *frame, bool own,
		     const struct can_outcome *outcome);
};

struct can_node {
	const struct can_node_ops *ops;
	void *context;
	const char *name;
	struct can_timing timing; /* in which it sends */
	bool deaf; /* it sends whatever others do (external loop back mode) */
	bool relay; /* it stands for another bus: is asked last */
	/* The bus's own: */
	struct can_bus *bus;
	struct can_node *next;
	bool wants, sending, hearing;
	uint64_t ready; /* ps: does not send before */
	struct can_frame frame; /* in the arbitration */
	struct can_answer answer;
};

void can_node_attach(struct can_node *node, struct can_bus *bus);
/* Not attached: nothing happens. A frame that it is sending ends in an error for those who hear it. */
void can_node_detach(struct can_node *node);
/* It has something to send, not before `ready`. */
void can_node_request(struct can_node *node, uint64_t ready);
/* It has nothing any more. The frame under way goes on. */
void can_node_withdraw(struct can_node *node);
/* It takes no further part in the frame under way. */
void can_node_leave(struct can_node *node);

/* For relays. What the other bus says of the frame under way here; ignored where none is. */
void can_node_answer(struct can_node *node, const struct can_answer *answer);
/* A frame that has begun on the other bus, of which those say `there` who are there, begins here, too, and takes part
 * in the arbitration with one that began here at the same time; equal ones are decided by `wins`. False: it lost. *here is
 * what those say who are here. */
bool can_node_carry(struct can_node *node, const struct can_frame *frame, uint64_t start, bool wins,
		    const struct can_answer *there, struct can_answer *here);
/* The frame under way was begun by a node that has left. */
bool can_bus_deserted(const struct can_bus *bus);
/* What the nodes of its bus but itself say of the frame under way. */
struct can_answer can_node_others(const struct can_node *node);

/* ---- buses ---- */

struct can_bus {
	struct timeline *timeline;
	struct can_node *nodes;
	struct timeline_event event; /* the next start, or the end of the frame under way */
	bool busy; /* a frame is under way */
	bool collided; /* two send different ones with the same identifier */
	bool spoilt; /* by can_bus_spoil() */
	struct can_answer there; /* of a frame that is carried here */
	struct can_node *sender;
	struct can_frame frame;
	struct can_timing timing;
	uint64_t start; /* ps: of the frame under way */
	uint64_t free; /* ps: the bus is idle from then on */
	struct can_outcome outcome; /* as the sender will see it */
	unsigned spoil; /* frames to come */
};

void can_bus_init(struct can_bus *bus, struct timeline *timeline);
void can_bus_close(struct can_bus *bus);
/* When the bus has been recessive for 11 bits, as far as is known now. */
uint64_t can_bus_idle(const struct can_bus *bus);
/* So many frames from the next one on are disturbed, whoever sends them. */
void can_bus_spoil(struct can_bus *bus, unsigned frames);

/* The bus of a block, "FDCAN1"; NULL: there is no such block. */
struct can_bus *board_can_bus(struct board *board, const char *name);
/* The time of its bits as it is configured now; 0 when it has no clock. */
struct can_timing board_can_timing(struct board *board, const char *name);

/* Joins the buses of two blocks of one board. 0; -ENODEV: there is no such block; -EINVAL: it is one and the same; -EBUSY:
 * either is joined already. */
__attribute__((warn_unused_result)) int board_can_join(struct board *board, const char *can,
						       const char *other);

#endif
