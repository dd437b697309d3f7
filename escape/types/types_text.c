/* types_text.c - how types are spelled. The styles:
 *
 *   gort__ty_string            panics' static texts and comments: "struct { X int }", "T"
 *   gort__ty_string_told       -m messages: the same, but for what packages are called
 *   gort__ty_string_qualified  the runtime's: the same with "main.T", only canonical names
 *   gort__ty_string_path       the same with the path of the package, for C names
 *   gort__ty_string_error      type errors: "struct{X int}", "interface{M()}"
 *
 * The difference between the first and the last is Go's own: two passes of its compiler print
 * types, each in its way. Results live in the unit's arena; the first style is cached.
 */
#include "constant.h"
#include "types_internal.h"

#include <string.h>

typedef enum style { STYLE_MESSAGE, STYLE_TOLD, STYLE_RUNTIME, STYLE_ERROR, STYLE_PATH } style;

typedef struct writer {
    textbuf text;
    style style;
    int depth;
    size_t most; /* bytes that are needed; parts behind them are left out. 0: all */
} writer;

#define KIND_NAME(kind, name, size_bytes, align, ptrdata_bytes) [kind] = name,

const char *gort__ty_kind_name(const ty *t)
{
    static const char *const names[] = {GORT__TY_KINDS(KIND_NAME)};
    return names[t->kind];
}

static void put(writer *w, const char *s)
{
    gort__text_put(&w->text, s);
}

static void put_type(writer *w, ty *t);

static void put_list(writer *w, ty **list, const char **names, int n, bool variadic)
{
    put(w, "(");
    for (int i = 0; i < n; i++) {
        const bool dots = variadic && i == n - 1 && list[i]->kind == TY_SLICE;
        if (i) put(w, ", ");
        if (names && names[i] && w->style == STYLE_ERROR) gort__text_add(&w->text, "%s ", names[i]);
        put(w, dots ? "..." : "");
        put_type(w, dots ? list[i]->elem : list[i]);
    }
    put(w, ")");
}

static void put_signature(writer *w, ty *t)
{
    put_list(w, t->params, t->names, t->nparams, t->variadic);
    const char **names = t->names ? t->names + t->nparams : NULL;
    put(w, t->nresults > 0 ? " " : "");
    if (t->nresults == 1 && !(names && names[0] && w->style == STYLE_ERROR))
        put_type(w, t->params[t->nparams]);
    else if (t->nresults > 0)
        put_list(w, t->params + t->nparams, names, t->nresults, false);
}

static bool is_canonical(style s)
{
    return s == STYLE_RUNTIME || s == STYLE_PATH;
}

/* In messages too, everything is spelled as the runtime does from a local name on. */
static void put_method(writer *w, const ty_method *m)
{
    if (w->style != STYLE_ERROR && m->pkg) {
        if (!is_canonical(w->style)) w->style = STYLE_RUNTIME;
        gort__text_add(&w->text, "%s.", m->pkg->name);
    }
    put(w, m->name);
    put_signature(w, m->type);
}

static void put_members(writer *w, ty *t)
{
    int n = t->kind == TY_STRUCT ? t->nfields : t->nmethods;
    bool spaced = w->style != STYLE_ERROR;
    if (t->written && !spaced) {
        put(w, t->written);
        return;
    }
    style outer = w->style;
    unit *u = w->text.u;
    put(w, t->kind == TY_STRUCT ? "struct" : "interface");
    put(w, spaced ? " {" : "{");
    for (int i = 0; i < n; i++) {
        put(w, i ? "; " : spaced ? " " : "");
        if (t->kind == TY_INTERFACE) {
            put_method(w, gort__ty_method_at(t, i));
            continue;
        }
        const ty_field *f = &t->fields[i];
        if (!f->embedded) gort__text_add(&w->text, "%s ", f->name);
        put_type(w, f->type);
        if (f->tag)
            gort__text_add(&w->text, " %s",
                           gort__const_text(u, gort__const_string(u, f->tag, strlen(f->tag))));
    }
    w->style = outer;
    put(w, spaced && n ? " }" : "}");
}

