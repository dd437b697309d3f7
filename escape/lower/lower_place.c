/* lower_place.c - temporaries, checks, places (what can be assigned or has an address) and stores.
 *
 * A place in the heap or in a global is stored to through the write barrier; a local is plain C,
 * since a frame is scanned as a whole at its own safepoints. A value that is used twice, or whose
 * operand a check has looked at, is made simple (a local or a constant) first.
 */
#include "emit_internal.h"
#include <assert.h>
#include <string.h>

/* ---- Instructions ---- */

static ir_ins *place_ins(lowering *c, ir_ins_kind k, const ir_value *v)
{
    assert(!v || !v->in_memory);
    ir_ins *i = gort__ir_add(c->f, k);
    i->value = v;
    i->at = c->at;
    i->no_site = k == I_VALUE && c->fn && c->fn->wrapper;
    return i;
}

ir_ins *gort__lower_do(lowering *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const ir_value *v = gort__ir_vmake(c->u, V_EXPR, fmt, ap);
    va_end(ap);
    return place_ins(c, I_VALUE, v);
}

void gort__lower_run(lowering *c, const ir_value *v)
{
    place_ins(c, I_VALUE, v);
}

ir_ins *gort__lower_def(lowering *c, ir_var *v, bool declare, const ir_value *value)
{
    ir_ins *i = place_ins(c, I_VALUE, gort__ir_strip(c->u, value));
    i->def = v;
    i->declare = declare;
    return i;
}

void gort__lower_note(lowering *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char buf[256];
    vsnprintf(buf, sizeof buf, fmt, ap);
    va_end(ap);
    gort__ir_add(c->f, I_COMMENT)->note = gort__comment_text(c->u, buf);
}

void gort__lower_check(lowering *c, const ir_value *cond, const ir_value *panic)
{
    place_ins(c, I_CHECK, panic)->cond = gort__ir_strip(c->u, cond);
}

void gort__lower_nil_check(lowering *c, const ir_value *p)
{
    GORT__CHECK(c, gort__ir_value(c->u, "%v == NULL", p), "gort_panicmem(g, " IR_SP ")");
}

void gort__lower_if(lowering *c, const ir_value *cond)
{
    gort__ir_add(c->f, I_IF)->cond = gort__ir_strip(c->u, cond);
    c->depth++;
}

void gort__lower_else(lowering *c)
{
    gort__ir_add(c->f, I_ELSE);
}

void gort__lower_endif(lowering *c)
{
    gort__ir_add(c->f, I_ENDIF);
    c->depth--;
}

/* ---- Temporaries ---- */

ir_var *gort__lower_pointer_var(lowering *c, const char *name, const char *ctype)
{
    static const ir_path *const whole[] = {NULL};
    return gort__ir_var(c->f, name, ctype, NULL, whole, 1);
}

ir_var *gort__lower_plain_var(lowering *c, const char *name, const char *ctype)
{
    return gort__ir_var(c->f, gort__ir_local_name(c->f, name), ctype, NULL, NULL, 0);
}

ir_var *gort__lower_new_var(lowering *c, const char *name, ty *t)
{
    const value_parts *words = gort__lower_words(c->w, t);
    const char *ctype = gort__lower_ctype(c->w, t);
    if (words->n < 0) {
        ir_var *v = gort__lower_cell(c, name, ctype, gort__lower_desc(c->w, t));
        v->kept = false; /* a value: its address is used at once */
        return v;
    }
    return gort__ir_var(c->f, gort__ir_local_name(c->f, name), ctype, t, words->path, words->n);
}

/* A cell stands from here, or from the start of the innermost loop body or function if this is
 * deeper inside, to the end of that: as long as its address may be used. */
ir_var *gort__lower_cell(lowering *c, const char *name, const char *ctype, const char *desc)
{
    ir_var *v = gort__lower_plain_var(c, name, ctype);
    gort__ir_make_cell(v, desc);
    v->entered = v->kept = true;
    ir_ins *i;
    if (c->depth == c->scope->depth && !c->has_labels)
        i = gort__ir_add(c->f, I_CELL);
    else
        i = gort__ir_insert(c->f, c->scope->head, I_CELL), v->entered = false;
    i->def = v;
    i->at = c->at;
    return v;
}

ir_var *gort__lower_cleared_cell(lowering *c, const char *name, const char *ctype, const char *desc,
                                 const char *clear)
{
    ir_var *v = gort__lower_cell(c, name, ctype, desc);
    v->clear = clear;
    if (!v->entered)
        gort__lower_do(c, "%s(&%v, sizeof %v)", clear, &v->value, &v->value)->wiped = v;
    return v;
}

ir_var *gort__lower_zeroed_cell(lowering *c, const char *name, const char *ctype, const char *desc)
{
    return gort__lower_cleared_cell(c, name, ctype, desc, "gort_zero");
}

const ir_value *gort__lower_temp(lowering *c, ty *t, const ir_value *value)
{
    ir_var *v = gort__lower_new_var(c, "t", t);
    gort__lower_def(c, v, !v->cell, value);
    return &v->value;
}

