/* lower_stmt.c - simple statements: declarations, assignments, returns, branches, if, for. Range
 * and switches are in lower_range.c and lower_switch.c.
 *
 * Assignment follows Go's two phases: operands on both sides first, then the stores from left to
 * right. Calls are ordered into temporaries (lower_expr.c); what remains of the right side is read
 * before the place on the left is looked at, so that its checks come first, as in go1.19. The
 * address that a map gives for a store is used by the very next statement.
 *
 * A variable is a C local if nothing holds its address, a cell in the frame if something does that
 * escape analysis saw not to outlive it, else a heap object. A loop has one variable per loop, as
 * in Go 1.19, and a safepoint on its back edge.
 */
#include "emit_internal.h"
#include "lower_stmt.h"
#include <stdlib.h>
#include <string.h>

/* ---- Declarations ---- */

bool gort__ls_is_blank(const gort__node *n)
{
    while (n && n->kind == N_PAREN)
        n = n->a;
    return !n || (n->kind == N_NAME && strcmp(n->name, "_") == 0);
}

bool gort__ls_in_heap(const gort__obj *o)
{
    return o->place == PLACE_HEAP || (o->addrtaken && o->place != PLACE_STACK);
}

static void stmt_set(gort__fn *c, gort__var *v, bool declare, const char *text)
{
    gort__lx_def(c, v, declare, gort__lx_strip(c->u, text));
}

void gort__ls_declare(gort__fn *c, gort__obj *o, const char *value, bool zero)
{
    gort__ty *t = gort__lw_canon(o->type);
    const char *name = o->name && strcmp(o->name, "_") != 0 ? o->name : "unused";
    gort__lobj *l = gort__alloc(c->u, sizeof *l);
    if (gort__ls_in_heap(o)) {
        static const char *whole[] = {""};
        const char *ctype = gort__lw_ctype(c->w, gort__ty_ptr(c->u, t));
        gort__lx_note(c, "moved to heap: %s", name);
        l->access = ACCESS_POINTER;
        l->var = gort__ir_var(c->f, gort__ir_local_name(c->f, name), ctype, NULL, whole, 1);
        gort__lx_def(c, l->var, true,
                     gort__strf(c->u, "gort_new(g, " IR_SP ", %s)", gort__lw_descp(c->w, t)));
        if (value) {
            const gort__place_text p = {
                .text = gort__strf(c->u, "(*%s)", l->var->ref), .type = t, .barrier = true};
            gort__lx_store(c, &p, value);
        }
        o->lower = l;
        return;
    }
    l->access = ACCESS_DIRECT;
    if (o->addrtaken)
        l->var = gort__lx_cell(c, name, gort__lw_ctype(c->w, t),
                               gort__lw_has_ptr(c, t) ? gort__lw_desc(c->w, t) : NULL);
    else
        l->var = gort__lx_new_var(c, name, t);
    if (value)
        stmt_set(c, l->var, !l->var->cell, value);
    else if (zero && !(l->var->cell && l->var->entered))
        stmt_set(c, l->var, !l->var->cell, gort__lw_zero(c->w, t));
    else if (!l->var->cell)
        gort__ir_add(c->f, I_DECL)->def = l->var;
    o->lower = l;
}

/* ---- Assignment ---- */

/* What runs code on the left of an assignment. A map is not read here. */
void gort__ls_order_place(gort__fn *c, gort__node *n)
{
    n = gort__unparen(n);
    switch (n->kind) {
    case N_NAME: return;
    case N_INDEX:
        gort__lx_order(c, n->a);
        gort__lx_order(c, n->b);
        return;
    case N_SELECTOR:
        if (n->sel != SEL_PACKAGE) gort__lx_order(c, n->a);
        return;
    default: gort__lx_order(c, n->a);
    }
}

static bool stmt_is_new(const gort__node *s, const gort__node *n)
{
    if (!n->obj || n->obj->var_class == VAR_GLOBAL) return false;
    return s->kind == S_VAR || (s->kind == S_ASSIGN && s->define && n->is_new);
}

