/* test_weak.c - weak handles and ephemerons: what they keep and what not, when they are cleared,
 * what is read while a cycle marks, random graphs against a simple reference, chains of ephemerons
 * that are linear to mark; threads that read while others collect.
 */
#include "../../runtime/gort_weak.h"
#include "gc_support.h"
#include <pthread.h>

/* ---- Handles ------------------------------------------------------------------------------ */

START_TEST(a_handle_keeps_nothing)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *held = fixture_root(gc_test_node()), *lost = gc_test_node();
    gort_weak *a = gort_weak_new(C.g, held), *b = gort_weak_new(C.g, lost);
    gort_weak *inside = gort_weak_new(C.g, &lost->value), *again = gort_weak_new(C.g, lost);
    ck_assert_ptr_eq(gort_weak_get(C.g, inside), &lost->value);
    for (int i = 0; i < 3; i++) {
        gc_test_collect();
        ck_assert_ptr_eq(gort_weak_get(C.g, a), held);
        ck_assert_ptr_null(gort_weak_get(C.g, b));
        ck_assert_ptr_null(gort_weak_get(C.g, inside));
        ck_assert_ptr_null(gort_weak_get(C.g, again));
    }
    gort_weak_set(C.g, b, held); /* a handle serves again */
    C.sp--;
    ck_assert_ptr_eq(gort_weak_get(C.g, b), held);
    gc_test_collect();
    ck_assert_ptr_null(gort_weak_get(C.g, a));
    ck_assert_ptr_null(gort_weak_get(C.g, b));
    gort_weak_free(C.g, a);
    gort_weak_free(C.g, NULL);
    fixture_close(); /* frees the others */
}
END_TEST

START_TEST(what_is_not_in_the_heap_does_not_die)
{
    static int outside;
    gc_test_open("gccheckmark=1");
    gort_weak *none = gort_weak_new(C.g, NULL), *out = gort_weak_new(C.g, &outside);
    gort_ephemeron *e = gort_ephemeron_new(C.g, &outside, gc_test_node());
    gc_test_collect();
    ck_assert_ptr_null(gort_weak_get(C.g, none));
    ck_assert_ptr_eq(gort_weak_get(C.g, out), &outside);
    ck_assert(gc_test_alive(gort_ephemeron_value(C.g, e)));
    fixture_close();
}
END_TEST

/* A cycle marks and the stack is black: only the read barrier can tell of what is got now. */
static gc_node *get_late(const char *debug)
{
    gc_test_open(debug);
    gc_node *o = fixture_root(gc_test_node());
    gort_store(C.g, &o->left, gc_test_node());
    gort_weak *w = gort_weak_new(C.g, o);
    C.sp--;
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    ck_assert(gort__stack_is_black(C.g));
    gc_node *got = gort_weak_get(C.g, w);
    ck_assert_ptr_eq(got, o);
    *C.sp++ = got; /* as emitted code does: no shade */
    gc_test_finish();
    return got;
}

START_TEST(what_is_got_while_marking_is_kept)
{
    gc_node *got = get_late("gccheckmark=2,clobberfree=1");
    gc_test_lost_nothing();
    ck_assert(gc_test_alive(got));
    ck_assert(gc_test_alive(got->left));
    fixture_close();
}
END_TEST

START_TEST(without_the_read_barrier_it_is_lost)
{
    get_late("gccheckmark=2,gcmutant=weak");
    ck_assert_uint_ge(gort__gc_checkmark_lost(C.rt), 2);
    ck_assert_ptr_nonnull(strstr(C.trace, "checkmark found unmarked object"));
    ck_assert_ptr_nonnull(strstr(C.trace, "gcmutant=weak"));
    fixture_close();
}
END_TEST

