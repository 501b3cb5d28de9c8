/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/backtrace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "machine/stacked.h"

#define EXC_RETURN_PSP 0x04u

#define SP 13u
#define LR 14u
#define PC 15u

#define KNOWN(number) (1u << (number))

/* How much of a stack is searched for a return address. */
#define SEARCH_WORDS 256u
/* Inlined functions at one address. */
#define PLACES 8u

struct walk {
	struct backtrace *backtrace;
	struct debug_info *info;
	const struct backtrace_input *input;
	struct debug_frame frame;
	enum backtrace_kind kind;
	bool guessed; /* this frame, or one before it */
	bool exact; /* pc is the next instruction; else the call before it is meant */
	bool first; /* LR is still the core's */
	bool handler; /* an exception is below */
	bool fault_done; /* the fault's frame was used */
};

/* The address behind a BL or BLX (ARM DDI 0403, A7.7.18 and A7.7.19), as LR holds it. */
static bool is_return_address(const struct walk *walk, uint32_t value)
{
	const struct debug_memory *memory = &walk->input->memory;
	uint8_t bytes[4];
	unsigned first, second;

	if (!(value & 1u) || value < 5 || !debug_info_executable(walk->info, value - 5) ||
	    memory->read(memory->context, value - 5, bytes, sizeof(bytes)))
		return false;
	first = bytes[0] | (unsigned)bytes[1] << 8;
	second = bytes[2] | (unsigned)bytes[3] << 8;
	return ((first & 0xF800u) == 0xF000u && (second & 0xD000u) == 0xD000u) ||
	       (second & 0xFF87u) == 0x4780u;
}

static void entries_add(struct walk *walk)
{
	struct backtrace *backtrace = walk->backtrace;
	struct debug_place places[PLACES];
	const uint32_t pc = walk->frame.r[PC];
	size_t count = 1;

	memset(places, 0, sizeof(places[0]));
	if (walk->info)
		count = debug_info_places(walk->info, walk->exact ? pc : pc - 1, places, PLACES);
	for (size_t i = 0; i < count; i++) {
		struct backtrace_entry *entry = &backtrace->entries[backtrace->count];

		if (backtrace->count == BACKTRACE_ENTRIES) {
			backtrace->cut = true;
			return;
		}
		*entry = (struct backtrace_entry){.kind = i ? BACKTRACE_AROUND : walk->kind,
						  .guessed = walk->guessed,
						  .pc = pc,
						  .sp = walk->frame.r[SP],
						  .place = places[i]};
		/* The symbol table told the distance to the call's end. */
		if (!walk->exact && entry->place.offset)
			entry->place.offset++;
		backtrace->count++;
	}
}

/* Goes into what an exception interrupted, whose frame lies at `base`. */
static bool exception_leave(struct walk *walk, uint32_t base, uint32_t exc_return)
{
	struct debug_frame *frame = &walk->frame;
	struct stacked stacked;

	if (stacked_read(&stacked, &walk->input->memory, base, exc_return))
		return false;
	for (unsigned i = 0; i < 4; i++)
		frame->r[i] = stacked.r[i];
	frame->r[12] = stacked.r12;
	frame->r[LR] = stacked.lr;
	frame->r[PC] = stacked.pc;
	frame->r[SP] = stacked.sp;
	frame->known |= 0xF00F;
	if (!walk->backtrace->interrupted) {
		walk->backtrace->interrupted = true;
		walk->backtrace->frame = *frame;
		walk->backtrace->stacked = stacked;
	}
	walk->kind = BACKTRACE_INTERRUPTED;
	walk->exact = true;
	walk->first = true;
	walk->handler = stacked.xpsr & STACKED_XPSR_EXCEPTION;
	return true;
}

static bool exception_return(struct walk *walk, uint32_t sp, uint32_t exc_return)
{
	const uint32_t base = exc_return & EXC_RETURN_PSP ? walk->input->psp : sp;

	if (!walk->handler || !exception_leave(walk, base, exc_return))
		return false;
	walk->fault_done |= base == walk->input->fault_frame;
	return true;
}

/* The handler's caller is the processor: r4 to r11 are those that the handler has saved. */
static bool exception_return_from(struct walk *walk, const struct debug_frame *caller)
{
	const struct debug_frame handler = walk->frame;

	walk->frame = *caller;
	if (exception_return(walk, caller->r[SP], caller->r[PC]))
		return true;
	walk->frame = handler;
	return false;
}

static bool caller_guess(struct walk *walk, uint32_t pc, uint32_t sp)
{
	walk->frame.r[PC] = pc & ~1u;
	walk->frame.r[SP] = sp;
	/* What else the registers hold is not known to be the caller's. */
	walk->frame.known = KNOWN(SP) | KNOWN(PC);
	walk->kind = BACKTRACE_CALLER;
	walk->guessed = true;
	walk->exact = false;
	walk->first = false;
	return true;
}

