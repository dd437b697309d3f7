/* lower_place.c - temporaries, checks, places (what can be assigned or has an address) and stores.
 *
 * A place in the heap or in a global is stored to through the write barrier; a local is plain C,
 * since a frame is scanned as a whole at its own safepoints. A text that is used twice, or whose
 * operand a check has looked at, is made simple (a local or a constant) first.
 */
#include "emit_internal.h"
#include <string.h>

/* ---- Instructions ---- */

static gort__ins *place_text(gort__fn *c, const char *text)
{
    gort__ins *i = gort__ir_add(c->f, I_TEXT);
    i->text = text;
    i->at = c->at;
    return i;
}

gort__ins *gort__lx_text(gort__fn *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = gort__vstrf(c->u, fmt, ap);
    va_end(ap);
    return place_text(c, text);
}

gort__ins *gort__lx_def(gort__fn *c, gort__var *v, bool declare, const char *text)
{
    gort__ins *i = place_text(c, text);
    i->def = v;
    i->declare = declare;
    return i;
}

void gort__lx_note(gort__fn *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char buf[256];
    vsnprintf(buf, sizeof buf, fmt, ap);
    va_end(ap);
    gort__ir_add(c->f, I_COMMENT)->text = gort__strf(c->u, "%s", buf);
}

/* "(a + b)" -> "a + b" if the first parenthesis closes at the end. */
const char *gort__lx_strip(gort__unit *u, const char *text)
{
    for (;;) {
        const size_t n = strlen(text);
        if (n < 2 || text[0] != '(') return text;
        int depth = 0;
        bool in_string = false;
        for (size_t i = 0; i < n; i++) {
            if (in_string) {
                if (text[i] == '\\')
                    i++;
                else if (text[i] == '"')
                    in_string = false;
                continue;
            }
            if (text[i] == '"') in_string = true;
            if (text[i] == '(') depth++;
            if (text[i] == ')' && --depth == 0 && i != n - 1) return text;
        }
        text = gort__strf(u, "%.*s", (int)(n - 2), text + 1);
    }
}

void gort__lx_check(gort__fn *c, const char *cond, const char *text)
{
    gort__ins *i = gort__ir_add(c->f, I_CHECK);
    i->cond = gort__lx_strip(c->u, cond);
    i->text = text;
    i->at = c->at;
}

void gort__lx_nil_check(gort__fn *c, const char *p)
{
    gort__lx_check(c, gort__strf(c->u, "%s == NULL", p), "gort_panicmem(g, " IR_SP ")");
}

void gort__lx_if(gort__fn *c, const char *cond)
{
    gort__ins *i = gort__ir_add(c->f, I_IF);
    i->cond = gort__lx_strip(c->u, cond);
    c->depth++;
}

void gort__lx_else(gort__fn *c)
{
    gort__ir_add(c->f, I_ELSE);
}

void gort__lx_endif(gort__fn *c)
{
    gort__ir_add(c->f, I_ENDIF);
    c->depth--;
}

/* ---- Temporaries ---- */

gort__var *gort__lx_new_var(gort__fn *c, const char *name, gort__ty *t)
{
    const char **words = NULL;
    int n = 0;
    const bool ptrs = gort__ty_has_pointers(c->u, t);
    const char *ctype = gort__lw_ctype(c->w, t);
    if (ptrs && !gort__lw_small(c->w, t, &words, &n)) {
        gort__var *v = gort__lx_cell(c, name, ctype, gort__lw_desc(c->w, t));
        v->kept = false; /* a value: its address is used at once */
        return v;
    }
    return gort__ir_var(c->f, gort__ir_local_name(c->f, name), ctype, t, words, ptrs ? n : 0);
}

/* A cell stands from here, or from the start of the innermost loop body or function if this is
 * deeper inside, to the end of that: as long as its address may be used. */
