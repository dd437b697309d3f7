/* lower_lit.c - constants, composite literals, new objects, closures, and initialisers of static
 * data.
 *
 * A struct or array literal is a C compound literal where its value is wanted, and a list of
 * stores where it becomes an object. A slice literal is a backing array, in the frame or in the
 * heap as escape analysis says, and a header; a map literal is a map and an assignment for each
 * entry, its keys and values evaluated entry by entry (lower_expr.c orders it as a call).
 *
 * A cell in the frame is zero where it is entered; where it was moved to the start of a loop body
 * or function and a goto may come by again, it is zeroed once more at its literal.
 *
 * Static data (gort__lx_static) holds no pointer that the program could later replace by one to
 * the heap, except in the package variables themselves: a slice of pointers is built by the
 * initialiser, not by the linker, so that its backing array needs no root of its own.
 */
#include "emit_internal.h"
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

static const char *lit_int(gort__unit *u, gort__ty *t, const gort__const *v)
{
    int64_t i = 0;
    uint64_t n = 0;
    switch (t->kind) {
    case TY_UINT:
    case TY_UINT32:
    case TY_UINT64:
    case TY_UINTPTR:
        (void)gort__const_uint64(v, &n);
        return gort__strf(u, "%lluu", (unsigned long long)n);
    default: break;
    }
    if (!gort__const_int64(v, &i)) {
        (void)gort__const_uint64(v, &n);
        return gort__strf(u, "%lluu", (unsigned long long)n);
    }
    if (i == INT64_MIN) return "(-9223372036854775807L-1)";
    if (i == INT32_MIN && t->kind == TY_INT32) return "(-2147483647-1)";
    return gort__strf(u, i < 0 ? "(%lld)" : "%lld", (long long)i);
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
        *address = gort__lx_address_of(c, t, v->ref);
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

static bool lit_is_aggregate(gort__node *n)
{
    n = gort__unparen(n);
    if (n->kind != N_COMPLIT || n->lower) return false;
    const int k = gort__lw_under(n->type)->kind;
    return k == TY_STRUCT || k == TY_ARRAY;
}

static gort__node *lit_element(gort__node *e)
{
    return e->kind == N_KEYVALUE ? e->b : e;
}

/* The field or element number of the i-th element, given that of the one before. */
static int64_t lit_index(gort__node *lit, int i, int64_t last)
{
    gort__node *e = lit->list.at[i];
    int64_t k;
    if (e->kind != N_KEYVALUE) return last + 1;
    if (gort__lw_under(lit->type)->kind != TY_STRUCT && e->a->val &&
        gort__const_int64(e->a->val, &k))
        return k;
    return e->field_index;
}

static int64_t lit_length(gort__node *lit)
{
    int64_t k = -1, max = 0;
    for (int i = 0; i < lit->list.n; i++) {
        k = lit_index(lit, i, k);
        if (k + 1 > max) max = k + 1;
    }
    return max;
}

static const char *lit_member(gort__fn *c, gort__ty *b, const char *base, int64_t k)
{
    const char *dot = ".";
    if (base[0] == '(' && base[1] == '*' && base[2] == '\001') { /* (*p).f is p->f */
        const char *inner = gort__strf(c->u, "%.*s", (int)(strlen(base) - 3), base + 2);
        if (gort__lx_is_simple(inner)) {
            base = inner;
            dot = "->";
        }
    }
    if (b->kind == TY_STRUCT)
        return gort__strf(c->u, "%s%s%s", base, dot, gort__lw_field_name(c->w, b, (int)k));
    return gort__strf(c->u, "%s%sa[%lld]", base, dot, (long long)k);
}

/* Adds the initialiser v of member number `at` to a list that so far ends with `last`. */
static void lit_add(gort__text *list, gort__lw *w, gort__ty *b, int64_t at, int64_t last,
                    const char *v)
{
    const char *sep = list->n ? ", " : "";
    if (b->kind == TY_STRUCT)
        gort__text_add(list, "%s.%s = %s", sep, gort__lw_field_name(w, b, (int)at), v);
    else if (at != last + 1)
        gort__text_add(list, "%s[%lld] = %s", sep, (long long)at, v);
    else
        gort__text_add(list, "%s%s", sep, v);
}

/* The text of a struct or array literal: a C compound literal. */
static const char *lit_aggregate(gort__fn *c, gort__node *n)
{
    gort__ty *b = gort__lw_under(n->type);
    const char *ctype = gort__lw_ctype(c->w, n->type);
    if (n->list.n == 0 || gort__ty_size(c->u, n->type) == 0)
        return gort__strf(c->u, "(%s){}", ctype);
    gort__text list = {.u = c->u};
    int64_t k = -1;
    for (int i = 0; i < n->list.n; i++) {
        const int64_t at = lit_index(n, i, k);
        lit_add(&list, c->w, b, at, k,
                gort__lx_strip(c->u, gort__lx_late(c, lit_element(n->list.at[i]))));
        k = at;
    }
    return gort__strf(c->u, b->kind == TY_STRUCT ? "(%s){%s}" : "(%s){{%s}}", ctype, list.at);
}

/* Stores the elements of a struct, array or slice literal into a zeroed place whose type is b. */
static void lit_fill(gort__fn *c, gort__node *n, gort__ty *b, const gort__place_text *p)
{
    int64_t k = -1;
    for (int i = 0; i < n->list.n; i++) {
        gort__node *e = lit_element(n->list.at[i]);
        k = lit_index(n, i, k);
        const gort__place_text q = {
            .text = lit_member(c, b, p->text, k),
            .type = gort__lw_canon(b->kind == TY_STRUCT ? b->fields[k].type : b->elem),
            .barrier = p->barrier,
        };
        if (lit_is_aggregate(e) && gort__lw_has_ptr(c, q.type))
            lit_fill(c, gort__unparen(e), gort__lw_under(q.type), &q);
        else
            gort__lx_store(c, &q, gort__lx_late(c, e));
    }
}

/* The literal n into the zeroed place p. */
const char *gort__lx_complit_into(gort__fn *c, gort__node *n, const gort__place_text *p)
{
    if (n->list.n == 0) return p->text;
    if (gort__lw_has_ptr(c, p->type))
        lit_fill(c, n, gort__lw_under(p->type), p);
    else
        gort__lx_store(c, p, lit_aggregate(c, n));
    return p->text;
}

static const char *lit_slice(gort__fn *c, gort__node *n)
{
    gort__ty *elem = gort__lw_canon(gort__lw_under(n->type)->elem);
    const int64_t len = lit_length(n);
    if (len == 0 || gort__ty_size(c->u, elem) == 0)
        return gort__strf(c->u, "(gort_slice){(void *)(uintptr_t)&%s, %lld, %lld}",
                          gort__lw_desc(c->w, elem), (long long)len, (long long)len);
    gort__ty *array = gort__ty_array(c->u, elem, len), *b = gort__lw_under(array);
    const char *address;
    const gort__place_text p =
        lit_object(c, array, n->place == PLACE_STACK, "slice literal, array", &address);
    if (!gort__lw_has_ptr(c, elem)) {
        const char *ctype = gort__lw_ctype(c->w, array);
        gort__text list = {.u = c->u};
        int64_t k = -1;
        for (int i = 0; i < n->list.n; i++) {
            const int64_t at = lit_index(n, i, k);
            lit_add(&list, c->w, b, at, k,
                    gort__lx_strip(c->u, gort__lx_late(c, lit_element(n->list.at[i]))));
            k = at;
        }
        gort__lx_text(c, "%s = (%s){{%s}}", p.text, ctype, list.at);
    } else {
        lit_fill(c, n, b, &p);
    }
    return gort__strf(c->u, "(gort_slice){%s, %lld, %lld}", address, (long long)len,
                      (long long)len);
}

static const char *lit_map(gort__fn *c, gort__node *n)
{
    gort__ty *t = gort__lw_canon(n->type), *b = gort__lw_under(t);
    const char *hint = n->list.n ? gort__strf(c->u, "%d", n->list.n) : NULL;
    const char *m = gort__lc_make_map(c, t, n->place, hint, hint ? n->list.n : -1);
    gort__node *index = gort__node_new(c->u, N_INDEX, n->pos); /* what m[k] = v stores to */
    index->a = n;
    index->type = gort__lw_canon(b->elem);
    for (int i = 0; i < n->list.n; i++) {
        gort__node *kv = n->list.at[i];
        gort__lx_order(c, kv->a);
        gort__lx_order(c, kv->b);
        gort__place_text p = {.text = m, .type = index->type, .map = index};
        p.key = gort__lx_simple(c, b->key, gort__lx_late(c, kv->a));
        gort__lx_store(c, &p, gort__lx_simple(c, b->elem, gort__lx_late(c, kv->b)));
    }
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
    const bool aggregate = lit_is_aggregate(lit);
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
    return gort__lx_address_of(c, o->type, l->var->ref);
}

const char *gort__lx_closure(gort__fn *c, gort__node *n)
{
    gort__func *f = n->func;
    if (f->ncaptures == 0) return gort__lw_func_value(c, f);
    const char *ctype = gort__lw_ctx_type(c->w, f), *desc = gort__lw_closure_type(c, f), *base;
    const char *dot = ".";
    const bool stack = n->place == PLACE_STACK;
    gort__lx_note(c, "closure main.%s: in %s", f->name, stack ? "this frame" : "the heap");
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

/* ---- Static data ---- */

/* The elements as a list of initialisers. */
static const char *static_list(gort__lw *w, gort__node *n)
{
    gort__ty *b = gort__lw_under(n->type);
    gort__text list = {.u = w->u};
    int64_t k = -1;
    for (int i = 0; i < n->list.n; i++) {
        const int64_t at = lit_index(n, i, k);
        const char *v = gort__lx_static(w, lit_element(n->list.at[i]), false);
        if (!v) return NULL;
        lit_add(&list, w, b, at, k, v);
        k = at;
    }
    return gort__text_of(&list);
}

static const char *static_complit(gort__lw *w, gort__node *n)
{
    gort__unit *u = w->u;
    gort__ty *b = gort__lw_under(n->type);
    if (b->kind == TY_MAP) return NULL;
    if (b->kind == TY_SLICE) {
        const int64_t len = lit_length(n);
        if (gort__ty_has_pointers(u, b->elem) || len == 0 || gort__ty_size(u, b->elem) == 0)
            return NULL;
        const char *list = static_list(w, n);
        if (!list) return NULL;
        const int number = ++w->ndata;
        const char *name = gort__lw_global_name(w, gort__strf(u, "data#%d", number),
                                                gort__strf(u, "data_%d", number));
        const char *ctype = gort__lw_ctype(w, b->elem);
        fprintf(w->data, "static %s%s%s[%lld] = {%s};\n", ctype,
                ctype[strlen(ctype) - 1] == '*' ? "" : " ", name, (long long)len, list);
        return gort__strf(u, "{%s, %lld, %lld}", name, (long long)len, (long long)len);
    }
    if (n->list.n == 0 || gort__ty_size(u, n->type) == 0) return "{}";
    const char *list = static_list(w, n);
    return list ? gort__strf(u, b->kind == TY_ARRAY ? "{{%s}}" : "{%s}", list) : NULL;
}

static const char *static_nil(gort__ty *t)
{
    switch (gort__lw_under(t)->kind) {
    case TY_SLICE: return "{NULL, 0, 0}";
    case TY_INTERFACE: return "{NULL, NULL}";
    default: return "NULL";
    }
}

/* A constant in an interface: a pointer to read-only data. */
static const char *static_box(gort__lw *w, gort__node *n, gort__ty *iface)
{
    gort__ty *t = gort__lw_canon(n->type), *b = gort__lw_under(iface);
    const char *init = lit_const(w, t, n->val, true), *ctype = gort__lw_ctype(w, t);
    const char *key = gort__strf(w->u, "box#%d#%s", gort__lw_under(t)->id, init);
    const char *name = gort__lw_find_name(w, key);
    if (!name) {
        name = gort__lw_global_name(w, key, "box");
        fprintf(w->data, "static const %s %s = %s;\n", ctype, name, init);
    }
    const char *word = b->nmethods ? gort__lw_itab(w, t, iface) : gort__lw_descp(w, t);
    return gort__strf(w->u, "{%s, (void *)(uintptr_t)&%s}", word, name);
}

const char *gort__lx_static(gort__lw *w, gort__node *n, bool outer)
{
    n = gort__unparen(n);
    if (n->val && !gort__ty_is_interface(n->type)) return lit_const(w, n->type, n->val, true);
    switch (n->kind) {
    case N_NIL: return static_nil(n->type);
    case N_COMPLIT: return static_complit(w, n);
    case N_CONV: {
        gort__node *a = gort__unparen(n->a);
        if (gort__ty_is_interface(n->type)) {
            if (a->kind == N_NIL) return static_nil(n->type);
            if (!a->val || gort__ty_is_interface(a->type)) return NULL;
            return static_box(w, a, gort__lw_canon(n->type));
        }
        if (gort__lw_under(n->type) != gort__lw_under(a->type)) return NULL;
        return gort__lx_static(w, a, outer);
    }
    default: return NULL;
    }
}
