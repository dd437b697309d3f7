/* normal_expr.c - expressions after check: what Go leaves unsaid becomes nodes.
 *
 * Calls get their kind, conversions become N_CONV, receivers are adjusted by N_ADDR or N_DEREF,
 * embedded fields on the way are N_SELECTORs, extra arguments of a variadic call are wrapped in
 * the slice literal that they are, values that go to an interface are wrapped in N_CONV. All types
 * become canonical. Captured variables are noted in every literal between use and owner.
 *
 * Positions follow Go's compiler exactly (see normal_internal.h): escape messages print them.
 */
#include "normal_internal.h"

node *gort__implicit(unit *u, node_kind k, position pos, node *a, ty *t)
{
    node *n = gort__node_new(u, k, pos);
    n->implicit = true;
    n->a = a;
    n->type = t->canon ? t->canon : t;
    n->depth = a ? a->depth + 1 : 1;
    return n;
}

node *gort__normal_convert(normaliser *w, node *n, ty *t)
{
    if (!n || !n->type || gort__ty_identical(n->type, t) || n->kind == N_BAD ||
        n->type->kind == TY_TUPLE)
        return n;
    if (n->kind == N_NIL) {
        n->type = t->canon;
        return n;
    }
    return gort__implicit(w->u, N_CONV, w->cur, n, t);
}

/* The address of n is taken: its variable, through fields and array elements. */
static void mark_addrtaken(node *n)
{
    object *o = gort__variable(gort__whole(n));
    if (o) o->addrtaken = true;
}

static node *take_addr(unit *u, node *n, position pos)
{
    mark_addrtaken(n);
    return gort__implicit(u, N_ADDR, pos, n, gort__ty_ptr(u, n->type));
}

static node *array_behind_pointer(normaliser *w, node *n)
{
    ty *t = n->type ? gort__ty_under(n->type) : NULL;
    if (!t || t->kind != TY_PTR || gort__ty_under(t->elem)->kind != TY_ARRAY) return n;
    return gort__implicit(w->u, N_DEREF, w->cur, n, t->elem);
}

/* ---- Names */

/* Does f capture o already? If not, it will. */
static bool captures(normaliser *w, const function *f, const object *o)
{
    enum { FEW = 16 };
    for (int i = 0; i < f->ncaptures && i < FEW; i++)
        if (f->captures[i].var == o) return true;
    if (f->ncaptures < FEW) return false;
    char key[40];
    snprintf(key, sizeof key, "%p %p", (const void *)f, (const void *)o);
    if (gort__names_find(&w->captures, key)) return true;
    gort__names_add(w->u, &w->captures, gort__strf(w->u, "%s", key));
    return false;
}

static void capture(normaliser *w, object *o, position pos)
{
    if (o->kind != OBJ_VAR || !o->func || o->func == w->func) return;
    o->captured = true;
    for (function *f = w->func; f && f != o->func; f = f->outer) {
        if (captures(w, f, o)) return; /* and so do those around it */
        *GORT__PUSH(w->u, f->captures, f->ncaptures, f->cap_captures) =
            (captured_var){.var = o, .pos = pos};
        pos = f->pos; /* the literals around it capture it for this one */
    }
}

/* ---- Literals */

static void func_literal(normaliser *w, node *n)
{
    function *f = n->func;
    f->outer = w->func;
    f->lit = n;
    f->name =
        w->func ? gort__literal_name(w->u, w->func) : gort__strf(w->u, "glob..func%d", ++w->nglob);
    GORT__LIST_PUSH(w->u, &w->u->pkg->literals, f);
    gort__normal_body(w, f);
}

static node *composite(normaliser *w, node *n)
{
    ty *t = gort__ty_under(n->type);
    if (t->kind == TY_PTR) { /* an element of []*T written without &T */
        ty *ptr = n->type;
        n->type = t->elem;
        n->spelled = gort__ty_under(n->spelled)->elem;
        node *addr = gort__implicit(w->u, N_ADDR, n->pos, composite(w, n), ptr);
        addr->implicit = false;
        return addr;
    }
    for (int i = 0; i < n->list.n; i++) {
        node *e = n->list.at[i];
        if (e->kind != N_KEYVALUE) {
            n->list.at[i] = gort__normal_expr(w, e);
            continue;
        }
        if (t->kind != TY_STRUCT) e->a = gort__normal_expr(w, e->a);
        e->b = gort__normal_expr(w, e->b);
    }
    position last = w->cur;
    w->cur = n->pos;
    for (int i = 0; i < n->list.n; i++) {
        node **e = &n->list.at[i];
        w->cur = gort__unparen(*e)->pos;
        bool keyed = (*e)->kind == N_KEYVALUE;
        node **v = keyed ? &(*e)->b : e;
        int field = keyed ? (*e)->field_index : i;
        ty *et = t->elem;
        if (t->kind == TY_STRUCT) et = field < t->nfields ? t->fields[field].type : (*v)->type;
        if (t->kind == TY_MAP && keyed) (*e)->a = gort__normal_convert(w, (*e)->a, t->key);
        *v = gort__normal_convert(w, *v, et);
    }
    w->cur = last;
    return n;
}

