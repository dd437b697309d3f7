/* test_values.c - strings, slices, interfaces and fmt against what go1.19 does.
 *
 * ../golden/values.txt holds go1.19's own answers, printed by values_table.go: records of fields
 * separated by tabs, bytes in octal. Everything that formats runs a second time with a collection
 * at every few allocations; how many were forced is asserted.
 *
 * GORT_VALUES names the file.
 */
#include "values_operands.h"
#include <fcntl.h>

enum { MAX_FIELDS = 16 };

/* ---- Records ----------------------------------------------------------------------------- */

typedef struct record {
    int n;
    char *field[MAX_FIELDS];
    intptr_t bytes[MAX_FIELDS];
} record;

static void record_split(record *r, char *line)
{
    r->n = 0;
    for (char *next = line; next;) {
        char *p = next, *to = p;
        next = strchr(p, '\t');
        if (next) *next++ = 0;
        ck_assert_int_lt(r->n, MAX_FIELDS);
        r->field[r->n] = to;
        for (; *p; p++) {
            if (*p == '\\') {
                *to++ = (char)((p[1] - '0') * 64 + (p[2] - '0') * 8 + (p[3] - '0'));
                p += 3;
            } else {
                *to++ = *p;
            }
        }
        *to = 0;
        r->bytes[r->n] = to - r->field[r->n];
        r->n++;
    }
}

/* Calls check for each record of that kind; how many there were. */
static int each_record(const char *kind, void (*check)(const record *r))
{
    const char *path = getenv("GORT_VALUES");
    FILE *f = fopen(path ? path : "../golden/values.txt", "r");
    ck_assert_msg(f != NULL, "cannot read the golden values; set GORT_VALUES");
    static char line[1 << 16];
    int n = 0;
    record r;
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        record_split(&r, line);
        if (strcmp(r.field[0], kind) != 0) continue;
        check(&r);
        n++;
    }
    fclose(f);
    return n;
}

/* ---- fmt ---------------------------------------------------------------------------------- */

static int failures;

static void compare(const record *r, gort_string got)
{
    const intptr_t n = r->bytes[2];
    if (got.len == n && (n == 0 || memcmp(got.ptr, r->field[2], (size_t)n) == 0)) return;
    if (failures++ < 20)
        fprintf(stderr, "# %s(%s, %s): got \"%.*s\", want \"%s\"\n", r->field[0], r->field[1],
                r->n > 3 ? r->field[3] : "", (int)got.len, got.ptr ? (const char *)got.ptr : "",
                r->field[2]);
}

/* The operands from field 3 on, as a slice in the heap rooted at *sp. */
static gort_slice arguments(const record *r)
{
    const intptr_t n = r->n - 3;
    const gort_slice args = gort_makeslice(g, sp, &gort_type_eface, n, n);
    for (intptr_t i = 0; i < n; i++) {
        const gort_eface e = operand_named(r->field[3 + i]);
        gort_eface *to = (gort_eface *)args.ptr + i;
        to->type = e.type;
        gort_store(g, &to->data, e.data);
    }
    return args;
}

/* A number that an int of 32 bits cannot be. */
static bool is_beyond(const record *r)
{
    for (intptr_t i = 3; i < r->n; i++)
        if (sizeof(intptr_t) < 8 &&
            (strcmp(r->field[i], "int_min") == 0 || strcmp(r->field[i], "int_big") == 0))
            return true;
    return false;
}

static void check_format(const record *r)
{
    if (is_beyond(r)) return;
    const gort_slice args = arguments(r);
    compare(r, gort_fmt_Sprintf(g, sp, (gort_string){(uint8_t *)r->field[1], r->bytes[1]}, args));
}
static void check_print(const record *r)
{
    compare(r, gort_fmt_Sprint(g, sp, arguments(r)));
}
static void check_println(const record *r)
{
    compare(r, gort_fmt_Sprintln(g, sp, arguments(r)));
}

static void run_formats(const char *debug)
{
    open_runtime(debug, 0, NULL);
    operands_make();
    failures = 0;
    ck_assert_int_ge(each_record("fmt", check_format), 2000);
    ck_assert_int_ge(each_record("print", check_print), 5);
    ck_assert_int_ge(each_record("println", check_println), 5);
    ck_assert_msg(failures == 0, "%d texts differ", failures);
    if (debug) {
        const gort_stress_counts counts = gort_read_stress_counts(rt);
        printf("# %llu collections forced\n", (unsigned long long)counts.collections_forced);
        ck_assert_uint_ge(counts.collections_forced, 100);
    }
    sp = gort_top(g);
    close_runtime();
}

