/* work.c - three heaps in C: on gort's C interface (-DWITH_GORT), on Boehm's collector
 * (-DWITH_BOEHM), or with malloc and free (neither). `capi` builds and compares them; each prints
 * the same.
 *
 *   work tree     many short trees beside a long one
 *   work hash     a chained table: entries and their values come and go, by random keys
 *   work strings  a ring of texts, each new one made of an old one and a few letters
 *
 * A function that allocates takes FRAME; what it holds across an allocation it first puts where the
 * collector finds it: HOLD(k, p) is a store to the shadow stack for gort, and nothing for the
 * others.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(WITH_GORT)
#include "gort_inline.h"
#define FRAME                    gort_g *g, void **sp
#define CALL(held)               g, sp + (held)
#define HOLD(k, p)               (sp[k] = (void *)(p))
#define NEW(held, type)          ((type *)gort_new(g, sp + (held), &type_##type))
#define NEW_ARRAY(held, type, n) gort_alloc_slow(g, sp + (held), &type, n)
#define SET(slot, p)             gort_store(g, &(slot), p)
#define DROP(p)                  ((void)0)
#elif defined(WITH_BOEHM)
#include <gc.h>
#define FRAME      void *unused
#define CALL(held) unused
#define HOLD(k, p) ((void)0)
#define NEW(held, type)                                                                            \
    ((type *)(type##_plain ? GC_MALLOC_ATOMIC(sizeof(type)) : GC_MALLOC(sizeof(type))))
#define NEW_ARRAY(held, type, n)                                                                   \
    (type##_plain ? GC_MALLOC_ATOMIC(n) : GC_MALLOC((n) * sizeof(void *)))
#define SET(slot, p) ((slot) = (p))
#define DROP(p)      ((void)0)
#else
#define FRAME                    void *unused
#define CALL(held)               unused
#define HOLD(k, p)               ((void)0)
#define NEW(held, type)          ((type *)calloc(1, sizeof(type)))
#define NEW_ARRAY(held, type, n) (type##_plain ? malloc(n) : calloc(n, sizeof(void *)))
#define SET(slot, p)             ((slot) = (p))
#define DROP(p)                  free(p)
#endif

typedef struct node {
    struct node *left, *right;
} node;
typedef struct value {
    int64_t a, b;
} value;
typedef struct entry {
    struct entry *next;
    value *held;
    uint64_t key;
} entry;

#if defined(WITH_GORT)
#define POINTERS(ctype, bits, words, number)                                                       \
    static const uint8_t mask_##ctype[] = {bits};                                                  \
    static const gort_type type_##ctype = {.size_bytes = sizeof(ctype),                            \
                                           .ptrdata_bytes = (words) * sizeof(void *),              \
                                           .ptrmask = mask_##ctype,                                \
                                           .ptrmask_bytes = (words) * sizeof(void *),              \
                                           .kind = GORT_KIND_STRUCT,                               \
                                           .align = sizeof(void *),                                \
                                           .flags = GORT_TYPE_NAMED,                               \
                                           .hash = number,                                         \
                                           .name = #ctype}
POINTERS(node, 3, 2, 1);
POINTERS(entry, 3, 2, 2);
static const gort_type type_value = {
    .size_bytes = sizeof(value), .kind = GORT_KIND_STRUCT, .align = 8, .name = "value"};
#define bytes_type    gort_type_uint8
#define pointers_type gort_type_unsafe_pointer
#elif defined(WITH_BOEHM)
enum {
    node_plain = 0,
    entry_plain = 0,
    value_plain = 1,
    bytes_type_plain = 1,
    pointers_type_plain = 0
};
#else
enum { bytes_type_plain = 1, pointers_type_plain = 0 };
#endif

static uint64_t random_state = 1;
static uint32_t random_below(uint32_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((random_state >> 32) * n >> 32);
}

/* ---- Trees -------------------------------------------------------------------------------- */

static node *build(FRAME, int depth)
{
    node *n = NEW(0, node);
    if (depth == 0) return n;
    HOLD(0, n);
    SET(n->left, build(CALL(1), depth - 1));
    SET(n->right, build(CALL(1), depth - 1));
    return n;
}

