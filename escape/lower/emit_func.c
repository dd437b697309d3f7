/* emit_func.c - one function of three-address code as C.
 *
 * Here the roots are written. At an instruction that may collect, sp[0..2*npairs) already holds
 * the pairs of the cells that stand; behind them go the pointer words of every local that is live
 * afterwards (liveness.c), and the address of every cell that is, then the word of the call site,
 * and the callee gets what is above. A callee roots its own arguments, so an argument that dies
 * with the call is not stored. Slots are numbered anew at each call: what is below the callee's sp
 * is all for this call. What stands there already, from a call before, is not stored again
 * (emit_slots.h).
 *
 *   sp[0] = GORT_FRAME_WORD(&type_T), sp[1] = &cell;                at the cell's declaration
 *   sp[2] = m, sp[3] = &cell, sp[4] = GORT_SITE_WORD(&sites[7]);    before the call
 *   p = gort_mapaccess1(g, sp + 5, ...);
 *
 * A pair by itself makes nothing a root: what a cell holds lives while the cell is pointed to, or
 * will be named again. A parameter that is a cell has its pair before the prologue poll.
 *
 * An allocation first tries the mutator's run and roots only on the slow path. A function that
 * calls nothing but panics has no prologue poll.
 *
 * To change what counts as live, open liveness.c; which C a Go construct becomes, lower*.c.
 */
#include "emit_internal.h"
#include "emit_slots.h"
#include <string.h>

/* Blocks nested deeper than this become jumps: clang takes 256 brackets in each other. */
enum { MAX_NESTED = 80 };

typedef struct emit_block {
    const ir_ins *head;
    bool flat;      /* has no braces */
    bool jumped;    /* something jumps to its end */
    bool is_switch; /* of C; a break in it does not leave the loop around it */
} emit_block;

typedef struct emit_state {
    emission *w;
    ir_func *f;
    FILE *out;
    int indent;
    slots slots;
    emit_block *blocks; /* that are open */
    int nblocks, cap_blocks;
} emit_state;

static void emit_indent(emit_state *e)
{
    for (int n = e->indent <= MAX_NESTED ? e->indent : MAX_NESTED + 1; n > 0; n--)
        fwrite_unlocked("    ", 1, 4, e->out);
}

/* The beginning of a line, or all of it: %s, %d; %v is a value, whose callee gets sp + k; %t a C
 * type in front of a name, or "". */
static void emit_line(emit_state *e, int k, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    emit_indent(e);
    for (const char *p = fmt; *p; p++) {
        const size_t plain = strcspn(p, "%");
        if (plain > 0) fwrite_unlocked(p, 1, plain, e->out);
        p += plain;
        if (*p == 0) break;
        if (*++p == 'v') {
            gort__ir_print(e->out, va_arg(ap, const ir_value *), k);
        } else if (*p == 'd') {
            fprintf(e->out, "%d", va_arg(ap, int));
        } else {
            const char *text = va_arg(ap, const char *);
            const size_t n = strlen(text);
            if (n > 0) fwrite_unlocked(text, 1, n, e->out);
            if (*p == 't' && n > 0 && text[n - 1] != '*') putc_unlocked(' ', e->out);
        }
    }
    va_end(ap);
}

/* Parts of one function may each have a symbol. */
static int emit_symbol_number(emission *w, ir_symbol *s)
{
    if (s->number == 0 && s->outer) s->number = ++w->nsymbols;
    if (s->number == 0) {
        name_entry *f = gort__names_find(&w->site_funcs, s->text);
        if (!f) (f = gort__names_add(w->u, &w->site_funcs, s->text))->number = ++w->nsymbols;
        s->number = f->number;
    }
    return s->number;
}