START_TEST(formats_are_those_of_go)
{
    run_formats(NULL);
}
END_TEST
START_TEST(formats_under_collection)
{
    run_formats("gcstress=3,clobberfree=1");
}
END_TEST

static void check_float(const record *r)
{
    static const char *const formats[] = {"%v", "%.5e", "%.4g", "%.2f"};
    double v;
    const uint64_t bits = strtoull(r->field[1], NULL, 16);
    memcpy(&v, &bits, sizeof v);
    for (int i = 0; i < 5; i++) {
        const float narrow = (float)v;
        gort_eface e = {&gort_type_float64, &v};
        if (i == 4) e = (gort_eface){&gort_type_float32, (void *)(uintptr_t)&narrow};
        const gort_string got =
            gort_fmt_Sprintf(g, sp, str(formats[i % 4]), (gort_slice){&e, 1, 1});
        ck_assert_int_eq(got.len, r->bytes[2 + i]);
        ck_assert_msg(memcmp(got.ptr, r->field[2 + i], (size_t)got.len) == 0,
                      "%s: got %.*s, want %s", r->field[1], (int)got.len, (const char *)got.ptr,
                      r->field[2 + i]);
    }
}

START_TEST(floats_are_those_of_go)
{
    open_runtime(NULL, 0, NULL);
    ck_assert_int_eq(each_record("float", check_float), 300);
    close_runtime();
}
END_TEST

START_TEST(print_is_one_write)
{
    int fd[2];
    open_runtime(NULL, 0, NULL);
    operands_make();
    ck_assert_int_eq(pipe2(fd, O_DIRECT), 0); /* a packet a write */
    const int saved = dup(1);
    fflush(stdout);
    dup2(fd[1], 1);
    gort_eface args[] = {operand_named("int_42"), operand_named("color"), operand_named("s_long")};
    const gort_int_error r = gort_fmt_Println(g, sp, (gort_slice){args, 3, 3});
    gort_fmt_Printf(g, sp, str("%v|%v\n"), (gort_slice){args, 2, 2});
    close(fd[1]);
    dup2(saved, 1);
    close(saved);
    char text[4096];
    ck_assert_int_eq(read(fd[0], text, sizeof text), r.r0);
    ck_assert_int_eq(r.r0, 2 + 1 + 6 + 1 + 1500 + 1);
    ck_assert(r.r1.tab == NULL);
    ck_assert_int_eq(read(fd[0], text, sizeof text), 10);
    ck_assert(memcmp(text, "42|color3\n", 10) == 0);
    close(fd[0]);
    sp = gort_top(g);
    close_runtime();
}
END_TEST

/* The predeclared print and println: texts of go1.19, one write a statement. */
START_TEST(println_writes_a_line_at_once)
{
    int fd[2];
    char text[4096];
    open_runtime(NULL, 0, NULL);
    ck_assert_int_eq(pipe2(fd, O_DIRECT), 0);
    const int saved = dup(2);
    dup2(fd[1], 2);
    static const double floats[] = {1.5,       -2.25,       0.0,         1e100,
                                    5e-324,    123456789.0, 1.0 / 3,     HUGE_VAL,
                                    -HUGE_VAL, (double)NAN, 9.9999999e22};
    gort_print_begin(g);
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) {
        if (i) gort_printsp(g);
        gort_printfloat(g, floats[i]);
    }
    gort_printnl(g);
    gort_print_end(g);
    gort_print_begin(g);
    gort_printbool(g, true), gort_printsp(g), gort_printint(g, INT64_MIN), gort_printsp(g);
    gort_printuint(g, UINT64_MAX), gort_printsp(g), gort_printstring(g, str("a b"));
    gort_printsp(g), gort_printpointer(g, NULL), gort_printsp(g);
    gort_printeface(g, (gort_eface){NULL, NULL}), gort_printsp(g);
    gort_printiface(g, (gort_iface){NULL, NULL}), gort_printsp(g);
    gort_printslice(g, (gort_slice){(void *)0xc0de, 2, 5}), gort_printnl(g);
    gort_print_end(g);
    gort_print_begin(g);
    for (int i = 0; i < 500; i++)
        gort_printstring(g, str("long "));
    gort_print_end(g);
    dup2(saved, 2);
    close(saved);
    close(fd[1]);
    ssize_t n = read(fd[0], text, sizeof text - 1);
    text[n > 0 ? n : 0] = 0;
    ck_assert_str_eq(text, "+1.500000e+000 -2.250000e+000 +0.000000e+000 +1.000000e+100 "
                           "+4.940656e-324 +1.234568e+008 +3.333333e-001 +Inf -Inf NaN "
                           "+1.000000e+023\n");
    n = read(fd[0], text, sizeof text - 1);
    text[n > 0 ? n : 0] = 0;
    ck_assert_str_eq(text, "true -9223372036854775808 18446744073709551615 a b 0x0 (0x0,0x0) "
                           "(0x0,0x0) [2/5]0xc0de\n");
    ck_assert_int_eq(read(fd[0], text, sizeof text), 2500);
    close(fd[0]);
    close_runtime();
}
END_TEST

