/* report.c - the messages of escape analysis, in go1.19's words: with -m what was decided, with
 * -m=2 also why. They go to unit.messages in the order in which they arise; nothing is
 * sorted and nothing is dropped, since go1.19's order is that of its work too.
 *
 * Expressions are spelled by print.c. Of -m=2, each decision comes with the flow that forced it,
 * from the source to where it escapes, one line per step and one per reason of the step.
 *
 * Without -m nothing here does anything, and no notes are collected (gort__report_watch is NULL).
 * One thread. To change a message, search its text here; all are in this file, except those about
 * functions without a body (summary.c) and elided bounds checks (bounds.c).
 */
#include "flow_ast.h"

#include <string.h>

/* ---- lines */

void gort__report(unit *u, position pos, const char *fmt, ...)
{
    va_list ap;
    if (!u->opt_m) return;
    va_start(ap, fmt);
    *GORT__PUSH(u, u->messages, u->nmessages, u->cap_messages) =
        gort__strf(u, "%s: %s", gort__head_pos_text(u, pos), gort__vstrf(u, fmt, ap));
    va_end(ap);
}

/* ---- names */

static const char *report_obj(unit *u, const object *o)
{
    bool blank = o->name && gort__is_blank_name(o->name);
    if (o->var_class == VAR_RESULT && (!o->name || blank))
        return gort__strf(u, "~%c%d", o->name ? 'b' : 'r', o->result_index);
    return o->name ? o->name : "_";
}

static const char *report_expr(unit *u, const node *n)
{
    if (n->kind == S_GO || n->kind == S_DEFER) return "func literal"; /* around the call */
    if (n->kind == S_RANGE) return report_expr(u, n->value);          /* the box for it */
    if (n->kind == S_ASSIGN || n->kind == S_VAR) return report_expr(u, n->list.at[0]);
    return gort__expr_string(u, n);
}

static position report_pos(const location *loc)
{
    if (!loc->what) return (position){0};
    return loc->kind == LOC_EXPR ? ((node *)loc->what)->pos : ((object *)loc->what)->pos;
}

static const char *report_what(unit *u, const location *loc)
{
    if (!loc->what) return "{temp}";
    return loc->kind == LOC_EXPR ? report_expr(u, loc->what) : report_obj(u, loc->what);
}

static const char *report_loc(unit *u, const location *loc)
{
    if (loc->kind == LOC_HEAP) return "{heap}";
    if (loc->kind != LOC_EXPR) return report_what(u, loc);
    return gort__strf(u, "{storage for %s}", report_what(u, loc));
}

node *gort__flow_name(unit *u, object *o, position pos)
{
    node *n = gort__node_new(u, N_NAME, pos);
    n->name = o->name;
    n->obj = o;
    n->type = o->type;
    return n;
}

/* A node to name a location's variable in a note. */
const node *gort__report_where(unit *u, const location *loc)
{
    if (loc->kind == LOC_EXPR || !loc->what || u->opt_m < 2)
        return loc->kind == LOC_EXPR ? loc->what : NULL;
    return gort__flow_name(u, loc->what, ((object *)loc->what)->pos);
}

/* ---- -m */

void gort__report_param(flow_batch *b, escape_function *f, object *p, const location *loc,
                        const leak_summary *tag)
{
    if (!b->u->opt_m || loc->escapes) return;
    if (gort__leaks_none(tag)) gort__report(b->u, p->pos, "%s does not escape", p->name);
    int heap = gort__leaks(tag, GORT__LEAK_HEAP);
    if (heap >= 0)
        gort__report(b->u, p->pos, "leaking param%s: %s", heap ? " content" : "", p->name);
    for (int i = 0; i < GORT__LEAK_RESULTS && i < f->func->results.n; i++) {
        int derefs = gort__leaks(tag, i);
        if (derefs >= 0)
            gort__report(b->u, p->pos, "leaking param: %s to result %s level=%d", p->name,
                         report_obj(b->u, f->func->results.at[i]), derefs);
    }
}

