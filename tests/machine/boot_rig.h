/* SPDX-License-Identifier: BSD-3-Clause */
/* A board from its reset values, its boot stages one by one, and what they said. */
#ifndef COPRO_TESTS_MACHINE_BOOT_RIG_H
#define COPRO_TESTS_MACHINE_BOOT_RIG_H

/* clang-format off: cmocka needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "drivers/etzpc.h"
#include "host/boot/linux.h"

#define RIG_LINES 400u

struct rig_line {
	enum host_event_kind kind;
	char stage[16];
	char text[300];
};

struct rig {
	struct board *board;
	struct host_platform platform;
	struct boot_port secure;
	struct boot_port normal;
	struct etzpc etzpc; /* as the secure world sees it */
	struct rig_line lines[RIG_LINES];
	unsigned count;
	struct host_error error;
	struct boot_tree handed_on; /* by the boot loader */
	struct linux_system *system;
};

struct rig *rig_make(void);
void rig_free(struct rig *rig);

/* Each runs one stage; the boot loader's result goes to Linux. */
int rig_tfa(struct rig *rig, struct boot_tree tree);
int rig_bootloader(struct rig *rig, struct boot_tree tree);
int rig_linux(struct rig *rig);
/* All three with the board's own trees or others (data NULL: its own). Fails the test if they fail. */
void rig_boot(struct rig *rig, struct boot_tree tfa, struct boot_tree linux_tree);

unsigned rig_mode(const struct rig *rig, unsigned id);
uint32_t rig_read(struct rig *rig, uint32_t address);
void rig_write(struct rig *rig, uint32_t address, uint32_t value);

/* The first line of a kind that has this text, NULL if there is none. */
const char *rig_said(const struct rig *rig, enum host_event_kind kind, const char *text);
unsigned rig_warnings(const struct rig *rig);
#define assert_warned(rig, text) assert_non_null(rig_said(rig, HOST_EVENT_BOOT_WARNING, text))
/* Prints them when there are any. */
void assert_no_warnings(const struct rig *rig);

/* From source, through dtc. free() its data. */
struct boot_tree tree_compile(const char *source);
/* The board's own trees. */
struct boot_tree tree_own(enum boot_stage stage);
/* A copy of a tree with one property of a node changed to these bytes (NULL: removed). */
struct boot_tree tree_with(struct boot_tree tree, const char *path, const char *property,
			   const void *bytes, size_t size);
struct boot_tree tree_with_cells(struct boot_tree tree, const char *path, const char *property,
				 const uint32_t *cells, size_t count);
struct boot_tree tree_with_text(struct boot_tree tree, const char *path, const char *property,
				const char *text);

#endif
