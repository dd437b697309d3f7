/* lower.c - the order of the work: names, functions, closures, thunks.
 *
 * gort__lower_program lowers package by package: the functions in source order, then the function
 * literals they turned out to use, then the variables' initialisers (lower_global.c). What a
 * function asks for by name (types, descriptors, thunks, closures of top-level functions) is
 * printed at the first asking, into the section of the C file where it belongs.
 *
 * object.lower says how a variable is reached in the function being lowered. Functions are
 * lowered one after the other, never nested, so a captured variable is simply given its new place
 * at the start of the literal's function.
 *
 * One thread; one emission per emission. To change a name in the C, open gort__lower_member_name;
 * what a closure holds, gort__lower_ctx_type.
 */
#include "emit_internal.h"
#include <string.h>

/* ---- Names ------------------------------------------------------------------------------- */

const char *gort__lower_find_name(emission *w, const char *key)
{
    const name_entry *n = gort__names_find(&w->keys, key);
    return n ? n->value : NULL;
}

const char *gort__lower_unique_name(emission *w, const char *wanted)
{
    return gort__names_unique(w->u, &w->names, gort__ir_ident(w->u, wanted));
}

const char *gort__lower_global_name(emission *w, const char *key, const char *wanted)
{
    const char *name = gort__lower_find_name(w, key);
    if (name) return name;
    name = gort__lower_unique_name(w, wanted);
    gort__names_add(w->u, &w->keys, gort__strf(w->u, "%s", key))->value = name;
    return name;
}

void gort__lower_once(emission *w, const char *key, FILE *out, const char *fmt, ...)
{
    const char *once = gort__strf(w->u, "once#%s", key);
    if (gort__names_find(&w->keys, once)) return;
    gort__names_add(w->u, &w->keys, once);
    va_list ap;
    va_start(ap, fmt);
    vfprintf(out, fmt, ap);
    va_end(ap);
}

const char *gort__lower_member_name(emission *w, const package *pkg, const char *go_name)
{
    char *out = gort__strf(w->u, "%s_%s", pkg->path, go_name), *to = out;
    for (const char *p = out; *p; p++) {
        if (*p == '(' || *p == ')' || *p == '*') continue;
        *to++ = strchr("./-+~", *p) ? '_' : *p;
    }
    *to = 0;
    return out;
}

lowered_function *gort__lower_fn(emission *w, function *fn)
{
    if (!fn->lower) fn->lower = gort__alloc(w->u, sizeof(lowered_function));
    return fn->lower;
}

const char *gort__lower_cut(unit *u, const char *name, const char *end)
{
    enum { MOST_BYTES = 200 };
    return strlen(name) > MOST_BYTES ? gort__strf(u, "%.*s%s", MOST_BYTES, name, end) : name;
}

const char *gort__lower_func_name(emission *w, function *fn)
{
    lowered_function *l = gort__lower_fn(w, fn);
    if (l->name) return l->name;
    const char *name = fn->name;
    if (fn->lit) name = gort__lower_cut(w->u, name, "");
    name = gort__lower_member_name(w, fn->pkg, name);
    if (fn->lit) name = gort__lower_cut(w->u, name, "");
    if (!fn->has_body) return gort__strf(w->u, "gort_%s", name);
    /* The first mention of a literal, or of another package's function, asks for it. */
    if (fn->outer || fn->lit || fn->pkg != w->u->program.main) GORT__LIST_PUSH(w->u, &w->queue, fn);
    return l->name = gort__lower_unique_name(w, name);
}

ir_func *gort__lower_new_func(emission *w, const char *cname, const char *goname)
{
    ir_func *f = gort__ir_func(w->u, cname, goname);
    gort__lower_add_func(w, f);
    return f;
}

void gort__lower_add_func(emission *w, ir_func *f)
{
    if (w->funcs_last)
        w->funcs_last->next = f;
    else
        w->funcs = f;
    w->funcs_last = f;
}

/* ---- Closures ---------------------------------------------------------------------------- */

