/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/gdb_packet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define INTERRUPT 0x03
#define ESCAPE	  '}'
#define ESCAPED	  0x20

enum { OUTSIDE, INSIDE, FIRST_DIGIT, SECOND_DIGIT };

/* -1: no digit */
static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

void gdb_parser_init(struct gdb_parser *parser)
{
	parser->state = OUTSIDE;
	parser->length = 0;
	parser->packet[0] = '\0';
}

static void packet_begin(struct gdb_parser *parser)
{
	parser->state = INSIDE;
	parser->sum = 0;
	parser->escaped = false;
	parser->raw = 0;
	parser->length = 0;
}

static enum gdb_token take_outside(struct gdb_parser *parser, char byte)
{
	switch (byte) {
	case '$':
		packet_begin(parser);
		return GDB_TOKEN_NONE;
	case '+':
		return GDB_TOKEN_ACK;
	case '-':
		return GDB_TOKEN_NAK;
	case INTERRUPT:
		return GDB_TOKEN_INTERRUPT;
	default:
		return GDB_TOKEN_JUNK;
	}
}

static enum gdb_token take_inside(struct gdb_parser *parser, char byte)
{
	if (byte == '#') {
		parser->state = FIRST_DIGIT;
		return GDB_TOKEN_NONE;
	}
	/* In a packet it would be escaped: the rest of the last one was lost. */
	if (byte == '$') {
		packet_begin(parser);
		return GDB_TOKEN_NONE;
	}
	if (parser->raw++ == GDB_PACKET_MAX) {
		gdb_parser_init(parser);
		return GDB_TOKEN_TOO_LONG;
	}
	parser->sum = (uint8_t)(parser->sum + (uint8_t)byte);
	if (!parser->escaped && byte == ESCAPE) {
		parser->escaped = true;
		return GDB_TOKEN_NONE;
	}
	parser->packet[parser->length++] = (char)(parser->escaped ? byte ^ ESCAPED : byte);
	parser->escaped = false;
	return GDB_TOKEN_NONE;
}

static enum gdb_token take_checksum(struct gdb_parser *parser, char byte)
{
	int value = digit_value(byte);

	if (parser->state == FIRST_DIGIT && value >= 0) {
		parser->given = (uint8_t)(value << 4);
		parser->state = SECOND_DIGIT;
		return GDB_TOKEN_NONE;
	}
	parser->state = OUTSIDE;
	if (value < 0 || parser->escaped || (parser->given | value) != parser->sum)
		return GDB_TOKEN_DAMAGED;
	parser->packet[parser->length] = '\0';
	return GDB_TOKEN_PACKET;
}

size_t gdb_parser_take(struct gdb_parser *parser, const void *data, size_t size,
		       enum gdb_token *token)
{
	const char *bytes = data;

	*token = GDB_TOKEN_NONE;
	for (size_t at = 0; at < size; at++) {
		switch (parser->state) {
		case OUTSIDE:
			*token = take_outside(parser, bytes[at]);
			break;
		case INSIDE:
			*token = take_inside(parser, bytes[at]);
			break;
		default:
			*token = take_checksum(parser, bytes[at]);
			break;
		}
		if (*token != GDB_TOKEN_NONE)
			return at + 1;
	}
	return size;
}

/* ---- replies ---- */

void gdb_reply_clear(struct gdb_reply *reply)
{
	reply->length = 0;
	reply->full = false;
}

void gdb_reply_print(struct gdb_reply *reply, const char *format, ...)
{
	const size_t room = sizeof(reply->text) - reply->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(reply->text + reply->length, room, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= room)
		reply->full = true;
	else
		reply->length += (size_t)length;
}

void gdb_reply_hex(struct gdb_reply *reply, const void *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *bytes = data;

	if (size > (sizeof(reply->text) - reply->length) / 2) {
		reply->full = true;
		return;
	}
	for (size_t i = 0; i < size; i++) {
		reply->text[reply->length++] = digits[bytes[i] >> 4];
		reply->text[reply->length++] = digits[bytes[i] & 15];
	}
}

size_t gdb_reply_binary(struct gdb_reply *reply, const void *data, size_t size)
{
	const char *bytes = data;
	size_t at = 0;

	for (; at < size && sizeof(reply->text) - reply->length >= 2; at++) {
		/* '*' would begin a run in a reply. */
		if (bytes[at] && strchr("#$}*", bytes[at])) {
			reply->text[reply->length++] = ESCAPE;
			reply->text[reply->length++] = (char)(bytes[at] ^ ESCAPED);
		} else {
			reply->text[reply->length++] = bytes[at];
		}
	}
	return at;
}

size_t gdb_frame(const struct gdb_reply *reply, char *frame)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t sum = 0;
	size_t at = 0;

	frame[at++] = '$';
	for (size_t i = 0; i < reply->length; i++) {
		sum = (uint8_t)(sum + (uint8_t)reply->text[i]);
		frame[at++] = reply->text[i];
	}
	frame[at++] = '#';
	frame[at++] = digits[sum >> 4];
	frame[at++] = digits[sum & 15];
	return at;
}

/* ---- numbers ---- */

bool gdb_read_number(const char **at, uint32_t *number)
{
	uint32_t value = 0;
	bool any = false;

	for (int digit; (digit = digit_value(**at)) >= 0; (*at)++) {
		if (value >> 28)
			return false;
		value = value << 4 | (uint32_t)digit;
		any = true;
	}
	*number = value;
	return any;
}

bool gdb_read_bytes(const char *text, size_t digits, void *bytes)
{
	uint8_t *to = bytes;

	if (digits % 2)
		return false;
	for (size_t i = 0; i < digits; i += 2) {
		int high = digit_value(text[i]);
		int low = high < 0 ? -1 : digit_value(text[i + 1]);

		if (low < 0)
			return false;
		*to++ = (uint8_t)(high << 4 | low);
	}
	return true;
}
