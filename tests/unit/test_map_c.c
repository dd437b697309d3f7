/* test_map_c.c - gort_map.h: maps by the macro against what they should hold, the loop, many
 * lookups, shrinking with and without pointers, while the collector marks. */
#include "../../runtime/gort_map.h"
#include "gc_support.h"

#include "../../map/map.h"

GORT_MAP(numbers, int64_t, int64_t);
GORT_MAP(names, gort_string, gc_node *);
GORT_MAP(pairs, gort_eface, gort_string);

static gort_string text_of(int64_t n)
{
    char text[32];
    const int bytes = snprintf(text, sizeof text, "number %lld", (long long)n);
    return gort_slicebytetostring(C.g, C.sp, NULL, (gort_slice){text, bytes, bytes});
}

static void open_maps(const char *debug)
{
    gc_test_open(debug);
    numbers_init("map[int64]int64", &gort_type_int64, &gort_type_int64);
    names_init("map[string]*node", &gort_type_string, &gc_type_ptr);
    pairs_init("map[interface {}]string", &gort_type_eface, &gort_type_string);
}

static gort_eface number_key(void **sp, int64_t n)
{
    return (gort_eface){&gort_type_int64, gort_convT(C.g, sp, &gort_type_int64, &n)};
}

static void check_sound(const gort_type *t, gort_hmap *h)
{
    char text[200];
    const char *wrong = gort__map_verify(C.g, C.sp, t, h, text, sizeof text);
    ck_assert_msg(!wrong, "%s", wrong);
}

START_TEST(numbers_are_what_was_set)
{
    static int64_t keys[3000];
    static const int64_t *elems[3000];
    open_maps("gccheckmark=1");
    gort_hmap *m = fixture_root(numbers_make(C.g, C.sp, 0));
    for (int64_t i = 0; i < 2000; i++)
        numbers_set(C.g, C.sp, m, i * i, i);
    *numbers_at(C.g, C.sp, m, 4) += 100;
    numbers_delete(C.g, C.sp, m, 9);
    ck_assert_int_eq(gort_maplen(m), 1999);
    ck_assert_int_eq(*numbers_get(C.g, C.sp, m, 4), 102);
    ck_assert_ptr_null(numbers_get(C.g, C.sp, m, 9));
    ck_assert_ptr_null(numbers_get(C.g, C.sp, NULL, 9));
    for (int64_t i = 0; i < 3000; i++)
        keys[i] = i * i;
    numbers_get_many(C.g, C.sp, m, keys, 3000, elems);
    for (int64_t i = 0; i < 3000; i++) {
        if (i >= 2000 || i == 3)
            ck_assert_ptr_null(elems[i]);
        else
            ck_assert_int_eq(*elems[i], i == 2 ? 102 : i);
    }
    int64_t sum = 0, n = 0;
    GORT_MAP_EACH(numbers, it, C.g, C.sp, m)
    {
        sum += *numbers_elem(&it);
        n++;
        if (numbers_key(&it) % 2 == 0) numbers_delete(C.g, C.sp + 3, m, numbers_key(&it));
    }
    ck_assert_int_eq(n, 1999);
    ck_assert_int_eq(sum, 1999 * 2000 / 2 - 3 + 100);
    ck_assert_int_eq(gort_maplen(m), 999);
    numbers_clear(C.g, C.sp, m);
    ck_assert_int_eq(gort_maplen(m), 0);
    GORT_MAP_EACH(numbers, it, C.g, C.sp, m) ck_abort_msg("an entry of an empty map");
    GORT_MAP_EACH(numbers, it, C.g, C.sp, NULL) ck_abort_msg("an entry of none");
    C.sp = C.base;
    fixture_close();
}
END_TEST

/* An elem is known to the caller's frame alone while the map grows under gcstress. */
START_TEST(what_is_set_is_kept)
{
    open_maps("gcstress=1,gccheckmark=1,clobberfree=1");
    gort_hmap *m = fixture_root(names_make(C.g, C.sp, 0));
    for (int64_t i = 0; i < 60; i++) {
        gc_node *n = gc_test_node();
        n->value = i;
        C.sp[0] = n; /* over the making of the key alone */
        C.sp++;
        const gort_string key = text_of(i);
        C.sp--;
        names_set(C.g, C.sp, m, key, n);
    }
    for (int64_t i = 0; i < 60; i++) {
        gc_node *const *n = names_get(C.g, C.sp, m, text_of(i));
        ck_assert(n && (*n)->value == i);
    }
    C.sp = C.base;
    fixture_close();
}
END_TEST

static void fill(gort_hmap *m, gort_hmap *p, int64_t from, int64_t to)
{
    for (int64_t i = from; i < to; i++) {
        gort_string s = text_of(i);
        C.sp[0] = (void *)(uintptr_t)s.ptr;
        numbers_set(C.g, C.sp + 1, m, i, -i);
        pairs_set(C.g, C.sp + 1, p, number_key(C.sp + 1, i), s);
    }
}

/* _i: shrunk in the middle of a cycle, or not. */
START_TEST(a_map_is_made_small_again)
{
    open_maps("gccheckmark=1,clobberfree=1");
    gort_hmap *m = fixture_root(numbers_make(C.g, C.sp, 0));
    gort_hmap *p = fixture_root(pairs_make(C.g, C.sp, 0));
    fill(m, p, 0, 5000);
    for (int64_t i = 40; i < 5000; i++) {
        numbers_delete(C.g, C.sp, m, i);
        pairs_delete(C.g, C.sp, p, number_key(C.sp, i));
    }
    if (_i) {
        gc_test_start();
        gc_test_step(64);
    }
    numbers_shrink(C.g, C.sp, m);
    pairs_shrink(C.g, C.sp, p);
    numbers_shrink(C.g, C.sp, NULL);
    if (_i) gc_test_finish();
    ck_assert_int_eq(m->B, 3);
    ck_assert_int_eq(p->B, 3);
    check_sound(&numbers_types.map, m);
    check_sound(&pairs_types.map, p);
    fill(m, p, 40, 60);
    gc_test_collect();
    for (int64_t i = 0; i < 60; i++) {
        ck_assert_int_eq(*numbers_get(C.g, C.sp, m, i), -i);
        const gort_string *s = pairs_get(C.g, C.sp, p, number_key(C.sp, i));
        char text[32];
        ck_assert_int_eq(snprintf(text, sizeof text, "number %lld", (long long)i), s->len);
        ck_assert_mem_eq(s->ptr, text, (size_t)s->len);
    }
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_lt(ms.HeapAlloc, 40000); /* the arrays of 5,000 entries have gone */
    for (int64_t i = 0; i < 60; i++)
        numbers_delete(C.g, C.sp, m, i);
    numbers_shrink(C.g, C.sp, m);
    ck_assert_int_eq(m->B, 0);
    ck_assert_int_eq(gort_maplen(m), 0);
    C.sp = C.base;
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_c");
    TCase *tc = tcase_create("map_c");
    tcase_add_test(tc, numbers_are_what_was_set);
    tcase_add_test(tc, what_is_set_is_kept);
    tcase_add_loop_test(tc, a_map_is_made_small_again, 0, 2);
    suite_add_tcase(s, tc);
    return s;
}
