/* lower_stmt.c - simple statements: declarations, returns, branches, if, for. Assignments are in
 * lower_assign.c, range and switches in lower_range.c and lower_switch.c.
 *
 * A variable is a C local if nothing holds its address, a cell in the frame if something does that
 * escape analysis saw not to outlive it, else a heap object. A loop has one variable per loop, as
 * in Go 1.19, and a safepoint on its back edge.
 */
#include "lower_stmt.h"
#include <string.h>

/* ---- Declarations ---- */

bool gort__lower_is_blank(const node *n)
{
    return !n || gort__is_blank(n);
}

bool gort__lower_in_heap(const object *o)
{
    return o->place == PLACE_HEAP || (o->addrtaken && o->place != PLACE_STACK);
}

void gort__lower_declare(lowering *c, object *o, const ir_value *value)
{
    ty *t = o->type;
    const char *name = o->name && !gort__is_blank_name(o->name) ? o->name : "unused";
    ir_var *v;
    if (gort__lower_in_heap(o)) {
        const char *ctype = gort__lower_ctype(c->w, gort__ty_ptr(c->u, t));
        gort__lower_note(c, "moved to heap: %s", name);
        v = gort__lower_pointer_var(c, gort__ir_local_name(c->f, name), ctype);
        gort__lower_def(c, v, true, gort__ir_new(c->u, gort__lower_desc(c->w, t)));
        if (value) {
            const lvalue p = {.at = gort__ir_deref(c->u, &v->value), .type = t, .shared = true};
            gort__lower_store(c, &p, value);
        }
        gort__lower_reach(c, o, ACCESS_POINTER, v);
        return;
    }
    if (o->addrtaken)
        v = gort__lower_cell(c, name, gort__lower_ctype(c->w, t), gort__lower_cell_desc(c->w, t));
    else
        v = gort__lower_new_var(c, name, t);
    if (!value && !(v->cell && v->entered)) value = gort__ir_text(c->u, gort__lower_zero(c->w, t));
    if (value) gort__lower_def(c, v, !v->cell, value);
    gort__lower_reach(c, o, ACCESS_DIRECT, v);
}

/* ---- Return ---- */

/* Does a store to another result leave the value as it is? */
static bool stmt_keeps(const ir_value *v)
{
    return v->simple && (v->kind != V_LOCAL || !v->local->cell);
}

/* A named result that others may hold the address of gets its value too: all values are there
 * before the first is stored. */
static void stmt_store_results(lowering *c, const ir_value **values)
{
    objects *results = &c->fn->results;
    const lowered_object **in_memory =
        gort__alloc(c->u, (size_t)(results->n + 1) * sizeof *in_memory);
    bool any = false;
    for (int i = 0; i < results->n; i++) {
        const lowered_object *l = results->at[i]->lower;
        if (l && (l->access == ACCESS_POINTER || l->var->cell)) in_memory[i] = l, any = true;
    }
    for (int i = 0; any && i < results->n; i++)
        if (!stmt_keeps(values[i]))
            values[i] = gort__lower_temp(c, results->at[i]->type, values[i]);
    for (int i = 0; any && i < results->n; i++) {
        if (!in_memory[i]) continue;
        const lvalue p = gort__lower_variable(c, results->at[i]);
        gort__lower_store(c, &p, values[i]);
    }
}

static void stmt_return(lowering *c, node *s)
{
    objects *results = &c->fn->results;
    const int n = results->n;
    const ir_value **values = gort__alloc(c->u, (size_t)(n + 1) * sizeof *values);
    gort__lower_begin(c);
    gort__lower_expect_list(c, &s->list);
    if (s->list.n == 1 && n > 1) {
        node *call = gort__unparen(s->list.at[0]);
        gort__lower_call_multi(c, call, values);
        for (int i = 0; i < n; i++)
            values[i] = gort__lower_convert(c, call->type->params[i], results->at[i]->type,
                                            values[i], gort__lower_result_place(call, i));
    } else if (s->list.n > 0) {
        for (int i = 0; i < n; i++)
            gort__lower_order(c, s->list.at[i]);
        gort__lower_save_results(c, results, &s->list);
        for (int i = 0; i < n; i++) {
            gort__lower_settle(c, s->list.at[i]);
            values[i] = gort__lower_late(c, s->list.at[i]);
        }
    } else {
        for (int i = 0; i < n; i++) {
            object *o = results->at[i];
            values[i] = o->lower ? gort__lower_load(c, gort__lower_variable(c, o).at)
                                 : gort__ir_text(c->u, gort__lower_zero(c->w, o->type));
        }
    }
    if (s->list.n > 0) stmt_store_results(c, values);
    if (c->defers) {
        gort__lower_defers_run(c);
        for (int i = 0; i < n; i++)
            values[i] = gort__lower_load(c, gort__lower_variable(c, results->at[i]).at);
    }
    gort__lower_return_values(c, values);
}

