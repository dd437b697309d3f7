/* lower_lit.c - constants, composite literals, new objects, closures.
 *
 * A struct or array literal is a C compound literal where its value is wanted, and a list of
 * stores where it becomes an object; with more than a few constants it starts as a copy of static
 * data (lower_static.c), and only the rest is stored. A slice literal is a backing array, in the
 * frame or in the heap as escape analysis says, and a header. A map literal is a map and an
 * assignment for each entry, as in go1.19 the constant entries first, in a loop over two constant
 * arrays if there are many; the keys and values of the others are evaluated entry by entry
 * (lower_order.c orders it as a call).
 *
 * A cell in the frame is zero where it is entered; where it was moved to the start of a loop body
 * or function and a goto may come by again, it is zeroed once more at its literal.
 */
#include "emit_internal.h"
#include "lower_stmt.h"
#include <math.h>
#include <string.h>

/* ---- Constants ---- */

static const char *lit_float(gort__unit *u, const gort__const *v, bool single)
{
    const double d = single ? (double)gort__const_float(v) : gort__const_double(v);
    char *s = gort__strf(u, single ? "%.9g" : "%.17g", d);
    if (!strpbrk(s, ".e")) s = gort__strf(u, "%s.0", s);
    if (single) s = gort__strf(u, "%sf", s);
    return signbit(d) ? gort__strf(u, "(%s)", s) : s;
}

/* A constant of integer type t. An unsigned one is as wide as its type, since `~` and a shift look
 * at the width; a signed one may be narrower, as C widens it to what it meets. Two constants never
 * meet in one text: their node would be a constant itself (gort__lx_number is for those that are
 * none in Go). */
static const char *lit_int(gort__unit *u, gort__ty *t, const gort__const *v)
{
    int64_t i = 0;
    uint64_t n = 0;
    switch (t->kind) {
    case TY_UINT32:
        (void)gort__const_uint64(v, &n);
        return gort__strf(u, "%lluu", (unsigned long long)n);
    case TY_UINT:
    case TY_UINT64:
    case TY_UINTPTR: break;
    default:
        if (!gort__const_int64(v, &i)) break;
        if (i == INT64_MIN) return "(-9223372036854775807L-1)";
        if (i == INT32_MIN && t->kind == TY_INT32) return "(-2147483647-1)";
        return gort__strf(u, i < 0 ? "(%lld)" : "%lld", (long long)i);
    }
    (void)gort__const_uint64(v, &n);
    return gort__strf(u, "%lluuL", (unsigned long long)n);
}

/* braces: as an initialiser, else as an expression. */
static const char *lit_const(gort__lw *w, gort__ty *t, const gort__const *v, bool braces)
{
    gort__ty *b = gort__lw_under(t);
    switch (b->kind) {
    case TY_BOOL:
    case TY_UNTYPED_BOOL: return gort__const_bool_value(v) ? "true" : "false";
    case TY_STRING:
    case TY_UNTYPED_STRING: {
        size_t n = 0;
        const char *s = gort__const_string_value(v, &n);
        const char *type = braces ? "" : "(gort_string)";
        if (n == 0) return gort__strf(w->u, "%s{NULL, 0}", type);
        return gort__strf(w->u, "%s{(const uint8_t *)%s, %zu}", type, gort__lw_c_string(w->u, s, n),
                          n);
    }
    case TY_FLOAT32: return lit_float(w->u, v, true);
    case TY_FLOAT64:
    case TY_UNTYPED_FLOAT: return lit_float(w->u, v, false);
    case TY_UNSAFE_POINTER: return "NULL";
    default: return lit_int(w->u, b, v);
    }
}

const char *gort__lx_const(gort__fn *c, gort__ty *t, const gort__const *v)
{
    return lit_const(c->w, t, v, false);
}

const char *gort__lx_const_init(gort__lw *w, gort__ty *t, const gort__const *v)
{
    return lit_const(w, t, v, true);
}

