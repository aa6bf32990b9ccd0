// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Counts signals where they are sent, by signal, sender, receiver, code, origin and result, in a table that user space
 * maps. It runs inside the sender's system call, so each helper call and each cache line is thought about:
 * docs/benchmarks.md has the cost. attribution.h says who sent it, signals.h how the table looks.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "attribution.h"
#include "running_task.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile struct signal_config config SEC(".rodata.config");
struct signal_totals totals SEC(".data.totals");

/* The table: open addressing, linear probing within PROBE_WINDOW, at most half full. User space sets its size. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct series_slot);
	__uint(max_entries, PROBE_WINDOW);
} series SEC(".maps");

struct watch_state watch SEC(".data.watch");

/* The signals to processes on the watchlist: the same kind of table. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct series_slot);
	__uint(max_entries, CRITICAL_SLOTS);
} critical SEC(".maps");

/* The last SIGKILL on this CPU that may have been the OOM killer's. It holds a spin lock from there to mark_victim. */
struct oom_candidate {
	__u64 sender;	/* struct task_struct *: current */
	__u64 receiver; /* struct task_struct * */
	__u64 receiver_pid;
	__u64 receiver_mm; /* struct mm_struct * */
	struct series_key key;
	struct series_key critical; /* its key in the other table; meta is META_FREE where it is not watched */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct oom_candidate);
	__uint(max_entries, 1);
} oom_candidates SEC(".maps");

/* Whose memory the OOM killer last freed: it goes on to kill the others who share it. There is one OOM kill at a time.
 */
static __u64 oom_killer; /* struct task_struct * */
static __u64 oom_mm;	 /* struct mm_struct * */

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

/* The sender's name where no process is: "kernel", as bytes in memory. */
#define KERNEL_NAME 0x6c656e72656bULL

static __always_inline void load_comm(__u64 words[COMM_WORDS], struct task_struct *task)
{
	struct task_struct *leader = task->group_leader;

	words[0] = *(__u64 *)&leader->comm[0];
	words[1] = *(__u64 *)&leader->comm[8];
}

/* Multiply and fold, the sender beside the receiver so that the CPU does both at once; the constants are odd, random.
 */
static __always_inline __u64 hash_of(const struct series_key *key)
{
	__u64 a = (key->sender[0] ^ config.seed) * 0x9e3779b97f4a7c15ULL;
	__u64 b = (key->receiver[0] ^ key->meta) * 0xbf58476d1ce4e5b9ULL;

	a = ((a ^ a >> 32) + key->sender[1]) * 0x94d049bb133111ebULL;
	b = ((b ^ b >> 32) + (key->receiver[1] ^ config.seed)) * 0xd6e8feb86659fd93ULL;
	return (a ^ b >> 32) * 0xff51afd7ed558ccdULL;
}

/* A hash's top bits say where a key lies, as a rule. */
static __always_inline __u32 home_of(const struct series_key *key)
{
	return hash_of(key) >> config.shift & config.mask;
}

static __always_inline __u32 critical_home_of(const struct series_key *key)
{
	return hash_of(key) / (~0ULL / CRITICAL_SLOTS + 1);
}

/* One branch for five words: they lie in one cache line, and the verifier has fewer ways to go. */
static __always_inline bool holds(const struct series_slot *slot, const struct series_key *key)
{
	return !((slot->key.meta ^ key->meta) | (slot->key.sender[0] ^ key->sender[0]) |
		 (slot->key.sender[1] ^ key->sender[1]) | (slot->key.receiver[0] ^ key->receiver[0]) |
		 (slot->key.receiver[1] ^ key->receiver[1]));
}

static __always_inline void count_other(const struct series_key *key)
{
	__u32 signal = key->meta & 0x7f;

	if (!totals.other_born)
		totals.other_born = bpf_ktime_get_boot_ns();
	if (signal <= SIGNAL_COUNT)
		__sync_fetch_and_add(&totals.other[signal], 1);
}

/* Takes a free slot, unless another CPU was faster. */
static __always_inline bool claim(struct series_slot *slot, const struct series_key *key, __u32 owner)
{
	if (__sync_val_compare_and_swap(&slot->key.meta, META_FREE, META_CLAIMED) != META_FREE)
		return false;
	slot->key.sender[0] = key->sender[0];
	slot->key.sender[1] = key->sender[1];
	slot->key.receiver[0] = key->receiver[0];
	slot->key.receiver[1] = key->receiver[1];
	slot->born = bpf_ktime_get_boot_ns();
	slot->owner = owner;
	slot->n = 1;
	__sync_lock_test_and_set(&slot->key.meta, key->meta);
	return true;
}

