/* SPDX-License-Identifier: BSD-3-Clause */
/* Pins of a CubeMX project: "PB10.Signal=USART3_TX" and what else has the pin's name before the dot. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "assign/import_ioc_parts.h"
#include "assign/names.h"
#include "soc/assignable.h"

#define SHARED_MAX 16u /* peripherals that one pin's signal is for */

struct found {
	struct ioc *ioc;
	struct ioc_words free; /* pins of no context */
	struct ioc_words ownerless; /* pins of which nothing says whose they are */
	struct ioc_words unknown; /* signals */
};

/* One pin while it is read. */
struct entry {
	const char *group; /* "PC14-OSC32_IN" */
	const struct soc_pin *pin;
	struct import_pad pad;
};

const struct soc_pin *ioc_pin(const char *name)
{
	char pin[8];
	size_t length = 2;

	if (name[0] != 'P' || !isupper((unsigned char)name[1]))
		return NULL;
	while (length < sizeof(pin) - 1 && isdigit((unsigned char)name[length]))
		length++;
	/* "PA13(JTMS/SWDIO)", "PC14-OSC32_IN", "PA0/WKUP"; "PA0_C" would be another pad. */
	if (isalnum((unsigned char)name[length]) || name[length] == '_')
		return NULL;
	memcpy(pin, name, length);
	pin[length] = '\0';
	return soc_pin_by_name(pin);
}

/* The enum's value that stands for a text; IMPORT_UNSAID. */
struct word {
	const char *text;
	int value;
};

static int word_value(const struct word *words, size_t count, const char *text)
{
	for (size_t i = 0; text && i < count; i++) {
		if (!strcmp(words[i].text, text))
			return words[i].value;
	}
	return IMPORT_UNSAID;
}

#define WORD_VALUE(words, text) word_value(words, sizeof(words) / sizeof((words)[0]), text)

/* The value of the pin's first key that begins so: GPIO_ModeDefaultOutputPP is GPIO_ModeDefaultPP for signals, and
 * GPIO_Speed_High_Default is GPIO_Speed. */
static const char *attribute(const struct found *found, const struct entry *entry, const char *key)
{
	const struct properties *all = &found->ioc->properties;
	char whole[2 * IOC_WORD];
	size_t index;

	snprintf(whole, sizeof(whole), "%.*s.%s", (int)IOC_WORD, entry->group, key);
	index = properties_from(all, whole);
	return index < all->count && !strncmp(all->list[index].key, whole, strlen(whole))
		       ? all->list[index].value
		       : NULL;
}

static void pad_read(const struct found *found, struct entry *entry)
{
	static const struct word pulls[] = {{"GPIO_NOPULL", ASSIGNMENT_PULL_NONE},
					    {"GPIO_PULLUP", ASSIGNMENT_PULL_UP},
					    {"GPIO_PULLDOWN", ASSIGNMENT_PULL_DOWN}};
	static const struct word speeds[] = {
		{"GPIO_SPEED_FREQ_LOW", ASSIGNMENT_SPEED_LOW},
		{"GPIO_SPEED_FREQ_MEDIUM", ASSIGNMENT_SPEED_MEDIUM},
		{"GPIO_SPEED_FREQ_HIGH", ASSIGNMENT_SPEED_HIGH},
		{"GPIO_SPEED_FREQ_VERY_HIGH", ASSIGNMENT_SPEED_VERY_HIGH}};
	static const struct word drives[] = {{"GPIO_MODE_AF_PP", ASSIGNMENT_PUSH_PULL},
					     {"GPIO_MODE_OUTPUT_PP", ASSIGNMENT_PUSH_PULL},
					     {"GPIO_MODE_AF_OD", ASSIGNMENT_OPEN_DRAIN},
					     {"GPIO_MODE_OUTPUT_OD", ASSIGNMENT_OPEN_DRAIN}};

	entry->pad = import_pad(entry->pin);
	entry->pad.pull = WORD_VALUE(pulls, attribute(found, entry, "GPIO_PuPd"));
	entry->pad.speed = WORD_VALUE(speeds, attribute(found, entry, "GPIO_Speed"));
	entry->pad.drive = WORD_VALUE(drives, attribute(found, entry, "GPIO_Mode"));
}

