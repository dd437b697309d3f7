/* check.c - the type checker: tree in, typed tree and package out.
 *
 * The order of things, which is Go's and shows in what is reported:
 *   package-level names, per file imports
 *   every object resolved, types first; function bodies after all of them
 *   initialisation order, unused imports
 *
 * The tree may come from a parse with errors: any child may be N_BAD.
 */
#include "check.h"
#include "check_internal.h"

#include <stdarg.h>
#include <string.h>

/* ---- Scopes */

name_scope *gort__scope_new(unit *u, name_scope *parent)
{
    name_scope *s = gort__alloc(u, sizeof *s);
    s->parent = s->outer = parent;
    s->depth = parent ? parent->depth + 1 : 0;
    return s;
}

static uint64_t hash_object(const void *o)
{
    return gort__hash_pointer(((const object *)o)->name);
}

static bool same_object(const void *o, const void *name)
{
    return ((const object *)o)->name == name;
}

object *gort__scope_find(const name_scope *s, const char *name)
{
    return gort__table_find(&s->names, name, gort__hash_pointer(name), same_object);
}

/* The object that has the name already, or NULL after inserting. */
object *gort__scope_insert(unit *u, name_scope *s, object *o)
{
    gort__table_grow(u, &s->names, hash_object);
    void **slot = gort__table_at(&s->names, o->name, hash_object(o), same_object);
    if (*slot) return *slot;
    gort__table_fill(&s->names, slot, o);
    return NULL;
}

/* Behind this many scopes that a name was not in, what is found is kept. */
enum { FAR = 32 };

static uint64_t hash_far(const void *far)
{
    const far_name *f = far;
    return gort__hash_pointer(f->scope) * 31 + gort__hash_pointer(f->name);
}

static bool same_far(const void *far, const void *key)
{
    const far_name *a = far, *b = key;
    return a->scope == b->scope && a->name == b->name;
}

static object *look_up(checker *c, const name_scope *s, const char *name);

/* What is called so outside of s. Only s itself gets new names while something inside of it is
 * looked at. */
static object *look_up_outside(checker *c, const name_scope *s, const char *name)
{
    far_name key = {.scope = s, .name = name};
    const far_name *known = gort__table_find(&c->far, &key, hash_far(&key), same_far);
    if (known) return known->object;
    key.object = look_up(c, s->outer, name);
    gort__table_grow(c->u, &c->far, hash_far);
    gort__table_fill(&c->far, gort__table_at(&c->far, &key, hash_far(&key), same_far),
                     gort__copy(c->u, &key, sizeof key));
    return key.object;
}

static object *look_up(checker *c, const name_scope *s, const char *name)
{
    for (int walked = 1; s; s = s->outer, walked++) {
        object *o = gort__scope_find(s, name);
        if (o) return o;
        if (walked >= FAR && s->outer && s->depth / FAR != s->outer->depth / FAR)
            return look_up_outside(c, s, name);
    }
    return NULL;
}

object *gort__check_lookup(checker *c, const char *name)
{
    return look_up(c, c->env.scope, name);
}

void gort__check_open(checker *c)
{
    name_scope *up = c->env.scope, *s = gort__scope_new(c->u, up);
    GORT__LIST_PUSH(c->u, &up->inner, s);
    if (up->names.n == 0 && up->outer) s->outer = up->outer;
    c->env.scope = s;
}

void gort__check_close(checker *c)
{
    c->env.scope = c->env.scope->parent;
}

void gort__check_usage(checker *c, name_scope *s)
{
    for (int i = 0; i < s->vars.n; i++)
        if (!s->vars.at[i]->used)
            gort__check_error(c, s->vars.at[i]->pos, "%s declared but not used",
                              s->vars.at[i]->name);
    for (int i = 0; i < s->inner.n; i++)
        gort__check_usage(c, s->inner.at[i]);
}

object *gort__check_new_obj(checker *c, object_kind kind, const char *name, position pos)
{
    object *o = gort__alloc(c->u, sizeof *o);
    o->kind = (uint8_t)kind;
    o->name = name;
    o->pos = pos;
    o->pkg = c->u->pkg;
    return o;
}

object *gort__check_new_const(checker *c, const node *d, node *name)
{
    object *o = gort__check_new_obj(c, OBJ_CONST, name->name, name->pos);
    o->iota_value = d->field_index;
    name->obj = o;
    return o;
}

