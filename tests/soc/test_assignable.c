/* SPDX-License-Identifier: BSD-3-Clause */
/* Whose peripherals may be: facts of ST's data and manuals, and that every row fits the other tables. */
#include "soc/assignable.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "soc/dma_request.h"
#include "soc/exti_line.h"
#include "soc/memory.h"
#include "soc/pin.h"

#define S SOC_CONTEXT_A7_SECURE
#define N SOC_CONTEXT_A7
#define M SOC_CONTEXT_M4

static const struct soc_assignable *find(const char *name)
{
	const struct soc_assignable *found = soc_assignable_by_name(name);

	assert_non_null(found);
	return found;
}

static void rows_stand_beside_the_peripherals(void **state)
{
	size_t count, peripheral_count;
	const struct soc_assignable *rows = soc_assignables(&count);
	const struct soc_peripheral *peripherals = soc_peripherals(&peripheral_count);

	(void)state;
	assert_int_equal(count, peripheral_count);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(rows[i].name, peripherals[i].name);
		assert_ptr_equal(soc_assignable_peripheral(&rows[i]), &peripherals[i]);
		assert_ptr_equal(find(rows[i].name), &rows[i]);
		assert_in_range(rows[i].contexts, 1, S | N | M);
		/* Behind the firewall, or not, in both tables. */
		assert_int_equal(rows[i].guard != NULL, peripherals[i].etzpc_id != SOC_NO_ETZPC);
		assert_int_equal(rows[i].label != NULL, rows[i].node != NULL);
		assert_true(rows[i].label || !(rows[i].flags & SOC_ASSIGN_M4_NODE));
		/* What one firewall id guards may be given to the same. */
		for (size_t k = 0; k < i; k++) {
			if (rows[i].guard && rows[k].guard &&
			    !strcmp(rows[i].guard, rows[k].guard)) {
				assert_int_equal(peripherals[i].etzpc_id, peripherals[k].etzpc_id);
				assert_int_equal(rows[i].contexts, rows[k].contexts);
			}
		}
	}
}

static void contexts_are_those_of_the_vendors_data(void **state)
{
	static const struct {
		const char *name;
		unsigned contexts;
		unsigned flags; /* of SHARED and SYSTEM */
	} rows[] = {
		{"USART3", N | M, 0},
		{"I2C5", N | M, 0},
		{"TIM12", S | N | M, 0},
		{"USART1", S | N, 0},
		{"I2C4", S | N, SOC_ASSIGN_SHARED},
		{"CRYP2", M, 0},
		{"SDMMC1", N, 0},
		{"WWDG1", M, 0},
		{"IWDG1", S, 0},
		{"DMA2", N | M, 0},
		{"DMAMUX1", N | M, SOC_ASSIGN_SHARED},
		{"HSEM", S | N | M, SOC_ASSIGN_SHARED | SOC_ASSIGN_SYSTEM},
		{"IPCC", N | M, SOC_ASSIGN_SHARED | SOC_ASSIGN_SYSTEM},
		{"GPIOB", S | N | M, SOC_ASSIGN_SHARED | SOC_ASSIGN_SYSTEM},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct soc_assignable *found = find(rows[i].name);

		assert_int_equal(found->contexts, rows[i].contexts);
		assert_int_equal(found->flags & (SOC_ASSIGN_SHARED | SOC_ASSIGN_SYSTEM),
				 rows[i].flags);
		assert_int_equal(soc_assignable_allows(found, M), (rows[i].contexts & M) != 0);
	}
}

static void firewall_isolates_what_it_can(void **state)
{
	(void)state;
	assert_true(soc_assignable_isolatable(find("USART3"), M));
	assert_false(soc_assignable_isolatable(find("USART3"), N));
	assert_false(soc_assignable_isolatable(find("TIM12"), S));
	assert_true(soc_assignable_isolatable(find("USART1"), S));
	assert_false(soc_assignable_isolatable(find("GPIOA"), M));
	assert_false(soc_assignable_isolatable(find("IWDG2"), S));
	assert_string_equal(soc_context_name(S), "Cortex-A7 secure");
	assert_string_equal(soc_context_name(N), "Cortex-A7");
	assert_string_equal(soc_context_name(M), "Cortex-M4");
	assert_string_equal(soc_context_name(N | M), "?");
}

