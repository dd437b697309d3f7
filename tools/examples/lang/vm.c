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

static const char *arith_name(int op)
{
    static const char names[][10] = {"+", "-", "*", "/", "quotient", "modulo"};
    return op == OP_ADDI ? "+" : names[op - OP_ADD];
}

static double arith_modulo(double x, double y)
{
    const double r = fmod(x, y);
    return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}

value lang_arith(lang_state *L, int op, value a, value b)
{
    if (!is_number(a)) lang_type_error(L, arith_name(op), "a number", a);
    if (!is_number(b)) lang_type_error(L, arith_name(op), "a number", b);
    const double x = to_double(a), y = to_double(b);
    switch (op) {
    case OP_ADD:
    case OP_ADDI: return lang_number(x + y);
    case OP_SUB: return lang_number(x - y);
    case OP_MUL: return lang_number(x * y);
    case OP_DIV: return lang_number(x / y);
    default:
        if (y == 0) lang_error(L, "%s: division by zero", arith_name(op));
        return lang_number(op == OP_QUO ? trunc(x / y) : arith_modulo(x, y));
    }
}

bool lang_less(lang_state *L, const char *who, value a, value b, bool or_equal)
{
    if (is_kind(a, K_STRING) && is_kind(b, K_STRING)) {
        const string *s = AS(string, a), *t = AS(string, b);
        const uint32_t n = s->o.n < t->o.n ? s->o.n : t->o.n;
        const int order = memcmp(s->text, t->text, n);
        return order ? order < 0 : or_equal ? s->o.n <= t->o.n : s->o.n < t->o.n;
    }
    if (!is_number(a)) lang_type_error(L, who, "a number", a);
    if (!is_number(b)) lang_type_error(L, who, "a number", b);
    return or_equal ? to_double(a) <= to_double(b) : to_double(a) < to_double(b);
}

