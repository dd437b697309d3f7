/* lower_expr.c - the values of expressions whose early parts have been taken (lower_order.c).
 *
 * Division by zero and by -1, shifts by the width or more and conversions out of range have Go's
 * results in C too: nothing here is undefined behaviour.
 */
#include "emit_internal.h"
#include <string.h>

static int expr_bits(lowering *c, ty *t)
{
    return 8 * (int)gort__ty_size(c->u, t);
}

static bool expr_signed(ty *t)
{
    return gort__ty_is(t, TY_INTEGERS) && !gort__ty_is(t, TY_UNSIGNED);
}

/* C computes 8- and 16-bit operations in int: back to the width. */
static const ir_value *expr_narrow(lowering *c, ty *t, const ir_value *v)
{
    if (gort__ty_is(t, TY_FLOATS) || expr_bits(c, t) >= 32) return v;
    return gort__ir_value(c->u, "((%s)%v)", gort__lower_ctype(c->w, t), v);
}

static const ir_value *expr_divide(lowering *c, token op, ty *t, const ir_value *a,
                                   const ir_value *b, const const_value *bv)
{
    const char *o = gort__op_text(op);
    int64_t k = 0;
    if (bv && gort__const_sign(bv) != 0 && !(gort__const_int64(bv, &k) && k == -1))
        return expr_narrow(c, t, gort__ir_value(c->u, "(%v %s %v)", a, o, b));
    const char *ct = gort__lower_ctype(c->w, t);
    b = gort__lower_simple(c, t, b);
    GORT__CHECK(c, gort__ir_value(c->u, "%v == 0", b), "gort_panicdivide(g, " IR_SP ")");
    if (!expr_signed(t)) return expr_narrow(c, t, gort__ir_value(c->u, "(%v %s %v)", a, o, b));
    a = gort__lower_simple(c, t, a);
    if (op == T_QUO)
        return gort__ir_value(c->u, "(%v == -1 ? (%s)-%v : (%s)(%v / %v))", b, ct, a, ct, a, b);
    return gort__ir_value(c->u, "(%v == -1 ? (%s)0 : (%s)(%v %% %v))", b, ct, ct, a, b);
}

static const ir_value *expr_shift(lowering *c, token op, ty *t, const ir_value *a,
                                  const ir_value *b, node *bn, ty *bt)
{
    const int bits = expr_bits(c, t);
    const char *ct = gort__lower_ctype(c->w, t), *ut = gort__strf(c->u, "uint%d_t", bits);
    const bool right_signed = op == T_SHR && expr_signed(t);
    uint64_t k;
    if (bn && bn->val && gort__const_uint64(bn->val, &k)) {
        if (k >= (uint64_t)bits && !right_signed) return gort__lower_number(c, t, 0);
        if (k >= (uint64_t)bits) k = (uint64_t)bits - 1;
        if (op == T_SHR) return gort__ir_value(c->u, "((%s)((%s)%v >> %d))", ct, ct, a, (int)k);
        return gort__ir_value(c->u, "((%s)((%s)%v << %d))", ct, ut, a, (int)k);
    }
    b = gort__lower_simple(c, bt, b);
    if (expr_signed(bt))
        GORT__CHECK(c, gort__ir_value(c->u, "%v < 0", b), "gort_panicshift(g, " IR_SP ")");
    if (right_signed)
        return gort__ir_value(c->u, "((%s)((%s)%v >> ((uint64_t)%v < %d ? %v : %d)))", ct, ct, a, b,
                              bits, b, bits - 1);
    return gort__ir_value(c->u, "((uint64_t)%v < %d ? (%s)((%s)%v %s %v) : 0)", b, bits, ct, ut, a,
                          op == T_SHL ? "<<" : ">>", b);
}

