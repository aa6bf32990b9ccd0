// SPDX-License-Identifier: Apache-2.0
/* Sends that fail: each of the six system calls, with each of its errors, by 64-bit and by 32-bit system calls. */
#define _GNU_SOURCE
#include "arch.h"
#include "provoke.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY 65534

enum { KILL, TKILL, TGKILL, QUEUE, QUEUE_THREAD, PIDFD };

/* System call numbers: 64 bits, 32 bits. */
static const int numbers[][2] = {
    [KILL] = {SYS_kill, 37},
    [TKILL] = {SYS_tkill, 238},
    [TGKILL] = {SYS_tgkill, 270},
    [QUEUE] = {SYS_rt_sigqueueinfo, 178},
    [QUEUE_THREAD] = {SYS_rt_tgsigqueueinfo, 335},
    [PIDFD] = {SYS_pidfd_send_signal, 424},
};

/* What a 32-bit system call can point to. Both kinds of siginfo begin alike, as far as anybody looks. */
static siginfo_t *info;

static long call(int which, const long arguments[4])
{
	long result;

	if (!argument(2, 0))
		return syscall(numbers[which][0], arguments[0], arguments[1], arguments[2], arguments[3]);
	result = compat_call(numbers[which][1], arguments);
	errno = (int)-result;
	return result ? -1 : 0;
}

/* For a process pid; pidfd_send_signal gets the file descriptor. */
static long send_to(pid_t pid, int file, int sig, siginfo_t *with)
{
	long pointer = (long)with;

	switch (argument(0, KILL)) {
	case KILL:
		return call(KILL, (long[4]){pid, sig});
	case TKILL:
		return call(TKILL, (long[4]){pid, sig});
	case TGKILL:
		return call(TGKILL, (long[4]){pid, pid, sig});
	case QUEUE:
		return call(QUEUE, (long[4]){pid, sig, pointer});
	case QUEUE_THREAD:
		return call(QUEUE_THREAD, (long[4]){pid, pid, sig, pointer});
	default:
		return call(PIDFD, (long[4]){file, sig, pointer, 0});
	}
}

static void prepare_info(int sig)
{
	info->si_signo = sig;
	info->si_code = SI_QUEUE;
}

static void leave(void)
{
}

/*
 * The process was just waited for: nobody has its number now. Should somebody get it meanwhile, a SIGURG does no harm.
 */
static pid_t leave_number_behind(int *file)
{
	pid_t pid = spawn(run.receiver, leave);

	*file = (int)syscall(SYS_pidfd_open, pid, 0);
	wait_exited(pid);
	return pid;
}

/* The probe with signal 0 fails in the same way but for the queue's limit, and success with it is nothing either. */
static void fail(pid_t pid, int file, int sig, siginfo_t *with, int error)
{
	for (long i = 0; i < run.count; i++) {
		errno = 0;
		prepare_info(sig);
		if (send_to(pid, file, sig, with) != -1 || errno != error)
			die("a call that was to fail");
		if (i % 2 == 0) {
			prepare_info(0);
			send_to(pid, file, 0, with);
		}
	}
}

/* A success among the failures. */
static void succeed(int file)
{
	prepare_info(SIGUSR1);
	if (send_to((pid_t)shared->receiver, file, SIGUSR1, info))
		die("a call that was to succeed");
}

static void failing_sender(void)
{
	int error = argument(1, ESRCH);
	pid_t to = (pid_t)shared->receiver, gone;
	int file = (int)syscall(SYS_pidfd_open, to, 0), gone_file;

	info = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | LOW_MEMORY, -1, 0);
	if (info == MAP_FAILED || file < 0)
		die("mmap or pidfd_open");
	succeed(file);
	gone = leave_number_behind(&gone_file);
	switch (error) {
	case EPERM:
		become_user(NOBODY);
		fail(to, file, SIGURG, info, EPERM);
		break;
	case ESRCH:
		fail(gone, gone_file, SIGURG, info, ESRCH);
		break;
	case EAGAIN:
		fail(to, file, SIGRTMIN + 3, info, EAGAIN);
		break;
	case EBADF:
		fail(to, -1, SIGURG, info, EBADF);
		break;
	case EFAULT:
		fail(to, file, SIGURG, (siginfo_t *)16, EFAULT);
		break;
	default:
		fail(to, file, NSIG, info, EINVAL);
		fail(to, file, -1, info, EINVAL);
	}
}

/* Nothing may be queued for it. */
static void receiver(void)
{
	act(SIGUSR1, SIG_IGN, 0);
	limit(RLIMIT_SIGPENDING, 0, 0);
	receive();
}

/* The arguments: which system call, the error, and whether it is a 32-bit one. */
void fail_row(void)
{
	if (argument(2, 0))
		needs_x86();
	pair(failing_sender, receiver);
}

static void failing_often(void)
{
	int file;
	pid_t gone = leave_number_behind(&file);

	for (long i = 0; i < run.count; i++) {
		if (kill(gone, SIGURG) != -1)
			die("a process that is gone");
	}
}

void fail_often_row(void)
{
	wait_exited(spawn(run.sender, failing_often));
}
