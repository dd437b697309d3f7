/* callers.c - the C half of what Go's package runtime tells of the functions that are active: the
 * call-site words of a shadow stack (panic/traceback.c) as program counters, and what they say.
 *
 * A program counter is the address of a gort_site and one; the functions that take a site take the
 * address itself, which siteOf found. Behind the frames of the program are those that Go's runtime
 * has below a goroutine's first function; their records are here. Any thread.
 */
#include "../../panic/panic.h"
#include "../../sched/sched.h"
#include "../../value/value.h"

#include <string.h>

enum { CALLERS_OWN, CALLERS_INIT, CALLERS_MAIN, CALLERS_GOEXIT };

static const gort_site callers_sites[] = {
    [CALLERS_OWN] = {"runtime.Callers", "runtime/extern.go", 247},
    [CALLERS_INIT] = {"runtime.doInit", "runtime/proc.go", 6329},
    [CALLERS_MAIN] = {"runtime.main", "runtime/proc.go", 250},
    [CALLERS_GOEXIT] = {"runtime.goexit", "runtime/asm_amd64.s", 1594},
};

/* Where Callers writes. */
typedef struct callers_list {
    uintptr_t *pc;
    intptr_t n, room, skip;
} callers_list;

/* False: there is no room for more. */
static bool callers_add(callers_list *l, const gort_site *site)
{
    if (l->skip > 0) {
        l->skip--;
        return true;
    }
    if (l->n == l->room) return false;
    l->pc[l->n++] = (uintptr_t)site + 1;
    return true;
}

/* Initialises variables, or is an init function: "main.init", "main.init.0". */
static bool callers_is_init(const gort_site *site)
{
    const char *name = strchr(site->func, '.');
    return name && strncmp(name, ".init", 5) == 0 && (!name[5] || name[5] == '.');
}

intptr_t gort_runtime_Callers(gort_g *g, void **sp, intptr_t skip, gort_slice pc)
{
    callers_list l = {(uintptr_t *)pc.ptr, 0, pc.len, skip};
    bool room = callers_add(&l, &callers_sites[CALLERS_OWN]);
    const gort_site *last = NULL;
    for (void **w = sp; room && w-- > g->stack.shadow_lo;)
        if (gort__module_of_site(g->rt, *w)) room = callers_add(&l, last = *w);
    /* The main goroutine is the first. */
    const bool main = g->id == 1;
    if (room && main && last && callers_is_init(last))
        room = callers_add(&l, &callers_sites[CALLERS_INIT]);
    if (room && main) room = callers_add(&l, &callers_sites[CALLERS_MAIN]);
    if (room && gort__g_is_goroutine(g)) callers_add(&l, &callers_sites[CALLERS_GOEXIT]);
    return l.n;
}

static bool callers_is_own(uintptr_t pc)
{
    return pc - (uintptr_t)callers_sites < sizeof callers_sites;
}

uintptr_t gort_runtime_site(gort_g *g, void **sp, uintptr_t pc)
{
    (void)sp;
    if (callers_is_own(pc)) return pc - (pc - (uintptr_t)callers_sites) % sizeof(gort_site);
    const gort_module *mod = gort__module_of_pc(g->rt, pc);
    return mod ? pc - (pc - (uintptr_t)mod->sites) % sizeof(gort_site) : 0;
}

static gort_string callers_string(const char *s)
{
    return (gort_string){(const uint8_t *)s, (intptr_t)strlen(s)};
}

gort_string gort_runtime_siteFunc(gort_g *g, void **sp, uintptr_t site)
{
    const gort_site *s = (const gort_site *)site;
    const gort_module *mod = callers_is_own(site) ? NULL : gort__module_of_pc(g->rt, site);
    const size_t bytes = gort__name_bytes(mod, s);
    if (bytes == strlen(s->func)) return callers_string(s->func);
    char *name = gort__alloc_array(g, sp, &gort_type_uint8, bytes);
    gort__name_fill(name, bytes, mod, s);
    return (gort_string){(const uint8_t *)name, (intptr_t)bytes};
}

gort_string gort_runtime_siteFile(gort_g *g, void **sp, uintptr_t site)
{
    (void)g;
    (void)sp;
    return callers_string(((const gort_site *)site)->file);
}

intptr_t gort_runtime_siteLine(gort_g *g, void **sp, uintptr_t site)
{
    (void)g;
    (void)sp;
    return ((const gort_site *)site)->line;
}

uintptr_t gort_runtime_siteEntry(gort_g *g, void **sp, uintptr_t site)
{
    (void)sp;
    const gort_module *mod = callers_is_own(site) ? NULL : gort__module_of_pc(g->rt, site);
    if (!mod) return site;
    const gort_site *s = (const gort_site *)site, *first = mod->sites;
    while (first < s && !gort__name_same(mod, first, s))
        first++;
    return (uintptr_t)first;
}
