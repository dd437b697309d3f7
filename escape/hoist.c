/* hoist.c - several values that need a conversion each: f(g()), return g(), a, b = g().
 *
 * The tree has no place for the conversions of a call's single results. Escape analysis knows how
 * Go treats them; for the emitter the call is made a statement of its own, before the one it
 * stands in, that defines temporaries, and these are converted one by one:
 *
 *     fmt.Println(g())     ->   tmp, tmp := g(); fmt.Println(tmp, tmp)
 *     return g()           ->   tmp, tmp := g(); return tmp, tmp
 *     for k, v = range m   ->   for tmp, tmp := range m { k, v = tmp, tmp; ... }
 *
 * That keeps the order of evaluation only if no other call comes first in the statement, and needs
 * a statement list to stand in. gort__hoist_mark finds what fulfils both (subset.c refuses the
 * rest); gort__hoist does it, after escape analysis. What it adds is placed on the heap.
 */
#include "normal_internal.h"

#include <string.h>

typedef struct hoister {
    gort__unit *u;
    gort__func *func;
    gort__nodes *out; /* the list under construction; NULL while marking */
} hoister;

/* ---- What needs it */

static bool goes_to_interface(gort__ty *from, const gort__node *to)
{
    return to && to->type && gort__ty_is_interface(to->type) && !gort__ty_identical(to->type, from);
}

static bool call_needs(const gort__node *n)
{
    gort__ty *t = n->list.n == 1 ? n->list.at[0]->type : NULL;
    if (!t || t->kind != TY_TUPLE || t->nparams < 2) return false;
    gort__ty *sig = n->a && n->a->type ? gort__ty_under(n->a->type) : NULL;
    if (n->builtin || !sig || sig->kind != TY_FUNC || sig->variadic) return true;
    for (int i = 0; i < t->nparams && i < sig->nparams; i++)
        if (!gort__ty_identical(t->params[i], sig->params[i])) return true;
    return false;
}

static bool range_needs(gort__unit *u, const gort__node *s)
{
    gort__ty *t = s->a && s->a->type ? gort__ty_under(s->a->type) : NULL;
    if (!t || s->define) return false;
    if (t->kind == TY_PTR) t = gort__ty_under(t->elem);
    gort__ty *key = t->kind == TY_MAP ? t->key : gort__ty_basic(u, TY_INT);
    gort__ty *value = t->kind == TY_STRING ? gort__ty_basic(u, TY_INT32) : t->elem;
    return goes_to_interface(key, s->key) || (value && goes_to_interface(value, s->value));
}

bool gort__hoist_needed(gort__unit *u, gort__func *f, const gort__node *n)
{
    gort__node *from = NULL;
    switch ((int)n->kind) {
    case N_CALL: return call_needs(n);
    case S_RANGE: return range_needs(u, n);
    case S_RETURN:
        from = n->list.n == 1 ? gort__unparen(n->list.at[0]) : NULL;
        for (int i = 0; f && from && from->type && from->type->kind == TY_TUPLE &&
                        i < f->results.n && i < from->type->nparams;
             i++)
            if (!gort__ty_identical(f->results.at[i]->type, from->type->params[i])) return true;
        return false;
    case S_ASSIGN:
    case S_VAR:
        from = n->list2.n == 1 && n->list.n > 1 ? gort__unparen(n->list2.at[0]) : NULL;
        if (!from || !from->type) return false;
        if (from->comma_ok)
            return goes_to_interface(from->type, n->list.at[0]) ||
                   goes_to_interface(gort__ty_basic(u, TY_BOOL), n->list.at[1]);
        for (int i = 0; from->type->kind == TY_TUPLE && i < n->list.n && i < from->type->nparams;
             i++)
            if (goes_to_interface(from->type->params[i], n->list.at[i])) return true;
        return false;
    default: return false;
    }
}

/* ---- What is evaluated first */

typedef enum seen { SEEN_NOTHING, SEEN_CALL, SEEN_HIT } seen;

