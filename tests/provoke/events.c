// SPDX-License-Identifier: Apache-2.0
/*
 * Each of the six system calls that send, from a thread that is not its process's first to a process or to such a
 * thread. Names tell the ids: a process's name ends with its pid, a thread's name is "thread" and its tid.
 */
#define _GNU_SOURCE
#include "provoke.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define USER 4242

enum { KILL, TKILL, TGKILL, QUEUE, QUEUE_THREAD, PIDFD, PIDFD_QUEUE };

static void name_by_id(const char *prefix, pid_t id)
{
	char name[NAME_SIZE + 24];

	snprintf(name, sizeof(name), "%s%d", prefix, id);
	rename_self(name);
}

static void run_thread(void *(*thread)(void *))
{
	pthread_t id;

	if (pthread_create(&id, NULL, thread, NULL) || pthread_join(id, NULL))
		die("pthread_create");
}

static void *receive_in_thread(void *unused)
{
	name_by_id("thread", gettid());
	shared->thread = gettid();
	receive();
	return unused;
}

static void receiver(void)
{
	become_user(USER);
	name_by_id(run.receiver, getpid());
	handle(SIGTERM);
	run_thread(receive_in_thread);
}

/* The second argument is the value, the third the process that it claims to come from; 0: the true one. */
static long send_one(int file)
{
	pid_t process = (pid_t)shared->receiver, thread = (pid_t)shared->thread;
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = SIGTERM;
	info.si_code = SI_QUEUE;
	info.si_pid = argument(2, 0) ? argument(2, 0) : getpid();
	info.si_value.sival_int = argument(1, 0);
	switch (argument(0, KILL)) {
	case KILL:
		return kill(process, SIGTERM);
	case TKILL:
		return syscall(SYS_tkill, thread, SIGTERM);
	case TGKILL:
		return syscall(SYS_tgkill, process, thread, SIGTERM);
	case QUEUE:
		return syscall(SYS_rt_sigqueueinfo, process, SIGTERM, &info);
	case QUEUE_THREAD:
		return syscall(SYS_rt_tgsigqueueinfo, process, thread, SIGTERM, &info);
	case PIDFD:
		return syscall(SYS_pidfd_send_signal, file, SIGTERM, NULL, 0);
	default:
		return syscall(SYS_pidfd_send_signal, file, SIGTERM, &info, 0);
	}
}

static void *send_in_thread(void *unused)
{
	int file = (int)syscall(SYS_pidfd_open, (pid_t)shared->receiver, 0);

	if (file < 0)
		die("pidfd_open");
	name_by_id("thread", gettid());
	for (long i = 1; i <= run.count; i++) {
		if (send_one(file))
			die("a call that sends");
		await(&shared->handled, i);
	}
	return unused;
}

static void sender(void)
{
	become_user(USER);
	name_by_id(run.sender, getpid());
	run_thread(send_in_thread);
}

void event_row(void)
{
	pair(sender, receiver);
}
