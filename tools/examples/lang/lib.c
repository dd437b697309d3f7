/* lib.c - functions of the language that are written in C: numbers, lists, vectors, tables.
 *
 * A builtin gets its arguments as registers, which are roots; what it keeps besides it pushes, and
 * whoever called it takes that away. Their number was checked against its entry.
 */
#include "lang.h"
#include "ops.h"
#include <math.h>
#include <time.h>

GORT_PLAIN_TYPE(type_builtin, builtin);

void lang_register(lang_state *L, const builtin_entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        builtin *b = lang_object(L, &type_builtin, K_BUILTIN);
        b->fn = entries[i].fn;
        b->name = entries[i].name;
        b->least = entries[i].least;
        b->most = entries[i].most;
        lang_define(L, b->name, from_object(b));
    }
}

/* ---- Numbers ------------------------------------------------------------------------------ */

static value fold(lang_state *L, int op, value start, const value *args, int n)
{
    value v = n == 1 ? start : args[0];
    for (int i = n > 1; i < n; i++)
        v = lang_arith(L, op, v, args[i]);
    return n == 0 ? start : v;
}

BUILTIN_OF(lib_add, fold(L, OP_ADD, from_int(0), args, n))
BUILTIN_OF(lib_sub, fold(L, OP_SUB, from_int(0), args, n))
BUILTIN_OF(lib_mul, fold(L, OP_MUL, from_int(1), args, n))
BUILTIN_OF(lib_div, fold(L, OP_DIV, from_int(1), args, n))
BUILTIN_OF(lib_quotient, lang_arith(L, OP_QUO, args[0], args[1]))
BUILTIN_OF(lib_modulo, lang_arith(L, OP_MOD, args[0], args[1]))

static value chain(lang_state *L, const char *who, const value *args, int n, bool swap, bool equal)
{
    for (int i = 0; i + 1 < n; i++)
        if (!lang_less(L, who, args[i + swap], args[i + !swap], equal)) return V_FALSE;
    return V_TRUE;
}

BUILTIN_OF(lib_less, chain(L, "<", args, n, false, false))
BUILTIN_OF(lib_more, chain(L, ">", args, n, true, false))
BUILTIN_OF(lib_at_most, chain(L, "<=", args, n, false, true))
BUILTIN_OF(lib_at_least, chain(L, ">=", args, n, true, true))
BUILTIN(lib_same_number)
{
    for (int i = 0; i < n; i++)
        if (!is_number(args[i])) lang_type_error(L, "=", "a number", args[i]);
    for (int i = 0; i + 1 < n; i++)
        if (to_double(args[i]) != to_double(args[i + 1])) return V_FALSE;
    return V_TRUE;
}

static double number_arg(lang_state *L, const char *who, value v)
{
    if (!is_number(v)) lang_type_error(L, who, "a number", v);
    return to_double(v);
}

BUILTIN_OF(lib_floor, lang_number(floor(number_arg(L, "floor", args[0]))))
BUILTIN_OF(lib_sqrt, lang_number(sqrt(number_arg(L, "sqrt", args[0]))))

/* ---- Predicates --------------------------------------------------------------------------- */

#define PREDICATE(name, test) BUILTIN_OF(name, from_bool(test))
PREDICATE(lib_null_p, args[0] == V_NIL)
PREDICATE(lib_pair_p, is_kind(args[0], K_PAIR))
PREDICATE(lib_number_p, is_number(args[0]))
PREDICATE(lib_string_p, is_kind(args[0], K_STRING))
PREDICATE(lib_symbol_p, is_kind(args[0], K_SYMBOL))
PREDICATE(lib_vector_p, is_kind(args[0], K_VECTOR))
PREDICATE(lib_table_p, is_kind(args[0], K_TABLE))
PREDICATE(lib_procedure_p, is_kind(args[0], K_CLOSURE) || is_kind(args[0], K_BUILTIN))
PREDICATE(lib_boolean_p, args[0] == V_TRUE || args[0] == V_FALSE)
PREDICATE(lib_not, args[0] == V_FALSE)
PREDICATE(lib_eq_p, args[0] == args[1] || (is_number(args[0]) && is_number(args[1]) &&
                                           to_double(args[0]) == to_double(args[1])))

