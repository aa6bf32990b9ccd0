/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The table of series: who sent what to whom, how often. Open addressing with linear probing within PROBE_WINDOW, at
 * most half full.
 */
#ifndef SERIES_TABLE_H
#define SERIES_TABLE_H

#include "slot.h"

struct signal_totals totals SEC(".data.totals");

/* User space sets its size. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct series_slot);
	__uint(max_entries, PROBE_WINDOW);
} series SEC(".maps");

/* Whether a signal is counted. */
static __always_inline bool is_wanted(int sig)
{
	return config.wanted >> ((sig - 1) & 63) & 1;
}

/* A hash's top bits say where a key lies, as a rule. */
static __always_inline __u32 home_of(const struct series_key *key)
{
	return hash_of(key) >> config.shift & config.mask;
}

static __always_inline void count_other(const struct series_key *key)
{
	__u32 signal = key->meta & SIGNAL_MASK;
	__u32 kind = key->meta >> META_KIND_SHIFT & (KIND_COUNT - 1);

	if (!totals.other_born)
		totals.other_born = bpf_ktime_get_boot_ns();
	if (signal <= SIGNAL_COUNT)
		__sync_fetch_and_add(&totals.other[kind][signal], 1);
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

/* How many slots are looked at in place, without a call. */
#define NEAR_HOME 3

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
	for (__u32 i = NEAR_HOME; i < PROBE_WINDOW; i++) {
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
	if (!slot || !holds(slot, key))
		slot = slot_at(home, 2);
	if (slot && holds(slot, key))
		__sync_fetch_and_add(&slot->n, 1);
	else
		count_beyond_home(key, home);
}

/* The same where it happens seldom: one copy of it. */
__noinline int count_seldom(const struct series_key *key)
{
	if (key)
		count(key);
	return 0;
}

#endif
