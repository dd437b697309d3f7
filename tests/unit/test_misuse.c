/* test_misuse.c - wrong calls of every public header, one by one (misuse_table.h): each is a
 * defined error, whose handler hears code, call and what is wrong; afterwards the runtime is as it
 * was.
 *
 * The debug library knows them all: a build of these tests with GORT_DEBUG (those with sanitizers
 * are) runs every row, under a sanitizer that would see a check read what it must not. Other builds
 * run the rows that both libraries know. All rows run in one runtime, one after the other, and the
 * handler leaves each by longjmp; those in a callback, after which a runtime is lost, in a process
 * of their own.
 */
#include "threads_support.h"
#include "../../runtime/gort_events.h"
#include "../../runtime/gort_map.h"

#ifdef GORT_DEBUG
#define HERE_DEBUG true
#else
/* The functions: the inline paths know less (gort_inline.h, "Wrong calls"). */
#undef gort_top
#undef gort_scope_open
#undef gort_scope_close
#undef gort_push
#define HERE_DEBUG false
#endif
#define HERE_BOTH true

/* ---- What the rows have --------------------------------------------------------------------- */

static struct {
    gc_node *node, cell_memory;
    void *foreign, *words[8], *words_top;
    gort_runtime *other_rt, *spare_rt, *freed_rt;
    gort_g *other_g;
    gort_hmap *map, *other_map, *eface_map, *bad_key_map;
    gort_map_types map_types, string_types, eface_types, bad_key_types, spare_types;
    gort_map_state map_state;
    gort_hchan *chan;
    gort_cell *cell, *freed_cell, *other_cell;
    gort_weak *weak, *freed_weak, *other_weak;
    gort_ephemeron *ephemeron, *freed_ephemeron;
    gort_weak_map *weak_map, *freed_weak_map;
    gort_cleanup *cleanup, *freed_cleanup;
    gort_root root, spare_root, other_root;
    gort_root_stack stack, spare_stack;
    gort_root_callback callback, rt_callback, spare_callback;
    gort_module module;
    gort_own_type own, tail;
    gort_defer_frame frame;
    gort_mem_stats stats;
    gort_slice slice;
    gort_string text;
    int64_t key;
    uint64_t *no_value; /* NULL */
} w;

static const gort_type misuse_type_no_mask = {.size_bytes = sizeof(void *),
                                              .ptrdata_bytes = sizeof(void *),
                                              .kind = GORT_KIND_STRUCT,
                                              .align = sizeof(void *),
                                              .name = "no mask"};
static const gort_type misuse_type_long_pointers = {.size_bytes = sizeof(void *),
                                                    .ptrdata_bytes = 2 * sizeof(void *),
                                                    .ptrmask = gc_mask_11,
                                                    .ptrmask_bytes = 2 * sizeof(void *),
                                                    .kind = GORT_KIND_STRUCT,
                                                    .align = sizeof(void *),
                                                    .name = "long"};
static const gort_type misuse_type_odd_align = {
    .size_bytes = 9, .kind = GORT_KIND_STRUCT, .align = 3, .name = "odd"};
static const gort_type misuse_type_empty = {.kind = GORT_KIND_STRUCT, .align = 1, .name = "empty"};
GC_UNUSED static const size_t misuse_words[] = {0, 2};

static const char *misuse_bad_limit(void *user, const char *name)
{
    (void)user;
    return strcmp(name, "GOMEMLIMIT") == 0 ? "12x" : NULL;
}
static GC_UNUSED void misuse_main(gort_g *g, void **sp)
{
    (void)g;
    (void)sp;
}
static void misuse_enters(void *g)
{
    if (g) gort_enter_blocking(g, gort_top(g));
}
static void misuse_leaves(void *g)
{
    gort_exit_blocking(g);
}
static void misuse_roots(void *user, void (*shade)(void *, void *), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
}
static void misuse_finalizer(gort_g *g, void **sp, void *object, void *data)
{
    (void)g;
    (void)sp;
    (void)object;
    (void)data;
}
static void misuse_cleanup(gort_g *g, void **sp, void *data)
{
    (void)g;
    (void)sp;
    (void)data;
}
static void misuse_entry(gort_g *g, void **sp, void *user, void *key, void *value)
{
    (void)g;
    (void)sp;
    (void)user;
    (void)key;
    (void)value;
}
static void misuse_go(gort_g *g, void **sp, void *arg)
{
    (void)g;
    (void)sp;
    (void)arg;
}
static GC_UNUSED void misuse_hook(void *user, gort_runtime *rt, const gort_event *e)
{
    (void)user;
    (void)rt;
    (void)e;
}