const char *gort__lower_capture_field(emission *w, function *fn, int i)
{
    return gort__strf(w->u, "%s_%d", gort__ir_ident(w->u, fn->captures[i].var->name), i);
}

ty *gort__lower_capture_type(emission *w, function *fn, int i)
{
    ty *t = fn->captures[i].var->type;
    return fn->captures[i].by_ref ? gort__ty_ptr(w->u, t) : t;
}

const char *gort__lower_ctx_type(emission *w, function *fn)
{
    lowered_function *l = gort__lower_fn(w, fn);
    if (l->ctx) return l->ctx;
    l->ctx = gort__lower_unique_name(w, gort__strf(w->u, "ctx_%s", gort__lower_func_name(w, fn)));
    textbuf text = {.u = w->u}; /* a member's type may have to be printed first */
    for (int i = 0; i < fn->ncaptures; i++)
        gort__text_add(
            &text, "    %s%s;\n",
            gort__lower_spaced(w->u, gort__lower_ctype(w, gort__lower_capture_type(w, fn, i))),
            gort__lower_capture_field(w, fn, i));
    fprintf(w->types, "typedef struct %s {\n    gort_closure head;\n%s} %s;\n", l->ctx,
            gort__text_of(&text), l->ctx);
    return l->ctx;
}

/* The struct of the closure as a Go type, for its layout. */
static ty *closure_struct(emission *w, function *fn)
{
    ty_field *f = gort__alloc(w->u, (size_t)(fn->ncaptures + 1) * sizeof *f);
    f[0].name = "F";
    f[0].type = gort__ty_basic(w->u, TY_UINTPTR);
    for (int i = 0; i < fn->ncaptures; i++) {
        f[i + 1].name = gort__lower_capture_field(w, fn, i);
        f[i + 1].type = gort__lower_capture_type(w, fn, i);
    }
    return gort__ty_struct(w->u, f, fn->ncaptures + 1);
}

const char *gort__lower_closure_type(emission *w, function *fn)
{
    lowered_function *l = gort__lower_fn(w, fn);
    if (l->closure) return l->closure;
    const char *ctx = gort__lower_ctx_type(w, fn);
    const char *name = l->closure = gort__lower_unique_name(w, gort__strf(w->u, "type_%s", ctx));
    ty *t = closure_struct(w, fn);
    gort__ty_layout(w->u, t);
    const bool pointers = gort__ty_has_pointers(w->u, t);
    fprintf(w->protos, "static const gort_type %s;\n", name);
    const int64_t mask_bytes = pointers ? gort__lower_mask(w, t, name) : 0;
    fprintf(w->descs,
            "static const gort_type %s = {\n    .size_bytes = sizeof(%s), .ptrdata_bytes = %lld,",
            name, ctx, pointers ? (long long)t->ptrdata_bytes : 0);
    if (pointers)
        fprintf(w->descs, " .ptrmask = %s_mask, .ptrmask_bytes = %lld,", name,
                (long long)mask_bytes);
    fprintf(w->descs, "\n    .kind = GORT_KIND_STRUCT, .align = 8, .name = \"%s\"};\n",
            gort__symbol(w->u, fn->pkg, gort__lower_cut(w->u, fn->name, "...")));
    return name;
}

/* ---- Thunks ------------------------------------------------------------------------------ */

/* A function that hands on what it is called with. Tracebacks show it, as Go's, only if it fails
 * itself: the call has no site. */
typedef struct thunk {
    lowering c;
    ir_form params, args;
} thunk;

static ir_var *thunk_begin(thunk *k, emission *w, const char *cname, const char *goname, ty *func,
                           const char *first_type, const char *first)
{
    *k = (thunk){.c = {.w = w, .u = w->u, .at = {1, 1, FILE_AUTOGENERATED}}};
    k->c.f = gort__ir_func(w->u, cname, goname);
    k->c.f->cresult = gort__lower_result_type(w, func);
    gort__ir_begin(&k->params, w->u);
    gort__ir_begin(&k->args, w->u);
    ir_var *v = gort__ir_var(k->c.f, first, first_type, NULL, NULL, 0);
    v->param = true;
    gort__ir_put(&k->params, ", %s%v", gort__lower_spaced(w->u, first_type), &v->value);
    return v;
}

