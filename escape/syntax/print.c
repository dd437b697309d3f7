/* print.c - expressions and statements as the Go compiler spells them in the messages of escape
 * analysis, which is not as they were written.
 *
 * The rules: constants keep their source text; operators are spaced and parentheses come from
 * precedence alone; implicit steps are invisible; a method call is a call of the method expression,
 * `(*T).M(recv, args)`; literals show their type only, `T{...}`; a conversion to a type without a
 * name has parentheses, `([]byte)(s)`; the slice of a variadic call is `... argument`. What has no
 * precedence in that compiler's table (function literals, string sums, &T{...}, make of a map) is
 * put in parentheses wherever an operand must bind at all.
 *
 * Needs checked trees; an unchecked node is printed as written (print_source.c).
 */
#include "../types/constant.h"
#include "print_internal.h"

#include <string.h>

enum { PREC_UNARY = 7, PREC_PRIMARY = 8 };

static void print_expr(textbuf *t, const node *n, int prec);

static void print_list(textbuf *t, const nodes *l, int from, bool comma);

void gort__print(textbuf *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    for (;; fmt += 2) {
        const size_t n = strcspn(fmt, "%");
        gort__text_add(t, "%.*s", (int)n, fmt);
        fmt += n;
        if (!*fmt) break;
        const node *part;
        switch (fmt[1]) {
        case 's': gort__text_put(t, va_arg(ap, const char *)); break;
        case 't': {
            ty *type = va_arg(ap, ty *);
            gort__text_put(t, type ? gort__ty_string_told(t->u, type) : "<nil>");
            break;
        }
        case 'n': gort__print_source(t, va_arg(ap, const node *)); break;
        case 'e': print_expr(t, va_arg(ap, const node *), 0); break;
        case 'E': print_list(t, va_arg(ap, const nodes *), 0, false); break;
        case 'N':
        case 'O':
            part = va_arg(ap, const node *);
            if (part) gort__print(t, fmt[1] == 'N' ? "%n" : "%e", part);
            break;
        default: print_expr(t, va_arg(ap, const node *), PREC_PRIMARY); break;
        }
    }
    va_end(ap);
}

static bool print_is_string_sum(const node *n)
{
    return n->kind == N_BINARY && n->op == T_ADD && !n->val && n->type &&
           n->type->kind == TY_STRING;
}

static bool print_is_pointer_literal(const node *n)
{
    return n->kind == N_ADDR && gort__unparen(n->a)->kind == N_COMPLIT;
}

/* What stands for n in print: without parentheses and implicit steps. */
static const node *print_visible(const node *n)
{
    for (;;) {
        if (!n) return n;
        bool hidden = n->kind == N_PAREN ||
                      (n->implicit && (n->kind == N_CONV || n->kind == N_DEREF ||
                                       (n->kind == N_ADDR && !print_is_pointer_literal(n))));
        if (!hidden || n->is_type) return n;
        n = n->a;
    }
}

static int print_precedence(const node *n)
{
    if (n->val && n->kind != N_BINARY && n->kind != N_UNARY) return PREC_PRIMARY;
    if (n->is_type) return n->type && gort__ty_pointee(n->type) ? PREC_UNARY : PREC_PRIMARY;
    switch (n->kind) {
    case N_FUNCLIT: return 0;
    case N_ADDR: return print_is_pointer_literal(n) ? 0 : PREC_UNARY;
    case N_DEREF:
    case N_UNARY: return PREC_UNARY;
    case N_CALL:
        if (n->call_kind == CALL_BUILTIN &&
            (n->builtin == B_RECOVER || n->builtin == B_REAL || n->builtin == B_IMAG ||
             n->builtin == B_COMPLEX ||
             (n->builtin == B_MAKE && n->type && n->type->kind != TY_SLICE)))
            return 0;
        return PREC_PRIMARY;
    case N_BINARY:
        if (print_is_string_sum(n)) return 0;
        return gort__op_precedence((token)n->op);
    default: return PREC_PRIMARY;
    }
}

