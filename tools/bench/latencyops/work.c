/* work.c - work.go of this folder as a program of C on the public headers: `work requests N COUNT`,
 * `work churn N COUNT`, one line of the same figures. Its maps are reached by calls, where emitted
 * programs have the common case inline. tools/bench/latency builds and runs it.
 */
#include "gort_abi.h"
#include "gort_inline.h"
#include "gort_stats.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

/* ---- Times: nanoseconds by powers of two, 64 steps in each ---------------------------------- */

enum { STEPS = 64 };

static long counts[64 * STEPS];
static uint64_t last_ns;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void note(void)
{
    const uint64_t now = now_ns();
    uint64_t ns = now - last_ns;
    int e = 0;
    for (; ns >= 2 * STEPS; ns >>= 1)
        e++;
    counts[e * STEPS + (int)ns]++;
    last_ns = now;
}

/* The time in us that all but one of `rare` operations stay below; 0: the longest. */
static double quantile(long rare)
{
    long total = 0, left = 1;
    for (int i = 0; i < 64 * STEPS; i++)
        total += counts[i];
    if (rare > 0 && total > rare) left = total / rare;
    for (int i = 64 * STEPS - 1; i >= 0; i--) {
        if ((left -= counts[i]) > 0) continue;
        const int e = i < 2 * STEPS ? 0 : i / STEPS - 1;
        return (double)((uint64_t)(i - e * STEPS) << e) / 1000;
    }
    return 0;
}

/* ---- Types ---------------------------------------------------------------------------------- */

typedef struct item {
    struct item *next;
    int64_t v[7];
} item;
typedef struct record {
    gort_string name;
    int64_t value;
} record;
typedef struct node {
    int64_t key, v[3];
    struct node *next;
} node;

#define TYPE(t, ptrdata, mask, text)                                                               \
    {                                                                                              \
        .size_bytes = sizeof(t), .ptrdata_bytes = ptrdata, .ptrmask = mask,                        \
        .ptrmask_bytes = ptrdata, .kind = GORT_KIND_STRUCT, .align = 8, .hash = __LINE__,          \
        .name = text                                                                               \
    }
static const uint8_t first_word[] = {1}, fifth_word[] = {16};
static const gort_type type_item = TYPE(item, 8, first_word, "item");
static const gort_type type_record = TYPE(record, 8, first_word, "record");
static const gort_type type_node = TYPE(node, 40, fifth_word, "node");
static const gort_type type_pointer = {.size_bytes = 8,
                                       .ptrdata_bytes = 8,
                                       .ptrmask = first_word,
                                       .ptrmask_bytes = 8,
                                       .kind = GORT_KIND_PTR,
                                       .align = 8,
                                       .name = "pointer"};

static gort_map_types strings, records, nodes;

static gort_string name(gort_g *g, void **sp, uint64_t i)
{
    char b[16];
    uint64_t x = mix(i);
    for (size_t k = 0; k < sizeof b; k++, x >>= 4)
        b[k] = "0123456789abcdef"[x & 15];
    const gort_slice s = {b, sizeof b, sizeof b};
    return gort_slicebytetostring(g, sp, NULL, s);
}

/* m[number of i] = the name of i. */
static void put_name(gort_g *g, void **sp, gort_hmap *m, uint64_t i)
{
    const int64_t k = (int64_t)mix(i);
    const gort_string s = name(g, sp, i);
    sp[0] = (void *)(uintptr_t)s.ptr;
    gort_string *slot = gort_mapassign(g, sp + 1, &strings.map, m, &k);
    slot->len = s.len;
    gort_store(g, &slot->ptr, s.ptr);
}

/* ---- What is timed -------------------------------------------------------------------------- */

/* What the program keeps is in the words of its frame: sp[0] and sp[1] the maps, sp[2] the last
 * list, sp[3] the last buffer. */
