/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Who sent a signal and why, from the si_code, the kind of siginfo, and what current is doing. The order of the tests
 * follows kernel/signal.c: SEND_SIG_NOINFO and SEND_SIG_PRIV are what the kernel sends, a real siginfo is either the
 * kernel's or a system call's.
 */
#ifndef ATTRIBUTION_H
#define ATTRIBUTION_H

#include "kernel_types.h"
#include "running_task.h"
#include "signals.h"

/* include/uapi/asm-generic/signal.h */
#define SIGHUP	  1
#define SIGINT	  2
#define SIGQUIT	  3
#define SIGILL	  4
#define SIGTRAP	  5
#define SIGABRT	  6
#define SIGBUS	  7
#define SIGFPE	  8
#define SIGKILL	  9
#define SIGSEGV	  11
#define SIGPIPE	  13
#define SIGALRM	  14
#define SIGTERM	  15
#define SIGCHLD	  17
#define SIGCONT	  18
#define SIGSTOP	  19
#define SIGTSTP	  20
#define SIGTTIN	  21
#define SIGTTOU	  22
#define SIGURG	  23
#define SIGXCPU	  24
#define SIGXFSZ	  25
#define SIGVTALRM 26
#define SIGPROF	  27
#define SIGWINCH  28
#define SIGIO	  29
#define SIGSYS	  31

/* include/uapi/asm-generic/signal-defs.h */
#define SIG_DFL 0
#define SIG_IGN 1

#define SIGNAL_BIT(sig)	    (1ULL << (sig))
#define IS_ONE_OF(sig, set) ((set) >> (sig)&1)

#define FAULT_SIGNALS                                                                                                  \
	(SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSEGV) |    \
	 SIGNAL_BIT(SIGSYS))
#define TIMER_SIGNALS (SIGNAL_BIT(SIGALRM) | SIGNAL_BIT(SIGVTALRM) | SIGNAL_BIT(SIGPROF) | SIGNAL_BIT(SIGXCPU))
#define IO_SIGNALS    (SIGNAL_BIT(SIGIO) | SIGNAL_BIT(SIGURG))
#define TERMINAL_SIGNALS                                                                                               \
	(SIGNAL_BIT(SIGHUP) | SIGNAL_BIT(SIGINT) | SIGNAL_BIT(SIGQUIT) | SIGNAL_BIT(SIGTSTP) | SIGNAL_BIT(SIGCONT) |   \
	 SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU) | SIGNAL_BIT(SIGWINCH))
/* What a process without a handler survives: include/linux/signal.h, SIG_KERNEL_IGNORE_MASK. */
#define HARMLESS_SIGNALS (SIGNAL_BIT(SIGCONT) | SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGWINCH) | SIGNAL_BIT(SIGURG))

/* include/uapi/asm-generic/siginfo.h */
#define SI_USER		  0
#define SI_KERNEL	  0x80
#define SI_QUEUE	  (-1)
#define SI_TIMER	  (-2)
#define SI_ASYNCIO	  (-4)
#define SI_SIGIO	  (-5)
#define SI_TKILL	  (-6)
#define SI_DETHREAD	  (-7)
#define SI_ASYNCNL	  (-60)
#define MAX_POSITIVE_CODE 15 /* FPE_CONDTRAP, the largest */
#define MAX_POLL_CODE	  6  /* POLL_HUP */

/* include/linux/sched/signal.h: what stands where a pointer to a siginfo is expected. */
#define SEND_SIG_PRIV	1
#define LAST_NO_POINTER 4095

/* include/linux/sched.h, include/linux/sched/signal.h */
#define PF_EXITING	  0x00000004
#define PF_KTHREAD	  0x00200000
#define SIGNAL_UNKILLABLE 0x00000040

/* An origin, and whether current is the sender; else the kernel is. */
#define BY_CURRENT  0x100
#define ORIGIN_MASK 0xff

/* What the tracepoint tells of a signal that was sent. */
struct sending {
	__u64 info; /* a struct kernel_siginfo *, or SEND_SIG_NOINFO, or SEND_SIG_PRIV */
	int code;
	int signal;
	bool to_itself; /* the receiver is the process that runs */
};

/* The first process of a PID namespace other than the host's: its exit takes the others along. */
static __always_inline bool is_namespace_init(struct task_struct *task)
{
	/* Read into a number: before 6.2 the verifier refuses to add a variable to a pointer to a kernel structure. */
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
	__u32 level = BPF_CORE_READ(pid, level);
	int nr = 0;

	if (level == 0 || level > 32)
		return false;
	bpf_probe_read_kernel(&nr, sizeof(nr),
			      (void *)pid + bpf_core_field_offset(struct pid, numbers) +
				  level * bpf_core_type_size(struct upid) + bpf_core_field_offset(struct upid, nr));
	return nr == 1;
}

/* No system call has this number. */
#define NO_SYSCALL (~0ULL)

/*
 * How far a task's saved user registers are from its stack: the same for all tasks (task_pt_regs() of the
 * architecture). 0 until it has been learned from the helper.
 */
static __u64 user_regs_offset;

