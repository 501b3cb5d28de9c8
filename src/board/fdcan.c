/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * FDCAN (RM0436, "FDCAN"): Bosch's M_CAN 3.2, without the time-triggered operation of FDCAN1.
 *
 * Frames take their time in virtual time (can_bus.h). Where the manuals leave something open, it says "assumed" beside
 * it, and docs/board.md has the list.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "board/board_internal.h"
#include "board/fdcan_internal.h"
#include "board/models.h"

#define CONFIGURABLE (FDCAN_CCCR_INIT | FDCAN_CCCR_CCE)

/* RM0436, FDCAN register map; values of the reset: as well. */
static const struct device_register fdcan_registers[] = {
	{.name = "CREL", .offset = FDCAN_CREL, .reset = 0x32141218},
	{.name = "ENDN", .offset = FDCAN_ENDN, .reset = 0x87654321},
	{.name = "DBTP", .offset = FDCAN_DBTP, .reset = 0x00000A33, .writable = 0x009F1FFF},
	{.name = "TEST", .offset = FDCAN_TEST, .reset = FDCAN_TEST_RX, .writable = 0x00000070},
	{.name = "RWD", .offset = FDCAN_RWD, .writable = FDCAN_RWD_WDC_MASK},
	{.name = "CCCR", .offset = FDCAN_CCCR, .reset = FDCAN_CCCR_INIT},
	{.name = "NBTP", .offset = FDCAN_NBTP, .reset = 0x06000A03, .writable = 0xFFFFFF7F},
	{.name = "TSCC", .offset = FDCAN_TSCC, .writable = 0x000F0003},
	{.name = "TSCV", .offset = FDCAN_TSCV},
	{.name = "TOCC", .offset = FDCAN_TOCC, .reset = 0xFFFF0000, .writable = 0xFFFF0007},
	{.name = "TOCV", .offset = FDCAN_TOCV, .reset = 0x0000FFFF},
	{.name = "ECR", .offset = FDCAN_ECR},
	{.name = "PSR", .offset = FDCAN_PSR, .reset = 0x00000707},
	{.name = "TDCR", .offset = FDCAN_TDCR, .writable = 0x00007F7F},
	{.name = "IR", .offset = FDCAN_IR, .write_1_clears = FDCAN_IR_ALL},
	{.name = "IE", .offset = FDCAN_IE, .writable = FDCAN_IR_ALL},
	{.name = "ILS", .offset = FDCAN_ILS, .writable = FDCAN_IR_ALL},
	{.name = "ILE", .offset = FDCAN_ILE, .writable = 0x00000003},
	{.name = "GFC", .offset = FDCAN_GFC, .writable = 0x0000003F},
	{.name = "SIDFC", .offset = FDCAN_SIDFC, .writable = 0x00FFFFFC},
	{.name = "XIDFC", .offset = FDCAN_XIDFC, .writable = 0x007FFFFC},
	{.name = "XIDAM", .offset = FDCAN_XIDAM, .reset = 0x1FFFFFFF, .writable = 0x1FFFFFFF},
	{.name = "HPMS", .offset = FDCAN_HPMS},
	{.name = "NDAT1", .offset = FDCAN_NDAT1, .write_1_clears = 0xFFFFFFFF},
	{.name = "NDAT2", .offset = FDCAN_NDAT2, .write_1_clears = 0xFFFFFFFF},
	{.name = "RXF0C", .offset = FDCAN_RXF0C, .writable = 0xFF7FFFFC},
	{.name = "RXF0S", .offset = FDCAN_RXF0S},
	{.name = "RXF0A", .offset = FDCAN_RXF0A, .writable = 0x0000003F},
	{.name = "RXBC", .offset = FDCAN_RXBC, .writable = 0x0000FFFC},
	{.name = "RXF1C", .offset = FDCAN_RXF1C, .writable = 0xFF7FFFFC},
	{.name = "RXF1S", .offset = FDCAN_RXF1S},
	{.name = "RXF1A", .offset = FDCAN_RXF1A, .writable = 0x0000003F},
	{.name = "RXESC", .offset = FDCAN_RXESC, .writable = 0x00000777},
	{.name = "TXBC", .offset = FDCAN_TXBC, .writable = 0x7F3FFFFC},
	{.name = "TXFQS", .offset = FDCAN_TXFQS},
	{.name = "TXESC", .offset = FDCAN_TXESC, .writable = 0x00000007},
	{.name = "TXBRP", .offset = FDCAN_TXBRP},
	{.name = "TXBAR", .offset = FDCAN_TXBAR},
	{.name = "TXBCR", .offset = FDCAN_TXBCR},
	{.name = "TXBTO", .offset = FDCAN_TXBTO},
	{.name = "TXBCF", .offset = FDCAN_TXBCF},
	{.name = "TXBTIE", .offset = FDCAN_TXBTIE, .writable = 0xFFFFFFFF},
	{.name = "TXBCIE", .offset = FDCAN_TXBCIE, .writable = 0xFFFFFFFF},
	{.name = "TXEFC", .offset = FDCAN_TXEFC, .writable = 0x3F3FFFFC},
	{.name = "TXEFS", .offset = FDCAN_TXEFS},
	{.name = "TXEFA", .offset = FDCAN_TXEFA, .writable = 0x0000001F},
	/* FDCAN1 only. */
	{.name = "TTTMC", .offset = FDCAN_TTTMC, .writable = 0x007FFFFC},
	{.name = "TTRMC", .offset = FDCAN_TTRMC, .writable = 0xDFFFFFFF},
	{.name = "TTOCF", .offset = FDCAN_TTOCF, .reset = 0x00010000, .writable = 0x07FFFFFB},
	{.name = "TTMLM", .offset = FDCAN_TTMLM, .writable = 0x0FFF0FFF},
	{.name = "TURCF", .offset = FDCAN_TURCF, .reset = 0x10000000, .writable = 0xBFFFFFFF},
	{.name = "TTOCN", .offset = FDCAN_TTOCN, .writable = 0x00003FFF},
	{.name = "TTGTP", .offset = FDCAN_TTGTP, .writable = 0xFFFFFFFF},
	{.name = "TTTMK", .offset = FDCAN_TTTMK, .writable = 0x007FFFFF},
	{.name = "TTIR", .offset = FDCAN_TTIR, .write_1_clears = 0x0007FFFF},
	{.name = "TTIE", .offset = FDCAN_TTIE, .writable = 0x0007FFFF},
	{.name = "TTILS", .offset = FDCAN_TTILS, .writable = 0x0007FFFF},
	{.name = "TTOST", .offset = FDCAN_TTOST},
	{.name = "TURNA", .offset = FDCAN_TURNA, .reset = 0x00010000},
	{.name = "TTLGT", .offset = FDCAN_TTLGT},
	{.name = "TTCTC", .offset = FDCAN_TTCTC, .reset = 0x003F0000},
	{.name = "TTCPT", .offset = FDCAN_TTCPT},
	{.name = "TTCSM", .offset = FDCAN_TTCSM},
	{.name = "TTTS", .offset = FDCAN_TTTS, .writable = 0x00000033},
	{0},
};

