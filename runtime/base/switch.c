/* switch.c - the switch from one C stack to another: x86-64, aarch64, and ucontext.h for the rest;
 * and what sanitizers, valgrind and debuggers are told of it.
 *
 * What a context that is away has at its sp, on x86-64 upwards: the control words of SSE and x87
 * in 8 bytes, rbp, the address to go on at; what else it needs its compiler has put on the stack
 * (gort__switch_machine says that all registers change). On aarch64: x19 to x30, d8 to d15, fpcr in
 * 16 bytes. The directives keep true after the pointer has changed, because both stacks look alike,
 * so a debugger walks any stack that is away from these offsets: with gdb on x86-64
 *
 *     set $s = G->context.sp
 *     set $rip = *(long *)($s + 16), $rbp = *(long *)($s + 8), $rsp = $s + 24
 *     bt
 *
 * (on a core file or in a frame that is restored afterwards). A stack ends at the entry, which says
 * that it has no caller.
 *
 * The status bits of mxcsr are the caller's to lose, so it is loaded only if the control bits
 * differ: that takes longer than the rest of the switch.
 */
#include "switch.h"

#ifdef GORT_SWITCH_PORTABLE
#include <ucontext.h>
#endif
#ifdef GORT_SWITCH_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef GORT_SWITCH_TSAN
#include <sanitizer/tsan_interface.h>
#endif

/* ---- The machine's ------------------------------------------------------------------------ */

#ifndef GORT_SWITCH_PORTABLE

void gort__switch_entry(void);

#if defined(__x86_64__)

/* A return and not a jump, so that calls and returns stay balanced: goroutines mostly wait in the
 * same functions, and then the processor's stack of return addresses, which is the other's, is
 * right for this one. A context that begins is in no call.
 */
__asm__(
    ".text\n"
    ".p2align 4\n"
    ".globl gort__switch_stacks\n"
    ".hidden gort__switch_stacks\n"
    ".type gort__switch_stacks, @function\n"
    "gort__switch_stacks:\n"
    "    .cfi_startproc\n"
    "    pushq %rbp\n"
    "    .cfi_adjust_cfa_offset 8\n"
    "    .cfi_rel_offset %rbp, 0\n"
    "    subq $8, %rsp\n"
    "    .cfi_adjust_cfa_offset 8\n"
    "    stmxcsr (%rsp)\n"
    "    fnstcw 4(%rsp)\n"
    "    movl (%rsp), %ecx\n"
    "    movzwl 4(%rsp), %r8d\n"
    "    movq %rsp, (%rdi)\n"
    "    movq %rsi, %rsp\n"
    "    xorl (%rsp), %ecx\n"
    "    testl $0xffc0, %ecx\n"
    "    je 1f\n"
    "    ldmxcsr (%rsp)\n"
    "1:  cmpw %r8w, 4(%rsp)\n"
    "    je 2f\n"
    "    fldcw 4(%rsp)\n"
    "2:  addq $8, %rsp\n"
    "    .cfi_adjust_cfa_offset -8\n"
    "    popq %rbp\n"
    "    .cfi_adjust_cfa_offset -8\n"
    "    .cfi_restore %rbp\n"
    "    movq %rdx, %rax\n"
    "    leaq gort__switch_entry(%rip), %rcx\n"
    "    cmpq %rcx, (%rsp)\n"
    "    je 3f\n"
    "    ret\n"
    "3:  addq $8, %rsp\n"
    "    .cfi_adjust_cfa_offset -8\n"
    "    .cfi_undefined %rip\n"
    "    jmp gort__switch_entry\n"
    "    .cfi_endproc\n"
    ".size gort__switch_stacks, .-gort__switch_stacks\n"
    /* For who never comes back: nothing is saved, and its calls are no measure for the other's. */
    ".p2align 4\n"
    ".globl gort__switch_last\n"
    ".hidden gort__switch_last\n"
    ".type gort__switch_last, @function\n"
    "gort__switch_last:\n"
    "    .cfi_startproc\n"
    "    subq $8, %rsp\n"
    "    .cfi_adjust_cfa_offset 8\n"
    "    stmxcsr (%rsp)\n"
    "    fnstcw 4(%rsp)\n"
    "    movl (%rsp), %ecx\n"
    "    movzwl 4(%rsp), %r8d\n"
    "    movq %rsp, (%rdi)\n"
    "    movq %rsi, %rsp\n"
    "    .cfi_adjust_cfa_offset 8\n"
    "    .cfi_rel_offset %rbp, 8\n"
    "    xorl (%rsp), %ecx\n"
    "    testl $0xffc0, %ecx\n"
    "    je 1f\n"
    "    ldmxcsr (%rsp)\n"
    "1:  cmpw %r8w, 4(%rsp)\n"
    "    je 2f\n"
    "    fldcw 4(%rsp)\n"
    "2:  addq $8, %rsp\n"
    "    .cfi_adjust_cfa_offset -8\n"
    "    popq %rbp\n"
    "    .cfi_adjust_cfa_offset -8\n"
    "    .cfi_restore %rbp\n"
    "    movq %rdx, %rax\n"
    "    popq %rcx\n"
    "    .cfi_adjust_cfa_offset -8\n"
    "    .cfi_register %rip, %rcx\n"
    "    jmp *%rcx\n"
    "    .cfi_endproc\n"
    ".size gort__switch_last, .-gort__switch_last\n"
    /* rbp: the function; rax: what was handed over. */
    ".p2align 4\n"
    ".globl gort__switch_entry\n"
    ".hidden gort__switch_entry\n"
    ".type gort__switch_entry, @function\n"
    "gort__switch_entry:\n"
    "    .cfi_startproc\n"
    "    .cfi_undefined %rip\n"
    "    movq %rax, %rdi\n"
    "    movq %rbp, %rax\n"
    "    xorl %ebp, %ebp\n"
    "    callq *%rax\n"
    "    ud2\n"
    "    .cfi_endproc\n"
    ".size gort__switch_entry, .-gort__switch_entry\n");

