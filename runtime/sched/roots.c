/* roots.c - roots that hand-written C and modules declare: scopes and pushed values on the shadow
 * stack, globals, callbacks. The collector reads them in gc/.
 *
 * Invariants:
 *  - [shadow_lo, head.top) holds only initialised words while hand-written C runs; a function that
 *    gets an `sp` from emitted code opens its scope with gort_scope_open_at, so that the words of
 *    its callers stay below.
 *  - Scopes nest. A scope is the address of its first word, which holds the next outer scope, so
 *    that gort_g_reset can drop scopes whose owners are gone. It begins at the top. One that begins
 *    elsewhere (gort_scope_open_at) has bit 0 set, and the top that was found lies before that
 *    word; whoever opened it has the address without the bit, which the inline close does not know.
 *    Closing any but the innermost is misuse, and so is detaching with a scope open (mutator.c).
 *  - The list of modules is replaced, never changed, so that a traceback can read it at any time
 *    without a lock; old lists live as long as the runtime.
 *
 * Threads: everything on a g by its own thread, but that the end of the stack becomes unknown when
 * another puts the barrier on for it (bind.h); registration by any thread.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/policy.h"
#include "../base/runtime.h"
#include "../base/words.h"
#include "../gort_embed.h"
#include "sched.h"
#include <sched.h>
#include <stdlib.h>

/* ---- Scopes ------------------------------------------------------------------------------ */

#define SCOPE_ELSEWHERE ((uintptr_t)1)

static void **scope_base(void **scope)
{
    return (void **)((uintptr_t)scope & ~SCOPE_ELSEWHERE);
}

static void **scope_outer(void **scope)
{
    return (void **)scope_base(scope)[0];
}

gort_runtime *gort_runtime_of(gort_g *g)
{
    gort__check_is_one(g, __func__);
    return g->rt;
}

void **(gort_top)(gort_g *g)
{
    gort__check_is_one(g, __func__);
    return g->head.top;
}

void gort_slots_room(gort_g *g, uintptr_t n)
{
    gort__check_call(g, "gort_slots_open");
    if ((uintptr_t)(g->stack.shadow_hi - g->head.top) < n) gort__stack_overflow(g, g->head.top);
    if (!g->head.barrier) g->head.roots_end = g->stack.shadow_hi;
}

void gort_slots_check(gort_g *g, void **slots)
{
    gort__check_call(g, "gort_slots_close");
    void **lowest = g->head.scope ? scope_base(g->head.scope) + 1 : g->stack.shadow_lo;
    if (slots < lowest || slots > g->head.top)
        gort__misuse(g->rt, "gort_slots_close: they are closed, or not the innermost scope's");
}

/* From there on there are so many words, and what is inline need not ask again. */
static void roots_need(gort_g *g, void **from, uintptr_t words, const char *what)
{
    if (from > g->stack.shadow_hi || (uintptr_t)(g->stack.shadow_hi - from) < words)
        gort__misuse(g->rt, "%s: the shadow stack is full", what);
    if (!g->head.barrier) g->head.roots_end = g->stack.shadow_hi;
}

void gort_scope_room(gort_g *g)
{
    gort__check_call(g, "gort_scope_open");
    roots_need(g, g->head.top, 1, "gort_scope_open");
}

gort_scope(gort_scope_open)(gort_g *g)
{
    gort__check_thread(g);
    return gort_scope_open_inline(g);
}

gort_scope gort_scope_open_at(gort_g *g, void **sp)
{
    gort__check_entry(g, sp, __func__);
    roots_need(g, sp, 2, "gort_scope_open");
    sp[0] = g->head.top;
    sp[1] = g->head.scope;
    g->head.scope = (void **)((uintptr_t)(sp + 1) | SCOPE_ELSEWHERE);
    g->head.top = sp + 2;
    return (gort_scope){sp + 1};
}