static bool is_triggered(uint32_t offset)
{
	return (offset >= FDCAN_TTTMC && offset <= FDCAN_TTCSM) || offset == FDCAN_TTTS;
}

bool fdcan_is_looped(const struct device *fdcan)
{
	return fdcan_cccr(fdcan, FDCAN_CCCR_TEST) &&
	       (device_word(fdcan, FDCAN_TEST) & FDCAN_TEST_LBCK);
}

/* ---- interrupts ---- */

void fdcan_flag(struct device *fdcan, uint32_t flags)
{
	device_set_word(fdcan, FDCAN_IR, device_word(fdcan, FDCAN_IR) | flags);
}

/* M_CAN, CCCR.CSR: what is pending is sent yet; then the core stops as by INIT, and may lose its clock. */
static void clock_stop_update(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	const bool stopped = fdcan_cccr(fdcan, FDCAN_CCCR_INIT);

	if (!fdcan_cccr(fdcan, FDCAN_CCCR_CSR) || fdcan_cccr(fdcan, FDCAN_CCCR_CSA) ||
	    (!stopped &&
	     (device_word(fdcan, FDCAN_TXBRP) || state->receiving || state->sending.active)))
		return;
	device_set_word(fdcan, FDCAN_CCCR,
			device_word(fdcan, FDCAN_CCCR) | FDCAN_CCCR_INIT | FDCAN_CCCR_CSA);
	if (!stopped)
		fdcan_protocol_stop(fdcan);
}

