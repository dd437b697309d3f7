/* convention.c - the calling convention of emitted C, by example.
 *
 * This is what `gort emit` writes for the Go program below, written by hand and kept as a test:
 * tests/unit/convention.sh compiles it with every C compiler on the machine, with and without
 * optimisation, and under AddressSanitizer. Read it from top to bottom; each rule is stated where
 * it is first needed.
 *
 * 1. Every function takes (gort_g *g, void **sp, ...). All words of the shadow stack below sp are
 *    live; from sp on they are free.
 * 2. Before a call that takes sp: store the pointers that are live across it into sp[0..k), the
 *    call site into sp[k], and pass sp + k + 1. Nothing is read back: objects do not move.
 * 3. A function does not root its parameters on entry; its own slow paths do.
 * 4. Three-address code: a call's result gets a named local before the next call is made.
 * 5. A variable in the C frame whose address is taken and that holds pointers is zeroed, then
 *    entered as a pair (type word, address) at the bottom of the frame's own words, and stays.
 * 6. Stores of pointers into objects and globals go through gort_store, stores into the function's
 *    own variables do not.
 * 7. Compile with -fno-optimize-sibling-calls -fno-strict-aliasing -fwrapv
 *    -fno-delete-null-pointer-checks.
 */
#include "gort_inline.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- type node struct { left, right *node; val int } --------------------------------------- */

typedef struct main_node main_node;
struct main_node {
    main_node *left, *right;
    intptr_t val;
};

static const uint8_t mask_node[] = {3}; /* words 0 and 1 */
static const gort_type type_node = {
    .size_bytes = sizeof(main_node),
    .ptrdata_bytes = 16,
    .ptrmask = mask_node,
    .ptrmask_bytes = 16,
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .flags = GORT_TYPE_NAMED,
    .hash = 1,
    .name = "main.node",
};

/* ---- Call sites and the module -------------------------------------------------------------- */

#define FILE_GO "/src/convention.go"
static const gort_site sites[] = {
    {"main.bottomUp", FILE_GO, 11},     {"main.bottomUp", FILE_GO, 12},
    {"main.bottomUp", FILE_GO, 13},     {"main.sum", FILE_GO, 20},
    {"main.cell", FILE_GO, 30},         {"main.cell", FILE_GO, 31},
    {"main.churn", FILE_GO, 40},        {"main.at", FILE_GO, 50},
    {"main.guarded", FILE_GO, 60},      {"main.guarded", FILE_GO, 61},
    {"main.nested", FILE_GO, 70},       {"main.nested", FILE_GO, 71},
    {"main.nested.func1", FILE_GO, 72}, {"main.deep", FILE_GO, 80},
    {"main.main", FILE_GO, 90},         {"main.loop", FILE_GO, 95},
    {"main.deferloop", FILE_GO, 100},
};
enum {
    S_BOTTOMUP_11,
    S_BOTTOMUP_12,
    S_BOTTOMUP_13,
    S_SUM_20,
    S_CELL_30,
    S_CELL_31,
    S_CHURN_40,
    S_AT_50,
    S_GUARDED_60,
    S_GUARDED_61,
    S_NESTED_70,
    S_NESTED_71,
    S_NESTED_FUNC1_72,
    S_DEEP_80,
    S_MAIN_90,
    S_LOOP_95,
    S_DEFERLOOP_100,
};

static main_node *main_keep; /* var keep *node */
static gort_closure *main_hook;
static intptr_t main_serial; /* var serial int: every node has its own number */
static const uint8_t mask_ptr[] = {1};
static const gort_type type_ptr_node = {
    .size_bytes = 8,
    .ptrdata_bytes = 8,
    .ptrmask = mask_ptr,
    .ptrmask_bytes = 8,
    .kind = GORT_KIND_PTR,
    .align = sizeof(void *),
    .flags = GORT_TYPE_DIRECT,
    .hash = 2,
    .name = "*main.node",
    .elem = &type_node,
};
static const gort_global globals[] = {{&main_keep, &type_ptr_node}, {&main_hook, &type_ptr_node}};
static const gort_module module = {
    .name = "main",
    .sites = sites,
    .nsites = sizeof sites / sizeof sites[0],
    .globals = globals,
    .nglobals = 2,
    .globals_bytes = 16,
};

