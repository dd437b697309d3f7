/* package.c - packages by their path, and what is called by which name in them.
 *
 * A package is made when something first mentions its path, and is then always the same object, in
 * the unit's arena. Which ones there are and in what order: syntax/program.c. One thread.
 */
#include "letters.h"
#include "unit.h"

#include <string.h>

/* main is nobody's to import. */
package *gort__package_find(unit *u, const char *path)
{
    const packages *all = &u->program.all;
    for (int i = 0; i < all->n; i++)
        if (all->at[i] != u->program.main && strcmp(all->at[i]->path, path) == 0) return all->at[i];
    return NULL;
}

const char *gort__path_base(unit *u, const char *path)
{
    size_t n = strlen(path);
    if (n > 0 && path[n - 1] == '/') n--;
    const char *base = path + n;
    while (base > path && base[-1] != '/')
        base--;
    return gort__intern(u, base, (size_t)(path + n - base));
}

package *gort__package_new(unit *u, const char *path)
{
    package *p = gort__alloc(u, sizeof *p);
    p->path = gort__intern(u, path, strlen(path));
    p->name = gort__path_base(u, path);
    GORT__LIST_PUSH(u, &u->program.all, p);
    return p;
}

/* Go knows what an imported package's own types and functions mention. Of those that gort has only
 * sync/atomic has a namesake there: runtime mentions its runtime/internal/atomic. */
const char *gort__package_told(unit *u, const package *p)
{
    const packages *imports = &u->program.main->imports;
    if (strcmp(p->path, "sync/atomic") != 0) return p->name;
    for (int i = 0; i < imports->n; i++)
        if (strcmp(imports->at[i]->path, "runtime") == 0) return gort__strf(u, "\"%s\"", p->path);
    return p->name;
}

bool gort__is_exported(const char *name)
{
    int32_t ch = (unsigned char)name[0];
    if (ch < 0x80) return ch >= 'A' && ch <= 'Z';
    return gort__lex_decode(name, name + strlen(name), &ch) > 0 && gort__is_upper((uint32_t)ch);
}

const char *gort__symbol(unit *u, const package *p, const char *name)
{
    const char *slash = strrchr(p->path, '/');
    if (!strchr(slash ? slash : p->path, '.')) return gort__strf(u, "%s.%s", p->path, name);
    textbuf t = {.u = u}; /* a dot in the last element is none before the name */
    for (const char *s = p->path; *s; s++)
        gort__text_add(&t, *s == '.' && s > slash ? "%%2e" : "%c", *s);
    gort__text_add(&t, ".%s", name);
    return gort__text_of(&t);
}

const char *gort__function_name(unit *u, const function *f)
{
    if (!f->outer) return f->name;
    size_t bytes = 1;
    for (const function *g = f; g; g = g->outer)
        bytes += strlen(g->name);
    char *name = gort__alloc(u, bytes), *at = name + bytes - 1;
    for (const function *g = f; g; g = g->outer) {
        const size_t n = strlen(g->name);
        memcpy(at -= n, g->name, n);
    }
    return name;
}

const char *gort__literal_name(unit *u, function *f)
{
    return gort__strf(u, f->lit ? ".%d" : ".func%d", ++f->nclosures);
}