gort__var *gort__lx_cell(gort__fn *c, const char *name, const char *ctype, const char *desc)
{
    gort__var *v = gort__ir_var(c->f, gort__ir_local_name(c->f, name), ctype, NULL, NULL, 0);
    gort__ir_make_cell(v, desc);
    v->entered = v->kept = true;
    gort__ins *i;
    if (c->depth == c->scope->depth && !c->has_labels)
        i = gort__ir_add(c->f, I_CELL);
    else
        i = gort__ir_insert(c->f, c->scope->head, I_CELL), v->entered = false;
    i->def = v;
    i->at = c->at;
    return v;
}

gort__var *gort__lx_zeroed_cell(gort__fn *c, const char *name, const char *ctype, const char *desc)
{
    gort__var *v = gort__lx_cell(c, name, ctype, desc);
    if (!v->entered) gort__lx_text(c, "memset(&%s, 0, sizeof %s)", v->ref, v->ref)->wiped = v;
    return v;
}

const char *gort__lx_temp(gort__fn *c, gort__ty *t, const char *text)
{
    gort__var *v = gort__lx_new_var(c, "t", t);
    gort__lx_def(c, v, !v->cell, gort__lx_strip(c->u, text));
    return v->ref;
}

const char *gort__lx_temp_c(gort__fn *c, const char *ctype, const char *text)
{
    gort__var *v = gort__ir_var(c->f, gort__ir_local_name(c->f, "t"), ctype, NULL, NULL, 0);
    gort__lx_def(c, v, true, gort__lx_strip(c->u, text));
    return v->ref;
}

const char *gort__lx_temp_p(gort__fn *c, const char *ctype, const char *text)
{
    static const char *const whole[] = {""};
    const char **words = gort__alloc(c->u, sizeof *words);
    words[0] = whole[0];
    gort__var *v = gort__ir_var(c->f, gort__ir_local_name(c->f, "p"), ctype, NULL, words, 1);
    gort__lx_def(c, v, true, gort__lx_strip(c->u, text));
    return v->ref;
}

