/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The firewall in front of every bus access (RM0436, "Extended TrustZone protection controller
 * (ETZPC)"): what its registers mean for each initiator, kept ready so that an access costs one test
 * of a bit, and what becomes of an access that is refused.
 */
#ifndef COPRO_BOARD_FIREWALL_H
#define COPRO_BOARD_FIREWALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "soc/initiator.h"
#include "soc/memory.h"

struct board;
struct board_device;

enum firewall_access { FIREWALL_READ, FIREWALL_WRITE, FIREWALL_EXECUTE };

/* Two bits an initiator, its read and its write. */
#define FIREWALL_BIT(initiator, write) (1u << (2u * (unsigned)(initiator) + ((write) ? 1u : 0u)))
#define FIREWALL_ALL		       0xFFFFu
_Static_assert(2 * SOC_INITIATORS <= 16, "the rights of all initiators fit into 16 bits");

/* How refused accesses end at a range of addresses. */
struct firewall_port {
	const char *name;
	uint32_t base;
	uint32_t size;
	bool zero; /* reads give 0 and writes are lost; else a bus error */
	const char *basis; /* where that is written, or "assumed" */
};

#define FIREWALL_PLACES 512u /* a power of two; half of them are used at most */

/* One place from which accesses were refused. */
struct firewall_place {
	uint64_t count; /* 0: free */
	const char *name; /* of the peripheral or memory */
	uint32_t pc; /* the M4's instruction; 0: another initiator */
	uint32_t address; /* of the first access */
	uint32_t base; /* what tells places apart besides pc: of the peripheral, or the address */
	uint8_t initiator;
	uint8_t access; /* enum firewall_access */
};

struct firewall {
	const struct firewall_port *ports;
	size_t port_count;
	uint16_t memory_rights[SOC_MEMORIES]; /* FIREWALL_BITs */
	/* Bytes from the start of a memory that are the secure world's, whatever the bits say. */
	uint32_t secure[SOC_MEMORIES];
	uint32_t rom_secure;
	uint64_t refused;
	uint64_t told; /* places, since the board was made */
	struct firewall_place places[FIREWALL_PLACES];
	size_t place_count;
};

/* The table of how refused accesses end (firewall.c). */
extern const struct firewall_port firewall_ports[];
extern const size_t firewall_port_count;

void firewall_init(struct board *board);
/* The ETZPC was written or reset: all rights follow, the M4's page rights too, and whoever keeps
 * pointers to memory hears of it. */
void firewall_changed(struct board *board);
/* Clocks changed, which strict boards go by to tell the A7's peripherals. */
void firewall_clocks_changed(struct board *board);
/* Power-on: nothing was refused yet. */
void firewall_forget(struct board *board);

/*
 * For an access that the bits of the device do not let through at once: lets it through all the same
 * if it is allowed and only of interest to a strict board (0), or refuses it: -EFAULT for a bus
 * error, -ENODATA when reads give 0 and writes are lost.
 */
int firewall_look(struct board *board, const struct board_device *target,
		  enum soc_initiator initiator, uint32_t address, bool write);

/* Refuses an access to a memory: -EFAULT or -ENODATA as above. */
int firewall_refuse_memory(struct board *board, enum soc_initiator initiator,
			   const struct soc_memory *memory, uint32_t address, uint32_t offset,
			   enum firewall_access access);
/* Refuses an access to the boot ROM's secure part: -EFAULT; 0 where the firewall has no say. */
int firewall_look_rom(struct board *board, enum soc_initiator initiator, uint32_t address,
		      bool write);

#endif
