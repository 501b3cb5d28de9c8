/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/boot_rig.h"

#include <libfdt.h>
#include <stdio.h>
#include <unistd.h>

#include "board/dts/trees.h"

#define TREE_ROOM (1u << 20)

static void remember(void *context, const struct host_event *event)
{
	struct rig *rig = context;
	struct rig_line *line = &rig->lines[rig->count];

	assert_true(event->kind <= HOST_EVENT_BOOT_WARNING);
	if (rig->count == RIG_LINES)
		return;
	line->kind = event->kind;
	snprintf(line->stage, sizeof(line->stage), "%s", event->name);
	snprintf(line->text, sizeof(line->text), "%s", event->text);
	rig->count++;
}

struct rig *rig_make(void)
{
	const struct board_config config = {.cold_boot = true};
	struct rig *rig = calloc(1, sizeof(*rig));

	assert_non_null(rig);
	assert_int_equal(board_create(&rig->board, &config), 0);
	rig->platform.context = rig;
	rig->platform.event = remember;
	rig->secure.bus = board_port(rig->board, SOC_A7_SECURE);
	rig->secure.platform = &rig->platform;
	rig->normal.bus = board_port(rig->board, SOC_A7);
	rig->normal.monitor = rig->secure.bus;
	rig->normal.platform = &rig->platform;
	rig->etzpc.regs = (struct mmio){rig->secure.bus, ETZPC_ADDRESS};
	return rig;
}

static void forget(struct rig *rig)
{
	linux_free(rig->system);
	rig->system = NULL;
	free((void *)rig->handed_on.data);
	rig->handed_on.data = NULL;
}

void rig_free(struct rig *rig)
{
	forget(rig);
	board_destroy(rig->board);
	free(rig);
}

int rig_tfa(struct rig *rig, struct boot_tree tree)
{
	rig->error.text[0] = '\0';
	return boot_tfa(&rig->secure, tree, &rig->error);
}

int rig_bootloader(struct rig *rig, struct boot_tree tree)
{
	free((void *)rig->handed_on.data);
	rig->handed_on.data = NULL;
	rig->error.text[0] = '\0';
	return boot_bootloader(&rig->normal, tree, &rig->handed_on, &rig->error);
}

int rig_linux(struct rig *rig)
{
	linux_free(rig->system);
	rig->system = NULL;
	rig->error.text[0] = '\0';
	return boot_linux(&rig->normal, rig->handed_on, &rig->system, &rig->error);
}

void rig_boot(struct rig *rig, struct boot_tree tfa, struct boot_tree linux_tree)
{
	if (rig_tfa(rig, tfa.data ? tfa : tree_own(BOOT_TFA)) ||
	    rig_bootloader(rig, linux_tree.data ? linux_tree : tree_own(BOOT_LINUX)) ||
	    rig_linux(rig))
		fail_msg("it does not boot: %s", rig->error.text);
}

unsigned rig_mode(const struct rig *rig, unsigned id)
{
	return etzpc_mode(&rig->etzpc, id);
}

uint32_t rig_read(struct rig *rig, uint32_t address)
{
	return mmio_read32((struct mmio){rig->secure.bus, address}, 0);
}

void rig_write(struct rig *rig, uint32_t address, uint32_t value)
{
	mmio_write32((struct mmio){rig->secure.bus, address}, 0, value);
}

const char *rig_said(const struct rig *rig, enum host_event_kind kind, const char *text)
{
	for (unsigned i = 0; i < rig->count; i++) {
		if (rig->lines[i].kind == kind && strstr(rig->lines[i].text, text))
			return rig->lines[i].text;
	}
	return NULL;
}

unsigned rig_warnings(const struct rig *rig)
{
	unsigned count = 0;

	for (unsigned i = 0; i < rig->count; i++)
		count += rig->lines[i].kind == HOST_EVENT_BOOT_WARNING;
	return count;
}

void assert_no_warnings(const struct rig *rig)
{
	for (unsigned i = 0; i < rig->count; i++) {
		if (rig->lines[i].kind == HOST_EVENT_BOOT_WARNING)
			fail_msg("%s: %s", rig->lines[i].stage, rig->lines[i].text);
	}
}

/* ---- trees ---- */

struct boot_tree tree_compile(const char *source)
{
	char path[] = "/tmp/copro-boot-XXXXXX";
	const int descriptor = mkstemp(path);
	uint8_t *bytes = malloc(TREE_ROOM);
	char command[256];
	size_t size;
	FILE *pipe;

	assert_non_null(bytes);
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, source, strlen(source)), strlen(source));
	close(descriptor);
	snprintf(command, sizeof(command), "%s -qq -I dts -O dtb %s", COPRO_DTC, path);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	size = fread(bytes, 1, TREE_ROOM, pipe);
	if (pclose(pipe))
		fail_msg("dtc does not compile this:\n%s", source);
	unlink(path);
	return (struct boot_tree){bytes, size};
}

struct boot_tree tree_own(enum boot_stage stage)
{
	const struct board_tree tree = stage == BOOT_TFA ? trees_tfa() : trees_linux();

	return (struct boot_tree){tree.data, tree.size};
}

struct boot_tree tree_with(struct boot_tree tree, const char *path, const char *property,
			   const void *bytes, size_t size)
{
	void *copy = malloc(tree.size + size + 4096);
	int node;

	assert_non_null(copy);
	assert_int_equal(fdt_open_into(tree.data, copy, (int)(tree.size + size + 4096)), 0);
	node = fdt_path_offset(copy, path);
	if (node < 0)
		fail_msg("there is no node %s", path);
	if (bytes)
		assert_int_equal(fdt_setprop(copy, node, property, bytes, (int)size), 0);
	else
		assert_int_equal(fdt_delprop(copy, node, property), 0);
	fdt_pack(copy);
	return (struct boot_tree){copy, fdt_totalsize(copy)};
}

struct boot_tree tree_with_cells(struct boot_tree tree, const char *path, const char *property,
				 const uint32_t *cells, size_t count)
{
	fdt32_t big[128];

	assert_true(count <= sizeof(big) / sizeof(big[0]));
	for (size_t i = 0; i < count; i++)
		big[i] = cpu_to_fdt32(cells[i]);
	return tree_with(tree, path, property, big, 4 * count);
}

struct boot_tree tree_with_text(struct boot_tree tree, const char *path, const char *property,
				const char *text)
{
	return tree_with(tree, path, property, text, strlen(text) + 1);
}