static void put_type(writer *w, ty *t)
{
    if (w->most && w->text.n > w->most) return;
    struct type_table *tt = gort__ty_table(w->text.u);
    if (is_canonical(w->style) && t->canon) t = t->canon;
    if (t->is_named) {
        const package *pkg = t->obj->pkg; /* none of the predeclared */
        if (pkg && (pkg != w->text.u->pkg || is_canonical(w->style)))
            gort__text_add(&w->text, "%s.",
                           w->style == STYLE_PATH   ? pkg->path
                           : w->style == STYLE_TOLD ? gort__package_told(w->text.u, pkg)
                                                    : pkg->name);
        put(w, t->obj->name);
        return;
    }
    if (t == tt->byte_type || t == tt->rune_type || t == tt->any_type) {
        put(w, t == tt->byte_type ? "byte" : t == tt->rune_type ? "rune" : "any");
        return;
    }
    if (w->depth == GORT__USUAL_DEPTH) {
        put(w, "...");
        return;
    }
    w->depth++;
    bool paren = false;
    switch (t->kind) {
    case TY_ARRAY: gort__text_add(&w->text, "[%lld]", (long long)t->len); break;
    case TY_SLICE: put(w, "[]"); break;
    case TY_PTR: put(w, "*"); break;
    case TY_MAP:
        put(w, "map[");
        put_type(w, t->key);
        put(w, "]");
        break;
    case TY_CHAN:
        paren = t->chan_dir == CHAN_BOTH && t->elem->kind == TY_CHAN && !t->elem->is_named &&
                t->elem->chan_dir == CHAN_RECV;
        put(w, paren                      ? "chan ("
               : t->chan_dir == CHAN_RECV ? "<-chan "
               : t->chan_dir == CHAN_SEND ? "chan<- "
                                          : "chan ");
        break;
    case TY_FUNC:
        put(w, "func");
        put_signature(w, t);
        break;
    case TY_STRUCT:
    case TY_INTERFACE: put_members(w, t); break;
    case TY_TUPLE: put_list(w, t->params, t->names, t->nparams, false); break;
    default: put(w, gort__ty_kind_name(t));
    }
    if (t->elem) put_type(w, t->elem);
    put(w, paren ? ")" : "");
    w->depth--;
}

static const char *text(unit *u, ty *t, style st, size_t most)
{
    writer w = {.text.u = u, .style = st, .most = most};
    put(&w, "");
    put_type(&w, t ? t : gort__ty_basic(u, TY_INVALID));
    return w.text.at;
}

const char *gort__ty_string(unit *u, ty *t)
{
    if (!t) return "<T>";
    if (!t->text || t->text_in != u->pkg) t->text = text(u, t, STYLE_MESSAGE, 0);
    t->text_in = u->pkg;
    return t->text;
}

const char *gort__ty_string_told(unit *u, ty *t)
{
    const package *atomic = gort__package_find(u, "sync/atomic");
    if (!t || !atomic || gort__package_told(u, atomic) == atomic->name)
        return gort__ty_string(u, t);
    return text(u, t, STYLE_TOLD, 0);
}

const char *gort__ty_string_qualified(unit *u, ty *t)
{
    return text(u, t, STYLE_RUNTIME, 0);
}

const char *gort__ty_string_path(unit *u, ty *t, size_t most)
{
    return text(u, t, STYLE_PATH, most);
}

const char *gort__ty_interface_text(unit *u, const ty_method *m, int n, const char *embedded)
{
    writer w = {.text.u = u, .style = STYLE_ERROR};
    put(&w, "interface{");
    for (int i = 0; i < n; i++) {
        put(&w, i ? "; " : "");
        put_method(&w, &m[i]);
    }
    if (embedded) gort__text_add(&w.text, "%s%s", n ? "; " : "", embedded);
    put(&w, "}");
    return w.text.at;
}

const char *gort__ty_string_error(unit *u, ty *t)
{
    return text(u, t, STYLE_ERROR, 0);
}
