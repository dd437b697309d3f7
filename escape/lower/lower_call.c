/* lower_call.c - calls and the builtins.
 *
 * Order of evaluation: the calls among callee and arguments first, left to right (order), then the
 * values of the rest, then the call itself, whose result is always a local of its own. So no call
 * nests in another, and every pointer is in a named local or in memory that is a root when the
 * call runs.
 *
 * The results of g in f(g()) become f's arguments, with the conversions and the variadic slice that
 * these need.
 *
 * To add a builtin: gort__lower_builtin, and what escape/README.md lists besides. A package
 * function needs nothing here: its declaration in runtime/pkg names the C function, its types
 * decide the rest.
 */
#include "../check/universe.h"
#include "emit_internal.h"

/* ---- Calls ------------------------------------------------------------------------------- */

placement gort__lower_result_place(const node *call, int i)
{
    return call->converted && call->converted[i] ? (placement)call->converted[i]->place
                                                 : PLACE_HEAP;
}

static node *result_node(lowering *c, node_kind k, position pos, ty *t, placement place)
{
    node *n = gort__implicit(c->u, k, pos, NULL, t);
    n->place = (uint8_t)place;
    return n;
}

/* Result i of `from`, which n stands for, as a t. */
static node *result_as(lowering *c, const node *from, int i, node *n, ty *t)
{
    if (gort__ty_identical(n->type, t)) return n;
    node *conv = result_node(c, N_CONV, n->pos, t, gort__lower_result_place(from, i));
    conv->a = n;
    return conv;
}

void gort__lower_spread(lowering *c, node *n)
{
    node *from = gort__spread(&n->list);
    if (!from) return;
    const int k = from->type->nparams;
    const ir_value **values = gort__alloc(c->u, (size_t)(k + 1) * sizeof *values);
    gort__lower_call_multi(c, from, values);
    nodes list = {0};
    ty *sig = n->builtin ? NULL : n->a->type, *first = from->type->params[0];
    const int fixed = sig ? sig->nparams - sig->variadic : k;
    node *pack = NULL;
    if (sig && sig->variadic)
        pack = result_node(c, k > fixed ? N_COMPLIT : N_NIL, n->pos, sig->params[fixed],
                           gort__lower_result_place(from, k));
    for (int i = 0; i < k; i++) {
        node *v = result_node(c, N_CALL, from->pos, from->type->params[i], PLACE_HEAP);
        v->lower = (void *)(uintptr_t)values[i];
        ty *to = v->type;
        if (sig)
            to = i < fixed ? sig->params[i] : pack->type->elem;
        else if (i > 0 && n->builtin == B_APPEND)
            to = first->elem;
        else if (i > 0 && n->builtin == B_DELETE)
            to = first->key;
        GORT__LIST_PUSH(c->u, i < fixed ? &list : &pack->list, result_as(c, from, i, v, to));
    }
    if (pack) GORT__LIST_PUSH(c->u, &list, pack);
    n->list = list;
}

static void order_list(lowering *c, nodes *l)
{
    for (int i = 0; i < l->n; i++)
        gort__lower_order(c, l->at[i]);
    gort__lower_arguments(c, l);
}

/* ", a, b": the arguments, for functions in Go maybe in pieces. */
static const ir_value *call_args(lowering *c, node *n, bool in_c)
{
    ir_form f;
    gort__ir_begin(&f, c->u);
    for (int i = 0; i < n->list.n; i++) {
        node *a = n->list.at[i];
        const ir_value *v = gort__ir_strip(c->u, gort__lower_late(c, a));
        if (!in_c)
            gort__ir_put(&f, "%v", gort__lower_value_argument(c, a->type, v));
        else if (a->type->kind == TY_PTR)
            gort__ir_put(&f, ", (void *)%v", v);
        else
            gort__ir_put(&f, ", %v", v);
    }
    return gort__ir_end(&f);
}

