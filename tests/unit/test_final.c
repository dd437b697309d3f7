/* test_final.c - finalizers: which objects get their turn and in what order, that they are whole
 * then, and what is kept meanwhile. Freed memory is overwritten (clobberfree), so that what was not
 * kept is noticed.
 *
 * Threads: the test's; the goroutine that runs what is ready, on a thread of its own.
 */
#include "heap_fixture.h"

#include "../../runtime/base/atomic.h"

enum { WORDS = 4 * sizeof(uint64_t) / sizeof(void *), MAX_CALLS = 64 };
enum { MAGIC = 0x600d };

/* What the objects are: the first word a pointer, the last a number that MAGIC is added to. */
typedef struct final_object {
    struct final_object *next;
    uint64_t number, fill, check;
} __attribute__((aligned(8))) final_object;
_Static_assert(sizeof(final_object) == 32, "four words of 64 bits");

/* A closure with a pointer of its own. */
typedef struct final_closure {
    gort_closure head;
    final_object *captured;
} final_closure;

static const uint8_t second_word[1] = {2};
static gort_type object_type, pointer_type;
static const gort_type closure_type = {.size_bytes = sizeof(final_closure),
                                       .ptrdata_bytes = sizeof(final_closure),
                                       .ptrmask = second_word,
                                       .ptrmask_bytes = sizeof(final_closure),
                                       .kind = GORT_KIND_STRUCT,
                                       .align = sizeof(void *),
                                       .name = "test.closure"};

/* Written by the goroutine, in this order; read here when the count says so. */
static uint64_t calls[MAX_CALLS];
static gort_au32 ncalls;
static gort_au32 broken;

static bool whole(const final_object *o)
{
    return o->check == o->number + MAGIC;
}

static void on_final(gort_g *own, void **at, const gort_type *type, void *object,
                     const gort_type *fn_type, gort_closure *fn)
{
    (void)own;
    (void)at;
    const final_object *o = object;
    const final_closure *c = (const final_closure *)fn;
    if (type != &pointer_type || fn_type != &closure_type) gort__store32_relaxed(&broken, 1);
    if (!whole(o) || (o->next && !whole(o->next))) gort__store32_relaxed(&broken, 2);
    if (c->captured && !whole(c->captured)) gort__store32_relaxed(&broken, 3);
    const uint32_t n = gort__load32_relaxed(&ncalls);
    calls[n] = o->number;
    gort__store32_release(&ncalls, n + 1);
}

static void begin(void)
{
    open_runtime("clobberfree=1", 0, NULL);
    gort__store32_relaxed(&ncalls, 0);
    gort__store32_relaxed(&broken, 0);
    object_type = make_type(sizeof(final_object), true);
    pointer_type = (gort_type){.size_bytes = 8, .kind = GORT_KIND_PTR, .name = "*test.T"};
}

/* The thread that ran the goroutine is attached until it is told to go. */
static void end(void)
{
    gort_stop(rt);
    close_runtime();
}

/* The object is the caller's to root; nothing here collects. */
static final_object *make(uint64_t number, final_object *next)
{
    final_object *o = gort_new(g, sp, &object_type);
    gort_store(g, &o->next, next);
    o->number = number;
    o->check = number + MAGIC;
    return o;
}

static bool set(final_object *o, final_object *captured)
{
    final_closure *c = gort_new(g, sp, &closure_type);
    gort_store(g, &c->captured, captured);
    return gort__final_add(g, o, &pointer_type, &c->head, &closure_type, on_final);
}

/* Collects until so many were called, and once more than that. */
static void collect_until(uint32_t n)
{
    while (gort__load32_acquire(&ncalls) < n) {
        gort_gc(g, sp);
        usleep(1000);
    }
    for (int i = 0; i < 3; i++)
        gort_gc(g, sp);
    ck_assert_uint_eq(gort__load32_acquire(&ncalls), n);
    ck_assert_uint_eq(gort__load32_relaxed(&broken), 0);
}

