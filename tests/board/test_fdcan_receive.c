/* SPDX-License-Identifier: BSD-3-Clause */
/* FDCAN: filters, Rx FIFOs and Rx buffers (Bosch, M_CAN user's manual, 3.4): literal addresses and values. */
#include "can_rig.h"

/* A frame comes from the bus; returns the flags of IR that it set. */
static uint32_t comes(struct can_rig *rig, const char *frame)
{
	rig->sends = rig->sent = 0;
	set(rig, FDCAN1 + IR, 0x3FCFFFFF);
	can_rig_send(rig, frame);
	can_rig_pass(rig, 250 * BIT);
	assert_int_equal(rig->sent, 1);
	return reg(rig, FDCAN1 + IR);
}

static unsigned fill(struct can_rig *rig, unsigned fifo)
{
	return reg(rig, FDCAN1 + (fifo ? RXF1S : RXF0S)) & 0x7F;
}

/* What is not in this FIFO is nowhere. */
static void goes_to(struct can_rig *rig, const char *frame, int fifo)
{
	const unsigned before[2] = {fill(rig, 0), fill(rig, 1)};

	comes(rig, frame);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fill(rig, (unsigned)i), before[i] + (fifo == i));
		if (fifo == i)
			set(rig, FDCAN1 + (i ? RXF1A : RXF0A),
			    reg(rig, FDCAN1 + (i ? RXF1S : RXF0S)) >> 8 & 0x3F);
	}
}

#define NOWHERE (-1)

static void with_std(struct can_rig *rig, uint32_t first, uint32_t second)
{
	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + SIDFC, 0x00020000);
	set(rig, FDCAN1 + GFC, 0x3C); /* nothing else */
	set_ram(rig, FDCAN1, STD_WORD, first);
	set_ram(rig, FDCAN1, STD_WORD + 1, second);
	can_rig_start(rig, FDCAN1, 0);
}

static void with_ext(struct can_rig *rig, uint32_t first, uint32_t second, uint32_t mask)
{
	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + XIDFC, 0x00010000 | 4 * EXT_WORD);
	set(rig, FDCAN1 + XIDAM, mask);
	set(rig, FDCAN1 + GFC, 0x3C);
	set_ram(rig, FDCAN1, EXT_WORD, first);
	set_ram(rig, FDCAN1, EXT_WORD + 1, second);
	can_rig_start(rig, FDCAN1, 0);
}

static void std_range_and_dual(void **state)
{
	struct can_rig *rig = *state;

	/* 0x100 to 0x1FF into FIFO 0; 0x222 or 0x333 into FIFO 1 */
	with_std(rig, 0x090001FF | 0x100u << 16, 0x52220333);
	goes_to(rig, "0FF#11", NOWHERE);
	goes_to(rig, "100#11", 0);
	goes_to(rig, "1FF#11", 0);
	goes_to(rig, "200#11", NOWHERE);
	goes_to(rig, "222#11", 1);
	goes_to(rig, "333#11", 1);
	goes_to(rig, "00000100#11", NOWHERE);
}

static void std_classic_and_rejected(void **state)
{
	struct can_rig *rig = *state;

	/* 0x120 is rejected; then 0x100 under the mask 0x700 into FIFO 1 */
	with_std(rig, 0x59200120, 0x91000700);
	goes_to(rig, "120#11", NOWHERE);
	goes_to(rig, "121#11", 1);
	goes_to(rig, "1FF#11", 1);
	goes_to(rig, "200#11", NOWHERE);
}

static void std_disabled_by_either_field(void **state)
{
	struct can_rig *rig = *state;

	with_std(rig, 0xC80007FF, 0x000007FF);
	goes_to(rig, "123#11", NOWHERE);
}

static void ext_filters(void **state)
{
	struct can_rig *rig = *state;

	with_ext(rig, 0x20001000, 0x00001FFF, 0x1FFFFFFF); /* range */
	goes_to(rig, "00001000#11", 0);
	goes_to(rig, "00001FFF#11", 0);
	goes_to(rig, "00002000#11", NOWHERE);
	goes_to(rig, "123#11", NOWHERE);
	with_ext(rig, 0x40001000, 0x40002000, 0x1FFFFFFF); /* dual */
	goes_to(rig, "00001000#11", 1);
	goes_to(rig, "00002000#11", 1);
	goes_to(rig, "00001001#11", NOWHERE);
	with_ext(rig, 0x20001000, 0x9FFFF000, 0x1FFFFFFF); /* classic */
	goes_to(rig, "00001ABC#11", 0);
	goes_to(rig, "00002ABC#11", NOWHERE);
}

