/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets of gdb's remote serial protocol ("Debugging with GDB", appendix E): framing, checksum and
 * escapes, in both directions. No input and output here: bytes are handed in, and taken out.
 *
 * What comes in is untrusted. The parser's memory is bounded, whatever comes.
 */
#ifndef COPRO_MACHINE_GDB_PACKET_H
#define COPRO_MACHINE_GDB_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a packet between $ and #, in either direction: what qSupported tells as PacketSize. */
#define GDB_PACKET_MAX 4096u

enum gdb_token {
	GDB_TOKEN_NONE, /* all was taken, and nothing is complete */
	GDB_TOKEN_PACKET, /* parser->packet */
	GDB_TOKEN_DAMAGED, /* a packet whose checksum is wrong */
	GDB_TOKEN_TOO_LONG, /* more than GDB_PACKET_MAX bytes: no debugger of ours */
	GDB_TOKEN_ACK,
	GDB_TOKEN_NAK,
	GDB_TOKEN_INTERRUPT, /* Ctrl-C */
	GDB_TOKEN_JUNK /* a byte that belongs to nothing */
};

struct gdb_parser {
	uint8_t state; /* what the next byte is: gdb_packet.c */
	uint8_t sum;
	uint8_t given; /* first digit of the checksum */
	bool escaped; /* the next byte */
	size_t raw; /* bytes since $ */
	size_t length;
	char packet[GDB_PACKET_MAX +
		    1]; /* escapes undone, and a NUL behind it; valid until the next call */
};

void gdb_parser_init(struct gdb_parser *parser);

/* Takes bytes up to the end of the first token, or all of them. Returns how many. */
size_t gdb_parser_take(struct gdb_parser *parser, const void *data, size_t size,
		       enum gdb_token *token);

/* A packet's contents in the making. What has no room is left out, and `full` says so. */
struct gdb_reply {
	size_t length;
	bool full;
	char text[GDB_PACKET_MAX];
};

void gdb_reply_clear(struct gdb_reply *reply);
void gdb_reply_print(struct gdb_reply *reply, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Each byte as two digits. */
void gdb_reply_hex(struct gdb_reply *reply, const void *data, size_t size);
/* As it is, with what has a meaning escaped. Returns how many bytes there was room for. */
size_t gdb_reply_binary(struct gdb_reply *reply, const void *data, size_t size);

/* Bytes that a frame has more than what is in it: $ # and the checksum. */
#define GDB_FRAME_BYTES 4u

/* Writes the packet to `frame`, reply->length + GDB_FRAME_BYTES bytes; returns that number. */
size_t gdb_frame(const struct gdb_reply *reply, char *frame);

/* Reads digits from *at on, which moves behind them; false: there is none, or more than fit. */
bool gdb_read_number(const char **at, uint32_t *number);
/* Two digits a byte; false: others, or too few. */
bool gdb_read_bytes(const char *text, size_t digits, void *bytes);

#endif