struct task_addresses {
	__u64 regs;
	__u64 stack;
};

/* Takes the addresses through memory: the verifier refuses to subtract pointers. */
__noinline int learn_user_regs_offset(const struct task_addresses *task)
{
	if (task)
		user_regs_offset = task->regs - task->stack;
	return 0;
}

/* The number of the system call that current is in, as its architecture counts, also where an interrupt came between.
 */
static __always_inline __u64 current_syscall(struct task_struct *current)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(current);

	if (current->flags & PF_KTHREAD)
		return NO_SYSCALL;
	if (!user_regs_offset) {
		struct task_addresses addresses = {.regs = (__u64)regs, .stack = (__u64)current->stack};

		learn_user_regs_offset(&addresses);
	}
	if (bpf_core_field_exists(struct pt_regs___x86, orig_ax))
		return BPF_CORE_READ((struct pt_regs___x86 *)regs, orig_ax) & 0x3fffffff; /* less x32's bit */
	if (bpf_core_field_exists(struct pt_regs___arm64, syscallno))
		return (__u32)BPF_CORE_READ((struct pt_regs___arm64 *)regs, syscallno);
	return NO_SYSCALL;
}

/* rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal: they take a siginfo. */
static __always_inline bool takes_siginfo(__u64 nr)
{
	if (bpf_core_field_exists(struct pt_regs___x86, orig_ax)) /* x86-64, i386, x32 */
		return nr == 129 || nr == 297 || nr == 178 || nr == 335 || nr == 524 || nr == 536 || nr == 424;
	return nr == 138 || nr == 240 || nr == 178 || nr == 363 || nr == 424; /* arm64, arm */
}

static __always_inline bool is_kill(__u64 nr)
{
	if (bpf_core_field_exists(struct pt_regs___x86, orig_ax)) /* x86-64 and x32, i386 */
		return nr == 62 || nr == 37;
	return nr == 129 || nr == 37; /* arm64, arm */
}

/*
 * Whether current is in kill(2), without a call: kill() sends SEND_SIG_NOINFO since 7.3, so this is on the path of most
 * signals there. False also where it is not known yet; attribute() finds out then. A task that is exiting may still
 * have the number of the kill() in which it was killed.
 */
static __always_inline bool is_in_kill(struct task_struct *current)
{
	void *regs = current->stack + user_regs_offset;

	if (!bpf_rdonly_cast || !user_regs_offset || current->flags & (PF_EXITING | PF_KTHREAD))
		return false;
	if (bpf_core_field_exists(struct pt_regs___x86, orig_ax)) {
		struct pt_regs___x86 *x86 = bpf_rdonly_cast(regs, bpf_core_type_id_kernel(struct pt_regs___x86));

		return is_kill(x86->orig_ax & 0x3fffffff); /* less x32's bit */
	}
	if (bpf_core_field_exists(struct pt_regs___arm64, syscallno)) {
		struct pt_regs___arm64 *arm64 = bpf_rdonly_cast(regs, bpf_core_type_id_kernel(struct pt_regs___arm64));

		return is_kill((__u32)arm64->syscallno);
	}
	return false;
}

/* ptrace, whose PTRACE_KILL sends a SIGKILL. */
static __always_inline bool is_ptrace(__u64 nr)
{
	if (bpf_core_field_exists(struct pt_regs___x86, orig_ax)) /* x86-64, i386, x32 */
		return nr == 101 || nr == 26 || nr == 521;
	return nr == 117 || nr == 26; /* arm64, arm */
}

/*
 * Whether current wrote this siginfo itself: it is in one of the system calls that take one, and the siginfo lies on
 * its kernel stack, where those copy it to. Without this test anybody could hide behind si_code SI_TIMER.
 */
static __always_inline bool written_by_caller(__u64 info, struct task_struct *current)
{
	return takes_siginfo(current_syscall(current)) && info >= (__u64)current->stack &&
	       info < (__u64)bpf_task_pt_regs(current);
}

/* SEND_SIG_NOINFO: the kernel acts for current, or tells current of its own fault. */
static __always_inline __u32 attribute_noinfo(const struct sending *sent, struct task_struct *current)
{
	__u64 nr = current_syscall(current);

	if (current->flags & PF_EXITING)
		return ORIGIN_PARENT_DEATH | BY_CURRENT;
	if (is_kill(nr)) /* since 7.3 */
		return ORIGIN_USER | BY_CURRENT;
	if (sent->signal == SIGKILL)
		return is_ptrace(nr) ? ORIGIN_KERNEL : ORIGIN_CGROUP_KILL | BY_CURRENT;
	if ((sent->signal == SIGPIPE || sent->signal == SIGXFSZ) && sent->to_itself)
		return ORIGIN_FAULT;
	return ORIGIN_KERNEL;
}

