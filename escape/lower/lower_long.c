/* lower_long.c - literals with many elements that code has to compute.
 *
 * The code of such a literal is cut between elements into functions of bounded length (outline.c).
 * That needs elements that leave nothing behind for later: entries of maps are so by themselves.
 * The elements of a slice are evaluated in two steps (lower_order.c), which would keep what the
 * first one leaves of all of them; here the backing array is made before, and an element is stored
 * right behind its first step if nothing that still runs can change what it is (long_is_fixed). The
 * others wait for the second step. Both steps follow the order of the source, so which panic comes
 * first stays the same; the array is no one's before the literal is complete.
 */
#include "emit_internal.h"

/* How many elements are many. Of those with pointers fewer: each is a root of all calls behind it,
 * until it is in the array. A literal of 24 of them, called in a loop, took 1.7 times as long in
 * two steps, one of 8 took 0.9, and gcc 2 s for one of 80. Numbers are no roots. */
enum { LONG_PARTS = 100, LONG_ROOTS = 16, PIECE_INSTRUCTIONS = 250 };

/* ---- Pieces ------------------------------------------------------------------------------- */

cut_run gort__lower_run_begin(const lowering *c)
{
    return (cut_run){c->f->last, c->f->nins};
}

void gort__lower_run_step(lowering *c, cut_run *r)
{
    ir_func *f = c->f;
    if (f->nins - r->nins >= PIECE_INSTRUCTIONS) {
        const char *name = gort__lower_unique_name(c->w, gort__strf(c->u, "%s_part", f->cname));
        ir_func *part = gort__ir_func(c->u, name, f->symbol);
        if (gort__ir_outline(f, r->after, part)) gort__lower_add_func(c->w, part);
        *r = gort__lower_run_begin(c);
    }
}

/* ---- Slices ------------------------------------------------------------------------------- */

struct long_literal {
    const node *lit;
    lvalue array;
    const ir_value *address;
    int64_t len;
    literal_parts late; /* not stored yet */
    int checks;         /* of those */
    long_literal *next;
};

/* Has n the same value now as when all calls have run, and can it not panic? */
static bool long_is_fixed(const node *n)
{
    n = gort__unparen((node *)n);
    if (n->val || n->lower) return true;
    switch (n->kind) {
    case N_NIL:
    case N_FUNCLIT: return true;
    case N_NAME: {
        if (gort__named_function(n)) return true;
        const lowered_object *l = gort__variable(n) ? n->obj->lower : NULL;
        return l && l->access == ACCESS_DIRECT && l->var && !l->var->cell && !n->obj->addrtaken;
    }
    case N_UNARY: return long_is_fixed(n->a);
    case N_BINARY: return long_is_fixed(n->a) && long_is_fixed(n->b);
    case N_CONV: return n->a->type->kind != TY_SLICE && long_is_fixed(n->a);
    case N_SELECTOR:
        return n->sel == SEL_FIELD && n->a->type->kind == TY_STRUCT && long_is_fixed(n->a);
    case N_ADDR: {
        const node *x = gort__unparen(n->a);
        return x->kind == N_NAME || (x->kind == N_COMPLIT && long_is_fixed(x));
    }
    case N_COMPLIT:
        for (int i = 0; i < n->list.n; i++)
            if (!long_is_fixed(gort__element(n->list.at[i]))) return false;
        return true;
    default: return false;
    }
}

static void long_store(lowering *c, const long_literal *l, const literal_part *x)
{
    const literal_parts one = {(literal_part *)x, 1, 1};
    gort__lower_store_parts(c, &one, l->array.shared);
}

bool gort__lower_order_long(lowering *c, node *n, int *checks)
{
    const ty *t = n->type;
    for (const long_literal *l = c->longs; l; l = l->next) {
        if (l->lit != n) continue;
        *checks += l->checks; /* an operand that is ordered again */
        return true;
    }
    if (t->kind != TY_SLICE) return false;
    const int many = gort__ty_has_pointers(c->u, t->elem) ? LONG_ROOTS : LONG_PARTS;
    if (n->list.n < many || gort__lower_count_members(n, false, many) < many ||
        gort__ty_size(c->u, t->elem) == 0)
        return false;
    long_literal *l = gort__alloc(c->u, sizeof *l);
    literal_parts all = {0};
    const ir_value *stored = gort__ir_text(c->u, "0");
    l->lit = n;
    l->array = gort__lower_slice_array(c, n, &l->address, &l->len);
    gort__lower_literal_parts(c, n, &l->array, &all);
    cut_run run = gort__lower_run_begin(c);
    for (int i = 0; i < all.n; i++) {
        node *e = all.at[i].node;
        const int before = c->f->nins;
        const int late = gort__lower_order(c, e);
        if (late == 0 && long_is_fixed(e)) {
            long_store(c, l, &all.at[i]);
            gort__lower_taken(c, e, stored);
            gort__lower_taken(c, gort__unparen(e), stored);
            gort__lower_run_step(c, &run);
        } else {
            l->checks += late;
            l->late.at = all.at; /* what is kept moves to the front */
            all.at[l->late.n++] = all.at[i];
            if (c->f->nins > before) run = gort__lower_run_begin(c); /* needed in the second step */
        }
    }
    *checks += l->checks;
    l->next = c->longs;
    c->longs = l;
    return true;
}

const ir_value *gort__lower_late_long(lowering *c, const node *n)
{
    long_literal **at = &c->longs;
    while (*at && (*at)->lit != n)
        at = &(*at)->next;
    long_literal *l = *at;
    if (!l) return NULL;
    *at = l->next;
    cut_run run = gort__lower_run_begin(c);
    for (int i = 0; i < l->late.n; i++) {
        long_store(c, l, &l->late.at[i]);
        gort__lower_run_step(c, &run);
    }
    return gort__ir_value(c->u, "(gort_slice){%v, %lld, %lld}", l->address, (long long)l->len,
                          (long long)l->len);
}