/* A slice that holds itself, as in Go, ends the program, not the process's stack. */
static void expect_overflow(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)bytes;
    _exit(code == GORT_ERROR_STACK && strstr(text, "stack overflow") ? 42 : 1);
}

START_TEST(endless_values_overflow_the_stack)
{
    open_runtime(NULL, 0, expect_overflow);
    gort_slice *box = gort_new(g, sp, &t_any);
    *sp++ = box;
    *box = gort_makeslice(g, sp, &gort_type_eface, 1, 1);
    *(gort_eface *)box->ptr = (gort_eface){&t_any, box};
    gort_eface arg = {&t_any, box};
    gort_fmt_Sprint(g, sp, (gort_slice){&arg, 1, 1});
    ck_abort_msg("it ended");
}
END_TEST

/* ---- A method that panics ------------------------------------------------------------------ */

static gort_string panic_string(gort_g *gg, void **ssp, void *data)
{
    (void)data;
    gort_gopanic(gg, ssp, operand_named("s_hello"));
}
static const gort_method panic_methods[] = {
    {"String", &gort_type_string_func, (void (*)(void))panic_string, NULL}};

START_TEST(panics_of_methods_are_shown)
{
    open_runtime(NULL, 0, NULL);
    operands_make();
    const gort_type t = {NO_POINTERS(INT, 8, "main.Oops"), .methods = panic_methods, .nmethods = 1};
    const intptr_t one = 1;
    gort_eface args[] = {{&t, (void *)(uintptr_t)&one}, {&t_bad_ptr, NULL}};
    const gort_string s = gort_fmt_Sprintf(g, sp, str("%5s %v."), (gort_slice){args, 2, 2});
    const char *want = "%!s(PANIC=String method: hello) <nil>.";
    ck_assert_int_eq(s.len, (intptr_t)strlen(want));
    ck_assert(memcmp(s.ptr, want, (size_t)s.len) == 0);
    sp = gort_top(g);
    close_runtime();
}
END_TEST

/* ---- errors -------------------------------------------------------------------------------- */

typedef gort_string (*error_method)(gort_g *g, void **sp, void *data);
typedef gort_iface (*unwrap_method)(gort_g *g, void **sp, void *data);

START_TEST(errors_have_texts_and_causes)
{
    open_runtime("gcstress=3", 0, NULL);
    operands_make();
    gort_eface err = operand_named("err");
    const gort_iface plain = gort_fmt_Errorf(g, sp, str("n %v"), (gort_slice){&err, 1, 1});
    *sp++ = plain.data;
    const gort_iface wrap = gort_fmt_Errorf(g, sp, str("w: %w"), (gort_slice){&err, 1, 1});
    *sp++ = wrap.data;
    gort_string s = ((error_method)wrap.tab->fun[0])(g, sp, wrap.data);
    ck_assert(gort_eqstring(s, str("w: bad 7")));
    s = ((error_method)plain.tab->fun[0])(g, sp, plain.data);
    ck_assert(gort_eqstring(s, str("n bad 7")));
    ck_assert_str_eq(plain.tab->type->name, "*errors.errorString");
    ck_assert_str_eq(wrap.tab->type->name, "*fmt.wrapError");
    ck_assert_uint_eq(wrap.tab->type->nmethods, 2);
    const gort_iface cause = ((unwrap_method)wrap.tab->type->methods[1].fn)(g, sp, wrap.data);
    ck_assert_ptr_eq(cause.data, err.data);
    ck_assert_ptr_eq(cause.tab->type, err.type);
    const gort_iface a = gort_errors_New(g, sp, str("x"));
    *sp++ = a.data;
    const gort_iface b = gort_errors_New(g, sp, str("x"));
    ck_assert(!gort_ifaceeq(g, sp, a, b));
    ck_assert(gort_ifaceeq(g, sp, a, a));
    sp = gort_top(g);
    close_runtime();
}
END_TEST

