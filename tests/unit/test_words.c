/* test_words.c - words of a shadow stack on machines of either width (runtime/base/words.h): tags,
 * the zone that those of 32 bits have reserved, where descriptors lie, values of two words; shared
 * words of 64 bits; the hash's product. Part of the suite that runs under TSan.
 */
#include "../../runtime/base/words.h"
#include "../../runtime/gort_map_keys.h"
#include "gc_support.h"
#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Tags --------------------------------------------------------------------------------- */

static gort_type many[10];

START_TEST(a_tagged_word_is_read_as_it_was_made)
{
    for (int i = 0; i < 10; i++) {
        const uintptr_t root = (uintptr_t)GORT_TYPE_WORD(&many[i]);
        const uintptr_t frame = (uintptr_t)GORT_FRAME_WORD(&many[i]);
        ck_assert(gort__is_tagged(root) && gort__is_tagged(frame));
        ck_assert(!gort__is_values(root) && !gort__is_frame(root));
        ck_assert(!gort__is_values(frame) && gort__is_frame(frame));
        ck_assert_ptr_eq(gort__pair_type(root), &many[i]);
        ck_assert_ptr_eq(gort__pair_type(frame), &many[i]);
        ck_assert_uint_eq(gort__tagged_words(root), 1);
        ck_assert_uint_eq(gort__tagged_words(frame), 1);
        ck_assert(gort__is_type_word_of((void *)root, &many[2], 5) == (i >= 2 && i < 7));
    }
    static const uintptr_t counts[] = {1, 2, 1000, (1 << 24) - 1};
    for (int i = 0; i < 4; i++) {
        const uintptr_t word = (uintptr_t)GORT_VALUES_WORD(counts[i]);
        ck_assert(gort__is_tagged(word) && gort__is_values(word) && !gort__is_frame(word));
        ck_assert_uint_eq(gort__values_count(word), counts[i]);
        ck_assert_uint_eq(gort__tagged_words(word) * sizeof(void *), counts[i] * sizeof(uint64_t));
    }
}
END_TEST

START_TEST(no_address_is_a_tagged_word)
{
    gc_test_open(NULL);
    void *places[] = {NULL, &places, many, malloc(10), malloc(1 << 24), gc_test_node(), C.sp};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        ck_assert(!gort__is_tagged((uintptr_t)places[i]));
    free(places[3]);
    free(places[4]);
    fixture_close();
}
END_TEST

/* ---- The zone ----------------------------------------------------------------------------- */

#ifdef GORT_ZONE

