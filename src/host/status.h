/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who has what on the chip at one moment: processors, firmware, channels, peripherals, locks, resources.
 *
 * A status is plain data: nothing in it changes when the chip goes on, and nothing of it is asked for
 * again. What the chip knows is read from its registers (RCC, ETZPC, HSEM) as the non-secure
 * Cortex-A7 reads them, not from a model of them; what Linux knows (holders, channels) from where
 * Linux keeps it.
 */
#ifndef COPRO_HOST_STATUS_H
#define COPRO_HOST_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/boot/linux.h"
#include "host/platform.h"
#include "host/remoteproc.h"
#include "host/tty.h"

#define STATUS_NAME 64u /* a name with its NUL, safe for a terminal; longer ones are cut */
#define STATUS_TEXT (4u * RPMSG_NAME_SIZE)

/* Who: bits, since there are things that both processors use. */
#define STATUS_LINUX  1u
#define STATUS_M4     2u
#define STATUS_SECURE 4u

struct status_channel {
	char name[STATUS_TEXT]; /* of the service */
	char driver[STATUS_NAME]; /* "": nobody wanted it */
	char tty[STATUS_NAME]; /* "ttyRPMSG0"; "": it is none */
	uint32_t vdev;
	uint32_t local; /* address here; RPMSG_ADDRESS_ANY without driver */
	uint32_t remote; /* the firmware's */
};

/* A virtio device of the firmware: its channels share the buffers. */
struct status_link {
	uint32_t vdev;
	struct rpmsg_host_usage usage;
};

struct status_peripheral {
	const char *name; /* "USART3"; of the static table, as are clock and mode */
	uint32_t base; /* as the Cortex-A7 sees it */
	bool guarded; /* behind the firewall */
	bool locked; /* the mode stays until the next reset */
	uint8_t id; /* of the firewall, if guarded */
	const char *mode; /* "M4-isolated"; NULL: not guarded, or the firewall does not answer */
	unsigned users; /* STATUS_ bits; 0: nobody */
	char linux_node[STATUS_NAME]; /* that uses it; "": none */
	char m4_node[STATUS_NAME]; /* of m4_system_resources, that declares it; "": none */
	bool memory; /* a RAM bank: the rest does not apply */
	const char *clock; /* kernel clock, or bus clock where there is none */
	uint64_t hz; /* of that clock; 0: it is off, or no processor has opened the gate */
	bool gated; /* it has a gate; without, it always runs */
	bool gate_a7; /* RCC_MP_ bit */
	bool gate_m4; /* RCC_MC_ bit */
};

struct status_semaphore {
	unsigned id;
	const char *core; /* "A7", "M4" */
	uint8_t process;
	const char *purpose; /* what ST's distribution guards with it: "GPIO"; NULL: nothing */
	char user[STATUS_NAME]; /* on this host; "": unknown */
};

enum status_resource_kind { STATUS_CLOCK, STATUS_REGULATOR, STATUS_PIN, STATUS_INTERRUPT };
#define STATUS_RESOURCE_KINDS 4

/* Something that is held, once for each holder. */
struct status_resource {
	enum status_resource_kind kind;
	char name[STATUS_NAME]; /* "usart3_k", "v3v3", "PA14", "39", "EXTI 61" */
	unsigned by; /* STATUS_LINUX or STATUS_M4: for whose sake */
	char holder[STATUS_NAME]; /* the node's name: "serial@4000f000" */
	unsigned enabled; /* clock, regulator: how often by this holder */
};

/* A clock that the M4 uses and that hangs on something nobody holds. */
struct status_unheld {
	const char *clock;
	const char *source;
	bool runs; /* the source: Linux has not switched it off yet */
};

struct status {
	uint64_t now; /* ns of virtual time */
	bool linux_runs; /* false: no Linux has booted here */
	char model[STATUS_NAME]; /* of its tree */
	unsigned devices; /* whose drivers work */
	unsigned refused; /* that it could not have */
	uint64_t a7_hz;
	uint64_t m4_hz;
	enum rproc_state m4_state;
	uint64_t m4_since; /* ns: when it got into that state */
	size_t firmware_size; /* bytes of its file; 0: none was given */
	struct status_channel *channels;
	size_t channel_count;
	struct status_link links[RPROC_VDEVS];
	size_t link_count;
	struct status_peripheral
		*peripherals; /* all there are, and the RAM banks behind the firewall */
	size_t peripheral_count;
	bool firewall; /* it answers */
	struct status_semaphore semaphores[HWSPINLOCKS]; /* those held */
	size_t semaphore_count;
	struct status_resource *resources; /* by kind, then by number */
	size_t resource_count;
	struct status_unheld *unheld;
	size_t unheld_count;
};

/* Where to look. What is NULL is not there, and its part of the status is empty. */
struct status_source {
	const struct host_platform *platform;
	const struct remoteproc *rproc;
	const struct hwspinlock_device *locks;
	const struct tty_set *ttys;
	const struct linux_system *system;
};

/* Changes nothing on the chip. 0, -ENOMEM. */
COPRO_MUST_CHECK int status_take(struct status *status, const struct status_source *source);
/* Also of a zeroed one, or of one that status_take() failed for. */
void status_free(struct status *status);

/* "clock", "regulator", "pin", "interrupt" */
const char *status_resource_kind_name(enum status_resource_kind kind);

#endif
