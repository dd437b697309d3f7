/* check_text.c - expressions, operands and signatures as type errors print them.
 *
 * Go has two printers: messages of type errors show the source's own form (parentheses as
 * written, `T{…}`), those of escape analysis a resolved one (print.c). An operand is printed with
 * what it is: `x (variable of type int)`, `1 << 70 (untyped int constant 1180591620717411303424)`.
 *
 * gort__start_pos is where an error about an expression points: its leftmost token, except that a
 * slice expression keeps its '['.
 */
#include "check_internal.h"

#include <string.h>

typedef struct writer {
    gort__unit *u;
    char *buf;
    size_t n, cap;
} writer;

static void put(writer *w, const char *s)
{
    size_t len = strlen(s);
    if (w->n + len + 1 > w->cap) {
        size_t cap = (w->n + len + 64) * 2;
        char *buf = gort__alloc(w->u, cap);
        if (w->n) memcpy(buf, w->buf, w->n);
        w->buf = buf;
        w->cap = cap;
    }
    memcpy(w->buf + w->n, s, len + 1);
    w->n += len;
}

static void put_expr(writer *w, const gort__node *n);

static void put_list(writer *w, const gort__nodes *l)
{
    for (int i = 0; i < l->n; i++) {
        if (i) put(w, ", ");
        put_expr(w, l->at[i]);
    }
}

/* Names that share a type print it once. */
static void put_fields(writer *w, const gort__nodes *l, const char *sep)
{
    for (int i = 0; i < l->n; i++) {
        const gort__node *f = l->at[i];
        if (i) put(w, l->at[i - 1]->a == f->a && f->name ? ", " : sep);
        if (f->name) put(w, f->name);
        if (i + 1 < l->n && l->at[i + 1]->a == f->a && f->name) continue;
        put(w, f->name ? " " : "");
        put(w, f->dots ? "..." : "");
        put_expr(w, f->a);
    }
}

static void put_signature(writer *w, const gort__node *n)
{
    put(w, "(");
    put_fields(w, &n->list, ", ");
    put(w, ")");
    if (n->list2.n == 0) return;
    put(w, " ");
    bool paren = n->list2.n > 1 || n->list2.at[0]->name;
    put(w, paren ? "(" : "");
    put_fields(w, &n->list2, ", ");
    put(w, paren ? ")" : "");
}

static void put_method(writer *w, const gort__node *f)
{
    if (f->name) put(w, f->name);
    if (f->name && f->a && f->a->kind == N_FUNCTYPE)
        put_signature(w, f->a);
    else
        put_expr(w, f->a);
}

static void put_type_expr(writer *w, const gort__node *n)
{
    switch ((int)n->kind) {
    case N_ARRAYTYPE:
        put(w, "[");
        if (n->a && n->a->kind == N_BAD && n->a->dots)
            put(w, "...");
        else if (n->a)
            put_expr(w, n->a);
        put(w, "]");
        put_expr(w, n->b);
        break;
    case N_STRUCTTYPE:
        put(w, "struct{");
        put_fields(w, &n->list, "; ");
        put(w, "}");
        break;
    case N_FUNCTYPE:
        put(w, "func");
        put_signature(w, n);
        break;
    case N_INTERFACETYPE:
        put(w, "interface{");
        for (int i = 0; i < n->list.n; i++) {
            put(w, i ? "; " : "");
            put_method(w, n->list.at[i]);
        }
        put(w, "}");
        break;
    case N_MAPTYPE:
        put(w, "map[");
        put_expr(w, n->a);
        put(w, "]");
        put_expr(w, n->b);
        break;
    case N_CHANTYPE: {
        bool paren =
            n->op == CHAN_BOTH && n->a && n->a->kind == N_CHANTYPE && n->a->op == CHAN_RECV;
        put(w, n->op == CHAN_RECV ? "<-chan " : n->op == CHAN_SEND ? "chan<- " : "chan ");
        put(w, paren ? "(" : "");
        put_expr(w, n->a);
        put(w, paren ? ")" : "");
        break;
    }
    default: put(w, "<bad expr>");
    }
}

