/* print_source.c - expressions and types the way they stand in the source, one line, bodies and
 * elements of literals shortened to an ellipsis.
 *
 * Two readers: messages about syntax and types, and constants in the messages of escape analysis
 * (1<<16 + 1 is printed as `1 << 16 + 1`, with its parentheses). It needs no types, and walks
 * checked trees as well: implicit nodes are left out.
 */
#include "print_internal.h"

#include <string.h>

void gort__spell(gort__spelling *t, const char *s)
{
    size_t n = strlen(s);
    if (t->n + n + 1 > t->cap) {
        size_t cap = t->cap * 2 > t->n + n + 1 ? t->cap * 2 : t->n + n + 64;
        char *at = gort__alloc(t->u, cap);
        if (t->n) memcpy(at, t->at, t->n);
        t->at = at;
        t->cap = cap;
    }
    memcpy(t->at + t->n, s, n + 1);
    t->n += n;
}

void gort__print_source_list(gort__spelling *t, const gort__nodes *l)
{
    for (int i = 0; i < l->n; i++) {
        if (i) gort__spell(t, ", ");
        gort__print_source(t, l->at[i]);
    }
}

static void source_fields(gort__spelling *t, const gort__nodes *l, const char *sep)
{
    for (int i = 0; i < l->n; i++) {
        const gort__node *f = l->at[i];
        if (i) gort__spell(t, sep);
        if (f->name) {
            gort__spell(t, f->name);
            /* a, b int: one type for the names that share it */
            while (i + 1 < l->n && l->at[i + 1]->a == f->a && l->at[i + 1]->name) {
                gort__spell(t, ", ");
                gort__spell(t, l->at[++i]->name);
            }
            gort__spell(t, " ");
        }
        if (f->dots) gort__spell(t, "...");
        gort__print_source(t, f->a);
    }
}

static void source_signature(gort__spelling *t, const gort__node *n)
{
    gort__spell(t, "(");
    source_fields(t, &n->list, ", ");
    gort__spell(t, ")");
    if (n->list2.n == 0) return;
    gort__spell(t, " ");
    if (n->list2.n == 1 && !n->list2.at[0]->name) {
        gort__print_source(t, n->list2.at[0]->a);
        return;
    }
    gort__spell(t, "(");
    source_fields(t, &n->list2, ", ");
    gort__spell(t, ")");
}

static void source_type(gort__spelling *t, const gort__node *n)
{
    switch (n->kind) {
    case N_ARRAYTYPE:
        gort__spell(t, "[");
        if (n->a && n->a->dots)
            gort__spell(t, "...");
        else if (n->a)
            gort__print_source(t, n->a);
        gort__spell(t, "]");
        gort__print_source(t, n->b);
        return;
    case N_STRUCTTYPE:
        gort__spell(t, "struct{");
        source_fields(t, &n->list, "; ");
        gort__spell(t, "}");
        return;
    case N_FUNCTYPE:
        gort__spell(t, "func");
        source_signature(t, n);
        return;
    case N_INTERFACETYPE:
        gort__spell(t, "interface{");
        for (int i = 0; i < n->list.n; i++) {
            const gort__node *f = n->list.at[i];
            if (i) gort__spell(t, "; ");
            if (f->name) {
                gort__spell(t, f->name);
                source_signature(t, f->a);
            } else {
                gort__print_source(t, f->a);
            }
        }
        gort__spell(t, "}");
        return;
    case N_MAPTYPE:
        gort__spell(t, "map[");
        gort__print_source(t, n->a);
        gort__spell(t, "]");
        gort__print_source(t, n->b);
        return;
    case N_CHANTYPE: {
        bool parens = n->op == CHAN_BOTH && n->a->kind == N_CHANTYPE && n->a->op == CHAN_RECV;
        gort__spell(t, n->op == CHAN_RECV ? "<-chan " : n->op == CHAN_SEND ? "chan<- " : "chan ");
        if (parens) gort__spell(t, "(");
        gort__print_source(t, n->a);
        if (parens) gort__spell(t, ")");
        return;
    }
    default: gort__spell(t, "<bad expr>");
    }
}

