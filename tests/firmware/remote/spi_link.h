/* SPDX-License-Identifier: BSD-3-Clause */
/* SPI by the manual's addresses (RM0436), polled, for programs that log what comes of it. */
#ifndef COPRO_TESTS_SPI_LINK_H
#define COPRO_TESTS_SPI_LINK_H

#include <stdint.h>

#include <copro/remote.h>

#define REG(address)  (*(volatile uint32_t *)(address))
#define REG8(address) (*(volatile uint8_t *)(address))

#define RCC_MC_APB2ENSETR REG(0x50000A88)
#define RCC_MC_AHB4ENSETR REG(0x50000AA8)

#define SPI4		   0x44005000u
#define SPI5		   0x44009000u
#define GPIO(bank, offset) REG(0x50002000u + 0x1000u * ((bank) - 'A') + (offset))

#define CR1  0x00
#define CR2  0x04
#define CFG1 0x08
#define CFG2 0x0C
#define SR   0x14
#define IFCR 0x18
#define TXDR 0x20
#define RXDR 0x30

/* 8 bits, 1 Mbit/s at HSI's 64 MHz; SSM. CR1: SPE, CSTART, SSI. */
#define CFG1_1M	    0x50070007u
#define CFG2_MASTER 0x04400000u
#define CFG2_SLAVE  0x04000000u
#define SPE	    0x0001u
#define CSTART	    0x0200u
#define SSI	    0x1000u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(16, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[32];
static struct remote remote;
static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

/* SPI4 at PE12 to PE14, SPI5 at PF7 to PF9 with PF6 as an output that is high. */
static inline int spi_open(void)
{
	const int status = remote_init(&remote, &config);

	remote_log_init(log_text, sizeof(log_text));
	RCC_MC_APB2ENSETR = 3u << 9;
	RCC_MC_AHB4ENSETR = 3u << 4;
	GPIO('E', 0x24) = (GPIO('E', 0x24) & 0xF000FFFF) | 0x05550000;
	GPIO('E', 0x00) = (GPIO('E', 0x00) & 0xC0FFFFFF) | 0x2A000000;
	GPIO('F', 0x18) = 1u << 6;
	GPIO('F', 0x20) = (GPIO('F', 0x20) & 0x0FFFFFFF) | 0x50000000;
	GPIO('F', 0x24) = (GPIO('F', 0x24) & 0xFFFFFF00) | 0x00000055;
	GPIO('F', 0x00) = (GPIO('F', 0x00) & 0xFFF00FFF) | 0x000A9000;
	return status;
}

static inline void spi_begin(uint32_t base, uint32_t cfg2, uint32_t size)
{
	REG(base + CR1) = SSI * (cfg2 == CFG2_MASTER);
	REG(base + IFCR) = 0xFF8;
	REG(base + CFG1) = CFG1_1M;
	REG(base + CFG2) = cfg2;
	REG(base + CR2) = size;
	REG(base + CR1) |= SPE;
}

/* TSIZE bytes both ways. */
static inline void spi_exchange(uint32_t base, const char *out, char *in, uint32_t size)
{
	uint32_t sent = 0, received = 0;

	while (received < size) {
		const uint32_t sr = REG(base + SR);

		if (sent < size && (sr & 2))
			REG8(base + TXDR) = (uint8_t)out[sent++];
		if (sr & 0xE001)
			in[received++] = (char)REG8(base + RXDR);
	}
	while (!(REG(base + SR) & 8))
		continue;
}

#endif
