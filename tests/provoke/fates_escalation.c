// SPDX-License-Identifier: Apache-2.0
/* SIGTERM, and for those that are still there a SIGKILL. */
#define _GNU_SOURCE
#include "provoke.h"

#include <errno.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the receivers do about the SIGTERM. */
enum { IGNORE, BLOCK, HANDLE };

/*
 * What comes then: a SIGKILL; one of another sender; two in a row; one that follows a second SIGTERM; cgroup.kill; the
 * kernel's own.
 */
enum { SIGKILLED, BY_OTHER, TWICE, REMINDED, BY_GROUP, BY_KERNEL };

static char group[256];
static pid_t receivers[LANES];

static int milliseconds(void)
{
	return argument(1, 200);
}

static int what_then(void)
{
	return argument(2, SIGKILLED);
}

static void write_to_group(const char *file)
{
	char path[320];

	snprintf(path, sizeof(path), "%s/%s", group, file);
	write_file(path, strcmp(file, "cgroup.kill") ? "0" : "1");
}

static void make_group(void)
{
	FILE *mounts = setmntent("/proc/mounts", "r");
	struct mntent *mount;

	while (mounts && !group[0] && (mount = getmntent(mounts))) {
		if (strcmp(mount->mnt_type, "cgroup2") == 0)
			snprintf(group, sizeof(group), "%s/provoke.%d", mount->mnt_dir, getpid());
	}
	if (mounts)
		endmntent(mounts);
	if (mkdir(group, 0700))
		die("a directory in cgroup2");
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

static void receiver(void)
{
	if (what_then() == BY_GROUP)
		write_to_group("cgroup.procs");
	if (argument(0, IGNORE) == IGNORE)
		act(SIGTERM, SIG_IGN, 0);
	else if (argument(0, IGNORE) == BLOCK)
		change_mask(SIG_BLOCK, mask_of(SIGTERM));
	else
		handle(SIGTERM);
	atomic_fetch_add(&shared->ready, 1);
	if (what_then() == BY_KERNEL) {
		await(&shared->step, 1);
		still_waiting(process_lane, SIGTERM);
		burn_in_real_time();
	}
	for (;;)
		pause();
}

static void to_all(int sig)
{
	for (int i = 0; i < run.count; i++) {
		if (kill(receivers[i], sig))
			die("kill");
	}
}

static void terminate_all(void)
{
	for (int i = 0; i < run.count; i++) {
		struct moment *moment = sending(i, SIGTERM);

		if (kill(receivers[i], SIGTERM))
			die("kill");
		sent(moment);
	}
}

static void wait_for(int part)
{
	usleep((useconds_t)(milliseconds() * part / 100) * 1000);
}

static void kill_all(void)
{
	for (int i = 0; i < run.count; i++)
		still_waiting(i, SIGTERM);
	switch (what_then()) {
	case BY_GROUP:
		write_to_group("cgroup.kill");
		break;
	case BY_KERNEL:
		shared->step = 1;
		break;
	case BY_OTHER:
		for (int i = 0; i < run.count; i++) {
			shared->receiver = receivers[i];
			send_as_other(SIGKILL);
		}
		break;
	case TWICE:
		for (int i = 0; i < run.count; i++) {
			kill(receivers[i], SIGKILL);
			kill(receivers[i], SIGKILL);
		}
		break;
	default:
		to_all(SIGKILL);
	}
}

static void sender(void)
{
	terminate_all();
	if (what_then() == REMINDED) {
		wait_for(60);
		to_all(SIGTERM);
		wait_for(40);
	} else {
		wait_for(100);
	}
	kill_all();
}

/* The arguments: what the receivers do about it, for how many milliseconds, and what comes then. */
void escalate_row(void)
{
	pid_t other;

	open_record();
	if (what_then() == BY_GROUP)
		make_group();
	for (int i = 0; i < run.count; i++) {
		process_lane = i;
		receivers[i] = spawn(run.receiver, receiver);
	}
	await(&shared->ready, run.count);
	other = spawn(run.sender, sender);

	/* A process that is still to be sent something has to be there for it, dead or alive. */
	if (what_then() == TWICE)
		await_state(other, 'Z');
	for (int i = 0; i < run.count; i++) {
		wait_killed(receivers[i], SIGKILL);
		ended(i);
	}
	wait_exited(other);
	if (what_then() == BY_GROUP)
		remove_group();
	print_record();
}
