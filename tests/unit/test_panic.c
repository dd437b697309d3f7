/* test_panic.c - the texts of panics and fatal errors, go1.19's word for word, and what defer and
 * recover do in the orders that are easy to get wrong.
 */
#include "gort_abi.h"
#include "../../runtime/panic/panic.h"
#include "../../runtime/base/runtime.h"
#include "../support/testing.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static jmp_buf out;
static gort_error_code code_seen;
static char text_seen[32768];

static void on_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    code_seen = code;
    if (bytes >= sizeof text_seen) bytes = sizeof text_seen - 1;
    memcpy(text_seen, text, bytes);
    text_seen[bytes] = 0;
    longjmp(out, 1);
}

static const char *no_env(void *user, const char *name)
{
    (void)user;
    (void)name;
    return NULL;
}

static const gort_site sites[] = {
    {"main.f", "/a.go", 3}, {"main.main", "/a.go", 7}, {"main.d", "/a.go", 9}};
static const gort_module module = {.name = "main", .sites = sites, .nsites = 3};

static gort_runtime *rt;
static gort_g *g;
static void **sp; /* behind the sites of main.main and main.f */

static void open_runtime(void)
{
    gort_config c;
    gort_config_init(&c);
    c.getenv = no_env;
    c.on_error = on_error;
    c.heap_reserve_bytes = (size_t)1 << 30;
    rt = gort_runtime_new(&c);
    gort_register_module(rt, &module);
    g = gort_attach(rt);
    sp = gort_top(g);
    sp[0] = GORT_SITE_WORD(&sites[1]);
    sp[1] = GORT_SITE_WORD(&sites[0]);
    sp += 2;
}

static void close_runtime(void)
{
    gort_g_reset(g, g->stack.shadow_lo);
    gort_detach(rt);
    gort_runtime_free(rt);
}

#define TRACE "\ngoroutine 1 [running]:\nmain.f(...)\n\t/a.go:3 +0x0\nmain.main()\n\t/a.go:7 +0x1\n"

