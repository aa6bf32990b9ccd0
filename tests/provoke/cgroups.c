// SPDX-License-Identifier: Apache-2.0
/* What control groups do to their processes: cgroup.kill, and the out-of-memory killer within a limit. */
#define _GNU_SOURCE
#include "provoke.h"

#include <errno.h>
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY_LIMIT "16777216"

static char group[256];

static char *path_of(const char *file)
{
	static char path[320];

	snprintf(path, sizeof(path), "%s/%s", group, file);
	return path;
}

/* Finds a hierarchy: version 2 where option is NULL, else version 1 with this controller. */
static int find_group(const char *option)
{
	FILE *mounts = setmntent("/proc/mounts", "r");
	const char *type = option ? "cgroup" : "cgroup2";
	struct mntent *mount;
	int found = 0;

	while (mounts && !found && (mount = getmntent(mounts))) {
		if (strcmp(mount->mnt_type, type) || (option && !hasmntopt(mount, option)))
			continue;
		snprintf(group, sizeof(group), "%s/provoke.%d", mount->mnt_dir, getpid());
		found = 1;
	}
	if (mounts)
		endmntent(mounts);
	return found;
}

static void make_group(void)
{
	if (mkdir(group, 0700))
		die(group);
}

/* The last process of a group is still counted for a moment after it was waited for. */
static void remove_group(void)
{
	for (int i = 0; rmdir(group); i++) {
		if (errno != EBUSY || i == 1000)
			die(group);
		usleep(1000);
	}
}

static void join_group(void)
{
	write_file(path_of("cgroup.procs"), "0");
}

static void member_of_group(void)
{
	join_group();
	receive();
}

static void group_killer(void)
{
	write_file(path_of("cgroup.kill"), "1");
}

void cgroup_kill_row(void)
{
	pid_t members[64];

	if (!find_group(NULL) || run.count > 64)
		die("cgroup2");
	make_group();
	for (long i = 0; i < run.count; i++)
		members[i] = spawn(run.receiver, member_of_group);
	await(&shared->ready, run.count);
	wait_exited(spawn(run.sender, group_killer));
	for (long i = 0; i < run.count; i++)
		wait_killed(members[i], SIGKILL);
	remove_group();
}

static void make_memory_group(void)
{
	if (find_group("memory")) {
		make_group();
		write_file(path_of("memory.limit_in_bytes"), MEMORY_LIMIT);
		write_file(path_of("memory.swappiness"), "0");
		return;
	}
	if (!find_group(NULL))
		die("memory cgroup");
	make_group();
	write_file(path_of("../cgroup.subtree_control"), "+memory");
	write_file(path_of("memory.max"), MEMORY_LIMIT);
	write_file(path_of("memory.swap.max"), "0");
}

static void eat(void)
{
	for (;;) {
		char *piece = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (piece == MAP_FAILED)
			die("mmap");
		memset(piece, 1, 1 << 20);
	}
}

static void eater(void)
{
	join_group();
	eat();
}

void oom_row(void)
{
	make_memory_group();
	for (long i = 0; i < run.count; i++)
		wait_killed(spawn(run.receiver, eater), SIGKILL);
	remove_group();
}

/*
 * The OOM killer's victim is followed by a process with the same name that the kernel kills for another reason; on one
 * processor, so that the second one is likely to get the structures of the first, at the same addresses.
 */
void oom_and_limit_row(void)
{
	cpu_set_t processors;

	CPU_ZERO(&processors);
	CPU_SET(sched_getcpu(), &processors);
	if (sched_setaffinity(0, sizeof(processors), &processors))
		die("sched_setaffinity");
	make_memory_group();
	for (long i = 0; i < run.count; i++) {
		wait_killed(spawn(run.receiver, eater), SIGKILL);
		usleep(20000);
		wait_killed(spawn(run.receiver, burn_in_real_time), SIGKILL);
	}
	remove_group();
}

/* Has most of the memory, and volunteers. */
static void volunteer(void)
{
	join_group();
	write_file("/proc/self/oom_score_adj", "1000");
	memset(mmap(NULL, 10 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1, 10 << 20);
	receive();
}

/* Asks for the piece that is one too much, and gets it at the price of the other's life. */
static void asker(void)
{
	join_group();
	memset(mmap(NULL, 10 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1, 10 << 20);
}

void oom_other_row(void)
{
	make_memory_group();
	for (long i = 1; i <= run.count; i++) {
		pid_t victim = spawn(run.receiver, volunteer);

		await(&shared->ready, i);
		wait_exited(spawn(run.sender, asker));
		wait_killed(victim, SIGKILL);
	}
	remove_group();
}

static char sharer_stack[64 * 1024] __attribute__((aligned(16)));

/* Runs in the eater's memory: nothing but system calls. */
static int sharer(void *unused)
{
	(void)unused;
	rename_self(run.sender);
	atomic_fetch_add(&shared->ready, 1);
	while (pause())
		;
	return 0;
}

/* A process of its own in the same memory, as after vfork(): it has to die along with the victim. */
static void sharing_eater(void)
{
	long ready = shared->ready;
	int pid;

	die_with_parent(0);
	join_group();
	pid = clone(sharer, sharer_stack + sizeof(sharer_stack), CLONE_VM | CLONE_PARENT, NULL);
	if (pid < 0)
		die("clone");
	shared->thread = pid;
	await(&shared->ready, ready + 1);
	eat();
}

void oom_shared_row(void)
{
	make_memory_group();
	for (long i = 0; i < run.count; i++) {
		wait_killed(spawn(run.receiver, sharing_eater), SIGKILL);
		wait_killed((pid_t)shared->thread, SIGKILL);
	}
	remove_group();
}
