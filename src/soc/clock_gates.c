/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/clock_gates.h"

#include "soc/regs/rcc.h"

#define ETHSTP_SETR 0x318 /* MP_AHB6LPENSETR: this one is a sleep enable */

#define CRITICAL SOC_CLOCK_CRITICAL
#define KEEP	 SOC_CLOCK_KEEP
#define PASS	 SOC_CLOCK_PASS
#define KCLK	 (SOC_CLOCK_KERNEL | SOC_CLOCK_PARENT)
#define SOLE	 SOC_CLOCK_A7_ONLY

#define BUS_APB1   RCC_MP_APB1ENSETR
#define BUS_APB2   RCC_MP_APB2ENSETR
#define BUS_APB3   RCC_MP_APB3ENSETR
#define BUS_APB4   RCC_MP_APB4ENSETR
#define BUS_APB5   RCC_MP_APB5ENSETR
#define BUS_AHB2   RCC_MP_AHB2ENSETR
#define BUS_AHB3   RCC_MP_AHB3ENSETR
#define BUS_AHB4   RCC_MP_AHB4ENSETR
#define BUS_AHB5   RCC_MP_AHB5ENSETR
#define BUS_AHB6   RCC_MP_AHB6ENSETR
#define BUS_AHB6LP ETHSTP_SETR

/* The binding's number, name, what feeds it, register, bit, how Linux treats it. The bits are those of
 * RM0436, "RCC_MP_APB1ENSETR" and following. */
