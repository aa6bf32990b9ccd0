// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "exporter.h"

#include <bpf/bpf.h>
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