/* The address of pages that held an object once. */
static GC_UNUSED void *misuse_freed_memory(void)
{
    void **top = gort_top(C.g);
    char *p = gort_alloc_slow(C.g, top, &gc_type_bytes, 1 << 20);
    gort_gc(C.g, top);
    return p + (1 << 19);
}

/* ---- The handler ----------------------------------------------------------------------------- */

static _Thread_local jmp_buf leave;
static _Thread_local bool leaves;

static void misuse_heard(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    C.expected = true;
    fixture_note_end(code, text, bytes);
    if (!leaves) ck_abort_msg("unexpected end: %s", C.text);
    leaves = false;
    longjmp(leave, 1);
}

static gort_config misuse_config(const char *debug)
{
    gort_config c = fixture_config(debug);
    c.on_error = misuse_heard;
    c.heap_reserve_bytes = (size_t)1 << 30;
    c.finalizers_by_call = true;
    return c;
}

/* Runs fn; whether the handler has heard of it. */
static bool misuse_run(void (*fn)(gort_g *g, void **sp), gort_g *g, void **sp)
{
    C.code = (gort_error_code)-1;
    C.text[0] = 0;
    if (setjmp(leave)) return true;
    leaves = true;
    fn(g, sp);
    leaves = false;
    return false;
}

/* ---- Life ------------------------------------------------------------------------------------ */

static void misuse_open_other(void)
{
    gort_config c = misuse_config("");
    c.stack_reserve_bytes = (size_t)1 << 28;
    w.freed_rt = gort_runtime_new(&c);
    w.other_rt = gort_runtime_new(&c);
    w.spare_rt = gort_runtime_new(&c);
    gort_runtime_free(w.freed_rt);
    gort_g *g = w.other_g = gort_attach(w.other_rt);
    void **sp = gort_top(g);
    w.foreign = sp[0] = gort_new(g, sp, &gc_type_node);
    w.other_map = sp[1] = gort_makemap(g, sp + 1, &w.map_types.map, 0, NULL);
    w.other_cell = gort_cell_new(g, w.foreign);
    gort_cell_new(g, w.other_map);
    w.other_weak = gort_weak_new(g, w.foreign);
    static gc_node memory;
    static gort_root last;
    gort_add_root(g, &w.other_root, &memory, &gc_type_node, 1);
    gort_add_root(g, &last, &memory, &gc_type_node, 1); /* so that it is not the only one */
}

static void misuse_open(void)
{
    const gort_config c = misuse_config("gccheckmark=1");
    memset(&w, 0, sizeof w);
    fixture_start(&c);
    gort_map_types_init(&w.map_types, "map[int64]int64", &gort_type_int64, &gort_type_int64);
    gort_map_types_init(&w.string_types, "map[string]int64", &gort_type_string, &gort_type_int64);
    gort_map_types_init(&w.eface_types, "map[interface {}]int64", &gort_type_eface,
                        &gort_type_int64);
    gort_map_types_init(&w.bad_key_types, "map[main.node]int64", &gc_type_node, &gort_type_int64);
    ck_assert_ptr_null(gort_type_init_tail(&w.tail, "tail", &gc_type_node, &gc_type_node));
    misuse_open_other();
    w.words_top = w.words;
    w.node = fixture_root(gc_test_node());
    w.map = fixture_root(gort_makemap(C.g, C.sp, &w.map_types.map, 0, NULL));
    w.eface_map = fixture_root(gort_makemap(C.g, C.sp, &w.eface_types.map, 0, NULL));
    w.bad_key_map = fixture_root(gort_makemap(C.g, C.sp, &w.bad_key_types.map, 0, NULL));
    w.chan = fixture_root(gort_makechan(C.g, C.sp, &gc_type_node, 4));
    for (int i = 0; i < 5; i++)
        gort_cell_new(C.g, C.base[i]); /* the rows begin at the stack's first word */
    w.cell = gort_cell_new(C.g, w.node);
    w.freed_cell = gort_cell_new(C.g, w.node);
    w.weak = gort_weak_new(C.g, w.node);
    w.freed_weak = gort_weak_new(C.g, w.node);
    w.ephemeron = gort_ephemeron_new(C.g, w.node, w.map);
    w.freed_ephemeron = gort_ephemeron_new(C.g, w.node, w.map);
    w.weak_map = gort_weak_map_new(C.g, C.sp);
    w.freed_weak_map = gort_weak_map_new(C.g, C.sp);
    w.cleanup = gort_cleanup_new(C.g, w.node, misuse_cleanup, NULL);
    w.freed_cleanup = gort_cleanup_new(C.g, w.node, misuse_cleanup, NULL);
    gort_add_root(C.g, &w.root, &w.cell_memory, &gc_type_node, 1);
    gort_add_root_stack(C.g, &w.stack, w.words, &w.words_top, &gc_type_ptr);
    gort_add_thread_roots(C.g, &w.callback, misuse_roots, NULL);
    gort_add_runtime_roots(C.rt, &w.rt_callback, misuse_roots, NULL);
    /* Last, so that none that is made has the memory of one of them. */
    gort_cell_free(C.g, w.freed_cell);
    gort_weak_free(C.g, w.freed_weak);
    gort_ephemeron_free(C.g, w.freed_ephemeron);
    gort_weak_map_free(C.g, C.sp, w.freed_weak_map);
    gort_cleanup_free(C.g, w.freed_cleanup);
    C.sp = C.base;
    gort_enter_blocking(w.other_g, gort_top(w.other_g));
}

