/* emit.c - core to instructions. A variable has a register from its binding to its scope's end,
 * what is computed on the way stands in registers above, taken and given back like a stack.
 */
#include "core.h"
#include "ops.h"

enum { REGS_MAX = 240, JUMP_MAX = 32767 };

typedef struct emitter {
    compiler *c;
    fn *f;
    int line;
} emitter;

/* Places of jumps to one target, each holding the next one's. */
typedef int jumps;

static void emit_fn(compiler *c, fn *f);
static void emit_to(emitter *e, const core *o, int to);
static void emit_effect(emitter *e, const core *o);

/* ---- Code --------------------------------------------------------------------------------- */

static void *emit_grown(compiler *c, void *p, int n, int *room, size_t size)
{
    if (n < *room) return p;
    const int more = *room ? 2 * *room : 16;
    void *q = lang_arena_take(c->arena, size * (size_t)more);
    if (n) memcpy(q, p, size * (size_t)n);
    *room = more;
    return q;
}

static int emit(emitter *e, insn i)
{
    fn *f = e->f;
    int room = f->code_room;
    f->code = emit_grown(e->c, f->code, f->ncode, &room, sizeof *f->code);
    f->lines = emit_grown(e->c, f->lines, f->ncode, &f->code_room, sizeof *f->lines);
    f->lines[f->ncode] = e->line;
    f->code[f->ncode] = i;
    return f->ncode++;
}

static int emit_constant(emitter *e, const node *datum, fn *inner)
{
    fn *f = e->f;
    if (f->nk > 65000) lang_too_much(e->c, f->line, "constants");
    f->k = emit_grown(e->c, f->k, f->nk, &f->k_room, sizeof *f->k);
    f->k[f->nk] = (konst){datum, inner};
    return f->nk++;
}

static int emit_register(emitter *e)
{
    fn *f = e->f;
    if (f->next >= REGS_MAX) lang_too_much(e->c, f->line, "variables and intermediate results");
    if (++f->next > f->nregs) f->nregs = f->next;
    return f->next - 1;
}

/* Jumps: of an instruction by its sBx, of a test by the word behind it. */
static jumps emit_jump(emitter *e, jumps list)
{
    emit(e, INSN(OP_JUMP, 0, 0, 0));
    return emit(e, (insn)list) - 1; /* the list, for now; taken away by emit_land */
}

static bool is_short(int32_t n, int most)
{
    return n >= -most && n < most;
}

static void emit_back(emitter *e, int op, int a, int target)
{
    const int by = target - (e->f->ncode + 1);
    if (!is_short(by, JUMP_MAX)) lang_too_much(e->c, e->f->line, "instructions");
    emit(e, INSN_WIDE(op, a, by));
}

/* The jumps of the list come here. A jump is an instruction and a word, as a test is. */
static void emit_land(emitter *e, jumps list)
{
    while (list >= 0) {
        insn *at = &e->f->code[list];
        const jumps next = (jumps)at[1];
        at[1] = (insn)(e->f->ncode - (list + 2));
        list = next;
    }
}

/* ---- Variables ---------------------------------------------------------------------------- */

static int up_index(emitter *e, fn *f, var *v)
{
    for (int i = 0; i < f->nups; i++)
        if (f->ups[i] == v) return i;
    if (!f->ups) f->ups = lang_arena_take(e->c->arena, sizeof *f->ups * 256);
    if (f->nups == 255) lang_too_much(e->c, f->line, "captured variables");
    f->ups[f->nups] = v;
    return f->nups++;
}

/* v is the function f itself, in f. */
static bool is_self(const fn *f, const var *v)
{
    return v->self == f && !v->assigned;
}

static void emit_read(emitter *e, var *v, int to)
{
    fn *f = e->f;
    if (v->owner == f) {
        if (var_boxed(v))
            emit(e, INSN(OP_GETBOX, to, v->reg, 0));
        else if (v->reg != to)
            emit(e, INSN(OP_MOVE, to, v->reg, 0));
    } else if (is_self(f, v)) {
        emit(e, INSN(OP_SELF, to, 0, 0));
    } else {
        emit(e, INSN(var_boxed(v) ? OP_GETUPBOX : OP_GETUP, to, up_index(e, f, v), 0));
    }
}

static bool is_register(const emitter *e, const core *o)
{
    return o->kind == C_LOCAL && o->vars[0]->owner == e->f && !var_boxed(o->vars[0]);
}

static bool is_small(const core *o, int32_t *n)
{
    if (o->kind != C_CONST || o->datum->kind != N_NUMBER || !is_int(o->datum->v)) return false;
    *n = to_int(o->datum->v);
    return is_short(*n, 128);
}

