/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wall time of what a coprocessor's life is made of: prints one line each, name, median and longest of many
 * in microseconds. "Recovery" is from the report of a crash to both channels bound again, "restart" the
 * same from the request to stop, "attach" from a new host's boot.
 *
 *	bench_recovery FIRMWARE.elf (of two ttys)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/machine.h"

#define TIMES 101
#define TTYS  2u
/* Longer than the back-off looks back. */
#define STABLE_PS (11 * PS_PER_S)

struct bench {
	struct machine *machine;
	void *image;
	size_t size;
	unsigned ttys;
};

static void on_event(void *context, const struct machine_event *event)
{
	struct bench *bench = context;

	if (strcmp(event->kind, "tty-created") != 0)
		return;
	bench->ttys++;
	if (bench->ttys == TTYS)
		machine_end(bench->machine);
}

static void must(int status, const char *what)
{
	if (!status)
		return;
	fprintf(stderr, "bench_recovery: %s: %s\n", what, strerror(-status));
	exit(1);
}

static void await(struct bench *bench)
{
	if (bench->ttys < TTYS)
		must(machine_run(bench->machine, machine_now(bench->machine) + PS_PER_S), "run");
	if (bench->ttys != TTYS)
		must(-1, "the channels do not come");
	must(machine_run(bench->machine, machine_now(bench->machine) + STABLE_PS), "run");
	bench->ttys = 0;
}

static double span(struct bench *bench, void (*what)(struct bench *bench))
{
	uint64_t started = uv_hrtime();
	uint64_t ended;

	what(bench);
	if (bench->ttys < TTYS)
		must(machine_run(bench->machine, machine_now(bench->machine) + PS_PER_S), "run");
	ended = uv_hrtime();
	await(bench);
	return (double)(ended - started) / 1e3;
}

static int compare(const void *a, const void *b)
{
	const double *one = a;
	const double *other = b;

	return (*one > *other) - (*one < *other);
}

static void measure(struct bench *bench, const char *name, void (*what)(struct bench *bench))
{
	static double took[TIMES];

	for (unsigned i = 0; i < TIMES; i++)
		took[i] = span(bench, what);
	qsort(took, TIMES, sizeof(took[0]), compare);
	printf("%s %.0f %.0f\n", name, took[TIMES / 2], took[TIMES - 1]);
}

static void crash(struct bench *bench)
{
	remoteproc_report_crash(machine_remoteproc(bench->machine), "a measurement");
}

static void restart(struct bench *bench)
{
	must(machine_stop(bench->machine), "stop");
	must(machine_start(bench->machine, bench->image, bench->size, NULL), "start");
}

static void attach(struct bench *bench)
{
	machine_abandon_host(bench->machine);
	must(machine_boot_host(bench->machine, NULL), "boot");
}

int main(int argc, char **argv)
{
	struct bench bench = {.ttys = 0};
	struct machine_config config = {
		.hands_over = true, .recovery = true, .event = on_event, .context = &bench};
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;

	bench.image = malloc(16u << 20);
	if (!file || !bench.image) {
		fprintf(stderr, "usage: bench_recovery FIRMWARE.elf\n");
		return 1;
	}
	bench.size = fread(bench.image, 1, 16u << 20, file);
	fclose(file);
	must(machine_create(&bench.machine, &config), "create");
	must(machine_start(bench.machine, bench.image, bench.size, NULL), "start");
	await(&bench);
	measure(&bench, "recovery", crash);
	measure(&bench, "restart", restart);
	measure(&bench, "attach", attach);
	machine_destroy(bench.machine);
	free(bench.image);
	return 0;
}
