/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a firmware for the Cortex-M4 of an STM32MP15x is written against: the doorbells of the chip
 * joined to RPMsg, sleep, a log that the host reads, and a clock for who needs one.
 *
 *	static char log_text[2048];
 *	struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
 *		RESOURCE_TABLE_RPMSG(16, log_text, sizeof(log_text), "cm4_log");
 *	static uint8_t buffer_state[32];
 *	static struct remote remote;
 *	static const struct remote_config config = {
 *		REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
 *	};
 *
 *	int main(void)
 *	{
 *		remote_log_init(log_text, sizeof(log_text));
 *		if (remote_init(&remote, &config))
 *			return 1;
 *		... make endpoints or virtual UARTs over remote_rpmsg(&remote) ...
 *		for (;;) {
 *			remote_poll();
 *			remote_idle();
 *		}
 *	}
 *
 * The chip is one, so what belongs to it (the mailbox, the list of instances, the log) is held in one
 * place; everything else is in `struct remote`, of which there may be several.
 */
#ifndef COPRO_REMOTE_H
#define COPRO_REMOTE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>
#include <copro/rpmsg.h>

/* On the definition of the resource table: the section that the host looks for by name, and which
 * start-up leaves alone. */
#define REMOTE_RESOURCE_TABLE __attribute__((section(".resource_table"), used))

/* Mailbox channels, 1 to 6 as RM0436 ("IPCC") counts them and Linux's stm32_rproc uses them. */
#define REMOTE_CHANNEL_VRING0	1u
#define REMOTE_CHANNEL_VRING1	2u
#define REMOTE_CHANNEL_SHUTDOWN 3u
#define REMOTE_CHANNEL_DETACH	4u

struct remote;

/* May lie in read-only memory; must outlive the instance. */
struct remote_config {
	/* Callbacks, the rings' state and the map: copro/rpmsg.h. */
	struct rpmsg_config rpmsg;
	/* What rpmsg.port points to. A program with an RTOS fills in the rest: copro/port.h. */
	struct copro_port port;
	/* The vdev entry of the live resource table. */
	volatile struct rsc_vdev *vdev;
	/* The channels of its two queues. 0, both: 1 and 2. Leave them: a host has these doorbells and
	 * no others. copro's lets a second vdev share them, Linux's stm32_rproc rings none for it. */
	uint8_t channel[2];
	/* A doorbell rang (of any instance). Interrupt context. May be NULL: remote_poll() will see. */
	void (*doorbell)(void *context);
	void *doorbell_context;
};

/*
 * Initialisers for the required members. state: an array of one byte for each buffer of both
 * directions. What an application adds is written behind it (`.rpmsg.tx_ready = ...`).
 */
#define REMOTE_CONFIG(config, instance, vdev_entry, state)                                         \
	REMOTE_CONFIG_SMALL(config, instance, vdev_entry),                                         \
		.rpmsg.buffer_state = (state), .rpmsg.buffer_state_size = sizeof(state)
/* Without those bytes, for an application that holds no message and gives no send buffer back unsent. */
#define REMOTE_CONFIG_SMALL(config, instance, vdev_entry)                                          \
	.rpmsg.port = &(config).port, .rpmsg.map = &remote_shm_map, .port.context = &(instance),   \
	.port.notify = remote_notify, .vdev = &(vdev_entry)

/* One virtio device of the resource table. Provided by the caller. */
struct remote {
	struct rpmsg_remote rpmsg;
	const struct remote_config *config;
	struct remote *next;
	uint8_t doorbell[2]; /* private: the mailbox flags of its queues */
};

/* SRAM3 and SRAM4 in both views (RM0436, memory map): where a host places rings and buffers. */
extern const struct shm_map remote_shm_map;

/* The doorbell of a port; its context is the `struct remote`. Never waits: a ring that the host has
 * not acknowledged yet is repeated, by interrupt, when it has. Any context. */
void remote_notify(void *context, uint32_t queue);

/* Private. */
COPRO_MUST_CHECK int remote_start(struct remote *remote, const struct remote_config *config);

/*
 * Takes an instance into use: the first one also the mailbox, its clock and its two interrupts. The
 * link comes up later, in remote_poll(), when the host is ready. Thread context, before interrupts
 * matter. 0; -EINVAL: the table entry or a channel cannot be used; -ENODEV: the mailbox does not
 * answer.
 */
COPRO_MUST_CHECK static inline int remote_init(struct remote *remote,
					       const struct remote_config *config)
{
	int status = rpmsg_remote_init(&remote->rpmsg, &config->rpmsg, config->vdev);

	return status ? status : remote_start(remote, config);
}

/* What the calls of copro/rpmsg.h take. */
static inline struct rpmsg *remote_rpmsg(struct remote *remote)
{
	return &remote->rpmsg.rpmsg;
}

/* The instance that was taken into use first, or NULL. */
struct remote *remote_first(void);

/*
 * Handles what has come in for all instances: messages, announcements, the host's coming and going.
 * Callbacks run in here. Call it after each wake-up. One context only, or after
 * rpmsg_share() any thread.
 * Returns the number of messages.
 */
uint32_t remote_poll(void);

/*
 * Sleeps until an interrupt, unless a doorbell rang since the last remote_poll() began: a ring
 * between the two is never slept over. Thread context, interrupts on.
 */
void remote_idle(void);

/* An interrupt handler of the application's has left work for its main loop: the next remote_idle() does not
 * sleep, even if it is about to. Any context. */
void remote_wake(void);

/*
 * The host is about to reset this processor. Called in interrupt context, once; then the request is
 * acknowledged and the processor sleeps until the reset. Define it to bring the hardware to rest: the
 * host waits 500 ms at most.
 */
void remote_on_shutdown(void);

/* The host lets go of this processor, which runs on. Interrupt context. Endpoints are unbound by the
 * next remote_poll() and bound again when a host attaches. */
void remote_on_detach(void);

/* Rate of this core in Hz as the clock registers are set now; 0 when it is not known. */
uint32_t remote_core_hz(void);

/* ---- log ---- */

/* Starts the log in the buffer that the resource table's trace entry names. size: bytes, at least 2.
 * Before that, what is logged is lost. */
void remote_log_init(char *buffer, uint32_t size);

/* Appends a line (a newline is added). At most 127 bytes of it. Knows what remote_format() knows. Any
 * context; interrupts are off while the line is copied. */
void remote_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * A small vsnprintf(): %s %c %d %i %u %x %X %p %%, with -, 0, a width, a precision for %s, and the
 * lengths hh, h, l, ll, z. Other conversions are copied as they stand. size: at least 1; the text is
 * cut to it and ends with a NUL. Returns the length of the text as stored. Any context.
 */
size_t remote_format(char *text, size_t size, const char *format, va_list arguments);

/* ---- time, for who asks for it: an idle firmware without it sleeps ---- */

/* Starts a millisecond tick from SysTick. 0; -ENODEV: the core's rate is not known or too low. */
COPRO_MUST_CHECK int remote_ticks_start(void);

/* Milliseconds since remote_ticks_start(). Any context. */
uint64_t remote_ticks(void);

/* Each tick, in interrupt context. Does nothing unless defined elsewhere. */
void remote_on_tick(void);

#endif