static void print_list(textbuf *t, const nodes *l, int from, bool comma)
{
    for (int i = from; i < l->n; i++) {
        if (comma) gort__print(t, ", ");
        comma = true;
        print_expr(t, l->at[i], 0);
    }
}

static void print_string_sum(textbuf *t, const node *n, bool first)
{
    const node *side[] = {print_visible(n->a), print_visible(n->b)};
    for (int i = 0; i < 2; i++) {
        bool begins = first && i == 0;
        if (print_is_string_sum(side[i])) {
            print_string_sum(t, side[i], begins);
            continue;
        }
        if (!begins) gort__print(t, " + ");
        print_expr(t, side[i], 0);
    }
}

static void print_builtin(textbuf *t, const node *n)
{
    if (n->builtin == B_RECOVER) {
        /* What Go has made of it by then has no text of its own. */
        gort__print(t, "<node RECOVERFP>");
        return;
    }
    bool typed = (n->builtin == B_MAKE || n->builtin == B_NEW) && n->list.n;
    if (n->builtin > B_RECOVER) gort__print(t, "unsafe.");
    gort__print(t, typed ? "%s(%t" : "%s(", gort__builtin_name((builtin_id)n->builtin),
                typed ? n->list.at[0]->type : NULL);
    print_list(t, &n->list, typed ? 1 : 0, typed);
    gort__print(t, n->dots ? "...)" : ")");
}

/* As the source spells it (byte, rune), if it spells it at all. */
static ty *print_written_type(const node *n)
{
    return n->spelled && n->spelled->canon == n->type ? n->spelled : n->type;
}

/* x in a temporary; for a devirtualised call x.(T). */
static void print_temp_receiver(textbuf *t, const node *n, const node *x)
{
    while (x->implicit && x->kind != N_TYPEASSERT)
        x = x->a;
    gort__print(t, x->implicit ? "%s.(%t)" : "%s", n->name, x->type);
}

static void print_call(textbuf *t, const node *n)
{
    const node *callee = print_visible(n->a);
    if (n->call_kind == CALL_BUILTIN) {
        print_builtin(t, n);
        return;
    }
    bool comma = false;
    if (n->call_kind == CALL_METHOD && callee->kind == N_SELECTOR && n->func && n->func->recv) {
        ty *recv = n->func->recv->type;
        gort__print(t, gort__ty_pointee(recv) ? "(%t).%s(" : "%t.%s(", recv, callee->name);
        if (n->name) /* a receiver with calls in it is in a temporary of that name (temps.c) */
            print_temp_receiver(t, n, callee->a);
        else
            print_expr(t, callee->a, 0);
        comma = true;
    } else if (n->name && callee->kind == N_SELECTOR && callee->sel == SEL_IMETHOD) {
        gort__print(t, "%s.%s(", n->name, callee->name);
    } else if (n->name) {
        gort__print(t, "%s(", n->name);
    } else {
        gort__print(t, "%p(", callee);
    }
    print_list(t, &n->list, 0, comma);
    const node *last = n->list.n ? n->list.at[n->list.n - 1] : NULL;
    bool variadic =
        n->dots || (last && last->implicit && (last->kind == N_COMPLIT || last->kind == N_NIL));
    gort__print(t, variadic ? "...)" : ")");
}

/* []rune("constant") is a literal of its runes. */
static bool print_rune_literal(textbuf *t, const node *n)
{
    size_t bytes;
    if (!n->type || n->type->kind != TY_SLICE || !n->a->val ||
        gort__const_kind_of(n->a->val) != CONST_STRING || gort__ty_size(t->u, n->type->elem) != 4)
        return false;
    (void)gort__const_string_value(n->a->val, &bytes);
    gort__print(t, bytes ? "%t{...}" : "%t{}", print_written_type(n));
    return true;
}

/* "T(" or "([]T)(": the conversion's operand follows. */
static void print_conversion_to(textbuf *t, ty *type)
{
    gort__print(t, type && gort__has_name(type) ? "%t(" : "(%t)(", type);
}

