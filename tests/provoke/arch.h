/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instructions and system calls that are the architecture's own. Where it has none, needs_x86() says so and ends the
 * program, before anything of the row has happened.
 */
#ifndef PROVOKE_ARCH_H
#define PROVOKE_ARCH_H

#define NOT_ON_THIS_ARCHITECTURE 77

#if defined(__x86_64__)

#include <sys/mman.h>

/* Where 32-bit system calls can point to. */
#define LOW_MEMORY MAP_32BIT

static inline void needs_x86(void)
{
}

static inline void undefined_instruction(void)
{
	__asm__ volatile("ud2");
}

static inline void breakpoint_instruction(void)
{
	__asm__ volatile("int3");
}

static inline void privileged_instruction(void)
{
	__asm__ volatile("hlt");
}

static inline void divide_by_zero(void)
{
	__asm__ volatile("xorl %%edx, %%edx; xorl %%eax, %%eax; divl %%edx" ::: "eax", "edx");
}

static inline void debug_instruction(void)
{
	__asm__ volatile(".byte 0xf1");
}

/* Sets the trap flag: the next instruction traps. */
static inline void single_step(void)
{
	__asm__ volatile("pushfq; orq $0x100, (%%rsp); popfq; nop" ::: "cc", "memory");
}

/* A system call as 32-bit programs make it: its number is theirs. Returns the negative error. */
static inline long compat_call(long number, const long arguments[4])
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(arguments[0]), "c"(arguments[1]), "d"(arguments[2]), "S"(arguments[3])
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}

#elif defined(__aarch64__)

#include <stdio.h>
#include <unistd.h>

#define LOW_MEMORY 0

static inline void needs_x86(void)
{
	fprintf(stderr, "not on this architecture\n");
	_exit(NOT_ON_THIS_ARCHITECTURE);
}

static inline void undefined_instruction(void)
{
	__asm__ volatile("udf #0");
}

static inline void breakpoint_instruction(void)
{
	__asm__ volatile("brk #0");
}

static inline void privileged_instruction(void)
{
	needs_x86();
}

static inline void divide_by_zero(void)
{
	needs_x86();
}

static inline void debug_instruction(void)
{
	needs_x86();
}

static inline void single_step(void)
{
	needs_x86();
}

static inline long compat_call(long number, const long arguments[4])
{
	(void)number;
	(void)arguments;
	needs_x86();
	return -1;
}

#else
#error "arch.h knows x86-64 and arm64"
#endif

#endif