static void roots_pop_scope(gort_g *g)
{
    void **scope = g->head.scope, **base = scope_base(scope);
    g->head.scope = scope_outer(scope);
    g->head.top = (uintptr_t)scope & SCOPE_ELSEWHERE ? base[-1] : base;
}

/* How many scopes are open, from that one outwards. */
static uint32_t roots_scopes_from(void **scope)
{
    uint32_t n = 0;
    for (; scope; scope = scope_outer(scope))
        n++;
    return n;
}

uint32_t gort__scope_count(gort_g *g)
{
    return roots_scopes_from(g->head.scope);
}

void(gort_scope_close)(gort_g *g, gort_scope s)
{
    gort__check_thread(g);
    void **scope = g->head.scope;
    if (!scope || s.base != scope_base(scope)) {
        while (scope && s.base != scope_base(scope))
            scope = scope_outer(scope);
        gort__misuse(g->rt, "gort_scope_close: scope %u closed while scope %u is the innermost",
                     roots_scopes_from(scope), gort__scope_count(g));
    }
    roots_pop_scope(g);
}

void gort__scopes_reset(gort_g *g, void **sp)
{
    while (g->head.scope && scope_base(g->head.scope) >= sp)
        roots_pop_scope(g);
}

static void **roots_room(gort_g *g, uintptr_t words, const char *what)
{
    gort__check_call(g, what);
    if (!g->head.scope) gort__misuse(g->rt, "%s: no scope is open", what);
    roots_need(g, g->head.top, words, what);
    return g->head.top;
}

void gort_push_slow(gort_g *g, void *p)
{
    roots_room(g, 1, "gort_push");
    gort_shade(g, p);
}

void **(gort_push)(gort_g *g, void *p)
{
    gort__check_object(g, p, __func__);
    gort_push_slow(g, p);
    void **slot = g->head.top++;
    *slot = p;
    return slot;
}

void gort_push_cell(gort_g *g, const gort_type *t, void *addr)
{
    gort__check_call(g, __func__);
    gort__check_type(g->rt, t, __func__);
    gort__check_that(g->rt, addr && (uintptr_t)addr % t->align == 0, __func__,
                     "the cell is NULL or misaligned");
    void **slot = roots_room(g, 2, __func__);
    g->head.top = slot + 2;
    slot[0] = GORT_TYPE_WORD(t);
    slot[1] = addr;
    if (g->head.barrier) gort__gc_shade_cell(g, t, addr);
}

uint64_t *gort_push_value(gort_g *g, uint64_t v)
{
    void **slot = roots_room(g, 1 + GORT__VALUE_WORDS, __func__);
    g->head.top = slot + 1 + GORT__VALUE_WORDS;
    slot[0] = GORT_VALUES_WORD(1);
    memcpy(&slot[1], &v, sizeof v);
    if (g->head.barrier) gort__gc_shade_cell(g, &gort_type_value, &slot[1]);
    return (uint64_t *)(void *)&slot[1];
}

/* ---- Callbacks --------------------------------------------------------------------------- */

/* That many more or fewer, of m's or, with NULL, of the runtime's own. A cycle that has any to ask
 * begins and ends with the world stopped. rt->lock held. */
static void callbacks_count(gort_runtime *rt, gort_mutator *m, int more)
{
    rt->nroot_callbacks += (uint32_t)more;
    if (m) m->nroot_callbacks += (uint32_t)more;
}

void gort_set_thread_roots(gort_g *g, gort_root_fn fn, void *user)
{
    gort__check_thread(g);
    pthread_mutex_lock(&g->rt->lock);
    callbacks_count(g->rt, g->m, (fn != NULL) - (g->m->thread_roots != NULL));
    g->m->thread_roots = fn;
    g->m->thread_roots_user = user;
    pthread_mutex_unlock(&g->rt->lock);
}

/* No wait for a stopped world here or below: the caller may be one of the threads that the stopper
 * waits for. The collector reads both under rt->lock. */
