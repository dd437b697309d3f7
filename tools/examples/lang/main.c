/* main.c - lang: runs a script, or reads and runs line by line.
 *
 *     lang [-m MEGABYTES] [file [argument ...]]
 *
 * -m limits the heap: then a program may run out of memory, and go on. Exit status:
 * 0, what (exit n) says, 1 after an error that nobody caught, 2 for a wrong call of lang.
 */
#include "lang.h"
#include <unistd.h>

static lang_vm vm;
static int status;
static char **arguments; /* the script, and what it is given */
static int narguments;

enum { SPARE_WORDS = 8000 }; /* behind the registers: what C functions push, and gort's own */

void lang_begin(lang_state *L, lang_vm *of, gort_g *g, void **sp)
{
    const size_t room = gort_stack_room(g, sp) - SPARE_WORDS, most = LANG_STACK_WORDS;
    *L = (lang_state){.g = g, .vm = of, .word = sp, .top = (value *)(sp + 1)};
    L->limit = L->top + (room < most ? room : most);
}

value lang_run_text(lang_state *L, value text, value file)
{
    const char *t = AS(string, text)->text;
    reader r = {L, file, t, t + AS(string, text)->o.n, 1, 0};
    value *at = lang_push(L, V_VOID);
    for (value v; lang_read(&r, &v);) {
        *at = v;
        *at = from_object(lang_compile(L, file, v, r.line));
        *at = lang_call(L, *at, 0, NULL);
    }
    L->top = at;
    return *at;
}

/* (eval-text text [name]) */
BUILTIN(lib_eval)
{
    return lang_run_text(L, args[0], n > 1 ? args[1] : *lang_push(L, lang_string(L, "text", 4)));
}

/* Opens everything and goes on in the language (%main). */
BUILTIN(lib_main)
{
    static const char prelude[] =
#include "prelude.inc"
        ;
    static builtin list[] = {{.name = "eval-text", lib_eval, "ss?"}};
    value *top = lang_push(L, V_NIL);
    lang_open_objects(L);
    lang_open_tables();
    lang_open_errors(L);
    lang_open_lib(L);
    lang_open_files(L);
    lang_open_coroutines(L);
    lang_register(L, list, COUNT(list));
    while (narguments > 0) {
        const char *last = arguments[--narguments];
        *top = lang_cons(L, lang_string(L, last, strlen(last)), *top);
    }
    lang_define(L, AS(symbol, lang_symbol(L, "args", 4)), *top);
    *top = lang_string(L, "", 0);
    const value text = *lang_push(L, lang_string(L, prelude, sizeof prelude - 1));
    return lang_run_text(L, text, *top);
}

static void lang_main(gort_g *g, void **sp)
{
    static builtin start = {{.kind = K_BUILTIN, .tag = 1}, "main", lib_main, "", 0};
    lang_state L;
    value result;
    lang_begin(&L, &vm, g, sp);
    vm.running = &L;
    gort_add_root(g, &vm.root, &vm.roots, &gort_type_unsafe_pointer, sizeof vm.roots / 8);
    if (!lang_try(&L, from_object(&start), 0, NULL, &result)) {
        lang_report(result);
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
    gort_runtime *rt = gort_runtime_new(&config);
    if (!rt) {
        fputs("lang: there is no memory\n", stderr);
        return 1;
    }
    arguments = argv + optind;
    narguments = argc - optind;
    const int left = gort_main(rt, argc, argv, lang_main);
    gort_runtime_free(rt);
    return left ? left : status;
}
