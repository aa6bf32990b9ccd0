// SPDX-License-Identifier: Apache-2.0
/* Signals whose siginfo the sender writes itself: si_code and si_pid are whatever it likes. */
#define _GNU_SOURCE
#include "arch.h"
#include "provoke.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Claims to come from init. */
static siginfo_t forged(void)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = argument(0, SIGUSR1);
	info.si_code = argument(1, SI_QUEUE);
	info.si_pid = 1;
	return info;
}

static void receiver(void)
{
	handle(argument(0, SIGUSR1));
	receive();
}

static void queue_to(pid_t to)
{
	siginfo_t info = forged();

	for (long i = 1; i <= run.count; i++) {
		if (syscall(SYS_rt_sigqueueinfo, to, info.si_signo, &info))
			die("rt_sigqueueinfo");
		await(&shared->handled, i);
	}
}

static void queue_sender(void)
{
	queue_to((pid_t)shared->receiver);
}

void queue_row(void)
{
	pair(queue_sender, receiver);
}

/* To itself a process may even write the codes that the kernel uses. */
static void queue_self(void)
{
	handle(argument(0, SIGUSR1));
	queue_to(getpid());
}

void queue_self_row(void)
{
	wait_exited(spawn(run.sender, queue_self));
}

static void thread_sender(void)
{
	pid_t to = (pid_t)shared->receiver;
	siginfo_t info = forged();

	for (long i = 1; i <= run.count; i++) {
		if (syscall(SYS_rt_tgsigqueueinfo, to, to, info.si_signo, &info))
			die("rt_tgsigqueueinfo");
		await(&shared->handled, i);
	}
}

void queue_thread_row(void)
{
	pair(thread_sender, receiver);
}

static void pidfd_sender(void)
{
	int fd = (int)syscall(SYS_pidfd_open, (pid_t)shared->receiver, 0);
	siginfo_t info = forged();

	for (long i = 1; i <= run.count; i++) {
		if (syscall(SYS_pidfd_send_signal, fd, info.si_signo, &info, 0))
			die("pidfd_send_signal");
		await(&shared->handled, i);
	}
}

void queue_pidfd_row(void)
{
	pair(pidfd_sender, receiver);
}

/* By way of the 32-bit system calls, which have numbers of their own. */
static void compat_sender(void)
{
	siginfo_t info = forged();
	int *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | LOW_MEMORY, -1, 0);

	if (low == MAP_FAILED)
		die("mmap");
	low[0] = info.si_signo;
	low[2] = info.si_code;
	for (long i = 1; i <= run.count; i++) {
		long result = compat_call(178, (long[4]){shared->receiver, info.si_signo, (long)low});

		errno = (int)-result;
		if (result)
			die("32-bit rt_sigqueueinfo");
		await(&shared->handled, i);
	}
}

void queue_compat_row(void)
{
	needs_x86();
	pair(compat_sender, receiver);
}