static void thunk_pass(thunk *k, ty *func, bool to_c)
{
    for (int i = 0; i < func->nparams; i++)
        gort__lower_pass(&k->c, func->params[i], gort__strf(k->c.u, "p%d", i), to_c, &k->params,
                         &k->args);
}

/* Returns what the call does. */
static void thunk_end(thunk *k, const ir_value *call)
{
    const bool returns = strcmp(k->c.f->cresult, "void") != 0;
    ir_ins *i = gort__ir_add(k->c.f, returns ? I_RETURN : I_VALUE);
    i->value = call;
    i->no_site = true;
    k->c.f->params = gort__ir_end(&k->params);
    gort__emit_func(k->c.w, k->c.f, k->c.w->thunks);
}

/* "main.(*T).M", "go.struct { *main.T }.M": Go's takes the receiver by its address, unless that is
 * a pointer itself. */
static const char *thunk_go_name(unit *u, ty *t, const char *method)
{
    ty *of = t->kind == TY_PTR && !t->is_named ? t->elem : t;
    const char *form = of == t && gort__ty_is_direct(t) ? "%s.%s" : "(*%s).%s";
    if (of->obj)
        return gort__symbol(u, of->obj->pkg ? of->obj->pkg : u->pkg,
                            gort__strf(u, form, of->obj->name, method));
    return gort__strf(u, "go.%s", gort__strf(u, form, gort__ty_string_qualified(u, of), method));
}

/* (*T).M for a method of T: Go says which, when the pointer is nil. */
static void thunk_wrap_check(thunk *k, const ir_value *p, ty *t, const ty_method *m)
{
    unit *u = k->c.u;
    const char *name = t->obj ? t->obj->name : gort__ty_string(u, t);
    const char *whole = gort__symbol(u, m->func && m->func->pkg ? m->func->pkg : u->pkg, name);
    gort__lower_check(&k->c, gort__ir_value(u, "%v == NULL", p),
                      gort__ir_value(u,
                                     "gort_panic_plain(g, " IR_SP ", \"value method %s.%s called "
                                     "using nil *%s pointer\")",
                                     whole, m->name, name));
}

/* Calls a top-level function for a func value: drops the closure, and gives a function in C whole
 * structs and results of C's type. */
static void value_thunk(emission *w, function *fn, const char *code)
{
    unit *u = w->u;
    ty *t = fn->type;
    thunk k;
    (void)thunk_begin(&k, w, code, gort__symbol(u, fn->pkg, fn->name), t, "gort_closure *", "ctx");
    thunk_pass(&k, t, !fn->has_body);
    const ir_value *call = gort__ir_value(u, "%s(g, " IR_SP "%v)", gort__lower_func_name(w, fn),
                                          gort__ir_end(&k.args));
    if (!fn->has_body && t->nresults > 1) {
        ir_var *r =
            gort__ir_var(k.c.f, "r", gort__lower_c_results(w, t->params + t->nparams, t->nresults),
                         NULL, NULL, 0);
        gort__lower_def(&k.c, r, true, call)->no_site = true;
        ir_form list;
        gort__ir_begin(&list, u);
        for (int i = 0; i < t->nresults; i++)
            gort__ir_put(&list, "%s%v.r%d", i ? ", " : "", &r->value, i);
        call = gort__ir_value(u, "(%s){%v}", k.c.f->cresult, gort__ir_end(&list));
    }
    thunk_end(&k, call);
}

