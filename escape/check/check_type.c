/* check_type.c - type expressions and type declarations.
 *
 * A type expression's node gets `type` and is_type. Named types are made before what they are
 * declared as is looked at, so they may refer to themselves; whether a type contains itself is
 * asked at the end (valid_type), as is everything that needs a complete type: map
 * keys, embedded fields, receivers.
 */
#include "check_internal.h"

#include <string.h>

static ty *invalid(checker *c)
{
    return gort__ty_basic(c->u, TY_INVALID);
}

/* ---- Array lengths */

static int64_t array_length(checker *c, node *e)
{
    const object *o = e->kind == N_NAME ? gort__check_lookup(c, e->name) : NULL;
    if (e->kind == N_NAME && (!o || o->kind != OBJ_CONST)) {
        gort__check_error(c, e->pos,
                          o ? "invalid array length %s" : "undeclared name %s for array length",
                          e->name);
        return -1;
    }
    value_operand x;
    int64_t n = 0;
    if (!gort__check_expr(c, &x, e)) return -1;
    const bool number = x.mode == MODE_CONST && x.val &&
                        (gort__is_untyped(x.type) || gort__ty_is(x.type, TY_INTEGERS));
    const const_value *v =
        number ? gort__representable(c, x.val, gort__ty_basic(c->u, TY_INT)) : NULL;
    const bool fits = v && gort__const_int64(v, &n);
    if (fits && n >= 0) return n;
    gort__check_error_at(c, e,
                         fits                   ? "invalid array length %s"
                         : x.mode == MODE_CONST ? "array length %s must be integer"
                                                : "array length %s must be constant",
                         TEXT_OPERAND(c, &x));
    return -1;
}

static ty *array_type(checker *c, node *e)
{
    if (!e->a) return gort__ty_slice(c->u, gort__check_var_type(c, e->b));
    int64_t n = -1;
    if (e->a->kind == N_BAD) {
        if (e->a->dots)
            gort__check_error(c, e->pos,
                              "invalid use of [...] array (outside a composite literal)");
    } else {
        n = array_length(c, e->a);
    }
    ty *elem = gort__check_var_type(c, e->b);
    return n < 0 ? invalid(c) : gort__ty_array(c->u, elem, n);
}

/* ---- Structs */

node *gort__embedded_name(node *e)
{
    if (e && e->kind == N_DEREF) e = e->a;
    return e && (e->kind == N_NAME || e->kind == N_SELECTOR) ? e : NULL;
}

static void check_embedded(checker *c, void *what)
{
    const node *e = what;
    ty *v = gort__ty_under(gort__ty_base(e->type));
    const char *problem = NULL;
    if (v->kind == TY_PTR)
        problem = "embedded field type cannot be a pointer";
    else if (v->kind == TY_INTERFACE && gort__ty_pointee(e->type))
        problem = "embedded field type cannot be a pointer to an interface";
    if (problem) gort__check_error_at(c, e, "%s", problem);
}

static ty *struct_type(checker *c, node *e)
{
    ty_field *f = gort__alloc(c->u, (size_t)(e->list.n + 1) * sizeof *f);
    hash_table seen = {0}; /* their names */
    node *prev = NULL;
    ty *t = NULL;
    int n = 0;
    for (int i = 0; i < e->list.n; i++) {
        node *field = e->list.at[i];
        if (!field->a) continue;
        if (field->a != prev) t = gort__check_var_type(c, field->a);
        prev = field->a;
        const char *name = field->name;
        position pos = field->pos;
        if (!name) {
            const node *id = gort__embedded_name(field->a);
            pos = gort__start_pos(field->a);
            if (!id) {
                gort__check_error(c, pos, "invalid embedded field type %s", TEXT_EXPR(c, field->a));
                continue;
            }
            name = id->name;
            gort__check_later(c, check_embedded, field->a);
        }
        const seen_key key = {.hash = (uintptr_t)name, .pos = pos};
        const seen_key *other =
            gort__is_blank_name(name) ? NULL : gort__seen_before(c, &seen, &key);
        if (other) {
            gort__check_error(c, pos, "%s redeclared%s", name,
                              gort__check_other_text(c, other->pos, name));
            continue;
        }
        if (field->lit_text && field->op != T_STRING) {
            const_value *text = gort__const_string(c->u, field->lit_text, strlen(field->lit_text));
            gort__check_error(c, field->end, "invalid AST: incorrect tag syntax: %s",
                              gort__const_text(c->u, text));
        } else if (field->lit_text) {
            size_t bytes = 0;
            const_value *v =
                gort__const_literal(c->u, T_STRING, field->lit_text, strlen(field->lit_text));
            const char *tag = v ? gort__const_string_value(v, &bytes) : "";
            f[n].tag = bytes ? gort__intern(c->u, tag, bytes) : NULL;
        }
        f[n].name = name;
        f[n].pkg = gort__check_name_package(c, name);
        f[n].type = t;
        f[n].embedded = !field->name;
        n++;
    }
    return gort__ty_struct(c->u, f, n);
}

