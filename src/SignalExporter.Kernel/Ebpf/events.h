/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Single signals for user space to read about, with all that may be gone when it does: signals.h has what an event is.
 * Nobody is woken: user space looks every now and then.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "attribution.h"
#include "running_task.h"
#include "series_table.h"

/* Set before the program is loaded. */
const volatile struct event_config event_config SEC(".rodata.events");

/* User space sets its size. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

/* Where events are put together: one for signals, one for failed calls, which a signal may interrupt. */
struct event_draft {
	struct signal_event event;
	struct cgroup_event cgroup;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct event_draft);
	__uint(max_entries, 2);
} drafts SEC(".maps");

#define DRAFT_OF_SIGNAL	 0
#define DRAFT_OF_FAILURE 1

/* What user space has been told of; 0: a free place. */
static __u64 known_cgroups[KNOWN_CGROUPS];

static __always_inline bool becomes_event(int sig)
{
	return event_config.signals >> ((sig - 1) & 63) & 1;
}

static __always_inline bool passes_name(const __u64 name[COMM_WORDS], const volatile __u64 wanted[COMM_WORDS],
					const volatile __u64 mask[COMM_WORDS])
{
	return !(((name[0] ^ wanted[0]) & mask[0]) | ((name[1] ^ wanted[1]) & mask[1]));
}

static __always_inline bool passes_filter(const struct series_key *key, __u32 origin, __u32 receiver_pid)
{
	return event_config.origins >> origin & 1 &&
	       (!event_config.receiver_pid || event_config.receiver_pid == receiver_pid) &&
	       passes_name(key->sender, event_config.sender, event_config.sender_mask) &&
	       passes_name(key->receiver, event_config.receiver, event_config.receiver_mask);
}

/*
 * Tasks are known here by address, so that the verifier looks at each function once (series_table.h): they are read by
 * loads that survive a bad pointer, or by a probe read where the kernel has no such.
 */
#define TASK_AT(address)                                                                                               \
	(bpf_rdonly_cast                                                                                               \
	     ? (struct task_struct *)bpf_rdonly_cast((void *)(address), bpf_core_type_id_kernel(struct task_struct))   \
	     : (struct task_struct *)(address))
#define LOAD(pointer, member) (bpf_rdonly_cast ? (pointer)->member : BPF_CORE_READ(pointer, member))

static __always_inline struct kernfs_node *parent_of(struct kernfs_node *node)
{
	if (bpf_core_field_exists(struct kernfs_node___rcu, __parent))
		return BPF_CORE_READ((struct kernfs_node___rcu *)node, __parent);
	return BPF_CORE_READ(node, parent);
}

/*
 * The control group that a process is known by: version 2's, or on hosts that have both, the memory controller's where
 * that is as deep at least, since container runtimes make theirs there.
 */
static __always_inline struct kernfs_node *cgroup_of(struct task_struct *task)
{
	struct css_set *set = LOAD(task, cgroups);
	struct cgroup *group = LOAD(set, dfl_cgrp), *memory;

	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id)) {
		__u32 id = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);

		if (bpf_rdonly_cast) {
			memory = set->subsys[id]->cgroup;
		} else {
			struct cgroup_subsys_state *state = NULL;

			bpf_probe_read_kernel(&state, sizeof(state), &set->subsys[id]);
			memory = BPF_CORE_READ(state, cgroup);
		}
		if (LOAD(memory, level) >= LOAD(group, level))
			group = memory;
	}
	return LOAD(group, kn);
}

/* Tells user space the path of a task's control group. */
__noinline int announce_cgroup(struct cgroup_event *announced, __u64 address, __u64 id)
{
	__u64 node = 0, parent;

	if (!announced)
		return 0;
	announced->type = EVENT_CGROUP;
	announced->padding = 0;
	announced->id = id;
	/* Through memory, so that it is a number like those above it. */
	*(struct kernfs_node *volatile *)&node = cgroup_of(TASK_AT(address));
	for (__u32 i = 0; i < CGROUP_LEVELS; i++) {
		parent = node ? (__u64)parent_of((struct kernfs_node *)node) : 0;
		announced->names[i][0] = 0;
		if (parent) /* the root has no name */
			bpf_probe_read_kernel_str(announced->names[i], CGROUP_NAME,
						  BPF_CORE_READ((struct kernfs_node *)node, name));
		node = parent;
	}
	if (!bpf_ringbuf_output(&events, announced, sizeof(*announced), BPF_RB_NO_WAKEUP))
		known_cgroups[CGROUP_PLACE(id)] = id;
	return 0;
}