/* ---- Slices -------------------------------------------------------------------------------- */

static void check_caps(const record *r)
{
    static const struct {
        uintptr_t bytes;
        bool scan;
    } sizes[10] = {{1, 0},  {2, 0},  {3, 0},  {4, 0},  {8, 0},
                   {12, 0}, {16, 1}, {24, 0}, {40, 0}, {100, 0}};
    const intptr_t old = atol(r->field[1]), need = atol(r->field[2]);
    for (int i = 0; i < 10; i++) {
        const gort_type t = make_type(sizes[i].bytes, sizes[i].scan);
        const gort_slice s = gort_makeslice(g, sp, &t, old, old);
        ck_assert_int_eq(s.cap, old);
        if (!sizes[i].scan) memset(s.ptr, 0x5a, (size_t)old * sizes[i].bytes);
        const gort_slice grown = gort_growslice(g, sp, &t, s, need);
        ck_assert_int_eq(grown.len, old);
        ck_assert_msg(grown.cap == atol(r->field[3 + i]), "%zu bytes, %zd to %zd: got %zd, want %s",
                      (size_t)sizes[i].bytes, old, need, grown.cap, r->field[3 + i]);
        if (sizes[i].scan) continue;
        const uint8_t *p = grown.ptr;
        size_t wrong = 0;
        for (size_t k = 0; k < (size_t)grown.cap * sizes[i].bytes; k++)
            wrong += p[k] != (k < (size_t)old * sizes[i].bytes ? 0x5a : 0);
        ck_assert_uint_eq(wrong, 0);
    }
}

START_TEST(capacities_are_those_of_go)
{
    open_runtime(NULL, 0, NULL);
    ck_assert_int_ge(each_record("cap", check_caps), 200);
    close_runtime();
}
END_TEST

/* ---- Panics -------------------------------------------------------------------------------- */

static char last_text[512];
static void keep_text(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)code;
    if (bytes > sizeof last_text - 1) bytes = sizeof last_text - 1;
    memcpy(last_text, text, bytes);
    fwrite(text, 1, strcspn(text, "\n"), stderr);
    _exit(0 == strncmp(text, getenv("EXPECT"), strlen(getenv("EXPECT"))) ? 42 : 1);
}

static const gort_method stringer_methods[] = {{"String", &gort_type_string_func, NULL, NULL}};
static const gort_type t_stringer = {.size_bytes = 16,
                                     .kind = GORT_KIND_INTERFACE,
                                     .align = sizeof(void *),
                                     .name = "main.Stringer",
                                     .methods = stringer_methods,
                                     .nmethods = 1};

/* Two packages have a method of the same name that is not exported; a type has the second's. */
static const gort_method a_get[] = {{"get", &gort_type_niladic_func, NULL, "a"}};
static const gort_method b_get[] = {{"get", &gort_type_niladic_func, NULL, "b"}};
static const gort_type t_a_getter = {.size_bytes = 16,
                                     .kind = GORT_KIND_INTERFACE,
                                     .align = sizeof(void *),
                                     .name = "a.Getter",
                                     .methods = a_get,
                                     .nmethods = 1};
static const gort_type t_b_getter = {.size_bytes = 16,
                                     .kind = GORT_KIND_INTERFACE,
                                     .align = sizeof(void *),
                                     .name = "b.Getter",
                                     .methods = b_get,
                                     .nmethods = 1};
static const gort_type t_b = {NO_POINTERS(INT, sizeof(intptr_t), "b.T"), .flags = GORT_TYPE_NAMED,
                              .methods = b_get, .nmethods = 1};