enum { CONTROL, RBP, GO_ON, WORDS };

static void context_lay(gort__context *c, uintptr_t hi, void (*entry)(void *given))
{
    uintptr_t *w = (uintptr_t *)hi - WORDS - 2; /* the entry's calls find an aligned stack */
    for (int i = 0; i < WORDS + 2; i++)
        w[i] = 0;
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1"
                     : "=m"(*(uint32_t *)(void *)w), "=m"(*((uint16_t *)(void *)w + 2)));
    w[RBP] = (uintptr_t)entry;
    w[GO_ON] = (uintptr_t)gort__switch_entry;
    c->sp = w;
}

#else /* aarch64 */

__asm__(".text\n"
        ".p2align 4\n"
        ".globl gort__switch_stacks\n"
        ".hidden gort__switch_stacks\n"
        ".type gort__switch_stacks, %function\n"
        "gort__switch_stacks:\n"
        "    .cfi_startproc\n"
        "    sub sp, sp, #176\n"
        "    .cfi_adjust_cfa_offset 176\n"
        "    stp x19, x20, [sp]\n"
        "    .cfi_rel_offset x19, 0\n"
        "    .cfi_rel_offset x20, 8\n"
        "    stp x21, x22, [sp, #16]\n"
        "    .cfi_rel_offset x21, 16\n"
        "    .cfi_rel_offset x22, 24\n"
        "    stp x23, x24, [sp, #32]\n"
        "    .cfi_rel_offset x23, 32\n"
        "    .cfi_rel_offset x24, 40\n"
        "    stp x25, x26, [sp, #48]\n"
        "    .cfi_rel_offset x25, 48\n"
        "    .cfi_rel_offset x26, 56\n"
        "    stp x27, x28, [sp, #64]\n"
        "    .cfi_rel_offset x27, 64\n"
        "    .cfi_rel_offset x28, 72\n"
        "    stp x29, x30, [sp, #80]\n"
        "    .cfi_rel_offset x29, 80\n"
        "    .cfi_rel_offset x30, 88\n"
        "    stp d8, d9, [sp, #96]\n"
        "    stp d10, d11, [sp, #112]\n"
        "    stp d12, d13, [sp, #128]\n"
        "    stp d14, d15, [sp, #144]\n"
        "    mrs x3, fpcr\n"
        "    str x3, [sp, #160]\n"
        "    mov x4, sp\n"
        "    str x4, [x0]\n"
        "    mov sp, x1\n"
        "    ldr x4, [sp, #160]\n"
        "    cmp x3, x4\n"
        "    b.eq 1f\n"
        "    msr fpcr, x4\n"
        "1:  ldp d14, d15, [sp, #144]\n"
        "    ldp d12, d13, [sp, #128]\n"
        "    ldp d10, d11, [sp, #112]\n"
        "    ldp d8, d9, [sp, #96]\n"
        "    ldp x29, x30, [sp, #80]\n"
        "    ldp x27, x28, [sp, #64]\n"
        "    ldp x25, x26, [sp, #48]\n"
        "    ldp x23, x24, [sp, #32]\n"
        "    ldp x21, x22, [sp, #16]\n"
        "    ldp x19, x20, [sp]\n"
        "    add sp, sp, #176\n"
        "    .cfi_adjust_cfa_offset -176\n"
        "    .cfi_restore x19\n"
        "    .cfi_restore x20\n"
        "    .cfi_restore x21\n"
        "    .cfi_restore x22\n"
        "    .cfi_restore x23\n"
        "    .cfi_restore x24\n"
        "    .cfi_restore x25\n"
        "    .cfi_restore x26\n"
        "    .cfi_restore x27\n"
        "    .cfi_restore x28\n"
        "    .cfi_restore x29\n"
        "    .cfi_restore x30\n"
        "    mov x0, x2\n"
        "    br x30\n"
        "    .cfi_endproc\n"
        ".size gort__switch_stacks, .-gort__switch_stacks\n"
        /* x19: the function; x0: what was handed over. */
        ".p2align 4\n"
        ".globl gort__switch_entry\n"
        ".hidden gort__switch_entry\n"
        ".type gort__switch_entry, %function\n"
        "gort__switch_entry:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined x30\n"
        "    blr x19\n"
        "    brk #1\n"
        "    .cfi_endproc\n"
        ".size gort__switch_entry, .-gort__switch_entry\n");

