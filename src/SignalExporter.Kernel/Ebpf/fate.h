/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What became of signals: how long until a handler ran (delivery), and how processes that were asked to end did end
 * (termination). follow.h remembers who sent what in between.
 */
#ifndef FATE_H
#define FATE_H

#include "follow.h"
#include "histogram_table.h"
#include "oom.h"

/* include/linux/sched/signal.h */
#define SIGNAL_GROUP_EXIT 0x00000004

/* What asks a process to end. A SIGTERM asks also where it is ignored. */
#define ASKING_SIGNALS                                                                                                 \
	(FAULT_SIGNALS | SIGNAL_BIT(SIGHUP) | SIGNAL_BIT(SIGINT) | SIGNAL_BIT(SIGQUIT) | SIGNAL_BIT(SIGKILL) |         \
	 SIGNAL_BIT(SIGABRT) | SIGNAL_BIT(SIGTERM))
/* What does not end a process that has no handler. */
#define SURVIVED_SIGNALS                                                                                               \
	(HARMLESS_SIGNALS | SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) | SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU))
/* The first real-time signal, as the kernel counts: from here on each one that is sent is queued. */
#define KERNEL_SIGRTMIN 32

static __always_inline bool collects(__u32 collector)
{
	return config.collectors & collector;
}

/* Whether there may be records of a thread's process. */
__noinline int is_process_followed(const struct queues *queues)
{
	return queues && is_followed(&queues->process);
}

/* A signal that was sent, beside its series, and what its receiver was like: all as the kernel has it. */
struct departure {
	struct queues queues;
	__u64 sighand; /* struct sighand_struct * */
	__u64 next;    /* the queue's list */
	__u64 prev;
	__u32 process_flags; /* SIGNAL_* */
	__u32 ptrace;
	__u32 result;
	int code;
	bool is_private; /* it waits in the thread's queue */
};

/* Whether somebody meant to kill: not the OOM killer, nor the end of a parent or a PID namespace. */
static __always_inline bool was_asked_for(const struct series_key *key)
{
	__u32 origin = key->meta >> META_ORIGIN_SHIFT & 0xff;

	return origin == ORIGIN_USER || origin == ORIGIN_CGROUP_KILL;
}

/* A process is asked to end: the first request stands. A SIGKILL within the window after a SIGTERM is an escalation. */
static __always_inline void ask(const struct departure *sent, const struct series_key *key, __u64 now)
{
	bool has_reached = has_reached_receiver(sent->result);
	__u32 flags = 0;
	__u32 signal = key->meta & SIGNAL_MASK;
	__u32 home = followed_home_of(sent->queues.process.address);
	__u32 slot = find_followed(&sent->queues.process, home, ASKED);
	bool is_new = slot == NO_SLOT;
	struct series_key escalation;
	struct followed *record;

	if (signal == SIGTERM && (sent->result == RESULT_IGNORED || sent->result == RESULT_IGNORED_BY_INIT))
		has_reached = true;
	/* A SIGKILL to a process that is dying already is dropped, but tells of somebody's impatience. */
	if (!has_reached && (is_new || signal != SIGKILL || sent->result != RESULT_IGNORED))
		return;
	if (is_new)
		slot = claim_followed(sent->queues.process.address, home, ASKED);
	record = followed_at(slot);
	if (slot == NO_SLOT || !record)
		return;
	if (is_new) {
		record->last_term = 0;
		record->flags = 0;
	}
	if (signal != SIGTERM && !(sent->process_flags & SIGNAL_GROUP_EXIT))
		flags = ASKED_LAPSES;
	if (IS_ONE_OF(signal, FAULT_SIGNALS) && (sent->ptrace || !has_default_action(sent->sighand, signal)))
		flags = ASKED_LAPSES | ASKED_WEAKLY;
	if (is_new ||
	    (has_reached && (record->flags & ASKED_WEAKLY ||
			     (record->flags & ASKED_LAPSES && now - record->stamp.time > config.escalation_window)))) {
		write_stamp(&record->stamp, key, now);
		record->signal = signal;
		record->flags = (record->flags & ASKED_KILLED) | flags;
	}
	if (signal == SIGTERM)
		record->last_term = now;
	if (signal == SIGKILL && was_asked_for(key) && !(record->flags & ASKED_KILLED) && record->last_term &&
	    now - record->last_term <= config.escalation_window) {
		record->flags |= ASKED_KILLED;
		escalation = *key;
		escalation.meta = SIGKILL << META_SIGNAL_SHIFT | KIND_ESCALATION << META_KIND_SHIFT;
		count_seldom(&escalation);
	}
}

