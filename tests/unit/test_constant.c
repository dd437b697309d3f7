/* test_constant.c - exact constants against Go's own arithmetic: every line of
 * ../golden/constants.txt (const_table.go fills in the answers) is checked as an initialiser, and
 * its value compared bit for bit. Then the corners that have no expression: rounding at the edges
 * of float64 and float32, limits of shifts and literals.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "../../escape/types/constant.h"
#include "../../escape/types/types.h"
#include "../../escape/compile.h"
#include "../support/testing.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *quote(unit *u, const char *s, size_t n)
{
    char *out = gort__alloc(u, 4 * n + 3), *p = out;
    *p++ = '"';
    for (size_t i = 0; i < n; i++) {
        unsigned char ch = (unsigned char)s[i];
        if (ch == '"' || ch == '\\')
            p += sprintf(p, "\\%c", ch);
        else if (ch == '\n' || ch == '\t')
            p += sprintf(p, "\\%c", ch == '\n' ? 'n' : 't');
        else if (ch < 0x20 || ch == 0x7f || ch == 0xff)
            p += sprintf(p, "\\x%02x", ch);
        else
            *p++ = (char)ch;
    }
    *p++ = '"';
    return out;
}

/* The value of `const c = expr` as const_table.go writes it. */
static const char *evaluate(unit *u, const char *expr)
{
    const char *text = gort__strf(u, "package main\nconst c = %s\nfunc main() {}\n", expr);
    ck_assert(gort__unit_add_text(u, "x.go", text, strlen(text)));
    ck_assert_msg(gort__parse(u), "%s: does not parse", expr);
    bool ok = gort__check(u);
    ck_assert_msg(ok, "%s: %s", expr, u->ndiags ? u->diags[0].text : "?");
    object *c = u->pkg->decls.at[0]->list.at[0]->obj;
    ck_assert_ptr_nonnull(c->val);
    size_t n;
    uint64_t b64;
    uint32_t b32;
    switch (gort__const_kind_of(c->val)) {
    case CONST_STRING: {
        const char *s = gort__const_string_value(c->val, &n);
        return quote(u, s, n);
    }
    case CONST_FLOAT: {
        double d = gort__const_double(c->val);
        memcpy(&b64, &d, 8);
        if (c->type->kind == TY_FLOAT32) {
            float f = gort__const_float(c->val);
            memcpy(&b32, &f, 4);
            return gort__strf(u, "f32 %08x", b32);
        }
        return gort__strf(u, "f64 %016llx", (unsigned long long)b64);
    }
    default: return gort__const_text(u, c->val);
    }
}

START_TEST(against_go)
{
    const char *path = getenv("GORT_CONSTANTS");
    FILE *f = fopen(path ? path : "../golden/constants.txt", "r");
    ck_assert_msg(f != NULL, "no table of constants");
    char line[512];
    int n = 0;
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        char *want = strrchr(line, '\t');
        ck_assert_ptr_nonnull(want);
        *want++ = 0;
        unit *u = gort__unit_new();
        const char *got = evaluate(u, line);
        ck_assert_msg(strcmp(got, want) == 0, "%s: %s, Go says %s", line, got, want);
        gort__unit_free(u);
        n++;
    }
    fclose(f);
    ck_assert_int_gt(n, 80);
}
END_TEST

static const_value *literal(unit *u, token tok, const char *s)
{
    return gort__const_literal(u, tok, s, strlen(s));
}

START_TEST(rounding)
{
    unit *u = gort__unit_new();
    /* half way between two doubles: to even; the smallest bit more decides */
    ck_assert(gort__const_double(literal(u, T_FLOAT, "9007199254740993.0")) == 9007199254740992.0);
    ck_assert(gort__const_double(literal(u, T_FLOAT, "9007199254740993.00000000000000001")) ==
              9007199254740994.0);
    ck_assert(gort__const_double(literal(u, T_FLOAT, "9007199254740995.0")) == 9007199254740996.0);
    /* one rounding to float, not two */
    ck_assert(gort__const_float(literal(u, T_FLOAT, "1.000000059604644775390626")) ==
              1.00000011920928955078125f);
    /* the edge of overflow */
    ck_assert_ptr_nonnull(gort__const_round(u, literal(u, T_FLOAT, "1.7976931348623158e308"), 64));
    ck_assert_ptr_null(gort__const_round(u, literal(u, T_FLOAT, "1.7976931348623159e308"), 64));
    ck_assert_ptr_nonnull(gort__const_round(u, literal(u, T_FLOAT, "3.4028235677973366e38"), 32));
    ck_assert_ptr_null(gort__const_round(u, literal(u, T_FLOAT, "3.4028235677973367e38"), 32));
    /* subnormals */
    ck_assert(gort__const_double(literal(u, T_FLOAT, "2.4703282292062327e-324")) == 0);
    ck_assert(gort__const_double(literal(u, T_FLOAT, "2.4703282292062328e-324")) ==
              4.9406564584124654e-324);
    gort__unit_free(u);
}
END_TEST

