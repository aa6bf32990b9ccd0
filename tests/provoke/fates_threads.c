// SPDX-License-Identifier: Apache-2.0
/* Delivery in a process of several threads: whoever takes the signal, and whoever it was for. */
#define _GNU_SOURCE
#include "provoke.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#define THREADS 4

/*
 * ANY: for the process, and any thread but the leader may take it. IN_TURN: for the process, and one thread lets it
 * through, each time another one. AIMED: for one thread. CROWD: one for each thread and one for the process, all
 * pending at once.
 */
enum { ANY, IN_TURN, AIMED, CROWD };

static atomic_int *thread_ids;

static int mode(void)
{
	return argument(1, ANY);
}

static int signal_number(void)
{
	return argument(0, SIGUSR1);
}

static void let_through_round(long round, int index)
{
	await(&shared->step, round);
	if (mode() == CROWD)
		let_through(thread_lane, signal_number());
	else if (round % THREADS == index)
		let_through(0, signal_number());
	atomic_fetch_add(&shared->thread, 1);
}

/* The leader is thread 0. */
static void *take_part(void *place)
{
	int index = (int)(long)place;

	thread_lane = 1 + index;
	thread_ids[index] = (int)syscall(SYS_gettid);
	if (mode() == AIMED || (mode() == ANY && index > 0))
		change_mask(SIG_UNBLOCK, mask_of(signal_number()));
	atomic_fetch_add(&shared->ready, 1);
	if (mode() == IN_TURN || mode() == CROWD) {
		for (long i = 1; i <= run.count; i++)
			let_through_round(i, index);
	}
	while (!shared->stop)
		usleep(500);
	return NULL;
}

static void receiver(void)
{
	pthread_t threads[THREADS];

	handle_recorded(signal_number());
	change_mask(SIG_BLOCK, mask_of(signal_number()));
	for (long i = 1; i < THREADS; i++) {
		if (pthread_create(&threads[i], NULL, take_part, (void *)i))
			die("pthread_create");
	}
	take_part(NULL);
	for (long i = 1; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static void send_to_thread(int index)
{
	struct moment *moment = sending(1 + index, signal_number());

	if (syscall(SYS_tgkill, (pid_t)shared->receiver, thread_ids[index], signal_number()))
		die("tgkill");
	sent(moment);
}

/* Either the one for the process is first, or it is last. */
static void send_to_crowd(long round)
{
	if (round % 2)
		send_recorded(signal_number());
	for (int i = 0; i < THREADS; i++)
		send_to_thread(i);
	if (round % 2 == 0)
		send_recorded(signal_number());
}

static void sender(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (mode() == AIMED)
			send_to_thread((int)(i % THREADS));
		else if (mode() == CROWD)
			send_to_crowd(i);
		else
			send_recorded(signal_number());
		if (mode() == IN_TURN || mode() == CROWD) {
			shared->step = i;
			await(&shared->thread, THREADS * i);
		}
		await(&shared->handled, mode() == CROWD ? (THREADS + 1) * i : i);
	}
}

void deliver_threads_row(void)
{
	pid_t pid;

	open_record();
	thread_ids = share(sizeof(*thread_ids) * THREADS);
	pid = spawn(run.receiver, receiver);
	shared->receiver = pid;
	await(&shared->ready, THREADS);
	wait_exited(spawn(run.sender, sender));
	shared->stop = 1;
	wait_exited(pid);
	print_record();
}
