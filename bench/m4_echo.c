/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What one message costs the Cortex-M4: echo-min-O2.elf runs instruction by instruction, a host plays
 * the other end of the rings. Counted is one call of rpmsg_poll(): receive the message, hand it to the
 * application, send the echo, return the buffer, ring, and look once more, in vain.
 *
 *   bench_m4_echo ECHO-MIN.elf     prints: shape, instructions, barriers (DMB), doorbells, stack bytes
 *
 * The engine is used bare here, because counting wants a hook at every instruction.
 */
#include <elf.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>

#include <copro/rpmsg.h>

#define RETRAM	    0x00000000u
#define SRAM	    0x10000000u
#define SRAM3	    0x10040000u
#define IPCC	    0x4C001000u
#define IPCC_C2SCR  (IPCC + 0x18u)
#define IPCC_HWCFGR (IPCC + 0x3F0u)
#define PAGE	    0x10000u

static uint8_t retram[PAGE];
static uint8_t sram[0x60000];
static uint8_t devices[PAGE];

static uint32_t table; /* .resource_table */
static uint32_t poll_at; /* engine_poll: what rpmsg_poll() calls */

/* One counted turn. */
static struct {
	int on;
	uint32_t until; /* where the turn returns to */
	uint32_t sp, lowest_sp;
	unsigned long instructions, barriers, doorbells;
} turn;

static uint8_t host_state[32];
static struct rpmsg_host host;
static struct rpmsg_endpoint near_end;
static uint32_t service;
static unsigned answers;

static void die(const char *what)
{
	fprintf(stderr, "bench_m4_echo: %s\n", what);
	exit(1);
}

static uint32_t reg(uc_engine *uc, int number)
{
	uint32_t value = 0;

	uc_reg_read(uc, number, &value);
	return value;
}

static void on_instruction(uc_engine *uc, uint64_t address, uint32_t size, void *unused)
{
	const uint8_t *code = address >= SRAM ? sram + (address - SRAM) : retram + address;
	uint16_t half[2];

	(void)unused;
	if (!turn.on)
		return;
	if (address == poll_at && !turn.instructions) {
		turn.sp = turn.lowest_sp = reg(uc, UC_ARM_REG_SP);
		turn.until = reg(uc, UC_ARM_REG_LR) & ~1u;
	} else if (!turn.sp) {
		return;
	} else if (address == turn.until) {
		turn.on = 0;
		return;
	}
	turn.instructions++;
	if (reg(uc, UC_ARM_REG_SP) < turn.lowest_sp)
		turn.lowest_sp = reg(uc, UC_ARM_REG_SP);
	if (size == 4) {
		memcpy(half, code, 4);
		if (half[0] == 0xF3BF && (half[1] & 0xFFF0) == 0x8F50)
			turn.barriers++;
	}
}

static void on_doorbell(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value,
			void *unused)
{
	(void)uc;
	(void)type;
	(void)address;
	(void)size;
	(void)unused;
	if (turn.on && (value >> 16))
		turn.doorbells++;
}

/* ---- the image ---- */

static void *at(uint32_t address)
{
	return address >= SRAM ? sram + (address - SRAM) : retram + address;
}

static void load(const char *path)
{
	static uint8_t image[4 << 20];
	FILE *file = fopen(path, "rb");
	size_t size = file ? fread(image, 1, sizeof(image), file) : 0;
	const Elf32_Ehdr *header = (const void *)image;
	const Elf32_Phdr *segment;
	const Elf32_Shdr *section, *names;
	uint32_t i, k;

	if (size < sizeof(*header))
		die("cannot read the image");
	fclose(file);
	segment = (const void *)(image + header->e_phoff);
	for (i = 0; i < header->e_phnum; i++) {
		if (segment[i].p_type == PT_LOAD && segment[i].p_filesz)
			memcpy(at(segment[i].p_paddr), image + segment[i].p_offset,
			       segment[i].p_filesz);
	}
	section = (const void *)(image + header->e_shoff);
	names = &section[header->e_shstrndx];
	for (i = 0; i < header->e_shnum; i++) {
		const char *name = (const char *)image + names->sh_offset + section[i].sh_name;

		if (!strcmp(name, ".resource_table"))
			table = section[i].sh_addr;
		if (section[i].sh_type != SHT_SYMTAB)
			continue;
		for (k = 0; k < section[i].sh_size / sizeof(Elf32_Sym); k++) {
			const Elf32_Sym *symbol =
				(const Elf32_Sym *)(image + section[i].sh_offset) + k;
			const char *text = (const char *)image +
					   section[section[i].sh_link].sh_offset + symbol->st_name;

			if (!strcmp(text, "engine_poll"))
				poll_at = symbol->st_value & ~1u;
		}
	}
	if (!table || !poll_at)
		die("the image lacks a resource table or symbols");
}

/* ---- the host's end ---- */

