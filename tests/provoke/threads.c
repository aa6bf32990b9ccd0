// SPDX-License-Identifier: Apache-2.0
/* Senders and receivers that are not the leaders of their thread groups, and have names of their own. */
#define _GNU_SOURCE
#include "provoke.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

static void start_thread(pthread_t *thread, void *(*body)(void *))
{
	if (pthread_create(thread, NULL, body, NULL))
		die("pthread_create");
}

static void plain_receiver(void)
{
	handle(SIGUSR1);
	receive();
}

static void *send_all(void *nothing)
{
	rename_self("sending thread");
	for (long i = 1; i <= run.count; i++) {
		if (kill((pid_t)shared->receiver, SIGUSR1))
			die("kill");
		await(&shared->handled, i);
	}
	return nothing;
}

static void threaded_sender(void)
{
	pthread_t thread;

	start_thread(&thread, send_all);
	pthread_join(thread, NULL);
}

void thread_sends_row(void)
{
	pair(threaded_sender, plain_receiver);
}

/* The leader leaves first: it stays behind as a zombie with its name. */
static void *send_alone(void *nothing)
{
	await_state(getpid(), 'Z');
	send_all(nothing);
	_exit(0);
}

static void leaving_sender(void)
{
	pthread_t thread;

	start_thread(&thread, send_alone);
	syscall(SYS_exit, 0);
}

void leader_gone_row(void)
{
	pair(leaving_sender, plain_receiver);
}

static void *receive_in_thread(void *nothing)
{
	sigset_t none;

	rename_self("receiving one");
	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	shared->thread = (pid_t)syscall(SYS_gettid);
	receive();
	return nothing;
}

/* The leader blocks the signal, so that its other thread has to take it. */
static void threaded_receiver(void)
{
	pthread_t thread;

	handle(SIGUSR1);
	block(SIGUSR1);
	start_thread(&thread, receive_in_thread);
	pthread_join(thread, NULL);
}

static void thread_aimer(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (syscall(SYS_tgkill, (pid_t)shared->receiver, (pid_t)shared->thread, SIGUSR1))
			die("tgkill");
		await(&shared->handled, i);
	}
}

void thread_receives_row(void)
{
	pair(thread_aimer, threaded_receiver);
}

static void process_aimer(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (kill((pid_t)shared->receiver, SIGUSR1))
			die("kill");
		await(&shared->handled, i);
	}
}

void thread_receives_any_row(void)
{
	pair(process_aimer, threaded_receiver);
}