static __always_inline struct series_slot *slot_at(__u32 home, __u32 distance)
{
	__u32 index = (home + distance) & config.mask;

	return bpf_map_lookup_elem(&series, &index);
}

static __always_inline __u32 owner_of(__u32 uid)
{
	return uid == 0 ? OWNER_ROOT : uid & (OWNER_BUCKETS - 1);
}

static __always_inline void release_series(__u32 owner)
{
	__sync_fetch_and_add(&totals.live, -1);
	if (owner <= OWNER_ROOT)
		__sync_fetch_and_add(&totals.owned[owner], -1);
}

/*
 * Counts one more live series, unless that were too many. A user other than root may have as many as are still free:
 * one user at most half of the table, two a third each. So whoever fills it leaves room for the others.
 */
static __always_inline bool reserve_series(__u32 owner)
{
	__u64 live = totals.live;

	if (live >= config.limit || owner > OWNER_ROOT)
		return false;
	if (owner != OWNER_ROOT && totals.owned[owner] >= config.limit - live)
		return false;
	__sync_fetch_and_add(&totals.owned[owner], 1);
	if (__sync_fetch_and_add(&totals.live, 1) < config.limit)
		return true;
	release_series(owner);
	return false;
}

/*
 * Not where keys lie as a rule: further on in the window, or new and to be given the first free slot in it, or without
 * a slot. Not static: so the verifier looks at its loops once, and not once for each way that leads here.
 */
__noinline int count_beyond_home(const struct series_key *key, __u32 home)
{
	struct series_slot *slot;
	__u32 owner;

	if (!key)
		return 0;
	for (__u32 i = 0; i < PROBE_WINDOW; i++) {
		slot = slot_at(home, i);
		if (slot && holds(slot, key)) {
			__sync_fetch_and_add(&slot->n, 1);
			return 0;
		}
	}
	owner = owner_of((__u32)bpf_get_current_uid_gid());
	if (!reserve_series(owner)) {
		count_other(key);
		return 0;
	}
	/* Two CPUs at once may claim a slot each for the same key: the reader adds them up. */
	for (__u32 i = 0; i < PROBE_WINDOW; i++) {
		slot = slot_at(home, i);
		if (slot && claim(slot, key, owner))
			return 0;
	}
	release_series(owner);
	count_other(key);
	return 0;
}

static __always_inline void count(const struct series_key *key)
{
	__u32 home = home_of(key);
	struct series_slot *slot = slot_at(home, 0);

	if (!slot || !holds(slot, key))
		slot = slot_at(home, 1);
	if (slot && holds(slot, key))
		__sync_fetch_and_add(&slot->n, 1);
	else
		count_beyond_home(key, home);
}

static __always_inline struct watchlist *active_watchlist(void)
{
	return &watch.lists[watch.active & 1];
}

static __always_inline struct series_slot *critical_slot_at(__u32 home, __u32 distance)
{
	__u32 index = (home + distance) & (CRITICAL_SLOTS - 1);

	return bpf_map_lookup_elem(&critical, &index);
}

/* The first entry of the watchlist that fits; MAX_WATCH_PATTERNS where none does. */
__noinline int find_watch_pattern(const struct series_key *key, __u32 signal)
{
	struct watchlist *list = active_watchlist();

	if (!key)
		return MAX_WATCH_PATTERNS;
	for (__u32 i = 0; i < MAX_WATCH_PATTERNS && i < list->count; i++) {
		struct watch_pattern *pattern = &list->patterns[i];

		if (pattern->signals >> ((signal - 1) & 63) & 1 &&
		    !(((key->receiver[0] ^ pattern->name[0]) & pattern->mask[0]) |
		      ((key->receiver[1] ^ pattern->name[1]) & pattern->mask[1])))
			return i;
	}
	return MAX_WATCH_PATTERNS;
}

/* Counts a signal, if its receiver is on the watchlist; where it is not, the key's meta becomes META_FREE. */
__noinline int count_critical(struct series_key *key, __u32 signal)
{
	struct watchlist *list = active_watchlist();
	struct series_slot *slot;
	__u32 home, found;

	if (!key || signal > SIGNAL_COUNT)
		return 0;
	found = find_watch_pattern(key, signal);
	if (found >= MAX_WATCH_PATTERNS) {
		key->meta = META_FREE;
		return 0;
	}
	home = critical_home_of(key);
	for (__u32 i = 0; i < PROBE_WINDOW; i++) {
		slot = critical_slot_at(home, i);
		if (slot && holds(slot, key)) {
			slot->born = bpf_ktime_get_boot_ns();
			__sync_fetch_and_add(&slot->n, 1);
			return 0;
		}
	}
	for (__u32 i = 0; i < PROBE_WINDOW; i++) {
		slot = critical_slot_at(home, i);
		if (slot && claim(slot, key, 0))
			return 0;
	}
	__sync_fetch_and_add(&list->overflow[found][signal], 1);
	return 0;
}

