/* main.c - lang: runs a script, or reads and runs line by line.
 *
 *     lang [-m MEGABYTES] [file [argument ...]]
 *
 * -m limits the heap: then a program may run out of memory, and go on. Exit status:
 * 0, what (exit n) says, 1 after an error that nobody caught, 2 for a wrong call of lang.
 */
#include "lang.h"
#include <errno.h>
#include <unistd.h>

static lang_vm vm;
static int status;
static char **arguments; /* the script, and what it is given */

/* ---- State -------------------------------------------------------------------------------- */

enum { SPARE_WORDS = 8000 }; /* behind the registers: what C functions push, and gort's own */

void lang_begin(lang_state *L, lang_vm *of, gort_g *g, void **sp)
{
    const size_t room = gort_stack_room(g, sp), most = LANG_STACK_WORDS;
    *L = (lang_state){.g = g, .vm = of, .word = sp, .top = (value *)(sp + 1)};
    L->limit = (value *)(sp + 1) + (room - SPARE_WORDS < most ? room - SPARE_WORDS : most);
}

uint32_t lang_global(lang_state *L, value symbol)
{
    lang_vm *v = L->vm;
    string *s = AS(string, symbol);
    if (s->hash) return s->hash;
    if (v->nglobals == LANG_GLOBALS) lang_error(L, "too many globals");
    const uint32_t i = v->nglobals++;
    gort_store_global(L->g, &v->globals[i], (void *)(uintptr_t)V_UNBOUND);
    gort_store_global(L->g, &v->names[i], (void *)(uintptr_t)symbol);
    return s->hash = i;
}

void lang_define(lang_state *L, const char *name, value v)
{
    value *at = lang_push(L, v);
    const uint32_t i = lang_global(L, lang_symbol(L, name, strlen(name)));
    gort_store_global(L->g, &L->vm->globals[i], (void *)(uintptr_t)*at);
    L->top = at;
}

/* ---- Running ------------------------------------------------------------------------------ */

value lang_run_text(lang_state *L, const char *file, value text)
{
    const char *t = AS(string, text)->text;
    reader r = {L, file, t, t + AS(string, text)->o.n, 1, 0, 0, t};
    lang_push(L, text);
    value *name = lang_push(L, V_VOID), *at = lang_push(L, V_VOID);
    *name = lang_string(L, file, strlen(file));
    r.file = AS(string, *name)->text;
    for (value v; lang_read(&r, &v);) {
        *at = v;
        *at = from_object(lang_compile(L, *name, v, r.place));
        *at = lang_call(L, *at, 0, NULL);
    }
    L->top = name - 1;
    return *at;
}

value lang_read_file(lang_state *L, const char *name)
{
    FILE *in = fopen(name, "rb");
    char *text = NULL;
    size_t room = 0, bytes = 0;
    if (!in) return V_FALSE;
    do {
        room = room ? 2 * room : 4096;
        char *more = realloc(text, room);
        if (!more) {
            free(text);
            fclose(in);
            lang_no_memory(L);
        }
        text = more;
        bytes += fread(text + bytes, 1, room - bytes, in);
    } while (bytes == room);
    const bool failed = ferror(in);
    fclose(in);
    if (!failed) return lang_string_taken(L, text, bytes);
    free(text);
    return V_FALSE;
}

/* ---- Main --------------------------------------------------------------------------------- */

static value run_script(lang_state *L, void *user)
{
    const value text = lang_read_file(L, user);
    if (text != V_FALSE) return lang_run_text(L, user, text);
    fprintf(stderr, "lang: %s: %s\n", (char *)user, strerror(errno));
    status = 2;
    return V_VOID;
}

static value run_repl(lang_state *L, void *user)
{
    (void)user;
    return lang_run_text(L, "", lang_string(L, "(%repl)", 7));
}

static value open_all(lang_state *L, void *user)
{
    (void)user;
    static const char *const prelude[] = {
#include "prelude.inc"
    };
    value *list = lang_push(L, V_NIL);
    lang_open_errors(L);
    lang_open_lib(L);
    lang_open_files(L);
    lang_open_coroutines(L);
    for (size_t i = 0; i < COUNT(prelude); i++)
        lang_run_text(L, "", lang_string(L, prelude[i], strlen(prelude[i])));
    int n = 0;
    while (arguments[n])
        n++;
    for (; n > 1; n--)
        *list = lang_cons(L, lang_string(L, arguments[n - 1], strlen(arguments[n - 1])), *list);
    lang_define(L, "args", *list);
    return V_VOID;
}

static void lang_main(gort_g *g, void **sp)
{
    lang_state L;
    value result;
    lang_begin(&L, &vm, g, sp);
    vm.running = &L;
    vm.nglobals = 1;
    gort_add_root(g, &vm.root, vm.globals, &gort_type_unsafe_pointer, 2 * LANG_GLOBALS);
    if (!lang_protect(&L, open_all, NULL, &result) ||
        !lang_protect(&L, *arguments ? run_script : run_repl, *arguments, &result)) {
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
        if (c == 'm') config.hard_limit_bytes = strtoul(optarg, &end, 10) << 20;
        if (c != 'm' || *end || config.hard_limit_bytes == 0) return usage(stderr);
    }
    config.caller_runs = true; /* all in this thread */
    config.finalizers_by_call = true;
    config.stack_max_bytes = (size_t)64 << 20;
    config.value_mask = V_TAG(0xffff);
    vm.rt = gort_runtime_new(&config);
    if (!vm.rt) {
        fputs("lang: there is no memory\n", stderr);
        return 1;
    }
    arguments = argv + optind;
    lang_objects_init();
    lang_tables_init();
    const int left = gort_main(vm.rt, argc, argv, lang_main);
    gort_runtime_free(vm.rt);
    free(vm.symbols);
    return left ? left : status;
}
