/* 2_pairs.c - objects: a type, allocation, roots, stores. */
#include "gort_inline.h"
#include <stdio.h>

typedef struct pair {
    struct pair *next;
    int64_t number;
} pair;

/* Which fields hold pointers: that is all the collector wants to know. */
GORT_STRUCT_TYPE(type_pair, pair, next);

/* gort_new may collect: what is still needed has been pushed before, here `next`. */
static pair *cons(gort_g *g, int64_t number, pair *next)
{
    const gort_scope scope = gort_scope_open(g);
    gort_push(g, next);
    pair *p = gort_new(g, gort_top(g), &type_pair);
    gort_store(g, &p->next, next); /* the write barrier: objects never move, so next is still it */
    p->number = number;
    gort_scope_close(g, scope);
    return p;
}

int main(void)
{
    gort_runtime *rt = gort_runtime_new(NULL);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) return 1;
    const gort_scope scope = gort_scope_open(g);
    void **list = gort_push(g, NULL);
    for (int64_t i = 1; i <= 10000; i++) {
        *list = cons(g, i, *list);
        cons(g, -i, NULL); /* garbage */
    }
    gort_gc(g, gort_top(g));
    int64_t sum = 0;
    for (const pair *p = *list; p; p = p->next)
        sum += p->number;
    printf("the sum of the list is %lld\n", (long long)sum);
    gort_scope_close(g, scope);
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
