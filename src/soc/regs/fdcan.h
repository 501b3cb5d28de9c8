/* SPDX-License-Identifier: BSD-3-Clause */
/* FDCAN: Bosch M_CAN 3.2 with TTCAN in FDCAN1, its clock calibration unit and its message RAM (RM0436, "FDCAN";
 * Bosch, M_CAN user's manual): offsets from each block's base. */
#ifndef COPRO_SOC_REGS_FDCAN_H
#define COPRO_SOC_REGS_FDCAN_H

#define FDCAN_CREL   0x000
#define FDCAN_ENDN   0x004
#define FDCAN_DBTP   0x00C
#define FDCAN_TEST   0x010
#define FDCAN_RWD    0x014
#define FDCAN_CCCR   0x018
#define FDCAN_NBTP   0x01C
#define FDCAN_TSCC   0x020
#define FDCAN_TSCV   0x024
#define FDCAN_TOCC   0x028
#define FDCAN_TOCV   0x02C
#define FDCAN_ECR    0x040
#define FDCAN_PSR    0x044
#define FDCAN_TDCR   0x048
#define FDCAN_IR     0x050
#define FDCAN_IE     0x054
#define FDCAN_ILS    0x058
#define FDCAN_ILE    0x05C
#define FDCAN_GFC    0x080
#define FDCAN_SIDFC  0x084
#define FDCAN_XIDFC  0x088
#define FDCAN_XIDAM  0x090
#define FDCAN_HPMS   0x094
#define FDCAN_NDAT1  0x098
#define FDCAN_NDAT2  0x09C
#define FDCAN_RXF0C  0x0A0
#define FDCAN_RXF0S  0x0A4
#define FDCAN_RXF0A  0x0A8
#define FDCAN_RXBC   0x0AC
#define FDCAN_RXF1C  0x0B0
#define FDCAN_RXF1S  0x0B4
#define FDCAN_RXF1A  0x0B8
#define FDCAN_RXESC  0x0BC
#define FDCAN_TXBC   0x0C0
#define FDCAN_TXFQS  0x0C4
#define FDCAN_TXESC  0x0C8
#define FDCAN_TXBRP  0x0CC
#define FDCAN_TXBAR  0x0D0
#define FDCAN_TXBCR  0x0D4
#define FDCAN_TXBTO  0x0D8
#define FDCAN_TXBCF  0x0DC
#define FDCAN_TXBTIE 0x0E0
#define FDCAN_TXBCIE 0x0E4
#define FDCAN_TXEFC  0x0F0
#define FDCAN_TXEFS  0x0F4
#define FDCAN_TXEFA  0x0F8
/* FDCAN1 only: time-triggered operation. */
#define FDCAN_TTTMC 0x100
#define FDCAN_TTRMC 0x104
#define FDCAN_TTOCF 0x108
#define FDCAN_TTMLM 0x10C
#define FDCAN_TURCF 0x110
#define FDCAN_TTOCN 0x114
#define FDCAN_TTGTP 0x118
#define FDCAN_TTTMK 0x11C
#define FDCAN_TTIR  0x120
#define FDCAN_TTIE  0x124
#define FDCAN_TTILS 0x128
#define FDCAN_TTOST 0x12C
#define FDCAN_TURNA 0x130
#define FDCAN_TTLGT 0x134
#define FDCAN_TTCTC 0x138
#define FDCAN_TTCPT 0x13C
#define FDCAN_TTCSM 0x140
#define FDCAN_TTTS  0x300

#define FDCAN_TEST_LBCK	    (1u << 4)
#define FDCAN_TEST_TX_SHIFT 5
#define FDCAN_TEST_TX_MASK  (3u << FDCAN_TEST_TX_SHIFT)
#define FDCAN_TEST_RX	    (1u << 7)
#define FDCAN_TEST_DOMINANT 2u /* of TX */

#define FDCAN_RWD_WDC_MASK  0xFFu
#define FDCAN_RWD_WDV_SHIFT 8