/* A number that is known here and no constant in Go: two of these may meet in one text. */
const char *gort__lx_number(gort__fn *c, gort__ty *t, int64_t value)
{
    return gort__strf(c->u, "((%s)%lld)", gort__lw_ctype(c->w, t), (long long)value);
}

/* ---- New objects ---- */

/* p = new object. */
static const char *lit_heap(gort__fn *c, const char *ctype, const char *desc)
{
    return gort__lx_temp_p(c, ctype, gort__strf(c->u, "gort_new(g, " IR_SP ", &%s)", desc));
}

static gort__place_text lit_object(gort__fn *c, gort__ty *t, bool stack, const char *what,
                                   const char **address)
{
    const char *ctype = gort__lw_ctype(c->w, t);
    t = gort__lw_canon(t);
    gort__lx_note(c, "%s %s: in %s", what, gort__ty_string(c->u, t),
                  stack ? "this frame" : "the heap");
    if (stack) {
        gort__var *v = gort__lx_zeroed_cell(c, "obj", ctype,
                                            gort__lw_has_ptr(c, t) ? gort__lw_desc(c->w, t) : NULL);
        *address = gort__lx_address_of(c->w, t, v->ref);
        return (gort__place_text){.text = v->ref, .type = t, .whole = v};
    }
    *address = lit_heap(c, gort__lw_ctype(c->w, gort__ty_ptr(c->u, t)), gort__lw_desc(c->w, t));
    return (gort__place_text){
        .text = gort__strf(c->u, "(*%s)", *address), .type = t, .barrier = true};
}

const char *gort__lx_new_object(gort__fn *c, gort__ty *t, bool stack, const char *what)
{
    const char *address;
    (void)lit_object(c, t, stack, what, &address);
    return address;
}

/* ---- Composite literals ---- */

bool gort__lx_is_aggregate(gort__node *n)
{
    n = gort__unparen(n);
    if (n->kind != N_COMPLIT || n->lower) return false;
    const int k = gort__lw_under(n->type)->kind;
    return k == TY_STRUCT || k == TY_ARRAY;
}

gort__node *gort__lx_element(gort__node *e)
{
    return e->kind == N_KEYVALUE ? e->b : e;
}

/* The field or element number of the i-th element, given that of the one before. */
int64_t gort__lx_member_index(gort__node *lit, int i, int64_t last)
{
    gort__node *e = lit->list.at[i];
    int64_t k;
    if (e->kind != N_KEYVALUE) return last + 1;
    if (gort__lw_under(lit->type)->kind != TY_STRUCT && e->a->val &&
        gort__const_int64(e->a->val, &k))
        return k;
    return e->field_index;
}

int64_t gort__lx_length(gort__node *lit)
{
    int64_t k = -1, max = 0;
    for (int i = 0; i < lit->list.n; i++) {
        k = gort__lx_member_index(lit, i, k);
        if (k + 1 > max) max = k + 1;
    }
    return max;
}

const char *gort__lx_member(gort__lw *w, gort__ty *b, const char *base, int64_t k)
{
    const char *dot = ".";
    if (base[0] == '(' && base[1] == '*' && base[2] == '\001') { /* (*p).f is p->f */
        const char *inner = gort__strf(w->u, "%.*s", (int)(strlen(base) - 3), base + 2);
        if (gort__lx_is_simple(inner)) {
            base = inner;
            dot = "->";
        }
    }
    if (b->kind == TY_STRUCT)
        return gort__strf(w->u, "%s%s%s", base, dot, gort__lw_field_name(w, b, (int)k));
    return gort__strf(w->u, "%s%sa[%lld]", base, dot, (long long)k);
}

bool gort__lx_is_blank_field(const gort__ty *b, int64_t k)
{
    return b->kind == TY_STRUCT && gort__is_blank_name(b->fields[k].name);
}