START_TEST(what_was_decided_is_not_given_out)
{
    gc_test_open("gccheckmark=1");
    gort_weak *w = gort_weak_new(C.g, gc_test_node());
    struct gort__gc *gc = C.rt->gc;
    gc_test_start();
    while (gc_test_step(1 << 20))
        continue;
    ck_assert(gort__weak_decide(gc));
    ck_assert_ptr_null(gort_weak_get(C.g, w)); /* not cleared yet */
    ck_assert(gort__weak_clear(gc, UINTPTR_MAX));
    ck_assert_ptr_null(gort_weak_get(C.g, w));
    gc_test_finish();

    /* A get comes before the decision, and marks the key of another: that is looked at first. */
    gc_node *o = fixture_root(gc_test_node());
    gort_ephemeron *e = gort_ephemeron_new(C.g, o, gc_test_node());
    gort_weak_set(C.g, w, o);
    C.sp--;
    gc_test_start();
    while (gc_test_step(1 << 20) || gort__weak_advance(C.g))
        continue;
    gc_node *value = gort_ephemeron_value(C.g, e); /* of a key that nothing keeps yet */
    ck_assert(gc_test_alive(value) && !gc_test_alive(o));
    ck_assert(!gort__weak_decide(gc));
    ck_assert_ptr_eq(gort_weak_get(C.g, w), o);
    ck_assert(!gort__weak_decide(gc));
    while (gc_test_step(1 << 20) || gort__weak_advance(C.g))
        continue;
    ck_assert(gort__weak_decide(gc));
    ck_assert_ptr_eq(gort_weak_get(C.g, w), o);
    ck_assert_ptr_eq(gort_ephemeron_key(C.g, e), o);
    ck_assert(gort__weak_clear(gc, UINTPTR_MAX));
    gc_test_finish();
    ck_assert_ptr_eq(gort_weak_get(C.g, w), o);
    fixture_close();
}
END_TEST

/* ---- Ephemerons --------------------------------------------------------------------------- */

START_TEST(a_value_lives_as_long_as_its_key)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *key = fixture_root(gc_test_node()), *value = fixture_root(gc_test_node());
    gc_node *gone = gc_test_node();
    gort_store(C.g, &value->left, key); /* the value leads to its key */
    gort_store(C.g, &gone->left, gone);
    gort_ephemeron *e = gort_ephemeron_new(C.g, key, value);
    gort_ephemeron *dead = gort_ephemeron_new(C.g, gone, gone);
    C.sp--;
    for (int i = 0; i < 3; i++) {
        gc_test_collect();
        ck_assert(gc_test_alive(value));
        ck_assert_ptr_eq(gort_ephemeron_key(C.g, e), key);
        ck_assert_ptr_eq(gort_ephemeron_value(C.g, e), value);
        ck_assert_ptr_null(gort_ephemeron_key(C.g, dead));
        ck_assert_ptr_null(gort_ephemeron_value(C.g, dead));
    }
    gort_ephemeron_set(C.g, e, gc_test_node());
    gc_test_collect();
    ck_assert(!gc_test_alive(value));
    ck_assert(gc_test_alive(gort_ephemeron_value(C.g, e)));
    value = gort_ephemeron_value(C.g, e);
    C.sp--;
    gc_test_collect();
    ck_assert_ptr_null(gort_ephemeron_key(C.g, e));
    ck_assert(!gc_test_alive(key));
    ck_assert(!gc_test_alive(value));
    gort_ephemeron_free(C.g, e);
    fixture_close();
}
END_TEST

START_TEST(a_value_set_while_marking_is_kept)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *key = fixture_root(gc_test_node()), *first = gc_test_node();
    gc_node *second = fixture_root(gc_test_node());
    gort_ephemeron *e = gort_ephemeron_new(C.g, key, first);
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    while (gc_test_step(1 << 20))
        continue;
    gort__weak_advance(C.g); /* e is settled, its value shaded */
    ck_assert(gc_test_alive(first));
    gort_ephemeron_set(C.g, e, second);
    C.sp--; /* from here on e alone keeps it */
    gc_test_finish();
    ck_assert_ptr_eq(gort_ephemeron_value(C.g, e), second);
    ck_assert(gc_test_alive(second));
    fixture_close();
}
END_TEST