/* A handler that never returns has not kept its EXC_RETURN, but the core knows where its frame is. */
static bool fault_frame_take(struct walk *walk)
{
	const struct backtrace_input *input = walk->input;
	const uint32_t base = input->fault_frame;

	if (!walk->handler || !base || walk->fault_done)
		return false;
	walk->fault_done = true;
	return exception_leave(
		walk, base,
		stacked_find_return(&input->memory, input->frame.r[LR], input->frame.r[SP], base));
}

/* No call frame information leads on from here. */
static bool caller_search(struct walk *walk)
{
	const uint32_t sp = walk->frame.r[SP];
	const uint32_t lr = walk->frame.r[LR];
	const bool has_lr = walk->first && (walk->frame.known & KNOWN(LR));
	uint32_t value;

	if (has_lr && stacked_is_return(lr) && exception_return(walk, sp, lr))
		return true;
	if (fault_frame_take(walk))
		return true;
	if (has_lr && is_return_address(walk, lr))
		return caller_guess(walk, lr, sp);
	for (uint32_t at = sp, n = 0;
	     n < SEARCH_WORDS && stacked_word(&walk->input->memory, at, &value); at += 4, n++) {
		if (stacked_is_return(value) && exception_return(walk, at + 4, value)) {
			walk->guessed = true;
			return true;
		}
		if (is_return_address(walk, value))
			return caller_guess(walk, value, at + 4);
	}
	return false;
}

/* An RTOS lets a thread begin as if a function had called it that nobody has: the one to return into. */
static bool thread_begins(const struct walk *walk, uint32_t back)
{
	struct debug_place places[PLACES];
	const struct debug_place *outermost;

	if (is_return_address(walk, back))
		return false;
	outermost = &places[debug_info_places(walk->info, back & ~1u, places, PLACES) - 1];
	return outermost->function[0] && !outermost->offset;
}

static bool caller_find(struct walk *walk)
{
	const struct debug_frame *frame = &walk->frame;
	const uint32_t pc = frame->r[PC];
	struct debug_frame caller;
	uint32_t back;

	if (debug_info_unwind(walk->info, walk->exact ? pc : pc - 1, &walk->input->memory, frame,
			      &caller))
		return caller_search(walk);
	back = caller.r[PC];
	if (stacked_is_return(back) && exception_return_from(walk, &caller))
		return true;
	/* A function that never returns keeps nothing; LR is that of its own last call. */
	if (caller.r[SP] == frame->r[SP] && debug_info_same_function(walk->info, pc, back - 1))
		return fault_frame_take(walk);
	/* Where it all began: LR after reset, or what an RTOS gives a thread. */
	if (back == UINT32_MAX || back == 0)
		return false;
	if (caller.r[SP] < frame->r[SP] || !debug_info_executable(walk->info, back & ~1u))
		return caller_search(walk);
	if (thread_begins(walk, back))
		return false;
	walk->frame = caller;
	walk->frame.r[PC] &= ~1u;
	walk->kind = BACKTRACE_CALLER;
	walk->exact = false;
	walk->first = false;
	return true;
}

void backtrace_walk(struct backtrace *backtrace, struct debug_info *info,
		    const struct backtrace_input *input)
{
	struct walk walk = {.backtrace = backtrace,
			    .info = info,
			    .input = input,
			    .frame = input->frame,
			    .kind = BACKTRACE_HERE,
			    .exact = true,
			    .first = true,
			    .handler = input->xpsr & STACKED_XPSR_EXCEPTION};

	walk.frame.r[PC] &= ~1u;
	backtrace->count = 0;
	backtrace->cut = false;
	backtrace->interrupted = false;
	do
		entries_add(&walk);
	while (!backtrace->cut && info && caller_find(&walk));
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

void backtrace_line(const struct backtrace *backtrace, size_t number, char text[BACKTRACE_LINE])
{
	static const char *const how[] = {"", "", " (the one above is inlined here)",
					  " (interrupted)"};
	const struct backtrace_entry *entry = &backtrace->entries[number];
	const struct debug_place *place = &entry->place;
	char into[16] = "";
	char where[DEBUG_FILE + 24] = "";
	size_t length;

	if (place->offset)
		snprintf(into, sizeof(into), "+0x%" PRIx32, place->offset);
	if (place->line)
		snprintf(where, sizeof(where), " at %s:%u", base_name(place->file), place->line);
	snprintf(text, BACKTRACE_LINE, "#%-2zu%c 0x%08" PRIx32 " in %s%s%s%s", number,
		 entry->guessed ? '?' : ' ', entry->pc,
		 place->function[0] ? place->function : "an unknown place", into, where,
		 how[entry->kind]);
	length = strlen(text);
	if (number + 1 == backtrace->count && backtrace->cut)
		snprintf(text + length, BACKTRACE_LINE - length, " (and more)");
}
