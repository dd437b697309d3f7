/* test_escape.c - escape analysis against go1.19: messages of -m and -m=2, byte for byte, for the
 * programs of golden/escape (NAME.go, NAME.m.txt, NAME.m2.txt, made by
 * `go tool compile -p main -m -l NAME.go`, -m=2) and golden/programs; the placements in the tree.
 *
 * GORT_GOLDEN names the folder. A program added to it is found.
 */
#include "types/constant.h"
#include "compile.h"

#include "../support/testing.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static const char *golden;

/* ---- files */

typedef struct program {
    char path[600]; /* without the ending */
    char name[300];
} program;

static program programs[200];
static size_t nprograms;

static int compare_programs(const void *a, const void *b)
{
    return strcmp(((const program *)a)->path, ((const program *)b)->path);
}

static void find_programs(const char *folder)
{
    char dir[400];
    snprintf(dir, sizeof dir, "%s/%s", golden, folder);
    DIR *d = opendir(dir);
    if (!d) {
        fprintf(stderr, "test_escape: no folder %s\n", dir);
        exit(2);
    }
    for (struct dirent *e; (e = readdir(d));) {
        size_t n = strlen(e->d_name);
        if (n < 4 || n > 200 || strcmp(e->d_name + n - 3, ".go") != 0) continue;
        if (nprograms == sizeof programs / sizeof *programs) {
            fprintf(stderr, "test_escape: more programs than expected: raise the limit\n");
            exit(2);
        }
        program *p = &programs[nprograms++];
        snprintf(p->name, sizeof p->name, "%s", e->d_name);
        snprintf(p->path, sizeof p->path, "%s/%.*s", dir, (int)n - 3, e->d_name);
    }
    closedir(d);
    qsort(programs, nprograms, sizeof *programs, compare_programs);
}

/* NULL if there is none. */
static char *read_file(const program *p, const char *ending)
{
    char path[700];
    snprintf(path, sizeof path, "%s%s", p->path, ending);
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    char *text = calloc(1, 1 << 20);
    size_t n = fread(text, 1, (1 << 20) - 1, f);
    ck_assert_uint_lt(n, (1 << 20) - 1);
    fclose(f);
    return text;
}

static unit *analyse(const program *p, int level)
{
    unit *u = gort__unit_new();
    char *text = read_file(p, ".go");
    u->opt_m = level;
    u->opt_analysis_only = true;
    ck_assert(gort__unit_add_text(u, p->name, text, strlen(text)));
    if (!gort__parse(u) || !gort__check(u) || !gort__escape(u)) {
        gort__unit_print_diags(u, stderr);
        ck_abort_msg("%s does not compile", p->name);
    }
    return u;
}

static void compare_messages(const program *p, const char *ending, int level)
{
    char *want = read_file(p, ending);
    if (!want) return;
    unit *u = analyse(p, level);
    const char *at = want;
    for (int i = 0; i < u->nmessages; i++) {
        size_t n = strcspn(at, "\n");
        ck_assert_msg(strlen(u->messages[i]) == n && memcmp(at, u->messages[i], n) == 0,
                      "%s line %d\n  go:   %.*s\n  gort: %s", p->name, i + 1, (int)n, at,
                      u->messages[i]);
        at += n + (at[n] == '\n');
    }
    ck_assert_msg(*at == '\0', "%s: missing: %.*s", p->name, (int)strcspn(at, "\n"), at);
}

START_TEST(messages_are_gos)
{
    compare_messages(&programs[_i], ".m.txt", 1);
}
END_TEST

START_TEST(explanations_are_gos)
{
    compare_messages(&programs[_i], ".m2.txt", 2);
}
END_TEST

/* ---- the tree afterwards */

typedef struct placement_list {
    uint8_t at[20000];
    int n, nstack, nheap;
} placement_list;

static void collect(node *n, placement_list *l);

static void collect_all(const nodes *list, placement_list *l)
{
    for (int i = 0; i < list->n; i++)
        collect(list->at[i], l);
}

static void note_place(placement_list *l, uint8_t place)
{
    ck_assert_int_lt(l->n, 20000);
    l->at[l->n++] = place;
    l->nstack += place == PLACE_STACK;
    l->nheap += place == PLACE_HEAP;
}

static void collect_func(function *f, placement_list *l)
{
    ck_assert_ptr_null(f->flow);
    for (int i = 0; i < f->dcl.n; i++) {
        ck_assert_ptr_null(f->dcl.at[i]->flow);
        note_place(l, f->dcl.at[i]->place);
    }
    for (int i = 0; i < f->ncaptures; i++)
        l->at[l->n++] = (uint8_t)(8 + f->captures[i].by_ref);
    collect_all(&f->body, l);
}

