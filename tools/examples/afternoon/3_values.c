/* 3_values.c - values: one word that is a pointer, or something else that the collector passes
 * over.
 *
 * No object's address has bits among its upper 16. So words that have some are free for whatever is
 * no object: here integers of 32 bits. A field that holds such words is described as a pointer.
 */
#include "gort_inline.h"
#include <stdio.h>

typedef uint64_t value;
#define TAG_INT    ((value)0xfffe << 48)
#define NIL        ((value)1 << 48)
#define IS_INT(v)  ((v) >= TAG_INT)
#define INT(n)     (TAG_INT | (uint32_t)(n))
#define TO_INT(v)  ((int32_t)(v))
#define IS_PAIR(v) ((v) < NIL)

typedef struct pair {
    value car, cdr;
} pair;
GORT_STRUCT_TYPE(type_pair, pair, car, cdr);

#define PAIR(v) ((pair *)(uintptr_t)(v))

static value cons(gort_g *g, value car, value cdr)
{
    const gort_scope scope = gort_scope_open(g);
    gort_push_value(g, car);
    gort_push_value(g, cdr);
    pair *p = gort_new(g, gort_top(g), &type_pair);
    gort_store_value(g, &p->car, car);
    gort_store_value(g, &p->cdr, cdr);
    gort_scope_close(g, scope);
    return (value)(uintptr_t)p;
}

static void print(value v)
{
    if (IS_INT(v)) printf("%d", TO_INT(v));
    if (!IS_PAIR(v)) return;
    putchar('(');
    for (; IS_PAIR(v); v = PAIR(v)->cdr) {
        print(PAIR(v)->car);
        if (IS_PAIR(PAIR(v)->cdr)) putchar(' ');
    }
    putchar(')');
}

int main(void)
{
    gort_runtime *rt = gort_runtime_new(NULL);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) return 1;
    const gort_scope scope = gort_scope_open(g);
    uint64_t *list = gort_push_value(g, NIL);
    for (int i = 5; i > 0; i--) {
        const value square = cons(g, INT(i), cons(g, INT(i * i), NIL));
        *list = cons(g, square, *list);
        gort_gc(g, gort_top(g));
    }
    print(*list);
    putchar('\n');
    gort_scope_close(g, scope);
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
