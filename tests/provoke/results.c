// SPDX-License-Identifier: Apache-2.0
/* What becomes of a signal at the moment when it is sent; and what never becomes a signal. */
#define _GNU_SOURCE
#include "provoke.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void send_all(void)
{
	for (long i = 0; i < run.count; i++) {
		if (kill((pid_t)shared->receiver, argument(0, SIGUSR1)))
			die("kill");
	}
}

static void ignoring(void)
{
	act(argument(0, SIGUSR1), SIG_IGN, 0);
	receive();
}

void ignored_row(void)
{
	pair(send_all, ignoring);
}

/* The first one is queued, each further one is already pending. */
static void blocking(void)
{
	handle(SIGUSR1);
	block(SIGUSR1);
	receive();
}

void pending_row(void)
{
	pair(send_all, blocking);
}

/* Nothing may be queued for it. */
static void without_queue(void)
{
	handle(argument(0, SIGRTMIN));
	limit(RLIMIT_SIGPENDING, 0, 0);
	receive();
}

static void refused_queue(void)
{
	union sigval value = {0};

	for (long i = 0; i < run.count; i++) {
		if (sigqueue((pid_t)shared->receiver, argument(0, SIGRTMIN), value) != -1 || errno != EAGAIN)
			die("sigqueue");
	}
}

void overflow_queue_row(void)
{
	pair(refused_queue, without_queue);
}

static void refused_tgkill(void)
{
	pid_t to = (pid_t)shared->receiver;

	for (long i = 0; i < run.count; i++) {
		if (syscall(SYS_tgkill, to, to, argument(0, SIGRTMIN)) != -1 || errno != EAGAIN)
			die("tgkill");
	}
}

void overflow_tgkill_row(void)
{
	pair(refused_tgkill, without_queue);
}

static void without_info(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (kill((pid_t)shared->receiver, argument(0, SIGRTMIN)))
			die("kill");
		await(&shared->handled, i);
	}
}

void overflow_kill_row(void)
{
	pair(without_info, without_queue);
}

static void stop_and_go(void)
{
	pid_t to = (pid_t)shared->receiver;

	for (long i = 0; i < run.count; i++) {
		kill(to, SIGSTOP);
		await_state(to, 'T');
		kill(to, SIGCONT);
		await_state(to, 'S');
	}
}

void continue_row(void)
{
	pair(stop_and_go, receive);
}

static void null_sender(void)
{
	for (long i = 0; i < run.count; i++) {
		if (kill((pid_t)shared->receiver, 0))
			die("kill");
		if (kill((pid_t)shared->receiver, SIGRTMAX + 1) != -1 || errno != EINVAL)
			die("kill");
	}
}

void null_signal_row(void)
{
	pair(null_sender, receive);
}

static void powerless_sender(void)
{
	if (setresuid(65534, 65534, 65534))
		die("setresuid");
	for (long i = 0; i < run.count; i++) {
		if (kill((pid_t)shared->receiver, SIGTERM) != -1 || errno != EPERM)
			die("kill");
	}
}

void no_permission_row(void)
{
	pair(powerless_sender, receive);
}

static void leave(void)
{
}

/* The process was just waited for: nobody has its number now. */
static void late_sender(void)
{
	for (long i = 0; i < run.count; i++) {
		pid_t gone = spawn(run.receiver, leave);

		wait_exited(gone);
		if (kill(gone, SIGTERM) != -1 || errno != ESRCH)
			die("kill");
	}
}

void no_process_row(void)
{
	wait_exited(spawn(run.sender, late_sender));
}

/* It has ended and nobody has asked how: it can still be sent signals. */
void zombie_row(void)
{
	pid_t zombie = spawn(run.receiver, leave);

	shared->receiver = zombie;
	await_state(zombie, 'Z');
	wait_exited(spawn(run.sender, send_all));
	wait_exited(zombie);
}

static void *wait_forever(void *nothing)
{
	atomic_fetch_add(&shared->ready, 1);
	for (;;)
		pause();
	return nothing;
}

/* exit_group kills the other threads without a signal that anybody generated. */
static void threaded(void)
{
	long ready = shared->ready;
	pthread_t thread;

	for (int i = 0; i < 3; i++) {
		if (pthread_create(&thread, NULL, wait_forever, NULL))
			die("pthread_create");
	}
	await(&shared->ready, ready + 3);
}

void exit_group_row(void)
{
	for (long i = 0; i < run.count; i++)
		wait_exited(spawn(run.receiver, threaded));
}
