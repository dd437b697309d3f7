/* test_embed.c - gort_embed.h: descriptors by macro and at run time, what is said of wrong ones,
 * root cells under marking, what a pointer leads to, blocking calls. */
#include "../../runtime/gort_embed.h"
#include "gc_support.h"

#define WORD sizeof(void *)

/* ---- Types -------------------------------------------------------------------------------- */

typedef struct record {
    struct record *first;
    double number;
    gort_string name;
    struct {
        void *a, *b;
    } pair;
    void *many[6];
    struct record *last;
    int32_t small;
} record;
GORT_STRUCT_TYPE(type_record, record, first, name.ptr, pair, many, last);

typedef struct plain {
    double numbers[3];
    char text[5];
} plain;
GORT_PLAIN_TYPE(type_plain, plain);

typedef struct far_off {
    void *before[63];
    struct far_off *last;
} far_off;
GORT_STRUCT_TYPE(type_far_off, far_off, last);
GORT_STRUCT_TYPE(type_all, far_off, before, last);

static bool is_pointer(const gort_type *t, uintptr_t word)
{
    if (word * WORD >= t->ptrdata_bytes) return false;
    const uintptr_t k = word % (t->ptrmask_bytes / WORD);
    return t->ptrmask[k / 8] >> k % 8 & 1;
}

START_TEST(a_macro_describes_a_struct)
{
#if UINTPTR_MAX == UINT64_MAX
    static const uint8_t record_pointers[] = {1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0};
#else /* the number takes two words */
    static const uint8_t record_pointers[] = {1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0};
#endif
    ck_assert_uint_eq(sizeof record_pointers * WORD, sizeof(record));
    for (uintptr_t w = 0; w < sizeof record_pointers; w++)
        ck_assert_msg(is_pointer(&type_record, w) == record_pointers[w], "word %zu", (size_t)w);
    ck_assert_uint_eq(type_record.size_bytes, sizeof(record));
    ck_assert_uint_eq(type_record.ptrdata_bytes, offsetof(record, small));
    ck_assert_str_eq(type_record.name, "record");
    ck_assert_uint_eq(type_plain.ptrdata_bytes, 0);
    ck_assert_ptr_null(type_plain.ptrmask);
    for (uintptr_t w = 0; w < 64; w++) {
        ck_assert(is_pointer(&type_far_off, w) == (w == 63));
        ck_assert(is_pointer(&type_all, w));
    }
    ck_assert_uint_ne(type_far_off.hash, type_all.hash);
    ck_assert_ptr_null(gort_type_check(&type_record));
    ck_assert_ptr_null(gort_type_check(&type_plain));
    ck_assert_ptr_null(gort_type_check(&type_far_off));
}
END_TEST

START_TEST(what_it_describes_is_kept)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    far_off *f = fixture_root(gort_new(C.g, C.sp, &type_far_off));
    record *r = fixture_root(gort_new(C.g, C.sp, &type_record));
    gort_store(C.g, &f->last, gort_new(C.g, C.sp, &type_all));
    gort_store(C.g, &r->many[5], gort_new(C.g, C.sp, &type_plain));
    gort_store(C.g, &r->pair.b, gort_new(C.g, C.sp, &type_plain));
    /* A word that the type does not name is none of the collector's. */
    void *lost = gort_new(C.g, C.sp, &type_plain);
    memcpy(&r->number, &lost, sizeof lost);
    gc_test_collect();
    ck_assert(gc_test_alive(f->last));
    ck_assert(gc_test_alive(r->many[5]));
    ck_assert(gc_test_alive(r->pair.b));
    ck_assert(!gc_test_alive(lost));
    fixture_close();
}
END_TEST

