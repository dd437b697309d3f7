/* stacks.c MODE - what stacks cost a collection: g's that wait, with 50 words on the stack of each
 * on average (mode idle) or one (mode short), or threads with 40 KiB of stack (mode threads) that
 * compute and come to a safepoint about once in 100 us, while the main thread collects again and
 * again.
 *
 * g's that wait are made by a scheduler, which the runtime does not have: by hand, then.
 */
#include "../../../gc/internal.h"
#include "../../../runtime/base/os.h"
#include "../../../runtime/sched/bind.h"
#include "../../../runtime/sched/sched.h"
#include "../../../runtime/gort_inline.h"
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

enum { IDLE = 4000, THREADS = 4, WORDS = 5000, CYCLES = 40 };

static gort_runtime *rt;
static gort_au32 started, ended;
static const gort_type word_type = {
    .size_bytes = 16, .ptrdata_bytes = 0, .kind = GORT_KIND_STRUCT, .align = 8, .name = "pair"};

static bool park(gort_g *own, void *const *words, uint32_t n)
{
    gort_g *g = gort__g_new(rt);
    if (!g || !gort__stack_new(rt, 32 << 10, &g->stack)) return false;
    g->stack_guard_normal = gort__stack_guard(&g->stack);
    g->sp = g->head.top = g->stack.shadow_lo;
    gort__g_start_with(g, own, words, n);
    pthread_mutex_lock(&rt->lock);
    const bool added = gort__g_add(g);
    if (added) gort__g_set_status(g, GORT_G_WAITING);
    pthread_mutex_unlock(&rt->lock);
    return added;
}

static void *compute(void *unused)
{
    gort_g *g = gort_attach(rt);
    void **sp = gort_top(g);
    volatile unsigned n = 0;
    (void)unused;
    for (int i = 0; i < WORDS; i++)
        sp[i] = gort_new(g, sp + i, &word_type);
    sp += WORDS;
    gort__fetch_add32_full(&started, 1);
    while (!gort__load32_relaxed(&ended)) {
        for (int i = 0; i < 50000; i++)
            n = n * 1664525 + 1013904223;
        gort_safepoint(g, sp);
    }
    gort_detach(rt);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    const bool few = argc > 1 && strcmp(argv[1], "short") == 0;
    const bool idle = few || (argc > 1 && strcmp(argv[1], "idle") == 0);
    rt = gort_runtime_new(NULL);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) return 1;
    void **sp = gort_top(g);
    if (idle) {
        void *words[100];
        for (int i = 0; i < 100; i++)
            words[i] = sp[i] = NULL;
        for (int i = 0; i < 100; i++)
            words[i] = sp[i] = gort_new(g, sp + i, &word_type);
        for (int i = 0; i < IDLE; i++)
            if (!park(g, words, few ? 1 : i % 100 + 1)) return 1;
    } else {
        for (int i = 0; i < THREADS; i++)
            if (pthread_create(&threads[i], NULL, compute, NULL) != 0) return 1;
    }
    gort_enter_blocking(g, sp);
    while (!idle && gort__load32_relaxed(&started) < THREADS)
        sched_yield();
    gort_exit_blocking(g);
    for (int i = 0; i < CYCLES; i++)
        gort_gc(g, sp);
    gort__store32_relaxed(&ended, 1);
    gort_enter_blocking(g, sp);
    for (int i = 0; !idle && i < THREADS; i++)
        pthread_join(threads[i], NULL);
    gort_exit_blocking(g);
    puts("done");
    return 0;
}