enum { X19 = 0, X30 = 11, FPCR = 20, WORDS = 22 };

static void context_lay(gort__context *c, uintptr_t hi, void (*entry)(void *given))
{
    uintptr_t *w = (uintptr_t *)hi - WORDS;
    for (int i = 0; i < WORDS; i++)
        w[i] = 0;
    w[X19] = (uintptr_t)entry;
    w[X30] = (uintptr_t)gort__switch_entry;
    __asm__ volatile("mrs %0, fpcr" : "=r"(w[FPCR]));
    c->sp = w;
}

#endif

static void context_lay_on(gort__context *c, uintptr_t lo, uintptr_t hi, void (*entry)(void *given))
{
    (void)lo;
    context_lay(c, hi, entry);
}

#if defined(GORT_SWITCH_ASAN) || defined(GORT_SWITCH_TSAN)
static void *context_go(gort__context *from, gort__context *to, void *given, bool last)
{
    return gort__switch_machine(&from->sp, to->sp, given, last);
}
#endif

#else

/* ---- ucontext.h --------------------------------------------------------------------------- */

/* The machine's context lies on the stack it is of. */
static void context_start(unsigned entry_hi, unsigned entry_lo, unsigned c_hi, unsigned c_lo)
{
    gort__context *c = (gort__context *)((uintptr_t)c_hi << 16 << 16 | c_lo);
    void (*entry)(void *) = (void (*)(void *))((uintptr_t)entry_hi << 16 << 16 | entry_lo);
    entry(c->given);
}