/* Runs `what`, which must panic without being recovered, and compares the whole report. */
#define REPORTS(want, what)                                                                        \
    do {                                                                                           \
        if (setjmp(out) == 0) {                                                                    \
            what;                                                                                  \
            ck_abort_msg("no error: " #what);                                                      \
        }                                                                                          \
        gort_g_reset(g, sp);                                                                       \
        ck_assert_str_eq(text_seen, want);                                                         \
    } while (0)

static gort_eface eface(const gort_type *t, const void *p)
{
    const gort_eface e = {t, (void *)(uintptr_t)p};
    return e;
}

/* ---- Values -----------------------------------------------------------------------------------
 */

static gort_string string_of(const char *s)
{
    const gort_string r = {(const uint8_t *)s, (intptr_t)strlen(s)};
    return r;
}

static gort_string method_text(gort_g *gg, void **s, void *data)
{
    (void)gg;
    (void)s;
    (void)data;
    return string_of("from the method");
}

static gort_string method_allocates(gort_g *gg, void **s, void *data)
{
    (void)data;
    gort_gc(gg, s);
    uint8_t *p = gort_alloc_slow(gg, s, &gort_type_uint8, 3);
    memcpy(p, "new", 3);
    const gort_string r = {p, 3};
    return r;
}

static gort_string method_panics(gort_g *gg, void **s, void *data)
{
    (void)data;
    static const gort_string inner = {(const uint8_t *)"inner", 5};
    gort_gopanic(gg, s, eface(&gort_type_string, &inner));
}

static gort_string method_panics_int(gort_g *gg, void **s, void *data)
{
    (void)data;
    static const intptr_t five = 5;
    gort_gopanic(gg, s, eface(&gort_type_int, &five));
}

#define BASIC(NAME, KIND, BYTES)                                                                   \
    {                                                                                              \
        .size_bytes = BYTES, .kind = KIND, .align = sizeof(void *), .flags = GORT_TYPE_NAMED,      \
        .name = NAME                                                                               \
    }

START_TEST(values)
{
    static const gort_type t_t = BASIC("main.T", GORT_KIND_INT, sizeof(intptr_t));
    static const gort_type t_u = BASIC("main.U", GORT_KIND_UINT8, 1);
    static const gort_type t_i16 = BASIC("int16", GORT_KIND_INT16, 2);
    static const gort_type t_mys = BASIC("main.MyS", GORT_KIND_STRING, sizeof(gort_string));
    static const gort_type t_f = BASIC("main.F", GORT_KIND_FLOAT64, 8);
    static const gort_type t_f32 = BASIC("float32", GORT_KIND_FLOAT32, 4);
    static const gort_type t_c = BASIC("complex128", GORT_KIND_COMPLEX128, 16);
    static const gort_type t_mc = BASIC("main.C", GORT_KIND_COMPLEX128, 16);
    static const gort_type t_st = BASIC("main.St", GORT_KIND_STRUCT, 16);
    static const gort_type t_ptr = BASIC("*main.St", GORT_KIND_PTR, sizeof(void *));
    static const gort_method m_text[] = {
        {"Error", &gort_type_string_func, (void (*)(void))method_text, NULL}};
    static const gort_method m_string[] = {
        {"String", &gort_type_string_func, (void (*)(void))method_allocates, NULL}};
    static const gort_method m_other[] = {
        /* not a func() string */
        {"Error", &gort_type_niladic_func, (void (*)(void))method_text, NULL}};
    static const gort_method m_panics[] = {
        {"Error", &gort_type_string_func, (void (*)(void))method_panics, NULL}};
    static const gort_method m_panics_int[] = {
        {"Error", &gort_type_string_func, (void (*)(void))method_panics_int, NULL}};
    gort_type t_e = t_t, t_s = t_t, t_o = t_t, t_p = t_t, t_pi = t_t;
    t_e.methods = m_text, t_e.nmethods = 1;
    t_s.methods = m_string, t_s.nmethods = 1;
    t_o.methods = m_other, t_o.nmethods = 1;
    t_p.methods = m_panics, t_p.nmethods = 1;
    t_pi.methods = m_panics_int, t_pi.nmethods = 1;

    const intptr_t i42 = 42, neg = -42;
    const uint8_t u5 = 5;
    const int16_t i16 = -300;
    const double d15 = 1.5, tiny = 5e-324, huge = 1.7976931348623157e308, zero = 0.0;
    const double nan = __builtin_nan(""), inf = -__builtin_inf(), c[2] = {1, -2};
    const float f32 = 0.1f;
    const bool yes = true, no = false;
    const gort_string s = string_of("x\ny"), empty = {NULL, 0};
    const struct {
        gort_eface v;
        const char *text;
    } cases[] = {
        {eface(&gort_type_string, &s), "x\ny"},
        {eface(&gort_type_string, &empty), ""},
        {eface(&gort_type_int, &i42), "42"},
        {eface(&gort_type_int, &neg), "-42"},
        {eface(&t_i16, &i16), "-300"},
        {eface(&gort_type_uint8, &u5), "5"},
        {eface(&t_t, &i42), "main.T(42)"},
        {eface(&t_u, &u5), "main.U(5)"},
        {eface(&t_mys, &s), "main.MyS(\"x\ny\")"},
        {eface(&gort_type_float64, &d15), "+1.500000e+000"},
        {eface(&gort_type_float64, &tiny), "+4.940656e-324"},
        {eface(&gort_type_float64, &huge), "+1.797693e+308"},
        {eface(&gort_type_float64, &zero), "+0.000000e+000"},
        {eface(&gort_type_float64, &nan), "NaN"},
        {eface(&gort_type_float64, &inf), "-Inf"},
        {eface(&t_f, &d15), "main.F(+1.500000e+000)"},
        {eface(&t_f32, &f32), "+1.000000e-001"},
        {eface(&t_c, c), "(+1.000000e+000-2.000000e+000i)"},
        {eface(&t_mc, c), "main.C(+1.000000e+000-2.000000e+000i)"},
        {eface(&gort_type_bool, &yes), "true"},
        {eface(&gort_type_bool, &no), "false"},
        {eface(&t_st, (void *)0x521808), "(main.St) 0x521808"},
        {eface(&t_ptr, (void *)0xc00a6000), "(*main.St) 0xc00a6000"},
        {eface(&t_e, &i42), "from the method"},
        {eface(&t_s, &i42), "new"},
        {eface(&t_o, &i42), "main.T(42)"},
        {eface(NULL, NULL), "nil"},
    };
    open_runtime();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char want[256];
        snprintf(want, sizeof want, "panic: %s\n" TRACE, cases[i].text);
        REPORTS(want, gort_gopanic(g, sp, cases[i].v));
        ck_assert_int_eq(code_seen, GORT_ERROR_PANIC);
    }
    if (setjmp(out) == 0) gort_gopanic(g, sp, eface(&t_p, &i42));
    gort_g_reset(g, sp);
    ck_assert_int_eq(code_seen, GORT_ERROR_FATAL);
    const char first[] = "fatal error: panic while printing panic value: inner\n\ngoroutine 1 ";
    ck_assert_msg(strncmp(text_seen, first, sizeof first - 1) == 0, "%s", text_seen);
    if (setjmp(out) == 0) gort_gopanic(g, sp, eface(&t_pi, &i42));
    gort_g_reset(g, sp);
    const char second[] = "fatal error: panic while printing panic value: type int\n\ngoroutine ";
    ck_assert_msg(strncmp(text_seen, second, sizeof second - 1) == 0, "%s", text_seen);
    close_runtime();
}
END_TEST