static bool vm_same_number(lang_state *L, value a, value b)
{
    if (!is_number(a)) lang_type_error(L, "=", "a number", a);
    if (!is_number(b)) lang_type_error(L, "=", "a number", b);
    return to_double(a) == to_double(b);
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

static value vm_builtin(lang_state *L, const builtin *b, value *args, int n)
{
    L->top = args + n;
    if (n < b->least || (b->most >= 0 && n > b->most))
        vm_arity_error(L, b->name, b->least, b->most, n);
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
#define SAVE()            (L->R = R, L->pc = pc, L->top = R + FUNCTION(R)->p->nregs)
#define NEXT                                                                                       \
    do {                                                                                           \
        i = *pc++;                                                                                 \
        goto *labels[i & 0xff];                                                                    \
    } while (0)
#define TEST(condition)                                                                            \
    do {                                                                                           \
        if ((condition) != INSN_C(i))                                                              \
            pc += (int32_t)*pc + 1;                                                                \
        else                                                                                       \
            pc++;                                                                                  \
        NEXT;                                                                                      \
    } while (0)
#define COMPARE(name, x, y, op, slow)                                                              \
    do {                                                                                           \
        const value a = x, b = y;                                                                  \
        if (GORT_LIKELY(BOTH_INT(a, b))) TEST((to_int(a) op to_int(b)));                           \
        if (BOTH_DOUBLE(a, b)) TEST((to_double(a) op to_double(b)));                               \
        SAVE();                                                                                    \
        TEST(slow);                                                                                \
    } while (0)
#define COMPARE_SMALL(op, slow)                                                                    \
    do {                                                                                           \
        const value a = R[INSN_A(i)], b = from_int(INSN_SB(i));                                    \
        if (GORT_LIKELY(is_int(a))) TEST((to_int(a) op INSN_SB(i)));                               \
        if (is_double(a)) TEST((to_double(a) op INSN_SB(i)));                                      \
        SAVE();                                                                                    \
        TEST(slow);                                                                                \
    } while (0)
#define ARITH(opcode, builtin, op)                                                                 \
    do {                                                                                           \
        const value a = R[INSN_B(i)], b = R[INSN_C(i)];                                            \
        int32_t r;                                                                                 \
        if (GORT_LIKELY(BOTH_INT(a, b) && !builtin(to_int(a), to_int(b), &r))) {                   \
            R[INSN_A(i)] = from_int(r);                                                            \
            NEXT;                                                                                  \
        }                                                                                          \
        if (BOTH_DOUBLE(a, b)) {                                                                   \
            R[INSN_A(i)] = from_double(to_double(a) op to_double(b));                              \
            NEXT;                                                                                  \
        }                                                                                          \
        SAVE();                                                                                    \
        R[INSN_A(i)] = lang_arith(L, opcode, a, b);                                                \
        NEXT;                                                                                      \
    } while (0)

/* The function in R[-1], whose arguments stand from R on, until it returns. */
static value vm_run(lang_state *L, value *R)
{
    static const void *const labels[] = {
#define X(name) &&op_##name,
        LANG_OPS(X)
#undef X
    };
    gort_g *const g = L->g;
    lang_vm *const vm = L->vm;
    const insn *pc = FUNCTION(R)->p->code;
    insn i;
    NEXT;

op_MOVE:
    R[INSN_A(i)] = R[INSN_B(i)];
    NEXT;
op_LOADI:
    R[INSN_A(i)] = from_int(INSN_SBX(i));
    NEXT;
op_LOADS:
    R[INSN_A(i)] = V_NIL + INSN_B(i);
    NEXT;
op_LOADK:
    R[INSN_A(i)] = FUNCTION(R)->p->k->v[INSN_BX(i)];
    NEXT;
op_GETG : {
    const value v = vm->globals[INSN_BX(i)];
    if (GORT_UNLIKELY(v == V_UNBOUND)) goto unbound;
    R[INSN_A(i)] = v;
    NEXT;
}
op_SETG:
    if (vm->globals[INSN_BX(i)] == V_UNBOUND) goto unbound;
op_DEFG:
    gort_store_global(g, &vm->globals[INSN_BX(i)], (void *)(uintptr_t)R[INSN_A(i)]);
    NEXT;
unbound:
    SAVE();
    lang_error(L, "%s is not defined", AS(string, vm->names[INSN_BX(i)])->text);
op_GETUP:
    R[INSN_A(i)] = FUNCTION(R)->up[INSN_B(i)];
    NEXT;
op_GETUPBOX:
    R[INSN_A(i)] = AS(box, FUNCTION(R)->up[INSN_B(i)])->v;
    NEXT;
op_SETUPBOX:
    lang_store(L, &AS(box, FUNCTION(R)->up[INSN_B(i)])->v, R[INSN_A(i)]);
    NEXT;
op_BOX:
    SAVE();
    R[INSN_A(i)] = lang_box(L, R[INSN_A(i)]);
    NEXT;
op_GETBOX:
    R[INSN_A(i)] = AS(box, R[INSN_B(i)])->v;
    NEXT;
op_SETBOX:
    lang_store(L, &AS(box, R[INSN_B(i)])->v, R[INSN_A(i)]);
    NEXT;
op_SELF:
    R[INSN_A(i)] = R[-1];
    NEXT;
op_CLOSURE : {
    proto *p = AS(proto, FUNCTION(R)->p->k->v[INSN_BX(i)]);
    SAVE();
    closure *c = lang_closure(L, p);
    for (unsigned n = 0; n < p->nups; n++) {
        const insn from = *pc++;
        const unsigned a = INSN_A(from), how = from & 0xff;
        lang_store(L, &c->up[n],
                   how == CAPTURE_REGISTER ? R[a]
                   : how == CAPTURE_UP     ? FUNCTION(R)->up[a]
                                           : R[-1]);
    }
    R[INSN_A(i)] = from_object(c);
    NEXT;
}
op_CALL : {
    value *N = R + INSN_A(i) + 3;
    const int n = (int)INSN_B(i);
    const value f = N[-1];
    if (GORT_LIKELY(is_kind(f, K_CLOSURE))) {
        const proto *p = AS(closure, f)->p;
        if (GORT_UNLIKELY(p->nparams != n || p->rest)) {
            SAVE();
            vm_arguments(L, p, N, n);
        }
        N[-3] = (value)(uintptr_t)pc;
        N[-2] = (value)(uintptr_t)R;
        if (GORT_UNLIKELY(N + p->nregs > L->limit)) goto overflow;
        R = N;
        pc = p->code;
        if (GORT_POLL_NEEDED(g)) goto poll;
        NEXT;
    }
    SAVE();
    if (!is_kind(f, K_BUILTIN)) goto no_function;
    const value v = vm_builtin(L, AS(builtin, f), N, n);
    N[-3] = v;
    NEXT;
}
op_TAILCALL : {
    value *N = R + INSN_A(i) + 3;
    const int n = (int)INSN_B(i);
    const value f = N[-1];
    if (GORT_LIKELY(is_kind(f, K_CLOSURE))) {
        const proto *p = AS(closure, f)->p;
        if (GORT_UNLIKELY(p->nparams != n || p->rest)) {
            SAVE();
            vm_arguments(L, p, N, n);
        }
        if (GORT_UNLIKELY(R + p->nregs > L->limit)) goto overflow;
        R[-1] = f;
        for (unsigned k = 0; k < p->nparams + (unsigned)p->rest; k++)
            R[k] = N[k];
        pc = p->code;
        if (GORT_POLL_NEEDED(g)) goto poll;
        NEXT;
    }
    SAVE();
    if (!is_kind(f, K_BUILTIN)) goto no_function;
    const value v = vm_builtin(L, AS(builtin, f), N, n);
    N[-3] = v; /* RETURN takes it from there */
}
op_RETURN : {
    const value v = R[INSN_A(i)];
    pc = (const insn *)(uintptr_t)R[-3];
    value *caller = (value *)(uintptr_t)R[-2];
    R[-3] = v;
    if (!pc) return v;
    R = caller;
    NEXT;
}
no_function:
    lang_type_error(L, "call", "a function", R[INSN_A(i) + 2]);
overflow:
    SAVE();
    lang_error(L, "stack overflow");
poll:
    SAVE();
    if (pc == FUNCTION(R)->p->code) L->pc++; /* as if its first instruction was under way */
    vm_poll(L);
    NEXT;
op_LOOP:
    pc += INSN_SBX(i);
    if (GORT_LOOP_POLL_NEEDED(g)) goto poll;
    NEXT;
op_JUMP:
    pc += (int32_t)*pc + 1;
    NEXT;
op_FORPREP : {
    value *a = &R[INSN_A(i)];
    a[0] = lang_normal(a[0]);
    a[1] = lang_normal(a[1]);
    SAVE();
    if (!is_int(a[0])) lang_type_error(L, "for", "an integer", a[0]);
    if (!is_int(a[1])) lang_type_error(L, "for", "an integer", a[1]);
    if (to_int(a[0]) >= to_int(a[1])) {
        pc += INSN_SBX(i) + 1;
    }
    NEXT;
}
op_FORLOOP : {
    const int32_t n = to_int(R[INSN_A(i)]) + 1;
    if (n < to_int(R[INSN_A(i) + 1])) {
        R[INSN_A(i)] = from_int(n);
        pc += INSN_SBX(i);
        if (GORT_LOOP_POLL_NEEDED(g)) goto poll;
    }
    NEXT;
}
op_TTRUE:
    TEST((R[INSN_A(i)] != V_FALSE));
op_TLT:
    COMPARE(TLT, R[INSN_A(i)], R[INSN_B(i)], <, lang_less(L, "<", a, b, false));
op_TLE:
    COMPARE(TLE, R[INSN_A(i)], R[INSN_B(i)], <=, lang_less(L, "<=", a, b, true));
op_TNUM:
    COMPARE(TNUM, R[INSN_A(i)], R[INSN_B(i)], ==, vm_same_number(L, a, b));
op_TEQ:
    TEST((R[INSN_A(i)] == R[INSN_B(i)] || (is_number(R[INSN_A(i)]) && is_number(R[INSN_B(i)]) &&
                                           to_double(R[INSN_A(i)]) == to_double(R[INSN_B(i)]))));
op_TLTI:
    COMPARE_SMALL(<, lang_less(L, "<", a, b, false));
op_TLEI:
    COMPARE_SMALL(<=, lang_less(L, "<=", a, b, true));
op_TGTI:
    COMPARE_SMALL(>, lang_less(L, ">", b, a, false));
op_TGEI:
    COMPARE_SMALL(>=, lang_less(L, ">=", b, a, true));
op_TNUMI:
    COMPARE_SMALL(==, vm_same_number(L, a, b));
op_TNULL:
    TEST((R[INSN_A(i)] == V_NIL));
op_TPAIR:
    TEST((is_kind(R[INSN_A(i)], K_PAIR)));
op_ADD:
    ARITH(OP_ADD, __builtin_add_overflow, +);
op_SUB:
    ARITH(OP_SUB, __builtin_sub_overflow, -);
op_MUL:
    ARITH(OP_MUL, __builtin_mul_overflow, *);
op_DIV : {
    const value a = R[INSN_B(i)], b = R[INSN_C(i)];
    if (BOTH_DOUBLE(a, b)) {
        R[INSN_A(i)] = from_double(to_double(a) / to_double(b));
        NEXT;
    }
    SAVE();
    R[INSN_A(i)] = lang_arith(L, OP_DIV, a, b);
    NEXT;
}
op_QUO:
op_MOD : {
    const value a = R[INSN_B(i)], b = R[INSN_C(i)];
    const int op = (int)(i & 0xff);
    if (BOTH_INT(a, b) && to_int(b) > 0) {
        const int32_t x = to_int(a), y = to_int(b), r = x % y;
        R[INSN_A(i)] = from_int(op == OP_QUO ? x / y : r < 0 ? r + y : r);
        NEXT;
    }
    SAVE();
    R[INSN_A(i)] = lang_arith(L, op, a, b);
    NEXT;
}
op_ADDI : {
    const value a = R[INSN_B(i)];
    int32_t r;
    if (GORT_LIKELY(is_int(a) && !__builtin_add_overflow(to_int(a), INSN_SC(i), &r))) {
        R[INSN_A(i)] = from_int(r);
        NEXT;
    }
    SAVE();
    R[INSN_A(i)] = lang_arith(L, OP_ADD, a, from_int(INSN_SC(i)));
    NEXT;
}
op_CONS : {
    SAVE();
    const value v = lang_cons(L, R[INSN_B(i)], R[INSN_C(i)]);
    R[INSN_A(i)] = v;
    NEXT;
}
op_CAR:
    if (GORT_UNLIKELY(!is_kind(R[INSN_B(i)], K_PAIR))) {
        SAVE();
        lang_type_error(L, "car", "a pair", R[INSN_B(i)]);
    }
    R[INSN_A(i)] = AS(pair, R[INSN_B(i)])->car;
    NEXT;
op_CDR:
    if (GORT_UNLIKELY(!is_kind(R[INSN_B(i)], K_PAIR))) {
        SAVE();
        lang_type_error(L, "cdr", "a pair", R[INSN_B(i)]);
    }
    R[INSN_A(i)] = AS(pair, R[INSN_B(i)])->cdr;
    NEXT;
op_VREF : {
    const value v = R[INSN_B(i)], k = lang_normal(R[INSN_C(i)]);
    if (GORT_UNLIKELY(!is_kind(v, K_VECTOR) || !is_int(k) || (uint32_t)k >= AS(obj, v)->n)) {
        SAVE();
        vm_index_error(L, "vector-ref", v, k);
    }
    R[INSN_A(i)] = AS(vector, v)->v[(uint32_t)k];
    NEXT;
}
op_VSET : {
    const value v = R[INSN_A(i)], k = lang_normal(R[INSN_B(i)]);
    if (GORT_UNLIKELY(!is_kind(v, K_VECTOR) || !is_int(k) || (uint32_t)k >= AS(obj, v)->n)) {
        SAVE();
        vm_index_error(L, "vector-set!", v, k);
    }
    lang_store(L, &AS(vector, v)->v[(uint32_t)k], R[INSN_C(i)]);
    NEXT;
}
op_GET : {
    const value t = R[INSN_B(i)];
    SAVE();
    if (!is_kind(t, K_TABLE)) lang_type_error(L, "get", "a table", t);
    const value v = lang_get(L, AS(table, t), R[INSN_C(i)], V_FALSE);
    R[INSN_A(i)] = v;
    NEXT;
}
op_PUT : {
    const value t = R[INSN_A(i)];
    SAVE();
    if (!is_kind(t, K_TABLE)) lang_type_error(L, "put!", "a table", t);
    lang_put(L, AS(table, t), R[INSN_B(i)], R[INSN_C(i)]);
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
