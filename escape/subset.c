/* subset.c - what type-checks but the later passes cannot translate yet: one table, one walk.
 *
 * Deleting a line here opens a construct to the emitter. Runs after normal.c on packages without
 * errors; every construct of a function is reported, at its own position.
 */
#include "check_internal.h"

static const struct {
    int kind; /* gort__node_kind */
    const char *what;
} refused[] = {
    {S_GO, "go statements are"},       {S_SELECT, "select statements are"},
    {S_SEND, "channel sends are"},     {N_CHANTYPE, "channel types are"},
    {S_DEFER, "defer statements are"},
};

static void walk(gort__unit *u, gort__func *f, gort__node *n, const gort__node *parent);

static void walk_list(gort__unit *u, gort__func *f, gort__nodes *l, const gort__node *parent)
{
    for (int i = 0; i < l->n; i++)
        walk(u, f, l->at[i], parent);
}

static void refuse(gort__unit *u, gort__pos pos, const char *what)
{
    gort__error(u, pos, "%s not supported yet", what);
}

static bool has_complex(gort__ty *t)
{
    return t && (t->kind == TY_COMPLEX64 || t->kind == TY_COMPLEX128);
}

/* Several values at once that would each need a conversion have no node to carry it: results of a
 * call, and those of a comma, ok expression or a range clause that go to an interface. */
static bool converts(gort__ty *from, const gort__node *to)
{
    return to && to->type && gort__ty_is_interface(to->type) && !gort__ty_identical(to->type, from);
}

static bool converts_values(gort__unit *u, gort__node *from, gort__nodes *to)
{
    gort__ty *t = from->type;
    if (t && from->comma_ok && to->n == 2)
        return converts(t, to->at[0]) || converts(gort__ty_basic(u, TY_BOOL), to->at[1]);
    for (int i = 0; t && t->kind == TY_TUPLE && i < to->n && i < t->nparams; i++)
        if (converts(t->params[i], to->at[i])) return true;
    return false;
}

static bool converts_range(gort__unit *u, gort__node *s)
{
    gort__ty *t = s->a->type ? gort__ty_under(s->a->type) : NULL;
    if (!t || s->define) return false;
    if (t->kind == TY_PTR) t = gort__ty_under(t->elem);
    gort__ty *key = t->kind == TY_MAP ? t->key : gort__ty_basic(u, TY_INT);
    gort__ty *value = t->kind == TY_STRING ? gort__ty_basic(u, TY_INT32) : t->elem;
    return converts(key, s->key) || (value && converts(value, s->value));
}

static bool converts_arguments(gort__node *call)
{
    gort__ty *t = call->list.at[0]->type,
             *sig = call->a->type ? gort__ty_under(call->a->type) : NULL;
    if (!t || t->kind != TY_TUPLE || t->nparams < 2) return false;
    if (call->builtin || !sig || sig->kind != TY_FUNC || sig->variadic) return true;
    for (int i = 0; i < t->nparams && i < sig->nparams; i++)
        if (!gort__ty_identical(t->params[i], sig->params[i])) return true;
    return false;
}

static bool converts_results(gort__func *f, gort__node *ret)
{
    gort__ty *t = ret->list.n == 1 ? ret->list.at[0]->type : NULL;
    for (int i = 0; f && t && t->kind == TY_TUPLE && i < t->nparams && i < f->results.n; i++)
        if (!gort__ty_identical(t->params[i], f->results.at[i]->type)) return true;
    return false;
}