static void extended_mask(void **state)
{
	struct can_rig *rig = *state;

	with_ext(rig, 0x20001000, 0x00001FFF, 0x0000FFFF);
	goes_to(rig, "1ABC1234#11", 0); /* a range is looked for under the mask, */
	with_ext(rig, 0x20001000, 0xC0001FFF, 0x0000FFFF);
	goes_to(rig, "1ABC1234#11", NOWHERE); /* and by EFT = 3 without */
	goes_to(rig, "00001234#11", 0);
}

static void global_filter(void **state)
{
	static const struct {
		uint32_t gfc;
		int std, ext, remote, ext_remote;
	} rules[] = {{0x00, 0, 0, 0, 0},
		     {0x14, 1, 1, 1, 1},
		     {0x20, NOWHERE, 0, NOWHERE, 0},
		     {0x08, 0, NOWHERE, 0, NOWHERE},
		     {0x01, 0, 0, 0, NOWHERE},
		     {0x02, 0, 0, NOWHERE, 0}};
	struct can_rig *rig = *state;

	for (unsigned i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		can_rig_configure(rig, FDCAN1);
		set(rig, FDCAN1 + GFC, rules[i].gfc);
		can_rig_start(rig, FDCAN1, 0);
		goes_to(rig, "123#11", rules[i].std);
		goes_to(rig, "00000123#11", rules[i].ext);
		goes_to(rig, "123#R", rules[i].remote);
		goes_to(rig, "00000123#R", rules[i].ext_remote);
	}
}

static void elements(void **state)
{
	struct can_rig *rig = *state;

	with_std(rig, 0, 0x090007FF); /* the second one matches */
	comes(rig, "456#112233445566");
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD), 0x456u << 18);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 1), 0x01060000);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 2), 0x44332211);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 3), 0x00006655);
	comes(rig, "456#R3");
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + ELEMENT), 0x20000000 | 0x456u << 18);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + ELEMENT + 1), 0x01030000);
	set(rig, FDCAN1 + CCCR, INIT);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	set(rig, FDCAN1 + GFC, 0);
	can_rig_start(rig, FDCAN1, FDOE | BRSE);
	comes(rig, "12345678##3000102030405060708090A0B");
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD), 0xC0000000 | 0x12345678);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 1), 0x80390000);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 4), 0x0B0A0908);
	/* RESI, RBRS and RFDF, until they are read */
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x3800, 0x3800);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x3F07, 0x0707);
}

/* What does not fit in is cut off; the elements follow each other. */
static void short_elements(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + RXESC, 0x00000001); /* FIFO 0: 12 bytes */
	can_rig_start(rig, FDCAN1, FDOE);
	comes(rig, "001##011111111222222223333333344444444");
	comes(rig, "002##0");
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 1) & 0xF0000, 0xA0000);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 4), 0x33333333);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 5), 0x002u << 18);
}

static void blocking_fifo(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + RXF0C, 0x02030000 | 4 * FIFO0_WORD); /* watermark 2 */
	can_rig_start(rig, FDCAN1, 0);
	assert_int_equal(comes(rig, "001#") & 0xF, RF0N);
	assert_int_equal(comes(rig, "002#") & 0xF, RF0N | RF0W);
	assert_int_equal(comes(rig, "003#") & 0xF, RF0N | RF0F);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x01000003);
	assert_int_equal(comes(rig, "004#") & 0xF, RF0L);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x03000003);
	set(rig, FDCAN1 + IR, RF0L);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x01000003);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD), 0x001u << 18);
	/* Two at once. */
	set(rig, FDCAN1 + RXF0A, 1);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00000201);
	assert_int_equal(comes(rig, "005#") & 0xF, RF0N | RF0W);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010202);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD), 0x005u << 18);
	set(rig, FDCAN1 + RXF0A, 0);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010100);
	set(rig, FDCAN1 + RXF0A, 0);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010100);
}

static void overwriting_fifo(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + RXF1C, 0x80030000 | 4 * FIFO1_WORD);
	set(rig, FDCAN1 + GFC, 0x14);
	can_rig_start(rig, FDCAN1, 0);
	comes(rig, "001#");
	comes(rig, "002#");
	assert_int_equal(comes(rig, "003#") & 0xF0, 0x50);
	assert_int_equal(comes(rig, "004#") & 0xF0, 0x50); /* not RF1L */
	assert_int_equal(reg(rig, FDCAN1 + RXF1S), 0x01010103);
	assert_int_equal(ram(rig, FDCAN1, FIFO1_WORD), 0x004u << 18);
	assert_int_equal(ram(rig, FDCAN1, FIFO1_WORD + ELEMENT), 0x002u << 18);
}

static void fifo_of_no_size(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + RXF0C, 0x80000000);
	can_rig_start(rig, FDCAN1, 0);
	assert_int_equal(comes(rig, "001#") & 0xF, RF0L);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x02000000);
	set(rig, FDCAN1 + RXF0A, 5);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x02000000);
}

