/* SPDX-License-Identifier: BSD-3-Clause */
/* For how many turns of a loop a condition stays as it is, while what was compared moves. */
#include "board/cortex_m/spin.h"

static void at_most(uint64_t *turns, uint64_t most)
{
	if (most < *turns)
		*turns = most;
}

/* An integer stays on its side: at `least` or above, or below. */
static void stays_on_side(uint64_t *turns, int64_t value, int64_t by, int64_t least)
{
	if (value >= least && by < 0)
		at_most(turns, (uint64_t)((value - least) / -by));
	else if (value < least && by > 0)
		at_most(turns, (uint64_t)((least - 1 - value) / by));
}

/* It does not wrap around. */
static void stays_within(uint64_t *turns, int64_t value, int64_t by, int64_t least, int64_t most)
{
	if (by > 0)
		at_most(turns, (uint64_t)((most - value) / by));
	else if (by < 0)
		at_most(turns, (uint64_t)((value - least) / -by));
}

static int64_t widened(uint32_t value, bool is_signed)
{
	return is_signed ? (int64_t)(int32_t)value : (int64_t)value;
}

/* left >= right, or left > right. */
static void order_stays(uint64_t *turns, const struct spin_flags *flags, bool is_signed,
			bool or_equal)
{
	const int64_t least = is_signed ? INT32_MIN : 0;
	const int64_t most = is_signed ? INT32_MAX : UINT32_MAX;
	const int64_t left = widened(flags->left.value, is_signed);
	const int64_t right = widened(flags->right.value, is_signed);
	const int64_t left_by = (int32_t)flags->left.by, right_by = (int32_t)flags->right.by;

	stays_within(turns, left, left_by, least, most);
	stays_within(turns, right, right_by, least, most);
	stays_on_side(turns, left - right, left_by - right_by, or_equal ? 0 : 1);
}

static void equality_stays(uint64_t *turns, const struct spin_flags *flags)
{
	const uint32_t difference = flags->left.value - flags->right.value;
	const int32_t by = (int32_t)(flags->left.by - flags->right.by);

	if (!by)
		return;
	if (!difference)
		at_most(turns, 0);
	else if (by > 0) /* up to 2^32, which is 0 */
		at_most(turns, (UINT32_MAX - difference) / (uint32_t)by);
	else
		at_most(turns, (difference - 1) / (0 - (uint32_t)by));
}

static void sign_stays(uint64_t *turns, const struct spin_flags *flags)
{
	const int64_t difference = (int32_t)(flags->left.value - flags->right.value);
	const int64_t by = (int32_t)(flags->left.by - flags->right.by);

	stays_within(turns, difference, by, INT32_MIN, INT32_MAX);
	stays_on_side(turns, difference, by, 0);
}

enum { EQ = 0, CS = 1, MI = 2, VS = 3, HI = 4, GE = 5, GT = 6, AL = 7 };

/* What it says now. */
static bool holds(const struct spin_flags *flags, unsigned condition)
{
	const uint32_t left = flags->left.value, right = flags->right.value;
	bool is;

	switch (condition >> 1) {
	case EQ:
		is = left == right;
		break;
	case CS:
		is = left >= right;
		break;
	case MI:
		is = (left - right) >> 31;
		break;
	case HI:
		is = left > right;
		break;
	case GE:
		is = (int32_t)left >= (int32_t)right;
		break;
	default:
		is = (int32_t)left > (int32_t)right;
		break;
	}
	return is != (condition & 1);
}

bool spin_condition_stays(const struct spin_flags *flags, unsigned condition, bool is,
			  uint64_t *turns)
{
	const unsigned pair = condition >> 1;

	if (flags->kind == SPIN_FLAGS_SAME)
		return true;
	if (flags->kind == SPIN_FLAGS_LOST || pair == VS || pair >= AL)
		return false;
	if (flags->kind == SPIN_FLAGS_OF_VALUE && pair != EQ && pair != MI)
		return false;
	if (holds(flags, condition) != is)
		return false;
	if (pair == EQ)
		equality_stays(turns, flags);
	else if (pair == MI)
		sign_stays(turns, flags);
	else
		order_stays(turns, flags, pair >= GE, pair == CS || pair == GE);
	return true;
}