static const struct {
    const char *want;
    int what;
} panics[] = {
    {"panic: runtime error: makeslice: len out of range", 0},
    {"panic: runtime error: makeslice: cap out of range", 1},
    {"panic: runtime error: makeslice: len out of range", 2},
    {"panic: runtime error: comparing uncomparable type []int", 3},
    {"panic: interface conversion: main.Color is not error: missing method Error", 4},
    {"panic: interface conversion: interface is nil, not error", 5},
    {"panic: interface conversion: *main.Bad is not main.Stringer: missing method String", 6},
    {"panic: interface conversion: b.T is not a.Getter: missing method get", 7},
};

START_TEST(panics_have_the_texts_of_go)
{
    setenv("EXPECT", panics[_i].want, 1);
    open_runtime(NULL, 0, keep_text);
    operands_make();
    switch (panics[_i].what) {
    case 0: gort_makeslice(g, sp, &gort_type_int, -1, 3); break;
    case 1: gort_makeslice(g, sp, &gort_type_int, 3, 2); break;
    case 2: gort_makeslice(g, sp, &gort_type_int, INTPTR_MAX / 2, INTPTR_MAX / 2); break;
    case 3: gort_efaceeq(g, sp, operand_named("ints"), operand_named("ints")); break;
    case 4: gort_assertE2I(g, sp, &gort_type_error, &t_color); break;
    case 7:
        if (gort_assertE2I(g, sp, &t_b_getter, &t_b)) gort_assertE2I(g, sp, &t_a_getter, &t_b);
        break;
    case 5: gort_assertE2I(g, sp, &gort_type_error, NULL); break;
    case 6: gort_assertE2I(g, sp, &t_stringer, &t_bad_ptr); break;
    }
    ck_abort_msg("no panic");
}
END_TEST

/* ---- Interfaces and strings ----------------------------------------------------------------- */

START_TEST(method_tables_are_shared)
{
    open_runtime(NULL, 0, NULL);
    const gort_itab *tab = gort_getitab(g, &t_stringer, &t_color);
    ck_assert_ptr_nonnull(tab);
    ck_assert(tab->fun[0] == (void (*)(void))color_string);
    ck_assert_ptr_eq(gort_getitab(g, &t_stringer, &t_color), tab);
    ck_assert_ptr_null(gort_getitab(g, &t_stringer, &t_p));
    ck_assert_ptr_null(gort_getitab(g, &t_stringer, &t_p));
    static gort_type many[300]; /* past several growths of the table */
    for (int i = 0; i < 300; i++) {
        many[i] = i % 2 ? t_color : t_p;
        ck_assert(!gort_getitab(g, &t_stringer, &many[i]) == (i % 2 == 0));
    }
    for (int i = 0; i < 300; i++)
        ck_assert(!gort_getitab(g, &t_stringer, &many[i]) == (i % 2 == 0));
    ck_assert_ptr_eq(gort_getitab(g, &t_stringer, &t_color), tab);
    close_runtime();
}
END_TEST

START_TEST(equality_follows_go)
{
    open_runtime(NULL, 0, NULL);
    operands_make();
    const gort_eface nan = operand_named("f_nan"), nil = operand_named("nil"),
                     zero = operand_named("f_0"), minus = operand_named("f_negzero");
    ck_assert(!gort_efaceeq(g, sp, nan, nan));
    ck_assert(gort_efaceeq(g, sp, zero, minus));
    ck_assert(gort_efaceeq(g, sp, nil, nil));
    ck_assert(!gort_efaceeq(g, sp, nil, zero));
    ck_assert(gort_efaceeq(g, sp, operand_named("p"), operand_named("p")));
    ck_assert(!gort_efaceeq(g, sp, operand_named("int_0"), operand_named("f_0")));
    const gort_field blanks[] = {{"_", &gort_type_int, 0, 0},
                                 {"b", &gort_type_int, sizeof(intptr_t), 0}};
    const gort_type t = {NO_POINTERS(STRUCT, 2 * sizeof(intptr_t), "main.B"), .len = 2,
                         .fields = blanks};
    const intptr_t a[] = {1, 2}, b[] = {9, 2}, c[] = {1, 3};
    ck_assert(gort_type_equal_generic(g, sp, &t, a, b));
    ck_assert(!gort_type_equal_generic(g, sp, &t, a, c));
    sp = gort_top(g);
    close_runtime();
}
END_TEST

