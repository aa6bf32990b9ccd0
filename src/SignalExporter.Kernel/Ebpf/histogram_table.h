/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The tables of durations: one histogram a series. Open addressing like the table of counts; signals.h has the layout.
 */
#ifndef HISTOGRAM_TABLE_H
#define HISTOGRAM_TABLE_H

#include "series_table.h"

/* User space sets its size. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct histogram_slot);
	__uint(max_entries, PROBE_WINDOW);
} histograms SEC(".maps");

static __always_inline struct histogram_slot *histogram_at(__u32 kind, __u32 index)
{
	index += kind * (config.histogram_mask + 1 + SIGNAL_COUNT + 1);
	return bpf_map_lookup_elem(&histograms, &index);
}

/* How many bounds lie below it, without a branch: a difference that is negative has its highest bit set. */
static __always_inline __u32 bucket_of(__u32 kind, __u64 duration)
{
	__u32 bucket = 0;

#pragma unroll
	for (__u32 i = 0; i < HISTOGRAM_BOUNDS; i++)
		bucket += (config.bounds[kind][i] - duration) >> 63;
	return bucket;
}

static __always_inline void add_to(struct histogram_slot *slot, __u32 kind, __u64 duration)
{
	__u32 bucket = bucket_of(kind, duration);

	if (bucket >= HISTOGRAM_BUCKETS)
		return;
	__sync_fetch_and_add(&slot->buckets[bucket].n, 1);
	__sync_fetch_and_add(&slot->buckets[bucket].sum, duration);
}

static __always_inline bool claim_histogram(struct histogram_slot *slot, const struct series_key *key)
{
	if (!claim_key(&slot->key, key))
		return false;
	slot->born = bpf_ktime_get_boot_ns();
	publish_key(&slot->key, key);
	return true;
}

/* Where a series that is not in its home lies: further on in the window, or in a new slot, or with the others. */
__noinline int histogram_beyond_home(const struct series_key *key, __u32 kind, __u32 home)
{
	struct histogram_slot *slot;
	__u32 index;

	if (!key)
		return 0;
	for (__u32 i = 1; i < PROBE_WINDOW; i++) {
		index = (home + i) & config.histogram_mask;
		slot = histogram_at(kind, index);
		if (slot && same_key(&slot->key, key))
			return index;
	}
	if (__sync_fetch_and_add(&totals.histograms_live[kind & (HISTOGRAM_KINDS - 1)], 1) < config.histogram_limit) {
		/* Two CPUs at once may claim a slot each for the same key: the reader adds them up. */
		for (__u32 i = 0; i < PROBE_WINDOW; i++) {
			index = (home + i) & config.histogram_mask;
			slot = histogram_at(kind, index);
			if (slot && claim_histogram(slot, key))
				return index;
		}
	}
	__sync_fetch_and_add(&totals.histograms_live[kind & (HISTOGRAM_KINDS - 1)], -1);
	index = config.histogram_mask + 1 + (key->meta & SIGNAL_MASK);
	slot = histogram_at(kind, index);
	if (slot && !slot->born)
		slot->born = bpf_ktime_get_boot_ns();
	return index;
}

/* Adds a duration, in ns, to the histogram of its series. */
static __always_inline void observe(__u32 kind, const struct series_key *key, __u64 duration)
{
	__u32 home = hash_of(key) >> 32 & config.histogram_mask;
	struct histogram_slot *slot = histogram_at(kind, home);

	if (!slot || !same_key(&slot->key, key))
		slot = histogram_at(kind, histogram_beyond_home(key, kind, home));
	if (slot)
		add_to(slot, kind, duration);
}

#endif
