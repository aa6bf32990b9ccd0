/* SPDX-License-Identifier: Apache-2.0 */
/* What can watch signals, and be attached and detached at will. */
#ifndef CONTESTANT_H
#define CONTESTANT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#define MAX_HOOKS 16

/* A program, and its link while it is attached: descriptors. */
struct hook {
	int program;
	int link;
};

/* How often it has run, and for how long, while somebody has bpf_enable_stats() on. */
struct program_time {
	char name[16];
	unsigned long long nanoseconds, runs;
};

struct contestant {
	const char *name;
	int keys; /* how many series its table holds while it is measured */

	/* Programs, of an object or of the exporter ... */
	struct hook hooks[MAX_HOOKS];
	int hook_count;
	struct ring_buffer *events; /* what its programs fill; NULL: none */

	/* ... or a command. It says "ready" once it is attached, and ends when its standard input does. */
	const char *command;
	pid_t pid;
	int input;
	FILE *output;
};

_Noreturn void die(const char *what);

/* Reads NAME[/KEYS]=OBJECT, NAME[/KEYS]@COMMAND (the exporter) or NAME:COMMAND. */
struct contestant contestant_of(char *text);
void attach(struct contestant *contestant);
void detach(struct contestant *contestant);

/* Whether a program is attached to a tracepoint, anybody's. */
bool is_anything_attached(void);

struct program_time time_of(const struct hook *hook);

#endif
