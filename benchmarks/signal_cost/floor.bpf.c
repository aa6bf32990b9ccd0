// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* What any attached program costs: it does nothing. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("tp_btf/signal_generate")
int signal_generate(__u64 *ctx)
{
	return 0;
}