#define FDCAN_CCCR_INIT (1u << 0)
#define FDCAN_CCCR_CCE	(1u << 1)
#define FDCAN_CCCR_ASM	(1u << 2)
#define FDCAN_CCCR_CSA	(1u << 3)
#define FDCAN_CCCR_CSR	(1u << 4)
#define FDCAN_CCCR_MON	(1u << 5)
#define FDCAN_CCCR_DAR	(1u << 6)
#define FDCAN_CCCR_TEST (1u << 7)
#define FDCAN_CCCR_FDOE (1u << 8)
#define FDCAN_CCCR_BRSE (1u << 9)
#define FDCAN_CCCR_PXHD (1u << 12)
#define FDCAN_CCCR_EFBI (1u << 13)
#define FDCAN_CCCR_TXP	(1u << 14)
#define FDCAN_CCCR_NISO (1u << 15)

/* Fields of NBTP and DBTP hold one less than they mean. */
#define FDCAN_NBTP_TSEG2_MASK  0x7Fu
#define FDCAN_NBTP_TSEG1_SHIFT 8
#define FDCAN_NBTP_TSEG1_MASK  0xFFu
#define FDCAN_NBTP_BRP_SHIFT   16
#define FDCAN_NBTP_BRP_MASK    0x1FFu
#define FDCAN_DBTP_TSEG2_SHIFT 4
#define FDCAN_DBTP_TSEG2_MASK  0xFu
#define FDCAN_DBTP_TSEG1_SHIFT 8
#define FDCAN_DBTP_TSEG1_MASK  0x1Fu
#define FDCAN_DBTP_BRP_SHIFT   16
#define FDCAN_DBTP_BRP_MASK    0x1Fu
#define FDCAN_DBTP_TDC	       (1u << 23)

#define FDCAN_TSCC_TSS_MASK  3u
#define FDCAN_TSCC_TCP_SHIFT 16
#define FDCAN_TSCC_TCP_MASK  0xFu
#define FDCAN_TSS_INTERNAL   1u
#define FDCAN_TSS_EXTERNAL   2u

#define FDCAN_TOCC_ETOC	     (1u << 0)
#define FDCAN_TOCC_TOS_SHIFT 1
#define FDCAN_TOCC_TOS_MASK  3u
#define FDCAN_TOCC_TOP_SHIFT 16
#define FDCAN_TOS_CONTINUOUS 0u
#define FDCAN_TOS_EVENTS     1u
#define FDCAN_TOS_RXF0	     2u
#define FDCAN_TOS_RXF1	     3u

#define FDCAN_ECR_REC_SHIFT 8
#define FDCAN_ECR_RP	    (1u << 15)
#define FDCAN_ECR_CEL_SHIFT 16

#define FDCAN_PSR_LEC_MASK   7u
#define FDCAN_PSR_ACT_SHIFT  3
#define FDCAN_PSR_ACT_MASK   (3u << FDCAN_PSR_ACT_SHIFT)
#define FDCAN_PSR_EP	     (1u << 5)
#define FDCAN_PSR_EW	     (1u << 6)
#define FDCAN_PSR_BO	     (1u << 7)
#define FDCAN_PSR_DLEC_SHIFT 8
#define FDCAN_PSR_DLEC_MASK  (7u << FDCAN_PSR_DLEC_SHIFT)
#define FDCAN_PSR_RESI	     (1u << 11)
#define FDCAN_PSR_RBRS	     (1u << 12)
#define FDCAN_PSR_RFDF	     (1u << 13)
#define FDCAN_PSR_PXE	     (1u << 14)
#define FDCAN_PSR_TDCV_SHIFT 16
#define FDCAN_PSR_TDCV_MASK  (0x7Fu << FDCAN_PSR_TDCV_SHIFT)
#define FDCAN_LEC_UNCHANGED  7u

#define FDCAN_TDCR_TDCO_SHIFT 8
#define FDCAN_TDCR_TDCO_MASK  0x7Fu