START_TEST(limits)
{
    unit *u = gort__unit_new();
    const_value *one = gort__const_int(u, 1), *zero = gort__const_int(u, 0);
    const const_value *text = gort__const_string(u, "abc", 3);
    int doubled = 0;
    for (; text && doubled < 40; doubled++)
        text = gort__const_binary(u, T_ADD, text, text, false);
    ck_assert_ptr_null(text);
    ck_assert_int_gt(doubled, 20); /* 3 MB are a string like any other */
    ck_assert_ptr_null(gort__const_binary(u, T_QUO, one, zero, true));
    ck_assert_ptr_null(gort__const_binary(u, T_QUO, one, zero, false));
    ck_assert_ptr_null(gort__const_binary(u, T_REM, one, zero, true));
    ck_assert_ptr_null(gort__const_shift(u, T_SHL, one, 1u << 30));
    ck_assert_int_eq(gort__const_sign(gort__const_shift(u, T_SHR, one, 60000)), 0);
    ck_assert_ptr_null(literal(u, T_INT, "0x"));
    ck_assert_ptr_null(literal(u, T_INT, "09"));
    ck_assert_ptr_null(literal(u, T_CHAR, "'ab'"));
    ck_assert_ptr_null(literal(u, T_STRING, "\"\\q\""));
    ck_assert_ptr_null(literal(u, T_FLOAT, "1e999999999999"));
    int64_t v;
    uint64_t w;
    ck_assert(gort__const_int64(literal(u, T_INT, "9223372036854775807"), &v) && v == INT64_MAX);
    ck_assert(!gort__const_int64(literal(u, T_INT, "9223372036854775808"), &v));
    ck_assert(gort__const_uint64(literal(u, T_INT, "18446744073709551615"), &w) && w == UINT64_MAX);
    ck_assert(!gort__const_uint64(literal(u, T_INT, "18446744073709551616"), &w));
    const_value *min = gort__const_int(u, INT64_MIN);
    ck_assert(gort__const_fits(min, 64, true) && !gort__const_fits(min, 63, true));
    ck_assert(gort__const_int64(min, &v) && v == INT64_MIN);
    ck_assert(!gort__const_fits(min, 64, false));
    gort__unit_free(u);
}
END_TEST

static const_value *text_and(unit *u, const_value *a, const char *more)
{
    return gort__const_binary(u, T_ADD, a, gort__const_string(u, more, strlen(more)), false);
}

static void is_text(const const_value *v, const char *start, int n, const char *end)
{
    size_t bytes;
    const char *text = gort__const_string_value(v, &bytes);
    ck_assert_uint_eq(bytes, (size_t)n * strlen(start) + strlen(end));
    for (int i = 0; i < n; i++)
        ck_assert_mem_eq(text + (size_t)i * strlen(start), start, strlen(start));
    ck_assert_mem_eq(text + (size_t)n * strlen(start), end, strlen(end));
}

/* Sums may share what they begin with. */
START_TEST(sums_of_strings)
{
    unit *u = gort__unit_new();
    enum { N = 300 };
    const_value *sums[N + 1] = {gort__const_string(u, "", 0)}, *others[N + 1];
    for (int i = 0; i < N; i++) {
        sums[i + 1] = text_and(u, sums[i], "abc");
        others[i] = text_and(u, sums[i], "others");
    }
    const_value *last = text_and(u, text_and(u, sums[N], "d"), "e");
    const_value *twice = gort__const_binary(u, T_ADD, sums[100], sums[100], false);
    for (int i = 0; i < N; i++) {
        is_text(sums[i], "abc", i, "");
        is_text(others[i], "abc", i, "others");
        is_text(text_and(u, sums[i], "x"), "abc", i, "x");
    }
    is_text(last, "abc", N, "de");
    is_text(twice, "abc", 200, "");
    gort__unit_free(u);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("constant");
    TCase *t = tcase_create("constant");
    tcase_add_test(t, against_go);
    tcase_add_test(t, rounding);
    tcase_add_test(t, limits);
    tcase_add_test(t, sums_of_strings);
    suite_add_tcase(s, t);
    return s;
}
