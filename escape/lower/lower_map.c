/* lower_map.c - the operations on maps: reads, the place of an entry, delete, make.
 *
 * For most keys there is a function that needs no roots (gort__lower_map_fast); where that does not
 * know the answer, the runtime's is called. What the runtime returns as an address (an entry's
 * element) is read or written in the very next instruction.
 *
 * One thread. To change how a key reaches the runtime, open key_operand and gort__lower_map_key;
 * what of a map lies in the frame, gort__lower_make_map.
 */
#include "emit_internal.h"

const ir_value *gort__lower_map_key(lowering *c, ty *key, const ir_value *v)
{
    /* A small variable is copied: its own address would keep it out of registers. */
    if (v->kind != V_LOCAL || gort__ty_size(c->u, key) <= 16) v = gort__lower_temp(c, key, v);
    return gort__ir_value(c->u, "&%v", v);
}

/* Makes *key what the inline operations of map type mt take; the result is what the functions take.
 */
static const ir_value *key_operand(lowering *c, ty *mt, const ir_value **key)
{
    ty *kt = mt->key;
    if (gort__lower_key_by_address(c->w, mt)) return *key = gort__lower_map_key(c, kt, *key);
    *key = gort__lower_simple(c, kt, *key);
    return gort__ir_value(c->u, "(%s[1]){%v}", gort__lower_ctype(c->w, kt), *key);
}

/* How a map is read here: in a loop of the function without a call. */
static map_op call_read(const lowering *c)
{
    for (const jump_target *t = c->targets; t; t = t->up)
        if (t->loop) return MAP_READ;
    return MAP_ACCESS;
}

const ir_value *gort__lower_map_at(lowering *c, ty *mt, const ir_value *map, const ir_value *key,
                                   bool to_store, const char *ctype)
{
    unit *u = c->u;
    ty *kt = mt->key;
    const char *desc = gort__lower_descp(c->w, mt);
    const char *call = to_store ? "gort_mapassign" : "gort_mapaccess1";
    const char *fast = gort__lower_map_fast(c->w, mt, to_store ? MAP_ASSIGN : call_read(c));
    if (!fast)
        return GORT__TEMP_P(c, ctype, "%s(g, " IR_SP ", %s, %v, %v)", call, desc, map,
                            gort__lower_map_key(c, kt, key));
    map = gort__lower_simple(c, mt, map);
    const ir_value *at = key_operand(c, mt, &key);
    const ir_value *slow = gort__ir_value(u, "%s(g, " IR_SP ", %s, %v, %v)", call, desc, map, at);
    return gort__lower_temp_p(
        c, ctype,
        gort__ir_try(u, gort__ir_value(u, "%s(%s%v, %v)", fast, to_store ? "g, " : "", map, key),
                     slow));
}

const ir_value *gort__lower_map_read(lowering *c, node *n, const ir_value **ok)
{
    ty *mt = n->a->type, *elem = mt->elem;
    if (ok) { /* else its operands have been ordered with it */
        gort__lower_order(c, n->a);
        gort__lower_order(c, n->b);
    }
    const ir_value *map = gort__lower_simple(c, mt, gort__lower_late(c, n->a));
    const ir_value *key = gort__ir_strip(c->u, gort__lower_late(c, n->b));
    const char *elem_type = gort__lower_pointer(c->w, elem);
    const bool empty = gort__ty_size(c->u, elem) == 0;
    const ir_value *zero = gort__ir_text(c->u, gort__lower_zero(c->w, elem));
    if (!ok || gort__lower_map_fast(c->w, mt, call_read(c))) {
        const ir_value *p = gort__lower_map_at(c, mt, map, key, false, "const void *");
        if (ok) *ok = GORT__TEMP_C(c, "bool", "%v != (const void *)gort_map_zero", p);
        return empty ? zero : gort__lower_temp(c, elem, gort__lower_load_as(c, elem_type, p));
    }
    const ir_value *p =
        GORT__TEMP_P(c, "const void *", "gort_mapaccess2(g, " IR_SP ", %s, %v, %v)",
                     gort__lower_descp(c->w, mt), map, gort__lower_map_key(c, mt->key, key));
    *ok = GORT__TEMP_C(c, "bool", "%v != NULL", p);
    if (empty) return zero;
    ir_var *v = gort__lower_new_var(c, "t", elem);
    gort__lower_def(c, v, !v->cell, zero);
    gort__lower_if(c, *ok);
    gort__lower_def(c, v, false, gort__lower_load_as(c, elem_type, p));
    gort__lower_endif(c);
    return &v->value;
}

