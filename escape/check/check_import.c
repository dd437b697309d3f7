/* check_import.c - what a file imports: paths, names, what is imported and not used.
 *
 * A package under a name is an object in the scope of the file. With a dot for a name its exported
 * members are there themselves: an object of another package in a file's scope is one of them.
 * normal_expr.c makes selectors of their names.
 */
#include "../base/letters.h"
#include "check_internal.h"

#include <string.h>

/* ---- Paths */

/* No path at all; reported. */
static bool bad_import_path(checker *c, node *d, const char *path)
{
    static const char illegal[] = "!\"#$%&'()*,:;<=>?[\\]^{|}`";
    const char *end = path + gort__interned_bytes(path);
    if (path == end) return !gort__check_error(c, d->end, "invalid import path (empty string)");
    for (const char *s = path; s < end;) {
        int32_t ch = 0;
        const int bytes = gort__lex_decode(s, end, &ch);
        if (bytes == 0) ch = 0xfffd;
        s += bytes ? bytes : 1;
        if (!gort__is_printable(ch) || ch == ' ' || ch == 0xfffd ||
            (ch < 0x80 && strchr(illegal, ch)))
            return !gort__check_error(c, d->end, "invalid import path (invalid character %s)",
                                      gort__lex_char_name(c->u, ch));
    }
    return false;
}

/* Without empty and "." elements, and without "x/..". */
static const char *clean_path(unit *u, const char *path)
{
    char *out = gort__alloc(u, strlen(path) + 2);
    size_t n = 0;
    for (const char *p = path; *p;) {
        size_t len = strcspn(p, "/");
        bool up = len == 2 && p[0] == '.' && p[1] == '.';
        size_t last = n;
        while (last > 0 && out[last - 1] != '/')
            last--;
        if (up && n > 0 && strcmp(out + last, "..") != 0) {
            n = last > 0 ? last - 1 : 0;
            out[n] = 0;
        } else if (len > 0 && !(len == 1 && p[0] == '.')) {
            if (n > 0) out[n++] = '/';
            memcpy(out + n, p, len);
            n += len;
            out[n] = 0;
        }
        p += len;
        p += *p == '/';
    }
    return n > 0 ? out : ".";
}

/* Why a path leads to no package. */
static const char *import_problem(unit *u, const char *path)
{
    const char *clean = clean_path(u, path);
    if (strcmp(path, "main") == 0) return "cannot import \"main\"";
    if (path[0] == '/') return "import path cannot be absolute path";
    if (path[0] != '.' && strcmp(clean, path) != 0)
        return gort__strf(u, "non-canonical import path \"%s\" (should be \"%s\")", path, clean);
    return "file not found";
}

/* The package of that path; one that is missing is said so once, if not that it is Go's. */
static package *import_package(checker *c, node *d, const char *path)
{
    unit *u = c->u;
    package *p = gort__package_find(u, path);
    const bool again = p != NULL;
    if (!p) {
        p = gort__package_new(u, path);
        p->missing = strcmp(path, "unsafe") != 0; /* program.c knows the others */
        if (!p->missing) p->scope = gort__universe_unsafe(u, p);
    }
    if (p->missing && gort__universe_is_library(path))
        gort__check_error(c, d->pos, "import \"%s\" is not supported yet", path);
    else if (p->missing && !again)
        gort__check_error(c, d->end, "could not import %s (%s)", path, import_problem(u, path));
    return p;
}

/* ---- Names */

/* What gort has of a package that Go has too has other places than there. */
static const char *other_declaration(checker *c, const object *o)
{
    return o->pkg == c->u->pkg ? gort__check_other_text(c, o->pos, o->name) : "";
}

static void import_object(checker *c, name_scope *file, object *o, position pos)
{
    const object *alt = gort__scope_insert(c->u, file, o);
    if (alt)
        gort__check_error(c, pos, "%s redeclared in this block%s", o->name,
                          other_declaration(c, alt));
}

static void import_members(checker *c, name_scope *file, const package *p, position pos)
{
    for (size_t i = 0; i < p->scope->names.cap; i++) {
        object *o = p->scope->names.slots[i];
        if (o && gort__is_exported(o->name)) import_object(c, file, o, pos);
    }
}