START_TEST(runtime_errors)
{
#define R "panic: runtime error: "
    open_runtime();
    REPORTS(R "index out of range [5] with length 1\n" TRACE, gort_panicIndex(g, sp, 5, 1));
    REPORTS(R "index out of range [-1]\n" TRACE, gort_panicIndex(g, sp, -1, 1));
    REPORTS(R "index out of range [9223372036854775808] with length 1\n" TRACE,
            gort_panicIndexU(g, sp, (uint64_t)1 << 63, 1));
    REPORTS(R "slice bounds out of range [:5] with length 3\n" TRACE,
            gort_panicSliceAlen(g, sp, 5, 3));
    REPORTS(R "slice bounds out of range [:5] with capacity 3\n" TRACE,
            gort_panicSliceAcap(g, sp, 5, 3));
    REPORTS(R "slice bounds out of range [:-3]\n" TRACE, gort_panicSliceAcap(g, sp, -3, 3));
    REPORTS(R "slice bounds out of range [5:1]\n" TRACE, gort_panicSliceB(g, sp, 5, 1));
    REPORTS(R "slice bounds out of range [-3:]\n" TRACE, gort_panicSliceB(g, sp, -3, 1));
    REPORTS(R "slice bounds out of range [::3] with length 1\n" TRACE,
            gort_panicSlice3Alen(g, sp, 3, 1));
    REPORTS(R "slice bounds out of range [::3] with capacity 1\n" TRACE,
            gort_panicSlice3Acap(g, sp, 3, 1));
    REPORTS(R "slice bounds out of range [:4:3]\n" TRACE, gort_panicSlice3B(g, sp, 4, 3));
    REPORTS(R "slice bounds out of range [:-4:]\n" TRACE, gort_panicSlice3B(g, sp, -4, 3));
    REPORTS(R "slice bounds out of range [3:2:]\n" TRACE, gort_panicSlice3C(g, sp, 3, 2));
    REPORTS(R "slice bounds out of range [-3::]\n" TRACE, gort_panicSlice3C(g, sp, -3, 2));
    REPORTS(R "integer divide by zero\n" TRACE, gort_panicdivide(g, sp));
    REPORTS(R "negative shift amount\n" TRACE, gort_panicshift(g, sp));
    REPORTS(R "makeslice: len out of range\n" TRACE,
            gort_panic_runtime(g, sp, "makeslice: len out of range"));
    REPORTS("panic: assignment to entry in nil map\n" TRACE,
            gort_panic_plain(g, sp, "assignment to entry in nil map"));
    REPORTS("panic: interface conversion: interface {} is string, not int\n" TRACE,
            gort_panicdottype(g, sp, &gort_type_string, &gort_type_int, &gort_type_eface));
    REPORTS("panic: interface conversion: interface {} is nil, not int\n" TRACE,
            gort_panicdottype(g, sp, NULL, &gort_type_int, &gort_type_eface));
    REPORTS("fatal error: concurrent map writes\n" TRACE,
            gort_fatal(g, sp, "concurrent map writes"));
    ck_assert_int_eq(code_seen, GORT_ERROR_FATAL);

    /* The signal line, with a code address. */
    if (setjmp(out) == 0) gort_panicmem(g, sp);
    gort_g_reset(g, sp);
    unsigned long long pc = 0;
    int n = 0;
    ck_assert_int_eq(sscanf(text_seen,
                            R "invalid memory address or nil pointer dereference\n"
                              "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 "
                              "pc=0x%llx]%n",
                            &pc, &n),
                     1);
    ck_assert_uint_gt(pc, 4096);
    ck_assert_str_eq(text_seen + n, "\n" TRACE);
    REPORTS(R "integer divide by zero\n" TRACE, gort_panicdivide(g, sp)); /* and none later */
    close_runtime();
#undef R
}
END_TEST