/* One value to one place; v is not read again after this. */
static void stmt_assign_one(gort__fn *c, gort__node *s, gort__node *lhs, gort__node *rhs)
{
    lhs = gort__unparen(lhs);
    if (!gort__ls_is_blank(lhs) && !stmt_is_new(s, lhs)) gort__ls_order_place(c, lhs);
    gort__lx_order(c, rhs);
    const char *v = gort__lx_late(c, rhs);
    if (gort__ls_is_blank(lhs)) {
        const gort__place_text p = {.blank = true};
        gort__lx_store(c, &p, v);
        return;
    }
    if (stmt_is_new(s, lhs)) {
        gort__ls_declare(c, lhs->obj, v, false);
        return;
    }
    const gort__place_text p = gort__lx_place(c, lhs);
    /* m[k] = len(m): before the entry is made. */
    if (p.map) v = gort__lx_simple(c, p.type, v);
    gort__lx_store(c, &p, v);
}

/* Stores values that are temporaries, of the given types. */
static void stmt_assign_values(gort__fn *c, gort__node *s, const char **values, gort__ty **types)
{
    gort__nodes *lhs = &s->list;
    gort__place_text *places = gort__alloc(c->u, (size_t)lhs->n * sizeof *places);
    c->freeze = true;
    for (int i = 0; i < lhs->n; i++) {
        gort__node *n = gort__unparen(lhs->at[i]);
        if (gort__ls_is_blank(n))
            places[i].blank = true;
        else if (!stmt_is_new(s, n))
            places[i] = gort__lx_place(c, n);
    }
    c->freeze = false;
    for (int i = 0; i < lhs->n; i++) {
        gort__node *n = gort__unparen(lhs->at[i]);
        if (places[i].blank) continue;
        gort__ty *to = gort__lw_canon(stmt_is_new(s, n) ? n->obj->type : n->type);
        const char *v = gort__lv_convert(c, types[i], to, values[i], PLACE_HEAP);
        if (stmt_is_new(s, n))
            gort__ls_declare(c, n->obj, v, false);
        else
            gort__lx_store(c, &places[i], v);
    }
}

static void stmt_order_places(gort__fn *c, gort__node *s)
{
    for (int i = 0; i < s->list.n; i++) {
        gort__node *n = gort__unparen(s->list.at[i]);
        if (!gort__ls_is_blank(n) && !stmt_is_new(s, n)) gort__ls_order_place(c, n);
    }
}

/* a, b = f()    v, ok = m[k]    v, ok = x.(T) */
static void stmt_assign_from_one(gort__fn *c, gort__node *s)
{
    gort__node *rhs = gort__unparen(s->list2.at[0]);
    const int n = s->list.n;
    const char **values = gort__alloc(c->u, (size_t)n * sizeof *values);
    gort__ty **types = gort__alloc(c->u, (size_t)n * sizeof *types);
    stmt_order_places(c, s);
    if (rhs->kind == N_CALL) {
        gort__lc_call_multi(c, rhs, values);
        for (int i = 0; i < n; i++)
            types[i] = rhs->type->params[i];
    } else {
        const char *ok = "false";
        c->at = rhs->pos;
        values[0] =
            rhs->kind == N_INDEX ? gort__lc_map_read(c, rhs, &ok) : gort__lv_assert(c, rhs, &ok);
        values[1] = ok;
        types[0] = rhs->type;
        types[1] = gort__ty_basic(c->u, TY_BOOL);
    }
    stmt_assign_values(c, s, values, types);
}

/* a, b = x, y */
static void stmt_assign_tuple(gort__fn *c, gort__node *s)
{
    const int n = s->list.n;
    const char **values = gort__alloc(c->u, (size_t)n * sizeof *values);
    gort__ty **types = gort__alloc(c->u, (size_t)n * sizeof *types);
    bool all_new = true;
    stmt_order_places(c, s);
    for (int i = 0; i < n; i++) {
        gort__node *l = gort__unparen(s->list.at[i]);
        all_new &= gort__ls_is_blank(l) || stmt_is_new(s, l);
        gort__lx_order(c, s->list2.at[i]);
    }
    for (int i = 0; i < n; i++) {
        gort__node *rhs = s->list2.at[i];
        types[i] = gort__lw_canon(rhs->type);
        values[i] = gort__lx_late(c, rhs);
        /* No store of this statement may change a value that it has yet to store. */
        const bool keeps = gort__lx_is_simple(values[i]) && values[i][0] != '\001';
        if (!all_new && !keeps && !gort__ls_is_blank(s->list.at[i]))
            values[i] = gort__lx_temp(c, types[i], values[i]);
        else if (gort__ls_is_blank(s->list.at[i]))
            gort__lx_store(c, &(gort__place_text){.blank = true}, values[i]);
    }
    stmt_assign_values(c, s, values, types);
}

