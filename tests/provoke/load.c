// SPDX-License-Identifier: Apache-2.0
/* Many signals, and many names. Where another process receives them, it ignores them: that is the fastest. */
#define _GNU_SOURCE
#include "provoke.h"

#include <sched.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void ignoring(void)
{
	act(argument(1, SIGUSR1), SIG_IGN, 0);
	receive();
}

static void storm_sender(void)
{
	cpu_set_t processors;

	CPU_ZERO(&processors);
	CPU_SET(argument(0, 0), &processors);
	if (sched_setaffinity(0, sizeof(processors), &processors))
		die("sched_setaffinity");
	for (long i = 0; i < run.count; i++) {
		if (kill((pid_t)shared->receiver, SIGUSR1))
			die("kill");
	}
}

void storm_row(void)
{
	pair(storm_sender, ignoring);
}

static void ignoring_user(void)
{
	become_user((uid_t)argument(2, 0));
	ignoring();
}

static void rename_numbered(long number)
{
	char name[NAME_SIZE + 24];

	snprintf(name, sizeof(name), "%s%ld", run.sender, number);
	rename_self(name);
}

/*
 * The sender goes by COUNT names, its own with a number behind, and sends under each as often as the first argument
 * says. The second one is the signal, the third the user.
 */
static void many_names(void)
{
	become_user((uid_t)argument(2, 0));
	for (long i = 0; i < run.count; i++) {
		rename_numbered(i);
		for (int j = 0; j < argument(0, 1); j++) {
			if (kill((pid_t)shared->receiver, argument(1, SIGUSR1)))
				die("kill");
		}
	}
}

void names_row(void)
{
	pair(many_names, ignoring_user);
}

/* The same to itself, with a handler: each signal reaches a receiver of another name. */
static void many_selves(void)
{
	handle(argument(1, SIGUSR1));
	become_user((uid_t)argument(2, 0));
	for (long i = 0; i < run.count; i++) {
		rename_numbered(i);
		for (int j = 0; j < argument(0, 1); j++) {
			if (kill(getpid(), argument(1, SIGUSR1)))
				die("kill");
		}
	}
	await(&shared->handled, run.count * argument(0, 1));
}

void names_self_row(void)
{
	wait_exited(spawn(run.sender, many_selves));
}

/* Prints what a signal to oneself takes of the processor at the least, in hundredths of a nanosecond; it is ignored. */
static void measured(void)
{
	long least = 0;

	act(SIGUSR1, SIG_IGN, 0);
	for (int round = 0; round < 10; round++) {
		struct timespec from, to;
		long taken;

		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
		for (long i = 0; i < run.count; i++)
			kill(getpid(), SIGUSR1);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
		taken = ((to.tv_sec - from.tv_sec) * 1000000000 + to.tv_nsec - from.tv_nsec) * 100 / run.count;
		if (!least || taken < least)
			least = taken;
	}
	printf("%ld\n", least);
	fflush(stdout);
}

void cost_row(void)
{
	wait_exited(spawn(run.sender, measured));
}