static __always_inline __u32 namespace_pid_of(struct task_struct *leader)
{
	struct pid *pid = LOAD(leader, thread_pid);
	__u32 level = LOAD(pid, level), host_pid = LOAD(leader, pid);
	int nr = 0;

	asm volatile("" : "+r"(host_pid)); /* else clang makes one load of two that the verifier sees as different */
	if (level == 0)
		return host_pid;
	bpf_probe_read_kernel(&nr, sizeof(nr),
			      (void *)pid + bpf_core_field_offset(struct pid, numbers) +
				  (level & 31) * bpf_core_type_size(struct upid) +
				  bpf_core_field_offset(struct upid, nr));
	return nr;
}

static __always_inline void load_name(__u64 words[COMM_WORDS], struct task_struct *task)
{
	if (bpf_rdonly_cast) {
		words[0] = *(__u64 *)&task->comm[0];
		words[1] = *(__u64 *)&task->comm[8];
	} else {
		BPF_CORE_READ_INTO((char(*)[16])words, task, comm);
	}
}

/* What a task is like; it is a struct task_struct *. */
__noinline int describe(struct event_process *process, __u64 address)
{
	struct task_struct *task = TASK_AT(address), *leader;
	struct kernfs_node *node;

	if (!process)
		return 0;
	leader = LOAD(task, group_leader);
	process->pid = LOAD(task, tgid);
	process->tid = LOAD(task, pid);
	process->namespace_pid = namespace_pid_of(leader);
	process->uid = bpf_rdonly_cast ? task->cred->uid.val : BPF_CORE_READ(task, cred, uid.val);
	load_name(process->comm, leader);
	load_name(process->thread_comm, task);
	node = cgroup_of(task);
	process->cgroup = LOAD(node, id);
	return 0;
}

/* Tells user space of a task's control group, unless it knows it. */
static __always_inline void introduce_cgroup(struct event_draft *draft, __u64 id, __u64 address)
{
	if (known_cgroups[CGROUP_PLACE(id)] != id)
		announce_cgroup(&draft->cgroup, address, id);
}

/* Who started a task. */
__noinline int describe_ancestors(struct signal_event *event, __u64 address)
{
	struct task_struct *leader = TASK_AT(address);

	if (!event)
		return 0;
	leader = LOAD(leader, group_leader);
#pragma unroll
	for (__u32 i = 0; i < EVENT_ANCESTORS; i++) {
		struct task_struct *parent = LOAD(leader, real_parent);

		leader = LOAD(parent, group_leader); /* that of the first process is the idle task, its own parent */
		event->ancestors[i].pid = LOAD(leader, pid);
		load_name(event->ancestors[i].comm, leader);
	}
	return 0;
}

/* The command line of the process that runs. */
__noinline int read_command_line(struct signal_event *event)
{
	struct task_struct *current = bpf_get_current_task_btf();
	unsigned long start, length;

	if (!event)
		return 0;
	start = BPF_CORE_READ(current, mm, arg_start);
	length = BPF_CORE_READ(current, mm, arg_end) - start;
	if (length > EVENT_COMMAND_LINE)
		length = EVENT_COMMAND_LINE;
	if (length && !bpf_probe_read_user(event->command_line, length, (void *)start))
		event->command_line_length = length;
	return 0;
}

static __always_inline void send_event(struct signal_event *event)
{
	__u64 size = event_config.command_lines ? sizeof(*event) : sizeof(*event) - EVENT_COMMAND_LINE;

	if (bpf_ringbuf_output(&events, event, size, BPF_RB_NO_WAKEUP))
		__sync_fetch_and_add(&totals.events_lost, 1);
}