void gort__check_declare(checker *c, name_scope *s, object *o)
{
    if (o->kind == OBJ_VAR && o->var_class == VAR_LOCAL && o->func)
        GORT__LIST_PUSH(c->u, &o->func->dcl, o);
    if (gort__is_blank_name(o->name)) return;
    if (s->names.n == 0) /* it is empty no more: what is inside has to see it */
        for (name_scope *in = c->env.scope; in && in != s; in = in->parent)
            in->outer = in->parent;
    object *alt = gort__scope_insert(c->u, s, o);
    if (alt)
        gort__check_error(c, o->pos, "%s redeclared in this block%s", o->name,
                          gort__check_other_text(c, alt->pos, o->name));
    else if (o->kind == OBJ_VAR && o->var_class == VAR_LOCAL)
        GORT__LIST_PUSH(c->u, &s->vars, o);
}

void gort__check_use_decl(checker *c, object *o)
{
    declaration *d = c->env.decl, *od = o->check;
    if (!d || !od || od->local || o->pkg != c->u->pkg) return;
    if (od->mentioned_by == d && od->mentioned == o) return; /* mostly; it may come twice */
    od->mentioned_by = d;
    od->mentioned = o;
    GORT__LIST_PUSH(c->u, &d->deps, o);
}

/* ---- Errors and delayed work */

bool gort__check_error(checker *c, position pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = gort__vstrf(c->u, fmt, ap);
    va_end(ap);
    const char *operand = strstr(text, "invalid operand"), *type = strstr(text, "invalid type");
    if (c->first_error && ((operand && operand > text) || (type && type > text))) return false;
    if (!c->first_error) c->first_error = text;
    if (c->env.error_pos.line) pos = c->env.error_pos;
    gort__error(c->u, pos, "%s", text);
    return false;
}

const char *gort__check_other_text(checker *c, position pos, const char *name)
{
    return gort__strf(c->u, "\n\t%s: other declaration of %s", gort__pos_text(c->u, pos), name);
}

void gort__check_later(checker *c, void (*fn)(checker *c, void *what), void *what)
{
    GORT__LIST_PUSH(c->u, &c->later, (put_off){fn, what, c->env});
}

/* Work that is added meanwhile is done too. */
void gort__check_run_later(checker *c, int from)
{
    check_env saved = c->env;
    for (int i = from; i < c->later.n; i++) {
        const put_off l = c->later.at[i];
        c->env = l.env;
        l.fn(c, l.what);
    }
    c->later.n = from;
    c->env = saved;
}

/* ---- Collecting */

static void add_object(checker *c, object *o, declaration *d)
{
    o->check = d;
    o->number = c->all.n;
    GORT__LIST_PUSH(c->u, &c->all, o);
}

static declaration *new_decl(checker *c, node *n, int file)
{
    declaration *d = gort__alloc(c->u, sizeof *d);
    d->node = n;
    d->file = c->u->files[file].scope;
    return d;
}

static bool is_main_package(const unit *u)
{
    return strcmp(u->pkg->name, "main") == 0;
}

static void declare_package(checker *c, object *o, const char *name, position pos)
{
    if (strcmp(name, "init") == 0 || (strcmp(name, "main") == 0 && is_main_package(c->u))) {
        gort__check_error(c, pos, "cannot declare %s - must be func", name);
        o->state = STATE_DONE; /* nothing looks at it again */
        o->type = gort__ty_basic(c->u, TY_INVALID);
        return;
    }
    gort__check_declare(c, c->u->pkg->scope, o);
}

static void collect_var(checker *c, node *s)
{
    declaration *shared = NULL;
    for (int i = 0; i < s->list.n; i++) {
        node *n = s->list.at[i];
        object *o = gort__check_new_obj(c, OBJ_VAR, n->name, n->pos);
        o->var_class = VAR_GLOBAL;
        o->used = true;
        o->decl = s;
        n->obj = o;
        declaration *d = shared ? shared : new_decl(c, s, n->pos.file);
        add_object(c, o, d);
        d->type = s->a;
        if (i < s->list2.n) d->init = s->list2.at[i];
        if (s->list2.n == 1 && s->list.n > 1) shared = d;
        if (shared)
            GORT__LIST_PUSH(c->u, &shared->lhs, o);
        else
            o->init = d->init;
        GORT__LIST_PUSH(c->u, &c->u->pkg->globals, o);
        declare_package(c, o, n->name, n->pos);
    }
    if (!s->a || s->list2.n) gort__check_arity(c, &s->list, &s->list2, false);
}