/* a op b of complex numbers; without b: -a. */
static const ir_value *expr_complex(lowering *c, token op, ty *t, const ir_value *a,
                                    const ir_value *b)
{
    const char *name = op == T_ADD                ? "add"
                       : op == T_MUL              ? "mul"
                       : op == T_QUO              ? "div"
                       : op == T_EQ || op == T_NE ? "eq"
                       : b                        ? "sub"
                                                  : "neg";
    const char *ctype = gort__lower_ctype(c->w, t);
    a = gort__ir_strip(c->u, a);
    if (!b) return gort__ir_value(c->u, "%s_%s(%v)", ctype, name, a);
    return gort__ir_value(c->u, "%s%s_%s(%v, %v)", op == T_NE ? "!" : "", ctype, name, a,
                          gort__ir_strip(c->u, b));
}

/* a op b for arithmetic operators; t the type of a and of the result. */
const ir_value *gort__lower_binary(lowering *c, token op, ty *t, const ir_value *a,
                                   const ir_value *b, node *bn, ty *bt)
{
    if (gort__ty_is(t, TY_COMPLEXES)) return expr_complex(c, op, t, a, b);
    if (op == T_SHL || op == T_SHR) return expr_shift(c, op, t, a, b, bn, bt);
    if ((op == T_QUO || op == T_REM) && !gort__ty_is(t, TY_FLOATS))
        return expr_divide(c, op, t, a, b, bn ? bn->val : NULL);
    if (op == T_ADD && t->kind == TY_STRING)
        return GORT__TEMP(
            c, t, "gort_concatstrings(g, " IR_SP ", NULL, 2, (const gort_string[2]){%v, %v})", a,
            b);
    if (op == T_AND_NOT) return expr_narrow(c, t, gort__ir_value(c->u, "(%v & ~%v)", a, b));
    return expr_narrow(c, t, gort__ir_value(c->u, "(%v %s %v)", a, gort__op_text(op), b));
}

/* a op b, both of type t. */
static const ir_value *expr_compare_values(lowering *c, token op, ty *t, const ir_value *a,
                                           const ir_value *b)
{
    const char *o = gort__op_text(op), *no = op == T_NE ? "!" : "";
    switch (t->kind) {
    case TY_COMPLEX64:
    case TY_COMPLEX128: return expr_complex(c, op, t, a, b);
    case TY_STRING:
        if (op == T_EQ || op == T_NE)
            return gort__ir_value(c->u, "%sgort_eqstring(%v, %v)", no, a, b);
        return gort__ir_value(c->u, "(gort_cmpstring(%v, %v) %s 0)", a, b, o);
    case TY_INTERFACE: {
        const ir_value *v =
            GORT__TEMP_C(c, "bool", "gort_%seq(g, " IR_SP ", %v, %v)", gort__lower_iface(t), a, b);
        return gort__ir_value(c->u, "%s%v", no, v);
    }
    case TY_STRUCT:
    case TY_ARRAY: {
        if (gort__ty_size(c->u, t) == 0) return gort__ir_text(c->u, op == T_EQ ? "true" : "false");
        if (a->kind != V_LOCAL) a = gort__lower_temp(c, t, a);
        if (b->kind != V_LOCAL) b = gort__lower_temp(c, t, b);
        if (gort__ty_mem_equal(c->u, t))
            return gort__ir_value(c->u, "(memcmp(&%v, &%v, %lld) %s 0)", a, b,
                                  (long long)gort__ty_size(c->u, t), o);
        const ir_value *v =
            GORT__TEMP_C(c, "bool", "gort_type_equal_generic(g, " IR_SP ", &%s, &%v, &%v)",
                         gort__lower_desc(c->w, t), a, b);
        return gort__ir_value(c->u, "%s%v", no, v);
    }
    default: return gort__ir_value(c->u, "(%v %s %v)", a, o, b);
    }
}

