/* lower_static.c - static data: what of a value is known before the program runs, as C
 * initialisers.
 *
 * A package variable gets as much of its value from the linker as go1.19's static initialisation
 * does: constants, functions, addresses of variables, literals of structs, arrays and slices, what
 * &T{} points to, values in interfaces. The rest is a list of parts, in the order of evaluation,
 * for code to store. The objects that pointers and slices of such a value lead to are elements of
 * pools, one array for each type: they lie outside the heap and are never freed. The program may
 * write to them, so a pool of a type with pointers is a root like a package variable (emit.c).
 *
 * A literal in a function is copied from a constant that holds its constant parts. Nobody writes to
 * those, and they lead to nothing in the heap: they are no roots.
 *
 * What lies in a pool is named by its place, a chain of steps that becomes a value only where code
 * needs it. One thread.
 */
#include "emit_internal.h"

enum { STATIC_MAX_BYTES = 16 << 20 }; /* larger objects are not worth a place in the executable */

typedef struct static_step {
    const struct static_step *up;
    const ir_value *root; /* the outermost place; then the rest is unset */
    ty *of;               /* struct or array */
    int64_t member;
} static_step;

typedef struct static_build {
    emission *w;
    bool fixed;           /* immutable: nothing in it may be an object of its own */
    literal_parts *parts; /* NULL: a part for code makes the whole impossible */
    bool failed;
} static_build;

static bool static_value(static_build *b, node *n, const static_step *at, textbuf *out);

/* NULL: it lies in a blank field. */
static const ir_value *static_step_place(emission *w, const static_step *s)
{
    if (s->root) return s->root;
    const ir_value *up =
        gort__lower_is_blank_field(s->of, s->member) ? NULL : static_step_place(w, s->up);
    return up ? gort__lower_member(w, s->of, up, s->member) : NULL;
}

/* n is left to code. */
static bool static_dynamic(static_build *b, node *n, const static_step *at)
{
    if (!b->parts) {
        b->failed = true;
        return false;
    }
    GORT__LIST_PUSH(b->w->u, b->parts, (literal_part){static_step_place(b->w, at), n->type, n});
    return false;
}

static bool static_text(textbuf *out, const char *text)
{
    gort__text_put(out, text);
    return true;
}

/* ---- Objects ---- */

static data_pool *static_pool(emission *w, ty *t)
{
    lowered_type *l = gort__lower_ty(w, t);
    if (l->pool) return l->pool;
    data_pool *p = gort__alloc(w->u, sizeof *p);
    p->type = t;
    p->name = gort__lower_unique_name(w, gort__lower_type_name(w, t, "data_"));
    p->text.u = w->u;
    (void)gort__lower_ctype(w, t); /* the pools are printed when no type can be any more */
    p->next = w->pools;
    w->pools = p;
    l->pool = p;
    return p;
}

/* Room for count objects of type t; *at: the index of the first. */
static data_pool *static_reserve(emission *w, ty *t, int64_t count, int64_t *at)
{
    data_pool *p = static_pool(w, t);
    *at = p->n;
    p->n += count;
    return p;
}

static void static_define(data_pool *p, int64_t at, const textbuf *init)
{
    if (at == p->after)
        gort__text_add(&p->text, "    %s,\n", init->at);
    else
        gort__text_add(&p->text, "    [%lld] = %s,\n", (long long)at, init->at);
    p->after = at + 1;
}

static bool static_fits(emission *w, ty *t, int64_t count)
{
    const int64_t size = gort__ty_size(w->u, t);
    return size > 0 && count > 0 && count <= STATIC_MAX_BYTES / size;
}

static const ir_value *static_element(emission *w, const data_pool *p, int64_t at)
{
    return gort__ir_global(w->u, gort__strf(w->u, "%s[%lld]", p->name, (long long)at));
}

/* The value of n as an object of its own; its place. */
static const ir_value *static_object(static_build *b, node *n, ty *t)
{
    int64_t at;
    data_pool *p = static_reserve(b->w, t, 1, &at);
    const ir_value *place = static_element(b->w, p, at);
    textbuf init = {.u = b->w->u};
    if (static_value(b, n, &(static_step){.root = place}, &init)) static_define(p, at, &init);
    return place;
}