void fdcan_update(struct device *fdcan)
{
	const struct fdcan_state *state = fdcan_state(fdcan);
	uint32_t asks;

	clock_stop_update(fdcan);
	fdcan_time_update(fdcan);
	fdcan_protocol_update(fdcan);
	fdcan_receive_update(fdcan);
	fdcan_transmit_update(fdcan);
	asks = device_word(fdcan, FDCAN_IR) & device_word(fdcan, FDCAN_IE);
	for (unsigned line = 0; line < 2; line++) {
		const uint32_t select = device_word(fdcan, FDCAN_ILS);
		const bool level = (device_word(fdcan, FDCAN_ILE) >> line & 1u) &&
				   (asks & (line ? select : ~select));

		device_m4_irq(fdcan, state->irqs[line], level);
		device_a7_irq(fdcan, state->irqs[line], level);
	}
}

/* ---- writes ---- */

/* M_CAN, CCCR.CCE: what setting it resets. */
static void configuration_begins(struct device *fdcan)
{
	fdcan_receive_reset(fdcan);
	fdcan_transmit_reset(fdcan);
	fdcan_time_preset(fdcan);
}

/* M_CAN, TEST: it holds its reset value while CCCR.TEST is 0. */
static void test_update(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	uint32_t test = device_word(fdcan, FDCAN_TEST) & ~FDCAN_TEST_RX;
	bool dominant;

	if (!fdcan_cccr(fdcan, FDCAN_CCCR_TEST))
		test = 0;
	dominant = (test & FDCAN_TEST_TX_MASK) >> FDCAN_TEST_TX_SHIFT == FDCAN_TEST_DOMINANT;
	device_set_word(fdcan, FDCAN_TEST, test | (dominant ? 0 : FDCAN_TEST_RX));
	pin_signal_drive(&state->pins[FDCAN_PIN_TX], true, !dominant,
			 timeline_now(device_timeline(fdcan)));
}

/* What CCCR is after a write of `asked`, which lanes that are not written have as it was. */
static uint32_t cccr_after(const struct device *fdcan, uint32_t asked)
{
	const uint32_t protected = FDCAN_CCCR_DAR | FDCAN_CCCR_FDOE | FDCAN_CCCR_BRSE |
				   FDCAN_CCCR_PXHD | FDCAN_CCCR_EFBI | FDCAN_CCCR_TXP |
				   FDCAN_CCCR_NISO;
	const uint32_t settable = FDCAN_CCCR_ASM | FDCAN_CCCR_MON | FDCAN_CCCR_TEST;
	const uint32_t before = device_word(fdcan, FDCAN_CCCR);
	const bool configurable = (before & CONFIGURABLE) == CONFIGURABLE;
	uint32_t after = before & (FDCAN_CCCR_CSA | FDCAN_CCCR_INIT);

	/* M_CAN, CCCR.CSR: without effect before the clock stop is withdrawn. */
	if (!(before & FDCAN_CCCR_CSA))
		after = asked & FDCAN_CCCR_INIT;
	if (before & after & FDCAN_CCCR_INIT)
		after |= asked & FDCAN_CCCR_CCE;
	after |= asked & FDCAN_CCCR_CSR;
	after |= (configurable ? asked : before) & protected;
	after |= (configurable ? asked : asked & before) & settable;
	return after;
}

static void write_cccr(struct device *fdcan, const struct device_access *access, uint32_t value)
{
	const uint32_t before = device_word(fdcan, FDCAN_CCCR);
	const uint32_t asked = (before & ~access->mask) | (value & access->mask);
	uint32_t after = cccr_after(fdcan, asked);

	if ((asked ^ after) & 0x0000F3E4u)
		device_note(fdcan,
			    "bits of CCCR written that can be changed only while INIT and CCE are "
			    "set: ignored");
	if ((asked & ~after & FDCAN_CCCR_CCE) && (asked & FDCAN_CCCR_INIT))
		device_note(fdcan,
			    "CCCR.CCE written together with INIT: it can be set only after that");
	if (!(asked & FDCAN_CCCR_CSR))
		after &= ~FDCAN_CCCR_CSA;
	device_set_word(fdcan, FDCAN_CCCR, after);
	if (after & ~before & FDCAN_CCCR_CCE)
		configuration_begins(fdcan);
	test_update(fdcan);
	if (after & ~before & FDCAN_CCCR_INIT)
		fdcan_protocol_stop(fdcan);
	else if (before & ~after & FDCAN_CCCR_INIT)
		fdcan_protocol_start(fdcan);
	else
		fdcan_transmit_kick(fdcan);
}

