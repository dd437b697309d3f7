/* pragma.c - directives, the comments `//go:...` that Go's compiler heeds: what it says about those
 * that are unknown to a program, stand in the wrong place or lack what they need.
 *
 * The lexer hands each directive over as it meets it (gort__pragma_comment). A declaration takes
 * those before it; what stands elsewhere is reported at once (gort__pragma_clear). What a
 * declaration may not have is reported late: Go looks at it only when types are right. None of it
 * is an error of the parser's, which goes on as before.
 *
 * Two of them change what escape analysis says of a function (function); the others change
 * nothing in gort: there is no inlining, no race detector, no assembly. To add one, see `verbs`.
 */
#include "parse_internal.h"

#include <string.h>

enum {
    FLAG_BUILD = 1,
    FLAG_NOESCAPE = 2,
    FLAG_NOSPLIT = 4,
    FLAG_SYSTEMSTACK = 8,
    FLAG_KEEPALIVE = 16,
    FLAG_ESCAPES = 32,
    FLAG_RUNTIME = 64, /* the runtime's only */
    FLAG_FUNC = 128,   /* all others that a function may have */
    FLAG_NOTINHEAP = 256,
    FLAG_EMBED = 512,
    FLAG_LEAK = 1024,
    FUNC_FLAGS = FLAG_NOESCAPE | FLAG_NOSPLIT | FLAG_SYSTEMSTACK | FLAG_KEEPALIVE | FLAG_ESCAPES |
                 FLAG_RUNTIME | FLAG_FUNC | FLAG_LEAK
};

typedef struct pragma_entry {
    position pos;
    unsigned flags;
    const char *text; /* behind the verb; FLAG_LEAK */
} pragma;

static const struct {
    const char *verb;
    unsigned flags;
} verbs[] = {
    {"go:build", FLAG_BUILD},
    {"go:noescape", FLAG_NOESCAPE},
    {"go:norace", FLAG_FUNC},
    {"go:nosplit", FLAG_NOSPLIT},
    {"go:noinline", FLAG_FUNC},
    {"go:nocheckptr", FLAG_FUNC},
    {"go:systemstack", FLAG_SYSTEMSTACK},
    {"go:nowritebarrier", FLAG_RUNTIME},
    {"go:nowritebarrierrec", FLAG_RUNTIME},
    {"go:yeswritebarrierrec", FLAG_RUNTIME},
    {"go:cgo_unsafe_args", FLAG_FUNC},
    {"go:uintptrkeepalive", FLAG_KEEPALIVE},
    {"go:uintptrescapes", FLAG_ESCAPES | FLAG_KEEPALIVE},
    {"go:registerparams", FLAG_FUNC},
    {"go:notinheap", FLAG_NOTINHEAP},
    {"go:embed", FLAG_EMBED},
};

static void pragma_add(file_parser *p, position pos, unsigned flags, const char *text)
{
    GORT__LIST_PUSH(p->u, &p->pragmas, (pragma){pos, flags, text});
}

static const char spaces[] = " \t\r\v\f";

/* Behind "go:embed": the number of patterns, words or quoted; -1 after an error. */
static int pragma_patterns(file_parser *p, position pos, const char *s)
{
    int n = 0;
    for (s += strspn(s, spaces); *s; s += strspn(s, spaces), n++) {
        const char *begin = s, *end;
        if (*s == '`') {
            end = strchr(s + 1, '`');
            if (end) end++;
        } else if (*s == '"') {
            for (end = s + 1; *end && *end != '"'; end++)
                if (*end == '\\' && end[1]) end++;
            end = *end ? end + 1 : NULL;
        } else {
            end = s + strcspn(s, spaces);
        }
        if (!end || !strchr(spaces, *end)) { /* the end is found too */
            gort__error(p->u, pos, "invalid quoted string in //go:embed: %s", end ? end : begin);
            return -1;
        }
        s = end;
    }
    return n;
}