/* A register that holds the value of o: a new one, or its own if it is a variable. */
static int emit_any(emitter *e, const core *o)
{
    if (is_register(e, o)) return o->vars[0]->reg;
    const int r = emit_register(e);
    emit_to(e, o, r);
    return r;
}

/* The same beside operands that are computed later, which may change a variable. */
static int emit_operand(emitter *e, const core *o, const core *later)
{
    bool plain = true;
    for (; later; later = later->next)
        plain &= later->kind == C_CONST || later->kind == C_LOCAL || later->kind == C_GLOBAL;
    if (plain || !is_register(e, o) || !o->vars[0]->assigned) return emit_any(e, o);
    const int r = emit_register(e);
    emit_read(e, o->vars[0], r);
    return r;
}

/* ---- Tests -------------------------------------------------------------------------------- */

static bool is_test(const core *o)
{
    return (o->kind == C_PRIM && o->op >= OP_TTRUE && o->op <= OP_TPAIR) || o->kind == C_NOT;
}

static jumps emit_test(emitter *e, int op, int a, int b, bool sense, jumps list)
{
    emit(e, INSN(op, a, b, sense));
    return emit(e, (insn)list) - 1;
}

/* The operation with the other order: x < 5 and 5 > x. */
static jumps emit_compare(emitter *e, const core *o, bool sense, jumps list)
{
    const core *x = o->list, *y = x->next;
    int32_t n;
    const bool swap = o->bind;
    if (!y) return emit_test(e, o->op, emit_any(e, x), 0, sense, list);
    if (o->op != OP_TEQ && is_small(y, &n)) {
        const int op = o->op == OP_TNUM  ? OP_TNUMI
                       : o->op == OP_TLT ? (swap ? OP_TGTI : OP_TLTI)
                                         : (swap ? OP_TGEI : OP_TLEI);
        return emit_test(e, op, emit_any(e, x), n, sense, list);
    }
    const int a = emit_operand(e, x, y), b = emit_any(e, y);
    return emit_test(e, o->op, swap ? b : a, swap ? a : b, sense, list);
}

/* Jumps, which are added to the list, if o is not as sense says; else goes on. */
static jumps emit_branch(emitter *e, const core *o, bool sense, jumps list)
{
    const int next = e->f->next;
    e->line = o->line;
    if (o->kind == C_NOT) {
        list = emit_branch(e, o->a, !sense, list);
    } else if ((o->kind == C_AND || o->kind == C_OR) && o->n) {
        /* all: one that is not as sense says decides. */
        const bool all = (o->kind == C_AND) == sense;
        jumps past = -1;
        for (const core *i = o->list; i; i = i->next)
            if (all || !i->next)
                list = emit_branch(e, i, sense, list);
            else
                past = emit_branch(e, i, !sense, past);
        emit_land(e, past);
    } else if (is_test(o)) {
        list = emit_compare(e, o, sense, list);
    } else {
        list = emit_test(e, OP_TTRUE, emit_any(e, o), 0, sense, list);
    }
    e->f->next = next;
    return list;
}

/* ---- Expressions -------------------------------------------------------------------------- */

static void emit_literal(emitter *e, const node *d, int to)
{
    if (d->kind == N_CONSTANT || (d->kind == N_LIST && d->n == 0))
        emit(e, INSN(OP_LOADS, to, d->kind == N_LIST ? 0 : d->v - V_NIL, 0));
    else if (d->kind == N_NUMBER && is_int(d->v) && is_short(to_int(d->v), 32767))
        emit(e, INSN_WIDE(OP_LOADI, to, to_int(d->v)));
    else
        emit(e, INSN_WIDE(OP_LOADK, to, emit_constant(e, d, NULL)));
}

static void emit_constant_word(emitter *e, value v, int to)
{
    emit(e, INSN(OP_LOADS, to, v - V_NIL, 0));
}

/* A frame at `base`, which is the first free register, or the one before, which holds nothing. */
static void emit_call(emitter *e, const core *o, int op, int base)
{
    fn *f = e->f;
    if (o->n > 200) lang_too_much(e->c, f->line, "arguments");
    while (f->next < base + 3)
        emit_register(e);
    emit_to(e, o->a, base + 2);
    for (const core *i = o->list; i; i = i->next)
        emit_to(e, i, emit_register(e));
    e->line = o->line;
    emit(e, INSN(op, base, o->n, 0));
}

