/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COPRO_BOARD_CORTEX_M_ENGINE_STORES_H
#define COPRO_BOARD_CORTEX_M_ENGINE_STORES_H

/* Call once before an engine is opened: see engine_stores.c. */
void engine_prepare_stores(void);

#endif
