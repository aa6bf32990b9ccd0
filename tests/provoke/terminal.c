// SPDX-License-Identifier: Apache-2.0
/*
 * What a terminal sends. The session's leader is neither sender nor receiver, so that its end disturbs nothing; only
 * in the hang-up row the receiver leads its session.
 */
#define _GNU_SOURCE
#include "provoke.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static int controller;
static int terminal;
static role *member;

static const struct {
	int sig;
	const char *key;
} keys[] = {{SIGINT, "\003"}, {SIGQUIT, "\034"}, {SIGTSTP, "\032"}};

static void open_controller(void)
{
	controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (controller < 0 || grantpt(controller) || unlockpt(controller))
		die("posix_openpt");
}

static void lead_session(void)
{
	if (setsid() < 0)
		die("setsid");
	terminal = open(ptsname(controller), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal < 0 || ioctl(terminal, TIOCSCTTY, 0))
		die("TIOCSCTTY");
}

static void own_group(void)
{
	if (setpgid(0, 0))
		die("setpgid");
}

static void foreground_leader(void)
{
	pid_t child;

	lead_session();
	child = spawn(run.receiver, member);
	await(&shared->step, 1);
	if (argument(1, 1) && tcsetpgrp(terminal, child))
		die("tcsetpgrp");
	shared->step = 2;
	wait_exited(child);
}

static void in_terminal(role *sender, role *receiver)
{
	pid_t leader;

	member = receiver;
	open_controller();
	leader = spawn("session leader", foreground_leader);
	await(&shared->ready, 1);
	wait_exited(spawn(run.sender, sender));
	shared->stop = 1;
	wait_exited(leader);
}

static void foreground(void)
{
	own_group();
	shared->step = 1;
	await(&shared->step, 2);
	receive();
}

static void key_receiver(void)
{
	handle(keys[argument(0, 0)].sig);
	foreground();
}

static void key_sender(void)
{
	for (long i = 1; i <= run.count; i++) {
		if (write(controller, keys[argument(0, 0)].key, 1) != 1)
			die("write");
		await(&shared->handled, i);
	}
}

void terminal_key_row(void)
{
	in_terminal(key_sender, key_receiver);
}

static void size_receiver(void)
{
	handle(SIGWINCH);
	foreground();
}

static void size_sender(void)
{
	for (long i = 1; i <= run.count; i++) {
		struct winsize size = {.ws_row = (unsigned short)i, .ws_col = 80};

		if (ioctl(controller, TIOCSWINSZ, &size))
			die("TIOCSWINSZ");
		await(&shared->handled, i);
	}
}

void terminal_size_row(void)
{
	in_terminal(size_sender, size_receiver);
}

static void nothing(void)
{
}

/* In the background it may neither read nor take the terminal over. */
static void background(int sig, int (*attempt)(void))
{
	handle(sig);
	own_group();
	shared->step = 1;
	await(&shared->step, 2);
	for (long i = 1; i <= run.count; i++) {
		if (attempt() != -1 || errno != EINTR)
			die("the terminal let a background process in");
		await(&shared->handled, i);
	}
	receive();
}

static int read_terminal(void)
{
	char byte;

	return (int)read(terminal, &byte, 1);
}

static int take_terminal(void)
{
	return tcsetpgrp(terminal, getpid());
}

static void background_reader(void)
{
	background(SIGTTIN, read_terminal);
}

static void background_writer(void)
{
	background(SIGTTOU, take_terminal);
}

static void in_background(role *receiver)
{
	run.arguments[0] = 0;
	run.arguments[1] = 0;
	run.argument_count = 2;
	in_terminal(nothing, receiver);
}

void terminal_read_row(void)
{
	in_background(background_reader);
}

void terminal_write_row(void)
{
	in_background(background_writer);
}

static void session_leader(void)
{
	lead_session();
	close(controller);
	handle(SIGHUP);
	handle(SIGCONT);
	receive();
}

static void hang_up(void)
{
	close(controller);
}

void terminal_hangup_row(void)
{
	for (long i = 1; i <= run.count; i++) {
		pid_t leader, sender;

		shared->ready = 0;
		shared->stop = 0;
		open_controller();
		leader = spawn(run.receiver, session_leader);
		await(&shared->ready, 1);
		sender = spawn(run.sender, hang_up);
		close(controller);
		wait_exited(sender);
		await(&shared->handled, 2 * i);
		shared->stop = 1;
		wait_exited(leader);
	}
}
