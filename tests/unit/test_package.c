/* test_package.c - programs of several packages: which objects there are, what belongs to which
 * package, who sees what, in which order packages are initialised, and how the C and the messages
 * call their members.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* open_memstream */
#endif
#include "../../escape/check/check_internal.h"
#include "../../escape/syntax/parse.h"
#include "../../escape/syntax/shipped.h"
#include "../../escape/types/types.h"
#include "../../escape/compile.h"
#include "../support/testing.h"
#include "diags.h"
#include <stdlib.h>
#include <string.h>

typedef struct source {
    const char *path, *name, *text;
} source;

/* The files of main have the path "main"; a package's files stand in a row. */
static unit *program(const source *s, int n)
{
    unit *u = gort__unit_new();
    for (int i = 0; i < n; i++) {
        package *p = u->program.main;
        if (strcmp(s[i].path, "main") != 0) p = gort__package_find(u, s[i].path);
        if (!p) p = gort__package_new(u, s[i].path);
        ck_assert(gort__unit_add_package_text(u, p, s[i].name, s[i].text, strlen(s[i].text)));
    }
    return u;
}

static void expect_ok(unit *u)
{
    const bool ok = gort__compile(u);
    char *d = diags_of(u);
    ck_assert_msg(ok, "%s", d);
    free(d);
}

static void expect_error(const source *s, int n, const char *want)
{
    unit *u = program(s, n);
    (void)gort__compile(u);
    char *d = diags_of(u);
    ck_assert_str_eq(d, want);
    free(d);
    gort__unit_free(u);
}

#define COUNT(a) (int)(sizeof(a) / sizeof *(a))

static object *member(unit *u, const char *path, const char *name)
{
    package *p = strcmp(path, "main") == 0 ? u->program.main : gort__package_find(u, path);
    ck_assert_ptr_nonnull(p);
    object *o = gort__scope_find(p->scope, gort__intern(u, name, strlen(name)));
    ck_assert_msg(o != NULL, "%s.%s", path, name);
    return o;
}

/* ---- Objects */

START_TEST(objects_point_to_their_package)
{
    static const source s[] = {
        {"text/shape", "shape/a.go",
         "package shape\n"
         "import \"fmt\"\n"
         "type Box struct{ W, h int }\n"
         "func (b *Box) Area() int { f := func() int { return b.W * b.h }; return f() }\n"
         "var Unit = Box{1, height()}\n"
         "func Show(b Box) { fmt.Println(b) }\n"},
        {"text/shape", "shape/b.go", "package shape\nfunc height() int { return 1 }\n"},
        {"main", "x.go",
         "package main\n"
         "import \"text/shape\"\n"
         "func main() { b := shape.Unit; _ = b.Area(); shape.Show(b) }\n"},
    };
    unit *u = program(s, COUNT(s));
    expect_ok(u);
    package *p = gort__package_find(u, "text/shape");
    ck_assert_str_eq(p->name, "shape");
    ck_assert_int_eq(p->nfiles, 2);
    ck_assert_ptr_eq(u->files[p->first_file + 1].pkg, p);
    ck_assert_ptr_eq(member(u, "text/shape", "height")->pkg, p);
    ck_assert_ptr_eq(member(u, "text/shape", "Box")->pkg, p);
    ck_assert_ptr_eq(member(u, "main", "main")->pkg, u->program.main);
    ck_assert_int_eq(p->funcs.n, 3);
    ck_assert_int_eq(p->literals.n, 1);
    ck_assert_ptr_eq(p->literals.at[0]->pkg, p);
    ck_assert_str_eq(gort__function_name(u, p->literals.at[0]), "(*Box).Area.func1");
    ck_assert_int_eq(u->program.main->globals.n, 0);
    ck_assert_int_eq(p->globals.n, 1);
    ck_assert_ptr_eq(p->imports.at[0], gort__package_find(u, "fmt"));
    /* Summaries are kept for those that import it. */
    ck_assert_ptr_nonnull(member(u, "text/shape", "Show")->func->tags);
    gort__unit_free(u);
}
END_TEST