static void collect(node *n, placement_list *l)
{
    if (!n) return;
    ck_assert_ptr_null(n->flow);
    note_place(l, n->place);
    node *below[] = {n->a, n->b, n->c, n->d, n->init, n->cond, n->post, n->els, n->key, n->value};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        collect(below[i], l);
    collect_all(&n->list, l);
    collect_all(&n->list2, l);
    collect_all(&n->body, l);
    if (n->kind == N_FUNCLIT) collect_func(n->func, l);
}

static void collect_unit(unit *u, placement_list *l)
{
    memset(l, 0, sizeof *l);
    for (int i = 0; i < u->pkg->funcs.n; i++)
        collect_func(u->pkg->funcs.at[i], l);
    for (int i = 0; i < u->pkg->nvars; i++)
        collect(u->pkg->vars[i]->stmt, l);
}

START_TEST(placements_do_not_depend_on_messages)
{
    static placement_list quiet, loud;
    unit *u = analyse(&programs[_i], 0);
    ck_assert_int_eq(u->nmessages, 0);
    collect_unit(u, &quiet);
    gort__unit_free(u);
    u = analyse(&programs[_i], 2);
    collect_unit(u, &loud);
    ck_assert_int_gt(quiet.nstack, 0);
    ck_assert_int_eq(quiet.n, loud.n);
    ck_assert(memcmp(quiet.at, loud.at, (size_t)quiet.n) == 0);
    gort__unit_free(u);
}
END_TEST

/* ---- small programs, by what the tree says */

static unit *analyse_text(const char *text)
{
    unit *u = gort__unit_new();
    ck_assert(gort__unit_add_text(u, "t.go", text, strlen(text)));
    if (!gort__parse(u) || !gort__check(u) || !gort__escape(u)) {
        gort__unit_print_diags(u, stderr);
        ck_abort_msg("does not compile: %s", text);
    }
    return u;
}

static object *var_of(unit *u, const char *name)
{
    for (int i = 0; i < u->pkg->funcs.n; i++) {
        function *f = u->pkg->funcs.at[i];
        for (int j = 0; j < f->dcl.n; j++)
            if (f->dcl.at[j]->name && strcmp(f->dcl.at[j]->name, name) == 0) return f->dcl.at[j];
    }
    ck_abort_msg("no variable %s", name);
    return NULL;
}

START_TEST(a_range_assignment_changes_a_function_variable)
{
    /* f may be any of fs when it is called: its argument must be on the heap. */
    unit *u = analyse_text("package main\n"
                           "var g *int\n"
                           "func main() {\n"
                           "  fs := []func(*int){func(q *int) { g = q }}\n"
                           "  f := func(q *int) {}\n"
                           "  for _, f = range fs {\n"
                           "  }\n"
                           "  x := 1\n"
                           "  f(&x)\n"
                           "}\n");
    ck_assert_int_eq(var_of(u, "x")->place, PLACE_HEAP);
    gort__unit_free(u);
}
END_TEST

START_TEST(a_known_function_variable_keeps_its_argument_on_the_stack)
{
    unit *u = analyse_text("package main\n"
                           "func main() {\n"
                           "  f := func(q *int) {}\n"
                           "  x := 1\n"
                           "  f(&x)\n"
                           "}\n");
    ck_assert_int_eq(var_of(u, "x")->place, PLACE_STACK);
    gort__unit_free(u);
}
END_TEST

START_TEST(long_call_chains_need_no_stack)
{
    /* 20,000 functions, each calling the next; the last one keeps its argument. */
    enum { N = 20000 };
    char *text = calloc(N + 10, 80), *at = text;
    at += sprintf(at, "package main\nvar g *int\n");
    for (int i = 0; i < N; i++)
        at += sprintf(at, "func f%d(p *int) { f%d(p) }\n", i, i + 1);
    sprintf(at, "func f%d(p *int) { g = p }\nfunc main() { x := 1; f0(&x) }\n", N);
    unit *u = analyse_text(text);
    ck_assert_int_eq(var_of(u, "x")->place, PLACE_HEAP);
    gort__unit_free(u);
    free(text);
}
END_TEST

Suite *test_suite(void)
{
    golden = getenv("GORT_GOLDEN");
    if (!golden) {
        fprintf(stderr, "GORT_GOLDEN does not name tests/golden\n");
        exit(2);
    }
    find_programs("escape");
    find_programs("programs");
    Suite *s = suite_create("escape");
    TCase *t = tcase_create("golden");
    tcase_add_loop_test(t, messages_are_gos, 0, (int)nprograms);
    tcase_add_loop_test(t, explanations_are_gos, 0, (int)nprograms);
    tcase_add_loop_test(t, placements_do_not_depend_on_messages, 0, (int)nprograms);
    suite_add_tcase(s, t);
    t = tcase_create("placement");
    tcase_add_test(t, a_range_assignment_changes_a_function_variable);
    tcase_add_test(t, a_known_function_variable_keeps_its_argument_on_the_stack);
    tcase_add_test(t, long_call_chains_need_no_stack);
    suite_add_tcase(s, t);
    return s;
}