/* Begins member number k of a list of initialisers whose last one was `last`. */
void gort__lx_add_member(gort__text *list, gort__lw *w, gort__ty *b, int64_t k, int64_t last,
                         bool separate)
{
    if (separate) gort__text_add(list, ", ");
    if (b->kind == TY_STRUCT)
        gort__text_add(list, ".%s = ", gort__lw_field_name(w, b, (int)k));
    else if (k != last + 1)
        gort__text_add(list, "[%lld] = ", (long long)k);
}

/* An element: evaluated by itself. */
static const char *lit_value(gort__fn *c, gort__node *n)
{
    gort__lx_settle(c, n);
    return gort__lx_late(c, n);
}

void gort__lx_store_parts(gort__fn *c, const gort__parts *l, bool barrier)
{
    for (int i = 0; i < l->n; i++) {
        const gort__part *x = &l->at[i];
        const gort__place_text q = {
            .text = x->place, .type = x->type, .barrier = barrier, .blank = !x->place};
        gort__lx_store(c, &q, lit_value(c, x->node));
    }
}

/* The text of a struct or array literal: a C compound literal. */
static const char *lit_aggregate(gort__fn *c, gort__node *n)
{
    gort__ty *b = gort__lw_under(n->type);
    const char *ctype = gort__lw_ctype(c->w, n->type);
    if (n->list.n == 0 || gort__ty_size(c->u, n->type) == 0)
        return gort__strf(c->u, "(%s){}", ctype);
    if (gort__lx_static_pays(c->w, n, n->type)) {
        gort__var *v = gort__lx_new_var(c, "lit", n->type);
        gort__parts rest = {0};
        gort__lx_def(c, v, !v->cell, gort__lx_static_parts(c->w, n, n->type, v->ref, &rest));
        gort__lx_store_parts(c, &rest, false);
        return v->ref;
    }
    gort__text list = {.u = c->u};
    int64_t k = -1;
    for (int i = 0; i < n->list.n; i++) {
        const int64_t at = gort__lx_member_index(n, i, k);
        const char *v = lit_value(c, gort__lx_element(n->list.at[i]));
        if (gort__lx_is_blank_field(b, at)) {
            gort__lx_store(c, &(gort__place_text){.blank = true}, v);
        } else {
            gort__lx_add_member(&list, c->w, b, at, k, list.n > 0);
            gort__text_add(&list, "%s", gort__lx_strip(c->u, v));
        }
        k = at;
    }
    if (list.n == 0) return gort__strf(c->u, "(%s){}", ctype); /* blank fields */
    return gort__strf(c->u, b->kind == TY_STRUCT ? "(%s){%s}" : "(%s){{%s}}", ctype, list.at);
}

/* Copies what of the literal is constant to a new object, and stores the rest, or adds it to
 * `later`; false: nothing was done, there are few constants. */
static bool lit_copy(gort__fn *c, gort__node *n, gort__ty *t, const gort__place_text *p,
                     gort__parts *later)
{
    gort__parts rest = {0};
    if (!gort__lx_static_pays(c->w, n, t)) return false;
    const char *data = gort__lx_static_parts(c->w, n, t, p->text, later ? later : &rest);
    if (p->barrier) /* needs none: nobody knows the object yet, and what is copied is no heap's */
        gort__lx_text(c, "%s = %s", p->text, data);
    else
        gort__lx_store(c, p, data);
    gort__lx_store_parts(c, &rest, p->barrier);
    return true;
}

/* Stores the elements of a struct, array or slice literal into a zeroed place whose type is b. */
static void lit_fill(gort__fn *c, gort__node *n, gort__ty *b, const gort__place_text *p)
{
    int64_t k = -1;
    for (int i = 0; i < n->list.n; i++) {
        gort__node *e = gort__lx_element(n->list.at[i]);
        k = gort__lx_member_index(n, i, k);
        const gort__place_text q = {
            .text = gort__lx_member(c->w, b, p->text, k),
            .type = gort__lw_canon(b->kind == TY_STRUCT ? b->fields[k].type : b->elem),
            .barrier = p->barrier,
            .blank = p->blank || gort__lx_is_blank_field(b, k),
        };
        if (gort__lx_is_aggregate(e) && gort__lw_has_ptr(c, q.type))
            lit_fill(c, gort__unparen(e), gort__lw_under(q.type), &q);
        else
            gort__lx_store(c, &q, lit_value(c, e));
    }
}