START_TEST(a_type_is_made_at_run_time)
{
    static const size_t words[] = {1, 0, 70, 1023};
    static gort_own_type wide, row, none;
    ck_assert_ptr_null(gort_type_init(&wide, "wide", 1024 * WORD, 16, words, 4));
    ck_assert_ptr_null(gort_type_init_array(&row, "[3]wide", &wide.type, 3));
    ck_assert_ptr_null(gort_type_init(&none, "none", 24, 1, NULL, 0));
    for (uintptr_t w = 0; w < 1024; w++) {
        const bool one = w <= 1 || w == 70 || w == 1023;
        ck_assert(is_pointer(&wide.type, w) == one);
        ck_assert(is_pointer(&row.type, w + 1024) == one);
    }
    ck_assert_uint_eq(row.type.size_bytes, 3 * wide.type.size_bytes);
    ck_assert_uint_eq(none.type.ptrdata_bytes, 0);

    gc_test_open("gccheckmark=1,clobberfree=1");
    void **o = fixture_root(gort_new(C.g, C.sp, &row.type));
    ck_assert_uint_eq((uintptr_t)o % 16, 0);
    for (int i = 0; i < 3; i++)
        gort_store(C.g, &o[1024 * i + 1023], gc_test_node());
    gc_test_collect();
    for (int i = 0; i < 3; i++)
        ck_assert(gc_test_alive(o[1024 * i + 1023]));
    fixture_close();
}
END_TEST

START_TEST(arrays_of_values_hold_values)
{
    static gort_own_type row;
    ck_assert_ptr_null(gort_type_init_array(&row, "[4]value", &gort_type_value, 4));
    gc_test_open("gccheckmark=1");
    uint64_t *v = fixture_root(gort_new(C.g, C.sp, &row.type));
    void *object = gc_test_node();
    gort_store_value(C.g, &v[3], (uintptr_t)object);
    gort_store_value(C.g, &v[2], 12345); /* leads nowhere */
    gc_test_collect();
    ck_assert(gc_test_alive(object));
    fixture_close();
}
END_TEST

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#endif
#define RIGHT                                                                                      \
    .size_bytes = 2 * WORD, .ptrdata_bytes = 2 * WORD, .ptrmask = gc_mask_11,                      \
    .ptrmask_bytes = 2 * WORD, .kind = GORT_KIND_STRUCT, .align = sizeof(void *), .name = "t"
#define WRONG(text, ...)                                                                           \
    {                                                                                              \
        {RIGHT, __VA_ARGS__}, text                                                                 \
    }
/* One field of a right descriptor made wrong, and a word of what is said. */
static const struct wrong {
    gort_type type;
    const char *word;
} wrongs[] = {
    WRONG("name", .name = NULL),
    WRONG("power of two", .align = 0),
    WRONG("power of two", .align = 24),
    WRONG("multiple of align", .size_bytes = 3 * WORD, .align = 2 * WORD),
    WRONG("any object", .size_bytes = ~(uintptr_t)15),
    WRONG("equal and hashfn", .equal = gort_type_equal_mem),
    WRONG("gort_kind", .kind = 0),
    WRONG("gort_kind", .kind = 27),
    WRONG("elem is NULL", .kind = GORT_KIND_SLICE),
    WRONG("of len elements", .kind = GORT_KIND_ARRAY, .elem = &gort_type_int, .len = 3),
    WRONG("fields is NULL", .len = 2),
    WRONG("map is NULL", .kind = GORT_KIND_MAP),
    WRONG("methods is NULL", .nmethods = 1),
    WRONG("more than size_bytes", .ptrdata_bytes = 3 * WORD),
    WRONG("ptrdata_bytes is no multiple", .ptrdata_bytes = WORD + WORD / 2),
    WRONG("size_bytes is no multiple of a word", .size_bytes = 2 * WORD + WORD / 2,
          .align = WORD / 2),
    WRONG("less than a word", .align = WORD / 2),
    WRONG("ptrmask is NULL", .ptrmask = NULL),
    WRONG("ptrmask_bytes is 0", .ptrmask_bytes = 0),
    WRONG("ptrmask_bytes is no multiple", .ptrmask_bytes = WORD + WORD / 2),
    WRONG("behind ptrdata_bytes", .ptrdata_bytes = WORD),
    WRONG("trace hook", .ptrdata_bytes = 0, .ptrmask = NULL, .trace = gort_trace_values),
};

