// SPDX-License-Identifier: Apache-2.0
/* What a tracer causes: the kernel sends it, whoever is current. */
#define _GNU_SOURCE
#include "provoke.h"

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* The tracer also hears of each stop, by a SIGCHLD from the traced process. */
static void tracer(void)
{
	pid_t traced = (pid_t)shared->receiver;

	handle(SIGCHLD);
	for (long i = 1; i <= run.count; i++) {
		int status;

		if (ptrace(PTRACE_ATTACH, traced, 0, 0))
			die("PTRACE_ATTACH");
		await(&shared->handled, i);
		if (waitpid(traced, &status, __WALL) != traced || !WIFSTOPPED(status))
			die("waitpid");
		if (ptrace(PTRACE_DETACH, traced, 0, 0))
			die("PTRACE_DETACH");
	}
}

void ptrace_attach_row(void)
{
	pair(tracer, receive);
}

static void killing_tracer(void)
{
	pid_t traced = (pid_t)shared->receiver;
	int status;

	if (ptrace(PTRACE_SEIZE, traced, 0, 0) || ptrace(PTRACE_INTERRUPT, traced, 0, 0))
		die("PTRACE_SEIZE");
	if (waitpid(traced, &status, __WALL) != traced || !WIFSTOPPED(status))
		die("waitpid");
	if (ptrace(PTRACE_KILL, traced, 0, 0))
		die("PTRACE_KILL");
	wait_killed(traced, SIGKILL);
}

void ptrace_kill_row(void)
{
	for (long i = 1; i <= run.count; i++) {
		pid_t traced = spawn(run.receiver, receive);

		shared->receiver = traced;
		await(&shared->ready, i);
		wait_exited(spawn(run.sender, killing_tracer));
		wait_killed(traced, SIGKILL);
	}
}

static void dying_tracer(void)
{
	if (ptrace(PTRACE_SEIZE, (pid_t)shared->receiver, 0, PTRACE_O_EXITKILL))
		die("PTRACE_SEIZE");
}

void ptrace_exitkill_row(void)
{
	for (long i = 1; i <= run.count; i++) {
		pid_t traced = spawn(run.receiver, receive);

		shared->receiver = traced;
		await(&shared->ready, i);
		wait_exited(spawn(run.sender, dying_tracer));
		wait_killed(traced, SIGKILL);
	}
}
