/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Resources under the names of ST's STM32CubeMP1 package (its resource manager), for code written against
 * those. A thin layer over copro/peripheral.h, copro/resource_lock.h and copro/srm.h. What is different, and
 * better known beforehand:
 *
 * - Init does not wait for Linux. SetConfig and GetConfig do, at their first use, for up to 1000 ms in all;
 *   they need remote_init() before, in the place of MX_OPENAMP_Init(), and no RESMGR_WITH_RPMSG.
 * - Request looks at the id, and answers RESMGR_ERROR to one that is none. It asks the firewall about WWDG1,
 *   IWDG1 and MDIOS too.
 * - The ids are those of a Cube package with the GPIO banks and EXTI among them; packages differ, so use
 *   the names.
 * - SetConfig answers RESMGR_OK when Linux answered, as ST's does, even if Linux did not do it: compare
 *   config_out, or use copro/srm.h, which says -EBUSY.
 *
 * The names below are theirs, not this project's style.
 */
#ifndef COPRO_RES_MGR_ST_H
#define COPRO_RES_MGR_ST_H

#include <stdint.h>

/* clang-format off */
enum {
	RESMGR_ID_ADC1, RESMGR_ID_ADC2, RESMGR_ID_CEC, RESMGR_ID_CRC, RESMGR_ID_CRC1 = RESMGR_ID_CRC,
	RESMGR_ID_CRC2, RESMGR_ID_CRYP1, RESMGR_ID_CRYP2, RESMGR_ID_DAC1, RESMGR_ID_DBGMCU,
	RESMGR_ID_DCMI, RESMGR_ID_DFSDM1, RESMGR_ID_DLYB_QUADSPI, RESMGR_ID_DLYB_SDMMC1,
	RESMGR_ID_DLYB_SDMMC2, RESMGR_ID_DLYB_SDMMC3, RESMGR_ID_DMA1, RESMGR_ID_DMA2,
	RESMGR_ID_DMAMUX1, RESMGR_ID_DSI, RESMGR_ID_ETH, RESMGR_ID_EXTI, RESMGR_ID_FDCAN_CCU,
	RESMGR_ID_FDCAN1, RESMGR_ID_FDCAN2, RESMGR_ID_FMC, RESMGR_ID_GPIOA, RESMGR_ID_GPIOB,
	RESMGR_ID_GPIOC, RESMGR_ID_GPIOD, RESMGR_ID_GPIOE, RESMGR_ID_GPIOF, RESMGR_ID_GPIOG,
	RESMGR_ID_GPIOH, RESMGR_ID_GPIOI, RESMGR_ID_GPIOJ, RESMGR_ID_GPIOK, RESMGR_ID_GPIOZ,
	RESMGR_ID_GPU, RESMGR_ID_HASH1, RESMGR_ID_HASH2, RESMGR_ID_HSEM, RESMGR_ID_I2C1,
	RESMGR_ID_I2C2, RESMGR_ID_I2C3, RESMGR_ID_I2C4, RESMGR_ID_I2C5, RESMGR_ID_I2C6,
	RESMGR_ID_IPCC, RESMGR_ID_IWDG1, RESMGR_ID_IWDG2, RESMGR_ID_LPTIM1, RESMGR_ID_LPTIM2,
	RESMGR_ID_LPTIM3, RESMGR_ID_LPTIM4, RESMGR_ID_LPTIM5, RESMGR_ID_LTDC, RESMGR_ID_MDIOS,
	RESMGR_ID_MDMA, RESMGR_ID_QUADSPI, RESMGR_ID_RNG, RESMGR_ID_RNG1 = RESMGR_ID_RNG,
	RESMGR_ID_RNG2, RESMGR_ID_RTC, RESMGR_ID_SAI1, RESMGR_ID_SAI2, RESMGR_ID_SAI3,
	RESMGR_ID_SAI4, RESMGR_ID_SDMMC1, RESMGR_ID_SDMMC2, RESMGR_ID_SDMMC3, RESMGR_ID_SPDIFRX,
	RESMGR_ID_SPI1, RESMGR_ID_SPI2, RESMGR_ID_SPI3, RESMGR_ID_SPI4, RESMGR_ID_SPI5,
	RESMGR_ID_SPI6, RESMGR_ID_SYSCFG, RESMGR_ID_TIM1, RESMGR_ID_TIM12, RESMGR_ID_TIM13,
	RESMGR_ID_TIM14, RESMGR_ID_TIM15, RESMGR_ID_TIM16, RESMGR_ID_TIM17, RESMGR_ID_TIM2,
	RESMGR_ID_TIM3, RESMGR_ID_TIM4, RESMGR_ID_TIM5, RESMGR_ID_TIM6, RESMGR_ID_TIM7,
	RESMGR_ID_TIM8, RESMGR_ID_DTS, RESMGR_ID_UART4, RESMGR_ID_UART5, RESMGR_ID_UART7,
	RESMGR_ID_UART8, RESMGR_ID_USART1, RESMGR_ID_USART2, RESMGR_ID_USART3, RESMGR_ID_USART6,
	RESMGR_ID_USB1HSFSP1, RESMGR_ID_USB1HSFSP2, RESMGR_ID_USB1_OTG_HS, RESMGR_ID_USBPHYC,
	RESMGR_ID_VREFBUF, RESMGR_ID_WWDG1, RESMGR_ID_RESMGR_TABLE
};
/* clang-format on */

