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
#include "lower_stmt.h"
#include <math.h>
#include <string.h>

/* ---- Constants ---- */

static const char *lit_float(unit *u, const const_value *v, bool single)
{
    const double d = single ? (double)gort__const_float(v) : gort__const_double(v);
    char *s = gort__strf(u, single ? "%.9g" : "%.17g", d);
    if (!strpbrk(s, ".e")) s = gort__strf(u, "%s.0", s);
    if (single) s = gort__strf(u, "%sf", s);
    return signbit(d) ? gort__strf(u, "(%s)", s) : s;
}

/* A constant of integer type t. An unsigned one is as wide as its type, since `~` and a shift look
 * at the width; a signed one may be narrower, as C widens it to what it meets. Two constants never
 * meet in one value: their node would be a constant itself (gort__lower_number is for those that
 * are none in Go). */
static const char *lit_int(unit *u, ty *t, const const_value *v)
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
static const char *lit_const(emission *w, ty *t, const const_value *v, bool braces)
{
    switch (t->kind) {
    case TY_BOOL: return gort__const_bool_value(v) ? "true" : "false";
    case TY_STRING: {
        size_t n = 0;
        const char *s = gort__const_string_value(v, &n);
        const char *type = braces ? "" : "(gort_string)";
        if (n == 0) return gort__strf(w->u, "%s{NULL, 0}", type);
        return gort__strf(w->u, "%s{(const uint8_t *)%s, %zu}", type,
                          gort__lower_c_string(w->u, s, n), n);
    }
    case TY_FLOAT32: return lit_float(w->u, v, true);
    case TY_FLOAT64: return lit_float(w->u, v, false);
    case TY_COMPLEX64:
    case TY_COMPLEX128: {
        const bool single = t->kind == TY_COMPLEX64;
        return gort__strf(
            w->u, "%s{%s, %s}",
            braces ? "" : gort__strf(w->u, "(%s)", single ? "gort_complex64" : "gort_complex128"),
            lit_float(w->u, gort__const_real(v), single),
            lit_float(w->u, gort__const_imag(w->u, v), single));
    }
    case TY_UNSAFE_POINTER: return "NULL";
    default: return lit_int(w->u, t, v);
    }
}

const ir_value *gort__lower_const(lowering *c, ty *t, const const_value *v)
{
    return gort__ir_text(c->u, lit_const(c->w, t, v, false));
}

const char *gort__lower_const_init(emission *w, ty *t, const const_value *v)
{
    return lit_const(w, t, v, true);
}

/* A number that is known here and no constant in Go: two of these may meet in one value. */
const ir_value *gort__lower_number(lowering *c, ty *t, int64_t value)
{
    return gort__ir_value(c->u, "((%s)%lld)", gort__lower_ctype(c->w, t), (long long)value);
}

/* ---- New objects ---- */

/* p = new object. */
static const ir_value *lit_heap(lowering *c, const char *ctype, const char *desc)
{
    return gort__lower_temp_p(c, ctype, gort__ir_new(c->u, desc));
}

static lvalue lit_object(lowering *c, ty *t, bool stack, const char *what, const ir_value **address)
{
    const char *ctype = gort__lower_ctype(c->w, t);
    gort__lower_note(c, "%s %s: in %s", what, gort__ty_string(c->u, t),
                     stack ? "this frame" : "the heap");
    if (stack) {
        ir_var *v = gort__lower_zeroed_cell(c, "obj", ctype, gort__lower_cell_desc(c->w, t));
        *address = gort__lower_address_of(c->w, t, &v->value);
        return (lvalue){.at = &v->value, .type = t, .whole = v};
    }
    *address =
        lit_heap(c, gort__lower_ctype(c->w, gort__ty_ptr(c->u, t)), gort__lower_desc(c->w, t));
    return (lvalue){.at = gort__ir_deref(c->u, *address), .type = t, .shared = true};
}

const ir_value *gort__lower_new_object(lowering *c, ty *t, bool stack, const char *what)
{
    const ir_value *address;
    (void)lit_object(c, t, stack, what, &address);
    return address;
}

/* ---- Composite literals ---- */

bool gort__lower_is_aggregate(node *n)
{
    n = gort__unparen(n);
    if (n->kind != N_COMPLIT || n->lower) return false;
    const int k = n->type->kind;
    return k == TY_STRUCT || k == TY_ARRAY;
}

/* The field or element number of the i-th element, given that of the one before. */
int64_t gort__lower_member_index(node *lit, int i, int64_t last)
{
    node *e = lit->list.at[i];
    int64_t k;
    if (e->kind != N_KEYVALUE) return last + 1;
    if (lit->type->kind != TY_STRUCT && e->a->val && gort__const_int64(e->a->val, &k)) return k;
    return e->field_index;
}

