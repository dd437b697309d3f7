/* check_builtin.c - calls of the predeclared functions.
 *
 * One function per builtin group; each gets the first operand evaluated in x (except make and new,
 * whose first argument is a type) and leaves the result there.
 *
 * To add a builtin: escape/README.md lists the places.
 */
#include "check_internal.h"

typedef struct shape {
    int nargs;
    bool variadic, is_statement;
} shape;

#define SHAPE(id, name, nargs, variadic, is_statement) [id] = {nargs, variadic, is_statement},
static const shape shapes[] = {GORT__BUILTINS(SHAPE)};

static bool builtin_append(checker *c, value_operand *x, node *call, operand_list args)
{
    ty *s = x->type, *v = gort__ty_under(s);
    if (v->kind != TY_SLICE) {
        const char *have = x->mode == MODE_NIL ? "untyped nil" : TEXT_OPERAND(c, x);
        return gort__check_error_at(c, x->expr, "first argument to append must be a slice; have %s",
                                    have);
    }
    ty *bytes = gort__ty_slice(c->u, gort__ty_byte(c->u));
    if (args.n == 2 && call->dots && gort__assignable(c, x, bytes, NULL) &&
        gort__ty_is(args.at[1].type, TY_STRINGS)) {
        if (args.at[1].mode == MODE_INVALID) return false;
        if (gort__is_untyped(args.at[1].type))
            gort__convert_untyped(c, &args.at[1], gort__ty_basic(c->u, TY_STRING));
    } else {
        ty *types[] = {s, gort__ty_slice(c->u, v->elem), s};
        ty *sig = gort__ty_func(c->u, types, 2, 1, NULL, true);
        (void)gort__check_arguments(c, call, sig, args);
    }
    return gort__check_is(x, MODE_VALUE, s);
}

static bool is_array_in_declaration(const ty *t)
{
    const declaration *d = t->is_named && !t->under && t->obj ? t->obj->check : NULL;
    return d && d->node && d->node->a && d->node->a->kind == N_ARRAYTYPE;
}

static bool builtin_len(checker *c, value_operand *x, builtin_id id)
{
    ty *t = gort__check_array_behind(x->type);
    operand_mode mode = MODE_INVALID;
    int64_t length = -1; /* as a constant */
    switch (t->kind) {
    case TY_STRING:
    case TY_UNTYPED_STRING:
        if (id != B_LEN) break;
        length = gort__check_string_length(x);
        mode = MODE_VALUE;
        break;
    case TY_ARRAY:
        if (!c->env.has_call) length = t->len;
        mode = MODE_VALUE;
        break;
    case TY_SLICE:
    case TY_CHAN: mode = MODE_VALUE; break;
    case TY_MAP: mode = id == B_LEN ? MODE_VALUE : MODE_INVALID; break;
    case TY_INVALID: /* an array that is being declared: behind a call no constant anyway */
        if (c->env.has_call && is_array_in_declaration(x->type)) mode = MODE_VALUE;
        break;
    default: break;
    }
    if (mode == MODE_INVALID)
        return t->kind != TY_INVALID &&
               gort__check_error_at(c, x->expr, "invalid argument: %s for %s", TEXT_OPERAND(c, x),
                                    gort__builtin_name(id));
    x->val = length >= 0 ? gort__const_int(c->u, length) : NULL;
    return gort__check_is(x, length >= 0 ? MODE_CONST : mode, gort__ty_basic(c->u, TY_INT));
}

static bool builtin_copy(checker *c, value_operand *x, value_operand *y)
{
    if (y->mode == MODE_INVALID) return false;
    ty *dst = gort__ty_under(x->type), *src = gort__ty_under(y->type);
    if (gort__ty_is(src, TY_STRINGS)) src = gort__ty_slice(c->u, gort__ty_byte(c->u));
    if (dst->kind != TY_SLICE || src->kind != TY_SLICE)
        return gort__check_error_at(
            c, x->expr, "invalid argument: copy expects slice arguments; found %s and %s",
            TEXT_OPERAND(c, x), TEXT_OPERAND(c, y));
    if (!gort__ty_identical(dst->elem, src->elem))
        return gort__check_error_at(c, x->expr,
                                    "invalid argument: arguments to copy %s and %s have different "
                                    "element types %s and %s",
                                    TEXT_OPERAND(c, x), TEXT_OPERAND(c, y), TEXT_TYPE(c, dst->elem),
                                    TEXT_TYPE(c, src->elem));
    if (gort__is_untyped(y->type)) gort__convert_untyped(c, y, gort__ty_basic(c->u, TY_STRING));
    return gort__check_is(x, MODE_VALUE, gort__ty_basic(c->u, TY_INT));
}