START_TEST(spellings)
{
    static const source s[] = {
        {"a/shape", "a.go", "package shape\ntype T struct{}\nfunc F() {}\n"},
        {"b/shape", "b.go", "package shape\ntype T struct{}\nfunc F() {}\n"},
        {"main", "x.go",
         "package main\n"
         "import \"a/shape\"\n"
         "import other \"b/shape\"\n"
         "type T struct{}\n"
         "var A map[shape.T]other.T\n"
         "var B []T\n"
         "func main() { shape.F(); other.F() }\n"},
    };
    unit *u = program(s, COUNT(s));
    expect_ok(u);
    ty *a = member(u, "main", "A")->type, *b = member(u, "main", "B")->type;
    ck_assert_ptr_ne(a->key, a->elem);
    ck_assert_str_eq(gort__ty_string(u, a), "map[shape.T]shape.T");
    ck_assert_str_eq(gort__ty_string_qualified(u, a), "map[shape.T]shape.T");
    ck_assert_str_eq(gort__ty_string_path(u, a, SIZE_MAX), "map[a/shape.T]b/shape.T");
    ck_assert_str_eq(gort__ty_string(u, b), "[]T");
    ck_assert_str_eq(gort__ty_string(u, a->key), "shape.T");
    u->pkg = gort__package_find(u, "a/shape"); /* how its own messages call it */
    ck_assert_str_eq(gort__ty_string(u, a->key), "T");
    ck_assert_str_eq(gort__ty_string(u, b), "[]main.T");
    u->pkg = u->program.main;
    ck_assert_str_eq(gort__symbol(u, gort__package_find(u, "a/shape"), "(*T).M"), "a/shape.(*T).M");
    ck_assert_str_eq(gort__symbol(u, gort__package_new(u, "a.b/yaml.v2"), "F"), "a.b/yaml%2ev2.F");
    char *text;
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    ck_assert(gort__emit(u, f));
    fclose(f);
    static const char *const names[] = {"static void a_shape_F(gort_g *g, void **sp)",
                                        "static void b_shape_F(gort_g *g, void **sp)",
                                        "type_map_a_shape_T_b_shape_T;", "\"map[shape.T]shape.T\""};
    for (int i = 0; i < COUNT(names); i++)
        ck_assert_msg(strstr(text, names[i]) != NULL, "%s", names[i]);
    free(text);
    gort__unit_free(u);
}
END_TEST

/* ---- Who sees what */

START_TEST(names_that_are_not_exported)
{
    static const char lib[] = "package lib\n"
                              "type T struct{ x int }\n"
                              "func (t T) get() int { return t.x }\n"
                              "type Getter interface{ get() int }\n"
                              "type Plain struct{ X int; y int }\n"
                              "var V struct{ x int }\n"
                              "func hidden() {}\n";
    static const struct {
        const char *body, *want;
    } table[] = {
        {"lib.hidden()", "x.go:6:6: undefined: lib.hidden\n"},
        {"lib.Missing()", "x.go:6:6: undefined: lib.Missing\n"},
        {"_ = lib.T{}.x", "x.go:6:14: lib.T{}.x undefined (type lib.T has no field or method x)\n"},
        {"_ = lib.T{1}", "x.go:6:12: implicit assignment to unexported field x in lib.T literal\n"},
        {"_ = lib.Plain{y: 1}",
         "x.go:6:16: unknown field 'y' in struct literal of type lib.Plain\n"},
        {"_ = lib.Plain{X: 1}", ""},
        {"var g lib.Getter = lib.T{}; _ = g", ""},
        /* The same text in two packages is two names. */
        {"var g lib.Getter = own{}; _ = g",
         "x.go:6:21: cannot use own{} (value of type own) as type lib.Getter in variable "
         "declaration:\n\town does not implement lib.Getter (missing get method)\n"},
        {"var v struct{ x int } = lib.V; _ = v",
         "x.go:6:26: cannot use lib.V (variable of type struct{x int}) as type struct{x int} in "
         "variable declaration\n"},
    };
    for (int i = 0; i < COUNT(table); i++) {
        char text[512];
        snprintf(text, sizeof text,
                 "package main\nimport \"lib\"\ntype own struct{}\nfunc (own) get() int { return 1 "
                 "}\nfunc main() {\n\t%s\n}\n",
                 table[i].body);
        const source s[] = {{"lib", "lib.go", lib}, {"main", "x.go", text}};
        expect_error(s, COUNT(s), table[i].want);
    }
}
END_TEST

