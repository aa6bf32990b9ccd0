// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* What programs at the three tracepoints of a signal's life cost: they do nothing. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("tp_btf/signal_generate")
int signal_generate(__u64 *ctx)
{
	return 0;
}

SEC("tp_btf/signal_deliver")
int signal_deliver(__u64 *ctx)
{
	return 0;
}

SEC("tp_btf/sched_process_exit")
int sched_process_exit(__u64 *ctx)
{
	return 0;
}
