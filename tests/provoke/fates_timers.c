// SPDX-License-Identifier: Apache-2.0
/* From a POSIX timer's expiry to the handler of its signal. Only the receiver plays. */
#define _GNU_SOURCE
#include "provoke.h"

#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int signal_number(void)
{
	return argument(0, SIGUSR1);
}

/*
 * Runs above others and without a pause, so that a timer's interrupt finds this process and no other: a machine may
 * hide from BPF programs what interrupts processes of its own.
 */
static void keep_running(void)
{
	struct sched_param lowest = {1};

	if (sched_setscheduler(0, SCHED_FIFO, &lowest))
		die("SCHED_FIFO");
}

static void await_pending(int sig)
{
	unsigned long pending = 0;

	while (!(pending & mask_of(sig))) {
		if (syscall(SYS_rt_sigpending, &pending, 8))
			die("rt_sigpending");
	}
}

/* Blocked for so many milliseconds, and where they are negative, not at all. */
static void timed(void)
{
	struct itimerspec once = {.it_value = {.tv_nsec = 500000}};
	struct sigevent event = {.sigev_signo = signal_number(), .sigev_notify = SIGEV_SIGNAL};
	int milliseconds = argument(1, -1);
	timer_t timer;

	keep_running();
	handle_recorded(signal_number());
	if (milliseconds >= 0)
		change_mask(SIG_BLOCK, mask_of(signal_number()));
	if (timer_create(CLOCK_MONOTONIC, &event, &timer))
		die("timer_create");
	for (long i = 1; i <= run.count; i++) {
		struct moment *moment = sending(0, signal_number());

		postpone(moment, once.it_value.tv_nsec);
		if (timer_settime(timer, 0, &once, NULL))
			die("timer_settime");
		if (milliseconds >= 0) {
			await_pending(signal_number());
			sent(moment);
			usleep((useconds_t)milliseconds * 1000);
			let_through(0, signal_number());
		}
		while (shared->handled < i)
			;
	}
}

void deliver_timer_row(void)
{
	open_record();
	wait_exited(spawn(run.receiver, timed));
	print_record();
}

static void await_expiry(timer_t timer)
{
	struct itimerspec left;

	do {
		if (timer_gettime(timer, &left))
			die("timer_gettime");
	} while (left.it_value.tv_nsec);
}

/* A kill, then two timers: their signals queue up behind it, though it is not a real-time one. */
static void timed_twice(void)
{
	struct itimerspec once = {.it_value = {.tv_nsec = 200000}};
	struct sigevent event = {.sigev_signo = signal_number(), .sigev_notify = SIGEV_SIGNAL};
	timer_t timers[2];

	keep_running();
	shared->receiver = getpid();
	handle_recorded(signal_number());
	change_mask(SIG_BLOCK, mask_of(signal_number()));
	for (int i = 0; i < 2; i++) {
		if (timer_create(CLOCK_MONOTONIC, &event, &timers[i]))
			die("timer_create");
	}
	for (long i = 1; i <= run.count; i++) {
		send_recorded(signal_number());
		for (int j = 0; j < 2; j++) {
			struct moment *moment = sending(0, signal_number());

			postpone(moment, once.it_value.tv_nsec);
			if (timer_settime(timers[j], 0, &once, NULL))
				die("timer_settime");
			await_expiry(timers[j]);
			sent(moment);
		}
		let_through(0, signal_number());
	}
}

void deliver_timers_row(void)
{
	open_record();
	wait_exited(spawn(run.receiver, timed_twice));
	print_record();
}
