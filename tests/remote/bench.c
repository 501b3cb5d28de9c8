/* SPDX-License-Identifier: BSD-3-Clause */
#include "bench.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "soc/regs/ipcc.h"
#include "soc/regs/rcc.h"

#define RCC_ADDRESS 0x50000000u
#define SRAM3	    0x10040000u
#define SRAM3_SIZE  0x10000u
#define TTY_MAX	    496u

static uint32_t next_random(struct bench *bench)
{
	bench->random = bench->random * 1664525u + 1013904223u;
	return bench->random >> 8;
}

static void *memory(struct bench *bench, uint32_t address, uint32_t length)
{
	void *va = board_memory(bench->board, SOC_M4, address, length);

	assert_non_null(va);
	return va;
}

static struct resource_table_rpmsg *table(struct bench *bench)
{
	return memory(bench, bench->table, sizeof(struct resource_table_rpmsg));
}

/* ---- the host's end ---- */

static void notify(void *context, uint32_t queue)
{
	struct bench *bench = context;

	ipcc_ring(&bench->ipcc, 1u << queue);
}

static void receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct bench_endpoint *self = COPRO_CONTAINER_OF(endpoint, struct bench_endpoint, endpoint);
	uint32_t number;

	if (self->bench->message) {
		self->bench->message(self, message);
		return;
	}
	if (message->length < sizeof(number)) {
		self->disorder++;
		return;
	}
	memcpy(&number, message->data, sizeof(number));
	if (number != self->received)
		self->disorder++;
	self->received++;
}

static const struct rpmsg_endpoint_config silent = {.receive = receive};

static void name_service(void *context, const char *name, uint32_t address, bool create)
{
	struct bench *bench = context;
	struct bench_endpoint *endpoint;

	if (!create) {
		bench->destroyed++;
		return;
	}
	assert_true(bench->endpoint_count < BENCH_ENDPOINTS);
	endpoint = &bench->endpoints[bench->endpoint_count++];
	memset(endpoint, 0, sizeof(*endpoint));
	endpoint->bench = bench;
	snprintf(endpoint->service, sizeof(endpoint->service), "%s", name);
	assert_int_equal(rpmsg_endpoint_create(&bench->host.rpmsg, &endpoint->endpoint, &silent,
					       RPMSG_ADDRESS_ANY, address, NULL),
			 0);
	if (bench->created)
		bench->created(endpoint);
}

static void fault(void *context, enum rpmsg_fault kind, uint32_t detail)
{
	struct bench *bench = context;

	(void)kind;
	(void)detail;
	bench->faults++;
}

void bench_link_up(struct bench *bench)
{
	struct resource_table_rpmsg *live = table(bench);

	bench->port = (struct copro_port){.context = bench, .notify = notify};
	bench->region = (struct shm_region){SRAM3, SRAM3_SIZE, memory(bench, SRAM3, SRAM3_SIZE)};
	bench->map = (struct shm_map){&bench->region, 1};
	bench->endpoint_count = 0;
	bench->config = (struct rpmsg_host_config){
		.rpmsg = {.port = &bench->port,
			  .map = &bench->map,
			  .buffer_state = bench->state,
			  .buffer_state_size = sizeof(bench->state),
			  .context = bench,
			  .name_service = name_service,
			  .fault = fault},
		.vring = {memory(bench, SRAM3, 0x1000), memory(bench, SRAM3 + 0x1000, 0x1000)},
		.num = {live->vring[0].num, live->vring[1].num},
		.align = {live->vring[0].align, live->vring[1].align},
		.buffers_da = SRAM3 + 0x2000,
		.name_service = true,
	};
	assert_int_equal(rpmsg_host_start(&bench->host, &bench->config), 0);
	live->vring[0].da = SRAM3;
	live->vring[1].da = SRAM3 + 0x1000;
	live->vdev.gfeatures = 1;
	live->vdev.status = 7;
	rpmsg_host_ready(&bench->host);
}