void gort_set_runtime_roots(gort_runtime *rt, gort_root_fn fn, void *user)
{
    gort__check_runtime(rt, __func__);
    pthread_mutex_lock(&rt->lock);
    callbacks_count(rt, NULL, (fn != NULL) - (rt->runtime_roots != NULL));
    rt->runtime_roots = fn;
    rt->runtime_roots_user = user;
    pthread_mutex_unlock(&rt->lock);
}

#ifdef GORT_DEBUG
#define CHECKS_LISTS true
#else
#define CHECKS_LISTS false
#endif

/* Whether a list whose elements begin with their next one has p. */
static inline bool roots_list_has(const void *list, const void *p)
{
    while (list && list != p)
        list = *(const void *const *)list;
    return list != NULL;
}

static void callbacks_add(gort_root_callback **list, gort_root_callback *c, gort_root_fn fn,
                          void *user)
{
    *c = (gort_root_callback){*list, fn, user};
    *list = c;
}

/* Whether it was there. */
static bool callbacks_remove(gort_root_callback **list, const gort_root_callback *c)
{
    while (*list && *list != c)
        list = &(*list)->next;
    if (!*list) return false;
    *list = c->next;
    return true;
}

void gort_add_thread_roots(gort_g *g, gort_root_callback *c, gort_root_fn fn, void *user)
{
    gort__check_call(g, __func__);
    gort__check_that(g->rt, c && fn, __func__, "the callback is NULL");
    gort__check_thread(g);
    gort__check_that(g->rt, !roots_list_has(g->m->root_callbacks, c), __func__,
                     "it is registered already");
    pthread_mutex_lock(&g->rt->lock);
    callbacks_add(&g->m->root_callbacks, c, fn, user);
    callbacks_count(g->rt, g->m, 1);
    pthread_mutex_unlock(&g->rt->lock);
}

void gort_remove_thread_roots(gort_g *g, gort_root_callback *c)
{
    gort__check_thread(g);
    pthread_mutex_lock(&g->rt->lock);
    const bool was = callbacks_remove(&g->m->root_callbacks, c);
    callbacks_count(g->rt, g->m, -was);
    pthread_mutex_unlock(&g->rt->lock);
    if (!was) gort__misuse(g->rt, "gort_remove_thread_roots: it is none of this thread's");
}

void gort_add_runtime_roots(gort_runtime *rt, gort_root_callback *c, gort_root_fn fn, void *user)
{
    gort__check_runtime(rt, __func__);
    gort__check_that(rt, c && fn, __func__, "the callback is NULL");
    pthread_mutex_lock(&rt->lock);
    const bool again = CHECKS_LISTS && roots_list_has(rt->root_callbacks, c);
    if (!again) {
        callbacks_add(&rt->root_callbacks, c, fn, user);
        callbacks_count(rt, NULL, 1);
    }
    pthread_mutex_unlock(&rt->lock);
    gort__check_that(rt, !again, __func__, "it is registered already");
}

void gort_remove_runtime_roots(gort_runtime *rt, gort_root_callback *c)
{
    gort__check_runtime(rt, __func__);
    pthread_mutex_lock(&rt->lock);
    while (rt->root_called == c) {
        pthread_mutex_unlock(&rt->lock);
        sched_yield();
        pthread_mutex_lock(&rt->lock);
    }
    const bool was = callbacks_remove(&rt->root_callbacks, c);
    callbacks_count(rt, NULL, -was);
    pthread_mutex_unlock(&rt->lock);
    if (!was) gort__misuse(rt, "gort_remove_runtime_roots: it is none of this runtime's");
}

gort_root_callback *gort__root_callback_next(gort_runtime *rt, gort_root_callback *c)
{
    pthread_mutex_lock(&rt->lock);
    c = c ? c->next : rt->root_callbacks;
    rt->root_called = c;
    pthread_mutex_unlock(&rt->lock);
    return c;
}

/* ---- Stacks ------------------------------------------------------------------------------- */

