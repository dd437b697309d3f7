/* test_sema.c - semaphores and the mutex of package sync: who goes on, in which order, what is kept
 * meanwhile, what an end leaves behind. */
#include "sched_support.h"

static intptr_t waiting, done, order[64];

/* ---- Units and order ---------------------------------------------------------------------- */

static gort_au32 word;

static bool takes_first; /* of those that wait from now on */

static void waits(gort_g *g, void **sp, sched_closure *c)
{
    sched_add(&waiting, 1);
    gort__semacquire(g, sp, &word, takes_first, GORT_WAIT_SEMACQUIRE);
    order[sched_add(&done, 1) - 1] = c->n;
}

/* n of them, who all wait when this returns: there is one place, and whoever yields is last. */
static void start_waiting(gort_g *g, void **sp, sched_closure *c, intptr_t from, intptr_t n)
{
    for (intptr_t i = from; i < from + n; i++) {
        c[i] = sched_closure_of(waits, i);
        gort_go(g, sp, &c[i].head);
        sched_until(g, sp, &waiting, i + 1);
        gort__yield(g, sp);
    }
}

static void main_orders(gort_g *g, void **sp)
{
    static sched_closure c[8];
    static const intptr_t expected[] = {6, 5, 4, 0, 1, 2, 3};
    gort__semrelease(g, sp, &word, false);
    gort__semrelease(g, sp, &word, false);
    gort__semacquire(g, sp, &word, false, GORT_WAIT_SEMACQUIRE);
    gort__semacquire(g, sp, &word, false, GORT_WAIT_SEMACQUIRE);
    ck_assert_uint_eq(word.v, 0);
    takes_first = false;
    start_waiting(g, sp, c, 0, 4);
    takes_first = true;
    start_waiting(g, sp, c, 4, 3);
    for (int i = 0; i < 7; i++) {
        ck_assert_int_eq(done, i);
        gort__semrelease(g, sp, &word, false);
        sched_until(g, sp, &done, i + 1);
    }
    for (int i = 0; i < 7; i++)
        ck_assert_int_eq(order[i], expected[i]);
    ck_assert_uint_eq(word.v, 0);
}

START_TEST(who_waits_goes_on_in_order)
{
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_orders), 0);
    sched_close();
}
END_TEST

/* The unit is the waiting one's, who runs before the releaser goes on. Without, the releaser can
 * take it back. */
static void main_hands_off(gort_g *g, void **sp)
{
    static sched_closure c[2];
    takes_first = false;
    start_waiting(g, sp, c, 0, 1);
    gort__semrelease(g, sp, &word, true);
    ck_assert_int_eq(done, 1);
    start_waiting(g, sp, c, 1, 1);
    gort__semrelease(g, sp, &word, false);
    ck_assert_uint_eq(word.v, 1);
    gort__semacquire(g, sp, &word, false, GORT_WAIT_SEMACQUIRE);
    gort__yield(g, sp);
    ck_assert_int_eq(done, 1); /* woken, and waits again */
    gort__semrelease(g, sp, &word, false);
    sched_until(g, sp, &done, 2);
}

START_TEST(a_unit_that_is_handed_over_is_nobody_elses)
{
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_hands_off), 0);
    sched_close();
}
END_TEST

/* ---- Many words, many threads ------------------------------------------------------------- */

enum { WORDS = 600, USERS = 6, ROUNDS = 300 }; /* more words than the table has rows, */
enum { ROWS = 251 };                           /* so that these lie in one */
static uint64_t words[WORDS];                  /* a mutex each: the state, the semaphore */
static intptr_t guarded[WORDS];

static void use(gort_g *g, void **sp, intptr_t i, bool yields)
{
    int32_t *state = (int32_t *)(void *)&words[i];
    uint32_t *sema = (uint32_t *)(void *)&words[i] + 1;
    gort_sync_lock(g, sp, state, sema);
    const intptr_t before = guarded[i]; /* plain: the lock is all that orders it */
    if (yields) gort__yield(g, sp);
    guarded[i] = before + 1;
    gort_sync_unlock(g, sp, state, sema);
}

static void uses(gort_g *g, void **sp, sched_closure *c)
{
    for (intptr_t i = 0; i < ROUNDS; i++) {
        use(g, sp, (i + c->n) % 3 * ROWS, i % 4 == 0);
        use(g, sp, (i * 7 + c->n) % WORDS, i % 16 == 0);
    }
    sched_add(&done, 1);
}

static void main_uses(gort_g *g, void **sp)
{
    static sched_closure c[USERS];
    done = 0;
    memset(guarded, 0, sizeof guarded);
    for (intptr_t i = 0; i < USERS; i++) {
        c[i] = sched_closure_of(uses, i);
        gort_go(g, sp, &c[i].head);
    }
    sched_until(g, sp, &done, USERS);
    intptr_t sum = 0;
    for (int i = 0; i < WORDS; i++) {
        ck_assert_uint_eq(words[i], 0);
        sum += guarded[i];
    }
    ck_assert_int_eq(sum, 2 * USERS * ROUNDS);
}

