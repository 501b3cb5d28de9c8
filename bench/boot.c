/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wall time from power-on of the virtual board to the end of Linux's boot, and of its parts: prints
 * one line a stage, the median and the longest of many boots in microseconds, each from the beginning.
 *
 *	bench_boot [LINUX.dtb [TFA.dtb]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/machine.h"

#define BOOTS 101

static struct boot_tree tree_read(const char *path)
{
	FILE *file = fopen(path, "rb");
	void *data = malloc(2u << 20);
	struct boot_tree tree = {data, 0};

	if (!file || !data) {
		perror(path);
		exit(1);
	}
	tree.size = fread(data, 1, 2u << 20, file);
	fclose(file);
	return tree;
}

static int compare(const void *a, const void *b)
{
	const double *one = a;
	const double *other = b;

	return (*one > *other) - (*one < *other);
}

static double boot(struct machine_config config)
{
	struct host_error error = {.text = ""};
	struct machine *machine = NULL;
	uint64_t started = uv_hrtime();
	uint64_t ended;

	config.error = &error;
	if (machine_create(&machine, &config)) {
		fprintf(stderr, "bench_boot: %s\n", error.text);
		exit(1);
	}
	ended = uv_hrtime();
	machine_destroy(machine);
	return (double)(ended - started) / 1e3;
}

int main(int argc, char **argv)
{
	struct machine_config config = {.boot_only = true};
	static double took[BOOTS];

	if (argc > 1)
		config.linux_tree = tree_read(argv[1]);
	if (argc > 2)
		config.tfa_tree = tree_read(argv[2]);
	for (config.last_stage = BOOT_TFA; config.last_stage < BOOT_STAGES; config.last_stage++) {
		for (unsigned i = 0; i < BOOTS; i++)
			took[i] = boot(config);
		qsort(took, BOOTS, sizeof(took[0]), compare);
		printf("%s %.0f %.0f\n", boot_stage_name(config.last_stage), took[BOOTS / 2],
		       took[BOOTS - 1]);
	}
	free((void *)config.linux_tree.data);
	free((void *)config.tfa_tree.data);
	return 0;
}