/* The literal n into the zeroed place p. */
const char *gort__lx_complit_into(gort__fn *c, gort__node *n, const gort__place_text *p)
{
    if (n->list.n == 0 || lit_copy(c, n, p->type, p, NULL)) return p->text;
    if (gort__lw_has_ptr(c, p->type))
        lit_fill(c, n, gort__lw_under(p->type), p);
    else
        gort__lx_store(c, p, lit_aggregate(c, n));
    return p->text;
}

gort__place_text gort__lx_slice_array(gort__fn *c, gort__node *n, const char **address,
                                      int64_t *len)
{
    gort__ty *elem = gort__lw_canon(gort__lw_under(n->type)->elem);
    *len = gort__lx_length(n);
    return lit_object(c, gort__ty_array(c->u, elem, *len), n->place == PLACE_STACK,
                      "slice literal, array", address);
}

/* Adds the members of a literal whose type is b, inner literals' instead of these. */
static void lit_flatten(gort__fn *c, gort__node *n, gort__ty *b, const char *place,
                        gort__parts *all)
{
    int64_t k = -1;
    for (int i = 0; i < n->list.n; i++) {
        gort__node *e = gort__lx_element(n->list.at[i]);
        k = gort__lx_member_index(n, i, k);
        gort__ty *t = gort__lw_canon(b->kind == TY_STRUCT ? b->fields[k].type : b->elem);
        const bool blank = !place || gort__lx_is_blank_field(b, k);
        const char *at = blank ? NULL : gort__lx_member(c->w, b, place, k);
        if (gort__lx_is_aggregate(e))
            lit_flatten(c, gort__unparen(e), gort__lw_under(t), at, all);
        else
            GORT__LIST_PUSH(c->u, all, (gort__part){at, t, e});
    }
}

void gort__lx_literal_parts(gort__fn *c, gort__node *n, const gort__place_text *p, gort__parts *all)
{
    if (!lit_copy(c, n, p->type, p, all)) lit_flatten(c, n, gort__lw_under(p->type), p->text, all);
}

static const char *lit_slice(gort__fn *c, gort__node *n)
{
    const char *done = gort__lx_late_long(c, n);
    if (done) return done;
    gort__ty *elem = gort__lw_canon(gort__lw_under(n->type)->elem);
    int64_t len = gort__lx_length(n);
    if (len == 0 || gort__ty_size(c->u, elem) == 0)
        return gort__strf(c->u, "(gort_slice){(void *)(uintptr_t)&%s, %lld, %lld}",
                          gort__lw_desc(c->w, elem), (long long)len, (long long)len);
    const char *address;
    const gort__place_text p = gort__lx_slice_array(c, n, &address, &len);
    gort__ty *array = p.type, *b = gort__lw_under(array);
    if (lit_copy(c, n, array, &p, NULL)) {
        /* done */
    } else if (!gort__lw_has_ptr(c, elem)) {
        const char *ctype = gort__lw_ctype(c->w, array);
        gort__text list = {.u = c->u};
        int64_t k = -1;
        for (int i = 0; i < n->list.n; i++) {
            const int64_t at = gort__lx_member_index(n, i, k);
            gort__lx_add_member(&list, c->w, b, at, k, i > 0);
            gort__text_add(&list, "%s",
                           gort__lx_strip(c->u, lit_value(c, gort__lx_element(n->list.at[i]))));
            k = at;
        }
        gort__lx_text(c, "%s = (%s){{%s}}", p.text, ctype, list.at);
    } else {
        lit_fill(c, n, b, &p);
    }
    return gort__strf(c->u, "(gort_slice){%s, %lld, %lld}", address, (long long)len,
                      (long long)len);
}