static int64_t count(const node *n)
{
    return n->left ? 1 + count(n->left) + count(n->right) : 1;
}

static void drop_tree(node *n)
{
    if (n->left) {
        drop_tree(n->left);
        drop_tree(n->right);
    }
    DROP(n);
}

static int64_t tree(FRAME)
{
    enum { DEPTH = 17 };
    node *longest = build(CALL(0), DEPTH);
    int64_t sum = 0;
    HOLD(0, longest);
    for (int depth = 4; depth <= DEPTH; depth += 4)
        for (int round = 0; round < 1 << (DEPTH - depth + 4); round++) {
            node *n = build(CALL(1), depth);
            sum += count(n);
            drop_tree(n);
        }
    sum += count(longest);
    drop_tree(longest);
    return sum;
}

/* ---- A chained table ---------------------------------------------------------------------- */

static int64_t hash(FRAME)
{
    enum { BUCKETS = 1 << 14, KEYS = 40000, ROUNDS = 6000000 };
    entry **table = (entry **)NEW_ARRAY(0, pointers_type, BUCKETS);
    int64_t sum = 0;
    HOLD(0, table);
    for (int i = 0; i < ROUNDS; i++) {
        const uint64_t key = random_below(KEYS);
        entry **slot = &table[key * UINT64_C(0x9e3779b97f4a7c15) >> 50];
        entry **link = slot;
        while (*link && (*link)->key != key)
            link = &(*link)->next;
        entry *e = *link;
        if (e) {
            sum += e->held->a;
            SET(*link, e->next);
            DROP(e->held);
            DROP(e);
            continue;
        }
        e = NEW(1, entry);
        HOLD(1, e);
        value *v = NEW(2, value);
        *v = (value){i, (int64_t)key};
        SET(e->held, v);
        e->key = key;
        SET(e->next, *slot);
        SET(*slot, e);
    }
    return sum;
}

/* ---- Texts -------------------------------------------------------------------------------- */

static int64_t strings(FRAME)
{
    enum { RING = 10000, ROUNDS = 6000000, MOST = 160 };
    char **ring = (char **)NEW_ARRAY(0, pointers_type, RING);
    int64_t sum = 0;
    HOLD(0, ring);
    for (int i = 0; i < ROUNDS; i++) {
        char **slot = &ring[random_below(RING)];
        const char *from = ring[random_below(RING)];
        size_t n = from ? strlen(from) : 0;
        const size_t more = 1 + random_below(24);
        if (n + more > MOST) n = 0;
        HOLD(1, from);
        char *text = (char *)NEW_ARRAY(2, bytes_type, n + more + 1);
        if (n) memcpy(text, from, n);
        memset(text + n, 'a' + i % 26, more);
        text[n + more] = 0;
        sum += (int64_t)(n + more);
        char *old = *slot;
        SET(*slot, text);
        DROP(old);
        (void)old;
    }
    return sum;
}

/* ------------------------------------------------------------------------------------------- */

static const char *what = "";
static int status;

static void work(FRAME)
{
    int64_t (*run)(FRAME) = !strcmp(what, "tree")      ? tree
                            : !strcmp(what, "hash")    ? hash
                            : !strcmp(what, "strings") ? strings
                                                       : NULL;
    if (run)
        printf("%s %" PRId64 "\n", what, run(CALL(0)));
    else
        status = 2;
}

int main(int argc, char **argv)
{
    if (argc > 1) what = argv[1];
#if defined(WITH_GORT)
    gort_config c;
    gort_config_init(&c);
    gort_runtime *rt = gort_runtime_new(&c);
    if (!rt) return 1;
    const int ended = gort_main(rt, argc, argv, work);
    gort_runtime_free(rt);
    if (ended) return ended;
#else
#if defined(WITH_BOEHM)
    GC_INIT();
#endif
    work(NULL);
#endif
    if (status) fputs("usage: work tree|hash|strings\n", stderr);
    return status;
}