static int emit_site(emission *w, ir_symbol *func, position at)
{
    const int claim = gort__claim_at(w->u, at);
    const call_site *last = w->nsites > 0 ? &w->sites[w->nsites - 1] : NULL;
    if (last && last->func == func && last->at.file == at.file && last->at.line == at.line &&
        gort__claim_at(w->u, last->at) == claim)
        return w->nsites - 1;
    const char *key = gort__strf(w->u, "%d:%u:%u:%d", emit_symbol_number(w, func),
                                 (unsigned)at.file, (unsigned)at.line, claim);
    const name_entry *known = gort__names_find(&w->site_numbers, key);
    if (known) return known->number;
    gort__names_add(w->u, &w->site_numbers, key)->number = w->nsites;
    *GORT__PUSH(w->u, w->sites, w->nsites, w->cap_sites) = (call_site){func, at};
    return w->nsites - 1;
}

typedef enum roots_for { ROOTS_CALL, ROOTS_MAYBE, ROOTS_LAST } roots_for;

/* "sp[k] = ", if that is not known to stand there. */
static bool emit_slot(emit_state *e, int *col, int k, slot what, roots_for when)
{
    if (gort__slots_hold(&e->slots, k, what)) return false;
    if (when != ROOTS_LAST) gort__slots_put(&e->slots, k, when == ROOTS_CALL ? what : (slot){0});
    if (*col == 4) {
        fputs(";\n", e->out);
        *col = 0;
    }
    if (*col == 0) emit_indent(e);
    fprintf(e->out, "%ssp[%d] = ", *col ? ", " : "", k);
    ++*col;
    return true;
}

/* Stores what is live behind i and the call site; returns how far sp is raised. A part of this
 * function has no site: its words and ours are one frame. ROOTS_MAYBE: on a path of its own;
 * ROOTS_LAST: the frame does not go on. Its pairs stand: a deferred call may get to their cells. */
static int emit_roots(emit_state *e, const ir_ins *i, roots_for when)
{
    int k = 2 * i->npairs, col = 0;
    for (int v = 0; v < i->nroots; v++) {
        const ir_var *x = i->roots[v];
        for (int j = 0; j < (x->cell ? 1 : x->nwords); j++, k++) {
            if (!emit_slot(e, &col, k, (slot){x, j}, when)) continue;
            fprintf(e->out, x->cell ? "&%s" : "(void *)%s", x->name);
            for (const ir_path *p = x->cell ? NULL : x->words[j]; p; p = p->rest)
                fputs(p->step, e->out);
        }
    }
    if (!i->no_site) {
        const int site = emit_site(e->w, e->f->symbol, i->at);
        if (emit_slot(e, &col, k++, (slot){NULL, site + 1}, when))
            fprintf(e->out, "GORT_SITE_WORD(&sites[%d])", site);
    }
    if (col > 0) fputs(";\n", e->out);
    if (when != ROOTS_LAST) gort__slots_raise(&e->slots, k);
    return k;
}

static bool may_collect(const ir_ins *i)
{
    return i->value && i->value->collects;
}

/* Behind "if (...) {": the call that needs roots, to def or NULL; call NULL: a poll. */
static void emit_slow(emit_state *e, const ir_ins *i, roots_for when, const ir_var *def,
                      const ir_value *call)
{
    e->indent++;
    const int k = emit_roots(e, i, when);
    if (call)
        emit_line(e, k, "%s%s%v;\n", def ? def->name : "", def ? " = " : "", call);
    else
        emit_line(e, k, "gort_morestack(g, sp + %d);\n", k);
    e->indent--;
    emit_line(e, 0, "}\n");
}

/* What needs no roots; if that is NULL or false, the call that does. */
static void emit_try(emit_state *e, const ir_ins *i, const ir_var *def)
{
    const ir_value *const *is = i->value->operands;
    if (def) {
        emit_line(e, 0, "%t%v = %v;\n", i->declare ? def->ctype : "", &def->value, is[0]);
        emit_line(e, 0, "if (GORT_UNLIKELY(%v == NULL)) {\n", &def->value);
    } else {
        emit_line(e, 0, "if (GORT_UNLIKELY(!%v)) {\n", is[0]);
    }
    emit_slow(e, i, ROOTS_MAYBE, def, is[1]);
}

