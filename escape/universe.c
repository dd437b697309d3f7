/* universe.c - the table of names that need no declaration.
 *
 * Predeclared names fill the outermost scope. Members of Go packages are made on first use from
 * the table below; the types are written in a small notation that only this file reads: parameters
 * with their names in parentheses, then results; any, error, string, int, []T, ...T, *MemStats.
 *
 * To add a function of a package: a line in `funcs` with its C name (gort_abi.h) and what Go's
 * escape analysis says about each parameter. Which names Go has beside these is in packages.c.
 */
#include "check_internal.h"

#include <string.h>

static const gort__pkgfunc funcs[] = {
    {"fmt", "Print", "(a ...any) (n int, err error)", "gort_fmt_Print", {LEAK_CONTENT}, false},
    {"fmt", "Println", "(a ...any) (n int, err error)", "gort_fmt_Println", {LEAK_CONTENT}, false},
    {"fmt",
     "Printf",
     "(format string, a ...any) (n int, err error)",
     "gort_fmt_Printf",
     {LEAK_NONE, LEAK_CONTENT},
     false},
    {"fmt", "Sprint", "(a ...any) (string)", "gort_fmt_Sprint", {LEAK_CONTENT}, false},
    {"fmt", "Sprintln", "(a ...any) (string)", "gort_fmt_Sprintln", {LEAK_CONTENT}, false},
    {"fmt",
     "Sprintf",
     "(format string, a ...any) (string)",
     "gort_fmt_Sprintf",
     {LEAK_NONE, LEAK_CONTENT},
     false},
    {"fmt",
     "Errorf",
     "(format string, a ...any) (error)",
     "gort_fmt_Errorf",
     {LEAK_NONE, LEAK_CONTENT},
     false},
    {"errors", "New", "(text string) (error)", "gort_errors_New", {LEAK_ALL}, false},
    {"strconv", "Itoa", "(i int) (string)", "gort_strconv_Itoa", {LEAK_NONE}, false},
    {"os", "Exit", "(code int) ()", "gort_os_Exit", {LEAK_NONE}, true},
    {"runtime", "GC", "() ()", "gort_gc", {LEAK_NONE}, false},
    {"runtime", "ReadMemStats", "(m *MemStats) ()", "gort_read_mem_stats", {LEAK_NONE}, false},
    /* evaluates its argument, keeps it alive until there; no function to call */
    {"runtime", "KeepAlive", "(x any) ()", "", {LEAK_NONE}, false},
};

static const char *const packages[] = {"errors", "fmt", "os", "runtime", "strconv"};

bool gort__universe_package(const char *path)
{
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++)
        if (strcmp(packages[i], path) == 0) return true;
    return false;
}

/* ---- Types */

static gort__ty_field field(gort__unit *u, const char *name, gort__ty *t)
{
    return (gort__ty_field){.name = gort__intern(u, name, strlen(name)), .type = t};
}

static gort__ty *mem_stats(gort__unit *u, gort__package *runtime)
{
    static const char *const words[] = {
        "Alloc",       "TotalAlloc", "Sys",        "Lookups",   "Mallocs",      "Frees",
        "HeapAlloc",   "HeapSys",    "HeapIdle",   "HeapInuse", "HeapReleased", "HeapObjects",
        "StackInuse",  "StackSys",   "MSpanInuse", "MSpanSys",  "MCacheInuse",  "MCacheSys",
        "BuckHashSys", "GCSys",      "OtherSys",   "NextGC",    "LastGC",       "PauseTotalNs"};
    enum { WORDS = sizeof words / sizeof *words };
    gort__ty *u64 = gort__ty_basic(u, TY_UINT64), *u32 = gort__ty_basic(u, TY_UINT32);
    gort__ty *b = gort__ty_basic(u, TY_BOOL), *ring = gort__ty_array(u, u64, 256);
    gort__ty_field size[] = {field(u, "Size", u32), field(u, "Mallocs", u64),
                             field(u, "Frees", u64)};
    gort__ty *by_size = gort__ty_array(u, gort__ty_struct(u, size, 3), 61);
    gort__ty_field f[WORDS + 8];
    for (int i = 0; i < WORDS; i++)
        f[i] = field(u, words[i], u64);
    gort__ty_field rest[] = {field(u, "PauseNs", ring),
                             field(u, "PauseEnd", ring),
                             field(u, "NumGC", u32),
                             field(u, "NumForcedGC", u32),
                             field(u, "GCCPUFraction", gort__ty_basic(u, TY_FLOAT64)),
                             field(u, "EnableGC", b),
                             field(u, "DebugGC", b),
                             field(u, "BySize", by_size)};
    memcpy(f + WORDS, rest, sizeof rest);
    gort__obj *o = gort__alloc(u, sizeof *o);
    o->kind = OBJ_TYPE;
    o->name = gort__intern(u, "MemStats", 8);
    o->pkg = runtime;
    o->type = gort__ty_named(u, o);
    o->type->under = gort__ty_struct(u, f, WORDS + 8);
    gort__ty_complete(o->type, true);
    return o->type;
}