/* The receiver of l's method from `data`, the data word of an interface that holds a t. */
static const ir_value *thunk_receiver(thunk *k, ty *t, const member_lookup *l, const ir_value *data,
                                      ty **recv_type)
{
    emission *w = k->c.w;
    unit *u = w->u;
    ty *cur = t;
    const ir_value *v;   /* where the receiver is */
    bool pointer = true; /* v is a pointer to cur, else cur's place */
    bool may_be_nil = true;
    if (gort__ty_is_direct(cur) && !(cur->kind == TY_PTR && !cur->is_named)) {
        /* The data word is the value: the word's own address serves as the pointer to it. */
        v = gort__ir_value(u, "((%s*)(void *)&%v)",
                           gort__lower_spaced(u, gort__lower_ctype(w, cur)), data);
        may_be_nil = false;
    } else {
        if (cur->kind == TY_PTR) cur = cur->elem;
        v = gort__ir_value(u, "((%s)%v)", gort__lower_ctype(w, gort__ty_ptr(u, cur)), data);
    }
    for (int i = 0; i < l->npath; i++) {
        const ty_field *f = &cur->fields[l->path[i]];
        const char *field = gort__lower_field_name(w, cur, l->path[i]);
        if (pointer && may_be_nil) gort__lower_nil_check(&k->c, v);
        v = pointer ? gort__ir_behind(u, "%v->%s", v, field) : gort__ir_part(u, v, ".%s", field);
        may_be_nil = true;
        cur = f->type;
        pointer = cur->kind == TY_PTR;
        if (!pointer) continue;
        cur = cur->elem;
        v = gort__lower_load(&k->c, v);
    }
    *recv_type = cur;
    if (l->method->func && l->method->ptr_recv) return pointer ? v : gort__ir_value(u, "&%v", v);
    if (!pointer) return gort__lower_load(&k->c, v);
    if (may_be_nil && l->npath == 0)
        thunk_wrap_check(k, v, cur, l->method);
    else if (may_be_nil)
        gort__lower_nil_check(&k->c, v);
    return gort__lower_load(&k->c, gort__ir_strip(u, gort__ir_deref(u, v)));
}

/* The call of an embedded interface's method: its own table knows. */
static const ir_value *thunk_dispatch(thunk *k, const ir_value *recv, ty *iface, const ty_method *m,
                                      ty *func)
{
    int index = 0;
    gort__ty_method_find(iface, m->name, m->pkg, &index);
    ir_var *i = gort__ir_var(k->c.f, "i", "gort_iface", NULL, NULL, 0);
    gort__lower_def(&k->c, i, true, recv);
    return gort__lower_dispatch(&k->c, func, &i->value, index, gort__ir_end(&k->args));
}

const char *gort__lower_method_thunk(emission *w, ty *t, const ty_method *method)
{
    unit *u = w->u;
    const char *name = method->name;
    const char *key =
        gort__strf(u, "thunk#%d.%s.%s", t->id, method->pkg ? method->pkg->path : "", name);
    const char *cname = gort__lower_find_name(w, key);
    if (cname) return cname;
    member_lookup l;
    gort__ty_lookup(u, t, name, method->pkg, &l);
    cname = gort__lower_global_name(
        w, key, gort__strf(u, "%s_%s_by_data", gort__lower_type_name(w, t, "m_"), name));
    ty *m = l.method->type, *recv_type;
    thunk k;
    const char *goname = thunk_go_name(u, t, name);
    const ir_var *data = thunk_begin(&k, w, cname, goname, m, "void *", "data");
    const ir_value *recv = thunk_receiver(&k, t, &l, &data->value, &recv_type);
    thunk_pass(&k, m, false);
    if (!l.method->func) {
        thunk_end(&k, thunk_dispatch(&k, recv, recv_type, method, m));
        return cname;
    }
    ty *by = l.method->func->recv->type;
    if (gort__lower_in_pieces(w, by)) {
        ir_var *whole = gort__ir_var(k.c.f, "whole", gort__lower_ctype(w, by), NULL, NULL, 0);
        gort__lower_def(&k.c, whole, true, recv);
        recv = &whole->value;
    }
    ir_form all;
    gort__ir_begin(&all, u);
    gort__lower_argument(w, &all, by, recv);
    thunk_end(&k,
              gort__ir_value(u, "%s(g, " IR_SP "%v%v)", gort__lower_func_name(w, l.method->func),
                             gort__ir_end(&all), gort__ir_end(&k.args)));
    return cname;
}

