/* check_flow.c - whether the end of a function can be reached: Go's terminating statements. */
#include "check_internal.h"

static bool breaks_out(nodes *l, const node *of);

static bool has_break(node *s, const node *of)
{
    if (!s) return false;
    switch ((int)s->kind) {
    case S_BRANCH: return s->op == T_BREAK && s->loop == of;
    case S_BLOCK: return breaks_out(&s->list, of);
    case S_IF: return breaks_out(&s->body, of) || has_break(s->els, of);
    case S_LABELED:
    case S_FOR:
    case S_RANGE:
    case S_CASE: return breaks_out(&s->body, of);
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT: return breaks_out(&s->list, of);
    default: return false;
    }
}

static bool breaks_out(nodes *l, const node *of)
{
    for (int i = 0; i < l->n; i++)
        if (has_break(l->at[i], of)) return true;
    return false;
}

static bool terminates(node *s)
{
    switch ((int)s->kind) {
    case S_RETURN: return true;
    case S_BRANCH: return s->op == T_GOTO || s->op == T_FALLTHROUGH;
    case S_EXPR: {
        node *call = gort__unparen(s->a);
        return call && call->kind == N_CALL && call->builtin == B_PANIC;
    }
    case S_BLOCK: return gort__check_terminates(&s->list);
    case S_LABELED: return gort__check_terminates(&s->body);
    case S_IF: return s->els && gort__check_terminates(&s->body) && terminates(s->els);
    case S_FOR: return !s->cond && !breaks_out(&s->body, s);
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT: {
        bool has_default = s->kind == S_SELECT;
        for (int i = 0; i < s->list.n; i++) {
            node *k = s->list.at[i];
            has_default |= k->is_default;
            if (!gort__check_terminates(&k->body) || breaks_out(&k->body, s)) return false;
        }
        return has_default;
    }
    default: return false;
    }
}

bool gort__check_terminates(nodes *body)
{
    for (int i = body->n - 1; i >= 0; i--)
        if (body->at[i]->kind != S_EMPTY) return terminates(body->at[i]);
    return false;
}
