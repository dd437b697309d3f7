/* test_chan_model.c - channels against a simple reference: random operations of the main goroutine,
 * and of goroutines that it starts and that wait, on a few channels of objects.
 *
 * With GOMAXPROCS=1 the main goroutine runs until it lets others: after each operation it does,
 * until all that can go on have. So the reference knows what each operation must give: a channel is
 * a list of what it holds, of who waits to send what and of who waits to receive; a select waits at
 * several, and leaves all when one takes it. Which of several ready cases a select takes is chance:
 * the reference takes what it took, if it may.
 *
 * Objects are named by numbers; an object's contents are checked when it arrives, and collections
 * run in between.
 */
#include "../unit/sched_support.h"

enum { CHANS = 4, WAITERS = 24, MAX_CAP = 5, MAX_CASES = 11, MAX_TURNS = 4000 };

/* ---- The reference ------------------------------------------------------------------------ */

typedef struct wish { /* one of a waiter's cases */
    int chan;         /* -1: nil */
    bool send;
    intptr_t value;
} wish;

typedef struct waiter {
    gort_closure head;
    bool waits; /* in the reference */
    bool select;
    int n;
    wish wish[MAX_CASES];
    /* What the reference says it came to. */
    bool done;
    int chosen; /* -1: whichever of those of its channel */
    bool closed;
    intptr_t got;
    /* What it came to. */
    bool returned;
    intptr_t did, value;
    bool received;
    uint64_t since; /* the order of waiting */
} waiter;

typedef struct model_chan {
    gort_hchan *c;
    intptr_t cap, n;
    intptr_t buf[MAX_CAP];
    bool closed;
} model_chan;

static model_chan chans[CHANS];
static waiter waiters[WAITERS];
static uint64_t waited;
static intptr_t next_value;
static intptr_t turns, waits_seen, selects_seen, closes_seen;

static intptr_t chan_take(model_chan *m)
{
    const intptr_t v = m->buf[0];
    memmove(m->buf, m->buf + 1, (size_t)--m->n * sizeof *m->buf);
    return v;
}

/* The one that waits longest at m in that direction, its case in *at; NULL: nobody. */
static waiter *chan_first(const model_chan *m, bool send, int *at)
{
    waiter *first = NULL;
    for (int i = 0; i < WAITERS; i++) {
        waiter *w = &waiters[i];
        if (!w->waits || (first && first->since < w->since)) continue;
        for (int k = 0; k < w->n; k++)
            if (w->wish[k].chan >= 0 && &chans[w->wish[k].chan] == m && w->wish[k].send == send) {
                first = w;
                *at = k;
                break;
            }
    }
    return first;
}

static void waiter_done(waiter *w, int chosen, bool closed, intptr_t got)
{
    w->waits = false;
    w->done = true;
    w->chosen = chosen;
    w->closed = closed;
    w->got = got;
}

/* Can it be done at once? */
static bool chan_ready(const wish *k)
{
    int at;
    if (k->chan < 0) return false;
    const model_chan *m = &chans[k->chan];
    if (m->closed) return true;
    if (k->send) return m->n < m->cap || chan_first(m, false, &at);
    return m->n > 0 || chan_first(m, true, &at);
}

/* Does it; *got: what came, 0 at the end. */
static bool chan_do(const wish *k, intptr_t *got)
{
    int at;
    model_chan *m = &chans[k->chan];
    *got = 0;
    if (k->send) {
        waiter *w = chan_first(m, false, &at);
        if (w)
            waiter_done(w, at, false, k->value);
        else
            m->buf[m->n++] = k->value;
        return false;
    }
    waiter *w = chan_first(m, true, &at);
    if (m->n > 0) {
        *got = chan_take(m);
        if (w) m->buf[m->n++] = w->wish[at].value;
    } else if (w) {
        *got = w->wish[at].value;
    } else {
        return false; /* closed */
    }
    if (w) waiter_done(w, at, false, 0);
    return true;
}

/* ---- The channels ------------------------------------------------------------------------- */

static gc_node *object_new(gort_g *g, void **sp, intptr_t value)
{
    gc_node *n = gort_new(g, sp, &gc_type_node);
    sp[0] = n;
    gc_node *tail = gort_new(g, sp + 1, &gc_type_node);
    tail->value = -value;
    gort_store(g, &((gc_node *)sp[0])->left, tail);
    ((gc_node *)sp[0])->value = value;
    return sp[0];
}

