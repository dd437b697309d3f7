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
    textbuf params, args, stay; /* stay: references to what the caller reads afterwards */
    int nparams, nown;
} outline;

/* ---- What the tail needs ------------------------------------------------------------------ */

static int outline_index(const char **p)
{
    int n = 0;
    for ((*p)++; **p != '\002'; (*p)++)
        n = n * 10 + (**p - '0');
    (*p)++;
    return n;
}

/* Is the local that text names at `ref`, and that ends at `end`, changed there, or its address
 * taken? */
static bool outline_changes(const char *text, const char *ref, const char *end)
{
    if (ref > text && ref[-1] == '&') return true;
    return ref == text && (*end == '.' || *end == '[') && strstr(end, " = ");
}

static bool outline_owns(const outline *o, const ir_var *v)
{
    return v->moved_to == o->part && v->moved == v;
}

/* v itself moves. What its old texts name is found by its old index in from->vars. */
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
            gort__ir_number_var(o->from->u, o->from->vars[k], k);
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
    unit *u = o->from->u;
    const bool pointer = v->ctype[strlen(v->ctype) - 1] == '*';
    const char *name = by_address ? gort__strf(u, "(*%s)", v->name) : v->name;
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
    gort__text_add(&o->params, ", %s%s%s%s", v->ctype, pointer ? "" : " ", by_address ? "*" : "",
                   v->name);
    gort__text_add(&o->args, ", %s%s", by_address ? "&" : "", v->ref);
    if (by_address && !v->cell) gort__text_add(&o->stay, "%s", x->ref);
}

static bool outline_closed(const outline *o, const ir_ins *i)
{
    switch (i->kind) {
    case I_LABEL:
    case I_GOTO:
    case I_BREAK:
    case I_RETURN: return false;
    case I_TEXT: return !i->def || i->def->cell || i->def->moved_to == o->part;
    default: return true;
    }
}

/* By address first: whatever mentions a local later finds how it is reached. */
static void outline_find(outline *o, const char *text, bool changes)
{
    for (const char *p = text; p && (p = strchr(p, '\001')) != NULL;) {
        const char *ref = p;
        ir_var *v = o->from->vars[outline_index(&p)];
        if (v->moved_to == o->part) continue;
        if (!changes)
            outline_share(o, v, false);
        else if (v->cell || outline_changes(text, ref, p))
            outline_share(o, v, true);
    }
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
            ir_var *over = i->kind == I_TEXT ? i->def : NULL;
            if (over && over->moved_to != o->part) outline_share(o, over, true); /* a cell */
            outline_find(o, i->text, pass == 0);
            outline_find(o, i->cond, pass == 0);
        }
    return o->nparams <= MAX_PARAMS;
}

/* ---- The move ----------------------------------------------------------------------------- */

/* First measured, then written. */
static const char *outline_text(outline *o, const char *text)
{
    if (!text || !strchr(text, '\001')) return text;
    char *out = NULL;
    for (int pass = 0; pass < 2; pass++) {
        size_t n = 0;
        for (const char *p = text; *p;) {
            const size_t plain = strcspn(p, "\001");
            if (out) memcpy(out + n, p, plain);
            n += plain;
            p += plain;
            if (!*p) break;
            const char *ref = o->from->vars[outline_index(&p)]->moved->ref;
            if (out) memcpy(out + n, ref, strlen(ref));
            n += strlen(ref);
        }
        if (!out) out = gort__alloc(o->from->u, n + 1);
    }
    return out;
}

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
        i->text = outline_text(o, i->text);
        i->cond = outline_text(o, i->cond);
        if (i->def) i->def = i->def->moved;
        if (i->wiped) i->wiped = i->wiped->moved;
        outline_append(o->part, i);
    }
    if (o->stay.n > 0) gort__ir_add(o->part, I_COMMENT)->cond = o->stay.at;
}

bool gort__ir_outline(ir_func *f, ir_ins *after, ir_func *part)
{
    unit *u = f->u;
    outline o = {.from = f, .part = part, .params.u = u, .args.u = u, .stay.u = u};
    ir_ins *first = after->next;
    const position at = f->last->at;
    if (!outline_prepare(&o, first)) {
        outline_disown(&o);
        return false;
    }
    part->cparams = gort__text_of(&o.params);
    part->once = f->once;
    part->part = true;
    ir_ins *poll = gort__ir_add(part, I_POLL);
    poll->prologue = true;
    poll->at = at;
    after->next = NULL;
    f->last = after;
    outline_move(&o, first);
    outline_forget(&o);
    ir_ins *call = gort__ir_add(f, I_TEXT);
    call->text = gort__strf(u, "%s(g, " IR_SP "%s)", part->cname, gort__text_of(&o.args));
    call->at = at;
    call->to_part = true;
    return true;
}
