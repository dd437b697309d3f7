/* outline.c - the tail of a function of three-address code becomes a function of its own, so that
 * the C compiler, whose time grows with the square of a function's length, sees short ones.
 *
 * lower_long.c cuts long literals with it, between two elements. What the tail declares moves with
 * it; what it uses of the rest becomes a parameter: a value, or the address of a cell and of
 * whatever else it stores to in part. A cell that something may point to when the tail is over
 * (ir_var.kept) stays behind. To tracebacks the new function is the old one: its call has no
 * site word, so that the words of both look like one frame's.
 *
 * One thread. Invariant: all that the tail mentions is initialised where it begins, since only
 * literals are cut, and an outer local that it assigns as a whole forbids the cut.
 */
#include "ir.h"
#include <string.h>

enum { MAX_PARAMS = 120 }; /* every C compiler takes so many */

typedef struct outline {
    ir_func *from, *part;
    ir_form params, args, stay; /* stay: what the caller reads afterwards */
    int nparams, nown;
    const ir_ins *at; /* that is looked at */
    bool changes;     /* what is changed is looked for */
} outline;

/* ---- What the tail needs ------------------------------------------------------------------ */

static bool outline_owns(const outline *o, const ir_var *v)
{
    return v->moved_to == o->part && v->moved == v;
}

/* v itself moves. */
static void outline_own(outline *o, ir_var *v)
{
    if (outline_owns(o, v)) return;
    v->moved_to = o->part;
    v->moved = v;
    gort__ir_add_var(o->part, v);
    o->nown++;
}

/* The cut is off: what would have moved gets its old index again. */
static void outline_disown(outline *o)
{
    for (int k = o->from->nvars - 1; k >= 0 && o->nown > 0; k--)
        if (outline_owns(o, o->from->vars[k])) {
            o->from->vars[k]->index = k;
            o->nown--;
        }
}

/* The names of what moved are free again, and so are the indices behind what stays: a function that
 * is all one literal would need ever longer ones. Before a cell that stays a hole is left. */
static void outline_forget(outline *o)
{
    ir_func *f = o->from;
    ir_var *hole = NULL;
    for (int k = f->nvars - 1; k >= 0 && o->nown > 0; k--) {
        if (!outline_owns(o, f->vars[k])) continue;
        gort__names_remove(&f->names, f->vars[k]->name);
        o->nown--;
        if (k == f->nvars - 1) {
            f->nvars--;
        } else {
            if (!hole) hole = gort__alloc(f->u, sizeof *hole);
            f->vars[k] = hole;
        }
    }
}

/* v, of the rest, as a parameter. */
static void outline_share(outline *o, ir_var *v, bool by_address)
{
    const bool pointer = v->ctype[strlen(v->ctype) - 1] == '*';
    const char *name = by_address ? gort__strf(o->from->u, "(*%s)", v->name) : v->name;
    ir_var *x = gort__ir_var(o->part, name, v->ctype, v->type, v->words, v->nwords);
    x->desc = v->desc;
    x->traced = v->traced;
    x->cell = v->cell;
    x->entered = v->entered;
    x->kept = v->kept;
    x->param = true;
    o->nparams++;
    v->moved_to = o->part;
    v->moved = x;
    gort__ir_put(&o->params, ", %s%s%s%s", v->ctype, pointer ? "" : " ", by_address ? "*" : "",
                 v->name);
    gort__ir_put(&o->args, by_address ? ", &%v" : ", %v", &v->value);
    if (by_address && !v->cell) gort__ir_put(&o->stay, "%v", &x->value);
}

static bool outline_closed(const outline *o, const ir_ins *i)
{
    switch (i->kind) {
    case I_LABEL:
    case I_GOTO:
    case I_BREAK:
    case I_RETURN: return false;
    case I_VALUE: return !i->def || i->def->cell || i->def->moved_to == o->part;
    default: return true;
    }
}

/* Of two passes the first finds what goes by address: whatever mentions a local later finds how it
 * is reached. */
static void outline_find(void *ctx, ir_var *v, bool addressed)
{
    outline *o = ctx;
    if (v->moved_to == o->part) return;
    if (!o->changes)
        outline_share(o, v, false);
    else if (v->cell || addressed || (o->at->place && gort__ir_root(o->at->place) == v))
        outline_share(o, v, true);
}

static bool outline_prepare(outline *o, ir_ins *first)
{
    for (ir_ins *i = first; i; i = i->next)
        if (i->def && (i->declare || i->kind == I_DECL || (i->kind == I_CELL && !i->def->kept)))
            outline_own(o, i->def);
    for (ir_ins *i = first; i; i = i->next)
        if (!outline_closed(o, i)) return false;
    for (int pass = 0; pass < 2; pass++)
        for (ir_ins *i = first; i; i = i->next) {
            ir_var *over = i->kind == I_VALUE ? i->def : NULL;
            if (over && over->moved_to != o->part) outline_share(o, over, true); /* a cell */
            o->at = i;
            o->changes = pass == 0;
            gort__ir_mentions(i, outline_find, o);
        }
    return o->nparams <= MAX_PARAMS;
}

/* ---- The move ----------------------------------------------------------------------------- */

static void outline_append(ir_func *f, ir_ins *i)
{
    i->prev = f->last;
    i->next = NULL;
    f->last->next = i;
    f->last = i;
    f->nins++;
}

static void outline_move(outline *o, ir_ins *first)
{
    for (ir_ins *i = first, *next; i; i = next) {
        next = i->next;
        o->from->nins--;
        if (i->kind == I_CELL && i->def->kept) {
            outline_append(o->from, i);
            continue;
        }
        i->place = gort__ir_moved(o->from->u, i->place);
        i->value = gort__ir_moved(o->from->u, i->value);
        i->cond = gort__ir_moved(o->from->u, i->cond);
        if (i->def) i->def = i->def->moved;
        if (i->wiped) i->wiped = i->wiped->moved;
        outline_append(o->part, i);
    }
    if (o->stay.n > 0) gort__ir_add(o->part, I_COMMENT)->cond = gort__ir_end(&o->stay);
}

bool gort__ir_outline(ir_func *f, ir_ins *after, ir_func *part)
{
    outline o = {.from = f, .part = part};
    gort__ir_begin(&o.params, f->u);
    gort__ir_begin(&o.args, f->u);
    gort__ir_begin(&o.stay, f->u);
    ir_ins *first = after->next;
    const position at = f->last->at;
    if (!outline_prepare(&o, first)) {
        outline_disown(&o);
        return false;
    }
    part->params = gort__ir_end(&o.params);
    part->once = f->once;
    part->part = true;
    ir_ins *poll = gort__ir_add(part, I_POLL);
    poll->prologue = true;
    poll->at = at;
    after->next = NULL;
    f->last = after;
    outline_move(&o, first);
    outline_forget(&o);
    ir_ins *call = gort__ir_add(f, I_VALUE);
    call->value = gort__ir_value(f->u, "%s(g, " IR_SP "%v)", part->cname, gort__ir_end(&o.args));
    call->at = at;
    call->no_site = true;
    return true;
}
