/* words.c - a map from strings to numbers: how often each word of the standard input occurs.
 *
 *     cc words.c $(pkg-config --cflags --libs gort) && ./a.out <words.c
 *
 * Here a function passes `sp`, the top of the shadow stack, on to what it calls, instead of opening
 * scopes: what it needs later stands below the `sp` that it passes.
 */
#include "gort_map.h"
#include <ctype.h>
#include <stdio.h>

GORT_MAP(counts, gort_string, intptr_t);

/* A copy in the heap. May collect. */
static gort_string word_copy(gort_g *g, void **sp, char *text, size_t bytes)
{
    const gort_slice s = {text, (intptr_t)bytes, (intptr_t)bytes};
    return gort_slicebytetostring(g, sp, NULL, s);
}

static void count_words(gort_g *g, void **sp, gort_hmap *m)
{
    char text[256];
    size_t bytes = 0;
    for (int c = 0; c != EOF;) {
        c = getchar();
        if (isalpha(c) && bytes < sizeof text) {
            text[bytes++] = (char)c;
        } else if (bytes > 0) {
            ++*counts_at(g, sp, m, word_copy(g, sp, text, bytes));
            bytes = 0;
            if (isalpha(c)) text[bytes++] = (char)c; /* a word longer than text is two */
        }
    }
}

static void print_counts(gort_g *g, void **sp, gort_hmap *m)
{
    GORT_MAP_EACH(counts, it, g, sp, m)
    {
        const gort_string word = counts_key(&it);
        printf("%7lld %.*s\n", (long long)*counts_elem(&it), (int)word.len, (const char *)word.ptr);
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
    counts_init("map[string]int", &gort_type_string, &gort_type_int);
    void **sp = gort_top(g);
    gort_hmap *m = sp[0] = counts_make(g, sp, 0);
    count_words(g, sp + 1, m);
    print_counts(g, sp + 1, m);
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
