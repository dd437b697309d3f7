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

const char *gort__check_expr_text(gort__checker *c, const gort__node *n)
{
    return gort__source_string(c->u, n);
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
        put(&w, gort__source_string(c->u, m->decl) + strlen("func"));
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
