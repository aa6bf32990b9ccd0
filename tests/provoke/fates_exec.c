// SPDX-License-Identifier: Apache-2.0
/* Signals that are pending while their receiver executes another program, which has the handlers. */
#define _GNU_SOURCE
#include "provoke.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define QUEUED	    (SIGRTMIN + 4)
#define QUEUED_MANY 3

/* LEADER executes itself; OTHER is another thread, which becomes the leader by that; AIMED_AT_OTHER sends to that one.
 */
enum { LEADER, OTHER, AIMED_AT_OTHER };

static const char after_exec[] = "provoke-after-exec";

static int mode(void)
{
	return argument(1, LEADER);
}

static int signal_number(void)
{
	return argument(0, SIGUSR1);
}

static unsigned long both(int sig)
{
	return mask_of(sig) | mask_of(QUEUED);
}

/* Before main(), which would begin as a shell does, with nothing blocked. */
__attribute__((constructor)) static void go_on(int argc, char **argv)
{
	int sig;

	if (argc != 3 || strcmp(argv[0], after_exec))
		return;
	sig = atoi(argv[1]);
	map_record(atoi(argv[2]));
	handle_recorded(sig);
	handle_recorded(QUEUED);
	still_waiting(0, sig);
	still_waiting(0, QUEUED);
	change_mask(SIG_UNBLOCK, both(sig));
	_exit(0);
}

static void *execute(void *nothing)
{
	char number[16], file[16];

	shared->thread = (pid_t)syscall(SYS_gettid);
	atomic_fetch_add(&shared->ready, 1);
	await(&shared->stop, shared->ready);
	snprintf(number, sizeof(number), "%d", signal_number());
	snprintf(file, sizeof(file), "%d", record_file);
	execl("/proc/self/exe", after_exec, number, file, NULL);
	die("exec");
	return nothing;
}

static void receiver(void)
{
	pthread_t thread;

	shared->receiver = getpid();
	change_mask(SIG_BLOCK, both(signal_number()));
	if (mode() == LEADER)
		execute(NULL);
	if (pthread_create(&thread, NULL, execute, NULL))
		die("pthread_create");
	for (;;)
		pause();
}

static void send_one(int sig)
{
	struct moment *moment = sending(0, sig);
	pid_t to = (pid_t)shared->receiver;

	if (mode() == AIMED_AT_OTHER ? syscall(SYS_tgkill, to, (pid_t)shared->thread, sig) : kill(to, sig))
		die("kill");
	sent(moment);
}

static void sender(void)
{
	for (long i = 1; i <= run.count; i++) {
		await(&shared->ready, i);
		send_one(signal_number());
		for (int j = 0; j < QUEUED_MANY; j++)
			send_one(QUEUED);
		shared->stop = i;
	}
}

void deliver_exec_row(void)
{
	pid_t sending_one;

	open_record();
	sending_one = spawn(run.sender, sender);
	for (long i = 0; i < run.count; i++)
		wait_exited(spawn(run.receiver, receiver));
	wait_exited(sending_one);
	print_record();
}
