/* check_interface.c - interface types: methods, what they embed, what restricts them.
 *
 * The methods of an interface that embeds something that is not declared yet are put together later
 * (ty_open), at the latest behind the declarations; clashes are told of later still, as in Go. What
 * embeds other types than interfaces restricts type parameters, which gort does not have: no
 * variable may be of it.
 */
#include "check_internal.h"

#include <stdlib.h>
#include <string.h>

/* A method and where it is written, or what it comes with is embedded. */
typedef struct placed_method {
    ty_method m;
    position pos;
} placed_method;

typedef GORT__LIST(placed_method) methods;

static int compare_names(const void *a, const void *b)
{
    return gort__ty_compare_methods(&((const placed_method *)a)->m, &((const placed_method *)b)->m);
}

static int compare_placed(const void *a, const void *b)
{
    const placed_method *x = a, *y = b;
    const int order = compare_names(x, y);
    return order ? order : gort__compare_pos(x->pos, y->pos);
}

/* An interface with what it embeds. */
typedef struct elements {
    ty_open open;
    checker *c;
    nodes embedded; /* the type expressions of open.embeds */
    check_env env;
    methods own;     /* sorted, those of one name as they are written: they are not told of yet */
    bool restricted; /* has type elements, or embeds an interface that has */
} elements;

bool gort__check_is_open(const ty *t)
{
    const ty *v = gort__ty_under_now(t);
    return v->kind == TY_INVALID ? t->is_named && !t->complete : v->open && !v->open->closed;
}

static const ty_method *without_places(checker *c, const methods *l)
{
    ty_method *m = gort__alloc(c->u, (size_t)(l->n + 1) * sizeof *m);
    for (int i = 0; i < l->n; i++)
        m[i] = l->at[i].m;
    return m;
}

/* ---- Clashes */

static void report_clash(checker *c, const char *name, position pos, position other)
{
    gort__check_error(c, pos, "duplicate method %s%s", name,
                      gort__check_other_text(c, other, name));
}

/* The own methods, each name once: the one that is written first. */
static methods unique_methods(checker *c, const elements *el)
{
    methods l = {0};
    for (int i = 0; i < el->own.n; i++) {
        const placed_method *m = &el->own.at[i], *last = l.n > 0 ? &l.at[l.n - 1] : NULL;
        if (last && compare_names(last, m) == 0)
            report_clash(c, m->m.name, m->pos, last->pos);
        else
            GORT__LIST_PUSH(c->u, &l, *m);
    }
    return l;
}

/* Two methods of one name, one of them embedded. */
typedef struct clash {
    const ty_method *m, *other;
    position pos, other_pos;
} clash;

/* The same method may be embedded twice. */
static void report_embedded_clash(checker *c, void *what)
{
    const clash *x = what;
    if (!gort__ty_identical(x->m->type, x->other->type))
        report_clash(c, x->m->name, x->pos, x->other_pos);
}

/* An interface whose methods are joined by those of the k-th that it embeds. */
typedef struct joining {
    const elements *el;
    const methods *own;
    int k;
} joining;

/* Where a method is that is there already: of its own or of what is embedded before. */
static position place_of(const joining *j, const ty_method *m)
{
    const placed_method key = {.m = *m};
    const placed_method *own =
        j->own->n > 0 ? bsearch(&key, j->own->at, (size_t)j->own->n, sizeof key, compare_names)
                      : NULL;
    int k = 0;
    while (!own && k < j->k &&
           !gort__ty_method_find(gort__ty_under(j->el->open.embeds[k]), m->name, m->pkg, NULL))
        k++;
    return own ? own->pos : j->el->embedded.at[k]->pos;
}

/* As in Go behind what waits when the declarations have been read: the bodies of functions, mostly.
 */
static void put_off_clash(checker *c, void *what)
{
    gort__check_later(c, report_embedded_clash, what);
}

static void embedded_clash(void *ctx, const ty_method *have, const ty_method *m)
{
    const joining *j = ctx;
    if (have->type->canon == m->type->canon) return; /* spelled in two ways */
    checker *c = j->el->c;
    clash *x = gort__alloc(c->u, sizeof *x);
    *x = (clash){m, have, j->el->embedded.at[j->k]->pos, place_of(j, have)};
    gort__check_later(c, j->el->open.closed ? report_embedded_clash : put_off_clash, x);
}

/* ---- All methods */