/* Begins an event; NULL never comes. */
static __always_inline struct event_draft *begin_event(__u32 which, __u32 type, __u64 meta)
{
	struct event_draft *draft = bpf_map_lookup_elem(&drafts, &which);

	if (!draft)
		return NULL;
	draft->event.type = type;
	draft->event.flags = 0;
	draft->event.time = bpf_ktime_get_boot_ns();
	draft->event.meta = meta;
	draft->event.value = 0;
	draft->event.claimed_pid = 0;
	draft->event.command_line_length = 0;
	return draft;
}

/* What the siginfo of rt_sigqueueinfo and its like says, or the kernel's own of the same shape. */
__noinline int read_siginfo(struct signal_event *event, __u64 info)
{
	union __sifields fields = {};

	if (!event)
		return 0;
	bpf_probe_read_kernel(&fields, sizeof(fields),
			      (void *)info + bpf_core_field_offset(struct kernel_siginfo, _sifields));
	event->value = (__u64)fields._rt._sigval.sival_ptr;
	event->flags |= EVENT_HAS_VALUE;
	event->claimed_pid = fields._rt._pid;
	if (event->flags & EVENT_HAS_SENDER && fields._rt._pid &&
	    (__u32)fields._rt._pid != event->sender.namespace_pid &&
	    takes_siginfo(current_syscall(bpf_get_current_task_btf())))
		event->flags |= EVENT_IS_FORGED;
	return 0;
}

static __always_inline void describe_sender(struct event_draft *draft, __u64 sender)
{
	draft->event.flags |= EVENT_HAS_SENDER;
	describe(&draft->event.sender, sender);
	introduce_cgroup(draft, draft->event.sender.cgroup, sender);
	describe_ancestors(&draft->event, sender);
	if (event_config.command_lines)
		read_command_line(&draft->event);
}

/* A signal that was sent and becomes an event. */
struct event_subject {
	__u64 meta;
	__u64 info;
	__u64 receiver; /* struct task_struct * */
	__u64 sender;	/* the same, or 0: the kernel */
	int code;
};

__noinline int record_signal(const struct event_subject *subject)
{
	struct event_draft *draft;

	if (!subject)
		return 0;
	draft = begin_event(DRAFT_OF_SIGNAL, EVENT_SIGNAL, subject->meta);
	if (!draft)
		return 0;
	if (subject->sender)
		describe_sender(draft, subject->sender);
	if (subject->sender == subject->receiver) {
		draft->event.receiver = draft->event.sender;
	} else {
		describe(&draft->event.receiver, subject->receiver);
		introduce_cgroup(draft, draft->event.receiver.cgroup, subject->receiver);
	}
	if (subject->info > LAST_NO_POINTER && subject->code < 0 && subject->code != SI_TKILL)
		read_siginfo(&draft->event, subject->info);
	send_event(&draft->event);
	return 0;
}

static __always_inline void record(const struct series_key *key, __u64 info, int code, struct task_struct *receiver,
				   struct task_struct *current, bool by_current)
{
	struct event_subject subject = {.meta = key->meta, .info = info, .receiver = (__u64)receiver, .code = code};

	if (by_current)
		subject.sender = (__u64)current;
	record_signal(&subject);
}

/* A call that failed and becomes an event. */
struct failed_call {
	__u64 meta;
	__u64 sender; /* struct task_struct * */
	__s32 target;
};

__noinline int record_failure(const struct failed_call *failed)
{
	struct event_draft *draft;

	if (!failed)
		return 0;
	draft = begin_event(DRAFT_OF_FAILURE, EVENT_FAILURE, failed->meta);
	if (!draft)
		return 0;
	describe_sender(draft, failed->sender);
	draft->event.claimed_pid = failed->target;
	send_event(&draft->event);
	return 0;
}

/* The SIGKILL that a task has just got was the OOM killer's. */
__noinline int record_oom(__u32 receiver_tid)
{
	struct oom_event event = {.type = EVENT_OOM, .receiver_tid = receiver_tid};

	if (becomes_event(SIGKILL))
		bpf_ringbuf_output(&events, &event, sizeof(event), BPF_RB_NO_WAKEUP);
	return 0;
}

#endif