static void stmt_assign(gort__fn *c, gort__node *s)
{
    if (s->list2.n == 0) { /* var a, b T */
        for (int i = 0; i < s->list.n; i++)
            if (stmt_is_new(s, s->list.at[i]) && !gort__ls_is_blank(s->list.at[i]))
                gort__ls_declare(c, s->list.at[i]->obj, NULL, true);
    } else if (s->list.n == 1) {
        stmt_assign_one(c, s, s->list.at[0], s->list2.at[0]);
    } else if (s->list2.n == 1) {
        stmt_assign_from_one(c, s);
    } else {
        stmt_assign_tuple(c, s);
    }
}

/* m[k] op= v on the entry itself: one look at the map, unless op may call or panic in between. */
static bool stmt_map_in_place(gort__token op, gort__ty *t)
{
    const int k = gort__lw_under(t)->kind;
    return k >= TY_INT && k <= TY_FLOAT64 && op != T_QUO && op != T_REM && op != T_SHL &&
           op != T_SHR;
}

static void stmt_map_op(gort__fn *c, const gort__place_text *p, gort__token op, const char *v,
                        gort__node *rhs)
{
    gort__unit *u = c->u;
    gort__ty *mt = gort__lw_canon(p->map->a->type), *m = gort__lw_under(mt);
    const char *key = gort__lc_map_key(c, m->key, p->key), *desc = gort__lw_descp(c->w, mt);
    const char *ep = gort__lw_ctype(c->w, gort__ty_ptr(u, gort__lw_canon(m->elem)));
    gort__ty *bt = rhs ? gort__lw_canon(rhs->type) : p->type;
    v = gort__lx_simple(c, bt, v);
    if (stmt_map_in_place(op, p->type)) {
        const char *at = gort__lx_temp_p(
            c, ep, gort__strf(u, "gort_mapassign(g, " IR_SP ", %s, %s, %s)", desc, p->text, key));
        const char *cur = gort__strf(u, "*%s", at);
        gort__lx_text(c, "%s = %s", cur,
                      gort__lx_strip(u, gort__lx_binary(c, op, p->type, cur, v, rhs, bt)));
        return;
    }
    const char *ct = gort__lw_ctype(c->w, m->elem);
    const char *at = gort__lx_temp_p(
        c, "const void *",
        gort__strf(u, "gort_mapaccess1(g, " IR_SP ", %s, %s, %s)", desc, p->text, key));
    const char *cur =
        gort__lx_temp(c, p->type, gort__strf(u, "*(%s)%s", gort__lw_pointer_to(c->u, ct), at));
    const char *r = gort__lx_binary(c, op, p->type, cur, v, rhs, bt);
    gort__lx_store(c, p, gort__lx_simple(c, p->type, r));
}

/* lhs op= rhs; rhs NULL: one. */
static void stmt_op_assign(gort__fn *c, gort__node *lhs, gort__token op, gort__node *rhs)
{
    lhs = gort__unparen(lhs);
    gort__ls_order_place(c, lhs);
    if (rhs) gort__lx_order(c, rhs);
    const char *v = rhs ? gort__lx_late(c, rhs) : "1";
    const gort__place_text p = gort__lx_place(c, lhs);
    if (p.map) {
        stmt_map_op(c, &p, op, v, rhs);
        return;
    }
    gort__ty *bt = rhs ? gort__lw_canon(rhs->type) : p.type;
    gort__lx_store(c, &p, gort__lx_binary(c, op, p.type, p.text, v, rhs, bt));
}

/* ---- Return ---- */

/* Does a store to another result leave the text's value as it is? */
static bool stmt_keeps(gort__fn *c, const char *text)
{
    if (!gort__lx_is_simple(text)) return false;
    return text[0] != '\001' || !c->f->vars[atoi(text + 1)]->cell;
}

/* A named result that others may hold the address of gets its value too: all values are there
 * before the first is stored. */