static bool pragma_has_prefix(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* Words, and if asked for in quotes what may hold spaces: a letter each, q for a quoted one. */
static const char *pragma_shape(file_parser *p, const char *s, bool quotes)
{
    char *shape = gort__alloc(p->u, strlen(s) + 1);
    int n = 0;
    for (s += strspn(s, spaces); *s; s += strspn(s, spaces)) {
        const char *begin = s;
        bool quoted = false;
        for (; *s && (quoted || !strchr(spaces, *s)); s++)
            if (*s == '"' && quotes) quoted = !quoted;
        shape[n++] = s - begin >= 2 && *begin == '"' && s[-1] == '"' ? 'q' : 'w';
    }
    return shape;
}

/* A directive of cgo: only the one about a library may stand in a program; true: this is it. */
static bool pragma_cgo(file_parser *p, position pos, const char *verb, const char *text)
{
    static const struct {
        const char *verb, *shapes, *usage;
    } known[] = {
        {"go:cgo_export_static", " ww www ", "local [remote]"},
        {"go:cgo_export_dynamic", " ww www ", "local [remote]"},
        {"go:cgo_import_dynamic", " ww www wwwq ", "local [remote [\"library\"]]"},
        {"go:cgo_import_static", " ww ", "local"},
        {"go:cgo_dynamic_linker", " wq ", "\"path\""},
        {"go:cgo_ldflag", " wq ", "\"arg\""},
    };
    const char *shape = pragma_shape(p, text, true);
    bool library = pragma_has_prefix(text, "go:cgo_import_dynamic ") && strlen(shape) >= 4;
    if (!library) gort__error(p->u, pos, "//%s only allowed in cgo-generated code", text);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].verb, verb) == 0 &&
            !strstr(known[i].shapes, gort__strf(p->u, " %s ", shape)))
            gort__error(p->u, pos, "usage: //%s %s", verb, known[i].usage);
    return library;
}

/* Those of the packages that gort ships; to others they are comments. */
static void pragma_shipped(file_parser *p, position pos, const char *text)
{
    static const char leak[] = "gort:leak ";
    if (!p->u->pkg->shipped) return;
    if (pragma_has_prefix(text, leak))
        pragma_add(p, pos, FLAG_LEAK, text + strlen(leak) + strspn(text + strlen(leak), spaces));
    else
        gort__error(p->u, pos, "unknown directive //%s", text);
}

static void pragma_leak(file_parser *p, const pragma *g, function *f)
{
    const size_t n = strcspn(g->text, " ");
    const char *what = g->text + n + strspn(g->text + n, spaces);
    param_leak *l = gort__alloc(p->u, sizeof *l);
    *l = (param_leak){gort__intern(p->u, g->text, n), g->pos, *what ? 1 : 0, f->param_leaks};
    f->param_leaks = l;
    if (f->has_body || (*what && strcmp(what, "content") != 0))
        gort__error(p->u, g->pos,
                    "usage: //gort:leak parameter [content], before func without body");
}

static bool pragma_imports_unsafe(file_parser *p, position pos)
{
    const nodes *decls = &p->u->pkg->decls;
    for (int i = 0; i < decls->n; i++)
        if ((int)decls->at[i]->kind == D_IMPORT && decls->at[i]->pos.file == pos.file &&
            strcmp(decls->at[i]->name, "unsafe") == 0)
            return true;
    return false;
}