static seen first_call(gort__node *n, gort__node **hit);

static seen first_in_list(gort__nodes *l, gort__node **hit)
{
    for (int i = 0; i < l->n; i++) {
        seen r = first_call(l->at[i], hit);
        if (r != SEEN_NOTHING) return r;
    }
    return SEEN_NOTHING;
}

/* SEEN_HIT: *hit is a call whose argument call is the first call of all. */
static seen first_call(gort__node *n, gort__node **hit)
{
    if (!n || n->val || n->is_type || n->kind == N_FUNCLIT) return SEEN_NOTHING;
    gort__node *const parts[] = {n->a, n->b, n->c, n->d};
    bool logic = n->kind == N_BINARY && (n->op == T_LAND || n->op == T_LOR);
    seen r = SEEN_NOTHING;
    if (n->kind == N_CALL && call_needs(n)) {
        gort__node *g = gort__unparen(n->list.at[0]);
        r = n->builtin ? SEEN_NOTHING : first_call(n->a, hit);
        if (r == SEEN_NOTHING && g->kind == N_CALL) {
            r = first_call(g->a, hit);
            if (r == SEEN_NOTHING) r = first_in_list(&g->list, hit);
            if (r == SEEN_NOTHING) {
                *hit = n;
                r = SEEN_HIT;
            }
        }
        return r == SEEN_NOTHING ? SEEN_CALL : r;
    }
    for (int i = 0; i < (logic ? 1 : 4) && r == SEEN_NOTHING; i++)
        r = first_call(parts[i], hit);
    if (r == SEEN_NOTHING) r = first_in_list(&n->list, hit);
    if (r != SEEN_NOTHING) return r;
    bool pure =
        n->builtin == B_LEN || n->builtin == B_CAP || n->builtin == B_MAKE || n->builtin == B_NEW;
    if (logic || (n->kind == N_CALL && !pure) || (n->kind == N_UNARY && n->op == T_ARROW))
        return SEEN_CALL;
    return SEEN_NOTHING;
}

static seen first_of_stmt(gort__node *s, gort__node **hit)
{
    switch ((int)s->kind) {
    case S_EXPR: return first_call(s->a, hit);
    case S_RETURN: return first_in_list(&s->list, hit);
    case S_VAR: return first_in_list(&s->list2, hit);
    case S_ASSIGN: {
        seen r = s->define ? SEEN_NOTHING : first_in_list(&s->list, hit);
        return r == SEEN_NOTHING ? first_in_list(&s->list2, hit) : r;
    }
    default: return SEEN_CALL;
    }
}

/* Does nothing on the left of the statement call? */
static bool left_is_plain(gort__node *s)
{
    gort__node *hit;
    return s->define || s->kind == S_VAR || s->kind == S_RETURN ||
           first_in_list(&s->list, &hit) == SEEN_NOTHING;
}

/* ---- Doing it */

static gort__node *temp(hoister *h, gort__ty *t, gort__pos pos, bool is_new, gort__obj *o)
{
    if (!o) {
        o = gort__alloc(h->u, sizeof *o);
        o->kind = OBJ_VAR;
        o->var_class = VAR_LOCAL;
        o->name = gort__intern(h->u, "tmp", 3);
        o->pos = pos;
        o->type = t;
        o->func = h->func;
        o->place = PLACE_STACK;
        o->used = true;
        gort__objs_push(h->u, &h->func->dcl, o);
    }
    gort__node *n = gort__node_new(h->u, N_NAME, pos);
    n->name = o->name;
    n->obj = o;
    n->type = t;
    n->is_new = is_new;
    return n;
}