/* ---- Roots ---------------------------------------------------------------------------------- */

/* func bottomUp(d int) *node {
 *     var l, r *node
 *     if d != 0 { l = bottomUp(d - 1); r = bottomUp(d - 1) }
 *     n := &node{left: l, right: r}; serial++; n.val = serial
 *     return n
 * } */
static main_node *main_bottomUp(gort_g *g, void **sp, intptr_t d)
{
    main_node *l = NULL, *r = NULL, *n;
    /* The prologue: stack overflow and safepoint in one compare. Only then parameters are rooted
     * (this function has none that are pointers). */
    if (GORT_POLL_NEEDED(g)) gort_morestack(g, sp);
    if (d != 0) {
        sp[0] = GORT_SITE_WORD(&sites[S_BOTTOMUP_11]); /* nothing live yet */
        l = main_bottomUp(g, sp + 1, d - 1);
        sp[0] = l; /* l is live across the second call */
        sp[1] = GORT_SITE_WORD(&sites[S_BOTTOMUP_12]);
        r = main_bottomUp(g, sp + 2, d - 1);
    }
    n = gort_new_fast(g, &type_node);
    if (!n) {
        sp[0] = l;
        sp[1] = r;
        sp[2] = GORT_SITE_WORD(&sites[S_BOTTOMUP_13]);
        n = gort_alloc_slow(g, sp + 3, &type_node, 1);
    }
    gort_store(g, &n->left, l);
    gort_store(g, &n->right, r);
    n->val = ++main_serial;
    return n;
}

/* func sum(n *node) int: recursion over parameters; n.right is read before the call. */
static intptr_t main_sum(gort_g *g, void **sp, main_node *n)
{
    intptr_t a, b;
    if (GORT_POLL_NEEDED(g)) {
        sp[0] = n; /* the parameter is rooted in the slow path only */
        gort_morestack(g, sp + 1);
    }
    if (!n) return 0;
    sp[0] = n;
    sp[1] = GORT_SITE_WORD(&sites[S_SUM_20]);
    a = main_sum(g, sp + 2, n->left);
    sp[0] = n;
    sp[1] = GORT_SITE_WORD(&sites[S_SUM_20]);
    b = main_sum(g, sp + 2, n->right);
    return a + b + n->val;
}

/* func fill(c *node) { c.left = bottomUp(3) } */
static void main_fill(gort_g *g, void **sp, main_node *c)
{
    main_node *t;
    sp[0] = c;
    sp[1] = GORT_SITE_WORD(&sites[S_CELL_31]);
    t = main_bottomUp(g, sp + 2, 3);
    gort_store(g, &c->left, t); /* c may point into a frame: the barrier is right there too */
}

/* func cell() int { var c node; fill(&c); runtime.GC(); return sum(c.left) } : c stays in the frame
 * (it does not escape), but its address is taken, so it is a pair from here to the end. */
static intptr_t main_cell(gort_g *g, void **sp)
{
    main_node c;
    memset(&c, 0, sizeof c); /* before its address exists */
    sp[0] = GORT_TYPE_WORD(&type_node);
    sp[1] = &c; /* the frame's own words begin behind the pair, at sp[2] */
    sp[2] = GORT_SITE_WORD(&sites[S_CELL_30]);
    main_fill(g, sp + 3, &c);
    sp[2] = GORT_SITE_WORD(&sites[S_CELL_30]);
    gort_gc(g, sp + 3);
    sp[2] = GORT_SITE_WORD(&sites[S_CELL_30]);
    return main_sum(g, sp + 3, c.left);
}

