/* vm.c - runs instructions.
 *
 * A function of the language that calls another makes no C call: its frame is a few registers
 * (ops.h), and the loop goes on there. What C functions call back runs in a loop of its own.
 *
 * Safepoints are calls, loops' ends and whatever takes the lang_state. Before each the loop notes
 * where it stands (SAVE), so that the collector sees the registers, and errors their line.
 */
#include "lang.h"
#include "ops.h"
#include <math.h>

/* ---- Slow paths --------------------------------------------------------------------------- */

/* Both must be numbers. */
static void vm_numbers(lang_state *L, int op, value a, value b)
{
    if (!is_number(a) || !is_number(b))
        lang_type_error(L, lang_ops[op].name, "a number", is_number(a) ? b : a);
}

static value vm_arith(lang_state *L, int op, value a, value b)
{
    vm_numbers(L, op, a, b);
    const double x = to_double(a), y = to_double(b);
    return lang_number(op == OP_SUB ? x - y : op == OP_MUL ? x * y : x + y);
}

/* Numbers, or strings by their bytes. */
static bool vm_compare(lang_state *L, int op, value a, value b)
{
    double x = 0, y = 0;
    if (is_kind(a, K_STRING) && is_kind(b, K_STRING) && op != OP_TNUM) {
        const string *s = AS(string, a), *t = AS(string, b);
        x = memcmp(s->text, t->text, s->o.n < t->o.n ? s->o.n : t->o.n);
        if (x == 0) x = (double)s->o.n - t->o.n;
    } else {
        vm_numbers(L, op, a, b);
        x = to_double(a);
        y = to_double(b);
    }
    switch (op) {
    case OP_TLT: return x < y;
    case OP_TLE: return x <= y;
    case OP_TGT: return x > y;
    case OP_TGE: return x >= y;
    default: return x == y;
    }
}

static inline bool vm_has(value v, value k)
{
    return is_kind(v, K_VECTOR) && is_int(k) && (uint32_t)k < AS(obj, v)->n;
}

static GORT_NORETURN void vm_index_error(lang_state *L, const char *who, value v, value i)
{
    if (!is_kind(v, K_VECTOR)) lang_type_error(L, who, "a vector", v);
    if (!is_number(i)) lang_type_error(L, who, "an index", i);
    lang_error(L, "%s: index %.14g out of range for a vector of %u", who, to_double(i),
               AS(obj, v)->n);
}

static GORT_NORETURN void vm_arity_error(lang_state *L, const char *name, int least, int most,
                                         int n)
{
    const char *bound = most < 0 ? "at least " : most > least ? "at most " : "";
    if (most > least && n < least) bound = "at least ";
    const int wanted = most > least && n > least ? most : least;
    lang_error(L, "%s: %s%d argument%s expected, %d given", name, bound, wanted,
               wanted == 1 ? "" : "s", n);
}

/* The arguments from R on become what p's parameters are: the rest is a list. */
static void vm_arguments(lang_state *L, const proto *p, value *R, int n)
{
    if (n < p->nparams || (n > p->nparams && !p->rest))
        vm_arity_error(L, p->name->text, p->nparams, p->rest ? -1 : p->nparams, n);
    L->top = R + n + 1;
    R[n] = V_NIL;
    while (n > p->nparams) {
        R[n - 1] = lang_cons(L, R[n - 1], R[n]);
        n--;
    }
}

/* Raises unless v is of the kind that the letter says (builtin). */
static void vm_check(lang_state *L, char letter, value v)
{
    static const uint8_t kinds[128] = {
        ['p'] = K_PAIR,    ['s'] = K_STRING, ['y'] = K_SYMBOL,    ['v'] = K_VECTOR, ['t'] = K_TABLE,
        ['f'] = K_CLOSURE, ['e'] = K_ERROR,  ['c'] = K_COROUTINE, ['u'] = K_FILE};
    const object_kind k = kinds[(int)letter];
    if (letter == 'n' || letter == 'i') {
        if (!is_number(v)) lang_type_error(L, NULL, letter == 'n' ? "a number" : "an index", v);
    } else if (!is_kind(v, k)) {
        lang_type_error(L, NULL, lang_kind_name(k), v);
    }
}

static value vm_builtin(lang_state *L, const builtin *b, value *args, int n)
{
    const char *t = b->takes;
    L->top = args + n;
    L->builtin = b;
    if (n < b->least || (b->most >= 0 && n > b->most))
        vm_arity_error(L, b->name, b->least, b->most, n);
    for (int i = 0; i < n; i++) {
        t += *t == '|';
        if (*t != '.') vm_check(L, *t, args[i]);
        t += t[1] != '*';
    }
    return b->fn(L, args, n);
}

static void vm_poll(lang_state *L)
{
    gort_poll(L->g, lang_sp(L));
    /* What died is told here; the functions called may go as deep again. */
    if (L->c_depth < LANG_C_DEPTH / 2) gort_run_finalizers(L->g, lang_sp(L), 10);
}

/* ---- The loop ----------------------------------------------------------------------------- */

