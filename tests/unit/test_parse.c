/* test_parse.c - the front of the compile side: syntax errors as go1.19 words them, positions,
 * limits, bad files, spellings; and that no bytes at all make it crash or loop.
 *
 * ../golden/syntax.txt holds sources and the Go compiler's messages (syntax_table.go fills them
 * in); GORT_SYNTAX names it, GORT_PROGRAMS the folder of programs that the mutations begin with.
 * The random tests print their seed and take GORT_TEST_SEED.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* open_memstream, strcasestr */
#endif
#include "../../escape/syntax/parse.h"
#include "../../escape/syntax/print.h"
#include "../../escape/types/types.h"
#include "../../escape/syntax/lex.h"
#include "../../escape/compile.h"
#include "../support/testing.h"
#include "diags.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *data_path(const char *env, const char *fallback)
{
    const char *path = getenv(env);
    return path ? path : fallback;
}

static char *read_all(const char *path, size_t *bytes)
{
    FILE *f = fopen(path, "rb");
    ck_assert_msg(f != NULL, "cannot read %s", path);
    char *text = malloc(1 << 20);
    *bytes = fread(text, 1, (1 << 20) - 1, f);
    ck_assert_uint_lt(*bytes, (1 << 20) - 1);
    text[*bytes] = 0;
    fclose(f);
    return text;
}

static unit *parse_bytes(const char *text, size_t bytes)
{
    unit *u = gort__unit_new();
    ck_assert(gort__unit_add_text(u, "x.go", text, bytes));
    ck_assert(gort__parse(u) || u->ndiags > 0);
    return u;
}

static unit *parse_text(const char *text)
{
    return parse_bytes(text, strlen(text));
}

/* ---- Messages ----------------------------------------------------------------------------- */

/* \xHH to bytes, in place. */
static size_t unescape(char *s)
{
    char *to = s;
    for (const char *p = s; *p;) {
        unsigned byte;
        if (p[0] == '\\' && p[1] == 'x' && strspn(p + 2, "0123456789abcdef") >= 2 &&
            sscanf(p + 2, "%2x", &byte) == 1) {
            *to++ = (char)byte;
            p += 4;
        } else {
            *to++ = *p++;
        }
    }
    return (size_t)(to - s);
}