START_TEST(exported_is_a_matter_of_the_first_letter)
{
    static const char *const yes[] = {"A", "Zoo", "\xc3\x84rger", "\xce\xa9", "\xf0\x90\x90\x80x"};
    static const char *const no[] = {"a", "_A", "_", "\xc3\xa4rger", "\xe4\xb8\x96", "\xc7\x85"};
    for (int i = 0; i < COUNT(yes); i++)
        ck_assert_msg(gort__is_exported(yes[i]), "%s", yes[i]);
    for (int i = 0; i < COUNT(no); i++)
        ck_assert_msg(!gort__is_exported(no[i]), "%s", no[i]);
}
END_TEST

START_TEST(imports_are_a_files_own)
{
    static const source s[] = {
        {"main", "a.go", "package main\nimport f \"fmt\"\nfunc main() { f.Println(); g() }\n"},
        {"main", "b.go", "package main\nfunc g() { f.Println() }\n"},
    };
    expect_error(s, COUNT(s), "b.go:2:12: undefined: f\n");
    static const source clash[] = {
        {"lib", "lib.go", "package lib\nfunc F() {}\n"},
        {"main", "a.go", "package main\nimport \"lib\"\nfunc main() { lib.F() }\n"},
        {"main", "b.go", "package main\nvar lib int\n"},
    };
    expect_error(clash, COUNT(clash),
                 "b.go:2:5: lib already declared through import of package lib (\"lib\")\n"
                 "\ta.go:2:8: other declaration of lib\n");
    static const source unused[] = {
        {"a/lib", "lib.go", "package lib\n"},
        {"a/b", "b.go", "package other\n"},
        {"main", "x.go", "package main\nimport \"a/lib\"\nimport \"a/b\"\nfunc main() {}\n"},
    };
    expect_error(unused, COUNT(unused),
                 "x.go:2:8: imported and not used: \"a/lib\"\n"
                 "x.go:3:8: imported and not used: \"a/b\" as other\n");
}
END_TEST

/* ---- Order */

START_TEST(packages_come_behind_what_they_import)
{
    static const source s[] = {
        {"d", "d.go", "package d\nvar D = 1\n"},
        {"c", "c.go", "package c\nimport \"d\"\nvar C = d.D\nfunc init() {}\n"},
        {"b", "b.go", "package b\nimport \"d\"\nvar B = f()\nfunc f() int { return d.D }\n"},
        {"unused", "u.go", "package unused\nthis is no Go\n"},
        {"main", "x.go",
         "package main\nimport (\n\"c\"\n\"b\"\n)\nvar x = c.C + b.B\nfunc init() { _ = x }\n"
         "func main() {}\n"},
    };
    unit *u = program(s, COUNT(s));
    expect_ok(u);
    static const char *const order[] = {"d", "c", "b", "main"};
    ck_assert_int_eq(u->program.order.n, COUNT(order));
    for (int i = 0; i < COUNT(order); i++)
        ck_assert_str_eq(u->program.order.at[i]->path, order[i]);
    char *text;
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    ck_assert(gort__emit(u, f));
    fclose(f);
    static const char start[] = "{\n"
                                "    c_init_vars(g, sp);\n"
                                "    c_init_0(g, sp);\n"
                                "    b_init_vars(g, sp);\n"
                                "    main_init_vars(g, sp);\n"
                                "    main_init_0(g, sp);\n"
                                "    main_main(g, sp);\n"
                                "}\n";
    ck_assert_msg(strstr(text, start) != NULL, "%s", strstr(text, "static void start"));
    free(text);
    gort__unit_free(u);
}
END_TEST

START_TEST(broken_packages)
{
    static const source cycle[] = {
        {"a", "a.go", "package a\nimport \"b\"\n"},
        {"b", "b.go", "package b\nimport \"a\"\n"},
        {"main", "x.go", "package main\nimport \"a\"\nfunc main() {}\n"},
    };
    expect_error(cycle, COUNT(cycle), "b.go:2:8: import cycle not allowed: package b imports a\n");
    static const source broken[] = {
        {"a", "a.go", "package a\nvar A int = \"x\"\n"},
        {"main", "x.go", "package main\nimport \"a\"\nfunc main() { undefined(a.A) }\n"},
    };
    expect_error(broken, COUNT(broken),
                 "a.go:2:13: cannot use \"x\" (untyped string constant) as int value in variable "
                 "declaration\n");
    static const source body[] = {
        {"a", "a.go", "package a\nfunc F()\n"},
        {"main", "x.go", "package main\nimport \"a\"\nfunc main() { a.F() }\n"},
    };
    expect_error(body, COUNT(body), "a.go:2:6: missing function body\n");
}
END_TEST