static void names_of_all_sides_are_understood(void **state)
{
	static const char *const pairs[][2] = {
		{"usart3", "USART3"},	 {"timers3", "TIM3"},	    {"m4_timers3", "TIM3"},
		{"m_can1", "FDCAN1"},	 {"M4_M_CAN2", "FDCAN2"},   {"ADC2", "ADC12"},
		{"m4_adc", "ADC12"},	 {"ETH1", "ETH"},	    {"ethernet0", "ETH"},
		{"HDMI_CEC", "CEC"},	 {"DSIHOST", "DSI"},	    {"USB_OTG_HS", "USBOTG"},
		{"usbotg_hs", "USBOTG"}, {"QSPI", "QUADSPI"},	    {"I2S2", "SPI2"},
		{"DFSDM", "DFSDM1"},	 {"DAC", "DAC1"},	    {"DMAMUX", "DMAMUX1"},
		{"TT_FDCAN", "FDCAN1"},	 {"USBH_HS1", "USBH_OHCI"}, {"m4_qspi", "QUADSPI"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		assert_string_equal(find(pairs[i][0])->name, pairs[i][1]);
	assert_null(soc_assignable_by_name("USART9"));
	assert_null(soc_assignable_by_name(""));
	assert_null(soc_assignable_by_name("USART"));
	assert_null(soc_assignable_by_name("ADC1 ADC2"));
	/* ST's tree has no such node. */
	assert_null(soc_assignable_by_name("m4_usart1"));
	assert_null(soc_assignable_by_name("m4_"));
}

static void signals_belong_to_peripherals(void **state)
{
	static const char *const pairs[][2] = {
		{"USART3_TX", "USART3"}, {"I2S1_CK", "SPI1"},	     {"ADC2_INP3", "ADC12"},
		{"LCD_R0", "LTDC"},	 {"ETH1_RGMII_TXD0", "ETH"}, {"CEC", "CEC"},
		{"MCO1", "RCC"},	 {"I2S_CKIN", "RCC"},	     {"OTG_HS_SOF", "USBOTG"},
		{"TRACED0", "DBGMCU"},	 {"DSIHOST_D0P", "DSI"},     {"USBH_HS1_DP", "USBPHYC"},
		{"SAI4_SD_A", "SAI4"},	 {"DAC1_OUT1", "DAC1"},	     {"PWR_WKUP1", "PWR"},
		{"TIM1_CH1", "TIM1"},	 {"TIM12_CH1", "TIM12"},
	};
	const struct soc_pin *pin;

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct soc_assignable *found = soc_assignable_of_signal(pairs[i][0]);

		assert_non_null(found);
		assert_string_equal(found->name, pairs[i][1]);
	}
	assert_null(soc_assignable_of_signal("USART9_TX"));
	assert_null(soc_assignable_of_signal(""));
	assert_null(soc_assignable_of_signal("EVENTOUT"));
	/* Every signal of every pin is of exactly one. */
	for (size_t i = 0; (pin = soc_pin_at(i)); i++) {
		for (const struct soc_pin_signal *signal = pin->signals; signal->name; signal++)
			assert_non_null(soc_assignable_of_signal(signal->name));
	}
}

static void a_peripheral_lists_its_signals_once(void **state)
{
	const char *expected[] = {"USART3_CK",	"USART3_CTS", "USART3_DE", "USART3_NSS",
				  "USART3_RTS", "USART3_RX",  "USART3_TX"};
	bool found[7] = {false};
	const char *signal;
	size_t cursor = 0;

	(void)state;
	while ((signal = soc_assignable_signal(find("USART3"), &cursor))) {
		size_t k = 0;

		while (k < 7 && strcmp(expected[k], signal))
			k++;
		assert_in_range(k, 0, 6);
		assert_false(found[k]);
		found[k] = true;
	}
	for (size_t k = 0; k < 7; k++)
		assert_true(found[k]);
	cursor = 0;
	assert_null(soc_assignable_signal(find("CRC2"), &cursor));
}

static void requests_of_dma_are_found(void **state)
{
	bool taken[SOC_DMA_REQUESTS] = {false};
	size_t count;
	const struct soc_assignable *rows = soc_assignables(&count);
	unsigned cursor = 0;

	(void)state;
	assert_int_equal(soc_assignable_request(find("USART3"), &cursor), 45);
	assert_int_equal(soc_assignable_request(find("USART3"), &cursor), 46);
	assert_int_equal(soc_assignable_request(find("USART3"), &cursor), -1);
	cursor = 0;
	assert_int_equal(soc_assignable_request(find("ADC12"), &cursor), 9);
	assert_int_equal(soc_assignable_request(find("ADC12"), &cursor), 10);
	assert_int_equal(soc_assignable_request(find("ADC12"), &cursor), -1);
	/* Each is of one; those of the multiplexer itself (0 to 8) of none. */
	for (size_t i = 0; i < count; i++) {
		int request;

		cursor = 0;
		while ((request = soc_assignable_request(&rows[i], &cursor)) >= 0) {
			assert_false(taken[request]);
			taken[request] = true;
		}
	}
	for (unsigned i = 0; i < SOC_DMA_REQUESTS; i++)
		assert_int_equal(taken[i], i > 8 && soc_dma_request_name(i) != NULL);
}

static bool any_meets(const struct soc_assignable *row, const char *need, size_t length)
{
	const char *signal;
	size_t cursor = 0;

	while ((signal = soc_assignable_signal(row, &cursor))) {
		if (soc_need_met(row, need, length, signal))
			return true;
	}
	return false;
}

static void needs_can_be_met(void **state)
{
	const struct soc_assignable *usart = find("USART3"), *spi = find("SPI2");
	size_t count, cursor = 0, length;
	const struct soc_assignable *rows = soc_assignables(&count);
	const char *need;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		cursor = 0;
		while (soc_assignable_need(&rows[i], &cursor, &need, &length))
			assert_true(any_meets(&rows[i], need, length));
	}
	cursor = 0;
	assert_true(soc_assignable_need(usart, &cursor, &need, &length));
	assert_int_equal(length, strlen("TX|RX"));
	assert_true(soc_need_met(usart, need, length, "usart3_rx"));
	assert_true(soc_need_met(usart, need, length, "USART3_TX"));
	assert_false(soc_need_met(usart, need, length, "USART3_CK"));
	assert_false(soc_need_met(usart, need, length, "USART2_TX"));
	assert_false(soc_assignable_need(usart, &cursor, &need, &length));
	cursor = 0;
	assert_true(soc_assignable_need(spi, &cursor, &need, &length));
	assert_true(soc_need_met(spi, need, length, "I2S2_CK"));
	assert_true(soc_assignable_need(spi, &cursor, &need, &length));
	assert_true(soc_need_met(spi, need, length, "SPI2_MOSI"));
	assert_false(soc_assignable_need(spi, &cursor, &need, &length));
	cursor = 0;
	assert_false(soc_assignable_need(find("TIM2"), &cursor, &need, &length));
}

