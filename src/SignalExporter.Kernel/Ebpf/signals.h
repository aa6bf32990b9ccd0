/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What the kernel program (signals.bpf.c) and its reader (SignalTable.cs) share. This header is the truth;
 * LayoutTests.cs compiles it and holds the C# side against it.
 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <linux/types.h>

/* The number of signals, SIGHUP (1) to SIGRTMAX (64). */
#define SIGNAL_COUNT 64

/* A comm is 16 bytes with a NUL last (TASK_COMM_LEN, include/linux/sched.h): two words. */
#define COMM_WORDS 2

/* Why a signal was sent. */
enum signal_origin {
	ORIGIN_USER = 1,
	ORIGIN_FAULT = 2,
	ORIGIN_TIMER = 3,
	ORIGIN_CHILD = 4,
	ORIGIN_IO = 5,
	ORIGIN_TERMINAL = 6,
	ORIGIN_OOM = 7,
	ORIGIN_CGROUP_KILL = 8,
	ORIGIN_PARENT_DEATH = 9,
	ORIGIN_NAMESPACE_EXIT = 10,
	ORIGIN_KERNEL = 11,
	/*
	 * A SIGKILL that may be the OOM killer's: only the mark_victim that follows tells. Such a slot stands for two
	 * series: ORIGIN_OOM with the slot's oom, ORIGIN_KERNEL with the rest of its n.
	 */
	ORIGIN_OOM_CANDIDATE = 12,
};

/* What became of it: the kernel's TRACE_SIGNAL_* (include/trace/events/signal.h), and one of our own. */
enum signal_result {
	RESULT_DELIVERED = 0,
	RESULT_IGNORED = 1,
	RESULT_ALREADY_PENDING = 2,
	RESULT_OVERFLOW_FAIL = 3,
	RESULT_LOSE_INFO = 4,
	RESULT_IGNORED_BY_INIT = 5,
};

/* si_code where it is none that the kernel knows: senders may choose any negative number. */
#define CODE_OTHER (-128)

/* What a slot of the table counts. */
enum series_kind {
	KIND_GENERATED = 0,  /* signals sent */
	KIND_TERMINATED = 1, /* processes ended by a signal: signal, sender, receiver, origin */
	KIND_ESCALATION = 2, /* SIGKILLs after a SIGTERM: sender, receiver */
	KIND_SEND_FAILURE =
	    3, /* system calls that failed to send: signal, sender, and in place of the code SEND_FAILURE */
	KIND_COUNT = 4,
};

/* In place of the code: which system call failed, and with which error number. */
#define SEND_FAILURE(call, error) ((call) << 16 | (error))

enum sending_call {
	CALL_KILL = 0,
	CALL_TKILL = 1,
	CALL_TGKILL = 2,
	CALL_RT_SIGQUEUEINFO = 3,
	CALL_RT_TGSIGQUEUEINFO = 4,
	CALL_PIDFD_SEND_SIGNAL = 5,
};

/* A key's meta word packs the small fields, so that one comparison tells all of them. Never 0, never META_CLAIMED. */
#define META_SIGNAL_SHIFT 0
#define SIGNAL_MASK	  0x7f
#define META_ORIGIN_SHIFT 8
#define META_RESULT_SHIFT 16
#define META_KIND_SHIFT	  24
#define META_CODE_SHIFT	  32 /* si_code as a signed 32-bit number */

#define META_FREE    0ULL
#define META_CLAIMED (~0ULL)

/* What one series counts: who sent what to whom. */
struct series_key {
	__u64 sender[COMM_WORDS];
	__u64 receiver[COMM_WORDS];
	__u64 meta;
};

/*
 * One series in the table: one cache line. The key is written before meta is published, and never changes while meta
 * stands; n only grows. User space makes room by setting meta to META_CLAIMED, waiting for a grace period (so that
 * every program that saw the key is done), and clearing the slot.
 */