/* What only a grey stack knows is set, and let go of before that is scanned: the cycle keeps it. */
START_TEST(what_is_set_from_a_grey_stack)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *key = gc_test_node();
    gort_cell_new(C.g, key);
    gort_ephemeron *e = gort_ephemeron_new(C.g, key, NULL);
    gort_weak *w = gort_weak_new(C.g, key);
    gc_node *value = fixture_root(gc_test_node()), *dies = fixture_root(gc_test_node());
    gc_test_start();
    gort_shade(C.g, key);
    gort__barrier_flush(gort__m(C.g));
    C.g->sp = C.sp;
    gort__weak_advance(C.g);
    ck_assert(!gort__weak_advance(C.g)); /* e is settled */
    ck_assert(!gort__stack_is_black(C.g));
    gort_ephemeron_set(C.g, e, value);
    gort_weak_set(C.g, w, dies);
    C.sp -= 2;
    gc_test_finish();
    ck_assert_ptr_eq(gort_ephemeron_value(C.g, e), value);
    ck_assert(gc_test_alive(value));
    ck_assert_ptr_eq(gort_weak_get(C.g, w), dies);
    gc_test_collect();
    ck_assert_ptr_eq(gort_ephemeron_value(C.g, e), value);
    ck_assert_ptr_null(gort_weak_get(C.g, w));
    fixture_close();
}
END_TEST

/* key[i] leads through an ephemeron to a value that is, or leads to, key[i + 1]; the ephemerons are
 * made in an order that the seed chooses. */
static void chain(const char *debug, int n, bool direct, int order)
{
    gc_test_open(debug);
    if (C.rt->opt.gcstress && n > 50) n = 50;
    gc_node **keys = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, (uintptr_t)n + 1));
    gort_weak **seen = calloc((size_t)n + 1, sizeof *seen);
    int *at = calloc((size_t)n, sizeof *at);
    for (int i = 0; i <= n; i++) {
        gort_store(C.g, &keys[i], gc_test_node());
        seen[i] = gort_weak_new(C.g, keys[i]);
    }
    for (int i = 0; i < n; i++)
        at[i] = order < 0 ? n - 1 - i : i;
    for (int i = n - 1; order == 0 && i > 0; i--) {
        const int k = (int)(fixture_rand() % (uint64_t)(i + 1)), was = at[i];
        at[i] = at[k];
        at[k] = was;
    }
    for (int i = 0; i < n; i++) {
        const int k = at[i];
        gc_node *value = direct ? keys[k + 1] : gc_test_node();
        if (!direct) gort_store(C.g, &value->right, keys[k + 1]);
        ck_assert_ptr_nonnull(gort_ephemeron_new(C.g, keys[k], value));
    }
    C.sp[-1] = keys[0];
    gc_test_collect();
    ck_assert_uint_le(C.rt->gc->weak.looks, 16);
    ck_assert_uint_le(C.rt->gc->weak.passes, 16);
    ck_assert(!gort__load32_relaxed(&C.rt->gc->weak.tired)); /* nor is the world stopped for it */
    for (int i = 0; i <= n; i++)
        ck_assert_ptr_nonnull(gort_weak_get(C.g, seen[i]));
    C.sp--;
    gc_test_collect();
    for (int i = 0; i <= n; i++)
        ck_assert_ptr_null(gort_weak_get(C.g, seen[i]));
    free(seen);
    free(at);
    fixture_close();
}

START_TEST(chains_take_few_looks)
{
    chain(_i & 1 ? "gcstoptheworld=1" : "", 20000, _i & 2, _i / 4 - 1);
}
END_TEST

START_TEST(chains_are_whole_under_checkmark)
{
    chain(_i & 1 ? "gccheckmark=1,gcseed=3" : "gccheckmark=1", 300, _i & 2, _i / 4 - 1);
}
END_TEST

/* In the middle of a look those that it has put aside go, or lead to something else: what hung on
 * them is dead, and the others are found all the same. */