static bool builtin_delete(checker *c, value_operand *x, value_operand *key)
{
    ty *m = gort__ty_under(x->type);
    if (m->kind != TY_MAP)
        return gort__check_error_at(c, x->expr, "invalid argument: %s is not a map",
                                    TEXT_OPERAND(c, x));
    *x = *key;
    return gort__check_assignment(c, x, m->key, "argument to delete");
}

static bool builtin_make(checker *c, value_operand *x, node *call)
{
    node *arg = call->list.at[0];
    ty *t = gort__check_var_type(c, arg);
    if (gort__is_typed_invalid(t)) return false;
    const int kind = gort__ty_under(t)->kind, least = kind == TY_SLICE ? 2 : 1;
    if (kind == TY_INVALID) return false;
    if (kind != TY_SLICE && kind != TY_MAP && kind != TY_CHAN)
        return gort__check_error_at(
            c, arg, "invalid argument: cannot make %s; type must be slice, map, or channel",
            TEXT_EXPR(c, arg));
    int n = call->list.n;
    if (n < least || n > least + 1)
        return gort__check_invalid_op(c, x, call, "%s expects %d or %d arguments; found %d",
                                      TEXT_EXPR(c, call), least, least + 1, n);
    int64_t sizes[2] = {-1, -1};
    for (int i = 1; i < n && i < 3; i++)
        sizes[i - 1] = gort__check_index(c, call->list.at[i], -1);
    if (sizes[0] >= 0 && sizes[1] >= 0 && sizes[0] > sizes[1])
        gort__check_error_at(c, call->list.at[1], "invalid argument: length and capacity swapped");
    return gort__check_is(x, MODE_VALUE, t);
}

static bool builtin_print(checker *c, operand_list args, builtin_id id)
{
    const char *context = gort__strf(c->u, "argument to %s", gort__builtin_name(id));
    for (int i = 0; i < args.n; i++)
        if (!gort__check_assignment(c, &args.at[i], NULL, context)) return false;
    return true;
}

/* The complex type whose parts are of x's type, or the type of the parts of x; TY_INVALID: none. */
static ty_kind part_or_whole(const value_operand *x, bool whole)
{
    static const ty_kind types[][2] = {{TY_FLOAT32, TY_COMPLEX64},
                                       {TY_FLOAT64, TY_COMPLEX128},
                                       {TY_UNTYPED_FLOAT, TY_UNTYPED_COMPLEX}};
    for (int i = 0; i < 3; i++)
        if (types[i][!whole] == gort__ty_under(x->type)->kind) return types[i][whole];
    return TY_INVALID;
}

static bool builtin_complex(checker *c, value_operand *x, value_operand *y, node *call)
{
    if (y->mode == MODE_INVALID) return false;
    bool ux = gort__is_untyped(x->type), uy = gort__is_untyped(y->type);
    ty *f64 = gort__ty_basic(c->u, TY_FLOAT64);
    if (ux && uy && x->mode == MODE_CONST && y->mode == MODE_CONST) {
        for (int i = 0; i < 2; i++) {
            value_operand *p = i ? y : x;
            bool real = gort__ty_is(p->type, TY_NUMBERS) && p->val &&
                        gort__const_sign(gort__const_imag(c->u, p->val)) == 0;
            if (real) p->type = gort__ty_basic(c->u, TY_UNTYPED_FLOAT);
        }
    } else {
        if (ux) gort__convert_untyped(c, x, uy ? f64 : y->type);
        if (uy) gort__convert_untyped(c, y, ux ? f64 : x->type);
    }
    if (x->mode == MODE_INVALID || y->mode == MODE_INVALID) return false;
    if (!gort__ty_identical(x->type, y->type))
        return gort__check_invalid_op(c, x, x->expr, "%s (mismatched types %s and %s)",
                                      TEXT_EXPR(c, call), TEXT_TYPE(c, x->type),
                                      TEXT_TYPE(c, y->type));
    const ty_kind result = part_or_whole(x, true);
    if (result == TY_INVALID)
        return gort__check_error_at(
            c, x->expr, "invalid argument: arguments have type %s, expected floating-point",
            TEXT_TYPE(c, x->type));
    if (x->mode == MODE_CONST && y->mode == MODE_CONST)
        x->val = x->val && y->val ? gort__const_complex(c->u, gort__const_to_float(c->u, x->val),
                                                        gort__const_to_float(c->u, y->val))
                                  : NULL;
    else
        x->mode = MODE_VALUE;
    return gort__check_is(x, x->mode, gort__ty_basic(c->u, result));
}