struct series_slot {
	struct series_key key;
	__u64 n;
	__u64 born;  /* CLOCK_BOOTTIME, ns: when the slot was claimed */
	__u32 oom;   /* of n: OOM kills, where the origin is ORIGIN_OOM_CANDIDATE; grows right after n */
	__u32 owner; /* where in totals.owned it was counted */
};

/*
 * A signal to a process on the watchlist lies in a slot of the same shape, in a table of its own, so that no flood of
 * other names takes its place. Its meta has the sender's uid in place of the code (NO_UID where no process sent it),
 * its born is the time of the last one, its owner is unused.
 */
#define META_UID_SHIFT 32
#define NO_UID	       0xffffffffU
#define CRITICAL_SLOTS 4096

/* One entry of the watchlist: a name, of which only the bytes under the mask count. */
struct watch_pattern {
	__u64 name[COMM_WORDS];
	__u64 mask[COMM_WORDS];
	__u64 signals; /* bit signal - 1: watch it */
};

#define MAX_WATCH_PATTERNS 128

/* The watchlist. User space fills the one that is not in use, and turns to it by one store. */
struct watchlist {
	__u64 signals; /* of all patterns */
	__u64 count;   /* of patterns */
	struct watch_pattern patterns[MAX_WATCH_PATTERNS];
	/* What found no slot, by the first pattern that fits and the signal. */
	__u64 overflow[MAX_WATCH_PATTERNS][SIGNAL_COUNT + 1];
};

/* In .data.watch. */
struct watch_state {
	__u64 active; /* which list is in use: 0 or 1 */
	struct watchlist lists[2];
};

/* How many slots from its home a key may lie. */
#define PROBE_WINDOW 32

/* A histogram's last bucket has no bound. */
#define HISTOGRAM_BOUNDS  16
#define HISTOGRAM_BUCKETS (HISTOGRAM_BOUNDS + 1)

enum histogram_kind {
	HISTOGRAM_DELIVERY = 0,	   /* signal, sender, receiver */
	HISTOGRAM_TERMINATION = 1, /* the same, and in place of the result OUTCOME_* */
	HISTOGRAM_KINDS = 2,
};

enum termination_outcome {
	OUTCOME_KILLED = 0,
	OUTCOME_EXITED = 1,
};

/* n grows before sum. */
struct histogram_bucket {
	__u64 n;
	__u64 sum; /* ns */
};

/*
 * One series of durations. Its key's meta has the signal, and the outcome in place of the result. A kind's slots are
 * followed by SIGNAL_COUNT + 1 for what found no room, by signal.
 */
struct histogram_slot {
	struct series_key key;
	__u64 born; /* CLOCK_BOOTTIME, ns: when the slot was claimed */
	__u64 padding[2];
	struct histogram_bucket buckets[HISTOGRAM_BUCKETS];
};

/* Which collectors are on. */
#define COLLECT_DELIVERY    1
#define COLLECT_TERMINATION 2
#define COLLECT_FAILURES    4

/* Set before the program is loaded, constant ever after (.rodata.config). */
struct signal_config {
	__u64 wanted; /* bit signal - 1: count it */
	__u64 seed;   /* random: nobody outside can aim at one slot */
	__u64 limit;  /* how many series may live */
	__u32 shift;  /* 64 - log2(slots): a hash's top bits are its home */
	__u32 mask;   /* slots - 1 */
	__u32 collectors;
	__u32 histogram_limit; /* how many series of each kind may live */
	__u32 histogram_mask;  /* slots of a kind - 1 */
	__u32 padding;
	__u64 escalation_window;			 /* ns */
	__u64 bounds[HISTOGRAM_KINDS][HISTOGRAM_BOUNDS]; /* ns, rising; a bound belongs to the bucket below it */
};

/*
 * Who made the series, by user: the senders' uids, each in the bucket of its low bits. Root's come last, in a bucket
 * of their own.
 */
#define OWNER_BUCKETS 4096
#define OWNER_ROOT    OWNER_BUCKETS

