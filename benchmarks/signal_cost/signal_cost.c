// SPDX-License-Identifier: Apache-2.0
/*
 * What watching signals costs who sends or gets them: one thing done in a loop, with nothing attached and with each
 * contestant attached, in pairs, turn about, so that a machine whose speed drifts does not favour one. It is the CPU
 * time of this thread. What starts and ends processes or threads takes so long that each one is timed by itself: the
 * time that nine in ten exceed, since the others' work on the machine is in the rest.
 *
 *	signal_cost [-p] WORK ROUNDS TIMES CONTESTANT...
 *	signal_cost ready
 *
 * -p: and the time of each of their programs. WORK is one of
 * ignored	kill(getpid(), SIGUSR1), which is ignored: the fastest way to send a signal
 * handled	the same, and a handler runs
 * spread	ignored, from a sender that takes another name each time: each counts in another series than the last
 * asked	kill(getpid(), SIGTERM), and a handler runs: the process is asked to end, and goes on
 * exit		a process starts, ends and is waited for; it shares our memory
 * thread	a thread starts and ends
 * terminated	a process starts, sends itself SIGTERM, ends of it and is waited for
 * escalated	a process starts, sends itself SIGTERM, which it blocks, then SIGKILL, and is waited for
 * failed	kill() to nobody
 * other	getppid(), a system call that has nothing to do with signals
 *
 * A contestant with KEYS series is measured under another of that many names in each round: no name is a lucky one.
 *
 * ready: what a contestant that is a command is to run once it is attached (bpftrace -c, perf record COMMAND).
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>
#include "../statistics.h"
#include "contestant.h"
#include "work.h"

#define MAX_ROUNDS	   1000
#define MAX_TIMES	   100000
#define MAX_CONTESTANTS	   16
#define MAX_KEYS	   8192
#define STRIDE		   2741 /* a prime: rounds go through all names */
#define WARM_UP		   100
#define PATIENCE	   600
#define PAUSE_MICROSECONDS 100000

static struct {
	struct contestant contestant;
	double bare[MAX_ROUNDS], added[MAX_ROUNDS], ratio[MAX_ROUNDS];
	int pairs;
} columns[MAX_CONTESTANTS];
static char names[MAX_KEYS][16];
static const struct work *work;
static bool spread;

static double nanoseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static double run_each(int times)
{
	static double samples[MAX_TIMES];

	for (int i = 0; i < times; i++) {
		double start = nanoseconds(CLOCK_MONOTONIC);

		work->once();
		samples[i] = nanoseconds(CLOCK_MONOTONIC) - start;
	}
	return range_of(samples, times).low;
}

static double run(int times, int keys, int key)
{
	void (*once)(void) = work->once;
	double start;

	prctl(PR_SET_NAME, names[key]);
	if (work->is_long)
		return run_each(times);
	start = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
	if (spread) {
		for (int i = 0; i < times; i++) {
			prctl(PR_SET_NAME, names[(key + i) % keys]);
			once();
		}
	} else {
		for (int i = 0; i < times; i++)
			once();
	}
	return (nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start) / times;
}

static double run_attached(struct contestant *contestant, int times, int key)
{
	double result;

	attach(contestant);
	run(contestant->command ? times : WARM_UP, contestant->keys, key);
	result = run(times, contestant->keys, key);
	detach(contestant);
	return result;
}

static void fill(struct contestant *contestant)
{
	attach(contestant);
	for (int key = 0; key < contestant->keys; key++)
		run(1, contestant->keys, key);
	detach(contestant);
}

/* With somebody else's programs there, nothing would be bare. */
static void await_bareness(void)
{
	for (int i = 0; is_anything_attached(); i++) {
		if (i == PATIENCE) {
			fprintf(stderr,
				"signal_cost: somebody else's program is attached to a tracepoint: bpftool link\n");
			exit(1);
		}
		usleep(PAUSE_MICROSECONDS);
	}
}

static void measure(int column, int round, int times)
{
	struct contestant *contestant = &columns[column].contestant;
	int key = round * STRIDE % contestant->keys;
	double bare, attached;
	int pair;

	await_bareness();
	if (round % 2)
		attached = run_attached(contestant, times, key);
	run(WARM_UP, contestant->keys, key);
	bare = run(times, contestant->keys, key);
	if (round % 2 == 0)
		attached = run_attached(contestant, times, key);
	if (is_anything_attached())
		return;
	pair = columns[column].pairs++;
	columns[column].bare[pair] = bare;
	columns[column].added[pair] = attached - bare;
	columns[column].ratio[pair] = attached / bare;
}