static void write_protected(struct device *fdcan, const struct device_access *access,
			    uint32_t value)
{
	if (!fdcan_cccr(fdcan, CONFIGURABLE)) {
		device_note(fdcan,
			    "a register of the configuration written while CCCR.INIT and CCE are "
			    "not set: ignored");
		return;
	}
	device_write(fdcan, access, value);
	if (access->offset == FDCAN_TOCC)
		fdcan_time_preset(fdcan);
	fdcan_protocol_retime(fdcan);
}

static void write_test(struct device *fdcan, const struct device_access *access, uint32_t value)
{
	if (!fdcan_cccr(fdcan, FDCAN_CCCR_TEST)) {
		if (value & access->mask & (FDCAN_TEST_LBCK | FDCAN_TEST_TX_MASK))
			device_note(fdcan, "TEST written while CCCR.TEST is 0: ignored");
		return;
	}
	if (fdcan_cccr(fdcan, CONFIGURABLE))
		device_write(fdcan, access, value);
	test_update(fdcan);
}

static void write_triggered(struct device *fdcan, const struct device_access *access,
			    uint32_t value)
{
	device_write(fdcan, access, value);
	if (device_word(fdcan, FDCAN_TTOCF) & FDCAN_TTOCF_OM_MASK)
		device_note(
			fdcan,
			"time-triggered operation (TTOCF.OM) is not modelled: its registers are "
			"stored, and the core works as without it");
}

/* M_CAN, IR.ARA. */
static bool is_reserved(struct device *fdcan, const struct device_access *access)
{
	if (device_register_at(fdcan, access->offset) &&
	    (fdcan->instance == 1 || !is_triggered(access->offset)))
		return false;
	if (access->peek)
		return true;
	device_note(fdcan, "an access to its reserved address 0x%03X: it reads 0",
		    (unsigned)access->offset);
	fdcan_flag(fdcan, FDCAN_IR_ARA);
	fdcan_update(fdcan);
	return true;
}

static void fdcan_write(struct device *fdcan, const struct device_access *access, uint32_t value)
{
	if (is_reserved(fdcan, access))
		return;
	value &= access->mask;
	switch (access->offset) {
	case FDCAN_CCCR:
		write_cccr(fdcan, access, value);
		break;
	case FDCAN_TEST:
		write_test(fdcan, access, value);
		break;
	case FDCAN_DBTP:
	case FDCAN_RWD:
	case FDCAN_NBTP:
	case FDCAN_TSCC:
	case FDCAN_TOCC:
	case FDCAN_TDCR:
	case FDCAN_GFC:
	case FDCAN_SIDFC:
	case FDCAN_XIDFC:
	case FDCAN_XIDAM:
	case FDCAN_RXF0C:
	case FDCAN_RXBC:
	case FDCAN_RXF1C:
	case FDCAN_RXESC:
	case FDCAN_TXBC:
	case FDCAN_TXESC:
	case FDCAN_TXEFC:
		write_protected(fdcan, access, value);
		break;
	case FDCAN_TSCV:
		fdcan_write_tscv(fdcan);
		break;
	case FDCAN_TOCV:
		fdcan_write_tocv(fdcan);
		break;
	case FDCAN_TXBAR:
		fdcan_write_txbar(fdcan, value);
		break;
	case FDCAN_TXBCR:
		fdcan_write_txbcr(fdcan, value);
		break;
	case FDCAN_RXF0A:
	case FDCAN_RXF1A:
		device_write(fdcan, access, value);
		fdcan_write_rxfa(fdcan, access->offset == FDCAN_RXF1A, value);
		break;
	case FDCAN_TXEFA:
		device_write(fdcan, access, value);
		fdcan_write_txefa(fdcan, value);
		break;
	default:
		if (is_triggered(access->offset))
			write_triggered(fdcan, access, value);
		else
			device_write(fdcan, access, value);
		break;
	}
	fdcan_update(fdcan);
}

/* ---- reads ---- */

/* M_CAN, PSR and ECR: what a read resets. */
static void status_taken(struct device *fdcan, uint32_t offset)
{
	uint32_t word = device_word(fdcan, offset);

	if (offset == FDCAN_ECR)
		word &= ~(0xFFu << FDCAN_ECR_CEL_SHIFT);
	else
		word = (word &
			~(FDCAN_PSR_RESI | FDCAN_PSR_RBRS | FDCAN_PSR_RFDF | FDCAN_PSR_PXE)) |
		       FDCAN_LEC_UNCHANGED | FDCAN_LEC_UNCHANGED << FDCAN_PSR_DLEC_SHIFT;
	device_set_word(fdcan, offset, word);
}

