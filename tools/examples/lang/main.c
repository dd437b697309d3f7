/* main.c - lang: runs a script, or reads and runs line by line.
 *
 *     lang [-m MEGABYTES] [file [argument ...]]
 *
 * -m limits the memory that is reserved: then a program may run out of it, and go on. Exit status:
 * 0, what (exit n) says, 1 after an error that nobody caught, 2 for a wrong call of lang.
 */
#include "lang.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static lang_vm vm;
static int status;
static const char *script;

/* ---- State -------------------------------------------------------------------------------- */

enum { SPARE_WORDS = 8000 }; /* behind the registers: what C functions push, and gort's own */

void lang_begin(lang_state *L, lang_vm *of, gort_g *g, void **sp)
{
    const size_t room = gort_stack_room(g, sp), most = LANG_STACK_WORDS;
    *L = (lang_state){.g = g, .vm = of, .word = sp, .top = (value *)(sp + 1)};
    L->limit = (value *)(sp + 1) + (room - SPARE_WORDS < most ? room - SPARE_WORDS : most);
}

/* The globals move when they get more room. */
static void globals_grow(lang_state *L)
{
    lang_vm *v = L->vm;
    const uint32_t room = v->room ? 2 * v->room : 256;
    value *globals = calloc(2 * (size_t)room, sizeof *globals), *names = globals + room;
    if (!globals) abort();
    if (v->room) {
        memcpy(globals, v->globals, v->nglobals * sizeof *globals);
        memcpy(names, v->names, v->nglobals * sizeof *names);
        gort_remove_root(L->g, &v->globals_root);
        free(v->globals);
    }
    gort_add_root(L->g, &v->globals_root, globals, &gort_type_unsafe_pointer, 2 * room);
    v->globals = globals;
    v->names = names;
    v->room = room;
}

uint32_t lang_global(lang_state *L, const char *name, size_t bytes)
{
    lang_vm *v = L->vm;
    value *at = lang_push(L, lang_symbol(L, name, bytes));
    const value *slot = lang_strings_find(L, v->roots.slots, *at);
    if (slot) {
        L->top = at;
        return (uint32_t)to_int(*slot);
    }
    if (v->nglobals == 65536) lang_error(L, "too many globals");
    if (v->nglobals == v->room) globals_grow(L);
    const uint32_t i = v->nglobals++;
    gort_store_global(L->g, &v->globals[i], (void *)(uintptr_t)V_UNBOUND);
    gort_store_global(L->g, &v->names[i], (void *)(uintptr_t)*at);
    lang_strings_set(L, v->roots.slots, *at, from_int((int32_t)i));
    L->top = at;
    return i;
}

void lang_define(lang_state *L, const char *name, value v)
{
    value *at = lang_push(L, v);
    const uint32_t i = lang_global(L, name, strlen(name));
    gort_store_global(L->g, &L->vm->globals[i], (void *)(uintptr_t)*at);
    L->top = at;
}

/* ---- Running ------------------------------------------------------------------------------ */

typedef struct unit {
    const char *file;
    arena *arena;
    node *expr;
} unit;

static value unit_compile(lang_state *L, void *user)
{
    const unit *u = user;
    value *at = lang_push(L, from_object(lang_compile(L, u->arena, u->file, u->expr)));
    return from_object(lang_closure(L, AS(proto, *at)));
}

/* What is allocated in C has an owner here whatever is raised. */
typedef struct program {
    reader r;
    unit u;
} program;

static value program_run(lang_state *L, void *user)
{
    program *p = user;
    value *at = lang_push(L, V_VOID);
    while ((p->u.expr = lang_read(&p->r))) {
        *at = unit_compile(L, &p->u);
        *at = lang_call(L, *at, 0, NULL);
    }
    if (p->r.message[0]) {
        L->pc = NULL;
        lang_error(L, "%s:%d:%d: %s", p->r.file, p->r.error_line, p->r.error_column, p->r.message);
    }
    return *at;
}

