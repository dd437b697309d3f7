/* resume.c - a function that has recovered returns to its caller without having called setjmp.
 *
 * Where it is and what registers its caller expects is read from the stack by the C compilers'
 * unwinder, at the recovery: so a function with defer statements pays nothing for it before. In two
 * steps, since what it deferred may still need its frame, and may panic and recover again:
 *
 *   1. the stack is cut off below the function's frame, and resume_rest is called there in place
 *      of whatever it called last. It runs the rest of the deferred calls, if there are any;
 *   2. the function's result is loaded where its caller looks for it, and its frame is cut off too.
 *
 * The function's frame is the one that its gort_defers lies in. Both steps are sound for C
 * compilers: to them they look as the return of a function.
 *
 * On the g's own thread. x86-64 with gcc's or clang's tables; where GORT_RESUMES is 0, there are
 * setjmps instead.
 */
#include "../base/runtime.h"
#include "../gort_abi.h"
#include "panic.h"
#include "unwind.h"
#include <string.h>

#if GORT_RESUMES_HERE
#include <unwind.h>

typedef gort__unwind_frame resume_frame;

typedef struct resume_search {
    uintptr_t in; /* an address in the frame that is looked for */
    bool begun, found;
    resume_frame at, caller;
} resume_search;

/* By the C library's unwinder, which knows more and takes ten times as long. */
static _Unwind_Reason_Code resume_look(struct _Unwind_Context *c, void *search)
{
    resume_search *s = search;
    const resume_frame f = {
        _Unwind_GetGR(c, GORT__UNWIND_RBX),
        _Unwind_GetGR(c, GORT__UNWIND_RBP),
        _Unwind_GetGR(c, GORT__UNWIND_R12),
        _Unwind_GetGR(c, GORT__UNWIND_R13),
        _Unwind_GetGR(c, GORT__UNWIND_R14),
        _Unwind_GetGR(c, GORT__UNWIND_R15),
        _Unwind_GetCFA(c),
        _Unwind_GetIP(c),
    };
    if (s->begun && f.rsp > s->in) {
        s->caller = f;
        s->found = true;
        return _URC_NORMAL_STOP;
    }
    s->begun = true;
    s->at = f;
    return _URC_NO_REASON;
}

/* As here, where rip is. */
static inline __attribute__((always_inline)) void resume_here(resume_frame *f)
{
    __asm__ volatile("movq %%rbx, 0(%%rax)\n\t"
                     "movq %%rbp, 8(%%rax)\n\t"
                     "movq %%r12, 16(%%rax)\n\t"
                     "movq %%r13, 24(%%rax)\n\t"
                     "movq %%r14, 32(%%rax)\n\t"
                     "movq %%r15, 40(%%rax)\n\t"
                     "movq %%rsp, 48(%%rax)\n\t"
                     "leaq 0f(%%rip), %%rcx\n\t"
                     "movq %%rcx, 56(%%rax)\n"
                     "0:"
                     :
                     : "a"(f)
                     : "rcx", "memory");
}

static bool resume_walk(gort_g *g, resume_search *s)
{
    resume_frame f;
    resume_here(&f);
    do {
        s->at = f;
        if (!gort__unwind_step(g, &f)) return false;
    } while (f.rsp <= s->in);
    s->caller = f;
    return true;
}

static resume_search resume_find(gort_g *g, const gort_defers *fr)
{
    resume_search s = {.in = (uintptr_t)fr};
    if (resume_walk(g, &s)) return s;
    (void)_Unwind_Backtrace(resume_look, &s);
    if (!s.found) gort__throw(g->rt, g, "recovery: no way back through the C stack");
    return s;
}

/* The result as the registers that a caller may look for it in. */
static void resume_load(const gort_defers *fr, uint64_t out[2])
{
    const gort_defers_info *info = fr->info;
    memset(out, 0, 2 * sizeof *out);
    if (info->result == GORT_RESULT_NONE) return;
    memcpy(out, fr->word[info->words], info->result_bytes);
    if (info->result != GORT_RESULT_SIGNED || info->result_bytes == 8) return;
    const int unused = 64 - 8 * info->result_bytes;
    out[0] = (uint64_t)((int64_t)(out[0] << unused) >> unused);
}

/* The registers of the resume_frame at rsi, but for rip, which comes into rcx. */
#define RESUME_REGISTERS                                                                           \
    "movq 0(%%rsi), %%rbx\n\t"                                                                     \
    "movq 8(%%rsi), %%rbp\n\t"                                                                     \
    "movq 16(%%rsi), %%r12\n\t"                                                                    \
    "movq 24(%%rsi), %%r13\n\t"                                                                    \
    "movq 32(%%rsi), %%r14\n\t"                                                                    \
    "movq 40(%%rsi), %%r15\n\t"                                                                    \
    "movq 56(%%rsi), %%rcx\n\t"                                                                    \
    "movq 48(%%rsi), %%rsp\n\t"

static GORT_NORETURN void resume_return(const resume_frame *f, const uint64_t result[2])
{
    __asm__ volatile("movq %[first], %%xmm0\n\t" RESUME_REGISTERS "jmp *%%rcx"
                     :
                     : "S"(f), [first] "a"(result[0]), "d"(result[1])
                     : "memory");
    __builtin_unreachable();
}

/* Stands on the stack as what the recovered function called. */
static __attribute__((noinline)) void resume_rest(gort_g *g)
{
    gort_defers *fr = g->recovered;
    gort_recovered(g, fr);
    const resume_search s = resume_find(g, fr);
    uint64_t result[2];
    resume_load(fr, result);
    resume_return(&s.caller, result);
}

void gort_defers_resume(gort_g *g)
{
    const gort_defers *fr = g->recovered;
    const resume_search s = resume_find(g, fr);
    if (!gort__defers_due(fr)) {
        uint64_t result[2];
        resume_load(fr, result);
        resume_return(&s.caller, result);
    }
    __asm__ volatile(RESUME_REGISTERS "pushq %%rcx\n\t"
                                      "jmp *%%rax"
                     :
                     : "S"(&s.at), "D"(g), "a"(resume_rest)
                     : "memory");
    __builtin_unreachable();
}

#else

void gort_defers_resume(gort_g *g)
{
    gort__throw(g->rt, g, "recovery: compiled for another machine");
}

#endif
