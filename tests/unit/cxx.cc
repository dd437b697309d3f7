/* cxx.cc - the public headers from C++: types, objects, stores with the barrier, a scope, slices,
 * strings, maps, types, a collection. TAP; compiled by cxx.sh for each language version there is.
 */
#include "gort_abi.h"
#include "gort_embed.h"
#include "gort_events.h"
#include "gort_inline.h"
#include "gort_map.h"

#include <cstdio>
#include <cstring>

namespace
{

int count;
bool failed;

void check(bool good, const char *what)
{
    failed |= !good;
    std::printf("%sok %d - %s\n", good ? "" : "not ", ++count, what);
}

struct Node {
    Node *left, *right;
    intptr_t value;
};

const uint8_t node_mask[] = {3};

gort_type node_type()
{
    gort_type t = gort_type();
    t.size_bytes = sizeof(Node);
    t.ptrdata_bytes = 2 * sizeof(void *);
    t.ptrmask = node_mask;
    t.ptrmask_bytes = 2 * sizeof(void *);
    t.kind = GORT_KIND_STRUCT;
    t.align = alignof(Node);
    t.name = "Node";
    return t;
}

const gort_type type_node = node_type();

Node *tree(gort_g *g, void **sp, int depth)
{
    gort_poll(g, sp);
    sp[0] = depth ? tree(g, sp, depth - 1) : nullptr;
    sp[1] = depth ? tree(g, sp + 1, depth - 1) : nullptr;
    Node *n = static_cast<Node *>(gort_new(g, sp + 2, &type_node));
    gort_store(g, &n->left, sp[0]);
    gort_store(g, &n->right, sp[1]);
    n->value = 1;
    return n;
}

intptr_t sum(const Node *n)
{
    return n ? n->value + sum(n->left) + sum(n->right) : 0;
}

bool key_equal(gort_g *, void **, const gort_type *, const void *a, const void *b)
{
    return *static_cast<const intptr_t *>(a) % 100 == *static_cast<const intptr_t *>(b) % 100;
}

uintptr_t key_hash(gort_g *, void **, const gort_type *, const void *p, uintptr_t seed)
{
    return seed ^ static_cast<uintptr_t>(*static_cast<const intptr_t *>(p) % 100) *
                      UINT64_C(0x9e3779b97f4a7c15);
}

void hear(void *user, gort_runtime *, const gort_event *e)
{
    *static_cast<uint64_t *>(user) = e->cycle.number;
}

void objects(gort_g *g)
{
    static uint64_t cycles;
    gort_on_events(gort_runtime_of(g), GORT_ON(GORT_ON_CYCLE), hear, &cycles);
    gort_set_thread_name(g, "main");
    gort_scope scope = gort_scope_open(g);
    gort_push(g, tree(g, gort_top(g), 10));
    Node **root = reinterpret_cast<Node **>(gort_top(g) - 1);
    gort_gc(g, gort_top(g));
    check(sum(*root) == 2047, "a tree survives a collection");
    check(cycles == 1, "a hook hears of it");
    gort_slice s = gort_makeslice(g, gort_top(g), &type_node, 3, 8);
    check(s.ptr && s.len == 3 && s.cap == 8, "a slice");
    gort_scope_close(g, scope);
}

void maps(gort_g *g)
{
    static gort_type key;
    static gort_map_types plain, own;
    key = gort_type_int;
    key.hashfn = key_hash;
    key.equal = key_equal;
    gort_map_types_init(&plain, "map[int]int", &gort_type_int, &gort_type_int);
    gort_map_types_init(&own, "map[key]int", &key, &gort_type_int);
    for (int k = 0; k < 2; k++) {
        const gort_type *t = k ? &own.map : &plain.map;
        gort_scope scope = gort_scope_open(g);
        gort_hmap *h = gort_makemap_small(g, gort_top(g), t);
        gort_push(g, h);
        for (intptr_t i = 0; i < 1000; i++)
            *static_cast<intptr_t *>(gort_mapassign(g, gort_top(g), t, h, &i)) = i;
        gort_gc(g, gort_top(g));
        const intptr_t seven = 7;
        const intptr_t *e =
            static_cast<const intptr_t *>(gort_mapaccess2(g, gort_top(g), t, h, &seven));
        check(gort_maplen(h) == (k ? 100 : 1000), k ? "own functions decide" : "a map");
        check(e && *e == (k ? 907 : 7), "its entries");
        gort_scope_close(g, scope);
    }
}

struct Holder {
    double number;
    Node *node;
    gort_string name;
};
GORT_STRUCT_TYPE(type_holder, Holder, node, name.ptr);
GORT_MAP(squares, int64_t, int64_t);

void macros(gort_g *g)
{
    void **sp = gort_top(g);
    check(!gort_type_check(&type_holder) && type_holder.ptrmask[0] == 6, "a type by macro");
    squares_init("map[int64]int64", &gort_type_int64, &gort_type_int64);
    gort_hmap *m = squares_make(g, sp, 0);
    sp[0] = m;
    for (int64_t i = 0; i < 100; i++)
        squares_set(g, sp + 1, m, i, i * i);
    int64_t sum = 0;
    GORT_MAP_EACH(squares, it, g, sp + 1, m)
    sum += *squares_elem(&it);
    check(sum == 328350 && *squares_get(g, sp + 1, m, 9) == 81, "a map by macro");
}

void divides(gort_g *g, void **sp, void *)
{
    gort_panicdivide(g, sp);
}

void returns(gort_g *, void **, void *arg)
{
    *static_cast<int *>(arg) = 5;
}

void protected_calls(gort_g *g)
{
    gort_caught caught;
    int five = 0;
    check(gort_call_protected(g, gort_top(g), returns, &five, &caught) && five == 5,
          "a protected call returns");
    check(!gort_call_protected(g, gort_top(g), divides, nullptr, &caught) &&
              caught.code == GORT_ERROR_PANIC,
          "a panic comes back");
    const gort_string text = gort_caught_text(g, gort_top(g), &caught);
    check(text.len == 37 && !std::memcmp(text.ptr, "runtime error: integer divide by zero", 37),
          "with its text");
}

bool lets_go(void *user, gort_g *, void **, size_t)
{
    return ++*static_cast<int *>(user) < 2;
}

void limits(gort_g *g, const int &asked)
{
    void **sp = gort_top(g);
    sp[0] = gort_new(g, sp, &type_node);
    while (!gort_gc_step(g, sp + 1, 1000000))
        continue;
    check(gort_set_hard_limit(g, 16 << 20) == 0 && !gort_try_new_bytes(g, sp + 1, 16 << 20) &&
              asked == 2,
          "the hard limit");
}

int cleaned;

void on_cleanup(gort_g *, void **, void *data)
{
    cleaned += *static_cast<int *>(data);
}

void slots(gort_g *g)
{
    void **s = gort_slots_open(g, 1);
    s[0] = tree(g, s + 1, 6);
    gort_gc(g, s + 1);
    check(sum(static_cast<Node *>(s[0])) == 127 && gort_stack_room(g, s) > 100, "slots");
    gort_slots_close(g, s);
}

void count_text(void *user, const char *, size_t n)
{
    *static_cast<size_t *>(user) += n;
}

void questions(gort_g *g)
{
    size_t told = 0;
    void **s = gort_slots_open(g, 1);
    s[0] = tree(g, s + 1, 3);
    check(gort_why_alive(g, s + 1, static_cast<Node *>(s[0])->left, count_text, &told) && told > 20,
          "why it is alive");
    check(gort_heap_check(g, s + 1, count_text, &told) == 0, "the heap is whole");
    gort_slots_close(g, s);
}

void bytes(gort_g *g)
{
    static gort_own_type row;
    void **sp = gort_top(g);
    check(!gort_type_init_tail(&row, "row", &type_node, &type_node), "a type with a tail");
    char *text = static_cast<char *>(gort_new_bytes(g, sp, 12));
    std::strcpy(text, "hello world");
    Node *head = static_cast<Node *>(gort_try_new_tail(g, sp, &row.type, 3));
    Node *tail = static_cast<Node *>(gort_tail(&row.type, head));
    check(tail == head + 1 && !tail[2].left && text[11] == 0, "bytes and rows");
    check(!gort_try_new_bytes(g, sp, SIZE_MAX / 4), "too many bytes");
}

void weak(gort_g *g)
{
    static int one = 1;
    void **sp = gort_top(g);
    Node *node = static_cast<Node *>(gort_new(g, sp, &type_node));
    gort_weak *w = gort_weak_new(g, node);
    gort_weak_map *m = gort_weak_map_new(g, sp);
    sp[0] = node;
    gort_weak_map_set(g, sp + 1, m, node, node);
    gort_cleanup_new(g, node, on_cleanup, &one);
    gort_gc(g, sp + 1);
    check(gort_weak_get(g, w) == node && gort_weak_map_get(g, sp + 1, m, node) == node, "weak");
    gort_gc(g, sp);
    check(!gort_weak_get(g, w) && gort_weak_map_len(g, sp, m) == 0, "and cleared");
    check(gort_run_finalizers(g, sp, 10) == 1 && cleaned == 1, "a cleanup");
    gort_weak_map_free(g, sp, m);
    gort_weak_free(g, w);
}

} // namespace

int main()
{
    gort_config config;
    gort_config_init(&config);
    int asked = 0;
    config.finalizers_by_call = true;
    config.user = &asked;
    config.on_out_of_memory = lets_go;
    gort_runtime *rt = gort_runtime_new(&config);
    gort_g *g = gort_attach(rt);
    objects(g);
    maps(g);
    macros(g);
    weak(g);
    bytes(g);
    slots(g);
    questions(g);
    protected_calls(g);
    limits(g, asked);
    gort_detach(rt);
    gort_runtime_free(rt);
    std::printf("1..%d\n", count);
    return failed;
}