static void hook(gort_tracer *tr, const gort_type *t, void *object)
{
    (void)tr, (void)t, (void)object;
}

START_TEST(a_wrong_descriptor_is_told_in_words)
{
    static const gort_type right = {RIGHT}, hooked = {RIGHT, .trace = hook};
    static const gort_type long_one = {RIGHT, .size_bytes = WORD * GORT_OWN_TYPE_WORDS + WORD};
    static const size_t beyond[] = {GORT_OWN_TYPE_WORDS}, behind[] = {2};
    static gort_own_type t;
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        const char *said = gort_type_check(&wrongs[i].type);
        ck_assert_msg(said && strstr(said, wrongs[i].word), "%zu: %s", i, said ? said : "nothing");
    }
    ck_assert_ptr_null(gort_type_check(&right));
    ck_assert_ptr_null(gort_type_check(&gort_type_string));
    ck_assert_ptr_null(gort_type_check(&gort_type_eface));
    ck_assert_ptr_null(gort_type_check(&gort_type_value));
    ck_assert_ptr_nonnull(gort_type_check(NULL));
    ck_assert_ptr_nonnull(gort_type_init(&t, "t", 2 * WORD, WORD, behind, 1));
    ck_assert_ptr_nonnull(gort_type_init(&t, "t", 1 << 20, 8, beyond, 1));
    ck_assert_ptr_nonnull(gort_type_init(&t, "t", 512, 256, NULL, 0));
    ck_assert_ptr_nonnull(gort_type_init_array(&t, "t", &hooked, 2));
    ck_assert_ptr_nonnull(gort_type_init_array(&t, "t", &long_one, 2));
    ck_assert_ptr_nonnull(gort_type_init_array(&t, "t", &right, PTRDIFF_MAX / WORD));
}
END_TEST

#pragma GCC diagnostic pop

/* ---- Cells -------------------------------------------------------------------------------- */

#define CELLS 200

START_TEST(a_cell_is_a_root)
{
    gort_cell *cells[CELLS];
    gc_test_open("gccheckmark=1,clobberfree=1");
    for (int i = 0; i < CELLS; i++)
        cells[i] = gort_cell_new(C.g, gc_test_node());
    for (int i = 0; i < CELLS; i += 2) {
        gort_cell_free(C.g, cells[i]);
        cells[i] = NULL;
    }
    gort_cell_set(C.g, cells[1], NULL);
    gort_cell_free(C.g, NULL);
    gc_test_collect();
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, CELLS / 2 - 1);
    for (int i = 3; i < CELLS; i += 2)
        ck_assert(gc_test_alive(gort_cell_get(C.g, cells[i])));
    fixture_close(); /* with cells left */
}
END_TEST

/* 0: what a new cell holds; 1: what is put into one; 2: what one held, which went elsewhere. */
START_TEST(a_cell_loses_nothing_while_marking)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *hidden = gc_test_node();
    gort_cell *c = gort_cell_new(C.g, _i == 2 ? hidden : NULL);
    gc_node *holder = fixture_root(gc_test_node());
    if (_i != 2) gort_store(C.g, &holder->left, hidden);
    gc_test_start();
    if (_i == 2) {
        gc_test_step(0); /* the stack is black, the cell has not been scanned */
        gc_node *p = gort_cell_get(C.g, c);
        gort_cell_set(C.g, c, NULL);
        fixture_root(p);
    } else {
        gc_test_step(0);
        gort_cell *d = _i == 0 ? gort_cell_new(C.g, holder->left) : c;
        gort_cell_set(C.g, d, holder->left);
        gort_store(C.g, &holder->left, NULL);
    }
    gc_test_finish();
    ck_assert(gc_test_alive(hidden));
    C.sp = C.base;
    fixture_close();
}
END_TEST

