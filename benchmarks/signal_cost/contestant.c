// SPDX-License-Identifier: Apache-2.0
#include "contestant.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "exporter.h"

void die(const char *what)
{
	perror(what);
	exit(1);
}

static void load(const char *path, struct contestant *contestant)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;

	if (!object || bpf_object__load(object))
		die(path);
	bpf_object__for_each_program(program, object) contestant->hooks[contestant->hook_count++].program =
	    bpf_program__fd(program);
}

struct contestant contestant_of(char *text)
{
	struct contestant contestant = {.name = text, .keys = 1};
	char *separator = strpbrk(text, "=:@");
	char kind = separator ? *separator : '\0';
	char *keys;

	if (!separator) {
		fprintf(stderr, "signal_cost: '%s' is no NAME=OBJECT, NAME@COMMAND or NAME:COMMAND\n", text);
		exit(1);
	}
	*separator++ = '\0';
	if (kind == ':')
		contestant.command = separator;
	else if (kind == '@')
		take_programs(separator, &contestant);
	else
		load(separator, &contestant);
	keys = strchr(text, '/');
	if (keys)
		contestant.keys = atoi(keys + 1);
	return contestant;
}

static void start(struct contestant *contestant)
{
	int input[2], output[2];
	char line[256];

	if (pipe(input) || pipe(output))
		die("pipe");
	contestant->pid = fork();
	if (contestant->pid < 0)
		die("fork");
	if (contestant->pid == 0) {
		dup2(input[0], STDIN_FILENO);
		dup2(output[1], STDOUT_FILENO);
		close(input[0]);
		close(input[1]);
		close(output[0]);
		close(output[1]);
		execl("/bin/sh", "sh", "-c", contestant->command, NULL);
		_exit(127);
	}
	close(input[0]);
	close(output[1]);
	contestant->input = input[1];
	contestant->output = fdopen(output[0], "r");
	while (fgets(line, sizeof(line), contestant->output)) {
		if (!strncmp(line, "ready", 5))
			return;
	}
	fprintf(stderr, "signal_cost: %s did not start: %s\n", contestant->name, contestant->command);
	exit(1);
}

static void stop(struct contestant *contestant)
{
	char line[256];

	close(contestant->input);
	while (fgets(line, sizeof(line), contestant->output))
		;
	fclose(contestant->output);
	waitpid(contestant->pid, NULL, 0);
}

void attach(struct contestant *contestant)
{
	if (contestant->command) {
		start(contestant);
		return;
	}
	for (int i = 0; i < contestant->hook_count; i++) {
		/* A program in tp_btf/ knows its tracepoint. */
		contestant->hooks[i].link = bpf_raw_tracepoint_open(NULL, contestant->hooks[i].program);
		if (contestant->hooks[i].link < 0)
			die(contestant->name);
	}
}

void detach(struct contestant *contestant)
{
	if (contestant->command)
		stop(contestant);
	for (int i = 0; i < contestant->hook_count; i++)
		close(contestant->hooks[i].link);
	if (contestant->events)
		ring_buffer__consume(contestant->events); /* as the exporter would */
}

bool is_anything_attached(void)
{
	__u32 id = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		struct bpf_link_info info = {0};
		__u32 size = sizeof(info);
		int link = bpf_link_get_fd_by_id(id);

		if (link < 0)
			continue; /* gone meanwhile */
		bpf_obj_get_info_by_fd(link, &info, &size);
		close(link);
		if (info.type == BPF_LINK_TYPE_RAW_TRACEPOINT)
			return true;
	}
	return false;
}

struct program_time time_of(const struct hook *hook)
{
	struct program_time time = {0};
	struct bpf_prog_info info = {0};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(hook->program, &info, &size))
		die("bpf_obj_get_info_by_fd");
	memcpy(time.name, info.name, sizeof(time.name) - 1);
	time.nanoseconds = info.run_time_ns;
	time.runs = info.run_cnt;
	return time;
}