/*
 * Single signals, in a ring buffer, for those that somebody wants to read about. All of it is taken when the signal is
 * sent. A control group is told by its number; its path comes once, in a record of its own, before the first event with
 * that number, and again where its place among the known ones was taken by another.
 */
enum event_type {
	EVENT_SIGNAL = 1,  /* struct signal_event */
	EVENT_FAILURE = 2, /* the same: the meta has SEND_FAILURE in place of the code, claimed_pid is the target's */
	EVENT_OOM = 3,	   /* struct oom_event: what was an ORIGIN_OOM_CANDIDATE right before was the OOM killer's */
	EVENT_CGROUP = 4,  /* struct cgroup_event */
};

#define EVENT_HAS_SENDER 1 /* a process sent it */
#define EVENT_HAS_VALUE	 2
#define EVENT_IS_FORGED	 4 /* claimed_pid is not the sender's */

#define EVENT_ANCESTORS	   6
#define EVENT_COMMAND_LINE 256

struct event_process {
	__u32 pid;
	__u32 tid;
	__u32 namespace_pid; /* the process's, in its own PID namespace */
	__u32 uid;
	__u64 comm[COMM_WORDS];
	__u64 thread_comm[COMM_WORDS];
	__u64 cgroup;
};

struct event_ancestor {
	__u64 comm[COMM_WORDS];
	__u32 pid; /* 0: there are no more */
	__u32 padding;
};

struct signal_event {
	__u32 type;
	__u32 flags;
	__u64 time; /* CLOCK_BOOTTIME, ns */
	__u64 meta; /* as in a series' key */
	__u64 value;
	__s32 claimed_pid; /* si_pid */
	__u32 command_line_length;
	struct event_process sender;
	struct event_process receiver;
	struct event_ancestor ancestors[EVENT_ANCESTORS];
	char command_line[EVENT_COMMAND_LINE]; /* NULs between the arguments; only where they are asked for */
};

struct oom_event {
	__u32 type;
	__u32 receiver_tid;
};

#define CGROUP_LEVELS 12
#define CGROUP_NAME   128

struct cgroup_event {
	__u32 type;
	__u32 padding;
	__u64 id;
	char names[CGROUP_LEVELS][CGROUP_NAME]; /* from the group itself upwards; empty above the root's children */
};

/* The known control groups, each in the place of CGROUP_PLACE(id). */
#define KNOWN_CGROUPS	 1024
#define CGROUP_PLACE(id) (((id)*0x9e3779b97f4a7c15ULL) >> 54)

/* Which signals become events (.rodata.events). */
struct event_config {
	__u64 signals;		  /* bit signal - 1 */
	__u64 sender[COMM_WORDS]; /* of a name, only the bytes under the mask count */
	__u64 sender_mask[COMM_WORDS];
	__u64 receiver[COMM_WORDS];
	__u64 receiver_mask[COMM_WORDS];
	__u32 receiver_pid; /* 0: any */
	__u32 origins;	    /* bit ORIGIN_* */
	__u32 failures;	    /* failed calls too */
	__u32 command_lines;
};

/* How many pending signals, and processes that were asked to end, can be followed (.data.followed: one u32 each). */
#define FOLLOWED_SLOTS 32768

/* Counted beside the table (.data.totals). Written by the program; user space takes off what it retires. */
struct signal_totals {
	__u64 live;				   /* slots claimed */
	__u64 other[KIND_COUNT][SIGNAL_COUNT + 1]; /* by signal: counted without a series of their own */
	__u64 other_born;			   /* CLOCK_BOOTTIME, ns: when the first of them was */
	__u64 histograms_live[HISTOGRAM_KINDS];	   /* slots claimed */
	__u64 unfollowed;			   /* signals whose fate there was no room to follow */
	__u64 events_lost;			   /* signals that were to be an event and found the ring buffer full */
	__u32 owned[OWNER_BUCKETS + 1];		   /* slots claimed, by owner */
	__u32 padding;
};

#endif