static intptr_t object_value(const gc_node *n)
{
    if (!n) return 0;
    ck_assert_int_eq(n->left->value, -n->value);
    return n->value;
}

/* Does the cases as they are called in C; what was sent is not kept otherwise. */
static intptr_t operate(gort_g *g, void **sp, const wish *k, int n, bool select, bool block,
                        bool *received, intptr_t *value)
{
    gc_node *elem[MAX_CASES];
    gort_scase cases[MAX_CASES];
    intptr_t did = 0;
    *received = false;
    for (int i = 0; i < n; i++) {
        elem[i] = k[i].send ? object_new(g, sp + i, k[i].value) : NULL;
        sp[i] = elem[i];
        cases[i] = (gort_scase){k[i].chan < 0 ? NULL : chans[k[i].chan].c, &elem[i], k[i].send};
    }
    gort_hchan *c = cases[0].c;
    if (select)
        did = gort_selectgo(g, sp, cases, n, block, received);
    else if (block && k->send)
        gort_chansend1(g, sp, c, &elem[0]);
    else if (block)
        *received = gort_chanrecv2(g, sp, c, &elem[0]);
    else if (k->send)
        did = gort_selectnbsend(g, sp, c, &elem[0]) ? 0 : -1;
    else
        did = gort_selectnbrecv(g, sp, c, &elem[0], received) ? 0 : -1;
    *value = did >= 0 && !k[did].send ? object_value(elem[did]) : 0;
    return did;
}

static void waiter_runs(gort_g *g, void **sp, waiter *w)
{
    w->did = operate(g, sp, w->wish, w->n, w->select, true, &w->received, &w->value);
    w->returned = true;
}

static void let_run(gort_g *g, void **sp)
{
    for (int i = 0; i < 4; i++)
        gort__yield(g, sp);
}

static void check_waiters(void)
{
    for (int i = 0; i < WAITERS; i++) {
        waiter *w = &waiters[i];
        ck_assert_msg(w->done == w->returned, "turn %d, waiter %d: done %d, returned %d",
                      (int)turns, i, w->done, w->returned);
        if (!w->done) continue;
        const wish *k = &w->wish[w->did];
        /* One channel twice in a select: either case may have it. */
        ck_assert_int_eq(k->chan, w->wish[w->chosen].chan);
        ck_assert_int_eq(k->send, w->wish[w->chosen].send);
        if (!k->send) {
            ck_assert_int_eq(w->received, !w->closed);
            ck_assert_int_eq(w->value, w->got);
        }
        *w = (waiter){.n = 0};
    }
}

static void check_chans(void)
{
    for (int i = 0; i < CHANS; i++) {
        ck_assert_int_eq(gort_chanlen(chans[i].c), chans[i].n);
        ck_assert_int_eq(gort_chancap(chans[i].c), chans[i].cap);
        ck_assert_int_eq(chans[i].c->closed, chans[i].closed);
    }
}

/* ---- Turns -------------------------------------------------------------------------------- */

static int below(int n)
{
    return (int)(fixture_rand() % (uint64_t)n);
}

/* A send to a channel that is closed, or will be, is not for this test: it panics. */
static void draw_wish(wish *k)
{
    k->chan = below(12) == 0 ? -1 : below(CHANS);
    k->send = below(2);
    if (k->chan >= 0 && chans[k->chan].closed) k->send = false;
    k->value = ++next_value;
}

static int draw_wishes(wish *k, bool *select)
{
    static const int counts[] = {2, 2, 2, 3, MAX_CASES};
    *select = below(3) == 0;
    const int n = *select ? counts[below(5)] : 1;
    for (int i = 0; i < n; i++) {
        draw_wish(&k[i]);
        /* Which of two sends to one channel a waiting select has done is chance. */
        for (int j = 0; j < i; j++)
            if (k[j].send && k[i].send && k[j].chan == k[i].chan) k[i].value = k[j].value;
    }
    return n;
}

