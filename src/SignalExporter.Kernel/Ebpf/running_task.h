/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Who runs on this CPU, without a call. bpf_get_current_task_btf() is the dearest part of counting a signal on CPUs
 * whose returns are slowed down against speculation (docs/benchmarks.md). The CPU's run queue knows it too: any task
 * leads to its own CPU's queue, and a queue stays where it is for as long as the machine runs. What was learned is used
 * only once the helper has confirmed it; where the kernel is built otherwise, the helper is asked each time.
 */
#ifndef RUNNING_TASK_H
#define RUNNING_TASK_H

#include "kernel_types.h"

#ifdef WITHOUT_KFUNCS /* as on kernels before 6.2: for a test */
#define bpf_rdonly_cast ((void *(*)(void *, __u32))NULL)
#else
/* Since 6.2: loads that survive a bad pointer, without a call. */
extern void *bpf_rdonly_cast(void *obj, __u32 btf_id) __ksym __weak;
#endif

/*
 * A task that a tracepoint hands over, as one that is not trusted. The verifier searches the kernel's types, by name,
 * for each pointer that is loaded through a trusted one, which makes the load of the program ten times slower.
 */
static __always_inline struct task_struct *plain_task(__u64 argument)
{
	return bpf_rdonly_cast ? bpf_rdonly_cast((void *)argument, bpf_core_type_id_kernel(struct task_struct))
			       : (struct task_struct *)argument;
}

#define MAX_CPUS 1024

/* By CPU: struct rq *; 0 where it is not known yet. */
static __u64 run_queues[MAX_CPUS];

static __always_inline struct rq *run_queue_at(__u64 address)
{
	return bpf_rdonly_cast((void *)address, bpf_core_type_id_kernel(struct rq));
}

static __always_inline struct task_struct *running_task(void)
{
	__u32 cpu = bpf_get_smp_processor_id(); /* no call where the kernel inlines it */
	struct task_struct *current;
	__u64 queue;

	if (!bpf_rdonly_cast || !bpf_core_field_exists(struct sched_entity, cfs_rq) ||
	    !bpf_core_field_exists(struct cfs_rq, rq) || cpu >= MAX_CPUS)
		return bpf_get_current_task_btf();
	if (run_queues[cpu])
		return run_queue_at(run_queues[cpu])->curr;

	current = bpf_get_current_task_btf();
	queue = (__u64)current->se.cfs_rq->rq;
	if ((__u64)run_queue_at(queue)->curr == (__u64)current)
		run_queues[cpu] = queue;
	return current;
}

#endif
