// SPDX-License-Identifier: Apache-2.0
/* What the kernel sends because time has passed. Only the receiver plays. */
#define _GNU_SOURCE
#include "provoke.h"

#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Uses processor time, which two of the three interval timers want. */
static void burn_until(long handled)
{
	while (shared->handled < handled)
		;
}

static void interval(void)
{
	static const int signals[] = {SIGALRM, SIGVTALRM, SIGPROF};
	int which = argument(0, ITIMER_REAL);

	handle(signals[which]);
	for (long i = 1; i <= run.count; i++) {
		struct itimerval once = {.it_value = {.tv_usec = 1000}};

		if (setitimer(which, &once, NULL))
			die("setitimer");
		if (which == ITIMER_REAL)
			await(&shared->handled, i);
		else
			burn_until(i);
	}
}

void itimer_row(void)
{
	wait_exited(spawn(run.receiver, interval));
}

static void alarm_clock(void)
{
	handle(SIGALRM);
	for (long i = 1; i <= run.count; i++) {
		alarm(1);
		await(&shared->handled, i);
	}
}

void alarm_row(void)
{
	wait_exited(spawn(run.receiver, alarm_clock));
}

/* The clock is the second argument; the third asks for a notice to the thread instead of the process. */
static void posix_timer(void)
{
	clockid_t clock = argument(1, CLOCK_MONOTONIC);
	struct itimerspec once = {.it_value = {.tv_nsec = 500000}};
	struct sigevent event;
	timer_t timer;

	memset(&event, 0, sizeof(event));
	event.sigev_signo = argument(0, SIGUSR1);
	event.sigev_notify = argument(2, 0) ? SIGEV_THREAD_ID : SIGEV_SIGNAL;
	event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
	handle(event.sigev_signo);
	if (timer_create(clock, &event, &timer))
		die("timer_create");
	for (long i = 1; i <= run.count; i++) {
		if (timer_settime(timer, 0, &once, NULL))
			die("timer_settime");
		if (clock == CLOCK_MONOTONIC)
			await(&shared->handled, i);
		else
			burn_until(i);
	}
	timer_delete(timer);
}

void timer_row(void)
{
	wait_exited(spawn(run.receiver, posix_timer));
}

static void burner(void)
{
	handle(SIGXCPU);
	limit(RLIMIT_CPU, 1, 2);
	for (;;)
		;
}

void rlimit_cpu_row(void)
{
	for (long i = 1; i <= run.count; i++) {
		wait_killed(spawn(run.receiver, burner), SIGKILL);
		await(&shared->handled, i);
	}
}

/* The limit for real-time processes, in microseconds. The kernel looks at every tick, 10 ms apart at the most. */
void burn_in_real_time(void)
{
	struct sched_param lowest = {1};

	handle(SIGXCPU);
	limit(RLIMIT_RTTIME, 5000, 50000);
	if (sched_setscheduler(0, SCHED_FIFO, &lowest))
		die("SCHED_FIFO");
	for (;;)
		;
}

void rlimit_rttime_row(void)
{
	for (long i = 1; i <= run.count; i++) {
		wait_killed(spawn(run.receiver, burn_in_real_time), SIGKILL);
		await(&shared->handled, i);
	}
}