static void emit_statement(emit_state *e, const ir_ins *i)
{
    /* What nobody reads is only evaluated. */
    const bool unread = i->def && !i->def->cell && i->def->reads == 0;
    const ir_var *def = unread ? NULL : i->def;
    if (i->value->kind == V_TRY) {
        emit_try(e, i, def);
        return;
    }
    const int k = may_collect(i) ? emit_roots(e, i, ROOTS_CALL) : 0;
    if (e->f->wrapper && k > 0) emit_line(e, 0, "gort_wrapped(g, sp, sp + %d);\n", k);
    if (def)
        emit_line(e, k, "%t%v = %v;\n", i->declare ? def->ctype : "", &def->value, i->value);
    else
        emit_line(e, k, unread ? "(void)(%v);\n" : "%v;\n", i->value);
}

/* Behind what may have written to memory others see: under wbshadow, the write barrier's check. */
static void emit_shadow_check(emit_state *e, const ir_ins *i)
{
    if (!e->w->u->opt_wbshadow) return;
    emit_line(e, 0, "gort_wbshadow(g, sp + %d, &sites[%d]);\n", 2 * i->npairs,
              emit_site(e->w, e->f->symbol, i->at));
}

static bool may_write(const ir_ins *i)
{
    switch (i->kind) {
    case I_VALUE: return !i->def || gort__ir_calls(i->value);
    case I_STORE: return gort__ir_root(i->place) == NULL;
    default: return false;
    }
}

/* return f(...): with a check between the two. */
static void emit_shadow_return(emit_state *e, const ir_ins *i, int k)
{
    emit_line(e, k, "%t__result = %v;\n", e->f->cresult, i->value);
    emit_shadow_check(e, i);
    emit_line(e, 0, "return __result;\n");
}

static void emit_cell(emit_state *e, const ir_ins *i)
{
    const ir_var *v = i->def;
    if (!v->param) {
        emit_line(e, 0, "%t%v;\n", v->ctype, &v->value);
        emit_line(e, 0, "%s(&%v, sizeof %v);\n", v->clear ? v->clear : "gort_zero", &v->value,
                  &v->value);
    }
    if (!v->desc && !v->pinned) return;
    const char *desc = v->desc   ? v->desc
                       : v->type ? gort__lower_desc(e->w, v->type)
                                 : "gort_type_unsafe_pointer"; /* a temporary of one pointer */
    gort__slots_put(&e->slots, 2 * v->pair, (slot){0});
    gort__slots_put(&e->slots, 2 * v->pair + 1, (slot){0});
    emit_line(e, 0, "sp[%d] = GORT_%s_WORD(&%s), sp[%d] = &%v;\n", 2 * v->pair,
              v->pinned ? "TYPE" : "FRAME", desc, 2 * v->pair + 1, &v->value);
}

/* ---- Blocks ---- */

/* A block that is nested too deeply for braces. Its variables have names of their own. */
static void emit_flat_open(emit_state *e, const ir_ins *i, emit_block *b)
{
    if (i->kind == I_LOOP) fprintf(e->out, "begin_of_%d:;\n", i->serial);
    if (i->kind == I_BLOCK || i->kind == I_SWITCH || !i->cond) return;
    emit_line(e, 0, "if (!(%v)) goto %s_%d;\n", i->cond, i->kind == I_IF ? "else_of" : "end_of",
              i->serial);
    b->jumped = true;
}

static void emit_flat_close(emit_state *e, const emit_block *b)
{
    const int n = b->head->serial;
    if (b->head->kind == I_LOOP) {
        emit_line(e, 0, "goto begin_of_%d;\n", n);
        if (b->jumped) fprintf(e->out, "end_of_%d:;\n", n);
    } else if (b->head->kind == I_IF) {
        fprintf(e->out, "%s_%d:;\n", b->jumped ? "else_of" : "end_of", n);
    }
}