static void print(int column, int rounds)
{
	int pairs = columns[column].pairs;
	struct range bare, added, ratio;

	if (pairs < rounds)
		fprintf(stderr, "%s: %d of %d pairs left out: somebody else attached a program meanwhile\n",
			columns[column].contestant.name, rounds - pairs, rounds);
	if (pairs == 0)
		exit(1);
	bare = range_of(columns[column].bare, pairs);
	added = range_of(columns[column].added, pairs);
	ratio = range_of(columns[column].ratio, pairs);
	printf("%-12s bare %5.0f ns  added %+5.0f ns (%+.0f .. %+.0f)  ratio %.3f (%.3f .. %.3f)\n",
	       columns[column].contestant.name, bare.median, added.median, added.low, added.high, ratio.median,
	       ratio.low, ratio.high);
}

/*
 * Which programs ran, and how long each took by the kernel's own clock, whose reading is in it: an empty one shows how
 * much that is. A collector that is off has no program here.
 */
static void print_programs(struct contestant *contestant, int times)
{
	struct program_time programs[MAX_HOOKS];
	int stats = bpf_enable_stats(BPF_STATS_RUN_TIME);

	if (stats < 0)
		die("bpf_enable_stats");
	for (int i = 0; i < contestant->hook_count; i++)
		programs[i] = time_of(&contestant->hooks[i]);
	run_attached(contestant, times, 0);
	close(stats);
	printf("%-12s programs:", contestant->name);
	for (int i = 0; i < contestant->hook_count; i++) {
		struct program_time now = time_of(&contestant->hooks[i]);
		__u64 runs = now.runs - programs[i].runs;

		printf(" %s", now.name);
		if (runs)
			printf(" %.0f ns x %.2f", (double)(now.nanoseconds - programs[i].nanoseconds) / runs,
			       (double)runs / (times + WARM_UP));
		else
			printf(" none");
		if (i + 1 < contestant->hook_count)
			putchar(',');
	}
	putchar('\n');
}

static void pin(void)
{
	cpu_set_t cpu;

	CPU_ZERO(&cpu);
	CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &cpu);
	sched_setaffinity(0, sizeof(cpu), &cpu);
}

/* Says that all is attached, and lives until the benchmark closes its end of the pipe. */
static int ready(void)
{
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}

int main(int argc, char **argv)
{
	int rounds, times, count;
	bool programs = false;

	if (argc == 2 && !strcmp(argv[1], "ready"))
		return ready();
	if (argc > 1 && !strcmp(argv[1], "-p")) {
		programs = true;
		argv++;
		argc--;
	}
	count = argc - 4;
	spread = argc > 1 && !strcmp(argv[1], "spread");
	work = argc > 1 ? work_of(spread ? "ignored" : argv[1]) : NULL;
	rounds = count > 0 ? atoi(argv[2]) : 0;
	times = count > 0 ? atoi(argv[3]) : 0;
	if (!work || count > MAX_CONTESTANTS || rounds < 1 || rounds > MAX_ROUNDS || times < 1 || times > MAX_TIMES) {
		fprintf(stderr, "usage: signal_cost [-p] WORK ROUNDS TIMES CONTESTANT...\n");
		return 1;
	}
	for (int key = 0; key < MAX_KEYS; key++)
		snprintf(names[key], sizeof(names[key]), "cost-%d", key);
	for (int i = 0; i < count; i++)
		columns[i].contestant = contestant_of(argv[4 + i]);
	if (work->prepare)
		work->prepare();
	pin();
	for (int i = 0; i < count; i++) {
		if (!columns[i].contestant.command)
			fill(&columns[i].contestant);
	}
	for (int round = 0; round < rounds; round++) {
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\rround %d of %d ", round + 1, rounds);
		for (int i = 0; i < count; i++)
			measure(i, round, times);
	}
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%30s\r", "");
	for (int i = 0; i < count; i++)
		print(i, rounds);
	for (int i = 0; programs && i < count; i++)
		print_programs(&columns[i].contestant, times);
	return 0;
}
