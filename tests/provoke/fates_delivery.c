// SPDX-License-Identifier: Apache-2.0
/* From a signal's sending to its handler: at once, after a while, out of a queue, and all signals at once. */
#define _GNU_SOURCE
#include "provoke.h"

#include <sys/resource.h>
#include <unistd.h>

#define RECEIVERS 20

static int signal_number(void)
{
	return argument(0, SIGUSR1);
}

static void send_plainly(int sig)
{
	if (kill((pid_t)shared->receiver, sig))
		die("kill");
}

void send_recorded(int sig)
{
	struct moment *moment = sending(0, sig);

	send_plainly(sig);
	sent(moment);
}

void recorded_pair(role *sender, role *receiver)
{
	open_record();
	pair(sender, receiver);
	print_record();
}

static void receiver(void)
{
	handle_recorded(signal_number());
	receive();
}

static void send_in_turn(void)
{
	for (long i = 1; i <= run.count; i++) {
		send_recorded(signal_number());
		await(&shared->handled, i);
	}
}

void deliver_at_once_row(void)
{
	recorded_pair(send_in_turn, receiver);
}

/* Each of the receivers lets its signal through once a round. */
static void patient_receiver(void)
{
	handle_recorded(signal_number());
	change_mask(SIG_BLOCK, mask_of(signal_number()));
	for (long i = 1; i <= run.count / RECEIVERS; i++) {
		atomic_fetch_add(&shared->ready, 1);
		await(&shared->step, i);
		let_through(process_lane, signal_number());
	}
}

static pid_t receivers[RECEIVERS];

static void patient_sender(void)
{
	for (long i = 1; i <= run.count / RECEIVERS; i++) {
		await(&shared->ready, i * RECEIVERS);
		for (int lane = 0; lane < RECEIVERS; lane++) {
			struct moment *moment = sending(lane, signal_number());

			if (kill(receivers[lane], signal_number()))
				die("kill");
			sent(moment);
		}
		usleep((useconds_t)argument(1, 5) * 1000);
		shared->step = i;
		await(&shared->handled, i * RECEIVERS);
	}
}

/* Blocked for as many milliseconds as the second argument says, each time by all receivers at once. */
void deliver_later_row(void)
{
	open_record();
	for (int lane = 0; lane < RECEIVERS; lane++) {
		process_lane = lane;
		receivers[lane] = spawn(run.receiver, patient_receiver);
	}
	wait_exited(spawn(run.sender, patient_sender));
	for (int lane = 0; lane < RECEIVERS; lane++)
		wait_exited(receivers[lane]);
	print_record();
}

static unsigned long queued_mask(void)
{
	unsigned long mask = 0;

	for (int i = 0; i < argument(1, 1); i++)
		mask |= mask_of(signal_number() + i);
	return mask;
}

static void queueing_receiver(void)
{
	for (int i = 0; i < argument(1, 1); i++)
		handle_recorded(signal_number() + i);
	change_mask(SIG_BLOCK, queued_mask());
	atomic_fetch_add(&shared->ready, 1);
	await(&shared->step, 1);
	for (int i = 0; i < argument(1, 1); i++)
		still_waiting(0, signal_number() + i);
	change_mask(SIG_UNBLOCK, queued_mask());
	receive();
}

static void fill_queue(void)
{
	for (long i = 0; i < run.count; i++)
		send_recorded(signal_number() + (int)(i % argument(1, 1)));
	usleep(2000);
	shared->step = 1;
	await(&shared->handled, run.count);
}

/* Real-time signals, all of them pending at once. They take turns, as many as the second argument says. */
void deliver_queued_row(void)
{
	recorded_pair(fill_queue, queueing_receiver);
}

/* Where nothing can be queued, each one may take the place of the one before: then the time is that of any of them. */
static void round_of_five(void)
{
	for (long i = 1; i <= run.count; i++) {
		await(&shared->ready, i);
		if (signal_number() < SIGRTMIN) {
			send_recorded(signal_number());
		} else {
			sending(0, signal_number());
			send_plainly(signal_number());
		}
		for (int j = 0; j < 4; j++)
			send_plainly(signal_number());
		shared->step = i;
	}
	await(&shared->ready, run.count + 1);
}

static void blocking_receiver(void)
{
	handle_recorded(signal_number());
	change_mask(SIG_BLOCK, mask_of(signal_number()));
	for (long i = 1; i <= run.count; i++) {
		atomic_fetch_add(&shared->ready, 1);
		await(&shared->step, i);
		let_through(0, signal_number());
	}
	receive();
}

/* Five become one. */
void deliver_coalesced_row(void)
{
	recorded_pair(round_of_five, blocking_receiver);
}

static void receiver_without_queue(void)
{
	limit(RLIMIT_SIGPENDING, 0, 0);
	blocking_receiver();
}

/* Where nothing may be queued, even of real-time signals. */
void deliver_unqueued_row(void)
{
	recorded_pair(round_of_five, receiver_without_queue);
}

/* Every signal that can be blocked. */
static unsigned long all_signals(void)
{
	return ~(mask_of(SIGKILL) | mask_of(SIGSTOP));
}

static void receiver_of_all(void)
{
	for (int sig = 1; sig < NSIG; sig++) {
		if (all_signals() & mask_of(sig))
			handle_recorded(sig);
	}
	change_mask(SIG_BLOCK, all_signals());
	for (long i = 1; i <= run.count; i++) {
		atomic_fetch_add(&shared->ready, 1);
		await(&shared->step, i);
		for (int sig = 1; sig < NSIG; sig++)
			still_waiting(0, sig);
		change_mask(SIG_UNBLOCK, all_signals());
		change_mask(SIG_BLOCK, all_signals());
	}
	receive();
}

/* SIGCONT takes back the stops that are pending, and each of these takes back a SIGCONT. */
static void send_any(int sig)
{
	static const int stops[] = {SIGTSTP, SIGTTIN, SIGTTOU};

	if (!(all_signals() & mask_of(sig)))
		return;
	send_recorded(sig);
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		if (sig == SIGCONT)
			forget(0, stops[i]);
		if (sig == stops[i])
			forget(0, SIGCONT);
	}
}

/* In the order of their numbers, and back. */
static void sender_of_all(void)
{
	for (long i = 1; i <= run.count; i++) {
		await(&shared->ready, i);
		for (int sig = 1; sig < NSIG; sig++)
			send_any(i % 2 ? sig : NSIG - sig);
		shared->step = i;
	}
	await(&shared->ready, run.count + 1);
}

/* All that can be pending at once are: 61 of 62 in one round, 59 in the next. */
void deliver_all_row(void)
{
	recorded_pair(sender_of_all, receiver_of_all);
}
