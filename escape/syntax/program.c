/* program.c - the packages of a program: parsed, in the order in which they are initialised.
 *
 * Go 1.19 initialises a package behind all those that it imports, these in the order in which its
 * files first mention them. What gort ships is read when it is imported.
 *
 * Everything lives in the unit's arena. One thread.
 */
#include "parse.h"
#include "shipped.h"

#include <string.h>

static void program_import(unit *u, package *p, package *imported)
{
    for (int i = 0; i < p->imports.n; i++)
        if (p->imports.at[i] == imported) return;
    GORT__LIST_PUSH(u, &p->imports, imported);
}

/* The package of that path with the files that gort ships; NULL: none. */
static package *program_ship(unit *u, const char *path)
{
    package *p = NULL;
    for (int i = 0; i < gort__shipped_count; i++) {
        const shipped_file *f = &gort__shipped_files[i];
        if (strcmp(f->path, path) != 0) continue;
        if (!p) p = gort__package_new(u, path);
        p->shipped = true;
        (void)gort__unit_add_package_text(u, p, f->name, f->text, f->bytes);
    }
    return p;
}

/* Parses p and what it imports, and places it behind that; also what has errors. */
static bool program_load(unit *u, package *p)
{
    u->pkg = p;
    bool ok = gort__parse_package(u);
    p->loading = true;
    for (int i = 0; i < p->decls.n; i++) {
        const node *d = p->decls.at[i];
        if ((int)d->kind != D_IMPORT) continue;
        package *imported = gort__package_find(u, d->name);
        if (!imported) imported = program_ship(u, d->name);
        if (!imported) continue;
        program_import(u, p, imported);
        if (imported->loading) {
            gort__error(u, d->end, "import cycle not allowed: package %s imports %s", p->path,
                        imported->path);
            ok = false;
        } else if (!imported->loaded) {
            ok &= program_load(u, imported);
        }
    }
    p->loading = false;
    p->loaded = true;
    GORT__LIST_PUSH(u, &u->program.order, p);
    return ok;
}

bool gort__parse(unit *u)
{
    const bool ok = program_load(u, u->program.main);
    u->pkg = u->program.main;
    return ok;
}
