/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What travels on a channel "rpmsg-i2c", one channel a bus: the host asks for transfers, the remote
 * executes them on a bus of its own. A request and its answer are those of a virtio I2C adapter
 * (virtio 1.2, "I2C Adapter Device": out_hdr, data, in_hdr) behind eight bytes that RPMsg needs, since here
 * request and answer do not share a buffer and need not fit into one. docs/wire-format.md has every byte.
 *
 * Pure: nothing is remembered, nothing is kept. Integers are little-endian on the wire.
 */
#ifndef COPRO_CORE_RPMSG_I2C_H
#define COPRO_CORE_RPMSG_I2C_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#define RPMSG_I2C_SERVICE "rpmsg-i2c"
#define RPMSG_I2C_VERSION 1u

#define RPMSG_I2C_HEADER  8u /* of every message */
#define RPMSG_I2C_REQUEST 16u /* header and virtio_i2c_out_hdr; data follows */
#define RPMSG_I2C_INFO	  44u
#define RPMSG_I2C_NAME	  16u /* of a bus, with its NUL */

#define RPMSG_I2C_LENGTH_MAX	65535u /* bytes of one request */
#define RPMSG_I2C_ADDRESS_MAX	0x7Fu
#define RPMSG_I2C_ADDRESS10_MAX 0x3FFu

enum rpmsg_i2c_kind {
	RPMSG_I2C_KIND_HELLO = 1, /* host: who is there? Begins everything anew */
	RPMSG_I2C_KIND_INFO = 2, /* remote: what it can do */
	RPMSG_I2C_KIND_REQUEST = 3, /* host: a request, with the first of its data */
	RPMSG_I2C_KIND_DATA = 4, /* both: more data of a request */
	RPMSG_I2C_KIND_REPLY = 5, /* remote: the last of the data read, and the status */
	RPMSG_I2C_KIND_CREDIT =
		6, /* remote: messages were taken, and there is nothing else to say */
	RPMSG_I2C_KIND_CANCEL = 7 /* host: gives up a request and those grouped with it */
};

/* The status of in_hdr. 0 and 1 are virtio's; who knows only those takes all but 0 for an error. */
enum rpmsg_i2c_status {
	RPMSG_I2C_OK = 0,
	RPMSG_I2C_ERROR = 1, /* failed, and none of the following says it better */
	RPMSG_I2C_NACK_ADDRESS = 2, /* nobody at that address */
	RPMSG_I2C_NACK_DATA = 3, /* a byte was not acknowledged; `length` were */
	RPMSG_I2C_TIMEOUT = 4, /* a line stuck, or a clock held too long */
	RPMSG_I2C_ARBITRATION = 5, /* lost to another controller */
	RPMSG_I2C_BUS_ERROR = 6, /* a misplaced START or STOP */
	RPMSG_I2C_SKIPPED = 7, /* not begun, since one before it in its group failed */
	RPMSG_I2C_CANCELLED = 8, /* ended, or not begun, because the host asked for that */
	RPMSG_I2C_STALLED = 9, /* the host did not send, or did not take, data in time */
	RPMSG_I2C_INVALID = 10, /* the message cannot be understood */
	RPMSG_I2C_UNSUPPORTED = 11, /* understood, and more than this remote does */
	RPMSG_I2C_BUSY = 12, /* more messages or requests than were allowed */
	RPMSG_I2C_DENIED = 13, /* the firmware does not let the host do that */
	RPMSG_I2C_STATUSES
};

/* Bits of `features` in INFO. */
#define RPMSG_I2C_F_ZERO_LENGTH (1u << 0) /* as VIRTIO_I2C_F_ZERO_LENGTH_REQUEST: of writes */
#define RPMSG_I2C_F_TEN_BIT	(1u << 16) /* 10-bit addresses */

struct rpmsg_i2c_info {
	uint32_t features;
	uint32_t bus_hz; /* 0: not known */
	uint32_t total_max; /* bytes of a group, all its requests together */
	uint16_t window; /* messages that the host may have under way */
	uint16_t requests; /* requests that it may have under way */
	uint16_t length_max; /* bytes of a request */
	uint16_t group_max; /* requests of a group */
	char name[RPMSG_I2C_NAME]; /* ends with a NUL; NOT cleaned for a terminal */
};

struct rpmsg_i2c_message {
	uint8_t version;
	enum rpmsg_i2c_kind kind;
	uint16_t tag; /* the host's name for a request */
	/* REQUEST: bytes to transfer. From the remote: bytes transferred so far, these included. */
	uint16_t length;
	/* From the host, DATA: where the data belongs. From the remote: how many messages of the host's it
	 * is done with since INFO, modulo 65536; HELLO and CANCEL do not count. */
	uint16_t place;
	uint16_t address; /* REQUEST: 7 or 10 bits */
	bool ten_bit; /* REQUEST */
	bool read; /* REQUEST */
	bool more; /* REQUEST: another one follows in its group (FAIL_NEXT) */
	uint8_t status; /* REPLY: enum rpmsg_i2c_status, or one that is not known here */
	struct rpmsg_i2c_info info; /* INFO */
	/* REQUEST, DATA, REPLY: lies where the message lies. */
	const uint8_t *data;
	uint16_t data_length;
};

/*
 * Makes a message in `room` bytes, its data included. Returns its length; -EMSGSIZE: it does not fit;
 * -EINVAL: no such kind, or an address that does not exist.
 */
COPRO_MUST_CHECK int rpmsg_i2c_encode(void *to, uint32_t room,
				      const struct rpmsg_i2c_message *message);

/* The same where the data lies in place already, behind the head: returns the head's length. */
COPRO_MUST_CHECK int rpmsg_i2c_encode_head(void *to, uint32_t room,
					   const struct rpmsg_i2c_message *message);

/*
 * Reads a message from memory that the peer may change: each byte of the head once, the data not at all. 0;
 * -EBADMSG: too short, or a field that cannot be; `tag` is then that of the message, if it has one,
 * and 0xFFFF if not; -EPROTONOSUPPORT: another version.
 */
COPRO_MUST_CHECK int rpmsg_i2c_decode(struct rpmsg_i2c_message *message, const void *from,
				      uint32_t length);

/* "address not acknowledged", ...; never NULL. */
const char *rpmsg_i2c_status_text(uint8_t status);

#endif
