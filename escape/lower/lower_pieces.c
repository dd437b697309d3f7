/* lower_pieces.c - structs as arguments: in pieces.
 *
 * C passes a struct of more than two words through memory, and compilers copy it there by loads
 * that are wider than the stores which have just set its fields: each such load waits until the
 * stores have reached the cache, a dozen cycles or more. So a struct goes word by word, as the
 * scalars that it is made of (a string is two, a slice three); the callee puts it together again,
 * which costs nothing where only its fields are used.
 *
 *   main_play(g, sp + 1, h.T, h.a, h.b, q);
 *
 *   static void main_play(gort_g *g, void **sp, bool g0, intptr_t g1, intptr_t g2, intptr_t q)
 *       main_G g_ = (main_G){.T = g0, .a = g1, .b = g2};
 *
 * A struct goes whole if it is small enough for two registers, if it is rooted as a cell, or if it
 * has many parts or parts of few bytes. Functions of the runtime take all structs whole. Every
 * other function, thunk and signature comes here; to change what goes in pieces, open pieces_take.
 */
#include "emit_internal.h"

enum { WHOLE_BYTES = 16, MIN_PIECE_BYTES = 4 };

struct struct_pieces {
    int n; /* 0: the type goes whole */
    const char **path, **ctype;
};

static void pieces_take(emission *w, ty *t, struct struct_pieces *p)
{
    const int64_t size = gort__ty_size(w->u, t);
    if (t->kind != TY_STRUCT || size <= WHOLE_BYTES || gort__lower_words(w, t)->n < 0) return;
    const value_parts *all = gort__lower_scalars(w, t);
    if (all->n <= 0 || (int64_t)all->n * MIN_PIECE_BYTES > size) return;
    p->n = all->n;
    p->ctype = all->ctype;
    p->path = gort__alloc(w->u, (size_t)p->n * sizeof *p->path);
    for (int i = 0; i < p->n; i++)
        p->path[i] = gort__ir_path_text(w->u, all->path[i]);
}

static const struct struct_pieces *pieces_get(emission *w, ty *t)
{
    lowered_type *l = gort__lower_ty(w, t->under);
    if (!l->pieces) {
        struct struct_pieces *p = gort__alloc(w->u, sizeof *p);
        pieces_take(w, t, p);
        l->pieces = p;
    }
    return l->pieces;
}

bool gort__lower_in_pieces(emission *w, ty *t)
{
    return pieces_get(w, t)->n > 0;
}

void gort__lower_param_types(emission *w, textbuf *s, ty *t)
{
    const struct struct_pieces *p = pieces_get(w, t);
    if (p->n == 0) gort__text_add(s, ", %s", gort__lower_ctype(w, t));
    for (int i = 0; i < p->n; i++)
        gort__text_add(s, ", %s", p->ctype[i]);
}

ir_var *gort__lower_param(lowering *c, const char *name, const char *ctype, ir_form *params)
{
    ir_var *v = gort__ir_var(c->f, name, ctype, NULL, NULL, 0);
    v->param = true;
    gort__ir_put(params, ", %s%v", gort__lower_spaced(c->u, ctype), &v->value);
    return v;
}

void gort__lower_pass(lowering *c, ty *t, const char *name, bool whole, ir_form *params,
                      ir_form *args)
{
    const struct struct_pieces *p = pieces_get(c->w, t);
    const char *ctype = gort__lower_ctype(c->w, t);
    if (p->n == 0) {
        const bool cast = whole && t->kind == TY_PTR;
        gort__ir_put(args, cast ? ", (void *)%v" : ", %v",
                     &gort__lower_param(c, name, ctype, params)->value);
        return;
    }
    if (whole) gort__ir_put(args, ", (%s){", ctype);
    for (int i = 0; i < p->n; i++) {
        const char *piece = gort__strf(c->u, "%s_%d", name, i);
        const ir_value *v = &gort__lower_param(c, piece, p->ctype[i], params)->value;
        if (whole)
            gort__ir_put(args, "%s%s = %v", i ? ", " : "", p->path[i], v);
        else
            gort__ir_put(args, ", %v", v);
    }
    if (whole) gort__ir_put(args, "}");
}

void gort__lower_argument(emission *w, ir_form *s, ty *t, const ir_value *local)
{
    const struct struct_pieces *p = pieces_get(w, t);
    if (p->n == 0) gort__ir_put(s, ", %v", local);
    for (int i = 0; i < p->n; i++)
        gort__ir_put(s, ", %v", gort__ir_part(w->u, local, "%s", p->path[i]));
}

const ir_value *gort__lower_value_argument(lowering *c, ty *t, const ir_value *value)
{
    ir_form s;
    gort__ir_begin(&s, c->u);
    if (gort__lower_in_pieces(c->w, t)) value = gort__lower_simple(c, t, value);
    gort__lower_argument(c->w, &s, t, value);
    return gort__ir_end(&s);
}

ir_var *gort__lower_param_in_pieces(lowering *c, const char *name, ty *t, ir_form *params)
{
    const struct struct_pieces *p = pieces_get(c->w, t);
    ir_var *v = gort__lower_new_var(c, name, t);
    ir_form whole;
    gort__ir_begin(&whole, c->u);
    for (int i = 0; i < p->n; i++) {
        const char *piece = gort__ir_local_name(c->f, gort__strf(c->u, "%s%d", name, i));
        gort__ir_put(&whole, "%s%s = %v", i ? ", " : "", p->path[i],
                     &gort__lower_param(c, piece, p->ctype[i], params)->value);
    }
    GORT__DEF(c, v, true, "(%s){%v}", v->ctype, gort__ir_end(&whole));
    return v;
}