/* SEND_SIG_PRIV: the kernel sends; current just happens to run. */
static __always_inline __u32 attribute_priv(const struct sending *sent, struct task_struct *current)
{
	if (sent->signal == SIGKILL) {
		if (!(current->flags & PF_EXITING))
			return ORIGIN_OOM_CANDIDATE;
		return is_namespace_init(current) ? ORIGIN_NAMESPACE_EXIT | BY_CURRENT : ORIGIN_KERNEL;
	}
	if (IS_ONE_OF(sent->signal, TIMER_SIGNALS))
		return ORIGIN_TIMER;
	if (IS_ONE_OF(sent->signal, IO_SIGNALS))
		return ORIGIN_IO;
	if (IS_ONE_OF(sent->signal, TERMINAL_SIGNALS))
		return ORIGIN_TERMINAL;
	if (IS_ONE_OF(sent->signal, FAULT_SIGNALS) && sent->to_itself)
		return ORIGIN_FAULT;
	return ORIGIN_KERNEL;
}

/* A real siginfo with a code that kill, tgkill and sigqueue do not make. */
static __always_inline __u32 attribute_real(const struct sending *sent, struct task_struct *current)
{
	/* Another process's SIGCHLD cannot be forged (rt_sigqueueinfo refuses positive codes), and there are many. */
	if (sent->signal == SIGCHLD && sent->code > 0 && !sent->to_itself)
		return ORIGIN_CHILD | BY_CURRENT;
	if (written_by_caller(sent->info, current))
		return ORIGIN_USER | BY_CURRENT;
	if (sent->code == SI_TIMER)
		return ORIGIN_TIMER;
	if (sent->code == SI_ASYNCIO || sent->code == SI_SIGIO)
		return ORIGIN_IO;
	if (sent->code < 0) /* SI_MESGQ: the kernel fills it in for the process that sends the message */
		return ORIGIN_USER | BY_CURRENT;
	if (IS_ONE_OF(sent->signal, FAULT_SIGNALS))
		return ORIGIN_FAULT;
	if (sent->signal == SIGCHLD)
		return ORIGIN_CHILD | BY_CURRENT;
	if (sent->code <= MAX_POLL_CODE) {
		/* CLD_EXITED and POLL_IN are both 1: clone() may name any signal for a child's end. */
		if ((current->flags & PF_EXITING) && current->group_leader->exit_signal == sent->signal)
			return ORIGIN_CHILD | BY_CURRENT;
		return ORIGIN_IO;
	}
	return ORIGIN_KERNEL;
}

/* The sender's name where no process is: "kernel", as bytes in memory. */
#define KERNEL_NAME 0x6c656e72656bULL

static __always_inline void load_comm(__u64 words[COMM_WORDS], struct task_struct *task)
{
	struct task_struct *leader = task->group_leader;

	words[0] = *(__u64 *)&leader->comm[0];
	words[1] = *(__u64 *)&leader->comm[8];
}

/*
 * The origin of a signal that is not plainly a process's, and BY_CURRENT where current sent it. Not static: so the
 * verifier looks at it by itself, and takes info for the number that it is.
 */
__noinline __u32 attribute(const struct sending *sent)
{
	struct task_struct *current = bpf_get_current_task_btf();

	if (!sent)
		return 0;
	if (sent->info == SEND_SIG_PRIV)
		return attribute_priv(sent, current);
	if (sent->info <= LAST_NO_POINTER)
		return attribute_noinfo(sent, current);
	return attribute_real(sent, current);
}

/* si_code as a key may hold it: senders must not be able to make a series for each of four billion numbers. */
static __always_inline int bounded_code(int code)
{
	if (code >= SI_DETHREAD && code <= MAX_POSITIVE_CODE)
		return code;
	return code == SI_KERNEL || code == SI_ASYNCNL ? code : CODE_OTHER;
}

/* Whether it is pending now, and was not before. */
static __always_inline bool is_queued(__u32 result)
{
	return result == RESULT_DELIVERED || result == RESULT_LOSE_INFO;
}

/* Whether it has not been dropped on the way. */
static __always_inline bool has_reached_receiver(__u32 result)
{
	return result == RESULT_DELIVERED || result == RESULT_ALREADY_PENDING || result == RESULT_LOSE_INFO;
}

/* Whether the kernel shields it from signals that would end it: the init of a PID namespace, or of the host. */
static __always_inline bool is_shielded(struct task_struct *task)
{
	return task->signal->flags & SIGNAL_UNKILLABLE;
}

static __always_inline bool is_default_action(void *sighand, __u32 sig)
{
	__u64 handler = SIG_IGN;

	bpf_probe_read_kernel(&handler, sizeof(handler),
			      sighand + bpf_core_field_offset(struct sighand_struct, action) +
				  (sig - 1) * bpf_core_type_size(struct k_sigaction) +
				  bpf_core_field_offset(struct k_sigaction, sa.sa_handler));
	return handler == SIG_DFL;
}

/* Whether a process has no handler for a signal, and does not ignore it; sighand is a struct sighand_struct *. */
__noinline int has_default_action(__u64 sighand, __u32 sig)
{
	return is_default_action((void *)sighand, sig);
}

/* Whether a shielded receiver ignores a signal only because it has no handler for it. */
static __noinline bool has_no_handler(int sig, struct task_struct *task)
{
	return !IS_ONE_OF(sig, HARMLESS_SIGNALS) && is_default_action(BPF_CORE_READ(task, sighand), sig);
}

#endif
