/* mark_globals.c - the global variables of modules, as jobs that workers take from a counter.
 *
 * A module's globals are cut into jobs when it is registered (runtime/sched/roots.c): a piece of a
 * large one, or a run of small ones. A cycle notes the list of modules as it begins; lists are
 * replaced, never changed, and what is registered later holds nothing but what a barrier saw
 * stored.
 *
 * Threads: any with a worker; a job is done by the one that took it.
 */
#include "internal.h"

static void globals_scan(gort_tracer *tr, const gort_module *mod, size_t i, uintptr_t from,
                         uintptr_t to)
{
    const gort_global *v = &mod->globals[i];
    gort__tracer_source(tr, GORT__FROM_GLOBAL, i, v->type, (uintptr_t)v->addr);
    gort__mark_range(tr, v->type, (uintptr_t)v->addr, from, to);
    tr->globals_work += to - from;
}

/* From where the job begins to where the module's next one does. */
static void globals_job(gort_tracer *tr, const struct gort__module_list *list, size_t n)
{
    const gort__root_job *job = &list->jobs[n], *next = job + 1;
    const gort_module *mod = job->mod;
    if (n + 1 == list->njobs || next->mod != mod) next = NULL;
    for (size_t i = job->global; i < mod->nglobals; i++) {
        const bool last = next && next->global == i;
        const uintptr_t from = i == job->global ? job->from_bytes : 0;
        const uintptr_t to = last ? next->from_bytes : mod->globals[i].type->ptrdata_bytes;
        if (from < to) globals_scan(tr, mod, i, from, to);
        if (last) break;
    }
}

void gort__globals_reset(struct gort__gc *gc)
{
    gc->modules = gort__load_ptr_acquire(&gc->rt->module_list);
    gort__store_relaxed(&gc->next_global_job, 0);
}

bool gort__globals_done(const struct gort__gc *gc)
{
    return gort__load_relaxed(&gc->next_global_job) >= gc->modules->njobs;
}

void gort__mark_globals(gort_tracer *tr, uint64_t work_bytes)
{
    struct gort__gc *gc = tr->gc;
    const uint64_t before = tr->globals_work;
    while (!gort__globals_done(gc) && tr->globals_work - before < work_bytes) {
        const size_t n = gort__fetch_add_relaxed(&gc->next_global_job, 1);
        if (n < gc->modules->njobs) globals_job(tr, gc->modules, n);
    }
}

void gort__mark_all_globals(gort_tracer *tr)
{
    const struct gort__module_list *list = gort__load_ptr_acquire(&tr->rt->module_list);
    for (size_t i = 0; i < list->n; i++)
        for (size_t j = 0; j < list->modules[i]->nglobals; j++) {
            const gort_global *v = &list->modules[i]->globals[j];
            gort__tracer_source(tr, GORT__FROM_GLOBAL, j, v->type, (uintptr_t)v->addr);
            gort__mark_range(tr, v->type, (uintptr_t)v->addr, 0, v->type->size_bytes);
        }
}
