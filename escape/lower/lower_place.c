/* lower_place.c - temporaries, checks, places (what can be assigned or has an address) and stores.
 *
 * A place in the heap or in a global is stored to through the write barrier; a local is plain C,
 * since a frame is scanned as a whole at its own safepoints. A text that is used twice, or whose
 * operand a check has looked at, is made simple (a local or a constant) first.
 */
#include "emit_internal.h"
#include <string.h>

/* ---- Instructions ---- */

static ir_ins *place_text(lowering *c, const char *text)
{
    ir_ins *i = gort__ir_add(c->f, I_TEXT);
    i->text = text;
    i->at = c->at;
    return i;
}

ir_ins *gort__lower_text(lowering *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = gort__vstrf(c->u, fmt, ap);
    va_end(ap);
    return place_text(c, text);
}

ir_ins *gort__lower_def(lowering *c, ir_var *v, bool declare, const char *text)
{
    ir_ins *i = place_text(c, text);
    i->def = v;
    i->declare = declare;
    return i;
}

void gort__lower_note(lowering *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char buf[256];
    vsnprintf(buf, sizeof buf, fmt, ap);
    va_end(ap);
    gort__ir_add(c->f, I_COMMENT)->text = gort__strf(c->u, "%s", buf);
}

/* "(a + b)" -> "a + b" if the first parenthesis closes at the end. */
const char *gort__lower_strip(unit *u, const char *text)
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

void gort__lower_check(lowering *c, const char *cond, const char *text)
{
    ir_ins *i = gort__ir_add(c->f, I_CHECK);
    i->cond = gort__lower_strip(c->u, cond);
    i->text = text;
    i->at = c->at;
}

void gort__lower_nil_check(lowering *c, const char *p)
{
    gort__lower_check(c, gort__strf(c->u, "%s == NULL", p), "gort_panicmem(g, " IR_SP ")");
}

void gort__lower_if(lowering *c, const char *cond)
{
    ir_ins *i = gort__ir_add(c->f, I_IF);
    i->cond = gort__lower_strip(c->u, cond);
    c->depth++;
}

void gort__lower_else(lowering *c)
{
    gort__ir_add(c->f, I_ELSE);
}

void gort__lower_endif(lowering *c)
{
    gort__ir_add(c->f, I_ENDIF);
    c->depth--;
}

/* ---- Temporaries ---- */

ir_var *gort__lower_new_var(lowering *c, const char *name, ty *t)
{
    const char **words = NULL;
    int n = 0;
    const bool ptrs = gort__ty_has_pointers(c->u, t);
    const char *ctype = gort__lower_ctype(c->w, t);
    if (ptrs && !gort__lower_small(c->w, t, &words, &n)) {
        ir_var *v = gort__lower_cell(c, name, ctype, gort__lower_desc(c->w, t));
        v->kept = false; /* a value: its address is used at once */
        return v;
    }
    return gort__ir_var(c->f, gort__ir_local_name(c->f, name), ctype, t, words, ptrs ? n : 0);
}

/* A cell stands from here, or from the start of the innermost loop body or function if this is
 * deeper inside, to the end of that: as long as its address may be used. */
ir_var *gort__lower_cell(lowering *c, const char *name, const char *ctype, const char *desc)
{
    ir_var *v = gort__ir_var(c->f, gort__ir_local_name(c->f, name), ctype, NULL, NULL, 0);
    gort__ir_make_cell(v, desc);
    v->entered = v->kept = true;
    ir_ins *i;
    if (c->depth == c->scope->depth && !c->has_labels)
        i = gort__ir_add(c->f, I_CELL);
    else
        i = gort__ir_insert(c->f, c->scope->head, I_CELL), v->entered = false;
    i->def = v;
    i->at = c->at;
    return v;
}

ir_var *gort__lower_zeroed_cell(lowering *c, const char *name, const char *ctype, const char *desc)
{
    ir_var *v = gort__lower_cell(c, name, ctype, desc);
    if (!v->entered) gort__lower_text(c, "memset(&%s, 0, sizeof %s)", v->ref, v->ref)->wiped = v;
    return v;
}

const char *gort__lower_temp(lowering *c, ty *t, const char *text)
{
    ir_var *v = gort__lower_new_var(c, "t", t);
    gort__lower_def(c, v, !v->cell, gort__lower_strip(c->u, text));
    return v->ref;
}

const char *gort__lower_temp_c(lowering *c, const char *ctype, const char *text)
{
    ir_var *v = gort__ir_var(c->f, gort__ir_local_name(c->f, "t"), ctype, NULL, NULL, 0);
    gort__lower_def(c, v, true, gort__lower_strip(c->u, text));
    return v->ref;
}

