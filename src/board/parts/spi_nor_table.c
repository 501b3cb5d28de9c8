/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The instructions of the flash (data sheets of W25Q80DV, W25Q16JV to W25Q128JV, MX25L51245G, command sets). Not there: QPI
 * of W25Q, security registers and OTP, individual block locks, passwords, fast boot, burst length.
 */
#include "board/parts/spi_nor.h"

#define W    (1u << NOR_WINBOND)
#define M    (1u << NOR_MACRONIX)
#define BOTH (W | M)
#define MODE NOR_ADDRESS_MODE
#define OUT  NOR_OUT
#define QE   NOR_NEEDS_QE
#define QPI  NOR_IN_QPI
#define BUSY NOR_WHILE_BUSY
#define ON   NOR_GOES_ON

static const struct nor_command commands[] = {
	/* reads: address, its lines, those of the data */
	{0x03, BOTH, NOR_READ, 0, MODE, 1, 1, NOR_WAIT_NONE, OUT},
	{0x0B, BOTH, NOR_READ, 0, MODE, 1, 1, NOR_WAIT_FAST, OUT},
	{0x3B, BOTH, NOR_READ, 0, MODE, 1, 2, NOR_WAIT_FAST, OUT},
	{0xBB, W, NOR_READ, 0, MODE, 2, 2, NOR_WAIT_DUAL, OUT | ON},
	{0xBB, M, NOR_READ, 0, MODE, 2, 2, NOR_WAIT_DUAL, OUT},
	{0x6B, BOTH, NOR_READ, 0, MODE, 1, 4, NOR_WAIT_FAST, OUT | QE},
	{0xEB, BOTH, NOR_READ, 0, MODE, 4, 4, NOR_WAIT_QUAD, OUT | QE | QPI | ON},
	{0x0D, M, NOR_READ, 0, MODE, 1, 1, NOR_WAIT_FAST, OUT | NOR_DDR},
	{0xBD, M, NOR_READ, 0, MODE, 2, 2, NOR_WAIT_DUAL, OUT | NOR_DDR},
	{0xED, M, NOR_READ, 0, MODE, 4, 4, NOR_WAIT_QUAD, OUT | QE | QPI | ON | NOR_DDR},
	{0x13, M, NOR_READ, 0, 4, 1, 1, NOR_WAIT_NONE, OUT},
	{0x0C, M, NOR_READ, 0, 4, 1, 1, NOR_WAIT_FAST, OUT},
	{0x3C, M, NOR_READ, 0, 4, 1, 2, NOR_WAIT_FAST, OUT},
	{0xBC, M, NOR_READ, 0, 4, 2, 2, NOR_WAIT_DUAL, OUT},
	{0x6C, M, NOR_READ, 0, 4, 1, 4, NOR_WAIT_FAST, OUT | QE},
	{0xEC, M, NOR_READ, 0, 4, 4, 4, NOR_WAIT_QUAD, OUT | QE | QPI | ON},
	{0x0E, M, NOR_READ, 0, 4, 1, 1, NOR_WAIT_FAST, OUT | NOR_DDR},
	{0xBE, M, NOR_READ, 0, 4, 2, 2, NOR_WAIT_DUAL, OUT | NOR_DDR},
	{0xEE, M, NOR_READ, 0, 4, 4, 4, NOR_WAIT_QUAD, OUT | QE | QPI | ON | NOR_DDR},
	/* programs */
	{0x02, BOTH, NOR_PROGRAM, 0, MODE, 1, 1, NOR_WAIT_NONE, QPI},
	{0x32, W, NOR_PROGRAM, 0, MODE, 1, 4, NOR_WAIT_NONE, QE},
	{0x38, M, NOR_PROGRAM, 0, MODE, 4, 4, NOR_WAIT_NONE, QE},
	{0x12, M, NOR_PROGRAM, 0, 4, 1, 1, NOR_WAIT_NONE, QPI},
	{0x3E, M, NOR_PROGRAM, 0, 4, 4, 4, NOR_WAIT_NONE, QE},
	/* erases */
	{0x20, BOTH, NOR_ERASE, 12, MODE, 1, 1, NOR_WAIT_NONE, QPI},
	{0x52, BOTH, NOR_ERASE, 15, MODE, 1, 1, NOR_WAIT_NONE, QPI},
	{0xD8, BOTH, NOR_ERASE, 16, MODE, 1, 1, NOR_WAIT_NONE, QPI},
	{0x21, M, NOR_ERASE, 12, 4, 1, 1, NOR_WAIT_NONE, QPI},
	{0x5C, M, NOR_ERASE, 15, 4, 1, 1, NOR_WAIT_NONE, QPI},
	{0xDC, M, NOR_ERASE, 16, 4, 1, 1, NOR_WAIT_NONE, QPI},
	{0x60, BOTH, NOR_ERASE, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	{0xC7, BOTH, NOR_ERASE, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	{0x75, W, NOR_SUSPEND, 0, 0, 1, 1, NOR_WAIT_NONE, BUSY},
	{0x7A, W, NOR_RESUME, 0, 0, 1, 1, NOR_WAIT_NONE, 0},
	{0xB0, M, NOR_SUSPEND, 0, 0, 1, 1, NOR_WAIT_NONE, QPI | BUSY},
	{0x30, M, NOR_RESUME, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	/* registers */
	{0x06, BOTH, NOR_WRITE_ENABLE, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	{0x04, BOTH, NOR_WRITE_DISABLE, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	{0x50, W, NOR_VOLATILE_STATUS, 0, 0, 1, 1, NOR_WAIT_NONE, 0},
	{0x05, BOTH, NOR_READ_STATUS, 0, 0, 1, 1, NOR_WAIT_NONE, OUT | QPI | BUSY},
	{0x35, W, NOR_READ_STATUS, 1, 0, 1, 1, NOR_WAIT_NONE, OUT | BUSY},
	{0x15, W, NOR_READ_STATUS, 2, 0, 1, 1, NOR_WAIT_NONE, OUT | BUSY},
	{0x15, M, NOR_READ_STATUS, 1, 0, 1, 1, NOR_WAIT_NONE, OUT | QPI | BUSY},
	{0x2B, M, NOR_READ_SECURITY, 0, 0, 1, 1, NOR_WAIT_NONE, OUT | QPI | BUSY},
	{0xC8, M, NOR_READ_EXTENDED_ADDRESS, 0, 0, 1, 1, NOR_WAIT_NONE, OUT | QPI},
	{0x01, BOTH, NOR_WRITE_STATUS, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	{0x31, W, NOR_WRITE_STATUS, 1, 0, 1, 1, NOR_WAIT_NONE, 0},
	{0x11, W, NOR_WRITE_STATUS, 2, 0, 1, 1, NOR_WAIT_NONE, 0},
	{0xC5, M, NOR_WRITE_EXTENDED_ADDRESS, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	/* what it is */
	{0x9F, BOTH, NOR_READ_ID, 0, 0, 1, 1, NOR_WAIT_NONE, OUT},
	{0xAF, M, NOR_READ_ID, 0, 0, 4, 4, NOR_WAIT_NONE, OUT | QPI | NOR_QPI_ONLY},
	{0x90, BOTH, NOR_READ_DEVICE_ID, 0, 3, 1, 1, NOR_WAIT_NONE, OUT},
	{0x4B, W, NOR_READ_UNIQUE_ID, 0, 0, 1, 1, NOR_WAIT_32, OUT},
	{0x5A, BOTH, NOR_READ_SFDP, 0, 3, 1, 1, NOR_WAIT_8, OUT | QPI},
	/* modes */
	{0xB9, BOTH, NOR_POWER_DOWN, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	{0xAB, BOTH, NOR_RELEASE, 0, 3, 1, 1, NOR_WAIT_NONE, OUT | QPI},
	{0x66, BOTH, NOR_ENABLE_RESET, 0, 0, 1, 1, NOR_WAIT_NONE, QPI | BUSY},
	{0x99, BOTH, NOR_RESET, 0, 0, 1, 1, NOR_WAIT_NONE, QPI | BUSY},
	{0x35, M, NOR_ENTER_QPI, 0, 0, 1, 1, NOR_WAIT_NONE, 0},
	{0xF5, M, NOR_LEAVE_QPI, 0, 0, 1, 1, NOR_WAIT_NONE, QPI | NOR_QPI_ONLY},
	{0xB7, M, NOR_ENTER_4BYTE, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	{0xE9, M, NOR_LEAVE_4BYTE, 0, 0, 1, 1, NOR_WAIT_NONE, QPI},
	{0x00, M, NOR_NOTHING, 0, 0, 1, 1, NOR_WAIT_NONE, QPI | BUSY},
};

const struct nor_command *nor_command_find(const struct nor *nor, uint8_t code)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].code == code && (commands[i].families >> nor->kind->family & 1))
			return &commands[i];
	}
	return NULL;
}

/* MX25L51245G, dummy cycles by CR.DC[1:0]: assumed to be the same at both edges. */
static const uint8_t waits[][4] = {
	[NOR_WAIT_FAST] = {8, 6, 8, 10},
	[NOR_WAIT_DUAL] = {4, 6, 8, 10},
	[NOR_WAIT_QUAD] = {6, 4, 8, 10},
};

unsigned nor_command_wait(const struct nor *nor, const struct nor_command *command)
{
	const unsigned chosen =
		nor->kind->family == NOR_MACRONIX ? nor->status[1] >> NOR_MX_DUMMY_LSB : 0;

	switch (command->wait) {
	case NOR_WAIT_FAST:
	case NOR_WAIT_DUAL:
	case NOR_WAIT_QUAD:
		return waits[command->wait][chosen];
	case NOR_WAIT_8:
		return 8;
	case NOR_WAIT_32:
		return 32;
	default:
		return 0;
	}
}