static gort__ty *read_type(gort__unit *u, const char **p)
{
    static const struct {
        const char *name;
        gort__ty_kind kind;
    } basics[] = {{"int", TY_INT},     {"string", TY_STRING}, {"bool", TY_BOOL},
                  {"int64", TY_INT64}, {"uint64", TY_UINT64}, {"float64", TY_FLOAT64},
                  {"int32", TY_INT32}, {"uint32", TY_UINT32}, {"uintptr", TY_UINTPTR}};
    if (strncmp(*p, "[]", 2) == 0 || **p == '*') {
        bool slice = **p == '[';
        *p += slice ? 2 : 1;
        gort__ty *t = read_type(u, p);
        return slice ? gort__ty_slice(u, t) : gort__ty_ptr(u, t);
    }
    size_t n = strcspn(*p, ",) ");
    const char *name = *p;
    *p += n;
    if (n == 3 && strncmp(name, "any", n) == 0) return gort__ty_any(u);
    if (n == 4 && strncmp(name, "byte", n) == 0) return gort__ty_byte(u);
    if (n == 5 && strncmp(name, "error", n) == 0) return gort__ty_error(u);
    if (n == 8 && strncmp(name, "MemStats", n) == 0) {
        gort__package *runtime = gort__package_find(u, "runtime");
        return gort__universe_member(u, runtime, "MemStats")->type;
    }
    for (size_t i = 0; i < sizeof basics / sizeof *basics; i++)
        if (strlen(basics[i].name) == n && strncmp(name, basics[i].name, n) == 0)
            return gort__ty_basic(u, basics[i].kind);
    return gort__ty_basic(u, TY_INVALID);
}

static int read_list(gort__unit *u, const char **p, gort__ty **out, const char **names,
                     bool *variadic)
{
    int n = 0;
    ++*p; /* ( */
    while (**p && **p != ')') {
        size_t word = strcspn(*p, ",) ");
        names[n] = (*p)[word] == ' ' ? gort__intern(u, *p, word) : NULL;
        if (names[n]) *p += word + 1;
        bool dots = strncmp(*p, "...", 3) == 0;
        *p += dots ? 3 : 0;
        gort__ty *t = read_type(u, p);
        out[n++] = dots ? gort__ty_slice(u, t) : t;
        *variadic |= dots;
        *p += strspn(*p, ", ");
    }
    *p += strspn(*p, ") ");
    return n;
}

static gort__obj *make_func(gort__unit *u, const gort__pkgfunc *f)
{
    gort__ty *types[16];
    const char *names[16];
    bool variadic = false, ignored = false;
    const char *p = f->type;
    int np = read_list(u, &p, types, names, &variadic);
    int nr = read_list(u, &p, types + np, names + np, &ignored);
    gort__obj *o = gort__alloc(u, sizeof *o);
    o->kind = OBJ_FUNC;
    o->pkgfunc = f;
    o->type = gort__ty_func(u, types, np, types + np, nr, names, variadic);
    return o;
}