static void stmt_store_results(gort__fn *c, const char **values)
{
    gort__objs *results = &c->fn->results;
    const gort__lobj **in_memory = gort__alloc(c->u, (size_t)(results->n + 1) * sizeof *in_memory);
    bool any = false;
    for (int i = 0; i < results->n; i++) {
        const gort__lobj *l = results->at[i]->lower;
        if (l && (l->access == ACCESS_POINTER || l->var->cell)) in_memory[i] = l, any = true;
    }
    for (int i = 0; any && i < results->n; i++)
        if (!stmt_keeps(c, values[i]))
            values[i] = gort__lx_temp(c, results->at[i]->type, values[i]);
    for (int i = 0; any && i < results->n; i++) {
        if (!in_memory[i]) continue;
        gort__node name = {.kind = N_NAME, .name = "", .obj = results->at[i]};
        name.type = results->at[i]->type;
        const gort__place_text p = gort__lx_place(c, &name);
        gort__lx_store(c, &p, values[i]);
    }
}

static void stmt_return(gort__fn *c, gort__node *s)
{
    gort__objs *results = &c->fn->results;
    const int n = results->n;
    const char **values = gort__alloc(c->u, (size_t)(n + 1) * sizeof *values);
    if (s->list.n == 1 && n > 1) {
        gort__node *call = gort__unparen(s->list.at[0]);
        gort__lc_call_multi(c, call, values);
        for (int i = 0; i < n; i++)
            values[i] = gort__lv_convert(c, call->type->params[i], results->at[i]->type, values[i],
                                         PLACE_HEAP);
    } else if (s->list.n > 0) {
        for (int i = 0; i < n; i++)
            gort__lx_order(c, s->list.at[i]);
        for (int i = 0; i < n; i++)
            values[i] = gort__lx_late(c, s->list.at[i]);
    } else {
        for (int i = 0; i < n; i++) {
            gort__obj *o = results->at[i];
            gort__node name = {.kind = N_NAME, .name = "", .obj = o, .type = o->type};
            values[i] = o->lower ? gort__lx_place(c, &name).text : gort__lw_zero(c->w, o->type);
        }
    }
    if (s->list.n > 0) stmt_store_results(c, values);
    const char *text = NULL;
    if (n == 1) {
        text = gort__lx_strip(c->u, values[0]);
    } else if (n > 1) {
        gort__text all = {.u = c->u};
        gort__text_add(&all, "(%s){", c->f->cresult);
        for (int i = 0; i < n; i++)
            gort__text_add(&all, "%s%s", i ? ", " : "", gort__lx_strip(c->u, values[i]));
        gort__text_add(&all, "}");
        text = all.at;
    }
    gort__ins *i = gort__ir_add(c->f, I_RETURN);
    i->text = text;
    i->at = c->at;
}

/* ---- Branches ---- */

void gort__ls_goto(gort__fn *c, gort__label *l)
{
    gort__ir_add(c->f, I_GOTO)->label = l;
}

void gort__ls_label(gort__fn *c, gort__label *l)
{
    gort__ins *i = gort__ir_add(c->f, I_LABEL);
    i->label = l;
    l->at = i;
}

static gort__label *stmt_user_label(gort__fn *c, gort__obj *o)
{
    if (!o->lower) o->lower = gort__ir_label(c->f, o->name);
    return o->lower;
}

static void stmt_branch(gort__fn *c, gort__node *s)
{
    if (s->op == T_GOTO) {
        gort__label *l = stmt_user_label(c, s->target);
        if (l->at) gort__ls_poll(c, false); /* a loop without `for` */
        gort__ls_goto(c, l);
        return;
    }
    if (s->op == T_FALLTHROUGH) return; /* lower_switch.c looked at it */
    bool innermost = true;
    for (gort__target *t = c->targets; t; t = t->up) {
        if (t->stmt == s->loop) {
            if (s->op == T_CONTINUE) {
                gort__ls_goto(c, t->cont);
            } else if (t->loop && innermost) {
                gort__ir_add(c->f, I_BREAK);
            } else {
                if (!t->brk) t->brk = gort__ir_label(c->f, "end");
                gort__ls_goto(c, t->brk);
            }
            return;
        }
        if (t->loop) innermost = false;
    }
    gort__error(c->u, s->pos, "internal: a branch has no target");
}

