/* SPDX-License-Identifier: BSD-3-Clause */
#include "spi_rig.h"

#include <stdlib.h>

static enum spi_response heard(struct spi_target *target, const struct spi_frame *frame,
			       uint32_t *data)
{
	struct spi_rig *rig = target->context;

	if (rig->frames < sizeof(rig->heard) / sizeof(rig->heard[0]))
		rig->heard[rig->frames] = frame->data;
	rig->frames++;
	rig->last = *frame;
	if (rig->holds)
		return SPI_HOLD;
	*data = rig->next;
	if (!rig->answers)
		return SPI_SILENT;
	rig->next++;
	return SPI_DRIVES;
}

static void nss(struct spi_target *target, bool driven, bool level)
{
	struct spi_rig *rig = target->context;

	rig->nss_driven = driven;
	rig->nss = level;
	rig->nss_changes++;
}

static const struct spi_target_ops target_ops = {.frame = heard, .nss = nss};

int spi_rig_open(void **state)
{
	struct spi_rig *rig = calloc(1, sizeof(*rig));
	void *fixture = NULL;

	if (!rig || fixture_engineering(&fixture)) {
		free(rig);
		return -1;
	}
	rig->f = fixture;
	set(rig, 0x50000A88, 0x00000700); /* RCC_MC_APB2ENSETR: SPI1EN, SPI4EN, SPI5EN */
	set(rig, 0x50000AA8, 0x00000010); /* RCC_MC_AHB4ENSETR.GPIOEEN */
	set(rig, 0x50006024, 0x05550000); /* GPIOE_AFRH: PE12, PE13, PE14 */
	set(rig, 0x50006000, 0xEABFFFFF); /* GPIOE_MODER */
	rig->bus = board_spi_bus(rig->f->board, "SPI4");
	rig->target = (struct spi_target){.ops = &target_ops, .context = rig, .name = "target"};
	spi_target_attach(&rig->target, rig->bus);
	*state = rig;
	return 0;
}

int spi_rig_close(void **state)
{
	struct spi_rig *rig = *state;
	void *fixture = rig->f;

	spi_target_detach(&rig->target);
	fixture_done(&fixture);
	free(rig);
	return 0;
}

void spi_rig_pass(struct spi_rig *rig, uint64_t ps)
{
	struct timeline *timeline = board_timeline(rig->f->board);

	timeline_advance(timeline, timeline->now + ps);
}

void spi_rig_master(struct spi_rig *rig, uint32_t base, uint32_t cfg1, uint32_t cfg2,
		    uint32_t tsize)
{
	set(rig, base + CR1, SSI);
	set(rig, base + CFG1, cfg1);
	set(rig, base + CFG2, cfg2);
	set(rig, base + CR2, tsize);
	set(rig, base + CR1, SSI | SPE);
}

void spi_rig_slave(struct spi_rig *rig, uint32_t base, uint32_t cfg1, uint32_t cfg2, uint32_t tsize)
{
	set(rig, base + CR1, 0);
	set(rig, base + CFG1, cfg1);
	set(rig, base + CFG2, cfg2);
	set(rig, base + CR2, tsize);
	set(rig, base + CR1, SPE);
}