static void source_call(gort__spelling *t, const gort__node *n)
{
    gort__print_source(t, n->a);
    gort__spell(t, "(");
    bool wrapped = false;
    for (int i = 0; i < n->list.n; i++) {
        const gort__node *arg = n->list.at[i];
        if (arg->implicit && arg->kind == N_NIL) break;
        if (i) gort__spell(t, ", ");
        wrapped = arg->implicit && arg->kind == N_COMPLIT;
        if (wrapped)
            gort__print_source_list(t, &arg->list);
        else
            gort__print_source(t, arg);
    }
    if (n->dots && !wrapped) gort__spell(t, "...");
    gort__spell(t, ")");
}

static void source_optional(gort__spelling *t, const char *before, const gort__node *n)
{
    gort__spell(t, before);
    if (n) gort__print_source(t, n);
}

void gort__print_source(gort__spelling *t, const gort__node *n)
{
    while (n && n->implicit &&
           (n->kind == N_CONV || n->kind == N_ADDR || n->kind == N_DEREF || n->kind == N_SELECTOR))
        n = n->a;
    if (!n) {
        gort__spell(t, "<nil>");
        return;
    }
    switch (n->kind) {
    case N_NAME: gort__spell(t, n->name); return;
    case N_NIL: gort__spell(t, "nil"); return;
    case N_LITERAL: gort__spell(t, n->lit_text); return;
    case N_FUNCLIT:
        gort__print_source(t, n->b);
        gort__spell(t, n->func->body.n ? " {…}" : " {}");
        return;
    case N_COMPLIT:
        if (n->a) gort__print_source(t, n->a);
        gort__spell(t, n->list.n ? "{…}" : "{}");
        return;
    case N_KEYVALUE:
        gort__print_source(t, n->a);
        gort__spell(t, ": ");
        gort__print_source(t, n->b);
        return;
    case N_PAREN:
        gort__spell(t, "(");
        gort__print_source(t, n->a);
        gort__spell(t, ")");
        return;
    case N_SELECTOR:
        gort__print_source(t, n->a);
        gort__spell(t, ".");
        gort__spell(t, n->name);
        return;
    case N_INDEX:
        gort__print_source(t, n->a);
        gort__spell(t, "[");
        gort__print_source(t, n->b);
        gort__spell(t, "]");
        return;
    case N_SLICE:
        gort__print_source(t, n->a);
        source_optional(t, "[", n->b);
        source_optional(t, ":", n->c);
        if (n->d) source_optional(t, ":", n->d);
        gort__spell(t, "]");
        return;
    case N_TYPEASSERT:
        gort__print_source(t, n->a);
        gort__spell(t, ".(");
        if (n->b)
            gort__print_source(t, n->b);
        else
            gort__spell(t, "type");
        gort__spell(t, ")");
        return;
    case N_CALL: source_call(t, n); return;
    case N_CONV:
        if (n->b)
            gort__print_source(t, n->b);
        else
            gort__spell(t, n->type ? gort__ty_string(t->u, n->type) : "<bad expr>");
        gort__spell(t, "(");
        gort__print_source(t, n->a);
        gort__spell(t, ")");
        return;
    case N_DEREF:
    case N_ADDR:
        gort__spell(t, n->kind == N_ADDR ? "&" : "*");
        gort__print_source(t, n->a);
        return;
    case N_UNARY:
        gort__spell(t, gort__op_text((gort__token)n->op));
        gort__print_source(t, n->a);
        return;
    case N_BINARY:
        gort__print_source(t, n->a);
        gort__spell(t, " ");
        gort__spell(t, gort__op_text((gort__token)n->op));
        gort__spell(t, " ");
        gort__print_source(t, n->b);
        return;
    default: source_type(t, n);
    }
}

const char *gort__source_string(gort__unit *u, const gort__node *n)
{
    gort__spelling t = {.u = u};
    gort__print_source(&t, n);
    return t.at;
}

const char *gort__source_list(gort__unit *u, const gort__nodes *l)
{
    gort__spelling t = {.u = u};
    gort__print_source_list(&t, l);
    return t.at;
}