bool gort__lx_is_simple(const char *text)
{
    if (*text == '\001') {
        while (*text != '\002')
            text++;
        return text[1] == 0;
    }
    if (strcmp(text, "NULL") == 0 || strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return true;
    const size_t n = strlen(text);
    return n > 0 && strspn(text, "0123456789-()uL") == n;
}

const char *gort__lx_simple(gort__fn *c, gort__ty *t, const char *text)
{
    if (gort__lx_is_simple(text)) return text;
    return gort__lx_temp(c, t, text);
}

/* ---- Places ---- */

/* A pointer that was tested; reading through it is defined. */
static const char *place_pointer(gort__fn *c, gort__node *n)
{
    const char *p = gort__lx_simple(c, n->type, gort__lx_late(c, n));
    if (strcmp(p, "NULL") == 0) p = gort__lx_temp(c, n->type, p); /* a nil that has a type */
    gort__node *a = gort__unparen(n);
    if (!(a->kind == N_ADDR && !a->implicit)) gort__lx_nil_check(c, p);
    return p;
}

void gort__lx_index_check(gort__fn *c, const char *i, gort__ty *it, const char *len)
{
    const bool uns = it->kind >= TY_UINT && it->kind <= TY_UINTPTR;
    gort__lx_check(
        c, gort__strf(c->u, "(uintptr_t)%s >= (uintptr_t)%s", i, len),
        gort__strf(c->u, "gort_panicIndex%s(g, " IR_SP ", %s, %s)", uns ? "U" : "", i, len));
}

static gort__place_text place_of_obj(gort__fn *c, gort__obj *o)
{
    gort__place_text p = {.type = gort__lw_canon(o->type)};
    gort__lobj *l = o->var_class == VAR_GLOBAL ? gort__lw_global(c->w, o) : o->lower;
    if (!l) { /* a variable no statement declares: unreachable in checked code */
        gort__error(c->u, o->pos, "internal: %s has no place", o->name);
        p.text = "0";
        return p;
    }
    if (l->global) {
        p.text = l->global;
        p.barrier = true;
    } else if (l->access == ACCESS_POINTER) {
        p.text = gort__strf(c->u, "(*%s)", l->var->ref);
        p.barrier = true;
    } else {
        p.text = l->var->ref;
        p.whole = l->var;
    }
    return p;
}

/* What a field or element is taken of: an entry of a map is a value, it has no address. */
static gort__place_text place_base(gort__fn *c, gort__node *n)
{
    gort__node *x = gort__unparen(n);
    if (x->kind == N_INDEX && gort__lw_under(x->a->type)->kind == TY_MAP) {
        const char *v = gort__lx_late(c, x);
        if (v[0] != '\001') v = gort__lx_temp(c, x->type, v);
        return (gort__place_text){.text = v, .type = gort__lw_canon(x->type)};
    }
    return gort__lx_place(c, n);
}

static gort__place_text place_of(gort__fn *c, gort__node *n)
{
    gort__place_text p = {.type = n->type ? gort__lw_canon(n->type) : NULL};
    switch (n->kind) {
    case N_NAME:
        if (gort__is_blank_name(n->name)) {
            p.blank = true;
            return p;
        }
        return place_of_obj(c, n->obj);
    case N_SELECTOR: {
        if (n->sel == SEL_PACKAGE) return place_of_obj(c, n->obj);
        gort__ty *at = gort__lw_under(n->a->type);
        if (at->kind == TY_PTR) {
            p.text = gort__strf(c->u, "%s->%s", place_pointer(c, n->a),
                                gort__lw_field_name(c->w, at->elem, n->field_index));
            p.barrier = true;
            return p;
        }
        gort__place_text q = place_base(c, n->a);
        p.text = gort__strf(c->u, "%s.%s", q.text, gort__lw_field_name(c->w, at, n->field_index));
        p.barrier = q.barrier;
        return p;
    }
    case N_INDEX: {
        gort__ty *at = gort__lw_under(n->a->type);
        if (at->kind == TY_MAP) {
            p.map = n;
            p.text = gort__lx_simple(c, n->a->type, gort__lx_late(c, n->a));
            p.key = gort__lx_simple(c, at->key, gort__lx_late(c, n->b));
            return p;
        }
        if (at->kind == TY_SLICE) {
            const char *s = gort__lx_simple(c, n->a->type, gort__lx_late(c, n->a));
            const char *i = gort__lx_simple(c, n->b->type, gort__lx_late(c, n->b));
            gort__lx_index_check(c, i, n->b->type, gort__strf(c->u, "%s.len", s));
            const char *e = gort__lw_ctype(c->w, at->elem);
            p.text = gort__strf(c->u, "((%s)%s.ptr)[%s]", gort__lw_pointer_to(c->u, e), s, i);
            p.barrier = true;
            return p;
        }
        gort__place_text q = place_base(c, n->a);
        const char *i = gort__lx_simple(c, n->b->type, gort__lx_late(c, n->b));
        if (!n->b->val)
            gort__lx_index_check(c, i, n->b->type, gort__strf(c->u, "%lld", (long long)at->len));
        p.text = gort__strf(c->u, "%s.a[%s]", q.text, i);
        p.barrier = q.barrier;
        return p;
    }
    case N_DEREF:
        p.text = gort__strf(c->u, "(*%s)", place_pointer(c, n->a));
        p.barrier = true;
        return p;
    default: {
        /* A value that is no variable: it gets one. */
        const char *v = gort__lx_late(c, n);
        if (v[0] != '\001') v = gort__lx_temp(c, n->type, v);
        p.text = v;
        return p;
    }
    }
}

gort__place_text gort__lx_place(gort__fn *c, gort__node *n)
{
    const gort__pos last = c->at;
    n = gort__unparen(n);
    if (n->pos.line > 0 && !n->implicit && n->kind != N_NAME) c->at = n->pos;
    const gort__place_text p = place_of(c, n);
    c->at = last;
    return p;
}

/* &n, for places and composite literals. */
const char *gort__lx_addr(gort__fn *c, gort__node *n)
{
    n = gort__unparen(n);
    if (n->kind == N_DEREF) return place_pointer(c, n->a);
    gort__place_text p = gort__lx_place(c, n);
    if (p.text[0] == '(' && p.text[1] == '*' && p.text[2] == '\001') {
        const size_t k = strlen(p.text);
        const char *inner = gort__strf(c->u, "%.*s", (int)(k - 3), p.text + 2);
        if (gort__lx_is_simple(inner)) return inner;
    }
    return gort__lx_address_of(c->w, p.type, p.text);
}

/* &text, of type t. A pointer to itself (type P *P) has no C spelling but void **. */
const char *gort__lx_address_of(gort__lw *w, gort__ty *t, const char *text)
{
    if (gort__lw_under(t)->kind == TY_PTR && strncmp(gort__lw_ctype(w, t), "void", 4) == 0)
        return gort__strf(w->u, "((void **)&%s)", text);
    return gort__strf(w->u, "(&%s)", text);
}

/* ---- Stores ---- */

static void store_barrier(gort__fn *c, const char *lhs, gort__ty *t, const char *v)
{
    gort__ty *u = gort__lw_under(t);
    switch (u->kind) {
    case TY_PTR:
    case TY_MAP:
    case TY_CHAN:
    case TY_FUNC:
    case TY_UNSAFE_POINTER: gort__lx_text(c, "gort_store(g, &%s, %s)", lhs, v); return;
    case TY_STRING: gort__lx_text(c, "gort_store_string(g, &%s, %s)", lhs, v); return;
    case TY_SLICE: gort__lx_text(c, "gort_store_slice(g, &%s, %s)", lhs, v); return;
    case TY_INTERFACE:
        gort__lx_text(c, "gort_store_%s(g, &%s, %s)", u->nmethods ? "iface" : "eface", lhs, v);
        return;
    default: break;
    }
    if (v[0] != '\001' || !gort__lx_is_simple(v)) v = gort__lx_temp(c, t, v);
    gort__lx_text(c, "gort_typedmemmove(g, &%s, &%s, &%s)", gort__lw_desc(c->w, t), lhs, v);
}

void gort__lx_store(gort__fn *c, const gort__place_text *p, const char *value)
{
    if (p->blank) {
        if (!gort__lx_is_simple(value) || value[0] == '\001') gort__lx_text(c, "(void)%s", value);
        return;
    }
    if (p->map) {
        gort__ty *m = gort__lw_canon(p->map->a->type), *e = gort__lw_under(m)->elem;
        const char *key = gort__lc_map_key(c, gort__lw_under(m)->key, p->key);
        const char *ct = gort__lw_ctype(c->w, e);
        if (gort__ty_size(c->u, e) == 0) {
            gort__lx_text(c, "(void)gort_mapassign(g, " IR_SP ", &%s, %s, %s)",
                          gort__lw_desc(c->w, m), p->text, key);
            return;
        }
        const char *at =
            gort__lx_temp_p(c, gort__lw_pointer_to(c->u, ct),
                            gort__strf(c->u, "gort_mapassign(g, " IR_SP ", &%s, %s, %s)",
                                       gort__lw_desc(c->w, m), p->text, key));
        const char *lhs = gort__strf(c->u, "(*%s)", at);
        if (gort__ty_has_pointers(c->u, e))
            store_barrier(c, lhs, e, value);
        else
            gort__lx_text(c, "*%s = %s", at, gort__lx_strip(c->u, value));
        return;
    }
    if (gort__ty_size(c->u, p->type) == 0) {
        if (!gort__lx_is_simple(value)) gort__lx_text(c, "(void)%s", value);
        return;
    }
    if (p->whole) {
        gort__lx_def(c, p->whole, false, gort__lx_strip(c->u, value));
        return;
    }
    if (p->barrier && gort__ty_has_pointers(c->u, p->type)) {
        store_barrier(c, p->text, p->type, value);
        return;
    }
    if (p->barrier && gort__lw_under(p->type)->kind == TY_ARRAY && value[0] == '(' &&
        value[1] == '*') {
        /* Two arrays that slices were converted to may overlap, which a C assignment may not. */
        gort__lx_text(c, "memmove(&%s, &%s, sizeof %s)", p->text, value, p->text);
        return;
    }
    gort__lx_text(c, "%s = %s", p->text, gort__lx_strip(c->u, value));
}
