/* SPDX-License-Identifier: BSD-3-Clause */
/* CAN frames: their bits (ISO 11898-1:2015, 10.4 and 10.5) and how people write them. */
#include "board/can_bus.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define CLASSIC_BYTES 8u
#define CRC15_POLY    0x4599u

unsigned can_dlc_bytes(unsigned dlc, bool fd)
{
	static const uint8_t bytes[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64};
	const unsigned count = bytes[dlc & 0xFu];

	return !fd && count > CLASSIC_BYTES ? CLASSIC_BYTES : count;
}

unsigned can_frame_bytes(const struct can_frame *frame)
{
	return frame->remote ? 0 : can_dlc_bytes(frame->dlc, frame->fd);
}

/* ---- bits ---- */

struct bits {
	unsigned count; /* stuff bits among them */
	unsigned same; /* as many of one level at the end */
	unsigned switched; /* how many there were when the bit rate was switched */
	uint32_t crc; /* of 15 bits */
	bool level;
	bool counts_crc;
};

static void bit_add(struct bits *bits, bool level)
{
	if (bits->counts_crc) {
		const bool next = (bits->crc >> 14 & 1u) != level;

		bits->crc = bits->crc << 1 & 0x7FFFu;
		if (next)
			bits->crc ^= CRC15_POLY;
	}
	/* A bit of the other level goes in behind five alike. */
	if (bits->same == 5) {
		bits->count++;
		bits->level = !bits->level;
		bits->same = 1;
	}
	bits->count++;
	bits->same = bits->level == level ? bits->same + 1 : 1;
	bits->level = level;
}

static void bits_add(struct bits *bits, uint32_t value, unsigned count)
{
	while (count--)
		bit_add(bits, value >> count & 1u);
}

static void identifier_add(struct bits *bits, const struct can_frame *frame)
{
	bit_add(bits, false); /* SOF */
	if (!frame->extended) {
		bits_add(bits, frame->id & CAN_STD_MAX, 11);
		bit_add(bits, frame->remote && !frame->fd); /* RTR, or RRS */
		bit_add(bits, false); /* IDE */
		return;
	}
	bits_add(bits, frame->id >> 18 & CAN_STD_MAX, 11);
	bits_add(bits, 3, 2); /* SRR, IDE */
	bits_add(bits, frame->id & 0x3FFFFu, 18);
	bit_add(bits, frame->remote && !frame->fd);
}

static void data_add(struct bits *bits, const struct can_frame *frame)
{
	bits_add(bits, frame->dlc & 0xFu, 4);
	for (unsigned i = 0; i < can_frame_bytes(frame); i++)
		bits_add(bits, frame->data[i], 8);
}

static struct can_length classic_length(const struct can_frame *frame)
{
	struct bits bits = {.level = true, .counts_crc = true};

	identifier_add(&bits, frame);
	/* FDF of a frame that is none; and the reserved bit behind it where the identifier has 29 bits. */
	bits_add(&bits, 0, frame->extended ? 2 : 1);
	data_add(&bits, frame);
	bits.counts_crc = false;
	bits_add(&bits, bits.crc, 15);
	/* Five alike at the end of the CRC are followed by a stuff bit, too. */
	return (struct can_length){.nominal = bits.count + (bits.same == 5) + 1};
}

/* The stuff count with its parity, and the CRC of 17 or 21 bits, have a stuff bit before them and after each fourth. */
static unsigned fd_check_bits(const struct can_frame *frame)
{
	const unsigned crc = can_frame_bytes(frame) > 16 ? 21 : 17;
	const unsigned bits = frame->non_iso ? crc : crc + 4;

	return bits + 1 + (bits - 1) / 4;
}

static struct can_length fd_length(const struct can_frame *frame)
{
	struct bits bits = {.level = true};
	struct can_length length;

	identifier_add(&bits, frame);
	bits_add(&bits, 2, 2); /* FDF, res */
	bit_add(&bits, frame->brs);
	bits.switched = bits.count;
	bit_add(&bits, frame->esi);
	data_add(&bits, frame);
	bits.count += fd_check_bits(frame);
	if (!frame->brs)
		return (struct can_length){.nominal = bits.count + 1};
	/* The rate is switched at the sample points of BRS and of the CRC delimiter: what is left of the one and what
	 * comes of the other are a bit of each rate. */
	length.nominal = bits.switched;
	length.data = bits.count - bits.switched + 1;
	return length;
}

struct can_length can_frame_length(const struct can_frame *frame)
{
	return frame->fd ? fd_length(frame) : classic_length(frame);
}

