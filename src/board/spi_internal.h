/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the SPI model share: spi.c (registers), spi_fifo.c (the data registers), spi_status.c
 * (flags, interrupts, DMA), spi_format.c (frames, their time, CRC), spi_transfer.c (what a transfer has to do
 * yet), spi_controller.c and spi_target.c (the two roles; the manual's words are master and slave), and
 * spi_select.c (NSS and the pins). What hangs on the bus is in board/spi_bus.h.
 */
#ifndef COPRO_BOARD_SPI_INTERNAL_H
#define COPRO_BOARD_SPI_INTERNAL_H

#include "board/device.h"
#include "board/pin_wire.h"
#include "board/spi_bus.h"
#include "soc/regs/spi.h"

/* Frames of 4 bits in one of 32, and one that was begun before. */
#define SPI_ARRIVALS 9u

struct spi_fifo {
	uint32_t data[SPI_FIFO_FULL]; /* a frame each */
	unsigned first, count;
};

/* What a frame carries. */
enum spi_content {
	SPI_DATA,
	SPI_CRC,
	SPI_BEYOND /* nothing of the transfer, which is over */
};

enum spi_phase {
	SPI_IDLE,
	SPI_GAP, /* the idle time before a frame */
	SPI_SHIFTING,
	SPI_HELD /* a frame is over, and its answer is still to come */
};

/* A frame that a target has in full. */
struct spi_arrival {
	uint64_t when; /* ps */
	uint32_t data; /* decoded */
	enum spi_content content;
	bool crc_differs;
};

enum spi_pin { SPI_PIN_SCK, SPI_PIN_MOSI, SPI_PIN_MISO, SPI_PIN_NSS, SPI_PINS };

struct spi_state {
	struct spi_bus bus; /* its own; controller.bus is another one where they are joined */
	struct spi_controller controller;
	struct spi_target target;
	struct pin_signal pins[SPI_PINS];
	bool pin_level[SPI_PINS]; /* of MISO and NSS, where they are at a pin */
	bool joined; /* to another block, or to itself */
	unsigned irq, exti;
	int dma_rx, dma_tx; /* SOC_DMA_; -1: none */
	uint64_t hz; /* of the kernel clock */

	uint32_t flags; /* of SR that are latched */
	struct spi_fifo tx, rx;
	unsigned tx_packet, rx_packet; /* frames that DMA is asked for yet, of a packet */

	/* The transfer, since SPE was set. */
	bool sized; /* TSIZE is not 0: these count frames down */
	uint32_t to_load; /* into the TxFIFO */
	uint32_t to_shift; /* not begun */
	uint32_t to_move; /* not over: CTSIZE */
	bool crc_due; /* the CRC is still to be shifted */
	bool over; /* EOT has come */
	uint32_t tx_crc, rx_crc;

	/* As controller. */
	struct timeline_event step; /* the end of the gap or of the frame */
	enum spi_phase phase;
	enum spi_content content; /* of the frame that is shifted */
	uint64_t ready_at; /* ps: no frame begins before */
	bool answered;
	struct spi_answer answer;
	bool suspends; /* CSUSP: at the end of the frame */

	/* As target. */
	struct timeline_event arrived; /* the first of `arrivals` */
	struct spi_arrival arrivals[SPI_ARRIVALS];
	unsigned arrival_first, arrival_count;
	bool nss_active; /* as last seen */
	bool selected;
	enum spi_content shifts; /* the frame under way */
	unsigned bits, left; /* of that frame: how many it has, and how many are to come */
	uint32_t in, out; /* as on the wire; `out` from its highest bit on */
	bool underrun; /* it was captured: until UDR is cleared */
	uint32_t last_in, last_out; /* data */
};

static inline bool spi_cr1(const struct device *spi, uint32_t bits)
{
	return (device_word(spi, SPI_CR1) & bits) == bits;
}

static inline bool spi_cfg1(const struct device *spi, uint32_t bits)
{
	return (device_word(spi, SPI_CFG1) & bits) == bits;
}

static inline bool spi_cfg2(const struct device *spi, uint32_t bits)
{
	return (device_word(spi, SPI_CFG2) & bits) == bits;
}

static inline uint32_t spi_cfg1_field(const struct device *spi, uint32_t mask, unsigned shift)
{
	return (device_word(spi, SPI_CFG1) & mask) >> shift;
}

static inline uint32_t spi_cfg2_field(const struct device *spi, uint32_t mask, unsigned shift)
{
	return (device_word(spi, SPI_CFG2) & mask) >> shift;
}

static inline bool spi_is_full(const struct device *spi)
{
	return spi->instance <= SPI_FULL_INSTANCES;
}

static inline bool spi_is_ti(const struct device *spi)
{
	return spi_cfg2_field(spi, SPI_CFG2_SP_MASK, SPI_CFG2_SP_SHIFT) == SPI_SP_TI;
}

/* Frames in a packet: FTHLV. */
static inline unsigned spi_packet(const struct device *spi)
{
	return spi_cfg1_field(spi, SPI_CFG1_FTHLV_MASK, SPI_CFG1_FTHLV_SHIFT) + 1;
}

/* ---- spi_fifo.c ---- */

void spi_write_txdr(struct device *spi, const struct device_access *access, uint32_t value);
uint32_t spi_read_rxdr(struct device *spi, const struct device_access *access);
uint32_t spi_fifo_take(struct spi_fifo *fifo);
void spi_fifo_add(struct spi_fifo *fifo, uint32_t data);
/* How many frames fit in, and how many bytes one takes. */
unsigned spi_fifo_frames(const struct device *spi);
unsigned spi_frame_bytes(const struct device *spi);

/* ---- spi_status.c ---- */

/* Something has changed: SR, interrupts and requests to DMA follow. */
void spi_update(struct device *spi);

/* ---- spi_format.c ---- */

bool spi_transmits(const struct device *spi);
bool spi_receives(const struct device *spi);
/* Bits of a data frame, and of the CRC's. */
unsigned spi_data_bits(const struct device *spi);
unsigned spi_crc_bits(const struct device *spi);
/* What a data register says, as it goes over the wire, first bit highest; and back. */
uint32_t spi_encode(const struct device *spi, uint32_t data, unsigned bits);
uint32_t spi_decode(const struct device *spi, uint32_t wire, unsigned bits);
/* SPI_MODE_ */
uint8_t spi_mode(const struct device *spi);
/* The time of so many bits of the controller's clock in ps; 0: it has none. */
uint64_t spi_time(const struct device *spi, uint64_t bits);
/* What the CRC is after a frame as on the wire. */
uint32_t spi_crc_add(const struct device *spi, uint32_t crc, uint32_t wire, unsigned bits);
/* What is sent of it, as on the wire. */
uint32_t spi_crc_frame(const struct device *spi, uint32_t crc);
void spi_crc_reset(struct device *spi);

/* ---- spi_transfer.c ---- */

/* The counters are TSIZE's. */
void spi_transfer_begin(struct device *spi);
/* What the next frame carries; a frame of it has begun. */
enum spi_content spi_transfer_next(const struct device *spi);
void spi_transfer_shift(struct device *spi, enum spi_content content);
/* A frame is over, with what was received. Says EOT when the transfer is. */
void spi_transfer_moved(struct device *spi, const struct spi_arrival *arrival);
/* SPE is cleared: all that is under way is dropped. */
void spi_stop(struct device *spi);

/* ---- spi_controller.c ---- */

void spi_controller_init(struct device *spi);
/* CSTART was set. */
void spi_controller_start(struct device *spi);
/* CSUSP was. */
void spi_controller_suspend(struct device *spi);
/* Begins the next frame if there is one that can be begun. */
void spi_controller_kick(struct device *spi);
void spi_controller_stop(struct device *spi);
void spi_controller_retime(struct device *spi);

/* ---- spi_target.c ---- */

extern const struct spi_target_ops spi_own_target;
void spi_target_init(struct device *spi);
void spi_target_stop(struct device *spi);
/* It is selected from now on, or no longer. */
void spi_target_select(struct device *spi, bool selected);

/* ---- spi_select.c ---- */

void spi_pins_init(struct device *spi);
/* SSI, the configuration or SPE have changed: what NSS means now. */
void spi_select_update(struct device *spi);
/* The same when the transfer begins and ends, and between frames. */
void spi_select_drive(struct device *spi, bool active);
/* What a line at MISO reads that nobody drives. */
uint32_t spi_idle_data(const struct device *spi);
/* Says once that a transfer would not work on a board. */
void spi_pins_note(struct device *spi);

#endif