void bench_link_down(struct bench *bench)
{
	rpmsg_host_stop(&bench->host);
	table(bench)->vdev.status = 0;
}

/* ---- the board ---- */

static void lockup(void *context)
{
	((struct bench *)context)->lockups++;
}

static void read_image(struct bench *bench, const char *name)
{
	char path[512];
	FILE *file;
	long size;

	snprintf(path, sizeof(path), "%s/%s", COPRO_FIRMWARE_DIR, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	assert_true(size > 0);
	rewind(file);
	bench->image_size = (size_t)size;
	bench->image = malloc(bench->image_size);
	assert_non_null(bench->image);
	assert_int_equal(fread(bench->image, 1, bench->image_size, file), bench->image_size);
	fclose(file);
}

/* Our own image, so trusted. Segments go where their physical address says, as Linux has it. */
static void load_image(struct bench *bench)
{
	Elf32_Ehdr header;
	Elf32_Phdr segment;
	Elf32_Shdr section, names;

	memcpy(&header, bench->image, sizeof(header));
	for (uint32_t i = 0; i < header.e_phnum; i++) {
		uint8_t *to;

		memcpy(&segment, bench->image + header.e_phoff + i * sizeof(segment),
		       sizeof(segment));
		if (segment.p_type != PT_LOAD || !segment.p_memsz)
			continue;
		to = memory(bench, segment.p_paddr, segment.p_memsz);
		memcpy(to, bench->image + segment.p_offset, segment.p_filesz);
		memset(to + segment.p_filesz, 0, segment.p_memsz - segment.p_filesz);
		board_memory_changed(bench->board, SOC_M4, segment.p_paddr, segment.p_memsz);
	}
	memcpy(&names, bench->image + header.e_shoff + header.e_shstrndx * sizeof(names),
	       sizeof(names));
	for (uint32_t i = 0; i < header.e_shnum; i++) {
		memcpy(&section, bench->image + header.e_shoff + i * sizeof(section),
		       sizeof(section));
		if (strcmp((const char *)bench->image + names.sh_offset + section.sh_name,
			   ".resource_table") == 0)
			bench->table = section.sh_addr;
	}
}

/* BOOT_MCU on and off again: the core leaves its hold once, as Linux starts it. */
static void release(struct mmio rcc)
{
	mmio_write32(rcc, RCC_MP_GCR, 1);
	mmio_write32(rcc, RCC_MP_GCR, 0);
}

void bench_power(struct bench *bench, const char *name, bool engineering)
{
	const struct board_config config = {.signals = {.context = bench, .lockup = lockup},
					    .engineering_boot = engineering};

	memset(bench, 0, sizeof(*bench));
	bench->random = 1;
	read_image(bench, name);
	assert_int_equal(board_create(&bench->board, &config), 0);
	load_image(bench);
}

void bench_listen(struct bench *bench)
{
	const struct mmio_bus *a7 = board_port(bench->board, SOC_A7_SECURE);

	mmio_write32((struct mmio){a7, RCC_ADDRESS}, RCC_MP_AHB3ENSETR, RCC_AHB3EN_IPCCEN);
	assert_int_equal(
		ipcc_init(&bench->ipcc, (struct mmio){a7, IPCC_BASE}, IPCC_C1, IPCC_CLEAR_PENDING),
		0);
	ipcc_rx_enable(&bench->ipcc, IPCC_CHANNEL_MASK);
	bench->listens = true;
}

void bench_release(struct bench *bench)
{
	release((struct mmio){board_port(bench->board, SOC_A7_SECURE), RCC_ADDRESS});
}

void bench_start(struct bench *bench, const char *name)
{
	bench_power(bench, name, false);
	bench_listen(bench);
	bench_release(bench);
}

void bench_restart(struct bench *bench)
{
	const struct mmio rcc = {board_port(bench->board, SOC_A7_SECURE), RCC_ADDRESS};

	mmio_write32(rcc, RCC_MP_GRSTCSETR, RCC_MP_GRSTCSETR_MCURST);
	release(rcc);
}

void bench_patch(struct bench *bench, uint16_t opcode)
{
	uint32_t pc = cortex_m_get(board_core(bench->board), CORTEX_M_PC);

	memcpy(memory(bench, pc, sizeof(opcode)), &opcode, sizeof(opcode));
	board_memory_changed(bench->board, SOC_M4, pc, sizeof(opcode));
}

void bench_end(struct bench *bench)
{
	board_destroy(bench->board);
	free(bench->image);
}

static bool serve(struct bench *bench)
{
	uint32_t rung = bench->listens ? ipcc_pending(&bench->ipcc) : 0;

	if (!rung)
		return false;
	if (!bench->acknowledge_last)
		ipcc_acknowledge(&bench->ipcc, rung);
	if (rpmsg_payload_size(&bench->host.rpmsg))
		assert_true(rpmsg_poll(&bench->host.rpmsg, 0) >= 0);
	if (bench->acknowledge_last) {
		/* On another processor time passes between the two: enough for the firmware to send
		 * and ring once more. */
		uint64_t pause = next_random(bench) % 20u * PS_PER_US;

		board_run(bench->board, board_timeline(bench->board)->now + pause);
		ipcc_acknowledge(&bench->ipcc, rung);
	}
	return true;
}

static bool run(struct bench *bench, uint64_t ps)
{
	uint64_t end = board_timeline(bench->board)->now + ps;

	for (;;) {
		enum board_exit why = board_run(bench->board, end);
		bool served = serve(bench);

		if (why == BOARD_TIME)
			return false;
		if (why == BOARD_IDLE && !served)
			return true;
		assert_int_not_equal(why, BOARD_HALTED);
	}
}

void bench_run(struct bench *bench, uint32_t us)
{
	run(bench, us * PS_PER_US);
}

void bench_settle(struct bench *bench)
{
	assert_true(run(bench, PS_PER_S));
}

bool bench_ring(struct bench *bench, unsigned number)
{
	ipcc_ring(&bench->ipcc, 1u << (number - 1));
	bench_run(bench, 500000);
	return !(ipcc_busy(&bench->ipcc) & 1u << (number - 1));
}

const char *bench_log(struct bench *bench)
{
	struct resource_table_rpmsg *live = table(bench);

	assert_int_equal(live->header.num, 2);
	return memory(bench, live->trace.da, live->trace.len);
}

static bool send_next(struct bench *bench, uint32_t endpoint, uint32_t number)
{
	uint8_t bytes[TTY_MAX] = {0};
	uint32_t length = 4 + number * 7 % (TTY_MAX - 3);

	memcpy(bytes, &number, sizeof(number));
	return rpmsg_send(&bench->endpoints[endpoint].endpoint, bytes, length) == 0;
}

bool bench_echo(struct bench *bench, uint32_t count)
{
	uint32_t sent[BENCH_ENDPOINTS] = {0};
	uint32_t missing, idle = 0, before = 0;
	bool progress;

	assert_true(bench->endpoint_count > 0);
	do {
		/* In turns, or the first endpoint would take all the buffers. */
		do {
			progress = false;
			for (uint32_t i = 0; i < bench->endpoint_count; i++) {
				if (sent[i] < count && send_next(bench, i, sent[i])) {
					sent[i]++;
					progress = true;
				}
			}
		} while (progress);
		bench_run(bench, next_random(bench) % 3u ? next_random(bench) % 30u : 300u);
		missing = 0;
		for (uint32_t i = 0; i < bench->endpoint_count; i++)
			missing += count - bench->endpoints[i].received;
		/* A lost doorbell or message shows as silence. */
		idle = missing == before ? idle + 1 : 0;
		before = missing;
		if (idle > 2000)
			return false;
	} while (missing);
	for (uint32_t i = 0; i < bench->endpoint_count; i++) {
		if (bench->endpoints[i].disorder)
			return false;
	}
	return true;
}