/* What lies on it becomes, or has been, a root while a cycle marks. */
static void stacks_shade(gort_g *g, const gort_root_stack *s)
{
    if (!g->head.barrier) return;
    for (char *at = s->base; at < (char *)*s->top; at += s->type->size_bytes)
        gort__gc_shade_cell(g, s->type, at);
}

void gort_add_root_stack(gort_g *g, gort_root_stack *s, void *base, void *const *top,
                         const gort_type *t)
{
    gort__check_call(g, __func__);
    gort__check_type(g->rt, t, __func__);
    gort__check_that(g->rt, s && base && top, __func__, "the stack is NULL");
    gort__check_that(g->rt, t->size_bytes, __func__, "elements have no bytes");
    gort__check_that(g->rt, (char *)*top >= (char *)base, __func__, "the top is below the base");
    gort__check_thread(g);
    gort__check_that(g->rt, !roots_list_has(g->root_stacks, s), __func__,
                     "it is registered already");
    *s = (gort_root_stack){g->root_stacks, base, top, t};
    g->root_stacks = s;
    stacks_shade(g, s);
}

void gort_remove_root_stack(gort_g *g, gort_root_stack *s)
{
    gort__check_thread(g);
    gort_root_stack **at = &g->root_stacks;
    while (*at && *at != s)
        at = &(*at)->next;
    if (!*at) gort__misuse(g->rt, "gort_remove_root_stack: it is none of this g's");
    *at = s->next;
    stacks_shade(g, s);
}

/* ---- Modules ----------------------------------------------------------------------------- */

/* How many jobs the globals of mod are; written to jobs unless that is NULL. */
static size_t modules_cut(const gort_module *mod, gort__root_job *jobs)
{
    size_t n = 0;
    uintptr_t used = GORT__GLOBALS_RUN_BYTES;
    for (size_t i = 0; i < mod->nglobals; i++) {
        const uintptr_t bytes = mod->globals[i].type->ptrdata_bytes;
        for (uintptr_t from = 0; from < bytes; from += GORT__MARK_PIECE_BYTES) {
            if (used >= GORT__GLOBALS_RUN_BYTES) {
                if (jobs) jobs[n] = (gort__root_job){mod, i, from};
                n++;
                used = 0;
            }
            used += bytes - from < GORT__MARK_PIECE_BYTES ? bytes - from : GORT__MARK_PIECE_BYTES;
        }
    }
    return n;
}

/* old with mod added. NULL: no memory. */
static struct gort__module_list *modules_with(struct gort__module_list *old, const gort_module *mod)
{
    const size_t n = old ? old->n : 0, njobs = old ? old->njobs : 0, more = modules_cut(mod, NULL);
    struct gort__module_list *list = malloc(sizeof *list + (n + 1) * sizeof *list->modules +
                                            (njobs + more) * sizeof *list->jobs);
    if (!list) return NULL;
    *list = (struct gort__module_list){.older = old, .n = n + 1, .njobs = njobs + more};
    list->jobs = (gort__root_job *)(list + 1);
    list->modules = (const gort_module **)(list->jobs + list->njobs);
    if (n) memcpy(list->modules, old->modules, n * sizeof *old->modules);
    if (njobs) memcpy(list->jobs, old->jobs, njobs * sizeof *old->jobs);
    list->modules[n] = mod;
    modules_cut(mod, list->jobs + njobs);
    list->globals_bytes = old ? old->globals_bytes : 0;
    for (size_t i = 0; i < mod->nglobals; i++)
        list->globals_bytes += mod->globals[i].type->ptrdata_bytes;
    return list;
}

bool gort__modules_add(gort_runtime *rt, const gort_module *mod)
{
    pthread_mutex_lock(&rt->lock);
    struct gort__module_list *old = gort__load_ptr_relaxed(&rt->module_list);
    for (size_t i = old ? old->n : 0; i-- > 0;) {
        if (old->modules[i] == mod) {
            pthread_mutex_unlock(&rt->lock);
            return true;
        }
    }
    struct gort__module_list *list = modules_with(old, mod);
    if (list) gort__store_ptr_release(&rt->module_list, list); /* pairs with the readers' acquire */
    pthread_mutex_unlock(&rt->lock);
    if (list && rt->wbshadow) gort__wbshadow_module(rt, mod);
    return list != NULL;
}