/* ---- Calls */

/* The value of an argument or result is converted where it stands, that of a variable where what
 * was looked at before it does. */
void gort__normal_at_value(normaliser *w, node *n)
{
    n = gort__unparen(n);
    const bool names = n->kind == N_NAME || (n->kind == N_SELECTOR && n->sel == SEL_PACKAGE);
    if (!names || n->val) w->cur = n->pos;
}

static void convert_args(normaliser *w, node *n, ty *sig)
{
    position at = w->cur;
    for (int i = 0; i < n->list.n; i++) {
        node **arg = &n->list.at[i];
        const bool extra = sig->variadic && i >= sig->nparams - 1;
        ty *t = sig->params[extra ? sig->nparams - 1 : i];
        gort__normal_at_value(w, *arg);
        *arg = gort__normal_convert(w, *arg, extra && !n->dots ? t->elem : t);
    }
    w->cur = at;
}

static void pack_variadic(normaliser *w, node *n, ty *sig)
{
    int fixed = sig->nparams - 1;
    if (!sig->variadic || n->dots || n->list.n < fixed) return;
    if (gort__spread(&n->list)) return;
    ty *slice = sig->params[fixed];
    node *pack = gort__implicit(w->u, n->list.n > fixed ? N_COMPLIT : N_NIL, n->pos, NULL, slice);
    for (int i = fixed; i < n->list.n; i++) {
        GORT__LIST_PUSH(w->u, &pack->list, n->list.at[i]);
        if (n->list.at[i]->depth >= pack->depth) pack->depth = n->list.at[i]->depth + 1;
    }
    n->list.n = fixed;
    GORT__LIST_PUSH(w->u, &n->list, pack);
}

static void builtin_args(normaliser *w, node *n)
{
    nodes *l = &n->list;
    ty *t = l->n && l->at[0]->type ? gort__ty_under(l->at[0]->type) : NULL;
    switch (n->builtin) {
    case B_APPEND:
        for (int i = 1; i < l->n && t; i++)
            if (!n->dots)
                l->at[i] = gort__normal_convert(w, l->at[i], t->elem);
            else if (l->at[i]->kind == N_NIL)
                l->at[i]->type = n->type;
        break;
    case B_DELETE:
        if (t && l->n == 2) l->at[1] = gort__normal_convert(w, l->at[1], t->key);
        break;
    case B_PANIC:
        l->at[0] = gort__normal_convert(w, l->at[0], gort__ty_empty_interface(w->u));
        break;
    case B_LEN:
    case B_CAP: l->at[0] = array_behind_pointer(w, l->at[0]); break;
    default: break;
    }
}

/* T(x), whose x has become arg. */
static void conversion(node *n, node *arg)
{
    n->kind = N_CONV;
    n->b = n->a; /* the type expression, for the printer */
    n->a = arg;
    n->list.n = 0; /* a pass that walks all children walks the operand once */
    if (arg->kind == N_NIL) arg->type = n->type;
}

static node *call(normaliser *w, node *n)
{
    node *fun = gort__unparen(n->a);
    if (fun->is_type) {
        conversion(n, gort__normal_expr(w, n->list.at[0]));
        return n;
    }
    if (n->builtin) {
        n->call_kind = CALL_BUILTIN;
        gort__normal_list(w, &n->list);
        builtin_args(w, n);
        return n;
    }
    n->a = gort__normal_expr(w, n->a);
    fun = gort__unparen(n->a);
    gort__normal_list(w, &n->list);
    w->cur = n->pos;
    n->call_kind = CALL_CLOSURE;
    if (gort__named_function(fun)) {
        n->call_kind = CALL_STATIC;
        n->func = fun->obj->func;
        n->obj = fun->obj;
    } else if (fun->kind == N_SELECTOR && fun->sel == SEL_METHOD) {
        n->call_kind = CALL_METHOD;
        n->func = fun->func;
    } else if (fun->kind == N_SELECTOR && fun->sel == SEL_IMETHOD) {
        n->call_kind = CALL_INTERFACE;
    }
    ty *sig = fun->type ? gort__ty_under(fun->type) : NULL;
    if (sig && sig->kind == TY_FUNC) {
        convert_args(w, n, sig);
        pack_variadic(w, n, sig);
    }
    return n;
}

