/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The few kernel structures that signals.bpf.c reads, with the few members that it reads. CO-RE relocates each
 * access to where the running kernel keeps the member, so order and size here mean nothing.
 */
#ifndef KERNEL_TYPES_H
#define KERNEL_TYPES_H

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct mm_struct {
	unsigned long arg_start, arg_end;
};

typedef union {
	void *sival_ptr;
} sigval_t;

union __sifields {
	struct {
		int _pid;
		unsigned int _uid;
		sigval_t _sigval;
	} _rt;
};

struct kernel_siginfo {
	int si_signo;
	int si_code;
	union __sifields _sifields;
};

struct upid {
	int nr;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct sigaction {
	void *sa_handler;
};

struct k_sigaction {
	struct sigaction sa;
};

struct sighand_struct {
	struct k_sigaction action[64];
};

struct list_head {
	struct list_head *next, *prev;
};

struct sigpending {
	struct list_head list;
};

struct sigqueue {
	struct list_head list;
	struct kernel_siginfo info;
};

typedef struct {
	int counter;
} atomic_t;

struct signal_struct {
	atomic_t live;
	int nr_threads;
	struct sigpending shared_pending;
	int group_exit_code;
	unsigned int flags;
	struct mm_struct *oom_mm;
};

struct task_struct;

typedef struct {
	unsigned int val;
} kuid_t;

struct cred {
	kuid_t uid;
};

struct kernfs_node {
	const char *name;
	__u64 id;
	struct kernfs_node *parent;
};

/* Its name since 6.15. */
struct kernfs_node___rcu {
	struct kernfs_node *__parent;
};

struct cgroup;

struct cgroup_subsys_state {
	struct cgroup *cgroup;
};

struct cgroup {
	struct cgroup_subsys_state self;
	int level;
	struct kernfs_node *kn;
};

enum cgroup_subsys_id {
	memory_cgrp_id,
};

struct css_set {
	struct cgroup_subsys_state *subsys[1];
	struct cgroup *dfl_cgrp;
};

/* The tracepoint tells since 6.16 whether the thread is the process's last. */
struct trace_event_raw_sched_process_exit {
	bool group_dead;
};

struct rq {
	struct task_struct *curr;
};

struct cfs_rq {
	struct rq *rq;
};

struct sched_entity {
	struct cfs_rq *cfs_rq;
};

struct thread_info {
	unsigned long flags;
};

struct task_struct {
	struct thread_info thread_info;
	struct sched_entity se;
	unsigned int flags;
	unsigned int ptrace;
	int pid;
	int tgid;
	int exit_code;
	int exit_signal;
	__u64 start_boottime;
	char comm[16] __attribute__((aligned(8))); /* read as two words */
	void *stack;
	struct mm_struct *mm;
	struct task_struct *real_parent;
	const struct cred *cred;
	struct css_set *cgroups;
	struct pid *thread_pid;
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	struct sigpending pending;
	struct task_struct *group_leader;
};

/* The system call's number and its arguments, as each architecture saves them on entry. */
struct pt_regs___x86 {
	unsigned long bx, cx, dx, si, di, orig_ax;
};

struct pt_regs___arm64 {
	unsigned long long regs[31];
	int syscallno;
};

struct thread_info___x86 {
	unsigned int status;
};

struct task_struct___x86 {
	struct thread_info___x86 thread_info;
};

#pragma clang attribute pop

#endif