value lang_run_text(lang_state *L, const char *file, char *text, size_t bytes)
{
    program p = {
        {file, text, text + bytes, 1, text, lang_arena_new(L->vm, text), false, "", 0, 0, 0},
        {file, NULL, NULL}};
    value result = V_VOID;
    p.u.arena = p.r.arena;
    const bool ok = lang_protect(L, program_run, &p, &result);
    lang_arena_free(p.r.arena);
    if (!ok) lang_raise(L, result);
    return result;
}

char *lang_read_file(const char *name, size_t *bytes)
{
    FILE *in = fopen(name, "rb");
    char *text = NULL;
    size_t room = 0;
    if (!in) return NULL;
    *bytes = 0;
    do {
        room = room ? 2 * room : 4096;
        text = realloc(text, room);
        if (!text) abort();
        *bytes += fread(text + *bytes, 1, room - *bytes, in);
    } while (*bytes == room);
    if (ferror(in)) {
        free(text);
        text = NULL;
    }
    fclose(in);
    return text;
}

/* ---- Main --------------------------------------------------------------------------------- */

static value run_script(lang_state *L, void *user)
{
    size_t bytes;
    (void)user;
    char *text = lang_read_file(script, &bytes);
    if (!text) {
        fprintf(stderr, "lang: %s: %s\n", script, strerror(errno));
        status = 2;
        return V_VOID;
    }
    return lang_run_text(L, script, text, bytes);
}

static value open_all(lang_state *L, void *user)
{
    (void)user;
    gort_add_root(L->g, &vm.roots_root, &vm.roots, &gort_type_unsafe_pointer,
                  sizeof vm.roots / sizeof(void *));
    gort_store_global(L->g, &vm.roots.slots, lang_strings_make(L));
    lang_open_lib(L);
    lang_open_strings(L);
    lang_open_files(L);
    lang_open_errors(L);
    lang_open_coroutines(L);
    value *list = lang_push(L, V_NIL);
    for (int i = vm.argc; i > 0; i--) {
        value *at =
            lang_push(L, from_object(lang_string(L, vm.argv[i - 1], strlen(vm.argv[i - 1]))));
        *list = lang_cons(L, *at, *list);
        L->top = at;
    }
    lang_define(L, "args", *list);
    L->top = list;
    return V_VOID;
}

static void lang_main(gort_g *g, void **sp)
{
    lang_state L;
    value result;
    lang_begin(&L, &vm, g, sp);
    vm.running = &L;
    bool ok = lang_protect(&L, open_all, NULL, &result);
    if (ok && !script)
        status = lang_repl(&L);
    else if (ok)
        ok = lang_protect(&L, run_script, NULL, &result);
    if (!ok) {
        lang_report(&L, result);
        status = 1;
    }
    fflush(stdout);
}

static int usage(FILE *out)
{
    fputs("usage: lang [-m MEGABYTES] [file [argument ...]]\n", out);
    return out == stdout ? 0 : 2;
}

int main(int argc, char **argv)
{
    gort_config config;
    gort_config_init(&config);
    opterr = 0;
    for (int c; (c = getopt(argc, argv, "+hm:")) != -1;) {
        char *end = optarg;
        if (c == 'h') return usage(stdout);
        if (c == 'm') config.heap_reserve_bytes = strtoul(optarg, &end, 10) << 20;
        if (c != 'm' || *end || config.heap_reserve_bytes == 0) return usage(stderr);
    }
    config.on_error = lang_on_error;
    config.user = &vm;
    config.caller_runs = true; /* all in this thread */
    config.finalizers_by_call = true;
    config.stack_max_bytes = (size_t)64 << 20;
    config.value_mask = V_TAG(0xffff);
    vm.rt = gort_runtime_new(&config);
    if (!vm.rt) {
        fputs("lang: there is no memory\n", stderr);
        return 1;
    }
    script = argv[optind];
    vm.argc = script ? argc - optind - 1 : 0;
    vm.argv = argv + optind + 1;
    lang_objects_init();
    lang_tables_init();
    const int left = gort_main(vm.rt, argc, argv, lang_main);
    gort_runtime_free(vm.rt);
    free(vm.globals);
    free(vm.symbols);
    while (vm.arenas)
        lang_arena_free(vm.arenas);
    return left ? left : status;
}