void gort_register_module(gort_runtime *rt, const gort_module *mod)
{
    gort__check_runtime(rt, __func__);
    gort__check_that(rt, mod != NULL, __func__, "the module is NULL");
    if (!gort__modules_add(rt, mod)) gort__throw(rt, NULL, "out of memory in gort_register_module");
}

/* old without module n. NULL: no memory. */
static struct gort__module_list *modules_without(struct gort__module_list *old, size_t n)
{
    struct gort__module_list *list =
        malloc(sizeof *list + old->n * sizeof *list->modules + old->njobs * sizeof *list->jobs);
    if (!list) return NULL;
    *list = (struct gort__module_list){.older = old};
    list->jobs = (gort__root_job *)(list + 1);
    list->modules = (const gort_module **)(list->jobs + old->njobs);
    list->globals_bytes = old->globals_bytes;
    for (size_t i = 0; i < old->n; i++)
        if (i != n) list->modules[list->n++] = old->modules[i];
    for (size_t i = 0; i < old->njobs; i++)
        if (old->jobs[i].mod != old->modules[n]) list->jobs[list->njobs++] = old->jobs[i];
    for (size_t i = 0; i < old->modules[n]->nglobals; i++)
        list->globals_bytes -= old->modules[n]->globals[i].type->ptrdata_bytes;
    return list;
}

/* False: no memory. World stopped, no cycle under way. */
static bool modules_remove(gort_runtime *rt, const gort_module *mod)
{
    pthread_mutex_lock(&rt->lock);
    struct gort__module_list *old = gort__load_ptr_relaxed(&rt->module_list), *list = old;
    for (size_t i = 0; old && i < old->n; i++) {
        if (old->modules[i] != mod) continue;
        list = modules_without(old, i);
        if (list) gort__store_ptr_release(&rt->module_list, list);
        break;
    }
    pthread_mutex_unlock(&rt->lock);
    if (list != old && list && rt->wbshadow) gort__wbshadow_module_gone(rt, mod);
    return list || !old;
}

void gort_unregister_module(gort_g *g, void **sp, const gort_module *mod)
{
    gort__check_entry(g, sp, __func__);
    gort__check_that(g->rt, mod, __func__, "the module is NULL");
    gort_runtime *rt = g->rt;
    g->sp = sp;
    for (;;) {
        gort__stop_world(gort__m(g));
        if (gort__gc_current_phase(rt) == GORT_GC_OFF) break;
        gort__start_world(gort__m(g));
        gort__gc_finish(g);
    }
    const bool done = modules_remove(rt, mod);
    gort__start_world(gort__m(g));
    if (!done) gort__throw(rt, NULL, "out of memory in gort_unregister_module");
}

void gort__modules_free(gort_runtime *rt)
{
    struct gort__module_list *list = gort__load_ptr_relaxed(&rt->module_list);
    while (list) {
        struct gort__module_list *older = list->older;
        free(list);
        list = older;
    }
}

const gort_module *gort__module_of_pc(gort_runtime *rt, uintptr_t pc)
{
    const struct gort__module_list *list = gort__load_ptr_acquire(&rt->module_list);
    for (size_t i = list ? list->n : 0; i-- > 0;) {
        const gort_module *mod = list->modules[i];
        if (pc - (uintptr_t)mod->sites < mod->nsites * sizeof(gort_site)) return mod;
    }
    return NULL;
}

const gort_module *gort__module_of_site(gort_runtime *rt, const void *word)
{
    const gort_module *mod = gort__module_of_pc(rt, (uintptr_t)word);
    return mod && ((uintptr_t)word - (uintptr_t)mod->sites) % sizeof(gort_site) == 0 ? mod : NULL;
}