static const ir_value *expr_compare(lowering *c, node *n)
{
    node *an = gort__unparen(n->a), *bn = gort__unparen(n->b);
    if (an->kind == N_NIL) {
        node *x = an;
        an = bn;
        bn = x;
    }
    ty *at = an->type, *bt = bn->type;
    const ir_value *a = gort__lower_late(c, an);
    /* gcc has an opinion on the address of a variable that is compared with nil. */
    if (bn->kind == N_NIL && a->opens && a->takes_address) a = gort__lower_temp(c, at, a);
    if (bn->kind == N_NIL) {
        const char *word = at->kind == TY_SLICE ? ".ptr" : "";
        if (at->kind == TY_INTERFACE) word = at->nmethods ? ".tab" : ".type";
        return gort__ir_value(c->u, "(%v%s %s NULL)", a, word, gort__op_text(n->op));
    }
    const ir_value *b = gort__lower_late(c, bn);
    const bool dynamic = gort__ty_is_interface(at);
    if (dynamic == gort__ty_is_interface(bt)) return expr_compare_values(c, n->op, at, a, b);
    /* An interface and a value: equal if the dynamic type is the value's and the values are. */
    if (!dynamic) {
        const ir_value *x = a;
        a = b;
        b = x;
        ty *y = at;
        at = bt;
        bt = y;
    }
    a = gort__lower_simple(c, at, a);
    ir_var *r = gort__lower_plain_var(c, "t", "bool");
    b = gort__lower_simple(c, bt, b);
    GORT__DEF(c, r, true, "%v == &%s", gort__lower_type_of(c, at, a), gort__lower_desc(c->w, bt));
    gort__lower_if(c, &r->value);
    gort__lower_def(c, r, false, expr_compare_values(c, T_EQ, bt, gort__lower_unbox(c, bt, a), b));
    gort__lower_endif(c);
    return n->op == T_EQ ? &r->value : gort__ir_value(c->u, "!%v", &r->value);
}

static int expr_flatten(node *n, nodes *out, unit *u)
{
    node *m = gort__unparen(n);
    if (m->kind == N_BINARY && m->op == T_ADD && !m->val && !m->lower)
        return expr_flatten(m->a, out, u) + expr_flatten(m->b, out, u);
    GORT__LIST_PUSH(u, out, m);
    return 1;
}

static const ir_value *expr_concat(lowering *c, node *n)
{
    nodes parts = {0};
    const int k = expr_flatten(n, &parts, c->u);
    ir_form list;
    gort__ir_begin(&list, c->u);
    for (int i = 0; i < k; i++)
        gort__ir_put(&list, "%s%v", i ? ", " : "", gort__lower_late(c, parts.at[i]));
    const ir_value *buf = gort__lower_tmp_buffer(c, n->place, "concatenation");
    return GORT__TEMP(c, n->type,
                      "gort_concatstrings(g, " IR_SP ", %v, %d, (const gort_string[%d]){%v})", buf,
                      k, k, gort__ir_end(&list));
}

const ir_value *gort__lower_tmp_buffer(lowering *c, placement place, const char *what)
{
    if (place != PLACE_STACK) return gort__ir_text(c->u, "NULL");
    gort__lower_note(c, "%s: a short result lies in this frame", what);
    gort__lower_once(
        c->w, "tmp_buffer", c->w->types,
        "typedef struct tmp_buffer {\n    uint8_t b[GORT_TMP_BYTES];\n} tmp_buffer;\n");
    ir_var *v = gort__lower_cell(c, "buf", "tmp_buffer", NULL);
    return gort__ir_part(c->u, &v->value, ".b");
}

/* clang takes no more than 256 levels of parentheses: a local now and then keeps below that. */
static const ir_value *expr_shallow(lowering *c, ty *t, const ir_value *v)
{
    enum { MAX_DEPTH = 100 };
    return v->depth > MAX_DEPTH ? gort__lower_temp(c, t, v) : v;
}

