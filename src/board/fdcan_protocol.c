/* SPDX-License-Identifier: BSD-3-Clause */
/* The core as a node of its bus: bit times, integration, errors and their counters, bus-off (ISO 11898-1:2015, 12.1;
 * M_CAN, ECR and PSR). */
#include "board/board_internal.h"
#include "board/fdcan_internal.h"

#define WARNING_LEVEL 96u
#define PASSIVE_LEVEL 128u
#define BUS_OFF_LEVEL 256u
#define REC_RECOVERED 127u /* assumed: ISO 11898-1 has 119 to 127 */
#define CEL_MAX	      255u

#define IDLE_BITS	 11u
#define RECOVERY_COUNT	 129u
#define SUSPEND_BITS	 8u
#define PAUSE_BITS	 2u /* CCCR.TXP */
#define TOLERATED_DIFFER 50u /* a fiftieth of the bit time: assumed */

/* ---- bit times ---- */

static uint64_t bit_time(uint64_t hz, uint32_t prescaler, uint32_t quanta)
{
	return hz ? (uint64_t)prescaler * quanta * PS_PER_S / hz : 0;
}

struct can_timing fdcan_timing(const struct device *fdcan)
{
	/* The synchronisation segment, and fields that are one less than what they mean. */
	const uint64_t hz = board_device_hz(fdcan->board, board_device_of((struct device *)fdcan)) /
			    fdcan_ccu_divider(fdcan_state(fdcan)->ccu);
	const uint32_t nominal =
		3 + fdcan_field(fdcan, FDCAN_NBTP, 0, FDCAN_NBTP_TSEG2_MASK) +
		fdcan_field(fdcan, FDCAN_NBTP, FDCAN_NBTP_TSEG1_SHIFT, FDCAN_NBTP_TSEG1_MASK);
	const uint32_t data =
		3 + fdcan_field(fdcan, FDCAN_DBTP, FDCAN_DBTP_TSEG2_SHIFT, FDCAN_DBTP_TSEG2_MASK) +
		fdcan_field(fdcan, FDCAN_DBTP, FDCAN_DBTP_TSEG1_SHIFT, FDCAN_DBTP_TSEG1_MASK);

	return (struct can_timing){
		.nominal = bit_time(
			hz,
			fdcan_field(fdcan, FDCAN_NBTP, FDCAN_NBTP_BRP_SHIFT, FDCAN_NBTP_BRP_MASK) +
				1,
			nominal),
		.data = bit_time(
			hz,
			fdcan_field(fdcan, FDCAN_DBTP, FDCAN_DBTP_BRP_SHIFT, FDCAN_DBTP_BRP_MASK) +
				1,
			data)};
}

static bool differ(uint64_t one, uint64_t two)
{
	return (one > two ? one - two : two - one) > two / TOLERATED_DIFFER;
}

/* ---- errors ---- */

static bool is_passive(const struct fdcan_state *state)
{
	return state->tec >= PASSIVE_LEVEL || state->rec >= PASSIVE_LEVEL;
}

/* LEC, or DLEC in the data phase of a frame with BRS. */
static void event_told(struct device *fdcan, const struct can_outcome *outcome)
{
	uint32_t psr = device_word(fdcan, FDCAN_PSR);

	if (outcome->data_phase)
		psr = (psr & ~FDCAN_PSR_DLEC_MASK) | (uint32_t)outcome->error
							     << FDCAN_PSR_DLEC_SHIFT;
	else
		psr = (psr & ~FDCAN_PSR_LEC_MASK) | (uint32_t)outcome->error;
	device_set_word(fdcan, FDCAN_PSR, psr);
	if (outcome->error)
		fdcan_flag(fdcan, outcome->data_phase ? FDCAN_IR_PED : FDCAN_IR_PEA);
}

/* M_CAN, ECR.CEL: counts up to 255, and tells of the next one. */
static void error_logged(struct device *fdcan)
{
	const uint32_t ecr = device_word(fdcan, FDCAN_ECR);
	const uint32_t cel = ecr >> FDCAN_ECR_CEL_SHIFT;

	if (cel == CEL_MAX)
		fdcan_flag(fdcan, FDCAN_IR_ELO);
	else
		device_set_word(fdcan, FDCAN_ECR, ecr + (1u << FDCAN_ECR_CEL_SHIFT));
}

