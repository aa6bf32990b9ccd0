// SPDX-License-Identifier: Apache-2.0
/* What a parent learns of its children, and what children learn of a parent's death. The child is the sender. */
#define _GNU_SOURCE
#include "provoke.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void leave(void)
{
}

static void linger(void)
{
	atomic_fetch_add(&shared->step, 1);
	for (;;)
		pause();
}

static void exit_parent(void)
{
	int sig = argument(0, SIGCHLD);

	handle(sig);
	for (long i = 1; i <= run.count; i++) {
		pid_t child = spawn_with(run.sender, leave, 0, sig);

		await(&shared->handled, i);
		wait_exited(child);
	}
}

void child_exited_row(void)
{
	wait_exited(spawn(run.receiver, exit_parent));
}

/* clone() lets a parent choose another signal than SIGCHLD. */
void exit_signal_row(void)
{
	wait_exited(spawn(run.receiver, exit_parent));
}

static void kill_parent(void)
{
	handle(SIGCHLD);
	for (long i = 1; i <= run.count; i++) {
		pid_t child = spawn_with(run.sender, linger, 0, SIGCHLD);

		await(&shared->step, i);
		kill(child, SIGKILL);
		await(&shared->handled, i);
		wait_killed(child, SIGKILL);
	}
}

void child_killed_row(void)
{
	wait_exited(spawn(run.receiver, kill_parent));
}

static void dump(void)
{
	limit(RLIMIT_CORE, RLIM_INFINITY, RLIM_INFINITY);
	raise(SIGQUIT);
}

static void dump_parent(void)
{
	handle(SIGCHLD);
	for (long i = 1; i <= run.count; i++) {
		pid_t child = spawn_with(run.sender, dump, 0, SIGCHLD);

		await(&shared->handled, i);
		wait_killed(child, SIGQUIT);
	}
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

/* A core file may be written where the process is: give it a directory to be thrown away. */
void child_dumped_row(void)
{
	char path[] = "/tmp/provoke.XXXXXX";

	if (!mkdtemp(path) || chdir(path))
		die("mkdtemp");
	wait_exited(spawn(run.receiver, dump_parent));
	remove_directory(path);
}

static void stop_parent(void)
{
	pid_t child;

	handle(SIGCHLD);
	child = spawn_with(run.sender, linger, 0, 0);
	await(&shared->step, 1);
	for (long i = 1; i <= run.count; i++) {
		kill(child, SIGSTOP);
		await(&shared->handled, 2 * i - 1);
		await_state(child, 'T');
		kill(child, SIGCONT);
		await(&shared->handled, 2 * i);
	}
	kill(child, SIGKILL);
	wait_killed(child, SIGKILL);
}

void child_stopped_row(void)
{
	wait_exited(spawn(run.receiver, stop_parent));
}

/* The leader is gone, so the thread that leaves last tells the parent. */
static void *outlive_leader(void *nothing)
{
	rename_self("last thread");
	await_state(getpid(), 'Z');
	syscall(SYS_exit, 0);
	return nothing;
}

static void leave_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, outlive_leader, NULL))
		die("pthread_create");
	syscall(SYS_exit, 0);
}

static void thread_parent(void)
{
	handle(SIGCHLD);
	for (long i = 1; i <= run.count; i++) {
		pid_t child = spawn_with(run.sender, leave_thread, 0, SIGCHLD);

		await(&shared->handled, i);
		wait_exited(child);
	}
}

void child_thread_row(void)
{
	wait_exited(spawn(run.receiver, thread_parent));
}

/* The orphan comes to the subreaper, and with it the SIGCHLD of its end. */
static void orphan(void)
{
	if (argument(0, SIGUSR1) != SIGKILL)
		handle(argument(0, SIGUSR1));
	die_with_parent(argument(0, SIGUSR1));
	receive();
}

static void dying_parent(void)
{
	pid_t child = spawn(run.receiver, orphan);

	shared->receiver = child;
	await(&shared->ready, 1);
}

/* In a process group of its own, without a terminal: the parent's end orphans the group, and it has a stopped member.
 */
static void stopped_member(void)
{
	die_with_parent(0);
	if (setpgid(0, 0))
		die("setpgid");
	handle(SIGHUP);
	handle(SIGCONT);
	kill(getpid(), SIGSTOP);
	receive();
}

static void orphaning_parent(void)
{
	if (setsid() < 0)
		die("setsid");
	shared->receiver = spawn(run.receiver, stopped_member);
	await_state((pid_t)shared->receiver, 'T');
}

void orphaned_group_row(void)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		die("PR_SET_CHILD_SUBREAPER");
	for (long i = 1; i <= run.count; i++) {
		shared->stop = 0;
		wait_exited(spawn(run.sender, orphaning_parent));
		await(&shared->handled, 2 * i);
		shared->stop = 1;
		wait_exited((pid_t)shared->receiver);
	}
}

void parent_death_row(void)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		die("PR_SET_CHILD_SUBREAPER");
	for (long i = 1; i <= run.count; i++) {
		shared->ready = 0;
		shared->stop = 0;
		wait_exited(spawn(run.sender, dying_parent));
		if (argument(0, SIGUSR1) == SIGKILL) {
			wait_killed((pid_t)shared->receiver, SIGKILL);
			continue;
		}
		await(&shared->handled, i);
		shared->stop = 1;
		wait_exited((pid_t)shared->receiver);
	}
}
