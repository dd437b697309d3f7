/* subset.c - what type-checks but has no place in a C program: sizes, and functions without a body.
 *
 * Runs after normal.c on packages without errors. What the later passes cannot translate yet is
 * refused here too.
 */
#include "../check/check_internal.h"
#include "normal.h"

/* What no C compiler or machine has room for. */
static void check_sizes(unit *u)
{
    enum { SYMBOL_MAX = 2000000000 };
    for (int i = 0; i < u->pkg->globals.n; i++) {
        object *o = u->pkg->globals.at[i];
        int64_t size_bytes = gort__ty_size(u, o->type);
        if (size_bytes > SYMBOL_MAX)
            gort__error(u, o->pos, "%s: symbol too large (%lld bytes > %d bytes)",
                        gort__symbol(u, o->pkg, o->name), (long long)size_bytes, SYMBOL_MAX);
    }
    functions *lists[2] = {&u->pkg->funcs, &u->pkg->literals};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < lists[k]->n; i++)
            for (int d = 0; d < lists[k]->at[i]->dcl.n; d++) {
                object *o = lists[k]->at[i]->dcl.at[d];
                if (gort__ty_size(u, o->type) >= (int64_t)1 << 47)
                    gort__error(u, o->pos, "type %s larger than address space",
                                gort__ty_string(u, o->type));
            }
}

/* What Go leaves to its linker. */
static void check_linkage(unit *u)
{
    for (int i = 0; i < u->pkg->funcs.n; i++) {
        const function *f = u->pkg->funcs.at[i];
        if (f->has_body) continue;
        if (!u->pkg->shipped)
            gort__error(u, f->pos, "missing function body");
        else if (f->recv)
            gort__error(u, f->pos, "a method cannot be a C function");
    }
    if (u->pkg == u->program.main && !u->pkg->main)
        gort__error(u, (position){0}, "function main is undeclared in the main package");
}

bool gort__subset_check(unit *u)
{
    const int others = u->ndiags;
    check_linkage(u);
    check_sizes(u);
    return u->ndiags == others;
}