void gort__pragma_comment(void *parser, position pos, bool blank, const char *at, size_t bytes)
{
    file_parser *p = parser;
    const char *text = gort__strf(p->u, "%.*s", (int)bytes, at);
    if (pragma_has_prefix(text, "gort:")) {
        pragma_shipped(p, pos, text);
        return;
    }
    const char *verb = gort__strf(p->u, "%.*s", (int)strcspn(text, " "), text);
    if (!blank) {
        gort__error(p->u, pos, "misplaced compiler directive");
        return;
    }
    if (pragma_has_prefix(text, "go:linkname ")) {
        const size_t n = strlen(pragma_shape(p, text, false));
        if (n < 2 || n > 3)
            gort__error(p->u, pos, "usage: //go:linkname localname [linkname]");
        else if (pragma_imports_unsafe(p, pos))
            gort__error(p->u, pos, "//go:linkname is not supported yet");
        else
            gort__late_error(p->u, pos,
                             "//go:linkname only allowed in Go files that import \"unsafe\"",
                             GORT__LATE_LAST);
        return;
    }
    if (pragma_has_prefix(text, "go:cgo_") && pragma_cgo(p, pos, verb, text)) return;
    unsigned flags = 0;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].verb, verb) == 0) flags = verbs[i].flags;
    if (flags == FLAG_EMBED && pragma_patterns(p, pos, text + strlen(verb)) <= 0) {
        gort__error(p->u, pos, "usage: //go:embed pattern...");
        return;
    }
    if (flags & (FLAG_SYSTEMSTACK | FLAG_RUNTIME))
        gort__error(p->u, pos, "//%s only allowed in runtime", verb);
    if (flags == FLAG_KEEPALIVE)
        gort__error(p->u, pos, "//%s is only allowed in the standard library", verb);
    if (flags) pragma_add(p, pos, flags, NULL);
}

static const char *pragma_misplaced(const pragma *g)
{
    return g->flags == FLAG_EMBED ? "misplaced go:embed directive" : "misplaced compiler directive";
}

pragma_list gort__pragma_take(file_parser *p)
{
    const pragma_list taken = p->pragmas;
    p->pragmas = (pragma_list){0};
    return taken;
}

void gort__pragma_check(file_parser *p, pragma_list taken, pragma_place place, position pos,
                        function *f)
{
    static const unsigned allowed[] = {[PRAGMA_PACKAGE] = FLAG_BUILD,
                                       [PRAGMA_FUNC] = FUNC_FLAGS,
                                       [PRAGMA_TYPE] = FLAG_NOTINHEAP,
                                       [PRAGMA_VAR] = 0,
                                       [PRAGMA_OTHER] = 0};
    late_phase phase = p->functions > 0          ? GORT__LATE_BODY
                       : place == PRAGMA_PACKAGE ? GORT__LATE_FILE
                       : place == PRAGMA_TYPE    ? GORT__LATE_TYPE
                                                 : GORT__LATE_DECL;
    unsigned all = 0;
    for (int i = 0; i < taken.n; i++) {
        const pragma *g = &taken.at[i];
        if (g->flags != FLAG_EMBED || place != PRAGMA_VAR) {
            if (g->flags & ~allowed[place])
                gort__late_error(p->u, g->pos, pragma_misplaced(g), phase);
        } else if (!(all & FLAG_EMBED)) {
            gort__late_error(p->u, g->pos,
                             "go:embed only allowed in Go files that import \"embed\"", phase);
        }
        if (f && g->flags == FLAG_LEAK) pragma_leak(p, g, f);
        all |= g->flags;
    }
    if (!f) return;
    f->noescape = all & FLAG_NOESCAPE;
    f->uintptr_escapes = all & FLAG_ESCAPES;
    if ((all & FLAG_SYSTEMSTACK) && (all & FLAG_NOSPLIT))
        gort__late_error(p->u, pos, "go:nosplit and go:systemstack cannot be combined", phase);
    if (f->has_body && (all & FLAG_NOESCAPE))
        gort__late_error(p->u, pos, "can only use //go:noescape with external func implementations",
                         phase);
    if (f->has_body && (all & FLAG_KEEPALIVE) && !(all & FLAG_ESCAPES) && !(all & FLAG_NOSPLIT))
        gort__late_error(p->u, pos, "go:uintptrkeepalive requires go:nosplit", phase);
}

void gort__pragma_clear(file_parser *p)
{
    for (int i = 0; i < p->pragmas.n; i++)
        gort__error(p->u, p->pragmas.at[i].pos, "%s", pragma_misplaced(&p->pragmas.at[i]));
    p->pragmas.n = 0;
}