static void bus_off(struct device *fdcan)
{
	fdcan_state(fdcan)->bus_off = true;
	device_set_word(fdcan, FDCAN_CCCR, device_word(fdcan, FDCAN_CCCR) | FDCAN_CCCR_INIT);
	fdcan_protocol_stop(fdcan);
}

/* ISO 11898-1:2015, 12.1.4.2: what a transmitter counts. Nobody acknowledging a passive one is not counted. */
static void transmit_failed(struct device *fdcan, enum can_error error)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	if (error == CAN_ACK_ERROR && is_passive(state))
		return;
	error_logged(fdcan);
	if (state->tec + 8 < BUS_OFF_LEVEL)
		state->tec += 8;
	else
		bus_off(fdcan);
}

static void receive_failed(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	/* Its own error flag was answered by the others'. */
	const unsigned by = state->node.answer.error && state->node.answer.destroys ? 9 : 1;

	error_logged(fdcan);
	if (fdcan_cccr(fdcan, FDCAN_CCCR_ASM))
		return;
	state->rec = state->rec + by < PASSIVE_LEVEL ? state->rec + by : PASSIVE_LEVEL;
}

static void counters_relax(unsigned *counter)
{
	if (*counter >= PASSIVE_LEVEL)
		*counter = REC_RECOVERED;
	else if (*counter)
		--*counter;
}

/* ---- the node ---- */

static bool node_next(struct can_node *node, struct can_frame *frame)
{
	return fdcan_transmit_next(node->context, frame);
}

static void node_sends(struct can_node *node, const struct can_frame *frame, uint64_t start)
{
	struct device *fdcan = node->context;

	(void)start;
	fdcan_transmit_begun(fdcan, frame);
	/* RM0436, FDCAN_PSR.TDCV: the delay of the transceiver, which is none here, and TDCO. */
	if (frame->brs && (device_word(fdcan, FDCAN_DBTP) & FDCAN_DBTP_TDC))
		device_set_word(fdcan, FDCAN_PSR,
				(device_word(fdcan, FDCAN_PSR) & ~FDCAN_PSR_TDCV_MASK) |
					fdcan_field(fdcan, FDCAN_TDCR, FDCAN_TDCR_TDCO_SHIFT,
						    FDCAN_TDCR_TDCO_MASK)
						<< FDCAN_PSR_TDCV_SHIFT);
	fdcan_update(fdcan);
}

static void node_lost(struct can_node *node)
{
	struct device *fdcan = node->context;

	fdcan_transmit_over(fdcan, NULL, false);
	fdcan_transmit_kick(fdcan);
	fdcan_update(fdcan);
}

static struct can_answer node_hears(struct can_node *node, const struct can_frame *frame,
				    const struct can_timing *timing, uint64_t start)
{
	struct device *fdcan = node->context;
	struct fdcan_state *state = fdcan_state(fdcan);
	struct can_answer answer = {.acknowledges = !fdcan_cccr(fdcan, FDCAN_CCCR_MON)};

	(void)start;
	state->receiving = state->activity == FDCAN_ON && node->timing.nominal;
	if (!state->receiving)
		return (struct can_answer){0};
	state->stamp = (uint16_t)fdcan_time_stamp(fdcan);
	answer.destroys = !is_passive(state) && !fdcan_cccr(fdcan, FDCAN_CCCR_ASM) &&
			  !fdcan_cccr(fdcan, FDCAN_CCCR_MON);
	answer.place = CAN_EARLY;
	if (differ(timing->nominal, node->timing.nominal) ||
	    (frame->brs && differ(timing->data, node->timing.data))) {
		device_note(fdcan,
			    "the bus has another bit rate than NBTP and DBTP say: a frame is "
			    "received with errors");
		answer.error = CAN_STUFF_ERROR;
	} else if (frame->fd && !fdcan_cccr(fdcan, FDCAN_CCCR_FDOE)) {
		device_note(fdcan, "a CAN FD frame comes while CCCR.FDOE is 0: a form error");
		answer.error = CAN_FORM_ERROR;
	} else if (frame->fd && frame->non_iso != fdcan_cccr(fdcan, FDCAN_CCCR_NISO)) {
		answer.error = CAN_CRC_ERROR;
		answer.place = CAN_LATE;
		answer.acknowledges = false;
	}
	fdcan_update(fdcan);
	return answer;
}

