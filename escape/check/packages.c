/* packages.c - what Go 1.19 has: the packages of its library, and of the packages that gort has in
 * part every name (library.txt).
 */
#include "packages.h"

#include "universe.h"

#include <string.h>

static bool has_word(const char *words, const char *word)
{
    const size_t n = strlen(word);
    for (const char *p = words; n && (p = strstr(p, word)); p += n)
        if ((p == words || p[-1] == ' ') && p[n] == ' ') return true;
    return false;
}

/* That of a package; of a type in it, unless this is NULL. */
static const library_list *list_of(const char *path, const char *type)
{
    const size_t n = strlen(path);
    for (const library_list *l = gort__library_lists; l->of; l++) {
        if (strncmp(l->of, path, n) != 0) continue;
        const char *rest = l->of + n;
        if (type ? *rest == '.' && strcmp(rest + 1, type) == 0 : !*rest) return l;
    }
    return NULL;
}

bool gort__universe_is_library(const char *path)
{
    return !strchr(path, ' ') && has_word(list_of("the library", NULL)->names, path);
}

go_name gort__universe_go_name(const char *path, const char *name)
{
    const library_list *l = list_of(path, NULL);
    if (!l) return GO_NAME_NONE;
    return has_word(l->names, name)    ? GO_NAME_EXPORTED
           : has_word(l->hidden, name) ? GO_NAME_HIDDEN
                                       : GO_NAME_NONE;
}

bool gort__universe_go_method(const char *path, const char *type, const char *method)
{
    const library_list *l = list_of(path, type);
    return l && has_word(l->names, method);
}
