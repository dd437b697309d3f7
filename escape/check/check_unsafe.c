/* check_unsafe.c - calls of the functions of package unsafe.
 *
 * Sizeof, Alignof and Offsetof are constants; the layout is that of types_layout.c. A type whose
 * declaration is still being read has no size yet: asking for one is a cycle.
 */
#include "check_internal.h"

/* Is all known of which a value of type t is made? */
static bool is_sized(ty *t)
{
    t = gort__ty_under_now(t);
    if (t->kind == TY_INVALID) return false;
    if (t->kind == TY_ARRAY) return is_sized(t->elem);
    for (int i = 0; t->kind == TY_STRUCT && i < t->nfields; i++)
        if (!is_sized(t->fields[i].type)) return false;
    return true;
}

static bool unsafe_constant(checker *c, value_operand *x, int64_t n)
{
    x->val = gort__const_int(c->u, n);
    return gort__check_is(x, MODE_CONST, gort__ty_basic(c->u, TY_UINTPTR));
}

static bool unsafe_unsized(checker *c, const value_operand *x)
{
    return gort__check_error_at(c, x->expr, "invalid recursive type %s", TEXT_TYPE(c, x->type));
}

static bool unsafe_measure(checker *c, value_operand *x, builtin_id id)
{
    const char *context = gort__strf(c->u, "argument to unsafe.%s", gort__builtin_name(id));
    if (!gort__check_assignment(c, x, NULL, context)) return false;
    if (!is_sized(x->type)) return unsafe_unsized(c, x);
    gort__ty_layout(c->u, x->type);
    return unsafe_constant(c, x, id == B_SIZEOF ? x->type->size_bytes : x->type->align);
}

static bool unsafe_offset(checker *c, value_operand *x, node *call)
{
    node *arg = call->list.at[0], *e = gort__unparen(arg);
    if (e->kind != N_SELECTOR) {
        gort__check_error_at(c, arg, "invalid argument: %s is not a selector expression",
                             TEXT_EXPR(c, arg));
        gort__check_use(c, arg);
        return false;
    }
    if (!gort__check_expr(c, x, e->a)) return false;
    ty *base = x->type, *v = gort__ty_under(base);
    if (v->kind == TY_PTR && gort__ty_under(v->elem)->kind == TY_STRUCT) base = v->elem;
    member_lookup l;
    const bool found = gort__ty_lookup(c->u, base, e->name, c->u->pkg, &l);
    if (!l.field && (!found || (l.method && l.method->ptr_recv && !l.indirect)))
        return gort__check_error_at(c, x->expr, "invalid argument: %s has no single field %s",
                                    TEXT_TYPE(c, base), e->name);
    if (l.method)
        return gort__check_error_at(c, arg, "invalid argument: %s is a method value",
                                    TEXT_EXPR(c, arg));
    if (l.indirect)
        return gort__check_error_at(c, x->expr,
                                    "invalid argument: field %s is embedded via a pointer in %s",
                                    e->name, TEXT_TYPE(c, base));
    if (!is_sized(base)) return unsafe_unsized(c, x);
    e->sel = SEL_FIELD;
    e->type = l.field->type;
    int64_t offset_bytes = 0;
    for (int i = 0; i < l.npath; i++) {
        ty *s = gort__ty_under(base);
        gort__ty_layout(c->u, s);
        offset_bytes += s->fields[l.path[i]].offset_bytes;
        base = s->fields[l.path[i]].type;
    }
    return unsafe_constant(c, x, offset_bytes);
}

static bool unsafe_add(checker *c, value_operand *x, value_operand *len)
{
    ty *pointer = gort__ty_basic(c->u, TY_UNSAFE_POINTER);
    return gort__check_assignment(c, x, pointer, "argument to unsafe.Add") &&
           len->mode != MODE_INVALID && gort__check_valid_index(c, len, "length", true) &&
           gort__check_is(x, MODE_VALUE, pointer);
}

static bool unsafe_slice(checker *c, value_operand *x, value_operand *len)
{
    const ty *p = gort__ty_under(x->type);
    if (p->kind != TY_PTR)
        return gort__check_error_at(c, x->expr, "invalid argument: %s is not a pointer",
                                    TEXT_OPERAND(c, x));
    return len->mode != MODE_INVALID && gort__check_valid_index(c, len, "length", false) &&
           gort__check_is(x, MODE_VALUE, gort__ty_slice(c->u, p->elem));
}

bool gort__check_unsafe_call(checker *c, value_operand *x, node *call, builtin_id id,
                             operand_list args)
{
    switch ((int)id) {
    case B_ADD: return unsafe_add(c, x, &args.at[1]);
    case B_SLICE: return unsafe_slice(c, x, &args.at[1]);
    case B_OFFSETOF: return unsafe_offset(c, x, call);
    default: return unsafe_measure(c, x, id);
    }
}
