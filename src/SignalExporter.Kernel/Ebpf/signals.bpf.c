// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Counts signals where they are sent, by signal, sender, receiver, code, origin and result, in a table that user space
 * maps. It runs inside the sender's system call, so each helper call and each cache line is thought about:
 * docs/benchmarks.md has the cost. attribution.h says who sent it, series_table.h counts, critical_table.h watches.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "attribution.h"
#include "critical_table.h"
#include "running_task.h"
#include "series_table.h"
#include "events.h"
#include "fate.h"
#include "send_failures.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

static __always_inline int read_code(void *info)
{
	int code = 0;

	if (bpf_rdonly_cast) {
		struct kernel_siginfo *cast = bpf_rdonly_cast(info, bpf_core_type_id_kernel(struct kernel_siginfo));

		return cast->si_code;
	}
	bpf_probe_read_kernel(&code, sizeof(code), info + bpf_core_field_offset(struct kernel_siginfo, si_code));
	return code;
}

SEC("tp_btf/signal_generate")
int signal_generate(__u64 *ctx)
{
	int sig = ctx[0];
	void *info = (void *)ctx[1];
	struct task_struct *receiver = plain_task(ctx[2]);
	__u32 result = ctx[4];
	struct task_struct *current;
	__u32 origin = ORIGIN_USER | BY_CURRENT;
	int code = SI_USER;
	bool is_plain = false; /* a process has called kill, tgkill, sigqueue or the like */
	struct series_key key, critical_key;
	__u64 watched = active_watchlist()->signals;

	if (!((config.wanted | watched | event_config.signals) >> ((sig - 1) & 63) & 1))
		return 0;

	current = running_task();
	if ((__u64)info > LAST_NO_POINTER) {
		code = read_code(info);
		is_plain = code == SI_USER || code == SI_TKILL || code == SI_QUEUE;
	} else if ((__u64)info == SEND_SIG_PRIV) {
		code = SI_KERNEL;
	} else {
		is_plain = is_in_kill(current);
	}
	if (!is_plain) {
		struct sending sent = {
		    .info = (__u64)info,
		    .code = code,
		    .signal = sig,
		    .to_itself = (__u64)receiver->group_leader == (__u64)current->group_leader,
		};

		origin = attribute(&sent);
	}
	if (result == RESULT_IGNORED && is_shielded(receiver) && has_no_handler(sig, receiver))
		result = RESULT_IGNORED_BY_INIT;

	load_comm(key.receiver, receiver);
	if (origin & BY_CURRENT) {
		load_comm(key.sender, current);
	} else {
		key.sender[0] = KERNEL_NAME;
		key.sender[1] = 0;
	}
	key.meta = (__u64)(__u32)bounded_code(code) << META_CODE_SHIFT | result << META_RESULT_SHIFT |
		   (origin & ORIGIN_MASK) << META_ORIGIN_SHIFT | sig << META_SIGNAL_SHIFT;

	if (is_wanted(sig))
		count(&key);
	critical_key.meta = META_FREE;
	if (watched >> ((sig - 1) & 63) & 1 && has_reached_receiver(result)) {
		__u32 uid = origin & BY_CURRENT ? (__u32)bpf_get_current_uid_gid() : NO_UID;

		critical_key = key;
		critical_key.meta = (__u64)uid << META_UID_SHIFT | (__u32)key.meta;
		count_critical(&critical_key, sig);
	}
	if (becomes_event(sig) && passes_filter(&key, origin & ORIGIN_MASK, receiver->tgid))
		record(&key, (__u64)info, code, receiver, current, origin & BY_CURRENT);
	if (has_fate(sig, result, receiver))
		depart(&key, receiver, ctx[3], result, code);
	if ((origin & ORIGIN_MASK) == ORIGIN_OOM_CANDIDATE)
		await_oom(&key, &critical_key, receiver, current);
	return 0;
}

/* A signal was fetched from its queue. One that is fatal without a core dump comes as SIGKILL, which is of no use here.
 */
SEC("tp_btf/signal_deliver")
int signal_deliver(__u64 *ctx)
{
	int sig = ctx[0];
	struct k_sigaction *action = (struct k_sigaction *)ctx[2];
	bool is_handled = (__u64)action->sa.sa_handler > SIG_IGN;
	struct arrival arrived = {.signal = sig, .is_handled = is_handled};
	struct task_struct *current;

	if (sig == SIGKILL || !is_wanted(sig))
		return 0;
	current = running_task();
	load_queues(&arrived.queues, current);
	/* What ends the process is left for its exit to find. */
	if ((__u64)action->sa.sa_handler == SIG_DFL && !IS_ONE_OF(sig & 63, SURVIVED_SIGNALS))
		return move_to_process(&arrived.queues, sig);
	arrived.thread_list = (__u64)&current->pending.list;
	arrived.process_list = (__u64)&current->signal->shared_pending.list;
	arrived.code = read_code((void *)ctx[1]);
	return end_delivery(&arrived);
}

SEC("tp_btf/sched_process_exit")
int sched_process_exit(__u64 *ctx)
{
	struct task_struct *thread = plain_task(ctx[0]);
	struct ending ending = {.killer = killer_of(thread)};

	if (thread->flags & PF_KTHREAD)
		return 0;
	load_queues(&ending.queues, thread);
	if (bpf_core_field_exists(struct trace_event_raw_sched_process_exit, group_dead))
		ending.is_last = ctx[1];
	else if (!thread->signal->live.counter && (ending.killer || is_process_followed(&ending.queues)))
		ending.is_last = claim_end((struct task_struct *)ctx[0]);
	if (ending.is_last && ending.killer)
		load_comm(ending.comm, thread);
	return end_thread(&ending);
}

/* mark_victim(task, uid) since 6.8, mark_victim(pid) before: the argument is compared with both. */
SEC("tp_btf/mark_victim")
int mark_victim(__u64 *ctx)
{
	return settle_oom_candidate(bpf_get_current_task_btf(), ctx[0]);
}
