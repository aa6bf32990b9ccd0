// SPDX-License-Identifier: Apache-2.0
/* Many signals, and many names. The receiver ignores them: that is the fastest way to send one. */
#define _GNU_SOURCE
#include "provoke.h"

#include <sched.h>
#include <stdio.h>
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

static void become_user(void)
{
	uid_t user = (uid_t)argument(2, 0);

	if (setresuid(user, user, user))
		die("setresuid");
	die_with_parent(SIGKILL);
}

static void ignoring_user(void)
{
	become_user();
	ignoring();
}

/*
 * The sender goes by COUNT names, its own with a number behind, and sends under each as often as the first argument
 * says. The second one is the signal, the third the user.
 */
static void many_names(void)
{
	become_user();
	for (long i = 0; i < run.count; i++) {
		char name[NAME_SIZE + 24];

		snprintf(name, sizeof(name), "%s%ld", run.sender, i);
		rename_self(name);
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
