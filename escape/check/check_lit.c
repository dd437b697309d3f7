/* check_lit.c - composite literals: struct, array, slice and map.
 *
 * An element whose type is left out takes the literal's element type (the hint); where that is
 * *T the element means &T{...}: its node keeps T's literal with the pointer type, and normal.c
 * puts the N_ADDR around it. [...]T gets its length here.
 */
#include "check_internal.h"

#include <string.h>

static void mixture(checker *c, node *e)
{
    gort__check_error_at(c, e, "mixture of field:value and value elements in struct literal");
}

int gort__check_field_number(checker *c, ty *t, const char *name)
{
    if (name[0] == '\0' || gort__is_blank_name(name)) return -1;
    const package *pkg = gort__check_name_package(c, name);
    if (t->nfields > GORT__FEW_FIELDS) {
        member_lookup l;
        const bool found = gort__ty_lookup(c->u, t, name, c->u->pkg, &l);
        return found && l.field && l.npath == 1 ? l.path[0] : -1;
    }
    int k = t->nfields - 1;
    while (k >= 0 && !gort__same_name(t->fields[k].name, t->fields[k].pkg, name, pkg))
        k--;
    return k;
}

static void struct_keyed(checker *c, node *e, ty *t, ty *base)
{
    hash_table seen = {0}; /* the numbers of fields */
    for (int i = 0; i < e->list.n; i++) {
        node *kv = e->list.at[i];
        value_operand x;
        if (kv->kind != N_KEYVALUE) {
            mixture(c, kv);
            continue;
        }
        gort__check_expr(c, &x, kv->b);
        if (kv->a->kind != N_NAME) {
            gort__check_error_at(c, kv, "invalid field name %s in struct literal",
                                 TEXT_EXPR(c, kv->a));
            continue;
        }
        const int k = gort__check_field_number(c, t, kv->a->name);
        if (k < 0) {
            gort__check_error(c, kv->a->pos, "unknown field '%s' in struct literal of type %s",
                              kv->a->name, TEXT_TYPE(c, base));
            continue;
        }
        kv->a->field_index = k;
        kv->field_index = k;
        gort__check_assignment(c, &x, t->fields[k].type, "struct literal");
        if (gort__seen_before(c, &seen, &(seen_key){.hash = (uint64_t)k}))
            gort__check_error_at(c, kv, "duplicate field name %s in struct literal", kv->a->name);
    }
}

static void struct_listed(checker *c, node *e, ty *t, ty *base)
{
    for (int i = 0; i < e->list.n; i++) {
        node *v = e->list.at[i];
        value_operand x;
        if (v->kind == N_KEYVALUE) {
            mixture(c, v);
            continue;
        }
        gort__check_expr(c, &x, v);
        if (i >= t->nfields) {
            gort__check_error_at(c, v, "too many values in %s{…}", TEXT_TYPE(c, base));
            break;
        }
        if (t->fields[i].pkg && t->fields[i].pkg != c->u->pkg) {
            gort__check_error_at(c, v, "implicit assignment to unexported field %s in %s literal",
                                 t->fields[i].name, TEXT_TYPE(c, base));
            continue;
        }
        gort__check_assignment(c, &x, t->fields[i].type, "struct literal");
    }
    if (e->list.n < t->nfields)
        gort__check_error(c, e->end.line ? e->end : e->pos, "too few values in %s{…}",
                          TEXT_TYPE(c, base));
}

static uint64_t seen_hash(const void *seen)
{
    return ((const seen_key *)seen)->hash * 11400714819323198485u >> 32;
}

static bool seen_same(const void *seen, const void *key)
{
    const seen_key *s = seen, *k = key;
    return s->hash == k->hash && s->bytes == k->bytes &&
           (k->bytes == 0 || memcmp(s->text, k->text, k->bytes) == 0) &&
           (!k->type || gort__ty_identical(s->type, k->type));
}

const seen_key *gort__seen_before(checker *c, hash_table *seen, const seen_key *key)
{
    gort__table_grow(c->u, seen, seen_hash);
    void **slot = gort__table_at(seen, key, seen_hash(key), seen_same);
    if (*slot) return *slot;
    gort__table_fill(seen, slot, gort__copy(c->u, key, sizeof *key));
    return NULL;
}

seen_key gort__seen_constant(checker *c, const const_value *v, ty *type)
{
    seen_key k = {.type = type};
    switch (gort__const_kind_of(v)) {
    case CONST_STRING: k.text = gort__const_string_value(v, &k.bytes); break;
    case CONST_FLOAT: k.text = gort__strf(c->u, "%.17g", gort__const_double(v)); break;
    case CONST_COMPLEX:
        k.text = gort__strf(c->u, "%.17g %.17g", gort__const_double(gort__const_real(v)),
                            gort__const_double(gort__const_imag(c->u, v)));
        break;
    default: k.text = gort__const_text(c->u, v); break;
    }
    if (k.bytes == 0) k.bytes = strlen(k.text);
    k.hash = gort__hash(k.text, k.bytes);
    return k;
}