/* ---- Literals ---- */

/* Adds the members of a literal whose type is t, in braces; false if all of them are dynamic. */
static bool static_members(static_build *b, node *n, ty *t, const static_step *at, textbuf *out)
{
    const size_t before = out->n;
    int64_t k = -1, last = -1;
    bool known = n->list.n == 0;
    gort__text_add(out, t->kind == TY_STRUCT ? "{" : "{{");
    const size_t start = out->n;
    for (int i = 0; i < n->list.n; i++) {
        k = gort__lower_member_index(n, i, k);
        if (!b->fixed && gort__lower_is_blank_field(t, k)) { /* go1.19 does not even evaluate it */
            known = true;
            continue;
        }
        const size_t here = out->n;
        gort__text_add(out, "%s%s", out->n > start ? ", " : "",
                       gort__lower_initialiser(b->w, t, k, last));
        const bool given = static_value(b, gort__element(n->list.at[i]),
                                        &(static_step){.up = at, .of = t, .member = k}, out);
        known |= given;
        if (given && !gort__lower_is_blank_field(t, k)) {
            last = k;
        } else {
            out->n = here;
            out->at[here] = 0;
        }
    }
    if (!known) {
        out->n = before;
        out->at[before] = 0;
        return false;
    }
    gort__text_add(out, t->kind == TY_STRUCT ? "}" : "}}");
    return true;
}

/* A slice literal: its elements are part of the pool of their type. */
static bool static_slice(static_build *b, node *n, const static_step *at, textbuf *out)
{
    ty *elem = n->type->elem;
    const int64_t len = gort__lower_length(n);
    if (b->fixed || !static_fits(b->w, elem, len)) return static_dynamic(b, n, at);
    int64_t k = -1, first;
    data_pool *p = static_reserve(b->w, elem, len, &first);
    for (int i = 0; i < n->list.n; i++) {
        k = gort__lower_member_index(n, i, k);
        const ir_value *place = static_element(b->w, p, first + k);
        textbuf init = {.u = b->w->u};
        if (static_value(b, gort__element(n->list.at[i]), &(static_step){.root = place}, &init))
            static_define(p, first + k, &init);
    }
    gort__text_add(out, "{&%s[%lld], %lld, %lld}", p->name, (long long)first, (long long)len,
                   (long long)len);
    return true;
}

static bool static_literal(static_build *b, node *n, const static_step *at, textbuf *out)
{
    ty *t = n->type;
    if (t->kind == TY_SLICE) return static_slice(b, n, at, out);
    if (t->kind == TY_MAP) return static_dynamic(b, n, at);
    if (n->list.n == 0) return static_text(out, "{}");
    if (gort__ty_size(b->w->u, n->type) == 0) return static_dynamic(b, n, at);
    return static_members(b, n, t, at, out);
}

/* ---- Pointers, conversions ---- */

static bool static_is_global(const node *n)
{
    return gort__variable(n) && n->obj->var_class == VAR_GLOBAL;
}

/* The place if it is part of a package variable, or NULL. */
static const ir_value *static_place(emission *w, node *n)
{
    n = gort__unparen(n);
    ty *t;
    int64_t k = n->field_index;
    switch (n->kind) {
    case N_NAME:
        return static_is_global(n) ? gort__ir_global(w->u, gort__lower_global(w, n->obj)->global)
                                   : NULL;
    case N_SELECTOR:
        t = n->a->type;
        if (n->sel != SEL_FIELD || t->kind != TY_STRUCT) return NULL;
        break;
    case N_INDEX:
        t = n->a->type;
        if (t->kind != TY_ARRAY || !n->b->val || !gort__const_int64(n->b->val, &k)) return NULL;
        break;
    default: return NULL;
    }
    const ir_value *base = static_place(w, n->a);
    return base ? gort__lower_member(w, t, base, k) : NULL;
}

