/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/machine.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/parts/part.h"
#include "machine/event_log.h"
#include "machine/machine_internal.h"
#include "soc/irq.h"

#define FUNCTION_SIZE 80u

static void signal_irq(void *context, unsigned spi, bool level)
{
	struct machine *machine = context;
	unsigned bit;

	if (spi == SOC_SPI_M4_WWDG1_RESET) {
		machine->watchdog = level;
		if (level)
			board_attention(machine->board);
		return;
	}
	if (spi != SOC_IRQ_IPCC_RX0 && spi != SOC_IRQ_IPCC_TX0)
		return;
	bit = 1u << (spi - SOC_IRQ_IPCC_RX0);
	if (!level) {
		machine->mailbox &= ~bit;
		return;
	}
	if (machine->mailbox & bit)
		return;
	machine->mailbox |= bit;
	board_attention(machine->board);
}

static void signal_note(void *context, enum board_note_kind kind, const char *source, uint32_t pc,
			const char *text)
{
	struct machine *machine = context;
	struct machine_event event =
		machine_event_from_note(kind, source, pc, text, machine_now(machine));
	char function[FUNCTION_SIZE];
	const char *symbol;
	uint32_t into;

	symbol = pc && machine->has_image ? elf_image_symbol(&machine->image, pc, &into) : NULL;
	if (symbol)
		event.function =
			event_log_escape(function, sizeof(function), symbol, strlen(symbol));
	machine_tell(machine, &event);
}

static void signal_uart_line(void *context, const char *uart, const char *line, size_t length)
{
	struct machine *machine = context;
	struct machine_event event = {.time = machine_now(machine),
				      .level = MACHINE_EVENT_INFO,
				      .source = "uart",
				      .kind = "uart-line",
				      .name = uart,
				      .data = line,
				      .length = length};

	machine_tell(machine, &event);
}

static void signal_uart_byte(void *context, const char *uart, uint8_t byte)
{
	struct machine *machine = context;

	if (machine->config.uart_output)
		machine->config.uart_output(machine->config.context, uart, byte);
}

static void signal_reset(void *context)
{
	struct machine *machine = context;
	struct machine_event event = {
		.time = machine_now(machine),
		.level = MACHINE_EVENT_WARNING,
		.source = "core",
		.kind = "reset",
		.text = "the firmware reset its processor (AIRCR.SYSRESETREQ)"};

	machine_tell(machine, &event);
}

static void signal_memory_rights(void *context)
{
	struct machine *machine = context;

	if (machine->host && !host_is_dead(machine->host) && host_remoteproc(machine->host))
		remoteproc_memory_rights_changed(host_remoteproc(machine->host));
}

static int board_open(struct machine *machine)
{
	struct board_config config = {
		.signals = {.context = machine,
			    .a7_irq = signal_irq,
			    .note = signal_note,
			    .uart_line = signal_uart_line,
			    .uart_byte = signal_uart_byte,
			    .lockup = machine_crash_lockup,
			    .sysresetreq = signal_reset,
			    .m4_reset = machine_crash_m4_reset,
			    .chip_reset = machine_chip_reset,
			    .memory_rights = signal_memory_rights},
		.strict = machine->config.strict,
		.engineering_boot = machine->config.engineering_boot,
		.cold_boot = !machine->config.engineering_boot,
	};

	return board_create(&machine->board, &config);
}

int machine_create(struct machine **machine, const struct machine_config *config)
{
	struct machine *made = calloc(1, sizeof(*made));
	int rc;

	if (!made)
		return -ENOMEM;
	made->config = *config;
	machine_life_init(made);
	made->pace.real_time = config->pace == MACHINE_REAL_TIME;
	rc = uv_loop_init(&made->loop);
	if (rc) {
		free(made);
		return rc;
	}
	rc = uv_timer_init(&made->loop, &made->alarm);
	if (!rc)
		rc = board_open(made);
	if (!rc)
		rc = machine_parts_open(made, config->error);
	if (!rc)
		rc = uart_ports_open(made, config->uarts, config->error);
	if (!rc)
		rc = machine_platform_init(made);
	if (!rc)
		rc = machine_boot(made, config->error);
	if (rc) {
		machine_destroy(made);
		return rc;
	}
	*machine = made;
	return 0;
}