BUILTIN_OF(lib_equal_p, from_bool(lang_equal(L, args[0], args[1])))

/* ---- Lists -------------------------------------------------------------------------------- */

static pair *pair_arg(lang_state *L, const char *who, value v)
{
    if (!is_kind(v, K_PAIR)) lang_type_error(L, who, "a pair", v);
    return AS(pair, v);
}

/* How many items; it has to end in (). */
static uint32_t list_length(lang_state *L, const char *who, value list)
{
    uint32_t n = 0;
    value v = list;
    for (; is_kind(v, K_PAIR); v = AS(pair, v)->cdr)
        if (++n == UINT32_MAX) break;
    if (v != V_NIL) lang_type_error(L, who, "a list", list);
    return n;
}

BUILTIN_OF(lib_cons, lang_cons(L, args[0], args[1]))
BUILTIN_OF(lib_car, pair_arg(L, "car", args[0])->car)
BUILTIN_OF(lib_cdr, pair_arg(L, "cdr", args[0])->cdr)
BUILTIN(lib_set_car)
{
    (void)n;
    lang_store(L, &pair_arg(L, "set-car!", args[0])->car, args[1]);
    return V_VOID;
}
BUILTIN(lib_set_cdr)
{
    (void)n;
    lang_store(L, &pair_arg(L, "set-cdr!", args[0])->cdr, args[1]);
    return V_VOID;
}
BUILTIN(lib_list)
{
    value list = V_NIL;
    while (n > 0)
        list = lang_cons(L, args[--n], list);
    return list;
}
BUILTIN_OF(lib_length, from_int((int32_t)list_length(L, "length", args[0])))
BUILTIN(lib_reverse)
{
    value list = V_NIL;
    (void)n;
    list_length(L, "reverse", args[0]);
    for (value v = args[0]; v != V_NIL; v = AS(pair, v)->cdr)
        list = lang_cons(L, AS(pair, v)->car, list);
    return list;
}

/* The items of a list become registers. */
static uint32_t list_spread(lang_state *L, const char *who, value list)
{
    const uint32_t n = list_length(L, who, list);
    if (L->top + n > L->limit) lang_error(L, "%s: a list of %u is too long", who, n);
    for (value v = list; v != V_NIL; v = AS(pair, v)->cdr)
        lang_push(L, AS(pair, v)->car);
    return n;
}

BUILTIN(lib_append)
{
    value list = n ? args[n - 1] : V_NIL;
    for (int i = n - 2; i >= 0; i--) {
        value *base = L->top;
        list_spread(L, "append", args[i]);
        for (; L->top > base; L->top--)
            list = lang_cons(L, L->top[-1], list);
    }
    return list;
}
BUILTIN(lib_apply)
{
    value *base = L->top;
    for (int i = 1; i + 1 < n; i++)
        lang_push(L, args[i]);
    list_spread(L, "apply", args[n - 1]);
    return lang_call(L, args[0], (int)(L->top - base), base);
}
BUILTIN(lib_map)
{
    (void)n;
    value *base = L->top;
    list_length(L, "map", args[1]);
    lang_push(L, V_NIL);
    for (value *v = &args[1]; is_kind(*v, K_PAIR); *v = AS(pair, *v)->cdr) {
        const value item = AS(pair, *v)->car, made = lang_call(L, args[0], 1, &item);
        const value list = lang_cons(L, made, *base);
        *base = list;
    }
    return lib_reverse(L, base, 1);
}
BUILTIN(lib_for_each)
{
    (void)n;
    list_length(L, "for-each", args[1]);
    for (value *v = &args[1]; is_kind(*v, K_PAIR); *v = AS(pair, *v)->cdr) {
        const value item = AS(pair, *v)->car;
        lang_call(L, args[0], 1, &item);
    }
    return V_VOID;
}

/* ---- Vectors ------------------------------------------------------------------------------ */

static vector *vector_arg(lang_state *L, const char *who, value v)
{
    if (!is_kind(v, K_VECTOR)) lang_type_error(L, who, "a vector", v);
    return AS(vector, v);
}