/* Without captures a func value is one constant closure: over the literal's function itself, or
 * over a thunk for a top-level function. */
const char *gort__lower_func_value(emission *w, function *fn)
{
    const char *name = gort__lower_func_name(w, fn);
    lowered_function *l = gort__lower_fn(w, fn);
    if (l->value) return l->value;
    const char *value = gort__lower_unique_name(w, gort__strf(w->u, "%s_value", name));
    const char *code = name;
    if (!fn->lit) {
        code = gort__strf(w->u, "%s_thunk", value);
        value_thunk(w, fn, code);
    }
    fprintf(w->data, "static const gort_closure %s = {(void (*)(void))%s};\n", value, code);
    return l->value = gort__strf(w->u, "((gort_closure *)&%s)", value);
}

/* ---- Functions --------------------------------------------------------------------------- */

/* A parameter too large to root word by word is a cell: its pair stands before the prologue poll,
 * because the caller roots nothing of an argument that dies with the call. */
static ir_var *param_var(lowering *c, const char *name, ty *t)
{
    const value_parts *words = gort__lower_words(c->w, t);
    ir_var *v = gort__ir_var(c->f, gort__ir_local_name(c->f, name), gort__lower_ctype(c->w, t), t,
                             words->path, words->n);
    v->param = true;
    if (words->n < 0) {
        gort__ir_make_cell(v, gort__lower_desc(c->w, t));
        v->entered = true;
        gort__ir_add(c->f, I_CELL)->def = v;
    }
    return v;
}

/* params: the C function's list. */
static void add_param(lowering *c, object *o, ir_form *params)
{
    const char *name = gort__is_named(o->name) ? o->name : "unused";
    lowered_object *l = gort__alloc(c->u, sizeof *l);
    o->lower = l;
    if (gort__lower_in_pieces(c->w, o->type)) {
        l->var = gort__lower_param_in_pieces(c, name, o->type, params);
    } else {
        l->var = param_var(c, name, o->type);
        gort__ir_put(params, ", %s%v", gort__lower_spaced(c->u, l->var->ctype), &l->var->value);
    }
}

/* A parameter is its own place, or a cell or heap object starts as a copy of it. */
static void place_param(lowering *c, object *o)
{
    const ir_var *v = ((lowered_object *)o->lower)->var;
    if (gort__is_named(o->name) && (o->place == PLACE_HEAP || (o->addrtaken && !v->cell)))
        gort__lower_declare(c, o, &v->value);
}

/* The variables that a literal shares with its surroundings. */
static void place_captures(lowering *c, function *fn, ir_var *ctx)
{
    if (fn->ncaptures == 0) return;
    const char *type = gort__lower_ctx_type(c->w, fn);
    for (int i = 0; i < fn->ncaptures; i++) {
        object *o = fn->captures[i].var;
        ty *t = gort__lower_capture_type(c->w, fn, i);
        lowered_object *l = gort__alloc(c->u, sizeof *l);
        l->access = fn->captures[i].by_ref ? ACCESS_POINTER : ACCESS_DIRECT;
        l->var = gort__lower_new_var(c, o->name, t);
        const ir_value *at = gort__ir_behind(c->u, "((%s *)%v)->%s", type, &ctx->value,
                                             gort__lower_capture_field(c->w, fn, i));
        gort__lower_def(c, l->var, !l->var->cell, gort__lower_load(c, at));
        o->lower = l;
    }
}

static bool is_entry(const function *fn)
{
    return !fn->recv && !fn->outer &&
           (strcmp(fn->name, "main") == 0 || strncmp(fn->name, "init.", 5) == 0);
}