START_TEST(a_look_goes_on_without_what_has_gone)
{
    enum { CHAINED = 20, GONE = 10, SAME = 6, BESIDE = 4 * GORT__WEAK_BATCH };
    static gort_ephemeron *beside[BESIDE];
    gort_ephemeron *e[CHAINED], *same[SAME];
    gort_weak *seen[CHAINED + 1], *of_same[SAME];
    gc_test_open("gcthreads=0");
    gc_node **keys = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, CHAINED + 1));
    gc_node *first = *C.sp++ = gc_test_node();
    for (int i = 0; i <= CHAINED; i++) {
        gort_store(C.g, &keys[i], gc_test_node());
        seen[i] = gort_weak_new(C.g, keys[i]);
    }
    for (int i = 0; i < SAME; i++) { /* with e[5], of one key; the first goes, and others */
        gc_node *value = gc_test_node();
        of_same[i] = gort_weak_new(C.g, value);
        same[i] = gort_ephemeron_new(C.g, keys[5], value);
    }
    for (int i = 0; i < CHAINED; i++)
        e[i] = gort_ephemeron_new(C.g, keys[i], keys[i + 1]);
    for (int i = 0; i < BESIDE; i++) /* their keys are dead */
        beside[i] = gort_ephemeron_new(C.g, gc_test_node(), keys);
    gort_ephemeron_new(C.g, first, keys[0]);
    C.sp[-2] = NULL;
    gc_test_start();
    C.g->sp = C.sp;
    while (gc_test_step(1 << 20))
        continue;
    struct gort__weaks *weaks = &C.rt->gc->weak;
    weaks->cycle = gort__load_relaxed(&C.rt->cycles_started);
    weaks->looks = GORT__WEAK_LOOKS; /* so this one has a table */
    ck_assert(gort__weak_advance(C.g));
    ck_assert(weaks->looking && weaks->table.rows);
    gort_ephemeron_set(C.g, beside[1], first);
    gort_ephemeron_free(C.g, e[GONE]);
    gort_ephemeron_free(C.g, same[0]);
    gort_ephemeron_free(C.g, same[3]);
    gort_ephemeron_free(C.g, same[SAME - 1]);
    for (int i = 0; i < BESIDE; i += 2)
        gort_ephemeron_free(C.g, beside[i]);
    gc_test_finish();
    ck_assert_uint_eq(weaks->looks, GORT__WEAK_LOOKS + 1); /* that one found all */
    for (int i = 0; i <= CHAINED; i++)
        ck_assert((gort_weak_get(C.g, seen[i]) != NULL) == (i <= GONE));
    for (int i = 0; i < SAME; i++)
        if (i != 0 && i != 3 && i != SAME - 1)
            ck_assert_ptr_nonnull(gort_weak_get(C.g, of_same[i]));
    for (int i = 1; i < BESIDE; i += 2)
        ck_assert_ptr_null(gort_ephemeron_key(C.g, beside[i]));
    fixture_close();
}
END_TEST

/* Where each look finds something all the same, the end is a stop. */
START_TEST(a_cycle_of_many_looks_ends_in_a_stop)
{
    enum { CHAINED = 20 };
    gort_ephemeron *e[CHAINED];
    gc_test_open("gccheckmark=2,gcthreads=0");
    gc_node **keys = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, CHAINED + 1));
    for (int i = 0; i <= CHAINED; i++)
        gort_store(C.g, &keys[i], gc_test_node());
    for (int i = CHAINED; i-- > 0;)
        e[i] = gort_ephemeron_new(C.g, keys[i], keys[i + 1]);
    C.sp[-1] = keys[0];
    gc_test_start();
    C.g->sp = C.sp;
    while (gc_test_step(1 << 20))
        continue;
    ck_assert(gort__weak_advance(C.g));
    C.rt->gc->weak.passes = GORT__WEAK_PASSES;
    gc_test_finish();
    ck_assert(gort__load32_relaxed(&C.rt->gc->weak.tired));
    gc_test_lost_nothing();
    for (int i = 0; i < CHAINED; i++)
        ck_assert_ptr_nonnull(gort_ephemeron_value(C.g, e[i]));
    fixture_close();
}
END_TEST

/* ---- Against a reference ------------------------------------------------------------------ */

enum { NODES = 60, EPHEMERONS = 80, ROUNDS = 30 };