static void put_expr(writer *w, const gort__node *n)
{
    if (!n) return;
    switch ((int)n->kind) {
    case N_NAME: put(w, n->name ? n->name : "_"); break;
    case N_NIL: put(w, "nil"); break;
    case N_LITERAL: put(w, n->lit_text ? n->lit_text : "?"); break;
    case N_COMPLIT:
        put_expr(w, n->a);
        put(w, n->list.n ? "{…}" : "{}");
        break;
    case N_KEYVALUE:
        put_expr(w, n->a);
        put(w, ": ");
        put_expr(w, n->b);
        break;
    case N_FUNCLIT:
        put_expr(w, n->b);
        put(w, n->func && n->func->body.n ? " {…}" : " {}");
        break;
    case N_PAREN:
        put(w, "(");
        put_expr(w, n->a);
        put(w, ")");
        break;
    case N_SELECTOR:
        put_expr(w, n->a);
        put(w, ".");
        put(w, n->name ? n->name : "_");
        break;
    case N_INDEX:
        put_expr(w, n->a);
        put(w, "[");
        put_expr(w, n->b);
        put(w, "]");
        break;
    case N_SLICE:
        put_expr(w, n->a);
        put(w, "[");
        put_expr(w, n->b);
        put(w, ":");
        put_expr(w, n->c);
        if (n->d) {
            put(w, ":");
            put_expr(w, n->d);
        }
        put(w, "]");
        break;
    case N_TYPEASSERT:
        put_expr(w, n->a);
        put(w, ".(");
        if (n->b)
            put_expr(w, n->b);
        else
            put(w, "type");
        put(w, ")");
        break;
    case N_CALL:
        put_expr(w, n->a);
        put(w, "(");
        put_list(w, &n->list);
        put(w, n->dots ? "...)" : ")");
        break;
    case N_DEREF:
        put(w, "*");
        put_expr(w, n->a);
        break;
    case N_ADDR:
        put(w, "&");
        put_expr(w, n->a);
        break;
    case N_UNARY:
        put(w, gort__op_text((gort__token)n->op));
        put_expr(w, n->a);
        break;
    case N_BINARY:
        put_expr(w, n->a);
        put(w, " ");
        put(w, gort__op_text((gort__token)n->op));
        put(w, " ");
        put_expr(w, n->b);
        break;
    case N_CONV: put_expr(w, n->a); break;
    default: put_type_expr(w, n);
    }
}

const char *gort__check_expr_text(gort__checker *c, const gort__node *n)
{
    writer w = {.u = c->u};
    put(&w, "");
    put_expr(&w, n);
    return w.buf;
}

static void put_params(gort__checker *c, writer *w, gort__objs *l, bool variadic)
{
    for (int i = 0; i < l->n; i++) {
        const gort__obj *p = l->at[i];
        put(w, i ? ", " : "");
        if (p->name) {
            put(w, p->name);
            put(w, " ");
        }
        if (variadic && i == l->n - 1 && p->type->kind == TY_SLICE) {
            put(w, "...");
            put(w, TEXT_TYPE(c, p->type->elem));
        } else {
            put(w, TEXT_TYPE(c, p->type));
        }
    }
}

static void put_func(gort__checker *c, writer *w, gort__func *f)
{
    put(w, "(");
    put_params(c, w, &f->params, f->type->variadic);
    put(w, ")");
    gort__objs *r = &f->results;
    if (r->n) {
        bool paren = r->n > 1 || r->at[0]->name;
        put(w, paren ? " (" : " ");
        put_params(c, w, r, false);
        put(w, paren ? ")" : "");
    }
}

const char *gort__check_method_text(gort__checker *c, const gort__ty_method *m)
{
    if (!m->type) return m->name;
    bool declared = !m->func && m->decl && m->decl->kind == N_FUNCTYPE;
    if (!declared && (!m->func || !m->func->type))
        return gort__strf(c->u, "%s%s", m->name, TEXT_TYPE(c, m->type) + strlen("func"));
    writer w = {.u = c->u};
    put(&w, m->name);
    if (declared) {
        put_signature(&w, m->decl);
        return w.buf;
    }
    put_func(c, &w, m->func);
    return w.buf;
}

/* The function that e names, for its parameters' names. */
static gort__func *named_func(const gort__node *e)
{
    while (e && e->kind == N_PAREN)
        e = e->a;
    bool is_func = e && e->kind == N_NAME && e->obj && e->obj->kind == OBJ_FUNC;
    return is_func && e->obj->func && e->obj->func->type ? e->obj->func : NULL;
}

