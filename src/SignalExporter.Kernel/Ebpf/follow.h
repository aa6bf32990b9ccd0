/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Signals that are pending, and processes that were asked to end: when each was sent, and by whom, until a handler runs
 * or the process is gone.
 *
 * A signal waits in one of the kernel's queues: its thread's, or its process's. Each (queue, signal) has a record here,
 * which is found by the address of the task_struct or signal_struct: these are the same from before an exec to after
 * it. All records of a queue lie in the same window behind the queue's home, so that the exit finds them. The kernel
 * holds the receiver's siglock around signal_generate and signal_deliver, so there is one writer to a queue's records
 * at a time; and a queue that nothing is sent to any more (a last thread has ended, or a thread is exiting) has the
 * exit as its only one.
 *
 * An exit may be missed: since 7.0 tracepoints are preemptible, and the kernel does not run a program inside itself on
 * the same CPU. Its records then stay, and the next task at the same address must not inherit them: a record that is
 * older than its queue's owner is stale, and is dropped where it is found.
 *
 * Real-time signals, and those of POSIX timers, queue up: what comes after the first waits in a list behind its record.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "attribution.h"
#include "series_table.h"

/* In a record's tag, where the number of a signal stands otherwise: the process was asked to end. */
#define ASKED 0

#define FOLLOWED_CHOICES 8
#define FOLLOWED_WINDOW	 (SIGNAL_COUNT + FOLLOWED_CHOICES)
#define WAITING_SLOTS	 32768

/* When it was sent, and between whom: the names of that moment. */
struct stamp {
	__u64 time; /* CLOCK_BOOTTIME, ns */
	__u64 sender[COMM_WORDS];
	__u64 receiver[COMM_WORDS];
	__u32 origin;
	__u32 next; /* in waiting; 0: none */
	__u32 previous;
	__u32 cpu; /* ORIGIN_OOM_CANDIDATE: where it was sent */
};

struct followed {
	struct stamp stamp;
	union {
		__u64 last_term; /* ASKED: when the last SIGTERM came; 0: none did */
		__u32 last;	 /* else: of those that wait behind it */
	};
	__u16 signal; /* ASKED: which asked */
	__u16 flags;  /* ASKED: these */
};

#define ASKED_WEAKLY 1 /* a fault that the process handles: any later signal asks in its place */
#define ASKED_LAPSES 2 /* it may be handled: who lives on for the escalation window was not asked to end */
#define ASKED_KILLED 4 /* its SIGKILL was counted as an escalation */

/* Where signals wait. */
struct queue {
	__u64 address; /* struct task_struct * or struct signal_struct * */
	__u64 born;    /* CLOCK_BOOTTIME, ns: when the thread, or the process, was made */
};

/*
 * The queues that a signal may be in, by address. The verifier forbids arithmetic on pointers: the addresses pass
 * through memory into a global function, which takes them for numbers.
 */
struct queues {
	struct queue thread;  /* its address is that of the struct task_struct */
	struct queue process; /* its address is that of the struct signal_struct */
};

/* A process is as old as its leader: a thread that calls exec takes the leader's time over (de_thread()). */
static __always_inline void load_queues(struct queues *queues, struct task_struct *thread)
{
	queues->thread.address = (__u64)thread;
	queues->thread.born = thread->start_boottime;
	queues->process.address = (__u64)thread->signal;
	queues->process.born = thread->group_leader->start_boottime;
}

/* Which record lies in a slot; 0: none. An address's highest byte says nothing, the signal stands in the lowest. */
static __u64 followed_tags[FOLLOWED_SLOTS];

/* How many records have their home here: most queues have none, and no search is needed. */
__u32 followed_homes[FOLLOWED_SLOTS] SEC(".data.followed");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct followed);
	__uint(max_entries, FOLLOWED_SLOTS);
} followed SEC(".maps");

/* Slot 0 is never used. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct stamp);
	__uint(max_entries, WAITING_SLOTS);
} waiting SEC(".maps");

static __u32 waiting_used; /* slots that were ever taken */
static __u64 waiting_free; /* the first of those given back, and above it a count of changes */

