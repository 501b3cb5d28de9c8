/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A board whose SPI4 is at its pins, and a target of the test's own on its bus.
 *
 * With every clock at its reset value the kernel clock of SPI4 and SPI5 is PCLK2, which is HSI at 64 MHz:
 * with MBR = 5 a bit takes 64 of its clocks, 1 us.
 */
#ifndef COPRO_TESTS_BOARD_SPI_RIG_H
#define COPRO_TESTS_BOARD_SPI_RIG_H

#include "board/spi_bus.h"
#include "board/timeline.h"
#include "fixture.h"

/* RM0436, memory map and SPI register map. */
#define SPI1 0x44004000u
#define SPI4 0x44005000u
#define SPI5 0x44009000u

#define CR1	0x00u
#define CR2	0x04u
#define CFG1	0x08u
#define CFG2	0x0Cu
#define IER	0x10u
#define SR	0x14u
#define IFCR	0x18u
#define TXDR	0x20u
#define RXDR	0x30u
#define CRCPOLY 0x40u
#define TXCRC	0x44u
#define RXCRC	0x48u
#define UDRDR	0x4Cu

#define SPI1_IRQ 35
#define SPI4_IRQ 84
#define SPI5_IRQ 85

/* CFG1: 8 bits, packets of one, 1 Mbit/s. CFG2: master, or slave, with SSM. CR1: SPE, CSTART, SSI. */
#define CFG1_1M	    0x50070007u
#define CFG2_MASTER 0x04400000u
#define CFG2_SLAVE  0x04000000u
#define SSI	    0x00001000u
#define SPE	    0x00000001u
#define CSTART	    0x00000200u

#define BIT PS_PER_US

struct spi_rig {
	struct fixture *f;
	struct spi_bus *bus; /* of SPI4 */
	struct spi_target target;
	bool answers; /* the target drives MISO: `next`, one more each frame */
	bool holds; /* it does later */
	uint32_t next;
	unsigned frames;
	struct spi_frame last;
	uint32_t heard[64];
	bool nss_driven, nss;
	unsigned nss_changes;
};

/* cmocka setup and teardown: *state is a struct spi_rig. The clocks of SPI1, SPI4, SPI5 and of bank E are on;
 * PE12 is SPI4_SCK, PE13 MISO, PE14 MOSI. */
int spi_rig_open(void **state);
int spi_rig_close(void **state);
void spi_rig_pass(struct spi_rig *rig, uint64_t ps);

static inline uint32_t reg(struct spi_rig *rig, uint32_t address)
{
	return rd(rig->f, SOC_M4, address);
}

static inline void set(struct spi_rig *rig, uint32_t address, uint32_t value)
{
	wr(rig->f, SOC_M4, address, value);
}

static inline void set8(struct spi_rig *rig, uint32_t address, uint32_t value)
{
	wr_size(rig->f, SOC_M4, address, 1, value);
}

static inline uint32_t reg8(struct spi_rig *rig, uint32_t address)
{
	return rd_size(rig->f, SOC_M4, address, 1);
}

/* A block as master, enabled, with so many data to transfer. */
void spi_rig_master(struct spi_rig *rig, uint32_t base, uint32_t cfg1, uint32_t cfg2,
		    uint32_t tsize);
/* A block as slave that is selected by SSI. */
void spi_rig_slave(struct spi_rig *rig, uint32_t base, uint32_t cfg1, uint32_t cfg2,
		   uint32_t tsize);

#endif
