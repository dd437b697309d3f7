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
    bool flat;   /* has no braces */
    bool jumped; /* something jumps to its end */
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
    static const char spaces[] = "                                ";
    int n = 4 * (e->indent <= MAX_NESTED ? e->indent : MAX_NESTED + 1);
    for (int k; n > 0; n -= k) {
        k = n < (int)sizeof spaces ? n : (int)sizeof spaces - 1;
        fwrite(spaces, 1, (size_t)k, e->out);
    }
}

static void emit_line(emit_state *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The beginning of a line, or all of it. */
static void emit_line(emit_state *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    emit_indent(e);
    vfprintf(e->out, fmt, ap);
    va_end(ap);
}

static void emit_text(emit_state *e, const char *text)
{
    emit_indent(e);
    fputs(text, e->out);
}

static void emit_value(emit_state *e, const ir_value *v, int k)
{
    gort__ir_print(e->out, v, k);
}

static int emit_site(emission *w, const char *func, position at)
{
    const int claim = gort__claim_at(w->u, at);
    const call_site *last = w->nsites > 0 ? &w->sites[w->nsites - 1] : NULL;
    if (last && last->func == func && last->at.file == at.file && last->at.line == at.line &&
        gort__claim_at(w->u, last->at) == claim)
        return w->nsites - 1;
    const char *key =
        gort__strf(w->u, "%s:%u:%u:%d", func, (unsigned)at.file, (unsigned)at.line, claim);
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
 * ROOTS_LAST: the frame does not go on. */
static int emit_roots(emit_state *e, const ir_ins *i, bool with_live, roots_for when)
{
    int k = 2 * i->npairs, col = 0;
    for (int v = 0; with_live && v < i->nroots; v++) {
        const ir_var *x = i->roots[v];
        for (int j = 0; j < (x->cell ? 1 : x->nwords); j++, k++) {
            if (!emit_slot(e, &col, k, (slot){x, j}, when)) continue;
            if (x->cell)
                fprintf(e->out, "&%s", x->name);
            else
                fprintf(e->out, "(void *)%s%s", x->name, x->words[j]);
        }
    }
    if (!i->no_site) {
        const int site = emit_site(e->w, e->f->goname, i->at);
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

/* "T name", "T *name". */
static void emit_declarator(emit_state *e, const ir_var *v)
{
    const size_t n = strlen(v->ctype);
    fprintf(e->out, "%s%s%s", v->ctype, v->ctype[n - 1] == '*' ? "" : " ", v->name);
}

/* What needs no roots; if that said no, the call that does. */
static void emit_try_statement(emit_state *e, const ir_ins *i)
{
    emit_text(e, "if (GORT_UNLIKELY(!");
    emit_value(e, i->value->operands[0], 0);
    fputs(")) {\n", e->out);
    e->indent++;
    const int k = emit_roots(e, i, true, ROOTS_MAYBE);
    emit_indent(e);
    emit_value(e, i->value->operands[1], k);
    fputs(";\n", e->out);
    e->indent--;
    emit_text(e, "}\n");
}

/* def = what needs no roots; if that is NULL, the call that does. */
static bool emit_try(emit_state *e, const ir_ins *i)
{
    const ir_value *v = i->value;
    unit *u = e->w->u;
    if (!i->def || (v->kind != V_NEW && v->kind != V_TRY)) return false;
    const bool new = v->kind == V_NEW;
    const ir_value *type = v->operands[0];
    const ir_value *fast = new ? gort__ir_value(u, "gort_new_fast(g, %v)", type) : v->operands[0];
    const ir_value *slow =
        new ? gort__ir_value(u, "gort_alloc_slow(g, " IR_SP ", %v, 1)", type) : v->operands[1];
    emit_indent(e);
    if (i->declare)
        emit_declarator(e, i->def);
    else
        fputs(i->def->name, e->out);
    fputs(" = ", e->out);
    emit_value(e, fast, 0);
    fputs(";\n", e->out);
    emit_line(e, "if (GORT_UNLIKELY(%s == NULL)) {\n", i->def->name);
    e->indent++;
    const int k = emit_roots(e, i, true, ROOTS_MAYBE);
    emit_line(e, "%s = ", i->def->name);
    emit_value(e, slow, k);
    fputs(";\n", e->out);
    e->indent--;
    emit_text(e, "}\n");
    return true;
}

static void emit_statement(emit_state *e, ir_ins *i)
{
    const ir_var *v = i->def;
    /* What nobody reads is only evaluated. */
    const bool unread = v && !v->cell && v->reads == 0;
    if ((unread || !v) && i->value->kind == V_TRY) {
        emit_try_statement(e, i);
        return;
    }
    if (!unread && emit_try(e, i)) return;
    int k = 0;
    if (may_collect(i)) k = emit_roots(e, i, true, ROOTS_CALL);
    emit_indent(e);
    if (unread) {
        fputs("(void)(", e->out);
        emit_value(e, i->value, k);
        fputs(");\n", e->out);
        return;
    }
    if (v) {
        if (i->declare)
            emit_declarator(e, v);
        else
            fputs(v->name, e->out);
        fputs(" = ", e->out);
    }
    emit_value(e, i->value, k);
    fputs(";\n", e->out);
}

static void emit_cell(emit_state *e, const ir_ins *i)
{
    const ir_var *v = i->def;
    if (!v->param) {
        emit_indent(e);
        emit_declarator(e, v);
        fputs(";\n", e->out);
        emit_line(e, "%s(&%s, sizeof %s);\n", v->clear ? v->clear : "gort_zero", v->name, v->name);
    }
    if (!v->desc && !v->pinned) return;
    const char *desc = v->desc   ? v->desc
                       : v->type ? gort__lower_desc(e->w, v->type)
                                 : "gort_type_unsafe_pointer"; /* a temporary of one pointer */
    gort__slots_put(&e->slots, 2 * v->pair, (slot){0});
    gort__slots_put(&e->slots, 2 * v->pair + 1, (slot){0});
    emit_line(e, "sp[%d] = GORT_%s_WORD(&%s), sp[%d] = &%s;\n", 2 * v->pair,
              v->pinned ? "TYPE" : "FRAME", desc, 2 * v->pair + 1, v->name);
}

/* Does the function, or a loop of it, need a safepoint of its own? */
static bool has_calls(const ir_func *f)
{
    for (const ir_ins *i = f->first.next; i; i = i->next)
        if (!i->dead &&
            ((i->kind == I_POLL && !i->prologue) || (i->kind != I_CHECK && may_collect(i))))
            return true;
    return false;
}

static bool has_checks(const ir_func *f)
{
    for (const ir_ins *i = f->first.next; i; i = i->next)
        if (!i->dead && i->kind == I_CHECK) return true;
    return false;
}

static void emit_block_end(emit_state *e, const char *text)
{
    e->indent--;
    emit_line(e, "%s\n", text);
}

static emit_block *emit_open(emit_state *e, const ir_ins *head)
{
    emit_block *b = GORT__PUSH(e->w->u, e->blocks, e->nblocks, e->cap_blocks);
    *b = (emit_block){.head = head, .flat = e->nblocks > MAX_NESTED};
    e->indent += b->flat ? 0 : 1;
    return b;
}

/* A block that is nested too deeply for braces. Its variables have names of their own. */
static void emit_flat_open(emit_state *e, ir_ins *i, emit_block *b)
{
    const char *to = i->kind == I_IF ? "flat_else" : "flat_end";
    if (i->kind == I_LOOP) fprintf(e->out, "flat_loop_%d:;\n", i->serial);
    if (i->kind == I_BLOCK || !i->cond) return;
    emit_text(e, "if (!(");
    emit_value(e, i->cond, 0);
    fprintf(e->out, ")) goto %s_%d;\n", to, i->serial);
    b->jumped = true;
}

static void emit_flat_else(emit_state *e, emit_block *b)
{
    emit_line(e, "goto flat_end_%d;\nflat_else_%d:;\n", b->head->serial, b->head->serial);
    b->jumped = false; /* to flat_else_N no more */
}

static void emit_flat_close(emit_state *e, const emit_block *b)
{
    const int n = b->head->serial;
    if (b->head->kind == I_LOOP) {
        emit_line(e, "goto flat_loop_%d;\n", n);
        if (b->jumped) fprintf(e->out, "flat_end_%d:;\n", n);
    } else if (b->head->kind == I_IF) {
        fprintf(e->out, "%s_%d:;\n", b->jumped ? "flat_else" : "flat_end", n);
    }
}

/* True if it was a jump out of a loop without braces. */
static bool emit_flat_break(emit_state *e)
{
    for (int k = e->nblocks - 1; k >= 0; k--) {
        emit_block *b = &e->blocks[k];
        if (b->head->kind != I_LOOP) continue;
        if (!b->flat) return false;
        emit_line(e, "goto flat_end_%d;\n", b->head->serial);
        b->jumped = true;
        return true;
    }
    return false;
}

static void emit_head_of_block(emit_state *e, ir_ins *i)
{
    const int indent = e->indent;
    emit_block *b = emit_open(e, i);
    if (b->flat) {
        emit_flat_open(e, i, b);
        return;
    }
    e->indent = indent;
    emit_indent(e);
    if (i->kind == I_BLOCK) {
        fputs("{\n", e->out);
    } else if (!i->cond) {
        fputs("for (;;) {\n", e->out);
    } else {
        fputs(i->kind == I_IF ? "if (" : "while (", e->out);
        emit_value(e, i->cond, 0);
        fputs(") {\n", e->out);
    }
    e->indent++;
}

static void emit_ins(emit_state *e, ir_ins *i, bool calls)
{
    switch (i->kind) {
    case I_VALUE: emit_statement(e, i); break;
    case I_STORE:
        emit_indent(e);
        emit_value(e, i->place, 0);
        fputs(" = ", e->out);
        emit_value(e, i->value, 0);
        fputs(";\n", e->out);
        break;
    case I_CHECK: {
        emit_text(e, "if (GORT_UNLIKELY(");
        emit_value(e, i->cond, 0);
        fputs(")) {\n", e->out);
        e->indent++;
        /* The frame does not go on. Its pairs stand: a deferred call may get to their cells. */
        const int k = emit_roots(e, i, false, ROOTS_LAST);
        emit_indent(e);
        emit_value(e, i->value, k);
        fputs(";\n", e->out);
        emit_block_end(e, "}");
        break;
    }
    case I_POLL: {
        if (i->prologue && !calls) break;
        emit_line(e, "if (%s(g)) {\n", i->prologue ? "GORT_POLL_NEEDED" : "GORT_LOOP_POLL_NEEDED");
        e->indent++;
        const int k = emit_roots(e, i, true, ROOTS_MAYBE);
        emit_line(e, "gort_morestack(g, sp + %d);\n", k);
        emit_block_end(e, "}");
        break;
    }
    case I_DECL:
        if (i->def->reads == 0 || i->def->pinned) break;
        emit_indent(e);
        emit_declarator(e, i->def);
        fputs(";\n", e->out);
        break;
    case I_CELL: emit_cell(e, i); break;
    case I_IF:
    case I_LOOP:
    case I_BLOCK: emit_head_of_block(e, i); break;
    case I_ELSE:
        if (e->blocks[e->nblocks - 1].flat) {
            emit_flat_else(e, &e->blocks[e->nblocks - 1]);
            break;
        }
        emit_block_end(e, "} else {");
        e->indent++;
        break;
    case I_ENDIF:
    case I_ENDLOOP:
    case I_ENDBLOCK:
        if (e->blocks[--e->nblocks].flat)
            emit_flat_close(e, &e->blocks[e->nblocks]);
        else
            emit_block_end(e, "}");
        break;
    case I_LABEL:
        if (i->label->uses > 0) fprintf(e->out, "%s:;\n", i->label->name);
        break;
    case I_GOTO: emit_line(e, "goto %s;\n", i->label->name); break;
    case I_BREAK:
        if (emit_flat_break(e)) break;
        emit_text(e, "break;\n");
        break;
    case I_RETURN: {
        if (!i->value && !i->next) break; /* the closing brace says it */
        const int k = may_collect(i) ? emit_roots(e, i, true, ROOTS_LAST) : 0;
        emit_indent(e);
        fputs(i->value ? "return " : "return", e->out);
        if (i->value) emit_value(e, i->value, k);
        fputs(";\n", e->out);
        break;
    }
    default:
        if (i->note && *i->note) {
            emit_line(e, "/* %s */\n", i->note);
        }
        break;
    }
}

/* What stays in the output though nothing reaches it: the shape of blocks. */
static bool shape(const ir_ins *i)
{
    switch (i->kind) {
    case I_ENDIF:
    case I_ENDLOOP:
    case I_ENDBLOCK:
    case I_ELSE: return true;
    default: return false;
    }
}

/* Blocks whose head is dead go as a whole. */
static ir_ins *skip_dead(ir_ins *i)
{
    int depth = 0;
    for (; i; i = i->next) {
        if (i->kind == I_IF || i->kind == I_LOOP || i->kind == I_BLOCK) depth++;
        if (i->kind == I_ENDIF || i->kind == I_ENDLOOP || i->kind == I_ENDBLOCK) {
            if (--depth == 0) return i;
        }
    }
    return NULL;
}

static bool any_live(const ir_ins *from, const ir_ins *to)
{
    for (const ir_ins *i = from; i && i != to; i = i->next)
        if (!i->dead) return true;
    return false;
}

/* The prototype's parameters: "gort_g *g, void **sp, intptr_t n". */
static void emit_head(emit_state *e)
{
    const ir_func *f = e->f;
    const size_t n = strlen(f->cresult);
    fprintf(e->out, "static %s%s%s(gort_g *g, void **sp", f->cresult,
            f->cresult[n - 1] == '*' ? "" : " ", f->cname);
    if (f->params) emit_value(e, f->params, 0);
    fputs(")", e->out);
}

void gort__emit_func(emission *w, ir_func *f, FILE *out)
{
    emit_state proto = {.w = w, .f = f, .out = w->protos}, e = {.w = w, .f = f, .out = out};
    gort__ir_analyse(f);
    fputs(f->once    ? "GORT_ONCE "
          : f->part  ? "GORT_PART "
          : f->entry ? "GORT_ENTRY "
                     : "GORT_UNUSED ",
          proto.out);
    emit_head(&proto);
    fputs(";\n", proto.out);
    fprintf(out, "/* func %s */\n", gort__comment_text(w->u, f->goname));
    emit_head(&e);
    fputs("\n{\n", out);
    e.indent = 1;
    const bool calls = has_calls(f);
    /* Parameters that the body does not name. */
    if (!calls && !has_checks(f)) {
        emit_text(&e, "(void)g, (void)sp;\n");
    }
    for (int i = 0; i < f->nvars; i++)
        if (f->vars[i]->param && f->vars[i]->reads == 0) {
            emit_line(&e, "(void)%s;\n", f->vars[i]->name);
        }
    for (ir_ins *i = f->first.next; i; i = i->next) {
        if (i->dead) {
            const bool head = i->kind == I_IF || i->kind == I_LOOP || i->kind == I_BLOCK;
            if (head) {
                ir_ins *end = skip_dead(i);
                if (!end) break;
                /* A label inside may be alive: then the shape must stay. */
                if (!any_live(i, end)) {
                    i = end;
                    continue;
                }
                if (i->kind == I_IF) i->cond = gort__ir_text(w->u, "0");
                emit_ins(&e, i, calls);
                gort__slots_pass(&e.slots, w->u, i);
                continue;
            }
            if (!shape(i)) continue;
        }
        emit_ins(&e, i, calls);
        gort__slots_pass(&e.slots, w->u, i);
    }
    /* Go's rules let a function with results end like this only behind a panic; tcc does not know
     * that the call does not return. */
    if (strcmp(f->cresult, "void") != 0 && f->last->kind != I_RETURN && !f->last->dead)
        fputs("    GORT_UNREACHABLE;\n", out);
    fputs("}\n\n", out);
}
