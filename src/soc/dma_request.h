/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests of the STM32MP157's DMA multiplexer (RM0436, "DMA request multiplexer (DMAMUX)", table of
 * the assignment of multiplexer inputs to resources): the number that a channel selects.
 */
#ifndef COPRO_SOC_DMA_REQUEST_H
#define COPRO_SOC_DMA_REQUEST_H

#define SOC_DMA_REQUESTS 128u /* numbers are below it */

/* clang-format off */
#define SOC_DMA_REQUEST_LIST(X) \
	X(0, MEM2MEM) X(1, GENERATOR0) X(2, GENERATOR1) X(3, GENERATOR2) X(4, GENERATOR3) \
	X(5, GENERATOR4) X(6, GENERATOR5) X(7, GENERATOR6) X(8, GENERATOR7) X(9, ADC1) X(10, ADC2) \
	X(11, TIM1_CH1) X(12, TIM1_CH2) X(13, TIM1_CH3) X(14, TIM1_CH4) X(15, TIM1_UP) \
	X(16, TIM1_TRIG) X(17, TIM1_COM) X(18, TIM2_CH1) X(19, TIM2_CH2) X(20, TIM2_CH3) \
	X(21, TIM2_CH4) X(22, TIM2_UP) X(23, TIM3_CH1) X(24, TIM3_CH2) X(25, TIM3_CH3) \
	X(26, TIM3_CH4) X(27, TIM3_UP) X(28, TIM3_TRIG) X(29, TIM4_CH1) X(30, TIM4_CH2) \
	X(31, TIM4_CH3) X(32, TIM4_UP) X(33, I2C1_RX) X(34, I2C1_TX) X(35, I2C2_RX) X(36, I2C2_TX) \
	X(37, SPI1_RX) X(38, SPI1_TX) X(39, SPI2_RX) X(40, SPI2_TX) X(43, USART2_RX) \
	X(44, USART2_TX) X(45, USART3_RX) X(46, USART3_TX) X(47, TIM8_CH1) X(48, TIM8_CH2) \
	X(49, TIM8_CH3) X(50, TIM8_CH4) X(51, TIM8_UP) X(52, TIM8_TRIG) X(53, TIM8_COM) \
	X(55, TIM5_CH1) X(56, TIM5_CH2) X(57, TIM5_CH3) X(58, TIM5_CH4) X(59, TIM5_UP) \
	X(60, TIM5_TRIG) X(61, SPI3_RX) X(62, SPI3_TX) X(63, UART4_RX) X(64, UART4_TX) \
	X(65, UART5_RX) X(66, UART5_TX) X(67, DAC1) X(68, DAC2) X(69, TIM6_UP) X(70, TIM7_UP) \
	X(71, USART6_RX) X(72, USART6_TX) X(73, I2C3_RX) X(74, I2C3_TX) X(75, DCMI) \
	X(76, CRYP2_IN) X(77, CRYP2_OUT) X(78, HASH2_IN) X(79, UART7_RX) X(80, UART7_TX) \
	X(81, UART8_RX) X(82, UART8_TX) X(83, SPI4_RX) X(84, SPI4_TX) X(85, SPI5_RX) \
	X(86, SPI5_TX) X(87, SAI1_A) X(88, SAI1_B) X(89, SAI2_A) X(90, SAI2_B) X(91, DFSDM1_FLT4) \
	X(92, DFSDM1_FLT5) X(93, SPDIF_RX_DT) X(94, SPDIF_RX_CS) X(99, SAI4_A) X(100, SAI4_B) \
	X(101, DFSDM1_FLT0) X(102, DFSDM1_FLT1) X(103, DFSDM1_FLT2) X(104, DFSDM1_FLT3) \
	X(105, TIM15_CH1) X(106, TIM15_UP) X(107, TIM15_TRIG) X(108, TIM15_COM) X(109, TIM16_CH1) \
	X(110, TIM16_UP) X(111, TIM17_CH1) X(112, TIM17_UP) X(113, SAI3_A) X(114, SAI3_B) \
	X(115, I2C5_RX) X(116, I2C5_TX)
/* clang-format on */

enum soc_dma_request {
#define X(number, name) SOC_DMA_##name = number,
	SOC_DMA_REQUEST_LIST(X)
#undef X
};

/* "USART3_RX"; NULL for a number that has no source. */
const char *soc_dma_request_name(unsigned request);

/* The number of a request by its name; -1: there is none. */
int soc_dma_request_by_name(const char *name);

#endif
