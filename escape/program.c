/* program.c - the packages of a program: by path, and in the order in which they are initialised.
 *
 * A package is made when something first mentions its path, and is then always the same object.
 * Go 1.19 initialises a package behind all those that it imports, these in the order in which its
 * files first mention them. What gort ships is read when it is imported.
 *
 * Everything lives in the unit's arena. One thread.
 */
#include "lex.h"
#include "parse.h"
#include "shipped.h"
#include "unit.h"

#include <string.h>

static void packages_push(gort__unit *u, gort__packages *l, gort__package *p)
{
    if (l->n == l->cap) {
        const int cap = l->cap ? 2 * l->cap : 8;
        gort__package **at = gort__alloc(u, (size_t)cap * sizeof *at);
        if (l->n) memcpy(at, l->at, (size_t)l->n * sizeof *at);
        l->at = at;
        l->cap = cap;
    }
    l->at[l->n++] = p;
}

/* main is nobody's to import. */
gort__package *gort__package_find(gort__unit *u, const char *path)
{
    const gort__packages *all = &u->program.all;
    for (int i = 0; i < all->n; i++)
        if (all->at[i] != u->program.main && strcmp(all->at[i]->path, path) == 0)
            return all->at[i];
    return NULL;
}

gort__package *gort__package_new(gort__unit *u, const char *path)
{
    gort__package *p = gort__alloc(u, sizeof *p);
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    p->path = gort__intern(u, path, strlen(path));
    p->name = gort__intern(u, base, strlen(base));
    packages_push(u, &u->program.all, p);
    return p;
}

static void program_import(gort__unit *u, gort__package *p, gort__package *imported)
{
    for (int i = 0; i < p->imports.n; i++)
        if (p->imports.at[i] == imported) return;
    packages_push(u, &p->imports, imported);
}

/* The package of that path with the files that gort ships; NULL: none. */
static gort__package *program_ship(gort__unit *u, const char *path)
{
    gort__package *p = NULL;
    for (int i = 0; i < gort__shipped_count; i++) {
        const gort__shipped *f = &gort__shipped_files[i];
        if (strcmp(f->path, path) != 0) continue;
        if (!p) p = gort__package_new(u, path);
        p->shipped = true;
        (void)gort__unit_add_package_text(u, p, f->name, f->text, f->bytes);
    }
    return p;
}

/* Parses p and what it imports, and places it behind that; also what has errors. */
static bool program_load(gort__unit *u, gort__package *p)
{
    u->pkg = p;
    bool ok = gort__parse_package(u);
    p->loading = true;
    for (int i = 0; i < p->decls.n; i++) {
        const gort__node *d = p->decls.at[i];
        if ((int)d->kind != D_IMPORT) continue;
        gort__package *imported = gort__package_find(u, d->name);
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
    packages_push(u, &u->program.order, p);
    return ok;
}

bool gort__parse(gort__unit *u)
{
    const bool ok = program_load(u, u->program.main);
    u->pkg = u->program.main;
    return ok;
}

/* ---- Names */

bool gort__is_exported(const char *name)
{
    int32_t ch = (unsigned char)name[0];
    if (ch < 0x80) return ch >= 'A' && ch <= 'Z';
    return gort__lex_decode(name, name + strlen(name), &ch) > 0 && gort__is_upper((uint32_t)ch);
}

const char *gort__symbol(gort__unit *u, const gort__package *p, const char *name)
{
    const char *slash = strrchr(p->path, '/');
    if (!strchr(slash ? slash : p->path, '.')) return gort__strf(u, "%s.%s", p->path, name);
    gort__text t = {.u = u}; /* a dot in the last element is none before the name */
    for (const char *s = p->path; *s; s++)
        gort__text_add(&t, *s == '.' && s > slash ? "%%2e" : "%c", *s);
    gort__text_add(&t, ".%s", name);
    return gort__text_of(&t);
}
