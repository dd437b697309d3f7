/* bounds.c - index expressions whose bounds check go1.19 leaves out while it lowers a function,
 * because the index cannot be too large for an array: its type is small, or it was masked, shifted
 * or reduced by a constant. Each gives one message with -m, behind those of escape analysis.
 *
 * The emitter is free to do the same or to leave it to the C compiler; this file only decides. One
 * thread. To recognise more, open bounds_within.
 */
#include "flow_ast.h"

static bool bounds_const(const gort__node *n, int64_t *v)
{
    n = gort__unparen((gort__node *)n);
    return n->val && gort__const_int64(n->val, v) && *v >= INT32_MIN && *v <= INT32_MAX;
}

/* Is 0 <= n < max for sure? n is not constant. copied: only its type is known. */
static bool bounds_within(gort__unit *u, gort__node *n, int64_t max, bool copied)
{
    n = gort__unparen(n);
    if (!n->type || n->type->kind < TY_INT || n->type->kind > TY_UINTPTR) return false;
    bool is_signed = n->type->kind <= TY_INT64;
    int bits = (int)gort__ty_size(u, n->type) * 8;
    int64_t v;
    if (n->kind == N_BINARY && !copied) {
        switch (n->op) {
        case T_AND:
            if ((bounds_const(n->a, &v) || bounds_const(n->b, &v)) && v >= 0 && v < max)
                return true;
            break;
        case T_AND_NOT:
            if (!bounds_const(n->a, &v)) {
                if (!bounds_const(n->b, &v)) break;
                v = ~v;
                if (!is_signed && bits < 64) v &= ((int64_t)1 << bits) - 1;
            }
            if (v >= 0 && v < max) return true;
            break;
        case T_REM:
            if (!is_signed && bounds_const(n->b, &v) && v >= 0 && v <= max) return true;
            break;
        case T_QUO:
            if (!is_signed && bounds_const(n->b, &v))
                for (; bits > 0 && v >= 2; v >>= 1)
                    bits--;
            break;
        case T_SHR:
            if (!is_signed && bounds_const(n->b, &v)) {
                if (v > bits) return true;
                bits -= (int)v;
            }
            break;
        default: break;
        }
    }
    return !is_signed && bits <= 62 && (int64_t)1 << bits <= max;
}

/* go1.19 lowers a function, then the literals in it that capture something, the last first; those
 * that capture nothing are functions of their own, before the one around them. */
typedef struct bounds_todo {
    gort__unit *u;
    gort__funcs funcs;
} bounds_todo;

/* append keeps the places of its arguments: the parts of an index expression go to temporaries,
 * through fields and pointers. */
static void bounds_append(gort__node *call)
{
    for (int i = 0; i < call->list.n; i++) {
        gort__node *x = gort__unparen(call->list.at[i]);
        while (x->kind == N_INDEX || x->kind == N_DEREF ||
               (x->kind == N_SELECTOR && x->sel == SEL_FIELD)) {
            x->copied = x->kind == N_INDEX;
            x = gort__unparen(x->a);
        }
    }
}

static bool bounds_visit(void *ctx, gort__node *n)
{
    bounds_todo *todo = ctx;
    gort__unit *u = todo->u;
    if (n->kind == N_CALL && n->builtin == B_APPEND) bounds_append(n);
    if (n->kind == N_FUNCLIT && n->func->outer && n->func->ncaptures > 0) {
        gort__funcs_push(u, &todo->funcs, n->func);
    } else if (n->kind == N_INDEX && n->a->type && n->b && n->b->type &&
               !gort__unparen(n->b)->val) {
        int64_t len = -1;
        gort__node *a = gort__unparen(n->a);
        size_t bytes;
        if (a->type->kind == TY_ARRAY)
            len = gort__ty_under(a->type)->len;
        else if (a->val && gort__const_kind_of(a->val) == CONST_STRING &&
                 gort__const_string_value(a->val, &bytes))
            len = (int64_t)bytes;
        if (len >= 0 && bounds_within(u, n->b, len, n->copied))
            gort__report(u, n->pos, "index bounds check elided");
    }
    return true;
}

static void bounds_func(gort__unit *u, gort__esc_func *f)
{
    bounds_todo todo = {.u = u};
    gort__live_visit_func(u, f, bounds_visit, &todo);
    while (todo.funcs.n > 0) {
        gort__func *next = todo.funcs.at[--todo.funcs.n];
        gort__live_visit_list(&next->body, bounds_visit, &todo);
    }
}

static bool bounds_visit_plain(void *ctx, gort__node *n)
{
    if (n->kind == N_FUNCLIT && n->func->outer && n->func->flow) {
        gort__live_visit_list(&n->func->body, bounds_visit_plain, ctx);
        if (n->func->ncaptures == 0) bounds_func(ctx, n->func->flow);
    }
    return true;
}

void gort__report_bounds(gort__unit *u, gort__esc_func **roots, int n)
{
    for (int i = 0; u->opt_m && i < n; i++) {
        gort__live_visit_func(u, roots[i], bounds_visit_plain, u);
        bounds_func(u, roots[i]);
    }
}
