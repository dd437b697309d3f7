/* lower_global.c - package variables: their C definitions, and the code that gives them what is not
 * static data (lower_static.c).
 *
 * The code runs in the order of initialisation that check_order.c found, a variable's parts in the
 * order of the source. It is spread over several C functions, called one after the other, since C
 * compilers take more than twice the time for a function of twice the length. All are init to
 * a traceback.
 */
#include "emit_internal.h"
#include <string.h>

enum { INIT_MAX_INSTRUCTIONS = 500 };

static void global_name(gort__lw *w, gort__obj *o)
{
    gort__lobj *l = gort__alloc(w->u, sizeof *l);
    const bool blank = strcmp(o->name, "_") == 0;
    o->lower = l;
    l->global = gort__lw_global_name(w, gort__strf(w->u, "var#%p", (void *)o),
                                     gort__lw_member_name(w, o->pkg, blank ? "blank" : o->name));
}

static void global_define(gort__lw *w, gort__obj *o, const char *init)
{
    fprintf(w->data, "GORT_UNUSED static %s%s%s%s; /* var %s */\n",
            gort__lw_spaced(w->u, gort__lw_ctype(w, o->type)), ((gort__lobj *)o->lower)->global,
            init ? " = " : "", init ? init : "", o->name);
}

/* The one initialiser of one variable, or NULL. */
static gort__node *global_initialiser(const gort__pkgvar *v)
{
    return v->stmt && v->vars.n == 1 && v->stmt->list2.n == 1 ? v->stmt->list2.at[0] : NULL;
}

void gort__lw_globals(gort__lw *w)
{
    gort__package *p = w->u->pkg;
    w->global_parts = gort__alloc(w->u, (size_t)(p->nvars + 1) * sizeof *w->global_parts);
    for (int i = 0; i < p->nvars; i++)
        for (int k = 0; k < p->vars[i]->vars.n; k++)
            global_name(w, p->vars[i]->vars.at[k]);
    for (int i = 0; i < p->globals.n; i++) {
        if (p->globals.at[i]->lower) continue;
        global_name(w, p->globals.at[i]);
        global_define(w, p->globals.at[i], NULL);
    }
    /* An initialiser refers to variables before it in this order. */
    for (int i = 0; i < p->nvars; i++) {
        gort__pkgvar *v = p->vars[i];
        gort__node *x = global_initialiser(v);
        const char *init = NULL;
        gort__obj *o = v->vars.at[0];
        if (x && (x->val || strcmp(o->name, "_") != 0))
            init =
                gort__lx_static_global(w, x, ((gort__lobj *)o->lower)->global, &w->global_parts[i]);
        if (w->global_parts[i].n == 0) ((gort__lobj *)o->lower)->init = init;
        for (int k = 0; k < v->vars.n; k++)
            global_define(w, v->vars.at[k], init);
    }
}

static void global_store(gort__fn *c, const char *place, gort__ty *t, const char *value)
{
    const gort__place_text p = {.text = place, .type = gort__lw_canon(t), .barrier = true};
    gort__lx_store(c, &p, value);
}

/* Several variables from one expression, or variables without static parts. */
static void global_assign(gort__fn *c, gort__pkgvar *v)
{
    gort__node *s = v->stmt;
    const char **values = gort__alloc(c->u, (size_t)v->vars.n * sizeof *values);
    gort__node *first = gort__unparen(s->list2.at[0]);
    const bool multi = v->vars.n > 1 && s->list2.n == 1;
    const bool call = multi && first->kind == N_CALL;
    if (call) {
        gort__lc_call_multi(c, first, values);
    } else if (multi) {
        const char *ok = NULL;
        values[0] = first->kind == N_INDEX ? gort__lc_map_read(c, first, &ok)
                                           : gort__lv_assert(c, first, &ok);
        values[1] = ok;
    }
    for (int i = 0; i < v->vars.n; i++) {
        gort__obj *o = v->vars.at[i];
        gort__node *init = multi ? NULL : s->list2.at[s->list2.n == v->vars.n ? i : 0];
        const char *value = multi ? values[i] : gort__lx_value(c, init);
        if (multi) {
            gort__ty *from = call     ? first->type->params[i]
                             : i == 0 ? first->type
                                      : gort__ty_basic(c->u, TY_BOOL);
            value = gort__lv_convert(c, from, o->type, value, PLACE_HEAP);
        }
        global_store(c, ((gort__lobj *)o->lower)->global, o->type, value);
    }
}

/* Begins a function for initialisers if there is none or it has become long. */
static void init_room(gort__lw *w, gort__fn *c, gort__cells *scope)
{
    if (c->f && c->f->nins < INIT_MAX_INSTRUCTIONS) return;
    const char *key = gort__strf(w->u, "init#%d", w->ninits++);
    *c = (gort__fn){.w = w, .u = w->u, .at = c->at};
    const char *name =
        gort__lw_global_name(w, key, gort__lw_member_name(w, w->u->pkg, "init_vars"));
    c->f = gort__lw_new_func(w, name, gort__symbol(w->u, w->u->pkg, "init"));
    gort__text_add(&w->start, "    %s(g, sp);\n", name);
    c->f->once = true;
    gort__ls_poll(c, true);
    *scope = (gort__cells){.head = c->f->last, .depth = 0};
    c->scope = scope;
}

void gort__lw_global_init(gort__lw *w)
{
    gort__package *p = w->u->pkg;
    gort__fn c = {0};
    gort__cells scope;
    for (int i = 0; i < p->nvars; i++) {
        gort__pkgvar *v = p->vars[i];
        const gort__parts *l = &w->global_parts[i];
        const bool whole = !global_initialiser(v) || strcmp(v->vars.at[0]->name, "_") == 0;
        if (!v->stmt || v->stmt->list2.n == 0 || (!whole && l->n == 0)) continue;
        for (int k = 0; k < (whole ? 1 : l->n); k++) {
            c.at = v->stmt->pos;
            init_room(w, &c, &scope);
            gort__ls_comment(&c, v->stmt->pos);
            if (whole)
                global_assign(&c, v);
            else
                global_store(&c, l->at[k].place, l->at[k].type, gort__lx_value(&c, l->at[k].node));
        }
    }
}