/* ---- Functions */

/* Types and names of a parameter list go to types and names. */
static void collect(checker *c, nodes *list, objects *out, var_class cls, function *f,
                    name_scope *scope, ty **types, const char **names, bool *variadic)
{
    node *prev = NULL;
    ty *t = NULL;
    for (int i = 0; i < list->n; i++) {
        node *p = list->at[i];
        if (p->a != prev || !p->a) t = p->a ? gort__check_var_type(c, p->a) : invalid(c);
        prev = p->a;
        types[i] = t;
        names[i] = p->name;
        if (p->dots) {
            bool shared = i > 0 && list->at[i - 1]->a == p->a;
            if (variadic && i == list->n - 1 && !shared) {
                *variadic = true;
                types[i] = gort__ty_slice(c->u, t);
            } else if (i == 0 || list->at[i - 1]->a != p->a || !list->at[i - 1]->dots) {
                gort__check_error(c, p->colon, "can only use ... with final parameter in list");
            }
        }
        object *o = gort__check_new_obj(c, OBJ_VAR, p->name, p->pos);
        o->var_class = (uint8_t)cls;
        o->type = types[i];
        o->func = f;
        o->used = true;
        o->result_index = i;
        o->decl = p;
        GORT__LIST_PUSH(c->u, out, o);
        if (f) GORT__LIST_PUSH(c->u, &f->dcl, o);
        if (p->name) gort__check_declare(c, scope, o);
    }
}

ty *gort__check_func_type(checker *c, node *e, node *recv, function *f, name_scope *scope)
{
    objects none = {0}, recvs = {0};
    bool variadic = false;
    if (recv) {
        nodes recv_list = {&recv, 1, 1};
        ty *recv_type;
        const char *recv_name;
        collect(c, &recv_list, &recvs, VAR_PARAM, f, scope, &recv_type, &recv_name, NULL);
        if (f) f->recv = recvs.at[0];
    }
    int np = e->list.n, nr = e->list2.n;
    ty **types = gort__alloc(c->u, (size_t)(np + nr + 1) * sizeof *types);
    const char **names = gort__alloc(c->u, (size_t)(np + nr + 1) * sizeof *names);
    collect(c, &e->list, f ? &f->params : &none, VAR_PARAM, f, scope, types, names, &variadic);
    collect(c, &e->list2, f ? &f->results : &none, VAR_RESULT, f, scope, types + np, names + np,
            NULL);
    ty *t = gort__ty_func(c->u, types, np, nr, names, variadic);
    e->type = t;
    e->is_type = true;
    return t;
}

/* ---- All types */

static void check_map_key(checker *c, void *what)
{
    const node *e = what;
    if (!gort__ty_comparable(e->type))
        gort__check_error_at(c, e, "invalid map key type %s", TEXT_TYPE(c, e->type));
}

