/* reason.c - two rules of escape analysis that look at expressions, not at flows: what is on the
 * heap for its size alone, and which assignments store nothing new.
 *
 * Sizes are go1.19's: a variable of up to 10 MB, an implicit allocation (new, &T{}, make of a
 * slice, a closure) of up to 64 KB may be on the stack, with -smallframes 128 KB and 16 KB; a slice
 * whose size is no constant may not.
 * Maps have no such rule: their buckets are on the heap when they are large.
 *
 * A self-assignment copies between parts of what one variable points to (b.buf = b.buf[1:]): no
 * pointer gets anywhere it was not before. Only shapes without side effects between the two sides
 * count. One thread.
 */
#include "flow_ast.h"

static const char reason_large[] = "too large for stack";

static int64_t reason_variable_bytes(const flow_batch *b)
{
    return b->u->opt_small_frames ? 128 << 10 : 10 << 20;
}

static int64_t reason_implicit_bytes(const flow_batch *b)
{
    return b->u->opt_small_frames ? 16 << 10 : 64 << 10;
}

static int64_t reason_closure_bytes(flow_batch *b, const function *f)
{
    int64_t bytes = 8;
    for (int i = 0; i < f->ncaptures; i++)
        bytes += f->captures[i].by_ref ? 8 : gort__ty_size(b->u, f->captures[i].var->type);
    return bytes;
}

/* make([]T, len) or make([]T, len, cap): the last says how much is allocated. */
static const char *reason_make_slice(flow_batch *b, const node *n)
{
    const node *size = gort__unparen(n->list.at[n->list.n - 1]);
    int64_t count;
    if (!size->val || !gort__const_int64(size->val, &count) || count < INT32_MIN ||
        count > INT32_MAX)
        return "non-constant size";
    int64_t elem = gort__ty_size(b->u, n->type->elem);
    return elem != 0 && count > reason_implicit_bytes(b) / elem ? reason_large : NULL;
}

const char *gort__flow_heap_reason(flow_batch *b, const location *loc)
{
    if (loc->kind == LOC_VAR) {
        const object *o = loc->what;
        return gort__ty_size(b->u, o->type) > reason_variable_bytes(b) ? reason_large : NULL;
    }
    if (loc->kind != LOC_EXPR) return NULL;
    const node *n = loc->what;
    int64_t bytes = 0;
    if (n->kind == N_CALL && n->builtin == B_MAKE && n->type->kind == TY_SLICE)
        return reason_make_slice(b, n);
    if (n->kind == N_ADDR || (n->kind == N_CALL && n->builtin == B_NEW))
        bytes = gort__ty_size(b->u, n->type->elem);
    else if (n->kind == N_SELECTOR)
        bytes = gort__ty_size(b->u, n->a->type);
    else if (n->kind == N_FUNCLIT)
        bytes = reason_closure_bytes(b, n->func);
    return bytes > reason_implicit_bytes(b) ? reason_large : NULL;
}

/* ---- self-assignments */

static node *reason_strip(node *n)
{
    n = gort__unparen(n);
    while (gort__conv_is_nop(n))
        n = gort__unparen(n->a);
    return n;
}

/* What *p and p.f go through, if p is a plain variable. */
static object *reason_pointer_base(node *n)
{
    n = gort__unparen(n);
    if (n->kind != N_DEREF && !(n->kind == N_SELECTOR && n->sel == SEL_FIELD && n->sel_ptr))
        return NULL;
    return gort__variable(gort__unparen(n->a));
}

static bool reason_same_const(const node *l, const node *r)
{
    int64_t a, b;
    if (gort__const_kind_of(l->val) != gort__const_kind_of(r->val)) return false;
    if (gort__const_int64(l->val, &a) && gort__const_int64(r->val, &b)) return a == b;
    return l->lit_text && l->lit_text == r->lit_text;
}

/* The same expression, without calls, so that it has the same value twice. */
static bool reason_same(node *l, node *r)
{
    l = reason_strip(l);
    r = reason_strip(r);
    if (l->kind != r->kind || l->type != r->type) return false;
    if (l->val || r->val) return l->val && r->val && reason_same_const(l, r);
    switch (l->kind) {
    case N_NAME: return l->obj == r->obj;
    case N_SELECTOR:
        return l->sel == SEL_FIELD && r->sel == SEL_FIELD && l->name == r->name &&
               l->sel_ptr == r->sel_ptr && reason_same(l->a, r->a);
    case N_DEREF: return reason_same(l->a, r->a);
    case N_UNARY: return l->op == r->op && l->op != T_ARROW && reason_same(l->a, r->a);
    case N_CONV:
        return l->type->kind >= TY_BOOL && l->type->kind <= TY_COMPLEX128 &&
               reason_same(l->a, r->a);
    case N_INDEX:
    case N_BINARY:
        return l->op == r->op && !gort__is_logical(l) && !gort__is_comparison(l) &&
               reason_same(l->a, r->a) && reason_same(l->b, r->b);
    case N_NIL: return true;
    default: return false;
    }
}

static bool reason_may_affect_memory(node *n)
{
    n = gort__unparen(n);
    if (n->val) return false;
    switch (n->kind) {
    case N_NAME:
    case N_LITERAL:
    case N_NIL: return false;
    case N_BINARY:
        return gort__is_comparison(n) || gort__is_logical(n) || n->type->kind == TY_STRING ||
               reason_may_affect_memory(n->a) || reason_may_affect_memory(n->b);
    case N_INDEX:
        return n->a->type->kind == TY_MAP || reason_may_affect_memory(n->a) ||
               reason_may_affect_memory(n->b);
    case N_CONV:
        return gort__ty_is_interface(n->type) ||
               (n->type->kind == TY_STRING) != (n->a->type->kind == TY_STRING) ||
               reason_may_affect_memory(n->a);
    case N_CALL: return !gort__measures(n) || reason_may_affect_memory(n->list.at[0]);
    case N_UNARY: return n->op == T_ARROW || reason_may_affect_memory(n->a);
    case N_SELECTOR: return n->sel != SEL_FIELD || reason_may_affect_memory(n->a);
    case N_DEREF: return reason_may_affect_memory(n->a);
    default: return true;
    }
}

static bool reason_slices_itself(node *dst, node *src)
{
    object *base = reason_pointer_base(dst);
    if (!base || src->kind != N_SLICE) return false;
    /* Slicing an array that lies in the object makes a new pointer to the object. */
    node *x = gort__unparen(src->a);
    return x->kind != N_ADDR && reason_pointer_base(x) == base;
}

bool gort__flow_self_assign(node *dst, node *src)
{
    dst = gort__unparen(dst);
    src = gort__unparen(src);
    if (!dst || !src) return false;
    if (reason_slices_itself(dst, src)) return true;
    if (dst->kind != src->kind) return false;
    if (dst->kind == N_SELECTOR)
        return dst->sel == SEL_FIELD && src->sel == SEL_FIELD && dst->sel_ptr == src->sel_ptr &&
               reason_same(dst->a, src->a);
    if (dst->kind == N_INDEX)
        return dst->a->type->kind != TY_MAP && src->a->type->kind != TY_MAP &&
               !reason_may_affect_memory(dst->b) && !reason_may_affect_memory(src->b) &&
               reason_same(dst->a, src->a);
    return false;
}