/* tmp, ... := from, put before the statement; uses: a name each. */
static void define_temps(hoister *h, gort__node *from, gort__nodes *uses)
{
    gort__node *s = gort__node_new(h->u, S_ASSIGN, from->pos);
    s->define = true;
    gort__ty *pair[2] = {from->type, gort__ty_basic(h->u, TY_BOOL)};
    int n = from->comma_ok ? 2 : from->type->nparams;
    gort__ty **types = from->comma_ok ? pair : from->type->params;
    for (int i = 0; i < n; i++) {
        gort__node *name = temp(h, types[i], from->pos, true, NULL);
        name->obj->decl = s;
        gort__nodes_push(h->u, &s->list, name);
        gort__nodes_push(h->u, uses, temp(h, types[i], from->pos, false, name->obj));
    }
    gort__nodes_push(h->u, &s->list2, from);
    gort__nodes_push(h->u, h->out, s);
}

static gort__node *converted(hoister *h, gort__node *n, gort__ty *t)
{
    gort__normal w = {.u = h->u, .func = h->func, .cur = n->pos};
    gort__node *c = gort__normal_convert(&w, n, t);
    if (c != n) c->place = PLACE_HEAP;
    return c;
}

static void hoist_call(hoister *h, gort__node *n)
{
    gort__nodes uses = {0};
    define_temps(h, gort__unparen(n->list.at[0]), &uses);
    gort__ty *sig = n->a && n->a->type ? gort__ty_under(n->a->type) : NULL;
    n->list = uses;
    if (n->builtin) {
        gort__ty *s = gort__ty_under(uses.at[0]->type);
        for (int i = 1; i < uses.n && n->builtin == B_APPEND; i++)
            n->list.at[i] = converted(h, uses.at[i], s->elem);
        if (n->builtin == B_DELETE) n->list.at[1] = converted(h, uses.at[1], s->key);
        return;
    }
    int fixed = sig->variadic ? sig->nparams - 1 : sig->nparams;
    gort__node *pack = NULL;
    if (sig->variadic && uses.n > fixed) {
        pack = gort__node_new(h->u, N_COMPLIT, n->pos);
        pack->implicit = true;
        pack->type = sig->params[fixed];
        pack->place = PLACE_HEAP;
    } else if (sig->variadic) {
        pack = gort__node_new(h->u, N_NIL, n->pos);
        pack->implicit = true;
        pack->type = sig->params[fixed];
    }
    for (int i = 0; i < uses.n; i++)
        if (i < fixed)
            n->list.at[i] = converted(h, uses.at[i], sig->params[i]);
        else
            gort__nodes_push(h->u, &pack->list, converted(h, uses.at[i], pack->type->elem));
    n->list.n = uses.n < fixed ? uses.n : fixed;
    if (pack) gort__nodes_push(h->u, &n->list, pack);
}

static void hoist_range(hoister *h, gort__node *s)
{
    gort__ty *t = gort__ty_under(s->a->type);
    if (t->kind == TY_PTR) t = gort__ty_under(t->elem);
    gort__ty *types[2] = {t->kind == TY_MAP ? t->key : gort__ty_basic(h->u, TY_INT),
                          t->kind == TY_STRING ? gort__ty_basic(h->u, TY_INT32) : t->elem};
    gort__node *assign = gort__node_new(h->u, S_ASSIGN, s->pos), **sides[2] = {&s->key, &s->value};
    for (int i = 0; i < 2; i++) {
        gort__node *to = *sides[i];
        if (!to || (to->kind == N_NAME && strcmp(to->name, "_") == 0)) continue;
        gort__node *name = temp(h, types[i], to->pos, true, NULL);
        name->obj->decl = s;
        gort__node *use = temp(h, types[i], to->pos, false, name->obj);
        gort__nodes_push(h->u, &assign->list, to);
        gort__nodes_push(h->u, &assign->list2, converted(h, use, to->type));
        *sides[i] = name;
    }
    s->define = true;
    gort__nodes body = {0};
    gort__nodes_push(h->u, &body, assign);
    for (int i = 0; i < s->body.n; i++)
        gort__nodes_push(h->u, &body, s->body.at[i]);
    s->body = body;
}