/* At once or not at all, by the main goroutine. */
static void turn_try(gort_g *g, void **sp)
{
    wish k[MAX_CASES];
    bool select, received;
    intptr_t value, got = 0;
    const int n = draw_wishes(k, &select);
    bool any = false;
    for (int i = 0; i < n; i++)
        any |= chan_ready(&k[i]);
    const intptr_t did = operate(g, sp, k, n, select, false, &received, &value);
    ck_assert_int_eq(did >= 0, any);
    if (did < 0) return;
    ck_assert(chan_ready(&k[did]));
    const bool came = chan_do(&k[did], &got);
    ck_assert_int_eq(received, came);
    ck_assert_int_eq(value, got);
}

/* A goroutine that waits, if it has to. */
static void turn_wait(gort_g *g, void **sp)
{
    waiter *w = &waiters[below(WAITERS)];
    if (w->n > 0) return; /* still waits */
    w->n = draw_wishes(w->wish, &w->select);
    bool forever = true;
    for (int i = 0; i < w->n; i++)
        forever &= w->wish[i].chan < 0;
    if (forever) {
        w->n = 0;
        return;
    }
    w->head.fn = (void (*)(void))waiter_runs;
    gort_go(g, sp, &w->head);
    gort__yield(g, sp);
    bool any = false;
    for (int i = 0; i < w->n; i++)
        any |= chan_ready(&w->wish[i]);
    if (any) {
        ck_assert(w->returned && w->did >= 0 && chan_ready(&w->wish[w->did]));
        intptr_t got;
        const bool came = chan_do(&w->wish[w->did], &got);
        waiter_done(w, (int)w->did, !w->wish[w->did].send && !came, got);
        return;
    }
    ck_assert(!w->returned);
    w->waits = true;
    w->since = ++waited;
    waits_seen++;
    selects_seen += w->select;
}

static bool has_senders(const model_chan *m)
{
    int at;
    return chan_first(m, true, &at) != NULL;
}

static void turn_close(gort_g *g, void **sp)
{
    model_chan *m = &chans[below(CHANS)];
    int at;
    if (m->closed || has_senders(m)) return;
    gort_closechan(g, sp, m->c);
    m->closed = true;
    closes_seen++;
    for (waiter *w; (w = chan_first(m, false, &at)) != NULL;)
        waiter_done(w, at, true, 0);
}

/* Another channel in its place, once nobody waits there. */
static void turn_renew(gort_g *g, void **sp)
{
    const int i = below(CHANS);
    int at;
    if (chan_first(&chans[i], true, &at) || chan_first(&chans[i], false, &at)) return;
    if (!chans[i].closed && below(4)) return;
    chans[i] = (model_chan){.cap = below(3) ? below(MAX_CAP + 1) : 0};
    chans[i].c = gort_makechan(g, sp, &gc_type_ptr, chans[i].cap);
    sp[i - CHANS] = chans[i].c;
}

static void main_plays(gort_g *g, void **sp)
{
    for (int i = 0; i < CHANS; i++) {
        chans[i] = (model_chan){.cap = i};
        sp[0] = chans[i].c = gort_makechan(g, sp, &gc_type_ptr, i);
        sp++;
    }
    for (turns = 0; turns < MAX_TURNS; turns++) {
        const int what = below(100);
        if (what < 40)
            turn_try(g, sp);
        else if (what < 84)
            turn_wait(g, sp);
        else if (what < 86)
            turn_close(g, sp);
        else if (what < 97)
            turn_renew(g, sp);
        else
            gort_gc(g, sp);
        let_run(g, sp);
        check_waiters();
        check_chans();
    }
    ck_assert_int_gt(waits_seen, MAX_TURNS / 10);
    ck_assert_int_gt(selects_seen, MAX_TURNS / 100);
    ck_assert_int_gt(closes_seen, MAX_TURNS / 400);
    printf("# %d waits, %d of selects, %d ends\n", (int)waits_seen, (int)selects_seen,
           (int)closes_seen);
}

START_TEST(channels_do_what_the_model_does)
{
    printf("# seed %llu\n", (unsigned long long)fixture_seed());
    sched_open("1", _i ? "gcstress=23,gccheckmark=1,clobberfree=1" : "gccheckmark=1");
    C.rng += (uint64_t)_i;
    ck_assert_int_eq(sched_main(main_plays), 0);
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("chan_model");
    TCase *tc = tcase_create("chan_model");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, channels_do_what_the_model_does, 0, 2);
    suite_add_tcase(s, tc);
    return s;
}
