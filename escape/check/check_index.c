/* check_index.c - index and slice expressions, and constant indices against known lengths.
 *
 * An index may be any integer type or an untyped constant that fits int; constants are checked
 * here, everything else by the emitted code.
 */
#include "check_internal.h"

bool gort__check_valid_index(checker *c, value_operand *x, const char *what, bool negative)
{
    if (!gort__convert_untyped(c, x, gort__ty_basic(c->u, TY_INT))) return false;
    const bool known = x->mode == MODE_CONST && x->val;
    const char *problem = NULL;
    if (!gort__ty_is(x->type, TY_INTEGERS))
        problem = "must be integer";
    else if (known && !negative && gort__const_sign(x->val) < 0)
        problem = "must not be negative";
    else if (known && !gort__representable(c, x->val, gort__ty_basic(c->u, TY_INT)))
        problem = "overflows int";
    return !problem || gort__check_error_at(c, x->expr, "invalid argument: %s %s %s", what,
                                            TEXT_OPERAND(c, x), problem);
}

int64_t gort__check_index(checker *c, node *e, int64_t max)
{
    value_operand x;
    int64_t v;
    if (!gort__check_expr(c, &x, e) || !gort__check_valid_index(c, &x, "index", false))
        return INDEX_WRONG;
    if (x.mode != MODE_CONST) return INDEX_UNKNOWN;
    if (!x.val || !gort__const_int64(x.val, &v)) return INDEX_WRONG;
    if (max < 0 || v < max) return v;
    gort__check_error_at(c, e, "invalid argument: index %s out of bounds [0:%lld]",
                         gort__const_text(c->u, x.val), (long long)max);
    return INDEX_WRONG;
}

int64_t gort__check_string_length(const value_operand *x)
{
    size_t n = 0;
    if (x->mode != MODE_CONST || !x->val) return -1;
    (void)gort__const_string_value(x->val, &n);
    return (int64_t)n;
}

bool gort__check_index_expr(checker *c, value_operand *x, node *e)
{
    if (!gort__check_expr_or_type(c, x, e->a)) {
        gort__check_use(c, e->b);
        return false;
    }
    if (x->mode == MODE_TYPE)
        return gort__check_reject(c, x, e, "%s is not a generic type", TEXT_TYPE(c, x->type));
    int64_t length = -1;
    ty *t = gort__check_array_behind(x->type);
    if (t != gort__ty_under(x->type)) x->mode = MODE_VAR;
    switch (t->kind) {
    case TY_STRING:
    case TY_UNTYPED_STRING:
        length = gort__check_string_length(x);
        x->mode = MODE_VALUE;
        x->type = gort__ty_byte(c->u);
        break;
    case TY_ARRAY:
        length = t->len;
        if (x->mode != MODE_VAR) x->mode = MODE_VALUE;
        x->type = t->elem;
        break;
    case TY_SLICE:
        x->mode = MODE_VAR;
        x->type = t->elem;
        break;
    case TY_MAP: {
        value_operand key;
        gort__check_expr(c, &key, e->b);
        gort__check_assignment(c, &key, t->key, "map index");
        return gort__check_is(x, MODE_MAPINDEX, t->elem);
    }
    default:
        gort__check_error(c, e->pos, "invalid operation: cannot index %s", TEXT_OPERAND(c, x));
        return gort__check_is(x, MODE_INVALID, x->type);
    }
    (void)gort__check_index(c, e->b, length);
    return true;
}

bool gort__check_slice_expr(checker *c, value_operand *x, node *e)
{
    if (!gort__check_expr(c, x, e->a)) {
        gort__check_use(c, e->b);
        gort__check_use(c, e->c);
        gort__check_use(c, e->d);
        return false;
    }
    int64_t length = -1;
    ty *t = gort__check_array_behind(x->type), *result = x->type;
    switch (t->kind) {
    case TY_STRING:
    case TY_UNTYPED_STRING:
        if (e->d) return gort__check_invalid_op(c, x, e->d, "3-index slice of string");
        length = gort__check_string_length(x);
        if (gort__is_untyped(result)) {
            result = gort__ty_basic(c->u, TY_STRING);
            gort__update_expr_type(c, e->a, result, true);
        }
        break;
    case TY_ARRAY:
        length = t->len;
        if (x->mode != MODE_VAR && t == gort__ty_under(x->type))
            return gort__check_invalid_op(c, x, e->a, "%s (slice of unaddressable value)",
                                          TEXT_OPERAND(c, x));
        result = gort__ty_slice(c->u, t->elem);
        break;
    case TY_SLICE: break;
    default: return gort__check_invalid_op(c, x, e->a, "cannot slice %s", TEXT_OPERAND(c, x));
    }
    node *index[3] = {e->b, e->c, e->d};
    int64_t value[3];
    for (int i = 0; i < 3; i++) {
        value[i] = i == 0 ? 0 : length;
        if (index[i]) value[i] = gort__check_index(c, index[i], length >= 0 ? length + 1 : -1);
    }
    bool reported = false;
    for (int i = 0; i < 2; i++)
        for (int j = i + 1; value[i] > 0 && j < 3 && !reported; j++)
            if (index[j] && value[j] >= 0 && value[j] < value[i]) {
                gort__check_error_at(c, index[j], "invalid slice indices: %lld < %lld",
                                     (long long)value[j], (long long)value[i]);
                reported = true;
            }
    return gort__check_is(x, MODE_VALUE, result);
}