static void sent_over(struct device *fdcan, const struct can_frame *frame,
		      const struct can_outcome *outcome)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	const uint64_t bit = state->node.timing.nominal;
	const uint16_t stamp = state->sending.stamp;

	state->resumes = outcome->free;
	if (is_passive(state))
		state->resumes += SUSPEND_BITS * bit;
	fdcan_transmit_over(fdcan, frame, !outcome->error);
	if (outcome->error) {
		transmit_failed(fdcan, outcome->error);
		return;
	}
	counters_relax(&state->tec);
	if (fdcan_cccr(fdcan, FDCAN_CCCR_TXP))
		state->resumes += PAUSE_BITS * bit;
	if (fdcan_is_looped(fdcan))
		fdcan_receive(fdcan, frame, stamp);
}

static void heard_over(struct device *fdcan, const struct can_frame *frame,
		       const struct can_outcome *outcome)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	uint32_t seen = 0;

	state->receiving = false;
	if (outcome->error) {
		receive_failed(fdcan);
		return;
	}
	if (!fdcan_cccr(fdcan, FDCAN_CCCR_ASM))
		counters_relax(&state->rec);
	if (frame->fd)
		seen = FDCAN_PSR_RFDF | (frame->brs ? FDCAN_PSR_RBRS : 0) |
		       (frame->esi ? FDCAN_PSR_RESI : 0);
	device_set_word(fdcan, FDCAN_PSR, device_word(fdcan, FDCAN_PSR) | seen);
	fdcan_receive(fdcan, frame, state->stamp);
}

static void node_over(struct can_node *node, const struct can_frame *frame, bool own,
		      const struct can_outcome *outcome)
{
	struct device *fdcan = node->context;

	if (!own && !fdcan_state(fdcan)->receiving)
		return; /* it was not on the bus yet */
	event_told(fdcan, outcome);
	if (own)
		sent_over(fdcan, frame, outcome);
	else
		heard_over(fdcan, frame, outcome);
	fdcan_transmit_kick(fdcan);
	fdcan_update(fdcan);
}

static const struct can_node_ops node_ops = {
	.next = node_next,
	.sends = node_sends,
	.lost = node_lost,
	.hears = node_hears,
	.over = node_over,
};

/* ---- on and off ---- */

static void joins_arm(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	const uint64_t now = timeline_now(device_timeline(fdcan));
	const uint64_t idle = can_bus_idle(state->node.bus);

	/* The end of a frame and what follows it are 11 recessive bits, too. */
	if (!state->node.timing.nominal)
		timeline_disarm(device_timeline(fdcan), &state->joins);
	else
		timeline_arm(device_timeline(fdcan), &state->joins,
			     idle > now && !state->node.deaf
				     ? idle
				     : now + IDLE_BITS * state->node.timing.nominal);
}

static void joins_due(void *context)
{
	struct device *fdcan = context;
	struct fdcan_state *state = fdcan_state(fdcan);

	if (state->node.bus->busy && !state->node.deaf) {
		joins_arm(fdcan);
		return;
	}
	/* M_CAN, PSR.LEC: each sequence of a recovery is told as Bit0Error, and counted by REC. */
	if (state->activity == FDCAN_RECOVERING && ++state->sequences < RECOVERY_COUNT) {
		state->rec = state->sequences;
		device_set_word(fdcan, FDCAN_PSR,
				(device_word(fdcan, FDCAN_PSR) & ~FDCAN_PSR_LEC_MASK) |
					CAN_BIT0_ERROR);
		joins_arm(fdcan);
		fdcan_update(fdcan);
		return;
	}
	if (state->activity == FDCAN_RECOVERING) {
		state->tec = state->rec = 0;
		state->bus_off = false;
	}
	state->activity = FDCAN_ON;
	fdcan_transmit_kick(fdcan);
	fdcan_update(fdcan);
}

static void pins_note(struct device *fdcan)
{
	const struct fdcan_state *state = fdcan_state(fdcan);

	for (unsigned i = 0; i < FDCAN_PINS; i++) {
		if (!pin_signal_joined(&state->pins[i]))
			device_note(fdcan, "%s is at no pin: on a board there would be no bus",
				    state->pins[i].name);
		if (state->node.deaf)
			return; /* RX is not looked at */
	}
}

