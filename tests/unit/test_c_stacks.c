/* test_c_stacks.c - coroutines of ucontext, each on a C stack of the program's with a g of its own
 * (gort_c_stack_new), while collections run: nobody loses a root, an overflow is told, and a thread
 * that is attached more than once detaches with the last.
 */
#include "threads_support.h"
#include <setjmp.h>
#include <stdlib.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
enum { STACK_BYTES = 512 << 10, STACKS = 200 };
#else
enum { STACK_BYTES = 64 << 10, STACKS = 1000 };
#endif
enum { ROUNDS = 12 };

typedef struct coroutine {
    gort_g *g;
    ucontext_t context;
    int number;
    int rounds; /* done */
    int length; /* of its list */
} coroutine;

static coroutine all[STACKS];
static ucontext_t first;
static coroutine *now;

/* The calling coroutine lets the first stack go on. */
static void give_way(coroutine *c)
{
    gort_c_stack_switch(c->g, gort_top(c->g), C.g);
    swapcontext(&c->context, &first);
}

static void enter(coroutine *c)
{
    now = c;
    gort_c_stack_switch(C.g, C.sp, c->g);
    swapcontext(&first, &c->context);
}

/* Has a list of its own in a slot, another one's in a scope, over every switch. */
static void work(void)
{
    coroutine *c = now;
    gort_g *g = c->g;
    void **s = gort_slots_open(g, 1);
    for (; c->rounds < ROUNDS; c->rounds++) {
        gort_scope scope = gort_scope_open(g);
        for (int i = 0; i < 3; i++) {
            gc_node *n = gort_new(g, gort_top(g), &gc_type_node);
            n->value = c->number;
            gort_store(g, &n->left, s[0]);
            s[0] = n;
            c->length++;
        }
        gc_node *pushed = gort_new(g, gort_top(g), &gc_type_node);
        gort_push(g, pushed);
        pushed->value = ~(intptr_t)c->number;
        give_way(c);
        ck_assert_int_eq(pushed->value, ~(intptr_t)c->number);
        gort_poll(g, gort_top(g));
        gort_scope_close(g, scope);
        int length = 0;
        for (const gc_node *n = s[0]; n; n = n->left, length++)
            ck_assert_int_eq(n->value, c->number);
        ck_assert_int_eq(length, c->length);
    }
    gort_slots_close(g, s);
    for (;;)
        give_way(c);
}

static void coroutine_open(coroutine *c, int number, size_t bytes, void (*fn)(void))
{
    char *lo = malloc(bytes);
    ck_assert_ptr_nonnull(lo);
    *c = (coroutine){.number = number};
    c->g = gort_c_stack_new(C.g, lo, bytes);
    ck_assert_ptr_nonnull(c->g);
    ck_assert_int_eq(getcontext(&c->context), 0);
    c->context.uc_stack.ss_sp = lo;
    c->context.uc_stack.ss_size = bytes;
    c->context.uc_link = NULL;
    makecontext(&c->context, fn, 0);
}

static void coroutine_close(coroutine *c)
{
    gort_c_stack_free(C.g, c->g);
    free(c->context.uc_stack.ss_sp);
}

/* Collections at every so many allocations, from step to step, or by another thread all the time.
 */
static const char *const modes[] = {"gccheckmark=1,clobberfree=1,gcstress=97",
                                    "gccheckmark=1,clobberfree=1,gcseed=11",
                                    "gccheckmark=1,clobberfree=1"};
static gort_au32 over;

static void *collects(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    unsigned *n = arg;
    while (!gort__load32_acquire(&over) || *n == 0) {
        gort_gc(g, gort_top(g));
        ++*n;
    }
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_thousand_stacks_lose_nothing)
{
    gc_test_open(modes[_i]);
    unsigned collected = 0;
    pthread_t t = 0;
    if (_i == 2) t = start(collects, &collected);
    for (int i = 0; i < STACKS; i++)
        coroutine_open(&all[i], i, STACK_BYTES, work);
    for (int left = STACKS * ROUNDS; left > 0; left--) {
        coroutine *c = &all[fixture_rand() % STACKS];
        if (c->rounds < ROUNDS) enter(c);
        if (left % 2000 == 0) gc_test_collect();
    }
    for (int i = 0; i < STACKS; i++)
        while (all[i].rounds < ROUNDS)
            enter(&all[i]);
    gort__store32_release(&over, 1);
    if (_i == 2) join(t);
    ck_assert(_i != 2 || collected > 0);
    ck_assert_uint_eq(gort_heap_check(C.g, C.sp, NULL, NULL), 0);
    for (int i = 0; i < STACKS - 2; i++) /* two are left to the runtime */
        coroutine_close(&all[i]);
    gc_test_collect();
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, 0);
    printf("# %u cycles\n", ms.NumGC);
    ck_assert_uint_ge(ms.NumGC, 5);
    fixture_close();
}
END_TEST