/* The contexts as the pin has them; NULL: it does not say. */
static const char *owners(const struct found *found, const struct entry *entry)
{
	const char *list = ioc_get(found->ioc, entry->group, "ContextOwner");

	return list ? list : ioc_get(found->ioc, entry->group, "PinAttribute");
}

/* ---- pins of software ---- */

/* "LED1 [green]", "BTN(user)": up to the blank or the bracket. */
static void label_cut(char out[IOC_WORD], const char *label)
{
	const size_t length = strcspn(label, " \t[({");

	snprintf(out, IOC_WORD, "%.*s", (int)(length < IOC_WORD ? length : IOC_WORD - 1), label);
}

static void gpio_read(struct found *found, const struct entry *entry, int direction, bool interrupt)
{
	static const struct word edges[] = {
		{"GPIO_MODE_IT_RISING", ASSIGNMENT_RISING},
		{"GPIO_MODE_IT_FALLING", ASSIGNMENT_FALLING},
		{"GPIO_MODE_IT_RISING_FALLING", ASSIGNMENT_BOTH_EDGES},
		{"GPIO_MODE_EVT_RISING", ASSIGNMENT_RISING},
		{"GPIO_MODE_EVT_FALLING", ASSIGNMENT_FALLING},
		{"GPIO_MODE_EVT_RISING_FALLING", ASSIGNMENT_BOTH_EDGES}};
	static const struct word levels[] = {{"GPIO_PIN_RESET", 0}, {"GPIO_PIN_SET", 1}};
	const char *said = ioc_get(found->ioc, entry->group, "GPIO_Label");
	const char *contexts = owners(found, entry);
	const int context = contexts ? ioc_context(contexts) : IMPORT_UNSAID;
	char label[IOC_WORD];
	struct import_gpio *gpio;

	if (contexts && context == IMPORT_UNSAID) {
		ioc_words_add(&found->free, entry->pin->name);
		return;
	}
	label_cut(label, said && *said ? said : entry->pin->name);
	gpio = import_gpio(found->ioc->import, label, &entry->pad);
	if (!gpio)
		return;
	gpio->context = context;
	gpio->direction = direction;
	if (direction == ASSIGNMENT_OUTPUT)
		gpio->high = WORD_VALUE(levels, attribute(found, entry, "PinState"));
	if (interrupt) {
		gpio->edge = WORD_VALUE(edges, attribute(found, entry, "GPIO_ModeDefaultEXTI"));
		/* What CubeMX does not write is its default. */
		if (gpio->edge == IMPORT_UNSAID)
			gpio->edge = ASSIGNMENT_RISING;
	}
	if (!contexts) {
		ioc_words_add(&found->ownerless, entry->pin->name);
	} else if (context == ASSIGNMENT_SHARED) {
		gpio->context = ASSIGNMENT_A7;
		import_note(found->ioc->import,
			    "%s is a pin of several contexts (%.60s): 'a7' is a guess",
			    entry->pin->name, contexts);
	}
}

/* ---- pins of peripherals ---- */

