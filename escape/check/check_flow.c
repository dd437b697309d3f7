/* check_flow.c - whether the end of a function can be reached: Go's terminating statements. */
#include "check_internal.h"

static bool terminates(node *s)
{
    switch ((int)s->kind) {
    case S_RETURN: return true;
    case S_BRANCH: return s->op == T_GOTO || s->op == T_FALLTHROUGH;
    case S_EXPR: {
        node *call = gort__unparen(s->a);
        return call->kind == N_CALL && call->builtin == B_PANIC;
    }
    case S_BLOCK: return gort__check_terminates(&s->list);
    case S_LABELED: return gort__check_terminates(&s->body);
    case S_IF: return s->els && gort__check_terminates(&s->body) && terminates(s->els);
    case S_FOR: return !s->cond && !s->has_break;
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT: {
        bool has_default = s->kind == S_SELECT;
        for (int i = 0; i < s->list.n; i++) {
            has_default |= s->list.at[i]->is_default;
            if (!gort__check_terminates(&s->list.at[i]->body)) return false;
        }
        return has_default && !s->has_break;
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
