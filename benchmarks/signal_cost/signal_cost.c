// SPDX-License-Identifier: Apache-2.0
/*
 * What watching signals costs their sender: kill(getpid(), SIGUSR1) in a loop, with nothing attached and with each
 * contestant attached, in pairs, turn about, so that a machine whose speed drifts does not favour one. It is the CPU
 * time of the sending thread.
 *
 *	signal_cost ignored|handled|spread ROUNDS SIGNALS CONTESTANT...
 *	signal_cost ready
 *
 * ignored: the signal is ignored, the fastest way to send one. handled: a handler runs. spread: ignored, and the sender
 * takes another name before each signal, so that each one counts in another series than the last.
 *
 * A contestant with KEYS series is measured under another of that many names in each round: no name is a lucky one.
 *
 * ready: what a contestant that is a command is to run once it is attached (bpftrace -c, perf record COMMAND).
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>
#include "../statistics.h"
#include "contestant.h"

#define MAX_ROUNDS	1000
#define MAX_CONTESTANTS 16
#define MAX_KEYS	8192
#define STRIDE		2741 /* a prime: rounds go through all names */

static struct {
	struct contestant contestant;
	double bare[MAX_ROUNDS], added[MAX_ROUNDS], ratio[MAX_ROUNDS];
} columns[MAX_CONTESTANTS];
static char names[MAX_KEYS][16];
static bool spread;

static void handle(int sig)
{
	(void)sig;
}

static double nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static double run(int signals, int keys, int key)
{
	pid_t self = getpid();
	double start;

	prctl(PR_SET_NAME, names[key]);
	start = nanoseconds();
	if (spread) {
		for (int i = 0; i < signals; i++) {
			prctl(PR_SET_NAME, names[(key + i) % keys]);
			kill(self, SIGUSR1);
		}
	} else {
		for (int i = 0; i < signals; i++)
			kill(self, SIGUSR1);
	}
	return (nanoseconds() - start) / signals;
}

static double run_attached(struct contestant *contestant, int signals, int key)
{
	double result;

	attach(contestant);
	run(contestant->command ? signals : 100, contestant->keys, key);
	result = run(signals, contestant->keys, key);
	detach(contestant);
	return result;
}

static void fill(struct contestant *contestant)
{
	attach(contestant);
	for (int key = 0; key < contestant->keys; key++) {
		prctl(PR_SET_NAME, names[key]);
		kill(getpid(), SIGUSR1);
	}
	detach(contestant);
}

static void measure(int column, int round, int signals)
{
	struct contestant *contestant = &columns[column].contestant;
	int key = round * STRIDE % contestant->keys;
	double bare, attached;

	if (round % 2)
		attached = run_attached(contestant, signals, key);
	bare = run(signals, contestant->keys, key);
	if (round % 2 == 0)
		attached = run_attached(contestant, signals, key);
	columns[column].bare[round] = bare;
	columns[column].added[round] = attached - bare;
	columns[column].ratio[round] = attached / bare;
}

static void print(int column, int rounds)
{
	struct range bare = range_of(columns[column].bare, rounds);
	struct range added = range_of(columns[column].added, rounds);
	struct range ratio = range_of(columns[column].ratio, rounds);

	printf("%-12s bare %5.0f ns  added %+5.0f ns (%+.0f .. %+.0f)  ratio %.3f (%.3f .. %.3f)\n",
	       columns[column].contestant.name, bare.median, added.median, added.low, added.high, ratio.median,
	       ratio.low, ratio.high);
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
	int rounds, signals, count = argc - 4;

	if (argc == 2 && !strcmp(argv[1], "ready"))
		return ready();
	if (count < 1 || count > MAX_CONTESTANTS || atoi(argv[2]) < 1 || atoi(argv[2]) > MAX_ROUNDS) {
		fprintf(stderr, "usage: %s ignored|handled|spread ROUNDS SIGNALS CONTESTANT...\n", argv[0]);
		return 1;
	}
	rounds = atoi(argv[2]);
	signals = atoi(argv[3]);
	spread = !strcmp(argv[1], "spread");
	signal(SIGUSR1, strcmp(argv[1], "handled") ? SIG_IGN : handle);
	for (int key = 0; key < MAX_KEYS; key++)
		snprintf(names[key], sizeof(names[key]), "cost-%d", key);
	pin();
	for (int i = 0; i < count; i++) {
		columns[i].contestant = contestant_of(argv[4 + i]);
		if (!columns[i].contestant.command)
			fill(&columns[i].contestant);
	}
	for (int round = 0; round < rounds; round++) {
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\rround %d of %d ", round + 1, rounds);
		for (int i = 0; i < count; i++)
			measure(i, round, signals);
	}
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%30s\r", "");
	for (int i = 0; i < count; i++)
		print(i, rounds);
	return 0;
}