/* ---- Selectors */

static node *select_field(unit *u, node *x, int index, position pos)
{
    ty *t = gort__ty_under(x->type);
    bool ptr = t->kind == TY_PTR;
    ty *s = ptr ? gort__ty_under(t->elem) : t;
    node *n = gort__implicit(u, N_SELECTOR, pos, x, s->fields[index].type);
    n->sel = SEL_FIELD;
    n->sel_ptr = ptr;
    n->field_index = index;
    n->name = s->fields[index].name;
    return n;
}

void gort__normal_method(unit *u, node *n, node *x, const member_lookup *l)
{
    for (int i = 0; i < l->npath; i++)
        x = select_field(u, x, l->path[i], n->pos);
    n->a = x;
    n->depth = x->depth + 1;
    ty *t = gort__ty_under(x->type);
    if (t->kind == TY_INTERFACE) {
        n->sel = SEL_IMETHOD;
        gort__ty_method_find(t, l->method->name, l->method->pkg, &n->field_index);
        return;
    }
    n->sel = SEL_METHOD;
    n->func = l->method->func;
    bool have_ptr = t->kind == TY_PTR && !x->type->is_named;
    if (have_ptr && !l->method->ptr_recv)
        n->a = gort__implicit(u, N_DEREF, n->pos, x, t->elem);
    else if (!have_ptr && l->method->ptr_recv)
        n->a = take_addr(u, x, n->pos);
}

static void imported_by_dot(normaliser *w, node *n)
{
    n->a = gort__node_new(w->u, N_NAME, n->pos);
    n->a->implicit = true;
    n->a->name = n->obj->pkg->name;
    n->kind = N_SELECTOR;
    n->sel = SEL_PACKAGE;
}

static node *selector(normaliser *w, node *n)
{
    if (n->sel == SEL_PACKAGE) return n;
    member_lookup l;
    if (n->sel == SEL_METHODEXPR) {
        (void)gort__ty_lookup(w->u, n->a->type, n->name, w->u->pkg, &l);
        n->func = l.method ? l.method->func : NULL;
        return n;
    }
    node *x = gort__normal_expr(w, n->a);
    if (!gort__ty_lookup(w->u, x->type, n->name, w->u->pkg, &l)) return n;
    if (!l.field) {
        gort__normal_method(w->u, n, x, &l);
        return n;
    }
    for (int i = 0; i + 1 < l.npath; i++)
        x = select_field(w->u, x, l.path[i], n->pos);
    n->a = x;
    n->depth = x->depth + 1;
    n->sel_ptr = gort__ty_under(x->type)->kind == TY_PTR;
    n->field_index = l.path[l.npath - 1];
    return n;
}

/* ---- Everything */

static ty *final_type(normaliser *w, node *n)
{
    ty *t = n->type;
    if (!t) return gort__ty_basic(w->u, TY_INVALID);
    if (t->is_named || t->kind < TY_UNTYPED_BOOL) return t->canon;
    switch (t->kind) {
    case TY_UNTYPED_BOOL: return gort__ty_basic(w->u, TY_BOOL);
    case TY_UNTYPED_STRING: return gort__ty_basic(w->u, TY_STRING);
    case TY_UNTYPED_NIL: return t;
    case TY_UNTYPED_RUNE: return gort__ty_basic(w->u, TY_INT32);
    case TY_UNTYPED_COMPLEX: return gort__ty_basic(w->u, TY_COMPLEX128);
    case TY_UNTYPED_FLOAT:
        if (!n->val || !gort__const_to_int(w->u, n->val)) return gort__ty_basic(w->u, TY_FLOAT64);
        return gort__ty_basic(w->u, TY_UINT); /* the count of a shift, x << 1.0 */
    default:
        if (n->val && !gort__const_fits(n->val, 64, true)) return gort__ty_basic(w->u, TY_UINT64);
        return gort__ty_basic(w->u, TY_INT);
    }
}

