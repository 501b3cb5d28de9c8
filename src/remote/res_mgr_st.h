/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files behind copro/res_mgr_st.h share. */
#ifndef COPRO_REMOTE_RES_MGR_ST_H
#define COPRO_REMOTE_RES_MGR_ST_H

#include <copro/res_mgr_st.h>

#define RES_MGR_NO_ADDRESS 0xFFFFFFFFu

/* Where the peripheral of an id is (RM0436, memory map); RES_MGR_NO_ADDRESS: no such id. */
uint32_t res_mgr_address(uint32_t id);

/* Gives back what SetConfig and GetConfig have taken. Without them in the program there is nothing. 0,
 * -EAGAIN. */
int res_mgr_config_close(void);

#endif