const char *gort__lower_temp_p(lowering *c, const char *ctype, const char *text)
{
    static const char *const whole[] = {""};
    const char **words = gort__alloc(c->u, sizeof *words);
    words[0] = whole[0];
    ir_var *v = gort__ir_var(c->f, gort__ir_local_name(c->f, "p"), ctype, NULL, words, 1);
    gort__lower_def(c, v, true, gort__lower_strip(c->u, text));
    return v->ref;
}

bool gort__lower_is_simple(const char *text)
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

const char *gort__lower_simple(lowering *c, ty *t, const char *text)
{
    if (gort__lower_is_simple(text)) return text;
    return gort__lower_temp(c, t, text);
}

/* ---- Places ---- */

/* A pointer that was tested; reading through it is defined. */
static const char *place_pointer(lowering *c, node *n)
{
    const char *p = gort__lower_simple(c, n->type, gort__lower_late(c, n));
    if (strcmp(p, "NULL") == 0) p = gort__lower_temp(c, n->type, p); /* a nil that has a type */
    node *a = gort__unparen(n);
    if (!(a->kind == N_ADDR && !a->implicit)) gort__lower_nil_check(c, p);
    return p;
}

void gort__lower_index_check(lowering *c, const char *i, ty *it, const char *len)
{
    const bool uns = it->kind >= TY_UINT && it->kind <= TY_UINTPTR;
    gort__lower_check(
        c, gort__strf(c->u, "(uintptr_t)%s >= (uintptr_t)%s", i, len),
        gort__strf(c->u, "gort_panicIndex%s(g, " IR_SP ", %s, %s)", uns ? "U" : "", i, len));
}