/* func churn(n int): a loop with a back-edge poll; keep is a global. */
static void main_churn(gort_g *g, void **sp, intptr_t n)
{
    intptr_t i;
    for (i = 0; i < n; i++) {
        main_node *t;
        sp[0] = GORT_SITE_WORD(&sites[S_CHURN_40]);
        t = main_bottomUp(g, sp + 1, 4);
        gort_store_global(g, &main_keep, t);
        if (GORT_POLL_NEEDED(g)) { /* t is dead: nothing to root */
            sp[0] = GORT_SITE_WORD(&sites[S_LOOP_95]);
            gort_morestack(g, sp + 1);
        }
    }
}

/* ---- Panics --------------------------------------------------------------------------------- */

/* func at(a []int, i int) int { return a[i] } : an operation that can panic counts as a call. */
static intptr_t main_at(gort_g *g, void **sp, gort_slice a, intptr_t i)
{
    if ((uintptr_t)i >= (uintptr_t)a.len) {
        sp[0] = GORT_SITE_WORD(&sites[S_AT_50]);
        gort_panicIndex(g, sp + 1, i, a.len);
    }
    return ((intptr_t *)a.ptr)[i];
}

/* func guarded(i int) (res int, err any) {
 *     defer func() { err = recover() }()
 *     res = at([]int{7}, i); return
 * }
 * Captured variables (here the results) live in one struct in the frame; the closure holds its
 * address. What is read after GORT_SETJMP returned again is volatile or only reached by address. */
typedef struct guarded_vars {
    intptr_t res;
    gort_eface err;
} guarded_vars;
static const uint8_t mask_guarded[] = {4}; /* err.data */
static const gort_type type_guarded_vars = {
    .size_bytes = sizeof(guarded_vars),
    .ptrdata_bytes = sizeof(guarded_vars),
    .ptrmask = mask_guarded,
    .ptrmask_bytes = sizeof(guarded_vars),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .hash = 3,
    .name = "main.guarded.vars",
};
typedef struct guarded_closure {
    gort_closure head;
    guarded_vars *vars;
} guarded_closure;

static void main_guarded_func1(gort_g *g, void **sp, gort_closure *c)
{
    guarded_vars *v = ((guarded_closure *)c)->vars;
    gort_eface e = gort_gorecover(g, sp); /* the sp this function was given */
    v->err.type = e.type;
    gort_store(g, &v->err.data, e.data);
}

static guarded_vars main_guarded(gort_g *g, void **sp, intptr_t i)
{
    intptr_t array[1] = {7};
    guarded_vars v;
    guarded_closure c;
    gort_defer d;
    gort_defer_frame fr;
    memset(&v, 0, sizeof v);
    memset(&d, 0, sizeof d);
    c.head.fn = (void (*)(void))main_guarded_func1;
    c.vars = &v;
    gort_defer_enter(g, sp, &fr); /* takes sp[0..GORT_DEFER_WORDS) */
    sp[3] = GORT_TYPE_WORD(&gort_type_defer);
    sp[4] = &d;
    sp[5] = GORT_TYPE_WORD(&type_guarded_vars);
    sp[6] = &v;
    if (GORT_SETJMP(&fr) == 0) {
        gort_slice s;
        intptr_t t;
        gort_deferprocStack(&fr, &d, &c.head);
        s.ptr = array;
        s.len = s.cap = 1;
        sp[7] = GORT_SITE_WORD(&sites[S_GUARDED_60]);
        t = main_at(g, sp + 8, s, i);
        v.res = t;
    }
    sp[7] = GORT_SITE_WORD(&sites[S_GUARDED_61]);
    gort_deferreturn(g, sp + 8, &fr);
    return v;
}

/* func deferloop(n int) (total int) { for i := 0; i < n; i++ { defer func() { total += i }() } }
 * The records and the closures come from the heap. */
typedef struct add_closure {
    gort_closure head;
    volatile intptr_t *total;
    intptr_t i;
} add_closure;
static const gort_type type_add_closure = {
    .size_bytes = sizeof(add_closure),
    .ptrdata_bytes = 16,
    .ptrmask = (const uint8_t[]){2},
    .ptrmask_bytes = 16,
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .hash = 4,
    .name = "main.deferloop.func1",
};

