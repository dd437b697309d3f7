/* 1_hello.c - a runtime, and a thread that is attached to it. */
#include "gort.h"
#include <stdio.h>

int main(void)
{
    gort_runtime *rt = gort_runtime_new(NULL);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) {
        fprintf(stderr, "hello: out of memory\n");
        return 1;
    }
    printf("hello from gort, attached: %s\n", gort_current(rt) == g ? "yes" : "no");
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
