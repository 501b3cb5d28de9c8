/* SPDX-License-Identifier: BSD-3-Clause */
/* The device models there are. Which device of the chip uses which is written in board/wiring.c. */
#ifndef COPRO_BOARD_MODELS_H
#define COPRO_BOARD_MODELS_H

#include "board/device.h"

extern const struct device_model rcc_model;
extern const struct device_model pwr_model;
extern const struct device_model syscfg_model;
extern const struct device_model etzpc_model;
extern const struct device_model tamp_model;
extern const struct device_model dbgmcu_model;
extern const struct device_model bsec_model;

extern const struct device_model ipcc_model;
extern const struct device_model hsem_model;
extern const struct device_model exti_model;
extern const struct device_model gpio_model;
extern const struct device_model usart_model;
extern const struct device_model i2c_model;
extern const struct device_model spi_model;
extern const struct device_model tim_model;
extern const struct device_model dma_model;
extern const struct device_model dmamux_model;
extern const struct device_model adc_model;
extern const struct device_model dac_model;
extern const struct device_model wwdg_model;
extern const struct device_model iwdg_model;
extern const struct device_model crc_model;
extern const struct device_model lptim_model;
extern const struct device_model hash_model;
extern const struct device_model rng_model;
extern const struct device_model cryp_model;
extern const struct device_model rtc_model;
extern const struct device_model quadspi_model;
extern const struct device_model fdcan_model;
extern const struct device_model sramcan_model;
extern const struct device_model ccu_model;

/* For a block that has no model of its own: stored and read back, with a note. */
extern const struct device_model stored_model;

#endif