static void main_deferloop_func1(gort_g *g, void **sp, gort_closure *c)
{
    add_closure *a = (add_closure *)c;
    sp[0] = a;
    sp[1] = GORT_SITE_WORD(&sites[S_DEFERLOOP_100]);
    gort_gc(g, sp + 2); /* the closure being run is a root of the caller; here of this frame too */
    *a->total = *a->total * 10 + a->i;
}

static intptr_t main_deferloop(gort_g *g, void **sp, intptr_t n)
{
    volatile intptr_t total = 0;
    gort_defer_frame fr;
    gort_defer_enter(g, sp, &fr);
    if (GORT_SETJMP(&fr) == 0) {
        intptr_t i;
        for (i = 0; i < n; i++) {
            add_closure *a = gort_new_fast(g, &type_add_closure);
            if (!a) {
                sp[3] = GORT_SITE_WORD(&sites[S_DEFERLOOP_100]);
                a = gort_alloc_slow(g, sp + 4, &type_add_closure, 1);
            }
            a->head.fn = (void (*)(void))main_deferloop_func1;
            a->total = &total; /* into this frame: no heap pointer, no barrier needed */
            a->i = i;
            sp[3] = GORT_SITE_WORD(&sites[S_DEFERLOOP_100]);
            gort_deferproc(g, sp + 4, &fr, &a->head);
            if (GORT_POLL_NEEDED(g)) gort_morestack(g, sp + 3);
        }
    }
    sp[3] = GORT_SITE_WORD(&sites[S_DEFERLOOP_100]);
    gort_deferreturn(g, sp + 4, &fr);
    return total;
}

/* func nested() { defer func() { panic("b") }(); panic("a") } */
static const gort_string text_a = {(const uint8_t *)"a", 1}, text_b = {(const uint8_t *)"b", 1};

static GORT_NORETURN void nested_panic(gort_g *g, void **sp, const gort_string *s)
{
    gort_eface v;
    v.type = &gort_type_string;
    v.data = (void *)(uintptr_t)s;
    gort_gopanic(g, sp, v);
}

static void main_nested_func1(gort_g *g, void **sp, gort_closure *c)
{
    (void)c;
    sp[0] = GORT_SITE_WORD(&sites[S_NESTED_FUNC1_72]);
    nested_panic(g, sp + 1, &text_b);
}
static gort_closure nested_func1 = {(void (*)(void))main_nested_func1};

static void main_nested(gort_g *g, void **sp)
{
    gort_defer d;
    gort_defer_frame fr;
    memset(&d, 0, sizeof d);
    gort_defer_enter(g, sp, &fr);
    sp[3] = GORT_TYPE_WORD(&gort_type_defer);
    sp[4] = &d;
    if (GORT_SETJMP(&fr) == 0) {
        gort_deferprocStack(&fr, &d, &nested_func1);
        sp[5] = GORT_SITE_WORD(&sites[S_NESTED_70]);
        nested_panic(g, sp + 6, &text_a);
    }
    sp[5] = GORT_SITE_WORD(&sites[S_NESTED_71]);
    gort_deferreturn(g, sp + 6, &fr);
}

/* func deep(n int) int { if n < 0 { return 0 }; return deep(n+1) + 1 } */
static intptr_t main_deep(gort_g *g, void **sp, intptr_t n)
{
    intptr_t t;
    if (GORT_POLL_NEEDED(g)) gort_morestack(g, sp);
    if (n < 0) return 0;
    sp[0] = GORT_SITE_WORD(&sites[S_DEEP_80]);
    t = main_deep(g, sp + 1, n + 1);
    return t + 1;
}

/* ---- The test -------------------------------------------------------------------------------- */

static int tests_run, tests_failed;

static void check_that(int good, const char *what)
{
    tests_run++;
    if (!good) tests_failed++;
    printf("%sok %d - %s\n", good ? "" : "not ", tests_run, what);
}

/* An embedder's handler that leaves by longjmp. */
typedef struct caught {
    jmp_buf jb;
    gort_error_code code;
    char text[16384];
} caught;

static void on_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    caught *c = user;
    c->code = code;
    if (bytes >= sizeof c->text) bytes = sizeof c->text - 1;
    memcpy(c->text, text, bytes);
    c->text[bytes] = 0;
    longjmp(c->jb, 1);
}

