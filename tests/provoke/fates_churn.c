// SPDX-License-Identifier: Apache-2.0
/* Processes and threads that come and go in great numbers, and may leave signals behind that nobody takes. */
#define _GNU_SOURCE
#include "provoke.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BATCH 50

/*
 * They exit; they are terminated with other signals pending; they are threads with signals pending; they exit while
 * signals are being sent to them.
 */
enum { EXITED, TERMINATED, THREADS, RACED };

static pid_t fork_and_exit(void)
{
	pid_t pid = vfork();

	if (pid < 0)
		die("vfork");
	if (pid == 0)
		_exit(0);
	return pid;
}

static void come_and_go(void)
{
	for (long i = 0; i < run.count; i++)
		wait_exited(fork_and_exit());
}

/* Under the receiver's name from the start, so that it does not have to be waited for. */
static pid_t fork_receiver(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);

	if (pid < 0)
		die("clone");
	while (pid == 0)
		pause();
	return pid;
}

/* A mask is inherited: both signals stay pending, the real-time one twice. */
static void come_and_be_terminated(void)
{
	pid_t pids[BATCH];

	block(SIGUSR1);
	block(SIGRTMIN);
	for (long done = 0; done < run.count; done += BATCH) {
		rename_self(run.receiver);
		for (int i = 0; i < BATCH; i++)
			pids[i] = fork_receiver();
		rename_self(run.sender);
		for (int i = 0; i < BATCH; i++) {
			kill(pids[i], SIGUSR1);
			kill(pids[i], SIGRTMIN);
			kill(pids[i], SIGRTMIN);
			kill(pids[i], SIGTERM);
		}
		for (int i = 0; i < BATCH; i++)
			wait_killed(pids[i], SIGTERM);
	}
}

static void *signal_itself(void *nothing)
{
	pid_t thread = (pid_t)syscall(SYS_gettid);

	if (syscall(SYS_tgkill, getpid(), thread, SIGUSR1) || syscall(SYS_tgkill, getpid(), thread, SIGRTMIN))
		die("tgkill");
	return nothing;
}

static void threads_come_and_go(void)
{
	block(SIGUSR1);
	block(SIGRTMIN);
	for (long i = 0; i < run.count; i++) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, signal_itself, NULL))
			die("pthread_create");
		pthread_join(thread, NULL);
	}
}

/* Nobody can say how many of the signals were still of use. */
static void come_and_be_raced(void)
{
	block(SIGUSR1);
	block(SIGRTMIN);
	handle(SIGTERM);
	for (long i = 0; i < run.count; i++) {
		pid_t pid = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);

		if (pid < 0)
			die("clone");
		if (pid == 0) {
			for (volatile long j = 0; j < i % 64 * 100; j++)
				;
			_exit(0);
		}
		for (int j = 0; j < 40; j++) {
			kill(pid, SIGUSR1);
			kill(pid, SIGRTMIN);
			kill(pid, SIGTERM);
		}
		wait_exited(pid);
	}
}

void churn_row(void)
{
	static role *const roles[] = {
	    [EXITED] = come_and_go,
	    [TERMINATED] = come_and_be_terminated,
	    [THREADS] = threads_come_and_go,
	    [RACED] = come_and_be_raced,
	};

	wait_exited(spawn(run.sender, roles[argument(0, EXITED)]));
}