/* The receiver, or the function value. */
static void order_callee(lowering *c, const node *call, node *callee)
{
    node *first = gort__callee_first(call);
    if (first) {
        gort__lower_order(c, first);
        gort__lower_take(c, first);
    }
    gort__lower_order(c, callee);
}

const ir_value *gort__lower_dispatch(lowering *c, ty *func, const ir_value *i, int method,
                                     const ir_value *args)
{
    const ir_value *code = gort__ir_behind(c->u, "%v.tab->fun[%d]", i, method);
    gort__lower_nil_check(c, gort__ir_part(c->u, i, ".tab"));
    return gort__ir_value(c->u, "(%s%v)(g, " IR_SP ", %v.data%v)",
                          gort__lower_signature(c->w, func, "void *"), gort__lower_load(c, code), i,
                          args);
}

/* The method that T.M is, if that takes a T: the receiver is its first argument. */
static function *call_method_expr(const node *f)
{
    if (f->kind != N_SELECTOR || f->sel != SEL_METHODEXPR || !f->func) return NULL;
    return gort__ty_identical(f->func->recv->type, f->a->type) ? f->func : NULL;
}

/* The call, which may collect; its operands are ordered and checked. */
static const ir_value *call_value(lowering *c, node *n)
{
    unit *u = c->u;
    node *f = gort__unparen(n->a);
    function *direct = n->call_kind == CALL_STATIC ? n->func : call_method_expr(f);
    if (!direct) order_callee(c, n, gort__is_method(f) ? f->a : f);
    gort__lower_spread(c, n);
    order_list(c, &n->list);
    if (direct)
        return gort__ir_value(u, "%s(g, " IR_SP "%v)", gort__lower_func_name(c->w, direct),
                              call_args(c, n, !direct->has_body));
    if (n->call_kind == CALL_METHOD) {
        const ir_value *recv = gort__ir_strip(u, gort__lower_late(c, f->a));
        recv = gort__lower_value_argument(c, n->func->recv->type, recv);
        return gort__ir_value(u, "%s(g, " IR_SP "%v%v)", gort__lower_func_name(c->w, n->func), recv,
                              call_args(c, n, false));
    }
    const ir_value *args = call_args(c, n, false);
    if (n->call_kind == CALL_INTERFACE)
        return gort__lower_dispatch(c, f->type, gort__lower_late_simple(c, f->a), f->field_index,
                                    args);
    const ir_value *fn = gort__lower_late_simple(c, f);
    if (fn->null) fn = gort__lower_temp(c, f->type, fn);
    if (f->kind != N_FUNCLIT && f->sel != SEL_METHODEXPR) gort__lower_nil_check(c, fn);
    return gort__ir_value(u, "(%s%v)(g, " IR_SP ", %v%v)",
                          gort__lower_signature(c->w, f->type, "gort_closure *"),
                          gort__lower_load(c, gort__ir_behind(u, "%v->fn", fn)), fn, args);
}

const ir_value *gort__lower_call(lowering *c, node *n)
{
    n = gort__unparen(n);
    if (n->call_kind == CALL_BUILTIN) {
        gort__lower_spread(c, n);
        return gort__lower_builtin(c, n);
    }
    kept_values kept = {0};
    n = gort__lower_keep(c, n, &kept);
    const ir_value *call = call_value(c, n), *result = gort__ir_text(c->u, "");
    ty *t = n->type;
    if (!t || (t->kind == TY_TUPLE && t->nparams == 0))
        gort__lower_run(c, call);
    else if (n->result_unused || t->kind == TY_TUPLE)
        gort__lower_do(c, "(void)%v", call);
    else
        result = gort__lower_temp(c, t, call);
    gort__lower_kept(c, &kept);
    return result;
}