static void signal_read(struct found *found, const struct entry *entry, const char *name)
{
	char signal[SOC_SIGNAL_MAX];
	const struct soc_assignable *assignable = NULL;
	struct import_peripheral *peripheral;
	const char *contexts = owners(found, entry);

	/* The debug port's and the oscillators' pins are no choice of the file's. */
	if (!strncmp(name, "DEBUG_", 6) || !strncmp(name, "SYS_", 4) ||
	    !strncmp(name, "RCC_OSC", 7))
		return;
	if (soc_signal_spell(name, signal) && soc_signal_exists(signal))
		assignable = soc_assignable_of_signal(signal);
	if (!assignable) {
		char word[2 * IOC_WORD];

		snprintf(word, sizeof(word), "%s at %s", name, entry->pin->name);
		ioc_words_add(&found->unknown, word);
		return;
	}
	peripheral =
		import_peripheral(found->ioc->import, soc_assignable_peripheral(assignable)->name);
	if (!peripheral || !import_pin(found->ioc->import, peripheral, signal, &entry->pad))
		return;
	/* CubeMX leaves some peripherals out of the contexts' lists that the pins know of. */
	if (peripheral->context == IMPORT_UNSAID && contexts &&
	    !(assignable->flags & SOC_ASSIGN_SYSTEM)) {
		const int context = ioc_context(contexts);

		if (context == ASSIGNMENT_A7_SECURE || context == ASSIGNMENT_A7 ||
		    context == ASSIGNMENT_M4)
			peripheral->context = context;
	}
}

static void use_read(struct found *found, const struct entry *entry, const char *signal)
{
	if (!strcmp(signal, "GPIO_Output"))
		gpio_read(found, entry, ASSIGNMENT_OUTPUT, false);
	else if (!strcmp(signal, "GPIO_Input"))
		gpio_read(found, entry, ASSIGNMENT_INPUT, false);
	else if (!strncmp(signal, "GPXTI", 5) || !strncmp(signal, "GPIO_EXTI", 9))
		gpio_read(found, entry, ASSIGNMENT_INPUT, true);
	else if (strcmp(signal, "GPIO_Analog") != 0) /* the pin's state at reset */
		signal_read(found, entry, signal);
}

/* A signal that several peripherals may have at a time: "SH.S_TIM1_CH1.0=TIM1_CH1,PWM Generation1 CH1". */
static bool shared_read(struct found *found, const struct entry *entry, const char *signal)
{
	const struct properties *all = &found->ioc->properties;
	char prefix[2 * IOC_WORD];
	unsigned count = 0;
	size_t index;

	snprintf(prefix, sizeof(prefix), "SH.%.*s.", (int)IOC_WORD, signal);
	for (index = properties_from(all, prefix);
	     index < all->count && count < SHARED_MAX &&
	     !strncmp(all->list[index].key, prefix, strlen(prefix));
	     index++) {
		const char *value = all->list[index].value;
		char word[IOC_WORD];

		if (isdigit((unsigned char)all->list[index].key[strlen(prefix)]) &&
		    ioc_next(&value, ',', word)) {
			use_read(found, entry, word);
			count++;
		}
	}
	return count > 0;
}

static void pin_read(struct found *found, struct entry *entry, const char *signal)
{
	pad_read(found, entry);
	if (shared_read(found, entry, signal))
		return;
	use_read(found, entry, strncmp(signal, "S_", 2) ? signal : signal + 2);
}

void ioc_pins(struct ioc *ioc)
{
	static const char suffix[] = ".Signal";
	struct found found = {.ioc = ioc};

	for (size_t i = 0; i < ioc->properties.count; i++) {
		const struct property *property = &ioc->properties.list[i];
		const size_t length = strlen(property->key);
		char group[IOC_WORD];
		struct entry entry = {.group = group};

		if (length < sizeof(suffix) || length - sizeof(suffix) + 1 >= sizeof(group) ||
		    strcmp(property->key + length - sizeof(suffix) + 1, suffix) != 0)
			continue;
		snprintf(group, sizeof(group), "%.*s", (int)(length - sizeof(suffix) + 1),
			 property->key);
		entry.pin = ioc_pin(group);
		if (entry.pin)
			pin_read(&found, &entry, property->value);
	}
	if (found.free.used || found.free.left_out)
		import_note(ioc->import, "pins that are of no context at run time are left out: %s",
			    ioc_words_end(&found.free));
	if (found.ownerless.used || found.ownerless.left_out)
		import_note(ioc->import, "the project does not say whose pins these are: %s",
			    ioc_words_end(&found.ownerless));
	if (found.unknown.used || found.unknown.left_out)
		import_note(ioc->import, "signals that are no peripheral's are left out: %s",
			    ioc_words_end(&found.unknown));
}