/* The runtime works, and nothing is lost. */
static void misuse_close(void)
{
    gc_test_collect();
    ck_assert_uint_eq(gort_heap_check(C.g, C.sp, NULL, NULL), 0);
    ck_assert_ptr_eq(gort_weak_get(C.g, w.weak), w.node);
    gort_exit_blocking(w.other_g);
    gort_detach(w.other_rt);
    gort_runtime_free(w.other_rt);
    gort_runtime_free(w.spare_rt);
    fixture_close();
}

/* ---- The rows -------------------------------------------------------------------------------- */

#define PASTE(a, b)      a##b
#define NAME(prefix, ln) PASTE(prefix, ln)
#define NONE             ((gort_error_code)-1)

/* The functions of the rows and calls. */
#define ROW(where, call, code, text, ...)                                                          \
    static GC_UNUSED void NAME(row_, __LINE__)(gort_g * g, void **sp)                              \
    {                                                                                              \
        (void)g;                                                                                   \
        (void)sp;                                                                                  \
        __VA_ARGS__;                                                                               \
    }
#define SAYS(asked, answer, expression)                                                            \
    static GC_UNUSED void NAME(row_, __LINE__)(gort_g * g, void **sp)                              \
    {                                                                                              \
        (void)g;                                                                                   \
        (void)sp;                                                                                  \
        const char *said = expression;                                                             \
        snprintf(C.text, sizeof C.text, "gort: %s: %s", asked, said ? said : "nothing");           \
    }
#define CALL(where, call, ...) ROW(where, #call, MISUSE, "", __VA_ARGS__)
#include "misuse_table.h"
#undef ROW
#undef SAYS
#undef CALL

typedef struct misuse_row {
    bool here;
    const char *call;
    gort_error_code code;
    const char *text;
    void (*fn)(gort_g *g, void **sp);
    int line; /* of the table */
} misuse_row;

