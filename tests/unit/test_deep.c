/* test_deep.c - programs that nest deeply: each pass looks at each part once.
 *
 * A pass that walks a child twice takes 2^depth steps: at the depths here it would not end, and the
 * limit on processor time (not on the clock: the machine may be busy) ends the test. The C may grow
 * with the square of the depth, since it is indented and a nested literal keeps what is around it
 * alive, but not faster.
 */
#include "compile.h"

#include "../support/testing.h"
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const char head[] =
    "package main\n"
    "type T struct {\n p *T\n i interface{}\n x int\n m map[int]*T\n}\n"
    "func (t *T) M() *T { return t }\n"
    "func (t T) V() T { return t }\n"
    "func (t *T) With(n int) *T { return t }\n"
    "type I interface{ N() I }\n"
    "func (t *T) N() I { return t }\n"
    "type W struct{ p interface{} }\n"
    "type Y []Y\n"
    "type F func() F\n"
    "func f(x int) int { return x }\n"
    "func b(x bool) bool { return x }\n"
    "func two() (int, int) { return 1, 2 }\n"
    "func pass(a, b int) (int, int) { return a, b }\n"
    "func is(a ...interface{}) interface{} { return a }\n"
    "var v, w int\nvar t *T\nvar tv T\nvar s []int\nvar ss []interface{}\nvar a [3]int\n"
    "var m map[int]int\nvar e interface{}\nvar i I\nvar str string\nvar by []byte\nvar bo bool\n"
    "var fv F\n"
    "func main() {\n";

/* The statement "before open^d middle close^d". */
static const struct {
    const char *name, *before, *open, *middle, *close;
} nests[] = {
    {"calls", "v = ", "f(", "v", ")"},
    {"calls in sums", "v = ", "f(v + ", "v", ")"},
    {"method chain", "t = t", "", "", ".M()"},
    {"method chain with arguments", "t = t", "", "", ".With(f(v))"},
    {"methods of values", "tv = tv", "", "", ".V()"},
    {"methods of interfaces", "i = i", "", "", ".N()"},
    {"calls of results", "fv = fv", "", "", "()"},
    {"calls of asserted results", "e = e", "", "", ".(func() interface{})()"},
    {"results as arguments", "v, w = ", "pass(", "two()", ")"},
    {"conversions", "v = ", "int(", "v", ")"},
    {"two conversions", "v = ", "int(int8(", "v", "))"},
    {"conversions of constants", "v = ", "int(", "1", ")"},
    {"conversions of strings", "str = ", "string([]byte(", "str", "))"},
    {"conversions to interfaces", "e = ", "interface{}(", "v", ")"},
    {"converted comparisons", "e = ", "interface{}(e == ", "e", ")"},
    {"variadic calls", "e = ", "is(1, ", "v", ", 2)"},
    {"index", "v = ", "s[", "v", "]"},
    {"index of arrays", "v = ", "a[", "v", "]"},
    {"index of maps", "v = ", "m[", "v", "]"},
    {"chain of maps", "t = t", "", "", ".m[1]"},
    {"fields", "t = t", "", "", ".p"},
    {"pointers", "type P *P\nvar p P\n_ = ", "*", "p", ""},
    {"addresses", "t = ", "&(*", "t", ")"},
    {"slicing", "s = s", "", "", "[1:]"},
    {"slicing at elements", "v = ", "s[1:2:s[", "v", "]][0]"},
    {"len", "v = ", "len(s[:", "v", "])"},
    {"append", "s = ", "append(", "s", ", 1)"},
    {"append of interfaces", "ss = ", "append(ss, ", "e", ")"},
    {"copy", "v = ", "copy(s, s[", "v", ":])"},
    {"make", "v = ", "len(make([]int, ", "v", "))"},
    {"struct literals", "e = ", "W{", "v", "}"},
    {"literals behind &", "e = ", "&W{", "v", "}"},
    {"slice literals", "e = ", "Y{", "", "}"},
    {"slices of interfaces", "e = ", "[]interface{}{", "v", "}"},
    {"map literals", "e = ", "map[interface{}]interface{}{1:", "v", "}"},
    {"function literals", "v = ", "func() int { return ", "v", " }()"},
    {"capturing literals", "z := 1\nv = ", "func() int { z++; return z + ", "v", " }()"},
    {"values of literals", "e = ", "func() interface{} { return ", "v", " }"},
    {"literals as statements", "z := 1\n", "func() { z++\n", "z++", " }()"},
    {"parentheses", "v = ", "(", "v", ")"},
    {"minus", "v = ", "- ", "v", ""},
    {"not", "bo = ", "!", "bo", ""},
    {"sums", "v = ", "v + ", "v", ""},
    {"sums of calls", "v = ", "f(v) + ", "v", ""},
    {"quotients", "v = ", "v / (", "v", ")"},
    {"shifts", "v = ", "v << (", "v", ")"},
    {"concatenations", "str = ", "str + (", "str", ")"},
    {"&& of calls", "bo = ", "b(bo) && ", "bo", ""},
    {"&& to the right", "bo = ", "b(bo) && (", "bo", ")"},
    {"|| and &&", "bo = ", "bo || (b(bo) && (", "bo", "))"},
    {"comparisons", "bo = ", "bo == (", "bo", ")"},
    {"assertions", "e = e", "", "", ".(interface{})"},
    {"assertions of fields", "e = e", "", "", ".(*T).i"},
    {"of many kinds", "v = ", "f(s[int(m[len(str[:(v + ", "v", ")])])])"},
    {"literals with chains", "v = ", "(&T{p: t.M().p, x: f(", "v", ")}).M().x"},
    {"blocks", "", "{", "v = 1", "}"},
    {"if", "", "if bo {", "v = 1", "}"},
    {"if with statements", "", "if x := f(v); x > 1 {", "v = 1", "}"},
    {"else", "", "if bo { v = 2 } else {", "v = 1", "}"},
    {"for", "", "for v < 3 {", "v = 1", "}"},
    {"range", "", "for range s {", "v = 1", "}"},
    {"switch", "", "switch v { case 1: ", "v = 1", "}"},
    {"type switch", "", "switch e.(type) { case int: ", "v = 1", "}"},
    {"types of functions", "var z ", "func(", "int", ")\n_ = z"},
    {"types of structs", "var z ", "struct{ x ", "int", "}\n_ = z"},
};

