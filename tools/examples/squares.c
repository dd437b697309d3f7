/* squares.c - goroutines and channels from C: workers square what one channel brings and send it
 * down another.
 *
 *     cc squares.c $(pkg-config --cflags --libs gort) && ./a.out
 */
#include "gort_inline.h"
#include <stdio.h>

#define WORKERS 4
#define NUMBERS 1000

/* What a worker is started with: an object, so that the collector sees the channels in it. */
typedef struct work {
    gort_hchan *in, *out;
} work;

GORT_STRUCT_TYPE(type_work, work, in, out);

static void worker(gort_g *g, void **sp, void *arg)
{
    const work *w = arg; /* sp[-1] is its root */
    int64_t n;
    while (gort_chanrecv2(g, sp, w->in, &n)) {
        n *= n;
        gort_chansend1(g, sp, w->out, &n);
    }
}

static void feeder(gort_g *g, void **sp, void *arg)
{
    const work *w = arg;
    for (int64_t n = 1; n <= NUMBERS; n++)
        gort_chansend1(g, sp, w->in, &n);
    gort_closechan(g, sp, w->in);
}

static void squares(gort_g *g, void **sp)
{
    int64_t sum = 0, n;
    work *w = gort_new(g, sp, &type_work);
    sp[0] = w;
    gort_store(g, &w->in, gort_makechan(g, sp + 1, &gort_type_int64, 0));
    gort_store(g, &w->out, gort_makechan(g, sp + 1, &gort_type_int64, 16));
    for (int i = 0; i < WORKERS; i++)
        gort_go_c(g, sp + 1, worker, w);
    gort_go_c(g, sp + 1, feeder, w);
    for (int i = 0; i < NUMBERS; i++) {
        gort_chanrecv1(g, sp + 1, w->out, &n);
        sum += n;
    }
    printf("the sum of %d squares is %lld\n", NUMBERS, (long long)sum);
}

int main(int argc, char **argv)
{
    gort_runtime *rt = gort_runtime_new(NULL);
    if (!rt) {
        fprintf(stderr, "squares: out of memory\n");
        return 1;
    }
    const int status = gort_main(rt, argc, argv, squares);
    gort_runtime_free(rt);
    return status;
}
