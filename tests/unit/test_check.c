/* test_check.c - the type checker: messages as go1.19 words them, what is refused, layouts, what
 * the tree looks like afterwards; and that no program, whole or broken, makes it crash.
 *
 * ../golden/types.txt holds sources and the Go compiler's messages (syntax_table.go fills them
 * in). GORT_TYPES names it, GORT_PROGRAMS the folder of programs that the mutations begin with;
 * they print their seed and take GORT_TEST_SEED.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* open_memstream */
#endif
#include "../../escape/types/constant.h"
#include "../../escape/syntax/lex.h"
#include "../../escape/syntax/parse.h"
#include "../../escape/types/types.h"
#include "../../escape/compile.h"
#include "../support/testing.h"
#include "diags.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    ck_assert_msg(f != NULL, "cannot read %s", path);
    char *text = calloc(1, 1 << 20);
    size_t n = fread(text, 1, (1 << 20) - 1, f);
    ck_assert_uint_lt(n, (1 << 20) - 1);
    fclose(f);
    return text;
}

static const char *data_path(const char *env, const char *fallback)
{
    const char *path = getenv(env);
    return path ? path : fallback;
}

static unit *check_bytes(const char *text, size_t bytes, bool *ok)
{
    unit *u = gort__unit_new();
    ck_assert(gort__unit_add_text(u, "x.go", text, bytes));
    *ok = gort__parse(u) && gort__check(u);
    return u;
}

static unit *check_ok(const char *text)
{
    bool ok;
    unit *u = check_bytes(text, strlen(text), &ok);
    char *d = diags_of(u);
    ck_assert_msg(ok, "%s", d);
    free(d);
    return u;
}

/* ---- Messages ----------------------------------------------------------------------------- */

START_TEST(as_go_says)
{
    char *all = read_all(data_path("GORT_TYPES", "../golden/types.txt"));
    int n = 0;
    for (char *p = strstr(all, "=== "); p;) {
        char *name = p + 4, *next = strstr(p + 1, "\n=== ");
        if (next) next[1] = 0;
        char *source = strchr(name, '\n') + 1, *want = strstr(source, "---\n");
        ck_assert_ptr_nonnull(want);
        source[-1] = 0;
        bool ok;
        unit *u = check_bytes(source, (size_t)(want - source), &ok);
        want += 4;
        char *got = diags_of(u);
        size_t len = strlen(want);
        while (len && want[len - 1] == '\n')
            len--;
        size_t got_len = strlen(got);
        while (got_len && got[got_len - 1] == '\n')
            got_len--;
        /* The last case may begin to differ in what gort refuses; it must be clean of errors. */
        if (len == 0 && strstr(got, "not supported yet")) got_len = 0;
        ck_assert_msg(len == got_len && memcmp(got, want, len) == 0, "%s:\n--- gort\n%s--- Go\n%s",
                      name, got, want);
        free(got);
        gort__unit_free(u);
        n++;
        p = next ? next + 1 : NULL;
    }
    free(all);
    ck_assert_int_ge(n, 40);
}
END_TEST

