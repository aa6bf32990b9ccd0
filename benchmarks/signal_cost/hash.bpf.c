// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* The usual way: count by the two names, the signal, the code and the result in a BPF_MAP_TYPE_HASH. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "../../src/SignalExporter.Kernel/Ebpf/kernel_types.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct key {
	char sender[16];
	char receiver[16];
	int signal;
	int code;
	int result;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct key);
	__type(value, __u64);
} counts SEC(".maps");

SEC("tp_btf/signal_generate")
int signal_generate(__u64 *ctx)
{
	struct task_struct *receiver = (struct task_struct *)ctx[2];
	struct task_struct *sender = bpf_get_current_task_btf();
	struct key key = {.signal = ctx[0], .result = ctx[4]};
	__u64 one = 1;
	__u64 *count;

	bpf_probe_read_kernel(&key.code, sizeof(key.code),
			      (void *)ctx[1] + bpf_core_field_offset(struct kernel_siginfo, si_code));
	bpf_probe_read_kernel_str(key.sender, sizeof(key.sender), sender->group_leader->comm);
	bpf_probe_read_kernel_str(key.receiver, sizeof(key.receiver), receiver->group_leader->comm);
	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&counts, &key, &one, BPF_NOEXIST);
	return 0;
}