/* recover asks by the sp of the function itself, which a part of it (outline.c) has not. */
static void keep_sp(lowering *c)
{
    c->own_sp = gort__ir_var(c->f, gort__ir_local_name(c->f, "own_sp"), "void **", NULL, NULL, 0);
    gort__lower_def(c, c->own_sp, true, gort__ir_text(c->u, "sp"));
}

/* The results of a function that stores them where its caller says (lower_defer.c): as cells that
 * are there. */
static void place_results_apart(lowering *c, const function *fn)
{
    gort__lower_do(c, "(void)result");
    for (int i = 0; i < fn->results.n; i++) {
        object *r = fn->results.at[i];
        const char *name = fn->results.n > 1 ? gort__strf(c->u, "(*result).r%d", i) : "(*result)";
        ir_var *v = gort__ir_var(c->f, name, gort__lower_ctype(c->w, r->type), NULL, NULL, 0);
        const bool pointers = gort__lower_has_ptr(c, r->type);
        gort__ir_make_cell(v, pointers ? gort__lower_desc(c->w, r->type) : NULL);
        v->param = v->entered = v->kept = true;
        v->pinned = pointers;
        v->reads = 1; /* by the caller */
        gort__ir_add(c->f, I_CELL)->def = v;
        lowered_object *l = gort__alloc(c->u, sizeof *l);
        l->access = ACCESS_DIRECT;
        l->var = v;
        r->lower = l;
    }
}

static void place_results(lowering *c, const function *fn)
{
    for (int i = 0; i < fn->results.n; i++) {
        object *r = fn->results.at[i];
        if (fn->has_defer) r->addrtaken = true; /* it is in memory when a recovery returns it */
        if ((r->name && r->name[0] != '~') || fn->has_defer) gort__lower_declare(c, r, NULL);
    }
}

static void outer_param(lowering *c, const object *o, ir_form *params, ir_form *args)
{
    const char *name = !o->name || gort__is_blank_name(o->name) ? "unused" : o->name;
    gort__lower_pass(c, o->type, gort__ir_local_name(c->f, name), false, params, args);
}

/* The function itself, if its body is apart: it hands over a place for the results. */
static void lower_outer(emission *w, function *fn, const char *body)
{
    unit *u = w->u;
    lowering c = {.w = w, .u = u, .fn = fn, .at = fn->pos};
    c.f = gort__lower_new_func(w, gort__lower_func_name(w, fn), gort__symbol(u, fn->pkg, fn->name));
    c.f->cresult = gort__lower_result_type(w, fn->type);
    ir_form params, args;
    gort__ir_begin(&params, u);
    gort__ir_begin(&args, u);
    if (fn->lit || fn->outer) {
        ir_var *ctx = gort__ir_var(c.f, "ctx", "gort_closure *", NULL, NULL, 0);
        ctx->param = true;
        gort__ir_put(&params, ", gort_closure *%v", &ctx->value);
        gort__ir_put(&args, ", %v", &ctx->value);
    }
    ir_var *result =
        gort__ir_var(c.f, gort__ir_local_name(c.f, "result"), c.f->cresult, NULL, NULL, 0);
    gort__ir_make_cell(result, NULL);
    gort__ir_put(&args, ", &%v", &result->value);
    if (fn->recv) outer_param(&c, fn->recv, &params, &args);
    for (int i = 0; i < fn->params.n; i++)
        outer_param(&c, fn->params.at[i], &params, &args);
    c.f->params = gort__ir_end(&params);
    gort__ir_add(c.f, I_CELL)->def = result;
    gort__lower_do(&c, "%s(g, " IR_SP "%v)", body, gort__ir_end(&args))->no_site = true;
    gort__ir_add(c.f, I_RETURN)->value = &result->value;
}