/* real and imag */
static bool builtin_part(checker *c, value_operand *x, builtin_id id)
{
    if (gort__is_untyped(x->type) && x->mode != MODE_CONST)
        gort__convert_untyped(c, x, gort__ty_basic(c->u, TY_COMPLEX128));
    else if (gort__is_untyped(x->type) && gort__ty_is(x->type, TY_NUMBERS))
        x->type = gort__ty_basic(c->u, TY_UNTYPED_COMPLEX);
    if (x->mode == MODE_INVALID) return false;
    const ty_kind result = part_or_whole(x, false);
    if (result == TY_INVALID)
        return gort__check_error_at(c, x->expr,
                                    "invalid argument: argument has type %s, expected complex type",
                                    TEXT_TYPE(c, x->type));
    if (x->mode == MODE_CONST && x->val)
        x->val = id == B_REAL ? gort__const_real(x->val) : gort__const_imag(c->u, x->val);
    return gort__check_is(x, x->mode == MODE_CONST ? MODE_CONST : MODE_VALUE,
                          gort__ty_basic(c->u, result));
}

static bool dispatch(checker *c, value_operand *x, node *call, builtin_id id, operand_list args)
{
    bool ok;
    if (id > B_RECOVER) return gort__check_unsafe_call(c, x, call, id, args);
    switch (id) {
    case B_APPEND: return builtin_append(c, x, call, args);
    case B_CAP:
    case B_LEN: return builtin_len(c, x, id);
    case B_COPY: return builtin_copy(c, x, &args.at[1]);
    case B_MAKE: return builtin_make(c, x, call);
    case B_NEW: {
        ty *t = gort__check_var_type(c, call->list.at[0]);
        if (gort__is_typed_invalid(t)) return false;
        return gort__check_is(x, MODE_VALUE, gort__ty_ptr(c->u, t));
    }
    case B_RECOVER:
        if (c->env.func) c->env.func->has_recover = true;
        return gort__check_is(x, MODE_VALUE, gort__ty_empty_interface(c->u));
    case B_COMPLEX: return builtin_complex(c, x, &args.at[1], call);
    case B_REAL:
    case B_IMAG: return builtin_part(c, x, id);
    /* Those without a result. */
    case B_DELETE: ok = builtin_delete(c, x, &args.at[1]); break;
    case B_CLOSE: ok = gort__check_channel(c, x, CHAN_SEND, "close"); break;
    case B_PANIC:
        ok = gort__check_assignment(c, x, gort__ty_empty_interface(c->u), "argument to panic");
        break;
    default: ok = builtin_print(c, args, id);
    }
    return ok && gort__check_is(x, MODE_NOVALUE, gort__ty_tuple(c->u, NULL, NULL, 0));
}

static bool check_builtin(checker *c, value_operand *x, node *call, builtin_id id)
{
    const char *name = gort__builtin_name(id);
    if (call->dots && id != B_APPEND) {
        gort__check_invalid_op(c, x, call, "invalid use of ... with built-in %s", name);
        gort__check_use_list(c, &call->list);
        return false;
    }
    bool had_call = c->env.has_call, measures = id == B_LEN || id == B_CAP;
    if (measures) c->env.has_call = false;
    operand_list args = {NULL, call->list.n};
    bool ok = true;
    if (id != B_MAKE && id != B_NEW && id != B_OFFSETOF) {
        args = gort__check_expr_list(c, &call->list, NULL);
        if (args.n > 0) {
            *x = args.at[0];
            ok = x->mode != MODE_INVALID;
        }
    }
    const char *problem = args.n < shapes[id].nargs                           ? "not enough"
                          : !shapes[id].variadic && args.n > shapes[id].nargs ? "too many"
                                                                              : NULL;
    if (ok && problem)
        ok = gort__check_invalid_op(c, x, call, "%s arguments for %s (expected %d, found %d)",
                                    problem, TEXT_EXPR(c, call), shapes[id].nargs, args.n);
    ok = ok && dispatch(c, x, call, id, args);
    if (measures) c->env.has_call = had_call;
    return ok;
}

expr_use gort__check_builtin_call(checker *c, value_operand *x, node *call)
{
    const builtin_id id = x->builtin;
    const bool good = check_builtin(c, x, call, id);
    if (good)
        call->builtin = (uint8_t)id;
    else
        x->mode = MODE_INVALID;
    c->env.has_call |= good && x->mode != MODE_CONST;
    return shapes[id].is_statement ? USE_STATEMENT : USE_EXPRESSION;
}
