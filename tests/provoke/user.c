// SPDX-License-Identifier: Apache-2.0
/* Signals that one process sends to another by a system call of its own. */
#define _GNU_SOURCE
#include "provoke.h"

#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void receiver(void)
{
	handle(argument(0, SIGUSR1));
	receive();
}

static void kill_sender(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (kill((pid_t)shared->receiver, argument(0, SIGUSR1)))
			die("kill");
		await(&shared->handled, i);
	}
}

void kill_row(void)
{
	pair(kill_sender, receiver);
}

static void victim(void)
{
	become_user((uid_t)argument(0, 0));
	receive();
}

static void killer(void)
{
	become_user((uid_t)argument(0, 0));
	if (kill((pid_t)shared->receiver, SIGKILL))
		die("kill");
}

/* A SIGKILL, each time from a new process to a new one. The first argument is the user of both. */
void sigkill_row(void)
{
	for (long i = 1; i <= run.count; i++) {
		pid_t pid = spawn(run.receiver, victim);

		shared->receiver = pid;
		await(&shared->ready, i);
		wait_exited(spawn(run.sender, killer));
		wait_killed(pid, SIGKILL);
	}
}

/* Three members: the signal is generated once for each of them. */
static void group_sender(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (killpg((pid_t)shared->receiver, SIGUSR1))
			die("killpg");
		await(&shared->handled, 3 * i);
	}
}

static void member_of_group(void)
{
	if (setpgid(0, (pid_t)shared->receiver))
		die("setpgid");
	receiver();
}

void killpg_row(void)
{
	pid_t members[3];

	for (int i = 0; i < 3; i++) {
		members[i] = spawn(run.receiver, member_of_group);
		if (i == 0)
			shared->receiver = members[0];
		await(&shared->ready, i + 1);
	}
	wait_exited(spawn(run.sender, group_sender));
	shared->stop = 1;
	for (int i = 0; i < 3; i++)
		wait_exited(members[i]);
}

static void pidfd_sender(void)
{
	int fd = (int)syscall(SYS_pidfd_open, (pid_t)shared->receiver, 0);

	if (fd < 0)
		die("pidfd_open");
	for (long i = 1; i <= run.count; i++) {
		if (syscall(SYS_pidfd_send_signal, fd, SIGUSR1, NULL, 0))
			die("pidfd_send_signal");
		await(&shared->handled, i);
	}
}

void pidfd_row(void)
{
	pair(pidfd_sender, receiver);
}

static void tkill_sender(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (syscall(SYS_tkill, (pid_t)shared->receiver, SIGUSR1))
			die("tkill");
		await(&shared->handled, i);
	}
}

void tkill_row(void)
{
	pair(tkill_sender, receiver);
}

static void tgkill_sender(void)
{
	pid_t to = (pid_t)shared->receiver;

	for (long i = 1; i <= run.count; i++) {
		if (syscall(SYS_tgkill, to, to, SIGUSR1))
			die("tgkill");
		await(&shared->handled, i);
	}
}

void tgkill_row(void)
{
	pair(tgkill_sender, receiver);
}

static void raiser(void)
{
	handle(SIGUSR1);
	for (long i = 1; i <= run.count; i++) {
		raise(SIGUSR1);
		await(&shared->handled, i);
	}
}

void raise_row(void)
{
	wait_exited(spawn(run.sender, raiser));
}

void abort_row(void)
{
	for (long i = 0; i < run.count; i++)
		wait_killed(spawn(run.sender, abort), SIGABRT);
}

static void *be_killed(void *nothing)
{
	rename_self("another thread");
	receive();
	return nothing;
}

static void pthread_killer(void)
{
	pthread_t thread;

	handle(SIGUSR1);
	if (pthread_create(&thread, NULL, be_killed, NULL))
		die("pthread_create");
	await(&shared->ready, 1);
	for (long i = 1; i <= run.count; i++) {
		if (pthread_kill(thread, SIGUSR1))
			die("pthread_kill");
		await(&shared->handled, i);
	}
	shared->stop = 1;
	pthread_join(thread, NULL);
}

void pthread_kill_row(void)
{
	wait_exited(spawn(run.sender, pthread_killer));
}

static char queue_name[32];

static mqd_t open_queue(int flags)
{
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 1};
	mqd_t queue = mq_open(queue_name, flags, 0600, &attributes);

	if (queue == (mqd_t)-1)
		die("mq_open");
	return queue;
}

/* Takes each message before it asks for the next notice: only a queue that was empty gives one. */
static void queue_reader(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	mqd_t queue = open_queue(O_RDONLY);
	char message;

	handle(SIGUSR1);
	for (long i = 1; i <= run.count; i++) {
		if (mq_notify(queue, &event))
			die("mq_notify");
		shared->ready = 1;
		shared->step = 2 * i - 1;
		await(&shared->handled, i);
		if (mq_receive(queue, &message, 1, NULL) != 1)
			die("mq_receive");
	}
	receive();
}

static void queue_writer(void)
{
	mqd_t queue = open_queue(O_WRONLY);

	for (long i = 1; i <= run.count; i++) {
		await(&shared->step, 2 * i - 1);
		if (mq_send(queue, "x", 1, 0))
			die("mq_send");
		await(&shared->handled, i);
	}
}

void mq_notify_row(void)
{
	snprintf(queue_name, sizeof(queue_name), "/provoke.%d", getpid());
	open_queue(O_RDWR | O_CREAT | O_EXCL);
	pair(queue_writer, queue_reader);
	mq_unlink(queue_name);
}