/* IR; IE and ILS have the same bits. */
#define FDCAN_IR_RF0N	   (1u << 0)
#define FDCAN_IR_RF0W	   (1u << 1)
#define FDCAN_IR_RF0F	   (1u << 2)
#define FDCAN_IR_RF0L	   (1u << 3)
#define FDCAN_IR_RF1_SHIFT 4 /* those of FIFO 1 against those of FIFO 0 */
#define FDCAN_IR_HPM	   (1u << 8)
#define FDCAN_IR_TC	   (1u << 9)
#define FDCAN_IR_TCF	   (1u << 10)
#define FDCAN_IR_TFE	   (1u << 11)
#define FDCAN_IR_TEFN	   (1u << 12)
#define FDCAN_IR_TEFW	   (1u << 13)
#define FDCAN_IR_TEFF	   (1u << 14)
#define FDCAN_IR_TEFL	   (1u << 15)
#define FDCAN_IR_TSW	   (1u << 16)
#define FDCAN_IR_MRAF	   (1u << 17)
#define FDCAN_IR_TOO	   (1u << 18)
#define FDCAN_IR_DRX	   (1u << 19)
#define FDCAN_IR_ELO	   (1u << 22)
#define FDCAN_IR_EP	   (1u << 23)
#define FDCAN_IR_EW	   (1u << 24)
#define FDCAN_IR_BO	   (1u << 25)
#define FDCAN_IR_WDI	   (1u << 26)
#define FDCAN_IR_PEA	   (1u << 27)
#define FDCAN_IR_PED	   (1u << 28)
#define FDCAN_IR_ARA	   (1u << 29)
#define FDCAN_IR_ALL	   0x3FCFFFFFu

#define FDCAN_ILE_EINT0 (1u << 0)
#define FDCAN_ILE_EINT1 (1u << 1)

#define FDCAN_GFC_RRFE	     (1u << 0)
#define FDCAN_GFC_RRFS	     (1u << 1)
#define FDCAN_GFC_ANFE_SHIFT 2
#define FDCAN_GFC_ANFS_SHIFT 4
#define FDCAN_GFC_ANF_MASK   3u

/* Where a list, a FIFO or the buffers begin in the message RAM, in words; and how many there are. */
#define FDCAN_START_SHIFT 2
#define FDCAN_START_MASK  0x3FFFu
#define FDCAN_COUNT_SHIFT 16

#define FDCAN_SIDFC_LSS_MASK 0xFFu
#define FDCAN_XIDFC_LSE_MASK 0x7Fu
#define FDCAN_STD_FILTERS    128u
#define FDCAN_EXT_FILTERS    64u

#define FDCAN_HPMS_MSI_SHIFT  6
#define FDCAN_HPMS_FIDX_SHIFT 8
#define FDCAN_HPMS_FLST	      (1u << 15)
#define FDCAN_MSI_NONE	      0u
#define FDCAN_MSI_LOST	      1u
#define FDCAN_MSI_FIFO	      2u /* and 3: FIFO 1 */

#define FDCAN_RXFC_SIZE_MASK 0x7Fu
#define FDCAN_RXFC_WM_SHIFT  24
#define FDCAN_RXFC_WM_MASK   0x7Fu
#define FDCAN_RXFC_OM	     (1u << 31)
#define FDCAN_RX_ELEMENTS    64u
#define FDCAN_RX_INDEX_MASK  0x3Fu

/* RXFnS and TXEFS */
#define FDCAN_FIFO_GET_SHIFT 8
#define FDCAN_FIFO_PUT_SHIFT 16
#define FDCAN_FIFO_FULL	     (1u << 24)
#define FDCAN_FIFO_LOST	     (1u << 25)
#define FDCAN_RXF1S_DMS	     30

#define FDCAN_RXESC_F0DS_SHIFT 0
#define FDCAN_RXESC_F1DS_SHIFT 4
#define FDCAN_RXESC_RBDS_SHIFT 8
#define FDCAN_ESC_MASK	       7u

#define FDCAN_TXBC_NDTB_MASK  0x3Fu
#define FDCAN_TXBC_TFQS_SHIFT 24
#define FDCAN_TXBC_TFQS_MASK  0x3Fu
#define FDCAN_TXBC_TFQM	      (1u << 30)
#define FDCAN_TX_BUFFERS      32u

#define FDCAN_TXFQS_TFQF (1u << 21)

