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

/* ---- Slow paths --------------------------------------------------------------------------- */

/* Numbers; strings may be compared, by their bytes. */
static value vm_arith(lang_state *L, int op, value a, value b)
{
    double x = 0, y = 0;
    if (op < OP_NUM && is_kind(a, K_STRING) && is_kind(b, K_STRING)) {
        const string *s = AS(string, a), *t = AS(string, b);
        x = memcmp(s->text, t->text, s->o.n < t->o.n ? s->o.n : t->o.n);
        if (x == 0) x = (double)s->o.n - t->o.n;
    } else if (is_number(a) && is_number(b)) {
        x = to_double(a);
        y = to_double(b);
    } else {
        lang_type_error(L, lang_ops[op].name, "a number", is_number(a) ? b : a);
    }
    switch (op) {
    case OP_LT: return from_bool(x < y);
    case OP_LE: return from_bool(x <= y);
    case OP_GT: return from_bool(x > y);
    case OP_GE: return from_bool(x >= y);
    case OP_NUM: return from_bool(x == y);
    case OP_ADD: return lang_number(x + y);
    case OP_SUB: return lang_number(x - y);
    default: return lang_number(x * y);
    }
}

static inline value *vm_element(lang_state *L, const char *who, value v, value i)
{
    if (!is_kind(v, K_VECTOR)) lang_type_error(L, who, "a vector", v);
    if (!is_int(i)) i = lang_normal(i);
    if (!is_int(i) || (uint32_t)i >= AS(obj, v)->n)
        lang_type_error(L, who, "an index that the vector has", i);
    return &AS(vector, v)->v[(uint32_t)i];
}

/* The arguments from R on become what p's parameters are: the rest is a list. */
static void vm_arguments(lang_state *L, const proto *p, value *R, int n)
{
    const bool few = n < p->nparams;
    if (few || (n > p->nparams && !p->rest))
        lang_error(L, "%s: too %s arguments: %d", p->name->text, few ? "few" : "many", n);
    L->top = R + n + 1;
    R[n] = V_NIL;
    while (n > p->nparams) {
        R[n - 1] = lang_cons(L, R[n - 1], R[n]);
        n--;
    }
}

/* A builtin's `takes` has a letter for each argument: one of these kinds, n a number, a dot
 * anything. Behind it ? says that it may be left out, and * that any number of the last may stand
 * there. */
static value vm_builtin(lang_state *L, const builtin *b, value *args, int n)
{
    static const uint8_t kinds[128] = {
        ['p'] = K_PAIR,    ['s'] = K_STRING, ['y'] = K_SYMBOL,    ['v'] = K_VECTOR, ['t'] = K_TABLE,
        ['f'] = K_CLOSURE, ['e'] = K_ERROR,  ['c'] = K_COROUTINE, ['u'] = K_FILE};
    const char *t = b->takes;
    L->top = args + n;
    L->builtin = b;
    for (int i = 0; i < n; i++) {
        const object_kind k = kinds[(int)*t];
        if (!*t) lang_error(L, "%s: too many arguments: %d", b->name, n);
        if (*t == 'n' && !is_number(args[i])) lang_type_error(L, NULL, "a number", args[i]);
        if (k && !is_kind(args[i], k)) lang_type_error(L, NULL, lang_kind_names[k], args[i]);
        t += t[1] == '?' ? 2 : t[1] != '*';
    }
    if (*t && t[1] != '?' && t[1] != '*') lang_error(L, "%s: too few arguments: %d", b->name, n);
    return b->fn(L, args, n);
}

static void vm_poll(lang_state *L)
{
    gort_poll(L->g, lang_sp(L));
    /* What died is told here; the functions called may go as deep again. */
    if (L->c_depth < LANG_C_DEPTH / 2) gort_run_finalizers(L->g, lang_sp(L), 10);
}

/* ---- The loop ----------------------------------------------------------------------------- */

#define BOTH_INT(a, b) (((a) & (b)) >= V_INT)
#define FUNCTION(R)    AS(closure, (R)[-1])
#define CODE(f)        ((const insn *)(f)->p->code.ptr)
#define RA             R[i->a]
#define RB             R[i->b]
#define RC             R[i->c]
#define HAS(v, k)      (is_kind(v, K_VECTOR) && is_int(k) && (uint32_t)(k) < AS(obj, v)->n)
#define SAVE()         (L->R = R, L->pc = pc, L->top = R + FUNCTION(R)->p->nregs)
#define NEXT                                                                                       \
    do {                                                                                           \
        i = pc++;                                                                                  \
        goto *labels[i->op];                                                                       \
    } while (0)
#define SIMPLE(name, ...)                                                                          \
    op_##name : __VA_ARGS__;                                                                       \
    NEXT
/* R[b] and R[c], or k: what two integers give, if they fit; else the slow path. A jump that looks
 * at what a comparison gave is done at once. */