static bool static_address(static_build *b, node *n, const static_step *at, textbuf *out)
{
    node *x = gort__unparen(n->a);
    ty *t = x->type;
    const ir_value *place = NULL;
    if (x->kind != N_COMPLIT)
        place = static_place(b->w, x);
    else if (!b->fixed && static_fits(b->w, t, 1) && t->kind != TY_MAP)
        place = static_object(b, x, t);
    if (!place) return static_dynamic(b, n, at);
    return static_text(out, gort__ir_spelling(b->w->u, gort__lower_address_of(b->w, t, place)));
}

static const char *static_nil(ty *t)
{
    return t->kind == TY_SLICE ? "{NULL, 0, 0}" : t->kind == TY_INTERFACE ? "{NULL, NULL}" : "NULL";
}

/* A constant that lies in an interface: equal ones are one. */
static const char *static_box(emission *w, ty *t, const char *init)
{
    const char *key = gort__strf(w->u, "box#%d#%s", t->under->id, init);
    const char *name = gort__lower_find(w, key);
    if (!name) {
        name = gort__lower_global_name(w, key, "box");
        fprintf(w->data, "static const %s%s = %s;\n",
                gort__lower_spaced(w->u, gort__lower_ctype(w, t)), name, init);
    }
    return name;
}

static bool static_to_iface(static_build *b, node *n, const static_step *at, textbuf *out)
{
    emission *w = b->w;
    ty *iface = n->type;
    node *x = gort__unparen(n->a);
    while (x->kind == N_CONV && gort__ty_is_interface(x->type))
        x = gort__unparen(x->a);
    if (x->kind == N_NIL && gort__ty_is_interface(x->type))
        return static_text(out, static_nil(iface));
    if (gort__ty_is_interface(x->type) || gort__ty_size(w->u, x->type) == 0)
        return static_dynamic(b, n, at);
    ty *t = x->type;
    const int kind = t->kind;
    const char *data;
    if (gort__ty_is_direct(t)) {
        textbuf value = {.u = w->u};
        const int had = b->parts ? b->parts->n : 0;
        if (kind == TY_STRUCT || kind == TY_ARRAY) return static_dynamic(b, n, at);
        if (!static_value(b, x, at, &value)) {
            if (b->parts) b->parts->n = had; /* the interface, not what it holds */
            return static_dynamic(b, n, at);
        }
        data = value.at;
    } else if (x->val) {
        data = gort__strf(w->u, "&%s", static_box(w, t, gort__lower_const_init(w, t, x->val)));
    } else if (!b->fixed && static_fits(w, t, 1)) {
        data = gort__strf(w->u, "&%s", gort__ir_spelling(w->u, static_object(b, x, t)));
    } else {
        return static_dynamic(b, n, at);
    }
    gort__text_add(out, "{%s, (void *)(uintptr_t)%s}",
                   iface->nmethods ? gort__lower_itab(w, t, iface) : gort__lower_descp(w, t), data);
    return true;
}

/* []byte("..."), of a package variable. */
static bool static_bytes(static_build *b, node *n, node *x, const static_step *at, textbuf *out)
{
    ty *t = n->type, *elem = t->elem;
    size_t len = 0;
    const char *s = gort__const_string_value(x->val, &len);
    if (b->fixed || !static_fits(b->w, elem, (int64_t)len)) return static_dynamic(b, n, at);
    int64_t first;
    data_pool *p = static_reserve(b->w, elem, (int64_t)len, &first);
    for (size_t i = 0; i < len; i++) {
        textbuf init = {.u = b->w->u};
        gort__text_add(&init, "%d", (uint8_t)s[i]);
        static_define(p, first + (int64_t)i, &init);
    }
    gort__text_add(out, "{&%s[%lld], %zu, %zu}", p->name, (long long)first, len, len);
    return true;
}

