// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "exporter.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The line that it logs once it serves: everything is attached by then. */
#define READY "msg=listening"

static pid_t start(const char *command, FILE **log)
{
	int output[2];
	pid_t pid;

	if (pipe2(output, O_CLOEXEC))
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		dup2(output[1], STDOUT_FILENO);
		dup2(output[1], STDERR_FILENO);
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	close(output[1]);
	*log = fdopen(output[0], "r");
	return pid;
}

static void await_ready(const char *command, FILE *log)
{
	char line[1024], last[1024] = "it said nothing\n";

	while (fgets(line, sizeof(line), log)) {
		if (strstr(line, READY))
			return;
		strcpy(last, line);
	}
	fprintf(stderr, "signal_cost: '%s' did not start: %s", command, last);
	exit(1);
}

static int ignore_event(void *context, void *event, size_t size)
{
	(void)context, (void)event, (void)size;
	return 0;
}

/* The ring buffer that a program fills, if it has one of more than a page: a smaller one is never filled. */
static struct ring_buffer *events_of(int program)
{
	__u32 maps[32], size = sizeof(struct bpf_prog_info);
	struct bpf_prog_info info = {.nr_map_ids = 32, .map_ids = (__u64)maps};

	if (bpf_obj_get_info_by_fd(program, &info, &size))
		die("bpf_obj_get_info_by_fd");
	for (__u32 i = 0; i < info.nr_map_ids && i < 32; i++) {
		struct bpf_map_info map_info = {0};
		int map = bpf_map_get_fd_by_id(maps[i]);

		size = sizeof(map_info);
		if (map >= 0 && !bpf_obj_get_info_by_fd(map, &map_info, &size) &&
		    map_info.type == BPF_MAP_TYPE_RINGBUF && map_info.max_entries > (__u32)getpagesize())
			return ring_buffer__new(map, ignore_event, NULL, NULL);
		close(map);
	}
	return NULL;
}

/* Keeps its program, if this file of /proc/PID/fdinfo is a link's. */
static void take_link(const char *path, struct contestant *contestant)
{
	struct hook hook = {0};
	FILE *info = fopen(path, "r");
	char line[256];
	bool is_link = false;
	unsigned int id = 0;

	while (info && fgets(line, sizeof(line), info)) {
		is_link |= !strncmp(line, "link_type:", 10);
		sscanf(line, "prog_id: %u", &id);
	}
	if (info)
		fclose(info);
	if (!is_link)
		return;
	hook.program = bpf_prog_get_fd_by_id(id);
	if (hook.program < 0)
		die(path);
	if (contestant->hook_count == MAX_HOOKS) {
		fprintf(stderr, "signal_cost: '%s' has more programs than MAX_HOOKS\n", contestant->name);
		exit(1);
	}
	contestant->hooks[contestant->hook_count++] = hook;
	if (!contestant->events)
		contestant->events = events_of(hook.program);
}

void take_programs(const char *command, struct contestant *contestant)
{
	char path[64], file[320];
	struct dirent *entry;
	FILE *log;
	pid_t pid = start(command, &log);
	DIR *directory;

	await_ready(command, log);
	snprintf(path, sizeof(path), "/proc/%d/fdinfo", pid);
	directory = opendir(path);
	if (!directory)
		die(path);
	while ((entry = readdir(directory))) {
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		take_link(file, contestant);
	}
	closedir(directory);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	fclose(log);
	if (contestant->hook_count == 0) {
		fprintf(stderr, "signal_cost: '%s' has attached no program\n", command);
		exit(1);
	}
}
