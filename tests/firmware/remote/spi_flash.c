/* SPDX-License-Identifier: BSD-3-Clause */
/* The flash on SPI5: what it is, what it held, and a page that is written anew. */
#include "spi_link.h"

#define WRITE_ENABLE 0x06
#define READ_STATUS  0x05
#define SECTOR	     0x01, 0x20, 0x00 /* 0x012000 */

static void talk(const char *out, char *in, uint32_t size)
{
	GPIO('F', 0x18) = 1u << (6 + 16);
	spi_begin(SPI5, CFG2_MASTER, size);
	REG(SPI5 + CR1) |= CSTART;
	spi_exchange(SPI5, out, in, size);
	REG(SPI5 + CR1) &= ~SPE;
	GPIO('F', 0x18) = 1u << 6;
}

static unsigned int wait_ready(void)
{
	const char out[2] = {READ_STATUS};
	unsigned int polls = 0;
	char in[2];

	do {
		talk(out, in, sizeof(out));
		polls++;
	} while (in[1] & 1);
	return polls;
}

static void enable(void)
{
	const char out[1] = {WRITE_ENABLE};
	char in[1];

	talk(out, in, sizeof(out));
}

static void tell(const char *when)
{
	const char out[4 + 8] = {0x03, SECTOR};
	char in[sizeof(out) + 1] = "";

	talk(out, in, sizeof(out));
	if ((uint8_t)in[4] == 0xFF)
		in[4] = '\0';
	remote_log("%s: \"%s\"", when, in + 4);
}

int main(void)
{
	const char identify[4] = {(char)0x9F};
	const char erase[4] = {0x20, SECTOR};
	const char program[4 + 8] = {0x02, SECTOR, 'w', 'r', 'i', 't', 't', 'e', 'n'};
	char in[sizeof(program)];

	if (spi_open())
		return 1;
	talk(identify, in, sizeof(identify));
	remote_log("flash %02x %02x%02x", (unsigned int)(uint8_t)in[1],
		   (unsigned int)(uint8_t)in[2], (unsigned int)(uint8_t)in[3]);
	tell("before");
	enable();
	talk(erase, in, sizeof(erase));
	remote_log("erased after %s", wait_ready() > 100 ? "many polls" : "few polls");
	tell("erased");
	enable();
	talk(program, in, sizeof(program));
	(void)wait_ready();
	tell("after");
	for (;;) {
		remote_poll();
		remote_idle();
	}
}