static caught handler;

/* The sum of the numbers of the n nodes made last: no node is lost, none stands for two. */
static intptr_t newest(intptr_t n)
{
    return n * main_serial - n * (n - 1) / 2;
}

static void main_main(gort_g *g, void **sp)
{
    main_node *n;
    guarded_vars v;
    gort_string s;
    volatile intptr_t kept; /* read after a longjmp */

    sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    n = main_bottomUp(g, sp + 1, 10);
    sp[0] = n;
    sp[1] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    gort_gc(g, sp + 2);
    sp[0] = n;
    sp[1] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    check_that(main_sum(g, sp + 2, n) == newest(2047), "a tree under construction keeps its parts");
    sp[0] = n;
    sp[1] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    main_churn(g, sp + 2, 300);
    sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    gort_gc(g, sp + 1);
    sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    kept = newest(31);
    check_that(main_sum(g, sp + 1, main_keep) == kept, "a global keeps its tree");

    sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    check_that(main_cell(g, sp + 1) == newest(15), "a pair keeps what a frame's variable holds");

    sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    v = main_guarded(g, sp + 1, 0);
    check_that(v.res == 7 && !v.err.type, "deferred call on a normal return");
    sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    v = main_guarded(g, sp + 1, 5);
    check_that(v.res == 0 && v.err.type && strcmp(v.err.type->name, "runtime.boundsError") == 0,
               "recover returns the runtime's error");
    s = *(gort_string *)v.err.data;
    check_that(s.len == 51 &&
                   memcmp(s.ptr, "runtime error: index out of range [5] with length 1", 51) == 0,
               "the error's text");

    sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    check_that(main_deferloop(g, sp + 1, 5) == 43210,
               "deferred calls of a loop run youngest first");

    if (setjmp(handler.jb) == 0) {
        sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
        main_nested(g, sp + 1);
    }
    gort_g_reset(g, sp);
    check_that(handler.code == GORT_ERROR_PANIC &&
                   strstr(handler.text, "panic: a\n\tpanic: b\n\ngoroutine 1 [running]:\n"
                                        "main.nested.func1(...)\n\t/src/convention.go:72 +0xc\n"
                                        "panic(...)\n") == handler.text &&
                   strstr(handler.text, "main.nested(...)\n\t/src/convention.go:70 +0xa\n"
                                        "main.main()\n\t/src/convention.go:90 +0xe\n"),
               "the report of nested panics with its frames");
    if (setjmp(handler.jb) == 0) {
        sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
        main_deep(g, sp + 1, 0);
    }
    gort_g_reset(g, sp);
    check_that(handler.code == GORT_ERROR_STACK &&
                   strstr(handler.text, "runtime: goroutine stack exceeds 4194304-byte limit\n") ==
                       handler.text &&
                   strstr(handler.text, "\nfatal error: stack overflow\n") &&
                   strstr(handler.text, "main.deep(...)\n\t/src/convention.go:80 +0xd\n"
                                        "...additional frames elided...\n"),
               "stack overflow with the first hundred frames");
    sp[0] = GORT_SITE_WORD(&sites[S_MAIN_90]);
    check_that(main_sum(g, sp + 1, main_keep) == kept, "the g works after both");
}

static const char *no_env(void *user, const char *name)
{
    (void)user;
    (void)name;
    return NULL;
}

int main(int argc, char **argv)
{
    gort_config c;
    gort_runtime *rt;
    int status;
    gort_config_init(&c);
    c.getenv = no_env;
    c.on_error = on_error;
    c.user = &handler;
    c.stack_max_bytes = 4194304;
    c.debug = getenv("GORT_TEST_DEBUG"); /* gcstress=1 and the like */
    rt = gort_runtime_new(&c);
    if (!rt) return 1;
    gort_register_module(rt, &module);
    status = gort_main(rt, argc, argv, main_main);
    check_that(status == 0, "gort_main returns 0");
    gort_runtime_free(rt);
    printf("1..%d\n", tests_run);
    return tests_failed != 0;
}
