/* lower_global.c - package variables: their C definitions, and the code that gives them what is not
 * static data (lower_static.c).
 *
 * The code runs in the order of initialisation that check_order.c found, a variable's parts in the
 * order of the source. It is spread over several C functions, called one after the other, since C
 * compilers take more than twice the time for a function of twice the length. All are init to a
 * traceback.
 *
 * Variables of other packages than main whose initialisers run no code are defined when something
 * refers to them: a table that is not used costs nothing. What of such a value is too large for
 * static data is stored before anything else runs.
 */
#include "emit_internal.h"

enum { INIT_MAX_INSTRUCTIONS = 500 };

static void global_name(emission *w, object *o)
{
    lowered_object *l = gort__alloc(w->u, sizeof *l);
    const bool blank = gort__is_blank_name(o->name);
    o->lower = l;
    l->global =
        gort__lower_unique_name(w, gort__lower_member_name(w, o->pkg, blank ? "blank" : o->name));
}

static void global_define(emission *w, object *o, const char *init)
{
    fprintf(w->data, "GORT_UNUSED static %s%s%s%s; /* var %s */\n",
            gort__lower_spaced(w->u, gort__lower_ctype(w, o->type)),
            ((lowered_object *)o->lower)->global, init ? " = " : "", init ? init : "", o->name);
}

/* The one initialiser of one variable, or NULL. */
static node *global_initialiser(const package_var *v)
{
    return v->stmt && v->vars.n == 1 && v->stmt->list2.n == 1 ? v->stmt->list2.at[0] : NULL;
}

/* Other packages' variables that no code initialises wait until something asks for them. */
static bool global_waits(const emission *w, const package_var *v)
{
    return w->u->pkg != w->u->program.main && v->static_init;
}

/* Defines o with the part of its value that is static data. */
static void global_static(emission *w, object *o, node *x, literal_parts *parts)
{
    lowered_object *l = o->lower;
    const char *init = gort__lower_static_global(w, x, l->global, parts);
    if (parts->n == 0) l->init = init;
    global_define(w, o, init);
}

void gort__lower_globals(emission *w)
{
    package *p = w->u->pkg;
    w->global_parts = gort__alloc(w->u, (size_t)(p->nvars + 1) * sizeof *w->global_parts);
    for (int i = 0; i < p->nvars; i++)
        for (int k = 0; k < p->vars[i]->vars.n && !global_waits(w, p->vars[i]); k++)
            global_name(w, p->vars[i]->vars.at[k]);
    for (int i = 0; i < p->globals.n && p == w->u->program.main; i++)
        (void)gort__lower_global(w, p->globals.at[i]);
    /* An initialiser refers to variables before it in this order. */
    for (int i = 0; i < p->nvars; i++) {
        package_var *v = p->vars[i];
        node *x = global_initialiser(v);
        object *o = v->vars.at[0];
        if (global_waits(w, v)) continue;
        if (x && (x->val || !gort__is_blank_name(o->name)))
            global_static(w, o, x, &w->global_parts[i]);
        else
            for (int k = 0; k < v->vars.n; k++)
                global_define(w, v->vars.at[k], NULL);
    }
}

lowered_object *gort__lower_global(emission *w, object *o)
{
    if (o->lower) return o->lower;
    literal_parts parts = {0};
    global_name(w, o);
    if (o->init)
        global_static(w, o, o->init, &parts);
    else
        global_define(w, o, NULL);
    if (parts.n > 0) {
        late_var *late = gort__alloc(w->u, sizeof *late);
        *late = (late_var){o, parts, w->late};
        w->late = late;
    }
    return o->lower;
}

/* Begins a function for initialisers if there is none or it is long; its call goes to calls. */
static void init_room(emission *w, lowering *c, textbuf *calls)
{
    if (c->f && c->f->nins < INIT_MAX_INSTRUCTIONS) return;
    w->ninits++;
    *c = (lowering){.w = w, .u = w->u, .at = c->at};
    const char *name =
        gort__lower_unique_name(w, gort__lower_member_name(w, w->u->pkg, "init_vars"));
    c->f =
        gort__lower_new_func(w, name, gort__lower_named(w, gort__symbol(w->u, w->u->pkg, "init")));
    gort__text_add(calls, "    %s(g, sp);\n", name);
    c->f->once = true;
    gort__lower_poll(c, true);
    c->body.head = c->f->last;
    c->scope = &c->body;
}

static void init_part(lowering *c, const literal_part *p)
{
    const lvalue place = {.at = p->place, .type = p->type, .shared = true};
    gort__lower_store(c, &place, gort__lower_value(c, p->node));
}

void gort__lower_global_init(emission *w)
{
    package *p = w->u->pkg;
    lowering c = {0};
    for (int i = 0; i < p->nvars; i++) {
        package_var *v = p->vars[i];
        const literal_parts *l = &w->global_parts[i];
        const bool whole = !global_initialiser(v) || gort__is_blank_name(v->vars.at[0]->name);
        if (!v->stmt || v->stmt->list2.n == 0 || global_waits(w, v) || (!whole && l->n == 0))
            continue;
        for (int k = 0; k < (whole ? 1 : l->n); k++) {
            c.at = v->stmt->pos;
            init_room(w, &c, &w->start);
            gort__lower_comment(&c, v->stmt->pos);
            if (whole)
                gort__lower_assign(&c, v->stmt);
            else
                init_part(&c, &l->at[k]);
        }
    }
}

void gort__lower_late_init(emission *w)
{
    while (w->late) {
        const late_var late = *w->late;
        lowering c = {.at = late.var->pos};
        w->late = late.next;
        w->u->pkg = late.var->pkg;
        for (int k = 0; k < late.parts.n; k++) {
            init_room(w, &c, &w->first);
            init_part(&c, &late.parts.at[k]);
        }
    }
}