START_TEST(refusals)
{
    static const struct {
        const char *body, *want;
    } table[] = {
        {"fmt.Fscan(nil)", "x.go:5:6: fmt.Fscan is not supported yet\n"},
        {"type N interface { m() interface { N } }; var n N; n.m().m()",
         "x.go:5:25: an interface that embeds the type around it is not supported yet\n"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char text[512];
        snprintf(text, sizeof text,
                 "package main\nimport \"fmt\"\ntype T int; func (T) M() {}; func f() {};\n"
                 "func main() {\n\t%s\n}\nvar _ = fmt.Sprint()\n",
                 table[i].body);
        bool ok;
        unit *u = check_bytes(text, strlen(text), &ok);
        char *got = diags_of(u);
        ck_assert(!ok);
        ck_assert_str_eq(got, table[i].want);
        free(got);
        gort__unit_free(u);
    }
    static const char *const files[][2] = {
        {"package main\nimport \"regexp\"\nfunc main() { regexp.Foo(1) }\n",
         "x.go:2:8: import \"regexp\" is not supported yet\n"},
        {"package main\nimport _ \"unsafe\"\n//go:linkname f x.f\nfunc f() {}\nfunc main() {}\n",
         "x.go:3:3: //go:linkname is not supported yet\n"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        bool ok;
        unit *u = check_bytes(files[i][0], strlen(files[i][0]), &ok);
        char *got = diags_of(u);
        ck_assert_str_eq(got, files[i][1]);
        free(got);
        gort__unit_free(u);
    }
}
END_TEST

/* golden/types.txt has no bytes that are no text. */
START_TEST(a_path_with_a_nul)
{
    static const char text[] = "package main\nimport \"a\0b\"\nimport \"a\xff\"\n";
    bool ok;
    unit *u = check_bytes(text, sizeof text - 1, &ok);
    char *got = diags_of(u);
    ck_assert_str_eq(got, "x.go:2:8: invalid import path (invalid character U+0000)\n"
                          "x.go:2:10: invalid NUL character\n"
                          "x.go:3:8: invalid import path (invalid character U+FFFD '\uFFFD')\n"
                          "x.go:3:10: invalid UTF-8 encoding\n");
    free(got);
    gort__unit_free(u);
}
END_TEST

/* What the lexer finds wrong does not end the check, whatever is imported before. */
START_TEST(a_bad_literal_hides_no_other_error)
{
    static const char text[] = "package main\nimport \"fmt\"\nfunc main() {\n\tfmt.Println(08)\n"
                               "\tvar x int = \"a\"\n\t_ = x\n}\n";
    bool ok;
    unit *u = check_bytes(text, strlen(text), &ok);
    char *got = diags_of(u);
    ck_assert(!ok);
    ck_assert_str_eq(got, "x.go:4:15: invalid digit '8' in octal literal\n"
                          "x.go:5:14: cannot use \"a\" (untyped string constant) as int value in "
                          "variable declaration\n");
    free(got);
    gort__unit_free(u);
}
END_TEST

/* ---- Types -------------------------------------------------------------------------------- */

/* Size, alignment, ptrdata: from reflect on go1.19 amd64. */
static const struct {
    const char *type;
    int size, align, ptrdata;
    unsigned mask; /* by hand */
} layouts[] = {
    {"bool", 1, 1, 0, 0},
    {"int8", 1, 1, 0, 0},
    {"uint16", 2, 2, 0, 0},
    {"int32", 4, 4, 0, 0},
    {"int", 8, 8, 0, 0},
    {"uintptr", 8, 8, 0, 0},
    {"float32", 4, 4, 0, 0},
    {"string", 16, 8, 8, 1},
    {"[]int", 24, 8, 8, 1},
    {"map[string]int", 8, 8, 8, 1},
    {"func()", 8, 8, 8, 1},
    {"*int", 8, 8, 8, 1},
    {"interface{}", 16, 8, 16, 3},
    {"[0]*int", 0, 8, 0, 0},
    {"[3]string", 48, 8, 40, 0x15},
    {"[5]uint8", 5, 1, 0, 0},
    {"struct{}", 0, 1, 0, 0},
    {"struct{ a byte; b int64; c byte }", 24, 8, 0, 0},
    {"struct{ a byte; p *int; c byte }", 24, 8, 16, 2},
    {"struct{ s string; e interface{}; f float32 }", 40, 8, 32, 0xd},
    {"struct{ a int; z struct{} }", 16, 8, 0, 0},
    {"struct{ z struct{} }", 0, 1, 0, 0},
    {"[3]struct{ a byte; p *int; c byte }", 72, 8, 64, 0x92},
    {"struct{ a [2]string; b [0]*int; c uint16 }", 40, 8, 24, 5},
    {"struct{ a bool; b int16; c bool; d int32; e bool }", 16, 4, 0, 0},
};

START_TEST(layout)
{
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        char text[256];
        snprintf(text, sizeof text, "package main\ntype N %s\nvar a %s\nvar b N\nfunc main() {}\n",
                 layouts[i].type, layouts[i].type);
        unit *u = check_ok(text);
        for (int k = 0; k < 2; k++) {
            ty *t = u->pkg->globals.at[k]->type;
            ck_assert_int_eq(gort__ty_size(u, t), layouts[i].size);
            ck_assert_msg(t->align == layouts[i].align, "%s: align %d", layouts[i].type, t->align);
            ck_assert_msg(t->ptrdata_bytes == layouts[i].ptrdata, "%s: ptrdata %d", layouts[i].type,
                          (int)t->ptrdata_bytes);
            uint8_t *mask = gort__ty_ptrmask(u, t);
            ck_assert_msg((mask[0] | (layouts[i].ptrdata > 64 ? mask[1] << 8 : 0)) ==
                              (int)layouts[i].mask,
                          "%s: mask %x", layouts[i].type, mask[0]);
        }
        gort__unit_free(u);
    }
}
END_TEST

START_TEST(spelling)
{
    unit *u = check_ok("package main\n"
                       "type T struct{ next *T; f func(int, ...string) (bool, error) }\n"
                       "var a map[string][]T\n"
                       "var b func(any, []byte) interface{ M(rune) }\n"
                       "var c struct{ T; x, y [2]*T }\n"
                       "var d []uint8\n"
                       "var e []byte\n"
                       "func main() {}\n");
    objects *g = &u->pkg->globals;
    ck_assert_str_eq(gort__ty_string(u, g->at[0]->type), "map[string][]T");
    ck_assert_str_eq(gort__ty_string_qualified(u, g->at[0]->type), "map[string][]main.T");
    ck_assert_str_eq(gort__ty_string_qualified(u, g->at[1]->type),
                     "func(interface {}, []uint8) interface { M(int32) }");
    ck_assert_str_eq(gort__ty_string(u, g->at[2]->type), "struct { T; x [2]*T; y [2]*T }");
    ck_assert_str_eq(gort__ty_string_error(u, g->at[2]->type), "struct{T; x [2]*T; y [2]*T}");
    ck_assert_ptr_eq(g->at[3]->type, g->at[4]->type); /* canonical after check */
    ty *t = g->at[0]->type->elem->elem;
    ck_assert(t->is_named && t->kind == TY_STRUCT && t->fields[0].type->elem == t);
    ck_assert_str_eq(gort__ty_string(u, t->fields[1].type), "func(int, ...string) (bool, error)");
    ck_assert(!gort__ty_comparable(t) && !gort__ty_mem_equal(u, t) && gort__ty_reflexive(t));
    gort__unit_free(u);
}
END_TEST

/* ---- The tree after check ----------------------------------------------------------------- */

static function *func_named(unit *u, const char *name)
{
    functions *lists[2] = {&u->pkg->funcs, &u->pkg->literals};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < lists[k]->n; i++)
            if (strcmp(gort__function_name(u, lists[k]->at[i]), name) == 0) return lists[k]->at[i];
    ck_abort_msg("no function %s", name);
    return NULL;
}