void fdcan_protocol_start(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	const bool inside = fdcan_is_looped(fdcan) && fdcan_cccr(fdcan, FDCAN_CCCR_MON);

	state->node.deaf = fdcan_is_looped(fdcan);
	state->node.timing = fdcan_timing(fdcan);
	state->activity = state->bus_off ? FDCAN_RECOVERING : FDCAN_INTEGRATING;
	state->sequences = 0;
	state->resumes = 0;
	can_node_attach(&state->node, inside ? &state->inside : state->outside);
	if (!state->node.timing.nominal)
		device_note(fdcan,
			    "CCCR.INIT cleared while the kernel clock (RCC_FDCANCKSELR) does not "
			    "run: nothing is sent or received");
	if (!inside)
		pins_note(fdcan);
	joins_arm(fdcan);
	fdcan_time_retime(fdcan);
}

void fdcan_protocol_stop(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	timeline_disarm(device_timeline(fdcan), &state->joins);
	can_node_detach(&state->node);
	state->activity = FDCAN_STOPPED;
	state->receiving = false;
	state->sending.active = false;
	fdcan_time_retime(fdcan);
}

void fdcan_protocol_retime(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	state->node.timing = fdcan_timing(fdcan);
	fdcan_time_retime(fdcan);
	if (state->activity == FDCAN_STOPPED)
		return;
	/* Without a clock it is not there, and what it was sending begins anew. */
	if (!state->node.timing.nominal) {
		state->sending.active = state->receiving = false;
		can_node_leave(&state->node);
	}
	if (state->activity == FDCAN_ON)
		fdcan_transmit_kick(fdcan);
	else
		joins_arm(fdcan);
}

void fdcan_protocol_init(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	can_bus_init(&state->bus, device_timeline(fdcan));
	can_bus_init(&state->inside, device_timeline(fdcan));
	state->outside = &state->bus;
	state->node.ops = &node_ops;
	state->node.context = fdcan;
	state->node.name = fdcan->name;
	state->joins.name = "fdcan";
	state->joins.fire = joins_due;
	state->joins.context = fdcan;
}

void fdcan_protocol_reset(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	fdcan_protocol_stop(fdcan);
	state->tec = state->rec = 0;
	state->bus_off = false;
}

/* ---- registers ---- */

static uint32_t activity_bits(const struct fdcan_state *state)
{
	uint32_t act = 0;

	if (state->activity == FDCAN_ON)
		act = state->sending.active ? 3 : state->receiving ? 2 : 1;
	return act << FDCAN_PSR_ACT_SHIFT;
}

void fdcan_protocol_update(struct device *fdcan)
{
	static const struct {
		uint32_t psr, ir;
	} told[] = {{FDCAN_PSR_EP, FDCAN_IR_EP},
		    {FDCAN_PSR_EW, FDCAN_IR_EW},
		    {FDCAN_PSR_BO, FDCAN_IR_BO}};
	const struct fdcan_state *state = fdcan_state(fdcan);
	const uint32_t before = device_word(fdcan, FDCAN_PSR);
	uint32_t after =
		before & ~(FDCAN_PSR_EP | FDCAN_PSR_EW | FDCAN_PSR_BO | FDCAN_PSR_ACT_MASK);
	const unsigned rec = state->rec < PASSIVE_LEVEL ? state->rec : PASSIVE_LEVEL - 1;

	if (is_passive(state))
		after |= FDCAN_PSR_EP;
	if (state->tec >= WARNING_LEVEL || state->rec >= WARNING_LEVEL)
		after |= FDCAN_PSR_EW;
	if (state->bus_off)
		after |= FDCAN_PSR_BO;
	for (unsigned i = 0; i < 3; i++) {
		if ((before ^ after) & told[i].psr)
			fdcan_flag(fdcan, told[i].ir);
	}
	device_set_word(fdcan, FDCAN_PSR, after | activity_bits(state));
	device_set_word(fdcan, FDCAN_ECR,
			(device_word(fdcan, FDCAN_ECR) & 0xFFFF0000u) | state->tec |
				rec << FDCAN_ECR_REC_SHIFT |
				(state->rec >= PASSIVE_LEVEL ? FDCAN_ECR_RP : 0));
}
