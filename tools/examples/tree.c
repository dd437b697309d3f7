/* tree.c - objects with pointers: a type, allocation, stores with the barrier, roots in a scope, a
 * collection.
 *
 *     cc tree.c $(pkg-config --cflags --libs gort) && ./a.out
 */
#include "gort_inline.h"
#include <stdio.h>

typedef struct node {
    struct node *left, *right;
    int64_t value;
} node;

GORT_STRUCT_TYPE(type_node, node, left, right);

/* What is pushed stays a root until the scope is closed. The caller pushes the result before it
 * allocates again. */
static node *tree(gort_g *g, int depth)
{
    const gort_scope scope = gort_scope_open(g);
    void **left = gort_push(g, depth ? tree(g, depth - 1) : NULL);
    void **right = gort_push(g, depth ? tree(g, depth - 1) : NULL);
    node *n = gort_new(g, gort_top(g), &type_node);
    gort_store(g, &n->left, *left);
    gort_store(g, &n->right, *right);
    n->value = 1;
    gort_scope_close(g, scope);
    return n;
}

static int64_t sum(const node *n)
{
    return n ? n->value + sum(n->left) + sum(n->right) : 0;
}

int main(void)
{
    gort_runtime *rt = gort_runtime_new(NULL);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) {
        fprintf(stderr, "tree: out of memory\n");
        return 1;
    }
    const gort_scope scope = gort_scope_open(g);
    node *kept = *gort_push(g, tree(g, 14));
    for (int i = 0; i < 50; i++)
        tree(g, 14); /* garbage */
    gort_gc(g, gort_top(g));
    printf("%lld nodes kept\n", (long long)sum(kept));
    gort_scope_close(g, scope);
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
