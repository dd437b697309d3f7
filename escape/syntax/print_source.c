/* print_source.c - expressions and types the way they stand in the source, one line, bodies and
 * elements of literals shortened to an ellipsis.
 *
 * Two readers: messages about syntax and types, and constants in the messages of escape analysis
 * (1<<16 + 1 is printed as `1 << 16 + 1`, with its parentheses). It needs no types, and walks
 * checked trees as well: implicit nodes are left out.
 */
#include "print_internal.h"

#include <string.h>

void gort__print_source_list(textbuf *t, const nodes *l)
{
    for (int i = 0; i < l->n; i++) {
        if (i) gort__text_put(t, ", ");
        gort__print_source(t, l->at[i]);
    }
}

static void source_fields(textbuf *t, const nodes *l, const char *sep)
{
    for (int i = 0; i < l->n; i++) {
        const node *f = l->at[i];
        if (i) gort__text_put(t, sep);
        if (f->name) {
            gort__text_put(t, f->name);
            /* a, b int: one type for the names that share it */
            while (i + 1 < l->n && l->at[i + 1]->a == f->a && l->at[i + 1]->name) {
                gort__text_put(t, ", ");
                gort__text_put(t, l->at[++i]->name);
            }
            gort__text_put(t, " ");
        }
        if (f->dots) gort__text_put(t, "...");
        gort__print_source(t, f->a);
    }
}

static void source_signature(textbuf *t, const node *n)
{
    gort__text_put(t, "(");
    source_fields(t, &n->list, ", ");
    gort__text_put(t, ")");
    if (n->list2.n == 0) return;
    gort__text_put(t, " ");
    if (n->list2.n == 1 && !n->list2.at[0]->name) {
        gort__print_source(t, n->list2.at[0]->a);
        return;
    }
    gort__text_put(t, "(");
    source_fields(t, &n->list2, ", ");
    gort__text_put(t, ")");
}

static void source_type(textbuf *t, const node *n)
{
    switch (n->kind) {
    case N_ARRAYTYPE:
        gort__text_put(t, "[");
        if (n->a && n->a->dots)
            gort__text_put(t, "...");
        else if (n->a)
            gort__print_source(t, n->a);
        gort__text_put(t, "]");
        gort__print_source(t, n->b);
        return;
    case N_STRUCTTYPE:
        gort__text_put(t, "struct{");
        source_fields(t, &n->list, "; ");
        gort__text_put(t, "}");
        return;
    case N_FUNCTYPE:
        gort__text_put(t, "func");
        source_signature(t, n);
        return;
    case N_INTERFACETYPE:
        gort__text_put(t, "interface{");
        for (int i = 0; i < n->list.n; i++) {
            const node *f = n->list.at[i];
            if (i) gort__text_put(t, "; ");
            if (f->name) {
                gort__text_put(t, f->name);
                source_signature(t, f->a);
            } else {
                gort__print_source(t, f->a);
            }
        }
        gort__text_put(t, "}");
        return;
    case N_MAPTYPE:
        gort__text_put(t, "map[");
        gort__print_source(t, n->a);
        gort__text_put(t, "]");
        gort__print_source(t, n->b);
        return;
    case N_CHANTYPE: {
        bool parens = n->op == CHAN_BOTH && n->a->kind == N_CHANTYPE && n->a->op == CHAN_RECV;
        gort__text_put(t, n->op == CHAN_RECV   ? "<-chan "
                          : n->op == CHAN_SEND ? "chan<- "
                                               : "chan ");
        if (parens) gort__text_put(t, "(");
        gort__print_source(t, n->a);
        if (parens) gort__text_put(t, ")");
        return;
    }
    default: gort__text_put(t, "<bad expr>");
    }
}