/* By a jump out of a loop without braces, and from a switch. */
static void emit_break(emit_state *e)
{
    emit_block *b = &e->blocks[e->nblocks - 1];
    bool jump = false;
    for (; b->head->kind != I_LOOP; b--)
        jump |= b->is_switch;
    if (jump || b->flat) {
        emit_line(e, 0, "goto end_of_%d;\n", b->head->serial);
        b->jumped = true;
    } else {
        emit_line(e, 0, "break;\n");
    }
}

static void emit_open(emit_state *e, const ir_ins *i)
{
    const bool choice = e->nblocks > 0 && e->blocks[e->nblocks - 1].is_switch;
    emit_block *b = GORT__PUSH(e->w->u, e->blocks, e->nblocks, e->cap_blocks);
    *b = (emit_block){.head = i, .flat = e->nblocks > MAX_NESTED};
    b->is_switch = i->kind == I_SWITCH && !i->dead && e->nblocks < MAX_NESTED;
    if (b->flat) {
        emit_flat_open(e, i, b);
        return;
    }
    if (b->is_switch)
        emit_line(e, 0, "switch (%v) {\n", i->cond);
    else if (choice && i->kind == I_IF)
        emit_line(e, 0, "%v {\n", i->value);
    else if (choice)
        emit_line(e, 0, "default: {\n");
    else if (i->kind == I_SWITCH)
        emit_line(e, 0, "{\n");
    else if (i->cond)
        emit_line(e, 0, i->kind == I_IF ? "if (%v) {\n" : "while (%v) {\n", i->cond);
    else
        emit_line(e, 0, i->kind == I_BLOCK ? "{\n" : "for (;;) {\n");
    e->indent++;
}

static void emit_else(emit_state *e)
{
    emit_block *b = &e->blocks[e->nblocks - 1];
    if (b->flat) {
        emit_line(e, 0, "goto end_of_%d;\nelse_of_%d:;\n", b->head->serial, b->head->serial);
        b->jumped = false; /* to else_of_N no more */
        return;
    }
    e->indent--;
    emit_line(e, 0, "} else {\n");
    e->indent++;
}

static void emit_close(emit_state *e)
{
    const emit_block *b = &e->blocks[--e->nblocks];
    if (b->flat) {
        emit_flat_close(e, b);
        return;
    }
    e->indent--;
    emit_line(e, 0, "}\n");
    if (b->jumped) fprintf(e->out, "end_of_%d:;\n", b->head->serial);
}

static void emit_ins(emit_state *e, const ir_ins *i, bool calls)
{
    switch (i->kind) {
    case I_VALUE: emit_statement(e, i); break;
    case I_STORE: emit_line(e, 0, "%v = %v;\n", i->place, i->value); break;
    case I_CHECK:
        emit_line(e, 0, "if (GORT_UNLIKELY(%v)) {\n", i->cond);
        emit_slow(e, i, ROOTS_LAST, NULL, i->value);
        break;
    case I_POLL:
        if (i->prologue && !calls) break;
        emit_line(e, 0, "if (%s(g)) {\n",
                  i->prologue ? "GORT_POLL_NEEDED" : "GORT_LOOP_POLL_NEEDED");
        emit_slow(e, i, ROOTS_MAYBE, NULL, gort__ir_value(e->w->u, "gort_morestack(g, " IR_SP ")"));
        break;
    case I_DECL:
        if (i->def->reads == 0 || i->def->pinned) break;
        emit_line(e, 0, "%t%v;\n", i->def->ctype, &i->def->value);
        break;
    case I_CELL: emit_cell(e, i); break;
    case I_IF:
    case I_LOOP:
    case I_SWITCH:
    case I_BLOCK: emit_open(e, i); break;
    case I_ELSE: emit_else(e); break;
    case I_ENDIF:
    case I_ENDLOOP:
    case I_ENDBLOCK: emit_close(e); break;
    case I_LABEL:
        if (i->label->uses > 0) fprintf(e->out, "%s:;\n", i->label->name);
        break;
    case I_GOTO: emit_line(e, 0, "goto %s;\n", i->label->name); break;
    case I_BREAK: emit_break(e); break;
    case I_RETURN:
        if (i->value) {
            const int k = may_collect(i) ? emit_roots(e, i, ROOTS_LAST) : 0;
            if (e->w->u->opt_wbshadow && gort__ir_calls(i->value))
                emit_shadow_return(e, i, k);
            else
                emit_line(e, k, "return %v;\n", i->value);
        } else if (i->next) { /* else the closing brace says it */
            emit_line(e, 0, "return;\n");
        }
        break;
    default:
        if (i->note && *i->note) emit_line(e, 0, "/* %s */\n", i->note);
    }
}

