/* test_facts.c - what is kept with a type so that nobody looks for it again: the names that it has
 * through embedding, the kinds in it, whether bytes decide ==, its pointer words, what lies in it
 * alone. Random types, each asked the usual way and by a plain walk.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* open_memstream */
#endif
#include "../../escape/check/check_internal.h"
#include "../../escape/compile.h"
#include "../../escape/syntax/parse.h"
#include "../../escape/types/types.h"
#include "../support/testing.h"
#include "diags.h"
#include <stdlib.h>
#include <string.h>

static uint64_t seed;

static unsigned below(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

enum { TYPES = 12, NAMES = 8 };

static const char *const simple[] = {
    "int",      "bool",   "float64", "string",   "*int",      "uint16",    "interface{}",
    "[]int",    "func()", "[0]int",  "struct{}", "[3]string", "complex64", "map[int]int",
    "[70]*int", "[]byte", "any",     "rune",     "[2]any"};

/* Embedded: earlier structs and all interfaces by value, all structs by pointer. */
static void put_struct(textbuf *t, int i, bool embeds)
{
    unsigned has = 0;
    gort__text_add(t, "type T%d struct {\n", i);
    for (unsigned k = below(6); k > 0; k--) {
        const unsigned j = below(TYPES), name = below(NAMES);
        if (embeds && below(2)) {
            const bool by_value = j % 4 == 3 || ((int)j < i && below(2));
            if (!(has >> j & 1)) gort__text_add(t, by_value ? "\tT%u\n" : "\t*T%u\n", j);
            has |= 1u << j;
        } else if (below(8) == 0) {
            gort__text_add(t, "\t_ %s\n", simple[below(sizeof simple / sizeof *simple)]);
        } else if (!(has >> (TYPES + name) & 1)) {
            has |= 1u << (TYPES + name);
            gort__text_add(t, "\tf%u ", name);
            if (below(3) == 0) gort__text_add(t, "[%u]", below(3));
            if (i > 0 && below(2))
                gort__text_add(t, "T%u\n", below((unsigned)i));
            else
                gort__text_add(t, "%s\n", simple[below(sizeof simple / sizeof *simple)]);
        }
    }
    gort__text_add(t, "}\n");
    for (unsigned m = 0; m < NAMES && embeds; m++)
        if (below(4) == 0)
            gort__text_add(t, "func (t %sT%d) m%u() {}\n", below(2) ? "*" : "", i, m);
}

/* Every fourth type is an interface; T0 is a struct. */
static unit *random_types(bool embeds)
{
    unit *u = gort__unit_new();
    textbuf t = {.u = u};
    gort__text_add(&t, "package main\nfunc main() {}\n");
    for (int i = 0; i < TYPES; i++) {
        if (i % 4 != 3) {
            put_struct(&t, i, embeds);
            continue;
        }
        gort__text_add(&t, "type T%d interface {\n", i);
        for (unsigned m = 0; m < NAMES; m++)
            if (below(3) == 0) gort__text_add(&t, "\tm%u()\n", m);
        gort__text_add(&t, "}\n");
    }
    ck_assert(gort__unit_add_text(u, "x.go", t.at, t.n));
    const bool ok = gort__compile(u);
    char *d = diags_of(u);
    ck_assert_msg(ok, "%s", d);
    free(d);
    return u;
}

static ty *type_of(unit *u, int i)
{
    const char *name = gort__strf(u, "T%d", i);
    return gort__scope_find(u->pkg->scope, gort__intern(u, name, strlen(name)))->type;
}

static int found, absent, ambiguous, deep;

/* The same with and without the table. */
static void compare_lookup(unit *u, ty *t, const char *text)
{
    const char *name = gort__intern(u, text, strlen(text));
    ty *base = t->is_named ? t : t->elem;
    member_lookup plain, table;
    base->looked_at = 0;
    const bool a = gort__ty_lookup(u, t, name, u->pkg, &plain);
    base->looked_at = INT32_MAX;
    const bool b = gort__ty_lookup(u, t, name, u->pkg, &table);
    ck_assert_int_eq(a, b);
    ck_assert_ptr_eq(plain.method, table.method);
    ck_assert_ptr_eq(plain.field, table.field);
    ck_assert_int_eq(plain.ambiguous, table.ambiguous);
    ck_assert_int_eq(plain.indirect, table.indirect);
    ck_assert_int_eq(plain.npath, table.npath);
    for (int i = 0; i < plain.npath; i++)
        ck_assert_int_eq(plain.path[i], table.path[i]);
    found += a;
    absent += !a && !plain.ambiguous;
    ambiguous += plain.ambiguous;
    deep += plain.npath > 2;
}

START_TEST(members)
{
    for (seed = 1; seed < 400; seed++) {
        const uint64_t began = seed;
        unit *u = random_types(true);
        for (int i = 0; i < TYPES; i++)
            for (int k = 0; k < NAMES; k++)
                for (int way = 0; way < 4; way++) {
                    ty *t = type_of(u, i);
                    if (way > 1 && i % 4 == 3) continue;
                    compare_lookup(u, way > 1 ? gort__ty_ptr(u, t) : t,
                                   gort__strf(u, way % 2 ? "f%d" : "m%d", k));
                }
        gort__unit_free(u);
        seed = began;
    }
    ck_assert_int_gt(found, 1000);
    ck_assert_int_gt(absent, 1000);
    ck_assert_int_gt(ambiguous, 1000);
    ck_assert_int_gt(deep, 1000);
}
END_TEST

/* ---- Plain walks */

static uint64_t plain_kinds(ty *t)
{
    t = gort__ty_under(t);
    uint64_t kinds = TY_BIT(t->kind);
    if (t->kind == TY_ARRAY) kinds |= plain_kinds(t->elem);
    for (int i = 0; i < t->nfields; i++)
        kinds |= plain_kinds(t->fields[i].type);
    return kinds;
}

static bool plain_mem_equal(unit *u, ty *t)
{
    const int64_t size = gort__ty_size(u, t);
    int64_t end = 0;
    t = gort__ty_under(t);
    if (t->kind == TY_ARRAY) return plain_mem_equal(u, t->elem);
    if (t->kind != TY_STRUCT)
        return !gort__ty_of(t, TY_FLOATS | TY_COMPLEXES | TY_STRINGS | TY_BIT(TY_INTERFACE) |
                                   TY_BIT(TY_SLICE) | TY_BIT(TY_MAP) | TY_BIT(TY_FUNC));
    for (int i = 0; i < t->nfields; i++) {
        const ty_field *f = &t->fields[i];
        if (gort__is_blank_name(f->name) || f->offset_bytes != end || !plain_mem_equal(u, f->type))
            return false;
        end += gort__ty_size(u, f->type);
    }
    return end == size;
}

static void plain_words(unit *u, ty *t, int64_t at, uint8_t *mask)
{
    if (!gort__ty_has_pointers(u, t)) return;
    t = gort__ty_under(t);
    for (int64_t i = 0; t->kind == TY_ARRAY && i < t->len; i++)
        plain_words(u, t->elem, at + i * gort__ty_size(u, t->elem), mask);
    for (int i = 0; i < t->nfields; i++)
        plain_words(u, t->fields[i].type, at + t->fields[i].offset_bytes, mask);
    if (t->kind == TY_ARRAY || t->kind == TY_STRUCT) return;
    mask[at / 8 / 8] |= (uint8_t)(1u << at / 8 % 8);
    if (t->kind == TY_INTERFACE) mask[(at / 8 + 1) / 8] |= (uint8_t)(1u << (at / 8 + 1) % 8);
}

static ty *plain_sole(ty *t)
{
    t = gort__ty_under(t);
    if (t->kind == TY_STRUCT && t->nfields == 1) return plain_sole(t->fields[0].type);
    return t->kind == TY_ARRAY && t->len == 1 ? plain_sole(t->elem) : t;
}

static int equal, large, sole;

static void compare_facts(unit *u, ty *t)
{
    if (gort__ty_size(u, t) > 1 << 16) return;
    const uint64_t kinds = plain_kinds(t);
    for (int k = TY_BOOL; k <= TY_UNSAFE_POINTER; k++)
        ck_assert_int_eq(gort__ty_holds(t, TY_BIT(k)), (int)(kinds >> k & 1));
    ck_assert_int_eq(gort__ty_mem_equal(u, t), plain_mem_equal(u, t));
    ck_assert_ptr_eq(gort__ty_sole_part(t), plain_sole(t));
    gort__ty_layout(u, t);
    const size_t bytes = (size_t)(t->ptrdata_bytes / 8 / 8 + 2);
    uint8_t *mask = gort__alloc(u, bytes);
    plain_words(u, t, 0, mask);
    ck_assert_mem_eq(gort__ty_ptrmask(u, t), mask, bytes);
    equal += gort__ty_mem_equal(u, t);
    large += t->ptrdata_bytes > 512;
    sole += gort__ty_sole_part(t) != gort__ty_under(t);
}

START_TEST(parts)
{
    for (seed = 1; seed < 400; seed++) {
        const uint64_t began = seed;
        unit *u = random_types(false);
        for (int i = 0; i < TYPES; i++) /* inner types first, or outer ones */
            compare_facts(u, type_of(u, began % 2 ? i : TYPES - 1 - i));
        gort__unit_free(u);
        seed = began;
    }
    ck_assert_int_gt(equal, 100);
    ck_assert_int_gt(large, 100);
    ck_assert_int_gt(sole, 100);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("facts");
    TCase *t = tcase_create("facts");
    tcase_add_test(t, members);
    tcase_add_test(t, parts);
    suite_add_tcase(s, t);
    return s;
}