static void check_node(gort__unit *u, gort__func *f, gort__node *n, const gort__node *parent)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (refused[i].kind == (int)n->kind) refuse(u, n->pos, refused[i].what);
    switch ((int)n->kind) {
    case N_UNARY:
        if (n->op == T_ARROW) refuse(u, n->pos, "channel receives are");
        break;
    case N_SELECTOR:
        if (n->sel == SEL_METHODEXPR)
            refuse(u, n->pos, "method expressions are");
        else if ((n->sel == SEL_METHOD || n->sel == SEL_IMETHOD) &&
                 !(parent && parent->kind == N_CALL && gort__unparen(parent->a) == n))
            refuse(u, n->pos, "method values are");
        else if (n->sel == SEL_PACKAGE && n->obj && n->obj->kind == OBJ_FUNC &&
                 !(parent && parent->kind == N_CALL && gort__unparen(parent->a) == n))
            refuse(u, n->pos, "functions of packages as values are");
        break;
    case N_CALL:
        if (n->builtin == B_RECOVER) refuse(u, n->pos, "recover is");
        if (n->list.n == 1 && converts_arguments(n))
            refuse(u, n->pos, "passing on several results that have to be converted is");
        break;
    case N_NAME:
        if (n->is_type && has_complex(n->type)) refuse(u, n->pos, "complex numbers are");
        break;
    case S_ASSIGN:
    case S_VAR:
        if (n->list2.n == 1 && n->list.n > 1 &&
            converts_values(u, gort__unparen(n->list2.at[0]), &n->list))
            refuse(u, n->pos, "assigning several results that have to be converted is");
        break;
    case S_RANGE:
        if (converts_range(u, n)) refuse(u, n->pos, "a range clause that converts is");
        break;
    case S_RETURN:
        if (converts_results(f, n))
            refuse(u, n->pos, "returning several results that have to be converted is");
        break;
    default: break;
    }
}

static void walk(gort__unit *u, gort__func *f, gort__node *n, const gort__node *parent)
{
    if (!n || u->too_many_errors) return;
    check_node(u, f, n, parent);
    const gort__node *p = n->kind == N_PAREN ? parent : n;
    gort__node *const children[] = {n->a,    n->b,    n->c,   n->d,   n->init,
                                    n->cond, n->post, n->els, n->key, n->value};
    for (size_t i = 0; i < sizeof children / sizeof *children; i++)
        walk(u, f, children[i], p);
    walk_list(u, f, &n->list, p);
    walk_list(u, f, &n->list2, p);
    walk_list(u, f, &n->body, p);
    if (n->func && (n->kind == N_FUNCLIT || (int)n->kind == D_FUNC))
        walk_list(u, n->func, &n->func->body, n);
}

/* What no C compiler or machine has room for. */
static void check_sizes(gort__unit *u)
{
    enum { SYMBOL_MAX = 2000000000 };
    for (int i = 0; i < u->pkg.globals.n; i++) {
        gort__obj *o = u->pkg.globals.at[i];
        int64_t size_bytes = gort__ty_size(u, o->type);
        if (size_bytes > SYMBOL_MAX)
            gort__error(u, o->pos, "main.%s: symbol too large (%lld bytes > %d bytes)", o->name,
                        (long long)size_bytes, SYMBOL_MAX);
    }
    gort__funcs *lists[2] = {&u->pkg.funcs, &u->pkg.literals};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < lists[k]->n; i++)
            for (int d = 0; d < lists[k]->at[i]->dcl.n; d++) {
                gort__obj *o = lists[k]->at[i]->dcl.at[d];
                if (gort__ty_size(u, o->type) >= (int64_t)1 << 47)
                    gort__error(u, o->pos, "type %s larger than address space",
                                gort__ty_string(u, o->type));
            }
}

/* What Go leaves to its linker. */
static void check_linkage(gort__unit *u)
{
    for (int i = 0; i < u->pkg.funcs.n; i++)
        if (!u->pkg.funcs.at[i]->has_body)
            gort__error(u, u->pkg.funcs.at[i]->pos, "missing function body");
    if (!u->pkg.main)
        gort__error(u, (gort__pos){0}, "function main is undeclared in the main package");
}

bool gort__subset_check(gort__unit *u)
{
    check_linkage(u);
    check_sizes(u);
    walk_list(u, NULL, &u->decls, NULL);
    return u->ndiags == 0;
}