START_TEST(messages_are_those_of_go)
{
    size_t bytes;
    char *text = read_all(data_path("GORT_SYNTAX", "../golden/syntax.txt"), &bytes), *save;
    int cases = 0, wrong = 0;
    for (char *c = strstr(text, "=== "); c;) {
        char *name = c + 4, *next = strstr(name, "\n=== "), *source = strchr(name, '\n') + 1;
        char *end = strncmp(source, "---\n", 4) == 0 ? source : strstr(source, "\n---\n");
        char *answer = strstr(end, "---\n") + 4;
        if (next) *next = 0;
        source[-1] = 0;
        *end = 0;
        unit *u = gort__unit_new();
        u->opt_analysis_only = true;
        ck_assert(gort__unit_add_text(u, "x.go", source, end > source ? unescape(source) : 0));
        if (gort__parse(u)) (void)gort__check(u);
        char *got = diags_of(u), want[1 << 14] = "";
        for (char *line = strtok_r(answer, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
            strcat(strcat(want, line), "\n");
        if (strcmp(got, want) != 0 && wrong++ < 10)
            fprintf(stderr, "# %s\n# got\n%s# want\n%s", name, got, want);
        free(got);
        gort__unit_free(u);
        cases++;
        c = next ? next + 1 : NULL;
    }
    free(text);
    ck_assert_int_ge(cases, 80);
    ck_assert_msg(wrong == 0, "%d of %d cases differ", wrong, cases);
}
END_TEST

/* ---- Positions ---------------------------------------------------------------------------- */

static const char *kind_name(int kind)
{
    static const char *const names[] = {
        [N_NAME] = "name",     [N_LITERAL] = "literal",   [N_COMPLIT] = "complit",
        [N_KEYVALUE] = "pair", [N_FUNCLIT] = "funclit",   [N_PAREN] = "paren",
        [N_SELECTOR] = "sel",  [N_INDEX] = "index",       [N_SLICE] = "slice",
        [N_CALL] = "call",     [N_TYPEASSERT] = "assert", [N_DEREF] = "deref",
        [N_ADDR] = "addr",     [N_UNARY] = "unary",       [N_BINARY] = "binary",
        [S_ASSIGN] = "assign", [S_INCDEC] = "incdec",     [S_VAR] = "var",
        [S_CASE] = "case",     [S_SEND] = "send",         [S_LABELED] = "label",
    };
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : NULL;
}

static void dump(FILE *f, const node *n);

static void dump_list(FILE *f, const nodes *l)
{
    for (int i = 0; i < l->n; i++)
        dump(f, l->at[i]);
}

/* kind@line:col of every node that has a name above, in preorder. */
static void dump(FILE *f, const node *n)
{
    if (!n) return;
    if (kind_name(n->kind)) fprintf(f, "%s@%u:%u ", kind_name(n->kind), n->pos.line, n->pos.col);
    const node *const children[] = {n->init, n->cond, n->post, n->key, n->value,
                                    n->a,    n->b,    n->c,    n->d};
    dump_list(f, &n->list);
    dump_list(f, &n->list2);
    for (size_t i = 0; i < sizeof children / sizeof *children; i++)
        dump(f, children[i]);
    dump_list(f, &n->body);
    if (n->func) dump_list(f, &n->func->body);
    dump(f, n->els);
}

static const struct {
    const char *statement, *want; /* on line 3 behind a tab */
} positions[] = {
    {"x = a + b*c", "assign@3:4 name@3:2 binary@3:8 name@3:6 binary@3:11 name@3:10 name@3:12 "},
    {"f(g.h, -y)", "call@3:3 sel@3:5 name@3:4 unary@3:9 name@3:10 name@3:2 "},
    {"p := &T{a: 1}", "assign@3:4 name@3:2 addr@3:7 complit@3:9 pair@3:11 name@3:10 literal@3:13 "
                      "name@3:8 "},
    {"x[1:2:3] = y[4]", "assign@3:11 slice@3:3 name@3:2 literal@3:4 literal@3:6 literal@3:8 "
                        "index@3:14 name@3:13 literal@3:15 "},
    {"v := x.(T)", "assign@3:4 name@3:2 assert@3:8 name@3:7 name@3:10 "},
    {"g(func() { x++ })", "call@3:3 funclit@3:4 incdec@3:14 name@3:13 name@3:2 "},
    {"L: c <- *q", "label@3:2 send@3:7 name@3:5 deref@3:10 name@3:11 "},
    {"var a, b = (1), \"\xc3\xa9\" + s", "var@3:6 name@3:6 name@3:9 paren@3:13 literal@3:14 "
                                         "binary@3:23 literal@3:18 name@3:25 "},
    {"switch x := y.(type) { case int: }", "case@3:25 name@3:30 name@3:9 name@3:14 "},
};

START_TEST(positions_are_those_of_messages)
{
    char source[256];
    snprintf(source, sizeof source, "package main\nfunc main() {\n\t%s\n}\n",
             positions[_i].statement);
    unit *u = parse_text(source);
    ck_assert(!u->has_syntax_errors); /* the label L is not used */
    ck_assert_int_eq(u->pkg->decls.n, 1);
    char *text;
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    dump_list(f, &u->pkg->decls.at[0]->func->body);
    fclose(f);
    ck_assert_str_eq(text, positions[_i].want);
    free(text);
    gort__unit_free(u);
}
END_TEST

/* ---- Trees -------------------------------------------------------------------------------- */

START_TEST(declarations_have_their_shape)
{
    unit *u = parse_text("package main\n"
                         "import f \"fmt\"\n"
                         "const ( a, b = iota, \"x\"; c, d; e int = 5 )\n"
                         "type A = []int\n"
                         "func (t *T) m(x, y int, z ...string) (r int, err error) { return }\n"
                         "var v, w chan<- func()\n");
    ck_assert_int_eq(u->ndiags, 0);
    ck_assert_str_eq(u->pkg->name, "main");
    ck_assert_int_eq(u->pkg->decls.n, 7);
    const node *const *d = (const node *const *)u->pkg->decls.at;
    ck_assert(d[0]->kind == D_IMPORT && !strcmp(d[0]->name, "fmt") && !strcmp(d[0]->lit_text, "f"));
    ck_assert(d[1]->kind == D_CONST && d[1]->field_index == 0 && d[1]->list2.n == 2);
    ck_assert(d[2]->kind == D_CONST && d[2]->field_index == 1 && d[2]->implicit);
    ck_assert_int_eq(d[2]->list2.n, 2);
    ck_assert_ptr_ne(d[2]->list2.at[0], d[1]->list2.at[0]); /* a copy */
    ck_assert_str_eq(d[2]->list2.at[0]->name, "iota");
    ck_assert(d[3]->field_index == 2 && !d[3]->implicit && d[3]->a);
    ck_assert(d[4]->kind == D_TYPE && d[4]->define);
    const node *m = d[5];
    ck_assert(m->kind == D_FUNC && m->a && m->func->has_body && !strcmp(m->func->method, "m"));
    ck_assert_int_eq(m->b->list.n, 3);
    ck_assert_ptr_eq(m->b->list.at[0]->a, m->b->list.at[1]->a);
    ck_assert(m->b->list.at[2]->dots && !strcmp(m->b->list.at[2]->name, "z"));
    ck_assert_int_eq(m->b->list2.n, 2);
    ck_assert(d[6]->kind == S_VAR && d[6]->list.n == 2 && d[6]->a->op == CHAN_SEND);
    gort__unit_free(u);
}
END_TEST

START_TEST(braces_belong_to_blocks_in_headers)
{
    unit *u = parse_text("package main\nfunc main() {\n"
                         "for x := range T {}\nif (T{}) == y {}\nif f(T{}) {}\n"
                         "switch a[T{}.x] {}\nfor _, v := range []T{{1}} { _ = T{} }\n}");
    char *text = diags_of(u);
    ck_assert_str_eq(text, "");
    const nodes *body = &u->pkg->decls.at[0]->func->body;
    ck_assert_int_eq(body->n, 5);
    ck_assert_int_eq(body->at[0]->a->kind, N_NAME);
    ck_assert_int_eq(body->at[4]->a->kind, N_COMPLIT);
    free(text);
    gort__unit_free(u);
}
END_TEST

/* The expression of `var x = ...` as it is spelled. */
static const struct {
    const char *source, *want;
} spellings[] = {
    {"1<<16+ 1", "1 << 16 + 1"},
    {"(a+b) *-c", "(a + b) * -c"},
    {"f(x, y...)", "f(x, y...)"},
    {"m[k](s[1 :2:3], t[:])", "m[k](s[1:2:3], t[:])"},
    {"[]T{{1}, {2}}", "[]T{\xe2\x80\xa6}"},
    {"map[K]struct{a, b int; *C}{}", "map[K]struct{a, b int; *C}{}"},
    {"func(a int, b ...string) (x int) { return 1 }",
     "func(a int, b ...string) (x int) {\xe2\x80\xa6}"},
    {"x.(interface{ M(); io.R })", "x.(interface{M(); io.R})"},
    {"(<-chan (chan<- int))(nil)", "(<-chan chan<- int)(nil)"},
    {"[...]int{}", "[...]int{}"},
};

START_TEST(sources_are_spelled_on_one_line)
{
    char source[256];
    snprintf(source, sizeof source, "package main\nvar x = %s\n", spellings[_i].source);
    unit *u = parse_text(source);
    ck_assert_int_eq(u->ndiags, 0);
    ck_assert_str_eq(gort__source_string(u, u->pkg->decls.at[0]->list2.at[0]), spellings[_i].want);
    gort__unit_free(u);
}
END_TEST

/* ---- Limits ------------------------------------------------------------------------------- */

static const struct {
    const char *head, *part, *tail;
    const char *want; /* in the one message; NULL: no message at 200 parts */
} deep[] = {
    {"var x = ", "(", "", "expression nested too deeply"},
    {"var x = ", "!", "y", "expression nested too deeply"},
    {"var x = ", "a+", "a", "expression nested too deeply"},
    {"var x = a", ".b", "", "expression nested too deeply"},
    {"var x = f", "()", "", "expression nested too deeply"},
    {"var x = ", "f(", "", "expression nested too deeply"},
    {"var x = ", "T{", "", "expression nested too deeply"},
    {"var x = T", "{", "", "expression nested too deeply"},
    {"var x = ", "func(){ return ", "", "expression nested too deeply"},
    {"var x ", "[]", "int", "type nested too deeply"},
    {"var x ", "map[", "", "type nested too deeply"},
    {"var x ", "struct { a ", "", "type nested too deeply"},
    {"var x ", "func() ", "", "type nested too deeply"},
    {"func main() ", "{", "", "nested too deeply"},
    {"func main() {", "if x {", "", "nested too deeply"},
    {"func main() {", "if x {} else ", "{}", "statement nested too deeply"},
    {"func main() {", "L:", "", "nested too deeply"},
    {"func main() {", "switch { case x: ", "", "nested too deeply"},
};

START_TEST(depth_is_limited)
{
    enum { PARTS = 100000 };
    char *text;
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    fprintf(f, "package main\n%s", deep[_i].head);
    for (int i = 0; i < PARTS; i++)
        fputs(deep[_i].part, f);
    fputs(deep[_i].tail, f);
    fclose(f);
    unit *u = parse_bytes(text, bytes);
    ck_assert_int_ge(u->ndiags, 1);
    char *diags = diags_of(u);
    ck_assert_msg(strstr(diags, deep[_i].want) != NULL, "%.200s", diags);
    free(diags);
    free(text);
    gort__unit_free(u);
}
END_TEST

START_TEST(reasonable_depth_is_accepted)
{
    char *text;
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    fputs("package main\nvar x = ", f);
    for (int i = 0; i < 200; i++)
        fputs("(1 + f(", f);
    fputs("0", f);
    for (int i = 0; i < 200; i++)
        fputs("))", f);
    fputs("\nvar y = ", f);
    for (int i = 0; i < 4000; i++)
        fputs("a + ", f);
    fputs("b\nfunc main() {", f);
    for (int i = 0; i < 2000; i++)
        fputs("if x {} else ", f);
    fputs("{}\n}\n", f);
    fclose(f);
    unit *u = parse_bytes(text, bytes);
    char *diags = diags_of(u);
    ck_assert_str_eq(diags, "");
    for (int i = 0; i < u->pkg->decls.n; i++)
        ck_assert_int_le(u->pkg->decls.at[i]->depth, u->max_depth);
    free(diags);
    free(text);
    gort__unit_free(u);
}
END_TEST

START_TEST(unsupported_syntax_is_named)
{
    static const char *const sources[] = {"package main\nfunc f[T any](x T) {}\n",
                                          "package main\ntype L[T any] struct{}\n",
                                          "package main\nvar x L[int, string]\n",
                                          "package main\ntype I interface { ~int | string }\n"};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        unit *u = parse_text(sources[i]);
        char *diags = diags_of(u);
        ck_assert_msg(strstr(diags, ": type parameters are not supported\n") != NULL, "%s", diags);
        ck_assert_int_eq(u->ndiags, 1);
        free(diags);
        gort__unit_free(u);
    }
}
END_TEST

/* ---- Files -------------------------------------------------------------------------------- */

START_TEST(bad_files_are_reported)
{
    char dir[] = "/tmp/gort-parse-XXXXXX", path[64], want[256];
    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/none.go", dir);
    unit *u = gort__unit_new();
    ck_assert(!gort__unit_add_file(u, path));
    ck_assert(!gort__unit_add_file(u, dir));
    char *diags = diags_of(u);
    snprintf(want, sizeof want, "open %s: no such file or directory\nread %s: is a directory\n",
             path, dir);
    ck_assert_str_eq(diags, want);
    free(diags);
    gort__unit_free(u);
    fclose(fopen(path, "w"));
    u = gort__unit_new();
    ck_assert(gort__unit_add_file(u, path));
    ck_assert(!gort__parse(u));
    diags = diags_of(u);
    snprintf(want, sizeof want, "%s:1:1: syntax error: package statement must be first\n", path);
    ck_assert_str_eq(diags, want);
    free(diags);
    gort__unit_free(u);
    unlink(path);
    rmdir(dir);
}
END_TEST

/* ---- Rubbish ------------------------------------------------------------------------------ */

enum { MAX_PROGRAMS = 64 };
static char *programs[MAX_PROGRAMS];
static size_t program_bytes[MAX_PROGRAMS];
static int nprograms;

static void read_programs(void)
{
    const char *folder = data_path("GORT_PROGRAMS", "../golden/programs");
    DIR *d = opendir(folder);
    ck_assert_msg(d != NULL, "cannot read %s", folder);
    for (struct dirent *e; (e = readdir(d)) && nprograms < MAX_PROGRAMS;) {
        char path[1024];
        const char *dot = strrchr(e->d_name, '.');
        if (!dot || strcmp(dot, ".go") != 0) continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        programs[nprograms] = read_all(path, &program_bytes[nprograms]);
        nprograms++;
    }
    closedir(d);
    ck_assert_int_ge(nprograms, 10);
}

START_TEST(programs_have_no_errors)
{
    read_programs();
    for (int i = 0; i < nprograms; i++) {
        unit *u = parse_bytes(programs[i], program_bytes[i]);
        ck_assert_int_eq(u->ndiags, 0);
        gort__unit_free(u);
    }
}
END_TEST

/* Cut everywhere: a cut program is whole only at its end. */
START_TEST(every_cut_is_survived)
{
    read_programs();
    size_t whole = 0;
    for (size_t n = 0; n < program_bytes[0]; n++) {
        char *copy = malloc(n ? n : 1); /* exact, so that a sanitizer sees a read behind it */
        memcpy(copy, programs[0], n);
        unit *u = gort__unit_new();
        u->files = gort__alloc(u, sizeof *u->files);
        u->files[0] = (source_file){.name = "x.go", .pkg = u->pkg, .text = copy, .bytes = n};
        u->nfiles = u->pkg->nfiles = 1;
        whole += gort__parse(u);
        gort__unit_free(u);
        free(copy);
    }
    ck_assert_uint_lt(whole, program_bytes[0] / 2);
}
END_TEST

static uint64_t rng;
static uint64_t rng_next(void)
{
    rng ^= rng << 13, rng ^= rng >> 7, rng ^= rng << 17;
    return rng;
}

START_TEST(a_zero_inside_a_keyword_is_read_to_its_end)
{
    static const char text[] = "package main\n\nfunc f() {\n\treturn\0\0\0\0\0\0\0\0\0\0x\n}\n";
    unit *u = parse_bytes(text, sizeof text - 1);
    char *diags = diags_of(u);
    ck_assert_msg(strstr(diags, "x.go:4:8: invalid NUL character") != NULL, "%s", diags);
    free(diags);
    gort__unit_free(u);
}
END_TEST

START_TEST(random_bytes_are_survived)
{
    const char *seed = getenv("GORT_TEST_SEED");
    rng = seed ? strtoull(seed, NULL, 0) | 1 : 20260719;
    printf("# seed %llu\n", (unsigned long long)rng);
    read_programs();
    int broken = 0;
    for (int round = 0; round < 3000; round++) {
        const int i = (int)(rng_next() % (unsigned)nprograms);
        size_t n = program_bytes[i];
        char *copy = malloc(n);
        memcpy(copy, programs[i], n);
        for (int k = (int)(rng_next() % 8); k >= 0; k--) {
            static const char some[] = "(){}[];,.:=\"'`/*\\\n\0\377\303x0";
            const size_t at = rng_next() % n;
            copy[at] = rng_next() % 3 ? some[rng_next() % (sizeof some - 1)] : (char)rng_next();
        }
        if (rng_next() % 4 == 0) n = rng_next() % n;
        unit *u = parse_bytes(copy, n);
        broken += u->ndiags > 0;
        char *diags = diags_of(u);
        free(diags);
        gort__unit_free(u);
        free(copy);
    }
    ck_assert_int_ge(broken, 1500);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

Suite *test_suite(void)
{
    Suite *s = suite_create("parse");
    TCase *c = tcase_create("parse");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, messages_are_those_of_go);
    tcase_add_loop_test(c, positions_are_those_of_messages, 0, COUNT(positions));
    tcase_add_test(c, declarations_have_their_shape);
    tcase_add_test(c, braces_belong_to_blocks_in_headers);
    tcase_add_loop_test(c, sources_are_spelled_on_one_line, 0, COUNT(spellings));
    tcase_add_loop_test(c, depth_is_limited, 0, COUNT(deep));
    tcase_add_test(c, reasonable_depth_is_accepted);
    tcase_add_test(c, unsupported_syntax_is_named);
    tcase_add_test(c, bad_files_are_reported);
    tcase_add_test(c, programs_have_no_errors);
    tcase_add_test(c, every_cut_is_survived);
    tcase_add_test(c, a_zero_inside_a_keyword_is_read_to_its_end);
    tcase_add_test(c, random_bytes_are_survived);
    suite_add_tcase(s, c);
    return s;
}