#define ARITH(name, fits, result)                                                                  \
    op_##name : do                                                                                 \
    {                                                                                              \
        const value a = RB, b = i->c < 0 ? i->k : RC;                                              \
        const int32_t x = to_int(a), y = to_int(b);                                                \
        if (GORT_UNLIKELY(!BOTH_INT(a, b) || !(fits))) {                                           \
            SAVE();                                                                                \
            RA = vm_arith(L, OP_##name, a, b);                                                     \
            NEXT;                                                                                  \
        }                                                                                          \
        const value v = result;                                                                    \
        RA = v;                                                                                    \
        if (OP_##name <= OP_NUM && pc->op == OP_JUMPF && pc->a == i->a)                            \
            pc += v == V_FALSE ? pc->c + 1 : 1;                                                    \
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
    int32_t r; /* see ARITH */
    NEXT;

    SIMPLE(MOVE, RA = RB);
    SIMPLE(LOAD, RA = i->k);
    SIMPLE(GETUP, RA = FUNCTION(R)->up[i->b]);
    SIMPLE(GETBOX, RA = AS(vector, RB)->v[0]);
    SIMPLE(SETBOX, lang_store(L, AS(vector, RB)->v, RA));
    SIMPLE(BOX, SAVE(), RA = from_object(lang_vector(L, 1, RA)));
op_GETG:
    RA = AS(symbol, i->k)->global;
    if (GORT_UNLIKELY(RA == V_UNBOUND)) goto unbound;
    NEXT;
op_SETG:
    if (i->b && AS(symbol, i->k)->global == V_UNBOUND) goto unbound;
    SAVE();
    lang_define(L, AS(symbol, i->k), RA);
    NEXT;
unbound:
    SAVE();
    lang_error(L, "%s is not defined", AS(symbol, i->k)->name->text);
op_CLOSURE : {
    SAVE();
    closure *c = lang_closure(L, AS(proto, i->k));
    RA = from_object(c);
    for (unsigned n = 0; n < c->p->nups; n++) {
        i = pc++;
        lang_store(L, &c->up[n], i->op == OP_MOVE ? RB : FUNCTION(R)->up[i->b]);
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
    if (!is_kind(f, K_BUILTIN)) lang_type_error(L, "call", "a function", f);
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
overflow:
    SAVE();
    lang_error(L, "stack overflow");
poll:
    SAVE();
    if (pc == CODE(FUNCTION(R))) L->pc++; /* as if its first instruction was under way */
    vm_poll(L);
    NEXT;
op_JUMP:
    pc += i->c;
    if (GORT_LOOP_POLL_NEEDED(g)) goto poll;
    NEXT;
    SIMPLE(JUMPT, pc += RA != V_FALSE ? i->c : 0);
    SIMPLE(JUMPF, pc += RA == V_FALSE ? i->c : 0);
    SIMPLE(NOT, RA = from_bool(RB == V_FALSE));
    SIMPLE(NIL, RA = from_bool(RB == V_NIL));
    SIMPLE(PAIR, RA = from_bool(lang_is_pair(RB)));
    SIMPLE(EQ, RA = from_bool(lang_same(RB, RC)));
    ARITH(LT, true, from_bool(x < y));
    ARITH(LE, true, from_bool(x <= y));
    ARITH(GT, true, from_bool(x > y));
    ARITH(GE, true, from_bool(x >= y));
    ARITH(NUM, true, from_bool(x == y));
    ARITH(ADD, !__builtin_add_overflow(x, y, &r), from_int(r));
    ARITH(SUB, !__builtin_sub_overflow(x, y, &r), from_int(r));
    ARITH(MUL, !__builtin_mul_overflow(x, y, &r), from_int(r));
    SIMPLE(CONS, SAVE(), RA = lang_cons(L, RB, RC));
op_CAR:
    if (GORT_UNLIKELY(!lang_is_pair(RB))) SAVE(), lang_type_error(L, "car", "a pair", RB);
    RA = lang_car(RB);
    NEXT;
op_CDR:
    if (GORT_UNLIKELY(!lang_is_pair(RB))) SAVE(), lang_type_error(L, "cdr", "a pair", RB);
    RA = lang_cdr(RB);
    NEXT;
    SIMPLE(VREF, (void)(HAS(RB, RC) || SAVE()), RA = *vm_element(L, "vector-ref", RB, RC));
    SIMPLE(VSET, (void)(HAS(RA, RB) || SAVE()),
           lang_store(L, vm_element(L, "vector-set!", RA, RB), RC));
}

/* ---- Calls from C ------------------------------------------------------------------------- */

value lang_call(lang_state *L, value f, int n, const value *args)
{
    value *const top = L->top, *const from = L->R, *const R = top + 4;
    const insn *const pc = L->pc;
    if (L->c_depth == LANG_C_DEPTH || R + n + 2 > L->limit) lang_error(L, "stack overflow");
    top[0] = (value)(uintptr_t)pc;
    top[1] = 0;
    top[2] = (value)(uintptr_t)from;
    top[3] = f;
    for (int k = 0; k < n; k++)
        R[k] = args[k];
    L->top = R + n;
    value v;
    if (is_kind(f, K_BUILTIN)) {
        v = vm_builtin(L, AS(builtin, f), R, n);
    } else {
        if (!is_kind(f, K_CLOSURE)) lang_type_error(L, "call", "a function", f);
        const proto *p = AS(closure, f)->p;
        if (R + p->nregs > L->limit) lang_error(L, "stack overflow");
        if (p->nparams != n || p->rest) vm_arguments(L, p, R, n);
        L->c_depth++;
        v = vm_run(L, R);
        L->c_depth--;
    }
    L->R = from;
    L->pc = pc;
    L->top = top;
    return v;
}