#define NO_SLOT (~0U)

static __always_inline __u64 tag_of(__u64 queue, __u32 signal)
{
	return queue << 8 | signal;
}

static __always_inline __u32 followed_home_of(__u64 queue)
{
	return ((queue ^ config.seed) * 0x9e3779b97f4a7c15ULL) >> 32 & (FOLLOWED_SLOTS - 1);
}

/* Whether there may be records of a queue; its address must be a number to the verifier. */
static __always_inline bool is_followed(const struct queue *queue)
{
	return followed_homes[followed_home_of(queue->address)];
}

static __always_inline struct followed *followed_at(__u32 slot)
{
	return bpf_map_lookup_elem(&followed, &slot);
}

static __always_inline __u32 followed_slot(__u32 home, __u32 signal, __u32 choice)
{
	return (home + signal + choice) & (FOLLOWED_SLOTS - 1);
}

__noinline int find_beyond_first(__u64 tag, __u32 home)
{
	for (__u32 i = 1; i < FOLLOWED_CHOICES; i++) {
		__u32 slot = followed_slot(home, tag & 0xff, i);

		if (followed_tags[slot] == tag)
			return slot;
	}
	return NO_SLOT;
}

__noinline int claim_beyond_first(__u64 tag, __u32 home)
{
	for (__u32 i = 1; i < FOLLOWED_CHOICES; i++) {
		__u32 slot = followed_slot(home, tag & 0xff, i);

		if (!followed_tags[slot] && !__sync_val_compare_and_swap(&followed_tags[slot], 0, tag))
			return slot;
	}
	__sync_fetch_and_add(&followed_homes[home & (FOLLOWED_SLOTS - 1)], -1);
	__sync_fetch_and_add(&totals.unfollowed, 1);
	return NO_SLOT;
}

/* A slot for a new record, with old content in it, or NO_SLOT, which is counted. */
static __always_inline __u32 claim_followed(__u64 queue, __u32 home, __u32 signal)
{
	__u64 tag = tag_of(queue, signal);
	__u32 slot = followed_slot(home, signal, 0);

	__sync_fetch_and_add(&followed_homes[home], 1);
	if (!followed_tags[slot] && !__sync_val_compare_and_swap(&followed_tags[slot], 0, tag))
		return slot;
	return claim_beyond_first(tag, home);
}

static __always_inline void free_followed(__u32 home, __u32 slot)
{
	followed_tags[slot & (FOLLOWED_SLOTS - 1)] = 0;
	__sync_fetch_and_add(&followed_homes[home], -1);
}

#define WAITING_INDEX(word) ((__u32)(word) & (WAITING_SLOTS - 1))
#define WAITING_CHANGE	    (1ULL << 32)
#define WAITING_ATTEMPTS    32

/* A slot in waiting, or 0, which is counted. */
__noinline int take_waiting(void)
{
	__u32 used = waiting_used;

	for (__u32 i = 0; i < WAITING_ATTEMPTS; i++) {
		__u64 free = waiting_free;
		__u32 slot = WAITING_INDEX(free);
		struct stamp *stamp;

		if (!slot)
			break;
		stamp = bpf_map_lookup_elem(&waiting, &slot);
		if (stamp && __sync_val_compare_and_swap(
				 &waiting_free, free, ((free & ~0xffffffffULL) + WAITING_CHANGE) | stamp->next) == free)
			return slot;
	}
	if (used < WAITING_SLOTS - 1) {
		used = __sync_fetch_and_add(&waiting_used, 1) + 1;
		if (used < WAITING_SLOTS)
			return used;
		__sync_fetch_and_add(&waiting_used, -1);
	}
	__sync_fetch_and_add(&totals.unfollowed, 1);
	return 0;
}

