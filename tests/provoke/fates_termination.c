// SPDX-License-Identifier: Apache-2.0
/* From the signal that asks a process to end until it is gone, and what ends it. */
#define _GNU_SOURCE
#include "provoke.h"

#include <dirent.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Signals that ask a process to end. */
static int asks(int sig)
{
	switch (sig) {
	case SIGTERM:
	case SIGINT:
	case SIGQUIT:
	case SIGHUP:
	case SIGKILL:
	case SIGABRT:
	case SIGILL:
	case SIGTRAP:
	case SIGBUS:
	case SIGFPE:
	case SIGSEGV:
	case SIGSYS:
		return 1;
	default:
		return 0;
	}
}

/* Only the signals that ask are recorded: of the others there is no duration. Thread 0 is the whole process. */
static void ask_thread(int sig, pid_t thread)
{
	struct moment *moment = asks(sig) ? sending(0, sig) : NULL;
	pid_t to = (pid_t)shared->receiver;

	if (thread ? syscall(SYS_tgkill, to, thread, sig) : kill(to, sig))
		die("kill");
	if (moment)
		sent(moment);
}

void ask(int sig)
{
	ask_thread(sig, 0);
}

static int signal_number(void)
{
	return argument(0, SIGTERM);
}

void wait_for_end(void)
{
	atomic_fetch_add(&shared->ready, 1);
	for (;;)
		pause();
}

/* The process is gone. Where it was asked to end, that has taken effect. */
void ended(int lane)
{
	for (int sig = 1; sig < NSIG; sig++) {
		if (was_sent(lane, sig))
			took_effect(lane, sig);
	}
}

void await_end(pid_t pid, int killed_by)
{
	if (killed_by)
		wait_killed(pid, killed_by);
	else
		wait_exited(pid);
	ended(0);
}

/* So many receivers, one after the other, and for each of them a sender (or none, where it is its own undoing). */
void lives(role *receiver, role *sender, int killed_by)
{
	open_record();
	for (long i = 1; i <= run.count; i++) {
		pid_t pid = spawn(run.receiver, receiver);
		pid_t other = 0;

		shared->receiver = pid;
		if (sender) {
			await(&shared->ready, i);
			other = spawn(run.sender, sender);
		}
		await_end(pid, killed_by);
		if (other)
			wait_exited(other);
	}
	print_record();
}

/* How the default action is provoked: by a signal to the process, to one of its threads, after its leader has left. */
enum { TO_PROCESS, TO_THREAD, WITHOUT_LEADER, DUMPED };

static int how(void)
{
	return argument(2, TO_PROCESS);
}

static void *be_last(void *nothing)
{
	shared->thread = (pid_t)syscall(SYS_gettid);
	if (how() == WITHOUT_LEADER)
		await_state(getpid(), 'Z');
	wait_for_end();
	return nothing;
}

static void *be_one_more(void *nothing)
{
	for (;;)
		pause();
	return nothing;
}

static void start_thread(void *(*body)(void *))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, body, NULL))
		die("pthread_create");
}

static void default_receiver(void)
{
	int threads = argument(1, 1);

	if (how() == DUMPED)
		limit(RLIMIT_CORE, RLIM_INFINITY, RLIM_INFINITY);
	for (int i = 2; i < threads; i++)
		start_thread(be_one_more);
	if (threads == 1)
		wait_for_end();
	start_thread(be_last);
	if (how() == WITHOUT_LEADER)
		syscall(SYS_exit, 0);
	be_one_more(NULL);
}

static void default_sender(void)
{
	ask_thread(signal_number(), how() == TO_THREAD ? (pid_t)shared->thread : 0);
}

/* Core files are written to a directory that is thrown away. */
static void enter_directory(char *path)
{
	if (!mkdtemp(path) || chdir(path))
		die("mkdtemp");
}

static void remove_directory(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		unlinkat(dirfd(directory), entry->d_name, 0);
	if (directory)
		closedir(directory);
	rmdir(path);
}

/* The arguments: the signal, the number of threads, and how. */
void end_by_default_row(void)
{
	char path[] = "/tmp/provoke.XXXXXX";

	enter_directory(path);
	lives(default_receiver, default_sender, signal_number());
	remove_directory(path);
}

