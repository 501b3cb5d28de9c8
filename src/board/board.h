/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual STM32MP157: memories, bus, Cortex-M4 and devices, in virtual time.
 *
 * The Cortex-A7 is not emulated: a program plays its part through bus ports (board_port(),
 * board_memory()) and the interrupt lines it is told of.
 *
 * Not thread safe; several boards in one program are independent of each other.
 */
#ifndef COPRO_BOARD_BOARD_H
#define COPRO_BOARD_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/cortex_m/cortex_m.h"
#include "board/timeline.h"
#include "core/mmio.h"
#include "soc/initiator.h"

struct board;
struct device;

enum board_note_kind {
	BOARD_NOTE_GUEST, /* the firmware did something questionable */
	BOARD_NOTE_NOT_MODELLED, /* a block or register is stored and read back only */
	BOARD_NOTE_NO_MODEL, /* the same of a whole block, which the M4 uses */
	BOARD_NOTE_CORE /* from the Cortex-M4 */
};

/* What the board tells its surroundings; any may be NULL. Called in the middle of a slice: must not
 * run the board, may access it. */
struct board_signals {
	void *context;
	/* Call board_attention() in it for what cannot wait for the end of the slice: a line of a
	 * timer, say, concerns nobody on a host that does not use it. */
	void (*a7_irq)(void *context, unsigned spi, bool level);
	/* A new, not yet reported fact; `source` is a device or core name, `pc` the M4's place or 0. */
	void (*note)(void *context, enum board_note_kind kind, const char *source, uint32_t pc,
		     const char *text);
	/* One line (no newline) that a UART sent. */
	void (*uart_line)(void *context, const char *uart, const char *line, size_t length);
	/* One character that a UART sent, when its stop bits are over; before uart_line if it ends a line. */
	void (*uart_byte)(void *context, const char *uart, uint8_t byte);
	void (*sleep)(void *context, bool asleep, bool deep);
	void (*lockup)(void *context);
	void (*sysresetreq)(void *context);
	/* The M4 is about to be reset while it runs, by `cause` (RCC_RSTF_ of soc/regs/rcc.h): its registers
	 * and memory are still as the firmware left them. Not in the middle of a slice: the core may
	 * be looked at, and must not be changed. */
	void (*m4_reset)(void *context, uint32_t cause);
	/* The whole chip was reset, by `cause`, and is as after board_reset() but for its memories' content,
	 * its backup domain (RTC, TAMP, RCC_BDCR), the causes of resets in RCC, and the time, which goes
	 * on. The M4 is held until somebody boots the chip. Not in the middle of a slice; board_run() comes
	 * back with BOARD_ATTENTION after it. */
	void (*chip_reset)(void *context, uint32_t cause);
	/* The firewall lets an initiator other than the M4 reach more memory than before, or less: who
	 * keeps pointers from board_memory() asks for them again, and does not use those it is denied.
	 * May be called in the middle of an access of its own. */
	void (*memory_rights)(void *context);
};

struct board_config {
	struct board_signals signals;
	/* Say so when the M4 uses a peripheral that is the A7's though nothing forbids it. */
	bool strict;
	/* Boot pins as in engineering boot (BOOTR = 4): every register at its reset value, M4 on HSI.
	 * Otherwise the chip is as TF-A, U-Boot and Linux leave an STM32MP157C-DK2. */
	bool engineering_boot;
	/* Every register at its reset value, boot pins as for a boot from flash: whoever plays the A7
	 * boots the chip. */
	bool cold_boot;
};

/* Why board_run() came back. */
enum board_exit {
	BOARD_TIME, /* `until` is reached */
	BOARD_ATTENTION, /* the host side has something to do (doorbell, interrupt line) */
	BOARD_IDLE, /* M4 asleep, held or locked up, nothing due before `until`: time is not moved */
	BOARD_HALTED /* debug halt of the M4 */
};

/* 0, -ENOMEM, -ENODEV. */
int board_create(struct board **board, const struct board_config *config);
void board_destroy(struct board *board);

/* Whole-chip power-on. board_create() has done it once. */
void board_reset(struct board *board);

