/* work.c - heaps in C: on gort's C interface (-DWITH_GORT), on Boehm's collector (-DWITH_BOEHM), or
 * with malloc and free (neither). `capi` builds and compares them; each prints the same.
 *
 *   work tree     many short trees beside a long one
 *   work hash     a chained table: entries and their values come and go, by random keys
 *   work strings  a ring of texts, each new one made of an old one and a few letters
 *   work gcbench  trees built from their leaves and from their roots, beside a tree and an array
 *   work threads  10,000 threads that make small trees and end, eight at a time
 *   work attach   threads that come, make a small tree and go, again and again, beside trees
 *
 * With -DTIMED the longest call that allocates is printed too, in us, to stderr: of one thread, so
 * not of the last two.
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
#include <time.h>

#if defined(TIMED)
static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}
static uint64_t longest_ns;
static void *timed(uint64_t since_ns, void *p)
{
    const uint64_t took_ns = now_ns() - since_ns;
    if (took_ns > longest_ns) longest_ns = took_ns;
    return p;
}
/* clang-format off: the clock is read before the call */
#define CALL_TIMED(call)                                                                           \
    ({                                                                                             \
        const uint64_t since_ns = now_ns();                                                        \
        timed(since_ns, call);                                                                     \
    })
/* clang-format on */
#else
#define CALL_TIMED(call) (call)
#endif

#if defined(WITH_GORT)
#include "gort_inline.h"
#include <pthread.h>
#define FRAME           gort_g *g, void **sp
#define CALL(held)      g, sp + (held)
#define HOLD(k, p)      (sp[k] = (void *)(p))
#define NEW(held, type) ((type *)CALL_TIMED(gort_new(g, sp + (held), &type_##type)))
#define NEW_ARRAY(held, type, n)                                                                   \
    CALL_TIMED(type##_plain ? gort_new_bytes(g, sp + (held), n)                                    \
                            : gort_alloc_slow(g, sp + (held), &type, n))