static void print_conversion(textbuf *t, const node *n)
{
    if (print_rune_literal(t, n)) return;
    print_conversion_to(t, print_written_type(n));
    /* from bytes or runes of a named type, by way of plain ones */
    const ty *from = n->a->type;
    bool twice = n->type && n->type->kind == TY_STRING && from && from->kind == TY_SLICE &&
                 from->elem->is_named;
    if (twice) gort__print(t, from->elem->kind == TY_UINT8 ? "([]byte)(" : "([]rune)(");
    print_expr(t, n->a, 0);
    gort__print(t, twice ? "))" : ")");
}

static void print_unary(textbuf *t, const node *n)
{
    const char *op = n->kind == N_ADDR    ? "&"
                     : n->kind == N_DEREF ? "*"
                                          : gort__op_text((token)n->op);
    const node *x = print_visible(n->a);
    gort__print(t, "%s", op);
    if (print_is_pointer_literal(n)) {
        print_expr(t, x, 0);
        return;
    }
    if (n->kind != N_DEREF && x->kind == n->kind && x->op == n->op) gort__print(t, " ");
    print_expr(t, x, PREC_UNARY + 1);
}

/* The type that a comparison converts its left operand to, or its right one if *right; NULL: none.
 * Types that are not identical are made so where that costs nothing, or where an interface of a
 * huge value would be made. */
static ty *print_compared_as(textbuf *t, const node *n, bool *right)
{
    if (n->op != T_EQ && n->op != T_NE) return NULL;
    ty *a = print_visible(n->a)->type, *b = print_visible(n->b)->type;
    if (!a || !b || n->val || gort__ty_identical(a, b)) return NULL;
    bool ia = gort__ty_is_interface(a), ib = gort__ty_is_interface(b);
    *right = !ib && ia;
    if (gort__ty_under(a)->kind == TY_CHAN)
        *right = gort__ty_under(a)->chan_dir != CHAN_BOTH &&
                 gort__ty_under(a)->chan_dir != gort__ty_under(b)->chan_dir;
    if (ia && ib) *right = !gort__ty_implements(t->u, a, b, NULL, NULL);
    if (ia != ib && gort__ty_size(t->u, *right ? b : a) < 1 << 16) return NULL;
    return *right ? a : b;
}

static void print_comparison(textbuf *t, const node *n, ty *as, bool right)
{
    int prec = print_precedence(n);
    const char *op = n->op == T_EQ ? "==" : "!=";
    if (right) {
        print_expr(t, n->a, prec);
        gort__print(t, " %s ", op);
        print_conversion_to(t, as);
        gort__print(t, "%e)", n->b);
    } else {
        print_conversion_to(t, as);
        gort__print(t, "%e) %s ", n->a, op);
        print_expr(t, n->b, prec + 1);
    }
}

static void print_plain(textbuf *t, const node *n)
{
    switch (n->kind) {
    case N_NAME: gort__print(t, "%s", n->name); return;
    case N_NIL: gort__print(t, "nil"); return;
    case N_FUNCLIT: gort__print(t, "func literal"); return;
    case N_COMPLIT:
        gort__print(t,
                    n->implicit ? "... argument"
                    : n->list.n ? "%t{...}"
                                : "%t{}",
                    print_written_type(n));
        return;
    case N_SELECTOR: /* with the embedded fields on the way */
        if (n->sel == SEL_PACKAGE)
            gort__print(t, "%s.%s", gort__package_told(t->u, n->obj->pkg), n->name);
        else
            gort__print(t, "%p.%s", n->a, n->name);
        return;
    case N_TYPEASSERT: gort__print(t, "%p.(%t)", n->a, n->b ? n->b->type : NULL); return;
    case N_INDEX: gort__print(t, "%p[%e]", n->a, n->b); return;
    case N_SLICE:
        gort__print(t, n->d ? "%p[%O:%O:%e]" : "%p[%O:%O]", n->a, n->b, n->c, n->d);
        return;
    case N_CALL: print_call(t, n); return;
    case N_CONV: print_conversion(t, n); return;
    case N_ADDR:
    case N_DEREF:
    case N_UNARY: print_unary(t, n); return;
    case N_BINARY: {
        int prec = print_precedence(n);
        if (print_is_string_sum(n)) {
            print_string_sum(t, n, true);
            return;
        }
        bool right;
        ty *as = print_compared_as(t, n, &right);
        if (as) {
            print_comparison(t, n, as, right);
            return;
        }
        print_expr(t, n->a, prec);
        gort__print(t, " %s ", gort__op_text((token)n->op));
        print_expr(t, n->b, prec + 1);
        return;
    }
    default: gort__print_source(t, n);
    }
}

