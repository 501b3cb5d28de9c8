/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/reader.h"
#include "assign/show.h"

static json_t *with_origin(json_t *value, const struct assignment_origin *origin)
{
	char text[ASSIGNMENT_ORIGIN_TEXT];

	return json_pack("{so ss}", "value", value, "origin", assignment_origin_text(origin, text));
}

static json_t *number_json(const struct assignment_number *number)
{
	return with_origin(json_integer((json_int_t)number->value), &number->origin);
}

static json_t *word_json(const char *word, const struct assignment_origin *origin)
{
	return with_origin(word ? json_string(word) : json_null(), origin);
}

static json_t *flag_json(const struct assignment_flag *flag)
{
	return with_origin(json_boolean(flag->value), &flag->origin);
}

static json_t *context_json(const struct assignment_choice *context)
{
	return word_json(assignment_context_name((enum assignment_context)context->value),
			 &context->origin);
}

static json_t *pad_json(const struct assignment_pad *pad)
{
	char name[ASSIGNMENT_PIN_NAME];

	return json_pack("{so so so so}", "pin",
			 word_json(assignment_pad_name(pad, name), &pad->origin), "pull",
			 word_json(reader_pulls[pad->pull.value], &pad->pull.origin), "drive",
			 word_json(reader_drives[pad->drive.value], &pad->drive.origin), "speed",
			 word_json(reader_speeds[pad->speed.value], &pad->speed.origin));
}

static json_t *pins_json(const struct assignment_peripheral *peripheral)
{
	json_t *pins = json_object();

	for (size_t i = 0; i < peripheral->pin_count; i++) {
		const struct assignment_pin *pin = &peripheral->pins[i];
		json_t *pad = pad_json(&pin->pad);

		if (pin->function < 16)
			json_object_set_new(pad, "function", json_integer(pin->function));
		json_object_set_new(pins, pin->signal, pad);
	}
	return pins;
}

static json_t *dma_json(const struct assignment_peripheral *peripheral)
{
	json_t *requests = json_object();

	for (size_t i = 0; i < peripheral->dma_count; i++) {
		const struct assignment_dma *dma = &peripheral->dma[i];
		json_t *stream = dma->controller && dma->stream < 8
					 ? json_sprintf("DMA%u/%u", dma->controller, dma->stream)
					 : json_null();

		json_object_set_new(requests, dma->request, with_origin(stream, &dma->origin));
	}
	return requests;
}

static json_t *supplies_json(const struct assignment_peripheral *peripheral)
{
	json_t *supplies = json_object();

	for (size_t i = 0; i < peripheral->supply_count; i++)
		json_object_set_new(supplies, peripheral->supplies[i].name,
				    word_json(peripheral->supplies[i].regulator,
					      &peripheral->supplies[i].origin));
	return supplies;
}

static json_t *peripheral_json(const struct assignment_peripheral *peripheral)
{
	const struct assignment_clock *clock = &peripheral->clock;

	return json_pack("{so so so s{so so} so so so so}", "context",
			 context_json(&peripheral->context), "isolation",
			 word_json(assignment_isolation_name(
					   (enum assignment_isolation)peripheral->isolation.value),
				   &peripheral->isolation.origin),
			 "lock", flag_json(&peripheral->lock), "clock", "source",
			 word_json(soc_clock_name((enum soc_clock)clock->source.value),
				   &clock->source.origin),
			 "rate", number_json(&clock->rate), "priority",
			 number_json(&peripheral->priority), "pins", pins_json(peripheral), "dma",
			 dma_json(peripheral), "supplies", supplies_json(peripheral));
}

static json_t *gpio_json(const struct assignment_gpio *gpio)
{
	json_t *object = pad_json(&gpio->pad);

	json_object_set_new(object, "context", context_json(&gpio->context));
	json_object_set_new(
		object, "direction",
		word_json(reader_directions[gpio->direction.value], &gpio->direction.origin));
	json_object_set_new(object, "level",
			    word_json(reader_levels[gpio->high.value], &gpio->high.origin));
	json_object_set_new(
		object, "active",
		word_json(reader_levels[!gpio->active_low.value], &gpio->active_low.origin));
	json_object_set_new(object, "interrupt",
			    word_json(reader_edges[gpio->edge.value], &gpio->edge.origin));
	return object;
}

