// SPDX-License-Identifier: Apache-2.0
/* Processes that live on for a while after they were asked to end, or whose number does. */
#define _GNU_SOURCE
#include "provoke.h"

#include <linux/sched.h>
#include <sys/syscall.h>
#include <unistd.h>

static int signal_number(void)
{
	return argument(0, SIGTERM);
}

static void rename_other(void)
{
	char name[NAME_SIZE + 1];
	size_t length = 0;

	for (; run.sender[length] && length < NAME_SIZE - 2; length++)
		name[length] = run.sender[length];
	name[length] = '!';
	name[length + 1] = '\0';
	rename_self(name);
}

/* The sender's name with a ! behind. */
void send_as_other(int sig)
{
	rename_other();
	if (kill((pid_t)shared->receiver, sig))
		die("kill");
	rename_self(run.sender);
}

static void waiting_receiver(void)
{
	long turn = shared->step + 1;

	change_mask(SIG_BLOCK, mask_of(signal_number()));
	atomic_fetch_add(&shared->ready, 1);
	await(&shared->step, turn);
	still_waiting(0, signal_number());
	change_mask(SIG_UNBLOCK, mask_of(signal_number()));
	for (;;)
		pause();
}

static void waiting_sender(void)
{
	ask(signal_number());
	send_as_other(signal_number());
	usleep((useconds_t)argument(1, 20) * 1000);
	atomic_fetch_add(&shared->step, 1);
}

/* Blocked for some milliseconds. Meanwhile somebody else sends the same, which changes nothing. */
void end_later_row(void)
{
	lives(waiting_receiver, waiting_sender, signal_number());
}

static void stopping_sender(void)
{
	pid_t to = (pid_t)shared->receiver;

	kill(to, SIGSTOP);
	await_state(to, 'T');
	ask(signal_number());
	usleep((useconds_t)argument(1, 20) * 1000);
	still_waiting(0, signal_number());
	kill(to, SIGCONT);
}

/* Stopped for some milliseconds: only then is the signal looked at. */
void end_stopped_row(void)
{
	lives(wait_for_end, stopping_sender, signal_number());
}

/* How a receiver that handled a signal and lived on ends after all. */
enum { LEAVE, ASKED_AGAIN };

static void surviving_receiver(void)
{
	handle(signal_number());
	atomic_fetch_add(&shared->ready, 1);
	await(&shared->step, 1);
	if (argument(2, LEAVE) == ASKED_AGAIN)
		pause();
	still_waiting(0, signal_number());
}

static void sender_to_survivor(void)
{
	ask(signal_number());
	await(&shared->handled, 1);
	usleep((useconds_t)argument(1, 1500) * 1000);
	if (argument(2, LEAVE) == ASKED_AGAIN) {
		still_waiting(0, signal_number());
		ask(SIGTERM);
	}
	shared->step = 1;
}

/* The arguments: the signal, for how many milliseconds it is survived, and what comes then. One receiver. */
void survive_row(void)
{
	lives(surviving_receiver, sender_to_survivor, argument(2, LEAVE) == ASKED_AGAIN ? SIGTERM : 0);
}

static pid_t spawn_as(pid_t pid, const char *name, role *role)
{
	struct clone_args arguments = {.set_tid = (unsigned long)&pid, .set_tid_size = 1};
	pid_t child = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (child < 0)
		die("clone3");
	if (child == 0) {
		die_with_parent(SIGKILL);
		rename_self(name);
		role();
		_exit(0);
	}
	return child;
}

static void first_owner(void)
{
	long turn = shared->step + 1;

	handle(SIGTERM);
	change_mask(SIG_BLOCK, mask_of(SIGUSR1) | mask_of(SIGUSR2) | mask_of(SIGRTMIN));
	atomic_fetch_add(&shared->ready, 1);
	await(&shared->step, turn);
	still_waiting(0, SIGTERM);
}

static void second_owner(void)
{
	handle(SIGUSR1);
	handle(SIGRTMIN);
	wait_for_end();
}

static void sender_to_first(void)
{
	long handled = shared->handled;
	pid_t to = (pid_t)shared->receiver;

	kill(to, SIGUSR1);
	kill(to, SIGUSR2);
	kill(to, SIGRTMIN);
	ask(SIGTERM);
	await(&shared->handled, handled + 1);
	usleep(1000);
	atomic_fetch_add(&shared->step, 1);
}

static void sender_to_second(void)
{
	long handled = shared->handled;
	pid_t to = (pid_t)shared->receiver;

	kill(to, SIGUSR1);
	kill(to, SIGRTMIN);
	await(&shared->handled, handled + 2);
	ask(SIGKILL);
}

/*
 * Two processes with one number, one after the other. The first leaves with signals pending and a SIGTERM handled, the
 * second one handles two and is killed.
 */
void reuse_row(void)
{
	open_record();
	for (long i = 0; i < run.count; i++) {
		pid_t pid = spawn(run.receiver, first_owner), other;

		shared->receiver = pid;
		await(&shared->ready, 2 * i + 1);
		wait_exited(spawn(run.sender, sender_to_first));
		await_end(pid, 0);
		spawn_as(pid, run.receiver, second_owner);
		await(&shared->ready, 2 * i + 2);
		other = spawn(run.sender, sender_to_second);
		await_end(pid, SIGKILL);
		wait_exited(other);
	}
	print_record();
}
