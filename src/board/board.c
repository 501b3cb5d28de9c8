/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/board.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/board_internal.h"
#include "board/bus.h"
#include "board/exti.h"
#include "board/gpio.h"
#include "board/usart.h"
#include "board/quadspi.h"
#include "soc/regs/exti.h"
#include "soc/regs/rcc.h"

#define NOTE_LENGTH 256

static int m4_read(void *context, uint32_t address, unsigned size, uint32_t *value)
{
	return bus_read(context, SOC_M4, address, size, value);
}

static int m4_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	return bus_write(context, SOC_M4, address, size, value);
}

static bool m4_steady(void *context, uint32_t address)
{
	return bus_steady(context, SOC_M4, address);
}

/* Of what is no memory, QUADSPI's window can be executed from. */
static int m4_fetch(void *context, uint32_t address, uint8_t *bytes, uint32_t size)
{
	return bus_fetch(context, SOC_M4, address, bytes, size);
}

static void m4_sysresetreq(void *context)
{
	struct board *board = context;

	device_exti(board->exti, EXTI_LINE_C2_RST, true);
	device_exti(board->exti, EXTI_LINE_C2_RST, false);
	board_m4_reset(board, RCC_RSTF_MCSYS);
	if (board->config.signals.sysresetreq)
		board->config.signals.sysresetreq(board->config.signals.context);
	board_attention(board);
}

static void m4_lockup(void *context)
{
	struct board *board = context;

	if (board->config.signals.lockup)
		board->config.signals.lockup(board->config.signals.context);
	board_attention(board);
}

static void m4_event_out(void *context)
{
	struct board *board = context;

	device_exti(board->exti, EXTI_LINE_C2_SEV, true);
	device_exti(board->exti, EXTI_LINE_C2_SEV, false);
}

static void m4_sleep(void *context, bool asleep, bool deep)
{
	struct board *board = context;
	bool woken = board->m4_deep && !asleep;

	board->m4_deep = asleep && deep;
	/* What would end CStop lets the M4 not into it. */
	if (woken || (board->m4_deep && exti_wakes_m4(board->exti)))
		rcc_m4_left_cstop(board->rcc);
	if (board->config.signals.sleep)
		board->config.signals.sleep(board->config.signals.context, asleep, deep);
}

static void m4_note(void *context, const char *text)
{
	struct board *board = context;

	if (board->config.signals.note)
		board->config.signals.note(board->config.signals.context, BOARD_NOTE_CORE, "M4",
					   cortex_m_get(board->core, CORTEX_M_PC), text);
}

/* What the engine refuses of RAM never comes to the bus. */
static void m4_refused(void *context, uint32_t address, enum cortex_m_access access)
{
	struct board *board = context;
	enum soc_initiator outer = board->accessor;
	uint32_t offset;
	const struct soc_memory *memory = soc_memory_find(SOC_M4, address, &offset);

	/* Of what it executes from, a copy. */
	if (!memory && access == CORTEX_M_WRITE)
		quadspi_window_refuse_write(board->quadspi);
	if (!memory)
		return;
	board->accessor = SOC_M4;
	(void)firewall_refuse_memory(board, SOC_M4, memory, address, offset,
				     access == CORTEX_M_WRITE  ? FIREWALL_WRITE
				     : access == CORTEX_M_READ ? FIREWALL_READ
							       : FIREWALL_EXECUTE);
	board->accessor = outer;
}

static uint32_t port_read(void *context, uint32_t address, unsigned size)
{
	const struct board_port *port = context;
	uint32_t value;

	/* Reads as 0 when nothing answers, and has been noted. */
	(void)bus_read(port->board, port->initiator, address, size, &value);
	return value;
}

static void port_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	const struct board_port *port = context;

	(void)bus_write(port->board, port->initiator, address, size, value);
}

static int memories_create(struct board *board)
{
	size_t total = 0;

	for (int i = 0; i < SOC_MEMORIES; i++)
		total += soc_memory((enum soc_memory_id)i)->size;
	/* Page aligned: the M4's engine maps the host's pages. */
	board->ram = aligned_alloc(4096, total);
	if (!board->ram)
		return -ENOMEM;
	total = 0;
	for (int i = 0; i < SOC_MEMORIES; i++) {
		board->memories[i] = board->ram + total;
		total += soc_memory((enum soc_memory_id)i)->size;
	}
	return 0;
}