void gort__lower_call_multi(lowering *c, node *n, const ir_value **out)
{
    n = gort__unparen(n);
    ty *t = n->type;
    const position last = c->at;
    c->at = n->pos;
    const bool in_c = n->call_kind == CALL_STATIC && !n->func->has_body;
    kept_values kept = {0};
    n = gort__lower_keep(c, n, &kept);
    const char *ctype = in_c ? gort__lower_c_results(c->w, t->params, t->nparams)
                             : gort__lower_tuple_type(c->w, t->params, t->nparams);
    c->turn.open++;
    const ir_value *all = gort__lower_temp_c(c, ctype, call_value(c, n));
    c->turn.open--;
    c->turn.effects--;
    /* No safepoint between the call and the copies: the struct itself need not be a root. */
    for (int i = 0; i < t->nparams; i++) {
        const ir_value *member = gort__ir_part(c->u, all, ".r%d", i);
        out[i] = gort__ty_has_pointers(c->u, t->params[i])
                     ? gort__lower_temp(c, t->params[i], member)
                     : member;
    }
    gort__lower_kept(c, &kept);
    c->at = last;
}

/* ---- Builtins ---------------------------------------------------------------------------- */

static const ir_value *builtin_len(lowering *c, node *n)
{
    node *a = n->list.at[0];
    ty *t = a->type;
    const bool cap = n->builtin == B_CAP;
    if (t->kind == TY_PTR) t = t->elem;
    if (t->kind == TY_ARRAY) return gort__lower_number(c, n->type, t->len);
    const ir_value *x = gort__lower_late(c, a);
    if (t->kind == TY_MAP) return gort__ir_value(c->u, "gort_maplen(%v)", x);
    if (t->kind == TY_CHAN) return gort__ir_value(c->u, "gort_chan%s(%v)", cap ? "cap" : "len", x);
    if (x->kind == V_TEXT || x->kind == V_EXPR) x = gort__lower_temp(c, a->type, x);
    return gort__ir_part(c->u, x, ".%s", cap ? "cap" : "len");
}

/* A string or slice as a gort_slice whose elements are read. */
static const ir_value *as_slice(lowering *c, node *n)
{
    const ir_value *x = gort__lower_late_simple(c, n);
    if (n->type->kind != TY_STRING) return x;
    return GORT__TEMP(c, gort__ty_slice(c->u, gort__ty_basic(c->u, TY_UINT8)),
                      "(gort_slice){(void *)%v.ptr, %v.len, %v.len}", x, x, x);
}

/* What has to be taken first if more than one of them may panic: what is no place, then the places
 * that are appended, then the slice; places that are two slices, from left to right. */
static void append_arguments(lowering *c, node *n)
{
    node *made = n->dots ? gort__unparen(n->list.at[1]) : NULL;
    /* Go makes no such slice: it grows by its length. */
    if (made && gort__is_builtin(made, B_MAKE) && made->list.n == 2 &&
        gort__lower_order(c, n->list.at[0]) > 0) {
        gort__lower_order(c, made->list.at[1]);
        gort__lower_take_operands(c, n->list.at[0], false);
        gort__lower_take_operands(c, made->list.at[1], false);
        gort__lower_take(c, n->list.at[0]);
    }
    int checks = 0;
    for (int i = 0; i < n->list.n; i++)
        checks += gort__lower_order(c, n->list.at[i]);
    for (int i = 0; i < n->list.n && checks > 1; i++)
        gort__lower_take_operands(c, n->list.at[i], false);
    for (int i = 1; i < n->list.n && checks > 1 && !n->dots; i++)
        if (gort__lower_checks(c, n->list.at[i]) > 0) gort__lower_take(c, n->list.at[i]);
}