static void collect_const(checker *c, node *d)
{
    for (int i = 0; i < d->list.n; i++) {
        node *n = d->list.at[i];
        object *o = gort__check_new_const(c, d, n);
        declaration *decl = new_decl(c, d, n->pos.file);
        add_object(c, o, decl);
        decl->type = d->a;
        decl->init = i < d->list2.n ? d->list2.at[i] : NULL;
        declare_package(c, o, n->name, n->pos);
    }
    gort__check_const_arity(c, d);
}

static void collect_func(checker *c, node *d)
{
    function *f = d->func;
    object *o = gort__check_new_obj(c, OBJ_FUNC, d->name, d->pos);
    o->func = f;
    f->obj = o;
    d->obj = o;
    add_object(c, o, new_decl(c, d, d->pos.file));
    GORT__LIST_PUSH(c->u, &c->u->pkg->funcs, f);
    if (d->a) return; /* bound to its type by collect_methods */
    bool is_main = strcmp(d->name, "main") == 0 && is_main_package(c->u);
    bool is_init = strcmp(d->name, "init") == 0;
    if ((is_main || is_init) && (d->b->list.n || d->b->list2.n))
        gort__check_error(c, d->pos, "func %s must have no arguments and no return values",
                          d->name);
    if (strcmp(d->name, "main") == 0) c->u->pkg->main = f;
    for (const param_leak *l = f->param_leaks; l; l = l->next) {
        int i = 0;
        while (i < d->b->list.n && d->b->list.at[i]->name != l->name)
            i++;
        if (i == d->b->list.n) gort__check_error(c, l->pos, "no parameter %s", l->name);
    }
    if (is_init) {
        if (!f->has_body) gort__check_error(c, d->pos, "missing function body");
        f->name = gort__strf(c->u, "init.%d", c->u->pkg->inits.n);
        GORT__LIST_PUSH(c->u, &c->u->pkg->inits, f);
    } else {
        gort__check_declare(c, c->u->pkg->scope, o);
    }
}

static void collect_methods(checker *c)
{
    for (int i = 0; i < c->all.n; i++) {
        object *m = c->all.at[i];
        declaration *d = m->check;
        if (m->kind != OBJ_FUNC || !d->node->a) continue;
        node *t = gort__unparen(d->node->a->a);
        while (t && t->kind == N_DEREF) { /* more than one: check_receiver's business */
            d->ptr_recv = true;
            t = gort__unparen(t->a);
        }
        object *base = NULL;
        for (int n = 0; t && t->kind == N_NAME && n < 100; n++) {
            base = gort__scope_find(c->u->pkg->scope, t->name);
            declaration *bd = base && base->kind == OBJ_TYPE ? base->check : NULL;
            if (!bd || !bd->node->define) break;
            t = gort__unparen(bd->node->a); /* an alias */
            base = NULL;
            if (t && t->kind == N_DEREF && !d->ptr_recv) {
                d->ptr_recv = true;
                t = gort__unparen(t->a);
            }
        }
        const char *tn = t && t->kind == N_NAME ? t->name : "?";
        m->func->name = gort__strf(c->u, d->ptr_recv ? "(*%s).%s" : "%s.%s", tn, m->name);
        if (!base || base->kind != OBJ_TYPE || !base->check || gort__is_blank_name(m->name))
            continue;
        declaration *bd = base->check;
        if (!bd->methods_by_name) bd->methods_by_name = gort__scope_new(c->u, NULL);
        const object *alt = gort__scope_insert(c->u, bd->methods_by_name, m);
        if (alt)
            gort__check_error(c, m->pos, "%s.%s redeclared in this block%s", base->name, m->name,
                              gort__check_other_text(c, alt->pos, m->name));
        else
            GORT__LIST_PUSH(c->u, &bd->methods, m);
    }
}