static bool static_conv(static_build *b, node *n, const static_step *at, textbuf *out)
{
    node *x = gort__unparen(n->a);
    const ty *to = n->type, *from = x->type;
    if (gort__ty_is_interface(n->type)) return static_to_iface(b, n, at, out);
    if (to->kind == TY_SLICE && to->elem->kind == TY_UINT8 && from->kind == TY_STRING && x->val)
        return static_bytes(b, n, x, at, out);
    if (to->under != from->under) return static_dynamic(b, n, at);
    return static_value(b, x, at, out);
}

/* Another package variable: as in go1.19, what the linker gives that is copied, whatever code has
 * made of it meanwhile. */
static bool static_copy(static_build *b, node *n, const static_step *at, textbuf *out)
{
    const lowered_object *l = static_is_global(n) ? gort__lower_global(b->w, n->obj) : NULL;
    const int kind = n->type->kind;
    if (b->fixed || !l || !l->global || !l->init || kind == TY_STRING || kind == TY_INTERFACE ||
        kind == TY_FUNC)
        return static_dynamic(b, n, at);
    return static_text(out, l->init);
}

/* Adds the initialiser of n, which is stored at `at`; false if there is none: n, or all of its
 * parts, are left to code. */
static bool static_value(static_build *b, node *n, const static_step *at, textbuf *out)
{
    n = gort__unparen(n);
    if (n->lower) return static_dynamic(b, n, at);
    if (n->val && !gort__ty_is_interface(n->type))
        return static_text(out, gort__lower_const_init(b->w, n->type, n->val));
    const bool plain = n->kind == N_FUNCLIT && n->func->ncaptures == 0;
    function *f = plain ? n->func : gort__named_function(n);
    if (f) return static_text(out, gort__lower_func_value(b->w, f));
    switch (n->kind) {
    case N_NIL: return static_text(out, static_nil(n->type));
    case N_NAME: return static_copy(b, n, at, out);
    case N_ADDR: return static_address(b, n, at, out);
    case N_COMPLIT: return static_literal(b, n, at, out);
    case N_CONV: return static_conv(b, n, at, out);
    default: return static_dynamic(b, n, at);
    }
}

/* ---- What the other files ask for ---- */

const char *gort__lower_static_global(emission *w, node *n, const char *name, literal_parts *rest)
{
    static_build b = {.w = w, .parts = rest};
    const static_step at = {.root = gort__ir_global(w->u, name)};
    textbuf out = {.u = w->u};
    if (gort__ty_size(w->u, n->type) > STATIC_MAX_BYTES) {
        (void)static_dynamic(&b, n, &at);
        return NULL;
    }
    return static_value(&b, n, &at, &out) ? out.at : NULL;
}

const char *gort__lower_static(emission *w, node *n)
{
    static_build b = {.w = w, .fixed = true};
    textbuf out = {.u = w->u};
    return static_value(&b, n, &(static_step){0}, &out) && !b.failed ? out.at : NULL;
}

bool gort__lower_static_pays(emission *w, node *lit, ty *t)
{
    enum { FEW = 8, FEW_PLAIN = 64 }; /* below these, C text is easier to read and no slower */
    const int few = gort__ty_has_pointers(w->u, t) ? FEW : FEW_PLAIN;
    return gort__lower_count_members(lit, true, few) >= few &&
           gort__ty_size(w->u, t) <= STATIC_MAX_BYTES;
}

const char *gort__lower_static_parts(emission *w, node *lit, ty *t, const ir_value *place,
                                     literal_parts *rest)
{
    static_build b = {.w = w, .fixed = true, .parts = rest};
    textbuf out = {.u = w->u};
    const char *ctype = gort__lower_ctype(w, t);
    (void)static_members(&b, lit, t, &(static_step){.root = place}, &out);
    return gort__lower_static_const(w, ctype, 0, out.at);
}

const char *gort__lower_static_const(emission *w, const char *ctype, int n, const char *init)
{
    const char *name = gort__lower_unique_name(w, "literal");
    fprintf(w->data, "static const %s%s%s = %s;\n", gort__lower_spaced(w->u, ctype), name,
            n ? gort__strf(w->u, "[%d]", n) : "", init);
    return name;
}