/* What a handler of SIGTERM leads to. */
enum { EXIT_IN_HANDLER, EXIT_AFTERWARDS, RAISE_AGAIN, EXECUTE, FORK };

static void exit_in_time(int sig)
{
	usleep((useconds_t)argument(0, 50) * 1000);
	still_waiting(0, sig);
	_exit(0);
}

static void raise_again(int sig)
{
	usleep((useconds_t)argument(0, 50) * 1000);
	still_waiting(0, sig);
	act(sig, SIG_DFL, 0);
	raise(sig);
}

static void nothing_more(void)
{
}

static void handling_receiver(void)
{
	static void (*const handlers[])(int) = {
	    [EXIT_IN_HANDLER] = exit_in_time,
	    [RAISE_AGAIN] = raise_again,
	};
	int what = argument(1, EXIT_IN_HANDLER);

	if (what == EXIT_IN_HANDLER || what == RAISE_AGAIN) {
		act(SIGTERM, handlers[what], 0);
		wait_for_end();
	}
	handle(SIGTERM);
	atomic_fetch_add(&shared->ready, 1);
	await(&shared->handled, shared->ready);
	if (what == FORK)
		wait_exited(spawn(run.receiver, nothing_more));
	usleep((useconds_t)argument(0, 50) * 1000);
	still_waiting(0, SIGTERM);
	if (what == EXECUTE)
		execlp("true", "true", NULL);
}

static void ask_by_sigterm(void)
{
	ask(SIGTERM);
}

/* The arguments: how many milliseconds it takes, and what the handler leads to. */
void end_handled_row(void)
{
	lives(handling_receiver, ask_by_sigterm, argument(1, EXIT_IN_HANDLER) == RAISE_AGAIN ? SIGTERM : 0);
}

/* Asking itself: by a fault, by abort(); with a handler that writes a report and leaves; like a JVM, which takes
 * faults. */
enum { FAULT, ABORT, REPORT, TAKE_FAULTS };

static volatile char *nowhere;

static void fault(void)
{
	sending(0, SIGSEGV);
	*nowhere = 1;
}

static void report(int sig)
{
	(void)sig;
	_exit(0);
}

static void make_writable(int sig)
{
	(void)sig;
	if (mprotect((void *)nowhere, 4096, PROT_READ | PROT_WRITE))
		_exit(1);
}

static void take_faults(void)
{
	act(SIGSEGV, make_writable, 0);
	for (int i = 0; i < 10; i++) {
		if (mprotect((void *)nowhere, 4096, PROT_READ))
			die("mprotect");
		*nowhere = 1;
	}
	wait_for_end();
}

static void faulty(void)
{
	nowhere = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	switch (argument(0, FAULT)) {
	case TAKE_FAULTS:
		take_faults();
		break;
	case ABORT:
		sending(0, SIGABRT);
		abort();
	case REPORT:
		act(SIGSEGV, report, 0);
		fault();
		break;
	default:
		fault();
	}
}

void end_by_itself_row(void)
{
	static const int killed_by[] = {[FAULT] = SIGSEGV, [ABORT] = SIGABRT, [REPORT] = 0, [TAKE_FAULTS] = SIGTERM};
	int what = argument(0, FAULT);

	lives(faulty, what == TAKE_FAULTS ? ask_by_sigterm : NULL, killed_by[what]);
}

/*
 * Without any signal: strict mode kills the only thread, the last one, or the leader. In the last case, the process's
 * status is that of the thread that leaves after it (since Linux 6.0).
 */
enum { ONLY_THREAD, LAST_THREAD, ONLY_LEADER };

static void be_forbidden(void)
{
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		die("PR_SET_SECCOMP");
	syscall(SYS_getppid);
}

static void *outlive_leader(void *nothing)
{
	await_state(getpid(), 'Z');
	if (argument(0, ONLY_THREAD) == LAST_THREAD)
		be_forbidden();
	syscall(SYS_exit, 0);
	return nothing;
}

static void forbidden(void)
{
	if (argument(0, ONLY_THREAD) != ONLY_THREAD)
		start_thread(outlive_leader);
	if (argument(0, ONLY_THREAD) == LAST_THREAD)
		syscall(SYS_exit, 0);
	be_forbidden();
}

void end_silently_row(void)
{
	lives(forbidden, NULL, argument(0, ONLY_THREAD) == ONLY_LEADER ? 0 : SIGKILL);
}