static int m4_create(struct board *board)
{
	/* What the M4 executes from. SYSRAM and BKPSRAM are behind the bus. */
	const struct cortex_m_memory memories[] = {
		{"RETRAM", SOC_RETRAM_DA, SOC_RETRAM_SIZE, board->memories[SOC_RETRAM]},
		{"SRAM", SOC_SRAM_BASE, SOC_SRAM_SIZE, board->memories[SOC_SRAM1]},
		{"SRAM alias", SOC_SRAM_ALIAS, SOC_SRAM_SIZE, board->memories[SOC_SRAM1]},
	};
	const struct cortex_m_config config = {
		.memories = memories,
		.memory_count = sizeof(memories) / sizeof(memories[0]),
		.bus = {board, m4_read, m4_write, m4_steady, m4_fetch},
		.refused = m4_refused,
		.signals = {.context = board,
			    .sysresetreq = m4_sysresetreq,
			    .lockup = m4_lockup,
			    .event_out = m4_event_out,
			    .sleep = m4_sleep,
			    .note = m4_note},
		.timeline = &board->timeline,
		.irq_count = SOC_IRQ_COUNT,
		.priority_bits = 4,
		.cycle_ps = board->cycle_ps,
		/* RM0436, "SysTick calibration value register": 1 ms at HSI, no reference clock. */
		.systick_calib = 0x80000000u | (SOC_HSI_HZ / 1000 - 1),
	};

	return cortex_m_create(&board->core, &config);
}

int board_create(struct board **created, const struct board_config *config)
{
	struct board *board = calloc(1, sizeof(*board));
	int error;

	if (!board)
		return -ENOMEM;
	board->config = *config;
	board->accessor = SOC_INITIATORS;
	board->cycle_ps = (uint32_t)(PS_PER_S / SOC_HSI_HZ);
	timeline_init(&board->timeline);
	analog_init(board);
	for (int i = 0; i < SOC_INITIATORS; i++) {
		struct board_port *port = &board->ports[i];

		port->board = board;
		port->initiator = (enum soc_initiator)i;
		port->bus = (struct mmio_bus){port, port_read, port_write};
	}
	firewall_init(board);
	error = memories_create(board);
	if (!error)
		error = m4_create(board);
	if (!error)
		error = board_wire(board);
	if (error) {
		board_destroy(board);
		return error;
	}
	board_reset(board);
	*created = board;
	return 0;
}

void board_destroy(struct board *board)
{
	if (!board)
		return;
	board_unwire(board);
	cortex_m_destroy(board->core);
	free(board->ram);
	free(board);
}

static void m4_hold(struct board *board)
{
	cortex_m_hold(board->core);
	board->m4_held = true;
	board->m4_deep = false;
	board->reset_pending = false;
}

/* The chip's registers after its reset, as whoever has booted it before the M4 leaves them. */
static void board_boot(struct board *board)
{
	board_clocks_changed(board);
	if (board->config.engineering_boot)
		board_boot_engineering(board);
	else if (!board->config.cold_boot)
		board_boot_dk2(board);
}

void board_reset(struct board *board)
{
	m4_hold(board);
	board->release_pending = false;
	board->chip_reset = 0;
	firewall_forget(board);
	for (int i = 0; i < SOC_MEMORIES; i++)
		memset(board->memories[i], 0, soc_memory((enum soc_memory_id)i)->size);
	cortex_m_memory_changed(board->core, SOC_RETRAM_DA, SOC_RETRAM_SIZE);
	cortex_m_memory_changed(board->core, SOC_SRAM_BASE, SOC_SRAM_SIZE);
	for (size_t i = 0; i < board->device_count; i++) {
		board->devices[i].device.in_reset = false;
		device_reset(&board->devices[i].device);
	}
	board_boot(board);
	board->attention = false;
}

void board_chip_reset(struct board *board, uint32_t flag)
{
	board->chip_reset |= flag;
	board_attention(board);
}

static void m4_tell_reset(struct board *board, uint32_t flag)
{
	if (!board->m4_held && board->config.signals.m4_reset)
		board->config.signals.m4_reset(board->config.signals.context, flag);
}

/* RM0436, "System reset": what the backup domain holds stays, and so does RAM. */
static void chip_reset_settle(struct board *board)
{
	const struct device *const backup[] = {board_device(board, "RTC"),
					       board_device(board, "TAMP")};
	const uint32_t flag = board->chip_reset;

	m4_tell_reset(board, flag);
	board->chip_reset = 0;
	m4_hold(board);
	board->release_pending = false;
	for (size_t i = 0; i < board->device_count; i++) {
		struct device *device = &board->devices[i].device;

		device->in_reset = false;
		if (device != board->rcc && device != backup[0] && device != backup[1])
			device_reset(device);
	}
	rcc_system_reset(board->rcc, flag);
	board_boot(board);
	if (board->config.signals.chip_reset)
		board->config.signals.chip_reset(board->config.signals.context, flag);
	board->attention = true;
}

void board_system_reset(struct board *board)
{
	board_chip_reset(board, RCC_RSTF_PAD);
	chip_reset_settle(board);
}

/* The M4's slice, up to `until` or the next event. True if the board goes on. */
static bool m4_slice(struct board *board, uint64_t until, bool *idle, enum board_exit *exit)
{
	enum cortex_m_exit why;

	board->in_slice = true;
	why = cortex_m_run(board->core, until);
	board->in_slice = false;
	board_m4_settle(board);
	*idle = why == CORTEX_M_SLEEPING || why == CORTEX_M_LOCKUP || why == CORTEX_M_HELD;
	if (why == CORTEX_M_HALTED) {
		*exit = BOARD_HALTED;
		return false;
	}
	return true;
}

