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
#include <string.h>

enum { WHOLE_BYTES = 16, MAX_PIECES = 25, MIN_PIECE_BYTES = 4 };

struct struct_pieces {
    int n; /* 0: the type goes whole */
    const char *path[MAX_PIECES], *ctype[MAX_PIECES];
};

static bool pieces_leaf(struct struct_pieces *p, const char *path, const char *ctype)
{
    if (p->n == MAX_PIECES) return false;
    p->path[p->n] = path;
    p->ctype[p->n++] = ctype;
    return true;
}

/* Appends the scalars of t; false if they are too many. */
static bool pieces_of(emission *w, ty *t, const char *path, struct struct_pieces *p)
{
    unit *u = w->u;
    ty *b = gort__lower_under(t);
    const bool methods = b->kind == TY_INTERFACE && b->nmethods > 0;
    switch (b->kind) {
    case TY_STRUCT:
        for (int i = 0; i < b->nfields; i++)
            if (gort__ty_size(u, b->fields[i].type) > 0 &&
                !pieces_of(w, b->fields[i].type,
                           gort__strf(u, "%s.%s", path, gort__lower_field_name(w, b, i)), p))
                return false;
        return true;
    case TY_ARRAY:
        if (b->len > MAX_PIECES) return false;
        for (int64_t i = 0; i < b->len; i++)
            if (!pieces_of(w, b->elem, gort__strf(u, "%s.a[%lld]", path, (long long)i), p))
                return false;
        return true;
    case TY_STRING:
        return pieces_leaf(p, gort__strf(u, "%s.ptr", path), "const uint8_t *") &&
               pieces_leaf(p, gort__strf(u, "%s.len", path), "intptr_t");
    case TY_SLICE:
        return pieces_leaf(p, gort__strf(u, "%s.ptr", path), "void *") &&
               pieces_leaf(p, gort__strf(u, "%s.len", path), "intptr_t") &&
               pieces_leaf(p, gort__strf(u, "%s.cap", path), "intptr_t");
    case TY_INTERFACE:
        return pieces_leaf(p, gort__strf(u, methods ? "%s.tab" : "%s.type", path),
                           methods ? "const gort_itab *" : "const gort_type *") &&
               pieces_leaf(p, gort__strf(u, "%s.data", path), "void *");
    default: return pieces_leaf(p, path, gort__lower_ctype(w, t));
    }
}

static bool pieces_take(emission *w, ty *t, struct struct_pieces *p)
{
    const char **words;
    int nwords;
    const int64_t size = gort__ty_size(w->u, t);
    if (gort__lower_under(t)->kind != TY_STRUCT || size <= WHOLE_BYTES) return false;
    if (gort__ty_has_pointers(w->u, t) && !gort__lower_small(w, t, &words, &nwords)) return false;
    return pieces_of(w, t, "", p) && (int64_t)p->n * MIN_PIECE_BYTES <= size;
}

static const struct struct_pieces *pieces_get(emission *w, ty *t)
{
    lowered_type *l = gort__lower_ty(w, gort__lower_under(t));
    if (!l->pieces) {
        struct struct_pieces *p = gort__alloc(w->u, sizeof *p);
        if (!pieces_take(w, t, p)) p->n = 0;
        l->pieces = p;
    }
    return l->pieces;
}

bool gort__lower_in_pieces(emission *w, ty *t)
{
    return pieces_get(w, t)->n > 0;
}

void gort__lower_param(emission *w, textbuf *s, ty *t, const char *name)
{
    const struct struct_pieces *p = pieces_get(w, t);
    if (p->n == 0 && !*name) gort__text_add(s, ", %s", gort__lower_ctype(w, t));
    if (p->n == 0 && *name)
        gort__text_add(s, ", %s%s", gort__lower_spaced(w->u, gort__lower_ctype(w, t)), name);
    for (int i = 0; i < p->n && !*name; i++)
        gort__text_add(s, ", %s", p->ctype[i]);
    for (int i = 0; i < p->n && *name; i++)
        gort__text_add(s, ", %s%s_%d", gort__lower_spaced(w->u, p->ctype[i]), name, i);
}

void gort__lower_forward(emission *w, textbuf *s, ty *t, const char *name)
{
    const struct struct_pieces *p = pieces_get(w, t);
    if (p->n == 0) gort__text_add(s, ", %s", name);
    for (int i = 0; i < p->n; i++)
        gort__text_add(s, ", %s_%d", name, i);
}

void gort__lower_forward_whole(emission *w, textbuf *s, ty *t, const char *name)
{
    const struct struct_pieces *p = pieces_get(w, t);
    const bool pointer = gort__lower_under(t)->kind == TY_PTR;
    if (p->n == 0) {
        gort__text_add(s, ", %s%s", pointer ? "(void *)" : "", name);
        return;
    }
    gort__text_add(s, ", (%s){", gort__lower_ctype(w, t));
    for (int i = 0; i < p->n; i++)
        gort__text_add(s, "%s%s = %s_%d", i ? ", " : "", p->path[i], name, i);
    gort__text_add(s, "}");
}

void gort__lower_argument(emission *w, textbuf *s, ty *t, const char *local)
{
    const struct struct_pieces *p = pieces_get(w, t);
    if (p->n == 0) gort__text_add(s, ", %s", local);
    for (int i = 0; i < p->n; i++)
        gort__text_add(s, ", %s%s", local, p->path[i]);
}

const char *gort__lower_value_argument(lowering *c, ty *t, const char *value)
{
    textbuf s = {.u = c->u};
    if (gort__lower_in_pieces(c->w, t)) value = gort__lower_simple(c, t, value);
    gort__lower_argument(c->w, &s, t, value);
    return gort__text_of(&s);
}

ir_var *gort__lower_param_in_pieces(lowering *c, const char *name, ty *t, textbuf *params)
{
    const struct struct_pieces *p = pieces_get(c->w, t);
    textbuf whole = {.u = c->u};
    ir_var *v = gort__lower_new_var(c, name, t);
    for (int i = 0; i < p->n; i++) {
        const char *local = gort__ir_local_name(c->f, gort__strf(c->u, "%s%d", name, i));
        ir_var *piece = gort__ir_var(c->f, local, p->ctype[i], NULL, NULL, 0);
        piece->param = true;
        gort__text_add(params, ", %s%s", gort__lower_spaced(c->u, p->ctype[i]), piece->ref);
        gort__text_add(&whole, "%s%s = %s", i ? ", " : "", p->path[i], piece->ref);
    }
    gort__lower_def(c, v, true, gort__strf(c->u, "(%s){%s}", v->ctype, gort__text_of(&whole)));
    return v;
}
