/* defers.c - the defer statements of emitted functions: found by a panic, run, and left behind by
 * the function when it has recovered (gort_defer.h).
 *
 * Invariants:
 *  - A pair of GORT_TYPE_WORD(&gort_type_defers[i]) on the shadow stack is a function that has not
 *    returned: each word below an active sp is initialised by what uses it, and such type words
 *    have no other use. So the innermost function is the pair nearest to the top.
 *  - A call is taken off its function before it is made.
 *  - What the function has on the shadow stack ends behind its site word, the first above its pair.
 *
 * On the g's own thread. How a C frame is left without setjmp is in resume.c.
 */
#include "../base/runtime.h"
#include "../base/words.h"
#include "../gort_abi.h"
#include "../sched/sched.h"
#include "panic.h"
#include <setjmp.h>

static const uint8_t defers_masks[GORT_DEFERS_MAX + 2][2] = {
    {0x00, 0}, {0x04, 0}, {0x0c, 0}, {0x1c, 0}, {0x3c, 0},
    {0x7c, 0}, {0xfc, 0}, {0xfc, 1}, {0xfc, 3}, {0xfc, 7},
};
#define DEFERS_TYPE(n)                                                                             \
    {                                                                                              \
        .size_bytes = sizeof(gort_defers) + (n) * sizeof(void *),                                  \
        .ptrdata_bytes = sizeof(gort_defers) + (n) * sizeof(void *), .ptrmask = defers_masks[n],   \
        .ptrmask_bytes = sizeof(gort_defers) + (n) * sizeof(void *), .kind = GORT_KIND_STRUCT,     \
        .align = sizeof(void *), .name = "runtime._defers",                                        \
    }
const gort_type gort_type_defers[GORT_DEFERS_MAX + 2] = {
    DEFERS_TYPE(0), DEFERS_TYPE(1), DEFERS_TYPE(2), DEFERS_TYPE(3), DEFERS_TYPE(4),
    DEFERS_TYPE(5), DEFERS_TYPE(6), DEFERS_TYPE(7), DEFERS_TYPE(8), DEFERS_TYPE(9),
};

static void defers_nil(gort_g *g, void **sp, gort_closure *fn)
{
    (void)fn;
    gort_panicmem(g, sp);
}
const gort_closure gort_nil_func = {(void (*)(void))defers_nil};

/* ---- Finding ------------------------------------------------------------------------------ */

void **gort__defers_find(const gort_g *g, void **sp)
{
    for (void **w = sp - 1; w-- > g->stack.shadow_lo;)
        if (gort__is_type_word_of(*w, gort_type_defers, GORT_DEFERS_MAX + 2)) return w;
    return NULL;
}

gort_closure *gort__defers_take(gort_defers *fr)
{
    if (fr->info->looped) {
        gort_defer *d = fr->word[0];
        if (!d) return NULL;
        fr->word[0] = d->link;
        return d->fn ? d->fn : (gort_closure *)(uintptr_t)&gort_nil_func;
    }
    for (int i = fr->info->words; i-- > 0;) {
        gort_closure *fn = fr->word[i];
        if (!fn) continue;
        fr->word[i] = NULL;
        return fn;
    }
    return NULL;
}

bool gort__defers_due(const gort_defers *fr)
{
    for (int i = 0; i < fr->info->words; i++)
        if (fr->word[i]) return true;
    return false;
}

/* ---- Running ------------------------------------------------------------------------------ */

void gort_defers_push(gort_g *g, void **sp, gort_defers *fr, gort_closure *fn)
{
    sp[0] = fn;
    gort_defer *d = gort_new(g, sp + 1, &gort_type_defer);
    gort_store(g, &d->fn, fn);
    gort_store(g, &d->link, fr->word[0]);
    fr->word[0] = d;
}

void gort_defers_run(gort_g *g, void **sp, gort_defers *fr)
{
    for (gort_closure *fn; (fn = gort__defers_take(fr)) != NULL;)
        gort__call_deferred(g, sp, fn);
}

void gort_recovered(gort_g *g, gort_defers *fr)
{
    gort_defers_run(g, g->recovered_sp, fr);
}

void gort__defers_continue(gort_g *g, void **pair)
{
    gort_defers *fr = pair[1];
    void **w = pair + 2;
    while (!gort__module_of_site(g->rt, *w))
        w++;
    g->recovered = fr;
    g->recovered_sp = w + 1;
    if (!fr->info->resume) longjmp(*(jmp_buf *)fr->caught, 1);
    fr->info->resume(g);
    __builtin_unreachable();
}

void gort_wrapped(gort_g *g, void **sp, void **callee_sp)
{
    struct gort__panic *p = g->panics;
    if (p && p->args_sp == sp) p->args_sp = callee_sp;
}
