/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * SIGKILLs of the OOM killer. When one is sent it looks like any other SIGKILL of the kernel's: a candidate. The
 * mark_victim that follows in the same task tells, with the victim's task_lock held all the while (__oom_kill_process()
 * in mm/oom_kill.c).
 *
 * The victim may exit on another CPU before that: since 6.16 sched_process_exit comes before exit_mm(), which waits for
 * the task_lock. So the end of a process that a candidate has killed is counted as a candidate too, and whichever comes
 * second, mark_victim or the exit, confirms that count.
 */
#ifndef OOM_H
#define OOM_H

#include "critical_table.h"
#include "events.h"
#include "follow.h"
#include "series_table.h"

/* The last candidate that was sent on a CPU. */
struct oom_candidate {
	__u64 sender;	/* struct task_struct *: current */
	__u64 receiver; /* struct task_struct * */
	__u64 receiver_pid;
	__u64 receiver_mm; /* struct mm_struct * */
	__u64 process; /* struct signal_struct *, and HAS_ENDED; 0: marked as a victim, or no record of this SIGKILL */
	struct series_key key;
	struct series_key critical; /* its key in the other table; meta is META_FREE where it is not watched */
};

/* In an address's lowest bit: the process ended before mark_victim, and was counted as a candidate. */
#define HAS_ENDED 1

/* By CPU, and not BPF_MAP_TYPE_PERCPU_ARRAY: an exit on another one looks at it. User space sets its size. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct oom_candidate);
	__uint(max_entries, 1);
} oom_candidates SEC(".maps");

/* Whose memory the OOM killer last freed: it goes on to kill the others who share it. There is one OOM kill at once. */
static __u64 oom_killer; /* struct task_struct * */
static __u64 oom_mm;	 /* struct mm_struct * */

static __always_inline void confirm_critical_oom(const struct series_key *key)
{
	__u32 home = critical_home_of(key);

	for (__u32 i = 0; i < PROBE_WINDOW; i++) {
		struct series_slot *slot = critical_slot_at(home, i);

		if (slot && holds(slot, key)) {
			__sync_fetch_and_add(&slot->oom, 1);
			return;
		}
	}
}

/* The meta of a process that a signal has ended. */
static __always_inline __u64 terminated_meta(__u64 signal, __u64 origin)
{
	return signal << META_SIGNAL_SHIFT | origin << META_ORIGIN_SHIFT | KIND_TERMINATED << META_KIND_SHIFT;
}

/* What was counted under this key as a candidate was the OOM killer's. One that had no slot stays in [other]. */
__noinline int confirm_oom(const struct series_key *key)
{
	__u32 home;

	if (!key)
		return 0;
	home = home_of(key);
	for (__u32 i = 0; i < PROBE_WINDOW; i++) {
		struct series_slot *slot = slot_at(home, i);

		if (slot && holds(slot, key)) {
			__sync_fetch_and_add(&slot->oom, 1);
			break;
		}
	}
	return 0;
}

/* The same for a SIGKILL: its series, and the one in the watchlist's table. */
__noinline int confirm_oom_signal(const struct series_key *key, const struct series_key *critical_key)
{
	if (!key || !critical_key)
		return 0;
	confirm_oom(key);
	if (critical_key->meta != META_FREE)
		confirm_critical_oom(critical_key);
	return 0;
}

/* The slot of the record of a process's SIGKILL, or NO_SLOT. Not static: to the verifier the addresses are numbers. */
__noinline int find_sigkill(const struct queues *queues)
{
	if (!queues)
		return NO_SLOT;
	return find_followed(&queues->process, followed_home_of(queues->process.address), SIGKILL);
}

/* A SIGKILL that may be the OOM killer's has just been counted; the receiver's siglock is held. */
static __noinline int await_oom(const struct series_key *key, const struct series_key *critical_key,
				struct task_struct *task, struct task_struct *current)
{
	bool is_oom = oom_killer == (__u64)current && oom_mm == (__u64)task->mm;
	__u32 cpu = bpf_get_smp_processor_id();
	struct oom_candidate *candidate;
	struct followed *record = NULL;
	struct queues queues;
	__u32 slot;

	if (is_queued(key->meta >> META_RESULT_SHIFT & 0xff)) {
		load_queues(&queues, task);
		slot = find_sigkill(&queues);
		if (slot != NO_SLOT)
			record = followed_at(slot);
	}
	if (is_oom) {
		if (record)
			record->stamp.origin = ORIGIN_OOM;
		record_oom(task->pid);
		return confirm_oom_signal(key, critical_key);
	}
	candidate = bpf_map_lookup_elem(&oom_candidates, &cpu);
	if (!candidate)
		return 0;
	candidate->sender = (__u64)current;
	candidate->receiver = (__u64)task;
	candidate->receiver_pid = task->pid;
	candidate->receiver_mm = (__u64)task->mm;
	candidate->key = *key;
	candidate->critical = *critical_key;
	candidate->process = record ? queues.process.address : 0;
	if (record)
		record->stamp.cpu = cpu;
	return 0;
}

/* The OOM killer marks a victim: a task, or before 6.8 its PID. What was a candidate is decided. */
static __always_inline int settle_oom_candidate(struct task_struct *current, __u64 victim)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct oom_candidate *candidate = bpf_map_lookup_elem(&oom_candidates, &cpu);
	struct series_key key, critical_key;

	if (!candidate || candidate->sender != (__u64)current)
		return 0;
	if (victim != candidate->receiver && victim != candidate->receiver_pid)
		return 0;

	candidate->sender = 0;
	oom_killer = (__u64)current;
	oom_mm = candidate->receiver_mm;
	/* Read again: clang would pass the victim, which is a pointer on newer kernels. */
	record_oom(*(volatile __u64 *)&candidate->receiver_pid);
	key = candidate->key;
	critical_key = candidate->critical;
	confirm_oom_signal(&key, &critical_key);
	if (__sync_lock_test_and_set(&candidate->process, 0) & HAS_ENDED) {
		key.meta = terminated_meta(SIGKILL, ORIGIN_OOM_CANDIDATE);
		confirm_oom(&key);
	}
	return 0;
}

/* The process that a candidate has killed ended, and was counted under this key. */
__noinline int end_oom_candidate(const struct series_key *key, __u64 process, __u32 cpu)
{
	struct oom_candidate *candidate = bpf_map_lookup_elem(&oom_candidates, &cpu);

	if (!key || !candidate)
		return 0;
	if (__sync_val_compare_and_swap(&candidate->process, process, process | HAS_ENDED) == process)
		return 0;
	if (BPF_CORE_READ((struct signal_struct *)process, oom_mm))
		confirm_oom(key);
	return 0;
}

#endif