const ir_value *gort__lower_make_map(lowering *c, ty *t, placement place, const ir_value *hint,
                                     int64_t const_hint)
{
    unit *u = c->u;
    const char *desc = gort__lower_descp(c->w, t), *spelt = gort__ty_string(u, t);
    const bool small = !hint || (const_hint >= 0 && const_hint <= 8);
    if (place != PLACE_STACK) {
        gort__lower_note(c, "make(%s): in the heap", spelt);
        return gort__lower_temp(
            c, t,
            small ? gort__ir_value(u, "gort_makemap_small(g, " IR_SP ", %s)", desc)
                  : gort__ir_value(u, "gort_makemap(g, " IR_SP ", %s, (intptr_t)%v, NULL)", desc,
                                   hint));
    }
    const bool own_bucket = small || const_hint < 0;
    gort__lower_note(c, "make(%s): header%s in this frame", spelt,
                     small        ? " and first bucket"
                     : own_bucket ? " and, for a hint up to 8, first bucket"
                                  : "");
    if (hint && !small) hint = GORT__TEMP_C(c, "intptr_t", "(intptr_t)%v", hint);
    ir_var *h =
        gort__lower_zeroed_cell(c, "hmap", "gort_hmap", gort__lower_map_desc(c->w, t, "hmap"));
    ir_var *b = NULL;
    if (own_bucket) {
        const bool pointers = gort__ty_has_pointers(u, t->key) ||
                              gort__ty_has_pointers(u, t->elem) || gort__ty_size(u, t->key) > 128 ||
                              gort__ty_size(u, t->elem) > 128;
        b = gort__lower_cleared_cell(c, "bucket", gort__lower_bucket_type(c->w, t),
                                     pointers ? gort__lower_map_desc(c->w, t, "bucket") : NULL,
                                     pointers ? "gort_zero" : "gort_map_clear_bucket");
    }
    if (small) {
        gort__lower_do(c, "gort_makemap_stack(g, &%v, &%v)", &h->value, &b->value);
        return GORT__TEMP(c, t, "&%v", &h->value);
    }
    if (b) {
        GORT__IF(c, "%v <= 8", hint);
        gort__lower_store(c, &(lvalue){.at = gort__ir_part(u, &h->value, ".buckets")},
                          gort__ir_value(u, "&%v", &b->value));
        gort__lower_endif(c);
    }
    return GORT__TEMP(c, t, "gort_makemap(g, " IR_SP ", %s, %v, &%v)", desc, hint, &h->value);
}

void gort__lower_map_delete(lowering *c, ty *mt, const ir_value *map, const ir_value *key)
{
    const char *desc = gort__lower_descp(c->w, mt);
    const char *fast = gort__lower_map_fast(c->w, mt, MAP_DELETE);
    if (!fast) {
        gort__lower_do(c, "gort_mapdelete(g, " IR_SP ", %s, %v, %v)", desc, map,
                       gort__lower_map_key(c, mt->key, key));
        return;
    }
    const ir_value *at = key_operand(c, mt, &key);
    gort__lower_run(c, gort__ir_try(c->u, gort__ir_value(c->u, "%s(g, %v, %v)", fast, map, key),
                                    gort__ir_value(c->u, "gort_mapdelete(g, " IR_SP ", %s, %v, %v)",
                                                   desc, map, at)));
}