#define RESMGR_ENTRY_NBR ((uint32_t)RESMGR_ID_RESMGR_TABLE + 1u)
#define RESMGR_ID_ALL	 0x0000FFFFu
#define RESMGR_ID_NONE	 0xFFFFFFFFu

#define RESMGR_FLAGS_INHERIT_HANDLE (1u << 0)
#define RESMGR_FLAGS_ACCESS_NORMAL  (1u << 1)
#define RESMGR_FLAGS_ACCESS_PEND    (2u << 1)
#define RESMGR_FLAGS_CPU1	    (1u << 3)
#define RESMGR_FLAGS_CPU2	    (2u << 3)

#define RESMGR_STATE_RELEASED 0u
#define RESMGR_STATE_ASSIGNED 1u
#define RESMGR_STATE_PENDING  2u

typedef enum { RESMGR_OK = 0, RESMGR_ERROR = 1, RESMGR_BUSY = 2 } ResMgr_Status_t;

typedef struct {
	uint32_t Flags;
	uint32_t State;
	void *pHandle;
} ResMgr_Ctx_t;

typedef enum { RESMGR_CLOCK = 0, RESMGR_REGU = 1 } ResSystem_t;

typedef struct {
	union {
		struct {
			uint32_t index; /* 0xFFFFFFFF: by name */
			uint8_t name[16];
			uint32_t rate; /* Hz */
		} clock;
		struct {
			uint32_t index;
			uint8_t name[16];
			uint32_t enable;
			uint32_t curr_voltage_mv;
			uint32_t min_voltage_mv;
			uint32_t max_voltage_mv;
		} regu;
	};
} ResConfig_t;

typedef void (*ResMgrSendMsg_t)(uint32_t id, uint32_t msg);
typedef void (*ResMgrCallback_t)(uint32_t id, uint32_t msg);

/* Forgets all requests. Both arguments are for other chips, and not used. */
ResMgr_Status_t ResMgr_Init(ResMgrSendMsg_t SendFunct, ResMgrCallback_t Callback);

/* Releases everything. RESMGR_BUSY: no buffer to withdraw the service now, call again. */
ResMgr_Status_t ResMgr_DeInit(void);

/* RESMGR_OK; RESMGR_BUSY: not this processor's, or requested already; RESMGR_ERROR: no such id, or flags
 * that are not supported (PEND, INHERIT), or the firewall does not answer. prio is ignored. */
ResMgr_Status_t ResMgr_Request(uint32_t id, uint32_t flags, uint32_t prio, void *phandle);

/* RESMGR_ERROR: no such id. What was not requested is released already. */
ResMgr_Status_t ResMgr_Release(uint32_t id, uint32_t flags);

/* How things stand with an id, to *ctx. RESMGR_ERROR: no such id. */
ResMgr_Status_t ResMgr_GetResContext(uint32_t id, ResMgr_Ctx_t *ctx);

/* id_name: of a device that is no peripheral, with RESMGR_ID_NONE as the id. Both wait; not from a
 * callback. RESMGR_ERROR: no answer within 1000 ms, or Linux does not know the device. */
ResMgr_Status_t ResMgr_SetConfig(uint32_t id, char *id_name, ResSystem_t res_type,
				 ResConfig_t *config_in, ResConfig_t *config_out);
ResMgr_Status_t ResMgr_GetConfig(uint32_t id, char *id_name, ResSystem_t res_type,
				 ResConfig_t *config_in, ResConfig_t *config_out);

#endif
