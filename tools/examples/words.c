/* words.c - a map from strings to numbers: how often each word of the standard input occurs.
 *
 *     cc words.c $(pkg-config --cflags --libs gort) && ./a.out <words.c
 *
 * Here a function passes `sp`, the top of the shadow stack, on to what it calls, instead of opening
 * scopes: what it needs later stands below the `sp` that it passes.
 */
#include "gort_abi.h"
#include "gort_inline.h"
#include <ctype.h>
#include <stdio.h>

static gort_map_types counts_types;

/* A copy in the heap. May collect. */
static gort_string word_copy(gort_g *g, void **sp, char *text, size_t bytes)
{
    const gort_slice s = {text, (intptr_t)bytes, (intptr_t)bytes};
    return gort_slicebytetostring(g, sp, NULL, s);
}

static void count_words(gort_g *g, void **sp, gort_hmap *counts)
{
    char text[256];
    size_t bytes = 0;
    sp[0] = counts;
    for (int c = 0; c != EOF;) {
        c = getchar();
        if (isalpha(c) && bytes < sizeof text) {
            text[bytes++] = (char)c;
        } else if (bytes > 0) {
            const gort_string word = word_copy(g, sp + 1, text, bytes);
            intptr_t *n = gort_mapassign(g, sp + 1, &counts_types.map, counts, &word);
            ++*n;
            bytes = 0;
        }
    }
}

static void print_counts(gort_g *g, void **sp, gort_hmap *counts)
{
    gort_hiter it = {0};
    sp[0] = counts;
    sp[1] = GORT_TYPE_WORD(&gort_type_hiter); /* the iterator is in this frame, and a root */
    sp[2] = &it;
    for (gort_mapiterinit(g, sp + 3, &counts_types.map, counts, &it); it.key;
         gort_mapiternext(g, sp + 3, &it)) {
        const gort_string *word = it.key;
        printf("%7lld %.*s\n", (long long)*(intptr_t *)it.elem, (int)word->len,
               (const char *)word->ptr);
    }
}

int main(void)
{
    gort_runtime *rt = gort_runtime_new(NULL);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) {
        fprintf(stderr, "words: out of memory\n");
        return 1;
    }
    gort_map_types_init(&counts_types, "map[string]int", &gort_type_string, &gort_type_int);
    void **sp = gort_top(g);
    gort_hmap *counts = gort_makemap_small(g, sp, &counts_types.map);
    sp[0] = counts;
    count_words(g, sp + 1, counts);
    print_counts(g, sp + 1, counts);
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