static void notify(void *context, uint32_t queue)
{
	(void)context;
	(void)queue;
}

static void receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	(void)endpoint;
	(void)message;
	answers++;
}

static void name_service(void *context, const char *name, uint32_t address, bool create)
{
	(void)context;
	(void)name;
	(void)create;
	service = address;
}

static const struct copro_port port = {.notify = notify};
static const struct shm_region region = {SRAM3, 0x10000, sram + (SRAM3 - SRAM)};
static const struct shm_map map = {&region, 1};
static const struct rpmsg_endpoint_config silent = {.receive = receive};
static const struct rpmsg_host_config config = {
	.rpmsg = {.port = &port,
		  .map = &map,
		  .buffer_state = host_state,
		  .buffer_state_size = sizeof(host_state),
		  .name_service = name_service},
	.vring = {sram + 0x40000, sram + 0x41000},
	.num = {16, 16},
	.align = {16, 16},
	.buffers_da = SRAM3 + 0x2000,
	.name_service = true,
};

/* Runs until the firmware sleeps. */
static void run(uc_engine *uc)
{
	if (uc_emu_start(uc, reg(uc, UC_ARM_REG_PC) | 1u, 0xFFFFFFFEu, 0, 0))
		die("the firmware stopped with an error");
}

static void measure(uc_engine *uc, const char *shape, uint32_t length)
{
	static uint8_t data[496];
	unsigned long instructions = ULONG_MAX, barriers = 0, doorbells = 0;
	uint32_t stack = 0;
	unsigned round;

	/* Several rounds: the first ones bind the channel, and one of sixteen looks at how many buffers there are,
	 * behind one more barrier. The usual one is shown, and the deepest stack of all behind the first ones. */
	for (round = 0; round < 40; round++) {
		memset(&turn, 0, sizeof(turn));
		turn.on = 1;
		answers = 0;
		if (rpmsg_send(&near_end, data, length))
			die("the firmware does not return buffers");
		run(uc);
		if (rpmsg_poll(&host.rpmsg, 0) != 1 || answers != 1 || turn.on)
			die("no echo");
		if (round >= 8 && turn.sp - turn.lowest_sp > stack)
			stack = turn.sp - turn.lowest_sp;
		if (round >= 8 && turn.instructions < instructions) {
			instructions = turn.instructions;
			barriers = turn.barriers;
			doorbells = turn.doorbells;
		}
	}
	printf("%s %lu %lu %lu %u\n", shape, instructions, barriers, doorbells, stack);
}

int main(int argc, char **argv)
{
	struct resource_table_rpmsg *live;
	uc_engine *uc;
	uc_hook hook;
	uint32_t vectors[2];

	if (argc != 2)
		die("usage: bench_m4_echo ECHO-MIN.elf");
	load(argv[1]);
	if (uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &uc) ||
	    uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M4) ||
	    uc_mem_map_ptr(uc, RETRAM, sizeof(retram), UC_PROT_ALL, retram) ||
	    uc_mem_map_ptr(uc, SRAM, sizeof(sram), UC_PROT_ALL, sram) ||
	    uc_mem_map_ptr(uc, IPCC & ~(PAGE - 1), PAGE, UC_PROT_ALL, devices) ||
	    uc_mem_map(uc, 0x50000000u, PAGE, UC_PROT_ALL) ||
	    uc_mem_map(uc, 0xE0000000u, 0x100000, UC_PROT_ALL) ||
	    uc_hook_add(uc, &hook, UC_HOOK_CODE, (void *)(uintptr_t)on_instruction, NULL, 1, 0) ||
	    uc_hook_add(uc, &hook, UC_HOOK_MEM_WRITE, (void *)(uintptr_t)on_doorbell, NULL,
			IPCC_C2SCR, IPCC_C2SCR + 3))
		die("cannot set up the engine");
	devices[IPCC_HWCFGR & (PAGE - 1)] = 6; /* channels */
	memcpy(vectors, retram, sizeof(vectors));
	uc_reg_write(uc, UC_ARM_REG_SP, &vectors[0]);
	uc_reg_write(uc, UC_ARM_REG_PC, &vectors[1]);
	run(uc);

	live = at(table);
	if (rpmsg_host_start(&host, &config))
		die("the rings cannot be made");
	live->vring[0].da = SRAM3;
	live->vring[1].da = SRAM3 + 0x1000;
	live->vdev.gfeatures = 1;
	live->vdev.status = 7;
	run(uc);
	if (rpmsg_poll(&host.rpmsg, 0) != 1 || !service ||
	    rpmsg_endpoint_create(&host.rpmsg, &near_end, &silent, RPMSG_ADDRESS_ANY, service,
				  NULL))
		die("no announcement");
	measure(uc, "zero16", 16);
	measure(uc, "copy496", 496);
	uc_close(uc);
	return 0;
}