/* clang-format off */
#define LEAF(number, label, from, bus, enable, how)                                                \
	{label, number, SOC_CLOCK_##from, enable, how, BUS_##bus}
static const struct soc_clock_leaf leaves[] = {
	LEAF(  6, "tim2",       PCLK1,    APB1,    0, KEEP),
	LEAF(  7, "tim3",       PCLK1,    APB1,    1, KEEP),
	LEAF(  8, "tim4",       PCLK1,    APB1,    2, KEEP),
	LEAF(  9, "tim5",       PCLK1,    APB1,    3, KEEP),
	LEAF( 10, "tim6",       PCLK1,    APB1,    4, KEEP),
	LEAF( 11, "tim7",       PCLK1,    APB1,    5, KEEP),
	LEAF( 12, "tim12",      PCLK1,    APB1,    6, KEEP),
	LEAF( 13, "tim13",      PCLK1,    APB1,    7, KEEP),
	LEAF( 14, "tim14",      PCLK1,    APB1,    8, KEEP),
	LEAF( 15, "lptim1",     PCLK1,    APB1,    9, 0),
	LEAF( 16, "spi2",       PCLK1,    APB1,   11, 0),
	LEAF( 17, "spi3",       PCLK1,    APB1,   12, 0),
	LEAF( 18, "usart2",     PCLK1,    APB1,   14, 0),
	LEAF( 19, "usart3",     PCLK1,    APB1,   15, 0),
	LEAF( 20, "uart4",      PCLK1,    APB1,   16, 0),
	LEAF( 21, "uart5",      PCLK1,    APB1,   17, 0),
	LEAF( 22, "uart7",      PCLK1,    APB1,   18, 0),
	LEAF( 23, "uart8",      PCLK1,    APB1,   19, 0),
	LEAF( 24, "i2c1",       PCLK1,    APB1,   21, 0),
	LEAF( 25, "i2c2",       PCLK1,    APB1,   22, 0),
	LEAF( 26, "i2c3",       PCLK1,    APB1,   23, 0),
	LEAF( 27, "i2c5",       PCLK1,    APB1,   24, 0),
	LEAF( 28, "spdif",      PCLK1,    APB1,   26, 0),
	LEAF( 29, "cec",        PCLK1,    APB1,   27, 0),
	LEAF( 30, "dac12",      PCLK1,    APB1,   29, 0),
	LEAF( 31, "mdio",       PCLK1,    APB1,   31, 0),
	LEAF( 32, "tim1",       PCLK2,    APB2,    0, KEEP),
	LEAF( 33, "tim8",       PCLK2,    APB2,    1, KEEP),
	LEAF( 34, "tim15",      PCLK2,    APB2,    2, KEEP),
	LEAF( 35, "tim16",      PCLK2,    APB2,    3, KEEP),
	LEAF( 36, "tim17",      PCLK2,    APB2,    4, KEEP),
	LEAF( 37, "spi1",       PCLK2,    APB2,    8, 0),
	LEAF( 38, "spi4",       PCLK2,    APB2,    9, 0),
	LEAF( 39, "spi5",       PCLK2,    APB2,   10, 0),
	LEAF( 40, "usart6",     PCLK2,    APB2,   13, 0),
	LEAF( 41, "sai1",       PCLK2,    APB2,   16, 0),
	LEAF( 42, "sai2",       PCLK2,    APB2,   17, 0),
	LEAF( 43, "sai3",       PCLK2,    APB2,   18, 0),
	LEAF( 44, "dfsdm",      PCLK2,    APB2,   20, 0),
	LEAF( 45, "fdcan",      PCLK2,    APB2,   24, 0),
	LEAF( 46, "lptim2",     PCLK3,    APB3,    0, 0),
	LEAF( 47, "lptim3",     PCLK3,    APB3,    1, 0),
	LEAF( 48, "lptim4",     PCLK3,    APB3,    2, 0),
	LEAF( 49, "lptim5",     PCLK3,    APB3,    3, 0),
	LEAF( 50, "sai4",       PCLK3,    APB3,    8, 0),
	LEAF( 51, "syscfg",     PCLK3,    APB3,   11, 0),
	LEAF( 52, "vref",       PCLK3,    APB3,   13, 0),
	LEAF( 53, "tmpsens",    PCLK3,    APB3,   16, 0),
	LEAF( 54, "pmbctrl",    PCLK3,    APB3,   17, 0),
	LEAF( 55, "hdp",        PCLK3,    APB3,   20, 0),
	LEAF( 56, "ltdc",       PCLK4,    APB4,    0, 0),
	LEAF( 57, "dsi",        PCLK4,    APB4,    4, 0),
	LEAF( 58, "iwdg2",      PCLK4,    APB4,   15, SOLE),
	LEAF( 59, "usbphy",     PCLK4,    APB4,   16, 0),
	LEAF( 60, "stgenro",    PCLK4,    APB4,   20, 0),
	LEAF( 61, "spi6",       PCLK5,    APB5,    0, 0),
	LEAF( 62, "i2c4",       PCLK5,    APB5,    2, 0),
	LEAF( 63, "i2c6",       PCLK5,    APB5,    3, 0),
	LEAF( 64, "usart1",     PCLK5,    APB5,    4, 0),
	LEAF( 65, "rtcapb",     PCLK5,    APB5,    8, KEEP | CRITICAL),
	LEAF( 66, "tzc1",       AXI,      APB5,   11, KEEP),
	LEAF( 67, "tzpc",       PCLK5,    APB5,   13, KEEP),
	LEAF( 68, "iwdg1",      PCLK5,    APB5,   15, SOLE),
	LEAF( 69, "bsec",       PCLK5,    APB5,   16, KEEP),
	LEAF( 70, "stgen",      PCLK5,    APB5,   20, KEEP),
	LEAF( 71, "dma1",       MCU,      AHB2,    0, 0),
	LEAF( 72, "dma2",       MCU,      AHB2,    1, 0),
	LEAF( 73, "dmamux",     MCU,      AHB2,    2, 0),
	LEAF( 74, "adc12",      MCU,      AHB2,    5, 0),
	LEAF( 75, "usbo",       MCU,      AHB2,    8, 0),
	LEAF( 76, "sdmmc3",     MCU,      AHB2,   16, 0),
	LEAF( 77, "dcmi",       MCU,      AHB3,    0, 0),
	LEAF( 78, "cryp2",      MCU,      AHB3,    4, 0),
	LEAF( 79, "hash2",      MCU,      AHB3,    5, 0),
	LEAF( 80, "rng2",       MCU,      AHB3,    6, 0),
	LEAF( 81, "crc2",       MCU,      AHB3,    7, 0),
	LEAF( 82, "hsem",       MCU,      AHB3,   11, 0),
	LEAF( 83, "ipcc",       MCU,      AHB3,   12, 0),
	LEAF( 84, "gpioa",      MCU,      AHB4,    0, 0),
	LEAF( 85, "gpiob",      MCU,      AHB4,    1, 0),
	LEAF( 86, "gpioc",      MCU,      AHB4,    2, 0),
	LEAF( 87, "gpiod",      MCU,      AHB4,    3, 0),
	LEAF( 88, "gpioe",      MCU,      AHB4,    4, 0),
	LEAF( 89, "gpiof",      MCU,      AHB4,    5, 0),
	LEAF( 90, "gpiog",      MCU,      AHB4,    6, 0),
	LEAF( 91, "gpioh",      MCU,      AHB4,    7, 0),
	LEAF( 92, "gpioi",      MCU,      AHB4,    8, 0),
	LEAF( 93, "gpioj",      MCU,      AHB4,    9, 0),
	LEAF( 94, "gpiok",      MCU,      AHB4,   10, 0),
	LEAF( 95, "gpioz",      AXI,      AHB5,    0, KEEP),
	LEAF( 96, "cryp1",      AXI,      AHB5,    4, KEEP),
	LEAF( 97, "hash1",      AXI,      AHB5,    5, KEEP),
	LEAF( 98, "rng1",       AXI,      AHB5,    6, 0),
	LEAF( 99, "bkpsram",    AXI,      AHB5,    8, KEEP),
	LEAF(100, "mdma",       AXI,      AHB6,    0, 0),
	LEAF(101, "gpu",        AXI,      AHB6,    5, 0),
	LEAF(103, "ethtx",      AXI,      AHB6,    8, 0),
	LEAF(104, "ethrx",      ETH,      AHB6,    9, 0),
	LEAF(105, "ethmac",     AXI,      AHB6,   10, 0),
	LEAF(106, "fmc",        AXI,      AHB6,   12, KEEP),
	LEAF(107, "qspi",       AXI,      AHB6,   14, KEEP),
	LEAF(108, "sdmmc1",     AXI,      AHB6,   16, 0),
	LEAF(109, "sdmmc2",     AXI,      AHB6,   17, 0),
	LEAF(110, "crc1",       AXI,      AHB6,   20, 0),
	LEAF(111, "usbh",       AXI,      AHB6,   24, 0),
	LEAF(112, "ethstp",     AXI,      AHB6LP, 11, SOLE),
	LEAF(113, "tzc2",       AXI,      APB5,   12, KEEP),
	LEAF(118, "sdmmc1_k",   SDMMC12,  AHB6,   16, KCLK),
	LEAF(119, "sdmmc2_k",   SDMMC12,  AHB6,   17, KCLK),
	LEAF(120, "sdmmc3_k",   SDMMC3,   AHB2,   16, KCLK),
	LEAF(121, "fmc_k",      FMC,      AHB6,   12, KCLK),
	LEAF(122, "qspi_k",     QSPI,     AHB6,   14, KCLK),
	LEAF(123, "ethck_k",    ETH,      AHB6,    7, 0),
	LEAF(124, "rng1_k",     RNG1,     AHB5,    6, KCLK),
	LEAF(125, "rng2_k",     RNG2,     AHB3,    6, KCLK),
	LEAF(126, "gpu_k",      PLL2_Q,   AHB6,    5, 0),
	LEAF(127, "usbphy_k",   USBPHY,   APB4,   16, KCLK),
	LEAF(128, "stgen_k",    STGEN,    APB5,   20, KCLK | CRITICAL),
	LEAF(129, "spdif_k",    SPDIF,    APB1,   26, KCLK),
	LEAF(130, "spi1_k",     SPI2S1,   APB2,    8, KCLK),
	LEAF(131, "spi2_k",     SPI2S23,  APB1,   11, KCLK),
	LEAF(132, "spi3_k",     SPI2S23,  APB1,   12, KCLK),
	LEAF(133, "spi4_k",     SPI45,    APB2,    9, KCLK),
	LEAF(134, "spi5_k",     SPI45,    APB2,   10, KCLK),
	LEAF(135, "spi6_k",     SPI6,     APB5,    0, KCLK),
	LEAF(136, "cec_k",      CEC,      APB1,   27, KCLK),
	LEAF(137, "i2c1_k",     I2C12,    APB1,   21, KCLK),
	LEAF(138, "i2c2_k",     I2C12,    APB1,   22, KCLK),
	LEAF(139, "i2c3_k",     I2C35,    APB1,   23, KCLK),
	LEAF(140, "i2c4_k",     I2C46,    APB5,    2, KCLK),
	LEAF(141, "i2c5_k",     I2C35,    APB1,   24, KCLK),
	LEAF(142, "i2c6_k",     I2C46,    APB5,    3, KCLK),
	LEAF(143, "lptim1_k",   LPTIM1,   APB1,    9, KCLK),
	LEAF(144, "lptim2_k",   LPTIM23,  APB3,    0, KCLK),
	LEAF(145, "lptim3_k",   LPTIM23,  APB3,    1, KCLK),
	LEAF(146, "lptim4_k",   LPTIM45,  APB3,    2, KCLK),
	LEAF(147, "lptim5_k",   LPTIM45,  APB3,    3, KCLK),
	LEAF(148, "usart1_k",   UART1,    APB5,    4, KCLK),
	LEAF(149, "usart2_k",   UART24,   APB1,   14, KCLK),
	LEAF(150, "usart3_k",   UART35,   APB1,   15, KCLK),
	LEAF(151, "uart4_k",    UART24,   APB1,   16, KCLK),
	LEAF(152, "uart5_k",    UART35,   APB1,   17, KCLK),
	LEAF(153, "uart6_k",    UART6,    APB2,   13, KCLK),
	LEAF(154, "uart7_k",    UART78,   APB1,   18, KCLK),
	LEAF(155, "uart8_k",    UART78,   APB1,   19, KCLK),
	LEAF(156, "dfsdm_k",    MCU,      APB2,   20, 0),
	LEAF(157, "fdcan_k",    FDCAN,    APB2,   24, KCLK),
	LEAF(158, "sai1_k",     SAI1,     APB2,   16, KCLK),
	LEAF(159, "sai2_k",     SAI2,     APB2,   17, KCLK),
	LEAF(160, "sai3_k",     SAI3,     APB2,   18, KCLK),
	LEAF(161, "sai4_k",     SAI4,     APB3,    8, KCLK),
	LEAF(162, "adc12_k",    ADC,      AHB2,    5, KCLK),
	LEAF(163, "dsi_k",      DSI,      APB4,    4, KCLK),
	LEAF(164, "dsi_px",     PLL4_Q,   APB4,    4, PASS),
	LEAF(165, "adfsdm_k",   SAI1,     APB2,   21, KCLK),
	LEAF(166, "usbo_k",     USBO,     AHB2,    8, KCLK),
	LEAF(167, "ltdc_px",    PLL4_Q,   APB4,    0, PASS),
	LEAF(168, "dac12_k",    LSI,      APB1,   29, 0),
	LEAF(197, "tim2_k",     TIMG1,    APB1,    0, PASS),
	LEAF(198, "tim3_k",     TIMG1,    APB1,    1, PASS),
	LEAF(199, "tim4_k",     TIMG1,    APB1,    2, PASS),
	LEAF(200, "tim5_k",     TIMG1,    APB1,    3, PASS),
	LEAF(201, "tim6_k",     TIMG1,    APB1,    4, PASS),
	LEAF(202, "tim7_k",     TIMG1,    APB1,    5, PASS),
	LEAF(203, "tim12_k",    TIMG1,    APB1,    6, PASS),
	LEAF(204, "tim13_k",    TIMG1,    APB1,    7, PASS),
	LEAF(205, "tim14_k",    TIMG1,    APB1,    8, PASS),
	LEAF(206, "tim1_k",     TIMG2,    APB2,    0, PASS),
	LEAF(207, "tim8_k",     TIMG2,    APB2,    1, PASS),
	LEAF(208, "tim15_k",    TIMG2,    APB2,    2, PASS),
	LEAF(209, "tim16_k",    TIMG2,    APB2,    3, PASS),
	LEAF(210, "tim17_k",    TIMG2,    APB2,    4, PASS),
	LEAF(231, "ddrperfm",   PCLK4,    APB4,    8, 0),
};
#undef LEAF

#define REPARENT SOC_CLOCK_REPARENT
#define PARENT	 SOC_CLOCK_PARENT
#define FIXED	 SOC_CLOCK_FIXED

/* Number and treatment of the clocks inside the tree. */
struct inner {
	uint8_t clock;
	uint8_t number;
	uint8_t flags;
};

static const struct inner inners[] = {
	{SOC_CLOCK_HSE,	     0, 0},
	{SOC_CLOCK_CSI,	     1, CRITICAL}, /* IO compensation needs it */
	{SOC_CLOCK_LSI,	     2, 0},
	{SOC_CLOCK_LSE,	     3, 0},
	{SOC_CLOCK_HSI,	     4, FIXED},
	{SOC_CLOCK_HSE_DIV2, 5, 0},
	{SOC_CLOCK_ETHPTP,   169, PARENT},
	{SOC_CLOCK_PLL1,     176, KEEP | FIXED},
	{SOC_CLOCK_PLL2,     177, KEEP | FIXED},
	{SOC_CLOCK_PLL3,     178, KEEP | FIXED},
	{SOC_CLOCK_PLL4,     179, KEEP | FIXED},
	{SOC_CLOCK_PLL1_P,   180, 0},
	{SOC_CLOCK_PLL2_P,   183, 0},
	{SOC_CLOCK_PLL2_Q,   184, 0},
	{SOC_CLOCK_PLL2_R,   185, CRITICAL}, /* the DDR memory's */
	{SOC_CLOCK_PLL3_P,   186, 0},
	{SOC_CLOCK_PLL3_Q,   187, 0},
	{SOC_CLOCK_PLL3_R,   188, 0},
	{SOC_CLOCK_PLL4_P,   189, 0},
	{SOC_CLOCK_PLL4_Q,   190, 0},
	{SOC_CLOCK_PLL4_R,   191, 0},
	{SOC_CLOCK_RTC,	     192, PARENT | REPARENT},
	{SOC_CLOCK_PER,	     193, PARENT | REPARENT},
	{SOC_CLOCK_MPU,	     194, PARENT | REPARENT | CRITICAL | FIXED},
	{SOC_CLOCK_AXI,	     195, PARENT | REPARENT | CRITICAL},
	{SOC_CLOCK_MCU,	     196, PARENT | REPARENT | CRITICAL},
	{SOC_CLOCK_MCO1,     211, PARENT},
	{SOC_CLOCK_MCO2,     212, PARENT},
	{SOC_CLOCK_DBG,	     214, KEEP},
	{SOC_CLOCK_TRACE,    215, PARENT},
	{SOC_CLOCK_PCLK1,    SOC_NO_BINDING, KEEP | FIXED},
	{SOC_CLOCK_PCLK2,    SOC_NO_BINDING, KEEP | FIXED},
	{SOC_CLOCK_PCLK3,    SOC_NO_BINDING, KEEP | FIXED},
	{SOC_CLOCK_PCLK4,    SOC_NO_BINDING, KEEP | FIXED},
	{SOC_CLOCK_PCLK5,    SOC_NO_BINDING, KEEP | FIXED},
	{SOC_CLOCK_ETH,	     SOC_NO_BINDING, PARENT},
};
/* clang-format on */

const struct soc_clock_leaf *soc_clock_leaves(size_t *count)
{
	*count = sizeof(leaves) / sizeof(leaves[0]);
	return leaves;
}

unsigned soc_clock_flags(enum soc_clock clock)
{
	for (size_t i = 0; i < sizeof(inners) / sizeof(inners[0]); i++) {
		if (inners[i].clock == clock)
			return inners[i].flags;
	}
	return 0;
}

enum soc_clock soc_clock_bound(uint32_t binding)
{
	for (size_t i = 0; i < sizeof(inners) / sizeof(inners[0]); i++) {
		if (inners[i].number == binding && binding != SOC_NO_BINDING)
			return (enum soc_clock)inners[i].clock;
	}
	return SOC_CLOCK_NONE;
}

uint32_t soc_clock_scmi(uint32_t id)
{
	/* HSE, HSI, CSI, LSE, LSI, PLL2_Q, PLL2_R, MPU, AXI, BSEC, CRYP1, GPIOZ, HASH1, then kernel clocks
	 * (I2C4, I2C6), IWDG1, RNG1_K, RTC, RTCAPB, SPI6_K, USART1_K. */
	static const uint8_t bindings[SOC_CLOCK_SCMI] = {
		0,  4,	1,   3,	  2,  184, 185, 194, 195, 69,  96,
		95, 97, 140, 142, 68, 124, 192, 65,  135, 148,
	};

	return id < SOC_CLOCK_SCMI ? bindings[id] : SOC_NO_BINDING;
}
