/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files that make up the board share; models see board/device.h only, except those whose
 * block acts on the whole chip (RCC, PWR, TAMP). */
#ifndef COPRO_BOARD_BOARD_INTERNAL_H
#define COPRO_BOARD_BOARD_INTERNAL_H

#include <stdarg.h>

#include "board/analog.h"
#include "board/board.h"
#include "board/device.h"
#include "board/firewall.h"
#include "board/notes.h"
#include "board/trigger.h"
#include "soc/clock.h"
#include "soc/dma_request.h"
#include "soc/irq.h"
#include "soc/memory.h"
#include "soc/peripheral.h"

/* Who enabled a device's clock. */
#define CLOCKED_BY_A7 1u
#define CLOCKED_BY_M4 2u

/* A device at its place in the chip. */
struct board_device {
	struct device device; /* first: models know this part only */
	const struct soc_peripheral *peripheral;
	uint16_t *registers; /* per word: index into model->registers + 1, 0: not in the table */
	unsigned clocked; /* CLOCKED_BY_ */
	uint16_t rights; /* FIREWALL_BITs: who may do what */
	uint16_t pass; /* those of them that need no further look */
	uint64_t clock_hz; /* as last told to the model */
};

/* The usual case of the firewall's check of an access to a device. */
static inline bool firewall_passes(const struct board_device *target, enum soc_initiator initiator,
				   bool write)
{
	return target->pass & FIREWALL_BIT(initiator, write);
}

struct board_port {
	struct board *board;
	enum soc_initiator initiator;
	struct mmio_bus bus;
};

struct board {
	struct board_config config;
	struct timeline timeline;
	struct cortex_m *core;
	uint8_t *ram; /* all memories, one after the other */
	uint8_t *memories[SOC_MEMORIES]; /* where each begins in it */
	struct board_device *devices; /* in the order of their addresses */
	size_t device_count;
	struct device *rcc, *pwr, *exti, *etzpc, *wwdg;
	struct device *dmamux, *dma[2], *quadspi;
	struct firewall firewall;
	struct board_port ports[SOC_INITIATORS];
	struct board_device *last[SOC_INITIATORS]; /* the device an initiator found last */

	enum soc_initiator accessor; /* who is in an access, SOC_INITIATORS: nobody */
	uint32_t cycle_ps;
	bool in_slice; /* inside cortex_m_run() */
	bool debugger; /* a debugger's access (debug.h): it changes little, and nothing is noted */
	bool attention;
	bool m4_held; /* in reset */
	bool m4_frozen; /* board_freeze_m4() */
	bool m4_deep; /* asleep with SCR.SLEEPDEEP: CStop */
	bool reset_pending; /* of the M4, as soon as the slice is over */
	bool release_pending;
	uint32_t reset_flag; /* RCC_RSTF_ of the reset that is pending */
	uint32_t chip_reset; /* RCC_RSTF_ of a reset of the whole chip that is pending, 0: none */
	uint64_t a7_lines[SOC_SPI_COUNT / 64];
	uint64_t m4_lines[SOC_SPI_COUNT / 64];
	uint64_t m4_since[SOC_IRQ_COUNT]; /* ps: when a line last changed */
	uint64_t dma_lines[SOC_DMA_REQUESTS / 64]; /* requests that devices drive now */
	struct pin_signal *pin_signals; /* of peripherals that have pins */
	struct analog analog; /* voltages */
	struct trigger_listener *triggers; /* of converters */
	struct notes notes;
	const struct board_observer *observer; /* NULL: nobody */
};

/* The same of a memory, from an offset to its end: the secure part is its first one. */
static inline bool firewall_memory_passes(const struct board *board, enum soc_initiator initiator,
					  enum soc_memory_id id, uint32_t offset, bool write)
{
	const struct firewall *firewall = &board->firewall;

	return (firewall->memory_rights[id] & FIREWALL_BIT(initiator, write)) &&
	       (offset >= firewall->secure[id] || initiator == SOC_A7_SECURE);
}

static inline struct board_device *board_device_of(struct device *device)
{
	return (struct board_device *)device;
}

/* The table's row of the register at a word offset, NULL: none. */
const struct device_register *device_register_at(const struct device *device, uint32_t offset);
/* A set register at `set`, its clear register at `clear`: write-1 semantics within the set
 * register's writable bits. True if `access` was for one of the two. */
bool device_write_pair(struct device *device, const struct device_access *access, uint32_t value,
		       uint32_t set, uint32_t clear);

/* Tells a note once for (format, where). */
void board_note(struct board *board, enum board_note_kind kind, const char *source, uint64_t where,
		const char *format, ...) __attribute__((format(printf, 5, 6)));
void board_vnote(struct board *board, enum board_note_kind kind, const char *source, uint64_t where,
		 const char *format, va_list arguments);
/* The M4's program counter if the M4 is in an access now, else 0. */
uint32_t board_pc(struct board *board);

/* Wires all devices of the chip (wiring.c). 0 or -ENOMEM. */
__attribute__((warn_unused_result)) int board_wire(struct board *board);
void board_unwire(struct board *board);

/* How soc/clock.h looks at this board's RCC. */
struct soc_clock_registers board_clock_registers(const struct board *board);
/* RCC was written: gates, resets and rates of all devices and of the M4 follow (clocks.c). */
void board_clocks_changed(struct board *board);
/* Kernel clock of a device as it runs now, on the grid of virtual time. */
uint64_t board_device_hz(struct board *board, const struct board_device *device);

/* The M4's reset line is pulsed: it starts again only if BOOT_MCU is set. `flag` is the cause in
 * RCC_MC_RSTSCLRR. In the middle of a slice this happens at its end. */
void board_m4_reset(struct board *board, uint32_t flag);
/* BOOT_MCU was set: a held M4 starts. */
void board_m4_release(struct board *board);
/* What has waited for the end of the slice. */
void board_m4_settle(struct board *board);
/* A system reset: all of the chip but its backup domain, the cause of the reset and what its memories
 * hold. It happens when the board next runs, never in the middle of an access; the flag
 * is the cause in RCC's registers. */
void board_chip_reset(struct board *board, uint32_t flag);

/* RCC: is the M4 let go after a reset (RCC_MP_GCR.BOOT_MCU)? Adds to RCC_MC_RSTSCLRR. */
bool rcc_m4_boots(const struct device *rcc);
void rcc_add_m4_reset_flag(struct device *rcc, uint32_t flag);
/* RCC: a system reset. Its registers are reset but RCC_BDCR and the causes of resets, which `flag` is added
 * to. */
void rcc_system_reset(struct device *rcc, uint32_t flag);
/* RCC: the M4 has woken from CStop. */
void rcc_m4_left_cstop(struct device *rcc);
/* PWR_CR1.DBP: the backup domain may be written. */
bool pwr_backup_writable(const struct device *pwr);

/* The registers as the boot chain leaves them, written through the A7's secure port. */
void board_boot_engineering(struct board *board);
void board_boot_dk2(struct board *board);

#endif
