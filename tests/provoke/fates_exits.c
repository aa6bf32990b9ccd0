// SPDX-License-Identifier: Apache-2.0
/* Processes that end in great numbers while both processors are busy, each in the way that its name tells. */
#define _GNU_SOURCE
#include "provoke.h"

#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BATCH	25
#define WORKERS 4

/* They exit, they exit when a SIGTERM asks them to, a SIGKILL ends them. The number is the last letter of the name. */
enum { EXITED, ASKED, KILLED, WAYS };

static void pin(long number)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((unsigned long)(number % processors), &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("sched_setaffinity");
}

static void leave(int sig)
{
	(void)sig;
	_exit(0);
}

/* Its name and its handler are there from the start, so that it does not have to be waited for. */
static pid_t fork_one(int way)
{
	pid_t pid = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);

	if (pid < 0)
		die("clone");
	if (pid == 0 && way == EXITED)
		_exit(0);
	while (pid == 0)
		pause();
	return pid;
}

static void end_batch(int way)
{
	char name[NAME_SIZE + 2];
	pid_t pids[BATCH];

	snprintf(name, sizeof(name), "%s%d", run.receiver, way);
	rename_self(name);
	for (int i = 0; i < BATCH; i++)
		pids[i] = fork_one(way);
	rename_self(run.sender);
	for (int i = 0; i < BATCH; i++) {
		if (way != EXITED && kill(pids[i], way == ASKED ? SIGTERM : SIGKILL))
			die("kill");
	}
	for (int i = 0; i < BATCH; i++) {
		if (way == KILLED)
			wait_killed(pids[i], SIGKILL);
		else
			wait_exited(pids[i]);
	}
}

static void work(void)
{
	pin(atomic_fetch_add(&shared->ready, 1));
	act(SIGTERM, leave, 0);
	for (long done = 0; done < run.count / WORKERS; done += BATCH) {
		for (int way = 0; way < WAYS; way++)
			end_batch(way);
	}
}

static void spin(void)
{
	pin(atomic_fetch_add(&shared->step, 1));
	while (!atomic_load(&shared->stop))
		;
}

/* So many of each kind. */
void exits_row(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	pid_t workers[WORKERS], spinners[64];

	for (long i = 0; i < processors && i < 64; i++)
		spinners[i] = spawn(run.sender, spin);
	for (int i = 0; i < WORKERS; i++)
		workers[i] = spawn(run.sender, work);
	for (int i = 0; i < WORKERS; i++)
		wait_exited(workers[i]);
	atomic_store(&shared->stop, 1);
	for (long i = 0; i < processors && i < 64; i++)
		wait_exited(spinners[i]);
}