/* From now on the fate of a signal is followed. */
__noinline int follow_fate(const struct departure *sent, const struct series_key *key)
{
	__u64 now = bpf_ktime_get_boot_ns();
	__u32 signal;
	bool queues_up;

	if (!sent || !key)
		return 0;
	signal = key->meta & SIGNAL_MASK;
	/* Without the collector of deliveries, only what may end the process is of interest. */
	if (is_queued(sent->result) && (collects(COLLECT_DELIVERY) || has_default_action(sent->sighand, signal))) {
		/* Where it is the only one in its queue, what is remembered of earlier ones is out of date. */
		queues_up = collects(COLLECT_DELIVERY) && (signal >= KERNEL_SIGRTMIN || sent->code == SI_TIMER) &&
			    sent->next != sent->prev && !(sent->process_flags & SIGNAL_GROUP_EXIT);
		follow(sent->is_private ? &sent->queues.thread : &sent->queues.process, key, queues_up, now);
	}
	if (collects(COLLECT_TERMINATION) && IS_ONE_OF(signal & 63, ASKING_SIGNALS))
		ask(sent, key, now);
	return 0;
}

/* Whether a signal that was sent has a fate to follow: without the collector of deliveries, only what may end a
 * process. */
static __always_inline bool has_fate(int sig, __u32 result, struct task_struct *receiver)
{
	if (!collects(COLLECT_DELIVERY | COLLECT_TERMINATION) || !is_wanted(sig))
		return false;
	return (collects(COLLECT_TERMINATION) && IS_ONE_OF(sig & 63, ASKING_SIGNALS)) ||
	       (is_queued(result) && (collects(COLLECT_DELIVERY) || has_no_handler(sig, receiver)));
}

/* A signal was sent: its fate is followed, unless its receiver's exit has been here already. */
static __always_inline void depart(const struct series_key *key, struct task_struct *receiver, bool to_process,
				   __u32 result, int code)
{
	struct signal_struct *process = receiver->signal;
	struct departure sent = {
	    .sighand = (__u64)receiver->sighand,
	    .process_flags = process->flags,
	    .ptrace = receiver->ptrace,
	    .result = result,
	    .code = code,
	};

	if (receiver->flags & PF_KTHREAD) /* it heeds no signal, and its exit is not looked at */
		return;
	if (to_process ? !process->live.counter : receiver->flags & PF_EXITING)
		return;
	load_queues(&sent.queues, receiver);
	/*
	 * One that was sent to a thread and ends the process at once (complete_signal()) is the process's from here on:
	 * the thread's exit may come after the process's last. Without deliveries all are, since none is fetched.
	 */
	sent.is_private = collects(COLLECT_DELIVERY) && !to_process && !(sent.process_flags & SIGNAL_GROUP_EXIT);
	if (sent.is_private) {
		sent.next = (__u64)receiver->pending.list.next;
		sent.prev = (__u64)receiver->pending.list.prev;
	} else {
		sent.next = (__u64)process->shared_pending.list.next;
		sent.prev = (__u64)process->shared_pending.list.prev;
	}
	follow_fate(&sent, key);
}

/* A signal that was fetched. */
struct arrival {
	struct queues queues;
	__u64 thread_list; /* struct list_head *: what is in the queues still */
	__u64 process_list;
	__u32 signal;
	int code;
	bool is_handled;
};

/* A handler is about to run, or the signal is not heeded: it is pending no more. */
__noinline int end_delivery(const struct arrival *arrived)
{
	struct series_key key;
	struct stamp stamp = {};

	if (!arrived)
		return 0;
	/*
	 * Which of the two queues it came from is not told. kill() sends to processes; others are looked for where the
	 * kernel fetches first.
	 */
	if (!(arrived->code == SI_USER &&
	      unfollow(&arrived->queues.process, arrived->signal, arrived->process_list, &stamp)) &&
	    !unfollow(&arrived->queues.thread, arrived->signal, arrived->thread_list, &stamp) &&
	    !(arrived->code != SI_USER &&
	      unfollow(&arrived->queues.process, arrived->signal, arrived->process_list, &stamp)))
		return 0;
	if (!arrived->is_handled)
		return 0;
	key_from(&key, &stamp);
	key.meta = arrived->signal << META_SIGNAL_SHIFT;
	observe(HISTOGRAM_DELIVERY, &key, bpf_ktime_get_boot_ns() - stamp.time);
	return 0;
}

/*
 * A signal without a handler was fetched and ends the process. If it was sent to the thread alone, the process keeps
 * its record now, unless a later one was sent to the process: when threads exit, no order of theirs can be relied upon.
 */
