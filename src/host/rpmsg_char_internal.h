/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of rpmsg_char share: rpmsg_char.c (the set, the driver, endpoints), rpmsg_char_client.c
 * (who connects), rpmsg_char_input.c (to the firmware), rpmsg_char_output.c (from the firmware). */
#ifndef COPRO_HOST_RPMSG_CHAR_INTERNAL_H
#define COPRO_HOST_RPMSG_CHAR_INTERNAL_H

#include "host/message_queue.h"
#include "host/packet_socket.h"
#include "host/rpmsg_char.h"

enum char_kind { CHAR_AUTOMATIC, CHAR_NAMED, CHAR_ADDRESSED };

struct char_output {
	/* While it is open, what the socket does not take; else what is kept. Never empty while something
	 * is held, which comes after it. */
	struct message_queue queue;
	struct rpmsg_message held[VRING_DRIVER_BUFFERS]; /* wait in their buffers */
	uint32_t held_start;
	uint32_t held_count;
	uint64_t lost_told;
	bool wait_told;
};

struct char_input {
	bool blocked; /* no send buffer: tx_ready follows */
	uint32_t retries;
	struct host_timer timer;
	uint32_t refused_told; /* of `refused`, of this connection */
	uint32_t refused;
};

/* The program that is connected. */
struct char_client {
	int fd; /* -1: none */
	struct host_watch watch;
	unsigned watched;
	bool read_ended; /* it sends no more */
	bool write_ended; /* it reads no more */
};

struct rpmsg_char {
	struct rpmsg_char_set *set;
	struct rpmsg_char *next;
	enum char_kind kind;
	uint32_t number;
	char file[16]; /* "rpmsg0" */
	char name[RPMSG_NAME_SIZE];
	uint32_t src_wanted;

	/* Where it is; NULL while it waits. */
	struct rpmsg_bus *bus;
	struct rpmsg_endpoint *endpoint; /* of the one or the other: */
	struct rpmsg_channel *channel;
	struct rpmsg_bus_endpoint own;

	struct packet_listener listener;
	struct host_watch listener_watch;
	unsigned listener_watched;
	struct host_timer listener_timer;
	struct char_client client;
	struct rpmsg_char_user *user; /* in place of a client */
	struct char_output output;
	struct char_input input;
	uint64_t sent;
	uint64_t received;
	uint64_t lost;
	uint64_t refused;
};

struct rpmsg_char_set {
	struct rpmsg_char_set_config config;
	char *directory;
	struct rpmsg_driver driver;
	struct rpmsg_char *chars; /* by number */
};

/* Does all that can be done now. */
void char_service(struct rpmsg_char *endpoint);

/* ---- rpmsg_char_client.c ---- */

/* Makes the socket, if there is a directory. 0, or as packet_listen(). */
COPRO_MUST_CHECK int char_listen(struct rpmsg_char *endpoint);
/* Ends the connection, when what waits was handed over as far as that goes. */
void char_disconnect(struct rpmsg_char *endpoint);
/* Removes the socket. */
void char_unlisten(struct rpmsg_char *endpoint);
/* Somebody is there who reads. */
bool char_is_read(const struct rpmsg_char *endpoint);
void char_event(const struct rpmsg_char *endpoint, enum host_event_kind kind);

/* ---- rpmsg_char_output.c ---- */

/* A message came from the firmware. */
void char_output_receive(struct rpmsg_char *endpoint, const struct rpmsg_message *message);
/* Hands over what waits, as far as the socket takes it. */
void char_output_flush(struct rpmsg_char *endpoint);
bool char_output_waits(const struct rpmsg_char *endpoint);
/* Nobody reads any more: keeps the newest of what waits. */
void char_output_reader_gone(struct rpmsg_char *endpoint);
/* Tells of a loss that was not told of yet. */
void char_output_tell_loss(struct rpmsg_char *endpoint);
/* Gives every held buffer back; what waits is lost. */
void char_output_close(struct rpmsg_char *endpoint);

/* ---- rpmsg_char_input.c ---- */

/* Sends what the program has written. */
void char_input_pump(struct rpmsg_char *endpoint);
/* Send buffers may be free again. */
void char_input_unblock(struct rpmsg_char *endpoint);
/* The program is gone. */
void char_input_close(struct rpmsg_char *endpoint);

#endif
