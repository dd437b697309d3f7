/* unwind.h - the C stack, frame by frame: shared by unwind.c and resume.c. */
#ifndef GORT_UNWIND_H
#define GORT_UNWIND_H

#include "../base/runtime.h"

#if defined(__x86_64__) && defined(__linux__)
#define GORT_RESUMES_HERE 1
#else
#define GORT_RESUMES_HERE 0
#endif

/* What a function finds again when a call of it returns: to rip. */
typedef struct gort__unwind_frame {
    uintptr_t rbx, rbp, r12, r13, r14, r15, rsp, rip;
} gort__unwind_frame;

/* DWARF's numbers. */
enum {
    GORT__UNWIND_RBX = 3,
    GORT__UNWIND_RBP = 6,
    GORT__UNWIND_R12 = 12,
    GORT__UNWIND_R13,
    GORT__UNWIND_R14,
    GORT__UNWIND_R15
};

/* From a function to its caller; false: the tables do not say it in a way that is understood. */
bool gort__unwind_step(gort_g *g, gort__unwind_frame *f);

#endif
