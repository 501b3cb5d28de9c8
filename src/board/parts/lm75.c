/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A temperature sensor of the LM75 family (the data sheets of LM75, LM75A, LM75B and TMP75; Linux's lm75
 * driver has the conversion times). It converts over and over, or in shutdown not at all; what
 * is read is the last finished conversion.
 *
 * Conversions are made up for when somebody looks: what they measured in between cannot have changed
 * without a look. So an idle board sleeps.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board/parts/i2c_place.h"
#include "board/parts/kinds.h"

enum { TEMPERATURE, CONFIGURATION, THYST, TOS };

#define POINTER_MASK 0x03u

#define CONFIG_SHUTDOWN		0x01u
#define CONFIG_INTERRUPT	0x02u
#define CONFIG_FAULTS_SHIFT	3
#define CONFIG_FAULTS_MASK	0x18u
#define CONFIG_RESOLUTION_SHIFT 5
#define CONFIG_RESOLUTION_MASK	0x60u
#define CONFIG_ONE_SHOT		0x80u

#define MILLI	      1000
#define LOWEST_MILLI  (-55 * MILLI)
#define HIGHEST_MILLI (125 * MILLI)
#define START_MILLI   (25 * MILLI)
#define PER_DEGREE    256 /* of a register's 16 bits */

/* What differs. Bits of a reading; the time of a conversion at that resolution. */
struct lm75_chip {
	const char *compatible;
	uint8_t bits;
	uint8_t limit_bits; /* of THYST and TOS */
	bool selects_bits; /* TMP75: R1 and R0 of the configuration, and one-shot */
	uint32_t conversion_us;
};

static const struct lm75_chip chips[] = {
	{"national,lm75", 9, 9, false, 100000},	  {"national,lm75a", 9, 9, false, 100000},
	{"national,lm75b", 11, 9, false, 100000}, {"ti,tmp75", 9, 12, true, 27500},
	{"ti,tmp175", 9, 12, true, 27500},
};

static const char *const lm75_compatible[] = {"national,lm75", "national,lm75a", "national,lm75b",
					      "ti,tmp75",      "ti,tmp175",	 NULL};

struct lm75 {
	struct i2c_target target;
	const struct lm75_chip *chip;
	uint16_t device_address;
	int32_t milli; /* what it is exposed to */

	uint8_t pointer;
	uint8_t config;
	int16_t registers[4]; /* THYST and TOS as written, TEMPERATURE as last converted */
	unsigned written; /* bytes of this transfer */
	unsigned given;
	uint16_t half; /* the first byte of a register that is being written, or read whole */

	uint64_t since; /* ps: conversions are counted from here */
	uint64_t conversions; /* finished since then */
	bool one_shot; /* a conversion in shutdown is under way */
	unsigned faults; /* conversions on the other side of the limit, one after the other */
	bool alarm; /* the output O.S. is active */
	bool waits_for_low; /* interrupt mode: the next alarm is that of THYST */
};

/* ---- conversions ---- */

static uint64_t lm75_now(const struct lm75 *lm75)
{
	return timeline_now(lm75->target.bus->timeline);
}

static unsigned lm75_bits(const struct lm75 *lm75)
{
	const unsigned selected =
		(lm75->config & CONFIG_RESOLUTION_MASK) >> CONFIG_RESOLUTION_SHIFT;

	return lm75->chip->selects_bits ? lm75->chip->bits + selected : lm75->chip->bits;
}

/* ps; each bit more doubles it. */
static uint64_t lm75_period(const struct lm75 *lm75)
{
	return lm75->chip->conversion_us * PS_PER_US << (lm75_bits(lm75) - lm75->chip->bits);
}

/* The register's 16 bits: 8 of degrees, 8 below. What a conversion has no bits for is cut off. */
static int16_t lm75_round(int32_t per_degree, unsigned bits)
{
	const int32_t mask = -(1 << (16 - bits));

	return (int16_t)(per_degree & mask);
}

static int16_t lm75_convert(const struct lm75 *lm75)
{
	int32_t value = lm75->milli * PER_DEGREE / MILLI;

	if (lm75->milli * PER_DEGREE % MILLI < 0)
		value--;
	return lm75_round(value, lm75_bits(lm75));
}

