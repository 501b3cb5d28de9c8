/* SPDX-License-Identifier: BSD-3-Clause */
/* Which model stands for which block of the chip. Blocks that are not named here are stored and
 * read back. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "board/board_internal.h"
#include "board/models.h"

struct wiring {
	const char *name;
	const struct device_model *model;
	unsigned instance;
};

/* Instances: the number in the name, the EXTICR port number of GPIO banks, and how many DMA controllers
 * are before one. */
static const struct wiring wirings[] = {
	{"RCC", &rcc_model, 0},		{"PWR", &pwr_model, 0},
	{"SYSCFG", &syscfg_model, 0},	{"ETZPC", &etzpc_model, 0},
	{"TAMP", &tamp_model, 0},	{"DBGMCU", &dbgmcu_model, 0},
	{"BSEC", &bsec_model, 0},	{"IPCC", &ipcc_model, 0},
	{"HSEM", &hsem_model, 0},	{"EXTI", &exti_model, 0},
	{"GPIOA", &gpio_model, 0},	{"GPIOB", &gpio_model, 1},
	{"GPIOC", &gpio_model, 2},	{"GPIOD", &gpio_model, 3},
	{"GPIOE", &gpio_model, 4},	{"GPIOF", &gpio_model, 5},
	{"GPIOG", &gpio_model, 6},	{"GPIOH", &gpio_model, 7},
	{"GPIOI", &gpio_model, 8},	{"GPIOJ", &gpio_model, 9},
	{"GPIOK", &gpio_model, 10},	{"GPIOZ", &gpio_model, 11},
	{"USART1", &usart_model, 1},	{"USART2", &usart_model, 2},
	{"USART3", &usart_model, 3},	{"UART4", &usart_model, 4},
	{"UART5", &usart_model, 5},	{"USART6", &usart_model, 6},
	{"UART7", &usart_model, 7},	{"UART8", &usart_model, 8},
	{"TIM1", &tim_model, 1},	{"TIM2", &tim_model, 2},
	{"TIM3", &tim_model, 3},	{"TIM4", &tim_model, 4},
	{"TIM5", &tim_model, 5},	{"TIM6", &tim_model, 6},
	{"TIM7", &tim_model, 7},	{"TIM8", &tim_model, 8},
	{"TIM12", &tim_model, 12},	{"TIM13", &tim_model, 13},
	{"TIM14", &tim_model, 14},	{"TIM15", &tim_model, 15},
	{"TIM16", &tim_model, 16},	{"TIM17", &tim_model, 17},
	{"WWDG1", &wwdg_model, 1},	{"IWDG1", &iwdg_model, 1},
	{"IWDG2", &iwdg_model, 2},	{"DMA1", &dma_model, 0},
	{"DMA2", &dma_model, 1},	{"DMAMUX1", &dmamux_model, 1},
	{"I2C1", &i2c_model, 1},	{"I2C2", &i2c_model, 2},
	{"I2C3", &i2c_model, 3},	{"I2C4", &i2c_model, 4},
	{"I2C5", &i2c_model, 5},	{"I2C6", &i2c_model, 6},
	{"SPI1", &spi_model, 1},	{"SPI2", &spi_model, 2},
	{"SPI3", &spi_model, 3},	{"SPI4", &spi_model, 4},
	{"SPI5", &spi_model, 5},	{"SPI6", &spi_model, 6},
	{"CRC1", &crc_model, 1},	{"CRC2", &crc_model, 2},
	{"LPTIM1", &lptim_model, 1},	{"LPTIM2", &lptim_model, 2},
	{"LPTIM3", &lptim_model, 3},	{"LPTIM4", &lptim_model, 4},
	{"LPTIM5", &lptim_model, 5},	{"HASH1", &hash_model, 1},
	{"HASH2", &hash_model, 2},	{"ADC12", &adc_model, 0},
	{"DAC1", &dac_model, 1},	{"RNG1", &rng_model, 1},
	{"RNG2", &rng_model, 2},	{"CRYP1", &cryp_model, 1},
	{"CRYP2", &cryp_model, 2},	{"RTC", &rtc_model, 0},
	{"QUADSPI", &quadspi_model, 1}, {"FDCAN1", &fdcan_model, 1},
	{"FDCAN2", &fdcan_model, 2},	{"FDCAN_CCU", &ccu_model, 0},
	{"SRAMCAN", &sramcan_model, 0},
};

static void wiring_choose(struct device *device)
{
	device->model = &stored_model;
	for (size_t i = 0; i < sizeof(wirings) / sizeof(wirings[0]); i++) {
		if (!strcmp(wirings[i].name, device->name)) {
			device->model = wirings[i].model;
			device->instance = wirings[i].instance;
			return;
		}
	}
}

/* A register is found by its word; the table is walked once, here. */
static void registers_index(struct board_device *holder)
{
	const struct device_register *reg = holder->device.model->registers;

	for (uint16_t number = 1; reg && reg->name; reg++, number++) {
		uint32_t stride = reg->stride ? reg->stride : 4;
		uint32_t count = reg->count ? reg->count : 1;

		for (uint32_t i = 0; i < count; i++)
			holder->registers[(reg->offset + i * stride) / 4] = number;
	}
}

static int device_create(struct board *board, struct board_device *holder,
			 const struct soc_peripheral *peripheral)
{
	struct device *device = &holder->device;

	holder->peripheral = peripheral;
	device->board = board;
	device->name = peripheral->name;
	device->base = peripheral->base;
	device->size = peripheral->size;
	wiring_choose(device);
	device->words = calloc(device->size / 4, sizeof(*device->words));
	holder->registers = calloc(device->size / 4, sizeof(*holder->registers));
	if (device->model->state_size)
		device->state = calloc(1, device->model->state_size);
	if (!device->words || !holder->registers || (device->model->state_size && !device->state))
		return -ENOMEM;
	registers_index(holder);
	return 0;
}

int board_wire(struct board *board)
{
	size_t count;
	const struct soc_peripheral *peripherals = soc_peripherals(&count);

	board->devices = calloc(count, sizeof(*board->devices));
	if (!board->devices)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		board->device_count++;
		if (device_create(board, &board->devices[i], &peripherals[i]))
			return -ENOMEM;
		if (i)
			board->devices[i - 1].device.next = &board->devices[i].device;
	}
	board->rcc = board_device(board, "RCC");
	board->pwr = board_device(board, "PWR");
	board->exti = board_device(board, "EXTI");
	board->etzpc = board_device(board, "ETZPC");
	board->wwdg = board_device(board, "WWDG1");
	board->dmamux = board_device(board, "DMAMUX1");
	board->quadspi = board_device(board, "QUADSPI");
	board->dma[0] = board_device(board, "DMA1");
	board->dma[1] = board_device(board, "DMA2");
	return 0;
}

void board_unwire(struct board *board)
{
	for (size_t i = 0; i < board->device_count; i++) {
		struct device *device = &board->devices[i].device;

		if (device->model && device->model->ops.destroy && device->state)
			device->model->ops.destroy(device);
		free(device->state);
		free(device->words);
		free(board->devices[i].registers);
	}
	free(board->devices);
}