static json_t *pll_json(const struct assignment_pll *pll)
{
	return json_pack("{so so so so so so}", "m", number_json(&pll->m), "n",
			 number_json(&pll->n), "fraction", number_json(&pll->fraction), "p",
			 number_json(&pll->p), "q", number_json(&pll->q), "r",
			 number_json(&pll->r));
}

static json_t *clocks_json(const struct assignment_clocks *clocks)
{
	static const char *const names[ASSIGNMENT_OSCILLATORS] = {"hse", "hsi", "csi", "lse",
								  "lsi"};
	static const char *const plls[] = {"pll1", "pll2", "pll3", "pll4"};
	json_t *object = json_object();
	json_t *rates = json_object();

	for (int i = 0; i < ASSIGNMENT_OSCILLATORS; i++)
		json_object_set_new(object, names[i], number_json(&clocks->oscillators[i]));
	for (unsigned i = 0; i < 4; i++)
		json_object_set_new(object, plls[i], pll_json(&clocks->plls[i]));
	for (int clock = SOC_CLOCK_HSI; clock < SOC_CLOCKS; clock++)
		json_object_set_new(rates, soc_clock_name((enum soc_clock)clock),
				    json_integer((json_int_t)clocks->rates[clock]));
	json_object_set_new(object, "rates", rates);
	return object;
}

static json_t *memory_json(const struct assignment *assignment)
{
	json_t *object = json_object();

	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];
		const struct soc_memory *bank = soc_memory((enum soc_memory_id)region->bank.value);

		json_object_set_new(object, region->name,
				    json_pack("{so so so so}", "bank",
					      word_json(bank->name, &region->bank.origin),
					      "address", number_json(&region->address), "size",
					      number_json(&region->size), "context",
					      context_json(&region->context)));
	}
	return object;
}

static json_t *rpmsg_json(const struct assignment_rpmsg *rpmsg)
{
	json_t *services = json_array();

	for (size_t i = 0; i < rpmsg->service_count; i++)
		json_array_append_new(
			services, word_json(rpmsg->services[i].value, &rpmsg->services[i].origin));
	return json_pack("{so so so so so so}", "enabled", flag_json(&rpmsg->enabled), "buffers",
			 number_json(&rpmsg->buffers), "size", number_json(&rpmsg->size), "align",
			 number_json(&rpmsg->align), "trace", number_json(&rpmsg->trace),
			 "services", services);
}

static json_t *lock_json(const struct assignment_number *lock)
{
	return with_origin(lock->value == ASSIGNMENT_NO_LOCK
				   ? json_null()
				   : json_integer((json_int_t)lock->value),
			   &lock->origin);
}

json_t *assignment_json(const struct assignment *assignment, bool all)
{
	json_t *peripherals = json_object();
	json_t *gpio = json_object();

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (assignment_shows(&assignment->peripherals[i], all))
			json_object_set_new(peripherals, assignment->peripherals[i].soc->name,
					    peripheral_json(&assignment->peripherals[i]));
	}
	for (size_t i = 0; i < assignment->gpio_count; i++)
		json_object_set_new(gpio, assignment->gpio[i].label,
				    gpio_json(&assignment->gpio[i]));
	return json_pack(
		"{so so so so so so so so so s{so so}}", "name",
		word_json(assignment->name.value, &assignment->name.origin), "board",
		word_json(assignment->board.value, &assignment->board.origin), "chip",
		word_json(assignment->chip.value, &assignment->chip.origin), "package",
		word_json(assignment->package.value, &assignment->package.origin), "peripherals",
		peripherals, "gpio", gpio, "clocks", clocks_json(&assignment->clocks), "memory",
		memory_json(assignment), "rpmsg", rpmsg_json(&assignment->rpmsg), "locks", "gpio",
		lock_json(&assignment->gpio_lock), "exti", lock_json(&assignment->exti_lock));
}