const char *gort__check_operand_text(gort__checker *c, const gort__operand *x)
{
    static const char *const modes[] = {
        [MODE_INVALID] = "invalid operand",
        [MODE_NOVALUE] = "no value",
        [MODE_BUILTIN] = "built-in",
        [MODE_TYPE] = "type",
        [MODE_CONST] = "constant",
        [MODE_VAR] = "variable",
        [MODE_MAPINDEX] = "map index expression",
        [MODE_VALUE] = "value",
        [MODE_NIL] = "nil",
        [MODE_COMMAOK] = "comma, ok expression",
    };
    if (x->mode == MODE_NIL) {
        if (!x->type || x->type->kind == TY_INVALID) return "nil (with invalid type)";
        if (x->type->kind == TY_UNTYPED_NIL) return "nil";
        return gort__strf(c->u, "nil (of type %s)", TEXT_TYPE(c, x->type));
    }
    const char *expr = "";
    if (x->expr)
        expr = TEXT_EXPR(c, x->expr);
    else if (x->mode == MODE_BUILTIN)
        expr = gort__builtin_name(x->builtin);
    else if (x->mode == MODE_TYPE)
        expr = TEXT_TYPE(c, x->type);
    writer w = {.u = c->u};
    put(&w, expr);
    put(&w, *expr ? " (" : "");
    bool typed = false;
    if (x->mode >= MODE_CONST && x->type) {
        typed = !gort__is_untyped(x->type);
        if (!typed) {
            put(&w, TEXT_TYPE(c, x->type));
            put(&w, " ");
        }
    }
    put(&w, modes[x->mode]);
    if (x->mode == MODE_CONST && x->val) {
        const char *v = gort__const_text(c->u, x->val);
        if (strcmp(v, expr) != 0) {
            put(&w, " ");
            put(&w, v);
        }
    }
    if (typed) {
        if (x->type->kind != TY_INVALID || x->type->is_named) {
            put(&w, " of type ");
            gort__func *f = named_func(x->expr);
            put(&w, f ? "func" : TEXT_TYPE(c, x->type));
            if (f) put_func(c, &w, f);
        } else {
            put(&w, " with invalid type");
        }
    }
    put(&w, *expr ? ")" : "");
    return w.buf;
}

const char *gort__check_types_text(gort__checker *c, gort__ty **list, int n, bool variadic)
{
    writer w = {.u = c->u};
    put(&w, "(");
    for (int i = 0; i < n; i++) {
        gort__ty *t = list[i];
        put(&w, i ? ", " : "");
        if (!t || (t->kind == TY_INVALID && !t->is_named)) {
            put(&w, "<T>");
        } else if (gort__is_untyped(t)) {
            put(&w, gort__is_numeric(t) ? "number" : TEXT_TYPE(c, t) + strlen("untyped "));
        } else if (variadic && i == n - 1 && t->kind == TY_SLICE) {
            put(&w, "...");
            put(&w, TEXT_TYPE(c, t->elem));
        } else {
            put(&w, TEXT_TYPE(c, t));
        }
    }
    put(&w, ")");
    return w.buf;
}

const char *gort__check_kind_text(gort__checker *c, gort__ty *t)
{
    switch (gort__ty_under(t)->kind) {
    case TY_ARRAY: return "array";
    case TY_SLICE: return "slice";
    case TY_STRUCT: return "struct";
    case TY_PTR: return "pointer";
    case TY_FUNC: return "func";
    case TY_INTERFACE: return "interface";
    case TY_MAP: return "map";
    case TY_CHAN: return "chan";
    default: return TEXT_TYPE(c, t);
    }
}

gort__pos gort__start_pos(const gort__node *n)
{
    for (;;) {
        switch ((int)n->kind) {
        case N_COMPLIT:
        case N_SELECTOR:
        case N_INDEX:
        case N_TYPEASSERT:
        case N_CALL:
        case N_BINARY:
        case S_SEND:
            if (!n->a) return n->pos;
            n = n->a;
            break;
        case N_CONV:
            if (!n->implicit || !n->a) return n->pos;
            n = n->a;
            break;
        case S_ASSIGN:
            if (!n->list.n) return n->pos;
            n = n->list.at[0];
            break;
        default: return n->pos;
        }
    }
}