enum board_exit board_run(struct board *board, uint64_t until)
{
	enum board_exit exit;

	for (;;) {
		uint64_t next;
		bool idle = true;

		timeline_advance(&board->timeline, board->timeline.now);
		if (board->chip_reset)
			chip_reset_settle(board);
		if (board->attention) {
			board->attention = false;
			return BOARD_ATTENTION;
		}
		if (board->timeline.now >= until)
			return BOARD_TIME;
		next = timeline_next(&board->timeline);
		if (!board->m4_held && !board->m4_frozen &&
		    !m4_slice(board, next < until ? next : until, &idle, &exit))
			return exit;
		/* A slice may have armed events, and a sleeping M4 may have been woken by one. */
		if (!idle || board->attention)
			continue;
		next = timeline_next(&board->timeline);
		if (next > until || next == TIMELINE_NEVER)
			return BOARD_IDLE;
		timeline_advance(&board->timeline, next);
	}
}

struct timeline *board_timeline(struct board *board)
{
	return &board->timeline;
}

struct cortex_m *board_core(struct board *board)
{
	return board->core;
}

const struct mmio_bus *board_port(struct board *board, enum soc_initiator initiator)
{
	return &board->ports[initiator].bus;
}

void *board_memory(struct board *board, enum soc_initiator initiator, uint32_t address,
		   uint32_t length)
{
	return bus_memory(board, initiator, address, length);
}

void board_memory_changed(struct board *board, enum soc_initiator initiator, uint32_t address,
			  uint32_t length)
{
	uint32_t offset;
	const struct soc_memory *memory = soc_memory_find(initiator, address, &offset);

	if (!memory || memory == soc_memory(SOC_SYSRAM) || memory == soc_memory(SOC_BKPSRAM))
		return;
	cortex_m_memory_changed(board->core, memory->da + offset, length);
}

void board_attention(struct board *board)
{
	board->attention = true;
	if (board->in_slice)
		cortex_m_end_slice(board->core);
}

void board_freeze_m4(struct board *board, bool frozen)
{
	board->m4_frozen = frozen;
	if (board->in_slice)
		cortex_m_end_slice(board->core);
}

bool board_m4_running(const struct board *board)
{
	return !board->m4_held && !board->reset_pending;
}

bool board_m4_stopped(const struct board *board)
{
	return board_m4_running(board) && board->m4_deep;
}

void board_m4_release(struct board *board)
{
	if (board->reset_pending) {
		board->release_pending = true;
	} else if (board->m4_held) {
		board->m4_held = false;
		cortex_m_release(board->core);
	}
}

void board_m4_reset(struct board *board, uint32_t flag)
{
	rcc_add_m4_reset_flag(board->rcc, flag);
	board->reset_flag = flag;
	board->reset_pending = true;
	board->release_pending = rcc_m4_boots(board->rcc);
	if (board->in_slice)
		cortex_m_end_slice(board->core);
	else
		board_m4_settle(board);
}

void board_m4_settle(struct board *board)
{
	if (!board->reset_pending)
		return;
	m4_tell_reset(board, board->reset_flag);
	m4_hold(board);
	/* RM0436, "WWDG": the M4's reset stops its watchdog. */
	device_reset(board->wwdg);
	if (board->release_pending)
		board_m4_release(board);
	board->release_pending = false;
}

struct device *board_device(struct board *board, const char *name)
{
	for (size_t i = 0; i < board->device_count; i++) {
		if (!strcmp(board->devices[i].device.name, name))
			return &board->devices[i].device;
	}
	return NULL;
}

size_t board_uart_input(struct board *board, const char *uart, const void *data, size_t length)
{
	struct device *device = board_device(board, uart);

	return device ? usart_input(device, data, length) : 0;
}

void board_gpio_input(struct board *board, char port, unsigned pin, bool level)
{
	const char name[] = {'G', 'P', 'I', 'O', port, '\0'};
	struct device *device = board_device(board, name);

	if (device && pin < 16)
		gpio_input(device, pin, level);
}

uint32_t board_pc(struct board *board)
{
	return board->accessor == SOC_M4 ? cortex_m_get(board->core, CORTEX_M_PC) : 0;
}

void board_vnote(struct board *board, enum board_note_kind kind, const char *source, uint64_t where,
		 const char *format, va_list arguments)
{
	char text[NOTE_LENGTH];
	const struct board_signals *signals = &board->config.signals;
	enum notes_answer answer;

	if (!signals->note || board->debugger)
		return;
	answer = notes_add(&board->notes, format, where);
	if (answer == NOTES_KNOWN)
		return;
	vsnprintf(text, sizeof(text), format, arguments);
	signals->note(signals->context, kind, source, board_pc(board), text);
	if (answer == NOTES_LAST)
		signals->note(signals->context, kind, "board", 0,
			      "so many notes were given that no more will be");
}

void board_note(struct board *board, enum board_note_kind kind, const char *source, uint64_t where,
		const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	board_vnote(board, kind, source, where, format, arguments);
	va_end(arguments);
}