/* What a stack that waits has keeps it; and no more when the stack is freed. */
static void keeps_one(void)
{
    gc_node *n = gort_new(now->g, gort_top(now->g), &gc_type_node);
    gort_slots_open(now->g, 1)[0] = n;
    now->length = 1;
    give_way(now);
}

START_TEST(a_stack_keeps_what_it_has_until_it_is_freed)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    coroutine_open(&all[0], 0, STACK_BYTES, keeps_one);
    if (_i == 1) gc_test_start();
    enter(&all[0]);
    gc_node *n = all[0].g->stack.shadow_lo[0];
    if (_i == 1) gc_test_finish();
    gc_test_collect();
    ck_assert(gc_test_alive(n));
    if (_i == 2) gc_test_start();
    coroutine_close(&all[0]);
    if (_i == 2) gc_test_finish();
    gc_test_collect();
    ck_assert(!gc_test_alive(n));
    fixture_close();
}
END_TEST

/* ---- Its end ----------------------------------------------------------------------------------
 */

static jmp_buf left;
static int depth;

static void too_deep(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    ck_assert_int_eq(code, GORT_ERROR_STACK);
    ck_assert(bytes > 0 && strstr(text, "stack overflow"));
    longjmp(left, 1);
}

static __attribute__((noinline)) int deeper(gort_g *g, int n)
{
    volatile char frame[256];
    frame[0] = (char)n;
    depth = n;
    gort_poll(g, gort_top(g));
    return n < 1000000 ? deeper(g, n + 1) + frame[0] : 0;
}

static void overflows(void)
{
    coroutine *c = now;
    void **top = gort_top(c->g);
    for (;;) {
        if (setjmp(left) == 0) deeper(c->g, 0);
        gort_g_reset(c->g, top);
        c->rounds++;
        give_way(c);
    }
}

START_TEST(an_overflow_is_told)
{
    gc_test_open("");
    C.rt->config.on_error = too_deep;
    coroutine_open(&all[0], 0, 2 * STACK_BYTES, overflows);
    for (int i = 1; i < 4; i++) {
        enter(&all[0]);
        ck_assert_int_eq(all[0].rounds, i);
        ck_assert_int_ge(depth, 50);
        depth = 0;
    }
    coroutine_close(&all[0]);
    fixture_close();
}
END_TEST

/* ---- Threads ----------------------------------------------------------------------------------
 */

static gort_g *waiting;
static gc_node *held;

/* Ends on a stack of its own: that waits, with its roots. (The C stack is not switched: nothing of
 * what is called here needs that.) */
static void *ends_on_one(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    gort_c_stack_switch(g, gort_top(g), waiting);
    ck_assert_ptr_eq(gort_current(C.rt), waiting);
    gort_slots_open(waiting, 1)[0] = held = gort_new(waiting, gort_top(waiting), &gc_type_node);
    if (arg) {
        gort_c_stack_switch(waiting, gort_top(waiting), g);
        gort_detach(C.rt);
    }
    return NULL;
}

START_TEST(a_stack_outlives_the_thread_that_ran_on_it)
{
    static char memory[STACK_BYTES];
    gc_test_open("gccheckmark=1,clobberfree=1");
    waiting = gort_c_stack_new(C.g, memory, sizeof memory);
    join(start(ends_on_one, _i ? C.rt : NULL));
    gc_test_collect();
    ck_assert(gc_test_alive(held));
    gort_c_stack_switch(C.g, C.sp, waiting); /* this thread goes on with it */
    gort_slots_close(waiting, gort_top(waiting) - 1);
    gort_gc(waiting, gort_top(waiting));
    ck_assert(!gc_test_alive(held));
    gort_c_stack_switch(waiting, gort_top(waiting), C.g);
    gort_c_stack_free(C.g, waiting);
    fixture_close();
}
END_TEST