/* ---- Objects ------------------------------------------------------------------------------ */

START_TEST(a_pointer_tells_its_object)
{
    static int outside;
    gort_object o;
    gc_test_open(NULL);
    gc_node *n = fixture_root(gc_test_node());
    ck_assert(gort_object_of(C.g, &n->value, &o));
    ck_assert_ptr_eq(o.base, n);
    ck_assert_uint_ge(o.bytes, sizeof *n);
    ck_assert_ptr_eq(o.type, &gc_type_node);
    uint8_t *text = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 100));
    ck_assert(gort_object_of(C.g, text + 99, &o));
    ck_assert_ptr_eq(o.base, text);
    ck_assert_ptr_null(o.type);
    char *large = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, 100000));
    ck_assert(gort_object_of(C.g, large + 62500 * WORD, &o));
    ck_assert_ptr_eq(o.base, large);
    ck_assert_uint_ge(o.bytes, 100000 * WORD);
    ck_assert_ptr_eq(o.type, &gc_type_ptr);
    ck_assert(!gort_object_of(C.g, NULL, &o));
    ck_assert(!gort_object_of(C.g, &outside, &o));
    ck_assert(!gort_object_of(C.g, &o, &o));
    C.sp = C.base;
    fixture_close();
}
END_TEST

/* ---- The shadow stack --------------------------------------------------------------------- */

/* All of the room that is told may be filled: words that are no pointers, and one object last. */
START_TEST(all_room_on_the_shadow_stack_is_room)
{
    gc_test_open(NULL);
    const size_t room = gort_stack_room(C.g, C.sp),
                 deep = room < 1000000 ? (room - 2000) | 1 : 1000001;
    ck_assert_uint_gt(room, 10000);
    ck_assert_uint_eq(gort_stack_room(C.g, C.sp + 100), room - 100);
    void **sp = C.sp;
    sp[0] = GORT_VALUES_WORD((deep - 1) * sizeof(void *) / sizeof(uint64_t));
    for (size_t i = 1; i < deep; i++)
        sp[i] = (void *)(uintptr_t)-i;
    sp[deep] = gc_test_node();
    gort_gc(C.g, sp + deep + 1);
    ck_assert(gc_test_alive(sp[deep]));
    ck_assert_uint_eq(gort_stack_room(C.g, sp + room), 0);
    fixture_close();
}
END_TEST

/* ---- Blocking calls ----------------------------------------------------------------------- */

static void blocked(void *arg)
{
    *(bool *)arg = gort__load32_relaxed(&C.g->m->state) == GORT_MUTATOR_BLOCKED;
}

START_TEST(a_call_blocks_for_as_long_as_it_takes)
{
    bool was = false;
    gc_test_open(NULL);
    gort_call_blocking(C.g, C.sp, blocked, &was);
    ck_assert(was);
    gc_test_node(); /* back again */
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("embed");
    TCase *tc = tcase_create("embed");
    tcase_add_test(tc, a_macro_describes_a_struct);
    tcase_add_test(tc, what_it_describes_is_kept);
    tcase_add_test(tc, a_type_is_made_at_run_time);
    tcase_add_test(tc, arrays_of_values_hold_values);
    tcase_add_test(tc, a_wrong_descriptor_is_told_in_words);
    tcase_add_test(tc, a_cell_is_a_root);
    tcase_add_loop_test(tc, a_cell_loses_nothing_while_marking, 0, 3);
    tcase_add_test(tc, a_pointer_tells_its_object);
    tcase_add_test(tc, all_room_on_the_shadow_stack_is_room);
    tcase_add_test(tc, a_call_blocks_for_as_long_as_it_takes);
    suite_add_tcase(s, tc);
    return s;
}