static const ir_value *expr_binary(lowering *c, node *n)
{
    if (gort__is_logical(n)) {
        const ir_value *a = gort__lower_late(c, n->a);
        ir_ins *before = c->f->last;
        const ir_value *b = gort__lower_late(c, n->b);
        if (c->f->last == before)
            return gort__ir_value(c->u, "(%v %s %v)", a, gort__op_text(n->op), b);
        /* The right side needs steps of its own: only if the left side asks for them. */
        ir_var *v = gort__lower_plain_var(c, "t", "bool");
        ir_ins *d = gort__ir_insert(c->f, before, I_VALUE);
        d->def = v;
        d->declare = true;
        d->value = gort__ir_strip(c->u, a);
        ir_ins *i = gort__ir_insert(c->f, d, I_IF);
        i->cond = n->op == T_LAND ? &v->value : gort__ir_value(c->u, "!%v", &v->value);
        gort__lower_def(c, v, false, b);
        gort__ir_add(c->f, I_ENDIF);
        return &v->value;
    }
    if (gort__is_comparison(n)) return expr_compare(c, n);
    if (n->op == T_ADD && n->type->kind == TY_STRING) return expr_concat(c, n);
    const ir_value *a = gort__lower_late(c, n->a), *b = gort__lower_late(c, n->b);
    return gort__lower_binary(c, n->op, n->type, a, b, n->b, n->b->type);
}

/* Panics if 0 <= low <= high does not hold. */
static void slice_check(lowering *c, const char *panic, const ir_value *low, const ir_value *high)
{
    if (low->zero) return;
    GORT__CHECK(c, gort__ir_value(c->u, "(uintptr_t)%v > (uintptr_t)%v", low, high),
                "gort_panicSlice%s(g, " IR_SP ", %v, %v)", panic, low, high);
}

static const ir_value *expr_slice(lowering *c, node *n)
{
    node *op = gort__unparen(n->a);
    ty *at = op->type, *arr = NULL;
    unit *u = c->u;
    const ir_value *base, *len, *cap, *s = NULL;
    bool is_slice = at->kind == TY_SLICE;
    if (at->kind == TY_PTR) {
        arr = at->elem;
        const ir_value *p = gort__lower_late(c, op);
        if (op->kind != N_ADDR) {
            p = gort__lower_simple(c, op->type, p);
            if (p->null) p = gort__lower_temp(c, op->type, p);
            gort__lower_nil_check(c, p);
        } else {
            p = gort__lower_temp_p(c, gort__lower_ctype(c->w, op->type), p);
        }
        base = gort__ir_value(u, "%v->a", p);
        len = cap = gort__ir_number(u, arr->len);
    } else {
        s = gort__lower_late(c, op);
        if (s->kind != V_LOCAL) s = gort__lower_temp(c, op->type, s);
        len = gort__ir_part(u, s, ".len");
        cap = is_slice ? gort__ir_part(u, s, ".cap") : len;
        base = gort__ir_part(u, s, ".ptr");
    }
    const ir_value *i = n->b ? gort__lower_late_simple(c, n->b) : gort__ir_text(u, "0");
    const ir_value *j = n->c ? gort__lower_late_simple(c, n->c) : len;
    const ir_value *k = n->d ? gort__lower_late_simple(c, n->d) : NULL;
    const char *what = is_slice ? "Acap" : "Alen";
    if (k) {
        slice_check(c, gort__strf(u, "3%s", what), k, cap);
        slice_check(c, "3B", j, k);
        slice_check(c, "3C", i, j);
        cap = k;
    } else {
        if (n->c) slice_check(c, what, j, cap);
        if (n->b) slice_check(c, "B", i, j);
    }
    if (at->kind == TY_STRING)
        return i->zero ? gort__ir_value(u, "(gort_string){%v, %v}", base, j)
                       : gort__ir_value(u, "(gort_string){%v + (%v > %v ? %v : 0), %v - %v}", base,
                                        j, i, i, j, i);
    /* Never a pointer behind the last element: without capacity left it stays at the first. */
    const char *pointer = gort__lower_pointer(c->w, arr ? arr->elem : at->elem);
    if (i->zero) return gort__ir_value(u, "(gort_slice){%v, %v, %v}", base, j, cap);
    return gort__ir_value(u, "(gort_slice){(%s)%v + (%v > %v ? %v : 0), %v - %v, %v - %v}", pointer,
                          base, cap, i, i, j, i, cap, i);
}