__noinline int move_to_process(const struct queues *queues, __u32 signal)
{
	struct followed *from, *to;
	__u32 thread_home, home, slot, thread_slot, next = 0;

	if (!queues)
		return 0;
	thread_home = followed_home_of(queues->thread.address);
	thread_slot = find_followed(&queues->thread, thread_home, signal);
	from = followed_at(thread_slot);
	if (thread_slot == NO_SLOT || !from)
		return 0;
	home = followed_home_of(queues->process.address);
	slot = find_followed(&queues->process, home, signal);
	to = followed_at(slot);
	if (slot != NO_SLOT && to) {
		if (to->stamp.time > from->stamp.time)
			return 0;
		next = to->stamp.next;
	} else {
		slot = claim_followed(queues->process.address, home, signal);
		to = followed_at(slot);
		if (slot == NO_SLOT || !to)
			return 0;
	}
	copy_stamp(&to->stamp, &from->stamp);
	to->stamp.next = next;
	return 0;
}

/* Whether the end of a process was counted; its leader keeps it, which stays until the last thread is gone. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u32);
} ended_processes SEC(".maps");

/*
 * Before 6.16 the tracepoint does not tell the last thread of a process: several that end at once may all find that no
 * other lives on. The first of them counts the end. False: another one has.
 */
static __always_inline bool claim_end(struct task_struct *thread)
{
	/* Alone, it need not leave a mark, but may find one. */
	__u64 create = thread->signal->nr_threads > 1 ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0;
	__u32 *is_counted = bpf_task_storage_get(&ended_processes, thread->group_leader, NULL, create);

	if (!is_counted && create) /* another thread has created it at the same time: that makes this one fail */
		is_counted = bpf_task_storage_get(&ended_processes, thread->group_leader, NULL, 0);
	return !is_counted || !__sync_lock_test_and_set(is_counted, 1);
}

/* A thread that ends. */
struct ending {
	struct queues queues;
	__u64 comm[COMM_WORDS]; /* its process's */
	__u32 killer;		/* the signal that ends its process, as wait() will tell; 0: none does */
	bool is_last;
};

/* Counts a process that a signal has ended. */
static __always_inline void end_by_signal(const struct ending *ending, __u32 home)
{
	__u32 slot = find_followed(&ending->queues.process, home, ending->killer);
	struct followed *record = followed_at(slot);
	__u64 origin = ORIGIN_KERNEL;
	struct series_key key;

	if (slot != NO_SLOT && record) {
		key_from(&key, &record->stamp);
		origin = record->stamp.origin;
	} else { /* nobody sent it: the kernel ended the process, as in seccomp's strict mode */
		key.sender[0] = KERNEL_NAME;
		key.sender[1] = 0;
		key.receiver[0] = ending->comm[0];
		key.receiver[1] = ending->comm[1];
	}
	key.meta = terminated_meta(ending->killer, origin);
	count_seldom(&key);
	if (origin == ORIGIN_OOM_CANDIDATE && record)
		end_oom_candidate(&key, ending->queues.process.address, record->stamp.cpu);
}

/* Ends what was asked of a process: it is gone. */
static __always_inline void end_asked(const struct ending *ending, __u32 home)
{
	__u32 slot = find_followed(&ending->queues.process, home, ASKED);
	struct followed *record = followed_at(slot);
	__u64 outcome = ending->killer ? OUTCOME_KILLED : OUTCOME_EXITED;
	struct series_key key;
	__u64 duration;

	if (slot == NO_SLOT || !record)
		return;
	duration = bpf_ktime_get_boot_ns() - record->stamp.time;
	if (record->flags & ASKED_LAPSES && duration > config.escalation_window && ending->killer != record->signal)
		return;
	key_from(&key, &record->stamp);
	key.meta = record->signal << META_SIGNAL_SHIFT | outcome << META_RESULT_SHIFT;
	observe(HISTOGRAM_TERMINATION, &key, duration);
}

/* A thread is gone, and with the last one its process. */
__noinline int end_thread(const struct ending *ending)
{
	__u32 home;

	if (!ending)
		return 0;
	if (is_followed(&ending->queues.thread))
		release(ending->queues.thread.address);
	if (!ending->is_last)
		return 0;
	home = followed_home_of(ending->queues.process.address);
	if (collects(COLLECT_TERMINATION) && ending->killer && is_wanted(ending->killer))
		end_by_signal(ending, home);
	if (is_followed(&ending->queues.process)) {
		if (collects(COLLECT_TERMINATION))
			end_asked(ending, home);
		release(ending->queues.process.address);
	}
	return 0;
}

/* The signal that ends the process which a thread is in, as wait() will tell; 0: none does. */
static __always_inline __u32 killer_of(struct task_struct *thread)
{
	int status = thread->signal->flags & SIGNAL_GROUP_EXIT ? thread->signal->group_exit_code : thread->exit_code;

	return status & 0x7f;
}

#endif