/* ---- Defer and recover ------------------------------------------------------------------------
 */

/* A deferred call that does the steps of a script and writes a log. */
typedef struct action {
    gort_closure head;
    const char *script; /* r recover, p panic with the letter that follows, n nest a recover in a
                           called function, c call a function that defers and recovers, m nil
                           dereference; a capital letter is logged */
} action;
static char log_text[256];

static void log_add(const char *s, size_t n)
{
    const size_t at = strlen(log_text);
    if (n > sizeof log_text - 1 - at) n = sizeof log_text - 1 - at;
    memcpy(log_text + at, s, n);
    log_text[at + n] = 0;
}

static void log_eface(gort_eface e)
{
    if (!e.type) {
        log_add("-", 1);
    } else {
        const gort_string *s = e.data;
        log_add((const char *)s->ptr, s->len < 8 ? (size_t)s->len : 8);
    }
}

static void panic_letter(void **at, char c)
{
    static const char letters[] = "abcdefgh";
    static gort_string s[8];
    const int i = c - 'a';
    s[i].ptr = (const uint8_t *)&letters[i];
    s[i].len = 1;
    gort_gopanic(g, at, eface(&gort_type_string, &s[i]));
}

static void run_script(gort_g *gg, void **at, gort_closure *c);

/* func() { defer each of the scripts; then run the last one as the body }. Returns normally if it
 * recovered or nothing happened. */
static void function_with_defers(void **at, const char *body, const char *const *scripts, int n)
{
    volatile action a[4];
    gort_defer d[4];
    gort_defer_frame fr;
    memset(d, 0, sizeof d);
    gort_defer_enter(g, at, &fr);
    if (GORT_SETJMP(&fr) == 0) {
        for (int i = 0; i < n; i++) {
            a[i].head.fn = (void (*)(void))run_script;
            a[i].script = scripts[i];
            gort_deferprocStack(&fr, &d[i], (gort_closure *)(uintptr_t)&a[i].head);
        }
        action b = {{NULL}, body};
        at[3] = GORT_SITE_WORD(&sites[0]);
        run_script(g, at + 4, &b.head);
    }
    at[3] = GORT_SITE_WORD(&sites[0]);
    gort_deferreturn(g, at + 4, &fr);
}

static void run_script(gort_g *gg, void **at, gort_closure *c)
{
    (void)gg;
    static const char *const recovering[] = {"r"};
    for (const char *s = ((const action *)c)->script; *s; s++) {
        switch (*s) {
        case 'r': log_eface(gort_gorecover(g, at)); break;
        case 'n': { /* a recover one call below the deferred function: nothing to recover */
            at[0] = GORT_SITE_WORD(&sites[2]);
            log_eface(gort_gorecover(g, at + 1));
            break;
        }
        case 'c': /* the callee's own deferred call does not see this panic */
            at[0] = GORT_SITE_WORD(&sites[2]);
            function_with_defers(at + 1, "", recovering, 1);
            break;
        case 'k': /* the callee panics and recovers by itself */
            at[0] = GORT_SITE_WORD(&sites[2]);
            function_with_defers(at + 1, "ph", recovering, 1);
            break;
        case 'm': at[0] = GORT_SITE_WORD(&sites[2]); gort_panicmem(g, at + 1);
        case 'p':
            at[0] = GORT_SITE_WORD(&sites[2]);
            panic_letter(at + 1, *++s);
            break;
        default: log_add(s, 1);
        }
    }
}