typedef struct model {
    int left[NODES], right[NODES]; /* -1: nil */
    bool root[NODES], alive[NODES];
    int key[EPHEMERONS], value[EPHEMERONS];
} model;

static void model_reach(model *m, int i)
{
    if (i < 0 || m->alive[i]) return;
    m->alive[i] = true;
    model_reach(m, m->left[i]);
    model_reach(m, m->right[i]);
}

static void model_mark(model *m)
{
    memset(m->alive, 0, sizeof m->alive);
    for (int i = 0; i < NODES; i++)
        if (m->root[i]) model_reach(m, i);
    for (int pass = 0; pass < EPHEMERONS; pass++)
        for (int k = 0; k < EPHEMERONS; k++)
            if (m->alive[m->key[k]]) model_reach(m, m->value[k]);
}

static int some(int n, int none_of)
{
    return fixture_rand() % (uint64_t)none_of == 0 ? -1 : (int)(fixture_rand() % (uint64_t)n);
}

static void one_graph(void)
{
    model m;
    gc_node **all = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, NODES));
    gort_weak *seen[NODES];
    gort_ephemeron *e[EPHEMERONS];
    for (int i = 0; i < NODES; i++) {
        gort_store(C.g, &all[i], gc_test_node());
        seen[i] = gort_weak_new(C.g, all[i]);
        m.root[i] = fixture_rand() % 20 == 0;
    }
    for (int i = 0; i < NODES; i++) {
        m.left[i] = some(NODES, 2);
        m.right[i] = -1;
        if (m.left[i] >= 0) gort_store(C.g, &all[i]->left, all[m.left[i]]);
    }
    for (int k = 0; k < EPHEMERONS; k++) {
        m.key[k] = (int)(fixture_rand() % NODES);
        m.value[k] = (int)(fixture_rand() % NODES);
        e[k] = gort_ephemeron_new(C.g, all[m.key[k]], all[m.value[k]]);
    }
    void **roots = C.sp - 1;
    for (int i = 0; i < NODES; i++)
        if (m.root[i]) *C.sp++ = all[i];
    *roots = NULL;
    model_mark(&m);
    gc_test_collect();
    for (int i = 0; i < NODES; i++)
        ck_assert_msg((gort_weak_get(C.g, seen[i]) != NULL) == m.alive[i], "node %d", i);
    for (int k = 0; k < EPHEMERONS; k++) {
        const bool alive = m.alive[m.key[k]];
        ck_assert_msg((gort_ephemeron_key(C.g, e[k]) != NULL) == alive, "key %d", k);
        ck_assert_msg((gort_ephemeron_value(C.g, e[k]) != NULL) == alive, "value %d", k);
        gort_ephemeron_free(C.g, e[k]);
    }
    for (int i = 0; i < NODES; i++)
        gort_weak_free(C.g, seen[i]);
    C.sp = roots;
}

START_TEST(random_graphs)
{
    static const char *const modes[] = {"gccheckmark=1,clobberfree=1", "gccheckmark=1,gcseed=5",
                                        "gccheckmark=1,gcstoptheworld=2"};
    gc_test_open(modes[_i]);
    for (int i = 0; i < ROUNDS; i++)
        one_graph();
    ck_assert_uint_eq(gort__load_relaxed(&C.rt->gc->weak.entries), 0);
    fixture_close();
}
END_TEST

/* ---- Threads ------------------------------------------------------------------------------ */

enum { READERS = 3, SHARED = 64, GETS = 4000 };

static gort_weak *shared[SHARED];
static gort_ephemeron *pairs[SHARED];
static uint32_t broken, read_some;