uint64_t can_frame_priority(const struct can_frame *frame)
{
	const uint64_t remote = frame->remote && !frame->fd;

	if (!frame->extended)
		return (uint64_t)(frame->id & CAN_STD_MAX) << 21 | remote << 20;
	return (uint64_t)(frame->id >> 18 & CAN_STD_MAX) << 21 | 3u << 19 |
	       (uint64_t)(frame->id & 0x3FFFFu) << 1 | remote;
}

bool can_frame_equal(const struct can_frame *one, const struct can_frame *two)
{
	return can_frame_priority(one) == can_frame_priority(two) && one->fd == two->fd &&
	       one->brs == two->brs && one->esi == two->esi && one->dlc == two->dlc &&
	       one->non_iso == two->non_iso && !memcmp(one->data, two->data, can_frame_bytes(one));
}

/* ---- text ---- */

#define FLAG_BRS 1u
#define FLAG_ESI 2u

void can_frame_print(const struct can_frame *frame, char text[CAN_TEXT])
{
	const unsigned bytes = can_frame_bytes(frame);
	int length =
		snprintf(text, CAN_TEXT, frame->extended ? "%08X#" : "%03X#", (unsigned)frame->id);

	if (frame->fd)
		length += snprintf(text + length, CAN_TEXT - (size_t)length, "#%X",
				   (frame->brs ? FLAG_BRS : 0) | (frame->esi ? FLAG_ESI : 0));
	else if (frame->remote)
		length += snprintf(text + length, CAN_TEXT - (size_t)length,
				   frame->dlc ? "R%u" : "R", can_dlc_bytes(frame->dlc, false));
	for (unsigned i = 0; i < bytes; i++)
		length +=
			snprintf(text + length, CAN_TEXT - (size_t)length, "%02X", frame->data[i]);
}

/* -1: it is none. */
static int digit(char letter)
{
	static const char digits[] = "0123456789ABCDEF0123456789abcdef";
	const char *at = letter ? strchr(digits, letter) : NULL;

	return at ? (int)((at - digits) % 16) : -1;
}

/* A dot may stand between two bytes. Returns how many there are, or -1. */
static int bytes_parse(const char *text, uint8_t data[CAN_DATA_MAX])
{
	unsigned count = 0;

	while (*text) {
		const int high = digit(text[0]);
		const int low = high < 0 ? -1 : digit(text[1]);

		if (low < 0 || count == CAN_DATA_MAX)
			return -1;
		data[count++] = (uint8_t)(high << 4 | low);
		text += 2;
		if (*text == '.')
			text++;
	}
	return (int)count;
}

static int data_parse(struct can_frame *frame, const char *text)
{
	const int count = bytes_parse(text, frame->data);
	unsigned dlc = 0;

	if (count < 0 || (!frame->fd && count > (int)CLASSIC_BYTES))
		return -EINVAL;
	/* What an FD frame has no DLC for is filled up with zeros. */
	while (can_dlc_bytes(dlc, true) < (unsigned)count)
		dlc++;
	frame->dlc = (uint8_t)dlc;
	return 0;
}

static int remote_parse(struct can_frame *frame, const char *text)
{
	frame->remote = true;
	if (!*text)
		return 0;
	if (text[1] || *text < '0' || *text > '8')
		return -EINVAL;
	frame->dlc = (uint8_t)(*text - '0');
	return 0;
}

static int fd_parse(struct can_frame *frame, const char *text)
{
	const int flags = digit(*text);

	if (flags < 0 || flags > (int)(FLAG_BRS | FLAG_ESI))
		return -EINVAL;
	frame->fd = true;
	frame->brs = (unsigned)flags & FLAG_BRS;
	frame->esi = (unsigned)flags & FLAG_ESI;
	return data_parse(frame, text + 1);
}

int can_frame_parse(struct can_frame *frame, const char *text)
{
	unsigned digits = 0;

	*frame = (struct can_frame){0};
	for (; digit(*text) >= 0 && digits < 9; digits++, text++)
		frame->id = frame->id << 4 | (uint32_t)digit(*text);
	frame->extended = digits == 8;
	if ((digits != 3 && digits != 8) || *text++ != '#' ||
	    frame->id > (frame->extended ? CAN_EXT_MAX : CAN_STD_MAX))
		return -EINVAL;
	if (*text == '#')
		return fd_parse(frame, text + 1);
	if (*text == 'R' || *text == 'r')
		return remote_parse(frame, text + 1);
	return data_parse(frame, text);
}
