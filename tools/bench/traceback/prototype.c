/* prototype.c - what a traceback costs a program that never needs one.
 *
 * fib (calls and nothing else) and binary-trees (calls, roots, allocation by bumping) in the shape
 * of emitted C, with the prologue's compare and roots by sp, once per way of knowing where a
 * function is:
 *
 *   -DWAY=0   nothing: the base line
 *   -DWAY=1   the address of the call site, on the shadow stack
 *   -DWAY=2   a tagged index, on the shadow stack
 *   -DWAY=3   a tagged address, on the shadow stack
 *   -DWAY=0 -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer   frame pointers, line tables
 *
 * It stands alone, so that only the calls are measured; run.sh builds, counts and times it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct g {
    uintptr_t stackguard;
    char *free, *end;
} g_t;
typedef struct site {
    const char *func, *file;
    int32_t line;
} site_t;
typedef struct node node;
struct node {
    node *left, *right;
};

static const site_t sites[] = {
    {"main.fib", "/a.go", 3},      {"main.fib", "/a.go", 3},      {"main.bottomUp", "/a.go", 7},
    {"main.bottomUp", "/a.go", 8}, {"main.bottomUp", "/a.go", 9}, {"main.check", "/a.go", 13},
    {"main.check", "/a.go", 14},   {"main.main", "/a.go", 20},
};

#if WAY == 0
#define AT(k, i) (k)
#elif WAY == 1
#define AT(k, i) (sp[k] = (void *)(uintptr_t)&sites[i], (k) + 1)
#elif WAY == 2
#define AT(k, i) (sp[k] = (void *)((uintptr_t)3 << 62 | (i)), (k) + 1)
#else
#define AT(k, i) (sp[k] = (void *)((uintptr_t)3 << 62 | (uintptr_t)&sites[i]), (k) + 1)
#endif

#define NOINLINE __attribute__((noinline))

static inline uintptr_t stack_pointer(void)
{
#ifdef __x86_64__
    uintptr_t p;
    __asm__("movq %%rsp, %0" : "=r"(p));
    return p;
#else
    return (uintptr_t)__builtin_frame_address(0);
#endif
}

NOINLINE static void morestack(g_t *g, void **sp)
{
    (void)g;
    fprintf(stderr, "stack overflow at %p\n", (void *)sp);
    exit(2);
}
#define PROLOGUE(g)                                                                                \
    if (__builtin_expect(stack_pointer() < *(volatile uintptr_t *)&(g)->stackguard, 0))            \
    morestack(g, sp)

NOINLINE static void *alloc_slow(g_t *g, void **sp)
{
    (void)sp;
    g->free = g->end - ((size_t)1 << 20); /* the prototype reuses one megabyte */
    void *p = g->free;
    g->free += sizeof(node);
    return p;
}

NOINLINE static intptr_t fib(g_t *g, void **sp, intptr_t n)
{
    intptr_t a, b;
    int k;
    PROLOGUE(g);
    if (n < 2) return n;
    k = AT(0, 0);
    a = fib(g, sp + k, n - 1);
    k = AT(0, 1);
    b = fib(g, sp + k, n - 2);
    return a + b;
}

NOINLINE static node *bottom_up(g_t *g, void **sp, intptr_t d)
{
    node *l = NULL, *r = NULL, *n;
    int k;
    PROLOGUE(g);
    if (d) {
        k = AT(0, 2);
        l = bottom_up(g, sp + k, d - 1);
        sp[0] = l;
        k = AT(1, 3);
        r = bottom_up(g, sp + k, d - 1);
    }
    if (g->end - g->free >= (intptr_t)sizeof *n) {
        n = (node *)g->free;
        g->free += sizeof *n;
    } else {
        sp[0] = l;
        sp[1] = r;
        k = AT(2, 4);
        n = alloc_slow(g, sp + k);
    }
    n->left = l;
    n->right = r;
    return n;
}

NOINLINE static intptr_t check(g_t *g, void **sp, node *n)
{
    intptr_t a, b;
    int k;
    PROLOGUE(g);
    if (!n->left) return 1;
    sp[0] = n;
    k = AT(1, 5);
    a = check(g, sp + k, n->left);
    k = AT(0, 6);
    b = check(g, sp + k, n->right);
    return a + b + 1;
}

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? atoi(argv[1]) : 1;
    void **sp = calloc(1 << 20, sizeof *sp);
    char *heap = malloc((size_t)1 << 20);
    g_t g = {1, heap, heap + ((size_t)1 << 20)};
    intptr_t sum = 0;
    struct timespec t0, t1, t2;
    if (!sp || !heap) return 1;
    clock_gettime(CLOCK_MONOTONIC, &t0);
    for (int i = 0; i < rounds; i++) {
        const int k = AT(0, 7);
        sum += fib(&g, sp + k, 27);
    }
    clock_gettime(CLOCK_MONOTONIC, &t1);
    for (int i = 0; i < rounds; i++) {
        for (int j = 0; j < 10; j++) {
            g.free = heap;
            int k = AT(0, 7);
            node *n = bottom_up(&g, sp + k, 14);
            sp[0] = n;
            k = AT(1, 7);
            sum += check(&g, sp + k, n);
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &t2);
    printf("%.0f %.0f %td\n",
           ((double)(t1.tv_sec - t0.tv_sec) * 1e9 + (double)(t1.tv_nsec - t0.tv_nsec)) / 1e3,
           ((double)(t2.tv_sec - t1.tv_sec) * 1e9 + (double)(t2.tv_nsec - t1.tv_nsec)) / 1e3, sum);
    return 0;
}