static const ir_value *builtin_append(lowering *c, node *n)
{
    unit *u = c->u;
    ty *st = n->type, *elem = st->elem;
    const char *desc = gort__lower_descp(c->w, elem), *ep = gort__lower_pointer(c->w, elem);
    append_arguments(c, n);
    ir_var *sv = gort__lower_new_var(c, "s", st);
    const ir_value *s = &sv->value;
    gort__lower_def(c, sv, true, gort__lower_late(c, n->list.at[0]));
    if (n->list.n == 1 || (n->dots && n->list.at[1]->kind == N_NIL)) return s;
    const int k = n->list.n - 1;
    const ir_value *count, *src = NULL, **values = NULL;
    if (n->dots) {
        src = as_slice(c, n->list.at[1]);
        count = gort__ir_part(u, src, ".len");
    } else {
        values = gort__alloc(u, (size_t)k * sizeof *values);
        for (int i = 0; i < k; i++) {
            values[i] = gort__lower_late(c, n->list.at[i + 1]);
            /* A value with steps of its own would stand between growth and store. */
            if (!values[i]->simple) values[i] = gort__lower_temp(c, elem, values[i]);
        }
        count = gort__ir_number(u, k);
    }
    GORT__IF(c, "%v.cap - %v.len < %v", s, s, count);
    GORT__DEF(c, sv, false, "gort_growslice(g, " IR_SP ", %s, %v, %v.len + %v)", desc, s, s, count);
    gort__lower_endif(c);
    if (src) {
        GORT__IF(c, "%v > 0", count);
        gort__lower_do(c, "gort_typedslicemove(g, %s, (%s)%v.ptr + %v.len, %v.ptr, (uintptr_t)%v)",
                       desc, ep, s, s, src, count);
        gort__lower_endif(c);
    } else if (gort__ty_size(u, elem) > 0) {
        for (int i = 0; i < k; i++) {
            const lvalue p = {.at = i ? gort__ir_behind(u, "((%s)%v.ptr)[%v.len + %d]", ep, s, s, i)
                                      : gort__ir_behind(u, "((%s)%v.ptr)[%v.len]", ep, s, s),
                              .type = elem,
                              .shared = true};
            gort__lower_store(c, &p, values[i]);
        }
    }
    gort__lower_store(c, &(lvalue){.at = gort__ir_part(u, s, ".len")},
                      gort__ir_value(u, "%v.len + %v", s, count));
    return s;
}

static const ir_value *builtin_make(lowering *c, node *n)
{
    unit *u = c->u;
    ty *t = n->type;
    node *len = n->list.n > 1 ? n->list.at[1] : NULL, *cap = n->list.n > 2 ? n->list.at[2] : NULL;
    order_list(c, &n->list);
    if (t->kind == TY_MAP) {
        int64_t k = -1;
        const ir_value *hint = len ? gort__lower_late(c, len) : NULL;
        if (len && len->val && !gort__const_int64(len->val, &k)) k = -1;
        return gort__lower_make_map(c, t, n->place, hint, k);
    }
    if (t->kind == TY_CHAN) return gort__lower_make_chan(c, t, len);
    const ir_value *lt = gort__ir_value(u, "(intptr_t)%v", gort__lower_late(c, len));
    const ir_value *ct = cap ? gort__ir_value(u, "(intptr_t)%v", gort__lower_late(c, cap)) : NULL;
    int64_t k = 0;
    node *size = cap ? cap : len;
    if (n->place == PLACE_STACK && size->val && gort__const_int64(size->val, &k) && k >= 0) {
        gort__lower_note(c, "make(%s): in this frame", gort__ty_string(u, t));
        lt = gort__lower_temp_c(c, "intptr_t", lt);
        if (cap && !len->val)
            GORT__CHECK(c, gort__ir_value(u, "(uintptr_t)%v > %lld", lt, (long long)k),
                        "gort_panic_runtime(g, " IR_SP ", %v < 0 ? \"makeslice: len out of range\" "
                        ": \"makeslice: cap out of range\")",
                        lt);
        if (k == 0)
            return GORT__TEMP(c, t, "gort_makeslice(g, " IR_SP ", %s, 0, 0)",
                              gort__lower_descp(c->w, t->elem));
        ty *array = gort__ty_array(u, t->elem, k);
        ir_var *v = gort__lower_zeroed_cell(c, "array", gort__lower_ctype(c->w, array),
                                            gort__lower_cell_desc(c->w, array));
        return GORT__TEMP(c, t, "(gort_slice){%v.a, %v, %lld}", &v->value, lt, (long long)k);
    }
    lt = gort__lower_temp_c(c, "intptr_t", lt);
    return GORT__TEMP(c, t, "gort_makeslice(g, " IR_SP ", %s, %v, %v)",
                      gort__lower_descp(c->w, t->elem), lt, ct ? ct : lt);
}