START_TEST(boxes_of_small_values_are_shared)
{
    open_runtime(NULL, 0, NULL);
    gort_mem_stats before, after;
    gort_read_mem_stats(g, sp, &before);
    for (intptr_t i = 0; i < 256; i++)
        ck_assert_int_eq(*(intptr_t *)gort_convT(g, sp, &gort_type_int, &i), i);
    gort_convT(g, sp, &gort_type_string, &(gort_string){NULL, 0});
    gort_convT(g, sp, &t_ints, &(gort_slice){NULL, 0, 0});
    gort_read_mem_stats(g, sp, &after);
    ck_assert_uint_eq(after.Mallocs, before.Mallocs);
    gort_convT(g, sp, &gort_type_int, &(intptr_t){256});
    gort_convT(g, sp, &gort_type_int, &(intptr_t){-1});
    gort_read_mem_stats(g, sp, &after);
    ck_assert_uint_eq(after.Mallocs, before.Mallocs + 2);
    close_runtime();
}
END_TEST

START_TEST(strings_and_runes)
{
    open_runtime("gcstress=2", 0, NULL);
    /* Every rune and back; invalid bytes one by one. */
    for (int64_t r = -1; r <= 0x110000; r += r < 0x3000 ? 1 : 97) {
        uint8_t buf[GORT_TMP_BYTES];
        int32_t back;
        const gort_string s = gort_intstring(g, sp, buf, r);
        const bool valid = r >= 0 && r <= 0x10ffff && !(r >= 0xd800 && r < 0xe000);
        ck_assert_int_eq(gort_decoderune(s, 0, &back), s.len);
        ck_assert_int_eq(back, valid ? r : 0xfffd);
    }
    const gort_string bad = str("\xe4\xb8"); /* cut */
    int32_t r;
    ck_assert_int_eq(gort_decoderune(bad, 0, &r), 1);
    ck_assert_int_eq(r, 0xfffd);
    const gort_slice runes = gort_stringtoslicerune(g, sp, str("a\xc3\xa9\xff"));
    ck_assert_int_eq(runes.len, 3);
    ck_assert_int_eq(runes.cap, 4);
    *sp++ = runes.ptr;
    const gort_string again = gort_slicerunetostring(g, sp, NULL, runes);
    ck_assert(gort_eqstring(again, str("a\xc3\xa9\xef\xbf\xbd")));
    const gort_slice b = gort_stringtoslicebyte(g, sp, NULL, str("hello"));
    ck_assert_int_eq(b.cap, 8);
    *sp++ = b.ptr;
    ck_assert(gort_eqstring(gort_slicebytetostring(g, sp, NULL, b), str("hello")));
    /* One part goes through as it is unless it lies on the stack and the result must not. */
    uint8_t local[] = "xyz";
    const gort_string parts[] = {{NULL, 0}, {local, 3}};
    ck_assert_ptr_ne(gort_concatstrings(g, sp, NULL, 2, parts).ptr, local);
    const gort_string fixed[] = {{NULL, 0}, str("q")};
    ck_assert_ptr_eq(gort_concatstrings(g, sp, NULL, 2, fixed).ptr, fixed[1].ptr);
    ck_assert_int_lt(gort_cmpstring(str("ab"), str("abc")), 0);
    ck_assert_int_gt(gort_cmpstring(str("b"), str("abc")), 0);
    sp = gort_top(g);
    close_runtime();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("values");
    TCase *c = tcase_create("values");
    tcase_add_test(c, formats_are_those_of_go);
    tcase_add_test(c, formats_under_collection);
    tcase_add_test(c, floats_are_those_of_go);
    tcase_add_test(c, print_is_one_write);
    tcase_add_test(c, println_writes_a_line_at_once);
    tcase_add_exit_test(c, endless_values_overflow_the_stack, 42);
    tcase_add_test(c, panics_of_methods_are_shown);
    tcase_add_test(c, errors_have_texts_and_causes);
    tcase_add_test(c, capacities_are_those_of_go);
    tcase_add_loop_exit_test(c, panics_have_the_texts_of_go, 42, 0,
                             (int)(sizeof panics / sizeof panics[0]));
    tcase_add_test(c, method_tables_are_shared);
    tcase_add_test(c, equality_follows_go);
    tcase_add_test(c, boxes_of_small_values_are_shared);
    tcase_add_test(c, strings_and_runes);
    suite_add_tcase(s, c);
    return s;
}
