/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What the two tables of series have in common: how a key is hashed, found and given a slot. signals.h has the layout.
 */
#ifndef SLOT_H
#define SLOT_H

#include "signals.h"

/* Set before the program is loaded. */
const volatile struct signal_config config SEC(".rodata.config");

/* Multiply and fold, the sender beside the receiver so that a CPU does both at once. The constants are odd, random. */
static __always_inline __u64 hash_of(const struct series_key *key)
{
	__u64 a = (key->sender[0] ^ config.seed) * 0x9e3779b97f4a7c15ULL;
	__u64 b = (key->receiver[0] ^ key->meta) * 0xbf58476d1ce4e5b9ULL;

	a = ((a ^ a >> 32) + key->sender[1]) * 0x94d049bb133111ebULL;
	b = ((b ^ b >> 32) + (key->receiver[1] ^ config.seed)) * 0xd6e8feb86659fd93ULL;
	return (a ^ b >> 32) * 0xff51afd7ed558ccdULL;
}

/* One branch for five words: they lie in one cache line, and the verifier has fewer ways to go. */
static __always_inline bool same_key(const struct series_key *a, const struct series_key *b)
{
	return !((a->meta ^ b->meta) | (a->sender[0] ^ b->sender[0]) | (a->sender[1] ^ b->sender[1]) |
		 (a->receiver[0] ^ b->receiver[0]) | (a->receiver[1] ^ b->receiver[1]));
}

static __always_inline bool holds(const struct series_slot *slot, const struct series_key *key)
{
	return same_key(&slot->key, key);
}

/* Takes a free slot's key, unless another CPU was faster. */
static __always_inline bool claim_key(struct series_key *free, const struct series_key *key)
{
	if (__sync_val_compare_and_swap(&free->meta, META_FREE, META_CLAIMED) != META_FREE)
		return false;
	free->sender[0] = key->sender[0];
	free->sender[1] = key->sender[1];
	free->receiver[0] = key->receiver[0];
	free->receiver[1] = key->receiver[1];
	return true;
}

/* From here on the slot is found. */
static __always_inline void publish_key(struct series_key *claimed, const struct series_key *key)
{
	__sync_lock_test_and_set(&claimed->meta, key->meta);
}

static __always_inline bool claim(struct series_slot *slot, const struct series_key *key, __u32 owner)
{
	if (!claim_key(&slot->key, key))
		return false;
	slot->born = bpf_ktime_get_boot_ns();
	slot->owner = owner;
	slot->n = 1;
	publish_key(&slot->key, key);
	return true;
}

#endif