/* One argument of print or println. */
static void print_one(lowering *c, const ty *t, const ir_value *x)
{
    static const struct {
        uint64_t kinds;
        const char *name;
    } forms[] = {
        {TY_BOOLEANS, "bool"},       {TY_UNSIGNED, "uint"},     {TY_INTEGERS, "int"},
        {TY_FLOATS, "float"},        {TY_COMPLEXES, "complex"}, {TY_STRINGS, "string"},
        {TY_BIT(TY_SLICE), "slice"}, {TY_POINTERS, "pointer"},  {TY_BIT(TY_INTERFACE), NULL},
    };
    int k = 0;
    while (!gort__ty_of(t, forms[k].kinds))
        k++;
    if (t->kind == TY_COMPLEX64) x = gort__ir_value(c->u, "gort_complex128_of(%v)", x);
    gort__lower_do(c, "gort_print%s(g, %v)", forms[k].name ? forms[k].name : gort__lower_iface(t),
                   gort__ir_strip(c->u, x));
}

static void builtin_print(lowering *c, node *n)
{
    const int k = n->list.n;
    const ir_value **values = gort__alloc(c->u, (size_t)(k + 1) * sizeof *values);
    for (int i = 0; i < n->list.n; i++)
        gort__lower_order(c, n->list.at[i]);
    /* A check inside an argument may panic: before anything is printed. */
    for (int i = 0; i < k; i++) {
        gort__lower_settle(c, n->list.at[i]);
        values[i] = gort__lower_late(c, n->list.at[i]);
    }
    gort__lower_do(c, "gort_print_begin(g)");
    for (int i = 0; i < k; i++) {
        if (i > 0 && n->builtin == B_PRINTLN) gort__lower_do(c, "gort_printsp(g)");
        print_one(c, n->list.at[i]->type, values[i]);
    }
    if (n->builtin == B_PRINTLN) gort__lower_do(c, "gort_printnl(g)");
    gort__lower_do(c, "gort_print_end(g)");
}

static const ir_value *builtin_copy(lowering *c, node *n)
{
    node *to = n->list.at[0], *from = n->list.at[1];
    ty *elem = to->type->elem;
    const int checks = gort__lower_order(c, to) + gort__lower_order(c, from);
    /* Go's call for pointers takes one operand whole, then the other. */
    if (checks > 1 && gort__lower_has_ptr(c, elem)) gort__lower_take(c, to);
    gort__lower_settle_list(c, &n->list);
    const ir_value *d = gort__lower_late_simple(c, to);
    const ir_value *s = as_slice(c, from);
    const ir_value *copied =
        gort__ir_value(c->u, "gort_slicecopy(g, %s, %v, %v)", gort__lower_descp(c->w, elem), d, s);
    if (!n->result_unused) return gort__lower_temp_c(c, "intptr_t", copied);
    gort__lower_run(c, copied);
    return gort__ir_text(c->u, "");
}

static void builtin_delete(lowering *c, node *n)
{
    ty *mt = n->list.at[0]->type;
    order_list(c, &n->list);
    const ir_value *m = gort__lower_simple(c, mt, gort__lower_late(c, n->list.at[0]));
    const ir_value *key = gort__ir_strip(c->u, gort__lower_late(c, n->list.at[1]));
    gort__lower_map_delete(c, mt, m, key);
}