/* Gives a chain of slots back. */
__noinline int give_waiting(__u32 first, __u32 last)
{
	struct stamp *stamp = bpf_map_lookup_elem(&waiting, &last);

	if (!stamp || !first)
		return 0;
	for (__u32 i = 0; i < WAITING_ATTEMPTS; i++) {
		__u64 free = waiting_free;

		stamp->next = WAITING_INDEX(free);
		if (__sync_val_compare_and_swap(&waiting_free, free,
						((free & ~0xffffffffULL) + WAITING_CHANGE) | first) == free)
			break;
	}
	return 0;
}

/* Drops a record: that of a signal, or of a request to end, behind which nothing waits. */
static __always_inline void drop_followed(__u32 home, __u32 slot)
{
	struct followed *record = followed_at(slot);

	if (record && followed_tags[slot & (FOLLOWED_SLOTS - 1)] & 0xff && record->stamp.next)
		give_waiting(record->stamp.next, record->last);
	free_followed(home, slot);
}

/* Drops a record that was left behind by an earlier owner of its queue's address. */
__noinline int drop_stale(__u32 home, __u32 slot)
{
	drop_followed(home & (FOLLOWED_SLOTS - 1), slot);
	return 0;
}

/* The slot of a queue's record, or NO_SLOT. */
static __always_inline __u32 find_followed(const struct queue *queue, __u32 home, __u32 signal)
{
	__u64 tag = tag_of(queue->address, signal);
	__u32 slot = followed_slot(home, signal, 0);
	struct followed *record;

	if (!followed_homes[home])
		return NO_SLOT;
	if (followed_tags[slot] != tag)
		slot = find_beyond_first(tag, home);
	record = followed_at(slot);
	if (slot == NO_SLOT || !record)
		return NO_SLOT;
	if (record->stamp.time >= queue->born)
		return slot;
	drop_stale(home, slot);
	return NO_SLOT;
}

static __always_inline void write_stamp(struct stamp *stamp, const struct series_key *key, __u64 now)
{
	stamp->time = now;
	stamp->sender[0] = key->sender[0];
	stamp->sender[1] = key->sender[1];
	stamp->receiver[0] = key->receiver[0];
	stamp->receiver[1] = key->receiver[1];
	stamp->origin = key->meta >> META_ORIGIN_SHIFT & 0xff;
	stamp->next = 0;
	stamp->previous = 0;
}

static __always_inline void copy_stamp(struct stamp *to, const struct stamp *from)
{
	to->time = from->time;
	to->sender[0] = from->sender[0];
	to->sender[1] = from->sender[1];
	to->receiver[0] = from->receiver[0];
	to->receiver[1] = from->receiver[1];
	to->origin = from->origin;
	to->next = from->next;
	to->cpu = from->cpu;
}

/* The key of a stamp's series, but for its meta. */
static __always_inline void key_from(struct series_key *key, const struct stamp *stamp)
{
	key->sender[0] = stamp->sender[0];
	key->sender[1] = stamp->sender[1];
	key->receiver[0] = stamp->receiver[0];
	key->receiver[1] = stamp->receiver[1];
}

/* Another one of a signal that queues up, and has a record. */
__noinline int follow_behind(const struct series_key *key, __u32 slot, __u64 now)
{
	struct followed *record = followed_at(slot);
	struct stamp *stamp, *last;
	__u32 index;

	if (!key || !record)
		return 0;
	index = take_waiting();
	stamp = bpf_map_lookup_elem(&waiting, &index);
	if (!index || !stamp)
		return 0;
	write_stamp(stamp, key, now);
	if (!record->stamp.next) {
		record->stamp.next = index;
	} else {
		last = bpf_map_lookup_elem(&waiting, &record->last);
		if (last)
			last->next = index;
		stamp->previous = record->last;
	}
	record->last = index;
	return 0;
}

/* A signal is pending from now on. One that queues up waits behind the earlier ones; another takes the place of what is
 * left of one that was fetched by other means (sigwait, signalfd) or flushed. */
