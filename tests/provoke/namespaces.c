// SPDX-License-Identifier: Apache-2.0
/* PID namespaces: an init that takes everybody with it, and an init that heeds no signal. */
#define _GNU_SOURCE
#include "provoke.h"

#include <sched.h>
#include <unistd.h>

/* The dying init is the sender. */
static void dying_init(void)
{
	for (long i = 0; i < run.count; i++)
		spawn(run.receiver, receive);
	await(&shared->ready, run.count);
}

void namespace_exit_row(void)
{
	wait_exited(spawn_with(run.sender, dying_init, CLONE_NEWPID, 0));
}

static void to_init(void)
{
	for (long i = 0; i < run.count; i++) {
		if (kill(1, argument(0, SIGTERM)))
			die("kill");
	}
}

/* The init is the receiver, a process inside its namespace the sender. */
static void plain_init(void)
{
	wait_exited(spawn(run.sender, to_init));
}

void init_default_row(void)
{
	wait_exited(spawn_with(run.receiver, plain_init, CLONE_NEWPID, 0));
}

static void ignoring_init(void)
{
	act(argument(0, SIGTERM), SIG_IGN, 0);
	plain_init();
}

void init_ignore_row(void)
{
	wait_exited(spawn_with(run.receiver, ignoring_init, CLONE_NEWPID, 0));
}

static void to_init_in_turn(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (kill(1, argument(0, SIGTERM)))
			die("kill");
		await(&shared->handled, i);
	}
}

static void handling_init(void)
{
	handle(argument(0, SIGTERM));
	wait_exited(spawn(run.sender, to_init_in_turn));
}

void init_handle_row(void)
{
	wait_exited(spawn_with(run.receiver, handling_init, CLONE_NEWPID, 0));
}

static void from_outside(void)
{
	for (long i = 0; i < run.count; i++) {
		if (kill((pid_t)shared->receiver, argument(0, SIGTERM)))
			die("kill");
	}
}

void init_outside_row(void)
{
	pid_t init = spawn_with(run.receiver, receive, CLONE_NEWPID, 0);

	shared->receiver = init;
	await(&shared->ready, 1);
	wait_exited(spawn(run.sender, from_outside));
	shared->stop = 1;
	wait_exited(init);
}