void machine_destroy(struct machine *machine)
{
	if (!machine)
		return;
	host_destroy(machine->host);
	machine_crash_close(machine);
	free(machine->handed_on);
	parts_destroy(machine->parts);
	uart_ports_close(machine);
	if (machine->board)
		board_destroy(machine->board);
	uv_close((uv_handle_t *)&machine->alarm, NULL);
	while (uv_run(&machine->loop, UV_RUN_DEFAULT))
		continue;
	uv_loop_close(&machine->loop);
	free(machine);
}

void machine_end(struct machine *machine)
{
	machine->ended = true;
	if (machine->board)
		board_attention(machine->board);
}

uint64_t machine_now(const struct machine *machine)
{
	return timeline_now(board_timeline(machine->board));
}

void machine_statistics(const struct machine *machine, struct machine_statistics *statistics)
{
	*statistics = machine->statistics;
}

struct board *machine_board(struct machine *machine)
{
	return machine->board;
}

struct parts *machine_parts(struct machine *machine)
{
	return machine->parts;
}

struct host *machine_host(struct machine *machine)
{
	return machine->host;
}

struct remoteproc *machine_remoteproc(struct machine *machine)
{
	return machine->host ? host_remoteproc(machine->host) : NULL;
}

const struct crash_report *machine_last_crash(const struct machine *machine)
{
	return machine->crash.report;
}

struct hwspinlock_device *machine_locks(struct machine *machine)
{
	return machine->host ? host_locks(machine->host) : NULL;
}

struct tty_set *machine_ttys(struct machine *machine)
{
	return machine->host ? host_ttys(machine->host) : NULL;
}

struct raw_set *machine_raw(struct machine *machine)
{
	return machine->host ? host_raw(machine->host) : NULL;
}

struct i2c_adapter_set *machine_i2c(struct machine *machine)
{
	return machine->host ? host_i2c(machine->host) : NULL;
}

struct rpmsg_char_set *machine_endpoints(struct machine *machine)
{
	return machine->host ? host_endpoints(machine->host) : NULL;
}

struct linux_system *machine_linux(struct machine *machine)
{
	return machine->host ? host_linux(machine->host) : NULL;
}

const struct elf_image *machine_image(const struct machine *machine)
{
	return machine->has_image ? &machine->image : NULL;
}

uv_loop_t *machine_loop(struct machine *machine)
{
	return &machine->loop;
}

void machine_tell(struct machine *machine, const struct machine_event *event)
{
	if (machine->config.event)
		machine->config.event(machine->config.context, event);
	if (machine->debugger.event)
		machine->debugger.event(machine->debugger.context, event);
}

void machine_tell_end(struct machine *machine)
{
	struct machine_statistics *statistics = &machine->statistics;
	char text[256];
	int length;
	struct machine_event event = {.time = machine_now(machine),
				      .level = MACHINE_EVENT_INFO,
				      .source = "machine",
				      .kind = "end",
				      .text = text,
				      .statistics = statistics};

	statistics->refused = board_refused(machine->board);
	length = snprintf(text, sizeof(text),
			  "%" PRIu64 " instructions, %" PRIu64 " messages with %" PRIu64
			  " bytes to ttys, %" PRIu64 " bytes lost",
			  statistics->instructions, statistics->tty_messages, statistics->tty_bytes,
			  statistics->tty_lost);
	if (statistics->refused)
		snprintf(text + length, sizeof(text) - (size_t)length,
			 ", refused by the firewall: %" PRIu64, statistics->refused);
	machine_tell(machine, &event);
}