void gort__lower_return_values(lowering *c, const ir_value **values)
{
    const int n = strcmp(c->f->cresult, "void") == 0 ? 0 : c->fn->results.n;
    const ir_value *value = NULL;
    if (n == 1) {
        value = gort__ir_strip(c->u, values[0]);
    } else if (n > 1) {
        ir_form all;
        gort__ir_begin(&all, c->u);
        gort__ir_put(&all, "(%s){", c->f->cresult);
        for (int i = 0; i < n; i++)
            gort__ir_put(&all, "%s%v", i ? ", " : "", gort__ir_strip(c->u, values[i]));
        gort__ir_put(&all, "}");
        value = gort__ir_end(&all);
    }
    ir_ins *i = gort__ir_add(c->f, I_RETURN);
    i->value = value;
    i->at = c->at;
}

/* ---- Branches ---- */

void gort__lower_goto(lowering *c, ir_label *l)
{
    gort__ir_add(c->f, I_GOTO)->label = l;
}

void gort__lower_label(lowering *c, ir_label *l)
{
    ir_ins *i = gort__ir_add(c->f, I_LABEL);
    i->label = l;
    l->at = i;
}

void gort__lower_leave(lowering *c, jump_target *t)
{
    if (!t->brk) t->brk = gort__ir_label(c->f, "end");
    gort__lower_goto(c, t->brk);
}

static ir_label *stmt_user_label(lowering *c, object *o)
{
    if (!o->lower) o->lower = gort__ir_label(c->f, o->name);
    return o->lower;
}

static void stmt_branch(lowering *c, node *s)
{
    if (s->op == T_GOTO) {
        ir_label *l = stmt_user_label(c, s->target);
        if (l->at) gort__lower_poll(c, false); /* a loop without `for` */
        gort__lower_goto(c, l);
        return;
    }
    if (s->op == T_FALLTHROUGH) return; /* lower_switch.c looked at it */
    bool innermost = true;
    jump_target *t = c->targets;
    for (; t->stmt != s->loop; t = t->up)
        innermost &= !t->loop;
    if (s->op == T_CONTINUE)
        gort__lower_goto(c, t->cont);
    else if (t->loop && innermost && !t->in_strip)
        gort__ir_add(c->f, I_BREAK);
    else
        gort__lower_leave(c, t);
}

/* ---- if, for ---- */

/* A long chain of else-ifs is not nested, for the sake of C compilers and readers: each link is
 * left by a jump to the end. */
static void stmt_if_chain(lowering *c, node *s)
{
    ir_label *end = gort__ir_label(c->f, "end");
    c->depth++; /* jumps skip what follows */
    for (; s && s->kind == S_IF; s = s->els) {
        node *cond = gort__unparen(s->cond);
        c->at = s->pos;
        gort__lower_comment(c, s->pos);
        if (s->init) gort__lower_stmt(c, s->init);
        if (cond->val && !gort__const_bool_value(cond->val)) continue;
        if (!cond->val) gort__lower_if(c, gort__lower_cond(c, cond));
        gort__lower_block(c, &s->body);
        if (cond->val) break;
        if (s->els) gort__lower_goto(c, end);
        gort__lower_endif(c);
    }
    if (s && s->kind != S_IF) gort__lower_stmt(c, s);
    c->depth--;
    gort__lower_label(c, end);
}

static bool stmt_is_long_chain(const node *s)
{
    enum { MAX_NESTED_LINKS = 16 };
    int links = 0;
    while (s && s->kind == S_IF && ++links <= MAX_NESTED_LINKS)
        s = s->els;
    return links > MAX_NESTED_LINKS;
}