START_TEST(closures)
{
    unit *u = check_ok("package main\n"
                       "var g = func() int { return func() int { return 1 }() }\n"
                       "type T struct{}\n"
                       "func (t *T) M() { func() { _ = t }() }\n"
                       "func f(a, b int) {\n"
                       "\tc := 1\n"
                       "\tfor i := 0; func() bool { return i < 3 }(); i++ {\n"
                       "\t\tfunc() { func() { _, _, _ = b, c, i }(); _ = a }()\n"
                       "\t}\n"
                       "\t_ = &c\n"
                       "}\n"
                       "func main() { f(1, 2); g() }\n");
    (void)func_named(u, "glob..func1");
    (void)func_named(u, "glob..func1.1");
    (void)func_named(u, "(*T).M.func1");
    (void)func_named(u, "f.func1");
    function *mid = func_named(u, "f.func2"), *in = func_named(u, "f.func2.1");
    ck_assert_ptr_eq(in->outer, mid);
    static const char *const of_in[] = {"b", "c", "i"}, *const of_mid[] = {"b", "c", "i", "a"};
    ck_assert_int_eq(in->ncaptures, 3);
    ck_assert_int_eq(mid->ncaptures, 4);
    for (int i = 0; i < 4; i++) {
        ck_assert_str_eq(mid->captures[i].var->name, of_mid[i]);
        ck_assert(mid->captures[i].var->captured);
        if (i < 3) ck_assert_str_eq(in->captures[i].var->name, of_in[i]);
    }
    function *f = func_named(u, "f");
    static const char *const dcl[] = {"a", "b", "c", "i"};
    ck_assert_int_eq(f->dcl.n, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_str_eq(f->dcl.at[i]->name, dcl[i]);
    ck_assert(f->dcl.at[2]->addrtaken && !f->dcl.at[3]->addrtaken);
    gort__unit_free(u);
}
END_TEST

START_TEST(init_order)
{
    unit *u = check_ok("package main\n"
                       "var a = b + 1\n"
                       "var b = f()\n"
                       "var c, d = two()\n"
                       "var e, h = 1, c\n"
                       "var s = []int{1, 2}\n"
                       "var m = map[int]int{}\n"
                       "var z int\n"
                       "func f() int { return d }\n"
                       "func two() (int, int) { return 1, 2 }\n"
                       "func main() { _ = a + h + z }\n");
    static const char *const want[] = {"c", "b", "a", "e", "h", "s", "m"};
    static const bool is_static[] = {false, false, false, true, false, true, false};
    ck_assert_int_eq(u->pkg->nvars, 7);
    for (int i = 0; i < 7; i++) {
        package_var *v = u->pkg->vars[i];
        ck_assert_str_eq(v->vars.at[0]->name, want[i]);
        ck_assert_int_eq(v->vars.n, i == 0 ? 2 : 1);
        ck_assert_msg(v->static_init == is_static[i], "%s", want[i]);
        ck_assert_int_eq(v->stmt->list.n, v->vars.n);
    }
    gort__unit_free(u);
}
END_TEST

/* Finds the n-th node of a kind below. */
static node *find(node *n, int kind, int *skip);

static node *find_list(nodes *l, int kind, int *skip)
{
    for (int i = 0; i < l->n; i++) {
        node *hit = find(l->at[i], kind, skip);
        if (hit) return hit;
    }
    return NULL;
}

static node *find(node *n, int kind, int *skip)
{
    if (!n) return NULL;
    if (n->kind == kind && (*skip)-- == 0) return n;
    node *c[] = {n->a, n->b, n->c, n->d, n->init, n->cond, n->post, n->els};
    node *hit = NULL;
    for (size_t i = 0; i < sizeof c / sizeof *c && !hit; i++)
        hit = find(c[i], kind, skip);
    if (!hit) hit = find_list(&n->list, kind, skip);
    if (!hit) hit = find_list(&n->list2, kind, skip);
    return hit ? hit : find_list(&n->body, kind, skip);
}

static node *nth(function *f, int kind, int n)
{
    node *hit = find_list(&f->body, kind, &n);
    ck_assert_ptr_nonnull(hit);
    return hit;
}

START_TEST(implicit_nodes)
{
    unit *u = check_ok("package main\n"
                       "import \"fmt\"\n"
                       "type A struct{ x int }\n"
                       "func (a *A) P() {}\n"
                       "func (a A) V() {}\n"
                       "type B struct{ *A; n int }\n"
                       "type C struct{ B }\n"
                       "const K = 5\n"
                       "func main() {\n"
                       "\tvar c C\n"
                       "\tc.P()\n"
                       "\tc.V()\n"
                       "\tc.x = 1\n"
                       "\tvar arr [3]int\n"
                       "\tp := &arr\n"
                       "\t_ = arr[:]\n"
                       "\t_ = p[1]\n"
                       "}\n"
                       "func conv(x, y int, m map[interface{}]int) interface{} {\n"
                       "\tfmt.Println(x, K, y, x+1)\n"
                       "\tm[x] = 1\n"
                       "\treturn y\n"
                       "}\n");
    function *f = func_named(u, "main");
    node *call = nth(f, N_CALL, 0);
    ck_assert_int_eq(call->call_kind, CALL_METHOD);
    ck_assert_str_eq(call->func->name, "(*A).P");
    node *recv = call->a->a; /* c.B.A: the pointer itself */
    ck_assert(recv->kind == N_SELECTOR && recv->implicit && recv->type->kind == TY_PTR);
    ck_assert(recv->a->kind == N_SELECTOR && recv->a->implicit && !recv->sel_ptr);
    recv = nth(f, N_CALL, 1)->a->a; /* *c.B.A */
    ck_assert(recv->kind == N_DEREF && recv->implicit && recv->type->is_named);
    node *arr = nth(f, N_SLICE, 0);
    ck_assert(arr->a->kind == N_ADDR && arr->a->implicit);
    node *idx = nth(f, N_INDEX, 0);
    ck_assert(idx->a->kind == N_DEREF && idx->a->implicit);
    object *o = f->dcl.at[1];
    ck_assert(strcmp(o->name, "arr") == 0 && o->addrtaken);

    f = func_named(u, "conv");
    call = nth(f, N_CALL, 0);
    ck_assert_int_eq(call->call_kind, CALL_STATIC);
    ck_assert_int_eq(call->list.n, 1);
    node *pack = call->list.at[0];
    ck_assert(pack->kind == N_COMPLIT && pack->implicit && pack->list.n == 4);
    ck_assert(pack->pos.line == 20 && pack->pos.col == 13);
    static const int cols[] = {13, 17, 17, 24}; /* as go1.19 -m prints them */
    for (int i = 0; i < 4; i++) {
        node *conv = pack->list.at[i];
        ck_assert(conv->kind == N_CONV && conv->implicit && conv->pos.line == 20);
        ck_assert_int_eq(conv->pos.col, cols[i]);
    }
    idx = nth(f, N_INDEX, 0);
    ck_assert(idx->b->kind == N_CONV && idx->b->implicit && idx->b->pos.col == 4);
    node *ret = nth(f, S_RETURN, 0);
    ck_assert(ret->list.at[0]->kind == N_CONV && ret->list.at[0]->pos.col == 9);
    gort__unit_free(u);
}
END_TEST

/* ---- Broken programs ---------------------------------------------------------------------- */

static uint64_t seed;

static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

static char **programs(int *n)
{
    const char *dir = data_path("GORT_PROGRAMS", "../golden/programs");
    DIR *d = opendir(dir);
    char **list = calloc(64, sizeof *list);
    *n = 0;
    for (struct dirent *e; d && (e = readdir(d)) && *n < 63;) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        size_t len = strlen(e->d_name);
        if (len > 3 && strcmp(e->d_name + len - 3, ".go") == 0) list[(*n)++] = read_all(path);
    }
    if (d) closedir(d);
    ck_assert_msg(*n > 0, "no programs in %s", dir);
    return list;
}

