// SPDX-License-Identifier: Apache-2.0
/* What the kernel sends because a descriptor became ready: the sender's process makes it so, and is not the sender. */
#define _GNU_SOURCE
#include "provoke.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int ends[2];

static void watch(int fd, int chosen_signal)
{
	if (fcntl(fd, F_SETOWN, getpid()))
		die("F_SETOWN");
	if (chosen_signal && fcntl(fd, F_SETSIG, chosen_signal))
		die("F_SETSIG");
	if (fcntl(fd, F_SETFL, O_ASYNC | O_NONBLOCK))
		die("O_ASYNC");
}

static void reader(void)
{
	int chosen = argument(0, 0);

	handle(chosen ? chosen : SIGIO);
	watch(ends[0], chosen);
	receive();
}

/* The chosen signal cannot be queued, so that SIGIO comes in its place. */
static void overflowing_reader(void)
{
	handle(SIGIO);
	limit(RLIMIT_SIGPENDING, 0, 0);
	watch(ends[0], SIGRTMIN);
	receive();
}

/* The pipe is not read: each further write is news all the same. */
static void writer(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (write(ends[1], "x", 1) != 1)
			die("write");
		await(&shared->handled, i);
	}
}

void io_async_row(void)
{
	if (pipe(ends))
		die("pipe");
	pair(writer, reader);
}

void io_setsig_row(void)
{
	io_async_row();
}

void io_overflow_row(void)
{
	if (pipe(ends))
		die("pipe");
	pair(writer, overflowing_reader);
}

static void urgent_reader(void)
{
	char byte;

	handle(SIGURG);
	if (fcntl(ends[0], F_SETOWN, getpid()))
		die("F_SETOWN");
	shared->ready = 1;
	for (long i = 1; i <= run.count; i++) {
		await(&shared->handled, i);
		while (recv(ends[0], &byte, 1, MSG_OOB) != 1)
			usleep(20);
		shared->step = i;
	}
	receive();
}

static void urgent_writer(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (send(ends[1], "x", 1, MSG_OOB) != 1)
			die("send");
		await(&shared->step, i);
	}
}

void urgent_row(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	ends[1] = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&address, &length) ||
	    connect(ends[1], (struct sockaddr *)&address, length))
		die("loopback connection");
	ends[0] = accept(listener, NULL, NULL);
	pair(urgent_writer, urgent_reader);
}
