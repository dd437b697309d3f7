/* 4_symbols.c - symbols: one object for each name, found by a map of gort's.
 *
 * The map is a root of the program's for as long as it runs: a registered one, written with
 * gort_store_global.
 */
#include "gort_map.h"
#include <stdio.h>

typedef struct symbol {
    gort_string name;
    int64_t uses;
} symbol;
GORT_STRUCT_TYPE(type_symbol, symbol, name.ptr);
GORT_MAP(symbols, gort_string, symbol *);

static gort_hmap *table; /* the root */

/* A function that is given `sp` may use the words from there on: what it needs over a call stands
 * below what it passes. */
static symbol *intern(gort_g *g, void **sp, const char *text, intptr_t bytes)
{
    const gort_slice s = {(void *)(uintptr_t)text, bytes, bytes};
    gort_string name = {(const uint8_t *)text, bytes};
    symbol *const *known = symbols_get(g, sp, table, name);
    if (known) return *known;
    name = gort_slicebytetostring(g, sp, NULL, s); /* a copy in the heap */
    sp[0] = (void *)(uintptr_t)name.ptr;
    symbol *made = sp[1] = gort_new(g, sp + 1, &type_symbol);
    gort_store_string(g, &made->name, name);
    symbols_set(g, sp + 2, table, name, made);
    return made;
}

int main(void)
{
    static const char text[] = "to be or not to be that is the question to me";
    gort_root root;
    gort_runtime *rt = gort_runtime_new(NULL);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) return 1;
    void **sp = gort_top(g);
    gort_add_root(g, &root, &table, &gort_type_unsafe_pointer, 1);
    symbols_init("map[string]*symbol", &gort_type_string, &gort_type_unsafe_pointer);
    gort_store_global(g, &table, symbols_make(g, sp, 0));
    for (const char *at = text; *at;) {
        const size_t bytes = strcspn(at, " ");
        intern(g, sp, at, (intptr_t)bytes)->uses++;
        at += bytes + (at[bytes] == ' ');
        gort_gc(g, sp);
    }
    printf("%d symbols, `to` %d times\n", (int)gort_maplen(table),
           (int)intern(g, sp, "to", 2)->uses);
    gort_remove_root(g, &root);
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
