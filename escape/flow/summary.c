/* summary.c - what callers know of a function that has been analysed: for its receiver and each
 * parameter, where the value may leak (leak_summary), and the messages that say so.
 *
 * A parameter without pointers, without a name or named _ cannot leak. One that was itself moved
 * to the heap has its leaks too, but only that move is reported. A function without a body may do
 * anything with its pointers; one of a package that gort ships does what its directives say.
 *
 * The summaries live as long as the unit, for the packages that import this one; the locations they
 * were read from only as long as their batch. One thread.
 */
#include "flow_ast.h"

static leak_summary summary_param(flow_batch *b, escape_function *f, object *p, int number)
{
    leak_summary tag = {{0}};
    if (!f->func->has_body && f->func->pkg->shipped) {
        for (const param_leak *l = f->func->param_leaks; l; l = l->next)
            if (l->name == p->name) gort__leaks_add(&tag, GORT__LEAK_HEAP, l->derefs);
        return tag;
    }
    const char *name = p->name ? p->name : gort__strf(b->u, "arg#%d", number);
    if (!f->func->has_body) {
        if (p->type->kind == TY_UINTPTR) {
            gort__report(b->u, p->pos, "assuming %s is unsafe uintptr", name);
        } else if (gort__ty_has_pointers(b->u, p->type)) {
            bool leaks = !f->func->noescape;
            if (p->name)
                gort__report(b->u, p->pos, leaks ? "leaking param: %s" : "%s does not escape",
                             p->name);
            if (leaks) gort__leaks_add(&tag, GORT__LEAK_HEAP, 0);
        }
        return tag;
    }
    if (f->func->uintptr_escapes) {
        bool list = p->type->kind == TY_SLICE && p->type->elem->kind == TY_UINTPTR &&
                    f->func->type->variadic && p == f->func->params.at[f->func->params.n - 1];
        if (p->type->kind == TY_UINTPTR || list) {
            gort__report(b->u, p->pos, "marking %s as escaping %suintptr", name, list ? "..." : "");
            gort__leaks_add(&tag, GORT__LEAK_HEAP, 0); /* in Go it has no note, which is the same */
            return tag;
        }
    }
    if (!gort__ty_has_pointers(b->u, p->type)) {
        /* Seen only by (*T).M of a method of T: what the pointer points to is unknown then. */
        gort__leaks_add(&tag, GORT__LEAK_HEAP, 0);
        return tag;
    }
    if (!gort__is_named(p->name)) return tag;
    const location *loc = p->flow;
    tag = loc->leaks;
    gort__leaks_trim(&tag);
    gort__report_param(b, f, p, loc, &tag);
    return tag;
}

void gort__summary_of(flow_batch *b, escape_function *f)
{
    function *fn = f->func;
    leak_summary *tags = gort__alloc(b->u, sizeof *tags * (size_t)(fn->params.n + 2));
    int n = 0;
    if (fn->recv) {
        tags[n] = summary_param(b, f, fn->recv, n + 1);
        n++;
    }
    for (int i = 0; i < fn->params.n; i++, n++)
        tags[n] = summary_param(b, f, fn->params.at[i], n + 1);
    fn->tags = tags;
}
