// SPDX-License-Identifier: Apache-2.0
/* Signals that no handler sees, since they are flushed or fetched, and what is handled after them. */
#define _GNU_SOURCE
#include "provoke.h"

#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static int signal_number(void)
{
	return argument(0, SIGUSR1);
}

enum { FLUSH, FETCH, FETCH_FROM_FILE, HOWS };

static int how_lost(void)
{
	return argument(1, FLUSH) % HOWS;
}

static int batch(void)
{
	return signal_number() >= SIGRTMIN ? 3 : 1;
}

static int batch_afterwards(void)
{
	return signal_number() >= SIGRTMIN ? 2 : 1;
}

static void fetch(int file)
{
	struct signalfd_siginfo from_file;
	struct timespec at_once = {0};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal_number());
	if (file >= 0 ? read(file, &from_file, sizeof(from_file)) < 0 : sigtimedwait(&set, NULL, &at_once) < 0)
		die("fetch");
	forget_first(0, signal_number());
}

static int signal_file(void)
{
	sigset_t set;
	int file;

	sigemptyset(&set);
	sigaddset(&set, signal_number());
	file = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (file < 0)
		die("signalfd");
	return file;
}

static void lose(int file)
{
	if (how_lost() == FLUSH) {
		act(signal_number(), SIG_IGN, 0);
		forget(0, signal_number());
		handle_recorded(signal_number());
		return;
	}
	for (int i = 0; i < argument(2, batch()); i++)
		fetch(file);
}

static void losing_receiver(void)
{
	int file = how_lost() == FETCH_FROM_FILE ? signal_file() : -1;

	handle_recorded(signal_number());
	change_mask(SIG_BLOCK, mask_of(signal_number()) | mask_of(SIGUSR2));
	if (argument(1, FLUSH) >= HOWS && kill(getpid(), SIGUSR2))
		die("kill");
	for (long i = 1; i <= run.count; i++) {
		atomic_fetch_add(&shared->ready, 1);
		await(&shared->step, 2 * i - 1);
		lose(file);
		atomic_fetch_add(&shared->thread, 1);
		await(&shared->step, 2 * i);
		let_through(0, signal_number());
	}
	receive();
}

/* With pauses, so that one cannot be taken for another. */
static void send_batch(int many)
{
	for (int i = 0; i < many; i++) {
		send_recorded(signal_number());
		usleep(500);
	}
}

static void send_to_be_lost(void)
{
	for (long i = 1; i <= run.count; i++) {
		await(&shared->ready, i);
		send_batch(batch());
		shared->step = 2 * i - 1;
		await(&shared->thread, i);
		send_batch(batch_afterwards());
		shared->step = 2 * i;
	}
	await(&shared->ready, run.count + 1);
}

/*
 * Each round one signal (three real-time ones) that no handler sees, since the receiver turns to ignoring it for a
 * moment, or fetches it; then another one (two) that is handled. The arguments: the signal, how it is lost (plus 3:
 * with another signal pending all the while), and how many of three are fetched.
 */
void deliver_lost_row(void)
{
	recorded_pair(send_to_be_lost, losing_receiver);
}
