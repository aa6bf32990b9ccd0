// SPDX-License-Identifier: Apache-2.0
/*
 * What counting a signal costs its sender: kill(getpid(), SIGUSR1) in a loop, with nothing attached and with a program
 * attached, in pairs, turn about, so that a machine whose speed drifts does not favour one. CPU time of the thread.
 *
 *	signal_cost PAIRS SIGNALS HANDLED KEYS NAME=OBJECT...
 *
 * HANDLED: 0 the signal is ignored, 1 a handler runs. KEYS: how many names the sender goes through, to spread the
 * counts over so many series. Prints, for each object, the medians and ranges of the pairs.
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define MAX_PAIRS 1000
#define SLOTS	  16384

/* src/SignalExporter.Kernel/Ebpf/signals.h */
struct signal_config {
	uint64_t wanted;
	uint64_t seed;
	uint64_t limit;
	uint32_t shift;
	uint32_t mask;
};

static void handle(int sig)
{
	(void)sig;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static double run(int signals)
{
	struct timespec start, end;
	pid_t self = getpid();

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
	for (int i = 0; i < signals; i++)
		kill(self, SIGUSR1);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
	return ((end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec)) / signals;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct bpf_object *load(const char *path, uint64_t wanted)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_map *table, *config;
	size_t size;

	if (!object)
		die(path);
	table = bpf_object__find_map_by_name(object, "series");
	config = bpf_object__find_map_by_name(object, ".rodata.config");
	if (table && config) {
		struct signal_config *values = (void *)bpf_map__initial_value(config, &size);

		bpf_map__set_max_entries(table, SLOTS);
		*values = (struct signal_config){
		    .wanted = wanted, .seed = 1, .limit = SLOTS / 2, .shift = 64 - 14, .mask = SLOTS - 1};
	}
	if (bpf_object__load(object))
		die(path);
	return object;
}

/* Spreads the sender over many series: the pair of names is what counts. */
static void fill(int keys)
{
	char name[16];

	for (int i = 0; i < keys; i++) {
		snprintf(name, sizeof(name), "cost-%d", i);
		prctl(PR_SET_NAME, name);
		kill(getpid(), SIGUSR1);
	}
	prctl(PR_SET_NAME, "signal_cost");
}

static void measure(const char *name, const char *path, uint64_t wanted, int pairs, int signals, int keys)
{
	static double bare[MAX_PAIRS], added[MAX_PAIRS], ratio[MAX_PAIRS];
	struct bpf_object *object = load(path, wanted);
	struct bpf_program *program = bpf_object__find_program_by_name(object, "signal_generate");
	struct bpf_link *link = bpf_program__attach(program);

	if (!link)
		die(name);
	fill(keys);
	run(signals);
	bpf_link__destroy(link);
	for (int i = 0; i < pairs; i++) {
		bare[i] = run(signals);
		link = bpf_program__attach(program);
		added[i] = run(signals);
		bpf_link__destroy(link);
		ratio[i] = added[i] / bare[i];
		added[i] -= bare[i];
	}
	qsort(bare, pairs, sizeof(double), ascending);
	qsort(added, pairs, sizeof(double), ascending);
	qsort(ratio, pairs, sizeof(double), ascending);
	printf("%-12s bare %6.0f ns  added %+6.0f ns (%+.0f .. %+.0f)  ratio %.3f (%.3f .. %.3f)\n", name,
	       bare[pairs / 2], added[pairs / 2], added[pairs / 10], added[pairs - 1 - pairs / 10], ratio[pairs / 2],
	       ratio[pairs / 10], ratio[pairs - 1 - pairs / 10]);
	fflush(stdout);
	bpf_object__close(object);
}

int main(int argc, char **argv)
{
	cpu_set_t cpu;

	if (argc < 6) {
		fprintf(stderr, "usage: %s PAIRS SIGNALS HANDLED KEYS NAME=OBJECT...\n", argv[0]);
		return 1;
	}
	int pairs = atoi(argv[1]) > MAX_PAIRS ? MAX_PAIRS : atoi(argv[1]);

	CPU_ZERO(&cpu);
	CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &cpu);
	sched_setaffinity(0, sizeof(cpu), &cpu);
	signal(SIGUSR1, atoi(argv[3]) ? handle : SIG_IGN);
	for (int i = 5; i < argc; i++) {
		char *path = strchr(argv[i], '=');
		uint64_t wanted = ~0ULL;

		if (!path)
			return 1;
		*path++ = 0;
		if (!strcmp(argv[i], "excluded"))
			wanted = 0;
		measure(argv[i], path, wanted, pairs, atoi(argv[2]), atoi(argv[4]));
	}
	return 0;
}