void gort__check_import(checker *c, node *d)
{
    const char *path = d->name ? d->name : "";
    name_scope *file = c->u->files[d->pos.file].scope;
    if (bad_import_path(c, d, path)) return;
    package *p = import_package(c, d, path);
    const char *name = d->lit_text ? d->lit_text : p->name;
    const char *problem = NULL;
    if (d->lit_text && strcmp(path, "C") == 0)
        problem = "cannot rename import \"C\"";
    else if (strcmp(name, "init") == 0)
        problem = "cannot import package as init - init must be a func";
    if (problem) {
        gort__check_error(c, d->pos, "%s", problem);
        return;
    }
    object *o = gort__check_new_obj(c, OBJ_PACKAGE, name, d->pos);
    o->imported = p;
    o->used = p->missing;
    GORT__LIST_PUSH(c->u, &c->imports, o);
    if (d->lit_text && strcmp(name, ".") == 0) {
        if (p->scope) import_members(c, file, p, d->pos);
    } else if (!gort__is_blank_name(name)) {
        import_object(c, file, o, d->pos);
    }
}

static bool is_dot(const object *o, int file)
{
    return o->pos.file == file && strcmp(o->name, ".") == 0;
}

void gort__check_use_dot(checker *c, const object *member, position at)
{
    for (int i = 0; i < c->imports.n; i++) {
        object *o = c->imports.at[i];
        o->used |= is_dot(o, at.file) && o->imported == member->pkg;
    }
}

bool gort__check_refused_dot(checker *c, const char *name, position at)
{
    for (int i = 0; i < c->imports.n; i++) {
        object *o = c->imports.at[i];
        const package *p = o->imported;
        if (!is_dot(o, at.file)) continue;
        if (p->missing && gort__universe_is_library(p->path) && gort__is_exported(name))
            return true; /* as the import itself was */
        if (gort__universe_go_name(p->path, name) != GO_NAME_EXPORTED) continue;
        o->used = true;
        gort__check_error(c, at, "%s.%s is not supported yet", p->name, name);
        return true;
    }
    return false;
}

static void clash(checker *c, const object *own, const char *how, const package *p,
                  const char *other)
{
    gort__check_error(c, own->pos, "%s already declared through %s of package %s (\"%s\")%s",
                      own->name, how, p->name, p->path, other);
}

/* With what Go has in the package beside what gort has. */
static void clashes_with_dot(checker *c, const package *p)
{
    const hash_table *own = &c->u->pkg->scope->names;
    for (size_t k = 0; k < own->cap; k++) {
        const object *o = own->slots[k];
        if (o && !gort__scope_find(p->scope, o->name) &&
            gort__universe_go_name(p->path, o->name) == GO_NAME_EXPORTED)
            clash(c, o, "dot-import", p, "");
    }
}

void gort__check_import_clashes(checker *c)
{
    const package *pkg = c->u->pkg;
    for (int i = 0; i < pkg->nfiles; i++) {
        const hash_table *file = &c->u->files[pkg->first_file + i].scope->names;
        for (size_t k = 0; k < file->cap; k++) {
            const object *o = file->slots[k];
            const object *alt = o ? gort__scope_find(pkg->scope, o->name) : NULL;
            if (!alt) continue;
            const bool dot = o->kind != OBJ_PACKAGE;
            const package *p = dot ? o->pkg : o->imported;
            clash(c, alt, dot ? "dot-import" : "import", p, other_declaration(c, o));
        }
    }
    for (int i = 0; i < c->imports.n; i++) {
        const object *o = c->imports.at[i];
        if (is_dot(o, o->pos.file) && o->imported->scope) clashes_with_dot(c, o->imported);
    }
}

void gort__check_unused_imports(checker *c)
{
    for (int i = 0; i < c->imports.n; i++) {
        object *o = c->imports.at[i];
        const char *path = o->imported->path;
        if (o->used || gort__is_blank_name(o->name)) continue;
        const bool same = o->name == gort__path_base(c->u, path) || strcmp(o->name, ".") == 0;
        gort__check_error(c, o->pos, "imported and not used: \"%s\"%s%s", path, same ? "" : " as ",
                          same ? "" : o->name);
    }
}