static void hoist_values(hoister *h, gort__node *s)
{
    gort__nodes *from = s->kind == S_RETURN ? &s->list : &s->list2, uses = {0};
    define_temps(h, gort__unparen(from->at[0]), &uses);
    for (int i = 0; i < uses.n; i++) {
        gort__ty *t = s->kind == S_RETURN ? h->func->results.at[i]->type : s->list.at[i]->type;
        const gort__node *to = s->kind == S_RETURN ? NULL : s->list.at[i];
        bool blank = to && to->kind == N_NAME && !to->obj;
        if (t && !blank) uses.at[i] = converted(h, uses.at[i], t);
    }
    *from = uses;
}

/* ---- The walk */

static void walk_list(hoister *h, gort__nodes *l);

static void walk_literals(hoister *h, gort__node *n);

static void walk_literals_list(hoister *h, gort__nodes *l)
{
    for (int i = 0; i < l->n; i++)
        if (!gort__field_shares_type(l, i)) walk_literals(h, l->at[i]);
}

static void walk_func(hoister *h, gort__func *f)
{
    hoister inner = {.u = h->u, .func = f, .out = h->out};
    walk_list(&inner, &f->body);
}

static void walk_literals(hoister *h, gort__node *n)
{
    if (!n) return;
    if (n->kind == N_FUNCLIT) walk_func(h, n->func);
    gort__node *const parts[] = {n->a, n->b, n->c, n->d, n->init, n->cond, n->post};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        walk_literals(h, parts[i]);
    walk_literals_list(h, &n->list);
    walk_literals_list(h, &n->list2);
}

static void one_stmt(hoister *h, gort__node *s)
{
    gort__node *hit = NULL;
    bool mark = !h->out;
    if (s->kind == S_RANGE
            ? s->hoist || (mark && range_needs(h->u, s))
            : s->hoist || (mark && gort__hoist_needed(h->u, h->func, s) && left_is_plain(s))) {
        s->hoist = true;
        if (!mark && s->kind == S_RANGE)
            hoist_range(h, s);
        else if (!mark)
            hoist_values(h, s);
        return;
    }
    if (first_of_stmt(s, &hit) == SEEN_HIT) {
        if (mark)
            hit->hoist = true;
        else if (hit->hoist)
            hoist_call(h, hit);
    }
}

static void nested(hoister *h, gort__node *s)
{
    switch ((int)s->kind) {
    case S_BLOCK: walk_list(h, &s->list); return;
    case S_IF:
        walk_literals(h, s->init);
        walk_literals(h, s->cond);
        walk_list(h, &s->body);
        if (s->els) nested(h, s->els);
        return;
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT:
        walk_literals(h, s->init);
        walk_literals(h, s->cond);
        walk_literals(h, s->a);
        for (int i = 0; i < s->list.n; i++) {
            walk_literals_list(h, &s->list.at[i]->list);
            walk_list(h, &s->list.at[i]->body);
        }
        return;
    case S_LABELED:
        for (int i = 0; i < s->body.n; i++) /* no list to stand in: only what is below */
            nested(h, s->body.at[i]);
        return;
    default: walk_literals(h, s); walk_list(h, &s->body);
    }
}

static void walk_list(hoister *h, gort__nodes *l)
{
    gort__nodes out = {0}, *outer = h->out;
    for (int i = 0; i < l->n; i++) {
        gort__node *s = l->at[i];
        nested(h, s);
        if (outer) h->out = &out;
        one_stmt(h, s);
        h->out = outer;
        if (outer) gort__nodes_push(h->u, &out, s);
    }
    if (outer) *l = out;
}

static void run(gort__unit *u, bool mark)
{
    gort__nodes dummy = {0};
    hoister h = {.u = u, .out = mark ? NULL : &dummy};
    for (int i = 0; i < u->pkg.funcs.n; i++)
        walk_func(&h, u->pkg.funcs.at[i]);
    for (int i = 0; i < u->pkg.nvars; i++)
        walk_literals(&h, u->pkg.vars[i]->stmt);
}

void gort__hoist_mark(gort__unit *u)
{
    run(u, true);
}

void gort__hoist(gort__unit *u)
{
    run(u, false);
}