static void source_call(textbuf *t, const node *n)
{
    gort__print_source(t, n->a);
    gort__text_put(t, "(");
    bool wrapped = false;
    for (int i = 0; i < n->list.n; i++) {
        const node *arg = n->list.at[i];
        if (arg->implicit && arg->kind == N_NIL) break;
        if (i) gort__text_put(t, ", ");
        wrapped = arg->implicit && arg->kind == N_COMPLIT;
        if (wrapped)
            gort__print_source_list(t, &arg->list);
        else
            gort__print_source(t, arg);
    }
    if (n->dots && !wrapped) gort__text_put(t, "...");
    gort__text_put(t, ")");
}

static void source_optional(textbuf *t, const char *before, const node *n)
{
    gort__text_put(t, before);
    if (n) gort__print_source(t, n);
}

void gort__print_source(textbuf *t, const node *n)
{
    while (n && n->implicit &&
           (n->kind == N_CONV || n->kind == N_ADDR || n->kind == N_DEREF || n->kind == N_SELECTOR))
        n = n->a;
    if (!n) {
        gort__text_put(t, "<nil>");
        return;
    }
    switch (n->kind) {
    case N_NAME: gort__text_put(t, n->name); return;
    case N_NIL: gort__text_put(t, "nil"); return;
    case N_LITERAL: gort__text_put(t, n->lit_text); return;
    case N_FUNCLIT:
        gort__print_source(t, n->b);
        gort__text_put(t, n->func->body.n ? " {…}" : " {}");
        return;
    case N_COMPLIT:
        if (n->a) gort__print_source(t, n->a);
        gort__text_put(t, n->list.n ? "{…}" : "{}");
        return;
    case N_KEYVALUE:
        gort__print_source(t, n->a);
        gort__text_put(t, ": ");
        gort__print_source(t, n->b);
        return;
    case N_PAREN:
        gort__text_put(t, "(");
        gort__print_source(t, n->a);
        gort__text_put(t, ")");
        return;
    case N_SELECTOR:
        gort__print_source(t, n->a);
        gort__text_put(t, ".");
        gort__text_put(t, n->name);
        return;
    case N_INDEX:
        gort__print_source(t, n->a);
        gort__text_put(t, "[");
        gort__print_source(t, n->b);
        gort__text_put(t, "]");
        return;
    case N_SLICE:
        gort__print_source(t, n->a);
        source_optional(t, "[", n->b);
        source_optional(t, ":", n->c);
        if (n->d) source_optional(t, ":", n->d);
        gort__text_put(t, "]");
        return;
    case N_TYPEASSERT:
        gort__print_source(t, n->a);
        gort__text_put(t, ".(");
        if (n->b)
            gort__print_source(t, n->b);
        else
            gort__text_put(t, "type");
        gort__text_put(t, ")");
        return;
    case N_CALL: source_call(t, n); return;
    case N_CONV:
        if (n->b)
            gort__print_source(t, n->b);
        else
            gort__text_put(t, n->type ? gort__ty_string(t->u, n->type) : "<bad expr>");
        gort__text_put(t, "(");
        gort__print_source(t, n->a);
        gort__text_put(t, ")");
        return;
    case N_DEREF:
    case N_ADDR:
        gort__text_put(t, n->kind == N_ADDR ? "&" : "*");
        gort__print_source(t, n->a);
        return;
    case N_UNARY:
        gort__text_put(t, gort__op_text((token)n->op));
        gort__print_source(t, n->a);
        return;
    case N_BINARY:
        gort__print_source(t, n->a);
        gort__text_put(t, " ");
        gort__text_put(t, gort__op_text((token)n->op));
        gort__text_put(t, " ");
        gort__print_source(t, n->b);
        return;
    default: source_type(t, n);
    }
}

const char *gort__source_string(unit *u, const node *n)
{
    textbuf t = {.u = u};
    gort__print_source(&t, n);
    return t.at;
}

const char *gort__source_list(unit *u, const nodes *l)
{
    textbuf t = {.u = u};
    gort__print_source_list(&t, l);
    return t.at;
}
