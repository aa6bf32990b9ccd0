// SPDX-License-Identifier: Apache-2.0
#include "contestant.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/SignalExporter.Kernel/Ebpf/signals.h"

/* As the exporter sizes its table by default: EbpfSignalSource.Configure. */
#define SERIES_LIMIT 8192
#define SLOT_BITS    14

void die(const char *what)
{
	perror(what);
	exit(1);
}

static struct bpf_program *load(const char *path, __u64 wanted)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_map *table, *config;
	struct bpf_program *program;
	size_t size;

	if (!object)
		die(path);
	table = bpf_object__find_map_by_name(object, "series");
	config = bpf_object__find_map_by_name(object, ".rodata.config");
	if (table && config) {
		struct signal_config *values = (void *)bpf_map__initial_value(config, &size);

		bpf_map__set_max_entries(table, 1 << SLOT_BITS);
		values->wanted = wanted;
		values->seed = 0x5ca1ab1e0ddba11;
		values->limit = SERIES_LIMIT;
		values->shift = 64 - SLOT_BITS;
		values->mask = (1 << SLOT_BITS) - 1;
	}
	if (bpf_object__load(object))
		die(path);
	program = bpf_object__find_program_by_name(object, "signal_generate");
	if (!program)
		die(path);
	return program;
}

struct contestant contestant_of(char *text)
{
	struct contestant contestant = {.name = text, .keys = 1};
	char *separator = strpbrk(text, "=:");
	char *keys;

	if (!separator) {
		fprintf(stderr, "signal_cost: '%s' is neither NAME=OBJECT nor NAME:COMMAND\n", text);
		exit(1);
	}
	if (*separator == ':')
		contestant.command = separator + 1;
	else
		contestant.program = load(separator + 1, strncmp(text, "excluded", 8) ? ~0ULL : 0);
	*separator = '\0';
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
	contestant->link = bpf_program__attach(contestant->program);
	if (!contestant->link)
		die(contestant->name);
}

void detach(struct contestant *contestant)
{
	if (contestant->command)
		stop(contestant);
	else
		bpf_link__destroy(contestant->link);
}