gort__obj *gort__universe_member(gort__unit *u, gort__package *p, const char *name)
{
    name = gort__intern(u, name, strlen(name));
    if (!p->scope) p->scope = gort__scope_new(u, gort__universe_scope(u));
    gort__obj *o = gort__scope_find(p->scope, name);
    if (o) return o;
    if (strcmp(p->path, "runtime") == 0 && strcmp(name, "MemStats") == 0) {
        o = mem_stats(u, p)->obj;
    } else if (strcmp(p->path, "os") == 0 && strcmp(name, "Args") == 0) {
        o = gort__alloc(u, sizeof *o);
        o->kind = OBJ_VAR;
        o->var_class = VAR_PACKAGE;
        o->type = gort__ty_slice(u, gort__ty_basic(u, TY_STRING));
    }
    for (size_t i = 0; !o && i < sizeof funcs / sizeof *funcs; i++)
        if (strcmp(funcs[i].pkg, p->path) == 0 && strcmp(funcs[i].name, name) == 0)
            o = make_func(u, &funcs[i]);
    if (!o) return NULL;
    o->name = name;
    o->pkg = p;
    o->used = true;
    (void)gort__scope_insert(u, p->scope, o);
    return o;
}

/* ---- Predeclared */

static const char *const builtins[] = {
    [B_APPEND] = "append",   [B_CAP] = "cap",     [B_CLOSE] = "close",
    [B_COMPLEX] = "complex", [B_COPY] = "copy",   [B_DELETE] = "delete",
    [B_IMAG] = "imag",       [B_LEN] = "len",     [B_MAKE] = "make",
    [B_NEW] = "new",         [B_PANIC] = "panic", [B_PRINT] = "print",
    [B_PRINTLN] = "println", [B_REAL] = "real",   [B_RECOVER] = "recover",
};

const char *gort__builtin_name(gort__builtin b)
{
    return (size_t)b < sizeof builtins / sizeof *builtins && builtins[b] ? builtins[b] : "?";
}

static gort__obj *add(gort__unit *u, gort__scope *s, gort__obj_kind k, const char *name,
                      gort__ty *t)
{
    gort__obj *o = gort__alloc(u, sizeof *o);
    o->kind = (uint8_t)k;
    o->name = gort__intern(u, name, strlen(name));
    o->type = t;
    o->used = true;
    (void)gort__scope_insert(u, s, o);
    return o;
}

gort__scope *gort__universe_scope(gort__unit *u)
{
    if (u->universe) return u->universe;
    static const struct {
        const char *name;
        gort__ty_kind kind;
    } basics[] = {{"bool", TY_BOOL},           {"int", TY_INT},
                  {"int8", TY_INT8},           {"int16", TY_INT16},
                  {"int32", TY_INT32},         {"int64", TY_INT64},
                  {"uint", TY_UINT},           {"uint8", TY_UINT8},
                  {"uint16", TY_UINT16},       {"uint32", TY_UINT32},
                  {"uint64", TY_UINT64},       {"uintptr", TY_UINTPTR},
                  {"float32", TY_FLOAT32},     {"float64", TY_FLOAT64},
                  {"complex64", TY_COMPLEX64}, {"complex128", TY_COMPLEX128},
                  {"string", TY_STRING}};
    gort__scope *s = u->universe = gort__scope_new(u, NULL);
    for (size_t i = 0; i < sizeof basics / sizeof *basics; i++)
        (void)add(u, s, OBJ_TYPE, basics[i].name, gort__ty_basic(u, basics[i].kind));
    (void)add(u, s, OBJ_TYPE, "byte", gort__ty_byte(u));
    (void)add(u, s, OBJ_TYPE, "rune", gort__ty_rune(u));
    (void)add(u, s, OBJ_TYPE, "any", gort__ty_any(u));
    (void)add(u, s, OBJ_TYPE, "error", gort__ty_error(u));
    gort__ty *untyped_bool = gort__ty_basic(u, TY_UNTYPED_BOOL);
    add(u, s, OBJ_CONST, "true", untyped_bool)->val = gort__const_bool(u, true);
    add(u, s, OBJ_CONST, "false", untyped_bool)->val = gort__const_bool(u, false);
    gort__obj *iota = add(u, s, OBJ_CONST, "iota", gort__ty_basic(u, TY_UNTYPED_INT));
    iota->val = gort__const_int(u, 0);
    iota->iota_value = -1;
    (void)add(u, s, OBJ_NIL, "nil", gort__ty_basic(u, TY_UNTYPED_NIL));
    for (int b = B_APPEND; b <= B_RECOVER; b++)
        add(u, s, OBJ_BUILTIN, builtins[b], gort__ty_basic(u, TY_INVALID))->builtin = (uint8_t)b;
    return s;
}