static lvalue place_of_obj(lowering *c, object *o)
{
    lvalue p = {.type = gort__lower_canon(o->type)};
    lowered_object *l = o->var_class == VAR_GLOBAL ? gort__lower_global(c->w, o) : o->lower;
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
static lvalue place_base(lowering *c, node *n)
{
    node *x = gort__unparen(n);
    if (x->kind == N_INDEX && gort__lower_under(x->a->type)->kind == TY_MAP) {
        const char *v = gort__lower_late(c, x);
        if (v[0] != '\001') v = gort__lower_temp(c, x->type, v);
        return (lvalue){.text = v, .type = gort__lower_canon(x->type)};
    }
    return gort__lower_place(c, n);
}

static lvalue place_of(lowering *c, node *n)
{
    lvalue p = {.type = n->type ? gort__lower_canon(n->type) : NULL};
    switch (n->kind) {
    case N_NAME:
        if (gort__is_blank_name(n->name)) {
            p.blank = true;
            return p;
        }
        return place_of_obj(c, n->obj);
    case N_SELECTOR: {
        if (n->sel == SEL_PACKAGE) return place_of_obj(c, n->obj);
        ty *at = gort__lower_under(n->a->type);
        if (at->kind == TY_PTR) {
            p.text = gort__strf(c->u, "%s->%s", place_pointer(c, n->a),
                                gort__lower_field_name(c->w, at->elem, n->field_index));
            p.barrier = true;
            return p;
        }
        lvalue q = place_base(c, n->a);
        p.text =
            gort__strf(c->u, "%s.%s", q.text, gort__lower_field_name(c->w, at, n->field_index));
        p.barrier = q.barrier;
        return p;
    }
    case N_INDEX: {
        ty *at = gort__lower_under(n->a->type);
        if (at->kind == TY_MAP) {
            p.map = n;
            p.text = gort__lower_simple(c, n->a->type, gort__lower_late(c, n->a));
            p.key = gort__lower_simple(c, at->key, gort__lower_late(c, n->b));
            return p;
        }
        if (at->kind == TY_SLICE) {
            const char *s = gort__lower_simple(c, n->a->type, gort__lower_late(c, n->a));
            const char *i = gort__lower_simple(c, n->b->type, gort__lower_late(c, n->b));
            gort__lower_index_check(c, i, n->b->type, gort__strf(c->u, "%s.len", s));
            const char *e = gort__lower_ctype(c->w, at->elem);
            p.text = gort__strf(c->u, "((%s)%s.ptr)[%s]", gort__lower_pointer_to(c->u, e), s, i);
            p.barrier = true;
            return p;
        }
        lvalue q = place_base(c, n->a);
        const char *i = gort__lower_simple(c, n->b->type, gort__lower_late(c, n->b));
        if (!n->b->val)
            gort__lower_index_check(c, i, n->b->type, gort__strf(c->u, "%lld", (long long)at->len));
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
        const char *v = gort__lower_late(c, n);
        if (v[0] != '\001') v = gort__lower_temp(c, n->type, v);
        p.text = v;
        return p;
    }
    }
}

lvalue gort__lower_place(lowering *c, node *n)
{
    const position last = c->at;
    n = gort__unparen(n);
    if (n->pos.line > 0 && !n->implicit && n->kind != N_NAME) c->at = n->pos;
    const lvalue p = place_of(c, n);
    c->at = last;
    return p;
}

/* &n, for places and composite literals. */
const char *gort__lower_addr(lowering *c, node *n)
{
    n = gort__unparen(n);
    if (n->kind == N_DEREF) return place_pointer(c, n->a);
    lvalue p = gort__lower_place(c, n);
    if (p.text[0] == '(' && p.text[1] == '*' && p.text[2] == '\001') {
        const size_t k = strlen(p.text);
        const char *inner = gort__strf(c->u, "%.*s", (int)(k - 3), p.text + 2);
        if (gort__lower_is_simple(inner)) return inner;
    }
    return gort__lower_address_of(c->w, p.type, p.text);
}

/* &text, of type t. A pointer to itself (type P *P) has no C spelling but void **. */
const char *gort__lower_address_of(emission *w, ty *t, const char *text)
{
    if (gort__lower_under(t)->kind == TY_PTR && strncmp(gort__lower_ctype(w, t), "void", 4) == 0)
        return gort__strf(w->u, "((void **)&%s)", text);
    return gort__strf(w->u, "(&%s)", text);
}

/* ---- Stores ---- */

static void store_barrier(lowering *c, const char *lhs, ty *t, const char *v)
{
    ty *u = gort__lower_under(t);
    switch (u->kind) {
    case TY_PTR:
    case TY_MAP:
    case TY_CHAN:
    case TY_FUNC:
    case TY_UNSAFE_POINTER: gort__lower_text(c, "gort_store(g, &%s, %s)", lhs, v); return;
    case TY_STRING: gort__lower_text(c, "gort_store_string(g, &%s, %s)", lhs, v); return;
    case TY_SLICE: gort__lower_text(c, "gort_store_slice(g, &%s, %s)", lhs, v); return;
    case TY_INTERFACE:
        gort__lower_text(c, "gort_store_%s(g, &%s, %s)", u->nmethods ? "iface" : "eface", lhs, v);
        return;
    default: break;
    }
    if (v[0] != '\001' || !gort__lower_is_simple(v)) v = gort__lower_temp(c, t, v);
    gort__lower_text(c, "gort_typedmemmove(g, &%s, &%s, &%s)", gort__lower_desc(c->w, t), lhs, v);
}

void gort__lower_store(lowering *c, const lvalue *p, const char *value)
{
    if (p->blank) {
        if (!gort__lower_is_simple(value) || value[0] == '\001')
            gort__lower_text(c, "(void)%s", value);
        return;
    }
    if (p->map) {
        ty *m = gort__lower_canon(p->map->a->type), *e = gort__lower_under(m)->elem;
        const char *key = gort__lower_map_key(c, gort__lower_under(m)->key, p->key);
        const char *ct = gort__lower_ctype(c->w, e);
        if (gort__ty_size(c->u, e) == 0) {
            gort__lower_text(c, "(void)gort_mapassign(g, " IR_SP ", &%s, %s, %s)",
                             gort__lower_desc(c->w, m), p->text, key);
            return;
        }
        const char *at =
            gort__lower_temp_p(c, gort__lower_pointer_to(c->u, ct),
                               gort__strf(c->u, "gort_mapassign(g, " IR_SP ", &%s, %s, %s)",
                                          gort__lower_desc(c->w, m), p->text, key));
        const char *lhs = gort__strf(c->u, "(*%s)", at);
        if (gort__ty_has_pointers(c->u, e))
            store_barrier(c, lhs, e, value);
        else
            gort__lower_text(c, "*%s = %s", at, gort__lower_strip(c->u, value));
        return;
    }
    if (gort__ty_size(c->u, p->type) == 0) {
        if (!gort__lower_is_simple(value)) gort__lower_text(c, "(void)%s", value);
        return;
    }
    if (p->whole) {
        gort__lower_def(c, p->whole, false, gort__lower_strip(c->u, value));
        return;
    }
    if (p->barrier && gort__ty_has_pointers(c->u, p->type)) {
        store_barrier(c, p->text, p->type, value);
        return;
    }
    if (p->barrier && gort__lower_under(p->type)->kind == TY_ARRAY && value[0] == '(' &&
        value[1] == '*') {
        /* Two arrays that slices were converted to may overlap, which a C assignment may not. */
        gort__lower_text(c, "memmove(&%s, &%s, sizeof %s)", p->text, value, p->text);
        return;
    }
    gort__lower_text(c, "%s = %s", p->text, gort__lower_strip(c->u, value));
}
