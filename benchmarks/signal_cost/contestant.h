/* SPDX-License-Identifier: Apache-2.0 */
/* What can watch signals, and be attached and detached at will. */
#ifndef CONTESTANT_H
#define CONTESTANT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct bpf_program;
struct bpf_link;

struct contestant {
	const char *name;
	int keys; /* how many series its table holds while it is measured */

	/* A BPF object whose program signal_generate is attached ... */
	struct bpf_program *program;
	struct bpf_link *link;

	/* ... or a command. It says "ready" once it is attached, and ends when its standard input does. */
	const char *command;
	pid_t pid;
	int input;
	FILE *output;
};

_Noreturn void die(const char *what);

/* Reads NAME[/KEYS]=OBJECT or NAME:COMMAND, and loads the object; one called "excluded" is to count nothing. */
struct contestant contestant_of(char *text);
void attach(struct contestant *contestant);
void detach(struct contestant *contestant);

#endif