static void stmt_if(lowering *c, node *s)
{
    if (stmt_is_long_chain(s)) {
        stmt_if_chain(c, s);
        return;
    }
    if (s->init) gort__lower_stmt(c, s->init);
    node *cond = gort__unparen(s->cond);
    if (cond->val) { /* what a constant rules out was not analysed either */
        if (gort__const_bool_value(cond->val))
            gort__lower_block(c, &s->body);
        else if (s->els)
            gort__lower_stmt(c, s->els);
        return;
    }
    gort__lower_if(c, gort__lower_cond(c, cond));
    gort__lower_block(c, &s->body);
    if (s->els) {
        gort__lower_else(c);
        gort__lower_stmt(c, s->els);
    }
    gort__lower_endif(c);
}

/* The loop around the strips, and the end of one; the condition of the loop that it is. */
static const ir_value *stmt_strips(lowering *c, open_loop *l, const ir_value *cond)
{
    const counted_loop *k = l->counted;
    const ir_value *from = k->down ? k->bound : k->counter, *to = k->down ? k->counter : k->bound;
    const ir_value *n = gort__ir_value(c->u, "gort_strip((uintptr_t)%v - (uintptr_t)%v, %lld)", to,
                                       from, (long long)k->strip - k->through);
    ir_var *stop = gort__lower_plain_var(c, "stop", k->ctype);
    l->strips = gort__ir_add(c->f, I_LOOP);
    l->strips->cond = cond;
    c->depth++;
    GORT__DEF(c, stop, true, k->down ? "%v - %v%s" : "%v + %v%s", k->counter, n,
              !k->through ? ""
              : k->down   ? " - 1"
                          : " + 1");
    return gort__ir_value(c->u, "%v != %v", k->counter, &stop->value);
}

void gort__lower_loop_open(lowering *c, open_loop *l, node *stmt, const ir_value *cond,
                           const counted_loop *k)
{
    *l = (open_loop){.counted = k};
    if (k) {
        const char *op = k->down ? k->through ? ">=" : ">" : k->through ? "<=" : "<";
        cond = gort__ir_value(c->u, "%v %s %v", k->counter, op, k->bound);
        l->fact = k->fact;
        if (k->strip) cond = stmt_strips(c, l, cond);
    }
    l->head = gort__ir_add(c->f, I_LOOP);
    l->head->cond = cond;
    c->depth++;
    l->cells = (cell_scope){.head = l->head, .depth = c->depth, .up = c->scope};
    c->scope = &l->cells;
    l->target =
        (jump_target){.stmt = stmt, .loop = true, .in_strip = l->strips != NULL, .up = c->targets};
    c->targets = &l->target;
    if (l->fact.counter) {
        l->fact.up = c->facts;
        c->facts = &l->fact;
    }
}

/* A body that is left by continue is a block of its own: the cells that it enters end with it. */
void gort__lower_loop_body(lowering *c, open_loop *l, const nodes *body)
{
    if (!l->target.stmt->continued) {
        gort__lower_block(c, body);
        return;
    }
    l->target.cont = gort__ir_label(c->f, "next");
    ir_ins *block = gort__ir_add(c->f, I_BLOCK);
    c->depth++;
    cell_scope cells = {.head = block, .depth = c->depth, .up = c->scope};
    c->scope = &cells;
    gort__lower_block(c, body);
    c->scope = cells.up;
    c->depth--;
    gort__ir_add(c->f, I_ENDBLOCK);
    gort__lower_label(c, l->target.cont);
}

void gort__lower_loop_close(lowering *c, open_loop *l)
{
    if (!l->counted) gort__lower_poll(c, false);
    gort__ir_add(c->f, I_ENDLOOP);
    c->depth--;
    c->scope = l->cells.up;
    c->targets = l->target.up;
    if (l->fact.counter) c->facts = l->fact.up;
    if (l->strips) {
        gort__lower_poll(c, false);
        gort__ir_add(c->f, I_ENDLOOP);
        c->depth--;
    }
    if (l->target.brk) gort__lower_label(c, l->target.brk);
}