/* ---- if, for ---- */

/* A long chain of else-ifs is not nested, for the sake of C compilers and readers: each link is
 * left by a jump to the end. */
static void stmt_if_chain(gort__fn *c, gort__node *s)
{
    gort__label *end = gort__ir_label(c->f, "end");
    c->depth++; /* jumps skip what follows */
    for (; s && s->kind == S_IF; s = s->els) {
        gort__node *cond = gort__unparen(s->cond);
        c->at = s->pos;
        gort__ls_comment(c, s->pos);
        if (s->init) gort__ls_stmt(c, s->init);
        if (cond->val && !gort__const_bool_value(cond->val)) continue;
        if (!cond->val) gort__lx_if(c, gort__lx_cond(c, cond));
        gort__ls_block(c, &s->body);
        if (cond->val) break;
        if (s->els) gort__ls_goto(c, end);
        gort__lx_endif(c);
    }
    if (s && s->kind != S_IF) gort__ls_stmt(c, s);
    c->depth--;
    gort__ls_label(c, end);
}

static bool stmt_is_long_chain(const gort__node *s)
{
    enum { MAX_NESTED_LINKS = 16 };
    int links = 0;
    while (s && s->kind == S_IF && ++links <= MAX_NESTED_LINKS)
        s = s->els;
    return links > MAX_NESTED_LINKS;
}

static void stmt_if(gort__fn *c, gort__node *s)
{
    if (stmt_is_long_chain(s)) {
        stmt_if_chain(c, s);
        return;
    }
    if (s->init) gort__ls_stmt(c, s->init);
    gort__node *cond = gort__unparen(s->cond);
    if (cond->val) { /* what a constant rules out was not analysed either */
        if (gort__const_bool_value(cond->val))
            gort__ls_block(c, &s->body);
        else if (s->els)
            gort__ls_stmt(c, s->els);
        return;
    }
    gort__lx_if(c, gort__lx_cond(c, cond));
    gort__ls_block(c, &s->body);
    if (s->els) {
        gort__lx_else(c);
        gort__ls_stmt(c, s->els);
    }
    gort__lx_endif(c);
}

static bool stmt_continues(const gort__nodes *list, const gort__node *loop);

static bool stmt_has_continue(const gort__node *s, const gort__node *loop)
{
    if (!s) return false;
    if (s->kind == S_BRANCH) return s->op == T_CONTINUE && s->loop == loop;
    if (s->kind < S_EMPTY) return false;
    return stmt_has_continue(s->els, loop) || stmt_continues(&s->body, loop) ||
           ((s->kind == S_BLOCK || s->kind == S_SWITCH || s->kind == S_TYPESWITCH) &&
            stmt_continues(&s->list, loop));
}

static bool stmt_continues(const gort__nodes *list, const gort__node *loop)
{
    for (int i = 0; i < list->n; i++)
        if (stmt_has_continue(list->at[i], loop)) return true;
    return false;
}

void gort__ls_loop_open(gort__fn *c, gort__loop *l, gort__node *stmt, const char *cond)
{
    *l = (gort__loop){.head = gort__ir_add(c->f, I_LOOP)};
    l->head->cond = cond;
    c->depth++;
    l->cells = (gort__cells){.head = l->head, .depth = c->depth, .up = c->scope};
    c->scope = &l->cells;
    l->target = (gort__target){.stmt = stmt, .loop = true, .up = c->targets};
    c->targets = &l->target;
}

/* A body that is left by continue is a block of its own: the cells that it enters end with it. */
void gort__ls_loop_body(gort__fn *c, gort__loop *l, const gort__nodes *body)
{
    if (!stmt_continues(body, l->target.stmt)) {
        gort__ls_block(c, body);
        return;
    }
    l->target.cont = gort__ir_label(c->f, "next");
    gort__ins *block = gort__ir_add(c->f, I_BLOCK);
    c->depth++;
    gort__cells cells = {.head = block, .depth = c->depth, .up = c->scope};
    c->scope = &cells;
    gort__ls_block(c, body);
    c->scope = cells.up;
    c->depth--;
    gort__ir_add(c->f, I_ENDBLOCK);
    gort__ls_label(c, l->target.cont);
}

