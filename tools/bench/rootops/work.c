/* work.c - hand-written C that holds its objects as roots in one of three ways: passed on as `sp`,
 * in slots (gort_slots_open), in scopes (gort_scope_open). Made three times, with HOW 0, 1, 2.
 *
 *     work tree|calls DEPTH TIMES
 *
 * tree: trees are made, an object a call. calls: a tree is walked by a function that holds two of
 * its objects over each of its calls and makes nothing, so little else is there beside the roots.
 */
#include "gort.h"
#include "gort_inline.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct node {
    struct node *left, *right;
    intptr_t value;
} node;
GORT_STRUCT_TYPE(type_node, node, left, right);

#if HOW == 0
#define PARAMS           gort_g *g, void **sp
#define CALL(fn, k, ...) fn(g, sp + (k), __VA_ARGS__)
#define TOP(k)           (sp + (k))
#define OPEN(n)          ((void)0)
#define SET(i, p)        (sp[i] = (p))
#define GET(i)           ((node *)sp[i])
#define CLOSE            ((void)0)
#elif HOW == 1
#define PARAMS           gort_g *g
#define CALL(fn, k, ...) fn(g, __VA_ARGS__)
#define TOP(k)           (s + 2)
#define OPEN(n)          void **s = gort_slots_open(g, n)
#define SET(i, p)        (s[i] = (p))
#define GET(i)           ((node *)s[i])
#define CLOSE            gort_slots_close(g, s)
#else
#define PARAMS           gort_g *g
#define CALL(fn, k, ...) fn(g, __VA_ARGS__)
#define TOP(k)           gort_top(g)
#define OPEN(n)                                                                                    \
    gort_scope scope = gort_scope_open(g);                                                         \
    void **s[2]
#define SET(i, p) (s[i] = gort_push(g, (p)))
#define GET(i)    ((node *)*s[i])
#define CLOSE     gort_scope_close(g, scope)
#endif

static node *tree(PARAMS, int depth)
{
    OPEN(2);
    SET(0, depth ? CALL(tree, 0, depth - 1) : NULL);
    SET(1, depth ? CALL(tree, 1, depth - 1) : NULL);
    node *n = gort_new(g, TOP(2), &type_node);
    gort_store(g, &n->left, GET(0));
    gort_store(g, &n->right, GET(1));
    n->value = depth;
    CLOSE;
    return n;
}

static intptr_t walk(PARAMS, node *n, node *other)
{
    if (!n) return 0;
    OPEN(2);
    SET(0, n);
    SET(1, other);
    if (GORT_POLL_NEEDED(g)) gort_morestack(g, TOP(2));
    intptr_t sum = CALL(walk, 2, n->left, other);
    sum += CALL(walk, 2, GET(0)->right, GET(1));
    sum += GET(0)->value + GET(1)->value;
    CLOSE;
    return sum;
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    const int depth = atoi(argv[2]), times = atoi(argv[3]);
    gort_runtime *rt = gort_runtime_new(NULL);
    gort_g *g = gort_attach(rt);
    gort_cell *kept = gort_cell_new(g, NULL);
    void **sp = gort_top(g);
    intptr_t sum = 0;
    (void)sp;
    if (strcmp(argv[1], "calls") == 0) {
        gort_cell_set(g, kept, CALL(tree, 0, depth));
        for (int i = 0; i < times; i++) {
            node *n = gort_cell_get(g, kept);
            sum += CALL(walk, 0, n, n);
        }
    } else {
        for (int i = 0; i < times; i++)
            sum += CALL(tree, 0, depth)->value;
    }
    printf("%lld\n", (long long)sum);
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