int gort__lower_count_members(node *lit, bool constant, int max)
{
    int count = 0;
    for (int i = 0; i < lit->list.n && count < max; i++) {
        node *e = gort__unparen(gort__element(lit->list.at[i]));
        if (gort__lower_is_aggregate(e))
            count += gort__lower_count_members(e, constant, max - count);
        else
            count += (e->val != NULL) == constant;
    }
    return count;
}

int64_t gort__lower_length(node *lit)
{
    int64_t k = -1, max = 0;
    for (int i = 0; i < lit->list.n; i++) {
        k = gort__lower_member_index(lit, i, k);
        if (k + 1 > max) max = k + 1;
    }
    return max;
}

const ir_value *gort__lower_member(emission *w, ty *b, const ir_value *base, int64_t k)
{
    const char *name = b->kind == TY_STRUCT ? gort__lower_field_name(w, b, (int)k)
                                            : gort__strf(w->u, "a[%lld]", (long long)k);
    return gort__ir_part(w->u, base, ".%s", name);
}

bool gort__lower_is_blank_field(const ty *b, int64_t k)
{
    return b->kind == TY_STRUCT && gort__is_blank_name(b->fields[k].name);
}

/* What begins member number k of a list of initialisers whose last one was `last`. */
const char *gort__lower_initialiser(emission *w, ty *b, int64_t k, int64_t last)
{
    if (b->kind == TY_STRUCT)
        return gort__strf(w->u, ".%s = ", gort__lower_field_name(w, b, (int)k));
    return k == last + 1 ? "" : gort__strf(w->u, "[%lld] = ", (long long)k);
}

/* An element: evaluated by itself. */
static const ir_value *lit_value(lowering *c, node *n)
{
    gort__lower_settle(c, n);
    return gort__lower_late(c, n);
}

void gort__lower_store_parts(lowering *c, const literal_parts *l, bool shared)
{
    for (int i = 0; i < l->n; i++) {
        const literal_part *x = &l->at[i];
        const lvalue q = {.at = x->place, .type = x->type, .shared = shared, .blank = !x->place};
        gort__lower_store(c, &q, lit_value(c, x->node));
    }
}

/* The constant members of a literal, from static data. */
static const ir_value *lit_data(lowering *c, node *n, ty *t, const ir_value *place,
                                literal_parts *rest)
{
    const char *name = gort__lower_static_parts(c->w, n, t, place, rest);
    return gort__lower_load(c, gort__ir_global(c->u, name));
}

/* A C compound literal of type t, with the members of a Go literal. */
static const ir_value *lit_list(lowering *c, node *n, ty *t)
{
    ir_form list;
    gort__ir_begin(&list, c->u);
    gort__ir_put(&list, t->kind == TY_STRUCT ? "(%s){" : "(%s){{", gort__lower_ctype(c->w, t));
    const int start = list.n;
    int64_t k = -1;
    for (int i = 0; i < n->list.n; i++) {
        const int64_t at = gort__lower_member_index(n, i, k);
        const ir_value *v = lit_value(c, gort__element(n->list.at[i]));
        if (gort__lower_is_blank_field(t, at))
            gort__lower_store(c, &(lvalue){.blank = true}, v);
        else
            gort__ir_put(&list, "%s%s%v", list.n > start ? ", " : "",
                         gort__lower_initialiser(c->w, t, at, k), gort__ir_strip(c->u, v));
        k = at;
    }
    gort__ir_put(&list, t->kind == TY_STRUCT ? "}" : "}}");
    return gort__ir_end(&list);
}

/* The value of a struct or array literal: a C compound literal. */
static const ir_value *lit_aggregate(lowering *c, node *n)
{
    if (n->list.n == 0 || gort__ty_size(c->u, n->type) == 0)
        return gort__ir_text(c->u, gort__lower_zero(c->w, n->type));
    if (gort__lower_static_pays(c->w, n, n->type)) {
        ir_var *v = gort__lower_new_var(c, "lit", n->type);
        literal_parts rest = {0};
        gort__lower_def(c, v, !v->cell, lit_data(c, n, n->type, &v->value, &rest));
        gort__lower_store_parts(c, &rest, false);
        return &v->value;
    }
    return lit_list(c, n, n->type);
}

/* Copies what of the literal is constant to a new object, and stores the rest, or adds it to
 * `later`; false: nothing was done, there are few constants. */
static bool lit_copy(lowering *c, node *n, ty *t, const lvalue *p, literal_parts *later)
{
    literal_parts rest = {0};
    if (!gort__lower_static_pays(c->w, n, t)) return false;
    lvalue own = *p; /* nobody knows the object yet, and what is copied is no heap's */
    own.shared = false;
    gort__lower_store(c, &own, lit_data(c, n, t, p->at, later ? later : &rest));
    gort__lower_store_parts(c, &rest, p->shared);
    return true;
}