const ir_value *gort__lower_temp_c(lowering *c, const char *ctype, const ir_value *value)
{
    ir_var *v = gort__lower_plain_var(c, "t", ctype);
    gort__lower_def(c, v, true, value);
    return &v->value;
}

const ir_value *gort__lower_temp_p(lowering *c, const char *ctype, const ir_value *value)
{
    ir_var *v = gort__lower_pointer_var(c, gort__ir_local_name(c->f, "p"), ctype);
    gort__lower_def(c, v, true, value);
    return &v->value;
}

const ir_value *gort__lower_simple(lowering *c, ty *t, const ir_value *v)
{
    return v->simple ? v : gort__lower_temp(c, t, v);
}

node *gort__lower_known(lowering *c, position pos, ty *t, const ir_value *v)
{
    node *n = gort__node_new(c->u, N_NAME, pos);
    n->type = t;
    n->lower = (void *)(uintptr_t)v;
    return n;
}

/* ---- Places ---- */

/* A pointer that was tested; reading through it is defined. */
static const ir_value *place_pointer(lowering *c, node *n)
{
    const ir_value *p = gort__lower_late_simple(c, n);
    if (p->null) p = gort__lower_temp(c, n->type, p); /* a nil with a type */
    node *a = gort__unparen(n);
    if (!(a->kind == N_ADDR && !a->implicit)) gort__lower_nil_check(c, p);
    return p;
}

void gort__lower_index_check(lowering *c, const node *n, const ir_value *i, const ir_value *len,
                             int64_t array_len)
{
    const ty *it = n->b->type;
    const bool uns = it->kind >= TY_UINT && it->kind <= TY_UINTPTR;
    if (gort__lower_in_bounds(c, n->a, n->b, array_len)) return;
    GORT__CHECK(c, gort__ir_value(c->u, "(uintptr_t)%v >= (uintptr_t)%v", i, len),
                "gort_panicIndex%s(g, " IR_SP ", %v, %v)", uns ? "U" : "", i, len);
}

void gort__lower_reach(lowering *c, object *o, variable_access access, ir_var *v)
{
    lowered_object *l = o->lower = gort__alloc(c->u, sizeof *l);
    l->access = access;
    l->var = v;
}

lvalue gort__lower_variable(lowering *c, object *o)
{
    lvalue p = {.type = o->type};
    lowered_object *l = o->var_class == VAR_GLOBAL ? gort__lower_global(c->w, o) : o->lower;
    if (l->global) {
        p.at = gort__ir_global(c->u, l->global);
        p.shared = true;
    } else if (l->access == ACCESS_POINTER) {
        p.at = gort__ir_deref(c->u, &l->var->value);
        p.shared = true;
    } else {
        p.at = &l->var->value;
        p.whole = l->var;
    }
    return p;
}

/* Where a value that is no place lies: in a local, or where it is read from. */
static const ir_value *place_of_value(lowering *c, node *n)
{
    const ir_value *v = gort__lower_late(c, n);
    if (v->kind == V_LOAD) return v->operands[0];
    return gort__ir_root(v) ? v : gort__lower_temp(c, n->type, v);
}

/* What a field or element is taken of: an entry of a map is a value, it has no address. */
static lvalue place_base(lowering *c, node *n)
{
    node *x = gort__unparen(n);
    if (x->kind == N_INDEX && x->a->type->kind == TY_MAP)
        return (lvalue){.at = place_of_value(c, x), .type = x->type};
    return gort__lower_place(c, n);
}

static lvalue place_field(lowering *c, node *n)
{
    ty *at = n->a->type;
    const bool behind = at->kind == TY_PTR;
    lvalue p = {.shared = true};
    if (behind)
        p.at = gort__ir_deref(c->u, place_pointer(c, n->a));
    else
        p = place_base(c, n->a);
    const char *name = gort__lower_field_name(c->w, behind ? at->elem : at, n->field_index);
    return (lvalue){
        .at = gort__ir_part(c->u, p.at, ".%s", name), .type = n->type, .shared = p.shared};
}

static lvalue place_element(lowering *c, node *n)
{
    ty *at = n->a->type;
    lvalue p = {.type = n->type};
    if (at->kind == TY_MAP) {
        p.map = n;
        p.at = gort__lower_late_simple(c, n->a);
        p.key = gort__lower_simple(c, at->key, gort__lower_late(c, n->b));
        return p;
    }
    if (at->kind == TY_SLICE) {
        const ir_value *s = gort__lower_late_simple(c, n->a);
        const ir_value *i = gort__lower_late_simple(c, n->b);
        gort__lower_index_check(c, n, i, gort__ir_part(c->u, s, ".len"), -1);
        p.at = gort__ir_behind(c->u, "((%s)%v.ptr)[%v]", gort__lower_pointer(c->w, at->elem), s, i);
        p.shared = true;
        return p;
    }
    const lvalue q = place_base(c, n->a);
    const ir_value *i = gort__lower_late_simple(c, n->b);
    if (!n->b->val) gort__lower_index_check(c, n, i, gort__ir_number(c->u, at->len), at->len);
    p.at = gort__ir_part(c->u, q.at, ".a[%v]", i);
    p.shared = q.shared;
    return p;
}

