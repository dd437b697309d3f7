/* lower_range.c - range over arrays, slices, strings and maps.
 *
 * The operand is evaluated once, its length too; the loop counts in a variable of its own, so
 * that the body may change the key. An array is copied first if its elements are wanted, a pointer
 * to one is not. A map is walked by an iterator, a cell of this frame; where it is within a
 * bucket variables of the loop know.
 *
 * for k := range m { delete(m, k) } empties the map in one call where no key can differ from
 * itself.
 */
#include "lower_stmt.h"

typedef struct range_vars {
    node *stmt;
    node *key, *value; /* NULL: not wanted */
} range_vars;

static ir_var *range_counter(lowering *c, const char *name, const ir_value *start)
{
    ir_var *v = gort__lower_plain_var(c, name, "intptr_t");
    gort__lower_def(c, v, true, start);
    return v;
}

bool gort__lower_declared_once(const node *s, const node *n)
{
    return s->kind == S_RANGE && s->define && n->obj &&
           (n->obj->addrtaken || gort__lower_in_heap(n->obj));
}

static range_vars range_begin(lowering *c, node *s)
{
    range_vars r = {.stmt = s};
    if (!gort__lower_is_blank(s->key)) r.key = gort__unparen(s->key);
    if (!gort__lower_is_blank(s->value)) r.value = gort__unparen(s->value);
    node *both[] = {r.key, r.value};
    for (int i = 0; i < 2; i++)
        if (both[i] && gort__lower_declared_once(s, both[i]))
            gort__lower_declare(c, both[i]->obj, NULL);
    return r;
}

/* key, value = k, v. */
static void range_pair(lowering *c, const range_vars *r, ty *kt, const ir_value *k, ty *vt,
                       const ir_value *v)
{
    gort__lower_give(c, r->stmt, (node *[]){r->key, r->value}, (ty *[]){kt, vt},
                     (const ir_value *[]){k, v}, 2);
}

/* Arrays, pointers to arrays, slices. */
static void range_elements(lowering *c, node *s)
{
    unit *u = c->u;
    ty *t = s->a->type, *array = NULL;
    node *value = gort__lower_is_blank(s->value) ? NULL : s->value;
    ty *elem;
    const ir_value *len, *base = NULL, *pointer = NULL;
    if (t->kind == TY_SLICE) {
        elem = t->elem;
        const ir_value *x = gort__lower_value(c, s->a);
        if (value || x->opens) x = gort__lower_temp(c, t, x);
        len = gort__lower_temp_c(c, "intptr_t", gort__ir_part(u, x, ".len"));
        if (value) base = gort__ir_value(u, "((%s)%v.ptr)", gort__lower_pointer(c->w, elem), x);
    } else {
        array = t->kind == TY_PTR ? t->elem : t;
        elem = array->elem;
        len = gort__ir_number(u, array->len);
        if (value) {
            base = gort__lower_temp(c, t, gort__lower_value(c, s->a));
            if (t->kind == TY_PTR) pointer = base;
        } else { /* nobody looks at the array; what is called in it is */
            gort__lower_begin(c);
            gort__lower_expect(c, s->a);
            gort__lower_order(c, s->a);
        }
    }
    const range_vars r = range_begin(c, s);
    ir_var *i = range_counter(c, "i", gort__ir_text(u, "0"));
    open_loop l;
    counted_loop counted;
    const bool is_counted = gort__lower_count_range(c, s, &counted);
    counted.counter = &i->value;
    counted.bound = len;
    gort__lower_loop_open(c, &l, s, gort__ir_value(u, "%v < %v", &i->value, len),
                          is_counted ? &counted : NULL);
    if (pointer) gort__lower_nil_check(c, pointer);
    if (t->kind == TY_SLICE && s->define)
        gort__lower_ahead(c, s, base && r.value ? r.value->obj : NULL, base, len,
                          r.key ? r.key->obj : NULL, &i->value);
    const ir_value *at = NULL;
    if (value && array && !pointer)
        at = gort__ir_part(u, base, ".a[%v]", &i->value);
    else if (value)
        at = gort__lower_load(
            c, gort__ir_behind(u, pointer ? "%v->a[%v]" : "%v[%v]", base, &i->value));
    range_pair(c, &r, gort__ty_basic(u, TY_INT), &i->value, elem, at);
    gort__lower_loop_body(c, &l, &s->body);
    GORT__DEF(c, i, false, "%v + 1", &i->value);
    gort__lower_loop_close(c, &l);
}