static void *attaches_thrice(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    for (int i = 0; i < 2; i++)
        ck_assert_ptr_eq(gort_attach(C.rt), g);
    for (int i = 0; arg && i < 2; i++) {
        gort_scope s = gort_scope_open(g); /* one that is not the last asks for no empty stack */
        gort_detach(C.rt);
        ck_assert_ptr_eq(gort_current(C.rt), g);
        gort_new(g, gort_top(g), &gc_type_node);
        gort_scope_close(g, s);
    }
    if (arg) gort_detach(C.rt);
    ck_assert((gort_current(C.rt) != NULL) == (arg == NULL));
    return NULL; /* its end takes all back */
}

static void in_goroutine(gort_g *g, void **sp, void *arg)
{
    (void)sp;
    ck_assert_ptr_eq(gort_attach(C.rt), g);
    gort_detach(C.rt); /* that of its thread is not its own to take back */
    ck_assert_ptr_eq(gort_current(C.rt), g);
    gort__store32_release(arg, 1);
}

START_TEST(attaches_are_counted)
{
    static gort_au32 done;
    gc_test_open("");
    for (int i = 0; i < 2; i++) {
        join(start(attaches_thrice, i ? C.rt : NULL));
        ck_assert_uint_eq(C.rt->nmutators, 1);
    }
    gort_go_c(C.g, C.sp, in_goroutine, &done);
    while (!gort__load32_acquire(&done))
        gort_sleep(C.g, C.sp, 1000000);
    gort_stop(C.rt);
    fixture_close();
}
END_TEST

/* ---- Misuse -------------------------------------------------------------------------------------
 */

static void *switches_to_running(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    gort_c_stack_switch(g, gort_top(g), C.g);
    return arg;
}

static void goroutine_switches(gort_g *g, void **sp, void *arg)
{
    gort_c_stack_switch(g, sp, arg);
}

static void misuses(int i)
{
    static char memory[STACK_BYTES];
    open_telling("");
    waiting = gort_c_stack_new(C.g, memory, i == 0 ? 1000 : sizeof memory);
    switch (i) {
    case 1: gort_c_stack_free(C.g, C.g); break;
    case 2: join(start(switches_to_running, NULL)); break;
    case 3:
        gort_go_c(C.g, C.sp, goroutine_switches, waiting);
        gort_sleep(C.g, C.sp, 10000000000);
        break;
    }
    gort_c_stack_switch(C.g, C.sp, waiting);
    switch (i) {
    case 4: gort_detach(C.rt); break;
    case 5: gort_c_stack_free(waiting, waiting); break;
    case 6:
        gort_new(C.g, gort_top(C.g), &gc_type_node);
        gort_gc(C.g, gort_top(C.g));
        break;
    }
}

START_TEST(wrong_switches_are_misuse)
{
    static const char *const texts[] = {
        "gort_c_stack_new: a stack has 16384 bytes or more",
        "gort_c_stack_free: the g runs, or is none of gort_c_stack_new's",
        "gort_c_stack_switch: the g to switch to runs",
        "gort_c_stack_switch: the calling thread is the scheduler's",
        "gort_detach: the thread runs on a stack of its own",
        "gort_c_stack_free: the g runs",
        "the g is another thread's"};
    ends(misuses, _i, STATUS_MISUSE, texts[_i]);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("c_stacks");
    TCase *tc = tcase_create("c_stacks");
    tcase_set_timeout(tc, HANG_S);
    tcase_add_loop_test(tc, a_thousand_stacks_lose_nothing, 0, 3);
    tcase_add_loop_test(tc, a_stack_keeps_what_it_has_until_it_is_freed, 0, 3);
    tcase_add_test(tc, an_overflow_is_told);
    tcase_add_loop_test(tc, a_stack_outlives_the_thread_that_ran_on_it, 0, 2);
    tcase_add_test(tc, attaches_are_counted);
    tcase_add_loop_test(tc, wrong_switches_are_misuse, 0, 7);
    suite_add_tcase(s, tc);
    return s;
}