/* Objects come and go through handles that all threads read: each that is got is whole. */
static void *reader(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    uint64_t x = (uintptr_t)arg * 7919 + 1;
    gort_scope scope = gort_scope_open(g);
    gc_node **mine = (gc_node **)(void *)gort_push(g, NULL);
    gort_push(g, NULL);
    for (int i = 0; i < GETS; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        const int k = (int)(x >> 33) % SHARED;
        gc_node *o = gort_weak_get(g, shared[k]);
        if (!o) {
            o = gort_new(g, gort_top(g), &gc_type_node);
            o->value = k;
            gort_shade(g, o);
            *mine = o;
            gc_node *value = gort_new(g, gort_top(g), &gc_type_node);
            value->value = k + 1000;
            gort_weak_set(g, shared[k], o);
            gort_ephemeron_set(g, pairs[k], value);
        }
        if (x >> 60 < 8) *mine = o; /* got, so it needs no shade; kept until the next one */
        gc_node *v = gort_ephemeron_value(g, pairs[k]);
        const bool good = o->value == k && (!v || v->value == k + 1000);
        if (!good) __atomic_store_n(&broken, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&read_some, v != NULL, __ATOMIC_RELAXED);
        gort_safepoint(g, gort_top(g));
    }
    gort_scope_close(g, scope);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(threads_read_while_others_collect)
{
    pthread_t threads[READERS];
    gc_test_open(_i ? "gccheckmark=1,gcstress=50" : "gccheckmark=1,clobberfree=1");
    gc_node *key = fixture_root(gc_test_node());
    for (int k = 0; k < SHARED; k++) {
        shared[k] = gort_weak_new(C.g, NULL);
        pairs[k] = gort_ephemeron_new(C.g, key, NULL);
    }
    for (uintptr_t i = 0; i < READERS; i++)
        pthread_create(&threads[i], NULL, reader, (void *)i);
    for (int i = 0; i < 40; i++)
        gc_test_collect();
    gort_enter_blocking(C.g, C.sp);
    for (int i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    gort_exit_blocking(C.g);
    ck_assert_uint_eq(broken, 0);
    ck_assert_uint_gt(read_some, 0);
    fixture_close();
}
END_TEST

START_TEST(two_runtimes_have_their_own)
{
    gc_test_open("gccheckmark=1");
    gort_config c = fixture_config("gccheckmark=1");
    gort_runtime *other = gort_runtime_new(&c);
    gort_g *og = gort_attach(other);
    void **osp = gort_top(og);
    gort_weak *a = gort_weak_new(C.g, fixture_root(gc_test_node()));
    gort_weak *b = gort_weak_new(og, gort_new(og, osp, &gc_type_node));
    gort_enter_blocking(og, osp);
    gc_test_collect();
    gort_exit_blocking(og);
    ck_assert_ptr_nonnull(gort_weak_get(C.g, a));
    ck_assert_ptr_nonnull(gort_weak_get(og, b));
    gort_enter_blocking(C.g, C.sp);
    gort_gc(og, osp);
    gort_exit_blocking(C.g);
    ck_assert_ptr_nonnull(gort_weak_get(C.g, a));
    ck_assert_ptr_null(gort_weak_get(og, b));
    gort_detach(other);
    gort_runtime_free(other);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("weak");
    TCase *tc = tcase_create("weak");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_handle_keeps_nothing);
    tcase_add_test(tc, what_is_not_in_the_heap_does_not_die);
    tcase_add_test(tc, what_is_got_while_marking_is_kept);
    tcase_add_test(tc, without_the_read_barrier_it_is_lost);
    tcase_add_test(tc, what_was_decided_is_not_given_out);
    tcase_add_test(tc, a_value_lives_as_long_as_its_key);
    tcase_add_test(tc, a_value_set_while_marking_is_kept);
    tcase_add_test(tc, what_is_set_from_a_grey_stack);
    tcase_add_loop_test(tc, chains_take_few_looks, 0, 12);
    tcase_add_loop_test(tc, chains_are_whole_under_checkmark, 0, 12);
    if (gc_test_may_step() && !gc_test_has_mode("gcseed")) {
        tcase_add_test(tc, a_look_goes_on_without_what_has_gone);
        tcase_add_test(tc, a_cycle_of_many_looks_ends_in_a_stop);
    }
    tcase_add_loop_test(tc, random_graphs, 0, 3);
    tcase_add_loop_test(tc, threads_read_while_others_collect, 0, 2);
    tcase_add_test(tc, two_runtimes_have_their_own);
    suite_add_tcase(s, tc);
    return s;
}