static const ir_value *expr_place(lowering *c, node *n)
{
    const lvalue p = gort__lower_place(c, n);
    return gort__lower_load(c, p.at);
}

/* A name or a selector. */
static const ir_value *expr_named(lowering *c, node *n)
{
    function *f = gort__named_function(n);
    if (f) return gort__ir_text(c->u, gort__lower_func_value(c->w, f));
    if (gort__is_method(n) || n->sel == SEL_METHODEXPR) return gort__lower_method_value(c, n);
    if (n->sel != SEL_FIELD || n->a->type->kind == TY_PTR) return expr_place(c, n);
    return gort__ir_part(c->u, gort__lower_late(c, n->a), ".%s",
                         gort__lower_field_name(c->w, n->a->type, n->field_index));
}

static const ir_value *expr_index(lowering *c, node *n)
{
    ty *at = n->a->type;
    if (at->kind == TY_MAP) return gort__lower_map_read(c, n, NULL);
    if (at->kind != TY_STRING) return expr_place(c, n);
    const ir_value *s = gort__lower_late(c, n->a);
    if (s->kind != V_LOCAL) s = gort__lower_temp(c, n->a->type, s);
    const ir_value *i = gort__lower_late_simple(c, n->b);
    gort__lower_index_check(c, n, i, gort__ir_part(c->u, s, ".len"), -1);
    return gort__lower_load(c, gort__ir_behind(c->u, "%v.ptr[%v]", s, i));
}

static const ir_value *expr_unary(lowering *c, node *n)
{
    const ir_value *a = gort__lower_late(c, n->a);
    switch (n->op) {
    case T_NOT: return gort__ir_value(c->u, "!%v", a);
    case T_SUB:
        if (gort__ty_is(n->type, TY_COMPLEXES)) return expr_complex(c, T_SUB, n->type, a, NULL);
        return expr_narrow(c, n->type, gort__ir_value(c->u, "(-%v)", a));
    case T_XOR: return expr_narrow(c, n->type, gort__ir_value(c->u, "(~%v)", a));
    default: return a;
    }
}

static const ir_value *expr_late(lowering *c, node *n)
{
    switch (n->kind) {
    case N_PAREN: return gort__lower_late(c, n->a);
    case N_NAME:
    case N_SELECTOR: return expr_named(c, n);
    case N_NIL: return gort__ir_text(c->u, gort__lower_zero(c->w, n->type));
    case N_COMPLIT: return gort__lower_complit(c, n);
    case N_FUNCLIT: return gort__lower_closure(c, n);
    case N_INDEX: return expr_index(c, n);
    case N_SLICE: return expr_slice(c, n);
    case N_TYPEASSERT: return gort__lower_assert(c, n, NULL);
    case N_DEREF: return expr_place(c, n);
    case N_ADDR: {
        node *a = gort__unparen(n->a);
        if (a->kind == N_COMPLIT) return gort__lower_new_literal(c, n, a);
        return gort__lower_addr(c, a);
    }
    case N_UNARY: return expr_shallow(c, n->type, expr_unary(c, n));
    case N_BINARY: return expr_shallow(c, n->type, expr_binary(c, n));
    case N_CONV: return expr_shallow(c, n->type, gort__lower_conv(c, n));
    default: return gort__lower_builtin(c, n); /* the call of one */
    }
}

const ir_value *gort__lower_late_simple(lowering *c, node *n)
{
    return gort__lower_simple(c, n->type, gort__lower_late(c, n));
}

const ir_value *gort__lower_late(lowering *c, node *n)
{
    if (n->lower) return n->lower;
    if (n->val && n->type && !gort__ty_is_interface(n->type))
        return gort__lower_const(c, n->type, n->val);
    const position last = gort__lower_enter(c, n);
    const ir_value *v = expr_late(c, n);
    c->at = last;
    return v;
}