static int try_text(const char *text, size_t bytes)
{
    unit *u = gort__unit_new();
    ck_assert(gort__unit_add_text(u, "x.go", text, bytes));
    (void)gort__parse(u);
    /* Also after syntax errors: check must live with any tree. */
    u->too_many_errors = false;
    bool ok = gort__check(u);
    ck_assert(!ok || u->ndiags == 0);
    gort__unit_free(u);
    return ok;
}

START_TEST(mutations)
{
    const char *s = getenv("GORT_TEST_SEED");
    seed = s ? strtoull(s, NULL, 0) : 20240607;
    printf("# seed %llu\n", (unsigned long long)seed);
    seed |= 1;
    int n, tries = 0, fine = 0;
    char **list = programs(&n);
    for (int round = 0; round < 1500; round++) {
        const char *text = list[next_random() % (uint64_t)n];
        size_t len = strlen(text);
        char *copy = malloc(2 * len + 64);
        size_t at = next_random() % len, end = at;
        memcpy(copy, text, len);
        switch (round % 4) {
        case 0: len = at; break; /* cut off */
        case 1:                  /* a token left out */
        case 2:                  /* a word replaced by another of the program */
            while (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n')
                at--;
            while (end < len && text[end] != ' ' && text[end] != '\n')
                end++;
            if (round % 4 == 1) {
                memmove(copy + at, text + end, len - end);
                len -= end - at;
            } else {
                size_t from = next_random() % len, k = 0;
                while (from + k < len && k < 12 && text[from + k] != '\n')
                    k++;
                memcpy(copy + at, text + from, k);
                memcpy(copy + at + k, text + end, len - end);
                len = at + k + len - end;
            }
            break;
        default: copy[at] = "(){}[].,:=+*&x1\"\n"[next_random() % 17]; break;
        }
        fine += try_text(copy, len);
        tries++;
        free(copy);
    }
    for (int i = 0; i < n; i++)
        free(list[i]);
    free(list);
    ck_assert_int_eq(tries, 1500);
    ck_assert_int_gt(fine, 10);        /* some mutations are harmless */
    ck_assert_int_lt(fine, tries / 2); /* most are not */
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("check");
    TCase *t = tcase_create("check");
    tcase_add_test(t, a_path_with_a_nul);
    tcase_add_test(t, a_bad_literal_hides_no_other_error);
    tcase_add_test(t, as_go_says);
    tcase_add_test(t, refusals);
    tcase_add_test(t, layout);
    tcase_add_test(t, spelling);
    tcase_add_test(t, closures);
    tcase_add_test(t, init_order);
    tcase_add_test(t, implicit_nodes);
    tcase_add_test(t, mutations);
    suite_add_tcase(s, t);
    return s;
}