static void collect(checker *c)
{
    unit *u = c->u;
    for (int i = 0; i < u->pkg->decls.n; i++) {
        node *d = u->pkg->decls.at[i];
        switch ((int)d->kind) {
        case D_IMPORT: gort__check_import(c, d); break;
        case D_CONST: collect_const(c, d); break;
        case S_VAR: collect_var(c, d); break;
        case D_TYPE: {
            object *o = gort__check_new_obj(c, OBJ_TYPE, d->name, d->pos);
            d->obj = o;
            add_object(c, o, new_decl(c, d, d->pos.file));
            declare_package(c, o, d->name, d->pos);
            break;
        }
        case D_FUNC: collect_func(c, d); break;
        default: break;
        }
    }
    gort__check_import_clashes(c);
    collect_methods(c);
}

/* ---- The pass */

/* Where the struct that a type is declared as, in the end, has that field; else `otherwise`. */
static position field_pos(node *type, const char *name, position otherwise)
{
    type = gort__unparen(type);
    for (int n = 0; n < 1000 && type && (type->kind == N_NAME || type->kind == N_SELECTOR); n++) {
        const declaration *d = type->obj && type->obj->kind == OBJ_TYPE ? type->obj->check : NULL;
        type = d ? gort__unparen(d->node->a) : NULL;
    }
    for (int i = 0; type && type->kind == N_STRUCTTYPE && i < type->list.n; i++) {
        node *f = type->list.at[i];
        const node *named = f->name ? f : gort__embedded_name(f->a);
        if (named && named->name == name) return f->name ? f->pos : gort__start_pos(f->a);
    }
    return otherwise;
}

static void field_and_method(checker *c, void *what)
{
    object *o = what;
    declaration *d = o->check;
    ty *t = o->type ? gort__ty_under(o->type) : NULL;
    if (d->node->define || !t || t->kind != TY_STRUCT) return;
    for (int i = 0; i < d->methods.n; i++) {
        const object *m = d->methods.at[i];
        if (gort__check_field_number(c, t, m->name) >= 0)
            gort__check_error(
                c, m->pos, "field and method with the same name %s%s", m->name,
                gort__check_other_text(c, field_pos(d->node->a, m->name, m->pos), m->name));
    }
}

static void resolve_all(checker *c)
{
    for (int pass = 0; pass < 3; pass++) /* types, aliases, the rest */
        for (int i = 0; i < c->all.n; i++) {
            object *o = c->all.at[i];
            declaration *d = o->check;
            int mine = o->kind != OBJ_TYPE ? 2 : d->node->define ? 1 : 0;
            if (mine != pass) continue;
            gort__check_object(c, o);
            if (mine == 0) gort__check_later(c, field_and_method, o);
        }
    gort__check_run_later(c, 0);
}

static void resolve_method(void *ctx, function *f)
{
    if (f->obj) gort__check_object(ctx, f->obj);
}

bool gort__check_package(unit *u)
{
    checker c = {.u = u};
    package *pkg = u->pkg;
    /* What the lexer found wrong in main is no reason to stop at what main imports. */
    const int others = pkg == u->program.main ? 0 : u->ndiags;
    if (gort__is_blank_name(pkg->name))
        gort__check_error(&c, pkg->name_pos, "invalid package name _");
    pkg->scope = gort__scope_new(u, gort__universe_scope(u));
    for (int i = 0; i < pkg->nfiles; i++)
        u->files[pkg->first_file + i].scope = gort__scope_new(u, pkg->scope);
    c.env.scope = pkg->scope;
    gort__ty_on_method(u, resolve_method, &c);
    collect(&c);
    resolve_all(&c);
    if (!u->too_many_errors) gort__check_init_order(&c);
    if (!u->too_many_errors) gort__check_unused_imports(&c);
    gort__ty_on_method(u, NULL, NULL);
    bool ok = u->ndiags == others;
    for (int phase = 0; phase <= GORT__LATE_LAST && ok; phase++)
        for (int i = 0; i < u->late.n; i++) {
            const diagnostic *d = &u->late.at[i];
            if (d->phase != phase || u->files[d->pos.file].pkg != pkg) continue;
            gort__error(u, d->pos, "%s", d->text);
            if (u->ndiags && phase == GORT__LATE_LAST) u->diags[u->ndiags - 1].phase = phase;
        }
    if (u->ndiags > others) return false;
    gort__check_sizes(u);
    return u->ndiags == others;
}
