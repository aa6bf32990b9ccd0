// SPDX-License-Identifier: Apache-2.0
/*
 * What a scrape costs: the wall time of the request over a connection that stays open, and the CPU time of the server's
 * process from one scrape to its next. Two servers are scraped turn about.
 *
 *	scrape [-z] SCRAPES NAME PID PORT [NAME PID PORT]
 *	scrape -b PORT
 *
 * -z: ask for gzip, as Prometheus does. -b: print the body.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../statistics.h"
#include "http.h"

#define MAX_SCRAPES 10000

static struct server {
	const char *name;
	struct http http;
	clockid_t cpu_clock;
	double wall[MAX_SCRAPES], cpu[MAX_SCRAPES];
} servers[2];

static double milliseconds(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now))
		die("clock_gettime");
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void scrape(struct server *server, int i, const char *headers)
{
	double start = milliseconds(CLOCK_MONOTONIC);

	server->cpu[i] = milliseconds(server->cpu_clock);
	http_get(&server->http, headers);
	server->wall[i] = milliseconds(CLOCK_MONOTONIC) - start;
}

static void print(struct server *server, int scrapes)
{
	/* From one scrape's beginning to the next one's: what a server does later belongs to its scrape, too. */
	for (int i = 0; i + 1 < scrapes; i++)
		server->cpu[i] = server->cpu[i + 1] - server->cpu[i];
	struct range wall = range_of(server->wall, scrapes);
	struct range cpu = range_of(server->cpu, scrapes - 1);

	printf("%-15s wall %6.2f ms (%.2f .. %.2f)  cpu %6.2f ms (%.2f .. %.2f)  body %zu bytes\n", server->name,
	       wall.median, wall.low, wall.high, cpu.median, cpu.low, cpu.high, server->http.length);
}

static int print_body(int port)
{
	struct http http = http_connect(port);

	http_get(&http, "");
	fwrite(http.body, 1, http.length, stdout);
	http_close(&http);
	return 0;
}

int main(int argc, char **argv)
{
	const char *headers = "";
	int scrapes, count;

	if (argc == 3 && !strcmp(argv[1], "-b"))
		return print_body(atoi(argv[2]));
	if (argc > 1 && !strcmp(argv[1], "-z")) {
		headers = "Accept-Encoding: gzip\r\n";
		argv++;
		argc--;
	}
	count = (argc - 2) / 3;
	scrapes = argc > 1 ? atoi(argv[1]) : 0;
	if (count < 1 || count > 2 || scrapes < 2 || scrapes > MAX_SCRAPES) {
		fprintf(stderr, "usage: scrape [-z] SCRAPES NAME PID PORT [NAME PID PORT] | scrape -b PORT\n");
		return 1;
	}
	for (int i = 0; i < count; i++) {
		servers[i].name = argv[2 + 3 * i];
		if (clock_getcpuclockid(atoi(argv[3 + 3 * i]), &servers[i].cpu_clock))
			die("clock_getcpuclockid");
		servers[i].http = http_connect(atoi(argv[4 + 3 * i]));
	}
	for (int round = 0; round < scrapes; round++) {
		for (int i = 0; i < count; i++)
			scrape(&servers[i], round, headers);
	}
	for (int i = 0; i < count; i++)
		print(&servers[i], scrapes);
	return 0;
}