#define SET(slot, p) gort_store(g, &(slot), p)
#define DROP(p)      ((void)0)
#elif defined(WITH_BOEHM)
#define GC_THREADS
#define GC_NO_THREAD_REDIRECTS /* a thread says itself that it comes and goes */
#include <gc.h>
#include <pthread.h>
#define FRAME      void *unused
#define CALL(held) unused
#define HOLD(k, p) ((void)0)
#define NEW(held, type)                                                                            \
    ((type *)CALL_TIMED(type##_plain ? GC_MALLOC_ATOMIC(sizeof(type)) : GC_MALLOC(sizeof(type))))
#define NEW_ARRAY(held, type, n)                                                                   \
    CALL_TIMED(type##_plain ? GC_MALLOC_ATOMIC(n) : GC_MALLOC((n) * sizeof(void *)))
#define SET(slot, p) ((slot) = (p))
#define DROP(p)      ((void)0)
#else
#include <pthread.h>
#define FRAME                    void *unused
#define CALL(held)               unused
#define HOLD(k, p)               ((void)0)
#define NEW(held, type)          ((type *)CALL_TIMED(calloc(1, sizeof(type))))
#define NEW_ARRAY(held, type, n) CALL_TIMED(type##_plain ? malloc(n) : calloc(n, sizeof(void *)))
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
enum { bytes_type_plain = 1, pointers_type_plain = 0 };
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

/* ---- GCBench ------------------------------------------------------------------------------- */

/* From the root on: each new node is stored into one that is older. */
static void populate(FRAME, node *n, int depth)
{
    if (depth == 0) return;
    HOLD(0, n);
    SET(n->left, NEW(1, node));
    SET(n->right, NEW(1, node));
    populate(CALL(1), n->left, depth - 1);
    populate(CALL(1), n->right, depth - 1);
}

static int64_t gcbench(FRAME)
{
    enum { STRETCH = 18, LONG = 16, LEAST = 4, ARRAY_BYTES = 4000000 };
    node *n = build(CALL(0), STRETCH);
    int64_t sum = count(n);
    drop_tree(n);
    node *longest = NEW(0, node);
    HOLD(0, longest);
    populate(CALL(1), longest, LONG);
    char *array = (char *)NEW_ARRAY(1, bytes_type, ARRAY_BYTES);
    HOLD(1, array);
    memset(array, 1, ARRAY_BYTES / 2);
    for (int depth = LEAST; depth <= LONG; depth += 2) {
        const int rounds = (2 << STRETCH) / ((1 << depth) * 2);
        for (int round = 0; round < rounds; round++) {
            n = NEW(2, node);
            HOLD(2, n);
            populate(CALL(3), n, depth);
            sum += count(n);
            drop_tree(n);
        }
        for (int round = 0; round < rounds; round++) {
            n = build(CALL(2), depth);
            sum += count(n);
            drop_tree(n);
        }
    }
    sum += count(longest) + array[ARRAY_BYTES / 4];
    drop_tree(longest);
    DROP(array);
    return sum;
}

/* ---- Threads ------------------------------------------------------------------------------- */

#if defined(WITH_GORT)
static gort_runtime *rt;
#define ENTER                                                                                      \
    gort_g *g = gort_attach(rt);                                                                   \
    void **sp = gort_top(g)
#define LEAVE          gort_detach(rt)
#define WAIT_FOR(call) (gort_enter_blocking(g, sp), (void)(call), gort_exit_blocking(g))
#elif defined(WITH_BOEHM)
#define ENTER                                                                                      \
    struct GC_stack_base base;                                                                     \
    void *unused = NULL;                                                                           \
    GC_get_stack_base(&base);                                                                      \
    GC_register_my_thread(&base)
#define LEAVE          GC_unregister_my_thread()
#define WAIT_FOR(call) ((void)(call))
#else
#define ENTER          void *unused = NULL
#define LEAVE          ((void)unused)
#define WAIT_FOR(call) ((void)(call))
#endif

static int64_t visit(FRAME)
{
    node *n = build(CALL(0), 6);
    const int64_t nodes = count(n);
    drop_tree(n);
    return nodes;
}

static void *short_life(void *sum)
{
    ENTER;
    for (int i = 0; i < 10; i++)
        *(int64_t *)sum += visit(CALL(0));
    LEAVE;
    return NULL;
}

static int64_t threads(FRAME)
{
    enum { THREADS = 10000, AT_ONCE = 8 };
    pthread_t t[AT_ONCE];
    int64_t sums[AT_ONCE] = {0}, sum = 0;
    for (int i = 0; i < THREADS; i += AT_ONCE) {
        for (int k = 0; k < AT_ONCE; k++)
            if (pthread_create(&t[k], NULL, short_life, &sums[k])) abort();
        for (int k = 0; k < AT_ONCE; k++)
            WAIT_FOR(pthread_join(t[k], NULL));
    }
    for (int k = 0; k < AT_ONCE; k++)
        sum += sums[k];
    return sum;
}

static void *comes_and_goes(void *sum)
{
    for (int i = 0; i < 50000; i++) {
        ENTER;
        *(int64_t *)sum += visit(CALL(0));
        LEAVE;
    }
    return NULL;
}

static int64_t attach(FRAME)
{
    pthread_t t[2];
    int64_t sums[2] = {0};
    for (int k = 0; k < 2; k++)
        if (pthread_create(&t[k], NULL, comes_and_goes, &sums[k])) abort();
    int64_t sum = tree(CALL(0));
    for (int k = 0; k < 2; k++)
        WAIT_FOR(pthread_join(t[k], NULL));
    return sum + sums[0] + sums[1];
}

/* ------------------------------------------------------------------------------------------- */

static const char *what = "";
static int status;

static const struct {
    const char *name;
    int64_t (*run)(FRAME);
} heaps[] = {{"tree", tree},       {"hash", hash},       {"strings", strings},
             {"gcbench", gcbench}, {"threads", threads}, {"attach", attach}};

static void work(FRAME)
{
    for (size_t i = 0; i < sizeof heaps / sizeof heaps[0]; i++)
        if (!strcmp(what, heaps[i].name)) {
            printf("%s %" PRId64 "\n", what, heaps[i].run(CALL(0)));
#if defined(TIMED)
            fprintf(stderr, "%" PRIu64 "\n", longest_ns / 1000);
#endif
            return;
        }
    status = 2;
}

int main(int argc, char **argv)
{
    if (argc > 1) what = argv[1];
#if defined(WITH_GORT)
    gort_config c;
    gort_config_init(&c);
    rt = gort_runtime_new(&c);
    if (!rt) return 1;
    const int ended = gort_main(rt, argc, argv, work);
    gort_runtime_free(rt);
    if (ended) return ended;
#else
#if defined(WITH_BOEHM)
    GC_INIT();
    GC_allow_register_threads();
#endif
    work(NULL);
#endif
    if (status) fputs("usage: work tree|hash|strings|gcbench|threads|attach\n", stderr);
    return status;
}