static void print_expr(textbuf *t, const node *n, int prec)
{
    n = print_visible(n);
    if (!n) {
        gort__print(t, "<nil>");
        return;
    }
    bool parens = prec > print_precedence(n);
    if (parens) gort__print(t, "(");
    if (n->is_type)
        gort__print(t, "%t", n->type);
    else if (n->val || !n->type)
        /* constants; and packages, blank names, unchecked trees: all as written */
        (!n->val && n->kind == N_CALL && n->call_kind != CALL_UNRESOLVED
             ? print_plain
             : gort__print_source)(t, n);
    else
        print_plain(t, n);
    if (parens) gort__print(t, ")");
}

const char *gort__expr_string(unit *u, const node *n)
{
    textbuf t = {.u = u};
    print_expr(&t, n, 0);
    return t.at;
}

static void print_stmt(textbuf *t, const node *n);

static void print_body(textbuf *t, const nodes *body)
{
    const char *between = "";
    for (int i = 0; i < body->n; i++) {
        if (body->at[i]->kind == S_EMPTY || body->at[i]->kind == S_DECL) continue;
        gort__print(t, "%s", between);
        print_stmt(t, body->at[i]);
        between = "; ";
    }
}

/* What has arguments or results, or is no plain function, is called by a function around it. */
static void print_go(textbuf *t, const node *n)
{
    const node *call = gort__unparen(n->a);
    const bool plain = (call->call_kind == CALL_STATIC || call->call_kind == CALL_CLOSURE) &&
                       call->list.n == 0 && call->type->kind == TY_TUPLE;
    gort__print(t, plain ? "%s %e" : "%s (func literal)()", n->kind == S_GO ? "go" : "defer", call);
}

static void print_if(textbuf *t, const node *n)
{
    gort__print(t, "if %e { ", n->cond);
    print_body(t, &n->body);
    if (n->els) {
        gort__print(t, " } else { ");
        print_stmt(t, n->els);
    }
    gort__print(t, " }");
}

static void print_stmt(textbuf *t, const node *n)
{
    switch (n->kind) {
    case S_EXPR: gort__print(t, "%e", n->a); break;
    case S_ASSIGN:
    case S_VAR:
        gort__print(t, n->define ? "%E %s:= %E" : "%E %s= %E", &n->list,
                    n->op ? gort__op_text((token)n->op) : "", &n->list2);
        break;
    case S_INCDEC: gort__print(t, "%e %s= 1", n->a, gort__op_text((token)n->op)); break;
    case S_SEND: gort__print(t, "%e <- %e", n->a, n->b); break;
    case S_RETURN: gort__print(t, "return %E", &n->list); break;
    case S_GO:
    case S_DEFER: print_go(t, n); break;
    case S_IF: print_if(t, n); break;
    case S_FOR:
    case S_RANGE: gort__print(t, "for loop"); break;
    case S_SWITCH:
    case S_TYPESWITCH: gort__print(t, "switch statement"); break;
    case S_SELECT: gort__print(t, "select statement"); break;
    case S_CASE:
        gort__print(t, n->is_default ? "default: " : "case %E: ", &n->list);
        print_body(t, &n->body);
        break;
    case S_BLOCK: print_body(t, &n->list); break;
    case S_LABELED:
        gort__print(t, n->body.at[0]->kind == S_EMPTY ? "%s: " : "%s: ; ", n->name);
        print_body(t, &n->body);
        break;
    case S_BRANCH:
        gort__print(t, n->name ? "%s %s" : "%s", gort__op_text((token)n->op), n->name);
        break;
    default: break;
    }
}

const char *gort__stmt_string(unit *u, const node *n)
{
    textbuf t = {.u = u};
    gort__print(&t, "");
    print_stmt(&t, n);
    return t.at;
}