/* complex, real and imag are calls to Go: later ones do not change their results. */
static const ir_value *builtin_complex(lowering *c, node *n)
{
    order_list(c, &n->list);
    const ir_value *x = gort__lower_late(c, n->list.at[0]);
    if (n->builtin != B_COMPLEX)
        return gort__lower_temp(c, n->type,
                                gort__ir_part(c->u, x, n->builtin == B_REAL ? ".r" : ".i"));
    x = gort__ir_strip(c->u, x);
    const ir_value *i = gort__ir_strip(c->u, gort__lower_late(c, n->list.at[1]));
    return GORT__TEMP(c, n->type, "(%s){%v, %v}", gort__lower_ctype(c->w, n->type), x, i);
}

static const ir_value *builtin_unsafe_add(lowering *c, node *n)
{
    order_list(c, &n->list);
    const ir_value *p = gort__lower_late(c, n->list.at[0]);
    return GORT__TEMP(c, n->type, "(void *)((uintptr_t)%v + (uintptr_t)%v)", p,
                      gort__lower_late(c, n->list.at[1]));
}

static const ir_value *builtin_unsafe_slice(lowering *c, node *n)
{
    unit *u = c->u;
    order_list(c, &n->list);
    const ir_value *p = gort__lower_late_simple(c, n->list.at[0]);
    if (p->null) p = gort__lower_temp(c, n->list.at[0]->type, p);
    const ir_value *len =
        GORT__TEMP_C(c, "intptr_t", "(intptr_t)%v", gort__lower_late(c, n->list.at[1]));
    gort__lower_once(
        c->w, "panic_unsafe_slice", c->w->types,
        "static GORT_NORETURN void panic_unsafe_slice(gort_g *g, void **sp, const void *p, "
        "intptr_t len)\n{\n"
        "    gort_panic_runtime(g, sp, p || len < 0 ? \"unsafe.Slice: len out of range\"\n"
        "                                           : \"unsafe.Slice: ptr is nil and len is not "
        "zero\");\n}\n");
    const int64_t each = gort__ty_size(u, n->type->elem);
    /* What is behind p until the address space ends holds that many: none if p is nil. */
    const ir_value *failed =
        each == 0 ? gort__ir_value(u, "%v < 0", len)
                  : gort__ir_value(u, "%v < 0 || (uintptr_t)%v > -(uintptr_t)%v / %lld", len, len,
                                   p, (long long)each);
    GORT__CHECK(c, failed, "panic_unsafe_slice(g, " IR_SP ", %v, %v)", p, len);
    return GORT__TEMP(c, n->type, "(gort_slice){(void *)%v, %v, %v}", p, len, len);
}

const ir_value *gort__lower_builtin(lowering *c, node *n)
{
    switch (n->builtin) {
    case B_LEN:
    case B_CAP: return builtin_len(c, n);
    case B_APPEND: return builtin_append(c, n);
    case B_COPY: return builtin_copy(c, n);
    case B_DELETE: builtin_delete(c, n); break;
    case B_MAKE: return builtin_make(c, n);
    case B_COMPLEX:
    case B_REAL:
    case B_IMAG: return builtin_complex(c, n);
    case B_ADD: return builtin_unsafe_add(c, n);
    case B_SLICE: return builtin_unsafe_slice(c, n);
    case B_CLOSE:
        gort__lower_do(c, "gort_closechan(g, " IR_SP ", %v)", gort__lower_value(c, n->list.at[0]));
        break;
    case B_NEW: return gort__lower_new_object(c, n->type->elem, n->place == PLACE_STACK, "new");
    case B_PANIC:
        gort__lower_do(c, "gort_gopanic(g, " IR_SP ", %v)", gort__lower_value(c, n->list.at[0]))
            ->no_site = false;
        break;
    case B_RECOVER: { /* by defer: the sp of the function that the statement is in */
        const ir_value *sp =
            n->list.n ? gort__ir_value(c->u, "(void **)%v", gort__lower_late(c, n->list.at[0]))
                      : &c->own_sp->value;
        return GORT__TEMP(c, n->type, "gort_gorecover(g, %v)", sp);
    }
    default: builtin_print(c, n); /* and println */
    }
    return gort__ir_text(c->u, "");
}
