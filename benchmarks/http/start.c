// SPDX-License-Identifier: Apache-2.0
/*
 * How long a server takes from exec to the end of its first answer on /metrics, and its CPU time until then. The first
 * start is not counted: it reads the files from the disk.
 *
 *	start STARTS PORT PROGRAM [ARGUMENT...]
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "../statistics.h"
#include "http.h"

#define MAX_STARTS 1000

static double milliseconds(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now))
		die("clock_gettime");
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static pid_t execute(char **program)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execv(program[0], program);
		_exit(127);
	}
	return pid;
}

static void first_answer(int port, char **program, double *wall, double *cpu)
{
	double start = milliseconds(CLOCK_MONOTONIC);
	pid_t pid = execute(program);
	struct http http = http_connect(port);
	clockid_t cpu_clock;

	http_get(&http, "");
	*wall = milliseconds(CLOCK_MONOTONIC) - start;
	if (clock_getcpuclockid(pid, &cpu_clock))
		die("clock_getcpuclockid");
	*cpu = milliseconds(cpu_clock);
	http_close(&http);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	static double wall[MAX_STARTS], cpu[MAX_STARTS];
	struct range wall_range, cpu_range;
	int starts;

	if (argc < 4 || atoi(argv[1]) < 1 || atoi(argv[1]) > MAX_STARTS) {
		fprintf(stderr, "usage: start STARTS PORT PROGRAM [ARGUMENT...]\n");
		return 1;
	}
	starts = atoi(argv[1]);
	first_answer(atoi(argv[2]), argv + 3, wall, cpu);
	for (int i = 0; i < starts; i++)
		first_answer(atoi(argv[2]), argv + 3, wall + i, cpu + i);
	wall_range = range_of(wall, starts);
	cpu_range = range_of(cpu, starts);
	printf("first answer after %.0f ms (%.0f .. %.0f), CPU time %.0f ms (%.0f .. %.0f)\n", wall_range.median,
	       wall_range.low, wall_range.high, cpu_range.median, cpu_range.low, cpu_range.high);
	return 0;
}
