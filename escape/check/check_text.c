/* check_text.c - expressions, operands and signatures as type errors print them.
 *
 * Go has two printers: messages of type errors show the source's own form (parentheses as
 * written, `T{…}`), those of escape analysis a resolved one (print.c). An operand is printed with
 * what it is: `x (variable of type int)`, `1 << 70 (untyped int constant 1180591620717411303424)`.
 */
#include "check_internal.h"

#include <string.h>

const char *gort__check_method_text(checker *c, const ty_method *m)
{
    if (!m->type) return m->name;
    return gort__strf(c->u, "%s%s", m->name, TEXT_TYPE(c, m->type) + strlen("func"));
}

#define MODE_TEXT(mode, text) [mode] = text,

const char *gort__check_operand_text(checker *c, const value_operand *x)
{
    static const char *const modes[] = {OPERAND_MODES(MODE_TEXT)};
    if (x->mode == MODE_NIL) {
        if (!x->type || x->type->kind == TY_INVALID) return "nil (with invalid type)";
        if (x->type->kind == TY_UNTYPED_NIL) return "nil";
        return gort__strf(c->u, "nil (of type %s)", TEXT_TYPE(c, x->type));
    }
    const char *expr = TEXT_EXPR(c, x->expr), *value = expr;
    const bool has_type = x->mode >= MODE_CONST, untyped = has_type && gort__is_untyped(x->type);
    textbuf w = {.u = c->u};
    gort__text_put(&w, expr);
    gort__text_put(&w, *expr ? " (" : "");
    if (untyped) gort__text_add(&w, "%s ", TEXT_TYPE(c, x->type));
    gort__text_put(&w, modes[x->mode]);
    if (x->mode == MODE_CONST) value = x->val ? gort__const_text(c->u, x->val) : "unknown";
    if (strcmp(value, expr) != 0) gort__text_add(&w, " %s", value);
    if (has_type && gort__is_typed_invalid(x->type))
        gort__text_put(&w, " with invalid type");
    else if (has_type && !untyped)
        gort__text_add(&w, " of type %s", TEXT_TYPE(c, x->type));
    gort__text_put(&w, *expr ? ")" : "");
    return w.at;
}

const char *gort__check_types_text(checker *c, ty **list, int n, bool variadic)
{
    textbuf w = {.u = c->u};
    gort__text_put(&w, "(");
    for (int i = 0; i < n; i++) {
        ty *t = list[i];
        gort__text_put(&w, i ? ", " : "");
        if (gort__is_typed_invalid(t))
            gort__text_put(&w, "<T>");
        else if (gort__is_untyped(t))
            gort__text_put(&w, gort__ty_is(t, TY_NUMBERS) ? "number"
                                                          : TEXT_TYPE(c, t) + strlen("untyped "));
        else if (variadic && i == n - 1 && t->kind == TY_SLICE)
            gort__text_add(&w, "...%s", TEXT_TYPE(c, t->elem));
        else
            gort__text_put(&w, TEXT_TYPE(c, t));
    }
    gort__text_put(&w, ")");
    return w.at;
}

const char *gort__check_kind_text(checker *c, ty *t)
{
    const ty *v = gort__ty_under(t);
    const bool composite = gort__ty_of(v, TY_RANGE(TY_ARRAY, TY_STRUCT) & ~TY_BIT(TY_STRING));
    return composite ? gort__ty_kind_name(v) : TEXT_TYPE(c, t);
}