/* Below a constant nothing is ever evaluated; types are made final for printers. */
static void constant(normaliser *w, node *n)
{
    if (!n || n->is_type) return;
    n->type = final_type(w, n);
    n->untyped = false;
    for (int i = 0; i < gort__operands(n); i++)
        constant(w, gort__operand(n, i));
    if (n->kind == N_CALL && n->a && gort__unparen(n->a)->is_type && n->list.n == 1)
        conversion(n, n->list.at[0]);
    else if (n->kind == N_CALL && n->builtin)
        n->call_kind = CALL_BUILTIN;
    if (n->val && gort__ty_is(n->type, TY_INTEGERS) && gort__const_kind_of(n->val) == CONST_FLOAT)
        n->val = gort__const_to_int(w->u, n->val);
}

static node *binary(normaliser *w, node *n)
{
    n->a = gort__normal_expr(w, n->a);
    n->b = gort__normal_expr(w, n->b);
    if (!gort__is_comparison(n) || !n->a->type || !n->b->type) return n;
    ty *x = n->a->type, *y = n->b->type;
    if (n->a->kind == N_NIL)
        n->a->type = y;
    else if (n->b->kind == N_NIL)
        n->b->type = x;
    else if (!gort__ty_identical(x, y) && gort__ty_is_interface(x) == gort__ty_is_interface(y)) {
        const ty_method *missing;
        bool ptr_recv;
        node **side = &n->b;
        if (gort__ty_is_interface(x) && !gort__ty_implements(w->u, y, x, &missing, &ptr_recv))
            side = &n->a;
        *side = gort__normal_convert(w, *side, side == &n->a ? y : x);
        /* Go's messages spell this one: n == namer(shape) */
        if (gort__ty_is_interface(x) && (*side)->kind == N_CONV) (*side)->implicit = false;
    }
    return n;
}

static node *operands(normaliser *w, node *n)
{
    n->a = gort__normal_expr(w, n->a);
    n->b = gort__normal_expr(w, n->b);
    n->c = gort__normal_expr(w, n->c);
    n->d = gort__normal_expr(w, n->d);
    const ty *t = gort__ty_under(n->a->type);
    if (n->kind == N_INDEX) {
        n->a = array_behind_pointer(w, n->a);
        if (t->kind == TY_MAP) n->b = gort__normal_convert(w, n->b, t->key);
    } else if (n->kind == N_SLICE && t->kind == TY_ARRAY) {
        n->a = take_addr(w->u, n->a, w->cur);
    } else if (n->kind == N_ADDR) {
        mark_addrtaken(n->a);
    }
    return n;
}

node *gort__normal_expr(normaliser *w, node *n)
{
    if (!n || n->is_type) return n;
    if (n->kind == N_NAME && !n->obj && gort__is_blank_name(n->name)) {
        if (n->type) n->type = final_type(w, n);
        return n;
    }
    if (n->kind == N_PAREN) {
        n->a = gort__normal_expr(w, n->a);
        n->type = n->a->type;
        n->val = n->a->val;
        return n;
    }
    if (n->val) {
        constant(w, n);
        return n;
    }
    n->spelled = n->type;
    n->type = final_type(w, n);
    n->untyped = false;
    w->cur = n->pos;
    switch ((int)n->kind) {
    case N_NAME:
        if (n->obj && n->obj->kind == OBJ_NIL)
            n->kind = N_NIL;
        else if (n->obj && n->obj->pkg && n->obj->pkg != w->u->pkg)
            imported_by_dot(w, n);
        else if (n->obj)
            capture(w, n->obj, n->pos);
        return n;
    case N_COMPLIT: return composite(w, n);
    case N_FUNCLIT: func_literal(w, n); return n;
    case N_CALL: return call(w, n);
    case N_SELECTOR: return selector(w, n);
    case N_BINARY: return binary(w, n);
    case N_TYPEASSERT: /* the type stays as it is */
    case N_INDEX:
    case N_SLICE:
    case N_UNARY:
    case N_DEREF:
    case N_ADDR: return operands(w, n);
    default: return n;
    }
}

void gort__normal_list(normaliser *w, nodes *l)
{
    for (int i = 0; i < l->n; i++)
        l->at[i] = gort__normal_expr(w, l->at[i]);
}
