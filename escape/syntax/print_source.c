/* print_source.c - expressions and types the way they stand in the source, one line, bodies and
 * elements of literals shortened to an ellipsis.
 *
 * Two readers: messages about syntax and types, and constants in the messages of escape analysis
 * (1<<16 + 1 is printed as `1 << 16 + 1`, with its parentheses). It needs no types, and walks
 * checked trees as well: implicit nodes are left out.
 */
#include "print_internal.h"

static void source_list(textbuf *t, const nodes *l)
{
    for (int i = 0; i < l->n; i++) {
        if (i) gort__print(t, ", ");
        gort__print_source(t, l->at[i]);
    }
}

static void source_fields(textbuf *t, const nodes *l, const char *sep)
{
    for (int i = 0; i < l->n; i++) {
        const node *f = l->at[i];
        if (i) gort__print(t, "%s", sep);
        if (f->name) {
            gort__print(t, "%s", f->name);
            /* a, b int: one type for the names that share it */
            while (i + 1 < l->n && l->at[i + 1]->a == f->a && l->at[i + 1]->name)
                gort__print(t, ", %s", l->at[++i]->name);
            gort__print(t, " ");
        }
        gort__print(t, f->dots ? "...%n" : "%n", f->a);
    }
}

static void source_signature(textbuf *t, const node *n)
{
    gort__print(t, "(");
    source_fields(t, &n->list, ", ");
    gort__print(t, ")");
    if (n->list2.n == 1 && !n->list2.at[0]->name) {
        gort__print(t, " %n", n->list2.at[0]->a);
    } else if (n->list2.n > 0) {
        gort__print(t, " (");
        source_fields(t, &n->list2, ", ");
        gort__print(t, ")");
    }
}

static void source_interface(textbuf *t, const node *n)
{
    gort__print(t, "interface{");
    for (int i = 0; i < n->list.n; i++) {
        const node *f = n->list.at[i];
        if (i) gort__print(t, "; ");
        gort__print(t, f->name ? "%s" : "", f->name);
        if (f->name)
            source_signature(t, f->a);
        else
            gort__print_source(t, f->a);
    }
    gort__print(t, "}");
}

static void source_type(textbuf *t, const node *n)
{
    switch (n->kind) {
    case N_ARRAYTYPE:
        gort__print(t, !n->a ? "[]" : n->a->dots ? "[...]" : "[%n]", n->a);
        gort__print_source(t, n->b);
        return;
    case N_STRUCTTYPE:
        gort__print(t, "struct{");
        source_fields(t, &n->list, "; ");
        gort__print(t, "}");
        return;
    case N_FUNCTYPE:
        gort__print(t, "func");
        source_signature(t, n);
        return;
    case N_INTERFACETYPE: source_interface(t, n); return;
    case N_MAPTYPE: gort__print(t, "map[%n]%n", n->a, n->b); return;
    case N_CHANTYPE: {
        bool parens = n->op == CHAN_BOTH && n->a->kind == N_CHANTYPE && n->a->op == CHAN_RECV;
        gort__print(t,
                    parens               ? "chan (%n)"
                    : n->op == CHAN_RECV ? "<-chan %n"
                    : n->op == CHAN_SEND ? "chan<- %n"
                                         : "chan %n",
                    n->a);
        return;
    }
    default: gort__print(t, "<bad expr>");
    }
}

static void source_call(textbuf *t, const node *n)
{
    gort__print(t, "%n(", n->a);
    bool wrapped = false;
    for (int i = 0; i < n->list.n; i++) {
        const node *arg = n->list.at[i];
        if (arg->implicit && arg->kind == N_NIL) break;
        if (i) gort__print(t, ", ");
        wrapped = arg->implicit && arg->kind == N_COMPLIT;
        if (wrapped)
            source_list(t, &arg->list);
        else
            gort__print_source(t, arg);
    }
    gort__print(t, n->dots && !wrapped ? "...)" : ")");
}

void gort__print_source(textbuf *t, const node *n)
{
    while (n && n->implicit &&
           (n->kind == N_CONV || n->kind == N_ADDR || n->kind == N_DEREF || n->kind == N_SELECTOR))
        n = n->a;
    if (!n) {
        gort__print(t, "<nil>");
        return;
    }
    switch (n->kind) {
    case N_NAME: gort__print(t, "%s", n->name); return;
    case N_NIL: gort__print(t, "nil"); return;
    case N_LITERAL: gort__print(t, "%s", n->lit_text); return;
    case N_FUNCLIT: gort__print(t, n->func->body.n ? "%n {…}" : "%n {}", n->b); return;
    case N_COMPLIT: gort__print(t, n->list.n ? "%N{…}" : "%N{}", n->a); return;
    case N_PAREN: gort__print(t, "(%n)", n->a); return;
    case N_SELECTOR: gort__print(t, "%n.%s", n->a, n->name); return;
    case N_INDEX: gort__print(t, "%n[%n]", n->a, n->b); return;
    case N_SLICE:
        gort__print(t, n->d ? "%n[%N:%N:%n]" : "%n[%N:%N]", n->a, n->b, n->c, n->d);
        return;
    case N_TYPEASSERT: gort__print(t, n->b ? "%n.(%n)" : "%n.(type)", n->a, n->b); return;
    case N_CALL: source_call(t, n); return;
    case N_CONV:
        if (n->b || !n->type)
            gort__print(t, n->b ? "%n(" : "<bad expr>(", n->b);
        else
            gort__print(t, "%t(", n->type);
        gort__print(t, "%n)", n->a);
        return;
    case N_DEREF: gort__print(t, "*%n", n->a); return;
    case N_ADDR: gort__print(t, "&%n", n->a); return;
    case N_UNARY: gort__print(t, "%s%n", gort__op_text((token)n->op), n->a); return;
    case N_BINARY: gort__print(t, "%n %s %n", n->a, gort__op_text((token)n->op), n->b); return;
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
    source_list(&t, l);
    return t.at;
}

/* The operand that n begins with, or NULL. */
static const node *source_first(const node *n)
{
    const uint64_t behind_it = NODE_BIT(N_COMPLIT) | NODE_BIT(N_SELECTOR) | NODE_BIT(N_INDEX) |
                               NODE_BIT(N_TYPEASSERT) | NODE_BIT(N_CALL) | NODE_BIT(N_BINARY) |
                               NODE_BIT(S_SEND);
    if (n->kind == S_ASSIGN) return n->list.n ? n->list.at[0] : NULL;
    return gort__node_is(n, behind_it) || (n->kind == N_CONV && n->implicit) ? n->a : NULL;
}

position gort__start_pos(const node *n)
{
    for (const node *first = n; first; first = source_first(n))
        n = first;
    return n->pos;
}