static bool opens(const ir_ins *i)
{
    return i->kind == I_IF || i->kind == I_LOOP || i->kind == I_BLOCK || i->kind == I_SWITCH;
}

/* Is i printed though nothing reaches it? Only as the shape of a block that is: of one that holds a
 * label which is reached. Of any other *i is moved to its end. */
static bool emit_dead(emit_state *e, ir_ins **i)
{
    ir_ins *end = *i;
    if (!opens(end)) return end->kind == I_ELSE || (end->match && end->kind != I_BREAK);
    do
        end = end->match;
    while (end->kind == I_ELSE);
    for (const ir_ins *in = *i; in != end; in = in->next)
        if (!in->dead) {
            if ((*i)->kind == I_IF) (*i)->cond = gort__ir_text(e->w->u, "0");
            return true;
        }
    *i = end;
    return false;
}

/* The prototype: "static T f(gort_g *g, void **sp, intptr_t n)". */
static void emit_head(emit_state *e, const char *end)
{
    emit_line(e, 0, "static %t%s(gort_g *g, void **sp", e->f->cresult, e->f->cname);
    if (e->f->params) gort__ir_print(e->out, e->f->params, 0);
    fputs(end, e->out);
}

void gort__emit_func(emission *w, ir_func *f, FILE *out)
{
    emit_state proto = {.w = w, .f = f, .out = w->protos}, e = {.w = w, .f = f, .out = out};
    gort__ir_analyse(f);
    fputs(f->once     ? "GORT_ONCE "
          : f->part   ? "GORT_PART "
          : f->entry  ? "GORT_ENTRY "
          : f->defers ? "GORT_DEFERRING "
                      : "GORT_UNUSED ",
          proto.out);
    emit_head(&proto, ");\n");
    fprintf(out, "/* func %s */\n", gort__comment_text(w->u, gort__lower_shown(w->u, f->symbol)));
    emit_head(&e, ")\n{\n");
    e.indent = 1;
    bool calls = false, checks = false; /* calls, or loops, that need a safepoint of their own */
    for (const ir_ins *i = f->first.next; i && !calls; i = i->next) {
        if (i->dead) continue;
        checks |= i->kind == I_CHECK;
        calls |= i->kind == I_POLL ? !i->prologue : i->kind != I_CHECK && may_collect(i);
    }
    /* Parameters that the body does not name. */
    if (!calls && !checks) emit_line(&e, 0, "(void)g, (void)sp;\n");
    for (int i = 0; i < f->nvars; i++)
        if (f->vars[i]->param && f->vars[i]->reads == 0)
            emit_line(&e, 0, "(void)%s;\n", f->vars[i]->name);
    for (ir_ins *i = f->first.next; i; i = i->next) {
        if (i->dead && !emit_dead(&e, &i)) continue;
        emit_ins(&e, i, calls);
        if (may_write(i)) emit_shadow_check(&e, i);
        gort__slots_pass(&e.slots, w->u, i);
    }
    /* Go's rules let a function with results end like this only behind a panic; tcc does not know
     * that the call does not return. */
    if (strcmp(f->cresult, "void") != 0 && f->last->kind != I_RETURN && !f->last->dead)
        fputs("    GORT_UNREACHABLE;\n", out);
    fputs("}\n\n", out);
}