static int count(const char *const *scripts)
{
    int n = 0;
    while (n < 4 && scripts[n])
        n++;
    return n;
}

START_TEST(recover_orders)
{
    static const struct {
        const char *body;
        const char *scripts[4]; /* in the order of the defer statements */
        const char *log;
        const char *report; /* the lines before the traceback; NULL: returns normally */
    } cases[] = {
        {"A", {"1", "2", "3"}, "A321", NULL},
        {"Apa", {"1", "r", "3"}, "A3a1", NULL}, /* the rest runs after the recovery */
        {"pa", {"1", "2"}, "21", "panic: a\n"},
        {"pa", {"r", "nX"}, "-Xa", NULL},
        {"pa", {"r", "cX"}, "-Xa", NULL},
        {"pa", {"r", "kX"}, "hXa", NULL},
        {"pa", {"rpb"}, "a", "panic: a [recovered]\n\tpanic: b\n"},
        {"pa", {"pb"}, "", "panic: a\n\tpanic: b\n"},
        {"pa", {"pc", "rpb"}, "a", "panic: a [recovered]\n\tpanic: b\n\tpanic: c\n"},
        {"pa", {"r", "pb"}, "b", NULL},           /* b took a's place, and is recovered */
        {"pa", {"r1", "r", "rpb"}, "ab-1", NULL}, /* nothing is left for the last one */
        {"pa", {"rr"}, "a-", NULL},               /* recover only works once */
        {"", {"r"}, "-", NULL},
        {"", {"r", "pb"}, "b", NULL}, /* a panic in a deferred call of a return */
        {"", {"pb", "r"}, "-", "panic: b\n"},
        {"pa", {"pc", "r"}, "a", "panic: c\n"}, /* after a recovery a new panic stands alone */
    };
    open_runtime();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        log_text[0] = text_seen[0] = 0;
        if (setjmp(out) == 0) {
            function_with_defers(sp, cases[i].body, cases[i].scripts, count(cases[i].scripts));
            ck_assert_msg(!cases[i].report, "case %zu returned", i);
            ck_assert_ptr_null(g->panics);
            ck_assert_ptr_null(g->frames);
        } else {
            gort_g_reset(g, sp);
            ck_assert_msg(cases[i].report &&
                              strncmp(text_seen, cases[i].report, strlen(cases[i].report)) == 0,
                          "case %zu: %s", i, text_seen);
            ck_assert(text_seen[strlen(cases[i].report)] == '\n');
        }
        ck_assert_msg(strcmp(log_text, cases[i].log) == 0, "case %zu: %s", i, log_text);
    }
    close_runtime();
}
END_TEST

/* The signal line belongs to the panic under way: gone once it is recovered. */
START_TEST(signal_line_goes_with_recovery)
{
    static const char *const recovers[] = {"r"};
    static const char *const panics[] = {"pb"};
    open_runtime();
    log_text[0] = 0;
    function_with_defers(sp, "m", recovers, 1);
    REPORTS(
        "panic: a\n\ngoroutine 1 [running]:\nmain.d(...)\n\t/a.go:9 +0x2\n"
        "main.f(...)\n\t/a.go:3 +0x0\nmain.f(...)\n\t/a.go:3 +0x0\nmain.main()\n\t/a.go:7 +0x1\n",
        function_with_defers(sp, "pa", NULL, 0));
    if (setjmp(out) == 0) function_with_defers(sp, "m", panics, 1);
    gort_g_reset(g, sp);
    ck_assert_ptr_nonnull(strstr(text_seen, "\tpanic: b\n[signal SIGSEGV: "));
    close_runtime();
}
END_TEST

