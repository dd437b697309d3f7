/* traceback.c - the Go functions that are active on a g, from the call-site words of its shadow
 * stack.
 *
 * Every call of an emitted function leaves the address of its gort_site as the last word below the
 * callee's sp, so the site words below a recorded sp, read downwards, are the active frames,
 * innermost first. Any other word (pointer, type word, the address of a pair) is no element of a
 * registered module's sites and is passed over. Works the same with any compiler, any optimisation
 * and under sanitizers; needs no unwinder.
 *
 * Reads the g's own words only: call on its thread, or with it stopped.
 */
#include "../base/runtime.h"
#include "../sched/sched.h"
#include "panic.h"
#include <stdio.h>

/* As Go: the frames beyond these are counted out with one line. */
#define TRACEBACK_MAX_FRAMES 100

void gort__traceback(gort_g *g, void **sp, void (*emit)(void *, const char *, size_t), void *user)
{
    char line[1024];
    unsigned frames = 0;
    for (void **w = sp; w-- > g->stack.shadow_lo;) {
        const gort_module *mod = gort__module_of_site(g->rt, *w);
        if (!mod) continue;
        if (frames++ == TRACEBACK_MAX_FRAMES) {
            static const char elided[] = "...additional frames elided...\n";
            emit(user, elided, sizeof elided - 1);
            return;
        }
        const gort_site *s = *w;
        /* Arguments are not recorded, so they are elided as Go does for inlined functions. What
         * Go gives as the offset of the instruction is the number of the call site here. */
        int n = snprintf(line, sizeof line, "%s(%s)\n\t%s:%d +0x%llx\n", s->func,
                         strcmp(s->func, "main.main") == 0 ? "" : "...", s->file, (int)s->line,
                         (unsigned long long)(s - mod->sites));
        if (n < 0) continue;
        if ((size_t)n >= sizeof line) {
            n = sizeof line - 1;
            line[n - 1] = '\n';
        }
        emit(user, line, (size_t)n);
    }
}
