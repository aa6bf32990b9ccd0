// SPDX-License-Identifier: Apache-2.0
/* Processes with chosen names, that wait for each other and leave no signal of their own behind. */
#define _GNU_SOURCE
#include "provoke.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_SECONDS 30

struct shared *shared;

void die(const char *what)
{
	fprintf(stderr, "provoke: %s: %s\n", what, strerror(errno));
	_exit(1);
}

/* Whoever started this may have blocked or ignored signals: begin as a shell would. */
void start(void)
{
	sigset_t none;

	for (int sig = 1; sig <= SIGRTMAX; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);

	/* A child that stops or goes on is not worth a SIGCHLD, unless a row is about it. */
	act(SIGCHLD, SIG_DFL, SA_NOCLDSTOP);

	/* 1 also keeps a core_pattern that is a pipe from starting its program. */
	limit(RLIMIT_CORE, 1, RLIM_INFINITY);

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		die("mmap");
}

int argument(int index, int otherwise)
{
	return index < run.argument_count ? run.arguments[index] : otherwise;
}

void rename_self(const char *name)
{
	if (prctl(PR_SET_NAME, name))
		die("PR_SET_NAME");
}

/* Only for the case that a run is broken off: in a whole run, children are waited for. */
void die_with_parent(int with)
{
	if (prctl(PR_SET_PDEATHSIG, with))
		die("PR_SET_PDEATHSIG");
}

/* The kernel forgets by it with whom the process was to die. */
void become_user(uid_t user)
{
	if (setresuid(user, user, user))
		die("setresuid");
	die_with_parent(SIGKILL);
}

pid_t spawn_with(const char *name, role *role, unsigned long flags, int exit_signal)
{
	pid_t pid = (pid_t)syscall(SYS_clone, flags | (unsigned long)exit_signal, 0, 0, 0, 0);

	if (pid < 0)
		die("clone");
	if (pid > 0)
		return pid;
	die_with_parent(SIGKILL);
	rename_self(name);
	role();
	_exit(0);
}

pid_t spawn(const char *name, role *role)
{
	return spawn_with(name, role, 0, 0);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, __WALL) != pid) {
		if (errno != EINTR)
			die("waitpid");
	}
	return status;
}

void wait_exited(pid_t pid)
{
	int status = wait_for(pid);

	errno = 0;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		die("a process of the run did not end as it should");
}

void wait_killed(pid_t pid, int sig)
{
	int status = wait_for(pid);

	errno = 0;
	if (!WIFSIGNALED(status) || WTERMSIG(status) != sig)
		die("a process of the run was not killed as it should");
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void await(atomic_long *what, long least)
{
	double end = now() + PATIENCE_SECONDS;

	while (atomic_load(what) < least) {
		usleep(20);
		if (now() > end) {
			errno = ETIMEDOUT;
			die("an effect did not come");
		}
	}
}

static char state_of(pid_t pid)
{
	char path[64], text[512], *after_name;
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die(path);
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	after_name = strrchr(text, ')');
	return after_name && after_name[1] ? after_name[2] : '?';
}

void await_state(pid_t pid, char state)
{
	double end = now() + PATIENCE_SECONDS;

	while (state_of(pid) != state) {
		usleep(20);
		if (now() > end) {
			errno = ETIMEDOUT;
			die("a process did not reach its state");
		}
	}
}

static void count_signal(int sig)
{
	(void)sig;
	atomic_fetch_add(&shared->handled, 1);
}

void act(int sig, void (*handler)(int), int flags)
{
	struct sigaction action;

	/* Not by assignment in one go: signals 32 and 33 belong to the C library, which refuses them. */
	memset(&action, 0, sizeof(action));
	action.sa_handler = handler;
	action.sa_flags = flags;
	if (sigaction(sig, &action, NULL))
		die("sigaction");
}

void handle(int sig)
{
	act(sig, count_signal, 0);
}

void block(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		die("sigprocmask");
}

void limit(int resource, unsigned long soft, unsigned long hard)
{
	struct rlimit limits = {soft, hard};

	if (setrlimit(resource, &limits))
		die("setrlimit");
}

/* What every receiver does once it is set up. */
void receive(void)
{
	atomic_fetch_add(&shared->ready, 1);
	while (!atomic_load(&shared->stop))
		usleep(500);
}

/* One receiver, then one sender; the receiver leaves after the sender. */
void pair(role *sender, role *receiver)
{
	pid_t receiver_pid = spawn(run.receiver, receiver);

	atomic_store(&shared->receiver, receiver_pid);
	await(&shared->ready, 1);
	wait_exited(spawn(run.sender, sender));
	atomic_store(&shared->stop, 1);
	wait_exited(receiver_pid);
}

void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		die(path);
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die(path);
	close(fd);
}
