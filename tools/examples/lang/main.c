/* main.c - lang: runs a script, or reads and runs line by line.
 *
 *     lang [file [argument ...]]
 *
 * LANG_MEGABYTES in the environment limits the heap: then a program may run out of memory, and go
 * on. Exit status: 0, what (exit n) says, or 1 after an error that nobody caught.
 */
#include "lang.h"

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

/* (eval-text text [name]) */
BUILTIN(lib_eval, "eval-text", "ss?")
{
    return lang_run_text(L, args[0], n > 1 ? args[1] : *lang_push(L, lang_string(L, "text", 4)));
}

/* Opens everything and goes on in the language, at the end of the prelude. */
BUILTIN(lib_main, "%start", "")
{
    static const char prelude[] =
#include "prelude.inc"
        ;
    value *top = lang_push(L, V_NIL);
    lang_open_objects(L);
    for (builtin *b = lang_builtins; b; b = b->next)
        lang_define(L, AS(symbol, lang_symbol(L, b->name, strlen(b->name))), from_object(b));
    for (int i = narguments; i-- > 0;)
        *top = lang_cons(L, lang_string(L, arguments[i], strlen(arguments[i])), *top);
    lang_define(L, AS(symbol, lang_symbol(L, "args", 4)), *top);
    *top = lang_string(L, "", 0);
    const value text = *lang_push(L, lang_string(L, prelude, sizeof prelude - 1));
    return lang_run_text(L, text, *top);
}

static void lang_main(gort_g *g, void **sp)
{
    lang_state L;
    value result;
    lang_begin(&L, &vm, g, sp);
    vm.running = &L;
    gort_add_root(g, &vm.root, &vm.roots, &gort_type_unsafe_pointer, sizeof vm.roots / 8);
    if (!lang_try(&L, from_object(&lib_main_builtin), 0, NULL, &result)) {
        lang_report(result);
        status = 1;
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const char *megabytes = getenv("LANG_MEGABYTES");
    gort_config config;
    gort_config_init(&config);
    if (megabytes) config.hard_limit_bytes = strtoul(megabytes, NULL, 10) << 20;
    config.caller_runs = true; /* all in this thread */
    config.finalizers_by_call = true;
    config.stack_max_bytes = (size_t)64 << 20;
    config.value_mask = V_TAG(0xffff);
    gort_runtime *rt = gort_runtime_new(&config);
    if (!rt) {
        fputs("lang: there is no memory\n", stderr);
        return 1;
    }
    arguments = argv + 1;
    narguments = argc - 1;
    const int left = gort_main(rt, argc, argv, lang_main);
    gort_runtime_free(rt);
    return left ? left : status;
}