static void context_lay_on(gort__context *c, uintptr_t lo, uintptr_t hi, void (*entry)(void *given))
{
    ucontext_t *u = (ucontext_t *)((hi - sizeof *u) & ~(uintptr_t)63);
    getcontext(u);
    u->uc_stack.ss_sp = (void *)lo;
    u->uc_stack.ss_size = (uintptr_t)u - lo;
    u->uc_link = NULL;
    const uintptr_t e = (uintptr_t)entry, p = (uintptr_t)c;
    makecontext(u, (void (*)(void))context_start, 4, (unsigned)(e >> 16 >> 16), (unsigned)e,
                (unsigned)(p >> 16 >> 16), (unsigned)p);
    c->sp = u;
}

static __attribute__((noinline)) void *context_go(gort__context *from, gort__context *to,
                                                  void *given, bool last)
{
    ucontext_t here;
    (void)last;
    from->sp = &here;
    to->given = given;
    swapcontext(&here, to->sp);
    return from->given;
}

#endif

/* ---- For all ------------------------------------------------------------------------------ */

void gort__context_of_thread(gort__context *c, uintptr_t lo, uintptr_t hi)
{
    c->sp = NULL;
#ifdef GORT_SWITCH_ASAN
    c->lo = lo;
    c->hi = hi;
#else
    (void)lo;
    (void)hi;
#endif
#ifdef GORT_SWITCH_TSAN
    c->fiber = __tsan_get_current_fiber();
#endif
}

void gort__context_make(gort__context *c, uintptr_t lo, uintptr_t hi, void (*entry)(void *given))
{
    context_lay_on(c, lo, hi, entry);
#ifdef GORT_SWITCH_ASAN
    c->lo = lo;
    c->hi = hi;
#endif
#ifdef GORT_SWITCH_TSAN
    c->fiber = __tsan_create_fiber(0);
#endif
}

#if defined(GORT_SWITCH_PORTABLE) || defined(GORT_SWITCH_ASAN) || defined(GORT_SWITCH_TSAN)
void *gort__context_switch(gort__context *from, gort__context *to, void *given, bool last)
{
#ifdef GORT_SWITCH_ASAN
    from->fake = NULL;
    __sanitizer_start_switch_fiber(last ? NULL : &from->fake, (void *)to->lo, to->hi - to->lo);
#endif
#ifdef GORT_SWITCH_TSAN
    __tsan_switch_to_fiber(to->fiber, 0);
#endif
    void *back = context_go(from, to, given, last);
#ifdef GORT_SWITCH_ASAN
    __sanitizer_finish_switch_fiber(from->fake, NULL, NULL);
#endif
    return back;
}
#endif

void gort__context_entered(gort__context *c)
{
    (void)c;
#ifdef GORT_SWITCH_ASAN
    __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
#endif
}

void gort__context_thrown(gort__context *own)
{
    (void)own;
#ifdef GORT_SWITCH_ASAN
    __sanitizer_start_switch_fiber(NULL, (void *)own->lo, own->hi - own->lo);
    __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
#endif
#ifdef GORT_SWITCH_TSAN
    __tsan_switch_to_fiber(own->fiber, 0);
#endif
}

uintptr_t gort__context_depth(const gort__context *c)
{
    return (uintptr_t)c->sp;
}

void gort__context_fresh(uintptr_t lo, uintptr_t hi)
{
#ifdef GORT_SWITCH_ASAN
    const uintptr_t upper_bytes = 256 << 10; /* all of it would be megabytes of ASan's own */
    if (hi - lo > upper_bytes) lo = hi - upper_bytes;
    __asan_unpoison_memory_region((void *)lo, hi - lo);
#else
    (void)lo;
    (void)hi;
#endif
}

void gort__context_drop(gort__context *c, uintptr_t used, uintptr_t hi)
{
#ifdef GORT_SWITCH_ASAN
    __asan_unpoison_memory_region((void *)used, hi - used);
#else
    (void)used;
    (void)hi;
#endif
#ifdef GORT_SWITCH_TSAN
    if (c->fiber) __tsan_destroy_fiber(c->fiber);
    c->fiber = NULL;
#endif
    c->sp = NULL;
}