/* ---- The packages that gort ships */

START_TEST(shipped_packages_have_only_what_go_has)
{
    ck_assert_int_ge(gort__shipped_count, 5);
    for (int i = 0; i < gort__shipped_count; i++) {
        const char *path = gort__shipped_files[i].path;
        char text[128];
        snprintf(text, sizeof text, "package main\nimport _ \"%s\"\nfunc main() {}\n", path);
        const source s[] = {{"main", "x.go", text}};
        unit *u = program(s, COUNT(s));
        expect_ok(u);
        const package *p = gort__package_find(u, path);
        ck_assert(p->shipped && gort__universe_is_library(path));
        for (size_t k = 0; k < p->scope->names.cap; k++) {
            const object *o = p->scope->names.slots[k];
            if (o && gort__is_exported(o->name))
                ck_assert_msg(gort__universe_go_name(path, o->name) == GO_NAME_EXPORTED, "%s.%s",
                              path, o->name);
        }
        gort__unit_free(u);
    }
}
END_TEST

START_TEST(only_what_is_used_of_a_package_becomes_c)
{
    static const source s[] = {
        {"lib", "lib.go",
         "package lib\n"
         "type T struct{ p *int }\n"
         "func (t T) M() int { return deep() }\n"
         "func (t T) N() int { return 3 }\n"
         "func deep() int { return 1 }\n"
         "func Unused() int { return other() }\n"
         "func other() int { f := func() int { return 2 }; return f() }\n"
         "type Dynamic int\n"
         "func (d Dynamic) ByTable() int { return table() }\n"
         "func table() int { return 4 }\n"},
        {"main", "x.go",
         "package main\nimport \"lib\"\nfunc main() { _ = lib.T{}.M(); kept() }\n"
         "func kept() interface{} { return lib.Dynamic(1) }\n"},
    };
    unit *u = program(s, COUNT(s));
    expect_ok(u);
    char *text;
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    ck_assert(gort__emit(u, f));
    fclose(f);
    static const char *const used[] = {"lib_T_M(", "lib_deep(", "main_main(", "main_kept(",
                                       "static intptr_t lib_table(gort_g *g, void **sp)\n{"};
    static const char *const unused[] = {"lib_T_N", "Unused", "lib_other"};
    for (int i = 0; i < COUNT(used); i++)
        ck_assert_msg(strstr(text, used[i]) != NULL, "%s", used[i]);
    for (int i = 0; i < COUNT(unused); i++)
        ck_assert_msg(strstr(text, unused[i]) == NULL, "%s", unused[i]);
    free(text);
    gort__unit_free(u);
}
END_TEST

START_TEST(variables_without_code_wait_for_a_use)
{
    static const source s[] = {
        {"lib", "lib.go",
         "package lib\n"
         "type node struct{ next *node; name string }\n"
         "var head = &node{&tail, \"head\"}\n"
         "var tail = node{nil, \"tail\"}\n"
         "var Unused = []string{\"unused\"}\n"
         "var Big [1 << 25]byte\n"
         "var called = f()\n"
         "func f() int { return 1 }\n"
         "func Name() string { return head.next.name }\n"},
        {"main", "x.go", "package main\nimport \"lib\"\nfunc main() { println(lib.Name()) }\n"},
    };
    unit *u = program(s, COUNT(s));
    expect_ok(u);
    char *text;
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    ck_assert(gort__emit(u, f));
    fclose(f);
    static const char *const used[] = {"lib_head = ", "lib_tail = ", "static intptr_t lib_called",
                                       "    lib_init_vars(g, sp);\n    main_main(g, sp);\n"};
    static const char *const unused[] = {"lib_Unused", "lib_Big", "\"unused\""};
    for (int i = 0; i < COUNT(used); i++)
        ck_assert_msg(strstr(text, used[i]) != NULL, "%s", used[i]);
    for (int i = 0; i < COUNT(unused); i++)
        ck_assert_msg(strstr(text, unused[i]) == NULL, "%s", unused[i]);
    free(text);
    gort__unit_free(u);
}
END_TEST