static char *deep_program(int kind, int depth)
{
    const size_t open = strlen(nests[kind].open), close = strlen(nests[kind].close);
    char *text = calloc(1, sizeof head + 200 + (open + close) * (size_t)depth), *at = text;
    /* A type's `_ = z` stands once, behind all of it. */
    const char *tail = strchr(nests[kind].close, '\n');
    const int every = (int)(tail ? (size_t)(tail - nests[kind].close) : close);
    at += sprintf(at, "%s%s", head, nests[kind].before);
    for (int i = 0; i < depth; i++)
        at += sprintf(at, "%s", nests[kind].open);
    at += sprintf(at, "%s", nests[kind].middle);
    for (int i = 0; i < depth; i++)
        at += sprintf(at, "%.*s", every, nests[kind].close);
    sprintf(at, "%s\n}\n", tail ? tail : "");
    return text;
}

/* The bytes of C. */
static size_t deep_emit(int kind, int depth, int level)
{
    char *text = deep_program(kind, depth), *c = NULL;
    size_t bytes = 0;
    unit *u = gort__unit_new();
    u->opt_m = level;
    FILE *out = open_memstream(&c, &bytes);
    ck_assert(gort__unit_add_text(u, "deep.go", text, strlen(text)));
    if (!gort__compile(u) || !gort__emit(u, out)) {
        gort__unit_print_diags(u, stderr);
        ck_abort_msg("%s, %d deep: does not compile", nests[kind].name, depth);
    }
    fclose(out);
    free(c);
    free(text);
    gort__unit_free(u);
    return bytes;
}

START_TEST(work_grows_with_the_depth)
{
    enum { DEPTH = 60, LIMIT_SECONDS = 120 };
    const struct rlimit limit = {LIMIT_SECONDS, LIMIT_SECONDS};
    ck_assert_int_eq(setrlimit(RLIMIT_CPU, &limit), 0);
    const size_t base = deep_emit(_i, 1, 0);
    const size_t once = deep_emit(_i, DEPTH, 0) - base, twice = deep_emit(_i, 2 * DEPTH, 0) - base;
    ck_assert_msg(twice <= 5 * once + 1000, "%s: %zu bytes of C, then %zu", nests[_i].name, once,
                  twice);
    (void)deep_emit(_i, DEPTH, 2);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("deep");
    TCase *t = tcase_create("nests");
    tcase_add_loop_test(t, work_grows_with_the_depth, 0, (int)(sizeof nests / sizeof *nests));
    suite_add_tcase(s, t);
    return s;
}