#define ROW(where, call, code, text, ...)                                                          \
    {HERE_##where, call, GORT_ERROR_##code, text, NAME(row_, __LINE__), __LINE__},
#define SAYS(call, text, expression) {true, call, NONE, text, NAME(row_, __LINE__), __LINE__},
#define CALL(where, call, ...)
static const misuse_row rows[] = {
#include "misuse_table.h"
};
#undef ROW
#undef SAYS
#undef CALL

#define ROW(where, call, code, text, ...)
#define SAYS(call, text, expression)
#define CALL(where, call, ...)                                                                     \
    {HERE_##where, #call, GORT_ERROR_MISUSE, "", NAME(row_, __LINE__), __LINE__},
static const misuse_row calls[] = {
#include "misuse_table.h"
};
#undef ROW
#undef SAYS
#undef CALL

#define NROWS  (sizeof rows / sizeof rows[0])
#define NCALLS (sizeof calls / sizeof calls[0])

/* What the handler has heard is what the row says, with that text. */
static void misuse_check(const misuse_row *r, const char *text)
{
    char begin[128];
    ck_assert_msg(C.code == r->code && strstr(C.text, text), "line %d, %s: code %d, text %s",
                  r->line, r->call, (int)C.code, C.text);
    snprintf(begin, sizeof begin, "gort: %s", r->call);
    ck_assert_msg(!*r->call || strncmp(C.text, begin, strlen(begin)) == 0, "line %d, %s: text %s",
                  r->line, r->call, C.text);
}

START_TEST(a_wrong_call_is_a_defined_error)
{
    unsigned n = 0;
    misuse_open();
    for (size_t i = 0; i < NROWS; i++) {
        const misuse_row *r = &rows[i];
        if (!r->here) continue;
        n++;
        const bool heard = misuse_run(r->fn, C.g, gort_top(C.g));
        ck_assert_msg(heard == (r->code != NONE), "line %d, %s: %s", r->line, r->call,
                      heard ? C.text : "nothing");
        misuse_check(r, r->text);
        if (gort__load32_relaxed(&C.g->m->state) == GORT_MUTATOR_BLOCKED) gort_exit_blocking(C.g);
        gort_g_reset(C.g, C.base);
    }
    printf("# %u rows of %zu\n", n, NROWS);
    ck_assert_uint_ge(n, HERE_DEBUG ? 190 : 50);
    misuse_close();
}
END_TEST

/* ---- The g ----------------------------------------------------------------------------------- */

static const misuse_row *call_now;

/* The calling thread is attached, or is not; the main thread's g is another's. */
static void *thread_calls(void *attached)
{
    if (attached) gort_attach(C.rt);
    ck_assert(misuse_run(call_now->fn, C.g, gort_top(C.g)));
    if (attached) gort_detach(C.rt);
    return NULL;
}

static gort_g *gone;

static void *thread_goes(void *arg)
{
    gone = gort_attach(C.rt);
    gort_detach(C.rt);
    return arg;
}

static void another_threads(const misuse_row *r)
{
    call_now = r;
    join(start(thread_calls, NULL));
    misuse_check(r, "the g is another thread's; the calling thread is not attached");
    join(start(thread_calls, C.rt));
    misuse_check(r, "the g is another thread's; the calling thread has one of its own");
}

static void asks_runtime(gort_g *g, void **sp)
{
    (void)sp;
    gort_runtime_of(g);
}
static void asks_top(gort_g *g, void **sp)
{
    (void)sp;
    gort_top(g);
}

START_TEST(a_wrong_g_is_a_defined_error)
{
    unsigned n = 0;
    misuse_open();
    if (HERE_DEBUG) join(start(thread_goes, NULL));
    for (size_t i = 0; i < NCALLS; i++) {
        const misuse_row *r = &calls[i];
        void *words[8] = {0};
        if (!r->here) continue;
        n += HERE_DEBUG ? 5 : 4;
        ck_assert_msg(misuse_run(r->fn, NULL, words), "%s: a nil g", r->call);
        misuse_check(r, "the g is nil");
        another_threads(r);
        gort_enter_blocking(C.g, C.sp);
        ck_assert_msg(misuse_run(r->fn, C.g, C.sp), "%s: a blocked g", r->call);
        gort_exit_blocking(C.g);
        misuse_check(r, "the thread is in a blocking region");
        if (!HERE_DEBUG) continue;
        ck_assert_msg(misuse_run(r->fn, gone, C.sp), "%s: a g that is gone", r->call);
        misuse_check(r, "the g is none");
    }
    if (HERE_DEBUG) {
        ck_assert_ptr_null(gort_current(w.freed_rt));
        static const misuse_row any[] = {{true, "gort_runtime_of", GORT_ERROR_MISUSE, "", NULL, 0},
                                         {true, "gort_top", GORT_ERROR_MISUSE, "", NULL, 0}};
        for (int i = 0; i < 2; i++) {
            misuse_check(&any[i], (misuse_run(i ? asks_top : asks_runtime, NULL, NULL), "is nil"));
            misuse_check(&any[i], (misuse_run(i ? asks_top : asks_runtime, gone, NULL), "is none"));
            n += 2;
        }
    }
    printf("# %u calls with a wrong g\n", n);
    ck_assert_uint_ge(n, HERE_DEBUG ? 400 : 200);
    misuse_close();
}
END_TEST

/* ---- In callbacks -----------------------------------------------------------------------------
 */

static void calling_roots(void *user, void (*shade)(void *, void *), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
    call_now->fn(C.g, C.base);
}

static void calls_in_callback(int i)
{
    call_now = &calls[i];
    C.rt->config.on_error = tell;
    gort_set_runtime_roots(C.rt, calling_roots, NULL);
    gc_test_collect();
}

START_TEST(a_call_in_a_callback_is_a_defined_error)
{
    unsigned n = 0;
    misuse_open();
    for (size_t i = 0; i < NCALLS; i++) {
        char text[128];
        if (!calls[i].here) continue;
        snprintf(text, sizeof text, "gort: %s: called in the runtime's root callback",
                 calls[i].call);
        ends(calls_in_callback, (int)i, STATUS_MISUSE, text);
        n++;
    }
    printf("# %u calls in a callback\n", n);
    ck_assert_uint_ge(n, HERE_DEBUG ? 90 : 50);
    misuse_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("misuse");
    TCase *tc = tcase_create("misuse");
    tcase_set_timeout(tc, HANG_S);
    tcase_add_test(tc, a_wrong_call_is_a_defined_error);
    tcase_add_test(tc, a_wrong_g_is_a_defined_error);
    tcase_add_test(tc, a_call_in_a_callback_is_a_defined_error);
    suite_add_tcase(s, tc);
    return s;
}