static void lower_func(emission *w, function *fn)
{
    unit *u = w->u;
    lowering c = {.w = w, .u = u, .fn = fn};
    u->pkg = fn->pkg;
    const char *name = gort__lower_func_name(w, fn);
    const char *result = gort__lower_result_type(w, fn->type);
    const bool apart = fn->has_defer && gort__lower_defers_apart(&c);
    if (apart) {
        name = gort__lower_global_name(w, gort__strf(u, "body#%p", (void *)fn),
                                       gort__strf(u, "%s_body", name));
        lower_outer(w, fn, name);
    }
    c.f = gort__lower_new_func(w, name, gort__symbol(u, fn->pkg, fn->name));
    c.f->cresult = apart ? "void" : result;
    c.f->entry = is_entry(fn);
    c.f->wrapper = fn->wrapper;
    c.f->defers = fn->has_defer;
    c.has_labels = fn->labels.n > 0;
    c.at = fn->pos;
    ir_form params;
    gort__ir_begin(&params, u);
    ir_var *ctx = NULL;
    if (fn->lit || fn->outer) {
        ctx = gort__lower_pointer_var(&c, "ctx", "gort_closure *");
        ctx->param = true;
        gort__ir_put(&params, ", gort_closure *%v", &ctx->value);
    }
    if (apart) {
        (void)gort__ir_local_name(c.f, "result");
        gort__ir_put(&params, ", %s", gort__strf(u, "%s *result", result));
    }
    if (fn->recv) add_param(&c, fn->recv, &params);
    for (int i = 0; i < fn->params.n; i++)
        add_param(&c, fn->params.at[i], &params);
    c.f->params = gort__ir_end(&params);
    if (!fn->wrapper) gort__lower_poll(&c, true);
    c.body.head = c.f->last;
    c.scope = &c.body;
    if (ctx) place_captures(&c, fn, ctx);
    if (fn->recv) place_param(&c, fn->recv);
    for (int i = 0; i < fn->params.n; i++)
        place_param(&c, fn->params.at[i]);
    if (fn->has_recover) keep_sp(&c);
    if (apart)
        place_results_apart(&c, fn);
    else
        place_results(&c, fn);
    if (fn->has_defer) gort__lower_defers_begin(&c, apart);
    gort__lower_block(&c, &fn->body);
    if (fn->has_defer) {
        c.at = fn->end;
        gort__lower_defers_run(&c);
    }
}

/* ---- The program ------------------------------------------------------------------------ */

/* A variable that a closure holds by reference has an address, whatever the source says. */
static void mark_shared(const package *p)
{
    for (int i = 0; i < p->literals.n; i++)
        for (int k = 0; k < p->literals.at[i]->ncaptures; k++)
            if (p->literals.at[i]->captures[k].by_ref)
                p->literals.at[i]->captures[k].var->addrtaken = true;
}

bool gort__lower_asked_for(emission *w)
{
    const bool any = w->queue_at < w->queue.n || w->late;
    while (w->queue_at < w->queue.n || w->late) {
        gort__lower_late_init(w);
        if (w->queue_at < w->queue.n) lower_func(w, w->queue.at[w->queue_at++]);
    }
    w->u->pkg = w->u->program.main;
    return any;
}

/* What another package may refer to is named before that one is lowered. Of main's functions there
 * is C for all, of others' for those that it comes to. */
static void lower_package(emission *w, package *p)
{
    mark_shared(p);
    gort__lower_globals(w);
    for (int i = 0; p == w->u->program.main && i < p->funcs.n; i++)
        lower_func(w, p->funcs.at[i]);
    w->u->pkg = p;
    gort__lower_global_init(w);
    for (int i = 0; i < p->inits.n; i++)
        gort__text_add(&w->start, "    %s(g, sp);\n", gort__lower_func_name(w, p->inits.at[i]));
    (void)gort__lower_asked_for(w);
}

void gort__lower_program(emission *w)
{
    const packages *order = &w->u->program.order;
    w->first.u = w->start.u = w->u;
    gort__lower_name_types(w);
    for (int i = 0; i < order->n; i++) {
        w->u->pkg = order->at[i];
        lower_package(w, order->at[i]);
    }
}