#define FDCAN_TXEFC_SIZE_MASK 0x3Fu
#define FDCAN_TXEFC_WM_SHIFT  24
#define FDCAN_TXEFC_WM_MASK   0x3Fu
#define FDCAN_TX_EVENTS	      32u
#define FDCAN_TX_INDEX_MASK   0x1Fu

#define FDCAN_TTOCF_OM_MASK 3u

/* ---- the message RAM's elements ---- */

#define FDCAN_ELEMENT_ESI	 (1u << 31)
#define FDCAN_ELEMENT_XTD	 (1u << 30)
#define FDCAN_ELEMENT_RTR	 (1u << 29)
#define FDCAN_ELEMENT_EXT_MASK	 0x1FFFFFFFu
#define FDCAN_ELEMENT_STD_SHIFT	 18
#define FDCAN_ELEMENT_STD_MASK	 0x7FFu
#define FDCAN_ELEMENT_ANMF	 (1u << 31)
#define FDCAN_ELEMENT_FIDX_SHIFT 24
#define FDCAN_ELEMENT_EFC	 (1u << 23)
#define FDCAN_ELEMENT_ET_SHIFT	 22
#define FDCAN_ELEMENT_FDF	 (1u << 21)
#define FDCAN_ELEMENT_BRS	 (1u << 20)
#define FDCAN_ELEMENT_DLC_SHIFT	 16
#define FDCAN_ELEMENT_DLC_MASK	 0xFu
#define FDCAN_ELEMENT_MM_MASK	 0xFF000000u
#define FDCAN_ELEMENT_HEADER	 2u /* words before the data */
#define FDCAN_ET_TRANSMITTED	 1u
#define FDCAN_ET_CANCELLED	 2u /* transmitted in spite of that */

#define FDCAN_SF_SFT_SHIFT   30
#define FDCAN_SF_SFEC_SHIFT  27
#define FDCAN_SF_SFID1_SHIFT 16
#define FDCAN_SF_ID_MASK     0x7FFu
#define FDCAN_XF_EFEC_SHIFT  29
#define FDCAN_XF_EFT_SHIFT   30
#define FDCAN_XF_ID_MASK     0x1FFFFFFFu

/* SFT, EFT */
#define FDCAN_FILTER_RANGE   0u
#define FDCAN_FILTER_DUAL    1u
#define FDCAN_FILTER_CLASSIC 2u
#define FDCAN_FILTER_DISABLED                                                                      \
	3u /* of standard identifiers; of extended ones a range without XIDAM */
#define FDCAN_FILTER_RANGE_PLAIN 3u

/* SFEC, EFEC */
#define FDCAN_STORE_DISABLED 0u
#define FDCAN_STORE_FIFO0    1u
#define FDCAN_STORE_FIFO1    2u
#define FDCAN_STORE_REJECT   3u
#define FDCAN_STORE_PRIORITY 4u /* added to the first two */
#define FDCAN_STORE_BUFFER   7u

/* SFID2, EFID2 of FDCAN_STORE_BUFFER */
#define FDCAN_BUFFER_INDEX_MASK 0x3Fu
#define FDCAN_BUFFER_DEBUG_MASK 0x600u

/* ---- FDCAN_CCU ---- */

#define FDCAN_CCU_CREL	0x00
#define FDCAN_CCU_CCFG	0x04
#define FDCAN_CCU_CSTAT 0x08
#define FDCAN_CCU_CWD	0x0C
#define FDCAN_CCU_IR	0x10
#define FDCAN_CCU_IE	0x14

#define FDCAN_CCU_CCFG_BCC	  (1u << 6)
#define FDCAN_CCU_CCFG_OCPM_MASK  0xFF00u
#define FDCAN_CCU_CCFG_CDIV_SHIFT 16
#define FDCAN_CCU_CCFG_CDIV_MASK  0xFu
#define FDCAN_CCU_CCFG_SWR	  (1u << 31)
#define FDCAN_CCU_IR_MASK	  3u

/* ---- SRAMCAN ---- */

#define FDCAN_RAM_WORDS 2560u

#endif