/* The SIGKILL counted under these keys as a candidate was the OOM killer's. One that had no slot stays in [other]. */
__noinline int confirm_oom(const struct series_key *key, const struct series_key *critical_key)
{
	__u32 home;

	if (!key || !critical_key)
		return 0;
	home = home_of(key);
	for (__u32 i = 0; i < PROBE_WINDOW; i++) {
		struct series_slot *slot = slot_at(home, i);

		if (slot && holds(slot, key)) {
			__sync_fetch_and_add(&slot->oom, 1);
			break;
		}
	}
	if (critical_key->meta == META_FREE)
		return 0;
	home = critical_home_of(critical_key);
	for (__u32 i = 0; i < PROBE_WINDOW; i++) {
		struct series_slot *slot = critical_slot_at(home, i);

		if (slot && holds(slot, critical_key)) {
			__sync_fetch_and_add(&slot->oom, 1);
			break;
		}
	}
	return 0;
}

/* A SIGKILL that may be the OOM killer's has just been counted. mark_victim comes right after, in the same task. */
static __noinline int await_oom(const struct series_key *key, const struct series_key *critical_key,
				struct task_struct *task, struct task_struct *current)
{
	struct oom_candidate *candidate;
	__u32 zero = 0;

	if (oom_killer == (__u64)current && oom_mm == (__u64)task->mm)
		return confirm_oom(key, critical_key);
	candidate = bpf_map_lookup_elem(&oom_candidates, &zero);
	if (candidate) {
		candidate->sender = (__u64)current;
		candidate->receiver = (__u64)task;
		candidate->receiver_pid = task->pid;
		candidate->receiver_mm = (__u64)task->mm;
		candidate->key = *key;
		candidate->critical = *critical_key;
	}
	return 0;
}

SEC("tp_btf/signal_generate")
int signal_generate(__u64 *ctx)
{
	int sig = ctx[0];
	void *info = (void *)ctx[1];
	struct task_struct *receiver = (struct task_struct *)ctx[2];
	__u32 result = ctx[4];
	struct task_struct *current;
	__u32 origin = ORIGIN_USER | BY_CURRENT;
	int code = SI_USER;
	struct series_key key, critical_key;
	__u64 watched = active_watchlist()->signals;

	if (!((config.wanted | watched) >> ((sig - 1) & 63) & 1))
		return 0;

	current = running_task();
	if ((__u64)info > LAST_NO_POINTER)
		code = read_code(info);
	else if ((__u64)info == SEND_SIG_PRIV)
		code = SI_KERNEL;
	if ((__u64)info <= LAST_NO_POINTER || (code != SI_USER && code != SI_TKILL && code != SI_QUEUE)) {
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

	if (config.wanted >> ((sig - 1) & 63) & 1)
		count(&key);
	critical_key.meta = META_FREE;
	if (watched >> ((sig - 1) & 63) & 1 && has_reached_receiver(result)) {
		__u32 uid = origin & BY_CURRENT ? (__u32)bpf_get_current_uid_gid() : NO_UID;

		critical_key = key;
		critical_key.meta = (__u64)uid << META_UID_SHIFT | (__u32)key.meta;
		count_critical(&critical_key, sig);
	}
	if ((origin & ORIGIN_MASK) == ORIGIN_OOM_CANDIDATE)
		await_oom(&key, &critical_key, receiver, current);
	return 0;
}

/* mark_victim(task, uid) since 6.8, mark_victim(pid) before: the argument is compared with both. */
SEC("tp_btf/mark_victim")
int mark_victim(__u64 *ctx)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct oom_candidate *candidate;
	struct series_key key, critical_key;
	__u64 victim = ctx[0];
	__u32 zero = 0;

	candidate = bpf_map_lookup_elem(&oom_candidates, &zero);
	if (!candidate || candidate->sender != (__u64)current)
		return 0;
	if (victim != candidate->receiver && victim != candidate->receiver_pid)
		return 0;

	candidate->sender = 0;
	oom_killer = (__u64)current;
	oom_mm = candidate->receiver_mm;
	key = candidate->key;
	critical_key = candidate->critical;
	return confirm_oom(&key, &critical_key);
}