START_TEST(a_mutex_lets_one_in)
{
    static const char *const procs[] = {"1", "2", "4"};
    for (int i = 0; i < 3; i++) {
        sched_open(procs[i], "");
        ck_assert_int_eq(sched_main(main_uses), 0);
        sched_close();
    }
    sched_open("1", "gcseed=7");
    ck_assert_int_eq(sched_main(main_uses), 0);
    sched_close();
}
END_TEST

/* ---- What is kept ------------------------------------------------------------------------- */

static uintptr_t hidden; /* the address, as no pointer */

static void waits_in_an_object(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    gc_node *n = gort_new(g, sp, &gc_type_node);
    n->value = 0;
    hidden = ~(uintptr_t)n;
    sched_add(&waiting, 1);
    /* Nothing of n is on this stack but what the callee puts there. */
    gort_sync_acquire(g, sp, (uint32_t *)(void *)&n->value);
    sched_add(&done, 1);
}

static void main_keeps_words(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(waits_in_an_object, 0);
    gort_go(g, sp, &c.head);
    sched_until(g, sp, &waiting, 1);
    gort__yield(g, sp);
    gort_gc(g, sp);
    gort_gc(g, sp);
    gc_node *n = (gc_node *)~hidden;
    ck_assert(gc_test_alive(n));
    ck_assert_int_eq(n->value, 0);
    gort_sync_release(g, sp, (uint32_t *)(void *)&n->value);
    sched_until(g, sp, &done, 1);
    gort_gc(g, sp);
    ck_assert(!gc_test_alive(n));
}

START_TEST(what_waits_for_a_word_keeps_its_object)
{
    sched_open("1", "gccheckmark=1,clobberfree=1");
    ck_assert_int_eq(sched_main(main_keeps_words), 0);
    sched_close();
}
END_TEST

/* ---- The end ------------------------------------------------------------------------------ */

static void main_leaves_one_waiting(gort_g *g, void **sp)
{
    static sched_closure c[2];
    waiting = done = 0;
    start_waiting(g, sp, c, 0, 2);
}

static void main_comes_after(gort_g *g, void **sp)
{
    static sched_closure c;
    waiting = done = 0;
    ck_assert_uint_eq(word.v, 0);
    start_waiting(g, sp, &c, 0, 1);
    gort__semrelease(g, sp, &word, true);
    ck_assert_int_eq(done, 1);
}

START_TEST(who_waited_at_an_end_gets_nothing)
{
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_leaves_one_waiting), 0);
    ck_assert_int_eq(sched_main(main_comes_after), 0);
    sched_close();
}
END_TEST

/* ---- Alone, and no more ------------------------------------------------------------------- */

enum { LOCKINGS = 200000 };
static int32_t mutex_state;
static uint32_t mutex_sema;
static volatile intptr_t counted; /* under the mutex */

static void count_locked(gort_g *g, void **sp)
{
    for (int i = 0; i < LOCKINGS; i++) {
        gort_sync_lock(g, sp, &mutex_state, &mutex_sema);
        counted = counted + 1;
        gort_sync_unlock(g, sp, &mutex_state, &mutex_sema);
        gort_poll(g, sp);
    }
}

static void *comes_and_counts(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    (void)arg;
    sched_add(&done, 1);
    count_locked(g, gort_top(g));
    gort_detach(C.rt);
    return NULL;
}

/* The one place has the mutex to itself until a thread attaches, in the middle of it. */
static void main_is_joined(gort_g *g, void **sp)
{
    pthread_t outside;
    done = counted = 0;
    ck_assert(gort__is_alone(g->m));
    pthread_create(&outside, NULL, comes_and_counts, NULL);
    while (!sched_read(&done)) {
        gort_sync_lock(g, sp, &mutex_state, &mutex_sema);
        gort_sync_unlock(g, sp, &mutex_state, &mutex_sema);
        gort_poll(g, sp);
    }
    ck_assert(!gort__is_alone(g->m));
    count_locked(g, sp);
    gort_enter_blocking(g, sp);
    pthread_join(outside, NULL);
    gort_exit_blocking(g);
    ck_assert_int_eq(counted, 2 * LOCKINGS);
}

static void main_gets_places(gort_g *g, void **sp)
{
    ck_assert(gort__is_alone(g->m));
    gort__set_places(g, sp, 2);
    ck_assert(!gort__is_alone(g->m));
    gort__set_places(g, sp, 1);
    ck_assert(!gort__is_alone(g->m)); /* who has the other place may run for a while */
}

START_TEST(a_mutex_that_one_had_alone_is_everybodys)
{
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_is_joined), 0);
    ck_assert_int_eq(sched_main(main_gets_places), 0);
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("sema");
    TCase *tc = tcase_create("sema");
    tcase_add_test(tc, who_waits_goes_on_in_order);
    tcase_add_test(tc, a_unit_that_is_handed_over_is_nobody_elses);
    tcase_add_test(tc, a_mutex_lets_one_in);
    tcase_add_test(tc, what_waits_for_a_word_keeps_its_object);
    tcase_add_test(tc, who_waited_at_an_end_gets_nothing);
    tcase_add_test(tc, a_mutex_that_one_had_alone_is_everybodys);
    suite_add_tcase(s, tc);
    return s;
}