/* A number from 0 to most. */
static uint32_t size_arg(lang_state *L, const char *who, value v, uint32_t most)
{
    const double d = number_arg(L, who, v);
    if (!(d >= 0 && d <= most) || d != floor(d))
        lang_error(L, "%s: %.14g is not an integer from 0 to %u", who, d, most);
    return (uint32_t)d;
}

static vector *vector_of(lang_state *L, const value *items, uint32_t n)
{
    vector *v = lang_vector(L, n, V_VOID);
    gort_typedslicemove(L->g, &gort_type_unsafe_pointer, v->v, items, n);
    return v;
}

BUILTIN_OF(lib_vector, from_object(vector_of(L, args, (uint32_t)n)))
BUILTIN(lib_make_vector)
{
    const uint32_t size = size_arg(L, "make-vector", args[0], 1u << 30);
    return from_object(lang_vector(L, size, n > 1 ? args[1] : from_int(0)));
}
BUILTIN_OF(lib_vector_length, from_int((int32_t)vector_arg(L, "vector-length", args[0])->o.n))
BUILTIN(lib_vector_ref)
{
    (void)n;
    const vector *v = vector_arg(L, "vector-ref", args[0]);
    if (v->o.n == 0) lang_error(L, "vector-ref: the vector is empty");
    return v->v[size_arg(L, "vector-ref", args[1], v->o.n - 1)];
}
BUILTIN(lib_vector_set)
{
    (void)n;
    vector *v = vector_arg(L, "vector-set!", args[0]);
    if (v->o.n == 0) lang_error(L, "vector-set!: the vector is empty");
    lang_store(L, &v->v[size_arg(L, "vector-set!", args[1], v->o.n - 1)], args[2]);
    return V_VOID;
}
BUILTIN(lib_vector_to_list)
{
    const vector *v = vector_arg(L, "vector->list", args[0]);
    value list = V_NIL;
    (void)n;
    for (uint32_t i = v->o.n; i > 0; i--)
        list = lang_cons(L, v->v[i - 1], list);
    return list;
}
BUILTIN(lib_list_to_vector)
{
    const value *base = L->top;
    (void)n;
    const uint32_t size = list_spread(L, "list->vector", args[0]);
    return from_object(vector_of(L, base, size));
}

/* ---- Tables ------------------------------------------------------------------------------- */

static table *table_arg(lang_state *L, const char *who, value v)
{
    if (!is_kind(v, K_TABLE)) lang_type_error(L, who, "a table", v);
    return AS(table, v);
}

BUILTIN(lib_table)
{
    if (n % 2) lang_error(L, "table: a key without a value");
    value *t = lang_push(L, from_object(lang_table(L)));
    for (int i = 0; i < n; i += 2)
        lang_put(L, AS(table, *t), args[i], args[i + 1]);
    return *t;
}
BUILTIN_OF(lib_get, lang_get(L, table_arg(L, "get", args[0]), args[1], n > 2 ? args[2] : V_FALSE))
BUILTIN(lib_put)
{
    (void)n;
    lang_put(L, table_arg(L, "put!", args[0]), args[1], args[2]);
    return V_VOID;
}
BUILTIN(lib_delete)
{
    (void)n;
    lang_delete(L, table_arg(L, "delete!", args[0]), args[1]);
    return V_VOID;
}
BUILTIN_OF(lib_count, from_int((int32_t)lang_count(table_arg(L, "count", args[0]))))

static void keys_add(lang_state *L, void *user, value k, value v)
{
    value *list = user;
    (void)v;
    const value more = lang_cons(L, k, *list);
    *list = more;
}

BUILTIN(lib_keys)
{
    value *list = lang_push(L, V_NIL);
    (void)n;
    lang_each(L, table_arg(L, "keys", args[0]), keys_add, list);
    return *list;
}

static void each_call(lang_state *L, void *user, value k, value v)
{
    const value entry[] = {k, v};
    lang_call(L, *(value *)user, 2, entry);
}

BUILTIN(lib_each)
{
    (void)n;
    lang_each(L, table_arg(L, "each", args[0]), each_call, &args[1]);
    return V_VOID;
}