static int64_t requests(gort_g *g, void **sp, uint64_t n, uint64_t count)
{
    gort_map_types_init(&strings, "map[int64]string", &gort_type_int64, &gort_type_string);
    gort_map_types_init(&records, "map[string]*record", &gort_type_string, &type_pointer);
    gort_hmap *by_number = sp[0] = gort_makemap_small(g, sp, &strings.map);
    gort_hmap *by_name = sp[1] = gort_makemap_small(g, sp + 1, &records.map);
    sp[2] = sp[3] = NULL;
    void **top = sp + 4;
    for (uint64_t i = 0; i < n; i++) {
        put_name(g, top, by_number, i);
        if (i % 4) continue;
        record *o = top[0] = gort_new(g, top, &type_record);
        o->value = (int64_t)i;
        const gort_string s = name(g, top + 1, i);
        top[1] = (void *)(uintptr_t)s.ptr;
        gort_store(g, gort_mapassign(g, top + 2, &records.map, by_name, &s), o);
    }
    gort_gc(g, top);
    uint64_t r = 7;
    int64_t sum = 0;
    last_ns = now_ns();
    for (uint64_t q = 0; q < count; q++) {
        gort_safepoint(g, top);
        for (int j = 0; j < 3; j++) {
            r = mix(r);
            const int64_t k = (int64_t)mix(r % n);
            sum += ((const gort_string *)gort_mapaccess1(g, top, &strings.map, by_number, &k))->len;
        }
        r = mix(r);
        const gort_string s = name(g, top, r % n & ~(uint64_t)3);
        top[0] = (void *)(uintptr_t)s.ptr;
        record *const *o = gort_mapaccess2(g, top + 1, &records.map, by_name, &s);
        if (o) sum += (*o)->value;
        item *list = NULL;
        for (int64_t j = 0; j < 8; j++) {
            top[0] = list;
            item *it = gort_new(g, top + 1, &type_item);
            gort_store(g, &it->next, list);
            it->v[0] = j;
            list = it;
        }
        sp[2] = list;
        gort_shade(g, list);
        sp[3] = gort_alloc_slow(g, top, &gort_type_uint8, 512);
        gort_shade(g, sp[3]);
        if (q % 4 == 0) put_name(g, top, by_number, mix(r) % n);
        note();
    }
    return sum;
}

static void put_node(gort_g *g, void **sp, gort_hmap *m, uint64_t i, int64_t first)
{
    const int64_t k = (int64_t)mix(i);
    node *p = sp[0] = gort_new(g, sp, &type_node);
    p->key = k;
    p->v[0] = first;
    gort_store(g, gort_mapassign(g, sp + 1, &nodes.map, m, &k), p);
}

static int64_t churn(gort_g *g, void **sp, uint64_t n, uint64_t count)
{
    gort_map_types_init(&nodes, "map[int64]*node", &gort_type_int64, &type_pointer);
    gort_hmap *m = sp[0] = gort_makemap_small(g, sp, &nodes.map);
    void **top = sp + 1;
    uint64_t r = 1, low = 0, high = n;
    int64_t sum = 0;
    last_ns = now_ns();
    for (uint64_t i = 0; i < n; i++) {
        gort_safepoint(g, top);
        put_node(g, top, m, i, 0);
        r = mix(r);
        put_node(g, top, m, r % (i + 1), 1);
        if (i % 256 == 0) note();
    }
    for (uint64_t i = 0; i < count; i++) {
        gort_safepoint(g, top);
        r = mix(r);
        const uint64_t at = low + (r >> 2) % n;
        const int64_t k = (int64_t)mix(at), old = (int64_t)mix(low);
        switch (r & 3) {
        case 0:
        case 1: put_node(g, top, m, at, 0); break;
        case 2:
            gort_mapdelete(g, top, &nodes.map, m, &old);
            put_node(g, top, m, high, 0);
            low++;
            high++;
            break;
        default: {
            node *const *p = gort_mapaccess2(g, top, &nodes.map, m, &k);
            if (p) sum += (*p)->v[0];
        }
        }
        if (i % 256 == 0) note();
    }
    return sum;
}

static char **args;

static void work(gort_g *g, void **sp)
{
    const uint64_t n = strtoull(args[2], NULL, 10), count = strtoull(args[3], NULL, 10);
    static gort_mem_stats before, after;
    gort_read_mem_stats(g, sp, &before);
    const uint64_t began_ns = now_ns();
    const int64_t sum =
        strcmp(args[1], "requests") == 0 ? requests(g, sp, n, count) : churn(g, sp, n, count);
    const double wall_s = (double)(now_ns() - began_ns) / 1e9;
    gort_read_mem_stats(g, sp, &after);
    uint64_t stop_ns = 0;
    for (size_t i = 0; i < sizeof after.PauseNs / sizeof *after.PauseNs; i++)
        if (after.PauseNs[i] > stop_ns) stop_ns = after.PauseNs[i];
    printf("%.9f %.3f %.3f %.3f %.3f %.3f %.3f %u\n", wall_s, quantile(2), quantile(100),
           quantile(1000), quantile(10000), quantile(0), (double)stop_ns / 1000,
           after.NumGC - before.NumGC);
    if (sum == 42) puts("42"); /* it is used */
}

int main(int argc, char **argv)
{
    gort_runtime *rt = gort_runtime_new(NULL);
    if (!rt || argc != 4) {
        fprintf(stderr, "usage: work requests|churn N COUNT\n");
        return 2;
    }
    args = argv;
    return gort_main(rt, argc, argv, work);
}