static uint32_t fdcan_read(struct device *fdcan, const struct device_access *access)
{
	uint32_t value;

	if (is_reserved(fdcan, access))
		return 0;
	if (access->offset == FDCAN_TSCV)
		return fdcan_time_stamp(fdcan);
	if (access->offset == FDCAN_TOCV)
		return fdcan_time_left(fdcan);
	if (access->offset == FDCAN_IR && !access->peek)
		fdcan_update(fdcan);
	value = device_read(fdcan, access);
	if ((access->offset == FDCAN_ECR || access->offset == FDCAN_PSR) && !access->peek)
		status_taken(fdcan, access->offset);
	return value;
}

/* ---- the device ---- */

static void fdcan_init(struct device *fdcan)
{
	static const char *const names[FDCAN_PINS] = {"TX", "RX"};
	const struct soc_peripheral *peripheral = soc_peripheral_by_name(fdcan->name);
	struct fdcan_state *state = fdcan_state(fdcan);

	state->irqs[0] = peripheral->irqs[0];
	state->irqs[1] = peripheral->irqs[1];
	state->ram = board_device(fdcan->board, "SRAMCAN");
	state->ccu = board_device(fdcan->board, "FDCAN_CCU");
	for (unsigned i = 0; i < FDCAN_PINS; i++) {
		struct pin_signal *signal = &state->pins[i];

		signal->device = fdcan;
		signal->number = i;
		snprintf(signal->name, sizeof(signal->name), "%.8s_%s", fdcan->name, names[i]);
		pin_signal_add(fdcan->board, signal);
	}
	fdcan_time_init(fdcan);
	fdcan_protocol_init(fdcan);
}

static void fdcan_reset(struct device *fdcan)
{
	if (!fdcan_state(fdcan)->ram)
		fdcan_init(fdcan);
	fdcan_protocol_reset(fdcan);
	fdcan_receive_reset(fdcan);
	fdcan_transmit_reset(fdcan);
	fdcan_time_reset(fdcan);
	test_update(fdcan);
	fdcan_update(fdcan);
}

static void fdcan_clock_changed(struct device *fdcan)
{
	fdcan_protocol_retime(fdcan);
	fdcan_update(fdcan);
}

static void fdcan_destroy(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	if (!state->ram)
		return;
	can_node_detach(&state->node);
	timeline_disarm(device_timeline(fdcan), &state->joins);
	timeline_disarm(device_timeline(fdcan), &state->wraps);
	timeline_disarm(device_timeline(fdcan), &state->timeout);
	can_bus_close(&state->bus);
	can_bus_close(&state->inside);
}

const struct device_model fdcan_model = {
	.model = "fdcan",
	.registers = fdcan_registers,
	.ops = {.reset = fdcan_reset,
		.read = fdcan_read,
		.write = fdcan_write,
		.clock_changed = fdcan_clock_changed,
		.destroy = fdcan_destroy},
	.state_size = sizeof(struct fdcan_state),
};

/* ---- the bus ---- */

static struct device *fdcan_by_name(struct board *board, const char *name)
{
	struct device *device = board_device(board, name);

	return device && device->model == &fdcan_model ? device : NULL;
}

struct can_bus *board_can_bus(struct board *board, const char *name)
{
	const struct device *fdcan = fdcan_by_name(board, name);

	return fdcan ? fdcan_state(fdcan)->outside : NULL;
}

struct can_timing board_can_timing(struct board *board, const char *name)
{
	const struct device *fdcan = fdcan_by_name(board, name);

	return fdcan ? fdcan_timing(fdcan) : (struct can_timing){0};
}

int board_can_join(struct board *board, const char *can, const char *other)
{
	struct device *one = fdcan_by_name(board, can);
	struct device *two = fdcan_by_name(board, other);
	struct fdcan_state *first, *second;

	if (!one || !two)
		return -ENODEV;
	if (one == two)
		return -EINVAL;
	first = fdcan_state(one);
	second = fdcan_state(two);
	if (first->joined || second->joined)
		return -EBUSY;
	first->joined = second->joined = true;
	/* All that hangs on the one bus hangs on the other one then. */
	while (second->bus.nodes) {
		struct can_node *node = second->bus.nodes;
		const bool wants = node->wants;

		can_node_detach(node);
		can_node_attach(node, &first->bus);
		if (wants)
			can_node_request(node, node->ready);
	}
	second->outside = &first->bus;
	return 0;
}