/* ---- The system --------------------------------------------------------------------------- */

BUILTIN_OF(lib_clock, from_double((double)clock() / CLOCKS_PER_SEC))

BUILTIN(lib_collect)
{
    (void)args, (void)n;
    gort_gc(L->g, lang_sp(L));
    gort_run_finalizers(L->g, lang_sp(L), SIZE_MAX);
    gort_runtime_Gosched(L->g, lang_sp(L)); /* to coroutines that end now */
    return V_VOID;
}

BUILTIN(lib_memory)
{
    gort_mem_stats stats;
    (void)args, (void)n;
    gort_peek_mem_stats(L->g, &stats);
    return lang_number((double)stats.HeapAlloc);
}

BUILTIN(lib_exit)
{
    const uint32_t status = n ? size_arg(L, "exit", args[0], 255) : 0;
    fflush(stdout);
    gort_os_Exit(L->g, lang_sp(L), (intptr_t)status);
}

void lang_open_lib(lang_state *L)
{
    static const builtin_entry entries[] = {{"+", lib_add, 0, -1},
                                            {"-", lib_sub, 1, -1},
                                            {"*", lib_mul, 0, -1},
                                            {"/", lib_div, 1, -1},
                                            {"quotient", lib_quotient, 2, 2},
                                            {"modulo", lib_modulo, 2, 2},
                                            {"<", lib_less, 1, -1},
                                            {">", lib_more, 1, -1},
                                            {"<=", lib_at_most, 1, -1},
                                            {">=", lib_at_least, 1, -1},
                                            {"=", lib_same_number, 1, -1},
                                            {"floor", lib_floor, 1, 1},
                                            {"sqrt", lib_sqrt, 1, 1},
                                            {"null?", lib_null_p, 1, 1},
                                            {"pair?", lib_pair_p, 1, 1},
                                            {"number?", lib_number_p, 1, 1},
                                            {"string?", lib_string_p, 1, 1},
                                            {"symbol?", lib_symbol_p, 1, 1},
                                            {"vector?", lib_vector_p, 1, 1},
                                            {"table?", lib_table_p, 1, 1},
                                            {"procedure?", lib_procedure_p, 1, 1},
                                            {"boolean?", lib_boolean_p, 1, 1},
                                            {"not", lib_not, 1, 1},
                                            {"eq?", lib_eq_p, 2, 2},
                                            {"equal?", lib_equal_p, 2, 2},
                                            {"cons", lib_cons, 2, 2},
                                            {"car", lib_car, 1, 1},
                                            {"cdr", lib_cdr, 1, 1},
                                            {"set-car!", lib_set_car, 2, 2},
                                            {"set-cdr!", lib_set_cdr, 2, 2},
                                            {"list", lib_list, 0, -1},
                                            {"length", lib_length, 1, 1},
                                            {"reverse", lib_reverse, 1, 1},
                                            {"append", lib_append, 0, -1},
                                            {"apply", lib_apply, 2, -1},
                                            {"map", lib_map, 2, 2},
                                            {"for-each", lib_for_each, 2, 2},
                                            {"vector", lib_vector, 0, -1},
                                            {"make-vector", lib_make_vector, 1, 2},
                                            {"vector-length", lib_vector_length, 1, 1},
                                            {"vector-ref", lib_vector_ref, 2, 2},
                                            {"vector-set!", lib_vector_set, 3, 3},
                                            {"vector->list", lib_vector_to_list, 1, 1},
                                            {"list->vector", lib_list_to_vector, 1, 1},
                                            {"table", lib_table, 0, -1},
                                            {"get", lib_get, 2, 3},
                                            {"put!", lib_put, 3, 3},
                                            {"delete!", lib_delete, 2, 2},
                                            {"count", lib_count, 1, 1},
                                            {"keys", lib_keys, 1, 1},
                                            {"each", lib_each, 2, 2},
                                            {"clock", lib_clock, 0, 0},
                                            {"collect", lib_collect, 0, 0},
                                            {"memory", lib_memory, 0, 0},
                                            {"exit", lib_exit, 0, 1}};
    lang_register(L, entries, sizeof entries / sizeof *entries);
}
