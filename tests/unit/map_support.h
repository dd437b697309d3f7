/* map_support.h - what the tests of maps share besides the fixture: maps of int64 to int64, the
 * check of a map's invariants, statements that must end.
 */
#ifndef MAP_SUPPORT_H
#define MAP_SUPPORT_H

#include "../../map/map.h"
#include "../support/fixture.h"

/* debug: GODEBUG settings. */
__attribute__((unused)) static void map_test_open(const char *debug)
{
    /* GORT_TEST_DEBUG runs every test under more settings: gcstress=50, gcseed=3. */
    static char settings[256];
    const char *more = getenv("GORT_TEST_DEBUG");
    snprintf(settings, sizeof settings, "%s%s%s", debug ? debug : "", debug && more ? "," : "",
             more ? more : "");
    const gort_config c = fixture_config(settings);
    fixture_start(&c);
    /* The runtime's generator too: hash seeds and where iterations begin. */
    gort__m(C.g)->head.rand[0] = fixture_rand();
    gort__m(C.g)->head.rand[1] = fixture_rand();
}

/* Makes the frame's cell of type t at addr a root for the rest of the test. */
__attribute__((unused)) static void map_test_root_cell(const gort_type *t, void *addr)
{
    *C.sp++ = GORT_TYPE_WORD(t);
    *C.sp++ = addr;
}

__attribute__((unused)) static gort_hmap *map_test_make(const gort_type *t, intptr_t hint)
{
    return (gort_hmap *)fixture_root(gort_makemap(C.g, C.sp, t, hint, NULL));
}

__attribute__((unused)) static void map_test_put(const gort_type *t, gort_hmap *h, int64_t k,
                                                 int64_t v)
{
    *(int64_t *)gort_mapassign(C.g, C.sp, t, h, &k) = v;
}

/* The value of k; *there if it is in the map. */
__attribute__((unused)) static int64_t map_test_get(const gort_type *t, gort_hmap *h, int64_t k,
                                                    bool *there)
{
    const int64_t *e = (const int64_t *)gort_mapaccess2(C.g, C.sp, t, h, &k);
    *there = e != NULL;
    return e ? *e : 0;
}

__attribute__((unused)) static void map_test_delete(const gort_type *t, gort_hmap *h, int64_t k)
{
    gort_mapdelete(C.g, C.sp, t, h, &k);
}

__attribute__((unused)) static void map_test_verify(const gort_type *t, gort_hmap *h)
{
    char msg[200];
    const char *bad = gort__map_verify(C.g, C.sp, t, h, msg, sizeof msg);
    ck_assert_msg(!bad, "%s", bad ? bad : "");
}

__attribute__((unused)) static gort_map_state map_test_state(const gort_type *t, gort_hmap *h)
{
    gort_map_state s;
    gort_map_inspect(C.rt, t, h, &s);
    return s;
}

/* Runs the statement, which must end in a panic or fatal error whose text begins with `want`. */
#define MAP_TEST_FAILS(statement, want_code, want)                                                 \
    do {                                                                                           \
        volatile bool returned_ = false;                                                           \
        C.text[0] = 0;                                                                             \
        C.expected = true;                                                                         \
        if (setjmp(C.failed) == 0) {                                                               \
            statement;                                                                             \
            returned_ = true;                                                                      \
        }                                                                                          \
        C.expected = false;                                                                        \
        if (C.code == GORT_ERROR_PANIC) gort_g_reset(C.g, C.base);                                 \
        ck_assert_msg(!returned_, "returned instead of: %s", want);                                \
        ck_assert_msg(strncmp(C.text, want, strlen(want)) == 0, "ended with: %s", C.text);         \
        ck_assert_int_eq(C.code, want_code);                                                       \
    } while (0)

#endif