/* Where both tables know a line they say the same interrupt. */
static void lines_of_exti_lead_to_the_interrupt(void **state)
{
	size_t count;
	const struct soc_assignable *rows = soc_assignables(&count);
	unsigned checked = 0;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct soc_peripheral *peripheral = soc_assignable_peripheral(&rows[i]);
		const unsigned spi = soc_exti_spi(rows[i].exti);
		bool found = false;

		if (rows[i].exti == SOC_NO_EXTI || spi == SOC_NO_SPI)
			continue;
		for (unsigned k = 0; k < peripheral->irq_count; k++)
			found = found || peripheral->irqs[k] == spi;
		if (!strcmp(rows[i].name, "WWDG1") || !strcmp(rows[i].name, "PWR"))
			continue; /* the A7 has interrupts of its own for them */
		assert_true(found);
		checked++;
	}
	assert_true(checked > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_stand_beside_the_peripherals),
		cmocka_unit_test(contexts_are_those_of_the_vendors_data),
		cmocka_unit_test(firewall_isolates_what_it_can),
		cmocka_unit_test(names_of_all_sides_are_understood),
		cmocka_unit_test(signals_belong_to_peripherals),
		cmocka_unit_test(a_peripheral_lists_its_signals_once),
		cmocka_unit_test(requests_of_dma_are_found),
		cmocka_unit_test(needs_can_be_met),
		cmocka_unit_test(lines_of_exti_lead_to_the_interrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