/* The comparison after a conversion: a limit counts when so many in a row are beyond it. */
static void lm75_compare(struct lm75 *lm75)
{
	static const uint8_t queue[4] = {1, 2, 4, 6};
	const unsigned wanted = queue[(lm75->config & CONFIG_FAULTS_MASK) >> CONFIG_FAULTS_SHIFT];
	const bool interrupts = lm75->config & CONFIG_INTERRUPT;
	const bool low = interrupts ? lm75->waits_for_low : lm75->alarm;
	const int16_t reading = lm75->registers[TEMPERATURE];
	const bool beyond =
		low ? reading < lm75->registers[THYST] : reading >= lm75->registers[TOS];

	lm75->faults = beyond ? lm75->faults + 1 : 0;
	if (lm75->faults < wanted)
		return;
	lm75->faults = 0;
	if (interrupts) {
		lm75->alarm = true;
		lm75->waits_for_low = !lm75->waits_for_low;
	} else {
		lm75->alarm = !lm75->alarm;
	}
}

/* Makes up for the conversions that have finished until now. */
static void lm75_catch_up(struct lm75 *lm75)
{
	const uint64_t period = lm75_period(lm75);
	uint64_t finished;
	uint64_t compared;

	if ((lm75->config & CONFIG_SHUTDOWN) && !lm75->one_shot)
		return;
	finished = (lm75_now(lm75) - lm75->since) / period;
	if (lm75->one_shot && finished > 1)
		finished = 1;
	if (finished == lm75->conversions)
		return;
	lm75->registers[TEMPERATURE] = lm75_convert(lm75);
	/* More of the same change nothing after both limits have had their whole queue. */
	compared = finished - lm75->conversions;
	for (unsigned i = 0; i < compared && i < 16; i++)
		lm75_compare(lm75);
	lm75->conversions = finished;
	lm75->one_shot = false;
}

static void lm75_restart(struct lm75 *lm75)
{
	lm75->since = lm75_now(lm75);
	lm75->conversions = 0;
}

/* ---- on the bus ---- */

static enum i2c_answer lm75_address(struct i2c_target *target, const struct i2c_address *address)
{
	struct lm75 *lm75 = target->context;

	if (address->ten_bit || address->value != lm75->device_address)
		return I2C_NACK;
	lm75_catch_up(lm75);
	lm75->written = 0;
	lm75->given = 0;
	return I2C_ACK;
}

static void lm75_configure(struct lm75 *lm75, uint8_t config)
{
	const uint8_t before = lm75->config;
	const uint8_t stored = lm75->chip->selects_bits ? 0x7F : 0x1F;
	const bool shut = config & CONFIG_SHUTDOWN;

	lm75_catch_up(lm75);
	lm75->config = config & stored;
	if ((before ^ lm75->config) & (CONFIG_SHUTDOWN | CONFIG_RESOLUTION_MASK)) {
		lm75->one_shot = false;
		lm75_restart(lm75);
	}
	if (shut && lm75->chip->selects_bits && (config & CONFIG_ONE_SHOT)) {
		lm75->one_shot = true;
		lm75_restart(lm75);
	}
	if ((before ^ lm75->config) & CONFIG_INTERRUPT) {
		lm75->alarm = false;
		lm75->waits_for_low = false;
		lm75->faults = 0;
	}
}

static enum i2c_answer lm75_write(struct i2c_target *target, uint8_t byte)
{
	struct lm75 *lm75 = target->context;
	const unsigned place = lm75->written++;

	if (place == 0)
		lm75->pointer = byte & POINTER_MASK;
	else if (lm75->pointer == CONFIGURATION && place == 1)
		lm75_configure(lm75, byte);
	else if (lm75->pointer >= THYST && place == 1)
		lm75->half = byte;
	else if (lm75->pointer >= THYST && place == 2)
		lm75->registers[lm75->pointer] =
			lm75_round((int16_t)(lm75->half << 8 | byte), lm75->chip->limit_bits);
	return I2C_ACK;
}

static enum i2c_answer lm75_read(struct i2c_target *target, uint8_t *byte)
{
	struct lm75 *lm75 = target->context;

	if (lm75->pointer == CONFIGURATION) {
		*byte = lm75->config;
	} else {
		/* Both bytes are of one conversion. */
		if (lm75->given % 2 == 0) {
			lm75_catch_up(lm75);
			lm75->half = (uint16_t)lm75->registers[lm75->pointer];
		}
		*byte = (uint8_t)(lm75->given % 2 ? lm75->half : lm75->half >> 8);
	}
	lm75->given++;
	/* In interrupt mode any read ends the alarm. */
	if (lm75->config & CONFIG_INTERRUPT)
		lm75->alarm = false;
	return I2C_ACK;
}