/* A package with functions in C, as if gort shipped it. */
static unit *with_shipped(const char *lib, const char *main)
{
    unit *u = gort__unit_new();
    ck_assert(gort__unit_add_text(u, "x.go", main, strlen(main)));
    package *p = gort__package_new(u, "lib/c");
    p->shipped = true;
    ck_assert(gort__unit_add_package_text(u, p, "lib/c/c.go", lib, strlen(lib)));
    return u;
}

START_TEST(functions_in_c)
{
    unit *u = with_shipped("package c\n"
                           "//gort:leak p content\n"
                           "//gort:leak q\n"
                           "func F(p, q, r *int) (s string, ok bool)\n",
                           "package main\n"
                           "import \"lib/c\"\n"
                           "func main() {\n"
                           "\tvar x, y, z int\n"
                           "\ts, ok := c.F(&x, &y, &z)\n"
                           "\tprintln(s, ok, x, y, z)\n"
                           "}\n");
    u->opt_m = 1;
    expect_ok(u);
    ck_assert_int_eq(u->nmessages, 1);
    ck_assert_str_eq(u->messages[0], "x.go:4:9: moved to heap: y");
    char *text;
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    ck_assert(gort__emit(u, f));
    fclose(f);
    ck_assert_msg(strstr(text, "gort_string_bool t = gort_lib_c_F(g, sp + ") != NULL, "%s", text);
    free(text);
    gort__unit_free(u);
}
END_TEST

START_TEST(directives_about_leaks)
{
    static const struct {
        const char *lib, *want;
    } table[] = {
        {"//gort:leak q\nfunc F(p *int)\n", "lib/c/c.go:2:3: no parameter q\n"},
        {"//gort:leak p all\nfunc F(p *int)\n",
         "lib/c/c.go:2:3: usage: //gort:leak parameter [content], before func without body\n"},
        {"//gort:leak p\nfunc F(p *int) {}\n",
         "lib/c/c.go:2:3: usage: //gort:leak parameter [content], before func without body\n"},
        {"//gort:leek p\nfunc F(p *int)\n", "lib/c/c.go:2:3: unknown directive //gort:leek p\n"},
        {"//gort:leak p\nvar V int\n", "lib/c/c.go:2:3: misplaced compiler directive\n"},
    };
    for (int i = 0; i < COUNT(table); i++) {
        char lib[256];
        snprintf(lib, sizeof lib, "package c\n%s", table[i].lib);
        unit *u = with_shipped(lib, "package main\nimport _ \"lib/c\"\nfunc main() {}\n");
        (void)gort__compile(u);
        char *d = diags_of(u);
        ck_assert_str_eq(d, table[i].want);
        free(d);
        gort__unit_free(u);
    }
    /* To a program they are comments. */
    static const source s[] = {
        {"main", "x.go", "package main\n//gort:leak x\nvar x int\nfunc main() { _ = x }\n"}};
    expect_error(s, COUNT(s), "");
}
END_TEST

Suite *test_suite(void)
{
    TCase *t = tcase_create("packages");
    tcase_add_test(t, objects_point_to_their_package);
    tcase_add_test(t, spellings);
    tcase_add_test(t, names_that_are_not_exported);
    tcase_add_test(t, exported_is_a_matter_of_the_first_letter);
    tcase_add_test(t, imports_are_a_files_own);
    tcase_add_test(t, packages_come_behind_what_they_import);
    tcase_add_test(t, broken_packages);
    tcase_add_test(t, shipped_packages_have_only_what_go_has);
    tcase_add_test(t, only_what_is_used_of_a_package_becomes_c);
    tcase_add_test(t, variables_without_code_wait_for_a_use);
    tcase_add_test(t, functions_in_c);
    tcase_add_test(t, directives_about_leaks);
    tcase_set_timeout(t, 120);
    Suite *s = suite_create("package");
    suite_add_tcase(s, t);
    return s;
}