static void emit_prim(emitter *e, const core *o, int to)
{
    const core *x = o->list, *y = x->next, *z = y ? y->next : NULL;
    int32_t n;
    if ((o->op == OP_ADD || o->op == OP_SUB) && is_small(y, &n) && n != -128) {
        const int a = emit_any(e, x);
        e->line = o->line;
        emit(e, INSN(OP_ADDI, to, a, o->op == OP_ADD ? n : -n));
        return;
    }
    const int a = emit_operand(e, x, y), b = y ? emit_operand(e, y, z) : 0;
    const int c = z ? emit_any(e, z) : 0;
    e->line = o->line;
    emit(e, z ? INSN(o->op, a, b, c) : INSN(o->op, to, a, b));
    if (z) emit_constant_word(e, V_VOID, to);
}

static void emit_closure(emitter *e, fn *inner, int to)
{
    emit_fn(e->c, inner);
    const int k = emit_constant(e, NULL, inner);
    emit(e, INSN_WIDE(OP_CLOSURE, to, k));
    for (int i = 0; i < inner->nups; i++) {
        var *v = inner->ups[i];
        if (v->owner == e->f)
            emit(e, INSN(CAPTURE_REGISTER, v->reg, 0, 0));
        else if (is_self(e->f, v))
            emit(e, INSN(CAPTURE_SELF, 0, 0, 0));
        else
            emit(e, INSN(CAPTURE_UP, up_index(e, e->f, v), 0, 0));
    }
}

static void emit_bind(emitter *e, var *v)
{
    if (var_boxed(v)) emit(e, INSN(OP_BOX, v->reg, 0, 0));
}

/* The registers of a let or of a body with definitions; its body follows. */
static void emit_scope(emitter *e, const core *o)
{
    const core *from = o->list;
    for (int i = 0; i < o->nvars; i++) {
        o->vars[i]->reg = emit_register(e);
        if (o->kind == C_SCOPE)
            emit_constant_word(e, V_VOID, o->vars[i]->reg);
        else
            emit_to(e, from, o->vars[i]->reg);
        if (from) from = from->next;
    }
    for (int i = 0; i < o->nvars; i++)
        emit_bind(e, o->vars[i]);
}

static void emit_set(emitter *e, const core *o)
{
    e->line = o->line;
    if (o->kind == C_SET_GLOBAL) {
        const int r = emit_any(e, o->a);
        e->line = o->line;
        emit(e, INSN_WIDE(o->bind ? OP_DEFG : OP_SETG, r, o->global));
        return;
    }
    var *v = o->vars[0];
    const bool own = v->owner == e->f, at_once = o->a->kind == C_PRIM || o->a->kind == C_CONST ||
                                                 o->a->kind == C_FN || o->a->kind == C_LOCAL;
    if (own && !var_boxed(v)) {
        /* What is computed in pieces might read v in the middle. */
        if (at_once && !is_test(o->a))
            emit_to(e, o->a, v->reg);
        else
            emit(e, INSN(OP_MOVE, v->reg, emit_any(e, o->a), 0));
        return;
    }
    const int r = emit_any(e, o->a);
    emit(e, own ? INSN(OP_SETBOX, r, v->reg, 0) : INSN(OP_SETUPBOX, r, up_index(e, e->f, v), 0));
}

static void emit_while(emitter *e, const core *o)
{
    const int start = e->f->ncode;
    const jumps out = emit_branch(e, o->a, true, -1);
    emit_effect(e, o->b);
    emit_back(e, OP_LOOP, 0, start);
    emit_land(e, out);
}

static void emit_for(emitter *e, const core *o)
{
    var *v = o->vars[0];
    const int counter = emit_register(e), limit = emit_register(e);
    const bool copy = v->assigned || var_boxed(v);
    emit_to(e, o->list, counter);
    emit_to(e, o->list->next, limit);
    e->line = o->line;
    const int prep = emit(e, 0), start = e->f->ncode;
    v->reg = copy ? emit_register(e) : counter;
    if (copy) emit(e, INSN(OP_MOVE, v->reg, counter, 0));
    emit_bind(e, v);
    emit_effect(e, o->a);
    e->line = o->line;
    e->f->code[prep] = INSN_WIDE(OP_FORPREP, counter, e->f->ncode - start);
    emit_back(e, OP_FORLOOP, counter, start);
}

/* ---- Where a value goes ------------------------------------------------------------------- */

