/* 5_reader.c - text to lists and back: functions that call each other and allocate on the way.
 *
 * Each roots what it holds before it calls on, in a scope: then no order of collections can hurt.
 */
#include "gort_inline.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct object {
    struct object *car, *cdr; /* of a pair */
    gort_string name;         /* of a symbol; of a pair empty */
} object;
GORT_STRUCT_TYPE(type_object, object, car, cdr, name.ptr);

static object *cons(gort_g *g, object *car, object *cdr)
{
    const gort_scope scope = gort_scope_open(g);
    gort_push(g, car);
    gort_push(g, cdr);
    object *o = gort_new(g, gort_top(g), &type_object);
    gort_store(g, &o->car, car);
    gort_store(g, &o->cdr, cdr);
    gort_scope_close(g, scope);
    return o;
}

static object *symbol(gort_g *g, const char *text, size_t bytes)
{
    const gort_slice s = {(void *)(uintptr_t)text, (intptr_t)bytes, (intptr_t)bytes};
    const gort_scope scope = gort_scope_open(g);
    const gort_string name = gort_slicebytetostring(g, gort_top(g), NULL, s);
    gort_push(g, (void *)(uintptr_t)name.ptr);
    object *o = gort_new(g, gort_top(g), &type_object);
    gort_store_string(g, &o->name, name);
    gort_scope_close(g, scope);
    return o;
}

static object *read(gort_g *g, const char **at);

static object *read_list(gort_g *g, const char **at)
{
    while (isspace((unsigned char)**at))
        ++*at;
    if (**at == ')' || **at == 0) {
        *at += **at == ')';
        return NULL;
    }
    const gort_scope scope = gort_scope_open(g);
    void **first = gort_push(g, read(g, at));
    object *rest = read_list(g, at);
    object *list = cons(g, *first, rest);
    gort_scope_close(g, scope);
    return list;
}

static object *read(gort_g *g, const char **at)
{
    while (isspace((unsigned char)**at))
        ++*at;
    if (**at == '(') {
        ++*at;
        return read_list(g, at);
    }
    const char *start = *at;
    *at += strcspn(start, " ()\n");
    return symbol(g, start, (size_t)(*at - start));
}

static void print(const object *o)
{
    if (o && o->name.len) {
        printf("%.*s", (int)o->name.len, (const char *)o->name.ptr);
        return;
    }
    putchar('(');
    for (; o; o = o->cdr) {
        print(o->car);
        if (o->cdr) putchar(' ');
    }
    putchar(')');
}

int main(void)
{
    const char *text = "(define (square   x)\n  (* x x) ())";
    gort_config config;
    gort_config_init(&config);
    config.debug = "gcstress=1"; /* a collection at every allocation: what is not rooted shows */
    gort_runtime *rt = gort_runtime_new(&config);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) return 1;
    const gort_scope scope = gort_scope_open(g);
    print(*gort_push(g, read(g, &text)));
    putchar('\n');
    gort_scope_close(g, scope);
    printf("collections were forced: %s\n",
           gort_read_stress_counts(rt).collections_forced > 10 ? "yes" : "no");
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