/* A reset from outside, at the chip's reset pin: as board_signals.chip_reset() says, which is called before
 * this returns. Not in the middle of a slice. */
void board_system_reset(struct board *board);

/* Runs the M4 and fires due events until `until` (absolute, ps) or an exit. */
enum board_exit board_run(struct board *board, uint64_t until);

struct timeline *board_timeline(struct board *board);
struct cortex_m *board_core(struct board *board);

/* The port through which an initiator accesses registers and memory. */
const struct mmio_bus *board_port(struct board *board, enum soc_initiator initiator);

/* Direct pointer to memory at an initiator's address, NULL when it is not all memory that follows
 * one another and that this initiator may read and write. It points there as long as the board lives;
 * the right to use it ends with board_signals.memory_rights. After writing what the M4 may have
 * executed, call board_memory_changed(). */
void *board_memory(struct board *board, enum soc_initiator initiator, uint32_t address,
		   uint32_t length);
/* Says why the firewall denies board_memory(): "SRAM2, which the firewall keeps for the M4 (ETZPC id
 * 0x51, M4-isolated)". False, with nothing said, when it is not the firewall that does. */
bool board_memory_denied(const struct board *board, enum soc_initiator initiator, uint32_t address,
			 uint32_t length, char *text, size_t room);
void board_memory_changed(struct board *board, enum soc_initiator initiator, uint32_t address,
			  uint32_t length);

/* Ends the running slice (callable from signals and from device models). */
void board_attention(struct board *board);

/* True while the M4 is out of reset. */
bool board_m4_running(const struct board *board);
/* Why the M4 sleeps: with SCR.SLEEPDEEP (CStop) or without. False when it does not sleep. */
bool board_m4_stopped(const struct board *board);

/* Takes the M4's clock away, and gives it back: it executes nothing and takes no interrupt, while all that is
 * around it goes on, its SysTick too. A reset does not thaw it. */
void board_freeze_m4(struct board *board, bool frozen);

/* Length of a cycle of the M4 as its clock is now, in ps. */
uint32_t board_m4_cycle(const struct board *board);

/* Somebody who times the mailbox. Called in the middle of a slice: may look at the time, and nothing
 * else. */
struct board_observer {
	void *context;
	/* The M4 takes an exception, or returns from it; 16 is interrupt 0. */
	void (*exception)(void *context, unsigned number, bool entry);
	/* The M4 (or else the A7) rang these channels of the IPCC that were free, and cleared these
	 * doorbells of the other one; bit 0 is channel 1. */
	void (*doorbell)(void *context, bool m4, uint32_t rang, uint32_t cleared);
};

/* The observer stays the caller's. NULL: nobody, which costs nothing. */
void board_observe(struct board *board, const struct board_observer *observer);

/* Level of an interrupt line as the devices drive it now: the M4's by NVIC number, the A7's by GIC SPI
 * number. */
bool board_m4_irq_level(const struct board *board, unsigned nvic);
bool board_a7_irq_level(const struct board *board, unsigned spi);
/* True when the M4's line is high, and since when it has been so without a break (ps). */
bool board_m4_irq_since(const struct board *board, unsigned nvic, uint64_t *since);

/* For tests and scenarios: a device by its name ("IPCC"), NULL if there is none. */
struct device *board_device(struct board *board, const char *name);

/* A place from which accesses were refused by the firewall since power-on. */
struct board_refusal {
	enum soc_initiator initiator;
	const char *name; /* of the peripheral or memory */
	uint32_t address; /* of the first access */
	uint32_t pc; /* of the M4's instruction; 0: another initiator, whose place is the address */
	bool write;
	bool execute;
	uint64_t count;
};
/* How many accesses were refused, and the places (256 of them at most): returns how many there are,
 * and fills in as many as there is room for, in no order. */
uint64_t board_refused(const struct board *board);
size_t board_refusals(const struct board *board, struct board_refusal *refusals, size_t room);

/* Input into a UART's receiver; returns how many bytes it took. */
size_t board_uart_input(struct board *board, const char *uart, const void *data, size_t length);
/* Level at a GPIO pin driven from outside: port 'A'..'K', 'Z'. */
void board_gpio_input(struct board *board, char port, unsigned pin, bool level);

#endif