#define BOTH_INT(a, b)    (((a) & (b)) >= V_INT)
#define BOTH_DOUBLE(a, b) ((a)-V_DOUBLE < V_INT - V_DOUBLE && (b)-V_DOUBLE < V_INT - V_DOUBLE)
#define FUNCTION(R)       AS(closure, (R)[-1])
#define CODE(f)           ((const insn *)(f)->p->code.ptr)
#define RA                R[i->a]
#define RB                R[i->b]
#define RC                R[i->c]
#define SAVE()            (L->R = R, L->pc = pc, L->top = R + FUNCTION(R)->p->nregs)
#define NEXT                                                                                       \
    do {                                                                                           \
        i = pc++;                                                                                  \
        goto *labels[i->op];                                                                       \
    } while (0)
#define SIMPLE(name, ...)                                                                          \
    op_##name : __VA_ARGS__;                                                                       \
    NEXT
#define TEST(condition)                                                                            \
    do {                                                                                           \
        if ((condition) != i->sense) pc += i->c;                                                   \
        NEXT;                                                                                      \
    } while (0)
#define COMPARE(name, op)                                                                          \
    op_##name : do                                                                                 \
    {                                                                                              \
        const value a = RA, b = i->b < 0 ? i->k : RB;                                              \
        if (GORT_LIKELY(BOTH_INT(a, b))) TEST((to_int(a) op to_int(b)));                           \
        if (BOTH_DOUBLE(a, b)) TEST((to_double(a) op to_double(b)));                               \
        SAVE();                                                                                    \
        TEST(vm_compare(L, OP_##name, a, b));                                                      \
    }                                                                                              \
    while (0)
#define ARITH(name, builtin, op)                                                                   \
    op_##name : do                                                                                 \
    {                                                                                              \
        const value a = RB, b = i->c < 0 ? i->k : RC;                                              \
        int32_t r;                                                                                 \
        if (GORT_LIKELY(BOTH_INT(a, b) && !builtin(to_int(a), to_int(b), &r))) {                   \
            RA = from_int(r);                                                                      \
            NEXT;                                                                                  \
        }                                                                                          \
        if (BOTH_DOUBLE(a, b)) {                                                                   \
            RA = from_double(to_double(a) op to_double(b));                                        \
            NEXT;                                                                                  \
        }                                                                                          \
        SAVE();                                                                                    \
        RA = vm_arith(L, OP_##name, a, b);                                                         \
        NEXT;                                                                                      \
    }                                                                                              \
    while (0)

/* The function in R[-1], whose arguments stand from R on, until it returns. */
static value vm_run(lang_state *L, value *R)
{
    static const void *const labels[] = {
#define X(op, name, n) &&op_##op,
        LANG_OPS(X)
#undef X
    };
    gort_g *const g = L->g;
    const insn *pc = CODE(FUNCTION(R)), *i;
    NEXT;

    SIMPLE(MOVE, RA = RB);
    SIMPLE(LOAD, RA = i->k);
    SIMPLE(GETUP, RA = FUNCTION(R)->up[i->b]);
    SIMPLE(GETBOX, RA = AS(box, RB)->v);
    SIMPLE(SETBOX, lang_store(L, &AS(box, RB)->v, RA));
    SIMPLE(BOX, SAVE(), RA = lang_box(L, RA));
op_GETG : {
    const value v = AS(symbol, i->k)->global;
    if (GORT_UNLIKELY(v == V_UNBOUND)) goto unbound;
    RA = v;
    NEXT;
}
op_SETG:
    if (i->sense && AS(symbol, i->k)->global == V_UNBOUND) goto unbound;
    SAVE();
    lang_define(L, AS(symbol, i->k), RA);
    NEXT;
unbound:
    SAVE();
    lang_error(L, "%s is not defined", AS(symbol, i->k)->name->text);
op_CLOSURE : {
    proto *p = AS(proto, i->k);
    SAVE();
    closure *c = lang_closure(L, p);
    RA = from_object(c);
    for (unsigned n = 0; n < p->nups; n++) {
        i = pc++;
        lang_store(L, &c->up[n], i->sense ? RB : FUNCTION(R)->up[i->b]);
    }
    NEXT;
}
op_CALL:
op_TAILCALL : {
    const bool tail = i->op == OP_TAILCALL;
    value *N = &RA + 3;
    const int n = i->b;
    const value f = N[-1];
    if (GORT_LIKELY(is_kind(f, K_CLOSURE))) {
        const proto *p = AS(closure, f)->p;
        if (GORT_UNLIKELY(p->nparams != n || p->rest)) {
            SAVE();
            vm_arguments(L, p, N, n);
        }
        if (GORT_UNLIKELY((tail ? R : N) + p->nregs > L->limit)) goto overflow;
        if (tail) {
            for (int k = -1; k < p->nparams + p->rest; k++)
                R[k] = N[k];
        } else {
            N[-3] = (value)(uintptr_t)pc;
            N[-2] = (value)(uintptr_t)R;
            R = N;
        }
        pc = CODE(AS(closure, f));
        if (GORT_POLL_NEEDED(g)) goto poll;
        NEXT;
    }
    SAVE();
    if (!is_kind(f, K_BUILTIN)) goto no_function;
    const value v = vm_builtin(L, AS(builtin, f), N, n);
    N[-3] = v;
    if (!tail) NEXT; /* else RETURN takes it from there */
}
op_RETURN : {
    const value v = RA;
    pc = (const insn *)(uintptr_t)R[-3];
    value *caller = (value *)(uintptr_t)R[-2];
    R[-3] = v;
    if (!pc) return v;
    R = caller;
    NEXT;
}
no_function:
    lang_type_error(L, "call", "a function", (&RA)[2]);
overflow:
    SAVE();
    lang_error(L, "stack overflow");
poll:
    SAVE();
    if (pc == CODE(FUNCTION(R))) L->pc++; /* as if its first instruction was under way */
    vm_poll(L);
    NEXT;
op_LOOP:
    pc += i->c;
    if (GORT_LOOP_POLL_NEEDED(g)) goto poll;
    NEXT;
op_JUMP:
    pc += i->c;
    NEXT;
op_FORPREP : {
    value *a = &RA;
    a[0] = lang_normal(a[0]);
    a[1] = lang_normal(a[1]);
    SAVE();
    if (!is_int(a[0])) lang_type_error(L, "for", "an integer", a[0]);
    if (!is_int(a[1])) lang_type_error(L, "for", "an integer", a[1]);
    if (to_int(a[0]) >= to_int(a[1])) pc += i->c;
    NEXT;
}
op_FORLOOP : {
    const int32_t n = to_int(RA) + 1;
    if (n < to_int((&RA)[1])) {
        RA = from_int(n);
        pc += i->c;
        if (GORT_LOOP_POLL_NEEDED(g)) goto poll;
    }
    NEXT;
}
op_TTRUE:
    TEST(RA != V_FALSE);
op_TNULL:
    TEST(RA == V_NIL);
op_TPAIR:
    TEST(lang_is_pair(RA));
op_TEQ:
    TEST(lang_same(RA, RB));
    COMPARE(TLT, <);
    COMPARE(TLE, <=);
    COMPARE(TGT, >);
    COMPARE(TGE, >=);
    COMPARE(TNUM, ==);
    ARITH(ADD, __builtin_add_overflow, +);
    ARITH(SUB, __builtin_sub_overflow, -);
    ARITH(MUL, __builtin_mul_overflow, *);
    SIMPLE(CONS, SAVE(), RA = lang_cons(L, RB, RC));
op_CAR:
    if (GORT_UNLIKELY(!lang_is_pair(RB))) SAVE(), lang_type_error(L, "car", "a pair", RB);
    RA = lang_car(RB);
    NEXT;
op_CDR:
    if (GORT_UNLIKELY(!lang_is_pair(RB))) SAVE(), lang_type_error(L, "cdr", "a pair", RB);
    RA = lang_cdr(RB);
    NEXT;
op_VREF : {
    const value v = RB, k = lang_normal(RC);
    if (GORT_UNLIKELY(!vm_has(v, k))) SAVE(), vm_index_error(L, "vector-ref", v, k);
    RA = AS(vector, v)->v[(uint32_t)k];
    NEXT;
}
op_VSET : {
    const value v = RA, k = lang_normal(RB);
    if (GORT_UNLIKELY(!vm_has(v, k))) SAVE(), vm_index_error(L, "vector-set!", v, k);
    lang_store(L, &AS(vector, v)->v[(uint32_t)k], RC);
    NEXT;
}
op_GET : {
    const value t = RB;
    SAVE();
    if (!is_kind(t, K_TABLE)) lang_type_error(L, "get", "a table", t);
    const value v = lang_get(L, AS(table, t), RC, V_FALSE);
    RA = v;
    NEXT;
}
op_PUT : {
    const value t = RA;
    SAVE();
    if (!is_kind(t, K_TABLE)) lang_type_error(L, "put!", "a table", t);
    lang_put(L, AS(table, t), RB, RC);
    NEXT;
}
}

/* ---- Calls from C ------------------------------------------------------------------------- */

value lang_call(lang_state *L, value f, int n, const value *args)
{
    value *top = L->top, *R = top + 3;
    if (L->c_depth >= LANG_C_DEPTH || R + n + 2 > L->limit) lang_error(L, "stack overflow");
    top[0] = top[1] = 0; /* C called */
    top[2] = f;
    for (int k = 0; k < n; k++)
        R[k] = args[k];
    L->top = R + n;
    if (is_kind(f, K_BUILTIN)) {
        const value v = vm_builtin(L, AS(builtin, f), R, n);
        L->top = top;
        return v;
    }
    if (!is_kind(f, K_CLOSURE)) lang_type_error(L, "call", "a function", f);
    const proto *p = AS(closure, f)->p;
    if (R + p->nregs > L->limit) lang_error(L, "stack overflow");
    if (p->nparams != n || p->rest) vm_arguments(L, p, R, n);
    lang_run run = {L->runs, L->R, L->pc};
    L->runs = &run;
    L->c_depth++;
    const value v = vm_run(L, R);
    L->c_depth--;
    L->runs = run.up;
    L->R = run.R;
    L->pc = run.pc;
    L->top = top;
    return v;
}
