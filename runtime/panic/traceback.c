/* traceback.c - the Go functions that are active on a g, from the call-site words of its shadow
 * stack.
 *
 * Every call of an emitted function leaves the address of its gort_site as the last word below the
 * callee's sp, so the site words below a recorded sp, read downwards, are the active frames,
 * innermost first. Any other word (pointer, type word, the address of a pair) is no element of a
 * registered module's sites and is passed over. Works the same with any compiler, any optimisation
 * and under sanitizers; needs no unwinder.
 *
 * gort__traceback reads the g's own words only: call on its thread, or with it stopped.
 */
#include "../base/runtime.h"
#include "../base/text.h"
#include "../sched/bind.h"
#include "panic.h"
#include <stdio.h>
#include <stdlib.h>

/* As Go: the frames beyond these are counted out with one line. */
#define TRACEBACK_MAX_FRAMES 100

/* ---- Names -------------------------------------------------------------------------------- */

/* The place of the name that the site's stands behind, or 0. */
static int32_t name_outer(const gort_module *mod, const gort_site *s)
{
    return mod && mod->outers ? mod->outers[s - mod->sites] : 0;
}

size_t gort__name_bytes(const gort_module *mod, const gort_site *s)
{
    size_t bytes = strlen(s->func);
    for (int32_t at = name_outer(mod, s); at; at = mod->names[at - 1].outer)
        bytes += strlen(mod->names[at - 1].text);
    return bytes;
}

/* From its end: that is where a name is held. */
void gort__name_fill(char *to, size_t bytes, const gort_module *mod, const gort_site *s)
{
    const char *text = s->func;
    int32_t at = name_outer(mod, s);
    for (to += bytes;; at = mod->names[at - 1].outer) {
        const size_t n = strlen(text);
        memcpy(to -= n, text, n);
        if (!at) return;
        text = mod->names[at - 1].text;
    }
}

bool gort__name_same(const gort_module *mod, const gort_site *a, const gort_site *b)
{
    return name_outer(mod, a) == name_outer(mod, b) && strcmp(a->func, b->func) == 0;
}

void gort__text_name(gort__text *t, const gort_module *mod, const gort_site *s)
{
    const size_t bytes = gort__name_bytes(mod, s);
    char *to = gort__text_extend(t, bytes);
    if (to) gort__name_fill(to, bytes, mod, s);
}

/* ---- Frames ------------------------------------------------------------------------------- */

/* Arguments are not recorded, so they are elided as Go does for inlined functions. What Go gives as
 * the offset of the instruction is the number of the call site here. */
static void traceback_line(const gort_site *s, const gort_module *mod, const char *before,
                           const char *args, gort__text *t)
{
    gort__text_str(t, before);
    gort__text_name(t, mod, s);
    gort__text_str(t, args);
    gort__text_str(t, "\n\t");
    gort__text_str(t, s->file);
    gort__text_fmt(t, ":%d +0x%llx\n", (int)s->line,
                   mod ? (unsigned long long)(s - mod->sites) : 0);
}

const gort_site gort__site_of_timers = {
    .func = "time.goFunc", .file = "time/sleep.go", .line = 176};

static void traceback_creator(gort_g *g, gort__text *t)
{
    if (g->go_site == &gort__site_of_timers) {
        traceback_line(g->go_site, NULL, "created by ", "", t);
        return;
    }
    const gort_module *mod = g->go_site ? gort__module_of_site(g->rt, g->go_site) : NULL;
    if (mod) traceback_line(g->go_site, mod, "created by ", "", t);
}

void gort__traceback(gort_g *g, void **sp, gort__text *t)
{
    unsigned frames = 0;
    for (void **w = sp; w-- > g->stack.shadow_lo;) {
        const gort_module *mod = gort__module_of_site(g->rt, *w);
        if (!mod) continue;
        if (frames++ == TRACEBACK_MAX_FRAMES) {
            gort__text_str(t, "...additional frames elided...\n");
            break;
        }
        const gort_site *s = *w;
        const char *args = strcmp(s->func, "main.main") == 0 ? "()" : "(...)";
        traceback_line(s, mod, "", args, t);
    }
    traceback_creator(g, t);
}

/* ---- All goroutines ----------------------------------------------------------------------- */

/* g runs on another thread, which is at no safepoint. */
static bool traceback_is_away(const gort_g *g)
{
    const gort_mutator *m = g->m;
    return gort__load32_relaxed(&g->status) == GORT_G_RUNNING && m &&
           gort__load32_relaxed(&m->state) == GORT_MUTATOR_RUNNING;
}

/* rt->lock held. One that waits is held meanwhile, or it might go on. */
static void traceback_one(gort_g *g, gort__text *t)
{
    const uint32_t status = gort__load32_relaxed(&g->status);
    const bool waits = (status & ~(uint32_t)GORT_G_SCAN) == GORT_G_WAITING;
    const bool held = waits && !(status & GORT_G_SCAN) &&
                      gort__cas32_full(&g->status, status, status | GORT_G_SCAN);
    char since[48] = "";
    const uint64_t minutes = waits ? gort__g_minutes(g) : 0;
    if (minutes) snprintf(since, sizeof since, ", %llu minutes", (unsigned long long)minutes);
    gort__text_fmt(t, "\ngoroutine %llu [%s%s%s]:\n", (unsigned long long)g->id,
                   gort__g_state_text(g), since, g->locks ? ", locked to thread" : "");
    if (traceback_is_away(g) || (waits && !held && !(status & GORT_G_SCAN))) {
        gort__text_str(t, "\tgoroutine running on other thread; stack unavailable\n");
        traceback_creator(g, t);
    } else {
        gort__traceback(g, g->sp, t);
    }
    if (held) gort__g_set_status(g, (gort__g_status)status);
}

/* In the order of their numbers, as Go has them. */
static int traceback_compare(const void *a, const void *b)
{
    const gort_g *x = *(gort_g *const *)a, *y = *(gort_g *const *)b;
    return x->id < y->id ? -1 : x->id > y->id;
}

void gort__traceback_others(gort_runtime *rt, const gort_g *own, gort__text *t)
{
    pthread_mutex_lock(&rt->lock);
    gort_g **gs = malloc((rt->ngs + 1) * sizeof *gs);
    uint32_t n = 0;
    for (uint32_t i = 0; gs && i < rt->ngs; i++)
        if (rt->gs[i] != own && gort__g_is_goroutine(rt->gs[i])) gs[n++] = rt->gs[i];
    if (n > 1) qsort(gs, n, sizeof *gs, traceback_compare);
    for (uint32_t i = 0; i < n; i++)
        traceback_one(gs[i], t);
    free(gs);
    pthread_cond_broadcast(&rt->restarted); /* who waited for one that was held */
    pthread_mutex_unlock(&rt->lock);
}

void gort__fatal_asleep(gort_g *own, const char *text)
{
    gort__text *t = gort__panic_report(own);
    gort__text_fmt(t, "fatal error: %s\n", text);
    if (own->rt->opt.traceback != GORT_TRACEBACK_NONE) gort__traceback_others(own->rt, own, t);
    gort__fatal_text(own->rt, own, GORT_ERROR_FATAL, t->data, t->bytes);
}