/* The value of o into register `to`, which nothing computed on the way reads. */
static void emit_to(emitter *e, const core *o, int to)
{
    fn *f = e->f;
    const int next = f->next;
    jumps out = -1, end = -1;
    e->line = o->line;
    if (is_test(o)) {
        out = emit_branch(e, o, true, -1);
        emit_constant_word(e, V_TRUE, to);
        end = emit_jump(e, -1);
        emit_land(e, out);
        emit_constant_word(e, V_FALSE, to);
        emit_land(e, end);
        f->next = next;
        return;
    }
    switch (o->kind) {
    case C_CONST: emit_literal(e, o->datum, to); break;
    case C_LOCAL: emit_read(e, o->vars[0], to); break;
    case C_GLOBAL: emit(e, INSN_WIDE(OP_GETG, to, o->global)); break;
    case C_IF:
        out = emit_branch(e, o->a, true, -1);
        emit_to(e, o->b, to);
        end = emit_jump(e, -1);
        emit_land(e, out);
        emit_to(e, o->c, to);
        emit_land(e, end);
        break;
    case C_AND:
    case C_OR:
        if (o->n == 0) emit_constant_word(e, from_bool(o->kind == C_AND), to);
        for (const core *i = o->list; i; i = i->next) {
            emit_to(e, i, to);
            if (i->next) end = emit_test(e, OP_TTRUE, to, 0, o->kind == C_AND, end);
        }
        emit_land(e, end);
        break;
    case C_SEQ: {
        if (!o->list) emit_constant_word(e, V_VOID, to);
        for (const core *i = o->list; i; i = i->next)
            if (i->next)
                emit_effect(e, i);
            else
                emit_to(e, i, to);
        break;
    }
    case C_LET:
    case C_SCOPE:
        emit_scope(e, o);
        emit_to(e, o->a, to);
        break;
    case C_FN: emit_closure(e, o->fn, to); break;
    case C_CALL: {
        const int base = to == f->next - 1 ? to : f->next;
        emit_call(e, o, OP_CALL, base);
        if (base != to) emit(e, INSN(OP_MOVE, to, base, 0));
        break;
    }
    case C_PRIM: emit_prim(e, o, to); break;
    default: emit_effect(e, o); emit_constant_word(e, V_VOID, to);
    }
    f->next = next;
}

static void emit_effect(emitter *e, const core *o)
{
    const int next = e->f->next;
    jumps out, end = -1;
    e->line = o->line;
    switch (o->kind) {
    case C_SET_LOCAL:
    case C_SET_GLOBAL: emit_set(e, o); break;
    case C_WHILE: emit_while(e, o); break;
    case C_FOR: emit_for(e, o); break;
    case C_SEQ:
        for (const core *i = o->list; i; i = i->next)
            emit_effect(e, i);
        break;
    case C_LET:
    case C_SCOPE:
        emit_scope(e, o);
        emit_effect(e, o->a);
        break;
    case C_IF:
        out = emit_branch(e, o->a, true, -1);
        emit_effect(e, o->b);
        if (o->c->kind != C_CONST) end = emit_jump(e, -1);
        emit_land(e, out);
        emit_effect(e, o->c);
        emit_land(e, end);
        break;
    case C_CONST:
    case C_LOCAL: break;
    default: emit_to(e, o, emit_register(e));
    }
    e->f->next = next;
}

static void emit_tail(emitter *e, const core *o)
{
    const int next = e->f->next;
    jumps out;
    e->line = o->line;
    switch (o->kind) {
    case C_IF:
        out = emit_branch(e, o->a, true, -1);
        emit_tail(e, o->b);
        emit_land(e, out);
        emit_tail(e, o->c);
        break;
    case C_SEQ:
        if (!o->list) goto otherwise;
        for (const core *i = o->list; i; i = i->next)
            if (i->next)
                emit_effect(e, i);
            else
                emit_tail(e, i);
        break;
    case C_LET:
    case C_SCOPE:
        emit_scope(e, o);
        emit_tail(e, o->a);
        break;
    case C_CALL: emit_call(e, o, OP_TAILCALL, e->f->next); break;
    default:
    otherwise:
        emit(e, INSN(OP_RETURN, emit_any(e, o), 0, 0));
    }
    e->f->next = next;
}

static void emit_fn(compiler *c, fn *f)
{
    emitter e = {c, f, f->line};
    f->next = f->nregs = 0;
    for (int i = 0; i < f->nparams; i++)
        f->params[i]->reg = emit_register(&e);
    for (int i = 0; i < f->nparams; i++)
        emit_bind(&e, f->params[i]);
    emit_tail(&e, f->body);
}

void lang_emit(compiler *c, fn *f)
{
    emit_fn(c, f);
}
