/* SPDX-License-Identifier: Apache-2.0 */
/*
 * provoke sends real signals in every way that the kernel knows, between processes with chosen names.
 *
 * The process that is started keeps its own name and plays no part. It starts a "sender" and a "receiver" without an
 * exit signal (not even SIGCHLD), so that a row shows the signals that it is about and no others.
 */
#ifndef PROVOKE_H
#define PROVOKE_H

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/types.h>

#define NAME_SIZE 16

/* What the command line asks for. */
struct run {
	long count;
	char sender[NAME_SIZE];
	char receiver[NAME_SIZE];
	int arguments[3];
	int argument_count;
};

/* What the processes of a run tell each other; it is in shared memory. */
struct shared {
	atomic_long ready;   /* how many receivers are set up */
	atomic_long handled; /* how many signals reached a handler */
	atomic_long step;    /* whose turn it is, where a row needs turns */
	atomic_long stop;    /* receivers may leave */
	atomic_long receiver;
	atomic_long thread;
};

extern struct run run;
extern struct shared *shared;

typedef void role(void);

/* process.c */
_Noreturn void die(const char *what);
void start(void);
int argument(int index, int otherwise);
void rename_self(const char *name);
pid_t spawn(const char *name, role *role);
pid_t spawn_with(const char *name, role *role, unsigned long flags, int exit_signal);
void die_with_parent(int with);
void become_user(uid_t user);
void wait_exited(pid_t pid);
void wait_killed(pid_t pid, int sig);
void await(atomic_long *what, long least);
void await_state(pid_t pid, char state);
void handle(int sig);
void act(int sig, void (*handler)(int), int flags);
void block(int sig);
void limit(int resource, unsigned long soft, unsigned long hard);
void receive(void);
void pair(role *sender, role *receiver);
void write_file(const char *path, const char *text);

/* timers.c: the kernel kills whoever plays this role, after a SIGXCPU. */
role burn_in_real_time;

/*
 * fates.c: the bounds between which the exporter's times have to lie. A lane is where signals
 * are pending: a process, or one of its threads.
 */
#define LANES 24

struct moment;
extern int record_file;
extern int process_lane;
extern _Thread_local int thread_lane;

void open_record(void);
void map_record(int file);
void print_record(void);
void *share(size_t size);
struct moment *sending(int lane, int sig);
void sent(struct moment *moment);
void postpone(struct moment *moment, long nanoseconds);
void still_waiting(int lane, int sig);
void took_effect(int lane, int sig);
int was_sent(int lane, int sig);
void forget(int lane, int sig);
void forget_first(int lane, int sig);
void handle_recorded(int sig);
unsigned long mask_of(int sig);
void change_mask(int how, unsigned long mask);
void let_through(int lane, int sig);

/* fates_delivery.c */
void send_recorded(int sig);
void recorded_pair(role *sender, role *receiver);

/* fates_termination.c */
role wait_for_end;
void ask(int sig);
void ended(int lane);
void await_end(pid_t pid, int killed_by);
void lives(role *receiver, role *sender, int killed_by);

/* fates_outlived.c */
void send_as_other(int sig);

/* The rows, one file for each kind of cause. */
role kill_row, sigkill_row, killpg_row, pidfd_row, tkill_row, tgkill_row, raise_row, abort_row, pthread_kill_row,
    mq_notify_row;
role queue_row, queue_self_row, queue_thread_row, queue_pidfd_row, queue_compat_row;
role thread_sends_row, thread_receives_row, thread_receives_any_row, leader_gone_row;
role child_exited_row, child_killed_row, child_dumped_row, child_stopped_row, child_thread_row, exit_signal_row;
role parent_death_row, orphaned_group_row, cgroup_kill_row, oom_row, oom_other_row, oom_shared_row, oom_and_limit_row;
role sigpipe_row, sigxfsz_row, segv_maperr_row, segv_accerr_row, segv_general_row, segv_blocked_row, bus_row, ill_row;
role fpe_row, int3_row, icebp_row, step_row, seccomp_trap_row, seccomp_kill_row;
role itimer_row, alarm_row, timer_row, rlimit_cpu_row, rlimit_rttime_row;
role io_async_row, io_setsig_row, io_overflow_row, urgent_row;
role terminal_key_row, terminal_size_row, terminal_read_row, terminal_write_row, terminal_hangup_row;
role namespace_exit_row, init_default_row, init_ignore_row, init_handle_row, init_outside_row;
role ptrace_attach_row, ptrace_exitkill_row, ptrace_kill_row;
role ignored_row, pending_row, overflow_queue_row, overflow_tgkill_row, overflow_kill_row, continue_row;
role null_signal_row, no_permission_row, no_process_row, exit_group_row, zombie_row;
role storm_row, names_row, names_self_row;
role deliver_at_once_row, deliver_later_row, deliver_queued_row, deliver_coalesced_row, deliver_unqueued_row;
role deliver_lost_row, deliver_timer_row, deliver_timers_row, deliver_all_row, deliver_threads_row, deliver_exec_row;
role end_by_default_row, end_handled_row, end_by_itself_row, end_silently_row, end_later_row, end_stopped_row;
role survive_row, reuse_row, escalate_row, churn_row, fail_row, fail_often_row;
role event_row, exits_row, cost_row;

#endif
