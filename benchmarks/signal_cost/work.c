// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "work.h"

#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "contestant.h"

#define STACK_SIZE	(64 << 10)
#define BEYOND_PIDS	0x3fffffff /* more than kernel.pid_max may be */
#define SHARED_MEMORY	(CLONE_VM | CLONE_VFORK)
#define ONE_MORE_THREAD (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_CHILD_CLEARTID)

/* Who runs on it shares our memory, so that nothing is copied or torn down but the task: its end is most of it. */
static char stack[STACK_SIZE] __attribute__((aligned(16)));
static volatile int thread;
static pid_t self;

static void handle(int sig)
{
	(void)sig;
}

static void ignore_user(void)
{
	self = getpid();
	signal(SIGUSR1, SIG_IGN);
}

static void handle_user(void)
{
	self = getpid();
	signal(SIGUSR1, handle);
}

static void handle_term(void)
{
	self = getpid();
	signal(SIGTERM, handle);
}

static void block_term(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void send_user(void)
{
	kill(self, SIGUSR1);
}

static void send_term(void)
{
	kill(self, SIGTERM);
}

static void send_nobody(void)
{
	kill(BEYOND_PIDS, SIGUSR1);
}

static void call_other(void)
{
	syscall(SYS_getppid);
}

static int leave(void *argument)
{
	(void)argument;
	return 0;
}

/* Its sender is itself: a parent that kills it would do so before or after it has first run, as chance has it. */
static int be_terminated(void *argument)
{
	(void)argument;
	kill(getpid(), SIGTERM);
	return 0;
}

static int be_killed(void *argument)
{
	(void)argument;
	kill(getpid(), SIGTERM);
	kill(getpid(), SIGKILL);
	return 0;
}

static void run_process(int (*main)(void *))
{
	pid_t pid = clone(main, stack + STACK_SIZE, SHARED_MEMORY | SIGCHLD, NULL);

	if (pid < 0)
		die("clone");
	while (waitpid(pid, NULL, 0) < 0)
		;
}

static void end_process(void)
{
	run_process(leave);
}

static void terminate_process(void)
{
	run_process(be_terminated);
}

static void escalate(void)
{
	run_process(be_killed);
}

static void end_thread(void)
{
	thread = 1;
	if (clone(leave, stack + STACK_SIZE, ONE_MORE_THREAD, NULL, NULL, NULL, &thread) < 0)
		die("clone");
	while (thread)
		syscall(SYS_futex, &thread, FUTEX_WAIT, 1, NULL, NULL, 0);
}

static const struct work works[] = {
    {"ignored", false, ignore_user, send_user}, {"handled", false, handle_user, send_user},
    {"asked", false, handle_term, send_term},	{"exit", true, NULL, end_process},
    {"thread", true, NULL, end_thread},		{"terminated", true, NULL, terminate_process},
    {"escalated", true, block_term, escalate},	{"failed", false, NULL, send_nobody},
    {"other", false, NULL, call_other},
};

const struct work *work_of(const char *name)
{
	for (size_t i = 0; i < sizeof(works) / sizeof(*works); i++) {
		if (!strcmp(works[i].name, name))
			return &works[i];
	}
	return NULL;
}