/* m[k] = v for each of the list, one after the other. */
static void lit_map_entries(gort__fn *c, const gort__nodes *list, gort__node *map)
{
    gort__run run = gort__lx_run_begin(c);
    gort__node *index = gort__node_new(c->u, N_INDEX, map->pos);
    for (int i = 0; i < list->n; i++) {
        gort__node *kv = list->at[i];
        *index = (gort__node){.kind = N_INDEX, .pos = map->pos, .depth = 1, .a = map};
        index->b = kv->a;
        index->type = gort__lw_canon(gort__lw_under(map->type)->elem);
        gort__ls_store_one(c, index, kv->b);
        gort__lx_run_step(c, &run);
    }
}

/* The same for n constant entries, from two arrays. */
static void lit_map_loop(gort__fn *c, gort__ty *t, const char *m, int n, const gort__text *keys,
                         const gort__text *values)
{
    gort__unit *u = c->u;
    gort__ty *b = gort__lw_under(t), *elem = gort__lw_canon(b->elem);
    const char *k = gort__lx_static_const(c->w, gort__lw_ctype(c->w, b->key), n,
                                          gort__strf(u, "{\n%s}", keys->at));
    const char *v = gort__lx_static_const(c->w, gort__lw_ctype(c->w, elem), n,
                                          gort__strf(u, "{\n%s}", values->at));
    gort__var *i = gort__ir_var(c->f, gort__ir_local_name(c->f, "i"), "intptr_t", NULL, NULL, 0);
    gort__lx_def(c, i, true, "0");
    gort__loop l;
    gort__ls_loop_open(c, &l, NULL, gort__strf(u, "%s < %d", i->ref, n));
    const char *assign =
        gort__strf(u, "gort_mapassign(g, " IR_SP ", &%s, %s, (void *)(uintptr_t)&%s[%s])",
                   gort__lw_desc(c->w, t), m, k, i->ref);
    if (gort__ty_size(u, elem) == 0) {
        gort__lx_text(c, "(void)%s", assign);
    } else {
        const char *at =
            gort__lx_temp_p(c, gort__lw_pointer_to(u, gort__lw_ctype(c->w, elem)), assign);
        if (gort__lw_has_ptr(c, elem))
            gort__lx_text(c, "gort_typedmemmove(g, &%s, %s, &%s[%s])", gort__lw_desc(c->w, elem),
                          at, v, i->ref);
        else
            gort__lx_text(c, "*%s = %s[%s]", at, v, i->ref);
    }
    gort__lx_def(c, i, false, gort__strf(u, "%s + 1", i->ref));
    gort__ls_loop_close(c, &l);
}

/* Is there something in n that only code can compute? A quick look: false may be wrong. */
static bool lit_is_computed(gort__node *n)
{
    n = gort__unparen(n);
    if (n->val) return false;
    if (n->kind == N_COMPLIT) {
        for (int i = 0; i < n->list.n; i++)
            if (lit_is_computed(gort__lx_element(n->list.at[i]))) return true;
        return false;
    }
    return n->kind == N_CALL || n->kind == N_BINARY || n->kind == N_INDEX;
}

