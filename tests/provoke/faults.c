// SPDX-License-Identifier: Apache-2.0
/* What the kernel sends to a process for its own doing. Only the receiver plays. */
#define _GNU_SOURCE
#include "arch.h"
#include "provoke.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static sigjmp_buf back;

static void jump_back(int sig)
{
	(void)sig;
	atomic_fetch_add(&shared->handled, 1);
	siglongjmp(back, 1);
}

/* Faults the wanted number of times: each one jumps back over the instruction at fault. */
static void repeat(int sig, void (*fault)(void))
{
	act(sig, jump_back, 0);
	for (volatile long i = 1; i <= run.count; i++) {
		if (sigsetjmp(back, 1) == 0) {
			fault();
			errno = 0;
			die("nothing was at fault");
		}
		await(&shared->handled, i);
	}
}

static void broken_pipe(void)
{
	int ends[2];

	if (pipe(ends))
		die("pipe");
	close(ends[0]);
	handle(SIGPIPE);
	if (argument(0, 0))
		act(SIGPIPE, SIG_IGN, 0);
	for (long i = 1; i <= run.count; i++) {
		if (write(ends[1], "x", 1) != -1 || errno != EPIPE)
			die("write");
	}
}

void sigpipe_row(void)
{
	wait_exited(spawn(run.receiver, broken_pipe));
}

static void large_file(void)
{
	int fd = memfd_create("provoke", MFD_CLOEXEC);

	handle(SIGXFSZ);
	limit(RLIMIT_FSIZE, 4096, 4096);
	for (long i = 1; i <= run.count; i++) {
		if (pwrite(fd, "x", 1, 4096) != -1 || errno != EFBIG)
			die("pwrite");
	}
}

void sigxfsz_row(void)
{
	wait_exited(spawn(run.receiver, large_file));
}

static volatile char *target;

static void touch(void)
{
	*target = 1;
}

static void unmapped(void)
{
	target = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap((void *)target, 4096);
	repeat(SIGSEGV, touch);
}

void segv_maperr_row(void)
{
	wait_exited(spawn(run.receiver, unmapped));
}

static void read_only(void)
{
	target = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	repeat(SIGSEGV, touch);
}

void segv_accerr_row(void)
{
	wait_exited(spawn(run.receiver, read_only));
}

/* The kernel gives up on the mask and kills. */
static void blocked_fault(void)
{
	block(SIGSEGV);
	target = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	touch();
}

void segv_blocked_row(void)
{
	for (long i = 0; i < run.count; i++)
		wait_killed(spawn(run.receiver, blocked_fault), SIGSEGV);
}

static void beyond_file(void)
{
	target = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memfd_create("provoke", MFD_CLOEXEC), 0);
	repeat(SIGBUS, touch);
}

void bus_row(void)
{
	wait_exited(spawn(run.receiver, beyond_file));
}

static void undefined_role(void)
{
	repeat(SIGILL, undefined_instruction);
}

void ill_row(void)
{
	wait_exited(spawn(run.receiver, undefined_role));
}

static void privileged_role(void)
{
	repeat(SIGSEGV, privileged_instruction);
}

void segv_general_row(void)
{
	needs_x86();
	wait_exited(spawn(run.receiver, privileged_role));
}

static void divide_role(void)
{
	repeat(SIGFPE, divide_by_zero);
}

void fpe_row(void)
{
	needs_x86();
	wait_exited(spawn(run.receiver, divide_role));
}

static void breakpoint_role(void)
{
	repeat(SIGTRAP, breakpoint_instruction);
}

void int3_row(void)
{
	wait_exited(spawn(run.receiver, breakpoint_role));
}

static void debug_exception_role(void)
{
	repeat(SIGTRAP, debug_instruction);
}

void icebp_row(void)
{
	needs_x86();
	wait_exited(spawn(run.receiver, debug_exception_role));
}

static void single_step_role(void)
{
	repeat(SIGTRAP, single_step);
}

void step_row(void)
{
	needs_x86();
	wait_exited(spawn(run.receiver, single_step_role));
}

/* getppid is the system call that nobody here needs. */
static void forbid(unsigned int action)
{
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, action),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		die("PR_SET_SECCOMP");
}

static void seccomp_trap(void)
{
	handle(SIGSYS);
	forbid(SECCOMP_RET_TRAP);
	for (long i = 1; i <= run.count; i++) {
		syscall(SYS_getppid);
		await(&shared->handled, i);
	}
}

void seccomp_trap_row(void)
{
	wait_exited(spawn(run.receiver, seccomp_trap));
}

static void seccomp_kill(void)
{
	forbid(SECCOMP_RET_KILL_PROCESS);
	syscall(SYS_getppid);
}

void seccomp_kill_row(void)
{
	for (long i = 0; i < run.count; i++)
		wait_killed(spawn(run.receiver, seccomp_kill), SIGSYS);
}