/* Adds the members of a literal whose type is b, inner literals' instead of these; of those without
 * pointers only if all is set. */
static void lit_flatten(lowering *c, node *n, ty *b, const ir_value *place, bool all,
                        literal_parts *out)
{
    int64_t k = -1;
    for (int i = 0; i < n->list.n; i++) {
        node *e = gort__element(n->list.at[i]);
        k = gort__lower_member_index(n, i, k);
        ty *t = b->kind == TY_STRUCT ? b->fields[k].type : b->elem;
        const bool blank = !place || gort__lower_is_blank_field(b, k);
        const ir_value *at = blank ? NULL : gort__lower_member(c->w, b, place, k);
        if (gort__lower_is_aggregate(e) && (all || gort__lower_has_ptr(c, t)))
            lit_flatten(c, gort__unparen(e), t, at, all, out);
        else
            GORT__LIST_PUSH(c->u, out, (literal_part){at, t, e});
    }
}

/* The struct, array or slice literal n into the zeroed place p. */
static void lit_into(lowering *c, node *n, const lvalue *p)
{
    if (n->list.n == 0 || gort__ty_size(c->u, p->type) == 0 || lit_copy(c, n, p->type, p, NULL))
        return;
    if (!gort__lower_has_ptr(c, p->type)) {
        gort__lower_store(c, p, lit_list(c, n, p->type));
        return;
    }
    literal_parts parts = {0};
    lit_flatten(c, n, p->type, p->at, false, &parts);
    gort__lower_store_parts(c, &parts, p->shared);
}

lvalue gort__lower_slice_array(lowering *c, node *n, const ir_value **address, int64_t *len)
{
    ty *elem = n->type->elem;
    *len = gort__lower_length(n);
    return lit_object(c, gort__ty_array(c->u, elem, *len), n->place == PLACE_STACK,
                      "slice literal, array", address);
}

void gort__lower_literal_parts(lowering *c, node *n, const lvalue *p, literal_parts *all)
{
    if (!lit_copy(c, n, p->type, p, all)) lit_flatten(c, n, p->type, p->at, true, all);
}

static const ir_value *lit_slice(lowering *c, node *n)
{
    const ir_value *done = gort__lower_late_long(c, n);
    if (done) return done;
    ty *elem = n->type->elem;
    int64_t len = gort__lower_length(n);
    if (len == 0 || gort__ty_size(c->u, elem) == 0)
        return gort__ir_value(c->u, "(gort_slice){(void *)(uintptr_t)&%s, %lld, %lld}",
                              gort__lower_desc(c->w, elem), (long long)len, (long long)len);
    const ir_value *address;
    const lvalue p = gort__lower_slice_array(c, n, &address, &len);
    lit_into(c, n, &p);
    return gort__ir_value(c->u, "(gort_slice){%v, %lld, %lld}", address, (long long)len,
                          (long long)len);
}

/* m[k] = v for each of the list, one after the other. */
static void lit_map_entries(lowering *c, const nodes *list, node *map)
{
    cut_run run = gort__lower_run_begin(c);
    node *index = gort__node_new(c->u, N_INDEX, map->pos);
    for (int i = 0; i < list->n; i++) {
        node *kv = list->at[i];
        *index = (node){.kind = N_INDEX, .pos = map->pos, .depth = 1, .a = map};
        index->b = kv->a;
        index->type = map->type->elem;
        gort__lower_store_one(c, index, kv->b);
        gort__lower_run_step(c, &run);
    }
}

/* The same for n constant entries, from two arrays. */
static void lit_map_loop(lowering *c, ty *t, const ir_value *m, int n, const textbuf *keys,
                         const textbuf *values)
{
    unit *u = c->u;
    ty *elem = t->elem;
    const char *k = gort__lower_static_const(c->w, gort__lower_ctype(c->w, t->key), n,
                                             gort__strf(u, "{\n%s}", keys->at));
    const char *v = gort__lower_static_const(c->w, gort__lower_ctype(c->w, elem), n,
                                             gort__strf(u, "{\n%s}", values->at));
    ir_var *i = gort__lower_plain_var(c, "i", "intptr_t");
    gort__lower_def(c, i, true, gort__ir_text(u, "0"));
    open_loop l;
    gort__lower_loop_open(c, &l, NULL, gort__ir_value(u, "%v < %d", &i->value, n), NULL);
    const ir_value *assign =
        gort__ir_value(u, "gort_mapassign(g, " IR_SP ", &%s, %v, (void *)(uintptr_t)&%s[%v])",
                       gort__lower_desc(c->w, t), m, k, &i->value);
    if (gort__ty_size(u, elem) == 0) {
        gort__lower_do(c, "(void)%v", assign);
    } else {
        const ir_value *at = gort__lower_temp_p(c, gort__lower_pointer(c->w, elem), assign);
        const ir_value *from = gort__ir_part(u, gort__ir_global(u, v), "[%v]", &i->value);
        const lvalue to = {
            .at = gort__ir_strip(u, gort__ir_deref(u, at)), .type = elem, .shared = true};
        gort__lower_store(c, &to, gort__lower_load(c, from));
    }
    GORT__DEF(c, i, false, "%v + 1", &i->value);
    gort__lower_loop_close(c, &l);
}

