/* test_chan_gc.c - objects that pass from stack to stack through channels while the collector runs,
 * and what a waiting goroutine keeps.
 */
#include "chan_support.h"

/* ---- Objects ------------------------------------------------------------------------------ */

enum { RELAYS = 8, RELAYED = 300 };

/* What arrives goes on, in an object around it; the frame keeps nothing. */
static void relays(gort_g *g, void **sp, chan_closure *k)
{
    for (;;) {
        gc_node *in, *none = NULL;
        bool ok = true;
        if (k->n & 1) {
            const gort_scase cases[2] = {{k->c[0], &in, false}, {NULL, &none, true}};
            gort_selectgo(g, sp, cases, 2, true, &ok);
        } else {
            ok = gort_chanrecv2(g, sp, k->c[0], &in);
        }
        if (!ok) break;
        sp[0] = in;
        gc_node *out = gort_new(g, sp + 1, &gc_type_node);
        gort_store(g, &out->left, sp[0]);
        sp[0] = NULL;
        out->value = ((gc_node *)out->left)->value + 1;
        if (k->n & 2) {
            const gort_scase cases[2] = {{NULL, &none, false}, {k->c[1], &out, true}};
            gort_selectgo(g, sp, cases, 2, true, NULL);
        } else {
            gort_chansend1(g, sp, k->c[1], &out);
        }
    }
    gort_closechan(g, sp, k->c[1]);
}

static void begins(gort_g *g, void **sp, chan_closure *k)
{
    for (intptr_t i = 0; i < RELAYED; i++) {
        gc_node *n = gort_new(g, sp, &gc_type_node);
        n->value = i;
        gort_chansend1(g, sp, k->c[0], &n);
    }
    gort_closechan(g, sp, k->c[0]);
}

static void main_relays(gort_g *g, void **sp)
{
    static chan_closure k[RELAYS + 1];
    gort_hchan *c = gort_makechan(g, sp, &gc_type_ptr, 0);
    *sp++ = c;
    k[RELAYS] = (chan_closure){.c = {c}};
    chan_go(g, sp, &k[RELAYS], begins);
    for (int i = 0; i < RELAYS; i++) {
        gort_hchan *next = gort_makechan(g, sp, &gc_type_ptr, i % 3);
        *sp++ = next;
        k[i] = (chan_closure){.c = {c, next}, .n = i};
        chan_go(g, sp, &k[i], relays);
        c = next;
    }
    for (intptr_t i = 0; i < RELAYED; i++) {
        gc_node *n;
        ck_assert(gort_chanrecv2(g, sp, c, &n));
        for (intptr_t j = RELAYS; j >= 0; j--, n = n->left)
            ck_assert_int_eq(n->value, i + j);
        ck_assert_ptr_null(n);
    }
    gc_node *n;
    ck_assert(!gort_chanrecv2(g, sp, c, &n));
}

/* Under gcseed= the seed places the marking steps, and finds the moments when a stack is black. */
static void run_relays(const char *gomaxprocs, const char *debug)
{
    sched_open(gomaxprocs, debug);
    ck_assert_int_eq(sched_main(main_relays), 0);
    const gort_stress_counts s = gort_read_stress_counts(C.rt);
    ck_assert_uint_gt(s.collections_forced + s.steps_forced, 0);
    ck_assert_uint_gt(s.cycles_checked, 0);
    sched_close();
}

START_TEST(objects_pass_while_all_is_collected)
{
    run_relays(procs[_i], "gcstress=7,gccheckmark=1,clobberfree=1");
}
END_TEST

START_TEST(objects_pass_while_marking)
{
    char debug[100];
    fixture_gogc = "1";
    snprintf(debug, sizeof debug, "gcseed=%d,gccheckmark=1,clobberfree=1", 1 + _i);
    run_relays("1", debug);
}
END_TEST

/* What waits keeps its channel and what it sends; a collection in between overwrites nothing. */
static void sends_object(gort_g *g, void **sp, chan_closure *k)
{
    gc_node *n = gort_new(g, sp, &gc_type_node);
    n->value = 50 + k->n;
    if (k->n & 1) {
        gort_chansend1(g, sp, k->c[0], &n);
    } else {
        gc_node *none;
        const gort_scase cases[2] = {{k->c[0], &n, true}, {k->c[1], &none, false}};
        ck_assert_int_eq(gort_selectgo(g, sp, cases, 2, true, NULL), 0);
    }
    sched_add(&passed, 1);
}

static void receives_object(gort_g *g, void **sp, chan_closure *k)
{
    gc_node *n;
    gort_chanrecv1(g, sp, k->c[0], &n);
    ck_assert_int_eq(n->value, 60 + k->n);
    sched_add(&passed, 1);
}

/* Until somebody waits at c: one that has not begun has no frame yet that holds it. */
static void until_waited_for(gort_g *g, void **sp, const gort_hchan *c)
{
    while (!gort__chan_word(&c->sendq.first) && !gort__chan_word(&c->recvq.first))
        gort__yield(g, sp);
}