/* The number of elements: the largest index + 1. length < 0: no bound. */
static int64_t elements(checker *c, node *e, ty *elem, int64_t length)
{
    hash_table seen = {0};
    int64_t index = 0, max = 0;
    bool keyed = false; /* else none comes twice */
    for (int i = 0; i < e->list.n && !keyed; i++)
        keyed = e->list.at[i]->kind == N_KEYVALUE;
    for (int i = 0; i < e->list.n; i++) {
        node *v = e->list.at[i], *item = v;
        bool valid = false;
        if (item->kind == N_KEYVALUE) {
            int64_t k = gort__check_index(c, v->a, length);
            valid = k >= 0;
            if (valid)
                index = k;
            else if (k == INDEX_UNKNOWN)
                gort__check_error(c, v->pos, "index %s must be integer constant",
                                  TEXT_EXPR(c, v->a));
            item = v->b;
        } else if (length >= 0 && index >= length) {
            gort__check_error_at(c, v, "index %lld is out of bounds (>= %lld)", (long long)index,
                                 (long long)length);
        } else {
            valid = true;
        }
        if (valid && keyed && gort__seen_before(c, &seen, &(seen_key){.hash = (uint64_t)index}))
            gort__check_error_at(c, v, "duplicate index %lld in array or slice literal",
                                 (long long)index);
        if (v->kind == N_KEYVALUE) v->field_index = (int)(index > INT32_MAX ? INT32_MAX : index);
        index++;
        if (index > max) max = index;
        value_operand x;
        gort__check_value(c, &x, item, elem, VALUE_SINGLE);
        gort__check_assignment(c, &x, elem, "array or slice literal");
    }
    return max;
}

static void map_elements(checker *c, node *e, ty *t)
{
    bool iface = gort__ty_is_interface(t->key);
    hash_table seen = {0};
    for (int i = 0; i < e->list.n; i++) {
        node *kv = e->list.at[i];
        value_operand x;
        if (kv->kind != N_KEYVALUE) {
            gort__check_error_at(c, kv, "missing key in map literal");
            continue;
        }
        gort__check_value(c, &x, kv->a, t->key, VALUE_SINGLE);
        if (!gort__check_assignment(c, &x, t->key, "map literal")) continue;
        if (x.mode == MODE_CONST && x.val) {
            const seen_key key = gort__seen_constant(c, x.val, iface ? x.type : NULL);
            if (gort__seen_before(c, &seen, &key)) {
                gort__check_error_at(c, kv->a, "duplicate key %s in map literal",
                                     gort__const_text(c->u, x.val));
                continue;
            }
        }
        gort__check_value(c, &x, kv->b, t->elem, VALUE_SINGLE);
        gort__check_assignment(c, &x, t->elem, "map literal");
    }
}

/* What a type whose declaration is being read is declared as, in the end; NULL: it is known. */
static const node *in_declaration(const ty *t)
{
    for (int n = 0; n < 1000 && t && t->is_named && t->obj; n++) {
        const declaration *d = t->obj->check;
        if (!d || !d->node) return NULL;
        if (d->rhs) {
            t = d->rhs;
            continue;
        }
        const node *type = gort__unparen(d->node->a);
        if (!type || type->kind != N_NAME) return type;
        t = type->obj ? type->obj->type : NULL;
    }
    return NULL;
}

bool gort__check_complit(checker *c, value_operand *x, node *e, ty *hint)
{
    ty *type, *base;
    bool open_array = false;
    if (e->a) {
        node *at = e->a;
        if (at->kind == N_ARRAYTYPE && at->a && at->a->kind == N_BAD && at->a->dots) {
            open_array = true;
            type = gort__ty_array(c->u, gort__check_var_type(c, at->b), 0);
        } else {
            type = gort__check_type(c, at);
        }
        base = type;
    } else if (hint) {
        type = hint;
        ty *v = gort__ty_under(hint);
        base = v->kind == TY_PTR ? v->elem : v; /* as errors spell it */
    } else {
        return gort__check_error_at(c, e, "missing type in composite literal");
    }
    ty *t = gort__ty_under(base);
    switch (t->kind) {
    case TY_STRUCT:
        if (e->list.n == 0) break;
        if (e->list.at[0]->kind == N_KEYVALUE)
            struct_keyed(c, e, t, base);
        else
            struct_listed(c, e, t, base);
        break;
    case TY_ARRAY: {
        int64_t n = elements(c, e, t->elem, open_array ? -1 : t->len);
        if (open_array) {
            type = gort__ty_array(c->u, t->elem, n);
            e->a->type = type;
            e->a->is_type = true;
        }
        break;
    }
    case TY_SLICE: (void)elements(c, e, t->elem, -1); break;
    case TY_MAP: map_elements(c, e, t); break;
    default: {
        for (int i = 0; i < e->list.n; i++) {
            node *v = e->list.at[i];
            gort__check_use(c, v->kind == N_KEYVALUE ? v->b : v);
        }
        const node *type_node = in_declaration(base);
        if (type_node && gort__node_is(type_node, NODE_BIT(N_ARRAYTYPE) | NODE_BIT(N_STRUCTTYPE) |
                                                      NODE_BIT(N_MAPTYPE)))
            return gort__check_error_at(c, e, "illegal cycle in type declaration");
        if (t->kind == TY_INVALID &&
            !(type_node && gort__node_is(type_node, NODE_TYPES | NODE_BIT(N_DEREF))))
            break;
        return gort__check_error_at(c, e, "invalid composite literal type %s", TEXT_TYPE(c, type));
    }
    }
    return gort__check_is(x, MODE_VALUE, type);
}
