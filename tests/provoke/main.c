// SPDX-License-Identifier: Apache-2.0
/* provoke ROW COUNT SENDER RECEIVER [NUMBER...] */
#include "provoke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run run;

static const struct {
	const char *name;
	role *role;
} rows[] = {
    {"kill", kill_row},
    {"sigkill", sigkill_row},
    {"killpg", killpg_row},
    {"pidfd", pidfd_row},
    {"tkill", tkill_row},
    {"tgkill", tgkill_row},
    {"raise", raise_row},
    {"abort", abort_row},
    {"pthread-kill", pthread_kill_row},
    {"mq-notify", mq_notify_row},
    {"queue", queue_row},
    {"queue-self", queue_self_row},
    {"queue-thread", queue_thread_row},
    {"queue-pidfd", queue_pidfd_row},
    {"queue-compat", queue_compat_row},
    {"thread-sends", thread_sends_row},
    {"thread-receives", thread_receives_row},
    {"thread-receives-any", thread_receives_any_row},
    {"leader-gone", leader_gone_row},
    {"child-exited", child_exited_row},
    {"child-killed", child_killed_row},
    {"child-dumped", child_dumped_row},
    {"child-stopped", child_stopped_row},
    {"child-thread", child_thread_row},
    {"exit-signal", exit_signal_row},
    {"parent-death", parent_death_row},
    {"orphaned-group", orphaned_group_row},
    {"cgroup-kill", cgroup_kill_row},
    {"oom", oom_row},
    {"oom-other", oom_other_row},
    {"oom-shared", oom_shared_row},
    {"oom-and-limit", oom_and_limit_row},
    {"sigpipe", sigpipe_row},
    {"sigxfsz", sigxfsz_row},
    {"segv-maperr", segv_maperr_row},
    {"segv-accerr", segv_accerr_row},
    {"segv-general", segv_general_row},
    {"segv-blocked", segv_blocked_row},
    {"bus", bus_row},
    {"ill", ill_row},
    {"fpe", fpe_row},
    {"int3", int3_row},
    {"icebp", icebp_row},
    {"step", step_row},
    {"seccomp-trap", seccomp_trap_row},
    {"seccomp-kill", seccomp_kill_row},
    {"itimer", itimer_row},
    {"alarm", alarm_row},
    {"timer", timer_row},
    {"rlimit-cpu", rlimit_cpu_row},
    {"rlimit-rttime", rlimit_rttime_row},
    {"io-async", io_async_row},
    {"io-setsig", io_setsig_row},
    {"io-overflow", io_overflow_row},
    {"urgent", urgent_row},
    {"terminal-key", terminal_key_row},
    {"terminal-size", terminal_size_row},
    {"terminal-read", terminal_read_row},
    {"terminal-write", terminal_write_row},
    {"terminal-hangup", terminal_hangup_row},
    {"namespace-exit", namespace_exit_row},
    {"init-default", init_default_row},
    {"init-ignore", init_ignore_row},
    {"init-handle", init_handle_row},
    {"init-outside", init_outside_row},
    {"ptrace-attach", ptrace_attach_row},
    {"ptrace-exitkill", ptrace_exitkill_row},
    {"ptrace-kill", ptrace_kill_row},
    {"ignored", ignored_row},
    {"pending", pending_row},
    {"overflow-queue", overflow_queue_row},
    {"overflow-tgkill", overflow_tgkill_row},
    {"overflow-kill", overflow_kill_row},
    {"continue", continue_row},
    {"null-signal", null_signal_row},
    {"no-permission", no_permission_row},
    {"no-process", no_process_row},
    {"exit-group", exit_group_row},
    {"zombie", zombie_row},
    {"storm", storm_row},
    {"names", names_row},
    {"names-self", names_self_row},
    {"deliver-at-once", deliver_at_once_row},
    {"deliver-later", deliver_later_row},
    {"deliver-queued", deliver_queued_row},
    {"deliver-coalesced", deliver_coalesced_row},
    {"deliver-unqueued", deliver_unqueued_row},
    {"deliver-lost", deliver_lost_row},
    {"deliver-timer", deliver_timer_row},
    {"deliver-timers", deliver_timers_row},
    {"deliver-all", deliver_all_row},
    {"deliver-threads", deliver_threads_row},
    {"deliver-exec", deliver_exec_row},
    {"end-by-default", end_by_default_row},
    {"end-handled", end_handled_row},
    {"end-by-itself", end_by_itself_row},
    {"end-silently", end_silently_row},
    {"end-later", end_later_row},
    {"end-stopped", end_stopped_row},
    {"survive", survive_row},
    {"reuse", reuse_row},
    {"escalate", escalate_row},
    {"churn", churn_row},
    {"fail", fail_row},
    {"fail-often", fail_often_row},
    {"event", event_row},
    {"exits", exits_row},
    {"cost", cost_row},
};

/* Names come percent-encoded, since a command line of a managed caller cannot carry bytes that are not UTF-8. */
static void decode(char *name, const char *text)
{
	size_t length = 0;

	while (*text && length < NAME_SIZE - 1) {
		unsigned int byte = (unsigned char)*text++;

		if (byte == '%' && sscanf(text, "%2x", &byte) == 1)
			text += 2;
		name[length++] = (char)byte;
	}
	name[length] = '\0';
}

int main(int argc, char **argv)
{
	if (argc < 5 || argc > 8) {
		fprintf(stderr, "usage: provoke ROW COUNT SENDER RECEIVER [NUMBER...]\n");
		return 2;
	}
	run.count = strtol(argv[2], NULL, 10);
	decode(run.sender, argv[3]);
	decode(run.receiver, argv[4]);
	run.argument_count = argc - 5;
	for (int i = 5; i < argc; i++)
		run.arguments[i - 5] = (int)strtol(argv[i], NULL, 10);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(argv[1], rows[i].name) == 0) {
			start();
			rows[i].role();
			return 0;
		}
	}
	fprintf(stderr, "provoke: no row is called %s\n", argv[1]);
	return 2;
}
