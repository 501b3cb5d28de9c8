/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libdw gives each rule as a DWARF expression. Those that compilers emit for the Cortex-M4 are few; an
 * expression with anything else, or without end, ends the walk.
 */
#include "machine/debug_cfi.h"

#include <dwarf.h>
#include <errno.h>

#define STACK	  8u
#define STEPS_MAX 64u
#define REGISTERS 16

struct evaluation {
	const struct debug_memory *memory;
	const struct debug_frame *frame;
	bool has_cfa;
	uint32_t cfa;
	uint32_t stack[STACK];
	unsigned depth;
	bool is_value; /* not an address: DW_OP_stack_value, or a register by name */
};

static bool push(struct evaluation *at, uint32_t value)
{
	if (at->depth == STACK)
		return false;
	at->stack[at->depth++] = value;
	return true;
}

static bool push_register(struct evaluation *at, uint64_t number, uint32_t offset)
{
	if (number >= REGISTERS || !(at->frame->known >> number & 1u))
		return false;
	return push(at, at->frame->r[number] + offset);
}

static bool deref(struct evaluation *at)
{
	uint8_t bytes[4];

	if (!at->depth ||
	    at->memory->read(at->memory->context, at->stack[at->depth - 1], bytes, sizeof(bytes)))
		return false;
	at->stack[at->depth - 1] = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
				   (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
	return true;
}

static bool binary(struct evaluation *at, unsigned operation)
{
	uint32_t right;

	if (at->depth < 2)
		return false;
	right = at->stack[--at->depth];
	switch (operation) {
	case DW_OP_plus:
		at->stack[at->depth - 1] += right;
		return true;
	case DW_OP_minus:
		at->stack[at->depth - 1] -= right;
		return true;
	default:
		at->stack[at->depth - 1] &= right;
		return true;
	}
}

static bool step(struct evaluation *at, const Dwarf_Op *op)
{
	if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31)
		return push_register(at, op->atom - DW_OP_breg0, (uint32_t)op->number);
	if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31)
		return push(at, op->atom - DW_OP_lit0);
	if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31) {
		at->is_value = true;
		return push_register(at, op->atom - DW_OP_reg0, 0);
	}
	switch (op->atom) {
	case DW_OP_regx:
		at->is_value = true;
		return push_register(at, op->number, 0);
	case DW_OP_bregx:
		return push_register(at, op->number, (uint32_t)op->number2);
	case DW_OP_call_frame_cfa:
		return at->has_cfa && push(at, at->cfa);
	case DW_OP_const1u:
	case DW_OP_const2u:
	case DW_OP_const4u:
	case DW_OP_const1s:
	case DW_OP_const2s:
	case DW_OP_const4s:
	case DW_OP_constu:
	case DW_OP_consts:
	case DW_OP_addr:
		return push(at, (uint32_t)op->number);
	case DW_OP_plus_uconst:
		if (!at->depth)
			return false;
		at->stack[at->depth - 1] += (uint32_t)op->number;
		return true;
	case DW_OP_deref:
		return deref(at);
	case DW_OP_plus:
	case DW_OP_minus:
	case DW_OP_and:
		return binary(at, op->atom);
	case DW_OP_stack_value:
		at->is_value = true;
		return true;
	default:
		return false;
	}
}

static bool evaluate(struct evaluation *at, const Dwarf_Op *ops, size_t count)
{
	at->depth = 0;
	at->is_value = false;
	if (count > STEPS_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!step(at, &ops[i]))
			return false;
	}
	return at->depth > 0;
}

/* The caller's register; false: lost. */
static bool register_restore(Dwarf_Frame *rules, struct evaluation *at, int number, uint32_t *value)
{
	Dwarf_Op room[3];
	Dwarf_Op *ops = NULL;
	size_t count = 0;

	if (dwarf_frame_register(rules, number, room, &ops, &count))
		return false;
	if (!count) {
		/* No rule: undefined where `ops` is ours, else the same value as in this frame. */
		*value = at->frame->r[number];
		return ops != room && (at->frame->known >> number & 1u);
	}
	if (!evaluate(at, ops, count) || (!at->is_value && !deref(at)))
		return false;
	*value = at->stack[at->depth - 1];
	return true;
}

int debug_cfi_follow(Dwarf_Frame *rules, const struct debug_memory *memory,
		     const struct debug_frame *frame, struct debug_frame *caller)
{
	struct evaluation at = {.memory = memory, .frame = frame};
	Dwarf_Op *ops = NULL;
	size_t count = 0;
	int ra = dwarf_frame_info(rules, NULL, NULL, NULL);
	struct debug_frame made = {.known = 0};

	if (ra < 0 || ra >= REGISTERS || dwarf_frame_cfa(rules, &ops, &count) || !count ||
	    !evaluate(&at, ops, count))
		return -ENOENT;
	at.cfa = at.stack[at.depth - 1];
	at.has_cfa = true;
	for (int i = 0; i < REGISTERS - 1; i++) {
		if (register_restore(rules, &at, i, &made.r[i]))
			made.known |= (uint16_t)(1u << i);
	}
	/* The stack pointer of the caller is what the CFA is defined as. */
	made.r[13] = at.cfa;
	made.known |= (uint16_t)(1u << 13);
	if (!((unsigned)made.known >> ra & 1u))
		return -ENOENT;
	made.r[15] = made.r[ra];
	made.known |= (uint16_t)(1u << 15);
	*caller = made;
	return 0;
}