void gort__ls_loop_close(gort__fn *c, gort__loop *l)
{
    gort__ls_poll(c, false);
    gort__ir_add(c->f, I_ENDLOOP);
    c->depth--;
    c->scope = l->cells.up;
    c->targets = l->target.up;
    if (l->target.brk) gort__ls_label(c, l->target.brk);
}

static void stmt_for(gort__fn *c, gort__node *s)
{
    gort__loop l;
    gort__node *cond = gort__unparen(s->cond);
    if (s->init) gort__ls_stmt(c, s->init);
    if (cond && cond->val && !gort__const_bool_value(cond->val)) return;
    gort__ls_loop_open(c, &l, s, NULL);
    if (cond && !cond->val) {
        const char *text = gort__lx_value(c, cond);
        if (c->f->last == l.head) {
            l.head->cond = gort__lx_strip(c->u, text);
        } else {
            gort__lx_if(c, gort__strf(c->u, "!%s", text));
            gort__ir_add(c->f, I_BREAK);
            gort__lx_endif(c);
        }
    }
    gort__ls_loop_body(c, &l, &s->body);
    c->shown_line = s->pos.line;
    if (s->post) gort__ls_stmt(c, s->post);
    gort__ls_loop_close(c, &l);
}

/* ---- Statements ---- */

void gort__ls_poll(gort__fn *c, bool prologue)
{
    gort__ins *i = gort__ir_add(c->f, I_POLL);
    i->prologue = prologue;
    i->at = c->at;
}

/* The source line, once for all statements on it. */
void gort__ls_comment(gort__fn *c, gort__pos pos)
{
    if (pos.line == 0 || pos.line == c->shown_line || pos.file >= c->u->nfiles) return;
    c->shown_line = pos.line;
    size_t bytes;
    const char *p = gort__unit_line(c->u, pos.file, pos.line, &bytes), *stop = p + bytes;
    while (p < stop && (*p == ' ' || *p == '\t'))
        p++;
    char *text = gort__strf(c->u, "%u: %.*s", (unsigned)pos.line, (int)(stop - p), p);
    for (char *q = text; *q; q++) /* no end and no start of a comment inside */
        if ((q[0] == '*' && q[1] == '/') || (q[0] == '/' && q[1] == '*') || *q == '\r' ||
            (unsigned char)*q < ' ')
            *q = ' ';
    gort__ir_add(c->f, I_COMMENT)->text = text;
}

void gort__ls_block(gort__fn *c, const gort__nodes *list)
{
    for (int i = 0; i < list->n; i++)
        gort__ls_stmt(c, list->at[i]);
}

void gort__ls_stmt(gort__fn *c, gort__node *s)
{
    if (!s) return;
    if (s->kind != S_BLOCK && s->kind != S_LABELED && s->kind != S_EMPTY && s->pos.line) {
        c->at = s->pos;
        gort__ls_comment(c, s->pos);
    }
    switch (s->kind) {
    case S_EMPTY: break;
    case S_EXPR: gort__lx_order(c, s->a); break;
    case S_ASSIGN:
        if (s->op)
            stmt_op_assign(c, s->list.at[0], (gort__token)s->op, s->list2.at[0]);
        else
            stmt_assign(c, s);
        break;
    case S_INCDEC: stmt_op_assign(c, s->a, (gort__token)s->op, NULL); break;
    case S_VAR: stmt_assign(c, s); break;
    case S_DECL:
        for (int i = 0; i < s->list.n; i++)
            if (s->list.at[i]->kind == S_VAR) stmt_assign(c, s->list.at[i]);
        break;
    case S_BLOCK: gort__ls_block(c, &s->list); break;
    case S_IF: stmt_if(c, s); break;
    case S_FOR: stmt_for(c, s); break;
    case S_RANGE: gort__ls_range(c, s); break;
    case S_SWITCH: gort__ls_switch(c, s); break;
    case S_TYPESWITCH: gort__ls_type_switch(c, s); break;
    case S_LABELED:
        if (s->target) gort__ls_label(c, stmt_user_label(c, s->target)); /* none: a label _ */
        gort__ls_block(c, &s->body);
        break;
    case S_BRANCH: stmt_branch(c, s); break;
    case S_RETURN: stmt_return(c, s); break;
    default: gort__error(c->u, s->pos, "this statement is not supported yet");
    }
}