/* A deferred nil func panics when its turn comes, after the younger ones ran. */
START_TEST(deferred_nil_func)
{
    gort_defer d[2];
    gort_defer_frame fr;
    action logs = {{(void (*)(void))run_script}, "1"};
    open_runtime();
    log_text[0] = 0;
    memset(d, 0, sizeof d);
    gort_defer_enter(g, sp, &fr);
    gort_deferprocStack(&fr, &d[0], NULL);
    gort_deferprocStack(&fr, &d[1], &logs.head);
    if (setjmp(out) == 0) {
        gort_deferreturn(g, sp + GORT_DEFER_WORDS, &fr);
        ck_abort_msg("no panic");
    }
    gort_g_reset(g, sp);
    ck_assert_str_eq(log_text, "1");
    ck_assert_ptr_nonnull(strstr(text_seen, "nil pointer dereference\n[signal SIGSEGV"));
    close_runtime();
}
END_TEST

/* ---- Frames -----------------------------------------------------------------------------------
 */

START_TEST(traceback_elides)
{
    open_runtime();
    void **top = sp;
    for (int i = 0; i < 150; i++) {
        *top++ = GORT_TYPE_WORD(&gort_type_string); /* words that are no sites are passed over */
        *top++ = &top;
        *top++ = GORT_SITE_WORD(&sites[2]);
    }
    if (setjmp(out) == 0) gort_panicdivide(g, top);
    gort_g_reset(g, sp);
    int frames = 0;
    for (const char *p = text_seen; (p = strstr(p, "main.d(...)\n\t/a.go:9 +0x2\n")); p++)
        frames++;
    ck_assert_int_eq(frames, 100);
    ck_assert_ptr_nonnull(strstr(text_seen, "+0x2\n...additional frames elided...\n"));
    ck_assert_ptr_null(strstr(text_seen, "main.main"));
    close_runtime();
}
END_TEST

/* A module may hold long names in pieces. */
START_TEST(names_in_pieces)
{
    enum { LEVELS = 3000 };
    static gort_name names[LEVELS];
    static int32_t outers[2];
    static const gort_site inner[] = {{".1", "/b.go", 5}, {"main.g", "/b.go", 6}};
    static const gort_module b = {
        .name = "b", .sites = inner, .nsites = 2, .names = names, .outers = outers};
    char want[3 * LEVELS], *to = want;
    to += sprintf(to, "main.f");
    names[0].text = "main.f";
    for (int i = 1; i < LEVELS; i++) {
        names[i] = (gort_name){".7", i};
        to += sprintf(to, ".7");
    }
    sprintf(to, ".1(...)\n\t/b.go:5 +0x0\nmain.g(...)\n\t/b.go:6 +0x1\nmain.f(...)");
    outers[0] = LEVELS;
    open_runtime();
    gort_register_module(rt, &b);
    void **top = sp;
    *top++ = GORT_SITE_WORD(&inner[1]);
    *top++ = GORT_SITE_WORD(&inner[0]);
    if (setjmp(out) == 0) gort_panicdivide(g, top);
    gort_g_reset(g, sp);
    ck_assert_ptr_nonnull(strstr(text_seen, want));
    close_runtime();
}
END_TEST

/* Without a handler: the report on stderr, exit status 2. */
START_TEST(default_handler)
{
    int fd[2];
    ck_assert_int_eq(pipe(fd), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(fd[1], 2);
        close(fd[0]);
        gort_config c;
        gort_config_init(&c);
        c.getenv = no_env;
        rt = gort_runtime_new(&c);
        g = gort_attach(rt);
        gort_panicdivide(g, gort_top(g));
    }
    close(fd[1]);
    char text[1024];
    size_t n = 0;
    for (ssize_t k; (k = read(fd[0], text + n, sizeof text - 1 - n)) > 0;)
        n += (size_t)k;
    text[n] = 0;
    int status;
    waitpid(pid, &status, 0);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 2);
    ck_assert_str_eq(text, "panic: runtime error: integer divide by zero\n\n"
                           "goroutine 1 [running]:\n");
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("panic");
    TCase *t = tcase_create("panic");
    suite_add_tcase(s, t);
    tcase_add_test(t, values);
    tcase_add_test(t, runtime_errors);
    tcase_add_test(t, recover_orders);
    tcase_add_test(t, signal_line_goes_with_recovery);
    tcase_add_test(t, deferred_nil_func);
    tcase_add_test(t, traceback_elides);
    tcase_add_test(t, names_in_pieces);
    tcase_add_test(t, default_handler);
    return s;
}
