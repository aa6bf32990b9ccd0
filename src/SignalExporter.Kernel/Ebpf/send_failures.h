/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * System calls that failed to send a signal: no tracepoint tells of them but the system call's own exit. Where the
 * kernel lets programs be attached to its functions, those of the calls are hooked, and nobody else pays; else the exit
 * of every system call is (docs/benchmarks.md has the cost).
 */
#ifndef SEND_FAILURES_H
#define SEND_FAILURES_H

#include "attribution.h"
#include "events.h"
#include "series_table.h"

#define NO_CALL	  (~0U)
#define MAX_ERRNO 4095

/* arch/x86/include/asm/thread_info.h: a 32-bit system call. arch/arm64/include/asm/thread_info.h: a 32-bit task. */
#define TS_COMPAT	0x2
#define TIF_32BIT_ARM64 22

static __always_inline bool is_x86(void)
{
	return bpf_core_field_exists(struct pt_regs___x86, orig_ax);
}

static __always_inline bool is_compat(struct task_struct *current)
{
	if (is_x86())
		return BPF_CORE_READ((struct task_struct___x86 *)current, thread_info.status) & TS_COMPAT;
	return current->thread_info.flags >> TIF_32BIT_ARM64 & 1;
}

/* Which of the calls a number stands for. */
static __always_inline __u32 call_of(__u64 nr, bool compat)
{
	if (is_x86() && !compat)
		return nr == 62			? CALL_KILL
		       : nr == 200		? CALL_TKILL
		       : nr == 234		? CALL_TGKILL
		       : nr == 129 || nr == 524 ? CALL_RT_SIGQUEUEINFO /* 524, 536: x32 */
		       : nr == 297 || nr == 536 ? CALL_RT_TGSIGQUEUEINFO
		       : nr == 424		? CALL_PIDFD_SEND_SIGNAL
						: NO_CALL;
	if (is_x86())
		return nr == 37	   ? CALL_KILL
		       : nr == 238 ? CALL_TKILL
		       : nr == 270 ? CALL_TGKILL
		       : nr == 178 ? CALL_RT_SIGQUEUEINFO
		       : nr == 335 ? CALL_RT_TGSIGQUEUEINFO
		       : nr == 424 ? CALL_PIDFD_SEND_SIGNAL
				   : NO_CALL;
	if (!compat) /* include/uapi/asm-generic/unistd.h */
		return nr == 129   ? CALL_KILL
		       : nr == 130 ? CALL_TKILL
		       : nr == 131 ? CALL_TGKILL
		       : nr == 138 ? CALL_RT_SIGQUEUEINFO
		       : nr == 240 ? CALL_RT_TGSIGQUEUEINFO
		       : nr == 424 ? CALL_PIDFD_SEND_SIGNAL
				   : NO_CALL;
	return NO_CALL;
}

/* The signal that the call was to send: its second argument, or its third. */
static __always_inline __s32 signal_argument(struct task_struct *current, __u32 call)
{
	bool third = call == CALL_TGKILL || call == CALL_RT_TGSIGQUEUEINFO;
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(current);

	if (!is_x86())
		return third ? BPF_CORE_READ((struct pt_regs___arm64 *)regs, regs[2])
			     : BPF_CORE_READ((struct pt_regs___arm64 *)regs, regs[1]);
	if (third)
		return BPF_CORE_READ((struct pt_regs___x86 *)regs, dx);
	return is_compat(current) ? BPF_CORE_READ((struct pt_regs___x86 *)regs, cx)
				  : BPF_CORE_READ((struct pt_regs___x86 *)regs, si);
}

/* To whom: the first argument. */
static __always_inline __s32 target_argument(struct task_struct *current)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(current);

	if (!is_x86())
		return BPF_CORE_READ((struct pt_regs___arm64 *)regs, regs[0]);
	return is_compat(current) ? BPF_CORE_READ((struct pt_regs___x86 *)regs, bx)
				  : BPF_CORE_READ((struct pt_regs___x86 *)regs, di);
}

static __always_inline void record_failed(__u64 meta, struct task_struct *current)
{
	struct failed_call failed = {.meta = meta, .sender = (__u64)current, .target = target_argument(current)};

	record_failure(&failed);
}

/* Counts a call that failed; signal 0 only asks whether there is somebody. */
__noinline int send_failed(__u32 call, __s64 result)
{
	struct task_struct *current = bpf_get_current_task_btf();
	__s32 signal = signal_argument(current, call);
	struct series_key key;

	if (result < -MAX_ERRNO || signal == 0)
		return 0;
	if (signal < 0 || signal > SIGNAL_COUNT)
		signal = 0;
	load_comm(key.sender, current);
	key.receiver[0] = 0;
	key.receiver[1] = 0;
	key.meta = (__u64)SEND_FAILURE(call, (__u32)-result) << META_CODE_SHIFT | KIND_SEND_FAILURE << META_KIND_SHIFT |
		   signal << META_SIGNAL_SHIFT;
	if (config.collectors & COLLECT_FAILURES && (!signal || is_wanted(signal)))
		count_seldom(&key);
	if (event_config.failures && (!signal || becomes_event(signal)) &&
	    passes_filter(&key, ORIGIN_USER, event_config.receiver_pid))
		record_failed(key.meta, current);
	return 0;
}

SEC("tp_btf/sys_exit")
int sys_exit(__u64 *ctx)
{
	struct task_struct *current;
	__s64 result = ctx[1];
	__u32 call;

	if (result >= 0)
		return 0;
	current = bpf_get_current_task_btf();
	call = call_of(current_syscall(current), is_compat(current));
	return call == NO_CALL ? 0 : send_failed(call, result);
}

/* A function's result comes behind its arguments; these have one, the registers. */
#define SENDING_FUNCTION(function, call)                                                                               \
	SEC("fexit/" #function)                                                                                        \
	int function(__u64 *ctx)                                                                                       \
	{                                                                                                              \
		return (__s64)ctx[1] < 0 ? send_failed(call, ctx[1]) : 0;                                              \
	}

SENDING_FUNCTION(__x64_sys_kill, CALL_KILL)
SENDING_FUNCTION(__x64_sys_tkill, CALL_TKILL)
SENDING_FUNCTION(__x64_sys_tgkill, CALL_TGKILL)
SENDING_FUNCTION(__x64_sys_rt_sigqueueinfo, CALL_RT_SIGQUEUEINFO)
SENDING_FUNCTION(__x64_sys_rt_tgsigqueueinfo, CALL_RT_TGSIGQUEUEINFO)
SENDING_FUNCTION(__x64_sys_pidfd_send_signal, CALL_PIDFD_SEND_SIGNAL)
SENDING_FUNCTION(__ia32_sys_kill, CALL_KILL)
SENDING_FUNCTION(__ia32_sys_tkill, CALL_TKILL)
SENDING_FUNCTION(__ia32_sys_tgkill, CALL_TGKILL)
SENDING_FUNCTION(__ia32_compat_sys_rt_sigqueueinfo, CALL_RT_SIGQUEUEINFO)
SENDING_FUNCTION(__ia32_compat_sys_rt_tgsigqueueinfo, CALL_RT_TGSIGQUEUEINFO)
SENDING_FUNCTION(__ia32_sys_pidfd_send_signal, CALL_PIDFD_SEND_SIGNAL)

#endif