static void rx_buffers(void **state)
{
	struct can_rig *rig = *state;

	/* 0x123 into buffer 3, then everything into FIFO 1 */
	with_std(rig, 0x39230003, 0x100007FF);
	assert_int_equal(comes(rig, "123#AA") & (DRX | 0x11), DRX);
	assert_int_equal(reg(rig, FDCAN1 + NDAT1), 0x00000008);
	assert_int_equal(ram(rig, FDCAN1, RXB_WORD + 3 * ELEMENT), 0x123u << 18);
	assert_int_equal(ram(rig, FDCAN1, RXB_WORD + 3 * ELEMENT + 2), 0xAA);
	/* While it has news, the search goes on. */
	assert_int_equal(comes(rig, "123#BB") & (DRX | 0x11), 0x10);
	assert_int_equal(ram(rig, FDCAN1, RXB_WORD + 3 * ELEMENT + 2), 0xAA);
	set(rig, FDCAN1 + NDAT1, 0x00000008);
	assert_int_equal(reg(rig, FDCAN1 + NDAT1), 0);
	assert_int_equal(comes(rig, "123#CC") & DRX, DRX);
	assert_int_equal(ram(rig, FDCAN1, RXB_WORD + 3 * ELEMENT + 2), 0xCC);
	/* The upper ones. */
	with_std(rig, 0x39240021, 0);
	set(rig, FDCAN1 + NDAT1, 0xFFFFFFFF);
	comes(rig, "124#");
	assert_int_equal(reg(rig, FDCAN1 + NDAT1), 0);
	assert_int_equal(reg(rig, FDCAN1 + NDAT2), 0x00000002);
}

static void high_priority(void **state)
{
	struct can_rig *rig = *state;

	/* 0x010: priority only; 0x020: and FIFO 1 */
	with_std(rig, 0x60100010, 0x70200020);
	assert_int_equal(comes(rig, "010#") & (HPM | 0x11), HPM);
	assert_int_equal(reg(rig, FDCAN1 + HPMS), 0x00000000);
	assert_int_equal(comes(rig, "020#") & (HPM | 0x11), HPM | 0x10);
	assert_int_equal(reg(rig, FDCAN1 + HPMS), 0x000001C0);
	comes(rig, "020#");
	assert_int_equal(reg(rig, FDCAN1 + HPMS), 0x000001C1);
	comes(rig, "020#");
	assert_int_equal(comes(rig, "020#") & (HPM | 0xF0), HPM | 0x80);
	assert_int_equal(reg(rig, FDCAN1 + HPMS), 0x00000140);
	with_ext(rig, 0xA0000100, 0x00000100, 0x1FFFFFFF);
	assert_int_equal(comes(rig, "00000100#") & HPM, HPM);
	assert_int_equal(reg(rig, FDCAN1 + HPMS), 0x00008080);
}

/* Areas beyond the message RAM are nowhere, and nothing else happens. */
static void areas_beyond_the_ram(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + SIDFC, 0x00FFFFFC);
	set(rig, FDCAN1 + XIDFC, 0x007FFFFC);
	set(rig, FDCAN1 + RXF0C, 0x0003FFFC);
	set(rig, FDCAN1 + TXEFC, 0x0004FFFC);
	set(rig, FDCAN1 + TXBC, 0x0302FFFC);
	can_rig_start(rig, FDCAN1, 0);
	comes(rig, "123#11");
	comes(rig, "00000123#11");
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00020002);
	assert_true(fixture_noted(rig->f, "FDCAN1", "beyond its 10 KB"));
	set(rig, FDCAN1 + TXBAR, 4);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 4);
	assert_int_equal(rig->frames, 1);
	assert_int_equal(rig->heard[0].id, 0);
	/* The last word that there is. */
	set(rig, RAM + 0x27FC, 0);
	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + RXF0C, 0x000327FC);
	can_rig_start(rig, FDCAN1, 0);
	comes(rig, "123#11");
	assert_int_equal(reg(rig, RAM + 0x27FC), 0x123u << 18);
}

#define TEST_OF(name) cmocka_unit_test_setup_teardown(name, can_rig_open, can_rig_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_OF(std_range_and_dual),
		TEST_OF(std_classic_and_rejected),
		TEST_OF(std_disabled_by_either_field),
		TEST_OF(ext_filters),
		TEST_OF(extended_mask),
		TEST_OF(global_filter),
		TEST_OF(elements),
		TEST_OF(short_elements),
		TEST_OF(blocking_fifo),
		TEST_OF(overwriting_fifo),
		TEST_OF(fifo_of_no_size),
		TEST_OF(rx_buffers),
		TEST_OF(high_priority),
		TEST_OF(areas_beyond_the_ram),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
