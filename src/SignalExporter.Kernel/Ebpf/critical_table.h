/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The watchlist, and the table of the signals to processes on it: apart from the other, so that no flood of other names
 * takes its place. User space empties it.
 */
#ifndef CRITICAL_TABLE_H
#define CRITICAL_TABLE_H

#include "slot.h"

struct watch_state watch SEC(".data.watch");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct series_slot);
	__uint(max_entries, CRITICAL_SLOTS);
} critical SEC(".maps");

static __always_inline __u32 critical_home_of(const struct series_key *key)
{
	return hash_of(key) / (~0ULL / CRITICAL_SLOTS + 1);
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

#endif
