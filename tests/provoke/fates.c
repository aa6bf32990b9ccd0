// SPDX-License-Identifier: Apache-2.0
/*
 * When signals were sent and when they took effect, by a clock of our own: the exporter's time for each one has to lie
 * between two bounds, which print_record() writes, one line an observation: SIGNAL LOWER UPPER, in nanoseconds.
 */
#define _GNU_SOURCE
#include "provoke.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define QUEUE_SIZE 1024

/* A signal in four times. The exporter's begins between the first two and ends between the last two. */
struct moment {
	long before;
	long after;
	long least;
	long effect;
};

/* What is pending first takes effect first. */
struct queue {
	atomic_long sent;
	atomic_long handled;
	struct moment moments[QUEUE_SIZE];
};

struct record {
	struct queue queues[LANES][NSIG];
};

static struct record *record;
int record_file;
int process_lane;
_Thread_local int thread_lane;

static long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000 + t.tv_nsec;
}

/* A program that is executed later maps the same file. */
void map_record(int file)
{
	record_file = file;
	record = mmap(NULL, sizeof(*record), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
	if (record == MAP_FAILED)
		die("mmap");
	madvise(record, sizeof(*record), MADV_DONTDUMP);
}

void open_record(void)
{
	int file = memfd_create("provoke", 0);

	if (file < 0 || ftruncate(file, sizeof(*record)))
		die("memfd_create");
	map_record(file);
}

/* Memory that all processes of the run have in common. */
void *share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	return memory;
}

static struct moment *moment_of(struct queue *queue, long index)
{
	errno = 0;
	if (index >= QUEUE_SIZE)
		die("more moments than the record holds");
	return &queue->moments[index];
}

/* Right before a signal is sent. */
struct moment *sending(int lane, int sig)
{
	struct queue *queue = &record->queues[lane][sig];
	struct moment *moment = moment_of(queue, atomic_fetch_add(&queue->sent, 1));

	moment->before = now();
	return moment;
}

/* Right after. */
void sent(struct moment *moment)
{
	moment->after = now();
}

/* A timer will send it, and not before that time has passed. */
void postpone(struct moment *moment, long nanoseconds)
{
	moment->before += nanoseconds;
}

/* Nothing that was sent has taken effect yet. */
void still_waiting(int lane, int sig)
{
	struct queue *queue = &record->queues[lane][sig];
	long time = now();

	for (long i = queue->handled; i < queue->sent; i++)
		moment_of(queue, i)->least = time;
}

/* Nobody may have recorded such a signal: then there is nothing to say about its effect either. */
int was_sent(int lane, int sig)
{
	struct queue *queue = &record->queues[lane][sig];

	return queue->sent > queue->handled;
}

void took_effect(int lane, int sig)
{
	struct queue *queue = &record->queues[lane][sig];
	long time = now();

	moment_of(queue, atomic_fetch_add(&queue->handled, 1))->effect = time;
}

/* What has not taken effect never will. */
void forget(int lane, int sig)
{
	struct queue *queue = &record->queues[lane][sig];

	queue->sent = (long)queue->handled;
}

/* The one that waits longest was fetched without a handler: the others move up. */
void forget_first(int lane, int sig)
{
	struct queue *queue = &record->queues[lane][sig];

	for (long i = queue->handled; i < queue->sent - 1; i++)
		*moment_of(queue, i) = *moment_of(queue, i + 1);
	queue->sent--;
}

/* A signal to a thread and one to its process wait in queues of their own: the code tells them apart. */
static void on_signal(int sig, siginfo_t *info, void *context)
{
	int saved = errno;

	(void)context;
	took_effect(info->si_code == SI_TKILL ? thread_lane : process_lane, sig);
	if (shared)
		atomic_fetch_add(&shared->handled, 1);
	errno = saved;
}

/* By system calls, since the C library keeps signals 32 and 33 for itself. The restorer is the library's own. */
void handle_recorded(int sig)
{
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		unsigned long mask;
	} action;
	struct sigaction usual;

	memset(&usual, 0, sizeof(usual));
	usual.sa_sigaction = on_signal;
	usual.sa_flags = SA_SIGINFO;
	if (sig != 32 && sig != 33) {
		if (sigaction(sig, &usual, NULL))
			die("sigaction");
		return;
	}
	if (sigaction(SIGUSR1, &usual, NULL) || syscall(SYS_rt_sigaction, SIGUSR1, NULL, &action, 8) ||
	    syscall(SYS_rt_sigaction, sig, &action, NULL, 8))
		die("rt_sigaction");
}

unsigned long mask_of(int sig)
{
	return 1UL << (sig - 1);
}

void change_mask(int how, unsigned long mask)
{
	if (syscall(SYS_rt_sigprocmask, how, &mask, NULL, 8))
		die("rt_sigprocmask");
}

/* Lets through what is pending: it is handled before this returns, and what comes later waits again. */
void let_through(int lane, int sig)
{
	still_waiting(lane, sig);
	change_mask(SIG_UNBLOCK, mask_of(sig));
	change_mask(SIG_BLOCK, mask_of(sig));
}

static void print_name(int sig)
{
	if (sig == SIGIO)
		printf("SIGIO");
	else if (sig < 32)
		printf("SIG%s", sigabbrev_np(sig));
	else if (sig < 34)
		printf("SIG%d", sig);
	else
		printf(sig == 34 ? "SIGRTMIN" : "SIGRTMIN+%d", sig - 34);
}

static void print_queue(int sig, struct queue *queue)
{
	errno = 0;
	if (queue->handled != queue->sent)
		die("a signal that was recorded took no effect, or one that was not did");
	for (long i = 0; i < queue->handled; i++) {
		struct moment *moment = moment_of(queue, i);
		long lower = moment->least && moment->after ? moment->least - moment->after : 0;

		print_name(sig);
		printf(" %ld %ld\n", lower > 0 ? lower : 0, moment->effect - moment->before);
	}
}

void print_record(void)
{
	for (int lane = 0; lane < LANES; lane++) {
		for (int sig = 1; sig < NSIG; sig++)
			print_queue(sig, &record->queues[lane][sig]);
	}
	fflush(stdout);
}