/* The own methods and, behind them, the embedded ones. */
static ty_methods *all_methods(checker *c, elements *el)
{
    const methods own = unique_methods(c, el);
    ty_methods *all = gort__ty_methods(c->u, without_places(c, &own), own.n);
    for (int k = 0; k < el->open.nembeds; k++) {
        ty *t = el->open.embeds[k], *v = gort__ty_under(t);
        if (v->kind == TY_INVALID) continue;
        gort__ty_close(v);
        el->restricted |= v->kind != TY_INTERFACE || v->restricted;
        if (v->kind != TY_INTERFACE) {
            const char *text = gort__strf(
                c->u, "interfaces with type elements (%s) are not supported yet", TEXT_TYPE(c, t));
            gort__late_error(c->u, gort__start_pos(el->embedded.at[k]), text, GORT__LATE_FILE);
            continue;
        }
        joining j = {el, &own, k};
        all = gort__ty_methods_union(c->u, all, v->methods, embedded_clash, &j);
    }
    return all;
}

/* An interface that comes to itself on the way is one without methods meanwhile, as in Go. */
static void close_interface(ty_open *o)
{
    elements *el = (elements *)o; /* its first member */
    checker *c = el->c;
    if (o->closed || c->declaring > 0) return;
    o->closed = true;
    check_env saved = c->env;
    c->env = el->env;
    ty_methods *all = all_methods(c, el);
    c->env = saved;
    o->type->restricted = o->type->canon->restricted = el->restricted;
    gort__ty_close_interface(c->u, o->type, all);
}

static void close_later(checker *c, void *what)
{
    (void)c;
    close_interface(what);
}

ty *gort__check_interface_type(checker *c, node *e)
{
    const bool is_declared = e == c->declared;
    elements el = {.open = {.close = close_interface}, .c = c, .env = c->env};
    el.open.embeds = gort__alloc(c->u, (size_t)(e->list.n + 1) * sizeof(ty *));
    textbuf embedded = {.u = c->u}; /* their spellings */
    bool open = false, around = false, twice = false;
    for (int i = 0; i < e->list.n; i++) {
        node *f = e->list.at[i];
        if (!f->name) {
            if (!f->a) continue;
            ty *t = gort__check_type(c, f->a);
            el.open.embeds[el.open.nembeds++] = t;
            GORT__LIST_PUSH(c->u, &el.embedded, f->a);
            const ty *v = gort__ty_under_now(t);
            around |= gort__check_is_open(t);
            open |= (v->kind != TY_INTERFACE && v->kind != TY_INVALID) || v->restricted;
            if (embedded.n > 0) gort__text_put(&embedded, "; ");
            gort__text_put(&embedded, TEXT_TYPE(c, t));
            continue;
        }
        if (gort__is_blank_name(f->name)) {
            gort__check_error(c, f->pos, "methods must have a unique non-blank name");
            continue;
        }
        ty_method m = {.name = f->name,
                       .pkg = gort__check_name_package(c, f->name),
                       .type = f->a ? gort__check_type(c, f->a) : NULL};
        if (!m.type || m.type->kind != TY_FUNC) continue;
        GORT__LIST_PUSH(c->u, &el.own, (placed_method){m, f->pos});
    }
    if (el.own.n > 1) qsort(el.own.at, (size_t)el.own.n, sizeof *el.own.at, compare_placed);
    for (int i = 1; i < el.own.n; i++)
        twice |= compare_names(&el.own.at[i - 1], &el.own.at[i]) == 0;
    const char *written = NULL;
    if (embedded.n > 0 || twice) {
        const char *text = gort__ty_interface_text(c->u, without_places(c, &el.own), el.own.n,
                                                   embedded.n > 0 ? embedded.at : NULL);
        written = gort__intern(c->u, text, strlen(text));
    }
    if (!open && !around && !twice) return gort__ty_interface(c->u, all_methods(c, &el), written);
    if (around && !is_declared)
        gort__late_error(c->u, e->pos,
                         "an interface that embeds the type around it is not supported yet",
                         GORT__LATE_FILE);
    elements *kept = gort__alloc(c->u, sizeof *kept);
    *kept = el;
    gort__check_later(c, close_later, kept);
    return gort__ty_open_interface(c->u, written, &kept->open);
}

/* ---- Types of variables */

static void check_restricted(checker *c, void *what)
{
    const node *e = what;
    const ty *v = gort__ty_under(e->type);
    if (v->kind != TY_INTERFACE) return;
    gort__ty_close(v);
    if (v->restricted)
        gort__check_error_at(
            c, e,
            "cannot use type %s outside a type constraint: interface contains type "
            "constraints",
            TEXT_TYPE(c, e->type));
}

void gort__check_valid_var(checker *c, node *e)
{
    const ty *v = gort__ty_under_now(e->type);
    if (v->open || (e->type->is_named && v->kind == TY_INVALID)) /* or not known yet */
        gort__check_later(c, check_restricted, e);
}

ty *gort__check_var_type(checker *c, node *e)
{
    ty *t = gort__check_type(c, e);
    gort__check_valid_var(c, e);
    return t;
}