static void main_collects(gort_g *g, void **sp)
{
    enum { N = 6 };
    static chan_closure k[2 * N];
    passed = 0;
    for (int i = 0; i < 2 * N; i++) { /* only who waits has the channels */
        k[i] = (chan_closure){.n = i};
        sp[0] = k[i].c[0] = gort_makechan(g, sp, &gc_type_ptr, 0);
        sp[1] = k[i].c[1] = gort_makechan(g, sp + 1, &gc_type_ptr, 0);
        chan_go(g, sp + 2, &k[i], i < N ? sends_object : receives_object);
        until_waited_for(g, sp + 2, k[i].c[0]);
    }
    for (int i = 0; i < 3; i++)
        gort_gc(g, sp);
    for (int i = 0; i < 2 * N; i++) {
        gc_node *n;
        ck_assert(gc_test_alive(k[i].c[0]));
        if (i < N) {
            gort_chanrecv1(g, sp, k[i].c[0], &n);
            ck_assert_int_eq(n->value, 50 + i);
        } else {
            n = gort_new(g, sp, &gc_type_node);
            n->value = 60 + i;
            gort_chansend1(g, sp, k[i].c[0], &n);
            gort_gc(g, sp); /* it may not run yet */
        }
    }
    sched_until(g, sp, &passed, (intptr_t)2 * N);
}

START_TEST(who_waits_keeps_what_it_waits_with)
{
    chan_run(procs[_i], "gccheckmark=1,clobberfree=1", main_collects);
}
END_TEST

/* ---- The barrier between stacks ----------------------------------------------------------- */

/* w is white and known to a grey stack alone; it passes to the black stack of one that waits, and
 * the grey one forgets it. That is shaded; with gcmutant=handover w is lost, and gccheckmark says
 * so: the case does depend on the shade. (The other way round the one that waits is scanned with
 * what it sends before it goes on.) */
static bool hand_selects;

static void hand_do(gort_g *g, void **sp, gort_hchan *c, gc_node **elem, bool send)
{
    gc_node *none;
    const gort_scase cases[2] = {{c, elem, send}, {NULL, &none, false}};
    if (hand_selects)
        gort_selectgo(g, sp, cases, 2, true, NULL);
    else if (send)
        gort_chansend1(g, sp, c, elem);
    else
        gort_chanrecv1(g, sp, c, elem);
}

static void hand_waits(gort_g *g, void **sp, chan_closure *k)
{
    gc_node *elem;
    hand_do(g, sp, k->c[0], &elem, false);
    sp[0] = elem;
    gort_block(g, sp + 1);
}

/* As gcseed's generator may leave it. */
static void hand_make_grey(gort_g *g)
{
    ck_assert(gort__stack_is_black(g));
    gort__store_relaxed(&g->scanned_cycle, gort__load_relaxed(&g->scanned_cycle) - 1);
    gort__fetch_add32_full(&C.rt->gc->stacks_grey, 1);
}

static uint64_t hand_lost;

static void main_hands(gort_g *g, void **sp)
{
    static chan_closure k;
    gort_hchan *c = gort_makechan(g, sp, &gc_type_ptr, 0);
    *sp++ = k.c[0] = c;
    chan_go(g, sp, &k, hand_waits);
    give_time(g, sp);
    ck_assert_ptr_nonnull(c->recvq.first);
    gc_node *w = gort_new(g, sp, &gc_type_node);
    g->sp = sp;
    gort__gc_start(g);
    gort__mark_own_stack(g);
    gort__mark_idle_stacks(C.rt->gc);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    ck_assert(!gort__gc_is_marked(C.rt, w));
    ck_assert(gort__stack_is_black(c->recvq.first->g));
    hand_make_grey(g);
    hand_do(g, sp, c, &w, true);
    w = NULL;
    g->sp = sp;
    gort__gc_finish(g);
    hand_lost = gort__gc_checkmark_lost(C.rt);
    if (!C.rt->opt.gcmutant) gc_test_lost_nothing();
    if (hand_lost)
        ck_assert_msg(strstr(C.trace, "checkmark found unmarked object") &&
                          strstr(C.trace, " of goroutine "),
                      "%s", C.trace);
}

static uint64_t hand_run(const char *mutant)
{
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=2%s", mutant);
    chan_run("1", debug, main_hands);
    return hand_lost;
}

START_TEST(what_passes_to_another_stack_is_shaded)
{
    hand_selects = _i;
    ck_assert(hand_run("") == 0);
    ck_assert(hand_run(",gcmutant=handover") > 0);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("chan_gc");
    TCase *tc = tcase_create("chan_gc");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, objects_pass_while_all_is_collected, 0, NPROCS);
    tcase_add_loop_test(tc, objects_pass_while_marking, 0, 6);
    tcase_add_loop_test(tc, who_waits_keeps_what_it_waits_with, 0, NPROCS);
    tcase_add_loop_test(tc, what_passes_to_another_stack_is_shaded, 0, 2);
    suite_add_tcase(s, tc);
    return s;
}