static ty *type_internal(checker *c, node *e)
{
    value_operand x;
    switch ((int)e->kind) {
    case N_NAME:
    case N_SELECTOR:
        x = (value_operand){.expr = e};
        if (e->kind == N_NAME)
            gort__check_ident(c, &x, e, true);
        else
            gort__check_selector(c, &x, e);
        x.expr = e;
        if (x.mode == MODE_TYPE) return x.type;
        if (x.mode != MODE_INVALID)
            gort__check_error_at(c, e, "%s is not a type", TEXT_OPERAND(c, &x));
        return invalid(c);
    case N_PAREN: return gort__check_type(c, e->a);
    case N_ARRAYTYPE: return array_type(c, e);
    case N_STRUCTTYPE: return struct_type(c, e);
    case N_DEREF: {
        ty *t = gort__check_var_type(c, e->a);
        return gort__is_typed_invalid(t) ? t : gort__ty_ptr(c->u, t);
    }
    case N_FUNCTYPE: {
        name_scope *s = gort__scope_new(c->u, c->env.scope);
        return gort__check_func_type(c, e, NULL, NULL, s);
    }
    case N_INTERFACETYPE: return gort__check_interface_type(c, e);
    case N_MAPTYPE: {
        ty *key = gort__check_var_type(c, e->a), *elem = gort__check_var_type(c, e->b);
        gort__check_later(c, check_map_key, e->a);
        return gort__ty_map(c->u, key, elem);
    }
    case N_INDEX: { /* an instance of a generic type, of which there are none */
        const ty *t = gort__check_type(c, e->a);
        if (!gort__is_typed_invalid(t))
            gort__check_error_at(c, e, "%s is not a generic type", TEXT_TYPE(c, e->a->type));
        return invalid(c);
    }
    case N_CHANTYPE: return gort__ty_chan(c->u, gort__check_var_type(c, e->a), e->op);
    case N_BAD: return invalid(c);
    default:
        gort__check_error_at(c, e, "%s is not a type", TEXT_EXPR(c, e));
        gort__check_use(c, e);
        return invalid(c);
    }
}

ty *gort__check_type(checker *c, node *e)
{
    if (!e) return invalid(c);
    ty *t = type_internal(c, e);
    e->type = t ? t : invalid(c);
    e->is_type = true;
    e->untyped = false;
    e->val = NULL;
    return e->type;
}

/* ---- Declarations */

bool gort__check_is_own_type(const checker *c, const ty *t, const node *e)
{
    return e == c->declared && c->path.n > 0 && t->is_named && t->obj == c->path.at[c->path.n - 1];
}

void gort__check_report_cycle(checker *c, const char *what, objects cycle, int first)
{
    const object *o = cycle.at[first];
    textbuf text = {.u = c->u};
    gort__text_add(&text, "%s %s", what, o->name);
    for (int i = 0; i <= cycle.n; i++) {
        const object *at = cycle.at[(first + i) % cycle.n];
        gort__text_add(&text, i < cycle.n ? "\n\t%s: %s refers to" : "\n\t%s: %s",
                       gort__pos_text(c->u, at->pos), at->name);
    }
    gort__check_error(c, o->pos, "%s", gort__text_of(&text));
}

void gort__check_cycle_error(checker *c, object **cycle, int n)
{
    int first = 0;
    for (int i = 1; i < n; i++)
        if (cycle[i]->pos.line < cycle[first]->pos.line ||
            (cycle[i]->pos.line == cycle[first]->pos.line &&
             cycle[i]->pos.col < cycle[first]->pos.col))
            first = i;
    object *o = cycle[first];
    declaration *d = o->check;
    if (d) d->broken_alias = false; /* it is known to be wrong */
    gort__check_report_cycle(
        c, o->kind == OBJ_TYPE ? "invalid recursive type" : "illegal cycle in declaration of",
        (objects){cycle, n, n}, first);
}

/* declaration.valid. A type is gone through once, whatever contains it. */
enum { VALID_UNKNOWN, VALID_ASKED, VALID_NO, VALID_YES };

typedef struct nest {
    struct nest *up;
    ty *type;
} nest;