static void range_string(lowering *c, node *s)
{
    unit *u = c->u;
    const ir_value *x = gort__lower_temp(c, s->a->type, gort__lower_value(c, s->a));
    const range_vars r = range_begin(c, s);
    ir_var *i = range_counter(c, "i", gort__ir_text(u, "0"));
    open_loop l;
    gort__lower_loop_open(c, &l, s, gort__ir_value(u, "%v.len > %v", x, &i->value), NULL);
    const ir_value *rune = gort__lower_temp_c(
        c, "int32_t", gort__lower_load(c, gort__ir_behind(u, "%v.ptr[%v]", x, &i->value)));
    ir_var *next = range_counter(c, "after", gort__ir_value(u, "%v + 1", &i->value));
    GORT__IF(c, "%v >= 0x80", rune);
    GORT__DEF(c, next, false, "gort_decoderune(%v, %v, &%v)", x, &i->value, rune);
    gort__lower_endif(c);
    range_pair(c, &r, gort__ty_basic(u, TY_INT), &i->value, gort__ty_basic(u, TY_INT32), rune);
    gort__lower_def(c, i, false, &next->value);
    gort__lower_loop_body(c, &l, &s->body);
    gort__lower_loop_close(c, &l);
}

/* The same variable or field, without calls in between. */
static bool range_same(node *a, node *b)
{
    a = gort__unparen(a);
    b = gort__unparen(b);
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case N_NAME: return a->obj && a->obj == b->obj;
    case N_SELECTOR:
        return a->sel == SEL_FIELD && b->sel == SEL_FIELD && a->field_index == b->field_index &&
               a->sel_ptr == b->sel_ptr && range_same(a->a, b->a);
    case N_DEREF: return range_same(a->a, b->a);
    default: return false;
    }
}

static bool range_clears(node *s)
{
    if (!s->define || !gort__lower_is_blank(s->value) || gort__lower_is_blank(s->key) ||
        s->body.n != 1)
        return false;
    node *x = s->body.at[0];
    if (x->kind != S_EXPR) return false;
    x = gort__unparen(x->a);
    if (x->kind != N_CALL || x->builtin != B_DELETE) return false;
    node *k = gort__unparen(x->list.at[1]);
    return k->kind == N_NAME && k->obj && k->obj == s->key->obj &&
           range_same(s->a, x->list.at[0]) && gort__ty_reflexive(s->a->type->key);
}

static void range_map(lowering *c, node *s)
{
    unit *u = c->u;
    ty *mt = s->a->type;
    const ir_value *x = gort__lower_simple(c, mt, gort__lower_value(c, s->a));
    const char *desc = gort__lower_descp(c->w, mt);
    if (range_clears(s)) {
        gort__lower_do(c, "gort_mapclear(g, " IR_SP ", %s, %v)", desc, x);
        return;
    }
    const range_vars r = range_begin(c, s);
    ir_var *it = gort__lower_zeroed_cell(c, "it", "gort_hiter", "gort_type_hiter");
    gort__lower_do(c, "gort_mapiterinit(g, " IR_SP ", %s, %v, &%v)", desc, x, &it->value);
    ir_var *at = gort__lower_plain_var(c, "at", "gort_mapcursor");
    GORT__DEF(c, at, true, "gort_mapcursor_of(&%v)", &it->value);
    open_loop l;
    gort__lower_loop_open(c, &l, s, gort__ir_value(u, "%v.key != NULL", &at->value), NULL);
    const ir_value *is[2];
    ty *types[2] = {mt->key, mt->elem};
    for (int i = 0; i < 2; i++) {
        is[i] = gort__ty_size(u, types[i]) == 0
                    ? gort__ir_text(u, gort__lower_zero(c->w, types[i]))
                    : gort__lower_load_as(c, gort__lower_pointer(c->w, types[i]),
                                          gort__ir_part(u, &at->value, i ? ".elem" : ".key"));
    }
    range_pair(c, &r, types[0], is[0], types[1], is[1]);
    gort__lower_loop_body(c, &l, &s->body);
    gort__lower_run(
        c, gort__ir_try(u,
                        gort__ir_value(u, "%s(&%v, &%v)", gort__lower_map_fast(c->w, mt, MAP_NEXT),
                                       &it->value, &at->value),
                        gort__ir_value(u, "gort_mapiternext_at(g, " IR_SP ", &%v, &%v)", &it->value,
                                       &at->value)));
    gort__lower_loop_close(c, &l);
}

/* for { v, ok := <-c; if !ok { break }; body } */
static void range_chan(lowering *c, node *s)
{
    ty *elem = s->a->type->elem;
    const ir_value *ch = gort__lower_temp(c, s->a->type, gort__lower_value(c, s->a)), *ok;
    const range_vars r = range_begin(c, s);
    open_loop l;
    gort__lower_loop_open(c, &l, s, NULL, NULL);
    const ir_value *v = gort__lower_receive_from(c, elem, ch, r.key != NULL, &ok);
    GORT__IF(c, "!%v", ok);
    gort__ir_add(c->f, I_BREAK);
    gort__lower_endif(c);
    range_pair(c, &r, elem, v, NULL, NULL);
    gort__lower_loop_body(c, &l, &s->body);
    gort__lower_loop_close(c, &l);
}

void gort__lower_range(lowering *c, node *s)
{
    switch (s->a->type->kind) {
    case TY_ARRAY:
    case TY_PTR:
    case TY_SLICE: range_elements(c, s); break;
    case TY_STRING: range_string(c, s); break;
    case TY_MAP: range_map(c, s); break;
    default: range_chan(c, s);
    }
}