static bool zone_is_free(uintptr_t offset)
{
    void *at = (void *)(GORT_ZONE + offset);
    void *p = mmap(at, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (p == MAP_FAILED) return false;
    munmap(p, 4096);
    return p == at;
}

static bool zone_is_held(void)
{
    const bool is = !zone_is_free(0);
    ck_assert(zone_is_free(GORT_ZONE_BYTES / 2 & ~(uintptr_t)4095) == !is);
    ck_assert(zone_is_free(GORT_ZONE_BYTES - 4096) == !is);
    return is;
}

static gort_runtime *make_one(void)
{
    gort_config c = fixture_config(NULL);
    c.heap_reserve_bytes = (size_t)16 << 20;
    c.stack_reserve_bytes = (size_t)32 << 20;
    return gort_runtime_new(&c);
}

START_TEST(a_runtime_holds_the_zone)
{
    ck_assert(!zone_is_held());
    gort_runtime *first = make_one(), *second = make_one();
    ck_assert(first && second && zone_is_held());
    gort_runtime_free(first);
    ck_assert(zone_is_held());
    gort_runtime_free(second);
    ck_assert(!zone_is_held());
    first = make_one();
    ck_assert(first && zone_is_held());
    gort_runtime_free(first);
}
END_TEST

/* Something that lies there is an error in words, and no harm is done by it. */
START_TEST(a_zone_that_is_taken_is_a_defined_error)
{
    static const uintptr_t offsets[] = {0, GORT_ZONE_BYTES / 2, GORT_ZONE_BYTES - 4096};
    void *at = (void *)((GORT_ZONE + offsets[_i]) & ~(uintptr_t)4095);
    void *p = mmap(at, 4096, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    ck_assert_ptr_eq(p, at);
    C.expected = true;
    for (int i = 0; i < 3; i++) {
        if (setjmp(C.failed) == 0) {
            make_one();
            ck_abort_msg("a runtime was made");
        }
        ck_assert_int_eq(C.code, GORT_ERROR_CONFIG);
        ck_assert_ptr_nonnull(strstr(C.text, "GORT_ZONE are in use"));
    }
    *(int *)p = 1;
    munmap(p, 4096);
    gort_runtime *rt = make_one();
    ck_assert(rt && zone_is_held());
    gort_runtime_free(rt);
}
END_TEST

static void *makes_many(void *unused)
{
    (void)unused;
    for (int i = 0; i < 200; i++) {
        gort_runtime *rt = make_one();
        ck_assert_ptr_nonnull(rt);
        ck_assert(!zone_is_free(0));
        gort_runtime_free(rt);
    }
    return NULL;
}

START_TEST(threads_make_runtimes_at_once)
{
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&t[i], NULL, makes_many, NULL), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    ck_assert(!zone_is_held());
}
END_TEST

START_TEST(a_child_holds_it_too)
{
    gort_runtime *rt = make_one();
    ck_assert_ptr_nonnull(rt);
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        gort_runtime *own = make_one();
        if (!own || zone_is_free(0)) _exit(1);
        gort_runtime_free(rt);
        if (zone_is_free(0)) _exit(2);
        gort_runtime_free(own);
        _exit(zone_is_free(0) ? 0 : 3);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    ck_assert(zone_is_held());
    gort_runtime_free(rt);
}
END_TEST

START_TEST(a_descriptor_lies_at_a_multiple_of_32_bytes)
{
    static _Alignas(32) char memory[sizeof(gort_type) + 32];
    for (unsigned at = 0; at <= 32; at += 4) {
        gort_type *t = (gort_type *)(void *)(memory + at);
        memcpy(memory + at, &gc_type_node, sizeof gc_type_node);
        const char *said = gort_type_check(t);
        ck_assert_msg(at % 32 ? said && strstr(said, "multiple of 32 bytes") : !said, "at %u: %s",
                      at, said ? said : "nothing");
    }
    gort_map_types *m = aligned_alloc(_Alignof(gort_map_types), sizeof *m);
    gort_map_types_init(m, "map[int]int", &gort_type_int, &gort_type_int);
    ck_assert_ptr_null(gort_type_check(&m->map));
    free(m);
}
END_TEST

START_TEST(a_value_has_two_words)
{
    static const uint8_t one[] = {1}, odd[] = {7}, apart[] = {5}, two[] = {3}, four[] = {15},
                         moved[] = {6};
    static const uint8_t *const masks[] = {one, odd, apart, two, four, moved};
    for (int i = 0; i < 6; i++) {
        const gort_type t = {.size_bytes = 16,
                             .ptrdata_bytes = 16,
                             .ptrmask = masks[i],
                             .ptrmask_bytes = 16,
                             .kind = GORT_KIND_STRUCT,
                             .align = sizeof(void *),
                             .name = "values",
                             .trace = gort_trace_values};
        const char *said = gort_type_check(&t);
        ck_assert_msg(i < 3 ? said && strstr(said, "where it takes two") : !said, "%d: %s", i,
                      said ? said : "nothing");
    }
}
END_TEST

#endif

/* ---- Values ------------------------------------------------------------------------------- */

/* Elements whose values lie where a machine of 32 bits aligns them: pieces of marking end in the
 * middle of some. */
typedef struct lopsided {
    int32_t n;
    uint64_t v[3];
} lopsided;
enum { LOPSIDED = 20000 };

START_TEST(values_lie_at_any_word)
{
    enum { FIRST = offsetof(lopsided, v) / sizeof(void *), WORDS = 24 / sizeof(void *) };
    static const uint8_t mask[] = {(uint8_t)(((1 << WORDS) - 1) << FIRST)};
    static const gort_type type = {.size_bytes = sizeof(lopsided),
                                   .ptrdata_bytes = sizeof(lopsided),
                                   .ptrmask = mask,
                                   .ptrmask_bytes = sizeof(lopsided),
                                   .kind = GORT_KIND_STRUCT,
                                   .align = _Alignof(lopsided),
                                   .name = "lopsided",
                                   .trace = gort_trace_values};
    static void *kept[LOPSIDED];
    ck_assert_ptr_null(gort_type_check(&type));
    gc_test_open("gccheckmark=1,clobberfree=1");
    lopsided *a = fixture_root(gort_alloc_slow(C.g, C.sp, &type, LOPSIDED));
    for (int i = 0; i < LOPSIDED; i++) {
        kept[i] = gc_test_node();
        gort_store_value(C.g, &a[i].v[i % 3], (uintptr_t)kept[i]);
        gort_store_value(C.g, &a[i].v[(i + 1) % 3], UINT64_C(0xfff8000000000000) | (unsigned)i);
    }
    gc_test_collect();
    gc_test_start();
    for (int i = 0; i < LOPSIDED; i++) { /* the only pointer moves while a cycle marks */
        gort_typedslicemove(C.g, &gort_type_value, &a[i].v[(i + 1) % 3], &a[i].v[i % 3], 1);
        gort_store_value(C.g, &a[i].v[i % 3], 0);
        if (i % 100 == 0) gc_test_step(1000);
    }
    gc_test_finish();
    for (int i = 0; i < LOPSIDED; i++) {
        ck_assert(gc_test_alive(kept[i]));
        ck_assert_uint_eq(a[i].v[(i + 1) % 3], (uintptr_t)kept[i]);
    }
    gort_typedsliceclr(C.g, &type, a, LOPSIDED / 2);
    gc_test_collect();
    for (int i = 0; i < LOPSIDED; i++)
        ck_assert(gc_test_alive(kept[i]) == (i >= LOPSIDED / 2));
    fixture_close();
}
END_TEST

/* A mask of one value, which repeats no further than the pointers of an element do: pieces may
 * begin in what follows them. */
typedef struct headed {
    uint64_t v;
    int32_t n[3];
} headed;

START_TEST(values_end_before_an_element_does)
{
    static const uint8_t mask[] = {(1 << sizeof(uint64_t) / sizeof(void *)) - 1};
    static const gort_type type = {.size_bytes = sizeof(headed),
                                   .ptrdata_bytes = sizeof(uint64_t),
                                   .ptrmask = mask,
                                   .ptrmask_bytes = sizeof(uint64_t),
                                   .kind = GORT_KIND_STRUCT,
                                   .align = _Alignof(headed),
                                   .name = "headed",
                                   .trace = gort_trace_values};
    enum { N = 60000 };
    static void *kept[N];
    ck_assert_ptr_null(gort_type_check(&type));
    gc_test_open("gccheckmark=1,clobberfree=1");
    headed *a = fixture_root(gort_alloc_slow(C.g, C.sp, &type, N));
    for (int i = 0; i < N; i++) {
        kept[i] = gc_test_node();
        gort_store_value(C.g, &a[i].v, (uintptr_t)kept[i]);
        memset(a[i].n, 0xff, sizeof a[i].n);
    }
    gc_test_collect();
    for (int i = 0; i < N; i++)
        ck_assert_msg(gc_test_alive(kept[i]), "element %d", i);
    fixture_close();
}
END_TEST

/* ---- Shared words of 64 bits --------------------------------------------------------------- */

enum { TIMES = 100000 };
static struct {
    uint32_t before; /* so that the word would lie at a multiple of 4 */
    gort_a64 word;
} shared;

static void *adds(void *by)
{
    for (int i = 0; i < TIMES; i++) {
        if (i % 2) {
            gort__fetch_add64_relaxed(&shared.word, (uintptr_t)by + (UINT64_C(1) << 32));
            continue;
        }
        uint64_t old;
        do {
            old = gort__load64_relaxed(&shared.word);
        } while (!gort__cas64_full(&shared.word, old, old + (uintptr_t)by + (UINT64_C(1) << 32)));
    }
    return NULL;
}

START_TEST(a_shared_word_has_64_bits)
{
    pthread_t t[3];
    ck_assert_uint_eq((uintptr_t)&shared.word % 8, 0);
    gort__store64_relaxed(&shared.word, UINT32_MAX);
    for (uintptr_t i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, adds, (void *)(i + 1));
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    ck_assert_uint_eq(gort__load64_acquire(&shared.word),
                      UINT32_MAX + TIMES * (6 + 3 * (UINT64_C(1) << 32)));
    ck_assert(!gort__cas64_full(&shared.word, 5, 6));
    gort__store64_release(&shared.word, UINT64_MAX);
    ck_assert_uint_eq(gort__fetch_add64_full(&shared.word, 2), UINT64_MAX);
    ck_assert_uint_eq(gort__load64_relaxed(&shared.word), 1);
}
END_TEST

/* ---- The hash ----------------------------------------------------------------------------- */

/* The halves of a * b, one over the other. */
static const struct {
    uint64_t a, b, folded;
} folds[] = {
    {UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0)},
    {UINT64_C(0x1), UINT64_C(0x1), UINT64_C(0x1)},
    {UINT64_C(0xffffffffffffffff), UINT64_C(0xffffffffffffffff), UINT64_C(0xffffffffffffffff)},
    {UINT64_C(0xffffffffffffffff), UINT64_C(0x1), UINT64_C(0xffffffffffffffff)},
    {UINT64_C(0x100000000), UINT64_C(0x100000000), UINT64_C(0x1)},
    {UINT64_C(0xffffffff), UINT64_C(0xffffffff), UINT64_C(0xfffffffe00000001)},
    {UINT64_C(0x100000001), UINT64_C(0xffffffff00000001), UINT64_C(0x100000001)},
    {UINT64_C(0x8000000000000000), UINT64_C(0x2), UINT64_C(0x1)},
    {UINT64_C(0x6a09e667f3bcc909), UINT64_C(0xbb67ae8584caa73b), UINT64_C(0xf90109d2335f6b4f)},
    {UINT64_C(0x4164d8399f767c45), UINT64_C(0x5bc8fbbcbde5c099), UINT64_C(0x860b55823af8254f)},
    {UINT64_C(0xb0c11fdecb91ce37), UINT64_C(0xd76d4330f1446bea), UINT64_C(0x44d8078b96e50c67)},
    {UINT64_C(0xa6eb8c9ebd69fe29), UINT64_C(0x87b0b125ec1d7da0), UINT64_C(0xc7cfc97640c34ca8)},
    {UINT64_C(0xd7210dff076ce2ef), UINT64_C(0xc6a5387777330bdb), UINT64_C(0x8881a350b235e998)},
    {UINT64_C(0x3fc1ea36f17fd374), UINT64_C(0xd464138a6233255), UINT64_C(0xacd244496a14ea76)},
    {UINT64_C(0x2827688de6a16a3b), UINT64_C(0x5f2dd97f1cfb10f6), UINT64_C(0xedad043b30d88cd9)},
    {UINT64_C(0xde5271007814e8a2), UINT64_C(0x617959ce3f1f65a8), UINT64_C(0x213614154a34c06a)},
};