START_TEST(who_leads_to_another_goes_first)
{
    begin();
    final_object *o = NULL;
    for (uint64_t i = 0; i < 5; i++) {
        o = make(i, o);
        ck_assert(set(o, NULL));
    }
    collect_until(5);
    for (uint64_t i = 0; i < 5; i++)
        ck_assert_uint_eq(calls[i], 4 - i);
    end();
}
END_TEST

START_TEST(an_object_that_is_held_waits)
{
    begin();
    *sp = make(1, make(2, NULL));
    ck_assert(set(*sp++, NULL));
    for (int i = 0; i < 4; i++)
        gort_gc(g, sp);
    ck_assert_uint_eq(gort__load32_acquire(&ncalls), 0);
    sp--;
    collect_until(1);
    end();
}
END_TEST

START_TEST(what_the_object_and_the_function_lead_to_is_kept)
{
    begin();
    *sp = make(1, make(2, NULL));
    ck_assert(set(*sp, make(3, NULL)));
    sp++;
    for (int i = 0; i < 4; i++) { /* the object alone is a root */
        gort_gc(g, sp);
        *sp = make(7, NULL);
    }
    sp--;
    collect_until(1);
    ck_assert_uint_eq(calls[0], 1);
    end();
}
END_TEST

/* Ready, and not run for some collections: an allocation would see to that. */
START_TEST(what_is_ready_is_kept)
{
    begin();
    ck_assert(set(make(1, make(2, NULL)), make(3, NULL)));
    g->sp = sp;
    for (int i = 0; i < 4; i++) {
        gort__gc_start(g);
        gort__gc_finish(g);
        gort__gc_sweep(g); /* which overwrites what it frees */
    }
    ck_assert_uint_eq(gort__load32_acquire(&ncalls), 0);
    collect_until(1);
    ck_assert_uint_eq(calls[0], 1);
    end();
}
END_TEST

START_TEST(a_cycle_stays_unless_it_is_the_object_alone)
{
    begin();
    final_object *a = make(1, NULL), *b = make(2, a), *self = make(3, NULL);
    gort_store(g, &a->next, b);
    gort_store(g, &self->next, self);
    ck_assert(set(a, NULL));
    ck_assert(set(self, NULL));
    collect_until(1);
    ck_assert_uint_eq(calls[0], 3);
    ck_assert(whole(a));
    end();
}
END_TEST

START_TEST(one_at_a_time_and_none_when_removed)
{
    begin();
    final_object *o = make(1, NULL);
    *sp++ = o;
    ck_assert(set(o, NULL));
    ck_assert(!set(o, NULL));
    gort__final_remove(g, o);
    gort__final_remove(g, o);
    ck_assert(set(o, NULL));
    gort__final_remove(g, o);
    sp--;
    collect_until(0);
    ck_assert(!whole(o));
    end();
}
END_TEST

/* The beginning of a cycle finds what was there before, and what comes while it marks is shaded. */
START_TEST(set_while_a_cycle_marks)
{
    begin();
    *sp = make(1, make(2, NULL));
    sp++;
    g->sp = sp;
    gort__gc_start(g);
    ck_assert(set(sp[-1], make(3, NULL)));
    gort__gc_finish(g);
    gort__gc_sweep(g);
    sp--;
    collect_until(1);
    end();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("final");
    TCase *tc = tcase_create("final");
    tcase_add_test(tc, who_leads_to_another_goes_first);
    tcase_add_test(tc, an_object_that_is_held_waits);
    tcase_add_test(tc, what_the_object_and_the_function_lead_to_is_kept);
    tcase_add_test(tc, what_is_ready_is_kept);
    tcase_add_test(tc, a_cycle_stays_unless_it_is_the_object_alone);
    tcase_add_test(tc, one_at_a_time_and_none_when_removed);
    tcase_add_test(tc, set_while_a_cycle_marks);
    suite_add_tcase(s, tc);
    return s;
}