void gort__report_batch(flow_batch *b)
{
    for (int i = 0; b->u->opt_m && i < b->g.nlocs; i++) {
        const location *loc = b->g.locs[i];
        if (!loc->what) continue;
        if (loc->kind != LOC_EXPR) {
            if (loc->escapes)
                gort__report(b->u, report_pos(loc), "moved to heap: %s", report_what(b->u, loc));
            continue;
        }
        const uint8_t kind = ((node *)loc->what)->kind;
        /* The closure around a call, and the box of flow_boxed, have no text. */
        if (kind != S_GO && kind != S_DEFER && kind != S_ASSIGN && kind != S_VAR && kind != S_RANGE)
            gort__report(b->u, report_pos(loc), "%s %s", report_what(b->u, loc),
                         loc->escapes ? "escapes to heap" : "does not escape");
    }
}

void gort__report_self_assign(flow_walk *e, node *where)
{
    if (e->u->opt_m)
        gort__report(e->u, where->pos, "%s ignoring self-assignment in %s",
                     gort__function_name(e->u, e->fn->func), gort__stmt_string(e->u, where));
}

/* sel: the callee as it was before. */
void gort__report_devirtual(unit *u, const node *call, const char *sel, ty *t)
{
    bool partly = call->call_kind == CALL_INTERFACE; /* still, through an embedded interface */
    gort__report(u, call->pos, "%sdevirtualizing %s to %s", partly ? "partially " : "", sel,
                 gort__ty_string_told(u, t));
}

/* ---- -m=2 */

void gort__report_capture(unit *u, object *var, const location *loc, bool by_ref)
{
    if (u->opt_m >= 2)
        gort__report(u, var->pos, "%s capturing by %s: %s (addr=%s assign=%s width=%lld)",
                     gort__function_name(u, var->func), by_ref ? "ref" : "value",
                     report_obj(u, var), loc->addrtaken ? "true" : "false",
                     loc->reassigned ? "true" : "false", (long long)gort__ty_size(u, var->type));
}

static void report_flow(unit *u, position pos, const location *dst, const location *src, int derefs,
                        const flow_note *notes)
{
    char *stars = gort__alloc(u, (size_t)(derefs > 0 ? derefs : 0) + 2);
    if (derefs > 0)
        memset(stars, '*', (size_t)derefs);
    else if (derefs < 0)
        stars[0] = '&';
    gort__report(u, pos, "  flow: %s = %s%s:", report_loc(u, dst), stars, report_loc(u, src));
    for (; notes; notes = notes->next) {
        const node *n = notes->where;
        if (!n) continue;
        const position at = n->kind == S_RANGE ? n->colon : n->pos;
        const bool statement = n->kind >= S_EMPTY && n->kind != S_GO && n->kind != S_DEFER;
        gort__report(u, pos, "    from %s (%s) at %s",
                     statement ? gort__stmt_string(u, n) : report_expr(u, n), notes->why,
                     gort__head_pos_text(u, at));
    }
}

/* From src along the current walk to its root. */
static void report_path(unit *u, const location *root, const location *src)
{
    position pos = report_pos(src);
    const location *start = src;
    for (int steps = 0;; steps++) {
        const location *seen = start;
        for (int i = 0; i < steps; i++, seen = seen->dst)
            if (seen == src) {
                gort__report(u, pos,
                             "  warning: truncated explanation due to assignment cycle; see "
                             "golang.org/issue/35518");
                return;
            }
        const location *dst = src->dst;
        if (!dst) return;
        const flow_edge *edge = &dst->edges[src->dst_edge];
        report_flow(u, pos, dst, src, edge->derefs, edge->notes);
        if (dst == root) return;
        src = dst;
    }
}

static void report_watch_escapes(void *ctx, location *root, location *dst, location *src,
                                 int derefs, const flow_note *notes)
{
    unit *u = ctx;
    if (src->what) gort__report(u, report_pos(src), "%s escapes to heap:", report_what(u, src));
    if (root)
        report_path(u, root, src);
    else
        report_flow(u, report_pos(src), dst, src, derefs, notes);
}

static void report_watch_leaks(void *ctx, location *root, location *param, int derefs)
{
    unit *u = ctx;
    gort__report(u, report_pos(param),
                 "parameter %s leaks to %s with derefs=%d:", report_what(u, param),
                 report_loc(u, root), derefs);
    report_path(u, root, param);
}

const flow_watch *gort__report_watch(unit *u)
{
    if (u->opt_m < 2) return NULL;
    flow_watch *w = gort__alloc(u, sizeof *w);
    *w = (flow_watch){report_watch_escapes, report_watch_leaks, u};
    return w;
}
