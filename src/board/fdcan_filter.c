/* SPDX-License-Identifier: BSD-3-Clause */
/* Acceptance filtering (M_CAN, 3.4.1): the first element of the list that matches decides; the global filter configuration
 * does for what none matches. */
#include "board/fdcan_internal.h"

static bool in_range(uint32_t id, uint32_t first, uint32_t last)
{
	return id >= first && id <= last;
}

/* A filter element, of either list. */
struct element {
	uint32_t type, store;
	uint32_t id[2];
};

/* While its buffer has new data, an element does not match. */
static bool buffer_is_free(const struct device *fdcan, uint32_t index)
{
	return !(device_word(fdcan, index < 32 ? FDCAN_NDAT1 : FDCAN_NDAT2) >> index % 32 & 1u);
}

static bool matches(const struct device *fdcan, const struct element *element, uint32_t id,
		    uint32_t plain)
{
	if (element->store == FDCAN_STORE_BUFFER)
		return id == element->id[0] &&
		       buffer_is_free(fdcan, element->id[1] & FDCAN_BUFFER_INDEX_MASK);
	switch (element->type) {
	case FDCAN_FILTER_RANGE:
		return in_range(id, element->id[0], element->id[1]);
	case FDCAN_FILTER_DUAL:
		return id == element->id[0] || id == element->id[1];
	case FDCAN_FILTER_CLASSIC:
		return !((id ^ element->id[0]) & element->id[1]);
	default:
		return in_range(plain, element->id[0], element->id[1]);
	}
}

static struct element std_element(struct device *fdcan, unsigned index)
{
	const uint32_t word = fdcan_ram_read(fdcan, fdcan_start(fdcan, FDCAN_SIDFC) + index);
	struct element element = {
		.type = word >> FDCAN_SF_SFT_SHIFT,
		.store = word >> FDCAN_SF_SFEC_SHIFT & 7u,
		.id = {word >> FDCAN_SF_SFID1_SHIFT & FDCAN_SF_ID_MASK, word & FDCAN_SF_ID_MASK}};

	if (element.type == FDCAN_FILTER_DISABLED && element.store != FDCAN_STORE_BUFFER)
		element.store = FDCAN_STORE_DISABLED;
	return element;
}

static struct element ext_element(struct device *fdcan, unsigned index)
{
	const uint32_t at = fdcan_start(fdcan, FDCAN_XIDFC) + 2 * index;
	const uint32_t first = fdcan_ram_read(fdcan, at);
	const uint32_t second = fdcan_ram_read(fdcan, at + 1);

	return (struct element){.type = second >> FDCAN_XF_EFT_SHIFT,
				.store = first >> FDCAN_XF_EFEC_SHIFT,
				.id = {first & FDCAN_XF_ID_MASK, second & FDCAN_XF_ID_MASK}};
}

static unsigned list_size(const struct device *fdcan, bool extended)
{
	const unsigned size =
		extended ? fdcan_field(fdcan, FDCAN_XIDFC, FDCAN_COUNT_SHIFT, FDCAN_XIDFC_LSE_MASK)
			 : fdcan_field(fdcan, FDCAN_SIDFC, FDCAN_COUNT_SHIFT, FDCAN_SIDFC_LSS_MASK);
	const unsigned most = extended ? FDCAN_EXT_FILTERS : FDCAN_STD_FILTERS;

	return size < most ? size : most;
}

/* GFC.ANFS and ANFE: Rx FIFO 0, 1, or rejected. */
static struct fdcan_verdict unmatched(const struct device *fdcan, bool extended)
{
	const uint32_t where = fdcan_field(fdcan, FDCAN_GFC,
					   extended ? FDCAN_GFC_ANFE_SHIFT : FDCAN_GFC_ANFS_SHIFT,
					   FDCAN_GFC_ANF_MASK);

	return (struct fdcan_verdict){.store = where < 2 ? FDCAN_STORE_FIFO0 + where
							 : FDCAN_STORE_REJECT};
}

struct fdcan_verdict fdcan_filter(struct device *fdcan, const struct can_frame *frame)
{
	const unsigned size = list_size(fdcan, frame->extended);
	const uint32_t id =
		frame->extended ? frame->id & device_word(fdcan, FDCAN_XIDAM) : frame->id;

	if (frame->remote &&
	    (device_word(fdcan, FDCAN_GFC) & (frame->extended ? FDCAN_GFC_RRFE : FDCAN_GFC_RRFS)))
		return (struct fdcan_verdict){.store = FDCAN_STORE_REJECT};
	for (unsigned i = 0; i < size; i++) {
		const struct element element =
			frame->extended ? ext_element(fdcan, i) : std_element(fdcan, i);

		if (element.store == FDCAN_STORE_DISABLED ||
		    !matches(fdcan, &element, id, frame->id))
			continue;
		if (element.store == FDCAN_STORE_BUFFER &&
		    (element.id[1] & FDCAN_BUFFER_DEBUG_MASK))
			device_note(fdcan,
				    "debug messages are not modelled: they are stored as any "
				    "other one for an Rx buffer");
		return (struct fdcan_verdict){.store = element.store,
					      .filter = i,
					      .buffer = element.id[1] & FDCAN_BUFFER_INDEX_MASK,
					      .matched = true};
	}
	return unmatched(fdcan, frame->extended);
}