static const struct i2c_target_ops lm75_ops = {
	.address = lm75_address,
	.write = lm75_write,
	.read = lm75_read,
};

/* ---- from the tree ---- */

static int lm75_attach(struct part *part, const struct dt *dt, int node, struct dt_error *error)
{
	struct lm75 *lm75 = part->state;
	struct i2c_place place;
	int rc;

	for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]) && !lm75->chip; i++) {
		if (dt_compatible(dt, node, chips[i].compatible))
			lm75->chip = &chips[i];
	}
	if (!lm75->chip) {
		snprintf(error->text, sizeof(error->text), "no sensor that is known here");
		return -EINVAL;
	}
	rc = i2c_place_find(&place, part->board, dt, node, error);
	if (rc)
		return rc;
	lm75->device_address = place.address;
	lm75->milli = START_MILLI;
	lm75->registers[THYST] = 75 * PER_DEGREE;
	lm75->registers[TOS] = 80 * PER_DEGREE;
	lm75->target = (struct i2c_target){.ops = &lm75_ops, .context = lm75, .name = part->name};
	i2c_target_attach(&lm75->target, place.bus);
	lm75_restart(lm75);
	return 0;
}

static void lm75_detach(struct part *part)
{
	struct lm75 *lm75 = part->state;

	i2c_target_detach(&lm75->target);
}

/* ---- for people ---- */

/* "-12.5" in thousandths. 0; -EINVAL: not such a number, or out of the range. */
static int milli_parse(const char *text, int32_t *milli)
{
	const bool negative = *text == '-';
	int32_t value = 0;
	unsigned digits = 0;
	int32_t unit = MILLI;

	if (negative)
		text++;
	for (; *text >= '0' && *text <= '9' && digits < 4; text++, digits++)
		value = value * 10 + (*text - '0');
	value *= MILLI;
	if (*text == '.' && digits) {
		for (text++; *text >= '0' && *text <= '9' && unit > 1; text++) {
			unit /= 10;
			value += (*text - '0') * unit;
		}
		if (unit == MILLI)
			return -EINVAL;
	}
	if (negative)
		value = -value;
	if (*text || !digits || value < LOWEST_MILLI || value > HIGHEST_MILLI)
		return -EINVAL;
	*milli = value;
	return 0;
}

static void milli_print(int32_t milli, char *value, size_t room)
{
	const uint32_t size = (uint32_t)(milli < 0 ? -milli : milli);
	int length = snprintf(value, room, "%s%" PRIu32 ".%03" PRIu32, milli < 0 ? "-" : "",
			      size / MILLI, size % MILLI);

	/* "23.5", "23.0" */
	while (length > 2 && (size_t)length < room && value[length - 1] == '0' &&
	       value[length - 2] != '.')
		value[--length] = '\0';
}

static int lm75_set(struct part *part, const char *property, const char *value)
{
	struct lm75 *lm75 = part->state;
	int32_t milli;
	int rc;

	(void)property; /* there is one to be set */
	rc = milli_parse(value, &milli);
	if (rc)
		return rc;
	lm75_catch_up(lm75);
	lm75->milli = milli;
	return 0;
}

static int lm75_get(struct part *part, const char *property, char *value, size_t room)
{
	struct lm75 *lm75 = part->state;

	lm75_catch_up(lm75);
	if (!strcmp(property, "temperature"))
		milli_print(lm75->milli, value, room);
	else if (!strcmp(property, "reading"))
		milli_print(lm75->registers[TEMPERATURE] * MILLI / PER_DEGREE, value, room);
	else if (!strcmp(property, "alarm"))
		snprintf(value, room, "%s", lm75->alarm ? "on" : "off");
	else
		snprintf(value, room, "%s",
			 lm75->config & CONFIG_SHUTDOWN ? "shutdown" : "converting");
	return 0;
}

static const struct part_property lm75_properties[] = {
	{.name = "state", .unit = "converting or shutdown"},
	{.name = "temperature",
	 .unit = "degrees Celsius from -55 to 125, with up to three decimals",
	 .writable = true},
	{.name = "reading", .unit = "degrees Celsius, of the last conversion"},
	{.name = "alarm", .unit = "on or off: the output O.S., whatever its polarity"},
	{0},
};

const struct part_kind lm75_part = {
	.kind = "sensor",
	.compatible = lm75_compatible,
	.properties = lm75_properties,
	.state_size = sizeof(struct lm75),
	.attach = lm75_attach,
	.detach = lm75_detach,
	.set = lm75_set,
	.get = lm75_get,
};