/* Is there something in n that only code can compute? A quick look: false may be wrong. */
static bool lit_is_computed(node *n)
{
    n = gort__unparen(n);
    if (n->val) return false;
    if (n->kind == N_COMPLIT && n->type->kind != TY_MAP) {
        for (int i = 0; i < n->list.n; i++)
            if (lit_is_computed(gort__element(n->list.at[i]))) return true;
        return false;
    }
    return n->kind == N_CALL || n->kind == N_BINARY || n->kind == N_INDEX || n->kind == N_COMPLIT;
}

static const ir_value *lit_map(lowering *c, node *n)
{
    enum { MANY = 25 };
    ty *t = n->type;
    const ir_value *hint = n->list.n ? gort__ir_number(c->u, n->list.n) : NULL;
    const ir_value *m = gort__lower_make_map(c, t, n->place, hint, hint ? n->list.n : -1);
    node *map = gort__lower_known(c, n->pos, t, m);
    nodes fixed = {0}, rest = {0};
    textbuf keys = {.u = c->u}, values = {.u = c->u};
    for (int i = 0; i < n->list.n; i++) {
        node *kv = n->list.at[i];
        const char *k = lit_is_computed(kv->b) ? NULL : gort__lower_static(c->w, kv->a);
        const char *v = k ? gort__lower_static(c->w, kv->b) : NULL;
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

const ir_value *gort__lower_complit(lowering *c, node *n)
{
    switch (n->type->kind) {
    case TY_SLICE: return lit_slice(c, n);
    case TY_MAP: return lit_map(c, n);
    default: return lit_aggregate(c, n);
    }
}

const ir_value *gort__lower_new_literal(lowering *c, node *addr, node *lit)
{
    const ir_value *address;
    const bool aggregate = gort__lower_is_aggregate(lit);
    /* The contents of a slice or map literal are objects of their own, made first. */
    const ir_value *v = aggregate ? NULL : gort__lower_late(c, lit);
    const lvalue p = lit_object(c, lit->type, addr->place == PLACE_STACK, "&", &address);
    if (aggregate)
        lit_into(c, lit, &p);
    else
        gort__lower_store(c, &p, v);
    return address;
}

/* ---- Closures ---- */

static const ir_value *lit_capture_address(lowering *c, object *o)
{
    lowered_object *l = o->lower;
    if (l->access == ACCESS_POINTER) return &l->var->value;
    return gort__lower_address_of(c->w, o->type, &l->var->value);
}

const ir_value *gort__lower_closure(lowering *c, node *n)
{
    function *f = n->func;
    if (f->ncaptures == 0) return gort__ir_text(c->u, gort__lower_func_value(c->w, f));
    const char *ctype = gort__lower_ctx_type(c->w, f), *desc = gort__lower_closure_type(c->w, f);
    const bool stack = n->place == PLACE_STACK;
    gort__lower_note(c, "closure %s: in %s", gort__lower_shown(c->u, gort__lower_symbol(c->w, f)),
                     stack ? "this frame" : "the heap");
    const ir_value *base =
        stack ? &gort__lower_zeroed_cell(c, "closure", ctype, desc)->value
              : gort__ir_deref(c->u, lit_heap(c, gort__lower_pointer_to(c->u, ctype), desc));
    gort__lower_store(c, &(lvalue){.at = gort__ir_part(c->u, base, ".head.fn")},
                      gort__ir_value(c->u, "(void (*)(void))%s", gort__lower_func_name(c->w, f)));
    for (int i = 0; i < f->ncaptures; i++) {
        object *o = f->captures[i].var;
        const lvalue member = {
            .at = gort__ir_part(c->u, base, ".%s", gort__lower_capture_field(c->w, f, i)),
            .type = gort__lower_capture_type(c->w, f, i),
            .shared = !stack,
        };
        gort__lower_store(c, &member,
                          f->captures[i].by_ref
                              ? lit_capture_address(c, o)
                              : gort__lower_load(c, gort__lower_variable(c, o).at));
    }
    return gort__ir_value(c->u, "(&%v)", gort__ir_part(c->u, base, ".head"));
}