/* The types from `up` outwards to t make a cycle. */
static void valid_cycle(checker *c, ty *t, const nest *up)
{
    int n = 1;
    for (const nest *p = up; p->type != t; p = p->up)
        n++;
    object **cycle = gort__alloc(c->u, (size_t)n * sizeof *cycle);
    for (int k = n; k > 0; up = up->up)
        cycle[--k] = up->type->obj;
    t->under = invalid(c);
    t->kind = TY_INVALID;
    gort__ty_changed(c->u);
    gort__check_cycle_error(c, cycle, n);
}

static bool valid_type(checker *c, ty *t, nest *up)
{
    if (!t->is_named) {
        if (t->kind == TY_ARRAY) return valid_type(c, t->elem, up);
        for (int i = 0; t->kind == TY_STRUCT && i < t->nfields; i++)
            if (!valid_type(c, t->fields[i].type, up)) return false;
        for (int i = 0; t->open && i < t->open->nembeds; i++)
            if (!valid_type(c, t->open->embeds[i], up)) return false;
        return true;
    }
    declaration *d = t->obj->check;
    if (!d || d->valid == VALID_YES) return true;
    if (d->valid == VALID_NO || gort__is_typed_invalid(d->rhs) || gort__is_typed_invalid(t->under))
        return false;
    if (d->valid == VALID_ASKED) {
        valid_cycle(c, t, up);
        return false;
    }
    nest here = {up, t};
    d->valid = VALID_ASKED;
    const bool good = valid_type(c, d->rhs, &here);
    d->valid = good ? VALID_YES : VALID_NO;
    return good;
}

static void finish_type(checker *c, void *what)
{
    (void)valid_type(c, what, NULL);
}

static void complete_type(checker *c, void *what)
{
    (void)c;
    gort__ty_close(gort__ty_under(what));
    gort__ty_complete(what, false);
}

/* The right side of the declaration is known. */
static void set_underlying(checker *c, object *o)
{
    declaration *decl = o->check;
    ty *named = o->type;
    named->under = decl->rhs;
    /* A pointer to what is wrong, or an array of wrong length, is still a pointer or an array. */
    if (gort__is_typed_invalid(decl->rhs) && decl->node->a->kind == N_DEREF)
        named->under = gort__ty_ptr(c->u, invalid(c));
    if (!named->under->is_named && !gort__check_is_open(named))
        gort__ty_complete(named, false);
    else
        gort__check_later(c, complete_type, named);
}

void gort__check_type_decl(checker *c, object *o, node *d)
{
    declaration *decl = o->check;
    if (d->define) { /* alias */
        o->type = invalid(c);
        decl->broken_alias = true;
        o->type = gort__check_type(c, d->a);
        decl->broken_alias = false;
        return;
    }
    ty *named = gort__ty_named(c->u, o);
    o->type = named;
    named->ndeclared = decl->methods.n;
    named->declared = gort__alloc(c->u, (size_t)(named->ndeclared + 1) * sizeof *named->declared);
    for (int i = 0; i < named->ndeclared; i++) {
        object *m = decl->methods.at[i];
        declaration *md = m->check;
        md->method_number = i;
        named->declared[i] = (ty_method){.name = m->name,
                                         .pkg = gort__check_name_package(c, m->name),
                                         .func = m->func,
                                         .ptr_recv = md->ptr_recv};
    }
    gort__check_later(c, finish_type, named);
    const node *outer = c->declared;
    c->declared = gort__unparen(d->a);
    c->declaring++;
    /* An interface is one before its methods are known. */
    if (c->declared && c->declared->kind == N_INTERFACETYPE)
        named->under = gort__ty_open_interface(c->u, NULL, gort__alloc(c->u, sizeof(ty_open)));
    decl->rhs = gort__check_type(c, d->a);
    c->declaring--;
    c->declared = outer;
    set_underlying(c, o);
    package *pkg = c->u->pkg;
    *GORT__PUSH(c->u, pkg->types, pkg->ntypes, pkg->cap_types) = named;
}