static lvalue place_of(lowering *c, node *n)
{
    switch (n->kind) {
    case N_NAME: return gort__lower_variable(c, n->obj);
    case N_SELECTOR:
        return n->sel == SEL_PACKAGE ? gort__lower_variable(c, n->obj) : place_field(c, n);
    case N_INDEX: return place_element(c, n);
    case N_DEREF:
        return (lvalue){
            .at = gort__ir_deref(c->u, place_pointer(c, n->a)), .type = n->type, .shared = true};
    default: return (lvalue){.at = place_of_value(c, n), .type = n->type};
    }
}

lvalue gort__lower_place(lowering *c, node *n)
{
    n = gort__unparen(n);
    const position last = gort__lower_enter(c, n);
    const lvalue p = place_of(c, n);
    c->at = last;
    return p;
}

/* &n, for places and composite literals. */
const ir_value *gort__lower_addr(lowering *c, node *n)
{
    n = gort__unparen(n);
    if (n->kind == N_DEREF) return place_pointer(c, n->a);
    const lvalue p = gort__lower_place(c, n);
    if (p.at->kind == V_DEREF && p.at->operands[0]->kind == V_LOCAL) return p.at->operands[0];
    return gort__lower_address_of(c->w, p.type, p.at);
}

/* A pointer to itself (type P *P) has no C spelling but void **. */
const ir_value *gort__lower_address_of(emission *w, ty *t, const ir_value *place)
{
    const bool loop = t->kind == TY_PTR && strncmp(gort__lower_ctype(w, t), "void", 4) == 0;
    return gort__ir_value(w->u, loop ? "((void **)&%v)" : "(&%v)", place);
}

/* ---- Loads and stores ---- */

/* What emitted Go code reads of memory passes gort__lower_load, what it writes passes
 * gort__lower_store: no other file makes such values or instructions (tests/structure.sh), and
 * value.c takes no place for a value. What the runtime reads and writes when it is called, it does.
 */
const ir_value *gort__lower_load(lowering *c, const ir_value *place)
{
    return gort__ir_load(c->u, place);
}

const ir_value *gort__lower_load_as(lowering *c, const char *pointer_type, const ir_value *p)
{
    const ir_value *at = gort__ir_deref(c->u, gort__ir_value(c->u, "(%s)%v", pointer_type, p));
    return gort__lower_load(c, gort__ir_strip(c->u, at));
}

static void store_plain(lowering *c, const ir_value *place, const ir_value *value)
{
    place_ins(c, I_STORE, gort__ir_strip(c->u, value))->place = place;
}

static void store_barrier(lowering *c, const ir_value *lhs, ty *t, const ir_value *v)
{
    const char *what = t->kind == TY_STRING      ? "_string"
                       : t->kind == TY_SLICE     ? "_slice"
                       : t->kind == TY_INTERFACE ? gort__strf(c->u, "_%s", gort__lower_iface(t))
                                                 : "";
    if (!gort__ty_of(t, TY_AGGREGATES)) {
        gort__lower_do(c, "gort_store%s(g, &%v, %v)", what, lhs, v);
        return;
    }
    if (v->kind != V_LOCAL) v = gort__lower_temp(c, t, v);
    gort__lower_do(c, "gort_typedmemmove(g, &%s, &%v, &%v)", gort__lower_desc(c->w, t), lhs, v);
}

/* An entry of a map. */
static void store_entry(lowering *c, const lvalue *p, const ir_value *value)
{
    ty *m = p->map->a->type, *e = m->elem;
    const char *ctype = gort__lower_pointer(c->w, e);
    const ir_value *entry = gort__lower_map_at(c, m, p->at, p->key, true, ctype);
    if (gort__ty_size(c->u, e) == 0) return;
    const ir_value *at = gort__ir_deref(c->u, entry);
    if (gort__ty_has_pointers(c->u, e))
        store_barrier(c, at, e, value);
    else
        store_plain(c, gort__ir_strip(c->u, at), value);
}

static bool store_is_deref(const ir_value *v)
{
    return v->kind == V_DEREF || (v->kind == V_LOAD && v->operands[0]->kind == V_DEREF);
}

void gort__lower_store(lowering *c, const lvalue *p, const ir_value *value)
{
    if (p->blank) {
        if (!value->simple || value->kind == V_LOCAL) gort__lower_do(c, "(void)%v", value);
    } else if (p->map) {
        store_entry(c, p, value);
    } else if (p->type && gort__ty_size(c->u, p->type) == 0) {
        if (!value->simple) gort__lower_do(c, "(void)%v", value);
    } else if (p->whole) {
        gort__lower_def(c, p->whole, false, value);
    } else if (p->shared && gort__ty_has_pointers(c->u, p->type)) {
        store_barrier(c, p->at, p->type, value);
    } else if (p->shared && p->type->kind == TY_ARRAY && store_is_deref(value)) {
        /* Two arrays that slices were converted to may overlap, which a C assignment may not. */
        gort__lower_do(c, "memmove(&%v, &%v, sizeof %v)", p->at, value, p->at);
    } else {
        store_plain(c, p->at, value);
    }
}