static void stmt_for(lowering *c, node *s)
{
    open_loop l;
    node *cond = gort__unparen(s->cond);
    if (s->init) gort__lower_stmt(c, s->init);
    if (cond && cond->val && !gort__const_bool_value(cond->val)) return;
    counted_loop counted;
    const bool is_counted = gort__lower_count_for(c, s, &counted);
    gort__lower_loop_open(c, &l, s, NULL, is_counted ? &counted : NULL);
    if (cond && !cond->val && !is_counted) {
        const ir_value *v = gort__lower_value(c, cond);
        if (c->f->last == l.head) {
            l.head->cond = gort__ir_strip(c->u, v);
        } else {
            GORT__IF(c, "!%v", v);
            gort__ir_add(c->f, I_BREAK);
            gort__lower_endif(c);
        }
    }
    const node *counter = s->post && s->post->kind == S_INCDEC ? gort__unparen(s->post->a) : NULL;
    if (!is_counted && counter && counter->kind == N_NAME && counter->obj)
        gort__lower_ahead(c, s, NULL, NULL, NULL, counter->obj, gort__lower_value(c, s->post->a));
    gort__lower_loop_body(c, &l, &s->body);
    c->shown_line = s->pos.line;
    if (s->post) gort__lower_stmt(c, s->post);
    gort__lower_loop_close(c, &l);
}

/* ---- Statements ---- */

void gort__lower_poll(lowering *c, bool prologue)
{
    ir_ins *i = gort__ir_add(c->f, I_POLL);
    i->prologue = prologue;
    i->at = c->at;
}

/* The source line, once for all statements on it. */
void gort__lower_comment(lowering *c, position pos)
{
    if (pos.line == 0 || pos.line == c->shown_line || pos.file >= c->u->nfiles) return;
    c->shown_line = pos.line;
    size_t bytes;
    const char *p = gort__unit_line(c->u, pos.file, pos.line, &bytes), *stop = p + bytes;
    while (p < stop && (*p == ' ' || *p == '\t'))
        p++;
    /* Of a line with many statements, in many functions, each shows the beginning. */
    enum { ENOUGH_BYTES = 300 };
    const int n = stop - p < ENOUGH_BYTES ? (int)(stop - p) : ENOUGH_BYTES;
    gort__ir_add(c->f, I_COMMENT)->note = gort__comment_text(
        c->u, gort__lower_cut(c->u, gort__strf(c->u, "%u: %.*s", (unsigned)pos.line, n, p)));
}

void gort__lower_block(lowering *c, const nodes *list)
{
    for (int i = 0; i < list->n; i++)
        gort__lower_stmt(c, list->at[i]);
}

static void stmt_go(lowering *c, node *s)
{
    function *literal = NULL;
    gort__lower_do(c, "gort_go(g, " IR_SP ", %v)",
                   gort__ir_strip(c->u, gort__lower_wrapped_call(c, s, &literal)));
}

void gort__lower_stmt(lowering *c, node *s)
{
    if (!s) return;
    if (s->kind != S_BLOCK && s->kind != S_LABELED && s->kind != S_EMPTY && s->pos.line) {
        c->at = s->pos;
        gort__lower_comment(c, s->pos);
    }
    switch (s->kind) {
    case S_EMPTY:
    case S_DECL: break;
    case S_EXPR:
        gort__lower_begin(c);
        gort__lower_expect(c, s->a);
        gort__lower_order(c, s->a);
        break;
    case S_VAR:
    case S_ASSIGN:
        if (s->op)
            gort__lower_op_assign(c, s->list.at[0], (token)s->op, s->list2.at[0]);
        else
            gort__lower_assign(c, s);
        break;
    case S_INCDEC: gort__lower_op_assign(c, s->a, (token)s->op, NULL); break;
    case S_BLOCK: gort__lower_block(c, &s->list); break;
    case S_IF: stmt_if(c, s); break;
    case S_FOR: stmt_for(c, s); break;
    case S_RANGE: gort__lower_range(c, s); break;
    case S_SWITCH: gort__lower_switch(c, s); break;
    case S_TYPESWITCH: gort__lower_type_switch(c, s); break;
    case S_SEND: gort__lower_send(c, s); break;
    case S_SELECT: gort__lower_select(c, s); break;
    case S_GO: stmt_go(c, s); break;
    case S_LABELED:
        if (s->target) gort__lower_label(c, stmt_user_label(c, s->target)); /* none: a label _ */
        gort__lower_block(c, &s->body);
        break;
    case S_BRANCH: stmt_branch(c, s); break;
    case S_RETURN: stmt_return(c, s); break;
    case S_DEFER: gort__lower_defer(c, s); break;
    default: gort__error(c->u, s->pos, "this statement is not supported yet");
    }
}
