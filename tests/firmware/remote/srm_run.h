/* SPDX-License-Identifier: BSD-3-Clause */
/* What tests/firmware/remote/srm_run.c and who runs it agree on. */
#ifndef COPRO_TESTS_FIRMWARE_SRM_RUN_H
#define COPRO_TESTS_FIRMWARE_SRM_RUN_H

#define SRM_RUN_ORDERS	0x10050000u /* SRAM4: a word that is 0 at first */
#define SRM_RUN_LOCK_UP 1u

#endif
