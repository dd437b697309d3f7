/* refuse.c - what go1.19 refuses only behind escape analysis: print and println of a value that
 * they have no form for. Code that a constant condition rules out is not looked at, as there.
 *
 * Runs after the messages of escape analysis are made; these are printed before its errors.
 */
#include "flow_ast.h"

static void refuse_operand(unit *u, position pos, ty *t)
{
    if (gort__ty_of(t, TY_AGGREGATES))
        gort__error(u, pos, "illegal types for operand: print\n\t%s", gort__ty_string(u, t));
}

static bool refuse_visit(void *ctx, node *n)
{
    unit *u = ctx;
    if (!gort__is_builtin(n, B_PRINT) && !gort__is_builtin(n, B_PRINTLN)) return true;
    for (int i = 0; i < n->list.n; i++) {
        ty *t = n->list.at[i]->type;
        if (!t) continue;
        if (t->kind != TY_TUPLE) refuse_operand(u, n->pos, t);
        for (int k = 0; t->kind == TY_TUPLE && k < t->nparams; k++)
            refuse_operand(u, n->pos, t->params[k]);
    }
    return true;
}

void gort__refuse(unit *u, escape_function **all, int n)
{
    for (int i = 0; i < n && !u->too_many_errors; i++)
        gort__live_visit_func(u, all[i], refuse_visit, u);
}