START_TEST(a_product_is_folded_to_the_same_number)
{
    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++) {
        ck_assert_uint_eq(gort__hash_fold(folds[i].a, folds[i].b), folds[i].folded);
        ck_assert_uint_eq(gort__hash_fold(folds[i].b, folds[i].a), folds[i].folded);
    }
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("words");
    TCase *tc = tcase_create("words");
    tcase_add_test(tc, a_tagged_word_is_read_as_it_was_made);
    tcase_add_test(tc, no_address_is_a_tagged_word);
#ifdef GORT_ZONE
    tcase_add_test(tc, a_runtime_holds_the_zone);
    tcase_add_loop_test(tc, a_zone_that_is_taken_is_a_defined_error, 0, 3);
    tcase_add_test(tc, threads_make_runtimes_at_once);
    tcase_add_test(tc, a_child_holds_it_too);
    tcase_add_test(tc, a_descriptor_lies_at_a_multiple_of_32_bytes);
    tcase_add_test(tc, a_value_has_two_words);
#endif
    tcase_add_test(tc, values_lie_at_any_word);
    tcase_add_test(tc, values_end_before_an_element_does);
    tcase_add_test(tc, a_shared_word_has_64_bits);
    tcase_add_test(tc, a_product_is_folded_to_the_same_number);
    suite_add_tcase(s, tc);
    return s;
}