static const char *lit_map(gort__fn *c, gort__node *n)
{
    enum { MANY = 25 };
    gort__ty *t = gort__lw_canon(n->type);
    const char *hint = n->list.n ? gort__strf(c->u, "%d", n->list.n) : NULL;
    const char *m = gort__lc_make_map(c, t, n->place, hint, hint ? n->list.n : -1);
    gort__node *map = gort__node_new(c->u, N_NAME, n->pos);
    map->type = t;
    map->lower = (void *)(uintptr_t)m;
    gort__nodes fixed = {0}, rest = {0};
    gort__text keys = {.u = c->u}, values = {.u = c->u};
    for (int i = 0; i < n->list.n; i++) {
        gort__node *kv = n->list.at[i];
        const char *k = lit_is_computed(kv->b) ? NULL : gort__lx_static(c->w, kv->a);
        const char *v = k ? gort__lx_static(c->w, kv->b) : NULL;
        GORT__LIST_PUSH(c->u, v ? &fixed : &rest, kv);
        if (!v) continue;
        gort__text_add(&keys, "    %s,\n", k);
        gort__text_add(&values, "    %s,\n", v);
    }
    if (fixed.n > MANY)
        lit_map_loop(c, t, m, fixed.n, &keys, &values);
    else
        lit_map_entries(c, &fixed, map);
    lit_map_entries(c, &rest, map);
    return m;
}

const char *gort__lx_complit(gort__fn *c, gort__node *n)
{
    switch (gort__lw_under(n->type)->kind) {
    case TY_SLICE: return lit_slice(c, n);
    case TY_MAP: return lit_map(c, n);
    default: return lit_aggregate(c, n);
    }
}

const char *gort__lx_new_literal(gort__fn *c, gort__node *addr, gort__node *lit)
{
    const char *address;
    const bool aggregate = gort__lx_is_aggregate(lit);
    /* The contents of a slice or map literal are objects of their own, made first. */
    const char *v = aggregate ? NULL : gort__lx_late(c, lit);
    const gort__place_text p = lit_object(c, lit->type, addr->place == PLACE_STACK, "&", &address);
    if (aggregate)
        (void)gort__lx_complit_into(c, lit, &p);
    else
        gort__lx_store(c, &p, v);
    return address;
}

/* ---- Closures ---- */

static const char *lit_capture_address(gort__fn *c, gort__obj *o)
{
    gort__lobj *l = o->lower;
    if (!l) {
        gort__error(c->u, o->pos, "internal: captured variable %s has no place", o->name);
        return "NULL";
    }
    if (l->access == ACCESS_POINTER) return l->var->ref;
    return gort__lx_address_of(c->w, o->type, l->var->ref);
}

const char *gort__lx_closure(gort__fn *c, gort__node *n)
{
    gort__func *f = n->func;
    if (f->ncaptures == 0) return gort__lw_func_value(c->w, f);
    const char *ctype = gort__lw_ctx_type(c->w, f), *desc = gort__lw_closure_type(c, f), *base;
    const char *dot = ".";
    const bool stack = n->place == PLACE_STACK;
    gort__lx_note(c, "closure %s: in %s", gort__symbol(c->u, f->pkg, f->name),
                  stack ? "this frame" : "the heap");
    if (stack) {
        base = gort__lx_zeroed_cell(c, "closure", ctype, desc)->ref;
    } else {
        base = lit_heap(c, gort__lw_pointer_to(c->u, ctype), desc);
        dot = "->";
    }
    gort__lx_text(c, "%s%shead.fn = (void (*)(void))%s", base, dot, gort__lw_func_name(c->w, f));
    for (int i = 0; i < f->ncaptures; i++) {
        gort__capture *cap = &f->captures[i];
        const char *member =
            gort__strf(c->u, "%s%s%s", base, dot, gort__lw_capture_field(c->w, f, i));
        if (cap->by_ref) {
            const char *a = lit_capture_address(c, cap->var);
            if (stack)
                gort__lx_text(c, "%s = %s", member, a);
            else
                gort__lx_text(c, "gort_store(g, &%s, %s)", member, a);
            continue;
        }
        gort__node name = {.kind = N_NAME,
                           .name = cap->var->name,
                           .obj = cap->var,
                           .type = gort__lw_canon(cap->var->type)};
        const gort__place_text p = {.text = member, .type = name.type, .barrier = !stack};
        gort__lx_store(c, &p, gort__lx_place(c, &name).text);
    }
    return gort__strf(c->u, "(&%s%shead)", base, dot);
}