static __always_inline void follow(const struct queue *queue, const struct series_key *key, bool queues_up, __u64 now)
{
	__u32 signal = key->meta & SIGNAL_MASK;
	__u32 home = followed_home_of(queue->address);
	__u32 slot = find_followed(queue, home, signal);
	struct followed *record;

	if (slot != NO_SLOT && queues_up) {
		follow_behind(key, slot, now);
		return;
	}
	if (slot != NO_SLOT) {
		record = followed_at(slot);
		if (record && record->stamp.next)
			give_waiting(record->stamp.next, record->last);
	} else {
		slot = claim_followed(queue->address, home, signal);
		if (slot == NO_SLOT)
			return;
		record = followed_at(slot);
	}
	if (record)
		write_stamp(&record->stamp, key, now);
}

/* How far a queue is looked through. */
#define QUEUE_DEPTH 48

/* How many of a signal are in a queue; list is its struct list_head *. QUEUE_DEPTH where it is longer than that. */
__noinline int count_queued(__u64 list, __u32 signal)
{
	__u64 node = list;
	__u32 found = 0;

	for (__u32 i = 0; i < QUEUE_DEPTH; i++) {
		node = (__u64)BPF_CORE_READ((struct list_head *)node, next);
		if (node == list)
			return found;
		found += BPF_CORE_READ((struct sigqueue *)(node - bpf_core_field_offset(struct sigqueue, list)),
				       info.si_signo) == (int)signal;
	}
	return QUEUE_DEPTH;
}

/*
 * One of several that queued up was fetched. As many as are in the queue still are the last in our list: the one before
 * them it was, and those before that one were fetched by other means or flushed. In a longer queue it was the first.
 */
__noinline int unfollow_one(struct stamp *taken, __u32 home, __u32 slot, __u32 remaining)
{
	struct followed *record = followed_at(slot);
	struct stamp *stamp;
	__u32 index, first, next;

	if (!taken || !record)
		return 0;
	index = remaining < QUEUE_DEPTH ? record->last : 0;
	for (__u32 i = 0; i < QUEUE_DEPTH && i < remaining && index; i++) {
		stamp = bpf_map_lookup_elem(&waiting, &index);
		index = stamp ? stamp->previous : 0;
	}
	first = record->stamp.next;
	stamp = bpf_map_lookup_elem(&waiting, &index);
	if (index && stamp) {
		copy_stamp(taken, stamp);
		next = stamp->next;
		give_waiting(first, index);
	} else {
		copy_stamp(taken, &record->stamp);
		next = first;
	}
	stamp = bpf_map_lookup_elem(&waiting, &next);
	if (!next || !stamp) {
		free_followed(home & (FOLLOWED_SLOTS - 1), slot);
		return 0;
	}
	copy_stamp(&record->stamp, stamp);
	give_waiting(next, next);
	stamp = bpf_map_lookup_elem(&waiting, &record->stamp.next);
	if (stamp)
		stamp->previous = 0;
	return 0;
}

/* A signal was fetched from a queue, whose list it is. False where it was not followed. */
static __always_inline bool unfollow(const struct queue *queue, __u32 signal, __u64 list, struct stamp *taken)
{
	__u32 home = followed_home_of(queue->address);
	__u32 slot = find_followed(queue, home, signal);
	struct followed *record;

	if (slot == NO_SLOT)
		return false;
	record = followed_at(slot);
	if (!record)
		return false;
	if (record->stamp.next) {
		unfollow_one(taken, home, slot, count_queued(list, signal));
	} else {
		copy_stamp(taken, &record->stamp);
		free_followed(home, slot);
	}
	return true;
}

/* The queue is gone: so are its records. */
__noinline int release(__u64 queue)
{
	__u32 home = followed_home_of(queue);
	__u64 tag = tag_of(queue, 0);

	for (__u32 i = 0; i < FOLLOWED_WINDOW && followed_homes[home]; i++) {
		__u32 slot = (home + i) & (FOLLOWED_SLOTS - 1);

		if (followed_tags[slot] - tag <= SIGNAL_COUNT)
			drop_followed(home, slot);
	}
	return 0;
}

#endif
